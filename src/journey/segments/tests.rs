//! Groups of small runs whose numbers can be counted by hand, and what holds
//! for any run.

use proptest::prelude::*;

use super::super::tests::{entry, facts, names, opinion, row, scores};
use super::*;
use crate::feedback::{Feedback, Scale, ScoreKind, ScoreValue, Scores};
use crate::journey::CommentFacts;
use crate::journey::row::Resolver;

type Row = (Feedback, Vec<Option<CommentFacts>>);

/// A row with one entry at a touchpoint, with a comment of this sentiment.
fn said(
    number: u64,
    segments: &[Option<&str>],
    at: &str,
    nps: Option<f64>,
    sentiment: Option<f32>,
) -> Row {
    let text = sentiment.map(|_| "说了一些什么话");
    let mut row = row(number, vec![entry(Some(at), text, scores(nps, None))]);
    row.segments = segments.iter().map(|value| value.map(Arc::from)).collect();
    (row, vec![sentiment.and_then(|s| facts(s, vec![opinion(1, 0, s)]))])
}

fn tables(source: TouchpointSource, rows: &[Row], fields: &[&str]) -> Vec<SegmentTable> {
    tables_of(source, rows, fields, Design::NONE)
}

/// The same of comments that are alike by so much.
fn tables_of(
    source: TouchpointSource,
    rows: &[Row],
    fields: &[&str],
    of_comments: Design,
) -> Vec<SegmentTable> {
    let mut counter = SegmentCounter::new(source, fields.len());
    let mut resolver = Resolver::default();
    let mut view = |(row, comments): &Row| resolver.view_in(source, row, comments);
    rows.iter().for_each(|row| counter.add(&view(row)));
    let fields: Vec<String> = fields.iter().map(|&f| f.to_owned()).collect();
    let touchpoints = names("t");
    let name = |place| resolver.places.name(place, &touchpoints);
    counter.finish(
        &fields,
        name,
        resolver.asked,
        Suppression::default(),
        (PerScore::default(), of_comments),
    )
}

/// `counts` rows of each value of one field, in turn at three touchpoints.
fn table(counts: &[(&str, u64)]) -> SegmentTable {
    let rows: Vec<Row> = counts
        .iter()
        .flat_map(|&(value, n)| (0..n).map(move |i| (value, i)))
        .enumerate()
        .map(|(number, (value, i))| {
            let at = ["买", "用", "修"][i as usize % 3];
            said(number as u64 + 2, &[Some(value)], at, Some((i % 11) as f64), Some(0.3))
        })
        .collect();
    tables(TouchpointSource::Export, &rows, &["门店"]).remove(0)
}

/// A hundred shops with twenty answers each, one of them loathed.
#[test]
fn one_bad_shop_of_a_hundred_does_not_drown() {
    let mut rows: Vec<Row> = Vec::new();
    let names: Vec<String> = (0..100).map(|shop| format!("shop {shop:02}")).collect();
    for (shop, name) in names.iter().enumerate() {
        for i in 0..20 + u64::from(shop < 30) {
            let nps = if shop == 77 { 2.0 } else { [10.0, 8.0, 9.0, 3.0][(i % 4) as usize] };
            let number = rows.len() as u64;
            rows.push(said(number, &[Some(name)], "买", Some(nps), None));
        }
    }
    let table = tables(TouchpointSource::Export, &rows, &["shop"]).remove(0);
    let named = |group: &SegmentSummary| match &group.group {
        SegmentGroup::Value(value) => value.clone(),
        SegmentGroup::Other(n) => format!("{n} others"),
        SegmentGroup::Missing => String::new(),
    };
    let last: Vec<String> = table.groups.iter().skip(30).map(named).collect();
    assert_eq!(last, ["shop 77", "69 others"]);
    let tested = table.groups[30].against_rest.scores[ScoreKind::Nps].as_ref().unwrap();
    assert!(tested.q < 0.001 && tested.difference.high < 0.0, "{tested:?}");
    assert_eq!(table.groups.iter().map(|group| group.responses).sum::<u64>(), 2_030);
}

