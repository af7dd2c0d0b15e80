//! Warnings by the columns and values that they name: one that speaks of several columns, and all
//! with the names that may be shown.

use crate::ingest::told::warning::Warning;

impl Warning {
    /// Takes in a warning of the same kind about another column; whether it could.
    pub(crate) fn take_in(&mut self, other: &Warning) -> bool {
        match (self, other) {
            (
                Warning::UnusedWords { columns, scale },
                Warning::UnusedWords { columns: more, scale: other },
            ) if scale == other => columns.extend_from_slice(more),
            (
                Warning::UnusedNumbers { columns, min, max, scale },
                Warning::UnusedNumbers { columns: more, min: least, max: most, scale: other },
            ) if scale == other => {
                columns.extend_from_slice(more);
                (*min, *max) = (f64::min(*min, *least), f64::max(*max, *most));
            }
            (
                Warning::IllStatements { columns, scale },
                Warning::IllStatements { columns: more, scale: other },
            )
            | (
                Warning::TakenForScore { columns, scale },
                Warning::TakenForScore { columns: more, scale: other },
            )
            | (Warning::ItemsTaken(columns, scale), Warning::ItemsTaken(more, other))
            | (
                Warning::Statements { columns, scale },
                Warning::Statements { columns: more, scale: other },
            )
            | (
                Warning::BadWhenHigh { columns, scale },
                Warning::BadWhenHigh { columns: more, scale: other },
            )
            | (
                Warning::OddScale { columns, scale },
                Warning::OddScale { columns: more, scale: other },
            ) if scale == other => columns.extend_from_slice(more),
            (
                Warning::EndNotGiven { columns, scale, max },
                Warning::EndNotGiven { columns: more, scale: other, max: most },
            ) if scale == other && max == most => columns.extend_from_slice(more),
            (
                Warning::ZeroBeside { columns, scale, n, of },
                Warning::ZeroBeside { columns: more, scale: other, n: further, of: answers },
            ) if scale == other => {
                columns.extend_from_slice(more);
                (*n, *of) = (*n + further, *of + answers);
            }
            (Warning::TextNotUsed { columns }, Warning::TextNotUsed { columns: more })
            | (Warning::CodesNotUsed { columns }, Warning::CodesNotUsed { columns: more })
            | (Warning::Persons { columns }, Warning::Persons { columns: more }) => {
                columns.extend_from_slice(more);
            }
            _ => return false,
        }
        true
    }

    /// Takes the doubt about a column's role or points back, which a mapping has settled; whether
    /// nothing is left of it.
    pub(crate) fn settled_by(&mut self, mapped: &str) -> bool {
        match self {
            Warning::SharedPoint { column, .. }
            | Warning::WordPlaced(column, ..)
            | Warning::AllZero(column, _)
            | Warning::Unplaced { column, .. }
            | Warning::ScoreNotUsed { column }
            | Warning::ChoicesLeft { column, .. }
            | Warning::GoodOrBad { column, .. }
            | Warning::TouchpointNotUsed { column }
            | Warning::AmountsNotUsed(column)
            | Warning::TitleForBody { title: column, .. }
            | Warning::MaybeNps { column } => column == mapped,
            Warning::TextNotUsed { columns }
            | Warning::UnusedWords { columns, .. }
            | Warning::UnusedNumbers { columns, .. }
            | Warning::IllStatements { columns, .. }
            | Warning::TakenForScore { columns, .. }
            | Warning::ItemsTaken(columns, _)
            | Warning::Statements { columns, .. }
            | Warning::BadWhenHigh { columns, .. }
            | Warning::CodesNotUsed { columns }
            | Warning::SegmentsLeft { columns, .. }
            | Warning::Persons { columns } => {
                columns.retain(|column| column != mapped);
                columns.is_empty()
            }
            _ => false,
        }
    }

    /// Whether the doubt moves the numbers themselves: of one answer in twenty or more it is open
    /// whether it is one or what it says, the answers may stand in another sheet or in hidden rows,
    /// or scores wait for their direction.
    pub(crate) fn moves_numbers(&self) -> bool {
        match self {
            Warning::ZeroBeside { n, of, .. } => n * 20 >= *of,
            Warning::WordPlaced(_, _, [n, of], _) => n * 20 >= *of,
            Warning::OddText(odd, _, [n, of]) => odd.moves_numbers() && n * 20 >= *of,
            Warning::Sheet(note) => note.moves_numbers(),
            Warning::SheetTaken { .. }
            | Warning::IllStatements { .. }
            | Warning::WeightNotUsed { .. }
            | Warning::AmbiguousDates(..)
            | Warning::BadWhenHigh { .. } => true,
            // A question with several items, none of which is used.
            Warning::UnusedWords { columns, .. } => columns.len() > 1,
            _ => false,
        }
    }

