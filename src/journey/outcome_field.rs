//! Fields that tell how it went, and not who somebody is.
//!
//! That those whose trouble was not solved are the least content goes without saying, and they
//! are no group that somebody looks after. Survey tools write every field as a question, so a
//! field is known by both its name and its values: the name asks for an outcome, and the values
//! say yes, no or partly; what is called a result or an outcome is one whatever the values are, and
//! so is what has values such as resolved and unresolved, whatever its name.
//! What asks which, where or how often never does. The number of a question is no part of its name.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::ingest::without_question_number;

/// How a field tells how it went.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcomes {
    /// Within its name, or a value.
    words: Vec<String>,
    /// Ends of names that hold what came of it.
    heads: Vec<String>,
    /// First words of questions.
    asking: Vec<String>,
    /// Words after these that ask for the person.
    person: Vec<String>,
    /// Parts of a Chinese name that ask, but for its beginning.
    asking_after: Vec<String>,
    /// What stands before these where the person is asked for.
    person_before: Vec<String>,
    /// What stands after these where the person is asked for.
    person_after: Vec<String>,
    /// All that stands before these where the visit or the order is.
    visit_before: Vec<String>,
    /// First words of questions for one of several.
    which: Vec<String>,
    /// What may stand before these.
    prepositions: Vec<String>,
    /// First words of questions for a number or a way.
    how: Vec<String>,
    /// Parts of a Chinese name that ask for one of several.
    which_zh: Vec<String>,
    /// Values.
    answers: Vec<String>,
    /// How values begin.
    answers_begin: Vec<String>,
}

static OUTCOMES: LazyLock<Outcomes> =
    LazyLock::new(|| match toml::from_str(include_str!("../../data/words/outcomes.toml")) {
        Ok(outcomes) => outcomes,
        Err(error) => unreachable!("outcomes.toml is part of the program: {error}"),
    });

/// Whether a field of these values holds answers about how it went, such as “Did we resolve it?”
/// with yes and no.
pub(super) fn tells_an_outcome<'v>(field: &str, values: impl Iterator<Item = &'v str>) -> bool {
    let values: Vec<&str> = values.collect();
    let name = field.trim().to_lowercase();
    let name = without_question_number(&name).trim_end_matches(['?', '？', ' ']);
    if values.is_empty() || asks_which(name) {
        return false;
    }
    let is_result = OUTCOMES.heads.iter().any(|head| name.ends_with(head.as_str()));
    is_result || (asks_for_it(name) || are_states(&values)) && values.into_iter().all(says_it)
}

/// Whether all values of a field, two or three of them, are such as how it went is told by, and
/// none is a place or a plan.
pub(super) fn may_tell_an_outcome<'v>(values: impl Iterator<Item = &'v str>) -> bool {
    let values: Vec<&str> = values.collect();
    (2..=3).contains(&values.len()) && values.into_iter().all(says_it)
}

/// Whether values are named after how it went: resolved and unresolved.
fn are_states(values: &[&str]) -> bool {
    values.iter().filter(|value| has_word(&value.to_lowercase())).count() >= 2
}

/// The first and the second word of a name.
fn first_words(name: &str) -> (&str, &str) {
    let mut words = name.split_whitespace();
    (words.next().unwrap_or_default(), words.next().unwrap_or_default())
}

