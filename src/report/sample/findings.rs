//! What the sample's numbers say: the course of the journey, drivers,
//! mismatches, a segment and implied scores.

use super::{FILE, around, csat, name, nps, place, share};
use crate::feedback::{PerScore, ScoreKind};
use crate::opinion::Effort;
use crate::report::summary::*;
use crate::sentiment::{Emotion, Label};
use crate::stats::drivers::LeftOutReason;
use crate::stats::is_sure;

pub(super) fn findings() -> Vec<Finding> {
    let impact = Impact {
        score: ScoreKind::Nps,
        value: -3.8,
        low: -4.9,
        high: -2.7,
        with_all: 9.4,
        without: 13.2,
        n: 151,
        p: 0.0004,
        q: 0.002,
    };
    vec![
        Finding::Standing(Standing {
            score: Some(ScoreKind::Nps),
            value: nps([910, 816, 684]).nps,
            n: 2_410,
        }),
        Finding::Weakness(Weakness::Topic(Box::new(WeakTopic {
            touchpoint: name("客服热线", "Phone support"),
            aspect: name("等待时长", "Waiting time"),
            mentions: 168,
            negative: 141,
            negative_share: share(141, 168),
            impact: Some(impact),
            same: None,
            worst: Some(0.91),
            level_with: Vec::new(),
            minor: false,
            rated_as: None,
            behind_unnamed: false,
            no_worse: false,
            origin: None,
            quote: None,
        }))),
    ]
}

pub(super) fn course() -> Course {
    let stage = |zh: &str, en: &str, touchpoints: &[&str], sentiment| Stage {
        name: Some(name(zh, en)),
        touchpoints: touchpoints.iter().map(|en| place(en)).collect(),
        sentiment: Some(sentiment),
    };
    let buy = ["Website and app", "Store visit", "Checkout and payment"];
    let help = ["Phone support", "Repair service", "Membership renewal"];
    Course {
        ordered: true,
        score: Some(ScoreKind::Nps),
        stages: vec![
            stage("选购", "Buy", &buy, 0.31),
            stage("收货", "Receive", &["Delivery", "Installation"], 0.02),
            stage("求助", "Get help", &help, -0.22),
        ],
        by_score: false,
        peak: Some(place("Store visit")),
        low: Some(place("Phone support")),
        end: Some(place("Membership renewal")),
        biggest_drop: Some(Drop {
            from: place("Installation"),
            to: place("Phone support"),
            change: around(-0.49, 0.11),
            q: 0.0001,
        }),
        detractors: [("Delivery", 243, 503, 0.29, 1.47), ("Phone support", 228, 412, 0.27, 1.68)]
            .map(|(touchpoint, detractors, n, of_all, index)| Concentration {
                touchpoint: place(touchpoint),
                detractors,
                rate: share(detractors, n),
                of_all,
                index,
            })
            .into(),
    }
}

/// Shares that sum to 1, the last of which says nothing.
pub(super) fn drivers() -> DriverTable {
    let rows = [
        ("Phone support", 0.36, 0.02, Quadrant::FixFirst, 41.0),
        ("Delivery", 0.31, 0.02, Quadrant::FixFirst, 47.5),
        ("Store visit", 0.21, 0.02, Quadrant::KeepUp, 78.0),
        ("Checkout and payment", 0.08, 0.02, Quadrant::LowPriority, 66.0),
        ("Repair service", 0.04, 0.41, Quadrant::Watch, 38.5),
    ];
    let r_squared = 0.46;
    let driver =
        |(at, part, p, quadrant, performance): (&str, f64, f64, Quadrant, f64)| DriverRow {
            touchpoint: place(at),
            aspect: None,
            n: 900,
            share: around(part, 0.04),
            weight: around(part * r_squared, 0.02),
            lmg: Some(part * r_squared),
            beta: part,
            slope: part / 2.0,
            slopes: Vec::new(),
            correlation: part.sqrt() / 1.2,
            vif: 1.4,
            p: Some(p),
            q: Some(p),
            significant: is_sure(p),
            performance,
            mean: performance,
            quadrant,
        };
    DriverTable {
        outcome: ScoreKind::Nps,
        predictors: Predictors::Ratings,
        n: 2_410,
        pairs: (612, 1_950),
        r_squared: around(r_squared, 0.03),
        adjusted_r_squared: Some(0.456),
        collinear: false,
        repaired: false,
        low_base: false,
        design: None,
        cut: (0.2, 54.2),
        drivers: rows.map(driver).to_vec(),
        left_out: vec![LeftOutRow {
            touchpoint: place("Membership renewal"),
            aspect: None,
            n: 4,
            reason: LeftOutReason::TooFew,
        }],
    }
}

pub(super) fn mismatch() -> Mismatch {
    let band = |band, [negative, neutral, mixed, positive]: [u64; 4]| BandCounts {
        band,
        negative,
        neutral,
        mixed,
        positive,
    };
    let contradiction = |[count, n, row]: [u64; 3], text: &str, label, sentiment, score| {
        let evidence = (0, text.len());
        let (file, text, score) = (FILE.into(), text.into(), Some(score));
        let verbatims = vec![Verbatim { file, row, text, evidence, label, sentiment, score }];
        Contradiction { n, count, share: Some(share(count, n)), verbatims }
    };
    let complaint = "说好的上门安装，改了三次时间，白请了两天假。";
    let thanks = "The technician was wonderful, thank you!";
    let scores = ScoreMismatch {
        score: ScoreKind::Nps,
        n: 1_980,
        bands: [
            band(Band::Low, [441, 74, 58, 52]),
            band(Band::Middle, [121, 98, 44, 231]),
            band(Band::High, [63, 81, 42, 675]),
        ],
        complaints: contradiction([63, 861, 1811], complaint, Label::Negative, -0.88, 9.0),
        praise: contradiction([52, 625, 402], thanks, Label::VeryPositive, 0.94, 1.0),
    };
    let scale = ScaleCheck {
        file: FILE.into(),
        score: ScoreKind::Nps,
        n: 1_980,
        tau_b: around(0.47, 0.03),
        contradicting: Some(115.0 / 1_980.0),
        contradicting_turned: Some(1_116.0 / 1_980.0),
        likely_reversed: false,
    };
    Mismatch { scores: vec![scores], scales: vec![scale], left_out: 0 }
}

