//! Web and mail addresses, whose full stops and commas end nothing.
//!
//! An address can begin at every letter of a token ("a/a/a/…"), so a token is
//! looked through once and asked about as often as needed.

use std::ops::Range;

use super::work;

/// What is known of the token that was looked at last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    /// Up to the next space or the next character beyond ASCII.
    token: Range<usize>,
    /// Its end without the punctuation that follows an address.
    end: usize,
    /// Where its last two at signs are, the last first.
    at_signs: [Option<usize>; 2],
    /// Where its last full stop is.
    full_stop: Option<usize>,
}

impl Links {
    /// The length of a web or mail address at byte `at`, where a letter is; 0
    /// for none.
    pub(crate) fn length(&mut self, text: &str, at: usize) -> usize {
        if !self.token.contains(&at) {
            self.look(text, at);
        }
        let starts = |prefix: &str| {
            let start = text.get(at..at + prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let is_mail = || {
            let [Some(last), before] = self.at_signs else { return false };
            let alone = last > at && before.is_none_or(|before| before < at);
            alone && self.full_stop.is_some_and(|stop| stop > last)
        };
        if starts("http://") || starts("https://") || starts("www.") || is_mail() {
            self.end.saturating_sub(at)
        } else {
            0
        }
    }

    fn look(&mut self, text: &str, at: usize) {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_graphic()).unwrap_or(rest.len());
        let token = rest[..end].trim_end_matches(['.', ',', '!', '?', ';', ')']);
        work::count(end);
        let mut at_signs = token.rmatch_indices('@').map(|(sign, _)| at + sign);
        *self = Links {
            token: at..at + end,
            end: at + token.len(),
            at_signs: [at_signs.next(), at_signs.next()],
            full_stop: token.rfind('.').map(|stop| at + stop),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_whole() {
        for (text, at, length) in [
            ("see https://a.cn/b?c=1, ok", 4, 18),
            ("WWW.a.cn.", 0, 8),
            ("to me@a.cn!", 3, 7),
            ("me@a", 0, 0),
            ("a@b@c.cn", 0, 0),
            ("a@b@c.cn", 2, 6),
            ("x.y@a.cn", 2, 6),
            ("a.b@c", 0, 0),
            ("https", 0, 0),
            ("a.,.,", 0, 0),
        ] {
            assert_eq!(Links::default().length(text, at), length, "{text} {at}");
            // The same where the token was looked at from its start.
            let mut links = Links::default();
            for i in (0..=at).filter(|i| text.as_bytes()[*i].is_ascii_alphabetic()) {
                let found = links.length(text, i);
                assert!(i < at || found == length, "{text} {at}");
            }
        }
    }
}
