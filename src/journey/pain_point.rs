//! Touchpoint × aspect combinations that hurt, ranked.
//!
//! A combination is a pain point when enough comments mention it
//! ([`MIN_MENTIONS`], and the report's minimum), enough of them negatively
//! ([`MIN_NEGATIVE`]), and the lower end of the Wilson interval of its
//! negative share exceeds [`NOTABLE_SHARE`] or the share of all mentions that
//! are negative. It ranks by
//!
//! ```text
//! priority = 100 × reach × negativity × pull
//! reach      = comments that judge it negatively / all comments
//! negativity = lower end of the Wilson interval of negative / mentions
//! pull       = 1 + max(0, −upper end of the impact) / (10 NPS points, or 5 of
//!              the 100 points of CSAT and CES: a twentieth of either range)
//! ```
//!
//! How many it reaches, how surely it is bad, and how much the score surely
//! suffers: the product grows with each of them. Taking the cautious end of
//! both intervals keeps noise from the top of the list (3 negative of 3 are
//! surely bad to 44 %, 80 of 100 to 71 %; an impact of −8 ± 10 pulls nothing).
//! The pull is only a factor from 1 up because an impact, which is descriptive,
//! may confirm a pain point but not make one. Without a score it is 1.
//!
//! Beside the impact of leaving out stands the impact by allocation. With
//! promoters worth 2, passives 1 and detractors 0 the NPS is exactly
//!
//! ```text
//! NPS = 100 × Σ worth / n − 100        a gain of NPS + 100 over the lowest,
//!                                      a loss of 100 − NPS under the highest
//! ```
//!
//! and each respondent's part of the loss, (2 − worth) × 100 / n, is divided
//! equally among the aspects that this respondent complains about, each part of
//! the gain among those praised. Gains and losses of all add up to at most 200;
//! the rest is of respondents who complain, or praise, about nothing. For CSAT
//! and CES the same with the goodness of 0–100. After the attribution of
//! Chattermill, without a model: it is bookkeeping, not cause and effect.

use serde::Serialize;

use super::allocation::Allocation;
use super::scores::ScoreSums;
use super::trend::MentionPoint;
use super::verbatim::Verbatim;
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::distribution::Z_95;

/// Fewest comments that must mention a pain point.
pub const MIN_MENTIONS: u64 = 5;

/// Fewest comments that must judge it negatively.
pub const MIN_NEGATIVE: u64 = 3;

/// Negative share that is notable whatever the rest of the run is like.
pub const NOTABLE_SHARE: f64 = 0.2;

/// A touchpoint × aspect that hurts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PainPoint {
    /// 1 is the worst.
    pub rank: u32,
    /// The touchpoint.
    pub touchpoint: Name,
    /// The aspect.
    pub aspect: Name,
    /// Comments that mention it there.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
    /// Of these, comments that judge it positively.
    pub positive: u64,
    /// `negative / mentions` with its Wilson interval.
    pub negative_share: Estimate,
    /// Leave-one-out impact on the run's main score, where there is one.
    pub impact: Option<Impact>,
    /// What it takes from the main score, and gives, by allocation.
    pub allocation: Option<Allocation>,
    /// Mentions by the periods of the trend.
    pub trend: Vec<MentionPoint>,
    /// What the ranking sorts by; see `journey::pain_point`.
    pub priority: f64,
    /// Up to three telling comments; empty when suppressed.
    pub verbatims: Vec<Verbatim>,
}

/// Leave-one-out impact: the score of all answers minus the score without the
/// answers that mention the pain point. Descriptive, not causal.
///
/// It equals f (M − O): the share f of the answers that mention it times the
/// score of these minus that of the others. The interval is that of two
/// independent groups, f √(SE²(M) + SE²(O)) times the normal quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Impact {
    /// The score it is measured on: NPS in points, CSAT and CES as the mean on
    /// the 0–100 footing.
    pub score: ScoreKind,
    /// `with_all − without`; negative means it pulls the score down.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// The score of all answers.
    pub with_all: f64,
    /// The score without the answers that mention it.
    pub without: f64,
    /// Answers that mention it.
    pub n: u64,
}

impl Impact {
    /// The impact of the answers `mentioning` among `all`. `None` where either
    /// they or the others are fewer than `at_least` (and at least one): a score
    /// of so few would be shown by the difference.
    pub(super) fn leave_out(
        kind: ScoreKind,
        all: &ScoreSums,
        mentioning: &ScoreSums,
        at_least: u64,
    ) -> Option<Impact> {
        let others = all.without(mentioning);
        let (n, least) = (mentioning.n(kind), at_least.max(1));
        if n < least || others.n(kind) < least {
            return None;
        }
        let (with_all, without) = (all.value(kind)?, others.value(kind)?);
        let (value, apart) = (with_all - without, mentioning.value(kind)? - without);
        let counted = n as f64 / all.n(kind) as f64;
        let share = if apart.abs() > 1e-9 { value / apart } else { counted };
        let errors = [mentioning.standard_error(kind)?, others.standard_error(kind)?];
        let half = Z_95 * share * (errors[0].powi(2) + errors[1].powi(2)).sqrt();
        let (low, high) = (value - half, value + half);
        Some(Impact { score: kind, value, low, high, with_all, without, n })
    }
}

/// What the ranking sorts by; the formula and its reasons are in the
/// [module's text](self).
pub fn priority(
    negative: u64,
    all_comments: u64,
    negative_share: &Estimate,
    impact: Option<&Impact>,
) -> f64 {
    let reach = negative as f64 / all_comments.max(1) as f64;
    let pull = impact.map_or(1.0, |impact| {
        let doubling = impact.score.measure().range() / 20.0;
        1.0 + (-impact.high).max(0.0) / doubling
    });
    100.0 * reach * negative_share.low * pull
}

