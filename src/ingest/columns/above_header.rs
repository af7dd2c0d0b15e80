//! What the rows above a header say of the columns below it: 客户回访（满意度1-5分，0=未评价）,
//! 1很满意 2满意 … 5很不满意.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::{Direction, Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::anchors::{direction, direction_above};
use crate::ingest::columns::codes::{Codes, without};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::roles::classify;
use crate::ingest::columns::scale_guess::stated_range;
use crate::ingest::columns::stated_codes::stated;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;
use crate::simplified::simplified;

/// The numbers of a column that the rows above the header say to be no answers. Points of a scale
/// that the header itself states are none of them.
pub(super) fn codes_above(titles: &[String], header: &str, facts: &ColumnProfile) -> Option<Codes> {
    if titles.is_empty() || facts.many_values {
        return None;
    }
    let folded = header.nfkc().collect::<String>().to_lowercase();
    let own = stated_range(&simplified(&folded));
    let point = |code: i64| own.is_some_and(|(low, high)| (low..=high).contains(&(code as f64)));
    let said = titles.iter().flat_map(|title| stated(title));
    let said: Vec<f64> = said.filter(|code| !point(*code)).map(|code| code as f64).collect();
    let none = |cell: &str| number::plain_number(cell).is_some_and(|n| said.contains(&n));
    let apart = without(facts, none);
    (apart.n > 0 && apart.n < facts.answers()).then_some(apart)
}

/// Whether a score is asked on any scale, of which a row above the header may speak.
pub(super) fn has_any_scale(kind: ScoreKind) -> bool {
    kind.definition().scale.is_none()
}

/// What a column is, by its name and its values and by what the rows above the header say.
pub(super) fn classify_below(
    titles: &[String],
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
) -> Draft {
    let Some(apart) = codes_above(titles, header, facts) else {
        return classify(header, name, facts);
    };
    let mut draft = classify(header, name, &apart.others);
    let scored = draft.role.score().is_some_and(has_any_scale);
    if draft.scale.is_none() || !scored {
        return classify(header, name, facts);
    }
    let (column, n, codes) = (header.to_owned(), apart.n, apart.written.clone());
    draft.warnings.push(Warning::StatedCodes { column, codes, n, above: true });
    draft.missing.extend(apart.written);
    draft
}

/// Which end of a score's scale the rows above the header say to be the good one; `None` where
/// the column says it itself, or where they say nothing of it or both.
pub(super) fn good_end_above(
    titles: &[String],
    header: &str,
    kind: ScoreKind,
    facts: &ColumnProfile,
    scale: Scale,
) -> Option<Direction> {
    let effort = ColumnName::new(header).effort().map(|(_, direction)| direction);
    let more = effort.unwrap_or(Direction::Higher);
    if titles.is_empty() || !has_any_scale(kind) || direction(header, facts, more).is_some() {
        return None;
    }
    // Who is content says so of satisfaction, who had it easy of effort.
    let judges: fn(ScaleFamily) -> bool = match kind {
        ScoreKind::Ces => |family| matches!(family, ScaleFamily::Easy | ScaleFamily::Amount),
        _ => |family| !matches!(family, ScaleFamily::Easy | ScaleFamily::Amount),
    };
    let said = |text: &String| direction_above(text, scale, facts.max, more, judges);
    let mut each = titles.iter().filter_map(said);
    let Some(first) = each.next() else {
        // One point in a cell.
        return said(&titles.join("; "));
    };
    each.all(|other| other == first).then_some(first)
}

