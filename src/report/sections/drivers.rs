//! What drives each score: weights with their intervals, importance against
//! performance, and what was left out.

use super::scores;
use super::{BRIEF, CSV, DETAIL, FULL, PAGE, TERMINAL, WORKBOOK};
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, ColourScale, ColumnKind, Columns, Dot, Emphasis, Mark, Marks, Panel, Plane,
    Plot, Point, Points, Section, Table, Term, Text, Tint, Tone, Unit, count, counted, driver_name,
    estimate, parts, phrase, plain, word,
};
use crate::report::summary::{DriverRow, DriverTable, LeftOutRow, Name, Predictors, Quadrant};
use crate::stats::drivers::LeftOutReason;

/// Drivers that short reports tell of each score; the others have them all.
const IN_SHORT: usize = 5;
/// Widest name on a terminal, in cells.
const WIDEST_NAME: usize = 48;
/// Most predictors that are named as left out; `drivers.csv` has all.
const MOST_LEFT_OUT: usize = 100;
/// Share of the variance that drivers must explain together for people to be told of them.
const LEAST_EXPLAINED: f64 = 0.02;

/// The section, without blocks for people where no score has drivers.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let title = word("report.driver.title");
    let mut section =
        Section::new("drivers", title.clone()).brief(None).sheet("workbook.sheet.drivers");
    let all = table(summary.drivers.iter().flat_map(lines).collect(), title);
    section.push(CSV, Block::Table(Table { file: Some("drivers.csv"), ..all }));
    let shown: Vec<(usize, &DriverTable)> =
        summary.drivers.iter().enumerate().filter(|(_, table)| says_something(table)).collect();
    if !shown.is_empty() {
        section.push(PAGE, Block::Paragraph(Emphasis::Note, word("report.driver.note")));
    }
    if let Some(apart) = apart(&summary.drivers) {
        section.push(PAGE, Block::Paragraph(Emphasis::Note, apart));
    }
    let known = shown.iter().filter(|(_, table)| !table.drivers.is_empty()).count();
    for (index, table) in shown {
        section.push(PAGE, on_page(index, table));
        if !table.drivers.is_empty() {
            section.extend(BRIEF, in_short(table));
            section.extend(WORKBOOK, on_sheet(table, known == 1));
        }
    }
    section
}

/// Whether a table has more to say than that its drivers explain nothing: next to nothing, or that
/// one alone has some part of it. `drivers.csv` has all.
fn says_something(table: &DriverTable) -> bool {
    let explains = table.low_base || table.r_squared.value >= LEAST_EXPLAINED;
    // The only driver has all that is explained, be it anything or nothing.
    let nothing = |row: &DriverRow| !row.significant || row.share.low < LEAST_EXPLAINED;
    let alone = table.drivers.len() == 1 && table.drivers.iter().all(nothing);
    table.drivers.is_empty() || explains && !alone
}

/// That scores which were asked of the whole are no drivers of each other, where there are several.
fn apart(tables: &[DriverTable]) -> Option<Text> {
    let by_ratings = tables.iter().filter(|table| table.predictors == Predictors::Ratings);
    let scores: Vec<Text> = by_ratings.map(|table| scores::name(table.outcome)).collect();
    let several = scores.len() > 1;
    let places = [("scores", Text::Joined(scores, "report.list_and"))];
    several.then(|| phrase("report.driver.apart", places))
}

fn title(table: &DriverTable) -> Text {
    let key = match table.predictors {
        Predictors::Ratings => "report.driver.by_ratings",
        Predictors::Topics => "report.driver.by_topics",
    };
    phrase(key, [("score", scores::name(table.outcome))])
}

fn named(row: &DriverRow) -> Text {
    driver_name(&row.touchpoint, row.aspect.as_ref())
}

const QUADRANTS: [(Quadrant, &str, Tint); 5] = [
    (Quadrant::FixFirst, "fix_first", Tint::FixFirst),
    (Quadrant::KeepUp, "keep_up", Tint::KeepUp),
    (Quadrant::Watch, "watch", Tint::Watch),
    (Quadrant::LowPriority, "low_priority", Tint::LowPriority),
    (Quadrant::Contradicts, "contradicts", Tint::Watch),
];

