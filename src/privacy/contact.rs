//! E-mail addresses.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{any_of, joined, pattern, spans, window};

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
pub(super) const PROVIDERS: [&str; 10] =
    ["gmail", "hotmail", "outlook", "yahoo", "icloud", "foxmail", "protonmail", "qq", "163", "126"];

static PROVIDER: LazyLock<Regex> = LazyLock::new(|| {
    let providers = any_of(&PROVIDERS);
    pattern(&format!(r"(?i)[a-z0-9._%+\-]{{3,64}}(?: at |[@＠]| ?艾特 ?){providers}\b"))
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
        (has_ending(own) && (!plain_words || shaped || said(span.start))).then_some(span)
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

/// Endings of domains.
pub(super) const ENDINGS: [&str; 28] = [
    "com", "cn", "net", "org", "uk", "edu", "gov", "io", "co", "hk", "tw", "de", "fr", "au", "ca",
    "ie", "nz", "eu", "info", "us", "jp", "sg", "es", "it", "nl", "ch", "biz", "se",
];

/// Those of the endings that sentences begin with.
pub(super) const SENTENCES: [&str; 2] = ["it", "us"];

fn has_ending(address: &str) -> bool {
    let shown = address.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let head = shown.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let last = &shown[head.len()..];
    let lower = last.to_ascii_lowercase();
    // "at reception. It was", "at reception.It was".
    let begins = head.ends_with(". ") || last.starts_with(|c: char| c.is_ascii_uppercase());
    ENDINGS.contains(&lower.as_str()) && !(begins && SENTENCES.contains(&lower.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::DetailKind;
    use crate::privacy::tests::assert_masked;

    #[test]
    fn addresses_with_a_gap_need_an_ending_of_domains() {
        assert_masked(
            DetailKind::Email,
            &[
                "发到{anna@example.shop}吧",
                "发到{anna @example.com}吧",
                "{anna@ example.com}",
                "IG @the.real.jo",
                "mail anna @example.shop",
                "see .{anna@example.com}",
            ],
        );
    }

    #[test]
    fn every_ending_is_one() {
        for ending in ENDINGS {
            assert_masked(
                DetailKind::Email,
                &[
                    &format!("write to {{anna(at)example.{ending}}}"),
                    &format!("write to {{anna(at)example dot {ending}}}"),
                    &format!("邮箱{{anna在example点{ending}}}"),
                ],
            );
        }
        for provider in PROVIDERS {
            let line = format!("mail {{anna.l at {provider}}}");
            assert_masked(DetailKind::Email, &[&line, &format!("{line}, please")]);
        }
    }

    #[test]
    fn addresses_that_are_spelt_out() {
        assert_masked(
            DetailKind::Email,
            &[
                "write to {anna at example dot com}",
                "{anna dot lee at example dot com}",
                "{anna(at)example.com}",
                "{anna[at]example[dot]org}",
                "bought at example.com",
                "reach me: {anna at example.com}",
                "{anna.lee at example.com}",
                "{anna_9 at example.com}",
                "1.5 at example.com",
                "look at amazon.com",
                "5 at 5 dot on",
                "-{anna (at) example.com}",
                "邮箱{anna在example点com}",
                "app在example点com买的",
                "邮箱app在example.com",
                "邮箱{anna艾特example点com}",
                "mail {anna.l at gmail}",
                "people at yahoo",
                "write to {anna(at)example.ca}",
                "write to {anna( at )example . co}",
                "write to {anna(a)example.com}",
                "write to {anna[at]example(.)nz}",
                "contact anna at reception. It was",
                "contact anna at reception.It was",
                "邮箱{anna在example点org}",
                "邮箱{anna在example点 hk}",
                "邮箱{anna（a）example点hk}",
            ],
        );
    }
}
