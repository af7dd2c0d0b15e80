//! The text of a JSON object as it was given: where its values lie in it, so that some of
//! them can be replaced and others added while all the rest stays as it is, to the byte.

use std::ops::Range;

use crate::ingest::read::jsonl::DEPTH;

/// The text of an object that has been read, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonText(Box<str>);

impl JsonText {
    /// The object that `text` holds, which has to be valid. Line breaks, which in JSON stand
    /// between values alone, become blanks.
    pub(crate) fn new(text: &str) -> JsonText {
        match text.contains(['\n', '\r']) {
            true => JsonText(text.replace(['\n', '\r'], " ").into()),
            false => JsonText(text.into()),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The keys of the object itself, as they are meant; one may occur twice.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        Walk::new(&self.0).object(&mut |key, _| keys.push(key.to_owned()));
        keys
    }

    /// The object with `value`, a JSON text, wherever a column of the table that is made of it
    /// lies that is one of `columns`, and with `added` members after its own.
    pub fn with(&self, columns: &[&str], value: &str, added: &[(String, String)]) -> String {
        let text = &self.0;
        let mut places: Vec<Range<usize>> = Vec::new();
        for column in columns {
            find(text, 0..text.len(), "", 1, column, &mut places);
        }
        places.sort_by_key(|place| place.start);
        let end = text.rfind('}').unwrap_or(text.len());
        let more: usize = added.iter().map(|(key, value)| key.len() + value.len() + 4).sum();
        let mut out = String::with_capacity(text.len() + more);
        let mut at = 0;
        for place in places {
            out.push_str(&text[at..place.start]);
            out.push_str(value);
            at = place.end;
        }
        out.push_str(&text[at..end]);
        let mut first = out.trim_end().ends_with('{');
        for (key, value) in added {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            out.push_str(&serde_json::Value::from(key.as_str()).to_string());
            out.push(':');
            out.push_str(value);
        }
        out.push_str(&text[end..]);
        out
    }
}

/// The places of the values that make up a column, as objects are flattened.
fn find(
    text: &str,
    object: Range<usize>,
    prefix: &str,
    depth: usize,
    column: &str,
    places: &mut Vec<Range<usize>>,
) {
    let start = object.start;
    Walk::new(&text[object]).object(&mut |key, value| {
        let value = start + value.start..start + value.end;
        let name = match prefix {
            "" if depth == 1 => key.to_owned(),
            prefix => format!("{prefix}.{key}"),
        };
        let inner = &text[value.clone()];
        let nested = inner.starts_with('{')
            && depth < DEPTH
            && !inner[1..].trim_start_matches([' ', '\t']).starts_with('}');
        match nested {
            // A column within it has a longer name.
            true if column.len() > name.len() && column.starts_with(&name) => {
                find(text, value, &name, depth + 1, column, places);
            }
            false if name == column => places.push(value),
            _ => {}
        }
    });
}

/// Goes through the text of a valid value.
struct Walk<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Walk<'t> {
        Walk { text, at: 0 }
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.next().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Visits the members of an object with the spans of their values.
    fn object(&mut self, visit: &mut dyn FnMut(&str, Range<usize>)) {
        self.blanks();
        self.at += 1;
        loop {
            self.blanks();
            if self.next() != Some(b'"') {
                return;
            }
            let key = self.string();
            let key = &self.text[key];
            self.blanks();
            self.at += 1;
            self.blanks();
            let start = self.at;
            self.value();
            match key.contains('\\') {
                false => visit(&key[1..key.len() - 1], start..self.at),
                true => {
                    // It has been read before.
                    let key: String = serde_json::from_str(key).unwrap_or_default();
                    visit(&key, start..self.at);
                }
            }
            self.blanks();
            if self.next() != Some(b',') {
                return;
            }
            self.at += 1;
        }
    }

