//! The pain points, worst first: how bad, how sure, how much they pull, and what
//! customers say.

use super::{has_text, ratio, scores};
use crate::feedback::ScoreKind;
use crate::journey::pain_point::{MIN_MENTIONS, MIN_NEGATIVE};
use crate::report::Summary;
use crate::report::document::{
    Block, Card, Cell, ColourScale, ColumnKind, Columns, Emphasis, Outputs, Quote, Section, Spark,
    Table, Text, Tint, Unit, aspect_of, bars, between, count, driver_name, interval, phrase,
    sentences, value, word,
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
        let none = none(summary);
        section.push(page, Block::Paragraph(Emphasis::Empty, none.clone()));
        section.push(brief, Block::Paragraph(Emphasis::Plain, none.clone()));
        section.push(sheet, Block::Paragraph(Emphasis::Note, none));
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
    let note = || Block::Paragraph(Emphasis::Note, impact_note(summary));
    if pains.iter().take(IN_SHORT).any(|pain| cost(pain).is_some()) {
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

/// Why there are no pain points: what was not looked for may still be there, and complaints of
/// many things are no praise.
fn none(summary: &Summary) -> Text {
    if !has_text(summary) {
        return word("report.empty.pain_points_unread");
    }
    if summary.overall.comments == 0 {
        return word("report.empty.pain_points_unjudged");
    }
    let labels = &summary.overall.labels;
    let negative = labels.negative + labels.very_negative;
    let mostly = negative > labels.positive + labels.very_positive;
    harmless(summary).unwrap_or_else(|| match mostly && negative >= MIN_NEGATIVE {
        true => scattered(summary),
        false => word("report.empty.pain_points"),
    })
}

/// That comments are negative, but of no single topic.
fn scattered(summary: &Summary) -> Text {
    let least = count(MIN_MENTIONS.max(summary.suppression.metric));
    let said = phrase("report.empty.pain_points_scattered", [("n", least)]);
    let heard = summary.touchpoints.iter().any(|touchpoint| touchpoint.heard().is_some());
    let where_to = heard.then(|| word("report.empty.see_touchpoints"));
    sentences([said].into_iter().chain(where_to))
}

/// The score that impacts are measured on; `None` where they are on several.
fn measured(summary: &Summary) -> Option<ScoreKind> {
    let mut kinds = summary.pain_points.iter().filter_map(|pain| Some(pain.impact?.score));
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}

/// What the number beside a share is.
fn impact_note(summary: &Summary) -> Text {
    let Some(kind) = measured(summary) else { return word("report.impact_note") };
    let key = scores::wording(kind, "report.impact_note", "report.impact_note_mean");
    phrase(key, [("score", scores::name(kind))])
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
        let (net, mean) = ("report.pain.allocation", "report.pain.allocation_mean");
        phrase(scores::wording(part.score, net, mean), places)
    });
    Card {
        rank: pain.rank,
        title: [(&pain.touchpoint).into(), aspect_of(pain)],
        negative: *share,
        positive: ratio(pain.positive, pain.mentions),
        brief: phrase("report.terminal.pain_share", brief),
        effect: cost(pain).map(|impact| (scores::impact(impact.score), effect(impact))),
        brief_effect: cost(pain).map(brief_effect),
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
        unquoted: pain.verbatims.is_empty().then(|| {
            let least = count(summary.suppression.verbatim);
            phrase("report.empty.verbatims", [("n", least)])
        }),
        all_quotes: (pain.verbatims.len() > VERBATIMS).then_some(pain.verbatims.len() as u64),
    }
}

/// What those who complain do to the score. Where they score no lower than the others, that would
/// read as if complaints raised it.
fn cost(pain: &PainPoint) -> Option<&Impact> {
    pain.impact.as_ref().filter(|impact| impact.value <= 0.0)
}

