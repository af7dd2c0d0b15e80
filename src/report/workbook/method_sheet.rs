//! What was read, what became of every row, and how the numbers are made.

use rust_i18n::t;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{Grid, Page, Value};
use super::style::{Kind, Styles};
use super::words::Words;
use crate::feedback::{Direction, Measure, Scale};
use crate::report::Summary;
use crate::report::asked_scores::asked_scores;
use crate::report::summary::{Column, Source, TouchpointSource};

pub(super) fn sheet(
    summary: &Summary,
    left_out: Option<String>,
    words: &Words,
    styles: &Styles,
) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(&words.word("workbook.sheet.method"), styles)?;
    page.section(&words.word("report.account.title"))?;
    account(summary, words, &mut page)?;

    page.section(&words.word("report.method.columns"))?;
    let rows: Vec<(&Source, &Column)> = summary
        .sources
        .iter()
        .flat_map(|source| source.columns.iter().map(move |column| (source, column)))
        .collect();
    Grid::new(words)
        .text(words.word("workbook.file"), |row: &(&Source, &Column)| Some(row.0.file.clone()))
        .text(words.word("report.method.column"), |row| Some(row.1.name.clone()))
        .text(words.word("report.method.role"), |row| {
            Some(words.known(&format!("report.role.{}", row.1.role), &row.1.role))
        })
        .text(words.word("report.touchpoint"), |row| row.1.touchpoint.clone())
        .text(words.word("report.method.scale"), |row| row.1.scale.map(|s| scale(s, words)))
        .text(words.word("report.method.evidence"), |row| Some(row.1.evidence.clone()))
        .write(&mut page, &rows, false)?;

    page.section(&words.word("report.method.formulas"))?;
    for (name, text) in formulas(summary, words) {
        page.put(0, &Value::Text(name), Kind::Text, false)?;
        let format = styles.cell(Kind::Text, false);
        page.sheet.write_string_with_format(page.row, 1, text, &format)?;
        page.row += 1;
    }
    page.row += 1;
    let text = styles.cell(Kind::Text, false);
    for note in left_out.into_iter().chain(notes(summary, words)) {
        page.line(&note, &text)?;
    }
    page.finish()
}

fn account(summary: &Summary, words: &Words, page: &mut Page<'_>) -> Result<(), XlsxError> {
    let account = &summary.account;
    let mut lines = vec![
        ("rows_read", account.rows_read),
        ("rows_scored", account.rows_scored),
        ("rows_without_comment", account.rows_without_comment),
        ("rows_rejected", account.rows_rejected),
        ("cells_rejected", account.cells_rejected),
        ("rows_answered", summary.responses.answered),
        ("comments", account.comments),
        ("comments_undetected", account.comments_undetected),
    ];
    lines.extend(summary.responses.invited.map(|invited| ("invited", invited)));
    for (key, n) in lines {
        let name = words.word(&format!("report.account.{key}"));
        page.put(0, &Value::Text(name), Kind::Text, false)?;
        page.put(1, &Value::Number(n as f64), Kind::Count, false)?;
        page.row += 1;
    }
    Ok(())
}

fn scale(scale: Scale, words: &Words) -> String {
    let key = match scale.direction {
        Direction::Higher => "report.scale.higher",
        Direction::Lower => "report.scale.lower",
    };
    t!(key, locale = words.lang.code(), low = scale.low, high = scale.high).into_owned()
}

/// The formulas behind the numbers of this report, and no others.
fn formulas(summary: &Summary, words: &Words) -> Vec<(String, String)> {
    let asked = asked_scores(summary);
    let has = |measure| asked.iter().any(|kind| kind.measure() == measure);
    let correlated = std::iter::once(&summary.overall)
        .chain(&summary.touchpoints)
        .any(|row| !row.correlations.is_empty());
    let pain = !summary.pain_points.is_empty();
    let formulas = [
        ("sentiment", true),
        ("nps", has(Measure::Net)),
        ("csat", has(Measure::TopTwo)),
        ("ces", has(Measure::Ease)),
        ("wilson", pain || has(Measure::TopTwo) || has(Measure::Ease)),
        ("tau_b", correlated),
        ("benjamini_hochberg", correlated),
        ("priority", pain),
        ("impact", summary.pain_points.iter().any(|pain| pain.impact.is_some())),
    ];
    let used = formulas.into_iter().filter(|(_, used)| *used).map(|(key, _)| {
        let word = |part: &str| words.word(&format!("report.formula.{key}.{part}"));
        (word("name"), word("text"))
    });
    used.collect()
}

fn notes(summary: &Summary, words: &Words) -> Vec<String> {
    let locale = words.lang.code();
    let suppression = t!(
        "report.method.suppression",
        locale = locale,
        metric = summary.suppression.metric,
        verbatim = summary.suppression.verbatim
    );
    let tool = t!(
        "report.method.tool",
        locale = locale,
        name = summary.tool.name,
        version = summary.tool.version,
        engine = summary.tool.engine,
        model = summary.tool.model
    );
    let source = match summary.touchpoint_source {
        TouchpointSource::Export => "report.method.from_export",
        TouchpointSource::Aspects => "report.method.from_aspects",
    };
    let masked =
        if summary.privacy.redacted { "workbook.redacted" } else { "report.method.not_redacted" };
    vec![
        words.word("workbook.dimmed"),
        suppression.into_owned(),
        words.word(source),
        words.word(masked),
        tool.into_owned(),
    ]
}
