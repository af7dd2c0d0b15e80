//! Columns against each other: which time, which respondent, which score is
//! the whole experience and which one touchpoint's.

use crate::ingest::cells::placeholder_date::Placeholders;
use crate::ingest::columns::branches::plain;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::matrix;
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::repeated_text::drop_repeated;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::segment_limit::limit_segments;
use crate::ingest::columns::subject;
use crate::ingest::columns::times::{is_experienced, keep_time};
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::unjudged;
use crate::ingest::columns::untimed::untimed;
use crate::ingest::columns::waves::waves;
use crate::ingest::columns::whole_by_form::whole_by_form;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::mapping::{ColumnMapping, Mapping};
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Settles the drafts and makes them a mapping. `questions` are the headers
/// in full, where the tool shortens them.
pub(crate) fn mapping(
    headers: &[String],
    questions: &[String],
    profile: &Profile,
    names: &[ColumnName],
    drafts: &mut [Draft],
) -> Mapping {
    let times = of_role(drafts, Role::Time);
    keep_time(headers, names, &profile.columns, drafts);
    waves(&times, names, &profile.columns, drafts);
    tell_experienced(headers, names, drafts, &times);
    keep_best(headers, drafts, Role::Respondent, Evidence::OtherRespondent);
    for role in [Role::NPS, Role::CSAT, Role::CES] {
        place_scores(questions, names, drafts, role);
        align_scales(headers, profile, drafts, role);
    }
    touchpoint::keep_best(headers, names, &profile.columns, drafts);
    choose_comments(headers, drafts);
    drop_repeated(headers, names, &profile.columns, drafts);
    unjudged::drop_fields(names, drafts);
    unjudged::tell_shortest(headers, names, &profile.columns, drafts);
    place_comments(questions, names, drafts);
    let left = limit_segments(headers, profile, drafts);
    let mut mapping = Mapping::default();
    let columns = headers.iter().zip(drafts).zip(&profile.columns).enumerate();
    for (at, ((header, draft), facts)) in columns {
        for warning in draft.warnings.drain(..) {
            if !mapping.warnings.iter_mut().any(|before| before.take_in(&warning)) {
                mapping.warnings.push(warning);
            }
        }
        let mut column = ColumnMapping::new(header, draft.role);
        column.touchpoint = draft.touchpoint.take();
        column.scale = draft.scale;
        column.split = draft.split.take();
        // A touchpoint column has as many as come.
        if column.role == Role::Segment {
            column.choices = std::mem::take(&mut draft.choices);
        }
        column.labels = std::mem::take(&mut draft.labels);
        column.missing = std::mem::take(&mut draft.missing);
        if column.role != Role::Ignore {
            column.also = std::mem::take(&mut draft.also);
            // A title that stands for an empty comment is none.
            if !column.also.is_empty() && profile.branch(at).is_some() {
                let (question, columns) = (plain(header).to_owned(), column.also.clone());
                mapping.warnings.push(Warning::Branches { question, columns });
            }
        }
        column.drop = std::mem::take(&mut draft.drop);
        column.evidence = std::mem::take(&mut draft.evidence);
        if column.role == Role::Time {
            column.date_order = facts.date_order();
            if facts.placeholders.n > 0 {
                let Placeholders { n, dates } = facts.placeholders.clone();
                let column = header.clone();
                mapping.warnings.push(Warning::PlaceholderDates { column, dates, n });
            }
            let taken = facts.order_taken();
            if facts.ambiguous > 0 && (column.date_order.is_none() || taken.is_some()) {
                mapping.warnings.push(Warning::AmbiguousDates(header.clone(), taken));
            }
        }
        mapping.columns.push(column);
    }
    mapping.warnings.extend(left);
    mapping.warnings.extend(untimed(headers, names, profile, &mapping));
    mapping
}

fn of_role(drafts: &[Draft], role: Role) -> Vec<usize> {
    (0..drafts.len()).filter(|at| drafts[*at].role == role).collect()
}

/// Keeps the strongest column of a role, the first on a tie.
fn keep_best(
    headers: &[String],
    drafts: &mut [Draft],
    role: Role,
    because: fn(String) -> Evidence,
) {
    let columns = of_role(drafts, role);
    let Some(best) =
        columns.iter().copied().max_by_key(|at| (drafts[*at].strength, usize::MAX - at))
    else {
        return;
    };
    for at in columns.into_iter().filter(|at| *at != best) {
        drafts[at].drop_for(because(headers[best].clone()));
    }
}

