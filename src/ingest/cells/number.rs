//! The numbers of score cells, and the cells that stand for no answer.

use unicode_normalization::UnicodeNormalization;

/// Cells that stand for "no answer": blanks, the usual words for missing
/// values in whatever case and width, and the codes of survey tools (−2 left
/// blank, −3 skipped).
pub(crate) fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    // For speed: none of them is longer than this or begins with a digit.
    if cell.len() > LONGEST_MISSING || cell.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let listed = |cell: &str| MISSING.iter().any(|word| word.eq_ignore_ascii_case(cell));
    // As Python writes it; `none` may be one of several values.
    if matches!(cell, "-2" | "-3" | "None") || listed(cell) {
        return true;
    }
    // The signs of full width begin with this byte, whichever they are.
    cell.as_bytes().contains(&0xEF) && listed(&cell.nfkc().collect::<String>())
}

/// Bytes of the longest of [`MISSING`] in full width.
const LONGEST_MISSING: usize = 42;

/// What says that there is no answer, in one case and the usual width.
const MISSING: [&str; 25] = [
    "",
    "-",
    "--",
    "–",
    "—",
    "/",
    "n/a",
    "na",
    "#n/a",
    "null",
    "\\n",
    "nan",
    "不适用",
    "不適用",
    "未作答",
    "未回答",
    "未答",
    "未填",
    "未填写",
    "已跳过",
    "not applicable",
    "not answered",
    "(跳过)",
    "(空)",
    "'-",
];

/// The number in a score cell: `9`, `９`, `9.0`, `9分`, `9/10`,
/// `9 - 非常可能`, `10 (非常可能)`, `5 - Extremely fun`, `5 Stars: great`,
/// `4.0 out of 5 stars`, `80%`, `4,5`, `★★★★☆`. `None` for anything else, also for ranges, dates and amounts such
/// as `18-25`, `1,234` or `3 times`.
pub(crate) fn number(cell: &str) -> Option<f64> {
    let cell = bare(cell);
    let (value, used) = match leading_number(cell) {
        Some(found) => found,
        None => return stars(cell).or_else(|| in_words(cell)).or_else(|| star_code(cell)),
    };
    let mut rest = cell[used..].trim_start();
    if rest.is_empty() {
        return Some(value);
    }
    if rest == "%" || rest == "％" {
        return (0.0..=100.0).contains(&value).then_some(value);
    }
    if let Some(of) = OF.iter().find_map(|word| rest.strip_prefix(word)) {
        let of = of.trim_start();
        let (of, used) = leading_number(of).map(|(most, used)| (most, &of[used..]))?;
        let unit = used.trim();
        let known = unit.is_empty() || UNITS.contains(&unit.to_lowercase().as_str());
        return (known && value <= of && of <= 100.0).then_some(value);
    }
    if let Some(after) = behind_unit(rest) {
        rest = after.trim_start();
        if rest.is_empty() {
            return Some(value);
        }
    }
    let mut chars = rest.chars();
    let glued = match chars.next()? {
        '(' | '（' | '[' | '【' => true,
        '-' | '–' | '—' | ':' | '：' | '.' | '、' | ',' | '，' | '=' => {
            !chars.as_str().trim_start().starts_with(|c: char| c.is_numeric() || c == '-')
        }
        _ => false,
    };
    (glued && cell.len() <= 200).then_some(value)
}

const UNITS: [&str; 12] =
    ["分", "颗星", "星", "点", "points", "point", "pts", "stars", "star", "⭐\u{fe0f}", "⭐", "★"];

/// What stands behind a unit, in whatever case.
fn behind_unit(rest: &str) -> Option<&str> {
    UNITS.iter().find_map(|unit| {
        let (head, behind) = rest.split_at_checked(unit.len())?;
        head.eq_ignore_ascii_case(unit).then_some(behind)
    })
}

/// What stands between a mark and the best there is.
const OF: [&str; 3] = ["/", "out of", "of "];

/// A cell without the signs by which a spreadsheet is kept from reading a number or a date: `="9"`,
/// `'9`.
pub(super) fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    let quoted = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let marked = || cell.strip_prefix('\'').filter(|rest| rest.starts_with(char::is_numeric));
    quoted.or_else(marked).unwrap_or(cell)
}

/// The best there is, where a cell with a mark says it: `4/10`, `3 of 5`, `80%`.
pub(crate) fn out_of(cell: &str) -> Option<u32> {
    // For speed: there is one of these in every such cell, and none is longer.
    if !cell.contains(['/', '%', '％', 'o']) || cell.len() > 40 {
        return None;
    }
    number(cell)?;
    if cell.ends_with(['%', '％']) {
        return Some(100);
    }
    let (_, used) = leading_number(cell.trim())?;
    let rest = cell.trim()[used..].trim_start();
    let most = OF.iter().find_map(|word| rest.strip_prefix(word))?;
    leading_number(most.trim_start()).map(|(most, _)| most as u32)
}

/// A number and nothing else.
pub(crate) fn plain_number(cell: &str) -> Option<f64> {
    let cell = bare(cell);
    let (value, used) = leading_number(cell)?;
    (used == cell.len()).then_some(value)
}

