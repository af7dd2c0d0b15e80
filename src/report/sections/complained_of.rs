//! What is complained of, as it is told among what a reader must know.

use super::{crossed, scores};
use crate::journey::findings::weakness::SURELY_WORST;
use crate::report::Summary;
use crate::report::document::{Text, Unit, count, driver_name, phrase, sentences, value, word};
use crate::report::summary::{Name, PainPoint, Topic, WeakTopic};

/// Part of the chance that the topic that is told is not the worst from which another is named.
const LEAST_OF_REST: f64 = 0.25;

/// Whether a topic is told as one of several that are often complained of, and not as what is to be
/// mended first or next: it costs nothing that is sure, or little, or others may well be worse.
pub(super) fn is_one_of_several(topic: &WeakTopic) -> bool {
    topic.no_worse || topic.minor || !topic.level_with.is_empty()
}

/// Whether a topic is called as its touchpoint, in one of the languages.
pub(super) fn is_alike(topic: &WeakTopic) -> bool {
    let same = |name: &Name| name.zh == topic.aspect.zh || name.en == topic.aspect.en;
    topic.rated_as.as_ref().map_or_else(|| same(&topic.touchpoint), same)
}

/// What a topic is called: of one that touchpoints divide it is said that it is all of it.
pub(super) fn topic_name(topic: &WeakTopic, summary: &Summary) -> Text {
    named(&topic.touchpoint, &topic.aspect, summary)
}

fn named(touchpoint: &Name, aspect: &Name, summary: &Summary) -> Text {
    let mut divided = summary.pain_points.iter().filter(|pain| pain.everywhere);
    match divided.any(|pain| pain.touchpoint == *touchpoint && pain.aspect == *aspect) {
        true => phrase("report.finding.everywhere", [("aspect", aspect.into())]),
        false => driver_name(touchpoint, Some(aspect)),
    }
}

/// A topic; `there` where the touchpoint that it is at is told right before.
pub(super) fn topic(topic: &WeakTopic, there: bool, summary: &Summary) -> Text {
    let said = complaints(topic, there, summary);
    let origin = topic.origin.as_ref().map(crossed::origin);
    // Of two topics it is what all who wrote of either take.
    let impact = topic.impact.map(|impact| match topic.same {
        Some(_) => scores::without_those(&impact, summary),
        None => scores::without_complaints(&impact, summary),
    });
    let no_worse = topic.no_worse && !there;
    let impact = impact.or_else(|| no_worse.then(|| word("report.finding.topic_no_worse")));
    let alone = if there { !topic.no_worse } else { !is_one_of_several(topic) };
    let sure = topic.worst.filter(|worst| alone && *worst < SURELY_WORST);
    let sure = sure.map(|worst| {
        let rival = rival(topic, worst, there, summary);
        let worst = ("worst", Text::Number(worst, Unit::Percent));
        let [alone, before] = unsure(topic, there, summary);
        match rival {
            Some(rival) => phrase(before, [worst, ("rival", rival)]),
            None => phrase(alone, [worst]),
        }
    });
    sentences([said].into_iter().chain(origin).chain(impact).chain(sure))
}

/// How sure it is that it is the worst: of all, or of what is left where what is complained of at
/// touchpoints that are to be mended first stands before it; alone, and where the next is named.
fn unsure(topic: &WeakTopic, there: bool, summary: &Summary) -> [&'static str; 2] {
    let later = summary.pain_points.iter().any(|pain| {
        pain.touchpoint == topic.touchpoint && pain.aspect == topic.aspect && pain.rank > 1
    });
    match later && !there {
        true => ["report.finding.topic_unsure_left", "report.finding.topic_unsure_left_next"],
        false => ["report.finding.topic_unsure", "report.finding.topic_unsure_next"],
    }
}

/// What is likeliest the worst where the topic that is told is not, with a quarter at least of the
/// chance that this is not: at its touchpoint, where that is told right before, else of all that come
/// after it.
fn rival(topic: &WeakTopic, worst: f64, there: bool, summary: &Summary) -> Option<Text> {
    let is = |pain: &PainPoint, touchpoint: &Name, aspect: &Name| {
        pain.touchpoint == *touchpoint && pain.aspect == *aspect
    };
    let mut pains = summary.pain_points.iter();
    let own = pains.find(|pain| is(pain, &topic.touchpoint, &topic.aspect))?;
    let told = topic.same.as_ref();
    let others = summary.pain_points.iter().filter(|pain| pain.rank > own.rank);
    let others = others.filter(|pain| !there || pain.touchpoint == own.touchpoint);
    let others =
        others.filter(|pain| !told.is_some_and(|same| is(pain, &same.touchpoint, &same.aspect)));
    let least = LEAST_OF_REST * (1.0 - worst);
    let others = others.filter_map(|pain| Some((pain.worst.filter(|own| *own >= least)?, pain)));
    let most = others.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.rank.cmp(&a.1.rank)));
    most.map(|(_, pain)| match there {
        true => Text::from(&pain.aspect),
        false => named(&pain.touchpoint, &pain.aspect, summary),
    })
}

