//! What drives each score: weights with their intervals, importance against
//! performance, and what was left out.

use super::scores;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, ColourScale, Columns, Dot, Kind, Outputs, Plane, Plot, Point, Section,
    Table, Term, Text, Tint, Tone, Unit, Weight, bars, between, count, counted, driver_name,
    interval, labelled, parts, phrase, plain, points, value, word,
};
use crate::report::summary::{DriverRow, DriverTable, LeftOutRow, Name, Predictors, Quadrant};
use crate::stats::drivers::LeftOutReason;

const PAGE: Outputs = Outputs::PAGE;
const WORKBOOK: Outputs = Outputs::WORKBOOK;
const BRIEF: Outputs = Outputs::BRIEF;

/// Drivers that short reports tell of each score; the others have them all.
const IN_SHORT: usize = 5;
/// Widest name on a terminal, in cells.
const WIDEST_NAME: usize = 48;
/// Most predictors that the page names as left out; the workbook and
/// `drivers.csv` have all.
const MOST_LEFT_OUT: usize = 100;

/// The section, without blocks for people where no score has drivers.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let title = word("report.driver.title");
    let mut section = Section::new("drivers", title).brief(None).sheet("workbook.sheet.drivers");
    section.push(Outputs::CSV, Block::Table(for_scripts(summary)));
    if !summary.drivers.is_empty() {
        section.push(PAGE, Block::Paragraph(Weight::Note, word("report.driver.note")));
    }
    for (index, table) in summary.drivers.iter().enumerate() {
        section.push(PAGE, on_page(index, table));
    }
    let known: Vec<&DriverTable> =
        summary.drivers.iter().filter(|table| !table.drivers.is_empty()).collect();
    for table in &known {
        section.extend(BRIEF, in_short(table));
        on_sheet(&mut section, table, known.len() == 1);
    }
    section
}

fn title(table: &DriverTable, [ratings, topics]: [&'static str; 2]) -> Text {
    let key = match table.predictors {
        Predictors::Ratings => ratings,
        Predictors::Topics => topics,
    };
    phrase(key, [("score", scores::name(table.outcome))])
}

/// A touchpoint, with the aspect where it has one.
fn crossed(touchpoint: &Name, aspect: Option<&Name>) -> Text {
    match aspect {
        Some(aspect) => between(touchpoint, " × ", aspect),
        None => touchpoint.into(),
    }
}

fn named(row: &DriverRow) -> Text {
    driver_name(&row.touchpoint, row.aspect.as_ref())
}

fn muted(row: &DriverRow) -> Tone {
    Tone::muted(!row.significant)
}

fn quadrant(quadrant: Quadrant, words: &str) -> Text {
    word(format!("{words}.{}", code(quadrant)))
}

fn code(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::FixFirst => "fix_first",
        Quadrant::KeepUp => "keep_up",
        Quadrant::Watch => "watch",
        Quadrant::LowPriority => "low_priority",
    }
}

fn tint(quadrant: Quadrant) -> Tint {
    match quadrant {
        Quadrant::FixFirst => Tint::FixFirst,
        Quadrant::KeepUp => Tint::KeepUp,
        Quadrant::Watch => Tint::Watch,
        Quadrant::LowPriority => Tint::LowPriority,
    }
}

/// Direction of a driver: better together, or worse.
fn sign(row: &DriverRow) -> &'static str {
    if row.beta < 0.0 { "−" } else { "+" }
}

// ---- short reports -----------------------------------------------------------

