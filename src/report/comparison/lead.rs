//! The first page: what changed most, what got better and worse, and what to heed.

use super::said::{self, moved};
use super::tables::line;
use super::{
    Change, ComparedWave, ComparisonReport, FallenGroup, Lead, Measured, PAGE, Subject, TableKind,
    Verdict, WordingShift, actions, method,
};
use crate::report::cautions;
use crate::report::document::{
    Block, Bullet, Cell, Change as Movement, Emphasis, Figure, Move, Outputs, Section, Text, count,
    driver_name, parts, phrase, plain, sentences, word,
};
use crate::report::sections::{change as split, field_names};
use crate::report::summary::Estimate;

/// Changes of a kind that the first page names.
const NAMED: usize = 4;

/// The section.
pub(super) fn section(report: &ComparisonReport) -> Section<'_> {
    let people = PAGE.and(Outputs::BRIEF);
    let mut section = Section::untitled("lead");
    section.push(people, Block::Title(word("compare.title")));
    let keys = match report.side_by_side() {
        true => ["compare.wave_first", "compare.wave_second"],
        false => ["compare.wave_before", "compare.wave_after"],
    };
    for (key, wave) in keys.into_iter().zip([&report.before, &report.after]) {
        section.push(people, Block::Line(vec![wave_line(key, wave)]));
    }
    let (first, rest) = (first(report), findings(report));
    section.push(Outputs::BRIEF, Block::Paragraph(Emphasis::Plain, first.clone()));
    if !rest.is_empty() {
        section.push(Outputs::BRIEF, Block::List(Bullet::Point, rest.clone()));
    }
    let all = [first].into_iter().chain(rest).collect();
    section.push(PAGE, Block::List(Bullet::Point, all));
    let figures = figures(report);
    if !figures.is_empty() {
        section.push(PAGE, Block::Figures(figures));
    }
    let first = cautions::first(&method::all_cautions(report));
    first.into_iter().for_each(|alert| section.push(PAGE, alert));
    section
}

fn wave_line(key: &'static str, wave: &ComparedWave) -> Text {
    let days = wave.period.as_ref().map(|period| {
        let day = |iso: &String| Text::Day(iso.clone());
        let places = [("from", day(&period.from)), ("to", day(&period.to))];
        parts([plain(" · "), phrase("report.period", places)])
    });
    let places = [
        ("name", Text::from(&wave.name)),
        ("responses", count(wave.responses)),
        ("comments", count(wave.comments)),
    ];
    parts([phrase(key, places), days.unwrap_or_else(|| plain(""))])
}

/// What fell or rose from what to what; of two groups, what is lower at which.
fn told(report: &ComparisonReport, change: &Change) -> Text {
    let Some(difference) = change.change else { return line(change) };
    let [value, interval] = moved(&change.measure, &difference);
    let key = match (report.side_by_side(), difference.value < 0.0) {
        (false, true) => "compare.fell",
        (false, false) => "compare.rose",
        (true, true) => "compare.lower",
        (true, false) => "compare.higher",
    };
    let places = [
        ("name_before", Text::from(&report.before.name)),
        ("name_after", Text::from(&report.after.name)),
        ("what", said::what(change)),
        ("before", said::value(change, change.before)),
        ("after", said::value(change, change.after)),
        ("change", value),
        ("interval", interval),
        ("n_before", count(change.n_before)),
        ("n_after", count(change.n_after)),
    ];
    phrase(key, places)
}

/// The first sentence, and what belongs to it.
fn first(report: &ComparisonReport) -> Text {
    match &report.comparison.lead {
        Lead::Changed { change, mix, most, mostly_there, whole, group } => {
            let score = match change.measure {
                Measured::Headline { score } => Some(score),
                _ => None,
            };
            let mix = score.zip(*mix).and_then(|(kind, mix)| split::said(kind, &mix));
            let most = most.as_ref().map(|most| {
                let name = said::subject(&most.subject).unwrap_or_else(|| plain(""));
                let places = [
                    ("touchpoint", name),
                    ("before", said::value(most, most.before)),
                    ("after", said::value(most, most.after)),
                ];
                phrase(if *mostly_there { "compare.most_at" } else { "compare.sure_at" }, places)
            });
            let key = match report.side_by_side() {
                true => "compare.lead.differs",
                false => "compare.lead.changed",
            };
            let lead = phrase(key, [("told", told(report, change))]);
            let whole = whole.as_ref().map(|whole| self::whole(whole));
            let group = group.as_ref().map(|found| fallen(found, change));
            sentences([lead].into_iter().chain(group).chain(mix).chain(most).chain(whole))
        }
        Lead::Hint { change, whole } => {
            let lead = phrase("compare.lead.hint", [("told", told(report, change))]);
            sentences([lead].into_iter().chain(whole.as_ref().map(|whole| self::whole(whole))))
        }
        Lead::Nothing { watched, strongest, tested } => {
            let key = match report.side_by_side() {
                true => "compare.lead.nothing_differs",
                false => "compare.lead.nothing",
            };
            let lead = phrase(key, [("tested", count(*tested))]);
            let sign = strongest
                .as_ref()
                .map(|sign| phrase("compare.lead.sign", [("told", told(report, sign))]));
            let watched = watched.as_ref().map(|watched| needed(watched));
            sentences([lead].into_iter().chain(watched).chain(sign))
        }
        _ => word("compare.lead.not_comparable"),
    }
}

