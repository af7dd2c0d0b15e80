//! What a reader of the results should know of a file, as values; `warning_words` has their words.

use crate::feedback::Scale;
use crate::ingest::cells::time::DateOrder;
use crate::ingest::role::Role;
use crate::ingest::told::mend::Mend;
use crate::ingest::told::odd_text::OddText;
use crate::ingest::told::own_text::OwnText;
use crate::ingest::told::sheet_note::SheetNote;

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
    /// Of many choices those that most cells hold are segment fields.
    ChoicesLeft {
        /// The column.
        column: String,
        /// Choices that are fields.
        n: u64,
        /// Choices in all.
        of: u64,
        /// What separates them.
        split: String,
    },
    /// There are more segment fields than are compared.
    SegmentsLeft {
        /// The columns that are left out.
        columns: Vec<String>,
        /// How many are compared at most.
        most: usize,
    },
    /// Columns that name persons, of the company for the most part, are no segment fields.
    Persons {
        /// The columns.
        columns: Vec<String>,
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
        /// The scale that they seem to be on: what is stated, else the usual one.
        scale: Scale,
    },
    /// Statements are not used, since who agrees to them may not be content.
    IllStatements {
        /// The columns.
        columns: Vec<String>,
        /// The scale that is stated, with the direction it has if they speak ill.
        scale: Scale,
    },
    /// Who agrees to these statements is taken to be content with what they state.
    Statements {
        /// The columns.
        columns: Vec<String>,
        /// The scale.
        scale: Scale,
    },
    /// Columns are called by their bad end, so that a high mark is no praise: not used.
    BadWhenHigh {
        /// The columns.
        columns: Vec<String>,
        /// The scale, with the direction that it has by the name.
        scale: Scale,
    },
    /// Columns of a few whole numbers may name groups, and are not used.
    CodesNotUsed {
        /// The columns.
        columns: Vec<String>,
    },
    /// A column is taken for a score because it holds ratings as help desks write them.
    GoodOrBad {
        /// The column.
        column: String,
        /// The ratings.
        values: Vec<String>,
    },
    /// A column called a score holds words that no list knows.
    WordsOfScore {
        /// The column.
        column: String,
        /// Words of it.
        values: Vec<String>,
    },
    /// Columns are taken for scores because their names state a scale.
    TakenForScore {
        /// The columns.
        columns: Vec<String>,
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
    /// The answers stand in a later sheet of the workbook than the first.
    SheetTaken {
        /// The sheet that is read.
        sheet: String,
        /// Those that are not.
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
    /// Something odd about the sheet that was read.
    Sheet(SheetNote),
    /// Several columns share a name.
    SharedNames {
        /// The names.
        names: Vec<String>,
    },
    /// The first row looks like data.
    NoHeader,
    /// Of a mapping whose columns may all be missing the file has none.
    NothingMapped,
    /// The header has another width than the rows.
    OddHeader {
        /// Cells of the header.
        header: usize,
        /// Cells of most rows.
        rows: usize,
    },
    /// Rows were put right before they were read.
    Mended(Mend),
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
    /// The dates of a column do not show whether day or month comes first; the order that the file
    /// as a whole decides on, without which there are no dates.
    AmbiguousDates(String, Option<DateOrder>),
    /// The dates of a column have no year; that which a title or a name states and is taken.
    DatesWithoutYear(String, Option<i16>),
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
    /// The report goes by the time of the answers; other columns have a date of what they speak of.
    Experienced {
        /// The column that is used.
        column: String,
        /// The others.
        others: Vec<String>,
    },
    /// Other columns may as well tell when the answers were given as the one that is used.
    OtherTimes {
        /// The column that is used.
        column: String,
        /// The others.
        others: Vec<String>,
    },
    /// Dates that stand for no date were left out.
    PlaceholderDates {
        /// The column.
        column: String,
        /// The dates, as they are written.
        dates: Vec<String>,
        /// Cells that hold one.
        n: u64,
    },
    /// Columns of each question, not of an answer, are left out where answers are put together.
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
    /// Numbers are read as no answers because the header or the text above it says so.
    StatedCodes {
        /// The column.
        column: String,
        /// The numbers.
        codes: Vec<String>,
        /// Cells that hold one.
        n: u64,
        /// Whether it is the text above the header.
        above: bool,
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
    /// Labels that differ stand for the same point of a scale of words.
    SharedPoint {
        /// The column.
        column: String,
        /// The labels.
        labels: Vec<String>,
        /// The scale.
        scale: Scale,
    },
    /// Of a column, a word that no list knows and stands at the end that the others leave free; how
    /// often it was given of how many answers, and its point.
    WordPlaced(String, String, [u64; 2], f64),
    /// Neighbouring columns are taken for ratings of one thing each by those beside them.
    ItemsTaken(Vec<String>, Scale),
    /// The words or codes of a column are spread from their own scale over the one that is stated.
    Spread(String, [Scale; 2]),
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
    /// A column that looks like a score holds nothing but 0, in so many cells.
    AllZero(String, u64),
    /// The end of a scale that was guessed was never given.
    EndNotGiven {
        /// The columns.
        columns: Vec<String>,
        /// The scale they are read on.
        scale: Scale,
        /// The greatest answer.
        max: f64,
    },
    /// Numbers are read on a scale of their own: tens up to 50, shares of one.
    OddScale {
        /// The columns.
        columns: Vec<String>,
        /// The scale.
        scale: Scale,
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
        /// Of so many answers.
        of: u64,
    },
    /// 0 beside a scale is no answer, as the other scores of those who gave it show.
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
    /// 0 beside a scale is no answer, as those who gave it write next to nothing.
    ZeroIsSilent {
        /// The columns.
        columns: Vec<String>,
        /// The scale without it.
        scale: Scale,
        /// How often it was given.
        n: u64,
        /// A column of comments.
        comment: String,
        /// Percentage of those who gave 0 that wrote something there.
        zero: f64,
        /// The same of those who gave 1.
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
    /// For want of a better one a column is taken for the touchpoint.
    TakenForTouchpoint {
        /// The column.
        column: String,
    },
    /// Where a comment is empty its title takes its place.
    TitleForBody {
        /// The column of comments.
        column: String,
        /// That of their titles.
        title: String,
    },
    /// Columns hold text that is not judged.
    TextNotUsed {
        /// The columns.
        columns: Vec<String>,
    },
    /// A column looks like the weights of the rows and is not used as these.
    WeightNotUsed {
        /// The column.
        column: String,
    },
    /// A column holds what each customer is worth in money, and is not used.
    AmountsNotUsed(String),
    /// Columns of comments hold transcripts, of which what customers say is judged.
    Transcripts {
        /// The columns.
        columns: Vec<String>,
    },
    /// Comments are no plain text: so many cells, of so many that were looked at.
    OddText(OddText, String, [u64; 2]),
    /// A column holds the comments of another one in another language.
    Translation {
        /// The column.
        column: String,
        /// The column that is judged.
        other: String,
    },
    /// A column holds the company's own words, by its name.
    OwnWords(OwnText, String),
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
