//! What a rating is asked of: quality, attitude, response or value, the questions that surveys of
//! service have in common.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::role_words::{ATTITUDE, QUALITY, RESPONSE, VALUE};
use crate::ingest::columns::words::ColumnName;

/// The id of what is asked of, and the word that says so.
pub(super) fn asked_of(name: &ColumnName) -> Option<(&'static str, &'static str)> {
    let topics =
        [("value", VALUE), ("attitude", ATTITUDE), ("response", RESPONSE), ("quality", QUALITY)];
    topics.into_iter().find_map(|(id, words)| Some((id, name.find(words)?)))
}

/// Fewest numbers by which a column without a word of scores is taken for a rating.
const ENOUGH: u64 = 10;

/// Whether numbers are those of a rating that such a name asks for, and not minutes or amounts:
/// whole ones from 1 up to the end of a usual scale, four different ones at least.
pub(super) fn are_ratings(facts: &ColumnProfile) -> bool {
    let whole = facts.numeric == facts.integers && facts.numeric == facts.answers();
    let ends = facts.min >= 1.0 && [5.0, 7.0, 10.0].contains(&facts.max);
    whole && ends && facts.numbers.len() >= 4 && facts.numeric >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;

    #[test]
    fn questions_are_told_by_their_names() {
        for (header, topic) in [
            ("服务态度满意度", Some("attitude")),
            ("Staff attitude", Some("attitude")),
            ("Value for money", Some("value")),
            ("性价比评分", Some("value")),
            ("Response time", Some("response")),
            ("客服响应速度", Some("response")),
            ("Quality of food", Some("quality")),
            ("产品质量", Some("quality")),
            ("Market value", None),
            ("Respondent", None),
            ("整体满意度", None),
        ] {
            assert_eq!(asked_of(&ColumnName::new(header)).map(|found| found.0), topic, "{header}");
        }
    }

    #[test]
    fn ratings_are_whole_numbers_to_the_end_of_a_scale() {
        for (values, wanted) in [
            (&[("1", 3), ("2", 3), ("3", 2), ("5", 2)][..], true),
            (&[("1", 3), ("2", 3), ("3", 2), ("7", 2)], true),
            (&[("1", 3), ("2", 3), ("3", 2), ("10", 2)], true),
            (&[("1", 3), ("2", 3), ("3", 2), ("5", 1)], false),
            (&[("1", 4), ("2", 4), ("5", 2)], false),
            (&[("1", 3), ("2", 3), ("3", 2), ("6", 2)], false),
            (&[("0", 3), ("2", 3), ("3", 2), ("5", 2)], false),
            (&[("1", 3), ("2", 3), ("3.5", 2), ("5", 2)], false),
            (&[("1", 3), ("2", 3), ("3", 2), ("5", 2), ("soon", 1)], false),
        ] {
            assert_eq!(are_ratings(&column(values)), wanted, "{values:?}");
        }
    }
}
