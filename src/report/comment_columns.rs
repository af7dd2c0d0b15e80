//! The columns of every table of comments: what they are called, in which order they come,
//! and what a comment has in each. Formats differ in how they write a value alone.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use super::comment_row::{CommentFindings, CommentOpinion, CommentRow};
use crate::feedback::ScoreKind;
use crate::ingest::own_columns::{FILE, FOUND, OPINIONS, ROW};

/// The columns of a run's comments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommentColumns {
    segments: Vec<String>,
    columns: Vec<(CommentField, String)>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommentField {
    /// Name of the file.
    File,
    /// Row in the file.
    Row,
    /// When the comment was written.
    Time,
    /// Who wrote it.
    Respondent,
    /// The touchpoint it speaks of.
    Touchpoint,
    /// The segment field with this index.
    Segment(usize),
    /// The score given beside it.
    Score(ScoreKind),
    /// The comment.
    Comment,
    /// What was found in the whole comment.
    Finding(FindingField),
    /// What it says of the aspects.
    Opinions,
}

/// What is found in a whole comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingField {
    /// Its language.
    Language,
    /// Its label.
    Label,
    /// Its sentiment.
    Sentiment,
    /// P(negative).
    Negative,
    /// P(neutral).
    Neutral,
    /// P(positive).
    Positive,
    /// P(mixed).
    Mixed,
    /// The rating that it implies.
    Stars,
    /// Its emotion.
    Emotion,
    /// The effort it speaks of.
    Effort,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CommentValue<'a> {
    /// Nothing is known.
    Absent,
    /// What the export says.
    Text(&'a str),
    /// A word of this program.
    Word(Cow<'a, str>),
    /// A number of a row.
    Whole(u64),
    /// A number as the export gives it.
    Number(f64),
    /// A measure, with the decimals that tables give.
    Measure(f32, u8),
    /// A civil time.
    Time(DateTime),
    /// A list of numbers.
    Numbers(&'a [f32]),
    /// A list of texts.
    Texts(Vec<&'a str>),
    /// A list of lists of numbers.
    Vectors(Vec<&'a [f32]>),
}

impl CommentColumns {
    /// The columns with these segment fields. A field that is called like another column
    /// gets a prefix, so that every name is one column.
    pub fn new(segments: &[String]) -> CommentColumns {
        use CommentField::{Comment, File, Finding, Opinions, Respondent, Row, Time, Touchpoint};
        let named = |field: CommentField| (field, field.name().to_owned());
        let mut columns: Vec<_> = [File, Row, Time, Respondent, Touchpoint].map(named).into();
        let mut after: Vec<_> = ScoreKind::ALL.map(CommentField::Score).map(named).into();
        after.push(named(Comment));
        after.extend(FindingField::ALL.map(Finding).map(named));
        after.push(named(Opinions));
        let all = columns.iter().chain(&after);
        let mut taken: HashSet<String> = all.map(|(_, name)| name.clone()).collect();
        for (at, segment) in segments.iter().enumerate() {
            let mut name = segment.clone();
            while !taken.insert(name.clone()) {
                name.insert_str(0, "segment_");
            }
            columns.push((CommentField::Segment(at), name));
        }
        columns.extend(after);
        CommentColumns { segments: segments.to_vec(), columns }
    }

    /// The segment fields of the run, as the exports name them.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// What the columns are called.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.columns.iter().map(|(_, name)| name.as_str())
    }

    /// What the columns hold.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = CommentField> {
        self.columns.iter().map(|(field, _)| *field)
    }

    /// A comment as an object with a key for each column, the opinions with their spans.
    pub fn json(&self, comment: &CommentRow) -> Map<String, Value> {
        let mut object = Map::new();
        for (field, name) in &self.columns {
            let value = match field {
                CommentField::Opinions => opinions_json(&comment.findings, &comment.text),
                field => field.of(comment).json(),
            };
            object.insert(name.clone(), value);
        }
        object
    }
}

impl CommentField {
    /// What the column is called; segments have names of their own.
    pub fn name(self) -> &'static str {
        match self {
            CommentField::File => FILE,
            CommentField::Row => ROW,
            CommentField::Time => "time",
            CommentField::Respondent => "respondent",
            CommentField::Touchpoint => "touchpoint",
            CommentField::Segment(_) => "segment",
            CommentField::Score(kind) => kind.id(),
            CommentField::Comment => "comment",
            CommentField::Finding(found) => found.name(),
            CommentField::Opinions => OPINIONS,
        }
    }

    /// What a comment has in the column.
    pub fn of(self, comment: &CommentRow) -> CommentValue<'_> {
        match self {
            CommentField::File => text(Some(&comment.file)),
            CommentField::Row => CommentValue::Whole(comment.row),
            CommentField::Time => comment.time.map_or(CommentValue::Absent, CommentValue::Time),
            CommentField::Respondent => text(comment.respondent.as_deref()),
            CommentField::Touchpoint => text(comment.touchpoint.as_deref()),
            CommentField::Segment(at) => {
                text(comment.segments.get(at).and_then(|value| value.as_deref()))
            }
            CommentField::Score(kind) => comment
                .scores
                .get(kind)
                .map_or(CommentValue::Absent, |score| CommentValue::Number(score.value)),
            CommentField::Comment => text(Some(&comment.text)),
            CommentField::Finding(found) => found.of(&comment.findings),
            CommentField::Opinions => match opinions_cell(&comment.findings.opinions) {
                cell if cell.is_empty() => CommentValue::Absent,
                cell => CommentValue::Word(cell.into()),
            },
        }
    }
}

