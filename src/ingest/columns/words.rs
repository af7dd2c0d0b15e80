//! What a column's name says: its words in any spelling, and what it speaks
//! of.

use std::sync::LazyLock;

use regex::Regex;
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
        match entry.strip_suffix('*') {
            Some(stem) => self.words.contains(&format!(" {stem}")),
            None => self.words.contains(&format!(" {entry} ")),
        }
    }

    /// Whether the last part of the name is one of `list`.
    pub(crate) fn ends(&self, list: &'static [&'static str]) -> Option<&'static str> {
        list.iter().copied().find(|entry| self.last == *entry)
    }

    /// The entry of `list` that the name ends with, where there is more to it.
    pub(crate) fn closes(&self, list: &'static [&'static str]) -> Option<&'static str> {
        let text = self.text.trim();
        let ends = |entry: &&'static str| match entry.is_ascii() {
            true => {
                self.words.len() > entry.len() + 2 && self.words.ends_with(&format!(" {entry} "))
            }
            false => text.len() > entry.len() && text.ends_with(*entry),
        };
        list.iter().copied().find(ends)
    }

    /// The entry of `list` that the name ends with or is.
    pub(crate) fn ends_in(&self, list: &'static [&'static str]) -> Option<&'static str> {
        let text = self.text.trim();
        let ends = |entry: &&'static str| match entry.is_ascii() {
            true => text.is_ascii() && self.words.ends_with(&format!(" {entry} ")),
            false => text.ends_with(*entry),
        };
        list.iter().copied().find(ends)
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

fn strip_tags(header: &str) -> String {
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

/// A name in lower case without `Q2a `, `3. `, 第4题、.
pub(super) fn without_question_number(name: &str) -> &str {
    let rest = name.trim_start_matches(['q', '第']);
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let letter = behind.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(behind);
    let numbered = behind.len() < rest.len();
    let parted =
        |rest: &str| rest.trim_start_matches(['题', '.', '、', ':', '_', '-', ' ', ')']).len();
    match [letter, behind].into_iter().find(|rest| numbered && parted(rest) < rest.len()) {
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

/// What the column called `header` speaks of, once the words for scores,
/// comments and question numbers are taken away: `seat_comfort_rating` →
/// `seat comfort`, `物流满意度` → `物流`. Empty when nothing is left.
pub(crate) fn subject(header: &str) -> String {
    let folded: String = strip_tags(header).nfkc().collect();
    // Items of a matrix question stand after a dash or in the lower header; where that says
    // what is asked alone, 门店 / 满意度, the one above says of what.
    let mut parts = folded.rsplit(" / ").filter(|part| !part.trim().is_empty());
    let lowest = subject_of(parts.next().unwrap_or(&folded), header);
    if !lowest.is_empty() {
        return lowest;
    }
    let above = parts.filter(|part| part.chars().count() <= MOST_ABOVE && !part.contains('?'));
    above.map(|part| subject_of(part, header)).find(|part| !part.is_empty()).unwrap_or_default()
}

/// Brackets with a number in them.
static IN_BRACKETS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[(（\[][^()（）\[\]]*\d[^()（）\[\]]*[)）\]]").ok());

/// Longest name of a group of columns above them, in characters.
const MOST_ABOVE: usize = 16;

/// What one part of a header speaks of.
fn subject_of(tail: &str, header: &str) -> String {
    let tail = tail.rsplit(['—', '–']).find(|p| !p.trim().is_empty()).unwrap_or(tail);
    // （1分最好，5分最差）, (1-5): what the points mean is not what is rated.
    let mut text = match &*IN_BRACKETS {
        Some(pattern) => pattern.replace_all(tail.trim(), " ").into_owned(),
        None => tail.trim().to_owned(),
    };
    const CHINESE: [&str; 40] = [
        "评价等级",
        "评分等级",
        "满意等级",
        "请问您对",
        "您对",
        "你对",
        "是否满意",
        "满意吗",
        "怎么样",
        "如何",
        "感觉",
        "的满意程度",
        "满意程度",
        "满意度",
        "评分",
        "打分",
        "得分",
        "星级",
        "评价内容",
        "评论内容",
        "评语",
        "结果",
        "点评",
        "原声",
        "吐槽",
        "备注",
        "评价",
        "评论",
        "反馈",
        "意见",
        "建议",
        "留言",
        "原因",
        "总体",
        "整体",
        "费力度",
        "省力度",
        "轻松度",
        "推荐度",
        "推荐意愿",
    ];
    // Found in simplified characters, taken out of the name as it is written:
    // both have the same places.
    let mut plain = simplified(&text).into_owned();
    for word in CHINESE {
        while let Some(at) = plain.find(word) {
            plain.replace_range(at..at + word.len(), " ");
            text.replace_range(at..at + word.len(), " ");
        }
    }
    let (mut words, mut links): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    // Whether the last word that is no link was kept.
    let mut kept = false;
    // Names of two words that a hyphen makes one: Check-in, Wi-Fi.
    let text = match &*HYPHENATED {
        Some(pattern) => {
            pattern.replace_all(&text, format!("${{1}}${{3}}{HYPHEN}${{2}}${{4}}")).into_owned()
        }
        None => text,
    };
    let split = text.split(|c: char| {
        c == '_' || c == '.' || c.is_whitespace() || "、:：()（）-?？#【】[]\"“”".contains(c)
    });
    for word in split.map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())) {
        if word.is_empty() {
            continue;
        }
        let lower = word.to_lowercase();
        let number = lower.trim_start_matches(['q', '第', '题']);
        if LINKS.contains(&lower.as_str()) {
            links.push(word.to_owned());
            continue;
        }
        let between = std::mem::take(&mut links);
        // Q2a is a number, 5G and QA are none.
        let item = number.strip_suffix(|c: char| c.is_ascii_lowercase());
        let item = item.filter(|rest| !rest.is_empty() && lower.starts_with('q'));
        let number = item.unwrap_or(number);
        if number.bytes().all(|b| b.is_ascii_digit()) || STOP_WORDS.contains(&lower.as_str()) {
            kept = false;
            continue;
        }
        // Value for money, but not: satisfied with the check-in.
        words.extend(between.into_iter().filter(|_| kept));
        kept = true;
        // `satclaims`, as in survey_q1_satclaims.
        words.push(match lower.strip_prefix("sat") {
            Some(rest) if header.contains("_sat") && rest.len() > 2 => rest.to_owned(),
            _ => word.to_owned(),
        });
    }
    let subject = words.join(" ").replace(HYPHEN, "-");
    subject.trim_end_matches('的').trim().to_owned()
}

/// In place of a hyphen that stays; no header holds this one for private use.
const HYPHEN: char = '\u{E000}';

/// Two words joined by a hyphen, one of which is hardly a word of its own.
static HYPHENATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let last = "in|out|up|off|fi";
    let first = "e|in|pre|re|self|after|non|add";
    Regex::new(&format!(r"(?i)\b([a-z]+)-({last})\b|\b({first})-([a-z]+)\b")).ok()
});

