//! What one label of a scale says: 非常满意, `Fairly difficult`, 四星, 🙂, and the points that
//! it states, 满意(4分).

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

/// How much a label stresses what it says: `slightly`, `fairly`, nothing, `very`, `extremely`.
pub(super) const SLIGHT: u8 = 1;
const FAIR: u8 = 2;
const PLAIN: u8 = 3;
pub(super) const STRONG: u8 = 4;
pub(super) const UTMOST: u8 = 5;

/// What a label says and how strongly, from −3 to 3.
pub(crate) fn degree(label: &str) -> Option<(ScaleFamily, i8)> {
    let LabelMeaning { family, side, stress } = said(label)?;
    let strength = match stress {
        UTMOST => 3,
        STRONG => 2,
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
    let label = without_points(&label);
    if let Some(degree) = stars(label) {
        return fixed(ScaleFamily::Good, degree);
    }
    const SMILEYS: [(&[&str], i8); 5] = [
        (&[":d", ":-d", "=d", ":))"], 2),
        (&[":)", ":-)", "=)", "(:", ";)", ";-)"], 1),
        (&[":|", ":-|", "=|", ":/", ":-/"], 0),
        (&[":(", ":-(", "=(", "):"], -1),
        (&[":((", ":'("], -2),
    ];
    if let Some((_, degree)) = SMILEYS.iter().find(|(smileys, _)| smileys.contains(&label)) {
        return fixed(ScaleFamily::Good, *degree);
    }
    let bare = without_number(label);
    if bare.is_empty() || bare.chars().count() > 40 {
        return None;
    }
    const FACES: [(&[&str], i8); 5] = [
        (&["😍", "😄", "😀", "😁", "🤩", "🥰"], 2),
        (&["🙂", "😊", "☺", "😃", "😌", "👍", "👌", "❤"], 1),
        (&["😐", "😶", "😑"], 0),
        (&["🙁", "☹", "😕", "😞", "😟", "😔", "😒", "👎"], -1),
        (&["😡", "😠", "😭", "🤬", "😢", "😤", "😩"], -2),
    ];
    let face = bare.trim_end_matches('\u{fe0f}');
    if let Some((_, degree)) = FACES.iter().find(|(faces, _)| faces.contains(&face)) {
        return fixed(ScaleFamily::Good, *degree);
    }
    const NEUTRAL: [&str; 17] = [
        "neutral",
        "average",
        "ok",
        "okay",
        "so so",
        "so-so",
        "undecided",
        "not sure",
        "一般",
        "中立",
        "中性",
        "普通",
        "不确定",
        "尚可",
        "说不清",
        "不好说",
        "适中",
    ];
    const WHOLE: [(&[&str], i8); 5] = [
        (
            &[
                "great",
                "perfect",
                "outstanding",
                "best",
                "the best",
                "优秀",
                "优",
                "好评",
                "完美",
                "棒",
                "最好",
                "最佳",
                "sehr gut",
                "excelente",
                "muy bueno",
                "muy buena",
                "très bien",
            ],
            2,
        ),
        (&["fine", "above average", "良好", "良", "gut", "bueno", "buena", "bien"], 1),
        (
            &[
                "fair",
                "acceptable",
                "medium",
                "middling",
                "中",
                "中等",
                "中评",
                "合格",
                "及格",
                "befriedigend",
                "regular",
                "moyen",
            ],
            0,
        ),
        (
            &[
                "below average",
                "不及格",
                "不合格",
                "ausreichend",
                "schlecht",
                "malo",
                "mala",
                "mauvais",
            ],
            -1,
        ),
        (
            &[
                "terrible",
                "awful",
                "horrible",
                "worst",
                "unacceptable",
                "very poor",
                "very bad",
                "差评",
                "糟糕",
                "很糟糕",
                "非常糟糕",
                "很糟",
                "the worst",
                "最差",
                "最坏",
                "mangelhaft",
                "ungenügend",
                "sehr schlecht",
                "muy malo",
                "muy mala",
                "très mauvais",
            ],
            -2,
        ),
    ];
    if let Some((_, degree)) = WHOLE.iter().find(|(words, _)| words.contains(&bare)) {
        return fixed(ScaleFamily::Good, *degree);
    }
    if let Some((family, degree)) = outlook(bare) {
        return fixed(family, degree);
    }
    let bare = bare.strip_suffix(" effort").unwrap_or(bare);
    if NEUTRAL.contains(&bare) || bare.starts_with("neither ") {
        return fixed(ScaleFamily::Satisfied, 0);
    }
    // The negative words come first: they contain the positive ones.
    const WORDS: [(&str, ScaleFamily, i8); 47] = [
        ("unlikely", ScaleFamily::Likely, -1),
        ("likely", ScaleFamily::Likely, 1),
        ("可能", ScaleFamily::Likely, 1),
        ("愿意", ScaleFamily::Likely, 1),
        ("little", ScaleFamily::Amount, -1),
        ("much", ScaleFamily::Amount, 1),
        ("低", ScaleFamily::Amount, -1),
        ("高", ScaleFamily::Amount, 1),
        ("unhappy", ScaleFamily::Satisfied, -1),
        ("happy", ScaleFamily::Satisfied, 1),
        ("dissatisfied", ScaleFamily::Satisfied, -1),
        ("unsatisfied", ScaleFamily::Satisfied, -1),
        ("satisfied", ScaleFamily::Satisfied, 1),
        ("unzufrieden", ScaleFamily::Satisfied, -1),
        ("zufrieden", ScaleFamily::Satisfied, 1),
        ("insatisfecho", ScaleFamily::Satisfied, -1),
        ("satisfecho", ScaleFamily::Satisfied, 1),
        ("insatisfait", ScaleFamily::Satisfied, -1),
        ("satisfait", ScaleFamily::Satisfied, 1),
        ("difficult", ScaleFamily::Easy, -1),
        ("hard", ScaleFamily::Easy, -1),
        ("easy", ScaleFamily::Easy, 1),
        ("disagree", ScaleFamily::Agree, -1),
        ("agree", ScaleFamily::Agree, 1),
        ("poor", ScaleFamily::Good, -1),
        ("bad", ScaleFamily::Good, -1),
        ("excellent", ScaleFamily::Good, 2),
        ("good", ScaleFamily::Good, 1),
        ("满意", ScaleFamily::Satisfied, 1),
        ("费力", ScaleFamily::Easy, -1),
        ("困难", ScaleFamily::Easy, -1),
        ("容易", ScaleFamily::Easy, 1),
        ("轻松", ScaleFamily::Easy, 1),
        ("省力", ScaleFamily::Easy, 1),
        ("费劲", ScaleFamily::Easy, -1),
        ("方便", ScaleFamily::Easy, 1),
        ("同意", ScaleFamily::Agree, 1),
        ("赞同", ScaleFamily::Agree, 1),
        ("符合", ScaleFamily::Agree, 1),
        ("a little", ScaleFamily::Amount, -1),
        ("a lot", ScaleFamily::Amount, 1),
        ("low", ScaleFamily::Amount, -1),
        ("high", ScaleFamily::Amount, 1),
        ("少", ScaleFamily::Amount, -1),
        ("多", ScaleFamily::Amount, 1),
        ("差", ScaleFamily::Good, -1),
        ("好", ScaleFamily::Good, 1),
    ];
    let (word, family, sign) = WORDS.iter().find(|(word, ..)| bare.ends_with(word))?;
    let prefix = bare[..bare.len() - word.len()].trim();
    let negated =
        prefix.contains('不') || prefix.contains('没') || prefix.split(' ').any(|w| w == "not");
    let side = if negated { -sign.signum() } else { sign.signum() };
    // 不太满意 and “not very satisfied” say less than 不满意.
    let weakened =
        negated && ["太", "是很", "是特别", "够"].iter().any(|word| prefix.contains(word));
    let prefix = prefix.replace(['不', '太'], "");
    let stress = match prefix.trim() {
        "" | "是很" | "是特别" | "够" if weakened => SLIGHT,
        "not very" | "not so" => SLIGHT,
        "extremely" | "completely" | "totally" | "absolutely" | "极" | "极其" | "完全" | "极度"
        | "not at all" | "最" | "most" | "the most" => UTMOST,
        "very" | "strongly" | "highly" | "非常" | "很" | "十分" | "特别" | "相当" | "really"
        | "挺" | "sehr" | "muy" | "très" => STRONG,
        "" | "not" | "还" => PLAIN,
        "fairly" | "quite" | "mostly" | "rather" | "moderately" | "pretty" | "比较" | "较"
        | "较为" | "基本" | "大致" => FAIR,
        "somewhat" | "slightly" | "a little" | "a bit" | "有点" | "有点儿" | "有些" | "稍微"
        | "略" | "略微" | "有一点" => SLIGHT,
        _ => return None,
    };
    let stress = if sign.abs() > 1 { stress.max(STRONG) } else { stress };
    Some(LabelMeaning { family: *family, side, stress })
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

/// A label without the number or letter of its option: `4 - good`, `D.一般`.
pub(crate) fn without_number(label: &str) -> &str {
    const SIGNS: [char; 9] = ['.', '、', ' ', '-', ':', '．', '：', ')', '）'];
    let letter = label.strip_prefix(|c: char| c.is_ascii_alphabetic());
    let rest = match letter {
        Some(rest) if rest.starts_with(['.', '、', '．', '：', ':']) => rest,
        _ => label.trim_start_matches(|c: char| c.is_ascii_digit()),
    };
    rest.trim_start_matches(SIGNS)
}

/// The points in brackets behind a label: 满意(4分), `Good (4)`.
pub(super) fn points_behind(label: &str) -> Option<f64> {
    let inside = label.trim().strip_suffix([')', '）'])?;
    let at = inside.rfind(['(', '（'])?;
    let inside = inside[at..].trim_start_matches(['(', '（']).trim();
    let bare = ["分", "points", "point", "星"].iter().find_map(|unit| inside.strip_suffix(unit));
    bare.unwrap_or(inside).trim().parse().ok().filter(|points: &f64| (0.0..=100.0).contains(points))
}

/// A label without the points in brackets behind it.
fn without_points(label: &str) -> &str {
    match points_behind(label) {
        Some(_) => label.rfind(['(', '（']).map_or(label, |at| label[..at].trim_end()),
        None => label,
    }
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
