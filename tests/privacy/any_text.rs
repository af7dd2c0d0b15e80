//! What holds for any text.

use proptest::prelude::*;
use xinsheng::privacy::{RedactOptions, Redactor};

/// Pieces that details are made of, and that stand beside them.
const PIECES: [&str; 64] = [
    "13800138000",
    "１３９",
    "0000",
    "1234",
    " ",
    "-",
    "+86",
    "010-",
    "62345678",
    "(415) 555-0132",
    "+44 7700 900123",
    "@",
    "a.b",
    "example.com",
    "zhang@example.com",
    "110101199003070038",
    "X",
    "4111111111111111",
    "6222 0210",
    "我叫",
    "王小明",
    "李",
    "女士",
    "联系人：",
    "我姓",
    "my name is ",
    "Anna Lee",
    "john smith",
    "call me ",
    "name: ",
    "北京市朝阳区",
    "建国路",
    "88号",
    "3栋2单元502室",
    "地址：",
    "12 Main Street",
    "Apt 4",
    "京A12345",
    "D",
    "plate ",
    "微信号",
    "wechat: ",
    "lily_2020",
    "QQ",
    "10001234",
    "订单号",
    "order #",
    "SF1234567890123",
    "元",
    "。",
    "，",
    "\n",
    "[电话]",
    "[phone]",
    "[",
    "]",
    "的",
    "é",
    "👍",
    "ß",
    "a",
    "Z",
    "一三八",
    "七",
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..14);
    prop_oneof![pieces.prop_map(|pieces| pieces.concat()), "\\PC{0,60}", ".{0,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_sound_and_what_is_masked_stays_so(text in texts(), orders in any::<bool>()) {
        let redactor = Redactor::new(RedactOptions { orders, ..RedactOptions::default() });
        let redacted = redactor.redact(&text);
        let mut at = 0;
        for found in &redacted.found {
            prop_assert!(found.span.start >= at && !found.span.is_empty());
            prop_assert!(text.get(found.span.clone()).is_some(), "{:?} in {text:?}", found);
            at = found.span.end;
        }
        if redacted.found.is_empty() {
            prop_assert_eq!(redacted.text.as_ref(), text.as_str());
        }
        let again = redactor.redact(&redacted.text);
        prop_assert_eq!(again.text.as_ref(), redacted.text.as_ref(), "of {:?}", text);
    }

    #[test]
    fn spans_carry_over(text in texts(), cut in (0usize..80, 0usize..80)) {
        let redactor = Redactor::new(RedactOptions::default());
        let redacted = redactor.redact(&text);
        let border = |at: usize| (0..=at.min(text.len())).rfind(|&i| text.is_char_boundary(i)).unwrap();
        let (a, b) = (border(cut.0), border(cut.1));
        let span = a.min(b)..a.max(b);
        let carried = redacted.span(span.clone());
        let shown = redacted.text.get(carried.clone());
        prop_assert!(shown.is_some(), "{:?} of {text:?}", carried);
        let touched = redacted.found.iter().any(|f| f.span.start < span.end && span.start < f.span.end);
        if !touched {
            prop_assert_eq!(shown, text.get(span));
        }
        prop_assert_eq!(redacted.span(0..text.len()), 0..redacted.text.len());
    }
}
