//! What a segment is like: how many, how content, and what hurts it, against all others.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Customer;
use crate::feedback::ScoreKind;
use crate::journey::facts::TouchpointId;
use crate::journey::plan::RunNames;
use crate::journey::suppression::Suppression;
use crate::lang::Name;
use crate::metrics::summary::{against_rest, headline};
use crate::metrics::{Answers, Headlines};
use crate::opinion::AspectId;
use crate::stats::Estimate;
use crate::stats::difference::{Spread, means, proportions};
use crate::stats::interval::{mean, wilson};
use crate::stats::multiple::benjamini_hochberg;

/// Pain points of a segment.
const PAINS: usize = 3;

/// A segment of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SegmentProfile {
    /// Its name in files.
    pub id: String,
    /// Customers.
    pub customers: u64,
    /// Their share of all customers that are divided.
    pub share: f64,
    /// What they paid, less what was given back; not told of too few.
    pub revenue: Option<f64>,
    /// Its share of all that was paid.
    pub revenue_share: Option<f64>,
    /// Median of days since the last order.
    pub recency_days: Option<f64>,
    /// Median of orders.
    pub orders: Option<f64>,
    /// Median of what each paid.
    pub paid: Option<f64>,
    /// Those who gave feedback.
    pub answered: u64,
    /// Those who wrote a comment in which there is something to judge.
    pub commented: u64,
    /// Those with a score, by score.
    pub scored: BTreeMap<String, u64>,
    /// Headline measures of their last scores.
    pub scores: Headlines,
    /// Mean of their mean sentiments.
    pub sentiment: Option<Estimate>,
    /// The main score less that of all others.
    pub score_difference: Option<Against>,
    /// The sentiment less that of all others.
    pub sentiment_difference: Option<Against>,
    /// What most of those who commented speak of negatively.
    pub pains: Vec<SegmentPain>,
}

/// A difference from all others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Against {
    /// The segment less the others.
    pub difference: Estimate,
    /// p of there being none, over all differences of the segments of one division (Benjamini
    /// and Hochberg).
    pub q: f64,
}

/// What hurts a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SegmentPain {
    /// The touchpoint of the taxonomy.
    pub touchpoint: Name,
    /// The aspect.
    pub aspect: Name,
    /// Customers who speak of it negatively.
    pub negative: u64,
    /// Their share of those who commented.
    pub share: Estimate,
    /// The same share of all others who commented, where there are enough.
    pub others: Option<f64>,
    /// p of the shares being the same, over all that is told of the segments of one division.
    pub q: Option<f64>,
}

/// Describes segments of customers, each given by its name in files and its members.
pub(super) fn profiles(
    customers: &[Customer<'_>],
    segments: &[(String, Vec<usize>)],
    names: &RunNames<'_>,
    (score, least): (Option<ScoreKind>, Suppression),
) -> Vec<SegmentProfile> {
    let everybody: Vec<usize> = segments.iter().flat_map(|(_, own)| own.iter().copied()).collect();
    let told = Told { customers, names, score, least: least.metric };
    let mut found: Vec<SegmentProfile> =
        segments.iter().map(|(id, own)| told.profile(id, own, &everybody)).collect();
    hide_revenue(&mut found, least.metric);
    let mut differences: Vec<&mut Against> = found
        .iter_mut()
        .flat_map(|one| one.score_difference.iter_mut().chain(&mut one.sentiment_difference))
        .collect();
    let p: Vec<f64> = differences.iter().map(|one| one.q).collect();
    let q = benjamini_hochberg(&p).unwrap_or_default();
    differences.iter_mut().zip(q).for_each(|(one, q)| one.q = q);
    let mut pains: Vec<&mut f64> = found
        .iter_mut()
        .flat_map(|one| &mut one.pains)
        .filter_map(|pain| pain.q.as_mut())
        .collect();
    let p: Vec<f64> = pains.iter().map(|p| **p).collect();
    let q = benjamini_hochberg(&p).unwrap_or_default();
    pains.iter_mut().zip(q).for_each(|(one, q)| **one = q);
    // What was tested is more than what is shown.
    found.iter_mut().for_each(|one| one.pains.truncate(PAINS));
    found
}

/// What is paid by few is not told, nor what would follow from the others.
fn hide_revenue(found: &mut [SegmentProfile], least: u64) {
    let paying = |one: &SegmentProfile| one.revenue.is_some() && one.customers > 0;
    let few = |n: u64| n < least;
    let hidden = found.iter().filter(|one| paying(one) && few(one.customers)).count();
    let smallest = found
        .iter()
        .filter(|one| paying(one) && !few(one.customers))
        .map(|one| one.customers)
        .min();
    for one in found {
        if few(one.customers) || hidden == 1 && Some(one.customers) == smallest {
            (one.revenue, one.revenue_share) = (None, None);
        }
        if few(one.customers) {
            (one.recency_days, one.orders, one.paid) = (None, None, None);
        }
    }
}

struct Told<'a> {
    customers: &'a [Customer<'a>],
    names: &'a RunNames<'a>,
    score: Option<ScoreKind>,
    least: u64,
}

