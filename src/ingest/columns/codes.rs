//! Numbers in a score column that are no answers but codes for "refused", "don't know" or
//! "not asked": 99 among 1 to 5. Counted as answers, one in twenty of them turns a mean and
//! a top-2-box share over.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::feedback::{Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::label_degree::without_number;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess::{stated_most, stated_range};
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

/// How a header says in words that there is no answer.
const NONE: &str = "not (?:yet )?(?:used|applicable|asked|sure|tried|relevant|answered|rated|\
    visited|known|purchased|bought|attended|ordered|received|offered|experienced|contacted|taken|\
    participated|joined|booked|stayed|eaten|observed|encountered)|\
    no (?:opinion|answer|experience|response)|\
    never (?:used|tried|visited|attended|bought|purchased|ordered)|\
    (?:did|have|has|had|do|does)(?: not|n't|n’t) \\w+|\
    n/a|unused|inapplicable|unknown|refused|skipped|\
    不适用|不涉及|不清楚|不知道|不了解|不参与|不评价|无此|无法评价|无法判断|无需评价|拒绝|拒答|\
    跳过|没体验|没用过|没办法|\
    (?:未|没有|没|尚未|从未|未曾|无)(?:办理|购买|参加|参与|参评|使用|体验|接触|涉及|评价|评分|打分|\
    作答|回答|填写|经历|入住|就餐|用餐|消费|到店|到访|咨询|联系|申请|申办|享受|遇到|发生|乘坐|预约|\
    预订|下单|开通|安装|报名|就诊|住院|缴费|选修|选购)|\
    (?:未|没)\\p{Han}{1,6}?过";

/// A number that is said to be no answer: `0 = not used`, （9：不清楚）, `0 if not applicable`.
static NUMBER_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = r"分|星|points?\b";
    let sign = r"=|:|-|–|—|为|是|即|指|表示|代表|means?\b|if\b|for\b|when\b|where\b|\s";
    let link = "you|i|it|this|that|they|is|was|were|are|have|had|been|the|service|item";
    let between = format!(r"\s*(?:{unit})?\s*(?:{sign})?\s*(?:(?:{link})\s+){{0,5}}");
    Regex::new(&format!(r"(-?\d{{1,3}}){between}({NONE}|na\b)")).ok()
});

/// The same with the number last: `if not used choose 0`, 未办理过请选0, `N/A: 0`.
static NUMBER_LAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let give = "=|:|choose|select|enter|give|put|mark|tick|pick|use|write|answer|score|rate|insert|\
        type|选择|选|填写|填|打|给|记为|记|写|输入|勾选|评|标|计|为";
    let between = r#"\s*(?:an?\b|it\b|as\b)?\s*["“'‘「]?\s*"#;
    Regex::new(&format!(r"({NONE})[^;。.()\d=:]{{0,30}}?(?:{give}){between}(-?\d{{1,3}})")).ok()
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

/// The numbers that a header says to be no answers.
pub(super) fn stated(header: &str) -> Vec<i64> {
    let folded = header.nfkc().collect::<String>().to_lowercase();
    let header: &str = &simplified(&folded);
    let mut found: Vec<(&str, &str)> = Vec::new();
    for of in NUMBER_FIRST.iter().flat_map(|pattern| pattern.captures_iter(header)) {
        found.extend(of.get(1).zip(of.get(2)).map(|(n, none)| (n.as_str(), none.as_str())));
    }
    for of in NUMBER_LAST.iter().flat_map(|pattern| pattern.captures_iter(header)) {
        let whole = of.get(1).zip(of.get(2)).filter(|(_, n)| !goes_on(&header[n.end()..]));
        found.extend(whole.map(|(none, n)| (n.as_str(), none.as_str())));
    }
    let mut codes: Vec<i64> = Vec::new();
    for (number, none) in found {
        let code = number.parse::<i64>().ok().filter(|code| !is_point(header, *code));
        codes.extend(code.filter(|code| !is_judgement(none) && !codes.contains(code)));
    }
    codes
}

