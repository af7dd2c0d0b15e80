//! What to mend: touchpoints that score worse than the others, what is complained of,
//! and the rating that has most to give to the score; the largest first, each as a share of
//! the range of the score that it takes from.

mod driver;
mod topic;

use serde::Serialize;

use self::driver::{NEARLY_ALL, driver};
pub(super) use self::driver::{driver as most_to_give, heaviest_driver};
use self::topic::{is_outnumbered, is_subject, told, worst_topic};
use super::{CHANCE, Tables};
use crate::feedback::{ScoreKind, ScoreUnit};
use crate::journey::complaint_origin::ComplaintOrigin;
use crate::journey::contrast::Contrast;
use crate::journey::driver_table::{Blamed, DriverRow, DriverTable, FirstPage, Predictors};
use crate::journey::group_change::{GroupChange, Subgroup};
use crate::journey::low_origin::LowOrigin;
use crate::journey::pain_point::{Impact, PainPoint};
use crate::journey::pain_rank::ToMend;
use crate::journey::same_comments::SameComments;
use crate::journey::topic_change::Topic;
use crate::journey::verbatim::Verbatim;
use crate::lang::Name;
use crate::stats::Estimate;

/// Probability of being the worst from which a pain point is called so.
pub const SURELY_WORST: f64 = 0.8;

/// Most touchpoints that are weaknesses; the second is one where it costs at least half as much
/// as the first.
const MOST_TOUCHPOINTS: usize = 2;

/// Share of its range that a rated touchpoint must move the score of the whole by, and that what is
/// complained of must take from it to be mended.
const LEAST_GAIN: f64 = 0.01;

/// Part of what the topic that is told takes from the score from which another one that surely
/// takes something is to be mended too.
const BESIDE_THE_TOPIC: f64 = 0.5;

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
    /// What those who complain of it do to the score, where that is beyond chance (q ≤ .05); with
    /// those who complain of what is told with it.
    pub impact: Option<Impact>,
    /// Another topic that is told with it, as the same comments complain of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same: Option<SameComments>,
    /// Probability that no other topic is worse but the one that is told with it: none of its
    /// touchpoint, where that is told of before, else none at the touchpoints that are not; `None`
    /// where it goes before one of a higher priority.
    pub worst: Option<f64>,
    /// Where it is less likely than not the worst: those that may be as well, the likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub level_with: Vec<Topic>,
    /// Whether what it surely takes from the score is too little for it to be mended.
    pub minor: bool,
    /// The rated touchpoint whose name means it, where its comments are at none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rated_as: Option<Name>,
    /// Whether the negative comments that name none of the topics looked for take more from the
    /// score than those that complain of this, or are more and score no better: it is the first of
    /// what was looked for, and not of all.
    pub behind_unnamed: bool,
    /// Whether those who complain of it gave the score and do not score surely lower than the
    /// others, by no score: it is often complained of, and nothing says that it is to be fixed first.
    pub no_worse: bool,
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
    /// Respondents who gave the score.
    pub of: u64,
    /// Whether it is rated better than the others, and told because what is not explains next to
    /// nothing or has less than half as much to give.
    pub rated_better: bool,
    /// Probability that it has most to give, by the bootstrap, where it was chosen for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// The others that may have as much, where that is less than [`SURELY_WORST`], and those that
    /// have more to give to another score, unless it is sure: which of them is to be mended first
    /// is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub level_with: Vec<Name>,
    /// The group that its low ratings come from, where one has surely more than its part of them;
    /// told of what is to be mended.
    pub origin: Option<LowOrigin>,
    /// What it has to give, as a part of the range of the score.
    #[serde(skip)]
    pub gain: f64,
}

