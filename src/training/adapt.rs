//! Heads of the encoder fitted to labelled comments, with the proof that it helped.

use rayon::prelude::*;

use crate::evaluation::{Evaluation, SetMetrics};
use crate::pipeline::PipelineError;
use crate::sentiment::encoder::adapt::{AdaptedHead, Folds, States, Targets, Trial};
use crate::sentiment::encoder::{EncoderEngine, Linear};
use crate::sentiment::labelled::Labelled;
use crate::sentiment::{Class, Engine, EngineError, Judgement};
use crate::stats::distribution::Z_95;
use crate::stats::interval::{Estimate, mean};
use crate::text::{Analyzer, Prepared};

/// Comments that go through the encoder at a time.
const BATCH: usize = 64;

/// What became of one head.
#[derive(Debug, Clone, serde::Serialize)]
pub struct HeadOutcome {
    /// The head.
    pub head: AdaptedHead,
    /// Comments with an answer for it.
    pub rows: u64,
    /// Of these, comments it was measured on: each by a head that had not seen it.
    pub measured: u64,
    /// Steps away from the head that was there.
    pub steps: usize,
    /// Mean log loss of the head that was there.
    pub loss_before: f64,
    /// Mean log loss of the new one.
    pub loss_after: f64,
    /// By how much the log loss of a comment falls, with its 95 % interval.
    pub gain: Estimate,
    /// Share of right answers; for stars, mean distance from the true rating, negative.
    pub merit_before: f64,
    /// The same of the new head.
    pub merit_after: f64,
    /// Whether it is better: the log loss falls by more than its standard error, and no
    /// fewer answers are right. A head that stops early hardly moves where there is little
    /// to learn, so that certainty at 95 % would refuse more good than harm.
    pub better: bool,
}

impl HeadOutcome {
    /// What the paired losses and merits of the comments measured say.
    pub(super) fn new(
        head: AdaptedHead,
        rows: u64,
        steps: usize,
        losses: &[[f64; 2]],
        merits: &[[f64; 2]],
    ) -> HeadOutcome {
        let n = losses.len().max(1) as f64;
        let mean_of =
            |pairs: &[[f64; 2]], i: usize| pairs.iter().map(|pair| pair[i]).sum::<f64>() / n;
        let gains: Vec<f64> = losses.iter().map(|[before, after]| before - after).collect();
        // Fewer than two comments say nothing of a gain.
        let gain = mean(&gains).unwrap_or(Estimate { value: 0.0, low: 0.0, high: 0.0 });
        let standard_error = (gain.value - gain.low) / Z_95;
        let [merit_before, merit_after] = [mean_of(merits, 0), mean_of(merits, 1)];
        HeadOutcome {
            head,
            rows,
            measured: losses.len() as u64,
            steps,
            loss_before: mean_of(losses, 0),
            loss_after: mean_of(losses, 1),
            gain,
            merit_before,
            merit_after,
            better: gain.value > standard_error && merit_after >= merit_before,
        }
    }
}

/// A label, and the share of the comments measured that get it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LabelShare {
    /// The label.
    pub label: &'static str,
    /// Share by the model that was there.
    pub before: f64,
    /// Share by the new one.
    pub after: f64,
}

/// How many comments get each label, by the model that was there and by the new one.
#[derive(Debug, Default)]
pub(super) struct LabelCounts([[u64; 4]; 2]);

impl LabelCounts {
    /// Adds a comment as both judge it.
    pub(super) fn add(&mut self, both: [&Judgement; 2]) {
        for (counts, judgement) in self.0.iter_mut().zip(both) {
            let p = judgement.polarity;
            let mixed = judgement.whole.map_or(0.0, |whole| whole.mixed);
            let is_mixed = mixed > p.negative.max(p.neutral).max(p.positive);
            counts[if is_mixed { 3 } else { p.class() as usize }] += 1;
        }
    }