/// Whether the numbers make a pain point; the rule is in the
/// [module's text](self).
pub(super) fn hurts(
    mentions: u64,
    negative: u64,
    negative_share: &Estimate,
    usual_share: f64,
    at_least: u64,
) -> bool {
    mentions >= MIN_MENTIONS.max(at_least)
        && negative >= MIN_NEGATIVE
        && negative_share.low > NOTABLE_SHARE.min(usual_share)
}

/// Sorts by priority and numbers from 1. Equal priorities go by mentions, then
/// by name, so that the order does not depend on the input's.
pub(super) fn rank(points: &mut [PainPoint]) {
    points.sort_by(|a, b| {
        let names = |p: &PainPoint| (p.touchpoint.clone(), p.aspect.clone());
        b.priority
            .total_cmp(&a.priority)
            .then(b.mentions.cmp(&a.mentions))
            .then_with(|| names(a).cmp(&names(b)))
    });
    for (rank, point) in (1..).zip(points) {
        point.rank = rank;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Scale, ScoreValue};
    use crate::metrics::Weight;
    use crate::stats::interval::wilson;

    fn scores(kind: ScoreKind, answers: &[(u64, f64)], scale: Scale) -> ScoreSums {
        let mut sums = ScoreSums::default();
        for &(count, value) in answers {
            let answer = ScoreValue { value, scale };
            (0..count).for_each(|_| sums.add(kind, answer, Weight::ONE));
        }
        sums
    }

    #[test]
    fn impact_of_a_theme_in_twenty_of_a_hundred_answers() {
        let all = scores(ScoreKind::Nps, &[(50, 10.0), (30, 8.0), (20, 0.0)], Scale::NPS);
        let theme = scores(ScoreKind::Nps, &[(2, 9.0), (6, 7.0), (12, 3.0)], Scale::NPS);
        let impact = Impact::leave_out(ScoreKind::Nps, &all, &theme, 5).unwrap();
        assert_eq!((impact.value, impact.with_all, impact.without), (-20.0, 30.0, 50.0));
        assert_eq!(impact.n, 20);
        // f = .2; NPS −50 with Var .45 of 20 answers, +50 with Var .45 of 80.
        let half = 1.959963984540054 * 0.2 * 100.0 * (0.45_f64 / 20.0 + 0.45 / 80.0).sqrt();
        assert!(
            (impact.high - (half - 20.0)).abs() < 1e-9 && (impact.low + 20.0 + half).abs() < 1e-9
        );
        assert_eq!(Impact::leave_out(ScoreKind::Nps, &all, &theme, 21), None);
        assert_eq!(Impact::leave_out(ScoreKind::Nps, &all, &all, 5), None);
        assert_eq!(Impact::leave_out(ScoreKind::Csat, &all, &theme, 5), None);
    }

    #[test]
    fn impact_on_satisfaction_is_in_points_of_goodness() {
        let scale = Scale::higher(1.0, 5.0);
        let all = scores(ScoreKind::Csat, &[(10, 5.0), (10, 1.0)], scale);
        let theme = scores(ScoreKind::Csat, &[(10, 1.0)], scale);
        let impact = Impact::leave_out(ScoreKind::Csat, &all, &theme, 5).unwrap();
        assert_eq!((impact.value, impact.with_all, impact.without), (-50.0, 50.0, 100.0));
    }

    #[test]
    fn few_mentions_do_not_outrank_many() {
        let of = |negative, mentions| {
            priority(negative, 1000, &wilson(negative, mentions).unwrap(), None)
        };
        assert!(of(3, 3) < of(80, 100));
        // Neither by negativity alone, at the same reach.
        assert!(wilson(3, 3).unwrap().low < wilson(80, 100).unwrap().low);
    }

    #[test]
    fn priority_grows_with_reach_negativity_and_pull() {
        let impact = |score, high: f64| {
            let (value, low) = (high - 3.0, high - 6.0);
            Impact { score, value, low, high, with_all: 0.0, without: 0.0, n: 9 }
        };
        let share = wilson(20, 40).unwrap();
        let base = priority(20, 1000, &share, None);
        assert!((base - 100.0 * 0.02 * share.low).abs() < 1e-12);
        assert!(priority(20, 500, &share, None) > base);
        assert!(priority(20, 1000, &wilson(20, 30).unwrap(), None) > base);
        let pulled = |score, value| priority(20, 1000, &share, Some(&impact(score, value)));
        assert_eq!(pulled(ScoreKind::Nps, -10.0), 2.0 * base);
        assert_eq!(pulled(ScoreKind::Csat, -5.0), 2.0 * base);
        assert_eq!(pulled(ScoreKind::Nps, 4.0), base);
        assert_eq!(priority(0, 0, &wilson(0, 5).unwrap(), None), 0.0);
    }

    #[test]
    fn a_pain_point_needs_mentions_complaints_and_a_notable_share() {
        let hurts = |negative, mentions, usual| {
            super::hurts(mentions, negative, &wilson(negative, mentions).unwrap(), usual, 5)
        };
        assert!(!hurts(3, 3, 0.5), "too few mentions");
        assert!(!hurts(2, 5, 0.0), "too few complaints");
        assert!(hurts(5, 10, 0.9), "notable in itself");
        assert!(!hurts(15, 100, 0.5), "not notable");
        assert!(hurts(15, 100, 0.05), "worse than usual");
    }
}