fn text(text: Option<&str>) -> CommentValue<'_> {
    text.filter(|text| !text.is_empty()).map_or(CommentValue::Absent, CommentValue::Text)
}

impl FindingField {
    /// All of them, in the order of the outputs.
    pub const ALL: [FindingField; FOUND.len()] = [
        FindingField::Language,
        FindingField::Label,
        FindingField::Sentiment,
        FindingField::Negative,
        FindingField::Neutral,
        FindingField::Positive,
        FindingField::Mixed,
        FindingField::Stars,
        FindingField::Emotion,
        FindingField::Effort,
    ];

    /// What the column is called.
    pub fn name(self) -> &'static str {
        FOUND[self as usize]
    }

    /// What was found. Where nothing was judged, only language and label are known.
    pub fn of(self, found: &CommentFindings) -> CommentValue<'static> {
        let word = |word: &'static str| CommentValue::Word(word.into());
        match self {
            FindingField::Language => return word(found.language.as_str()),
            FindingField::Label => return word(found.label.as_str()),
            _ => {}
        }
        let Some(judged) = &found.judgement else { return CommentValue::Absent };
        let measure = |value: Option<f32>, decimals| match value {
            Some(value) => CommentValue::Measure(value, decimals),
            None => CommentValue::Absent,
        };
        match self {
            FindingField::Sentiment => CommentValue::Measure(judged.sentiment, 4),
            FindingField::Negative => CommentValue::Measure(judged.polarity.negative, 4),
            FindingField::Neutral => CommentValue::Measure(judged.polarity.neutral, 4),
            FindingField::Positive => CommentValue::Measure(judged.polarity.positive, 4),
            FindingField::Mixed => measure(judged.mixed, 4),
            FindingField::Stars => measure(judged.stars, 2),
            FindingField::Emotion => {
                judged.emotion.map_or(CommentValue::Absent, |emotion| word(emotion.as_str()))
            }
            FindingField::Effort => word(judged.effort.as_str()),
            FindingField::Language | FindingField::Label => CommentValue::Absent,
        }
    }
}