/// Tells of dates of what the answers speak of, where the report goes by the time of the answers:
/// last visits may be years ago, and who fell ill in July may say so in August.
fn tell_experienced(
    headers: &[String],
    names: &[ColumnName],
    drafts: &mut [Draft],
    times: &[usize],
) {
    let experienced = |at: usize| is_experienced(&names[at]);
    let Some(used) = times.iter().copied().find(|at| drafts[*at].role == Role::Time) else {
        return;
    };
    let others = times.iter().filter(|at| **at != used && experienced(**at));
    let others: Vec<String> = others.map(|at| headers[*at].clone()).collect();
    if !experienced(used) && !others.is_empty() {
        let column = headers[used].clone();
        drafts[used].warnings.push(Warning::Experienced { column, others });
    }
}

/// Gives every column of one score but the overall one a touchpoint.
fn place_scores(headers: &[String], names: &[ColumnName], drafts: &mut [Draft], role: Role) {
    let all = of_role(drafts, role);
    // Statements say themselves what they are of.
    let (said, columns): (Vec<usize>, Vec<usize>) =
        all.into_iter().partition(|at| drafts[*at].touchpoint.is_some());
    said.iter().for_each(|at| drafts[*at].evidence.push(Evidence::AtTouchpoint));
    if said.len() + columns.len() < 2 {
        return;
    }
    let asked: Vec<&String> = columns.iter().map(|at| &headers[*at]).collect();
    let subjects = matrix::subjects(&asked);
    // The one that says "overall", else the one that speaks of nothing in
    // particular. Without either all of them are touchpoints.
    let says_so = |n: &usize| names[columns[*n]].find(role_words::OVERALL).is_some();
    let overall: Vec<usize> = (0..columns.len()).filter(says_so).collect();
    let whole = match overall[..] {
        [only] => Some(only),
        // A question that says it of each of its items says it of none.
        _ => overall.iter().copied().find(|n| subjects[*n].is_empty()),
    }
    .or_else(|| {
        // A question of NPS on another scale is no more than a substitute.
        let plain = (0..columns.len()).filter(|n| subjects[*n].is_empty());
        plain.max_by_key(|n| (drafts[columns[*n]].strength, usize::MAX - n))
    })
    .or_else(|| whole_by_form(&asked, said.len()).filter(|_| role == Role::CSAT));
    let mut taken: Vec<String> =
        said.iter().filter_map(|at| drafts[*at].touchpoint.clone()).collect();
    let first_of = columns.clone();
    for (n, at) in columns.into_iter().enumerate() {
        if Some(n) == whole {
            drafts[at].evidence.push(Evidence::Whole);
            continue;
        }
        let subject = &subjects[n];
        if let Some(whole) = whole.filter(|_| subject.is_empty()) {
            let (column, other) = (headers[at].clone(), headers[first_of[whole]].clone());
            drafts[at].drop_for(Evidence::SameAs(other.clone()));
            drafts[at].warnings.push(Warning::SameScore { column, other });
            continue;
        }
        let free = !subject.is_empty() && !taken.contains(subject);
        let touchpoint = if free { subject.clone() } else { headers[at].clone() };
        drafts[at].evidence.push(Evidence::AtTouchpoint);
        taken.push(touchpoint.clone());
        drafts[at].touchpoint = Some(touchpoint);
    }
}

/// Touchpoint columns with few answers take the scale of the touchpoint
/// column with most: they are items of one question.
fn align_scales(headers: &[String], profile: &Profile, drafts: &mut [Draft], role: Role) {
    let items: Vec<usize> = of_role(drafts, role)
        .into_iter()
        .filter(|at| drafts[*at].touchpoint.is_some() && drafts[*at].labels.is_empty())
        .collect();
    let answers = |at: usize| profile.columns[at].numeric;
    let Some(most) = items.iter().copied().max_by_key(|at| (answers(*at), usize::MAX - at)) else {
        return;
    };
    let Some(common) = drafts[most].scale else { return };
    if !scale_guess::is_telling(&profile.columns[most]) {
        return;
    }
    for at in items {
        let same = drafts[at].scale == Some(common) || drafts[at].stated;
        if same {
            continue;
        }
        if let Some(guess) =
            scale_guess::like_neighbours(&headers[at], &profile.columns[at], common)
        {
            drafts[at].scale = Some(guess.scale);
            drafts[at].evidence[1] = guess.evidence;
            drafts[at].warnings = guess.warning.into_iter().collect();
        }
    }
}

