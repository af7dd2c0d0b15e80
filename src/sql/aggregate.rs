//! Aggregates over scores: the headline figures of the reports and the ends of their intervals,
//! from the same code, for every group of a query.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::{DataType, FieldRef, Schema};
use datafusion::common::cast::as_float64_array;
use datafusion::common::{Result, ScalarValue, exec_err, not_impl_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, ColumnarValue, Signature, Volatility,
};
use datafusion::physical_expr::PhysicalExpr;

use super::kendall::{self, KendallTau};
use super::scores::{Counts, Number, counts, merged, numbers, state_fields};
use crate::feedback::{Direction, Measure, Scale, ScoreValue};
use crate::metrics::Answers;
use crate::metrics::summary::headline;
use crate::stats::Estimate;

/// Which number of an estimate a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Value,
    Low,
    High,
}

/// A score with the functions that tell of it.
struct Told {
    measure: Measure,
    /// The functions for the value and the ends of its 95 % interval.
    names: [&'static str; 3],
    /// The scale of the answers, unless it is stated.
    scale: Scale,
}

/// The scores that have functions.
const SCORES: [Told; 3] = [
    Told { measure: Measure::Net, names: ["nps", "nps_low", "nps_high"], scale: Scale::NPS },
    Told {
        measure: Measure::TopTwo,
        names: ["csat", "csat_low", "csat_high"],
        scale: Scale { low: 1.0, high: 5.0, direction: Direction::Higher },
    },
    // "It was easy", CES 2.0.
    Told {
        measure: Measure::Ease,
        names: ["ces", "ces_low", "ces_high"],
        scale: Scale { low: 1.0, high: 7.0, direction: Direction::Higher },
    },
];

/// For each score its name, and how many answers each of its functions has left out as they lie
/// outside the scale.
pub(crate) type Outside = Vec<(&'static str, [Arc<AtomicU64>; 3])>;

/// Whether the function of that name is one of scores.
pub(crate) fn is_of_scores(name: &str) -> bool {
    name == kendall::NAME || SCORES.iter().any(|told| told.names.contains(&name))
}

/// The aggregates, and what they leave out. Where they are `refused` they count nothing and say
/// why.
pub(crate) fn functions(refused: Option<&Arc<str>>) -> (Vec<AggregateUDF>, Outside) {
    let refused = refused.cloned();
    let mut functions = vec![AggregateUDF::new_from_impl(KendallTau::new(refused.clone()))];
    let mut outside = Vec::new();
    for Told { measure, names, scale } in SCORES {
        let left_out: [Arc<AtomicU64>; 3] = Default::default();
        let parts = [Part::Value, Part::Low, Part::High];
        for ((name, part), outside) in names.into_iter().zip(parts).zip(&left_out) {
            let signature = Signature::user_defined(Volatility::Immutable);
            let outside = Arc::clone(outside);
            let refused = refused.clone();
            let function = OfScore { name, measure, scale, part, outside, refused, signature };
            functions.push(AggregateUDF::new_from_impl(function));
        }
        outside.push((names[0], left_out));
    }
    (functions, outside)
}

#[derive(Debug)]
struct OfScore {
    name: &'static str,
    measure: Measure,
    scale: Scale,
    part: Part,
    outside: Arc<AtomicU64>,
    /// Why it counts nothing, where it is not to.
    refused: Option<Arc<str>>,
    signature: Signature,
}

impl PartialEq for OfScore {
    fn eq(&self, other: &OfScore) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.outside, &other.outside)
    }
}

impl Eq for OfScore {}

