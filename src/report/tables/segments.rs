//! `segments.csv`: every group of every segment field against the rest, and
//! each group at each touchpoint.

use crate::feedback::{Measure, ScoreKind};
use crate::report::csv_columns::CsvColumns;
use crate::report::summary::{
    Estimate, SegmentGroup, SegmentScore, SegmentSummary, SegmentTouchpoint, TestedDifference,
};
use crate::report::{Lang, Summary};

/// One row of level `group` for each group, then one of level `touchpoint` for
/// each touchpoint it is seen at. See [`touchpoints_csv`](super::touchpoints_csv)
/// for `bom`.
///
/// # Errors
/// None in practice: the table is written to memory.
pub fn segments_csv(summary: &Summary, lang: Lang, bom: bool) -> csv::Result<Vec<u8>> {
    let rows = summary.segments.iter().flat_map(|table| {
        table.groups.iter().flat_map(move |group| {
            let row = move |at: Option<&SegmentTouchpoint>| Row {
                lang,
                field: table.field.clone(),
                group: SegmentSummary { touchpoints: Vec::new(), ..group.clone() },
                touchpoint: at.cloned(),
            };
            let touchpoints = group.touchpoints.iter().map(move |at| row(Some(at)));
            std::iter::once(row(None)).chain(touchpoints)
        })
    });
    columns().write(rows, bom)
}

struct Row {
    lang: Lang,
    field: String,
    group: SegmentSummary,
    touchpoint: Option<SegmentTouchpoint>,
}

impl Row {
    /// The group, in a row that speaks of all of it.
    fn whole(&self) -> Option<&SegmentSummary> {
        self.touchpoint.is_none().then_some(&self.group)
    }

    fn main_score(&self) -> Option<SegmentScore> {
        self.touchpoint.as_ref()?.score
    }

    fn sentiment(&self) -> Option<Estimate> {
        match &self.touchpoint {
            Some(touchpoint) => touchpoint.sentiment,
            None => self.group.sentiment,
        }
    }
}

fn columns() -> CsvColumns<Row> {
    let columns = CsvColumns::<Row>::new()
        .text("field", |row| Some(row.field.clone()))
        .text("kind", |row| {
            let kind = match row.group.group {
                SegmentGroup::Value(_) => "value",
                SegmentGroup::Other(_) => "other",
                SegmentGroup::Missing => "missing",
            };
            Some(kind.to_owned())
        })
        .text("value", |row| match &row.group.group {
            SegmentGroup::Value(value) => Some(value.clone()),
            SegmentGroup::Other(_) | SegmentGroup::Missing => None,
        })
        .text("level", |row| {
            Some(if row.touchpoint.is_some() { "touchpoint" } else { "group" }.to_owned())
        })
        .text("touchpoint", |row| {
            row.touchpoint.as_ref().map(|at| at.name.in_lang(row.lang).to_owned())
        })
        .count("responses", |row| {
            Some(row.touchpoint.as_ref().map_or(row.group.responses, |at| at.responses))
        })
        .count("comments", |row| match &row.touchpoint {
            Some(touchpoint) => touchpoint.comments,
            None => row.group.comments,
        })
        .estimate("comment_rate", |row| row.whole().and_then(|group| group.comment_rate))
        .estimate("sentiment", Row::sentiment);
    let columns = ScoreKind::ALL.into_iter().fold(columns, score_columns);
    let columns = ScoreKind::ALL.into_iter().filter(|kind| kind.measure().is_compared()).fold(
        columns,
        |columns, kind| {
            let name = format!("{}_difference", kind.definition().headline_id);
            difference(columns, &name, move |row| row.whole()?.against_rest.scores[kind].clone())
        },
    );
    let columns =
        difference(columns, "sentiment_delta", |row| row.whole()?.against_rest.sentiment.clone());
    columns
        .text("score", |row| row.main_score().map(|score| score.score.id().to_owned()))
        .count("score_n", |row| row.main_score().map(|score| score.n))
        .number("score_value", |row| row.main_score().map(|score| score.value))
        .count("low_base", |row| row.whole().map(|group| u64::from(group.low_base)))
}

/// Number of answers and the measures of one score.
fn score_columns(columns: CsvColumns<Row>, kind: ScoreKind) -> CsvColumns<Row> {
    let id = kind.id();
    let of = move |row: &Row| row.whole()?.scores[kind].clone();
    let headline = move |row: &Row| of(row).map(|score| score.headline());
    let mean = move |row: &Row| of(row)?.mean();
    let columns = columns.count(&format!("{id}_n"), move |row| of(row).map(|score| score.n()));
    let name = kind.definition().headline_id;
    match kind.measure() {
        Measure::Net => columns.estimate(name, headline),
        Measure::TopTwo => columns.estimate(name, headline).estimate(&format!("{id}_mean"), mean),
        Measure::Ease => columns.estimate(&format!("{id}_mean"), mean).estimate(name, headline),
    }
}

/// A difference with its interval, its p and q, and the answers of either side.
fn difference(
    columns: CsvColumns<Row>,
    name: &str,
    of: impl Fn(&Row) -> Option<TestedDifference> + Copy + 'static,
) -> CsvColumns<Row> {
    columns
        .estimate(name, move |row| of(row).map(|tested| tested.difference))
        .number(&format!("{name}_p"), move |row| of(row).map(|tested| tested.p))
        .number(&format!("{name}_q"), move |row| of(row).map(|tested| tested.q))
        .count(&format!("{name}_n"), move |row| of(row).map(|tested| tested.n))
        .count(&format!("{name}_rest"), move |row| of(row).map(|tested| tested.rest))
}

#[cfg(test)]
mod tests {
    use super::super::tests::cell;
    use super::*;
    use crate::report::sample;

    #[test]
    fn groups_and_their_touchpoints_have_rows() {
        let mut summary = sample::summary();
        let formula = SegmentGroup::Value("@SUM(1)".into());
        summary.segments[0].groups[1].group = formula;
        let csv = segments_csv(&summary, Lang::En, false).unwrap();
        let groups = &summary.segments[0].groups;
        let rows = csv::Reader::from_reader(&csv[..]).records().count();
        assert_eq!(rows, groups.iter().map(|group| 1 + group.touchpoints.len()).sum::<usize>());
        assert_eq!([cell(&csv, 0, "field"), cell(&csv, 0, "value")], ["地区", "华东"]);
        assert_eq!(cell(&csv, 0, "level"), "group");
        assert_eq!(cell(&csv, 0, "nps_n"), groups[0].scores.nps().unwrap().n.to_string());
        assert_eq!(cell(&csv, 0, "nps_difference"), "11.2");
        assert_eq!(cell(&csv, 0, "nps_difference_q"), "0.002");
        assert_eq!(cell(&csv, 0, "csat_top2_difference"), "");
        assert_eq!(
            [cell(&csv, 1, "level"), cell(&csv, 1, "touchpoint")],
            ["touchpoint", "Delivery"]
        );
        assert_eq!([cell(&csv, 1, "score"), cell(&csv, 1, "nps")], ["nps", ""]);
        assert_eq!(cell(&csv, 2, "value"), "'@SUM(1)");
        assert_eq!([cell(&csv, 6, "kind"), cell(&csv, 6, "value")], ["missing", ""]);
    }
}