/// Columns named as comments rule; without one, questions with running text,
/// and without these the widest text.
fn choose_comments(headers: &[String], drafts: &mut [Draft]) {
    let columns = of_role(drafts, Role::Comment);
    let best = columns.iter().map(|at| drafts[*at].strength).max().unwrap_or(0);
    for at in columns {
        // Open questions stand beside named comment columns; unnamed text
        // (titles, names) does not.
        if drafts[at].strength < 2 && best > 1 {
            drafts[at].drop_for(Evidence::NoMeaning);
            let columns = vec![headers[at].clone()];
            drafts[at].warnings.push(Warning::TextNotUsed { columns });
        }
    }
}

/// Gives comment columns the touchpoint in their name, where it is one.
fn place_comments(headers: &[String], names: &[ColumnName], drafts: &mut [Draft]) {
    let columns = of_role(drafts, Role::Comment);
    if columns.is_empty() {
        return;
    }
    // Where each row names its touchpoint, a question is asked about that one.
    let by_row = drafts.iter().any(|draft| draft.role == Role::Touchpoint);
    let of_scores: Vec<String> = drafts
        .iter()
        .filter(|d| d.role.score().is_some())
        .filter_map(|d| d.touchpoint.clone())
        .collect();
    for at in &columns {
        let name = &names[*at];
        if name.is_question() {
            continue;
        }
        // `remark` and `message` are no touchpoints.
        let plain = |subject: &String| {
            let name = ColumnName::new(subject);
            name.find(role_words::COMMENT).is_none_or(|word| !name.is(word))
        };
        let subject = Some(subject::subject(&headers[*at])).filter(plain).unwrap_or_default();
        let short = !subject.is_empty() && subject.chars().count() <= 16;
        let shared = of_scores.iter().find(|t| t.eq_ignore_ascii_case(&subject));
        // `物流评价`, `comment_delivery` beside others of the kind.
        let alone = ColumnName::new(&subject).is_one(role_words::NO_TOUCHPOINTS).is_some();
        let sides = alone || name.find(role_words::SIDES).is_some();
        let pattern = columns.len() > 1 && short && !sides && !by_row && drafts[*at].strength == 3;
        if let Some(touchpoint) = shared.cloned().or(pattern.then_some(subject)) {
            drafts[*at].touchpoint = Some(touchpoint);
            drafts[*at].evidence.push(Evidence::AtTouchpoint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::ingest::cells::column_profile::ColumnProfile;

    fn names(headers: &[&str]) -> (Vec<String>, Vec<ColumnName>) {
        let owned = headers.iter().map(|header| (*header).to_owned()).collect();
        (owned, headers.iter().map(|header| ColumnName::new(header)).collect())
    }

    fn draft(role: Role, strength: u32) -> Draft {
        Draft::new(role, strength, Evidence::Named("word"))
    }

    /// Columns of so many numbers from 1 to 5.
    fn numbers(columns: &[u64]) -> Profile {
        let profile = |n: &u64| {
            let mut facts = ColumnProfile::default();
            (0..*n).for_each(|at| facts.see(["1", "3", "5"][(at % 3) as usize]));
            facts
        };
        Profile { columns: columns.iter().map(profile).collect(), ..Profile::default() }
    }

    #[test]
    fn unnamed_text_gives_way_to_comments_by_name_or_question() {
        for (strengths, dropped) in
            [([1, 2], true), ([1, 3], true), ([1, 1], false), ([2, 2], false), ([2, 3], false)]
        {
            let (headers, _) = names(&["Body", "Comment"]);
            let mut drafts = strengths.map(|strength| draft(Role::Comment, strength));
            choose_comments(&headers, &mut drafts);
            let told = Warning::TextNotUsed { columns: vec!["Body".to_owned()] };
            let wanted = if dropped { vec![told] } else { Vec::new() };
            assert_eq!(drafts[0].warnings, wanted, "{strengths:?}");
            assert_eq!(drafts[0].role == Role::Ignore, dropped, "{strengths:?}");
            assert_eq!(drafts[1].role, Role::Comment);
        }
    }

    #[test]
    fn a_question_of_the_visit_beside_a_battery_is_the_score_of_the_whole() {
        let item = |name: &str| format!("第5题：请对以下环节评分—{name}");
        let visit = "第6题：您对本次就医的满意程度";
        for (last, whole) in [(visit, true), ("第6题：您对护士的满意程度", false)] {
            let parts = [item("挂号"), item("候诊"), item("缴费")];
            let asked = [&parts[0], &parts[1], &parts[2], last];
            let (headers, names) = names(&asked);
            let mut drafts: Vec<Draft> = asked.iter().map(|_| draft(Role::CSAT, 2)).collect();
            place_scores(&headers, &names, &mut drafts, Role::CSAT);
            let found: Vec<bool> = drafts.iter().map(|draft| draft.touchpoint.is_none()).collect();
            assert_eq!(found, [false, false, false, whole], "{last}");
            assert_eq!(drafts[3].evidence.contains(&Evidence::Whole), whole, "{last}");
        }
    }

    #[test]
    fn statements_keep_the_touchpoint_that_they_are_of() {
        let (headers, names) = names(&["Rooms were quiet", "Overall satisfaction", "Food score"]);
        let mut drafts: Vec<Draft> = headers.iter().map(|_| draft(Role::CSAT, 2)).collect();
        drafts[0].touchpoint = Some("Rooms were quiet".to_owned());
        place_scores(&headers, &names, &mut drafts, Role::CSAT);
        let found: Vec<Option<&str>> =
            drafts.iter().map(|draft| draft.touchpoint.as_deref()).collect();
        assert_eq!(found, [Some("Rooms were quiet"), None, Some("Food")]);
        assert!(drafts[0].evidence.contains(&Evidence::AtTouchpoint));
        // The only other one is of a part as well.
        let mut two = vec![draft(Role::CSAT, 2), draft(Role::CSAT, 2)];
        two[0].touchpoint = Some("Rooms were quiet".to_owned());
        let headers = [headers[0].clone(), headers[2].clone()];
        let names = [ColumnName::new(&headers[0]), ColumnName::new(&headers[1])];
        place_scores(&headers, &names, &mut two, Role::CSAT);
        assert_eq!(two[1].touchpoint.as_deref(), Some("Food"));
    }

    #[test]
    fn comments_beside_others_of_the_kind_speak_of_what_their_names_say() {
        let touchpoint = |headers: &[&str], strength: u32, others: Vec<Draft>| {
            let (headers, names) = names(headers);
            let comments = headers.len() - others.len();
            let mut drafts: Vec<Draft> =
                (0..comments).map(|_| draft(Role::Comment, strength)).chain(others).collect();
            place_comments(&headers, &names, &mut drafts);
            drafts[0].touchpoint.clone()
        };
        let said = |header: &str| touchpoint(&[header, "comment_staff"], 3, Vec::new());
        assert_eq!(said("comment_deliveryservices").as_deref(), Some("deliveryservices"));
        assert_eq!(said("comment_deliveryservicess"), None, "longer than sixteen characters");
        assert_eq!(said("comment_other"), None, "a side of one experience");
        assert_eq!(said("comment"), None);
        assert_eq!(said("comment_en"), None, "a language");
        assert_eq!(said("promoter comment"), None, "those who were asked");
        assert_eq!(said("comment_public transport").as_deref(), Some("public transport"));
        let two = ["comment_delivery", "comment_staff"];
        assert_eq!(touchpoint(&two, 2, Vec::new()), None, "not by name");
        assert_eq!(touchpoint(&two[..1], 3, Vec::new()), None, "the only one");
        let row = || vec![draft(Role::Touchpoint, 7)];
        let with_row = ["comment_delivery", "comment_staff", "Touchpoint"];
        assert_eq!(touchpoint(&with_row, 3, row()), None, "each row names its own");
        // A score of the same touchpoint leaves no doubt.
        let score = |at: &str| {
            let mut score = draft(Role::CSAT, 2);
            score.touchpoint = Some(at.to_owned());
            vec![score]
        };
        let shared = touchpoint(&["comment_delivery", "Delivery rating"], 2, score("Delivery"));
        assert_eq!(shared.as_deref(), Some("Delivery"));
        let header = "What about delivery?";
        let asked = touchpoint(&[header, "rating"], 2, score(&subject::subject(header)));
        assert_eq!(asked, None, "a question is asked of all");
    }

    #[test]
    fn a_score_alone_is_of_no_touchpoint_and_two_of_one_keep_their_headers() {
        let found = |headers: &[&str]| {
            let (headers, names) = names(headers);
            let mut drafts: Vec<Draft> = headers.iter().map(|_| draft(Role::CSAT, 2)).collect();
            place_scores(&headers, &names, &mut drafts, Role::CSAT);
            drafts.into_iter().map(|draft| draft.touchpoint).collect::<Vec<_>>()
        };
        assert_eq!(found(&["Delivery rating"]), [None]);
        let several = found(&["Delivery rating", "Delivery score", "Staff score"]);
        let wanted = ["Delivery", "Delivery score", "Staff"].map(|at| Some(at.to_owned()));
        assert_eq!(several, wanted);
    }

    #[test]
    fn items_with_few_answers_take_the_scale_of_the_one_with_two_hundred() {
        let (one_to_five, to_ten) = (Scale::higher(1.0, 5.0), Scale::higher(1.0, 10.0));
        let (headers, _) = names(&["a", "b"]);
        for (most, few, stated, wanted) in [
            (200, 10, false, one_to_five),
            (199, 10, false, to_ten),
            (200, 10, true, to_ten),
            (300, 200, false, to_ten),
        ] {
            let mut drafts = [one_to_five, to_ten].map(|scale| {
                let mut draft = draft(Role::CSAT, 2).because(Evidence::NoMeaning);
                (draft.scale, draft.touchpoint) = (Some(scale), Some("at".to_owned()));
                draft
            });
            drafts[1].stated = stated;
            align_scales(&headers, &numbers(&[most, few]), &mut drafts, Role::CSAT);
            assert_eq!(drafts[1].scale, Some(wanted), "{most} and {few}, {stated}");
            let aligned = drafts[1].evidence[1] == Evidence::ScaleOfNeighbours(one_to_five);
            assert_eq!(aligned, wanted == one_to_five);
        }
    }

    #[test]
    fn dates_of_what_the_answers_speak_of_are_told() {
        let told = |headers: &[&str], strengths: &[u32]| {
            let (headers, names) = names(headers);
            let mut drafts: Vec<Draft> =
                strengths.iter().map(|strength| draft(Role::Time, *strength)).collect();
            let profile = numbers(&vec![3; headers.len()]);
            mapping(&headers, &headers, &profile, &names, &mut drafts).warnings
        };
        let warning = |column: &str, others: &[&str]| {
            let others = others.iter().map(|other| (*other).to_owned()).collect();
            vec![Warning::Experienced { column: column.to_owned(), others }]
        };
        for (headers, strengths, wanted) in [
            (&["Recorded", "FlightDate"][..], &[9, 3][..], warning("Recorded", &["FlightDate"])),
            (
                &["就诊日期", "提交时间", "出院日期"],
                &[1, 4, 3],
                warning("提交时间", &["就诊日期", "出院日期"]),
            ),
            (&["Stay date", "Check-out date"], &[3, 1], Vec::new()),
            (&["Created", "Stay review date"], &[4, 3], Vec::new()),
            (&["Submitted", "Order date"], &[4, 1], Vec::new()),
            (&["Visit date"], &[1], Vec::new()),
        ] {
            assert_eq!(told(headers, strengths), wanted, "{headers:?}");
        }
    }

    #[test]
    fn what_is_told_of_several_columns_is_told_once_and_dates_in_doubt_are_told() {
        let of = |ambiguous: u64, order: (u64, u64)| {
            let (headers, names) = names(&["When", "a", "b"]);
            let mut profile = numbers(&[3, 3, 3]);
            (profile.columns[0].ambiguous, profile.columns[0].order) = (ambiguous, order);
            let told = |at: &str| Warning::TextNotUsed { columns: vec![at.to_owned()] };
            let mut drafts = [
                draft(Role::Time, 3),
                draft(Role::Ignore, 0).warned(told("a")),
                draft(Role::Ignore, 0).warned(told("b")),
            ];
            mapping(&headers, &headers, &profile, &names, &mut drafts).warnings
        };
        let both = Warning::TextNotUsed { columns: vec!["a".to_owned(), "b".to_owned()] };
        let doubt = Warning::AmbiguousDates("When".to_owned(), None);
        assert_eq!(of(1, (0, 0)), [doubt, both.clone()]);
        for (times, others) in [(0, (0, 0)), (1, (1, 0))] {
            assert_eq!(of(times, others), std::slice::from_ref(&both));
        }
    }
}
