//! Tables on a terminal: columns that line up, and bars between them.

use anstyle::AnsiColor;

use super::{Terminal, dimmed};
use crate::gate::visible::one_line;
use crate::report::aligned_table::{self, AlignedColumn, aligned_table, shorten};
use crate::report::document::{Cell, Column, ColumnKind, Mark, Outputs, Table, Tint, Tone};

/// Cells on either side of the zero of a bar that grows from the middle.
const SIDE: usize = 4;
/// Cells of the longest bar that grows from the left.
const LONGEST: usize = 8;
/// When an interval is left out: before any number, that of a dispensable one
/// first.
const INTERVAL: u8 = 7;

impl Terminal {
    pub(super) fn table(&self, table: &Table<'_>) -> String {
        let columns = table.columns_of(Outputs::TERMINAL);
        let next = columns.iter().skip(1).map(Some).chain([None]);
        let columns = columns.iter().zip(next).flat_map(|(column, next)| {
            // Intervals stand right among numbers, and left before words.
            let before_words = next.is_some_and(|next| !next.is_number());
            self.column(table, column, !before_words || column.dispensable > 0)
        });
        aligned_table(columns.collect(), self.width)
    }

    /// A column and, where it holds estimates, another one for their intervals.
    fn column(&self, table: &Table<'_>, column: &Column<'_>, right: bool) -> Vec<AlignedColumn> {
        let heading = self.say(column.short_heading());
        let heading = if table.headed { heading } else { String::new() };
        let cells = table.body().map(|row| {
            let cell = self.cell(&column.cell(row));
            let text = shorten(&cell.text, column.widest);
            match table.tone(row) {
                Tone::Muted => aligned_table::StyledText { text, style: dimmed() },
                Tone::Plain | Tone::Part => aligned_table::StyledText { text, ..cell },
            }
        });
        let numbers = AlignedColumn {
            heading,
            cells: cells.collect(),
            align_right: column.is_number(),
            dispensable: column.dispensable,
        };
        if column.kind != ColumnKind::Estimate {
            return vec![numbers];
        }
        let interval = |row| {
            let cell = column.cell(row);
            cell.estimate().map_or_else(String::new, |(e, unit)| self.words.interval(e, unit))
        };
        let intervals = AlignedColumn {
            heading: String::new(),
            cells: table
                .body()
                .map(|row| aligned_table::StyledText { text: interval(row), style: dimmed() })
                .collect(),
            align_right: right,
            dispensable: INTERVAL + u8::from(column.dispensable > 0),
        };
        vec![numbers, intervals]
    }

    pub(super) fn cell(&self, cell: &Cell) -> aligned_table::StyledText {
        match cell {
            Cell::Marked(cell, mark) => self.marked(cell, mark),
            Cell::Bar(value, true) => from_the_middle(*value),
            Cell::Bar(value, false) => bar(*value).into(),
            cell => one_line(&self.words.cell(cell)).into_owned().into(),
        }
    }

    fn marked(&self, cell: &Cell, mark: &Mark) -> aligned_table::StyledText {
        let cell = self.cell(cell);
        let style = match mark.tint {
            None => cell.style,
            Some(Tint::FixFirst) => AnsiColor::Red.on_default().bold(),
            Some(Tint::KeepUp) => AnsiColor::Cyan.on_default(),
            Some(Tint::Watch) => AnsiColor::Yellow.on_default(),
            Some(_) => dimmed(),
        };
        aligned_table::StyledText { text: format!("{}{}", cell.text, mark.sign), style }
    }
}

/// A bar as long as `value` is of 1, in half cells.
fn bar(value: f64) -> String {
    let halves = (value.clamp(0.0, 1.0) * (2 * LONGEST) as f64).round() as usize;
    let half = if halves % 2 == 1 { "▌" } else { "" };
    format!("{}{half}", "█".repeat(halves / 2))
}

/// A bar that grows left of the middle for negative and right for positive
/// values, in half cells.
fn from_the_middle(value: f64) -> aligned_table::StyledText {
    if !value.is_finite() {
        return aligned_table::StyledText::default();
    }
    let halves = (value.abs().min(1.0) * (2 * SIDE) as f64).round() as usize;
    let full = "█".repeat(halves / 2);
    let text = if value < 0.0 {
        let half = if halves % 2 == 1 { "▐" } else { "" };
        format!("{:>SIDE$}│{:SIDE$}", format!("{half}{full}"), "")
    } else {
        let half = if halves % 2 == 1 { "▌" } else { "" };
        format!("{:SIDE$}│{:<SIDE$}", "", format!("{full}{half}"))
    };
    let colour = if value < 0.0 { AnsiColor::Red } else { AnsiColor::Cyan };
    aligned_table::StyledText { text, style: colour.on_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_measured_by_the_longest() {
        assert_eq!([bar(1.0), bar(0.25), bar(0.075)], ["████████", "██", "▌"]);
        assert_eq!([bar(-1.0), bar(f64::NAN), bar(0.0)], ["", "", ""]);
    }

    #[test]
    fn bars_grow_from_the_middle() {
        let bar = |value| from_the_middle(value).text;
        assert_eq!([bar(0.0), bar(1.0), bar(-1.0)], ["    │    ", "    │████", "████│    "]);
        assert_eq!([bar(0.13), bar(-0.4)], ["    │▌   ", "  ▐█│    "]);
        assert_eq!(bar(f64::NAN), "");
    }
}
