//! Single cells, and what the cells of a column add up to: numbers, times, fillers, totals.

pub(crate) mod amount;
pub(crate) mod column_profile;
pub(crate) mod date_readings;
pub(crate) mod filler;
mod footers;
pub(crate) mod garbled;
#[cfg(test)]
pub(crate) mod made;
pub(crate) mod number;
pub(crate) mod options;
pub(crate) mod person;
mod person_name;
pub(crate) mod placeholder_date;
pub(crate) mod short_date;
mod tags;
pub(crate) mod text_kinds;
pub(crate) mod time;
mod time_tokens;
pub(crate) mod totals;
pub(crate) mod yes_no;
pub(crate) mod zero_width;
