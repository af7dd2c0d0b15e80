//! A pain point as a card: how bad, how sure, how much it pulls, and what
//! customers say.

use rust_i18n::t;
use serde::Serialize;

use super::display::{Display, Unit, ratio};
use crate::report::evidence::split_evidence;
use crate::report::summary::{Allocation, Estimate, PainPoint, Verbatim};

#[derive(Debug, Serialize)]
pub(super) struct PainCard {
    rank: u32,
    touchpoint: String,
    aspect: String,
    share: String,
    interval: String,
    mentions: String,
    /// Bar of negative and positive mentions, in percent.
    negative_width: f64,
    positive_width: f64,
    /// Interval of the negative share on the same bar, in percent.
    low: f64,
    span: f64,
    impact: Option<ImpactText>,
    allocation: Option<AllocationText>,
    trend: Option<Sparkline>,
    verbatims: Vec<VerbatimText>,
}

#[derive(Debug, Serialize)]
struct ImpactText {
    label: String,
    value: String,
    interval: String,
    formula: String,
}

/// What it takes from the score and gives to it.
#[derive(Debug, Serialize)]
struct AllocationText {
    text: String,
    formula: String,
}

/// Mentions by period, as columns of an inline drawing.
#[derive(Debug, Serialize)]
struct Sparkline {
    /// Width of the drawing, in its own units.
    width: usize,
    columns: Vec<SparkColumn>,
    /// First and last period.
    from: String,
    to: String,
    /// The same as one sentence, for those who do not see it.
    words: String,
}

/// One period: all mentions, and the negative ones at its foot.
#[derive(Debug, Serialize)]
struct SparkColumn {
    x: usize,
    mentions: f64,
    negative: f64,
    title: String,
}

#[derive(Debug, Serialize)]
pub(super) struct VerbatimText {
    before: String,
    evidence: String,
    after: String,
    place: String,
    sentiment: String,
    score: Option<String>,
}

/// A card; `periods` are those of the trend, so that all drawings share them.
pub(super) fn pain_card(pain: &PainPoint, periods: &[&str], display: &Display) -> PainCard {
    let percent = |share: f64| (share.clamp(0.0, 1.0) * 1e4).round() / 1e2;
    let share = &pain.negative_share;
    PainCard {
        rank: pain.rank,
        touchpoint: pain.touchpoint.in_lang(display.lang).to_owned(),
        aspect: display.aspect_of(pain),
        share: display.write(share.value, Unit::Percent),
        interval: display.interval(share, Unit::Percent),
        mentions: t!(
            "report.pain.mentions",
            locale = display.lang.code(),
            negative = display.format.count(pain.negative),
            positive = display.format.count(pain.positive),
            mentions = display.format.count(pain.mentions)
        )
        .into_owned(),
        negative_width: percent(share.value),
        positive_width: percent(ratio(pain.positive, pain.mentions)),
        low: percent(share.low),
        span: (percent(share.high) - percent(share.low)).max(0.0),
        impact: pain.impact.map(|impact| ImpactText {
            label: t!(
                "report.pain.impact",
                locale = display.lang.code(),
                score = impact.score.as_str()
            )
            .into_owned(),
            value: display.format.signed(impact.value, 1),
            interval: display.format.interval(
                &Estimate { value: impact.value, low: impact.low, high: impact.high },
                |format, value| format.signed(value, 1),
            ),
            formula: t!(
                "report.pain.formula",
                locale = display.lang.code(),
                score = impact.score.as_str(),
                all = display.format.decimal(impact.with_all, 1),
                without = display.format.decimal(impact.without, 1),
                value = display.format.signed(impact.value, 1),
                n = display.format.count(impact.n)
            )
            .into_owned(),
        }),
        allocation: pain.allocation.map(|allocation| allocation_text(&allocation, display)),
        trend: sparkline(pain, periods, display),
        verbatims: pain.verbatims.iter().map(|verbatim| quote(verbatim, display)).collect(),
    }
}

fn allocation_text(allocation: &Allocation, display: &Display) -> AllocationText {
    let locale = display.lang.code();
    let score = allocation.score.as_str();
    let text = t!(
        "report.pain.allocation",
        locale = locale,
        score = score,
        loss = display.format.decimal(allocation.loss, 1),
        gain = display.format.decimal(allocation.gain, 1)
    );
    let formula = t!("report.pain.allocation_formula", locale = locale, score = score);
    AllocationText { text: text.into_owned(), formula: formula.into_owned() }
}

/// Units from one column to the next, and of the highest column.
const SPARK_STEP: usize = 10;
const SPARK_HEIGHT: f64 = 36.0;

fn sparkline(pain: &PainPoint, periods: &[&str], display: &Display) -> Option<Sparkline> {
    let (first, last) = (periods.first()?, periods.last()?);
    let highest = pain.trend.iter().map(|point| point.mentions).max().filter(|n| *n > 0)?;
    let height = |n: u64| (ratio(n, highest) * SPARK_HEIGHT * 100.0).round() / 100.0;
    let columns: Vec<SparkColumn> = pain
        .trend
        .iter()
        .filter_map(|point| {
            let at = periods.iter().position(|period| *period == point.period)?;
            let title = t!(
                "report.pain.period",
                locale = display.lang.code(),
                period = display.period(&point.period),
                negative = display.format.count(point.negative),
                mentions = display.format.count(point.mentions)
            );
            Some(SparkColumn {
                x: at * SPARK_STEP,
                mentions: height(point.mentions),
                negative: height(point.negative.min(point.mentions)),
                title: title.into_owned(),
            })
        })
        .collect();
    if columns.is_empty() || periods.len() < 2 {
        return None;
    }
    let words: Vec<&str> = columns.iter().map(|column| column.title.as_str()).collect();
    Some(Sparkline {
        width: periods.len() * SPARK_STEP,
        from: display.period(first),
        to: display.period(last),
        words: words.join(&display.word("report.pain.period_and")),
        columns,
    })
}

/// A comment with its evidence marked and where it stands.
pub(super) fn quote(verbatim: &Verbatim, display: &Display) -> VerbatimText {
    let (before, evidence, after) = split_evidence(verbatim);
    VerbatimText {
        before: before.to_owned(),
        evidence: evidence.to_owned(),
        after: after.to_owned(),
        place: t!(
            "report.pain.place",
            locale = display.lang.code(),
            file = verbatim.file,
            row = verbatim.row
        )
        .into_owned(),
        sentiment: display.write(verbatim.sentiment, Unit::Coefficient),
        score: verbatim.score.map(|score| score.to_string()),
    }
}
