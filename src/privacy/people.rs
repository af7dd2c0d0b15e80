//! Names in Chinese comments that no word introduces (前台小李很热情): a surname
//! and characters of given names, or a surname and a title, told from other
//! words by a dictionary and by what stands on either side.

use std::ops::Range;

use super::first_names::known_first_name;
use super::lexicon::{LEXICON, NameLexicon};
use super::names_en::latin_name;
use super::ordinary::only_words;
use super::scan::{after, before, is_han, window};
use super::surnames::{family_name, is_surname, surname};

/// Surnames that begin many other words.
const ALSO_WORDS: &str = "于向常管万易高白黄金安方石江温冷文项解关严尚许何任程简华古毛田边米沙季席汤马龙夏史宫康童包麦池游司谷祝齐";

/// What stands on one side of a possible name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The text ends, or there is punctuation.
    Border,
    /// A word by which one names oneself, or a field of a form.
    Said,
    /// Somebody who serves: 客服, 前台.
    Role,
    /// A word that often stands beside a name.
    Word,
    /// A single character that often does.
    Weak,
    Nothing,
}

/// Names that no word introduces.
pub(super) fn people(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let (words, mut at) = (&*LEXICON, 0);
    let mut previous = ' ';
    for (i, c) in text.char_indices() {
        let last = std::mem::replace(&mut previous, c);
        if i < at {
            continue;
        }
        let span = if is_han(c) {
            // 小邓和小彭: who stands beside somebody is somebody.
            let joint = found.last().and_then(|last: &Range<usize>| text.get(last.end..i));
            let beside = match joint {
                Some("和" | "跟" | "与" | "、" | "及" | "同") => Some(Side::Role),
                // What is masked is a border.
                Some("") => Some(Side::Border),
                _ => None,
            };
            titled(text, i, beside, words)
                .or_else(|| nickname(text, i, c, beside, words))
                .or_else(|| whole(text, i, beside, words))
        } else if c.is_ascii_uppercase() && !last.is_ascii_alphanumeric() {
            foreign(text, i, words)
        } else {
            None
        };
        if let Some(span) = span {
            at = span.end;
            found.push(span);
        }
    }
    found
}

/// 王女士, 张经理, 杨姐.
fn titled(
    text: &str,
    at: usize,
    beside: Option<Side>,
    words: &NameLexicon,
) -> Option<Range<usize>> {
    let family = family_name(&text[at..])?;
    let (end, rest) = (at + family, &text[at + family..]);
    let title = words.titles.starting(rest);
    let short = title.is_none() && rest.starts_with(|c| words.short_titles.contains(c));
    if title.is_none() && !short {
        return None;
    }
    let shown = title.map_or(3, str::len);
    if words.brands.starting(&text[at..]).is_some()
        || (family == 3 && ends_word(text, end, words))
        || words.begin.starting(&text[at..]).is_some_and(|word| word.len() > family)
        || (short && words.whole.starting(&text[at..]).is_some())
    {
        return None;
    }
    let left = beside.unwrap_or_else(|| left(text, at, words));
    let surname = &text[at..end];
    // 谢谢经理, 向经理反映, 小姐姐.
    let thanks = surname == "谢" && ends_thanks(text, at);
    let preposition = ["向", "于", "管", "解", "从"].contains(&surname);
    let longer = title == Some("小姐") && text[end + shown..].starts_with('姐');
    if thanks || (preposition && left != Side::Role) || longer {
        return None;
    }
    if short {
        // 曹姐, 江哥: seldom anything else, where they begin a clause.
        if rest.starts_with(['姐', '哥', '叔', '嫂', '姨'])
            && !rest[3..].starts_with(['姐', '哥', '叔', '妹', '们', '弟'])
        {
            return (!matches!(left, Side::Nothing | Side::Weak)).then_some(at..end);
        }
        let right = right(text, end + shown, words);
        let fits = !matches!(left, Side::Nothing | Side::Weak)
            && matches!(right, Side::Border | Side::Word)
            && !rest["总".len().min(rest.len())..].starts_with(['是', '体', '共', '算']);
        return fits.then_some(at..end);
    }
    Some(at..end)
}

