//! Negative comments that name nothing, of rows made by hand.

use super::*;
use crate::journey::TouchpointSource;
use crate::journey::tests::{entry, facts, opinion, row, scores, undetected};

fn counted(rows: &[(f64, Option<f32>)]) -> UnnamedCounter {
    let mut counter = UnnamedCounter::default();
    for (number, (score, said)) in (0_u64..).zip(rows) {
        let opinions = said.map(|sentiment| opinion(0, 0, sentiment));
        let said = facts(-0.8, opinions.into_iter().collect());
        let entry = entry(None, Some("…"), scores(Some(*score), None));
        let row = row(number, vec![entry]);
        counter.add(&RowView::new(row, vec![said], TouchpointSource::Aspects));
    }
    counter
}

#[test]
fn a_complaint_of_nothing_that_was_looked_for_is_counted() {
    let rows = [(2.0, None), (9.0, Some(-0.8)), (3.0, Some(0.8)), (8.0, Some(-0.2))];
    let mut counter = counted(&rows);
    let kind = |said| {
        RowView::new(
            row(9, vec![entry(None, Some("…"), scores(None, None))]),
            vec![said],
            TouchpointSource::Aspects,
        )
    };
    counter.add(&kind(facts(0.8, Vec::new())));
    counter.add(&kind(undetected()));
    assert_eq!((counter.negative, counter.unnamed), (4, 3));
    assert_eq!(counter.days.values().sum::<u64>(), 3);
    // Two of three detract.
    let scores = counter.scores.resolve(AskedForWhole::default());
    assert!((scores.value(ScoreKind::Nps).unwrap() + 200.0 / 3.0).abs() < 1e-9);
}

/// Of 30 that name no topic and 30 that do.
#[test]
fn what_is_said_more_where_no_topic_is_named_is_told() {
    let said = |own: &[(&str, usize)], others: &[(&str, usize)], named: usize| {
        let rows = [vec![(2.0, None); 30], vec![(2.0, Some(-0.8)); named]].concat();
        let mut counter = counted(&rows);
        for (words, is_named) in [(own, false), (others, true)] {
            for (word, times) in words {
                (0..*times).for_each(|_| counter.say(&[Box::from(*word)], is_named));
            }
        }
        counter.telling(5, &SaidAnyway::default())
    };
    let own = [("report", 20), ("coffee", 28), ("robot", 9), ("pen", 4), ("late", 6), ("man", 5)];
    let others = [("report", 4), ("coffee", 27), ("man", 5)];
    // .67 × ln 1.67, .3 × ln 2 and .2 × ln 2 of 30 and 60; of the coffee .93 × ln 1.02.
    assert_eq!(said(&own, &others, 30), ["report", "robot", "late"]);
    let often = [("tea", 15), ("cup", 14)];
    let others = [("tea", 10), ("cup", 10)];
    assert_eq!(said(&often, &others, 30), ["tea"], "half as often again");
    assert_eq!(said(&own[..2], &[], 0), ["coffee", "report"], "all name none");
    assert_eq!(said(&own[3..4], &[], 30), [""; 0], "four");
}

#[test]
fn words_that_are_said_side_by_side_are_told_as_a_phrase() {
    let of = |beside: usize| {
        let mut counter = counted(&[(2.0, None); 30]);
        let word = |text: &str| -> Box<str> { text.into() };
        let pair = [word("sheets"), word("weekly"), word("weekly\u{1F}sheets")];
        (0..beside).for_each(|_| counter.say(&pair, false));
        (0..10 - beside).for_each(|_| counter.say(&pair[..2], false));
        (0..7).for_each(|_| counter.say(&[word("marks"), word("late")], false));
        counter.telling(5, &SaidAnyway::default())
    };
    assert_eq!(of(6), ["weekly sheets", "late", "marks"]);
    assert_eq!(of(5), ["sheets", "weekly", "late", "marks"]);
}

#[test]
fn only_words_of_clear_complaints_are_counted() {
    let mut counter = UnnamedCounter::default();
    let rows = [(-0.5, Some(8.0)), (-0.49, Some(2.0)), (-0.9, Some(9.0)), (-0.9, None)];
    for (sentiment, score) in rows {
        let words: Option<std::sync::Arc<[Box<str>]>> = Some([Box::from("boiler")].into());
        let said = facts(sentiment, Vec::new()).map(|said| CommentFacts { words, ..said });
        let entry = entry(None, Some("…"), scores(score, None));
        counter.add(&RowView::new(row(1, vec![entry]), vec![said], TouchpointSource::Aspects));
    }
    assert_eq!((counter.negative, counter.unnamed), (4, 4));
    // Of the first and of the last.
    assert_eq!(counter.words["boiler"], [2, 2]);
}

