//! What one label of a scale says: 非常满意, `Fairly difficult`, 四星, 🙂, and the points that
//! it states, 满意(4分).

use crate::ingest::columns::degree_words::{
    FACES, NEUTRAL, OF_EFFORT, SMILEYS, STRESS, WEAKENING, WHOLE, WORDS,
};
use crate::ingest::columns::ticket_rating::without_comment;
use crate::simplified::simplified;

/// What the words of a scale speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScaleFamily {
    /// 满意 / satisfied.
    Satisfied,
    /// 容易 / easy.
    Easy,
    /// 好 / good.
    Good,
    /// 同意 / agree.
    Agree,
    /// 多 / much, of whatever is asked for.
    Amount,
    /// 可能 / likely.
    Likely,
    /// 超出预期 / above expectations.
    Expected,
}

/// What a label says: on which side of the middle, and with what stress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LabelMeaning {
    pub(super) family: ScaleFamily,
    /// −1, 0 or 1.
    pub(super) side: i8,
    pub(super) stress: u8,
}

/// How much a label stresses what it says: `slightly`, `fairly`, nothing, 很, `very`, `extremely`.
/// 很满意 is less than 非常满意 where both can be chosen, and else as much.
pub(super) const SLIGHT: u8 = 1;
pub(super) const FAIR: u8 = 2;
pub(super) const PLAIN: u8 = 3;
pub(super) const VERY: u8 = 4;
pub(super) const STRONG: u8 = 5;
pub(super) const UTMOST: u8 = 6;

/// What a label says and how strongly, from −3 to 3.
pub(crate) fn degree(label: &str) -> Option<(ScaleFamily, i8)> {
    let LabelMeaning { family, side, stress } = said(label)?;
    let strength = match stress {
        UTMOST => 3,
        VERY | STRONG => 2,
        _ => 1,
    };
    Some((family, side * strength))
}

/// What a label says; `None` where it is none of a scale.
pub(super) fn said(label: &str) -> Option<LabelMeaning> {
    let fixed = |family: ScaleFamily, degree: i8| {
        let stress = if degree.abs() > 1 { STRONG } else { PLAIN };
        Some(LabelMeaning { family, side: degree.signum(), stress })
    };
    let label = simplified(&label.trim().to_lowercase()).into_owned();
    let words = without_signs(&label);
    // 😡 Angry is as bad as 😡, and 😊 非常满意 better than 😊.
    let named_face = label.starts_with(is_sign) && label.contains(' ') && !outweighs_a_face(words);
    if words.len() < label.len()
        && !named_face
        && let Some(meaning) = said(words)
    {
        return Some(meaning);
    }
    let label = without_points(&label);
    if let Some(answer) = reasoned(label) {
        return said(answer);
    }
    if let Some(degree) = stars(label) {
        return fixed(ScaleFamily::Good, degree);
    }
    if let Some((_, degree)) = SMILEYS.iter().find(|(smileys, _)| smileys.contains(&label)) {
        return fixed(ScaleFamily::Good, *degree);
    }
    let bare = without_number(label);
    if bare.is_empty() || bare.chars().count() > 40 {
        return None;
    }
    let face = bare.trim_end_matches('\u{fe0f}');
    // 😡 Angry is as bad as 😡.
    let with_word = |of: &&str| face.strip_prefix(*of).is_some_and(|said| said.starts_with(' '));
    let mut faces = FACES.iter();
    let found = faces.find(|(of, _)| of.contains(&face) || of.iter().any(with_word));
    if let Some((_, degree)) = found {
        return fixed(ScaleFamily::Good, *degree);
    }
    if let Some(meaning) = whole(WHOLE, ScaleFamily::Good, bare) {
        return Some(meaning);
    }
    if let Some((family, degree)) = outlook(bare) {
        return fixed(family, degree);
    }
    if let Some(much) = bare.strip_suffix(" effort").or_else(|| bare.strip_suffix(" effort at all"))
        && let Some(meaning) = whole(OF_EFFORT, ScaleFamily::Amount, much)
    {
        return Some(meaning);
    }
    let bare = bare.strip_suffix(" effort").unwrap_or(bare);
    if NEUTRAL.contains(&bare) || bare.starts_with("neither ") {
        return fixed(ScaleFamily::Satisfied, 0);
    }
    let (word, family, sign) = WORDS.iter().find(|(word, ..)| bare.ends_with(word))?;
    let prefix = bare[..bare.len() - word.len()].trim();
    let negated =
        prefix.contains('不') || prefix.contains('没') || prefix.split(' ').any(|w| w == "not");
    let side = if negated { -sign.signum() } else { sign.signum() };
    // 不太满意 and “not very satisfied” say less than 不满意.
    let weakened = negated && WEAKENING.iter().any(|word| prefix.contains(word));
    let prefix = prefix.replace(['不', '太'], "");
    let stress = stress_of(prefix.trim(), negated, weakened)?;
    let stress = if sign.abs() > 1 { stress.max(STRONG) } else { stress };
    Some(LabelMeaning { family: *family, side, stress })
}

