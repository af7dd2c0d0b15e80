//! `kendall_tau(x, y)`: Kendall's τ-b, the measure by which the reports rank what moves a score.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::cast::as_float64_array;
use datafusion::common::{Result, ScalarValue, internal_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};

use super::aggregate::{as_numbers, not_distinct, willing};
use super::scores::{Counts, Number, counts, merged, numbers, state_fields};
use crate::stats::correlation::{PairCount, kendall_tau_b_counted};

pub(super) const NAME: &str = "kendall_tau";

#[derive(Debug)]
pub(super) struct KendallTau {
    /// Why it counts nothing, where it is not to.
    refused: Option<Arc<str>>,
    signature: Signature,
}

impl KendallTau {
    pub(super) fn new(refused: Option<Arc<str>>) -> KendallTau {
        KendallTau { refused, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl PartialEq for KendallTau {
    fn eq(&self, _: &KendallTau) -> bool {
        true
    }
}

impl Eq for KendallTau {}

impl Hash for KendallTau {
    fn hash<H: Hasher>(&self, state: &mut H) {
        NAME.hash(state);
    }
}

impl AggregateUDFImpl for KendallTau {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given.len() {
            2 => as_numbers(NAME, given),
            n => plan_err!("{NAME} takes two columns of numbers; it was given {n} arguments"),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(state_fields(args.name, &["x", "y"]))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        willing(self.refused.as_ref())?;
        not_distinct(NAME, &args)?;
        Ok(Box::new(Pairs::default()))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}

/// The pairs of a group in which neither value is missing.
#[derive(Debug, Default)]
struct Pairs(Counts<(Number, Number)>);

/// Calls `each` with the pairs of two columns in which neither value is missing.
fn pairs(values: &[ArrayRef], mut each: impl FnMut((Number, Number))) -> Result<()> {
    let [x, y] = values else {
        return internal_err!("{NAME} takes two columns");
    };
    for pair in as_float64_array(x)?.iter().zip(as_float64_array(y)?) {
        if let (Some(x), Some(y)) = pair {
            each((Number::new(x), Number::new(y)));
        }
    }
    Ok(())
}

impl Accumulator for Pairs {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        pairs(values, |pair| self.0.add(pair, 1))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let cell = |((x, y), count): ((Number, Number), u64)| PairCount {
            x: x.value(),
            y: y.value(),
            count,
        };
        let cells: Vec<PairCount> = self.0.each().map(cell).collect();
        let tau = kendall_tau_b_counted(&cells).map(|correlation| correlation.value);
        Ok(ScalarValue::Float64(tau))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![
            numbers(self.0.each().map(|((x, _), _)| x.value())),
            numbers(self.0.each().map(|((_, y), _)| y.value())),
            counts(self.0.each().map(|(_, count)| count)),
        ])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        merged(states, |[x, y]: [f64; 2], count| {
            self.0.add((Number::new(x), Number::new(y)), count);
        })
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        pairs(values, |pair| self.0.take(pair))
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}
