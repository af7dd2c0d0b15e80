//! Numbers in a score column that are no answers but codes for "refused", "don't know" or
//! "not asked": 99 among 1 to 5. Counted as answers, one in twenty of them turns a mean and
//! a top-2-box share over.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::label_degree::without_number;
use crate::simplified::simplified;

/// Codes that survey tools and statistics packages write for a missing answer.
const USUAL: [i64; 24] = [
    -1, -2, -3, -7, -8, -9, -77, -88, -97, -98, -99, -999, 66, 77, 88, 96, 97, 98, 99, 888, 997,
    998, 999, 9999,
];

/// Codes beside a scale that ends at 5, with the answers from which they can be told.
const BESIDE_FIVE: [i64; 2] = [8, 9];
const ENOUGH_BESIDE_FIVE: u64 = 20;

/// What a header says that a number means: `0 = not used`, （9：不清楚）.
static STATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let none = "not (?:used|applicable|asked|sure|tried|relevant|answered|rated|visited|known)|\
        n/?a\\b|no (?:opinion|answer|experience|response)|never used|(?:did|have|has|do|does)(?: not|n't|n’t) \\w+|\
        unknown|refused|skipped|不适用|不涉及|不清楚|不知道|不了解|未使用|未体验|未接触|没有使用|没用过|\
        没体验|无此|拒绝|跳过";
    Regex::new(&format!(r"(?i)(-?\d{{1,3}})\s*(?:=|:|为|是|表示|代表|-|–|\s)\s*(?:{none})")).ok()
});

/// What stands in place of a mark where somebody gave none.
const WORDS: [&str; 69] = [
    "don't know",
    "dont know",
    "do not know",
    "i don't know",
    "dk",
    "no opinion",
    "no answer",
    "no rating",
    "no score",
    "no response",
    "not used",
    "never used",
    "did not use",
    "didn't use",
    "have not used",
    "haven't used",
    "did not use it",
    "not tried",
    "no experience",
    "not experienced",
    "not relevant",
    "not rated",
    "unrated",
    "prefer not to say",
    "prefer not to answer",
    "rather not say",
    "refused",
    "refuse",
    "declined",
    "skipped",
    "skip",
    "unknown",
    "can't say",
    "cannot say",
    "can't rate",
    "unable to rate",
    "does not apply",
    "doesn't apply",
    "n.a",
    "not asked",
    "not offered",
    "unoffered",
    "offered",
    "不清楚",
    "不知道",
    "不了解",
    "不适用",
    "不涉及",
    "未使用",
    "未体验",
    "未接触",
    "没用过",
    "没有用过",
    "没有使用",
    "没有使用过",
    "未使用过",
    "没体验过",
    "没接触过",
    "未参与",
    "未涉及",
    "拒绝回答",
    "拒答",
    "未评分",
    "未评价",
    "未打分",
    "暂无评分",
    "没有评分",
    "跳过",
    "无法评价",
];

/// Those that stand for the middle of a scale of words.
const WORDS_BESIDE_NUMBERS: [&str; 6] =
    ["not sure", "unsure", "not applicable here", "说不清", "不确定", "不好说"];

/// Whether a cell says in words that there is no answer, with or without the number of the
/// option: `Don't know`, `6 - Not used`, `F.不了解`.
fn says_none(cell: &str, beside_numbers: bool) -> bool {
    let plain = simplified(&cell.trim().to_lowercase()).replace('’', "'");
    let bare = without_number(&plain).trim_end_matches(['.', '。']).trim();
    let bare = bare.trim_matches(['(', ')', '（', '）', '/', ' ']);
    let usual = ["not applicable", "not answered", "n/a", "na", "未作答", "未回答"];
    let numbered = bare.len() < plain.len();
    WORDS.contains(&bare)
        || numbered && usual.contains(&bare)
        || beside_numbers && WORDS_BESIDE_NUMBERS.contains(&bare)
}

fn stated(header: &str) -> Vec<i64> {
    let header: String = header.nfkc().collect();
    STATED.as_ref().map_or_else(Vec::new, |pattern| {
        pattern.captures_iter(&header).filter_map(|found| found[1].parse().ok()).collect()
    })
}

/// Fewest answers beside which a code stands apart.
const FEWEST: u64 = 5;

/// The codes of a column, and the column without them.
pub(crate) struct Codes {
    /// As they are written, ascending.
    pub(crate) written: Vec<String>,
    /// Cells that hold one.
    pub(crate) n: u64,
    /// What is known of the others.
    pub(crate) others: ColumnProfile,
}

