//! Numbers in a score column that are no answers but codes for "refused", "don't know" or
//! "not asked": 99 among 1 to 5. Counted as answers, one in twenty of them turns a mean and
//! a top-2-box share over.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::{Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::label_degree::without_number;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess::{stated_most, stated_range};
use crate::ingest::columns::stated_codes::{is_none, stated};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::told::warning::Warning;
use crate::simplified::simplified;

/// Codes that survey tools and statistics packages write for a missing answer.
const USUAL: [i64; 24] = [
    -1, -2, -3, -7, -8, -9, -77, -88, -97, -98, -99, -999, 66, 77, 88, 96, 97, 98, 99, 888, 997,
    998, 999, 9999,
];

/// Codes beside a scale that ends at 5, with the answers from which they can be told.
const BESIDE_FIVE: [i64; 2] = [8, 9];
const ENOUGH_BESIDE_FIVE: u64 = 20;

/// Answers up to 5 from which a question about recommending is not read as that of NPS.
const ENOUGH_UP_TO_FIVE: u64 = 30;

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
    let folded = cell.trim().nfkc().collect::<String>().to_lowercase();
    let plain = simplified(&folded).replace('’', "'");
    let bare = without_number(&plain).trim_end_matches(['.', '。']).trim();
    let bare = bare.trim_matches(['(', ')', '（', '）', '/', ' ']);
    let usual = ["not applicable", "not answered", "n/a", "na", "未作答", "未回答"];
    let numbered = bare.len() < plain.len();
    let told = |said: &str| WORDS.contains(&said) || is_none(said);
    // `Don't know / N/A`, 不清楚/不了解.
    let sign = if bare.contains(" / ") { " / " } else { "/" };
    let mut parts = bare.split(sign).map(str::trim);
    told(bare)
        || bare.contains(sign) && parts.all(|part| told(part) || usual.contains(&part))
        || numbered && usual.contains(&bare)
        || beside_numbers && WORDS_BESIDE_NUMBERS.contains(&bare)
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

impl Codes {
    /// That they are read as no answers, because the header says so or for where they stand.
    pub(crate) fn told(&self, header: &str, scale: Scale) -> Warning {
        let (column, codes, n) = (header.to_owned(), self.written.clone(), self.n);
        let said = stated(header);
        let is_said = |code: &String| {
            number::plain_number(code).is_some_and(|n| said.iter().any(|code| *code as f64 == n))
        };
        match codes.iter().all(is_said) {
            true => Warning::StatedCodes { column, codes, n, above: false },
            false => Warning::MissingCodes { column, codes, n, scale },
        }
    }
}

/// The codes for "no answer" that stand apart from the other numbers of a column: those lie
/// between 0 and 10, at least two of them differ, and they are no fewer than half as many.
pub(crate) fn codes(header: &str, facts: &ColumnProfile) -> Option<Codes> {
    codes_of(None, header, facts)
}

/// The same, of a column that is said to hold a score of this kind.
pub(crate) fn codes_of(
    kind: Option<ScoreKind>,
    header: &str,
    facts: &ColumnProfile,
) -> Option<Codes> {
    if facts.many_values {
        return None;
    }
    let number = |cell: &str| number::plain_number(cell).filter(|n| n.fract() == 0.0);
    let usual = [&USUAL[..], &BESIDE_FIVE[..]].concat();
    let (most, up_to) = facts
        .values
        .iter()
        .filter_map(|(cell, n)| Some((number::number(cell)?, *n)))
        .filter(|(value, _)| value.fract() != 0.0 || !usual.contains(&(*value as i64)))
        .fold((f64::MIN, 0_u64), |(most, up_to), (value, n)| (value.max(most), up_to + n));
    let beside_five =
        most <= 5.0 && facts.numeric >= ENOUGH_BESIDE_FIVE && !reaches_nine(kind, header, up_to);
    let is_code = |cell: &str| {
        number(cell).is_some_and(|n| {
            let n = n as i64;
            USUAL.contains(&n) || beside_five && BESIDE_FIVE.contains(&n)
        })
    };
    let stated = stated(header);
    let is_stated = |cell: &str| number(cell).is_some_and(|n| stated.contains(&(n as i64)));
    let is_code = |cell: &str| is_code(cell) || is_stated(cell);
    let beside_numbers = facts.numeric * 2 >= facts.answers();
    let is_word = |cell: &str| says_none(cell, beside_numbers);
    let all = without(facts, |cell| is_code(cell) || is_word(cell));
    let (others, n) = (&all.others, all.n);
    let answers = others.numeric;
    let apart = others.min >= 0.0 && others.max <= 10.0 && others.numbers.len() >= 2;
    if n > 0 && apart && answers >= FEWEST && n <= 2 * answers {
        return Some(all);
    }
    // Words leave no doubt, whatever the others are, nor does a header that says so.
    let sure = without(facts, |cell| is_stated(cell) || is_word(cell));
    (sure.n > 0 && sure.n < facts.answers()).then_some(sure)
}

