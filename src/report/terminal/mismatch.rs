//! Whether words and scores agree: one line a score, and a warning for each
//! scale that looks reversed.

use rust_i18n::t;

use super::{Terminal, printable};
use crate::report::Summary;
use crate::report::number_format::NumberFormat;
use crate::report::summary::{Contradiction, Estimate};

impl Terminal {
    /// How many comments contradict their score.
    pub(super) fn mismatch(&self, summary: &Summary) -> String {
        let lines: String = summary
            .mismatch
            .scores
            .iter()
            .filter_map(|score| {
                let (high, low) = (self.side(&score.complaints)?, self.side(&score.praise)?);
                let line = t!(
                    "terminal.contradiction",
                    locale = self.lang.code(),
                    score = score.score.as_str(),
                    high = high,
                    low = low
                );
                Some(format!("{line}\n"))
            })
            .collect();
        if lines.is_empty() { lines } else { self.heading("terminal.mismatch") + &lines }
    }

    fn side(&self, found: &Contradiction) -> Option<String> {
        let share: Estimate = found.share?;
        let side = t!(
            "terminal.side",
            locale = self.lang.code(),
            share = self.format.percent(share.value),
            interval = self.format.interval(&share, NumberFormat::percent),
            count = self.format.count(found.count),
            n = self.format.count(found.n)
        );
        Some(side.into_owned())
    }

    /// The scales that look reversed, a sentence each.
    pub(super) fn reversed(&self, summary: &Summary) -> Vec<String> {
        let reversed = summary.mismatch.scales.iter().filter(|scale| scale.likely_reversed);
        reversed
            .map(|scale| {
                t!(
                    "terminal.reversed",
                    locale = self.lang.code(),
                    file = printable(&scale.file),
                    score = scale.score.as_str(),
                    tau = self.format.signed(scale.tau_b.value, 2),
                    interval = self.format.interval(&scale.tau_b, |f, v| f.signed(v, 2)),
                    declared = self.format.percent(scale.contradicting),
                    turned = self.format.percent(scale.contradicting_turned)
                )
                .into_owned()
            })
            .collect()
    }
}
