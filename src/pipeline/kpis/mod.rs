//! `xinsheng kpis`: a business's own tables in, key figures of its customers out.

mod column_names;
mod columns;
mod ids;
mod left_out;
mod read;
mod setup;

use std::path::{Path, PathBuf};

use columns::Columns;
pub use columns::{KpiField, KpiTableKind};
use ids::Ids;
pub(super) use left_out::TableLeftOut;
use read::Reading;
pub use setup::{Division, KpiSetup, KpiSetupProblem};

use super::into_folder::Rejects;
use super::output_folder::OutputFolder;
use super::run_files::RunFiles;
use super::{AnalyzeOptions, Input, PipelineError};
use crate::feedback::ScoreKind;
use crate::gate::Gate;
use crate::ingest::{LongForm, Rejection};
use crate::journey::kpi::{Books, Given, LeavingBy, kpis as figures_of};
use crate::metrics::Band;
use crate::report::kpis::{self, KPI_VERSION, KpiFeedback, KpiReport, KpiTable, KpiTableColumn};

/// What was left out of the tables.
const REJECTS: &str = "kpi_rejects.csv";

/// Names of the reports, what is opened first last.
const REPORTS: [&str; 6] =
    ["kpis.json", "kpis.csv", "kpi_leaving.csv", "kpi_revenue.csv", "kpis.md", "kpis.html"];

/// Names of all files that key figures are put into their folder as.
pub fn kpi_files() -> Vec<&'static str> {
    [REJECTS].into_iter().chain(REPORTS).collect()
}

/// The tables of a business.
#[derive(Default)]
pub struct KpiInputs {
    /// Those of a kind, in the order of [`KpiTableKind::ALL`].
    pub tables: Vec<(KpiTableKind, Input)>,
    /// Exports of feedback, joined by the customer.
    pub feedback: Vec<Input>,
}

/// What was found.
#[derive(Debug)]
pub struct KpiOutcome {
    /// The result.
    pub report: KpiReport,
    /// The setup that would read the tables as they were read.
    pub understood: KpiSetup,
    /// Where and why reading broke off before the end of a file.
    pub cut_short: Vec<Rejection>,
    /// The files that were written, the report to open first as the last of them.
    pub written: Vec<PathBuf>,
}

/// Makes key figures of tables and writes them into the folder `output`, if one is given.
///
/// `analysis` says how feedback is read, in which language reports are, what is masked.
///
/// # Errors
/// A file that cannot be read or lacks a column, tables without a date, an output that cannot be
/// written.
pub fn kpis(
    inputs: &KpiInputs,
    output: Option<&Path>,
    setup: &KpiSetup,
    analysis: &AnalyzeOptions,
) -> Result<KpiOutcome, PipelineError> {
    let mut folder = match output {
        Some(output) => {
            let mut files = RunFiles::default();
            let tables = inputs.tables.iter().map(|(_, input)| input);
            tables.chain(&inputs.feedback).for_each(|input| files.reads_input(input));
            files.writes_into(output, &kpi_files());
            files.check()?;
            Some(OutputFolder::open(output, &kpi_files())?)
        }
        None => None,
    };
    let gate = Gate::new(analysis.redact, analysis.lang);
    let rejects = folder.as_mut().map(|folder| Rejects::create(folder, REJECTS, analysis));
    let mut rejects = rejects.transpose()?;
    let mut left_out = TableLeftOut::new(&gate, rejects.as_mut(), analysis.strict);
    let tables = inputs.tables.iter().map(|(kind, input)| (*kind, input));
    let read = read_tables(tables, setup, &mut left_out)?;
    let Tables { mut books, mut ids, tables, mut understood } = read;
    let mut feedback = Vec::new();
    for input in &inputs.feedback {
        feedback.push(given(input, analysis, &mut ids, &mut books, &mut left_out)?);
    }
    let TableLeftOut { first, cut_short, .. } = left_out;
    let found = figures_of(&books, &setup.settings)
        .map_err(|error| PipelineError::Kpis { error, first: first.map(Box::new) })?;
    let mut settings = setup.settings;
    if let Some(LeavingBy::Inactivity(days)) = found.leaving_by {
        settings.inactive_days = days;
        // What is stated of stages of life has to fit.
        let stated = understood.division.active_days.max(understood.division.new_days);
        if stated.is_none_or(|stated| stated <= days) {
            understood.settings.inactive_days = days;
        }
    }
    let report = KpiReport {
        version: KPI_VERSION,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.into(),
        kpis: found,
        tables,
        feedback,
    };
    if let Some(rejects) = rejects {
        rejects.finish()?;
    }
    let written = match folder {
        Some(mut folder) => {
            write(&report, &mut folder, analysis)?;
            folder.commit()?
        }
        None => Vec::new(),
    };
    Ok(KpiOutcome { report, understood, cut_short, written })
}

