//! The comments file: every comment with where it came from and what was found
//! in it, one row a comment, as `comments.csv` or `comments.parquet`.

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;

use super::PipelineError;
use super::comments_parquet::ParquetComments;
use super::output_folder::{OutputFolder, StagedFile};
use super::scorer::Scored;
use crate::feedback::{Entry, Feedback, ScoreKind};
use crate::opinion::{Opinion, Taxonomy};
use crate::report::formula_guard::guard;

/// Formats of the comments file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CommentsFormat {
    /// `comments.csv`.
    #[default]
    Csv,
    /// `comments.parquet`: the same columns with types.
    Parquet,
}

impl CommentsFormat {
    /// The file's name.
    pub fn file_name(self) -> &'static str {
        match self {
            CommentsFormat::Csv => "comments.csv",
            CommentsFormat::Parquet => "comments.parquet",
        }
    }
}

/// The comments file of a run.
pub(super) struct CommentsFile {
    path: PathBuf,
    sink: Sink,
}

enum Sink {
    Csv(StagedFile),
    Parquet(Box<ParquetComments<StagedFile>>),
}

impl CommentsFile {
    /// Starts the file in `folder`, with a byte order mark if it is CSV and
    /// `bom`.
    pub(super) fn create(
        folder: &mut OutputFolder,
        format: CommentsFormat,
        segments: &[String],
        bom: bool,
    ) -> Result<CommentsFile, PipelineError> {
        let path = folder.path(format.file_name());
        let mut file = folder.create(format.file_name())?;
        let sink = match format {
            CommentsFormat::Csv => {
                if bom {
                    let mark = "\u{feff}".as_bytes();
                    file.write_all(mark).map_err(PipelineError::writing(&path))?;
                }
                let mut line = csv::Writer::from_writer(Vec::new());
                let written = line
                    .write_record(header(segments).iter().map(|name| guard(name).into_owned()))
                    .and_then(|()| {
                        Ok(line.into_inner().map_err(csv::IntoInnerError::into_error)?)
                    });
                let line = written.map_err(|e| PipelineError::Other(e.to_string()))?;
                file.write_all(&line).map_err(PipelineError::writing(&path))?;
                Sink::Csv(file)
            }
            CommentsFormat::Parquet => {
                let sink = ParquetComments::new(file, header(segments));
                Sink::Parquet(Box::new(sink.map_err(PipelineError::writing(&path))?))
            }
        };
        Ok(CommentsFile { path, sink })
    }

    /// Appends lines of CSV, guarded if the file is CSV.
    pub(super) fn write(&mut self, lines: &[u8]) -> Result<(), PipelineError> {
        let written = match &mut self.sink {
            Sink::Csv(file) => file.write_all(lines),
            Sink::Parquet(file) => file.write(lines),
        };
        written.map_err(PipelineError::writing(&self.path))
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<(), PipelineError> {
        let file = match self.sink {
            Sink::Csv(file) => Ok(file),
            Sink::Parquet(file) => file.finish(),
        };
        file.and_then(StagedFile::finish).map_err(PipelineError::writing(&self.path))
    }
}

/// Columns every comment has after those of the input, as `score` and
/// `comments.csv` name them.
pub(super) const JUDGED: [&str; 10] = [
    "lang",
    "label",
    "sentiment",
    "p_negative",
    "p_neutral",
    "p_positive",
    "p_mixed",
    "stars",
    "emotion",
    "effort",
];

/// Columns of `comments.csv` before the segment fields, and right after them.
const PLACE: [&str; 5] = ["file", "row", "time", "respondent", "touchpoint"];
const OPINIONS: &str = "opinions";

/// Column names of `comments.csv` with these segment fields. A field that is
/// called like another column gets a prefix, so that every name is one column.
pub(super) fn header(segments: &[String]) -> Vec<String> {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let given = owned(&ScoreKind::ALL.map(ScoreKind::id));
    let after = [given, owned(&["comment"]), owned(&JUDGED), owned(&[OPINIONS])].concat();
    let mut names = owned(&PLACE);
    let mut taken: HashSet<String> = names.iter().chain(&after).cloned().collect();
    for segment in segments {
        let mut name = segment.clone();
        while !taken.insert(name.clone()) {
            name.insert_str(0, "segment_");
        }
        names.push(name);
    }
    names.extend(after);
    names
}

/// What is the same in all rows of a file.
pub(super) struct CommentCells<'a> {
    pub(super) file: &'a str,
    pub(super) taxonomy: &'a Taxonomy,
    /// Whether cells that look like formulas are made harmless.
    pub(super) guarded: bool,
}

