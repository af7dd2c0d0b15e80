//! The list of rows within one object, as answers of web services are: `{"code": 0, "data":
//! {"total": 24, "list": [{…}, …]}}`. It is found by its place, so that it can be read as it
//! stands, however long it is.

use std::ops::Range;

use serde_json::Value;

use crate::ingest::read::json_answers::answers_in;
use crate::ingest::read::jsonl;

/// Objects within objects in which it is looked for.
const DEPTH: usize = 3;

/// Fewest objects of a list under any name: one or two may belong to the only row there is.
const FEWEST: usize = 3;

/// Names of lists that hold rows however few there are.
const NAMES: [&str; 22] = [
    "data",
    "result",
    "results",
    "response",
    "responses",
    "items",
    "records",
    "rows",
    "entries",
    "reviews",
    "comments",
    "feedback",
    "feedbacks",
    "tickets",
    "surveys",
    "submissions",
    "list",
    "values",
    "content",
    "hits",
    "数据",
    "列表",
];

/// Such a list, or one of lists.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Within {
    /// Its key, after those of the objects around it.
    pub(crate) key: String,
    /// Where its bracket stands in the text.
    pub(crate) at: usize,
    /// Its objects, as far as the text goes.
    pub(crate) n: usize,
}

impl Within {
    fn is_named(&self) -> bool {
        let last = self.key.rsplit('.').next().unwrap_or_default().to_lowercase();
        NAMES.contains(&last.as_str()) || last.ends_with("list")
    }
}

/// The longest list of rows in a text that begins with an object, unless objects stand on lines.
pub(crate) fn wrapped(start: &[u8]) -> Option<Within> {
    if are_lines(start) {
        return None;
    }
    let is_rows = |list: &(Within, Vec<Range<usize>>)| {
        let (within, items) = list;
        if items.is_empty() {
            return false;
        }
        let depth = within.key.matches('.').count() + 1;
        let answers = || are_answers(start, &within.key, items);
        match within.is_named() {
            true => depth == 1 || depth <= DEPTH && !answers(),
            false => depth <= DEPTH && within.n >= FEWEST && !answers(),
        }
    };
    let lists = lists_in(start).into_iter().filter(is_rows).map(|(within, _)| within);
    // Of lists as long the first.
    lists.rev().max_by_key(|within| within.n)
}

/// The longest list of objects or lists in a text, however deep.
pub(crate) fn any_list(start: &[u8]) -> Option<Within> {
    let lists = lists_in(start)
        .into_iter()
        .filter(|(list, items)| list.n >= FEWEST && !are_answers(start, &list.key, items));
    lists.map(|(within, _)| within).rev().max_by_key(|within| within.n)
}

/// Whether a text has one object a line: there is one on the first, and the second begins one.
pub(crate) fn are_lines(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().and_then(jsonl::parsed).is_some();
    first && lines.next().is_some_and(|line| line.trim_start().starts_with('{'))
}

/// Whether the first items of a list are questions with answers, which belong to one row.
fn are_answers(text: &[u8], key: &str, items: &[Range<usize>]) -> bool {
    let item =
        |place: &Range<usize>| jsonl::parsed(std::str::from_utf8(&text[place.clone()]).ok()?);
    let items: Vec<Value> = items.iter().map_while(item).collect();
    !items.is_empty() && answers_in(key, &Value::Array(items)).is_some()
}

/// The lists of objects or lists that stand in an object, with the places of their first items.
fn lists_in(text: &[u8]) -> Vec<(Within, Vec<Range<usize>>)> {
    let mut walk = Walk { text, at: 0, found: Vec::new() };
    walk.blanks();
    if walk.next() == Some(b'{') {
        walk.object(&mut String::new(), 1);
    }
    walk.found
}

/// Deepest objects that are gone into.
const DEEPEST: usize = 8;

struct Walk<'t> {
    text: &'t [u8],
    at: usize,
    found: Vec<(Within, Vec<Range<usize>>)>,
}

