//! What to mend: touchpoints that score worse than the others, what is complained of,
//! and the rating that has most to give to the score; the largest first, each as a share of
//! the range of the score that it takes from.

use serde::Serialize;

use super::{CHANCE, Tables};
use crate::feedback::ScoreKind;
use crate::journey::complaint_origin::ComplaintOrigin;
use crate::journey::contrast::Contrast;
use crate::journey::driver_table::{Blamed, DriverRow, DriverTable, FirstPage, GOOD, Predictors};
use crate::journey::low_origin::LowOrigin;
use crate::journey::pain_point::{Impact, PainPoint};
use crate::journey::pain_rank::ToMend;
use crate::journey::verbatim::Verbatim;
use crate::lang::Name;
use crate::metrics::ScoreSummary;
use crate::stats::Estimate;

/// Probability of being the worst from which a pain point is called so.
pub const SURE: f64 = 0.8;

/// Most touchpoints that are weaknesses; the second is one where it costs at least half as much
/// as the first.
const MOST_TOUCHPOINTS: usize = 2;

/// Times what a topic takes from the score that what names none must take to go before it.
const TWICE: f64 = 2.0;

/// Complaints that make a topic without a proven part in the score a weakness.
const CLEAR: u64 = 8;

/// Share of its range that a rated touchpoint must move the score of the whole by.
const LEAST_GAIN: f64 = 0.01;

/// Share of what all drivers explain from which one is a finding of its own.
const HEAVY: f64 = 0.25;

/// Share of it under which one does not go before what has more to give.
const LIGHT: f64 = 0.1;

/// Part of what the first has to give that one which goes before it, as it is rated worse, must
/// have.
const BESIDE_THE_MOST: f64 = 0.5;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Weakness {
    /// A touchpoint that scores worse than the others.
    Touchpoint(Contrast),
    /// What is complained of.
    Topic(Box<WeakTopic>),
    /// The rated touchpoint by which the score would gain most, were all as content with it as
    /// can be.
    Driver(WeakDriver),
}

/// What is complained of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeakTopic {
    /// Where.
    pub touchpoint: Name,
    /// Of what.
    pub aspect: Name,
    /// Comments that mention it.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
    /// `negative / mentions`, Wilson.
    pub negative_share: Estimate,
    /// What it does to the score, where it is beyond chance (q ≤ .05).
    pub impact: Option<Impact>,
    /// Probability that no other topic is worse: none of its touchpoint, where that is told
    /// of before, else none at the touchpoints that are not; `None` where it goes before one of a
    /// higher priority.
    pub worst: Option<f64>,
    /// The rated touchpoint whose name means it, where its comments are at none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rated_as: Option<Name>,
    /// Whether more negative comments name none of the topics looked for than complain of this, and
    /// score no better, or take twice as much from the score: it is the first of what was looked
    /// for, and not of all.
    pub behind_unnamed: bool,
    /// The group that the complaints come from, where one has surely more than its part of them.
    pub origin: Option<ComplaintOrigin>,
    /// A comment that tells of it.
    pub quote: Option<Verbatim>,
}

/// A rated touchpoint that moves the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeakDriver {
    /// The touchpoint.
    pub touchpoint: Name,
    /// The score it moves.
    pub outcome: ScoreKind,
    /// Its share of what all rated touchpoints explain together.
    pub share: Estimate,
    /// Share of its ratings in the best boxes, 0–100.
    pub content: f64,
    /// Respondents who rate it and gave the score; its ratings may be more.
    pub n: u64,
    /// Whether it is rated better than the others, and told because what is not explains next to
    /// nothing or has less than half as much to give.
    pub rated_better: bool,
    /// The group that its low ratings come from, where one has surely more than its part of them;
    /// told of what is to be mended.
    pub origin: Option<LowOrigin>,
}

impl WeakDriver {
    fn of(row: &DriverRow, outcome: ScoreKind) -> WeakDriver {
        let (touchpoint, n) = (row.touchpoint.clone(), row.n);
        let (share, content) = (row.share, row.performance);
        WeakDriver { touchpoint, outcome, share, content, n, rated_better: false, origin: None }
    }
}

impl WeakTopic {
    /// Whether it is what is complained of at this touchpoint.
    pub fn is_at(&self, touchpoint: &Name) -> bool {
        self.touchpoint == *touchpoint || self.rated_as.as_ref() == Some(touchpoint)
    }
}

