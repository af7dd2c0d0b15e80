//! Comparisons whose numbers can be counted by hand.

use super::change::same_scale;
use super::simulation::{Drawn, compared, of, wave};
use super::*;
use crate::feedback::{Direction, Scale, ScoreKind};
use crate::journey::{Journey, LabelCounts};
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::difference::proportions;

const NPS: Measured = Measured::Headline { score: ScoreKind::Nps };

fn estimate(value: f64, half: f64) -> Estimate {
    Estimate { value, low: value - half, high: value + half }
}

fn at(name: &str) -> Subject {
    Subject::Touchpoint { touchpoint: Name::same(name) }
}

fn whole(comparison: &Comparison, measure: Measured) -> &Change {
    let scores = comparison.table(TableKind::Scores).unwrap();
    scores.changes.iter().find(|change| change.measure == measure).unwrap()
}

#[test]
fn a_share_changes_by_newcombe_and_labels_are_one_family() {
    let (mut before, mut after) = (wave(Drawn::default()), wave(Drawn::default()));
    let labels = |negative, positive| LabelCounts { negative, positive, ..LabelCounts::default() };
    (before.overall.labels, after.overall.labels) = (labels(48, 32), labels(56, 14));
    let found = compare(&of(&before), &of(&after), 5, None);
    let table = found.table(TableKind::Labels).unwrap();
    let [negative, positive] = table.changes.as_slice() else { panic!("{table:?}") };
    let newcombe = proportions([56, 48], [70, 80]).unwrap().difference;
    let change = negative.change.unwrap();
    assert!(
        (change.low - newcombe.low).abs() < 1e-12 && (change.high - newcombe.high).abs() < 1e-12
    );
    assert_eq!([negative.verdict, positive.verdict], [Verdict::Worse, Verdict::Worse]);
    assert_eq!((table.tested, negative.n_before, negative.n_after), (2, 80, 70));
    // What a test at 5 % tells in four of five cases: 2.8 standard errors.
    let error = (change.high - change.low) / 2.0 / 1.959_964;
    assert!((negative.detectable.unwrap() / error - 2.801_585).abs() < 1e-4);
}

#[test]
fn the_change_of_the_whole_is_within_and_mix() {
    let found = compared(
        Drawn { seed: 1, ..Drawn::default() },
        Drawn { seed: 2, fall: 30.0, ..Drawn::default() },
    );
    let change = whole(&found, NPS).change.unwrap().value;
    let split = found.splits.iter().find(|split| split.score == ScoreKind::Nps).unwrap();
    assert!((split.mix.within + split.mix.mix - change).abs() < 1e-9, "{split:?} {change}");
    let sum: f64 = split.parts.iter().map(|part| part.within + part.mix).sum();
    assert!((sum - change).abs() < 1e-9 && split.parts.len() == 6);
    let shares: f64 = split.parts.iter().map(|part| part.share_after).sum();
    assert!((shares - 1.0).abs() < 1e-12);
}

#[test]
fn a_fall_of_eight_points_at_one_touchpoint_leads_the_touchpoints() {
    let rows = 16_000;
    let found = compared(
        Drawn { rows, seed: 11, ..Drawn::default() },
        Drawn { rows, fall: 8.0, seed: 12, ..Drawn::default() },
    );
    let table = found.table(TableKind::Touchpoints).unwrap();
    let first = &table.changes[0];
    assert_eq!(
        (&first.subject, first.measure, first.verdict),
        (&at("parcel"), NPS, Verdict::Worse)
    );
    let change = first.change.unwrap();
    assert!(change.low < -8.0 && -8.0 < change.high && change.high < 0.0, "{change:?}");
    assert_eq!(table.sure().count(), 1, "{table:?}");
    match &found.lead {
        Lead::Changed { change, most, .. } => {
            let subjects = [Some(&change.subject), most.as_ref().map(|most| &most.subject)];
            assert!(subjects.contains(&Some(&at("parcel"))), "{subjects:?}");
        }
        lead => panic!("{lead:?}"),
    }
}

