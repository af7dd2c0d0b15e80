//! The numbers that a header itself says to be no answers: `0 = not used`, 未办理过请选0. Apart from
//! those that are told by where they stand: these leave no doubt, but it takes care to tell them
//! from the points of the scale that the same header states.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::ingest::columns::scale_guess::{stated_most, stated_range};
use crate::simplified::simplified;

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

/// The same as a whole answer.
static ALONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let more = r"(?:未|没|没有)接触|无此\p{Han}{1,3}|没有需求";
    Regex::new(&format!("^暂?(?:{NONE}|{more})$")).ok()
});

/// Whether a cell, in small letters and simplified characters, says that somebody never came to know
/// what is asked of: 没办理过, `haven't visited it`. Who is not sure stands in the middle.
pub(super) fn is_none(cell: &str) -> bool {
    const BEHIND: [&str; 5] = [" it", " this", " them", " any", " yet"];
    let bare = BEHIND.iter().find_map(|word| cell.strip_suffix(word)).unwrap_or(cell);
    let said = ALONE.as_ref().is_some_and(|alone| alone.is_match(bare));
    said && !["没办法", "not sure"].contains(&bare) && !is_judgement(bare)
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn who_never_came_to_know_it_gives_no_answer_and_who_judges_does() {
        for (cell, wanted) in [
            ("没办理过", true),
            ("暂未体验", true),
            ("无此项目", true),
            ("have not visited", true),
            ("haven't needed it", true),
            ("not used yet", true),
            ("没办法", false),
            ("not sure", false),
            ("没通过", false),
            ("didn't like it", false),
            ("do not agree", false),
            ("not good", false),
            ("不满意", false),
            ("没劲", false),
        ] {
            assert_eq!(is_none(cell), wanted, "{cell}");
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
}
