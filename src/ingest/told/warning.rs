//! What a reader of the results should know of a file, as values that have words in either
//! language.

use rust_i18n::t;

use crate::feedback::{Direction, Scale};
use crate::ingest::role::Role;
use crate::ingest::told::listing::listing;

/// A doubt about how a file was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// Answers were put together, one row for each response.
    ByResponse {
        /// Answers.
        answers: u64,
    },
    /// Questions in lists of answers were read as columns.
    AnswersInLists {
        /// The keys of the lists.
        lists: Vec<String>,
        /// Questions.
        questions: u64,
    },
    /// Cells hold several choices, each of which counts.
    Choices {
        /// The column.
        column: String,
        /// Different choices.
        n: u64,
        /// What separates them.
        split: String,
    },
    /// Columns stand for one choice of a question each.
    Ticked {
        /// The question.
        question: String,
        /// Columns.
        n: u64,
        /// What the choices are taken for.
        role: Role,
    },
    /// A score asks for what another one asks for, and is not used.
    SameScore {
        /// The column.
        column: String,
        /// The column that is used.
        other: String,
    },
    /// The rows stand in a list within one object.
    WithinObject {
        /// The key of the list.
        key: String,
    },
    /// Columns of words that form a scale are used as no scores.
    UnusedWords {
        /// The columns.
        columns: Vec<String>,
        /// The scale that the words would form.
        scale: Scale,
    },
    /// Columns of whole numbers on a usual scale are not used.
    UnusedNumbers {
        /// The columns.
        columns: Vec<String>,
        /// The least of the numbers.
        min: f64,
        /// The greatest.
        max: f64,
    },
    /// A column called a score holds words that no list knows.
    WordsOfScore {
        /// The column.
        column: String,
        /// Words of it.
        values: Vec<String>,
    },
    /// A column is taken for a score because its name states a scale.
    TakenForScore {
        /// The column.
        column: String,
        /// The scale.
        scale: Scale,
    },
    /// A question of several branches was read as one.
    Branches {
        /// The question.
        question: String,
        /// Its other columns.
        columns: Vec<String>,
    },
    /// A spreadsheet has rounded the numbers of respondents.
    RoundedIds {
        /// The column.
        column: String,
    },
    /// Backslashes are read as a database writes them.
    BackslashEscapes,
    /// A column rates several kinds of survey.
    SurveyKinds {
        /// The column.
        column: String,
    },
    /// Sheets of the workbook that were not read.
    OtherSheets {
        /// Their names.
        others: Vec<String>,
    },
    /// Members of the archive that are no tables.
    NotTables {
        /// Their names, as far as they are told.
        names: Vec<String>,
        /// How many there are.
        n: u64,
    },
    /// Sheets that their author has hidden were not read.
    HiddenSheets {
        /// Their names.
        names: Vec<String>,
    },
    /// Blank cells below merged ones took their value.
    FilledDown {
        /// The columns.
        columns: Vec<String>,
        /// Cells.
        cells: u64,
    },
    /// Formulas whose results are not in the file.
    NoResults {
        /// The columns.
        columns: Vec<String>,
        /// Cells.
        cells: u64,
    },
    /// Cells beyond the last header are left out.
    BeyondHeader {
        /// Columns of the header.
        width: usize,
        /// The first of the rows with most cells.
        row: u64,
    },
    /// Several columns share a name.
    SharedNames {
        /// The names.
        names: Vec<String>,
    },
    /// The first row looks like data.
    NoHeader,
    /// The header has another width than the rows.
    OddHeader {
        /// Cells of the header.
        header: usize,
        /// Cells of most rows.
        rows: usize,
    },
    /// A few answers on another scale are mixed in; the scale of the most is taken.
    MixedScales {
        /// The column.
        column: String,
        /// Answers from 1 to 5.
        within: u64,
        /// Answers beyond 5.
        beyond: u64,
    },
    /// Two scales are mixed, so that the column is not used.
    TwoScales {
        /// The column.
        column: String,
        /// Answers from 1 to 5.
        within: u64,
        /// Answers beyond 5.
        beyond: u64,
    },
    /// Values outside the scale are left out.
    Slips {
        /// The column.
        column: String,
        /// Its scale.
        scale: Scale,
        /// Values outside it.
        n: u64,
    },
    /// The column does not say whether a high value means ease.
    Direction {
        /// The column.
        column: String,
        /// Its scale, with the direction it is read in.
        scale: Scale,
    },
    /// The dates do not show whether day or month comes first.
    AmbiguousDates {
        /// The column.
        column: String,
    },
    /// The column asks for a recommendation on another scale than 0–10.
    NotNps {
        /// The column.
        column: String,
        /// The smallest value.
        min: f64,
        /// The greatest value.
        max: f64,
    },
    /// Numbers that stand apart from the scale are read as no answers.
    MissingCodes {
        /// The column.
        column: String,
        /// The numbers.
        codes: Vec<String>,
        /// Cells that hold one.
        n: u64,
        /// The scale of the others.
        scale: Scale,
    },
    /// The question of NPS, answered on a shorter scale: read as satisfaction.
    NpsOnOther {
        /// The column.
        column: String,
        /// Answers.
        n: u64,
        /// The scale they are read on.
        scale: Scale,
    },
    /// There are the groups of NPS and no answers on 0–10.
    NpsFromGroups {
        /// The column.
        column: String,
    },
    /// The answers are the codes of a tool, in the order of its questionnaire.
    AnswerCodes {
        /// The column.
        column: String,
        /// The first of them.
        first: String,
        /// The scale they are read on.
        scale: Scale,
    },
    /// Dates stand where scores are expected, as a spreadsheet makes of `4/5`.
    ScoresAsDates {
        /// The column.
        column: String,
    },
    /// A column looks like a score and is not used.
    ScoreNotUsed {
        /// The column.
        column: String,
    },
    /// The end of a scale that was guessed was never given.
    EndNotGiven {
        /// The column.
        column: String,
        /// The scale it is read on.
        scale: Scale,
        /// The greatest answer.
        max: f64,
    },
    /// Marks from 0 to 10 under a name that says no more may be those of NPS.
    MaybeNps {
        /// The column.
        column: String,
    },
    /// 0 may be the lowest point, or no answer.
    ZeroBeside {
        /// The column.
        column: String,
        /// The scale it is read on.
        scale: Scale,
        /// How often 0 was given.
        n: u64,
    },
    /// The middle of a scale is 0.
    BelowZero {
        /// The column.
        column: String,
        /// The scale it is read on.
        scale: Scale,
    },
    /// A column looks like a touchpoint and is not used as one.
    TouchpointNotUsed {
        /// The column.
        column: String,
    },
    /// Columns hold text that is not judged.
    TextNotUsed {
        /// The columns.
        columns: Vec<String>,
    },
    /// A column holds the comments of another one in another language.
    Translation {
        /// The column.
        column: String,
        /// The column that is judged.
        other: String,
    },
    /// A column holds the company's own words.
    OwnWords {
        /// The column.
        column: String,
    },
    /// Answers that cannot be placed on the scale of their column.
    Unplaced {
        /// The column.
        column: String,
        /// Some of them.
        values: Vec<String>,
    },
    /// There are no comments: the scores are reported alone.
    ScoresAlone,
}

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
            Warning::NotTables { names, n } => {
                let (key, names) = ("ingest.warning.not_tables", listing(names));
                t!(key, locale = locale, names = names, n = n)
            }
            Warning::HiddenSheets { names } => {
                t!("ingest.warning.hidden_sheets", locale = locale, names = listing(names))
            }
            Warning::FilledDown { columns, cells } => {
                let (key, columns) = ("ingest.warning.filled_down", listing(columns));
                t!(key, locale = locale, columns = columns, cells = cells)
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
            Warning::UnusedNumbers { columns, min, max } => {
                let (key, columns) = ("ingest.warning.unused_numbers", listing(columns));
                t!(key, locale = locale, columns = columns, min = min, max = max)
            }
            Warning::WordsOfScore { column, values } => {
                let (key, values) = ("ingest.warning.words_of_score", listing(values));
                t!(key, locale = locale, column = column, values = values)
            }
            Warning::TakenForScore { column, scale } => {
                let (key, scale) = ("ingest.warning.taken_for_score", scale.to_string());
                t!(key, locale = locale, column = column, scale = scale)
            }
            Warning::Branches { question, columns } => {
                let (key, n) = ("ingest.warning.branches", columns.len() + 1);
                t!(key, locale = locale, question = question, n = n)
            }
            Warning::NoResults { columns, cells } => {
                let (key, columns) = ("ingest.warning.no_results", listing(columns));
                t!(key, locale = locale, columns = columns, cells = cells)
            }
            Warning::BeyondHeader { width, row } => {
                t!("ingest.warning.beyond_header", locale = locale, width = width, row = row)
            }
            Warning::SharedNames { names } => {
                t!("ingest.warning.shared_names", locale = locale, names = listing(names))
            }
            Warning::NoHeader => t!("ingest.warning.no_header", locale = locale),
            Warning::OddHeader { header, rows } => {
                t!("ingest.warning.odd_header", locale = locale, header = header, rows = rows)
            }
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
            Warning::AmbiguousDates { column } => {
                t!("ingest.warning.ambiguous_dates", locale = locale, column = column)
            }
            Warning::NotNps { column, min, max } => {
                let key = "ingest.warning.not_nps";
                t!(key, locale = locale, column = column, min = min, max = max)
            }
            Warning::MissingCodes { column, codes, n, scale } => {
                let (key, scale, listed) = (
                    "ingest.warning.missing_codes",
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
            Warning::ScoresAsDates { column } => {
                t!("ingest.warning.scores_as_dates", locale = locale, column = column)
            }
            Warning::ScoreNotUsed { column } => {
                t!("ingest.warning.score_not_used", locale = locale, column = column)
            }
            Warning::EndNotGiven { column, scale, max } => {
                let (key, low, scale) =
                    ("ingest.warning.end_not_given", scale.low, scale.to_string());
                t!(key, locale = locale, column = column, scale = scale, low = low, max = max)
            }
            Warning::MaybeNps { column } => {
                t!("ingest.warning.maybe_nps", locale = locale, column = column)
            }
            Warning::ZeroBeside { column, scale, n } => {
                let (key, high) = ("ingest.warning.zero_beside", scale.high);
                t!(key, locale = locale, column = column, high = high, n = n)
            }
            Warning::BelowZero { column, scale } => {
                let (key, scale) = ("ingest.warning.below_zero", scale.to_string());
                t!(key, locale = locale, column = column, scale = scale)
            }
            Warning::TouchpointNotUsed { column } => {
                t!("ingest.warning.touchpoint_not_used", locale = locale, column = column)
            }
            Warning::TextNotUsed { columns } => {
                t!("ingest.warning.text_not_used", locale = locale, columns = listing(columns))
            }
            Warning::Translation { column, other } => {
                t!("ingest.warning.translation", locale = locale, column = column, other = other)
            }
            Warning::OwnWords { column } => {
                t!("ingest.warning.own_words", locale = locale, column = column)
            }
            Warning::Unplaced { column, values } => {
                let (key, values) = ("ingest.warning.unplaced", listing(values));
                t!(key, locale = locale, column = column, values = values)
            }
            Warning::ScoresAlone => t!("ingest.warning.scores_alone", locale = locale),
        }
        .into_owned()
    }

    /// Takes in a warning of the same kind about another column; whether it could.
    pub(crate) fn take_in(&mut self, other: &Warning) -> bool {
        match (self, other) {
            (
                Warning::UnusedWords { columns, scale },
                Warning::UnusedWords { columns: more, scale: other },
            ) if scale == other => columns.extend_from_slice(more),
            (
                Warning::UnusedNumbers { columns, min, max },
                Warning::UnusedNumbers { columns: more, min: least, max: most },
            ) if min == least && max == most => columns.extend_from_slice(more),
            (Warning::TextNotUsed { columns }, Warning::TextNotUsed { columns: more }) => {
                columns.extend_from_slice(more);
            }
            _ => return false,
        }
        true
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
            | Warning::AmbiguousDates { column }
            | Warning::NotNps { column, .. }
            | Warning::MissingCodes { column, .. }
            | Warning::NpsOnOther { column, .. }
            | Warning::NpsFromGroups { column }
            | Warning::TakenForScore { column, .. }
            | Warning::WithinObject { key: column }
            | Warning::ScoresAsDates { column }
            | Warning::ScoreNotUsed { column }
            | Warning::Choices { column, .. }
            | Warning::RoundedIds { column }
            | Warning::Ticked { question: column, .. }
            | Warning::EndNotGiven { column, .. }
            | Warning::MaybeNps { column }
            | Warning::ZeroBeside { column, .. }
            | Warning::BelowZero { column, .. }
            | Warning::TouchpointNotUsed { column }
            | Warning::OwnWords { column } => *column = shown(column),
            Warning::SameScore { column, other: first }
            | Warning::Translation { column, other: first }
            | Warning::AnswerCodes { column, first, .. } => {
                (*column, *first) = (shown(column), shown(first));
            }
            Warning::Branches { question: column, columns: values }
            | Warning::WordsOfScore { column, values }
            | Warning::Unplaced { column, values } => {
                *column = shown(column);
                values.iter_mut().for_each(|value| *value = shown(value));
            }
            Warning::OtherSheets { others: names }
            | Warning::HiddenSheets { names }
            | Warning::NotTables { names, .. }
            | Warning::AnswersInLists { lists: names, .. }
            | Warning::TextNotUsed { columns: names }
            | Warning::UnusedWords { columns: names, .. }
            | Warning::UnusedNumbers { columns: names, .. }
            | Warning::FilledDown { columns: names, .. }
            | Warning::NoResults { columns: names, .. }
            | Warning::SharedNames { names } => {
                names.iter_mut().for_each(|name| *name = shown(name));
            }
            Warning::ByResponse { .. }
            | Warning::BackslashEscapes
            | Warning::BeyondHeader { .. }
            | Warning::NoHeader
            | Warning::OddHeader { .. }
            | Warning::ScoresAlone => {}
        }
        quoting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            Warning::UnusedNumbers { columns: vec!["a".to_owned()], min: 1.0, max: 5.0 },
            Warning::WordsOfScore { column: column(), values: vec!["a".to_owned()] },
            Warning::TakenForScore { column: column(), scale },
            Warning::Branches { question: column(), columns: vec!["b".to_owned()] },
            Warning::RoundedIds { column: column() },
            Warning::BackslashEscapes,
            Warning::AnswersInLists { lists: vec!["a".to_owned()], questions: 2 },
            Warning::SurveyKinds { column: column() },
            Warning::OtherSheets { others: vec!["a".to_owned()] },
            Warning::HiddenSheets { names: vec!["a".to_owned()] },
            Warning::NotTables { names: vec!["a".to_owned()], n: 2 },
            Warning::FilledDown { columns: vec!["a".to_owned()], cells: 9 },
            Warning::NoResults { columns: vec!["a".to_owned()], cells: 9 },
            Warning::BeyondHeader { width: 4, row: 9 },
            Warning::SharedNames { names: vec!["a".to_owned()] },
            Warning::NoHeader,
            Warning::OddHeader { header: 5, rows: 4 },
            Warning::MixedScales { column: column(), within, beyond },
            Warning::TwoScales { column: column(), within, beyond },
            Warning::Slips { column: column(), scale, n: 3 },
            Warning::Direction { column: column(), scale },
            Warning::AmbiguousDates { column: column() },
            Warning::NotNps { column: column(), min: 1.0, max: 5.0 },
            Warning::MissingCodes { column: column(), codes: vec!["99".to_owned()], n: 3, scale },
            Warning::NpsOnOther { column: column(), n: 24, scale },
            Warning::NpsFromGroups { column: column() },
            Warning::AnswerCodes { column: column(), first: "a".to_owned(), scale },
            Warning::ScoresAsDates { column: column() },
            Warning::ScoreNotUsed { column: column() },
            Warning::EndNotGiven { column: column(), scale, max: 4.0 },
            Warning::MaybeNps { column: column() },
            Warning::ZeroBeside { column: column(), scale, n: 4 },
            Warning::BelowZero { column: column(), scale },
            Warning::TouchpointNotUsed { column: column() },
            Warning::TextNotUsed { columns: vec!["a".to_owned()] },
            Warning::Translation { column: column(), other: column() },
            Warning::OwnWords { column: column() },
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
}
