//! The pain points, worst first: how bad, how sure, how much they pull, and what
//! customers say.

use super::{ratio, scores};
use crate::report::Summary;
use crate::report::document::{
    Block, Card, Cell, ColourScale, ColumnKind, Columns, Emphasis, Outputs, Quote, Section, Spark,
    Table, Text, Tint, Unit, aspect_of, bars, between, count, driver_name, interval, parts, phrase,
    plain, sentences, value, word,
};
use crate::report::summary::{Estimate, Impact, PainPoint};

/// Cards on the page; `pain_points.csv` has all of them.
const CARDS: usize = 20;
/// Cards in short reports.
const IN_SHORT: usize = 5;
/// Topics named that harm nothing.
const MOST_HARMLESS: usize = 5;
/// Verbatims of a pain point that have columns.
const VERBATIMS: usize = 3;

/// The section.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let mut section =
        Section::new("pain-points", word("report.pain_points")).sheet("workbook.sheet.pain_points");
    let pains = &summary.pain_points;
    let (page, sheet, brief) = (Outputs::PAGE, Outputs::WORKBOOK, Outputs::BRIEF);
    if pains.is_empty() {
        section.push(Outputs::CSV, Block::Table(table(summary)));
        let empty = || word("report.empty.pain_points");
        section.push(page, Block::Paragraph(Emphasis::Empty, empty()));
        section.push(brief, Block::Paragraph(Emphasis::Plain, empty()));
        section.push(sheet, Block::Paragraph(Emphasis::Note, empty()));
        return section;
    }
    section.push(page, Block::Paragraph(Emphasis::Note, word("report.pain_points_note")));
    let cards = |most| Block::Cards(pains.iter().take(most).map(|p| card(p, summary)).collect());
    section.push(page, cards(CARDS));
    if pains.len() > CARDS {
        let more = phrase("report.more_pain_points", [("n", count((pains.len() - CARDS) as u64))]);
        section.push(page, Block::Paragraph(Emphasis::Note, more));
    }
    section.push(brief, cards(IN_SHORT));
    if let Some(text) = harmless(summary) {
        section.push(page.and(brief), Block::Paragraph(Emphasis::Note, text));
    }
    let note = || Block::Paragraph(Emphasis::Note, word("report.impact_note"));
    if pains.iter().take(IN_SHORT).any(|pain| pain.impact.is_some()) {
        section.push(brief, note());
    }
    section.push(Outputs::CSV.and(sheet), Block::Table(table(summary)));
    section.extend(sheet, [Block::Space, note()]);
    section.extend(sheet, harmless(summary).map(|text| Block::Paragraph(Emphasis::Note, text)));
    section.push(sheet, Block::Space);
    let rows = pains
        .iter()
        .map(|pain| (between(&pain.touchpoint, " × ", &pain.aspect), Some(pain.negative_share)));
    let title = word("workbook.chart.negative");
    section.push(sheet, Block::Chart(bars(title, rows, Unit::Percent, Tint::Pain, (0.0, 1.0))));
    section
}

/// What is often judged negatively without harm to the score.
fn harmless(summary: &Summary) -> Option<Text> {
    let names: Vec<Text> = summary
        .harmless
        .iter()
        .take(MOST_HARMLESS)
        .map(|pain| driver_name(&pain.touchpoint, Some(&pain.aspect)))
        .collect();
    let listed =
        |names| phrase("report.harmless", [("topics", Text::Joined(names, "report.list_and"))]);
    (!names.is_empty()).then(|| listed(names))
}

fn effect(impact: &Impact) -> Estimate {
    Estimate { value: impact.value, low: impact.low, high: impact.high }
}

