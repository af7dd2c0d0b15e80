//! What comments say beside the score: what is complained of more while it is lower, what complaints
//! name nothing that was looked for, and what was written later.

use super::findings::other_periods;
use super::{crossed, ratio, scores, since};
use crate::report::Summary;
use crate::report::document::{
    Text, Unit, count, driver_name, phrase, plain, sentences, value, word,
};
use crate::report::summary::{Grain, LaterComments, Topic, TopicChange, Unnamed};

/// The topic of a bad period, or of the time since a change.
pub(super) fn topic_change(found: &TopicChange, grain: Grain) -> Text {
    let ((inside, n_inside), (outside, n_outside)) = (found.n_inside, found.n_outside);
    let mut places = vec![
        ("period", since::said(&found.period)),
        ("inside", value(&found.inside, Unit::Percent)),
        ("complaints", count(inside)),
        ("n", count(n_inside)),
        ("outside", value(&found.outside, Unit::Percent)),
        ("others", count(outside)),
        ("n_others", count(n_outside)),
    ];
    places.extend(found.topic.as_ref().map(|topic| ("what", name(topic))));
    let key = match (found.since, found.topic.is_some()) {
        (true, _) if found.all_negative => "report.finding.negative_since",
        (false, _) if found.all_negative => {
            places.push(("periods", other_periods(grain)));
            "report.finding.negative_odd"
        }
        (true, true) => "report.finding.topic_since",
        (true, false) => "report.finding.no_topic_since",
        (false, named) => {
            places.push(("periods", other_periods(grain)));
            match named {
                true => "report.finding.topic_odd",
                false => "report.finding.no_topic_odd",
            }
        }
    };
    let said = Text::Phrase(key.into(), places);
    let by = |kind| phrase("report.finding.by_score", [("score", scores::name(kind))]);
    match found.beside {
        Some(kind) => sentences([said, by(kind)]),
        None => said,
    }
}

fn name(topic: &Topic) -> Text {
    match &topic.touchpoint {
        Some(touchpoint) => driver_name(touchpoint, Some(&topic.aspect)),
        None => (&topic.aspect).into(),
    }
}

/// How many negative comments name none of the topics looked for.
pub(super) fn unnamed(found: &Unnamed, summary: &Summary) -> Text {
    let mut places = vec![("unnamed", count(found.unnamed)), ("negative", count(found.negative))];
    if found.words.is_empty() {
        return Text::Phrase("report.finding.unnamed".into(), places);
    }
    let words = found.words.iter().map(|word| plain(word.clone())).collect();
    places.push(("words", Text::Joined(words, "report.list_and")));
    let Some(impact) = found.impact.as_ref().filter(|_| found.leads) else {
        return Text::Phrase("report.finding.unnamed_words".into(), places);
    };
    let said = Text::Phrase("report.finding.unnamed_leads".into(), places);
    sentences([said, scores::without_those(impact, summary), word("report.finding.unnamed_show")])
}

