//! All layers of the encoder tuned to labelled comments, with the proof that it helped.

use rayon::ThreadPool;

use super::adapt::{Adaptation, HeadOutcome, LabelCounts, pooled, side, targets, with_weak_labels};
use crate::evaluation::Evaluation;
use crate::pipeline::PipelineError;
use crate::sentiment::Engine;
use crate::sentiment::encoder::EncoderEngine;
use crate::sentiment::encoder::adapt::{Folds, Targets};
use crate::sentiment::labelled::Labelled;
use crate::sentiment::rust_bert::{Comments, Run, RustBertError, TuneProgress, tune};
use crate::text::Analyzer;

/// The part that measures and the one that says when to stop.
const MEASURED: usize = 0;
const STOPPED_BY: usize = 1;

/// The files of the model that is tuned.
#[derive(Debug, Clone, Copy)]
pub struct TunedModel<'a> {
    /// The model file.
    pub weights: &'a [u8],
    /// Its tokenizer.
    pub tokenizer: &'a [u8],
    /// Name of the new model.
    pub name: &'a str,
}

/// Tunes all layers of a model to labelled comments. A fifth of the comments measures it: by
/// the new model file, in the default engine, against the one that was there.
///
/// # Errors
/// When there is too little to learn from, or the model cannot be used.
pub fn adapt_full(
    model: TunedModel<'_>,
    analyzer: &Analyzer,
    labelled: &[Labelled],
    seed: u64,
    run: Run,
    pool: &ThreadPool,
    report: impl FnMut(TuneProgress),
) -> Result<Adaptation, PipelineError> {
    let unusable = |source: RustBertError| PipelineError::Model {
        path: model.name.into(),
        source: source.into(),
    };
    let encoder = |weights: &[u8]| {
        EncoderEngine::new(weights, model.tokenizer).map_err(|e| unusable(e.into()))
    };
    let targets = targets(labelled)?;
    let weak = labelled.iter().filter(|row| side(row).is_some()).count();
    let labelled = &with_weak_labels(labelled)[..];
    let engine = encoder(model.weights)?;
    let (texts, before) = pool.install(|| pooled(&engine, analyzer, labelled))?;
    let folds = Folds::new(texts.iter().map(String::as_str), seed);
    let windows: Vec<Vec<Vec<u32>>> =
        labelled.iter().map(|row| engine.windows(&analyzer.prepare(&row.text))).collect();
    let answered = |row: &usize| targets.iter().any(|targets| targets.wanted(*row).is_some());
    let part = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..labelled.len()).filter(|&row| wanted(folds.of(row))).filter(answered).collect()
    };
    let learnt = part(&|fold| fold != MEASURED && fold != STOPPED_BY);
    let stopped_by = part(&|fold| fold == STOPPED_BY);
    let comments =
        Comments { windows: &windows, targets: &targets, learnt: &learnt, stopped_by: &stopped_by };
    let (tuned, epochs) =
        tune(model.weights, &engine, model.name, &comments, seed, run, report).map_err(unusable)?;
    let new = encoder(&tuned)?;
    let (_, after) = pool.install(|| pooled(&new, analyzer, labelled))?;
    let measured = part(&|fold| fold == MEASURED);
    let hidden = engine.hidden();
    let state = |states: &[f32], row: usize| states[row * hidden..][..hidden].to_vec();
    let outcome = |targets: &Targets| {
        let heads = [engine.head(targets.head), new.head(targets.head)];
        let (mut losses, mut merits) = (Vec::new(), Vec::new());
        for &row in measured.iter().filter(|&&row| targets.wanted(row).is_some()) {
            let states = [state(&before, row), state(&after, row)];
            let both = [0, 1].map(|i| (&heads[i], &states[i]));
            losses.push(both.map(|(head, at)| targets.loss(row, head, at).unwrap_or_default()));
            merits.push(both.map(|(head, at)| targets.merit(row, head, at).unwrap_or_default()));
        }
        let rows = targets.rows().len() as u64;
        HeadOutcome::new(targets.head, rows, epochs, &losses, &merits)
    };
    let heads: Vec<HeadOutcome> = targets.iter().map(outcome).collect();
    let (mut old, mut changed) = (Evaluation::default(), Evaluation::default());
    let mut labels = LabelCounts::default();
    for &row in &measured {
        let was = engine.judge_pooled(&state(&before, row), &[]);
        let is = new.judge_pooled(&state(&after, row), &[]);
        old.add(&labelled[row], &was);
        changed.add(&labelled[row], &is);
        labels.add([&was, &is]);
    }
    // All layers are one: the first head, polarity where there is one, decides, and no
    // other may be worse.
    let better = epochs > 0
        && heads.first().is_some_and(|head| head.better)
        && heads.iter().all(|head| head.gain.high > 0.0);
    Ok(Adaptation {
        base: engine.model().to_owned(),
        rows: labelled.len() as u64,
        weak: weak as u64,
        heads,
        before: old.scores(),
        after: changed.scores(),
        labels: labels.shares(),
        full: true,
        fitted: Vec::new(),
        tuned: better.then_some(tuned),
    })
}