#[test]
fn what_is_complained_of_more_is_found_among_aspects_and_among_complaints() {
    let rows = 3_000;
    let found = compared(
        Drawn { rows, seed: 21, ..Drawn::default() },
        Drawn { rows, more: 2.0, seed: 22, ..Drawn::default() },
    );
    let about = |touchpoint: &Name, aspect: &Name| (touchpoint.en.clone(), aspect.en.clone());
    let worse =
        found.table(TableKind::Aspects).unwrap().sure().filter(|c| c.verdict == Verdict::Worse);
    let worse: Vec<&Change> = worse.collect();
    assert!(
        !worse.is_empty()
            && worse.iter().all(|change| matches!(&change.subject,
        Subject::Aspect { aspect: Some(aspect), .. } if aspect.en == "a3")),
        "{worse:?}"
    );
    let more = found.wording.iter().filter(|w| w.shift == WordingShift::More);
    let more: Vec<_> = more.map(|w| about(&w.touchpoint, &w.aspect).1).collect();
    assert!(!more.is_empty() && more.iter().all(|aspect| aspect == "a3"), "{more:?}");
}

#[test]
fn new_and_gone_are_told_apart_from_more_and_less() {
    let mut before = wave(Drawn { seed: 31, ..Drawn::default() });
    let mut after = wave(Drawn { seed: 32, ..Drawn::default() });
    let key = |aspect: &str| (Name::same("shop"), Name::same(aspect));
    let said = |negative| AspectCount { mentions: negative, negative, positive: 0 };
    before.basis.aspects = [(key("queue"), said(40)), (key("price"), said(60))].into();
    after.basis.aspects = [(key("noise"), said(40)), (key("price"), said(60))].into();
    let found = compare(&of(&before), &of(&after), 5, None);
    let shift = |aspect: &str| found.wording.iter().find(|w| w.aspect.en == aspect).unwrap().shift;
    assert_eq!(
        [shift("queue"), shift("noise"), shift("price")],
        [WordingShift::Gone, WordingShift::New, WordingShift::Unsure]
    );
}

#[test]
fn answers_on_another_scale_are_told_and_not_compared() {
    let before = wave(Drawn { seed: 41, ..Drawn::default() });
    let mut after = wave(Drawn { seed: 42, ..Drawn::default() });
    let ten = Scale { low: 1.0, high: 10.0, direction: Direction::Higher };
    let mean = after.basis.means[ScoreKind::Csat].unwrap().1;
    after.basis.means[ScoreKind::Csat] = Some((Some(ten), mean));
    let found = compare(&of(&before), &of(&after), 5, None);
    let csat = whole(&found, Measured::Headline { score: ScoreKind::Csat });
    assert_eq!((csat.verdict, csat.change, csat.p), (Verdict::NotComparable, None, None));
    assert!(csat.before.is_some() && csat.after.is_some(), "both are still shown");
    let told = found.cautions.iter().any(|caution| {
        matches!(caution,
        Caution::Scales { score: ScoreKind::Csat, after: Some(scale), .. } if *scale == ten)
    });
    assert!(told, "{:?}", found.cautions);
    let summary = |journey: &Journey| journey.overall.scores[ScoreKind::Csat].clone();
    assert!(same_scale(summary(&before).as_ref(), None), "one alone is no contradiction");
}

#[test]
fn a_wave_without_scores_or_touchpoints_is_told() {
    let before = wave(Drawn { seed: 51, ..Drawn::default() });
    let mut after = wave(Drawn { seed: 52, ..Drawn::default() });
    for kind in ScoreKind::ALL {
        after.overall.scores[kind] = None;
        after.touchpoints.iter_mut().for_each(|touchpoint| touchpoint.scores[kind] = None);
    }
    after.touchpoints.retain(|touchpoint| touchpoint.name.en != "desk");
    let found = compare(&of(&before), &of(&after), 5, None);
    assert_eq!(whole(&found, NPS).verdict, Verdict::Gone);
    let touchpoints = &found.table(TableKind::Touchpoints).unwrap().changes;
    let of_nps = touchpoints.iter().filter(|change| change.measure == NPS);
    assert!(of_nps.clone().count() == 6 && of_nps.clone().all(|c| c.verdict == Verdict::Gone));
    assert!(whole(&found, Measured::Sentiment).change.is_some());
    assert!(found.cautions.contains(&Caution::OneWave { score: ScoreKind::Nps, after: false }));
    assert!(found.cautions.contains(&Caution::Touchpoints { before: 1, after: 0 }));
    assert!(found.splits.is_empty());
    let mut other = of(&after);
    other.source = crate::journey::TouchpointSource::Aspects;
    let found = compare(&of(&before), &other, 5, None);
    assert!(found.cautions.contains(&Caution::Sources));
    assert!(found.table(TableKind::Touchpoints).is_none() && found.wording.is_empty());
}

