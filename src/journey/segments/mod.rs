//! The same tables by segment: product, store, region, whatever fields the
//! export has beside its scores.
//!
//! Each group of a field is compared with the rest of the field: scores by the
//! permutation test of `stats::net_difference` (with the adjusted Wald and Newcombe's
//! interval), on a long scale by their means too (`levels.rs`), sentiment by Mann-Whitney
//! on bins of 0.02. Scores are weighted where the answers are; ranks are those of the
//! comments as they are. Where the same people answer or write several times, all of
//! them are as much less sure as the design effect says. All tests of a field are
//! one family, and their q is that of Benjamini and Hochberg. Rows without a
//! value are a group of their own, and groups beyond the [`MOST_SHOWN`] largest
//! that score like the others are one group together: the groups of a field
//! always add up to all rows.
//!
//! That is why small groups must be hidden with care: the only hidden group is
//! the total minus the others. Every metric hides groups of fewer answers (or
//! rows) than the report's minimum, and as many others as it takes that none of
//! them follows from the rest; so does every table of groups by touchpoints,
//! by rows and columns. Numbers of responses are always shown; they are no
//! opinions. How many of them commented is shown only where the rate is. Two
//! fields of which one cuts the groups of the other (stores and their regions)
//! are each protected for themselves only.

mod cell;
mod summary;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use self::cell::{GroupCell, RowGain};
use self::table::Context;
use super::place::Place;
use super::row::RowView;
use super::scores::AskedForWhole;
use super::suppression::Suppression;
use super::touchpoint::TouchpointSource;
use crate::feedback::PerScore;
use crate::lang::Name;
use crate::metrics::Design;
pub use crate::stats::LOW_BASE;

pub use self::summary::{
    AgainstRest, SegmentGroup, SegmentScore, SegmentSummary, SegmentTable, SegmentTouchpoint,
    TestedDifference,
};

/// Distinct values up to which a field has a table.
pub const MOST_VALUES: usize = 200;

/// Distinct values that are counted before a field is given up.
pub const MOST_COUNTED: usize = 1_000;

/// Values of a field that are shown; the others are one group together.
pub const MOST_SHOWN: usize = 30;

/// Touchpoints that groups are told apart by; the others are one together.
pub const MOST_PLACES: usize = 60;

/// What is kept of the values of one field.
#[derive(Debug, Clone)]
enum Values {
    Counted(HashMap<Arc<str>, GroupCell>),
    /// Too many for a table.
    Distinct(HashSet<Arc<str>>),
    /// Too many to count.
    Countless,
}

impl Values {
    fn add(&mut self, value: &Arc<str>, gain: &RowGain) {
        match self {
            Values::Counted(cells) => {
                if let Some(cell) = cells.get_mut(value) {
                    cell.add(gain);
                } else if cells.len() < MOST_VALUES {
                    cells.entry(value.clone()).or_default().add(gain);
                } else {
                    let known = std::mem::take(cells).into_keys();
                    *self = Values::Distinct(known.chain([value.clone()]).collect());
                }
            }
            Values::Distinct(known) => {
                known.insert(value.clone());
                if known.len() >= MOST_COUNTED {
                    *self = Values::Countless;
                }
            }
            Values::Countless => {}
        }
    }
}

/// Counts groups, row by row. Memory grows with the fields, their values (up to
/// [`MOST_VALUES`]) and the touchpoints, not with the rows.
#[derive(Debug, Clone)]
pub struct SegmentCounter {
    source: TouchpointSource,
    /// By field: its values, and the rows without one.
    fields: Vec<(Values, GroupCell)>,
    gain: RowGain,
}

impl SegmentCounter {
    /// An empty counter for rows of this many segment fields, in a run whose
    /// touchpoints come from `source`.
    pub fn new(source: TouchpointSource, fields: usize) -> SegmentCounter {
        let field = || (Values::Counted(HashMap::new()), GroupCell::default());
        SegmentCounter {
            source,
            fields: (0..fields).map(|_| field()).collect(),
            gain: RowGain::default(),
        }
    }

    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView) {
        if self.fields.is_empty() {
            return;
        }
        self.gain.take(row, self.source);
        for (i, (values, missing)) in self.fields.iter_mut().enumerate() {
            match row.row.segments.get(i).and_then(Option::as_ref) {
                Some(value) => values.add(value, &self.gain),
                None => missing.add(&self.gain),
            }
        }
    }

    /// One table per field; `fields` are their names, in the mapping's order, and `name` gives
    /// that of a place.
    pub(super) fn finish(
        self,
        fields: &[String],
        name: impl Fn(Place) -> Name,
        asked: AskedForWhole,
        suppression: Suppression,
        (design, of_comments): (PerScore<Design>, Design),
    ) -> Vec<SegmentTable> {
        let mut fields_counted = self.fields;
        let places = fold_places(name, &mut fields_counted);
        let context =
            Context { asked, places: &places, least: suppression.metric, design, of_comments };
        let table = |(i, (values, missing)): (usize, (Values, GroupCell))| {
            let field = fields.get(i).cloned().unwrap_or_else(|| format!("#{i}"));
            let without = |field, values| SegmentTable {
                field,
                values,
                too_many: true,
                no_groups: None,
                groups: vec![],
            };
            match values {
                Values::Counted(cells) => context.table(field, cells, missing),
                Values::Distinct(known) => without(field, known.len() as u64),
                Values::Countless => without(field, MOST_COUNTED as u64),
            }
        };
        fields_counted.into_iter().enumerate().map(table).collect()
    }
}

/// Leaves the [`MOST_PLACES`] touchpoints with the most responses and makes one of
/// the others. Gives those that remain by name: nothing may depend on the order of the rows.
fn fold_places(
    name: impl Fn(Place) -> Name,
    fields: &mut [(Values, GroupCell)],
) -> Vec<(Place, Name)> {
    let mut responses: BTreeMap<Place, u64> = BTreeMap::new();
    // Every row is in one group of a field.
    for (values, missing) in &*fields {
        let Values::Counted(cells) = values else { continue };
        for (place, counts) in cells.values().chain([missing]).flat_map(|cell| &cell.places) {
            *responses.entry(*place).or_default() += counts.responses;
        }
    }
    let mut places: Vec<(Place, Name, u64)> =
        responses.into_iter().map(|(place, n)| (place, name(place), n)).collect();
    places.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
    if places.len() > MOST_PLACES {
        let kept: BTreeSet<Place> = places.drain(..MOST_PLACES).map(|place| place.0).collect();
        for (values, missing) in fields {
            let counted = match values {
                Values::Counted(cells) => Some(cells.values_mut()),
                Values::Distinct(_) | Values::Countless => None,
            };
            for cell in counted.into_iter().flatten().chain([missing]) {
                for (place, counts) in std::mem::take(&mut cell.places) {
                    let to = if kept.contains(&place) { place } else { Place::Others };
                    cell.places.entry(to).or_default().merge(&counts);
                }
            }
        }
        let kept = kept.into_iter().chain([Place::Others]);
        places = kept.map(|place| (place, name(place), 0)).collect();
    }
    places.sort_by(|a, b| a.1.cmp(&b.1));
    places.into_iter().map(|(place, name, _)| (place, name)).collect()
}
