//! What was found in comments, as columns.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use arrow_array::builder::{BooleanBufferBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use xinsheng::pipeline::ScoredComment;
use xinsheng::report::comment_columns::{CommentValue, FindingField};
use xinsheng::report::comment_row::CommentFindings;

use crate::columns::{Values, batch, field, rounded, structs};

/// What the column of opinions is called.
const OPINIONS: &str = "opinions";

/// The columns of a scored table.
pub(crate) fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        Findings::default().finish().map_or_else(|_| Schema::empty().into(), |none| none.schema())
    });
    Arc::clone(&SCHEMA)
}

/// Scored comments so far.
pub(crate) struct Findings {
    columns: Vec<Values>,
    opinions: Opinions,
}

impl Default for Findings {
    fn default() -> Findings {
        let columns = FindingField::ALL.map(Values::of_finding).into();
        Findings { columns, opinions: Opinions::default() }
    }
}

impl Findings {
    /// Takes a comment, or that there was none.
    pub(crate) fn add(&mut self, comment: Option<&str>, scored: Option<&ScoredComment<'_>>) {
        for (field, values) in FindingField::ALL.into_iter().zip(&mut self.columns) {
            let value = scored.map(|scored| field.of(&scored.findings));
            values.push(&value.unwrap_or(CommentValue::Absent));
        }
        match (comment, scored) {
            (Some(comment), Some(scored)) => {
                self.opinions.add(&scored.findings, &scored.shown, comment, &scored.given);
            }
            _ => self.opinions.add_none(),
        }
    }

    pub(crate) fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let mut names = FindingField::ALL.map(FindingField::name).to_vec();
        let mut arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Values::finish).collect();
        names.push(OPINIONS);
        arrays.push(self.opinions.finish()?);
        batch(&names, arrays)
    }
}

/// The opinions of comments so far: a list of structs a comment.
pub(crate) struct Opinions {
    aspect: StringBuilder,
    touchpoint: StringBuilder,
    polarity: StringBuilder,
    sentiment: Float64Builder,
    evidence: StringBuilder,
    start: Int64Builder,
    end: Int64Builder,
    lengths: Vec<usize>,
    there: BooleanBufferBuilder,
}

impl Default for Opinions {
    fn default() -> Opinions {
        Opinions {
            aspect: StringBuilder::new(),
            touchpoint: StringBuilder::new(),
            polarity: StringBuilder::new(),
            sentiment: Float64Builder::new(),
            evidence: StringBuilder::new(),
            start: Int64Builder::new(),
            end: Int64Builder::new(),
            lengths: Vec::new(),
            there: BooleanBufferBuilder::new(0),
        }
    }
}

impl Opinions {
    /// Takes the opinions of a comment, of which `shown` is shown; `spans` are those of the
    /// evidence in `of`.
    pub(crate) fn add(
        &mut self,
        found: &CommentFindings,
        shown: &str,
        of: &str,
        spans: &[Range<usize>],
    ) {
        let mut places = Places { text: of, last: (0, 0) };
        for (opinion, span) in found.opinions.iter().zip(spans) {
            self.aspect.append_value(&opinion.aspect);
            self.touchpoint.append_value(&opinion.touchpoint);
            self.polarity.append_value(opinion.class.as_str());
            self.sentiment.append_value(rounded(opinion.sentiment, 4));
            self.evidence.append_option(shown.get(opinion.evidence.clone()));
            self.start.append_value(places.of(span.start));
            self.end.append_value(places.of(span.end));
        }
        self.lengths.push(found.opinions.len());
        self.there.append(true);
    }

    pub(crate) fn add_none(&mut self) {
        self.lengths.push(0);
        self.there.append(false);
    }

    pub(crate) fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let names = ["aspect", "touchpoint", "polarity", "sentiment", "evidence", "start", "end"];
        let values = structs(
            &names,
            vec![
                Arc::new(self.aspect.finish()),
                Arc::new(self.touchpoint.finish()),
                Arc::new(self.polarity.finish()),
                Arc::new(self.sentiment.finish()),
                Arc::new(self.evidence.finish()),
                Arc::new(self.start.finish()),
                Arc::new(self.end.finish()),
            ],
        )?;
        let item = Arc::new(field("item", values.data_type()));
        let offsets = OffsetBuffer::from_lengths(self.lengths);
        let nulls = NullBuffer::new(self.there.finish());
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(values), Some(nulls))?))
    }
}

/// Places in a text in characters, as Python counts them, by their places in bytes.
struct Places<'a> {
    text: &'a str,
    /// The last one, in bytes and in characters: the next is mostly behind it.
    last: (usize, i64),
}

impl Places<'_> {
    fn of(&mut self, byte: usize) -> i64 {
        let (from, before) = if byte >= self.last.0 { self.last } else { (0, 0) };
        let between = self.text.get(from..byte).map_or(0, |text| text.chars().count());
        self.last = (byte, before + i64::try_from(between).unwrap_or(i64::MAX));
        self.last.1
    }
}
