//! The main job: exports in, summary out, and the rows to sinks on the way.

mod finish;

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rust_i18n::t;

use super::batches::Batches;
use super::checkpoint::Checkpoint;
use super::corrections::Applied;
use super::export::Export;
use super::input::Input;
use super::journey_plan::plan;
use super::judge::Judge;
use super::judging::{JudgedBatch, Whence, judge_batch};
use super::labels::Beside;
use super::left_out::LeftOut;
use super::only::Kept;
use super::options::AnalyzeOptions;
use super::ordered::{BatchSize, ordered_map};
use super::population::Weighting;
use super::repeats::{Noticed, Repeats};
use super::sink::Sink;
use super::touchpoint_limit::TouchpointLimit;
use super::understood::{Understood, understand};
use super::watched::watched;
use super::{OnProgress, PipelineError, topics};
use crate::feedback::Entry;
use crate::gate::Gate;
use crate::ingest::{Rejection, Role};
use crate::journey::comparison::Basis;
use crate::journey::gaps::GapBook;
use crate::journey::{Checked, Collector, Plan, TouchpointSource};
use crate::lang::Name;
use crate::privacy::MaskedCounts;
use crate::report::Summary;
use crate::report::comment_columns::CommentColumns;
use crate::report::summary::{Account, Topics};

/// Rows of a batch: enough to spread the cost of passing it on, few enough to
/// keep every thread busy on a small file.
const BATCH: usize = 256;

/// What an analysis found, and whether it saw everything.
#[derive(Debug)]
pub struct Outcome {
    /// The result.
    pub summary: Summary,
    /// What another run is compared with.
    pub basis: Basis,
    /// Stands for all comments as they were written, in their order.
    pub fingerprint: u64,
    /// Corrections that were applied.
    pub(super) applied: Applied,
    /// Where and why reading broke off before the end of a file.
    pub cut_short: Vec<Rejection>,
    /// Rows that are in no wave since they have no time.
    pub(super) undated: u64,
    /// What is said of the targets, where there are any.
    pub targets: Option<Checked>,
    /// The files that [`analyze`](super::analyze) wrote, the report to open first as the last
    /// of them.
    pub written: Vec<PathBuf>,
}

/// Analyses exports. Their rows go to the sinks while it reads, and nothing is written
/// but what these write.
///
/// ```
/// # #[cfg(feature = "builtin-fast")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use xinsheng::opinion::Taxonomy;
/// use xinsheng::pipeline::{AnalyzeOptions, Input, InMemory, Judge, summarize};
/// use xinsheng::sentiment::linear::LinearEngine;
/// use xinsheng::text::Analyzer;
///
/// let engine = Box::new(LinearEngine::builtin()?);
/// let judge = Judge::new(Analyzer::new(), Taxonomy::builtin(), engine)?;
/// let pool = rayon::ThreadPoolBuilder::new().build()?;
/// let mut export = "comment,nps\n物流太慢了,2\n质量很好,10\n".as_bytes();
/// let inputs = [Input::spooled(&mut export, "export.csv")?];
/// let (mut kept, options) = (InMemory::default(), AnalyzeOptions::default());
/// let outcome = summarize(&inputs, &mut [&mut kept], &judge, &pool, &options, &|_, _| {})?;
/// assert_eq!(outcome.summary.account.rows_scored, 2);
/// assert_eq!(kept.comments[0].text, "物流太慢了");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "builtin-fast"))]
/// # fn main() {}
/// ```
///
/// # Errors
/// A file that cannot be read or understood, an engine or a sink that fails. A bad row is
/// no error unless the run is strict.
pub fn summarize(
    inputs: &[Input],
    sinks: &mut [&mut dyn Sink],
    judge: &Judge,
    pool: &rayon::ThreadPool,
    options: &AnalyzeOptions,
    progress: OnProgress<'_>,
) -> Result<Outcome, PipelineError> {
    summarize_from(&mut Checkpoint::default(), inputs, sinks, (judge, pool), options, progress)
}

