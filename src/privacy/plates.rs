//! Number plates of vehicles.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{after, before, digits, group_spans, is_digit, is_letter, joined, pattern};

/// Province, office, and five characters (six for electric vehicles), without
/// I and O; the last may be that of a trailer, a school or the police.
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Za-hj-z][ ·•・.\-]?([A-HJ-NP-Za-hj-np-z0-9０-９]{4,6}[挂学警港澳领]?)",
    )
});

/// What the text calls a plate.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:车牌号?码?|\b(?:license|licence|number|car|registration) plates?|\bplate|\b(?:car |vehicle )?tag (?:number|no\.?)|\b(?:car|van|truck|taxi|vehicle|cab|uber)|\breg(?:istration)?)(?: numbers?| no\.?)?(?:[ ]?(?:[:：#]|是|为|\bis\b|\bwas\b)){0,2}[ ]?((?-i:[A-Z0-9]{1,4}[ \-]?[A-Z0-9]{2,4}(?:[ \-]?[A-Z0-9]{1,4})?))",
    )
});

/// Number plates.
pub(super) fn plates(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if clues.digits < 2 {
        return Vec::new();
    }
    let chinese = |captures: &regex::Captures<'_>| {
        let (span, own) = (captures.get_match().range(), captures.get(1)?.as_str());
        let marked = own.ends_with(['挂', '学', '警', '港', '澳', '领']);
        let places = own.chars().count();
        let next = after(text, span.end);
        let ends = !is_letter(next) && !is_digit(next);
        // Every plate has digits, and a word with a number ("新A12") has few.
        let shaped = (5..=6).contains(&places) && (marked || places >= 5) && digits(own).len() >= 2;
        let mixed = own.chars().any(|c| c.is_ascii_lowercase())
            && own.chars().any(|c| c.is_ascii_uppercase());
        (shaped && ends && !mixed).then_some(span)
    };
    let cued = |captures: &regex::Captures<'_>| {
        let own = captures.get(1)?;
        let next = after(text, own.end());
        let mixed = !digits(own.as_str()).is_empty()
            && own.as_str().chars().any(|c| c.is_ascii_alphabetic())
            && own.as_str().chars().filter(|c| c.is_ascii_alphanumeric()).count() >= 5;
        let free = !is_letter(next) && !is_digit(next) && !is_letter(before(text, own.start()));
        (mixed && free).then_some(own.range())
    };
    let mut lists = Vec::new();
    if text.bytes().any(|b| b.is_ascii_alphabetic()) {
        lists.push(group_spans(&CHINESE, text, chinese));
    }
    if clues.capitals {
        lists.push(group_spans(&CUED, text, cued));
    }
    joined(lists)
}
