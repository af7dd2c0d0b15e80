//! JSON objects, one a line or in one top-level array: keys become columns,
//! nested objects are flattened with dots, questions in lists of answers are columns too.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use csv::StringRecord;
use serde_json::Value;

use crate::ingest::read::json_answers::{CHOICES, answers_in};
use crate::ingest::read::json_text::JsonText;
use crate::ingest::read::rows::Record;
use crate::ingest::told::limits::{MAX_CELLS, MAX_RECORD_BYTES};
use crate::ingest::told::reject::{Reason, Rejection};

/// Objects within objects are flattened this deep; below, they stay JSON.
pub(crate) const DEPTH: usize = 3;

/// The columns of a JSON file, in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) names: Vec<String>,
    index: HashMap<String, usize>,
    /// Whether questions in lists are columns.
    pivot: bool,
    /// Keys of such lists, and how many of the columns come from them.
    pub(crate) lists: BTreeSet<String>,
    pub(crate) questions: u64,
}

impl Keys {
    /// None yet; with `pivot` the questions in lists of answers become columns.
    pub(crate) fn new(pivot: bool) -> Keys {
        Keys { pivot, ..Keys::default() }
    }

    /// Adds the keys of one object; `false` when there are too many.
    pub(crate) fn learn(&mut self, object: &Value) -> bool {
        flatten(object, self.pivot, &mut |key, value| {
            if self.names.len() <= MAX_CELLS && !self.index.contains_key(key) {
                self.index.insert(key.to_owned(), self.names.len());
                self.names.push(key.to_owned());
                self.questions += u64::from(matches!(value, JsonCell::Answer { .. }));
            }
            if let JsonCell::Answer { list, .. } = value
                && !self.lists.contains(list)
            {
                self.lists.insert(list.to_owned());
            }
        });
        self.names.len() <= MAX_CELLS
    }

    /// The cells of an object, and its fields that have no column.
    pub(crate) fn record(
        &self,
        object: &Value,
        cells: &mut Vec<String>,
    ) -> (StringRecord, Vec<(String, String)>) {
        let mut beyond = Vec::new();
        cells.resize(self.names.len(), String::new());
        cells.iter_mut().for_each(String::clear);
        flatten(object, self.pivot, &mut |key, value| match self
            .index
            .get(key)
            .and_then(|at| cells.get_mut(*at))
        {
            Some(cell) => value.write(cell),
            None => {
                let mut cell = String::new();
                value.write(&mut cell);
                beyond.push((key.to_owned(), cell));
            }
        });
        (StringRecord::from(cells.iter().map(String::as_str).collect::<Vec<_>>()), beyond)
    }
}

/// What stands under a key.
#[derive(Clone, Copy)]
enum JsonCell<'a> {
    Value(&'a Value),
    /// The answer to the question that is the key, in the list of that name.
    Answer {
        list: &'a str,
        answer: &'a str,
    },
}

impl JsonCell<'_> {
    fn write(self, cell: &mut String) {
        match self {
            JsonCell::Value(value) => write_scalar(value, cell),
            JsonCell::Answer { answer, .. } => {
                if !cell.is_empty() && !answer.is_empty() {
                    cell.push(CHOICES);
                }
                cell.push_str(answer);
            }
        }
    }
}

fn flatten(object: &Value, pivot: bool, visit: &mut impl FnMut(&str, JsonCell<'_>)) {
    fn walk(
        prefix: &mut String,
        value: &Value,
        depth: usize,
        pivot: bool,
        visit: &mut impl FnMut(&str, JsonCell<'_>),
    ) {
        let holds_objects = match value {
            Value::Array(items) => items.first().is_some_and(Value::is_object),
            Value::Object(fields) => fields.values().next().is_some_and(Value::is_object),
            _ => false,
        };
        if pivot
            && depth > 0
            && holds_objects
            && let Some(answers) = answers_in(prefix, value)
        {
            for (question, answer) in &answers {
                visit(question, JsonCell::Answer { list: prefix, answer });
            }
            return;
        }
        match value {
            Value::Object(fields) if depth < DEPTH && (depth == 0 || !fields.is_empty()) => {
                for (key, value) in fields {
                    let length = prefix.len();
                    if depth > 0 {
                        prefix.push('.');
                    }
                    prefix.push_str(key);
                    walk(prefix, value, depth + 1, pivot, visit);
                    prefix.truncate(length);
                }
            }
            _ => visit(prefix, JsonCell::Value(value)),
        }
    }
    walk(&mut String::new(), object, 0, pivot, visit);
}

fn write_scalar(value: &Value, cell: &mut String) {
    match value {
        Value::Null => {}
        Value::String(text) => cell.push_str(text),
        Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    cell.push_str("; ");
                }
                write_scalar(item, cell);
            }
        }
        other => cell.push_str(&other.to_string()),
    }
}