/// Words that stay where they link two others of the name.
const LINKS: [&str; 5] = ["the", "of", "with", "for", "on"];

const STOP_WORDS: [&str; 54] = [
    "how",
    "are",
    "you",
    "were",
    "was",
    "did",
    "do",
    "does",
    "is",
    "your",
    "our",
    "please",
    "would",
    "rate",
    "rated",
    "we",
    "us",
    "a",
    "an",
    "rating",
    "ratings",
    "score",
    "scores",
    "satisfaction",
    "satisfied",
    "csat",
    "nps",
    "ces",
    "osat",
    "sat",
    "survey",
    "stars",
    "star",
    "overall",
    "comment",
    "comments",
    "remark",
    "remarks",
    "bewertung",
    "gesamtbewertung",
    "zufriedenheit",
    "kommentar",
    "calificación",
    "satisfacción",
    "verbatims",
    "notes",
    "feedback",
    "review",
    "reviews",
    "text",
    "verbatim",
    "answer",
    "effort",
    "points",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::role_words::*;

    #[test]
    fn subjects() {
        for (header, subject_of) in [
            ("seat_comfort_rating", "seat comfort"),
            ("survey_q1_satclaims", "claims"),
            ("物流满意度", "物流"),
            ("物流滿意度", "物流"),
            ("退貨評價", "退貨"),
            ("3、您对物流的满意度", "物流"),
            ("How satisfied were you with the check-in?", "check-in"),
            ("Delivery: how satisfied?", "Delivery"),
            ("How satisfied are you?", ""),
            ("您对配送满意吗？", "配送"),
            ("22、题干—子项1", "子项1"),
            ("overall_rating", ""),
            ("comment_delivery", "delivery"),
            ("物流评价", "物流"),
            ("NPS_Score", ""),
            ("Value for money", "Value for money"),
            ("value_for_money_rating", "value for money"),
            ("Rate the quality of the room", "quality of the room"),
            ("Satisfaction with the staff on board", "staff on board"),
            ("Delivery: how satisfied with the speed?", "Delivery speed"),
            ("Rating for", ""),
            ("Q5 / Delivery", "Delivery"),
            ("门店 / 满意度", "门店"),
            ("How did we do? / Rating", ""),
            ("服务评分（1分最好，5分最差）", "服务"),
            ("入住体验 / 评语", "入住体验"),
            ("Room / Remarks", "Room"),
            ("评价结果", ""),
            ("Q2a 售后服务", "售后服务"),
            ("5G rating", "5G"),
            ("Plan B rating", "Plan B"),
            ("QA score", "QA"),
            ("Pick-up", "Pick-up"),
            ("check-in-rating", "check-in"),
            ("Wi-Fi satisfaction", "Wi-Fi"),
            ("In-flight meals", "In-flight meals"),
            ("room-cleanliness-rating", "room cleanliness"),
        ] {
            assert_eq!(subject(header), subject_of, "{header}");
        }
    }

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
}
