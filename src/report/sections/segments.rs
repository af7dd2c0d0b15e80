//! The same numbers by segment: every group, and how it differs from the rest.

use super::scores::{self, SENTIMENT};
use super::{CSV, DETAIL, PAGE, WORKBOOK};
use crate::feedback::{Measure, ScoreKind};
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, ColumnKind, Columns, Emphasis, Mark, Panel, Plot, Point, Section, Table,
    Text, Tone, Unit, chance, count, parts, phrase, plain, points, stars, word,
};
use crate::report::summary::{
    Name, ScoreSummary, SegmentGroup, SegmentScore, SegmentSummary, SegmentTable,
    SegmentTouchpoint, TestedDifference,
};
use crate::stats::is_sure;

/// Most touchpoints that a table of groups by touchpoints has beside each other;
/// `segments.csv` has them all.
const MOST_PLACES: usize = 12;

/// The section, without blocks for people where there are no segments.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let mut section =
        Section::new("segments", word("report.segment.title")).sheet("workbook.sheet.segments");
    let all = summary.segments.iter().flat_map(lines).collect();
    let all = table(all, word("report.segment.title"));
    section.push(CSV, Block::Table(Table { file: Some("segments.csv"), ..all }));
    if !summary.segments.is_empty() {
        section.push(PAGE, Block::Paragraph(Emphasis::Note, word("report.segment.note")));
    }
    for (index, table) in summary.segments.iter().enumerate() {
        section.push(PAGE, Block::Group(on_page(index, table)));
    }
    let whole: Vec<Line<'_>> = summary.segments.iter().flat_map(whole).collect();
    if !whole.is_empty() {
        let table = table(whole, word("report.segment.title")).main();
        section.push(WORKBOOK, Block::Table(table));
        section.push(WORKBOOK, Block::Space);
        section.push(WORKBOOK, Block::Paragraph(Emphasis::Note, word("workbook.segment.note")));
    }
    section
}

fn name(group: &SegmentGroup) -> Text {
    match group {
        SegmentGroup::Value(value) => plain(value.clone()),
        SegmentGroup::Other(n) => phrase("report.segment.other", [("n", count(*n))]),
        SegmentGroup::Missing => word("report.segment.missing"),
    }
}

/// What is compared: a score, or sentiment.
type Compared = Option<ScoreKind>;

fn difference_of(group: &SegmentSummary, of: Compared) -> Option<&TestedDifference> {
    match of {
        Some(kind) => group.against_rest.scores[kind].as_ref(),
        None => group.against_rest.sentiment.as_ref(),
    }
}

/// The scores of which some group knows.
fn known<'g>(groups: impl Iterator<Item = &'g SegmentSummary> + Clone) -> Vec<ScoreKind> {
    let known = |kind: &ScoreKind| groups.clone().any(|group| group.scores[*kind].is_some());
    ScoreKind::ALL.into_iter().filter(known).collect()
}

/// How a difference from the rest is called.
fn compared(of: Compared) -> (&'static str, Unit) {
    match of.map(ScoreKind::measure) {
        Some(Measure::Net) => ("report.segment.nps_gap", Unit::Points),
        Some(Measure::TopTwo) => ("report.segment.csat_gap", Unit::ShareDifference),
        Some(Measure::Ease) => ("report.segment.ces_gap", Unit::ShareDifference),
        None => ("report.segment.sentiment_gap", Unit::Coefficient),
    }
}

fn on_page(index: usize, table: &SegmentTable) -> Vec<Block<'_>> {
    let n = || [("n", count(table.values))];
    let values = phrase("report.segment.values", n());
    let mut blocks = vec![Block::Heading(plain(table.field.clone()), Some(values))];
    if table.too_many {
        let text = phrase("report.segment.too_many", n());
        blocks.push(Block::Paragraph(Emphasis::Empty, text));
        return blocks;
    }
    blocks.extend(chart(index, table).map(Block::Chart));
    let groups = self::table(whole(table).collect(), plain(table.field.clone()));
    blocks.push(super::trend::folded(groups.sortable()));
    blocks.extend(places(table));
    blocks
}

