//! What tests here and in `columns` share: columns made up of values that come so often, of cells
//! in their order, or of facts alone; and a time in a word.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::time::Parsed;

/// A column in which each value comes so often.
pub(in crate::ingest) fn column(values: &[(&str, u64)]) -> ColumnProfile {
    let mut facts = ColumnProfile::default();
    for (value, n) in values {
        (0..*n).for_each(|_| facts.see(value));
    }
    facts
}

/// A column of these cells in their order, all of them so many times.
pub(in crate::ingest) fn cells(cells: &[&str], times: usize) -> ColumnProfile {
    let mut facts = ColumnProfile::default();
    for _ in 0..times {
        cells.iter().for_each(|cell| facts.see(cell));
    }
    facts
}

/// A column of so many answers, so many of them different, each so wide.
pub(in crate::ingest) fn facts(answers: u64, distinct: u64, width: u64) -> ColumnProfile {
    let mut facts = ColumnProfile::default();
    (facts.filled, facts.examined, facts.distinct) = (answers, answers, distinct);
    facts.width = answers * width;
    facts
}

/// What a cell was read as.
pub(in crate::ingest) fn time_told(parsed: Option<Parsed>) -> String {
    match parsed {
        Some(Parsed::Time(time)) => time.written.to_string(),
        Some(Parsed::Ambiguous) => "ambiguous".into(),
        None => "none".into(),
    }
}
