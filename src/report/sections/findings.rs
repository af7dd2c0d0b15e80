//! What a reader must know, in sentences that can be read aloud.

use super::{change, ratio, scores};
use crate::feedback::{Measure, ScoreKind, ScoreUnit};
use crate::journey::findings::weakness::SURE;
use crate::metrics::Band;
use crate::report::Summary;
use crate::report::document::{
    Quote, Text, Unit, count, driver_name, interval, phrase, plain, sentences, value, word,
};
use crate::report::summary::{
    Contrast, Estimate, Finding, Grain, Name, OddPeriod, Shift, Standing, Strength, Voices,
    WeakGroup, WeakTopic, Weakness,
};

/// Fewer answers and comments than this leave even large differences to chance: that nothing
/// stands out among them says nothing.
const ENOUGH_TO_COMPARE: u64 = 60;

/// The title of the report, with its period where it is known.
pub(crate) fn title(summary: &Summary) -> Text {
    match period(summary) {
        Some(period) => phrase("report.title_with_period", [("period", period)]),
        None => word("report.title"),
    }
}

/// From the first to the last day.
pub(crate) fn period(summary: &Summary) -> Option<Text> {
    let period = summary.period.as_ref()?;
    let day = |iso: &String| Text::Day(iso.clone());
    Some(phrase("report.period", [("from", day(&period.from)), ("to", day(&period.to))]))
}

/// What a reader must know, in sentences.
pub(crate) fn findings(summary: &Summary) -> Vec<Text> {
    let mut to_mend = 0;
    let mut before: Option<&Name> = None;
    let mut said = Vec::with_capacity(summary.findings.len());
    for finding in &summary.findings {
        said.push(match finding {
            Finding::Standing(standing) => self::standing(standing, summary),
            Finding::Shift(shift) => self::shift(shift),
            Finding::OddPeriod(odd) => odd_period(odd, summary.grain),
            Finding::Voices(voices) => self::voices(voices),
            Finding::Weakness(weakness) => {
                to_mend += 1;
                // What is complained of at a touchpoint is no second thing to mend.
                let (at, there) = match weakness {
                    Weakness::Touchpoint(contrast) => (Some(&contrast.touchpoint), false),
                    Weakness::Driver(driver) => (Some(&driver.touchpoint), false),
                    Weakness::Topic(topic) => (None, before == Some(&topic.touchpoint)),
                };
                before = at;
                let key = match (to_mend, there) {
                    (1, _) => "report.finding.first",
                    (_, true) => "report.finding.there",
                    (_, false) => "report.finding.next",
                };
                phrase(key, [("what", self::weakness(weakness, there))])
            }
            Finding::Strength(strength) => self::strength(strength),
            Finding::Group(group) => self::group(group),
            Finding::NothingStandsOut { n } => {
                let few = *n < ENOUGH_TO_COMPARE;
                let key = if few { "report.finding.too_few" } else { "report.finding.nothing" };
                phrase(key, [("n", count(*n))])
            }
        });
    }
    said
}

/// A comment that tells of what is to be mended, the first of which there is one, and of what
/// it tells.
pub(crate) fn quote(summary: &Summary) -> Option<(Text, Quote)> {
    let at = |touchpoint: &Name| {
        let of = summary.pain_points.iter().filter(|pain| pain.touchpoint == *touchpoint);
        of.flat_map(|pain| &pain.verbatims).next().map(|found| (touchpoint.into(), found))
    };
    let found = summary.findings.iter().find_map(|finding| match finding {
        Finding::Weakness(Weakness::Touchpoint(contrast)) => at(&contrast.touchpoint),
        Finding::Weakness(Weakness::Driver(driver)) => at(&driver.touchpoint),
        Finding::Weakness(Weakness::Topic(topic)) => {
            let name = driver_name(&topic.touchpoint, Some(&topic.aspect));
            topic.quote.as_ref().map(|found| (name, found))
        }
        _ => None,
    });
    found.map(|(what, found)| {
        (phrase("report.finding.of", [("what", what)]), Quote::from(found).in_short())
    })
}

/// A headline measure.
fn told(estimate: &Estimate, kind: ScoreKind) -> Text {
    value(estimate, scores::unit(kind))
}

