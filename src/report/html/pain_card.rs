//! A pain point as a card: how bad, how sure, how much it pulls, and what
//! customers say.

use rust_i18n::t;
use serde::Serialize;

use super::display::{Display, Unit, ratio};
use crate::report::evidence::split_evidence;
use crate::report::summary::{PainPoint, Verbatim};

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
    verbatims: Vec<VerbatimText>,
}

#[derive(Debug, Serialize)]
struct ImpactText {
    label: String,
    value: String,
    formula: String,
}

#[derive(Debug, Serialize)]
struct VerbatimText {
    before: String,
    evidence: String,
    after: String,
    place: String,
    sentiment: String,
    score: Option<String>,
}

pub(super) fn pain_card(pain: &PainPoint, display: &Display) -> PainCard {
    let percent = |share: f64| (share.clamp(0.0, 1.0) * 1e4).round() / 1e2;
    let share = &pain.negative_share;
    PainCard {
        rank: pain.rank,
        touchpoint: pain.touchpoint.in_lang(display.lang).to_owned(),
        aspect: pain.aspect.in_lang(display.lang).to_owned(),
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
        verbatims: pain.verbatims.iter().map(|verbatim| quote(verbatim, display)).collect(),
    }
}

fn quote(verbatim: &Verbatim, display: &Display) -> VerbatimText {
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
