//! Words and codes on the scale that a mapping states. Among themselves they have points from 1 to
//! 5, 7 or 10; where the mapping says 0–10 the best of them is 10, and not 5 of it.

use std::collections::BTreeMap;

use crate::feedback::Scale;
use crate::ingest::cells::number;
use crate::ingest::columns::stated_points::points_of;
use crate::ingest::told::warning::Warning;

/// Spreads the points of labels over the scale that a mapping states of a column, where that is
/// another than their own; what is to be told of it. Points that labels say themselves, 满意(8分),
/// are on the scale of the mapping already.
pub(super) fn spread(
    column: &str,
    labels: &mut BTreeMap<String, f64>,
    own: Scale,
    stated: Scale,
) -> Option<Warning> {
    let same = own.low == stated.low && own.high == stated.high;
    if same || labels.iter().all(|(label, points)| says(label, *points)) {
        return None;
    }
    let reach = stated.high - stated.low;
    for points in labels.values_mut() {
        let share = (*points - own.low) / (own.high - own.low);
        *points = (stated.low + share * reach).clamp(stated.low, stated.high);
    }
    Some(Warning::Spread(column.to_owned(), [own, stated]))
}

/// Whether a label says its points itself.
fn says(label: &str, points: f64) -> bool {
    points_of(label).or_else(|| number::number(label)) == Some(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Direction;

    #[test]
    fn points_of_words_and_codes_are_spread_over_another_scale() {
        let (five, seven) = (Scale::higher(1.0, 5.0), Scale::higher(1.0, 7.0));
        let ten = Scale::higher(0.0, 10.0);
        let lower = Scale { direction: Direction::Lower, ..ten };
        for (label, points, own, stated, wanted) in [
            ("Very satisfied", 5.0, five, ten, Some(10.0)),
            ("Satisfied", 4.0, five, ten, Some(7.5)),
            ("一般", 3.0, five, ten, Some(5.0)),
            ("非常不满意", 1.0, five, ten, Some(0.0)),
            ("A5", 5.0, five, Scale::higher(0.0, 4.0), Some(4.0)),
            ("A1", 1.0, five, Scale::higher(0.0, 4.0), Some(0.0)),
            ("非常满意", 7.0, seven, five, Some(5.0)),
            ("很费劲", 1.0, five, lower, Some(0.0)),
            // The same scale, in whichever direction, and points that are said.
            ("Satisfied", 4.0, five, five, None),
            ("Satisfied", 4.0, five, Scale { direction: Direction::Lower, ..five }, None),
            ("满意(8分)", 8.0, Scale::higher(1.0, 10.0), ten, None),
            ("4级-满意", 4.0, five, ten, None),
            ("4分", 4.0, five, ten, None),
            // The number of an option is none.
            ("2. Satisfied", 4.0, five, ten, Some(7.5)),
        ] {
            let mut labels = BTreeMap::from([(label.to_owned(), points)]);
            let told = spread("Q", &mut labels, own, stated);
            assert_eq!(labels[label], wanted.unwrap_or(points), "{label} on {stated}");
            let spread = wanted.map(|_| Warning::Spread("Q".to_owned(), [own, stated]));
            assert_eq!(told, spread, "{label} on {stated}");
        }
    }
}