fn standing(standing: &Standing, summary: &Summary) -> Text {
    let Standing { score, value: estimate, n, .. } = standing;
    let Some(kind) = *score else {
        let places = [
            ("share", value(estimate, Unit::Percent)),
            ("interval", interval(estimate, Unit::Percent)),
            ("n", count(*n)),
        ];
        return phrase("report.finding.negative", places);
    };
    let places = [
        ("measure", scores::title(kind)),
        ("value", told(estimate, kind)),
        ("interval", interval(estimate, scores::unit(kind))),
        ("n", count(*n)),
    ];
    let said = phrase("report.finding.standing", places);
    let groups = summary.overall.score(kind).and_then(|score| score.as_net()).map(|nps| {
        let [promoters, _, detractors] = nps.weighted_shares.unwrap_or_else(|| {
            [nps.promoters, nps.passives, nps.detractors].map(|group| ratio(group, nps.n))
        });
        let share = |share| Text::Number(share, Unit::Percent);
        let places = [("promoters", share(promoters)), ("detractors", share(detractors))];
        phrase("report.finding.groups", places)
    });
    sentences([said].into_iter().chain(groups))
}

fn shift(shift: &Shift) -> Text {
    let unit = shift.score.map_or(Unit::Coefficient, scores::unit);
    let measure = shift.score.map_or(word("report.chart.sentiment"), scores::title);
    let period = |name: &String| Text::Period(name.clone());
    let begin = match shift.range.0 == shift.range.1 {
        true => phrase("report.finding.in_period", [("since", period(&shift.since))]),
        false => phrase(
            "report.finding.between_periods",
            [
                ("since", period(&shift.since)),
                ("from", period(&shift.range.0)),
                ("to", period(&shift.range.1)),
            ],
        ),
    };
    let key = if shift.change < 0.0 { "report.finding.fell" } else { "report.finding.rose" };
    let places = [
        ("measure", measure),
        ("before", value(&shift.before, unit)),
        ("after", value(&shift.after, unit)),
        ("begin", begin),
        ("n_before", count(shift.n_before)),
        ("n_after", count(shift.n_after)),
    ];
    let split = shift.score.zip(shift.mix).and_then(|(kind, mix)| change::said(kind, &mix));
    sentences([phrase(key, places)].into_iter().chain(split))
}

/// One sentence for points and for shares: both are told as levels, in the unit of the score.
fn odd_period(odd: &OddPeriod, grain: Grain) -> Text {
    let others = match grain {
        Grain::Week => "report.finding.other_weeks",
        Grain::Month => "report.finding.other_months",
        Grain::Quarter => "report.finding.other_quarters",
        Grain::Year => "report.finding.other_years",
    };
    let places = [
        ("measure", scores::title(odd.score)),
        ("period", Text::Period(odd.period.clone())),
        ("value", told(&odd.value, odd.score)),
        ("interval", interval(&odd.value, scores::unit(odd.score))),
        ("n", count(odd.n)),
        ("rest", told(&odd.rest, odd.score)),
        ("others", word(others)),
    ];
    phrase("report.finding.odd_period", places)
}

fn voices(voices: &Voices) -> Text {
    let rate = |wanted: Band| {
        let band = voices.bands.iter().find(|band| band.band == wanted);
        band.map_or(plain("–"), |band| value(&band.rate, Unit::Percent))
    };
    let kind = voices.score;
    let key = match kind.measure() {
        Measure::Net => "report.finding.voices_net",
        Measure::TopTwo | Measure::Ease => "report.finding.voices",
    };
    let places = [
        ("low", rate(Band::Low)),
        ("high", rate(Band::High)),
        ("measure", scores::title(kind)),
        ("with", told(&voices.with_comment, kind)),
        ("without", told(&voices.without_comment, kind)),
    ];
    phrase(key, places)
}

fn contrast(key: &'static str, contrast: &Contrast) -> Text {
    let kind = contrast.score;
    // A share gains percent points.
    let gain = match kind.measure().unit() {
        ScoreUnit::Points => contrast.gain,
        ScoreUnit::Share => 100.0 * contrast.gain,
    };
    let places = [
        ("touchpoint", (&contrast.touchpoint).into()),
        ("measure", scores::title(kind)),
        ("own", told(&contrast.own, kind)),
        ("rest", told(&contrast.rest, kind)),
        ("n", count(contrast.n)),
        ("gain", Text::Number(gain.abs(), Unit::Tenths)),
    ];
    phrase(key, places)
}