fn in_short(table: &DriverTable) -> Vec<Block<'_>> {
    let heading = title(table, ["terminal.drivers_ratings", "terminal.drivers_topics"]);
    let shown = table.drivers.iter().take(IN_SHORT);
    let most = shown.clone().map(|row| row.share.value).fold(0.0, f64::max);
    let columns = Columns::of(shown)
        .text(word("terminal.driver"), |row| Some(crossed(&row.touchpoint, row.aspect.as_ref())))
        .at_most(WIDEST_NAME)
        .cell(plain(""), Kind::Text, move |row| {
            let share = if most > 0.0 { row.share.value / most } else { 0.0 };
            Cell::Bar(share, false)
        })
        .on(Outputs::TERMINAL)
        .dispensable(8)
        .estimate(word("terminal.share"), Unit::Percent, |row| Some(row.share))
        .cell(word("terminal.advice"), Kind::Text, |row| {
            Cell::Text(quadrant(row.quadrant, "workbook.quadrant")).tinted(tint(row.quadrant))
        })
        .dispensable(1);
    let places = [
        ("share", value(&table.r_squared, Unit::Percent)),
        ("interval", interval(&table.r_squared, Unit::Percent)),
        ("score", scores::name(table.outcome)),
        ("n", count(table.n)),
    ];
    let mut blocks = vec![
        Block::Heading(heading.clone(), None),
        Block::Table(columns.toned(heading, |row| muted(row))),
        Block::Paragraph(Weight::Note, phrase("terminal.explained", places)),
    ];
    if table.collinear {
        blocks.push(Block::Paragraph(Weight::Caution, word("terminal.collinear")));
    }
    blocks
}

// ---- page --------------------------------------------------------------------

fn on_page(index: usize, table: &DriverTable) -> Block<'_> {
    let title = title(table, ["report.driver.by_ratings", "report.driver.by_topics"]);
    let adjusted = table.adjusted_r_squared;
    let places = [
        ("r2", value(&table.r_squared, Unit::Percent)),
        ("interval", interval(&table.r_squared, Unit::Percent)),
        ("adjusted", adjusted.map_or(plain("–"), |share| Text::Number(share, Unit::Percent))),
        ("n", count(table.n)),
        ("fewest", count(table.pairs.0)),
        ("most", count(table.pairs.1)),
    ];
    let mut blocks = vec![
        Block::Heading(title.clone(), None),
        Block::Paragraph(Weight::Base, phrase("report.driver.facts", places)),
    ];
    let cautions = [
        (table.low_base, "report.driver.low_base"),
        (table.collinear, "report.driver.collinear"),
        (table.repaired, "report.driver.repaired"),
    ];
    let cautions = cautions.into_iter().filter(|(is, _)| *is);
    blocks.extend(cautions.map(|(_, key)| Block::Paragraph(Weight::Caution, word(key))));
    if !table.drivers.is_empty() {
        let mut sides = vec![vec![Block::Chart(weights(index, table))]];
        sides.extend(plane(index, table).map(|chart| {
            vec![
                Block::Subheading(word("report.quadrant.title")),
                Block::Chart(chart),
                Block::Paragraph(Weight::Note, word("report.quadrant.note")),
            ]
        }));
        blocks.push(Block::Beside(sides));
        blocks.push(Block::Terms(fields(table)));
        let note = Block::Paragraph(Weight::Note, word("report.driver.table_note"));
        blocks.push(Block::Fold {
            summary: word("report.as_table"),
            open: true,
            blocks: vec![Block::Table(full_table(table, title)), note],
        });
    }
    if !table.left_out.is_empty() {
        let left_out = left_out(table);
        let summary = counted("report.driver.left_out", left_out.len());
        let text = Text::Joined(left_out, "report.list_and");
        let blocks_of = vec![Block::Paragraph(Weight::Note, text)];
        blocks.push(Block::Fold { summary, open: false, blocks: blocks_of });
    }
    Block::Group(blocks)
}

fn left_out(table: &DriverTable) -> Vec<Text> {
    let one = |left: &LeftOutRow| {
        let key = match left.reason {
            LeftOutReason::TooFew => "report.driver.too_few",
            LeftOutReason::NoVariance => "report.driver.no_variance",
            LeftOutReason::TooMany => "report.driver.too_many",
        };
        let name = driver_name(&left.touchpoint, left.aspect.as_ref());
        phrase(key, [("name", name), ("n", count(left.n))])
    };
    let beyond = table.left_out.len().saturating_sub(MOST_LEFT_OUT);
    let beyond =
        (beyond > 0).then(|| phrase("report.driver.more", [("count", count(beyond as u64))]));
    table.left_out.iter().take(MOST_LEFT_OUT).map(one).chain(beyond).collect()
}

