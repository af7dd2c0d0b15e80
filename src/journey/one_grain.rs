//! One border for one event.
//!
//! A change of all answers is looked for by weeks, that of a group by the periods of the trend, and
//! each has the best border of its own. Where both tell of the same event, "since week 33" beside
//! "since August" reads as two: then the level is told since the group's own border as well, with
//! the numbers that it has there. Where all answers together do not tell when it began, or look as if
//! they fell a little every month, those of the group tell more, unless it changed little by little
//! itself: what it surely did at once, and nobody else did, is no slide of all.

use super::group_change::{ChangeSpan, GroupChange};
use super::manner::Manner;
use super::shift::{Changes, Shift};

/// A change of level, since the border of the group in which it happened; as it is where no group
/// is told, or where nothing began.
pub(super) fn beside(shift: &Shift, change: Option<&GroupChange>, changes: &Changes<'_>) -> Shift {
    let of_all = change.filter(|change| change.of_all);
    let of_all = of_all.filter(|change| match shift.manner {
        Manner::AtOnce | Manner::Either => true,
        Manner::Sometime => !matches!(change.manner, Manner::AllTheTime(_)),
        Manner::AllTheTime(_) => change.manner == Manner::AtOnce && !change.rest_changed,
    });
    let own = of_all.and_then(|change| match &change.span {
        ChangeSpan::Since { since, range } => Some((since, range, &change.manner)),
        ChangeSpan::Only { .. } => None,
    });
    let Some((since, range, of_group)) = own else { return shift.clone() };
    let told = match *since == shift.since && shift.manner.has_border() {
        true => shift.clone(),
        false => changes.told_since(shift, since, range.clone()),
    };
    let manner = match told.manner {
        Manner::Sometime | Manner::AllTheTime(_) if told.since == *since => of_group.clone(),
        as_it_is => as_it_is,
    };
    Shift { manner, ..told }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::journey::mix::MixCounter;
    use crate::journey::shift::tests::{changes, days};
    use crate::journey::{Slide, Subgroup};
    use crate::lang::Name;
    use crate::stats::Estimate;

    fn at(value: f64) -> Estimate {
        Estimate { value, low: value, high: value }
    }

    fn change(since: &str, of_all: bool) -> GroupChange {
        GroupChange {
            group: Subgroup::Touchpoint(Name::same("desk")),
            score: ScoreKind::Nps,
            span: ChangeSpan::Since {
                since: since.to_owned(),
                range: (since.to_owned(), "2024-09".to_owned()),
            },
            before: at(0.8),
            after: at(0.3),
            n_before: 200,
            n_after: 100,
            rest_before: at(0.8),
            rest_after: at(0.8),
            rest_changed: false,
            difference: at(-0.5),
            p: 0.001,
            manner: Manner::AtOnce,
            of_all,
            also: Vec::new(),
            part: None,
            whole_after: 0.7,
            p_after: 0.001,
        }
    }

    #[test]
    fn what_happened_in_a_group_is_told_since_its_border_with_the_numbers_there() {
        // Day 214 of 2024 is 2 August, a Friday of week 31.
        let days = days(|day| if day < 214 { 0.85 } else { 0.5 }, 360, 1);
        let mixes = MixCounter::default();
        let changes = changes(&days, &mixes);
        let found = changes.shifts();
        let [weeks] = found.as_slice() else { panic!("{found:?}") };
        assert!(weeks.since.starts_with("2024-W3"), "{weeks:?}");
        let told = beside(weeks, Some(&change("2024-08", true)), &changes);
        // July ends with day 213 of six answers.
        assert_eq!((told.since.as_str(), told.n_before, told.n_after), ("2024-08", 1_278, 882));
        assert_eq!(told.range, ("2024-08".to_owned(), "2024-09".to_owned()));
        assert!(told.mix.is_none() && told.change < -50.0, "{told:?}");
        let later = beside(weeks, Some(&change("2024-09", true)), &changes);
        assert_eq!((later.n_before, later.since.as_str()), (1_464, "2024-09"));
        assert!(later.before.value < told.before.value, "August is among what was before");
        let same = change(&weeks.since, true);
        for as_it_is in [None, Some(change("2024-08", false)), Some(same)] {
            assert_eq!(beside(weeks, as_it_is.as_ref(), &changes), *weeks, "{as_it_is:?}");
        }
        // When it began the group tells, where it did not fall little by little.
        let sometime = Shift { manner: Manner::Sometime, ..weeks.clone() };
        let found = beside(&sometime, Some(&change("2024-08", true)), &changes);
        assert_eq!(found, Shift { manner: Manner::AtOnce, ..told.clone() });
        let month = || "2024-01".to_owned();
        let (first, last, from, to) = (month(), month(), at(0.8), at(0.2));
        let slide = Manner::AllTheTime(Slide { first, last, from, to, per_month: -5.0 });
        let slowly = GroupChange { manner: slide.clone(), ..change("2024-08", true) };
        assert_eq!(beside(&sometime, Some(&slowly), &changes), sometime);
        let perhaps = GroupChange { manner: Manner::Either, ..change("2024-08", true) };
        let found = beside(&sometime, Some(&perhaps), &changes);
        assert_eq!(found, Shift { manner: Manner::Either, ..told.clone() });
        // A group is told to have the border of what falls all the time where it fell at once, and
        // nobody else did.
        let slide = Shift { manner: slide, ..weeks.clone() };
        let found = beside(&slide, Some(&change("2024-08", true)), &changes);
        assert_eq!(found, Shift { manner: Manner::AtOnce, ..told });
        let others_too = GroupChange { rest_changed: true, ..change("2024-08", true) };
        for as_it_is in [slowly, perhaps, others_too] {
            assert_eq!(beside(&slide, Some(&as_it_is), &changes), slide, "{as_it_is:?}");
        }
    }
}
