//! Whom to call first, a line a person, with the columns of `actions.csv`.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{Grid, Page, Value};
use super::style::{Kind, Styles};
use super::words::Words;
use crate::report::Summary;
use crate::report::summary::{Action, Name};

/// The sheet; `None` where nobody is on the list.
pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
) -> Result<Option<Worksheet>, XlsxError> {
    if summary.actions.is_empty() {
        return Ok(None);
    }
    let mut page = Page::new(&words.word("workbook.sheet.actions"), styles)?;
    grid(words).write(&mut page, &summary.actions, true)?;
    page.finish().map(Some)
}

fn grid(words: &Words) -> Grid<'_, Action> {
    let named = |name: &Option<Name>| name.as_ref().map(|n| n.in_lang(words.lang).to_owned());
    // What a code is called in the language of the workbook.
    let called = |of: &str, code: &str| words.known(&format!("{of}.{code}"), code);
    let comment = |column: &str| words.word(&format!("workbook.comment.{column}"));
    Grid::new(words)
        .count(words.word("workbook.rank"), |action: &Action| Some(action.rank.into()))
        .text(comment("respondent"), |action| action.respondent.clone())
        .text(words.word("workbook.owner"), |action| action.owner.clone())
        .text(words.word("report.touchpoint"), move |action| named(&action.touchpoint))
        .text(words.word("workbook.aspect"), move |action| named(&action.aspect))
        .text(words.word("workbook.reasons"), move |action| {
            let reasons = action.reasons.iter();
            let reasons: Vec<String> =
                reasons.map(|reason| called("workbook.reason", reason.as_str())).collect();
            Some(reasons.join(&words.word("workbook.reason_and")))
        })
        .text(words.word("report.score_column"), |action| {
            action.score.map(|kind| kind.as_str().to_owned())
        })
        .number(words.word("workbook.score_value"), Kind::Plain, |action| action.score_value)
        .text(comment("label"), move |action| {
            action.label.map(|label| called("label", label.as_str()))
        })
        .text(comment("emotion"), move |action| {
            action.emotion.map(|emotion| called("workbook.emotion", emotion.as_str()))
        })
        .text(comment("effort"), move |action| {
            action.effort.map(|effort| called("workbook.effort", effort.as_str()))
        })
        .text(words.word("workbook.value_segment"), |action| action.value_segment.clone())
        .moment(comment("time"), Kind::Time, |action| {
            action.time.clone().map_or(Value::Empty, Value::Moment)
        })
        .number(words.word("workbook.priority"), Kind::Decimal2, |action| Some(action.priority))
        .prose(comment("comment"), |action| action.comment.clone())
        .text(comment("file"), |action| Some(action.file.clone()))
        .count(comment("row"), |action| Some(action.row))
}
