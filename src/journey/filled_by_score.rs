//! Fields that were filled in because of the score: reasons that those who gave a low one chose.
//!
//! “Why were you not satisfied?” is asked of nobody else. That those who answered it are the least
//! content goes without saying, whatever they chose: they are no group of customers, and nothing
//! comes from them. Names of such fields are of all kinds, so it is told from the answers: nearly
//! all who filled it in gave a low score, and hardly any of those who did not. The choices of a
//! question are one field here. What was filled in because of a high score is left out as well, and
//! so are choices of which one is made by the discontented alone and another by the content.
//!
//! Where two or three values are yes, no and the like, and nearly all of one are content while few
//! of another are, the field tells how it went, whatever its name.

use serde::Serialize;

use super::group_ids::{Group, Groups, NOT_CHOSEN, NoGroups};
use super::numbered_field::is_made_of;
use super::outcome_field::may_tell_an_outcome;
use super::row::RowView;
use crate::feedback::{PerScore, ScoreKind};
use crate::metrics::Band;

/// The value of those who chose one of several choices, as rows have it.
const CHOSEN: &str = "✓";

/// Part of those who filled a field in that gave such a score, where it was because of that.
const NEARLY_ALL: f64 = 0.95;

/// Most of those who did not that gave such a score.
const HARDLY_ANY: f64 = 0.15;

/// Most of those with one value of an outcome that are content.
const FEW: f64 = 0.35;

/// Fewest answers of those who filled a field in, and of the others.
const LEAST: u64 = 10;

/// Fewest rows with a score whose groups are compared beside those of the score of the run.
const ENOUGH: u64 = 60;

/// Part of the rows with a score that have another too, where other people gave them.
const HARDLY_BOTH: f64 = 0.05;

/// Most choices that are told.
const MOST_CHOICES: usize = 3;

/// Names of fields that ask the discontented for their reasons: one of the first, and behind it
/// one of the second.
const WHY: ([&str; 7], [&str; 5]) = (
    ["差评", "不满", "低分", "扣分", "不推荐", "流失", "贬损"],
    ["原因", "标签", "方面", "理由", "因素"],
);

/// What those who gave a low score chose as its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reasons {
    /// The field, or what its choices have in common.
    pub field: String,
    /// Answers in which it was filled in.
    pub n: u64,
    /// What was chosen most.
    pub choices: Vec<Reason>,
}

/// One of the reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reason {
    /// What was chosen.
    pub choice: String,
    /// Answers in which it was.
    pub n: u64,
}

/// Answers in each band, worst first.
type Bands = [u64; 3];

/// Counts, row by row, how those scored who filled a field in.
#[derive(Debug, Clone, Default)]
pub(super) struct BandCounter {
    /// Names of the fields, and of the questions that these are choices of.
    questions: Vec<String>,
    /// The question of each field, were it one of its choices.
    stems: Vec<usize>,
    /// By question.
    filled: Vec<PerScore<Bands>>,
    all: PerScore<Bands>,
    /// Rows with answers to both of two scores.
    both: PerScore<PerScore<u64>>,
    /// By number of the group.
    groups: Vec<PerScore<Bands>>,
    /// The questions that the last row filled in.
    here: Vec<usize>,
}

impl BandCounter {
    /// For rows of these segment fields.
    pub(super) fn new(fields: &[String]) -> BandCounter {
        let mut questions = fields.to_vec();
        let mut stems = Vec::with_capacity(fields.len());
        for field in fields {
            let stem = parted(field).map_or(field.as_str(), |(stem, _)| stem);
            let known = questions.iter().skip(fields.len()).position(|known| known == stem);
            stems.push(known.map_or(questions.len(), |at| fields.len() + at));
            if known.is_none() {
                questions.push(stem.to_owned());
            }
        }
        let filled = vec![PerScore::default(); questions.len()];
        BandCounter { questions, stems, filled, ..BandCounter::default() }
    }

    /// Takes a row that is in these groups.
    pub(super) fn add(&mut self, row: &RowView, groups: &[usize]) {
        if row.weight.is_none() {
            return;
        }
        self.here.clear();
        for (at, stem) in self.stems.iter().enumerate() {
            let question = match row.row.segments.get(at).and_then(Option::as_deref) {
                None | Some(NOT_CHOSEN) => continue,
                Some(CHOSEN) => *stem,
                Some(_) => at,
            };
            // A field comes once by itself; a question as often as something was chosen.
            if question == at || !self.here.contains(&question) {
                self.here.push(question);
            }
        }
        for (kind, score) in row.scores.given() {
            if !score.value.is_finite() {
                continue;
            }
            let band = match Band::of(kind.measure(), score) {
                Band::Low => 0,
                Band::Middle => 1,
                Band::High => 2,
            };
            self.all[kind][band] += 1;
            row.scores.given().for_each(|(other, _)| self.both[kind][other] += 1);
            self.here.iter().for_each(|question| self.filled[*question][kind][band] += 1);
            for group in groups {
                if self.groups.len() <= *group {
                    self.groups.resize(group + 1, PerScore::default());
                }
                self.groups[*group][kind][band] += 1;
            }
        }
    }