/// The fields of importance against performance, and who is in each.
fn fields(table: &DriverTable) -> Vec<Term> {
    let fields = [Quadrant::FixFirst, Quadrant::KeepUp, Quadrant::Watch, Quadrant::LowPriority];
    let term = |field| {
        let inside = table.drivers.iter().filter(|row| row.quadrant == field);
        let members: Vec<Text> = inside.map(named).collect();
        (!members.is_empty()).then(|| Term {
            name: quadrant(field, "report.quadrant"),
            text: Text::Joined(members, "report.list_and"),
            value: None,
            tint: Some(tint(field)),
        })
    };
    fields.into_iter().filter_map(term).collect()
}

fn full_table(table: &DriverTable, title: Text) -> Table<'_> {
    let lmg = table.drivers.iter().any(|row| row.lmg.is_some());
    Columns::of(&table.drivers)
        .text(word("report.driver.name"), |row| Some(named(row)))
        .text(word("report.driver.direction"), |row| Some(plain(sign(row))))
        .estimate(word("report.driver.share"), Unit::Percent, |row| Some(row.share))
        .estimate(word("report.driver.weight"), Unit::Mean, |row| Some(row.weight))
        .number(word("report.driver.lmg"), Unit::Mean, |row| row.lmg)
        .on_if(lmg, PAGE)
        .number(plain("p"), Unit::Probability, |row| row.p)
        .number(word("report.driver.slope"), Unit::Coefficient, |row| Some(row.slope))
        .number(word("report.driver.correlation"), Unit::Coefficient, |row| Some(row.correlation))
        .number(word("report.driver.vif"), Unit::Mean, |row| Some(row.vif))
        .count(plain("n"), |row| Some(row.n))
        .number(word("report.driver.performance"), Unit::Footing, |row| Some(row.performance))
        .text(word("report.driver.quadrant"), |row| {
            let field = quadrant(row.quadrant, "report.quadrant");
            let unsure = word("report.driver.not_significant");
            Some(match row.significant {
                true => field,
                false => parts([field, plain(" ("), unsure, plain(")")]),
            })
        })
        .toned(title, |row| muted(row))
        .sortable()
}

fn weights(index: usize, table: &DriverTable) -> Chart {
    let drawn = table.drivers.iter().map(|row| {
        let significant = word(match row.significant {
            true => "report.driver.significant",
            false => "report.driver.not_significant",
        });
        let note = parts([significant, plain(" · n = "), count(row.n)]);
        let point = Point::noted(row.share, note, !row.significant)?;
        Some(Point { sign: Some(sign(row)), ..point })
    });
    let panel = labelled(points(word("report.driver.share"), Unit::Percent, drawn), true);
    let names = table.drivers.iter().map(named).collect();
    Chart {
        id: format!("drivers-{index}"),
        title: word("report.driver.share"),
        alt: word("report.driver.alt"),
        plot: Plot::Rows { names, total: false, panels: vec![panel] },
    }
}

