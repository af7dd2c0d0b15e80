//! The search for when the answers of a group changed otherwise than all others.

use crate::journey::steps::StepSum;
use crate::metrics::Design;
use crate::stats::change_point::{BEHIND, Moments};
use crate::stats::straight_line::{Shape, StraightLine};

/// Fewest periods of which one can be the odd one.
const FEWEST: usize = 4;

/// Fewest periods with enough answers from the first to the last of which a slide is told.
const FEWEST_TOLD: usize = 3;

/// Smallest difference of two changes that is told, as a share of the range of the measure: of
/// many answers a smaller one is beyond chance too, and no news.
pub(super) const LEAST_CHANGE: f64 = 0.05;

/// When answers changed: by the numbers of periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// From this period on.
    Since(usize),
    /// In this period alone.
    In(usize),
}

/// Whether a group changed at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pace {
    /// At the border.
    AtOnce,
    /// Perhaps, and perhaps little by little.
    Either,
    /// Little by little: the first and the last period with enough answers of the group, and these.
    Slide([(usize, StepSum); 2]),
}

/// A change of a group beside that of all others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) span: Span,
    /// First and last period that it may have begun in.
    pub(super) range: (usize, usize),
    /// What it is in standard errors.
    pub(super) z: f64,
    /// Whether a straight line describes how far the group is from the others better than the
    /// border does.
    pub(super) pace: Pace,
    /// The answers of the group: before, or in all other periods, and after.
    pub(super) own: [StepSum; 2],
    /// The same of all others.
    pub(super) rest: [StepSum; 2],
}

/// Sums over periods in a row.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    own: StepSum,
    rest: StepSum,
    /// What the periods tell of the distance between the two: 1 / its variance.
    weight: f64,
    /// Weight times distance.
    apart: f64,
    /// Squared weight over the numbers of answers, of the group and of the others.
    errors: [f64; 2],
}

impl Sums {
    fn of(own: StepSum, rest: StepSum, spread: [f64; 2], design: Design) -> Sums {
        let empty = Sums { own, rest, ..Sums::default() };
        let Some((first, second)) = moments(own, design).zip(moments(rest, design)) else {
            return empty;
        };
        let weight = 1.0 / (spread[0] / first.n + spread[1] / second.n);
        let errors = [weight * weight / first.n, weight * weight / second.n];
        Sums { weight, apart: weight * (first.mean - second.mean), errors, ..empty }
    }

    fn with(mut self, other: Sums) -> Sums {
        self.own.merge(other.own);
        self.rest.merge(other.rest);
        self.weight += other.weight;
        self.apart += other.apart;
        self.errors = [0, 1].map(|i| self.errors[i] + other.errors[i]);
        self
    }

    fn without(self, part: Sums) -> Sums {
        let weight = self.weight - part.weight;
        Sums {
            own: self.own.without(part.own),
            rest: self.rest.without(part.rest),
            // Next to nothing is what rounding leaves.
            weight: if weight > 1e-9 * self.weight { weight } else { 0.0 },
            apart: self.apart - part.apart,
            errors: [0, 1].map(|i| (self.errors[i] - part.errors[i]).max(0.0)),
        }
    }

    /// Mean distance; `None` where no period has answers of both.
    fn distance(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.apart / self.weight)
    }
}

/// A border or a period that was looked at.
struct Seen {
    span: Span,
    outside: Sums,
    inside: Sums,
    z: f64,
}

/// The answers of a group and those of all others, period by period.
pub(super) struct Pair {
    /// Sums over the first periods: of none, of one, of two…
    up_to: Vec<Sums>,
    /// Variances of all answers of the group, and of the others.
    spread: [f64; 2],
    design: Design,
    /// Range of the measure as it is coded.
    range: f64,
    /// Fewest answers of either side before, and since.
    least: [u64; 2],
    /// Fewest answers of the group in a period that is told.
    told: u64,
}