/// Groups by touchpoints.
fn places(table: &SegmentTable) -> Option<Block<'_>> {
    let first = table.groups.first()?;
    let shown: Vec<&Name> = first.touchpoints.iter().take(MOST_PLACES).map(|t| &t.name).collect();
    if shown.is_empty() {
        return None;
    }
    let places = table.groups.iter().flat_map(|group| &group.touchpoints);
    let score = places.into_iter().find_map(|place| place.score.as_ref()).map(|score| score.score);
    let unit = match score.map(ScoreKind::measure) {
        Some(Measure::Net) => Unit::Points,
        Some(Measure::TopTwo | Measure::Ease) | None => Unit::Footing,
    };
    let columns =
        Columns::of(&table.groups).text(word("report.segment.group"), |g| Some(name(&g.group)));
    let written = |number: Option<f64>, unit| match number {
        Some(number) => Text::Number(number, unit),
        None => plain("–"),
    };
    let columns = shown.into_iter().fold(columns, |columns, at| {
        columns.cell(Text::from(at), ColumnKind::Number, move |group| {
            let place = group.touchpoints.iter().find(|place| place.name == *at);
            let feeling = place.and_then(|place| place.sentiment).map(|e| e.value);
            let given = place.and_then(|place| place.score.as_ref()).map(|score| score.value);
            let feeling = written(feeling, Unit::Coefficient);
            Cell::Text(match score {
                Some(_) => parts([feeling, plain(" / "), written(given, unit)]),
                None => feeling,
            })
        })
    });
    let title = || word("report.segment.places");
    let label = parts([plain(table.field.clone()), plain(" · "), title()]);
    let note = score.map(|kind| {
        let measures = parts([word("report.sentiment"), plain(" / "), scores::on_footing(kind)]);
        Block::Paragraph(Emphasis::Note, measures)
    });
    let blocks = note.into_iter().chain([Block::Table(columns.table(label))]).collect();
    Some(Block::Fold { summary: title(), open: false, blocks })
}

/// The differences from the rest.
fn chart(index: usize, table: &SegmentTable) -> Option<Chart> {
    let known =
        |of: &Compared| table.groups.iter().any(|group| difference_of(group, *of).is_some());
    let panel = |of: Compared| {
        let (title, unit) = compared(of);
        let drawn = table.groups.iter().map(|group| {
            let tested = difference_of(group, of)?;
            Point::noted(tested.difference, chance("q", tested.q), !is_sure(tested.q))
        });
        points(word(title), unit, drawn)
    };
    let measures = ScoreKind::ALL.map(Some).into_iter().chain([None]).filter(known);
    let panels: Vec<Panel> = measures.map(panel).collect();
    let names = table.groups.iter().map(|group| name(&group.group)).collect();
    (!panels.is_empty()).then(|| {
        Chart::new(
            format!("segment-{index}"),
            plain(table.field.clone()),
            "report.segment.alt",
            Plot::Rows { names, total: false, panels },
        )
    })
}

/// A group as a whole, or at one touchpoint.
struct Line<'a> {
    field: &'a str,
    group: &'a SegmentSummary,
    at: Option<&'a SegmentTouchpoint>,
}

impl<'a> Line<'a> {
    /// The group, in a row that speaks of all of it.
    fn whole(&self) -> Option<&'a SegmentSummary> {
        self.at.is_none().then_some(self.group)
    }

    fn score(&self) -> Option<SegmentScore> {
        self.at?.score
    }
}

/// The groups of a field.
fn whole(table: &SegmentTable) -> impl Iterator<Item = Line<'_>> {
    table.groups.iter().map(|group| Line { field: &table.field, group, at: None })
}

/// One row of level `group` for each group, then one of level `touchpoint` for
/// each touchpoint it is seen at.
fn lines(table: &SegmentTable) -> impl Iterator<Item = Line<'_>> {
    whole(table).flat_map(|Line { field, group, .. }| {
        let places = group.touchpoints.iter();
        let line = move |at| Line { field, group, at };
        std::iter::once(line(None)).chain(places.map(move |at| line(Some(at))))
    })
}

