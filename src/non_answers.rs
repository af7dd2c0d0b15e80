//! Comments with nothing to judge: "无", "N/A", a key press.
//!
//! Counting them as neutral would bend every average towards the middle.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::characters::{emoji_length, emoticon_length};

/// Whole comments that hold no judgement.
const NON_ANSWERS: &str = include_str!("../data/words/non_answers.txt");

/// Comments made of digits that judge all the same, as [`key`] writes them.
const DIGITS_THAT_JUDGE: [&str; 4] = ["666", "6666", "1010", "55"];

/// Courtesies around what is said, as [`key`] writes them, the longer ones first: 没有，谢谢 and
/// `none, thank you` say no more than 没有 and `none`.
const COURTESIES: [&str; 17] = [
    "谢谢你们",
    "谢谢大家",
    "谢谢您",
    "谢谢你",
    "谢谢了",
    "谢谢啦",
    "谢谢哦",
    "谢谢",
    "多谢",
    "thankyouverymuch",
    "thankyousomuch",
    "manythanks",
    "thanksalot",
    "thankyouall",
    "thankyou",
    "thanks",
    "thx",
];

/// The same where nothing but punctuation or blanks stand around them: 没加油 speaks of fuel.
const COURTESIES_APART: [&str; 20] = [
    "感谢",
    "感谢你们",
    "感谢您",
    "非常感谢",
    "十分感谢",
    "辛苦了",
    "辛苦啦",
    "你们辛苦了",
    "大家辛苦了",
    "加油",
    "继续加油",
    "哈哈",
    "哈哈哈",
    "呵呵",
    "嘻嘻",
    "亲",
    "cheers",
    "regards",
    "haha",
    "lol",
];

static SET: LazyLock<HashSet<String>> = LazyLock::new(|| {
    NON_ANSWERS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .filter_map(|line| Some(key(line)?.letters))
        .collect()
});

static LONGEST: LazyLock<usize> = LazyLock::new(|| SET.iter().map(String::len).max().unwrap_or(0));

/// Pictographs and emoticons that complain whatever stands beside them.
const CROSS: [&str; 18] = [
    "😡", "😠", "🤬", "👿", "👎", "💩", "😤", "😭", "😢", "😞", "😒", "🙄", "😑", "💔", "🖕", "☹",
    "🙁", "😩",
];
const CROSS_EMOTICONS: [char; 4] = ['(', '/', '<', '-'];

/// What is said with a laugh or in a softer tone says no more: 无哈哈, 没有哦, 没啥了.
const LAUGHS: [&str; 4] = ["哈哈", "呵呵", "嘻嘻", "嘿嘿"];
const SOFTENED: [char; 14] =
    ['哈', '呵', '嘻', '嘿', '啦', '哦', '喔', '噢', '哟', '呢', '呀', '哒', '了', '啊'];

/// Whom somebody who writes down what others say speaks of, and how: 用户表示无意见.
const WHOSE: [&str; 8] = ["用户", "客户", "顾客", "对方", "业主", "来电人", "机主", "会员"];
const SAY: [&str; 8] = ["均表示", "表示", "反馈", "反映", "回复", "回访", "称", "说"];

/// Beginnings of what says that there is nothing.
const NOTHING: [char; 3] = ['无', '没', '暂'];

/// Whether a normalised comment in simplified characters holds no judgement, whatever its
/// language.
pub(crate) fn is_non_answer(text: &str) -> bool {
    // Spaces and punctuation at most double the length of a listed comment.
    if text.len() > *LONGEST * 2 {
        return false;
    }
    let Some(Key { letters, marked }) = key(text) else { return false };
    let listed = |key: &str| SET.contains(key) || SET.contains(plain(key));
    let said_nothing =
        || listed(&letters) || without_courtesies(text).is_some_and(|said| listed(&said));
    if marked {
        // A thumb up alone does say something, and so does 55👍.
        return letters.len() > 1 && !is_number(&letters) && said_nothing();
    }
    if letters.len() <= 1 {
        return true;
    }
    if is_number(&letters) {
        // "55" is a mark only as a fraction, "5/5".
        let judges = DIGITS_THAT_JUDGE.contains(&letters.as_str())
            && (letters.starts_with('6') || text.contains('/'));
        return !judges;
    }
    said_nothing()
}

fn is_number(key: &str) -> bool {
    key.chars().all(char::is_numeric)
}

/// A [`key`] without laughs around it and particles behind it, and without who says so where that
/// is that there is nothing.
fn plain(key: &str) -> &str {
    let mut rest = key;
    while let Some(less) = LAUGHS.iter().find_map(|laugh| rest.strip_prefix(laugh)) {
        rest = less;
    }
    // 没想到 is that nothing came to mind, 没想到啊 that somebody did not expect it.
    let toned = rest.trim_end_matches(SOFTENED);
    let nothing = toned.starts_with(NOTHING) || toned.starts_with('不');
    let rest = if nothing && toned != "没想到" { toned } else { rest };
    let Some(said) = WHOSE.iter().find_map(|whose| rest.strip_prefix(whose)) else { return rest };
    let said = SAY.iter().find_map(|say| said.strip_prefix(say)).unwrap_or(said);
    if said.starts_with(NOTHING) { said } else { rest }
}

