//! Answers that a JSON object holds as a list, each with its question: `answers: [{question:
//! {text}, score}]`. Each question becomes a column.

use serde_json::{Map, Value};

use crate::ingest::read::question_names::{self, ANSWER, MARK, NUMBER, WORDING};
use crate::ingest::read::squeezed;

/// Lists within lists (pages, sections, questions) are searched this deep.
const DEPTH: usize = 4;

/// Between several choices of one question, as 问卷星 writes them.
pub(crate) const CHOICES: char = '┋';

/// More keys of a question, between its text and its number; squeezed.
const FIELD: [&str; 3] = ["heading", "prompt", "field"];

/// Keys of a question in a list that is called one of answers.
const IN_ANSWERS: [&str; 9] =
    ["title", "label", "name", "text", "key", "metric", "ref", "id", "type"];

/// Names of such lists.
const LISTS: [&str; 14] = [
    "answers",
    "answer",
    "responses",
    "response",
    "questions",
    "surveyanswers",
    "surveyresponses",
    "questionresponses",
    "questionanswers",
    "ratings",
    "customfields",
    "fields",
    "回答",
    "答案",
];

/// More keys of marks, of what was chosen, and of other answers.
const MORE_MARKS: [&str; 2] = ["number", "opinionscale"];
const CHOSEN: [&str; 4] = ["choices", "selected", "selectedoptions", "answers"];
const LAST: [&str; 2] = ["boolean", "date"];

/// Keys by which an object within a question or an answer is put in words.
const WORDS: [&str; 14] = [
    "text", "title", "label", "labels", "heading", "name", "value", "question", "score", "content",
    "en", "zh", "ref", "id",
];

/// The questions and answers in `value`, which its object calls `key`; `None` where it is
/// something else.
pub(crate) fn answers_in(key: &str, value: &Value) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let listed = LISTS.contains(&squeezed(key.rsplit('.').next().unwrap_or(key)).as_str());
    gather(value, listed, DEPTH, &mut found).then_some(found)
}

/// Adds what `value` holds; `false` where anything in it is no answer.
fn gather(value: &Value, listed: bool, depth: usize, found: &mut Vec<(String, String)>) -> bool {
    let items: Vec<&Map<String, Value>> = match value {
        Value::Array(items) => items.iter().map_while(Value::as_object).collect(),
        // By the number of the question. There the question has to be told.
        Value::Object(fields) => fields.values().map_while(Value::as_object).collect(),
        _ => return false,
    };
    let all = match value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    };
    if items.is_empty() || items.len() < all {
        return false;
    }
    let listed = listed && value.is_array();
    items.into_iter().all(|item| answer(item, listed, found) || within(item, depth, found))
}

/// Lists of answers in a page or section.
fn within(item: &Map<String, Value>, depth: usize, found: &mut Vec<(String, String)>) -> bool {
    let mut any = false;
    if depth > 0 {
        for (key, value) in item.iter().filter(|(_, value)| value.is_array()) {
            let listed = LISTS.contains(&squeezed(key).as_str());
            let before = found.len();
            match gather(value, listed, depth - 1, found) {
                true => any = true,
                false => found.truncate(before),
            }
        }
    }
    any
}

/// Adds an item with a question and an answer; `false` where it is none.
fn answer(item: &Map<String, Value>, listed: bool, found: &mut Vec<(String, String)>) -> bool {
    let keys: Vec<(String, &str, &Value)> =
        item.iter().map(|(key, value)| (squeezed(key), key.as_str(), value)).collect();
    let of = |name: &str| keys.iter().find(|(key, ..)| key == name);
    let worded = |name: &&str| of(name).and_then(|(.., value)| words_of(value, 3));
    let mut questions = WORDING.iter().chain(&FIELD).chain(&NUMBER);
    let asked = questions.find_map(|name| Some((*name, worded(name)?)));
    // The mark before the words.
    let marks = MARK.iter().chain(&MORE_MARKS).chain(&ANSWER);
    let answers = marks.chain(&CHOSEN).chain(&question_names::WORDS).chain(&LAST);
    let values: Vec<&(String, &str, &Value)> = answers.filter_map(|name| of(name)).collect();
    let in_list = || {
        let of_answer = |name: &&&str| values.iter().all(|(key, ..)| key != **name);
        // A lone text is an answer without a question.
        IN_ANSWERS.iter().filter(of_answer).find_map(|name| Some((*name, worded(name)?)))
    };
    let Some((asked_by, question)) = asked.or_else(|| in_list().filter(|_| listed)) else {
        return false;
    };
    // `type` may name the key of the answer.
    let kind = of("type").and_then(|(.., value)| value.as_str()).map(squeezed);
    let by_kind = kind.and_then(|kind| keys.iter().find(|(key, ..)| *key == kind));
    let mut values = values;
    if let Some(first) = by_kind.filter(|(key, ..)| key != asked_by) {
        values.retain(|(key, ..)| *key != first.0);
        values.insert(0, first);
    }
    values.retain(|(key, ..)| key != asked_by);
    if values.is_empty() {
        return false;
    }
    let mut first = true;
    for (_, key, value) in values {
        let Some(answer) = words_of(value, 3) else { continue };
        let column = if first { question.clone() } else { format!("{question} / {key}") };
        found.push((column, answer));
        first = false;
    }
    if first {
        found.push((question, String::new()));
    }
    true
}