/// The number at the start and the bytes it takes.
fn leading_number(cell: &str) -> Option<(f64, usize)> {
    let bytes = cell.as_bytes();
    // By far the commonest cells: one or two digits.
    match *bytes {
        [a @ b'0'..=b'9'] => return Some((f64::from(a - b'0'), 1)),
        [a @ b'1'..=b'9', b @ b'0'..=b'9'] => {
            return Some((f64::from((a - b'0') * 10 + (b - b'0')), 2));
        }
        [] => return None,
        _ => {}
    }
    let mut plain = String::new();
    let mut used = 0;
    let mut dot = false;
    let mut chars = cell.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '-' | '+' | '－' | '−' if at == 0 => plain.push(if c == '+' { '+' } else { '-' }),
            '0'..='9' => plain.push(c),
            '０'..='９' => plain.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '.' | '．'
                if !dot
                    && chars.peek().is_some_and(|(_, n)| matches!(n, '0'..='9' | '０'..='９')) =>
            {
                dot = true;
                plain.push('.');
            }
            ',' if !dot && is_decimal_comma(&cell[at..]) && plain.len() <= 3 => {
                dot = true;
                plain.push('.');
            }
            _ => break,
        }
        used = at + c.len_utf8();
        if plain.len() > 20 {
            return None;
        }
    }
    plain.parse().ok().map(|value| (value, used))
}

/// Whether a comma stands for a point: one or two digits follow it and nothing else, where
/// a thousand would have three.
fn is_decimal_comma(rest: &str) -> bool {
    let digits = &rest[1..];
    (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// `Five`, `FOUR`: stars as the services of review sites write them.
fn in_words(cell: &str) -> Option<f64> {
    const WORDS: [&str; 5] = ["one", "two", "three", "four", "five"];
    let at = WORDS.iter().position(|word| cell.eq_ignore_ascii_case(word))?;
    Some((at + 1) as f64)
}

/// `star5`, `stars_4`: stars as the markup of shops names them.
fn star_code(cell: &str) -> Option<f64> {
    let rest = cell.strip_prefix("star").or_else(|| cell.strip_prefix("Star"))?;
    let rest = rest.strip_prefix('s').unwrap_or(rest).trim_start_matches([' ', '-', '_', ':']);
    rest.parse().ok().filter(|_| rest.len() == 1)
}

fn stars(cell: &str) -> Option<f64> {
    if !cell.starts_with(['★', '⭐']) {
        return None;
    }
    let full = cell.chars().filter(|c| matches!(c, '★' | '⭐')).count();
    let others = cell.chars().any(|c| !matches!(c, '★' | '⭐' | '☆' | '\u{fe0f}'));
    (full <= 10 && !others).then_some(full as f64)
}

/// Numbers are counted in hundredths.
pub(crate) fn hundredths(value: f64) -> i64 {
    (value * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_cells() {
        for (cell, value) in [
            ("9", 9.0),
            ("10", 10.0),
            ("９", 9.0),
            (" 9.0 ", 9.0),
            ("9分", 9.0),
            ("9 分（满意）", 9.0),
            ("9 - 非常可能", 9.0),
            ("10-极有可能", 10.0),
            ("10 (非常可能)", 10.0),
            ("5 - Extremely fun", 5.0),
            ("9/10", 9.0),
            ("-1", -1.0),
            ("★★★★☆", 4.0),
            ("1、非常满意", 1.0),
            ("11", 11.0),
            ("4,5", 4.5),
            ("4,0", 4.0),
            ("4.0 out of 5 stars", 4.0),
            ("3 of 5", 3.0),
            ("4/5 stars", 4.0),
            ("18/20", 18.0),
            ("80%", 80.0),
            ("star5", 5.0),
            ("=\"9\"", 9.0),
            ("'5", 5.0),
            ("'4/5", 4.0),
            ("stars_4", 4.0),
            ("5 Stars", 5.0),
            ("5 STARS - Excellent", 5.0),
            ("10 pts (easy)", 10.0),
            ("7分-很轻松", 7.0),
        ] {
            assert_eq!(number(cell), Some(value), "{cell}");
        }
        for (cell, most) in [("4/10", Some(10)), ("3 of 5", Some(5)), ("80%", Some(100))] {
            assert_eq!(out_of(cell), most, "{cell}");
        }
        assert_eq!(["4", "18/10", "2023/3/1", "good"].map(out_of), [None; 4]);
        for cell in [
            "",
            "很好",
            "18-25",
            "3 times",
            "2023-03-27",
            "12:30",
            "1,234",
            "2023/3/1",
            "-",
            "18/10",
            "3 of the staff",
            "120%",
            "5 Starters",
            "3级",
        ] {
            assert_eq!(number(cell), None, "{cell}");
        }
    }

    #[test]
    fn what_says_that_there_is_no_answer_says_it_in_any_case_and_width() {
        let none = "| |-|－|—|／|-2|-3|N/A|n/a|Ｎ／Ａ|n／a|NA|na|#N/A|null|Null|\\N|None|NaN|nan|\
            Not applicable|NOT APPLICABLE|Not Answered|Ｎｏｔ　Ａｐｐｌｉｃａｂｌｅ|不适用|不適用|（跳过）|(空)|'-|–|\
            未答|未填|未填写|已跳过";
        for cell in none.split('|') {
            assert!(is_missing(cell), "{cell}");
        }
        let said = "0|-1|-4|－２|no|none|NONE|nano|nothing|not applicable here|N/A 1|无|（跳）|\
            Not applicable, we were never there";
        for cell in said.split('|') {
            assert!(!is_missing(cell), "{cell}");
        }
        let longest = MISSING.iter().map(|word| 3 * word.chars().count()).max();
        assert_eq!(longest, Some(LONGEST_MISSING));
    }

    #[test]
    fn numbers_end_where_these_do() {
        for (cell, value) in [
            ("100%", Some(100.0)),
            ("101%", None),
            ("+5", Some(5.0)),
            ("100,5", Some(100.5)),
            ("1000,5", None),
            ("4,25", Some(4.25)),
            ("4,255", None),
            ("9分钟", None),
            ("Five", Some(5.0)),
            ("one", Some(1.0)),
            ("six", None),
            ("☆★", None),
        ] {
            assert_eq!(number(cell), value, "{cell}");
        }
    }
}
