use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::*;
use crate::feedback::{Feedback, Scale, ScoreKind, ScoreValue};
use crate::journey::place::Place;
use crate::journey::tests::{entry, facts, names, opinion, row, scores};
use crate::journey::watch::{Seen, Series, Spot, Watched, WatchedSeries};
use crate::journey::{
    Collector, CommentFacts, Plan, RowView, RunNames, Suppression, TouchpointSource,
};
use crate::lang::Name;

type Row = (Feedback, Vec<Option<CommentFacts>>);

/// What is said of targets in a run of these rows.
fn checked(
    text: &str,
    rows: Vec<Row>,
    touchpoint: impl Fn(&str) -> Spot,
) -> Result<Checked, TargetsError> {
    let targets = Targets::from_toml(text, "t.toml").unwrap();
    let watched = targets.targets.iter().map(|target| Watched {
        target: target.clone(),
        touchpoint: target.touchpoint.clone().try_map(|n| Ok::<_, ()>(touchpoint(&n))).unwrap(),
        segment: target.segment.clone().map(|(_, value)| (0, value)),
        aspect: target.aspect.as_ref().map(|id| id.parse().unwrap()),
    });
    let source = match touchpoint("0") {
        Spot::Export(_) => TouchpointSource::Export,
        Spot::Taxonomy(_) => TouchpointSource::Aspects,
    };
    let plan = Plan {
        segments: vec!["city".to_owned()],
        targets: Some(("t.toml".to_owned(), watched.collect())),
        grain: Some(Grain::Month),
        ..Plan::default()
    };
    let mut collector = Collector::planned(source, plan);
    for (row, comments) in rows {
        collector.add(RowView::new(row, comments, source));
    }
    let (touchpoints, aspects) = (names("t"), names("a"));
    let names = RunNames {
        touchpoints: &touchpoints,
        stages: &names("s"),
        aspects: &aspects,
        homes: &[0, 1, 2, 3, 4, 5],
        files: &["a.csv".to_owned()],
    };
    let journey = collector.finish(names, Suppression::default());
    journey.targets.unwrap()
}

fn by_name(name: &str) -> Spot {
    Spot::Export(name.to_owned())
}

/// An answer in a month of 2024, at a touchpoint, of a city.
fn answer(month: i8, (touchpoint, city): (&str, &str), nps: f64, complains: bool) -> Row {
    let sentiment = if complains { -0.8 } else { 0.7 };
    let given = scores(Some(nps), Some(if nps > 8.0 { 5.0 } else { 2.0 }));
    let mut row = row(2, vec![entry(Some(touchpoint), Some("…"), given)]);
    row.time = Some(Date::constant(2024, month, 28).at(0, 0, 0, 0));
    row.segments = vec![Some(Arc::from(city))];
    (row, vec![facts(sentiment, vec![opinion(1, 1, sentiment)])])
}

/// 60 answers a month: 40 promoters of 60 in January, 20 in February, at the shop of Rome; the
/// web of Oslo stays as it is.
fn two_months() -> Vec<Row> {
    let mut rows = Vec::new();
    for i in 0..60 {
        let good = |most: i32| if i < most { 10.0 } else { 3.0 };
        rows.push(answer(1, ("shop", "Rome"), good(40), i >= 40));
        rows.push(answer(2, ("shop", "Rome"), good(20), i >= 20));
        rows.push(answer(1, ("web", "Oslo"), good(30), i >= 30));
        rows.push(answer(2, ("web", "Oslo"), good(30), i >= 30));
    }
    rows
}

fn statuses(checked: &Checked) -> Vec<(Status, bool)> {
    checked.verdicts.iter().map(|verdict| (verdict.status, verdict.sure)).collect()
}

#[test]
fn every_rule_is_held_against_its_series() {
    let text = "[[target]]\ngoal = \"nps >= 0\"\nchange = \">= -5\"\nno_significant_fall = true\n\
        touchpoint = \"shop\"\n\n[[target]]\nmetric = \"csat\"\ngoal = \">= 40%\"\n\
        segment = \"city=*\"\nperiod = \"latest\"\nno_significant_fall = true\n\n[[target]]\n\
        metric = \"negative\"\ngoal = \"<= 40%\"\nno_significant_rise = true\n\n[[target]]\n\
        metric = \"complaints\"\naspect = \"1\"\ntouchpoint = \"web\"\ngoal = \"<= 50%\"\n";
    let found = checked(text, two_months(), by_name).unwrap();
    use Status::{Met, Missed};
    let expected = [
        // The shop: 60 of 120 promoters, so 0; 33 less after than before.
        (Met, false),
        (Missed, true),
        (Missed, true),
        // Oslo: half of 60; Rome: a third, in the last month.
        (Met, false),
        (Met, false),
        (Missed, false),
        (Missed, true),
        // Of 240 comments 120 are negative; 50 of 120 before, 70 since.
        (Missed, true),
        (Missed, true),
        // 60 of the 120 comments at the web.
        (Met, false),
    ];
    assert_eq!(statuses(&found), expected, "{:#?}", found.verdicts);
    assert!(!found.ok && found.counts.missed == 6 && found.counts.met == 4);
    let shop = &found.verdicts[1];
    assert_eq!(
        (shop.value.unwrap().value.round(), shop.value_before.unwrap().value.round()),
        (-33.0, 33.0)
    );
    assert_eq!(
        (shop.period.as_deref(), shop.before.as_deref()),
        (Some("2024-02"), Some("2024-01"))
    );
    assert_eq!((shop.n, shop.n_before), (60, Some(60)));
    assert_eq!(found.verdicts[9].n, 120);
    let rules = [2, 8].map(|at: usize| found.verdicts[at].required.rule);
    assert_eq!(rules, [Rule::NoSignificantFall, Rule::NoSignificantRise]);
}

