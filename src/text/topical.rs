//! How much a word by itself says of what a text is about.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Analyzer;
use super::characters::is_han;

/// Words that judge whatever is spoken of, or do whatever is done.
const GENERAL: [&str; 134] = [
    "good",
    "great",
    "nice",
    "excellent",
    "amazing",
    "awesome",
    "perfect",
    "best",
    "better",
    "bad",
    "worst",
    "worse",
    "terrible",
    "horrible",
    "awful",
    "poor",
    "love",
    "like",
    "hate",
    "recommend",
    "happy",
    "disappointed",
    "buy",
    "bought",
    "time",
    "times",
    "day",
    "days",
    "way",
    "lot",
    "bit",
    "really",
    "make",
    "made",
    "need",
    "不错",
    "很好",
    "好",
    "喜欢",
    "满意",
    "失望",
    "垃圾",
    "差",
    "差评",
    "好评",
    "推荐",
    "真的",
    "感觉",
    "觉得",
    "特别",
    "东西",
    "体验",
    "情况",
    "可惜",
    "希望",
    "建议",
    "知道",
    "有点",
    "一般",
    "一点",
    "继续",
    "买",
    "购买",
    "卖",
    "去",
    "来",
    "用",
    "做",
    "看",
    "想",
    "说",
    "讲",
    "给",
    "打",
    "拿",
    "送",
    "收到",
    "发现",
    "开始",
    "出来",
    "起来",
    "下来",
    "回来",
    "使用",
    "选择",
    "看到",
    "找",
    "大家",
    "朋友",
    "问题",
    "没",
    "没有",
    "不能",
    "不会",
    "不了",
    "不到",
    "是不是",
    "要",
    "会",
    "能",
    "可",
    "该",
    "得",
    "多",
    "少",
    "大",
    "小",
    "还",
    "再",
    "说好",
    "有",
    "是",
    "让",
    "到",
    "上",
    "下",
    "里",
    "出",
    "过",
    "着",
    "可以",
    "应该",
    "可能",
    "一个",
    "个",
    "点",
    "些",
    "次",
    "天",
    "种",
    "时候",
    "现在",
    "这个",
    "那个",
];

/// Weight of general words, and of words whose class says nothing of a topic.
const LITTLE: f64 = 0.2;

/// Weight of verbs and adjectives, which say less than what is named.
const SOME: f64 = 0.85;

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let of = |language: &str| stop_words::lookup(language).unwrap_or_default().iter().copied();
    of("en").chain(of("zh")).collect()
});

impl Analyzer {
    /// How much a word says of a topic: 1 where it names something, less where it does or
    /// judges something, 0 for words that stand in any text. The word is to be in lower case
    /// and simplified characters.
    pub fn topical_weight(&self, word: &str) -> f64 {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let han = word.chars().any(is_han);
        if letters == 0 || STOP.contains(word) || !han && letters < 3 {
            return 0.0;
        }
        if GENERAL.contains(&word) {
            return LITTLE;
        }
        if !han {
            return 1.0;
        }
        // The classes of ICTCLAS, which jieba's dictionary has.
        match self.jieba.tag(word, false).first().and_then(|tag| tag.tag.chars().next()) {
            Some(
                'd' | 'r' | 'p' | 'c' | 'u' | 'y' | 'f' | 'm' | 'q' | 't' | 'z' | 'b' | 'e' | 'o',
            ) => LITTLE,
            Some('v' | 'a') => SOME,
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_things_says_most() {
        let analyzer = Analyzer::new();
        let weight = |word: &str| analyzer.topical_weight(word);
        for named in ["停车场", "物流", "parking", "电池"] {
            assert_eq!(weight(named), 1.0, "{named}");
        }
        for nothing in ["的", "我们", "the", "which", "12", "!", "is"] {
            assert_eq!(weight(nothing), 0.0, "{nothing}");
        }
        for judging in ["不错", "terrible", "失望", "体验", "情况"] {
            assert_eq!(weight(judging), LITTLE, "{judging}");
        }
        assert_eq!(weight("打开"), SOME);
    }

    #[test]
    fn a_latin_word_needs_three_letters() {
        let analyzer = Analyzer::new();
        for (word, weight) in [("xl", 0.0), ("gym", 1.0), ("pool", 1.0)] {
            assert_eq!(analyzer.topical_weight(word), weight, "{word}");
        }
    }
}
