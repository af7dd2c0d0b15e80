//! Addresses of machines and links that open something of one's own.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{after, before, is_letter, joined, pattern, spans, window};

static V4: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"));

static V6: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}"));

/// Parameters that hold a key or say who somebody is.
const OWN: [&str; 46] = [
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "auth",
    "auth_token",
    "authtoken",
    "authorization",
    "sig",
    "sign",
    "signature",
    "key",
    "apikey",
    "api_key",
    "secret",
    "code",
    "session",
    "sessionid",
    "session_id",
    "sid",
    "jsessionid",
    "phpsessid",
    "ticket",
    "password",
    "passwd",
    "pwd",
    "otp",
    "hash",
    "jwt",
    "uid",
    "user",
    "userid",
    "user_id",
    "username",
    "openid",
    "unionid",
    "member",
    "memberid",
    "phone",
    "mobile",
    "tel",
    "email",
    "mail",
    "account",
    "idcard",
    "name",
];

/// Links with a key, an account or a person in them.
pub(super) fn urls(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if !clues.link {
        return Vec::new();
    }
    let mut links = Vec::new();
    let mut at = 0;
    for token in text.split(|c: char| !c.is_ascii_graphic() || "<>[]\"'`".contains(c)) {
        let start = at;
        at += token.len() + text[start + token.len()..].chars().next().map_or(0, char::len_utf8);
        if token.len() < 8 || !token.contains(['/', '.']) {
            continue;
        }
        let lower = token.to_ascii_lowercase();
        let scheme =
            ["https://", "http://", "www."].iter().filter_map(|head| lower.find(head)).min();
        let begin = scheme.or_else(|| bare(&lower));
        let Some(begin) = begin else { continue };
        let shown = token[begin..].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        if is_own(shown) {
            links.push(start + begin..start + begin + shown.len());
        }
    }
    links
}