/// The codes for "no answer" that stand apart from the other numbers of a column: those lie
/// between 0 and 10, at least two of them differ, and they are no fewer than half as many.
pub(crate) fn codes(header: &str, facts: &ColumnProfile) -> Option<Codes> {
    if facts.many_values {
        return None;
    }
    let number = |cell: &str| number::plain_number(cell).filter(|n| n.fract() == 0.0);
    let most_of = |codes: &[i64]| {
        let others = facts.values.keys().filter_map(|cell| number::number(cell));
        others.filter(|n| !codes.contains(&(*n as i64))).fold(f64::MIN, f64::max)
    };
    let beside_five = most_of(&[&USUAL[..], &BESIDE_FIVE[..]].concat()) <= 5.0
        && facts.numeric >= ENOUGH_BESIDE_FIVE;
    let is_code = |cell: &str| {
        number(cell).is_some_and(|n| {
            let n = n as i64;
            USUAL.contains(&n) || beside_five && BESIDE_FIVE.contains(&n)
        })
    };
    let stated = stated(header);
    let is_code =
        |cell: &str| is_code(cell) || number(cell).is_some_and(|n| stated.contains(&(n as i64)));
    let beside_numbers = facts.numeric * 2 >= facts.answers();
    let is_word = |cell: &str| says_none(cell, beside_numbers);
    let all = without(facts, |cell| is_code(cell) || is_word(cell));
    let (others, n) = (&all.others, all.n);
    let answers = others.numeric;
    let apart = others.min >= 0.0 && others.max <= 10.0 && others.numbers.len() >= 2;
    if n > 0 && apart && answers >= FEWEST && n <= 2 * answers {
        return Some(all);
    }
    // Words leave no doubt, whatever the others are.
    let worded = without(facts, is_word);
    (worded.n > 0 && worded.n < facts.answers()).then_some(worded)
}

/// A column without the values that are none.
fn without(facts: &ColumnProfile, none: impl Fn(&str) -> bool) -> Codes {
    let number = |cell: &str| number::plain_number(cell);
    let mut others = facts.clone();
    let (mut written, mut n) = (Vec::new(), 0);
    for (cell, count) in facts.values.iter().filter(|(cell, _)| none(cell)) {
        written.push(cell.clone());
        n += count;
        others.values.remove(cell);
    }
    others.numbers.clear();
    (others.numeric, others.integers, others.min, others.max) = (0, 0, 0.0, 0.0);
    for (cell, count) in &others.values.clone() {
        if let Some(number) = number::number(cell) {
            others.see_numbers(number, *count);
        }
    }
    others.missing += n;
    others.distinct = others.distinct.saturating_sub(written.len() as u64);
    written.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    Codes { written, n, others }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[(&str, u64)]) -> Option<(Vec<String>, u64, f64)> {
        let mut profile = ColumnProfile::default();
        for (value, n) in values {
            (0..*n).for_each(|_| profile.see(value));
        }
        codes("c", &profile).map(|codes| (codes.written, codes.n, codes.others.max))
    }

    #[test]
    fn codes_stand_apart_from_a_scale() {
        let strings = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let scale = [("1", 3), ("3", 4), ("5", 9)];
        let with = |codes: &[(&str, u64)]| found(&[&scale[..], codes].concat());
        assert_eq!(with(&[("99", 1)]), Some((strings(&["99"]), 1, 5.0)));
        assert_eq!(
            with(&[("88", 2), ("-1", 1), ("999", 1)]),
            Some((strings(&["-1", "88", "999"]), 4, 5.0))
        );
        assert_eq!(with(&[("9", 4)]), Some((strings(&["9"]), 4, 5.0)));
        // On 0–100 these are answers, and so is 9 on 0–10.
        assert_eq!(found(&[("99", 3), ("70", 5), ("85", 4), ("40", 2)]), None);
        assert_eq!(with(&[("9", 4), ("7", 2)]), None);
        assert_eq!(with(&[]), None);
        assert_eq!(found(&[("1", 2), ("5", 1), ("99", 1)]), None, "too few to tell");
        assert_eq!(found(&[("1", 3), ("5", 3), ("99", 30)]), None, "most of them");
    }

    #[test]
    fn words_for_no_answer_stand_apart_from_numbers_and_words() {
        let strings = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let scale = [("1", 3), ("3", 4), ("5", 9)];
        let with = |codes: &[(&str, u64)]| found(&[&scale[..], codes].concat());
        assert_eq!(with(&[("Don’t know", 5)]), Some((strings(&["Don’t know"]), 5, 5.0)));
        assert_eq!(with(&[("6 - Not used", 2)]), Some((strings(&["6 - Not used"]), 2, 5.0)));
        assert_eq!(with(&[("F.不了解", 2), ("99", 1)]).unwrap().1, 3);
        assert_eq!(with(&[("Not sure", 2)]).unwrap().1, 2);
        let words = [("Satisfied", 5), ("Dissatisfied", 4), ("Not sure", 3)];
        assert_eq!(found(&words), None, "the middle of a scale of words");
        let words = [("Satisfied", 5), ("Dissatisfied", 4), ("Prefer not to say", 3)];
        assert_eq!(found(&words).unwrap().1, 3);
        assert_eq!(found(&[("unknown", 5)]), None, "nothing else");
    }

    #[test]
    fn a_header_says_which_numbers_are_no_answers() {
        for (header, wanted) in [
            ("Service quality (1-5, 0 = not used)", vec![0]),
            ("满意度（1-5，9：不清楚，0＝不适用）", vec![9, 0]),
            ("Room quality (1-5, 0 = did not use it)", vec![0]),
            ("Satisfaction (1 = not at all satisfied, 5 = very satisfied)", vec![]),
            ("满意度（1=不满意，5=满意）", vec![]),
            ("NPS (0-10)", vec![]),
        ] {
            assert_eq!(stated(header), wanted, "{header}");
        }
    }
}
