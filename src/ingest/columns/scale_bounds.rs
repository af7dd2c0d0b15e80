//! Where one scale, or one reading of a cell, gives way to another: values at each bound
//! and one step beyond it.

use crate::feedback::{Scale, ScoreKind};
use crate::ingest::cells::made::column;
use crate::ingest::cells::number::number;
use crate::ingest::columns::scale_guess::{
    Mixed, guess, is_telling, like_neighbours, mixed, stated,
};
use crate::ingest::told::warning::Warning;

fn detected(values: &[(&str, u64)]) -> Option<(String, bool)> {
    guess(ScoreKind::Csat, "c", &column(values), None)
        .map(|g| (g.scale.to_string(), g.warning.is_some()))
}

#[test]
fn a_number_of_many_is_no_more_than_all() {
    let long = |bytes: usize| format!("5 - {}", "x".repeat(bytes - 4));
    for (cell, value) in [
        ("10/10", Some(10.0)),
        ("18/10", None),
        ("11/10", None),
        ("10.5/10", None),
        ("7/100", Some(7.0)),
        ("100/100", Some(100.0)),
        ("5/101", None),
        ("2026/9", None),
        ("★★★★★★★★★★", Some(10.0)),
        ("★★★★★★★★★★★", None),
        ("☆☆☆", None),
        (&long(200), Some(5.0)),
        (&long(201), None),
        ("12345678901234567890", Some(12_345_678_901_234_567_890.0)),
        ("123456789012345678901", None),
    ] {
        assert_eq!(number(cell), value, "{cell}");
    }
}

#[test]
fn a_few_values_beyond_a_scale_are_slips() {
    // Answers of 1, of 5, and the slips.
    for (ones, fives, slip, slips, wanted) in [
        (5, 5, "50", 1, ("1–5", true)),
        (5, 4, "50", 1, ("0–100", false)),
        (150, 49, "50", 9, ("1–5", true)),
        (42, 39, "50", 9, ("0–100", false)),
        (150, 49, "-7", 1, ("1–5", true)),
        (10, 9, "-7", 1, ("1–5", true)),
        (150, 49, "6", 1, ("1–5", true)),
    ] {
        let found = detected(&[("1", ones), ("5", fives), (slip, slips)]);
        let (scale, warned) = wanted;
        assert_eq!(found, Some((scale.to_owned(), warned)), "{ones} {fives} {slips} × {slip}");
    }
    assert_eq!(detected(&[("1", 9), ("5", 9), ("-7", 1)]), None);
    let beyond = |tens: u64, n: u64| detected(&[("40", 100), ("90", tens), ("500", n)]);
    assert_eq!(beyond(99, 1), Some(("0–100".to_owned(), true)));
    assert_eq!([beyond(98, 1), beyond(99, 2)], [None, None]);
}

#[test]
fn scales_are_mixed_from_these_counts_on() {
    // Each of these is at its border; the row below it is one beyond.
    for (why, counts, wanted) in [
        ("twenty fives", [1, 1, 1, 20, 20, 6, 0, 8, 0, 0], true),
        ("twenty fives", [1, 1, 1, 20, 19, 6, 0, 8, 0, 0], false),
        ("a third as many sixes", [1, 1, 1, 20, 20, 7, 0, 10, 0, 0], false),
        ("half the fours", [1, 1, 1, 12, 20, 6, 0, 8, 0, 0], true),
        ("half the fours", [1, 1, 1, 11, 20, 6, 0, 8, 0, 0], false),
        ("a third of both", [1, 1, 1, 20, 20, 6, 7, 8, 0, 0], true),
        ("a third of both", [1, 1, 1, 20, 20, 6, 8, 8, 0, 0], false),
        ("a rise by 30 %", [1, 1, 1, 30, 30, 10, 0, 14, 0, 0], true),
        ("a rise by 30 %", [1, 1, 1, 30, 30, 10, 0, 13, 0, 0], false),
        ("three beyond", [1, 1, 1, 20, 20, 0, 0, 3, 0, 0], true),
        ("three beyond", [1, 1, 1, 20, 20, 0, 0, 2, 0, 0], false),
    ] {
        let points: Vec<String> = (1..=10).map(|point| point.to_string()).collect();
        let values: Vec<(&str, u64)> = points.iter().map(String::as_str).zip(counts).collect();
        assert_eq!(mixed(&column(&values)).is_some(), wanted, "{why}: {counts:?}");
    }
    for (within, beyond, slight) in [(91, 10, true), (90, 10, true), (89, 10, false)] {
        assert_eq!(Mixed { within, beyond }.is_slight(), slight, "{within} and {beyond}");
    }
}

