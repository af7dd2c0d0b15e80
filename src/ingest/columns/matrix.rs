//! Which item a column of a matrix question asks about: `Please rate: [Waiting time]`,
//! `请评价以下各项-环境`, `Staff: how satisfied are you?`. Tools write the question beside every
//! item, so what the columns share is no part of what one of them is about.

use unicode_normalization::UnicodeNormalization;

use crate::ingest::columns::words::{self, ColumnName};

/// What tools put between question and item.
const BETWEEN: [&str; 10] = ["[", "【", ":", "-", "–", "—", "|", ">", "?", "."];

/// Words of a question about what is listed.
const LISTED: &[&str] = &["rate", "rating", "following", "evaluate", "evaluation"];

/// What each of the columns speaks of, as `words::subject` says; of items of one question, what
/// the item says alone.
pub(super) fn subjects(headers: &[&String]) -> Vec<String> {
    let folded: Vec<String> = headers.iter().map(|header| header.nfkc().collect()).collect();
    let whole: Vec<String> = headers.iter().map(|header| words::subject(header)).collect();
    let items = folded.iter().map(|header| item_before(header, &folded));
    let items = items.zip(&folded).map(|(before, header)| before.or(item_behind(header, &folded)));
    items.zip(whole).map(|(item, whole)| item.unwrap_or(whole)).collect()
}

/// The item behind a question that stands before another item too.
fn item_before(header: &str, all: &[String]) -> Option<String> {
    splits(header).into_iter().rev().find_map(|(stem, item)| {
        let of_question = |other: &&String| splits(other).iter().any(|(asked, _)| *asked == stem);
        let items = || all.iter().filter(of_question).filter_map(|o| o.strip_prefix(stem));
        let told = |item: &str| !subject_of_item(item).is_empty();
        let matrix = asks(stem) && items().count() > 1 && items().all(told);
        matrix.then(|| subject_of_item(item))
    })
}

/// The item before a question that stands behind another item too.
fn item_behind(header: &str, all: &[String]) -> Option<String> {
    splits(header).into_iter().find_map(|(item, question)| {
        let others = all.iter().filter(|other| splits(other).iter().any(|s| s.1 == question));
        let matrix = asks(question) && others.count() > 1;
        Some(subject_of_item(item)).filter(|item| matrix && !item.is_empty())
    })
}

/// A header cut where question and item can part; the mark goes with neither.
fn splits(header: &str) -> Vec<(&str, &str)> {
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
    let edge = |c: char| !c.is_alphanumeric() && !['(', ')'].contains(&c);
    words::subject(item.trim_matches(edge))
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
                ["Check in", "Room"],
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
    fn other_names_say_what_they_said() {
        for (headers, subjects) in [
            (["门店-环境评分", "门店-服务评分"], ["门店 环境", "门店 服务"]),
            (
                ["Delivery: how satisfied?", "Delivery: how satisfied with the speed?"],
                ["Delivery", "Delivery speed"],
            ),
            (["Check-in rating", "Room rating"], ["Check in", "Room"]),
            (["How was your check-in?", "How was your room?"], ["check in", "room"]),
            (["满意度[门店]", "满意度[官网]"], ["门店", "官网"]),
        ] {
            assert_eq!(of(&headers), subjects, "{headers:?}");
        }
    }
}
