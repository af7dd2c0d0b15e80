//! Which packs of a taxonomy fit a business, by what its customers talk about.
//!
//! A taxonomy covers many lines of business. A hotel's guests do not speak of claims and
//! loans, and what sounds like it is a mistake; the branches of other businesses are
//! therefore off. Touchpoints without a pack are the common core and always on.

use serde::Serialize;

use super::taxonomy::Touchpoint;
use super::{Opinion, Taxonomy};

/// A pack is on where it adds this share of the opinions that belong to any pack.
const LEAST_SHARE: f64 = 0.15;

/// With fewer opinions than this there is nothing to choose by, and all packs stay on.
const FEWEST: usize = 30;

/// A pack and how much of what was said belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PackShare {
    /// The pack, as the taxonomy names it.
    pub pack: String,
    /// Share of the opinions that belong to any pack. One that several of those chosen have, or are
    /// typical for, is divided among them as those are that only one has. Not known where the packs were given.
    pub share: Option<f64>,
}

/// The packs of a taxonomy, in order of first appearance.
pub fn packs(taxonomy: &Taxonomy) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for pack in taxonomy.touchpoints().iter().flat_map(|touchpoint| &touchpoint.packs) {
        if !all.contains(pack) {
            all.push(pack.clone());
        }
    }
    all
}

/// The packs that fit comments with these opinions; `None` where too little was said to
/// tell.
///
/// The pack that most of the opinions tell of comes first, then that for which most of those
/// speak that are left, as long as it is worth it. An opinion tells the less of a pack the more
/// packs could have it: a product belongs to shops, software and cars alike and does not make a
/// shop of cars, and the widest pack is not taken where a narrower one says more. It tells most
/// of the packs that its touchpoint is typical of: shops sell food too, but who talks of nothing
/// else has eaten out. (Of the comments of five sets about restaurants and eating in, the first pack was
/// `shop` before this was so.)
pub fn fitting<'a>(
    taxonomy: &'a Taxonomy,
    opinions: impl IntoIterator<Item = &'a Opinion>,
) -> Option<Vec<PackShare>> {
    let own = |opinion: &Opinion| taxonomy.touchpoint_of(opinion.aspect);
    let mut rest: Vec<&Touchpoint> =
        opinions.into_iter().map(own).filter(|own| !own.packs.is_empty()).collect();
    let (all, known) = (rest.len(), packs(taxonomy));
    let said = rest.clone();
    let mut chosen: Vec<&String> = Vec::new();
    loop {
        let counted = known.iter().map(|pack| {
            let held = || rest.iter().filter(|own| own.packs.contains(pack));
            let telling: f64 = held().map(|own| telling(own, pack)).sum();
            (pack, held().count() as f64 / all.max(1) as f64, telling)
        });
        let enough = counted.filter(|&(_, share, _)| share >= LEAST_SHARE);
        let best = enough.reduce(|best, next| if next.2 > best.2 { next } else { best });
        let Some((pack, ..)) = best else { break };
        chosen.push(pack);
        rest.retain(|own| !own.packs.contains(pack));
    }
    // What is typical of some of those chosen is theirs, whoever else has it.
    let of = |own: &&'a Touchpoint| -> &'a [String] {
        match own.core.iter().any(|pack| chosen.contains(&pack)) {
            true => &own.core,
            false => &own.packs,
        }
    };
    (all >= FEWEST && !chosen.is_empty()).then(|| {
        let said: Vec<&[String]> = said.iter().map(of).collect();
        shares(&chosen, &said)
    })
}

/// How much talk of a touchpoint speaks for one of its packs: 1 in all where it is typical of none
/// or for those that it is typical of, and half as much for the others together.
fn telling(touchpoint: &Touchpoint, pack: &String) -> f64 {
    let (core, all) = (touchpoint.core.len() as f64, touchpoint.packs.len() as f64);
    match () {
        () if touchpoint.core.is_empty() => 1.0 / all,
        () if touchpoint.core.contains(pack) => 1.0 / core,
        () => 0.5 / all,
    }
}

