//! What drives each score, the heaviest first.

use anstyle::{AnsiColor, Style};
use rust_i18n::t;

use super::{NAME_WIDTH, Terminal, printable};
use crate::report::Summary;
use crate::report::aligned_table::{AlignedColumn, Cell, aligned_table, shorten, styled};
use crate::report::number_format::NumberFormat;
use crate::report::summary::{DriverRow, DriverTable, Predictors, Quadrant};

/// Drivers shown of each table; the report has them all.
const DRIVERS: usize = 5;
/// Cells of the longest bar.
const BAR: usize = 8;

impl Terminal {
    /// The drivers of every score that has some.
    pub(super) fn drivers(&self, summary: &Summary) -> String {
        let tables = summary.drivers.iter().filter(|table| !table.drivers.is_empty());
        tables.map(|table| self.driver_table(table)).collect()
    }

    fn driver_table(&self, table: &DriverTable) -> String {
        let key = match table.predictors {
            Predictors::Ratings => "terminal.drivers_ratings",
            Predictors::Topics => "terminal.drivers_topics",
        };
        let title = t!(key, locale = self.lang.code(), score = table.outcome.as_str());
        let mut text = format!("\n{}\n", styled(&title, Style::new().bold()));
        let shown: Vec<&DriverRow> = table.drivers.iter().take(DRIVERS).collect();
        let most = shown.iter().map(|row| row.share.value).fold(0.0, f64::max);
        let column = |heading: String, dispensable, cell: &dyn Fn(&DriverRow) -> Cell| {
            let cells = shown.iter().map(|row| {
                let cell = cell(row);
                if row.significant { cell } else { Cell { style: Style::new().dimmed(), ..cell } }
            });
            AlignedColumn { heading, cells: cells.collect(), align_right: true, dispensable }
        };
        let left = |column: AlignedColumn| AlignedColumn { align_right: false, ..column };
        let columns = vec![
            left(column(self.word("terminal.driver"), 0, &|row| {
                shorten(&self.driver_name(row), 2 * NAME_WIDTH).into()
            })),
            left(column(String::new(), 3, &|row| bar(row.share.value, most))),
            column(self.word("terminal.share"), 0, &|row| {
                self.format.percent(row.share.value).into()
            }),
            left(column(String::new(), 2, &|row| Cell {
                text: self.format.interval(&row.share, NumberFormat::percent),
                style: Style::new().dimmed(),
            })),
            left(column(self.word("terminal.advice"), 1, &|row| self.advice(row.quadrant))),
        ];
        text.push_str(&aligned_table(columns, self.width));
        let note = t!(
            "terminal.explained",
            locale = self.lang.code(),
            share = self.format.percent(table.r_squared.value),
            interval = self.format.interval(&table.r_squared, NumberFormat::percent),
            score = table.outcome.as_str(),
            n = self.format.count(table.n)
        );
        text.push_str(&format!("{}\n", styled(&note, Style::new().dimmed())));
        if table.collinear {
            let note = self.word("terminal.collinear");
            text.push_str(&format!("{}\n", styled(&note, AnsiColor::Yellow.on_default())));
        }
        text
    }

    fn driver_name(&self, row: &DriverRow) -> String {
        let touchpoint = printable(row.touchpoint.in_lang(self.lang));
        match &row.aspect {
            Some(aspect) => format!("{touchpoint} × {}", printable(aspect.in_lang(self.lang))),
            None => touchpoint,
        }
    }

    fn advice(&self, quadrant: Quadrant) -> Cell {
        let (key, style) = match quadrant {
            Quadrant::FixFirst => ("fix_first", AnsiColor::Red.on_default().bold()),
            Quadrant::KeepUp => ("keep_up", AnsiColor::Cyan.on_default()),
            Quadrant::Watch => ("watch", AnsiColor::Yellow.on_default()),
            Quadrant::LowPriority => ("low_priority", Style::new().dimmed()),
        };
        Cell { text: self.word(&format!("workbook.quadrant.{key}")), style }
    }
}

/// A bar as long as `value` is of the `most`, in half cells.
fn bar(value: f64, most: f64) -> Cell {
    let share = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
    let halves = (share * (2 * BAR) as f64).round() as usize;
    let half = if halves % 2 == 1 { "▌" } else { "" };
    Cell { text: format!("{}{half}", "█".repeat(halves / 2)), style: Style::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_measured_by_the_longest() {
        assert_eq!(bar(0.4, 0.4).text, "████████");
        assert_eq!(bar(0.1, 0.4).text, "██");
        assert_eq!(bar(0.03, 0.4).text, "▌");
        assert_eq!([bar(-1.0, 0.4).text, bar(f64::NAN, 0.4).text], ["", ""]);
        assert_eq!(bar(0.0, 0.0).text, "");
    }
}
