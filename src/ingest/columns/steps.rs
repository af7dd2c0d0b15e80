//! How far from the middle of a scale of words each of them is, by the degrees that its side has
//! and those of the other side.

use std::collections::BTreeSet;

use crate::ingest::columns::label_degree::{SLIGHT, STRONG, UTMOST};
use crate::ingest::columns::word_scale::Found;

/// The stresses that occur on one side of the middle, ascending.
pub(super) struct Side(pub(super) Vec<u8>);

impl Side {
    pub(super) fn of(found: &[Found<'_>], side: i8) -> Side {
        let stresses = found.iter().filter(|f| f.1.side == side).map(|f| f.1.stress);
        Side(stresses.collect::<BTreeSet<u8>>().into_iter().collect())
    }

    /// Three words for one side, or two that are both strong, make a scale of seven points.
    pub(super) fn has_three(&self) -> bool {
        self.0.len() > 2 || self.0.ends_with(&[STRONG, UTMOST])
    }

    /// How far from the middle a stress is, of one or two that the side has.
    pub(super) fn of_two(&self, stress: u8) -> i32 {
        match self.0.as_slice() {
            [_] => 1 + i32::from(stress >= STRONG),
            [least, ..] => 1 + i32::from(stress > *least),
            [] => 1,
        }
    }

    /// The same of a scale of seven points: what a side with three words does not say itself, the
    /// one that has more says. Its words are in their order in either case.
    pub(super) fn of_seven(&self, full: &Side, stress: u8) -> i32 {
        if self.0.len() > 2 {
            return self.of_three(stress);
        }
        let place = full.of_three(stress);
        let others = self.0.iter().filter(|other| **other != stress);
        let other = others.copied().find(|other| full.of_three(*other) == place);
        match other {
            Some(other) => (place - 1).max(1) + i32::from(stress > other),
            None => place,
        }
    }

    /// How far from the middle a stress is by the three that a side has.
    fn of_three(&self, stress: u8) -> i32 {
        match (self.0.as_slice(), stress) {
            ([_, mid, most], stress) => {
                let inner = stress == *mid || stress < STRONG.min(*most);
                if stress < *mid { 1 } else { 3 - i32::from(inner) }
            }
            (_, UTMOST) => 3,
            (_, STRONG) => {
                if self.0.ends_with(&[STRONG, UTMOST]) {
                    2
                } else {
                    3
                }
            }
            (_, SLIGHT) => 1,
            _ => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::cells::made::cells;
    use crate::ingest::columns::word_scale::word_scale;

    #[test]
    fn words_of_one_side_keep_their_order_whatever_the_other_side_is_called() {
        for (labels, wanted) in [
            // Each side has three words of its own.
            (
                &["非常满意", "满意", "有点满意", "一般", "比较不满意", "不满意", "非常不满意"][..],
                &[7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0][..],
            ),
            // Two of a side, of which the other has one or none.
            (
                &["非常满意", "满意", "有点满意", "一般", "比较不满意", "不满意"],
                &[7.0, 6.0, 5.0, 4.0, 3.0, 2.0],
            ),
            (
                &["非常满意", "满意", "有点满意", "一般", "有点不满意", "比较不满意"],
                &[7.0, 6.0, 5.0, 4.0, 3.0, 2.0],
            ),
            (
                &["非常满意", "满意", "有点满意", "一般", "非常不满意", "极其不满意"],
                &[7.0, 6.0, 5.0, 4.0, 2.0, 1.0],
            ),
            (&["极其满意", "非常满意", "一般", "不满意", "非常不满意"], &[7.0, 6.0, 4.0, 3.0, 2.0]),
            // One alone has the place of its like on the other side.
            (&["非常满意", "满意", "有点满意", "一般", "非常不满意"], &[7.0, 6.0, 5.0, 4.0, 1.0]),
            (&["非常满意", "满意", "有点满意", "一般", "不满意"], &[7.0, 6.0, 5.0, 4.0, 2.0]),
        ] {
            let found = word_scale(&cells(labels, 5)).unwrap();
            let points: Vec<f64> = labels.iter().map(|label| found.labels[*label]).collect();
            assert_eq!(points, wanted, "{labels:?}");
            assert!(found.sharing().is_empty(), "{labels:?}");
        }
    }
}
