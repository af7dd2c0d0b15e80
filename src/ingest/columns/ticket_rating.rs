//! Ratings as help desks write them: `Good` and `Bad` beside `Offered`, 好评 and 差评 beside 未评价,
//! whatever the column is called.

use std::collections::BTreeMap;

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::role_words;
use crate::ingest::columns::word_scale::word_scale;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;
use crate::simplified::simplified;

const GOOD: [&str; 2] = ["good", "好评"];
const BAD: [&str; 2] = ["bad", "差评"];
const MIDDLE: &str = "中评";

/// What stands in place of a rating that nobody has given.
const UNANSWERED: [&str; 7] =
    ["offered", "unoffered", "not offered", "未评价", "未评分", "未打分", "暂无评分"];

/// A rating in small letters without what help desks write behind one that came with a comment:
/// `good with comment`.
pub(super) fn without_comment(rating: &str) -> &str {
    const WITH: [&str; 2] = [" with comment", " with comments"];
    WITH.iter().find_map(|end| rating.strip_suffix(end)).unwrap_or(rating)
}

fn plain(value: &str) -> String {
    without_comment(&simplified(&value.trim().to_lowercase())).to_owned()
}

/// Whether the answers are such ratings and nothing else, and of both kinds.
pub(super) fn are_ratings_of_tickets(facts: &ColumnProfile) -> bool {
    let values: Vec<String> = facts.values.keys().map(|value| plain(value)).collect();
    let some = |marks: [&str; 2]| values.iter().any(|value| marks.contains(&value.as_str()));
    let known = |value: &String| {
        let value = value.as_str();
        GOOD.contains(&value) || BAD.contains(&value) || value == MIDDLE
    };
    !facts.many_values && some(GOOD) && some(BAD) && values.iter().all(known)
}

/// Whether nobody gave the ratings that stand apart, and nothing else does.
pub(super) fn are_offered(apart: &[String]) -> bool {
    !apart.is_empty() && apart.iter().all(|value| UNANSWERED.contains(&plain(value).as_str()))
}

/// Puts the labels of such ratings on two points, where nothing is between good and bad: there is
/// no better than good. The scale of these.
pub(super) fn two_points(labels: &mut BTreeMap<String, f64>) -> Option<Scale> {
    let is_good = |label: &String| GOOD.contains(&plain(label).as_str());
    let is_bad = |label: &String| BAD.contains(&plain(label).as_str());
    let both = labels.keys().any(is_good) && labels.keys().any(is_bad);
    if !both || !labels.keys().all(|label| is_good(label) || is_bad(label)) {
        return None;
    }
    for (label, point) in labels {
        *point = f64::from(u8::from(is_good(label)));
    }
    Some(Scale::higher(0.0, 1.0))
}

/// The score of such ratings on these points.
pub(super) fn on_two_points(mut draft: Draft) -> Draft {
    if draft.role != Role::CSAT {
        return draft;
    }
    let Some(two) = two_points(&mut draft.labels) else { return draft };
    for evidence in &mut draft.evidence {
        if let Evidence::WordScale { scale, .. } = evidence {
            *scale = two;
        }
    }
    draft.scale = Some(two);
    draft
}

/// The score of a column of such ratings: beside cells that hold none, the words `apart`, or under
/// a name that speaks of a survey.
pub(super) fn ticket_rating(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    apart: &[String],
) -> Option<Draft> {
    let words = word_scale(facts).filter(|_| are_ratings_of_tickets(facts))?;
    let offered = apart.iter().any(|value| UNANSWERED.contains(&plain(value).as_str()));
    if !offered && name.find(role_words::SURVEYED).is_none() {
        return None;
    }
    let evidence = Evidence::WordScale { n: words.labels.len(), scale: words.scale };
    let mut draft = Draft::new(Role::CSAT, 1, evidence);
    let values: Vec<String> = words.labels.keys().cloned().collect();
    (draft.scale, draft.labels) = (Some(words.scale), words.labels);
    let draft = draft.warned(Warning::GoodOrBad { column: header.to_owned(), values });
    Some(on_two_points(draft))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;
    use crate::ingest::columns::score_role::score;

    #[test]
    fn ratings_of_tickets_are_scores_whatever_they_are_called_and_that_is_told() {
        for (header, values, taken) in [
            ("Outcome", &["Good", "Bad", "Offered"][..], true),
            ("Outcome", &["good", "bad", "Unoffered"], true),
            ("结果", &["好评", "差评", "未评价"], true),
            ("结果", &["好評", "中評", "差評", "未評價"], true),
            ("Survey outcome", &["Good", "Bad"], true),
            ("Outcome", &["Good", "Good with comment", "Bad with comment", "Offered"], true),
            ("Outcome", &["Good with comment", "Bad with a comment", "Offered"], false),
            ("回访情况", &["好评", "差评"], true),
            // What nobody was asked for may be anything.
            ("Outcome", &["Good", "Bad"], false),
            ("Battery", &["Good", "Bad", "Worn"], false),
            ("Outcome", &["Good", "Offered"], false),
            ("Outcome", &["Good", "Bad", "Don't know"], false),
            ("Outcome", &["Yes", "No", "Offered"], false),
        ] {
            let draft = score(header, &ColumnName::new(header), &cells(values, 6));
            let told = |draft: &Draft| {
                draft.warnings.iter().any(|warning| matches!(warning, Warning::GoodOrBad { .. }))
            };
            let found = draft.map(|draft| (draft.role, told(&draft)));
            assert_eq!(found, taken.then_some((Role::CSAT, true)), "{header}: {values:?}");
        }
        let values = ["Good", "Bad", "Offered"];
        let draft = score("Outcome", &ColumnName::new("Outcome"), &cells(&values, 6)).unwrap();
        assert_eq!(draft.missing, ["Offered"]);
        assert!(draft.labels["Good"] > draft.labels["Bad"]);
    }

    #[test]
    fn good_is_the_best_and_bad_the_worst_and_what_is_not_given_is_told_once() {
        for (header, values, scale, points, told_apart) in [
            ("Outcome", &["Good", "Bad", "Offered"][..], "0–1", [1.0, 0.0], false),
            ("Survey outcome", &["Good", "Bad"], "0–1", [1.0, 0.0], false),
            // What is called a score is none by its values.
            ("Satisfaction", &["Good", "Bad", "Offered"], "0–1", [1.0, 0.0], true),
            (
                "Satisfaction rating",
                &["Good with comment", "Bad with comment", "Good", "Bad", "Offered"],
                "0–1",
                [1.0, 0.0],
                true,
            ),
            ("结果", &["好评", "差评", "未评价"], "0–1", [1.0, 0.0], false),
            ("结果", &["好评", "差评", "中评", "未评价"], "1–5", [5.0, 1.0], false),
        ] {
            let draft = score(header, &ColumnName::new(header), &cells(values, 6)).unwrap();
            assert_eq!(draft.scale.unwrap().to_string(), scale, "{header}: {values:?}");
            assert_eq!([values[0], values[1]].map(|label| draft.labels[label]), points);
            let apart = |warning: &Warning| matches!(warning, Warning::MissingCodes { .. });
            assert_eq!(draft.warnings.iter().any(apart), told_apart, "{header}: {values:?}");
        }
    }
}
