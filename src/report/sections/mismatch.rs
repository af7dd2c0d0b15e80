//! Where scores and words disagree: score bands against labels, contradicting
//! comments, and whether a scale was read the wrong way round.

use super::{PAGE, WORKBOOK};
use super::{ratio, scores};
use crate::feedback::ScoreKind;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Outputs, Quote, Section, Shape, Share, Table, Text,
    Tint, Unit, count, estimate, phrase, plain, word,
};
use crate::report::summary::{
    Band, BandCounts, Contradiction, ScaleCheck, ScoreMismatch, Verbatim,
};

/// The section; `None` where no score came with enough comments.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    let mismatch = &summary.mismatch;
    let left_out = left_out(summary);
    if mismatch.scores.is_empty() && mismatch.scales.is_empty() && left_out.is_none() {
        return None;
    }
    let mut section = Section::new("mismatch", word("report.mismatch.title"))
        .brief(Some(word("terminal.mismatch")))
        .sheet("workbook.sheet.mismatch");
    let note = |said: &Text| Block::Paragraph(Emphasis::Note, said.clone());
    section.extend(PAGE.and(WORKBOOK), left_out.iter().map(note));
    on_page(&mut section, summary);
    let lines = mismatch.scores.iter().filter_map(in_short);
    section.extend(Outputs::BRIEF, lines.map(|line| Block::Paragraph(Emphasis::Plain, line)));
    section.extend(Outputs::BRIEF, left_out.iter().map(note));
    on_sheet(&mut section, summary);
    Some(section)
}

/// How many comments contradict no score because of what they were asked.
fn left_out(summary: &Summary) -> Option<Text> {
    let n = summary.mismatch.left_out;
    // Besides what is told of the others, where anything is.
    let key = match summary.mismatch.scores.is_empty() {
        true => "report.mismatch.left_out_alone",
        false => "report.mismatch.left_out",
    };
    (n > 0).then(|| phrase(key, [("n", count(n))]))
}

/// Scales that are likely the wrong way round, a sentence each.
pub(crate) fn alarms(summary: &Summary) -> Vec<Text> {
    let reversed = summary.mismatch.scales.iter().filter(|check| check.likely_reversed);
    let alarm = |check: &ScaleCheck| {
        let [file, score, tau] = [
            ("file", plain(check.file.clone())),
            ("score", scores::name(check.score)),
            ("tau", estimate(&check.tau_b, Unit::Coefficient)),
        ];
        let Some((declared, turned)) = check.contradicting.zip(check.contradicting_turned) else {
            return phrase("report.mismatch.alarm_alone", [file, score, tau]);
        };
        let declared = ("declared", Text::Number(declared, Unit::Percent));
        let turned = ("turned", Text::Number(turned, Unit::Percent));
        phrase("report.mismatch.alarm", [file, score, tau, declared, turned])
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
            ("share", estimate(&share, Unit::Percent)),
            ("count", count(found.count)),
            ("n", count(found.n)),
        ];
        Some(phrase("terminal.side", places))
    };
    let (high, low) = (side(&score.complaints)?, side(&score.praise)?);
    let places = [("score", scores::name(score.score)), ("high", high), ("low", low)];
    Some(phrase("terminal.contradiction", places))
}

fn on_page<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let mut add = |block| section.push(PAGE, block);
    for (at, score) in summary.mismatch.scores.iter().enumerate() {
        if at == 0 {
            add(Block::Paragraph(Emphasis::Note, word("report.mismatch.note")));
        }
        let places = [("score", scores::name(score.score)), ("n", count(score.n))];
        let title = phrase("report.mismatch.of", places);
        let sides = sides(score).map(|side| {
            let base = [("count", count(side.found.count)), ("n", count(side.found.n))];
            let share = side.found.share.map_or(Cell::Absent, |s| Cell::Estimate(s, Unit::Percent));
            let facts = Block::Fact(share, phrase("report.mismatch.base", base));
            let quotes = side
                .found
                .verbatims
                .iter()
                .map(|quote| Block::Quote(Quote::from(quote).in_short()));
            Block::Group([Block::Subheading(side.what), facts].into_iter().chain(quotes).collect())
        });
        add(Block::Heading(title.clone(), None));
        let matrix = Block::Table(bands(std::slice::from_ref(score), summary, title));
        add(Block::Beside(vec![vec![matrix], sides.into()]));
    }
    if !summary.mismatch.scales.is_empty() {
        add(Block::Heading(word("report.mismatch.scales"), None));
        add(Block::Paragraph(Emphasis::Note, word("report.mismatch.scales_note")));
        add(Block::Table(scale_table(&summary.mismatch.scales)));
    }
}

