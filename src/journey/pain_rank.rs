//! The order of the pain points, and how sure it is.
//!
//! There is one order of what to mend: first what is complained of at the touchpoints that
//! are to be mended first, in their order, then the topic that is, then all else. Among
//! these the priority decides; see [`pain_point`](super::pain_point).
//!
//! A rank is an estimate too. It is drawn again [`RANK_DRAWS`] times from what the
//! numbers might have been: the mentions as a Poisson number, the complaints among
//! them with the share seen, and the impact of these with its standard error. The middle 95 % of
//! the ranks, and how often a point came out first, are told with it. Mentions of the same
//! people vary as much more as their design effect says. Of a topic that another rule put before
//! one of a higher priority it is not told how often it came out first: the draws do not know that
//! rule.

use super::pain_point::{Impact, PainPoint, priority};
use crate::lang::Name;
use crate::stats::distribution::Z_95;
use crate::stats::normal;

/// Draws that the uncertainty of ranks is told from.
const RANK_DRAWS: u32 = 500;

/// Most pain points whose ranks are drawn: the first of the list.
const MOST_DRAWN: usize = 60;

/// Something that is to be mended first.
#[derive(Debug, Clone, Copy)]
pub(super) enum ToMend<'a> {
    /// All that is complained of at a touchpoint.
    Touchpoint(&'a Name),
    /// An aspect at a touchpoint.
    Topic(&'a Name, &'a Name),
}

/// Sorts by priority and numbers from 1.
pub(super) fn rank(points: &mut [PainPoint]) {
    in_order(points, &[]);
}

