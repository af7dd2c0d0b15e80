//! Cells that hold the name of a person and nothing else, told by its first name.

use crate::privacy::{is_plain, known_first_name};

/// Widest such cell, in bytes.
const WIDEST: usize = 40;

/// Whether a cell is two or three capitalised words of which the first, or the one behind a comma,
/// is a first name, and the family's no ordinary word: `Mei Hartley`, `Hartley, Mei`, but not
/// `Ruby Massage`.
pub(crate) fn is_full_name(cell: &str) -> bool {
    if cell.len() > WIDEST || !cell.contains(' ') {
        return false;
    }
    let words: Vec<&str> = cell.split_whitespace().collect();
    let (first, family) = match words[..] {
        [family, first, ..] if family.ends_with(',') => (first, family),
        [first, .., family] => (first, family),
        _ => return false,
    };
    let named = |word: &&str| {
        let word = word.trim_end_matches([',', '.']);
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || "'’-.".contains(c))
    };
    (2..=3).contains(&words.len())
        && words.iter().all(named)
        && known_first_name(first.trim_end_matches(['.', ','])).is_some()
        && !is_plain(&family.trim_end_matches(['.', ',']).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_begin_with_a_first_name() {
        for (cell, wanted) in [
            ("Mei Hartley", true),
            ("SARAH JONES", true),
            ("Hartley, Mei", true),
            ("Grace O'Neill-Marsh", true),
            ("Emma J. Whitfield", true),
            ("Emma", false),
            ("emma whitfield", false),
            ("Emma whitfield", false),
            ("Emma Whitfield 2", false),
            ("Emma de la Cruz Whitfield", false),
            ("North Branch", false),
            ("Hartley, Branch", false),
            ("Ruby Massage", false),
            ("Massage, Ruby", false),
            ("Grace Deep Facial", false),
            ("Emma King", true),
            ("Victoria Park", true),
            ("周敏秋", false),
            ("", false),
            (" ", false),
        ] {
            assert_eq!(is_full_name(cell), wanted, "{cell}");
        }
        let wide = |n: usize| is_full_name(&format!("Emma W{}", "h".repeat(n - 6)));
        assert!(wide(40) && !wide(41));
    }
}
