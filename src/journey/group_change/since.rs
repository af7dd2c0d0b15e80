//! Since when the group that pulls the score down is as it is.
//!
//! That a shop is 20 points below the rest over ten months may be what it always was, or what it
//! became in April, when it fell by 40. Held against the changes of all groups, a fall of 60
//! answers is lost. But the group is told anyway, by its mean, which knows nothing of time: so its
//! own borders are all that is tested, by the test of [`group_change`](super), and they have a part
//! of chance of their own.

use super::{ChangeCounter, ChangeSpan, GroupChange, Search, Subgroup, Who};
use crate::journey::findings::CHANCE;
use crate::journey::group_ids::Group;

impl Search {
    /// Since when a group of a segment field is worse by the score of the run than it was, where
    /// it surely is.
    pub(in crate::journey) fn since(
        &self,
        counted: &ChangeCounter,
        groups: &[Group],
        (field, value): (&str, &str),
    ) -> Option<GroupChange> {
        let id = groups.iter().find(|group| group.field == field && group.value == value)?.id;
        let answered = counted.finish(self.grain, self.asked, &[self.main], None)?;
        let of_score = answered.scores.first()?;
        let own = of_score.groups.get(id)?;
        let group = Subgroup::Segment { field: field.to_owned(), value: value.to_owned() };
        let who = Who { group, score: self.main, design: self.design[self.main] };
        let (tests, changes) = self.pair(&who, own, &of_score.all)?.changes();
        let mut sure = changes
            .iter()
            .filter_map(|change| self.sure(who.clone(), change, tests as f64, &answered.starts));
        sure.find(|change| {
            let lasting = matches!(change.span, ChangeSpan::Since { .. });
            lasting && change.is_worse() && change.p <= CHANCE
        })
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;
    use jiff::civil::Date;

    use super::*;
    use crate::feedback::{PerScore, ScoreKind};
    use crate::journey::crossings::Crossings;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};
    use crate::journey::touchpoint::TouchpointSource;
    use crate::journey::trend::Grain;
    use crate::metrics::Design;

    /// Since when shop 0 of eight, which has 120 answers in eight months, is worse; the chance that
    /// somebody is content depends on the shop and the month.
    fn since(content: impl Fn(usize, i8) -> f64, seed: u64) -> Option<GroupChange> {
        let fields = ["Shop".to_owned()];
        let mut rng = Rng::with_seed(seed);
        let month = Some(Grain::Month);
        let mut crossings = Crossings::new(TouchpointSource::Export, &fields, month);
        let mut resolver = Resolver::default();
        for number in 0..960_u64 {
            let (shop, month) = (number as usize % 8, (number / 8 % 8) as i8 + 1);
            let score = if rng.f64() < content(shop, month) { 5.0 } else { 2.0 };
            let mut row = row(number, vec![entry(None, None, scores(None, Some(score)))]);
            row.time = Some(Date::constant(2026, month, rng.i8(1..=28)).at(9, 0, 0, 0));
            row.segments = vec![Some(format!("shop {shop}").into())];
            crossings.add(&resolver.view(&row, &[]));
        }
        let Crossings { ids, changes, .. } = crossings;
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
        search.since(&changes, &ids.finish(&fields).all, ("Shop", "shop 0"))
    }

    #[test]
    fn it_is_told_since_when_a_small_group_is_bad() {
        let fell = |shop, month| if shop == 0 && month >= 5 { 0.35 } else { 0.72 };
        let runs = 40;
        let found = (0..runs).filter(|seed| {
            since(fell, *seed).is_some_and(|change| {
                let ChangeSpan::Since { range: (first, last), .. } = &change.span else {
                    return false;
                };
                first.as_str() <= "2026-05" && "2026-05" <= last.as_str()
            })
        });
        let found = found.count();
        assert!(found * 10 >= runs as usize * 7, "{found} of {runs}");
    }

    /// It was always as bad, or everybody fell: at most its part of chance, and what 300 runs leave
    /// open.
    #[test]
    fn a_group_that_was_always_bad_has_no_since() {
        let told = |content: fn(usize, i8) -> f64| {
            (0..300_u64).filter(|seed| since(content, 1_000 + seed).is_some()).count()
        };
        let always = told(|shop, _| if shop == 0 { 0.5 } else { 0.72 });
        assert!(always <= 8, "{always}");
        let all = told(|_, month| if month >= 5 { 0.4 } else { 0.7 });
        assert!(all <= 8, "{all}");
    }
}
