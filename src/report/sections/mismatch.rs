//! Where scores and words disagree: score bands against labels, contradicting
//! comments, and whether a scale was read the wrong way round.

use super::{ratio, scores};
use crate::feedback::ScoreKind;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Columns, Kind, Outputs, Section, Shape, Share, Table, Text, Tint, Unit, Weight,
    count, interval, phrase, plain, value, word,
};
use crate::report::summary::{
    Band, BandCounts, Contradiction, ScaleCheck, ScoreMismatch, Verbatim,
};

const PAGE: Outputs = Outputs::PAGE;
const WORKBOOK: Outputs = Outputs::WORKBOOK;

/// The section; `None` where no score came with enough comments.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    let mismatch = &summary.mismatch;
    if mismatch.scores.is_empty() && mismatch.scales.is_empty() {
        return None;
    }
    let mut section = Section::new("mismatch", word("report.mismatch.title"))
        .brief(Some(word("terminal.mismatch")))
        .sheet("workbook.sheet.mismatch");
    on_page(&mut section, summary);
    let lines = mismatch.scores.iter().filter_map(in_short);
    section.extend(Outputs::BRIEF, lines.map(|line| Block::Paragraph(Weight::Plain, line)));
    on_sheet(&mut section, summary);
    Some(section)
}

/// Scales that are likely the wrong way round, a sentence each.
pub(crate) fn alarms(summary: &Summary) -> Vec<Text> {
    let reversed = summary.mismatch.scales.iter().filter(|check| check.likely_reversed);
    let alarm = |check: &ScaleCheck| {
        let places = [
            ("file", plain(check.file.clone())),
            ("score", scores::name(check.score)),
            ("tau", value(&check.tau_b, Unit::Coefficient)),
            ("interval", interval(&check.tau_b, Unit::Coefficient)),
        ];
        phrase("report.mismatch.alarm", places)
    };
    reversed.map(alarm).collect()
}

/// The same in short reports.
pub(crate) fn brief_alarms(summary: &Summary) -> Vec<Text> {
    let reversed = summary.mismatch.scales.iter().filter(|check| check.likely_reversed);
    let alarm = |check: &ScaleCheck| {
        let places = [
            ("file", plain(check.file.clone())),
            ("score", scores::name(check.score)),
            ("tau", value(&check.tau_b, Unit::Coefficient)),
            ("interval", interval(&check.tau_b, Unit::Coefficient)),
            ("declared", Text::Number(check.contradicting, Unit::Percent)),
            ("turned", Text::Number(check.contradicting_turned, Unit::Percent)),
        ];
        phrase("terminal.reversed", places)
    };
    reversed.map(alarm).collect()
}

/// What a band of a score is called.
pub(crate) fn band_word(score: ScoreKind, band: Band) -> Text {
    word(match (band, score == ScoreKind::Nps) {
        (Band::Low, true) => "report.band.detractors",
        (Band::Middle, true) => "report.band.passives",
        (Band::High, true) => "report.band.promoters",
        (Band::Low, false) => "report.band.low",
        (Band::Middle, false) => "report.band.middle",
        (Band::High, false) => "report.band.high",
    })
}

/// How many comments contradict a score.
fn in_short(score: &ScoreMismatch) -> Option<Text> {
    let side = |found: &Contradiction| {
        let share = found.share?;
        let places = [
            ("share", value(&share, Unit::Percent)),
            ("interval", interval(&share, Unit::Percent)),
            ("count", count(found.count)),
            ("n", count(found.n)),
        ];
        Some(phrase("terminal.side", places))
    };
    let (high, low) = (side(&score.complaints)?, side(&score.praise)?);
    let places = [("score", scores::name(score.score)), ("high", high), ("low", low)];
    Some(phrase("terminal.contradiction", places))
}

// ---- page --------------------------------------------------------------------

