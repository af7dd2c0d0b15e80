//! The same numbers by segment: every group, and how it differs from the rest.

use rust_i18n::t;
use serde::Serialize;
use serde_json::{Value, json};

use super::chart_data::{self, point, points};
use super::display::{Display, TableCell, Unit};
use crate::feedback::{Measure, ScoreKind};
use crate::report::Summary;
use crate::report::number_format::stars;
use crate::report::summary::{
    AgainstRest, ScoreSummary, SegmentGroup, SegmentSummary, SegmentTable, TestedDifference,
};

#[derive(Debug, Serialize)]
pub(super) struct SegmentSection {
    field: String,
    values: String,
    /// Set instead of a table where the field has too many values.
    too_many: Option<String>,
    chart: String,
    nps: bool,
    csat: bool,
    ces: bool,
    groups: Vec<GroupRow>,
    places: Option<PlaceTable>,
}

#[derive(Debug, Serialize)]
struct GroupRow {
    name: String,
    low_base: bool,
    responses: TableCell,
    comment_rate: TableCell,
    sentiment: TableCell,
    sentiment_gap: Gap,
    nps: TableCell,
    nps_gap: Gap,
    csat: TableCell,
    csat_gap: Gap,
    ces: TableCell,
}

/// A difference from the rest with its q.
#[derive(Debug, Serialize)]
struct Gap {
    cell: TableCell,
    q: String,
    sure: bool,
}

/// Groups by touchpoints.
#[derive(Debug, Serialize)]
struct PlaceTable {
    /// What the numbers are.
    score: Option<&'static str>,
    touchpoints: Vec<String>,
    rows: Vec<PlaceRow>,
}

#[derive(Debug, Serialize)]
struct PlaceRow {
    name: String,
    cells: Vec<PlaceCell>,
}

#[derive(Debug, Serialize)]
struct PlaceCell {
    sentiment: TableCell,
    score: TableCell,
}

/// Most touchpoints that a table of groups by touchpoints has beside each
/// other; `summary.json` has them all.
const MOST_PLACES: usize = 12;

pub(super) fn sections(summary: &Summary, display: &Display) -> Vec<SegmentSection> {
    let numbered = summary.segments.iter().enumerate();
    numbered.map(|(index, table)| section(index, table, display)).collect()
}

fn section(index: usize, table: &SegmentTable, display: &Display) -> SegmentSection {
    let locale = display.lang.code();
    let values = display.format.count(table.values);
    let too_many = table
        .too_many
        .then(|| t!("report.segment.too_many", locale = locale, n = values).into_owned());
    let any = |kind| table.groups.iter().any(|group| group.scores[kind].is_some());
    SegmentSection {
        field: table.field.clone(),
        values: t!("report.segment.values", locale = locale, n = values).into_owned(),
        too_many,
        chart: format!("segment-{index}"),
        nps: any(ScoreKind::Nps),
        csat: any(ScoreKind::Csat),
        ces: any(ScoreKind::Ces),
        groups: table.groups.iter().map(|group| group_row(group, display)).collect(),
        places: places(table, display),
    }
}

fn group_name(group: &SegmentGroup, display: &Display) -> String {
    match group {
        SegmentGroup::Value(value) => value.clone(),
        SegmentGroup::Other(n) => {
            t!("report.segment.other", locale = display.lang.code(), n = n).into_owned()
        }
        SegmentGroup::Missing => display.word("report.segment.missing"),
    }
}

fn group_row(group: &SegmentSummary, display: &Display) -> GroupRow {
    let against = &group.against_rest;
    let headline = |kind| group.scores[kind].as_ref().map(ScoreSummary::headline);
    GroupRow {
        name: group_name(&group.group, display),
        low_base: group.low_base,
        responses: display.count(group.responses),
        comment_rate: display.estimate(group.comment_rate, Unit::Percent),
        sentiment: display.estimate(group.sentiment, Unit::Coefficient),
        sentiment_gap: gap(against.sentiment.as_ref(), Unit::Coefficient, display),
        nps: display.estimate(headline(ScoreKind::Nps), Unit::Points),
        nps_gap: gap(against.scores[ScoreKind::Nps].as_ref(), Unit::Points, display),
        csat: display.estimate(headline(ScoreKind::Csat), Unit::Percent),
        csat_gap: gap(against.scores[ScoreKind::Csat].as_ref(), Unit::ShareDifference, display),
        ces: display.estimate(headline(ScoreKind::Ces), Unit::Percent),
    }
}

