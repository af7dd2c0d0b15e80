//! Items of one battery: `Overall satisfaction`, `Cleanliness`, `Check-in`, `Breakfast`, each from 1 to
//! 5. Tools write a list of things to be rated as columns side by side, of which the names of a few
//! alone say that they are rated. The others are known by standing among these, on their scale up to
//! its end, and by going with them row by row.

use std::collections::BTreeSet;

use crate::feedback::{Direction, Scale};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::asked_twice::{EXPECTED, holds};
use crate::ingest::columns::before_after::is_of_before;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::group_codes::counts;
use crate::ingest::columns::matrix;
use crate::ingest::columns::role_words;
use crate::ingest::columns::row_marks::{RowMarks, Together};
use crate::ingest::columns::sibling_items::asks_for_effort;
use crate::ingest::columns::whom;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Numbers from which they look like marks.
const ENOUGH: u64 = 20;

/// Points that marks have at least.
const POINTS: usize = 3;

/// How many standard errors from none a column goes with a score of its rows, and how closely.
const SURE: f64 = 3.0;
const CLOSE: f64 = 0.15;

/// The same of one whose name may be that of groups with numbers.
const SURE_OF_GROUPS: f64 = 4.0;
const CLOSE_OF_GROUPS: f64 = 0.3;

/// The same of few rows, where little is sure.
const FEW: usize = 100;
const SURE_OF_FEW: f64 = 1.65;
const CLOSE_OF_FEW: f64 = 0.2;

/// Words of what somebody is or a case is rated by, and not of what was rated.
const ATTRIBUTES: &[&str] = &[
    "age",
    "gender",
    "sex",
    "income",
    "education",
    "occupation",
    "marital",
    "household",
    "family size",
    "persona",
    "weekday",
    "sequence",
    "likelihood",
    "likely",
    "intention",
    "usage frequency",
    "purchase frequency",
    "frequency of use",
    "tier",
    "membership",
    "priority",
    "severity",
    "urgency",
    "band",
    "bracket",
    "code",
    "id",
    "wave",
    "batch",
    "cohort",
    "quarter",
    "month",
    "week",
    "year",
    "年龄",
    "性别",
    "学历",
    "文化程度",
    "婚姻",
    "收入",
    "职业",
    "家庭人口",
    "意愿",
    "再次",
    "消费频",
    "使用频",
    "购买频",
    "题号",
    "序号",
    "周几",
    "等级",
    "级别",
    "会员",
    "优先级",
    "严重",
    "编号",
    "批次",
    "季度",
    "月份",
    "年份",
];

/// Whole names of what is counted or numbered, or of groups.
const OF_NO_ITEM: &[&str] = &[
    "day",
    "shift",
    "question",
    "row",
    "attempt",
    "frequency",
    "position",
    "cars",
    "devices",
    "logins",
    "stops",
    "房间号",
    "座位号",
    "频率",
    "岗位",
    "职位",
];

/// What is known of a file's columns.
pub(super) struct Columns<'a> {
    pub(super) headers: &'a [String],
    pub(super) names: &'a [ColumnName],
    pub(super) facts: &'a [ColumnProfile],
    pub(super) marks: &'a RowMarks,
}

/// What a column is beside the others of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A score that is used, on the scale: of the whole, or of one thing.
    Whole,
    Item,
    /// A score that is used, on another scale or in words.
    Score,
    /// It may be an item: as surely as it goes with the scores.
    Maybe,
    /// Ease of one thing, where it is one of several.
    Ease,
    /// A comment, which may stand behind each item.
    Comment,
    /// It is none, so that what stands behind it is of another question.
    Other,
}

/// Makes ratings of the columns that are items beside the scores that are used.
pub(super) fn items(columns: &Columns<'_>, drafts: &mut [Draft]) {
    for scale in scales(columns, drafts) {
        let places: Vec<Place> =
            (0..drafts.len()).map(|at| columns.place(at, scale, drafts)).collect();
        let breaks = |at: &usize| places[*at] == Place::Other;
        let mut start = 0;
        for end in (0..places.len()).filter(breaks).chain([places.len()]) {
            let run: Vec<usize> = (start..end).collect();
            let taken = columns.taken(&run, &places, drafts);
            columns.take(&run, &taken, scale, drafts);
            start = end + 1;
        }
    }
}

