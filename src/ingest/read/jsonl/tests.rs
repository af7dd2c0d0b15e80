use super::*;

fn objects(text: &str, array: bool) -> Objects {
    Objects::new(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), array, "t".into())
}

fn rows(text: &str, array: bool) -> Vec<(u64, bool)> {
    objects(text, array).map(|o| o.map_or_else(|r| (r.row, false), |o| (o.row, true))).collect()
}

#[test]
fn lines_and_items_keep_their_places() {
    let lines = "{\"a\":1}\n\n{\"a\":\n{\"a\":2}";
    assert_eq!(rows(lines, false), [(1, true), (3, false), (4, true)]);
    let array = " [ {\"a\":\"]},{\"}, 7,\n{\"a\":[1,{\"b\":2}]} ]";
    assert_eq!(rows(array, true), [(1, true), (2, false), (3, true)]);
    assert_eq!(rows("[]", true), []);
    assert_eq!(rows("[{\"a\":1}", true), [(1, true)]);
}

#[test]
fn nested_keys_are_flattened() {
    let text =
        r#"{"id":"007","rating":{"score":9.0,"deep":{"x":{"y":1}}},"tags":["a","b"],"no":null}"#;
    let object = objects(text, false).next().unwrap().unwrap();
    let mut keys = Keys::default();
    assert!(keys.learn(&object.value));
    assert_eq!(keys.names, ["id", "rating.score", "rating.deep.x", "tags", "no"]);
    let (cells, beyond) = keys.record(&object.value, &mut Vec::new());
    assert!(beyond.is_empty());
    assert_eq!(&cells, vec!["007", "9.0", "{\"y\":1}", "a; b", ""]);
}

#[test]
fn numbers_that_no_computer_holds_are_kept_as_they_are() {
    let text = r#"{"n":1e400,"list":[-2E+999,3],"said":"1e400, \"-1e400\"","c":4}"#;
    let object = objects(text, false).next().unwrap().unwrap();
    let mut keys = Keys::default();
    assert!(keys.learn(&object.value));
    let (cells, _) = keys.record(&object.value, &mut Vec::new());
    assert_eq!(&cells, vec!["1e400", "-2E+999; 3", "1e400, \"-1e400\"", "4"]);
    assert!(objects("{\"n\":1e4e00}", false).next().unwrap().is_err());
}

#[test]
fn what_python_writes_for_no_number_is_null() {
    let text = r#"{"a":NaN,"b":[-Infinity,3],"said":"NaN, \"Infinity","c":Infinity,"d":-4}"#;
    let object = objects(text, false).next().unwrap().unwrap();
    let mut keys = Keys::default();
    assert!(keys.learn(&object.value));
    let (cells, _) = keys.record(&object.value, &mut Vec::new());
    assert_eq!(&cells, vec!["", "; 3", "NaN, \"Infinity", "", "-4"]);
    for bad in [r#"{"a":NaNs}"#, r#"{"a":Nil}"#, r#"{"a":- 1}"#] {
        assert!(objects(bad, false).next().unwrap().is_err(), "{bad}");
    }
}

fn keys(text: &str, pivot: bool) -> Keys {
    let mut keys = Keys::new(pivot);
    for object in objects(text, false) {
        assert!(keys.learn(&object.unwrap().value));
    }
    keys
}

fn row(keys: &Keys, text: &str) -> Vec<String> {
    let object = objects(text, false).next().unwrap().unwrap();
    keys.record(&object.value, &mut Vec::new()).0.iter().map(str::to_owned).collect()
}

#[test]
fn there_are_as_many_keys_as_a_table_has_columns() {
    for (n, fits) in [(MAX_CELLS, true), (MAX_CELLS + 1, false)] {
        let object: serde_json::Map<String, Value> =
            (0..n).map(|n| (format!("k{n}"), Value::Null)).collect();
        let mut keys = Keys::default();
        assert_eq!((keys.learn(&object.into()), keys.names.len()), (fits, n));
    }
}

#[test]
fn questions_in_lists_are_columns_where_that_is_wanted() {
    let text =
        r#"{"id":1,"answers":[{"question":"Why?","answer":"x"},{"question":"How?","answer":"y"}]}"#;
    let pivoted = keys(&format!("{text}\n{text}"), true);
    assert_eq!(pivoted.names, ["id", "Why?", "How?"]);
    let lists: Vec<&str> = pivoted.lists.iter().map(String::as_str).collect();
    assert_eq!((lists, pivoted.questions), (vec!["answers"], 2));
    assert_eq!(row(&pivoted, text), ["1", "x", "y"]);
    let plain = keys(text, false);
    assert_eq!(plain.names, ["id", "answers"]);
    assert_eq!((plain.lists.len(), plain.questions), (0, 0));
    // The object itself is no list of answers.
    let whole = r#"{"q1":{"question":"Why?","answer":"x"}}"#;
    assert_eq!(keys(whole, true).names, ["q1.question", "q1.answer"]);
}

