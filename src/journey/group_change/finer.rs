//! When a group changed, by weeks where these tell it better, and whether at once.
//!
//! A group that fell on 10 August is half fallen in August, and by months it seems to slide, or to
//! have fallen in June. It is by the periods of the trend that changes are looked for: of weeks
//! there are four times as many, and what that costs is what it would find. But once a change is
//! found, the border is looked for by weeks too, in the periods that it may have begun in and the
//! one before these, and it is told by weeks where that explains more by 2 ln of the number of
//! weeks that were tried (what a choice among so many costs). So nothing is found that was not found
//! before, and p stays what it is.
//!
//! That it changed little by little is told where a straight line is surely the better of the two,
//! and that the answers do not tell where neither is.

use jiff::civil::Date;

use super::counter::{Answered, ChangeCounter};
use super::series::{Change, Pace, Pair, Span};
use super::{GroupChange, Search, Who, level};
use crate::feedback::ScoreKind;
use crate::journey::group_ids::Group;
use crate::journey::manner::{Manner, Slide, months};
use crate::journey::place::Place;
use crate::journey::steps::StepSum;
use crate::journey::trend::Grain;
use crate::lang::Name;

/// Answers in periods of one length, and everybody who is held against all others in them.
pub(super) struct Followed {
    pub(super) answered: Answered,
    pub(super) compared: Vec<(Who, Pair)>,
}

/// A change with its numbers, and by which periods it is told.
pub(super) struct Told<'a> {
    pub(super) change: GroupChange,
    pub(super) span: Span,
    pub(super) answered: &'a Answered,
}

impl Followed {
    /// One alone, in the periods that begin on these days.
    pub(super) fn one((grain, starts): (Grain, Vec<Date>), of: (Who, Pair)) -> Followed {
        let answered = Answered { grain, starts, scores: Vec::new(), places: Vec::new() };
        Followed { answered, compared: vec![of] }
    }

    fn pair_of(&self, who: &Who) -> Option<&Pair> {
        self.compared.iter().find(|(of, _)| of == who).map(|(_, pair)| pair)
    }
}

impl Search {
    /// The answers to these scores in periods of this length; `None` where they are not known.
    pub(super) fn followed(
        &self,
        (counted, grain): (&ChangeCounter, Grain),
        (scores, groups): (&[ScoreKind], &[Group]),
        name: impl Fn(Place) -> Name,
    ) -> Option<Followed> {
        let answered = counted.finish(grain, self.asked, scores, self.at_touchpoints)?;
        let compared = self.compared(&answered, groups, name);
        Some(Followed { answered, compared })
    }

    /// The periods that a border is told by where they tell it better.
    pub(super) fn finer(&self) -> Option<Grain> {
        (self.grain != Grain::Week).then_some(Grain::Week)
    }

    /// A change with its numbers, by the finer periods where these tell its border; `None` where it
    /// may be chance.
    pub(super) fn told_by<'a>(
        &self,
        (who, pair): (&Who, &Pair),
        change: &Change,
        tests: f64,
        (coarse, fine): (&'a Followed, Option<&'a Followed>),
    ) -> Option<Told<'a>> {
        let answered = &coarse.answered;
        let found = self.sure(who, change, tests, answered)?;
        let of_weeks = fine.and_then(|fine| Some((&fine.answered, fine.pair_of(who)?)));
        let border = of_weeks.and_then(|(weeks, fine)| {
            let (border, better) = finer_border(change, answered, (weeks, fine))?;
            Some((weeks, border, better, fine.shape(border.span)))
        });
        let pace = match &border {
            Some((.., shape)) => pair.pace(*shape, change),
            None => change.pace,
        };
        let manner = self.manner(who, pace, answered);
        if let Some((weeks, border, true, _)) = border
            && !matches!(manner, Manner::AllTheTime(_))
            && let Some(by_weeks) = self.sure(who, &border, tests, weeks)
        {
            let change = GroupChange { p: found.p, manner, ..by_weeks };
            return Some(Told { change, span: border.span, answered: weeks });
        }
        Some(Told { change: GroupChange { manner, ..found }, span: change.span, answered })
    }

    /// How it changed, with the levels of the group in the periods that a slide is told by.
    fn manner(&self, who: &Who, pace: Pace, answered: &Answered) -> Manner {
        let Answered { grain, starts, .. } = answered;
        let slide = |[(first, from), (last, to)]: [(usize, StepSum); 2]| {
            let months = months(*starts.get(first)?, *starts.get(last)?);
            let from = level(who.score, from, who.design)?;
            let to = level(who.score, to, who.design)?;
            let per_month = (to.value - from.value) / months;
            let (first, last) = (grain.name(starts[first]), grain.name(starts[last]));
            Some(Manner::AllTheTime(Slide { first, last, from, to, per_month }))
        };
        match pace {
            Pace::AtOnce => Manner::AtOnce,
            Pace::Either => Manner::Either,
            Pace::Slide(ends) => slide(ends).unwrap_or(Manner::Either),
        }
    }
}