/// Like [`summarize`], with the verdicts of a run before that was killed.
pub(super) fn summarize_from(
    checkpoint: &mut Checkpoint,
    inputs: &[Input],
    sinks: &mut [&mut dyn Sink],
    (judge, pool): (&Judge, &rayon::ThreadPool),
    options: &AnalyzeOptions,
    progress: OnProgress<'_>,
) -> Result<Outcome, PipelineError> {
    let understood = understand(inputs, options)?;
    let files: Vec<&Export> = understood.files.iter().collect();
    let judging = topics::choose(&files, judge, options.by_themselves(), pool)?;
    summarize_understood(checkpoint, understood, sinks, (&judging, pool), options, progress)
}

/// Like [`summarize_from`], of exports that are understood, by a judge whose topics are chosen.
pub(super) fn summarize_understood(
    checkpoint: &mut Checkpoint,
    understood: Understood,
    sinks: &mut [&mut dyn Sink],
    (judging, pool): (&(Judge, Topics), &rayon::ThreadPool),
    options: &AnalyzeOptions,
    progress: OnProgress<'_>,
) -> Result<Outcome, PipelineError> {
    let Understood { files, left_out, gate } = understood;
    let (judge, topics) = judging;
    if checkpoint.is_on() {
        checkpoint.begin(judge.key()?);
    }
    let mut run = Run::new(&files, sinks, judge, pool, options, gate)?;
    run.notes.extend(judge.language_remark());
    run.notes.extend(left_out.iter().map(|error| {
        Name::both(|lang| {
            let (locale, file) = (lang.code(), &error.file);
            let (reason, remedy) = (error.what_in(locale), error.remedy_in(locale));
            let key = "pipeline.sheet_skipped";
            t!(key, locale = locale, file = file, reason = reason, remedy = remedy).into_owned()
        })
    }));
    let mut repeats = match options.drop_duplicates {
        true => Repeats::left_out(&files)?,
        false => Repeats::told(),
    };
    let total = files.iter().map(Export::data_rows).sum();
    let mut noticed = Vec::with_capacity(files.len());
    for (index, export) in files.iter().enumerate() {
        let shown = |rows| progress(rows, Some(total));
        noticed.push(run.file(index, export, pool, (&mut repeats, checkpoint), &shown)?);
    }
    repeats.finish(&mut noticed)?;
    // That no row is in the part comes before that those left cannot be read.
    run.part = run.kept.told(&options.only, &run.account, &run.gate)?;
    if let Some(error) = run.left_out.all_lost(run.account.rows_read) {
        return Err(error.into());
    }
    // The reports are made from a few tens of megabytes more.
    options.memory.check()?;
    for (noticed, name) in noticed.iter().zip(&run.names) {
        run.notes.extend(noticed.words(name, options.drop_duplicates));
    }
    let fingerprint = run.beside.fingerprint();
    let (applied, undated) = (run.applied.clone(), run.left_out.undated());
    let (summary, targets, basis, cut_short) = run.finish(&files, topics, pool)?;
    let written = Vec::new();
    Ok(Outcome { applied, summary, basis, fingerprint, cut_short, undated, targets, written })
}

struct Run<'a, 's> {
    judge: &'a Judge,
    options: &'a AnalyzeOptions,
    collector: Collector<'a>,
    /// Where its parts take their rows.
    counting: rayon::ThreadPool,
    source: TouchpointSource,
    /// Set where there are too many touchpoints.
    limit: Option<Arc<TouchpointLimit>>,
    gate: Gate,
    account: Account,
    /// Rows with a score or a comment.
    answered: u64,
    masked: MaskedCounts,
    days: Option<(jiff::civil::Date, jiff::civil::Date)>,
    names: Vec<String>,
    /// Segment fields of all files, in order of first appearance.
    segments: Vec<String>,
    sinks: &'a mut [&'s mut dyn Sink],
    /// Rows that were asked for, and what that part is.
    kept: Kept,
    part: Option<Name>,
    beside: Beside<'a>,
    applied: Applied,
    gaps: GapBook,
    weighting: Option<Arc<Weighting>>,
    left_out: LeftOut,
    /// What was left out, mended or noticed on the way.
    notes: Vec<Name>,
}

