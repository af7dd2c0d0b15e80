//! The tables: all figures, who leaves, what revenue is with whom.

use super::{BRIEF, KpiReport, PAGE, said};
use crate::journey::kpi::{Figure, LeavingBand};
use crate::report::document::{
    Block, Cell, Chart, ColumnKind, Columns, Emphasis, Outputs, Panel, Plot, Point, Section, Shape,
    Table, Text, Tone, Unit, chance, count, phrase, plain, points, word,
};
use crate::report::summary::Estimate;

/// Times at which a curve is drawn.
const DRAWN: usize = 12;

/// Every figure.
pub(super) fn figures(report: &KpiReport) -> Section<'_> {
    let mut section = Section::new("figures", word("kpi.figures"));
    let all = || Columns::of(report.kpis.figures.iter());
    let columns = all()
        .text(word("kpi.figure"), |row: &&Figure| Some(said::name(row.kpi)))
        .head()
        .at_most(34)
        .cell(word("kpi.value"), ColumnKind::Estimate, |row| match row.missing {
            None => said::cell(row),
            Some(_) => Cell::Absent,
        })
        .cell(word("kpi.of"), ColumnKind::Number, |row| part(row.of))
        .on(PAGE)
        .cell(word("kpi.base"), ColumnKind::Number, |row| part(row.base))
        .cell(word("kpi.formula"), ColumnKind::Prose, |row| {
            Cell::Text(match row.missing {
                None => word(format!("kpi.{}.formula", row.kpi.id())),
                Some(why) => said::missing(why),
            })
        })
        .on(PAGE.and(Outputs::MARKDOWN));
    let shown = columns.toned(word("kpi.figures"), |row| Tone::muted(row.missing.is_some()));
    section.push(PAGE.and(BRIEF), Block::Table(Table { shape: Shape::Wide, ..shown }));
    let note = Block::Paragraph(Emphasis::Note, word("kpi.read"));
    section.push(PAGE.and(BRIEF), note);
    let period = report.kpis.period;
    let scripts = all()
        .given("kpi", |row| Some(row.kpi.id().to_owned()))
        .number("value", Unit::Given, |row| row.value)
        .number("low", Unit::Given, |row| row.interval.map(|interval| interval.low))
        .number("high", Unit::Given, |row| row.interval.map(|interval| interval.high))
        .number("of", Unit::Given, |row| row.of)
        .number("base", Unit::Given, |row| row.base)
        .given("from", move |_| Some(period.from.to_string()))
        .given("to", move |_| Some(period.to.to_string()))
        .given("missing", |row| {
            let why = row.missing.and_then(|why| serde_json::to_value(why).ok());
            why.and_then(|why| why.as_str().map(str::to_owned))
        })
        .table(plain("kpis"));
    section.push(Outputs::CSV, Block::Table(Table { file: Some("kpis.csv"), ..scripts }));
    section
}

/// A whole number as such, another with two decimals.
fn part(number: Option<f64>) -> Cell {
    match number {
        None => Cell::Absent,
        Some(number) if number >= 0.0 && number.fract() == 0.0 => Cell::Count(number as u64),
        Some(number) => Cell::Number(number, Unit::Mean),
    }
}

