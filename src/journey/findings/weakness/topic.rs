//! What is complained of: which topic is told, and as what.

use super::super::Tables;
use super::super::strength::are_called_alike;
use super::{BESIDE_THE_TOPIC, Gain, LEAST_GAIN, SURELY_WORST, WeakTopic};
use crate::journey::pain_point::{Impact, PainPoint};
use crate::journey::topic_change::Topic;
use crate::lang::Name;
use crate::metrics::ScoreSummary;

/// Complaints that make a topic without a proven part in the score a weakness.
const CLEAR: u64 = 8;

/// How many times as many negative comments that name no topic leave nothing to say of the first
/// that was looked for.
const OUTNUMBERED: u64 = 3;

/// Probability of being the worst under which a topic is told as one of several.
const LIKELY: f64 = 0.5;

/// Part of all comments that speak of something from which that is what they are about, and no one
/// thing among others.
const SUBJECT: f64 = 0.8;

/// Most topics that are told beside one that is not likely the worst.
const MOST_LEVEL: usize = 2;

impl WeakTopic {
    /// Comments that complain of it, or of what is told with it.
    fn complaints(&self) -> u64 {
        self.same.as_ref().map_or(self.negative, |same| same.together)
    }

    /// Whether a pain point is told with it, or surely takes at least half as much as it does.
    pub(super) fn is_matched_by(&self, pain: &PainPoint) -> bool {
        let told = self.same.as_ref();
        let told = told.is_some_and(|same| pain.is(&same.touchpoint, &same.aspect));
        let loss = |impact: Option<Impact>| impact.map(Gain::lost_by);
        let own = loss(pain.impact.filter(|impact| impact.sure_loss() > 0.0));
        let beside = own.zip(loss(self.impact));
        let much = beside.is_some_and(|(loss, first)| loss >= BESIDE_THE_TOPIC * first);
        !pain.is(&self.touchpoint, &self.aspect) && (told || much)
    }

    /// Takes what became known of it once all were ranked. What is told with it is not another.
    pub(super) fn ranked_among(&mut self, points: &[PainPoint]) {
        let own = points.iter().find(|point| point.is(&self.touchpoint, &self.aspect));
        let same = self.same.as_ref();
        let is_same =
            |point: &PainPoint| same.is_some_and(|same| point.is(&same.touchpoint, &same.aspect));
        let with_it = points.iter().find(|point| is_same(point)).and_then(|point| point.worst);
        let worst = own.and_then(|point| point.worst);
        let worst = worst.map(|worst| (worst + with_it.unwrap_or(0.0)).min(1.0));
        let unlikely = worst.filter(|worst| *worst < LIKELY).zip(own);
        let level_with = unlikely.map_or_else(Vec::new, |(worst, own)| {
            let after = points.iter().filter(|point| point.rank > own.rank && !is_same(point));
            let mut others: Vec<(f64, &PainPoint)> =
                after.filter_map(|point| Some((point.worst?, point))).collect();
            others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.rank.cmp(&b.1.rank)));
            let mut together = worst;
            let mut level_with = Vec::new();
            for (worst, point) in others.into_iter().take(MOST_LEVEL) {
                if together >= SURELY_WORST || worst <= 0.0 {
                    break;
                }
                together += worst;
                let (touchpoint, aspect) = (point.touchpoint.clone(), point.aspect.clone());
                level_with.push(Topic { touchpoint: Some(touchpoint), aspect });
            }
            level_with
        });
        self.worst = worst;
        self.level_with = level_with;
    }
}

/// Whether nearly all of so many comments speak of it.
pub(super) fn is_subject(pain: &PainPoint, comments: u64) -> bool {
    pain.mentions as f64 >= SUBJECT * comments as f64
}

/// The topic whose complaints take most from the score, of those that surely take something; none
/// that takes more is passed over, but for what nearly all of the comments speak of. Where nothing
/// surely does, the first of what surely most who mention it complain of.
pub(super) fn worst_topic(pain_points: &[PainPoint], comments: u64) -> Option<&PainPoint> {
    let (subjects, others): (Vec<&PainPoint>, Vec<&PainPoint>) =
        pain_points.iter().partition(|pain| is_subject(pain, comments));
    let first = costliest(&others).or_else(|| costliest(&subjects));
    let clear = |pain: &&PainPoint| pain.negative >= CLEAR && pain.negative_share.low > 0.5;
    first.or_else(|| others.into_iter().chain(subjects).find(clear))
}

