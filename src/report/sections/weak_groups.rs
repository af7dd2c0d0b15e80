//! Who pulls the scores down, in sentences, and what those chose who gave a low one.

use super::findings::CLOSE;
use super::{crossed, field_names, group_changes, low_ratings, scores};
use crate::feedback::ScoreUnit;
use crate::report::document::{Text, Unit, count, interval, phrase, plain, sentences, value};
use crate::report::summary::{
    Grain, GroupPart, Interaction, LowestRated, Reason, Reasons, Subgroup, WeakGroup, Weekend,
    WorstAt,
};

/// A group that scores below the rest: the first thing to look at, where it costs more than all
/// that is to be mended (`first`), or one beside the others, of which these were told `before`.
pub(super) fn group(group: &WeakGroup, before: &[&WeakGroup], first: bool, grain: Grain) -> Text {
    let kind = group.score;
    let difference = &group.tested.difference;
    // A share is told in percentage points.
    let points = |of: f64| match kind.measure().unit() {
        ScoreUnit::Points => of,
        ScoreUnit::Share => 100.0 * of,
    };
    let answers = answers(group.tested.n, group.is_of_ratings().then_some(group.responses));
    // Of a distance of few percent of the best boxes the mean alone tells.
    let alone = group.tested.means.filter(|_| difference.value.abs() < CLOSE);
    let places = [
        ("group", field_names::group(&group.field, &group.group)),
        ("score", scores::title(kind)),
        ("points", Text::Number(points(-difference.value), Unit::Footing)),
        ("interval", interval(difference, scores::difference_unit(kind))),
        ("answers", answers.clone()),
        ("gain", Text::Number(points(group.gain).abs(), Unit::Tenths)),
    ];
    let (in_points, share) = ("report.finding.group", "report.finding.group_share");
    let what = match alone {
        None => phrase(scores::wording(kind, in_points, share), places),
        Some(means) => {
            let [own, rest] = means.map(|mean| Text::Number(mean, Unit::Footing));
            let places = [
                ("group", field_names::group(&group.field, &group.group)),
                ("score", scores::name(kind)),
                ("answers", answers),
                ("own", own),
                ("rest", rest),
            ];
            phrase("report.finding.group_by_mean", places)
        }
    };
    let told = before.iter().any(|told| told.score == kind);
    let key = match (first, told, before.is_empty()) {
        (true, ..) => "report.finding.group_first",
        (false, true, _) => "report.finding.group_too",
        (false, false, true) => "report.finding.group_most",
        (false, false, false) => "report.finding.group_by",
    };
    let said = phrase(key, [("what", what), ("score", scores::name(kind))]);
    let means = low_ratings::by_mean(group.tested.means.filter(|_| alone.is_none()));
    let part = group.part.as_ref().map(|part| self::part(part, group));
    let changed = group.changed.as_ref().map(|change| group_changes::it_fell(change, grain));
    // Of the touchpoint that nearly all of it comes from that is said already.
    let is_part = |at: &&WorstAt| {
        let at = Subgroup::Touchpoint(at.touchpoint.clone());
        group.part.as_ref().is_some_and(|part| part.group == at)
    };
    let worst_at = group.worst_at.as_ref().filter(|at| !is_part(at));
    let fell_there = worst_at.and_then(|at| at.changed.as_deref());
    let fell_there = fell_there.map(|change| group_changes::it_fell(change, grain));
    let worst_at = worst_at.map(low_ratings::worst_at).into_iter().chain(fell_there);
    sentences([said].into_iter().chain(means).chain(part).chain(changed).chain(worst_at))
}

/// How many answers, or ratings in so many answers.
fn answers(n: u64, of: Option<u64>) -> Text {
    match of {
        None => phrase("report.finding.answers", [("n", count(n))]),
        Some(of) => phrase("report.finding.ratings_in", [("n", count(n)), ("answers", count(of))]),
    }
}

/// How many answers, or ratings of which one answer has several.
fn ratings(n: u64, of_ratings: bool) -> Text {
    let key = if of_ratings { "report.finding.ratings" } else { "report.finding.answers" };
    phrase(key, [("n", count(n))])
}

