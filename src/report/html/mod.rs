//! `report.html`: one file that needs nothing else. Style, script, chart
//! library and data are inside; a content security policy keeps it from
//! asking the network for anything.
//!
//! Everything a reader must see is HTML written here, so the report works
//! without JavaScript; the script adds charts (from the data block), sorting
//! and filters.

mod change;
mod chart_data;
mod close_loop;
mod display;
mod drivers;
mod findings;
mod headline;
mod implied;
mod journey_map;
mod label_trend;
mod method;
mod mismatch;
mod pain_card;
mod script_json;
mod segments;
mod touchpoint_tables;
mod verbatims;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind};
use rust_i18n::t;
use serde::Serialize;

use self::display::Display;
use super::asked_scores::asked_scores;
use super::shortened::{ON_PAGE, shortened};
use super::summary::{CorrelationSummary, Grain, TouchpointSource};
use super::{Lang, Summary};
use crate::feedback::ScoreKind;

/// The page, then its parts in the order of the page.
const TEMPLATES: [(&str, &str); 13] = [
    ("report.html", include_str!("templates/report.html.j2")),
    ("macros.html", include_str!("templates/macros.html.j2")),
    ("headline.html", include_str!("templates/headline.html.j2")),
    ("journey.html", include_str!("templates/journey.html.j2")),
    ("touchpoints.html", include_str!("templates/touchpoints.html.j2")),
    ("drivers.html", include_str!("templates/drivers.html.j2")),
    ("pain_points.html", include_str!("templates/pain_points.html.j2")),
    ("close_loop.html", include_str!("templates/close_loop.html.j2")),
    ("mismatch.html", include_str!("templates/mismatch.html.j2")),
    ("implied.html", include_str!("templates/implied.html.j2")),
    ("segments.html", include_str!("templates/segments.html.j2")),
    ("verbatims.html", include_str!("templates/verbatims.html.j2")),
    ("method.html", include_str!("templates/method.html.j2")),
];
const STYLE: &str =
    concat!(include_str!("style.css"), include_str!("sections.css"), include_str!("media.css"));
/// One script in parts: each adds to the object `report` that the first makes.
const SCRIPT: &str = concat!(
    include_str!("js/base.js"),
    include_str!("js/rows.js"),
    include_str!("js/trend.js"),
    include_str!("js/stacks.js"),
    include_str!("js/journey.js"),
    include_str!("js/plane.js"),
    include_str!("js/tables.js"),
    include_str!("js/verbatims.js"),
    include_str!("js/page.js"),
);
/// Apache ECharts 6.1.0; its licence and notice stand beside it.
const ECHARTS: &str = include_str!("vendor/echarts.min.js");

/// Pain points that get a card; `pain_points.csv` has them all.
const PAIN_CARDS: usize = 20;

/// The report could not be made from its template. Not caused by the data.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct HtmlError(#[from] minijinja::Error);

/// The whole report in one language as a self-contained HTML document.
///
/// # Errors
/// Only when the built-in template is at fault.
pub fn report_html(summary: &Summary, lang: Lang) -> Result<String, HtmlError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_function("t", move |key: &str| {
        // A missing word is a mistake in the template, found by every test.
        crate::_rust_i18n_try_translate(lang.code(), key)
            .map(|word| word.into_owned())
            .ok_or_else(|| minijinja::Error::new(ErrorKind::UndefinedError, key.to_owned()))
    });
    for (name, template) in TEMPLATES {
        environment.add_template(name, template)?;
    }
    let page = Page::new(&shortened(summary, ON_PAGE, lang), lang);
    Ok(environment.get_template("report.html")?.render(Serde(&page))?)
}

/// Everything the template writes, already in the words and numbers of the
/// reader. Fields marked "safe" are written without escaping.
#[derive(Debug, Serialize)]
struct Page {
    html_lang: &'static str,
    /// Safe: our own files.
    style: &'static str,
    script: &'static str,
    echarts: &'static str,
    /// Safe: JSON without `<`.
    chart_json: String,
    title: String,
    period: Option<String>,
    files: Vec<String>,
    volume: String,
    findings: Vec<String>,
    warnings: Vec<String>,
    cards: Vec<headline::Card>,
    no_scores: bool,
    has_change: bool,
    by_week: bool,
    trend: Vec<touchpoint_tables::TrendRow>,
    trend_nps: bool,
    trend_csat: bool,
    trend_ces: bool,
    /// Shares of labels, of all comments and by period.
    label_trend: Vec<label_trend::LabelRow>,
    journey: Option<journey_map::JourneyMap>,
    /// Word for those who are counted as unhappy along the journey.
    unhappy: &'static str,
    /// Names of the charts that there is something to draw in.
    charts: Vec<String>,
    from_aspects: bool,
    labels: Vec<String>,
    scores: touchpoint_tables::ScoreColumns,
    /// Means of effort are on 0–100, because several scales meet.
    ces_common: bool,
    touchpoints: Vec<touchpoint_tables::TouchpointRow>,
    overall: touchpoint_tables::TouchpointRow,
    suppressed: Option<String>,
    /// The score that correlations of the table of touchpoints are with.
    main_score: Option<&'static str>,
    stages: Vec<String>,
    has_owners: bool,
    has_own: bool,
    has_partial: bool,
    correlations: Vec<touchpoint_tables::CorrelationRow>,
    /// Set where the charts show only the largest touchpoints.
    chart_limit: Option<String>,
    pain_points: Vec<pain_card::PainCard>,
    /// Set where more pain points were found than have cards.
    more_pain_points: Option<String>,
    close_loop: Option<close_loop::CloseLoop>,
    drivers: Vec<drivers::DriverSection>,
    mismatch: Option<mismatch::MismatchSection>,
    implied: Option<implied::ImpliedSection>,
    segments: Vec<segments::SegmentSection>,
    verbatims: Option<verbatims::Verbatims>,
    method: method::Method,
}

