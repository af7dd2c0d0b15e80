//! Aspects that the touchpoints of an export divide.
//!
//! Where an export has many touchpoints, what all of them are complained of may be in no cell of
//! touchpoint × aspect often enough to be seen. Such an aspect is told of all touchpoints
//! together as well, and competes with its parts: where none of the parts that may be listed has
//! more than half of the complaints. What of them is too seldom to be quoted is
//! not listed beside it.

use std::collections::HashMap;

use super::allocation::AllGains;
use super::mention_cells::MentionSums;
use super::pain_point::{PainPoint, PainVerdict, enough, verdict};
use super::place::Place;
use super::scores::Split;
use crate::lang::Name;
use crate::opinion::AspectId;
use crate::stats::interval::wilson;

/// What the touchpoints hold of an aspect.
#[derive(Default)]
struct Parts {
    number: usize,
    /// Complaints of the one with most, of those that may be pain points themselves.
    largest: u64,
    gains: Split<AllGains>,
}

/// The aspects, of `all` touchpoints together, that these cells divide; `usual` is the share of all
/// mentions that are negative.
pub(super) fn divided(
    cells: &[((Place, AspectId), MentionSums)],
    all: Vec<(AspectId, MentionSums)>,
    at_least: u64,
    usual: f64,
) -> Vec<(AspectId, MentionSums)> {
    let mut parts: HashMap<AspectId, Parts> = HashMap::new();
    for ((_, aspect), sums) in cells {
        let parts = parts.entry(*aspect).or_default();
        parts.number += 1;
        if enough(sums.mentions, at_least) && is_bad(sums, usual) {
            parts.largest = parts.largest.max(sums.negative);
        }
        parts.gains.merge(sums.gains);
    }
    let divided = all.into_iter().filter_map(|(aspect, mut sums)| {
        let parts = parts.get(&aspect)?;
        let apart = parts.number > 1 && 2 * parts.largest <= sums.negative;
        sums.gains = parts.gains;
        apart.then_some((aspect, sums))
    });
    divided.collect()
}

/// Whether a part is complained of often enough to be a pain point.
fn is_bad(sums: &MentionSums, usual: f64) -> bool {
    wilson(sums.negative, sums.mentions).is_some_and(|share| {
        verdict(sums.negative, &share, usual, [None; 2]) != PainVerdict::Nothing
    })
}

/// The aspects that are told of all touchpoints together.
pub(super) fn together(points: &[PainPoint]) -> Vec<Name> {
    points.iter().filter(|point| point.everywhere).map(|point| point.aspect.clone()).collect()
}

