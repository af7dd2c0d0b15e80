//! What a column's name says: its words in any spelling.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::Direction;
use crate::ingest::columns::role_words::{EASE, EFFORT};
use crate::ingest::columns::sentences::is_long;
use crate::simplified::simplified;

/// A column name made ready for comparison.
pub(crate) struct ColumnName {
    /// Lower case, compatibility forms folded, tags removed.
    text: String,
    /// Words of the Latin part, one blank around each.
    words: String,
    /// The last part of a name merged from several header rows.
    last: String,
    /// It says something at length.
    long: bool,
}

impl ColumnName {
    /// From a header as the file has it.
    pub(crate) fn new(header: &str) -> ColumnName {
        let folded: String = strip_tags(header).nfkc().collect();
        // The lists are in simplified characters.
        let folded = simplified(&folded);
        let last = folded.rsplit(" / ").next().unwrap_or_default().trim().to_lowercase();
        let (words, long) = (split_words(&folded), is_long(&folded));
        ColumnName { words, text: folded.to_lowercase(), last, long }
    }

    /// The first entry of `list` that the name holds. Latin entries are whole
    /// words (`*` at the end: beginnings of words); Chinese ones parts.
    pub(crate) fn find(&self, list: &'static [&'static str]) -> Option<&'static str> {
        list.iter().copied().find(|entry| self.holds(entry))
    }

    fn holds(&self, entry: &str) -> bool {
        if !entry.is_ascii() {
            return self.text.contains(entry);
        }
        let (stem, whole) = entry.strip_suffix('*').map_or((entry, true), |stem| (stem, false));
        // For speed without a text of its own: thousands of entries are asked for.
        self.words.match_indices(' ').any(|(at, _)| {
            let rest = self.words[at + 1..].strip_prefix(stem);
            rest.is_some_and(|rest| !whole || rest.starts_with(' '))
        })
    }

    /// Whether the last words of the Latin part are those of `entry`.
    fn ends_with(&self, entry: &str) -> bool {
        let before = self.words.strip_suffix(' ').and_then(|words| words.strip_suffix(entry));
        before.is_some_and(|before| before.ends_with(' '))
    }

    /// Whether the last part of the name is one of `list`.
    pub(crate) fn ends(&self, list: &'static [&'static str]) -> Option<&'static str> {
        list.iter().copied().find(|entry| self.last == *entry)
    }

    /// The entry of `list` that the name ends with, where there is more to it.
    pub(crate) fn closes(&self, list: &'static [&'static str]) -> Option<&'static str> {
        let text = self.text.trim();
        let ends = |entry: &&'static str| match entry.is_ascii() {
            true => self.words.len() > entry.len() + 2 && self.ends_with(entry),
            false => text.len() > entry.len() && text.ends_with(*entry),
        };
        list.iter().copied().find(ends)
    }

    /// The entry of `list` that the name ends with or is.
    pub(crate) fn ends_in(&self, list: &'static [&'static str]) -> Option<&'static str> {
        let text = self.text.trim();
        let ends = |entry: &&'static str| match entry.is_ascii() {
            true => text.is_ascii() && self.ends_with(entry),
            false => text.ends_with(*entry),
        };
        list.iter().copied().find(ends)
    }

    /// Whether a word of the name stands at its end, or has nothing but these behind it.
    pub(crate) fn is_followed_by(&self, word: &str, these: &[&str]) -> bool {
        if word.is_ascii() {
            let word = format!(" {word} ");
            let mut behind = self.words.match_indices(&word);
            return behind.any(|(at, found)| {
                let rest = &self.words[at + found.len()..];
                rest.split(' ').all(|rest| rest.is_empty() || these.contains(&rest))
                    && self.text.is_ascii()
            });
        }
        self.text.trim().match_indices(word).any(|(at, _)| {
            let rest = &self.text.trim()[at + word.len()..];
            let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
            rest.is_empty() || these.contains(&rest)
        })
    }

    /// Whether it is a share: `Response rate`, where `rate` asks for nothing.
    pub(crate) fn is_a_rate(&self) -> bool {
        self.closes(&["rate", "rates"]).is_some() && !self.is_question()
    }

    /// Whether the name is `word` and nothing more.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.text.trim() == word
    }

    /// The entry of `list` that is the whole name, but for the number of a question.
    pub(crate) fn is_one(&self, list: &'static [&'static str]) -> Option<&'static str> {
        let plain = without_question_number(self.text.trim());
        let words = split_words(plain);
        let is = |entry: &&'static str| match entry.is_ascii() {
            true => words.trim() == *entry,
            false => plain == *entry,
        };
        list.iter().copied().find(is)
    }

    /// The entry of `list` that is the end of a path: `topic` in `ticket.topic`.
    pub(crate) fn is_leaf(&self, list: &'static [&'static str]) -> Option<&'static str> {
        let (_, leaf) = self.text.trim().rsplit_once('.')?;
        list.iter().copied().find(|entry| leaf == *entry)
    }

    /// Whether the name is a question of a survey.
    pub(crate) fn is_question(&self) -> bool {
        // Compatibility folding has made the full-width mark this one.
        self.text.contains('?')
            || self.holds("您")
            || self.holds("你")
            || self.find(&["please", "what", "how", "why", "which", "tell us"]).is_some()
    }

    /// Whether it asks or says something at length: a word in it does not name the column then.
    pub(crate) fn is_sentence(&self) -> bool {
        self.long || self.is_question()
    }

    /// Whether it asks for one or some of what is listed below it, or for an amount.
    pub(crate) fn asks_to_choose(&self) -> bool {
        const ASKED: &[&str] = &[
            "which",
            "select",
            "choose",
            "best describe*",
            "following",
            "option*",
            "all that apply",
            "how long",
            "how often",
            "how many",
            "how much",
            "how did you hear",
        ];
        self.find(ASKED).is_some()
            || ["哪", "以下", "选", "下列"].iter().any(|word| self.holds(word))
    }

    /// Whether it asks how something was.
    pub(crate) fn asks_how(&self) -> bool {
        const ASKED: &[&str] = &[
            "how was",
            "how is",
            "how were",
            "how are",
            "how did",
            "how do you find",
            "how would",
            "怎么样",
            "如何",
            "怎样",
        ];
        self.find(ASKED).is_some()
    }

    /// Direction of an effort score: effort or ease.
    pub(crate) fn effort(&self) -> Option<(&'static str, Direction)> {
        let ease = self.find(EASE).map(|w| (w, Direction::Higher));
        ease.or_else(|| self.find(EFFORT).map(|w| (w, Direction::Lower)))
    }
}

