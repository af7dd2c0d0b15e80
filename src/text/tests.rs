mod borders;
mod cleaning;

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

fn normal(text: &str) -> String {
    Normalized::new(text).as_str().to_owned()
}

#[test]
fn normalisation_cleans_what_exports_and_typists_leave() {
    for (original, expected) in [
        ("服务很好，下次再来！", "服务很好,下次再来!"),
        ("ＡＢＣ１２３", "ABC123"),
        ("  很好\r\n\r\n 物流快\t\t", "很好\n物流快"),
        ("a\u{200B}b\u{FEFF}c\u{0}d", "abcd"),
        ("好好好好好！！！！！！", "好好好!!!"),
        ("soooooo good", "sooo good"),
        ("10000000元", "10000000元"),
        ("第一行<br/>第二行<BR>第三行", "第一行\n第二行\n第三行"),
        ("<p class=\"x\">Tom&nbsp;&amp;&nbsp;Jerry</p>", "Tom & Jerry"),
        ("&amp;lt;br&amp;gt;ok", "ok"),
        ("don’t ‘quote’ it´s", "don't ‘quote’ it's"),
        ("还行吧……就是贵", "还行吧...就是贵"),
        ("I <3 it, a < b, R&D, 5 > 3", "I <3 it, a < b, R&D, 5 > 3"),
        ("cafe\u{301}", "café"),
        ("①房间大②服务好", "①房间大②服务好"),
        ("👨\u{200D}👩\u{200D}👧 和❤️", "👨\u{200D}👩\u{200D}👧 和❤️"),
        ("&#24456;&#x597D;", "很好"),
        ("", ""),
        ("　\u{A0}\n", ""),
    ] {
        assert_eq!(normal(original), expected, "{original:?}");
    }
}

#[test]
fn normalised_spans_lead_back_to_the_original() {
    let original = "  老板，服务&nbsp;&amp; 环境很好！！！！！<br>ＯＫ";
    let normalized = Normalized::new(original);
    let text = normalized.as_str();
    assert_eq!(text, "老板,服务 & 环境很好!!!\nOK");
    for (part, source) in [
        ("老板", "老板"),
        (",", "，"),
        ("服务 & 环境", "服务&nbsp;&amp; 环境"),
        ("!!!", "！！！！！"),
        ("OK", "ＯＫ"),
        ("K", "Ｋ"),
        ("\n", "<br>"),
    ] {
        let at = text.find(part).unwrap();
        assert_eq!(&original[normalized.original_span(at..at + part.len())], source);
    }
    assert_eq!(&original[normalized.original_span(0..text.len())], original.trim());
}

#[test]
fn an_empty_span_leads_to_where_it_stands() {
    for (original, at, expected) in [
        ("好！", 0, 0),
        ("好！", 4, 6),
        ("！好", 0, 0),
        ("a\u{200B}b", 1, 4),
        // All three full stops stand for the one character.
        ("…好", 1, 0),
    ] {
        let found = Normalized::new(original).original_span(at..at);
        assert_eq!(found, expected..expected, "{original:?} {at}");
    }
}

fn units(comment: &str) -> Vec<String> {
    let prepared = ANALYZER.prepare(comment);
    (0..prepared.units.len()).map(|i| prepared.unit_text(i).to_owned()).collect()
}

fn check_units(cases: &[(&str, &[&str])]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(comment, expected)| (*comment, units(comment), *expected))
        .filter(|(_, found, expected)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "(comment, found, expected): {wrong:#?}");
}

