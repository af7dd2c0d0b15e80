//! A rich [`Summary`] made by hand, for the tests of all exporters. The
//! numbers agree with each other (shares with counts, totals with touchpoints)
//! so that a report made from it can be read for sense; the intervals of
//! means are plain normal approximations.

mod findings;
mod label_check;
mod pain_points;

use std::collections::BTreeMap;

use super::summary::*;
use crate::feedback::{Direction, PerScore, Scale, ScoreKind};

/// The export, and its rows.
const FILE: &str = "2024年上半年客户反馈.xlsx";
const ROWS: u64 = 3_214;

const CSAT: Scale = Scale { low: 1.0, high: 5.0, direction: Direction::Higher };
const CES: Scale = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };

/// Touchpoints in both languages: labels from very negative to very positive, mixed and
/// undetected; promoters, passives and detractors; satisfaction from 1 to 5; τ-b with NPS.
const TOUCHPOINTS: &str = "\
官网与 App|Website and app|12 61 74 168 93 22 31|210 130 88|14 31 75 190 118|0.41
门店体验|Store visit|6 29 41 182 140 12 19|262 104 51|8 14 52 196 147|0.52
下单支付|Checkout and payment|15 48 39 121 52 14 17|131 96 74|17 33 60 127 64|0.38
物流配送|Delivery|71 148 62 131 60 41 23|139 121 243|92 121 108 118 64|0.55
安装调试|Installation|9 22 18 64 41 9 6|84 44 38|9 17 30 66 44|0.47
客服热线|Phone support|88 132 51 77 38 36 15|91 93 228|98 112 81 80 41|0.61
售后维修|Repair service|41 63 24 39 17 19 8|41 44 113|47 58 39 36 18|0.29";

/// The touchpoint of this English name.
fn place(en: &str) -> Name {
    let mut all = TOUCHPOINTS.lines().chain(["会员续费|Membership renewal"]);
    let line = all.find(|line| line.split('|').nth(1) == Some(en)).expect("a known touchpoint");
    name(line.split('|').next().unwrap_or_default(), en)
}

/// Eight touchpoints (one of them suppressed), six months, six pain points.
pub(crate) fn summary() -> Summary {
    let mut touchpoints: Vec<_> = TOUCHPOINTS.lines().map(touchpoint).collect();
    touchpoints.push(suppressed());
    let overall = total(&touchpoints);
    let comments = overall.comments + overall.labels.undetected;
    Summary {
        version: SUMMARY_VERSION,
        tool: Tool {
            name: "xinsheng".into(),
            version: "0.1.0".into(),
            engine: "encoder".into(),
            model: "zh-en-6x384 2024.1".into(),
        },
        sources: vec![source()],
        account: Account {
            rows_read: ROWS,
            rows_not_asked_for: 0,
            rows_scored: comments,
            rows_without_comment: overall.responses - comments,
            rows_rejected: ROWS - overall.responses,
            rows_lost: 0,
            cells_rejected: 17,
            comments,
            comments_undetected: overall.labels.undetected,
        },
        responses: Responses::new(overall.responses, None),
        of_asked: Vec::new(),
        period: Some(Period { from: "2024-01-02".into(), to: "2024-06-29".into() }),
        suppression: Suppression { metric: 5, verbatim: 8 },
        privacy: Privacy { redacted: true, ..Privacy::default() },
        topics: Topics::default(),
        touchpoint_source: TouchpointSource::Export,
        findings: findings::findings(),
        label_check: Some(label_check::label_check()),
        corrections: None,
        servqual: None,
        population: Some(population()),
        overall,
        touchpoints,
        course: findings::course(),
        grain: Grain::Month,
        trend: trend(),
        shifts: Vec::new(),
        latest: Some(Latest {
            last: "2024-06".into(),
            before: "2024-05".into(),
            mixes: Vec::new(),
        }),
        contrasts: Vec::new(),
        voices: Vec::new(),
        drivers: vec![findings::drivers()],
        pain_points: pain_points::pain_points(),
        harmless: Vec::new(),
        actions: findings::actions(),
        mismatch: findings::mismatch(),
        other_languages: None,
        framed_comments: FramedComments::default(),
        segments: vec![findings::segments()],
        implied: Some(findings::implied()),
        warnings: vec![
            Name {
                zh: "有 63 位推荐者（9–10 分）留下了明显的抱怨，可能是量表填反，请抽查。".into(),
                en: "63 promoters (9–10) wrote clear complaints; the scale may have been read in reverse. Check a few.".into(),
            },
            Name {
                zh: "“售后维修”的样本中 71% 来自 5 月，不宜与其他触点直接比较。".into(),
                en: "71% of the answers at Repair service are from May; compare with care.".into(),
            },
        ],
        told_first: Vec::new(),
    }
}

