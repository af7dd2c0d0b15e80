//! Which item a column of a matrix question asks about: `Please rate: [Waiting time]`,
//! `请评价以下各项-环境`, `Staff: how satisfied are you?`. Tools write the question beside every
//! item, so what the columns share is no part of what one of them is about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::ingest::columns::role_words::AGREED;
use crate::ingest::columns::stated_ends::{statement, without_number_and_marks, without_opinion};
use crate::ingest::columns::subject;
use crate::ingest::columns::words::{ColumnName, strip_tags};

/// What tools put between question and item.
const BETWEEN: [&str; 10] = ["[", "【", ":", "-", "–", "—", "|", ">", "?", "."];

/// Words of a question about what is listed.
const LISTED: &[&str] = &["rate", "rating", "following", "evaluate", "evaluation"];

/// The code of a field, which tools write in a row of its own above the question: `Q2_1`, `QID7`.
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let kinds = "qid|qn|q|var|v|sq|g|f|item|question";
    Regex::new(&format!(r"(?i)^(?:\d{{1,3}}_)?(?:{kinds})[_.]?\d[a-z0-9_.#-]{{0,12}}$")).ok()
});

/// A header without the code of its field: `Q2_1 / How was the room?`.
pub(super) fn without_code(header: &str) -> &str {
    let mut rest = header;
    while let Some((code, question)) = rest.split_once(" / ") {
        if !CODE.as_ref().is_some_and(|pattern| pattern.is_match(code.trim())) {
            break;
        }
        rest = question;
    }
    rest
}

/// What each of the columns speaks of, as `subject::subject` says; of items of one question, what
/// the item says alone; of a statement that is to be agreed to, all that it says.
pub(super) fn subjects(headers: &[&String]) -> Vec<String> {
    let folded: Vec<String> =
        headers.iter().map(|header| without_code(header).nfkc().collect()).collect();
    let subject = |header: &&String| statement(header).unwrap_or_else(|| subject::subject(header));
    let whole: Vec<String> = headers.iter().map(subject).collect();
    let cuts: Vec<Vec<Cut<'_>>> = folded.iter().map(|header| splits(header)).collect();
    let (before, behind) = (questions_before(&cuts), questions_behind(&cuts));
    let item = |own: &Vec<Cut<'_>>| item_before(own, &before).or_else(|| item_behind(own, &behind));
    cuts.iter().zip(whole).map(|(own, whole)| item(own).unwrap_or(whole)).collect()
}

/// Whether each of the columns asks for an item of a question that is asked of others too.
pub(super) fn are_items(headers: &[&String]) -> Vec<bool> {
    let folded: Vec<String> =
        headers.iter().map(|header| without_code(header).nfkc().collect()).collect();
    let cuts: Vec<Vec<Cut<'_>>> = folded.iter().map(|header| splits(header)).collect();
    let (before, behind) = (questions_before(&cuts), questions_behind(&cuts));
    let item = |own: &Vec<Cut<'_>>| {
        question_and_item(own, &before).is_some() || item_behind(own, &behind).is_some()
    };
    cuts.iter().map(item).collect()
}

/// What each of the columns states, word for word, and whether the question before it asks to agree
/// to that or not.
pub(super) fn statements(headers: &[&String]) -> Vec<(String, bool)> {
    let folded: Vec<String> =
        headers.iter().map(|header| without_code(header).nfkc().collect()).collect();
    let cuts: Vec<Vec<Cut<'_>>> = folded.iter().map(|header| splits(header)).collect();
    let questions = questions_before(&cuts);
    let said = |(header, own): (&&String, &Vec<Cut<'_>>)| {
        if let Some((stem, item)) = question_and_item(own, &questions) {
            let agreed = ColumnName::new(stem).find(AGREED).is_some();
            let plain = without_opinion(item.trim_matches(at_the_edge));
            return (statement(plain).unwrap_or_else(|| plain.to_owned()), agreed);
        }
        let plain = || without_opinion(without_number_and_marks(&strip_tags(header))).to_owned();
        (statement(header).unwrap_or_else(plain), false)
    };
    headers.iter().zip(&cuts).map(said).collect()
}

