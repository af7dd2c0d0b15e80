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

/// Whether a cell holds words that a company says to its customers: 亲，您好, 感谢您的支持, 已处理,
/// `Dear customer`.
pub(super) fn speaks_for_company(cell: &str) -> bool {
    const SAID: [&str; 11] = [
        "亲爱的",
        "尊敬的",
        "感谢您",
        "已联系",
        "已处理",
        "已致电",
        "给您带来",
        "祝您",
        "敬请",
        "欢迎您",
        "很抱歉给",
    ];
    // Customers too say “thank you for the quick help” and “we have been waiting”.
    const SAID_IN_LATIN: [&str; 9] = [
        "dear customer",
        "dear guest",
        "dear sir",
        "thank you for your review",
        "thank you for your feedback",
        "thank you for reaching out",
        "thank you for contacting",
        "we have forwarded",
        "we have received",
    ];
    let to_dear = cell.strip_prefix('亲').is_some_and(|rest| {
        let next = rest.chars().next();
        next.is_some_and(|next| !next.is_alphanumeric())
    });
    let latin = || {
        // For speed: they stand where it begins.
        let start: String = cell.chars().take(60).collect::<String>().to_lowercase();
        SAID_IN_LATIN.iter().any(|said| start.contains(said))
    };
    to_dear || SAID.iter().any(|said| cell.contains(said)) || latin()
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
    fn what_a_company_says_is_told_from_what_its_customers_say() {
        for (cell, so) in [
            ("亲，您好，已为您补发", true),
            ("尊敬的客户，感谢您的反馈", true),
            ("已处理", true),
            ("Dear customer, we are sorry", true),
            ("Hello, thank you for your review", true),
            ("亲戚推荐来的", false),
            ("没人管，路由器重启八百遍", false),
            ("阿姨很好，谢谢", false),
            ("Nobody called me back", false),
            ("Thank you for the quick help", false),
            ("We have been waiting for days", false),
        ] {
            assert_eq!(speaks_for_company(cell), so, "{cell}");
            assert_eq!(made::cells(&[cell], 1).of_company, u64::from(so), "{cell}");
        }
    }

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
