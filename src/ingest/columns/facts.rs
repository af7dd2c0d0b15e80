//! What the values of a column, or its name, say by themselves: whether they are text, codes or
//! ticks, and the evidence of what they are.

use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::cells::options::is_ticked;
use crate::ingest::cells::yes_no::yes_or_no;
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::told::evidence::Evidence;

/// That so many different values come in so many cells.
pub(super) fn categories(facts: &ColumnProfile) -> Evidence {
    Evidence::Categories { n: facts.distinct, filled: facts.filled }
}

/// That a column holds numbers, and between which ends.
pub(super) fn numbers(facts: &ColumnProfile) -> Evidence {
    Evidence::Numbers { share: facts.numeric_share(), min: facts.min, max: facts.max }
}

/// Whether the values can be comments at all.
pub(super) fn is_text(facts: &ColumnProfile) -> bool {
    facts.numeric_share() < 0.5
        && facts.date_share() < 0.5
        && share(facts.multi, facts.examined) < 0.2
        && share(facts.addresses, facts.examined) < 0.5
}

/// Whether the values are identifiers, whatever else the name speaks of
/// (反馈编号, "review id").
pub(super) fn is_code(facts: &ColumnProfile) -> bool {
    share(facts.codes, facts.examined) >= 0.9
}

/// Whether a column holds ticks alone: 0 and 1, yes and no, or the name of the choice.
pub(super) fn is_tick(facts: &ColumnProfile, choice: &str) -> bool {
    let known =
        |value: &String| !is_ticked(value) || yes_or_no(value) == Some(true) || value == choice;
    // Of many values none is kept, and none is ticked.
    facts.values.len() <= 2
        && facts.values.keys().all(known)
        && facts.values.keys().any(|value| is_ticked(value))
}

/// Whether a name speaks of a score.
pub(super) fn names_a_score(name: &ColumnName) -> bool {
    [role_words::NPS, role_words::CSAT, role_words::CES]
        .iter()
        .any(|list| name.find(list).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;

    #[test]
    fn ticks_are_told_from_answers() {
        let of = |values: &[&str]| is_tick(&cells(values, 1), "Web");
        assert!(of(&["0", "1"]) && of(&["Web", ""]) && of(&["是", "否"]) && of(&["yes"]));
        assert!(!of(&["0", "1", "yes"]), "three values are no ticks");
        assert!(of(&["√", "×"]) && of(&["✔", ""]) && of(&["有", "０"]));
        assert!(!of(&["1", "2"]) && !of(&["0", "0"]) && !of(&["App", "Web"]) && !of(&[]));
    }
}