/// That what people wrote later is worse than what they wrote first.
pub(super) fn later_comments(found: &LaterComments) -> Text {
    let places = [
        ("n", count(found.n)),
        ("negative_first", count(found.negative_first)),
        ("first", value(&found.first, Unit::Percent)),
        ("negative_later", count(found.negative_later)),
        ("later", value(&found.later, Unit::Percent)),
    ];
    let said = match &found.group {
        None => phrase("report.finding.later_comments", places),
        Some(group) => {
            let places = places.into_iter().chain([("group", crossed::name(group))]).collect();
            Text::Phrase("report.finding.later_comments_of".into(), places)
        }
    };
    let origin = found.origin.as_ref().map(|origin| {
        let places = [
            ("complaints", count(origin.complaints)),
            ("all", count(origin.all_complaints)),
            ("group", crossed::name(&origin.group)),
            ("share", Text::Number(ratio(origin.comments, origin.all_comments), Unit::Percent)),
        ];
        phrase("report.finding.later_origin", places)
    });
    sentences([said].into_iter().chain(origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Words;
    use crate::report::summary::{ComplaintOrigin, Estimate, Name, Subgroup};
    use crate::report::{Lang, sample};

    fn share(value: f64) -> Estimate {
        Estimate { value, low: 0.9 * value, high: 1.1 * value }
    }

    fn cold() -> TopicChange {
        TopicChange {
            topic: Some(Topic { touchpoint: None, aspect: Name::same("Heating") }),
            all_negative: false,
            period: "2026-10".to_owned(),
            since: false,
            inside: share(0.66),
            outside: share(0.0),
            n_inside: (38, 58),
            n_outside: (0, 298),
            beside: None,
            p: 0.0,
        }
    }

    fn said(found: &TopicChange, lang: Lang) -> String {
        Words::new(lang).say(&topic_change(found, Grain::Month))
    }

    #[test]
    fn what_is_complained_of_more_is_told_with_the_time() {
        let wanted = "In Oct 2026 66% of the comments complain of Heating (38 of 58), 0% in all \
                      other months (0 of 298).";
        assert_eq!(said(&cold(), Lang::En), wanted);
        let wanted = "2026年10月有 66% 的评论抱怨“Heating”（58 条中的 38 条），其余月份为 0%（298 条中的 0 条）。";
        assert_eq!(said(&cold(), Lang::Zh), wanted);
        let any = TopicChange { topic: None, all_negative: true, ..cold() };
        let wanted = "In Oct 2026 66% of the comments are negative (38 of 58), 0% in all other \
                      months (0 of 298): of no topic in particular.";
        assert_eq!(said(&any, Lang::En), wanted);
        let since = said(&TopicChange { since: true, ..any }, Lang::Zh);
        assert!(since.starts_with("自2026年10月起有 66% 的评论为负面"), "{since}");
        let store = Topic { touchpoint: Some(Name::same("Store")), aspect: Name::same("Heating") };
        let since = TopicChange { since: true, topic: Some(store), ..cold() };
        let wanted = "Since Oct 2026 66% of the comments complain of Store × Heating (38 of 58), \
                      0% before (0 of 298).";
        assert_eq!(said(&since, Lang::En), wanted);
    }

    #[test]
    fn later_comments_are_told_with_both_numbers() {
        let found = LaterComments {
            group: None,
            n: 120,
            negative_first: 12,
            negative_later: 48,
            first: share(0.1),
            later: share(0.4),
            p: 0.0,
            origin: None,
        };
        let said = |lang| Words::new(lang).say(&later_comments(&found));
        let wanted = "What people wrote later is worse than what they wrote at first: of 120 who \
                      wrote both, 12 were negative at first (10%) and 48 later (40%). Scores are \
                      of the first time.";
        assert_eq!(said(Lang::En), wanted);
        let wanted = "追评差于首评：两者都写的 120 份中，首评为负面的有 12 份（10%），追评为负面的有 48 份（40%）。评分均为首评时所给。";
        assert_eq!(said(Lang::Zh), wanted);
        let origin = ComplaintOrigin {
            group: Subgroup::Segment { field: "Product".to_owned(), value: "Mill".to_owned() },
            complaints: 38,
            all_complaints: 43,
            share: share(0.88),
            comments: 56,
            all_comments: 140,
            of_field: false,
            there: false,
            p: 0.0,
        };
        let found = LaterComments { origin: Some(origin), ..found.clone() };
        let said = Words::new(Lang::En).say(&later_comments(&found));
        let wanted = "38 of the 43 negative later comments come from Product = Mill, which wrote \
                      40% of all later ones.";
        assert!(said.ends_with(wanted), "{said}");
        let group = Subgroup::Segment { field: "Product".to_owned(), value: "Mill".to_owned() };
        let found = LaterComments { group: Some(group), origin: None, ..found };
        let said = Words::new(Lang::En).say(&later_comments(&found));
        let wanted = "What people of Product = Mill wrote later is worse than what they wrote at \
                      first: of 120 of them who";
        assert!(said.starts_with(wanted), "{said}");
    }

    #[test]
    fn what_names_no_topic_is_told_with_what_shows_it() {
        let odd = TopicChange { topic: None, ..cold() };
        let wanted = "In Oct 2026 66% of the comments are negative and fit none of the known \
                      topics (38 of 58), 0% in all other months (0 of 298): xinsheng \
                      themes FILE shows what they say.";
        assert_eq!(said(&odd, Lang::En), wanted);
        let since = TopicChange { since: true, ..odd };
        assert!(said(&since, Lang::Zh).starts_with("自2026年10月起有 66% 的评论为负面"));
        let of = |lang, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            let found = Unnamed { negative: 121, unnamed: 59, words, impact: None, leads: false };
            Words::new(lang).say(&unnamed(&found, &sample::summary()))
        };
        let rest = |lang| of(lang, &[]);
        let wanted = "59 of the 121 negative comments fit none of the known topics: \
                      xinsheng themes FILE shows what they say.";
        assert_eq!(rest(Lang::En), wanted);
        let wanted =
            "121 条负面评论中有 59 条不属于任何已知话题：用 xinsheng themes FILE 可查看其内容。";
        assert_eq!(rest(Lang::Zh), wanted);
        let wanted = "59 of the 121 negative comments fit none of the known topics; \
                      most typical of them: report, robot. xinsheng themes FILE shows what \
                      they say.";
        assert_eq!(of(Lang::En, &["report", "robot"]), wanted);
        assert!(of(Lang::Zh, &["报告", "机器人"]).contains("其典型用词为：报告、机器人"));
    }
}