/// The group in which the change of the whole happened, and what the rest did.
fn fallen(found: &FallenGroup, change: &Change) -> Text {
    let level = |value: f64| said::value(change, Some(Estimate { value, low: value, high: value }));
    let places = [
        ("group", field_names::group(&found.field, &found.group)),
        ("before", said::value(change, Some(found.before))),
        ("after", said::value(change, Some(found.after))),
        ("n_before", count(found.n[0])),
        ("n_after", count(found.n[1])),
        ("rest_before", level(found.rest_before)),
        ("rest_after", level(found.rest_after)),
    ];
    phrase("compare.in_group", places)
}

/// How the whole did, where something else leads.
fn whole(change: &Change) -> Text {
    let key = if change.is_sure() { "compare.whole_sure" } else { "compare.whole_unsure" };
    let least = change.detectable.map_or(plain("–"), |least| said::least(&change.measure, least));
    phrase(key, [("line", line(change)), ("least", least)])
}

/// What it did, and how large a change would have had to be.
fn needed(change: &Change) -> Text {
    let least = change.detectable.map_or(plain("–"), |least| said::least(&change.measure, least));
    phrase("compare.lead.needed", [("line", line(change)), ("least", least)])
}

/// What got better, worse, what is new and gone, and whether actions worked.
fn findings(report: &ComparisonReport) -> Vec<Text> {
    let comparison = &report.comparison;
    let leads = |change: &Change| match &comparison.lead {
        Lead::Changed { change: lead, .. } | Lead::Hint { change: lead, .. } => **lead == *change,
        _ => false,
    };
    let of = |verdict: Verdict| {
        let kinds = [
            TableKind::Scores,
            TableKind::Touchpoints,
            TableKind::Aspects,
            TableKind::Themes,
            TableKind::Segments,
        ];
        let tables = kinds.into_iter().filter_map(|kind| comparison.table(kind));
        let all = tables.flat_map(|table| table.sure());
        // A mean says once more what its score has said.
        let again = |change: &&Change| matches!(change.measure, Measured::Mean { .. });
        all.filter(|change| change.verdict == verdict && !leads(change))
            .filter(|change| !again(change))
            .collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    let keys = match report.side_by_side() {
        true => ["compare.worse_there", "compare.better_there"],
        false => ["compare.worse", "compare.better"],
    };
    for (key, verdict) in keys.into_iter().zip([Verdict::Worse, Verdict::Better]) {
        let changes = of(verdict);
        if !changes.is_empty() {
            found.push(list(
                report,
                key,
                changes.iter().take(NAMED).map(|change| line(change)),
                changes.len(),
            ));
        }
    }
    for (key, shift) in [("compare.new", WordingShift::New), ("compare.gone", WordingShift::Gone)] {
        let words = comparison.wording.iter().filter(|wording| wording.shift == shift);
        let rows: Vec<_> = words.filter(|w| w.voice == super::Voice::Complaints).collect();
        if !rows.is_empty() {
            let names = rows.iter().take(NAMED).map(|row| {
                let places = [
                    ("what", driver_name(&row.touchpoint, Some(&row.aspect))),
                    ("before", count(row.before)),
                    ("after", count(row.after)),
                ];
                phrase("compare.counted", places)
            });
            found.push(list(report, key, names, rows.len()));
        }
    }
    found.extend(actions::in_short(report));
    found
}

/// A list of things, and how many more there are.
fn list(
    report: &ComparisonReport,
    key: &'static str,
    items: impl Iterator<Item = Text>,
    n: usize,
) -> Text {
    let list = ("list", Text::Joined(items.collect(), "compare.and"));
    let said = phrase(key, [list, ("name", Text::from(&report.after.name))]);
    match n > NAMED {
        true => {
            let more = phrase("compare.and_others", [("n", count((n - NAMED) as u64))]);
            sentences([said, more])
        }
        false => said,
    }
}

/// The scores of the later wave, each with its change.
fn figures(report: &ComparisonReport) -> Vec<Figure> {
    let Some(table) = report.comparison.table(TableKind::Scores) else { return Vec::new() };
    let shown = |change: &&Change| {
        let kind = matches!(change.measure, Measured::Headline { .. } | Measured::Sentiment);
        kind && change.subject == Subject::Overall && change.after.is_some()
    };
    let figure = |change: &Change| {
        let after = change.after?;
        let moved = change.change.map(|difference| {
            let [value, interval] = moved(&change.measure, &difference);
            let places = [("before", said::value(change, change.before))];
            Movement {
                p: change.q.unwrap_or(1.0),
                detectable: change.detectable.unwrap_or(f64::NAN),
                direction: match (change.is_sure(), difference.value > 0.0) {
                    (false, _) => Move::Same,
                    (true, true) => Move::Up,
                    (true, false) => Move::Down,
                },
                what: None,
                value,
                interval,
                periods: phrase("compare.against", places),
            }
        });
        Some(Figure {
            title: said::measure(&change.measure),
            subtitle: None,
            value: Cell::Estimate(after, said::unit(&change.measure)),
            base: phrase("report.card.base", [("n", count(change.n_after))]),
            note: None,
            change: moved,
            parts: Vec::new(),
            bars: Vec::new(),
        })
    };
    table.changes.iter().filter(shown).filter_map(figure).collect()
}