impl Weakness {
    /// The touchpoint that is to be mended.
    pub fn touchpoint(&self) -> &Name {
        match self {
            Weakness::Touchpoint(Contrast { touchpoint, .. })
            | Weakness::Driver(WeakDriver { touchpoint, .. }) => touchpoint,
            Weakness::Topic(topic) => &topic.touchpoint,
        }
    }

    /// The same, with what became known of a topic once all were ranked.
    pub(in crate::journey) fn ranked_among(&mut self, points: &[PainPoint]) {
        if let Weakness::Topic(topic) = self {
            let same =
                |p: &&PainPoint| p.touchpoint == topic.touchpoint && p.aspect == topic.aspect;
            topic.worst = points.iter().find(same).and_then(|point| point.worst);
        }
    }

    /// The same, with where the low ratings of a touchpoint come from; `origin` tells it by a score,
    /// else by the one that rates it. Those of which only the time since a change is told are of
    /// another time.
    pub(in crate::journey) fn rated_low(
        &mut self,
        origin: impl Fn(&Name, Option<ScoreKind>) -> Option<LowOrigin>,
    ) {
        match self {
            Weakness::Touchpoint(contrast) if contrast.since.is_none() => {
                contrast.origin = origin(&contrast.touchpoint, Some(contrast.score));
            }
            Weakness::Driver(driver) => driver.origin = origin(&driver.touchpoint, None),
            Weakness::Touchpoint(_) | Weakness::Topic(_) => {}
        }
    }

    /// The same, with where the complaints about a topic come from; `origin` tells it of an aspect
    /// at a touchpoint.
    pub(in crate::journey) fn come_from(
        &mut self,
        origin: impl Fn(&Name, &Name) -> Option<ComplaintOrigin>,
    ) {
        if let Weakness::Topic(topic) = self {
            topic.origin = origin(&topic.touchpoint, &topic.aspect);
        }
    }
}

/// The order of what to mend that these make.
pub(in crate::journey) fn to_mend(weaknesses: &[Weakness]) -> Vec<ToMend<'_>> {
    let mend = weaknesses.iter().map(|weakness| match weakness {
        Weakness::Touchpoint(Contrast { touchpoint, .. })
        | Weakness::Driver(WeakDriver { touchpoint, .. }) => ToMend::Touchpoint(touchpoint),
        Weakness::Topic(topic) => ToMend::Topic(&topic.touchpoint, &topic.aspect),
    });
    mend.collect()
}

/// What a first page with these weaknesses says of touchpoints and topics: what it tells to mend,
/// and what scores surely worse than the others or is a pain point and is not told. Topics are at
/// touchpoints where these are `by_aspect`, found in what comments are about.
pub(in crate::journey) fn first_page(
    main: Option<ScoreKind>,
    weaknesses: &[Weakness],
    contrasts: &[Contrast],
    pain_points: &[PainPoint],
    by_aspect: bool,
) -> FirstPage {
    let at =
        |touchpoint: &Name, aspect: &Name| (by_aspect.then(|| touchpoint.clone()), aspect.clone());
    let mut to_mend = Blamed::default();
    // The touchpoint that is told right before.
    let mut before: Option<&Name> = None;
    for weakness in weaknesses {
        let told_before = before.take();
        match weakness {
            Weakness::Touchpoint(Contrast { touchpoint, .. })
            | Weakness::Driver(WeakDriver { touchpoint, .. }) => {
                to_mend.touchpoints.push(touchpoint.clone());
                before = Some(touchpoint);
            }
            Weakness::Topic(topic) => {
                let there = told_before.is_some_and(|before| topic.is_at(before));
                if there || !topic.behind_unnamed {
                    to_mend.topics.push(at(&topic.touchpoint, &topic.aspect));
                }
            }
        }
    }
    let worse = contrasts.iter().filter(|contrast| contrast.is_surely_worse());
    let bad = Blamed {
        touchpoints: worse.map(|contrast| contrast.touchpoint.clone()).collect(),
        topics: pain_points.iter().map(|pain| at(&pain.touchpoint, &pain.aspect)).collect(),
    };
    FirstPage { main, to_mend, bad }
}

