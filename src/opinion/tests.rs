use std::sync::LazyLock;

use proptest::prelude::*;

use super::effort::Effort;
use super::phrase::{Phrases, SlotWords};
use super::taxonomy::MOST_ASPECTS;
use super::*;
use crate::sentiment::{Heard, Polarity};
use crate::text::Analyzer;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);
static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(Taxonomy::builtin);
static FINDER: LazyLock<MentionFinder> = LazyLock::new(|| MentionFinder::new(&TAXONOMY).unwrap());

/// The (aspect, term) pairs found in a comment.
fn mentions(comment: &str) -> Vec<(&'static str, String)> {
    let prepared = ANALYZER.prepare(comment);
    FINDER
        .find(&prepared)
        .into_iter()
        .map(|m| {
            let term = prepared.normalized.as_str()[m.span].to_owned();
            (TAXONOMY.aspect(m.aspect).name.id.as_str(), term)
        })
        .collect()
}

fn check(cases: &[(&str, &[(&str, &str)])]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(comment, expected)| (comment, mentions(comment), expected))
        .filter(|(_, found, expected)| {
            let found: Vec<(&str, &str)> = found.iter().map(|(a, t)| (*a, t.as_str())).collect();
            found != **expected
        })
        .collect();
    assert!(wrong.is_empty(), "(comment, found, expected): {wrong:#?}");
}

#[test]
fn the_builtin_taxonomy_is_rich_and_ordered() {
    let stages: Vec<&str> = TAXONOMY.stages().iter().map(|s| s.name.id.as_str()).collect();
    assert_eq!(stages, ["discover", "buy", "deliver", "use", "help", "renew"]);
    assert!(TAXONOMY.touchpoints().len() >= 14);
    assert!(TAXONOMY.aspects().len() >= 60);
    for (id, aspect) in TAXONOMY.aspects().iter().enumerate() {
        let name = &aspect.name.id;
        assert!(aspect.terms_zh.len() >= 12 && aspect.terms_en.len() >= 12, "{name}");
        assert!(TAXONOMY.touchpoint_of(id).aspects.contains(&id));
        assert!(TAXONOMY.stage_of(id).touchpoints.contains(&aspect.touchpoint));
        assert_eq!(TAXONOMY.find_aspect(name), Some(id));
    }
    assert_eq!(TAXONOMY.find_aspect("nonsense"), None);
    assert!(TAXONOMY.touchpoints().iter().any(|touchpoint| touchpoint.name.id == "delivery"));
}