#[test]
fn the_same_people_are_compared_with_themselves() {
    let drawn = Drawn { rows: 1_200, each: 3, seed: 61, ..Drawn::default() };
    let (before, after) = (wave(drawn), wave(drawn));
    let found = compare(&of(&before), &of(&after), 5, None);
    assert!(found.cautions.contains(&Caution::SamePeople { people: 400, paired: true }));
    let change = whole(&found, NPS);
    // The same answers twice: nothing is left of the variance but what is left in any case.
    let of_strangers =
        crate::stats::difference::of_estimates(&change.after.unwrap(), &change.before.unwrap());
    let paired = change.change.unwrap();
    assert!(change.paired && paired.value == 0.0);
    let ratio = (paired.high - paired.low) / (of_strangers.high - of_strangers.low);
    assert!(ratio < 0.3, "{ratio}");
    // Others under other names: no pairs, and intervals wide enough for those who answer often.
    let strangers = compared(drawn, Drawn { seed: 62, ..drawn });
    assert!(!whole(&strangers, NPS).paired);
    assert!(!strangers.cautions.iter().any(|c| matches!(c, Caution::SamePeople { .. })));
}

#[test]
fn nothing_sure_says_what_would_have_been_seen() {
    let found =
        compared(Drawn { seed: 71, ..Drawn::default() }, Drawn { seed: 72, ..Drawn::default() });
    let Lead::Nothing { watched: Some(watched), tested, .. } = &found.lead else {
        panic!("{:?}", found.lead)
    };
    assert_eq!(watched.measure, NPS);
    // 500 answers each, a standard deviation of about 0.84.
    let expected = 2.8 * 100.0 * 0.84 * (2.0_f64 / 500.0).sqrt();
    assert!((watched.detectable.unwrap() - expected).abs() < 2.0, "{watched:?}");
    assert_eq!(*tested, found.tables.iter().map(|table| table.tested).sum::<u64>());
    let nothing = compare(
        &of(&wave(Drawn { rows: 0, ..Drawn::default() })),
        &of(&wave(Drawn { rows: 0, ..Drawn::default() })),
        5,
        None,
    );
    assert_eq!(nothing.lead, Lead::NotComparable);
}

/// A table of the NPS of touchpoints: name, change, half of its interval.
fn changes(of: &[(&str, f64, f64)]) -> ChangeTable {
    let change = |(name, value, half): &(&str, f64, f64)| {
        let change = Change::new(
            at(name),
            NPS,
            [Some(estimate(0.0, 0.0)), Some(estimate(*value, *half))],
            [50, 50],
        );
        assert_eq!(change.change.map(|c| c.value), Some(*value));
        change
    };
    ChangeTable::by_size(TableKind::Touchpoints, of.iter().map(change).collect())
}

#[test]
fn where_nothing_is_sure_the_strongest_sign_is_named() {
    let names: Vec<String> = (0..60).map(|n| format!("place {n}")).collect();
    let quiet: Vec<(&str, f64, f64)> =
        names.iter().map(|name| (name.as_str(), 1.0, 27.0)).collect();
    let with = |change: f64| [quiet.as_slice(), &[("delivery", change, 27.0)]].concat();
    let none = PerScore::default();
    let sign = |change: f64| match super::lead::lead(&[changes(&with(change))], &[], &none) {
        Lead::Nothing { strongest, tested: 61, .. } => strongest.map(|change| change.subject),
        other => panic!("{other:?}"),
    };
    // z = 3.2: p ≈ .001, q ≈ .08.
    assert_eq!(sign(-44.0), Some(at("delivery")));
    assert_eq!(sign(-30.0), None, "p ≈ .03 is no sign");
}

