//! Tables made by hand.

use super::*;

fn row(touchpoint: &str, quadrant: Quadrant) -> DriverRow {
    DriverRow {
        touchpoint: Name::same(touchpoint),
        aspect: None,
        n: 200,
        share: Estimate { value: 0.5, low: 0.4, high: 0.6 },
        weight: Estimate { value: 0.2, low: 0.1, high: 0.3 },
        lmg: None,
        beta: 0.4,
        slope: 0.5,
        slopes: Vec::new(),
        correlation: 0.5,
        vif: 1.0,
        p: Some(0.001),
        q: Some(0.001),
        significant: true,
        performance: 55.0,
        mean: 60.0,
        quadrant,
    }
}

/// The same of an aspect, which is called after its touchpoint.
fn topic(touchpoint: &str, quadrant: Quadrant) -> DriverRow {
    DriverRow { aspect: Some(time(touchpoint)), ..row(touchpoint, quadrant) }
}

fn time(touchpoint: &str) -> Name {
    Name::same(format!("{touchpoint} time"))
}

fn table(predictors: Predictors, drivers: Vec<DriverRow>) -> DriverTable {
    DriverTable {
        outcome: ScoreKind::Csat,
        predictors,
        n: 200,
        pairs: (200, 200),
        r_squared: Estimate { value: 0.4, low: 0.3, high: 0.5 },
        adjusted_r_squared: Some(0.4),
        collinear: false,
        repaired: false,
        low_base: false,
        design: None,
        cut: (0.1, GOOD),
        drivers,
        left_out: Vec::new(),
    }
}

fn fields(table: &DriverTable) -> Vec<Quadrant> {
    table.drivers.iter().map(|row| row.quadrant).collect()
}

#[test]
fn a_table_of_ratings_says_what_the_first_page_says() {
    use Quadrant::{FixFirst, KeepUp, LowPriority, Watch};
    let page = FirstPage {
        main: Some(ScoreKind::Csat),
        to_mend: Blamed {
            touchpoints: ["service", "lobby", "pool", "bar"].map(Name::same).into(),
            topics: Vec::new(),
        },
        bad: Blamed { touchpoints: vec![Name::same("taste")], topics: Vec::new() },
    };
    let mut rows = vec![
        row("service", KeepUp),
        row("taste", KeepUp),
        row("view", KeepUp),
        row("lobby", LowPriority),
        row("pool", Watch),
        row("bar", Watch),
    ];
    rows[5].significant = false;
    // Less than half of what is told.
    rows[2].mean = 81.0;
    let mut ratings = table(Predictors::Ratings, rows);
    ratings.agree_with(&page);
    let wanted = [FixFirst, Watch, KeepUp, LowPriority, FixFirst, Watch];
    assert_eq!(fields(&ratings), wanted, "told, bad, neither, and not important");
}

/// Slopes of a half times 40, 20, 19, 19 and 20 points that are lacking; the first is told.
#[test]
fn what_has_half_as_much_to_give_as_what_is_told_is_not_to_be_kept_up() {
    use Quadrant::{FixFirst, KeepUp, Watch};
    let page = FirstPage {
        main: Some(ScoreKind::Csat),
        to_mend: Blamed { touchpoints: vec![Name::same("coach")], topics: Vec::new() },
        bad: Blamed::default(),
    };
    let rows = || {
        let rows = [
            ("coach", KeepUp, 60.0),
            ("gear", KeepUp, 80.0),
            ("desk", KeepUp, 81.0),
            ("booking", FixFirst, 81.0),
            ("shower", FixFirst, 80.0),
        ];
        rows.map(|(touchpoint, quadrant, mean)| DriverRow { mean, ..row(touchpoint, quadrant) })
    };
    let mut ratings = table(Predictors::Ratings, rows().into());
    ratings.agree_with(&page);
    assert_eq!(fields(&ratings), [FixFirst, Watch, KeepUp, Watch, FixFirst]);
    let mut ratings = table(Predictors::Ratings, rows().into());
    ratings.agree_with(&FirstPage::default());
    assert_eq!(fields(&ratings), [KeepUp, KeepUp, KeepUp, FixFirst, FixFirst], "none is told");
}