    pub(super) fn shares(&self) -> Vec<LabelShare> {
        let share = |counts: &[u64; 4], at: usize| {
            counts[at] as f64 / counts.iter().sum::<u64>().max(1) as f64
        };
        let [before, after] = &self.0;
        let labels = ["negative", "neutral", "positive", "mixed"].into_iter().enumerate();
        labels
            .map(|(at, label)| LabelShare {
                label,
                before: share(before, at),
                after: share(after, at),
            })
            .collect()
    }
}

/// What adaptation found.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Adaptation {
    /// Model that was started from.
    pub base: String,
    /// Labelled comments.
    pub rows: u64,
    /// Comments whose polarity is known by their rating only.
    pub weak: u64,
    /// One entry for each head there was something to learn for.
    pub heads: Vec<HeadOutcome>,
    /// The model that was there on the comments measured, set by set.
    pub before: Vec<SetMetrics>,
    /// The new model on the same comments: heads that are better replaced, each comment
    /// judged by a head that had not seen it.
    pub after: Vec<SetMetrics>,
    /// How often either gives them each label, whatever is right: a label that is not among the
    /// answers is not to vanish from reports.
    pub labels: Vec<LabelShare>,
    /// Whether all layers were tuned, or the heads alone.
    pub full: bool,
    /// The heads to put into the model; none where nothing was better.
    #[serde(skip)]
    pub fitted: Vec<(AdaptedHead, Linear)>,
    /// The model file where all layers were tuned and that was better.
    #[serde(skip)]
    pub tuned: Option<Vec<u8>>,
}

struct Fitted {
    outcome: HeadOutcome,
    start: Linear,
    trials: Vec<Trial>,
    all: Linear,
}

/// Fits the heads of `engine` to labelled comments and measures them by nested
/// cross-validation; `seed` deals the comments into its parts. The result does not depend
/// on the number of threads.
///
/// # Errors
/// When there is too little to learn from, or the engine fails.
pub fn adapt(
    engine: &EncoderEngine,
    analyzer: &Analyzer,
    labelled: &[Labelled],
    seed: u64,
    pool: &rayon::ThreadPool,
) -> Result<Adaptation, PipelineError> {
    let targets = targets(labelled)?;
    let weak = labelled.iter().filter(|row| side(row).is_some()).count() as u64;
    let labelled = &with_weak_labels(labelled)[..];
    let (texts, states) = pool.install(|| pooled(engine, analyzer, labelled))?;
    let states = States { values: &states, hidden: engine.hidden() };
    let folds = Folds::new(texts.iter().map(String::as_str), seed);
    let fitted: Vec<Fitted> = pool.install(|| {
        targets.par_iter().map(|targets| fit(engine, &folds, states, targets)).collect()
    });
    let Scores { before, after, labels } = scores(engine, labelled, &folds, states, &fitted);
    Ok(Adaptation {
        base: engine.model().to_owned(),
        rows: labelled.len() as u64,
        weak,
        before,
        after,
        labels,
        full: false,
        tuned: None,
        fitted: fitted
            .iter()
            .filter(|fitted| fitted.outcome.better)
            .map(|fitted| (fitted.outcome.head, fitted.all.clone()))
            .collect(),
        heads: fitted.into_iter().map(|fitted| fitted.outcome).collect(),
    })
}

/// Texts, and their states one after the other.
pub(super) type Pooled = (Vec<String>, Vec<f32>);

/// Every comment's text as it is read, and its state.
///
/// # Errors
/// What failed in the engine.
pub(super) fn pooled(
    engine: &EncoderEngine,
    analyzer: &Analyzer,
    labelled: &[Labelled],
) -> Result<Pooled, EngineError> {
    let parts: Vec<Result<Pooled, EngineError>> = labelled
        .par_chunks(BATCH)
        .map(|rows| {
            let texts: Vec<Prepared> = rows.iter().map(|row| analyzer.prepare(&row.text)).collect();
            let states = engine.pooled(&texts.iter().collect::<Vec<_>>())?;
            let texts = texts.iter().map(|text| text.normalized.as_str().to_lowercase());
            Ok((texts.collect(), states))
        })
        .collect();
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (texts, states): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    Ok((texts.concat(), states.concat()))
}

