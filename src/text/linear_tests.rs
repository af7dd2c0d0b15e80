//! Comments made to be slow: whatever is repeated, twice the length is twice the
//! work.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::{Analyzer, work};
use crate::opinion::{Effort, MentionFinder, Taxonomy};
use crate::privacy::{RedactOptions, Redactor};

static TOOLS: LazyLock<(Analyzer, MentionFinder, Redactor)> = LazyLock::new(|| {
    let finder = MentionFinder::new(&Taxonomy::builtin()).unwrap();
    (Analyzer::new(), finder, Redactor::new(RedactOptions::default()))
});

/// What the rules look at, one of each kind.
const ALPHABET: [&str; 44] = [
    "a", "B", "1", "一", "。", ".", ",", "，", "!", "?", "@", "/", "#", ":", ";", "-", "_", " ",
    "\n", "'", "\"", "“", "(", ")", "[", "<", ">", "&", "=", "~", "^", "好", "不", "除了", "其他",
    "但是", "の", "👍", "\u{200D}", "\u{301}", "1.", "but ", "<b ", "<!--",
];

/// Steps that the analysis of one comment takes.
fn steps(comment: &str) -> usize {
    let (analyzer, finder, _) = &*TOOLS;
    work::counted(|| {
        let prepared = analyzer.prepare(comment);
        finder.find(&prepared);
        Effort::of(&prepared);
    })
}

/// Patterns that take more than their length's share of steps when repeated.
fn superlinear<'a>(patterns: impl Iterator<Item = String> + 'a, length: usize) -> Vec<String> {
    let steep = move |pattern: &String| {
        let [once, twice] = [length, 2 * length].map(|length| {
            let comment = pattern.repeat(length / pattern.len());
            steps(&comment)
        });
        // A quadratic rule takes four times as many; what is squeezed, none more.
        twice > 2 * once + once / 4 + 300
    };
    patterns.filter(steep).collect()
}

#[test]
fn work_grows_with_the_length_of_whatever_is_repeated() {
    let one = ALPHABET.iter().map(|a| (*a).to_owned());
    let two = ALPHABET.iter().flat_map(|a| ALPHABET.iter().map(move |b| format!("{a}{b}")));
    let found = superlinear(one.chain(two), 1_500);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn work_grows_with_the_length_of_three_repeated() {
    // One in many, which has nothing to do with the order of the alphabet.
    let three = (0..ALPHABET.len().pow(3)).step_by(193).map(|i| {
        let n = ALPHABET.len();
        [i / n / n, i / n % n, i % n].map(|i| ALPHABET[i]).concat()
    });
    let found = superlinear(three, 1_200);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn work_grows_with_the_length_of_what_was_slow_once() {
    let slow = [
        "a.",
        "a@",
        "1.",
        "a/",
        "#a",
        "a,",
        "一二",
        "方便",
        "服务",
        "服务好。",
        "打了五次电话",
        "好，1，",
        "其他",
        "<!-- ",
        "<p ",
        "打了三次",
        "no hassle ",
        "very easy, ",
        "1 ",
        "ab",
        "a,a ",
        "👍\u{200D}",
        "e\u{301}\u{316}",
        "T_T",
        "a-",
        "质量很好",
        "however ",
        "客服态度很好物流也快",
    ];
    let patterns = slow.iter().map(|pattern| (*pattern).to_owned());
    let found = superlinear(patterns, 30_000);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn long_words_before_many_commas_are_read_once() {
    let of = |n: usize| {
        let comment = format!("{}{}", "ab".repeat(n), ",1 x".repeat(n));
        steps(&comment)
    };
    let (once, twice) = (of(2_000), of(4_000));
    assert!(twice < 2 * once + once / 4, "{once} {twice}");
}

#[test]
fn a_long_run_of_chinese_has_the_same_words_as_its_sentences() {
    let (analyzer, ..) = &*TOOLS;
    let sentence = "客服态度非常好耐心解答我的问题物流也很快第二天就送到了";
    let words = |text: &str| {
        let prepared = analyzer.prepare(text);
        (0..prepared.words.len()).map(|i| prepared.word(i).to_owned()).collect::<Vec<_>>()
    };
    let (one, many) = (words(sentence), words(&sentence.repeat(200)));
    assert!(many.chunks_exact(one.len()).all(|words| words == one), "{many:?}");
    assert_eq!(many.len(), 200 * one.len());
}

/// A comment of patterns, each repeated a few times, and of any characters.
fn comments() -> impl Strategy<Value = String> {
    let known = (0..ALPHABET.len(), 1..6_usize).prop_map(|(at, n)| ALPHABET[at].repeat(n));
    let part = prop_oneof![8 => known, 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    /// As the fuzz target `text` does; run it for longer with `PROPTEST_CASES`.
    #[test]
    fn whatever_is_written_has_spans_of_whole_characters_and_bounded_work(
        text in comments(), times in 1..4_usize,
    ) {
        let (analyzer, finder, redactor) = &*TOOLS;
        let text = text.repeat(times);
        let mut spans = Vec::new();
        let work = work::counted(|| {
            let prepared = analyzer.prepare(&text);
            let normalized = prepared.normalized.as_str();
            let mut end = 0;
            for unit in &prepared.units {
                assert!(unit.span.start >= end && normalized.get(unit.span.clone()).is_some());
                end = unit.span.end;
            }
            end = 0;
            for word in &prepared.words {
                assert!(word.start >= end && normalized.get(word.clone()).is_some());
                end = word.end;
            }
            let mentions = finder.find(&prepared);
            spans = mentions.iter().map(|m| prepared.normalized.original_span(m.span.clone())).collect();
            Effort::of(&prepared);
        });
        prop_assert!(work <= 2_000 * text.len() + 10_000, "{work} of {}", text.len());
        let shown = redactor.redact(&text);
        for span in spans {
            prop_assert!(text.get(span.clone()).is_some());
            prop_assert!(shown.text.get(shown.span(span)).is_some());
        }
    }
}
