//! The sentences of findings made by hand.

use super::*;
use crate::report::document::Words;
use crate::report::summary::{Impact, TestedDifference, VoicesOfBand, WeakDriver};
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
        apart: -20.0,
        is_whole: true,
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
    let tested =
        TestedDifference { difference, p: 0.001, q: 0.001, n: 64, rest: 169, low_base: false };
    let (field, group) = ("Depot".to_owned(), "Leeds".to_owned());
    Finding::Group(WeakGroup { field, group, score, tested })
}

#[test]
fn a_group_is_percentage_points_below_the_rest_where_a_share_is_told() {
    let of_share = group(ScoreKind::Csat, around(-0.36, 0.1));
    let said = told(of_share.clone(), Lang::En);
    assert!(said.contains("is 36 percentage points below the rest [−46, −26]"), "{said}");
    assert!(told(of_share, Lang::Zh).contains("比其余低 36 个百分点 "));
    let of_net = group(ScoreKind::Nps, around(-36.0, 10.0));
    assert!(told(of_net, Lang::Zh).contains("NPS比其余低 36 分 "));
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
        worst: None,
        origin: None,
        quote: None,
    })))
}

#[test]
fn an_impact_is_on_the_mean_where_the_headline_is_a_share() {
    let said = told(complained_of(ScoreKind::Csat), Lang::En);
    let wanted = "the mean of CSAT on 0–100 (100 is best) would be 1.8 points higher.";
    assert!(said.ends_with(wanted), "{said}");
    let said = told(complained_of(ScoreKind::Ces), Lang::Zh);
    assert!(said.ends_with("CES 均值（折合 0–100 分，越高越好）将高出 1.8 分。"), "{said}");
    let said = told(complained_of(ScoreKind::Nps), Lang::En);
    assert!(said.ends_with("mention it, NPS would be 1.8 points higher."), "{said}");
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
        since: None,
    })
}

#[test]
fn a_period_that_stands_out_is_told_in_the_unit_of_its_score() {
    let bad = odd(ScoreKind::Nps, "2025-09", around(-67.0, 14.0), around(-14.0, 4.0));
    let wanted = "NPS of Sep 2025 stands out: −67 [−81, −53] (42 answers), against −14 in all \
                  other months.";
    assert_eq!(told(bad.clone(), Lang::En), wanted);
    let wanted = "2025年9月的NPS明显不同于其他时期：−67 [−81, −53]（42 份），其余月份为 −14。";
    assert_eq!(told(bad, Lang::Zh), wanted);
    let bad = odd(ScoreKind::Csat, "2025-04", around(0.29, 0.13), around(0.61, 0.04));
    let wanted = "CSAT top-2-box of Apr 2025 stands out: 29% [16%, 42%] (42 answers), against \
                  61% in all other months.";
    assert_eq!(told(bad.clone(), Lang::En), wanted);
    let wanted = "2025年4月的CSAT 前两档占比明显不同于其他时期：29% [16%, 42%]（42 份），\
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
    let said = told(voices, Lang::Zh);
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
    let said = |n, compared: &[Compared], lang| {
        told(Finding::NothingStandsOut { n, compared: compared.to_vec() }, lang)
    };
    for (compared, en, zh) in [
        (&[Topics][..], "no topic is", "没有哪个主题既"),
        (&[Touchpoints, Groups][..], "no touchpoint or group of customers is", "触点或客户群体既"),
        (
            &[Touchpoints, Topics, Groups][..],
            "no touchpoint, topic or group of customers is",
            "没有哪个触点、主题或客户群体既",
        ),
    ] {
        let (in_en, in_zh) = (said(900, compared, Lang::En), said(900, compared, Lang::Zh));
        assert!(in_en.contains(en), "{in_en}");
        assert!(in_zh.contains(zh), "{in_zh}");
    }
    // Everybody answered alike, and nobody wrote.
    let none = said(900, &[], Lang::En);
    assert!(none.starts_with("What to mend cannot be told from 900 answers"), "{none}");
    assert!(said(30, &[], Lang::Zh).starts_with("仅有 30 份"));
}

fn driver(outcome: ScoreKind, content: f64) -> Finding {
    Finding::Weakness(Weakness::Driver(WeakDriver {
        touchpoint: Name::same("Desk"),
        outcome,
        share: around(0.19, 0.1),
        content,
        n: 124,
    }))
}

/// Who rated it and gave no score counts in the share as well; a better effort is a lower one.
#[test]
fn the_share_of_the_content_is_of_all_who_rated() {
    let said = told(driver(ScoreKind::Nps, 18.0), Lang::En);
    assert!(said.ends_with("and only 18% of those who rated it are content."), "{said}");
    let said = told(driver(ScoreKind::Ces, 18.0), Lang::Zh);
    assert!(said.contains("它的评分越好，CES 也越好（"), "{said}");
    assert!(said.ends_with("，而评分者中仅 18% 满意。"), "{said}");
}

#[test]
fn most_may_be_content_with_what_has_most_to_give() {
    let said = told(driver(ScoreKind::Nps, 63.0), Lang::En);
    assert!(said.contains("rated no better than the others it has most to give: 63% of"), "{said}");
    let said = told(driver(ScoreKind::Nps, 63.0), Lang::Zh);
    assert!(said.ends_with("把它做好可带来的提升最大：评分者中 63% 满意。"), "{said}");
}
