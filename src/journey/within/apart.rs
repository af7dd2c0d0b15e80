//! Whether a second group is worse than the others by itself, and not as one of the first.

use super::{Answer, AnswerBook, Asking, CHANCE, Crossed, Level, OUTSIDE, Side, mean};
use crate::stats::distribution::normal_two_sided;

impl AnswerBook {
    /// Whether a group is as surely worse than the others whether or not somebody is of another
    /// group: by the mean of its distances among those who are and those who are not, each as heavy
    /// as it is known (Cochran). Among those who are not it must be half as far behind at least: of
    /// two groups that are worse where they meet alone the second says nothing more.
    pub(in crate::journey) fn is_apart<N>(
        &self,
        (field, value): (&str, &str),
        first: (&str, &str),
        asking: &Asking<'_, N>,
    ) -> bool {
        let known = asking.group(field, value).zip(asking.group(first.0, first.1));
        let Some((own, first)) = known else { return false };
        let levels = self.levels(asking.score, asking.scopes());
        levels.iter().any(|level| {
            let p = self.apart_p(own, first, *level, asking);
            p.is_some_and(|p| p * levels.len() as f64 <= CHANCE)
        })
    }

    /// p of that by a level; `None` where it is no worse, or too little among those who are not of
    /// the first.
    fn apart_p<N>(
        &self,
        own: usize,
        first: usize,
        level: Level,
        asking: &Asking<'_, N>,
    ) -> Option<f64> {
        let keep = |answer: &Answer| asking.counts(answer);
        let Crossed { all, groups, .. } = self.crossed(Side::Group(first), level, asking, keep);
        let of = groups.get(own).copied().unwrap_or_default();
        let (mut sum, mut weights) = (0.0, 0.0);
        for (own, all) in [(of.inside, all.inside), (of.outside, all.outside)] {
            let rest = all.without(own);
            let Some((_, variance)) = all.moments() else { continue };
            let (n, others) = (own.effective_n(), rest.effective_n());
            if own.n() == 0 || rest.n() == 0 || variance <= 0.0 {
                continue;
            }
            let weight = n * others / (n + others) / (variance * asking.design.effect());
            sum += weight * (mean(own) - mean(rest));
            weights += weight;
        }
        let z = sum / f64::sqrt(weights);
        let others = all.outside.without(of.outside);
        let behind = match of.outside.n().min(others.n()) {
            0 => 0.0,
            _ => mean(of.outside) - mean(others),
        };
        (z < 0.0 && behind <= OUTSIDE * sum / weights).then(|| normal_two_sided(z))
    }
}
