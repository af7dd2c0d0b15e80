//! What drives each score: one table and one chart under the other.

use rust_i18n::t;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::charts::{Axis, Bar, ChartData, SCORE_BAR};
use super::grid::{Grid, Page};
use super::style::{Kind, Styles, Tint};
use super::words::Words;
use crate::report::Summary;
use crate::report::summary::{DriverRow, DriverTable, Name, Predictors, Quadrant};

/// The sheet; `None` where no score has drivers.
pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
    charts: &mut ChartData,
) -> Result<Option<Worksheet>, XlsxError> {
    let tables: Vec<&DriverTable> =
        summary.drivers.iter().filter(|table| !table.drivers.is_empty()).collect();
    if tables.is_empty() {
        return Ok(None);
    }
    let mut page = Page::new(&words.word("workbook.sheet.drivers"), styles)?;
    let only = tables.len() == 1;
    for table in tables {
        let title = title(table, words);
        if !only {
            page.section(&title)?;
        }
        grid(words).write(&mut page, &table.drivers, only)?;
        notes(table, words, &mut page)?;
        let bars: Vec<Bar> = table
            .drivers
            .iter()
            .map(|row| Bar {
                name: name(&row.touchpoint, row.aspect.as_ref(), words),
                estimate: Some(row.share),
            })
            .collect();
        // Axes of their own accord end with the bars and cut the intervals.
        let most = table.drivers.iter().map(|row| row.share.high).fold(0.0, f64::max);
        let most = ((most * 20.0).ceil() / 20.0).clamp(0.05, 1.0);
        let axis = Axis { number_format: "0%", range: Some((0.0, most)) };
        if let Some(drawn) = charts.bars(&title, &bars, SCORE_BAR, axis)? {
            page.row += 1;
            page.sheet.insert_chart(page.row, 0, &drawn.chart)?;
            page.row += drawn.rows;
        }
    }
    page.finish().map(Some)
}

fn title(table: &DriverTable, words: &Words) -> String {
    let key = match table.predictors {
        Predictors::Ratings => "workbook.driver.by_ratings",
        Predictors::Topics => "workbook.driver.by_topics",
    };
    words.of_score(key, table.outcome.as_str())
}

fn name(touchpoint: &Name, aspect: Option<&Name>, words: &Words) -> String {
    let touchpoint = touchpoint.in_lang(words.lang);
    match aspect {
        Some(aspect) => format!("{touchpoint} × {}", aspect.in_lang(words.lang)),
        None => touchpoint.to_owned(),
    }
}

fn grid(words: &Words) -> Grid<'_, DriverRow> {
    let lang = words.lang;
    Grid::new(words)
        .dimmed(|row: &DriverRow| !row.significant)
        .text(words.word("workbook.driver.name"), |row: &DriverRow| {
            Some(name(&row.touchpoint, row.aspect.as_ref(), words))
        })
        .text(words.word("report.touchpoint"), move |row| {
            Some(row.touchpoint.in_lang(lang).to_owned())
        })
        .text(words.word("workbook.aspect"), move |row| {
            row.aspect.as_ref().map(|aspect| aspect.in_lang(lang).to_owned())
        })
        .count(words.word("workbook.n"), |row| Some(row.n))
        .estimate(words.word("workbook.driver.share"), Kind::Percent, |row| Some(row.share))
        .number(words.word("workbook.driver.beta"), Kind::Signed2, |row| Some(row.beta))
        .number(words.word("workbook.driver.slope"), Kind::Signed2, |row| Some(row.slope))
        .number(words.word("workbook.driver.correlation"), Kind::Signed2, |row| {
            Some(row.correlation)
        })
        .number("VIF", Kind::Decimal2, |row| Some(row.vif))
        .number("p", Kind::Probability, |row| row.p)
        .tinted_number(
            words.word("workbook.driver.performance"),
            Kind::Decimal2,
            Tint::Good(0.0, 50.0, 100.0),
            |row| Some(row.performance),
        )
        .text(words.word("workbook.driver.quadrant"), |row| {
            let key = match row.quadrant {
                Quadrant::FixFirst => "workbook.quadrant.fix_first",
                Quadrant::KeepUp => "workbook.quadrant.keep_up",
                Quadrant::Watch => "workbook.quadrant.watch",
                Quadrant::LowPriority => "workbook.quadrant.low_priority",
            };
            Some(words.word(key))
        })
}

fn notes(table: &DriverTable, words: &Words, page: &mut Page<'_>) -> Result<(), XlsxError> {
    let (locale, note) = (words.lang.code(), page.styles.note.clone());
    let explained = t!(
        "workbook.driver.explained",
        locale = locale,
        share = words.format.percent(table.r_squared.value),
        interval = words.format.interval(&table.r_squared, |f, v| f.percent(v)),
        score = table.outcome.as_str(),
        n = words.format.count(table.n)
    );
    page.line(&explained, &note)?;
    if table.collinear {
        page.line(&words.word("workbook.driver.collinear"), &note)?;
    }
    if table.low_base {
        page.line(&words.word("workbook.driver.low_base"), &note)?;
    }
    if !table.left_out.is_empty() {
        let names: Vec<String> = table
            .left_out
            .iter()
            .map(|row| name(&row.touchpoint, row.aspect.as_ref(), words))
            .collect();
        let names = names.join(&words.word("report.masked.and"));
        page.line(&t!("workbook.driver.left_out", locale = locale, names = names), &note)?;
    }
    Ok(())
}
