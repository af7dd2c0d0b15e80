//! Statements that people agree to or not, several of them in a row: each is satisfaction with
//! what it states, and none of them is a score of the whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::feedback::{Direction, Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::anchors;
use crate::ingest::columns::codes::{Codes, codes};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::{categories, numbers};
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::matrix;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess::{self, Guess};
use crate::ingest::columns::stated_ends::statement;
use crate::ingest::columns::word_scale::{WordScale, word_scale};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Answers from which it tells something that a degree was never given.
const ENOUGH: u64 = 30;

/// A column as it is answered, without the codes for no answer.
struct Answered<'a> {
    at: usize,
    header: &'a str,
    facts: &'a ColumnProfile,
    codes: Option<&'a Codes>,
}

/// Takes the columns of such a row for what they are.
pub(super) fn statements(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let apart: Vec<Option<Codes>> =
        headers.iter().zip(facts).map(|(header, facts)| codes(header, facts)).collect();
    let columns: Vec<Answered<'_>> = (0..drafts.len())
        .filter(|at| is_open(&drafts[*at]))
        .map(|at| {
            let codes = apart[at].as_ref();
            let facts = codes.map_or(&facts[at], |codes| &codes.others);
            Answered { at, header: &headers[at], facts, codes }
        })
        .collect();
    let mut found = in_words(&columns);
    let in_words: BTreeSet<usize> = found.iter().map(|(column, _)| column.at).collect();
    let asks = |at: usize| names[at].find(role_words::AGREED).is_some();
    let asked: Vec<usize> = columns
        .iter()
        .map(|column| column.at)
        .filter(|at| in_words.contains(at) || asks(*at) || statement(&headers[*at]).is_some())
        .collect();
    let of_asked: Vec<&String> = asked.iter().map(|at| &headers[*at]).collect();
    let said: BTreeMap<usize, (String, bool)> =
        asked.iter().copied().zip(matrix::statements(&of_asked)).collect();
    let agreed = |at: usize| said.get(&at).is_some_and(|(_, agreed)| *agreed);
    let numbered: Vec<&Answered<'_>> = columns
        .iter()
        .filter(|column| said.contains_key(&column.at) && !in_words.contains(&column.at))
        .filter(|column| is_of_numbers(column, agreed(column.at), &drafts[column.at]))
        .collect();
    found.extend(in_numbers(&numbered));
    for (column, draft) in found {
        let Some((said, _)) = said.get(&column.at) else { continue };
        let (name, statement) = (&names[column.at], ColumnName::new(said));
        // What should be, or what people will do, says nothing of how it was.
        let other = [role_words::EXPECTED, role_words::RECOMMEND, role_words::INTENDED];
        if is_of_the_whole(name) || other.iter().any(|list| statement.find(list).is_some()) {
            continue;
        }
        let (columns, Some(scale)) = (vec![column.header.to_owned()], draft.scale) else {
            continue;
        };
        if statement.find(role_words::ILL_SAID).is_some() {
            let scale = Scale { direction: against(scale.direction), ..scale };
            let why = match column.facts.numeric_share() >= 0.8 {
                true => numbers(column.facts),
                false => categories(column.facts),
            };
            drafts[column.at] =
                Draft::ignore(why).warned(Warning::IllStatements { columns, scale });
            continue;
        }
        let mut draft = draft.warned(Warning::Statements { columns, scale });
        draft.also = std::mem::take(&mut drafts[column.at].also);
        if let Some(codes) = column.codes {
            draft.warnings.push(codes.told(column.header, scale));
            draft.missing.clone_from(&codes.written);
        }
        // “Overall I am content” speaks of no part.
        if name.find(role_words::OVERALL).is_none() {
            draft.touchpoint = Some(said.clone()).filter(|said| !said.is_empty());
        }
        drafts[column.at] = draft;
    }
}

/// Whether what a column was taken for leaves open that it is one of such a row.
fn is_open(draft: &Draft) -> bool {
    let known = matches!(draft.evidence.first(), Some(Evidence::Dialect(_) | Evidence::OwnOutput));
    !known && !matches!(draft.role, Role::Comment | Role::Time | Role::NPS)
}

