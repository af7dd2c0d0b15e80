//! Tables with one row for each answer, brought to one row for each response.

use std::collections::HashMap;
use std::sync::Arc;

use csv::StringRecord;

use crate::ingest::dialect::LongAnswers;
use crate::ingest::read::content::{Content, Spool, no_scratch};
use crate::ingest::read::json_answers::CHOICES;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::limits::MAX_CELLS;
use crate::ingest::told::reject::{Reason, Rejection};

/// Most bytes of answers that are held to be put together.
const MAX_BYTES: usize = 1 << 30;

/// The table by response.
pub(crate) struct Pivoted {
    /// Delimited text whose last cell is the row at which the response began.
    pub(crate) content: Content,
    /// Rows that could not be used.
    pub(crate) rejections: Arc<[Rejection]>,
    /// Answers that were put together.
    pub(crate) answers: u64,
}

struct Response {
    row: u64,
    id: String,
    kept: Vec<String>,
    /// By the number of the question.
    answers: Vec<(usize, String)>,
}

/// Puts the rows of each response together, in the order of their first rows.
///
/// # Errors
/// A file that cannot be read again, more questions than a table may have
/// columns, more text than is held.
pub(crate) fn by_response(file: &SourceFile, long: &LongAnswers) -> Result<Pivoted, IngestError> {
    let layout = file.layout();
    let failed = |e: String| no_scratch(&layout.file, e);
    let mut questions: Vec<String> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut responses: Vec<Response> = Vec::new();
    let mut rejections = Vec::new();
    let (mut bytes, mut answers) = (0, 0);
    for row in file.rows()? {
        let raw = match row {
            Ok(raw) if raw.damaged => {
                rejections.push(undecodable(&layout.file, raw.row, &raw.cells));
                continue;
            }
            Ok(raw) => raw,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        let cell = |at: usize| raw.cells.get(at).map_or("", str::trim);
        bytes += raw.cells.as_slice().len();
        if bytes > MAX_BYTES {
            return Err(IngestError::new(ErrorKind::ManyAnswers, &*layout.file).at_row(raw.row));
        }
        let id = cell(long.response);
        let key = long.also.map_or_else(|| id.to_owned(), |at| format!("{id}\u{1F}{}", cell(at)));
        let place = *places.entry(key).or_insert_with(|| {
            let (id, kept) = (id.to_owned(), vec![String::new(); long.kept.len()]);
            responses.push(Response { row: raw.row, id, kept, answers: Vec::new() });
            responses.len() - 1
        });
        let response = &mut responses[place];
        for (slot, at) in response.kept.iter_mut().zip(&long.kept) {
            if slot.is_empty() {
                slot.push_str(cell(*at));
            }
        }
        let question = cell(long.question);
        if question.is_empty() {
            continue;
        }
        let mut filled = long.values.iter().filter(|at| !cell(**at).is_empty());
        let Some(first) = filled.next() else { continue };
        answers += 1;
        let beside = filled.filter(|at| long.words.contains(at) && cell(**at) != cell(*first));
        let beside = beside.map(|at| (format!("{question} / {}", layout.headers[*at]), cell(*at)));
        for (question, value) in [(question.to_owned(), cell(*first))].into_iter().chain(beside) {
            let next = questions.len();
            let number = *numbers.entry(question).or_insert_with_key(|question| {
                questions.push(question.clone());
                next
            });
            if questions.len() > MAX_CELLS / 2 {
                return Err(IngestError::new(ErrorKind::TooWide, &*layout.file).at_row(raw.row));
            }
            match response.answers.iter_mut().find(|(known, _)| *known == number) {
                Some((_, choices)) => {
                    choices.push(CHOICES);
                    choices.push_str(value);
                }
                None => response.answers.push((number, value.to_owned())),
            }
        }
    }
    let mut out = csv::Writer::from_writer(Spool::new(&layout.file)?);
    let heads = [long.response].into_iter().chain(long.kept.iter().copied());
    let mut record: Vec<&str> = heads.map(|at| layout.headers[at].as_str()).collect();
    record.extend(questions.iter().map(String::as_str));
    let header_row = (layout.first_data_row - 1).max(1).to_string();
    record.push(&header_row);
    out.write_record(&record).map_err(|e| failed(e.to_string()))?;
    for response in &responses {
        let row = response.row.to_string();
        let mut record = vec![response.id.as_str()];
        record.extend(response.kept.iter().map(String::as_str));
        let first = record.len();
        record.resize(first + questions.len(), "");
        response.answers.iter().for_each(|(number, value)| record[first + number] = value);
        record.push(&row);
        out.write_record(&record).map_err(|e| failed(e.to_string()))?;
    }
    let spool = out.into_inner().map_err(|e| failed(e.to_string()))?;
    let content = spool.finish().map_err(|e| failed(e.to_string()))?;
    Ok(Pivoted { content, rejections: rejections.into(), answers })
}

/// That a row has bytes that are no character.
pub(crate) fn undecodable(file: &Arc<str>, row: u64, cells: &StringRecord) -> Rejection {
    let found = cells.iter().find(|cell| cell.contains('\u{FFFD}')).unwrap_or_default();
    Rejection::row(file, row, Reason::Undecodable, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::told::warning::Warning;

    fn opened(bytes: &[u8], pivot: Option<bool>) -> Result<SourceFile, IngestError> {
        let encoding = Some("utf-8".to_owned());
        let options =
            ReadOptions { pivot, encoding, header_rows: Some(1), ..ReadOptions::default() };
        made_file::opened(bytes, "a.csv", &options)
    }

    /// The number of a row, and its cells or why it is none.
    type Row = Result<(u64, Vec<String>), (u64, Reason)>;

    fn rows(file: &SourceFile) -> Vec<Row> {
        let row = |row: Result<crate::ingest::RawRow, Rejection>| {
            row.map(|row| (row.row, row.cells.iter().map(str::to_owned).collect()))
                .map_err(|rejection| (rejection.row, rejection.reason))
        };
        file.rows().unwrap().map(row).collect()
    }

    fn row(at: u64, cells: &[&str]) -> Row {
        Ok((at, cells.iter().map(|cell| (*cell).to_owned()).collect()))
    }

    #[test]
    fn the_answers_of_a_response_become_one_row() {
        let table = "Participant,City,Section,Question,Answer,Answer comment\n\
            a,,Stay,Clean?,5,Spotless\n\
            a,Oslo,Food,Tasty?,4,4\n\
            a,Gent,Stay,,3,\n\
            b,Rome,Stay,Clean?,2,\n\
            b,Rome,Food,Tasty?,1,Cold\n";
        let file = opened(table.as_bytes(), None).unwrap();
        let headers = [
            "Participant",
            "City",
            "Clean?",
            "Clean? / Answer comment",
            "Tasty?",
            "Tasty? / Answer comment",
        ];
        assert_eq!(file.layout().headers, headers);
        assert_eq!((file.layout().skip_rows, file.layout().first_data_row), (0, 2));
        let wanted = [
            row(2, &["a", "Oslo", "5", "Spotless", "4", ""]),
            row(5, &["b", "Rome", "2", "", "1", "Cold"]),
        ];
        assert_eq!(rows(&file), wanted);
        let columns = vec!["Section".to_owned()];
        let told = [Warning::ByResponse { answers: 4 }, Warning::ColumnsOfQuestions { columns }];
        assert_eq!(file.layout().warnings, told);
    }

    #[test]
    fn rows_stay_apart_where_that_is_wanted() {
        let table = "respondent,question,answer\na,p,5\na,q,4\nb,p,3\nb,q,2\n";
        let file = opened(table.as_bytes(), Some(false)).unwrap();
        assert_eq!(file.layout().headers, ["respondent", "question", "answer"]);
        assert_eq!((rows(&file).len(), file.layout().warnings.len()), (4, 0));
        let file = opened(table.as_bytes(), Some(true)).unwrap();
        assert_eq!(rows(&file), [row(2, &["a", "5", "4"]), row(4, &["b", "3", "2"])]);
        assert_eq!(file.layout().warnings, [Warning::ByResponse { answers: 4 }]);
    }

    #[test]
    fn rows_that_cannot_be_used_are_told_first() {
        let table = b"respondent,question,answer\na,p,5\na,q,\xFF\nb,p,2\nb,q,1\nc,p,3\nc,q\n";
        let file = opened(table, None).unwrap();
        let wanted = [
            Err((3, Reason::Undecodable)),
            Err((7, Reason::RaggedRow)),
            row(2, &["a", "5", ""]),
            row(4, &["b", "2", "1"]),
            row(6, &["c", "3", ""]),
        ];
        assert_eq!(rows(&file), wanted);
        let first = file.rows().unwrap().next().unwrap().unwrap_err();
        assert_eq!(first.found, "\u{FFFD}");
    }

    #[test]
    fn there_are_as_many_questions_as_half_the_columns_of_a_table() {
        for (questions, fits) in [(MAX_CELLS / 2, true), (MAX_CELLS / 2 + 1, false)] {
            let mut table = "respondent,question,answer\n".to_owned();
            for respondent in ["a", "b"] {
                (0..questions).for_each(|n| table += &format!("{respondent},q{n},5\n"));
            }
            match opened(table.as_bytes(), None) {
                Ok(file) => assert_eq!((file.layout().headers.len(), fits), (questions + 1, true)),
                Err(error) => {
                    assert_eq!((error.kind, fits), (ErrorKind::TooWide, false));
                    assert_eq!(error.row, Some(questions as u64 + 1));
                }
            }
        }
    }
}
