//! Which rows of an export are analysed: those in which columns hold what is asked for.

use std::collections::BTreeSet;
use std::fmt;

use crate::ingest::{IngestError, Layout, RawRow};

/// A condition on the cells of a column, as `column=value`, `column=one,another` or
/// `column!=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    column: String,
    values: Vec<String>,
    /// Whether rows with one of the values are left out in place of kept.
    not: bool,
}

/// A value as it is compared: without blanks around it, whatever its case.
fn comparable(value: &str) -> String {
    value.trim().to_lowercase()
}

impl Condition {
    /// Reads a condition; `None` where it has no column or no sign.
    pub fn parse(text: &str) -> Option<Condition> {
        let at = text.find('=')?;
        let (column, not) = match text[..at].strip_suffix('!') {
            Some(column) => (column, true),
            None => (&text[..at], false),
        };
        let column = column.trim().to_owned();
        let values = text[at + 1..].split([',', '，']).map(comparable).collect();
        (!column.is_empty()).then_some(Condition { column, values, not })
    }

    /// Whether a cell meets it. The options of one with several count each.
    fn holds(&self, cell: &str) -> bool {
        let whole = comparable(cell);
        let one = |value: &String| {
            whole == *value
                || whole.split(['┋', ';', '；', '|', ',', '，']).any(|o| o.trim() == value)
        };
        self.values.iter().any(one) != self.not
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.not { "≠" } else { "=" };
        write!(f, "{} {sign} {}", self.column, self.values.join(", "))
    }
}

/// The conditions that the rows of one file must meet.
#[derive(Debug, Clone, Default)]
pub(super) struct Only {
    /// Conditions with the places of their columns.
    conditions: Vec<(usize, Condition)>,
    /// Values of the first column that were met, for those who asked for others.
    seen: BTreeSet<String>,
    /// Rows that met the conditions, and that did not.
    pub(super) kept: u64,
    pub(super) left: u64,
}

impl Only {
    /// Values that are told where no row is kept.
    const TOLD: usize = 12;

    /// # Errors
    /// A column that the file does not have.
    pub(super) fn new(conditions: &[Condition], layout: &Layout) -> Result<Only, IngestError> {
        let placed = |condition: &Condition| {
            layout.column(&condition.column).map(|at| (at, condition.clone()))
        };
        let conditions = conditions.iter().map(placed).collect::<Result<_, _>>()?;
        Ok(Only { conditions, ..Only::default() })
    }

    /// Whether a row is to be analysed.
    pub(super) fn keeps(&mut self, row: &RawRow) -> bool {
        let cell = |at: usize| row.cells.get(at).unwrap_or_default();
        let keeps = self.conditions.iter().all(|(at, condition)| condition.holds(cell(*at)));
        if keeps {
            self.kept += 1;
            return true;
        }
        self.left += 1;
        if let Some((at, _)) = self.conditions.first()
            && self.seen.len() < Only::TOLD
        {
            self.seen.insert(cell(*at).trim().to_owned());
        }
        false
    }

    /// Some of the values that the first column has.
    pub(super) fn seen(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().map(String::as_str).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str, cell: &str) -> bool {
        Condition::parse(condition).unwrap().holds(cell)
    }

    #[test]
    fn conditions_are_read_and_met() {
        for (condition, cell, met) in [
            ("区域=华东", " 华东 ", true),
            ("区域=华东", "华东区", false),
            ("区域=华东,华南", "华南", true),
            ("City=shanghai", "Shanghai", true),
            ("city != x", "y", true),
            ("city!=x", "X", false),
            ("city=", "", true),
            ("city!=", "", false),
            ("触点=物流配送", "客服咨询┋物流配送", true),
            ("a=b=c", "b=c", true),
        ] {
            assert_eq!(holds(condition, cell), met, "{condition}: {cell}");
        }
        for none in ["", "city", "=x", "!=x"] {
            assert_eq!(Condition::parse(none), None, "{none}");
        }
        assert_eq!(Condition::parse("区域 != A,b").unwrap().to_string(), "区域 ≠ a, b");
    }
}
