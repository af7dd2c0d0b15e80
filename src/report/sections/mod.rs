//! The sections of the report, one file each: what it says, its tables for
//! scripts and its sheet. A new section is a file beside these and a line in
//! [`document`].

mod actions;
pub(super) mod change;
mod close_loop;
mod complained_of;
mod correlations;
mod crossed;
mod drivers;
pub(super) mod field_names;
mod findings;
mod grave;
mod group_changes;
mod group_complaints;
mod implied;
mod journey;
mod label_check;
pub(super) mod labels;
mod lead;
mod low_ratings;
mod method;
mod mismatch;
mod opening;
mod other_languages;
mod overall;
mod pain_points;
mod population;
mod rest;
pub(super) mod scores;
mod segments;
mod servqual;
mod since;
pub(super) mod targets;
mod top_boxes;
mod touchpoint_charts;
mod touchpoints;
#[cfg(test)]
mod toy;
mod trend;
mod verbatims;
mod weak_groups;

use super::Summary;
use super::document::{Block, Document, Outputs, Section};

const PAGE: Outputs = Outputs::PAGE;
const WORKBOOK: Outputs = Outputs::WORKBOOK;
const TERMINAL: Outputs = Outputs::TERMINAL;
const MARKDOWN: Outputs = Outputs::MARKDOWN;
const BRIEF: Outputs = Outputs::BRIEF;
const CSV: Outputs = Outputs::CSV;
const FULL: Outputs = Outputs::FULL;
const DETAIL: Outputs = Outputs::DETAIL;

/// The whole report: short reports and workbooks tell of the touchpoints first,
/// the page after trend and journey.
pub(crate) fn document(summary: &Summary) -> Document<'_> {
    let sections = [
        Some(overall::section(summary)),
        Some(touchpoints::overview(summary)),
        Some(trend::section(summary)),
        journey::section(summary),
        Some(touchpoints::section(summary)),
        Some(drivers::section(summary)),
        Some(pain_points::section(summary)),
        Some(actions::section(summary)),
        mismatch::section(summary),
        servqual::section(summary),
        label_check::section(summary),
        implied::section(summary),
        population::section(summary),
        Some(segments::section(summary)),
        verbatims::section(summary),
        Some(comments()),
        Some(method::section(summary)),
        method::warnings(summary),
    ];
    Document {
        title: findings::title(summary),
        lead: lead::section(summary),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// All comments, which only the workbook has room for.
fn comments<'a>() -> Section<'a> {
    let mut section = Section::untitled("comments").sheet("workbook.sheet.comments");
    section.push(Outputs::WORKBOOK, Block::Comments);
    section
}

/// Whether anything was written that could be judged: without a comment there is nothing to say
/// of sentiment, and empty axes tell nothing.
fn has_text(summary: &Summary) -> bool {
    summary.account.comments > 0
}

/// `part / whole`; 0 of nothing.
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::report::document::Words;
    use crate::report::{Lang, sample};

    /// The headings of a block's tables that `output` has twice.
    fn twice(block: &Block<'_>, output: Outputs, words: Words) -> Vec<String> {
        let parts = block.parts().into_iter().flat_map(|block| twice(block, output, words));
        let mut found: Vec<String> = parts.collect();
        if let Block::Table(table) = block {
            let columns = table.columns_of(output).into_iter();
            let mut seen = BTreeSet::new();
            let headings = columns.map(|column| match output == CSV {
                true => column.name.clone(),
                false => words.say(&column.heading),
            });
            found.extend(headings.filter(|said| !said.is_empty() && !seen.insert(said.clone())));
        }
        found
    }

    #[test]
    fn no_table_calls_two_columns_alike() {
        let summary = sample::summary();
        let document = document(&summary);
        for output in [PAGE, WORKBOOK, TERMINAL, MARKDOWN, CSV] {
            for words in [Lang::En, Lang::Zh].map(Words::new) {
                for (section, blocks) in document.of(output) {
                    let found = blocks.into_iter().flat_map(|block| twice(block, output, words));
                    assert_eq!(found.collect::<Vec<_>>(), [""; 0], "{} {output:?}", section.id);
                }
            }
        }
    }
}
