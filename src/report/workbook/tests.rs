use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};

use super::*;
use crate::feedback::{ScoreKind, Scores};
use crate::report::comment_columns::CommentColumns;
use crate::report::comment_row::CommentRow;
use crate::report::comment_row::sample::comment;
use crate::report::sample;
use crate::report::summary::{Estimate, Verbatim};

fn comments(rows: Vec<CommentRow>) -> CommentRows<'static> {
    let columns = CommentColumns::new(&["地区".to_owned()]);
    CommentRows { columns, rows: Box::new(rows.into_iter().map(Ok)), left_out: 0 }
}

fn two_comments() -> CommentRows<'static> {
    let mut first = comment(2, "=HYPERLINK(\"x\")");
    first.time = Some(jiff::civil::date(2024, 3, 1).at(10, 5, 0, 0));
    (first.touchpoint, first.segments) = (Some("物流配送".into()), vec![Some("-1".into())]);
    let mut second = comment(3, "@SUM(A1) _x0041_ a\u{b}b <&>");
    (second.touchpoint, second.scores) = (Some("App".into()), Scores::default());
    second.findings.judgement = None;
    comments(vec![first, second])
}

fn bytes(summary: &Summary, comments: Option<CommentRows<'_>>, lang: Lang, most: u64) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let options = WorkbookOptions {
        lang,
        most_comments: most,
        comments_file: "comments.csv",
        scratch: folder.path(),
    };
    let mut out = Vec::new();
    report_xlsx(summary, comments, options, &mut out).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no scratch file is left");
    out
}

fn sheets(bytes: &[u8]) -> Vec<(String, Range<Data>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    names.iter().map(|name| (name.clone(), book.worksheet_range(name).unwrap())).collect()
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    sheets(bytes).into_iter().find(|(known, _)| known == name).unwrap().1
}

/// The column of a heading in the header row.
fn column(range: &Range<Data>, heading: &str) -> u32 {
    let header: Vec<String> = range.rows().next().unwrap().iter().map(Data::to_string).collect();
    let at = header.iter().position(|name| name == heading);
    at.unwrap_or_else(|| panic!("no {heading} in {header:?}")) as u32
}

fn number(range: &Range<Data>, row: u32, column: u32) -> f64 {
    match range.get_value((row, column)) {
        Some(Data::Float(number)) => *number,
        other => panic!("({row}, {column}) is {other:?}"),
    }
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range.get_value((row, column)).map(Data::to_string).unwrap_or_default()
}

#[test]
fn sheets_are_named_in_the_language() {
    let names = |lang| -> Vec<String> {
        let bytes = bytes(&sample::summary(), Some(two_comments()), lang, MOST_COMMENTS);
        sheets(&bytes).into_iter().map(|(name, _)| name).collect()
    };
    let english = "Summary|Touchpoints|Trend|Drivers|Pain points|Actions|Mismatch|Engine checked|\
                   Population|Segments|Comments|Method|Chart data";
    let chinese =
        "概览|触点|趋势|驱动因素|痛点|跟进|言行不一|引擎核对|总体|细分群体|评论|方法|图表数据";
    assert_eq!([names(Lang::En).join("|"), names(Lang::Zh).join("|")], [english, chinese]);
    let bare = bytes(&sample::bare(), None, Lang::En, MOST_COMMENTS);
    let bare: Vec<String> = sheets(&bare).into_iter().map(|(name, _)| name).collect();
    assert_eq!(bare.join("|"), "Summary|Touchpoints|Pain points|Method|Chart data");
}

#[test]
fn touchpoint_cells_are_those_of_the_summary() {
    let summary = sample::summary();
    let range = sheet(&bytes(&summary, None, Lang::En, 0), "Touchpoints");
    let (sentiment, nps) = (column(&range, "Sentiment"), column(&range, "NPS"));
    let tau = column(&range, "Text and NPS: τ-b");
    let all = std::iter::once(&summary.overall).chain(&summary.touchpoints);
    for (row, touchpoint) in (1..).zip(all) {
        assert_eq!(text(&range, row, 0), touchpoint.name.en);
        match (touchpoint.sentiment, touchpoint.scores.nps()) {
            (Some(mean), Some(score)) => {
                assert_eq!(number(&range, row, sentiment), mean.value);
                assert_eq!(number(&range, row, sentiment + 1), mean.low);
                assert_eq!(number(&range, row, sentiment + 2), mean.high);
                assert_eq!(number(&range, row, nps), score.nps.value);
                assert_eq!(number(&range, row, column(&range, "NPS answers")), score.n as f64);
                let correlation = &touchpoint.correlations[0];
                assert_eq!(number(&range, row, tau), correlation.tau_b.value);
            }
            _ => {
                assert_eq!(text(&range, row, sentiment), "", "suppressed");
                assert_eq!(text(&range, row, nps), "");
            }
        }
    }
}

