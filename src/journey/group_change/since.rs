//! Since when what is told to pull the score down is as it is: a group, the touchpoint that is told
//! first, or a group at the touchpoint at which it is furthest behind.
//!
//! That a shop is 20 points below the rest over ten months may be what it always was, or what it
//! became in April, when it fell by 40. Held against the changes of all groups, a fall of 60
//! answers is lost. But the group is told anyway, by its mean, which knows nothing of time: so its
//! own borders are all that is tested, by the test of [`group_change`](super), and they have a part
//! of chance of their own. So have those of the touchpoint that is told first, and those of the
//! groups that are told, where they are furthest behind.

use super::finer::Followed;
use super::series::Change;
use super::{ChangeCounter, ChangeSpan, GroupChange, Search, Subgroup, Who};
use crate::journey::findings::CHANCE;
use crate::journey::group_ids::Group;
use crate::journey::place::Place;
use crate::journey::trend::Grain;
use crate::journey::within::{AnswerBook, Asking};
use crate::lang::Name;

impl Search {
    /// Since when a group of a segment field is worse by the score of the run than it was, or a
    /// touchpoint by that of most, where it surely is.
    pub(in crate::journey) fn since(
        &self,
        counted: &ChangeCounter,
        groups: &[Group],
        name: impl Fn(Place) -> Name,
        of: &Subgroup,
    ) -> Option<GroupChange> {
        let score = match of {
            Subgroup::Segment { .. } => self.main,
            Subgroup::Touchpoint(_) => self.at_touchpoints?,
            Subgroup::Both(_) => return None,
        };
        let scores = [score];
        let followed = |grain| self.followed((counted, grain), (&scores, groups), &name);
        self.fell(followed, |who| who.group == *of && who.score == score)
    }

    /// Since when a group of a segment field rates a touchpoint worse than it did, beside all others
    /// who rate it, where it surely does.
    pub(in crate::journey) fn since_at<N: Fn(Place) -> Name>(
        &self,
        answers: &AnswerBook,
        (field, value): (&str, &str),
        touchpoint: &Name,
        asking: &Asking<'_, N>,
    ) -> Option<GroupChange> {
        let score = asking.score;
        let who =
            Who { group: Subgroup::Touchpoint(touchpoint.clone()), score, design: asking.design };
        let followed = |grain| {
            // By the periods of the trend alone.
            let cell = (grain == self.grain)
                .then(|| answers.at_touchpoint((field, value), touchpoint, asking, grain))??;
            let pair = self.pair(&who, &cell.own, &cell.all)?;
            Some(Followed::one((grain, cell.starts), (who.clone(), pair)))
        };
        self.fell(followed, |_| true)
    }

    /// The change of one of those who are followed by periods, if it surely got worse for good.
    fn fell(
        &self,
        followed: impl Fn(Grain) -> Option<Followed>,
        is_it: impl Fn(&Who) -> bool,
    ) -> Option<GroupChange> {
        let coarse = followed(self.grain)?;
        let (who, pair) = coarse.compared.iter().find(|(who, _)| is_it(who))?;
        let (tests, changes) = pair.changes();
        let fine = self.finer().and_then(followed);
        let by = (&coarse, fine.as_ref());
        let told = |change: &Change| self.told_by((who, pair), change, tests as f64, by);
        let mut sure = changes.iter().filter_map(told).map(|told| told.change);
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
    use crate::feedback::ScoreKind;
    use crate::journey::crossings::Crossings;
    use crate::journey::group_change::planted::{FIELD, Planted};
    use crate::journey::own::AspectsOf;
    use crate::journey::place::Places;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};
    use crate::journey::touchpoint::TouchpointSource;
    use crate::metrics::Design;

    /// Since when shop 0 of eight, which has 120 answers in eight months, is worse; the chance that
    /// somebody is content depends on the shop and the month.
    fn since(content: impl Fn(u64, i8) -> f64, seed: u64) -> Option<GroupChange> {
        let planted = Planted::new((960, 8), content, seed);
        let of = Subgroup::Segment { field: FIELD.to_owned(), value: "0".to_owned() };
        planted.search.since(&planted.counted, &planted.groups, |_| Name::same(""), &of)
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

    /// Eight shops whose customers rate the desk or the lift in eight months: since when the desk is
    /// worse, and since when shop 0 rates it worse.
    fn at_the_desk(content: impl Fn(u64, u64, i8) -> f64, seed: u64) -> [Option<GroupChange>; 2] {
        let fields = [FIELD.to_owned()];
        let mut rng = Rng::with_seed(seed);
        let mut crossings = Crossings::new(TouchpointSource::Export, &fields, Some(Grain::Month));
        let places = Places::new(&[], &[], AspectsOf::default());
        let mut resolver = Resolver { places, ..Resolver::default() };
        for number in 0..1_600_u64 {
            let (shop, place, month) = (number % 8, number / 8 % 2, (number / 16 % 8) as i8 + 1);
            let good = rng.f64() < content(shop, place, month);
            let (at, score) = (["desk", "lift"][place as usize], if good { 5.0 } else { 2.0 });
            let mut row = row(number, vec![entry(Some(at), None, scores(None, Some(score)))]);
            row.time = Some(Date::constant(2026, month, rng.i8(1..=28)).at(9, 0, 0, 0));
            row.segments = vec![Some(shop.to_string().into())];
            crossings.add(&resolver.view(&row, &[]));
        }
        let Crossings { ids, changes, answers, .. } = crossings;
        let groups = ids.finish(&fields).all;
        let score = ScoreKind::Csat;
        let planted = Planted::new((8, 8), |_, _| 0.5, 0);
        let search =
            Search { asked: resolver.asked, at_touchpoints: Some(score), ..planted.search };
        let name = |place: Place| resolver.places.name(place, &[]);
        let desk = Name::same("desk");
        let of = Subgroup::Touchpoint(desk.clone());
        let (asked, design) = (resolver.asked, Design::NONE);
        let asking = Asking { score, asked, groups: &groups, name, at_least: 5, design };
        let there = search.since_at(&answers, (FIELD, "0"), &desk, &asking);
        [search.since(&changes, &groups, name, &of), there]
    }

    fn since_may(found: Option<&GroupChange>) -> bool {
        found.is_some_and(|change| match &change.span {
            ChangeSpan::Since { range: (first, last), .. } => {
                first.as_str() <= "2026-05" && "2026-05" <= last.as_str()
            }
            ChangeSpan::Only { .. } => false,
        })
    }

    #[test]
    fn it_is_told_since_when_a_touchpoint_is_bad_and_a_group_is_at_one() {
        let all = |_: u64, place: u64, month: i8| if place == 0 && month >= 5 { 0.6 } else { 0.85 };
        let runs = 20;
        let found: Vec<[Option<GroupChange>; 2]> =
            (0..runs).map(|seed| at_the_desk(all, 300 + seed)).collect();
        let desk = found.iter().filter(|[desk, _]| since_may(desk.as_ref())).count();
        let there = found.iter().filter(|[_, there]| there.is_some()).count();
        assert!(desk >= 18 && there <= 1, "{desk}, {there} of {runs}: all shops fell alike");
        let one = |shop: u64, place: u64, month: i8| {
            if shop + place == 0 && month >= 5 { 0.25 } else { 0.85 }
        };
        let found = (0..runs).map(|seed| at_the_desk(one, 400 + seed));
        let there = found.filter(|[_, there]| since_may(there.as_ref())).count();
        assert!(there >= 16, "{there} of {runs}");
    }
}
