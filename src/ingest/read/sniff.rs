//! What kind of file it is, by its content: formats that hold no table, pages
//! of markup, the shapes of JSON.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::read::{compressed, jsonl};

/// A zip archive, as newer workbooks are, or the container of older ones.
pub(crate) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The name of a binary format that `head` begins.
pub(crate) fn known_binary(head: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 13] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"GIF8", "GIF"),
        (b"\x1F\x8B", "gzip"), // Within another.
        (b"\xFD7zXZ\0", "xz"),
        (b"\x28\xB5\x2F\xFD", "zstd"),
        (b"BZh", "bzip2"),
        (b"7z\xBC\xAF", "7-Zip"),
        (b"Rar!", "RAR"),
        (b"SQLite format 3", "SQLite"),
        (b"\x7FELF", "ELF"),
        (b"PK\x05\x06", "zip"),
    ];
    if head.get(257..262) == Some(b"ustar") {
        return Some("tar");
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name)
}

/// Old web systems call an HTML table `.xls`.
pub(crate) fn is_markup(start: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&start[..start.len().min(512)]).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype", "<html", "<?xml", "<table", "<head", "<meta"].iter().any(|m| head.starts_with(m))
}

/// The name of the list that an object around all rows has them in, as answers of web services
/// are: `{"count": 2, "data": [{…}, …]}`.
pub(crate) fn wrapped(start: &[u8]) -> Option<String> {
    static AROUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let text = r#""(?:[^"\\\[]|\\[^\[])*""#;
        let before = format!(r#"(?:{text}\s*:\s*(?:{text}|[-\w.+]+|\{{[^\[\]{{}}]*\}})\s*,\s*)*"#);
        let lists = "data|results?|responses?|items|records|rows|entries|reviews|comments|feedbacks?|\
            tickets|surveys|submissions|list|values|数据|列表";
        Regex::new(&format!(r#"^\{{\s*{before}"({lists})"\s*:\s*\[\s*\{{"#)).ok()
    });
    let text = String::from_utf8_lossy(start);
    let found = AROUND.as_ref()?.captures(&text)?;
    // Of objects on lines each may have such a list.
    let mut lines = text.lines();
    let first = lines.next().and_then(jsonl::parsed).is_some();
    let second = lines.next().is_some_and(|line| line.trim_start().starts_with('{'));
    (!(first && second)).then(|| found[1].to_owned())
}

/// `Some(true)` for an array of objects, `Some(false)` for objects on lines.
pub(crate) fn json_shape(start: &[u8], name: &str) -> Option<bool> {
    let extension = Path::new(compressed::inner_name(name)).extension();
    let extension = extension.and_then(|e| e.to_str()).unwrap_or_default();
    let named = ["json", "jsonl", "ndjson"].iter().any(|e| extension.eq_ignore_ascii_case(e));
    match start.first()? {
        b'{' => {
            let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
            let line_text = String::from_utf8_lossy(line);
            let object = jsonl::parsed(&line_text).is_some_and(|value| value.is_object());
            (object || named || line.trim_ascii() == b"{").then_some(false)
        }
        b'[' => {
            let inner = start[1..].trim_ascii_start().first();
            (named || matches!(inner, Some(b'{' | b']'))).then_some(true)
        }
        _ => named.then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_within_one_object() {
        for (text, wanted) in [
            (r#"{"data":[{"a":1}],"count":1}"#, Some("data")),
            ("{\n \"meta\": {\"page\": 1},\n \"results\": [\n  {\"a\": 1}\n ]\n}", Some("results")),
            (r#"{"ok":true,"title":"all, \"really\"","数据":[ {"a":1}]}"#, Some("数据")),
            (r#"{"id":1,"answers":[{"q":"a"}]}"#, None),
            ("{\"id\":1,\"items\":[{\"q\":1}]}\n{\"id\":2,\"items\":[{\"q\":1}]}", None),
            (r#"{"data":[1,2]}"#, None),
            (r#"{"tags":["x"],"data":[{"a":1}]}"#, None),
        ] {
            assert_eq!(wrapped(text.as_bytes()).as_deref(), wanted, "{text}");
        }
    }
}
