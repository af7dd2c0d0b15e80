//! `touchpoints.csv`, `pain_points.csv`, `drivers.csv` and `segments.csv`: the
//! numbers for a spreadsheet or a script, with stable English column names.
//! Numbers keep six decimals and a decimal point in either language; an empty
//! cell means not asked or suppressed.

mod drivers;
mod segments;

use super::csv_columns::CsvColumns;
use super::{Lang, Summary};
use crate::feedback::{Measure, ScoreKind};
use crate::report::summary::{Basis, CorrelationSummary, PainPoint, TouchpointSummary};

pub use drivers::drivers_csv;
pub use segments::segments_csv;

/// Verbatims of a pain point that have columns.
const VERBATIMS: usize = 3;

/// The touchpoint table: first a row of level `overall`, then one of level
/// `touchpoint` each. With `bom`, Excel opens Chinese text correctly by a
/// double click.
///
/// # Errors
/// None in practice: the table is written to memory.
pub fn touchpoints_csv(summary: &Summary, lang: Lang, bom: bool) -> csv::Result<Vec<u8>> {
    let rows = std::iter::once(("overall", &summary.overall))
        .chain(summary.touchpoints.iter().map(|touchpoint| ("touchpoint", touchpoint)))
        .map(|(level, touchpoint)| TouchpointRow { level, lang, touchpoint: touchpoint.clone() });
    touchpoint_columns().write(rows, bom)
}

/// The pain points, worst first, each with up to three verbatims. See
/// [`touchpoints_csv`] for `bom`.
///
/// # Errors
/// None in practice: the table is written to memory.
pub fn pain_points_csv(summary: &Summary, lang: Lang, bom: bool) -> csv::Result<Vec<u8>> {
    let rows = summary.pain_points.iter().map(|pain| PainRow { lang, pain: pain.clone() });
    pain_point_columns().write(rows, bom)
}

struct TouchpointRow {
    level: &'static str,
    lang: Lang,
    touchpoint: TouchpointSummary,
}

impl TouchpointRow {
    fn correlation(&self, kind: ScoreKind, basis: Basis) -> Option<&CorrelationSummary> {
        let mut correlations = self.touchpoint.correlations.iter();
        correlations.find(|correlation| correlation.score == kind && correlation.basis == basis)
    }
}

fn touchpoint_columns() -> CsvColumns<TouchpointRow> {
    let columns = CsvColumns::<TouchpointRow>::new()
        .text("level", |row| Some(row.level.to_owned()))
        .text("touchpoint", |row| Some(row.touchpoint.name.in_lang(row.lang).to_owned()))
        .text("stage", |row| {
            row.touchpoint.stage.as_ref().map(|stage| stage.in_lang(row.lang).to_owned())
        })
        .text("owner", |row| row.touchpoint.owner.clone())
        .count("responses", |row| Some(row.touchpoint.responses))
        .count("comments", |row| Some(row.touchpoint.comments))
        .count("very_negative", |row| Some(row.touchpoint.labels.very_negative))
        .count("negative", |row| Some(row.touchpoint.labels.negative))
        .count("neutral", |row| Some(row.touchpoint.labels.neutral))
        .count("positive", |row| Some(row.touchpoint.labels.positive))
        .count("very_positive", |row| Some(row.touchpoint.labels.very_positive))
        .count("mixed", |row| Some(row.touchpoint.labels.mixed))
        .count("undetected", |row| Some(row.touchpoint.labels.undetected))
        .estimate("sentiment", |row| row.touchpoint.sentiment)
        .count("own_comments", |row| Some(row.touchpoint.own_comments))
        .estimate("own_sentiment", |row| row.touchpoint.own_sentiment);
    let columns = ScoreKind::ALL.into_iter().fold(columns, score_columns);
    ScoreKind::ALL.into_iter().fold(columns, |columns, kind| {
        let columns = correlation_columns(columns, kind, Basis::Comment);
        let partial = move |row: &TouchpointRow| row.correlation(kind, Basis::Opinions)?.partial;
        let score = kind.id();
        correlation_columns(columns, kind, Basis::Opinions)
            .estimate(&format!("{score}_own_partial_rho"), move |row| {
                partial(row).map(|partial| partial.rho)
            })
            .number(&format!("{score}_own_partial_p"), move |row| {
                partial(row).map(|partial| partial.p)
            })
    })
}

