//! Which rows of an export are analysed: those in which columns hold what is asked for.

use std::collections::BTreeSet;
use std::fmt;

use rust_i18n::t;

use super::PipelineError;
use crate::gate::Gate;
use crate::ingest::{ColumnMapping, IngestError, Layout, Mapping, RawRow};
use crate::journey::raking::comparable;
use crate::lang::Name;
use crate::report::summary::Account;

/// A condition on the cells of a column, as `column=value`, `column=one,another` or
/// `column!=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    column: String,
    /// As they are compared, and as they were written.
    values: Vec<(String, String)>,
    /// Whether rows with one of the values are left out in place of kept.
    not: bool,
}

/// A value as it is compared, and as it was written.
fn both(value: &str) -> (String, String) {
    (comparable(value), value.trim().to_owned())
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
        let values = text[at + 1..].split([',', '，']).map(both).collect();
        (!column.is_empty()).then_some(Condition { column, values, not })
    }

    /// Whether a cell meets it. The options of one with several count each, what `split` separates
    /// in its column among them.
    fn holds(&self, cell: &str, split: Option<&str>) -> bool {
        let whole = comparable(cell);
        let split = split.map(str::to_lowercase).filter(|split| !split.is_empty());
        let one = |(value, _): &(String, String)| {
            let own = |split: &String| whole.split(split.as_str()).any(|o| o.trim() == *value);
            whole == *value
                || whole.split(['┋', ';', '；', '|', ',', '，']).any(|o| o.trim() == *value)
                || split.as_ref().is_some_and(own)
        };
        self.values.iter().any(one) != self.not
    }
}

impl Condition {
    /// That a column holds one of these.
    pub(super) fn one_of(column: &str, values: &[String]) -> Condition {
        let values = values.iter().map(|value| both(value)).collect();
        Condition { column: column.to_owned(), values, not: false }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.not { "≠" } else { "=" };
        let values: Vec<&str> = self.values.iter().map(|(_, written)| written.as_str()).collect();
        write!(f, "{} {sign} {}", self.column, values.join(", "))
    }
}

/// The conditions that the rows of one file must meet.
#[derive(Debug, Clone, Default)]
pub(super) struct Only {
    /// Conditions with the places of their columns, and what separates the choices there.
    conditions: Vec<(usize, Option<String>, Condition)>,
    /// Values of the first column that were met, for those who asked for others.
    seen: BTreeSet<String>,
    /// Rows that met the conditions, and that did not.
    kept: u64,
    left: u64,
}

impl Only {
    /// Values that are told where no row is kept.
    const TOLD: usize = 12;

    /// # Errors
    /// A column that the file does not have.
    pub(super) fn new<'c>(
        conditions: impl IntoIterator<Item = &'c Condition>,
        layout: &Layout,
        mapping: &Mapping,
    ) -> Result<Only, IngestError> {
        let placed = |condition: &Condition| {
            let at = layout.column(&condition.column)?;
            let mut mapped = mapping.columns.iter();
            let column = mapped.find(|column| layout.headers.get(at) == Some(&column.name));
            let split = column.and_then(ColumnMapping::separator).map(str::to_owned);
            Ok::<_, IngestError>((at, split, condition.clone()))
        };
        let conditions = conditions.into_iter().map(placed).collect::<Result<_, _>>()?;
        Ok(Only { conditions, ..Only::default() })
    }

    /// Whether a row is to be analysed.
    pub(super) fn keeps(&mut self, row: &RawRow) -> bool {
        let cell = |at: usize| row.cells.get(at).unwrap_or_default();
        let meets = |(at, split, condition): &(usize, Option<String>, Condition)| {
            condition.holds(cell(*at), split.as_deref())
        };
        let keeps = self.conditions.iter().all(meets);
        if keeps {
            self.kept += 1;
            return true;
        }
        self.left += 1;
        if let Some((at, ..)) = self.conditions.first()
            && self.seen.len() < Only::TOLD
        {
            self.seen.insert(cell(*at).trim().to_owned());
        }
        false
    }

    /// Counts a row that belongs to another wave.
    pub(super) fn leave(&mut self) {
        self.left += 1;
    }

    /// Rows that did not meet the conditions.
    pub(super) fn left(&self) -> u64 {
        self.left
    }
}

/// What was kept of all files.
#[derive(Debug, Default)]
pub(super) struct Kept {
    rows: u64,
    /// Some of the values that other rows have, as they may be shown.
    others: BTreeSet<String>,
}

impl Kept {
    /// Adds what was kept of a file.
    pub(super) fn add(&mut self, only: &Only, gate: &Gate) {
        self.rows += only.kept;
        let seen = only.seen.iter().filter(|value| !value.is_empty());
        self.others.extend(seen.map(|value| gate.value(value)));
    }

    /// Which rows were asked for, of all; `None` where all were.
    ///
    /// # Errors
    /// That there are none.
    pub(super) fn told(
        &self,
        conditions: &[Condition],
        account: &Account,
        gate: &Gate,
    ) -> Result<Option<Name>, PipelineError> {
        if conditions.is_empty() {
            return Ok(None);
        }
        let conditions: Vec<String> = conditions.iter().map(Condition::to_string).collect();
        let conditions = gate.message(&conditions.join("; "));
        if self.rows == 0 {
            let seen = self.others.iter().cloned().collect::<Vec<_>>().join(", ");
            return Err(PipelineError::NoneAskedFor { conditions, seen });
        }
        let (kept, all) = (account.rows_read, account.rows_read + account.rows_not_asked_for);
        let key = "pipeline.asked_for";
        Ok(Some(Name::both(|lang| {
            t!(key, locale = lang.code(), conditions = conditions, kept = kept, all = all)
                .into_owned()
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str, cell: &str) -> bool {
        Condition::parse(condition).unwrap().holds(cell, None)
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
        let touched = Condition::parse("触点=门店").unwrap();
        for (cell, split, met) in [
            ("门店、官网", Some("、"), true),
            ("门店、官网", None, false),
            ("官网\n门店", Some("\n"), true),
            ("官网┋门店", Some("、"), true),
            ("门店", Some(""), true),
            ("官网", Some(""), false),
            ("门店二", Some("、"), false),
        ] {
            assert_eq!(touched.holds(cell, split), met, "{cell:?} {split:?}");
        }
        for none in ["", "city", "=x", "!=x"] {
            assert_eq!(Condition::parse(none), None, "{none}");
        }
        assert_eq!(Condition::parse("区域 != A,b").unwrap().to_string(), "区域 ≠ A, b");
    }
}
