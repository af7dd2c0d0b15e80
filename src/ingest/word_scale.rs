//! Scales whose answers are words: `Very easy` … `Very difficult`, 非常满意 …
//! 非常不满意.

use std::collections::BTreeMap;

use super::feedback::Scale;
use super::profile::ColumnProfile;
use crate::simplified::simplified;

/// Labels of a column with the points they stand for, and their scale.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WordScale {
    /// What the words speak of.
    pub(super) family: Family,
    /// Points per label.
    pub(super) labels: BTreeMap<String, f64>,
    /// 1–5, or 1–7 when three degrees occur on a side; higher is better.
    pub(super) scale: Scale,
}

/// What the words of a scale speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// 满意 / satisfied.
    Satisfied,
    /// 容易 / easy.
    Easy,
    /// 好 / good.
    Good,
    /// 同意 / agree.
    Agree,
}

/// Reads the values of a column as a word scale: at least two different
/// degrees of one family and four in five answers among them.
pub(super) fn word_scale(profile: &ColumnProfile) -> Option<WordScale> {
    if profile.many_values {
        return None;
    }
    let mut found: Vec<(&str, Family, i8, u64)> = Vec::new();
    for (value, count) in &profile.values {
        if let Some((family, degree)) = degree(value) {
            found.push((value, family, degree, *count));
        }
    }
    let family = found.iter().find(|f| f.2 != 0)?.1;
    found.retain(|f| f.1 == family || f.2 == 0);
    let answers: u64 = found.iter().map(|f| f.3).sum();
    let degrees = |d: i8| found.iter().any(|f| f.2.abs() == d);
    let several = found.iter().any(|f| f.2 != found[0].2);
    if !several || answers * 5 < (profile.filled - profile.missing) * 4 {
        return None;
    }
    let seven = degrees(3) && degrees(2);
    let (middle, most) = if seven { (4, 3) } else { (3, 2) };
    let labels = found
        .iter()
        .map(|(value, _, degree, _)| {
            ((*value).to_owned(), f64::from(middle + (*degree).clamp(-most, most)))
        })
        .collect();
    Some(WordScale { family, labels, scale: Scale::higher(1.0, if seven { 7.0 } else { 5.0 }) })
}

/// What a label says and how strongly, from −3 to 3.
fn degree(label: &str) -> Option<(Family, i8)> {
    let label = simplified(&label.trim().to_lowercase()).into_owned();
    let bare = without_number(&label);
    if bare.is_empty() || bare.chars().count() > 40 {
        return None;
    }
    const FACES: [(&[&str], i8); 5] = [
        (&["😍", "😄", "😀", "😁", "🤩", "🥰"], 2),
        (&["🙂", "😊", "☺", "👍", "❤"], 1),
        (&["😐", "😶", "😑"], 0),
        (&["🙁", "☹", "😕", "😞", "👎"], -1),
        (&["😡", "😠", "😭", "🤬", "😢"], -2),
    ];
    let face = bare.trim_end_matches('\u{fe0f}');
    if let Some((_, degree)) = FACES.iter().find(|(faces, _)| faces.contains(&face)) {
        return Some((Family::Good, *degree));
    }
    const NEUTRAL: [&str; 9] =
        ["neutral", "average", "ok", "okay", "一般", "中立", "普通", "不确定", "尚可"];
    if NEUTRAL.contains(&bare) || bare.starts_with("neither ") {
        return Some((Family::Satisfied, 0));
    }
    // The negative words come first: they contain the positive ones.
    const WORDS: [(&str, Family, i8); 21] = [
        ("dissatisfied", Family::Satisfied, -1),
        ("unsatisfied", Family::Satisfied, -1),
        ("satisfied", Family::Satisfied, 1),
        ("difficult", Family::Easy, -1),
        ("hard", Family::Easy, -1),
        ("easy", Family::Easy, 1),
        ("disagree", Family::Agree, -1),
        ("agree", Family::Agree, 1),
        ("poor", Family::Good, -1),
        ("bad", Family::Good, -1),
        ("excellent", Family::Good, 2),
        ("good", Family::Good, 1),
        ("满意", Family::Satisfied, 1),
        ("费力", Family::Easy, -1),
        ("困难", Family::Easy, -1),
        ("容易", Family::Easy, 1),
        ("轻松", Family::Easy, 1),
        ("省力", Family::Easy, 1),
        ("同意", Family::Agree, 1),
        ("差", Family::Good, -1),
        ("好", Family::Good, 1),
    ];
    let (word, family, sign) = WORDS.iter().find(|(word, ..)| bare.ends_with(word))?;
    let prefix = bare[..bare.len() - word.len()].trim();
    let negated = prefix.contains('不') || prefix.split(' ').any(|w| w == "not");
    let sign = if negated { -sign } else { *sign };
    let prefix = prefix.replace(['不', '太'], "");
    let strength = match prefix.trim() {
        "extremely" | "completely" | "totally" | "极" | "极其" | "完全" => 3,
        "very" | "strongly" | "highly" | "非常" | "很" | "十分" | "特别" => 2,
        "" | "fairly" | "quite" | "somewhat" | "mostly" | "slightly" | "rather" | "moderately"
        | "not" | "not very" | "比较" | "较" | "较为" | "基本" | "有点" | "有些" | "还" => {
            1
        }
        _ => return None,
    };
    Some((*family, sign.signum() * strength.max(sign.abs())))
}

