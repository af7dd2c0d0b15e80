//! What kind of text a cell holds: an address, a tracker's remark, a sentence, a rounded number, an
//! object of JSON.

use super::time;

/// Whether a cell holds an address of the web, of mail or of a network.
pub(super) fn is_address(cell: &str) -> bool {
    let web = cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with('/');
    let mail =
        !cell.contains(' ') && cell.split_once('@').is_some_and(|(_, host)| host.contains('.'));
    let network = cell.split(['.', '(']).take(4).filter(|p| p.parse::<u8>().is_ok()).count() == 4;
    (web && !cell.contains(' ')) || mail || network
}

/// Whether a cell begins with a time and a name, as trackers write remarks.
pub(super) fn is_signed(cell: &str) -> bool {
    let mut parts = cell.splitn(3, ';');
    let when = parts.next().filter(|when| (6..=64).contains(&when.len()));
    let who = parts.next().is_some_and(|who| !who.is_empty() && who.len() <= 64);
    who && parts.next().is_some() && when.is_some_and(|when| time::parse(when, None).is_some())
}

/// Whether somebody has put a thought into words: five words, or eight Chinese characters. Choices
/// are mostly named in fewer.
pub(super) fn is_sentence(cell: &str) -> bool {
    let wide = cell.chars().filter(|c| ('\u{2E80}'..'\u{FF00}').contains(c)).count();
    let words = cell.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    wide >= 8 || words >= 5
}

/// Whether a spreadsheet has written a long number with an exponent.
pub(super) fn is_rounded(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    whole.len() == 1
        && digits(whole)
        && digits(part)
        && exponent.strip_prefix('+').is_some_and(digits)
}

/// Whether a cell holds an object of JSON.
pub(crate) fn is_object(cell: &str) -> bool {
    cell.starts_with('{') && cell.ends_with('}') && (cell.contains("\":") || cell.contains("\" :"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made;

    #[test]
    fn sentences_have_five_words_or_eight_characters() {
        for (cell, so) in [
            ("one two three four five", true),
            ("one two three four", false),
            ("one two three four 5", false),
            ("等了一个小时才", false),
            ("等了一个小时才到", true),
        ] {
            assert_eq!(is_sentence(cell), so, "{cell}");
        }
    }

    #[test]
    fn addresses_of_the_web_of_mail_and_of_networks() {
        for (cell, so) in [
            ("http://a.example", true),
            ("https://a.example", true),
            ("/help", true),
            ("/help me", false),
            ("me@a.example", true),
            ("me@example", false),
            ("write me@a.example", false),
            ("10.0.0.1", true),
            ("10.0.0.1(Hull)", true),
            ("300.0.0.1", false),
            ("example", false),
        ] {
            assert_eq!(is_address(cell), so, "{cell}");
        }
    }

    #[test]
    fn remarks_of_trackers_begin_with_a_time_and_a_name() {
        let (longest, longer) = ("x".repeat(64), "x".repeat(65));
        for (cell, so) in [
            ("03/Mar/26 10:15 AM;admin;Escalated", true),
            (&*format!("03/Mar/26 10:15 AM;{longest};Escalated"), true),
            (&*format!("03/Mar/26 10:15 AM;{longer};Escalated"), false),
            ("03/Mar/26 10:15 AM;;Escalated", false),
            ("03/Mar/26 10:15 AM;admin", false),
            ("soon enough;admin;Escalated", false),
            (";admin;Escalated", false),
        ] {
            assert_eq!(is_signed(cell), so, "{cell}");
            assert_eq!(made::cells(&[cell], 1).signed, u64::from(so), "{cell}");
        }
    }

    #[test]
    fn rounded_numbers_have_one_digit_before_the_point_and_an_exponent() {
        for (cell, so) in [
            ("2.43E+17", true),
            ("2,43e+17", true),
            ("2E+17", true),
            ("24.3E+17", false),
            (".43E+17", false),
            ("xE+17", false),
            ("2.E+17", false),
            ("2.4xE+17", false),
            ("2.43E17", false),
            ("2.43E+", false),
            ("2.43", false),
        ] {
            assert_eq!(is_rounded(cell), so, "{cell}");
            assert_eq!(made::cells(&[cell], 1).rounded, u64::from(so), "{cell}");
        }
    }

    #[test]
    fn objects_stand_in_braces_and_name_their_members() {
        for (cell, so) in [
            (r#"{"rating": 1, "comment": "slow"}"#, true),
            (r#"{"rating" : 1}"#, true),
            (r#"{"rating" 1}"#, false),
            ("{slow}", false),
            (r#"he said {"a":1}"#, false),
            ("{}", false),
        ] {
            assert_eq!(is_object(cell), so, "{cell}");
            assert_eq!(made::cells(&[cell], 1).objects, u64::from(so), "{cell}");
        }
    }
}
