//! What ratings tell to mend, and what is merely complained of.

use super::*;
use crate::report::summary::{LowOrigin, LowestRated};

fn driver(outcome: ScoreKind, content: f64) -> Finding {
    Finding::Weakness(Weakness::Driver(WeakDriver {
        touchpoint: Name::same("Desk"),
        outcome,
        share: around(0.19, 0.1),
        content,
        n: 124,
        of: 248,
        rated_better: false,
        most: None,
        level_with: Vec::new(),
        origin: None,
        gain: 0.04,
    }))
}

/// Who rated it and gave no score counts in the share as well; a better effort is a lower one.
#[test]
fn the_share_of_the_content_is_of_all_who_rated() {
    let said = told(driver(ScoreKind::Nps, 18.0), Lang::En);
    assert!(said.ends_with("and only 18% are satisfied with it."), "{said}");
    let said = told(driver(ScoreKind::Ces, 18.0), Lang::Zh);
    assert!(said.contains("它的评分越好，CES 也越好（"), "{said}");
    assert!(said.ends_with("，而目前仅 18% 的人满意。"), "{said}");
}

#[test]
fn most_may_be_content_with_what_has_most_to_give() {
    let said = told(driver(ScoreKind::Nps, 63.0), Lang::En);
    assert!(said.contains("and improving it has most to give: 63% are satisfied"), "{said}");
    let said = told(driver(ScoreKind::Nps, 63.0), Lang::Zh);
    assert!(said.ends_with("改进它可带来的提升最大，目前 63% 的人满意。"), "{said}");
    let Finding::Weakness(Weakness::Driver(desk)) = driver(ScoreKind::Nps, 63.0) else {
        unreachable!()
    };
    let better = WeakDriver { rated_better: true, ..desk };
    let said = |lang| told(Finding::Weakness(Weakness::Driver(better.clone())), lang);
    assert!(said(Lang::En).contains("than the others, improving it has most to give: 63% are "));
    assert!(said(Lang::Zh).ends_with("改进它可带来的提升仍最大，目前 63% 的人满意。"));
}

/// What is left of a battery of which some items are not used has no weights of its own.
#[test]
fn no_weight_is_told_beside_columns_that_look_like_scores_and_are_not_used() {
    let Finding::Weakness(Weakness::Driver(desk)) = driver(ScoreKind::Nps, 63.0) else {
        unreachable!()
    };
    let better = WeakDriver { rated_better: true, ..desk.clone() };
    for finding in [
        driver(ScoreKind::Nps, 18.0),
        driver(ScoreKind::Nps, 63.0),
        Finding::Weakness(Weakness::Driver(better)),
        Finding::Driver(desk),
    ] {
        let said = |unused: &[&str], lang| -> String {
            let findings_of = vec![finding.clone()];
            let mut summary = Summary { findings: findings_of, ..sample::summary() };
            summary.sources[0].unused_scores =
                unused.iter().map(|name| (*name).to_owned()).collect();
            findings(&summary).iter().map(|text| Words::new(lang).say(text)).collect()
        };
        assert!(said(&[], Lang::En).contains("of the weight of all"), "{finding:?}");
        assert!(said(&[], Lang::Zh).contains("在各触点的影响中占"), "{finding:?}");
        let of_some = said(&["Queue"], Lang::En);
        assert!(!of_some.contains("of the weight of all"), "{of_some}");
        assert!(!said(&["排队"], Lang::Zh).contains("在各触点的影响中占"), "{finding:?}");
    }
}

#[test]
fn what_few_rated_is_told_with_their_number() {
    let Finding::Weakness(Weakness::Driver(desk)) = driver(ScoreKind::Nps, 63.0) else {
        unreachable!()
    };
    let of = |of, lang| {
        let driver = WeakDriver { of, ..desk.clone() };
        told(Finding::Weakness(Weakness::Driver(driver)), lang)
    };
    assert!(!of(248, Lang::En).contains("rated it."), "half of them");
    assert!(of(249, Lang::En).ends_with(" 124 of 249 respondents rated it."));
    assert!(of(249, Lang::Zh).ends_with("249 位受访者中有 124 位为其评分。"));
    let heaviest = Finding::Driver(WeakDriver { of: 1_000, ..desk.clone() });
    assert!(told(heaviest, Lang::En).ends_with(" 124 of 1,000 respondents rated it."));
}

