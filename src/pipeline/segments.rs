//! Segments of customers: exports are read and judged as for an analysis, orders as for key
//! figures, and both are joined by who answered.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::analyze::{Outcome, summarize};
use super::input::Input;
use super::into_folder::Rejects;
use super::journey_plan::TaxonomyNames;
use super::judge::Judge;
use super::kpis::{KpiSetup, KpiTableKind, TableLeftOut, Tables, read_tables};
use super::options::AnalyzeOptions;
use super::output_folder::OutputFolder;
use super::run_files::RunFiles;
use super::sink::Sink;
use super::topics::looking_for;
use super::{OnProgress, PipelineError};
use crate::gate::Gate;
use crate::ingest::Rejection;
use crate::journey::segmentation::{
    NumberOf, People, Person, SegmentSettings, Segmentation, Sources, StageDays, segmentation,
};
use crate::journey::{RowView, RunNames};
use crate::report::comment_columns::CommentColumns;
use crate::report::segmentation::{
    SEGMENTS_VERSION, SegmentsReport, csv_tables, html, json, markdown,
};

/// What was left out.
const REJECTS: &str = "segments_rejects.csv";

/// Names of the reports, what is opened first last.
const REPORTS: [&str; 8] = [
    "segments.json",
    "segments_all.csv",
    "segments_pain_points.csv",
    "segments_rfm.csv",
    "segments_unhappy.csv",
    "segments_customers.csv",
    "segments.md",
    "segments.html",
];

/// Names of all files that a run puts into its folder.
pub fn segments_files() -> Vec<&'static str> {
    [REJECTS].into_iter().chain(REPORTS).collect()
}

/// What segments are made of.
pub struct SegmentInputs {
    /// Exports of feedback.
    pub exports: Vec<Input>,
    /// Orders, joined by the customer.
    pub orders: Option<Input>,
}

/// Settings of a run.
#[derive(Debug, Clone, Default)]
pub struct SegmentsOptions {
    /// How exports are read and judged.
    pub analysis: AnalyzeOptions,
    /// How orders are read and customers divided by them.
    pub setup: KpiSetup,
    /// The day as of which customers are looked at, in place of the last day of the setup.
    pub as_of: Option<Date>,
    /// Clusters to make, in place of as many as there are.
    pub clusters: Option<usize>,
}

impl SegmentsOptions {
    fn settings(&self) -> SegmentSettings {
        let (setup, plain) = (&self.setup, SegmentSettings::default());
        let usual = SegmentSettings::days_of(setup.settings.inactive_days);
        let division = &setup.division;
        let active = division.active_days.unwrap_or(usual.active);
        SegmentSettings {
            as_of: self.as_of.or(setup.settings.to),
            days: StageDays {
                new: division.new_days.unwrap_or(usual.new.min(active)),
                active,
                inactive: usual.inactive,
            },
            bins: division.parts.unwrap_or(plain.bins),
            cuts: division.cuts.clone(),
            clusters: self.clusters,
            suppression: self.analysis.suppression,
        }
    }
}

/// What a run found.
#[derive(Debug)]
pub struct FoundSegments {
    /// The result.
    pub report: SegmentsReport,
    /// Where and why reading broke off before the end of a file.
    pub cut_short: Vec<Rejection>,
    /// The files that were written, the report to open first as the last of them.
    pub written: Vec<PathBuf>,
}

/// Takes the rows of a run as those who gave them.
#[derive(Default)]
struct Answered {
    people: People,
    fields: Vec<String>,
}

impl Sink for Answered {
    fn begin(&mut self, columns: &CommentColumns) -> Result<(), PipelineError> {
        self.fields = columns.segments().to_vec();
        Ok(())
    }

    fn row(&mut self, row: &RowView) -> Result<(), PipelineError> {
        self.people.add(row);
        Ok(())
    }
}

