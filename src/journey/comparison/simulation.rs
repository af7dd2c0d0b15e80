//! Waves drawn from populations that are known: what is called sure must be, and what is there
//! must be found.

use super::*;
use crate::feedback::ScoreKind;
use crate::journey::suppression::Suppression;
use crate::journey::tests::{entry, facts, finish, opinion, row, scores};
use crate::journey::touchpoint::TouchpointSource;
use crate::journey::{Collector, Journey, Plan, RowView};

const PLACES: [&str; 6] = ["shop", "web", "parcel", "desk", "phone", "app"];

/// How a wave is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    pub(crate) rows: u64,
    /// Points by which the NPS of the third touchpoint lies lower.
    pub(crate) fall: f64,
    /// Part of those in the north, and of all, who are detractors beside all others.
    pub(crate) fallen: f64,
    pub(crate) fallen_everywhere: f64,
    /// How much more often the fourth aspect is complained of.
    pub(crate) more: f64,
    /// Answers that each person gives.
    pub(crate) each: u64,
    /// Whom they are of: the same people in every wave of the same number.
    pub(crate) people: Option<u64>,
    pub(crate) seed: u64,
}

impl Default for Drawn {
    fn default() -> Drawn {
        Drawn {
            rows: 500,
            fall: 0.0,
            fallen: 0.0,
            fallen_everywhere: 0.0,
            more: 1.0,
            each: 1,
            people: None,
            seed: 0,
        }
    }
}

