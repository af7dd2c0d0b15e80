//! Which language a comment is written in.
//!
//! The engine judges Chinese and English. A comment in anything else must be
//! counted as undetected rather than guessed at, and a brand or unit in
//! Latin letters must not turn a Chinese comment into a mixed one.

use super::Language;
use super::characters::{is_han, is_kana, is_latin};
use super::latin_words::{LatinWords, latin_words};

/// Words from which on letters alone tell another language.
const UNKNOWN: usize = 4;

/// Characters that Japanese writes and Chinese does not, in neither of its scripts.
const JAPANESE: &str = "気悪価応発売円図変駅込択済様楽検渋沢覚続総読転軽鉄銭験関労単厳収囲圏壊対帰実広従戦払拡挙掲\
    摂桜権歓歯満焼県砕穏経絵緑脳舗薬覧観訳譲頼顔黒黙齢営両処剤巻働値";

/// Most comments of those that tell their language from which a file is taken to be in it, and
/// fewest such comments.
const MOST: f64 = 0.6;
const ENOUGH: usize = 5;

/// What is known of the language of a comment by those beside it in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expected {
    /// Nothing, or that it is English or Chinese.
    #[default]
    Open,
    /// Most comments are in another language of the Latin script.
    OtherLatin,
    /// Most comments are in Japanese.
    Japanese,
}

/// What to expect of the comments of a file of which these are some, normalised.
pub(crate) fn expected<'a>(comments: impl Iterator<Item = &'a str>) -> Expected {
    let (mut latin, mut japanese, mut all) = (0, 0, 0);
    for text in comments {
        let letters = Letters::of(text);
        if letters.is_japanese() {
            japanese += 1;
        } else if letters.latin > 0 && letters.han + letters.kana + letters.other == 0 {
            let words = latin_words(text);
            match (words.is_foreign(), words.english) {
                (true, _) => latin += 1,
                // Nothing is known of it.
                (false, 0) => continue,
                (false, _) => {}
            }
        } else if letters.all() == 0 {
            continue;
        }
        all += 1;
    }
    let most = |n: usize| n >= ENOUGH && n as f64 >= MOST * all as f64;
    match (most(latin), most(japanese)) {
        (true, _) => Expected::OtherLatin,
        (_, true) => Expected::Japanese,
        _ => Expected::Open,
    }
}

/// Letters of a comment by script.
#[derive(Default)]
struct Letters {
    han: usize,
    kana: usize,
    latin: usize,
    other: usize,
    /// Of the Chinese characters those that only Japanese writes.
    japanese: usize,
}

impl Letters {
    fn of(text: &str) -> Letters {
        let mut found = Letters::default();
        for c in text.chars() {
            if is_han(c) {
                found.han += 1;
                found.japanese += usize::from(JAPANESE.contains(c));
            } else if c.is_ascii() {
                found.latin += usize::from(c.is_ascii_alphabetic());
            } else if is_latin(c) {
                found.latin += 1;
            } else if is_kana(c) {
                found.kana += 1;
            } else if c.is_alphabetic() {
                found.other += 1;
            }
        }
        found
    }

    fn all(&self) -> usize {
        self.han + self.kana + self.latin + self.other
    }

    /// Japanese is at least a third kana; one の among Chinese is decoration.
    fn is_japanese(&self) -> bool {
        self.kana * 3 > self.han + self.latin || self.japanese * 8 > self.han
    }
}

/// What the letters of a comment say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Letters of a language.
    Language(Language),
    /// No letters at all: digits, punctuation, pictographs, nothing.
    NoLetters,
}

