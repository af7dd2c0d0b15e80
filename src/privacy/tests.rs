use super::*;

mod people_en;

fn redactor() -> Redactor {
    Redactor::new(RedactOptions::default())
}

fn masked(text: &str) -> String {
    redactor().redact(text).text.into_owned()
}

/// Of each line, what stands in braces is masked as of this kind, and nothing else is.
#[track_caller]
pub(super) fn assert_masked(kind: DetailKind, lines: &[&str]) {
    let redactor = redactor();
    assert_found(&|text| redactor.find(text), kind, lines);
}

/// The same of whatever finds details.
#[track_caller]
pub(super) fn assert_found(
    find: &dyn Fn(&str) -> Vec<PersonalDetail>,
    kind: DetailKind,
    lines: &[&str],
) {
    for line in lines {
        let text = line.replace(['{', '}'], "");
        let mut shown = text.clone();
        for found in find(&text).iter().rev().filter(|found| found.kind == kind) {
            shown.insert(found.span.end, '}');
            shown.insert(found.span.start, '{');
        }
        assert_eq!(shown, *line);
    }
}

#[test]
fn marks_are_in_the_language_of_the_text() {
    assert_eq!(masked("我叫王小明，电话１３８００１３８０００"), "我叫[姓名]，电话[电话]");
    assert_eq!(masked("My name is Anna Lee, call 13800138000"), "My name is [name], call [phone]");
    // An address of e-mail is no word of the text.
    assert_eq!(masked("发到anna.lee@example.com吧"), "发到[邮箱]吧");
    assert_eq!(masked("Stayed at 北京饭店, my phone is 13800138000"), {
        "Stayed at 北京饭店, my phone is [phone]"
    });
    assert_eq!(masked("13800138000"), "[phone]");
    let zh = Redactor::new(RedactOptions { lang: Lang::Zh, ..RedactOptions::default() });
    assert_eq!(zh.redact("13800138000").text, "[电话]");
}

#[test]
fn every_kind_has_its_own_mark_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let mut marks = DetailKind::ALL.map(|kind| kind.mark(lang));
        marks.sort();
        assert!(marks.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(marks.iter().all(|mark| !mark.contains("privacy.")), "{marks:?}");
    }
}

#[test]
fn order_numbers_only_on_request() {
    let orders = Redactor::new(RedactOptions { orders: true, ..RedactOptions::default() });
    for (text, shown) in [
        ("订单号202611220001234567没发货", "订单号[订单号]没发货"),
        ("快递单号SF1234567890123丢了", "快递单号[订单号]丢了"),
        ("Order #4155550199 is late", "Order #[order number] is late"),
        ("tracking number 1Z999AA10123456784", "tracking number [order number]"),
    ] {
        assert_eq!(masked(text), text);
        assert_eq!(orders.redact(text).text, shown);
    }
    for text in ["订单2026-11-22下的", "订单138件", "订单金额138000元", "Order 12 is late"]
    {
        assert_eq!(orders.redact(text).text, text);
    }
}

#[test]
fn spans_of_the_original_are_carried_over() {
    let text = "我叫王小明，物流太慢，电话13800138000，差";
    let redactor = redactor();
    let redacted = redactor.redact(text);
    let carried = |part: &str| {
        let at = text.find(part).unwrap();
        redacted.text.get(redacted.span(at..at + part.len())).unwrap().to_owned()
    };
    assert_eq!(carried("物流太慢"), "物流太慢");
    assert_eq!(carried("差"), "差");
    assert_eq!(carried("电话13800138000"), "电话[电话]");
    // What begins where a detail ends has no part of its mark.
    assert_eq!(carried("，差"), "，差");
    // Within a detail there is nothing but its mark.
    assert_eq!(carried("0013"), "[电话]");
    assert_eq!(carried("小明，物流"), "[姓名]，物流");
    assert_eq!(redacted.span(text.len()..text.len()), redacted.text.len()..redacted.text.len());
}

#[test]
fn a_field_keeps_what_is_no_personal_detail_by_its_form() {
    let redactor = redactor();
    for (field, shown) in [
        ("13800138000", "[phone]"),
        ("anna@example.com", "[email]"),
        ("U10023", "U10023"),
        ("解放路56号店", "解放路56号店"),
        ("京A12345", "京A12345"),
    ] {
        assert_eq!(redactor.redact_field(field).text, shown);
    }
    assert!(matches!(redactor.redact_field("U10023").text, Cow::Borrowed(_)));
}

#[test]
fn counts_add_up() {
    let (redactor, mut counts) = (redactor(), MaskedCounts::default());
    counts.add(&redactor.find("13800138000 a@example.com 13900001111"));
    let mut twice = counts;
    twice.merge(&counts);
    assert_eq!(
        (twice.get(DetailKind::Phone), twice.get(DetailKind::Email), twice.total()),
        (4, 2, 6)
    );
}