/// On 1–10 a tenth of the forty of one branch give nine and the others three; elsewhere a fifth
/// give nine and the others eight.
#[test]
fn on_a_long_scale_groups_are_compared_by_their_means_too() {
    let of = |low: f64| {
        let rows = (0..240_u64).map(|i| {
            let (branch, value) = match (i < 40, i % 10) {
                (true, 0) => ("north", 9.0),
                (true, _) => ("north", low),
                (false, 0 | 1) => ("south", 9.0),
                (false, _) => ("south", 8.0),
            };
            let score = ScoreValue { value, scale: Scale::higher(1.0, 10.0) };
            let given = Scores::of([(ScoreKind::Csat, score)]);
            let mut row = row(i + 2, vec![entry(Some("buy"), None, given)]);
            row.segments = vec![Some(branch.into())];
            (row, vec![None])
        });
        let rows: Vec<Row> = rows.collect();
        let table = tables(TouchpointSource::Export, &rows, &["branch"]).remove(0);
        let north = SegmentGroup::Value("north".to_owned());
        let own = table.groups.into_iter().find(|group| group.group == north).unwrap();
        own.against_rest.scores[ScoreKind::Csat].clone().unwrap()
    };
    let bad = of(3.0);
    let [own, rest] = bad.means.unwrap();
    // 3.6 and 8.2 of 10.
    assert!((own - 100.0 * 2.6 / 9.0).abs() < 1e-9 && (rest - 80.0).abs() < 1e-9, "{bad:?}");
    assert!(bad.q < 1e-6 && (bad.difference.value + 0.1).abs() < 1e-12, "{bad:?}");
    let alike = of(8.0);
    assert!(alike.p > 0.1, "{alike:?}");
}

#[test]
fn groups_are_compared_with_the_rest_of_their_field() {
    let mut rows: Vec<Row> = Vec::new();
    for i in 0..80_u64 {
        let good = i < 40;
        let nps = if good { [10.0, 9.0, 8.0, 10.0][i as usize % 4] } else { (i % 8) as f64 };
        let sentiment = if good { 0.8 } else { -0.5 } - (i % 5) as f32 * 0.1;
        let region = if good { "North" } else { "South" };
        rows.push(said(i + 2, &[Some(region), None], "buy", Some(nps), Some(sentiment)));
    }
    rows.extend((0..10).map(|i| said(i + 100, &[None, None], "buy", Some(9.0), None)));
    let tables = tables(TouchpointSource::Export, &rows, &["region", "store"]);
    let region = &tables[0];
    assert_eq!((region.field.as_str(), region.values, region.too_many), ("region", 2, false));
    let kinds: Vec<&SegmentGroup> = region.groups.iter().map(|g| &g.group).collect();
    let value = |name: &str| SegmentGroup::Value(name.to_owned());
    assert_eq!(kinds, [&value("North"), &value("South"), &SegmentGroup::Missing]);

    let [north, south, missing] = region.groups.as_slice() else { panic!("{region:?}") };
    assert_eq!(north.scores.nps().unwrap().nps.value, 75.0);
    assert_eq!(south.scores.nps().unwrap().nps.value, -87.5);
    let nps = north.against_rest.scores[ScoreKind::Nps].as_ref().unwrap();
    // The rest: 10 promoters, 5 passives, 35 detractors.
    assert_eq!((nps.difference.value, nps.n, nps.rest, nps.low_base), (125.0, 40, 50, false));
    assert!(nps.difference.low < 125.0 && nps.p < 1e-9 && nps.q >= nps.p);
    let sentiment = north.against_rest.sentiment.as_ref().unwrap();
    assert_eq!((sentiment.difference.value, sentiment.n, sentiment.rest), (1.0, 40, 40));
    assert!(
        missing.low_base && missing.against_rest.scores[ScoreKind::Nps].as_ref().unwrap().low_base
    );
    assert_eq!((missing.comments, missing.comment_rate.unwrap().value), (Some(0), 0.0));
    assert_eq!((missing.sentiment, missing.against_rest.sentiment.clone()), (None, None));

    let [alone] = tables[1].groups.as_slice() else { panic!("{:?}", tables[1]) };
    assert_eq!((&alone.group, alone.responses), (&SegmentGroup::Missing, 90));
    assert_eq!(alone.against_rest, AgainstRest::default());
}

