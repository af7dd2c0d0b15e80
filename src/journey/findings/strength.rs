//! What works: the touchpoint that scores surely better than the others, and than the better half
//! of them, else the one that is not rated and whose comments are surely kinder.

use serde::Serialize;

use super::weakness::{Weakness, ratings};
use super::{CHANCE, Tables, size};
use crate::journey::contrast::Contrast;
use crate::journey::group_change::Subgroup;
use crate::journey::pain_point::PainPoint;
use crate::journey::touchpoint::TouchpointSummary;
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::difference::{chance_of, of_estimates};
use crate::text::characters::is_han;

/// Fewest comments of a touchpoint whose sentiment is compared.
const LEAST: u64 = 10;

/// Part of what takes most of all that is to be mended which a topic must surely take for its
/// touchpoint not to work.
const MUCH: f64 = 1.0 / 3.0;

/// Part of the comments of a touchpoint above which those that complain of one topic there leave
/// nothing to call what works.
const MANY: f64 = 0.25;

/// What works.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strength {
    /// A touchpoint that scores better than the others.
    Touchpoint(Box<Contrast>),
    /// Comments are kind at one touchpoint, and surely less so at another: the kindest and the
    /// worst of those with at least ten comments.
    Comments {
        /// Where they are kindest.
        best: Name,
        /// Mean sentiment there.
        high: Estimate,
        /// Where they are worst.
        worst: Name,
        /// Mean sentiment there.
        low: Estimate,
    },
}

/// What works, but for a touchpoint of which `weaknesses` tell, by itself or under the name of what
/// is complained of: “mend Reporting” and “Reporting works” leave the reader with neither. Nor does
/// one of which more is to be had than of what is to be mended. What is praised on the whole does
/// not work either where one of the `pain_points` is there that takes much or that many tell of.
pub(super) fn of(
    tables: &Tables<'_>,
    weaknesses: &[Weakness],
    pain_points: &[PainPoint],
) -> Option<Strength> {
    let mended: Vec<&Name> = weaknesses
        .iter()
        .flat_map(|weakness| [weakness.touchpoint()].into_iter().chain(weakness.level_with()))
        .collect();
    let strong = tables.contrasts.iter().filter(|c| c.q <= CHANCE && c.difference.value > 0.0);
    // What is better than the mean of all because one other is bad works no better than the rest.
    let strong = strong.filter(|contrast| contrast.stands_out);
    let strong = strong.filter(|contrast| !mended.contains(&&contrast.touchpoint));
    let strong = strong.filter(|contrast| !tables.of_complaints.contains(&contrast.touchpoint));
    // Nor does one at which somebody became worse off.
    let fell = tables.changed.filter(|change| change.is_worse());
    let fell_there = |there: &Name| {
        fell.is_some_and(|fell| fell.group.is_of(&Subgroup::Touchpoint(there.clone())))
    };
    let strong = strong.filter(|contrast| !fell_there(&contrast.touchpoint));
    let blamed = |name: &Name| weaknesses.iter().any(|weakness| is_named_by(name, weakness));
    let strong = strong.filter(|contrast| !blamed(&contrast.touchpoint));
    let least = mended.iter().filter_map(|name| room(tables, name)).min_by(f64::total_cmp);
    let has_more =
        |name: &Name| least.zip(room(tables, name)).is_some_and(|(least, room)| room > least);
    let strong = strong.filter(|contrast| !has_more(&contrast.touchpoint));
    match strong.min_by(|a, b| a.gain_of_all.total_cmp(&b.gain_of_all)) {
        Some(best) => Some(Strength::Touchpoint(Box::new(best.clone()))),
        None => {
            // Of what is rated ratings tell whether it works, and to come again is no touchpoint.
            let rated = tables.contrasts.iter().map(|contrast| &contrast.touchpoint);
            let never = tables.of_complaints.iter().chain(tables.of_outcomes).chain(rated);
            let kindest = extremes(tables.touchpoints, &mended, &never.collect::<Vec<_>>());
            kindest.filter(|kindest| match kindest {
                Strength::Comments { best, .. } => {
                    !blamed(best) && !hurts(best, tables, weaknesses, pain_points)
                }
                Strength::Touchpoint(_) => true,
            })
        }
    }
}

