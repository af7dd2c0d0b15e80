//! Number plates of vehicles, and their identification numbers (VIN, ISO 3779).

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

/// Seventeen letters and digits without I, O and Q, behind what the text calls them.
static VIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(\bvin\b|\bchassis\b|车架|底盘|识别代?[码号])?[^A-Za-z0-9\n]{0,6}(?:(?:码|号|号码|代码|number|no\.?|is|是|为)[^A-Za-z0-9\n]{0,3}){0,2}([A-HJ-NPR-Z0-9]{17})",
    )
});

/// Where the check digit of an identification number stands.
const VIN_CHECK: usize = 8;

/// Whether the check digit of an identification number is right, as it is in North America and
/// China (49 CFR 565.15, GB 16735): the sum of the characters' values, each times the weight of
/// its place, modulo 11, with X for 10.
fn has_check_digit(vin: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |c: u8| match c.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => u32::from(digit - b'0'),
        letter @ b'A'..=b'H' => u32::from(letter - b'A') + 1,
        letter @ b'J'..=b'R' => u32::from(letter - b'J') + 1,
        letter => u32::from(letter.saturating_sub(b'S')) + 2,
    };
    let sum: u32 = vin.bytes().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    let wanted = match sum % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    vin.as_bytes().get(VIN_CHECK).is_some_and(|c| c.to_ascii_uppercase() == wanted)
}

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
    let vin = |captures: &regex::Captures<'_>| {
        let own = captures.get(2)?;
        let number = own.as_str();
        let letters = number.chars().filter(char::is_ascii_alphabetic).count();
        let shaped = letters >= 2 && digits(number).len() >= 4;
        let free = |c| !is_letter(c) && !is_digit(c);
        let apart = free(before(text, own.start())) && free(after(text, own.end()));
        let told = captures.get(1).is_some() || has_check_digit(number);
        (shaped && apart && told).then_some(own.range())
    };
    let mut lists = Vec::new();
    if text.bytes().any(|b| b.is_ascii_alphabetic()) {
        lists.push(group_spans(&CHINESE, text, chinese));
        lists.push(group_spans(&VIN, text, vin));
    }
    if clues.capitals {
        lists.push(group_spans(&CUED, text, cued));
    }
    joined(lists)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        plates(text, &Clues::of(text)).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn identification_numbers_of_vehicles() {
        // The example of the standard: its check digit is X.
        assert!(has_check_digit("1M8GDM9AXKP042788"));
        assert!(has_check_digit("11111111111111111"));
        assert!(!has_check_digit("1M8GDM9A1KP042788"));
        for (text, wanted) in [
            ("车架号LSVAB2183E2123456，保养三次", vec!["LSVAB2183E2123456"]),
            ("my VIN is LSVAB2183E2123456.", vec!["LSVAB2183E2123456"]),
            ("Recall for 1M8GDM9AXKP042788 was slow", vec!["1M8GDM9AXKP042788"]),
            ("Parcel LSVAB2183E2123456 was slow", vec![]),
            ("booking VIN11111111111111111 lost", vec![]),
        ] {
            assert_eq!(found(text), wanted, "{text}");
        }
    }
}
