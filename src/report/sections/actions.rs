//! Whom to call first and why, a line a person: a sheet and `actions.csv`. The
//! page, which is shown in meetings, only counts them.

use super::{close_loop, scores};
use crate::feedback::ScoreKind;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Outputs, Section, Table, Text, Unit, plain, word,
};
use crate::report::summary::Action;

/// The section, without blocks for people where nobody is to be called.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let mut section =
        Section::new("close-the-loop", word("report.loop.title")).sheet("workbook.sheet.actions");
    let some = !summary.actions.is_empty();
    let outputs = if some { Outputs::CSV.and(Outputs::WORKBOOK) } else { Outputs::CSV };
    section.push(outputs, Block::Table(table(summary)));
    close_loop::extend(&mut section, summary);
    section
}

/// What has a code is called by its word, or by its code where it has none.
fn coded(of: &str, code: Option<&str>) -> Cell {
    code.map_or(Cell::Absent, |code| {
        Cell::Code(code.to_owned(), Text::Known(format!("{of}.{code}"), code.to_owned()))
    })
}

fn reasons(action: &Action) -> Cell {
    let codes: Vec<&str> = action.reasons.iter().map(|reason| reason.as_str()).collect();
    let words = codes.iter().map(|code| word(format!("workbook.reason.{code}")));
    Cell::Code(codes.join("; "), Text::Joined(words.collect(), "workbook.reason_and"))
}

/// The rank of the pain point that a person complains of: that of the touchpoint, else that of all
/// touchpoints together.
fn pain_point(summary: &Summary, action: &Action) -> Option<u64> {
    let aspect = action.aspect.as_ref()?;
    let places = || action.touchpoint.iter().chain(&action.also);
    let of_it = || summary.pain_points.iter().filter(|pain| pain.aspect == *aspect);
    let here = of_it().find(|pain| places().any(|at| *at == pain.touchpoint));
    let found = here.or_else(|| of_it().find(|pain| pain.everywhere));
    found.map(|pain| pain.rank.into())
}

fn table(summary: &Summary) -> Table<'_> {
    let label = |name: &str| (name.to_owned(), word(format!("workbook.comment.{name}")));
    let columns = Columns::of(&summary.actions)
        .count(("rank", word("workbook.rank")), |action| Some(action.rank.into()))
        .given(label("respondent"), |action| action.respondent.clone())
        .given(("owner", word("report.owner")), |action| action.owner.clone())
        .text(("touchpoint", word("report.touchpoint")), |action| {
            let names: Vec<Text> =
                action.touchpoint.iter().chain(&action.also).map(Text::from).collect();
            match names.len() {
                0 | 1 => names.into_iter().next(),
                _ => Some(Text::Joined(names, "workbook.touchpoint_and")),
            }
        })
        .text(("aspect", word("workbook.aspect")), |action| action.aspect.as_ref().map(Text::from))
        .count(("pain_point", word("workbook.pain_point")), |action| pain_point(summary, action))
        .cell(("reasons", word("workbook.reasons")), ColumnKind::Text, |action| reasons(action))
        .cell(("score", word("report.score_column")), ColumnKind::Text, |action| {
            let code = |kind: ScoreKind| Cell::Code(kind.id().to_owned(), scores::name(kind));
            action.score.map_or(Cell::Absent, code)
        })
        .number(("score_value", word("workbook.score_value")), Unit::Given, |action| {
            action.score_value
        })
        .cell(label("label"), ColumnKind::Text, |action| {
            coded("label", action.label.map(|label| label.as_str()))
        })
        .cell(label("emotion"), ColumnKind::Text, |action| {
            coded("workbook.emotion", action.emotion.map(|emotion| emotion.as_str()))
        })
        .cell(label("effort"), ColumnKind::Text, |action| {
            coded("workbook.effort", action.effort.map(|effort| effort.as_str()))
        })
        .given(("value_segment", word("workbook.value_segment")), |action| {
            action.value_segment.clone()
        })
        .cell(label("time"), ColumnKind::Text, |action| {
            action.time.clone().map_or(Cell::Absent, Cell::Time)
        })
        .number(("priority", word("workbook.priority")), Unit::Mean, |action| Some(action.priority))
        .cell(label("comment"), ColumnKind::Prose, |action| {
            action.comment.clone().map(plain).into()
        })
        .given(label("file"), |action| Some(action.file.clone()))
        .count(label("row"), |action| Some(action.row));
    Table { file: Some("actions.csv"), ..columns.table(word("report.loop.title")).main() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::report::summary::{Name, PainPoint};

    #[test]
    fn who_complains_at_a_touchpoint_complains_of_all_of_them() {
        let mut summary = sample::summary();
        let at = |summary: &Summary, action: usize| pain_point(summary, &summary.actions[action]);
        assert_eq!((at(&summary, 0), at(&summary, 9)), (Some(1), None));
        let waiting = PainPoint {
            rank: 7,
            touchpoint: Name::same("All touchpoints"),
            everywhere: true,
            ..summary.pain_points[0].clone()
        };
        summary.pain_points.push(waiting);
        assert_eq!((at(&summary, 0), at(&summary, 9)), (Some(1), Some(7)));
    }
}