impl CommentCells<'_> {
    /// Appends the cells of one comment to a record. `segments` are the values
    /// in the order of the header.
    pub(super) fn write<'a>(
        &self,
        row: &Feedback,
        entry: &Entry,
        segments: impl Iterator<Item = &'a str>,
        scored: &Scored,
        record: &mut csv::StringRecord,
    ) {
        let text = |text: &str, record: &mut csv::StringRecord| {
            if self.guarded { record.push_field(&guard(text)) } else { record.push_field(text) }
        };
        text(self.file, record);
        record.push_field(&row.source.row.to_string());
        record.push_field(&row.time.map(|time| time.to_string()).unwrap_or_default());
        text(row.respondent.as_deref().unwrap_or_default(), record);
        text(entry.touchpoint.as_deref().unwrap_or_default(), record);
        segments.for_each(|segment| text(segment, record));
        for kind in ScoreKind::ALL {
            let score = entry.scores.get(kind);
            record.push_field(&score.map(|score| score.value.to_string()).unwrap_or_default());
        }
        text(entry.comment.as_deref().unwrap_or_default(), record);
        judged_cells(scored, |cell| record.push_field(cell));
        record.push_field(&opinions_cell(&scored.opinions, self.taxonomy));
    }
}

/// The [`JUDGED`] cells of a comment. Where nothing was judged, only language
/// and label are given.
pub(super) fn judged_cells(scored: &Scored, mut push: impl FnMut(&str)) {
    push(scored.text.language.as_str());
    push(scored.label.as_str());
    if scored.label == crate::sentiment::Label::Undetected {
        (2..JUDGED.len()).for_each(|_| push(""));
        return;
    }
    let p = scored.judgement.polarity;
    let mut number = String::with_capacity(8);
    for value in [scored.sentiment(), p.negative, p.neutral, p.positive] {
        write_fixed(&mut number, value, 4);
        push(&number);
    }
    match scored.judgement.whole {
        Some(whole) => {
            write_fixed(&mut number, whole.mixed, 4);
            push(&number);
        }
        None => push(""),
    }
    match scored.judgement.stars {
        Some(stars) => {
            write_fixed(&mut number, stars, 2);
            push(&number);
        }
        None => push(""),
    }
    push(scored.judgement.emotion.map_or("", |emotion| emotion.as_str()));
    push(scored.effort.as_str());
}

/// Opinions in one cell: `delivery_speed=-0.93; price=0.81`.
fn opinions_cell(opinions: &[Opinion], taxonomy: &Taxonomy) -> String {
    let mut cell = String::new();
    let mut number = String::with_capacity(8);
    for opinion in opinions {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        cell.push_str(&taxonomy.aspect(opinion.aspect).name.id);
        cell.push('=');
        write_fixed(&mut number, opinion.polarity.sentiment(), 2);
        cell.push_str(&number);
    }
    cell
}

/// `value` with a fixed number of decimals, without a negative zero. Several
/// times as fast as the standard formatting of floats, and a row has five.
fn write_fixed(out: &mut String, value: f32, decimals: usize) {
    use std::fmt::Write as _;
    out.clear();
    let unit = 10i64.pow(decimals as u32);
    let scaled = (f64::from(value) * unit as f64).round() as i64;
    if scaled < 0 {
        out.push('-');
    }
    let (whole, rest) = (scaled.abs() / unit, scaled.abs() % unit);
    // Writing to a string cannot fail.
    let _ = write!(out, "{whole}.{rest:0decimals$}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_called_like_another_column_is_told_apart() {
        let names = header(&["label", "店铺", "nps", "店铺"].map(str::to_owned));
        assert_eq!(names[5..9], ["segment_label", "店铺", "segment_nps", "segment_店铺"]);
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
    }

    #[test]
    fn fixed_decimals_have_no_negative_zero() {
        let mut out = String::new();
        write_fixed(&mut out, -0.000_01, 2);
        assert_eq!(out, "0.00");
        write_fixed(&mut out, -0.936, 2);
        assert_eq!(out, "-0.94");
        write_fixed(&mut out, 4.05, 2);
        assert_eq!(out, "4.05");
        write_fixed(&mut out, 0.000_04, 4);
        assert_eq!(out, "0.0000");
    }
}