#[test]
fn of_level_ratings_none_is_to_be_fixed_first() {
    let Finding::Weakness(Weakness::Driver(desk)) = driver(ScoreKind::Nps, 63.0) else {
        unreachable!()
    };
    let level_with = ["Gate", "Lounge"].map(Name::same).into();
    let driver = WeakDriver { most: Some(0.46), level_with, ..desk };
    let said = |lang| told(Finding::Weakness(Weakness::Driver(driver.clone())), lang);
    let en = said(Lang::En);
    assert!(en.starts_with("To be fixed, none clearly first: Desk, Gate, Lounge. "), "{en}");
    assert!(en.ends_with("and they have about as much to give."), "{en}");
    let zh = said(Lang::Zh);
    assert!(zh.starts_with("待改进（难分先后）：Desk、Gate、Lounge。"), "{zh}");
    assert!(zh.ends_with("改进后可带来的提升相近。"), "{zh}");
    // What is complained of at the first of them is not at all of these.
    let findings =
        vec![Finding::Weakness(Weakness::Driver(driver.clone())), complained_of(ScoreKind::Csat)];
    let summary = Summary { findings, ..sample::summary() };
    let said: Vec<String> =
        super::findings(&summary).iter().map(|text| Words::new(Lang::En).say(text)).collect();
    assert!(said[1].starts_with("Then: Desk × Waiting. "), "{}", said[1]);
}

/// It is told after what is to be mended, and is not the first thing to be.
#[test]
fn what_costs_nothing_is_often_complained_of() {
    let Finding::Weakness(Weakness::Topic(topic)) = complained_of(ScoreKind::Csat) else {
        unreachable!()
    };
    let (worst, impact) = (Some(0.4), None);
    let topic = WeakTopic { no_worse: true, worst, impact, ..*topic };
    let topic = || Finding::Weakness(Weakness::Topic(Box::new(topic.clone())));
    let said = |lang| {
        let findings = vec![topic(), driver(ScoreKind::Nps, 63.0)];
        let summary = Summary { findings, ..sample::summary() };
        let said = super::findings(&summary);
        said.iter().map(|text| Words::new(lang).say(text)).collect::<Vec<_>>()
    };
    let en = said(Lang::En);
    assert!(en[0].starts_with("Often complained of: Desk × Waiting. 30 of the 40 "), "{}", en[0]);
    assert!(en[0].ends_with("do not score surely lower than the others."), "{}", en[0]);
    assert!(en[1].starts_with("Fix first: Desk. "), "{}", en[1]);
    let zh = &said(Lang::Zh)[0];
    assert!(zh.starts_with("抱怨较多：Desk × Waiting。"), "{zh}");
    assert!(zh.ends_with("抱怨者的评分并不明显低于其他人。"), "{zh}");
}

#[test]
fn on_a_long_scale_the_means_are_told_beside_the_share() {
    let Finding::Weakness(Weakness::Touchpoint(desk)) = touchpoint(ScoreKind::Csat, 0.01) else {
        unreachable!()
    };
    let desk = Contrast { means: Some([28.9, 80.0]), ..desk };
    let said = |lang| told(Finding::Weakness(Weakness::Touchpoint(desk.clone())), lang);
    let en = said(Lang::En);
    assert!(en.ends_with("By the mean on 0–100 (100 is best) it is 29 against 80."), "{en}");
    assert!(said(Lang::Zh).ends_with("为 29，其他触点为 80。"), "{}", said(Lang::Zh));
}

