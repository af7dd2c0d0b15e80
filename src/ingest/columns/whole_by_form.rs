//! The score of the whole that no word names so: the one question about the visit, the service or
//! the company itself that stands beside a battery and is none of its items, 第5题：…—挂号预约,
//! 第6题：您对本次就医的满意程度.

use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::columns::matrix::{are_items, without_code};
use crate::ingest::columns::subject::subject;
use crate::simplified::simplified;

/// Items from which there is a battery.
const LEAST: usize = 3;

/// What a question of the whole speaks of in Chinese: this visit, us, or nothing in particular.
static CHINESE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let kind = "医院|公司|门店|酒店|餐厅|商场|银行|学校|机构|中心|院|店|司|行|馆|校";
    let us = format!("(?:我们|我|本|贵)(?:这)?(?:家|所|间)?(?:{kind})|我们");
    let time = "(?:本|此|这|这一)次|今天|今日";
    let deed = "就医|就诊|看病|住院|体检|服务|体验|办事|购物|消费|用餐|就餐|入住|住宿|出行|旅行|\
                旅程|旅游|游览|参观|到店|到访|来访|光临|维修|理赔";
    let deed =
        format!("(?:门诊|住院|到店|现场)?(?:{deed})(?:的?(?:整个)?(?:过程|经历|体验|服务))?");
    let visit = format!("(?:{time})(?:来|到|在)?(?:{us})?的?(?:{deed})");
    let company = format!("(?:{us})(?:(?:{time})?的?(?:{deed}))?");
    let number = r"(?:第?\d+题?\s*)?";
    Regex::new(&format!("^{number}(?:您|你)?(?:的|对|给|在)?(?:{visit}|{company})?$")).ok()
});

/// A question of the whole in English: how satisfied with your visit, with our store.
static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let asked = r"\bsatisf\w+ (?:\w+ ){0,3}?with|\bwould you rate|\bplease rate|\bhow was";
    let which = r"(?:(?:entire|whole|recent|most recent|last|latest|shopping|dining) )*";
    let visit = "visit|stay|trip|journey|experience|purchase";
    let company = "hospital|clinic|store|shop|company|hotel|restaurant|bank|museum";
    let ours = format!("(?:your|this|today[’']s) {which}(?:{visit})|our (?:{company})");
    let place = r"(?: (?:today|yesterday|here|with us|(?:to|at|in) (?:us|(?:our|the) \w+)))*";
    let points = r"\W*(?:\([^()]*\))?\W*$";
    Regex::new(&format!("(?i)(?:{asked}) (?:{ours}){place}{points}")).ok()
});

/// Which of these questions of one score is that of the whole by its form, where `said` others are
/// statements of parts. None where several may be it.
pub(super) fn whole_by_form(headers: &[&String], said: usize) -> Option<usize> {
    let items = of_battery(headers);
    if said + items.iter().filter(|item| **item).count() < LEAST {
        return None;
    }
    let mut whole = (0..headers.len()).filter(|at| !items[*at] && asks_for_all(headers[*at]));
    let only = whole.next()?;
    whole.next().is_none().then_some(only)
}

/// Whether each is an item of a question that is asked of others too, by any sign between both.
fn of_battery(headers: &[&String]) -> Vec<bool> {
    let path = |header: &&String| Some(without_code(header).rsplit_once(" / ")?.0.to_owned());
    let paths: Vec<Option<String>> = headers.iter().map(path).collect();
    let shared = |own: &Option<String>| {
        own.is_some() && paths.iter().filter(|path| *path == own).count() >= LEAST
    };
    let items = are_items(headers);
    items.into_iter().zip(&paths).map(|(item, path)| item || shared(path)).collect()
}

/// Whether a question asks for the whole visit or for the company itself.
fn asks_for_all(header: &str) -> bool {
    let own = without_code(header);
    let of = subject(own);
    CHINESE.as_ref().is_some_and(|pattern| pattern.is_match(&simplified(&of)))
        || ENGLISH.as_ref().is_some_and(|pattern| pattern.is_match(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_asks_for_the_whole_or_for_a_part() {
        for (header, whole) in [
            ("第6题：您对本次就医的满意程度", true),
            ("第6题：您对本次门诊就医的满意程度", true),
            ("6、您对本次到我院就医是否满意", true),
            ("第6题：您的满意程度", true),
            ("您对我院的满意度", true),
            ("您对我们医院的评价（1-5分）", true),
            ("您對本次服務滿意嗎", true),
            ("How satisfied were you with your visit?", true),
            ("Q6 / How satisfied were you with your recent visit to our store? (1-5)", true),
            ("How would you rate our hotel?", true),
            // Parts of it.
            ("第6题：您对本次就医的候诊时间的满意程度", false),
            ("您对我院的护士服务的满意度", false),
            ("第6题：您对护士的满意程度", false),
            ("您对本次挂号的满意程度", false),
            ("How satisfied were you with your visit's length?", false),
            ("How satisfied were you with our staff?", false),
            ("How satisfied were you with the visit planner?", false),
            ("Visit rating", false),
        ] {
            assert_eq!(asks_for_all(header), whole, "{header}");
        }
    }

    #[test]
    fn the_whole_stands_beside_a_battery_and_is_the_only_one() {
        let of = |headers: &[&str], said: usize| {
            let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
            whole_by_form(&headers.iter().collect::<Vec<_>>(), said)
        };
        let item = |name: &str| format!("第5题：请对以下环节评分—{name}");
        let (first, second, third) = (item("挂号"), item("候诊"), item("本次服务"));
        let visit = "第6题：您对本次就医的满意程度";
        assert_eq!(of(&[&first, &second, &third, visit], 0), Some(3));
        assert_eq!(of(&[visit, &first, &second, &third], 0), Some(0));
        // Two items are no battery, unless statements stand beside them.
        assert_eq!(of(&[&first, &second, visit], 0), None);
        assert_eq!(of(&[&first, &second, visit], 1), Some(2));
        // Another one that may be it, and none.
        assert_eq!(of(&[&first, &second, &third, visit, "第7题：您对我院的满意度"], 0), None);
        assert_eq!(of(&[&first, &second, &third, "第6题：您对护士的满意程度"], 0), None);
        let matrix = [
            "How satisfied were you with each of these? / Staff",
            "How satisfied were you with each of these? / Food",
            "How satisfied were you with each of these? / Your visit",
            "How satisfied were you with your visit?",
        ];
        assert_eq!(of(&matrix, 0), Some(3));
    }
}
