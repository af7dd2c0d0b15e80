//! The same numbers by segment: every group, and how it differs from the rest.

use super::scores::{self, SENTIMENT};
use crate::feedback::{Measure, ScoreKind};
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, Columns, Kind, Mark, Outputs, Panel, Plot, Point, Section, Table, Text,
    Tone, Unit, Weight, chance, count, parts, phrase, plain, points, stars, word,
};
use crate::report::summary::{
    Estimate, Name, ScoreSummary, SegmentGroup, SegmentScore, SegmentSummary, SegmentTable,
    SegmentTouchpoint, TestedDifference,
};

const PAGE: Outputs = Outputs::PAGE;
const WORKBOOK: Outputs = Outputs::WORKBOOK;

/// Most touchpoints that a table of groups by touchpoints has beside each other;
/// `segments.csv` has them all.
const MOST_PLACES: usize = 12;

/// The section, without blocks for people where there are no segments.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let mut section =
        Section::new("segments", word("report.segment.title")).sheet("workbook.sheet.segments");
    section.push(Outputs::CSV, Block::Table(for_scripts(summary)));
    if !summary.segments.is_empty() {
        section.push(PAGE, Block::Paragraph(Weight::Note, word("report.segment.note")));
    }
    for (index, table) in summary.segments.iter().enumerate() {
        section.push(PAGE, Block::Group(on_page(index, table)));
    }
    let groups: Vec<Row<'_>> = summary
        .segments
        .iter()
        .flat_map(|table| table.groups.iter().map(|group| Row { field: &table.field, group }))
        .collect();
    if !groups.is_empty() {
        section.push(WORKBOOK, Block::Table(sheet(groups)));
        section.push(WORKBOOK, Block::Space);
        section.push(WORKBOOK, Block::Paragraph(Weight::Note, word("workbook.segment.note")));
    }
    section
}

/// What a group is called; `words` are those of the page or of the workbook.
fn name(group: &SegmentGroup, words: &str) -> Text {
    match group {
        SegmentGroup::Value(value) => plain(value.clone()),
        SegmentGroup::Other(n) => phrase(format!("{words}.other"), [("n", count(*n))]),
        SegmentGroup::Missing => word(format!("{words}.missing")),
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

fn headline(group: &SegmentSummary, kind: ScoreKind) -> Option<Estimate> {
    group.scores[kind].as_ref().map(ScoreSummary::headline)
}

/// The scores of which some group knows.
fn known<'g>(groups: impl Iterator<Item = &'g SegmentSummary> + Clone) -> Vec<ScoreKind> {
    let known = |kind: &ScoreKind| groups.clone().any(|group| group.scores[*kind].is_some());
    ScoreKind::ALL.into_iter().filter(known).collect()
}

/// How a difference of a score is called on the page and on a sheet; `None` for a
/// score that is not compared.
fn compared(kind: ScoreKind) -> Option<[&'static str; 2]> {
    match kind.measure() {
        Measure::Net => Some(["report.segment.nps_gap", "workbook.segment.nps_difference"]),
        Measure::TopTwo => Some(["report.segment.csat_gap", "workbook.segment.csat_difference"]),
        Measure::Ease => None,
    }
}

// ---- page --------------------------------------------------------------------

fn on_page(index: usize, table: &SegmentTable) -> Vec<Block<'_>> {
    let n = || [("n", count(table.values))];
    let values = phrase("report.segment.values", n());
    let mut blocks = vec![Block::Heading(plain(table.field.clone()), Some(values))];
    if table.too_many {
        let text = phrase("report.segment.too_many", n());
        blocks.push(Block::Paragraph(Weight::Empty, text));
        return blocks;
    }
    blocks.extend(chart(index, table).map(Block::Chart));
    blocks.push(super::trend::folded(groups(table)));
    blocks.extend(places(table));
    blocks
}