/// Whether words say more than a picture before them: several, and those of satisfaction.
fn outweighs_a_face(words: &str) -> bool {
    !words.is_ascii() || words.contains(' ') || words.contains("satisf")
}

/// Whether a character is a picture, or a mark that says nothing of how much: 😀, ✅, ！.
fn is_sign(c: char) -> bool {
    let marks = ['!', '！', '~', '～', '。', '…', '\u{200d}', '\u{fe0e}', '\u{fe0f}'];
    let pictures = ['\u{2600}'..='\u{27bf}', '\u{2b00}'..='\u{2bff}', '\u{1f000}'..='\u{1faff}'];
    marks.contains(&c) || pictures.iter().any(|range| range.contains(&c))
}

/// A label without the pictures and marks before and behind its words: 满意🙂, ✅ Good. Of a label
/// without words they are what it says.
pub(super) fn without_signs(label: &str) -> &str {
    let bare = label.trim_matches(|c: char| is_sign(c) || c.is_whitespace());
    if bare.contains(char::is_alphanumeric) { bare } else { label }
}

/// What a label says that stands in a list as a whole.
fn whole(list: &[(&[&str], i8, u8)], family: ScaleFamily, label: &str) -> Option<LabelMeaning> {
    let (_, side, stress) = list.iter().find(|(words, ..)| words.contains(&label))?;
    Some(LabelMeaning { family, side: *side, stress: *stress })
}

/// How much is said by what stands before a word.
fn stress_of(prefix: &str, negated: bool, weakened: bool) -> Option<u8> {
    match prefix {
        "" | "是很" | "是特别" | "够" if weakened => Some(SLIGHT),
        "一点" | "一点也" | "一点都" | "根本" | "毫" | "丝毫" if negated => {
            Some(UTMOST)
        }
        "" | "not" | "还" => Some(PLAIN),
        _ => STRESS.iter().find(|(word, _)| *word == prefix).map(|(_, stress)| *stress),
    }
}

/// The answer of a label that gives a reason behind it, 不满意：等太久, `Bad (too slow)`: what stands
/// before the sign, where that is a label by itself and no number or letter of one.
fn reasoned(label: &str) -> Option<&str> {
    let at = label.find(['：', '（', '(']).or_else(|| label.find(": "))?;
    let answer = label[..at].trim_end();
    let letter = answer.len() == 1 || answer.starts_with(|c: char| c.is_ascii_digit());
    (!answer.is_empty() && !letter && said(answer).is_some()).then_some(answer)
}

/// Whether a label may name a kind of thing as well: 简单, 一般 and 复杂 are kinds of orders.
pub(super) fn may_be_a_kind(label: &str) -> bool {
    const KINDS: [&str; 13] = [
        "简单",
        "复杂",
        "难",
        "易",
        "一般",
        "中等",
        "普通",
        "simple",
        "complex",
        "complicated",
        "medium",
        "average",
        "moderate",
    ];
    KINDS.contains(&without_number(&label.trim().to_lowercase()))
}

/// The word that a label ends in, of those that scales are made of.
pub(super) fn word_of(label: &str) -> Option<&'static str> {
    let plain = simplified(&label.trim().to_lowercase()).into_owned();
    let bare = without_number(without_points(without_signs(&plain)));
    WORDS.iter().map(|(word, ..)| *word).find(|word| bare.ends_with(word))
}