impl Pair {
    /// `None` where either has not `least` answers before and since a border, or where nothing
    /// varies in the group. Periods are told from so many answers of the group on as `told` says.
    pub(super) fn new(
        own: &[StepSum],
        rest: &[StepSum],
        design: Design,
        range: f64,
        (least, told): ([u64; 2], u64),
    ) -> Option<Pair> {
        let (all_own, all_rest) = (together(own.iter().copied()), together(rest.iter().copied()));
        if all_own.n().min(all_rest.n()) < least[0] + least[1] {
            return None;
        }
        let spread = [moments(all_own, design)?.variance, moments(all_rest, design)?.variance];
        if spread[0] <= 0.0 {
            return None;
        }
        let mut so_far = Sums::default();
        let mut up_to = vec![so_far];
        for (own, rest) in own.iter().zip(rest) {
            so_far = so_far.with(Sums::of(*own, *rest, spread, design));
            up_to.push(so_far);
        }
        Some(Pair { up_to, spread, design, range, least, told })
    }

    /// How many borders and periods are tested, and the best of either that tells something.
    pub(super) fn changes(&self) -> (usize, Vec<Change>) {
        let periods = self.up_to.len() - 1;
        // The first and the last alone are what a border has on its sides.
        let single = if periods >= FEWEST { 1..periods - 1 } else { 0..0 };
        let spans = (1..periods).map(Span::Since).chain(single.map(Span::In));
        let seen: Vec<Seen> = spans.filter_map(|span| self.seen(span)).collect();
        let best = |lasting: bool| {
            let of = seen.iter().filter(|seen| matches!(seen.span, Span::Since(_)) == lasting);
            let telling = of.filter(|seen| self.tells(seen).unwrap_or(false));
            telling.max_by(|a, b| a.z.abs().total_cmp(&b.z.abs()))
        };
        let changes = [best(true), best(false)].map(|best| {
            let best = best?;
            let found = change(best, &seen);
            Some(Change { pace: self.pace(self.shape(best.span), &found), ..found })
        });
        (seen.len(), changes.into_iter().flatten().collect())
    }

    /// The change at one border, or of one period, where it tells something.
    pub(super) fn at(&self, span: Span) -> Option<Change> {
        let seen = self.seen(span)?;
        self.tells(&seen).unwrap_or(false).then(|| change(&seen, &[]))
    }

    /// The border among these periods at which both are most apart the way a change of them went,
    /// with how many were tried, where it tells something.
    pub(super) fn border_within(
        &self,
        borders: std::ops::Range<usize>,
        way: f64,
    ) -> Option<(Change, usize)> {
        let borders = borders.start.max(1)..borders.end.min(self.up_to.len() - 1);
        let seen: Vec<Seen> = borders.filter_map(|at| self.seen(Span::Since(at))).collect();
        let telling = seen.iter().filter(|seen| seen.z * way > 0.0);
        let telling = telling.filter(|seen| self.tells(seen).unwrap_or(false));
        let best = telling.max_by(|a, b| a.z.abs().total_cmp(&b.z.abs()))?;
        Some((change(best, &seen), seen.len()))
    }

    /// Whether the distance changes along a line rather than at this border.
    pub(super) fn shape(&self, span: Span) -> Shape {
        let Span::Since(border) = span else { return Shape::Levels };
        let period = |sums: &[Sums]| {
            let [so_far, with] = sums else { return Moments::default() };
            let own = with.without(*so_far);
            // What tells of a distance is 1 / its variance.
            let known = own.distance().map(|mean| Moments { n: own.weight, mean, variance: 1.0 });
            known.unwrap_or_default()
        };
        let periods: Vec<Moments> = self.up_to.windows(2).map(period).collect();
        let times: Vec<f64> = (0..periods.len()).map(|at| at as f64).collect();
        let line = StraightLine::through(&periods, &times);
        line.map_or(Shape::Levels, |line| line.instead_of_levels(&periods, border))
    }

