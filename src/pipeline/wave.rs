//! Which rows belong to which of two waves.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::{Date, DateTime};

use super::PipelineError;
use super::export::Export;
use super::input::Input;
use super::only::Condition;

/// Different values of a column that are looked at.
const MOST_VALUES: usize = 12;

/// Where two waves are.
#[derive(Clone, Copy)]
pub enum Waves<'a> {
    /// In files of their own.
    Files {
        /// The earlier one.
        before: &'a [Input],
        /// The later one.
        after: &'a [Input],
    },
    /// In the same files, divided by time.
    SplitAt {
        /// The files.
        inputs: &'a [Input],
        /// First day of the later one.
        day: Date,
    },
    /// In the same files, divided by a column.
    By {
        /// The files.
        inputs: &'a [Input],
        /// The column.
        by: &'a ByColumn,
    },
}

impl<'a> Waves<'a> {
    /// The files of each wave.
    pub(super) fn inputs(&self) -> [&'a [Input]; 2] {
        match self {
            Waves::Files { before, after } => [before, after],
            Waves::SplitAt { inputs, .. } | Waves::By { inputs, .. } => [inputs, inputs],
        }
    }
}

/// A column by which waves are told apart, as `COLUMN` or `COLUMN=BEFORE:AFTER`, each of them a
/// value or several with commas between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByColumn {
    column: String,
    /// What it holds in either; `None` where it has just two values.
    values: Option<[Vec<String>; 2]>,
}

impl ByColumn {
    /// Reads it; `None` where it has no column, or values that are not two.
    pub fn parse(text: &str) -> Option<ByColumn> {
        let (column, values) = match text.split_once('=') {
            None => (text, None),
            Some((column, values)) => {
                let mut sides = values.split([':', '：']).map(listed);
                let sides = (sides.next()?, sides.next()?, sides.next());
                let (before, after, None) = sides else { return None };
                if before.is_empty() || after.is_empty() {
                    return None;
                }
                (column, Some([before, after]))
            }
        };
        let column = column.trim().to_owned();
        (!column.is_empty()).then_some(ByColumn { column, values })
    }

    /// The values of either wave: those that are stated or, of a column with just two, these,
    /// numbers by size and words by their letters.
    ///
    /// # Errors
    /// A column that is not there, or that has not just two values.
    pub(super) fn sides(&self, files: &[Export]) -> Result<[Vec<String>; 2], PipelineError> {
        if let Some(values) = &self.values {
            return Ok(values.clone());
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for export in files {
            let file = &export.opened.file;
            let at = file.layout().column(&self.column)?;
            for row in file.rows()?.flatten() {
                let value = row.cells.get(at).unwrap_or_default().trim();
                if seen.len() <= MOST_VALUES && !value.is_empty() && !seen.contains(value) {
                    seen.insert(value.to_owned());
                }
            }
        }
        let mut found: Vec<String> = seen.into_iter().collect();
        let number = |value: &String| value.parse::<f64>().ok().filter(|n| n.is_finite());
        if let [Some(first), Some(second)] = found.iter().map(number).collect::<Vec<_>>()[..]
            && first > second
        {
            found.reverse();
        }
        match <[String; 2]>::try_from(found) {
            Ok(two) => Ok(two.map(|value| vec![value])),
            Err(found) => Err(PipelineError::NotTwoWaves {
                column: self.column.clone(),
                more: found.len() > MOST_VALUES,
                found: found.into_iter().take(MOST_VALUES).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// The column.
    pub(super) fn column(&self) -> &str {
        &self.column
    }
}

/// Values with commas between.
fn listed(values: &str) -> Vec<String> {
    let trimmed = values.split([',', '，']).map(str::trim);
    trimmed.filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// The rows of one of two waves in the same files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WavePart {
    rows: Rows,
    /// How it is called.
    name: String,
    /// Whether it is the earlier one, with which rows are told that are in neither.
    first: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rows {
    /// Those of days before, or from this one on.
    Split(Date),
    /// Those that meet a condition.
    Where(Condition),
}

impl WavePart {
    /// The two parts of a split by time.
    pub(super) fn split(day: Date) -> [WavePart; 2] {
        [true, false].map(|first| {
            let sign = if first { '<' } else { '≥' };
            WavePart { rows: Rows::Split(day), name: format!("{sign} {day}"), first }
        })
    }

    /// The two parts of a split by the values of a column.
    pub(super) fn by(column: &str, [before, after]: &[Vec<String>; 2]) -> [WavePart; 2] {
        let part = |values: &Vec<String>, first| WavePart {
            rows: Rows::Where(Condition::one_of(column, values)),
            name: format!("{column} = {}", values.join(", ")),
            first,
        };
        [part(before, true), part(after, false)]
    }

    /// The condition that its rows meet, where it is one on a column.
    pub(super) fn condition(&self) -> Option<&Condition> {
        match &self.rows {
            Rows::Where(condition) => Some(condition),
            Rows::Split(_) => None,
        }
    }

    /// Whether it has a row of this time, which meets its condition; `None` where that cannot
    /// be told.
    pub(super) fn has(&self, time: Option<DateTime>) -> Option<bool> {
        match &self.rows {
            Rows::Where(_) => Some(true),
            Rows::Split(day) => Some((time?.date() < *day) == self.first),
        }
    }

    /// Whether rows that are in neither wave are told with it.
    pub(super) fn tells_undated(&self) -> bool {
        self.first
    }
}

impl fmt::Display for WavePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_and_its_two_waves_are_read() {
        let by = |text| ByColumn::parse(text).map(|by| (by.column, by.values));
        let two = |a: &[&str], b: &[&str]| {
            Some([a, b].map(|side| side.iter().map(|value| (*value).to_owned()).collect()))
        };
        assert_eq!(by(" Wave "), Some(("Wave".into(), None)));
        assert_eq!(by("Wave=W1:W2"), Some(("Wave".into(), two(&["W1"], &["W2"]))));
        assert_eq!(by("季度=Q1，Q2：Q3"), Some(("季度".into(), two(&["Q1", "Q2"], &["Q3"]))));
        for wrong in ["", "=a:b", "Wave=", "Wave=a", "Wave=a:", "Wave=:b", "Wave=a:b:c"] {
            assert_eq!(by(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_belongs_to_one_wave_and_no_date_to_neither() {
        let [before, after] = WavePart::split(Date::constant(2026, 7, 1));
        let at = |month, day| Some(Date::constant(2026, month, day).at(23, 59, 0, 0));
        for (time, first) in [(at(6, 30), Some(true)), (at(7, 1), Some(false)), (None, None)] {
            assert_eq!(before.has(time), first);
            assert_eq!(after.has(time), first.map(|first| !first));
        }
        assert!(before.tells_undated() && !after.tells_undated());
    }
}
