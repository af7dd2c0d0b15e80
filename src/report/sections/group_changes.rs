//! Groups whose score changed otherwise than that of all others: since when, or in which period.

use super::crossed::name;
use super::findings::other_periods;
use super::since::{begin, said};
use super::{field_names, scores};
use crate::feedback::ScoreKind;
use crate::report::document::{Text, count, phrase, sentences, value};
use crate::report::summary::{
    AlikeChange, ChangeSpan, ChangedPart, Estimate, Grain, GroupChange, Manner, Slide, Subgroup,
};

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
    let is_place = matches!(found.group, Subgroup::Touchpoint(_));
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
    if let Manner::AllTheTime(slide) = &found.manner {
        return slid(found, slide, others, is_told);
    }
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
            let begin = begin(since, range);
            places.push(match found.manner {
                Manner::Either => ("begin", phrase("report.finding.perhaps", [("begin", begin)])),
                _ => ("begin", begin),
            });
            match (found.of_all, found.is_worse()) {
                _ if is_told && is_place => "report.finding.there_fell",
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

/// A group that changed little by little, from the first period to the last.
fn slid(found: &GroupChange, slide: &Slide, others: Text, is_told: bool) -> Text {
    let is_place = matches!(found.group, Subgroup::Touchpoint(_));
    let unit = scores::unit(found.score);
    let places = [
        ("measure", scores::title(found.score)),
        ("group", name(&found.group)),
        ("from", value(&slide.from, unit)),
        ("first", said(&slide.first)),
        ("to", value(&slide.to, unit)),
        ("last", said(&slide.last)),
        ("others", others),
    ];
    let key = match (found.of_all, found.is_worse()) {
        _ if is_told && is_place => "report.finding.there_is_falling",
        _ if is_told => "report.finding.it_is_falling",
        (true, _) => "report.finding.group_slid_there",
        (false, true) => "report.finding.group_falling",
        (false, false) => "report.finding.group_rising",
    };
    let part = found.part.as_ref().map(|part| changed_part(part, found.score));
    sentences([phrase(key, places)].into_iter().chain(part))
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
        let said = phrase("report.finding.changed_alike", places);
        match &of.since {
            Some(since) => {
                let places = [("changed", said), ("since", self::said(since))];
                phrase("report.finding.changed_alike_since", places)
            }
            None => said,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::Name;

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
            manner: Manner::AtOnce,
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
        let perhaps = GroupChange { manner: Manner::Either, ..fell() };
        let wanted = "fell from 80% to 34% in May 2026, at once or little by little (n = 103 \
                      before, 97 since), while";
        assert!(said(&perhaps, Lang::En).contains(wanted), "{}", said(&perhaps, Lang::En));
        let wanted = "CSAT 满意率可能自2026年5月骤变，也可能逐步变化：由 80% 降至 34%（";
        assert!(said(&perhaps, Lang::Zh).contains(wanted), "{}", said(&perhaps, Lang::Zh));
        let there = GroupChange { of_all: true, rest_changed: true, ..fell() };
        let wanted = "Above all at Team = North: CSAT top-2-box from 80% to 34% in May 2026 (n = \
                      103 before, 97 since), while elsewhere it went from 75% to 76%.";
        assert_eq!(said(&there, Lang::En), wanted);
        let rose = GroupChange { difference: around(0.4, 0.1), ..fell() };
        assert!(said(&rose, Lang::En).contains(" rose from "));
        assert!(said(&there, Lang::Zh).starts_with("主要发生在 Team = North："));
    }

    #[test]
    fn a_group_that_slides_is_told_by_its_first_and_last_period() {
        let slide = Slide {
            first: "2026-02".to_owned(),
            last: "2026-06".to_owned(),
            from: around(0.8, 0.1),
            to: around(0.2, 0.1),
            per_month: -0.15,
        };
        let slides = GroupChange { manner: Manner::AllTheTime(slide), ..fell() };
        let wanted = "CSAT top-2-box of Team = North has been falling all the time: from 80% in \
                      Feb 2026 to 20% in Jun 2026, while elsewhere it did not change beyond chance \
                      (75%, then 76%).";
        assert_eq!(said(&slides, Lang::En), wanted);
        let wanted = "Team = North：CSAT 满意率持续下降：2026年2月为 80%，2026年6月为 20%；\
                      其余部分变化不显著（由 75% 到 76%）。";
        assert_eq!(said(&slides, Lang::Zh), wanted);
        let it = Words::new(Lang::En).say(&it_fell(&slides, Grain::Month));
        assert!(it.starts_with("It has been falling all the time: from 80% in Feb 2026 "), "{it}");
    }

    #[test]
    fn what_changed_alike_and_the_part_that_it_was_are_told_beside_it() {
        let alike = AlikeChange {
            value: "South".to_owned(),
            before: around(0.7, 0.05),
            after: around(0.2, 0.05),
            n_before: 95,
            n_after: 61,
            since: None,
        };
        let week = Some("2026-W20".to_owned());
        let later = AlikeChange { since: week, ..alike.clone() };
        let later = GroupChange { also: vec![later], ..fell() };
        let wanted = "as did Team = South (70% to 20%; n = 95, 61) since the week of 11 May 2026, ";
        assert!(said(&later, Lang::En).contains(wanted), "{}", said(&later, Lang::En));
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
        let there = Subgroup::Touchpoint(Name::same("Workshop"));
        let there = GroupChange { group: there, ..fell() };
        let since = Words::new(Lang::Zh).say(&it_fell(&there, Grain::Month));
        assert!(since.starts_with("此处自2026年5月由 80% 降至 34%（此前 n = 103，"), "{since}");
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
}
