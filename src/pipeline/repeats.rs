//! Answers that came in twice, and answers that were clicked through: both
//! are counted and told, and stay in the numbers unless the caller asks.

use std::collections::HashSet;

use rust_i18n::t;
use xxhash_rust::xxh3::Xxh3;

use crate::ingest::{Feedback, ScoreKind};

/// Ratings from which a row of equal ones is a straight line.
const STRAIGHT: usize = 4;

/// Places that are named.
const NAMED: usize = 5;

/// The answers of a run so far. One number per answer is kept.
#[derive(Default)]
pub(super) struct Repeats {
    seen: HashSet<u128>,
}

/// What was noticed in one file.
#[derive(Default)]
pub(super) struct Noticed {
    repeated: Places,
    straight: Places,
    /// Rows with enough ratings to form a straight line.
    rated: u64,
}

/// How many rows, and the first of them.
#[derive(Default)]
struct Places {
    count: u64,
    first: Vec<String>,
}

impl Places {
    fn add(&mut self, row: u64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(row.to_string());
        }
    }

    fn listed(&self) -> String {
        let more = if self.count > NAMED as u64 { " …" } else { "" };
        self.first.join(", ") + more
    }
}

impl Repeats {
    /// Takes note of a row; whether it is to be left out, which `drop` asks
    /// of those that came in before.
    pub(super) fn notice(&mut self, row: &Feedback, noticed: &mut Noticed, drop: bool) -> bool {
        let repeated = fingerprint(row).is_some_and(|print| !self.seen.insert(print));
        if repeated {
            noticed.repeated.add(row.source.row);
        }
        let dropped = repeated && drop;
        if !dropped && let Some(same) = straight(row) {
            noticed.rated += 1;
            if same {
                noticed.straight.add(row.source.row);
            }
        }
        dropped
    }
}

impl Noticed {
    /// What a reader should know, in words of `locale`.
    pub(super) fn words(&self, file: &str, dropped: bool, locale: &str) -> Vec<String> {
        let mut words = Vec::new();
        if self.repeated.count > 0 {
            let key = if dropped { "pipeline.repeated_dropped" } else { "pipeline.repeated" };
            let (count, rows) = (self.repeated.count, self.repeated.listed());
            let said = t!(key, locale = locale, file = file, count = count, rows = rows);
            words.push(said.into_owned());
        }
        if self.straight.count > 0 {
            let (count, rows) = (self.straight.count, self.straight.listed());
            let said = t!(
                "pipeline.straight",
                locale = locale,
                file = file,
                count = count,
                of = self.rated,
                rows = rows
            );
            words.push(said.into_owned());
        }
        words
    }
}

/// The same for two answers that are one submission: of one respondent with
/// the same answers (without a comment, at the same time), or without a
/// respondent the same comment and scores at the same time. `None` for a row that says too little to tell.
fn fingerprint(row: &Feedback) -> Option<u128> {
    let comment = row.entries.iter().any(|entry| entry.comment.is_some());
    let answered = comment || row.entries.iter().any(|entry| !entry.scores.is_empty());
    if !answered || (row.respondent.is_none() && !(comment && row.time.is_some())) {
        return None;
    }
    let mut hash = Xxh3::new();
    // Lengths keep "ab" + "c" and "a" + "bc" apart.
    let mut text = |text: Option<&str>| {
        hash.update(&text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
        hash.update(text.unwrap_or_default().as_bytes());
    };
    text(row.respondent.as_deref());
    // A customer may give the same mark every month.
    let time = row.time.filter(|_| row.respondent.is_none() || !comment);
    text(time.map(|time| time.to_string()).as_deref());
    for entry in &row.entries {
        text(entry.touchpoint.as_deref());
        text(entry.comment.as_deref());
        for kind in ScoreKind::ALL {
            let score = entry.scores.get(kind).map(|score| score.value.to_bits().to_string());
            text(score.as_deref());
        }
    }
    Some(hash.digest128())
}

/// Whether all ratings of a row are one value; `None` where there are too few
/// to tell.
fn straight(row: &Feedback) -> Option<bool> {
    let mut scores =
        row.entries.iter().flat_map(|e| ScoreKind::ALL.map(|kind| e.scores.get(kind))).flatten();
    let first = scores.next()?;
    let (mut count, mut same) = (1, true);
    for score in scores {
        count += 1;
        same &= score.value.total_cmp(&first.value).is_eq();
    }
    (count >= STRAIGHT).then_some(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Entry, Scale, ScoreValue, SourceRow};

    fn row(at: u64, respondent: Option<&str>, comment: Option<&str>, scores: &[f64]) -> Feedback {
        let mut entries: Vec<Entry> = scores
            .iter()
            .map(|value| {
                let mut entry = Entry::default();
                let score = ScoreValue { value: *value, scale: Scale::NPS };
                entry.scores.set(ScoreKind::Nps, Some(score));
                entry
            })
            .collect();
        entries.resize_with(entries.len().max(1), Entry::default);
        entries[0].comment = comment.map(str::to_owned);
        Feedback {
            source: SourceRow { file: 0, row: at },
            time: None,
            respondent: respondent.map(str::to_owned),
            segments: Vec::new(),
            weight: 1.0,
            entries,
        }
    }

    #[test]
    fn one_submission_twice() {
        let (mut repeats, mut noticed) = (Repeats::default(), Noticed::default());
        let mut seen = |row: Feedback| repeats.notice(&row, &mut noticed, true);
        assert!(!seen(row(2, Some("a"), Some("good"), &[9.0])));
        assert!(!seen(row(3, Some("b"), Some("good"), &[9.0])), "another person");
        assert!(!seen(row(4, Some("a"), Some("good"), &[8.0])), "another score");
        assert!(seen(row(5, Some("a"), Some("good"), &[9.0])));
        assert!(!seen(row(6, None, Some("good"), &[9.0])), "anybody may say so");
        assert!(!seen(row(7, None, Some("good"), &[9.0])));
        assert!(!seen(row(8, Some("c"), None, &[])), "no answer");
        assert!(!seen(row(9, Some("c"), None, &[])));
        let timed = |at| Feedback {
            time: Some(jiff::civil::date(2026, 9, 3).at(12, 5, 0, 0)),
            ..row(at, None, Some("good"), &[9.0])
        };
        assert!(!seen(timed(10)));
        assert!(seen(timed(11)));
        let words = noticed.words("t.csv", false, "en");
        assert_eq!(words.len(), 1);
        assert!(words[0].contains("5, 11"), "{words:?}");
    }

    #[test]
    fn straight_lines() {
        let line = |scores: &[f64]| straight(&row(1, None, None, scores));
        assert_eq!(line(&[5.0, 5.0, 5.0, 5.0]), Some(true));
        assert_eq!(line(&[5.0, 5.0, 4.0, 5.0]), Some(false));
        assert_eq!(line(&[5.0, 5.0, 5.0]), None);
        assert_eq!(line(&[]), None);
    }
}
