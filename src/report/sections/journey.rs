//! The journey: stages and touchpoints in their order, how they feel, how they
//! score, how much is said and where it hurts.

use super::{BRIEF, PAGE, WORKBOOK};
use super::{scores, touchpoint_charts, touchpoints, trend};
use crate::feedback::{Measure, ScoreKind};
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, ColumnKind, Columns, Emphasis, JourneyCurve, Leg, Plot, Point, Section,
    Table, Term, Text, Tint, Unit, aspect_of, between, chance, count, estimate, interval, parts,
    phrase, plain, points, sentences, value, word,
};
use crate::report::summary::{Drop, Estimate, Name, TouchpointSummary};
use crate::stats::is_sure;

/// The section; `None` where there are no touchpoints.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    if summary.touchpoints.is_empty() {
        return None;
    }
    let mut section = Section::new("journey", word("report.journey.title"))
        .brief(Some(word("terminal.journey")))
        .sheet("workbook.sheet.summary");
    on_page(&mut section, summary);
    let course = &summary.course;
    if course.ordered && summary.touchpoints.len() > 1 {
        in_short(&mut section, summary);
        section.push(WORKBOOK, Block::Heading(word("terminal.journey"), None));
        section.push(WORKBOOK, Block::Table(table(summary)));
        section.extend(WORKBOOK, fall(summary).map(|text| Block::Paragraph(Emphasis::Note, text)));
    }
    Some(section)
}

/// The largest fall between neighbours, where it is beyond chance: of many neighbours one always
/// falls most.
fn sure_drop(summary: &Summary) -> Option<&Drop> {
    summary.course.biggest_drop.as_ref().filter(|drop| is_sure(drop.q))
}

/// The largest fall in words.
fn fall(summary: &Summary) -> Option<Text> {
    let drop = sure_drop(summary)?;
    let places = [
        ("from", (&drop.from).into()),
        ("to", (&drop.to).into()),
        ("change", estimate(&drop.change, Unit::Coefficient)),
        ("chance", chance("q", drop.q)),
    ];
    Some(phrase("terminal.drop", places))
}

fn on_page<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let course = &summary.course;
    let note = word(match (course.ordered, course.by_score) {
        (true, false) => "report.journey.note",
        (true, true) => "report.journey.note_scores",
        (false, _) => "report.journey.unordered",
    });
    let note = sentences([note].into_iter().chain(touchpoint_charts::chart_limit(summary)));
    section.push(PAGE, Block::Paragraph(Emphasis::Note, note));
    let facts = facts(summary);
    if !facts.is_empty() {
        section.push(PAGE, Block::Terms(facts));
    }
    section.extend(PAGE, chart(summary).map(Block::Chart));
    let blocks = vec![Block::Table(table(summary))];
    let title = word("report.journey.table");
    section.push(PAGE, Block::Fold { summary: title, open: true, blocks });
    if !course.detractors.is_empty() {
        section.push(PAGE, Block::Heading(word("report.journey.detractors"), None));
        let note = word("report.journey.detractors_note");
        section.push(PAGE, Block::Paragraph(Emphasis::Note, note));
        section.push(PAGE, Block::Table(detractors(summary)));
    }
}

/// One line a stage and the largest fall; nothing where the stages are not known.
fn in_short(section: &mut Section<'_>, summary: &Summary) {
    let course = &summary.course;
    if course.stages.is_empty() {
        return;
    }
    let mark = |name: &Name| match (course.peak.as_ref(), course.low.as_ref()) {
        (Some(peak), Some(low)) if peak == name && low == name => "▲ ▼",
        (Some(peak), _) if peak == name => "▲",
        (_, Some(low)) if low == name => "▼",
        _ => "",
    };
    let stop = |name: &Name| {
        let known = summary.touchpoints.iter().find(|touchpoint| touchpoint.name == *name);
        let heard = known.and_then(TouchpointSummary::heard).map(|heard| heard.value);
        (name.into(), heard, mark(name))
    };
    let unshown = |name: &&Name| {
        summary.touchpoints.iter().any(|at| at.name == **name && touchpoints::unshown(summary, at))
    };
    let legs = course.stages.iter().map(|stage| Leg {
        name: stage.name.as_ref().map(Text::from),
        value: match course.by_score {
            true => score_of(summary, &stage.touchpoints),
            false => stage.sentiment,
        },
        unit: told_in(summary),
        stops: stage.touchpoints.iter().filter(|name| !unshown(name)).map(stop).collect(),
    });
    let legs: Vec<Leg> = legs.filter(|leg| !leg.stops.is_empty()).collect();
    if legs.is_empty() {
        return;
    }
    // What the marks mean is said where there are any.
    let marked = legs.iter().flat_map(|leg| &leg.stops).any(|(_, _, mark)| !mark.is_empty());
    section.push(BRIEF, Block::Route(legs));
    section.extend(BRIEF, fall(summary).map(|text| Block::Paragraph(Emphasis::Plain, text)));
    let note = match course.score.filter(|_| course.by_score) {
        Some(kind) => {
            let key = if marked { "terminal.marks_scores" } else { "terminal.numbers_scores" };
            phrase(key, [("score", scores::title(kind))])
        }
        None => word(if marked { "terminal.marks" } else { "terminal.numbers" }),
    };
    section.push(BRIEF, Block::Paragraph(Emphasis::Note, note));
}

