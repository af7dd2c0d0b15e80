//! The sentences of findings made by hand.

mod ratings;

use super::*;
use crate::report::document::Words;
use crate::report::summary::{
    Impact, Manner, OddPeriod, Shift, TestedDifference, VoicesOfBand, WeakTopic,
};
use crate::report::{Lang, sample};

fn told(finding: Finding, lang: Lang) -> String {
    let summary = Summary { findings: vec![finding], ..sample::summary() };
    findings(&summary).iter().map(|text| Words::new(lang).say(text)).collect()
}

fn around(value: f64, half: f64) -> Estimate {
    Estimate { value, low: value - half, high: value + half }
}

fn touchpoint(score: ScoreKind, share: f64) -> Finding {
    Finding::Weakness(Weakness::Touchpoint(Contrast {
        touchpoint: Name::same("Desk"),
        score,
        own: around(20.0 * share, share),
        rest: around(50.0 * share, share),
        difference: around(-30.0 * share, share),
        p: 0.001,
        q: 0.001,
        n: 90,
        gain: 6.9 * share,
        gain_of_all: 6.9 * share,
        apart: -20.0,
        means: None,
        is_whole: true,
        since: None,
        origin: None,
        part: None,
        changed: None,
        stands_out: false,
    }))
}

#[test]
fn what_a_share_would_gain_is_in_percentage_points() {
    let of_share = touchpoint(ScoreKind::Csat, 0.01);
    let said = told(of_share.clone(), Lang::En);
    assert!(said.ends_with("would be about 6.9 percentage points better."), "{said}");
    assert!(told(of_share, Lang::Zh).ends_with("整体约可提高 6.9 个百分点。"));
    let of_net = touchpoint(ScoreKind::Nps, 1.0);
    assert!(told(of_net.clone(), Lang::En).ends_with("would be about 6.9 points better."));
    assert!(told(of_net, Lang::Zh).ends_with("整体约可提高 6.9 分。"));
}

fn group(score: ScoreKind, difference: Estimate) -> Finding {
    let (p, q, n, rest) = (0.001, 0.001, 64, 169);
    let tested = TestedDifference { difference, p, q, n, rest, low_base: false, means: None };
    let (field, group) = ("Depot".to_owned(), "Leeds".to_owned());
    let gain = 6.0;
    Finding::Group(WeakGroup {
        field,
        group,
        score,
        tested,
        responses: 64,
        gain,
        worst_at: None,
        part: None,
        changed: None,
    })
}

#[test]
fn a_group_is_percentage_points_below_the_rest_where_a_share_is_told() {
    let of_share = group(ScoreKind::Csat, around(-0.36, 0.1));
    let said = told(of_share.clone(), Lang::En);
    assert!(said.contains("is 36 percentage points below the rest [−46, −26]"), "{said}");
    assert!(told(of_share, Lang::Zh).contains("比其余低 36 个百分点 "));
    let of_net = group(ScoreKind::Nps, around(-36.0, 10.0));
    assert!(told(of_net, Lang::Zh).contains("NPS 比其余低 36 分 "));
}

#[test]
fn what_costs_next_to_nothing_is_not_to_be_looked_at_first() {
    let of = |gain: f64| {
        let Finding::Group(leeds) = group(ScoreKind::Nps, around(-36.0, 10.0)) else {
            unreachable!()
        };
        told(Finding::Group(WeakGroup { gain, ..leeds }), Lang::En)
    };
    // Of the 200 points of an NPS.
    assert!(of(2.0).starts_with("Look first at Depot = Leeds: "), "{}", of(2.0));
    assert!(of(1.9).starts_with("The group that pulls the score down most is Depot = Leeds: "));
}

