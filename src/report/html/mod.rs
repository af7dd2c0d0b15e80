//! `report.html`: one file that needs nothing else. Style, script, chart
//! library and data are inside; a content security policy keeps it from
//! asking the network for anything.
//!
//! Everything a reader must see is HTML written here, so the report works
//! without JavaScript; `report.js` adds charts (from the data block) and
//! sorting.

mod chart_data;
mod display;
mod findings;
mod headline;
mod method;
mod pain_card;
mod script_json;
mod touchpoint_tables;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind};
use rust_i18n::t;
use serde::Serialize;

use self::display::Display;
use super::asked_scores::asked_scores;
use super::{Lang, Summary};

const TEMPLATE: &str = include_str!("report.html.j2");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("report.js");
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
    environment.add_template("report.html", TEMPLATE)?;
    let page = Page::new(summary, lang);
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
    trend: Vec<touchpoint_tables::TrendRow>,
    trend_nps: bool,
    trend_csat: bool,
    from_aspects: bool,
    labels: Vec<String>,
    scores: touchpoint_tables::ScoreColumns,
    /// Means of effort are on 0–100, because several scales meet.
    ces_common: bool,
    touchpoints: Vec<touchpoint_tables::TouchpointRow>,
    overall: touchpoint_tables::TouchpointRow,
    suppressed: Option<String>,
    correlations: Vec<touchpoint_tables::CorrelationRow>,
    /// Set where the charts show only the largest touchpoints.
    chart_limit: Option<String>,
    pain_points: Vec<pain_card::PainCard>,
    /// Set where more pain points were found than have cards.
    more_pain_points: Option<String>,
    method: method::Method,
}

impl Page {
    fn new(summary: &Summary, lang: Lang) -> Page {
        let display = Display::new(lang);
        let asked = asked_scores(summary);
        let common = summary.overall.ces.as_ref().is_some_and(|ces| ces.scale.is_none());
        Page {
            html_lang: match lang {
                Lang::Zh => "zh-Hans",
                Lang::En => "en",
            },
            style: STYLE,
            script: SCRIPT,
            echarts: ECHARTS,
            chart_json: script_json::script_json(&chart_data::chart_data(summary, &display)),
            title: findings::title(summary, &display),
            period: findings::period(summary, &display),
            files: summary.sources.iter().map(|source| source.file.clone()).collect(),
            volume: findings::volume(summary, &display),
            findings: findings::findings(summary, &display),
            warnings: summary.warnings.iter().map(|w| w.in_lang(lang).to_owned()).collect(),
            cards: headline::cards(summary, &asked, &display),
            no_scores: asked.is_empty(),
            trend: touchpoint_tables::trend(summary, &display),
            trend_nps: summary.trend.iter().any(|point| point.nps.is_some()),
            trend_csat: summary.trend.iter().any(|point| point.csat_top2.is_some()),
            from_aspects: summary.touchpoint_source
                == crate::report::summary::TouchpointSource::Aspects,
            labels: display::LABELS.map(|label| display.word(label.word)).to_vec(),
            scores: touchpoint_tables::ScoreColumns::new(&asked),
            ces_common: common,
            touchpoints: summary
                .touchpoints
                .iter()
                .map(|row| touchpoint_tables::touchpoint(row, common, &display))
                .collect(),
            overall: touchpoint_tables::touchpoint(&summary.overall, common, &display),
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
                .map(|pain| pain_card::pain_card(pain, &display))
                .collect(),
            method: method::method(summary, &asked, &display),
        }
    }
}

#[cfg(test)]
mod tests;
