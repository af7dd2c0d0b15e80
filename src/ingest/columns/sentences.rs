//! What reads as a sentence: cells that somebody wrote, and no names of things, which may be as
//! long; names of columns that say something at length.

use crate::ingest::cells::column_profile::ColumnProfile;

/// Characters of which names of things have few, and sentences one at least.
const OF_SENTENCES: [char; 24] = [
    '，', ',', '。', '！', '!', '？', '?', '；', '…', '了', '的', '没', '不', '很', '太', '我',
    '你', '您', '被', '还', '请', '吗', '就', '让',
];

/// Whether most cells hold a sentence and read as one.
pub(super) fn are_sentences(facts: &ColumnProfile) -> bool {
    let known: Vec<(&String, u64)> = match facts.many_values {
        true => facts.samples.iter().map(|sample| (sample, 1)).collect(),
        false => facts.values.iter().map(|(value, n)| (value, *n)).collect(),
    };
    let all: u64 = known.iter().map(|(_, n)| n).sum();
    let read: u64 = known.iter().filter(|(value, _)| reads_as_one(value)).map(|(_, n)| n).sum();
    facts.is_told() && all > 0 && 2 * read >= all
}

/// Whether the name of a column says something at length, but for what stands in brackets: six
/// words, or eight Chinese characters.
pub(super) fn is_long(name: &str) -> bool {
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let worded = |word: &&str| word.contains(|c: char| c.is_ascii_alphabetic());
    let words = plain.split_whitespace().filter(worded).count();
    let wide = plain.chars().filter(|c| crate::characters::is_han(*c)).count();
    words >= 6 || wide >= 8
}

/// Whether a text reads as a sentence: but for the first, most words of a name are capitalised.
fn reads_as_one(text: &str) -> bool {
    let wide = text.chars().filter(|c| crate::characters::is_han(*c)).count();
    if wide >= 6 {
        return text.contains(OF_SENTENCES);
    }
    let words = text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic));
    let (mut n, mut small) = (0, 0);
    for word in words {
        small += usize::from(n > 0 && word.starts_with(char::is_lowercase));
        n += 1;
    }
    n >= 4 && 3 * small >= 2 * (n - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;

    #[test]
    fn sentences_are_told_from_the_names_of_things() {
        for (text, wanted) in [
            ("My parcel never came to the door", true),
            ("Please send it again", true),
            ("Der Aufzug war defekt", true),
            ("I paid 20 pounds for it", true),
            ("Hill View Hotel Lower Town", false),
            ("Bank of the North Western Branch", false),
            ("Please send it", false),
            ("WHY IS IT SO LATE", false),
            ("灯不亮，按了几次也没用", true),
            ("退款三周还没有到账", true),
            ("城北区第三便民服务大厅", false),
            ("没有到账", false),
        ] {
            assert_eq!(reads_as_one(text), wanted, "{text}");
        }
    }

    #[test]
    fn names_are_long_without_what_stands_in_brackets() {
        for (name, wanted) in [
            ("The guide knew his subject well", true),
            ("The guide didn't know his subject", true),
            ("The guide knew his subject", false),
            ("Subject (as it was written to us by the customer)", false),
            ("review_last_update_date_and_time", false),
            ("办理用时安排合理", true),
            ("办理用时很合理", false),
            ("用时（从取号到办理完毕一共多少分钟）", false),
            ("", false),
        ] {
            assert_eq!(is_long(&name.replace('（', "(").replace('）', ")")), wanted, "{name}");
        }
    }

    #[test]
    fn a_column_of_sentences_is_told_by_half_of_what_is_known_of_it() {
        let column = |of: &[&str]| cells(of, 1);
        let (said, named) = ("My parcel never came to the door", "Hill View Hotel Lower Town");
        assert!(are_sentences(&column(&[said, named])));
        assert!(!are_sentences(&column(&[said, named, named])));
        assert!(!are_sentences(&column(&[said, "Hull", "York"])), "most are no sentences");
        assert!(!are_sentences(&ColumnProfile::default()));
        let many: Vec<String> =
            (0..70).map(|n| format!("The {n}th of my parcels is late")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(are_sentences(&column(&many)), "of many the first are looked at");
    }
}