    /// What is told of a change of such a shape. What has no periods that show it may be a slide.
    pub(super) fn pace(&self, shape: Shape, change: &Change) -> Pace {
        match shape {
            Shape::Levels => Pace::AtOnce,
            Shape::Either => Pace::Either,
            Shape::Line => self.slide(change.z).map_or(Pace::Either, Pace::Slide),
        }
    }

    /// The first and the last period with enough answers of the group, where it went this way from
    /// the one to the other.
    fn slide(&self, way: f64) -> Option<[(usize, StepSum); 2]> {
        let periods = self.up_to.windows(2).enumerate().filter_map(|(at, sums)| {
            let [so_far, with] = sums else { return None };
            let own = with.own.without(so_far.own);
            (own.n() >= self.told).then_some((at, own))
        });
        let told: Vec<(usize, StepSum)> = periods.collect();
        let (first, last) = (*told.first()?, *told.last()?);
        let mean = |sum: StepSum| sum.moments().map(|(mean, _)| mean);
        let went = mean(last.1)? - mean(first.1)?;
        (told.len() >= FEWEST_TOLD && went * way > 0.0).then_some([first, last])
    }

    fn all(&self) -> Sums {
        self.up_to.last().copied().unwrap_or_default()
    }

    fn seen(&self, span: Span) -> Option<Seen> {
        let (outside, inside) = match span {
            Span::Since(at) => (self.up_to[at], self.all().without(self.up_to[at])),
            Span::In(at) => {
                let inside = self.up_to[at + 1].without(self.up_to[at]);
                (self.all().without(inside), inside)
            }
        };
        let size = |sums: &Sums| sums.own.n().min(sums.rest.n());
        if size(&outside) < self.least[0] || size(&inside) < self.least[1] {
            return None;
        }
        let change = inside.distance()? - outside.distance()?;
        let z = change / (self.variance(&outside)? + self.variance(&inside)?).sqrt();
        z.is_finite().then_some(Seen { span, outside, inside, z })
    }

    /// Variance of the mean distance of a part. Answers vary as they do at all times, or as they
    /// do here where that is more: thirty answers that are all alike are not certain, and where
    /// nearly all were content a few who are not vary more than that.
    fn variance(&self, part: &Sums) -> Option<f64> {
        let own = moments(part.own, self.design)?.variance.max(self.spread[0]);
        let rest = moments(part.rest, self.design)?.variance.max(self.spread[1]);
        let [first, second] = part.errors;
        Some((own * first + rest * second) / part.weight.powi(2))
    }

    /// Whether the group itself changed, the way it did beside the others, by as much as is news,
    /// and, where that is to last, for good.
    fn tells(&self, seen: &Seen) -> Option<bool> {
        let mean = |sum: StepSum| sum.moments().map(|(mean, _)| mean);
        let own = mean(seen.inside.own)? - mean(seen.outside.own)?;
        let beside = own - (mean(seen.inside.rest)? - mean(seen.outside.rest)?);
        let one_way = own * seen.z > 0.0 && beside * seen.z > 0.0;
        let news = one_way && beside.abs() >= LEAST_CHANGE * self.range;
        match seen.span {
            Span::Since(at) if news => self.lasts(at, seen),
            Span::Since(_) | Span::In(_) => Some(news),
        }
    }

    /// Whether the level of before is that of the beginning, and the one of after still that of
    /// the end: else a bad month would be told as a level that nobody has.
    fn lasts(&self, border: usize, seen: &Seen) -> Option<bool> {
        let (before, after) = (seen.outside.distance()?, seen.inside.distance()?);
        let needed = |side: &Sums, least: u64| least.max(side.own.n() / 3);
        let mut begins = self.up_to[1..=border].iter();
        let first = begins.find(|part| part.own.n() >= needed(&seen.outside, self.least[0]))?;
        let ends = (border..self.up_to.len() - 1).rev();
        let mut ends = ends.map(|at| self.all().without(self.up_to[at]));
        let last = ends.find(|part| part.own.n() >= needed(&seen.inside, self.least[1]))?;
        let half = (after - before) / 2.0;
        let reached = |from: f64, to: f64| (to - from) * half.signum() >= half.abs();
        Some(reached(first.distance()?, after) && reached(before, last.distance()?))
    }
}

