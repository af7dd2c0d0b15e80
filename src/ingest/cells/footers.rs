//! Lines below a table, and between its pages, that tell of the table and are no answers: how many
//! there are, when it was made, who signed it, which page it is.

use super::amount::is_amount;
use super::{short_date, time};

/// What a line below a table counts. A comment counts other things: 导出3次, `Total: 5 stars`.
const COUNTED: [&str; 18] = [
    "条",
    "份",
    "行",
    "人次",
    "人",
    "户",
    "单",
    "件",
    "位",
    "名",
    "responses",
    "respondents",
    "records",
    "rows",
    "answers",
    "entries",
    "submissions",
    "results",
];

/// How a line below a table begins that tells of the table: `Total responses: 24`,
/// 导出时间：2026-03-05.
const NOTES: [&str; 27] = [
    "total responses",
    "total respondents",
    "total records",
    "total rows",
    "total answers",
    "total count",
    "total:",
    "number of responses",
    "number of respondents",
    "generated",
    "exported",
    "export date",
    "report generated",
    "report date",
    "downloaded",
    "printed",
    "合计",
    "总计",
    "共计",
    "总数",
    "导出",
    "生成时间",
    "制表",
    "统计时间",
    "打印时间",
    "报表",
    "以上共",
];

/// Longest such line, in characters.
const LONGEST_NOTE: usize = 80;

/// The line, where nothing else stands in a row of a table of at least three columns. A comment
/// may begin like it (导出5000条就卡死): what follows is no more than a count, or holds a day.
pub(super) fn note<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Option<&'c str> {
    let width = cells.clone().count();
    let mut filled = cells.enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let signed = filled.clone().all(|(_, cell)| is_signed(cell));
    let (at, line) = filled.next()?;
    let line = line.trim();
    if width >= 3 && signed {
        return Some(line);
    }
    if at > 1 || width < 3 || filled.next().is_some() {
        return None;
    }
    if line.chars().count() > LONGEST_NOTE {
        return None;
    }
    let said = line.to_lowercase();
    let numbered = said.strip_prefix('共').is_some_and(is_count);
    let mut told = NOTES.iter().filter_map(|word| said.strip_prefix(word));
    let page = is_page(&said);
    (page || numbered || told.any(|rest| is_count(rest) || is_dated(rest))).then_some(line)
}

/// Who signs a table, before a colon.
const SIGNS: [&str; 12] = [
    "制表",
    "制表人",
    "填表人",
    "审核",
    "审核人",
    "复核",
    "审批",
    "批准",
    "prepared by",
    "approved by",
    "reviewed by",
    "checked by",
];

/// Whether a cell names one who signs the table: 制表人：王芳.
fn is_signed(cell: &str) -> bool {
    let Some((label, name)) = cell.split_once([':', '：']) else { return false };
    // 审核：一直不通过 is what somebody wrote.
    let longest = if name.is_ascii() { 25 } else { 4 };
    SIGNS.contains(&label.trim().to_lowercase().as_str()) && name.trim().chars().count() <= longest
}

/// Whether a line in lower case numbers a page: 第1页 共5页, `page 1 of 5`.
fn is_page(said: &str) -> bool {
    let plain: String = said.chars().filter(|c| !c.is_whitespace() && *c != '，').collect();
    let numbers = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let chinese = || {
        let (page, all) = plain.strip_prefix('第')?.split_once("页")?;
        let all = all.trim_matches(['共', '页', '/']);
        Some(numbers(page) && (all.is_empty() || numbers(all)))
    };
    let english = || {
        let (page, all) = plain.strip_prefix("page")?.split_once("of")?;
        Some(numbers(page) && numbers(all))
    };
    chinese().or_else(english).unwrap_or(false)
}

/// Whether what follows says how many there are and no more: `: 24`, ` (valid): 1,250`, 有24条.
fn is_count(rest: &str) -> bool {
    let value = match rest.split_once([':', '：']) {
        Some((label, value)) if !label.contains(char::is_numeric) => value,
        _ => rest,
    };
    let value = value.trim_start_matches(|c: char| c.is_whitespace() || "=＝有计为是".contains(c));
    is_amount(value, &COUNTED)
}

/// Whether a day stands in what follows: ` on 2026-03-04 by Tool`, 时间：3月5日. A year alone is
/// none.
fn is_dated(rest: &str) -> bool {
    let value = rest.split_once([':', '：']).map_or(rest, |(_, value)| value).trim();
    short_date::has_no_year(value) || holds_day(rest) || holds_day(value)
}

/// Whether up to three words of a text are a date with its year.
fn holds_day(text: &str) -> bool {
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "至到~～()（）".contains(c))
        .map(|part| part.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()))
        .map(|part| part.trim_end_matches(|c: char| !c.is_alphanumeric()))
        .collect();
    (1..=3).any(|n| parts.windows(n).any(|day| time::parse(&day.join(" "), None).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_numbered_and_tables_signed() {
        let of = |cells: &[&'static str]| note(cells.iter().copied());
        for line in ["第1页 共5页", "第 12 页", "第3页/共4页", "Page 1 of 5", "制表人：王芳"]
        {
            assert_eq!(of(&[line, "", ""]), Some(line));
            assert_eq!(of(&[line]), None, "a comment a line");
        }
        assert_eq!(of(&["", "制表：王芳", "", "审核：李强"]), Some("制表：王芳"));
        for comment in [
            "第1页打不开",
            "第一页",
            "Page 1 is slow",
            "页面：打不开",
            "审核太慢",
            "审核：一直不通过",
        ] {
            assert_eq!(of(&[comment, "", ""]), None, "{comment}");
        }
        assert_eq!(of(&["审核：李强", "5", ""]), None, "an answer stands beside it");
    }
}
