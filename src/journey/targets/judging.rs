//! Rules held against series.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::level::{Change, Level};
use super::nearest::nearest;
use super::problem::{TargetsError, TargetsProblem};
use super::verdict::{Chart, Checked, ControlLimits, Required, Rule, Status, Unjudgeable, Verdict};
use super::{Bound, Chosen, Judge, Span, Target};
use crate::journey::place::Place;
use crate::journey::segments::MOST_VALUES;
use crate::journey::shift::is_over;
use crate::journey::trend::{Days, Grain};
use crate::journey::watch::{Key, Seen, Series, Spot, Watched, WatchedSeries};
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::control_limits::{FEWEST, Limits, ewma, p_chart, xmr};
use crate::stats::multiple::holm;

/// One-sided p from which on something may be chance.
const LEVEL: f64 = 0.05;

/// The periods that are over.
#[derive(Debug, Clone)]
pub(in crate::journey) struct Timeline {
    pub(in crate::journey) grain: Grain,
    /// The first day of each, ascending, and the first day after the last one.
    pub(in crate::journey) ends: Vec<Date>,
    pub(in crate::journey) dated: bool,
}

impl Timeline {
    /// Those of days with feedback.
    pub(in crate::journey) fn of(days: &Days, grain: Grain) -> Timeline {
        let Some(end) = days.last() else {
            return Timeline { grain, ends: Vec::new(), dated: false };
        };
        let starts = days.by(grain).into_iter().map(|(start, _)| start);
        let mut ends: Vec<Date> = starts.filter(|start| is_over(grain, *start, end)).collect();
        ends.extend(ends.last().and_then(|last| grain.next(*last)));
        Timeline { grain, ends, dated: true }
    }

    /// The name of a period.
    fn name(&self, at: usize) -> Option<String> {
        self.ends.get(at).map(|start| self.grain.name(*start))
    }
}

/// What names of the run stand for.
pub(in crate::journey) struct RunFacts<'a> {
    /// The file of targets.
    pub(in crate::journey) path: &'a str,
    /// Fewest answers of a number that is shown.
    pub(in crate::journey) least: u64,
    /// Names of segment fields.
    pub(in crate::journey) fields: &'a [String],
    /// Values that were met in the fields that are watched.
    pub(in crate::journey) values: &'a BTreeMap<usize, BTreeSet<Arc<str>>>,
    /// Names of the export's touchpoints, in the order of their places.
    pub(in crate::journey) exported: Vec<Arc<str>>,
}

/// The verdicts on all targets, in their order.
///
/// # Errors
/// A touchpoint or a segment value that the export does not have.
pub(in crate::journey) fn judge(
    watched: Vec<WatchedSeries>,
    timeline: &Timeline,
    run: &RunFacts<'_>,
    name_of: impl Fn(Place) -> Name,
    aspect_of: impl Fn(usize) -> Name,
) -> Result<Checked, TargetsError> {
    let mut verdicts = Vec::new();
    for found in watched {
        let (watched, series) = (found.watched, found.series);
        let aspect = watched.aspect.map(&aspect_of);
        let field = watched.segment.as_ref().map(|(field, chosen)| (*field, chosen));
        let name_of_field =
            |field: usize| run.fields.get(field).cloned().unwrap_or_else(|| format!("#{field}"));
        let blank = |key: &Key| Verdict {
            name: watched.target.name.clone(),
            line: watched.target.line,
            metric: watched.target.metric,
            touchpoint: key.0.map(&name_of),
            segment: field.map(|(field, _)| {
                let value = key.1.as_deref().unwrap_or("*");
                (name_of_field(field), value.to_owned())
            }),
            aspect: aspect.clone(),
            required: Required { rule: Rule::Goal, bound: None, chart: None },
            status: Status::Met,
            sure: false,
            fails: false,
            why: None,
            period: None,
            n: 0,
            value: None,
            before: None,
            n_before: None,
            value_before: None,
            change: None,
            p: None,
            limits: None,
        };
        let values = field.and_then(|(field, _)| run.values.get(&field));
        let countless = matches!(field, Some((_, Chosen::Each)))
            && values.is_some_and(|values| values.len() >= MOST_VALUES);
        if countless || found.too_many {
            let rules = rules(&watched.target).into_iter().map(|required| Verdict {
                required,
                why: Some(Unjudgeable::TooManyValues),
                ..blank(&(None, None))
            });
            verdicts.extend(rules.map(|verdict| (verdict, watched.target.clone())));
            continue;
        }
        let mut series = match series.is_empty() {
            true => vec![empty(&watched, timeline, run, &name_of_field)?],
            false => series,
        };
        series.sort_by_cached_key(|series| (series.key.0.map(&name_of), series.key.1.clone()));
        for series in &series {
            let one = One { target: &watched.target, timeline, least: run.least, series };
            let judged = one.verdicts(&blank(&series.key));
            verdicts.extend(judged.into_iter().map(|verdict| (verdict, watched.target.clone())));
        }
    }
    settle(&mut verdicts);
    let verdicts = verdicts.into_iter().map(|(verdict, target)| {
        let status = match verdict.why {
            Some(_) => Status::Unjudged,
            None => verdict.status,
        };
        Verdict { status, fails: status.fails(target.too_few), ..verdict }
    });
    Ok(Checked::new(run.path.to_owned(), timeline.grain, verdicts.collect()))
}

