//! What changed over the whole time, and since when: a level, or one period that stands out.

use super::findings::other_periods;
use super::{change, crossed, field_names, scores};
use crate::feedback::{ScoreKind, ScoreUnit};
use crate::report::document::{Text, Unit, count, interval, phrase, sentences, value, word};
use crate::report::summary::{
    Again, Grain, GroupMix, HiddenChange, Manner, OddPeriod, Shift, Slide, Subgroup,
};

/// A slide of so many points a month and less is told by the year.
const BY_MONTH: f64 = 1.0;

/// A change of level, or a slide.
pub(super) fn shift(shift: &Shift) -> Text {
    let by_groups = shift.score.zip(shift.by_groups.as_ref());
    let first = match (&shift.manner, by_groups) {
        (Manner::AllTheTime(slide), _) => slid(shift, slide),
        (Manner::AtOnce | Manner::Either, Some((kind, mix))) => {
            let fell = ["report.finding.fell_by_groups", "report.finding.rose_by_groups"];
            let mut places = levels(shift);
            places.extend(who(kind, mix));
            Text::Phrase(way(shift.change, fell).into(), places)
        }
        (Manner::AtOnce | Manner::Either, None) if by_touchpoints(shift).is_some() => {
            let fell = ["report.finding.fell_by_touchpoints", "report.finding.rose_by_touchpoints"];
            let mut places = levels(shift);
            places.extend(by_touchpoints(shift).into_iter().flatten());
            Text::Phrase(way(shift.change, fell).into(), places)
        }
        (Manner::AtOnce, None) => {
            let keys = ["report.finding.fell", "report.finding.rose"];
            Text::Phrase(way(shift.change, keys).into(), levels(shift))
        }
        (Manner::Either, None) => {
            let keys = ["report.finding.fell_somehow", "report.finding.rose_somehow"];
            Text::Phrase(way(shift.change, keys).into(), levels(shift))
        }
        (Manner::Sometime, _) => {
            let keys = ["report.finding.fell_sometime", "report.finding.rose_sometime"];
            Text::Phrase(way(shift.change, keys).into(), levels(shift))
        }
    };
    let again = shift.again.as_ref().map(|found| again(found, shift));
    let split = match by_groups {
        // With a border it is said with the change itself.
        Some(_) if shift.manner.has_border() => None,
        Some((kind, mix)) => Some(Text::Phrase("report.finding.by_groups".into(), who(kind, mix))),
        None if shift.manner.has_border() && by_touchpoints(shift).is_some() => None,
        None => shift.score.zip(shift.mix).and_then(|(kind, mix)| change::said(kind, &mix)),
    };
    sentences([first].into_iter().chain(again).chain(split))
}