#[test]
fn a_score_asked_for_the_whole_speaks_before_ratings_of_touchpoints() {
    let (csat, ces) = (ScoreKind::Csat, ScoreKind::Ces);
    let told = |value: f64, of_touchpoints: &[ScoreKind]| {
        let change = |score: ScoreKind| {
            let values = [Some(estimate(0.0, 0.0)), Some(estimate(value, 0.02))];
            Change::new(Subject::Overall, Measured::Headline { score }, values, [500, 500])
        };
        let table = ChangeTable::in_order(TableKind::Scores, vec![change(csat), change(ces)]);
        let pooled = PerScore::from_fn(|kind| of_touchpoints.contains(&kind));
        let change = match super::lead::lead(&[table], &[], &pooled) {
            Lead::Changed { change, .. } => Some(change),
            Lead::Nothing { watched, .. } => watched,
            other => panic!("{other:?}"),
        };
        change.map(|change| change.measure)
    };
    // What surely changed, and what is watched where nothing did.
    for value in [0.4, 0.001] {
        let main = |score: ScoreKind| Some(Measured::Headline { score });
        assert_eq!(told(value, &[]), main(csat));
        assert_eq!(told(value, &[csat]), main(ces));
        assert_eq!(told(value, &[csat, ces]), main(csat));
    }
}

#[test]
fn actions_are_measured_against_touchpoints_without_one() {
    let table = changes(&[
        ("a", 20.0, 4.0),
        ("b", 18.0, 4.0),
        ("c", 1.0, 4.0),
        ("d", 3.0, 4.0),
        ("e", 2.0, 4.0),
    ]);
    let acted = Acted {
        touchpoints: vec![("a".into(), 3), ("b".into(), 1), ("nowhere".into(), 2)],
        open: 4,
        unclear: 2,
        nowhere: 0,
    };
    let found = actions::effects(Some(&table), &acted);
    assert_eq!((found.treated, found.controls, found.spread_known), (2, 3, true));
    assert_eq!((found.open, found.unclear), (4, 2));
    assert_eq!(found.unknown, ["nowhere"]);
    let all = &found.effects[0];
    assert_eq!((all.touchpoint.is_none(), all.actions, all.verdict), (true, 4, Verdict::Better));
    // 19 less 2, with variance (4 / 1.96)² × (1/2 + 1/3) and t of three degrees of freedom.
    assert!((all.difference.value - 17.0).abs() < 1e-9);
    let half = 3.182_446 * 4.0 / 1.959_964 * (0.5_f64 + 1.0 / 3.0).sqrt();
    assert!((all.difference.high - 17.0 - half).abs() < 1e-3, "{all:?}");
    assert_eq!(found.effects.len(), 3);
    let everywhere = Acted {
        touchpoints: "abcde".chars().map(|c| (c.to_string(), 1)).collect(),
        ..acted.clone()
    };
    let found = actions::effects(Some(&table), &everywhere);
    assert_eq!((found.treated, found.controls, found.effects.len()), (5, 0, 0));
    let alone = actions::effects(Some(&changes(&[("a", 9.0, 1.0), ("b", 0.0, 1.0)])), &acted);
    assert_eq!((alone.treated, alone.controls), (2, 0));
}

#[test]
fn touchpoints_that_move_by_themselves_make_actions_less_sure() {
    let restless = changes(&[
        ("a", 20.0, 4.0),
        ("b", 0.0, 4.0),
        ("c", -15.0, 4.0),
        ("d", 15.0, 4.0),
        ("e", 1.0, 4.0),
    ]);
    let acted = Acted { touchpoints: vec![("a".into(), 1)], ..Acted::default() };
    let effect = &actions::effects(Some(&restless), &acted).effects[0];
    assert_eq!(effect.verdict, Verdict::Unsure);
    assert!(effect.difference.low < 0.0 && effect.difference.high > 40.0, "{effect:?}");
}

#[test]
fn drivers_among_others_are_not_compared() {
    let before = wave(Drawn { rows: 2_000, seed: 81, ..Drawn::default() });
    let mut after = before.clone();
    let found = compare(&of(&before), &of(&after), 5, None);
    let compared = |found: &Comparison| {
        let table = found.table(TableKind::Drivers).unwrap();
        (table.tested, found.cautions.iter().any(|c| matches!(c, Caution::Drivers { .. })))
    };
    assert!(compared(&found).0 > 2 && !compared(&found).1);
    for table in &mut after.drivers {
        table.drivers[0].touchpoint = Name::same("a new question");
        table.drivers[0].share.value = 0.4;
    }
    assert_eq!(compared(&compare(&of(&before), &of(&after), 5, None)), (0, true));
}

