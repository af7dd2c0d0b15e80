//! What a tool writes where the customer wrote nothing: 该用户没有填写评价内容,
//! 系统默认好评, `Not answered`, `undefined`, `[object Object]`. Judged as words of the
//! customer's it would make praise, or a comment rate, of nothing.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

const LISTED: &str = include_str!("../../../data/words/fillers.txt");

/// Longest filler, in bytes.
const LONGEST: usize = 120;

static SET: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = LISTED.lines().filter(|line| !line.starts_with('#'));
    lines.map(key).filter(|line| !line.is_empty()).collect()
});

/// The sentences of shops and review platforms, as [`key`] writes them.
static SENTENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let who = "(此|该|这位|本|当前)?(用户|买家|顾客|客户|会员|评价方|消费者|评论者|您|你)";
    let not = "(并)?(没有|没|未|还没有|尚未|暂未)(能)?(及时)?";
    let did = "(填写|填|做出|作出|发表|留下|输入|撰写|写下|写|进行|提交)?(任何|文字)?";
    let what = "(评价|评论|内容|文字|反馈|留言|意见)*";
    let then = "(系统)?(自动|默认)?(给予|给出|为)?(默认|五星)?(好评|评价)?";
    let zh = format!("{who}{not}{did}{what}{then}");
    let en = "(this|the) ?(user|customer|guest|buyer|reviewer|respondent|shopper) ?(did ?not|didn ?t|has ?not|hasn ?t) ?(leave|left|write|written|provide|provided|enter|entered|give|given|add|added) ?(any|a|an)? ?(comments?|reviews?|feedback|text|answer)";
    Regex::new(&format!("^({zh}|{en})$")).ok()
});

/// Whether nothing of a customer's stands in a comment cell: it is blank, or a tool has
/// filled it. `N/A` and 无 are no fillers: people write those.
pub fn is_empty_comment(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty()
        || matches!(cell, "(空)" | "（空）" | "NA")
        || is_filler(cell)
        || is_automatic(cell)
}

/// Whether a mailbox answered for its owner.
fn is_automatic(cell: &str) -> bool {
    const STARTS: [&str; 7] = [
        "automatic reply",
        "auto reply:",
        "auto-reply:",
        "autoreply:",
        "out of office:",
        "自动回复",
        "【自动回复】",
    ];
    let start: String = cell.chars().take(16).flat_map(char::to_lowercase).collect();
    STARTS.iter().any(|words| {
        let rest = start.strip_prefix(words);
        rest.is_some_and(|rest| words.ends_with([':', '】']) || rest.starts_with([':', '：', ' ']))
    })
}

/// Whether a comment cell holds a filler and nothing else.
fn is_filler(cell: &str) -> bool {
    if cell.len() > LONGEST {
        return false;
    }
    let error = cell.starts_with('#') && cell.is_ascii();
    let key = key(cell);
    match key.as_str() {
        // Error values of a spreadsheet; without the sign they are words.
        "ref" | "value" | "name" | "div 0" | "n a" | "null" => error || key == "null",
        "" => false,
        _ => SET.contains(&key) || SENTENCE.as_ref().is_some_and(|s| s.is_match(&key)),
    }
}

/// The words in lower case and simplified characters with one blank between them.
fn key(cell: &str) -> String {
    let mut key = String::with_capacity(cell.len());
    let plain = crate::simplified::simplified(cell);
    let (mut blank, mut before) = (false, ' ');
    for c in plain.chars() {
        if c.is_alphanumeric() {
            // Between Chinese characters a blank says nothing.
            if blank && before.is_ascii() && c.is_ascii() && !key.is_empty() {
                key.push(' ');
            }
            key.extend(c.to_lowercase());
            (blank, before) = (false, c);
        } else {
            blank = true;
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_write_is_found() {
        for cell in [
            "此用户没有填写评价。",
            "该用户没有填写评价内容",
            "此用户未填写评价内容",
            "用户未填写评价",
            "評價方未及時做出評價，系統默認好評！",
            "您没有填写内容，默认好评",
            "该买家尚未发表任何评价",
            "系统自动好评",
            "未填写",
            "（未作答）",
            "暂无评价",
            "Not answered",
            "No comment provided",
            "undefined",
            "[object Object]",
            "NULL",
            "#REF!",
            "#N/A",
            "#DIV/0!",
            "This user didn't leave a review.",
            "The customer did not write any comment",
        ] {
            assert!(is_filler(cell), "{cell}");
        }
    }

    #[test]
    fn what_a_mailbox_answers_is_no_comment() {
        for cell in
            ["Automatic reply: I am away until Monday", "自动回复：您好", "【自动回复】您好"]
        {
            assert!(is_empty_comment(cell), "{cell}");
        }
        for cell in
            ["Automatic replies are annoying", "自动回复太慢", "Out of office hours nobody answers"]
        {
            assert!(!is_empty_comment(cell), "{cell}");
        }
    }

    #[test]
    fn what_customers_write_is_kept() {
        for cell in [
            "",
            "无",
            "N/A",
            "没有",
            "nothing",
            "value",
            "Name",
            "好评",
            "五星好评！",
            "客服没有回复",
            "用户没有选择",
            "您没有送到",
            "你们没写清楚规格",
            "系统默认的好评，其实一般",
            "No response",
            "No answer",
            "No data",
            "No response from support",
            "The customer service did not answer",
            "blank screen",
            "暂无评价功能，希望加上",
            "未填写地址也能下单，厉害",
        ] {
            assert!(!is_filler(cell), "{cell}");
        }
    }
}
