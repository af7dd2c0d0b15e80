//! A CSV table described column by column, so that a header and its cells
//! cannot drift apart.

use super::formula_guard::guard;
use crate::feedback::{Direction, Scale};
use crate::report::summary::Estimate;

/// The byte order mark by which Excel knows that a CSV file is UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

type Cell<R> = Box<dyn Fn(&R) -> String>;

/// The columns of a table whose rows are made from `R`.
pub(super) struct CsvColumns<R> {
    columns: Vec<(String, Cell<R>)>,
}

impl<R: 'static> CsvColumns<R> {
    pub(super) fn new() -> CsvColumns<R> {
        CsvColumns { columns: Vec::new() }
    }

    /// A text column; cells that look like formulas are made harmless.
    pub(super) fn text(
        mut self,
        name: &str,
        cell: impl Fn(&R) -> Option<String> + 'static,
    ) -> Self {
        let cell = move |row: &R| guard(&cell(row).unwrap_or_default()).into_owned();
        self.columns.push((name.to_owned(), Box::new(cell)));
        self
    }

    /// A whole number.
    pub(super) fn count(mut self, name: &str, cell: impl Fn(&R) -> Option<u64> + 'static) -> Self {
        let cell = move |row: &R| cell(row).map(|n| n.to_string()).unwrap_or_default();
        self.columns.push((name.to_owned(), Box::new(cell)));
        self
    }

    /// A number with up to six decimals.
    pub(super) fn number(mut self, name: &str, cell: impl Fn(&R) -> Option<f64> + 'static) -> Self {
        let cell = move |row: &R| cell(row).map(number).unwrap_or_default();
        self.columns.push((name.to_owned(), Box::new(cell)));
        self
    }

    /// Three columns: `name`, `name_low` and `name_high`.
    pub(super) fn estimate(
        self,
        name: &str,
        cell: impl Fn(&R) -> Option<Estimate> + Copy + 'static,
    ) -> Self {
        self.number(name, move |row| cell(row).map(|estimate| estimate.value))
            .number(&format!("{name}_low"), move |row| cell(row).map(|estimate| estimate.low))
            .number(&format!("{name}_high"), move |row| cell(row).map(|estimate| estimate.high))
    }

    /// Three columns: `name_scale_low`, `name_scale_high` and
    /// `name_scale_good`, which is `higher` or `lower`.
    pub(super) fn scale(
        self,
        name: &str,
        cell: impl Fn(&R) -> Option<Scale> + Copy + 'static,
    ) -> Self {
        let good = move |row: &R| {
            cell(row).map(|scale| match scale.direction {
                Direction::Higher => "higher".to_owned(),
                Direction::Lower => "lower".to_owned(),
            })
        };
        self.number(&format!("{name}_scale_low"), move |row| cell(row).map(|scale| scale.low))
            .number(&format!("{name}_scale_high"), move |row| cell(row).map(|scale| scale.high))
            .text(&format!("{name}_scale_good"), good)
    }

    /// The header and one line per row, in UTF-8, with a byte order mark if
    /// `bom`.
    pub(super) fn write(
        &self,
        rows: impl IntoIterator<Item = R>,
        bom: bool,
    ) -> csv::Result<Vec<u8>> {
        let start = if bom { BOM.to_vec() } else { Vec::new() };
        let mut writer = csv::Writer::from_writer(start);
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in rows {
            writer.write_record(self.columns.iter().map(|(_, cell)| cell(&row)))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}

/// `value` with up to six decimals; empty where it is not a number.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let text = format!("{value:.6}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_plain() {
        assert_eq!(number(-0.25), "-0.25");
        assert_eq!(number(1.0 / 3.0), "0.333333");
        assert_eq!(number(100.0), "100");
        assert_eq!(number(-1e-9), "0");
        assert_eq!(number(f64::INFINITY), "");
    }

    #[test]
    fn guards_text_but_not_numbers() {
        let columns = CsvColumns::<i8>::new()
            .text("text", |n| Some(format!("{n}")))
            .number("number", |n| Some(f64::from(*n)));
        assert_eq!(columns.write([-1], false).unwrap(), b"text,number\n'-1,-1\n");
        assert!(columns.write([], true).unwrap().starts_with(b"\xEF\xBB\xBFtext,"));
    }
}