/// Number of answers and the measures of one score.
fn score_columns(columns: CsvColumns<TouchpointRow>, kind: ScoreKind) -> CsvColumns<TouchpointRow> {
    let id = kind.id();
    let name = |measure: &str| format!("{id}_{measure}");
    let of = move |row: &TouchpointRow| row.touchpoint.scores[kind].clone();
    let headline = move |row: &TouchpointRow| of(row).map(|score| score.headline());
    let mean = move |row: &TouchpointRow| of(row)?.mean();
    let scale = move |row: &TouchpointRow| of(row)?.scale();
    let net = move |row: &TouchpointRow| of(row)?.as_net().cloned();
    let bottom2 = move |row: &TouchpointRow| of(row)?.as_top_two().map(|csat| csat.bottom2);
    let columns = columns.count(&name("n"), move |row| of(row).map(|score| score.n()));
    let headline_id = kind.definition().headline_id;
    match kind.measure() {
        Measure::Net => columns
            .count("promoters", move |row| net(row).map(|nps| nps.promoters))
            .count("passives", move |row| net(row).map(|nps| nps.passives))
            .count("detractors", move |row| net(row).map(|nps| nps.detractors))
            .estimate(headline_id, headline),
        Measure::TopTwo => columns
            .scale(id, scale)
            .estimate(headline_id, headline)
            .estimate(&name("bottom2"), bottom2)
            .estimate(&name("mean"), mean),
        Measure::Ease => {
            columns.scale(id, scale).estimate(&name("mean"), mean).estimate(headline_id, headline)
        }
    }
}

/// The correlation of one score with the sentiment of whole comments, or of the
/// opinions about the touchpoint itself.
fn correlation_columns(
    columns: CsvColumns<TouchpointRow>,
    kind: ScoreKind,
    basis: Basis,
) -> CsvColumns<TouchpointRow> {
    let own = if basis == Basis::Opinions { "own_" } else { "" };
    let prefix = format!("{}_{own}", kind.id());
    let of = move |row: &TouchpointRow| row.correlation(kind, basis).cloned();
    columns
        .count(&format!("{prefix}pairs"), move |row| of(row).map(|c| c.n))
        .estimate(&format!("{prefix}tau_b"), move |row| of(row).map(|c| c.tau_b))
        .estimate(&format!("{prefix}spearman"), move |row| of(row).map(|c| c.spearman))
        .number(&format!("{prefix}p"), move |row| of(row).map(|c| c.p))
        .number(&format!("{prefix}q"), move |row| of(row).map(|c| c.q))
}

struct PainRow {
    lang: Lang,
    pain: PainPoint,
}