#[test]
fn every_number_of_a_long_list_is_masked() {
    for joint in ["，", ", ", ",", "、", " "] {
        let list = vec!["15600009876"; 30].join(joint);
        let shown = masked(&list);
        assert!(!shown.contains(|c: char| c.is_ascii_digit()), "{joint:?}: {shown}");
    }
    for text in ["138,000.50元", "花了13800,5", "paid 13812345678,99"] {
        assert!(redactor().find(text).is_empty(), "{text}");
    }
}

#[test]
fn details_never_overlap() {
    // The second look at the text found a link around the address of the first.
    let redactor = redactor();
    for text in [
        "exa一mple.com/reset?token=a市中原区桐柏路18号院7号楼2y看",
        "a.example.com/r?token=13800138000/x&sid=ab12cd34",
        "www.a.cn/u?name=京A12345&token=abcd",
    ] {
        let found = redactor.find(text);
        assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{text}");
        redactor.redact(text);
    }
}

#[test]
fn a_text_made_to_be_slow_is_not() {
    // Quadratic work would take minutes.
    for piece in ["1380013", "a@a.", "1 ", "我叫", "路1", "12 Main ", "@", "+1", "地址区", "(415) "]
    {
        let text = piece.repeat(200_000 / piece.len());
        let started = std::time::Instant::now();
        redactor().redact(&text);
        assert!(started.elapsed().as_secs() < 30, "{piece}");
    }
}

#[test]
fn what_a_find_frees_is_found_as_well() {
    // The digits before the phone are only known to be a postcode once they are masked.
    assert_masked(DetailKind::Postcode, &["邮编{100101} 138 0013 8000"]);
    assert_masked(DetailKind::Phone, &["邮编100101 {138 0013 8000}", "100101 138 0013 8000"]);
}

#[test]
fn marks_in_a_text_are_no_words_of_it() {
    assert_masked(DetailKind::Email, &["邮箱 {look at amazon.com}", "[邮箱] look at amazon.com"]);
}

#[test]
fn names_that_somebody_has_found() {
    // Text, what is said to be a name, and all that is found.
    for (text, name, wanted) in [
        ("去找噗哧，电话13800138000", "噗哧", &["噗哧", "13800138000"][..]),
        // Beside another detail, and within it.
        ("噗哧13800138000", "噗哧", &["噗哧", "13800138000"]),
        ("13800138000噗哧", "噗哧", &["13800138000", "噗哧"]),
        ("13800138000噗哧", "000噗", &["13800138000"]),
        ("13800138000噗哧", "13800138000噗", &["13800138000"]),
        // A name of which the rules found a part, and a part of one that they found.
        ("客服小李噗很好", "小李噗", &["小李噗"]),
        ("客服小李噗很好", "服小李", &["服小李"]),
        ("客服小李噗很好", "小李", &["小李"]),
        ("我叫李建华，来过", "建华", &["李建华"]),
        ("我叫李建华，来过", "李建", &["李建华"]),
        // Beside a mark, and within it.
        ("[姓名]噗很好", "噗", &["噗"]),
        ("[姓名]噗很好", "名]噗", &[]),
    ] {
        let at = text.find(name).unwrap();
        let span = at..at + name.len();
        let found = redactor().find_naming(text, Some(std::slice::from_ref(&span)));
        let found: Vec<&str> = found.into_iter().map(|found| &text[found.span]).collect();
        assert_eq!(found, wanted, "{text}, {name}");
    }
    for span in [0..0, 0..1, 1..3, 0..99, 99..100] {
        let found = redactor().find_naming("噗哧", Some(std::slice::from_ref(&span)));
        assert!(found.is_empty(), "{span:?}");
    }
}

#[test]
fn a_first_name_needs_more_once_somebody_has_read_the_text() {
    let redactor = redactor();
    assert_found(
        &|text| redactor.find_naming(text, Some(&[])),
        DetailKind::Name,
        &[
            "{Sarah} helped us",
            "I like Sarah a lot",
            "spoke to {Sarah} today",
            "My Husband {Sarah} was ill",
            // In full, but for what towns and shops are called as well.
            "{Sarah Zorbl} clearly did not read it",
            "It took a week. - {Sarah Zorbl}, Head of Sales",
            "Sarah Beach was full",
            "{Sarah}很好",
            "Sarah 很好",
            "谢谢{Sarah}很好",
            "谢谢{Sarah}，辛苦了",
            "谢谢Sarah 很好",
            "谢谢June，辛苦了",
            "谢谢Duolingo，辛苦了",
            "June很好",
        ],
    );
}

#[test]
fn a_number_right_before_a_chinese_sign_is_masked() {
    let id = ["身份证{11010519491231002X}〇", "身份证{11010519491231002X}々"];
    assert_masked(DetailKind::IdNumber, &id);
    assert_masked(DetailKind::BankCard, &["卡号{6222021234567890128}〇"]);
    assert_masked(DetailKind::Phone, &["电话{13800138000}〇", "打{13800138000}々没人接"]);
}
