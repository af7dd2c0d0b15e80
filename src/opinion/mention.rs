//! Where a comment mentions an aspect.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

use super::taxonomy::Aspect;
use super::{AspectId, Mention, Taxonomy};
use crate::text::characters::is_han;
use crate::text::work;
use crate::text::{OpinionUnit, Prepared};

/// Words of degree that jieba may join to a one-character judgement ("太贵").
const DEGREES: &str = "太很真好最更挺较偏超巨贼不";

/// What follows 贵 where it means "your" rather than "expensive".
const AFTER_HONORIFIC: [&str; 10] =
    ["公司", "司", "店", "酒店", "单位", "平台", "行", "校", "方", "院"];

/// Finds the terms of a taxonomy. Build it once and share it.
#[derive(Debug)]
pub struct MentionFinder {
    terms: AhoCorasick,
    /// The aspect of each term.
    aspects: Vec<AspectId>,
    /// Touchpoints and aspects by their names in matching form.
    touchpoint_names: HashMap<String, usize>,
    aspect_names: HashMap<String, Vec<AspectId>>,
}

impl MentionFinder {
    /// A finder for the terms of `taxonomy`. Terms written in Latin letters
    /// are also found in their regular plural.
    ///
    /// # Errors
    ///
    /// Where the terms are too many or too long for one automaton (2 GiB).
    pub fn new(taxonomy: &Taxonomy) -> Result<MentionFinder, BuildError> {
        let mut patterns: Vec<String> = Vec::new();
        let mut aspects = Vec::new();
        for (id, aspect) in taxonomy.aspects().iter().enumerate() {
            for term in aspect.terms_zh.iter().chain(&aspect.terms_en) {
                patterns.push(term.clone());
                aspects.push(id);
            }
        }
        // Plurals last: of equal patterns the first, a listed term, counts.
        for (id, aspect) in taxonomy.aspects().iter().enumerate() {
            for plural in aspect.terms_en.iter().filter_map(|term| plural(term)) {
                patterns.push(plural);
                aspects.push(id);
            }
        }
        let terms = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns)?;
        let plain = |name: &str| crate::text::matching_form(name).trim().to_owned();
        let mut touchpoint_names = HashMap::new();
        for (at, touchpoint) in taxonomy.touchpoints().iter().enumerate() {
            for name in [&touchpoint.name.zh, &touchpoint.name.en] {
                touchpoint_names.entry(plain(name)).or_insert(at);
            }
        }
        let mut aspect_names: HashMap<String, Vec<AspectId>> = HashMap::new();
        for (id, aspect) in taxonomy.aspects().iter().enumerate() {
            for name in [&aspect.name.zh, &aspect.name.en] {
                aspect_names.entry(plain(name)).or_default().push(id);
            }
        }
        Ok(MentionFinder { terms, aspects, touchpoint_names, aspect_names })
    }

    /// The mentions of a comment, in order; at most one for each unit and
    /// aspect.
    ///
    /// Where terms overlap the leftmost counts, of those the longest. Latin
    /// terms match whole words; a Chinese term does not match across the
    /// border of two words, so 价格 is not found in 评价格外好.
    pub fn find(&self, comment: &Prepared) -> Vec<Mention> {
        if comment.units.is_empty() {
            return Vec::new();
        }
        let text = comment.matching_text();
        let mut found: Vec<(usize, usize, usize)> = self
            .terms
            .find_overlapping_iter(text)
            .map(|m| (m.start(), m.end(), m.pattern().as_usize()))
            .inspect(|_| work::count(1))
            .filter(|&(start, end, _)| is_whole(text, start, end))
            .collect();
        found.sort_unstable_by_key(|&(start, end, pattern)| (start, usize::MAX - end, pattern));
        let mut mentions: Vec<Mention> = Vec::new();
        let (mut free, mut unit) = (0, 0);
        // Aspects of the unit that the last mention is in.
        let mut known: HashSet<AspectId> = HashSet::new();
        for (start, end, pattern) in found {
            while comment.units.get(unit).is_some_and(|u| u.span.end <= start) {
                unit += 1;
            }
            let Some(within) = comment.units.get(unit) else { break };
            if start < free
                || start < within.span.start
                || end > within.span.end
                || !respects_words(comment, within, text, start, end)
            {
                continue;
            }
            free = end;
            let aspect = self.aspects[pattern];
            if mentions.last().is_some_and(|last| last.unit != unit) {
                known.clear();
            }
            if known.insert(aspect) {
                mentions.push(Mention { aspect, unit, span: start..end });
            }
        }
        mentions
    }
}

