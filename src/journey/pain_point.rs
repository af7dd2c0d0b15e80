//! Touchpoint × aspect combinations that hurt, ranked.
//!
//! A combination is a candidate when enough comments mention it
//! ([`MIN_MENTIONS`], and the report's minimum), enough of them negatively
//! ([`MIN_NEGATIVE`]), and the lower end of the Wilson interval of its
//! negative share exceeds [`NOTABLE_SHARE`] or the share of all mentions that
//! are negative. Where those who complain of it score no lower than the others, or not
//! surely lower (q ≤ .05 over all that is mentioned) while all who mention it score no lower,
//! and neither do lower by another score (p ≤ .05), it harms nothing that was measured and
//! is told apart, as harmless.
//! A candidate stands out where it is surely worse than the mentions of the run
//! are as a whole, surely bad for more than half, or where those who mention it, or those
//! who complain of it, surely score lower (q ≤ .05 over all impacts): where everything is
//! equally bad, a list of everything tells nothing. [`LEAST_LISTED`] are listed in any
//! case.
//!
//! What is to be mended is the complaints. That others praise the same takes nothing from
//! what they cost: a topic that a language has good and bad words for (on time, late) is
//! praised by many, one that it has bad words alone for (nobody told us) by none, and by all
//! who mention it the second would always cost more. So the impact is that of those who
//! complain, and the share of the mentions that complain has no part in the rank:
//!
//! ```text
//! priority = 100 × reach × pull
//! reach    = comments that judge it negatively / all comments
//! pull     = 1 + max(0, −upper end of the impact) / (10 NPS points, or 5 of
//!            the 100 points of CSAT and CES: a twentieth of either range)
//! ```
//!
//! How many it reaches and how much the score surely suffers: the product grows with
//! both. Taking the cautious end of the interval keeps noise from the top of the list (an
//! impact of −8 ± 10 pulls nothing). The pull is only a factor from 1 up because an impact,
//! which is descriptive, may confirm a pain point but not make one. Without a score, and
//! where the impact may be chance (q > .05), it is 1.
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
use super::same_comments::SameComments;
use super::scores::ScoreSums;
use super::trend::MentionPoint;
use super::verbatim::Verbatim;
use crate::feedback::{ScoreKind, ScoreValue};
use crate::lang::Name;
use crate::metrics::{Design, Weight};
use crate::stats::distribution::Z_95;
use crate::stats::{Estimate, is_sure};

/// Fewest comments that must mention a pain point.
pub const MIN_MENTIONS: u64 = 5;

/// Fewest comments that must judge it negatively.
pub const MIN_NEGATIVE: u64 = 3;

/// Negative share that is notable whatever the rest of the run is like.
pub const NOTABLE_SHARE: f64 = 0.2;

/// Pain points that are listed even where none of them stands out.
pub const LEAST_LISTED: usize = 3;

/// A touchpoint × aspect that hurts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PainPoint {
    /// 1 is the worst.
    pub rank: u32,
    /// The ranks that it may have at 95 %; `None` beyond the first sixty.
    pub rank_interval: Option<(u32, u32)>,
    /// Probability that it is the worst of those it is compared with, in [0, 1]: the others
    /// of its touchpoint where that is to be mended first, else all that are at none of these;
    /// `None` beyond the first sixty, and where it is to be mended before one of a higher priority.
    pub worst: Option<f64>,
    /// The touchpoint.
    pub touchpoint: Name,
    /// The aspect.
    pub aspect: Name,
    /// Whether it is told of all touchpoints together, because they divide it.
    pub everywhere: bool,
    /// Comments that mention it there.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
    /// Of these, comments that judge it positively.
    pub positive: u64,
    /// `negative / mentions` with its Wilson interval.
    pub negative_share: Estimate,
    /// Leave-one-out impact of those who complain of it on the run's main score, where there is
    /// one and enough of them gave it; on another that other people gave, where more of them did.
    pub impact: Option<Impact>,
    /// The same of all who mention it. Not written: beside the impact of those who complain, it
    /// would give away the few who praise it.
    #[serde(skip)]
    pub mentioned: Option<Impact>,
    /// Whether those who mention it, or complain of it, score lower by another score, which is no
    /// mere chance by itself.
    #[serde(skip)]
    pub elsewhere: bool,
    /// Another topic that the same comments complain of, where both are one matter.
    #[serde(skip)]
    pub same: Option<SameComments>,
    /// What it takes from the main score, and gives, by allocation.
    pub allocation: Option<Allocation>,
    /// Mentions by the periods of the trend.
    pub trend: Vec<MentionPoint>,
    /// How much mentions of the same people are alike in being complaints.
    #[serde(skip)]
    pub design: Design,
    /// What the ranking sorts by, beside what is to be mended first; see `journey::pain_point`.
    pub priority: f64,
    /// Telling comments, up to three that stand for all first, then others, twenty in all;
    /// empty when suppressed.
    pub verbatims: Vec<Verbatim>,
}

