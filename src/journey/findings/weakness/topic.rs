//! What is complained of: which topic is told, and as what.

use super::super::Tables;
use super::super::strength::are_called_alike;
use super::WeakTopic;
use crate::journey::pain_point::{Impact, PainPoint};
use crate::lang::Name;
use crate::metrics::ScoreSummary;

/// Complaints that make a topic without a proven part in the score a weakness.
const CLEAR: u64 = 8;

/// The topic whose complaints take most from the score, of those that surely take something; none
/// that takes more is passed over. Where nothing surely does, the first of what surely most who
/// mention it complain of.
pub(super) fn worst_topic(pain_points: &[PainPoint]) -> Option<&PainPoint> {
    let proven = pain_points.iter().filter_map(|pain| {
        let impact = pain.impact.filter(|impact| impact.sure_loss() > 0.0)?;
        Some((impact.value, pain))
    });
    let most = proven.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, pain)| pain);
    let clear = |pain: &&PainPoint| pain.negative >= CLEAR && pain.negative_share.low > 0.5;
    most.or_else(|| pain_points.iter().find(clear))
}

/// A topic as it is told, by these tables.
pub(super) fn told(pain: &PainPoint, tables: &Tables<'_>) -> WeakTopic {
    let sure = pain.impact.filter(|impact| impact.sure_loss() > 0.0);
    // That they score no lower is said only where no other score says otherwise.
    let no_worse = pain.impact.is_some() && sure.is_none() && !pain.elsewhere;
    WeakTopic {
        rated_as: rated_as(pain, tables.about),
        behind_unnamed: !no_worse && is_behind_unnamed(pain, tables),
        no_worse,
        ..topic(pain, sure)
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
        worst: pain.worst,
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
    let known = rest.score.zip(pain.impact);
    let known = known.filter(|(_, complaint)| Some(complaint.score) == tables.main);
    known.is_some_and(|((score, n), complaint)| {
        let all = tables.overall.score(complaint.score).map_or(0, ScoreSummary::n);
        let own = complaint.of_those(all);
        let taken = |score: f64, n: u64| (complaint.with_all - score) * n as f64;
        let (rest_taken, more) = (taken(score, n), rest.comments.unnamed > pain.negative);
        let takes_more = rest_taken > 0.0 && rest_taken > taken(own, complaint.n);
        all > 0 && (takes_more || more && score <= own)
    })
}
