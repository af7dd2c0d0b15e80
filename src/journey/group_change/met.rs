//! Where two groups meet that fell there, while neither fell as a whole.
//!
//! Installations of air conditioners went wrong since July; all installations together, and all
//! that was done to air conditioners, hardly show it. So where no change of a group is told, those
//! who are of two groups of different fields, or of a group and at a touchpoint, are held against
//! all others by the test of [`group_change`](super): p counts times all borders of all meetings
//! (Bonferroni). It is a part of chance of its own, and a fall for good alone is told.

use super::counter::Answered;
use super::finer::Followed;
use super::{ChangeSpan, GroupChange, LEAST, LEAST_TOLD, Pair, Search, Subgroup, Who, is_of};
use crate::journey::findings::CHANCE;
use crate::journey::place::Place;
use crate::journey::shift::Shift;
use crate::journey::steps::StepSum;
use crate::journey::within::{AnswerBook, Asking};
use crate::lang::Name;

impl Search {
    /// The meeting that surely fell for good, the surest of all, and whether `shift` is of that.
    pub(in crate::journey) fn fell_where_two_meet<N: Fn(Place) -> Name>(
        &self,
        answers: &AnswerBook,
        asking: &Asking<'_, N>,
        shift: Option<&Shift>,
    ) -> Option<GroupChange> {
        // Of those who are of both there are fewer than of either.
        let least = [LEAST, LEAST_TOLD].map(|least| least.max(self.least));
        let met = answers.met(asking, self.grain, least[0] + least[1]);
        let range = asking.score.measure().range() / 100.0;
        let all = &met.all;
        let compared = met.met.into_iter().filter_map(|(groups, own)| {
            let without = all.iter().zip(&own).map(|(all, own)| all.without(*own));
            let rest: Vec<StepSum> = without.collect();
            let pair = Pair::new(&own, &rest, asking.design, range, (least, least[1]))?;
            let group = Subgroup::Both(Box::new(groups));
            Some((Who { group, score: asking.score, design: asking.design }, pair))
        });
        let compared: Vec<(Who, Pair)> = compared.collect();
        let (grain, starts) = (self.grain, met.starts);
        let answered = Answered { grain, starts, scores: Vec::new(), places: Vec::new() };
        let followed = Followed { answered, compared };
        let mut tests = 0;
        let mut found = Vec::new();
        for (who, pair) in &followed.compared {
            let (number, changes) = pair.changes();
            tests += number;
            found.extend(changes.into_iter().map(|change| (who, pair, change)));
        }
        let sure = found.into_iter().filter_map(|(who, pair, change)| {
            let told = self.told_by((who, pair), &change, tests as f64, (&followed, None))?;
            let lasting = matches!(told.change.span, ChangeSpan::Since { .. });
            let sure = told.change.p <= CHANCE && lasting && told.change.is_worse();
            sure.then_some(told.change)
        });
        let surest = sure.min_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.group.cmp(&b.group)))?;
        let of_all = shift.is_some_and(|shift| is_of(&surest, shift));
        Some(GroupChange { of_all, ..surest })
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;
    use jiff::civil::Date;

    use super::*;
    use crate::feedback::ScoreKind;
    use crate::journey::crossings::Crossings;
    use crate::journey::group_change::planted::Planted;
    use crate::journey::own::AspectsOf;
    use crate::journey::place::Places;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};
    use crate::journey::touchpoint::TouchpointSource;
    use crate::journey::trend::Grain;
    use crate::metrics::Design;

    const PLACES: [&str; 4] = ["consult", "install", "repair", "return"];

    /// What is told of answers in eight months of four products at four touchpoints.
    fn told(content: impl Fn(usize, usize, i8) -> f64, seed: u64) -> Option<GroupChange> {
        let fields = ["Product".to_owned()];
        let mut rng = Rng::with_seed(seed);
        let mut crossings = Crossings::new(TouchpointSource::Export, &fields, Some(Grain::Month));
        let places = Places::new(&[], &[], AspectsOf::default());
        let mut resolver = Resolver { places, ..Resolver::default() };
        for number in 0..1_600_u64 {
            let (product, place, month) = (rng.usize(..4), rng.usize(..4), rng.i8(1..=8));
            let good = rng.f64() < content(product, place, month);
            let score = Some(if good { 5.0 } else { 2.0 });
            let mut row = row(number, vec![entry(Some(PLACES[place]), None, scores(None, score))]);
            row.time = Some(Date::constant(2026, month, 9).at(9, 0, 0, 0));
            row.segments = vec![Some(format!("product {product}").into())];
            crossings.add(&resolver.view(&row, &[]));
        }
        let Crossings { ids, answers, .. } = crossings;
        let groups = ids.finish(&fields).all;
        let search = Planted::new((8, 8), |_, _| 0.5, 0).search;
        let name = |place: Place| resolver.places.name(place, &[]);
        let (score, asked, design) = (ScoreKind::Csat, resolver.asked, Design::NONE);
        let asking = Asking { score, asked, groups: &groups, name, at_least: 5, design };
        search.fell_where_two_meet(&answers, &asking, None)
    }

    #[test]
    fn where_two_meet_that_fell_is_told_with_both() {
        let fell = |product: usize, place: usize, month: i8| match (product, place, month) {
            (0, 1, 6..) => 0.25,
            _ => 0.85,
        };
        let wanted = Subgroup::Both(Box::new([
            Subgroup::Segment { field: "Product".to_owned(), value: "product 0".to_owned() },
            Subgroup::Touchpoint(Name::same("install")),
        ]));
        let runs = 15;
        let found = (0..runs).filter_map(|seed| told(fell, seed));
        let found = found.filter(|change| change.group == wanted).count();
        assert!(found >= 12, "{found} of {runs}");
        let install = Subgroup::Touchpoint(Name::same("install"));
        assert!(wanted.is_of(&install) && !install.is_of(&wanted) && install.is_of(&install));
    }

    /// A hundredth is what is asked for.
    #[test]
    fn levels_and_a_fall_of_all_are_no_fall_where_two_meet() {
        let levels = |product: usize, place: usize, _: i8| 0.9 - 0.1 * (product + place) as f64;
        let all = |_: usize, _: usize, month: i8| if month < 5 { 0.8 } else { 0.6 };
        let alarms = |content: fn(usize, usize, i8) -> f64| {
            (0..25).filter(|seed| told(content, 500 + seed).is_some()).count()
        };
        assert!(alarms(levels) + alarms(all) <= 3);
    }
}