/// Whether 8 and 9 are points of the scale that is asked on: the header states it, or the question
/// is that of NPS, which comes with its scale. One about recommending is taken for that where only
/// so many others are `up_to` 5.
fn reaches_nine(kind: Option<ScoreKind>, header: &str, up_to: u64) -> bool {
    if kind == Some(ScoreKind::Nps) {
        return true;
    }
    let folded = header.nfkc().collect::<String>().to_lowercase();
    let folded: &str = &simplified(&folded);
    let stated = stated_range(folded).map(|(_, high)| high).or_else(|| stated_most(folded));
    if let Some(high) = stated {
        return high > 7.0;
    }
    let name = ColumnName::new(header);
    let recommends = || name.find(role_words::RECOMMEND).is_some();
    let asks = name.find(role_words::NPS).is_some() || up_to < ENOUGH_UP_TO_FIVE && recommends();
    kind.is_none() && asks
}

/// A column without what a mapping says to be no answer.
pub(super) fn without_stated(facts: &ColumnProfile, none: &[String]) -> ColumnProfile {
    if !facts.many_values {
        let is_none = |cell: &str| none.iter().any(|code| code.eq_ignore_ascii_case(cell));
        return without(facts, is_none).others;
    }
    let mut others = facts.clone();
    for code in none.iter().filter_map(|code| number::plain_number(code)) {
        // What lies beyond the usual scales is counted together, on either side.
        let key = match code {
            code if code < 0.0 => -100,
            code if code <= 100.0 => number::hundredths(code),
            _ => 10_100,
        };
        let n = others.numbers.remove(&key).unwrap_or_default();
        others.numeric = others.numeric.saturating_sub(n);
        others.integers = others.integers.saturating_sub(n);
        others.missing += n;
    }
    let end = |key: Option<&i64>, beyond: i64, own: f64| match key {
        Some(key) if *key == beyond => own,
        Some(key) => *key as f64 / 100.0,
        None => 0.0,
    };
    others.min = end(others.numbers.keys().next(), -100, facts.min);
    others.max = end(others.numbers.keys().next_back(), 10_100, facts.max);
    others
}

