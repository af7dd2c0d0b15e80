//! What became of the corrections of single comments, in numbers and in words.

use rust_i18n::t;
use serde::Serialize;

/// What became of what people have put right of single comments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CorrectionsSummary {
    /// The file that they stand in.
    pub file: String,
    /// Comments that it speaks of, by their text.
    pub corrections: u64,
    /// Lines in which nothing is said.
    pub empty: u64,
    /// Comments of this run that were changed by one; the same text may come several times.
    pub comments: u64,
    /// Of these, those with another label.
    pub labels: u64,
    /// Of these, those with other opinions.
    pub opinions: u64,
    /// Of these, those that are not about whose export it is: they count as comments with
    /// nothing to judge, and in nothing that is made of texts.
    pub not_about_us: u64,
    /// Comments that had been judged just so.
    pub already: u64,
    /// Corrections whose comment is not in this run.
    pub not_found: u64,
    /// Rows of the first of these.
    pub not_found_rows: Vec<u64>,
    /// Lines that contradict each other; the later one holds.
    pub conflicts: Vec<CorrectionConflict>,
}

/// Two lines of corrections that say different things of one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CorrectionConflict {
    /// Their rows, as a spreadsheet shows them, the earlier first.
    pub rows: [u64; 2],
}

impl CorrectionsSummary {
    /// In one sentence.
    pub fn words_in(&self, locale: &str) -> String {
        let list = |rows: Vec<String>| rows.join(", ");
        let of = |key: &str, n: u64| match n {
            0 => String::new(),
            n => t!(format!("corrections.{key}"), locale = locale, n = n).into_owned(),
        };
        let lost = match self.not_found {
            0 => String::new(),
            n => {
                let more = if n > self.not_found_rows.len() as u64 { "…" } else { "" };
                let rows = list(self.not_found_rows.iter().map(u64::to_string).collect());
                let rows = format!("{rows}{more}");
                t!("corrections.lost", locale = locale, n = n, rows = rows).into_owned()
            }
        };
        let conflicts = match self.conflicts.as_slice() {
            [] => String::new(),
            some => {
                let both = |conflict: &CorrectionConflict| {
                    let [earlier, later] = conflict.rows;
                    format!("{earlier}/{later}")
                };
                let rows = list(some.iter().map(both).collect());
                t!("corrections.conflicts", locale = locale, rows = rows).into_owned()
            }
        };
        t!(
            "corrections.told",
            locale = locale,
            file = self.file,
            comments = self.comments,
            labels = self.labels,
            opinions = self.opinions,
            away = self.not_about_us,
            already = of("already", self.already),
            lost = lost,
            conflicts = conflicts,
            empty = of("empty", self.empty)
        )
        .into_owned()
    }
}
