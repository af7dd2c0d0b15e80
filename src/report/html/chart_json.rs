//! What the script draws: the specification of a chart with its words and numbers
//! as they are shown, so that the script knows how to draw but nothing about what.

use serde_json::{Map, Value, json};

use super::tint_key;
use crate::report::document::{
    Block, Chart, JourneyCurve, Marks, Panel, Plane, Plot, Point, Series, Text, Unit, Words,
};

/// All charts of some blocks by their names.
pub(super) fn charts(blocks: &[&Block<'_>], words: Words, charts: &mut Map<String, Value>) {
    for block in blocks {
        if let Block::Chart(found) = block {
            charts.insert(found.id.clone(), chart(found, words));
        }
        self::charts(&block.parts(), words, charts);
    }
}

fn chart(chart: &Chart, words: Words) -> Value {
    let said = |texts: &[Text]| -> Vec<String> { texts.iter().map(|t| words.say(t)).collect() };
    let panels =
        |panels: &[Panel]| -> Vec<Value> { panels.iter().map(|one| panel(one, words)).collect() };
    match &chart.plot {
        Plot::Rows { names, total, panels: all } => {
            json!({ "type": "rows", "total": total, "rows": said(names), "panels": panels(all) })
        }
        Plot::Trend { names, ticks, panels: all } => json!({
            "type": "trend", "rows": said(names), "ticks": said(ticks), "panels": panels(all),
        }),
        Plot::Stacks { names, ticks, series: all, apart } => {
            let series: Vec<Value> = all.iter().map(|one| series(one, words)).collect();
            json!({
                "type": "stacks", "rows": said(names), "ticks": said(ticks), "series": series,
                "apart": apart,
            })
        }
        Plot::Journey(chart) => journey(chart, words, said(&chart.names), panels(&chart.panels)),
        Plot::Plane(chart) => plane(chart, words),
    }
}

fn unit_key(unit: Unit) -> &'static str {
    match unit {
        Unit::Coefficient => "coefficient",
        Unit::Points | Unit::Effect => "points",
        Unit::Percent => "percent",
        Unit::ShareDifference => "share_difference",
        Unit::Footing | Unit::Count => "footing",
        Unit::Mean | Unit::Tenths | Unit::Given | Unit::Probability => "mean",
    }
}

fn panel(panel: &Panel, words: Words) -> Value {
    let title = words.say(&panel.title);
    match &panel.marks {
        Marks::Points(points) => {
            let drawn: Vec<Option<Value>> = points
                .points
                .iter()
                .map(|one| one.as_ref().map(|one| point(one, points.unit, words)))
                .collect();
            json!({
                "kind": "points", "title": title, "unit": unit_key(points.unit), "points": drawn,
                "labelled": points.labelled, "bars": points.bars,
            })
        }
        Marks::Shares { series: all, diverging } => json!({
            "kind": if *diverging { "diverging" } else { "stacked" },
            "title": title,
            "unit": unit_key(Unit::Percent),
            "series": all.iter().map(|one| series(one, words)).collect::<Vec<_>>(),
        }),
        Marks::Columns { name, values } => {
            let texts = values.iter().map(|n| words.write(*n as f64, Unit::Count));
            json!({
                "kind": "columns", "title": title, "name": words.say(name), "values": values,
                "texts": texts.collect::<Vec<_>>(),
            })
        }
    }
}

/// An estimate as a dot with whiskers.
fn point(point: &Point, unit: Unit, words: Words) -> Value {
    let estimate = &point.estimate;
    json!({
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "text": words.write(estimate.value, unit),
        "interval": words.interval(estimate, unit),
        "note": point.note.as_ref().map(|note| words.say(note)),
        "hollow": point.hollow,
        "sign": point.sign,
    })
}

fn series(series: &Series, words: Words) -> Value {
    let write = |value: &Option<f64>| value.map(|value| words.write(value, Unit::Percent));
    json!({
        "key": tint_key(series.tint),
        "name": words.say(&series.name),
        "values": series.values,
        "texts": series.values.iter().map(write).collect::<Vec<_>>(),
    })
}

fn journey(chart: &JourneyCurve, words: Words, rows: Vec<String>, panels: Vec<Value>) -> Value {
    let lists = |lists: &[Vec<Text>]| -> Vec<Vec<String>> {
        lists.iter().map(|list| list.iter().map(|text| words.say(text)).collect()).collect()
    };
    let stage = |(name, from, to): &(Text, usize, usize)| json!({ "name": words.say(name), "from": from, "to": to });
    let drop = chart
        .drop
        .as_ref()
        .map(|(from, to, label)| json!({ "from": from, "to": to, "label": words.say(label) }));
    json!({
        "type": "journey",
        "rows": rows,
        "ordered": chart.ordered,
        "stages": chart.stages.iter().map(stage).collect::<Vec<_>>(),
        "panels": panels,
        "marks": lists(&chart.marks),
        "pains": lists(&chart.pains),
        "drop": drop,
    })
}

fn plane(chart: &Plane, words: Words) -> Value {
    let axis = |(title, unit): &(Text, Unit)| json!({ "title": words.say(title), "unit": unit_key(*unit) });
    let dots = chart.dots.iter().map(|dot| {
        json!({
            "name": words.say(&dot.name),
            "x": dot.at.0,
            "y": dot.at.1,
            "size": dot.size,
            "key": tint_key(dot.tint),
            "hollow": dot.hollow,
            "lines": dot.lines.iter().map(|line| words.say(line)).collect::<Vec<_>>(),
        })
    });
    let corners = chart.corners.as_ref();
    json!({
        "type": "plane",
        "x": axis(&chart.x),
        "y": axis(&chart.y),
        "points": dots.collect::<Vec<_>>(),
        "cut": chart.cut.map(|(x, y)| [x, y]),
        "corners": corners.map(|names| names.each_ref().map(|name| words.say(name))),
    })
}
