//! Whether what was done helped: difference in differences.
//!
//! Touchpoints with an action between the waves against those without: the mean change of the
//! former less that of the latter, which is what would have happened anyway if both would have
//! changed alike. Touchpoints also change for reasons of their own, which adds to the chance of
//! sampling (see [`crate::stats::random_effects`]); with k touchpoints in all, the interval is
//! that of t with k − 2 degrees of freedom. It is no proof: touchpoints with an action are
//! mostly the worst, and the worst get better by themselves more often than worse.

use serde::Serialize;

use super::change::{Change, ChangeTable, Measured, Subject, Verdict};
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::stats::distribution::{Z_95, normal_two_sided, t_quantile_95, t_two_sided};
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::random_effects::{Effect, between, pooled};
use crate::stats::{Estimate, is_sure};

/// The touchpoints that had an action.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Acted {
    /// Names of touchpoints, in either language, each with the number of actions.
    pub touchpoints: Vec<(String, u64)>,
    /// Actions that were not carried out.
    pub open: u64,
    /// Actions of which it is not clear whether they were carried out; they do not count.
    pub unclear: u64,
    /// Actions at no touchpoint.
    pub nowhere: u64,
}

impl Acted {
    fn at(&self, name: &Name) -> Option<u64> {
        let same = |(known, _): &&(String, u64)| *known == name.zh || *known == name.en;
        let found: u64 = self.touchpoints.iter().filter(same).map(|(_, n)| n).sum();
        (found > 0).then_some(found)
    }
}

/// What is told of the actions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ActionEffects {
    /// Touchpoints with an action that both waves have.
    pub treated: u64,
    /// Touchpoints without one that both waves have.
    pub controls: u64,
    /// Names of touchpoints of the actions that are in neither wave.
    pub unknown: Vec<String>,
    /// Actions that were not carried out.
    pub open: u64,
    /// Actions of which it is not clear whether they were carried out; they do not count.
    pub unclear: u64,
    /// Actions at no touchpoint.
    pub nowhere: u64,
    /// Whether it is known how much touchpoints change by themselves: three touchpoints at
    /// least.
    pub spread_known: bool,
    /// All of them together, then each.
    pub effects: Vec<ActionEffect>,
}

/// The change of touchpoints with an action against that of those without.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ActionEffect {
    /// The touchpoint; `None` for all together.
    pub touchpoint: Option<Name>,
    /// Actions there.
    pub actions: u64,
    /// What is measured.
    #[serde(flatten)]
    pub measure: Measured,
    /// The change with an action.
    pub change: f64,
    /// The change without.
    pub control: f64,
    /// The difference of both, with its 95 % interval.
    pub difference: Estimate,
    /// Two-sided p.
    pub p: f64,
    /// Benjamini-Hochberg q over all effects.
    pub q: f64,
    /// What is said of it.
    pub verdict: Verdict,
}

/// The effects of actions, by the changes of touchpoints.
pub(super) fn effects(table: Option<&ChangeTable>, acted: &Acted) -> ActionEffects {
    let changes = table.map_or(&[][..], |table| &table.changes);
    let name = |change: &Change| match &change.subject {
        Subject::Touchpoint { touchpoint } => Some(touchpoint.clone()),
        _ => None,
    };
    let (mut effects, mut counts, mut spread_known) = (Vec::new(), (0, 0), false);
    let scores = ScoreKind::ALL.map(|score| Measured::Headline { score });
    for measure in scores.into_iter().chain([Measured::Sentiment]) {
        let (mut treated, mut control) = (Vec::new(), Vec::new());
        for change in changes.iter().filter(|change| change.measure == measure) {
            let (Some(name), Some(difference)) = (name(change), change.change) else { continue };
            let error = (difference.high - difference.low) / (2.0 * Z_95);
            let effect = Effect { value: difference.value, variance: error * error };
            match acted.at(&name) {
                Some(n) => treated.push((name, n, effect)),
                None => control.push(effect),
            }
        }
        treated.sort_by(|a, b| a.0.cmp(&b.0));
        counts = (counts.0.max(treated.len() as u64), counts.1.max(control.len() as u64));
        let own: Vec<Effect> = treated.iter().map(|(.., effect)| *effect).collect();
        let tau = between(&[&own, &control]);
        let df = (own.len() + control.len()).saturating_sub(2);
        let (Some(all), Some(rest)) = (pooled(&own, tau), pooled(&control, tau)) else { continue };
        spread_known |= df > 0;
        let n = treated.iter().map(|(_, n, _)| n).sum();
        effects.push(effect(None, n, measure, all, rest, df));
        if treated.len() > 1 {
            effects.extend(treated.into_iter().map(|(name, n, own)| {
                let own = Effect { variance: own.variance + tau, ..own };
                effect(Some(name), n, measure, own, rest, df)
            }));
        }
    }
    let p: Vec<f64> = effects.iter().map(|effect| effect.p).collect();
    for (effect, q) in effects.iter_mut().zip(benjamini_hochberg(&p).unwrap_or_default()) {
        effect.q = q;
        effect.verdict = match (is_sure(q), effect.difference.value > 0.0) {
            (false, _) => Verdict::Unsure,
            (true, true) => Verdict::Better,
            (true, false) => Verdict::Worse,
        };
    }
    let known = |wanted: &str| {
        changes.iter().filter_map(name).any(|name| name.zh == wanted || name.en == wanted)
    };
    let unknown = acted.touchpoints.iter().map(|(name, _)| name).filter(|name| !known(name));
    ActionEffects {
        treated: counts.0,
        controls: counts.1,
        unknown: unknown.cloned().collect(),
        open: acted.open,
        unclear: acted.unclear,
        nowhere: acted.nowhere,
        spread_known,
        effects,
    }
}

fn effect(
    touchpoint: Option<Name>,
    actions: u64,
    measure: Measured,
    own: Effect,
    rest: Effect,
    df: usize,
) -> ActionEffect {
    let value = own.value - rest.value;
    let error = (own.variance + rest.variance).sqrt();
    let df = df as f64;
    let times = t_quantile_95(df).unwrap_or(Z_95);
    let statistic = if error > 0.0 { value / error } else { 0.0 };
    let p = if df > 0.0 { t_two_sided(statistic, df) } else { normal_two_sided(statistic) };
    let limit = 2.0 * measure.span();
    let difference = Estimate { value, low: value - times * error, high: value + times * error };
    ActionEffect {
        touchpoint,
        actions,
        measure,
        change: own.value,
        control: rest.value,
        difference: difference.clipped(-limit, limit),
        p,
        q: p,
        verdict: Verdict::Unsure,
    }
}
