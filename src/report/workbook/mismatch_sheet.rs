//! Where scores and words disagree: band by label, contradicting comments, and
//! whether a scale looks reversed.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{Grid, Page};
use super::style::{Kind, Styles};
use super::words::Words;
use crate::feedback::{Measure, ScoreKind};
use crate::report::Summary;
use crate::report::summary::{Band, BandCounts, Contradiction, Estimate, ScaleCheck, Verbatim};

/// The sheet; `None` where no score stands beside enough comments.
pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
) -> Result<Option<Worksheet>, XlsxError> {
    let mismatch = &summary.mismatch;
    if mismatch.scores.is_empty() && mismatch.scales.is_empty() {
        return Ok(None);
    }
    let mut page = Page::new(&words.word("workbook.sheet.mismatch"), styles)?;
    let sides: Vec<Side<'_>> = mismatch
        .scores
        .iter()
        .flat_map(|score| {
            [("complaints", &score.complaints), ("praise", &score.praise)]
                .map(|(what, found)| Side { score: score.score, what, found })
        })
        .collect();
    if !sides.is_empty() {
        page.section(&words.word("workbook.mismatch.sides"))?;
        contradictions(words).write(&mut page, &sides, false)?;
        page.section(&words.word("workbook.mismatch.bands"))?;
        let rows: Vec<(ScoreKind, BandCounts)> = mismatch
            .scores
            .iter()
            .flat_map(|score| score.bands.iter().map(|band| (score.score, *band)))
            .collect();
        bands(words).write(&mut page, &rows, false)?;
    }
    if !mismatch.scales.is_empty() {
        page.section(&words.word("workbook.mismatch.scales"))?;
        scales(words).write(&mut page, &mismatch.scales, false)?;
    }
    let quotes: Vec<(&Side<'_>, &Verbatim)> = sides
        .iter()
        .flat_map(|side| side.found.verbatims.iter().map(move |verbatim| (side, verbatim)))
        .collect();
    if !quotes.is_empty() {
        page.section(&words.word("workbook.verbatim"))?;
        verbatims(words).write(&mut page, &quotes, false)?;
    }
    page.finish().map(Some)
}

/// One kind of contradiction of one score.
struct Side<'a> {
    score: ScoreKind,
    what: &'static str,
    found: &'a Contradiction,
}

impl Side<'_> {
    fn name(&self, words: &Words) -> String {
        words.word(&format!("workbook.mismatch.{}", self.what))
    }
}

fn contradictions(words: &Words) -> Grid<'_, Side<'_>> {
    Grid::new(words)
        .text(words.word("workbook.mismatch.what"), |side: &Side<'_>| Some(side.name(words)))
        .text(words.word("report.score_column"), |side| Some(side.score.as_str().to_owned()))
        .count(words.word("workbook.n"), |side| Some(side.found.n))
        .count(words.word("workbook.mismatch.count"), |side| {
            side.found.share.is_some().then_some(side.found.count)
        })
        .estimate(words.word("workbook.share"), Kind::Percent, |side| -> Option<Estimate> {
            side.found.share
        })
}

fn bands(words: &Words) -> Grid<'_, (ScoreKind, BandCounts)> {
    let name = |(score, counts): &(ScoreKind, BandCounts)| {
        let band = match counts.band {
            Band::Low => "low",
            Band::Middle => "middle",
            Band::High => "high",
        };
        let side = if score.measure() == Measure::Net { "nps" } else { "boxes" };
        Some(words.word(&format!("workbook.band.{side}_{band}")))
    };
    Grid::new(words)
        .text(words.word("workbook.band.name"), name)
        .text(words.word("report.score_column"), |row: &(ScoreKind, BandCounts)| {
            Some(row.0.as_str().to_owned())
        })
        .count(words.word("label.negative"), |row| Some(row.1.negative))
        .count(words.word("label.neutral"), |row| Some(row.1.neutral))
        .count(words.word("label.mixed"), |row| Some(row.1.mixed))
        .count(words.word("label.positive"), |row| Some(row.1.positive))
}

fn scales(words: &Words) -> Grid<'_, ScaleCheck> {
    Grid::new(words)
        .text(words.word("workbook.file"), |check: &ScaleCheck| Some(check.file.clone()))
        .text(words.word("report.score_column"), |check| Some(check.score.as_str().to_owned()))
        .count(words.word("report.pairs"), |check| Some(check.n))
        .estimate("τ-b", Kind::Signed2, |check| Some(check.tau_b))
        .number(words.word("workbook.mismatch.as_declared"), Kind::Percent, |check| {
            Some(check.contradicting)
        })
        .number(words.word("workbook.mismatch.turned"), Kind::Percent, |check| {
            Some(check.contradicting_turned)
        })
        .text(words.word("workbook.mismatch.reversed"), |check| {
            Some(words.truth(check.likely_reversed))
        })
}

fn verbatims(words: &Words) -> Grid<'_, (&Side<'_>, &Verbatim)> {
    Grid::new(words)
        .text(words.word("workbook.mismatch.what"), |quote: &(&Side<'_>, &Verbatim)| {
            Some(quote.0.name(words))
        })
        .text(words.word("report.score_column"), |quote| Some(quote.0.score.as_str().to_owned()))
        .number(words.word("workbook.mismatch.given"), Kind::Decimal2, |quote| quote.1.score)
        .number(words.word("report.sentiment"), Kind::Signed2, |quote| Some(quote.1.sentiment))
        .text(words.word("workbook.place"), |quote| {
            Some(format!("{}:{}", quote.1.file, quote.1.row))
        })
        .prose(words.word("workbook.verbatim"), |quote| Some(quote.1.text.clone()))
}