fn card(pain: &PainPoint, summary: &Summary) -> Card {
    let share = &pain.negative_share;
    let mentions = [
        ("negative", count(pain.negative)),
        ("positive", count(pain.positive)),
        ("mentions", count(pain.mentions)),
    ];
    let brief = [
        ("share", value(share, Unit::Percent)),
        ("interval", interval(share, Unit::Percent)),
        ("mentions", count(pain.mentions)),
    ];
    let allocation = pain.allocation.as_ref().map(|part| {
        let places = [
            ("score", scores::name(part.score)),
            ("loss", Text::Number(part.loss, Unit::Tenths)),
            ("gain", Text::Number(part.gain, Unit::Tenths)),
        ];
        phrase("report.pain.allocation", places)
    });
    Card {
        rank: pain.rank,
        title: [(&pain.touchpoint).into(), aspect_of(pain)],
        negative: *share,
        positive: ratio(pain.positive, pain.mentions),
        brief: phrase("report.terminal.pain_share", brief),
        effect: pain.impact.as_ref().map(|impact| {
            let name = phrase("report.pain.impact", [("score", scores::name(impact.score))]);
            (name, effect(impact))
        }),
        brief_effect: pain.impact.as_ref().map(|impact| {
            let number = Text::Number(impact.value, Unit::Effect);
            parts([scores::name(impact.score), plain(" "), number])
        }),
        base: [phrase("report.pain.mentions", mentions)]
            .into_iter()
            .chain(allocation)
            .chain(rank_words(pain))
            .collect(),
        formula: formula(pain),
        spark: spark(pain, summary),
        quotes: pain
            .verbatims
            .iter()
            .take(VERBATIMS)
            .map(|found| Quote::from(found).in_short())
            .collect(),
        all_quotes: (pain.verbatims.len() > VERBATIMS).then_some(pain.verbatims.len() as u64),
    }
}

/// Where a point may stand, where that is not settled.
fn rank_words(pain: &PainPoint) -> Option<Text> {
    let (low, high) = pain.rank_interval.filter(|(low, high)| low != high)?;
    let worst = pain.worst.filter(|_| low == 1)?;
    let places = [
        ("low", count(low.into())),
        ("high", count(high.into())),
        ("worst", Text::Number(worst, Unit::Percent)),
    ];
    Some(phrase("report.pain.rank", places))
}

fn formula(pain: &PainPoint) -> Option<Text> {
    let impact = pain.impact.as_ref().map(|impact| {
        let places = [
            ("score", scores::name(impact.score)),
            ("all", Text::Number(impact.with_all, Unit::Tenths)),
            ("without", Text::Number(impact.without, Unit::Tenths)),
            ("value", Text::Number(impact.value, Unit::Effect)),
            ("n", count(impact.n)),
        ];
        phrase("report.pain.formula", places)
    });
    let allocation = pain.allocation.as_ref().map(|part| {
        phrase("report.pain.allocation_formula", [("score", scores::name(part.score))])
    });
    let known = impact.is_some() || allocation.is_some();
    let caution = word("report.pain.not_causal");
    known.then(|| sentences(impact.into_iter().chain(allocation).chain([caution])))
}

/// Mentions by the periods of the trend, so that all drawings share them.
fn spark(pain: &PainPoint, summary: &Summary) -> Option<Spark> {
    let periods: Vec<String> = summary.trend.iter().map(|point| point.period.clone()).collect();
    pain.trend.iter().map(|point| point.mentions).max().filter(|n| *n > 0)?;
    let columns: Vec<(usize, u64, u64, Text)> = pain
        .trend
        .iter()
        .filter_map(|point| {
            let at = periods.iter().position(|period| *period == point.period)?;
            let places = [
                ("period", Text::Period(point.period.clone())),
                ("negative", count(point.negative)),
                ("mentions", count(point.mentions)),
            ];
            let words = phrase("report.pain.period", places);
            Some((at, point.negative.min(point.mentions), point.mentions, words))
        })
        .collect();
    (!columns.is_empty() && periods.len() > 1).then_some(Spark { periods, columns })
}