#[test]
fn a_table_of_topics_says_what_the_first_page_says() {
    use Quadrant::{FixFirst, KeepUp, LowPriority, Watch};
    let rows = || -> Vec<DriverRow> {
        let quadrants = [("taste", Watch), ("queue", KeepUp), ("bar", LowPriority)];
        quadrants.map(|(touchpoint, quadrant)| topic(touchpoint, quadrant)).into()
    };
    let of = |main, told: &[(Option<&str>, &str)], bad: &[(Option<&str>, &str)]| {
        let topics = |of: &[(Option<&str>, &str)]| Blamed {
            touchpoints: ["taste", "queue", "bar"].map(Name::same).into(),
            topics: of.iter().map(|(at, of)| (at.map(Name::same), time(of))).collect(),
        };
        let page = FirstPage { main, to_mend: topics(told), bad: topics(bad) };
        let mut topics = table(Predictors::Topics, rows());
        topics.agree_with(&page);
        fields(&topics)
    };
    let main = Some(ScoreKind::Csat);
    assert_eq!(of(main, &[(None, "taste")], &[]), [FixFirst, KeepUp, LowPriority]);
    assert_eq!(of(main, &[(Some("bar"), "bar")], &[]), [Watch, KeepUp, FixFirst]);
    assert_eq!(of(main, &[(Some("lobby"), "bar")], &[]), [Watch, KeepUp, LowPriority]);
    assert_eq!(of(main, &[], &[(None, "queue")]), [Watch, Watch, LowPriority]);
    let other = Some(ScoreKind::Ces);
    assert_eq!(of(other, &[(None, "bar"), (None, "queue")], &[]), [Watch, FixFirst, LowPriority]);
}

/// Slopes times what is lacking: 20 points and 10, less, and less than one.
#[test]
fn what_has_little_to_give_is_to_be_watched() {
    use Quadrant::{FixFirst, KeepUp, Watch};
    let rated = |touchpoint, slope, mean| DriverRow { slope, mean, ..row(touchpoint, FixFirst) };
    let of = |rows: Vec<DriverRow>| fields(&table(Predictors::Ratings, rows).fix_what_gives());
    let most = || DriverRow { quadrant: KeepUp, ..rated("view", 1.0, 20.0) };
    let rows = vec![
        most(),
        rated("queue", 0.5, 60.0),
        rated("food", 0.25, 60.0),
        rated("toilets", 0.249, 60.0),
    ];
    assert_eq!(of(rows), [KeepUp, FixFirst, FixFirst, Watch]);
    assert_eq!(of(vec![rated("food", 0.025, 60.0)]), [FixFirst]);
    assert_eq!(of(vec![rated("food", 0.024, 60.0)]), [Watch]);
    // Two steps to praise of 10 of 200 who complain, at 10 points a step.
    let of = |slope| {
        let row = DriverRow { slope, n: 10, performance: 0.0, ..topic("taste", FixFirst) };
        let table = table(Predictors::Topics, vec![row]).fix_what_gives();
        (table.gain(&table.drivers[0]), table.drivers[0].quadrant)
    };
    assert_eq!(of(10.0), (1.0, FixFirst));
    assert_eq!(of(9.0).1, Watch);
}

/// With 30 and 40 points left the second has most to give in one sample of four.
#[test]
fn how_likely_a_rating_has_most_to_give_is_told_from_the_samples() {
    let rated = |touchpoint, mean, slopes: [f64; 4]| DriverRow {
        mean,
        slopes: slopes.into(),
        ..row(touchpoint, Quadrant::KeepUp)
    };
    let rows = vec![rated("queue", 70.0, [3.0, 1.0, 2.0, 4.0]), rated("food", 60.0, [1.0; 4])];
    let ratings = table(Predictors::Ratings, rows);
    let among: Vec<&DriverRow> = ratings.drivers.iter().collect();
    assert_eq!(ratings.chances_of_most(&among), [0.75, 0.25]);
    let bare = table(Predictors::Ratings, vec![row("queue", Quadrant::KeepUp)]);
    assert_eq!(bare.chances_of_most(&[&bare.drivers[0]]), [0.0; 0], "no samples");
}

/// One that a quarter of the respondents met moves the score of these alone.
#[test]
fn what_few_rate_has_little_to_give_to_the_whole() {
    let mut ratings = table(Predictors::Ratings, vec![row("lounge", Quadrant::KeepUp)]);
    assert_eq!(ratings.gain(&ratings.drivers[0]), 20.0);
    ratings.drivers[0].n = 50;
    assert_eq!(ratings.gain(&ratings.drivers[0]), 5.0);
}
