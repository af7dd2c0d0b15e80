//! What users complain about in other tools, asked of the engines that ship:
//! negation, contrast, mixed languages, emoji, and what is no opinion at all.

use std::sync::OnceLock;

use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::Judge;
use xinsheng::sentiment::encoder::EncoderEngine;
use xinsheng::sentiment::{Class, Label};
use xinsheng::text::Analyzer;

/// The engine that is used unless another is asked for; it takes a while to make.
fn judge() -> &'static Judge {
    static JUDGE: OnceLock<Judge> = OnceLock::new();
    JUDGE.get_or_init(|| {
        let engine = Box::new(EncoderEngine::builtin().unwrap());
        Judge::new(Analyzer::new(), Taxonomy::builtin(), engine).unwrap()
    })
}

/// Whether the comment is found to be of this class; a label of `Mixed` or
/// `Undetected` is none.
fn all_are(class: Class, comments: &[&str]) {
    for (comment, judged) in comments.iter().zip(judge().judge(comments.iter().copied()).unwrap()) {
        let found = match judged.label {
            Label::VeryNegative | Label::Negative => Some(Class::Negative),
            Label::Neutral => Some(Class::Neutral),
            Label::Positive | Label::VeryPositive => Some(Class::Positive),
            Label::Mixed | Label::Undetected => None,
        };
        assert_eq!(found, Some(class), "{comment}: {:?}", judged.judgement);
    }
}

#[test]
fn plain_praise_and_plain_complaints() {
    all_are(
        Class::Positive,
        &["质量很好，下次还买", "Great service, thank you", "好评", "Love it!"],
    );
    all_are(
        Class::Negative,
        &["太差了，再也不来了", "Terrible, rude staff", "差评", "Waste of money"],
    );
}

#[test]
fn negation_turns_a_judgement() {
    all_are(
        Class::Positive,
        &["没有不满意的地方", "不错", "一点都不贵", "Can't fault it", "Nothing to complain about"],
    );
    all_are(
        Class::Negative,
        &["不是很满意", "没有想象中好", "不推荐", "Not worth the money", "I am not happy with it"],
    );
}

#[test]
fn contrast_is_mixed_with_two_units_of_their_own_judgement() {
    let cases = [
        ("客服态度很好，但是物流太慢了", [Class::Positive, Class::Negative]),
        ("The room was dirty but the staff were lovely", [Class::Negative, Class::Positive]),
        ("味道不错，就是价格太贵", [Class::Positive, Class::Negative]),
    ];
    for (comment, wanted) in cases {
        let judged = judge().judge([comment]).unwrap().remove(0);
        let found: Vec<Class> = judged.judgement.units.iter().map(|unit| unit.class()).collect();
        assert_eq!(found, wanted, "{comment}");
        assert_eq!(judged.label, Label::Mixed, "{comment}");
    }
}

#[test]
fn mixed_languages_and_traditional_characters() {
    all_are(Class::Positive, &["客服很nice", "整体体验very good", "服務很好，非常滿意"]);
    all_are(Class::Negative, &["物流真的太slow了", "app老是crash，体验很差", "房間很髒，非常失望"]);
}

#[test]
fn emoji_are_read() {
    all_are(Class::Positive, &["👍", "房间 👍👍", "😍😍😍"]);
    all_are(Class::Negative, &["👎", "😡😡", "wifi 👎"]);
}

#[test]
fn what_is_no_opinion_is_undetected() {
    for comment in ["无", "N/A", "12345", "。。。", "", "没有意见"] {
        let judged = judge().judge([comment]).unwrap().remove(0);
        assert_eq!(judged.label, Label::Undetected, "{comment}");
    }
}