/// Weighted by region.
fn population() -> PopulationSummary {
    let value = |zh: &str, rows, answered, share| PopulationValue {
        value: zh.into(),
        rows,
        answered,
        share,
        weighted: share,
    };
    let values = vec![value("华东", 1_870, 0.6, 0.45), value("华南", 1_247, 0.4, 0.55)];
    let field = PopulationField { field: "区域".into(), values, without: 12 };
    PopulationSummary {
        fields: vec![field],
        weights: [0.75, 1.38],
        design_effect: 1.1,
        rows: 3_129,
        ..PopulationSummary::new("总体.csv".into(), 5.0)
    }
}

/// The same run of an export without scores, dates and touchpoints.
pub(crate) fn bare() -> Summary {
    let full = summary();
    Summary {
        period: None,
        latest: None,
        findings: Vec::new(),
        label_check: None,
        corrections: None,
        servqual: None,
        population: None,
        trend: Vec::new(),
        drivers: Vec::new(),
        mismatch: Mismatch::default(),
        segments: Vec::new(),
        actions: Vec::new(),
        implied: None,
        course: Course { ordered: true, ..Course::default() },
        touchpoints: Vec::new(),
        pain_points: Vec::new(),
        warnings: Vec::new(),
        touchpoint_source: TouchpointSource::Aspects,
        overall: TouchpointSummary {
            scores: PerScore::default(),
            correlations: Vec::new(),
            ..full.overall
        },
        ..full
    }
}

fn name(zh: &str, en: &str) -> Name {
    Name { zh: zh.into(), en: en.into() }
}

fn around(value: f64, half: f64) -> Estimate {
    let round = |x: f64| (x * 1e4).round() / 1e4;
    Estimate { value: round(value), low: round(value - half), high: round(value + half) }
}

/// A share with its Wilson interval.
fn share(part: u64, n: u64) -> Estimate {
    let (p, n, z2) = (part as f64 / n as f64, n as f64, 1.96 * 1.96);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = 1.96 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    Estimate { value: around(p, 0.0).value, ..around(centre, half) }
}

/// Mean of a distribution of values with its interval.
fn mean(distribution: &[(f64, u64)]) -> Estimate {
    let n = distribution.iter().map(|(_, n)| *n as f64).sum::<f64>();
    let mean = distribution.iter().map(|(v, k)| v * *k as f64).sum::<f64>() / n;
    let variance =
        distribution.iter().map(|(v, k)| (v - mean).powi(2) * *k as f64).sum::<f64>() / n;
    around(mean, 1.96 * (variance / n).sqrt())
}

fn labels(n: [u64; 7]) -> LabelCounts {
    let [very_negative, negative, neutral, positive, very_positive, mixed, undetected] = n;
    LabelCounts { very_negative, negative, neutral, positive, very_positive, mixed, undetected }
}

fn sentiment(l: &LabelCounts) -> Estimate {
    mean(&[
        (-0.9, l.very_negative),
        (-0.55, l.negative),
        (0.0, l.neutral + l.mixed),
        (0.55, l.positive),
        (0.9, l.very_positive),
    ])
}

fn nps([promoters, passives, detractors]: [u64; 3]) -> NpsSummary {
    let n = promoters + passives + detractors;
    NpsSummary {
        n,
        promoters,
        passives,
        detractors,
        nps: mean(&[(100.0, promoters), (0.0, passives), (-100.0, detractors)]),
        weighted_shares: None,
        effective_n: None,
    }
}

