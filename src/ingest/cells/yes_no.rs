//! Cells of yes and no: `yes`, `√`, `有`; `No`, `×`, `否`.

use unicode_normalization::UnicodeNormalization;

use crate::simplified::simplified;

/// Cells that say yes, in small letters and simplified characters.
const YES: [&str; 16] = [
    "1", "yes", "y", "true", "t", "x", "✓", "√", "✔", "checked", "selected", "是", "有", "对",
    "选中", "已选",
];

/// Cells that say no. `none` and 无 may be one of several values.
const NO: [&str; 15] = [
    "0",
    "no",
    "n",
    "false",
    "f",
    "×",
    "✗",
    "unchecked",
    "not selected",
    "否",
    "不是",
    "未",
    "未选",
    "未选中",
    "不选",
];

/// Bytes of the longest of them in full width.
const LONGEST: usize = 36;

/// What a cell of yes and no says; `None` where it says neither.
pub(crate) fn yes_or_no(cell: &str) -> Option<bool> {
    let cell = cell.trim();
    // For speed: comments are neither.
    if cell.len() > LONGEST {
        return None;
    }
    if cell.is_ascii() {
        return told(|word| word.eq_ignore_ascii_case(cell));
    }
    let folded = cell.nfkc().collect::<String>().to_lowercase();
    let plain = simplified(&folded);
    told(|word| *word == *plain)
}

fn told(is: impl Fn(&str) -> bool) -> Option<bool> {
    if YES.iter().any(|word| is(word)) {
        return Some(true);
    }
    NO.iter().any(|word| is(word)).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_in_any_case_width_and_script() {
        for cell in "1|Yes|Y|TRUE|T|x|X|Ｘ|✓|√|✔| 是 |有|對|選中|已选|Ｙｅｓ|Checked".split('|')
        {
            assert_eq!(yes_or_no(cell), Some(true), "{cell}");
        }
        let no =
            "0|No|N|False|f|×|✗|否|不是|未|未選中|不选|０|Not selected|ｎｏｔ　ｓｅｌｅｃｔｅｄ";
        for cell in no.split('|') {
            assert_eq!(yes_or_no(cell), Some(false), "{cell}");
        }
        for cell in "|2|none|无|没有|maybe|in progress|nope|yesterday|是的，很好".split('|')
        {
            assert_eq!(yes_or_no(cell), None, "{cell}");
        }
        let width = |word: &&str| word.chars().count() * 3;
        assert_eq!(YES.iter().chain(&NO).map(width).max(), Some(LONGEST));
    }
}