/// The aspects that a name given to a touchpoint is about: all of a touchpoint of
/// the taxonomy that is called so, else those whose terms the name holds, else
/// none. `name` is prepared like a comment.
pub fn aspects_named(
    name: &Prepared,
    finder: &MentionFinder,
    taxonomy: &Taxonomy,
) -> Vec<AspectId> {
    let plain = name.matching_text().trim();
    let called = finder.touchpoint_names.get(plain);
    if let Some(touchpoint) = called.and_then(|at| taxonomy.touchpoints().get(*at)) {
        return touchpoint.aspects.clone().collect();
    }
    let mut aspects: Vec<AspectId> = finder.find(name).iter().map(|m| m.aspect).collect();
    aspects.extend(finder.aspect_names.get(plain).into_iter().flatten());
    aspects.sort_unstable();
    aspects.dedup();
    aspects
}

/// Words that open the names of many touchpoints and tell none of them from another.
const HEADS: [&str; 6] = ["系统", "服务", "产品", "平台", "软件", "商品"];

/// What stands between the parts of an aspect's Chinese name.
const AND: [char; 3] = ['与', '和', '及'];

/// The aspects that the name given to a rated touchpoint is about: those that
/// [`aspects_named`] finds, but for what its general head names where the rest of the name names
/// another. The rest may be a part of what an aspect is called and no other is: 系统稳定性 is about
/// 稳定与速度, and not about 系统.
pub fn aspects_of_touchpoint(
    name: &Prepared,
    finder: &MentionFinder,
    taxonomy: &Taxonomy,
) -> Vec<AspectId> {
    let text = name.matching_text();
    let Some((head, rest)) = without_head(text) else {
        return aspects_named(name, finder, taxonomy);
    };
    if finder.touchpoint_names.contains_key(text.trim()) {
        return aspects_named(name, finder, taxonomy);
    }
    let found = finder.find(name);
    let of_rest: Vec<AspectId> =
        found.iter().filter(|m| m.span.start >= head).map(|m| m.aspect).collect();
    // A term that holds the head and more tells of more than the head.
    let longer = found.iter().any(|m| m.span.start < head && m.span.end > head);
    let mut aspects = match (longer, of_rest.is_empty()) {
        (false, false) => of_rest,
        (false, true) => part_of_name(rest, taxonomy),
        (true, _) => Vec::new(),
    };
    if aspects.is_empty() {
        return aspects_named(name, finder, taxonomy);
    }
    aspects.sort_unstable();
    aspects.dedup();
    aspects
}

/// A name behind its general head, and where that begins.
fn without_head(name: &str) -> Option<(usize, &str)> {
    let open = name.len() - name.trim_start().len();
    let head = HEADS.iter().find(|head| name[open..].starts_with(**head))?;
    let at = open + head.len();
    let rest = &name[at..];
    rest.starts_with(is_han).then_some((at, rest)).filter(|(_, rest)| !rest.starts_with(AND))
}

/// The aspects of whose Chinese names one part, of two characters or more, is in these words and in
/// the name of no other aspect.
fn part_of_name(words: &str, taxonomy: &Taxonomy) -> Vec<AspectId> {
    let aspects = taxonomy.aspects();
    let is_own = |part: &str| aspects.iter().filter(|a| a.name.zh.contains(part)).count() == 1;
    let named = |(_, aspect): &(AspectId, &Aspect)| {
        let parts = aspect.name.zh.split(AND).filter(|part| part.chars().count() >= 2);
        let mut within = parts.filter(|part| words.contains(part) && part.starts_with(is_han));
        aspect.name.zh.contains(AND) && within.any(is_own)
    };
    aspects.iter().enumerate().filter(named).map(|(id, _)| id).collect()
}