/// The score of a stage's touchpoints together, weighted by their responses.
fn score_of(summary: &Summary, names: &[Name]) -> Option<f64> {
    let kind = summary.course.score?;
    let here = summary.touchpoints.iter().filter(|touchpoint| names.contains(&touchpoint.name));
    let scored = here.filter_map(|row| Some((row.headline(kind)?.value, row.responses as f64)));
    let (sum, n) = scored.fold((0.0, 0.0), |(sum, n), (value, of)| (sum + value * of, n + of));
    (n > 0.0).then(|| sum / n)
}

/// The stage of every touchpoint, where it is known.
pub(crate) fn stages(summary: &Summary) -> Vec<Option<Text>> {
    let listed = |touchpoint: &TouchpointSummary| {
        let mut stages = summary.course.stages.iter();
        stages.find(|stage| stage.touchpoints.contains(&touchpoint.name))?.name.as_ref()
    };
    let stage_of = |touchpoint: &TouchpointSummary| {
        touchpoint.stage.as_ref().or_else(|| listed(touchpoint)).map(Text::from)
    };
    summary.touchpoints.iter().map(stage_of).collect()
}

/// What the journey is told by at a touchpoint: sentiment or, where nobody writes, the score.
fn told(summary: &Summary, at: &TouchpointSummary) -> Option<Estimate> {
    match summary.course.by_score {
        true => at.headline(summary.course.score?),
        false => at.heard(),
    }
}

/// The unit of that.
fn told_in(summary: &Summary) -> Unit {
    let score = summary.course.score.filter(|_| summary.course.by_score);
    score.map_or(Unit::Coefficient, scores::unit)
}

/// Peak, low, drop and end.
fn facts(summary: &Summary) -> Vec<Term> {
    let course = &summary.course;
    let unit = told_in(summary);
    let place = |key: &'static str, tint, name: &Option<Name>| {
        let name = name.as_ref()?;
        let known = summary.touchpoints.iter().find(|touchpoint| touchpoint.name == *name);
        let (number, note) = match known.and_then(|known| told(summary, known)) {
            Some(e) => (value(&e, unit), interval(&e, unit)),
            None => (plain(crate::report::document::ABSENT), plain("")),
        };
        Some(Term {
            name: word(key),
            text: name.into(),
            value: Some((number, note)),
            tint: Some(tint),
        })
    };
    let drop = sure_drop(summary).map(|drop| {
        let note = [interval(&drop.change, Unit::Coefficient), plain(" "), chance("q", drop.q)];
        let number = value(&drop.change, Unit::Coefficient);
        Term {
            name: word("report.journey.drop"),
            text: between(&drop.from, " → ", &drop.to),
            value: Some((number, parts(note))),
            tint: Some(Tint::Drop),
        }
    });
    let facts = [
        place("report.journey.peak", Tint::Peak, &course.peak),
        place("report.journey.low", Tint::Low, &course.low),
        drop,
        place("report.journey.end", Tint::End, &course.end),
    ];
    facts.into_iter().flatten().collect()
}

/// What is special about a touchpoint.
fn marks(summary: &Summary, name: &Name) -> Vec<Text> {
    let course = &summary.course;
    let is = |other: &Option<Name>| other.as_ref() == Some(name);
    let crowded = course.detractors.first().is_some_and(|place| place.touchpoint == *name);
    let drop = sure_drop(summary).is_some_and(|drop| drop.to == *name);
    [
        (is(&course.peak), "report.journey.peak"),
        (is(&course.low), "report.journey.low"),
        (drop, "report.journey.drop"),
        (is(&course.end), "report.journey.end"),
        (crowded, "report.journey.crowded"),
    ]
    .into_iter()
    .filter(|(here, _)| *here)
    .map(|(_, key)| word(key))
    .collect()
}

/// The pain points of a touchpoint: rank and aspect.
fn pains(summary: &Summary, name: &Name) -> Vec<Text> {
    let here = summary.pain_points.iter().filter(|pain| pain.touchpoint == *name);
    here.map(|pain| {
        let places = [("rank", count(pain.rank.into())), ("aspect", aspect_of(pain))];
        phrase("report.journey.pain", places)
    })
    .collect()
}