/// Whether what follows a number makes it the start of a range, `0-10`, or of a longer one.
fn goes_on(rest: &str) -> bool {
    let number = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let to = ["-", "–", "—", "~", "至", "到", "to "];
    let range = |to: &&str| rest.trim_start().strip_prefix(*to).is_some_and(number);
    rest.starts_with(|c: char| c.is_ascii_digit()) || to.iter().any(range)
}

/// Whether a number is a point of the scale that the same header states: in `1-5 N/A` the 5 is
/// one. A scale may begin at a 0 that is no answer.
fn is_point(header: &str, code: i64) -> bool {
    let code = code as f64;
    let within = |(low, high): (f64, f64)| (low..=high).contains(&code);
    let ends = stated_range(header).is_some_and(within) || stated_most(header) == Some(code);
    code != 0.0 && ends
}

/// Whether words that begin as those for no answer judge after all: `1 = do not agree`.
fn is_judgement(none: &str) -> bool {
    const STEMS: [&str; 15] = [
        "agree",
        "recommend",
        "meet",
        "like",
        "enjoy",
        "satisf",
        "trust",
        "help",
        "work",
        "solve",
        "resolve",
        "fulfil",
        "match",
        "exceed",
        "care",
    ];
    let verb = none.split_whitespace().next_back().unwrap_or_default();
    let judged = STEMS.iter().any(|stem| verb.starts_with(*stem));
    judged || ["超过", "通过", "胜过"].iter().any(|word| none.contains(*word))
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
        .filter(|(value, _)| !usual.contains(&(*value as i64)))
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
        let mut profile = ColumnProfile::default();
        for (value, n) in values {
            (0..*n).for_each(|_| profile.see(value));
        }
        codes_of(kind, header, &profile).map(|codes| (codes.written, codes.n, codes.others.max))
    }

    #[test]
    fn codes_are_told_by_what_makes_them_none() {
        let scale = Scale::higher(1.0, 5.0);
        for (header, code, said) in [("Room (1-5, 0 = not used)", "0", true), ("Room", "99", false)]
        {
            let mut facts = ColumnProfile::default();
            (0..9).for_each(|_| ["1", "3", "5", code].iter().for_each(|cell| facts.see(cell)));
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
            ("您对退费/售后的评价（1-5分，未办理过请选0）", vec![0]),
            ("您對退費的評價（1-5分，未辦理過請選０）", vec![0]),
            ("售后评价（1-5分，0=未办理）", vec![0]),
            ("售后评价（1-5分，0分表示未购买）", vec![0]),
            ("活动（1-5分，未参加选0）", vec![0]),
            ("客服（1-5分，从未联系过客服的请填 0 分）", vec![0]),
            ("前台（1至7分，没去过的记为“99”）", vec![99]),
            ("Support (1-5, if not used choose 0)", vec![0]),
            ("Support (1-5; select 0 if not applicable)", vec![0]),
            ("Support (1-5; enter 0 for n/a)", vec![0]),
            ("Support (1-5, 0 if you have not attended)", vec![0]),
            ("Support 1–5 not used = 0", vec![0]),
            ("Support, rate 1 to 5, N/A: 9", vec![9]),
        ] {
            assert_eq!(stated(header), wanted, "{header}");
        }
    }

    #[test]
    fn points_of_a_scale_and_judgements_are_no_codes() {
        for header in [
            "Meets my needs (1 = do not agree, 5 = agree)",
            "It did its work (1 = did not meet expectations, 5 = did)",
            "满意度（1-5分，1=未超过预期，5=超过预期）",
            "客服（满分5分 未使用者不填）",
            "Support (1 to 5 n/a)",
            "未使用功能的评价为5分制（1-5）",
            "如未使用请跳过，其他请打1-5分",
            "If you have not answered before choose 0-10",
            "有用吗（0=没用，5=有用）",
            "China: 5 stars",
        ] {
            assert!(stated(header).is_empty(), "{header}: {:?}", stated(header));
        }
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
}