/// The objects of a JSON file with their rows: the line, or in an array the
/// position, from 1.
pub(crate) struct Objects {
    input: BufReader<Box<dyn Read + Send>>,
    array: bool,
    file: Arc<str>,
    row: u64,
    buffer: Vec<u8>,
    started: bool,
    done: bool,
    /// The input ended within the list.
    cut: bool,
    /// Whether the text of each object is kept.
    pub(crate) keep: bool,
    /// Whether it is all of the text, so that a list that does not end was cut.
    pub(crate) whole: bool,
}

/// One object, and whether its bytes were damaged.
pub(crate) struct Object {
    pub(crate) row: u64,
    pub(crate) value: Value,
    pub(crate) damaged: bool,
    /// Its text, where that is kept.
    pub(crate) text: Option<JsonText>,
}

impl Objects {
    pub(crate) fn new(input: Box<dyn Read + Send>, array: bool, file: Arc<str>) -> Objects {
        let input = BufReader::with_capacity(128 * 1024, input);
        let (row, buffer, started, done) = (0, Vec::new(), false, false);
        let (cut, keep, whole) = (false, false, false);
        Objects { input, array, file, row, buffer, started, done, cut, keep, whole }
    }

    /// Reads the next line or array item into the buffer; `Ok(false)` at the
    /// end.
    fn fill(&mut self) -> Result<bool, Rejection> {
        self.buffer.clear();
        self.row += 1;
        let read = if self.array { self.read_item() } else { self.read_line() };
        read.map_err(|error| {
            self.done = true;
            let text = String::from_utf8_lossy(&self.buffer);
            match error {
                None => Rejection::row(&self.file, self.row, Reason::TooLarge, &text).rest(),
                Some(error) => Rejection::failed(&self.file, self.row, &error),
            }
        })
    }

    fn read_line(&mut self) -> Result<bool, Option<std::io::Error>> {
        let mut line = self.input.by_ref().take(MAX_RECORD_BYTES);
        let read = line.read_until(b'\n', &mut self.buffer).map_err(Some)?;
        if read as u64 == MAX_RECORD_BYTES && self.buffer.last() != Some(&b'\n') {
            return Err(None);
        }
        Ok(read > 0)
    }

    /// Copies one array item, which ends at a comma or bracket outside of
    /// strings and inner brackets.
    fn read_item(&mut self) -> Result<bool, Option<std::io::Error>> {
        let (mut depth, mut string, mut escaped) = (0u32, false, false);
        loop {
            let chunk = self.input.fill_buf().map_err(Some)?;
            if chunk.is_empty() {
                (self.done, self.cut) = (true, true);
                return Ok(!self.buffer.trim_ascii().is_empty());
            }
            let mut used = 0;
            let mut ended = None;
            for &byte in chunk {
                used += 1;
                if !self.started {
                    self.started = byte == b'[';
                    continue;
                }
                if string {
                    string = escaped || byte != b'"';
                    escaped = !escaped && byte == b'\\';
                } else {
                    match byte {
                        b'"' => string = true,
                        b'{' | b'[' => depth += 1,
                        b']' if depth == 0 => {
                            ended = Some(true);
                            break;
                        }
                        b'}' | b']' => depth = depth.saturating_sub(1),
                        b',' if depth == 0 => {
                            ended = Some(false);
                            break;
                        }
                        _ => {}
                    }
                }
                self.buffer.push(byte);
            }
            self.input.consume(used);
            if self.buffer.len() as u64 > MAX_RECORD_BYTES {
                return Err(None);
            }
            if let Some(last) = ended {
                self.done = last;
                return Ok(!last || !self.buffer.trim_ascii().is_empty());
            }
        }
    }
}