/// A header without the markup that survey tools leave in it.
pub(super) fn strip_tags(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut rest = header;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>') {
            Some((tag, after)) if tag.len() < 60 => rest = after,
            _ => {
                text.push('<');
                rest = after;
            }
        }
    }
    text + rest
}

/// What parts the number of a question from it.
const MARKS: [char; 14] =
    ['题', '.', '．', '、', ':', '：', '_', '-', ' ', ')', '）', ']', '】', '\u{3000}'];

/// A name in lower case without `Q2a `, `3. `, 第4题、, （5）.
pub(crate) fn without_question_number(name: &str) -> &str {
    let inside = name.trim_start_matches(['(', '（', '[', '【']);
    let rest = inside.trim_start_matches(['q', '第']);
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let letter = behind.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(behind);
    let numbered = behind.len() < rest.len();
    let parted = |rest: &str| rest.trim_start_matches(MARKS).len();
    // [1-5] is a scale.
    let closed =
        |rest: &str| inside.len() == name.len() || rest.starts_with(['题', ')', '）', ']', '】']);
    let own = |rest: &&str| numbered && closed(rest) && parted(rest) < rest.len();
    match [letter, behind].into_iter().find(own) {
        Some(rest) => &rest[rest.len() - parted(rest)..],
        None => name,
    }
}