fn table(rows: Vec<Line<'_>>, label: Text) -> Table<'_> {
    let known = known(rows.iter().map(|row| row.group));
    let columns = Columns::of(rows)
        .given(("field", word("workbook.segment.field")), |row| Some(row.field.to_owned()))
        .on(DETAIL)
        .given("kind", |row| {
            let kind = match row.group.group {
                SegmentGroup::Value(_) => "value",
                SegmentGroup::Other(_) => "other",
                SegmentGroup::Missing => "missing",
            };
            Some(kind.to_owned())
        })
        .cell(("value", word("report.segment.group")), ColumnKind::Text, |row| {
            let value = match &row.group.group {
                SegmentGroup::Value(value) => value.clone(),
                SegmentGroup::Other(_) | SegmentGroup::Missing => String::new(),
            };
            let low_base = if row.group.low_base { "†" } else { "" };
            Cell::Code(value, name(&row.group.group)).marked(low_base)
        })
        .head()
        .given("level", |row| {
            Some(if row.at.is_some() { "touchpoint" } else { "group" }.to_owned())
        })
        .text("touchpoint", |row| row.at.map(|at| (&at.name).into()))
        .count(("responses", word("report.responses")), |row| {
            Some(row.at.map_or(row.group.responses, |at| at.responses))
        })
        .count(("comments", word("report.comments")), |row| {
            row.at.map_or(row.group.comments, |at| at.comments)
        })
        .on(DETAIL)
        .estimate(("comment_rate", word("report.segment.comment_rate")), Unit::Percent, |row| {
            row.whole()?.comment_rate
        })
        .estimate(("sentiment", word("report.sentiment")), Unit::Coefficient, |row| {
            row.at.map_or(row.group.sentiment, |at| at.sentiment)
        })
        .coloured(SENTIMENT);
    let columns = ScoreKind::ALL
        .into_iter()
        .fold(columns, |columns, kind| score_columns(columns, kind, known.contains(&kind)));
    let columns = ScoreKind::ALL.into_iter().fold(columns, |columns, kind| {
        let name = format!("{}_difference", kind.definition().headline_id);
        tested(columns, &name, Some(kind), known.contains(&kind))
    });
    tested(columns, "sentiment_delta", None, true)
        .given("score", |row| row.score().map(|score| score.score.id().to_owned()))
        .count("score_n", |row| row.score().map(|score| score.n))
        .number("score_value", Unit::Given, |row| row.score().map(|score| score.value))
        .count("low_base", |row| row.whole().map(|group| group.low_base.into()))
        .toned(label, |row| Tone::muted(row.group.low_base))
}

/// Number of answers and the measures of one score.
fn score_columns<'a>(
    columns: Columns<'a, Line<'a>>,
    kind: ScoreKind,
    known: bool,
) -> Columns<'a, Line<'a>> {
    let id = kind.id();
    let of = move |row: &Line<'a>| row.whole()?.scores[kind].as_ref();
    let mean = move |row: &Line<'a>| of(row)?.mean();
    let columns = columns.count(format!("{id}_n"), move |row| of(row).map(ScoreSummary::n));
    let (name, mean_name) = (kind.definition().headline_id, format!("{id}_mean"));
    let headline = |columns: Columns<'a, Line<'a>>| {
        columns
            .estimate((name, scores::heading(kind)), scores::unit(kind), move |row| {
                of(row).map(ScoreSummary::headline)
            })
            .on_if(known, PAGE.and(WORKBOOK))
            .coloured(scores::colours(kind))
    };
    match kind.measure() {
        Measure::Net => headline(columns),
        Measure::TopTwo => headline(columns).estimate(mean_name, Unit::Mean, mean),
        Measure::Ease => headline(columns.estimate(mean_name, Unit::Mean, mean)),
    }
}

/// A difference with its interval, its p and q, and the answers of either side.
fn tested<'a>(
    columns: Columns<'a, Line<'a>>,
    name: &str,
    of: Compared,
    known: bool,
) -> Columns<'a, Line<'a>> {
    let (key, unit) = compared(of);
    let of = move |row: &Line<'a>| difference_of(row.whole()?, of);
    let q = phrase("workbook.q", [("score", word(key))]);
    columns
        .cell((name, word(key)), ColumnKind::Estimate, move |row| {
            of(row).map_or(Cell::Absent, |tested| {
                let q = parts([chance("q", tested.q), plain(" "), plain(stars(tested.q))]);
                let mark = Mark { note: Some(q), sure: is_sure(tested.q), ..Mark::default() };
                Cell::Marked(Box::new(Cell::Estimate(tested.difference, unit)), mark)
            })
        })
        .on_if(known, PAGE.and(WORKBOOK))
        .number(format!("{name}_p"), Unit::Probability, move |row| of(row).map(|t| t.p))
        .number((format!("{name}_q"), q), Unit::Probability, move |row| of(row).map(|t| t.q))
        .on_if(known, WORKBOOK)
        .count(format!("{name}_n"), move |row| of(row).map(|tested| tested.n))
        .count(format!("{name}_rest"), move |row| of(row).map(|tested| tested.rest))
}