/// Whether the 谢 at `at` is the second one of 谢谢: in 谢谢经理, but not in 谢谢谢经理 and 感谢谢经理.
fn ends_thanks(text: &str, at: usize) -> bool {
    let head = text[..at].trim_end_matches('谢');
    let run = (at - head.len()) / '谢'.len_utf8();
    let taken = head.ends_with(['感', '答', '道', '致', '多', '拜', '鸣']);
    run > 0 && (run - usize::from(taken)) % 2 == 1
}

/// Whether the surname that ends at `end` is the end of a word (语文老师).
fn ends_word(text: &str, end: usize, words: &NameLexicon) -> bool {
    words.end.ending(window(text, end, 6)).is_some()
}

/// 小李, 老张, 阿强.
fn nickname(
    text: &str,
    at: usize,
    first: char,
    beside: Option<Side>,
    words: &NameLexicon,
) -> Option<Range<usize>> {
    if !matches!(first, '小' | '老' | '阿') {
        return doubled(text, at, first, words);
    }
    let rest = &text[at + first.len_utf8()..];
    let second = after(rest, 0)?;
    let surnamed = is_surname(second);
    if !surnamed && !words.given.has(second) {
        return None;
    }
    let end = at + first.len_utf8() + second.len_utf8();
    let own = &text[at..end];
    if words.not_nicknames.has(own)
        || words.brands.starting(&text[at..]).is_some()
        || words.whole.has(own)
    {
        return None;
    }
    let left = beside.unwrap_or_else(|| left(text, at, words));
    let right = right(text, end, words);
    let fits = match (left, right) {
        (Side::Role, Side::Border | Side::Word | Side::Weak) => true,
        (Side::Role, Side::Nothing) => surnamed || first == '阿',
        (Side::Word, Side::Nothing) => surnamed && first != '阿' && !ALSO_WORDS.contains(second),
        (Side::Nothing, _) | (_, Side::Nothing) => false,
        _ if !surnamed => left == Side::Word && right == Side::Word || first == '阿',
        (_, Side::Word) => true,
        (Side::Word | Side::Said, Side::Border) => true,
        (Side::Border | Side::Word, Side::Weak) => first != '老',
        _ => false,
    };
    fits.then_some(at..end)
}

/// 晓晓, 莎莎, of somebody who serves.
fn doubled(text: &str, at: usize, first: char, words: &NameLexicon) -> Option<Range<usize>> {
    let end = at + 2 * first.len_utf8();
    let twice = words.given.has(first) && after(text, at + first.len_utf8()) == Some(first);
    if !twice || words.doubled.has(&text[at..end]) {
        return None;
    }
    let role = left(text, at, words) == Side::Role;
    (role && right(text, end, words) != Side::Nothing).then_some(at..end)
}

