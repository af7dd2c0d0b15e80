//! Salesforce surveys: one row for each answer, its value in one of several
//! typed columns. The rows of a response are put together by
//! [`pivot`](crate::ingest::read::pivot) before anything else looks at them.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(crate) struct Salesforce;

const RESPONSE: &[&str] = &["responseid", "surveyresponseid", "response"];
const QUESTION: &[&str] =
    &["questionname", "questiontext", "surveyquestion", "question", "questionid"];
/// Answer columns in the order in which one with a value is taken.
const VALUES: &[&str] = &[
    "numbervalue",
    "choicevalue",
    "responsevalue",
    "responseshorttext",
    "longtextvalue",
    "textvalue",
    "datetimevalue",
    "datevalue",
    "istrueorfalse",
];
/// What says something of the answer and not of the response.
const OF_ANSWER: &[&str] = &[
    "id",
    "name",
    "datatype",
    "rank",
    "questionid",
    "questionchoiceid",
    "invitationid",
    "isdeleted",
];

impl Dialect for Salesforce {
    fn id(&self) -> &'static str {
        "salesforce"
    }

    fn recognises(&self, head: &Head) -> bool {
        long_answers(head.row(0)).is_some()
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(KnownColumn::role(match bare(&columns[at].name).as_str() {
            name if RESPONSE.contains(&name) => Role::Respondent,
            "createddate" | "completiondatetime" => Role::Time,
            "createdbyid" | "lastmodifieddate" | "lastmodifiedbyid" | "systemmodstamp"
            | "surveyversionid" | "status" => Role::Ignore,
            _ => return None,
        }))
    }
}

/// The columns of a table with one row for each answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LongAnswers {
    /// Names the response.
    pub(crate) response: usize,
    /// Names it together with that, where one respondent answers about several things.
    pub(crate) also: Option<usize>,
    /// Names the question.
    pub(crate) question: usize,
    /// May hold the answer, the first with a value does.
    pub(crate) values: Vec<usize>,
    /// Those of them that may hold words beside a mark.
    pub(crate) words: Vec<usize>,
    /// Say something of the whole response.
    pub(crate) kept: Vec<usize>,
    /// Say something of each question beyond its number and kind.
    pub(crate) of_question: Vec<usize>,
}

/// The columns of an answer table; `None` where it is none.
pub(crate) fn long_answers(headers: &[String]) -> Option<LongAnswers> {
    let names: Vec<String> = headers.iter().map(|header| bare(header)).collect();
    let place = |wanted: &&str| names.iter().position(|name| name == wanted);
    let values: Vec<usize> = VALUES.iter().filter_map(place).collect();
    let response = RESPONSE.iter().find_map(place)?;
    let question = QUESTION.iter().find_map(place)?;
    // One typed column would also fit a table of tickets.
    if values.len() < 2 {
        return None;
    }
    let of_answer = |at: &usize| OF_ANSWER.contains(&names[*at].as_str());
    let other = |at: &usize| *at != response && *at != question && !values.contains(at);
    let kept = (0..names.len()).filter(other).filter(|at| !of_answer(at)).collect();
    Some(LongAnswers {
        response,
        also: None,
        question,
        values,
        words: Vec::new(),
        kept,
        of_question: Vec::new(),
    })
}

/// A field name without its object, blanks and signs: `Question.Name` and
/// `Question Name` are `questionname`, `SurveyResponse.ResponseId` is
/// `responseid`.
fn bare(header: &str) -> String {
    let squeezed = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    match header.rsplit_once(['.', ':']) {
        Some((object, field)) if !object.to_lowercase().ends_with("question") => squeezed(field),
        _ => squeezed(header),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_table_has_a_response_a_question_and_two_columns_of_values() {
        let of = |headers: &[&str]| {
            let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
            let found = long_answers(&headers)?;
            Some((found.response, found.question, found.values, found.kept))
        };
        let headers = [
            "SurveyResponse.ResponseId",
            "Question.Name",
            "Response.NumberValue",
            "LongTextValue",
            "DataType",
            "Region",
            "Created Date",
        ];
        assert_eq!(of(&headers), Some((0, 1, vec![2, 3], vec![5, 6])));
        assert_eq!(of(&headers[..3]), None, "one column of values");
        assert_eq!(of(&headers[1..]), None, "no response");
        // A question keeps its object, since `Name` alone is that of the answer.
        assert_eq!(bare("Question.Name"), "questionname");
        assert_eq!(bare("Survey_Question:Name"), "surveyquestionname");
        assert_eq!(bare("Response.Name"), "name");
        assert_eq!(bare("Choice Value"), "choicevalue");
    }
}