/// Whether a topic at a touchpoint surely takes at least a third of what any weakness does, or more
/// than a quarter of its comments complain of one.
fn hurts(
    touchpoint: &Name,
    tables: &Tables<'_>,
    weaknesses: &[Weakness],
    pain_points: &[PainPoint],
) -> bool {
    let most = weaknesses.iter().map(|weakness| size::of_weakness(weakness, tables));
    let much = MUCH * most.fold(0.0, f64::max);
    let own = tables.touchpoints.iter().find(|own| own.name == *touchpoint);
    let many = MANY * own.map_or(0, |own| own.comments.max(own.own_comments)) as f64;
    let mut here = pain_points.iter().filter(|pain| pain.touchpoint == *touchpoint);
    here.any(|pain| {
        let sure = pain.impact.filter(|impact| impact.sure_loss() > 0.0);
        let takes = sure.is_some_and(|impact| size::of_impact(&impact) >= much);
        takes || pain.negative as f64 > many
    })
}

/// What a rated touchpoint has to give to the score, in points of its 0–100; `None` where that is
/// not shown.
fn room(tables: &Tables<'_>, touchpoint: &Name) -> Option<f64> {
    let table = ratings(tables, tables.main)?;
    let row = table.drivers.iter().find(|row| row.touchpoint == *touchpoint)?;
    (row.significant && row.slope > 0.0).then(|| table.gain(row))
}

/// Words that two names may share without meaning the same.
const COMMON: [&str; 27] = [
    "服务",
    "系统",
    "产品",
    "体验",
    "质量",
    "满意",
    "评价",
    "整体",
    "时间",
    "信息",
    "客户",
    "顾客",
    "用户",
    "员工",
    "线上",
    "在线",
    "quality",
    "service",
    "product",
    "experience",
    "overall",
    "time",
    "customer",
    "staff",
    "online",
    "with",
    "from",
];

/// Whether a touchpoint is called as what a weakness complains of: 系统稳定性 and 稳定与速度.
fn is_named_by(touchpoint: &Name, weakness: &Weakness) -> bool {
    matches!(weakness, Weakness::Topic(topic) if are_called_alike(touchpoint, &topic.aspect))
}

/// Whether the names of a touchpoint and of an aspect share a word that tells.
pub(super) fn are_called_alike(touchpoint: &Name, aspect: &Name) -> bool {
    let shared = |a: &str, b: &str| {
        let (a, b) = (words(a), words(b));
        a.iter().any(|word| !COMMON.contains(&word.as_str()) && b.contains(word))
    };
    shared(&touchpoint.zh, &aspect.zh) || shared(&touchpoint.en, &aspect.en)
}

/// The words of a name of four letters and more, and every two Chinese characters of it that stand
/// beside each other.
fn words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let characters: Vec<char> = word.chars().collect();
        let pairs = characters.windows(2).filter(|pair| pair.iter().all(|c| is_han(*c)));
        found.extend(pairs.map(|pair| pair.iter().collect::<String>()));
        if characters.len() >= 4 && !characters.iter().any(|c| is_han(*c)) {
            found.push(word.to_lowercase());
        }
    }
    found
}