pub(super) fn segments() -> SegmentTable {
    let tested = |difference: f64, half, q, n: u64, rest| TestedDifference {
        difference: around(difference, half),
        p: q / 2.0,
        q,
        n,
        rest,
        low_base: n < 30,
        means: None,
    };
    let group =
        |group, responses: u64, promoters: u64, detractors: u64, gap: f64, q| SegmentSummary {
            group,
            responses,
            comments: Some(responses * 4 / 5),
            comment_rate: Some(share(responses * 4 / 5, responses)),
            sentiment: Some(around(0.1 + gap / 100.0, 0.04)),
            scores: PerScore::of([
                (
                    ScoreKind::Nps,
                    ScoreSummary::Net(nps([
                        promoters,
                        responses - promoters - detractors,
                        detractors,
                    ])),
                ),
                (
                    ScoreKind::Csat,
                    ScoreSummary::TopTwo(csat([10, 10, 5, 5, 5].map(|part| responses / part))),
                ),
            ]),
            against_rest: AgainstRest {
                scores: PerScore::of([(
                    ScoreKind::Nps,
                    tested(gap, 6.0, q, responses, 2_421 - responses),
                )]),
                sentiment: Some(tested(gap / 100.0, 0.05, q, responses * 4 / 5, 1_937)),
            },
            touchpoints: vec![SegmentTouchpoint {
                name: place("Delivery"),
                responses: responses / 6,
                comments: Some(responses / 8),
                sentiment: Some(around(-0.2 + gap / 100.0, 0.1)),
                score: Some(SegmentScore {
                    score: ScoreKind::Nps,
                    n: responses / 7,
                    value: gap - 20.0,
                }),
            }],
            low_base: false,
        };
    let value = |value: &str| SegmentGroup::Value(value.into());
    SegmentTable {
        field: "地区".into(),
        values: 3,
        too_many: false,
        no_groups: None,
        groups: vec![
            group(value("华东"), 1_104, 480, 310, 11.2, 0.002),
            group(value("华南"), 820, 301, 290, -4.1, 0.34),
            group(value("西部"), 401, 120, 190, -16.9, 0.0003),
            group(SegmentGroup::Missing, 96, 38, 30, 2.0, 0.7),
        ],
    }
}

pub(super) fn implied() -> ImpliedScores {
    let csat = |implied_n, mean, top2, given_n: u64| ImpliedCsat {
        implied_n,
        implied_mean: around(mean, 3.1),
        implied_top2: around(top2, 0.04),
        given_n,
        given_mean: Some(around(mean - 1.9, 1.2)),
        given_top2: Some(share(given_n / 2, given_n)),
    };
    ImpliedScores {
        calibration: Calibration {
            method: CalibrationMethod::Isotonic,
            pairs: 1_871,
            tau_b: Some(around(0.44, 0.03)),
            mae: 17.2,
            rmse: 22.9,
            curve: vec![(1.0, 21.0), (2.4, 38.5), (3.6, 61.0), (4.8, 84.0)],
        },
        overall: csat(224, 57.3, 0.52, 1_871),
        withheld: Withheld { odds: 3.0, mean: [36.0, 76.0], top2: [0.24, 0.79] },
        touchpoints: vec![ImpliedTouchpoint {
            name: place("Delivery"),
            csat: csat(58, 44.1, 0.37, 402),
        }],
    }
}

pub(super) fn actions() -> Vec<Action> {
    let action = |rank, who: &str, score: f64, priority: f64, reasons: Vec<ActionReason>| Action {
        rank,
        respondent: Some(who.into()),
        file: FILE.into(),
        row: 300 + u64::from(rank),
        time: Some("2024-06-28T10:12:00".into()),
        touchpoint: Some(place("Phone support")),
        also: Vec::new(),
        owner: Some("客服部".into()),
        aspect: Some(name("等待时长", "Waiting time")),
        score: Some(ScoreKind::Nps),
        score_value: Some(score),
        label: Some(Label::VeryNegative),
        emotion: Some(Emotion::Angry),
        effort: Some(Effort::High),
        value_segment: None,
        reasons,
        priority,
        comment: Some("打了五次电话都在排队，等了快四十分钟才有人接。".into()),
    };
    use ActionReason::{Effort as Work, Emotion as Feeling, LowScore, NegativeComment};
    let mut actions = vec![
        action(1, "C-1042", 0.0, 5.2, vec![LowScore, NegativeComment, Feeling, Work]),
        action(2, "C-0077", 2.0, 4.1, vec![LowScore, NegativeComment]),
    ];
    actions.extend((3..=14).map(|rank| {
        let later =
            action(rank, &format!("C-20{rank:02}"), 3.0, 4.0 / f64::from(rank), vec![LowScore]);
        match rank {
            ..8 => later,
            _ => Action {
                touchpoint: Some(place("Delivery")),
                owner: Some("仓配部".into()),
                ..later
            },
        }
    }));
    actions
}
