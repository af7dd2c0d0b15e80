//! Answers to a score as a group of a query gathers them: counted by value, so that a partial
//! count can be sent on and merged, and taken back where a window moves on.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array, UInt64Array};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Float64Type, UInt64Type};
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue, internal_err};
use datafusion::logical_expr::utils::format_state_name;

/// A number as a key: in order, with 0 and −0 the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number(f64);

impl Number {
    pub(super) fn new(value: f64) -> Number {
        // −0 + 0 is 0.
        Number(value + 0.0)
    }

    pub(super) fn value(self) -> f64 {
        self.0
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.0.total_cmp(&other.0).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// How often each of some keys occurred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counts<K: Ord>(BTreeMap<K, u64>);

impl<K: Ord> Default for Counts<K> {
    fn default() -> Counts<K> {
        Counts(BTreeMap::new())
    }
}

impl<K: Ord + Copy> Counts<K> {
    pub(super) fn add(&mut self, key: K, count: u64) {
        *self.0.entry(key).or_default() += count;
    }

    /// Takes one back that was added.
    pub(super) fn take(&mut self, key: K) {
        if let Some(count) = self.0.get_mut(&key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.0.remove(&key);
            }
        }
    }

    /// The keys in order, with their counts.
    pub(super) fn each(&self) -> impl Iterator<Item = (K, u64)> {
        self.0.iter().map(|(key, count)| (*key, *count))
    }

    /// About the bytes that they take.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + 2 * self.0.len() * (size_of::<K>() + size_of::<u64>())
    }
}

/// The fields of a partial count: a list for each part of a key, and one of the counts.
pub(super) fn state_fields(name: &str, parts: &[&str]) -> Vec<FieldRef> {
    let list = |part: &str, kind: DataType| {
        let name = format_state_name(name, part);
        Arc::new(Field::new_list(name, Field::new_list_field(kind, true), true))
    };
    let keys = parts.iter().map(|part| list(part, DataType::Float64));
    keys.chain([list("counts", DataType::UInt64)]).collect()
}

/// A list of numbers as part of a partial count.
pub(super) fn numbers(values: impl Iterator<Item = f64>) -> ScalarValue {
    one_list(Arc::new(values.map(Some).collect::<Float64Array>()))
}

/// The list of counts.
pub(super) fn counts(values: impl Iterator<Item = u64>) -> ScalarValue {
    one_list(Arc::new(values.map(Some).collect::<UInt64Array>()))
}

fn one_list(values: ArrayRef) -> ScalarValue {
    SingleRowListArrayBuilder::new(values).build_list_scalar()
}

/// Calls `each` with the key and the count of every entry of partial counts with `N` parts of a
/// key.
pub(super) fn merged<const N: usize>(
    states: &[ArrayRef],
    mut each: impl FnMut([f64; N], u64),
) -> Result<()> {
    let Some((counted, keys)) = states.split_last().filter(|(_, keys)| keys.len() == N) else {
        return internal_err!("a partial count has {} columns, not {}", states.len(), N + 1);
    };
    for row in (0..counted.len()).filter(|row| !counted.is_null(*row)) {
        let counts = counted.as_list::<i32>().value(row);
        let counts = counts.as_primitive::<UInt64Type>();
        let parts: Vec<ArrayRef> = keys.iter().map(|key| key.as_list::<i32>().value(row)).collect();
        for (at, count) in counts.values().iter().enumerate() {
            let mut key = [0.0; N];
            for (part, values) in key.iter_mut().zip(&parts) {
                *part = values.as_primitive::<Float64Type>().value(at);
            }
            each(key, *count);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_sent_on_merged_and_taken_back() {
        let mut all = Counts::default();
        for value in [9.0, 0.0, 9.0, -0.0] {
            all.add(Number::new(value), 1);
        }
        let each: Vec<(f64, u64)> = all.each().map(|(key, count)| (key.value(), count)).collect();
        assert_eq!(each, [(0.0, 2), (9.0, 2)]);
        let states = [
            numbers(all.each().map(|(key, _)| key.value())),
            counts(all.each().map(|(_, count)| count)),
        ];
        let states: Vec<ArrayRef> =
            states.iter().map(|state| state.to_array_of_size(2).unwrap()).collect();
        let mut twice = Counts::default();
        merged(&states, |[value]: [f64; 1], count| twice.add(Number::new(value), count)).unwrap();
        for _ in 0..2 {
            twice.take(Number::new(0.0));
            twice.take(Number::new(9.0));
        }
        assert_eq!(twice, all);
        twice.take(Number::new(5.0));
        assert_eq!(twice, all);
        assert!(merged(&states, |_: [f64; 2], _| {}).is_err());
    }
}
