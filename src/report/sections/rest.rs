//! What is complained of more while a score is lower, and what complaints name nothing that was
//! looked for.

use super::findings::other_periods;
use crate::report::document::{Text, Unit, count, driver_name, plain, value};
use crate::report::summary::{Grain, Topic, TopicChange, Unnamed};

/// The topic of a bad period, or of the time since a change.
pub(super) fn topic_change(found: &TopicChange, grain: Grain) -> Text {
    let ((inside, n_inside), (outside, n_outside)) = (found.n_inside, found.n_outside);
    let mut places = vec![
        ("period", Text::Period(found.period.clone())),
        ("inside", value(&found.inside, Unit::Percent)),
        ("complaints", count(inside)),
        ("n", count(n_inside)),
        ("outside", value(&found.outside, Unit::Percent)),
        ("others", count(outside)),
        ("n_others", count(n_outside)),
    ];
    places.extend(found.topic.as_ref().map(|topic| ("what", name(topic))));
    let key = match (found.since, found.topic.is_some()) {
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
    Text::Phrase(key.into(), places)
}

fn name(topic: &Topic) -> Text {
    match &topic.touchpoint {
        Some(touchpoint) => driver_name(touchpoint, Some(&topic.aspect)),
        None => (&topic.aspect).into(),
    }
}

/// How many negative comments name none of the topics looked for.
pub(super) fn unnamed(found: &Unnamed) -> Text {
    let mut places = vec![("unnamed", count(found.unnamed)), ("negative", count(found.negative))];
    if found.words.is_empty() {
        return Text::Phrase("report.finding.unnamed".into(), places);
    }
    let words = found.words.iter().map(|word| plain(word.clone())).collect();
    places.push(("words", Text::Joined(words, "report.list_and")));
    Text::Phrase("report.finding.unnamed_words".into(), places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::{Estimate, Name};

    fn share(value: f64) -> Estimate {
        Estimate { value, low: 0.9 * value, high: 1.1 * value }
    }

    fn cold() -> TopicChange {
        TopicChange {
            topic: Some(Topic { touchpoint: None, aspect: Name::same("Heating") }),
            period: "2026-10".to_owned(),
            since: false,
            inside: share(0.66),
            outside: share(0.0),
            n_inside: (38, 58),
            n_outside: (0, 298),
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
        let store = Topic { touchpoint: Some(Name::same("Store")), aspect: Name::same("Heating") };
        let since = TopicChange { since: true, topic: Some(store), ..cold() };
        let wanted = "Since Oct 2026 66% of the comments complain of Store × Heating (38 of 58), \
                      0% before (0 of 298).";
        assert_eq!(said(&since, Lang::En), wanted);
    }

    #[test]
    fn what_names_no_topic_is_told_with_what_shows_it() {
        let odd = TopicChange { topic: None, ..cold() };
        let wanted = "In Oct 2026 66% of the comments are negative and complain of none of the \
                      topics looked for (38 of 58), 0% in all other months (0 of 298): xinsheng \
                      themes FILE shows what they say.";
        assert_eq!(said(&odd, Lang::En), wanted);
        let since = TopicChange { since: true, ..odd };
        assert!(said(&since, Lang::Zh).starts_with("自2026年10月起有 66% 的评论为负面"));
        let of = |lang, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            let found = Unnamed { negative: 121, unnamed: 59, words };
            Words::new(lang).say(&unnamed(&found))
        };
        let rest = |lang| of(lang, &[]);
        let wanted = "59 of the 121 negative comments complain of none of the topics looked for: \
                      xinsheng themes FILE shows what they say.";
        assert_eq!(rest(Lang::En), wanted);
        let wanted = "121 条负面评论中有 59 条未抱怨所查找的任何主题：用 xinsheng themes FILE 可查看其内容。";
        assert_eq!(rest(Lang::Zh), wanted);
        let wanted = "59 of the 121 negative comments complain of none of the topics looked for; \
                      most typical of them: report, robot. xinsheng themes FILE shows what \
                      they say.";
        assert_eq!(of(Lang::En, &["report", "robot"]), wanted);
        assert!(of(Lang::Zh, &["报告", "机器人"]).contains("其典型用词为：报告、机器人"));
    }
}
