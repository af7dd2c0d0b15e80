//! What a caller states about a file before it is opened.

/// What happens to a row with bytes that are no character in the file's
/// encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EncodingErrors {
    /// It is rejected where the damage lies in a column that is used.
    #[default]
    Reject,
    /// It is kept, with U+FFFD in place of the bytes, and counted.
    Replace,
    /// Reading ends there, whatever the column.
    Strict,
}

/// What the caller knows about a file; everything left out is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Encoding label, e.g. `gbk`.
    pub encoding: Option<String>,
    /// What happens to bytes that are no character in it.
    pub encoding_errors: EncodingErrors,
    /// Delimiter of delimited text.
    pub delimiter: Option<u8>,
    /// Whether a backslash escapes what follows it in delimited text, and `\N` is NULL.
    pub escapes: Option<bool>,
    /// Whether blank cells of a sheet below a merged one take its value.
    pub fill_down: Option<bool>,
    /// Whether answers that stand apart (a row or an item of a list for each) are put together,
    /// one row for each response.
    pub pivot: Option<bool>,
    /// Whether a question that stands in several columns, of which each row fills one, is
    /// read as one.
    pub branches: Option<bool>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Rows above the header.
    pub skip_rows: Option<usize>,
    /// Rows of the header, from 0.
    pub header_rows: Option<usize>,
    /// Bytes that a compressed file or a workbook may unpack to, in place of
    /// [`MAX_UNPACKED_BYTES`](crate::ingest::MAX_UNPACKED_BYTES) and of the limit to
    /// 250 times its own size.
    pub max_unpacked: Option<u64>,
    /// A table without any row is one all the same where its header has this column, and so are
    /// JSON lines of which there are none: a part of many may be empty.
    pub may_be_empty: Option<String>,
}

impl ReadOptions {
    /// These options, and those of `base` where these state nothing.
    pub fn over(&self, base: &ReadOptions) -> ReadOptions {
        let errors = match self.encoding_errors {
            EncodingErrors::Reject => base.encoding_errors,
            stated => stated,
        };
        ReadOptions {
            encoding: self.encoding.as_ref().or(base.encoding.as_ref()).cloned(),
            encoding_errors: errors,
            delimiter: self.delimiter.or(base.delimiter),
            escapes: self.escapes.or(base.escapes),
            fill_down: self.fill_down.or(base.fill_down),
            pivot: self.pivot.or(base.pivot),
            branches: self.branches.or(base.branches),
            sheet: self.sheet.as_ref().or(base.sheet.as_ref()).cloned(),
            skip_rows: self.skip_rows.or(base.skip_rows),
            header_rows: self.header_rows.or(base.header_rows),
            max_unpacked: self.max_unpacked.or(base.max_unpacked),
            may_be_empty: self.may_be_empty.as_ref().or(base.may_be_empty.as_ref()).cloned(),
        }
    }
}
