//! Doubts about a column that what a mapping states of it has settled. What is left of them is told
//! anew where the mapping is laid over.

use crate::ingest::mapping::ColumnMapping;
use crate::ingest::role::Role;
use crate::ingest::told::own_text::OwnText;
use crate::ingest::told::warning::Warning;

/// Takes a doubt about the column called `header` back where `stated` answers it; whether nothing
/// is left of it.
pub(super) fn is_obeyed(warning: &mut Warning, header: &str, stated: &ColumnMapping) -> bool {
    let score = stated.role.score().is_some();
    let ends = stated.scale.is_some_and(|scale| scale.low < scale.high);
    match warning {
        // Of codes and slips that is told anew which is still so.
        Warning::MissingCodes { column, .. }
        | Warning::StatedCodes { column, .. }
        | Warning::MixedScales { column, .. }
        | Warning::Slips { column, .. }
        | Warning::WordsOfScore { column, .. }
        | Warning::SameScore { column, .. }
        | Warning::WeightNotUsed { column }
        | Warning::Translation { column, .. }
        | Warning::NpsFromGroups { column }
        | Warning::NpsOnOther { column, .. }
        | Warning::AsksOf { column, .. } => column == header,
        // Where other text is stated to be comments, it is the only one no longer.
        Warning::OwnWords(own, column) => {
            column == header || *own == OwnText::Alone && stated.role == Role::Comment
        }
        Warning::NotNps { column, .. } => column == header && stated.role != Role::NPS,
        Warning::TwoScales { column, .. } | Warning::BelowZero { column, .. } => {
            column == header && (ends || !score)
        }
        Warning::Direction { column, .. } => column == header && (stated.scale.is_some() || !score),
        Warning::AnswerCodes { column, .. } => {
            column == header && (!stated.labels.is_empty() || !score)
        }
        Warning::AmbiguousDates(column, _) => {
            column == header && (stated.date_order.is_some() || stated.role != Role::Time)
        }
        Warning::PlaceholderDates { column, .. } => column == header && stated.role != Role::Time,
        Warning::OtherTimes { column, .. } => column == header || stated.role == Role::Time,
        Warning::TakenForTouchpoint { column } => {
            column == header || stated.role == Role::Touchpoint
        }
        Warning::Choices { column, .. } => {
            column == header && !matches!(stated.role, Role::Segment | Role::Touchpoint)
        }
        Warning::EndNotGiven { columns, .. } if ends || !score => {
            columns.retain(|column| column != header);
            columns.is_empty()
        }
        Warning::OddScale { columns, .. } => {
            columns.retain(|column| column != header);
            columns.is_empty()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Direction, Scale};
    use crate::ingest::cells::time::DateOrder;

    #[test]
    fn what_a_mapping_states_settles_what_it_answers() {
        let name = || "Q".to_owned();
        let five = Scale::higher(1.0, 5.0);
        let codes = || Warning::MissingCodes {
            column: name(),
            codes: vec!["99".to_owned()],
            n: 3,
            scale: five,
        };
        let end = || Warning::EndNotGiven { columns: vec![name()], scale: five, max: 4.0 };
        let odd = || Warning::OddScale { columns: vec![name()], scale: five };
        let turned = || Warning::Direction { column: name(), scale: five };
        let dates = || Warning::AmbiguousDates(name(), None);
        let taken = || Warning::TakenForTouchpoint { column: name() };
        let several = || Warning::Choices { column: name(), n: 3, split: ";".to_owned() };
        let plain = |role: Role| ColumnMapping::new("Q", role);
        let scaled = |scale: Scale| ColumnMapping { scale: Some(scale), ..plain(Role::CSAT) };
        // A mapping that states the direction alone has no ends.
        let lower = Scale { low: 0.0, high: 0.0, direction: Direction::Lower };
        let ordered = ColumnMapping { date_order: Some(DateOrder::Dmy), ..plain(Role::Time) };
        for (warning, stated, wanted) in [
            (codes(), plain(Role::CSAT), true),
            (codes(), plain(Role::Ignore), true),
            (end(), plain(Role::CSAT), false),
            (odd(), plain(Role::CSAT), true),
            (end(), scaled(lower), false),
            (end(), scaled(five), true),
            (end(), plain(Role::Ignore), true),
            (turned(), plain(Role::CES), false),
            (turned(), scaled(lower), true),
            (dates(), plain(Role::Time), false),
            (dates(), ordered, true),
            (several(), plain(Role::Segment), false),
            (several(), plain(Role::Comment), true),
            (Warning::OwnWords(OwnText::Beside, name()), plain(Role::Comment), true),
            (Warning::OwnWords(OwnText::Alone, name()), plain(Role::Ignore), true),
            (taken(), plain(Role::Segment), true),
            (Warning::NoHeader, plain(Role::Comment), false),
        ] {
            let mut other = warning.clone();
            assert!(!is_obeyed(&mut other, "R", &stated), "{warning:?}");
            let mut own = warning.clone();
            assert_eq!(is_obeyed(&mut own, "Q", &stated), wanted, "{warning:?} {stated:?}");
        }
        assert!(is_obeyed(&mut taken(), "R", &plain(Role::Touchpoint)), "another one is it");
        let mut alone = Warning::OwnWords(OwnText::Alone, name());
        assert!(is_obeyed(&mut alone, "R", &plain(Role::Comment)), "another one is text");
        let mut both =
            Warning::EndNotGiven { columns: vec![name(), "R".to_owned()], scale: five, max: 4.0 };
        assert!(!is_obeyed(&mut both, "Q", &scaled(five)));
        assert!(matches!(both, Warning::EndNotGiven { columns, .. } if columns == ["R"]));
    }
}
