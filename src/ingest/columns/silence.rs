//! Cells that say that there is nothing to say, 无 or `none`: in a column of answers in words they
//! come again and again, and count as no value of it.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::codes::without;
use crate::non_answers::is_non_answer;
use crate::simplified::simplified;

fn is_silent(cell: &str) -> bool {
    is_non_answer(&simplified(cell))
}

/// What a column holds beside cells that say nothing, where there are any and all of its values
/// are known.
pub(super) fn spoken(facts: &ColumnProfile) -> Option<ColumnProfile> {
    if facts.many_values || facts.examined != facts.answers() {
        return None;
    }
    let silent = without(facts, is_silent);
    let wide = |cell: &str| cell.chars().map(|c| 1 + u64::from(c >= '\u{2E80}')).sum::<u64>();
    let mut others = silent.others;
    for (cell, n) in facts.values.iter().filter(|(cell, _)| is_silent(cell)) {
        others.examined = others.examined.saturating_sub(*n);
        others.width = others.width.saturating_sub(n * wide(cell));
        if cell.bytes().all(|b| b.is_ascii_graphic()) {
            others.codes = others.codes.saturating_sub(*n);
        }
    }
    (silent.n > 0).then_some(others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;

    #[test]
    fn what_says_nothing_is_no_value() {
        let told = "两天就收到退款，服务太好了";
        let thanks = ("沒有，謝謝", 5);
        let facts = column(&[("无", 14), ("没有。", 2), ("None", 3), (told, 2), thanks]);
        let others = spoken(&facts).unwrap();
        assert_eq!((others.answers(), others.distinct, others.examined), (2, 1, 2));
        assert_eq!((others.mean_width(), others.is_told(), others.codes), (26.0, true, 0));
        assert_eq!(spoken(&column(&[(told, 2), ("无线网络", 1)])), None);
        let silent = spoken(&column(&[("无", 4)])).unwrap();
        assert_eq!((silent.answers(), silent.distinct), (0, 0));
    }
}