/// The statement by which companies ask for effort, which is a score of its own.
fn is_of_the_whole(name: &ColumnName) -> bool {
    name.find(role_words::CES).is_some() || name.find(role_words::MADE_EASY).is_some()
}

fn against(direction: Direction) -> Direction {
    match direction {
        Direction::Higher => Direction::Lower,
        Direction::Lower => Direction::Higher,
    }
}

/// The columns that are answered in words of agreement, where there are two or more, and what they
/// are then. The points are those of all of them together, as a single one may lack a word.
fn in_words<'a>(columns: &'a [Answered<'a>]) -> Vec<(&'a Answered<'a>, Draft)> {
    let agreed = |column: &'a Answered<'a>| {
        let words = word_scale(column.facts)?;
        (words.family == ScaleFamily::Agree).then_some((column, words))
    };
    let found: Vec<(&Answered<'_>, WordScale)> = columns.iter().filter_map(agreed).collect();
    let full = |words: &WordScale| words.labels.len() > 2;
    if found.iter().filter(|(_, words)| full(words)).count() < 2 {
        return Vec::new();
    }
    let most = found.iter().map(|(_, words)| words.scale.high).fold(0.0, f64::max);
    let of_most = found.iter().filter(|(_, words)| words.scale.high == most && full(words));
    let labels: BTreeSet<&String> = of_most.flat_map(|(_, words)| words.labels.keys()).collect();
    let alike = |words: &WordScale| words.labels.keys().all(|label| labels.contains(label));
    let few = |column: &Answered<'_>| column.facts.answers() < ENOUGH;
    let wide: Vec<&Answered<'_>> = found
        .iter()
        .filter(|(column, words)| alike(words) && (full(words) || few(column)))
        .map(|(column, _)| *column)
        .collect();
    let narrow: Vec<&Answered<'_>> = found
        .iter()
        .filter(|(_, words)| !alike(words) && full(words))
        .map(|(column, _)| *column)
        .collect();
    [wide, narrow].into_iter().flat_map(of_one_scale).collect()
}

/// Columns answered in the same words, each with their points.
fn of_one_scale<'a>(columns: Vec<&'a Answered<'a>>) -> Vec<(&'a Answered<'a>, Draft)> {
    let mut all = ColumnProfile::default();
    for facts in columns.iter().map(|column| column.facts) {
        (all.filled, all.missing) = (all.filled + facts.filled, all.missing + facts.missing);
        for (value, n) in &facts.values {
            *all.values.entry(value.clone()).or_default() += n;
        }
    }
    let Some(words) = word_scale(&all) else { return Vec::new() };
    let evidence = Evidence::WordScale { n: words.labels.len(), scale: words.scale };
    let draft = || {
        let mut draft = Draft::new(Role::CSAT, 2, evidence.clone());
        (draft.scale, draft.labels) = (Some(words.scale), words.labels.clone());
        draft
    };
    columns.into_iter().map(|column| (column, draft())).collect()
}

/// Whether a column holds marks and its name asks to agree: the question before the statement
/// (`agreed`), or the ends of the scale, beside which it may be taken for effort.
fn is_of_numbers(column: &Answered<'_>, agreed: bool, draft: &Draft) -> bool {
    let Answered { header, facts, .. } = column;
    let whole = facts.numeric == facts.answers() && facts.numeric == facts.integers;
    let effort = draft.role == Role::CES && statement(header).is_some();
    whole && facts.numbers.len() > 2 && draft.labels.is_empty() && (agreed || effort)
}