#[test]
fn chinese_units() {
    check_units(&[
        ("服务很好。物流太慢！", &["服务很好", "物流太慢"]),
        ("服务态度很好，就是价格有点贵", &["服务态度很好", "就是价格有点贵"]),
        ("老板，东西不错", &["老板,东西不错"]),
        ("唉，又坏了", &["唉,又坏了"]),
        ("服务好，物流慢，价格贵", &["服务好", "物流慢", "价格贵"]),
        ("苹果、香蕉、橙子都很新鲜", &["苹果、香蕉、橙子都很新鲜"]),
        ("苹果手机，华为手机，小米手机都用过", &["苹果手机,华为手机,小米手机都用过"]),
        ("挺好的就是太慢", &["挺好的", "就是太慢"]),
        ("这就是太阳能的优势", &["这就是太阳能的优势"]),
        ("东西不错但是物流太慢", &["东西不错", "但是物流太慢"]),
        ("很好,但贵", &["很好", "但贵"]),
        ("不但便宜而且好用", &["不但便宜而且好用"]),
        ("质量再好不过了", &["质量再好不过了"]),
        ("忙不过来", &["忙不过来"]),
        ("味道可以不过分量太少", &["味道可以", "不过分量太少"]),
        ("虽然贵但是质量好", &["虽然贵", "但是质量好"]),
        ("除了价格贵其他都很好", &["除了价格贵", "其他都很好"]),
        ("物流很快 包装很好~下次再来", &["物流很快", "包装很好", "下次再来"]),
        ("客服 态度 很差", &["客服 态度 很差"]),
        ("服務很好，物流太慢", &["服務很好", "物流太慢"]),
        ("價錢公道，東西不錯", &["價錢公道", "東西不錯"]),
        ("1、服务态度好2、环境不错", &["1、服务态度好", "2、环境不错"]),
        ("等了2、三天才到", &["等了2、三天才到"]),
        ("评分3.5，时间10:30到", &["评分3.5", "时间10:30到"]),
        ("总的来说，房间不错", &["总的来说,房间不错"]),
        ("很满意👍👍。😊", &["很满意👍👍。😊"]),
        ("①房间很大②服务很好", &["①房间很大", "②服务很好"]),
        ("还行吧……就是有点贵", &["还行吧", "就是有点贵"]),
        ("“服务很好”，他说", &["服务很好”,他说"]),
    ]);
}

#[test]
fn english_units() {
    check_units(&[
        ("Great food. Slow service!", &["Great food", "Slow service"]),
        (
            "The food was great but the service was slow.",
            &["The food was great", "but the service was slow"],
        ),
        ("Good, cheap and fast", &["Good, cheap and fast"]),
        ("Room, bed, and bathroom were clean", &["Room, bed, and bathroom were clean"]),
        (
            "The room was clean, and the staff were kind",
            &["The room was clean", "and the staff were kind"],
        ),
        (
            "Although the room was small, the staff were great",
            &["Although the room was small", "the staff were great"],
        ),
        ("It was nice though", &["It was nice though"]),
        ("Loved it although it was pricey", &["Loved it", "although it was pricey"]),
        ("Everything was great except the food", &["Everything was great", "except the food"]),
        ("Not only fast but also cheap", &["Not only fast but also cheap"]),
        ("Nothing but trouble", &["Nothing but trouble"]),
        (
            "I saw Dr. Smith in the U.S. at 10.30 a.m. for $3.50",
            &["I saw Dr. Smith in the U.S. at 10.30 a.m. for $3.50"],
        ),
        (
            "See https://a.com/b?c=d;e. Then mail a.b@c.com! Ok",
            &["See https://a.com/b?c=d;e", "Then mail a.b@c.com", "Ok"],
        ),
        ("v1.2.3 is slow", &["v1.2.3 is slow"]),
        ("No.1 choice", &["No.1 choice"]),
        ("It was great.The staff was rude", &["It was great", "The staff was rude"]),
        ("Well... it works", &["Well... it works"]),
        ("1. Good staff\n2. Bad food", &["1. Good staff", "2. Bad food"]),
        ("Not yet tried", &["Not yet tried"]),
        ("Nice staff :) Slow lift :(", &["Nice staff :) Slow lift :("]),
    ]);
}

