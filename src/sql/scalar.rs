//! Functions of a text: what is found in it, and the text with personal details masked.
//!
//! Values are those of the columns that `xinsheng score` adds, to the decimals that its tables
//! give, so that a figure made of them is the same whether it is made here or from a scored
//! table. NULL and blanks give NULL. A text that says nothing ("无", "N/A") has a label and no
//! figures, as in a scored table.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    ArrayRef, BooleanBufferBuilder, Float64Array, Float64Builder, ListArray, StringBuilder,
    StructArray,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::judged::{Found, Judging};
use super::texts::{column, is_text, texts};
use crate::report::comment_columns::{CommentValue, FindingField, in_units};

/// What a function tells of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Finding(FindingField),
    Opinions,
    Redacted,
}

/// All functions of a text, by their names.
const FUNCTIONS: [(&str, Told); 12] = [
    ("sentiment", Told::Finding(FindingField::Sentiment)),
    ("sentiment_label", Told::Finding(FindingField::Label)),
    ("p_negative", Told::Finding(FindingField::Negative)),
    ("p_neutral", Told::Finding(FindingField::Neutral)),
    ("p_positive", Told::Finding(FindingField::Positive)),
    ("p_mixed", Told::Finding(FindingField::Mixed)),
    ("stars", Told::Finding(FindingField::Stars)),
    ("emotion", Told::Finding(FindingField::Emotion)),
    ("effort", Told::Finding(FindingField::Effort)),
    ("language", Told::Finding(FindingField::Language)),
    ("opinions", Told::Opinions),
    ("redact", Told::Redacted),
];

/// The functions of a text, of which those that judge ask `judging`.
pub(crate) fn functions(judging: &Arc<Judging>) -> impl Iterator<Item = ScalarUDF> {
    let judging = Arc::clone(judging);
    FUNCTIONS.into_iter().map(move |(name, told)| {
        let signature = Signature::user_defined(Volatility::Immutable);
        let judging = Arc::clone(&judging);
        ScalarUDF::new_from_impl(OfText { name, told, judging, signature })
    })
}

/// What a function asks, where it is one of a text.
#[cfg(feature = "cluster")]
pub(crate) fn asked(function: &ScalarUDF) -> Option<&Arc<Judging>> {
    Some(&function.inner().downcast_ref::<OfText>()?.judging)
}

/// Whether the function of that name judges.
pub(super) fn judges(name: &str) -> bool {
    FUNCTIONS.iter().any(|(function, told)| *function == name && *told != Told::Redacted)
}

#[derive(Debug)]
struct OfText {
    name: &'static str,
    told: Told,
    judging: Arc<Judging>,
    signature: Signature,
}

impl PartialEq for OfText {
    fn eq(&self, other: &OfText) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.judging, &other.judging)
    }
}

impl Eq for OfText {}

impl Hash for OfText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for OfText {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let [given] = given else {
            return plan_err!("{}(text) takes one text, not {} arguments", self.name, given.len());
        };
        let read = match given {
            kind if is_text(kind) => kind,
            DataType::Null => &DataType::Utf8,
            DataType::Dictionary(_, values) if is_text(values) => values,
            DataType::RunEndEncoded(_, values) if is_text(values.data_type()) => values.data_type(),
            other => {
                let name = self.name;
                return plan_err!(
                    "{name}(text) takes a text, not a column of type {other}; choose the column of \
                     the comments, or write {name}(CAST(column AS VARCHAR))"
                );
            }
        };
        Ok(vec![read.clone()])
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.told {
            Told::Finding(field) if is_word(field) => DataType::Utf8,
            Told::Finding(_) => DataType::Float64,
            Told::Opinions => DataType::List(Arc::clone(&OPINION)),
            Told::Redacted => DataType::Utf8,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.as_slice() {
            [ColumnarValue::Array(given)] => Ok(ColumnarValue::Array(self.of_texts(given)?)),
            [ColumnarValue::Scalar(given)] => {
                let made = self.of_texts(&given.to_array_of_size(1)?)?;
                Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&made, 0)?))
            }
            _ => exec_err!("{}(text) takes one text", self.name),
        }
    }
}

