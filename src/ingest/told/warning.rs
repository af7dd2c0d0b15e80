//! What a reader of the results should know of a file, as values; their words are in
//! `warning_words`.

use crate::feedback::Scale;
use crate::ingest::role::Role;

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
    /// Columns of whole or half numbers on a usual scale are not used.
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
    /// A column is taken for a score because of what its name asks of.
    AsksOf {
        /// The column.
        column: String,
        /// The word that says so.
        word: &'static str,
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
    /// The dates of a column have no year, and none is stated.
    DatesWithoutYear {
        /// The column.
        column: String,
    },
    /// The time stands in two columns, one of which has the year.
    TimeInParts {
        /// The columns, the year first.
        columns: Vec<String>,
    },
    /// A column speaks of a time and is not read as one.
    TimeNotUsed {
        /// The column.
        column: String,
    },
    /// Columns that say something of each question, not of an answer, are left out where the
    /// answers are put together.
    ColumnsOfQuestions {
        /// The columns.
        columns: Vec<String>,
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
        /// The columns.
        columns: Vec<String>,
        /// The scale they are read on.
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
        /// The columns.
        columns: Vec<String>,
        /// The scale they are read on.
        scale: Scale,
        /// How often 0 was given.
        n: u64,
    },
    /// 0 stands beside the points of a scale and is no answer, as the other scores of those who
    /// gave it show.
    ZeroIsNone {
        /// The columns.
        columns: Vec<String>,
        /// The scale without it.
        scale: Scale,
        /// How often it was given.
        n: u64,
        /// Mean goodness, 0–100, of the other scores beside 0.
        zero: f64,
        /// The same beside 1.
        one: f64,
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
            (
                Warning::EndNotGiven { columns, scale, max },
                Warning::EndNotGiven { columns: more, scale: other, max: most },
            ) if scale == other && max == most => columns.extend_from_slice(more),
            (
                Warning::ZeroBeside { columns, scale, n },
                Warning::ZeroBeside { columns: more, scale: other, n: further },
            ) if scale == other => {
                columns.extend_from_slice(more);
                *n += further;
            }
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
            | Warning::DatesWithoutYear { column }
            | Warning::TimeNotUsed { column }
            | Warning::NotNps { column, .. }
            | Warning::MissingCodes { column, .. }
            | Warning::NpsOnOther { column, .. }
            | Warning::NpsFromGroups { column }
            | Warning::TakenForScore { column, .. }
            | Warning::AsksOf { column, .. }
            | Warning::WithinObject { key: column }
            | Warning::ScoresAsDates { column }
            | Warning::ScoreNotUsed { column }
            | Warning::Choices { column, .. }
            | Warning::RoundedIds { column }
            | Warning::Ticked { question: column, .. }
            | Warning::MaybeNps { column }
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
            | Warning::EndNotGiven { columns: names, .. }
            | Warning::ZeroBeside { columns: names, .. }
            | Warning::ZeroIsNone { columns: names, .. }
            | Warning::UnusedWords { columns: names, .. }
            | Warning::UnusedNumbers { columns: names, .. }
            | Warning::FilledDown { columns: names, .. }
            | Warning::NoResults { columns: names, .. }
            | Warning::TimeInParts { columns: names }
            | Warning::ColumnsOfQuestions { columns: names }
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
