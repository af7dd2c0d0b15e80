//! Which language a comment is in that is neither Chinese nor English: for telling a reader what is
//! not judged, so that a wrong guess costs nothing.

use whichlang::Lang;

use super::characters::{is_kana, is_latin};

/// Stands for a language that cannot be told (ISO 639-2: undetermined).
pub(crate) const UNTOLD: &str = "und";

/// The code (ISO 639-1) of the language of a text that is neither Chinese nor English, by its script
/// first; [`UNTOLD`] where it is none of those that are known.
pub(super) fn code(text: &str) -> &'static str {
    let within = |from: char, to: char| text.chars().any(|c| (from..=to).contains(&c));
    if text.chars().any(is_kana) {
        return "ja";
    }
    if within('\u{AC00}', '\u{D7A3}') {
        return "ko";
    }
    if within('\u{0400}', '\u{04FF}') {
        // Ukrainian and Belarusian have letters of their own.
        let other = text.chars().any(|c| "іїєґўІЇЄҐЎ".contains(c));
        return if other { UNTOLD } else { "ru" };
    }
    if within('\u{0600}', '\u{06FF}') {
        // Persian and Urdu have letters of their own.
        return if text.chars().any(|c| "پچژگکیٹڈڑ".contains(c)) { UNTOLD } else { "ar" };
    }
    if within('\u{0900}', '\u{097F}') {
        return "hi";
    }
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    if 2 * letters().filter(|c| is_latin(*c)).count() < letters().count() {
        return UNTOLD;
    }
    match whichlang::detect_language(text) {
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        Lang::Ara | Lang::Cmn | Lang::Eng | Lang::Hin | Lang::Jpn | Lang::Kor | Lang::Rus => UNTOLD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_script_and_by_words() {
        for (text, wanted) in [
            ("El servicio es muy malo y nadie contesta", "es"),
            ("Die Lieferung war leider viel zu spät", "de"),
            ("Le service client est inexistant, je suis très déçu", "fr"),
            ("とても良いです", "ja"),
            ("배송이 빨라요", "ko"),
            ("Очень хорошо", "ru"),
            ("Дуже добре, дякую всім її", UNTOLD),
            ("خدمة ممتازة", "ar"),
            ("บริการดีมาก", UNTOLD),
        ] {
            assert_eq!(code(text), wanted, "{text}");
        }
    }
}