/// What part of a group is what it is worse by.
fn part(part: &GroupPart, group: &WeakGroup) -> Text {
    let unit = scores::unit(group.score);
    let places = [
        ("part", crossed::name(&part.group)),
        ("value", value(&part.value, unit)),
        ("answers", ratings(part.n, group.is_of_ratings())),
        ("others", value(&part.others, unit)),
    ];
    let said = phrase("report.finding.group_part", places);
    sentences([said].into_iter().chain(low_ratings::by_mean(part.means)))
}

/// Two groups that are worse where they meet: the first thing to look at, or one beside others; of
/// `ratings` one answer has several.
pub(super) fn interaction(found: &Interaction, first: bool, of_ratings: bool) -> Text {
    let kind = found.score;
    let unit = scores::unit(kind);
    let gain = match kind.measure().unit() {
        ScoreUnit::Points => found.gain,
        ScoreUnit::Share => 100.0 * found.gain,
    };
    let [one, other] = [0, 1].map(|at| crossed::name(&found.groups[at]));
    let places = [
        ("first", one),
        ("second", other),
        ("measure", scores::title(kind)),
        ("value", value(&found.value, unit)),
        ("answers", ratings(found.n, of_ratings)),
        ("of_first", value(&found.alone[0], unit)),
        ("n_first", count(found.n_alone[0])),
        ("of_second", value(&found.alone[1], unit)),
        ("n_second", count(found.n_alone[1])),
        ("gain", Text::Number(gain.abs(), Unit::Tenths)),
    ];
    let what = scores::wording(kind, "report.finding.meet", "report.finding.meet_share");
    let key = if first { "report.finding.meet_first" } else { "report.finding.meet_too" };
    let said = phrase(key, [("what", phrase(what, places))]);
    let means = found.means.map(|means| {
        let [own, first, second] = means.map(|mean| Text::Number(mean, Unit::Footing));
        let places = [("own", own), ("first", first), ("second", second)];
        phrase("report.finding.meet_by_mean", places)
    });
    sentences([said].into_iter().chain(means))
}

/// What is rated far below all else, and hardly moves the score.
pub(super) fn lowest(found: &LowestRated) -> Text {
    let contrast = &found.contrast;
    let unit = scores::unit(contrast.score);
    let places = [
        ("touchpoint", (&contrast.touchpoint).into()),
        ("measure", scores::title(contrast.score)),
        ("own", value(&contrast.own, unit)),
        ("n", count(contrast.n)),
        ("rest", value(&contrast.rest, unit)),
        ("below", Text::Number(found.below, Unit::Footing)),
        ("score", scores::name(found.outcome)),
    ];
    phrase("report.finding.lowest", places)
}

/// Weekends beside other days, the worse of the two first.
pub(super) fn weekend(found: &Weekend) -> Text {
    let unit = scores::unit(found.score);
    let places = [
        ("measure", scores::title(found.score)),
        ("weekend", value(&found.weekend, unit)),
        ("n", count(found.n_weekend)),
        ("weekdays", value(&found.weekdays, unit)),
        ("n_weekdays", count(found.n_weekdays)),
    ];
    let key = match found.is_worse() {
        true => "report.finding.weekend_worse",
        false => "report.finding.weekend_better",
    };
    phrase(key, places)
}

