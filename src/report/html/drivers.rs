//! What drives each score: weights with their intervals, importance against
//! performance, and what was left out.

use rust_i18n::t;
use serde::Serialize;
use serde_json::{Value, json};

use super::chart_data::{point, points};
use super::display::{Display, TableCell, Unit};
use crate::report::Summary;
use crate::report::summary::{DriverRow, DriverTable, Estimate, Name, Predictors, Quadrant};
use crate::stats::drivers::LeftOutReason;

/// Most predictors that are named as left out; the driver table of the workbook and
/// `drivers.csv` have all.
const MOST_LEFT_OUT: usize = 100;

/// The drivers of one score.
#[derive(Debug, Serialize)]
pub(super) struct DriverSection {
    title: String,
    /// R², base and pairs, in one line.
    facts: String,
    /// What to keep in mind: low base, collinearity, repaired correlations.
    cautions: Vec<String>,
    /// Names of its charts in the data block.
    chart: String,
    plane: String,
    rows: Vec<DriverLine>,
    quadrants: Vec<QuadrantList>,
    left_out: Vec<String>,
    lmg: bool,
}

#[derive(Debug, Serialize)]
struct DriverLine {
    name: String,
    significant: bool,
    sign: &'static str,
    share: TableCell,
    weight: TableCell,
    lmg: TableCell,
    slope: TableCell,
    correlation: TableCell,
    p: TableCell,
    vif: TableCell,
    n: TableCell,
    performance: TableCell,
    quadrant: String,
}

/// One field of the quadrant and who is in it.
#[derive(Debug, Serialize)]
struct QuadrantList {
    key: &'static str,
    name: String,
    members: String,
}

pub(super) fn sections(summary: &Summary, display: &Display) -> Vec<DriverSection> {
    let numbered = summary.drivers.iter().enumerate();
    numbered.map(|(index, table)| section(index, table, display)).collect()
}

fn section(index: usize, table: &DriverTable, display: &Display) -> DriverSection {
    let locale = display.lang.code();
    let title = match table.predictors {
        Predictors::Ratings => "report.driver.by_ratings",
        Predictors::Topics => "report.driver.by_topics",
    };
    let facts = t!(
        "report.driver.facts",
        locale = locale,
        r2 = display.write(table.r_squared.value, Unit::Percent),
        interval = display.interval(&table.r_squared, Unit::Percent),
        adjusted = display.value(table.adjusted_r_squared, Unit::Percent).value,
        n = display.format.count(table.n),
        fewest = display.format.count(table.pairs.0),
        most = display.format.count(table.pairs.1)
    );
    let cautions = [
        (table.low_base, "report.driver.low_base"),
        (table.collinear, "report.driver.collinear"),
        (table.repaired, "report.driver.repaired"),
    ];
    let beyond = table.left_out.len().saturating_sub(MOST_LEFT_OUT);
    let beyond = (beyond > 0).then(|| {
        let count = display.format.count(beyond as u64);
        t!("report.driver.more", locale = locale, count = count).into_owned()
    });
    let left_out = table.left_out.iter().take(MOST_LEFT_OUT).map(|left| {
        let reason = match left.reason {
            LeftOutReason::TooFew => "report.driver.too_few",
            LeftOutReason::NoVariance => "report.driver.no_variance",
            LeftOutReason::TooMany => "report.driver.too_many",
        };
        let name = named(&left.touchpoint, left.aspect.as_ref(), display);
        let n = display.format.count(left.n);
        t!(reason, locale = locale, name = name, n = n).into_owned()
    });
    DriverSection {
        title: t!(title, locale = locale, score = table.outcome.as_str()).into_owned(),
        facts: facts.into_owned(),
        cautions: cautions
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| display.word(word))
            .collect(),
        chart: format!("drivers-{index}"),
        plane: format!("quadrant-{index}"),
        rows: table.drivers.iter().map(|driver| line(driver, display)).collect(),
        quadrants: quadrants(table, display),
        left_out: left_out.chain(beyond).collect(),
        lmg: table.drivers.iter().any(|driver| driver.lmg.is_some()),
    }
}

fn line(driver: &DriverRow, display: &Display) -> DriverLine {
    let p = match driver.p {
        Some(p) => display.probability(p),
        None => display.value(None, Unit::Mean),
    };
    DriverLine {
        name: named(&driver.touchpoint, driver.aspect.as_ref(), display),
        significant: driver.significant,
        sign: sign(driver),
        share: display.estimate(Some(driver.share), Unit::Percent),
        weight: display.estimate(Some(driver.weight), Unit::Mean),
        lmg: display.value(driver.lmg, Unit::Mean),
        slope: display.value(Some(driver.slope), Unit::Coefficient),
        correlation: display.value(Some(driver.correlation), Unit::Coefficient),
        p,
        vif: display.value(Some(driver.vif), Unit::Mean),
        n: display.count(driver.n),
        performance: display.value(Some(driver.performance), Unit::Footing),
        quadrant: display.word(word(driver.quadrant)),
    }
}

