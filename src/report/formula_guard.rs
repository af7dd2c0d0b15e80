//! Keeps comments from becoming formulas. A cell that starts with `=`, `+`,
//! `-`, `@`, a tab or a carriage return is executed by spreadsheets when the
//! file is opened; a leading apostrophe makes it plain text again (OWASP, "CSV
//! Injection"). Where a spreadsheet takes semicolons or tabs for the borders of
//! cells, what comes after one within a text is such a cell too, whatever
//! quotation marks are around the whole.

use std::borrow::Cow;

/// What a spreadsheet may take for the border of two cells besides the comma.
const BORDERS: [char; 2] = [';', '\t'];

/// `text` as a cell that no spreadsheet executes. Only for text: numbers are
/// written as they are, or `-3` would stop being one.
pub fn guard(text: &str) -> Cow<'_, str> {
    let within = |(at, border): &(usize, &str)| is_formula(&text[at + border.len()..]);
    let mut borders = text.match_indices(BORDERS).filter(within).peekable();
    let starts = starts_formula(text);
    if !starts && borders.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut guarded = String::with_capacity(text.len() + 2);
    guarded.push_str(if starts { "'" } else { "" });
    let mut from = 0;
    for (at, border) in borders {
        let after = at + border.len();
        guarded.push_str(&text[from..after]);
        guarded.push('\'');
        from = after;
    }
    guarded.push_str(&text[from..]);
    Cow::Owned(guarded)
}

fn starts_formula(text: &str) -> bool {
    // The full-width forms are formulas too to spreadsheets in Chinese or
    // Japanese.
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    text.starts_with(signs)
}

/// Whether what comes after a border is a formula, rather than the mouth of a face: `;-)`.
fn is_formula(text: &str) -> bool {
    let signs = ['+', '-', '＋', '－'];
    match text.strip_prefix(signs) {
        Some(rest) => rest
            .trim_start_matches(signs)
            .trim_start_matches(['(', '（'])
            .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '=' | '@' | '"' | '\'')),
        None => text.starts_with(['=', '@', '＝', '＠']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\r=1", "\n=1", "＝1+1", "－"] {
            assert_eq!(guard(text), format!("'{text}"));
        }
    }

    #[test]
    fn so_do_those_behind_a_border_within_a_text() {
        for (text, guarded) in [
            ("ok;=1+1;差", "ok;'=1+1;差"),
            ("ok\t=1", "ok\t'=1"),
            ("\t=1", "'\t'=1"),
            ("=1;@SUM(A1)", "'=1;'@SUM(A1)"),
            ("好;-2+3;+(A1)", "好;'-2+3;'+(A1)"),
            ("a;＝1", "a;'＝1"),
        ] {
            assert_eq!(guard(text), guarded);
        }
    }

    #[test]
    fn ordinary_text_is_untouched() {
        for text in [
            "",
            "好评 = 5",
            "a@b",
            "'=1",
            "1-2",
            "—很好",
            "“=”",
            "nice ;-) ;-( ;+",
            "a; b;c",
            "a; -1",
        ] {
            assert!(matches!(guard(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