/// Labels of what somebody will do, or of what was expected: they differ in more than stress.
fn outlook(bare: &str) -> Option<(ScaleFamily, i8)> {
    const LIKELY: [(&[&str], i8); 5] = [
        (&["definitely", "definitely yes", "definitely would", "一定会", "肯定会"], 2),
        (&["probably", "probably yes", "probably would", "可能会", "应该会", "会推荐"], 1),
        (&["might or might not", "maybe", "perhaps", "不一定", "也许"], 0),
        (&["probably not", "probably would not", "可能不会", "应该不会", "不会推荐"], -1),
        (&["definitely not", "definitely would not", "一定不会", "肯定不会", "绝不会"], -2),
    ];
    const EXPECTED: [(&[&str], i8); 5] = [
        (&["far exceeded", "greatly exceeded", "far above", "much better", "远超预期"], 2),
        (&["exceeded", "exceeds", "above", "better", "超出预期", "超预期", "高于预期"], 1),
        (&["met", "meets", "as expected", "about as expected", "符合预期", "达到预期"], 0),
        (&["below", "did not meet", "worse", "低于预期", "不及预期", "未达预期"], -1),
        (&["far below", "much worse", "远低于预期", "远不及预期"], -2),
    ];
    let of = |list: &[(&[&str], i8)], family: ScaleFamily, label: &str| {
        let found = list.iter().find(|(labels, _)| labels.contains(&label));
        found.map(|(_, degree)| (family, *degree))
    };
    let ends = [" my expectations", " our expectations", " expectations", " than expected"];
    let short = ends.iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    of(&LIKELY, ScaleFamily::Likely, bare).or_else(|| of(&EXPECTED, ScaleFamily::Expected, short))
}

/// What points are counted in; of two that begin alike the longer one first.
const UNITS: [&str; 10] =
    ["分", "颗星", "星级", "星", "级", "points", "point", "pts", "stars", "star"];

/// What stands behind the unit of a number: `-非常轻松` of `分-非常轻松`, ` - excellent` of
/// `stars - excellent`. `None` where no unit is.
pub(crate) fn behind_unit(rest: &str) -> Option<&str> {
    UNITS.iter().find_map(|unit| {
        let (head, behind) = rest.split_at_checked(unit.len())?;
        let whole = !unit.is_ascii() || !behind.starts_with(|c: char| c.is_ascii_alphabetic());
        (whole && head.eq_ignore_ascii_case(unit)).then_some(behind)
    })
}

/// A label without the number or letter of its option, or the points it begins with:
/// `4 - good`, `D.一般`, `5级（非常满意）`.
pub(crate) fn without_number(label: &str) -> &str {
    const SIGNS: [char; 9] = ['.', '、', ' ', '-', ':', '．', '：', ')', '）'];
    const BEHIND_UNITS: [char; 8] = ['=', '＝', '–', '—', ',', '，', '(', '（'];
    let letter = label.strip_prefix(|c: char| c.is_ascii_alphabetic());
    if let Some(rest) = letter.filter(|rest| rest.starts_with(['.', '、', '．', '：', ':'])) {
        return rest.trim_start_matches(SIGNS);
    }
    let (digits, rest) = leading_digits(label);
    let behind = behind_unit(rest.trim_start()).filter(|_| !digits.is_empty());
    let sign = |c: char| SIGNS.contains(&c) || BEHIND_UNITS.contains(&c);
    match behind.map(|behind| behind.trim_start_matches(sign)).filter(|said| !said.is_empty()) {
        Some(said) => said.trim_end_matches([')', '）']),
        None => rest.trim_start_matches(SIGNS),
    }
}

/// The number that a label begins with, and what follows it. A fraction is of it where its unit is
/// said, 4.5星: `1.2 good` is the second of a first option.
fn leading_digits(label: &str) -> (&str, &str) {
    let digit = |c: char| c.is_ascii_digit();
    let rest = label.trim_start_matches(digit);
    let whole = label.len() - rest.len();
    let behind = rest.strip_prefix('.').map(|fraction| fraction.trim_start_matches(digit));
    let behind = behind.filter(|behind| whole > 0 && behind.len() + 1 < rest.len());
    match behind.filter(|behind| behind_unit(behind.trim_start()).is_some()) {
        Some(behind) => label.split_at(label.len() - behind.len()),
        None => label.split_at(whole),
    }
}

/// The points that a label begins with, where their unit is said: `4级-满意`, 4.5星 很好. Without it
/// they may be the number of an option.
pub(super) fn points_before(label: &str) -> Option<f64> {
    let (digits, rest) = leading_digits(without_signs(label.trim()));
    let behind = behind_unit(rest.trim_start())?;
    let points: Option<f64> = digits.parse().ok();
    points.filter(|points| !behind.trim().is_empty() && is_point(*points))
}

/// The same of marks: 级 may be of what is urgent or dear.
pub(super) fn marks_before(label: &str) -> Option<f64> {
    let (_, rest) = leading_digits(without_signs(label.trim()));
    points_before(label).filter(|_| !rest.trim_start().starts_with('级'))
}

/// The points behind a label, in brackets or after a sign: 满意(4分), `Good (4)`, `good = 4 points`.
pub(super) fn points_behind(label: &str) -> Option<f64> {
    with_points(label).map(|(_, points)| points)
}

