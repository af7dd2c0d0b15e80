//! Keys that somebody has hit to get past a field: `jjjj`, `asdfgh`, `kjhkjh`. They are of no
//! language and hold no judgement.

/// The letters of a keyboard, row by row.
const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// Sounds that people write without a vowel.
const SOUNDS: [&str; 8] = ["hmm", "grr", "brr", "shh", "pff", "psst", "tsk", "zzz"];

/// Whether a whole comment is one word of random keys. `known` says that a list of words has
/// it.
pub(super) fn is_mash(text: &str, known: impl Fn(&str) -> bool) -> bool {
    let word = text.trim_matches(|c: char| !c.is_ascii_alphabetic());
    if !(3..=60).contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    // HSBC and DHL are names.
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    let word = word.to_ascii_lowercase();
    let letters = word.as_bytes();
    let alike = letters.iter().all(|letter| *letter == letters[0]);
    if alike {
        // “zzz” says that it is boring.
        return letters[0] != b'z';
    }
    if capitals > 1 || SOUNDS.iter().any(|sound| word.starts_with(sound)) || known(&word) {
        return false;
    }
    let vowels = letters.iter().filter(|letter| b"aeiouy".contains(letter)).count();
    let pairs = letters.len() - 1;
    let beside = letters.windows(2).filter(|pair| are_neighbours(pair[0], pair[1])).count();
    let run = letters.len() >= 4 && beside * 4 >= pairs * 3;
    run || vowels == 0 && letters.len() >= 5
}

/// Whether two keys lie side by side in a row.
fn are_neighbours(one: u8, other: u8) -> bool {
    let place = |key: u8| {
        let rows = ROWS.iter().enumerate();
        let mut rows = rows;
        rows.find_map(|(row, keys)| Some((row, keys.iter().position(|k| *k == key)?)))
    };
    match (place(one), place(other)) {
        (Some((row, a)), Some((same, b))) => row == same && a.abs_diff(b) == 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_words() {
        let known = |word: &str| matches!(word, "were" | "power" | "good" | "weird");
        for text in [
            "jjjj", "kkk", "Hhhhh", "aaa", "asdf", "asdfgh", "qwerty", "lkjh", "sdfgh", "kjhkjh",
            "dfgdfg!", "xcvb",
        ] {
            assert!(is_mash(text, known), "{text}");
        }
        for text in [
            "good", "were", "Ok", "hmm", "hmmmm", "grrrr", "zzz", "DHL", "HSBC", "HDMIX", "thx",
            "lol", "gr8", "wtf", "Psst", "haha", "power", "jj kk", "好", "easy", "poor", "rude",
            "",
        ] {
            assert!(!is_mash(text, known), "{text}");
        }
    }

    #[test]
    fn three_pairs_in_four_or_five_letters_without_a_vowel_are_keys() {
        for (text, wanted) in [("asdfa", true), ("asdga", false), ("kwtdp", true), ("kwtd", false)]
        {
            assert_eq!(is_mash(text, |_| false), wanted, "{text}");
        }
    }

    #[test]
    fn keys_are_a_word_of_three_to_sixty_letters_with_one_capital_at_most() {
        let long = "jk".repeat(30);
        for (text, wanted) in [
            ("Asdf", true),
            ("ASdf", false),
            ("aaa", true),
            ("aa", false),
            (long.as_str(), true),
            (format!("{long}j").as_str(), false),
        ] {
            assert_eq!(is_mash(text, |_| false), wanted, "{text}");
        }
    }
}
