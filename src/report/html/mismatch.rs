//! Where scores and words disagree: score bands against labels, and whether a
//! scale was read the wrong way round.

use rust_i18n::t;
use serde::Serialize;

use super::display::{Display, TableCell, Unit, ratio};
use super::pain_card::{VerbatimText, quote};
use crate::report::Summary;
use crate::report::summary::{Band, BandCounts, Contradiction, ScaleCheck, ScoreMismatch};

#[derive(Debug, Serialize)]
pub(super) struct MismatchSection {
    scores: Vec<ScoreText>,
    scales: Vec<ScaleRow>,
    /// A scale that is likely reversed, in words.
    alarms: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ScoreText {
    title: String,
    score: &'static str,
    bands: Vec<BandRow>,
    contradictions: Vec<ContradictionText>,
}

#[derive(Debug, Serialize)]
struct BandRow {
    name: String,
    cells: Vec<MatrixCell>,
    total: TableCell,
}

#[derive(Debug, Serialize)]
struct MatrixCell {
    count: TableCell,
    /// Share of the band; empty where the band is too small.
    share: String,
    /// The same, in percent, for its bar.
    width: f64,
    contradicts: bool,
    key: &'static str,
}

#[derive(Debug, Serialize)]
struct ContradictionText {
    title: String,
    value: String,
    interval: String,
    base: String,
    verbatims: Vec<VerbatimText>,
}

#[derive(Debug, Serialize)]
struct ScaleRow {
    file: String,
    score: &'static str,
    n: TableCell,
    tau_b: TableCell,
    contradicting: TableCell,
    turned: TableCell,
    reversed: bool,
    verdict: String,
}

/// `None` where no score came with enough comments.
pub(super) fn section(summary: &Summary, display: &Display) -> Option<MismatchSection> {
    let mismatch = &summary.mismatch;
    if mismatch.scores.is_empty() && mismatch.scales.is_empty() {
        return None;
    }
    let least = summary.suppression.metric;
    let alarms = mismatch.scales.iter().filter(|check| check.likely_reversed).map(|check| {
        t!(
            "report.mismatch.alarm",
            locale = display.lang.code(),
            file = check.file,
            score = check.score.as_str(),
            tau = display.write(check.tau_b.value, Unit::Coefficient),
            interval = display.interval(&check.tau_b, Unit::Coefficient)
        )
        .into_owned()
    });
    Some(MismatchSection {
        scores: mismatch.scores.iter().map(|score| score_text(score, least, display)).collect(),
        scales: mismatch.scales.iter().map(|check| scale_row(check, display)).collect(),
        alarms: alarms.collect(),
    })
}

fn score_text(score: &ScoreMismatch, least: u64, display: &Display) -> ScoreText {
    let contradictions = [("complaints", &score.complaints), ("praise", &score.praise)]
        .map(|(key, found)| contradiction(key, score, found, display));
    ScoreText {
        title: t!(
            "report.mismatch.of",
            locale = display.lang.code(),
            score = score.score.as_str(),
            n = display.format.count(score.n)
        )
        .into_owned(),
        score: score.score.as_str(),
        bands: score.bands.iter().rev().map(|band| band_row(score, band, least, display)).collect(),
        contradictions: contradictions.into_iter().collect(),
    }
}

/// What a band of a score is called.
pub(super) fn band_word(score: crate::feedback::ScoreKind, band: Band) -> &'static str {
    let nps = score.measure() == crate::feedback::Measure::Net;
    match (band, nps) {
        (Band::Low, true) => "report.band.detractors",
        (Band::Middle, true) => "report.band.passives",
        (Band::High, true) => "report.band.promoters",
        (Band::Low, false) => "report.band.low",
        (Band::Middle, false) => "report.band.middle",
        (Band::High, false) => "report.band.high",
    }
}

fn band_row(score: &ScoreMismatch, counts: &BandCounts, least: u64, display: &Display) -> BandRow {
    let n = counts.n();
    let cell = |key, count, contradicts| {
        let share = ratio(count, n);
        let enough = n >= least && n > 0;
        MatrixCell {
            count: display.count(count),
            share: if enough { display.write(share, Unit::Percent) } else { String::new() },
            width: if enough { (share * 1e4).round() / 1e2 } else { 0.0 },
            contradicts,
            key,
        }
    };
    BandRow {
        name: display.word(band_word(score.score, counts.band)),
        cells: vec![
            cell("very-negative", counts.negative, counts.band == Band::High),
            cell("neutral", counts.neutral, false),
            cell("mixed", counts.mixed, false),
            cell("very-positive", counts.positive, counts.band == Band::Low),
        ],
        total: display.count(n),
    }
}

fn contradiction(
    key: &str,
    score: &ScoreMismatch,
    found: &Contradiction,
    display: &Display,
) -> ContradictionText {
    let locale = display.lang.code();
    let band = if key == "complaints" { Band::High } else { Band::Low };
    let band = display.word(band_word(score.score, band));
    let cell = display.estimate(found.share, Unit::Percent);
    ContradictionText {
        title: t!(&format!("report.mismatch.{key}"), locale = locale, band = band).into_owned(),
        value: cell.value,
        interval: cell.interval,
        base: t!(
            "report.mismatch.base",
            locale = locale,
            count = display.format.count(found.count),
            n = display.format.count(found.n)
        )
        .into_owned(),
        verbatims: found.verbatims.iter().map(|verbatim| quote(verbatim, display)).collect(),
    }
}

fn scale_row(check: &ScaleCheck, display: &Display) -> ScaleRow {
    ScaleRow {
        file: check.file.clone(),
        score: check.score.as_str(),
        n: display.count(check.n),
        tau_b: display.estimate(Some(check.tau_b), Unit::Coefficient),
        contradicting: display.value(Some(check.contradicting), Unit::Percent),
        turned: display.value(Some(check.contradicting_turned), Unit::Percent),
        reversed: check.likely_reversed,
        verdict: display.word(match check.likely_reversed {
            true => "report.mismatch.reversed",
            false => "report.mismatch.right",
        }),
    }
}