fn csat(counts: [u64; 5]) -> CsatSummary {
    let distribution: Vec<(f64, u64)> = (1..=5).map(f64::from).zip(counts).collect();
    let n = counts.iter().sum();
    CsatSummary {
        n,
        scale: Some(CSAT),
        top2: share(counts[3] + counts[4], n),
        bottom2: share(counts[0] + counts[1], n),
        mean: mean(&distribution),
        distribution,
        weighted_shares: None,
        effective_n: None,
    }
}

/// Effort on 1–5 where low is good, mirrored from the satisfaction counts.
fn ces(counts: [u64; 5]) -> CesSummary {
    let [a, b, c, d, e] = counts;
    let distribution: Vec<(f64, u64)> = (1..=5).map(f64::from).zip([e, d, c, b, a]).collect();
    let n = counts.iter().sum();
    CesSummary {
        n,
        scale: Some(CES),
        mean: mean(&distribution),
        easy: share(d + e, n),
        net: mean(&[(100.0, d + e), (0.0, c), (-100.0, a + b)]),
        distribution,
        weighted_shares: None,
        effective_n: None,
    }
}

fn correlation(score: ScoreKind, tau: f64, n: u64) -> CorrelationSummary {
    let half = 1.96 * 0.75 / (n as f64).sqrt();
    let q = if tau.abs() > half { 0.0004 } else { 0.21 };
    CorrelationSummary {
        score,
        basis: Basis::Comment,
        n,
        tau_b: around(tau, half),
        spearman: around(1.25 * tau, 1.25 * half),
        pearson: around(1.3 * tau, 1.3 * half),
        p: q / 2.0,
        permuted: n <= 50,
        design: None,
        q,
        low_base: n < 30,
        partial: None,
    }
}

/// Numbers with spaces between them.
fn numbers<const N: usize>(text: &str) -> [u64; N] {
    let all: Vec<u64> = text.split(' ').map(|n| n.parse().expect("a number")).collect();
    all.try_into().expect("as many as there are")
}

fn touchpoint(line: &str) -> TouchpointSummary {
    let fields: Vec<&str> = line.split('|').collect();
    let [zh, en, labels, groups, boxes, tau] = fields[..] else { panic!("{line}") };
    let (tau, groups, boxes) =
        (tau.parse::<f64>().expect("a number"), numbers(groups), numbers(boxes));
    let made = made(name(zh, en), numbers(labels), groups, boxes);
    let comments = made.comments;
    let own = CorrelationSummary {
        basis: Basis::Opinions,
        partial: Some(PartialSummary { rho: around(tau / 2.0, 0.06), p: 0.001 }),
        ..correlation(ScoreKind::Nps, tau + 0.06, comments / 2)
    };
    let correlations = vec![
        correlation(ScoreKind::Nps, tau, comments * 4 / 5),
        own,
        correlation(ScoreKind::Csat, tau - 0.07, comments * 4 / 5),
        correlation(ScoreKind::Ces, tau - 0.26, comments / 9),
    ];
    // Some answer without a score, many without a comment.
    let responses = (comments + made.labels.undetected) * 5 / 4;
    TouchpointSummary { responses, correlations, ..made }
}

fn made(name: Name, n: [u64; 7], groups: [u64; 3], boxes: [u64; 5]) -> TouchpointSummary {
    let labels = labels(n);
    let comments = n[..6].iter().sum();
    TouchpointSummary {
        name,
        responses: 0,
        comments,
        labels,
        stage: None,
        owner: None,
        sentiment: Some(sentiment(&labels)),
        own_comments: 0,
        own_sentiment: None,
        scores: PerScore::of([
            (ScoreKind::Nps, ScoreSummary::Net(nps(groups))),
            (ScoreKind::Csat, ScoreSummary::TopTwo(csat(boxes))),
            (ScoreKind::Ces, ScoreSummary::Ease(ces(boxes))),
        ]),
        correlations: Vec::new(),
    }
}

fn suppressed() -> TouchpointSummary {
    let made = made(place("Membership renewal"), [0, 1, 0, 2, 0, 0, 0], [1; 3], [1; 5]);
    TouchpointSummary { responses: 4, sentiment: None, scores: PerScore::default(), ..made }
}