fn on_sheet<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let mismatch = &summary.mismatch;
    let sides: Vec<Side<'_>> = mismatch.scores.iter().flat_map(sides).collect();
    let quotes =
        sides.iter().flat_map(|side| side.found.verbatims.iter().map(move |q| (side.clone(), q)));
    let quotes: Vec<(Side<'_>, &Verbatim)> = quotes.collect();
    let mut add = |key: &'static str, table: Table<'a>| {
        section.push(WORKBOOK, Block::Heading(word(key), None));
        section.push(WORKBOOK, Block::Table(table));
    };
    if !sides.is_empty() {
        add("workbook.mismatch.sides", side_table(sides));
        let title = "workbook.mismatch.bands";
        add(title, bands(&mismatch.scores, summary, word(title)));
    }
    if !mismatch.scales.is_empty() {
        add("report.mismatch.scales", scale_table(&mismatch.scales));
    }
    if !quotes.is_empty() {
        add("workbook.verbatim", verbatim_table(quotes));
    }
}

/// One kind of contradiction of one score.
#[derive(Clone)]
struct Side<'a> {
    score: ScoreKind,
    what: Text,
    found: &'a Contradiction,
}

fn sides(of: &ScoreMismatch) -> [Side<'_>; 2] {
    let score = of.score;
    let kinds = [
        ("report.mismatch.complaints", Band::High, &of.complaints),
        ("report.mismatch.praise", Band::Low, &of.praise),
    ];
    kinds.map(|(key, band, found)| {
        let what = phrase(key, [("band", band_word(score, band))]);
        Side { score, what, found }
    })
}

/// Bands by labels, the best band first.
fn bands<'a>(of: &'a [ScoreMismatch], summary: &Summary, title: Text) -> Table<'a> {
    let least = summary.suppression.metric;
    let rows = of.iter().flat_map(|of| of.bands.iter().rev().map(move |band| (of.score, band)));
    let columns = Columns::of(rows)
        .text(word("report.mismatch.band"), |(kind, band)| Some(band_word(*kind, band.band)))
        .text(word("report.score_column"), |(kind, _)| Some(scores::name(*kind)))
        .on(WORKBOOK);
    type Part = (&'static str, Tint, fn(&BandCounts) -> u64, Option<Band>);
    let parts: [Part; 4] = [
        ("label.negative", Tint::VeryNegative, |band| band.negative, Some(Band::High)),
        ("label.neutral", Tint::Neutral, |band| band.neutral, None),
        ("label.mixed", Tint::Mixed, |band| band.mixed, None),
        ("label.positive", Tint::VeryPositive, |band| band.positive, Some(Band::Low)),
    ];
    let columns = parts.into_iter().fold(columns, |columns, (key, tint, of, contradicts)| {
        columns.cell(word(key), ColumnKind::Number, move |(_, band)| {
            let (n, count) = (band.n(), of(band));
            let share = (n >= least && n > 0).then(|| ratio(count, n));
            Cell::Share(Share { share, count, tint, framed: Some(band.band) == contradicts })
        })
    });
    let columns = columns.count(word("report.mismatch.total"), |(_, band)| Some(band.n()));
    Table { shape: Shape::Matrix, ..columns.table(title) }
}

fn scale_table(scales: &[ScaleCheck]) -> Table<'_> {
    Columns::of(scales)
        .given(word("workbook.file"), |check| Some(check.file.clone()))
        .text(word("report.score_column"), |check| Some(scores::name(check.score)))
        .count(word("report.pairs"), |check| Some(check.n))
        .estimate(plain("τ-b"), Unit::Coefficient, |check| Some(check.tau_b))
        .number(word("report.mismatch.contradicting"), Unit::Percent, |check| check.contradicting)
        .number(word("report.mismatch.turned"), Unit::Percent, |check| check.contradicting_turned)
        .cell(word("report.mismatch.verdict"), ColumnKind::Text, |check| {
            match check.likely_reversed {
                true => Cell::Text(word("report.mismatch.reversed")).tinted(Tint::VeryNegative),
                false => Cell::Text(word("report.mismatch.right")),
            }
        })
        .table(word("report.mismatch.scales"))
        .sortable()
}

fn side_table(sides: Vec<Side<'_>>) -> Table<'_> {
    Columns::of(sides)
        .text(word("workbook.mismatch.what"), |side| Some(side.what.clone()))
        .text(word("report.score_column"), |side| Some(scores::name(side.score)))
        .count(word("workbook.n"), |side| Some(side.found.n))
        .count(word("workbook.mismatch.count"), |side| {
            side.found.share.is_some().then_some(side.found.count)
        })
        .estimate(word("workbook.share"), Unit::Percent, |side| side.found.share)
        .table(word("workbook.mismatch.sides"))
}

fn verbatim_table<'a>(quotes: Vec<(Side<'a>, &'a Verbatim)>) -> Table<'a> {
    Columns::of(quotes)
        .text(word("workbook.mismatch.what"), |(side, _)| Some(side.what.clone()))
        .text(word("report.score_column"), |(side, _)| Some(scores::name(side.score)))
        .number(word("workbook.score_value"), Unit::Mean, |(_, quote)| quote.score)
        .number(word("report.sentiment"), Unit::Coefficient, |(_, quote)| Some(quote.sentiment))
        .given(word("workbook.place"), |(_, quote)| Some(format!("{}:{}", quote.file, quote.row)))
        .cell(word("workbook.verbatim"), ColumnKind::Prose, |(_, quote)| {
            Cell::Text(plain(quote.text.clone()))
        })
        .table(word("workbook.verbatim"))
}
