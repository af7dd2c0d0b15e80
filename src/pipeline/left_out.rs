//! The account of what a run leaves out.

use std::collections::BTreeMap;

use rust_i18n::t;

use super::PipelineError;
use super::batches::is_row;
use crate::ingest::{ErrorDetail, ErrorKind, IngestError, Reason, Rejection, Scope};
use crate::lang::{Lang, Name};

/// What was left out so far.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// Whether the first of it ends the run.
    pub(super) strict: bool,
    /// Whole rows.
    pub(super) rows: u64,
    /// Single cells of rows that are used.
    pub(super) cells: u64,
    /// Where and why reading broke off before the end of a file.
    pub(super) cut_short: Vec<Rejection>,
    /// Of the rows those that may have been answers, by reason, and the first of them.
    lost: BTreeMap<Reason, u64>,
    /// Rows without a time where the time says which wave they are of.
    undated: u64,
    first: Option<Rejection>,
}

/// Whether a row that is left out for that may have been an answer.
fn is_loss(reason: Reason) -> bool {
    !matches!(
        reason,
        Reason::Filtered
            | Reason::RepeatedHeader
            | Reason::Totals
            | Reason::Duplicate
            | Reason::NoWave
    )
}

impl LeftOut {
    pub(super) fn new(strict: bool) -> LeftOut {
        LeftOut { strict, ..LeftOut::default() }
    }

    /// Takes a rejection, as it may be shown, into account.
    ///
    /// # Errors
    /// Bytes that are no character where reading is to end with them, and in a strict run
    /// anything but an answer that came in before.
    pub(super) fn add(&mut self, rejection: &Rejection) -> Result<(), PipelineError> {
        if let Some(error) = IngestError::of_strict(rejection) {
            return Err(error.into());
        }
        if self.strict && rejection.reason != Reason::Duplicate {
            return Err(PipelineError::Rejected(Box::new(rejection.clone())));
        }
        match is_row(rejection) {
            true => self.rows += 1,
            false => self.cells += 1,
        }
        self.undated += u64::from(rejection.reason == Reason::NoWave);
        if is_row(rejection) && is_loss(rejection.reason) {
            *self.lost.entry(rejection.reason).or_default() += 1;
            self.first.get_or_insert_with(|| rejection.clone());
        }
        if rejection.scope == Scope::Rest {
            self.cut_short.push(rejection.clone());
        }
        Ok(())
    }

    /// Rows that may have been answers.
    pub(super) fn lost(&self) -> u64 {
        self.lost.values().sum()
    }

    /// Rows that are in neither of two waves since they have no time.
    pub(super) fn undated(&self) -> u64 {
        self.undated
    }

    /// That no row of `read` can be used, where that is so.
    pub(super) fn all_lost(&self, read: u64) -> Option<IngestError> {
        let first = self.first.as_ref().filter(|_| self.lost() == read)?;
        let error = IngestError::new(ErrorKind::NoRows, &*first.file).at_row(first.row);
        Some(error.found(ErrorDetail::Row(Box::new(first.clone()))))
    }

    /// Says how many of the rows that were read were lost, and for what, from one in twenty on.
    pub(super) fn told(&self, read: u64) -> Option<Name> {
        let lost = self.lost();
        if lost == 0 || lost * 20 < read {
            return None;
        }
        let share = format!("{:.0}", 100.0 * lost as f64 / read as f64);
        let words = |lang: Lang| {
            let locale = lang.code();
            let mut reasons: Vec<(&Reason, &u64)> = self.lost.iter().collect();
            reasons.sort_by_key(|(reason, n)| (std::cmp::Reverse(**n), **reason));
            let reasons: Vec<String> = reasons
                .into_iter()
                .map(|(reason, n)| {
                    let why = t!(format!("pipeline.lost.{}", why(*reason)), locale = locale);
                    t!("pipeline.lost.reason", locale = locale, why = why, n = n).into_owned()
                })
                .collect();
            let comma = if lang == Lang::Zh { "、" } else { ", " };
            let (key, reasons) = ("pipeline.lost.told", reasons.join(comma));
            t!(key, locale = locale, lost = lost, read = read, share = share, reasons = reasons)
                .into_owned()
        };
        Some(Name::both(words))
    }
}

/// What the row had, as it is told.
fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::RaggedRow => "width",
        Reason::Undecodable => "bytes",
        Reason::OtherTable => "table",
        Reason::BadJson => "json",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(reasons: &[(Reason, u64)]) -> LeftOut {
        let mut left_out = LeftOut::new(false);
        for (reason, n) in reasons {
            for row in 0..*n {
                left_out.add(&Rejection::row(&"a.csv".into(), row + 2, *reason, "x")).unwrap();
            }
        }
        left_out
    }

    #[test]
    fn one_row_in_twenty_that_is_lost_is_told() {
        let left_out = with(&[(Reason::RaggedRow, 3), (Reason::Undecodable, 2)]);
        assert!(left_out.told(101).is_none());
        let said = left_out.told(100).unwrap();
        assert!(said.en.contains("5 of 100 rows (5%)"), "{}", said.en);
        assert!(
            said.en.ends_with("cells than columns (3), no characters of this encoding (2)"),
            "{}",
            said.en
        );
        assert!(said.zh.contains("100 行中有 5 行"), "{}", said.zh);
        assert!(said.zh.ends_with("单元格数与列数不符（3）、字节不符合编码（2）"), "{}", said.zh);
        // What sums up, comes again or was to be left out is no loss.
        let meant = [Reason::Totals, Reason::RepeatedHeader, Reason::Filtered, Reason::Duplicate];
        let left_out = with(&meant.map(|reason| (reason, 9)));
        assert_eq!((left_out.rows, left_out.lost()), (36, 0));
        assert!(left_out.told(36).is_none() && left_out.all_lost(36).is_none());
        assert_eq!(left_out.undated(), 0);
        let left_out = with(&[(Reason::NoWave, 3), (Reason::RaggedRow, 1)]);
        assert_eq!((left_out.undated(), left_out.lost()), (3, 1));
    }

    #[test]
    fn where_all_rows_are_lost_nothing_can_be_said() {
        let left_out = with(&[(Reason::Undecodable, 4)]);
        assert_eq!(left_out.all_lost(5), None);
        let error = left_out.all_lost(4).unwrap();
        assert_eq!((error.kind, error.row), (ErrorKind::NoRows, Some(2)));
        assert_eq!(LeftOut::new(false).all_lost(0), None);
    }
}