/// Tables that are read.
pub(super) struct Tables {
    /// What they say.
    pub(super) books: Books,
    /// The numbers of customers in it.
    pub(super) ids: Ids,
    /// What became of their rows.
    pub(super) tables: Vec<KpiTable>,
    /// The setup that would read them as they were read.
    pub(super) understood: KpiSetup,
}

/// Reads the tables of a business.
pub(super) fn read_tables<'a>(
    inputs: impl Iterator<Item = (KpiTableKind, &'a Input)>,
    setup: &KpiSetup,
    left_out: &mut TableLeftOut<'_>,
) -> Result<Tables, PipelineError> {
    let gate = left_out.gate;
    let (mut books, mut ids, mut tables) = (Books::default(), Ids::default(), Vec::new());
    let (mut understood, mut orders) = (setup.clone(), Vec::new());
    for (kind, input) in inputs {
        let file = input.open(&Default::default()).map_err(|error| gate.ingest_error(&error))?;
        let columns = Columns::of(&file, kind, setup, gate)?;
        understood.take(kind, &columns, &file);
        let mut told = |rejection: &Rejection| left_out.add(rejection);
        let mut reading = Reading::new(&file, &columns, setup.date_order, &mut ids, &mut told)?;
        reading.all(kind, &mut books)?;
        orders.extend(reading.order());
        let account = reading.finish();
        file.unchanged(None)?;
        let known = columns.fields().map(|(field, at)| KpiTableColumn {
            field: field.id().to_owned(),
            column: gate.name(&file.layout().headers[at]).into_owned(),
        });
        tables.push(KpiTable {
            kind: kind.id().to_owned(),
            file: gate.file(&file.layout().file),
            columns: known.collect(),
            ..account
        });
    }
    // One order is stated for all tables.
    let taken = tables.iter().any(|table| table.date_order.is_some());
    if taken && orders.windows(2).all(|pair| pair[0] == pair[1]) {
        understood.date_order = orders.first().copied();
    }
    Ok(Tables { books, ids, tables, understood })
}

fn write(
    report: &KpiReport,
    folder: &mut OutputFolder,
    options: &AnalyzeOptions,
) -> Result<(), PipelineError> {
    let lang = options.lang;
    let json = kpis::json(report).map_err(PipelineError::rendering("kpis.json"))?;
    let tables = kpis::csv_tables(report, lang, options.bom);
    let tables = tables.map_err(PipelineError::rendering("CSV"))?;
    let files = [
        ("kpis.html", kpis::html(report, lang).into_bytes()),
        ("kpis.json", json),
        ("kpis.md", kpis::markdown(report, lang).into_bytes()),
    ];
    folder.write_all(files.into_iter().chain(tables))
}

