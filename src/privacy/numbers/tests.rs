use super::*;
use crate::privacy::DetailKind;
use crate::privacy::documents::{DOCUMENTS_EN, DOCUMENTS_ZH};
use crate::privacy::tests::assert_masked;

/// A number of this length and beginning with its check digit, or one beside it.
fn card(beginning: &str, length: usize, right: bool) -> String {
    let filled = format!("{beginning:0<width$}", width = length - 1);
    let fits = |check: &u8| luhn(format!("{filled}{check}").as_bytes());
    let check = (0..10).find(fits).unwrap();
    format!("{filled}{}", if right { check } else { (check + 1) % 10 })
}

#[test]
fn a_card_has_thirteen_to_nineteen_digits() {
    for length in 11..=21 {
        let text = card("62", length, true);
        assert_eq!(is_card(&text, true), (13..=19).contains(&length), "{length} digits");
        // A misprint only of the lengths that banks print.
        let wrong = card("62", length, false);
        assert_eq!(is_card(&wrong, true), [16, 19].contains(&length), "{length} digits");
        assert!(!is_card(&wrong, false), "{length} digits");
    }
    assert!(!is_card("0000000000000000", true), "one digit all over");
    for (groups, wanted) in [("6222 0212 3456 7894", true), ("622 202 123 456 789 4", false)] {
        assert_eq!(is_card(groups, true), wanted, "{groups}");
    }
    assert!(!is_card("6222021234567.894", true), "a fraction");
}

#[test]
fn networks_issue_these_beginnings_and_lengths() {
    for (length, yes, no) in [
        (14, &[][..], &["62", "40", "34"][..]),
        (15, &["34", "37"], &["33", "35", "36", "38", "62"]),
        (
            16,
            &["40", "49", "51", "55", "62", "65", "2221", "2720", "3528", "3589", "6011"],
            &["39", "50", "56", "61", "63", "64", "66", "2220", "2721", "3527", "3590", "6010"],
        ),
        (17, &["62"], &["61", "63", "40"]),
        (18, &["62"], &["61", "63", "40"]),
        (19, &["62", "9558"], &["61", "63", "9557", "9559"]),
    ] {
        for (beginnings, wanted) in [(yes, true), (no, false)] {
            for beginning in beginnings {
                let text = card(beginning, length, true);
                assert_eq!(is_card(&text, false), wanted, "{beginning} of {length}");
            }
        }
    }
}

#[test]
fn an_identity_card_is_dated_and_checked() {
    let valid = |body: &str| {
        let weigh = |sum: u32, digit: u8| (sum + u32::from(digit - b'0')) * 2 % 11;
        let check = b"10X98765432"[body.bytes().fold(0, weigh) as usize];
        format!("{body}{}", char::from(check))
    };
    for (body, wanted) in [
        ("11010519491231002", true),
        ("10010519491231002", false),
        ("82010519491231002", true),
        ("83010519491231002", false),
        ("91010519491231002", true),
        ("11010518801231002", true),
        ("11010518791231002", false),
        ("11010520991231002", true),
        ("11010521001231002", false),
        ("11010519490031002", false),
        ("11010519491331002", false),
        ("11010519491200002", false),
        ("11010519491232002", false),
    ] {
        assert_eq!(is_id_card(&valid(body)), wanted, "{body}");
    }
    assert!(is_id_card("11010519491231002X") && !is_id_card("110105194912310021"));
}

#[test]
fn the_check_digit_of_cards() {
    for (number, wanted) in
        [("79927398713", true), ("79927398710", false), ("4111111111111111", true)]
    {
        assert_eq!(luhn(number.as_bytes()), wanted, "{number}");
    }
}