#[test]
fn chinese_words_of_contrast_are_told_from_their_look_alikes() {
    check_units(&[
        ("味道可以不过太贵了", &["味道可以", "不过太贵了"]),
        ("质量不过关", &["质量不过关"]),
        ("这个要求不过分", &["这个要求不过分"]),
        ("房间大可是很吵", &["房间大", "可是很吵"]),
        ("房间很大然而很吵", &["房间很大", "然而很吵"]),
        ("服务自然而然", &["服务自然而然"]),
        ("味道不错只不过有点贵", &["味道不错", "只不过有点贵"]),
        ("送来一只不大的狗", &["送来一只不大的狗"]),
        ("房间只有一扇窗", &["房间只有一扇窗"]),
        ("除了价格贵别的都好", &["除了价格贵", "别的都好"]),
        ("除了价格贵剩下都好", &["除了价格贵", "剩下都好"]),
        ("除了泳池小别墅都很好", &["除了泳池小别墅都很好"]),
    ]);
}

#[test]
fn english_words_of_contrast_need_a_clause_on_both_sides() {
    check_units(&[
        (
            "The food was fine however, service was slow",
            &["The food was fine", "however, service was slow"],
        ),
        ("The food was however great", &["The food was however great"]),
        ("Food however, it was cold", &["Food however, it was cold"]),
        ("Food: however, it was cold", &["Food: however, it was cold"]),
        ("All except one were rude", &["All except one were rude"]),
        ("It is old yet it works", &["It is old", "yet it works"]),
        ("It is not yet the best", &["It is not yet the best"]),
        ("Their best show yet by far", &["Their best show yet by far"]),
        (
            "The lift and the bar were shut, and breakfast was cold",
            &["The lift and the bar were shut, and breakfast was cold"],
        ),
        (
            "Please call the front desk, or they will be late",
            &["Please call the front desk, or they will be late"],
        ),
    ]);
}

#[test]
fn a_full_stop_after_a_letter_or_no_may_end_nothing() {
    check_units(&[
        ("So did I. Then we left", &["So did I", "Then we left"]),
        ("Mr J. Smith was kind", &["Mr J. Smith was kind"]),
        ("I said no. They laughed", &["I said no", "They laughed"]),
        ("Room No. 5 was small", &["Room No. 5 was small"]),
    ]);
}

#[test]
fn long_units_are_cut_at_a_comma() {
    let comment = "one two three four five six seven, ".repeat(8);
    let found = units(&comment);
    assert_eq!(found.len(), 2, "{found:?}");
}

fn words(comment: &str) -> Vec<String> {
    let prepared = ANALYZER.prepare(comment);
    (0..prepared.words.len()).map(|i| prepared.word(i).to_owned()).collect()
}

#[test]
fn words_of_both_languages() {
    for (comment, expected) in [
        ("客服态度很好！", &["客服", "态度", "很", "好"][..]),
        ("I can't, don't ask", &["I", "can't", "don't", "ask"]),
        ("客服很nice但是物流slow", &["客服", "很", "nice", "但是", "物流", "slow"]),
        ("很好👍🏽👨‍👩‍👧", &["很", "好", "👍🏽", "👨‍👩‍👧"]),
        ("3.5 stars :)", &["3.5", "stars", ":)"]),
        ("买了T恤", &["买", "了", "T恤"]),
    ] {
        assert_eq!(words(comment), expected, "{comment}");
    }
}

#[test]
fn user_words_stay_together() {
    let analyzer =
        Analyzer::with_user_dictionary("# 品牌\n\n小度精灵宝 50 nz\n蓝快宝\n".as_bytes()).unwrap();
    assert_eq!(analyzer.prepare("小度精灵宝很好").word(0), "小度精灵宝");
    assert_eq!(analyzer.prepare("蓝快宝不错").word(0), "蓝快宝");
}

#[test]
fn a_user_word_may_have_a_tag_and_no_frequency() {
    let analyzer = Analyzer::with_user_dictionary("蓝快宝 nz\n".as_bytes()).unwrap();
    assert_eq!(analyzer.prepare("蓝快宝不错").word(0), "蓝快宝");
}

