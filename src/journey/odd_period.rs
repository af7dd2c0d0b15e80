//! One period that stands out: a bad month among good ones, or a good one among bad.
//!
//! [`Shift`] tells since when a level is what it is; a single bad month changes no level and
//! is a twelfth of the year. So each period of the trend is held against all others together,
//! by the test that touchpoints and groups are held against theirs by ([`against_rest`]). The
//! one that is least likely by chance is kept, and since it was chosen, its p is taken times
//! the number of periods that it was chosen from (Bonferroni; Dunn, Journal of the American
//! Statistical Association 56, 1961).
//!
//! A bad month in the autumn also lowers the mean of all that comes after the summer, so of
//! many answers the search for a lasting change finds it too, and would tell of a level that
//! nobody has. Both say that the answers have two levels, the one on either side of a border,
//! the other in and out of a period; where both are sure, the one that explains more of their
//! variance is told.
//!
//! Where what comes after the period is nearer to it than to what came before, and surely unlike
//! that, it did not pass, and to hold it against “all other periods” would say so. Then it is told
//! as a change of level since about then.
//!
//! Where several files are read side by side, a period must also be unlike all others by what its
//! answers are above or below the mean of their files (`by_file.rs`).

use std::cmp::Ordering;

use jiff::civil::Date;
use serde::Serialize;

use super::group_change::GroupMix;
use super::lasting::is_at;
use super::manner::Manner;
use super::shift::{Changes, Shift};
use super::trend::Grain;
use crate::feedback::ScoreKind;
use crate::metrics::Answers;
use crate::metrics::summary::{ScoreDifference, against_rest, headline, headline_moments};
use crate::stats::Estimate;
use crate::stats::change_point::Moments;
use crate::stats::difference::moments;

/// Fewest answers of a period that is compared.
const LEAST: u64 = 10;

/// Fewest periods that are compared: of two or three nobody can say which is the odd one.
const FEWEST: usize = 4;

/// A period that is unlike all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OddPeriod {
    /// The main score.
    pub score: ScoreKind,
    /// The period, named as in the trend.
    pub period: String,
    /// The headline measure in it.
    pub value: Estimate,
    /// The same of all other periods together.
    pub rest: Estimate,
    /// Answers in it.
    pub n: u64,
    /// Answers in all others.
    pub n_rest: u64,
    /// In it less in the others, with its 95 % interval. The period was chosen as the most
    /// extreme, so it is rather too large than too small.
    pub difference: Estimate,
    /// Two-sided p, times the number of periods that were compared (Bonferroni).
    pub p: f64,
    /// Where more than half of it is that more of the answers are of other groups: which.
    pub by_groups: Option<GroupMix>,
    /// The change since then, where the score did not come back; with the p of the period.
    #[serde(skip)]
    pub since: Option<Box<Shift>>,
}

impl OddPeriod {
    /// Whether this period against all others describes the answers better than a lasting
    /// change of the same score does.
    pub(super) fn explains_more_than(&self, shift: &Shift) -> bool {
        explained(self.difference.value, self.n, self.n_rest)
            > explained(shift.change, shift.n_before, shift.n_after)
    }
}

/// What two levels so far `apart` explain of the variance of all answers: d² s (1 − s), s being
/// the share of the answers that are at one of them (the sum of squares between two groups,
/// by answer).
fn explained(apart: f64, n: u64, others: u64) -> f64 {
    let share = n as f64 / (n + others).max(1) as f64;
    apart.powi(2) * share * (1.0 - share)
}