/// Adjusts the p of what did not get worse over all of them, and says what is beyond chance.
fn settle(verdicts: &mut [(Verdict, Target)]) {
    let of = |verdict: &Verdict| verdict.p.filter(|_| verdict.why.is_none());
    let p: Vec<f64> = verdicts.iter().filter_map(|(verdict, _)| of(verdict)).collect();
    let adjusted = holm(&p).unwrap_or(p);
    let tested = verdicts.iter_mut().filter(|(verdict, _)| of(verdict).is_some());
    for ((verdict, _), p) in tested.zip(adjusted) {
        verdict.p = Some(p);
        verdict.status = if p <= LEVEL { Status::Missed } else { Status::Met };
        verdict.sure = p <= LEVEL;
    }
}

/// What a target requires, in the order in which it is told.
fn rules(target: &Target) -> Vec<Required> {
    let rule =
        |rule: Rule, bound: Option<Bound>, chart: Option<Chart>| Required { rule, bound, chart };
    let goal = target.goal.map(|bound| rule(Rule::Goal, Some(bound), None));
    let change = target.change.map(|bound| rule(Rule::Change, Some(bound), None));
    let worse = match target.metric.is_lower_better() {
        true => Rule::NoSignificantRise,
        false => Rule::NoSignificantFall,
    };
    let no_fall = target.no_fall.then(|| rule(worse, None, None));
    let control = target.control.map(|chart| rule(Rule::Control, None, Some(chart)));
    [goal, change, no_fall, control].into_iter().flatten().collect()
}

/// A series of which nothing came.
///
/// # Errors
/// That what it is of is not known.
fn empty(
    watched: &Watched,
    timeline: &Timeline,
    run: &RunFacts<'_>,
    name_of_field: &dyn Fn(usize) -> String,
) -> Result<Series, TargetsError> {
    let refused = |problem| TargetsError {
        path: run.path.to_owned(),
        line: watched.target.line,
        problem: Box::new(problem),
    };
    let exported = || run.exported.iter().map(AsRef::as_ref);
    let no_touchpoint = |found: &str| {
        let known = nearest(found, exported());
        refused(TargetsProblem::Touchpoint { found: found.to_owned(), known })
    };
    let place = match &watched.touchpoint {
        Chosen::All => None,
        Chosen::One(Spot::Taxonomy(id)) => Some(Place::Taxonomy(*id)),
        Chosen::One(Spot::Export(name)) => {
            let at = exported().position(|known| known == name);
            Some(Place::Export(at.ok_or_else(|| no_touchpoint(name))?))
        }
        Chosen::Each => return Err(no_touchpoint("*")),
    };
    let value = match &watched.segment {
        None => None,
        Some((field, chosen)) => {
            let known = run.values.get(field);
            let known = || known.into_iter().flatten().map(AsRef::as_ref);
            let found = if let Chosen::One(value) = chosen { value.as_str() } else { "*" };
            match known().find(|value| *value == found) {
                Some(value) => Some(Arc::from(value)),
                None => {
                    let (field, found) = (name_of_field(*field), found.to_owned());
                    let known = nearest(&found, known());
                    return Err(refused(TargetsProblem::Value { field, found, known }));
                }
            }
        }
    };
    let periods = timeline.ends.windows(2).map(|_| Seen::default()).collect();
    Ok(Series { key: (place, value), all: Seen::default(), periods })
}