impl WeakDriver {
    fn of(row: &DriverRow, table: &DriverTable) -> WeakDriver {
        WeakDriver {
            touchpoint: row.touchpoint.clone(),
            outcome: table.outcome,
            share: row.share,
            content: row.performance,
            n: row.n,
            of: table.n,
            rated_better: false,
            most: None,
            level_with: Vec::new(),
            origin: None,
            gain: Gain::Goodness(table.gain(row)).of_range(table.outcome),
        }
    }
}

impl WeakTopic {
    /// Whether it is what is complained of at this touchpoint.
    pub fn is_at(&self, touchpoint: &Name) -> bool {
        self.touchpoint == *touchpoint || self.rated_as.as_ref() == Some(touchpoint)
    }

    /// Whether it is told as what is complained of there, right after this: not where that names
    /// several touchpoints.
    pub(super) fn is_told_there(&self, before: &Weakness) -> bool {
        before.level_with().is_empty() && self.is_at(before.touchpoint())
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

    /// The rated touchpoints that are told to have as much to give.
    pub fn level_with(&self) -> &[Name] {
        match self {
            Weakness::Driver(driver) => &driver.level_with,
            Weakness::Touchpoint(_) | Weakness::Topic(_) => &[],
        }
    }

    /// Whether it tells to mend this touchpoint, or something there.
    pub fn tells_of(&self, touchpoint: &Name) -> bool {
        self.touchpoint() == touchpoint || self.level_with().contains(touchpoint)
    }

    /// Whether it is to be mended, and not merely complained of.
    pub(super) fn is_to_mend(&self) -> bool {
        !matches!(self, Weakness::Topic(topic) if topic.no_worse || topic.minor)
    }

    /// The same, with what became known of a topic once all were ranked.
    pub(in crate::journey) fn ranked_among(&mut self, points: &[PainPoint]) {
        if let Weakness::Topic(topic) = self {
            topic.ranked_among(points);
        }
    }

    /// The same, but for since when a touchpoint is worse where that is a finding by itself.
    pub(super) fn told_beside(&mut self, change: Option<&GroupChange>) {
        if let Weakness::Touchpoint(contrast) = self {
            let own = Subgroup::Touchpoint(contrast.touchpoint.clone());
            let lasting = change.filter(|change| change.span.since().is_some());
            let is_told = lasting.is_some_and(|change| change.group == own);
            contrast.changed = contrast.changed.take().filter(|_| !is_told);
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
            Weakness::Driver(driver) if driver.level_with.is_empty() => {
                driver.origin = origin(&driver.touchpoint, None);
            }
            Weakness::Touchpoint(_) | Weakness::Driver(_) | Weakness::Topic(_) => {}
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
    let mut mend = Vec::new();
    for weakness in weaknesses {
        mend.push(match weakness {
            Weakness::Touchpoint(Contrast { touchpoint, .. })
            | Weakness::Driver(WeakDriver { touchpoint, .. }) => ToMend::Touchpoint(touchpoint),
            Weakness::Topic(topic) => ToMend::Topic(&topic.touchpoint, &topic.aspect),
        });
        mend.extend(weakness.level_with().iter().map(ToMend::Touchpoint));
    }
    mend
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
                to_mend.touchpoints.extend_from_slice(weakness.level_with());
                before = Some(touchpoint).filter(|_| weakness.level_with().is_empty());
            }
            Weakness::Topic(topic) => {
                let there = told_before.is_some_and(|before| topic.is_at(before));
                // A table knows of none that was not looked for, before which one would come.
                if there || weakness.is_to_mend() {
                    to_mend.topics.push(at(&topic.touchpoint, &topic.aspect));
                    let beside = pain_points.iter().filter(|pain| topic.is_matched_by(pain));
                    to_mend.topics.extend(beside.map(|pain| at(&pain.touchpoint, &pain.aspect)));
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
    /// What an impact takes, of the range of its score.
    fn lost_by(impact: Impact) -> f64 {
        Gain::Impact(-impact.value).of_range(impact.score)
    }

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
    let weak = weak.filter(|contrast| !pleases_nearly_all(contrast));
    let mut weak: Vec<(f64, &Contrast)> =
        weak.filter_map(|contrast| Some((gain(contrast, tables, main)?, contrast))).collect();
    weak.sort_by(|a, b| b.0.total_cmp(&a.0));
    // What has been so all the time is held against all the time; then the largest may be below 0.
    let of_all = |first: &Contrast| Gain::Headline(first.gain_of_all).of_range(first.score);
    let largest = weak.first().map_or(0.0, |(gain, first)| match first.since {
        Some(_) => gain.min(of_all(first)),
        None => *gain,
    });
    let least = largest.min(largest / 2.0);
    let next_to_it = weak.iter().take(MOST_TOUCHPOINTS).filter(|(gain, _)| *gain >= least);
    sized.extend(next_to_it.map(|(gain, weak)| (*gain, Weakness::Touchpoint((*weak).clone()))));
    let topic = worst_topic(pain_points, tables.comments);
    let most = driver(tables, main);
    // What nearly all speak of is no part of it, where anything else is known of what to mend.
    let alone = sized.is_empty() && most.is_none();
    let topic = topic.filter(|pain| alone || !is_subject(pain, tables.comments));
    let topic = topic.map(|pain| told(pain, tables));
    if let Some(topic) = topic.filter(|topic| !is_outnumbered(topic, tables)) {
        let size = topic.impact.map_or(0.0, Gain::lost_by);
        let size = if topic.behind_unnamed { f64::NEG_INFINITY } else { size };
        sized.push((size, Weakness::Topic(Box::new(topic))));
    }
    if let Some((size, driver)) = most {
        insert_driver(&mut sized, size, driver);
    }
    sized.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found: Vec<Weakness> = sized.into_iter().map(|(_, weakness)| weakness).collect();
    beside_its_touchpoint(&mut found);
    found
}

/// Puts what has most to give among what is to be mended. A touchpoint is told of once: that it is
/// worse than the others says more of it, and of those that may have as much to give it is the first.
fn insert_driver(sized: &mut Vec<(f64, Weakness)>, size: f64, mut driver: WeakDriver) {
    let mut told = false;
    for (gain, weakness) in sized.iter_mut() {
        let Weakness::Touchpoint(contrast) = &*weakness else { continue };
        let there = &contrast.touchpoint;
        if *there == driver.touchpoint {
            told = true;
            *gain = gain.max(size);
        } else if driver.level_with.contains(there) {
            driver.level_with.retain(|other| other != there);
            *gain = gain.max(size);
        }
    }
    if !told {
        sized.push((size, Weakness::Driver(driver)));
    }
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
        // Of several touchpoints that are told together it is at one alone.
        _ if !weakness.level_with().is_empty() => false,
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

/// Whether nearly all are content with a touchpoint, though with the others yet more are.
fn pleases_nearly_all(contrast: &Contrast) -> bool {
    let of_share = contrast.score.measure().unit() == ScoreUnit::Share;
    of_share && 100.0 * contrast.own.value >= NEARLY_ALL
}

/// What the score of the whole would gain of its range, did people rate a touchpoint as they do
/// the others; `None` where the whole has a question of its own and this hardly moves its answers.
/// Where nothing is known of what moves them, what all touchpoints together would gain.
fn gain(contrast: &Contrast, tables: &Tables<'_>, main: Option<ScoreKind>) -> Option<f64> {
    let rated = ratings(tables, main).filter(|_| !contrast.is_whole);
    let Some(table) = rated else {
        return Some(Gain::Headline(contrast.gain).of_range(contrast.score));
    };
    let row = table.drivers.iter().find(|row| row.touchpoint == contrast.touchpoint)?;
    let moved = row.slope * -contrast.apart * table.reach(row);
    let gain = Gain::Goodness(moved).of_range(table.outcome);
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

#[cfg(test)]
mod tests;