/// A column without the values that are none.
pub(super) fn without(facts: &ColumnProfile, none: impl Fn(&str) -> bool) -> Codes {
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
    use crate::ingest::cells::made::{cells, column};

    fn found(values: &[(&str, u64)]) -> Option<(Vec<String>, u64, f64)> {
        found_under("c", values)
    }

    fn found_under(header: &str, values: &[(&str, u64)]) -> Option<(Vec<String>, u64, f64)> {
        found_of(None, header, values)
    }

    fn found_of(
        kind: Option<ScoreKind>,
        header: &str,
        values: &[(&str, u64)],
    ) -> Option<(Vec<String>, u64, f64)> {
        let found = codes_of(kind, header, &column(values));
        found.map(|codes| (codes.written, codes.n, codes.others.max))
    }

    #[test]
    fn what_a_mapping_calls_no_answer_is_taken_out_of_few_values_and_of_many() {
        let none = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let few = column(&[("1", 3), ("3", 4), ("5", 9), ("99", 2), ("-1", 1)]);
        let left = |codes: &[&str]| {
            let others = without_stated(&few, &none(codes));
            (others.min, others.max, others.numeric, others.answers())
        };
        assert_eq!(left(&["99", "-1"]), (1.0, 5.0, 16, 16));
        assert_eq!(left(&["99"]), (-1.0, 5.0, 17, 17));
        assert_eq!(left(&["98"]), (-1.0, 99.0, 19, 19));
        let hundred: Vec<String> = (0..=100).map(|n| n.to_string()).collect();
        let mut cells_of: Vec<&str> = hundred.iter().map(String::as_str).collect();
        cells_of.extend(["999", "-9"]);
        let many = cells(&cells_of, 2);
        assert!(many.many_values);
        let left = |codes: &[&str]| {
            let others = without_stated(&many, &none(codes));
            (others.min, others.max, others.numeric, others.answers())
        };
        assert_eq!(left(&["999", "-9"]), (0.0, 100.0, 202, 202));
        assert_eq!(left(&["999"]), (-9.0, 100.0, 204, 204));
        assert_eq!(left(&["100"]), (-9.0, 999.0, 204, 204));
    }

    #[test]
    fn codes_are_told_by_what_makes_them_none() {
        let scale = Scale::higher(1.0, 5.0);
        for (header, code, said) in [("Room (1-5, 0 = not used)", "0", true), ("Room", "99", false)]
        {
            let facts = cells(&["1", "3", "5", code], 9);
            let told = codes(header, &facts).unwrap().told(header, scale);
            assert_eq!(matches!(told, Warning::StatedCodes { above: false, .. }), said, "{header}");
        }
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
        let parts = [("1", 7), ("3", 7), ("5", 9), ("8", 2)];
        assert_eq!(found(&parts), Some((strings(&["8"]), 2, 5.0)));
        assert_eq!(found(&[&parts[..], &[("8.5", 1)]].concat()), None, "on a longer scale");
        assert_eq!(with(&[]), None);
        assert_eq!(found(&[("1", 2), ("5", 1), ("99", 1)]), None, "too few to tell");
        assert_eq!(found(&[("1", 3), ("5", 3), ("99", 30)]), None, "most of them");
    }

    #[test]
    fn eight_and_nine_are_answers_where_the_scale_reaches_them() {
        let loved_and_hated = [("9", 10), ("8", 6), ("5", 5), ("3", 4), ("0", 3)];
        let codes = Some((vec!["8".to_owned(), "9".to_owned()], 16, 5.0));
        for (header, wanted) in [
            ("推荐意愿（0-10分）", &None),
            ("推薦意願（滿分10分）", &None),
            ("Rating (1-10)", &None),
            ("NPS", &None),
            ("您会推荐我们吗", &None),
            ("满意度", &codes),
            ("满意度（1-5分）", &codes),
            ("NPS (1-5)", &codes),
        ] {
            assert_eq!(found_under(header, &loved_and_hated), *wanted, "{header}");
        }
        // What a mapping says of the column comes before its name.
        for (kind, header, wanted) in [
            (ScoreKind::Nps, "Q5", &None),
            (ScoreKind::Nps, "Q5 (1-5)", &None),
            (ScoreKind::Csat, "Q5 (0-10)", &None),
            (ScoreKind::Csat, "NPS", &codes),
        ] {
            assert_eq!(found_of(Some(kind), header, &loved_and_hated), *wanted, "{header}");
        }
        // With many answers up to 5, recommending was asked for in stars.
        let stars = [("1", 10), ("3", 10), ("5", 10), ("9", 3)];
        let nine = Some((vec!["9".to_owned()], 3, 5.0));
        assert_eq!(found_under("Would you recommend us?", &stars), nine);
        assert_eq!(found_under("Would you recommend us?", &stars[1..]), None);
        assert_eq!(found_under("NPS", &stars), None);
    }

    #[test]
    fn words_for_no_answer_stand_apart_from_numbers_and_words() {
        let strings = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let scale = [("1", 3), ("3", 4), ("5", 9)];
        let with = |codes: &[(&str, u64)]| found(&[&scale[..], codes].concat());
        assert_eq!(with(&[("Don’t know", 5)]), Some((strings(&["Don’t know"]), 5, 5.0)));
        assert_eq!(with(&[("6 - Not used", 2)]), Some((strings(&["6 - Not used"]), 2, 5.0)));
        assert_eq!(with(&[("F.不了解", 2), ("99", 1)]).unwrap().1, 3);
        assert_eq!(with(&[("没办理过", 2), ("have not visited", 1)]).unwrap().1, 3);
        assert_eq!(with(&[("Don't know / N/A", 2), ("不清楚/不了解", 1)]).unwrap().1, 3);
        assert_eq!(with(&[("Not sure", 2)]).unwrap().1, 2);
        let words = [("Satisfied", 5), ("Dissatisfied", 4), ("Not sure", 3)];
        assert_eq!(found(&words), None, "the middle of a scale of words");
        let words = [("Satisfied", 5), ("Dissatisfied", 4), ("Prefer not to say", 3)];
        assert_eq!(found(&words).unwrap().1, 3);
        assert_eq!(found(&[("unknown", 5)]), None, "nothing else");
    }

    #[test]
    fn what_the_header_says_to_be_no_answer_is_none_however_often_it_comes() {
        let zero = |n: u64| Some((vec!["0".to_owned()], n, 3.0));
        let most = [("0", 190), ("1", 9), ("3", 11)];
        let header = "您对退费/售后的评价（1-5分，未办理过请选0）";
        assert_eq!(found_under(header, &most), zero(190));
        assert_eq!(found_under(header, &[("0", 4), ("2", 1), ("3", 2)]), zero(4));
        assert_eq!(found_under("您对退费/售后的评价（1-5分）", &most), None);
        assert_eq!(found_under(header, &[("0", 190)]), None, "nothing else");
    }

    #[test]
    fn what_stands_beside_codes_are_five_answers_of_two_kinds_from_nought_to_ten() {
        for (values, wanted) in [
            (&[("1", 2), ("5", 3), ("99", 1)][..], true),
            (&[("1", 2), ("5", 2), ("99", 1)], false),
            (&[("5", 6), ("99", 1)], false),
            (&[("0", 3), ("5", 3), ("99", 1)], true),
            (&[("-0.5", 3), ("5", 3), ("99", 1)], false),
            (&[("1", 3), ("10", 3), ("99", 1)], true),
            (&[("1", 3), ("11", 3), ("99", 1)], false),
            // Twice as many at most.
            (&[("1", 2), ("5", 3), ("99", 10)], true),
            (&[("1", 2), ("5", 3), ("99", 11)], false),
        ] {
            let codes = found(values).map(|(written, ..)| written);
            assert_eq!(codes, wanted.then(|| vec!["99".to_owned()]), "{values:?}");
        }
    }

    #[test]
    fn words_for_doubt_are_no_answers_where_half_of_the_answers_are_numbers() {
        for (word, n, wanted) in [
            ("Not sure", 6, true),
            ("Not sure", 7, false),
            // With the number of its option it is one of the answers, and none all the same.
            ("6 - N/A", 7, true),
            ("6. Not applicable", 7, true),
            ("６．ＮＯＴ　ＡＰＰＬＩＣＡＢＬＥ", 7, true),
            ("Ｄｏｎ’ｔ ｋｎｏｗ", 7, true),
        ] {
            let codes = found(&[("1", 3), ("5", 3), (word, n)]).map(|(written, n, _)| (written, n));
            assert_eq!(codes, wanted.then(|| (vec![word.to_owned()], n)), "{word}, {n}");
        }
    }
}