/// Of forty comments 25 are kind in the one region, 12 in the other.
#[test]
fn comments_of_the_same_people_tell_groups_apart_less_surely() {
    let rows: Vec<Row> = (0..80_u64)
        .map(|i| {
            let (region, kind) = if i < 40 { ("North", i < 25) } else { ("South", i < 52) };
            let sentiment = if kind { 0.5 } else { -0.5 };
            said(i + 2, &[Some(region)], "buy", None, Some(sentiment))
        })
        .collect();
    let north = |design| {
        let table = tables_of(TouchpointSource::Export, &rows, &["region"], design).remove(0);
        table.groups[0].against_rest.sentiment.clone().unwrap()
    };
    let (single, alike) = (north(Design::NONE), north(Design::new(4.0)));
    assert!((single.difference.value - 0.325).abs() < 1e-12, "{single:?}");
    assert_eq!(single.difference.value, alike.difference.value);
    // z is 2.89, and half of it with four times the variance.
    assert!((single.p - 0.0038).abs() < 2e-4 && (alike.p - 0.148).abs() < 2e-3, "{alike:?}");
    let below = |of: &TestedDifference| of.difference.value - of.difference.low;
    assert!((below(&alike) - 2.0 * below(&single)).abs() < 1e-12);
    assert!(single.difference.low > 0.0 && alike.difference.low < 0.0);
}

/// Two shops of 50 answers: 40 of the first and 10 of the second give 5 of 5,
/// with a weight of their own, the others 2.
fn shops(weight_of_best: f64, weight: f64) -> SegmentTable {
    let rows: Vec<Row> = (0..100_u64)
        .map(|i| {
            let (shop, best) = if i < 50 { ("a", i < 40) } else { ("b", i < 60) };
            let csat = Some(if best { 5.0 } else { 2.0 });
            let mut row = row(i + 2, vec![entry(None, None, scores(None, csat))]);
            row.segments = vec![Some(Arc::from(shop))];
            row.weight = if best { weight_of_best } else { weight };
            (row, vec![None])
        })
        .collect();
    tables(TouchpointSource::Aspects, &rows, &["shop"]).remove(0)
}

#[test]
fn weighted_answers_are_compared_as_they_are_shown() {
    let table = shops(3.0, 0.5);
    let [a, b] = table.groups.as_slice() else { panic!("{table:?}") };
    let top2 = |group: &SegmentSummary| group.scores.csat().unwrap().top2.value;
    assert!((top2(a) - 120.0 / 125.0).abs() < 1e-12);
    assert!((top2(b) - 30.0 / 50.0).abs() < 1e-12);
    let tested = a.against_rest.scores[ScoreKind::Csat].as_ref().unwrap();
    assert!((tested.difference.value - (top2(a) - top2(b))).abs() < 1e-12);
    assert_eq!((tested.n, tested.rest), (50, 50));
}

#[test]
fn satisfaction_is_compared_by_its_best_boxes() {
    let table = shops(1.0, 1.0);
    let [a, b] = table.groups.as_slice() else { panic!("{table:?}") };
    let test = a.against_rest.scores[ScoreKind::Csat].as_ref().unwrap();
    let expected = crate::stats::difference::proportions([40, 10], [50, 50]).unwrap();
    assert_eq!((test.difference, test.q), (expected.difference, test.p));
    // Fisher's exact test, and not the normal distribution.
    let exact = crate::stats::net_difference::net_p([40, 10, 0], [10, 40, 0]);
    assert_eq!(exact, Some(test.p));
    assert!((test.difference.value - 0.6).abs() < 1e-12);
    assert!(
        (b.against_rest.scores[ScoreKind::Csat].as_ref().unwrap().difference.value + 0.6).abs()
            < 1e-12
    );
    assert_eq!(a.scores.csat().unwrap().top2.value, 0.8);
    assert!(a.touchpoints.is_empty());
}