#[test]
fn answers_to_one_question_are_choices() {
    for (answers, wanted) in [
        (r#""a","b""#, "a┋b"),
        (r#""a",null"#, "a"),
        (r#"null,"b""#, "b"),
        (r#"null,null"#, ""),
        (r#""a",null,"c""#, "a┋c"),
    ] {
        let answer = |answer: &str| format!(r#"{{"question":"Why?","answer":{answer}}}"#);
        let list: Vec<String> = answers.split(',').map(answer).collect();
        let text = format!(r#"{{"answers":[{}]}}"#, list.join(","));
        assert_eq!(row(&keys(&text, true), &text), [wanted], "{text}");
    }
}

#[test]
fn empty_objects_are_cells_and_lists_with_objects_stay_as_they_are() {
    assert!(keys("{}", false).names.is_empty());
    let text = r#"{"a":{},"b":[{"c":1},2],"d":[[1],2],"e":[1,"x",null]}"#;
    let keys = keys(text, false);
    assert_eq!(keys.names, ["a", "b", "d", "e"]);
    assert_eq!(row(&keys, text), ["{}", r#"[{"c":1},2]"#, "[[1],2]", "1; x; "]);
}

#[test]
fn a_line_may_be_as_long_as_a_record() {
    let line = |length: u64| format!("{{\"a\":\"{}\"}}\n", "x".repeat(length as usize - 9));
    let after = "{\"a\":1}\n";
    assert_eq!(rows(&(line(MAX_RECORD_BYTES) + after), false), [(1, true), (2, true)]);
    let mut objects = objects(&(line(MAX_RECORD_BYTES + 1) + after), false);
    let rejection = objects.next().unwrap().err().unwrap();
    assert_eq!((rejection.reason, rejection.row), (Reason::TooLarge, 1));
    assert_eq!(rejection.scope, crate::ingest::told::reject::Scope::Rest);
    assert!(objects.next().is_none());
}

#[test]
fn an_item_may_be_as_long_as_a_record() {
    let item = |length: u64| format!("[{{\"a\":\"{}\"}}]", "x".repeat(length as usize - 8));
    assert_eq!(rows(&item(MAX_RECORD_BYTES), true), [(1, true)]);
    let rejection = objects(&item(MAX_RECORD_BYTES + 1), true).next().unwrap().err().unwrap();
    assert_eq!((rejection.reason, rejection.row), (Reason::TooLarge, 1));
}

#[test]
fn items_end_at_commas_and_brackets_of_the_list_alone() {
    for (text, wanted) in [
        (r#"[{"a":"x\"}, {"},{"a":1}]"#, &[(1, true), (2, true)][..]),
        (r#"[{"a":"x\\"},{"a":"]"}]"#, &[(1, true), (2, true)]),
        (r#"[{"a":1},,{"a":2}]"#, &[(1, true), (3, true)]),
        ("[{\"a\":1}]\n{\"b\":2}", &[(1, true)]),
    ] {
        assert_eq!(rows(text, true), wanted, "{text}");
    }
}

#[test]
fn a_list_that_is_cut_ends_the_reading_where_all_of_it_was_there() {
    use crate::ingest::told::reject::Scope;

    for (text, whole, wanted) in [
        (r#"[{"a":1},{"a":"#, true, Some(Scope::Rest)),
        (r#"[{"a":1},{"a":"#, false, Some(Scope::Row)),
        (r#"[{"a":1},7]"#, true, Some(Scope::Row)),
        (r#"[{"a":1}]"#, true, None),
    ] {
        let mut objects = objects(text, true);
        objects.whole = whole;
        let scopes: Vec<Scope> = objects.filter_map(Result::err).map(|bad| bad.scope).collect();
        assert_eq!(scopes, wanted.into_iter().collect::<Vec<_>>(), "{text}, {whole}");
    }
}

#[test]
fn a_last_line_that_ends_within_an_object_ends_the_reading() {
    use crate::ingest::told::reject::Scope;

    for (text, wanted) in [
        ("{\"a\":1}\n{\"a\":\"slo", Some(Scope::Rest)),
        ("{\"a\":1}\n{\"a\":NaN,\"b\":", Some(Scope::Rest)),
        ("{\"a\":1}\n{\"a\":\"slo\n", Some(Scope::Row)),
        ("{\"a\":1}\n{\"a\":\"slo\n{\"a\":2}", Some(Scope::Row)),
        ("{\"a\":1}\n{\"a\":1]", Some(Scope::Row)),
        ("{\"a\":1}\nnonsense", Some(Scope::Row)),
        ("{\"a\":1}\n{\"a\":2}", None),
    ] {
        let scopes: Vec<Scope> =
            objects(text, false).filter_map(Result::err).map(|bad| bad.scope).collect();
        assert_eq!(scopes, wanted.into_iter().collect::<Vec<_>>(), "{text}");
    }
}