/// The border of a change by finer periods, and whether it explains surely more there.
fn finer_border(
    change: &Change,
    coarse: &Answered,
    (fine, pair): (&Answered, &Pair),
) -> Option<(Change, bool)> {
    let Span::Since(_) = change.span else { return None };
    let (first, last) = change.range;
    // Late in a period is nearer to the beginning of the next.
    let from = *coarse.starts.get(first.saturating_sub(1))?;
    let end = coarse.grain.next(*coarse.starts.get(last)?).unwrap_or(Date::MAX);
    let number = |day: Date| fine.starts.partition_point(|start| *start < day);
    let (found, tried) = pair.border_within(number(from)..number(end), change.z)?;
    let more = found.z.powi(2) - change.z.powi(2);
    Some((found, more > 2.0 * (tried as f64).ln()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::ChangeSpan;
    use crate::journey::group_change::days;
    use crate::journey::group_change::planted::Planted;

    /// Since when, and how, the surest group is told to have changed, of four with 300 answers in
    /// 240 days each.
    fn told(content: impl Fn(u64, i64) -> f64, seed: u64) -> Option<(Date, Manner)> {
        let planted = Planted::by_day((1_200, 4), content, seed);
        let found = planted.search.changes(&planted.counted, &planted.groups, |_| Name::same(""));
        let change = found.into_iter().next()?;
        match &change.span {
            ChangeSpan::Since { since, .. } => Some((days(since)?.0, change.manner)),
            ChangeSpan::Only { .. } => None,
        }
    }

    /// Day 142 of the year is 23 May, a Saturday.
    #[test]
    fn a_step_in_the_middle_of_a_month_is_told_since_its_week() {
        let fell = |group, day| if group == 0 && day >= 142 { 0.3 } else { 0.8 };
        let runs = 20;
        let found = (0..runs).filter_map(|seed| told(fell, seed));
        let (mut near, mut slides) = (0, 0);
        for (since, manner) in found {
            let day = Date::constant(2026, 5, 23).until(since).unwrap().get_days();
            near += usize::from(day.abs() <= 10);
            slides += usize::from(matches!(manner, Manner::AllTheTime(_)));
        }
        assert!(near >= 16 && slides == 0, "{near}, {slides} of {runs}");
    }

    /// What fell on the first of a month is told since that month.
    #[test]
    fn a_step_at_the_beginning_of_a_month_is_told_by_months() {
        let fell = |group, day| if group == 0 && day >= 120 { 0.3 } else { 0.8 };
        let may = Date::constant(2026, 5, 1);
        let months = (0..20).filter_map(|seed| told(fell, 50 + seed));
        let months = months.filter(|(since, _)| *since == may).count();
        assert!(months >= 14, "{months} of 20");
    }

    #[test]
    fn a_slide_is_told_from_the_first_month_to_the_last() {
        let slides = |group, day| if group == 0 { 0.95 - 0.85 * day as f64 / 240.0 } else { 0.8 };
        let manners = (0..20).filter_map(|seed| told(slides, 90 + seed));
        let slides = manners.filter_map(|(_, manner)| match manner {
            Manner::AllTheTime(slide) => Some(slide),
            _ => None,
        });
        let slides: Vec<Slide> = slides.collect();
        assert!(slides.len() >= 8, "{} of 20", slides.len());
        for slide in &slides {
            assert!(slide.from.value - slide.to.value > 0.4 && slide.per_month < 0.0, "{slide:?}");
            assert_eq!((slide.first.as_str(), slide.last.as_str()), ("2026-01", "2026-08"));
        }
    }
}