/// The share of each of the packs that were chosen, the largest first.
fn shares(chosen: &[&String], said: &[&[String]]) -> Vec<PackShare> {
    let holders = |own: &&[String]| -> Vec<usize> {
        (0..chosen.len()).filter(|at| own.contains(chosen[*at])).collect()
    };
    let held: Vec<Vec<usize>> = said.iter().map(holders).collect();
    let alone = |at: usize| held.iter().filter(|of| of.as_slice() == [at]).count() as f64;
    let alone: Vec<f64> = (0..chosen.len()).map(alone).collect();
    let mut sums = vec![0.0; chosen.len()];
    for of in &held {
        let total: f64 = of.iter().map(|at| alone[*at]).sum();
        for at in of {
            let even = 1.0 / of.len() as f64;
            sums[*at] += if total > 0.0 { alone[*at] / total } else { even };
        }
    }
    let all = said.len().max(1) as f64;
    let mut shares: Vec<PackShare> = chosen
        .iter()
        .zip(sums)
        .map(|(pack, sum)| PackShare { pack: (*pack).clone(), share: Some(sum / all) })
        .collect();
    // Equal ones stay in the order of choice.
    shares.sort_by(|a, b| b.share.unwrap_or(0.0).total_cmp(&a.share.unwrap_or(0.0)));
    shares
}

