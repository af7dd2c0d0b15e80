//! Comments with nothing to judge: "无", "N/A", a key press.
//!
//! Counting them as neutral would bend every average towards the middle.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::characters::{emoji_length, emoticon_length};

/// Whole comments that hold no judgement.
const NON_ANSWERS: &str = include_str!("../../data/words/non_answers.txt");

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
        .filter_map(key)
        .collect()
});

static LONGEST: LazyLock<usize> = LazyLock::new(|| SET.iter().map(String::len).max().unwrap_or(0));

/// Whether a normalised comment holds no judgement, whatever its language.
pub(crate) fn is_non_answer(text: &str) -> bool {
    // Spaces and punctuation at most double the length of a listed comment.
    if text.len() > *LONGEST * 2 {
        return false;
    }
    let Some(key) = key(text) else { return false };
    if key.is_empty() || key.len() == 1 {
        return true;
    }
    if key.chars().all(char::is_numeric) {
        // "55" is a mark only as a fraction, "5/5".
        let judges = DIGITS_THAT_JUDGE.contains(&key.as_str())
            && (key.starts_with('6') || text.contains('/'));
        return !judges;
    }
    SET.contains(&key) || without_courtesies(text).is_some_and(|said| SET.contains(&said))
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

/// `text` in lower case without space and punctuation; none where it holds a
/// pictograph or an emoticon, which always say something.
fn key(text: &str) -> Option<String> {
    let mut key = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase());
        } else if emoji_length(&text[at..]) > 0 || emoticon_length(text, at) > 0 {
            return None;
        }
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
            "没有，谢谢👍",
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