impl PainPoint {
    /// What those do to the score who complain of it, or of what the same comments complain of.
    pub(super) fn cost(&self) -> Option<Impact> {
        self.same.as_ref().map(|same| same.impact).or(self.impact)
    }

    /// Whether it is this aspect at this touchpoint.
    pub(super) fn is(&self, touchpoint: &Name, aspect: &Name) -> bool {
        self.touchpoint == *touchpoint && self.aspect == *aspect
    }
}

/// Leave-one-out impact: the score of all answers minus the score without those
/// that complain of something, or mention it. Descriptive, not causal.
///
/// It equals f (M − O): the share f of the answers that do times the score of
/// these minus that of the others. How many do is chance as well,
/// so the variance is that of the product (delta method):
/// f² (SE²(M) + SE²(O)) + (M − O)² f (1 − f) / n, times the design effect where the same people
/// answer more than once.
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
    /// The score without those answers.
    pub without: f64,
    /// How many those are.
    pub n: u64,
    /// Two-sided p of those answers scoring like the others.
    pub p: f64,
    /// Benjamini-Hochberg q over the impacts of all that is mentioned often enough.
    pub q: f64,
}

impl Impact {
    /// The impact of the answers `mentioning` among `all`. `None` where either
    /// they or the others are fewer than `at_least` (and at least one): a score
    /// of so few would be shown by the difference. `design` is that
    /// of the impact.
    pub(super) fn leave_out(
        kind: ScoreKind,
        all: &ScoreSums,
        mentioning: &ScoreSums,
        at_least: u64,
        design: Design,
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
        let spread = errors[0].powi(2) + errors[1].powi(2);
        let mentioned = apart.powi(2) * share * (1.0 - share) / all.effective_n(kind);
        let variance = share.powi(2) * spread + mentioned;
        let half = Z_95 * (variance * design.effect()).sqrt();
        let (low, high) = (value - half, value + half);
        let p = mentioning.difference_p(&others, kind, design).unwrap_or(1.0);
        Some(Impact { score: kind, value, low, high, with_all, without, n, p, q: p })
    }

    /// The impact of the answers `mentioning` beside those of `others`, all of which count the
    /// same.
    pub fn of_answers(
        kind: ScoreKind,
        mentioning: &[ScoreValue],
        others: &[ScoreValue],
        at_least: u64,
    ) -> Option<Impact> {
        let sums = |answers: &[ScoreValue]| {
            let mut sums = ScoreSums::default();
            answers.iter().for_each(|answer| sums.add(kind, *answer, Weight::ONE));
            sums
        };
        let mut all = sums(others);
        mentioning.iter().for_each(|answer| all.add(kind, *answer, Weight::ONE));
        Impact::leave_out(kind, &all, &sums(mentioning), at_least, Design::NONE)
    }

    /// Whether those answers score lower, and that is no mere chance by itself (p ≤ .05).
    pub(super) fn may_cost(&self) -> bool {
        self.value < 0.0 && is_sure(self.p)
    }

    /// The score of those answers, of `all` answers to it.
    pub(super) fn of_those(&self, all: u64) -> f64 {
        let share = self.n as f64 / all.max(1) as f64;
        self.without + self.value / share
    }

    /// What it surely takes from the score: nothing where it may be chance.
    pub(super) fn sure_loss(&self) -> f64 {
        if is_sure(self.q) { (-self.high).max(0.0) } else { 0.0 }
    }
}

/// What the ranking sorts by; the formula and its reasons are in the
/// [module's text](self).
pub fn priority(negative: u64, all_comments: u64, impact: Option<&Impact>) -> f64 {
    let reach = negative as f64 / all_comments.max(1) as f64;
    let pull = impact.map_or(1.0, |impact| {
        let doubling = impact.score.measure().range() / 20.0;
        1.0 + impact.sure_loss() / doubling
    });
    100.0 * reach * pull
}