#[test]
fn every_other_sheet_holds_its_numbers() {
    let summary = sample::summary();
    let bytes = bytes(&summary, None, Lang::En, 0);
    let drivers = sheet(&bytes, "Drivers");
    let share = column(&drivers, "Importance");
    for (row, driver) in (1..).zip(&summary.drivers[0].drivers) {
        assert_eq!(text(&drivers, row, 0), driver.touchpoint.en);
        assert_eq!(number(&drivers, row, share + 1), driver.share.low);
    }
    let trend = sheet(&bytes, "Trend");
    for (row, point) in (1..).zip(&summary.trend) {
        assert_eq!(
            number(&trend, row, column(&trend, "NPS")),
            point.scores.get(ScoreKind::Nps).unwrap().value
        );
        let rate = column(&trend, "Comment rate");
        assert_eq!(number(&trend, row, rate + 1), point.comment_rate.unwrap().low);
        let labels = point.labels.unwrap();
        let share = number(&trend, row, column(&trend, "Share very negative"));
        let judged = point.comments as f64;
        assert!((share - labels.very_negative as f64 / judged).abs() < 1e-9);
        let Some(Data::DateTime(month)) = trend.get_value((row, 0)) else { panic!("no date") };
        let (year, month, day, ..) = month.to_ymd_hms_milli();
        assert_eq!(format!("{year}-{month:02} {day}"), format!("{} 1", point.period));
    }
    let pain = sheet(&bytes, "Pain points");
    for (row, point) in (1..).zip(&summary.pain_points) {
        assert_eq!(number(&pain, row, 0), f64::from(point.rank));
        let impact = column(&pain, "Impact on the score, lower end");
        assert_eq!(number(&pain, row, impact), point.impact.unwrap().low);
        let verbatim = point.verbatims.first().map_or("", |verbatim| &verbatim.text);
        assert_eq!(text(&pain, row, column(&pain, "Verbatim")), verbatim);
    }
    let segments = sheet(&bytes, "Segments");
    for (row, group) in (1..).zip(&summary.segments[0].groups) {
        let at = column(&segments, "NPS against the rest");
        let tested = group.against_rest.scores[ScoreKind::Nps].as_ref().unwrap();
        assert_eq!(number(&segments, row, at), tested.difference.value);
    }
    let mismatch = sheet(&bytes, "Mismatch");
    let complaints = &summary.mismatch.scores[0].complaints;
    let found = mismatch.rows().any(|row| {
        row[0] == Data::String("Complaints among Promoters 9–10".into())
            && row[3] == Data::Float(complaints.count as f64)
            && row[4] == Data::Float(complaints.share.unwrap().value)
    });
    assert!(found);
    let method = sheet(&bytes, "Method");
    assert!(
        method.rows().any(|row| row.get(1) == Some(&Data::Float(summary.account.rows_read as f64)))
    );
}

#[test]
fn shares_are_apart_by_percentage_points() {
    let mut summary = sample::summary();
    let against = &mut summary.segments[0].groups[0].against_rest;
    let mut csat = against.scores[ScoreKind::Nps].clone().unwrap();
    csat.difference = Estimate { value: -0.07, low: -0.11, high: -0.03 };
    against.scores[ScoreKind::Csat] = Some(csat);
    let range = sheet(&bytes(&summary, None, Lang::En, 0), "Segments");
    let at = column(&range, "CSAT top-2-box against the rest (pp)");
    for (column, points) in (at..).zip([-7.0, -11.0, -3.0]) {
        assert!((number(&range, 1, column) - points).abs() < 1e-9, "{points}");
    }
}

#[test]
fn comments_are_text_whatever_they_look_like() {
    let mut summary = sample::summary();
    summary.touchpoints[0].name = crate::lang::Name::same("=1+1");
    summary.pain_points[0].verbatims = vec![Verbatim {
        file: "+a.csv".into(),
        row: 1,
        text: "=cmd|' /C calc'!A0".into(),
        evidence: (0, 4),
        label: crate::sentiment::Label::VeryNegative,
        sentiment: -1.0,
        score: None,
    }];
    let bytes = bytes(&summary, Some(two_comments()), Lang::Zh, MOST_COMMENTS);
    let range = sheet(&bytes, "评论");
    let (written, nps) = (column(&range, "评论"), column(&range, "NPS"));
    let sentiment = column(&range, "情感");
    assert_eq!(text(&range, 1, written), "=HYPERLINK(\"x\")");
    assert_eq!(text(&range, 2, written), "@SUM(A1) _x0041_ a b <&>");
    assert_eq!(text(&range, 1, 5), "-1", "a segment is no number");
    assert_eq!(number(&range, 1, sentiment), -0.25);
    assert_eq!(number(&range, 1, nps), 9.0);
    assert!(matches!(range.get_value((1, 2)), Some(Data::DateTime(_))));
    assert_eq!(text(&range, 2, sentiment), "", "an absent number is no zero");
    for (name, part) in parts(&bytes) {
        assert!(!part.contains("<f>") && !part.contains("<f "), "{name} holds a formula");
        assert!(!part.contains("hyperlink"), "{name} holds a link");
    }
    assert_eq!(text(&sheet(&bytes, "触点"), 2, 0), "=1+1");
    let pain = sheet(&bytes, "痛点");
    assert_eq!(text(&pain, 1, column(&pain, "客户原声")), "=cmd|' /C calc'!A0");
}