/// The scales that items may be on: those of scores in numbers, 1–10 beside an NPS, and those of
/// columns that look like scores.
fn scales(columns: &Columns<'_>, drafts: &[Draft]) -> Vec<Scale> {
    let mut scales: Vec<Scale> = Vec::new();
    let mut add = |scale: Scale| {
        if scale.direction == Direction::Higher
            && scale.high <= 10.0
            && !scales.iter().any(|other| other.high == scale.high)
        {
            scales.push(scale);
        }
    };
    let numeric = drafts.iter().filter(|draft| draft.labels.is_empty());
    numeric.clone().filter(|d| d.role == Role::CSAT).filter_map(|d| d.scale).for_each(&mut add);
    let unused = drafts.iter().flat_map(|draft| &draft.warnings).filter_map(|told| match told {
        Warning::UnusedNumbers { scale, .. } => Some(*scale),
        _ => None,
    });
    unused.for_each(&mut add);
    if numeric.clone().any(|draft| draft.role == Role::NPS) {
        let zero = |at: usize| columns.facts[at].max == 10.0 && columns.facts[at].min < 1.0;
        let mut idle = (0..drafts.len()).filter(|at| is_idle(&drafts[*at]));
        let low = if idle.any(zero) { 0.0 } else { 1.0 };
        add(Scale::higher(low, 10.0));
    }
    scales
}

/// Whether nothing but its numbers speaks for what a column is used for.
fn is_idle(draft: &Draft) -> bool {
    let of_numbers = matches!(draft.evidence.first(), Some(Evidence::Numbers { .. }));
    let field = draft.role == Role::Segment && draft.choices.is_empty();
    let told = |warning: &Warning| {
        matches!(warning, Warning::UnusedNumbers { .. } | Warning::CodesNotUsed { .. })
    };
    (draft.role == Role::Ignore && of_numbers || field) && draft.warnings.iter().all(told)
}

/// Whether a score in numbers, of which more is better, is used.
fn is_numeric_score(draft: &Draft) -> bool {
    let higher = draft.scale.is_some_and(|scale| scale.direction == Direction::Higher);
    draft.role.score().is_some() && draft.labels.is_empty() && higher
}

/// The question before an item, where it asks to rate what is listed: 请评价以下各项 [环境].
fn stem(header: &str) -> Option<&str> {
    const ASKING: [&str; 5] = ["请评价", "请打分", "请评分", "评价以下", "评价下列"];
    let stem = header[..header.find(['[', '【', ':', '：', '-', '—'])?].trim();
    ASKING.iter().any(|word| stem.contains(word)).then_some(stem)
}