/// Direction of a driver: better together, or worse.
fn sign(driver: &DriverRow) -> &'static str {
    if driver.beta < 0.0 { "−" } else { "+" }
}

/// A touchpoint, with the aspect where it has one; an aspect that bears the
/// name of its touchpoint stands alone.
fn named(touchpoint: &Name, aspect: Option<&Name>, display: &Display) -> String {
    let touchpoint = touchpoint.in_lang(display.lang);
    match aspect.map(|aspect| aspect.in_lang(display.lang)) {
        Some(aspect) if aspect != touchpoint => format!("{touchpoint} · {aspect}"),
        _ => touchpoint.to_owned(),
    }
}

const QUADRANTS: [Quadrant; 4] =
    [Quadrant::FixFirst, Quadrant::KeepUp, Quadrant::Watch, Quadrant::LowPriority];

fn word(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::FixFirst => "report.quadrant.fix_first",
        Quadrant::KeepUp => "report.quadrant.keep_up",
        Quadrant::Watch => "report.quadrant.watch",
        Quadrant::LowPriority => "report.quadrant.low_priority",
    }
}

fn key(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::FixFirst => "fix-first",
        Quadrant::KeepUp => "keep-up",
        Quadrant::Watch => "watch",
        Quadrant::LowPriority => "low-priority",
    }
}

fn quadrants(table: &DriverTable, display: &Display) -> Vec<QuadrantList> {
    let members = |quadrant| {
        let inside = table.drivers.iter().filter(move |driver| driver.quadrant == quadrant);
        inside
            .map(|driver| named(&driver.touchpoint, driver.aspect.as_ref(), display))
            .collect::<Vec<_>>()
            .join(&display.word("report.list_and"))
    };
    QUADRANTS
        .into_iter()
        .map(|quadrant| QuadrantList {
            key: key(quadrant),
            name: display.word(word(quadrant)),
            members: members(quadrant),
        })
        .filter(|list| !list.members.is_empty())
        .collect()
}

/// The charts of all tables by their names.
pub(super) fn charts(summary: &Summary, display: &Display) -> Vec<(String, Value)> {
    let numbered = summary.drivers.iter().enumerate();
    let both = numbered.flat_map(|(index, table)| {
        [
            (format!("drivers-{index}"), weights(table, display)),
            (format!("quadrant-{index}"), quadrant(table, display)),
        ]
    });
    both.collect()
}

fn weights(table: &DriverTable, display: &Display) -> Value {
    if table.drivers.is_empty() {
        return Value::Null;
    }
    let drawn = table.drivers.iter().map(|driver| {
        let mut drawn = point(Some(driver.share), Unit::Percent, display)?;
        drawn["hollow"] = json!(!driver.significant);
        drawn["sign"] = json!(sign(driver));
        let significant = match driver.significant {
            true => "report.driver.significant",
            false => "report.driver.not_significant",
        };
        let n = display.format.count(driver.n);
        drawn["note"] = json!(format!("{} · n = {n}", display.word(significant)));
        Some(drawn)
    });
    let mut panel = points(display.word("report.driver.share"), Unit::Percent, drawn);
    panel["labelled"] = json!(true);
    panel["bars"] = json!(true);
    let names: Vec<String> = table
        .drivers
        .iter()
        .map(|driver| named(&driver.touchpoint, driver.aspect.as_ref(), display))
        .collect();
    json!({ "type": "rows", "total": false, "rows": names, "panels": [panel] })
}

fn quadrant(table: &DriverTable, display: &Display) -> Value {
    if table.drivers.len() < 2 {
        return Value::Null;
    }
    let (importance, performance) =
        (display.word("report.driver.share"), display.word("report.driver.performance"));
    let dots = table.drivers.iter().filter(|driver| driver.performance.is_finite()).map(|driver| {
        let Estimate { value, .. } = driver.share;
        json!({
            "name": named(&driver.touchpoint, driver.aspect.as_ref(), display),
            "x": value,
            "y": driver.performance,
            "size": Value::Null,
            "key": key(driver.quadrant),
            "hollow": !driver.significant,
            "lines": [
                format!("{importance} {}", display.write(value, Unit::Percent)),
                format!("{performance} {}", display.write(driver.performance, Unit::Footing)),
                display.word(word(driver.quadrant)),
            ],
        })
    });
    // From the upper left, clockwise.
    let corners = [Quadrant::LowPriority, Quadrant::KeepUp, Quadrant::FixFirst, Quadrant::Watch];
    json!({
        "type": "plane",
        "x": { "title": importance, "unit": Unit::Percent },
        "y": { "title": performance, "unit": Unit::Footing },
        "points": dots.collect::<Vec<_>>(),
        "cut": [table.cut.0, table.cut.1],
        "corners": corners.map(|quadrant| display.word(word(quadrant))),
    })
}
