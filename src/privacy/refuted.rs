//! Names that somebody has read out of a text and that are none, as what stands in them or beside
//! them shows.

use std::ops::Range;

use super::first_names::known_first_name;
use super::lexicon::LEXICON;
use super::ordinary::only_words;
use super::people_en::is_brand;
use super::scan::{is_letter, window, window_after};
use super::surnames::is_surname;

/// Bytes of a word before what was read as a name within it.
const LONGEST_WORD: usize = 12;

/// Whoever works for a firm: "no one from Skylark", "somebody at Brightwatt".
const ANYBODY: [&str; 18] = [
    "anybody",
    "anyone",
    "employees",
    "engineer",
    "everybody",
    "everyone",
    "folks",
    "guys",
    "lot",
    "nobody",
    "noone",
    "one",
    "people",
    "somebody",
    "someone",
    "staff",
    "team",
    "technician",
];

/// What machines that answer do, whose names are made like those of people.
const MACHINE: [&str; 5] = ["答非所问", "听不懂", "转人工", "转不了人工", "不转人工"];

/// Whether the span of what was read as a name is none of a person.
pub(super) fn is_refuted(text: &str, name: &Range<usize>) -> bool {
    let own = &text[name.clone()];
    if !is_letter(own.chars().next()) {
        let hair = ["毛发", "毛孩"].iter().any(|word| own.starts_with(word));
        return hair || is_within_word(text, name) || is_machine(text, name);
    }
    only_words(own)
        || is_saint(text, name)
        || is_firm(text, name)
        || is_brand(text, name)
        || is_been(text, name)
        || is_done(text, name)
}

/// 得[劲儿], 打工人[福音]: all of a word in which nobody is named, or a part of it.
fn is_within_word(text: &str, name: &Range<usize>) -> bool {
    let head = window(text, name.start, LONGEST_WORD);
    let before = head.char_indices().map(|(at, _)| name.start - head.len() + at);
    before.chain([name.start]).any(|start| {
        let word = LEXICON.nobody.starting(&text[start..]);
        word.is_some_and(|word| start + word.len() >= name.end)
    })
}

/// [小智]答非所问; but [小李]答非所问, for who has a surname is somebody.
fn is_machine(text: &str, name: &Range<usize>) -> bool {
    let second = text[name.clone()].strip_prefix('小').and_then(|rest| {
        let mut rest = rest.chars();
        rest.next().filter(|_| rest.next().is_none())
    });
    second.is_some_and(|c| !is_surname(c))
        && MACHINE.iter().any(|deed| text[name.end..].starts_with(deed))
}

/// "thank you St Mary's", but "on Main St Sarah told us".
fn is_saint(text: &str, name: &Range<usize>) -> bool {
    let is =
        |word: &str| matches!(word.trim_end_matches('.').to_lowercase().as_str(), "st" | "saint");
    let (last, before) = last_words(text, name.start);
    let street = before.starts_with(char::is_uppercase);
    let within = text[name.clone()].split_once(' ').is_some_and(|(first, _)| is(first));
    within || (is(last) && (!street || text[name.end..].starts_with(['\'', '’'])))
}

/// What somebody is from whom the text does not name.
fn is_firm(text: &str, name: &Range<usize>) -> bool {
    let (from, whom) = last_words(text, name.start);
    matches!(from, "from" | "at")
        && ANYBODY.contains(&whom.to_lowercase().as_str())
        && text[name.clone()].split_whitespace().all(|word| known_first_name(word).is_none())
}

/// "Couldn't have bee more helpful": been with a slip.
fn is_been(text: &str, name: &Range<usize>) -> bool {
    let (last, _) = last_words(text, name.start);
    let auxiliary = ["have", "had", "has", "having"].contains(&last.to_lowercase().as_str());
    let short = ["'ve", "’ve", "'d", "’d"].iter().any(|end| last.ends_with(end));
    (auxiliary || short) && ["bee", "beem", "bene", "beeen"].contains(&&text[name.clone()])
}