/// The item behind a question that stands before another item too.
fn item_before(own: &[Cut<'_>], questions: &BTreeSet<&str>) -> Option<String> {
    question_and_item(own, questions).map(|(_, item)| subject_of_item(item))
}

/// A question that stands before another item too, and the item behind it.
fn question_and_item<'a>(own: &[Cut<'a>], questions: &BTreeSet<&str>) -> Option<Cut<'a>> {
    own.iter().rev().copied().find(|(stem, _)| questions.contains(stem))
}

/// The item before a question that stands behind another item too.
fn item_behind(own: &[Cut<'_>], questions: &BTreeSet<&str>) -> Option<String> {
    let of_question = own.iter().filter(|(_, question)| questions.contains(question));
    of_question.map(|(item, _)| subject_of_item(item)).find(|item| !item.is_empty())
}

/// The questions that stand before several items, each of which says something.
fn questions_before<'a>(cuts: &[Vec<Cut<'a>>]) -> BTreeSet<&'a str> {
    let told =
        |items: &[(usize, &str)]| items.iter().all(|(_, item)| !subject_of_item(item).is_empty());
    let of_question = items_of(cuts, |cut| cut).into_iter();
    let asked = of_question.filter(|(stem, items)| several(items) && asks(stem) && told(items));
    asked.map(|(stem, _)| stem).collect()
}

/// The questions that stand behind several items.
fn questions_behind<'a>(cuts: &[Vec<Cut<'a>>]) -> BTreeSet<&'a str> {
    let of_question = items_of(cuts, |(item, question)| (question, item)).into_iter();
    let asked = of_question.filter(|(question, items)| several(items) && asks(question));
    asked.map(|(question, _)| question).collect()
}

/// All that may be items by what may be their question, each with the place of its column.
fn items_of<'a>(
    cuts: &[Vec<Cut<'a>>],
    question_first: impl Fn(Cut<'a>) -> Cut<'a>,
) -> BTreeMap<&'a str, Vec<(usize, &'a str)>> {
    let mut items: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (at, own) in cuts.iter().enumerate() {
        for (question, item) in own.iter().copied().map(&question_first) {
            items.entry(question).or_default().push((at, item));
        }
    }
    items
}

/// Whether items, which stand in the order of their columns, are of more than one.
fn several(items: &[(usize, &str)]) -> bool {
    items.first().map(|first| first.0) != items.last().map(|last| last.0)
}

/// What stands before and behind a place where question and item can part.
type Cut<'a> = (&'a str, &'a str);

/// A header cut where question and item can part; the mark goes with neither.
fn splits(header: &str) -> Vec<Cut<'_>> {
    let mut found: Vec<(&str, &str)> = BETWEEN
        .iter()
        .flat_map(|mark| header.match_indices(mark))
        .map(|(at, mark)| (header[..at].trim_end(), &header[at + mark.len()..]))
        .filter(|(before, behind)| letters(before) && letters(behind))
        .collect();
    found.sort_by_key(|(before, _)| before.len());
    found
}

fn letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether it is a question, or asks to judge what is listed.
fn asks(text: &str) -> bool {
    let name = ColumnName::new(text);
    let long = text.chars().count() >= 4;
    long && (name.is_question()
        || name.asks_to_choose()
        || name.find(LISTED).is_some()
        || ["请", "评价", "打分", "各项", "如何"].iter().any(|word| text.contains(word)))
}

/// What an item speaks of, without the marks around it.
fn subject_of_item(item: &str) -> String {
    let item = item.trim_matches(at_the_edge);
    statement(item).unwrap_or_else(|| subject::subject(item))
}