#[test]
fn what_is_not_sure_passes_where_only_that_is_judged() {
    let text = "[[target]]\ngoal = \"nps >= 5\"\njudge = \"sure\"\n\n[[target]]\n\
        goal = \"nps >= 5\"\n\n[[target]]\ngoal = \"nps >= 60\"\njudge = \"sure\"\n";
    let found = checked(text, two_months(), by_name).unwrap();
    use Status::{Missed, Unsure};
    assert_eq!(statuses(&found), [(Unsure, false), (Missed, false), (Missed, true)]);
    let fails: Vec<bool> = found.verdicts.iter().map(|verdict| verdict.fails).collect();
    assert_eq!(fails, [false, true, true]);
}

#[test]
fn what_cannot_be_judged_fails_unless_it_may_pass() {
    let text = "[[target]]\ngoal = \"nps >= -90\"\nmin_n = 500\n\n[[target]]\n\
        goal = \"nps >= -90\"\nmin_n = 500\ntoo_few = \"pass\"\n\n[[target]]\nmetric = \"nps\"\n\
        control = \"ewma\"\n";
    let found = checked(text, two_months(), by_name).unwrap();
    let why: Vec<_> =
        found.verdicts.iter().map(|verdict| (verdict.why.unwrap(), verdict.fails)).collect();
    let few = Unjudgeable::TooFew { least: 500 };
    let periods = Unjudgeable::TooFewPeriods { periods: 1, least: 10 };
    assert_eq!(why, [(few, true), (few, false), (periods, true)]);
    assert!(found.verdicts.iter().all(|verdict| verdict.status == Status::Unjudged));
    // A number of fewer answers than may be shown is not, whatever the target says.
    let one = vec![answer(1, ("shop", "Rome"), 10.0, false)];
    let found = checked("[[target]]\ngoal = \"nps >= 0\"\nmin_n = 1\n", one, by_name).unwrap();
    assert_eq!((found.verdicts[0].value, found.verdicts[0].n), (None, 1));
    assert_eq!(found.verdicts[0].why, Some(Unjudgeable::TooFew { least: 5 }));
}

#[test]
fn names_that_the_export_does_not_have_are_told_with_those_it_has() {
    let refused = |rest: &str| {
        let text = format!("\n[[target]]\ngoal = \"nps >= 0\"\n{rest}\n");
        checked(&text, two_months(), by_name).unwrap_err()
    };
    let error = refused("touchpoint = \"shops\"");
    assert_eq!(error.line, 2);
    let TargetsProblem::Touchpoint { found, known } = *error.problem else { panic!() };
    assert_eq!((found.as_str(), known.as_str()), ("shops", "shop, web"));
    let TargetsProblem::Value { field, known, .. } = *refused("segment = \"city=Roma\"").problem
    else {
        panic!()
    };
    assert_eq!((field.as_str(), known.as_str()), ("city", "Rome, Oslo"));
}

#[test]
fn touchpoints_of_the_taxonomy_have_what_is_said_of_them() {
    let text = "[[target]]\nmetric = \"sentiment\"\ngoal = \">= 0\"\ntouchpoint = \"1\"\n\n\
        [[target]]\nmetric = \"complaints\"\naspect = \"1\"\ntouchpoint = \"*\"\ngoal = \"<= 40%\"\n";
    let by_id = |id: &str| Spot::Taxonomy(id.parse().unwrap());
    let found = checked(text, two_months(), by_id).unwrap();
    assert_eq!(found.verdicts[0].n, 240);
    assert_eq!(found.verdicts[0].touchpoint, Some(Name::same("t1")));
    // Half of all complain.
    assert_eq!((found.verdicts[1].n, found.verdicts[1].status), (240, Status::Missed));
}

/// A series of NPS answers, promoters and detractors, month by month.
fn series(place: usize, months: &[[u64; 2]]) -> Series {
    let seen = |[promoters, detractors]: &[u64; 2]| {
        let mut seen = Seen::default();
        let answers = &mut seen.scores[ScoreKind::Nps];
        for (value, n) in [(10.0, *promoters), (2.0, *detractors)] {
            for _ in 0..n {
                answers.add(ScoreValue { value, scale: Scale::NPS });
            }
        }
        seen
    };
    let periods: Vec<Seen> = months.iter().map(seen).collect();
    Series { key: (Some(Place::Taxonomy(place)), None), all: Seen::default(), periods }
}