    /// The scores of at least [`ENOUGH`] rows that hardly anybody gave who gave the one of the run.
    pub(super) fn of_others(&self, main: Option<ScoreKind>) -> Vec<ScoreKind> {
        let Some(main) = main else { return Vec::new() };
        let n = |kind: ScoreKind| self.all[kind].iter().sum::<u64>();
        let apart = |kind: &ScoreKind| {
            let both = self.both[main][*kind] as f64;
            *kind != main
                && n(*kind) >= ENOUGH
                && both <= HARDLY_BOTH * n(*kind).min(n(main)) as f64
        };
        ScoreKind::ALL.into_iter().filter(apart).collect()
    }

    /// The groups of the fields that say who somebody is, and the reasons that those chose who gave
    /// a low answer to the score of the run; `names` are those of the fields, and choices of fewer
    /// than `least` answers are not told.
    pub(super) fn leave_out(
        &self,
        mut found: Groups,
        names: &[String],
        main: Option<ScoreKind>,
        least: u64,
    ) -> (Groups, Option<Reasons>) {
        let mut reasons: Option<Reasons> = None;
        let both_sides = main.map_or_else(Vec::new, |score| self.of_both_sides(&found.all, score));
        for (at, name) in names.iter().enumerate() {
            if found.left_out.get(at).is_none_or(Option::is_some) {
                continue;
            }
            let own: Vec<&Group> = found.all.iter().filter(|group| group.field == *name).collect();
            let question = self.question(at, &own);
            let low = main.and_then(|score| self.is_because(question, score));
            let tells = || main.is_some_and(|score| self.tells_an_outcome(&own, score));
            let why = match low {
                Some(_) => Some(NoGroups::Reasons),
                None if asks_why(&self.questions[question]) || both_sides.contains(&question) => {
                    Some(NoGroups::Reasons)
                }
                None => tells().then_some(NoGroups::Outcome),
            };
            if let Some(score) = main.filter(|_| low == Some(true)) {
                let told = self.reasons(question, &found.all, score, least);
                let n = |reasons: &Option<Reasons>| reasons.as_ref().map_or(0, |told| told.n);
                if n(&told) > n(&reasons) {
                    reasons = told;
                }
            }
            found.left_out[at] = why;
        }
        let out: Vec<&str> = names
            .iter()
            .zip(&found.left_out)
            .filter(|(_, why)| why.is_some())
            .map(|(name, _)| name.as_str())
            .collect();
        let is_out = |field: &str| out.iter().any(|out| *out == field || is_made_of(field, out));
        found.all.retain(|group| !is_out(&group.field));
        (found, reasons)
    }

    /// The question that a field is, or is a choice of.
    fn question(&self, at: usize, own: &[&Group]) -> usize {
        let is_choice = !own.is_empty() && own.iter().all(|group| group.value == CHOSEN);
        if is_choice { self.stems[at] } else { at }
    }

    /// Whether a question was answered because of the score, and because it was low.
    fn is_because(&self, question: usize, score: ScoreKind) -> Option<bool> {
        let (filled, all) = (self.filled[question][score], self.all[score]);
        let blank = [0, 1, 2].map(|band| all[band] - filled[band]);
        if filled.iter().sum::<u64>() < LEAST || blank.iter().sum::<u64>() < LEAST {
            return None;
        }
        let because = |bands: std::ops::Range<usize>| {
            share(filled, bands.clone()) >= NEARLY_ALL && share(blank, bands) <= HARDLY_ANY
        };
        let low = because(0..1) || because(0..2);
        (low || because(2..3) || because(1..3)).then_some(low)
    }

    /// The questions of several choices of which one was chosen by the discontented alone, and another
    /// by the content alone.
    fn of_both_sides(&self, groups: &[Group], score: ScoreKind) -> Vec<usize> {
        let (mut bad, mut good): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for group in groups.iter().filter(|group| group.value == CHOSEN) {
            let of_group = parted(&group.field).zip(self.groups.get(group.id));
            let Some(((stem, _), bands)) = of_group else { continue };
            let bands = bands[score];
            if bands.iter().sum::<u64>() < LEAST {
                continue;
            }
            if share(bands, 0..2) >= NEARLY_ALL {
                bad.push(stem);
            } else if share(bands, 2..3) >= NEARLY_ALL {
                good.push(stem);
            }
        }
        let both = |at: &usize| {
            let stem = self.questions[*at].as_str();
            bad.contains(&stem) && good.contains(&stem)
        };
        (0..self.questions.len()).filter(both).collect()
    }