#[test]
fn a_small_group_takes_the_next_smallest_into_hiding() {
    let table = table(&[("大", 60), ("中", 30), ("小", 3)]);
    let [big, middle, small] = table.groups.as_slice() else { panic!("{table:?}") };
    assert!(big.scores.nps().is_some() && big.comments == Some(60) && big.sentiment.is_some());
    for hidden in [middle, small] {
        assert_eq!((hidden.scores.nps(), hidden.sentiment, hidden.comments), (None, None, None));
        assert_eq!((hidden.comment_rate, &hidden.against_rest), (None, &AgainstRest::default()));
        let shown = |t: &SegmentTouchpoint| t.sentiment.is_some() || t.score.is_some();
        assert!(!hidden.touchpoints.iter().any(shown), "{hidden:?}");
        assert!(hidden.touchpoints.iter().all(|t| t.comments.is_none()));
    }
    assert_eq!((middle.responses, small.responses), (30, 3));
    assert_eq!(
        big.against_rest.scores[ScoreKind::Nps].as_ref().unwrap().rest,
        33,
        "together they are many"
    );
}

#[test]
fn answers_of_few_rows_are_hidden_however_many_they_are() {
    let rows: Vec<Row> = (0..30_u64)
        .map(|i| {
            let part = |name| entry(Some(name), Some("说了话"), scores(None, Some(4.0)));
            let mut row = row(i + 2, vec![part("买"), part("用"), part("修")]);
            row.segments =
                vec![Some(Arc::from(["a", "b", "c"][usize::from(i > 2) + usize::from(i > 20)]))];
            (row, vec![facts(0.4, vec![]), facts(0.2, vec![]), facts(-0.4, vec![])])
        })
        .collect();
    let table = tables(TouchpointSource::Export, &rows, &["店"]).remove(0);
    let few = table.groups.iter().find(|g| g.responses == 3).unwrap();
    assert_eq!((few.sentiment, few.scores.csat(), few.comments), (None, None, None));
    let most = &table.groups[0];
    assert_eq!((most.responses, most.comments, most.scores.csat().unwrap().n), (18, Some(54), 54));
    assert_eq!(most.touchpoints[0].score.unwrap().n, 18);
}

#[test]
fn touchpoints_of_a_group_come_from_the_export_or_the_aspects() {
    let table = table(&[("a", 60), ("b", 45)]);
    let a = &table.groups[0];
    let places: Vec<(&str, u64)> =
        a.touchpoints.iter().map(|t| (t.name.zh.as_str(), t.responses)).collect();
    assert_eq!(places, [("买", 20), ("修", 20), ("用", 20)]);
    let first = &a.touchpoints[0];
    assert!((first.sentiment.unwrap().value - 0.3).abs() < 1e-4);
    assert_eq!((first.comments, first.score.unwrap().score), (Some(20), ScoreKind::Nps));

    let rows: Vec<Row> =
        (0..20).map(|i| said(i + 2, &[Some("a")], "不看", Some(9.0), Some(0.5))).collect();
    let table = tables(TouchpointSource::Aspects, &rows, &["店"]).remove(0);
    let [place] = table.groups[0].touchpoints.as_slice() else { panic!("{table:?}") };
    assert_eq!((place.name.zh.as_str(), place.responses), ("t1", 20));
    assert_eq!((place.score.unwrap().value, place.score.unwrap().n), (100.0, 20));
}