/// The code of a quadrant, its word and its colour.
fn quadrant(wanted: Quadrant) -> (&'static str, Text, Tint) {
    let [fix_first, ..] = QUADRANTS;
    let known = QUADRANTS.into_iter().find(|(quadrant, ..)| *quadrant == wanted);
    let (_, code, tint) = known.unwrap_or(fix_first);
    (code, word(format!("report.quadrant.{code}")), tint)
}

/// Direction of a driver: better together, or worse.
fn sign(row: &DriverRow) -> &'static str {
    if row.beta < 0.0 { "−" } else { "+" }
}

fn in_short(of: &DriverTable) -> Vec<Block<'_>> {
    let shown = lines(of).into_iter().filter(|line| line.row.is_some()).take(IN_SHORT).collect();
    let mut blocks =
        vec![Block::Heading(title(of), None), Block::Table(table(shown, title(of))), explained(of)];
    blocks.extend(cautions(of));
    blocks
}

fn on_sheet(of: &DriverTable, only: bool) -> Vec<Block<'_>> {
    let rows = Block::Table(Table { main: only, ..full_table(of) });
    let heading = (!only).then(|| Block::Heading(title(of), None));
    let notes = [explained(of)].into_iter().chain(cautions(of)).chain(left_out(of));
    let chart = [Block::Space, Block::Chart(weights(0, of))];
    heading.into_iter().chain([rows]).chain(notes).chain(chart).collect()
}

fn on_page(index: usize, of: &DriverTable) -> Block<'_> {
    let adjusted = of.adjusted_r_squared;
    let places = [
        ("r2", estimate(&of.r_squared, Unit::Percent)),
        ("adjusted", adjusted.map_or(plain("–"), |share| Text::Number(share, Unit::Percent))),
        ("n", count(of.n)),
        ("fewest", count(of.pairs.0)),
        ("most", count(of.pairs.1)),
    ];
    let facts = if of.low_base { "report.driver.facts_few" } else { "report.driver.facts" };
    let mut blocks = vec![
        Block::Heading(title(of), None),
        Block::Paragraph(Emphasis::Base, phrase(facts, places)),
    ];
    if let Some(effect) = of.design {
        let places = [("effect", Text::Number(effect, Unit::Tenths))];
        let said = phrase("report.driver.same_people", places);
        blocks.push(Block::Paragraph(Emphasis::Note, said));
    }
    blocks.extend(cautions(of));
    if !of.drivers.is_empty() {
        let mut sides = vec![vec![Block::Chart(weights(index, of))]];
        sides.extend(plane(index, of).map(|chart| {
            vec![
                Block::Subheading(word("report.quadrant.title")),
                Block::Chart(chart),
                Block::Paragraph(Emphasis::Note, word("report.quadrant.note")),
            ]
        }));
        blocks.push(Block::Beside(sides));
        blocks.push(Block::Terms(fields(of)));
        let note = Block::Paragraph(Emphasis::Note, word("report.driver.table_note"));
        blocks.push(Block::Fold {
            summary: word("report.as_table"),
            open: true,
            blocks: vec![Block::Table(full_table(of)), note],
        });
    }
    blocks.extend(left_out(of));
    Block::Group(blocks)
}

/// What all drivers together explain; of few answers to each pair, or drivers that hardly anybody
/// rated together, that says nothing.
fn explained<'a>(of: &DriverTable) -> Block<'a> {
    if of.low_base {
        let few = phrase("report.driver.not_explained", [("n", count(of.n))]);
        return Block::Paragraph(Emphasis::Note, few);
    }
    let places = [
        ("share", estimate(&of.r_squared, Unit::Percent)),
        ("score", scores::name(of.outcome)),
        ("n", count(of.n)),
    ];
    Block::Paragraph(Emphasis::Note, phrase("report.driver.explained", places))
}