impl Iterator for Objects {
    type Item = Result<Object, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.done {
                return None;
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => {
                    self.done = true;
                    return None;
                }
                Err(rejection) => return Some(Err(rejection)),
            }
            let bytes = self.buffer.trim_ascii();
            if bytes.is_empty() {
                continue;
            }
            let text = String::from_utf8_lossy(bytes);
            let damaged = matches!(text, std::borrow::Cow::Owned(_));
            return Some(match parsed(&text) {
                Some(value) if value.is_object() => {
                    let text = self.keep.then(|| JsonText::new(&text));
                    Ok(Object { row: self.row, value, damaged, text })
                }
                _ => {
                    let bad = Rejection::row(&self.file, self.row, Reason::BadJson, &text);
                    let unended = !self.array && self.buffer.last() != Some(&b'\n');
                    let cut = self.cut && self.whole || unended && breaks_off(&text);
                    // What came after it is not in the file.
                    Err(if cut { bad.rest() } else { bad })
                }
            });
        }
    }
}

/// Whether a text is the beginning of an object.
fn breaks_off(text: &str) -> bool {
    let held = holding(text);
    let text = held.as_deref().unwrap_or(text);
    text.starts_with('{') && serde_json::from_str::<Value>(text).is_err_and(|e| e.is_eof())
}

/// What programs write in place of a number where there is none, though it is no JSON.
const NO_NUMBER: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

/// A value, in which numbers that no computer holds (`1e400`) are strings and [`NO_NUMBER`] null.
pub(crate) fn parsed(text: &str) -> Option<Value> {
    let parsed = serde_json::from_str(text).ok();
    parsed.or_else(|| serde_json::from_str(&holding(text)?).ok())
}

/// JSON with the numbers beyond those of a computer as strings, and null for what is no number;
/// `None` without any.
fn holding(text: &str) -> Option<String> {
    let (mut out, mut rest, mut any) = (String::with_capacity(text.len() + 8), text, false);
    let begins = |c: char| matches!(c, '"' | '-' | 'N' | 'I') || c.is_ascii_digit();
    while let Some(at) = rest.find(begins) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(word) = NO_NUMBER.iter().find(|word| rest.starts_with(**word)) {
            any = true;
            out.push_str("null");
            rest = &rest[word.len()..];
            continue;
        }
        let token = match rest.as_bytes()[0] {
            b'"' => string(rest),
            b'N' | b'I' => 1,
            _ => number(rest),
        };
        let (token, after) = rest.split_at(token);
        let beyond = !token.starts_with('"') && token.parse::<f64>().is_ok_and(f64::is_infinite);
        if beyond {
            any = true;
            out.extend(["\"", token, "\""]);
        } else {
            out.push_str(token);
        }
        rest = after;
    }
    out.push_str(rest);
    any.then_some(out)
}

/// The length of the string that `text` begins with.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    text.len()
}

/// The length of the number that `text` begins with.
fn number(text: &str) -> usize {
    let digit = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    text.bytes().position(|byte| !digit(byte)).unwrap_or(text.len())
}

/// The objects as records with one cell per key.
pub(crate) struct Records {
    pub(crate) objects: Objects,
    pub(crate) keys: Arc<Keys>,
    pub(crate) cells: Vec<String>,
}

impl Iterator for Records {
    type Item = Result<Record, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.objects.next()?.map(|object| {
            let (cells, beyond) = self.keys.record(&object.value, &mut self.cells);
            let (row, damaged, json) = (object.row, object.damaged, object.text);
            Record { row, cells, damaged, padding: false, beyond, json }
        }))
    }
}

#[cfg(test)]
mod tests;
