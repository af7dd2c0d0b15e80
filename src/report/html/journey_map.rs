//! The journey map: stages and touchpoints in their order, how they feel, how
//! they score, how much is said and where it hurts.

use rust_i18n::t;
use serde::Serialize;
use serde_json::{Value, json};

use super::chart_data::{self, point, points};
use super::display::{Display, TableCell, Unit};
use crate::feedback::{Measure, ScoreKind};
use crate::report::Summary;
use crate::report::summary::{Estimate, Name, TouchpointSummary};

/// The journey as tables and sentences.
#[derive(Debug, Serialize)]
pub(super) struct JourneyMap {
    ordered: bool,
    /// Name of the score along the journey.
    score: Option<String>,
    has_stages: bool,
    facts: Vec<Fact>,
    steps: Vec<Step>,
    detractors: Vec<ConcentrationRow>,
}

/// Peak, low, end or drop.
#[derive(Debug, Serialize)]
struct Fact {
    key: &'static str,
    what: String,
    place: String,
    value: String,
    note: String,
}

/// One touchpoint of the journey.
#[derive(Debug, Serialize)]
struct Step {
    stage: String,
    name: String,
    responses: TableCell,
    sentiment: TableCell,
    score: TableCell,
    marks: Vec<String>,
    pains: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ConcentrationRow {
    name: String,
    detractors: TableCell,
    rate: TableCell,
    of_all: TableCell,
    index: TableCell,
}

/// `None` where there are no touchpoints.
pub(super) fn journey_map(summary: &Summary, display: &Display) -> Option<JourneyMap> {
    if summary.touchpoints.is_empty() {
        return None;
    }
    let course = &summary.course;
    let stages = stages(summary, display);
    let steps = summary.touchpoints.iter().zip(&stages).map(|(touchpoint, stage)| Step {
        stage: stage.clone(),
        name: touchpoint.name.in_lang(display.lang).to_owned(),
        responses: display.count(touchpoint.responses),
        sentiment: display.estimate(heard(touchpoint), Unit::Coefficient),
        score: display.estimate(
            course.score.and_then(|kind| chart_data::score_of(touchpoint, kind)),
            course.score.map_or(Unit::Points, chart_data::unit_of),
        ),
        marks: marks(summary, &touchpoint.name, display),
        pains: pains(summary, &touchpoint.name, display),
    });
    let detractors = course.detractors.iter().map(|place| ConcentrationRow {
        name: place.touchpoint.in_lang(display.lang).to_owned(),
        detractors: display.count(place.detractors),
        rate: display.estimate(Some(place.rate), Unit::Percent),
        of_all: display.value(Some(place.of_all), Unit::Percent),
        index: display.value(Some(place.index), Unit::Mean),
    });
    Some(JourneyMap {
        ordered: course.ordered,
        score: course.score.map(|kind| chart_data::title_of(kind, display).to_owned()),
        has_stages: stages.iter().any(|stage| !stage.is_empty()),
        facts: facts(summary, display),
        steps: steps.collect(),
        detractors: detractors.collect(),
    })
}

/// How a touchpoint feels: its comments, else what is said of it elsewhere.
pub(super) fn heard(touchpoint: &TouchpointSummary) -> Option<Estimate> {
    touchpoint.sentiment.or(touchpoint.own_sentiment)
}

/// The stage of every touchpoint; empty where none is known.
pub(super) fn stages(summary: &Summary, display: &Display) -> Vec<String> {
    let stage_of = |touchpoint: &TouchpointSummary| {
        let listed = || {
            let stages = summary.course.stages.iter();
            stages.clone().find(|stage| stage.touchpoints.contains(&touchpoint.name))
        };
        let name = touchpoint.stage.as_ref().or_else(|| listed().and_then(|s| s.name.as_ref()));
        name.map_or_else(String::new, |name| name.in_lang(display.lang).to_owned())
    };
    summary.touchpoints.iter().map(stage_of).collect()
}

fn facts(summary: &Summary, display: &Display) -> Vec<Fact> {
    let course = &summary.course;
    let sentiment =
        |name: &Name| summary.touchpoints.iter().find(|t| t.name == *name).and_then(heard);
    let place = |key: &'static str, name: &Option<Name>| {
        name.as_ref().map(|name| {
            let cell = display.estimate(sentiment(name), Unit::Coefficient);
            Fact {
                key,
                what: display.word(&format!("report.journey.{key}")),
                place: name.in_lang(display.lang).to_owned(),
                value: cell.value,
                note: cell.interval,
            }
        })
    };
    let drop = course.biggest_drop.as_ref().map(|drop| {
        let interval = display.interval(&drop.change, Unit::Coefficient);
        let chance = match drop.q < 0.05 {
            true => String::new(),
            false => display.word("report.journey.chance"),
        };
        Fact {
            key: "drop",
            what: display.word("report.journey.drop"),
            place: between(&drop.from, &drop.to, display),
            value: display.write(drop.change.value, Unit::Coefficient),
            note: format!("{interval} {} {chance}", display.q_text(drop.q)).trim_end().to_owned(),
        }
    });
    [place("peak", &course.peak), place("low", &course.low), drop, place("end", &course.end)]
        .into_iter()
        .flatten()
        .collect()
}

fn between(from: &Name, to: &Name, display: &Display) -> String {
    format!("{} → {}", from.in_lang(display.lang), to.in_lang(display.lang))
}

