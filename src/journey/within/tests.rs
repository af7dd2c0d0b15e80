use fastrand::Rng;

use super::*;
use crate::journey::group_ids::{GroupIds, Groups};
use crate::journey::row::Resolver;
use crate::journey::tests::{entry, row, scores};

const PLACES: [&str; 2] = ["shop", "workshop"];

/// An answer: one of four plans, one of three ages, one of two touchpoints.
#[derive(Clone, Copy)]
struct At {
    plan: usize,
    age: usize,
    place: usize,
    month: i8,
}

struct Kept {
    book: AnswerBook,
    groups: Vec<Group>,
}

/// Answers in eight months; the chance that somebody is content depends on all of that.
fn kept(n: u64, content: impl Fn(At) -> f64, seed: u64) -> Kept {
    let fields = ["Plan", "Age"].map(str::to_owned);
    let mut ids = GroupIds::new(&fields);
    let mut book = AnswerBook::new(TouchpointSource::Export);
    let mut rng = Rng::with_seed(seed);
    let mut resolver = Resolver::default();
    for number in 0..n {
        let at = At {
            plan: rng.usize(..4),
            age: rng.usize(..3),
            place: rng.usize(..2),
            month: rng.i8(1..=8),
        };
        let score = if rng.f64() < content(at) { 5.0 } else { 2.0 };
        let mut row =
            row(number, vec![entry(Some(PLACES[at.place]), None, scores(None, Some(score)))]);
        row.time = Some(Date::constant(2026, at.month, rng.i8(1..=28)).at(9, 0, 0, 0));
        row.segments =
            vec![Some(format!("plan {}", at.plan).into()), Some(format!("age {}", at.age).into())];
        let view = resolver.view(&row, &[]);
        book.add(&view, ids.of(&view));
    }
    let Groups { all: groups, .. } = ids.finish(&fields);
    Kept { book, groups }
}

fn name(place: Place) -> Name {
    match place {
        Place::Export(at) => Name::same(format!("place {at}")),
        Place::Taxonomy(_) | Place::Others => Name::same("?"),
    }
}

impl Kept {
    fn asking(&self) -> Asking<'_, fn(Place) -> Name> {
        Asking {
            score: ScoreKind::Csat,
            asked: AskedForWhole::default(),
            groups: &self.groups,
            name,
            at_least: 5,
            design: Design::NONE,
        }
    }

    fn part(&self) -> Option<GroupPart> {
        self.book.part(("Plan", "plan 0"), &self.asking())
    }

    fn changed_part(&self) -> Option<ChangedPart> {
        let level = Estimate { value: 0.5, low: 0.4, high: 0.6 };
        let month = || "2026-05".to_owned();
        let change = GroupChange {
            group: Subgroup::Segment { field: "Plan".to_owned(), value: "plan 0".to_owned() },
            score: ScoreKind::Csat,
            span: ChangeSpan::Since { since: month(), range: (month(), month()) },
            before: level,
            after: level,
            n_before: 100,
            n_after: 100,
            rest_before: level,
            rest_after: level,
            rest_changed: false,
            difference: level,
            p: 0.001,
            gradual: false,
            of_all: false,
            also: Vec::new(),
            part: None,
            whole_after: 0.5,
            p_after: 0.001,
        };
        self.book.changed_part(&change, &self.asking())
    }

    fn is_apart(&self) -> bool {
        self.book.is_apart(("Age", "age 0"), ("Plan", "plan 0"), &self.asking())
    }
}

fn age(age: usize) -> Subgroup {
    Subgroup::Segment { field: "Age".to_owned(), value: format!("age {age}") }
}

#[test]
fn the_part_that_a_group_is_worse_by_is_named() {
    let bad = |at: At| if at.plan == 0 && at.age == 1 { 0.1 } else { 0.75 };
    let held = (0..20).filter(|seed| {
        let part = kept(800, bad, *seed).part();
        part.is_some_and(|part| {
            part.group == age(1) && part.value.value < 0.3 && part.others.value > 0.55
        })
    });
    let held = held.count();
    assert!(held >= 18, "{held} of 20");
    let there = |at: At| if at.plan == 0 && at.place == 1 { 0.1 } else { 0.75 };
    let part = kept(1_200, there, 7).part();
    assert!(part.is_some_and(|part| matches!(part.group, Subgroup::Touchpoint(_))));
}

