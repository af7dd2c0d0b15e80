//! Leftovers of HTML and of workbooks in exported text: tags, entities, `_x000D_`.
//!
//! Only names from short lists count, so that "<3", "a < b" and "R&D" stay.

use std::borrow::Cow;

/// Longest entity looked for, with `&` and `;`.
pub(crate) const LONGEST_ENTITY: usize = 10;

/// Longest tag looked for; links carry long attributes.
pub(crate) const LONGEST_TAG: usize = 400;

/// Bytes of a comment of HTML that are looked through.
const LONGEST_COMMENT: usize = 4000;

/// How often markup within markup (`&amp;lt;br&amp;gt;`) is taken off.
const MOST_PASSES: usize = 4;

/// Tags that end a line.
const BLOCK_TAGS: [&str; 18] = [
    "br",
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "th",
    "table",
    "tbody",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "blockquote",
    "section",
];

/// Tags that leave nothing behind.
const INLINE_TAGS: [&str; 16] = [
    "b", "i", "u", "s", "em", "strong", "span", "font", "a", "img", "sub", "sup", "small", "label",
    "html", "body",
];

/// Characters that workbooks write as such names.
const ESCAPES: [(&str, &str); 3] = [("_x000D_", ""), ("_x000A_", "\n"), ("_x0009_", " ")];

/// What the tag of a name in small letters leaves behind, a line break or nothing; `None` where
/// it is no tag.
pub(crate) fn behind_tag(name: &str) -> Option<&'static str> {
    match () {
        () if BLOCK_TAGS.contains(&name) => Some("\n"),
        () if INLINE_TAGS.contains(&name) => Some(""),
        () => None,
    }
}

/// The character that the entity of a name stands for.
pub(crate) fn entity(name: &str) -> Option<char> {
    Some(match name {
        "nbsp" | "ensp" | "emsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "hellip" => '…',
        "mdash" | "ndash" => '-',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "middot" => '·',
        "yen" => '¥',
        "pound" => '£',
        "euro" => '€',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|&c| c != '\0')?
        }
    })
}

/// Whether a text has any of it.
pub(crate) fn is_in(text: &str) -> bool {
    without(text).is_some()
}

/// A text as people read it: tags taken off, entities decoded, a line for each block.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    for _ in 0..MOST_PASSES {
        match without(&plain) {
            Some(less) => plain = Cow::Owned(less),
            None => break,
        }
    }
    match plain {
        Cow::Borrowed(text) => Cow::Borrowed(text),
        Cow::Owned(text) => {
            let lines: Vec<&str> =
                text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            Cow::Owned(lines.join("\n"))
        }
    }
}

/// A text without what markup stands in it; `None` where there is none.
fn without(text: &str) -> Option<String> {
    const MARKS: [char; 3] = ['&', '<', '_'];
    let mut at = text.find(MARKS)?;
    let mut left = String::with_capacity(text.len());
    let (mut found, mut rest) = (false, text);
    loop {
        let (before, marked) = rest.split_at(at);
        left.push_str(before);
        let length = match element(marked, &mut left) {
            Some(length) => {
                found = true;
                length
            }
            None => {
                left.push_str(&marked[..1]);
                1
            }
        };
        rest = &marked[length..];
        match rest.find(MARKS) {
            Some(next) => at = next,
            None => break,
        }
    }
    left.push_str(rest);
    found.then_some(left)
}

/// The bytes of the markup that a text begins with; what it leaves behind is added to `left`.
fn element(text: &str, left: &mut String) -> Option<usize> {
    match text.as_bytes().first()? {
        b'&' => {
            let end = text.char_indices().take(LONGEST_ENTITY).find(|(_, c)| *c == ';')?.0;
            left.push(entity(&text[1..end])?);
            Some(end + 1)
        }
        b'<' => tag(text, left),
        _ => {
            let (name, stands_for) = ESCAPES.iter().find(|(name, _)| text.starts_with(name))?;
            left.push_str(stands_for);
            Some(name.len())
        }
    }
}

fn tag(text: &str, left: &mut String) -> Option<usize> {
    let bytes = text.as_bytes();
    if text.starts_with("<!--") {
        let within = &bytes[..bytes.len().min(LONGEST_COMMENT)];
        return within.windows(3).position(|end| end == b"-->").map(|at| at + 3);
    }
    let at = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    let name = bytes.get(at..)?.iter().take(12).map(u8::to_ascii_lowercase);
    let name: String = name.take_while(u8::is_ascii_alphanumeric).map(char::from).collect();
    let after = bytes.get(at + name.len())?;
    if !(matches!(after, b'>' | b'/') || after.is_ascii_whitespace()) {
        return None;
    }
    let behind = behind_tag(&name)?;
    let end = bytes.iter().take(LONGEST_TAG).position(|byte| *byte == b'>')?;
    left.push_str(behind);
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_off() {
        for (text, wanted) in [
            (
                "<p>Too late&nbsp;&amp; cold</p><br/><div style='x'>Regards</div>",
                "Too late & cold\nRegards",
            ),
            (
                "<p><span style=\"color:#333\">送错货</span></p><img src='a.jpg'/>&nbsp;&#x4F60;",
                "送错货\n你",
            ),
            ("It&#39;s &quot;ok&quot; _x000D_", "It's \"ok\""),
            ("one_x000A_two", "one\ntwo"),
            ("&lt;br&gt;late", "late"),
            ("a<!-- <p> -->b", "ab"),
            ("<BR>x</BR >", "x"),
            ("<br/>", ""),
        ] {
            assert!(is_in(text), "{text}");
            assert_eq!(plain(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_markup_stays() {
        for text in [
            "",
            "  plain ",
            "I <3 it",
            "a < b > c",
            "R&D; x",
            "AT&T",
            "snake_case_x000",
            "<unknown>",
            "<b",
            "<!-- open",
            "&#0;",
            "一\n\n二",
        ] {
            assert!(!is_in(text), "{text}");
            assert!(matches!(plain(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        let long = format!("<a {}>x", "y".repeat(LONGEST_TAG));
        assert!(!is_in(&long));
    }
}