#[test]
fn a_number_of_a_document_is_told_by_its_groups() {
    for (shown, wanted) in [
        ("粤字第1234号", Some("粤字第1234号")),
        ("A123(4)", Some("A123(4)")),
        // Six digits, five with letters, to nineteen; nine letters.
        ("12345", None),
        ("123456", Some("123456")),
        ("A1234", None),
        ("A12345", Some("A12345")),
        ("1234567890123456789", Some("1234567890123456789")),
        ("12345678901234567890", None),
        ("ABCDEFGHI12345", Some("ABCDEFGHI12345")),
        ("ABCDEFGHIJ12345", None),
        ("19900101", None),
        // A few capitals before it or after four digits are part of it, a word is not.
        ("123 456", Some("123 456")),
        ("AB 123456", Some("AB 123456")),
        ("ABC 123456", Some("ABC 123456")),
        ("ABCD 123456", None),
        ("ab 123456", None),
        ("AB cd 123456", None),
        ("123 A 456", None),
        ("1234 A 56", Some("1234 A 56")),
        ("123456 A", Some("123456 A")),
        ("123456 ABCD", Some("123456")),
    ] {
        let text = format!("id {shown}");
        let end = document_end(&text, 3, text.len());
        assert_eq!(end.map(|end| &text[3..end]), wanted, "{shown}");
    }
}

#[test]
fn an_international_number_has_fifteen_to_thirty_four_places() {
    for (before, number, wanted) in [
        ("", "NO698601111794", false),
        ("", "NO9386011117947", true),
        ("", "GB82WEST12345698765432", true),
        ("", "GB82WEST12345698765431", false),
        ("", "AA29123456789012345678901234567890", true),
        ("", "AA731234567890123456789012345678901", false),
        ("é", "GB82WEST12345698765432", false),
        ("１", "GB82WEST12345698765432", false),
    ] {
        let text = format!("{before}{number}");
        let span = before.len()..text.len();
        assert_eq!(iban(&text, span.clone()), wanted.then_some(span), "{text}");
    }
}

#[test]
fn numbers_of_documents_end_where_they_do() {
    assert_masked(
        DetailKind::IdNumber,
        &[
            "护照{E12345678}",
            "护照{123456ABCD}，丢了",
            "护照123456ABCDEFGHIJKLMNOPQ",
            "护照1234567é",
            "my passport is {123456}",
            "my passport is 12345",
            "my passport is {A12345}",
            "my passport is A1234",
            "id {123 456}",
            "id {AB 123456}",
            "my ID is {AB 123456}，丢了",
            "id ab 123456",
            "IDNO {AB1234567}",
            "idnumber {AB1234567}",
            "Japan 123456",
            "éid 123456",
            "证件123456元",
            "证件123456 岁",
            "身份证{1234567890123456789}",
            "护照123456789012345678901234567890123",
            "passport issued 19900101",
            "https://a.cn/id=123456",
        ],
    );
}

#[test]
fn the_end_of_a_document_by_its_form() {
    assert_masked(
        DetailKind::IdNumber,
        &[
            "身份证后四位{123X}",
            "身份证后四位{1234}",
            "身份证尾号12",
            "身份证尾号1234567",
            "身份证尾号1234A",
            "last 4 of my ssn is {1234}",
        ],
    );
}

#[test]
fn numbers_of_social_security_stand_alone() {
    assert_masked(
        DetailKind::IdNumber,
        &[
            "{123-45-6789}",
            "at {123-45-6789}.",
            "1123-45-6789",
            "a123-45-6789",
            "-123-45-6789",
            ".123-45-6789",
            "–123-45-6789",
            "123-45-67890",
            "123-45-6789a",
            "123-45-6789-",
            "model 123-45-6789",
            "923-45-6789",
        ],
    );
}

#[test]
fn identity_cards_of_hong_kong() {
    assert_masked(
        DetailKind::IdNumber,
        &["{A123456(7)}", "{AB123456(7)}", "{A123456(A)}", "XAB123456(7)", "A12345(7)"],
    );
}