fn total(touchpoints: &[TouchpointSummary]) -> TouchpointSummary {
    let (mut responses, mut comments) = (0, 0);
    let (mut n, mut groups, mut boxes) = ([0; 7], [0; 3], [0; 5]);
    for at in touchpoints {
        responses += at.responses;
        comments += at.comments;
        let l = &at.labels;
        let labels = [l.very_negative, l.negative, l.neutral, l.positive, l.very_positive, l.mixed];
        n.iter_mut().zip(labels.into_iter().chain([l.undetected])).for_each(|(n, more)| *n += more);
        if let (Some(nps), Some(csat)) = (at.scores.nps(), at.scores.csat()) {
            let parts = [nps.promoters, nps.passives, nps.detractors];
            groups.iter_mut().zip(parts).for_each(|(n, more)| *n += more);
            boxes.iter_mut().zip(&csat.distribution).for_each(|(n, (_, more))| *n += more);
        }
    }
    let correlations = vec![
        correlation(ScoreKind::Nps, 0.47, comments * 9 / 10),
        correlation(ScoreKind::Csat, 0.41, comments * 9 / 10),
        correlation(ScoreKind::Ces, 0.21, comments / 9),
    ];
    let made = made(name("全部反馈", "All feedback"), n, groups, boxes);
    TouchpointSummary { responses, correlations, ..made }
}

fn trend() -> Vec<TrendPoint> {
    [
        (381, 16.2, 0.17),
        (402, 14.8, 0.16),
        (455, 11.0, 0.11),
        (388, 9.7, 0.08),
        (511, 2.1, 0.01),
        (284, 6.4, 0.05),
    ]
    .into_iter()
    .zip(1..)
    .map(|((n, nps, sentiment), month)| {
        // In April the satisfaction question was answered too rarely.
        let csat = if month == 4 { None } else { Some(share(n * 55 / 100 + month, n)) };
        TrendPoint {
            period: format!("2024-{month:02}"),
            responses: n,
            comments: n * 81 / 100,
            comment_rate: Some(share(n * (84 - month) / 100, n)),
            labels: Some(month_labels(n * 81 / 100, month)),
            sentiment: Some(around(sentiment, 1.1 / (n as f64).sqrt())),
            scores: Headlines(PerScore::of(
                [(ScoreKind::Nps, Some(around(nps, 165.0 / (n as f64).sqrt())))]
                    .into_iter()
                    .chain([(ScoreKind::Csat, csat)])
                    .filter_map(|(kind, estimate)| Some((kind, estimate?))),
            )),
        }
    })
    .collect()
}

/// The labels of a month: complaints grow from month to month.
fn month_labels(comments: u64, month: u64) -> LabelCounts {
    let of = |percent: u64| comments * percent / 100;
    let rest = [of(6 + month), of(14 + month), of(13), of(11), of(5)];
    let positive = comments - rest.iter().sum::<u64>();
    let [very_negative, negative, neutral, very_positive, mixed] = rest;
    labels([very_negative, negative, neutral, positive, very_positive, mixed, comments / 40])
}

fn source() -> Source {
    let column = |name: &str, role: &str, scale, evidence: &str| SourceColumn {
        name: name.into(),
        role: role.into(),
        touchpoint: None,
        scale,
        labels: BTreeMap::new(),
        evidence: Name::same(evidence),
    };
    Source {
        file: FILE.into(),
        format: "xlsx".into(),
        encoding: None,
        rows: ROWS,
        columns: vec![
            column("提交时间", "time", None, "98% dates"),
            column("触点", "touchpoint", None, "8 distinct values; header"),
            column(
                "您有多大可能向朋友推荐我们？",
                "nps",
                Some(Scale::NPS),
                "header; whole numbers 0–10",
            ),
            column("总体满意度", "csat", Some(CSAT), "header; whole numbers 1–5"),
            column("解决问题费力吗", "ces", Some(CES), "header names effort; low is good"),
            column("您的意见", "comment", None, "longest text"),
            column("内部编号", "ignore", None, "unique numbers"),
        ],
        unused_scores: Vec::new(),
    }
}
