//! Where one score, or one scale of it, gives way to another: columns at each bound and one step
//! beyond it.

use super::*;
use crate::ingest::cells::made::column;

/// A column of these values, five times each.
fn five_each(values: &[&str]) -> ColumnProfile {
    column(&values.iter().map(|value| (*value, 5)).collect::<Vec<_>>())
}

fn kind(warning: &Warning) -> &'static str {
    match warning {
        Warning::NpsOnOther { .. } => "other scale",
        Warning::NotNps { .. } => "no NPS",
        Warning::MaybeNps { .. } => "maybe NPS",
        Warning::EndNotGiven { .. } => "end not given",
        Warning::ZeroBeside { .. } => "zero beside",
        Warning::TwoScales { .. } => "two scales",
        Warning::MixedScales { .. } => "mixed scales",
        Warning::Direction { .. } => "direction",
        Warning::TakenForScore { .. } => "taken",
        Warning::AnswerCodes { .. } => "codes",
        _ => "something else",
    }
}

/// The role of a column, how much speaks for it, and what is told of it.
type Found = Option<(Role, u32, Vec<&'static str>)>;

fn found(header: &str, facts: &ColumnProfile) -> Found {
    let draft = score(header, &ColumnName::new(header), facts)?;
    Some((draft.role, draft.strength, draft.warnings.iter().map(kind).collect()))
}

fn scored(role: Role) -> Found {
    Some((role, 2, Vec::new()))
}

fn told(role: Role, strength: u32, warning: &'static str) -> Found {
    Some((role, strength, vec![warning]))
}

fn ignored() -> Found {
    Some((Role::Ignore, 0, Vec::new()))
}

#[test]
fn groups_of_nps_are_all_that_a_column_of_them_holds() {
    assert!(is_nps_groups(&column(&[("Promoter", 1), ("passive", 2)])));
    assert!(!is_nps_groups(&column(&[("Promoter", 1), ("other", 2)])));
    assert!(!is_nps_groups(&column(&[])));
    let mut many = column(&[("Promoter", 1)]);
    many.many_values = true;
    assert!(!is_nps_groups(&many));
    for (group, points) in [
        ("Promoter", 10.0),
        ("promotores", 10.0),
        ("推荐者", 10.0),
        ("9-10", 10.0),
        ("Passive", 8.0),
        ("7-8", 8.0),
        ("中立者", 8.0),
        ("neutro", 8.0),
        ("Detractor", 3.0),
        ("détracteur", 3.0),
        ("0-6", 3.0),
        ("贬损者", 3.0),
        ("批评者", 3.0),
        ("Kritiker", 3.0),
    ] {
        let draft = from_groups("Group", &column(&[(group, 1)]));
        assert_eq!(draft.labels.get(group), Some(&points), "{group}");
    }
}

#[test]
fn marks_around_zero_reach_as_far_below_it_as_above() {
    let of = |values: &[(&str, u64)]| {
        let header = "Satisfaction";
        around_zero(header, &ColumnName::new(header), &column(values)).map(|draft| draft.evidence)
    };
    for (values, wanted) in [
        (&[("-2", 1), ("-1", 1), ("0", 1), ("1", 1), ("2", 2)][..], Some((6, 2.0))),
        (&[("-2", 1), ("-1", 2), ("1", 1), ("2", 2)], Some((6, 2.0))),
        (&[("-3", 1), ("-2", 1), ("-1", 1), ("1", 2), ("3", 2)], Some((7, 3.0))),
        // Fewer than five numbers, and fewer than four points.
        (&[("-2", 1), ("-1", 1), ("0", 1), ("1", 1), ("2", 1)], None),
        (&[("-2", 1), ("-1", 2), ("2", 3)], None),
        // Not as far on either side.
        (&[("-2", 1), ("-1", 2), ("0", 1), ("1", 1), ("3", 1)], None),
        (&[("-4", 1), ("-2", 1), ("-1", 1), ("0", 1), ("2", 3)], None),
        (&[("-1", 2), ("0", 2), ("1", 2)], None),
        (&[("-2", 1), ("0", 2), ("1", 2), ("2", 2)], None),
        // Not whole numbers alone.
        (&[("-2", 1), ("-1", 1), ("0", 1), ("1", 1), ("2", 2), ("good", 1)], None),
        (&[("-2", 1), ("-1", 1), ("0", 1), ("1.5", 1), ("2", 2)], None),
    ] {
        let evidence = wanted.map(|(n, most)| {
            let scale = Scale::higher(-most, most);
            let points = Evidence::Scale { scale, n, min: -most, max: most };
            vec![Evidence::Named("satisf"), points]
        });
        assert_eq!(of(values), evidence, "{values:?}");
    }
}

#[test]
fn what_is_guessed_of_a_scale_is_doubted_from_twenty_whole_numbers_on() {
    let of = |header: &str, role: Role, (low, high): (f64, f64), values: &[(&str, u64)]| {
        let mut draft = Draft::new(role, 2, Evidence::NoMeaning);
        draft.scale = Some(Scale::higher(low, high));
        doubts(header, &ColumnName::new(header), &column(values), &draft).map(|w| kind(&w))
    };
    let (end, maybe, zero) = (Some("end not given"), Some("maybe NPS"), Some("zero beside"));
    for (header, role, scale, values, wanted) in [
        ("Rating", Role::CSAT, (1.0, 5.0), &[("1", 10), ("4", 10)][..], end),
        ("Rating", Role::CSAT, (1.0, 5.0), &[("1", 10), ("4", 9)], None),
        ("Rating", Role::CSAT, (1.0, 5.0), &[("1", 10), ("5", 10)], None),
        ("Rating", Role::CSAT, (1.0, 5.0), &[("1", 10), ("3", 10), ("4.5", 1)], None),
        ("Rating", Role::CSAT, (1.0, 5.0), &[("1", 19), ("4", 19), ("good", 2)], end),
        ("Rating", Role::CSAT, (1.0, 5.0), &[("1", 18), ("4", 19), ("good", 2)], None),
        ("Rating", Role::CSAT, (1.0, 10.0), &[("1", 10), ("9", 10)], end),
        ("Rating", Role::CSAT, (0.0, 100.0), &[("80", 10), ("90", 10)], None),
        ("Rating", Role::CSAT, (0.0, 100.0), &[("20", 10), ("60", 10)], end),
        ("Rating", Role::CSAT, (0.0, 100.0), &[("20", 10), ("61", 10)], None),
        ("Rating", Role::CSAT, (1.0, 5.0), &[("1", 20), ("4", 20), ("45", 1)], end),
        ("Rating", Role::CSAT, (0.0, 1.0), &[("0", 20)], None),
        ("NPS", Role::NPS, (0.0, 10.0), &[("1", 10), ("9", 10)], None),
        ("Rating", Role::CSAT, (0.0, 10.0), &[("0", 10), ("10", 10)], maybe),
        ("Satisfaction", Role::CSAT, (0.0, 10.0), &[("0", 10), ("10", 10)], None),
        ("Stars", Role::CSAT, (0.0, 10.0), &[("0", 10), ("10", 10)], None),
        ("Effort", Role::CES, (0.0, 10.0), &[("0", 10), ("10", 10)], None),
        ("Rating", Role::CSAT, (1.0, 10.0), &[("1", 10), ("10", 10)], None),
        ("Rating", Role::CSAT, (0.0, 5.0), &[("0", 4), ("1", 8), ("5", 8)], zero),
        ("Rating", Role::CSAT, (0.0, 7.0), &[("0", 4), ("1", 8), ("7", 8)], zero),
        ("Rating", Role::CSAT, (0.0, 5.0), &[("0", 12), ("5", 8)], None),
        ("Rating", Role::CSAT, (0.0, 5.0), &[("1", 12), ("5", 8)], None),
        ("Rating", Role::CSAT, (1.0, 5.0), &[("0", 4), ("1", 8), ("5", 8)], None),
        ("Satisfaction", Role::CSAT, (0.0, 10.0), &[("0", 4), ("1", 8), ("10", 8)], None),
    ] {
        assert_eq!(of(header, role, scale, values), wanted, "{header} {scale:?} {values:?}");
    }
}

#[test]
fn a_scale_that_is_stated_or_in_words_is_not_doubted() {
    let facts = column(&[("1", 10), ("4", 10)]);
    let of = |stated: bool, labels: &[&str]| {
        let mut draft = Draft::new(Role::CSAT, 2, Evidence::NoMeaning);
        (draft.scale, draft.stated) = (Some(Scale::higher(1.0, 5.0)), stated);
        draft.labels = labels.iter().map(|label| ((*label).to_owned(), 1.0)).collect();
        doubts("Rating", &ColumnName::new("Rating"), &facts, &draft).is_some()
    };
    assert_eq!([of(false, &[]), of(true, &[]), of(false, &["Bad"])], [true, false, false]);
}

#[test]
fn dates_among_numbers_cost_their_cells() {
    let of = |numbers: u64, dates: u64| {
        let facts = column(&[("1", numbers - 5), ("5", 5), ("2026-01-05", dates)]);
        score("Rating", &ColumnName::new("Rating"), &facts).map(|draft| draft.warnings)
    };
    let scale = Scale::higher(1.0, 5.0);
    let slips = |n: u64| Some(vec![Warning::Slips { column: "Rating".to_owned(), scale, n }]);
    assert_eq!(of(19, 5), slips(5));
    assert_eq!(of(12, 8), slips(8));
    assert_eq!(of(11, 8), None);
}

#[test]
fn shares_of_one_are_a_score_whatever_the_name_says() {
    let of = |values: &[&str]| {
        let draft = score("Rating", &ColumnName::new("Rating"), &five_each(values)).unwrap();
        (draft.role, draft.scale)
    };
    assert_eq!(of(&["0.2", "0.6", "1"]), (Role::CSAT, Some(Scale::higher(0.0, 1.0))));
    assert_eq!(of(&["0.2", "1"]), (Role::Ignore, None));
}

#[test]
fn one_slip_turns_no_effort_round() {
    let facts = column(&[("1", 20), ("3", 20), ("5", 20), ("7", 1)]);
    let draft = score("CES", &ColumnName::new("CES"), &facts).unwrap();
    assert_eq!(draft.scale.map(|scale| scale.to_string()).as_deref(), Some("1–5 ↓"));
}

#[test]
fn zeros_and_ones_are_a_score_only_where_the_name_leaves_no_doubt() {
    let facts = five_each(&["0", "1"]);
    let draft = score("Rating", &ColumnName::new("Rating"), &facts).unwrap();
    assert_eq!((draft.role, draft.evidence[0].clone()), (Role::Ignore, Evidence::Binary));
    let draft = score("Satisfaction", &ColumnName::new("Satisfaction"), &facts).unwrap();
    assert_eq!((draft.role, draft.scale), (Role::CSAT, Some(Scale::higher(0.0, 1.0))));
}

#[test]
fn a_question_called_nps_is_one_unless_many_answers_stay_below_six() {
    for (header, values, wanted) in [
        ("NPS", &[("3", 5), ("4", 5)][..], told(Role::CSAT, 1, "other scale")),
        ("NPS", &[("3", 5), ("4", 4)], scored(Role::NPS)),
        ("NPS", &[("3", 5), ("5", 5)], told(Role::CSAT, 1, "other scale")),
        ("NPS", &[("0", 5), ("3", 5)], told(Role::CSAT, 1, "other scale")),
        ("NPS", &[("3", 5), ("6", 5)], scored(Role::NPS)),
        ("NPS", &[("3", 5), ("9", 5)], scored(Role::NPS)),
        ("NPS", &[("1", 10)], scored(Role::NPS)),
        ("NPS (0-10)", &[("3", 5), ("4", 5)], scored(Role::NPS)),
        // However few they are, where the header says where its scale ends.
        ("NPS (1-7)", &[("3", 1), ("7", 1)], told(Role::CSAT, 1, "other scale")),
        ("NPS (1-7)", &[("3", 1), ("8", 1)], scored(Role::NPS)),
    ] {
        assert_eq!(found(header, &column(values)), wanted, "{header}: {values:?}");
    }
}

#[test]
fn a_question_about_recommending_is_nps_where_its_answers_may_be() {
    const LIKELY: &str = "How likely are you to recommend us?";
    const WOULD: &str = "Would you recommend us?";
    let no_nps = || told(Role::Ignore, 0, "no NPS");
    for (header, values, wanted) in [
        (LIKELY, &[("3", 15), ("5", 15)][..], told(Role::CSAT, 1, "other scale")),
        (LIKELY, &[("3", 15), ("5", 14)], scored(Role::NPS)),
        (LIKELY, &[("80", 15), ("90", 15)], no_nps()),
        ("How likely are you to recommend us (0-10)?", &[("3", 30)], scored(Role::NPS)),
        ("Recommend us? 0-5", &[("0", 1), ("5", 1)], told(Role::CSAT, 1, "other scale")),
        ("推荐度（1-5分）", &[("1", 1), ("5", 1)], told(Role::CSAT, 1, "other scale")),
        (WOULD, &[("3", 15), ("4", 14)], scored(Role::NPS)),
        (WOULD, &[("3", 15), ("4", 15)], ignored()),
        (WOULD, &[("3", 15), ("5", 15)], ignored()),
        (WOULD, &[("3", 15), ("6", 15)], scored(Role::NPS)),
        (WOULD, &[("80", 15), ("90", 15)], ignored()),
        (WOULD, &[("0", 5), ("1", 5)], ignored()),
        // Nine in ten are whole, and half of them between 0 and 10.
        (WOULD, &[("7", 9), ("7.5", 1)], scored(Role::NPS)),
        (WOULD, &[("7", 8), ("7.5", 2)], ignored()),
        (WOULD, &[("7", 5), ("20", 5)], scored(Role::NPS)),
        (WOULD, &[("7", 4), ("20", 6)], ignored()),
    ] {
        assert_eq!(found(header, &column(values)), wanted, "{header}: {values:?}");
    }
}

#[test]
fn effort_goes_the_way_that_its_scale_or_its_words_say() {
    let of = |header: &str, values: &[&str]| {
        let draft = score(header, &ColumnName::new(header), &five_each(values)).unwrap();
        let warned = draft.warnings.iter().map(kind).any(|kind| kind == "direction");
        (draft.role, draft.scale.unwrap().to_string(), warned)
    };
    assert_eq!(of("CES", &["1", "5"]), (Role::CES, "1–5 ↓".to_owned(), true));
    assert_eq!(of("CES", &["1", "7"]), (Role::CES, "1–7".to_owned(), true));
    assert_eq!(of("Effort", &["1", "5"]), (Role::CES, "1–5 ↓".to_owned(), false));
    assert_eq!(of("Effort", &["1", "7"]), (Role::CES, "1–7 ↓".to_owned(), false));
    let says = |header: &str| {
        let draft = score(header, &ColumnName::new(header), &five_each(&["1", "5"])).unwrap();
        draft.evidence.contains(&Evidence::DirectionStated)
    };
    assert!(says("满意度（1=非常满意，5=非常不满意）") && !says("满意度"));
}

#[test]
fn a_stated_scale_makes_a_score_of_what_is_no_field_and_no_id() {
    for (header, values, wanted) in [
        ("Lounge (1-5)", &["1", "5"][..], told(Role::CSAT, 2, "taken")),
        ("Lounge (1-10)", &["1", "10"], told(Role::CSAT, 2, "taken")),
        ("Lounge (1-100)", &["1", "100"], None),
        ("Lounge (1-5)", &["1"], None),
        ("Lounge", &["1", "5"], None),
        ("Store (1-5)", &["1", "5"], None),
        ("Customer id (score)", &["1", "5"], None),
        ("Satisfaction by customer id", &["1", "5"], scored(Role::CSAT)),
    ] {
        assert_eq!(found(header, &five_each(values)), wanted, "{header}: {values:?}");
    }
}

#[test]
fn two_scales_in_a_column_are_told_unless_its_name_states_one() {
    let points: Vec<String> = (1..=10).map(|point| point.to_string()).collect();
    let counts = [109, 113, 139, 145, 102, 23, 47, 63, 47, 51];
    let values: Vec<(&str, u64)> = points.iter().map(String::as_str).zip(counts).collect();
    let both = column(&values);
    assert_eq!(found("Rating", &both), told(Role::Ignore, 0, "two scales"));
    assert_eq!(found("Rating (1-10)", &both), scored(Role::CSAT));
    let few = column(&[("1", 500), ("4", 300), ("5", 450), ("10", 40)]);
    assert_eq!(found("Rating", &few), told(Role::CSAT, 2, "mixed scales"));
}

#[test]
fn words_are_a_score_by_what_they_say_and_by_what_is_asked() {
    let three = &["Good", "Average", "Bad"][..];
    for (header, words, wanted) in [
        (
            "Recommend",
            &["Very likely", "Likely", "Unlikely"][..],
            told(Role::CSAT, 1, "other scale"),
        ),
        ("Recommend", &["Likely", "Unlikely"], None),
        ("How was the food?", three, scored(Role::CSAT)),
        ("How was the food?", &["Good", "Bad"], None),
        ("Experience", three, scored(Role::CSAT)),
        ("Experience", &["Good", "Bad"], None),
        ("Food", three, None),
        ("Food", &["👍", "👎"], scored(Role::CSAT)),
        ("Rating", &["A1", "A2", "A3"], told(Role::CSAT, 2, "codes")),
        ("Effort", &["A1", "A2", "A3"], told(Role::CES, 2, "codes")),
        ("Food", &["A1", "A2", "A3"], None),
    ] {
        assert_eq!(found(header, &five_each(words)), wanted, "{header}: {words:?}");
    }
    let faces = ["👍", "🙂", "★", "☆", "Good", "👍 Good"].map(is_a_face);
    assert_eq!(faces, [true, true, false, false, false, false]);
}

#[test]
fn codes_of_a_tool_are_three_at_least_and_share_their_letters() {
    for (values, wanted) in [
        (&["A1", "A2", "A3"][..], Some("1–5")),
        (&["AB1", "AB2", "AB3"], Some("1–5")),
        (&["A1", "A2", "A5"], Some("1–5")),
        (&["A1", "A2", "A6"], Some("1–7")),
        (&["A1", "A2", "A8"], Some("1–10")),
        (&["A1", "A2", "A10"], Some("1–10")),
        (&["A1", "A2", "A3", "A11"], None),
        (&["A0", "A1", "A2", "A3"], None),
        (&["ABC1", "ABC2", "ABC3"], None),
        (&["A1", "A2"], None),
        (&["A1", "A2", "B3"], None),
        (&["A1", "A2", "A3", "other"], None),
        (&["a1", "a2", "a3"], None),
        (&["1", "2", "3"], None),
    ] {
        let scale = coded(&five_each(values)).map(|(_, scale, _)| scale.to_string());
        assert_eq!(scale.as_deref(), wanted, "{values:?}");
    }
    let (first, _, labels) = coded(&five_each(&["A2", "A1", "A3"])).unwrap();
    assert_eq!((first.as_str(), labels["A2"]), ("A1", 2.0));
    let mut many = five_each(&["A1", "A2", "A3"]);
    many.many_values = true;
    assert!(coded(&many).is_none());
}
