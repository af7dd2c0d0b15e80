//! Gap scores of SERVQUAL: what customers perceived less what they expected.

use super::{BRIEF, PAGE, WORKBOOK};
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Outputs, Section, Shape, Table, Text, Unit, count,
    estimate, phrase, plain, word,
};
use crate::report::summary::{Estimate, GapScore, GapSummary};

/// The section; `None` where no item asks for both.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    let gaps = summary.servqual.as_ref()?;
    let section = Section::new("servqual", word("report.servqual.title"));
    let mut section = section.sheet("workbook.sheet.servqual");
    let people = PAGE.and(BRIEF).and(WORKBOOK);
    section.extend(people, said(gaps).map(|text| Block::Paragraph(Emphasis::Plain, text)));
    if !gaps.dimensions.is_empty() {
        let title = word("report.servqual.dimensions");
        section.push(people, Block::Table(table(&gaps.dimensions, Some(&gaps.all), title)));
    }
    section.push(PAGE.and(WORKBOOK), Block::Heading(word("report.servqual.items"), None));
    let all = gaps.dimensions.is_empty().then_some(&gaps.all);
    let items = || Block::Table(table(&gaps.items, all, word("report.servqual.items")));
    section.push(PAGE.and(WORKBOOK), items());
    if gaps.dimensions.is_empty() {
        section.push(BRIEF, items());
    }
    section.push(people, Block::Paragraph(Emphasis::Note, word("report.servqual.note")));
    section.push(Outputs::CSV, Block::Table(scripts(gaps)));
    Some(section)
}

/// The whole, and what falls short most.
fn said(gaps: &GapSummary) -> impl Iterator<Item = Text> {
    let whole = gaps.all.gap.map(|gap| {
        let places = [("gap", estimate(&gap, Unit::Coefficient)), ("n", count(gaps.all.n))];
        phrase(kind(&gap, ["fall_short", "exceed", "as_expected"]), places)
    });
    let of = if gaps.dimensions.is_empty() { &gaps.items } else { &gaps.dimensions };
    let gap = |score: &GapScore| score.gap;
    let known = of.iter().filter_map(|score| Some((score.name.as_ref()?, gap(score)?)));
    let worst = known.min_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let worst = worst.filter(|(_, gap)| gap.high < 0.0).map(|(name, gap)| {
        let places = [("name", Text::from(name)), ("gap", estimate(&gap, Unit::Coefficient))];
        phrase("report.servqual.worst", places)
    });
    [whole, worst].into_iter().flatten()
}

/// By which side of 0 the interval lies on.
fn kind(gap: &Estimate, [below, above, neither]: [&'static str; 3]) -> String {
    let key = match gap {
        gap if gap.high < 0.0 => below,
        gap if gap.low > 0.0 => above,
        _ => neither,
    };
    format!("report.servqual.{key}")
}

/// The whole, the dimensions and the items for scripts.
fn scripts(gaps: &GapSummary) -> Table<'_> {
    let of = |level: &'static str, scores: &'_ [GapScore]| -> Vec<(&'static str, GapScore)> {
        scores.iter().map(|score| (level, score.clone())).collect()
    };
    let all = std::slice::from_ref(&gaps.all);
    let rows = [of("all", all), of("dimension", &gaps.dimensions), of("item", &gaps.items)];
    let columns = Columns::of(rows.concat())
        .given("level", |(level, _)| Some((*level).to_owned()))
        .text("name", |(_, row)| row.name.as_ref().map(Text::from))
        .text("dimension", |(_, row)| row.dimension.as_ref().map(Text::from))
        .count("n", |(_, row)| Some(row.n))
        .number("expected", Unit::Given, |(_, row)| row.expected)
        .number("perceived", Unit::Given, |(_, row)| row.perceived)
        .estimate("gap", Unit::Given, |(_, row)| row.gap);
    Table { file: Some("servqual.csv"), ..columns.table(word("report.servqual.title")) }
}

fn table<'a>(scores: &'a [GapScore], all: Option<&'a GapScore>, title: Text) -> Table<'a> {
    let mean = |value: Option<f64>| value.map_or(Cell::Absent, |v| Cell::Number(v, Unit::Mean));
    let by_dimension = scores.iter().any(|score| score.dimension.is_some());
    let columns = Columns::of(scores.iter().chain(all))
        .text(word("report.servqual.what"), |row: &&GapScore| {
            Some(row.name.as_ref().map_or_else(|| word("report.servqual.all"), Text::from))
        })
        .head()
        .at_most(40);
    let columns = match by_dimension {
        true => columns.text(word("report.servqual.dimension"), |row| {
            Some(row.dimension.as_ref().map_or_else(|| plain("–"), Text::from))
        }),
        false => columns,
    };
    let columns = columns
        .count(plain("n"), |row| Some(row.n))
        .cell(word("report.servqual.expected"), ColumnKind::Number, move |row| mean(row.expected))
        .cell(word("report.servqual.perceived"), ColumnKind::Number, move |row| mean(row.perceived))
        .estimate(word("report.servqual.gap"), Unit::Coefficient, |row| row.gap);
    Table { shape: Shape::Wide, ..columns.table(title) }
}

#[cfg(test)]
mod tests {
    use crate::journey::Suppression;
    use crate::journey::gaps::{GapBook, GapItem};
    use crate::opinion::servqual::ServqualNames;
    use crate::report::{Lang, csv, html, markdown, sample, terminal};

    #[test]
    fn what_falls_short_is_in_every_output() {
        let mut book = GapBook::default();
        let item = |name: &str, dimension| GapItem { name: name.to_owned(), dimension };
        let items = [item("<b>rooms</b>", Some(0)), item("hours", None)];
        for at in 0..20 {
            book.add(&items, &[Some([600 + at % 2 * 100, 400]), Some([500, 500 + at % 2 * 100])]);
        }
        let mut summary = sample::summary();
        summary.servqual = book.finish(&ServqualNames::new().names(), Suppression::default());
        let tables = csv::csv_tables(&summary, Lang::En, false).unwrap();
        let table = tables.iter().find(|(name, _)| *name == "servqual.csv").unwrap();
        let table = String::from_utf8(table.1.clone()).unwrap();
        let heads = "level,name,dimension,n,expected,perceived,gap,gap_low,gap_high\nall,,,20,";
        assert!(table.starts_with(heads), "{table}");
        assert!(table.contains("\ndimension,Tangibles,,20,6.5,4,-2.5,"), "{table}");
        assert!(table.contains("\nitem,<b>rooms</b>,Tangibles,20,6.5,4,-2.5,"), "{table}");
        for (lang, words) in [
            (Lang::En, ["Service falls short", "Tangibles falls short most", "Expected"]),
            (Lang::Zh, ["服务低于期望", "有形性差距最大", "期望"]),
        ] {
            let page = html::report_html(&summary, lang);
            assert!(page.contains("&lt;b&gt;rooms") && !page.contains("<b>rooms"));
            let texts = [
                page,
                markdown::report_markdown(&summary, lang),
                terminal::terminal_summary(&summary, lang, 100),
            ];
            for (text, word) in texts.iter().flat_map(|text| words.map(|word| (text, word))) {
                assert!(text.contains(word), "{word}");
            }
        }
    }
}