/// "Adore this cream", "Detest these": at the start a word that no list of first names has, and
/// what somebody does to something.
fn is_done(text: &str, name: &Range<usize>) -> bool {
    let own = &text[name.clone()];
    let head = text[..name.start].trim_end();
    let starts = head.is_empty() || head.ends_with(['.', '!', '?', '\n', ';', '…']);
    let next = window_after(text, name.end, 8).strip_prefix(' ').unwrap_or_default();
    let next = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    starts
        && !own.contains(' ')
        && ["this", "these", "those", "it"].contains(&next.to_lowercase().as_str())
        && known_first_name(own).is_none()
}

/// The last word before a place, and the one before that.
fn last_words(text: &str, at: usize) -> (&str, &str) {
    let mut words = window(text, at, 40).split_whitespace().rev();
    (words.next().unwrap_or_default(), words.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_as_a_name() {
        // In braces the name.
        for (line, wanted) in [
            ("{Clenaliness} was awful", true),
            ("{Zorbl} was awful", false),
            ("Excellent full {Enlgish}", true),
            ("We slept well {Late} checkout was a nice touch", true),
            ("{Better WiFi}", true),
            ("{Better Zorbl}", false),
            ("told {Tesco} twice", true),
            ("best app I had, {Monzo} could learn from it", true),
            ("told {Sarah} twice", false),
            ("told {Sarah Tesco} twice", false),
            ("told {噗哧} twice", false),
            // Saints and streets.
            ("thank you St {Mary}'s", true),
            ("thank you St. {Mary}'s", true),
            ("back to saint {Mary} Hospital", true),
            ("St {Mary} is far", true),
            ("thank you {St Mary}'s", true),
            ("on Main St {Sarah} told us", false),
            ("thank you {Mary}'s", false),
            // Firms.
            ("No one from {Skylark} could tell us", true),
            ("Nobody at {Skylark Air} could help", true),
            ("the engineer from {Skylark} came", true),
            ("No one from {Sarah}'s team", false),
            ("No one but {Skylark} could tell us", false),
            ("a call from {Skylark}", false),
            // Been with a slip.
            ("Couldn't have {bee} more helpful", true),
            ("I've {bene} twice", true),
            ("We had {Bee} as our guide", false),
            ("told {bee} twice", false),
            // What somebody does.
            ("{Zorbl} this cream", true),
            ("Nice. {Zorbl} these!", true),
            ("{Sarah} this morning was kind", false),
            ("told {Zorbl} this morning", false),
            ("{Zorbl} helped me", false),
            // Brands of more than one word.
            ("like {Jo Malone} candles", true),
            ("like {Malone} of Jo Malone", false),
            ("met {Jo} Malone", true),
            ("my uncle {Benjamin} came", false),
            // Within words.
            ("得{劲儿}，师傅实在", true),
            ("不得{劲儿}，凑合", true),
            ("{带劲儿}，好用", true),
            ("打工人{福音}，赞", true),
            ("喜{大普}奔，终于修好", true),
            ("客服{小蜜}答非所问", true),
            ("{小智}答非所问", true),
            ("{小美}转人工难", true),
            ("{小李}答非所问", false),
            ("{小智}很热情", false),
            ("{毛发一}扫光", true),
            ("{毛晓红}很热情", false),
            ("{钟薛高}不化", true),
            ("{丁香}医生推荐的", true),
            ("{丁香}大夫推荐的", false),
            ("客服{小米}很好", false),
            ("找{福音琳}办的", false),
            ("很得劲儿，{秀兰}手法好", false),
        ] {
            let (start, end) = (line.find('{').unwrap(), line.find('}').unwrap());
            let text = line.replace(['{', '}'], "");
            assert_eq!(is_refuted(&text, &(start..end - 1)), wanted, "{line}");
        }
    }
}
