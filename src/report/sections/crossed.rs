//! Where and since when: groups whose score changed otherwise than that of all others, those that
//! complaints and low ratings come from, where a group is furthest behind, and what has become more.

use super::findings::other_periods;
use super::since::{begin, said};
use super::{field_names, ratio, scores};
use crate::feedback::{Measure, ScoreKind};
use crate::report::document::{Text, Unit, count, phrase, sentences, value};
use crate::report::summary::{
    AlikeChange, ChangeSpan, ChangedPart, ComplaintOrigin, Estimate, Grain, GroupChange, LowOrigin,
    ShareRise, Subgroup, WorstAt,
};

/// The name of a group.
pub(super) fn name(group: &Subgroup) -> Text {
    match group {
        Subgroup::Segment { field, value } => field_names::group(field, value),
        Subgroup::Touchpoint(touchpoint) => {
            phrase("report.group.touchpoint", [("name", touchpoint.into())])
        }
    }
}

/// A group that changed, and the others.
pub(super) fn group_change(found: &GroupChange, grain: Grain) -> Text {
    changed(found, grain, false)
}

/// Since when a group is as it is that is told right before.
pub(super) fn it_fell(found: &GroupChange, grain: Grain) -> Text {
    changed(found, grain, true)
}

fn changed(found: &GroupChange, grain: Grain, is_told: bool) -> Text {
    let level = |of: &Estimate| value(of, scores::unit(found.score));
    let lasting = matches!(found.span, ChangeSpan::Since { .. });
    let others = match (lasting, found.rest_changed) {
        (true, false) => "report.finding.others_steady",
        (true, true) => "report.finding.others_moved",
        (false, false) => "report.finding.others_as_usual",
        (false, true) => "report.finding.others_differ",
    };
    let rest = [("before", level(&found.rest_before)), ("after", level(&found.rest_after))];
    let others = match also(found) {
        Some(also) => phrase(
            "report.finding.others_beside",
            [("also", also), ("others", phrase(others, rest))],
        ),
        None => phrase(others, rest),
    };
    let mut places = vec![
        ("measure", scores::title(found.score)),
        ("group", name(&found.group)),
        ("before", level(&found.before)),
        ("after", level(&found.after)),
        ("n_before", count(found.n_before)),
        ("n_after", count(found.n_after)),
        ("others", others),
    ];
    let key = match &found.span {
        ChangeSpan::Since { since, range } => {
            places.push(match found.gradual {
                true => ("begin", phrase("report.finding.gradually", [("since", said(since))])),
                false => ("begin", begin(since, range)),
            });
            match (found.of_all, found.is_worse()) {
                _ if is_told => "report.finding.it_fell",
                (true, _) => "report.finding.group_there",
                (false, true) => "report.finding.group_fell",
                (false, false) => "report.finding.group_rose",
            }
        }
        ChangeSpan::Only { period } => {
            places.push(("period", said(period)));
            places.push(("periods", other_periods(grain)));
            match found.of_all {
                true => "report.finding.group_odd_there",
                false => "report.finding.group_odd",
            }
        }
    };
    let said = Text::Phrase(key.into(), places);
    let part = found.part.as_ref().map(|part| changed_part(part, found.score));
    sentences([said].into_iter().chain(part))
}

/// The groups that changed as the first did.
fn also(found: &GroupChange) -> Option<Text> {
    let Subgroup::Segment { field, .. } = &found.group else { return None };
    let unit = scores::unit(found.score);
    let alike = |of: &AlikeChange| {
        let places = [
            ("group", field_names::group(field, &of.value)),
            ("before", value(&of.before, unit)),
            ("after", value(&of.after, unit)),
            ("n_before", count(of.n_before)),
            ("n_after", count(of.n_after)),
        ];
        phrase("report.finding.changed_alike", places)
    };
    let all: Vec<Text> = found.also.iter().map(alike).collect();
    (!all.is_empty()).then_some(Text::Joined(all, "report.list_and"))
}

/// The part of a group that nearly all of its change comes from.
fn changed_part(part: &ChangedPart, score: ScoreKind) -> Text {
    let level = |of: &Estimate| value(of, scores::unit(score));
    let mut places = vec![
        ("part", name(&part.group)),
        ("before", level(&part.before)),
        ("after", level(&part.after)),
        ("n_before", count(part.n_before)),
        ("n_after", count(part.n_after)),
        ("others_before", level(&part.others_before)),
        ("others_after", level(&part.others_after)),
    ];
    let since = part.since.as_ref().map(|since| ("since", said(since)));
    let key = match since {
        Some(_) => "report.finding.changed_part_since",
        None => "report.finding.changed_part",
    };
    places.extend(since);
    Text::Phrase(key.into(), places)
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
        (true, true) => "report.finding.topic_origin_all_there",
        (true, false) => "report.finding.topic_origin_all",
        (false, true) => "report.finding.topic_origin_there",
        (false, false) => "report.finding.topic_origin",
    };
    phrase(key, places)
}

