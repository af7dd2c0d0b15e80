//! The file that somebody fills in: a comment a row, the column for its label first, and behind
//! what the program needs to know which comment it was.

use std::io::{self, Write};

use rust_i18n::t;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::draw::SampleOptions;
use super::drawn_from::DrawnFrom;
use crate::lang::Lang;
use crate::report::formula_guard::guard;
use crate::report::workbook::grid::fitting;
use crate::sentiment::labelled::Reading;

/// Formats of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToLabelFormat {
    /// Comma-separated text.
    Csv,
    /// A workbook, in which labels are chosen from a list.
    Xlsx,
}

impl ToLabelFormat {
    /// The format that a file's extension stands for.
    pub fn of_extension(extension: &str) -> Option<ToLabelFormat> {
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(ToLabelFormat::Csv),
            "xlsx" => Some(ToLabelFormat::Xlsx),
            _ => None,
        }
    }
}

/// A comment to be read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// Its place among all comments of the run, from 1.
    pub(super) number: u64,
    pub(super) text: String,
    pub(super) touchpoint: Option<String>,
    pub(super) stratum: usize,
    /// The probability with which it was drawn.
    pub(super) probability: f64,
}

/// The columns of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelColumn {
    Label,
    Comment,
    Touchpoint,
    Number,
    Stratum,
    Probability,
    Sample,
}

impl LabelColumn {
    pub(super) const ALL: [LabelColumn; 7] = [
        LabelColumn::Label,
        LabelColumn::Comment,
        LabelColumn::Touchpoint,
        LabelColumn::Number,
        LabelColumn::Stratum,
        LabelColumn::Probability,
        LabelColumn::Sample,
    ];

    /// What it is called.
    pub(super) fn name(self, lang: Lang) -> String {
        let key = match self {
            LabelColumn::Label => "label",
            LabelColumn::Comment => "comment",
            LabelColumn::Touchpoint => "touchpoint",
            LabelColumn::Number => "number",
            LabelColumn::Stratum => "stratum",
            LabelColumn::Probability => "probability",
            LabelColumn::Sample => "sample",
        };
        t!(format!("labels.column.{key}"), locale = lang.code()).into_owned()
    }
}

/// What a class is called.
pub(super) fn word(reading: Reading, lang: Lang) -> String {
    t!(format!("label.{}", reading.as_str()), locale = lang.code()).into_owned()
}

/// Writes the file.
pub(super) fn write(
    out: &mut dyn Write,
    asked: &[Asked],
    from: &DrawnFrom,
    options: &SampleOptions,
) -> io::Result<()> {
    match options.format {
        ToLabelFormat::Csv => {
            if options.bom {
                out.write_all("\u{feff}".as_bytes())?;
            }
            write_csv(out, asked, from, options.lang)
        }
        ToLabelFormat::Xlsx => {
            let bytes = workbook(asked, from, options.lang).map_err(io::Error::other)?;
            out.write_all(&bytes)
        }
    }
}

fn write_csv(out: &mut dyn Write, asked: &[Asked], from: &DrawnFrom, lang: Lang) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(LabelColumn::ALL.map(|column| column.name(lang)))?;
    for asked in asked {
        table.write_record(LabelColumn::ALL.map(|column| match column {
            LabelColumn::Label => String::new(),
            LabelColumn::Comment => guard(&asked.text).into_owned(),
            LabelColumn::Touchpoint => {
                guard(asked.touchpoint.as_deref().unwrap_or_default()).into_owned()
            }
            LabelColumn::Number => asked.number.to_string(),
            LabelColumn::Stratum => asked.stratum.to_string(),
            LabelColumn::Probability => asked.probability.to_string(),
            LabelColumn::Sample => from.to_string(),
        }))?;
    }
    table.flush()
}

/// The first sheet to fill in, the second with what to do.
fn workbook(asked: &[Asked], from: &DrawnFrom, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = Format::new().set_bold();
    let (label, rows) = (Format::new().set_background_color(0xFF_F7_D6), asked.len() as u32);
    let say = |key: &str| t!(format!("labels.{key}"), locale = lang.code()).into_owned();
    let sheet = book.add_worksheet().set_name(say("sheet"))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(LabelColumn::ALL) {
        sheet.write_string_with_format(0, at, column.name(lang), &bold)?;
        match column {
            LabelColumn::Label => sheet.set_column_width(at, 16)?,
            LabelColumn::Comment => sheet.set_column_width(at, 90)?,
            LabelColumn::Touchpoint => sheet.set_column_width(at, 20)?,
            _ => sheet.set_column_hidden(at)?,
        };
    }
    let words = Reading::ALL.map(|reading| word(reading, lang));
    let list = DataValidation::new().allow_list_strings(&words)?;
    let list = list.set_error_title(say("wrong_title"))?.set_error_message(say("wrong"))?;
    sheet.add_data_validation(1, 0, rows.max(1), 0, &list)?;
    for (row, asked) in (1..).zip(asked) {
        row_of(sheet, row, asked, from, (&label, &wrapped))?;
    }
    let help = book.add_worksheet().set_name(say("help_sheet"))?;
    help.set_column_width(0, 110)?;
    for (row, line) in (0..).zip(say("help").lines()) {
        help.write_string_with_format(row, 0, line, &wrapped)?;
    }
    book.save_to_buffer()
}

fn row_of(
    sheet: &mut Worksheet,
    row: u32,
    asked: &Asked,
    from: &DrawnFrom,
    (label, wrapped): (&Format, &Format),
) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(LabelColumn::ALL) {
        match column {
            LabelColumn::Label => sheet.write_blank(row, at, label)?,
            LabelColumn::Comment => {
                sheet.write_string_with_format(row, at, fitting(&asked.text), wrapped)?
            }
            LabelColumn::Touchpoint => {
                sheet.write_string(row, at, asked.touchpoint.as_deref().unwrap_or_default())?
            }
            LabelColumn::Number => sheet.write_number(row, at, asked.number as f64)?,
            LabelColumn::Stratum => sheet.write_number(row, at, asked.stratum as f64)?,
            LabelColumn::Probability => sheet.write_number(row, at, asked.probability)?,
            LabelColumn::Sample => sheet.write_string(row, at, from.to_string())?,
        };
    }
    Ok(())
}