/// One series of a target.
struct One<'a> {
    target: &'a Target,
    timeline: &'a Timeline,
    /// Fewest answers of a number that is shown.
    least: u64,
    series: &'a Series,
}

impl One<'_> {
    fn verdicts(&self, blank: &Verdict) -> Vec<Verdict> {
        let judged = |required: Required| {
            let verdict = Verdict { required, ..blank.clone() };
            match required {
                Required { rule: Rule::Goal, bound: Some(bound), .. } => self.goal(bound, verdict),
                Required { rule: Rule::Control, chart: Some(chart), .. } => {
                    self.control(chart, verdict)
                }
                Required { bound, .. } => self.change(bound, verdict),
            }
        };
        rules(self.target).into_iter().map(judged).collect()
    }

    fn level(&self, seen: &Seen) -> Level {
        Level::of(self.target.metric, seen)
    }

    /// Fewest answers that anything is said by.
    fn enough(&self) -> u64 {
        self.target.least.max(self.least)
    }

    /// The number, where there are enough answers to show it.
    fn shown(&self, level: &Level) -> Option<Estimate> {
        level.estimate().filter(|_| level.n() >= self.least.max(1))
    }

    /// Number and place of the last period that is over, with the answers to it.
    fn last(&self, verdict: Verdict) -> Result<(usize, Level, Verdict), Box<Verdict>> {
        let none =
            if self.timeline.dated { Unjudgeable::NoPeriodBefore } else { Unjudgeable::NoDates };
        let Some((at, seen)) = self.series.periods.iter().enumerate().next_back() else {
            return Err(Box::new(Verdict { why: Some(none), ..verdict }));
        };
        let level = self.level(seen);
        let (period, n) = (self.timeline.name(at), level.n());
        let verdict = Verdict { period, n, value: self.shown(&level), ..verdict };
        if n < self.enough() {
            let why = Some(Unjudgeable::TooFew { least: self.enough() });
            return Err(Box::new(Verdict { why, ..verdict }));
        }
        Ok((at, level, verdict))
    }

    /// What stands on one side of a bound, and how surely.
    fn held(&self, bound: Bound, estimate: &Estimate) -> (Status, bool) {
        let (good, surely) = (bound.holds(estimate.value), bound.surely(estimate));
        let sure = surely == Some(good);
        let status = match (good, self.target.judge) {
            (true, _) => Status::Met,
            (false, Judge::Sure) if !sure => Status::Unsure,
            (false, _) => Status::Missed,
        };
        (status, sure)
    }

    fn goal(&self, bound: Bound, verdict: Verdict) -> Verdict {
        let verdict = match self.target.span {
            Span::Latest => match self.last(verdict) {
                Ok((_, _, verdict)) => verdict,
                Err(verdict) => return *verdict,
            },
            Span::All => {
                let level = self.level(&self.series.all);
                Verdict { n: level.n(), value: self.shown(&level), ..verdict }
            }
        };
        let enough = verdict.n >= self.enough();
        let Some(estimate) = verdict.value.filter(|_| enough) else {
            let why = Some(Unjudgeable::TooFew { least: self.enough() });
            return Verdict { why, ..verdict };
        };
        let (status, sure) = self.held(bound, &estimate);
        Verdict { status, sure, ..verdict }
    }

    /// The last period against the one before: the change against a bound, or that it is no
    /// fall.
    fn change(&self, bound: Option<Bound>, verdict: Verdict) -> Verdict {
        let (at, level, verdict) = match self.last(verdict) {
            Ok(last) => last,
            Err(verdict) => return *verdict,
        };
        let Some(before) = at.checked_sub(1).and_then(|at| self.series.periods.get(at)) else {
            return Verdict { why: Some(Unjudgeable::NoPeriodBefore), ..verdict };
        };
        let before = self.level(before);
        let verdict = Verdict {
            before: self.timeline.name(at - 1),
            n_before: Some(before.n()),
            value_before: self.shown(&before),
            ..verdict
        };
        if before.n() < self.enough() {
            let why = Some(Unjudgeable::TooFewBefore { least: self.enough() });
            return Verdict { why, ..verdict };
        }
        if !level.is_like(&before) {
            return Verdict { why: Some(Unjudgeable::OtherScale), ..verdict };
        }
        let Some(Change { change, p }) = level.less(&before).or_else(|| same(&level, &before))
        else {
            return Verdict { why: Some(Unjudgeable::NothingVaries), ..verdict };
        };
        match bound {
            Some(bound) => {
                let (status, sure) = self.held(bound, &change);
                Verdict { change: Some(change), status, sure, ..verdict }
            }
            None => {
                let lower = level.is_lower_better(self.target.metric);
                let worse = if lower { change.value > 0.0 } else { change.value < 0.0 };
                let one_sided = if worse { p / 2.0 } else { 1.0 - p / 2.0 };
                Verdict { change: Some(change), p: Some(one_sided), ..verdict }
            }
        }
    }

    /// The last period against limits set by those before.
    fn control(&self, chart: Chart, verdict: Verdict) -> Verdict {
        let (at, level, verdict) = match self.last(verdict) {
            Ok(last) => last,
            Err(verdict) => return *verdict,
        };
        let before = self.series.periods[..at].iter().map(|seen| self.level(seen));
        let before: Vec<Level> = before
            .filter(|before| before.n() >= self.least.max(1) && before.is_like(&level))
            .collect();
        let periods = before.len();
        if periods < FEWEST {
            let why = Unjudgeable::TooFewPeriods { periods, least: FEWEST };
            return Verdict { why: Some(why), ..verdict };
        }
        let limits = match chart {
            Chart::P => {
                let shares: Vec<(f64, f64)> = before.iter().filter_map(Level::share).collect();
                level.share().and_then(|newest| p_chart(&shares, newest))
            }
            Chart::Xmr | Chart::Ewma => {
                let number = |level: &Level| level.estimate().map(|estimate| estimate.value);
                let values: Vec<f64> = before.iter().filter_map(number).collect();
                let of = if chart == Chart::Xmr { xmr } else { ewma };
                number(&level).and_then(|newest| of(&values, newest))
            }
        };
        let Some(limits) = limits else {
            return Verdict { why: Some(Unjudgeable::NothingVaries), ..verdict };
        };
        let bad = if level.is_lower_better(self.target.metric) { 1 } else { -1 };
        let beyond = limits.side() == bad;
        let Limits { centre, lower, upper, charted } = limits;
        // What the metric can never be is no limit.
        let unit = self.target.metric.unit();
        let lower = unit.least().map_or(lower, |least| lower.max(least));
        let upper = unit.most().map_or(upper, |most| upper.min(most));
        Verdict {
            status: if beyond { Status::Missed } else { Status::Met },
            sure: beyond,
            limits: Some(ControlLimits { chart, centre, lower, upper, charted, periods }),
            ..verdict
        }
    }
}

/// Two levels of one number that nothing tells apart: all answers of both are alike.
fn same(now: &Level, then: &Level) -> Option<Change> {
    let (now, then) = (now.estimate()?, then.estimate()?);
    (now.value == then.value).then(|| {
        let (low, high) = (now.low - then.high, now.high - then.low);
        Change { change: Estimate { value: 0.0, low, high }, p: 1.0 }
    })
}
