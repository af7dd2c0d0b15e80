//! What people have put right: judgements of single comments that hold in place of the engine's.
//!
//! A comment is known again by its text, masked and normalised, so that lines which somebody
//! copied from one month's outputs hold for the export of the next. What an engine said is kept
//! as it was (in a checkpoint, and for how right it is); corrections are laid over it.

mod applied;
mod correction;
mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

pub use applied::Applied;
use correction::{Change, Correction};
pub use read::{CorrectionProblem, read_corrections};

use super::verdict::Verdict;
use crate::gate::Gate;
use crate::report::summary::CorrectionConflict;
use crate::sentiment::labelled::Reading;
use crate::text::Normalized;

/// What a file of corrections says.
#[derive(Debug)]
pub struct Corrections {
    /// Name of the file.
    file: String,
    /// Masks what any run may have masked.
    gate: Gate,
    all: Vec<Correction>,
    /// Places in `all` by the fingerprint of the text.
    by_text: HashMap<u64, usize>,
    /// Lines in which nothing is said.
    empty: u64,
    conflicts: Vec<CorrectionConflict>,
}

/// A comment that was put right.
pub(super) struct Corrected {
    /// Which correction it was, and what it changed.
    pub(super) hit: (usize, Change),
    /// What the engine had said.
    pub(super) before: Verdict,
    /// What a person says of the whole comment.
    pub(super) truth: Option<Reading>,
}

impl Corrections {
    /// Puts a verdict on a comment right; `None` where nothing is said of the comment.
    pub(super) fn correct(&self, verdict: &mut Verdict, comment: &str) -> Option<Corrected> {
        // As an output has shown it, or as somebody has written it down.
        let shown = print(&self.gate, comment, verdict.names.as_deref());
        let known = self.by_text.get(&shown);
        let at = *known.or_else(|| self.by_text.get(&print(&self.gate, comment, None)))?;
        let (correction, before) = (&self.all[at], verdict.clone());
        let change = correction.apply(verdict, comment);
        Some(Corrected { hit: (at, change), before, truth: correction.truth() })
    }
}

/// Stands for a comment as it looks once everything personal is masked that any run may mask,
/// without an apostrophe that keeps spreadsheets from running it, differences of width and case
/// and of blanks. An engine has found `names` in it.
fn print(gate: &Gate, comment: &str, names: Option<&[Range<usize>]>) -> u64 {
    let plain = unguarded(comment.trim());
    let before = comment.len() - comment.trim_start().len() + comment.trim().len() - plain.len();
    let moved =
        |name: &Range<usize>| Some(name.start.checked_sub(before)?..name.end.checked_sub(before)?);
    let names: Option<Vec<_>> = names.map(|names| names.iter().filter_map(moved).collect());
    let shown = gate.comment_naming(plain, names.as_deref());
    let plain = Normalized::new(&shown.text);
    let words: Vec<&str> = plain.as_str().split_whitespace().collect();
    // Nor is one known by such apostrophes within it.
    let signs = ["'=", "'+", "'-", "'@"].iter();
    let said = words.join(" ").to_lowercase();
    xxh3_64(signs.fold(said, |said, sign| said.replace(sign, &sign[1..])).as_bytes())
}

/// A cell without the apostrophe that outputs put before what a spreadsheet would run.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest)
            if matches!(crate::report::formula_guard::guard(rest), std::borrow::Cow::Owned(_)) =>
        {
            rest
        }
        _ => cell,
    }
}
