//! Every group of every segment field, compared with the rest of its field.

use rust_i18n::t;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{Grid, Page};
use super::style::{Kind, Styles, Tint};
use super::touchpoint_sheet::{SENTIMENT, unit};
use super::words::Words;
use crate::feedback::{Measure, ScoreKind};
use crate::report::Summary;
use crate::report::summary::{ScoreSummary, SegmentGroup, SegmentSummary, TestedDifference};

/// The sheet; `None` where the export has no segments to show.
pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
) -> Result<Option<Worksheet>, XlsxError> {
    let rows: Vec<Row<'_>> = summary
        .segments
        .iter()
        .flat_map(|table| table.groups.iter().map(|group| Row { field: &table.field, group }))
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let mut page = Page::new(&words.word("workbook.sheet.segments"), styles)?;
    grid(&rows, words).write(&mut page, &rows, true)?;
    page.row += 1;
    page.line(&words.word("workbook.segment.note"), &styles.note)?;
    page.finish().map(Some)
}

struct Row<'a> {
    field: &'a str,
    group: &'a SegmentSummary,
}

fn group(group: &SegmentGroup, words: &Words) -> String {
    match group {
        SegmentGroup::Value(value) => value.clone(),
        SegmentGroup::Other(values) => {
            t!("workbook.segment.other", locale = words.lang.code(), n = values).into_owned()
        }
        SegmentGroup::Missing => words.word("workbook.segment.missing"),
    }
}

fn grid<'a>(rows: &[Row<'_>], words: &'a Words) -> Grid<'a, Row<'a>> {
    let mut grid = Grid::new(words)
        .dimmed(|row: &Row<'_>| row.group.low_base)
        .text(words.word("workbook.segment.field"), |row: &Row<'_>| Some(row.field.to_owned()))
        .text(words.word("workbook.segment.value"), |row| Some(group(&row.group.group, words)))
        .count(words.word("report.responses"), |row| Some(row.group.responses))
        .count(words.word("report.comments"), |row| row.group.comments)
        .estimate(words.word("report.card.comment_rate.title"), Kind::Percent, |row| {
            row.group.comment_rate
        })
        .tinted(words.word("report.sentiment"), Kind::Signed2, SENTIMENT, |row| {
            row.group.sentiment
        });
    grid = difference(grid, words, "workbook.segment.sentiment_delta", Kind::Signed2, |row| {
        row.group.against_rest.sentiment.as_ref()
    });
    for kind in ScoreKind::ALL {
        if !rows.iter().any(|row| row.group.scores[kind].is_some()) {
            continue;
        }
        let heading = kind.definition().column.in_lang(words.lang);
        let [low, middle, high] = kind.measure().tint();
        let tint = Tint::Good(low, middle, high);
        let headline =
            move |row: &Row<'_>| row.group.scores[kind].as_ref().map(ScoreSummary::headline);
        let key = match kind.measure() {
            Measure::Net => "workbook.segment.nps_difference",
            Measure::TopTwo => "workbook.segment.csat_difference",
            Measure::Ease => {
                grid = grid.estimate(heading, unit(kind), headline);
                continue;
            }
        };
        grid = grid.tinted(heading, unit(kind), tint, headline);
        grid = difference(grid, words, key, unit(kind), move |row| {
            row.group.against_rest.scores[kind].as_ref()
        });
    }
    grid
}

fn difference<'a>(
    grid: Grid<'a, Row<'a>>,
    words: &'a Words,
    key: &str,
    kind: Kind,
    of: impl Fn(&Row<'a>) -> Option<&'a TestedDifference> + Copy + 'a,
) -> Grid<'a, Row<'a>> {
    let heading = words.word(key);
    let q = words.of_score("workbook.q", &heading);
    grid.estimate(heading, kind, move |row| of(row).map(|tested| tested.difference)).number(
        q,
        Kind::Probability,
        move |row| of(row).map(|tested| tested.q),
    )
}