/// What it does to the score, in short.
fn brief_effect(impact: &Impact) -> Text {
    let places = [
        ("score", scores::name(impact.score)),
        ("value", Text::Number(impact.value, Unit::Effect)),
    ];
    phrase(scores::wording(impact.score, "report.pain.effect", "report.pain.effect_mean"), places)
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
    let impact = cost(pain).map(|impact| {
        let places = [
            ("score", scores::name(impact.score)),
            ("all", Text::Number(impact.with_all, Unit::Tenths)),
            ("without", Text::Number(impact.without, Unit::Tenths)),
            ("value", Text::Number(impact.value, Unit::Effect)),
            ("n", count(impact.n)),
        ];
        phrase(
            scores::wording(impact.score, "report.pain.formula", "report.pain.formula_mean"),
            places,
        )
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
    let kind = measured(summary);
    let heading = |net: &'static str, mean: &'static str| {
        word(kind.map_or(net, |kind| scores::wording(kind, net, mean)))
    };
    let impact = || heading("workbook.impact", "report.pain.impact_mean_column");
    let end = |key: &'static str| phrase(key, [("name", impact())]);
    let loss = heading("workbook.loss", "report.pain.loss_mean_column");
    let gain = heading("workbook.gain", "report.pain.gain_mean_column");
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
        .number(("impact", impact()), Unit::Effect, move |pain| of(pain, |impact| impact.value))
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
        .number(("allocation_loss", loss), Unit::Mean, |pain| {
            pain.allocation.as_ref().map(|part| part.loss)
        })
        .number(("allocation_gain", gain), Unit::Mean, |pain| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Words;
    use crate::report::{Lang, sample};

    fn said(text: &Text) -> String {
        Words::new(Lang::En).say(text)
    }

    /// The sample, with CSAT in place of NPS.
    fn by_satisfaction() -> Summary {
        let mut summary = sample::summary();
        for pain in &mut summary.pain_points {
            pain.impact = pain.impact.map(|impact| Impact { score: ScoreKind::Csat, ..impact });
            if let Some(allocation) = &mut pain.allocation {
                allocation.score = ScoreKind::Csat;
            }
        }
        summary
    }

    /// Those who complain score no lower.
    #[test]
    fn what_raises_the_score_is_no_cost() {
        let mut summary = sample::summary();
        if let Some(impact) = &mut summary.pain_points[3].impact {
            impact.value = 1.9;
        }
        let card = card(&summary.pain_points[3], &summary);
        assert!(card.effect.is_none() && card.brief_effect.is_none());
        assert!(!card.formula.is_some_and(|formula| said(&formula).contains("1.9")));
    }

    #[test]
    fn an_impact_on_satisfaction_is_told_to_be_on_the_mean() {
        let summary = by_satisfaction();
        let card = card(&summary.pain_points[3], &summary);
        let brief = card.brief_effect.as_ref().unwrap();
        assert_eq!(said(brief), "CSAT mean −1.2 of 100");
        assert_eq!(Words::new(Lang::Zh).say(brief), "CSAT 均值 −1.2（百分制）");
        assert_eq!(said(&card.effect.as_ref().unwrap().0), "CSAT mean impact (0–100)");
        let allocation = said(&card.base[1]);
        assert!(allocation.ends_with("points of the mean of CSAT on 0–100."), "{allocation}");
        let formula = said(card.formula.as_ref().unwrap());
        assert!(formula.starts_with("Impact on the mean of CSAT on 0–100"), "{formula}");
        assert!(said(&impact_note(&summary)).contains("the mean of CSAT, all answers brought to"));
        let table = table(&summary);
        let headings: Vec<String> = table
            .columns_of(Outputs::WORKBOOK)
            .iter()
            .map(|column| said(&column.heading))
            .collect();
        for heading in ["Impact on the mean (0–100)", "Impact on the mean (0–100), lower end"] {
            assert!(headings.iter().any(|found| found == heading), "{headings:?}");
        }
    }

    #[test]
    fn an_impact_on_nps_is_in_points_of_nps() {
        let summary = sample::summary();
        let card = card(&summary.pain_points[0], &summary);
        assert_eq!(said(card.brief_effect.as_ref().unwrap()), "NPS −3.8");
        assert_eq!(said(&card.effect.as_ref().unwrap().0), "NPS impact");
        assert!(said(&impact_note(&summary)).contains("impact on the score"));
    }

    #[test]
    fn that_there_are_no_pain_points_says_why() {
        let without = |change: fn(&mut Summary)| {
            let mut summary = sample::summary();
            summary.pain_points.clear();
            change(&mut summary);
            said(&none(&summary))
        };
        assert!(without(|_| {}).starts_with("No pain points"));
        assert!(without(|s| s.account.comments = 0).ends_with("no comments were read."));
        assert!(without(|s| s.overall.comments = 0).ends_with("that can be judged."));
        let scattered = without(|s| s.overall.labels.positive = 0);
        assert!(scattered.contains("comments (at least 5) and complained of"), "{scattered}");
        assert!(scattered.ends_with("See the touchpoints for where comments are negative."));
        let nowhere = without(|s| {
            s.overall.labels.positive = 0;
            s.suppression.metric = 9;
            s.touchpoints.clear();
        });
        assert!(nowhere.contains("at least 9") && nowhere.ends_with("to be listed."), "{nowhere}");
        let harmless = without(|s| s.harmless = sample::summary().pain_points);
        assert!(harmless.starts_with("Often complained of"), "{harmless}");
    }
}
