//! What is taken out of comments before they are read, each fault alone and beside what stays.

use super::*;

fn check_normal(cases: &[(&str, &str)]) {
    for (original, expected) in cases {
        assert_eq!(normal(original), *expected, "{original:?}");
    }
}

#[test]
fn a_single_fault_is_enough_to_clean() {
    check_normal(&[
        ("好好好好好", "好好好"),
        ("好  吃", "好 吃"),
        ("好 \t吃", "好 吃"),
        ("好\n 吃", "好\n吃"),
        ("好 \n吃", "好\n吃"),
        ("好\n\n吃", "好\n吃"),
        ("好\u{2028}吃", "好\n吃"),
        (" 好", "好"),
        ("好 ", "好"),
        ("好\n", "好"),
        ("a\u{200B}b", "ab"),
        ("①房间大！", "①房间大!"),
        ("＆lt；3", "<3"),
    ]);
}

#[test]
fn marks_go_with_the_letter_before_them() {
    check_normal(&[
        // Also where something without a width stands between them.
        ("e\u{200B}\u{301}", "é"),
        ("x\u{301}\u{323}", "x\u{323}\u{301}"),
        ("\u{1100}\u{1161}", "가"),
        // What joins pictographs joins nothing else.
        ("a\u{200D}b", "ab"),
        ("👍\u{200D}好", "👍好"),
        ("好\u{200D}👍", "好👍"),
    ]);
    let apart = Normalized::new("x\u{301}！");
    assert_eq!((apart.original_span(0..1), apart.original_span(1..3)), (0..1, 1..3));
}

#[test]
fn only_tags_and_comments_that_are_closed_are_markup() {
    check_normal(&[
        ("<b>很</b>好", "很好"),
        ("<b-c>很好", "<b-c>很好"),
        ("好<b x", "好<b x"),
        ("好<!-- 注 -->吃", "好吃"),
        ("好<!-- a-b -->吃", "好吃"),
        ("好<!-- 坏", "好<!-- 坏"),
        ("<b>-x-->y", "-x-->y"),
        ("<a-->b", "<a-->b"),
    ]);
    // A tag of four hundred characters before its end is none.
    let tag = |length: usize| format!("<a {}>好", &"xy".repeat(200)[..length - 3]);
    assert_eq!(normal(&tag(399)), "好");
    assert_eq!(normal(&tag(400)), tag(400));
}

#[test]
fn of_transcripts_what_the_customer_says_is_read_and_quoted_where_it_stands() {
    check_normal(&[
        ("Agent: Hi.\nCustomer: It broke\nAgent: Sorry!\nCustomer: again", "It broke\nagain"),
        ("Agent: Hi.<br>Customer:  It   broke<br>Agent: Sorry!", "It broke"),
        ("坐席：您好。\n用户：太慢了！\n坐席：抱歉", "太慢了!"),
        ("Agent: Hello?\nCustomer:", ""),
        ("Agent: rude\nDelivery: late", "Agent: rude\nDelivery: late"),
    ]);
    let text = "坐席：您好。\n用户：太慢了！\n坐席：抱歉\n用户：算了";
    let plain = Normalized::new(text);
    let quoted = |span: std::ops::Range<usize>| &text[plain.original_span(span)];
    let whole = plain.as_str();
    assert_eq!(whole, "太慢了!\n算了");
    assert_eq!(quoted(0..9), "太慢了");
    assert_eq!(quoted(9..10), "！");
    assert_eq!(quoted(whole.len() - 6..whole.len()), "算了");
    assert_eq!(quoted(0..whole.len()), "太慢了！\n坐席：抱歉\n用户：算了");
    let again = Normalized::new(whole);
    assert_eq!(again.as_str(), whole);
    assert!(ANALYZER.prepare("Agent: Hello?\nCustomer:").undetected);
}

#[test]
fn random_keys_are_not_judged() {
    for (comment, undetected) in [("asdfgh", true), ("good", false)] {
        assert_eq!(ANALYZER.prepare(comment).undetected, undetected, "{comment}");
    }
}
