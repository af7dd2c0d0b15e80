//! A file of comments alone, a row each: whether its first row is a name or one of them.

use csv::StringRecord;

/// Fewest rows below the first.
const FEWEST: usize = 5;

/// What names of columns and questions say, and comments seldom begin with.
const ASKED: [&str; 34] = [
    "comment", "feedback", "review", "answer", "response", "remark", "text", "message", "opinion",
    "suggest", "question", "reason", "verbatim", "survey", "why", "what", "how", "which", "please",
    "you", "评价", "评论", "意见", "建议", "反馈", "留言", "内容", "原因", "问题", "哪", "什么",
    "请", "您", "如何",
];

/// Whether the first of these rows, of one cell each, reads like those below: as something said,
/// and neither as a question nor as the name of what was said.
pub(crate) fn begins_with_a_comment(first: &StringRecord, later: &[(u64, StringRecord)]) -> bool {
    let (Some(first), 1) = (first.get(0), first.len()) else { return false };
    let said = first.trim().to_lowercase();
    if later.len() < FEWEST
        || said.ends_with(['?', '？', ':', '：'])
        || ASKED.iter().any(|word| said.contains(word))
        || !is_said(first)
    {
        return false;
    }
    let alike = later.iter().filter(|(_, row)| row.get(0).is_some_and(is_said)).count();
    later.iter().all(|(_, row)| row.len() == 1) && 2 * alike >= later.len()
}

/// Whether a text is a clause or more: five words, most of them in small letters, or eight
/// Chinese characters with a sign or a word of sentences.
fn is_said(text: &str) -> bool {
    let wide = text.chars().filter(|c| crate::characters::is_han(*c)).count();
    if wide >= 8 {
        return text.contains(['，', ',', '。', '！', '了', '的', '没', '不', '很', '太']);
    }
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let small = words.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
    words.len() >= 5 && 3 * small >= 2 * words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(first: &str, later: &[&str]) -> bool {
        let row = |text: &&str| (2, StringRecord::from(vec![*text]));
        let later: Vec<(u64, StringRecord)> = later.iter().map(row).collect();
        begins_with_a_comment(&StringRecord::from(vec![first]), &later)
    }

    #[test]
    fn a_comment_on_top_is_no_name() {
        let english = ["The parcel came late and was broken"; 5];
        let chinese = ["发错货，补发的一直没有收到"; 5];
        for (first, wanted) in [
            ("Wrong item delivered and the replacement never came", true),
            ("快递晚到了三天，箱子都压坏了", true),
            ("Comments", false),
            ("What could we do better for next time", false),
            ("对我们的服务还有哪些不满意的地方", false),
            ("The things that were best of all:", false),
            ("All Comments Of The Month Of May", false),
            ("客户的意见，按时间先后", false),
        ] {
            assert_eq!(begins(first, &english), wanted, "{first}");
            assert_eq!(begins(first, &chinese), wanted, "{first}");
            assert!(!begins(first, &english[1..]), "too few to tell");
        }
        let short = ["good", "bad", "fine", "so so", "The parcel came late and was broken"];
        assert!(!begins("Wrong item delivered and the replacement never came", &short));
    }
}