fn on_page<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let mismatch = &summary.mismatch;
    let least = summary.suppression.metric;
    let mut add = |block| section.push(PAGE, block);
    if !mismatch.scores.is_empty() {
        add(Block::Paragraph(Weight::Note, word("report.mismatch.note")));
    }
    for score in &mismatch.scores {
        let places = [("score", scores::name(score.score)), ("n", count(score.n))];
        let title = phrase("report.mismatch.of", places);
        let sides = [
            contradiction("report.mismatch.complaints", score.score, Band::High, &score.complaints),
            contradiction("report.mismatch.praise", score.score, Band::Low, &score.praise),
        ];
        add(Block::Heading(title.clone(), None));
        let matrix = Block::Table(matrix(score, least, title));
        add(Block::Beside(vec![vec![matrix], sides.into()]));
    }
    if !mismatch.scales.is_empty() {
        add(Block::Heading(word("report.mismatch.scales"), None));
        add(Block::Paragraph(Weight::Note, word("report.mismatch.scales_note")));
        add(Block::Table(scale_table(&mismatch.scales)));
    }
}

/// Bands by labels, the best band first.
fn matrix(score: &ScoreMismatch, least: u64, title: Text) -> Table<'_> {
    let kind = score.score;
    let columns = Columns::of(score.bands.iter().rev())
        .text(word("report.mismatch.band"), move |band| Some(band_word(kind, band.band)));
    type Part = (&'static str, Tint, fn(&BandCounts) -> u64, Option<Band>);
    let parts: [Part; 4] = [
        ("label.negative", Tint::VeryNegative, |band| band.negative, Some(Band::High)),
        ("label.neutral", Tint::Neutral, |band| band.neutral, None),
        ("label.mixed", Tint::Mixed, |band| band.mixed, None),
        ("label.positive", Tint::VeryPositive, |band| band.positive, Some(Band::Low)),
    ];
    let columns = parts.into_iter().fold(columns, |columns, (key, tint, of, contradicts)| {
        columns.cell(word(key), Kind::Number, move |band| {
            let (n, count) = (band.n(), of(band));
            let share = (n >= least && n > 0).then(|| ratio(count, n));
            let framed = Some(band.band) == contradicts;
            Cell::Share(Share { share, count, tint, framed })
        })
    });
    let columns = columns.count(word("report.mismatch.total"), |band| Some(band.n()));
    Table { shape: Shape::Matrix, ..columns.table(title) }
}

fn contradiction<'a>(
    key: &'static str,
    score: ScoreKind,
    band: Band,
    found: &Contradiction,
) -> Block<'a> {
    let base = [("count", count(found.count)), ("n", count(found.n))];
    let share = found.share.map_or(Cell::Absent, |share| Cell::Estimate(share, Unit::Percent));
    let quotes = found.verbatims.iter().map(|verbatim| Block::Quote(verbatim.into()));
    let title = phrase(key, [("band", band_word(score, band))]);
    let facts = Block::Fact(share, phrase("report.mismatch.base", base));
    Block::Group([Block::Subheading(title), facts].into_iter().chain(quotes).collect())
}

fn scale_table(scales: &[ScaleCheck]) -> Table<'_> {
    Columns::of(scales)
        .given(word("report.mismatch.file"), |check| Some(check.file.clone()))
        .text(word("report.score_column"), |check| Some(scores::name(check.score)))
        .count(word("report.pairs"), |check| Some(check.n))
        .estimate(plain("τ-b"), Unit::Coefficient, |check| Some(check.tau_b))
        .number(word("report.mismatch.contradicting"), Unit::Percent, |check| {
            Some(check.contradicting)
        })
        .number(word("report.mismatch.turned"), Unit::Percent, |check| {
            Some(check.contradicting_turned)
        })
        .cell(word("report.mismatch.verdict"), Kind::Text, |check| match check.likely_reversed {
            true => Cell::Text(word("report.mismatch.reversed")).tinted(Tint::VeryNegative),
            false => Cell::Text(word("report.mismatch.right")),
        })
        .table(word("report.mismatch.scales"))
        .sortable()
}

// ---- workbook ----------------------------------------------------------------

/// One kind of contradiction of one score.
#[derive(Clone, Copy)]
struct Side<'a> {
    score: ScoreKind,
    what: &'static str,
    found: &'a Contradiction,
}