/// Words at changes between lower and upper case, letters and digits, and at
/// everything else.
fn split_words(text: &str) -> String {
    let mut words = String::from(" ");
    let mut before = ' ';
    for c in text.chars() {
        let latin = c.is_ascii_alphanumeric();
        let edge = before.is_ascii_lowercase() && c.is_ascii_uppercase()
            || before.is_ascii_digit() != c.is_ascii_digit();
        if (!latin || edge) && !words.ends_with(' ') {
            words.push(' ');
        }
        if latin {
            words.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::role_words::*;

    #[test]
    fn names() {
        assert_eq!(ColumnName::new("NetEasyScore").effort().unwrap().1, Direction::Higher);
        assert_eq!(ColumnName::new("客户费力度").effort().unwrap().1, Direction::Lower);
        assert!(ColumnName::new("positive_effectiveness").effort().is_none());
        assert!(ColumnName::new("推薦意願（0-10）").find(RECOMMEND).is_some());
        assert!(ColumnName::new("tip").find(IGNORED).is_none());
        assert!(ColumnName::new("来自IP").find(IGNORED).is_some());
        assert!(
            ColumnName::new("<strong>How</strong> likely are you to recommend us")
                .find(RECOMMEND)
                .is_some()
        );
        assert!(ColumnName::new("Q#1: How likely… / Label").ends(DERIVED).is_some());
        assert!(ColumnName::new("userID").find(&["id"]).is_some());
        let found =
            |header: &str, list: &'static [&'static str]| ColumnName::new(header).find(list);
        assert_eq!(found("xno no no", &["no no"]), Some("no no"), "behind a part of it");
        assert_eq!(found("know", &["no", "now", "kno"]), None);
        assert_eq!(found("the knot", &["no*", "kno*"]), Some("kno*"));
        let closed = |header: &str| ColumnName::new(header).closes(&["rate"]);
        assert_eq!(
            [closed("Response rate"), closed("Irate"), closed("rate")],
            [Some("rate"), None, None]
        );
        for (name, wanted) in [
            ("（5）满意吗", "满意吗"),
            ("[q5] why", "why"),
            ("(第5题) why", "why"),
            ("q2a why", "why"),
            ("[1-5] rating", "[1-5] rating"),
            ("(0-10) how likely", "(0-10) how likely"),
        ] {
            assert_eq!(without_question_number(name), wanted);
        }
        assert_eq!(ColumnName::new("ticket.topic").is_leaf(&["topic"]), Some("topic"));
        assert!(ColumnName::new("topic").is_leaf(&["topic"]).is_none());
    }

    #[test]
    fn tags_are_shorter_than_sixty_characters() {
        let tagged = |length: usize| format!("a<{}>b", "x".repeat(length));
        assert_eq!(strip_tags(&tagged(59)), "ab");
        assert_eq!(strip_tags(&tagged(60)), tagged(60));
        assert_eq!(strip_tags("a < b"), "a < b");
    }

    #[test]
    fn names_end_with_more_before_the_end() {
        let closes = |name: &str| ColumnName::new(name).closes(&["type", "数"]);
        assert_eq!(closes("Comment type"), Some("type"));
        assert_eq!(closes("反馈数"), Some("数"));
        assert_eq!(["type", "数", "Comment types"].map(closes), [None; 3]);
        let rates = ["Response rate", "Rate", "How would you rate"];
        assert_eq!(rates.map(|name| ColumnName::new(name).is_a_rate()), [true, false, false]);
        assert!(ColumnName::new(" Comment").is("comment"));
        assert!(!ColumnName::new("Comments").is("comment"));
        let asked = ["How was the food?", "服务如何", "Food"];
        assert_eq!(asked.map(|name| ColumnName::new(name).asks_how()), [true, true, false]);
    }

    #[test]
    fn a_whole_name_is_one_but_for_the_number_of_its_question() {
        let one = |name: &str| ColumnName::new(name).is_one(&["topic", "主题"]);
        for name in ["topic", "Topic", "3. topic", "Q2a topic", "q2_topic"] {
            assert_eq!(one(name), Some("topic"), "{name}");
        }
        assert_eq!(one("第4题、主题"), Some("主题"));
        for name in ["a: topic", "q2atopic", "topics", "the topic"] {
            assert_eq!(one(name), None, "{name}");
        }
        // A bracket at the end parts no word from it.
        assert_eq!(ColumnName::new("Comment (type)").closes(&["type"]), Some("type"));
    }
}
