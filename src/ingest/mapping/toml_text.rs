//! Pieces of TOML text, where the crate writes forms that cannot stand there.

use std::fmt::Write;

pub(super) fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        // TOML forbids control characters in comments.
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(out, "# {line}");
    }
}

/// A basic TOML string, which is also good as a key: the `toml` crate writes
/// strings with quotes or line ends in forms that keys cannot have.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