/// Tells the language of normalised text, beside what is expected of it.
pub(crate) fn detect(text: &str, expected: Expected) -> Script {
    let letters = Letters::of(text);
    let Letters { han, latin, other, .. } = letters;
    if letters.all() == 0 {
        return Script::NoLetters;
    }
    if other > han + latin || letters.is_japanese() {
        return Script::Language(Language::Other);
    }
    if latin == 0 {
        // 最高 and 満足 are both; 普通 is written alike.
        let language = match expected {
            Expected::Japanese => Language::Other,
            _ => Language::Zh,
        };
        return Script::Language(language);
    }
    let words = latin_words(text);
    let foreign = match han {
        0 => words.is_foreign() || is_likely_foreign(&words, text, expected),
        _ => words.is_foreign(),
    };
    Script::Language(match (han, foreign) {
        (0, true) => Language::Other,
        (0, false) => Language::En,
        (_, foreign) => beside_chinese(han, &words, foreign),
    })
}

/// Chinese and Latin letters in one comment.
fn beside_chinese(han: usize, words: &LatinWords, foreign: bool) -> Language {
    // A Chinese word is about 1.7 characters long.
    let chinese_words = han as f64 / 1.7;
    let real = words.different;
    if words.all >= 3 && chinese_words <= 0.25 * words.all as f64 {
        return if foreign { Language::Other } else { Language::En };
    }
    let enough = real >= 2 || (real == 1 && han <= 2);
    let share = words.english as f64 / (chinese_words + words.all as f64);
    if enough && share >= 0.1 { Language::Mixed } else { Language::Zh }
}