/// The columns of numbers, where there are two or more, and what they are then: on the scale that
/// each states, else on the widest that one of them needs.
fn in_numbers<'a>(columns: &[&'a Answered<'a>]) -> Vec<(&'a Answered<'a>, Draft)> {
    let guess = |column: &'a Answered<'a>| {
        let Answered { header, facts, .. } = column;
        let direction = anchors::direction(header, facts, Direction::Higher);
        let stated = scale_guess::stated(header, facts, direction);
        let by_name = stated.is_some();
        let guess =
            stated.or_else(|| scale_guess::guess(ScoreKind::Csat, header, facts, direction))?;
        (guess.scale.high <= 10.0).then_some((column, guess, by_name))
    };
    let mut found: Vec<(&Answered<'_>, Guess, bool)> =
        columns.iter().copied().filter_map(guess).collect();
    if found.len() < 2 {
        return Vec::new();
    }
    let most = found.iter().map(|(_, guess, _)| guess.scale.high).fold(0.0, f64::max);
    let least = found.iter().map(|(_, guess, _)| guess.scale.low).fold(1.0, f64::min);
    for (_, guess, _) in found.iter_mut().filter(|(.., by_name)| !by_name) {
        guess.scale = Scale { low: least, high: most, ..guess.scale };
        if let Evidence::Scale { scale, .. } = &mut guess.evidence {
            *scale = guess.scale;
        }
    }
    let draft = |(column, guess, by_name): (&'a Answered<'a>, Guess, bool)| {
        let mut draft = Draft::new(Role::CSAT, 2, numbers(column.facts)).because(guess.evidence);
        (draft.scale, draft.stated) = (Some(guess.scale), by_name);
        draft.warnings.extend(guess.warning);
        (column, draft)
    };
    found.into_iter().map(draft).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};

    const DEGREES: [&str; 5] =
        ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"];
    const CHINESE: [&str; 5] = ["非常不同意", "不同意", "一般", "同意", "非常同意"];
    const MARKS: [&str; 5] = ["1", "2", "3", "4", "5"];

    /// What columns of these cells are, each with the touchpoint.
    fn found(headers: &[&str], cells: &[&str]) -> Vec<(Role, Option<String>)> {
        let columns: Vec<(&str, Role, &[&str])> =
            headers.iter().map(|header| (*header, Role::Segment, cells)).collect();
        of(table(&columns)).into_iter().map(|draft| (draft.role, draft.touchpoint)).collect()
    }

    fn of(mut table: Table) -> Vec<Draft> {
        statements(&table.headers, &table.names, &table.facts, &mut table.drafts);
        table.drafts
    }

    fn at(touchpoint: &str) -> (Role, Option<String>) {
        (Role::CSAT, Some(touchpoint.to_owned()))
    }

    #[test]
    fn statements_in_a_row_are_satisfaction_with_what_they_state() {
        let said = ["Staff understood my needs", "My query was resolved"];
        let wanted = said.map(at);
        for stem in [
            "How far do you agree? [*]",
            "How much do you agree with the following statements? - *",
            "Please rate how far you agree with each statement: *",
            "How far do you agree? (Strongly disagree = 1 ... Strongly agree = 5) [*]",
        ] {
            let headers = said.map(|said| stem.replace('*', said));
            let headers = [headers[0].as_str(), headers[1].as_str()];
            assert_eq!(found(&headers, &DEGREES), wanted, "{stem}");
            assert_eq!(found(&headers, &MARKS), wanted, "numbers under {stem}");
        }
        let bare = ["Staff understood my needs", "Q2. My query was resolved"];
        assert_eq!(found(&bare, &DEGREES), wanted);
        let chinese = ["员工理解我的需求", "网点干净整洁"];
        assert_eq!(found(&chinese, &CHINESE), chinese.map(at));
        let labelled = [0, 1, 2, 3, 4].map(|at| format!("{} - {}", at + 1, DEGREES[at]));
        let labelled: Vec<&str> = labelled.iter().map(String::as_str).collect();
        assert_eq!(found(&said, &labelled), wanted);
        let alone = (Role::Segment, None);
        assert_eq!(found(&said[..1], &DEGREES), std::slice::from_ref(&alone), "a single one");
        assert_eq!(found(&said, &DEGREES[3..]), [alone.clone(), alone.clone()], "two degrees");
        assert_eq!(found(&said, &MARKS), [alone.clone(), alone], "nobody asks to agree");
    }

    #[test]
    fn one_of_a_row_is_no_effort_unless_it_asks_for_that_of_the_whole() {
        let columns: [(&str, Role, &[&str]); 3] = [
            ("The machines were easy to use", Role::CES, &DEGREES),
            ("The company made it easy for me to handle my issue", Role::CES, &DEGREES),
            ("The branch was clean", Role::Segment, &DEGREES),
        ];
        let roles: Vec<Role> = of(table(&columns)).iter().map(|draft| draft.role).collect();
        assert_eq!(roles, [Role::CSAT, Role::CES, Role::CSAT]);
        let agree = "(1 = strongly disagree, 5 = strongly agree)";
        let stated = ["The app is easy to use", "Signs were easy to read"];
        let stated = stated.map(|said| format!("{said} {agree}"));
        let columns: Vec<(&str, Role, &[&str])> =
            stated.iter().map(|header| (&**header, Role::CES, &MARKS[..])).collect();
        let drafts = of(table(&columns));
        assert!(drafts.iter().all(|draft| draft.role == Role::CSAT && draft.stated));
        assert_eq!(drafts[0].touchpoint.as_deref(), Some("The app is easy to use"));
        assert_eq!(of(table(&columns[..1]))[0].role, Role::CES, "a single one");
    }

    #[test]
    fn what_speaks_ill_or_of_what_is_to_come_is_not_used() {
        let columns: [(&str, Role, &[&str]); 5] = [
            ("I had to wait too long", Role::Segment, &DEGREES),
            ("I would recommend the bank", Role::Segment, &DEGREES),
            ("I will come again", Role::Segment, &DEGREES),
            ("Staff should be friendly", Role::Segment, &DEGREES),
            ("Overall I am content", Role::Segment, &DEGREES),
        ];
        let drafts = of(table(&columns));
        let roles: Vec<Role> = drafts.iter().map(|draft| draft.role).collect();
        let kept = [Role::Segment; 3];
        assert_eq!((roles[0], &roles[1..4], roles[4]), (Role::Ignore, &kept[..], Role::CSAT));
        let scale = Scale { direction: Direction::Lower, ..Scale::higher(1.0, 5.0) };
        let columns = vec!["I had to wait too long".to_owned()];
        assert_eq!(drafts[0].warnings, [Warning::IllStatements { columns, scale }]);
        assert_eq!(drafts[4].touchpoint, None, "of the whole");
    }

    #[test]
    fn the_points_are_those_of_the_row() {
        let seven: &[&str] = &[
            "Strongly disagree",
            "Disagree",
            "Somewhat disagree",
            "Neutral",
            "Somewhat agree",
            "Agree",
            "Strongly agree",
        ];
        let columns: [(&str, Role, &[&str]); 2] = [
            ("Rooms were quiet", Role::Segment, seven),
            ("Food was warm", Role::Segment, &["Disagree", "Neutral", "Agree", "Strongly agree"]),
        ];
        let drafts = of(table(&columns));
        for draft in &drafts {
            assert_eq!(draft.scale, Some(Scale::higher(1.0, 7.0)));
            assert_eq!(draft.labels.get("Agree"), Some(&6.0));
        }
        assert_eq!(drafts[1].labels.len(), 7, "what others gave is known here too");
    }

    #[test]
    fn two_degrees_are_one_of_the_row_only_where_few_answered() {
        let few: Vec<&str> = ["Agree", "Disagree"].repeat(14);
        let many: Vec<&str> = ["Agree", "Disagree"].repeat(15);
        for (cells, role) in [(few, Role::CSAT), (many, Role::Segment)] {
            let columns: [(&str, Role, &[&str]); 3] = [
                ("Rooms were quiet", Role::Segment, &DEGREES),
                ("Food was warm", Role::Segment, &DEGREES),
                ("We may write to you", Role::Segment, &cells),
            ];
            assert_eq!(of(table(&columns))[2].role, role, "{} answers", cells.len());
        }
    }

    #[test]
    fn the_scale_of_numbers_is_the_widest_that_one_needs() {
        let (four, seven): (&[&str], &[&str]) = (&["1", "3", "4"], &["2", "5", "7"]);
        let columns: [(&str, Role, &[&str]); 2] = [
            ("How far do you agree? [Rooms were quiet]", Role::Ignore, four),
            ("How far do you agree? [Food was warm]", Role::Ignore, seven),
        ];
        for draft in of(table(&columns)) {
            assert_eq!(draft.scale, Some(Scale::higher(1.0, 7.0)));
        }
    }
}
