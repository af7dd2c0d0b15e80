//! The trend, one row a period, with charts of sentiment, scores and labels.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::charts::{Axis, ChartData, Drawn, GOOD_BAR, Line, SCORE_BAR};
use super::grid::{Grid, Page, Value};
use super::style::{Kind, LABEL_COLORS, Styles};
use super::touchpoint_sheet::{SENTIMENT, unit};
use super::words::Words;
use crate::feedback::{ScoreKind, ScoreUnit};
use crate::report::Summary;
use crate::report::summary::{Estimate, Grain, TrendPoint};
use crate::sentiment::Label;

/// The sheet; `None` where the export has no dates.
pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
    charts_of: &mut ChartData,
) -> Result<Option<Worksheet>, XlsxError> {
    if summary.trend.is_empty() {
        return Ok(None);
    }
    let mut page = Page::new(&words.word("workbook.sheet.trend"), styles)?;
    let grain = summary.grain;
    let heading = match grain {
        Grain::Month => "report.month",
        Grain::Week => "workbook.week",
    };
    let mut grid = Grid::new(words)
        .moment(words.word(heading), Kind::Month, move |point: &TrendPoint| match grain {
            Grain::Month => Value::Moment(format!("{}-01", point.period)),
            Grain::Week => Value::Text(point.period.clone()),
        })
        .count(words.word("report.responses"), |point| Some(point.responses))
        .count(words.word("report.comments"), |point| Some(point.comments))
        .tinted(words.word("report.sentiment"), Kind::Signed2, SENTIMENT, |point| point.sentiment);
    let any =
        |of: fn(&TrendPoint) -> Option<Estimate>| summary.trend.iter().any(|p| of(p).is_some());
    for kind in ScoreKind::ALL {
        if summary.trend.iter().any(|point| point.scores.get(kind).is_some()) {
            let heading = kind.definition().column.in_lang(words.lang);
            grid = grid.estimate(heading, unit(kind), move |point| point.scores.get(kind));
        }
    }
    if any(|point| point.comment_rate) {
        let rate = words.word("report.card.comment_rate.title");
        grid = grid.estimate(rate, Kind::Percent, |point| point.comment_rate);
    }
    if summary.trend.iter().any(|point| point.labels.is_some()) {
        for (label, _) in LABEL_COLORS {
            let name = words.word(&format!("label.{}", label.as_str()));
            let heading = words.share_of(&name);
            grid = grid.number(heading, Kind::Percent, move |point| share(point, label));
        }
    }
    grid.write(&mut page, &summary.trend, true)?;
    page.row += 1;
    let labels = label_chart(summary, words, charts_of)?;
    for drawn in charts(summary, words, charts_of)?.into_iter().chain(labels) {
        page.sheet.insert_chart(page.row, 0, &drawn.chart)?;
        page.row += drawn.rows;
    }
    page.finish().map(Some)
}

/// The share of a label among the judged comments of a period.
fn share(point: &TrendPoint, label: Label) -> Option<f64> {
    let labels = point.labels?;
    let judged: u64 = LABEL_COLORS.iter().map(|(label, _)| labels.get(*label)).sum();
    (judged > 0).then(|| labels.get(label) as f64 / judged as f64)
}

fn periods(summary: &Summary, words: &Words) -> Vec<String> {
    let name = |point: &TrendPoint| match summary.grain {
        Grain::Month => words.format.month(&point.period),
        Grain::Week => point.period.clone(),
    };
    summary.trend.iter().map(name).collect()
}

/// The shares of the labels over time.
fn label_chart(
    summary: &Summary,
    words: &Words,
    charts: &mut ChartData,
) -> Result<Option<Drawn>, XlsxError> {
    let parts: Vec<Line> = LABEL_COLORS
        .iter()
        .map(|(label, color)| Line {
            name: words.word(&format!("label.{}", label.as_str())),
            color: *color,
            values: summary.trend.iter().map(|point| share(point, *label)).collect(),
        })
        .collect();
    charts.shares(&words.word("report.label_trend.title"), &periods(summary, words), &parts)
}

/// The line charts: sentiment, NPS, and the shares of the other scores.
pub(super) fn charts(
    summary: &Summary,
    words: &Words,
    charts: &mut ChartData,
) -> Result<Vec<Drawn>, XlsxError> {
    let periods = periods(summary, words);
    let line = |name: String, color, of: &dyn Fn(&TrendPoint) -> Option<Estimate>| Line {
        name,
        color,
        values: summary.trend.iter().map(|point| of(point).map(|e| e.value)).collect(),
    };
    let sentiment = line(words.word("report.sentiment"), GOOD_BAR, &|point| point.sentiment);
    let of_unit = |wanted: ScoreUnit| -> Vec<Line> {
        let kinds = ScoreKind::ALL.into_iter().filter(|kind| kind.measure().unit() == wanted);
        let colors = [SCORE_BAR, GOOD_BAR].into_iter().cycle();
        let line = |(kind, color): (ScoreKind, _)| {
            let name = kind.definition().column.in_lang(words.lang).to_owned();
            line(name, color, &move |point| point.scores.get(kind))
        };
        kinds.zip(colors).map(line).collect()
    };
    let title = |name: &str| words.of_score("workbook.chart.trend", name);
    let signed = Axis { number_format: "+0.0;-0.0;0.0", range: None };
    let points = Axis { number_format: "+0;-0;0", range: None };
    let shares = Axis { number_format: "0%", range: Some((0.0, 1.0)) };
    let drawn = [
        charts.lines(&title(&words.word("report.sentiment")), &periods, &[sentiment], signed)?,
        charts.lines(&title("NPS"), &periods, &of_unit(ScoreUnit::Points), points)?,
        charts.lines(
            &title(&words.word("workbook.chart.shares")),
            &periods,
            &of_unit(ScoreUnit::Share),
            shares,
        )?,
    ];
    Ok(drawn.into_iter().flatten().collect())
}