#[test]
fn actions_are_a_line_a_person() {
    let mut summary = sample::summary();
    summary.actions[0].respondent = Some("=1+1".into());
    summary.actions[0].comment = Some("@SUM(A1)，太差了".into());
    let book = bytes(&summary, None, Lang::Zh, 0);
    let range = sheet(&book, "跟进");
    assert_eq!(range.height(), summary.actions.len() + 1);
    let tables = crate::report::csv::csv_tables(&summary, Lang::Zh, false).unwrap();
    let (_, table) = tables.into_iter().find(|(name, _)| *name == "actions.csv").unwrap();
    let mut table = csv::Reader::from_reader(table.as_slice());
    assert_eq!(range.width(), table.headers().unwrap().len(), "the columns of actions.csv");
    for (row, action) in (1..).zip(&summary.actions) {
        assert_eq!(number(&range, row, 0), f64::from(action.rank));
        assert_eq!(number(&range, row, column(&range, "给分")), action.score_value.unwrap());
        assert_eq!(text(&range, row, 3), action.touchpoint.as_ref().unwrap().zh);
    }
    assert_eq!(text(&range, 1, 1), "=1+1", "text, not a formula");
    assert_eq!(text(&range, 1, column(&range, "评论")), "@SUM(A1)，太差了");
    assert_eq!(text(&range, 1, column(&range, "原因")), "评分差；评论负面；情绪强烈；费力");
    assert!(matches!(range.get_value((1, column(&range, "时间"))), Some(Data::DateTime(_))));
    let sheet = &parts(&book)["xl/worksheets/sheet6.xml"];
    for wanted in ["<autoFilter ", "<pane ", "state=\"frozen\""] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    assert!(!sheet.contains("<f>"));
}

/// Every part of the package.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn every_part_is_well_formed_and_charts_are_native() {
    let bytes = bytes(&sample::summary(), Some(two_comments()), Lang::Zh, MOST_COMMENTS);
    let parts = parts(&bytes);
    for (name, part) in &parts {
        let mut reader = quick_xml::Reader::from_str(part);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    let charts: Vec<&String> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/charts/")).map(|(_, p)| p).collect();
    assert!(charts.len() >= 8, "{} charts", charts.len());
    assert!(charts.iter().filter(|chart| chart.contains("<c:errBars>")).count() >= 4);
    assert!(charts.iter().any(|chart| chart.contains("<c:lineChart>")));
    let touchpoints = &parts["xl/worksheets/sheet2.xml"];
    for wanted in ["<autoFilter ", "<pane ", "<conditionalFormatting "] {
        assert!(touchpoints.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_same_data_make_the_same_bytes() {
    let summary = sample::summary();
    let make = || bytes(&summary, Some(two_comments()), Lang::En, MOST_COMMENTS);
    let first = make();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(first == make());
    assert!(parts(&first)["docProps/core.xml"].contains("2024-06-29T00:00:00Z"));
}

#[test]
fn what_does_not_fit_is_told() {
    let summary = sample::summary();
    let all = summary.account.comments;
    let told = "holds the first 1 of 2 comments; comments.csv beside it has them all.".to_owned();
    let none = format!("holds none of the {} comments", all);
    for (most, wanted) in [(1, Some(told)), (2, None), (0, Some(none))] {
        let book = bytes(&summary, Some(two_comments()), Lang::En, most);
        let method = sheet(&book, "Method");
        let mut cells =
            method.rows().flatten().map(|cell| cell.to_string().replace("2,552", "2552"));
        let found = cells.find(|cell| cell.contains("This workbook holds"));
        assert_eq!(found.is_some(), wanted.is_some(), "{found:?}");
        assert!(
            found.as_deref().unwrap_or_default().contains(wanted.as_deref().unwrap_or_default())
        );
        let comments = sheets(&book).into_iter().find(|(name, _)| name == "Comments");
        assert_eq!(comments.is_some(), most > 0);
        if let (1, Some((_, comments))) = (most, comments) {
            assert_eq!(comments.height(), 4);
            assert_eq!(text(&comments, 3, 0), found.unwrap(), "under the comments, too");
        }
    }
}

#[test]
fn chinese_columns_are_wide_enough_and_long_cells_are_cut() {
    let book = bytes(&sample::summary(), None, Lang::Zh, 0);
    let drivers = &parts(&book)["xl/worksheets/sheet4.xml"];
    // 下单支付 takes eight cells.
    let width = drivers.split("<col min=\"1\" max=\"1\" width=\"").nth(1).unwrap();
    let width: f64 = width.split('"').next().unwrap().parse().unwrap();
    assert!(width >= 9.5, "{width}");
    let long = grid::fitting(&"😀".repeat(20_000));
    assert_eq!(long.chars().map(char::len_utf16).sum::<usize>(), 32_767);
    assert!(long.ends_with('…'));
}
