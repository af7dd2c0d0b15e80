//! Labels that are degrees of something that no list knows: 非常给力, 给力, 一般, 很不给力. They look
//! like a scale, of which only their reader knows the good end.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::degree_words::STRESS;
use crate::ingest::columns::label_degree::{
    LabelMeaning, ScaleFamily, said, without_number, without_signs, word_of, wording,
};
use crate::ingest::columns::word_scale::found;
use crate::ingest::columns::words::ColumnName;
use crate::simplified::simplified;

/// What says how much before a word, the longer ones first: of Latin letters with the blank behind it.
static STRESSED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let known = STRESS.iter().map(|(word, _)| *word).chain(["不是很", "不太", "不够"]);
    let blank = |word: &str| if word.is_ascii() { " " } else { "" };
    let mut words: Vec<String> = known.map(|word| format!("{word}{}", blank(word))).collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.len()), word.clone()));
    words
});

/// What turns a word round.
const NEGATED: [&str; 3] = ["not ", "不", "没"];

/// Answers from which it tells something that there are a few labels alone.
const ENOUGH: u64 = 20;

/// Whether the values of a column are three to seven labels that say how much of one thing, or of
/// that and its opposite; one may stand in the middle.
pub(super) fn are_degrees(facts: &ColumnProfile) -> bool {
    let few = !facts.many_values && (3..=7).contains(&facts.values.len());
    if !few || facts.answers() < ENOUGH {
        return false;
    }
    let label = |value: &String| {
        let plain = simplified(&value.trim().to_lowercase()).into_owned();
        without_number(without_signs(&plain)).to_owned()
    };
    let labels: Vec<String> = facts.values.keys().map(label).collect();
    let told: Vec<(&str, bool, bool)> = labels.iter().map(|label| stem(label)).collect();
    let degrees = told.iter().filter(|(_, stressed, negated)| *stressed || *negated);
    let stems: BTreeSet<&str> = degrees.map(|(stem, ..)| *stem).collect();
    let stressed = told.iter().filter(|(_, stressed, _)| *stressed).count();
    let others = told.iter().filter(|(stem, ..)| !stems.contains(stem)).count();
    // 超市 and 超商 are degrees of nothing.
    let again = stems.iter().any(|stem| told.iter().filter(|(own, ..)| own == stem).count() > 1);
    let degrees = stressed >= 2 && stems.len() <= 2 && others <= 1 && again;
    // 很给力, 给力 and 不给力.
    let turned = told.iter().any(|(_, stressed, negated)| *negated && !stressed);
    let of_one = stressed > 0 && turned && stems.len() == 1 && others == 0;
    (degrees || of_one) && !stems.contains("")
}

/// Whether among three to seven labels two or more are known to judge, by which people gave two in
/// five answers: 超赞, 满意, 一般 beside words that no list knows.
pub(super) fn are_partly_known(facts: &ColumnProfile) -> bool {
    let few = !facts.many_values && (3..=7).contains(&facts.values.len());
    if !few || facts.answers() < ENOUGH {
        return false;
    }
    let Some(known) = found(facts, |_| true) else { return false };
    let judging = [ScaleFamily::Satisfied, ScaleFamily::Good];
    let judges = known.iter().any(|f| f.1.side != 0 && judging.contains(&f.1.family));
    judges && known.iter().map(|f| f.2).sum::<u64>() * 5 >= facts.answers() * 2
}

/// Words of labels that judge how it went, whatever the column is called.
const JUDGING: [&str; 5] = ["满意", "satisfied", "dissatisfied", "unsatisfied", "poor"];

/// Whole labels that do.
const VERDICTS: [&str; 4] = ["好评", "差评", "差", "很差"];

/// Whether two labels or more judge, one of them beyond doubt: 满意, 好评, 差, `Satisfied`.
pub(super) fn hold_verdicts(facts: &ColumnProfile) -> bool {
    let judges = |label: &&String| said(label).is_some_and(|LabelMeaning { side, .. }| side != 0);
    let judging: Vec<&String> = facts.values.keys().filter(judges).collect();
    let sure = |label: &&String| {
        word_of(label).is_some_and(|word| JUDGING.contains(&word))
            || wording(label).is_some_and(|label| VERDICTS.contains(&label.as_str()))
    };
    !facts.many_values && judging.len() > 1 && judging.iter().any(sure)
}

/// Labels that say how often something was done well: `Never`, `Sometimes`, `Usually`, `Always`.
const FREQUENT: [&str; 19] = [
    "never",
    "rarely",
    "seldom",
    "occasionally",
    "sometimes",
    "often",
    "frequently",
    "usually",
    "always",
    "从不",
    "从未",
    "很少",
    "偶尔",
    "有时",
    "有时候",
    "经常",
    "通常",
    "总是",
    "每次",
];

