//! Throughput of text preparation, mentions and effort: `cargo bench --bench text`.
//!
//! The comments are made of short Chinese and English clauses, about thirty
//! characters each, the usual length of an open answer.

use divan::{Bencher, black_box, counter::ItemsCount};
use jieba_rs::Jieba;
use xinsheng::opinion::{Effort, MentionFinder, Taxonomy};
use xinsheng::text::{Analyzer, Normalized};

const CHINESE: [&str; 12] = [
    "物流很快，第二天就送到了",
    "客服态度非常好，耐心解答我的问题",
    "就是包装有点破损",
    "价格比实体店便宜不少",
    "房间很干净，但是隔音太差了！",
    "早餐品种太少，每天都一样",
    "安装师傅很专业，讲解也到位",
    "退款等了半个月还没有到账",
    "质量一般，用了两次就坏了",
    "整体来说比较满意，下次还会再来",
    "app总是闪退，登录不上",
    "前台小姐姐很热情，入住很方便",
];

const ENGLISH: [&str; 8] = [
    "The delivery was quick and well packed",
    "but the screen had a scratch on it",
    "Customer service didn't answer for a week",
    "The room was clean, and the staff were friendly",
    "Overpriced for what you get",
    "I would buy it again",
    "although the battery doesn't last a day",
    "Check-in took an hour at 10.30 p.m.",
];

/// Two clauses a comment, every pair once.
fn comments(clauses: &[&str], joint: &str) -> Vec<String> {
    clauses.iter().flat_map(|a| clauses.iter().map(move |b| format!("{a}{joint}{b}"))).collect()
}

fn main() {
    divan::main();
}

#[divan::bench]
fn prepare_chinese(bencher: Bencher<'_, '_>) {
    let (analyzer, comments) = (Analyzer::new(), comments(&CHINESE, "。"));
    bencher.counter(ItemsCount::new(comments.len())).bench(|| {
        comments.iter().map(|c| analyzer.prepare(black_box(c)).words.len()).sum::<usize>()
    });
}

#[divan::bench]
fn prepare_english(bencher: Bencher<'_, '_>) {
    let (analyzer, comments) = (Analyzer::new(), comments(&ENGLISH, ". "));
    bencher.counter(ItemsCount::new(comments.len())).bench(|| {
        comments.iter().map(|c| analyzer.prepare(black_box(c)).words.len()).sum::<usize>()
    });
}

#[divan::bench]
fn normalize_chinese(bencher: Bencher<'_, '_>) {
    let comments = comments(&CHINESE, "。");
    bencher.counter(ItemsCount::new(comments.len())).bench(|| {
        comments.iter().map(|c| Normalized::new(black_box(c)).as_str().len()).sum::<usize>()
    });
}

/// What the hidden Markov model of jieba costs.
#[divan::bench(args = [true, false])]
fn jieba_alone(bencher: Bencher<'_, '_>, hmm: bool) {
    let (jieba, comments) = (Jieba::new(), comments(&CHINESE, "。"));
    bencher
        .counter(ItemsCount::new(comments.len()))
        .bench(|| comments.iter().map(|c| jieba.cut(black_box(c), hmm).len()).sum::<usize>());
}

/// Mentions (`true`) or effort (`false`) of comments in both languages.
#[divan::bench(args = [true, false])]
fn opinions(bencher: Bencher<'_, '_>, mentions: bool) {
    let analyzer = Analyzer::new();
    let mut texts = comments(&CHINESE, "。");
    texts.extend(comments(&ENGLISH, ". "));
    let prepared: Vec<_> = texts.iter().map(|c| analyzer.prepare(c)).collect();
    let Ok(finder) = MentionFinder::new(&Taxonomy::builtin()) else { return };
    bencher.counter(ItemsCount::new(prepared.len())).bench(|| {
        prepared
            .iter()
            .map(|c| match mentions {
                true => finder.find(black_box(c)).len(),
                false => usize::from(Effort::of(black_box(c)) == Effort::High),
            })
            .sum::<usize>()
    });
}

/// Comments that repeat one pattern, each length twice the one before: the time of
/// an item, a byte here, must stay the same.
#[divan::bench(args = slow(), max_time = 2)]
fn doubled(bencher: Bencher<'_, '_>, (pattern, length): &(&str, usize)) {
    let analyzer = Analyzer::new();
    let Ok(finder) = MentionFinder::new(&Taxonomy::builtin()) else { return };
    let comment = pattern.repeat(length / pattern.len());
    bencher.counter(ItemsCount::new(comment.len())).bench(|| {
        let prepared = analyzer.prepare(black_box(&comment));
        (finder.find(&prepared).len(), Effort::of(&prepared))
    });
}

fn slow() -> Vec<(&'static str, usize)> {
    let patterns = ["a.", "a@", "1.", "a/", "#a", "一二", "好，1，", "<!-- ", "物流太慢客服也差"];
    patterns.iter().flat_map(|p| [100_000, 200_000, 400_000].map(|n| (*p, n))).collect()
}