/// What a score would gain, as it is counted.
#[derive(Debug, Clone, Copy)]
enum Gain {
    /// In the unit of its headline measure.
    Headline(f64),
    /// In points of an impact: of the net measure, else of mean goodness.
    Impact(f64),
    /// In points of mean goodness, whichever score it is.
    Goodness(f64),
}

impl Gain {
    /// As a share of the way from the worst to the best: that of an NPS is 200 points, that of
    /// anything on 0–100 is 100. Only so are the sizes of all weaknesses on one footing.
    fn of_range(self, score: ScoreKind) -> f64 {
        let measure = score.measure();
        match self {
            Gain::Headline(gain) => 100.0 * gain / measure.headline_unit() / measure.range(),
            Gain::Impact(points) => points / measure.range(),
            Gain::Goodness(points) => points / 100.0,
        }
    }
}

/// All weaknesses: those that take most from the score first, topics without a proven
/// part in it last, in the order of the pain points.
pub(super) fn all(
    tables: &Tables<'_>,
    pain_points: &[PainPoint],
    main: Option<ScoreKind>,
) -> Vec<Weakness> {
    let mut sized: Vec<(f64, Weakness)> = Vec::new();
    let weak = tables.contrasts.iter().filter(|c| c.q <= CHANCE && c.difference.value < 0.0);
    let mut weak: Vec<(f64, &Contrast)> =
        weak.filter_map(|contrast| Some((gain(contrast, tables, main)?, contrast))).collect();
    weak.sort_by(|a, b| b.0.total_cmp(&a.0));
    let largest = weak.first().map_or(0.0, |(gain, _)| *gain);
    // Of one that was better before it fell the largest may be below 0.
    let least = largest.min(largest / 2.0);
    let next_to_it = weak.iter().take(MOST_TOUCHPOINTS).filter(|(gain, _)| *gain >= least);
    sized.extend(next_to_it.map(|(gain, weak)| (*gain, Weakness::Touchpoint((*weak).clone()))));
    if let Some(pain) = worst_topic(pain_points) {
        let impact = pain.impact.filter(|impact| impact.sure_loss() > 0.0);
        let size = impact.map_or(0.0, |impact| Gain::Impact(-impact.value).of_range(impact.score));
        let topic = WeakTopic {
            rated_as: rated_as(pain, tables.about),
            behind_unnamed: is_behind_unnamed(pain, tables),
            ..topic(pain, impact)
        };
        let size = if topic.behind_unnamed { f64::NEG_INFINITY } else { size };
        sized.push((size, Weakness::Topic(Box::new(topic))));
    }
    if let Some((size, driver)) = driver(tables, main) {
        let is_it = |weakness: &Weakness| match weakness {
            Weakness::Touchpoint(worse) => worse.touchpoint == driver.touchpoint,
            Weakness::Topic(_) | Weakness::Driver(_) => false,
        };
        // A touchpoint is told of once: that it is worse than the others says more of it.
        match sized.iter_mut().find(|(_, weakness)| is_it(weakness)) {
            Some((gain, _)) => *gain = gain.max(size),
            None => sized.push((size, Weakness::Driver(driver))),
        }
    }
    sized.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found: Vec<Weakness> = sized.into_iter().map(|(_, weakness)| weakness).collect();
    beside_its_touchpoint(&mut found);
    found
}

/// Leaves the first of so many: what is behind all that was not looked for is one of them, though
/// it comes last.
pub(super) fn keep_most(found: &mut Vec<Weakness>, most: usize) {
    let is_behind =
        |weakness: &Weakness| matches!(weakness, Weakness::Topic(topic) if topic.behind_unnamed);
    let behind = found.iter().filter(|weakness| is_behind(weakness)).count();
    let mut others = most.saturating_sub(behind);
    found.retain(|weakness| {
        let keep = is_behind(weakness) || others > 0;
        others -= usize::from(keep && !is_behind(weakness));
        keep
    });
}

/// What is complained of at a touchpoint that is told of comes right after it, and is no second
/// thing to mend.
fn beside_its_touchpoint(found: &mut [Weakness]) {
    let is_topic = |weakness: &Weakness| matches!(weakness, Weakness::Topic(_));
    let Some(at) = found.iter().position(is_topic) else { return };
    let Weakness::Topic(topic) = &found[at] else { return };
    let home = found.iter().position(|weakness| match weakness {
        Weakness::Touchpoint(Contrast { touchpoint, .. })
        | Weakness::Driver(WeakDriver { touchpoint, .. }) => topic.is_at(touchpoint),
        Weakness::Topic(_) => false,
    });
    match home {
        Some(home) if home < at => found[home + 1..=at].rotate_right(1),
        // The touchpoint takes the place of its topic.
        Some(home) => found[at..=home].rotate_right(1),
        None => {}
    }
}

