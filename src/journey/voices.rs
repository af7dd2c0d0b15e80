//! Who writes: the scores of those who comment against those who only score.
//!
//! What comments say is what commenters say. Where one of two hundred promoters writes
//! and every third detractor does, a share of negative comments tells of the detractors,
//! and every number made from text must be read with that.

use serde::Serialize;

use super::row::RowView;
use super::scores::{AskedForWhole, Merge, ScoreBook, Split, designed};
use crate::feedback::{PerScore, ScoreKind};
use crate::metrics::summary::{against_rest, headline, in_band};
use crate::metrics::{Answers, Band, Design};
use crate::stats::Estimate;
use crate::stats::interval::wilson_clustered;
use crate::stats::multiple::holm;

/// Commenters against all others, by one score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Voices {
    /// The score.
    pub score: ScoreKind,
    /// Answers of rows with a comment.
    pub commented: u64,
    /// Answers of rows without one.
    pub silent: u64,
    /// Headline measure of those with a comment.
    pub with_comment: Estimate,
    /// Headline measure of those without.
    pub without_comment: Estimate,
    /// With less without.
    pub difference: Estimate,
    /// Two-sided p, adjusted over the scores by Holm.
    pub p: f64,
    /// How many of each band comment, the worst band first.
    pub bands: Vec<VoicesOfBand>,
}

/// How many of a band comment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct VoicesOfBand {
    /// Detractors, passives, promoters; or the boxes of a scale.
    pub band: Band,
    /// Answers.
    pub n: u64,
    /// Share of them with a comment, Wilson; answers of the same people are taken to be as much
    /// alike in this as in the score.
    pub rate: Estimate,
}

/// Counts who comments.
#[derive(Debug, Clone, Default)]
pub(super) struct VoiceCounter {
    commented: Split<ScoreBook>,
    silent: Split<ScoreBook>,
}

impl VoiceCounter {
    /// Takes a row.
    pub(super) fn add(&mut self, row: &RowView) {
        let Some(weight) = row.weight else { return };
        let speaks = row.comments.iter().any(Option::is_some);
        let side = if speaks { &mut self.commented } else { &mut self.silent };
        for entry in row.entries() {
            for (kind, score) in row.counting(&entry) {
                side.side(entry.scope)[kind].add_weighted(score, weight);
            }
        }
    }

    /// Every score for which both are at least `at_least`.
    pub(super) fn finish(
        self,
        asked: AskedForWhole,
        at_least: u64,
        design: &PerScore<Design>,
    ) -> Vec<Voices> {
        let resolved = |side: Split<ScoreBook>| designed(side.resolve(asked), design);
        let (commented, silent) = (resolved(self.commented), resolved(self.silent));
        let pairs: PerScore<Option<Voices>> =
            PerScore::from_fn(|kind| voices(kind, &commented[kind], &silent[kind], at_least));
        let mut found: Vec<Voices> = pairs.into_iter().filter_map(|(_, voices)| voices).collect();
        let p: Vec<f64> = found.iter().map(|voices| voices.p).collect();
        let adjusted = holm(&p).unwrap_or(p);
        found.iter_mut().zip(adjusted).for_each(|(voices, p)| voices.p = p);
        found
    }
}

fn voices(kind: ScoreKind, commented: &Answers, silent: &Answers, at_least: u64) -> Option<Voices> {
    if commented.n().min(silent.n()) < at_least.max(1) {
        return None;
    }
    let measure = kind.measure();
    let mut all = commented.clone();
    Merge::merge(&mut all, silent.clone());
    let tested = against_rest(measure, commented, &all)?;
    let effect = all.design().effect();
    let bands = Band::ALL.into_iter().filter_map(|band| {
        let of = |answers: &Answers| in_band(measure, answers, band);
        let (spoke, n) = (of(commented), of(commented) + of(silent));
        Some(VoicesOfBand { band, n, rate: wilson_clustered(spoke, n, effect)? })
    });
    Some(Voices {
        score: kind,
        commented: commented.n(),
        silent: silent.n(),
        with_comment: headline(measure, commented)?,
        without_comment: headline(measure, silent)?,
        difference: tested.difference,
        p: tested.p,
        bands: bands.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, facts, row, scores};

    #[test]
    fn where_the_unhappy_write_it_is_said() {
        let mut counter = VoiceCounter::default();
        let mut resolver = Resolver::default();
        for i in 0..300_u64 {
            let detractor = i % 3 == 0;
            let writes = i % 6 == 0 || i == 1;
            let score = if detractor { 3.0 } else { 10.0 };
            let text = writes.then_some("…");
            let row = row(i, vec![entry(None, text, scores(Some(score), None))]);
            let comments = [writes.then(|| facts(0.1, vec![])).flatten()];
            counter.add(&resolver.view(&row, &comments));
        }
        let found = counter.finish(AskedForWhole::default(), 5, &PerScore::default());
        let [nps] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((nps.score, nps.commented, nps.silent), (ScoreKind::Nps, 51, 249));
        assert!(nps.p < 1e-6 && nps.difference.high < 0.0);
        let rates: Vec<(Band, u64, f64)> =
            nps.bands.iter().map(|band| (band.band, band.n, band.rate.value)).collect();
        assert_eq!(rates, [(Band::Low, 100, 0.5), (Band::High, 200, 0.005)]);
    }

    #[test]
    fn how_many_write_is_as_sure_as_there_are_people() {
        let mut counter = VoiceCounter::default();
        for i in 0..200_u64 {
            let (writes, score) = (i % 4 == 0, if i % 2 == 0 { 3.0 } else { 10.0 });
            let row = row(i, vec![entry(None, None, scores(Some(score), None))]);
            let comments = [writes.then(|| facts(0.1, vec![])).flatten()];
            counter.add(&Resolver::default().view(&row, &comments));
        }
        let rate = |effect: f64| {
            let design = PerScore::from_fn(|_| Design::new(effect));
            counter.clone().finish(AskedForWhole::default(), 5, &design)[0].bands[0].rate
        };
        assert_eq!(rate(1.0), wilson_clustered(50, 100, 1.0).unwrap());
        // A hundred answers that are worth twenty-five.
        assert_eq!(rate(4.0), wilson_clustered(50, 100, 4.0).unwrap());
        assert!(rate(4.0).low < rate(1.0).low);
    }

    #[test]
    fn all_or_nobody_writing_is_nothing_to_compare() {
        let mut counter = VoiceCounter::default();
        for i in 0..20 {
            let row = row(i, vec![entry(None, None, scores(Some(7.0), None))]);
            counter.add(&Resolver::default().view(&row, &[None]));
        }
        assert_eq!(counter.finish(AskedForWhole::default(), 5, &PerScore::default()), []);
    }
}
