//! Warnings in words of either language.

use std::borrow::Cow;

use rust_i18n::t;

use crate::feedback::{Direction, Scale};
use crate::ingest::cells::time::DateOrder;
use crate::ingest::told::listing::listing;
use crate::ingest::told::warning::Warning;

impl Warning {
    /// It, in words of `locale` (`en` or `zh`).
    pub fn words_in(&self, locale: &str) -> String {
        match self {
            Warning::ByResponse { answers } => {
                t!("ingest.warning.by_response", locale = locale, answers = answers)
            }
            Warning::AnswersInLists { lists, questions } => {
                let (key, lists) = ("ingest.warning.answers_in_lists", listing(lists));
                t!(key, locale = locale, lists = lists, questions = questions)
            }
            Warning::Choices { column, n, split } => {
                let (key, split) = ("ingest.warning.choices", split.replace('\n', "\\n"));
                t!(key, locale = locale, column = column, n = n, split = split)
            }
            Warning::Ticked { question, n, role } => {
                let (key, role) = ("ingest.warning.ticked", role.as_str());
                t!(key, locale = locale, column = question, n = n, role = role)
            }
            Warning::ChoicesLeft { column, n, of, split } => {
                let (key, split) = ("ingest.warning.choices_left", split.replace('\n', "\\n"));
                t!(key, locale = locale, column = column, n = n, of = of, split = split)
            }
            Warning::SegmentsLeft { columns, most } => {
                let (key, columns) = ("ingest.warning.segments_left", listing(columns));
                t!(key, locale = locale, columns = columns, most = most)
            }
            Warning::Persons { columns } => {
                t!("ingest.warning.persons", locale = locale, columns = listing(columns))
            }
            Warning::RoundedIds { column } => {
                t!("ingest.warning.rounded_ids", locale = locale, column = column)
            }
            Warning::BackslashEscapes => t!("ingest.warning.escapes", locale = locale),
            Warning::SurveyKinds { column } => {
                t!("ingest.warning.survey_kinds", locale = locale, column = column)
            }
            Warning::OtherSheets { others } => {
                t!("ingest.warning.other_sheets", locale = locale, others = others.join(", "))
            }
            Warning::SheetTaken { sheet, others } => {
                let (key, others) = ("ingest.warning.sheet_taken", others.join(", "));
                t!(key, locale = locale, sheet = sheet, others = others)
            }
            Warning::TitleForBody { column, title } => {
                t!("ingest.warning.title_for_body", locale = locale, column = column, title = title)
            }
            Warning::NotTables { names, n } => {
                let (key, names) = ("ingest.warning.not_tables", listing(names));
                t!(key, locale = locale, names = names, n = n)
            }
            Warning::HiddenSheets { names } => {
                t!("ingest.warning.hidden_sheets", locale = locale, names = listing(names))
            }
            Warning::SameScore { column, other } => {
                let key = "ingest.warning.same_score";
                t!(key, locale = locale, column = column, other = other)
            }
            Warning::WithinObject { key } => {
                t!("ingest.warning.within_object", locale = locale, key = key)
            }
            Warning::UnusedWords { columns, scale } => {
                let (key, scale) = ("ingest.warning.unused_words", scale.to_string());
                t!(key, locale = locale, columns = listing(columns), scale = scale)
            }
            Warning::UnusedNumbers { columns, min, max, scale } => {
                let (key, columns) = ("ingest.warning.unused_numbers", listing(columns));
                t!(
                    key,
                    locale = locale,
                    columns = columns,
                    min = min,
                    max = max,
                    low = scale.low,
                    high = scale.high
                )
            }
            Warning::IllStatements { columns, scale } => {
                let (key, columns) = ("ingest.warning.ill_statements", listing(columns));
                let (direction, other) = match scale.direction {
                    Direction::Higher => ("higher", "lower"),
                    Direction::Lower => ("lower", "higher"),
                };
                t!(
                    key,
                    locale = locale,
                    columns = columns,
                    low = scale.low,
                    high = scale.high,
                    direction = direction,
                    other = other
                )
            }
            Warning::Statements { columns, scale } => {
                let (key, scale) = ("ingest.warning.statements", scale.to_string());
                t!(key, locale = locale, columns = listing(columns), scale = scale)
            }
            Warning::BadWhenHigh { columns, scale } => {
                let (key, columns) = ("ingest.warning.bad_when_high", listing(columns));
                t!(key, locale = locale, columns = columns, low = scale.low, high = scale.high)
            }
            Warning::CodesNotUsed { columns } => {
                t!("ingest.warning.codes_not_used", locale = locale, columns = listing(columns))
            }
            Warning::GoodOrBad { column, values } => {
                let (key, values) = ("ingest.warning.good_or_bad", listing(values));
                t!(key, locale = locale, column = column, values = values)
            }
            Warning::WordsOfScore { column, values } => {
                let (key, values) = ("ingest.warning.words_of_score", listing(values));
                t!(key, locale = locale, column = column, values = values)
            }
            Warning::TakenForScore { columns, scale } => {
                let (key, scale) = ("ingest.warning.taken_for_score", scale.to_string());
                t!(key, locale = locale, columns = listing(columns), scale = scale)
            }
            Warning::AsksOf { column, word, scale } => {
                let (key, scale) = ("ingest.warning.asks_of", scale.to_string());
                t!(key, locale = locale, column = column, word = word, scale = scale)
            }
            Warning::Branches { question, columns } => {
                let (key, n) = ("ingest.warning.branches", columns.len() + 1);
                t!(key, locale = locale, question = question, n = n)
            }
            Warning::Sheet(note) => Cow::Owned(note.words_in(locale)),
            Warning::SharedNames { names } => {
                t!("ingest.warning.shared_names", locale = locale, names = listing(names))
            }
            Warning::NoHeader => t!("ingest.warning.no_header", locale = locale),
            Warning::NothingMapped => t!("ingest.warning.nothing_mapped", locale = locale),
            Warning::OddHeader { header, rows } => {
                t!("ingest.warning.odd_header", locale = locale, header = header, rows = rows)
            }
            Warning::Mended(mend) => Cow::Owned(mend.words_in(locale)),
            Warning::MixedScales { column, within, beyond } => {
                let key = "ingest.warning.mixed_scales";
                t!(key, locale = locale, column = column, within = within, beyond = beyond)
            }
            Warning::TwoScales { column, within, beyond } => {
                let key = "ingest.warning.two_scales";
                t!(key, locale = locale, column = column, within = within, beyond = beyond)
            }
            Warning::Slips { column, scale, n } => {
                let (key, scale) = ("ingest.warning.slips", scale.to_string());
                t!(key, locale = locale, column = column, n = n, scale = scale)
            }
            Warning::Direction { column, scale } => {
                let reading = match scale.direction {
                    Direction::Higher => t!("ingest.reading.ease", locale = locale),
                    Direction::Lower => t!("ingest.reading.effort", locale = locale),
                };
                let (key, scale) = ("ingest.warning.direction", scale.to_string());
                t!(key, locale = locale, column = column, scale = scale, reading = reading)
            }
            Warning::AmbiguousDates(column, None) => {
                t!("ingest.warning.ambiguous_dates", locale = locale, column = column)
            }
            Warning::AmbiguousDates(column, Some(order)) => {
                let (key, first) = ("ingest.warning.dates_taken", *order == DateOrder::Dmy);
                let other = if first { DateOrder::Mdy } else { DateOrder::Dmy };
                let (order, other) = (order.as_str(), other.as_str());
                t!(key, locale = locale, column = column, order = order, other = other)
            }
            Warning::DatesWithoutYear(column, None) => {
                t!("ingest.warning.dates_without_year", locale = locale, column = column)
            }
            Warning::DatesWithoutYear(column, Some(year)) => {
                t!("ingest.warning.year_taken", locale = locale, column = column, year = year)
            }
            Warning::TimeInParts { columns } => {
                let columns = listing(columns);
                t!("ingest.warning.time_in_parts", locale = locale, columns = columns)
            }
            Warning::TimeNotUsed { column } => {
                t!("ingest.warning.time_not_used", locale = locale, column = column)
            }
            Warning::Experienced { column, others } => {
                let (key, others) = ("ingest.warning.experienced", listing(others));
                t!(key, locale = locale, column = column, others = others)
            }
            Warning::OtherTimes { column, others } => {
                let (key, others) = ("ingest.warning.other_times", listing(others));
                t!(key, locale = locale, column = column, others = others)
            }
            Warning::PlaceholderDates { column, dates, n } => {
                let (key, dates) = ("ingest.warning.placeholder_dates", dates.join(", "));
                t!(key, locale = locale, column = column, dates = dates, n = n)
            }
            Warning::ColumnsOfQuestions { columns } => {
                let columns = listing(columns);
                t!("ingest.warning.columns_of_questions", locale = locale, columns = columns)
            }
            Warning::NotNps { column, min, max } => {
                let key = "ingest.warning.not_nps";
                t!(key, locale = locale, column = column, min = min, max = max)
            }
            Warning::MissingCodes { column, codes, n, scale } => {
                let words = codes.iter().all(|code| !code.contains(char::is_numeric));
                let (key, scale, listed) = (
                    match words {
                        true => "ingest.warning.missing_words",
                        false => "ingest.warning.missing_codes",
                    },
                    scale.to_string(),
                    codes.iter().map(|code| format!("\"{code}\"")).collect::<Vec<_>>().join(", "),
                );
                let codes = codes.join(", ");
                t!(
                    key,
                    locale = locale,
                    column = column,
                    codes = codes,
                    n = n,
                    scale = scale,
                    listed = listed
                )
            }
            Warning::StatedCodes { column, codes, n, above } => {
                let key = match above {
                    true => "ingest.warning.codes_above",
                    false => "ingest.warning.codes_stated",
                };
                t!(key, locale = locale, column = column, codes = codes.join(", "), n = n)
            }
            Warning::NpsOnOther { column, n, scale } => {
                let (key, scale) = ("ingest.warning.nps_on_other", scale.to_string());
                t!(key, locale = locale, column = column, n = n, scale = scale)
            }
            Warning::NpsFromGroups { column } => {
                t!("ingest.warning.nps_from_groups", locale = locale, column = column)
            }
            Warning::AnswerCodes { column, first, scale } => {
                let (key, scale) = ("ingest.warning.answer_codes", scale.to_string());
                t!(key, locale = locale, column = column, first = first, scale = scale)
            }
            Warning::SharedPoint { column, labels, scale } => {
                let (key, labels) = ("ingest.warning.shared_point", listing(labels));
                let scale = scale.to_string();
                t!(key, locale = locale, column = column, labels = labels, scale = scale)
            }
            Warning::WordPlaced(column, word, [n, of], point) => {
                let key = "ingest.warning.word_placed";
                t!(
                    key,
                    locale = locale,
                    column = column,
                    word = word,
                    n = n,
                    of = of,
                    point = point
                )
            }
            Warning::ItemsTaken(columns, scale) => {
                let (key, scale) = ("ingest.warning.items_taken", scale.to_string());
                t!(key, locale = locale, columns = listing(columns), scale = scale)
            }
            Warning::Spread(column, [own, stated]) => {
                let (key, own, scale) = ("ingest.warning.spread", own.to_string(), stated);
                t!(key, locale = locale, column = column, own = own, scale = scale.to_string())
            }
            Warning::ScoresAsDates { column } => {
                t!("ingest.warning.scores_as_dates", locale = locale, column = column)
            }
            Warning::ScoreNotUsed { column } => {
                t!("ingest.warning.score_not_used", locale = locale, column = column)
            }
            Warning::AllZero(column, n) => {
                t!("ingest.warning.all_zero", locale = locale, column = column, n = n)
            }
            Warning::EndNotGiven { columns, scale, max } => {
                let (key, low, scale) =
                    ("ingest.warning.end_not_given", scale.low, scale.to_string());
                let columns = listing(columns);
                t!(key, locale = locale, columns = columns, scale = scale, low = low, max = max)
            }
            Warning::OddScale { columns, scale } => {
                let (key, columns) = ("ingest.warning.odd_scale", listing(columns));
                let (low, high) = (scale.low, scale.high);
                let scale = scale.to_string();
                t!(key, locale = locale, columns = columns, scale = scale, low = low, high = high)
            }
            Warning::MaybeNps { column } => {
                t!("ingest.warning.maybe_nps", locale = locale, column = column)
            }
            Warning::ZeroBeside { columns, scale, n, .. } => {
                let (key, high) = ("ingest.warning.zero_beside", scale.high);
                t!(key, locale = locale, columns = listing(columns), high = high, n = n)
            }
            Warning::ZeroIsNone { columns, scale, n, zero, one } => {
                let key = "ingest.warning.zero_by_scores";
                let why = t!(key, locale = locale, zero = zero, one = one);
                Cow::Owned(zero_is_none(locale, columns, *scale, *n, &why))
            }
            Warning::ZeroIsSilent { columns, scale, n, comment, zero, one } => {
                let key = "ingest.warning.zero_by_texts";
                let why = t!(key, locale = locale, comment = comment, zero = zero, one = one);
                Cow::Owned(zero_is_none(locale, columns, *scale, *n, &why))
            }
            Warning::BelowZero { column, scale } => {
                let (key, scale) = ("ingest.warning.below_zero", scale.to_string());
                t!(key, locale = locale, column = column, scale = scale)
            }
            Warning::TouchpointNotUsed { column } => {
                t!("ingest.warning.touchpoint_not_used", locale = locale, column = column)
            }
            Warning::TakenForTouchpoint { column } => {
                t!("ingest.warning.taken_for_touchpoint", locale = locale, column = column)
            }
            Warning::TextNotUsed { columns } => {
                t!("ingest.warning.text_not_used", locale = locale, columns = listing(columns))
            }
            Warning::WeightNotUsed { column } => {
                t!("ingest.warning.weight_not_used", locale = locale, column = column)
            }
            Warning::AmountsNotUsed(column) => {
                t!("ingest.warning.amounts_not_used", locale = locale, column = column)
            }
            Warning::Transcripts { columns } => {
                t!("ingest.warning.transcripts", locale = locale, columns = listing(columns))
            }
            Warning::OddText(odd, column, n) => Cow::Owned(odd.words_in(locale, column, *n)),
            Warning::Translation { column, other } => {
                t!("ingest.warning.translation", locale = locale, column = column, other = other)
            }
            Warning::OwnWords(own, column) => Cow::Owned(own.words_in(locale, column)),
            Warning::Unplaced { column, values } => {
                let (key, values) = ("ingest.warning.unplaced", listing(values));
                t!(key, locale = locale, column = column, values = values)
            }
            Warning::ScoresAlone => t!("ingest.warning.scores_alone", locale = locale),
        }
        .into_owned()
    }
}

