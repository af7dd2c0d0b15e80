//! What the rows above a header say of the columns below it: 客户回访（满意度1-5分，0=未评价）.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::ScoreKind;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::codes::{Codes, without};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::roles::classify;
use crate::ingest::columns::scale_guess::stated_range;
use crate::ingest::columns::stated_codes::stated;
use crate::ingest::columns::words::ColumnName;
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
}