/// Whether a sign at the edge of an item is none of it.
fn at_the_edge(c: char) -> bool {
    !c.is_alphanumeric() && !['(', ')'].contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &[&str]) -> Vec<String> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        subjects(&headers.iter().collect::<Vec<_>>())
    }

    #[test]
    fn items_of_one_question_are_told_without_it() {
        for (headers, items) in [
            (
                ["请评价以下各项 [等候时间]", "请评价以下各项 [工作人员态度]"],
                ["等候时间", "工作人员态度"],
            ),
            (["请对以下各项打分：环境卫生", "请对以下各项打分：价格"], ["环境卫生", "价格"]),
            (["您对我们的满意度如何？—停车", "您对我们的满意度如何？—排队"], ["停车", "排队"]),
            (
                ["Please rate the following [Check-in]", "Please rate the following [Room]"],
                ["Check-in", "Room"],
            ),
            (
                [
                    "How satisfied are you with our: - Web shop",
                    "How satisfied are you with our: - Delivery",
                ],
                ["Web shop", "Delivery"],
            ),
            (
                ["Staff:How would you rate us?", "Parking:How would you rate us?"],
                ["Staff", "Parking"],
            ),
            (
                ["Rate each item >> Food quality", "Rate each item >> Food variety"],
                ["Food quality", "Food variety"],
            ),
        ] {
            assert_eq!(of(&headers), items, "{headers:?}");
        }
    }

    #[test]
    fn codes_of_fields_above_the_question_are_no_part_of_it() {
        for (headers, items) in [
            (
                [
                    "Q4_1 / How was each part of your visit? - Check-in",
                    "Q4_2 / How was each part of your visit? - Spa and pool",
                ],
                ["Check-in", "Spa and pool"],
            ),
            (
                [
                    "QID12_1 / 您对各环节的满意度如何？—停车",
                    "QID12_2 / 您对各环节的满意度如何？—排队",
                ],
                ["停车", "排队"],
            ),
            (
                [
                    "1_Q2#1 / Please rate: - Desk (1 = strongly disagree, 5 = strongly agree)",
                    "1_Q2#2 / Please rate: - Lift (1 = strongly disagree, 5 = strongly agree)",
                ],
                ["Desk", "Lift"],
            ),
            // Names of groups of columns are no codes.
            (["5G / Satisfaction", "4G / Satisfaction"], ["5G", "4G"]),
            (["Terminal2 / Rating", "Terminal3 / Rating"], ["Terminal2", "Terminal3"]),
        ] {
            assert_eq!(of(&headers), items, "{headers:?}");
        }
        for (header, rest) in [
            ("Q1 / Why?", "Why?"),
            ("VAR00012 / G02Q05 / Why?", "Why?"),
            ("Q3 - Topics / Why?", "Q3 - Topics / Why?"),
            ("Q / Why?", "Q / Why?"),
            ("Questions 2 / Why?", "Questions 2 / Why?"),
            ("Why?", "Why?"),
        ] {
            assert_eq!(without_code(header), rest, "{header}");
        }
    }

    #[test]
    fn statements_are_told_as_they_stand() {
        let agree = "(1 = strongly disagree, 5 = strongly agree)";
        let headers = ["Q1. The bus was on time", "Q2. My bag was there when we landed"];
        let headers = headers.map(|said| format!("{said} {agree}"));
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        assert_eq!(of(&headers), ["The bus was on time", "My bag was there when we landed"]);
    }

    #[test]
    fn other_names_say_what_they_said() {
        for (headers, subjects) in [
            (["门店-环境评分", "门店-服务评分"], ["门店 环境", "门店 服务"]),
            (
                ["Delivery: how satisfied?", "Delivery: how satisfied with the speed?"],
                ["Delivery", "Delivery speed"],
            ),
            (["Check-in rating", "Room rating"], ["Check-in", "Room"]),
            (["How was your check-in?", "How was your room?"], ["check-in", "room"]),
            (["满意度[门店]", "满意度[官网]"], ["门店", "官网"]),
        ] {
            assert_eq!(of(&headers), subjects, "{headers:?}");
        }
    }

    #[test]
    fn a_stem_of_four_characters_that_asks_is_no_part_of_its_items() {
        for (headers, items) in [
            (
                [
                    "Staff: how do you like our service today?",
                    "Parking: how do you like our service today?",
                ],
                ["Staff", "Parking"],
            ),
            (["各项服务：环境卫生", "各项服务：价格"], ["环境卫生", "价格"]),
            // Shorter, or it asks nothing.
            (["各项目：环境卫生", "各项目：价格"], ["各项目 环境卫生", "各项目 价格"]),
            (["Delivery: speed", "Delivery: price"], ["Delivery speed", "Delivery price"]),
        ] {
            assert_eq!(of(&headers), items, "{headers:?}");
        }
    }
}
