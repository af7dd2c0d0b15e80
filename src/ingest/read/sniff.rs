//! What kind of file it is, by its content: formats that hold no table, pages
//! of markup, the shapes of JSON.

use std::path::Path;

use crate::ingest::read::compressed;

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
            let object = serde_json::from_slice::<serde_json::Map<_, _>>(line).is_ok();
            (object || named || line.trim_ascii() == b"{").then_some(false)
        }
        b'[' => {
            let inner = start[1..].trim_ascii_start().first();
            (named || matches!(inner, Some(b'{' | b']'))).then_some(true)
        }
        _ => named.then_some(false),
    }
}
