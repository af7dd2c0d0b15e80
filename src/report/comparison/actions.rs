//! Whether actions worked: touchpoints with one against those without.

use super::said::{self, moved};
use super::{ActionEffect, BRIEF, CSV, ComparisonReport, PAGE, Verdict};
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Section, Shape, Table, Text, Tone, Unit, chance,
    count, phrase, plain, sentences, word,
};
use crate::report::summary::Estimate;

/// The section; `None` where no actions were given, but for scripts.
pub(super) fn section(report: &ComparisonReport) -> Option<Section<'_>> {
    let mut section = Section::new("actions", word("compare.actions"));
    let effects = report.comparison.actions.as_ref().map_or(&[][..], |actions| &actions.effects);
    if let Some(actions) = &report.comparison.actions {
        let people = PAGE.and(BRIEF);
        let places = [("treated", count(actions.treated)), ("controls", count(actions.controls))];
        let note = |text| Block::Paragraph(Emphasis::Note, text);
        section.push(people, note(phrase("compare.actions_note", places)));
        if !effects.is_empty() {
            section.push(people, Block::Table(table(effects)));
            section.push(people, Block::Paragraph(Emphasis::Caution, word("compare.no_proof")));
            if !actions.spread_known {
                section.push(people, note(word("compare.spread_unknown")));
            }
        }
        let mut left = Vec::new();
        if actions.open > 0 {
            left.push(phrase("compare.actions_open", [("n", count(actions.open))]));
        }
        if actions.unclear > 0 {
            left.push(phrase("compare.actions_unclear", [("n", count(actions.unclear))]));
        }
        if actions.nowhere > 0 {
            left.push(phrase("compare.actions_nowhere", [("n", count(actions.nowhere))]));
        }
        if !actions.unknown.is_empty() {
            let names = actions.unknown.iter().map(|name| plain(name.clone())).collect();
            let names = Text::Joined(names, "report.list_and");
            left.push(phrase("compare.actions_unknown", [("names", names)]));
        }
        if !left.is_empty() {
            section.push(people, note(sentences(left)));
        }
    }
    section.push(CSV, Block::Table(for_scripts(effects)));
    Some(section)
}

/// What is said of all of them together, on the first page.
pub(super) fn in_short(report: &ComparisonReport) -> Option<Text> {
    let actions = report.comparison.actions.as_ref()?;
    let effect = actions.effects.iter().find(|effect| effect.touchpoint.is_none())?;
    let [value, interval] = moved(&effect.measure, &effect.difference);
    let places = [
        ("measure", said::measure(&effect.measure)),
        ("own", alone(effect, effect.change)),
        ("rest", alone(effect, effect.control)),
        ("difference", value),
        ("interval", interval),
    ];
    let key = match effect.verdict {
        Verdict::Better => "compare.actions_better",
        Verdict::Worse => "compare.actions_worse",
        _ => "compare.actions_unsure",
    };
    Some(phrase(key, places))
}

/// A change without its interval.
fn alone(effect: &ActionEffect, value: f64) -> Text {
    let [said, _] = moved(&effect.measure, &Estimate { value, low: value, high: value });
    said
}

fn table(effects: &[ActionEffect]) -> Table<'_> {
    let columns = Columns::of(effects)
        .text(word("report.touchpoint"), |row| {
            Some(row.touchpoint.as_ref().map_or_else(|| word("compare.all_treated"), Text::from))
        })
        .head()
        .text(word("compare.measure"), |row| Some(said::measure(&row.measure)))
        .count(word("compare.action_count"), |row| Some(row.actions))
        .text(word("compare.with_action"), |row| Some(alone(row, row.change)))
        .text(word("compare.without_action"), |row| Some(alone(row, row.control)))
        .cell(word("compare.did"), ColumnKind::Estimate, |row| {
            let (shown, unit) = said::difference(&row.measure, &row.difference);
            Cell::Estimate(shown, unit)
        })
        .text(plain("q"), |row| Some(chance("q", row.q)))
        .on(PAGE)
        .cell(word("compare.verdict_column"), ColumnKind::Text, |row| {
            let cell = Cell::Text(said::verdict(row.verdict));
            said::tint(row.verdict).map_or(cell.clone(), |tint| cell.tinted(tint))
        });
    let tone = |row: &&ActionEffect| Tone::muted(row.verdict == Verdict::Unsure);
    Table { shape: Shape::Wide, ..columns.toned(word("compare.actions"), tone) }
}

fn for_scripts(effects: &[ActionEffect]) -> Table<'_> {
    let columns = Columns::of(effects)
        .text("touchpoint", |row| row.touchpoint.as_ref().map(Text::from))
        .given("measure", |row| Some(said::code(&row.measure)))
        .count("actions", |row| Some(row.actions))
        .number("change", Unit::Mean, |row| Some(row.change))
        .number("control", Unit::Mean, |row| Some(row.control))
        .estimate("difference", Unit::Mean, |row| Some(row.difference))
        .number("p", Unit::Probability, |row| Some(row.p))
        .number("q", Unit::Probability, |row| Some(row.q))
        .cell("verdict", ColumnKind::Text, |row| {
            Cell::Code(row.verdict.as_str().to_owned(), said::verdict(row.verdict))
        });
    Table { file: Some("action_effects.csv"), ..columns.table(word("compare.actions")) }
}