/// Whether each touchpoint of a taxonomy is on where these packs are.
pub fn switched_on(taxonomy: &Taxonomy, on: &[String]) -> Vec<bool> {
    let touchpoints = taxonomy.touchpoints().iter();
    touchpoints
        .map(|touchpoint| {
            touchpoint.packs.is_empty() || touchpoint.packs.iter().any(|pack| on.contains(pack))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opinion::AspectId;
    use crate::sentiment::Polarity;

    fn opinions(taxonomy: &Taxonomy, said: &[(&str, usize)]) -> Vec<Opinion> {
        let polarity = Polarity { negative: 1.0, neutral: 0.0, positive: 0.0 };
        let opinion =
            |aspect: AspectId| Opinion { aspect, unit: 0, polarity, evidence: 0..1, term: 0..1 };
        let of = |&(id, times): &(&str, usize)| {
            let aspect = taxonomy.find_aspect(id).unwrap();
            std::iter::repeat_with(move || opinion(aspect)).take(times)
        };
        said.iter().flat_map(of).collect()
    }

    #[test]
    fn the_packs_of_what_is_talked_about_are_on() {
        let taxonomy = Taxonomy::builtin();
        let said = opinions(
            &taxonomy,
            &[("room", 40), ("breakfast", 20), ("claims", 1), ("price_level", 50)],
        );
        let on: Vec<String> =
            fitting(&taxonomy, &said).unwrap().into_iter().map(|share| share.pack).collect();
        assert_eq!(on, ["hotel"]);
        let active = switched_on(&taxonomy, &on);
        let is_on =
            |id: &str| active[taxonomy.aspect(taxonomy.find_aspect(id).unwrap()).touchpoint];
        assert!(is_on("room") && is_on("price_level") && !is_on("claims") && !is_on("loan"));
    }

    /// A shop has nearly all that a software company has, and does not stand for it.
    #[test]
    fn the_widest_pack_does_not_swallow_a_narrower_one() {
        let taxonomy = Taxonomy::builtin();
        let said = [("features", 80), ("performance", 40), ("integrations", 12), ("tracking", 4)];
        let fits = fitting(&taxonomy, &opinions(&taxonomy, &said)).unwrap();
        assert_eq!(fits[0].pack, "software");
        assert_eq!(fits.len(), 1);
        let said = [("function", 80), ("quality", 40), ("logistics", 12), ("integrations", 2)];
        let fits = fitting(&taxonomy, &opinions(&taxonomy, &said)).unwrap();
        assert_eq!(fits[0].pack, "shop");
    }

    /// A hotel chain with a shop: what both have is not all the hotel's.
    #[test]
    fn what_several_packs_have_is_divided_among_them() {
        let taxonomy = Taxonomy::builtin();
        let said = [("room", 30), ("quality", 90), ("taste", 60)];
        let fits = fitting(&taxonomy, &opinions(&taxonomy, &said)).unwrap();
        let found: Vec<(&str, f64)> =
            fits.iter().map(|fit| (fit.pack.as_str(), fit.share.unwrap())).collect();
        assert_eq!(found.iter().map(|(pack, _)| *pack).collect::<Vec<_>>(), ["shop", "hotel"]);
        assert!((found[0].1 - 0.75).abs() < 1e-9 && (found[1].1 - 0.25).abs() < 1e-9, "{found:?}");
    }

    /// What comments on restaurants, schools and telephone companies speak of: shops have all of
    /// it.
    #[test]
    fn what_is_typical_of_a_business_speaks_for_it() {
        let taxonomy = Taxonomy::builtin();
        let first = |said: &[(&str, usize)]| {
            fitting(&taxonomy, &opinions(&taxonomy, said)).unwrap()[0].pack.clone()
        };
        let eaten = [("taste", 33), ("serving_speed", 14), ("environment", 8), ("freshness", 7)];
        let fetched = [("order_accuracy", 3), ("packaging", 3), ("delivery_speed", 3)];
        assert_eq!(first(&[&eaten[..], &fetched].concat()), "restaurant");
        assert_eq!(first(&[("content", 30), ("teaching", 9), ("function", 4)]), "education");
        assert_eq!(first(&[("internet", 31), ("function", 9), ("delivery_speed", 4)]), "telecom");
        let bought = [("quality", 40), ("delivery_speed", 20), ("taste", 12), ("internet", 5)];
        assert_eq!(first(&bought), "shop");
    }

    /// A school that sends books: what is taught is the school's, though shops sell courses.
    #[test]
    fn what_is_typical_of_a_business_is_counted_as_its() {
        let taxonomy = Taxonomy::builtin();
        let said = [("content", 40), ("delivery_speed", 12)];
        let fits = fitting(&taxonomy, &opinions(&taxonomy, &said)).unwrap();
        let found: Vec<(&str, f64)> =
            fits.iter().map(|fit| (fit.pack.as_str(), fit.share.unwrap())).collect();
        assert_eq!(found, [("education", 40.0 / 52.0), ("shop", 12.0 / 52.0)]);
    }

    #[test]
    fn a_touchpoint_is_typical_of_packs_that_it_belongs_to() {
        for touchpoint in Taxonomy::builtin().touchpoints() {
            let own = |pack| touchpoint.packs.contains(pack);
            assert!(touchpoint.core.iter().all(own), "{}", touchpoint.name.id);
        }
    }

    #[test]
    fn little_said_switches_nothing_off() {
        let taxonomy = Taxonomy::builtin();
        assert_eq!(
            fitting(&taxonomy, &opinions(&taxonomy, &[("room", 29), ("price_level", 99)])),
            None
        );
        assert_eq!(fitting(&taxonomy, &[]), None);
    }

    #[test]
    fn a_pack_is_on_from_fifteen_in_a_hundred_of_thirty_opinions() {
        let taxonomy = Taxonomy::builtin();
        let on = |said: &[(&str, usize)]| {
            let fitting = fitting(&taxonomy, &opinions(&taxonomy, said))?;
            Some(fitting.into_iter().map(|share| share.pack).collect::<Vec<_>>())
        };
        let packs = |id: &str| &taxonomy.touchpoint_of(taxonomy.find_aspect(id).unwrap()).packs;
        assert!(packs("room") != packs("claims"), "of two lines of business");
        assert_eq!(on(&[("room", 29)]), None);
        assert_eq!(on(&[("room", 30)]).unwrap().len(), 1);
        assert_eq!(on(&[("room", 85), ("claims", 15)]).unwrap().len(), 2);
        assert_eq!(on(&[("room", 86), ("claims", 14)]).unwrap().len(), 1);
    }

    #[test]
    fn what_several_packs_have_and_none_alone_is_divided_evenly() {
        let packs = ["hotel", "shop", "bank"].map(str::to_owned);
        let chosen: Vec<&String> = packs.iter().collect();
        let found = shares(&chosen, &[&packs[..2], &packs[2..]]);
        let found: Vec<(&str, Option<f64>)> =
            found.iter().map(|share| (share.pack.as_str(), share.share)).collect();
        assert_eq!(found, [("bank", Some(0.5)), ("hotel", Some(0.25)), ("shop", Some(0.25))]);
    }
}