impl Changes<'_> {
    /// The period in which a score is most unlike that of all others, sure or not. Those that
    /// are not over count too. `None` where too few have enough answers.
    pub(super) fn odd_period(&self, score: ScoreKind, grain: Grain) -> Option<OddPeriod> {
        let periods = self.days.waves(grain).into_iter();
        let answers: Vec<(Date, Answers)> =
            periods.map(|(start, period)| (start, self.answers(&period)[score].clone())).collect();
        let least = LEAST.max(self.suppression.metric);
        let found = odd_one(score, &answers, grain, least)?;
        let within = self.p_within_files(&found, &answers, grain, least);
        let p = within.map_or(found.p, |within| within.max(found.p));
        let since = found.since.map(|shift| Box::new(Shift { p, ..*shift }));
        Some(OddPeriod { p, since, ..found })
    }

    /// The p of a period by what its answers are above or below the mean of their files, times the
    /// number of periods that were compared; `None` where there are no files side by side.
    fn p_within_files(
        &self,
        found: &OddPeriod,
        periods: &[(Date, Answers)],
        grain: Grain,
        least: u64,
    ) -> Option<f64> {
        let measure = found.score.measure();
        let starts: Vec<Date> = periods.iter().map(|(start, _)| *start).collect();
        let each = periods.iter().map(|(_, answers)| headline_moments(measure, answers));
        let series: Vec<Moments> = each.collect();
        let within = self.within_files(found.score, series.clone(), (grain, starts.as_slice()));
        if within == series {
            return None;
        }
        let at = starts.iter().position(|start| grain.name(*start) == found.period)?;
        let others: Vec<Moments> =
            within.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, of)| *of).collect();
        let tested = moments(within[at], Moments::all(&others))?;
        let one_way = tested.difference.value * found.difference.value > 0.0;
        let compared = periods.iter().filter(|(_, answers)| answers.n() >= least).count();
        Some(if one_way { (tested.p * compared as f64).min(1.0) } else { 1.0 })
    }
}

/// The most extreme of these periods. Only those of at least `least` answers are compared, but
/// all are among the others.
fn odd_one(
    score: ScoreKind,
    periods: &[(Date, Answers)],
    grain: Grain,
    least: u64,
) -> Option<OddPeriod> {
    let measure = score.measure();
    let all = together(periods.iter().map(|(_, answers)| answers));
    let compared: Vec<&(Date, Answers)> =
        periods.iter().filter(|(_, answers)| answers.n() >= least).collect();
    if compared.len() < FEWEST {
        return None;
    }
    let tested = compared.iter().filter_map(|(start, own)| {
        let found = against_rest(measure, own, &all)?;
        Some((*start, own, found))
    });
    let (start, own, found) = tested.min_by(|a, b| by_chance(&a.2, &b.2))?;
    let p = (found.p * compared.len() as f64).min(1.0);
    let at = periods.iter().position(|(other, _)| *other == start)?;
    let others = periods.iter().filter(|(other, _)| *other != start);
    let others = together(others.map(|(_, answers)| answers));
    Some(OddPeriod {
        score,
        period: grain.name(start),
        value: headline(measure, own)?,
        rest: headline(measure, &others)?,
        n: found.n,
        n_rest: found.rest,
        difference: found.difference,
        p,
        by_groups: None,
        since: since(score, periods, at, (grain, least))
            .map(|shift| Box::new(Shift { p, ..shift })),
    })
}

/// The change since the period at this place, where both what came before it and what follows have
/// enough answers, and these are surely unlike before and nearer to the period.
fn since(
    score: ScoreKind,
    periods: &[(Date, Answers)],
    at: usize,
    (grain, least): (Grain, u64),
) -> Option<Shift> {
    let measure = score.measure();
    let (before, after) = periods.split_at(at);
    let (odd, following) = after.split_first()?;
    let (last, _) = before.last()?;
    let of = |part: &[(Date, Answers)]| {
        let each = part.iter().map(|(_, answers)| headline_moments(measure, answers));
        Moments::all(&each.collect::<Vec<_>>())
    };
    let all = |part: &[(Date, Answers)]| together(part.iter().map(|(_, answers)| answers));
    let enough = all(before).n() >= least && all(following).n() >= least;
    let here = of(std::slice::from_ref(odd));
    if !enough || !is_at(of(following), here, of(before)) {
        return None;
    }
    let (was, is) = (all(before), all(after));
    let (first, second) = (headline(measure, &was)?, headline(measure, &is)?);
    Some(Shift {
        score: Some(score),
        since: grain.name(odd.0),
        range: (grain.name(*last), grain.name(odd.0)),
        before: first,
        after: second,
        n_before: was.n(),
        n_after: is.n(),
        change: second.value - first.value,
        p: 1.0,
        mix: None,
        manner: Manner::AtOnce,
        again: None,
        by_groups: None,
    })
}

