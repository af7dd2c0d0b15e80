use super::*;
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

/// The packs that fit, with their shares, and the touchpoints that are on where none does.
fn fit(said: &[(&str, usize)]) -> (Vec<(String, f64)>, Vec<String>) {
    let taxonomy = Taxonomy::builtin();
    match fitting(&taxonomy, &opinions(&taxonomy, said)) {
        Fit::Unknown => (Vec::new(), vec!["all".to_owned()]),
        Fit::Packs(packs) => {
            (packs.into_iter().map(|of| (of.pack, of.share.unwrap())).collect(), Vec::new())
        }
        Fit::NoPack(shared) => {
            let name = |at: usize| taxonomy.touchpoints()[at].name.id.clone();
            (Vec::new(), shared.into_iter().map(name).collect())
        }
    }
}

fn names(said: &[(&str, usize)]) -> Vec<String> {
    fit(said).0.into_iter().map(|(pack, _)| pack).collect()
}

#[test]
fn the_packs_of_what_is_talked_about_are_on() {
    let taxonomy = Taxonomy::builtin();
    let guests = [("room", 40), ("breakfast", 20), ("bathroom", 9), ("claims", 1)];
    let on = names(&[&guests[..], &[("price_level", 50)]].concat());
    assert_eq!(on, ["hotel"]);
    let active = switched_on(&taxonomy, &on);
    let is_on = |id: &str| active[taxonomy.aspect(taxonomy.find_aspect(id).unwrap()).touchpoint];
    assert!(is_on("room") && is_on("price_level") && !is_on("claims") && !is_on("loan"));
}

/// A shop has nearly all that a software company and a courier have, and does not stand for
/// them.
#[test]
fn the_widest_pack_does_not_swallow_a_narrower_one() {
    let said = [("features", 80), ("performance", 40), ("integrations", 12), ("tracking", 4)];
    assert_eq!(names(&said), ["software"]);
    let goods = [("function", 80), ("quality", 40), ("logistics", 12), ("integrations", 2)];
    assert_eq!(names(&goods), ["shop"]);
    let keeping_books = [
        ("ease_of_use", 38),
        ("function", 34),
        ("app_stability", 27),
        ("updates", 22),
        ("appearance", 18),
        ("features", 18),
    ];
    assert_eq!(names(&keeping_books), ["software"]);
    let tickets_of_a_courier = [
        ("courier", 91),
        ("tracking", 83),
        ("delivery_speed", 72),
        ("damage", 33),
        ("packaging", 29),
        ("order_accuracy", 17),
        ("quality", 2),
    ];
    assert_eq!(names(&tickets_of_a_courier), ["parcel"]);
}

/// A hotel chain with a shop: what both have is not all the hotel's.
#[test]
fn what_several_packs_have_is_divided_among_them() {
    let stayed = [("room", 10), ("bathroom", 10), ("breakfast", 10)];
    let bought = [("quality", 50), ("function", 20), ("size_fit", 20), ("taste", 60)];
    let (found, _) = fit(&[&stayed[..], &bought].concat());
    assert_eq!(found.iter().map(|(pack, _)| pack).collect::<Vec<_>>(), ["shop", "hotel"]);
    assert!((found[0].1 - 0.75).abs() < 1e-9 && (found[1].1 - 0.25).abs() < 1e-9, "{found:?}");
}

/// What comments on restaurants, schools and telephone companies speak of: shops have all of
/// it.
#[test]
fn what_is_typical_of_a_business_speaks_for_it() {
    let eaten = [("taste", 33), ("serving_speed", 14), ("environment", 8), ("freshness", 7)];
    let fetched = [("order_accuracy", 3), ("packaging", 3), ("delivery_speed", 3)];
    assert_eq!(names(&[&eaten[..], &fetched].concat()), ["restaurant"]);
    assert_eq!(names(&[("content", 30), ("teaching", 9), ("function", 4)]), ["education"]);
    let connected = [("internet", 21), ("outage", 6), ("signal", 4), ("function", 9)];
    assert_eq!(names(&[&connected[..], &[("delivery_speed", 4)]].concat()), ["telecom"]);
    let bought = [("quality", 40), ("delivery_speed", 20), ("appearance", 9), ("taste", 12)];
    assert_eq!(names(&[&bought[..], &[("internet", 5)]].concat()), ["shop"]);
}

/// A school that sells books: what is taught is the school's, though shops sell courses.
#[test]
fn what_is_typical_of_a_business_is_counted_as_its() {
    let bought = [("delivery_speed", 12), ("quality", 4), ("appearance", 2)];
    let (found, _) = fit(&[&[("content", 34), ("teaching", 6)][..], &bought].concat());
    let shares = [("education".to_owned(), 40.0 / 58.0), ("shop".to_owned(), 18.0 / 58.0)];
    assert_eq!(found, shares);
}

#[test]
fn what_is_typical_of_packs_belongs_to_them() {
    let taxonomy = Taxonomy::builtin();
    let known = packs(&taxonomy);
    for touchpoint in taxonomy.touchpoints() {
        let own = |pack| touchpoint.packs.contains(pack);
        assert!(touchpoint.core.iter().all(own), "{}", touchpoint.name.id);
    }
    for (id, aspect) in taxonomy.aspects().iter().enumerate() {
        let packs = &taxonomy.touchpoint_of(id).packs;
        let packs = if packs.is_empty() { &known } else { packs };
        assert!(aspect.core.iter().all(|pack| packs.contains(pack)), "{}", aspect.name.id);
    }
    assert!(known.iter().any(|pack| taxonomy.is_journey_of(Some(std::slice::from_ref(pack)))));
}