#[test]
fn many_values_are_one_group_and_too_many_no_table() {
    let of = |distinct: u64| {
        let rows: Vec<Row> = (0..distinct * 2)
            .map(|i| {
                let store = format!("店{:04}", i % distinct);
                said(i + 2, &[Some(&store)], "买", Some(9.0), None)
            })
            .collect();
        tables(TouchpointSource::Export, &rows, &["店"]).remove(0)
    };
    let many = of(200);
    assert_eq!((many.values, many.too_many, many.groups.len()), (200, false, 31));
    assert_eq!(many.groups[0].group, SegmentGroup::Value("店0000".to_owned()));
    assert_eq!(
        (&many.groups[30].group, many.groups[30].responses),
        (&SegmentGroup::Other(170), 340)
    );
    assert_eq!(many.groups.iter().map(|g| g.responses).sum::<u64>(), 400);
    let more = of(201);
    assert_eq!((more.values, more.too_many, more.groups.len()), (201, true, 0));
    assert_eq!(of(1_400).values, 1_000);
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    // Few large groups and several small ones.
    let value = prop::sample::select(vec![0_usize, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 5]);
    let drawn = (value, 0..3_usize, prop::option::of(0..=10_u8), prop::option::of(-1.0_f32..1.0));
    prop::collection::vec(drawn, 0..90).prop_map(|drawn| {
        let row = |(number, (value, at, nps, sentiment)): (usize, (usize, usize, _, _))| {
            let value = [Some("a"), Some("b"), Some("c"), Some("d"), Some("e"), None][value];
            let nps: Option<u8> = nps;
            let at = ["买", "用", "修"][at];
            said(number as u64 + 2, &[value], at, nps.map(f64::from), sentiment)
        };
        drawn.into_iter().enumerate().map(row).collect()
    })
}

/// Whether the sizes of hidden groups protect each of them.
fn protected(sizes: &[(u64, bool)]) -> bool {
    let hidden: Vec<u64> =
        sizes.iter().filter(|(n, shown)| *n > 0 && !shown).map(|s| s.0).collect();
    let total = hidden.iter().sum::<u64>();
    let none_left = !sizes.iter().any(|(n, shown)| *n > 0 && *shown);
    hidden.is_empty() || none_left || (hidden.len() > 1 && total >= 5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_changes_nothing(
        (rows, shuffled) in any_rows().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle())),
        aspects in any::<bool>(),
    ) {
        let source = if aspects { TouchpointSource::Aspects } else { TouchpointSource::Export };
        let first = tables(source, &rows, &["店"]);
        prop_assert_eq!(first, tables(source, &shuffled, &["店"]));
    }

    #[test]
    fn no_hidden_group_is_the_total_less_the_others(rows in any_rows()) {
        let table = tables(TouchpointSource::Export, &rows, &["店"]).remove(0);
        let responses: u64 = table.groups.iter().map(|g| g.responses).sum();
        prop_assert_eq!(responses, rows.len() as u64);
        let of = |group: &SegmentGroup, counts: &dyn Fn(&Row) -> bool| {
            let value = match group {
                SegmentGroup::Value(value) => Some(value.as_str()),
                _ => None,
            };
            let within = rows.iter().filter(|(row, _)| row.segments[0].as_deref() == value);
            within.filter(|row| counts(row)).count() as u64
        };
        let answered = |row: &Row| row.0.entries[0].scores.get(ScoreKind::Nps).is_some();
        let nps: Vec<(u64, bool)> =
            table.groups.iter().map(|g| (of(&g.group, &answered), g.scores.nps().is_some())).collect();
        prop_assert!(protected(&nps), "{nps:?}");
        let commented = |row: &Row| row.1[0].is_some();
        let sentiment: Vec<(u64, bool)> =
            table.groups.iter().map(|g| (of(&g.group, &commented), g.sentiment.is_some())).collect();
        prop_assert!(protected(&sentiment), "{sentiment:?}");
        for group in &table.groups {
            prop_assert!(group.responses >= 5 || group.comments.is_none());
            for place in &group.touchpoints {
                prop_assert!(place.score.is_none_or(|score| score.n >= 5));
                prop_assert!(place.responses >= 5 || place.comments.is_none());
            }
        }
    }
}
