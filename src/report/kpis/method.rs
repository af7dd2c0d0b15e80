//! What to heed, how every figure is made, and what became of every row.

use super::{BRIEF, KpiReport, KpiTable, PAGE};
use crate::journey::kpi::{Kpi, LeavingBy};
use crate::report::cautions as shared;
use crate::report::document::{
    Block, Emphasis, Section, Term, Text, Tone, account, count, phrase, plain, word,
};

/// The file in which each row that is left out is told.
const REJECTS: &str = "kpi_rejects.csv";

/// What a reader must know of the figures.
pub(super) fn all_cautions(report: &KpiReport) -> Vec<Text> {
    doubts(report).into_iter().chain(further(report)).collect()
}

/// What leaves much out of every figure, or makes another one of it, and comes before all else.
pub(super) fn doubts(report: &KpiReport) -> Vec<Text> {
    let outside = report.kpis.orders_outside.map(|[first, last]| {
        let day = |date: jiff::civil::Date| Text::Day(date.to_string());
        phrase("kpi.caution.outside", [("first", day(first)), ("last", day(last))])
    });
    outside.into_iter().chain(of_tables(&report.tables, REJECTS)).collect()
}

/// That one row in twenty or more of a table is in no figure, and that its days may be others;
/// `rejects` is the file that has the rows.
pub(in crate::report) fn of_tables(tables: &[KpiTable], rejects: &'static str) -> Vec<Text> {
    let mut said = Vec::new();
    for table in tables {
        let file = || plain(table.file.clone());
        if table.rejected > 0 && table.rejected * 20 >= table.rows {
            let (rows, all) = (count(table.rejected), count(table.rows));
            let places =
                [("file", file()), ("rows", rows), ("all", all), ("rejects", plain(rejects))];
            said.push(phrase("kpi.caution.lost", places));
        }
        if let Some(order) = &table.date_order {
            let other = if order == "dmy" { "mdy" } else { "dmy" };
            let places =
                [("file", file()), ("order", plain(order.clone())), ("other", plain(other))];
            said.push(phrase("kpi.caution.dates_taken", places));
        }
    }
    said
}

/// All else that a reader must know.
fn further(report: &KpiReport) -> Vec<Text> {
    let (kpis, mut said) = (&report.kpis, Vec::new());
    if !kpis.period.stated {
        said.push(word("kpi.caution.period"));
    }
    if let Some(LeavingBy::Inactivity(days)) = kpis.leaving_by {
        let key = match kpis.pauses_tell {
            true => "kpi.caution.inactivity_of_pauses",
            false => "kpi.caution.inactivity",
        };
        said.push(phrase(key, [("days", count(u64::from(days)))]));
        if let Some(history) = kpis.history_days.filter(|history| *history < i64::from(days)) {
            let places =
                [("history", count(history.unsigned_abs())), ("days", count(u64::from(days)))];
            said.push(phrase("kpi.caution.history", places));
        }
    }
    if let Some(undated) = kpis.customers.map(|counts| counts.undated).filter(|n| *n > 0) {
        said.push(phrase("kpi.caution.undated", [("n", count(undated))]));
    }
    let has = |kind: &str, field: &str| {
        let of_kind = report.tables.iter().find(|table| table.kind == kind);
        of_kind.map(|table| table.columns.iter().any(|column| column.field == field))
    };
    if has("tickets", "kind") == Some(false) {
        said.push(word("kpi.caution.all_tickets"));
    }
    match kpis.matched {
        Some([0, strangers]) if strangers > 0 => said.push(word("kpi.caution.no_match")),
        Some([known, strangers]) if strangers > 0 => {
            let places = [("known", count(known)), ("strangers", count(strangers))];
            said.push(phrase("kpi.caution.strangers", places));
        }
        _ => {}
    }
    for feedback in report.feedback.iter().filter(|feedback| feedback.score.is_none()) {
        said.push(phrase("kpi.caution.no_score", [("file", plain(feedback.file.clone()))]));
    }
    for feedback in report.feedback.iter().filter(|feedback| feedback.with_customer == 0) {
        said.push(phrase("kpi.caution.nobody", [("file", plain(feedback.file.clone()))]));
    }
    let left_out = |table: &&KpiTable| table.rejected + table.cells_rejected > 0;
    for table in report.tables.iter().filter(left_out) {
        let places = [
            ("file", plain(table.file.clone())),
            ("rows", count(table.rejected)),
            ("cells", count(table.cells_rejected)),
        ];
        said.push(phrase("kpi.caution.rejected", places));
    }
    said
}

/// What to heed, for short reports, but for what they begin with.
pub(super) fn cautions(report: &KpiReport) -> Option<Section<'_>> {
    shared::in_short(further(report))
}

/// Definitions, and what became of every row.
pub(super) fn section(report: &KpiReport) -> Section<'_> {
    let mut section = Section::new("method", word("report.method.title"));
    let heading = |key: &'static str| Block::Heading(word(key), None);
    section.push(PAGE, shared::on_page(all_cautions(report)));
    section.push(PAGE, heading("kpi.definitions"));
    let term = |kpi: Kpi| Term {
        name: word(format!("kpi.{}.name", kpi.id())),
        text: word(format!("kpi.{}.note", kpi.id())),
        value: None,
        tint: None,
    };
    section.push(PAGE, Block::Terms(Kpi::ALL.into_iter().map(term).collect()));
    section.push(PAGE, heading("kpi.tables"));
    for table in &report.tables {
        let caption = Block::Heading(plain(table.file.clone()), Some(columns(table)));
        section.push(PAGE, Block::Group(vec![caption, Block::Table(rows(table))]));
    }
    for feedback in &report.feedback {
        let lines = vec![
            (word("kpi.account.rows"), feedback.rows, Tone::Plain),
            (word("kpi.account.rejected"), feedback.rejected, Tone::Part),
            (word("kpi.account.with_customer"), feedback.with_customer, Tone::Plain),
            (word("kpi.account.with_score"), feedback.with_score, Tone::Plain),
        ];
        let name = plain(feedback.file.clone());
        let table = Block::Table(account(name.clone(), lines));
        section.push(PAGE, Block::Group(vec![Block::Heading(name, None), table]));
    }
    for table in &report.tables {
        let line = Text::Parts(vec![plain(table.file.clone()), plain(": "), columns(table)]);
        section.push(BRIEF, Block::Paragraph(Emphasis::Note, line));
    }
    section
}

/// What the columns of a table were taken for.
pub(in crate::report) fn columns(table: &KpiTable) -> Text {
    let one =
        |column: &super::KpiTableColumn| plain(format!("{} = {}", column.field, column.column));
    Text::Joined(table.columns.iter().map(one).collect(), "report.list_and")
}

pub(in crate::report) fn rows(table: &KpiTable) -> crate::report::document::Table<'_> {
    let lines = vec![
        (word("kpi.account.rows"), table.rows, Tone::Plain),
        (word("kpi.account.used"), table.used, Tone::Part),
        (word("kpi.account.rejected"), table.rejected, Tone::Part),
        (word("kpi.account.cells"), table.cells_rejected, Tone::Plain),
        (word("kpi.account.merged"), table.merged, Tone::Plain),
        (word("kpi.account.void"), table.void, Tone::Plain),
        (word("kpi.account.without_customer"), table.without_customer, Tone::Plain),
    ];
    let always = 3;
    let lines = lines.into_iter().enumerate();
    let told = lines.filter(|(at, (_, n, _))| *at < always || *n > 0).map(|(_, line)| line);
    account(plain(table.file.clone()), told.collect())
}