/// The kindest and the worst touchpoint, where they differ by more than the extremes of so
/// many alike would: the p of the two times the number of pairs they were chosen from
/// (Bonferroni) is at most [`CHANCE`]. The kindest is the one that is surely most praised, the
/// worst the one that surely is least: a dozen kind words tell less than a hundred. What works is
/// not `mended` first, and `never` a touchpoint of complaints, of which kind words say that
/// something went wrong before, nor one that is rated or that is what a score leads to.
fn extremes(
    touchpoints: &[TouchpointSummary],
    mended: &[&Name],
    never: &[&Name],
) -> Option<Strength> {
    let rated: Vec<(&TouchpointSummary, Estimate)> = touchpoints
        .iter()
        .filter(|touchpoint| touchpoint.comments.max(touchpoint.own_comments) >= LEAST)
        .filter_map(|touchpoint| Some((touchpoint, touchpoint.heard()?)))
        .collect();
    let (worst, low) = rated.iter().min_by(|a, b| a.1.high.total_cmp(&b.1.high))?;
    let works = rated.iter().filter(|(touchpoint, _)| !never.contains(&&touchpoint.name));
    let (best, high) = works.max_by(|a, b| a.1.low.total_cmp(&b.1.low))?;
    let pairs = rated.len() * (rated.len() - 1) / 2;
    // Ends that are cut off at the end of the range are none to tell an error from.
    let p = chance_of(&of_estimates(high, low)) * pairs as f64;
    let praised = high.low > 0.0 && !mended.contains(&&best.name);
    (best.name != worst.name && p <= CHANCE && praised).then(|| Strength::Comments {
        best: best.name.clone(),
        high: *high,
        worst: worst.name.clone(),
        low: *low,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::PerScore;
    use crate::journey::Suppression;
    use crate::journey::touchpoint::Tally;
    use crate::metrics::Design;

    fn touchpoint(name: &str, comments: u64, [low, value, high]: [f64; 3]) -> TouchpointSummary {
        let empty = Tally::default().summary(
            Name::same(name),
            Default::default(),
            Suppression::default(),
            true,
            (&PerScore::default(), Design::default()),
        );
        TouchpointSummary { comments, sentiment: Some(Estimate { value, low, high }), ..empty }
    }

    fn told(touchpoints: &[TouchpointSummary], mended: &[&str]) -> Option<(String, String)> {
        let mended: Vec<Name> = mended.iter().map(|name| Name::same(*name)).collect();
        let never = ["complaints", "loyalty"].map(Name::same);
        let never: Vec<&Name> = never.iter().collect();
        match extremes(touchpoints, &mended.iter().collect::<Vec<_>>(), &never) {
            Some(Strength::Comments { best, worst, .. }) => Some((best.en, worst.en)),
            _ => None,
        }
    }

    /// Of a dozen who all praise the box less is known than of a hundred who nearly all praise the
    /// price.
    #[test]
    fn what_works_is_surely_praised() {
        let all = [
            touchpoint("box", 12, [0.82, 1.0, 1.0]),
            touchpoint("price", 111, [0.86, 0.9, 0.94]),
            touchpoint("size", 40, [-0.5, -0.3, -0.1]),
            touchpoint("refund", 11, [-0.9, -0.4, 0.1]),
        ];
        let both = |best: &str, worst: &str| Some((best.to_owned(), worst.to_owned()));
        assert_eq!(told(&all, &[]), both("price", "size"));
        assert_eq!(told(&all, &["price"]), None, "to be mended");
        let mut settled = all.to_vec();
        settled.push(touchpoint("complaints", 90, [0.95, 0.97, 0.99]));
        settled.push(touchpoint("loyalty", 90, [0.95, 0.97, 0.99]));
        assert_eq!(told(&settled, &[]), both("price", "size"), "something went wrong before");
        // By themselves they are not surely apart.
        assert_eq!(told(&all[..2], &[]), None);
        assert_eq!(told(&all[..1], &[]), None);
        assert_eq!(told(&[], &[]), None);
    }

    #[test]
    fn names_that_share_a_word_of_their_own_mean_the_same() {
        let alike = |a: &str, b: &str| are_called_alike(&Name::same(a), &Name::same(b));
        assert!(alike("系统稳定性", "稳定与速度"));
        assert!(!alike("系统集成", "系统响应"), "a head of many names");
        assert!(!alike("退货", "退款"), "one character");
        assert!(alike("Delivery", "delivery speed"));
        assert!(!alike("Product quality", "Service quality"));
        assert!(!alike("Pay", "Pay later"), "a short word");
        assert!(!alike("在线客服", "在线退款") && !alike("员工态度", "员工着装"), "who and where");
        assert!(!alike("Contact with staff", "Help with staff online"));
    }
}
