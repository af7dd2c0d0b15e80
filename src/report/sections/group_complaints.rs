//! What a group that fell, or that is worst, complains of more than all others.

use super::{crossed, ratio, since};
use crate::report::document::{Text, Unit, count, driver_name, phrase, plain};
use crate::report::summary::{ChangeSpan, GroupComplaints};

/// The topic or the words of its complaints, with their numbers there and elsewhere.
pub(super) fn said(found: &GroupComplaints) -> Text {
    let ((inside, n_inside), (outside, n_outside)) = (found.n_inside, found.n_outside);
    let what = match &found.topic {
        Some(topic) => match &topic.touchpoint {
            Some(touchpoint) => driver_name(touchpoint, Some(&topic.aspect)),
            None => (&topic.aspect).into(),
        },
        None => {
            let words = found.words.iter().map(|word| plain(word.clone())).collect();
            let words = Text::Joined(words, "report.list_and");
            phrase("report.finding.group_words", [("words", words)])
        }
    };
    let mut places = vec![
        ("group", crossed::name(&found.group)),
        ("what", what),
        ("complaints", count(inside)),
        ("n", count(n_inside)),
        ("inside", Text::Number(ratio(inside, n_inside), Unit::Percent)),
        ("outside", Text::Number(ratio(outside, n_outside), Unit::Percent)),
        ("others", count(outside)),
        ("n_others", count(n_outside)),
    ];
    let key = match &found.span {
        None => "report.finding.group_complains",
        Some(ChangeSpan::Since { since, .. }) => {
            places.push(("period", since::said(since)));
            "report.finding.group_complains_since"
        }
        Some(ChangeSpan::Only { period }) => {
            places.push(("period", since::said(period)));
            "report.finding.group_complains_in"
        }
    };
    Text::Phrase(key.into(), places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::{Name, Subgroup, Topic};

    #[test]
    fn what_a_group_complains_of_is_told_with_both_numbers() {
        let range = ("2026-09".to_owned(), "2026-09".to_owned());
        let mut found = GroupComplaints {
            group: Subgroup::Segment { field: "Gym".to_owned(), value: "Bolton".to_owned() },
            span: Some(ChangeSpan::Since { since: "2026-09".to_owned(), range }),
            topic: None,
            words: vec!["fined".to_owned(), "parking".to_owned()],
            n_inside: (15, 22),
            n_outside: (0, 422),
            p: 0.0,
        };
        let told = |found: &GroupComplaints, lang| Words::new(lang).say(&said(found));
        let wanted = "Since Sep 2026 15 of the 22 comments of Gym = Bolton complain of something \
                      about “fined, parking” (68%), 0 of the 422 others (0%).";
        assert_eq!(told(&found, Lang::En), wanted);
        let zh = told(&found, Lang::Zh);
        assert!(zh.starts_with("自2026年9月起") && zh.contains("22 条评论中有 15 条"), "{zh}");
        assert!(zh.contains("抱怨与“fined、parking”有关的事"), "{zh}");
        found.topic = Some(Topic { touchpoint: None, aspect: Name::same("Parking") });
        found.span = Some(ChangeSpan::Only { period: "2026-09".to_owned() });
        let wanted = "In Sep 2026 15 of the 22 comments of Gym = Bolton complain of Parking (68%)";
        assert!(told(&found, Lang::En).starts_with(wanted));
        found.span = None;
        let wanted = "15 of the 22 comments of Gym = Bolton complain of Parking (68%)";
        assert!(told(&found, Lang::En).starts_with(wanted));
    }
}