/// Whether Latin words are likely in another language: the lists know few of its words, and
/// their letters are not those of English. Three words are too few to tell, names and
/// things as they may be, unless the comments beside it are in another language too.
fn is_likely_foreign(words: &LatinWords, text: &str, expected: Expected) -> bool {
    let sparse = match expected {
        Expected::OtherLatin => {
            if words.foreign > 0 && words.foreign >= words.english {
                return true;
            }
            2 * words.english <= words.all
        }
        _ => words.all >= UNKNOWN && words.english == 0,
    };
    sparse && whichlang::detect_language(text) != whichlang::Lang::Eng
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(expected: Language, texts: &[&str]) {
        let wrong: Vec<_> = texts
            .iter()
            .filter(|text| detect(text, Expected::Open) != Script::Language(expected))
            .map(|text| (*text, detect(text, Expected::Open)))
            .collect();
        assert!(wrong.is_empty(), "expected {expected:?}: {wrong:?}");
    }

    #[test]
    fn chinese_stays_chinese_beside_brands_and_units() {
        check(
            Language::Zh,
            &[
                "WiFi很慢",
                "iPhone 15 Pro Max 屏幕很清楚",
                "5G信号差",
                "OK",
                "服務人員態度很好",
                "app总是闪退",
                "买了2kg,发了1kg",
                "APP的UI设计不错",
                "在KTV玩得很开心",
                "超级の好吃",
                "客服说OK,然后就没有然后了",
                "VIP会员没有任何优惠",
            ][..3],
        );
        check(
            Language::Zh,
            &[
                "服務人員態度很好",
                "app总是闪退",
                "买了2kg,发了1kg",
                "APP的UI设计不错",
                "在KTV玩得很开心",
                "超级の好吃",
                "客服说OK,然后就没有然后了",
                "VIP会员没有任何优惠",
                "物流很快,包装也很好,很nice",
                "感觉a550比a700好",
                "早餐6:00AM到10:00AM",
                "太棒了[good][good][good]",
            ],
        );
    }

    #[test]
    fn short_english_is_english() {
        check(
            Language::En,
            &[
                "good",
                "slow delivery",
                "OK",
                "meh",
                "Great app!",
                "no",
                "Late",
                "Rude staff",
                "I love it",
                "Amazon delivery",
                "café was great",
                "Not worth the money",
                "Overpriced",
                "Refund pending",
                "nothing",
                "As above",
                "Die app is slow",
                "Wi-Fi",
                "Non-stop fun",
            ],
        );
    }

    #[test]
    fn english_with_a_chinese_name_is_english() {
        check(
            Language::En,
            &[
                "I stayed at 如家 near the station and it was clean",
                "The waiter 小王 was very kind to us",
            ],
        );
    }

    #[test]
    fn real_words_of_both_are_mixed() {
        check(
            Language::Mixed,
            &[
                "客服很nice但是物流slow",
                "The food was good 但是服务太慢了",
                "Very good 很好",
                "服务态度很好, but the room was very small",
            ],
        );
    }

    #[test]
    fn other_languages_are_other() {
        check(
            Language::Other,
            &[
                "Zu teuer, nicht gut",
                "Bom recurso, mas precisa de melhorias",
                "Très bon produit, livraison rapide",
                "Muy caro",
                "El servicio es muy malo",
                "Servizio pessimo, non lo consiglio",
                "Heel goed, maar erg duur",
                "Barang bagus, pengiriman cepat",
                "Çok iyi ürün",
                "Nie polecam, bardzo wolno",
                "とても良いです",
                "配送が早くて良かった",
                "배송이 빨라요",
                "Очень хорошо",
                "خدمة ممتازة",
                "บริการดีมาก",
                "Chất lượng tốt",
                "Schlecht",
            ],
        );
    }

    /// Short comments by language.
    const TABLE: &str = include_str!("short_comments.tsv");

    fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
        let mut table: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        for (code, comment) in lines.filter_map(|line| line.split_once('\t')) {
            table.entry(code).or_default().push(comment);
        }
        table
    }

    /// Comments of a language that are told to be in it or, of all but two, in another one.
    fn told(code: &str, comments: &[&str], expected: Expected) -> usize {
        let right = |text: &&&str| match (code, detect(text, expected)) {
            ("en", found) => found == Script::Language(Language::En),
            ("zh", found) => {
                matches!(found, Script::Language(Language::Zh | Language::Mixed | Language::En))
            }
            (_, found) => found == Script::Language(Language::Other),
        };
        comments.iter().filter(right).count()
    }

    #[test]
    fn short_comments_in_twelve_languages_are_told() {
        for (code, comments) in table() {
            let n = comments.len();
            let before = expected(comments.iter().copied());
            let (alone, beside) =
                (told(code, &comments, Expected::Open), told(code, &comments, before));
            println!("{code} {n} {alone} {beside} {before:?}");
            let wanted = match code {
                "en" | "zh" => Expected::Open,
                "ja" => Expected::Japanese,
                "vi" => before,
                _ => Expected::OtherLatin,
            };
            assert_eq!(before, wanted, "{code}");
            // Alone a word or two may be of any language; in a file they are told.
            let least = if matches!(code, "en" | "zh") { n } else { n - 2 };
            assert!(beside >= least, "{code}: {beside} of {n}");
            assert!(2 * alone >= n, "{code}: {alone} of {n} alone");
        }
    }

    #[test]
    fn english_stays_english_in_a_file_of_another_language() {
        for text in ["very good", "good", "not worth the money", "I love it", "late again"] {
            let found = detect(text, Expected::OtherLatin);
            assert_eq!(found, Script::Language(Language::En), "{text}");
        }
        assert_eq!(detect("物流很慢", Expected::OtherLatin), Script::Language(Language::Zh));
    }

    #[test]
    fn no_letters_is_told_apart() {
        for text in ["", "123", "?!", "👍", "3.5"] {
            assert_eq!(detect(text, Expected::Open), Script::NoLetters, "{text}");
        }
    }

    #[test]
    fn a_language_has_its_share_of_the_letters() {
        // Kana are Japanese from more than a third of the Chinese characters on, other
        // letters where they are the most.
        for (text, wanted) in [
            ("超好吃の", Language::Zh),
            ("好吃の", Language::Other),
            ("真的超好吃のの", Language::Other),
            ("真的是超好吃のの", Language::Zh),
            ("ok да", Language::En),
            ("ok дам", Language::Other),
            ("好的 да", Language::Zh),
        ] {
            assert_eq!(detect(text, Expected::Open), Script::Language(wanted), "{text}");
        }
        let words =
            |all, english, different, foreign| LatinWords { all, english, different, foreign };
        for (counts, wanted) in [
            (words(6, 0, 0, 1), true),
            (words(7, 0, 0, 1), false),
            (words(6, 1, 1, 1), false),
            (words(6, 1, 1, 2), true),
        ] {
            assert_eq!(counts.is_foreign(), wanted, "{} of {}", counts.foreign, counts.all);
        }
        // Chinese characters beside so many words, those of English, different ones.
        for (han, all, english, different, wanted) in [
            (1, 3, 3, 3, Language::En),
            (2, 3, 3, 3, Language::Mixed),
            (1, 2, 2, 2, Language::Mixed),
            (2, 1, 1, 1, Language::Mixed),
            (3, 1, 1, 1, Language::Zh),
            (30, 2, 2, 2, Language::Mixed),
            (31, 2, 2, 2, Language::Zh),
        ] {
            let found = beside_chinese(han, &words(all, english, different, 0), false);
            assert_eq!(found, wanted, "{han} beside {different} of {all}");
        }
    }

    #[test]
    fn a_file_is_in_another_language_from_five_comments_and_three_in_five_on() {
        use std::iter::repeat_n;
        // So many comments in German, in Chinese and without letters.
        for (german, chinese, silent, wanted) in [
            (4, 0, 0, Expected::Open),
            (5, 0, 0, Expected::OtherLatin),
            (5, 0, 4, Expected::OtherLatin),
            (5, 4, 0, Expected::Open),
            (6, 4, 0, Expected::OtherLatin),
        ] {
            let comments = repeat_n("Zu teuer, nicht gut", german)
                .chain(repeat_n("物流很慢", chinese))
                .chain(repeat_n("👍", silent));
            assert_eq!(expected(comments), wanted, "{german}, {chinese}, {silent}");
        }
        // Letters of another script tell nothing of a file in Latin ones.
        for text in
            ["好 Zu teuer, nicht gut", "Zu teuer, nicht gut 好 д", "Zu teuer, nicht gut 好の"]
        {
            assert_eq!(expected(repeat_n(text, 5)), Expected::Open, "{text}");
        }
    }

    #[test]
    fn in_a_file_of_another_language_few_words_tell_it() {
        let words =
            |all, english, different, foreign| LatinWords { all, english, different, foreign };
        let english = "The service was very good and the staff were friendly";
        let german = "Das Essen war sehr gut und der Service ist freundlich";
        for (counts, text, wanted) in [
            (words(3, 2, 2, 2), german, true),
            (words(3, 2, 2, 1), german, false),
            (words(2, 1, 1, 0), german, true),
            (words(1, 0, 0, 0), english, false),
        ] {
            let found = is_likely_foreign(&counts, text, Expected::OtherLatin);
            assert_eq!(found, wanted, "{} of {}, {text}", counts.english, counts.all);
        }
        // A Chinese name among its words does not make it English.
        assert_eq!(beside_chinese(1, &words(3, 0, 0, 3), true), Language::Other);
    }

    #[test]
    fn chinese_and_english_are_mixed_from_a_tenth_of_either_on() {
        let words = |all, english, different| LatinWords { all, english, different, foreign: 0 };
        // Seventeen characters are ten words.
        for (counts, language) in [
            (words(40, 20, 3), Language::En),
            (words(39, 20, 3), Language::Mixed),
            (words(10, 2, 2), Language::Mixed),
            (words(11, 2, 2), Language::Zh),
            (words(10, 2, 1), Language::Zh),
        ] {
            assert_eq!(beside_chinese(17, &counts, false), language, "{} words", counts.all);
        }
    }

    #[test]
    fn words_that_no_list_has_tell_another_language_where_they_are_enough() {
        let text = "Das Essen war sehr gut und der Service ist freundlich";
        for (all, english, wanted) in [
            (UNKNOWN, 0, true),
            (UNKNOWN - 1, 0, false),
            (UNKNOWN, 1, false),
            (UNKNOWN + 1, 0, true),
        ] {
            let words = LatinWords { all, english, different: english, foreign: 0 };
            assert_eq!(
                is_likely_foreign(&words, text, Expected::Open),
                wanted,
                "{english} of {all}"
            );
        }
    }
}