/// Divides customers into segments and writes what is found into the folder `output`.
///
/// # Errors
/// What ends an [analysis](super::summarize), orders that cannot be read or lack a column, an
/// output that cannot be written.
pub fn segments(
    inputs: &SegmentInputs,
    output: &Path,
    (judge, pool): (&Judge, &rayon::ThreadPool),
    options: &SegmentsOptions,
    progress: OnProgress<'_>,
) -> Result<FoundSegments, PipelineError> {
    let mut checked = RunFiles::default();
    inputs.exports.iter().chain(&inputs.orders).for_each(|input| checked.reads_input(input));
    checked.writes_into(output, &segments_files());
    checked.check()?;
    let mut output = OutputFolder::open(output, &segments_files())?;
    let analysis = &options.analysis;
    let gate = Gate::new(analysis.redact, analysis.lang);
    let mut rejects = Rejects::create(&mut output, REJECTS, analysis)?;
    // Orders that cannot be read are told of before an hour of judging.
    let mut left_out = TableLeftOut::new(&gate, Some(&mut rejects), analysis.strict);
    let orders = match &inputs.orders {
        None => None,
        Some(input) => {
            let table = [(KpiTableKind::Orders, input)];
            Some(read_tables(table.into_iter(), &options.setup, &mut left_out)?)
        }
    };
    let mut cut_short = left_out.cut_short;
    let mut answered = Answered::default();
    let sinks: &mut [&mut dyn Sink] = &mut [&mut answered, &mut rejects];
    let outcome = summarize(&inputs.exports, sinks, judge, pool, analysis, progress)?;
    rejects.finish()?;
    let report = pool.install(|| report(answered, orders, &outcome, (judge, &gate), options))?;
    let (lang, bom) = (analysis.lang, analysis.bom);
    let tables = csv_tables(&report, lang, bom).map_err(PipelineError::rendering("CSV"))?;
    let files = [
        ("segments.html", html(&report, lang).into_bytes()),
        ("segments.json", json(&report).map_err(PipelineError::rendering("segments.json"))?),
        ("segments.md", markdown(&report, lang).into_bytes()),
    ];
    output.write_all(files.into_iter().chain(tables))?;
    cut_short.extend(outcome.cut_short);
    Ok(FoundSegments { report, cut_short, written: output.commit()? })
}

fn report(
    answered: Answered,
    orders: Option<Tables>,
    outcome: &Outcome,
    (judge, gate): (&Judge, &Gate),
    options: &SegmentsOptions,
) -> Result<SegmentsReport, PipelineError> {
    let summary = &outcome.summary;
    // What comments speak of is numbered by the topics that the run has looked for.
    let judge = &looking_for(judge, &summary.topics)?;
    let TaxonomyNames { touchpoints, stages, aspects, homes } = TaxonomyNames::of(judge, gate);
    let files: Vec<String> = summary.sources.iter().map(|source| source.file.clone()).collect();
    let Answered { people, fields } = answered;
    let (weighted, left_out) = (people.weighted(), people.left_out());
    let people = people.finish();
    let number = |person: &Person| {
        let ids = orders.as_ref().map(|orders| &orders.ids)?;
        ids.known(person.key).filter(|_| person.named)
    };
    let book = orders.as_ref().and_then(|orders| orders.books.orders.as_deref());
    let settings = options.settings();
    let found: Segmentation = segmentation(
        &Sources {
            people: &people,
            orders: book.map(|all| (all, &number as NumberOf<'_>)),
            fields: &fields,
            source: summary.touchpoint_source,
            names: RunNames {
                touchpoints: &touchpoints,
                stages: &stages,
                aspects: &aspects,
                homes: &homes,
                files: &files,
            },
        },
        &settings,
    );
    Ok(SegmentsReport {
        version: SEGMENTS_VERSION,
        tool: summary.tool.clone(),
        account: summary.account,
        privacy: summary.privacy,
        suppression: summary.suppression,
        tables: orders.map(|orders| orders.tables).unwrap_or_default(),
        weighted,
        left_out,
        segmentation: found,
        warnings: summary.warnings.clone(),
        files,
    })
}