/// That 0 is taken for no answer, for whichever reason.
fn zero_is_none(locale: &str, columns: &[String], scale: Scale, n: u64, why: &str) -> String {
    let (key, columns) = ("ingest.warning.zero_is_none", listing(columns));
    t!(key, locale = locale, columns = columns, high = scale.high, n = n, why = why).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::role::Role;
    use crate::ingest::told::mend::Mend;
    use crate::ingest::told::odd_text::OddText;
    use crate::ingest::told::own_text::OwnText;
    use crate::ingest::told::sheet_note::SheetNote;

    #[test]
    fn every_warning_has_words_in_both_languages_and_quotes_what_may_be_shown() {
        let (scale, column) = (Scale::higher(1.0, 5.0), || "a".to_owned());
        let (within, beyond) = (40, 5);
        let warnings = [
            Warning::ByResponse { answers: 12 },
            Warning::Choices { column: column(), n: 4, split: ";".to_owned() },
            Warning::Ticked { question: column(), n: 4, role: Role::Segment },
            Warning::SameScore { column: column(), other: column() },
            Warning::WithinObject { key: column() },
            Warning::UnusedWords { columns: vec!["a".to_owned()], scale },
            Warning::UnusedNumbers { columns: vec!["a".to_owned()], min: 1.0, max: 5.0, scale },
            Warning::IllStatements { columns: vec!["a".to_owned()], scale },
            Warning::Statements { columns: vec!["a".to_owned()], scale },
            Warning::BadWhenHigh { columns: vec!["a".to_owned()], scale },
            Warning::CodesNotUsed { columns: vec!["a".to_owned()] },
            Warning::GoodOrBad { column: column(), values: vec!["a".to_owned()] },
            Warning::ChoicesLeft { column: column(), n: 8, of: 14, split: ";".to_owned() },
            Warning::SegmentsLeft { columns: vec!["a".to_owned()], most: 12 },
            Warning::Persons { columns: vec!["a".to_owned()] },
            Warning::Experienced { column: column(), others: vec!["a".to_owned()] },
            Warning::OtherTimes { column: column(), others: vec!["a".to_owned()] },
            Warning::PlaceholderDates {
                column: column(),
                dates: vec!["1970-01-01".to_owned()],
                n: 8,
            },
            Warning::WordsOfScore { column: column(), values: vec!["a".to_owned()] },
            Warning::TakenForScore { columns: vec!["a".to_owned()], scale },
            Warning::AsksOf { column: column(), word: "quality", scale },
            Warning::Branches { question: column(), columns: vec!["b".to_owned()] },
            Warning::RoundedIds { column: column() },
            Warning::BackslashEscapes,
            Warning::AnswersInLists { lists: vec!["a".to_owned()], questions: 2 },
            Warning::SurveyKinds { column: column() },
            Warning::OtherSheets { others: vec!["a".to_owned()] },
            Warning::SheetTaken { sheet: "a".to_owned(), others: vec!["a".to_owned()] },
            Warning::TitleForBody { column: column(), title: "a".to_owned() },
            Warning::HiddenSheets { names: vec!["a".to_owned()] },
            Warning::NotTables { names: vec!["a".to_owned()], n: 2 },
            Warning::Sheet(SheetNote::Errors { columns: vec!["a".to_owned()], cells: 9 }),
            Warning::SharedNames { names: vec!["a".to_owned()] },
            Warning::NoHeader,
            Warning::NothingMapped,
            Warning::OddHeader { header: 5, rows: 4 },
            Warning::Mended(Mend::Short { n: 5 }),
            Warning::MixedScales { column: column(), within, beyond },
            Warning::TwoScales { column: column(), within, beyond },
            Warning::Slips { column: column(), scale, n: 3 },
            Warning::Direction { column: column(), scale },
            Warning::AmbiguousDates(column(), None),
            Warning::AmbiguousDates(column(), Some(DateOrder::Mdy)),
            Warning::DatesWithoutYear(column(), None),
            Warning::DatesWithoutYear(column(), Some(2026)),
            Warning::TimeInParts { columns: vec!["a".to_owned()] },
            Warning::TimeNotUsed { column: column() },
            Warning::ColumnsOfQuestions { columns: vec!["a".to_owned()] },
            Warning::NotNps { column: column(), min: 1.0, max: 5.0 },
            Warning::MissingCodes { column: column(), codes: vec!["99".to_owned()], n: 3, scale },
            Warning::MissingCodes { column: column(), codes: vec!["b".to_owned()], n: 3, scale },
            Warning::StatedCodes {
                column: column(),
                codes: vec!["0".to_owned()],
                n: 3,
                above: true,
            },
            Warning::StatedCodes {
                column: column(),
                codes: vec!["0".to_owned()],
                n: 3,
                above: false,
            },
            Warning::NpsOnOther { column: column(), n: 24, scale },
            Warning::NpsFromGroups { column: column() },
            Warning::AnswerCodes { column: column(), first: "a".to_owned(), scale },
            Warning::SharedPoint { column: column(), labels: vec!["a".to_owned()], scale },
            Warning::WordPlaced(column(), "a".to_owned(), [5, 50], 1.0),
            Warning::ItemsTaken(vec!["a".to_owned()], scale),
            Warning::Spread(column(), [scale, Scale::higher(0.0, 10.0)]),
            Warning::ScoresAsDates { column: column() },
            Warning::ScoreNotUsed { column: column() },
            Warning::AllZero(column(), 40),
            Warning::EndNotGiven { columns: vec!["a".to_owned()], scale, max: 4.0 },
            Warning::OddScale { columns: vec!["a".to_owned()], scale },
            Warning::MaybeNps { column: column() },
            Warning::ZeroBeside { columns: vec!["a".to_owned()], scale, n: 4, of: 40 },
            Warning::ZeroIsNone {
                columns: vec!["a".to_owned()],
                scale,
                n: 4,
                zero: 60.0,
                one: 20.0,
            },
            Warning::ZeroIsSilent {
                columns: vec!["a".to_owned()],
                scale,
                n: 40,
                comment: column(),
                zero: 0.0,
                one: 50.0,
            },
            Warning::BelowZero { column: column(), scale },
            Warning::TouchpointNotUsed { column: column() },
            Warning::TakenForTouchpoint { column: column() },
            Warning::TextNotUsed { columns: vec!["a".to_owned()] },
            Warning::WeightNotUsed { column: column() },
            Warning::AmountsNotUsed(column()),
            Warning::Transcripts { columns: vec!["a".to_owned()] },
            Warning::OddText(OddText::Garbled, column(), [8, 40]),
            Warning::Translation { column: column(), other: column() },
            Warning::OwnWords(OwnText::Beside, column()),
            Warning::Unplaced { column: column(), values: vec!["a".to_owned()] },
            Warning::ScoresAlone,
        ];
        for warning in warnings {
            let [zh, en] = ["zh", "en"].map(|locale| warning.words_in(locale));
            assert_ne!(zh, en, "{warning:?}");
            for said in [&zh, &en] {
                assert!(!said.contains("%{") && !said.contains("ingest."), "{said}");
            }
            let shown = warning.quoting(|name| format!("[{name}]")).words_in("en");
            let expected = en.replace("“a”", "“[a]”").replace(": a", ": [a]");
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn columns_of_one_question_are_counted_with_the_first() {
        let columns = vec!["Why?#2".to_owned(), "Why?#3".to_owned()];
        let said = Warning::Branches { question: "Why?".to_owned(), columns }.words_in("en");
        assert!(said.starts_with("“Why?” stands in 3 columns"), "{said}");
    }
}
