//! Training, the model file and the engine together, on a small set written
//! for the purpose.

use super::*;
use crate::sentiment::labelled::Labelled;
use crate::sentiment::{Class, Emotion, Engine, Judgement, Request};
use crate::text::Analyzer;

fn row(set: &str, text: String, polarity: Class, rating: Option<f32>) -> Labelled {
    let emotion = (polarity == Class::Negative).then_some(Emotion::Angry);
    Labelled { text, polarity: Some(polarity), mixed: false, rating, emotion, set: set.to_owned() }
}

/// Two sets: hotels in three classes, and a shop without neutral rows.
fn labelled() -> Vec<Labelled> {
    let things = ["房间", "早餐", "前台", "位置", "大堂", "泳池", "电梯", "浴室"];
    let goods = ["衣服", "鞋子", "耳机", "水壶", "台灯", "雨伞", "书包", "手表"];
    let mut rows = Vec::new();
    for (thing, good) in things.iter().zip(goods) {
        for end in ["", "，谢谢", "，就这样", "。记录一下"] {
            rows.push(row("hotel", format!("{thing}很好很满意{end}"), Class::Positive, Some(1.0)));
            rows.push(row("hotel", format!("{thing}太差很失望{end}"), Class::Negative, Some(0.0)));
            rows.push(row("hotel", format!("{thing}一般般{end}"), Class::Neutral, Some(0.5)));
            rows.push(row("shop", format!("{good}很好很喜欢{end}"), Class::Positive, None));
            rows.push(row("shop", format!("{good}太差要退货{end}"), Class::Negative, None));
        }
    }
    rows
}

fn options() -> TrainOptions {
    TrainOptions { epochs: 12, min_count: 1, c: 30.0, ..TrainOptions::default() }
}

fn judge(engine: &dyn Engine, text: &str) -> Judgement {
    let prepared = Analyzer::new().prepare(text);
    engine.judge(&[Request { text: &prepared, aspects: &[], named: &[] }]).unwrap().remove(0)
}

/// Of nothing there is no loss, and none of 0.
#[test]
fn a_loss_is_told_of_rows_that_are_held_out() {
    let kept_out =
        |row: &Labelled| xxhash_rust::xxh3::xxh3_64(row.text.as_bytes()).is_multiple_of(20);
    let losses = |rows: &[Labelled]| {
        let mut told = Vec::new();
        train(rows, &Analyzer::new(), &options(), |p| told.push(p.held_out)).unwrap();
        told
    };
    let (held, others): (Vec<_>, Vec<_>) = labelled().into_iter().partition(kept_out);
    assert!(losses(&others).iter().all(Option::is_none));
    let all: Vec<Labelled> = others.into_iter().chain(held.clone()).collect();
    assert!(losses(&all).iter().all(|loss| loss.is_some() != held.is_empty()));
}

#[test]
fn learns_polarity_stars_and_emotion_and_survives_its_file() {
    let analyzer = Analyzer::new();
    let mut losses = Vec::new();
    let model = train(&labelled(), &analyzer, &options(), |p| losses.push(p.loss)).unwrap();
    assert_eq!(losses.len(), 12);
    assert!(losses[11] < losses[0]);
    assert_eq!(model.trained_on()["shop"], 64);

    let bytes = model.to_bytes().unwrap();
    let read = LinearEngine::new(LinearModel::from_bytes(&bytes).unwrap());
    let engine = LinearEngine::new(model);
    for (text, class) in [
        ("餐厅很好很满意", Class::Positive),
        ("餐厅太差很失望", Class::Negative),
        ("餐厅一般般", Class::Neutral),
    ] {
        let answer = judge(&engine, text);
        assert_eq!(answer.polarity.class(), class, "{text}: {:?}", answer.polarity);
        assert_eq!(answer, judge(&read, text));
        let p = answer.polarity;
        assert!((p.negative + p.neutral + p.positive - 1.0).abs() < 1e-5);
    }
    let (good, bad) = (judge(&engine, "餐厅很好很满意"), judge(&engine, "餐厅太差很失望"));
    assert!(good.stars.unwrap() > 3.5 && bad.stars.unwrap() < 2.5);
    assert_eq!(bad.emotion, Some(Emotion::Angry));
    assert_eq!(good.emotion, Some(Emotion::Satisfied));
}