#[test]
fn every_document_is_one() {
    let licences = ["driver's license", "drivers licence", "driving licence", "licence no."];
    for document in DOCUMENTS_ZH.iter().chain(&DOCUMENTS_EN).chain(&licences) {
        for document in [(*document).to_owned(), document.to_uppercase()] {
            assert_masked(DetailKind::IdNumber, &[&format!("{document} {{AB1234567}}")]);
        }
    }
    for document in DOCUMENTS_ZH {
        assert_masked(DetailKind::IdNumber, &[&format!("{document}尾号{{1234}}")]);
    }
}

#[test]
fn every_card_and_account_is_one() {
    for card in CARDS_EN {
        for end in ["ending in", "ends", "finishing with"] {
            assert_masked(DetailKind::BankCard, &[&format!("{card} {end} {{1234}}")]);
        }
    }
    for account in ACCOUNTS_EN {
        assert_masked(DetailKind::BankCard, &[&format!("bank transfer: {account} {{12345678}}")]);
    }
    for account in ACCOUNTS_ZH {
        assert_masked(DetailKind::BankCard, &[&format!("转账到{account}{{12345678}}")]);
    }
}

#[test]
fn identity_cards_stand_alone() {
    assert_masked(
        DetailKind::IdNumber,
        &[
            "{11010519491231002X}",
            "办了{11010519491231002x}吧",
            "1011010519491231002X",
            "11010519491231002Xa",
            "110105194912310021",
            "{110105 19491231 002X}",
            "110101199003077715a",
            "1101011990030777151",
            "号{110101199003077715}",
        ],
    );
}

#[test]
fn the_end_of_a_card_by_its_form() {
    assert_masked(
        DetailKind::BankCard,
        &[
            "卡尾号{1234}",
            "卡尾号123",
            "卡尾号12345",
            "卡号****{1234}",
            "卡号****12345",
            "visa ending in {1234}",
            "card xxxx{1234}",
            "尾号{1234}的储蓄卡",
        ],
    );
}

#[test]
fn accounts_by_their_length() {
    assert_masked(
        DetailKind::BankCard,
        &[
            "银行卡号{123456}",
            "银行卡号12345",
            "银行卡号{1234567890123456789012}",
            "账号{12345678901234}",
            "账号1234567890123",
            "账号{1234567890123456789012}",
            "账号12345678901234567890123",
            "转账到账号{12345678}",
            "转账到账号1234567",
            "account 12345678",
            "account {12345678}, sort code {112233}",
            "account {12345678}, routing {021000021}",
            "账号{12345678}，开户行工行",
            "refund to account {12345678}",
            "账号12345678901234a",
            "账号12345678901234é",
            "会员卡号12345678901234",
            "www.a.cn/账号12345678901234",
            "账号{1234 5678 9012 34}",
            "routing {123456}",
            "routing {1234567890123456789012}",
            "routing 12345678901234567890123",
        ],
    );
}

#[test]
fn international_numbers_of_accounts() {
    assert_masked(
        DetailKind::BankCard,
        &[
            "{GB82WEST12345698765432}",
            "IBAN {GB82 WEST 1234 5698 7654 32} please",
            "GB82WEST12345698765431",
            "{NO9386011117947}",
            "to {BE68 5390 0754 7034} paid twice",
            "éGB82WEST12345698765432",
            "１GB82WEST12345698765432",
            "{gb82west12345698765432}",
            "{AA38ABCDEFGH12345678}",
        ],
    );
}

#[test]
fn cards_of_long_numbers() {
    assert_masked(
        DetailKind::BankCard,
        &[
            "{4111111111111111}",
            "{6222 0212 3456 7894}",
            "{62220212 34567894}",
            "62220212.34567894",
            "622 2021 2345 6789 4",
            "1 {4111111111111111}",
            "4111111111111112",
            "card {4111111111111112}",
            "card{4111111111111111}",
            "x4111111111111111",
            "4111111111111111a",
            "14111111111111111",
            "订单号4111111111111111",
            "信用卡{4222222222222}",
            "4222222222222",
            "{4111111111111111} 12",
        ],
    );
}
