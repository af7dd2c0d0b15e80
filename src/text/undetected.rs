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
    SET.contains(&key)
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
}