/// The two parts of a change of a score that is mostly one of touchpoints having more or fewer of
/// the answers, where that is told at all; of one that went the other way everywhere more is told.
fn by_touchpoints(shift: &Shift) -> Option<[(&'static str, Text); 2]> {
    let (kind, mix) = shift.score.zip(shift.mix)?;
    change::said(kind, &mix)?;
    let whole = mix.within + mix.mix;
    let mostly = mix.mix * whole > 0.0 && mix.mix.abs() > whole.abs() / 2.0 && !mix.reversed;
    let part = |value| scores::difference(kind, value);
    mostly.then(|| [("within", part(mix.within)), ("mix", part(mix.mix))])
}

fn unit(score: Option<ScoreKind>) -> Unit {
    score.map_or(Unit::Coefficient, scores::unit)
}

fn measure(score: Option<ScoreKind>) -> Text {
    score.map_or_else(|| word("report.chart.sentiment"), scores::title)
}

/// Of two keys the one of a fall, or that of a rise.
fn way(change: f64, [fell, rose]: [&'static str; 2]) -> &'static str {
    if change < 0.0 { fell } else { rose }
}

/// Both levels, of a first change that before the second, and when the later one began.
fn levels(shift: &Shift) -> Vec<(&'static str, Text)> {
    let unit = unit(shift.score);
    let again = shift.again.as_ref();
    let (after, n_after) =
        again.map_or((&shift.after, shift.n_after), |again| (&again.between, again.n_between));
    vec![
        ("measure", measure(shift.score)),
        ("before", value(&shift.before, unit)),
        ("after", value(after, unit)),
        ("begin", begin(&shift.since, &shift.range)),
        ("n_before", count(shift.n_before)),
        ("n_after", count(n_after)),
    ]
}

/// The second change.
fn again(found: &Again, first: &Shift) -> Text {
    let key = match found.change * first.change > 0.0 {
        true => way(found.change, ["report.finding.fell_again", "report.finding.rose_again"]),
        false => way(found.change, ["report.finding.then_fell", "report.finding.then_rose"]),
    };
    let places = [
        ("after", value(&found.after, unit(first.score))),
        ("begin", begin(&found.since, &found.range)),
        ("n_after", count(found.n_after)),
    ];
    phrase(key, places)
}

/// What falls or rises all the time, and how fast.
fn slid(shift: &Shift, slide: &Slide) -> Text {
    let unit = unit(shift.score);
    let mut places = vec![
        ("measure", measure(shift.score)),
        ("from", value(&slide.from, unit)),
        ("first", said(&slide.first)),
        ("to", value(&slide.to, unit)),
        ("last", said(&slide.last)),
    ];
    let Some(kind) = shift.score else {
        let keys = ["report.finding.falling", "report.finding.rising"];
        return Text::Phrase(way(slide.per_month, keys).into(), places);
    };
    let points = match kind.measure().unit() {
        ScoreUnit::Points => slide.per_month.abs(),
        ScoreUnit::Share => 100.0 * slide.per_month.abs(),
    };
    let (points, by_points, by_share) = match points >= BY_MONTH {
        true => (points, "report.finding.points_a_month", "report.finding.share_a_month"),
        false => (12.0 * points, "report.finding.points_a_year", "report.finding.share_a_year"),
    };
    let points = [("points", Text::Number(points, Unit::Footing))];
    places.push(("rate", phrase(scores::wording(kind, by_points, by_share), points)));
    let keys = ["report.finding.falling_by", "report.finding.rising_by"];
    Text::Phrase(way(slide.per_month, keys).into(), places)
}

/// Of what group more, or fewer, of the answers are, and what is left within the groups.
fn who(kind: ScoreKind, mix: &GroupMix) -> Vec<(&'static str, Text)> {
    let group = Subgroup::Segment { field: mix.field.clone(), value: mix.group.clone() };
    vec![
        ("group", crossed::name(&group)),
        ("field", field_names::called(&mix.field)),
        ("share_before", Text::Number(mix.share_before, Unit::Percent)),
        ("share_after", Text::Number(mix.share_after, Unit::Percent)),
        ("within", scores::difference(kind, mix.within)),
    ]
}

/// A period as it is said in a sentence.
pub(super) fn said(period: &str) -> Text {
    Text::SaidPeriod(period.to_owned())
}

/// When a level began that is known to have begun between two periods.
pub(super) fn begin(since: &str, (first, last): &(String, String)) -> Text {
    match first == last {
        true => phrase("report.finding.in_period", [("since", said(since))]),
        false => phrase(
            "report.finding.between_periods",
            [("span", Text::SaidSpan(first.clone(), last.clone()))],
        ),
    }
}

/// How much a score moved, without a sign: a share by percentage points.
fn points(kind: ScoreKind, moved: f64) -> Text {
    let points = |moved| Text::Number(moved, Unit::Footing);
    match kind.measure().unit() {
        ScoreUnit::Points => points(moved),
        ScoreUnit::Share => {
            phrase("report.change.share_points", [("value", points(100.0 * moved))])
        }
    }
}

/// What changed within groups, and why all answers together do not show it.
pub(super) fn hidden(found: &HiddenChange) -> Text {
    let (kind, unit) = (found.score, scores::unit(found.score));
    let groups = match &found.field {
        Some(field) => phrase("report.finding.groups_of", [("field", field_names::called(field))]),
        None => word("report.finding.touchpoints_themselves"),
    };
    let places = [
        ("groups", groups),
        ("measure", scores::title(kind)),
        ("within", points(kind, found.within.abs())),
        ("begin", begin(&found.since, &found.range)),
        ("before", value(&found.before, unit)),
        ("after", value(&found.after, unit)),
        ("n_before", count(found.n_before)),
        ("n_after", count(found.n_after)),
    ];
    let keys = ["report.finding.fell_within", "report.finding.rose_within"];
    let made_up = found.is_made_up_for().then(|| {
        let mix = scores::difference(kind, found.mix);
        phrase("report.finding.made_up_by_mix", [("mix", mix)])
    });
    sentences([phrase(way(found.within, keys), places)].into_iter().chain(made_up))
}

/// One sentence for points and for shares: both are told as levels, in the unit of the score.
pub(super) fn odd_period(odd: &OddPeriod, grain: Grain) -> Text {
    let places = [
        ("measure", scores::title(odd.score)),
        ("period", said(&odd.period)),
        ("value", value(&odd.value, scores::unit(odd.score))),
        ("interval", interval(&odd.value, scores::unit(odd.score))),
        ("n", count(odd.n)),
        ("rest", value(&odd.rest, scores::unit(odd.score))),
        ("others", other_periods(grain)),
    ];
    let by_groups = odd.by_groups.as_ref().map(|mix| who(odd.score, mix));
    let by_groups =
        by_groups.map(|places| Text::Phrase("report.finding.odd_by_groups".into(), places));
    sentences([phrase("report.finding.odd_period", places)].into_iter().chain(by_groups))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::{Estimate, Mix};

    fn around(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn fell() -> Shift {
        Shift {
            score: Some(ScoreKind::Nps),
            since: "2026-W26".to_owned(),
            range: ("2026-W25".to_owned(), "2026-W28".to_owned()),
            before: around(44.0, 4.0),
            after: around(15.0, 5.0),
            n_before: 300,
            n_after: 200,
            change: -29.0,
            p: 0.001,
            mix: None,
            manner: Manner::AtOnce,
            again: None,
            by_groups: None,
        }
    }

    fn both(found: &Shift) -> [String; 2] {
        [Lang::En, Lang::Zh].map(|lang| Words::new(lang).say(&shift(found)))
    }

    #[test]
    fn weeks_are_said_by_their_first_day() {
        let [en, zh] = both(&fell());
        let wanted = "NPS fell from +44 to +15: the lower level began between 15 Jun and 12 Jul \
                      2026 (n = 300 before, 200 since).";
        assert_eq!(en, wanted);
        let wanted = "NPS 由 +44 降至 +15：约2026年6月15日至7月12日间开始走低（此前 n = 300，\
                      此后 n = 200）。";
        assert_eq!(zh, wanted);
        let week = || "2026-W26".to_owned();
        let [en, _] = both(&Shift { range: (week(), week()), ..fell() });
        assert!(en.contains("began in the week of 22 Jun 2026 (n = 300"), "{en}");
    }

    #[test]
    fn a_slide_has_no_since() {
        let slide = Slide {
            first: "2026-03".to_owned(),
            last: "2026-10".to_owned(),
            from: around(66.0, 9.0),
            to: around(-52.0, 9.0),
            per_month: -16.2,
        };
        let of = |slide: Slide| Shift { manner: Manner::AllTheTime(slide), ..fell() };
        let [en, zh] = both(&of(slide.clone()));
        let wanted = "NPS has been falling all the time: from +66 in Mar 2026 to −52 in Oct 2026, \
                      about 16 points a month.";
        assert_eq!(en, wanted);
        assert_eq!(zh, "NPS 一直在下降：由2026年3月的 +66 降至2026年10月的 −52，约每月 16 分。");
        let [en, _] = both(&of(Slide { per_month: -0.5, ..slide }));
        assert!(en.ends_with("about 6 points a year."), "{en}");
    }

    #[test]
    fn what_is_not_known_is_said() {
        let [en, zh] = both(&Shift { manner: Manner::Either, ..fell() });
        assert!(en.contains("or little by little") && zh.contains("逐步下降"), "{en} {zh}");
        let [en, zh] = both(&Shift { manner: Manner::Sometime, ..fell() });
        assert!(!en.contains("week of") && !zh.contains("那一周"), "{en} {zh}");
    }

    #[test]
    fn a_second_change_is_told_after_the_level_between() {
        let again = |after: f64| Again {
            since: "2026-10".to_owned(),
            range: ("2026-10".to_owned(), "2026-10".to_owned()),
            between: around(31.0, 4.0),
            after: around(after, 5.0),
            n_between: 120,
            n_after: 80,
            change: after - 31.0,
            p: 0.001,
        };
        let twice = |after: f64| Shift { again: Some(Box::new(again(after))), ..fell() };
        let [en, zh] = both(&twice(19.0));
        assert!(en.starts_with("NPS fell from +44 to +31: "), "{en}");
        assert!(en.contains("(n = 300 before, 120 since)"), "{en}");
        assert!(en.ends_with("And again to +19 in Oct 2026 (n = 80 since)."), "{en}");
        assert!(zh.contains("再次降至 +19"), "{zh}");
        let [en, _] = both(&twice(45.0));
        assert!(en.ends_with("It rose to +45 in Oct 2026 (n = 80 since)."), "{en}");
    }

    #[test]
    fn what_changed_within_groups_is_told_beside_what_all_show() {
        let found = HiddenChange {
            score: ScoreKind::Nps,
            field: Some("Membership".to_owned()),
            since: "2026-07".to_owned(),
            range: ("2026-07".to_owned(), "2026-07".to_owned()),
            within: -24.0,
            mix: 25.0,
            before: around(-9.0, 4.0),
            after: around(-8.0, 5.0),
            n_before: 367,
            n_after: 283,
            p: 0.001,
        };
        let both = |found: &HiddenChange| {
            [Lang::En, Lang::Zh].map(|lang| Words::new(lang).say(&hidden(found)))
        };
        let [en, zh] = both(&found);
        let wanted = "Within the groups of “Membership” NPS fell by 24 in Jul 2026, while all \
                      answers together went from −9 to −8 (n = 367 before, 283 since). All \
                      together do not show it because the groups have other shares of the answers \
                      than before: +25.";
        assert_eq!(en, wanted);
        assert!(zh.contains("自2026年7月") && zh.contains("24") && zh.contains("−8"), "{zh}");
        let share = HiddenChange { score: ScoreKind::Csat, within: -0.2, ..found.clone() };
        assert!(both(&share)[0].contains(" CSAT top-2-box fell by 20 pp in Jul 2026, "));
        let beside = HiddenChange { field: None, mix: 1.0, ..found };
        let [en, zh] = both(&beside);
        assert!(en.starts_with("Within the touchpoints themselves NPS fell by "), "{en}");
        assert!(en.ends_with("(n = 367 before, 283 since)."), "{en}");
        assert!(zh.starts_with("在各触点内部，NPS "), "{zh}");
    }

    #[test]
    fn that_others_answered_is_said_first() {
        let at_touchpoints = |within: f64, mix: f64| {
            let mix = Some(Mix { within, mix, reversed: false });
            let [en, _] = both(&Shift { mix, ..fell() });
            en
        };
        let wanted = "NPS fell from +44 to +15, mostly because more of the answers are of other \
                      touchpoints: within touchpoints −9, by their mix −20. It began between \
                      15 Jun";
        let said = at_touchpoints(-9.0, -20.0);
        assert!(said.starts_with(wanted), "{said}");
        assert!(!said.contains("Within touchpoints"), "{said}");
        let said = at_touchpoints(-19.0, -10.0);
        assert!(said.ends_with("Within touchpoints −19, by their mix −10."), "{said}");
        let mix = GroupMix {
            field: "Store".to_owned(),
            group: "Claims".to_owned(),
            share_before: 0.46,
            share_after: 0.72,
            within: -7.0,
            mix: -12.0,
        };
        let found = Shift { by_groups: Some(mix), ..fell() };
        let [en, zh] = both(&found);
        assert!(en.contains("mostly because of who answered"), "{en}");
        assert!(en.contains("46%") && en.contains("72%") && en.contains("−7"), "{en}");
        assert!(zh.contains("46%") && zh.contains("72%") && zh.contains("−7"), "{zh}");
        let [en, _] = both(&Shift { manner: Manner::Sometime, ..found });
        assert!(en.ends_with("it changed by −7."), "{en}");
    }
}