/// Reads who gave which score when. No comment is judged.
fn given(
    input: &Input,
    analysis: &AnalyzeOptions,
    ids: &mut Ids,
    books: &mut Books,
    left_out: &mut TableLeftOut<'_>,
) -> Result<KpiFeedback, PipelineError> {
    let gate = left_out.gate;
    let opened = super::Opened::open(input, analysis.mapping.as_ref())
        .map_err(|error| gate.ingest_error(&error))?;
    let columns = || opened.mapping.columns.iter();
    let kinds = [ScoreKind::Nps, ScoreKind::Csat, ScoreKind::Ces].into_iter();
    // One question for all: scores of several would be in different bands for no reason.
    let kind = kinds.into_iter().find(|kind| columns().any(|c| c.role.score() == Some(*kind)));
    let layout = opened.file.layout();
    let mut long = LongForm::new(layout, &opened.mapping, 0)?;
    let all = books.feedback.get_or_insert_default();
    let mut account = KpiFeedback {
        file: gate.file(&layout.file),
        score: kind.map(|kind| kind.as_str().to_owned()),
        ..KpiFeedback::default()
    };
    let mut rejections = Vec::new();
    for row in opened.file.rows()? {
        account.rows += 1;
        let row = match row {
            Ok(row) => row,
            Err(rejection) => {
                account.rejected += 1;
                left_out.add(&rejection)?;
                continue;
            }
        };
        let feedback = long.feedback(&row, &mut rejections);
        for rejection in rejections.drain(..) {
            left_out.add(&rejection)?;
        }
        let Some(feedback) = feedback else {
            account.rejected += 1;
            continue;
        };
        let of_kind = |kind: ScoreKind| {
            feedback.entries.iter().filter_map(move |entry| entry.scores.get(kind))
        };
        // A row that rates several touchpoints stands where the worst of them does.
        let band =
            kind.and_then(|kind| of_kind(kind).map(|score| Band::of(kind.measure(), score)).min());
        let id = feedback.respondent.as_deref().and_then(|id| ids.of(id));
        account.with_customer += u64::from(id.is_some());
        account.with_score += u64::from(band.is_some());
        all.push(Given { id, date: feedback.time.map(|time| time.date()), band });
    }
    opened.file.unchanged(None)?;
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::DateOrder;
    use crate::lang::Lang;
    use crate::privacy::Redact;

    fn read(tables: &[(KpiTableKind, String)], setup: &KpiSetup) -> Tables {
        let input = |(kind, text): &(KpiTableKind, String)| {
            (*kind, Input::spooled(&mut text.as_bytes(), "table.csv").unwrap())
        };
        let inputs: Vec<(KpiTableKind, Input)> = tables.iter().map(input).collect();
        let gate = Gate::new(Redact::Off, Lang::En);
        let mut left_out = TableLeftOut::new(&gate, None, false);
        let inputs = inputs.iter().map(|(kind, input)| (*kind, input));
        read_tables(inputs, setup, &mut left_out).unwrap()
    }

    #[test]
    fn the_order_of_day_and_month_that_was_taken_is_told_and_understood() {
        let orders = |day: &dyn Fn(u32) -> String| {
            let row = |n: u32| format!("C{n},{},9.5\n", day(n));
            let rows: String = [5, 1, 9, 12, 2, 7, 11, 4, 8].into_iter().map(row).collect();
            (KpiTableKind::Orders, format!("customer_id,date,amount\n{rows}"))
        };
        let visits =
            |day: &str| (KpiTableKind::Visits, format!("customer_id,date\nC1,{day}\nC2,{day}\n"));
        let (dmy, mdy) = (Some(DateOrder::Dmy), Some(DateOrder::Mdy));
        let march = |n: u32| format!("{n:02}/03/2026");
        for (tables, told, understood) in [
            (vec![orders(&march)], Some("dmy"), dmy),
            (vec![orders(&|n: u32| format!("03/{n:02}/2026"))], Some("mdy"), mdy),
            (vec![orders(&|n: u32| format!("2026-03-{n:02}"))], None, None),
            (vec![orders(&march), visits("25/03/2026")], Some("dmy"), dmy),
            (vec![orders(&march), visits("03/25/2026")], Some("dmy"), None),
        ] {
            let read = read(&tables, &KpiSetup::default());
            assert_eq!(read.tables[0].date_order.as_deref(), told);
            assert_eq!(read.tables[0].rejected, 0);
            assert_eq!(read.understood.date_order, understood);
        }
        let stated = KpiSetup::from_toml("date_order = \"mdy\"").unwrap();
        let read = read(&[orders(&march)], &stated);
        assert_eq!((&read.tables[0].date_order, read.understood.date_order), (&None, mdy));
    }
}