/// A label and the points behind it.
fn with_points(label: &str) -> Option<(&str, f64)> {
    let label = label.trim().trim_end_matches(|c: char| is_sign(c) || c.is_whitespace());
    let (label, signs) = match label.strip_suffix([')', '）']) {
        Some(label) => (label, &['(', '（'][..]),
        None => (label, &['=', '＝', ':', '：', '-', '–', '—'][..]),
    };
    let at = label.rfind(signs)?;
    let points = label[at..].trim_start_matches(signs).trim();
    let bare = UNITS.iter().find_map(|unit| {
        let (bare, tail) = points.split_at_checked(points.len().checked_sub(unit.len())?)?;
        tail.eq_ignore_ascii_case(unit).then(|| bare.trim_end())
    });
    let points: f64 = bare.unwrap_or(points).parse().ok().filter(|points| is_point(*points))?;
    Some((label[..at].trim_end(), points)).filter(|(said, _)| !said.is_empty())
}

fn is_point(points: f64) -> bool {
    (0.0..=100.0).contains(&points)
}

/// A label without the points behind it, and without that a comment came with it.
fn without_points(label: &str) -> &str {
    without_comment(with_points(label).map_or(label, |(said, _)| said))
}

/// What a label says, by which it is told from others: without number and points, in lower case
/// and simplified characters. `None` for stars and faces, of which many say the same.
pub(super) fn wording(label: &str) -> Option<String> {
    let label = simplified(&label.trim().to_lowercase()).into_owned();
    let label = without_points(without_signs(&label));
    let label = reasoned(label).unwrap_or(label);
    let said = without_number(label);
    let worded = stars(label).is_none() && said.contains(char::is_alphabetic);
    // 4分 is a number.
    (worded && behind_unit(said) != Some("")).then(|| said.to_owned())
}