impl CommentValue<'_> {
    /// The value in JSON, measures with four decimals.
    pub fn json(&self) -> Value {
        match self {
            CommentValue::Absent => Value::Null,
            CommentValue::Text(text) => json!(text),
            CommentValue::Word(word) => json!(word),
            CommentValue::Whole(number) => json!(number),
            CommentValue::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                json!(*number as i64)
            }
            CommentValue::Number(number) => json!(number),
            CommentValue::Measure(value, _) => json!(to_four_decimals(*value)),
            CommentValue::Time(time) => json!(time.to_string()),
            CommentValue::Numbers(numbers) => vector(numbers),
            CommentValue::Texts(texts) => json!(texts),
            CommentValue::Vectors(vectors) => vectors.iter().map(|one| vector(one)).collect(),
        }
    }
}

fn vector(numbers: &[f32]) -> Value {
    numbers.iter().map(|number| to_four_decimals(*number)).collect()
}

fn to_four_decimals(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// A measure as tables give it: a whole number of units, of which there are so many to one.
/// Never a negative zero.
pub fn in_units(value: f32, decimals: u8) -> (i64, i64) {
    let unit = 10i64.pow(u32::from(decimals));
    ((f64::from(value) * unit as f64).round() as i64, unit)
}

/// Writes `value` with a fixed number of decimals. Several times as fast as the standard
/// formatting of floats, and a row has five.
pub fn write_measure(out: &mut String, value: f32, decimals: u8) {
    use std::fmt::Write as _;
    let (scaled, unit) = in_units(value, decimals);
    if scaled < 0 {
        out.push('-');
    }
    let (whole, rest) = (scaled.abs() / unit, scaled.abs() % unit);
    // Writing to a string cannot fail.
    let _ = write!(out, "{whole}.{rest:0width$}", width = usize::from(decimals));
}

/// Opinions in one cell: `delivery_speed=-0.93; price=0.81`.
pub fn opinions_cell(opinions: &[CommentOpinion]) -> String {
    let mut cell = String::new();
    for opinion in opinions {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        cell.push_str(&opinion.aspect);
        cell.push('=');
        write_measure(&mut cell, opinion.sentiment, 2);
    }
    cell
}

/// Opinions with their spans in `text`, the comment as it is shown.
pub fn opinions_json(found: &CommentFindings, text: &str) -> Value {
    let opinion = |opinion: &CommentOpinion| {
        json!({
            "aspect": opinion.aspect,
            "touchpoint": opinion.touchpoint,
            "polarity": opinion.class.as_str(),
            "sentiment": to_four_decimals(opinion.sentiment),
            "evidence": text.get(opinion.evidence.clone()),
            "span": [opinion.evidence.start, opinion.evidence.end],
        })
    };
    found.opinions.iter().map(opinion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_called_like_another_column_is_told_apart() {
        let columns = CommentColumns::new(&["label", "店铺", "nps", "店铺"].map(str::to_owned));
        let names: Vec<&str> = columns.names().collect();
        assert_eq!(names[5..9], ["segment_label", "店铺", "segment_nps", "segment_店铺"]);
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
        assert_eq!(columns.segments()[2], "nps");
    }

    #[test]
    fn names_are_those_by_which_outputs_are_known_again() {
        let columns = CommentColumns::new(&[]);
        let names: Vec<&str> = columns.names().collect();
        assert_eq!(names[..2], [FILE, ROW]);
        let (found, opinions) = names[6 + ScoreKind::ALL.len()..].split_at(FOUND.len());
        assert_eq!((found, opinions), (&FOUND[..], &[OPINIONS][..]));
    }

    #[test]
    fn fixed_decimals_have_no_negative_zero() {
        let written = |value, decimals| {
            let mut out = String::new();
            write_measure(&mut out, value, decimals);
            out
        };
        assert_eq!(written(-0.000_01, 2), "0.00");
        assert_eq!(written(-0.936, 2), "-0.94");
        assert_eq!(written(4.05, 2), "4.05");
        assert_eq!(written(0.000_04, 4), "0.0000");
    }
}
