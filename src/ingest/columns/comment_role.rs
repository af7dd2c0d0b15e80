//! Which columns hold what customers wrote: by their names, by what they ask, or by their text.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::{Draft, named};
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::role_words::{
    self, BLAMED, IMPROVED, LIKED, NOT_LIKED, PRAISED, WISHED,
};
use crate::ingest::columns::roles::{is_code, is_text};
use crate::ingest::columns::score_role::names_a_score;
use crate::ingest::columns::sentences::are_sentences;
use crate::ingest::columns::word_scale::word_scale;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;

fn running_text(facts: &ColumnProfile) -> Evidence {
    Evidence::Text { distinct: facts.distinct_share(), width: facts.mean_width() }
}

/// Different sentences from which they are what people wrote, however often each of them comes;
/// more than a scale has points.
const LEAST_TOLD: u64 = 8;

/// How many different answers nobody has chosen from a list, and how wide they are at least.
const NO_LIST: (u64, f64) = (13, 8.0);
/// The same, where they may be words.
const NO_LIST_OF_WORDS: (u64, f64) = (30, 4.0);

pub(super) fn comment(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::COMMENT)?;
    // “Feedback type” and 投诉类型 are not feedback.
    let short = facts.mean_width() < 20.0 && facts.distinct_share() < 0.5;
    if name.closes(role_words::ABOUT).is_some() && short {
        return None;
    }
    // Marks in words are marks, however few rows there are; two or three of good and bad
    // may be all that anybody wrote.
    let named_sure = name.find(role_words::COMMENT_SURE).is_some();
    let marks = word_scale(facts).filter(|words| words.labels.len() > 2).is_some_and(|words| {
        let plain = words.family == ScaleFamily::Good && words.labels.len() == 3;
        !(named_sure && plain && !words.labels.keys().any(|label| label.ends_with('评')))
    });
    // A few short answers given again and again are choices, unless the name leaves no
    // doubt and they are no marks, or they are sentences and nobody was asked to choose.
    let told = facts.is_told() && !name.asks_to_choose();
    let sure = (named_sure || told && facts.distinct >= LEAST_TOLD) && !marks;
    let repeated = facts.answers() >= 10 && facts.distinct_share() < 0.2 && !name.is_question();
    let few = facts.distinct <= 12 && facts.distinct_share() < 0.5;
    let few = few && (facts.answers() >= 50 || repeated);
    let choices =
        facts.distinct_share() < 0.1 && facts.mean_width() < 12.0 && facts.answers() >= 50;
    // 评价星级 holds marks, in whatever code.
    let score = names_a_score(name) && is_code(facts) && facts.distinct <= 12 && !named_sure;
    // A Chinese character is two wide.
    let blank = facts.mean_width() < if sure { 2.0 } else { 3.0 };
    if !is_text(facts) || score || marks || (few || choices) && !sure || blank {
        return None;
    }
    Some(Draft::new(Role::Comment, 3, named(word)).because(running_text(facts)))
}

/// The word by which a name asks for words: “What could we have done better?”. Who has to choose
/// from a list is not asked for any.
pub(super) fn asks_openly(name: &ColumnName) -> Option<&'static str> {
    const LISTS: [&[&str]; 7] =
        [role_words::OPEN, NOT_LIKED, PRAISED, LIKED, BLAMED, IMPROVED, WISHED];
    let closed = !name.is_question() || name.find(role_words::FROM_A_LIST).is_some();
    LISTS.into_iter().find_map(|list| name.find(list)).filter(|_| !closed)
}

/// Answers to a question that asks for words, however often each of them comes.
pub(super) fn open_question(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = asks_openly(name)?;
    let (n, width) = (facts.distinct, facts.mean_width());
    let many = |(least, wide): (u64, f64)| n >= least && width >= wide;
    let written = many(NO_LIST) || many(NO_LIST_OF_WORDS) || facts.is_told() && n >= LEAST_TOLD;
    (written && is_text(facts) && !is_code(facts))
        .then(|| Draft::new(Role::Comment, 2, named(word)).because(running_text(facts)))
}

