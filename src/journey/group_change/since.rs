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
    use super::*;
    use crate::journey::group_change::planted::{FIELD, Planted};

    /// Since when shop 0 of eight, which has 120 answers in eight months, is worse; the chance that
    /// somebody is content depends on the shop and the month.
    fn since(content: impl Fn(u64, i8) -> f64, seed: u64) -> Option<GroupChange> {
        let planted = Planted::new((960, 8), content, seed);
        planted.search.since(&planted.counted, &planted.groups, (FIELD, "0"))
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
        let told = |content: fn(u64, i8) -> f64| {
            (0..300_u64).filter(|seed| since(content, 1_000 + seed).is_some()).count()
        };
        let always = told(|shop, _| if shop == 0 { 0.5 } else { 0.72 });
        assert!(always <= 8, "{always}");
        let all = told(|_, month| if month >= 5 { 0.4 } else { 0.7 });
        assert!(all <= 8, "{all}");
    }
}