fn fit(engine: &EncoderEngine, folds: &Folds, states: States<'_>, targets: &Targets) -> Fitted {
    let start = engine.head(targets.head);
    let targets = &targets.clone().holding(&start, states);
    let held_out: Vec<Option<usize>> = (0..folds.count).map(Some).chain([None]).collect();
    let mut trials: Vec<Trial> = held_out
        .into_par_iter()
        .map(|held_out| folds.trial(states, targets, &start, held_out))
        .collect();
    // The last one saw all.
    let all = trials.pop().map_or_else(|| (start.clone(), 0), |trial| (trial.head, trial.steps));
    let (mut losses, mut merits) = (Vec::new(), Vec::new());
    for row in targets.rows() {
        let Some(trial) = trials.get(folds.of(row)) else { continue };
        let (state, heads) = (states.of(row), [&start, &trial.head]);
        losses.push(heads.map(|head| targets.loss(row, head, state).unwrap_or_default()));
        merits.push(heads.map(|head| targets.merit(row, head, state).unwrap_or_default()));
    }
    let rows = targets.rows().len() as u64;
    let outcome = HeadOutcome::new(targets.head, rows, all.1, &losses, &merits);
    Fitted { outcome, start, trials, all: all.0 }
}

/// What the model that was there and the new one give the comments measured.
struct Scores {
    before: Vec<SetMetrics>,
    after: Vec<SetMetrics>,
    labels: Vec<LabelShare>,
}

fn scores(
    engine: &EncoderEngine,
    labelled: &[Labelled],
    folds: &Folds,
    states: States<'_>,
    fitted: &[Fitted],
) -> Scores {
    let (mut before, mut after) = (Evaluation::default(), Evaluation::default());
    let mut labels = LabelCounts::default();
    for (row, item) in labelled.iter().enumerate().filter(|&(row, _)| folds.of(row) < folds.count) {
        let mut heads: [Vec<(AdaptedHead, &Linear)>; 2] = Default::default();
        for fitted in fitted {
            let Some(trial) = fitted.trials.get(folds.of(row)) else { continue };
            let new = if fitted.outcome.better { &trial.head } else { &fitted.start };
            heads[0].push((fitted.outcome.head, &fitted.start));
            heads[1].push((fitted.outcome.head, new));
        }
        let [old, new] = heads.map(|heads| engine.judge_pooled(states.of(row), &heads));
        before.add(item, &old);
        after.add(item, &new);
        labels.add([&old, &new]);
    }
    Scores { before: before.scores(), after: after.scores(), labels: labels.shares() }
}

/// The side that a comment is on by its rating alone.
pub(super) fn side(row: &Labelled) -> Option<Class> {
    let rated = row.rating.filter(|_| row.polarity.is_none() && !row.mixed);
    rated.and_then(Class::side_of_rating)
}

/// Comments without a polarity label get that of the side their rating tells.
pub(super) fn with_weak_labels(labelled: &[Labelled]) -> Vec<Labelled> {
    let mut labelled = labelled.to_vec();
    for row in &mut labelled {
        row.polarity = row.polarity.or_else(|| side(row));
    }
    labelled
}

/// What each head is to learn; only heads with enough to learn from.
pub(super) fn targets(labelled: &[Labelled]) -> Result<Vec<Targets>, PipelineError> {
    let all = AdaptedHead::ALL.into_iter().map(|head| Targets::new(head, labelled));
    let targets: Vec<Targets> = all.filter(Targets::suffice).collect();
    if targets.is_empty() {
        return Err(PipelineError::TooFewLabels { rows: labelled.len() });
    }
    Ok(targets)
}
