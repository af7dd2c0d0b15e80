//! One grain of periods for one event.
//!
//! A change of all answers is looked for by weeks, that of a group by the periods of the trend.
//! Where both tell of the same event, "since week 33" beside "since August" reads as two: then the
//! level is told by the longer periods as well, and since the group's own, where it may have been
//! then.

use super::group_change::{ChangeSpan, GroupChange, days};
use super::shift::Shift;
use super::trend::Grain;

/// A change of level, by the periods of the group in which it happened where these are longer.
pub(super) fn beside(shift: &Shift, change: Option<&GroupChange>) -> Shift {
    let of_all = change.filter(|change| change.of_all);
    let grain = of_all.and_then(|change| match &change.span {
        ChangeSpan::Since { since, .. } => Some((Grain::of_name(since), since)),
        ChangeSpan::Only { .. } => None,
    });
    let longer = grain.filter(|(grain, _)| *grain > Grain::of_name(&shift.since));
    longer.and_then(|(grain, own)| by(shift, grain, own)).unwrap_or_else(|| shift.clone())
}

/// The same by these periods, of which the group changed in its `own`.
fn by(shift: &Shift, grain: Grain, own: &str) -> Option<Shift> {
    let name = |day| grain.name(grain.start(day));
    let (first, last) = &shift.range;
    let last = days(last)?.1.yesterday().ok()?;
    let range = (name(days(first)?.0), name(last));
    // Names of periods of one length are in the order of time.
    let may_be = *range.0 <= *own && *own <= *range.1;
    let since = if may_be { own.to_owned() } else { name(days(&shift.since)?.0) };
    Some(Shift { since, range, ..shift.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::journey::Subgroup;
    use crate::lang::Name;
    use crate::stats::Estimate;

    fn week(name: &str) -> String {
        format!("2026-W{name}")
    }

    fn at(value: f64) -> Estimate {
        Estimate { value, low: value, high: value }
    }

    fn shift(since: &str, range: (&str, &str)) -> Shift {
        Shift {
            score: Some(ScoreKind::Csat),
            since: week(since),
            range: (week(range.0), week(range.1)),
            before: at(0.8),
            after: at(0.6),
            n_before: 400,
            n_after: 200,
            change: -0.2,
            p: 0.001,
            mix: None,
        }
    }

    fn change(since: &str, of_all: bool) -> GroupChange {
        let period = || since.to_owned();
        GroupChange {
            group: Subgroup::Touchpoint(Name::same("desk")),
            score: ScoreKind::Csat,
            span: ChangeSpan::Since { since: period(), range: (period(), period()) },
            before: at(0.8),
            after: at(0.3),
            n_before: 200,
            n_after: 100,
            rest_before: at(0.8),
            rest_after: at(0.8),
            rest_changed: false,
            difference: at(-0.5),
            p: 0.001,
            of_all,
            whole_after: 0.7,
            p_after: 0.001,
        }
    }

    #[test]
    fn what_happened_in_a_group_is_told_by_its_periods() {
        // Weeks 32 to 36 are 3 August to 6 September.
        let weeks = shift("33", ("32", "36"));
        let told = beside(&weeks, Some(&change("2026-09", true)));
        assert_eq!((told.since.as_str(), told.n_before), ("2026-09", 400));
        assert_eq!(told.range, ("2026-08".to_owned(), "2026-09".to_owned()));
        let elsewhere = beside(&weeks, Some(&change("2026-10", true)));
        assert_eq!(elsewhere.since, "2026-08", "after all of the range");
        let quarter = beside(&weeks, Some(&change("2026-Q3", true)));
        assert_eq!((quarter.since.as_str(), quarter.range.1.as_str()), ("2026-Q3", "2026-Q3"));
        for as_it_is in [None, Some(change("2026-09", false)), Some(change("2026-W33", true))] {
            assert_eq!(beside(&weeks, as_it_is.as_ref()), weeks, "{as_it_is:?}");
        }
        // A month is not told by weeks.
        assert_eq!(beside(&told, Some(&change("2026-W33", true))), told);
    }
}
