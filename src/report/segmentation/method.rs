//! What to heed, what became of every row, and how segments are made.

use super::{BRIEF, PAGE, SegmentsReport};
use crate::journey::segmentation::MOST_CUSTOMERS;
use crate::report::cautions;
use crate::report::document::{Block, Section, Text, account, count, phrase, plain, word};
use crate::report::kpis::method::{columns, of_tables, rows};
use crate::report::method_blocks;

/// The file in which each row that is left out is told.
const REJECTS: &str = "segments_rejects.csv";

/// What a reader must know of the segments.
pub(super) fn all_cautions(report: &SegmentsReport) -> Vec<Text> {
    doubts(report).into_iter().chain(further(report)).collect()
}

/// What leaves much of the orders out, or makes others of them, and comes before all else.
pub(super) fn doubts(report: &SegmentsReport) -> Vec<Text> {
    let outside = report.segmentation.orders.as_ref().and_then(|book| {
        let [first, last] = book.later.clone()?.map(Text::Day);
        let day = Text::Day(book.as_of.clone());
        let places = [("day", day), ("first", first), ("last", last)];
        Some(phrase("segments.caution.before_orders", places))
    });
    outside.into_iter().chain(of_tables(&report.tables, REJECTS)).collect()
}

/// All else that a reader must know.
fn further(report: &SegmentsReport) -> Vec<Text> {
    let all = &report.segmentation;
    let mut said = Vec::new();
    match &all.orders {
        Some(_) if all.named == 0 => said.push(word("segments.caution.nobody")),
        Some(book) if book.later.is_some() => {}
        Some(book) if book.buyers == 0 => said.push(word("segments.caution.no_buyers")),
        Some(book) if book.answered == 0 => said.push(word("segments.caution.no_match")),
        Some(book) if book.strangers > 0 => {
            let places = [("known", count(book.answered)), ("strangers", count(book.strangers))];
            said.push(phrase("kpi.caution.strangers", places));
        }
        Some(_) | None => {}
    }
    if let Some((book, life)) = all.orders.as_ref().zip(all.lifecycle.as_ref())
        && book.history_days < u64::from(life.days.inactive)
    {
        let days = count(u64::from(life.days.inactive));
        let places = [("history", count(book.history_days)), ("days", days)];
        said.push(phrase("segments.caution.history", places));
    }
    if all.orders.as_ref().is_some_and(|book| !book.stated && book.buyers > 0) {
        said.push(word("segments.caution.as_of"));
    }
    if report.weighted {
        said.push(word("segments.caution.weighted"));
    }
    if all.named == 0 {
        said.push(word("segments.caution.answers"));
    }
    if report.left_out > 0 {
        let n = count(report.left_out);
        said.push(phrase("segments.caution.left_out", [("n", n)]));
    }
    if all.people > MOST_CUSTOMERS as u64 {
        let places = [("n", count(MOST_CUSTOMERS as u64)), ("of", count(all.people))];
        said.push(phrase("segments.caution.drawn", places));
    }
    for table in report.tables.iter().filter(|table| table.rejected + table.cells_rejected > 0) {
        let places = [
            ("file", plain(table.file.clone())),
            ("rows", count(table.rejected)),
            ("cells", count(table.cells_rejected)),
        ];
        said.push(phrase("segments.caution.rejected", places));
    }
    said.extend(report.warnings.iter().map(Text::from));
    said
}

/// What to heed, for short reports, but for what they begin with.
pub(super) fn cautions(report: &SegmentsReport) -> Option<Section<'_>> {
    cautions::in_short(further(report))
}

/// How segments are made, and what became of every row.
pub(super) fn section(report: &SegmentsReport) -> Section<'_> {
    let mut section = Section::new("method", word("report.method.title"));
    let heading = |key: &'static str| Block::Heading(word(key), None);
    section.push(PAGE, cautions::on_page(all_cautions(report)));
    let lines = method_blocks::rows(&report.account);
    section.push(PAGE, Block::Table(account(word("segments.title"), lines)));
    for table in &report.tables {
        let caption = Block::Heading(plain(table.file.clone()), Some(columns(table)));
        section.push(PAGE, Block::Group(vec![caption, Block::Table(rows(table))]));
    }
    section.push(PAGE, heading("report.method.formulas"));
    let terms = ["customer", "rfm", "lifecycle", "clusters", "tree", "profile"];
    section.push(PAGE, method_blocks::terms("segments", &terms));
    section.push(PAGE, cautions::made_by(&report.tool));
    for table in &report.tables {
        let line = Text::Parts(vec![plain(table.file.clone()), plain(": "), columns(table)]);
        let note = crate::report::document::Emphasis::Note;
        section.push(BRIEF, Block::Paragraph(note, line));
    }
    section
}
