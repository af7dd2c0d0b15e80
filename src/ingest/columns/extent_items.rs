//! Questions of a survey that are answered by how far it was so, several of them in a row:
//! “Yes, definitely”, “Yes, to some extent”, “No”. Each is a rating of what it asks for in three
//! steps, and none of them parts customers into groups: who says “No” is the least content by that.

use std::collections::{BTreeMap, BTreeSet};

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::categories;
use crate::ingest::columns::label_degree::without_number;
use crate::ingest::columns::matrix;
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Questions from which they are a row.
const LEAST: usize = 2;

/// Most of the answers of a question that say that it did not arise, as a part of a hundred.
const MOST_ELSE: u64 = 40;

/// What the steps are called, from the worst on, in small letters and without commas.
const STEPS: [&[&str]; 3] = [
    &["no", "not at all", "never", "no not at all", "no never", "not really", "no not really"],
    &[
        "yes to some extent",
        "to some extent",
        "yes sometimes",
        "sometimes",
        "yes somewhat",
        "somewhat",
        "yes partly",
        "partly",
        "yes partially",
        "partially",
        "in part",
        "yes in part",
        "yes some of the time",
        "some of the time",
    ],
    &[
        "yes",
        "yes definitely",
        "definitely",
        "yes completely",
        "completely",
        "yes fully",
        "fully",
        "yes always",
        "always",
        "yes all of the time",
        "all of the time",
        "yes totally",
        "totally",
        "entirely",
        "yes entirely",
    ],
];

/// How answers begin that say that it did not arise, or that nobody remembers.
const NO_ANSWER: [&str; 24] = [
    "i did not",
    "i didn't",
    "i didn’t",
    "i do not",
    "i don't",
    "i don’t",
    "i had no",
    "i was not",
    "i wasn't",
    "i wasn’t",
    "did not",
    "didn't",
    "does not apply",
    "not applicable",
    "no need",
    "not needed",
    "not relevant",
    "n/a",
    "can't remember",
    "can’t remember",
    "cannot remember",
    "don't know",
    "don’t know",
    "unsure",
];

/// Questions for what somebody does or is, and for nothing that was done well or badly.
const OF_PERSONS: [&str; 16] = [
    "did you use",
    "did you visit",
    "did you buy",
    "how often did you use",
    "how often did you visit",
    "how often did you buy",
    "how often did you shop",
    "do you",
    "are you",
    "have you",
    "how often do you",
    "how often have you",
    "would you",
    "will you",
    "do your",
    "are your",
];

/// Words of questions to which `No` is the good answer, besides those of statements.
const ILL_ASKED: &[&str] = &[
    "bothered",
    "disturbed",
    "have to wait",
    "kept waiting",
    "in front of you",
    "conflict*",
    "contradict*",
    "threatened",
];

/// Marks for three steps as they are coded, in hundredths.
const CODED: [[i64; 3]; 3] = [[100, 300, 500], [0, 500, 1000], [0, 5000, 10_000]];

/// The answers of a question that are steps, with their points, and those that are none.
struct Steps {
    labels: BTreeMap<String, f64>,
    missing: Vec<String>,
}

/// Takes such questions for what they are.
pub(super) fn of_extent(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let asked: Vec<usize> = (0..drafts.len())
        .filter(|at| is_open(&drafts[*at]) && asks(&headers[*at], &names[*at]))
        .collect();
    let found: Vec<(usize, Steps)> =
        asked.iter().filter_map(|at| Some((*at, steps(&facts[*at])?))).collect();
    if found.len() >= LEAST {
        take(headers, names, facts, found, drafts);
    }
    for steps in CODED {
        let coded = |at: &usize| is_coded(&facts[*at], steps) && drafts[*at].warnings.is_empty();
        let columns: Vec<usize> = asked.iter().copied().filter(coded).collect();
        if columns.len() < LEAST {
            continue;
        }
        for at in columns {
            let ColumnProfile { min, max, .. } = facts[at];
            let low = if min == 0.0 { 0.0 } else { 1.0 };
            let columns = vec![headers[at].clone()];
            let scale = Scale::higher(low, max);
            drafts[at].warnings.push(Warning::UnusedNumbers { columns, min, max, scale });
        }
    }
}