/// What those chose who gave a low score and alone were asked why, or all as what should be mended.
pub(super) fn reasons(found: &Reasons) -> Text {
    let choice = |of: &Reason| {
        let places = [("choice", plain(of.choice.clone())), ("n", count(of.n))];
        phrase("report.finding.reason", places)
    };
    let choices = found.choices.iter().map(choice).collect();
    let places = [
        ("field", plain(field_names::in_short(&found.field).to_owned())),
        ("n", count(found.n)),
        ("choices", Text::Joined(choices, "report.list_and")),
    ];
    phrase(if found.of_all { "report.finding.to_mend" } else { "report.finding.reasons" }, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::{Estimate, Name, TestedDifference};

    fn around(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn leeds() -> WeakGroup {
        let difference = around(-79.0, 10.0);
        WeakGroup {
            field: "Depot".to_owned(),
            group: "Leeds".to_owned(),
            score: ScoreKind::Nps,
            tested: TestedDifference {
                difference,
                p: 0.001,
                q: 0.001,
                n: 139,
                rest: 580,
                low_base: false,
                means: None,
            },
            responses: 139,
            gain: 15.3,
            worst_at: None,
            part: None,
            changed: None,
        }
    }

    #[test]
    fn a_group_is_told_with_what_it_costs() {
        let said = |before: &[&WeakGroup], first, lang| {
            Words::new(lang).say(&group(&leeds(), before, first, Grain::Month))
        };
        let wanted = "Look first at Depot = Leeds: NPS is 79 points below the rest [−89, −69] \
                      (139 answers); level with it, the whole would be about 15.3 points better.";
        assert_eq!(said(&[], true, Lang::En), wanted);
        let wanted = "首先关注Depot = Leeds：NPS 比其余低 79 分 [−89, −69]（139 份）；若与其余持平，\
                      整体约可提高 15.3 分。";
        assert_eq!(said(&[], true, Lang::Zh).replace(' ', ""), wanted.replace(' ', ""));
        let most = said(&[], false, Lang::En);
        assert!(most.starts_with("The group that pulls the score down most is Depot = Leeds: "));
        let other = leeds();
        let too = said(&[&other], false, Lang::En);
        assert!(too.starts_with("Another group that pulls it down is Depot = Leeds: "), "{too}");
        let by = WeakGroup { score: ScoreKind::Csat, ..leeds() };
        let by = said(&[&by], false, Lang::En);
        assert!(by.starts_with("The group that pulls NPS down most is Depot = Leeds: "), "{by}");
    }

    #[test]
    fn the_part_that_it_comes_from_is_told_with_it() {
        let part = GroupPart {
            group: Subgroup::Segment { field: "Tenure".to_owned(), value: "<1y".to_owned() },
            value: around(-90.0, 5.0),
            n: 71,
            others: around(31.0, 8.0),
            n_others: 181,
            means: None,
        };
        let found = WeakGroup { part: Some(part), ..leeds() };
        let said = |lang| Words::new(lang).say(&group(&found, &[], true, Grain::Month));
        let wanted = "Nearly all of that comes from Tenure = <1y in it: −90 (71 answers), against \
                      +31 in the rest of the group.";
        assert!(said(Lang::En).ends_with(wanted), "{}", said(Lang::En));
        assert!(said(Lang::Zh).contains("该群体其余部分为"), "{}", said(Lang::Zh));
    }

    /// Of two ratings in each answer.
    #[test]
    fn ratings_are_not_told_as_answers() {
        let part = GroupPart {
            group: Subgroup::Segment { field: "Tenure".to_owned(), value: "<1y".to_owned() },
            value: around(-90.0, 5.0),
            n: 71,
            others: around(31.0, 8.0),
            n_others: 68,
            means: None,
        };
        let found = WeakGroup { responses: 70, part: Some(part), ..leeds() };
        let said = |lang| Words::new(lang).say(&group(&found, &[], true, Grain::Month));
        assert!(said(Lang::En).contains("(139 ratings in 70 answers); "), "{}", said(Lang::En));
        assert!(said(Lang::En).contains(": −90 (71 ratings), against "), "{}", said(Lang::En));
        let zh = said(Lang::Zh).replace(' ', "");
        assert!(zh.contains("（70份回答中的139个评分）；") && zh.contains("（71个评分）"), "{zh}");
    }

    #[test]
    fn on_a_long_scale_means_are_told_of_groups() {
        let plan = |value: &str| Subgroup::Segment { field: "Plan".into(), value: value.into() };
        let found = Interaction {
            groups: [plan("A"), Subgroup::Touchpoint(Name::same("Workshop"))],
            score: ScoreKind::Csat,
            value: around(0.0, 0.0),
            n: 31,
            alone: [around(0.52, 0.05), around(0.5, 0.05)],
            n_alone: [140, 120],
            means: Some([24.1, 83.4, 82.7]),
            gain: 0.023,
            p: 0.0,
        };
        let said = |lang| Words::new(lang).say(&interaction(&found, true, false));
        let wanted = "By the mean on 0–100 (100 is best) it is 24 there, against 83 and 83.";
        assert!(said(Lang::En).ends_with(wanted), "{}", said(Lang::En));
        assert!(said(Lang::En).contains(": CSAT top-2-box is 0% there (31 answers), while "));
        let wanted = "该处为 24，前者与后者的其余回答分别为 83 和 83。";
        assert!(said(Lang::Zh).ends_with(wanted), "{}", said(Lang::Zh));
        let tested = TestedDifference { means: Some([62.2, 80.0]), ..leeds().tested };
        let by_mean = WeakGroup { tested, ..leeds() };
        let said = Words::new(Lang::En).say(&group(&by_mean, &[], true, Grain::Month));
        assert!(said.ends_with("(100 is best) it is 62 against 80."), "{said}");
        let close = |difference| {
            let difference = around(difference, 0.05);
            let tested = TestedDifference { difference, ..by_mean.tested.clone() };
            let found = WeakGroup { tested, score: ScoreKind::Csat, ..by_mean.clone() };
            Words::new(Lang::En).say(&group(&found, &[], true, Grain::Month))
        };
        let wanted = "Look first at Depot = Leeds: by the mean on 0–100 (100 is best) CSAT is 62 \
                      (139 answers), of all others 80.";
        assert_eq!(close(-0.02), wanted);
        assert!(close(-0.04).contains(" 4 percentage points below the rest "), "{}", close(-0.04));
    }

    #[test]
    fn the_worse_days_are_told_first() {
        let found = Weekend {
            score: ScoreKind::Csat,
            weekend: around(0.24, 0.06),
            weekdays: around(0.88, 0.03),
            n_weekend: 193,
            n_weekdays: 507,
            p: 0.0,
        };
        let said = |found: &Weekend, lang| Words::new(lang).say(&weekend(found));
        let wanted = "On Saturdays and Sundays CSAT top-2-box is 24% (193 answers), from Monday to \
                      Friday 88% (507).";
        assert_eq!(said(&found, Lang::En), wanted);
        assert!(said(&found, Lang::Zh).starts_with("周六、周日"), "{}", said(&found, Lang::Zh));
        let (weekend, weekdays) = (found.weekdays, found.weekend);
        let better = Weekend { weekend, weekdays, ..found };
        assert!(said(&better, Lang::En).starts_with("From Monday to Friday "));
    }

    #[test]
    fn reasons_are_told_as_what_was_chosen() {
        let reason = |choice: &str, n| Reason { choice: choice.to_owned(), n };
        let mut found = Reasons {
            field: "5、差评原因".to_owned(),
            n: 45,
            of_all: false,
            choices: vec![reason("办理时间过长", 22), reason("系统故障", 21)],
        };
        let said = |found: &Reasons, lang| Words::new(lang).say(&reasons(found));
        let wanted = "“差评原因”几乎只在评分低时填写（45 份），选择最多的是：办理时间过长（22）";
        let told = said(&found, Lang::Zh);
        assert!(told.starts_with(wanted), "{told}");
        let wanted = "“差评原因” was filled in by hardly anybody but those who scored low (45 \
                      answers); chosen most: 办理时间过长 (22)";
        let told = said(&found, Lang::En);
        assert!(told.starts_with(wanted), "{told}");
        found.field = "最需要改进的是".to_owned();
        found.of_all = true;
        let told = [Lang::Zh, Lang::En].map(|lang| said(&found, lang));
        let wanted = "“最需要改进的是”一题（45 份回答）选择最多的是：办理时间过长（22）";
        assert!(told[0].starts_with(wanted), "{}", told[0]);
        let wanted = "Asked “最需要改进的是” (45 answers), people chose most: 办理时间过长 (22)";
        assert!(told[1].starts_with(wanted), "{}", told[1]);
    }
}