    /// Of what is told of a sheet what concerns columns that are used; `None` where that is nothing.
    pub(crate) fn of_used(&self, used: impl Fn(&str) -> bool) -> Option<Warning> {
        let mut kept = self.clone();
        let told = match &mut kept {
            Warning::Sheet(note) => note.keep_used(used),
            _ => true,
        };
        told.then_some(kept)
    }

    /// The same with `shown` in place of everything that it quotes of the file.
    pub fn quoting(&self, shown: impl Fn(&str) -> String) -> Warning {
        let mut quoting = self.clone();
        match &mut quoting {
            Warning::SurveyKinds { column }
            | Warning::MixedScales { column, .. }
            | Warning::TwoScales { column, .. }
            | Warning::Slips { column, .. }
            | Warning::Direction { column, .. }
            | Warning::AmbiguousDates(column, _)
            | Warning::DatesWithoutYear(column, _)
            | Warning::TimeNotUsed { column }
            | Warning::PlaceholderDates { column, .. }
            | Warning::NotNps { column, .. }
            | Warning::MissingCodes { column, .. }
            | Warning::StatedCodes { column, .. }
            | Warning::NpsOnOther { column, .. }
            | Warning::NpsFromGroups { column }
            | Warning::AsksOf { column, .. }
            | Warning::WithinObject { key: column }
            | Warning::ScoresAsDates { column }
            | Warning::ScoreNotUsed { column }
            | Warning::Choices { column, .. }
            | Warning::ChoicesLeft { column, .. }
            | Warning::RoundedIds { column }
            | Warning::Ticked { question: column, .. }
            | Warning::MaybeNps { column }
            | Warning::BelowZero { column, .. }
            | Warning::Spread(column, _)
            | Warning::AllZero(column, _)
            | Warning::TouchpointNotUsed { column }
            | Warning::TakenForTouchpoint { column }
            | Warning::WeightNotUsed { column }
            | Warning::AmountsNotUsed(column)
            | Warning::OddText(_, column, _)
            | Warning::OwnWords(_, column) => *column = shown(column),
            Warning::SameScore { column, other: first }
            | Warning::Translation { column, other: first }
            | Warning::TitleForBody { column, title: first }
            | Warning::WordPlaced(column, first, ..)
            | Warning::AnswerCodes { column, first, .. } => {
                (*column, *first) = (shown(column), shown(first));
            }
            Warning::Branches { question: column, columns: values }
            | Warning::WordsOfScore { column, values }
            | Warning::GoodOrBad { column, values }
            | Warning::Experienced { column, others: values }
            | Warning::OtherTimes { column, others: values }
            | Warning::SheetTaken { sheet: column, others: values }
            | Warning::SharedPoint { column, labels: values, .. }
            | Warning::Unplaced { column, values } => {
                *column = shown(column);
                values.iter_mut().for_each(|value| *value = shown(value));
            }
            Warning::OtherSheets { others: names }
            | Warning::HiddenSheets { names }
            | Warning::NotTables { names, .. }
            | Warning::AnswersInLists { lists: names, .. }
            | Warning::TextNotUsed { columns: names }
            | Warning::Transcripts { columns: names }
            | Warning::EndNotGiven { columns: names, .. }
            | Warning::OddScale { columns: names, .. }
            | Warning::ZeroBeside { columns: names, .. }
            | Warning::ZeroIsNone { columns: names, .. }
            | Warning::UnusedWords { columns: names, .. }
            | Warning::IllStatements { columns: names, .. }
            | Warning::TakenForScore { columns: names, .. }
            | Warning::ItemsTaken(names, _)
            | Warning::Statements { columns: names, .. }
            | Warning::BadWhenHigh { columns: names, .. }
            | Warning::CodesNotUsed { columns: names }
            | Warning::SegmentsLeft { columns: names, .. }
            | Warning::Persons { columns: names }
            | Warning::UnusedNumbers { columns: names, .. }
            | Warning::TimeInParts { columns: names }
            | Warning::ColumnsOfQuestions { columns: names }
            | Warning::SharedNames { names } => {
                names.iter_mut().for_each(|name| *name = shown(name));
            }
            Warning::Sheet(note) => {
                note.columns().iter_mut().for_each(|name| *name = shown(name));
            }
            Warning::ZeroIsSilent { columns: names, comment, .. } => {
                names.iter_mut().for_each(|name| *name = shown(name));
                *comment = shown(comment);
            }
            Warning::ByResponse { .. }
            | Warning::BackslashEscapes
            | Warning::NoHeader
            | Warning::NothingMapped
            | Warning::OddHeader { .. }
            | Warning::Mended(_)
            | Warning::ScoresAlone => {}
        }
        quoting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;

    #[test]
    fn what_a_mapping_states_is_in_doubt_no_longer() {
        let mut persons =
            Warning::Persons { columns: vec!["Agent".to_owned(), "坐席".to_owned()] };
        assert!(!persons.settled_by("Team"));
        assert!(!persons.settled_by("Agent"));
        assert_eq!(persons, Warning::Persons { columns: vec!["坐席".to_owned()] });
        assert!(persons.settled_by("坐席"));
        let mut unused = Warning::ScoreNotUsed { column: "Result".to_owned() };
        assert!(!unused.settled_by("Agent") && unused.settled_by("Result"));
        let mut dates = Warning::AmbiguousDates("Date".to_owned(), None);
        assert!(!dates.settled_by("Date"), "a role does not say which is the month");
    }

    #[test]
    fn one_kind_on_one_scale_is_said_once() {
        let numbers = |column: &str, min: f64, max: f64, high: f64| Warning::UnusedNumbers {
            columns: vec![column.to_owned()],
            min,
            max,
            scale: Scale::higher(1.0, high),
        };
        let mut first = numbers("a", 2.0, 5.0, 5.0);
        assert!(first.take_in(&numbers("b", 1.0, 4.0, 5.0)));
        assert!(!first.take_in(&numbers("c", 1.0, 7.0, 7.0)), "another scale");
        let both = Warning::UnusedNumbers {
            columns: vec!["a".to_owned(), "b".to_owned()],
            min: 1.0,
            max: 5.0,
            scale: Scale::higher(1.0, 5.0),
        };
        assert_eq!(first, both);
        let taken = |column: &str| Warning::TakenForScore {
            columns: vec![column.to_owned()],
            scale: Scale::higher(1.0, 5.0),
        };
        let mut scores = taken("a");
        assert!(scores.take_in(&taken("b")));
        assert!(!scores.take_in(&Warning::Persons { columns: vec!["c".to_owned()] }));
        assert!(matches!(scores, Warning::TakenForScore { columns, .. } if columns == ["a", "b"]));
    }

    #[test]
    fn zeros_are_counted_together_and_move_the_numbers_from_one_answer_in_twenty_on() {
        let zeros = |column: &str, n: u64, of: u64| Warning::ZeroBeside {
            columns: vec![column.to_owned()],
            scale: Scale::higher(0.0, 5.0),
            n,
            of,
        };
        let mut both = zeros("a", 2, 60);
        assert!(!both.moves_numbers());
        assert!(both.take_in(&zeros("b", 4, 60)));
        assert!(both.moves_numbers(), "6 of 120");
        assert!(matches!(both, Warning::ZeroBeside { n: 6, of: 120, .. }));
        assert!(!Warning::NoHeader.moves_numbers());
        let (columns, scale) = (vec!["a".to_owned()], Scale::higher(1.0, 5.0));
        assert!(Warning::IllStatements { columns: columns.clone(), scale }.moves_numbers());
        assert!(!Warning::Statements { columns: columns.clone(), scale }.moves_numbers());
        assert!(!Warning::UnusedWords { columns: columns.clone(), scale }.moves_numbers());
        let columns = [columns.clone(), columns].concat();
        assert!(Warning::UnusedWords { columns, scale }.moves_numbers());
    }

    #[test]
    fn what_is_said_of_other_scales_is_said_apart() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (five, seven) = (Scale::higher(1.0, 5.0), Scale::higher(1.0, 7.0));
        let kinds: [fn(Vec<String>, Scale) -> Warning; 6] = [
            |columns, scale| Warning::UnusedWords { columns, scale },
            |columns, scale| Warning::IllStatements { columns, scale },
            |columns, scale| Warning::TakenForScore { columns, scale },
            |columns, scale| Warning::Statements { columns, scale },
            |columns, scale| Warning::BadWhenHigh { columns, scale },
            |columns, scale| Warning::EndNotGiven { columns, scale, max: 4.0 },
        ];
        for (at, kind) in kinds.iter().enumerate() {
            let mut first = kind(names(&["a"]), five);
            assert!(!first.take_in(&kind(names(&["b"]), seven)), "{first:?}");
            for (_, other) in kinds.iter().enumerate().filter(|(other, _)| *other != at) {
                assert!(!first.take_in(&other(names(&["b"]), five)), "{first:?}");
            }
            assert!(first.take_in(&kind(names(&["b", "c"]), five)));
            assert_eq!(first, kind(names(&["a", "b", "c"]), five));
        }
        let end = |max: f64| Warning::EndNotGiven { columns: names(&["a"]), scale: five, max };
        assert!(!end(4.0).take_in(&end(3.0)), "another greatest answer");
        let zeros =
            |scale: Scale| Warning::ZeroBeside { columns: names(&["a"]), scale, n: 1, of: 9 };
        assert!(!zeros(five).take_in(&zeros(seven)));
    }
}