fn is_in(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

/// Whether a name, in small letters, asks for one of several, or for a number or a way.
fn asks_which(name: &str) -> bool {
    let (first, second) = first_words(name);
    is_in(&OUTCOMES.which, first)
        || is_in(&OUTCOMES.prepositions, first) && is_in(&OUTCOMES.which, second)
        || OUTCOMES.how.iter().any(|how| name.starts_with(how.as_str()))
        || OUTCOMES.which_zh.iter().any(|part| name.contains(part.as_str()))
}

/// Whether a name, in small letters, asks how it went.
fn asks_for_it(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let (first, rest) = (words.next().unwrap_or_default(), words.collect::<Vec<_>>());
    let of_person = |start: &String| {
        let start: Vec<&str> = start.split_whitespace().collect();
        rest.starts_with(&start)
    };
    // `is_member` is a flag, “is it done” a question.
    let asks = is_in(&OUTCOMES.asking, first)
        && !rest.is_empty()
        && !OUTCOMES.person.iter().any(of_person);
    let asks_zh = OUTCOMES.asking_after.iter().any(|part| {
        let (before, after) = name.split_once(part.as_str()).unwrap_or_default();
        let (before, after) = (before.trim(), after.trim());
        let of_person = |word: &String| before.starts_with(word.as_str());
        let asks_person = OUTCOMES.person_before.iter().any(of_person)
            || is_in(&OUTCOMES.visit_before, before)
            || OUTCOMES.person_after.iter().any(|word| after.starts_with(word.as_str()));
        !before.is_empty() && !asks_person
    });
    asks || asks_zh || has_word(name)
}

/// Whether a value says how it went.
fn says_it(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    let value = value.trim_end_matches(['.', '!', '。', '！']);
    OUTCOMES.answers.iter().any(|answer| answer == value)
        || OUTCOMES.answers_begin.iter().any(|begin| value.starts_with(begin.as_str()))
        || has_word(value)
}

fn has_word(text: &str) -> bool {
    OUTCOMES.words.iter().any(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tells(field: &str, values: &[&str]) -> bool {
        tells_an_outcome(field, values.iter().copied())
    }

    #[test]
    fn how_it_went_is_no_group_of_customers() {
        let yes_or_no = ["Yes", "No", "Partly"];
        for field in [
            "Did we resolve all charges?",
            "Issue resolved",
            "Was it delivered",
            "Were you able to check in online?",
            "Did you find what you were looking for?",
            "Would you recommend us?",
            "处理是否及时",
            "工作人员是否热情？",
            "本次接诊医生是否热情",
            "订单是否准时送达",
            "Was your order correct?",
            "Did it arrive?",
            "Would recommend",
        ] {
            assert!(tells(field, &yes_or_no), "{field}");
            assert!(!tells(field, &["Leeds", "York"]), "{field}");
            assert!(!tells(field, &[]), "{field}");
        }
        assert!(tells("问题解决情况", &["已解决", "未解决", "部分解决"]));
        assert!(tells("Issue resolved", &["Resolved", "Unresolved", "Pending"]));
        assert!(tells("Resolution", &["Refund", "Replacement"]) && tells("处理结果", &["退回"]));
        assert!(tells("How was the visit?", &["Good", "Fair", "Poor"]));
        assert!(!tells("Issue resolved", &["Yes", "No", "Leeds"]), "all values say it");
        assert!(!tells("Resolution team", &["Team A", "Team B"]));
        assert!(tells("问题解决状态", &["已解决", "未解决", "跟进中"]));
        assert!(tells("Ticket", &["Solved", "Unsolved", "In progress"]), "by its values");
        assert!(!tells("Ticket", &["Solved", "Leeds"]));
    }

    #[test]
    fn who_stayed_and_who_left_tells_how_it_went() {
        let yes_or_no = ["是", "否"];
        for field in [
            "是否续卡",
            "是否续约",
            "是否流失",
            "客户续费",
            "Renewed",
            "Churned",
            "Contract renewed",
        ] {
            assert!(tells(field, &yes_or_no), "{field}");
            assert!(!tells(field, &["一月", "二月"]), "{field}");
        }
    }

    #[test]
    fn the_number_of_a_question_is_no_part_of_its_name() {
        let yes_or_no = ["Yes", "No"];
        for number in
            ["", "5、", "5.", "5. ", "Q5 ", "Q5. ", "5)", "（5）", "第5题 ", "第5题、", "[5] "]
        {
            let told = |name: &str| tells(&format!("{number}{name}"), &yes_or_no);
            assert!(told("Did we resolve it?") && told("处理是否及时"), "{number}");
            for person in
                ["是否会员", "您是否使用过数字消费券?", "是否使用过消费券", "Did you book online?"]
            {
                assert!(!told(person), "{number}{person}");
            }
            assert!(!told("Which team resolved it?") && !told("您在哪个门店办理？"), "{number}");
        }
    }

    #[test]
    fn values_alone_may_tell_an_outcome_where_they_are_no_names() {
        let may = |values: &[&str]| may_tell_an_outcome(values.iter().copied());
        assert!(may(&["是", "否"]) && may(&["Yes", "No", "Partly"]));
        assert!(!may(&["Leeds", "York"]) && !may(&["Yes", "Leeds"]));
        assert!(!may(&["Yes"]) && !may(&["Yes", "No", "Partly", "Unsure"]));
    }

    #[test]
    fn a_question_for_who_somebody_is_has_groups() {
        let yes_or_no = ["yes", "no"];
        for field in [
            "Which branch did you visit?",
            "Which team resolved it?",
            "In which store were you satisfied?",
            "What did you visit today? (select all that apply)",
            "Who did you come with?",
            "How often do you visit us?",
            "How did you hear about us?",
            "Are you a member?",
            "Did you book online?",
            "Is this your first visit?",
            "Is it your first visit?",
            "Have your children been here before?",
            "本次是否首次到店",
            "订单是否加急",
            "线上是否下单",
            "是会员吗",
            "家里是否用过消费券",
            "优惠券是否使用过",
            "您在哪个门店办理？",
            "您是否会员？",
            "是否会员",
            "办理了什么业务",
            "Property",
            "country",
            "Plan",
            "Isle of Man",
            "is_member",
            "小区",
            "门店",
            "会员等级",
        ] {
            assert!(!tells(field, &yes_or_no), "{field}");
        }
    }
}