#[test]
fn zeros_beside_a_stated_scale_are_none_of_its_points_however_many() {
    for (header, values, wanted) in [
        ("评价（1-5分）", &[("0", 112), ("1", 42), ("2", 34), ("3", 22)][..], true),
        ("评价（1-5分）", &[("0", 190), ("2", 20)], true),
        // On another scale, or on none.
        ("评价（1-5分）", &[("0", 112), ("3", 20), ("8", 40)], false),
        ("评价（1-5分）", &[("0", 190), ("1", 20)], false),
        ("评价（1-5分）", &[("0", 190)], false),
    ] {
        let facts = column(values);
        let found = stated(header, &facts, None).map(|guess| guess.scale);
        assert_eq!(found, wanted.then_some(Scale::higher(1.0, 5.0)), "{values:?}");
    }
    let facts = column(&[("0", 112), ("1", 42), ("3", 22)]);
    let told = stated("评价（1-5分）", &facts, None).and_then(|guess| guess.warning);
    assert!(matches!(told, Some(Warning::Slips { n: 112, .. })), "{told:?}");
    let from_zero = stated("评价（0-5分）", &facts, None).map(|guess| guess.scale);
    assert_eq!(from_zero, Some(Scale::higher(0.0, 5.0)));
}

#[test]
fn a_stated_scale_holds_half_and_a_neighbours_nine_in_ten() {
    let scale = Scale::higher(1.0, 5.0);
    for (within, beyond, by_name, by_neighbours) in [
        (2, 2, true, true),
        (1, 2, false, true),
        (4, 1, true, false),
        (9, 1, true, true),
        (8, 1, true, false),
        (198, 1, true, true),
        (200, 0, true, false),
    ] {
        let facts = column(&[("3", within), ("9", beyond)]);
        let named = stated("满意度 1-5", &facts, None).is_some();
        let like = like_neighbours("c", &facts, scale).is_some();
        assert_eq!((named, like), (by_name, by_neighbours), "{within} and {beyond}");
        assert_eq!(is_telling(&facts), within + beyond >= 200, "{within} and {beyond}");
    }
}

#[test]
fn what_is_given_at_least_says_where_a_scale_begins_and_ends() {
    for (values, wanted) in [
        (&[("0", 5), ("1", 5)][..], Some(("0–1", false))),
        (&[], None),
        (&[("1", 10)], Some(("1–5", false))),
        (&[("0", 5), ("6", 5)], Some(("0–7", false))),
        // Four in five say that they are out of ten.
        (&[("4/10", 8), ("5", 2)], Some(("1–10", false))),
        (&[("4/10", 7), ("5", 3)], Some(("1–5", false))),
        (&[("1/4", 5), ("3 of 4", 5)], Some(("1–4", false))),
        (&[("0/3", 5), ("2/3", 5)], Some(("0–3", false))),
        (&[("15/20", 5), ("9/20", 5)], Some(("0–20", false))),
        (&[("1/2", 5), ("2/2", 5)], Some(("1–5", false))),
        (&[("7/30", 5), ("20/30", 5)], Some(("0–100", false))),
        // One in twenty beyond the end is a slip, more are another scale.
        (&[("3/4", 19), ("9", 1)], Some(("1–4", true))),
        (&[("3/4", 18), ("9", 2)], Some(("1–10", false))),
        // Nearly all on 1–5, or on 0–5, and a few beyond.
        (&[("1", 500), ("4", 300), ("5", 450), ("10", 40)], Some(("1–5", true))),
        (&[("0", 50), ("1", 500), ("4", 300), ("5", 450), ("10", 40)], Some(("0–5", true))),
    ] {
        let wanted = wanted.map(|(scale, warned): (&str, bool)| (scale.to_owned(), warned));
        assert_eq!(detected(values), wanted, "{values:?}");
    }
    let both = [("4", 22), ("5", 20), ("6", 6), ("7", 8)];
    assert!(mixed(&column(&both)).is_some(), "a third of both");
    let beyond = [&both[..], &[("11", 1)]].concat();
    assert!(mixed(&column(&beyond)).is_none(), "on no scale of ten");
}

#[test]
fn out_of_five_says_where_a_scale_ends_and_the_answers_where_it_begins() {
    for (header, values, wanted) in [
        ("Rating (out of 5)", &[("1", 5), ("5", 5)][..], Some((1.0, 5.0))),
        ("Rating (out of 5)", &[("0", 5), ("5", 5)], Some((0.0, 5.0))),
        ("Rating (out of 100)", &[("20", 5), ("80", 5)], Some((0.0, 100.0))),
        ("Rating (out of 20)", &[("2", 5), ("18", 5)], Some((0.0, 20.0))),
        ("Rating (out of 4)", &[("1", 5), ("4", 5)], Some((1.0, 4.0))),
        ("q3 1-5", &[("1", 5), ("5", 5)], Some((1.0, 5.0))),
        ("1005分制", &[("1", 5), ("5", 5)], None),
    ] {
        let found = stated(header, &column(values), None).map(|guess| guess.scale);
        assert_eq!(found, wanted.map(|(low, high)| Scale::higher(low, high)), "{header}");
    }
    let facts = column(&[("3", 9), ("9", 1)]);
    let like = like_neighbours("c", &facts, Scale::higher(1.0, 5.0));
    let told = like.and_then(|guess| guess.warning);
    assert!(matches!(told, Some(Warning::Slips { n: 1, .. })), "{told:?}");
}