fn groups(table: &SegmentTable) -> Table<'_> {
    let gap = |of: Compared, unit: Unit| {
        move |group: &&SegmentSummary| match difference_of(group, of) {
            None => Cell::Absent,
            Some(tested) => {
                let q = chance("q", tested.q);
                let note = match stars(tested.q) {
                    "" => q,
                    stars => parts([q, plain(" "), plain(stars)]),
                };
                let difference = Box::new(Cell::Estimate(tested.difference, unit));
                let sure = tested.q < 0.05;
                Cell::Marked(difference, Mark { note: Some(note), sure, ..Mark::default() })
            }
        }
    };
    let columns = Columns::of(&table.groups)
        .text(word("report.segment.group"), |group| {
            let name = name(&group.group, "report.segment");
            Some(if group.low_base { parts([name, plain(" †")]) } else { name })
        })
        .count(word("report.responses"), |group| Some(group.responses))
        .estimate(word("report.segment.comment_rate"), Unit::Percent, |group| group.comment_rate);
    let columns = known(table.groups.iter()).into_iter().fold(columns, |columns, kind| {
        let columns =
            columns.estimate(scores::heading(kind), scores::unit(kind), move |g| headline(g, kind));
        match compared(kind) {
            Some([heading, _]) => {
                let gap = gap(Some(kind), scores::difference_unit(kind));
                columns.cell(word(heading), Kind::Number, gap)
            }
            None => columns,
        }
    });
    let feeling = word("report.segment.sentiment_gap");
    columns
        .estimate(word("report.sentiment"), Unit::Coefficient, |group| group.sentiment)
        .cell(feeling, Kind::Number, gap(None, Unit::Coefficient))
        .table(plain(table.field.clone()))
        .sortable()
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
    let columns = Columns::of(&table.groups)
        .text(word("report.segment.group"), |g| Some(name(&g.group, "report.segment")));
    let written = |number: Option<f64>, unit| match number {
        Some(number) => Text::Number(number, unit),
        None => plain("–"),
    };
    let columns = shown.into_iter().fold(columns, |columns, at| {
        columns.cell(Text::from(at), Kind::Number, move |group| {
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
        let measures = parts([word("report.sentiment"), plain(" / "), scores::name(kind)]);
        Block::Paragraph(Weight::Note, measures)
    });
    let blocks = note.into_iter().chain([Block::Table(columns.table(label))]).collect();
    Some(Block::Fold { summary: title(), open: false, blocks })
}

/// The differences from the rest.
fn chart(index: usize, table: &SegmentTable) -> Option<Chart> {
    let scored = ScoreKind::ALL.into_iter().filter_map(|kind| {
        let [title, _] = compared(kind)?;
        Some((title, scores::difference_unit(kind), Some(kind)))
    });
    let feeling = ("report.segment.sentiment_gap", Unit::Coefficient, None);
    let known = |of| table.groups.iter().any(|group| difference_of(group, of).is_some());
    let panel = |(title, unit, of): (&'static str, Unit, Compared)| {
        let drawn = table.groups.iter().map(|group| {
            let tested = difference_of(group, of)?;
            Point::noted(tested.difference, chance("q", tested.q), tested.q >= 0.05)
        });
        points(word(title), unit, drawn)
    };
    let measures = scored.chain([feeling]).filter(|(.., of)| known(*of));
    let panels: Vec<Panel> = measures.map(panel).collect();
    let names = table.groups.iter().map(|group| name(&group.group, "report.segment")).collect();
    (!panels.is_empty()).then(|| Chart {
        id: format!("segment-{index}"),
        title: plain(table.field.clone()),
        alt: word("report.segment.alt"),
        plot: Plot::Rows { names, total: false, panels },
    })
}

// ---- workbook ----------------------------------------------------------------

struct Row<'a> {
    field: &'a str,
    group: &'a SegmentSummary,
}

fn sheet(rows: Vec<Row<'_>>) -> Table<'_> {
    let known = known(rows.iter().map(|row| row.group));
    let rate = word("report.card.comment_rate.title");
    let columns = Columns::of(rows)
        .given(word("workbook.segment.field"), |row| Some(row.field.to_owned()))
        .text(word("workbook.segment.value"), |row| {
            Some(name(&row.group.group, "workbook.segment"))
        })
        .count(word("report.responses"), |row| Some(row.group.responses))
        .count(word("report.comments"), |row| row.group.comments)
        .estimate(rate, Unit::Percent, |row| row.group.comment_rate)
        .estimate(word("report.sentiment"), Unit::Coefficient, |row| row.group.sentiment)
        .coloured(SENTIMENT);
    let columns = difference(columns, "workbook.segment.sentiment_delta", Unit::Coefficient, None);
    let columns = known.into_iter().fold(columns, |columns, kind| {
        let columns = columns.estimate(scores::heading(kind), scores::unit(kind), move |row| {
            headline(row.group, kind)
        });
        match compared(kind) {
            Some([_, key]) => {
                let columns = columns.coloured(scores::colours(kind));
                difference(columns, key, scores::difference_unit(kind), Some(kind))
            }
            None => columns,
        }
    });
    columns.toned(word("report.segment.title"), |row| Tone::muted(row.group.low_base)).main()
}

/// A difference from the rest and its q.
fn difference<'a>(
    columns: Columns<'a, Row<'a>>,
    key: &'static str,
    unit: Unit,
    of: Compared,
) -> Columns<'a, Row<'a>> {
    let q = phrase("workbook.q", [("score", word(key))]);
    columns
        .estimate(word(key), unit, move |row| difference_of(row.group, of).map(|t| t.difference))
        .number(q, Unit::Probability, move |row| difference_of(row.group, of).map(|t| t.q))
}

