//! The pain points, worst first, with their verbatims and a chart of the
//! negative shares.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::charts::{Axis, BAD_BAR, Bar, ChartData};
use super::grid::{Grid, Page, fitting};
use super::style::{Kind, Styles, Tint};
use super::words::Words;
use crate::report::Summary;
use crate::report::evidence::split_evidence;
use crate::report::summary::{PainPoint, Verbatim};

pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
    charts: &mut ChartData,
) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(&words.word("workbook.sheet.pain_points"), styles)?;
    if summary.pain_points.is_empty() {
        page.line(&words.word("report.empty.pain_points"), &styles.note)?;
        return page.finish();
    }
    let grid = grid(words);
    let (top, column) = (page.row + 1, grid.width());
    grid.text(words.word("workbook.verbatim"), |_| None)
        .text(words.word("workbook.place"), |pain| {
            let verbatim = pain.verbatims.first()?;
            Some(format!("{}:{}", verbatim.file, verbatim.row))
        })
        .write(&mut page, &summary.pain_points, true)?;
    for (row, pain) in (top..).zip(&summary.pain_points) {
        if let Some(verbatim) = pain.verbatims.first() {
            quote(&mut page.sheet, row, column, verbatim, styles)?;
        }
    }
    page.widen(column, 60);
    page.row += 1;
    page.line(&words.word("report.impact_note"), &styles.note)?;
    page.row += 1;
    let bars: Vec<Bar> = summary
        .pain_points
        .iter()
        .map(|pain| Bar { name: name(pain, words), estimate: Some(pain.negative_share) })
        .collect();
    let axis = Axis { number_format: "0%", range: Some((0.0, 1.0)) };
    let title = words.word("workbook.chart.negative");
    if let Some(drawn) = charts.bars(&title, &bars, BAD_BAR, axis)? {
        page.sheet.insert_chart(page.row, 0, &drawn.chart)?;
    }
    page.finish()
}

fn name(pain: &PainPoint, words: &Words) -> String {
    format!("{} × {}", pain.touchpoint.in_lang(words.lang), pain.aspect.in_lang(words.lang))
}

fn grid(words: &Words) -> Grid<'_, PainPoint> {
    let lang = words.lang;
    let score = |key: &str| words.word(key);
    Grid::new(words)
        .count(words.word("workbook.rank"), |pain: &PainPoint| Some(pain.rank.into()))
        .text(words.word("report.touchpoint"), move |pain| {
            Some(pain.touchpoint.in_lang(lang).to_owned())
        })
        .text(words.word("workbook.aspect"), move |pain| Some(pain.aspect.in_lang(lang).to_owned()))
        .count(words.word("workbook.mentions"), |pain| Some(pain.mentions))
        .count(words.word("label.negative"), |pain| Some(pain.negative))
        .count(words.word("label.positive"), |pain| Some(pain.positive))
        .tinted(words.word("workbook.negative_share"), Kind::Percent, Tint::Bad(0.2, 1.0), |pain| {
            Some(pain.negative_share)
        })
        .text(words.word("report.score_column"), |pain| {
            pain.impact.map(|impact| impact.score.as_str().to_owned())
        })
        .number(score("workbook.impact"), Kind::Signed1, |pain| pain.impact.map(|i| i.value))
        .number(words.low(&score("workbook.impact")), Kind::Signed1, |pain| {
            pain.impact.map(|impact| impact.low)
        })
        .number(words.high(&score("workbook.impact")), Kind::Signed1, |pain| {
            pain.impact.map(|impact| impact.high)
        })
        .number(score("workbook.loss"), Kind::Decimal2, |pain| pain.allocation.map(|a| a.loss))
        .number(score("workbook.gain"), Kind::Decimal2, |pain| pain.allocation.map(|a| a.gain))
        .number(score("workbook.priority"), Kind::Decimal2, |pain| Some(pain.priority))
}

/// A comment with its evidence in bold.
fn quote(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    verbatim: &Verbatim,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let cell = styles.cell(Kind::Prose, false);
    let (before, evidence, after) = split_evidence(verbatim);
    let plain = Format::default();
    let parts = [(&plain, before), (&styles.evidence, evidence), (&plain, after)];
    let parts: Vec<(&Format, String)> = parts
        .into_iter()
        .map(|(format, part)| (format, fitting(part)))
        .filter(|(_, part)| !part.is_empty())
        .collect();
    let whole = fitting(&verbatim.text);
    if evidence.is_empty() || parts.len() < 2 || whole.len() != verbatim.text.len() {
        sheet.write_string_with_format(row, column, whole, &cell)?;
        return Ok(());
    }
    let parts: Vec<(&Format, &str)> =
        parts.iter().map(|(format, part)| (*format, part.as_str())).collect();
    sheet.write_rich_string_with_format(row, column, &parts, &cell)?;
    Ok(())
}