/// Where a host without a scheme begins, which a path follows: the token but for
/// brackets before it.
fn bare(token: &str) -> Option<usize> {
    let begin = token.find(|c: char| c.is_ascii_alphanumeric())?;
    let (host, path) = token[begin..].split_once('/')?;
    let name = host.split('.').all(|part| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    let ending = host
        .rsplit('.')
        .next()
        .is_some_and(|last| last.len() > 1 && last.bytes().all(|b| b.is_ascii_alphabetic()));
    (host.contains('.') && name && ending && path.len() > 3).then_some(begin)
}

/// Whether a link opens something of one's own.
fn is_own(link: &str) -> bool {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let (host, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if host.contains('@') || rest.contains("%40") || rest.contains('@') {
        return true;
    }
    let parameter = |part: &str| {
        part.split_once('=').is_some_and(|(name, value)| {
            let name = name.to_ascii_lowercase();
            let name = name.rsplit(['/', '!', '[']).next().unwrap_or_default();
            // Videos, lists and items have such numbers too.
            let item =
                ["v", "list", "id", "video", "item", "sku", "pid", "spm", "vid"].contains(&name);
            (OWN.contains(&name) && value.len() > 1) || (!item && is_key(value))
        })
    };
    if [".gif", ".jpg", ".jpeg", ".png", ".webp"].iter().any(|end| rest.ends_with(end)) {
        return false;
    }
    let mut parts = rest.split(['?', '&', '#', ';']);
    let path = parts.next().unwrap_or_default();
    parts.any(parameter) || path.split(['/', '.']).any(is_key)
}

/// A long run of letters and digits that nobody would say.
fn is_key(part: &str) -> bool {
    part.split(['-', '_', '=', '%', '+']).any(|run| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let letters = run.bytes().filter(u8::is_ascii_alphabetic).count();
        let mixed = run.bytes().any(|b| b.is_ascii_uppercase())
            && run.bytes().any(|b| b.is_ascii_lowercase());
        (run.len() >= 16 && letters >= 3 && (digits >= 3 || (digits > 0 && mixed)))
            || (run.len() >= 24 && letters + digits == run.len() && digits > 0)
    }) || is_uuid(part)
}

fn is_uuid(part: &str) -> bool {
    let groups: Vec<usize> = part.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && part.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Servers that everybody uses, and addresses of no machine in particular.
const COMMON: [&str; 8] = [
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "255.255.255.0",
    "8.8.8.8",
    "8.8.4.4",
    "1.1.1.1",
    "114.114.114.114",
];

/// Words for what has versions and sections.
const VERSIONS: [&str; 16] = [
    "version", "版本", "firmware", "固件", "build", "release", "章", "节", "section", "chapter",
    "driver", "驱动", "评分", "升级", "更新", "update",
];

/// Words for what has addresses.
const NETWORK: [&str; 22] = [
    "ip",
    "登录",
    "登陆",
    "login",
    "logged",
    "log in",
    "sign-in",
    "signed in",
    "server",
    "服务器",
    "ping",
    "连接",
    "host",
    "connect",
    "ban",
    "block",
    "router",
    "路由",
    "异地",
    "address",
    "访问",
    "设备",
];

/// Addresses of the internet protocol.
pub(super) fn ips(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if clues.digits < 4 {
        return Vec::new();
    }
    let four = |span: Range<usize>| {
        let own = &text[span.clone()];
        let address: Ipv4Addr = own.parse().ok()?;
        let (previous, next) = (before(text, span.start), after(text, span.end));
        let beyond = next.and_then(|c| after(text, span.end + c.len_utf8()));
        let longer = matches!(next, Some('.')) && beyond.is_some_and(|c| c.is_ascii_digit());
        let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let named = text[..span.start]
            .get(span.start.saturating_sub(2)..)
            .is_some_and(|head| head.eq_ignore_ascii_case("ip"));
        if (part(previous) && !named)
            || part(next)
            || longer
            || matches!(previous, Some('.' | '-' | '/' | '_')) && !slashed(text, span.start)
        {
            return None;
        }
        let head = window(text, span.start, 32).to_lowercase();
        let networked = NETWORK.iter().any(|word| head.contains(word));
        let versioned = VERSIONS.iter().any(|word| head.contains(word));
        // Versions are small numbers.
        let small = address.octets().iter().all(|&part| part < 32);
        let fits = if versioned { networked && !small } else { networked || !small };
        (fits && !COMMON.contains(&own)).then_some(span)
    };
    let six = |span: Range<usize>| {
        let own = text[span.clone()].trim_end_matches(':');
        let own = if text[span.clone()].ends_with("::") { &text[span.clone()] } else { own };
        let _: Ipv6Addr = own.parse().ok()?;
        let parts: Vec<&str> = own.split(':').filter(|part| !part.is_empty()).collect();
        let part =
            |c: Option<char>| is_letter(c) || c.is_some_and(|c| c.is_ascii_digit() || c == ':');
        let end = span.start + own.len();
        let alone = !part(before(text, span.start)) && !part(after(text, end));
        let long = parts.iter().any(|part| part.len() > 2);
        (alone && parts.len() >= 2 && long).then_some(span.start..end)
    };
    let fours = if clues.dots > 2 { spans(&V4, text, four) } else { Vec::new() };
    let sixes = if clues.colons > 1 { spans(&V6, text, six) } else { Vec::new() };
    joined([fours, sixes])
}

/// "http://203.0.113.9".
fn slashed(text: &str, at: usize) -> bool {
    text[..at].ends_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_a_key_from_these_lengths_on() {
        let run = |letters: usize, digits: usize| "a".repeat(letters) + &"7".repeat(digits);
        for (run, wanted) in [
            (run(13, 3), true),
            (run(12, 3), false),
            (run(14, 2), false),
            (format!("A{}", run(13, 2)), true),
            (format!("A{}", run(12, 2)), false),
            (run(3, 13), true),
            (run(2, 14), false),
            (run(22, 2), true),
            (run(22, 1), false),
            (run(0, 24), true),
            (run(0, 23), false),
            (run(24, 0), false),
            // Joints cut a run.
            (format!("{}-{}", run(8, 0), run(5, 3)), false),
            ("123e4567-e89b-12d3-a456-426614174000".to_owned(), true),
            ("123e4567-e89b-12d3-a456-42661417400".to_owned(), false),
        ] {
            assert_eq!(is_key(&run), wanted, "{run}");
        }
    }
}
