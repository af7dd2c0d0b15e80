//! The population that the answers are weighted to: margin by margin, before and after.

use super::{PAGE, WORKBOOK};
use crate::report::Summary;
use crate::report::document::{
    Block, Columns, Emphasis, Section, Table, Text, Unit, count, phrase, plain, word,
};
use crate::report::summary::{PopulationField, PopulationSummary, PopulationValue};

/// The section; `None` where nothing is weighted to a population.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    let population = summary.population.as_ref()?;
    let title = || word("report.population.title");
    let mut section = Section::new("population", title()).sheet("workbook.sheet.population");
    let both = PAGE.and(WORKBOOK);
    section.push(both, Block::Paragraph(Emphasis::Plain, told(population)));
    section.push(both, Block::Table(table(population)));
    section.push(both, Block::Paragraph(Emphasis::Note, word("report.population.note")));
    Some(section)
}

/// By what the answers are weighted, and what it costs; `None` where they are not.
pub(crate) fn in_short(summary: &Summary) -> Option<Text> {
    summary.population.as_ref().map(told)
}

fn told(population: &PopulationSummary) -> Text {
    let fields: Vec<&str> = population.fields.iter().map(|field| field.field.as_str()).collect();
    let [low, high] = population.weights;
    let places = [
        ("fields", plain(fields.join(", "))),
        ("file", plain(population.file.clone())),
        ("rows", count(population.rows)),
        ("low", Text::Number(low, Unit::Mean)),
        ("high", Text::Number(high, Unit::Mean)),
        ("effect", Text::Number(population.design_effect, Unit::Mean)),
    ];
    phrase("report.population.told", places)
}

fn table(population: &PopulationSummary) -> Table<'_> {
    type Row<'a> = (&'a PopulationField, &'a PopulationValue);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for field in &population.fields {
        rows.extend(field.values.iter().map(|value| (field, value)));
    }
    Columns::of(rows)
        .given(word("report.population.field"), |(field, _)| Some(field.field.clone()))
        .head()
        .given(word("report.population.value"), |(_, value)| Some(value.value.clone()))
        .count(word("report.population.rows"), |(_, value)| Some(value.rows))
        .number(word("report.population.answered"), Unit::Percent, |(_, v)| Some(v.answered))
        .number(word("report.population.share"), Unit::Percent, |(_, v)| Some(v.share))
        .number(word("report.population.weighted"), Unit::Percent, |(_, v)| Some(v.weighted))
        .table(word("report.population.title"))
}