// ---- segments.csv ------------------------------------------------------------

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

/// One row of level `group` for each group, then one of level `touchpoint` for
/// each touchpoint it is seen at.
fn for_scripts(summary: &Summary) -> Table<'_> {
    let rows = summary.segments.iter().flat_map(|table| {
        table.groups.iter().flat_map(move |group| {
            let line = move |at| Line { field: &table.field, group, at };
            std::iter::once(line(None))
                .chain(group.touchpoints.iter().map(move |at| line(Some(at))))
        })
    });
    let columns = Columns::of(rows)
        .given("field", |row| Some(row.field.to_owned()))
        .given("kind", |row| {
            let kind = match row.group.group {
                SegmentGroup::Value(_) => "value",
                SegmentGroup::Other(_) => "other",
                SegmentGroup::Missing => "missing",
            };
            Some(kind.to_owned())
        })
        .given("value", |row| match &row.group.group {
            SegmentGroup::Value(value) => Some(value.clone()),
            SegmentGroup::Other(_) | SegmentGroup::Missing => None,
        })
        .given("level", |row| {
            Some(if row.at.is_some() { "touchpoint" } else { "group" }.to_owned())
        })
        .text("touchpoint", |row| row.at.map(|at| (&at.name).into()))
        .count("responses", |row| Some(row.at.map_or(row.group.responses, |at| at.responses)))
        .count("comments", |row| row.at.map_or(row.group.comments, |at| at.comments))
        .estimate("comment_rate", Unit::Percent, |row| row.whole()?.comment_rate)
        .estimate("sentiment", Unit::Coefficient, |row| {
            row.at.map_or(row.group.sentiment, |at| at.sentiment)
        });
    let columns = ScoreKind::ALL.into_iter().fold(columns, score_columns);
    let compared = ScoreKind::ALL.into_iter().filter(|kind| kind.measure().is_compared());
    let columns = compared.fold(columns, |columns, kind| {
        let name = format!("{}_difference", kind.definition().headline_id);
        tested(columns, &name, Some(kind))
    });
    let columns = tested(columns, "sentiment_delta", None);
    let columns = columns
        .given("score", |row| row.score().map(|score| score.score.id().to_owned()))
        .count("score_n", |row| row.score().map(|score| score.n))
        .number("score_value", Unit::Given, |row| row.score().map(|score| score.value))
        .count("low_base", |row| row.whole().map(|group| group.low_base.into()));
    Table { file: Some("segments.csv"), ..columns.table(word("report.segment.title")) }
}

/// Number of answers and the measures of one score.
fn score_columns<'a>(columns: Columns<'a, Line<'a>>, kind: ScoreKind) -> Columns<'a, Line<'a>> {
    let id = kind.id();
    let of = move |row: &Line<'a>| row.whole()?.scores[kind].as_ref();
    let first = move |row: &Line<'a>| of(row).map(ScoreSummary::headline);
    let mean = move |row: &Line<'a>| of(row)?.mean();
    let columns = columns.count(format!("{id}_n"), move |row| of(row).map(ScoreSummary::n));
    let name = kind.definition().headline_id;
    let mean_name = format!("{id}_mean");
    match kind.measure() {
        Measure::Net => columns.estimate(name, Unit::Points, first),
        Measure::TopTwo => {
            columns.estimate(name, Unit::Percent, first).estimate(mean_name, Unit::Mean, mean)
        }
        Measure::Ease => {
            columns.estimate(mean_name, Unit::Mean, mean).estimate(name, Unit::Percent, first)
        }
    }
}

/// A difference with its interval, its p and q, and the answers of either side.
fn tested<'a>(columns: Columns<'a, Line<'a>>, name: &str, of: Compared) -> Columns<'a, Line<'a>> {
    let of = move |row: &Line<'a>| difference_of(row.whole()?, of);
    columns
        .estimate(name, Unit::Effect, move |row| of(row).map(|tested| tested.difference))
        .number(format!("{name}_p"), Unit::Probability, move |row| of(row).map(|t| t.p))
        .number(format!("{name}_q"), Unit::Probability, move |row| of(row).map(|t| t.q))
        .count(format!("{name}_n"), move |row| of(row).map(|tested| tested.n))
        .count(format!("{name}_rest"), move |row| of(row).map(|tested| tested.rest))
}