#[test]
fn a_bad_user_dictionary_names_the_line() {
    for (text, line) in [("好\n坏 x1\n", "line 2"), ("a 1 n n\n", "line 1")] {
        let error = Analyzer::with_user_dictionary(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(line), "{error}");
    }
    assert!(Analyzer::with_user_dictionary(&b"ok\n\xff\xfe\n"[..]).is_err());
}

#[test]
fn undetected_comments_have_no_units() {
    for comment in
        ["无", "無", "沒有意見", "N/A", "123", "", "Zu teuer, nicht gut", "とても良いです", "!!!"]
    {
        let prepared = ANALYZER.prepare(comment);
        assert!(prepared.undetected && prepared.units.is_empty(), "{comment}");
    }
    for comment in ["好", "👍", "没有不满意", "OK", "no complaints"] {
        let prepared = ANALYZER.prepare(comment);
        assert!(
            !prepared.undetected && prepared.words.len() == prepared.units[0].words.end,
            "{comment}"
        );
    }
}

#[test]
fn the_ending_of_a_unit_is_available() {
    let prepared = ANALYZER.prepare("太差了！！再也不来？");
    assert_eq!(prepared.unit_ending(0), "!!");
    assert_eq!(prepared.unit_ending(1), "?");
}

/// Comments made of the pieces that the rules look at, in any order.
fn comment_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("服务".to_owned()),
        Just("但是".to_owned()),
        Just("就是太".to_owned()),
        Just("but ".to_owned()),
        Just(" the ".to_owned()),
        Just("&amp;".to_owned()),
        Just("&nbsp;".to_owned()),
        Just("<br>".to_owned()),
        Just("，".to_owned()),
        Just("……".to_owned()),
        Just("\r\n".to_owned()),
        Just("👨\u{200D}👩".to_owned()),
        Just("\u{FE0F}".to_owned()),
        Just("\u{301}".to_owned()),
        Just("\u{FF9E}".to_owned()),
        Just(":)".to_owned()),
        Just("1.".to_owned()),
        Just("http://a.b/?c".to_owned()),
        "[a-zA-Z0-9 .,!?;:<>&^_=~-]{0,6}",
        "\\PC{0,4}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(original in comment_like()) {
        let once = normal(&original);
        prop_assert_eq!(normal(&once), once);
    }

    #[test]
    fn original_spans_are_valid_and_monotone(original in comment_like()) {
        let normalized = Normalized::new(&original);
        let text = normalized.as_str();
        let whole = normalized.original_span(0..text.len());
        prop_assert!(original.get(whole.clone()).is_some());
        prop_assert!(text.is_empty() || !whole.is_empty());
        let mut last = 0..0;
        for (at, c) in text.char_indices() {
            let span = normalized.original_span(at..at + c.len_utf8());
            prop_assert!(original.get(span.clone()).is_some_and(|s| !s.is_empty()));
            prop_assert!(span.start >= last.start && span.end >= last.end);
            prop_assert!(span.start >= whole.start && span.end <= whole.end);
            last = span;
        }
        // Spans that fit nothing are clamped.
        for at in 0..text.len() + 2 {
            prop_assert!(original.get(normalized.original_span(at..at + 1)).is_some());
        }
    }

    #[test]
    fn units_and_words_are_ordered_and_disjoint(comment in comment_like()) {
        let prepared = ANALYZER.prepare(&comment);
        let text = prepared.normalized.as_str();
        let (mut end, mut word) = (0, 0);
        for unit in &prepared.units {
            prop_assert!(text.get(unit.span.clone()).is_some_and(|s| !s.is_empty()));
            prop_assert!(unit.span.start >= end);
            prop_assert_eq!(unit.words.start, word);
            let mut last = unit.span.start;
            for span in &prepared.words[unit.words.clone()] {
                prop_assert!(text.get(span.clone()).is_some_and(|s| !s.is_empty()));
                prop_assert!(span.start >= last && span.end <= unit.span.end);
                last = span.end;
            }
            end = unit.span.end;
            word = unit.words.end;
        }
        prop_assert_eq!(word, prepared.words.len());
        prop_assert!(prepared.undetected == prepared.words.is_empty());
    }
}