/// Who leaves, by what they said first.
pub(super) fn leaving(report: &KpiReport) -> Option<Section<'_>> {
    let leaving = report.kpis.leaving.as_ref()?;
    let mut section = Section::new("leaving", word("kpi.leaving"));
    let people = PAGE.and(BRIEF);
    if let Some(test) = leaving.test {
        let places = [
            ("statistic", Text::Number(test.statistic, Unit::Mean)),
            ("df", count(test.df)),
            ("p", chance("p", test.p)),
        ];
        section.push(people, Block::Paragraph(Emphasis::Plain, phrase("kpi.leaving_test", places)));
    }
    if let Some(chart) = curves(&leaving.bands) {
        section.push(PAGE, Block::Chart(chart));
    }
    let mut columns = Columns::of(leaving.bands.iter())
        .text(word("kpi.first_score"), |row: &&LeavingBand| Some(said::band(Some(row.band))))
        .head()
        .count(word("kpi.customers"), |row| Some(row.customers))
        .count(word("kpi.left"), |row| Some(row.left))
        .number(word("kpi.expected"), Unit::Tenths, |row| row.expected)
        .on(PAGE);
    let days = leaving.bands.first().map(|band| band.after.as_slice()).unwrap_or_default();
    for (at, (day, _)) in days.iter().enumerate() {
        let heading = phrase("kpi.there_after", [("day", count(u64::from(*day)))]);
        columns = columns.estimate(heading, Unit::Percent, move |row| row.after.get(at)?.1);
    }
    let columns = columns.number(word("kpi.median"), Unit::Footing, |row| row.median_days).on(PAGE);
    let table = columns.table(word("kpi.leaving"));
    section.push(people, Block::Table(Table { shape: Shape::Wide, ..table }));
    section.push(people, Block::Paragraph(Emphasis::Note, word("kpi.leaving_read")));
    if leaving.not_followed + leaving.too_few > 0 {
        let places = [("n", count(leaving.not_followed)), ("few", count(leaving.too_few))];
        let text = phrase("kpi.not_followed", places);
        section.push(people, Block::Paragraph(Emphasis::Note, text));
    }
    let steps =
        leaving.bands.iter().flat_map(|band| band.steps.iter().map(move |step| (band, step)));
    let scripts = Columns::of(steps)
        .given("band", |(band, _)| Some(said::band_id(Some(band.band)).to_owned()))
        .number("day", Unit::Given, |(_, step)| Some(step.day))
        .count("at_risk", |(_, step)| Some(step.at_risk))
        .count("left", |(_, step)| Some(step.left))
        .estimate("there", Unit::Percent, |(_, step)| Some(step.there))
        .table(plain("leaving"));
    section.push(Outputs::CSV, Block::Table(Table { file: Some("kpi_leaving.csv"), ..scripts }));
    Some(section)
}

/// The share that is still there by days, a panel a band.
fn curves(bands: &[LeavingBand]) -> Option<Chart> {
    let longest = bands.iter().map(|band| band.longest).fold(0.0, f64::max);
    if bands.is_empty() || longest < DRAWN as f64 {
        return None;
    }
    let step = (longest / DRAWN as f64).ceil();
    let days: Vec<f64> = (0..=DRAWN).map(|at| at as f64 * step).collect();
    let panels: Vec<Panel> = bands
        .iter()
        .map(|band| {
            let there = days.iter().map(|day| {
                let there: Option<Estimate> = band.at(*day);
                Point::of(there)
            });
            points(said::band(Some(band.band)), Unit::Percent, there)
        })
        .collect();
    let names: Vec<Text> = days.iter().map(|day| count(*day as u64)).collect();
    let plot = Plot::Trend { ticks: names.clone(), names, panels };
    Some(Chart::new("leaving", word("kpi.leaving_chart"), "kpi.leaving_alt", plot))
}

/// What revenue is with whom.
pub(super) fn revenue(report: &KpiReport) -> Option<Section<'_>> {
    let rows = &report.kpis.revenue;
    if rows.is_empty() {
        return None;
    }
    let mut section = Section::new("revenue", word("kpi.revenue"));
    let people = PAGE.and(BRIEF);
    let money = |value: Option<f64>| value.map_or(Cell::Absent, |v| Cell::Number(v, Unit::Mean));
    let table = Columns::of(rows.iter())
        .cell(("band", word("kpi.last_score")), ColumnKind::Text, |row| {
            Cell::Code(said::band_id(row.band).to_owned(), said::band(row.band))
        })
        .head()
        .count(("buyers", word("kpi.buyers")), |row| Some(row.buyers))
        .cell(("revenue", word("kpi.revenue_column")), ColumnKind::Number, move |row| {
            money(row.revenue)
        })
        .number(("share", word("kpi.share")), Unit::Percent, |row| row.share)
        .table(word("kpi.revenue"));
    let table = Table { file: Some("kpi_revenue.csv"), shape: Shape::Narrow, ..table };
    section.push(people.and(Outputs::CSV), Block::Table(table));
    section.push(people, Block::Paragraph(Emphasis::Note, word("kpi.revenue_read")));
    Some(section)
}
