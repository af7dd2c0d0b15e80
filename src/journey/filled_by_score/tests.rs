//! Which fields are left out, and which reasons are told.

use super::*;
use crate::journey::group_ids::GroupIds;
use crate::journey::row::Resolver;
use crate::journey::tests::{entry, row, scores};

/// Answers: whether it is a good one, and the values of the fields.
fn counted(fields: &[&str], rows: &[(bool, &[&str])]) -> (Groups, Option<Reasons>) {
    let fields: Vec<String> = fields.iter().map(|&field| field.to_owned()).collect();
    let (mut ids, mut bands) = (GroupIds::new(&fields), BandCounter::new(&fields));
    let mut resolver = Resolver::default();
    for (number, (good, values)) in (0..).zip(rows) {
        let score = scores(None, Some(if *good { 5.0 } else { 2.0 }));
        let mut row = row(number, vec![entry(None, None, score)]);
        row.segments =
            values.iter().map(|value| (!value.is_empty()).then(|| (*value).into())).collect();
        let view = resolver.view(&row, &[]);
        bands.add(&view, ids.of(&view));
    }
    bands.leave_out(ids.finish(&fields), &fields, Some(ScoreKind::Csat), 1)
}

fn rows<'a>(n: usize, good: bool, values: &'a [&'a str]) -> Vec<(bool, &'a [&'a str])> {
    vec![(good, values); n]
}

#[test]
fn reasons_of_the_discontented_are_no_groups() {
    let of = |good_with: usize, low_without: usize| {
        let all = [
            rows(22, false, &["slow", "North"]),
            rows(18, false, &["rude", "South"]),
            rows(good_with, true, &["rude", "South"]),
            rows(80, true, &["", "North"]),
            rows(low_without, false, &["", "South"]),
        ];
        counted(&["Details", "Region"], &all.concat())
    };
    let (found, reasons) = of(2, 14);
    assert_eq!(found.left_out, [Some(NoGroups::Reasons), None]);
    assert!(found.all.iter().all(|group| group.field == "Region"));
    let reasons = reasons.unwrap();
    assert_eq!((reasons.field.as_str(), reasons.n), ("Details", 42));
    let told: Vec<(&str, u64)> =
        reasons.choices.iter().map(|reason| (reason.choice.as_str(), reason.n)).collect();
    assert_eq!(told, [("slow", 22), ("rude", 20)]);
    // 37 of 40 are low, or 15 of 95 of those who left it out.
    assert_eq!(of(3, 14).0.left_out, [None, None]);
    assert_eq!(of(2, 15).0.left_out, [None, None]);
}

#[test]
fn choices_of_a_question_are_one() {
    let all =
        [rows(20, false, &["✓", "✗"]), rows(15, false, &["✗", "✓"]), rows(60, true, &["✗", "✗"])];
    let (found, reasons) = counted(&["Why: slow", "Why: rude"], &all.concat());
    assert_eq!(found.left_out, [Some(NoGroups::Reasons), Some(NoGroups::Reasons)]);
    let reasons = reasons.unwrap();
    assert_eq!((reasons.field.as_str(), reasons.n, reasons.choices.len()), ("Why", 35, 2));
    // Who praised it chose something too.
    let all = [all.concat(), rows(20, true, &["✓", "✗"])];
    let (found, reasons) = counted(&["Why: slow", "Why: rude"], &all.concat());
    assert_eq!((found.left_out, reasons), (vec![None, None], None));
}

#[test]
fn tags_of_praise_and_of_blame_are_no_groups() {
    let of = |good: usize| {
        let all = [
            rows(20, false, &["✓", "✗"]),
            rows(good, true, &["✓", "✗"]),
            rows(40, true, &["✗", "✓"]),
            rows(30, false, &["✗", "✗"]),
        ];
        counted(&["Tags: dirty", "Tags: friendly"], &all.concat()).0.left_out
    };
    assert_eq!(of(1), [Some(NoGroups::Reasons), Some(NoGroups::Reasons)]);
    assert_eq!(of(2), [None, None]);
}

/// Tags of which each says what its row scored: two of blame, two of praise, with so many fours
/// among the blame, and threes among the praise.
#[test]
fn tags_of_which_each_is_of_one_side_are_no_groups() {
    let fields = ["Tags: dirty", "Tags: dear", "Tags: kind", "Tags: clean"].map(str::to_owned);
    let of = |threes: u64, strays: u64| {
        let (mut ids, mut bands) = (GroupIds::new(&fields), BandCounter::new(&fields));
        let mut resolver = Resolver::default();
        for number in 0..80_u64 {
            let (tag, at) = ((number / 20) as usize, number % 20);
            let score = match tag {
                0 | 1 if at < strays => 4.0,
                0 | 1 => 1.0,
                _ if at < threes => 3.0,
                _ => 5.0,
            };
            let mut row = row(number, vec![entry(None, None, scores(None, Some(score)))]);
            let value = |own: usize| if own == tag { "✓" } else { "✗" };
            row.segments = (0..4).map(|own| Some(value(own).into())).collect();
            let view = resolver.view(&row, &[]);
            bands.add(&view, ids.of(&view));
        }
        let found = ids.finish(&fields);
        bands.leave_out(found, &fields, Some(ScoreKind::Csat), 1).0.left_out
    };
    let why = || Some(NoGroups::Reasons);
    assert_eq!(of(6, 1), [why(), why(), why(), why()]);
    assert_eq!(of(6, 2), [None, None, None, None], "one in ten of the blame is content");
}

/// A field of three values, each of one band of the score but for so many rows.
#[test]
fn a_field_with_a_value_for_each_band_is_made_of_the_score() {
    let fields = ["Group".to_owned()];
    let of = |strays: u64, values: [&str; 3]| {
        let (mut ids, mut bands) = (GroupIds::new(&fields), BandCounter::new(&fields));
        let mut resolver = Resolver::default();
        for number in 0..60_u64 {
            let (band, at) = ((number / 20) as usize, number % 20);
            let score = [1.0, 3.0, 5.0][if at < strays { (band + 1) % 3 } else { band }];
            let mut row = row(number, vec![entry(None, None, scores(None, Some(score)))]);
            row.segments = vec![Some(values[band].into())];
            let view = resolver.view(&row, &[]);
            bands.add(&view, ids.of(&view));
        }
        let found = ids.finish(&fields);
        bands.leave_out(found, &fields, Some(ScoreKind::Csat), 1).0.left_out
    };
    assert_eq!(of(2, ["A", "B", "C"]), [Some(NoGroups::Reasons)]);
    assert_eq!(of(3, ["A", "B", "C"]), [None]);
    assert_eq!(of(0, ["A", "B", "B"]), [None], "a value of two bands");
    assert_eq!(of(9, ["Positive", "Negative", "Neutral"]), [Some(NoGroups::Reasons)]);
}

/// What those chose who gave three of five, and what those chose who gave five.
#[test]
fn tags_of_those_in_the_middle_are_of_blame() {
    let fields = ["Tags: slow", "Tags: friendly"].map(str::to_owned);
    let (mut ids, mut bands) = (GroupIds::new(&fields), BandCounter::new(&fields));
    let mut resolver = Resolver::default();
    for number in 0..60_u64 {
        let (score, values) = match number {
            0..20 => (3.0, ["✓", "✗"]),
            20..40 => (5.0, ["✗", "✓"]),
            _ => (4.0, ["✗", "✗"]),
        };
        let mut row = row(number, vec![entry(None, None, scores(None, Some(score)))]);
        row.segments = values.into_iter().map(|value| Some(value.into())).collect();
        let view = resolver.view(&row, &[]);
        bands.add(&view, ids.of(&view));
    }
    let (found, reasons) = bands.leave_out(ids.finish(&fields), &fields, Some(ScoreKind::Csat), 1);
    let why = || Some(NoGroups::Reasons);
    assert_eq!((found.left_out, reasons), (vec![why(), why()], None));
}

#[test]
fn a_name_that_asks_for_reasons_is_enough() {
    let all = [rows(20, false, &["卫生"]), rows(20, true, &["排队"])].concat();
    for (field, why) in
        [("差评原因", true), ("您不满意的方面", true), ("推荐原因", false), ("原因", false)]
    {
        let left_out = counted(&[field], &all).0.left_out;
        assert_eq!(left_out == [Some(NoGroups::Reasons)], why, "{field}");
    }
}

/// What should be mended everybody is asked, the content as well as the others.
#[test]
fn what_should_be_mended_makes_no_groups_and_is_told_as_chosen() {
    let of = |question: &str| {
        let fields = ["候诊时间", "医生沟通", "都很好", "取药"];
        let fields = fields.map(|choice| format!("{question}: {choice}"));
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let all = [
            rows(30, false, &["✓", "✓", "✗", "✗"]),
            rows(20, true, &["✓", "✗", "✗", "✗"]),
            rows(10, true, &["✗", "✓", "✗", "✗"]),
            rows(40, true, &["✗", "✗", "✓", "✗"]),
            rows(12, true, &["✗", "✗", "✗", "✓"]),
        ];
        counted(&fields, &all.concat())
    };
    let (found, reasons) = of("您认为最需要改进的是？【多选题】");
    assert!(found.all.is_empty() && found.left_out.iter().all(|of| *of == Some(NoGroups::Reasons)));
    let reasons = reasons.unwrap();
    let told: Vec<(&str, u64)> =
        reasons.choices.iter().map(|reason| (reason.choice.as_str(), reason.n)).collect();
    assert_eq!(told, [("候诊时间", 50), ("医生沟通", 40), ("取药", 12)]);
    assert_eq!((reasons.n, reasons.of_all), (112, true));
    let (found, reasons) = of("您到过的地方");
    assert_eq!((found.all.len(), reasons), (4, None));
    // One column of one choice each.
    let all = [rows(20, false, &["卫生"]), rows(20, true, &["排队"])].concat();
    let (found, reasons) = counted(&["What should we improve most?"], &all);
    assert_eq!((found.left_out, reasons.unwrap().n), (vec![Some(NoGroups::Reasons)], 40));
}

/// Where the discontented alone were asked why, that is told before.
#[test]
fn reasons_of_the_discontented_are_told_before_what_all_chose() {
    let all = [
        rows(25, false, &["slow", "waiting"]),
        rows(15, false, &["rude", "rooms"]),
        rows(40, true, &["", "nothing"]),
        rows(40, true, &["", "rooms"]),
    ];
    for fields in [["Details", "What to improve first"], ["Details", "Areas for improvement"]] {
        let (found, reasons) = counted(&fields, &all.concat());
        let reasons = reasons.unwrap();
        assert_eq!((reasons.field.as_str(), reasons.n, reasons.of_all), ("Details", 40, false));
        assert_eq!(found.left_out, [Some(NoGroups::Reasons), Some(NoGroups::Reasons)]);
    }
}

#[test]
fn scores_of_other_people_are_told_from_those_of_the_same() {
    let of = |together: u64| {
        let mut bands = BandCounter::new(&["Region".to_owned()]);
        for number in 0..200_u64 {
            let (nps, csat) = (number < 100 + together, number >= 100);
            let given = scores(nps.then_some(9.0), csat.then_some(4.0));
            let row = row(number, vec![entry(None, None, given)]);
            bands.add(&Resolver::default().view(&row, &[]), &[]);
        }
        bands.of_others(Some(ScoreKind::Nps))
    };
    assert_eq!(of(5), [ScoreKind::Csat]);
    assert!(of(6).is_empty());
}

#[test]
fn yes_and_no_of_the_content_and_the_others_tell_how_it_went() {
    let of = |yes: &str, good_of_no: usize| {
        let yes = [yes];
        let all = [
            rows(39, true, &yes),
            rows(1, false, &yes),
            rows(good_of_no, true, &["No"]),
            rows(40 - good_of_no, false, &["No"]),
        ];
        counted(&["Loyal"], &all.concat()).0.left_out
    };
    assert_eq!(of("Yes", 14), [Some(NoGroups::Outcome)]);
    assert_eq!(of("Yes", 15), [None]);
    assert_eq!(of("Leeds", 4), [None], "a place");
}