/// A wave of rows with a touchpoint, two scores, a comment and a segment.
pub(crate) fn wave(drawn: Drawn) -> Journey {
    let mut rng = fastrand::Rng::with_seed(drawn.seed);
    let plan = Plan { segments: vec!["region".into()], aspects: 6, ..Plan::default() };
    let mut collector = Collector::planned(TouchpointSource::Export, plan);
    let mut moods = fastrand::Rng::with_seed(drawn.people.unwrap_or_default());
    // What does not happen must not change what is drawn else.
    let mut others = fastrand::Rng::with_seed(drawn.seed.wrapping_add(0x5eed));
    let named = drawn.each > 1 || drawn.people.is_some();
    let mut mood = 0.5;
    for number in 0..drawn.rows {
        if number % drawn.each == 0 {
            mood = rng.f64();
            if drawn.people.is_some() {
                mood = moods.f64();
            }
        }
        let place = rng.usize(0..PLACES.len());
        // Half of what moves an answer is the person, where several are given.
        let level = if named && rng.bool() { mood } else { rng.f64() };
        let less = if place == 2 { drawn.fall / 150.0 } else { 0.0 };
        let nps = match level {
            level if level < 0.25 + less / 2.0 => 3.0,
            level if level < 0.55 + less => 8.0,
            _ => 10.0,
        };
        let csat = (1.0 + 5.0 * level).floor().min(5.0);
        let said = (rng.f64() < 0.6).then(|| {
            let opinions = (0..6_usize).filter_map(|aspect| {
                let often = if aspect == 3 { 0.1 * drawn.more } else { 0.1 };
                (rng.f64() < often).then(|| {
                    let bad = aspect == 3 || rng.f64() < 0.5;
                    opinion(aspect, aspect, if bad { -0.8 } else { 0.8 })
                })
            });
            facts((level * 2.0 - 1.0) as f32, opinions.collect()).unwrap()
        });
        let text = said.as_ref().map(|_| format!("comment {number}"));
        let region = ["north", "south", "east"][rng.usize(0..3)];
        let fallen = if region == "north" { drawn.fallen } else { 0.0 };
        let is_fallen = others.f64() < fallen.max(drawn.fallen_everywhere);
        let nps = if is_fallen { 3.0 } else { nps };
        let mut row = row(
            number + 2,
            vec![entry(Some(PLACES[place]), text.as_deref(), scores(Some(nps), Some(csat)))],
        );
        row.segments = vec![Some(region.into())];
        row.person = named.then(|| {
            let person = drawn.people.unwrap_or(drawn.seed) * 1_000_000 + number / drawn.each + 1;
            person.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        collector.add(RowView::new(row, vec![said], TouchpointSource::Export));
    }
    finish(collector, Suppression::default())
}

/// What a journey is as a wave.
pub(crate) fn of(journey: &Journey) -> Wave<'_> {
    Wave {
        overall: &journey.overall,
        commented: journey.overall.comments,
        touchpoints: &journey.touchpoints,
        source: TouchpointSource::Export,
        segments: &journey.segments,
        drivers: &journey.drivers,
        basis: &journey.basis,
    }
}

pub(crate) fn compared(before: Drawn, after: Drawn) -> Comparison {
    let (before, after) = (wave(before), wave(after));
    compare(&of(&before), &of(&after), 5, None)
}

/// Tables of `runs` pairs of waves of one population in which anything is called sure.
fn alarms(runs: u64, drawn: Drawn) -> Vec<(String, u64)> {
    let mut found: std::collections::BTreeMap<String, u64> = Default::default();
    for run in 0..runs {
        let seed = |side: u64| drawn.seed + 2 * run + side;
        let result = compared(Drawn { seed: seed(0), ..drawn }, Drawn { seed: seed(1), ..drawn });
        for table in &result.tables {
            let any = table.sure().next().is_some();
            *found.entry(table.kind.as_str().to_owned()).or_default() += u64::from(any);
        }
        for voice in [Voice::Complaints, Voice::Praise] {
            let any =
                result.wording.iter().any(|w| w.voice == voice && w.shift != WordingShift::Unsure);
            *found.entry(voice.as_str().to_owned()).or_default() += u64::from(any);
        }
        let sure = matches!(result.lead, Lead::Changed { .. });
        *found.entry("lead".to_owned()).or_default() += u64::from(sure);
    }
    found.into_iter().collect()
}

/// False alarms of a table: at most 5 % in truth, and what that may come to in so many runs (a
/// binomial number exceeds it once in two hundred).
#[test]
fn two_waves_of_one_population_raise_few_alarms() {
    let found = alarms(60, Drawn { seed: 1_000, ..Drawn::default() });
    assert!(found.len() >= 9, "{found:?}");
    for (table, alarms) in &found {
        let most = if table == "lead" { 9 } else { 8 };
        assert!(*alarms <= most, "{table}: {found:?}");
    }
}

#[test]
fn nor_do_waves_of_people_who_answer_often() {
    let drawn = Drawn { rows: 400, each: 4, seed: 5_000, ..Drawn::default() };
    for (table, alarms) in alarms(40, drawn).iter().filter(|(table, _)| table != "lead") {
        assert!(*alarms <= 6, "{table}: {alarms} of 40");
    }
}

#[test]
fn intervals_of_the_same_people_hold_what_they_promise() {
    let runs = 60;
    let (mut held, mut narrower) = (0, 0.0);
    for run in 0..runs {
        let drawn = Drawn { rows: 300, people: Some(run + 1), ..Drawn::default() };
        let at = |side| Drawn { seed: 9_000 + 2 * run + side, ..drawn };
        let (before, after) = (wave(at(0)), wave(at(1)));
        let scores = overall::scores([&of(&before), &of(&after)], 5);
        let nps = Measured::Headline { score: ScoreKind::Nps };
        let change = scores.iter().find(|change| change.measure == nps).unwrap();
        let (paired, values) = (change.change.unwrap(), (change.after, change.before));
        let of_strangers =
            crate::stats::difference::of_estimates(&values.0.unwrap(), &values.1.unwrap());
        held += u32::from(paired.low <= 0.0 && 0.0 <= paired.high);
        narrower += (paired.high - paired.low) / (of_strangers.high - of_strangers.low);
        assert!(change.paired);
    }
    // Half of the time an answer is the person's mood: answers correlate by a quarter.
    let narrower = narrower / f64::from(u32::try_from(runs).unwrap());
    assert!((0.82..0.92).contains(&narrower), "√(1 − ¼) = .87: {narrower}");
    assert!(held >= 52, "{held} of {runs}");
}
