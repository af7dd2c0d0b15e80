//! Satisfaction that comments imply where nobody gave a score: beside what was
//! given, never in it.

use super::PAGE;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Section, Shape, Table, Text, Unit, count, estimate,
    phrase, plain, word,
};
use crate::report::summary::{CalibrationMethod, ImpliedCsat, ImpliedScores, Name, Withheld};

/// The section; `None` where nothing is implied.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    let implied = summary.implied.as_ref()?;
    let mut section =
        Section::new("implied", word("report.implied.title")).tag(word("report.implied.mark"));
    section.push(PAGE, Block::Paragraph(Emphasis::Note, word("report.implied.note")));
    section.push(PAGE, Block::Table(table(implied, &summary.overall.name)));
    section.push(PAGE, Block::Paragraph(Emphasis::Note, calibration(implied)));
    section.push(PAGE, Block::Paragraph(Emphasis::Plain, withheld(implied)));
    section.push(
        PAGE,
        Block::Fold {
            summary: word("report.implied.curve"),
            open: false,
            blocks: vec![Block::Table(curve(implied))],
        },
    );
    Some(section)
}

/// How far off it may be where scores are withheld.
fn withheld(implied: &ImpliedScores) -> Text {
    let Withheld { odds, mean, top2, .. } = &implied.withheld;
    let places = [
        ("odds", Text::Number(*odds, Unit::Footing)),
        ("mean_low", Text::Number(mean[0], Unit::Footing)),
        ("mean_high", Text::Number(mean[1], Unit::Footing)),
        ("low", Text::Number(top2[0], Unit::Percent)),
        ("high", Text::Number(top2[1], Unit::Percent)),
    ];
    phrase("report.implied.withheld", places)
}

/// How it was made and how far it is off.
fn calibration(implied: &ImpliedScores) -> Text {
    let calibration = &implied.calibration;
    let method = match calibration.method {
        CalibrationMethod::Isotonic => "report.implied.isotonic",
        CalibrationMethod::Line => "report.implied.line",
    };
    let tau = calibration.tau_b;
    let places = [
        ("method", word(method)),
        ("pairs", count(calibration.pairs)),
        ("mae", Text::Number(calibration.mae, Unit::Tenths)),
        ("rmse", Text::Number(calibration.rmse, Unit::Tenths)),
        ("tau", tau.map_or(plain("–"), |tau| estimate(&tau, Unit::Coefficient))),
    ];
    phrase("report.implied.calibration", places)
}

fn table<'a>(implied: &'a ImpliedScores, overall: &'a Name) -> Table<'a> {
    let all = std::iter::once((overall, &implied.overall));
    let rows: Vec<(&Name, &ImpliedCsat)> =
        all.chain(implied.touchpoints.iter().map(|place| (&place.name, &place.csat))).collect();
    let columns = Columns::of(rows)
        .text(word("report.touchpoint"), |(name, _)| Some((*name).into()))
        .count(word("report.implied.implied_n"), |(_, csat)| Some(csat.implied_n))
        .estimated()
        .estimate(word("report.implied.implied_mean"), Unit::Footing, |(_, csat)| {
            Some(csat.implied_mean)
        })
        .estimated()
        .estimate(word("report.implied.implied_top2"), Unit::Percent, |(_, csat)| {
            Some(csat.implied_top2)
        })
        .estimated()
        .count(word("report.implied.given_n"), |(_, csat)| Some(csat.given_n))
        .estimate(word("report.implied.given_mean"), Unit::Footing, |(_, csat)| csat.given_mean)
        .estimate(word("report.implied.given_top2"), Unit::Percent, |(_, csat)| csat.given_top2);
    Table { total: Some(0), sortable: true, ..columns.table(word("report.implied.title")) }
}

/// Stars and the satisfaction they imply.
fn curve(implied: &ImpliedScores) -> Table<'_> {
    let columns = Columns::of(&implied.calibration.curve)
        .cell(word("report.implied.stars"), ColumnKind::Number, |(stars, _)| {
            Cell::Number(*stars, Unit::Tenths)
        })
        .number(word("report.implied.satisfaction"), Unit::Footing, |(_, satisfaction)| {
            Some(*satisfaction)
        });
    Table { shape: Shape::Narrow, ..columns.table(word("report.implied.curve")) }
}
