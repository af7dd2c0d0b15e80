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

fn undecodable(file: &Arc<str>, row: u64, cells: &StringRecord) -> Rejection {
    let found = cells.iter().find(|cell| cell.contains('\u{FFFD}')).unwrap_or_default();
    Rejection::row(file, row, Reason::Undecodable, found)
}
