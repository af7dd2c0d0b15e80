//! Which words tell a reader what complaints are about. An exclamation (无语), a courtesy ("cheers")
//! or a single character of a word (语) tells nothing, however typical it is.

use crate::text::characters::is_han;

/// Exclamations and what is said of anything, in simplified characters.
const EXCLAIMED: [&str; 40] = [
    "无语",
    "呵呵",
    "哈哈",
    "嘿嘿",
    "服了",
    "醉了",
    "晕死",
    "吐了",
    "绝了",
    "离谱",
    "无奈",
    "气人",
    "气死",
    "心累",
    "心塞",
    "垃圾",
    "差评",
    "坑人",
    "坑爹",
    "骗人",
    "智商税",
    "避雷",
    "拉黑",
    "踩雷",
    "翻车",
    "无话可说",
    "没话说",
    "什么玩意",
    "玩意",
    "玩意儿",
    "算了",
    "拜拜",
    "再见",
    "谢谢",
    "感谢",
    "你们",
    "姓名",
    "办法",
    "有人",
    "总之",
];

/// The same of English, with courtesies, in small letters.
const COURTEOUS: [&str; 46] = [
    "cheers",
    "thanks",
    "thank",
    "thankyou",
    "thx",
    "please",
    "pls",
    "sorry",
    "regards",
    "hello",
    "hi",
    "hey",
    "dear",
    "kind",
    "kindly",
    "sincerely",
    "sorted",
    "lol",
    "omg",
    "wow",
    "ugh",
    "meh",
    "hmm",
    "yeah",
    "yep",
    "nope",
    "okay",
    "sigh",
    "damn",
    "hell",
    "god",
    "wtf",
    "honestly",
    "literally",
    "seriously",
    "basically",
    "anyway",
    "bye",
    "goodbye",
    "shame",
    "rubbish",
    "crap",
    "joke",
    "nightmare",
    "disgrace",
    "mate",
];

/// Stands between two words that are told as a phrase: the unit separator, which no text holds.
pub(crate) const JOINT: char = '\u{1F}';

/// Fewest letters of an English word, and characters of a Chinese one.
const LETTERS: usize = 3;
const CHARACTERS: usize = 2;

/// Whether a word, in small letters and simplified characters, may tell what comments are about.
pub(super) fn tells_something(word: &str) -> bool {
    let least = if word.chars().any(is_han) { CHARACTERS } else { LETTERS };
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= least && !EXCLAIMED.contains(&word) && !COURTEOUS.contains(&word)
}

/// The two words of a pair as one says them.
pub(super) fn joined(pair: &str) -> String {
    let chinese = pair.chars().any(is_han);
    pair.split(JOINT).collect::<Vec<_>>().join(if chinese { "" } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_are_one_phrase() {
        assert_eq!(joined("weekly\u{1F}sheets"), "weekly sheets");
        assert_eq!(joined("直播\u{1F}卡顿"), "直播卡顿");
    }

    #[test]
    fn words_of_things_tell_and_exclamations_do_not() {
        for word in ["heating", "gloves", "app", "检票", "闸机", "退费", "空调"] {
            assert!(tells_something(word), "{word}");
        }
        for word in ["cheers", "sorted", "hi", "ac", "123", "语", "路", "无语", "呵呵", "姓名"]
        {
            assert!(!tells_something(word), "{word}");
        }
    }
}
