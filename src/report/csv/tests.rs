use super::*;
use crate::journey::Basis;
use crate::report::document::{Columns, Unit, plain};
use crate::report::sample;
use crate::report::summary::SegmentGroup;

fn file_of(summary: &Summary, file: &str, lang: Lang, bom: bool) -> Vec<u8> {
    let tables = csv_tables(summary, lang, bom).unwrap();
    tables.into_iter().find(|(name, _)| *name == file).unwrap().1
}

#[test]
fn numbers_are_short_and_plain() {
    assert_eq!(number(-0.25), "-0.25");
    assert_eq!(number(1.0 / 3.0), "0.333333");
    assert_eq!(number(100.0), "100");
    assert_eq!(number(-1e-9), "0");
    assert_eq!(number(f64::INFINITY), "");
}

#[test]
fn guards_text_but_not_numbers() {
    let columns = Columns::of([-1_i8]).given("text", |n| Some(n.to_string())).number(
        "number",
        Unit::Given,
        |n| Some(f64::from(*n)),
    );
    let table = columns.table(plain(""));
    let words = Words::new(Lang::En);
    assert_eq!(write(&table, words, false).unwrap(), b"text,number\n'-1,-1\n");
    assert!(write(&table, words, true).unwrap().starts_with(b"\xEF\xBB\xBFtext,"));
}

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
    let table = file_of(&summary, "touchpoints.csv", Lang::Zh, false);
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
    let table = file_of(&summary, "touchpoints.csv", Lang::En, false);
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
    let table = file_of(&summary, "touchpoints.csv", Lang::En, false);
    assert_eq!(cell(&table, 1, "nps_tau_b"), "");
}

#[test]
fn suppressed_values_are_empty() {
    let summary = sample::summary();
    let row = summary.touchpoints.iter().position(|t| t.sentiment.is_none()).unwrap();
    let table = file_of(&summary, "touchpoints.csv", Lang::En, false);
    for column in ["sentiment", "nps", "csat_top2_low", "ces_mean", "nps_tau_b"] {
        assert_eq!(cell(&table, 1 + row, column), "", "{column}");
    }
}

#[test]
fn pain_points_carry_their_verbatims_as_text() {
    let mut summary = sample::summary();
    summary.pain_points[0].verbatims[0].text = "=HYPERLINK(\"x\"),\n第二行".to_owned();
    let table = file_of(&summary, "pain_points.csv", Lang::En, true);
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

#[test]
fn drivers_come_before_what_was_left_out() {
    let mut summary = sample::summary();
    summary.drivers[0].drivers[1].aspect = Some(crate::lang::Name::same("+1"));
    let csv = file_of(&summary, "drivers.csv", Lang::En, false);
    let table = &summary.drivers[0];
    let rows = csv::Reader::from_reader(&csv[..]).records().count();
    assert_eq!(rows, table.drivers.len() + table.left_out.len());
    assert_eq!(cell(&csv, 0, "outcome"), "nps");
    assert_eq!(cell(&csv, 0, "predictors"), "ratings");
    assert_eq!(cell(&csv, 0, "touchpoint"), "Phone support");
    assert_eq!(cell(&csv, 0, "quadrant"), "fix_first");
    assert_eq!(cell(&csv, 0, "r_squared"), "0.46");
    assert_eq!(cell(&csv, 1, "aspect"), "'+1");
    let share: f64 = cell(&csv, 0, "share_low").parse().unwrap();
    assert!((share - table.drivers[0].share.low).abs() < 1e-6);
    assert_eq!(cell(&csv, 4, "significant"), "0");
    let last = rows - 1;
    assert_eq!(cell(&csv, last, "left_out"), "too_few");
    assert_eq!([cell(&csv, last, "share"), cell(&csv, last, "rank")], ["", ""]);
}

#[test]
fn without_drivers_there_is_a_header() {
    let csv = file_of(&sample::bare(), "drivers.csv", Lang::Zh, true);
    assert!(csv.starts_with(b"\xEF\xBB\xBFoutcome,predictors,respondents,"));
    assert_eq!(csv::Reader::from_reader(&csv[..]).records().count(), 0);
}

#[test]
fn groups_and_their_touchpoints_have_rows() {
    let mut summary = sample::summary();
    let formula = SegmentGroup::Value("@SUM(1)".into());
    summary.segments[0].groups[1].group = formula;
    let csv = file_of(&summary, "segments.csv", Lang::En, false);
    let groups = &summary.segments[0].groups;
    let rows = csv::Reader::from_reader(&csv[..]).records().count();
    assert_eq!(rows, groups.iter().map(|group| 1 + group.touchpoints.len()).sum::<usize>());
    assert_eq!([cell(&csv, 0, "field"), cell(&csv, 0, "value")], ["地区", "华东"]);
    assert_eq!(cell(&csv, 0, "level"), "group");
    assert_eq!(cell(&csv, 0, "nps_n"), groups[0].scores.nps().unwrap().n.to_string());
    assert_eq!(cell(&csv, 0, "nps_difference"), "11.2");
    assert_eq!(cell(&csv, 0, "nps_difference_q"), "0.002");
    assert_eq!(cell(&csv, 0, "csat_top2_difference"), "");
    assert_eq!(cell(&csv, 0, "ces_easy_difference_rest"), "");
    assert_eq!([cell(&csv, 1, "level"), cell(&csv, 1, "touchpoint")], ["touchpoint", "Delivery"]);
    assert_eq!([cell(&csv, 1, "score"), cell(&csv, 1, "nps")], ["nps", ""]);
    assert_eq!(cell(&csv, 2, "value"), "'@SUM(1)");
    assert_eq!([cell(&csv, 6, "kind"), cell(&csv, 6, "value")], ["missing", ""]);
}

#[test]
fn one_line_a_person_and_no_formula() {
    let mut summary = sample::summary();
    summary.actions[0].comment = Some("=1+1，太差了".into());
    let table = file_of(&summary, "actions.csv", Lang::Zh, false);
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), summary.actions.len());
    assert_eq!(&rows[0][at("comment")], "'=1+1，太差了");
    assert_eq!(&rows[0][at("reasons")], "low_score; negative_comment; emotion; effort");
    assert_eq!((&rows[0][at("touchpoint")], &rows[0][at("owner")]), ("客服热线", "客服部"));
    assert!(file_of(&summary, "actions.csv", Lang::En, true).starts_with(b"\xEF\xBB\xBFrank,"));
}