/// The [`key`] of what is said beside courtesies; `None` where there are none, or nothing else.
fn without_courtesies(text: &str) -> Option<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let apart = |part: &String| COURTESIES_APART.contains(&part.as_str());
    let (courteous, said): (Vec<String>, Vec<String>) =
        parts.filter(|part| !part.is_empty()).partition(apart);
    let whole = said.concat();
    let mut bare = whole.as_str();
    while let Some(less) = COURTESIES
        .iter()
        .find_map(|word| bare.strip_suffix(word).or_else(|| bare.strip_prefix(word)))
    {
        bare = less;
    }
    let taken = !courteous.is_empty() || bare.len() < whole.len();
    (taken && !bare.is_empty()).then(|| bare.to_owned())
}

/// What is compared of a comment.
struct Key {
    /// It in lower case without space, punctuation, pictographs and emoticons.
    letters: String,
    /// Whether it holds a pictograph or an emoticon.
    marked: bool,
}

/// The key of a text; none where a pictograph or an emoticon complains.
fn key(text: &str) -> Option<Key> {
    let mut key = Key { letters: String::with_capacity(text.len()), marked: false };
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if at < end {
            continue;
        }
        if c.is_alphanumeric() {
            key.letters.extend(c.to_lowercase());
            continue;
        }
        let (pictograph, emoticon) = (emoji_length(&text[at..]), emoticon_length(text, at));
        if CROSS.iter().any(|cross| pictograph > 0 && text[at..].starts_with(cross))
            || text[at..at + emoticon].ends_with(CROSS_EMOTICONS)
        {
            return None;
        }
        key.marked |= pictograph + emoticon > 0;
        end = at + pictograph.max(emoticon);
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_answers_are_found() {
        for text in [
            "",
            "无",
            "无。",
            "没有",
            "暂无",
            "没有意见!",
            "无建议",
            "不知道",
            "N/A",
            "n.a.",
            "NA",
            "None.",
            "nothing",
            "NIL",
            "no",
            "-",
            "...",
            "。",
            "No comment",
            "no comments.",
            "test",
            "Testing",
            "asdf",
            "123",
            "12345",
            "x",
            "?",
            "1",
            "没有 没有",
            "Don't know",
        ] {
            assert!(is_non_answer(text), "{text}");
        }
    }

    #[test]
    fn courtesies_around_no_answer_make_it_none() {
        for text in [
            "没有，谢谢",
            "无，谢谢",
            "无。谢谢！",
            "没有了，谢谢",
            "没有谢谢",
            "谢谢，没有了",
            "没有意见，加油！",
            "暂无，谢谢你们，辛苦了",
            "亲，没有",
            "没有，非常感谢",
            "没有 哈哈",
            // A thumb beside it thanks.
            "没有，谢谢👍",
            "No, thanks",
            "none, thank you",
            "Nothing, thank you very much!",
            "No comment. Many thanks",
            "n/a thx",
        ] {
            assert!(is_non_answer(text), "{text}");
        }
        for text in [
            // Nothing but a courtesy is what it was.
            "谢谢",
            "感谢",
            "加油",
            "thank you",
            // What is beside it says something.
            "没加油",
            "没有缺点，谢谢",
            "很好，谢谢",
            "没人说谢谢",
            "没有不满意，谢谢",
            "Thanks for nothing",
            "no problems, thank you",
            "Good, thanks",
            "没有，谢谢😡",
        ] {
            assert!(!is_non_answer(text), "{text}");
        }
    }

    #[test]
    fn a_laugh_or_a_friendly_mark_beside_no_answer_adds_none() {
        for text in [
            "无👍",
            "没有了👍",
            "暂无👍👍",
            "暂无 :)",
            "None :D",
            "no ❤️",
            "无哈哈",
            "哈哈没有",
            "暂无哈哈哈",
            "没有哦",
            "没啥了",
            "没有啦～",
            "不知道呢",
            "用户表示无意见",
            "客户反馈没有建议。",
            "用户无意见",
        ] {
            assert!(is_non_answer(text), "{text}");
        }
        for text in [
            "👍",
            ":)",
            "哈哈",
            "呵呵",
            "无😡",
            "没有 :(",
            "没谁了",
            "没用呢",
            "没想到啊",
            "没问题👍",
            "不错哦",
            "无语呵呵",
            "55👍",
            "客服说不知道",
            "用户表示不满意",
            "用户",
        ] {
            assert!(!is_non_answer(text), "{text}");
        }
    }

    #[test]
    fn short_opinions_are_kept() {
        for text in [
            "没有不满意",
            "Nothing. Everything is great",
            "no complaints",
            "没毛病",
            "好",
            "差",
            "👍",
            "没意思",
            "666",
            "10/10",
            "No issues",
            "没有缺点",
            "无可挑剔",
            "Nothing works",
            "not good",
            ":)",
            "没问题",
            "same bad service",
            "赞",
        ] {
            assert!(!is_non_answer(text), "{text}");
        }
    }

    #[test]
    fn digits_judge_only_where_people_judge_by_them() {
        for (text, wanted) in [
            ("666", false),
            ("6666", false),
            ("66", true),
            ("66666", true),
            ("10/10", false),
            ("1010", true),
            ("5/5", false),
            ("55", true),
            ("a", true),
            ("ab", false),
        ] {
            assert_eq!(is_non_answer(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_a_shop_fills_in_for_somebody_is_no_answer() {
        for text in ["用户未及时做出评价,系统默认好评!", "评价方未及时做出评价,系统默认好评!"]
        {
            assert!(is_non_answer(text), "{text}");
        }
    }
}