#[test]
fn the_same_rows_make_the_same_model() {
    let analyzer = Analyzer::new();
    let bytes = || train(&labelled(), &analyzer, &options(), |_| ()).unwrap().to_bytes().unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_damaged_file_is_refused() {
    let model = train(&labelled(), &Analyzer::new(), &options(), |_| ()).unwrap();
    let bytes = model.to_bytes().unwrap();
    for cut in [13, 200, bytes.len() - 1] {
        let error = LinearModel::from_bytes(&bytes[..cut]).unwrap_err();
        assert!(matches!(error, ModelError::Damaged(_)), "{cut}: {error}");
    }
}

/// Rows of hotels that both praise and complain.
fn mixed() -> Vec<Labelled> {
    let sides = ["房间很好但是早餐太差", "前台很好就是浴室太差", "位置很好可惜大堂太差"];
    let texts = sides.iter().flat_map(|text| {
        ["", "，谢谢", "，就这样", "。记录一下"].map(|end| format!("{text}{end}"))
    });
    let mixed =
        |text| Labelled { mixed: true, polarity: None, ..row("hotel", text, Class::Neutral, None) };
    texts.map(mixed).collect()
}

#[test]
fn what_is_mixed_is_a_class_where_it_was_shown() {
    let analyzer = Analyzer::new();
    let both = [labelled(), mixed()].concat();
    let model = train(&both, &analyzer, &options(), |_| ()).unwrap();
    let model = LinearModel::from_bytes(&model.to_bytes().unwrap()).unwrap();
    let answer = judge(&LinearEngine::new(model), "泳池很好但是电梯太差");
    let (p, whole) = (answer.polarity, answer.whole.unwrap());
    assert!(whole.mixed > p.negative.max(p.neutral).max(p.positive), "{answer:?}");
    assert!((p.negative + p.neutral + p.positive + whole.mixed - 1.0).abs() < 1e-5);
}

#[test]
fn a_model_that_was_shown_nothing_mixed_does_not_speak_of_it() {
    let model = train(&labelled(), &Analyzer::new(), &options(), |_| ()).unwrap();
    let model = LinearModel::from_bytes(&model.to_bytes().unwrap()).unwrap();
    let answer = judge(&LinearEngine::new(model), "泳池很好但是电梯太差");
    assert_eq!(answer.whole, None);
    let p = answer.polarity;
    assert!((p.negative + p.neutral + p.positive - 1.0).abs() < 1e-5);
}

#[test]
fn nothing_to_learn_from_is_an_error() {
    assert!(train(&[], &Analyzer::new(), &options(), |_| ()).is_err());
    let wild = TrainOptions { rate: f32::NAN, epochs: 1, ..options() };
    let found = train(&labelled(), &Analyzer::new(), &wild, |_| ());
    assert!(matches!(found, Err(ModelError::NotFinite)));
}

#[test]
fn few_features_are_kept_when_few_are_asked_for() {
    let small = TrainOptions { features: 50, ..options() };
    let full = train(&labelled(), &Analyzer::new(), &options(), |_| ()).unwrap();
    let small = train(&labelled(), &Analyzer::new(), &small, |_| ()).unwrap();
    assert!(small.to_bytes().unwrap().len() < full.to_bytes().unwrap().len());
    let engine = LinearEngine::new(small);
    assert_eq!(judge(&engine, "餐厅很好很满意").polarity.class(), Class::Positive);
}

#[test]
fn the_model_that_ships_knows_negation_contrast_and_traditional_characters() {
    let engine = LinearEngine::builtin().unwrap();
    for (text, class) in [
        ("物流太慢了", Class::Negative),
        ("非常滿意，會再回購", Class::Positive),
        ("没有不满意的地方", Class::Positive),
        ("不是很满意", Class::Negative),
        ("Nothing. Everything is great", Class::Positive),
        ("I will never come back", Class::Negative),
        ("一般般", Class::Neutral),
    ] {
        assert_eq!(judge(&engine, text).polarity.class(), class, "{text}");
    }
    let both = judge(&engine, "物流太慢了，但是客服态度很好");
    assert_eq!(both.units.len(), 2);
    assert!(both.units[0].sentiment() < -0.5 && both.units[1].sentiment() > 0.5);
}

#[test]
fn an_answer_does_not_depend_on_its_batch() {
    let engine = LinearEngine::builtin().unwrap();
    let analyzer = Analyzer::new();
    let texts = ["物流太慢了，但是客服态度很好", "Not bad at all", "无", "房间一般", "", "👍👍"];
    let prepared: Vec<_> = texts.iter().map(|text| analyzer.prepare(text)).collect();
    let requests: Vec<_> =
        prepared.iter().map(|text| Request { text, aspects: &[], named: &[] }).collect();
    let together = engine.judge(&requests).unwrap();
    for (request, answer) in requests.iter().zip(&together) {
        assert_eq!(&engine.judge(std::slice::from_ref(request)).unwrap()[0], answer);
    }
    let backwards: Vec<_> = requests.iter().rev().copied().collect();
    let mut answers = engine.judge(&backwards).unwrap();
    answers.reverse();
    assert_eq!(answers, together);
}