/// A gym and an energy supplier: what other businesses have is off, unless many comments speak
/// of it and several lines of business have it.
#[test]
fn where_no_pack_fits_the_common_core_is_on() {
    let gym = [
        ("facilities", 16),
        ("cleanliness", 12),
        ("parking", 9),
        ("maintenance", 2),
        ("bathroom", 3),
        ("staff", 11),
        ("price_level", 30),
    ];
    assert_eq!(fit(&gym), (Vec::new(), vec!["venue".to_owned()]));
    let energy = [
        ("billing", 12),
        ("response", 10),
        ("resolution", 7),
        ("punctuality", 2),
        ("queueing", 1),
        ("teaching", 2),
        ("communication", 2),
    ];
    assert_eq!(fit(&energy), (Vec::new(), Vec::new()));
}

#[test]
fn little_said_switches_nothing_off() {
    let all = (Vec::new(), vec!["all".to_owned()]);
    assert_eq!(fit(&[("room", 29)]), all);
    assert_eq!(fit(&[("room", 3), ("price_level", 26)]), all);
    assert_eq!(fit(&[]), all);
    let text = r#"
        [[stage]]
        id = "a"
        zh = "a"
        en = "a"
        [[stage.touchpoint]]
        id = "b"
        zh = "b"
        en = "b"
        [[stage.touchpoint.aspect]]
        id = "c"
        zh = "c"
        en = "c"
        terms_en = ["c"]
    "#;
    let without = Taxonomy::from_toml(text, "t.toml").unwrap();
    assert_eq!(fitting(&without, &opinions(&without, &[("c", 99)])), Fit::Unknown);
    assert!(without.is_journey_of(None) && without.is_journey_of(Some(&[])));
}

#[test]
fn five_opinions_of_thirty_and_a_tenth_of_those_on_packs_make_a_pack() {
    let stayed = |room| [("room", room), ("bathroom", 1), ("breakfast", 1)];
    assert_eq!(names(&[&stayed(3)[..], &[("price_level", 25)]].concat()), ["hotel"]);
    let four = fit(&[&stayed(2)[..], &[("price_level", 26)]].concat());
    assert_eq!(four, (Vec::new(), Vec::new()));
    let taxonomy = Taxonomy::builtin();
    let packs = |id: &str| &taxonomy.touchpoint_of(taxonomy.find_aspect(id).unwrap()).packs;
    assert!(packs("room") != packs("claims"), "of two lines of business");
    // A second one where it explains 0.3 more: 1.50 and not 1.20, but 1.24.
    let both = |claims| {
        let stayed = [("room", 60 - 3 * claims), ("bathroom", 20), ("breakfast", 20)];
        let insured = [("claims", claims), ("coverage", claims), ("procedure", claims)];
        names(&[stayed, insured].concat())
    };
    assert_eq!(both(5), ["hotel", "insurance"]);
    assert_eq!(both(4), ["hotel"]);
}

/// An office with a coffee machine is no restaurant, and dog food that is not eaten none either.
#[test]
fn one_aspect_does_not_make_a_pack() {
    for said in [&[("drinks", 49)][..], &[("taste", 25), ("order_accuracy", 4)]] {
        let said = [said, &[("price_level", 30)]].concat();
        assert!(names(&said).is_empty(), "{said:?}");
    }
    // Of three that are typical two are enough, which share what is said.
    for (content, teaching, wanted) in
        [(17, 3, &["education"][..]), (18, 3, &[]), (35, 0, &[]), (30, 6, &["education"])]
    {
        let said = [("content", content), ("teaching", teaching), ("price_level", 30)];
        let said = said.into_iter().filter(|(_, times)| *times > 0);
        assert_eq!(names(&said.collect::<Vec<_>>()), wanted, "{content} {teaching}");
    }
}

#[test]
fn what_several_packs_have_and_none_alone_is_divided_evenly() {
    let packs = ["hotel", "shop", "bank"].map(str::to_owned);
    let chosen: Vec<&String> = packs.iter().collect();
    let found = shares(&chosen, &[(&packs[..2], 1), (&packs[2..], 1)]);
    let found: Vec<(&str, Option<f64>)> =
        found.iter().map(|share| (share.pack.as_str(), share.share)).collect();
    assert_eq!(found, [("bank", Some(0.5)), ("hotel", Some(0.25)), ("shop", Some(0.25))]);
}

#[test]
fn every_pack_is_named_once() {
    let all = packs(&Taxonomy::builtin());
    let different: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(different.len(), all.len());
    assert!(all.len() > 1);
}

#[test]
fn calls_to_a_city_are_of_no_hotel() {
    let calls = |n: usize| {
        let mut all = vec!["市民来电反映：小区又停水了"; n];
        all.resize(20, "楼上太吵，睡不着");
        all
    };
    for (n, out) in [(0, &[][..]), (1, &[]), (2, &["hotel"]), (20, &["hotel"])] {
        assert_eq!(out_by_words(&calls(n)), out, "{n} of 20");
    }
    assert!(out_by_words(&[]).is_empty());
    let taxonomy = Taxonomy::builtin();
    let said = opinions(&taxonomy, &[("room", 40), ("breakfast", 20), ("bathroom", 9)]);
    let hotel = |fit: Fit| match fit {
        Fit::Packs(packs) => packs.iter().any(|of| of.pack == "hotel"),
        Fit::Unknown | Fit::NoPack(_) => false,
    };
    assert!(hotel(fitting(&taxonomy, &said)));
    assert!(!hotel(fitting_but(&taxonomy, &said, &["hotel"])));
}