impl Page {
    fn new(summary: &Summary, lang: Lang) -> Page {
        let display = Display::new(lang);
        let asked = asked_scores(summary);
        let common = summary.overall.scores.ces().is_some_and(|ces| ces.scale.is_none());
        let main = asked.first().copied();
        let charts = chart_data::chart_data(summary, &display);
        let periods: Vec<&str> = summary.trend.iter().map(|point| point.period.as_str()).collect();
        let stages = journey_map::stages(summary, &display);
        let cards = headline::cards(summary, &asked, &display);
        let correlated = |has: fn(&CorrelationSummary) -> bool| {
            summary.touchpoints.iter().flat_map(|row| &row.correlations).any(has)
        };
        let row = |row, stage| touchpoint_tables::touchpoint(row, stage, common, main, &display);
        Page {
            html_lang: match lang {
                Lang::Zh => "zh-Hans",
                Lang::En => "en",
            },
            style: STYLE,
            script: SCRIPT,
            echarts: ECHARTS,
            charts: drawn(&charts),
            chart_json: script_json::script_json(&charts),
            title: findings::title(summary, &display),
            period: findings::period(summary, &display),
            files: summary.sources.iter().map(|source| source.file.clone()).collect(),
            volume: findings::volume(summary, &display),
            findings: findings::findings(summary, &display),
            warnings: summary.warnings.iter().map(|w| w.in_lang(lang).to_owned()).collect(),
            has_change: cards.iter().any(headline::Card::has_change),
            cards,
            by_week: summary.grain == Grain::Week,
            no_scores: asked.is_empty(),
            trend: touchpoint_tables::trend(summary, &display),
            trend_nps: summary.trend.iter().any(|point| point.scores.get(ScoreKind::Nps).is_some()),
            trend_csat: summary
                .trend
                .iter()
                .any(|point| point.scores.get(ScoreKind::Csat).is_some()),
            trend_ces: summary.trend.iter().any(|point| point.scores.get(ScoreKind::Ces).is_some()),
            label_trend: label_trend::rows(summary, &display),
            journey: journey_map::journey_map(summary, &display),
            unhappy: journey_map::unhappy(summary.course.score),
            from_aspects: summary.touchpoint_source == TouchpointSource::Aspects,
            labels: display::LABELS.map(|label| display.word(label.word)).to_vec(),
            scores: touchpoint_tables::ScoreColumns::new(&asked),
            ces_common: common,
            touchpoints: summary
                .touchpoints
                .iter()
                .zip(&stages)
                .map(|(touchpoint, stage)| row(touchpoint, stage))
                .collect(),
            overall: row(&summary.overall, ""),
            main_score: main.map(ScoreKind::as_str).filter(|_| correlated(|_| true)),
            has_owners: summary.touchpoints.iter().any(|row| row.owner.is_some()),
            has_own: summary.touchpoints.iter().any(|row| row.own_sentiment.is_some()),
            has_partial: correlated(|correlation| correlation.partial.is_some()),
            stages: distinct(stages.iter().map(String::as_str)),
            suppressed: touchpoint_tables::suppressed_note(summary, &display),
            correlations: touchpoint_tables::correlations(summary, &display),
            chart_limit: (summary.touchpoints.len() > chart_data::MOST_ROWS).then(|| {
                t!("report.chart_limit", locale = lang.code(), n = chart_data::MOST_ROWS)
                    .into_owned()
            }),
            more_pain_points: summary
                .pain_points
                .len()
                .checked_sub(PAIN_CARDS)
                .filter(|n| *n > 0)
                .map(|n| t!("report.more_pain_points", locale = lang.code(), n = n).into_owned()),
            pain_points: summary
                .pain_points
                .iter()
                .take(PAIN_CARDS)
                .map(|pain| pain_card::pain_card(pain, &periods, &display))
                .collect(),
            close_loop: close_loop::close_loop(summary, &display),
            drivers: drivers::sections(summary, &display),
            mismatch: mismatch::section(summary, &display),
            implied: implied::section(summary, &display),
            segments: segments::sections(summary, &display),
            verbatims: verbatims::verbatims(summary, &display),
            method: method::method(summary, &asked, &display),
        }
    }
}

/// The charts that there is something to draw in.
fn drawn(charts: &serde_json::Value) -> Vec<String> {
    let charts = charts.as_object().into_iter().flatten();
    charts.filter(|(_, chart)| chart.is_object()).map(|(name, _)| name.clone()).collect()
}

/// Every value once, in the order in which they first come; none that is empty.
fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    values.filter(|value| !value.is_empty() && seen.insert(*value)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
