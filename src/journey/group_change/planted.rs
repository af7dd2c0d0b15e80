//! What the tests share: sums of answers, and answers of groups of one size in which a change was
//! planted.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{ChangeCounter, Search};
use crate::feedback::{PerScore, ScoreKind};
use crate::journey::crossings::Crossings;
use crate::journey::group_ids::Group;
use crate::journey::row::Resolver;
use crate::journey::steps::StepSum;
use crate::journey::tests::{entry, row, scores};
use crate::journey::touchpoint::TouchpointSource;
use crate::journey::trend::Grain;
use crate::metrics::{Design, Weight};

/// The field of the groups of [`Planted`], whose values are `0`, `1` and so on.
pub(super) const FIELD: &str = "Class";

/// So many content ones of so many answers.
pub(super) fn sum(content: u64, n: u64) -> StepSum {
    let mut sum = StepSum::default();
    (0..n).for_each(|i| sum.add(i32::from(i < content), Weight::ONE));
    sum
}

/// Answers of eight months, as the search for changes of groups gets them.
pub(super) struct Planted {
    pub(super) search: Search,
    pub(super) counted: ChangeCounter,
    pub(super) groups: Vec<Group>,
}

impl Planted {
    /// So many answers of groups of one size; the chance that somebody is content depends on the
    /// group and the month, from 1 to 8.
    pub(super) fn new(
        (answers, groups): (u64, u64),
        content: impl Fn(u64, i8) -> f64,
        seed: u64,
    ) -> Self {
        let mut rng = Rng::with_seed(seed);
        let answer = |number: u64| {
            let (group, month) = (number % groups, (number / groups % 8) as i8 + 1);
            let content = rng.f64() < content(group, month);
            (group, Date::constant(2026, month, rng.i8(1..=28)), content)
        };
        Self::of((0..answers).map(answer), Some(Grain::Month))
    }

    /// The same by the day of the year, of 240 days; weeks are counted as well.
    pub(super) fn by_day(
        (answers, groups): (u64, u64),
        content: impl Fn(u64, i64) -> f64,
        seed: u64,
    ) -> Self {
        let mut rng = Rng::with_seed(seed);
        let answer = |number: u64| {
            let (group, day) = (number % groups, rng.i64(0..240));
            let date = Date::constant(2026, 1, 1).saturating_add(day.days());
            (group, date, rng.f64() < content(group, day))
        };
        Self::of((0..answers).map(answer), None)
    }

    /// Answers: of which group, on which day, and whether content.
    fn of(answers: impl Iterator<Item = (u64, Date, bool)>, grain: Option<Grain>) -> Self {
        let fields = [FIELD.to_owned()];
        let mut crossings = Crossings::new(TouchpointSource::Export, &fields, grain);
        let mut resolver = Resolver::default();
        for (number, (group, date, content)) in (0..).zip(answers) {
            let score = Some(if content { 5.0 } else { 2.0 });
            let mut row = row(number, vec![entry(None, None, scores(None, score))]);
            row.time = Some(date.at(9, 0, 0, 0));
            row.segments = vec![Some(group.to_string().into())];
            crossings.add(&resolver.view(&row, &[]));
        }
        let Crossings { ids, changes: counted, .. } = crossings;
        let design = PerScore::from_fn(|_| Design::NONE);
        let search = Search {
            grain: Grain::Month,
            asked: resolver.asked,
            main: ScoreKind::Csat,
            changed: None,
            at_touchpoints: None,
            columns: Default::default(),
            least: 5,
            design,
            at_one: design,
        };
        Self { search, counted, groups: ids.finish(&fields).all }
    }
}