impl OfText {
    fn of_texts(&self, given: &ArrayRef) -> Result<ArrayRef> {
        let texts = texts(given);
        if self.told == Told::Redacted {
            return Ok(column(&DataType::Utf8, self.judging.redacted(&texts)?));
        }
        let there: Vec<&str> = texts.iter().flatten().copied().collect();
        let mut found = self.judging.found(&there)?.into_iter();
        let of_rows: Vec<Found> =
            texts.iter().map(|text| text.and_then(|_| found.next().flatten())).collect();
        match self.told {
            Told::Finding(field) if is_word(field) => Ok(words(field, &of_rows)),
            Told::Finding(field) => Ok(measures(field, &of_rows)),
            _ => opinions(&of_rows),
        }
    }
}

/// Whether a finding is a word; else it is a measure.
fn is_word(field: FindingField) -> bool {
    use FindingField::{Effort, Emotion, Label, Language};
    matches!(field, Language | Label | Emotion | Effort)
}

fn words(field: FindingField, found: &[Found]) -> ArrayRef {
    let word = |found: &Found| match field.of(&found.as_ref()?.findings) {
        CommentValue::Word(word) => Some(word),
        _ => None,
    };
    column(&DataType::Utf8, found.iter().map(word).collect())
}

fn measures(field: FindingField, found: &[Found]) -> ArrayRef {
    let measure = |found: &Found| match field.of(&found.as_ref()?.findings) {
        CommentValue::Measure(value, decimals) => Some(rounded(value, decimals)),
        _ => None,
    };
    Arc::new(found.iter().map(measure).collect::<Float64Array>())
}

/// A measure with the decimals that all outputs give.
fn rounded(value: f32, decimals: u8) -> f64 {
    let (scaled, unit) = in_units(value, decimals);
    scaled as f64 / unit as f64
}

/// The fields of an opinion.
static OPINION_FIELDS: LazyLock<Fields> = LazyLock::new(|| {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let measure = |name| Field::new(name, DataType::Float64, true);
    let fields = [
        text("aspect"),
        text("touchpoint"),
        text("polarity"),
        measure("sentiment"),
        text("evidence"),
    ];
    Fields::from(fields.to_vec())
});

/// An opinion among those of a comment.
static OPINION: LazyLock<FieldRef> = LazyLock::new(|| {
    Arc::new(Field::new_list_field(DataType::Struct(OPINION_FIELDS.clone()), true))
});

/// A list of opinions for each comment, in the order of its text.
fn opinions(found: &[Found]) -> Result<ArrayRef> {
    let (mut aspect, mut touchpoint) = (StringBuilder::new(), StringBuilder::new());
    let (mut polarity, mut evidence) = (StringBuilder::new(), StringBuilder::new());
    let mut sentiment = Float64Builder::new();
    let mut there = BooleanBufferBuilder::new(found.len());
    let mut lengths = Vec::with_capacity(found.len());
    for judged in found {
        there.append(judged.is_some());
        let Some(judged) = judged else {
            lengths.push(0);
            continue;
        };
        for (opinion, said) in judged.findings.opinions.iter().zip(&judged.evidence) {
            aspect.append_value(&*opinion.aspect);
            touchpoint.append_value(&*opinion.touchpoint);
            polarity.append_value(opinion.class.as_str());
            sentiment.append_value(rounded(opinion.sentiment, 4));
            evidence.append_value(&**said);
        }
        lengths.push(judged.findings.opinions.len());
    }
    let values: Vec<ArrayRef> = vec![
        Arc::new(aspect.finish()),
        Arc::new(touchpoint.finish()),
        Arc::new(polarity.finish()),
        Arc::new(sentiment.finish()),
        Arc::new(evidence.finish()),
    ];
    let values = StructArray::try_new(OPINION_FIELDS.clone(), values, None)?;
    let (offsets, nulls) = (OffsetBuffer::from_lengths(lengths), NullBuffer::new(there.finish()));
    let list = ListArray::try_new(Arc::clone(&OPINION), offsets, Arc::new(values), Some(nulls))?;
    Ok(Arc::new(list))
}