/// Words of questions how often somebody does something, which are none of how it was.
const HABITS: &[&str] = &[
    "do you",
    "visit*",
    "use",
    "shop",
    "buy",
    "purchase*",
    "travel*",
    "fly",
    "order*",
    "frequency",
    "多久",
    "频率",
    "频次",
    "购买",
    "使用",
    "光顾",
    "消费",
    "到店",
    "出行",
];

/// Whether the values of a column are three to seven labels of how often something was so, and no
/// habits of those who answered.
pub(super) fn are_frequencies(name: &ColumnName, facts: &ColumnProfile) -> bool {
    let few = !facts.many_values && (3..=7).contains(&facts.values.len());
    let known = |value: &String| {
        let plain = simplified(&value.trim().to_lowercase()).into_owned();
        FREQUENT.contains(&without_number(without_signs(&plain)))
    };
    few && facts.answers() >= ENOUGH
        && facts.values.keys().all(known)
        && name.find(HABITS).is_none()
}

/// A label without its degree, whether that stresses it, and whether it turns it round.
fn stem(label: &str) -> (&str, bool, bool) {
    let (mut rest, mut stressed, mut negated) = (label, false, false);
    loop {
        let less = STRESSED.iter().find_map(|word| rest.strip_prefix(word.as_str()));
        if let Some(less) = less {
            (rest, stressed) = (less, true);
        } else if let Some(less) = NEGATED.iter().find_map(|word| rest.strip_prefix(word)) {
            (rest, negated) = (less, true);
        } else {
            return (rest.trim(), stressed, negated);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;

    #[test]
    fn labels_that_judge_are_told_from_those_of_groups() {
        for (labels, wanted) in [
            (&["非常满意", "不满意", "其他"][..], true),
            (&["满意😀", "不满意🙁"], true),
            (&["好评", "差评"], true),
            (&["优", "良", "差"], true),
            (&["Satisfied", "Very poor", "Other"], true),
            (&["Good", "Poor"], true),
            // One of them alone, what somebody complained of, and degrees of other things.
            (&["满意", "处理中", "已关闭"], false),
            (&["服务不满意", "价格不满意", "破损"], false),
            (&["优", "良", "中"], false),
            (&["High", "Low"], false),
            (&["金卡", "银卡"], false),
        ] {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, 10)).collect();
            assert_eq!(hold_verdicts(&column(&values)), wanted, "{labels:?}");
        }
    }

    #[test]
    fn degrees_of_one_thing_or_of_two_are_a_scale_whatever_it_is() {
        for (labels, wanted) in [
            (&["非常给力", "给力", "一般", "不给力", "非常不给力"][..], true),
            (&["很上头", "较上头", "一般", "较无聊", "很无聊"], true),
            (&["Very zesty", "Quite zesty", "Not zesty"], true),
            (&["非常慢", "慢", "一般", "快", "非常快"], true),
            (&["很不认可", "不认可", "一般", "认可", "很认可"], true),
            (&["1. 很给力", "2. 给力", "3. 很不给力"], true),
            (&["超给力", "挺给力", "蛮不给力"], true),
            (&["很给力😀", "给力🙂", "不给力🙁"], true),
            (&["Strongly zesty", "Pretty zesty", "Hardly"], true),
            (&["很给力", "给力", "不给力"], true),
            // One stress alone is chance, and so are degrees of three things.
            (&["超市", "超商", "网店"], false),
            (&["很给力", "给力", "一般"], false),
            (&["很上头", "较给力", "很无聊"], false),
            (&["很给力", "较给力", "线上", "门店"], false),
            (&["很给力", "较给力"], false),
            (&["Sales", "Service", "Parts"], false),
            (&["不限", "不需要", "需要"], false),
        ] {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, 10)).collect();
            assert_eq!(are_degrees(&column(&values)), wanted, "{labels:?}");
        }
        let often = column(&[("Never", 5), ("Sometimes", 5), ("Always", 10)]);
        let once = column(&[("Never", 5), ("Sometimes", 5), ("Always", 9)]);
        let other = column(&[("Never", 5), ("Sometimes", 5), ("On Mondays", 10)]);
        for (header, facts, wanted) in [
            ("How often did nurses explain things?", &often, true),
            ("医生是否耐心", &often, true),
            ("How often do you visit us?", &often, false),
            ("您多久来一次", &often, false),
            ("How often did nurses explain things?", &once, false),
            ("How often did nurses explain things?", &other, false),
        ] {
            assert_eq!(are_frequencies(&ColumnName::new(header), facts), wanted, "{header}");
        }
        for (unknown, wanted) in [(24, true), (25, true), (30, true), (31, false)] {
            let values = [("满意", 10), ("一般", 10), ("甭提了", unknown)];
            assert_eq!(are_partly_known(&column(&values)), wanted, "{unknown}");
        }
        assert!(!are_partly_known(&column(&[("一般", 9), ("加急", 9), ("预约", 9)])));
        let of = |n: u64| column(&[("很给力", n - 10), ("给力", 5), ("很不给力", 5)]);
        assert!(are_degrees(&of(20)));
        assert!(!are_degrees(&of(19)));
    }
}
