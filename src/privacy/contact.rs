//! E-mail addresses.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{joined, pattern, spans, window};

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９._．＿%+*'’\-－]{1,64}[ ]{0,2}[@＠][ ]{0,2}(?:[A-Za-z0-9Ａ-Ｚａ-ｚ０-９](?:[A-Za-z0-9Ａ-Ｚａ-ｚ０-９\-]{0,62})[.．。]){1,5}[A-Za-zＡ-Ｚａ-ｚ]{2,12}",
    )
});

/// Written so that programs do not see it: "anna at example dot com".
static SPELT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[a-z0-9._%+\-]{1,64}(?: ?(?: dot | underscore | dash |[\[(（]dot[\])）]) ?[a-z0-9]{1,30}){0,3}(?: ?(?:[\[({<（【] ?(?:at|@|a|艾特|圈a) ?[\])}>）】]|#at#|_at_|艾特|小老鼠| ?在 ?) ?| at | @ )[a-z0-9\-]{1,40}(?:(?: ?[\[({<（【] ?(?:dot|\.|点) ?[\])}>）】] ?| ?点 ?| dot | ?\. ?)[a-z0-9]{2,15}){1,3}",
    )
});

/// Providers that people name without their ending.
static PROVIDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[a-z0-9._%+\-]{3,64}(?: at |[@＠]| ?艾特 ?)(?:gmail|hotmail|outlook|yahoo|icloud|foxmail|protonmail|qq|163|126)\b",
    )
});

/// Words that say that an address follows.
const CUES: [&str; 7] = ["mail", "邮箱", "邮件", "邮址", "contact", "write to", "reach"];

/// E-mail addresses.
pub(super) fn emails(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if !clues.at {
        return Vec::new();
    }
    let said = |at: usize| {
        let head = window(text, at, 32).to_lowercase();
        CUES.iter().any(|cue| head.contains(cue))
    };
    let plain = |whole: Range<usize>| {
        // A full stop before the address ends the sentence.
        let own = text[whole.clone()]
            .trim_start_matches(['.', '-', '%', '+', '*', '\'', '’', '．', '－', ' ']);
        // "IG @the.real.jo" is no address.
        let apart = own.contains([' ', '。']);
        (!apart || has_ending(own)).then_some(whole.end - own.len()..whole.end)
    };
    let spelt = |whole: Range<usize>| {
        let own = text[whole.clone()].trim_start_matches(['.', '-', '%', '+', '_']);
        let span = whole.end - own.len()..whole.end;
        let lower = own.to_ascii_lowercase();
        let plain_words = (lower.contains(" at ") || lower.contains(" @ "))
            && !lower.contains("dot")
            && !lower.contains('点');
        let name = lower.split([' ', '(', '[', '（']).next().unwrap_or_default();
        // "他在10点cn": a date or place is no address.
        if lower.contains('在') && !(lower.contains('点') && said(span.start)) {
            return None;
        }
        let shaped = name.contains(['.', '_']) && name.contains(|c: char| c.is_ascii_alphabetic());
        // "look at amazon.com"; "at 5 dot on" has no ending of a domain.
        (has_ending(&lower) && (!plain_words || shaped || said(span.start))).then_some(span)
    };
    let provider = |span: Range<usize>| said(span.start).then_some(span);
    let mut lists = Vec::new();
    if text.contains(['@', '＠']) {
        lists.push(spans(&EMAIL, text, plain));
    }
    if clues.domain {
        lists.push(spans(&SPELT, text, spelt));
        lists.push(spans(&PROVIDER, text, provider));
    }
    joined(lists)
}

/// Endings of domains that are not also words.
const ENDINGS: [&str; 28] = [
    "com", "cn", "net", "org", "uk", "edu", "gov", "io", "co", "hk", "tw", "de", "fr", "au", "ca",
    "ie", "nz", "eu", "info", "us", "jp", "sg", "es", "it", "nl", "ch", "biz", "se",
];

fn has_ending(address: &str) -> bool {
    let last = address.rsplit(|c: char| !c.is_ascii_alphanumeric()).find(|part| !part.is_empty());
    last.is_some_and(|last| ENDINGS.contains(&last.to_ascii_lowercase().as_str()))
}
