//! Keeps comments from becoming formulas. A cell that starts with `=`, `+`,
//! `-`, `@`, a tab or a carriage return is executed by spreadsheets when the
//! file is opened; a leading apostrophe makes it plain text again (OWASP, "CSV
//! Injection").

use std::borrow::Cow;

/// `text` as a cell that no spreadsheet executes. Only for text: numbers are
/// written as they are, or `-3` would stop being one.
pub fn guard(text: &str) -> Cow<'_, str> {
    if starts_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn starts_formula(text: &str) -> bool {
    // The full-width forms are formulas too to spreadsheets in Chinese or
    // Japanese.
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    text.starts_with(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－"] {
            assert_eq!(guard(text), format!("'{text}"));
        }
    }

    #[test]
    fn ordinary_text_is_untouched() {
        for text in ["", "好评 = 5", "a@b", "'=1", "1-2", "—很好", "“=”"] {
            assert!(matches!(guard(text), Cow::Borrowed(same) if same == text));
        }
    }
}
