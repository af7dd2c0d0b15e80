//! Where: the names of groups, those that complaints come from, and what has become more.

use super::since::said;
use super::{field_names, ratio};
use crate::report::document::{Text, Unit, count, phrase, sentences, value};
use crate::report::summary::{ComplaintOrigin, ShareRise, Subgroup};

/// The name of a group.
pub(super) fn name(group: &Subgroup) -> Text {
    match group {
        Subgroup::Segment { field, value } => field_names::group(field, value),
        Subgroup::Touchpoint(touchpoint) => {
            phrase("report.group.touchpoint", [("name", touchpoint.into())])
        }
        Subgroup::Both(both) => {
            let [first, second] = both.each_ref().map(name);
            phrase("report.group.both", [("first", first), ("second", second)])
        }
    }
}

/// The group that complaints come from.
pub(super) fn origin(origin: &ComplaintOrigin) -> Text {
    let share = ratio(origin.comments, origin.all_comments);
    let places = [
        ("complaints", count(origin.complaints)),
        ("all", count(origin.all_complaints)),
        ("group", name(&origin.group)),
        ("share", Text::Number(share, Unit::Percent)),
    ];
    let key = match (origin.complaints == origin.all_complaints, origin.there) {
        _ if origin.of_field => "report.finding.topic_origin_field",
        (true, true) => "report.finding.topic_origin_all_there",
        (true, false) => "report.finding.topic_origin_all",
        (false, true) => "report.finding.topic_origin_there",
        (false, false) => "report.finding.topic_origin",
    };
    phrase(key, places)
}

/// A category that has become a larger part of all feedback.
pub(super) fn share_rise(found: &ShareRise) -> Text {
    let places = [
        ("touchpoint", (&found.touchpoint).into()),
        ("since", said(&found.since)),
        ("after", value(&found.after, Unit::Percent)),
        ("own", count(found.n_after.0)),
        ("all", count(found.n_after.1)),
        ("before", value(&found.before, Unit::Percent)),
        ("own_before", count(found.n_before.0)),
        ("all_before", count(found.n_before.1)),
    ];
    let origin = found.origin.as_ref().map(|origin| {
        let part = |(own, all): (u64, u64)| Text::Number(ratio(own, all), Unit::Percent);
        let places = [
            ("own", count(origin.n_after.0)),
            ("of", count(found.n_after.0)),
            ("group", name(&origin.group)),
            ("after", part(origin.n_after)),
            ("before", part(origin.n_before)),
        ];
        phrase("report.finding.share_rise_origin", places)
    });
    sentences([phrase("report.finding.share_rise", places)].into_iter().chain(origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::{Estimate, Name, ShareOrigin};

    fn around(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn north() -> Subgroup {
        Subgroup::Segment { field: "Team".to_owned(), value: "North".to_owned() }
    }

    #[test]
    fn what_has_become_more_is_told_with_its_numbers() {
        let found = ShareRise {
            touchpoint: Name::same("Crowded"),
            since: "2026-06".to_owned(),
            before: around(0.08, 0.03),
            after: around(0.3, 0.06),
            n_before: (32, 400),
            n_after: (72, 240),
            p: 0.0,
            origin: None,
        };
        let said = |found: &ShareRise, lang| Words::new(lang).say(&share_rise(found));
        let wanted = "Crowded has been a larger part of all feedback since Jun 2026: 30% (72 of \
                      240), against 8% before (32 of 400).";
        assert_eq!(said(&found, Lang::En), wanted);
        let wanted = "自2026年6月以来，“Crowded”在全部反馈中占比上升：30%（240 条中的 72 条），\
                      此前为 8%（400 条中的 32 条）。";
        assert_eq!(said(&found, Lang::Zh), wanted);
        let origin = ShareOrigin { group: north(), n_before: (1, 29), n_after: (39, 64), p: 0.0 };
        let found = ShareRise { origin: Some(origin), ..found };
        let wanted = ". 39 of these 72 come from Team = North: 61% of its feedback since then, 3% \
                      before.";
        assert!(said(&found, Lang::En).ends_with(wanted), "{}", said(&found, Lang::En));
        let wanted = "。这 72 条中有 39 条来自 Team = North：占该群体同期反馈的 61%，此前为 3%。";
        assert!(said(&found, Lang::Zh).ends_with(wanted), "{}", said(&found, Lang::Zh));
    }

    #[test]
    fn complaints_come_from_a_group() {
        let found = ComplaintOrigin {
            group: north(),
            complaints: 60,
            all_complaints: 61,
            share: around(0.98, 0.01),
            comments: 112,
            all_comments: 660,
            of_field: false,
            there: false,
            p: 0.0,
        };
        let said = |found: &ComplaintOrigin, lang| Words::new(lang).say(&origin(found));
        let wanted = "60 of the 61 complaints about it come from Team = North, which is 17% of \
                      all comments.";
        assert_eq!(said(&found, Lang::En), wanted);
        let every = ComplaintOrigin { all_complaints: 60, ..found.clone() };
        let wanted = "All 60 complaints about it come from Team = North, which is 17% of all \
                      comments.";
        assert_eq!(said(&every, Lang::En), wanted);
        let wanted = "60 条相关抱怨全部来自 Team = North，而该群体只占此处评论的 17%。";
        assert_eq!(said(&ComplaintOrigin { there: true, ..every }, Lang::Zh), wanted);
        let there = ComplaintOrigin { there: true, ..found };
        let wanted = "61 条相关抱怨中有 60 条来自 Team = North，而该群体只占此处评论的 17%。";
        assert_eq!(said(&there, Lang::Zh), wanted);
    }
}
