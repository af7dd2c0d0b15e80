//! Comments as comma-separated text.

use std::io::{self, Write};

use csv::Writer;

use crate::report::comment_columns::{
    CommentColumns, CommentField, CommentValue, FindingField, write_measure,
};
use crate::report::comment_row::{CommentFindings, CommentRow};
use crate::report::formula_guard::guard;

/// A table of comments under way, in which no cell is a formula.
pub(super) struct CsvComments<W: Write> {
    writer: Writer<W>,
    fields: Vec<CommentField>,
    cell: String,
}

impl<W: Write> CsvComments<W> {
    /// Starts a table, with a byte order mark if `bom`.
    pub(super) fn new(
        mut out: W,
        columns: &CommentColumns,
        bom: bool,
    ) -> io::Result<CsvComments<W>> {
        if bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
        writer.write_record(columns.names().map(|name| guard(name).into_owned()))?;
        Ok(CsvComments { writer, fields: columns.fields().collect(), cell: String::new() })
    }

    /// Appends a comment.
    pub(super) fn add(&mut self, comment: &CommentRow) -> io::Result<()> {
        for field in &self.fields {
            write_value(&mut self.writer, &mut self.cell, &field.of(comment))?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what waits and hands the output back.
    pub(super) fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Writes what was found in a comment, or as many empty cells for none.
pub(super) fn write_findings<W: Write>(
    writer: &mut Writer<W>,
    found: Option<&CommentFindings>,
) -> csv::Result<()> {
    let mut cell = String::new();
    FindingField::ALL.into_iter().try_for_each(|field| {
        let value = found.map_or(CommentValue::Absent, |found| field.of(found));
        write_value(writer, &mut cell, &value)
    })
}

fn write_value<W: Write>(
    writer: &mut Writer<W>,
    cell: &mut String,
    value: &CommentValue<'_>,
) -> csv::Result<()> {
    use std::fmt::Write as _;
    cell.clear();
    // Writing to a string cannot fail.
    let _ = match value {
        // A cell has no room for a list.
        CommentValue::Absent
        | CommentValue::Numbers(_)
        | CommentValue::Texts(_)
        | CommentValue::Vectors(_) => Ok(()),
        CommentValue::Text(text) => return writer.write_field(guard(text).as_bytes()),
        CommentValue::Word(word) => return writer.write_field(word.as_bytes()),
        CommentValue::Whole(number) => write!(cell, "{number}"),
        CommentValue::Number(number) => write!(cell, "{number}"),
        CommentValue::Time(time) => write!(cell, "{time}"),
        CommentValue::Measure(value, decimals) => {
            write_measure(cell, *value, *decimals);
            Ok(())
        }
    };
    writer.write_field(cell.as_bytes())
}