/// The time is that of all numbers of the sentence, and not of what comments say.
#[test]
fn what_fell_is_told_by_the_time_since() {
    let Finding::Weakness(Weakness::Touchpoint(mut desk)) = touchpoint(ScoreKind::Csat, 0.01)
    else {
        unreachable!()
    };
    desk.since = Some("2026-09".to_owned());
    let weak = || Finding::Weakness(Weakness::Touchpoint(desk.clone()));
    let wanted = "Fix first: Desk. Since Sep 2026 CSAT top-2-box is 20% there (90 answers) against \
                  50% at the other touchpoints; level with them, in that time the whole would be \
                  about 6.9 percentage points better.";
    assert_eq!(told(weak(), Lang::En), wanted);
    let wanted = "优先改进：Desk。自2026年9月以来，此处 CSAT 满意率为 20%（90 份），其他触点为 \
                  50%；若与其他触点持平，该时期内整体约可提高 6.9 个百分点。";
    assert_eq!(told(weak(), Lang::Zh), wanted);
    let rating = Contrast { is_whole: false, ..desk.clone() };
    let rating = Finding::Weakness(Weakness::Touchpoint(rating));
    assert!(told(rating, Lang::En).ends_with("against 50% at the other touchpoints."));
    let strong = || Finding::Strength(Strength::Touchpoint(Box::new(desk.clone())));
    assert!(told(strong(), Lang::En).starts_with("What works: Desk, since Sep 2026 with 20% ("));
    assert!(told(strong(), Lang::Zh).starts_with("做得好的：Desk，自2026年9月以来 CSAT "));
    let there = |lang| {
        let findings = vec![weak(), complained_of(ScoreKind::Csat)];
        let summary = Summary { findings, ..sample::summary() };
        Words::new(lang).say(&super::findings(&summary)[1])
    };
    assert!(there(Lang::En).starts_with("There, of all the time: Waiting. 30 of the 40 "));
    assert!(there(Lang::Zh).starts_with("其中（全部时期）：Waiting。"), "{}", there(Lang::Zh));
}

fn complained_of(score: ScoreKind) -> Finding {
    let (value, low, high) = (-1.8, -2.8, -0.8);
    let impact =
        Impact { score, value, low, high, with_all: 60.0, without: 61.8, n: 40, p: 0.0, q: 0.0 };
    Finding::Weakness(Weakness::Topic(Box::new(WeakTopic {
        touchpoint: Name::same("Desk"),
        aspect: Name::same("Waiting"),
        mentions: 40,
        negative: 30,
        negative_share: around(0.75, 0.1),
        impact: Some(impact),
        same: None,
        worst: None,
        level_with: Vec::new(),
        minor: false,
        rated_as: None,
        behind_unnamed: false,
        no_worse: false,
        origin: None,
        quote: None,
    })))
}

#[test]
fn a_topic_that_a_touchpoint_means_is_told_there_and_one_behind_the_rest_not_as_the_first() {
    let Finding::Weakness(Weakness::Topic(topic)) = complained_of(ScoreKind::Csat) else {
        unreachable!()
    };
    let said = |findings: Vec<Finding>, lang| {
        let summary = Summary { findings, ..sample::summary() };
        let said = super::findings(&summary);
        said.iter().map(|text| Words::new(lang).say(text)).collect::<Vec<_>>()
    };
    let meant = WeakTopic { rated_as: Some(Name::same("Queue")), ..(*topic).clone() };
    let meant = || Finding::Weakness(Weakness::Topic(Box::new(meant.clone())));
    let Finding::Weakness(Weakness::Touchpoint(mut queue)) = touchpoint(ScoreKind::Csat, 0.01)
    else {
        unreachable!()
    };
    queue.touchpoint = Name::same("Queue");
    let queue = Finding::Weakness(Weakness::Touchpoint(queue));
    let alike = WeakTopic { touchpoint: Name::same("Queue"), ..(*topic).clone() };
    let alike = WeakTopic { aspect: Name { zh: "排队".into(), en: "Queue".into() }, ..alike };
    let alike = Finding::Weakness(Weakness::Topic(Box::new(alike)));
    let there = |lang| said(vec![queue.clone(), alike.clone()], lang).remove(1);
    assert!(there(Lang::En).starts_with("Comments on it: 30 of the 40 "), "{}", there(Lang::En));
    assert!(there(Lang::Zh).starts_with("相关评论：谈及此事的 40 条"), "{}", there(Lang::Zh));
    let Finding::Weakness(Weakness::Touchpoint(mut fell)) = queue.clone() else { unreachable!() };
    fell.since = Some("2026-09".to_owned());
    let fell = Finding::Weakness(Weakness::Touchpoint(fell));
    let there = |lang| said(vec![fell.clone(), alike.clone()], lang).remove(1);
    let wanted = "Comments on it, of all the time: 30 of the 40 ";
    assert!(there(Lang::En).starts_with(wanted), "{}", there(Lang::En));
    assert!(there(Lang::Zh).starts_with("相关评论（全部时期）："), "{}", there(Lang::Zh));
    let there = said(vec![queue, meant()], Lang::En);
    assert!(there[0].starts_with("Fix first: Queue. "), "{}", there[0]);
    assert!(there[1].starts_with("There: Waiting. 30 of the 40 "), "{}", there[1]);
    assert!(said(vec![meant()], Lang::En)[0].starts_with("Fix first: Desk × Waiting. "));
    let behind = WeakTopic { behind_unnamed: true, ..*topic };
    let behind = || vec![Finding::Weakness(Weakness::Topic(Box::new(behind.clone())))];
    let first = said(behind(), Lang::En);
    assert!(first[0].starts_with("Of the known topics, fix first: Desk × "), "{}", first[0]);
    assert!(said(behind(), Lang::Zh)[0].starts_with("在已知话题中，最应先改进："));
}

