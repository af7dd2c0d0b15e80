use super::*;
use crate::feedback::{Scale, ScoreValue};
use crate::journey::row::Resolver;
use crate::journey::scores::ScoreScope;
use crate::journey::tests::{entry, row, scores};
use crate::metrics::Weight;
use jiff::ToSpan;

pub(in crate::journey) fn days(level: impl Fn(i64) -> f64, n: i64, seed: u64) -> Days {
    days_of(level, 0..n, seed)
}

pub(in crate::journey) fn days_of(
    level: impl Fn(i64) -> f64,
    asked: impl IntoIterator<Item = i64>,
    seed: u64,
) -> Days {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut days = Days::default();
    for day in asked {
        let date = Date::constant(2024, 1, 1).saturating_add(day.days());
        let period = days.of(date.at(9, 0, 0, 0));
        for _ in 0..6 {
            period.row(false);
            let value = if rng.f64() < level(day) { 10.0 } else { 3.0 };
            let score = ScoreValue { value, scale: Scale::NPS };
            period.score(ScoreScope::Whole, ScoreKind::Nps, score, Weight::ONE);
        }
    }
    days
}

pub(in crate::journey) fn changes<'a>(days: &'a Days, mixes: &'a MixCounter) -> Changes<'a> {
    let (asked, suppression) = (AskedForWhole::default(), Suppression::default());
    let (design, sentiment) = (PerScore::default(), Design::NONE);
    Changes { days, mixes, files: None, asked, suppression, design, sentiment }
}

#[test]
fn a_fall_over_two_years_is_told_with_its_beginning() {
    let days = days(|day| if day < 430 { 0.75 } else { 0.59 }, 730, 1);
    let mixes = MixCounter::default();
    let found = changes(&days, &mixes).shifts();
    let [shift] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((shift.score, shift.since.as_str()), (Some(ScoreKind::Nps), "2025-03"));
    assert!((shift.before.value - 50.0).abs() < 8.0 && (shift.after.value - 18.0).abs() < 8.0);
    assert_eq!(shift.n_before + shift.n_after, 730 * 6);
    assert!(shift.p <= 0.01 && shift.mix.is_none());
    assert_eq!((&shift.manner, &shift.again), (&Manner::AtOnce, &None));
}

/// What is told since another period has the numbers of that.
#[test]
fn another_border_has_its_own_numbers() {
    let days = days(|day| if day < 430 { 0.75 } else { 0.59 }, 730, 1);
    let mixes = MixCounter::default();
    let changes = changes(&days, &mixes);
    let found = changes.shifts();
    let [shift] = found.as_slice() else { panic!("{found:?}") };
    let range = || ("2025-Q1".to_owned(), "2025-Q2".to_owned());
    let told = changes.told_since(shift, "2025-Q2", range());
    // The year 2024 has 366 days, and the first quarter of 2025 has 90.
    assert_eq!((told.n_before, told.n_after), (456 * 6, (730 - 456) * 6));
    assert_eq!((told.since.as_str(), told.range), ("2025-Q2", range()));
    assert_eq!(told.change, told.after.value - told.before.value);
    assert!(told.before.value < shift.before.value && told.p == shift.p);
    assert_eq!(changes.told_since(shift, "soon", range()), *shift);
}

/// It fell, and fell again: of the level between nobody is told that it is still there.
#[test]
fn a_second_fall_is_told_beside_the_first() {
    let mixes = MixCounter::default();
    let found = |level: fn(i64) -> f64, seed: u64| {
        let days = days(level, 480, 70 + seed);
        changes(&days, &mixes).shifts().into_iter().next()
    };
    let twice = |day: i64| match day {
        ..91 => 0.9,
        91..366 => 0.5,
        _ => 0.35,
    };
    let told = (0..10).filter(|seed| {
        found(twice, *seed).is_some_and(|shift| {
            let again = shift.again;
            again.is_some_and(|again| {
                // From April to December lie 275 days, give or take a month.
                let near = again.n_between.abs_diff(275 * 6) <= 31 * 6;
                near && again.change < 0.0 && again.between.value > again.after.value
            })
        })
    });
    assert!(told.count() >= 9);
    let once = |day: i64| if day < 200 { 0.8 } else { 0.5 };
    let again = (0..40).filter(|seed| found(once, *seed).is_some_and(|s| s.again.is_some()));
    assert!(again.count() <= 1);
}

