use fastrand::Rng;

use super::*;
use crate::feedback::{Scale, ScoreValue, Scores};
use crate::journey::group_ids::{GroupIds, Groups};
use crate::journey::manner::Manner;
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
    let answer = |at: At, rng: &mut Rng| {
        let score = if rng.f64() < content(at) { 5.0 } else { 2.0 };
        scores(None, Some(score))
    };
    kept_of(n, answer, seed)
}

/// Answers on 1–10 of which half are 8 and half 9, and of those that are `bad` all 3 or 4.
fn kept_long(n: u64, bad: impl Fn(At) -> bool, seed: u64) -> Kept {
    let answer = |at: At, rng: &mut Rng| {
        let value = if bad(at) { 3.0 } else { 8.0 } + f64::from(rng.u8(0..2));
        Scores::of([(ScoreKind::Csat, ScoreValue { value, scale: Scale::higher(1.0, 10.0) })])
    };
    kept_of(n, answer, seed)
}

fn kept_of(n: u64, answer: impl Fn(At, &mut Rng) -> Scores, seed: u64) -> Kept {
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
        let given = answer(at, &mut rng);
        let mut row = row(number, vec![entry(Some(PLACES[at.place]), None, given)]);
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

    /// The group that the distance of either touchpoint comes from.
    fn part_at(&self) -> Option<GroupPart> {
        let of = |at: usize| {
            let name = name(Place::Export(at));
            self.book.part_at(&name, None, 1, &self.asking())
        };
        of(0).or_else(|| of(1))
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
            manner: Manner::AtOnce,
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

fn plan(plan: usize) -> Subgroup {
    Subgroup::Segment { field: "Plan".to_owned(), value: format!("plan {plan}") }
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
        (0..100).filter(|seed| kept(800, content, 1_000 + seed).part().is_some()).count()
    };
    let all_of_it = told(|at| if at.plan == 0 { 0.45 } else { 0.75 });
    assert!(all_of_it <= 4, "{all_of_it}");
    // Those of that age are as bad in every plan.
    let elsewhere = told(|at| if at.age == 1 { 0.2 } else { 0.75 });
    assert!(elsewhere <= 4, "{elsewhere}");
    assert!(told(|_| 0.7) <= 4);
}

#[test]
fn the_group_that_a_touchpoint_is_worse_by_is_named() {
    let bad = |at: At| if at.plan == 0 && at.place == 1 { 0.1 } else { 0.75 };
    let held = (0..20).filter(|seed| {
        let part = kept(800, bad, *seed).part_at();
        part.is_some_and(|part| {
            part.group == plan(0) && part.value.value < 0.3 && part.others.value > 0.6
        })
    });
    let held = held.count();
    assert!(held >= 16, "{held} of 20");
    let told = |content: fn(At) -> f64| {
        (0..100).filter(|seed| kept(600, content, 3_000 + seed).part_at().is_some()).count()
    };
    let throughout = told(|at| if at.place == 1 { 0.45 } else { 0.75 });
    let everywhere = told(|at| if at.plan == 0 { 0.3 } else { 0.75 });
    let none = told(|_| 0.7);
    assert!(throughout <= 4 && everywhere <= 4 && none <= 4, "{throughout}, {everywhere}, {none}");
}

/// Everybody rates the whole and two touchpoints by the same score; those of one branch are not
/// content with the one.
#[test]
fn ratings_beside_the_whole_are_looked_into_too() {
    let fields = ["Branch"].map(str::to_owned);
    let mut ids = GroupIds::new(&fields);
    let mut book = AnswerBook::new(TouchpointSource::Export);
    let mut resolver = Resolver::default();
    for number in 0..200_u64 {
        let csat = |value| scores(None, Some(value));
        let speed = if number % 10 == 0 { 2.0 } else { 5.0 };
        let staff = if number % 4 == 0 { 1.0 } else { speed };
        let entries = vec![
            entry(None, None, csat(4.0)),
            entry(Some("staff"), None, csat(staff)),
            entry(Some("speed"), None, csat(speed)),
        ];
        let mut row = row(number, entries);
        row.segments = vec![Some(format!("branch {}", number % 4).into())];
        let view = resolver.view(&row, &[]);
        book.add(&view, ids.of(&view));
    }
    let Groups { all: groups, .. } = ids.finish(&fields);
    let kept = Kept { book, groups };
    let asked = PerScore::from_fn(|kind| kind == ScoreKind::Csat);
    let asking = Asking { asked, ..kept.asking() };
    let found = [0, 1].map(|at| kept.book.part_at(&name(Place::Export(at)), None, 1, &asking));
    let [found]: [GroupPart; 1] =
        found.into_iter().flatten().collect::<Vec<_>>().try_into().unwrap();
    let group = Subgroup::Segment { field: "Branch".to_owned(), value: "branch 0".to_owned() };
    let GroupPart { n, n_others, means, .. } = found;
    assert_eq!((found.group, n, n_others, means), (group, 50, 150, None));
    assert_eq!((found.value.value, found.others.value > 0.9), (0.0, true));
}

/// Half of the content give eight of ten, which is not in the best boxes.
#[test]
fn on_a_long_scale_means_tell_where_it_is() {
    let there = |at: At| at.plan == 0 && at.place == 1;
    let near = |mean: f64, wanted: f64| (mean - wanted).abs() < 4.0;
    let held = (0..20).filter(|seed| {
        let kept = kept_long(320, there, *seed);
        let met = kept.book.interaction(&kept.asking(), |_| false).and_then(|found| found.means);
        let at = kept.part_at().filter(|part| part.group == plan(0)).and_then(|part| part.means);
        let part = kept.part().and_then(|part| part.means);
        // Of 3.5 and 8.5 on 1–10.
        let told = |[own, rest]: [f64; 2]| near(own, 27.8) && near(rest, 83.3);
        let meet = |[own, first, second]: [f64; 3]| told([own, first]) && near(second, 83.3);
        met.is_some_and(meet) && at.is_some_and(told) && part.is_some_and(told)
    });
    let held = held.count();
    assert!(held >= 18, "{held} of 20");
    let told = (0..200).filter(|seed| {
        let kept = kept_long(400, |_| false, 5_000 + seed);
        let met = kept.book.interaction(&kept.asking(), |_| false);
        met.is_some() || kept.part_at().is_some() || kept.part().is_some()
    });
    let told = told.count();
    assert!(told <= 6, "{told} of 200");
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
        (0..100).filter(|seed| kept(800, content, 1_000 + seed).changed_part().is_some()).count()
    };
    let all_of_it = told(|at| if at.plan == 0 && at.month >= 5 { 0.4 } else { 0.8 });
    assert!(all_of_it <= 4, "{all_of_it}");
    let everywhere = told(|at| if at.age == 1 && at.month >= 5 { 0.2 } else { 0.8 });
    assert!(everywhere <= 4, "{everywhere}");
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
        let runs = (0..100).filter(|seed| {
            let kept = kept(600, content, 900 + seed);
            kept.book.interaction(&kept.asking(), |_| false).is_some()
        });
        runs.count()
    };
    let each = told(|at| 0.9 - 0.3 * f64::from(at.plan == 0) - 0.3 * f64::from(at.place == 1));
    let one = told(|at| if at.plan == 0 { 0.4 } else { 0.8 });
    let none = told(|_| 0.7);
    // Nearly all others are alike, and those of both are not.
    let rare = told(|at| 0.97 - 0.1 * f64::from(at.plan == 0) - 0.1 * f64::from(at.age == 1));
    let told = [each, one, none, rare];
    assert!(told.iter().all(|told| *told <= 4), "{told:?} of 100");
}
