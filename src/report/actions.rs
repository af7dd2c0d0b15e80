//! `actions.csv`: whom to call first and why, a line a person.

use super::csv_columns::CsvColumns;
use super::{Lang, Summary};
use crate::report::summary::Action;

struct Row {
    lang: Lang,
    action: Action,
}

/// The list of people, the most urgent first. With `bom`, Excel opens Chinese
/// text correctly by a double click.
///
/// # Errors
/// None in practice: the table is written to memory.
pub fn actions_csv(summary: &Summary, lang: Lang, bom: bool) -> csv::Result<Vec<u8>> {
    let rows = summary.actions.iter().map(|action| Row { lang, action: action.clone() });
    columns().write(rows, bom)
}

fn columns() -> CsvColumns<Row> {
    CsvColumns::<Row>::new()
        .count("rank", |row| Some(row.action.rank.into()))
        .text("respondent", |row| row.action.respondent.clone())
        .text("owner", |row| row.action.owner.clone())
        .text("touchpoint", |row| {
            row.action.touchpoint.as_ref().map(|name| name.in_lang(row.lang).to_owned())
        })
        .text("aspect", |row| {
            row.action.aspect.as_ref().map(|name| name.in_lang(row.lang).to_owned())
        })
        .text("reasons", |row| {
            let reasons: Vec<&str> = row.action.reasons.iter().map(|r| r.as_str()).collect();
            Some(reasons.join("; "))
        })
        .text("score", |row| row.action.score.map(|kind| kind.as_str().to_lowercase()))
        .number("score_value", |row| row.action.score_value)
        .text("label", |row| row.action.label.map(|label| label.as_str().to_owned()))
        .text("emotion", |row| row.action.emotion.map(|emotion| emotion.as_str().to_owned()))
        .text("effort", |row| row.action.effort.map(|effort| effort.as_str().to_owned()))
        .text("value_segment", |row| row.action.value_segment.clone())
        .text("time", |row| row.action.time.clone())
        .number("priority", |row| Some(row.action.priority))
        .text("comment", |row| row.action.comment.clone())
        .text("file", |row| Some(row.action.file.clone()))
        .count("row", |row| Some(row.action.row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn one_line_a_person_and_no_formula() {
        let mut summary = sample::summary();
        summary.actions[0].comment = Some("=1+1，太差了".into());
        let table = actions_csv(&summary, Lang::Zh, false).unwrap();
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let header = reader.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|h| h == name).unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), summary.actions.len());
        assert_eq!(&rows[0][at("comment")], "'=1+1，太差了");
        assert_eq!(&rows[0][at("reasons")], "low_score; negative_comment; emotion; effort");
        assert_eq!((&rows[0][at("touchpoint")], &rows[0][at("owner")]), ("客服热线", "客服部"));
        assert!(actions_csv(&summary, Lang::En, true).unwrap().starts_with(b"\xEF\xBB\xBFrank,"));
    }
}