/// What the numbers make of something that is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PainVerdict {
    /// Not bad enough, or too seldom.
    Nothing,
    /// Often judged negatively, but those who complain of it do not score surely lower.
    Harmless,
    /// Bad, but no worse than all else.
    Candidate,
    /// Bad, and it stands out.
    StandsOut,
}

/// Whether something is mentioned often enough to be tested.
pub(super) fn enough(mentions: u64, at_least: u64) -> bool {
    mentions >= MIN_MENTIONS.max(at_least)
}

/// The verdict on something that is mentioned often [`enough`], by the impacts of those who
/// mention it and of those who complain of it; the rule is in the [module's text](self).
pub(super) fn verdict(
    negative: u64,
    negative_share: &Estimate,
    usual_share: f64,
    [mentioned, complaint]: [Option<&Impact>; 2],
) -> PainVerdict {
    if negative < MIN_NEGATIVE || negative_share.low <= NOTABLE_SHARE.min(usual_share) {
        return PainVerdict::Nothing;
    }
    let pulls = |impact: Option<&Impact>| impact.is_some_and(|impact| impact.sure_loss() > 0.0);
    let no_lower = |impact: Option<&Impact>| impact.is_some_and(|impact| impact.value > 0.0);
    if no_lower(complaint) || no_lower(mentioned) && !pulls(complaint) {
        return PainVerdict::Harmless;
    }
    let worse = negative_share.low > usual_share || negative_share.low > 0.5;
    // Praise beside it says nothing of those who complain.
    match worse || pulls(mentioned) || pulls(complaint) {
        true => PainVerdict::StandsOut,
        false => PainVerdict::Candidate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: Design = Design::NONE;
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
        let impact = Impact::leave_out(ScoreKind::Nps, &all, &theme, 5, ALONE).unwrap();
        assert_eq!((impact.value, impact.with_all, impact.without), (-20.0, 30.0, 50.0));
        assert_eq!(impact.n, 20);
        // 2 promoters and 12 detractors of 20.
        assert!((impact.of_those(100) + 50.0).abs() < 1e-9);
        // f = .2; NPS −50 with Var .45 of 20 answers, +50 with Var .45 of 80.
        let apart = 0.2_f64 * 0.2 * 1e4 * (0.45 / 20.0 + 0.45 / 80.0);
        let mentioned = 100.0 * 100.0 * 0.2 * 0.8 / 100.0;
        let half = 1.959963984540054 * (apart + mentioned).sqrt();
        assert!(
            (impact.high - (half - 20.0)).abs() < 1e-9 && (impact.low + 20.0 + half).abs() < 1e-9
        );
        assert_eq!(Impact::leave_out(ScoreKind::Nps, &all, &theme, 21, ALONE), None);
        assert_eq!(Impact::leave_out(ScoreKind::Nps, &all, &all, 5, ALONE), None);
        assert_eq!(Impact::leave_out(ScoreKind::Csat, &all, &theme, 5, ALONE), None);
    }

    #[test]
    fn impact_on_satisfaction_is_in_points_of_goodness() {
        let scale = Scale::higher(1.0, 5.0);
        let all = scores(ScoreKind::Csat, &[(10, 5.0), (10, 1.0)], scale);
        let theme = scores(ScoreKind::Csat, &[(10, 1.0)], scale);
        let impact = Impact::leave_out(ScoreKind::Csat, &all, &theme, 5, ALONE).unwrap();
        assert_eq!((impact.value, impact.with_all, impact.without), (-50.0, 50.0, 100.0));
    }

    /// How often the interval holds the true impact where few mention the point.
    #[test]
    fn the_interval_of_an_impact_holds_what_it_promises() {
        let mut rng = fastrand::Rng::with_seed(11);
        // Of 400 answers 8 % mention it; NPS −40 of these and +30 of the others.
        let (mentioned, truth) = (0.08, 0.08 * -70.0);
        let runs = 1_000;
        let held = (0..runs).filter(|_| {
            let (mut all, mut theme) = (ScoreSums::default(), ScoreSums::default());
            for _ in 0..400 {
                let mentions = rng.f64() < mentioned;
                let (promoters, detractors) = if mentions { (0.2, 0.6) } else { (0.5, 0.2) };
                let value = match rng.f64() {
                    chance if chance < promoters => 10.0,
                    chance if chance < promoters + detractors => 3.0,
                    _ => 8.0,
                };
                let answer = ScoreValue { value, scale: Scale::NPS };
                all.add(ScoreKind::Nps, answer, Weight::ONE);
                if mentions {
                    theme.add(ScoreKind::Nps, answer, Weight::ONE);
                }
            }
            Impact::leave_out(ScoreKind::Nps, &all, &theme, 1, ALONE)
                .is_some_and(|impact| impact.low <= truth && truth <= impact.high)
        });
        let covered = held.count() as f64 / f64::from(runs);
        assert!((0.925..=0.975).contains(&covered), "{covered}");
    }

    #[test]
    fn few_mentions_do_not_outrank_many() {
        assert!(priority(3, 1000, None) < priority(80, 1000, None));
    }

    /// The share of the mentions that complain has no part in it: that others praise the same
    /// takes nothing from what complaints cost.
    #[test]
    fn priority_grows_with_reach_and_pull() {
        let impact = |score, high: f64| {
            let (value, low) = (high - 3.0, high - 6.0);
            Impact { score, value, low, high, with_all: 0.0, without: 0.0, n: 9, p: 0.001, q: 0.01 }
        };
        let base = priority(20, 1000, None);
        assert!((base - 2.0).abs() < 1e-12);
        assert!(priority(20, 500, None) > base && priority(21, 1000, None) > base);
        let pulled = |score, value| priority(20, 1000, Some(&impact(score, value)));
        assert_eq!(pulled(ScoreKind::Nps, -10.0), 2.0 * base);
        assert_eq!(pulled(ScoreKind::Csat, -5.0), 2.0 * base);
        assert_eq!(pulled(ScoreKind::Nps, 4.0), base);
        let chance = Impact { q: 0.2, ..impact(ScoreKind::Nps, -10.0) };
        assert_eq!(priority(20, 1000, Some(&chance)), base);
        assert_eq!(priority(0, 0, None), 0.0);
    }

    #[test]
    fn a_pain_point_needs_mentions_complaints_and_a_notable_share() {
        let of = |negative, mentions, usual| {
            verdict(negative, &wilson(negative, mentions).unwrap(), usual, [None; 2])
        };
        assert!(!enough(4, 1) && !enough(6, 7) && enough(5, 5));
        assert_eq!(of(2, 5, 0.0), PainVerdict::Nothing, "too few complaints");
        assert_eq!(of(5, 10, 0.9), PainVerdict::Candidate, "bad, and all else is worse");
        assert_eq!(of(9, 10, 0.9), PainVerdict::StandsOut, "bad for more than half");
        assert_eq!(of(15, 100, 0.5), PainVerdict::Nothing, "not notable");
        assert_eq!(of(15, 100, 0.05), PainVerdict::StandsOut, "worse than usual");
    }

    #[test]
    fn who_scores_no_lower_is_not_hurt() {
        let impact = |value: f64, q| {
            let (low, high) = (value - 1.0, value + 1.0);
            let (score, n) = (ScoreKind::Nps, 60);
            Impact { score, value, low, high, with_all: 0.0, without: 0.0, n, p: q, q }
        };
        let of = |value: f64, q| {
            let share = wilson(30, 60).unwrap();
            verdict(30, &share, 0.6, [Some(&impact(value, q)), None])
        };
        assert_eq!(of(0.3, 0.9), PainVerdict::Harmless);
        assert_eq!(of(-0.3, 0.9), PainVerdict::Candidate);
        assert_eq!(of(-3.0, 0.001), PainVerdict::StandsOut);
        // Two thirds praise it, and those who complain may score lower or not.
        let few = |value: f64, complaint: (f64, f64)| {
            let share = wilson(22, 64).unwrap();
            let complaint = impact(complaint.0, complaint.1);
            verdict(22, &share, 0.3, [Some(&impact(value, 0.05)), Some(&complaint)])
        };
        assert_eq!(few(1.9, (-1.7, 0.001)), PainVerdict::StandsOut);
        assert_eq!(few(1.9, (-1.7, 0.2)), PainVerdict::Harmless);
        assert_eq!(few(1.9, (0.4, 0.001)), PainVerdict::Harmless);
        assert_eq!(few(-0.4, (-0.4, 0.2)), PainVerdict::Candidate);
        assert_eq!(few(-0.4, (0.1, 0.2)), PainVerdict::Harmless, "who complain score no lower");
        // More than half complain, no more than usual, and surely cost something.
        let most = |q| {
            let share = wilson(36, 64).unwrap();
            verdict(36, &share, 0.6, [Some(&impact(-0.4, 0.2)), Some(&impact(-1.7, q))])
        };
        assert_eq!(most(0.001), PainVerdict::StandsOut);
        assert_eq!(most(0.2), PainVerdict::Candidate);
    }
}