/// Makes ratings of the questions, each of what it asks for; those to which `No` is the good answer
/// are left out, and told.
fn take(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    found: Vec<(usize, Steps)>,
    drafts: &mut [Draft],
) {
    let scale = Scale::higher(1.0, 5.0);
    let of_found: Vec<&String> = found.iter().map(|(at, _)| &headers[*at]).collect();
    let said = matrix::statements(&of_found);
    let mut used = BTreeSet::new();
    for ((at, steps), (said, _)) in found.into_iter().zip(said) {
        let ill =
            [role_words::ILL_SAID, ILL_ASKED].iter().any(|list| names[at].find(list).is_some());
        if ill {
            let (column, values) = (headers[at].clone(), facts[at].values.keys().cloned());
            let warning = Warning::WordsOfScore { column, values: values.collect() };
            drafts[at] = Draft::ignore(categories(&facts[at])).warned(warning);
            continue;
        }
        let evidence = Evidence::WordScale { n: steps.labels.len(), scale };
        let mut draft = Draft::new(Role::CSAT, 2, evidence)
            .warned(Warning::ItemsTaken(vec![headers[at].clone()], scale));
        draft.also = std::mem::take(&mut drafts[at].also);
        (draft.scale, draft.labels, draft.missing) = (Some(scale), steps.labels, steps.missing);
        // What stands above the question tells it from no other one.
        let question = said.rsplit(" / ").next().unwrap_or(&said);
        let subject = question.trim_end_matches(['?', '？', ' ']);
        let free = !subject.is_empty() && used.insert(subject.to_owned());
        draft.touchpoint = Some(if free { subject.to_owned() } else { headers[at].clone() });
        drafts[at] = draft;
    }
}

/// Whether what a column was taken for leaves open that it is one of such a row.
fn is_open(draft: &Draft) -> bool {
    let known = matches!(
        draft.evidence.first(),
        Some(Evidence::Dialect(_) | Evidence::OwnOutput | Evidence::OwnWords(_))
    );
    let whole = draft.split.is_none() && draft.choices.is_empty();
    !known && whole && matches!(draft.role, Role::Segment | Role::Ignore)
}

/// Whether a header asks how something was.
fn asks(header: &str, name: &ColumnName) -> bool {
    let question = header.rsplit(" / ").next().unwrap_or(header).to_lowercase();
    let question = without_number(question.trim());
    let of_person =
        |start: &&str| question.strip_prefix(*start).is_some_and(|rest| rest.starts_with(' '));
    name.is_question() && !OF_PERSONS.iter().any(of_person)
}

/// The steps among the answers of a question, where the one in the middle was given and another,
/// and all else says that there was no answer to give.
fn steps(facts: &ColumnProfile) -> Option<Steps> {
    if facts.many_values {
        return None;
    }
    let (mut labels, mut missing, mut n_else) = (BTreeMap::new(), Vec::new(), 0_u64);
    for (value, n) in &facts.values {
        let said = value.trim().to_lowercase().replace(',', " ");
        let words: Vec<&str> = said.split_whitespace().collect();
        let said = words.join(" ");
        let said = said.trim_end_matches(['.', '!']);
        if let Some(step) = STEPS.iter().position(|words| words.contains(&said)) {
            labels.insert(value.clone(), [1.0, 3.0, 5.0][step]);
        } else if NO_ANSWER.iter().any(|begin| said.starts_with(begin)) {
            missing.push(value.clone());
            n_else += n;
        } else {
            return None;
        }
    }
    let given = |point: f64| labels.values().any(|of| *of == point);
    let some = given(3.0) && (given(1.0) || given(5.0));
    let one_word_each = labels.len() <= STEPS.len();
    let few = n_else * 100 < facts.answers() * MOST_ELSE;
    (some && one_word_each && few).then_some(Steps { labels, missing })
}