fn on_sheet<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let mismatch = &summary.mismatch;
    let sides: Vec<Side<'_>> = mismatch
        .scores
        .iter()
        .flat_map(|score| {
            let kinds = [
                ("workbook.mismatch.complaints", &score.complaints),
                ("workbook.mismatch.praise", &score.praise),
            ];
            kinds.map(|(what, found)| Side { score: score.score, what, found })
        })
        .collect();
    let quotes: Vec<(Side<'_>, &Verbatim)> = sides
        .iter()
        .flat_map(|side| side.found.verbatims.iter().map(move |verbatim| (*side, verbatim)))
        .collect();
    let mut add = |key: &'static str, table: Table<'a>| {
        section.push(WORKBOOK, Block::Heading(word(key), None));
        section.push(WORKBOOK, Block::Table(table));
    };
    if !sides.is_empty() {
        add("workbook.mismatch.sides", side_sheet(sides));
        add("workbook.mismatch.bands", band_sheet(&mismatch.scores));
    }
    if !mismatch.scales.is_empty() {
        add("workbook.mismatch.scales", scale_sheet(&mismatch.scales));
    }
    if !quotes.is_empty() {
        add("workbook.verbatim", verbatim_sheet(quotes));
    }
}

fn side_sheet(sides: Vec<Side<'_>>) -> Table<'_> {
    Columns::of(sides)
        .text(word("workbook.mismatch.what"), |side| Some(word(side.what)))
        .text(word("report.score_column"), |side| Some(scores::name(side.score)))
        .count(word("workbook.n"), |side| Some(side.found.n))
        .count(word("workbook.mismatch.count"), |side| {
            side.found.share.is_some().then_some(side.found.count)
        })
        .estimate(word("workbook.share"), Unit::Percent, |side| side.found.share)
        .table(word("workbook.mismatch.sides"))
}

fn band_sheet(scores_of: &[ScoreMismatch]) -> Table<'_> {
    let name = |kind: ScoreKind, band: Band| {
        let band = match band {
            Band::Low => "low",
            Band::Middle => "middle",
            Band::High => "high",
        };
        let side = if kind == ScoreKind::Nps { "nps" } else { "boxes" };
        word(format!("workbook.band.{side}_{band}"))
    };
    let bands = scores_of.iter().flat_map(|score| score.bands.iter().map(|b| (score.score, b)));
    Columns::of(bands)
        .text(word("workbook.band.name"), move |(kind, counts)| Some(name(*kind, counts.band)))
        .text(word("report.score_column"), |(kind, _)| Some(scores::name(*kind)))
        .count(word("label.negative"), |(_, counts)| Some(counts.negative))
        .count(word("label.neutral"), |(_, counts)| Some(counts.neutral))
        .count(word("label.mixed"), |(_, counts)| Some(counts.mixed))
        .count(word("label.positive"), |(_, counts)| Some(counts.positive))
        .table(word("workbook.mismatch.bands"))
}

fn scale_sheet(scales: &[ScaleCheck]) -> Table<'_> {
    let truth = |truth| word(if truth { "workbook.yes" } else { "workbook.no" });
    Columns::of(scales)
        .given(word("workbook.file"), |check| Some(check.file.clone()))
        .text(word("report.score_column"), |check| Some(scores::name(check.score)))
        .count(word("report.pairs"), |check| Some(check.n))
        .estimate(plain("τ-b"), Unit::Coefficient, |check| Some(check.tau_b))
        .number(word("workbook.mismatch.as_declared"), Unit::Percent, |check| {
            Some(check.contradicting)
        })
        .number(word("workbook.mismatch.turned"), Unit::Percent, |check| {
            Some(check.contradicting_turned)
        })
        .text(word("workbook.mismatch.reversed"), move |check| Some(truth(check.likely_reversed)))
        .table(word("workbook.mismatch.scales"))
}

fn verbatim_sheet<'a>(quotes: Vec<(Side<'a>, &'a Verbatim)>) -> Table<'a> {
    Columns::of(quotes)
        .text(word("workbook.mismatch.what"), |(side, _)| Some(word(side.what)))
        .text(word("report.score_column"), |(side, _)| Some(scores::name(side.score)))
        .number(word("workbook.mismatch.given"), Unit::Mean, |(_, quote)| quote.score)
        .number(word("report.sentiment"), Unit::Coefficient, |(_, quote)| Some(quote.sentiment))
        .given(word("workbook.place"), |(_, quote)| Some(format!("{}:{}", quote.file, quote.row)))
        .cell(word("workbook.verbatim"), Kind::Prose, |(_, quote)| {
            Cell::Text(plain(quote.text.clone()))
        })
        .table(word("workbook.verbatim"))
}