/// The one that takes most, of those that surely take something.
fn costliest<'a>(pain_points: &[&'a PainPoint]) -> Option<&'a PainPoint> {
    let proven = pain_points.iter().copied().filter_map(|pain| {
        let own = pain.impact.filter(|impact| impact.sure_loss() > 0.0)?;
        Some((pain.cost()?.value, own.value, pain))
    });
    // Of two that are one matter the one that takes more by itself.
    let most = proven.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    most.map(|(.., pain)| pain)
}

/// A topic as it is told, by these tables.
pub(super) fn told(pain: &PainPoint, tables: &Tables<'_>) -> WeakTopic {
    let sure = pain.impact.filter(|impact| impact.sure_loss() > 0.0);
    let cost = sure.and_then(|_| pain.cost());
    // That they score no lower is said only where no other score says otherwise.
    let no_worse = pain.impact.is_some() && sure.is_none() && !pain.elsewhere;
    WeakTopic {
        rated_as: rated_as(pain, tables.about),
        behind_unnamed: !no_worse && is_behind_unnamed(pain, tables),
        no_worse,
        minor: cost.is_some_and(|impact| Gain::lost_by(impact) < LEAST_GAIN),
        same: pain.same.clone().filter(|_| sure.is_some()),
        ..topic(pain, cost)
    }
}

pub(super) fn topic(pain: &PainPoint, impact: Option<Impact>) -> WeakTopic {
    WeakTopic {
        touchpoint: pain.touchpoint.clone(),
        aspect: pain.aspect.clone(),
        mentions: pain.mentions,
        negative: pain.negative,
        negative_share: pain.negative_share,
        impact,
        same: None,
        worst: pain.worst,
        level_with: Vec::new(),
        minor: false,
        rated_as: None,
        behind_unnamed: false,
        no_worse: false,
        origin: None,
        quote: pain.verbatims.first().cloned(),
    }
}

/// The only rated touchpoint whose name means what is complained of in comments that are at no one
/// touchpoint of the export, or where none does the only one that is called alike (系统稳定性 and
/// 稳定与速度); `about` is what each of those is about.
pub(super) fn rated_as(pain: &PainPoint, about: &[(Name, Vec<Name>)]) -> Option<Name> {
    let placed = about.iter().any(|(name, _)| *name == pain.touchpoint);
    let names = |means: &dyn Fn(&Name, &[Name]) -> bool| {
        let meant = about.iter().filter(|(name, aspects)| means(name, aspects));
        meant.map(|(name, _)| name).collect::<Vec<_>>()
    };
    let mut meant = names(&|_, aspects| aspects.contains(&pain.aspect));
    if meant.is_empty() {
        meant = names(&|name, _| are_called_alike(name, &pain.aspect));
    }
    match meant.as_slice() {
        [name] if !placed => Some((*name).clone()),
        _ => None,
    }
}

/// Whether the negative comments that name none of the topics looked for take more from the score
/// together than those that complain of this one; or are more, and those who wrote them score no
/// better.
pub(super) fn is_behind_unnamed(pain: &PainPoint, tables: &Tables<'_>) -> bool {
    let Some(rest) = tables.unnamed else { return false };
    let negative = pain.same.as_ref().map_or(pain.negative, |same| same.together);
    let known = rest.score.zip(pain.cost());
    let known = known.filter(|(_, complaint)| Some(complaint.score) == tables.main);
    known.is_some_and(|((score, n), complaint)| {
        let all = tables.overall.score(complaint.score).map_or(0, ScoreSummary::n);
        let own = complaint.of_those(all);
        let taken = |score: f64, n: u64| (complaint.with_all - score) * n as f64;
        let (rest_taken, more) = (taken(score, n), rest.comments.unnamed > negative);
        let takes_more = rest_taken > 0.0 && rest_taken > taken(own, complaint.n);
        all > 0 && (takes_more || more && score <= own)
    })
}

/// Whether the negative comments that name none of the topics looked for are so many more, beside
/// taking more from the score, that which of those comes first is of no use to anybody.
pub(super) fn is_outnumbered(topic: &WeakTopic, tables: &Tables<'_>) -> bool {
    let unnamed = tables.unnamed.map_or(0, |rest| rest.comments.unnamed);
    topic.behind_unnamed && unnamed >= OUTNUMBERED * topic.complaints()
}
