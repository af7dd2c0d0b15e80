//! Answers that came in twice, and answers that were clicked through: both
//! are counted and told, and stay in the numbers unless the caller asks.

use std::io;

use rust_i18n::t;
use xxhash_rust::xxh3::Xxh3;

use super::PipelineError;
use super::export::Export;
use super::fingerprints::{Fingerprints, RowPlace};
use crate::feedback::{Feedback, ScoreKind, ScoreValue, SourceRow};
use crate::ingest::LongForm;
use crate::lang::Name;

/// Ratings from which a row of equal ones is a straight line.
const STRAIGHT: usize = 4;

/// Places that are named.
const NAMED: usize = 5;

/// The answers of a run. Neither way of looking at them takes memory that
/// matters, however many there are.
pub(super) enum Repeats {
    /// Repeated ones are told at the end.
    Told(Fingerprints),
    /// Repeated ones are left out; they were found in a pass of its own. By
    /// file, a bit for each answer.
    LeftOut(Vec<Vec<u64>>),
}

/// What was noticed in one file.
#[derive(Default)]
pub(super) struct Noticed {
    repeated: RowNumbers,
    straight: RowNumbers,
    /// Rows with enough ratings to form a straight line.
    rated: u64,
}

/// How many rows, and the first of them.
#[derive(Default)]
struct RowNumbers {
    count: u64,
    /// Ascending.
    first: Vec<u64>,
}

impl RowNumbers {
    fn add(&mut self, row: u64) {
        self.count += 1;
        if self.first.last().is_none_or(|last| row > *last) && self.first.len() >= NAMED {
            return;
        }
        let at = self.first.partition_point(|known| *known < row);
        self.first.insert(at, row);
        self.first.truncate(NAMED);
    }

    fn listed(&self) -> String {
        let more = if self.count > NAMED as u64 { " …" } else { "" };
        let rows: Vec<String> = self.first.iter().map(u64::to_string).collect();
        rows.join(", ") + more
    }
}

impl Repeats {
    /// For a run that tells of repeated answers.
    pub(super) fn told() -> Repeats {
        Repeats::Told(Fingerprints::default())
    }

    /// For a run over `files` that leaves repeated answers out: reads them all
    /// once to find these.
    ///
    /// # Errors
    /// A file that cannot be read, or a temporary one that cannot be written.
    pub(super) fn left_out(files: &[Export]) -> Result<Repeats, PipelineError> {
        let (mut prints, mut counts) = (Fingerprints::default(), Vec::new());
        for (file, Export { opened, .. }) in (0..).zip(files) {
            let mut long = LongForm::new(opened.file.layout(), &opened.mapping, file)?;
            let (mut at, mut rejections) = (0, Vec::new());
            for raw in opened.file.rows()?.flatten() {
                rejections.clear();
                let Some(row) = long.feedback(&raw, &mut rejections) else { continue };
                if let Some(print) = fingerprint(&row) {
                    prints.push(print, RowPlace { file, at }).map_err(spilling)?;
                }
                at += 1;
            }
            counts.push(at);
        }
        let words = |count: &u64| vec![0u64; (*count / 64 + 1) as usize];
        let mut bits: Vec<Vec<u64>> = counts.iter().map(words).collect();
        let set = |RowPlace { file, at }| bits[file as usize][(at / 64) as usize] |= 1 << (at % 64);
        prints.repeated(set).map_err(spilling)?;
        Ok(Repeats::LeftOut(bits))
    }

    /// Takes note of the answer `at` of its file, counted from 0; whether it is
    /// to be left out.
    ///
    /// # Errors
    /// A temporary file that cannot be written.
    pub(super) fn notice(
        &mut self,
        row: &Feedback,
        at: u64,
        noticed: &mut Noticed,
    ) -> io::Result<bool> {
        let SourceRow { file, row: place } = row.source;
        let dropped = match self {
            Repeats::Told(prints) => {
                if let Some(print) = fingerprint(row) {
                    prints.push(print, RowPlace { file, at: place })?;
                }
                false
            }
            Repeats::LeftOut(bits) => {
                let words = bits.get(file as usize);
                let word = words.and_then(|words| words.get((at / 64) as usize));
                word.is_some_and(|word| word & (1 << (at % 64)) != 0)
            }
        };
        if dropped {
            noticed.repeated.add(place);
        } else if let Some(same) = straight(row) {
            noticed.rated += 1;
            if same {
                noticed.straight.add(place);
            }
        }
        Ok(dropped)
    }