/// Whether a column that may be a field holds what people wrote, however often it comes, and no
/// choices of theirs; `unnamed` where the name does not say that it is a field.
pub(super) fn is_written(name: &ColumnName, facts: &ColumnProfile, unnamed: bool) -> bool {
    let of_text = unnamed || name.closes(role_words::TEXTS).is_some();
    let sentences = of_text && facts.distinct >= LEAST_TOLD && are_sentences(facts);
    let answers = facts.distinct > NO_LIST_OF_WORDS.0 && asks_openly(name).is_some();
    (sentences || answers) && !name.asks_to_choose()
}

/// Running text under a name that does not say so.
pub(super) fn text(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let wide = if name.is_question() { 8.0 } else { 15.0 };
    // Templates and short complaints come again and again.
    let told = name.is_question()
        && !name.asks_to_choose()
        && facts.is_told()
        && facts.distinct >= LEAST_TOLD;
    let runs = is_text(facts)
        && !is_code(facts)
        && (facts.distinct_share() >= 0.5 || told)
        && facts.mean_width() >= wide;
    if !runs || name.find(role_words::SEGMENT).is_some() && !name.is_question() {
        return None;
    }
    let strength = if name.is_question() { 2 } else { 1 };
    Some(Draft::new(Role::Comment, strength, running_text(facts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column of so many answers, so many of them different, each so wide.
    fn facts(answers: u64, distinct: u64, width: u64) -> ColumnProfile {
        let mut facts = ColumnProfile::default();
        (facts.filled, facts.examined, facts.distinct) = (answers, answers, distinct);
        facts.width = answers * width;
        facts
    }

    #[test]
    fn questions_for_words_are_told_from_those_with_a_list() {
        for (header, open) in [
            ("What was good about your stay?", true),
            ("Q6. What could we have done better?", true),
            ("What did you like least about the tour?", true),
            ("How could we improve the app?", true),
            ("Is there anything else you would like to say?", true),
            ("您对本次服务最不满意的地方是什么？", true),
            ("您觉得哪些方面做得好？", true),
            ("您还有什么想说的吗？", true),
            ("Which of the following did you like most?", false),
            ("What did you like most? (select all that apply)", false),
            ("您最满意的是（多选）？", false),
            ("Like most", false),
            ("What did you buy?", false),
            ("How often do you visit us?", false),
            ("您的职业是什么？", false),
        ] {
            assert_eq!(asks_openly(&ColumnName::new(header)).is_some(), open, "{header}");
        }
    }

    #[test]
    fn answers_to_open_questions_are_comments_however_often_they_come() {
        let header = "What could we have done better?";
        for (header, answers, distinct, width, sentences, wanted) in [
            (header, 400, 13, 8, 0, true),
            (header, 400, 12, 8, 0, false),
            (header, 400, 13, 7, 0, false),
            (header, 400, 30, 4, 0, true),
            (header, 400, 29, 4, 0, false),
            (header, 400, 8, 20, 240, true),
            (header, 400, 8, 20, 239, false),
            (header, 400, 7, 20, 400, false),
            ("您最满意的地方是什么？", 400, 13, 8, 0, true),
            ("Which did we do better?", 400, 13, 8, 0, true),
            ("Which of these could we do better?", 400, 30, 8, 0, false),
            ("What did you order?", 400, 30, 20, 0, false),
        ] {
            let mut facts = facts(answers, distinct, width);
            facts.sentences = sentences;
            let found = open_question(&ColumnName::new(header), &facts);
            let wanted = wanted.then_some((Role::Comment, 2));
            let found = found.map(|draft| (draft.role, draft.strength));
            assert_eq!(found, wanted, "{header} {distinct} {width} {sentences}");
        }
        let mut codes = facts(400, 40, 8);
        codes.codes = 360;
        assert!(open_question(&ColumnName::new(header), &codes).is_none(), "words of a list");
        let mut numbers = facts(400, 40, 8);
        numbers.numeric = 200;
        assert!(open_question(&ColumnName::new(header), &numbers).is_none(), "numbers");
    }
}
