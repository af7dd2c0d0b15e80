use super::*;
use crate::lang::Lang;
use crate::opinion::{Effort, Taxonomy};
use crate::pipeline::verdict::Said;
use crate::pipeline::{Input, PipelineError};
use crate::privacy::Redact;
use crate::sentiment::{Class, Emotion, Label, Polarity};
use crate::text::Language;

fn read(text: &str) -> Result<Corrections, PipelineError> {
    let gate = Gate::new(Redact::On, Lang::En);
    let input = Input::spooled(&mut text.as_bytes(), "corrections.csv").unwrap();
    read_corrections(&input, &Taxonomy::builtin(), &gate)
}

fn aspect(id: &str) -> usize {
    Taxonomy::builtin().find_aspect(id).unwrap()
}

fn verdict(label: Label, opinions: &[(&str, f32)]) -> Verdict {
    let said = |(at, (id, sentiment)): (usize, &(&str, f32))| Said {
        aspect: aspect(id),
        class: if *sentiment < 0.0 { Class::Negative } else { Class::Positive },
        sentiment: *sentiment,
        evidence: at..at + 3,
        borne_out: false,
    };
    Verdict {
        language: Language::Zh,
        label,
        effort: Effort::None,
        sentiment: -0.7,
        polarity: Polarity { negative: 0.8, neutral: 0.1, positive: 0.1 },
        mixed: Some(0.0),
        stars: Some(1.4),
        emotion: Some(Emotion::Angry),
        opinions: opinions.iter().enumerate().map(said).collect(),
        grave: crate::opinion::grave::Grave::default(),
        embedded: None,
        names: None,
        words: None,
    }
}

fn opinions(verdict: &Verdict) -> Vec<(usize, Class, f32)> {
    verdict.opinions.iter().map(|said| (said.aspect, said.class, said.sentiment)).collect()
}

#[test]
fn a_comment_is_known_again_by_its_text_masked_or_not() {
    let written = "我叫王小明，电话13800138000，物流太慢了！";
    let shown = Gate::new(Redact::On, Lang::Zh).comment(written).text.into_owned();
    assert_ne!(shown, written);
    let ordered = "订单号 JD20260301998877 的快递没有到";
    let orders = Gate::new(Redact::Orders, Lang::Zh).comment(ordered).text.into_owned();
    assert_ne!(orders, ordered);
    for (line, comment) in [
        (written, written),
        (shown.as_str(), written),
        (orders.as_str(), ordered),
        (ordered, ordered),
        ("  物流 太慢了\u{3000}", "物流 太慢了"),
        ("Too SLOW", "too slow"),
        ("'=很好", "=很好"),
        ("ＡＰＰ闪退", "app闪退"),
    ] {
        let file = format!("评论,情感类别\n\"{line}\",正面\n");
        let mut said = verdict(Label::Negative, &[]);
        assert!(read(&file).unwrap().correct(&mut said, comment).is_some(), "{line} / {comment}");
        assert_eq!(said.label, Label::Positive);
        assert!(read(&file).unwrap().correct(&mut said, "物流很慢").is_none());
    }
}

#[test]
fn another_class_is_certain_and_the_same_class_keeps_its_strength() {
    let all = read("comment,label\na,positive\nb,very_negative\nc,褒贬不一\nd,neutral\ne,负面\n");
    let all = all.unwrap();
    let corrected = |text: &str| {
        let mut said = verdict(Label::Negative, &[("courier", -0.8)]);
        let change = all.correct(&mut said, text).unwrap();
        assert_eq!(change.before, verdict(Label::Negative, &[("courier", -0.8)]));
        (said, change.hit.1.label)
    };
    let (positive, changed) = corrected("a");
    assert!(changed);
    assert_eq!((positive.label, positive.sentiment), (Label::Positive, 1.0));
    assert_eq!(positive.polarity, Polarity { negative: 0.0, neutral: 0.0, positive: 1.0 });
    assert_eq!((positive.stars, positive.emotion), (None, Some(Emotion::Satisfied)));
    assert_eq!(positive.opinions.len(), 1, "what it says of aspects stays");
    let (very, changed) = corrected("b");
    assert!(changed);
    assert_eq!((very.label, very.sentiment, very.stars), (Label::VeryNegative, -0.7, Some(1.4)));
    let (mixed, _) = corrected("c");
    assert_eq!((mixed.label, mixed.sentiment, mixed.mixed), (Label::Mixed, 0.0, Some(1.0)));
    let (neutral, _) = corrected("d");
    assert_eq!((neutral.sentiment, neutral.polarity.neutral), (0.0, 1.0));
    assert_eq!(corrected("e"), (verdict(Label::Negative, &[("courier", -0.8)]), false));
}