/// Sorts by what is to be mended `first`, then by priority, numbers from 1, and says how sure
/// that is.
pub(super) fn rank_after(points: &mut [PainPoint], first: &[ToMend<'_>], all_comments: u64) {
    in_order(points, first);
    draw_ranks(points, first, all_comments);
}

/// The place of a point's touchpoint among those that are to be mended first; the same for
/// all that are at none of them.
fn tier(point: &PainPoint, first: &[ToMend<'_>]) -> usize {
    let here = |mend: &ToMend<'_>| matches!(mend, ToMend::Touchpoint(t) if **t == point.touchpoint);
    first.iter().position(here).unwrap_or(first.len())
}

/// Whether this is the topic that is to be mended first.
fn is_named(point: &PainPoint, first: &[ToMend<'_>]) -> bool {
    first.iter().any(|mend| {
        matches!(mend, ToMend::Topic(t, a) if **t == point.touchpoint && **a == point.aspect)
    })
}

/// Equal priorities go by mentions, then by name, so that the order does not depend on the
/// input's.
fn in_order(points: &mut [PainPoint], first: &[ToMend<'_>]) {
    points.sort_by(|a, b| {
        let names = |p: &PainPoint| (p.touchpoint.clone(), p.aspect.clone());
        let turn = |p: &PainPoint| (tier(p, first), !is_named(p, first));
        turn(a)
            .cmp(&turn(b))
            .then(b.priority.total_cmp(&a.priority))
            .then(b.mentions.cmp(&a.mentions))
            .then_with(|| names(a).cmp(&names(b)))
    });
    for (rank, point) in (1..).zip(points) {
        point.rank = rank;
    }
}

/// Says of ranked points how sure their ranks are; see the [module's text](self).
fn draw_ranks(points: &mut [PainPoint], first: &[ToMend<'_>], all_comments: u64) {
    let drawn = points.len().min(MOST_DRAWN);
    let points = &mut points[..drawn];
    let tiers: Vec<usize> = points.iter().map(|point| tier(point, first)).collect();
    let mut rng = fastrand::Rng::with_seed(SEED);
    let mut ranks: Vec<Vec<u32>> = vec![Vec::with_capacity(RANK_DRAWS as usize); drawn];
    let mut firsts = vec![0_u32; drawn];
    for _ in 0..RANK_DRAWS {
        let again = |point: &PainPoint| redrawn(point, all_comments, &mut rng);
        let priorities: Vec<f64> = points.iter().map(again).collect();
        let mut order: Vec<usize> = (0..drawn).collect();
        order.sort_by(|a, b| {
            let worse = priorities[*b].total_cmp(&priorities[*a]);
            tiers[*a].cmp(&tiers[*b]).then(worse).then(a.cmp(b))
        });
        let mut before = None;
        for (rank, at) in (1..).zip(order) {
            ranks[at].push(rank);
            firsts[at] += u32::from(before != Some(tiers[at]));
            before = Some(tiers[at]);
        }
    }
    let put_first: Vec<bool> = (0..drawn)
        .map(|at| {
            let mut after = points.iter().zip(&tiers).skip(at + 1);
            let worse = |(point, tier): (&PainPoint, &usize)| {
                *tier == tiers[at] && point.priority > points[at].priority
            };
            is_named(&points[at], first) && after.any(worse)
        })
        .collect();
    let told = ranks.into_iter().zip(firsts).zip(put_first);
    for (point, ((mut ranks, first), put_first)) in points.iter_mut().zip(told) {
        let worst = f64::from(first) / f64::from(RANK_DRAWS);
        point.worst = Some(worst).filter(|_| !put_first);
        ranks.sort_unstable();
        let tail = RANK_DRAWS as usize / 40;
        let interval = ranks.get(tail).zip(ranks.get(ranks.len() - 1 - tail));
        point.rank_interval =
            interval.map(|(low, high)| (*low.min(&point.rank), *high.max(&point.rank)));
    }
}

/// Seed of the draws, so that the same numbers have the same ranks.
const SEED: u64 = 20_18;

/// The priority that a point might have had.
fn redrawn(point: &PainPoint, all_comments: u64, rng: &mut fastrand::Rng) -> f64 {
    let (mentions, share) = (point.mentions as f64, point.negative_share.value);
    let effect = point.design.effect();
    let mentions = (mentions + (mentions * effect).sqrt() * normal(rng)).round().max(1.0);
    let spread = (mentions * share * (1.0 - share) * effect).sqrt();
    let negative = (mentions * share + spread * normal(rng)).round().clamp(0.0, mentions);
    let impact = point.impact.map(|impact| {
        let moved = (impact.high - impact.value) / Z_95 * normal(rng);
        Impact { value: impact.value + moved, high: impact.high + moved, ..impact }
    });
    priority(negative as u64, all_comments, impact.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Design;
    use crate::stats::interval::wilson;

    fn point(mentions: u64, negative: u64) -> PainPoint {
        PainPoint {
            rank: 0,
            rank_interval: None,
            worst: None,
            touchpoint: Name::same("t"),
            aspect: Name::same(format!("{mentions} {negative}")),
            everywhere: false,
            mentions,
            negative,
            positive: 0,
            negative_share: wilson(negative, mentions).unwrap(),
            impact: None,
            mentioned: None,
            elsewhere: false,
            same: None,
            allocation: None,
            design: Design::NONE,
            trend: Vec::new(),
            priority: priority(negative, 1_000, None),
            verbatims: Vec::new(),
        }
    }

    #[test]
    fn ranks_say_how_sure_they_are() {
        let mut close = vec![point(100, 80), point(98, 79), point(20, 10)];
        rank_after(&mut close, &[], 1_000);
        let worst: Vec<f64> = close.iter().filter_map(|point| point.worst).collect();
        assert!(worst[0] < 0.7 && worst[1] > 0.3 && worst[2] == 0.0, "{worst:?}");
        assert_eq!(close[0].rank_interval, Some((1, 2)));
        assert_eq!(close[2].rank_interval, Some((3, 3)));
        let mut clear = vec![point(300, 280), point(60, 30)];
        rank_after(&mut clear, &[], 1_000);
        assert!(clear[0].worst.unwrap() > 0.99);
    }

    /// How often the first is the planted worst, and how often the ranks say so.
    #[test]
    fn the_chance_of_being_the_worst_is_honest() {
        let mut rng = fastrand::Rng::with_seed(9);
        let (mut said, mut right) = (0.0, 0.0);
        let runs = 60;
        for _ in 0..runs {
            let shares = [0.60, 0.52, 0.50, 0.48, 0.45, 0.40];
            // How many mention it is chance as well.
            let mut points: Vec<PainPoint> = shares
                .iter()
                .map(|share| {
                    let mentions = (80.0 + 80.0_f64.sqrt() * normal(&mut rng)).round() as u64;
                    let complains = (0..mentions).filter(|_| rng.f64() < *share).count();
                    point(mentions, complains as u64)
                })
                .collect();
            points[0].touchpoint = Name::same("worst");
            rank_after(&mut points, &[], 1_000);
            said += points[0].worst.unwrap() / f64::from(runs);
            right += f64::from(u8::from(points[0].touchpoint.en == "worst")) / f64::from(runs);
        }
        assert!((said - right).abs() < 0.2, "{said} {right}");
    }

    /// What is complained of at the touchpoint that is mended first leads, however little.
    #[test]
    fn what_is_mended_first_leads_the_list() {
        let (wifi, lobby) = (Name::same("Wi-Fi"), Name::same("Lobby"));
        let at = |touchpoint: &Name, point: PainPoint| PainPoint {
            touchpoint: touchpoint.clone(),
            ..point
        };
        let mut points = vec![
            at(&lobby, point(90, 80)),
            at(&lobby, point(60, 40)),
            at(&wifi, point(12, 6)),
            at(&wifi, point(30, 20)),
        ];
        let noise = points[1].aspect.clone();
        let first = [ToMend::Touchpoint(&wifi), ToMend::Topic(&lobby, &noise)];
        rank_after(&mut points, &first, 1_000);
        let order: Vec<(&str, u64)> =
            points.iter().map(|p| (p.touchpoint.en.as_str(), p.mentions)).collect();
        assert_eq!(order, [("Wi-Fi", 30), ("Wi-Fi", 12), ("Lobby", 60), ("Lobby", 90)]);
        assert_eq!(points.iter().map(|p| p.rank).collect::<Vec<_>>(), [1, 2, 3, 4]);
        let worst = |at: usize| points[at].worst.unwrap();
        assert!(worst(0) > 0.9 && worst(1) < 0.1, "of its touchpoint");
        // Noise is first by another rule than that of the draws.
        assert!(points[2].worst.is_none() && worst(3) > 0.9, "of the others");
        assert_eq!(points[0].rank_interval, Some((1, 1)));
        assert_eq!(points[2].rank_interval.map(|(low, _)| low), Some(3));
        let most = points[3].aspect.clone();
        rank_after(&mut points, &[ToMend::Topic(&lobby, &most)], 1_000);
        assert!(points[0].aspect == most && points[0].worst.unwrap() > 0.9, "by both rules");
    }
}