#[test]
fn what_touchpoints_divide_is_told_as_all_of_it() {
    let mut summary = sample::summary();
    let Finding::Weakness(Weakness::Topic(mut topic)) = complained_of(ScoreKind::Csat) else {
        unreachable!()
    };
    let pain = &mut summary.pain_points[0];
    pain.everywhere = true;
    pain.aspect = Name::same("Refund");
    (topic.touchpoint, topic.aspect) = (pain.touchpoint.clone(), pain.aspect.clone());
    summary.findings = vec![Finding::Weakness(Weakness::Topic(topic))];
    let said = |lang| Words::new(lang).say(&super::findings(&summary)[0]);
    let wanted = "Fix first: Refund (all touchpoints together). ";
    assert!(said(Lang::En).starts_with(wanted), "{}", said(Lang::En));
    assert!(said(Lang::Zh).starts_with("优先改进：Refund（各触点合计）。"), "{}", said(Lang::Zh));
}

#[test]
fn an_impact_is_on_the_mean_where_the_headline_is_a_share() {
    let said = told(complained_of(ScoreKind::Csat), Lang::En);
    let wanted = "the mean of CSAT on 0–100 (100 is best) would be 1.8 points higher.";
    assert!(said.ends_with(wanted), "{said}");
    let said = told(complained_of(ScoreKind::Ces), Lang::Zh);
    assert!(said.ends_with("CES 均值（折合 0–100 分，越高越好）将高出 1.8 分。"), "{said}");
    let said = told(complained_of(ScoreKind::Nps), Lang::En);
    assert!(said.ends_with("complain of it, NPS would be 1.8 points higher."), "{said}");
}

/// It has the same words as long as nothing of another touchpoint is listed before it.
#[test]
fn the_worst_of_what_is_left_is_told_as_that() {
    let sample = sample::summary();
    let said = |at: usize, lang: Lang| {
        let Finding::Weakness(Weakness::Topic(mut topic)) = complained_of(ScoreKind::Nps) else {
            unreachable!()
        };
        let pain = &sample.pain_points[at];
        (topic.touchpoint, topic.aspect) = (pain.touchpoint.clone(), pain.aspect.clone());
        topic.worst = Some(0.63);
        told(Finding::Weakness(Weakness::Topic(topic)), lang)
    };
    let first = "Others are close behind: it is the worst with a probability of 63%.";
    let left = "Among what is left it is the worst with a probability of 63%.";
    assert!(said(0, Lang::En).ends_with(first), "{}", said(0, Lang::En));
    assert!(said(2, Lang::En).ends_with(left), "{}", said(2, Lang::En));
    assert!(said(2, Lang::Zh).ends_with("在其余各项中，它确为最严重者的概率为 63%。"));
}

fn odd(score: ScoreKind, period: &str, value: Estimate, rest: Estimate) -> Finding {
    let apart = value.value - rest.value;
    Finding::OddPeriod(OddPeriod {
        score,
        period: period.to_owned(),
        value,
        rest,
        n: 42,
        n_rest: 471,
        difference: around(apart, apart.abs() / 2.0),
        p: 0.001,
        by_groups: None,
        since: None,
    })
}

