//! Columns of text that nobody judges.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::comment_role::{asks_openly, is_at_length};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::{is_code, is_text};
use crate::ingest::columns::role_words;
use crate::ingest::columns::sentences::are_sentences;
use crate::ingest::columns::whom;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Width from which text runs, under a name that says nothing.
const WIDE: f64 = 20.0;

/// The same under a question that asks for words.
const OPEN_WIDE: f64 = 15.0;

/// Text that nobody judges.
pub(super) fn unused_text(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let open = match draft.role {
        Role::Segment => draft.choices.is_empty(),
        Role::Ignore => draft.evidence.first() == Some(&Evidence::NoMeaning),
        _ => false,
    };
    if !open || !draft.warnings.is_empty() || !is_text(facts) || is_code(facts) {
        return None;
    }
    let person = whom::respondent(name).or_else(|| whom::contact(name)).is_some();
    let entitled = name.closes(role_words::ENTITLING).is_some();
    let of_field = person || name.find(role_words::SEGMENT).is_some();
    let known = entitled || of_field && !is_at_length(facts) || are_unread_times(name, facts);
    let named = name.find(role_words::COMMENT).is_some()
        && name.closes(role_words::ABOUT).is_none()
        && facts.distinct > 1;
    let named = named || asks_openly(name).is_some() && facts.mean_width() >= OPEN_WIDE;
    let varied = facts.distinct >= 5 && (facts.distinct_share() >= 0.2 || facts.is_told());
    let runs = varied && (facts.mean_width() >= WIDE || are_sentences(facts)) && !known;
    (named && !known || runs).then(|| Warning::TextNotUsed { columns: vec![header.to_owned()] })
}

/// Whether cells are times that are not read, by their name and the digits in each that is kept.
fn are_unread_times(name: &ColumnName, facts: &ColumnProfile) -> bool {
    let timed = name.find(role_words::TIME).is_some() && !name.is_question();
    let dated = |cell: &String| cell.bytes().filter(u8::is_ascii_digit).count() >= DIGITS;
    timed && !facts.samples.is_empty() && facts.samples.iter().all(dated)
}

/// Fewest digits of a day with its year: `3 Jan 2026`.
const DIGITS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::facts;

    fn draft(role: Role) -> Draft {
        Draft::new(role, 0, Evidence::NoMeaning)
    }

    #[test]
    fn text_that_nobody_judges_is_told_from_five_different_ones_on() {
        let told = |header: &str, facts: &ColumnProfile, draft: &Draft| {
            unused_text(header, &ColumnName::new(header), facts, draft).is_some()
        };
        for (header, answers, distinct, width, sentences, wanted) in [
            ("Wave", 25, 5, 20, 0, true),
            ("Wave", 26, 5, 20, 0, false),
            ("Wave", 26, 5, 20, 26, true),
            ("Wave", 25, 5, 19, 0, false),
            ("Wave", 10, 4, 20, 0, false),
            ("Customer name", 25, 5, 20, 0, false),
            ("Store", 25, 5, 20, 0, false),
            // By its name a comment.
            ("Reason", 100, 2, 5, 0, true),
            ("Reason", 100, 1, 5, 0, false),
            ("Reason status", 100, 2, 5, 0, false),
            ("Store reason", 100, 2, 5, 0, false),
            ("Wave", 100, 2, 5, 0, false),
            ("Anything we could do better?", 18, 3, 15, 0, true),
            ("Anything we could do better?", 18, 3, 14, 0, false),
        ] {
            let mut facts = facts(answers, distinct, width);
            facts.sentences = sentences;
            let found = told(header, &facts, &draft(Role::Ignore));
            assert_eq!(found, wanted, "{header}: {answers} {distinct} {width} {sentences}");
        }
        let mut times = facts(25, 5, 20);
        times.samples = vec!["January 3rd, 2026".to_owned(), "March 13th, 2026".to_owned()];
        assert!(!told("Date", &times, &draft(Role::Ignore)));
        assert!(told("Wave", &times, &draft(Role::Ignore)));
        times.samples.push("the 3rd of May".to_owned());
        assert!(told("Date", &times, &draft(Role::Ignore)));
        let text = facts(25, 5, 20);
        assert!(told("Wave", &text, &draft(Role::Segment)));
        let mut chosen = draft(Role::Segment);
        chosen.choices = vec!["Good".to_owned()];
        let warned = draft(Role::Ignore).warned(Warning::NoHeader);
        for draft in [chosen, warned, Draft::ignore(Evidence::Binary), draft(Role::Comment)] {
            assert!(!told("Wave", &text, &draft), "{:?}", draft.evidence);
        }
        let (mut numbers, mut codes) = (text.clone(), text);
        (numbers.numeric, codes.codes) = (25, 25);
        assert!(!told("Wave", &numbers, &draft(Role::Ignore)), "numbers");
        assert!(!told("Wave", &codes, &draft(Role::Ignore)), "codes");
    }
}