/// The one less likely by chance first; where both are (a p may be too small for a number, and
/// is 0), the larger difference.
fn by_chance(a: &ScoreDifference, b: &ScoreDifference) -> Ordering {
    let size = |found: &ScoreDifference| found.difference.value.abs();
    a.p.total_cmp(&b.p).then(size(b).total_cmp(&size(a)))
}

fn together<'a>(parts: impl Iterator<Item = &'a Answers>) -> Answers {
    let mut all = Answers::default();
    parts.for_each(|part| all.merge(part));
    all
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;
    use crate::feedback::{Scale, ScoreValue};
    use crate::metrics::Design;
    use crate::stats::net_difference::net_p;

    fn answers(scale: Scale, given: &[(f64, u64)]) -> Answers {
        let mut answers = Answers::default();
        for &(value, n) in given {
            answers.add_alike(ScoreValue { value, scale }, n);
        }
        answers
    }

    /// Promoters, passives and detractors.
    fn net([promoters, passives, detractors]: [u64; 3]) -> Answers {
        answers(Scale::NPS, &[(10.0, promoters), (8.0, passives), (3.0, detractors)])
    }

    /// The months of 2025.
    fn year(mut of: impl FnMut(i8) -> Answers) -> Vec<(Date, Answers)> {
        (1..=12).map(|month| (Date::constant(2025, month, 1), of(month))).collect()
    }

    fn odd(score: ScoreKind, periods: &[(Date, Answers)]) -> Option<OddPeriod> {
        odd_one(score, periods, Grain::Month, LEAST)
    }

    const USUAL: [u64; 3] = [12, 12, 18];
    const BAD: [u64; 3] = [3, 8, 31];

    #[test]
    fn the_bad_month_of_a_year_is_found() {
        let months = year(|month| net(if month == 9 { BAD } else { USUAL }));
        let found = odd(ScoreKind::Nps, &months).unwrap();
        assert_eq!((found.period.as_str(), found.n, found.n_rest), ("2025-09", 42, 462));
        let (value, rest) = (-2_800.0 / 42.0, -600.0 / 42.0);
        assert!((found.value.value - value).abs() < 1e-9, "{found:?}");
        assert!((found.rest.value - rest).abs() < 1e-9, "{found:?}");
        assert!((found.difference.value - (value - rest)).abs() < 1e-9, "{found:?}");
        assert!(found.difference.high < -25.0, "{found:?}");
        let alone = net_p(BAD, USUAL.map(|n| 11 * n)).unwrap();
        assert!((found.p - 12.0 * alone).abs() < 1e-12 && found.p < 0.001, "{found:?}");
    }

    #[test]
    fn the_best_month_stands_out_as_well_and_so_does_one_of_a_share() {
        let best = year(|month| net(if month == 2 { [31, 8, 3] } else { USUAL }));
        let found = odd(ScoreKind::Nps, &best).unwrap();
        assert!(found.period == "2025-02" && found.difference.value > 50.0 && found.p < 0.001);
        let share = year(|month| {
            let good = if month == 4 { 13 } else { 27 };
            answers(Scale::higher(1.0, 5.0), &[(5.0, good), (2.0, 45 - good)])
        });
        let found = odd(ScoreKind::Csat, &share).unwrap();
        assert_eq!((found.period.as_str(), found.n, found.n_rest), ("2025-04", 45, 495));
        assert!((found.value.value - 13.0 / 45.0).abs() < 1e-12, "{found:?}");
        assert!((found.rest.value - 0.6).abs() < 1e-12 && found.p < 0.02, "{found:?}");
        // Of 1–7 a 5 is easy and not among the best boxes.
        let ease = year(|month| {
            let easy = if month == 4 { 1 } else { 30 };
            answers(Scale::higher(1.0, 7.0), &[(5.0, easy), (4.0, 50 - easy)])
        });
        let found = odd(ScoreKind::Ces, &ease).unwrap();
        assert_eq!((found.period.as_str(), found.n, found.n_rest), ("2025-04", 50, 550));
        assert!((found.difference.value + 0.58).abs() < 1e-12 && found.p < 1e-9, "{found:?}");
        assert_eq!(odd(ScoreKind::Csat, &ease), None, "all are alike");
    }

    #[test]
    fn few_answers_are_not_compared_but_are_among_the_others() {
        let first_full = |full: i8| {
            year(move |month| match month {
                10 => net(BAD),
                month if month < full => net([1, 2, 2]),
                _ => net(USUAL),
            })
        };
        let found = odd(ScoreKind::Nps, &first_full(9)).unwrap();
        assert_eq!((found.period.as_str(), found.n, found.n_rest), ("2025-10", 42, 8 * 5 + 3 * 42));
        let alone = net_p(BAD, [8 + 36, 16 + 36, 16 + 54]).unwrap();
        assert!((found.p - 4.0 * alone).abs() < 1e-12, "{found:?}");
        assert_eq!(odd(ScoreKind::Nps, &first_full(10)), None, "three months");
        assert_eq!(odd(ScoreKind::Csat, &first_full(1)[..0]), None);
        assert_eq!(odd(ScoreKind::Nps, &year(|_| net([20, 0, 0]))), None, "all are alike");
    }

    /// The month after a bad one is bad as well, and then better, or as before.
    #[test]
    fn a_bad_month_that_did_not_pass_is_a_change_since_then() {
        let of = |after: [u64; 3]| {
            let months = year(|month| match month {
                11 => net(BAD),
                12 => net(after),
                _ => net(USUAL),
            });
            odd(ScoreKind::Nps, &months).unwrap()
        };
        assert_eq!(of(USUAL).since, None);
        let found = of([5, 10, 27]);
        let shift = found.since.unwrap();
        assert_eq!((shift.since.as_str(), shift.n_before, shift.n_after), ("2025-11", 420, 84));
        assert_eq!(shift.range, ("2025-10".to_owned(), "2025-11".to_owned()));
        assert!((shift.before.value + 600.0 / 42.0).abs() < 1e-9, "{shift:?}");
        assert!((shift.after.value + 5_000.0 / 84.0).abs() < 1e-9, "{shift:?}");
        assert!(shift.p == found.p && shift.change < -40.0);
        // Nothing follows, or nothing was before.
        let last = year(|month| net(if month == 12 { BAD } else { USUAL }));
        let first = year(|month| net(if month == 1 { BAD } else { USUAL }));
        assert!([last, first].iter().all(|m| odd(ScoreKind::Nps, m).unwrap().since.is_none()));
    }

    #[test]
    fn answers_of_the_same_people_are_less_sure() {
        let of = |effect: f64| {
            let month = |at: i8| net(if at == 9 { BAD } else { USUAL });
            let months = year(|at| month(at).with_design(Design::new(effect)));
            odd(ScoreKind::Nps, &months).unwrap()
        };
        let (plain, alike) = (of(1.0), of(4.0));
        assert_eq!((plain.period, plain.n), (alike.period, alike.n));
        assert!(plain.p < 0.001 && alike.p > 0.05, "{} {}", plain.p, alike.p);
        assert!(alike.difference.low < plain.difference.low);
    }

    #[test]
    fn of_months_that_are_alike_one_seldom_stands_out() {
        let month = |rng: &mut Rng| {
            let mut groups = [0_u64; 3];
            for _ in 0..40 {
                let group = match rng.f64() {
                    chance if chance < 0.3 => 0,
                    chance if chance < 0.74 => 2,
                    _ => 1,
                };
                groups[group] += 1;
            }
            net(groups)
        };
        let runs = 400_u64;
        let told = (0..runs).filter(|seed| {
            let mut rng = Rng::with_seed(*seed);
            odd(ScoreKind::Nps, &year(|_| month(&mut rng))).is_some_and(|odd| odd.p <= 0.05)
        });
        let told = told.count();
        assert!(told <= 32, "{told} of {runs}");
    }

    #[test]
    fn a_level_is_worth_what_it_explains() {
        // −1 and 3 of a quarter and three quarters: (1² × 3 + 3²) / 4 about their mean of 0.
        assert!((explained(-4.0, 75, 25) - 3.0).abs() < 1e-12);
        assert_eq!(explained(-4.0, 75, 25), explained(4.0, 25, 75));
        assert_eq!(explained(1.0, 0, 0), 0.0);
    }
}