fn cautions<'a>(of: &DriverTable) -> impl Iterator<Item = Block<'a>> + use<'a> {
    let cautions = [
        (of.low_base, "report.driver.low_base"),
        (of.collinear, "report.driver.collinear"),
        (of.repaired, "report.driver.repaired"),
    ];
    let cautions = cautions.into_iter().filter(|(is, _)| *is);
    cautions.map(|(_, key)| Block::Paragraph(Emphasis::Caution, word(key)))
}

fn left_out<'a>(of: &DriverTable) -> Option<Block<'a>> {
    let one = |left: &LeftOutRow| {
        let key = format!("report.driver.{}", left_out_code(left.reason));
        let name = driver_name(&left.touchpoint, left.aspect.as_ref());
        phrase(key, [("name", name), ("n", count(left.n))])
    };
    let beyond = of.left_out.len().saturating_sub(MOST_LEFT_OUT);
    let beyond =
        (beyond > 0).then(|| phrase("report.driver.more", [("count", count(beyond as u64))]));
    let names: Vec<Text> = of.left_out.iter().take(MOST_LEFT_OUT).map(one).chain(beyond).collect();
    let summary = counted("report.driver.left_out", names.len());
    let text = Text::Joined(names, "report.list_and");
    let blocks = vec![Block::Paragraph(Emphasis::Note, text)];
    (!of.left_out.is_empty()).then_some(Block::Fold { summary, open: false, blocks })
}

fn left_out_code(reason: LeftOutReason) -> &'static str {
    match reason {
        LeftOutReason::TooFew => "too_few",
        LeftOutReason::NoVariance => "no_variance",
        LeftOutReason::TooMany => "too_many",
    }
}

/// The fields of importance against performance, and who is in each.
fn fields(of: &DriverTable) -> Vec<Term> {
    let term = |(field, _, tint)| {
        let inside = of.drivers.iter().filter(|row| row.quadrant == field);
        let members: Vec<Text> = inside.map(named).collect();
        (!members.is_empty()).then(|| Term {
            name: quadrant(field).1,
            text: Text::Joined(members, "report.list_and"),
            value: None,
            tint: Some(tint),
        })
    };
    QUADRANTS.into_iter().filter_map(term).collect()
}

/// A driver with its place, or what was left out.
struct Line<'a> {
    of: &'a DriverTable,
    rank: Option<u64>,
    touchpoint: &'a Name,
    aspect: Option<&'a Name>,
    n: u64,
    row: Option<&'a DriverRow>,
    left_out: Option<LeftOutReason>,
}

/// The drivers, the heaviest first, then what was left out.
fn lines(of: &DriverTable) -> Vec<Line<'_>> {
    let left_out = of.left_out.iter().map(|left| Line {
        of,
        rank: None,
        touchpoint: &left.touchpoint,
        aspect: left.aspect.as_ref(),
        n: left.n,
        row: None,
        left_out: Some(left.reason),
    });
    let drivers = (1..).zip(&of.drivers).map(|(rank, row)| Line {
        of,
        rank: Some(rank),
        touchpoint: &row.touchpoint,
        aspect: row.aspect.as_ref(),
        n: row.n,
        row: Some(row),
        left_out: None,
    });
    drivers.chain(left_out).collect()
}

fn full_table(of: &DriverTable) -> Table<'_> {
    let lines = lines(of).into_iter().filter(|line| line.row.is_some());
    table(lines.collect(), title(of)).sortable()
}