fn change(best: &Seen, seen: &[Seen]) -> Change {
    let range = match best.span {
        Span::In(at) => (at, at),
        Span::Since(at) => {
            let behind = |seen: &Seen| best.z.powi(2) - seen.z.powi(2);
            let possible =
                seen.iter().filter(|seen| seen.z * best.z > 0.0 && behind(seen) <= BEHIND);
            let borders = possible.filter_map(|seen| match seen.span {
                Span::Since(at) => Some(at),
                Span::In(_) => None,
            });
            borders.fold((at, at), |(low, high), border| (low.min(border), high.max(border)))
        }
    };
    Change {
        span: best.span,
        range,
        z: best.z,
        pace: Pace::AtOnce,
        own: [best.outside.own, best.inside.own],
        rest: [best.outside.rest, best.inside.rest],
    }
}

pub(super) fn together(sums: impl Iterator<Item = StepSum>) -> StepSum {
    let mut all = StepSum::default();
    sums.for_each(|sum| all.merge(sum));
    all
}

/// Number, mean and variance of answers as they are coded; `None` without any.
pub(super) fn moments(sum: StepSum, design: Design) -> Option<Moments> {
    let (mean, variance) = sum.moments()?;
    Some(Moments { n: sum.effective_n() / design.effect(), mean, variance })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::group_change::planted::sum;

    fn lasting(content: [u64; 8], n: u64) -> Change {
        let own = content.map(|content| sum(content, n));
        let rest = [sum(140, 200); 8];
        let pair = Pair::new(&own, &rest, Design::NONE, 1.0, ([30; 2], 15)).unwrap();
        let (_, changes) = pair.changes();
        let lasting = changes.into_iter().find(|of| matches!(of.span, Span::Since(_)));
        lasting.unwrap()
    }

    /// Period by period one group is less content, or it is since the fifth.
    #[test]
    fn a_group_that_slides_changed_little_by_little() {
        let slide = lasting([35, 30, 26, 21, 16, 11, 7, 2], 40);
        assert_eq!(slide.pace, Pace::Slide([(0, sum(35, 40)), (7, sum(2, 40))]));
        let step = lasting([34, 34, 34, 34, 8, 8, 8, 8], 40);
        assert_eq!(step.pace, Pace::AtOnce);
        // The same with so few answers that neither is sure, or that no period can be told.
        let few = lasting([9, 7, 8, 6, 5, 4, 3, 2], 10);
        assert_eq!(few.pace, Pace::Either);
    }

    /// The step is in the fifth of eight periods; each is cut in two.
    #[test]
    fn the_border_is_found_in_finer_periods() {
        let parts = |content: [u64; 16]| content.map(|content| sum(content, 20));
        let own = parts([17, 17, 17, 17, 17, 17, 17, 17, 17, 4, 4, 4, 4, 4, 4, 4]);
        let rest = [sum(70, 100); 16];
        let fine = Pair::new(&own, &rest, Design::NONE, 1.0, ([30; 2], 15)).unwrap();
        let (found, tried) = fine.border_within(7..11, -1.0).unwrap();
        assert_eq!((found.span, found.range, tried), (Span::Since(9), (9, 9), 4));
        assert_eq!(fine.shape(found.span), Shape::Levels);
        assert!(fine.border_within(7..11, 1.0).is_none(), "it rose nowhere");
        assert!(fine.border_within(40..50, -1.0).is_none());
    }
}