#[test]
fn every_term_is_found_in_a_text_of_its_own() {
    let mut wrong = Vec::new();
    for aspect in TAXONOMY.aspects() {
        for term in &aspect.terms_en {
            let comment = format!("it was about {term} I think");
            if !mentions(&comment).iter().any(|(a, _)| *a == aspect.name.id) {
                wrong.push((term, mentions(&comment)));
            }
        }
        for term in &aspect.terms_zh {
            let comment = format!("“{term}”怎么样呢");
            if !mentions(&comment).iter().any(|(a, _)| *a == aspect.name.id) {
                wrong.push((term, mentions(&comment)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_longest_term_counts() {
    check(&[
        ("运费太高", &[("delivery_fee", "运费")]),
        ("客服态度很差", &[("attitude", "客服态度")]),
        ("delivery fee was high", &[("delivery_fee", "delivery fee")]),
        ("物流很快", &[("delivery_speed", "物流很快")]),
    ]);
}

#[test]
fn chinese_terms_respect_words() {
    check(&[
        ("评价格外好", &[]),
        ("这个真的太贵了", &[("price_level", "太贵")]),
        ("东西有点贵", &[("price_level", "贵")]),
        ("贵公司加油哦", &[]),
        ("服務態度很好，價格便宜", &[("attitude", "服務態度"), ("price_level", "價格")]),
    ]);
}

#[test]
fn english_terms_are_whole_words_in_any_case() {
    check(&[
        ("Great ROOMS and Batteries", &[("room", "ROOMS"), ("battery", "Batteries")]),
        ("Address was fine", &[]),
        ("The priceless mushroom", &[]),
        ("WiFi很慢", &[("internet", "WiFi")]),
    ]);
}

#[test]
fn an_aspect_is_mentioned_once_in_a_unit() {
    check(&[
        ("价格便宜，价钱公道", &[("price_level", "价格"), ("price_level", "价钱公道")]),
        ("无", &[]),
    ]);
}

#[test]
fn opinions_carry_their_evidence_in_the_original() {
    let comment = "  物流很快！但是客服&nbsp;态度差";
    let prepared = ANALYZER.prepare(comment);
    let mentions = FINDER.find(&prepared);
    let polarity = Polarity { negative: 0.2, neutral: 0.2, positive: 0.6 };
    let (units, aspects) = (vec![polarity; prepared.units.len()], vec![polarity; mentions.len()]);
    let judgement = Judgement::of_polarity(polarity, units, aspects);
    let opinions = combine(&prepared, &mentions, &judgement, &Learnt::default());
    assert_eq!(opinions.len(), mentions.len());
    assert_eq!(&comment[opinions[0].evidence.clone()], "物流很快");
    let last = opinions.last().unwrap();
    assert_eq!(&comment[last.evidence.clone()], "但是客服&nbsp;态度差");
    assert_eq!(&comment[last.term.clone()], "态度差");
}

#[test]
fn a_bad_taxonomy_names_file_line_and_remedy() {
    let aspect = |id: &str, terms: &str| {
        format!(
            "[[stage]]\nid = \"s\"\nzh = \"s\"\nen = \"s\"\n[[stage.touchpoint]]\nid = \"t\"\n\
             zh = \"t\"\nen = \"t\"\n[[stage.touchpoint.aspect]]\nid = \"{id}\"\nzh = \"a\"\n\
             en = \"a\"\n{terms}\n"
        )
    };
    assert!(Taxonomy::from_toml(&aspect("a", "terms_en = [\"Price\"]"), "x.toml").is_ok());
    for (text, line) in [
        (aspect("A b", "terms_en = [\"x\"]"), 10),
        (aspect("a", ""), 10),
        (aspect("a", "terms_en = [\"x\", \"X\"]"), 13),
        (aspect("a", "terms_en = [\"?\"]"), 13),
        (aspect("a", "terms = [\"x\"]"), 13),
        (aspect("a", "terms_en = [\"x\"") + "\n", 13),
        (
            aspect("a", "terms_en = [\"x\"]")
                + "[[stage.touchpoint.aspect]]\nid = \"a\"\nzh = \"b\"\nen = \"b\"\n\
                   terms_en = [\"y\"]\n",
            15,
        ),
        (String::new(), 1),
        ("[[stage]]\nid = 3\n".to_owned(), 2),
    ] {
        let error = Taxonomy::from_toml(&text, "x.toml").unwrap_err();
        let message = error.to_string();
        assert!((line..=line + 2).contains(&error.line), "{message} for {text}");
        assert!(message.starts_with("x.toml, line "), "{message}");
    }
}

#[test]
fn a_taxonomy_of_too_many_aspects_is_refused() {
    let mut text =
        "[[stage]]\nid = \"s\"\nzh = \"s\"\nen = \"s\"\n[[stage.touchpoint]]\nid = \"t\"\n\
                    zh = \"t\"\nen = \"t\"\n"
            .to_owned();
    let aspect = |i: usize| {
        format!(
            "[[stage.touchpoint.aspect]]\nid = \"a{i}\"\nzh = \"a\"\nen = \"a\"\n\
             terms_en = [\"term{i}x\"]\n"
        )
    };
    (0..MOST_ASPECTS).for_each(|i| text.push_str(&aspect(i)));
    assert_eq!(Taxonomy::from_toml(&text, "x.toml").unwrap().aspects().len(), MOST_ASPECTS);
    text.push_str(&aspect(MOST_ASPECTS));
    let error = Taxonomy::from_toml(&text, "x.toml").unwrap_err();
    assert!(error.to_string().contains("2000 aspects"), "{error}");
    assert_eq!(error.line, 9 + 5 * MOST_ASPECTS + 1);
}

const HIGH: [&str; 30] = [
    "打了五次电话才有人接",
    "排队两个小时,腿都站麻了",
    "等了半天也没人理",
    "为了退款反复沟通",
    "跑了三趟才办好",
    "退货流程太繁琐了",
    "客服互相推,没人管",
    "我催了好几次才发货",
    "折腾了一下午还是装不上",
    "同样的资料要重复提交",
    "预约实在太难约了",
    "排了40多分钟的队",
    "操作起来很不方便",
    "电话一直占线打不通",
    "打客服電話打了無數次",
    "每次登录都要等很久",
    "注销账号特别麻烦",
    "On hold for an hour",
    "I called five times before anyone answered",
    "Had to explain everything again to a new agent",
    "Spent three hours on the phone",
    "It was not easy to cancel my plan",
    "They kept transferring me to someone else",
    "The return process is complicated",
    "Impossible to get hold of anybody, I gave up",
    "Waited 45 minutes for a table",
    "I had to chase them for my refund",
    "Setting it up took me forever",
    "I was passed from one department to another",
    "Getting a reply means sending email after email",
];

const LOW: [&str; 20] = [
    "一次就解决了我的问题",
    "客服秒回,很满意",
    "下单付款都很方便",
    "不用排队,直接入场",
    "五分钟就办完了",
    "流程简单,一看就会",
    "退款很顺利",
    "安装一点也不麻烦",
    "一个电话就搞定了",
    "入住手續辦理得很快捷",
    "Quick and easy checkout",
    "Booked in two clicks",
    "Very straightforward process",
    "The refund was hassle free",
    "It was sorted on the first call",
    "Check-in took only five minutes",
    "No queues at all",
    "Setup was a breeze",
    "It was not difficult to return it",
    "Everything was handled without me doing a thing",
];

const NONE: [&str; 38] = [
    "质量很好",
    "味道一般,分量少",
    "房间很干净",
    "价格有点贵",
    "客服态度差",
    "电池能用两天",
    "买了三次了,一直很喜欢",
    "来过两次,每次都很满意",
    "住了五天,早餐不错",
    "颜色和图片不符",
    "第二天就送到了",
    "吃了一个小时的自助餐",
    "等到活动再买",
    "The food was delicious",
    "Great battery that lasts two days",
    "Overpriced",
    "I have been here three times and love it",
    "The staff were rude",
    "We stayed for two weeks",
    "It broke after a month",
    "Nice design but poor sound",
    "A three hour flight with good food",
    "My second time flying with them",
    "Would buy again",
    "房间布置得比较简单",
    "去机场和地铁站都方便",
    "交通不方便,打车难",
    "这本书可以反复看",
    "用了两天才来评价,挺好",
    "步行五分钟就到海边",
    "麻烦下次多给点餐具",
    "包装容易破",
    "体积小,方便携带",
    "The case gets scratched easily",
    "I have flown with them many times",
    "We spent two days in the city",
    "A smooth flight with a friendly crew",
    "Simple design, nice colour",
];

/// Precision and recall of the rules on sentences written for this test. Some
/// are beyond phrases on purpose, so neither is expected to be perfect.
#[test]
fn effort_is_found_in_labelled_sentences() {
    let labelled = [(Effort::High, &HIGH[..]), (Effort::Low, &LOW), (Effort::None, &NONE)];
    let rows: Vec<(Effort, Effort, &str)> = labelled
        .iter()
        .flat_map(|(label, texts)| {
            texts.iter().map(|text| (*label, Effort::of(&ANALYZER.prepare(text)), *text))
        })
        .collect();
    for row in rows.iter().filter(|(label, found, _)| label != found) {
        println!("{} taken for {}: {}", row.0.as_str(), row.1.as_str(), row.2);
    }
    for class in [Effort::High, Effort::Low] {
        let hits = rows.iter().filter(|r| r.0 == class && r.1 == class).count() as f64;
        let found = rows.iter().filter(|r| r.1 == class).count() as f64;
        let labelled = rows.iter().filter(|r| r.0 == class).count() as f64;
        let (precision, recall) = (hits / found, hits / labelled);
        println!("{}: precision {precision:.2}, recall {recall:.2}, n {labelled}", class.as_str());
        assert!(precision >= 0.9 && recall >= 0.85, "{class:?}");
    }
}

proptest! {
    #[test]
    fn arbitrary_comments_never_panic(
        comment in prop_oneof![
            any::<String>(),
            "(服务|物流|价格|贵|等了|打了|三次|半天|，|。|但是|不| ){0,12}",
            "(the |room|price|s|ies|called |five |times |on hold |not |easy|, |! |é){0,12}",
        ]
    ) {
        let prepared = ANALYZER.prepare(&comment);
        let _ = Effort::of(&prepared);
        let text = prepared.normalized.as_str();
        let mut end = 0;
        for mention in FINDER.find(&prepared) {
            prop_assert!(mention.span.start >= end);
            prop_assert!(text.get(mention.span.clone()).is_some());
            let unit = &prepared.units[mention.unit].span;
            prop_assert!(unit.start <= mention.span.start && mention.span.end <= unit.end);
            end = mention.span.end;
        }
    }
}

#[test]
fn what_an_engine_hears_counts_for_the_aspects_it_has_learnt() {
    let prepared = ANALYZER.prepare("不是物流慢，是客服不处理");
    let mentions = FINDER.find(&prepared);
    let learnt = Learnt::new(
        &Taxonomy::builtin(),
        &["delivery_speed", "response", "unheard_of"].map(str::to_owned),
    );
    let ids = |opinions: &[Opinion]| -> Vec<String> {
        opinions.iter().map(|o| Taxonomy::builtin().aspect(o.aspect).name.id.clone()).collect()
    };
    let polarity = Polarity { negative: 0.9, neutral: 0.05, positive: 0.05 };
    let mut judgement =
        Judgement::of_polarity(polarity, vec![polarity; 2], vec![polarity; mentions.len()]);
    assert!(
        ids(&combine(&prepared, &mentions, &judgement, &learnt))
            .contains(&"delivery_speed".to_owned())
    );
    let said = prepared.normalized.as_str().find("不处理").unwrap();
    let heard = |aspect| Heard { aspect, presence: 0.9, polarity, evidence: said..said + 9 };
    judgement.heard = Some(vec![heard(1), heard(2)]);
    let opinions = combine(&prepared, &mentions, &judgement, &learnt);
    assert!(!ids(&opinions).contains(&"delivery_speed".to_owned()), "a term is no decision");
    let response = opinions.iter().find(|o| ids(std::slice::from_ref(o)) == ["response"]).unwrap();
    assert_eq!((response.unit, &prepared.original[response.term.clone()]), (1, "不处理"));
    assert_eq!(learnt.named(&mentions), [0]);
}

#[test]
fn what_is_heard_is_shown_by_a_term_of_its_own_unit() {
    let prepared = ANALYZER.prepare("不是物流慢，是客服不处理");
    let mentions = FINDER.find(&prepared);
    let learnt = Learnt::new(&TAXONOMY, &["delivery_speed".to_owned()]);
    let speed = TAXONOMY.find_aspect("delivery_speed").unwrap();
    let polarity = Polarity { negative: 0.9, neutral: 0.05, positive: 0.05 };
    let mut judgement =
        Judgement::of_polarity(polarity, vec![polarity; 2], vec![polarity; mentions.len()]);
    for (unit, shown) in [(0, "物流慢"), (1, "是客服不处理")] {
        let evidence = prepared.units[unit].span.clone();
        judgement.heard = Some(vec![Heard { aspect: 0, presence: 0.9, polarity, evidence }]);
        let opinions = combine(&prepared, &mentions, &judgement, &learnt);
        let heard = opinions.iter().find(|o| o.aspect == speed).unwrap();
        assert_eq!((heard.unit, &prepared.original[heard.term.clone()]), (unit, shown));
    }
}

/// The aspects of a taxonomy that opinions are about where the engine hears nothing at all.
fn by_terms_alone(taxonomy: &Taxonomy, learnt: &[&str], comment: &str) -> Vec<String> {
    let prepared = ANALYZER.prepare(comment);
    let mentions = MentionFinder::new(taxonomy).unwrap().find(&prepared);
    let learnt: Vec<String> = learnt.iter().map(|id| (*id).to_owned()).collect();
    let learnt = Learnt::new(taxonomy, &learnt);
    let polarity = Polarity { negative: 0.9, neutral: 0.05, positive: 0.05 };
    let units = vec![polarity; prepared.units.len()];
    let mut judgement = Judgement::of_polarity(polarity, units, vec![polarity; mentions.len()]);
    judgement.heard = Some(Vec::new());
    let opinions = combine(&prepared, &mentions, &judgement, &learnt);
    opinions.iter().map(|said| taxonomy.aspect(said.aspect).name.id.clone()).collect()
}

#[test]
fn an_aspect_of_the_users_own_goes_by_its_terms_whatever_its_id() {
    // The example of the guide: `waiting` is also what the built-in one at a doctor's is called.
    let guide = include_str!("../../docs/GUIDE.md");
    let section = guide.split("## Taxonomy").nth(1).unwrap();
    let example = section.split("```toml").nth(1).unwrap().split("```").next().unwrap();
    let coffee = Taxonomy::from_toml(example, "coffee.toml").unwrap();
    let learnt = ["waiting", "delivery_speed"];
    assert_eq!(by_terms_alone(&coffee, &learnt, "排队太久了，咖啡还行"), ["waiting"]);
    // In the built-in taxonomy the engine decides.
    let waiting = TAXONOMY.aspect(TAXONOMY.find_aspect("waiting").unwrap());
    let said = format!("{}太久", waiting.terms_zh[0]);
    assert!(!by_terms_alone(&TAXONOMY, &learnt, &said).contains(&"waiting".to_owned()));
}

#[test]
fn a_term_that_is_added_to_a_learnt_aspect_counts() {
    let more = Taxonomy::builtin_text().replacen("\"物流慢\"", "\"物流慢\", \"骑手磨蹭\"", 1);
    let taxonomy = Taxonomy::from_toml(&more, "more.toml").unwrap();
    let id = taxonomy.aspects().iter().find(|it| it.terms_zh.iter().any(|t| t == "骑手磨蹭"));
    let id = id.unwrap().name.id.as_str();
    assert_eq!(by_terms_alone(&taxonomy, &[id], "骑手磨蹭"), [id]);
    assert!(by_terms_alone(&taxonomy, &[id], "物流慢").is_empty(), "the engine has learnt it");
}

/// These phrases, with two words that negate.
fn phrases(list: &[&str]) -> Phrases<Effort> {
    let words: SlotWords = toml::from_str(
        "negations = ['不', 'not']\nabout = []\nmany = []\nlong_time = []\nshort_time = []\n",
    )
    .unwrap();
    let list = list.iter().map(|phrase| (*phrase).to_owned()).collect();
    Phrases::new(&[(Effort::High, list)], words)
}

/// Whether the first place in a text where a phrase stands is negated, and the place.
fn place_of<'a>(phrase: &str, text: &'a str) -> Option<(bool, &'a str)> {
    let found = phrases(&[phrase]).find(text);
    found.first().map(|found| (found.negated, &text[found.start..found.end]))
}

#[test]
fn phrases_are_found_with_their_gaps_times_and_negations() {
    for (phrase, text, expected) in [
        // A gap holds words, no punctuation.
        ("keep * me", "they keep calling me", Some((false, "keep calling me"))),
        ("keep * me", "they keep calling, me", None),
        ("一直*我", "他们一直打扰我了", Some((false, "一直打扰我"))),
        ("一直*我", "他们一直打,扰我了", None),
        // A Chinese negation stands right before a phrase, an English one is a word.
        ("麻烦", "一点不麻烦", Some((true, "麻烦"))),
        ("麻烦", "不 麻烦", Some((false, "麻烦"))),
        ("easy", "not easy", Some((true, "easy"))),
        ("easy", "knot easy", Some((false, "easy"))),
        ("waited {long}", "waited 2 hours", Some((false, "waited 2 hours"))),
        ("waited {long}", "waited 1 hour then left", Some((false, "waited 1 hour"))),
    ] {
        assert_eq!(place_of(phrase, text), expected, "{phrase} in {text}");
    }
}

#[test]
fn numbers_fill_a_phrase_from_two_on_and_up_to_twenty_four_digits() {
    let minutes = |zeros: usize| format!("waited {}15 minutes", "0".repeat(zeros));
    let ones = |n: usize| format!("等了{}分钟", "一".repeat(n));
    for (phrase, text, found) in [
        ("{n} times", "2 times", true),
        ("{n} times", "1 times", false),
        ("{n} times", "two times", true),
        ("{n} times", "twofold times", false),
        ("waited {long}", "waited two hours", true),
        ("waited {long}", minutes(22).as_str(), true),
        ("waited {long}", minutes(23).as_str(), false),
        ("等了{long}", ones(24).as_str(), true),
        ("等了{long}", ones(25).as_str(), false),
        ("easy", "easygoing", false),
    ] {
        assert_eq!(place_of(phrase, text).is_some(), found, "{phrase} in {text}");
    }
}

#[test]
fn a_phrase_within_a_longer_one_does_not_count() {
    let both = phrases(&["keep calling", "calling"]);
    for (text, expected) in
        [("they keep calling", &[(5, 17)][..]), ("calling and keep calling", &[(0, 7), (12, 24)])]
    {
        let found: Vec<(usize, usize)> =
            both.find(text).iter().map(|found| (found.start, found.end)).collect();
        assert_eq!(found, expected, "{text}");
    }
}