/// Whether a column holds these numbers and no others.
fn is_coded(facts: &ColumnProfile, steps: [i64; 3]) -> bool {
    facts.numeric == facts.answers() && facts.numbers.keys().copied().eq(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::table;

    const EXTENT: [&str; 3] = ["Yes, definitely", "Yes, to some extent", "No"];
    const PAIN: &str = "Did staff do everything they could to control your pain?";
    const CARE: &str = "Were you involved in decisions about your care?";

    fn of(columns: &[(&str, Role, &[&str])]) -> Vec<Draft> {
        let mut table = table(columns);
        of_extent(&table.headers, &table.names, &table.facts, &mut table.drafts);
        table.drafts
    }

    #[test]
    fn how_far_it_was_so_is_a_rating_in_three_steps() {
        for cells in [
            EXTENT,
            ["Completely", "Partly", "Not at all"],
            ["Always", "Sometimes", "Never"],
            ["Yes", "Partially", "No"],
        ] {
            let drafts = of(&[(PAIN, Role::Segment, &cells), (CARE, Role::Ignore, &cells)]);
            for draft in &drafts {
                assert_eq!((draft.role, draft.scale), (Role::CSAT, Some(Scale::higher(1.0, 5.0))));
                let points = cells.map(|cell| draft.labels[cell]);
                assert_eq!(points, [5.0, 3.0, 1.0], "{cells:?}");
                assert!(matches!(draft.warnings[..], [Warning::ItemsTaken(..)]));
            }
            assert_eq!(drafts[0].touchpoint.as_deref(), Some(PAIN.trim_end_matches('?')));
        }
    }

    #[test]
    fn the_section_above_a_question_is_no_part_of_its_name() {
        let sections =
            [("Ward / Was it clean?", "Was it clean"), ("Food / Was it warm?", "Was it warm")];
        let columns = sections.map(|(header, _)| (header, Role::Segment, &EXTENT[..]));
        let found: Vec<Option<String>> =
            of(&columns).into_iter().map(|draft| draft.touchpoint).collect();
        assert_eq!(found, sections.map(|(_, said)| Some(said.to_owned())));
        let alike = ["Ward / Was it clean?", "Food / Was it clean?"];
        let columns = alike.map(|header| (header, Role::Segment, &EXTENT[..]));
        let drafts = of(&columns);
        assert_ne!(drafts[0].touchpoint, drafts[1].touchpoint);
    }

    #[test]
    fn one_question_or_other_answers_are_no_row_of_them() {
        let one = of(&[(PAIN, Role::Segment, &EXTENT)]);
        assert_eq!(one[0].role, Role::Segment);
        for (first, cells) in [
            ("Do you sometimes come with children?", &EXTENT[..]),
            ("Are you a carer?", &EXTENT),
            (PAIN, &["Yes, definitely", "No"]),
            (PAIN, &["Yes, definitely", "Yes, to some extent", "Leeds"]),
            ("Ward", &EXTENT),
        ] {
            let drafts = of(&[(first, Role::Segment, cells), (CARE, Role::Segment, &EXTENT)]);
            let roles = drafts.iter().map(|draft| draft.role);
            assert!(roles.eq([Role::Segment; 2]), "{first}: {cells:?}");
        }
        let known = of(&[(PAIN, Role::Comment, &EXTENT), (CARE, Role::Segment, &EXTENT)]);
        assert_eq!((known[0].role, known[1].role), (Role::Comment, Role::Segment));
    }

    #[test]
    fn that_it_did_not_arise_is_no_answer_where_few_say_so() {
        for (none, role) in [(3, Role::CSAT), (4, Role::Segment)] {
            let mut cells = ["Always", "Sometimes", "Never"].repeat(2);
            cells.extend(["I did not have any pain"].repeat(none));
            let drafts = of(&[(PAIN, Role::Segment, &cells), (CARE, Role::Segment, &EXTENT)]);
            assert_eq!(drafts[0].role, role, "{none} of {}", cells.len());
            if role == Role::CSAT {
                assert_eq!(drafts[0].missing, ["I did not have any pain"]);
            }
        }
    }

    #[test]
    fn questions_to_which_no_is_the_good_answer_are_told_and_not_used() {
        let noise = "Were you bothered by noise at night?";
        let drafts = of(&[
            (noise, Role::Segment, &EXTENT),
            (PAIN, Role::Segment, &EXTENT),
            (CARE, Role::Segment, &EXTENT),
        ]);
        assert_eq!(drafts[0].role, Role::Ignore);
        assert!(matches!(drafts[0].warnings[..], [Warning::WordsOfScore { .. }]));
        assert_eq!(drafts[1].role, Role::CSAT);
    }

    #[test]
    fn the_same_three_marks_of_several_questions_are_told() {
        for (cells, told) in [(["1", "3", "5"], true), (["1", "2", "5"], false)] {
            let drafts = of(&[(PAIN, Role::Ignore, &cells), (CARE, Role::Ignore, &cells)]);
            for draft in drafts {
                let found = matches!(draft.warnings[..], [Warning::UnusedNumbers { .. }]);
                assert_eq!((draft.role, found), (Role::Ignore, told));
            }
        }
        let one = of(&[(PAIN, Role::Ignore, &["1", "3", "5"])]);
        assert!(one[0].warnings.is_empty());
    }
}
