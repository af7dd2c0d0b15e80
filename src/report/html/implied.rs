//! Satisfaction that comments imply where nobody gave a score: beside what was
//! given, never in it.

use rust_i18n::t;
use serde::Serialize;

use super::display::{Display, TableCell, Unit};
use crate::report::Summary;
use crate::report::summary::{CalibrationMethod, ImpliedCsat};

#[derive(Debug, Serialize)]
pub(super) struct ImpliedSection {
    /// How it was made and how far it is off.
    calibration: String,
    rows: Vec<ImpliedRow>,
    overall: ImpliedRow,
    /// Stars and the satisfaction they imply.
    curve: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct ImpliedRow {
    name: String,
    implied_n: TableCell,
    implied_mean: TableCell,
    implied_top2: TableCell,
    given_n: TableCell,
    given_mean: TableCell,
    given_top2: TableCell,
}

/// `None` where nothing is implied.
pub(super) fn section(summary: &Summary, display: &Display) -> Option<ImpliedSection> {
    let implied = summary.implied.as_ref()?;
    let calibration = &implied.calibration;
    let method = match calibration.method {
        CalibrationMethod::Isotonic => "report.implied.isotonic",
        CalibrationMethod::Line => "report.implied.line",
    };
    let tau = display.estimate(calibration.tau_b, Unit::Coefficient);
    let text = t!(
        "report.implied.calibration",
        locale = display.lang.code(),
        method = display.word(method),
        pairs = display.format.count(calibration.pairs),
        mae = display.format.decimal(calibration.mae, 1),
        rmse = display.format.decimal(calibration.rmse, 1),
        tau = tau.value,
        interval = tau.interval
    );
    let places = implied
        .touchpoints
        .iter()
        .map(|place| row(place.name.in_lang(display.lang).to_owned(), &place.csat, display));
    let curve = calibration.curve.iter().map(|(stars, satisfaction)| {
        (display.format.decimal(*stars, 1), display.format.decimal(*satisfaction, 0))
    });
    Some(ImpliedSection {
        calibration: text.trim_end().to_owned(),
        rows: places.collect(),
        overall: row(
            summary.overall.name.in_lang(display.lang).to_owned(),
            &implied.overall,
            display,
        ),
        curve: curve.collect(),
    })
}

fn row(name: String, csat: &ImpliedCsat, display: &Display) -> ImpliedRow {
    ImpliedRow {
        name,
        implied_n: display.count(csat.implied_n),
        implied_mean: display.estimate(Some(csat.implied_mean), Unit::Footing),
        implied_top2: display.estimate(Some(csat.implied_top2), Unit::Percent),
        given_n: display.count(csat.given_n),
        given_mean: display.estimate(csat.given_mean, Unit::Footing),
        given_top2: display.estimate(csat.given_top2, Unit::Percent),
    }
}