fn pain_point_columns() -> CsvColumns<PainRow> {
    let columns = CsvColumns::<PainRow>::new()
        .count("rank", |row| Some(row.pain.rank.into()))
        .text("touchpoint", |row| Some(row.pain.touchpoint.in_lang(row.lang).to_owned()))
        .text("aspect", |row| Some(row.pain.aspect.in_lang(row.lang).to_owned()))
        .count("mentions", |row| Some(row.pain.mentions))
        .count("negative", |row| Some(row.pain.negative))
        .count("positive", |row| Some(row.pain.positive))
        .estimate("negative_share", |row| Some(row.pain.negative_share))
        .text("impact_score", |row| row.pain.impact.map(|impact| impact.score.id().to_owned()))
        .number("impact", |row| row.pain.impact.map(|impact| impact.value))
        .number("impact_low", |row| row.pain.impact.map(|impact| impact.low))
        .number("impact_high", |row| row.pain.impact.map(|impact| impact.high))
        .number("score_with_all", |row| row.pain.impact.map(|impact| impact.with_all))
        .number("score_without", |row| row.pain.impact.map(|impact| impact.without))
        .count("impact_n", |row| row.pain.impact.map(|impact| impact.n))
        .text("allocation_score", |row| row.pain.allocation.map(|part| part.score.id().to_owned()))
        .number("allocation_loss", |row| row.pain.allocation.map(|part| part.loss))
        .number("allocation_gain", |row| row.pain.allocation.map(|part| part.gain))
        .number("priority", |row| Some(row.pain.priority));
    (0..VERBATIMS).fold(columns, |columns, i| {
        let name = |part: &str| format!("verbatim_{}_{part}", i + 1);
        columns
            .text(&name("file"), move |row| row.pain.verbatims.get(i).map(|v| v.file.clone()))
            .count(&name("row"), move |row| row.pain.verbatims.get(i).map(|v| v.row))
            .text(&name("text"), move |row| row.pain.verbatims.get(i).map(|v| v.text.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// The value of `column` in the data row `row`.
    pub(super) fn cell(table: &[u8], row: usize, column: &str) -> String {
        let mut reader = csv::Reader::from_reader(table);
        let header = reader.headers().unwrap().clone();
        let index = header.iter().position(|name| name == column).unwrap_or_else(|| {
            panic!("no column {column} in {header:?}");
        });
        reader.records().nth(row).unwrap().unwrap()[index].to_owned()
    }

    #[test]
    fn touchpoints_have_one_row_each_after_the_overall_row() {
        let summary = sample::summary();
        let table = touchpoints_csv(&summary, Lang::Zh, false).unwrap();
        assert_eq!(
            csv::Reader::from_reader(&table[..]).records().count(),
            1 + summary.touchpoints.len()
        );
        assert_eq!(cell(&table, 0, "level"), "overall");
        assert_eq!(cell(&table, 1, "level"), "touchpoint");
        assert_eq!(cell(&table, 1, "touchpoint"), summary.touchpoints[0].name.zh);
        let nps = summary.overall.scores.nps().unwrap().nps;
        assert_eq!(cell(&table, 0, "nps").parse::<f64>().unwrap(), nps.value);
        assert_eq!(cell(&table, 0, "nps_high").parse::<f64>().unwrap(), nps.high);
        assert_eq!(cell(&table, 0, "csat_scale_high"), "5");
        assert_eq!(cell(&table, 0, "ces_scale_good"), "lower");
        assert_eq!(cell(&table, 0, "nps_tau_b"), "0.47");
    }

    #[test]
    fn what_is_a_touchpoints_own_has_columns_of_its_own() {
        let mut summary = sample::summary();
        let touchpoint = &mut summary.touchpoints[0];
        touchpoint.stage = Some(crate::lang::Name { zh: "选购".into(), en: "Buy".into() });
        touchpoint.owner = Some("=cmd|x".into());
        touchpoint.own_comments = 12;
        touchpoint.own_sentiment = touchpoint.sentiment;
        let own = touchpoint.correlations.iter().find(|c| c.basis == Basis::Opinions).cloned();
        let (own, sentiment) = (own.unwrap(), touchpoint.sentiment.unwrap());
        let table = touchpoints_csv(&summary, Lang::En, false).unwrap();
        let number = |column: &str| cell(&table, 1, column).parse::<f64>().unwrap();
        assert_eq!([cell(&table, 1, "stage"), cell(&table, 1, "owner")], ["Buy", "'=cmd|x"]);
        assert_eq!(
            (cell(&table, 1, "own_comments"), cell(&table, 0, "stage")),
            ("12".into(), String::new())
        );
        assert_eq!(number("own_sentiment_low"), sentiment.low);
        assert_eq!(number("nps_own_tau_b"), own.tau_b.value);
        assert_eq!(number("nps_own_pairs"), own.n as f64);
        assert_eq!(number("nps_own_partial_rho_high"), own.partial.unwrap().rho.high);
        assert!(number("nps_tau_b") < number("nps_own_tau_b"));
        assert_eq!(cell(&table, 1, "csat_own_tau_b"), "");
        // Without a correlation of the comments, that of the opinions does not
        // take its place.
        summary.touchpoints[0].correlations.retain(|c| c.basis == Basis::Opinions);
        let table = touchpoints_csv(&summary, Lang::En, false).unwrap();
        assert_eq!(cell(&table, 1, "nps_tau_b"), "");
    }

    #[test]
    fn suppressed_values_are_empty() {
        let summary = sample::summary();
        let row = summary.touchpoints.iter().position(|t| t.sentiment.is_none()).unwrap();
        let table = touchpoints_csv(&summary, Lang::En, false).unwrap();
        for column in ["sentiment", "nps", "csat_top2_low", "ces_mean", "nps_tau_b"] {
            assert_eq!(cell(&table, 1 + row, column), "", "{column}");
        }
    }

    #[test]
    fn pain_points_carry_their_verbatims_as_text() {
        let mut summary = sample::summary();
        summary.pain_points[0].verbatims[0].text = "=HYPERLINK(\"x\"),\n第二行".to_owned();
        let table = pain_points_csv(&summary, Lang::En, true).unwrap();
        assert!(table.starts_with(b"\xEF\xBB\xBFrank,"));
        let table = &table[3..];
        assert_eq!(cell(table, 0, "rank"), "1");
        assert_eq!(cell(table, 0, "aspect"), summary.pain_points[0].aspect.en);
        assert_eq!(cell(table, 0, "verbatim_1_text"), "'=HYPERLINK(\"x\"),\n第二行");
        assert!(cell(table, 0, "impact").starts_with('-'), "numbers are not guarded");
        let (impact, part) =
            (summary.pain_points[0].impact.unwrap(), summary.pain_points[0].allocation.unwrap());
        for (column, value) in [
            ("impact_low", impact.low),
            ("impact_high", impact.high),
            ("allocation_loss", part.loss),
            ("allocation_gain", part.gain),
        ] {
            let written: f64 = cell(table, 0, column).parse().unwrap();
            assert!((written - value).abs() < 1e-6, "{column}");
        }
    }
}
