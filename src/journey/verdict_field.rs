//! Fields that hold a verdict on the answer: `Sentiment` with positive and negative, as review tools
//! add it, `NPS group` with promoters and detractors.
//!
//! A program has read the comment, or the score has been put in words: whose verdict is bad is as
//! discontented as it says, and is no group of customers. Such a field is known by its values, or by
//! its name where these may also be those of goods or of health.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::simplified::simplified;

/// Most values of such a field.
const MOST_VALUES: usize = 7;

/// How a field is known for a verdict.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdicts {
    /// Values that say it whatever the name is.
    sure: Vec<String>,
    /// What may stand beside them.
    beside: Vec<String>,
    /// Values that say it under such a name.
    named: Vec<String>,
    /// Within the name.
    names: Vec<String>,
    /// Within names of something else.
    of_else: Vec<String>,
}

static VERDICTS: LazyLock<Verdicts> =
    LazyLock::new(|| match toml::from_str(include_str!("../../data/words/verdicts.toml")) {
        Ok(verdicts) => verdicts,
        Err(error) => unreachable!("verdicts.toml is part of the program: {error}"),
    });

/// Whether a field of these values holds a verdict on the answer.
pub(super) fn is_verdict(field: &str, values: &[&str]) -> bool {
    if !(2..=MOST_VALUES).contains(&values.len()) || is_called(field, &VERDICTS.of_else) {
        return false;
    }
    let plain = |value: &&str| {
        let value = value.trim().to_lowercase();
        simplified(value.trim_matches(|c: char| !c.is_alphanumeric())).into_owned()
    };
    let values: Vec<String> = values.iter().map(plain).collect();
    let is_in = |list: &[String], value: &String| list.contains(value);
    let sure = |value: &&String| is_in(&VERDICTS.sure, value);
    let beside = |value: &String| is_in(&VERDICTS.beside, value);
    let said = |value: &String| sure(&value) || is_in(&VERDICTS.named, value);
    let many = values.iter().filter(sure).count() >= 2;
    many && values.iter().all(|value| sure(&value) || beside(value))
        || is_called(field, &VERDICTS.names)
            && values.iter().filter(|value| said(value)).count() >= 2
            && values.iter().all(|value| said(value) || beside(value))
}

/// Whether a name holds one of these: whole words of English ones, parts of Chinese ones.
fn is_called(field: &str, list: &[String]) -> bool {
    let name = simplified(&parted(field)).into_owned();
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    list.iter().any(|entry| {
        if !entry.is_ascii() {
            return name.contains(entry.as_str());
        }
        let entry: Vec<&str> = entry.split(' ').collect();
        words.windows(entry.len()).any(|window| window == entry.as_slice())
    })
}

/// A name in small letters, with a space where one of a program has a capital: `reviewSentiment`.
fn parted(field: &str) -> String {
    let mut name = String::with_capacity(field.len() + 4);
    let mut before = ' ';
    for c in field.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            name.push(' ');
        }
        name.extend(c.to_lowercase());
        before = c;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_known_by_their_values_whatever_they_are_called() {
        for field in ["Sentiment", "Star group", "Review type", "Analysis", "评论倾向"] {
            assert!(is_verdict(field, &["positive", "Negative", "neutral"]), "{field}");
            assert!(is_verdict(field, &["POSITIVE", "NEGATIVE", "Unknown"]), "{field}");
        }
        assert!(is_verdict("分组", &["好评", "中评", "差评"]));
        assert!(is_verdict("Group", &["Promoter", "Passive", "Detractor"]));
        assert!(!is_verdict("Sentiment", &["positive"]), "one value");
        assert!(!is_verdict("Group", &["Positive", "Leeds", "York"]));
        assert!(!is_verdict("Group", &["Positive", "Unknown"]), "one of them alone");
    }

    #[test]
    fn values_of_more_than_verdicts_are_known_by_the_name() {
        let degrees = ["Good", "Average", "Bad"];
        for (field, wanted) in [
            ("Rating category", true),
            ("ratingCategory", true),
            ("CSAT_group", true),
            ("Overall tone", true),
            ("评分等级", true),
            ("Condition", false),
            ("Credit", false),
            ("Stone", false),
        ] {
            assert_eq!(is_verdict(field, &degrees), wanted, "{field}");
        }
        assert!(!is_verdict("Rating category", &["Good", "Leeds"]));
    }

    #[test]
    fn tests_and_earlier_answers_are_no_verdicts_on_this_one() {
        for field in ["COVID test", "核酸检测", "Previous NPS group", "Last sentiment"] {
            assert!(!is_verdict(field, &["Positive", "Negative"]), "{field}");
        }
    }
}