    /// Whether nearly all of one group of a field of yes and no are content, and few of another.
    fn tells_an_outcome(&self, own: &[&Group], score: ScoreKind) -> bool {
        if !may_tell_an_outcome(own.iter().map(|group| group.value.as_str())) {
            return false;
        }
        let content = own.iter().filter_map(|group| {
            let bands = self.groups.get(group.id)?[score];
            (bands.iter().sum::<u64>() >= LEAST).then(|| share(bands, 2..3))
        });
        let content: Vec<f64> = content.collect();
        content.iter().any(|share| *share >= NEARLY_ALL)
            && content.iter().any(|share| *share <= FEW)
    }

    fn reasons(
        &self,
        question: usize,
        groups: &[Group],
        score: ScoreKind,
        least: u64,
    ) -> Option<Reasons> {
        let field = self.questions[question].as_str();
        let chosen = groups.iter().filter_map(|group| {
            let choice = match group.value == CHOSEN {
                true => parted(&group.field).filter(|(stem, _)| *stem == field)?.1,
                false => Some(group.value.as_str()).filter(|_| group.field == field)?,
            };
            let n: u64 = self.groups.get(group.id)?[score].iter().sum();
            (n >= least.max(1)).then(|| Reason { choice: choice.to_owned(), n })
        });
        let mut choices: Vec<Reason> = chosen.collect();
        choices.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.choice.cmp(&b.choice)));
        choices.truncate(MOST_CHOICES);
        let n: u64 = self.filled[question][score].iter().sum();
        let field = field.to_owned();
        (!choices.is_empty()).then_some(Reasons { field, n, choices })
    }
}

/// The part of answers that is in these bands.
fn share(bands: Bands, of: std::ops::Range<usize>) -> f64 {
    let all: u64 = bands.iter().sum();
    bands[of].iter().sum::<u64>() as f64 / all.max(1) as f64
}

/// What a field that is a choice is a choice of, and the choice.
fn parted(field: &str) -> Option<(&str, &str)> {
    field.rsplit_once(": ").or_else(|| field.rsplit_once(" / "))
}