/// Turns the scales of scores in numbers as the rows above the header say, where the columns state
/// no direction. What a tool is known to code is left.
pub(super) fn turned_by_titles(
    titles: &[String],
    headers: &[String],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let known = |evidence: &Evidence| matches!(evidence, Evidence::DialectScore(_));
    for ((draft, header), facts) in drafts.iter_mut().zip(headers).zip(facts) {
        let (Some(kind), Some(scale)) = (draft.role.score(), draft.scale.as_mut()) else {
            continue;
        };
        if !draft.labels.is_empty() || draft.evidence.iter().any(known) {
            continue;
        }
        if let Some(direction) = good_end_above(titles, header, kind, facts, *scale) {
            scale.direction = direction;
            draft.evidence.push(Evidence::DirectionAbove);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;
    use crate::ingest::role::Role;

    #[test]
    fn a_title_says_which_numbers_of_the_scores_are_no_answers() {
        let marks = [("0", 30), ("1", 9), ("2", 7), ("4", 12), ("5", 22)];
        let marks_and_nine = [&marks[1..], &[("9", 4)]].concat();
        for (title, header, values, missing, role, scale) in [
            ("售后回访（评分1-5，0=未评价）", "评分", &marks[..], &["0"][..], Role::CSAT, 1.0),
            ("２０２６年回访　０表示未评分", "满意度", &marks, &["0"], Role::CSAT, 1.0),
            ("Ratings 1-5, 0 = not rated", "Rating", &marks, &["0"], Role::CSAT, 1.0),
            ("评分1-5，9=不清楚", "评分", &marks_and_nine[..], &["9"], Role::CSAT, 1.0),
            // Nothing of the kind is said, or of other numbers.
            ("售后回访（评分1-5）", "评分", &marks, &[], Role::CSAT, 0.0),
            ("售后回访（评分1-5，8=未评价）", "评分", &marks, &[], Role::CSAT, 0.0),
            // The header states a scale of its own.
            ("售后回访（评分1-5，0=未评价）", "评分（0-5分）", &marks, &[], Role::CSAT, 0.0),
        ] {
            let (titles, facts) = ([title.to_owned()], column(values));
            let draft = classify_below(&titles, header, &ColumnName::new(header), &facts);
            let found = (draft.role, draft.scale.map(|scale| scale.low));
            assert_eq!(found, (role, Some(scale)), "{title} {header}");
            assert_eq!(draft.missing, missing, "{title} {header}");
            let told = missing.first().map(|code| Warning::StatedCodes {
                column: header.to_owned(),
                codes: vec![(*code).to_owned()],
                n: if *code == "0" { 30 } else { 4 },
                above: true,
            });
            let codes = |warning: &&Warning| matches!(warning, Warning::StatedCodes { .. });
            assert_eq!(draft.warnings.iter().find(codes), told.as_ref(), "{title} {header}");
        }
        let nps = column(&[("0", 30), ("7", 9), ("9", 7), ("10", 12)]);
        let titles = ["评分1-5，0=未评价".to_owned()];
        for (header, role) in [("NPS", Role::NPS), ("处理时长", Role::Ignore)] {
            let draft = classify_below(&titles, header, &ColumnName::new(header), &nps);
            assert_eq!((draft.role, draft.missing.len()), (role, 0), "{header}");
        }
    }

    #[test]
    fn a_title_says_which_end_of_the_scores_is_good() {
        let marks = column(&[("1", 30), ("2", 9), ("3", 7), ("4", 12), ("5", 22)]);
        let ten = column(&[("1", 30), ("5", 9), ("10", 7)]);
        let chinese = "请您对本次服务评价：1很满意 2满意 3一般 4不满意 5很不满意";
        let english = "1 = very satisfied, 5 = very dissatisfied";
        let (lower, higher) = (Direction::Lower, Direction::Higher);
        for (titles, header, facts, wanted, told) in [
            (&[chinese][..], "回复评分", &marks, lower, true),
            (&["回访记录", "1-非常满意，2-满意，5-非常不满意"], "评分", &marks, lower, true),
            (&["注：1为最满意，5为最不满意"], "评分", &marks, lower, true),
            (&[english], "Rating", &marks, lower, true),
            (&["1 = very satisfied", "5 = very dissatisfied"], "Rating", &marks, lower, true),
            (&["1 = very dissatisfied, 5 = very satisfied"], "Rating", &marks, higher, true),
            // The header says it itself, another scale is asked, both are said, or nothing.
            (&[chinese], "评分（1=很不满意，5=很满意）", &marks, higher, false),
            (&[chinese], "评分", &ten, higher, false),
            (&[chinese, "1=很不满意，5=很满意"], "评分", &marks, higher, false),
            (&["1=很轻松，5=很费力"], "评分", &marks, higher, false),
            (&["2026年回访记录"], "评分", &marks, higher, false),
            (&[], "评分", &marks, higher, false),
        ] {
            let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            let (headers, facts) = ([header.to_owned()], [facts.clone()]);
            let name = ColumnName::new(header);
            let mut drafts = [classify_below(&titles, header, &name, &facts[0])];
            turned_by_titles(&titles, &headers, &facts, &mut drafts);
            let found = drafts[0].scale.map(|scale| scale.direction);
            assert_eq!(found, Some(wanted), "{titles:?} {header}");
            let above = drafts[0].evidence.contains(&Evidence::DirectionAbove);
            assert_eq!(above, told, "{titles:?} {header}");
        }
        let titles = [chinese.to_owned()];
        let headers = ["NPS".to_owned()];
        let facts = [column(&[("0", 30), ("5", 9), ("10", 12)])];
        let mut drafts = [classify_below(&titles, "NPS", &ColumnName::new("NPS"), &facts[0])];
        turned_by_titles(&titles, &headers, &facts, &mut drafts);
        assert_eq!(drafts[0].scale, Some(Scale::NPS));
    }
}