fn gap(tested: Option<&TestedDifference>, unit: Unit, display: &Display) -> Gap {
    let q = tested.map_or_else(String::new, |tested| {
        format!("{} {}", display.q_text(tested.q), stars(tested.q)).trim_end().to_owned()
    });
    Gap {
        cell: display.estimate(tested.map(|tested| tested.difference), unit),
        q,
        sure: tested.is_some_and(|tested| tested.q < 0.05),
    }
}

fn places(table: &SegmentTable, display: &Display) -> Option<PlaceTable> {
    let first = table.groups.first()?;
    let shown: Vec<_> = first.touchpoints.iter().take(MOST_PLACES).map(|t| &t.name).collect();
    if shown.is_empty() {
        return None;
    }
    let score = table
        .groups
        .iter()
        .flat_map(|group| &group.touchpoints)
        .find_map(|place| place.score.as_ref())
        .map(|score| score.score);
    let unit = match score.map(ScoreKind::measure) {
        Some(Measure::Net) => Unit::Points,
        Some(Measure::TopTwo | Measure::Ease) | None => Unit::Footing,
    };
    let rows = table.groups.iter().map(|group| PlaceRow {
        name: group_name(&group.group, display),
        cells: shown
            .iter()
            .map(|name| {
                let place = group.touchpoints.iter().find(|place| place.name == **name);
                let value = place.and_then(|place| place.score.as_ref()).map(|score| score.value);
                PlaceCell {
                    sentiment: display
                        .estimate(place.and_then(|place| place.sentiment), Unit::Coefficient),
                    score: display.value(value, unit),
                }
            })
            .collect(),
    });
    Some(PlaceTable {
        score: score.map(|kind| kind.as_str()),
        touchpoints: shown.iter().map(|name| name.in_lang(display.lang).to_owned()).collect(),
        rows: rows.collect(),
    })
}

/// The differences of every field from the rest, by the names of the charts.
pub(super) fn charts(summary: &Summary, display: &Display) -> Vec<(String, Value)> {
    let numbered = summary.segments.iter().enumerate();
    numbered.map(|(index, table)| (format!("segment-{index}"), chart(table, display))).collect()
}

/// The difference of one measure.
type Difference<'a> = Box<dyn Fn(&AgainstRest) -> Option<&TestedDifference> + 'a>;

fn chart(table: &SegmentTable, display: &Display) -> Value {
    let scores = ScoreKind::ALL.into_iter().filter_map(|kind| {
        let (title, unit) = match kind.measure() {
            Measure::Net => ("report.segment.nps_gap", Unit::Points),
            Measure::TopTwo => ("report.segment.csat_gap", Unit::ShareDifference),
            Measure::Ease => return None,
        };
        let of: Difference<'_> = Box::new(move |against| against.scores[kind].as_ref());
        Some((title, unit, of))
    });
    let sentiment: Difference<'_> = Box::new(|against| against.sentiment.as_ref());
    let measures = scores.chain([("report.segment.sentiment_gap", Unit::Coefficient, sentiment)]);
    let panels: Vec<Value> = measures
        .filter(|(_, _, of)| table.groups.iter().any(|g| of(&g.against_rest).is_some()))
        .map(|(title, unit, of)| {
            let drawn = table.groups.iter().map(|group| {
                let tested = of(&group.against_rest)?;
                let mut drawn = point(Some(tested.difference), unit, display)?;
                drawn["hollow"] = json!(tested.q >= 0.05);
                drawn["note"] = json!(display.q_text(tested.q));
                Some(drawn)
            });
            points(display.word(title), unit, drawn)
        })
        .collect();
    if panels.is_empty() {
        return Value::Null;
    }
    let names: Vec<String> =
        table.groups.iter().map(|group| group_name(&group.group, display)).collect();
    chart_data::rows_chart(names, panels, false)
}