#[test]
fn what_is_praised_as_often_or_is_a_name_is_not_told() {
    let mut counter = counted(&[vec![(2.0, None); 30], vec![(2.0, Some(-0.8)); 30]].concat());
    for word in ["qase", "reports"] {
        (0..15).for_each(|_| counter.say(&[Box::from(word)], false));
    }
    let nothing = SaidAnyway::default();
    assert_eq!(counter.telling(5, &nothing), ["qase", "reports"]);
    let told = |counter: &UnnamedCounter, names| counter.telling(5, &SaidAnyway::by(names));
    assert_eq!(told(&counter, vec!["What do you like about Qase?"]), ["reports"]);
    // Up to a tenth of those who praise may say it.
    (0..2).for_each(|_| counter.praise(&[Box::from("qase")]));
    (0..18).for_each(|_| counter.praise(&[Box::from("fine")]));
    assert_eq!(counter.telling(5, &nothing), ["qase", "reports"]);
    counter.praise(&[Box::from("qase")]);
    assert_eq!(counter.telling(5, &nothing), ["reports"]);
}

/// The engine takes "felt spoiled" for a complaint, of people who give 8 of 10; those whom the
/// drill woke give 2. All others give 7.
#[test]
fn words_of_those_who_score_no_lower_are_not_told() {
    let told = |rows: &[(&str, f64)]| {
        let mut counter = counted(&[(7.0, Some(-0.8)); 60]);
        for (number, (word, score)) in (100_u64..).zip(rows) {
            let words: Option<std::sync::Arc<[Box<str>]>> = Some([Box::from(*word)].into());
            let said = facts(-0.9, Vec::new()).map(|said| CommentFacts { words, ..said });
            let entry = entry(None, Some("…"), scores(Some(*score), None));
            let row = row(number, vec![entry]);
            counter.add(&RowView::new(row, vec![said], TouchpointSource::Aspects));
        }
        counter.telling(5, &SaidAnyway::default())
    };
    let spoiled = |score: f64| vec![("spoiled", score); 12];
    let drill = vec![("drill", 2.0); 8];
    assert_eq!(told(&[spoiled(8.0), drill.clone()].concat()), ["drill"]);
    assert_eq!(told(&[spoiled(2.0), drill.clone()].concat()), ["spoiled", "drill"]);
    assert_eq!(told(&[spoiled(5.0), drill].concat()), ["drill", "spoiled"], "what costs more");
}

#[test]
fn a_fifth_and_ten_are_told() {
    let of = |unnamed: usize, named: usize| {
        let rows = [vec![(2.0, None); unnamed], vec![(9.0, Some(-0.8)); named]].concat();
        let nps = Some(ScoreKind::Nps);
        let asked = (AskedForWhole::default(), &PerScore::from_fn(|_| Design::NONE));
        counted(&rows).finish(nps, asked, 5, Vec::new())
    };
    let rest = of(10, 40).unwrap();
    let Unnamed { negative, unnamed, words, impact, leads } = rest.comments;
    assert_eq!((negative, unnamed, words.len(), leads), (50, 10, 0, false));
    // 40 promoters of 50 and 10 detractors, and the promoters alone.
    let impact = impact.map(|impact| (impact.with_all, impact.without, impact.n));
    assert_eq!(impact, Some((60.0, 100.0, 10)));
    assert_eq!(rest.score, Some((-100.0, 10)));
    assert!(of(10, 41).is_none(), "less than a fifth");
    assert!(of(9, 0).is_none(), "too few");
    let few = counted(&[(2.0, None); 12]);
    let score = |main, least| {
        let asked = (AskedForWhole::default(), &PerScore::from_fn(|_| Design::NONE));
        few.finish(main, asked, least, Vec::new()).unwrap().score
    };
    assert_eq!(score(None, 5), None);
    assert_eq!(score(Some(ScoreKind::Nps), 12), Some((-100.0, 12)));
    assert_eq!(score(Some(ScoreKind::Nps), 13), None);
}
