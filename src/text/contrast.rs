//! Words that turn a comment round: 但是, 不过, but, although.
//!
//! They start a new unit even without a comma before them, because what
//! follows usually judges the other way.

use super::characters::is_han;
use super::work;

/// English words that open a new clause after "and" or a comma.
const CLAUSE_OPENERS: [&str; 38] = [
    "i",
    "you",
    "he",
    "she",
    "it",
    "we",
    "they",
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "my",
    "your",
    "his",
    "her",
    "its",
    "our",
    "their",
    "there",
    "it's",
    "they're",
    "that's",
    "there's",
    "i'm",
    "i've",
    "he's",
    "she's",
    "we're",
    "nobody",
    "no",
    "everything",
    "nothing",
    "some",
    "everyone",
    "staff",
];

/// Longest English word of the lists, in bytes.
const LONGEST_WORD: usize = 12;

fn is_in_word(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || *byte == b'\''
}

/// The word at the start of `text` after spaces, as it is written; of one that
/// is on no list only so much as shows that.
fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(' ');
    let end = text.bytes().take(LONGEST_WORD + 1).take_while(is_in_word).count();
    work::count(end);
    &text[..end]
}

/// The word at the end of `text` before spaces, like [`first_word`].
fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches(' ');
    let length = text.bytes().rev().take(LONGEST_WORD + 1).take_while(is_in_word).count();
    work::count(length);
    &text[text.len() - length..]
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    word.len() <= LONGEST_WORD && words.iter().any(|w| w.eq_ignore_ascii_case(word))
}

fn opens_clause(word: &str) -> bool {
    is_one_of(word, &CLAUSE_OPENERS)
}

/// Whether `text` has at least `least` words.
fn has_words(text: &str, least: usize) -> bool {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    words.inspect(|word| work::count(word.len() + 1)).filter(|w| !w.is_empty()).take(least).count()
        == least
}

/// Whether the English word at byte `at` starts a contrasting unit, in a unit
/// that started at `unit_start`.
pub(crate) fn starts_english(text: &str, at: usize, unit_start: usize) -> bool {
    let first = text.as_bytes()[at].to_ascii_lowercase();
    if !matches!(first, b'b' | b'a' | b't' | b'h' | b'e' | b'y' | b'w') {
        return false;
    }
    let word = first_word(&text[at..]);
    let rest = &text[at + word.len()..];
    let left = &text[unit_start..at];
    let next = first_word(rest);
    let goes_on =
        rest.trim_start_matches([' ', ',']).chars().next().is_some_and(char::is_alphanumeric);
    if !goes_on {
        return false;
    }
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if is("but") {
        !is_one_of(next, &["also"])
            && !is_one_of(
                last_word(left),
                &["nothing", "anything", "everything", "everyone", "all", "none", "nobody"],
            )
    } else if is("although") || is("though") {
        !is_one_of(last_word(left), &["even", "as"])
    } else if is("even") {
        is_one_of(next, &["though"])
    } else if is("whereas") {
        true
    } else if is("however") {
        (rest.trim_start().starts_with(',') || opens_clause(next)) && has_words(left, 3)
    } else if is("except") {
        has_words(left, 2)
    } else if is("yet") {
        opens_clause(next)
            && !is_one_of(last_word(left), &["not", "as", "have", "has", "had", "is", "are", "and"])
    } else {
        false
    }
}

/// Whether an English comma is followed, at byte `after`, by a new clause.
pub(crate) fn comma_starts_clause(text: &str, after: usize, unit_start: usize) -> bool {
    let rest = text[after..].trim_start();
    let word = first_word(rest);
    let second = first_word(&rest[word.len()..]);
    if is_one_of(word, &["and", "so", "while", "or"]) {
        return opens_clause(second) && !is_one_of(word, &["or"]);
    }
    // "Although the room was small, the staff were great."
    let unit = text[unit_start..].trim_start();
    let opener = first_word(unit);
    let concedes = is_one_of(opener, &["although", "though", "while", "whilst", "despite"])
        || (is_one_of(opener, &["even"])
            && is_one_of(first_word(&unit[opener.len()..]), &["though"]));
    concedes && opens_clause(word)
}

/// Characters that a judgement tends to end with, before 就是 or 只是.
const JUDGEMENT_ENDS: &str = "的了好错吧行棒以欢意吃赞快般净大宜用看";

/// Starts of the fault that 就是 or 只是 introduces.
const FAULT_STARTS: [&str; 20] = [
    "太", "有点", "有些", "稍微", "略", "不", "没", "价格", "贵", "慢", "少", "小", "差", "偏",
    "吵", "远", "物流", "味道", "服务", "隔音",
];

/// Whether the Chinese character at byte `at`, after the character `before`,
/// starts a contrasting unit; `excludes` says whether the unit so far holds
/// 除了 or 除去.
pub(crate) fn starts_chinese(text: &str, at: usize, before: char, excludes: bool) -> bool {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else { return false };
    let after = |length: usize| rest.chars().nth(length).unwrap_or(' ');
    let before_is = |chars: &str| chars.contains(before);
    match first {
        '但' => !before_is("不非") && !"凡愿丁求".contains(after(1)),
        '不' if after(1) == '过' => {
            !before_is("再只好最也忙说受比大躲放超通")
                && (!"来去关分瘾夜期时问错敏如滤".contains(after(2))
                    || (after(2) == '分' && after(3) == '量'))
        }
        '可' if after(1) == '是' => !before_is("不"),
        '然' if after(1) == '而' => !before_is("自当突必果"),
        '只' if after(1) == '不' && after(2) == '过' => true,
        '只' | '就' if after(1) == '是' => {
            JUDGEMENT_ENDS.contains(before)
                && rest.char_indices().nth(2).is_some_and(|(from, _)| {
                    let fault = &rest[from..];
                    FAULT_STARTS.iter().any(|start| fault.starts_with(start))
                        || fault
                            .chars()
                            .take(8)
                            .take_while(|c| is_han(*c))
                            .any(|c| "太慢贵差不没难".contains(c))
                })
        }
        '其' | '别' | '剩' => {
            let other = matches!(after(1), '他' | '它' | '余')
                || (first != '其' && matches!(after(1), '的' | '下'));
            other && !before_is("了去") && excludes
        }
        _ => false,
    }
}