/// What is special about a touchpoint, in words.
fn marks(summary: &Summary, name: &Name, display: &Display) -> Vec<String> {
    let course = &summary.course;
    let is = |other: &Option<Name>| other.as_ref() == Some(name);
    let crowded = course.detractors.first().is_some_and(|place| place.touchpoint == *name);
    let drop = course.biggest_drop.as_ref().is_some_and(|drop| drop.to == *name);
    [
        (is(&course.peak), "report.journey.peak"),
        (is(&course.low), "report.journey.low"),
        (drop, "report.journey.drop"),
        (is(&course.end), "report.journey.end"),
        (crowded, "report.journey.crowded"),
    ]
    .into_iter()
    .filter(|(here, _)| *here)
    .map(|(_, word)| display.word(word))
    .collect()
}

/// The pain points of a touchpoint: rank and aspect.
fn pains(summary: &Summary, name: &Name, display: &Display) -> Vec<String> {
    let here = summary.pain_points.iter().filter(|pain| pain.touchpoint == *name);
    here.map(|pain| {
        let aspect = display.aspect_of(pain);
        t!("report.journey.pain", locale = display.lang.code(), rank = pain.rank, aspect = aspect)
            .into_owned()
    })
    .collect()
}

/// The chart: the curve of sentiment, the score under it, the volume at its
/// foot.
pub(super) fn chart(summary: &Summary, display: &Display) -> Value {
    let shown = chart_data::largest(summary);
    let rows: Vec<&TouchpointSummary> =
        shown.iter().filter_map(|index| summary.touchpoints.get(*index)).collect();
    if rows.len() < 2 || rows.iter().all(|row| heard(row).is_none()) {
        return Value::Null;
    }
    let all_stages = stages(summary, display);
    let named: Vec<&str> =
        shown.iter().filter_map(|index| all_stages.get(*index)).map(String::as_str).collect();
    let mut panels = vec![points(
        display.word("report.chart.sentiment"),
        Unit::Coefficient,
        rows.iter().map(|row| point(heard(row), Unit::Coefficient, display)),
    )];
    if let Some(kind) = summary.course.score {
        let unit = chart_data::unit_of(kind);
        panels.push(points(
            chart_data::title_of(kind, display).to_owned(),
            unit,
            rows.iter().map(|row| point(chart_data::score_of(row, kind), unit, display)),
        ));
    }
    panels.push(json!({
        "kind": "columns",
        "title": display.word("report.chart.responses"),
        "name": display.word("report.responses"),
        "values": rows.iter().map(|row| row.responses).collect::<Vec<_>>(),
        "texts": rows.iter().map(|row| display.format.count(row.responses)).collect::<Vec<_>>(),
    }));
    let at = |name: &Name| rows.iter().position(|row| row.name == *name);
    let drop = summary.course.biggest_drop.as_ref().and_then(|drop| {
        Some(json!({
            "from": at(&drop.from)?,
            "to": at(&drop.to)?,
            "label": display.write(drop.change.value, Unit::Coefficient),
        }))
    });
    json!({
        "type": "journey",
        "rows": rows.iter().map(|row| row.name.in_lang(display.lang)).collect::<Vec<_>>(),
        "ordered": summary.course.ordered,
        "stages": runs(&named),
        "panels": panels,
        "marks": rows.iter().map(|row| marks(summary, &row.name, display)).collect::<Vec<_>>(),
        "pains": rows.iter().map(|row| pains(summary, &row.name, display)).collect::<Vec<_>>(),
        "pain_title": display.word("report.pain_points"),
        "drop": drop,
    })
}

/// Neighbours of one stage as one band.
fn runs(stages: &[&str]) -> Vec<Value> {
    let mut runs: Vec<(&str, usize, usize)> = Vec::new();
    for (at, stage) in stages.iter().enumerate() {
        match runs.last_mut() {
            Some((name, _, to)) if name == stage => *to = at,
            _ => runs.push((stage, at, at)),
        }
    }
    runs.into_iter()
        .filter(|(name, ..)| !name.is_empty())
        .map(|(name, from, to)| json!({ "name": name, "from": from, "to": to }))
        .collect()
}

/// Sentiment against the score, one bubble a touchpoint.
pub(super) fn plane(summary: &Summary, display: &Display) -> Value {
    let Some(kind) = summary.course.score else { return Value::Null };
    let unit = chart_data::unit_of(kind);
    let title = chart_data::title_of(kind, display).to_owned();
    let bubbles: Vec<Value> = chart_data::largest(summary)
        .into_iter()
        .filter_map(|index| {
            let row = summary.touchpoints.get(index)?;
            let (x, y) = (heard(row)?, chart_data::score_of(row, kind)?);
            let finite = x.value.is_finite() && y.value.is_finite();
            finite.then(|| {
                let sentiment = display.word("report.chart.sentiment");
                let responses = display.word("report.responses");
                json!({
                    "name": row.name.in_lang(display.lang),
                    "x": x.value,
                    "y": y.value,
                    "size": row.responses,
                    "key": "dot",
                    "lines": [
                        format!("{sentiment} {}", display.write(x.value, Unit::Coefficient)),
                        format!("{title} {}", display.write(y.value, unit)),
                        format!("{responses} {}", display.format.count(row.responses)),
                    ],
                })
            })
        })
        .collect();
    if bubbles.len() < 2 {
        return Value::Null;
    }
    let all = heard(&summary.overall).zip(chart_data::score_of(&summary.overall, kind));
    json!({
        "type": "plane",
        "x": { "title": display.word("report.chart.sentiment"), "unit": Unit::Coefficient },
        "y": { "title": title, "unit": unit },
        "points": bubbles,
        "cut": all.map(|(x, y)| [x.value, y.value]),
        "corners": Value::Null,
    })
}

/// Word of the share that [`ScoreKind`] counts as unhappy.
pub(super) fn unhappy(kind: Option<ScoreKind>) -> &'static str {
    match kind.map(ScoreKind::measure) {
        Some(Measure::TopTwo) => "report.journey.bottom2",
        Some(Measure::Net | Measure::Ease) | None => "report.detractors",
    }
}
