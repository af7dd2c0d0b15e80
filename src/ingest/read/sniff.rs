//! What kind of file it is, by its content: formats that hold no table, pages
//! of markup, the shapes of JSON.

use std::path::Path;

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
    fn an_archive_is_known_by_what_stands_far_in_it() {
        let mut head = vec![b'a'; 262];
        assert_eq!(known_binary(&head), None);
        head[257..].copy_from_slice(b"ustar");
        assert_eq!(known_binary(&head), Some("tar"));
        assert_eq!(known_binary(&head[..261]), None);
    }

    #[test]
    fn braces_are_json_where_an_object_or_a_name_says_so() {
        for (text, name, wanted) in [
            ("{\n \"a\": 1\n}\n", "-", Some(false)),
            ("{\"a\":1}\n{\"a\":2}\n", "-", Some(false)),
            ("{name}, welcome\n{x}, y\n", "-", None),
            ("{name}, welcome\n", "a.jsonl", Some(false)),
            ("[ {\"a\":1}]", "-", Some(true)),
            ("[x] a,b\n", "-", None),
            ("a,b\n", "a.JSON.gz", Some(false)),
        ] {
            assert_eq!(json_shape(text.as_bytes(), name), wanted, "{text}");
        }
    }
}