    /// Passes a string, with its quotation marks.
    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.next() {
            self.at += match byte {
                b'\\' => 2,
                _ => 1,
            };
            if byte == b'"' {
                break;
            }
        }
        start..self.at.min(self.text.len())
    }

    /// Passes a value, however deep it is.
    fn value(&mut self) {
        let mut depth = 0usize;
        while let Some(byte) = self.next() {
            match byte {
                b'"' => {
                    self.string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return;
                    }
                }
                b',' if depth == 0 => return,
                byte if depth == 0 && byte.is_ascii_whitespace() => return,
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    fn added(text: &str, column: Option<(&str, &str)>, key: &str) -> String {
        let (columns, value) = column.map_or((Vec::new(), ""), |(name, value)| (vec![name], value));
        JsonText::new(text).with(&columns, value, &[(key.to_owned(), "[1]".to_owned())])
    }

    #[test]
    fn what_is_not_replaced_stays_to_the_byte() {
        let text = r#" {"a" : 1.50, "b":null,"c":{"x\u00e9":[true, {"}":"\"},"}],"y":""},"a":2} "#;
        let with = added(text, Some(("c.y", r#""new""#)), "ours");
        let expected = r#" {"a" : 1.50, "b":null,"c":{"x\u00e9":[true, {"}":"\"},"}],"y":"new"},"a":2,"ours":[1]} "#;
        assert_eq!(with, expected);
        assert_eq!(JsonText::new(text).keys(), ["a", "b", "c", "a"]);
        assert_eq!(added("{}", None, "k"), r#"{"k":[1]}"#);
        let two = JsonText::new(r#"{"b":1,"x":2,"a":1}"#).with(&["a", "b"], "0", &[]);
        assert_eq!(two, r#"{"b":0,"x":2,"a":0}"#);
        assert_eq!(added("{\n \"a\":\r\n1 }", Some(("a", "2")), "k"), r#"{  "a":  2 ,"k":[1]}"#);
        assert_eq!(
            added(r#"{"a.b":1,"a":{"b":2}}"#, Some(("a.b", "0")), "k").matches('0').count(),
            2
        );
    }

    #[test]
    fn columns_are_found_as_deep_as_objects_are_flattened() {
        let with = |text: &str, column: &str| JsonText::new(text).with(&[column], "0", &[]);
        let text = r#"{"a":{"b":{"c":{"d":1}}},"":{"x":2}}"#;
        assert_eq!(JsonText::new(text).as_str(), text);
        assert_eq!(with(text, "a.b.c"), r#"{"a":{"b":{"c":0}},"":{"x":2}}"#);
        assert_eq!(with(text, ".x"), r#"{"a":{"b":{"c":{"d":1}}},"":{"x":0}}"#);
        for none in ["a.b.c.d", "a.b", "a", "x", ""] {
            assert_eq!(with(text, none), text, "{none}");
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
            "[\"\\\\{}\\[\\],:\u{0}-\u{1f} ]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let key = prop_oneof!["[a-c.\"\\\\]{0,3}", ".{0,4}"];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..4)
                    .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_value_in_is_the_same_value_out(members in prop::collection::vec((".{0,3}", value()), 0..5), pretty: bool) {
            let object = Value::from(members.into_iter().collect::<Map<_, _>>());
            let text = match pretty {
                true => serde_json::to_string_pretty(&object).unwrap(),
                false => object.to_string(),
            };
            let with = added(&text, None, "the key that is ours");
            prop_assert!(!with.contains('\n'));
            let mut read: Value = serde_json::from_str(&with).unwrap();
            let ours = read.as_object_mut().unwrap().shift_remove("the key that is ours");
            prop_assert_eq!(ours, Some(json!([1])));
            prop_assert_eq!(&read, &object);
            let keys = JsonText::new(&text).keys();
            prop_assert!(keys.iter().eq(object.as_object().unwrap().keys()));
            // Each column that the table has is found, and nothing else is touched.
            if let Some((key, _)) = object.as_object().unwrap().iter().find(|(_, v)| !v.is_object()) {
                let with = added(&text, Some((key, "\"new\"")), "the key that is ours");
                let read: Value = serde_json::from_str(&with).unwrap();
                prop_assert_eq!(&read[key], "new");
            }
        }
    }
}
