//! Numbers that the text itself says to be an order, a parcel, a model or the
//! like: order numbers, on request, and what is therefore no phone or card.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{
    after, before, digits, group_spans, is_digit, is_letter, joined, pattern, spans, window,
    window_after,
};

/// Words for the numbers of orders, parcels, bookings, tickets and invoices.
const ORDER_WORDS: &str = r"(?:订单|定单|单号|运单|快递单|物流单|面单|工单|流水|交易单|发票|票号|预订|预定|退货单|售后单|\b(?:order|tracking|parcel|shipment|invoice|receipt|ticket|case|confirmation|reference|ref|booking|reservation|transaction|return|rma|awb))";

/// Other things with numbers.
const OTHER_WORDS: &str = r"(?:型号|货号|款号|批次|批号|编号|序列号|条码|条形码|商品码|产品码|兑换码|优惠码|券码|验证码|固件|版本|门店号|工号|会员号|会员卡号|税号|\b(?:model|serial|sku|part|item|batch|lot|barcode|isbn|ean|upc|imei|firmware|version|build|coupon|voucher|product|article|sn|s/n|p/n|flight|member|membership|loyalty))";

/// What may stand between such a word and the number.
const LINK: &str = r"(?:编号|号码|号|码|单| ?(?:number|numbers|num|no|nr|id|code|ref)\b\.?)?[ \t]?(?:[:：#＃是为,，(（\[【]|\bis\b|\bwas\b|[ \t]){0,4}";

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?i)(?:{ORDER_WORDS}|{OTHER_WORDS}){LINK}[A-Za-z]{{0,6}}[\-]?$"))
});

static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?i){ORDER_WORDS}{LINK}([A-Z0-9０-９][A-Z0-9０-９\-]{{5,31}})"))
});

/// A long number, or the number of a parcel with the letters of its carrier.
static LONG: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:[A-Za-z]{0,4}<d>{12,32}|[A-Za-z]{2,4}<d>{9,15})"));

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:19|20)[0-9]{2}(?:[\-/.年]?(?:0[1-9]|1[0-2])[\-/.月]?(?:0[1-9]|[12][0-9]|3[01])|[\-/.](?:1[0-2]|[1-9])[\-/.](?:[12][0-9]|3[01]|[1-9]))(?:[日T ]|$|-[0-9]{1,2}$)",
    )
});

static AMOUNT_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^ ?(?:[.,，]<d>{1,4}(?:[^0-9０-９]|$)|元|块|圆|万|亿|美元|美金|日元|港币|积分|分钟|个|件|次|人|条|单|公里|米|步|毫|ml\b|mah|km\b|kb\b|mb\b|gb\b|rmb|usd|yuan|dollar|points\b|steps\b|times\b|people\b|%|％)",
    )
});

/// Whether the text says that the number which begins at `start` is an order,
/// a model or the like.
pub(super) fn labelled_otherwise(text: &str, start: usize) -> bool {
    LABEL.is_match(window(text, start, 56))
}

/// Whether a number ends in what makes it an amount.
pub(super) fn amount_follows(text: &str, end: usize) -> bool {
    AMOUNT_AFTER.is_match(window_after(text, end, 16))
}

/// Whether a number begins like a date, written with or without marks.
pub(super) fn is_date(number: &str) -> bool {
    DATE.is_match(number)
}

/// Numbers of orders, parcels and bookings.
pub(super) fn orders(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if clues.digits < 4 {
        return Vec::new();
    }
    let named = |captures: &regex::Captures<'_>| {
        let number = captures.get(1)?;
        let shown = number.as_str().trim_end_matches('-');
        let end = number.start() + shown.len();
        let refused = digits(shown).len() < 4
            || is_date(shown)
            || amount_follows(text, end)
            || is_digit(after(text, end));
        (!refused).then_some(number.start()..end)
    };
    let long = |span: Range<usize>| {
        let (previous, next) = (before(text, span.start), after(text, span.end));
        let apart =
            !is_digit(previous) && !is_letter(previous) && !is_digit(next) && !is_letter(next);
        (apart && !amount_follows(text, span.end)).then_some(span)
    };
    joined([group_spans(&ORDER, text, named), spans(&LONG, text, long)])
}

#[cfg(test)]
mod tests {
    use crate::privacy::tests::assert_found;
    use crate::privacy::{DetailKind, RedactOptions, Redactor};

    #[test]
    fn numbers_of_orders_by_their_length() {
        let orders = Redactor::new(RedactOptions { orders: true, ..RedactOptions::default() });
        assert_found(
            &|text| orders.find(text),
            DetailKind::Order,
            &[
                "订单号{AB1234}",
                "订单号ABC123",
                "订单号AB123",
                "订单号{AB1234}-",
                "订单号{2026112200}",
                "订单号2026-11-22",
                "订单号1234567元",
                "单{123456789012}",
                "单12345678901",
                "abcde123456789012",
                "{abcd123456789012}",
                "单123456789012345678901234567890123",
                "{12345678901234567890123456789012}",
                "123456789012abc",
                "a 123456789012元",
                "{SF123456789}",
                "SF12345678",
            ],
        );
    }
}