impl Walk<'_> {
    fn next(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.next().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes through an object; `None` where the text ends or is no JSON.
    fn object(&mut self, path: &mut String, depth: usize) -> Option<()> {
        self.at += 1;
        loop {
            self.blanks();
            match self.next()? {
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                b',' => self.at += 1,
                b'"' => {
                    let start = self.at;
                    self.string()?;
                    let key = std::str::from_utf8(&self.text[start..self.at]).ok()?;
                    let key: String = serde_json::from_str(key).ok()?;
                    self.blanks();
                    if self.next()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    self.blanks();
                    let length = path.len();
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&key);
                    match self.next()? {
                        b'{' if depth < DEEPEST => self.object(path, depth + 1)?,
                        b'[' => self.list(path)?,
                        _ => self.value()?,
                    }
                    path.truncate(length);
                }
                _ => return None,
            }
        }
    }

    /// Passes a list, and takes note of it where objects or lists stand in it.
    fn list(&mut self, path: &str) -> Option<()> {
        let at = self.at;
        self.at += 1;
        self.blanks();
        if !matches!(self.next()?, b'{' | b'[') {
            self.at = at;
            return self.value();
        }
        let place = self.found.len();
        let within = Within { key: path.to_owned(), at, n: 0 };
        self.found.push((within, Vec::new()));
        loop {
            self.blanks();
            match self.next()? {
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                b',' => self.at += 1,
                first => {
                    let start = self.at;
                    self.value()?;
                    if self.at == start {
                        // A brace that nothing has opened.
                        return None;
                    }
                    let (within, items) = &mut self.found[place];
                    within.n += 1;
                    if items.len() < FEWEST && first == b'{' {
                        items.push(start..self.at);
                    }
                }
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.next()? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
    }

    /// Passes a value, however deep it is.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.next()? {
                b'"' => {
                    self.string()?;
                    if depth == 0 {
                        return Some(());
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => return Some(()),
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Some(());
                    }
                }
                b',' if depth == 0 => return Some(()),
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_within_one_object() {
        let rows = r#"[{"a":1},{"a":2},{"a":3}]"#;
        let deep = format!(r#"{{"code":0,"data":{{"total":3,"list":{rows}}}}}"#);
        let deeper = format!(r#"{{"a":{{"b":{{"c":{rows}}}}}}}"#);
        let deepest = format!(r#"{{"a":{{"b":{{"c":{{"d":{rows}}}}}}}}}"#);
        let (named, two) = (format!(r#"{{"x":{rows}}}"#), r#"{"x":[{"a":1},{"a":2}]}"#);
        let answers = r#"[{"question":"Why?","answer":"a"},{"question":"How?","answer":"b"},
            {"question":"When?","answer":"c"}]"#;
        let one = format!(r#"{{"id":1,"answers":{answers}}}"#);
        for (text, wanted) in [
            (r#"{"data":[{"a":1}],"count":1}"#, Some("data")),
            ("{\n \"meta\": {\"page\": 1},\n \"results\": [\n  {\"a\": 1}\n ]\n}", Some("results")),
            (r#"{"ok":true,"title":"all, \"really\"","数据":[ {"a":1}]}"#, Some("数据")),
            (r#"{"tags":["x"],"data":[{"a":1}]}"#, Some("data")),
            (r#"{"pages":[{"a":1}],"feedbackList":[{"a":1},{"a":2}]}"#, Some("feedbackList")),
            (deep.as_str(), Some("data.list")),
            (deeper.as_str(), Some("a.b.c")),
            (named.as_str(), Some("x")),
            // Too deep, too few under such a name, answers of one row, no objects.
            (deepest.as_str(), None),
            (two, None),
            (one.as_str(), None),
            (r#"{"id":1,"answers":[{"q":"a"}]}"#, None),
            ("{\"id\":1,\"items\":[{\"q\":1}]}\n{\"id\":2,\"items\":[{\"q\":1}]}", None),
            (r#"{"data":[1,2]}"#, None),
            (r#"{"columns":["a"],"data":[[1],[2],[3]]}"#, None),
            (r#"{"x":[{"a":1},{"a":2} }"#, None),
            ("[1]", None),
        ] {
            let found = wrapped(text.as_bytes()).map(|within| within.key);
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
        assert_eq!(any_list(deepest.as_bytes()).map(|list| list.key).as_deref(), Some("a.b.c.d"));
        assert_eq!(any_list(one.as_bytes()), None);
    }

    #[test]
    fn the_longest_list_has_a_place_also_where_the_text_is_cut() {
        let text = br#"{"data":[{"a":1}],"x":[{"a":"]}"},{"a":2},{"a":"#;
        let list = Within { key: "x".into(), at: 22, n: 2 };
        assert_eq!(lists_in(text).pop().map(|(list, _)| list), Some(list));
        // Too few of them were seen.
        assert_eq!(wrapped(text).map(|list| list.key).as_deref(), Some("data"));
    }
}
