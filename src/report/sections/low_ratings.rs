//! Where low ratings come from, where a group is furthest behind, and which group the distance of a
//! touchpoint comes from.

use super::crossed::name;
use super::{ratio, scores};
use crate::feedback::{Measure, ScoreKind};
use crate::report::document::{Text, Unit, count, phrase, sentences, value};
use crate::report::summary::{GroupPart, LowOrigin, WorstAt};

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
        _ if origin.lower_half => "report.finding.low_origin_half",
        Measure::Net => "report.finding.low_origin_net",
        Measure::TopTwo => "report.finding.low_origin",
        Measure::Ease => "report.finding.low_origin_ease",
    };
    phrase(key, places)
}

/// The group that nearly all of the distance of a touchpoint comes from.
pub(super) fn touchpoint_part(part: &GroupPart, score: ScoreKind) -> Text {
    let unit = scores::unit(score);
    let places = [
        ("part", name(&part.group)),
        ("value", value(&part.value, unit)),
        ("n", count(part.n)),
        ("others", value(&part.others, unit)),
        ("n_others", count(part.n_others)),
    ];
    let said = phrase("report.finding.touchpoint_part", places);
    sentences([said].into_iter().chain(by_mean(part.means)))
}

/// Means beside the headline measure of the same two, where they tell more.
pub(super) fn by_mean(means: Option<[f64; 2]>) -> Option<Text> {
    let [own, rest] = means?.map(|mean| Text::Number(mean, Unit::Footing));
    Some(phrase("report.finding.by_mean_rest", [("own", own), ("rest", rest)]))
}

/// The touchpoint at which a group is furthest behind the others.
pub(super) fn worst_at(found: &WorstAt) -> Text {
    let places = [
        ("touchpoint", (&found.touchpoint).into()),
        ("low", value(&found.low, Unit::Percent)),
        ("rest", value(&found.rest_low, Unit::Percent)),
    ];
    let key = match found.score.measure() {
        _ if found.lower_half => "report.finding.worst_at_half",
        Measure::Net => "report.finding.worst_at_net",
        Measure::TopTwo => "report.finding.worst_at",
        Measure::Ease => "report.finding.worst_at_ease",
    };
    phrase(key, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::{Estimate, Name, Subgroup};

    fn around(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn north() -> Subgroup {
        Subgroup::Segment { field: "Team".to_owned(), value: "North".to_owned() }
    }

    #[test]
    fn low_ratings_come_from_a_group_and_a_group_is_worst_somewhere() {
        let found = LowOrigin {
            group: north(),
            score: ScoreKind::Csat,
            lower_half: false,
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
        let half = LowOrigin { lower_half: true, ..found.clone() };
        let wanted = "110 of the 211 who rated it in the lower half of the scale are of Team = ";
        assert!(said(&half, Lang::En).starts_with(wanted), "{}", said(&half, Lang::En));
        assert!(said(&half, Lang::Zh).starts_with("211 份处于量表下半段的评分中有 110 份来自 "));
        let ease = LowOrigin { score: ScoreKind::Ces, ..found };
        assert!(said(&ease, Lang::En).starts_with("110 of the 211 who did not find it easy "));
        assert!(said(&ease, Lang::Zh).starts_with("211 份未评为轻松的评分中有 110 份来自 "));
        let found = WorstAt {
            touchpoint: Name::same("Staff"),
            score: ScoreKind::Csat,
            lower_half: false,
            low: around(0.92, 0.05),
            rest_low: around(0.2, 0.04),
            n: 119,
            changed: None,
        };
        let said = |found: &WorstAt, lang| Words::new(lang).say(&worst_at(found));
        let wanted = "It falls furthest behind the others at Staff: 92% are not satisfied there, \
                      20% of all others.";
        assert_eq!(said(&found, Lang::En), wanted);
        let wanted = "与其余人差距最大之处为“Staff”：该群体 92% 的评分未达满意，其余人为 20%。";
        assert_eq!(said(&found, Lang::Zh), wanted);
        let ease = WorstAt { score: ScoreKind::Ces, ..found.clone() };
        assert!(said(&ease, Lang::En).contains(": 92% do not find it easy there, 20% of "));
        let half = WorstAt { lower_half: true, ..found.clone() };
        assert!(said(&half, Lang::En).contains(": 92% rate it in the lower half of the scale, "));
        assert!(said(&half, Lang::Zh).ends_with("该群体 92% 的评分处于量表下半段，其余人为 20%。"));
        let net = WorstAt { score: ScoreKind::Nps, ..found };
        assert!(said(&net, Lang::Zh).ends_with("：该群体 92% 为贬损者，其余人为 20%。"));
    }

    #[test]
    fn the_group_that_a_touchpoint_is_low_by_is_told() {
        let found = GroupPart {
            group: north(),
            value: around(0.0, 0.0),
            n: 40,
            others: around(0.52, 0.05),
            n_others: 120,
            means: Some([26.4, 83.2]),
        };
        let said = |lang| Words::new(lang).say(&touchpoint_part(&found, ScoreKind::Csat));
        let wanted = "Nearly all of that comes from Team = North: 0% (40 answers), against 52% of \
                      all others there (120); without them it is not surely below the other \
                      touchpoints. By the mean on 0–100 (100 is best) it is 26 against 83.";
        assert_eq!(said(Lang::En), wanted);
        let wanted = "几乎全部来自 Team = North：0%（40 份）；此处其余评分为 52%（120 份），并不\
                      明显低于其他触点。按均值（折合 0–100 分，越高越好）为 26，其余为 83。";
        assert_eq!(said(Lang::Zh), wanted);
    }
}
