//! What the name of a column speaks of, once all that says which kind of answer it holds is taken
//! away. Apart from the words that are looked for in a name: this is about those that are left.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::ingest::columns::words::strip_tags;
use crate::simplified::simplified;

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
    const CHINESE: [&str; 47] = [
        "满意度等级",
        "点评等级",
        "等级评价",
        "评价等级",
        "评分等级",
        "满意等级",
        "请问您对",
        "您对",
        "你对",
        "我认为",
        "我觉得",
        "您认为",
        "您觉得",
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
    for word in split {
        let word = match word {
            "&" => word,
            _ => word.trim_matches(|c: char| !c.is_alphanumeric()),
        };
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
    let subject = subject.trim_end_matches('的').trim();
    // 总星级 is that of the whole.
    if WHOLE.contains(&subject) { String::new() } else { subject.to_owned() }
}

/// In place of a hyphen that stays; no header holds this one for private use.
const HYPHEN: char = '\u{E000}';

/// Two words joined by a hyphen, one of which is hardly a word of its own.
static HYPHENATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let last = "in|out|up|off|fi";
    let first = "e|in|pre|re|self|after|non|add";
    Regex::new(&format!(r"(?i)\b([a-z]+)-({last})\b|\b({first})-([a-z]+)\b")).ok()
});

/// What stands before a score word where it is that of the whole.
const WHOLE: [&str; 2] = ["总", "總"];

/// Words that stay where they link two others of the name.
const LINKS: [&str; 12] =
    ["the", "of", "with", "for", "on", "a", "an", "you", "your", "our", "us", "&"];

/// Words that do not name what is rated.
const STOP_WORDS: [&str; 49] = [
    "following",
    "how",
    "are",
    "were",
    "was",
    "did",
    "do",
    "does",
    "is",
    "please",
    "would",
    "rate",
    "rated",
    "we",
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

    #[test]
    fn subjects() {
        for (header, subject_of) in [
            ("seat_comfort_rating", "seat comfort"),
            ("survey_q1_satclaims", "claims"),
            ("物流满意度", "物流"),
            ("总星级", ""),
            ("Q1[SQ001]. Please rate the following [Delivery]", "Delivery"),
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
            ("Keeping you informed", "Keeping you informed"),
            ("Safety of your home", "Safety of your home"),
            ("Food & Beverage Quality", "Food & Beverage Quality"),
            ("& rating", ""),
            ("5、我认为食堂餐具干净", "食堂餐具干净"),
            ("Your satisfaction with our staff", "staff"),
            ("Rate us", ""),
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
    fn short_names_of_groups_and_links_between_words_are_kept() {
        for (header, subject_of) in [
            ("Reception lounge / Rating", "Reception lounge"),
            ("Reception lounges / Rating", ""),
            ("Value: for money rating", "Value for money"),
            // What is asked after `sat` in a name of parts, where three letters or more are left.
            ("q1_satapp", "app"),
            ("q1_satin", "satin"),
            ("Saturday rating", "Saturday"),
        ] {
            assert_eq!(subject(header), subject_of, "{header}");
        }
    }
}