/// The only rated touchpoint whose name means what is complained of in comments that are at no
/// touchpoint of the export; `about` is what each of those is about.
fn rated_as(pain: &PainPoint, about: &[(Name, Vec<Name>)]) -> Option<Name> {
    let placed = pain.everywhere || about.iter().any(|(name, _)| *name == pain.touchpoint);
    let mut meant = about.iter().filter(|(_, aspects)| aspects.contains(&pain.aspect));
    match (meant.next(), meant.next()) {
        (Some((name, _)), None) if !placed => Some(name.clone()),
        _ => None,
    }
}

/// Whether more negative comments name none of the topics looked for than complain of this one,
/// and those who wrote them score no better than those who complain of it or, as among them are
/// some who are happy and only wish for something, take twice as much from the score together.
fn is_behind_unnamed(pain: &PainPoint, tables: &Tables<'_>) -> bool {
    let rest = tables.unnamed.filter(|rest| rest.comments.unnamed > pain.negative);
    let known = rest.and_then(|rest| rest.score).zip(pain.complaint);
    let known = known.filter(|(_, complaint)| Some(complaint.score) == tables.main);
    known.is_some_and(|((score, n), complaint)| {
        let all = tables.overall.score(complaint.score).map_or(0, ScoreSummary::n);
        let own = complaint.of_mentioning(all);
        let taken = |score: f64, n: u64| (complaint.with_all - score) * n as f64;
        let rest = taken(score, n);
        all > 0 && (score <= own || rest > 0.0 && rest >= TWICE * taken(own, complaint.n))
    })
}

/// What the score of the whole would gain of its range, did people rate a touchpoint as they do
/// the others; `None` where the whole has a question of its own and this hardly moves its answers.
/// Where nothing is known of what moves them, what all touchpoints together would gain.
fn gain(contrast: &Contrast, tables: &Tables<'_>, main: Option<ScoreKind>) -> Option<f64> {
    let rated = ratings(tables, main).filter(|_| !contrast.is_whole);
    let Some(table) = rated else {
        return Some(Gain::Headline(contrast.gain_of_all).of_range(contrast.score));
    };
    let row = table.drivers.iter().find(|row| row.touchpoint == contrast.touchpoint)?;
    let gain = Gain::Goodness(row.slope * -contrast.apart).of_range(table.outcome);
    (row.significant && gain >= LEAST_GAIN).then_some(gain)
}

/// The table of rated drivers of the main score, else of another score of the whole.
pub(super) fn ratings<'a>(
    tables: &'a Tables<'_>,
    main: Option<ScoreKind>,
) -> Option<&'a DriverTable> {
    let rated = tables.drivers.iter().filter(|table| table.predictors == Predictors::Ratings);
    rated.filter(|table| !table.low_base).min_by_key(|table| Some(table.outcome) != main)
}

/// The worst of what pulls the score surely, or what surely most who mention it complain of. A
/// sure pull is in the order of the pain points already: to ask for it first would lead with a
/// side matter. But what everybody grumbles about and nobody marks down for does not lead before
/// what surely costs more: passed over is a topic whose pull is not sure where that of another is
/// and takes more from the score, and one whose complainers do not score surely lower where those
/// of another do and take more.
fn worst_topic(pain_points: &[PainPoint]) -> Option<&PainPoint> {
    let is_proven = |pain: &PainPoint| pain.impact.is_some_and(|it| it.sure_loss() > 0.0);
    let candidates = || {
        pain_points.iter().filter(|pain| {
            is_proven(pain) || pain.negative >= CLEAR && pain.negative_share.low > 0.5
        })
    };
    let most = |of: fn(&PainPoint) -> Option<Impact>| {
        let sure = candidates().filter_map(of).filter(|impact| impact.sure_loss() > 0.0);
        sure.map(|impact| impact.value).min_by(f64::total_cmp)
    };
    let (pull, complaints) = (most(|pain| pain.impact), most(|pain| pain.complaint));
    // Of one without a number nothing is known; that another surely pulls is.
    let pulls_less = |pain: &PainPoint| {
        pull.is_some_and(|most| pain.impact.is_none_or(|impact| impact.value > most))
    };
    let hurts_less = |pain: &PainPoint| {
        let sure = pain.complaint.is_some_and(|complaint| complaint.sure_loss() > 0.0);
        let less = |most: f64| pain.complaint.is_some_and(|complaint| complaint.value > most);
        !sure && complaints.is_some_and(less)
    };
    candidates().find(|pain| is_proven(pain) || !pulls_less(pain) && !hurts_less(pain))
}