/// How many complain of it.
fn complaints(topic: &WeakTopic, there: bool, summary: &Summary) -> Text {
    let name = || match there {
        true => Text::from(&topic.aspect),
        false => topic_name(topic, summary),
    };
    if let Some(same) = &topic.same {
        let places = [
            ("topic", name()),
            ("negative", count(topic.negative)),
            ("other", named(&same.touchpoint, &same.aspect, summary)),
            ("of_other", count(same.negative)),
            ("together", count(same.together)),
        ];
        return phrase("report.finding.topic_same", places);
    }
    let places = [
        ("topic", name()),
        ("negative", count(topic.negative)),
        ("mentions", count(topic.mentions)),
        ("share", value(&topic.negative_share, Unit::Percent)),
    ];
    let several = !there && !topic.level_with.is_empty();
    if several {
        let other = |other: &Topic| match &other.touchpoint {
            Some(touchpoint) => named(touchpoint, &other.aspect, summary),
            None => Text::from(&other.aspect),
        };
        let all = [name()].into_iter().chain(topic.level_with.iter().map(other)).collect();
        let all = ("topics", Text::Joined(all, "report.list_and"));
        let places = places.into_iter().chain([all]).collect();
        return Text::Phrase("report.finding.topic_level".into(), places);
    }
    let key = match there && is_alike(topic) {
        true => "report.finding.topic_alike",
        false => "report.finding.topic",
    };
    phrase(key, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Scale, ScoreKind};
    use crate::report::document::Words;
    use crate::report::summary::{
        CsatSummary, Estimate, Finding, Impact, SameComments, ScoreSummary, Weakness,
    };
    use crate::report::{Lang, sample};

    fn impact(value: f64) -> Impact {
        Impact {
            score: ScoreKind::Nps,
            value,
            low: 1.5 * value,
            high: 0.5 * value,
            with_all: 10.0,
            without: 10.0 - value,
            n: 40,
            p: 0.0,
            q: 0.0,
        }
    }

    fn waiting() -> WeakTopic {
        WeakTopic {
            touchpoint: Name::same("Desk"),
            aspect: Name::same("Waiting"),
            mentions: 40,
            negative: 30,
            negative_share: Estimate { value: 0.75, low: 0.6, high: 0.86 },
            impact: Some(impact(-9.0)),
            same: None,
            worst: Some(0.7),
            level_with: Vec::new(),
            minor: false,
            rated_as: None,
            behind_unnamed: false,
            no_worse: false,
            origin: None,
            quote: None,
        }
    }

    fn said(topic: &WeakTopic, lang: Lang) -> String {
        let findings = vec![Finding::Weakness(Weakness::Topic(Box::new(topic.clone())))];
        let summary = Summary { findings, ..sample::summary() };
        let said = super::super::findings::findings(&summary);
        said.iter().map(|text| Words::new(lang).say(text)).collect()
    }

    #[test]
    fn two_topics_of_the_same_comments_are_told_as_one() {
        let same = SameComments {
            touchpoint: Name::same("Phone"),
            aspect: Name::same("Line"),
            negative: 24,
            together: 36,
            impact: impact(-9.0),
        };
        let both = WeakTopic { same: Some(same), worst: Some(0.9), ..waiting() };
        let wanted = "Fix first: Desk × Waiting together with Phone × Line. 30 and 24 comments \
                      complain of them, most of these the same ones (36 in all). Without those who \
                      wrote them, NPS would be 9.0 points higher.";
        assert_eq!(said(&both, Lang::En), wanted);
        let zh = said(&both, Lang::Zh);
        let wanted = "优先改进：Desk × Waiting，以及 Phone × Line。分别有 30 条和 24 条评论抱怨，\
                      大多为同一批评论（合计 36 条）。";
        assert!(zh.starts_with(wanted), "{zh}");
    }

    /// Of a yes or no the mean is the share.
    #[test]
    fn of_two_answers_the_share_of_the_better_one_is_higher_without_those_who_complain() {
        let mut summary = sample::summary();
        let impact = Impact { score: ScoreKind::Csat, ..impact(-7.9) };
        let said = |summary: &Summary, lang| {
            Words::new(lang).say(&scores::without_complaints(&impact, summary))
        };
        assert!(said(&summary, Lang::En).contains("the mean of CSAT on 0–100"));
        summary.overall.scores = summary.overall.scores.map(|_, score| match score {
            Some(ScoreSummary::TopTwo(csat)) => {
                let scale = Some(Scale::higher(0.0, 1.0));
                Some(ScoreSummary::TopTwo(CsatSummary { scale, ..csat }))
            }
            other => other,
        });
        let wanted = "Without those who complain of it, CSAT top-2-box would be 7.9 percentage \
                      points higher.";
        assert_eq!(said(&summary, Lang::En), wanted);
        assert_eq!(said(&summary, Lang::Zh), "若不计抱怨者，CSAT 满意率将高出 7.9 个百分点。");
    }

    #[test]
    fn of_several_topics_none_is_to_be_fixed_first() {
        let others = [("Shop", "Price"), ("Shop", "Noise")].map(|(touchpoint, aspect)| Topic {
            touchpoint: Some(Name::same(touchpoint)),
            aspect: Name::same(aspect),
        });
        let level = WeakTopic { level_with: others.into(), worst: Some(0.4), ..waiting() };
        let wanted = "Often complained of: Desk × Waiting, Shop × Price, Shop × Noise. None of \
                      them is clearly the worst. Of the 40 comments that speak of Desk × Waiting \
                      30 complain (75%). Without those who complain of it, NPS would be 9.0 points \
                      higher.";
        assert_eq!(said(&level, Lang::En), wanted);
        let zh = said(&level, Lang::Zh);
        assert!(zh.starts_with("抱怨较多：Desk × Waiting、Shop × Price、Shop × Noise，难分轻重。"));
        assert!(!zh.contains("概率"), "{zh}");
        let minor = WeakTopic { minor: true, impact: Some(impact(-1.0)), ..waiting() };
        let en = said(&minor, Lang::En);
        assert!(en.starts_with("Often complained of: Desk × Waiting. 30 of the 40 "), "{en}");
        assert!(en.ends_with("NPS would be 1.0 points higher."), "{en}");
        let unsure = said(&waiting(), Lang::En);
        assert!(unsure.starts_with("Fix first: ") && unsure.ends_with("probability of 70%."));
    }

    /// Of three topics the first is told; the third is likelier the worst than the second.
    #[test]
    fn what_may_be_worse_is_named() {
        let mut summary = sample::summary();
        let pain = summary.pain_points[0].clone();
        let ranked = |rank: u32, aspect: &str, worst: f64| PainPoint {
            rank,
            worst: Some(worst),
            touchpoint: Name::same("Desk"),
            aspect: Name::same(aspect),
            everywhere: false,
            ..pain.clone()
        };
        summary.pain_points =
            vec![ranked(1, "Waiting", 0.6), ranked(2, "Forms", 0.11), ranked(3, "Noise", 0.3)];
        let told = |topic: &WeakTopic, there, lang| {
            Words::new(lang).say(&super::topic(topic, there, &summary))
        };
        let wanted = "It is the worst with a probability of 60%; Desk × Noise is the next.";
        let unsure = WeakTopic { worst: Some(0.6), ..waiting() };
        assert!(told(&unsure, false, Lang::En).ends_with(wanted));
        assert!(told(&unsure, true, Lang::En).ends_with("60%; Noise is the next."));
        let forms = |topic: &WeakTopic| {
            let pain_points = summary.pain_points[..2].to_vec();
            let few = Summary { pain_points, ..summary.clone() };
            Words::new(Lang::En).say(&super::topic(topic, false, &few))
        };
        assert!(forms(&unsure).ends_with("; Desk × Forms is the next."), "a quarter of the rest");
        let unlikely = WeakTopic { worst: Some(0.55), ..waiting() };
        assert!(forms(&unlikely).ends_with("a probability of 55%."), "less than a quarter");
        let zh = told(&unsure, false, Lang::Zh);
        assert!(zh.ends_with("它确为最严重者的概率为 60%，其次是“Desk × Noise”。"), "{zh}");
    }
}