/// 李建华, 刘洋.
fn whole(text: &str, at: usize, beside: Option<Side>, words: &NameLexicon) -> Option<Range<usize>> {
    let family = family_name(&text[at..])?;
    let mut ends = [0usize; 2];
    let mut count = 0;
    for c in text[at + family..].chars().take(2) {
        if !words.given.has(c) {
            break;
        }
        ends[count] = ends[count.saturating_sub(1)].max(at + family) + c.len_utf8();
        count += 1;
    }
    if count == 0 || words.begin.starting(&text[at..]).is_some_and(|word| word.len() > family) {
        return None;
    }
    if words.brands.starting(&text[at..]).is_some() {
        return None;
    }
    // 向先生, whatever the characters of his title are.
    if words.titles.starting(&text[at + family..]).is_some() {
        return None;
    }
    // A word that begins so, or the end of what somebody is: 安装师傅明明.
    surname(&text[at..])?;
    if words.titles.ending(window(text, at + family, 15)).is_some() {
        return None;
    }
    // 秦明大夫: the title begins after the first.
    if count == 2 && words.titles.starting(&text[ends[0]..]).is_some() {
        count = 1;
    }
    let left = beside.unwrap_or_else(|| left(text, at, words));
    // 付强师傅.
    if left != Side::Nothing
        && words.titles.starting(&text[ends[count - 1]..]).is_some()
        && !words.whole.has(&text[at..ends[count - 1]])
    {
        return Some(at..ends[count - 1]);
    }
    // 由于有, 了解大家.
    let word = family == 3 && ends_word(text, at + family, words);
    if left == Side::Nothing || (word && matches!(left, Side::Weak | Side::Word)) {
        return None;
    }
    for &end in ends[..count].iter().rev() {
        let own = &text[at..end];
        if words.whole.has(own) {
            // A name of three characters may begin like a rare word.
            return None;
        }
        let long = own.chars().count() > 2;
        // 汪峰正在: the last character goes on with the sentence.
        let on = [
            "真的", "真是", "真心", "正在", "正好", "正是", "方便", "成为", "立马", "立刻", "明明",
            "然后", "如果", "如此", "可能", "大家", "本来", "家的",
        ];
        let last = own.chars().next_back().map_or(0, char::len_utf8);
        if long && on.iter().any(|word| text[end - last..].starts_with(word)) {
            continue;
        }
        let right = right(text, end, words);
        let fits = match (left, right) {
            (Side::Said | Side::Role, Side::Border | Side::Word) => true,
            (Side::Word, Side::Word) => true,
            (Side::Border, Side::Word) => {
                long || strong(text, end, words) || another(text, end, words)
            }
            (Side::Word, Side::Border) => long || thanked(text, at),
            (Side::Role, Side::Nothing) => {
                let sure = long || !text[at..].starts_with(|c| ALSO_WORDS.contains(c));
                sure && !word
            }
            (Side::Said, Side::Nothing) => long && full_introduction(text, at),
            (Side::Word, Side::Weak) if !long => thanked(text, at),
            (Side::Weak, Side::Word) if !long => {
                text[..at].ends_with(['是', '有', '由']) && strong(text, end, words)
            }
            (Side::Border, Side::Border) => long && signed(text, at, end),
            (Side::Weak, Side::Word) => long && strong(text, end, words),
            (Side::Word | Side::Border | Side::Role | Side::Said, Side::Weak) => long,
            _ => false,
        };
        if fits {
            return Some(at..end);
        }
    }
    None
}

/// Whether one introduces oneself in more than a word, which goes on otherwise.
fn full_introduction(text: &str, at: usize) -> bool {
    let head = window(text, at, 12);
    let said = ["本人", "我是", "我叫"].iter().any(|word| head.ends_with(word));
    said && !text[at..].starts_with(['于', '向', '常', '管', '万', '易'])
}

/// Whether somebody is thanked or meant, and not some thing.
fn thanked(text: &str, at: usize) -> bool {
    let head = window(text, at, 12);
    ["感谢", "谢谢", "表扬", "投诉", "多亏", "的是", "举报"].iter().any(|word| head.ends_with(word))
}

/// Whether another name follows: 李雷和韩梅梅.
fn another(text: &str, end: usize, words: &NameLexicon) -> bool {
    let rest = &text[end..];
    let Some(rest) = rest.strip_prefix(['和', '跟', '与', '、']) else { return false };
    let given = |family| after(rest, family).is_some_and(|c| words.given.has(c));
    family_name(rest).is_some_and(given) && words.begin.starting(rest).is_none()
}

/// Whether a word of more than one character follows, which is no accident.
fn strong(text: &str, end: usize, words: &NameLexicon) -> bool {
    words.after.starting(&text[end..]).is_some_and(|word| word.len() > 3)
}