/// A register of complaints: so many rows of each touchpoint, and no score.
fn register(rows: &[(&str, u64)]) -> Journey {
    use crate::journey::suppression::Suppression;
    use crate::journey::tests::{entry, facts, finish, row, scores};
    use crate::journey::touchpoint::TouchpointSource;
    use crate::journey::{Collector, Plan, RowView};

    let mut collector = Collector::planned(TouchpointSource::Export, Plan::default());
    let places = rows.iter().flat_map(|(place, n)| (0..*n).map(move |_| *place));
    for (number, place) in (2..).zip(places) {
        let said = facts(-0.8 + 0.2 * (number % 2) as f32, Vec::new()).unwrap();
        let row = row(number, vec![entry(Some(place), Some("broken"), scores(None, None))]);
        collector.add(RowView::new(row, vec![Some(said)], TouchpointSource::Export));
    }
    finish(collector, Suppression::default())
}

#[test]
fn a_larger_part_of_a_register_without_scores_leads() {
    let before = register(&[("meter", 86), ("bill", 250), ("switching", 193)]);
    let after = register(&[("meter", 68), ("bill", 95), ("switching", 68)]);
    let found = compare(&of(&before), &of(&after), 5, None);
    let Lead::Changed { change, .. } = &found.lead else { panic!("{:?}", found.lead) };
    let told = (&change.subject, change.measure, change.verdict);
    assert_eq!(told, (&at("meter"), Measured::Part, Verdict::Different));
    let newcombe = proportions([68, 86], [231, 529]).unwrap().difference;
    assert!((change.change.unwrap().value - newcombe.value).abs() < 1e-12);
    assert_eq!((change.n_before, change.n_after), (529, 231));
    // The same parts of fewer rows: nothing.
    let after = register(&[("meter", 38), ("bill", 108), ("switching", 84)]);
    let found = compare(&of(&before), &of(&after), 5, None);
    assert!(matches!(found.lead, Lead::Nothing { .. }), "{:?}", found.lead);
    // With scores the parts are a matter of who was asked.
    let scored = compared(Drawn { seed: 1, ..Drawn::default() }, Drawn::default());
    assert!(scored.changes().all(|(_, change)| change.measure != Measured::Part));
}

#[test]
fn themes_of_both_waves_are_a_family_of_their_own() {
    let (before, after) = (wave(Drawn::default()), wave(Drawn::default()));
    let theme = |name: &str, mentions, negative| ThemeCount {
        name: name.to_owned(),
        words: vec![name.to_owned()],
        comments: [200, 200],
        mentions,
        negative,
    };
    let themes = [
        theme("parking", [10, 60], [8, 55]),
        theme("pool", [30, 31], [3, 2]),
        theme("few", [1, 1], [1, 0]),
    ];
    let found = compare_with(&of(&before), &of(&after), 5, None, &themes);
    let table = found.table(TableKind::Themes).unwrap();
    // Complaints and mentions of two themes; of the third there is too little.
    assert_eq!((table.tested, table.changes.len()), (4, 4));
    let sure: Vec<(&Subject, Measured, Verdict)> =
        table.sure().map(|one| (&one.subject, one.measure, one.verdict)).collect();
    let parking = Subject::Theme { theme: "parking".into(), words: vec!["parking".into()] };
    let expected = [
        (&parking, Measured::Mentions, Verdict::Different),
        (&parking, Measured::Complaints, Verdict::Worse),
    ];
    assert_eq!(sure, expected);
    let complaints = table.sure().find(|one| one.measure == Measured::Complaints).unwrap();
    let newcombe = proportions([55, 8], [200, 200]).unwrap().difference;
    let change = complaints.change.unwrap();
    assert!((change.value - 0.235).abs() < 1e-12 && (change.low - newcombe.low).abs() < 1e-12);
    assert!(compare(&of(&before), &of(&after), 5, None).table(TableKind::Themes).is_none());
}
