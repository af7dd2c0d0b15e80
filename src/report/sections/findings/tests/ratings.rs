//! What ratings tell to mend, and what is merely complained of.

use super::*;
use crate::report::summary::LowOrigin;

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
    assert!(en.ends_with("that Desk has most is only 46% likely."), "{en}");
    let zh = said(Lang::Zh);
    assert!(zh.starts_with("待改进（难分先后）：Desk、Gate、Lounge。"), "{zh}");
    assert!(zh.ends_with("“Desk”提升最大的概率仅为 46%。"), "{zh}");
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

/// That its low ratings come from the group says it already.
#[test]
fn where_a_group_is_furthest_behind_is_told_once() {
    let csat = ScoreKind::Csat;
    let Finding::Weakness(Weakness::Driver(desk)) = driver(csat, 40.0) else { unreachable!() };
    let Finding::Group(leeds) = group(csat, around(-0.36, 0.1)) else { unreachable!() };
    let origin = LowOrigin {
        group: Subgroup::Segment { field: leeds.field.clone(), value: leeds.group.clone() },
        score: csat,
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
        let at = WorstAt { touchpoint: Name::same(touchpoint), score: csat, low, rest_low, n: 64 };
        let leeds = WeakGroup { worst_at: Some(at), ..leeds.clone() };
        let both = vec![Finding::Weakness(Weakness::Driver(desk.clone())), Finding::Group(leeds)];
        let summary = Summary { findings: both, ..sample::summary() };
        findings(&summary).last().map(|text| Words::new(Lang::En).say(text)).unwrap()
    };
    assert!(!last("Desk").contains("falls furthest behind"), "{}", last("Desk"));
    assert!(last("Phone").contains("It falls furthest behind the others at Phone: "));
}