/// Leaves out the parts of aspects that are told `together` which are too seldom to be quoted.
pub(super) fn without_parts(points: &mut Vec<PainPoint>, together: &[Name], quotable: u64) {
    let of_it = |point: &PainPoint| together.contains(&point.aspect);
    points.retain(|point| point.everywhere || point.mentions >= quotable || !of_it(point));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{ScoreKind, Scores};
    use crate::journey::findings::Finding;
    use crate::journey::findings::weakness::Weakness;
    use crate::journey::tests::{entry, facts, opinion, row, scores};
    use crate::journey::{Collector, Journey, RowView, RunNames, Suppression, TouchpointSource};

    fn sums(mentions: u64, negative: u64) -> MentionSums {
        MentionSums { mentions, negative, ..MentionSums::default() }
    }

    #[test]
    fn an_aspect_is_divided_where_no_touchpoint_holds_more_than_half_of_it() {
        let divides = |cells: &[(u64, u64)]| {
            let all = cells.iter().fold((0, 0), |all, cell| (all.0 + cell.0, all.1 + cell.1));
            let cells: Vec<_> = (0..)
                .zip(cells)
                .map(|(at, cell)| ((Place::Export(at), 3), sums(cell.0, cell.1)))
                .collect();
            !divided(&cells, vec![(3, sums(all.0, all.1))], 5, 0.5).is_empty()
        };
        assert!(divides(&[(9, 8), (9, 8), (9, 8)]));
        assert!(divides(&[(9, 8), (9, 4), (9, 4)]), "half of them");
        assert!(!divides(&[(9, 9), (9, 4), (9, 4)]));
        assert!(divides(&[(40, 7), (9, 3), (9, 3)]), "where most are, few complain");
        assert!(divides(&[(4, 4), (2, 1)]), "neither is tested");
        assert!(!divides(&[(5, 4), (2, 1)]));
        assert!(!divides(&[(4, 4)]), "it is all of it");
        assert!(divided(&[], Vec::new(), 5, 0.5).is_empty());
    }

    /// Complaints at as many touchpoints as there are numbers, so many at each, and sixty comments
    /// of all of them that praise something else.
    fn run(source: TouchpointSource, complaints: &[u64]) -> Journey {
        let mut collector = Collector::new(source);
        let mut number = 0;
        let mut add = |at: &str, text: String, nps: f64, aspect, sentiment| {
            let entry = entry(Some(at), Some(&text), scores(Some(nps), None));
            let said = facts(sentiment, vec![opinion(1, aspect, sentiment)]);
            collector.add(RowView::new(row(number, vec![entry]), vec![said], source));
            number += 1;
        };
        for (at, n) in complaints.iter().enumerate() {
            for i in 0..*n {
                let text = format!("第{at}个窗口排队{i}次，等了很久才办完");
                add(&format!("desk {at}"), text, 2.0, 3, -0.9);
            }
        }
        for i in 0..60 {
            let at = format!("desk {}", i % complaints.len());
            add(&at, format!("办得很快，第{i}次来"), 9.0, 4, 0.9);
        }
        let names: Vec<Name> = (0..6).map(|i| Name::same(format!("a{i}"))).collect();
        let names = RunNames {
            touchpoints: &names,
            stages: &[],
            aspects: &names,
            homes: &[0; 6],
            files: &[],
        };
        collector.finish(names, Suppression::default())
    }

    fn listed(journey: &Journey) -> Vec<(&str, u64, usize)> {
        let points = journey.pain_points.iter();
        points.map(|p| (p.touchpoint.en.as_str(), p.mentions, p.verbatims.len())).collect()
    }

    #[test]
    fn what_all_touchpoints_are_complained_of_is_told_once() {
        let journey = run(TouchpointSource::Export, &[4, 4, 4, 3]);
        assert_eq!(listed(&journey), [("All touchpoints", 15, 15)]);
        let point = &journey.pain_points[0];
        assert!(point.everywhere && point.touchpoint.zh == "各触点");
        assert_eq!((point.aspect.en.as_str(), point.negative), ("a3", 15));
        // 15 detractors among 60 promoters: 60, and 100 without them.
        let impact = point.impact.unwrap();
        assert_eq!((impact.score, impact.n, impact.without), (ScoreKind::Nps, 15, 100.0));
        // 15 of 75 lose all of 200.
        assert!((point.allocation.unwrap().loss - 40.0).abs() < 1e-9);
        let told = |finding: &Finding| match finding {
            Finding::Weakness(Weakness::Topic(topic)) => topic.touchpoint.en == "All touchpoints",
            _ => false,
        };
        assert!(journey.findings.iter().any(told), "{:?}", journey.findings);
    }

    #[test]
    fn parts_that_can_be_quoted_stand_beside_it() {
        let journey = run(TouchpointSource::Export, &[12, 7, 9, 7]);
        let all = [("All touchpoints", 35, 20), ("desk 0", 12, 12), ("desk 2", 9, 9)];
        assert_eq!(listed(&journey), all);
        // More than half of it is at one touchpoint.
        let journey = run(TouchpointSource::Export, &[13, 7, 5]);
        let parts = [("desk 0", 13, 13), ("desk 1", 7, 0), ("desk 2", 5, 0)];
        assert_eq!(listed(&journey), parts);
        // Touchpoints that comments speak of are those of the taxonomy.
        let journey = run(TouchpointSource::Aspects, &[4, 4, 4, 3]);
        assert_eq!(listed(&journey), [("a1", 15, 15)]);
    }

    /// It is at neither of them, and of the aspect's own.
    #[test]
    fn a_comment_on_two_touchpoints_counts_once() {
        let mut collector = Collector::new(TouchpointSource::Export);
        for number in 0..12_u64 {
            let text = format!("等了{number}十分钟才有人来接待我");
            let desk = |i: u64| format!("desk {i}");
            let mut both = entry(Some(&desk(number)), Some(&text), Scores::default());
            both.also = vec![desk(number + 1).into()];
            let said = vec![facts(-0.8, vec![opinion(0, 0, -0.8)])];
            let view = RowView::new(row(number, vec![both]), said, TouchpointSource::Export);
            collector.add(view);
        }
        let names =
            RunNames { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
        let journey = collector.finish(names, Suppression::default());
        assert_eq!(listed(&journey), [("#0", 12, 12)]);
    }
}