impl Told<'_> {
    fn profile(&self, id: &str, own: &[usize], everybody: &[usize]) -> SegmentProfile {
        let of = |at: &usize| &self.customers[*at];
        let bought: Vec<_> = own.iter().filter_map(|at| of(at).bought).collect();
        let paid_by_all: f64 =
            everybody.iter().filter_map(|at| of(at).bought).map(|one| one.monetary).sum();
        let revenue: f64 = bought.iter().map(|one| one.monetary).sum();
        let buyers = !bought.is_empty();
        let n = own.len() as u64;
        let answered = own.iter().filter(|at| of(at).person.is_some()).count() as u64;
        let scored = ScoreKind::ALL.into_iter().map(|kind| (kind, self.answers(own, kind)));
        let (mut headlines, mut counts) = (Headlines::default(), BTreeMap::new());
        for (kind, answers) in scored.filter(|(_, answers)| answers.n() > 0) {
            counts.insert(kind.id().to_owned(), answers.n());
            if answers.n() >= self.least {
                headlines.0[kind] = headline(kind.measure(), &answers);
            }
        }
        let sentiments = self.sentiments(own);
        let commented = sentiments.len() as u64;
        let enough = commented >= self.least;
        SegmentProfile {
            id: id.to_owned(),
            customers: n,
            share: n as f64 / (everybody.len() as f64).max(1.0),
            revenue: buyers.then_some(revenue),
            revenue_share: (buyers && paid_by_all > 0.0).then(|| revenue / paid_by_all),
            recency_days: median(bought.iter().map(|one| one.recency as f64)),
            orders: median(bought.iter().map(|one| one.frequency as f64)),
            paid: median(bought.iter().map(|one| one.monetary)),
            answered,
            commented,
            scored: counts,
            scores: headlines,
            sentiment: enough
                .then(|| mean(&sentiments).map(|mean| mean.clipped(-1.0, 1.0)))
                .flatten(),
            score_difference: self.score_against(own, everybody),
            sentiment_difference: self.sentiment_against(own, everybody),
            pains: self.pains(own, everybody),
        }
    }

    fn answers(&self, own: &[usize], kind: ScoreKind) -> Answers {
        let mut answers = Answers::default();
        let people = own.iter().filter_map(|at| self.customers[*at].person);
        people.filter_map(|one| one.scores.get(kind)).for_each(|score| {
            answers.add(score);
        });
        answers
    }

    fn sentiments(&self, own: &[usize]) -> Vec<f64> {
        let people = own.iter().filter_map(|at| self.customers[*at].person);
        let mut all: Vec<f64> = people.filter_map(|one| one.sentiment()).collect();
        all.sort_by(f64::total_cmp);
        all
    }

    fn score_against(&self, own: &[usize], everybody: &[usize]) -> Option<Against> {
        let kind = self.score?;
        let (own, all) = (self.answers(own, kind), self.answers(everybody, kind));
        if own.n() < self.least || all.n() - own.n() < self.least {
            return None;
        }
        let tested = against_rest(kind.measure(), &own, &all)?;
        Some(Against { difference: tested.difference, q: tested.p })
    }

    fn sentiment_against(&self, own: &[usize], everybody: &[usize]) -> Option<Against> {
        let others = others(own, everybody);
        let [own, others] = [self.sentiments(own), self.sentiments(&others)];
        if (own.len().min(others.len()) as u64) < self.least {
            return None;
        }
        let spread = |values: &[f64]| {
            Spread::of(&values.iter().map(|value| (*value, 1)).collect::<Vec<_>>())
        };
        let tested = means(spread(&own)?, spread(&others)?)?;
        Some(Against { difference: tested.difference.clipped(-2.0, 2.0), q: tested.p })
    }

    /// All that is spoken of negatively, what most speak of first; q is the p.
    fn pains(&self, own: &[usize], everybody: &[usize]) -> Vec<SegmentPain> {
        let others = others(own, everybody);
        let told = |own: &[usize]| {
            let people = own.iter().filter_map(|at| self.customers[*at].person);
            let (mut n, mut of) = (0_u64, BTreeMap::<(TouchpointId, AspectId), u64>::new());
            for person in people.filter(|person| person.comments > 0) {
                n += 1;
                let negative = person.said.iter().filter(|(_, negative)| **negative);
                negative.for_each(|(about, _)| *of.entry(*about).or_default() += 1);
            }
            (n, of)
        };
        let ((n, of), (rest, of_rest)) = (told(own), told(&others));
        if n < self.least {
            return Vec::new();
        }
        let mut found: Vec<SegmentPain> = of
            .into_iter()
            .filter(|(_, negative)| *negative >= 2)
            .filter_map(|((touchpoint, aspect), negative)| {
                let elsewhere = of_rest.get(&(touchpoint, aspect)).copied().unwrap_or(0);
                let tested = (rest >= self.least)
                    .then(|| proportions([negative, elsewhere], [n, rest]))
                    .flatten();
                Some(SegmentPain {
                    touchpoint: self.names.touchpoints.get(touchpoint)?.clone(),
                    aspect: self.names.aspects.get(aspect)?.clone(),
                    negative,
                    share: wilson(negative, n)?,
                    others: tested.map(|_| elsewhere as f64 / rest as f64),
                    q: tested.map(|tested| tested.p),
                })
            })
            .collect();
        found.sort_by(|a, b| {
            b.negative.cmp(&a.negative).then_with(|| a.aspect.en.cmp(&b.aspect.en))
        });
        found
    }
}

fn others(own: &[usize], everybody: &[usize]) -> Vec<usize> {
    let own: std::collections::HashSet<usize> = own.iter().copied().collect();
    everybody.iter().copied().filter(|at| !own.contains(at)).collect()
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    (n > 0).then(|| (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0)
}
