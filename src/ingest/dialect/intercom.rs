//! Intercom: conversations with the rating of each, in five words or faces or as 1 to 5, and what was
//! written beside it.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::feedback::Scale;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

pub(super) struct Intercom;

const WORDS: &[(&str, f64)] = &[
    ("Terrible", 1.0),
    ("Bad", 2.0),
    ("OK", 3.0),
    ("Great", 4.0),
    ("Amazing", 5.0),
    ("terrible", 1.0),
    ("bad", 2.0),
    ("ok", 3.0),
    ("Ok", 3.0),
    ("great", 4.0),
    ("amazing", 5.0),
];

const FACES: &[(&str, f64)] = &[("😠", 1.0), ("🙁", 2.0), ("😐", 3.0), ("😃", 4.0), ("🤩", 5.0)];

/// Where an export has both.
const RATINGS: &[(&str, f64)] = &[
    ("Terrible", 1.0),
    ("Bad", 2.0),
    ("OK", 3.0),
    ("Great", 4.0),
    ("Amazing", 5.0),
    ("terrible", 1.0),
    ("bad", 2.0),
    ("ok", 3.0),
    ("Ok", 3.0),
    ("great", 4.0),
    ("amazing", 5.0),
    ("😠", 1.0),
    ("🙁", 2.0),
    ("😐", 3.0),
    ("😃", 4.0),
    ("🤩", 5.0),
];

impl Dialect for Intercom {
    fn id(&self) -> &'static str {
        "intercom"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["conversation id", "conversation rating"])
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        let column = &columns[at];
        let numbers = column.facts.numeric_share() >= 0.8;
        let values = &column.facts.values;
        let known = |list: &[(&str, f64)]| {
            values.keys().any(|value| list.iter().any(|(rating, _)| rating == value))
        };
        // Ratings that are called otherwise are left to detection.
        let rated = numbers || values.is_empty() || known(RATINGS);
        // Nobody answered with a face where there are words alone.
        let labels: &'static [(&'static str, f64)] = match (known(WORDS), known(FACES)) {
            _ if numbers => &[],
            (true, false) => WORDS,
            (false, true) => FACES,
            _ => RATINGS,
        };
        Some(match column.name.as_str() {
            "conversation rating" if rated => KnownColumn {
                scale: Some(Scale::higher(1.0, 5.0)),
                labels,
                ..KnownColumn::role(Role::CSAT)
            },
            "conversation rating remark" | "conversation remark" => {
                KnownColumn::role(Role::Comment)
            }
            "teammate"
            | "teammate assigned"
            | "teammate rated"
            | "teammate replied"
            | "teammates participated" => KnownColumn {
                warning: Some(|column| Warning::Persons { columns: vec![column] }),
                ..KnownColumn::role(Role::Ignore)
            },
            "conversation id" => KnownColumn::role(Role::Ignore),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::column_profile::ColumnProfile;

    #[test]
    fn labels_are_those_that_the_export_is_written_in() {
        for (cells, labels) in
            [(["Terrible", "Amazing"], WORDS), (["😠", "🤩"], FACES), (["Terrible", "🤩"], RATINGS)]
        {
            let mut facts = ColumnProfile::default();
            cells.iter().for_each(|cell| facts.see(cell));
            let columns =
                [ProfiledColumn { name: "conversation rating".to_owned(), facts: &facts }];
            let known = Intercom.column(&columns, 0).map(|known| known.labels);
            assert_eq!(known, Some(labels), "{cells:?}");
        }
        let both: Vec<(&str, f64)> = [WORDS, FACES].concat();
        assert_eq!(RATINGS, both);
    }

    #[test]
    fn a_rating_is_one_of_five_words_or_faces_or_their_number() {
        for (cells, worded) in [
            (["Terrible", "Amazing"], Some(true)),
            (["1", "5"], Some(false)),
            (["OK", "Great"], Some(true)),
            (["😠", "🤩"], Some(true)),
            (["Schlecht", "Gut"], None),
        ] {
            let mut facts = ColumnProfile::default();
            cells.iter().for_each(|cell| facts.see(cell));
            let columns =
                [ProfiledColumn { name: "conversation rating".to_owned(), facts: &facts }];
            let known = Intercom.column(&columns, 0);
            let found = known.map(|known| (known.role, known.scale, !known.labels.is_empty()));
            let scale = Some(Scale::higher(1.0, 5.0));
            assert_eq!(found, worded.map(|worded| (Role::CSAT, scale, worded)), "{cells:?}");
        }
    }
}