fn plane(index: usize, table: &DriverTable) -> Option<Chart> {
    if table.drivers.len() < 2 {
        return None;
    }
    let (importance, performance) =
        (|| word("report.driver.share"), || word("report.driver.performance"));
    let said = |what: Text, number, unit| parts([what, plain(" "), Text::Number(number, unit)]);
    let dots = table.drivers.iter().filter(|row| row.performance.is_finite()).map(|row| Dot {
        name: named(row),
        at: (row.share.value, row.performance),
        size: None,
        tint: tint(row.quadrant),
        hollow: !row.significant,
        lines: vec![
            said(importance(), row.share.value, Unit::Percent),
            said(performance(), row.performance, Unit::Footing),
            quadrant(row.quadrant, "report.quadrant"),
        ],
    });
    // From the upper left, clockwise.
    let corners = [Quadrant::LowPriority, Quadrant::KeepUp, Quadrant::FixFirst, Quadrant::Watch];
    let plane = Plane {
        x: (importance(), Unit::Percent),
        y: (performance(), Unit::Footing),
        dots: dots.collect(),
        cut: Some(table.cut),
        corners: Some(corners.map(|field| quadrant(field, "report.quadrant"))),
    };
    Some(Chart {
        id: format!("quadrant-{index}"),
        title: word("report.quadrant.title"),
        alt: word("report.driver.quadrant_alt"),
        plot: Plot::Plane(Box::new(plane)),
    })
}

// ---- workbook ----------------------------------------------------------------

fn on_sheet<'a>(section: &mut Section<'a>, table: &'a DriverTable, only: bool) {
    let title = title(table, ["workbook.driver.by_ratings", "workbook.driver.by_topics"]);
    let mut add = |block| section.push(WORKBOOK, block);
    if !only {
        add(Block::Heading(title.clone(), None));
    }
    let columns = Columns::of(&table.drivers)
        .text(word("workbook.driver.name"), |row| {
            Some(crossed(&row.touchpoint, row.aspect.as_ref()))
        })
        .text(word("report.touchpoint"), |row| Some((&row.touchpoint).into()))
        .text(word("workbook.aspect"), |row| row.aspect.as_ref().map(Text::from))
        .count(word("workbook.n"), |row| Some(row.n))
        .estimate(word("workbook.driver.share"), Unit::Percent, |row| Some(row.share))
        .number(word("workbook.driver.beta"), Unit::Coefficient, |row| Some(row.beta))
        .number(word("workbook.driver.slope"), Unit::Coefficient, |row| Some(row.slope))
        .number(word("workbook.driver.correlation"), Unit::Coefficient, |row| Some(row.correlation))
        .number(plain("VIF"), Unit::Mean, |row| Some(row.vif))
        .number(plain("p"), Unit::Probability, |row| row.p)
        .number(word("workbook.driver.performance"), Unit::Mean, |row| Some(row.performance))
        .coloured(ColourScale::Good(0.0, 50.0, 100.0))
        .text(word("workbook.driver.quadrant"), |row| {
            Some(quadrant(row.quadrant, "workbook.quadrant"))
        });
    let rows = columns.toned(title.clone(), |row| muted(row));
    add(Block::Table(Table { main: only, ..rows }));
    let places = [
        ("share", value(&table.r_squared, Unit::Percent)),
        ("interval", interval(&table.r_squared, Unit::Percent)),
        ("score", scores::name(table.outcome)),
        ("n", count(table.n)),
    ];
    let mut notes = vec![phrase("workbook.driver.explained", places)];
    if table.collinear {
        notes.push(word("workbook.driver.collinear"));
    }
    if table.low_base {
        notes.push(word("workbook.driver.low_base"));
    }
    if !table.left_out.is_empty() {
        let names = table.left_out.iter().map(|row| crossed(&row.touchpoint, row.aspect.as_ref()));
        let names = Text::Joined(names.collect(), "report.masked.and");
        notes.push(phrase("workbook.driver.left_out", [("names", names)]));
    }
    for note in notes {
        add(Block::Paragraph(Weight::Note, note));
    }
    // Axes of their own accord end with the bars and cut the intervals.
    let most = table.drivers.iter().map(|row| row.share.high).fold(0.0, f64::max);
    let most = ((most * 20.0).ceil() / 20.0).clamp(0.05, 1.0);
    let rows = table
        .drivers
        .iter()
        .map(|row| (crossed(&row.touchpoint, row.aspect.as_ref()), Some(row.share)));
    add(Block::Space);
    add(Block::Chart(bars(title, rows, Unit::Percent, Tint::Score, (0.0, most))));
}