#[test]
fn a_period_that_stands_out_is_told_in_the_unit_of_its_score() {
    let bad = odd(ScoreKind::Nps, "2025-09", around(-67.0, 14.0), around(-14.0, 4.0));
    let wanted = "NPS of Sep 2025 stands out: −67 [−81, −53] (42 answers), against −14 in all \
                  other months.";
    assert_eq!(told(bad.clone(), Lang::En), wanted);
    let wanted = "2025年9月的 NPS 明显不同于其他时期：−67 [−81, −53]（42 份），其余月份为 −14。";
    assert_eq!(told(bad, Lang::Zh), wanted);
    let bad = odd(ScoreKind::Csat, "2025-04", around(0.29, 0.13), around(0.61, 0.04));
    let wanted = "CSAT top-2-box of Apr 2025 stands out: 29% [16%, 42%] (42 answers), against \
                  61% in all other months.";
    assert_eq!(told(bad.clone(), Lang::En), wanted);
    let wanted = "2025年4月的 CSAT 满意率明显不同于其他时期：29% [16%, 42%]（42 份），\
                  其余月份为 61%。";
    assert_eq!(told(bad, Lang::Zh), wanted);
}

#[test]
fn a_level_of_sentiment_has_no_answers() {
    let fell = Finding::Shift(Shift {
        score: None,
        since: "2025-06".to_owned(),
        range: ("2025-06".to_owned(), "2025-06".to_owned()),
        before: around(0.2, 0.1),
        after: around(-0.1, 0.1),
        n_before: 300,
        n_after: 200,
        change: -0.3,
        p: 0.001,
        mix: None,
        manner: Manner::AtOnce,
        again: None,
        by_groups: None,
    });
    let said = told(fell.clone(), Lang::En);
    assert!(said.ends_with(" in Jun 2025 (n = 300 before, 200 since)."), "{said}");
    assert!(told(fell, Lang::Zh).ends_with("（此前 n = 300，此后 n = 200）。"));
}

/// Promoters may be those who write more.
#[test]
fn how_many_write_is_told_without_a_judgement() {
    let band = |band, value| VoicesOfBand { band, n: 100, rate: around(value, 0.1) };
    let voices = Finding::Voices(Voices {
        score: ScoreKind::Nps,
        commented: 90,
        silent: 110,
        with_comment: around(40.0, 9.0),
        without_comment: around(10.0, 9.0),
        difference: around(30.0, 12.0),
        p: 0.001,
        bands: vec![band(Band::Low, 0.2), band(Band::High, 0.6)],
    });
    let summary = Summary { findings: vec![voices], ..sample::summary() };
    assert!(findings(&summary).is_empty(), "it is one of the warnings");
    let said: String = cautions(&summary).map(|text| Words::new(Lang::Zh).say(&text)).collect();
    assert!(said.contains("贬损者中 20% 留下评论，推荐者中 60%（"), "{said}");
}

#[test]
fn the_others_are_periods_of_the_same_length() {
    let said = |grain, period, lang| {
        let found = odd(ScoreKind::Nps, period, around(40.0, 9.0), around(12.0, 4.0));
        let summary = Summary { findings: vec![found], grain, ..sample::summary() };
        let said = findings(&summary);
        said.iter().map(|text| Words::new(lang).say(text)).collect::<String>()
    };
    for (grain, period, en, zh) in [
        (Grain::Week, "2025-W36", "in all other weeks.", "，其余各周为 +12。"),
        (Grain::Quarter, "2025-Q3", "in all other quarters.", "，其余季度为 +12。"),
        (Grain::Year, "2025", "in all other years.", "，其余年份为 +12。"),
    ] {
        let (in_en, in_zh) = (said(grain, period, Lang::En), said(grain, period, Lang::Zh));
        assert!(in_en.starts_with("NPS of ") && in_en.ends_with(en), "{in_en}");
        assert!(in_zh.ends_with(zh), "{in_zh}");
    }
}