fn of_series(text: &str, series: Vec<Series>) -> Checked {
    let targets = Targets::from_toml(text, "t.toml").unwrap();
    let months = series[0].periods.len() as i16;
    let first = |month: i16| Date::constant(2000 + month / 12, (month % 12 + 1) as i8, 1);
    let ends = (0..=months).map(first).collect();
    let timeline = Timeline { grain: Grain::Month, ends, dated: true };
    let watched = Watched {
        target: targets.targets[0].clone(),
        touchpoint: Chosen::Each,
        segment: None,
        aspect: None,
    };
    let run = RunFacts {
        path: "t.toml",
        least: 5,
        fields: &[],
        values: &BTreeMap::new(),
        exported: Vec::new(),
    };
    let watched = vec![WatchedSeries { watched, series, too_many: false }];
    let name = |at: usize| Name::same(format!("{at:02}"));
    let place = |place: Place| match place {
        Place::Taxonomy(id) => name(id),
        _ => Name::same("?"),
    };
    judge(watched, &timeline, &run, place, name).unwrap()
}

/// Promoters and detractors of so many answers.
fn drawn(rng: &mut fastrand::Rng, n: u64, share: f64) -> [u64; 2] {
    let promoters = (0..n).filter(|_| rng.f64() < share).count() as u64;
    [promoters, n - promoters]
}

/// Twenty touchpoints of which nothing changes, night after night.
#[test]
fn twenty_targets_do_not_raise_an_alarm_each_night() {
    let text = "[[target]]\nmetric = \"nps\"\ntouchpoint = \"*\"\nno_significant_fall = true\n";
    let mut rng = fastrand::Rng::with_seed(23);
    let (nights, mut alarms, mut found) = (300, 0, 0);
    for _ in 0..nights {
        let unchanged = |rng: &mut fastrand::Rng| [drawn(rng, 60, 0.6), drawn(rng, 60, 0.6)];
        let mut all: Vec<Series> = (0..20).map(|i| series(i, &unchanged(&mut rng))).collect();
        alarms += u32::from(!of_series(text, all.clone()).ok);
        // One of them falls by 80 points of NPS.
        all[7] = series(7, &[drawn(&mut rng, 60, 0.8), drawn(&mut rng, 60, 0.4)]);
        let checked = of_series(text, all);
        found += u32::from(checked.verdicts[7].status == Status::Missed);
    }
    let share = f64::from(alarms) / f64::from(nights);
    println!("nights with an alarm: {share}; nights on which the fall was found: {found}");
    assert!(share <= 0.075, "{share}");
    assert!(f64::from(found) >= 0.85 * f64::from(nights), "{found}");
}

#[test]
fn only_what_is_beyond_its_limits_on_the_bad_side_is_a_miss() {
    let text = |chart: &str| {
        format!("[[target]]\nmetric = \"nps\"\ntouchpoint = \"*\"\ncontrol = \"{chart}\"\n")
    };
    let mut rng = fastrand::Rng::with_seed(29);
    let mut months = |last: f64| -> Vec<[u64; 2]> {
        let mut all: Vec<[u64; 2]> = (0..14).map(|_| drawn(&mut rng, 100, 0.6)).collect();
        all.push(drawn(&mut rng, 100, last));
        all
    };
    let all = vec![series(0, &months(0.6)), series(1, &months(0.2)), series(2, &months(0.98))];
    for chart in ["XmR", "EWMA"] {
        let found = of_series(&text(chart), all.clone());
        let limits = found.verdicts[1].limits.unwrap();
        assert_eq!(limits.periods, 14);
        assert!(limits.lower < limits.centre && limits.charted < limits.lower, "{limits:?}");
        use Status::{Met, Missed};
        assert_eq!(found.verdicts.iter().map(|v| v.status).collect::<Vec<_>>(), [Met, Missed, Met]);
    }
}

#[test]
fn the_bound_itself_is_good_where_it_is_named_so() {
    let bound = |side, value| Bound { side, value };
    assert!(bound(BoundSide::AtLeast, 0.3).holds(0.1 + 0.2));
    assert!(bound(BoundSide::AtMost, 0.3).holds(0.1 + 0.2));
    assert!(!bound(BoundSide::Above, 0.3).holds(0.1 + 0.2));
    assert!(!bound(BoundSide::Below, 0.3).holds(0.1 + 0.2));
    let estimate = |low, high| crate::stats::Estimate { value: (low + high) / 2.0, low, high };
    let at_most = bound(BoundSide::AtMost, 10.0);
    assert_eq!(at_most.surely(&estimate(5.0, 9.0)), Some(true));
    assert_eq!(at_most.surely(&estimate(11.0, 19.0)), Some(false));
    assert_eq!(at_most.surely(&estimate(9.0, 11.0)), None);
}
