//! Spans of time in words, 3个月内 … 1年以上: groups of customers, where a length in numbers measures
//! something.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::group_codes::is_category;

/// Words by which a value is a span and no length.
const OF_SPANS: [&str; 18] = [
    "以内", "内", "以上", "以下", "不足", "超过", "不到", "-", "–", "~", "至", "<", ">", "less",
    "more", "over", "under", "up to",
];

/// Whether a few values come again and again, most of which are spans.
pub(super) fn are_spans(facts: &ColumnProfile) -> bool {
    let is_span = |value: &&String| {
        let value = value.to_lowercase();
        OF_SPANS.iter().any(|word| value.contains(word)) && value.contains(char::is_alphabetic)
    };
    let spans = facts.values.keys().filter(is_span).count();
    !facts.many_values && is_category(facts) && 2 * spans > facts.values.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;

    #[test]
    fn spans_are_told_from_lengths() {
        for (values, wanted) in [
            (&["3个月内", "3-12个月", "1年以上"][..], true),
            (&["less than a year", "1-3 years", "over 3 years"], true),
            (&["3分20秒", "4分10秒", "2分05秒"], false),
            (&["5分钟", "10分钟"], false),
            (&["12", "40", "3"], false),
        ] {
            assert_eq!(are_spans(&cells(values, 20)), wanted, "{values:?}");
        }
    }
}
