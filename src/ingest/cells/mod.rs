//! Single cells, and what the cells of a column add up to: numbers, times, fillers, totals.

pub(crate) mod amount;
pub(crate) mod column_profile;
pub(crate) mod filler;
pub(crate) mod number;
pub(crate) mod options;
pub(crate) mod person;
pub(crate) mod short_date;
pub(crate) mod time;
mod time_tokens;
pub(crate) mod totals;