/// The group that low ratings of a touchpoint come from.
pub(super) fn low_origin(origin: &LowOrigin) -> Text {
    let share = ratio(origin.ratings, origin.all_ratings);
    let places = [
        ("low", count(origin.low)),
        ("all", count(origin.all_low)),
        ("group", name(&origin.group)),
        ("share", Text::Number(share, Unit::Percent)),
    ];
    let key = match origin.score.measure() {
        Measure::Net => "report.finding.low_origin_net",
        Measure::TopTwo => "report.finding.low_origin",
        Measure::Ease => "report.finding.low_origin_ease",
    };
    phrase(key, places)
}

/// The touchpoint at which a group is furthest behind the others.
pub(super) fn worst_at(found: &WorstAt) -> Text {
    let places = [
        ("touchpoint", (&found.touchpoint).into()),
        ("low", value(&found.low, Unit::Percent)),
        ("rest", value(&found.rest_low, Unit::Percent)),
    ];
    let key = match found.score.measure() {
        Measure::Net => "report.finding.worst_at_net",
        Measure::TopTwo => "report.finding.worst_at",
        Measure::Ease => "report.finding.worst_at_ease",
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
    use crate::report::summary::{Name, ShareOrigin};

    fn around(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn north() -> Subgroup {
        Subgroup::Segment { field: "Team".to_owned(), value: "North".to_owned() }
    }

    fn fell() -> GroupChange {
        let month = || "2026-05".to_owned();
        GroupChange {
            group: north(),
            score: ScoreKind::Csat,
            span: ChangeSpan::Since { since: month(), range: (month(), month()) },
            before: around(0.8, 0.08),
            after: around(0.34, 0.1),
            n_before: 103,
            n_after: 97,
            rest_before: around(0.75, 0.05),
            rest_after: around(0.76, 0.05),
            rest_changed: false,
            difference: around(-0.47, 0.14),
            p: 0.001,
            gradual: false,
            of_all: false,
            also: Vec::new(),
            part: None,
            whole_after: 0.7,
            p_after: 0.0001,
        }
    }

    fn said(found: &GroupChange, lang: Lang) -> String {
        Words::new(lang).say(&group_change(found, Grain::Month))
    }

    #[test]
    fn a_group_that_fell_is_told_beside_the_others() {
        let wanted = "CSAT top-2-box of Team = North fell from 80% to 34% in May 2026 (n = 103 \
                      before, 97 since), while elsewhere it did not change beyond chance (75%, \
                      then 76%).";
        assert_eq!(said(&fell(), Lang::En), wanted);
        let wanted = "Team = North：CSAT 满意率自2026年5月由 80% 降至 34%（此前 n = 103，\
                      此后 n = 97），其余部分变化不显著（由 75% 到 76%）。";
        assert_eq!(said(&fell(), Lang::Zh), wanted);
        let slowly = said(&GroupChange { gradual: true, ..fell() }, Lang::En);
        assert!(slowly.contains("little by little, as the means before and since"), "{slowly}");
        let there = GroupChange { of_all: true, rest_changed: true, ..fell() };
        let wanted = "Above all at Team = North: CSAT top-2-box from 80% to 34% in May 2026 (n = \
                      103 before, 97 since), while elsewhere it went from 75% to 76%.";
        assert_eq!(said(&there, Lang::En), wanted);
        let rose = GroupChange { difference: around(0.4, 0.1), ..fell() };
        assert!(said(&rose, Lang::En).contains(" rose from "));
        assert!(said(&there, Lang::Zh).starts_with("主要发生在 Team = North："));
    }

    #[test]
    fn what_changed_alike_and_the_part_that_it_was_are_told_beside_it() {
        let alike = AlikeChange {
            value: "South".to_owned(),
            before: around(0.7, 0.05),
            after: around(0.2, 0.05),
            n_before: 95,
            n_after: 61,
        };
        let both = GroupChange { also: vec![alike], ..fell() };
        let wanted = "(n = 103 before, 97 since), as did Team = South (70% to 20%; n = 95, 61), \
                      while elsewhere it did not change beyond chance (75%, then 76%).";
        assert!(said(&both, Lang::En).ends_with(wanted), "{}", said(&both, Lang::En));
        assert!(
            said(&both, Lang::Zh).contains("，Team = South（由 70% 到 20%，n = 95、61）同样如此，")
        );
        let part = ChangedPart {
            group: Subgroup::Touchpoint(Name::same("Workshop")),
            since: None,
            before: around(0.85, 0.05),
            after: around(0.0, 0.05),
            n_before: 26,
            n_after: 16,
            others_before: around(0.88, 0.05),
            others_after: around(0.87, 0.05),
        };
        let earlier = ChangedPart { since: Some("2026-04".to_owned()), ..part.clone() };
        let earlier = GroupChange { part: Some(Box::new(earlier)), ..fell() };
        let wanted = " Nearly all of it is in Workshop there, since Apr 2026: from 85% to 0% ";
        assert!(said(&earlier, Lang::En).contains(wanted), "{}", said(&earlier, Lang::En));
        let there = GroupChange { part: Some(Box::new(part)), ..fell() };
        let wanted = " Nearly all of it is in Workshop there: from 85% to 0% (n = 26, 16); the rest of \
                      the group went from 88% to 87%.";
        assert!(said(&there, Lang::En).ends_with(wanted), "{}", said(&there, Lang::En));
        let since = Words::new(Lang::En).say(&it_fell(&fell(), Grain::Month));
        assert!(since.starts_with("It fell from 80% to 34% in May 2026 (n = 103 "), "{since}");
    }

    #[test]
    fn a_touchpoint_that_was_bad_once_is_told_beside_its_other_months() {
        let once = GroupChange {
            group: Subgroup::Touchpoint(Name::same("Baggage")),
            span: ChangeSpan::Only { period: "2026-07".to_owned() },
            before: around(0.71, 0.05),
            after: around(0.09, 0.05),
            n_before: 665,
            n_after: 104,
            ..fell()
        };
        let wanted = "CSAT top-2-box of Baggage stands out in Jul 2026: 9% (n = 104), against 71% \
                      in all other months (n = 665), while elsewhere it did not differ beyond \
                      chance (76% against 75%).";
        assert_eq!(said(&once, Lang::En), wanted);
        let there = GroupChange { of_all: true, ..once };
        let wanted = "主要发生在“Baggage”：CSAT 满意率在2026年7月为 9%（n = 104），其余月份为 \
                      71%（n = 665），其余部分差异不显著（76%，平时为 75%）。";
        assert_eq!(said(&there, Lang::Zh), wanted);
    }

    #[test]
    fn low_ratings_come_from_a_group_and_a_group_is_worst_somewhere() {
        let found = LowOrigin {
            group: north(),
            score: ScoreKind::Csat,
            low: 110,
            all_low: 211,
            share: around(0.52, 0.07),
            ratings: 119,
            all_ratings: 614,
            p: 0.0,
        };
        let said = |found: &LowOrigin, lang| Words::new(lang).say(&low_origin(found));
        let wanted = "110 of the 211 who were not satisfied with it are of Team = North, who are \
                      19% of all who rated it.";
        assert_eq!(said(&found, Lang::En), wanted);
        let wanted =
            "211 份未达满意的评分中有 110 份来自 Team = North，而该群体只占全部评分的 19%。";
        assert_eq!(said(&found, Lang::Zh), wanted);
        let net = LowOrigin { score: ScoreKind::Nps, ..found.clone() };
        assert!(said(&net, Lang::En).starts_with("110 of its 211 detractors are of Team = "));
        let ease = LowOrigin { score: ScoreKind::Ces, ..found };
        assert!(said(&ease, Lang::En).starts_with("110 of the 211 who did not find it easy "));
        assert!(said(&ease, Lang::Zh).starts_with("211 份未评为轻松的评分中有 110 份来自 "));
        let found = WorstAt {
            touchpoint: Name::same("Staff"),
            score: ScoreKind::Csat,
            low: around(0.92, 0.05),
            rest_low: around(0.2, 0.04),
            n: 119,
        };
        let said = |found: &WorstAt, lang| Words::new(lang).say(&worst_at(found));
        let wanted = "It falls furthest behind the others at Staff: 92% are not satisfied there, \
                      20% of all others.";
        assert_eq!(said(&found, Lang::En), wanted);
        let wanted = "与其余人差距最大之处为“Staff”：该群体 92% 的评分未达满意，其余人为 20%。";
        assert_eq!(said(&found, Lang::Zh), wanted);
        let ease = WorstAt { score: ScoreKind::Ces, ..found.clone() };
        assert!(said(&ease, Lang::En).contains(": 92% do not find it easy there, 20% of "));
        let net = WorstAt { score: ScoreKind::Nps, ..found };
        assert!(said(&net, Lang::Zh).ends_with("：该群体 92% 为贬损者，其余人为 20%。"));
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
