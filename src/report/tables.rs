//! `touchpoints.csv` and `pain_points.csv`: the numbers for a spreadsheet or a
//! script, one row each, with stable English column names. Numbers keep six
//! decimals and a decimal point in either language; an empty cell means not
//! asked or suppressed.

use super::csv_columns::CsvColumns;
use super::{Lang, Summary};
use crate::ingest::ScoreKind;
use crate::report::summary::{CorrelationSummary, PainPoint, TouchpointSummary};

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
    fn correlation(&self, kind: ScoreKind) -> Option<&CorrelationSummary> {
        self.touchpoint.correlations.iter().find(|correlation| correlation.score == kind)
    }
}

fn touchpoint_columns() -> CsvColumns<TouchpointRow> {
    let columns = CsvColumns::<TouchpointRow>::new()
        .text("level", |row| Some(row.level.to_owned()))
        .text("touchpoint", |row| Some(row.touchpoint.name.in_lang(row.lang).to_owned()))
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
        .count("nps_n", |row| row.touchpoint.nps.as_ref().map(|nps| nps.n))
        .count("promoters", |row| row.touchpoint.nps.as_ref().map(|nps| nps.promoters))
        .count("passives", |row| row.touchpoint.nps.as_ref().map(|nps| nps.passives))
        .count("detractors", |row| row.touchpoint.nps.as_ref().map(|nps| nps.detractors))
        .estimate("nps", |row| row.touchpoint.nps.as_ref().map(|nps| nps.nps))
        .count("csat_n", |row| row.touchpoint.csat.as_ref().map(|csat| csat.n))
        .scale("csat", |row| row.touchpoint.csat.as_ref().and_then(|csat| csat.scale))
        .estimate("csat_top2", |row| row.touchpoint.csat.as_ref().map(|csat| csat.top2))
        .estimate("csat_bottom2", |row| row.touchpoint.csat.as_ref().map(|csat| csat.bottom2))
        .estimate("csat_mean", |row| row.touchpoint.csat.as_ref().map(|csat| csat.mean))
        .count("ces_n", |row| row.touchpoint.ces.as_ref().map(|ces| ces.n))
        .scale("ces", |row| row.touchpoint.ces.as_ref().and_then(|ces| ces.scale))
        .estimate("ces_mean", |row| row.touchpoint.ces.as_ref().map(|ces| ces.mean))
        .estimate("ces_easy", |row| row.touchpoint.ces.as_ref().map(|ces| ces.easy));
    ScoreKind::ALL.into_iter().fold(columns, |columns, kind| {
        let score = kind.as_str().to_lowercase();
        columns
            .count(&format!("{score}_pairs"), move |row| row.correlation(kind).map(|c| c.n))
            .estimate(&format!("{score}_tau_b"), move |row| row.correlation(kind).map(|c| c.tau_b))
            .estimate(&format!("{score}_spearman"), move |row| {
                row.correlation(kind).map(|c| c.spearman)
            })
            .number(&format!("{score}_p"), move |row| row.correlation(kind).map(|c| c.p))
            .number(&format!("{score}_q"), move |row| row.correlation(kind).map(|c| c.q))
    })
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
        .text("impact_score", |row| {
            row.pain.impact.map(|impact| impact.score.as_str().to_lowercase())
        })
        .number("impact", |row| row.pain.impact.map(|impact| impact.value))
        .number("score_with_all", |row| row.pain.impact.map(|impact| impact.with_all))
        .number("score_without", |row| row.pain.impact.map(|impact| impact.without))
        .count("impact_n", |row| row.pain.impact.map(|impact| impact.n))
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
    fn cell(table: &[u8], row: usize, column: &str) -> String {
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
        let nps = summary.overall.nps.as_ref().unwrap().nps;
        assert_eq!(cell(&table, 0, "nps").parse::<f64>().unwrap(), nps.value);
        assert_eq!(cell(&table, 0, "nps_high").parse::<f64>().unwrap(), nps.high);
        assert_eq!(cell(&table, 0, "csat_scale_high"), "5");
        assert_eq!(cell(&table, 0, "ces_scale_good"), "lower");
        assert_eq!(cell(&table, 0, "nps_tau_b"), "0.47");
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
    }
}