/// Whether the name is all that stands at the end of a comment that has more.
fn signed(text: &str, at: usize, end: usize) -> bool {
    let tail = text[end..].chars().filter(|&c| c != '[').take(8).all(|c| !c.is_alphanumeric());
    let head = text[..at].trim_end();
    let more = head.chars().rev().filter(|&c| c != '[').take(40).filter(|&c| is_han(c)).count() > 3;
    tail && (more || head.ends_with(['—', '-', '–']))
}

/// Kevin剪的, 客服Amy.
fn foreign(text: &str, at: usize, words: &NameLexicon) -> Option<Range<usize>> {
    let length = text[at..].bytes().take(16).take_while(u8::is_ascii_alphabetic).count();
    let (own, end) = (&text[at..at + length], at + length);
    if length > 1 && left(text, at, words) == Side::Said {
        let named = latin_name(&text[at..], false)
            .filter(|_| after(text, end).is_none_or(|c| !c.is_ascii_digit()));
        let field =
            words.own.ending(window(text, at, 15)).is_none() || known_first_name(own) == Some(true);
        // 用户ID, 客户VIP: capitals alone are a name only with another word.
        let named = named.filter(|&length| {
            own[1..].bytes().any(|b| b.is_ascii_lowercase()) || text[at..at + length].contains(' ')
        });
        return named.filter(|_| field).map(|length| at..at + length);
    }
    let lower = own[1..].bytes().all(|b| b.is_ascii_lowercase());
    if !(2..=14).contains(&length) || !lower || after(text, end) == Some('-') {
        return None;
    }
    let (left, right) = (left(text, at, words), right(text, end, words));
    let known = known_first_name(own);
    let fits = match (left, right) {
        (_, Side::Nothing) => false,
        (Side::Role, Side::Border | Side::Word) => {
            known.is_some() || (right == Side::Word && !only_words(own))
        }
        (Side::Border | Side::Word, Side::Word) => known == Some(true),
        (Side::Word, Side::Border) => known == Some(true) && after(text, end) != Some(' '),
        _ => false,
    };
    fits.then_some(at..end)
}

fn left(text: &str, at: usize, words: &NameLexicon) -> Side {
    let Some(last) = before(text, at) else { return Side::Border };
    let head = window(text, at, 15);
    if !is_han(last) {
        let trimmed = head.trim_end_matches([':', '：', ' ', '，', ',']);
        if last != '，' && last != ',' && trimmed.len() < head.len() {
            if words.fields.ending(trimmed).is_some() {
                return Side::Said;
            }
            if words.roles.ending(trimmed).is_some() {
                return Side::Role;
            }
        }
        return if last.is_alphanumeric() { Side::Nothing } else { Side::Border };
    }
    if words.roles.ending(head).is_some() {
        return Side::Role;
    }
    if words.fields.ending(head).is_some() {
        return Side::Said;
    }
    if words.own.ending(head).is_some() {
        return Side::Said;
    }
    match words.before.ending(head) {
        Some(word) if word.len() > 3 => Side::Word,
        Some(word) if "谢夸赞给找问跟和与被让叫请由遇帮替约".contains(word) => {
            Side::Word
        }
        Some(_) => Side::Weak,
        None if "的了次天里店".contains(last) => Side::Weak,
        None => Side::Nothing,
    }
}

fn right(text: &str, end: usize, words: &NameLexicon) -> Side {
    match after(text, end) {
        None => Side::Border,
        Some(c) if is_han(c) => match words.after.starting(&text[end..]) {
            Some("的") => Side::Weak,
            Some(_) => Side::Word,
            None if "我你他她您".contains(c) => Side::Word,
            None => Side::Nothing,
        },
        Some(c) if c.is_alphanumeric() => Side::Nothing,
        Some(_) => Side::Border,
    }
}

#[cfg(test)]
mod tests;