// ---- drivers.csv -------------------------------------------------------------

/// A driver with its place, or what was left out.
enum Found<'a> {
    Driver(u64, &'a DriverRow),
    LeftOut(&'a LeftOutRow),
}

impl<'a> Found<'a> {
    fn driver(&self) -> Option<&'a DriverRow> {
        match self {
            Found::Driver(_, row) => Some(row),
            Found::LeftOut(_) => None,
        }
    }

    fn names(&self) -> (&'a Name, Option<&'a Name>) {
        match self {
            Found::Driver(_, row) => (&row.touchpoint, row.aspect.as_ref()),
            Found::LeftOut(row) => (&row.touchpoint, row.aspect.as_ref()),
        }
    }
}

/// The tables of drivers under each other, each with the heaviest first, then
/// what was left out of it.
fn for_scripts(summary: &Summary) -> Table<'_> {
    let rows = summary.drivers.iter().flat_map(|table| {
        let drivers = (1..).zip(&table.drivers).map(|(rank, row)| Found::Driver(rank, row));
        let left_out = table.left_out.iter().map(Found::LeftOut);
        drivers.chain(left_out).map(move |found| (table, found))
    });
    let driver = |found: &Found<'_>, of: fn(&DriverRow) -> f64| found.driver().map(of);
    let columns = Columns::of(rows)
        .given("outcome", |(table, _)| Some(table.outcome.id().to_owned()))
        .given("predictors", |(table, _)| {
            let predictors = match table.predictors {
                Predictors::Ratings => "ratings",
                Predictors::Topics => "topics",
            };
            Some(predictors.to_owned())
        })
        .count("respondents", |(table, _)| Some(table.n))
        .estimate("r_squared", Unit::Percent, |(table, _)| Some(table.r_squared))
        .number("adjusted_r_squared", Unit::Percent, |(table, _)| table.adjusted_r_squared)
        .count("collinear", |(table, _)| Some(table.collinear.into()))
        .count("low_base", |(table, _)| Some(table.low_base.into()))
        .count("rank", |(_, found)| match found {
            Found::Driver(rank, _) => Some(*rank),
            Found::LeftOut(_) => None,
        })
        .text("touchpoint", |(_, found)| Some(found.names().0.into()))
        .text("aspect", |(_, found)| found.names().1.map(Text::from))
        .count("n", |(_, found)| match found {
            Found::Driver(_, row) => Some(row.n),
            Found::LeftOut(row) => Some(row.n),
        })
        .estimate("share", Unit::Percent, |(_, found)| found.driver().map(|row| row.share))
        .estimate("weight", Unit::Mean, |(_, found)| found.driver().map(|row| row.weight))
        .number("lmg", Unit::Mean, |(_, found)| found.driver()?.lmg)
        .number("beta", Unit::Mean, move |(_, found)| driver(found, |row| row.beta))
        .number("slope", Unit::Mean, move |(_, found)| driver(found, |row| row.slope))
        .number("correlation", Unit::Mean, move |(_, found)| driver(found, |row| row.correlation))
        .number("vif", Unit::Mean, move |(_, found)| driver(found, |row| row.vif))
        .number("p", Unit::Probability, |(_, found)| found.driver()?.p)
        .count("significant", |(_, found)| found.driver().map(|row| row.significant.into()))
        .number("performance", Unit::Mean, move |(_, found)| driver(found, |row| row.performance))
        .given("quadrant", |(_, found)| Some(code(found.driver()?.quadrant).to_owned()))
        .given("left_out", |(_, found)| {
            let Found::LeftOut(row) = found else { return None };
            let reason = match row.reason {
                LeftOutReason::TooFew => "too_few",
                LeftOutReason::NoVariance => "no_variance",
                LeftOutReason::TooMany => "too_many",
            };
            Some(reason.to_owned())
        });
    Table { file: Some("drivers.csv"), ..columns.table(word("report.driver.title")) }
}