    /// Adds the repeated answers to what was noticed in each file, where they
    /// are told at the end.
    ///
    /// # Errors
    /// A temporary file that cannot be read.
    pub(super) fn finish(self, noticed: &mut [Noticed]) -> Result<(), PipelineError> {
        let Repeats::Told(prints) = self else { return Ok(()) };
        let tell = |RowPlace { file, at }| {
            if let Some(noticed) = noticed.get_mut(file as usize) {
                noticed.repeated.add(at);
            }
        };
        prints.repeated(tell).map_err(spilling)
    }
}

/// The error of the temporary file that fingerprints wait in.
pub(super) fn spilling(source: io::Error) -> PipelineError {
    PipelineError::Write { path: std::env::temp_dir(), source }
}

impl Noticed {
    /// What a reader should know.
    pub(super) fn words(&self, file: &str, dropped: bool) -> Vec<Name> {
        let mut words = Vec::new();
        if self.repeated.count > 0 {
            let key = if dropped { "pipeline.repeated_dropped" } else { "pipeline.repeated" };
            let (count, rows) = (self.repeated.count, self.repeated.listed());
            words.push(Name::both(|lang| {
                let locale = lang.code();
                t!(key, locale = locale, file = file, count = count, rows = rows).into_owned()
            }));
        }
        if self.straight.count > 0 {
            let (count, of, rows) = (self.straight.count, self.rated, self.straight.listed());
            words.push(Name::both(|lang| {
                let (key, locale) = ("pipeline.straight", lang.code());
                let said =
                    t!(key, locale = locale, file = file, count = count, of = of, rows = rows);
                said.into_owned()
            }));
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
        entry.also.iter().for_each(|name| text(Some(name)));
        text(entry.comment.as_deref());
        for kind in ScoreKind::ALL {
            let score = entry.scores.get(kind).map(|score| score.value.to_bits().to_string());
            text(score.as_deref());
        }
    }
    Some(hash.digest128())
}

/// Whether all ratings of a row are one value, and not all the best there is, which who is content
/// gives; `None` where there are too few to tell.
fn straight(row: &Feedback) -> Option<bool> {
    let mut scores =
        row.entries.iter().flat_map(|e| ScoreKind::ALL.map(|kind| e.scores.get(kind))).flatten();
    let first = scores.next()?;
    let is_best = |score: &ScoreValue| score.goodness() >= 100.0;
    let (mut count, mut same, mut best) = (1, true, is_best(&first));
    for score in scores {
        count += 1;
        same &= score.value.total_cmp(&first.value).is_eq();
        best &= is_best(&score);
    }
    (count >= STRAIGHT).then_some(same && !best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Entry, Scale};

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
            person: None,
            segments: Vec::new(),
            weight: 1.0,
            entries,
        }
    }

    #[test]
    fn one_submission_twice() {
        let (mut repeats, mut noticed) = (Repeats::told(), vec![Noticed::default()]);
        let timed = |at| Feedback {
            time: Some(jiff::civil::date(2026, 9, 3).at(12, 5, 0, 0)),
            ..row(at, None, Some("good"), &[9.0])
        };
        let rows = [
            row(2, Some("a"), Some("good"), &[9.0]),
            row(3, Some("b"), Some("good"), &[9.0]), // Another person.
            row(4, Some("a"), Some("good"), &[8.0]), // Another score.
            row(5, Some("a"), Some("good"), &[9.0]),
            row(6, None, Some("good"), &[9.0]), // Anybody may say so.
            row(7, None, Some("good"), &[9.0]),
            row(8, Some("c"), None, &[]), // No answer.
            row(9, Some("c"), None, &[]),
            timed(10),
            timed(11),
        ];
        for (at, row) in (0..).zip(&rows) {
            assert!(!repeats.notice(row, at, &mut noticed[0]).unwrap());
        }
        repeats.finish(&mut noticed).unwrap();
        let words = noticed[0].words("t.csv", false);
        assert_eq!(words.len(), 1);
        assert!(words[0].en.contains("5, 11") && words[0].zh.contains("5, 11"), "{words:?}");
    }

    #[test]
    fn straight_lines() {
        let line = |scores: &[f64]| straight(&row(1, None, None, scores));
        assert_eq!(line(&[5.0, 5.0, 5.0, 5.0]), Some(true));
        assert_eq!(line(&[5.0, 5.0, 4.0, 5.0]), Some(false));
        assert_eq!(line(&[5.0, 5.0, 5.0]), None);
        // All that is best may be meant; all but the best, and all that is worst, are lines.
        assert_eq!(line(&[10.0; 4]), Some(false));
        assert_eq!(line(&[9.0; 4]), Some(true));
        assert_eq!(line(&[0.0; 4]), Some(true));
        assert_eq!(line(&[]), None);
    }
}