#[test]
fn a_group_that_is_worse_throughout_has_no_such_part() {
    let told = |content: fn(At) -> f64| {
        (0..200).filter(|seed| kept(800, content, 1_000 + seed).part().is_some()).count()
    };
    let all_of_it = told(|at| if at.plan == 0 { 0.45 } else { 0.75 });
    assert!(all_of_it <= 6, "{all_of_it}");
    // Those of that age are as bad in every plan.
    let elsewhere = told(|at| if at.age == 1 { 0.2 } else { 0.75 });
    assert!(elsewhere <= 6, "{elsewhere}");
    assert!(told(|_| 0.7) <= 6);
}

#[test]
fn the_part_that_a_fall_comes_from_is_named() {
    let fell = |at: At| match at {
        At { plan: 0, place: 1, month: 5.., .. } => 0.05,
        _ => 0.85,
    };
    let held = (0..20).filter(|seed| {
        let part = kept(800, fell, *seed).changed_part();
        part.is_some_and(|part| {
            let there = matches!(part.group, Subgroup::Touchpoint(_));
            there && part.before.value > 0.6 && part.after.value < 0.3
        })
    });
    let held = held.count();
    assert!(held >= 18, "{held} of 20");
    let told = |content: fn(At) -> f64| {
        (0..200).filter(|seed| kept(800, content, 1_000 + seed).changed_part().is_some()).count()
    };
    let all_of_it = told(|at| if at.plan == 0 && at.month >= 5 { 0.4 } else { 0.8 });
    assert!(all_of_it <= 6, "{all_of_it}");
    let everywhere = told(|at| if at.age == 1 && at.month >= 5 { 0.2 } else { 0.8 });
    assert!(everywhere <= 6, "{everywhere}");
}

#[test]
fn a_second_group_is_as_bad_whether_or_not_somebody_is_of_the_first() {
    let apart = |content: fn(At) -> f64| {
        (0..50).filter(|seed| kept(1_000, content, 300 + seed).is_apart()).count()
    };
    let both = apart(|at| match (at.plan, at.age) {
        (0, _) => 0.4,
        (_, 0) => 0.5,
        _ => 0.8,
    });
    assert!(both >= 40, "{both}");
    let first = apart(|at| if at.plan == 0 { 0.3 } else { 0.8 });
    assert!(first <= 4, "{first}");
    let where_they_meet = apart(|at| if (at.plan, at.age) == (0, 0) { 0.1 } else { 0.8 });
    assert!(where_they_meet <= 6, "{where_they_meet}");
}

#[test]
fn of_a_few_answers_nothing_is_told() {
    let bad = |at: At| if at.plan == 0 && at.age == 1 { 0.1 } else { 0.75 };
    let mut kept = kept(800, bad, 3);
    assert!(kept.part().is_some());
    kept.book.answers.truncate(15);
    assert_eq!(kept.part(), None, "too few");
}

/// Nobody of one plan is content at one touchpoint, and everywhere else all are alike.
#[test]
fn where_two_groups_meet_that_are_worse_together_is_told() {
    let planted = |at: At| if at.plan == 0 && at.place == 1 { 0.2 } else { 0.8 };
    let found = (0..20).filter(|seed| {
        let kept = kept(500, planted, *seed);
        kept.book.interaction(&kept.asking(), |_| false).is_some_and(|found| {
            let plan = Subgroup::Segment { field: "Plan".to_owned(), value: "plan 0".to_owned() };
            let place = matches!(&found.groups[1], Subgroup::Touchpoint(_));
            found.groups[0] == plan && place && found.value.value < 0.4 && found.gain > 0.02
        })
    });
    let found = found.count();
    assert!(found >= 17, "{found} of 20");
}

#[test]
fn a_group_that_is_told_meets_no_other() {
    let planted = |at: At| if at.plan == 0 && at.place == 1 { 0.2 } else { 0.8 };
    let kept = kept(800, planted, 3);
    let told = |side: &Subgroup| matches!(side, Subgroup::Touchpoint(_));
    assert!(kept.book.interaction(&kept.asking(), |_| false).is_some());
    assert_eq!(kept.book.interaction(&kept.asking(), told), None);
}

/// Two groups that are worse each by itself, or one that is so everywhere, are no interaction; nor
/// is chance, at most for its part.
#[test]
fn what_each_group_takes_by_itself_is_no_meeting() {
    let told = |content: fn(At) -> f64| {
        let runs = (0..200).filter(|seed| {
            let kept = kept(600, content, 900 + seed);
            kept.book.interaction(&kept.asking(), |_| false).is_some()
        });
        runs.count()
    };
    let each = told(|at| 0.9 - 0.3 * f64::from(at.plan == 0) - 0.3 * f64::from(at.place == 1));
    let one = told(|at| if at.plan == 0 { 0.4 } else { 0.8 });
    let none = told(|_| 0.7);
    assert!(each <= 6 && one <= 6 && none <= 6, "{each}, {one}, {none} of 200");
}
