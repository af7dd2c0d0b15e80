//! Scores called by their bad end: `Frustration (1-5)`, 不满意度评分, `Waiting too long`. A high
//! mark is no praise there, so none of them is satisfaction until somebody says which end is good.

use crate::feedback::{Direction, Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::anchors;
use crate::ingest::columns::asked_of::are_ratings;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::numbers;
use crate::ingest::columns::group_codes::are_numbered;
use crate::ingest::columns::role_words::{CSAT_SURE, HANDLED, ILL_NAMED};
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// What a column of numbers is that its name calls by the bad end; `draft` is what it would be by
/// its other words.
pub(super) fn ill_named(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: Option<&Draft>,
) -> Option<Draft> {
    let word = name.find(ILL_NAMED)?;
    // 投诉处理满意度 and “Satisfaction with the delay” are satisfaction.
    let content = name.find(CSAT_SURE).is_some() && !word.starts_with('不');
    let open = draft.is_none_or(|draft| draft.role == Role::CSAT && draft.labels.is_empty());
    if content || !open || name.find(HANDLED).is_some() || facts.numeric_share() < 0.8 {
        return None;
    }
    if anchors::direction(header, facts, Direction::Higher).is_some() {
        return None;
    }
    let drafted = draft.and_then(|draft| draft.scale);
    let stated = || scale_guess::stated(header, facts, None).map(|guess| guess.scale);
    // `1 - Minor` … `5 - Critical` are names of groups.
    let marks = are_ratings(facts) && !are_numbered(facts);
    let rated = || {
        let guess = scale_guess::guess(ScoreKind::Csat, header, facts, None);
        guess.filter(|_| marks).map(|guess| guess.scale)
    };
    let scale = drafted.or_else(stated).or_else(rated).filter(|scale| scale.high <= 100.0)?;
    let (columns, scale) =
        (vec![header.to_owned()], Scale { direction: Direction::Lower, ..scale });
    Some(Draft::ignore(numbers(facts)).warned(Warning::BadWhenHigh { columns, scale }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;
    use crate::ingest::columns::score_role::score;

    #[test]
    fn what_is_bad_when_it_is_high_is_told_and_not_used() {
        let marks = cells(&["1", "2", "3", "5"], 5);
        let told = |header: &str| {
            let draft = score(header, &ColumnName::new(header), &marks)?;
            let warnings = draft.warnings.iter();
            let lower = |warning: &&Warning| match warning {
                Warning::BadWhenHigh { scale, .. } => scale.direction == Direction::Lower,
                _ => false,
            };
            Some((draft.role, warnings.filter(lower).count()))
        };
        for header in [
            "Frustration (1-5)",
            "Dissatisfaction score",
            "Dissatisfaction level (1-5)",
            "Annoyance rating",
            "How bad was the wait? (1-5)",
            "Waiting too long (1-5)",
            "Likelihood to cancel (1-5)",
            "不满意度评分",
            "不满意程度",
            "排队拥挤程度评分",
            "投诉意愿（1-5分）",
            "噪音评分（越高越吵）",
            "等待时间过长（1-5分）",
            "Stress level",
        ] {
            assert_eq!(told(header), Some((Role::Ignore, 1)), "{header}");
        }
        for header in [
            "Satisfaction",
            "投诉处理满意度",
            "Complaint handling rating",
            "Satisfaction with how you handled my frustration",
            "Frustration rating (1 = very bad, 5 = very good)",
            "拥挤疏导评分",
        ] {
            assert_eq!(told(header), Some((Role::CSAT, 0)), "{header}");
        }
        assert_eq!(told("Stressed"), Some((Role::Ignore, 1)), "marks to the end of a scale");
        let header = "Stressed";
        let few = cells(&["1", "2"], 5);
        assert!(score(header, &ColumnName::new(header), &few).is_none(), "no marks");
    }
}