/// All pain points, each with its first verbatims: a sheet, and `pain_points.csv`.
fn table(summary: &Summary) -> Table<'_> {
    let end = |key: &'static str| phrase(key, [("name", word("workbook.impact"))]);
    let end_of_rank = |key: &'static str| phrase(key, [("name", word("workbook.rank"))]);
    let of = |pain: &PainPoint, part: fn(&Impact) -> f64| pain.impact.as_ref().map(part);
    let sheet = Outputs::WORKBOOK;
    let columns = Columns::of(&summary.pain_points)
        .count(("rank", word("workbook.rank")), |pain| Some(pain.rank.into()))
        .text(("touchpoint", word("report.touchpoint")), |pain| Some((&pain.touchpoint).into()))
        .text(("aspect", word("workbook.aspect")), |pain| Some((&pain.aspect).into()))
        .count(("mentions", word("workbook.mentions")), |pain| Some(pain.mentions))
        .count(("negative", word("label.negative")), |pain| Some(pain.negative))
        .count(("positive", word("label.positive")), |pain| Some(pain.positive))
        .estimate(("negative_share", word("workbook.negative_share")), Unit::Percent, |pain| {
            Some(pain.negative_share)
        })
        .coloured(ColourScale::Bad(0.2, 1.0))
        .cell(("impact_score", word("report.score_column")), ColumnKind::Text, |pain| {
            pain.impact.as_ref().map_or(Cell::Absent, |impact| {
                Cell::Code(impact.score.id().to_owned(), scores::name(impact.score))
            })
        })
        .number(("impact", word("workbook.impact")), Unit::Effect, move |pain| {
            of(pain, |impact| impact.value)
        })
        .number(("impact_low", end("workbook.low")), Unit::Effect, move |pain| {
            of(pain, |impact| impact.low)
        })
        .number(("impact_high", end("workbook.high")), Unit::Effect, move |pain| {
            of(pain, |impact| impact.high)
        })
        .number("score_with_all", Unit::Effect, move |pain| of(pain, |impact| impact.with_all))
        .number("score_without", Unit::Effect, move |pain| of(pain, |impact| impact.without))
        .count("impact_n", |pain| pain.impact.as_ref().map(|impact| impact.n))
        .given("allocation_score", |pain| {
            pain.allocation.as_ref().map(|part| part.score.id().to_owned())
        })
        .number(("allocation_loss", word("workbook.loss")), Unit::Mean, |pain| {
            pain.allocation.as_ref().map(|part| part.loss)
        })
        .number(("allocation_gain", word("workbook.gain")), Unit::Mean, |pain| {
            pain.allocation.as_ref().map(|part| part.gain)
        })
        .number("impact_q", Unit::Probability, |pain| pain.impact.as_ref().map(|impact| impact.q))
        .number(("priority", word("workbook.priority")), Unit::Mean, |pain| Some(pain.priority))
        .count(("rank_low", end_of_rank("workbook.low")), |pain| {
            pain.rank_interval.map(|(low, _)| low.into())
        })
        .count(("rank_high", end_of_rank("workbook.high")), |pain| {
            pain.rank_interval.map(|(_, high)| high.into())
        })
        .number(("worst", word("workbook.worst")), Unit::Percent, |pain| pain.worst)
        .cell(word("workbook.verbatim"), ColumnKind::Prose, |pain| {
            pain.verbatims.first().map_or(Cell::Absent, |verbatim| Cell::Quote(verbatim.into()))
        })
        .on(sheet)
        .given(word("workbook.place"), |pain| {
            pain.verbatims.first().map(|verbatim| format!("{}:{}", verbatim.file, verbatim.row))
        })
        .on(sheet);
    let columns = (0..VERBATIMS).fold(columns, |columns, at| {
        let name = |part: &str| format!("verbatim_{}_{part}", at + 1);
        columns
            .given(name("file"), move |pain| pain.verbatims.get(at).map(|v| v.file.clone()))
            .count(name("row"), move |pain| pain.verbatims.get(at).map(|v| v.row))
            .given(name("text"), move |pain| pain.verbatims.get(at).map(|v| v.text.clone()))
    });
    Table { file: Some("pain_points.csv"), ..columns.table(word("report.pain_points")).main() }
}