fn weakness(weakness: &Weakness, there: bool) -> Text {
    match weakness {
        Weakness::Touchpoint(found) if found.is_whole => {
            let keys = ("report.finding.weak_touchpoint", "report.finding.weak_touchpoint_share");
            contrast(scores::wording(found.score, keys.0, keys.1), found)
        }
        Weakness::Touchpoint(found) => contrast("report.finding.weak_rating", found),
        Weakness::Topic(topic) => self::topic(topic, there),
        Weakness::Driver(driver) => {
            let places = [
                ("touchpoint", (&driver.touchpoint).into()),
                ("measure", scores::name(driver.outcome)),
                ("share", value(&driver.share, Unit::Percent)),
                ("content", Text::Number(driver.content / 100.0, Unit::Percent)),
                ("n", count(driver.n)),
            ];
            phrase("report.finding.weak_driver", places)
        }
    }
}

fn topic(topic: &WeakTopic, there: bool) -> Text {
    let name = match there {
        true => (&topic.aspect).into(),
        false => driver_name(&topic.touchpoint, Some(&topic.aspect)),
    };
    let places = [
        ("topic", name),
        ("negative", count(topic.negative)),
        ("mentions", count(topic.mentions)),
        ("share", value(&topic.negative_share, Unit::Percent)),
    ];
    let said = phrase("report.finding.topic", places);
    let impact = topic.impact.map(|impact| scores::without_them(&impact));
    let sure = topic.worst.filter(|worst| *worst < SURE).map(|worst| {
        phrase("report.finding.topic_unsure", [("worst", Text::Number(worst, Unit::Percent))])
    });
    sentences([said].into_iter().chain(impact).chain(sure))
}

fn strength(strength: &Strength) -> Text {
    match strength {
        Strength::Touchpoint(found) => contrast("report.finding.strong_touchpoint", found),
        // Where they are worst is no sentence: touchpoints of few comments, which are not compared
        // here, are often worse on the same page.
        Strength::Comments { best, high, .. } => {
            let places = [
                ("best", best.into()),
                ("high", value(high, Unit::Coefficient)),
                ("high_interval", interval(high, Unit::Coefficient)),
            ];
            phrase("report.finding.kindest", places)
        }
    }
}

fn group(group: &WeakGroup) -> Text {
    let unit = scores::difference_unit(group.score);
    let difference = &group.tested.difference;
    let distance = match group.score.measure().unit() {
        ScoreUnit::Points => -difference.value,
        ScoreUnit::Share => -100.0 * difference.value,
    };
    let places = [
        ("field", plain(group.field.clone())),
        ("group", plain(group.group.clone())),
        ("score", scores::title(group.score)),
        ("points", Text::Number(distance, Unit::Footing)),
        ("interval", interval(difference, unit)),
        ("n", count(group.tested.n)),
    ];
    let (points, share) = ("report.finding.group", "report.finding.group_share");
    phrase(scores::wording(group.score, points, share), places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Words;
    use crate::report::summary::{Impact, TestedDifference};
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
        let impact = Impact {
            score,
            value,
            low,
            high,
            with_all: 60.0,
            without: 61.8,
            n: 40,
            p: 0.0,
            q: 0.0,
        };
        Finding::Weakness(Weakness::Topic(WeakTopic {
            touchpoint: Name::same("Desk"),
            aspect: Name::same("Waiting"),
            mentions: 40,
            negative: 30,
            negative_share: around(0.75, 0.1),
            impact: Some(impact),
            worst: None,
            quote: None,
        }))
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
        })
    }

    #[test]
    fn a_period_that_stands_out_is_told_in_the_unit_of_its_score() {
        let bad = odd(ScoreKind::Nps, "2025-09", around(-67.0, 14.0), around(-14.0, 4.0));
        let wanted = "NPS of Sep 2025 stands out: −67 [−81, −53] (42 answers), against −14 in all \
                      other months.";
        assert_eq!(told(bad.clone(), Lang::En), wanted);
        let wanted = "2025年9月的NPS明显异常：−67 [−81, −53]（42 份），其余月份为 −14。";
        assert_eq!(told(bad, Lang::Zh), wanted);
        let bad = odd(ScoreKind::Csat, "2025-04", around(0.29, 0.13), around(0.61, 0.04));
        let wanted = "CSAT top-2-box of Apr 2025 stands out: 29% [16%, 42%] (42 answers), against \
                      61% in all other months.";
        assert_eq!(told(bad.clone(), Lang::En), wanted);
        let wanted =
            "2025年4月的CSAT 前两档占比明显异常：29% [16%, 42%]（42 份），其余月份为 61%。";
        assert_eq!(told(bad, Lang::Zh), wanted);
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
        let wanted = "What works: comments are kindest at Desk (sentiment +0.66 [+0.56, +0.76]).";
        assert_eq!(told(strength.clone(), Lang::En), wanted);
        assert!(!told(strength, Lang::Zh).contains("Gate"));
    }
}