impl Columns<'_> {
    fn place(&self, at: usize, scale: Scale, drafts: &[Draft]) -> Place {
        let (draft, name) = (&drafts[at], &self.names[at]);
        let on_it = draft.scale.is_some_and(|own| own.high == scale.high);
        let whole = name.find(role_words::OVERALL).is_some();
        match draft.role {
            Role::Comment => Place::Comment,
            Role::CSAT if is_numeric_score(draft) && on_it && whole => Place::Whole,
            Role::CSAT if is_numeric_score(draft) && on_it => Place::Item,
            Role::CES
                if is_numeric_score(draft) && on_it && !draft.stated && !asks_for_effort(name) =>
            {
                Place::Ease
            }
            _ if draft.role.score().is_some() => Place::Score,
            _ if is_idle(draft) && self.may_be_item(at, scale) => Place::Maybe,
            _ => Place::Other,
        }
    }

    /// Whether whole numbers lie on a scale up to its end, under a name that may be of anything.
    fn may_be_item(&self, at: usize, scale: Scale) -> bool {
        let (facts, name) = (&self.facts[at], &self.names[at]);
        let whole = facts.numeric == facts.integers && facts.numeric == facts.answers();
        let inside = scale.contains(facts.min) && facts.max == scale.high;
        let several = facts.numeric >= ENOUGH && facts.numbers.len() >= POINTS;
        let last = [role_words::SEGMENT, role_words::NUMBERED];
        let of_group = last.iter().any(|list| name.ends_in(list).is_some())
            && !self.headers[at].contains(" of ");
        let lower = self.headers[at].to_lowercase();
        let expected = EXPECTED.iter().any(|word| holds(&lower, word))
            || name.find(role_words::EXPECTED).is_some();
        let of_else = of_group
            || expected
            || counts(name)
            || name.find(ATTRIBUTES).is_some()
            || name.is_one(OF_NO_ITEM).is_some()
            || is_of_before(&self.headers[at])
            || name.ends_in(role_words::LENGTHS).is_some()
            || name.ends_in(role_words::LASTING).is_some()
            || whom::respondent(name).is_some();
        whole && several && inside && !of_else
    }

    /// How a column goes with the scores of its rows: with that with which it goes best.
    fn goes(&self, at: usize, drafts: &[Draft]) -> Option<Together> {
        let scores = (0..drafts.len()).filter(|other| {
            *other != at && is_numeric_score(&drafts[*other]) && drafts[*other].touchpoint.is_none()
        });
        let going = scores.filter_map(|other| self.marks.together(at, other));
        going.max_by(|one, other| one.z.total_cmp(&other.z))
    }

    /// Whether a column goes with the scores of its rows beyond chance.
    fn is_sure(&self, at: usize, drafts: &[Draft]) -> bool {
        let Some(Together { r, z, n }) = self.goes(at, drafts) else { return false };
        let name = &self.names[at];
        if name.ends_in(role_words::CODED).is_some() && !self.headers[at].contains(" of ") {
            return r >= CLOSE_OF_GROUPS && z >= SURE_OF_GROUPS;
        }
        r >= CLOSE && z >= SURE || n < FEW && r >= CLOSE_OF_FEW && z >= SURE_OF_FEW
    }

    /// Whether a column may be an item though it goes with none: all of a scale was given, no name
    /// speaks of groups or of what is measured, and it does not go against the others.
    fn is_plain(&self, at: usize, scale: Scale, drafts: &[Draft]) -> bool {
        let (facts, name) = (&self.facts[at], &self.names[at]);
        let all = facts.numbers.len() >= 4 && facts.min <= scale.low + 1.0;
        let of_groups = [role_words::CODED, role_words::SEGMENT, role_words::QUANTITIES]
            .iter()
            .any(|list| name.find(list).is_some());
        let against = self.goes(at, drafts).is_some_and(|going| going.z <= -2.0);
        all && !of_groups && !against && drafts[at].role == Role::Ignore
    }

    /// The columns of a run that are items.
    fn taken(&self, run: &[usize], places: &[Place], drafts: &[Draft]) -> Vec<usize> {
        let of = |place: Place| run.iter().copied().filter(move |at| places[*at] == place);
        let maybe: Vec<usize> = of(Place::Maybe).collect();
        let mut sure: Vec<usize> =
            maybe.iter().copied().filter(|at| self.is_sure(*at, drafts)).collect();
        let stems: Vec<&str> = maybe.iter().filter_map(|at| stem(&self.headers[*at])).collect();
        let together = |at: &usize| {
            let own = stem(&self.headers[*at]);
            own.is_some_and(|own| stems.iter().filter(|stem| **stem == own).count() > 1)
        };
        let asked = maybe.iter().copied().filter(|at| !sure.contains(at) && together(at));
        let asked: Vec<usize> = asked.collect();
        sure.extend(asked);
        let scored = [Place::Whole, Place::Item, Place::Score];
        let beside = scored.into_iter().any(|place| of(place).next().is_some());
        if !beside && sure.len() < 2 {
            return Vec::new();
        }
        let known = of(Place::Item).count() + sure.len();
        let asked = |at: usize| {
            drafts[at].warnings.iter().any(|told| matches!(told, Warning::AsksOf { .. }))
        };
        let by_name = of(Place::Item).any(asked);
        let scale = of(Place::Item).chain(of(Place::Whole)).find_map(|at| drafts[at].scale);
        if let Some(scale) = scale.filter(|_| known > 1 || by_name) {
            let plain = maybe.into_iter().filter(|at| !sure.contains(at));
            let plain: Vec<usize> = plain.filter(|at| self.is_plain(*at, scale, drafts)).collect();
            sure.extend(plain);
        }
        if of(Place::Item).count() + sure.len() > 1 {
            sure.extend(of(Place::Ease));
        }
        sure.sort_unstable();
        sure
    }

    /// Makes ratings of them, each of what its name says.
    fn take(&self, run: &[usize], taken: &[usize], scale: Scale, drafts: &mut [Draft]) {
        let asked = |at: &usize| {
            let by_name = |told: &Warning| matches!(told, Warning::AsksOf { .. });
            drafts[*at].role == Role::CSAT
                && drafts[*at].touchpoint.is_none()
                && drafts[*at].warnings.iter().any(by_name)
        };
        let named: Vec<usize> =
            run.iter().copied().filter(|at| taken.contains(at) || asked(at)).collect();
        if taken.is_empty() {
            return;
        }
        let headers: Vec<&String> = named.iter().map(|at| &self.headers[*at]).collect();
        let subjects = matrix::subjects(&headers);
        let mut used: BTreeSet<String> =
            drafts.iter().filter_map(|draft| draft.touchpoint.clone()).collect();
        for (at, subject) in named.into_iter().zip(subjects) {
            let free = !subject.is_empty() && !used.contains(&subject);
            let touchpoint = if free { subject } else { self.headers[at].clone() };
            used.insert(touchpoint.clone());
            if taken.contains(&at) {
                let ColumnProfile { numeric: n, min, max, .. } = self.facts[at];
                let draft = Draft::new(Role::CSAT, 1, Evidence::ScaleOfNeighbours(scale))
                    .because(Evidence::Scale { scale, n, min, max });
                drafts[at] =
                    draft.warned(Warning::ItemsTaken(vec![self.headers[at].clone()], scale));
                drafts[at].scale = Some(scale);
            }
            drafts[at].touchpoint = Some(touchpoint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};
    use crate::ingest::columns::row_marks::marks_of;

    /// A score in numbers on 1–5.
    fn score(draft: &mut Draft) {
        draft.scale = Some(Scale::higher(1.0, 5.0));
    }

    /// A column that nothing but its numbers speaks for.
    fn idle(draft: &mut Draft) {
        *draft = Draft::ignore(Evidence::Numbers { share: 1.0, min: 1.0, max: 5.0 });
    }

    /// Of columns of which the first is a score and those that are ignored have nothing but numbers,
    /// which become ratings of one thing.
    fn found(columns: &[(&str, Role, &[&str])]) -> Vec<bool> {
        let Table { headers, names, facts, mut drafts } = table(columns);
        for draft in &mut drafts {
            match draft.role {
                Role::Ignore => idle(draft),
                role if role.score().is_some() => score(draft),
                _ => {}
            }
        }
        let before: Vec<Role> = drafts.iter().map(|draft| draft.role).collect();
        let cells: Vec<&[&str]> = columns.iter().map(|(_, _, cells)| *cells).collect();
        let marks = marks_of(&cells);
        let (headers, names, facts) = (&headers[..], &names[..], &facts[..]);
        items(&Columns { headers, names, facts, marks: &marks }, &mut drafts);
        let item = |(draft, before): (&Draft, Role)| {
            let told = draft.warnings.iter().any(|told| matches!(told, Warning::ItemsTaken(..)));
            assert_eq!(told, draft.touchpoint.is_some(), "each is of what its name says");
            assert!(told || draft.role == before, "the others stay what they are");
            told && draft.role == Role::CSAT && draft.scale == Some(Scale::higher(1.0, 5.0))
        };
        drafts.iter().zip(before).map(item).collect()
    }

    #[test]
    fn marks_that_go_with_the_whole_beside_them_are_items() {
        let whole = ["1", "2", "3", "4", "5"].repeat(20);
        let going = ["1", "3", "2", "5", "4"].repeat(20);
        let upper = ["3", "3", "4", "5", "5"].repeat(20);
        let apart = ["3", "5", "1", "2", "4"].repeat(20);
        let against = ["5", "4", "3", "2", "1"].repeat(20);
        let short = ["1", "2", "2", "3", "4"].repeat(20);
        for (header, role, cells, wanted) in [
            ("Check-in", Role::Ignore, &going, true),
            ("Check-in", Role::Ignore, &upper, true),
            ("Store layout", Role::Segment, &going, true),
            ("Cleanliness of room", Role::Segment, &going, true),
            ("Course", Role::Segment, &going, true),
            // It does not go with it, or ends before the end, or is named as something else.
            ("Check-in", Role::Ignore, &apart, false),
            ("Check-in", Role::Ignore, &against, false),
            ("Check-in", Role::Ignore, &short, false),
            ("Course", Role::Segment, &apart, false),
            ("Store", Role::Segment, &going, false),
            ("Age band", Role::Ignore, &going, false),
            ("文化程度", Role::Ignore, &going, false),
            ("Confidence before", Role::Ignore, &going, false),
            ("Likelihood to continue", Role::Ignore, &going, false),
            ("Nights", Role::Ignore, &going, false),
            ("Length of stay", Role::Ignore, &going, false),
            ("Expected service", Role::Ignore, &going, false),
        ] {
            let overall = ("Overall satisfaction", Role::CSAT, &whole[..]);
            let found = found(&[overall, (header, role, &cells[..])]);
            assert_eq!(found, [false, wanted], "{header} {cells:?}");
        }
    }

    #[test]
    fn a_column_of_something_else_ends_the_battery_unless_it_is_a_comment() {
        let marks = ["1", "2", "3", "4", "5"].repeat(20);
        let none: [&str; 0] = [];
        for (between, taken) in [(Role::Comment, true), (Role::Time, false)] {
            let columns = [
                ("Overall rating", Role::CSAT, &marks[..]),
                ("Between", between, &none[..]),
                ("Breakfast", Role::Ignore, &marks[..]),
                ("Parking", Role::Ignore, &marks[..]),
            ];
            assert_eq!(found(&columns[..3]), [false, false, taken], "{between:?}");
            // Two that go with it are a battery wherever they stand.
            assert_eq!(found(&columns), [false, false, true, true], "{between:?}");
        }
    }

    #[test]
    fn what_goes_with_nothing_is_an_item_among_two_that_are() {
        let whole = ["1", "2", "3", "4", "5"].repeat(20);
        let apart = ["3", "5", "1", "2", "4"].repeat(20);
        let three = ["3", "5", "4", "3", "3"].repeat(20);
        for (header, cells, wanted) in [
            ("Parking", &apart, true),
            // The upper points alone; a name of something else.
            ("Parking", &three, false),
            ("Room type code", &apart, false),
            ("Distance", &apart, false),
            ("Shift", &apart, false),
        ] {
            let columns = [
                ("Overall rating", Role::CSAT, &whole[..]),
                ("Check-in", Role::Ignore, &whole[..]),
                ("Breakfast", Role::Ignore, &whole[..]),
                (header, Role::Ignore, &cells[..]),
            ];
            assert_eq!(found(&columns), [false, true, true, wanted], "{header}");
        }
    }

    #[test]
    fn what_one_question_asks_to_rate_are_items_however_they_go() {
        let whole = ["1", "2", "3", "4", "5"].repeat(20);
        let apart = ["3", "5", "1", "2", "4"].repeat(20);
        let none: [&str; 0] = [];
        for (question, wanted) in [("请评价以下各项", true), ("基本信息", false)] {
            let items = ["等候时间", "环境"].map(|item| format!("{question} [{item}]"));
            let columns = [
                ("满意度", Role::CSAT, &whole[..]),
                ("时间", Role::Time, &none[..]),
                (&*items[0], Role::Ignore, &apart[..]),
                (&*items[1], Role::Ignore, &apart[..]),
            ];
            assert_eq!(found(&columns), [false, false, wanted, wanted], "{question}");
        }
    }
}