fn table(summary: &Summary) -> Table<'_> {
    let stages = stages(summary);
    let staged = stages.iter().any(Option::is_some);
    let score = summary.course.score;
    Columns::of(stages.into_iter().zip(&summary.touchpoints))
        .text(word("report.stage"), |(stage, _)| stage.clone())
        .on_if(staged, PAGE.and(WORKBOOK))
        .text(word("report.touchpoint"), |(_, row)| Some((&row.name).into()))
        .head()
        .count(word("report.responses"), |(_, row)| Some(row.responses))
        .on(PAGE)
        .estimate(word("report.sentiment"), Unit::Coefficient, |(_, row)| row.heard())
        .estimate(
            score.map_or_else(|| plain(""), scores::title),
            score.map_or(Unit::Points, scores::unit),
            move |(_, row)| score.and_then(|kind| row.headline(kind)),
        )
        .on_if(score.is_some(), PAGE)
        .text(word("report.journey.marks"), |(_, row)| {
            Some(Text::Joined(marks(summary, &row.name), "report.list_and"))
        })
        .cell(word("report.journey.pains"), ColumnKind::Text, |(_, row)| {
            Cell::Lines(pains(summary, &row.name))
        })
        .on(PAGE)
        .table(word("report.journey.title"))
}

fn detractors(summary: &Summary) -> Table<'_> {
    // What counts as unhappy is a matter of the score.
    let unhappy = match summary.course.score.map(ScoreKind::measure) {
        Some(Measure::TopTwo) => "report.journey.bottom2",
        Some(Measure::Net | Measure::Ease) | None => "report.detractors",
    };
    let columns = Columns::of(&summary.course.detractors)
        .text(word("report.touchpoint"), |place| Some((&place.touchpoint).into()))
        .count(word(unhappy), |place| Some(place.detractors))
        .estimate(word("report.journey.rate"), Unit::Percent, |place| Some(place.rate))
        .number(word("report.journey.of_all"), Unit::Percent, |place| Some(place.of_all))
        .number(word("report.journey.index"), Unit::Mean, |place| Some(place.index));
    let table = columns.table(word("report.journey.detractors")).sortable();
    Table { shape: crate::report::document::Shape::Narrow, ..table }
}

/// The curve of sentiment, the score under it, the volume at its foot.
fn chart(summary: &Summary) -> Option<Chart> {
    let shown = touchpoint_charts::largest(summary);
    let rows: Vec<&TouchpointSummary> =
        shown.iter().filter_map(|index| summary.touchpoints.get(*index)).collect();
    if rows.len() < 2 || rows.iter().all(|row| told(summary, row).is_none()) {
        return None;
    }
    let stages = stages(summary);
    let stages: Vec<Option<&Text>> =
        shown.iter().filter_map(|index| stages.get(*index)).map(Option::as_ref).collect();
    let estimates = |title, unit, of: &dyn Fn(&TouchpointSummary) -> Option<Estimate>| {
        points(title, unit, rows.iter().map(|row| Point::of(of(row))))
    };
    let sentiment = word("report.chart.sentiment");
    let mut panels = Vec::new();
    if !summary.course.by_score {
        panels.push(estimates(sentiment, Unit::Coefficient, &TouchpointSummary::heard));
    }
    panels.extend(
        summary.course.score.map(|kind| {
            estimates(scores::title(kind), scores::unit(kind), &|row| row.headline(kind))
        }),
    );
    panels.push(trend::volume(rows.iter().map(|row| row.responses)));
    let at = |name: &Name| rows.iter().position(|row| row.name == *name);
    let drop = sure_drop(summary).and_then(|drop| {
        Some((at(&drop.from)?, at(&drop.to)?, value(&drop.change, Unit::Coefficient)))
    });
    let journey = JourneyCurve {
        names: rows.iter().map(|row| (&row.name).into()).collect(),
        ordered: summary.course.ordered,
        stages: runs(&stages),
        panels,
        marks: rows.iter().map(|row| marks(summary, &row.name)).collect(),
        pains: rows.iter().map(|row| pains(summary, &row.name)).collect(),
        drop,
    };
    Some(Chart::new(
        "journey",
        word("report.journey.title"),
        "report.journey.alt",
        Plot::Journey(Box::new(journey)),
    ))
}

/// Neighbours of one stage as one band.
fn runs(stages: &[Option<&Text>]) -> Vec<(Text, usize, usize)> {
    let mut runs: Vec<(Option<&Text>, usize, usize)> = Vec::new();
    for (at, stage) in stages.iter().enumerate() {
        match runs.last_mut() {
            Some((name, _, to)) if name == stage => *to = at,
            _ => runs.push((*stage, at, at)),
        }
    }
    runs.into_iter().filter_map(|(name, from, to)| Some((name?.clone(), from, to))).collect()
}