impl Hash for OfScore {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl AggregateUDFImpl for OfScore {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.name;
        match given.len() {
            1 | 3 => as_numbers(name, given),
            n => plan_err!(
                "{name} takes a score, or a score and the worst and best value of its scale, as in \
                 {name}(score, 1, 7); it was given {n} arguments"
            ),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(state_fields(args.name, &["values"]))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        willing(self.refused.as_ref())?;
        not_distinct(self.name, &args)?;
        let scale = match args.exprs {
            [_, worst, best] => self.stated(worst, best)?,
            _ => self.scale,
        };
        let (measure, part, outside) = (self.measure, self.part, Arc::clone(&self.outside));
        Ok(Box::new(Scores { measure, part, scale, outside, counts: Counts::default() }))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}

impl OfScore {
    /// The scale with these ends.
    fn stated(&self, worst: &Arc<dyn PhysicalExpr>, best: &Arc<dyn PhysicalExpr>) -> Result<Scale> {
        match (constant(worst), constant(best)) {
            (Some(worst), Some(best)) if worst < best => Ok(Scale::higher(worst, best)),
            (Some(worst), Some(best)) if worst > best => {
                Ok(Scale { low: best, high: worst, direction: Direction::Lower })
            }
            _ => {
                let name = self.name;
                plan_err!(
                    "the worst and best value of a scale are two different numbers, as in \
                     {name}(score, 1, 7), or {name}(score, 5, 1) where 1 is the best"
                )
            }
        }
    }
}

/// The number that an expression is, whatever the row.
fn constant(expression: &Arc<dyn PhysicalExpr>) -> Option<f64> {
    let no_rows = RecordBatch::new_empty(Arc::new(Schema::empty()));
    match expression.evaluate(&no_rows) {
        Ok(ColumnarValue::Scalar(ScalarValue::Float64(number))) => number.filter(|n| n.is_finite()),
        _ => None,
    }
}

/// Arguments that are numbers, as floating-point ones.
pub(super) fn as_numbers(name: &str, given: &[DataType]) -> Result<Vec<DataType>> {
    let number = |kind: &DataType| kind.is_numeric() || matches!(kind, DataType::Null);
    match given.iter().find(|kind| !number(kind)) {
        None => Ok(vec![DataType::Float64; given.len()]),
        Some(other) => plan_err!(
            "{name} takes numbers, not a column of type {other}; write \
             {name}(TRY_CAST(column AS DOUBLE)), which leaves out what is no number"
        ),
    }
}

/// Fails where a function is to count nothing.
pub(super) fn willing(refused: Option<&Arc<str>>) -> Result<()> {
    match refused {
        None => Ok(()),
        Some(why) => exec_err!("{why}"),
    }
}

/// Refuses a function of scores with `DISTINCT`, which would count people of one mind once.
pub(super) fn all_counted(name: &str) -> Result<()> {
    if is_of_scores(name) {
        return not_impl_err!("{name} counts every answer; leave out DISTINCT");
    }
    Ok(())
}

/// The same where a function is made to be run, as in windows.
pub(super) fn not_distinct(name: &str, args: &AccumulatorArgs<'_>) -> Result<()> {
    if args.is_distinct { all_counted(name) } else { Ok(()) }
}

/// The answers of a group.
#[derive(Debug)]
struct Scores {
    measure: Measure,
    part: Part,
    scale: Scale,
    outside: Arc<AtomicU64>,
    counts: Counts<Number>,
}

impl Accumulator for Scores {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let Some(given) = values.first() else { return Ok(()) };
        let mut outside = 0;
        for value in as_float64_array(given)?.iter().flatten() {
            match self.scale.contains(value) {
                true => self.counts.add(Number::new(value), 1),
                false => outside += 1,
            }
        }
        if outside > 0 {
            self.outside.fetch_add(outside, Ordering::Relaxed);
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut answers = Answers::default();
        for (value, count) in self.counts.each() {
            answers.add_alike(ScoreValue { value: value.value(), scale: self.scale }, count);
        }
        let estimate = headline(self.measure, &answers);
        Ok(ScalarValue::Float64(estimate.map(|Estimate { value, low, high }| match self.part {
            Part::Value => value,
            Part::Low => low,
            Part::High => high,
        })))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.counts.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let values = self.counts.each().map(|(value, _)| value.value());
        Ok(vec![numbers(values), counts(self.counts.each().map(|(_, count)| count))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        merged(states, |[value]: [f64; 1], count| self.counts.add(Number::new(value), count))
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let Some(given) = values.first() else { return Ok(()) };
        for value in as_float64_array(given)?.iter().flatten() {
            self.counts.take(Number::new(value));
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}