/// Stars in words, from one to five.
fn stars(bare: &str) -> Option<i8> {
    let count =
        ["颗星", "星级", "星", " stars", " star"].iter().find_map(|u| bare.strip_suffix(u))?;
    const COUNTS: [[&str; 3]; 5] = [
        ["一", "1", "one"],
        ["二", "2", "two"],
        ["三", "3", "three"],
        ["四", "4", "four"],
        ["五", "5", "five"],
    ];
    let count = if count == "两" { "二" } else { count };
    let at = COUNTS.iter().position(|words| words.contains(&count))?;
    i8::try_from(at).ok().map(|at| at - 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_may_say_its_points_with_a_unit() {
        // The label, what it says without its number, and the points before and behind it.
        for (label, words, before, behind) in [
            ("5分-非常满意", "非常满意", Some(5.0), None),
            ("5 分（非常满意）", "非常满意", Some(5.0), None),
            ("5级：满意", "满意", Some(5.0), None),
            ("5星 满意", "满意", Some(5.0), None),
            ("4颗星满意", "满意", Some(4.0), None),
            ("5 stars - excellent", "excellent", Some(5.0), None),
            ("10 points = very easy", "very easy", Some(10.0), None),
            ("1 pts (hard)", "hard", Some(1.0), None),
            ("5.0分 超棒", "超棒", Some(5.0), None),
            ("4.5星 很好", "很好", Some(4.5), None),
            ("3.5 stars: fair", "fair", Some(3.5), None),
            ("5.0分", "分", None, None),
            ("1.2 good", "2 good", None, None),
            ("4 - good", "good", None, None),
            ("D.一般", "一般", None, None),
            ("3）一般", "一般", None, None),
            ("5星", "星", None, None),
            ("6 分", "分", None, None),
            ("3 starters", "starters", None, None),
            ("满意(4分)", "满意(4分)", None, Some(4.0)),
            ("满意（4 级）", "满意（4 级）", None, Some(4.0)),
            ("Good (4 Stars)", "Good (4 Stars)", None, Some(4.0)),
            ("满意=4分", "满意=4分", None, Some(4.0)),
            ("good - 4", "good - 4", None, Some(4.0)),
            ("so-so", "so-so", None, None),
            ("满意（101分）", "满意（101分）", None, None),
            ("（4分）", "（4分）", None, None),
        ] {
            assert_eq!(without_number(label), words, "{label}");
            assert_eq!((points_before(label), points_behind(label)), (before, behind), "{label}");
        }
        for label in ["5分-很省力", "很省力（5分）", "5级（很省力）", "5 points = very easy"]
        {
            let easy = said(label).map(|said| (said.family, said.side));
            assert_eq!(easy, Some((ScaleFamily::Easy, 1)), "{label}");
        }
    }

    #[test]
    fn labels_of_what_somebody_will_do_and_of_what_was_expected_have_five_degrees() {
        let (likely, expected) = (ScaleFamily::Likely, ScaleFamily::Expected);
        for (label, meaning) in [
            ("Definitely", Some((likely, 2))),
            ("Probably would", Some((likely, 1))),
            ("不一定", Some((likely, 0))),
            ("Probably not", Some((likely, -1))),
            ("绝不会", Some((likely, -2))),
            ("Far exceeded my expectations", Some((expected, 2))),
            ("Better than expected", Some((expected, 1))),
            ("Met expectations", Some((expected, 0))),
            ("低于预期", Some((expected, -1))),
            ("Much worse than expected", Some((expected, -2))),
            ("Probably later", None),
        ] {
            assert_eq!(degree(label), meaning, "{label}");
        }
    }

    #[test]
    fn a_degree_before_a_word_that_is_known_makes_a_label() {
        let (easy, good) = (ScaleFamily::Easy, ScaleFamily::Good);
        for (label, meaning) in [
            ("很难", Some((easy, -1, VERY))),
            ("较难", Some((easy, -1, FAIR))),
            ("难", Some((easy, -1, PLAIN))),
            ("较易", Some((easy, 1, FAIR))),
            ("非常复杂", Some((easy, -1, STRONG))),
            ("很不顺利", Some((easy, -1, VERY))),
            ("不太麻烦", Some((easy, 1, SLIGHT))),
            ("一点不费劲", Some((easy, 1, UTMOST))),
            ("毫不费力", Some((easy, 1, UTMOST))),
            ("Very simple", Some((easy, 1, STRONG))),
            ("非常失望", Some((ScaleFamily::Satisfied, -1, STRONG))),
            ("强烈推荐", Some((ScaleFamily::Likely, 1, STRONG))),
            ("不推荐", Some((ScaleFamily::Likely, -1, PLAIN))),
            // Words that end alike.
            ("困难", Some((easy, -1, PLAIN))),
            ("low", Some((ScaleFamily::Amount, -1, PLAIN))),
            ("愉快", None),
            ("breakfast", None),
            ("朋友推荐", None),
            ("贸易", None),
            ("一点满意", None),
            ("😡 Angry", Some((good, -1, STRONG))),
            ("😐 Neutral", Some((good, 0, PLAIN))),
            ("😀 Happy", Some((good, 1, STRONG))),
            ("Happy 😀 days", None),
        ] {
            let found = said(label).map(|said| (said.family, said.side, said.stress));
            assert_eq!(found, meaning, "{label}");
        }
        for (label, kind) in [("简单", true), ("B. 复杂", true), ("很简单", false), ("快", false)]
        {
            assert_eq!(may_be_a_kind(label), kind, "{label}");
        }
    }

    #[test]
    fn pictures_and_marks_beside_the_words_of_a_label_say_nothing_more() {
        for (label, words) in [
            ("非常满意😀", "非常满意"),
            ("满意 🙂", "满意"),
            ("😐一般", "一般"),
            ("✅ 不满意！", "不满意"),
            ("❤️满意❤️", "满意"),
            ("😊 非常满意", "非常满意"),
            ("😊 Very satisfied", "very satisfied"),
            ("Good 👍", "good"),
            ("满意★★★★", "满意"),
            ("4分 满意🙂", "满意"),
            ("满意（4分）🙂", "满意"),
        ] {
            assert_eq!(said(label), said(words), "{label}");
            assert!(said(label).is_some(), "{label}");
            assert_eq!(wording(label).as_deref(), Some(words), "{label}");
        }
        assert_eq!((word_of("不满意🙁"), points_before("4分 满意🙂")), (Some("满意"), Some(4.0)));
        assert_eq!(points_behind("满意（4分）🙂"), Some(4.0));
        assert_eq!([marks_before("5.0分 超棒"), marks_before("5级 紧急")], [Some(5.0), None]);
        for label in ["很赞的门店😀", "！", "★★★☆☆", "满意😀的店"] {
            assert_eq!(said(label), None, "{label}");
        }
        assert_eq!([without_signs("😀"), without_signs("满意~")], ["😀", "满意"]);
    }

    #[test]
    fn stars_are_counted_in_either_word_for_two() {
        for (label, points) in
            [("一星", -2), ("两星", -1), ("二星", -1), ("两颗星", -1), ("五星级", 2)]
        {
            assert_eq!(degree(label), Some((ScaleFamily::Good, points)), "{label}");
        }
        assert_eq!(degree("六星"), None);
    }
}