/// Whether a name asks the discontented for their reasons.
fn asks_why(name: &str) -> bool {
    let (whose, what) = WHY;
    whose.iter().any(|word| {
        let behind = name.split_once(word).map_or("", |(_, behind)| behind);
        what.iter().any(|word| behind.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::group_ids::GroupIds;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    /// Answers: whether it is a good one, and the values of the fields.
    fn counted(fields: &[&str], rows: &[(bool, &[&str])]) -> (Groups, Option<Reasons>) {
        let fields: Vec<String> = fields.iter().map(|&field| field.to_owned()).collect();
        let (mut ids, mut bands) = (GroupIds::new(&fields), BandCounter::new(&fields));
        let mut resolver = Resolver::default();
        for (number, (good, values)) in (0..).zip(rows) {
            let score = scores(None, Some(if *good { 5.0 } else { 2.0 }));
            let mut row = row(number, vec![entry(None, None, score)]);
            row.segments =
                values.iter().map(|value| (!value.is_empty()).then(|| (*value).into())).collect();
            let view = resolver.view(&row, &[]);
            bands.add(&view, ids.of(&view));
        }
        bands.leave_out(ids.finish(&fields), &fields, Some(ScoreKind::Csat), 1)
    }

    fn rows<'a>(n: usize, good: bool, values: &'a [&'a str]) -> Vec<(bool, &'a [&'a str])> {
        vec![(good, values); n]
    }

    #[test]
    fn reasons_of_the_discontented_are_no_groups() {
        let of = |good_with: usize, low_without: usize| {
            let all = [
                rows(22, false, &["slow", "North"]),
                rows(18, false, &["rude", "South"]),
                rows(good_with, true, &["rude", "South"]),
                rows(80, true, &["", "North"]),
                rows(low_without, false, &["", "South"]),
            ];
            counted(&["Details", "Region"], &all.concat())
        };
        let (found, reasons) = of(2, 14);
        assert_eq!(found.left_out, [Some(NoGroups::Reasons), None]);
        assert!(found.all.iter().all(|group| group.field == "Region"));
        let reasons = reasons.unwrap();
        assert_eq!((reasons.field.as_str(), reasons.n), ("Details", 42));
        let told: Vec<(&str, u64)> =
            reasons.choices.iter().map(|reason| (reason.choice.as_str(), reason.n)).collect();
        assert_eq!(told, [("slow", 22), ("rude", 20)]);
        // 37 of 40 are low, or 15 of 95 of those who left it out.
        assert_eq!(of(3, 14).0.left_out, [None, None]);
        assert_eq!(of(2, 15).0.left_out, [None, None]);
    }

    #[test]
    fn choices_of_a_question_are_one() {
        let all = [
            rows(20, false, &["✓", "✗"]),
            rows(15, false, &["✗", "✓"]),
            rows(60, true, &["✗", "✗"]),
        ];
        let (found, reasons) = counted(&["Why: slow", "Why: rude"], &all.concat());
        assert_eq!(found.left_out, [Some(NoGroups::Reasons), Some(NoGroups::Reasons)]);
        let reasons = reasons.unwrap();
        assert_eq!((reasons.field.as_str(), reasons.n, reasons.choices.len()), ("Why", 35, 2));
        // Who praised it chose something too.
        let all = [all.concat(), rows(20, true, &["✓", "✗"])];
        let (found, reasons) = counted(&["Why: slow", "Why: rude"], &all.concat());
        assert_eq!((found.left_out, reasons), (vec![None, None], None));
    }

    #[test]
    fn tags_of_praise_and_of_blame_are_no_groups() {
        let of = |good: usize| {
            let all = [
                rows(20, false, &["✓", "✗"]),
                rows(good, true, &["✓", "✗"]),
                rows(40, true, &["✗", "✓"]),
                rows(30, false, &["✗", "✗"]),
            ];
            counted(&["Tags: dirty", "Tags: friendly"], &all.concat()).0.left_out
        };
        assert_eq!(of(1), [Some(NoGroups::Reasons), Some(NoGroups::Reasons)]);
        assert_eq!(of(2), [None, None]);
    }

    /// What those chose who gave three of five, and what those chose who gave five.
    #[test]
    fn tags_of_those_in_the_middle_are_of_blame() {
        let fields = ["Tags: slow", "Tags: friendly"].map(str::to_owned);
        let (mut ids, mut bands) = (GroupIds::new(&fields), BandCounter::new(&fields));
        let mut resolver = Resolver::default();
        for number in 0..60_u64 {
            let (score, values) = match number {
                0..20 => (3.0, ["✓", "✗"]),
                20..40 => (5.0, ["✗", "✓"]),
                _ => (4.0, ["✗", "✗"]),
            };
            let mut row = row(number, vec![entry(None, None, scores(None, Some(score)))]);
            row.segments = values.into_iter().map(|value| Some(value.into())).collect();
            let view = resolver.view(&row, &[]);
            bands.add(&view, ids.of(&view));
        }
        let (found, reasons) =
            bands.leave_out(ids.finish(&fields), &fields, Some(ScoreKind::Csat), 1);
        let why = || Some(NoGroups::Reasons);
        assert_eq!((found.left_out, reasons), (vec![why(), why()], None));
    }

    #[test]
    fn a_name_that_asks_for_reasons_is_enough() {
        let all = [rows(20, false, &["卫生"]), rows(20, true, &["排队"])].concat();
        for (field, why) in
            [("差评原因", true), ("您不满意的方面", true), ("推荐原因", false), ("原因", false)]
        {
            let left_out = counted(&[field], &all).0.left_out;
            assert_eq!(left_out == [Some(NoGroups::Reasons)], why, "{field}");
        }
    }

    #[test]
    fn scores_of_other_people_are_told_from_those_of_the_same() {
        let of = |together: u64| {
            let mut bands = BandCounter::new(&["Region".to_owned()]);
            for number in 0..200_u64 {
                let (nps, csat) = (number < 100 + together, number >= 100);
                let given = scores(nps.then_some(9.0), csat.then_some(4.0));
                let row = row(number, vec![entry(None, None, given)]);
                bands.add(&Resolver::default().view(&row, &[]), &[]);
            }
            bands.of_others(Some(ScoreKind::Nps))
        };
        assert_eq!(of(5), [ScoreKind::Csat]);
        assert!(of(6).is_empty());
    }

    #[test]
    fn yes_and_no_of_the_content_and_the_others_tell_how_it_went() {
        let of = |yes: &str, good_of_no: usize| {
            let yes = [yes];
            let all = [
                rows(39, true, &yes),
                rows(1, false, &yes),
                rows(good_of_no, true, &["No"]),
                rows(40 - good_of_no, false, &["No"]),
            ];
            counted(&["Loyal"], &all.concat()).0.left_out
        };
        assert_eq!(of("Yes", 14), [Some(NoGroups::Outcome)]);
        assert_eq!(of("Yes", 15), [None]);
        assert_eq!(of("Leeds", 4), [None], "a place");
    }
}
