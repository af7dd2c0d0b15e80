//! What a thing to mend begins with: that it is to be fixed first, then, or where it is.

use super::complained_of::is_alike;
use super::ratio;
use crate::report::Summary;
use crate::report::summary::{GroupChange, Weakness};

/// The words that something to mend begins with, the first or a further one, at the touchpoint that
/// is told before it (of another time) or not, where a group got worse by so much.
pub(super) fn opening(
    weakness: &Weakness,
    order: u32,
    there: Option<bool>,
    fell: f64,
) -> &'static str {
    let alike = there.is_some() && before_is_alike(weakness);
    match (order, there) {
        // What is said of the touchpoint is of another time than its comments.
        (_, Some(true)) if alike => "report.finding.there_alike_of_all",
        (_, Some(true)) => "report.finding.there_of_all",
        (_, Some(false)) if alike => "report.finding.there_alike",
        (_, Some(false)) => "report.finding.there",
        (1, None) if !weakness.level_with().is_empty() => "report.finding.level",
        (1, None) if gives_less(weakness, fell) => "report.finding.next",
        (1, None) => "report.finding.first",
        (_, None) => "report.finding.next",
    }
}

/// What a group that got worse takes from the score, as a part of its range: its fall, as far as
/// it reaches.
pub(super) fn taken_by(change: &GroupChange, summary: &Summary) -> f64 {
    let all = summary.overall.score(change.score).map_or(0, |score| score.n());
    let fall = change.before.value - change.after.value;
    let measure = change.score.measure();
    let taken = 100.0 * fall * ratio(change.n_after, all) / measure.headline_unit();
    if change.is_worse() { taken.max(0.0) / measure.range() } else { 0.0 }
}

/// Whether a rating has less to give than this part of the range of its score.
fn gives_less(weakness: &Weakness, taken: f64) -> bool {
    matches!(weakness, Weakness::Driver(driver) if driver.gain < taken)
}

/// Whether the touchpoint that is told before a topic is called as the topic is.
fn before_is_alike(weakness: &Weakness) -> bool {
    matches!(weakness, Weakness::Topic(topic) if is_alike(topic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::report::summary::{Estimate, Name, WeakDriver};

    #[test]
    fn a_rating_that_has_less_to_give_than_a_fall_costs_is_not_the_first() {
        let driver = |level_with: Vec<Name>| {
            Weakness::Driver(WeakDriver {
                touchpoint: Name::same("Desk"),
                outcome: ScoreKind::Nps,
                share: Estimate { value: 0.4, low: 0.3, high: 0.5 },
                content: 47.0,
                n: 300,
                of: 300,
                rated_better: false,
                most: None,
                level_with,
                origin: None,
                gain: 0.04,
            })
        };
        let desk = driver(Vec::new());
        assert_eq!(opening(&desk, 1, None, 0.0), "report.finding.first");
        assert_eq!(opening(&desk, 1, None, 0.04), "report.finding.first", "as much");
        assert_eq!(opening(&desk, 1, None, 0.041), "report.finding.next");
        let level = driver(vec![Name::same("Gate")]);
        assert_eq!(opening(&level, 1, None, 0.041), "report.finding.level");
        assert_eq!(opening(&level, 2, None, 0.0), "report.finding.next");
    }
}