/// A label without the number or letter of its option: `4 - good`, `D.一般`.
fn without_number(label: &str) -> &str {
    const SIGNS: [char; 9] = ['.', '、', ' ', '-', ':', '．', '：', ')', '）'];
    let letter = label.strip_prefix(|c: char| c.is_ascii_alphabetic());
    let rest = match letter {
        Some(rest) if rest.starts_with(['.', '、', '．', '：', ':']) => rest,
        _ => label.trim_start_matches(|c: char| c.is_ascii_digit()),
    };
    rest.trim_start_matches(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[(&str, u64)]) -> ColumnProfile {
        let mut profile = ColumnProfile::default();
        for (value, n) in values {
            (0..*n).for_each(|_| profile.see(value));
        }
        profile
    }

    #[test]
    fn word_scales() {
        let scale = word_scale(&column(&[
            ("Very easy", 3),
            ("Fairly easy", 3),
            ("Neither easy nor difficult", 1),
            ("Fairly difficult", 2),
            ("Very difficult", 1),
        ]))
        .unwrap();
        assert_eq!(scale.labels.values().copied().collect::<Vec<_>>(), [2.0, 4.0, 3.0, 1.0, 5.0]);
        let scale = word_scale(&column(&[
            ("非常满意", 3),
            ("满意", 3),
            ("一般", 1),
            ("不满意", 2),
            ("非常不满意", 1),
        ]))
        .unwrap();
        assert_eq!(scale.labels["非常不满意"], 1.0);
        assert_eq!(scale.labels["非常满意"], 5.0);
        let scale = word_scale(&column(&[("非常滿意", 3), ("滿意", 3), ("不滿意", 2)])).unwrap();
        assert_eq!(scale.labels["不滿意"], 2.0);
        assert_eq!(scale.family, Family::Satisfied);
        assert!(word_scale(&column(&[("男", 3), ("女", 3)])).is_none());
        let scale =
            word_scale(&column(&[("A.非常满意", 3), ("D.不满意", 1), ("C、一般", 1)])).unwrap();
        assert_eq!(scale.labels["A.非常满意"], 5.0);
        assert_eq!(scale.labels["C、一般"], 3.0);
        let scale = word_scale(&column(&[("😡", 3), ("😐", 1), ("🙂", 1), ("❤️", 2)])).unwrap();
        assert_eq!(scale.labels.values().copied().collect::<Vec<_>>(), [4.0, 3.0, 1.0, 4.0]);
    }

    #[test]
    fn four_in_five_answers_are_degrees_of_a_word_scale() {
        for (degrees, others, wanted) in [(8, 2, true), (7, 2, false), (4, 1, true), (3, 1, false)]
        {
            let values = [("满意", degrees - 1), ("不满意", 1), ("看情况", others)];
            assert_eq!(word_scale(&column(&values)).is_some(), wanted, "{degrees}, {others}");
        }
        assert!(word_scale(&column(&[("满意", 9)])).is_none(), "one degree is no scale");
        // The third degree alone does not make seven points.
        for (labels, high) in [
            (["极其满意", "满意"], 5.0),
            (["极其满意", "非常满意"], 7.0),
            (["非常满意", "不满意"], 5.0),
        ] {
            let scale = word_scale(&column(&labels.map(|label| (label, 2)))).unwrap();
            assert_eq!(scale.scale.high, high, "{labels:?}");
        }
    }
}