fn topic(pain: &PainPoint, impact: Option<Impact>) -> WeakTopic {
    WeakTopic {
        touchpoint: pain.touchpoint.clone(),
        aspect: pain.aspect.clone(),
        mentions: pain.mentions,
        negative: pain.negative,
        negative_share: pain.negative_share,
        impact,
        worst: pain.worst,
        rated_as: None,
        behind_unnamed: false,
        origin: None,
        quote: pain.verbatims.first().cloned(),
    }
}

/// The rated driver of the main score that has most to give, and how much of the range of the
/// score: what it would gain, were all as content with it as at best. One that many dislike gives
/// little where it hardly moves the score; whether half are content has no part in it. Left out
/// are those that half are content with and that are surely rated better than the others, and
/// better than what else moves the score: what everybody dislikes and nobody marks down for makes
/// all others look good. But what explains next to nothing does not go before one of these that
/// has more to give, nor does what has less than half as much.
fn driver(tables: &Tables<'_>, main: Option<ScoreKind>) -> Option<(f64, WeakDriver)> {
    let table = ratings(tables, main)?;
    let better = |row: &DriverRow| {
        // Where hardly anybody is content with anything, the best of it is to be mended too.
        let well = row.performance >= GOOD && row.performance > content_with_others(table, row);
        let mut own = tables.contrasts.iter().filter(|c| c.touchpoint == row.touchpoint);
        well && own.any(|contrast| contrast.q <= CHANCE && contrast.difference.value > 0.0)
    };
    let moving = table.drivers.iter().filter(|row| row.significant && row.slope > 0.0);
    // A slope is of means, not of the share in the best boxes.
    let room = |row: &DriverRow| Gain::Goodness(table.gain(row)).of_range(table.outcome);
    let sized: Vec<(f64, &DriverRow)> =
        moving.map(|row| (room(row), row)).filter(|(size, _)| *size >= LEAST_GAIN).collect();
    let by_size = |a: &&(f64, &DriverRow), b: &&(f64, &DriverRow)| a.0.total_cmp(&b.0);
    let open = sized.iter().filter(|(_, row)| !better(row)).max_by(by_size)?;
    let most = sized.iter().max_by(by_size)?;
    let leads = open.1.share.value >= LIGHT && open.0 >= BESIDE_THE_MOST * most.0;
    let (size, row) = if leads { open } else { most };
    let rated_better = better(row);
    Some((*size, WeakDriver { rated_better, ..WeakDriver::of(row, table.outcome) }))
}

/// The share in the best boxes of all other ratings of a table, each as heavy as what it explains.
fn content_with_others(table: &DriverTable, row: &DriverRow) -> f64 {
    let others = || table.drivers.iter().filter(|other| other.touchpoint != row.touchpoint);
    let weight: f64 = others().map(|other| other.share.value).sum();
    let sum: f64 = others().map(|other| other.share.value * other.performance).sum();
    if weight > 0.0 { sum / weight } else { 0.0 }
}

/// The rated touchpoint that the main score goes with most, where it has at least a quarter of what
/// all explain and is not told of as something to mend.
pub(super) fn heaviest_driver(
    tables: &Tables<'_>,
    main: Option<ScoreKind>,
    weaknesses: &[Weakness],
) -> Option<WeakDriver> {
    let table = ratings(tables, main).filter(|table| Some(table.outcome) == main)?;
    let rows = table.drivers.iter().filter(|row| row.share.value >= HEAVY);
    let row = rows.max_by(|a, b| a.share.value.total_cmp(&b.share.value))?;
    let told = weaknesses.iter().any(|weakness| *weakness.touchpoint() == row.touchpoint);
    (row.significant && row.slope > 0.0 && !told).then(|| WeakDriver::of(row, table.outcome))
}

#[cfg(test)]
mod tests;