impl<'a, 's> Run<'a, 's> {
    fn new(
        files: &[Export],
        sinks: &'a mut [&'s mut dyn Sink],
        judge: &'a Judge,
        pool: &rayon::ThreadPool,
        options: &'a AnalyzeOptions,
        gate: Gate,
    ) -> Result<Run<'a, 's>, PipelineError> {
        let threads = pool.current_num_threads().min(Collector::PARTS);
        let counting = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let mut segments: Vec<String> = Vec::new();
        let mut named: std::collections::HashSet<&str> = Default::default();
        for column in files.iter().flat_map(|export| &export.mapping().columns) {
            if column.role == Role::Segment && named.insert(&column.name) {
                segments.extend(column.fields());
            }
        }
        for (field, _) in files.iter().filter_map(Export::sheet) {
            if named.insert(field) {
                segments.push(field.to_owned());
            }
        }
        let limit = TouchpointLimit::of(files, &gate, options.lang)?.map(Arc::new);
        let (source, plan) = plan(files, &segments, judge)?;
        let targets = options.targets.as_ref();
        let grain = options.grain.or(targets.and_then(|targets| targets.grain));
        let targets = targets.map(|targets| {
            let found = watched(targets, files, &segments, source, (judge, &gate))?;
            Ok::<_, PipelineError>((targets.path.clone(), found))
        });
        let weighting = options.population.as_ref().map(|population| {
            Weighting::fitted(population, (files, &segments), options, &gate).map(Arc::new)
        });
        let weighting = weighting.transpose()?;
        let raking = weighting.as_ref().map(|weighting| Arc::clone(&weighting.raking));
        let plan = Plan { grain, targets: targets.transpose()?, raking, ..plan };
        let limited = plan.rated.as_ref().map(|rated| {
            let (key, found, most) = ("pipeline.drivers_limited", plan.columns.len(), rated.len());
            Name::both(|lang| {
                t!(key, locale = lang.code(), found = found, most = most).into_owned()
            })
        });
        let columns = CommentColumns::new(&segments);
        sinks.iter_mut().try_for_each(|sink| sink.begin(&columns))?;
        let folded = limit.as_ref().map(|limit| limit.warning(&gate));
        let notes = folded.into_iter().chain(limited).collect();
        let model = gate.message(judge.engine().model());
        let beside = Beside::new(options.labels.as_ref(), model, &segments)?;
        Ok(Run {
            judge,
            options,
            collector: Collector::planned(source, plan),
            counting: counting.map_err(|e| PipelineError::Other(e.to_string()))?,
            source,
            limit,
            gate,
            account: Account::default(),
            answered: 0,
            masked: MaskedCounts::default(),
            days: None,
            names: files.iter().map(|export| export.file().to_owned()).collect(),
            segments,
            sinks,
            kept: Kept::default(),
            part: None,
            beside,
            applied: Applied::default(),
            gaps: GapBook::default(),
            weighting,
            left_out: LeftOut::new(options.strict),
            notes,
        })
    }

    fn file(
        &mut self,
        index: usize,
        export: &Export,
        pool: &rayon::ThreadPool,
        (repeats, checkpoint): (&mut Repeats, &mut Checkpoint),
        progress: &dyn Fn(u64),
    ) -> Result<Noticed, PipelineError> {
        let size = BatchSize::of_engine(BATCH, self.judge.engine().name());
        let gate = self.gate.clone();
        let mut batches =
            Batches::new(export, index as u32, size, repeats, &gate, self.options.chosen())?;
        let limit = self.limit.clone();
        let items = batches.gap_items();
        let own_segments = batches.segments();
        // Where each segment of the run stands among this file's own.
        let places: Vec<Option<usize>> = self
            .segments
            .iter()
            .map(|name| own_segments.iter().position(|own| own == name))
            .collect();
        let weighting = self
            .weighting
            .as_ref()
            .and_then(|weighting| Some((Arc::clone(weighting), weighting.places(&own_segments)?)));
        let (judge, source) = (self.judge, self.source);
        let name = self.names[index].clone();
        let (mut replaced, before) = (0, self.account.rows_read);
        let whence = Whence { file: name.as_str().into(), places: &places, key: None };
        let Checkpoint { known, kept, .. } = checkpoint;
        let whence = Whence { key: kept.key(), ..whence };
        ordered_map(
            pool,
            || {
                let mut batch = batches.next()?;
                batch.ahead = known.ahead(batch.comments());
                if let Some((weighting, places)) = &weighting {
                    weighting.weigh(&mut batch.rows, places);
                }
                Some(batch)
            },
            |batch| judge_batch(batch, judge, &gate, &whence, limit.as_deref(), source),
            |judged| {
                let judged = judged?;
                kept.add(judged.fresh.0, &judged.fresh.1);
                replaced += judged.replaced;
                for answers in items.iter().flat_map(|_| &judged.gaps) {
                    self.gaps.add(items.as_deref().unwrap_or_default(), answers);
                }
                self.take(judged)?;
                progress(self.account.rows_read);
                self.options.memory.check()?;
                Ok::<(), PipelineError>(())
            },
        )?;
        let left = batches.only().left();
        export
            .opened
            .file
            .unchanged(Some((export.data_rows(), self.account.rows_read - before + left)))?;
        self.account.rows_not_asked_for += left;
        self.kept.add(batches.only(), &self.gate);
        if replaced > 0 {
            let key = "pipeline.replaced";
            self.notes.push(Name::both(|lang| {
                t!(key, locale = lang.code(), file = name, count = replaced).into_owned()
            }));
        }
        batches.noticed()
    }

    fn take(&mut self, mut judged: JudgedBatch) -> Result<(), PipelineError> {
        self.account.rows_read += judged.read;
        self.masked.merge(&judged.masked);
        for rejection in &judged.rejections {
            self.left_out.add(rejection)?;
            self.sinks.iter_mut().try_for_each(|sink| sink.rejection(rejection))?;
        }
        for row in &judged.rows {
            let (row, comments) = (row.row(), row.comments());
            let judged = comments.iter().flatten().count() as u64;
            let undetected = comments.iter().flatten().filter(|facts| facts.undetected).count();
            self.account.comments += judged;
            self.account.comments_undetected += undetected as u64;
            if judged > 0 {
                self.account.rows_scored += 1;
            } else {
                self.account.rows_without_comment += 1;
            }
            let answers = |entry: &Entry| entry.comment.is_some() || !entry.scores.is_empty();
            self.answered += u64::from(row.entries.iter().any(answers));
            if let Some(day) = row.time.map(jiff::civil::DateTime::date) {
                let (first, last) = self.days.unwrap_or((day, day));
                self.days = Some((first.min(day), last.max(day)));
            }
        }
        self.beside.add(&judged.comments, &judged.prints, &judged.corrected);
        self.applied.merge(&judged.applied);
        self.collector.resolve(&mut judged.rows);
        // The parts of the collector do not wait for each other, nor for the sinks, nor
        // for the pool that is judging the next batches.
        let (collector, rows) = (&mut self.collector, &judged.rows);
        let (sinks, comments) = (&mut *self.sinks, &judged.comments);
        let count = || {
            collector.parts().into_par_iter().for_each(|mut part| {
                rows.iter().for_each(&mut part);
            });
        };
        let write = || {
            let mut whole = rows.iter();
            whole.try_for_each(|row| sinks.iter_mut().try_for_each(|sink| sink.row(row)))?;
            let mut all = comments.iter();
            all.try_for_each(|row| sinks.iter_mut().try_for_each(|sink| sink.comment(row)))
        };
        self.counting.install(|| rayon::join(count, write)).1
    }
}