#[test]
fn what_works_names_no_worst_touchpoint() {
    let strength = Finding::Strength(Strength::Comments {
        best: Name::same("Desk"),
        high: around(0.66, 0.1),
        worst: Name::same("Gate"),
        low: around(-0.7, 0.1),
    });
    let wanted = "What works: comments on Desk are kind (sentiment +0.66 [+0.56, +0.76]).";
    assert_eq!(told(strength.clone(), Lang::En), wanted);
    let wanted = "做得好的：“Desk”的评论情感明显偏正面（+0.66 [+0.56, +0.76]）。";
    assert_eq!(told(strength, Lang::Zh), wanted);
}

#[test]
fn nothing_is_said_of_what_was_not_compared() {
    use Compared::{Groups, Topics, Touchpoints};
    let said_of = |n, compared: &[Compared], lang| {
        told(
            Finding::NothingStandsOut { n, compared: compared.to_vec(), weighed: true, of: None },
            lang,
        )
    };
    for (compared, en, zh) in [
        (&[Topics][..], "no topic is", "没有哪个话题既"),
        (&[Touchpoints, Groups][..], "no touchpoint or group of customers is", "触点或客户群体既"),
        (
            &[Touchpoints, Topics, Groups][..],
            "no touchpoint, topic or group of customers is",
            "没有哪个触点、话题或客户群体既",
        ),
    ] {
        let in_en = said_of(900, compared, Lang::En);
        let in_zh = said_of(900, compared, Lang::Zh);
        assert!(in_en.contains(en), "{in_en}");
        assert!(in_zh.contains(zh), "{in_zh}");
    }
    let compared = vec![Touchpoints];
    let said = |lang| {
        let compared = compared.clone();
        told(Finding::NothingStandsOut { n: 900, compared, weighed: false, of: None }, lang)
    };
    assert!(said(Lang::En).contains("no touchpoint is surely worse"), "{}", said(Lang::En));
    assert!(said(Lang::Zh).contains("没有哪个触点确实差于其余"), "{}", said(Lang::Zh));
    // Everybody answered alike, and nobody wrote.
    let none = said_of(900, &[], Lang::En);
    assert!(none.starts_with("What to mend cannot be told from 900 answers"), "{none}");
    assert!(said_of(30, &[], Lang::Zh).starts_with("仅有 30 份"));
}

/// It is not true that there is none.
#[test]
fn scores_that_are_not_used_are_named_where_none_is() {
    let said = |unused: &[&str], lang| {
        let standing = Standing { score: None, value: around(0.15, 0.04), n: 306 };
        let mut summary =
            Summary { findings: vec![Finding::Standing(standing)], ..sample::summary() };
        summary.sources[0].unused_scores = unused.iter().map(|name| (*name).to_owned()).collect();
        Words::new(lang).say(&findings(&summary)[0])
    };
    assert!(said(&[], Lang::En).ends_with("; there is no score to hold them against."));
    let wanted = "15% [11%, 19%] of 306 comments are negative, as they were classified; no score \
                  was used, though these columns look like scores (see the remarks below): \
                  Rating, Speed.";
    assert_eq!(said(&["Rating", "Speed"], Lang::En), wanted);
    assert!(said(&["评级"], Lang::Zh).ends_with("以下列像是评分（见下方提示）：评级。"));
}

#[test]
fn several_ratings_of_an_answer_are_told_as_ratings() {
    let sample = sample::summary();
    let said = |n: u64, lang| {
        let value = around(0.86, 0.02);
        let standing = Standing { score: Some(ScoreKind::Csat), value, n };
        let summary = Summary { findings: vec![Finding::Standing(standing)], ..sample::summary() };
        let said = findings(&summary);
        Words::new(lang).say(&said[0])
    };
    let all = sample.overall.responses;
    let wanted = format!("{} answers.", Words::new(Lang::En).write(all as f64, Unit::Count));
    assert!(said(all, Lang::En).contains(&format!(", from {wanted}")), "{}", said(all, Lang::En));
    let more = said(all + 1, Lang::En);
    assert!(more.contains(" ratings in ") && more.contains(&wanted), "{more}");
    assert!(said(all + 1, Lang::Zh).contains(" 份回答的 "), "{}", said(all + 1, Lang::Zh));
}
