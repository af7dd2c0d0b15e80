use super::*;

#[test]
fn a_short_word_within_another_is_no_clue() {
    for (text, wanted) in [
        ("pan 1", true),
        ("a pan", true),
        ("1pan1", true),
        ("span", false),
        ("pans", false),
        ("my pants", false),
        ("visas", false),
        // Words of more than four letters may go on.
        ("medicares", true),
        ("my passports", true),
        ("补办证件", true),
        ("有保证", false),
    ] {
        assert_eq!(Clues::of(text).document, wanted, "{text}");
    }
    for (text, wanted) in [("ig", true), ("big", false), ("u/anna", true)] {
        assert_eq!(Clues::of(text).network, wanted, "{text}");
    }
    for (text, wanted) in [("acct 1", true), ("discard it", false)] {
        assert_eq!(Clues::of(text).account, wanted, "{text}");
    }
    for (text, wanted) in [("call me", true), ("recall me", false)] {
        assert_eq!(Clues::of(text).name_en, wanted, "{text}");
    }
    for (text, wanted) in [("zip", true), ("zipper", false), ("zipcode", true), ("pincode", true)] {
        assert_eq!(Clues::of(text).postcode, wanted, "{text}");
    }
    assert_eq!(Clues::of("one two tone").number_words, 2);
}

/// What a text opens.
type Gate = fn(&Clues) -> bool;

#[test]
fn words_open_the_gates_of_their_detectors() {
    let lines: [(&str, Gate, bool); 18] = [
        ("三寨十队", |clues| clues.place, true),
        ("味道不错，街道干净", |clues| clues.place, false),
        ("老家在哪", |clues| clues.home, true),
        ("生日", |clues| clues.birth, true),
        ("D. O. B.", |clues| clues.birth, true),
        ("学生", |clues| clues.birth || clues.born, false),
        ("医生的态度", |clues| clues.born, true),
        ("(a)", |clues| clues.at, true),
        ("在example点org", |clues| clues.at && clues.domain, true),
        ("example.se", |clues| clues.domain, true),
        ("example . se", |clues| clues.domain, true),
        ("great.Service", |clues| clues.domain, false),
        ("good. It was", |clues| clues.domain, false),
        ("cards finishing", |clues| clues.number, true),
        ("Élodie", |clues| clues.capitals, true),
        ("élodie", |clues| clues.capitals, false),
        ("Жанна", |clues| clues.capitals, true),
        ("十", |clues| clues.numerals == 1, true),
    ];
    for (text, clue, wanted) in lines {
        assert_eq!(clue(&Clues::of(text)), wanted, "{text}");
    }
}