#[test]
fn what_is_rated_far_below_all_else_is_told_with_what_it_does() {
    let Finding::Weakness(Weakness::Touchpoint(desk)) = touchpoint(ScoreKind::Csat, 0.01) else {
        unreachable!()
    };
    let lowest = LowestRated { contrast: desk, below: 32.4, outcome: ScoreKind::Nps };
    let said = |lang| told(Finding::LowestRated(lowest.clone()), lang);
    let wanted = "Rated far below the rest: Desk, with 20% (CSAT top-2-box, 90 answers) against \
                  50% at the other touchpoints, 32 of 100 points lower by the mean; but nothing \
                  shows that NPS has much to gain from mending it.";
    assert_eq!(said(Lang::En), wanted);
    let wanted = "评分远低于其他触点的是“Desk”：CSAT 满意率为 20%（90 份），其他触点为 50%，\
                  均值（折合 0–100 分）低 32 分；但看不出改进它能明显提高 NPS。";
    assert_eq!(said(Lang::Zh), wanted);
}

/// Of a lead of two points in the best boxes the mean alone is told, of one of three both.
#[test]
fn what_hardly_differs_in_the_best_boxes_is_told_by_its_mean() {
    let Finding::Weakness(Weakness::Touchpoint(desk)) = touchpoint(ScoreKind::Csat, 0.01) else {
        unreachable!()
    };
    let of = |own: f64| Contrast {
        own: around(own, 0.02),
        rest: around(0.3, 0.02),
        means: Some([80.2, 69.0]),
        ..desk.clone()
    };
    let strong = |own, lang| told(Finding::Strength(Strength::Touchpoint(Box::new(of(own)))), lang);
    let wanted = "What works: Desk, with a mean of 80 on 0–100 (CSAT, 100 is best, 90 answers) \
                  against 69 at the other touchpoints.";
    assert_eq!(strong(0.32, Lang::En), wanted);
    let wanted =
        "做得好的：Desk，CSAT 均值（折合 0–100 分，越高越好）为 80（90 份），其他触点为 69。";
    assert_eq!(strong(0.32, Lang::Zh), wanted);
    let both = strong(0.34, Lang::En);
    assert!(both.contains("with 34% (") && both.ends_with("it is 80 against 69."), "{both}");
    let weak = told(Finding::Weakness(Weakness::Touchpoint(of(0.29))), Lang::En);
    let wanted = "Fix first: Desk. By the mean on 0–100 (100 is best) CSAT is 80 there (90 ";
    assert!(weak.starts_with(wanted), "{weak}");
}

/// That its low ratings come from the group says it already.
#[test]
fn where_a_group_is_furthest_behind_is_told_once() {
    let csat = ScoreKind::Csat;
    let Finding::Weakness(Weakness::Driver(desk)) = driver(csat, 40.0) else { unreachable!() };
    let Finding::Group(leeds) = group(csat, around(-0.36, 0.1)) else { unreachable!() };
    let origin = LowOrigin {
        group: Subgroup::Segment { field: leeds.field.clone(), value: leeds.group.clone() },
        score: csat,
        lower_half: false,
        low: 40,
        all_low: 60,
        share: around(0.67, 0.1),
        ratings: 64,
        all_ratings: 233,
        p: 0.0,
    };
    let desk = WeakDriver { origin: Some(origin), ..desk };
    let last = |touchpoint| {
        let (low, rest_low) = (around(0.9, 0.05), around(0.2, 0.05));
        let (touchpoint, lower_half) = (Name::same(touchpoint), false);
        let (score, changed) = (csat, None);
        let at = WorstAt { touchpoint, score, lower_half, low, rest_low, n: 64, changed };
        let leeds = WeakGroup { worst_at: Some(at), ..leeds.clone() };
        let both = vec![Finding::Weakness(Weakness::Driver(desk.clone())), Finding::Group(leeds)];
        let summary = Summary { findings: both, ..sample::summary() };
        findings(&summary).last().map(|text| Words::new(Lang::En).say(text)).unwrap()
    };
    assert!(!last("Desk").contains("falls furthest behind"), "{}", last("Desk"));
    assert!(last("Phone").contains("It falls furthest behind the others at Phone: "));
}
