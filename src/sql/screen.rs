//! A result on a terminal: its first rows in columns that line up, numbers to four decimals.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, FieldRef, Float32Type, Float64Type, SchemaRef};
use datafusion::arrow::error::ArrowError;

use super::output::cells;
use crate::gate::visible::one_line;
use crate::report::aligned_table::{AlignedColumn, StyledText, aligned_table, shorten};

/// Rows that are shown: more are for a file.
const ROWS: usize = 200;

/// Cells of the screen that one value takes at most.
const WIDTH: usize = 60;

/// The first rows of a result.
#[derive(Debug)]
pub struct Screen {
    columns: Vec<AlignedColumn>,
    rows: usize,
}

impl Screen {
    /// A table of these columns.
    pub fn new(schema: &SchemaRef) -> Screen {
        let column = |field: &FieldRef| AlignedColumn {
            heading: short(field.name()),
            cells: Vec::new(),
            align_right: field.data_type().is_numeric(),
            dispensable: 0,
        };
        Screen { columns: schema.fields().iter().map(column).collect(), rows: 0 }
    }

    /// Adds the rows of a batch that are still shown. Returns `false` where some are not.
    ///
    /// # Errors
    /// A type that cannot be displayed.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<bool, ArrowError> {
        let rows = batch.num_rows().min(ROWS - self.rows);
        let shown = batch.slice(0, rows);
        for (column, values) in self.columns.iter_mut().zip(shown.columns()) {
            let values = values_of(values)?;
            column.cells.extend(values.iter().map(|cell| StyledText::from(short(cell))));
        }
        self.rows += rows;
        Ok(rows == batch.num_rows())
    }

    /// Rows that are shown.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The table.
    pub fn into_text(self) -> String {
        aligned_table(self.columns, usize::MAX)
    }
}

fn values_of(column: &ArrayRef) -> Result<Vec<String>, ArrowError> {
    let number = |value: Option<f64>| value.map_or_else(String::new, to_four_decimals);
    Ok(match column.data_type() {
        DataType::Float64 => column.as_primitive::<Float64Type>().iter().map(number).collect(),
        DataType::Float32 => {
            let values = column.as_primitive::<Float32Type>().iter();
            values.map(|value| number(value.map(f64::from))).collect()
        }
        _ => cells(column, true)?,
    })
}

/// A number without the digits that nobody reads.
fn to_four_decimals(value: f64) -> String {
    let large = value.abs() >= 1e15;
    let small = value != 0.0 && value.abs() < 5e-5;
    if !value.is_finite() || large || small {
        return format!("{value:e}");
    }
    let fixed = format!("{value:.4}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// A value on one line, cut where it is long.
fn short(text: &str) -> String {
    shorten(&one_line(text), WIDTH)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{Float64Array, StringArray};

    use super::*;

    #[test]
    fn numbers_and_long_texts_are_cut_short() {
        for (value, shown) in [
            (12.0, "12"),
            (-0.25, "-0.25"),
            (1.0 / 3.0, "0.3333"),
            (-0.00001, "-1e-5"),
            (0.0, "0"),
            (1e20, "1e20"),
        ] {
            assert_eq!(to_four_decimals(value), shown);
        }
        let long = short(&"物流".repeat(40));
        assert!(long.ends_with('…') && long.chars().count() == WIDTH / 2, "{long}");
        assert!(!short("一\n二").contains('\n'));
    }

    #[test]
    fn a_long_result_is_shown_in_part() {
        let name: ArrayRef = Arc::new(StringArray::from(vec![Some("好"); 150]));
        let value: ArrayRef = Arc::new(Float64Array::from(vec![None; 150]));
        let batch = RecordBatch::try_from_iter_with_nullable([
            ("name", name, true),
            ("value", value, true),
        ])
        .unwrap();
        let mut screen = Screen::new(&batch.schema());
        assert!(screen.add(&batch).unwrap());
        assert!(!screen.add(&batch).unwrap());
        assert_eq!(screen.rows(), 200);
        assert_eq!(screen.into_text().lines().count(), 201);
    }
}