/// The regular plural of a term that ends in a Latin letter.
pub(super) fn plural(term: &str) -> Option<String> {
    let last = term.chars().next_back().filter(char::is_ascii_lowercase)?;
    let stem = &term[..term.len() - 1];
    let before = stem.chars().next_back()?;
    Some(match last {
        'y' if !"aeiou".contains(before) => format!("{stem}ies"),
        's' | 'x' | 'z' => format!("{term}es"),
        'h' if "cs".contains(before) => format!("{term}es"),
        _ => format!("{term}s"),
    })
}

/// Whether a match does not cut a Latin word or a number.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let continues = |c: char| c.is_alphanumeric() && !is_han(c);
    let inside = |left: Option<char>, right: Option<char>| {
        left.is_some_and(continues) && right.is_some_and(continues)
    };
    let (left, term, right) = (&text[..start], &text[start..end], &text[end..]);
    !inside(left.chars().next_back(), term.chars().next())
        && !inside(term.chars().next_back(), right.chars().next())
}

/// Whether a Chinese match agrees with the words of its unit. A match of
/// three characters or more is taken as it is: by chance it hardly occurs,
/// while new words are often cut wrongly.
fn respects_words(
    comment: &Prepared,
    unit: &OpinionUnit,
    text: &str,
    start: usize,
    end: usize,
) -> bool {
    let term = &text[start..end];
    let mut chars = term.chars();
    let (Some(first), length) = (chars.next(), chars.count() + 1) else { return false };
    if !is_han(first) || length >= 3 {
        return true;
    }
    let words = &comment.words[unit.words.clone()];
    let holding = |byte: usize| {
        let at = words.partition_point(|word| word.end <= byte);
        words.get(at).filter(|word| word.start <= byte)
    };
    let (Some(head), Some(tail)) = (holding(start), holding(end - 1)) else { return false };
    if length == 1 {
        if first == '贵' && AFTER_HONORIFIC.iter().any(|noun| text[end..].starts_with(noun)) {
            return false;
        }
        let word = &text[head.clone()];
        let mut of_word = word.chars();
        return *head == (start..end)
            || (word.ends_with(term)
                && of_word.next().is_some_and(|c| DEGREES.contains(c))
                && of_word.count() == 1);
    }
    head == tail || (head.start == start && tail.end == end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;

    fn found(text: &str) -> Vec<(String, String)> {
        let taxonomy = Taxonomy::builtin();
        let finder = MentionFinder::new(&taxonomy).unwrap();
        let prepared = Analyzer::new().prepare(text);
        let of = |mention: &Mention| {
            let term = prepared.normalized.as_str()[mention.span.clone()].to_owned();
            (taxonomy.aspect(mention.aspect).name.id.clone(), term)
        };
        finder.find(&prepared).iter().map(of).collect()
    }

    #[test]
    fn the_whole_counts_before_its_parts() {
        // Of terms that begin at one place the longest, whatever their order in the taxonomy;
        // what begins within it is part of it.
        for (text, term) in [
            ("delivery fee was high", "delivery fee"),
            ("客服态度很差", "客服态度"),
            ("运费太高", "运费"),
        ] {
            let terms: Vec<String> = found(text).into_iter().map(|(_, term)| term).collect();
            assert_eq!(terms, [term], "{text}");
        }
    }

    #[test]
    fn a_name_that_is_a_touchpoints_is_all_of_it() {
        let taxonomy = Taxonomy::builtin();
        let finder = MentionFinder::new(&taxonomy).unwrap();
        let analyzer = Analyzer::new();
        for touchpoint in taxonomy.touchpoints() {
            let names = [&touchpoint.name.zh, &touchpoint.name.en];
            for name in names {
                let aspects = aspects_named(&analyzer.prepare(name), &finder, &taxonomy);
                let other = taxonomy
                    .touchpoints()
                    .iter()
                    .find(|other| other.name.zh == *name || other.name.en == *name);
                let all: Vec<AspectId> = other.unwrap().aspects.clone().collect();
                assert_eq!(aspects, all, "{name}");
            }
        }
    }

    #[test]
    fn a_general_head_says_less_than_the_rest_of_a_name() {
        let taxonomy = Taxonomy::builtin();
        let finder = MentionFinder::new(&taxonomy).unwrap();
        let analyzer = Analyzer::new();
        let about = |name: &str| {
            let of = aspects_of_touchpoint(&analyzer.prepare(name), &finder, &taxonomy);
            let ids = of.iter().map(|id| taxonomy.aspect(*id).name.id.clone());
            ids.collect::<Vec<String>>()
        };
        assert_eq!(about("系统稳定性"), ["app_stability"]);
        assert_eq!(about("系统"), ["function"]);
        assert_eq!(about("服务态度"), ["attitude"], "a term with the head in it");
        // What both parts of other names have tells of none of them.
        assert!(part_of_name("速度", &taxonomy).is_empty());
        for name in ["产品质量", "客户服务", "delivery", "服务与环境"] {
            let wanted = aspects_named(&analyzer.prepare(name), &finder, &taxonomy);
            let found = aspects_of_touchpoint(&analyzer.prepare(name), &finder, &taxonomy);
            assert_eq!(found, wanted, "{name}");
        }
    }

    #[test]
    fn a_latin_term_is_cut_out_of_no_word_or_number() {
        let whole = |text: &str, term: &str| {
            let at = text.find(term).unwrap();
            is_whole(text, at, at + term.len())
        };
        for (text, term, wanted) in [
            ("rooms", "room", false),
            ("mushroom", "room", false),
            ("a room.", "room", true),
            ("很room好", "room", true),
            ("5room", "room", false),
        ] {
            assert_eq!(whole(text, term), wanted, "{term} in {text}");
        }
    }

    /// Whether a term in a text that is cut into these words respects them.
    #[track_caller]
    fn assert_respects(cases: &[(&str, &[&str], &str, bool)]) {
        let mut comment = Analyzer::new().prepare("好");
        for (text, words, term, wanted) in cases {
            let span = |part: &str| {
                let at = text.find(part).unwrap();
                at..at + part.len()
            };
            comment.words = words.iter().map(|word| span(word)).collect();
            let unit = OpinionUnit { span: 0..text.len(), words: 0..words.len() };
            let term = span(term);
            let found = respects_words(&comment, &unit, text, term.start, term.end);
            assert_eq!(found, *wanted, "{term:?} of {words:?}");
        }
    }

    #[test]
    fn a_short_chinese_term_fits_the_words_it_stands_in() {
        assert_respects(&[
            ("太贵", &["太贵"][..], "贵", true),
            ("价钱昂贵", &["价钱", "昂贵"], "贵", false),
            ("价格", &["价格"], "价格", true),
            ("价格", &["价", "格"], "价格", true),
            ("价格外好", &["价", "格外", "好"], "价格", false),
            ("评价格", &["评价", "格"], "价格", false),
            ("评价格外好", &["评价", "格外", "好"], "价格", false),
        ]);
    }

    #[test]
    fn a_long_term_or_one_in_latin_letters_stands_wherever_it_is_found() {
        assert_respects(&[
            ("服务员工作慢", &["服务员", "工作", "慢"][..], "务员工", true),
            ("服务员工作慢", &["服务员", "工作", "慢"], "员工", false),
            ("很app慢", &["很", "慢"], "app", true),
            ("太差", &["太", "差"], "差", true),
            ("太差劲", &["太差劲"], "差", false),
        ]);
    }

    #[test]
    fn plurals_are_the_regular_ones() {
        for (term, wanted) in [
            ("room", Some("rooms")),
            ("delivery", Some("deliveries")),
            ("display", Some("displays")),
            ("bus", Some("buses")),
            ("box", Some("boxes")),
            ("dish", Some("dishes")),
            ("branch", Some("branches")),
            ("bath", Some("baths")),
            ("4G", None),
            ("y", None),
        ] {
            assert_eq!(plural(term).as_deref(), wanted, "{term}");
        }
    }
}
