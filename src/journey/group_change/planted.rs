//! What the tests share: sums of answers, and answers of groups of one size in which a change was
//! planted.

use fastrand::Rng;
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
        let fields = [FIELD.to_owned()];
        let mut rng = Rng::with_seed(seed);
        let mut crossings = Crossings::new(TouchpointSource::Export, &fields, Some(Grain::Month));
        let mut resolver = Resolver::default();
        for number in 0..answers {
            let (group, month) = (number % groups, (number / groups % 8) as i8 + 1);
            let score = if rng.f64() < content(group, month) { 5.0 } else { 2.0 };
            let mut row = row(number, vec![entry(None, None, scores(None, Some(score)))]);
            row.time = Some(Date::constant(2026, month, rng.i8(1..=28)).at(9, 0, 0, 0));
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