/// Both of two files fall by 40 points, and as many answers are of each as before, or more of the
/// one that is better: then all answers together are hardly worse.
#[test]
fn what_the_levels_hardly_show_is_not_told() {
    let told = |of_first: u64| {
        let mut rng = fastrand::Rng::with_seed(9);
        let (mut days, mut files) = (Days::default(), FileCounter::default());
        let mut resolver = Resolver::default();
        for number in 0..2_400_u64 {
            let late = number >= 1_200;
            let first = number % 10 < if late { of_first } else { 5 };
            let level = match (first, late) {
                (true, false) => 0.9,
                (true, true) => 0.7,
                (false, false) => 0.3,
                (false, true) => 0.1,
            };
            let value = if rng.f64() < level { 10.0 } else { 3.0 };
            let date = Date::constant(2024, 1, 1).saturating_add((number as i64 / 10).days());
            let period = days.of(date.at(9, 0, 0, 0));
            period.row(false);
            let score = ScoreValue { value, scale: Scale::NPS };
            period.score(ScoreScope::Whole, ScoreKind::Nps, score, Weight::ONE);
            let mut row = row(number, vec![entry(None, None, scores(Some(value), None))]);
            row.source.file = u32::from(!first);
            row.time = Some(date.at(9, 0, 0, 0));
            files.add(&resolver.view(&row, &[None]));
        }
        let mixes = MixCounter::default();
        let changes = Changes { files: Some(&files), ..changes(&days, &mixes) };
        changes.shifts().len()
    };
    assert_eq!((told(5), told(8)), (1, 0));
}

/// Two months of a year are bad, and over: no level changed, wherever the border is drawn.
#[test]
fn a_level_that_came_back_is_not_told() {
    fn told(level: fn(i64) -> f64) -> usize {
        let mixes = MixCounter::default();
        let found = |seed: &u64| {
            let days = days(level, 360, 40 + seed);
            !changes(&days, &mixes).shifts().is_empty()
        };
        (0..20).filter(found).count()
    }
    assert_eq!(told(|day| if (200..260).contains(&day) { 0.4 } else { 0.75 }), 0);
    assert_eq!(told(|day| if day < 200 { 0.75 } else { 0.4 }), 20);
}

/// Ten weeks, and eight that begin in the middle of July.
#[test]
fn a_border_is_between_waves_and_in_no_week_without_answers() {
    let asked = (0..70).chain(196..252);
    let days = days_of(|day| if day < 100 { 0.95 } else { 0.05 }, asked, 3);
    let mixes = MixCounter::default();
    let found = changes(&days, &mixes).shifts();
    let [shift] = found.as_slice() else { panic!("{found:?}") };
    let week = "2024-W29".to_owned();
    assert_eq!((&shift.since, &shift.range), (&week, &(week.clone(), week.clone())));
    assert_eq!((shift.n_before, shift.n_after), (420, 336));
}

#[test]
fn nothing_is_told_where_nothing_changed() {
    let mixes = MixCounter::default();
    let alarms = (0..60)
        .filter(|seed| {
            let days = days(|_| 0.6, 200, 100 + seed);
            !changes(&days, &mixes).shifts().is_empty()
        })
        .count();
    assert!(alarms <= 7, "{alarms} of 60");
}

#[test]
fn a_period_may_not_be_over() {
    let over = |grain, start: &str, end: &str| {
        is_over(grain, start.parse().unwrap(), end.parse().unwrap())
    };
    assert!(over(Grain::Month, "2024-06-01", "2024-06-30"));
    assert!(over(Grain::Month, "2024-06-01", "2024-06-27"));
    assert!(!over(Grain::Month, "2024-02-01", "2024-02-25"), "a leap year");
    // Week 1 of 2026 ends on 4 January.
    assert!(over(Grain::Week, "2025-12-29", "2026-01-03"));
    assert!(!over(Grain::Week, "2025-12-29", "2026-01-02"));
    assert!(over(Grain::Quarter, "2026-07-01", "2026-09-23"));
    assert!(!over(Grain::Year, "2026-01-01", "2026-12-16"));
    let days = days(|_| 0.5, 70, 3);
    let mixes = MixCounter::default();
    let latest = changes(&days, &mixes).latest(Grain::Month).unwrap();
    assert_eq!((latest.before.as_str(), latest.last.as_str()), ("2024-01", "2024-02"));
}
