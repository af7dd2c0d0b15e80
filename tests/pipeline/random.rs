//! Whole runs on random bytes and on random, ragged tables: no panic, no lost
//! row, and an error says something.

use std::path::Path;

use proptest::prelude::*;
use xinsheng::Lang;
use xinsheng::ingest::Mapping;

use crate::runs::{analyze_with, balanced, temporary_file};

/// A cell as exports have them, and as they should not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-9]{1,2}",
        3 => "(物流|客服|质量|the staff|delivery)(太慢了|很好|was rude|was great|，|!|。){1,4}",
        1 => Just(String::new()),
        1 => "\\PC{0,20}",
        1 => "\"[^\"]{0,8}\"",
        1 => "[\",;\t=@+\\-<>&{}%]{1,6}",
        1 => "20[0-9]{2}-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-5][0-9])?",
    ]
}

/// A table whose rows may have any number of cells, and its delimiter: where
/// most rows are torn nobody could guess it.
fn ragged() -> impl Strategy<Value = (String, &'static str)> {
    let header = prop::sample::subsequence(
        vec!["id", "评价内容", "nps", "满意度(1-5)", "touchpoint", "时间", "effort"],
        0..=7,
    );
    let rows = prop::collection::vec(prop::collection::vec(cell(), 0..9), 1..25);
    let delimiter = prop::sample::select(vec![",", "\t", ";"]);
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    (header, rows, delimiter, end).prop_map(|(header, rows, delimiter, end)| {
        let mut text = [header.as_slice(), &["comment"]].concat().join(delimiter);
        // One good row, and no zero, which makes a file binary data.
        let good = vec!["9".to_owned(); header.len() + 1];
        for row in [good].into_iter().chain(rows) {
            text.push_str(end);
            text.push_str(&row.join(delimiter));
        }
        (text.replace('\0', ""), delimiter)
    })
}

/// Says that the column `comment` holds the comments, whatever they look like.
fn mapping(file: &str) -> Option<Mapping> {
    let text = format!("{file}[[column]]\nname = \"comment\"\nrole = \"comment\"\n");
    Some(Mapping::from_toml(&text, Path::new("mapping.toml")).unwrap())
}

/// How the tables here are laid out.
fn layout(delimiter: &str) -> String {
    format!("[file]\ndelimiter = {delimiter:?}\nskip_rows = 0\nheader_rows = 1\n")
}

/// Runs the analysis; a refusal is fine where it has words. Whether it ran.
fn survives(suffix: &str, bytes: &[u8], mapping: Option<Mapping>) -> bool {
    let file = temporary_file(suffix, bytes);
    match analyze_with(&[file.path()], 2, Lang::En, mapping) {
        Ok(run) => {
            balanced(&run, "random");
            let rows: u64 = run.summary.sources.iter().map(|source| source.rows).sum();
            assert_eq!(rows, run.summary.account.rows_read);
            assert!(run.html().contains("</html>"));
            true
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.contains(&*file.path().to_string_lossy()), "{message}");
            assert!(message.ends_with('.') || message.ends_with(')'), "has a remedy: {message}");
            false
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ragged_tables((text, delimiter) in ragged()) {
        prop_assert!(survives(".csv", text.as_bytes(), mapping(&layout(delimiter))));
        survives(".csv", text.as_bytes(), None);
    }

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        survives(".csv", &bytes, None);
        // Text of some encoding, as the missing zeros make it.
        let mut bytes: Vec<u8> = bytes.into_iter().filter(|byte| *byte != 0).collect();
        bytes.splice(0..0, *b"comment,nps\nslow,1\n");
        survives(".csv", &bytes, mapping(&layout(",")));
    }

    #[test]
    fn a_table_with_damaged_bytes((text, delimiter) in ragged(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        survives(".csv", &bytes, mapping(&layout(delimiter)));
    }

    #[test]
    fn random_lines_of_json(lines in prop::collection::vec(
        "(\\{\"comment\": ?\"[^\"\\\\]{0,12}\", ?\"nps\": ?(null|-?[0-9]{1,2}|\"x\"|\\[1\\])\\}|\\{\\}|\\PC{0,12}|null)", 1..20)) {
        let text = format!("{{\"comment\": \"slow\"}}\n{}", lines.join("\n")).replace('\0', "");
        prop_assert!(survives(".jsonl", text.as_bytes(), mapping("")));
    }
}