fn table(lines: Vec<Line<'_>>, title: Text) -> Table<'_> {
    let drivers = || lines.iter().filter_map(|line| line.row);
    let lmg = drivers().any(|row| row.lmg.is_some());
    let most = drivers().map(|row| row.share.value).fold(0.0, f64::max);
    let of = |of: fn(&DriverRow) -> f64| move |line: &Line<'_>| line.row.map(of);
    Columns::of(lines)
        .given("outcome", |line| Some(line.of.outcome.id().to_owned()))
        .given("predictors", |line| {
            let predictors = match line.of.predictors {
                Predictors::Ratings => "ratings",
                Predictors::Topics => "topics",
            };
            Some(predictors.to_owned())
        })
        .count("respondents", |line| Some(line.of.n))
        .estimate("r_squared", Unit::Percent, |line| Some(line.of.r_squared))
        .number("adjusted_r_squared", Unit::Percent, |line| line.of.adjusted_r_squared)
        .count("collinear", |line| Some(line.of.collinear.into()))
        .count("low_base", |line| Some(line.of.low_base.into()))
        .count("rank", |line| line.rank)
        .text(word("report.driver.name"), |line| Some(driver_name(line.touchpoint, line.aspect)))
        .at_most(WIDEST_NAME)
        .text(word("report.driver.direction"), |line| Some(plain(sign(line.row?))))
        .on(PAGE)
        .text(("touchpoint", word("report.touchpoint")), |line| Some(line.touchpoint.into()))
        .on(DETAIL)
        .text(("aspect", word("workbook.aspect")), |line| line.aspect.map(Text::from))
        .on(DETAIL)
        .count(("n", word("workbook.n")), |line| Some(line.n))
        .on(FULL)
        .cell(plain(""), ColumnKind::Text, move |line| {
            let share = line.row.map_or(0.0, |row| row.share.value);
            Cell::Bar(if most > 0.0 { share / most } else { 0.0 }, false)
        })
        .on(TERMINAL)
        .dispensable(8)
        .estimate(("share", word("report.driver.share")), Unit::Percent, |line| {
            line.row.map(|row| row.share)
        })
        .estimate(("weight", word("report.driver.weight")), Unit::Mean, |line| {
            line.row.map(|row| row.weight)
        })
        .on(FULL)
        .number(("lmg", word("report.driver.lmg")), Unit::Mean, |line| line.row?.lmg)
        .on_if(lmg, PAGE.and(WORKBOOK))
        .number(("beta", word("report.driver.beta")), Unit::Coefficient, of(|row| row.beta))
        .on(DETAIL)
        .number(("slope", word("report.driver.slope")), Unit::Coefficient, of(|row| row.slope))
        .on(FULL)
        .number(
            ("correlation", word("report.driver.correlation")),
            Unit::Coefficient,
            of(|row| row.correlation),
        )
        .on(FULL)
        .number(("vif", word("report.driver.vif")), Unit::Mean, of(|row| row.vif))
        .on(FULL)
        .number(("p", plain("p")), Unit::Probability, |line| line.row?.p)
        .on(FULL)
        .number(("q", plain("q")), Unit::Probability, |line| line.row?.q)
        .on(FULL)
        .count("significant", |line| line.row.map(|row| row.significant.into()))
        .number(
            ("performance", word("report.driver.performance")),
            Unit::Footing,
            of(|row| row.performance),
        )
        .on(FULL)
        .coloured(ColourScale::Good(0.0, 50.0, 100.0))
        .cell(("quadrant", word("report.driver.quadrant")), ColumnKind::Text, |line| {
            line.row.map_or(Cell::Absent, advice)
        })
        .dispensable(1)
        .given("left_out", |line| Some(left_out_code(line.left_out?).to_owned()))
        .toned(title, |line| Tone::muted(line.row.is_some_and(|row| !row.significant)))
}

/// What to do about a driver, and whether it may be chance.
fn advice(row: &DriverRow) -> Cell {
    let (code, name, tint) = quadrant(row.quadrant);
    let unsure = word("report.driver.not_significant");
    let note = (!row.significant).then(|| parts([plain("("), unsure, plain(")")]));
    let mark = Mark { note, tint: Some(tint), ..Mark::default() };
    Cell::Marked(Box::new(Cell::Code(code.to_owned(), name)), mark)
}

fn weights(index: usize, of: &DriverTable) -> Chart {
    let drawn = of.drivers.iter().map(|row| {
        let significant = word(match row.significant {
            true => "report.driver.significant",
            false => "report.driver.not_significant",
        });
        let note = parts([significant, plain(" · n = "), count(row.n)]);
        let point = Point::noted(row.share, note, !row.significant)?;
        Some(Point { sign: Some(sign(row)), ..point })
    });
    // Axes of their own accord end with the bars and cut the intervals.
    let most = of.drivers.iter().map(|row| row.share.high).fold(0.0, f64::max);
    let most = ((most * 20.0).ceil() / 20.0).clamp(0.05, 1.0);
    let marks = Marks::Points(Points {
        unit: Unit::Percent,
        points: drawn.collect(),
        labelled: true,
        bars: true,
        tint: Tint::Score,
        range: Some((0.0, most)),
    });
    let title = word("report.driver.share");
    let panels = vec![Panel { title: title.clone(), marks }];
    let names = of.drivers.iter().map(named).collect();
    let plot = Plot::Rows { names, total: false, panels };
    Chart::new(format!("drivers-{index}"), title, "report.driver.alt", plot)
}

fn plane(index: usize, of: &DriverTable) -> Option<Chart> {
    if of.drivers.len() < 2 {
        return None;
    }
    let (importance, performance) =
        (|| word("report.driver.share"), || word("report.driver.performance"));
    let said = |what: Text, number, unit| parts([what, plain(" "), Text::Number(number, unit)]);
    let dots = of.drivers.iter().filter(|row| row.performance.is_finite()).map(|row| {
        let (_, field, tint) = quadrant(row.quadrant);
        Dot {
            name: named(row),
            at: (row.share.value, row.performance),
            size: None,
            tint,
            hollow: !row.significant,
            lines: vec![
                said(importance(), row.share.value, Unit::Percent),
                said(performance(), row.performance, Unit::Footing),
                field,
            ],
        }
    });
    // From the upper left, clockwise.
    let corners = [Quadrant::LowPriority, Quadrant::KeepUp, Quadrant::FixFirst, Quadrant::Watch];
    let plane = Plane {
        x: (importance(), Unit::Percent),
        y: (performance(), Unit::Footing),
        dots: dots.collect(),
        cut: Some(of.cut),
        corners: Some(corners.map(|field| quadrant(field).1)),
    };
    let (title, alt) = (word("report.quadrant.title"), "report.driver.quadrant_alt");
    Some(Chart::new(format!("quadrant-{index}"), title, alt, Plot::Plane(Box::new(plane))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::report::document::Words;
    use crate::report::{Lang, sample};

    #[test]
    fn what_explains_nothing_is_not_shown() {
        let table = sample::summary().drivers.remove(0);
        let with = |value| {
            let r_squared = crate::report::summary::Estimate { value, ..table.r_squared };
            says_something(&DriverTable { r_squared, low_base: false, ..table.clone() })
        };
        assert_eq!((with(0.019), with(0.02)), (false, true));
        let alone = |significant| {
            let row = DriverRow { significant, ..table.drivers[0].clone() };
            says_something(&DriverTable { drivers: vec![row], ..table.clone() })
        };
        assert_eq!((alone(false), alone(true)), (false, true));
        let none = DriverTable { drivers: Vec::new(), ..table.clone() };
        assert!(says_something(&none), "what was left out is told");
    }

    #[test]
    fn scores_of_the_whole_are_told_to_be_no_drivers_of_each_other() {
        let nps = sample::summary().drivers.remove(0);
        let ces = DriverTable { outcome: ScoreKind::Ces, ..nps.clone() };
        let topics = DriverTable { predictors: Predictors::Topics, ..ces.clone() };
        assert!(apart(&[nps.clone(), topics]).is_none());
        let told = apart(&[nps, ces]).unwrap();
        let said = |lang| Words::new(lang).say(&told);
        assert!(said(Lang::En).starts_with("Each asked of the whole: NPS, CES. "));
        assert!(said(Lang::Zh).starts_with("针对整体提问的评分：NPS、CES。"));
    }
}
