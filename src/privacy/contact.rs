//! E-mail addresses, WeChat and QQ handles.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::scan::{Clues, after, before, group_spans, is_digit, joined, pattern, spans};

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[A-Za-z0-9０-９._%+'’\-]{1,64}[ ]?[@＠][ ]?(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})[.．]){1,5}[A-Za-z]{2,12}",
    )
});

/// Written so that programs do not see it: "anna at example dot com".
static SPELT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[a-z0-9._%+\-]{1,64}(?: ?(?:\(at\)|\[at\]|#at#) ?| at )[a-z0-9\-]{1,40}(?:(?: ?(?:\(dot\)|\[dot\]) ?| dot |\.)[a-z]{2,12}){1,3}",
    )
});

static WECHAT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(微信|微 信|威信|薇信|[vV]信|\b(?:vx|wx|v\.x|wechat|we chat|weixin)|加[vV])((?:账号|帐号|号码|号|id|名| ?(?:id|number|account|handle|name))?)((?:[ ]?(?:[:：=,，]|是|为|加|\bis\b)){0,2}[ ]?)([A-Za-z][A-Za-z0-9_\-]{5,19}|[0-9][A-Za-z0-9_\-]{6,19})",
    )
});

static QQ: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:qq|ｑｑ|扣扣)(?:群号?|号码?|账号| ?(?:number|no\.?|id))?(?:[ ]?(?:[:：=,，]|是|为|加|\bis\b)){0,2}[ ]?([1-9１-９]<d>{4,10})",
    )
});

/// E-mail addresses.
pub(super) fn emails(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if !clues.at {
        return Vec::new();
    }
    let plain = |whole: Range<usize>| {
        // A full stop before the address ends the sentence.
        let own = text[whole.clone()].trim_start_matches(['.', '-', '%', '+', '\'', '’']);
        Some(whole.end - own.len()..whole.end)
    };
    let spelt = |whole: Range<usize>| {
        let lower = text[whole.clone()].to_ascii_lowercase();
        let plain_words = lower.contains(" at ") && !lower.contains("dot");
        (!plain_words).then_some(whole)
    };
    joined([spans(&EMAIL, text, plain), spans(&SPELT, text, spelt)])
}

/// WeChat and QQ handles.
pub(super) fn handles(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if !clues.handle {
        return Vec::new();
    }
    let wechat = |captures: &regex::Captures<'_>| {
        let (called, link, own) = (captures.get(2)?, captures.get(3)?, captures.get(4)?);
        let letters_only = own.as_str().chars().all(|c| c.is_ascii_alphabetic());
        // "wechat is terrible", "微信payment": words need more to be a handle.
        let joined_by = link.as_str().contains([':', '：', '=', '是', '为', '加']);
        let said = !called.is_empty() || joined_by;
        let ends = !is_digit(after(text, own.end()));
        ((said || !letters_only) && ends && !is_version(own.as_str())).then_some(own.range())
    };
    let qq = |captures: &regex::Captures<'_>| {
        let own = captures.get(1)?;
        let next = after(text, own.end());
        let free = !is_digit(next) && !matches!(next, Some('元' | '块' | '万' | '个' | '人' | '.'));
        let lone =
            !before(text, captures.get_match().start()).is_some_and(|c| c.is_ascii_alphanumeric());
        (free && lone).then_some(own.range())
    };
    joined([group_spans(&WECHAT, text, wechat), group_spans(&QQ, text, qq)])
}

/// "微信8", "wechat 8-0-50".
fn is_version(own: &str) -> bool {
    own.chars().all(|c| c.is_ascii_digit() || c == '-')
        && own.chars().filter(char::is_ascii_digit).count() < 7
}