/// A value in words: of an object those of its text or of a language, of a list all of them.
fn words_of(value: &Value, depth: usize) -> Option<String> {
    let words = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => return None,
        _ if depth == 0 => return None,
        Value::Array(items) => {
            let words: Vec<String> =
                items.iter().filter_map(|item| words_of(item, depth - 1)).collect();
            words.join(&CHOICES.to_string())
        }
        Value::Object(fields) => {
            let of = |name: &str| fields.iter().find(|(key, _)| squeezed(key) == name);
            let named = WORDS.iter().find_map(|name| words_of(of(name)?.1, depth - 1));
            let language = |key: &str| {
                let code = key.split(['-', '_']).next().unwrap_or(key);
                (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())
            };
            let by_language = || {
                let texts = fields.iter().filter(|(key, _)| language(key));
                texts.filter_map(|(_, text)| words_of(text, depth - 1)).next()
            };
            named.or_else(by_language)?
        }
    };
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(key: &str, json: &str) -> Option<Vec<(String, String)>> {
        answers_in(key, &serde_json::from_str(json).unwrap())
    }

    fn pairs(pairs: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(pairs.iter().map(|(q, a)| ((*q).to_owned(), (*a).to_owned())).collect())
    }

    #[test]
    fn lists_of_answers() {
        for (key, json, wanted) in [
            (
                "answers",
                r#"[{"type":"nps","score":2,"question":{"text":{"en":"Recommend?"}}},
                    {"type":"FreeText","text":{"de":"Zu teuer"},"question":{"text":"Why?"}}]"#,
                &[("Recommend?", "2"), ("Why?", "Zu teuer")][..],
            ),
            (
                "answers",
                r#"[{"field":{"id":"x","ref":"nps"},"type":"number","number":9,"text":"nine"},
                    {"field":{"title":"Where?"},"type":"choices","choices":{"labels":["shop","web"]}}]"#,
                &[("nps", "9"), ("nps / text", "nine"), ("Where?", "shop┋web")],
            ),
            (
                "pages",
                r#"[{"id":"1","questions":[{"heading":"Satisfied?","answers":[{"text":"Very"}]}]},
                    {"id":"2","questions":[{"heading":"Why?","answers":[]}]}]"#,
                &[("Satisfied?", "Very"), ("Why?", "")],
            ),
            (
                "survey.responses",
                r#"[{"name":"csat","value":5},{"name":"comment","value":null}]"#,
                &[("csat", "5"), ("comment", "")],
            ),
            (
                "result",
                r#"{"q1":{"question":"Satisfied?","answer":4},"q2":{"question":"Why?","answer":"x"}}"#,
                &[("Satisfied?", "4"), ("Why?", "x")],
            ),
            ("答案", r#"[{"题目":"满意吗？","得分":5}]"#, &[("满意吗？", "5")]),
            ("答卷", r#"[{"题干":"满意吗？","答案内容":"一般"}]"#, &[("满意吗？", "一般")]),
        ] {
            assert_eq!(found(key, json), pairs(wanted), "{json}");
        }
    }

    #[test]
    fn other_lists_are_none() {
        for (key, json) in [
            ("items", r#"[{"name":"shoes","value":50},{"name":"socks","value":5}]"#),
            ("tags", r#"[{"name":"vip"}]"#),
            ("messages", r#"[{"id":1,"text":"hello"}]"#),
            ("answers", r#"["a","b"]"#),
            ("answers", "[]"),
            ("answers", r#"[{"question":"Why?","answer":"x"},7]"#),
            ("user", r#"{"name":"Kim","city":"Leeds"}"#),
            ("meta", r#"{"question":"Why?","answer":"x"}"#),
        ] {
            assert_eq!(found(key, json), None, "{json}");
        }
    }

    #[test]
    fn lists_are_searched_through_four_others() {
        let within = |lists: usize| {
            let innermost = r#"[{"question":"Why?","answer":"x"}]"#.to_owned();
            (0..lists).fold(innermost, |list, _| format!(r#"[{{"part":{list}}}]"#))
        };
        assert_eq!(found("pages", &within(DEPTH)), pairs(&[("Why?", "x")]));
        assert_eq!(found("pages", &within(DEPTH + 1)), None);
    }

    #[test]
    fn a_question_without_a_key_of_an_answer_is_none() {
        assert_eq!(found("answers", r#"[{"question":"Why?","page":1}]"#), None);
        assert_eq!(
            found("answers", r#"[{"question":"Why?","score":null}]"#),
            pairs(&[("Why?", "")])
        );
    }

    #[test]
    fn an_answer_is_looked_for_through_three_brackets() {
        for (answer, wanted) in [
            (r#"[[["x"]]]"#, "x"),
            (r#"[[[["x"]]]]"#, ""),
            (r#"{"text":{"text":{"text":"x"}}}"#, "x"),
            (r#"{"text":{"text":{"text":{"text":"x"}}}}"#, ""),
            (r#"{"de":{"de":{"de":"x"}}}"#, "x"),
            (r#"{"de":{"de":{"de":{"de":"x"}}}}"#, ""),
            // Codes of languages have two or three letters.
            (r#"{"deu":"x"}"#, "x"),
            (r#"{"de-AT":"x"}"#, "x"),
            (r#"{"other":"x"}"#, ""),
            (r#"{"d":"x"}"#, ""),
            (r#"{"DE":"x"}"#, ""),
        ] {
            let json = format!(r#"[{{"question":"Why?","answer":{answer}}}]"#);
            assert_eq!(found("answers", &json), pairs(&[("Why?", wanted)]), "{answer}");
        }
    }
}