#[test]
fn opinions_are_those_of_the_line_and_a_wrong_aspect_goes() {
    let said = || verdict(Label::Negative, &[("courier", -0.83), ("value", -0.5)]);
    let after = |line: &str| {
        let all = read(&format!("comment,opinions,wrong_aspects\nx,{line}\n")).unwrap();
        let mut verdict = said();
        let changed = all.correct(&mut verdict, "x").unwrap().hit.1.opinions;
        (opinions(&verdict), verdict.opinions.iter().map(|o| o.evidence.clone()).collect(), changed)
    };
    type After = (Vec<(usize, Class, f32)>, Vec<std::ops::Range<usize>>, bool);
    let (courier, price) = (aspect("courier"), aspect("value"));
    let as_written: After = after("courier=-0.83; value=-0.50,");
    assert_eq!(as_written, (opinions(&said()), vec![0..3, 1..4], false));
    let turned: After = after("value=正面; courier=-0.83,");
    assert_eq!(turned.0, [(courier, Class::Negative, -0.83), (price, Class::Positive, 1.0)]);
    assert_eq!((turned.1, turned.2), (vec![0..3, 1..4], true));
    let other: After = after("taste=0.4,");
    assert_eq!(other.0, [(aspect("taste"), Class::Positive, 0.4)]);
    assert_eq!(other.1, vec![0..1], "the whole comment stands for what was not found in it");
    assert_eq!(after("none,").0, []);
    assert_eq!(after("无,").0, []);
    assert_eq!(after(",courier").0, [(price, Class::Negative, -0.5)]);
    assert!(!after(",taste").2);
}

#[test]
fn what_is_not_about_us_is_set_aside() {
    for word in ["not_about_us", "Not about us", "与我们无关"] {
        let all = read(&format!("comment,label\nx,{word}\n")).unwrap();
        let mut said = verdict(Label::Negative, &[("courier", -0.8)]);
        let right = all.correct(&mut said, "x").unwrap();
        assert_eq!((said.label, said.opinions.len(), right.truth), (Label::Undetected, 0, None));
        assert!(right.hit.1.not_about_us && !right.hit.1.label);
    }
}

#[test]
fn what_became_of_the_lines_is_told() {
    let all = read(
        "comment,label,opinions,note\nx,positive,,a\ny,,courier=-1,b\nz,negative,,c\nx,neutral,,d\n\
         ,negative,,e\nw,,,f\n",
    )
    .unwrap();
    let mut applied = Applied::default();
    for comment in ["x", "x", "y", "q"] {
        let mut said = verdict(Label::Negative, &[("courier", -1.0)]);
        all.correct(&mut said, comment).into_iter().for_each(|right| applied.add(right.hit));
    }
    let told = all.told(&applied);
    assert_eq!((told.corrections, told.empty, told.comments), (3, 2, 2));
    assert_eq!((told.labels, told.opinions, told.already), (2, 0, 1));
    assert_eq!((told.not_found, &told.not_found_rows[..]), (1, &[4][..]));
    assert_eq!(told.conflicts.len(), 1);
    assert_eq!(told.conflicts[0].rows, [2, 5]);
    let said = told.words_in("en");
    for part in ["corrected: 2", "label: 2", "(rows 4)", "holds: 2/5", "nothing: 2", "already"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(told.words_in("zh").contains("2/5"));
    let mut twice = applied.clone();
    twice.merge(&applied);
    assert_eq!((all.told(&twice).comments, all.told(&twice).not_found), (4, 1));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (file, parts) in [
        ("text,label\nx,positiv\n", ["corrections.csv", "row 2", "label", "positiv"]),
        ("comment,opinions\na,none\nx,corier=-1\n", ["row 3", "opinions", "corier", "courier"]),
        ("comment,opinions\nx,courier\n", ["row 2", "opinions", "courier", "negative"]),
        ("comment,opinions\nx,courier=-7\n", ["row 2", "opinions", "courier=-7", "-1 to 1"]),
        ("comment,opinions\nx,courier=nan\n", ["row 2", "opinions", "courier=nan", "-1 to 1"]),
        ("comment,wrong_aspects\nx,配送员\n", ["row 2", "wrong_aspects", "配送员", "配送人员"]),
        ("remark,label\nx,positive\n", ["corrections.csv", "comment", "remark, label", "header"]),
        ("comment,star\nx,4\n", ["label", "opinions", "wrong_aspects", "star"]),
    ] {
        let error = read(file).unwrap_err().to_string();
        for part in parts {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}
