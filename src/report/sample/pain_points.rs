//! The pain points of the sample and the comments that tell of them.

use super::{FILE, name, place, share};
use crate::feedback::ScoreKind;
use crate::metrics::Design;
use crate::report::summary::{Allocation, Impact, MentionPoint, PainPoint, Verbatim};
use crate::sentiment::Label;

type Pain = (&'static str, [&'static str; 2], [u64; 3], f64);

/// Touchpoint, aspect in both languages; mentions, negative and positive ones; impact.
const PAINS: [Pain; 6] = [
    ("Phone support", ["等待时长", "Waiting time"], [168, 141, 9], -3.8),
    ("Delivery", ["配送速度", "Delivery speed"], [203, 149, 31], -3.1),
    ("Phone support", ["问题解决", "Problem solving"], [121, 88, 14], -1.9),
    ("Delivery", ["包装破损", "Damaged packaging"], [74, 61, 4], -1.2),
    ("Repair service", ["维修费用", "Repair cost"], [41, 29, 3], -0.7),
    // Too few comments for verbatims.
    ("Website and app", ["登录验证", "Sign-in"], [7, 6, 0], -0.2),
];

/// Rank of the pain point, row, sentiment, score; the comment with its evidence in brackets.
const VERBATIMS: &str = "\
1|311|-0.93|1|打了五次电话都在排队，[等了快四十分钟才有人接]。接通以后态度还可以。
1|1204|-0.97|0|[客服热线永远占线]，问题拖了一个星期都没解决，非常失望！
1|87|-0.91|2|[On hold for an hour, then the call just dropped]. The agent I finally reached was kind, though.
2|540|-0.89|3|说好次日达，[结果等了六天]，物流信息三天没更新。
2|2210|-0.78|4|Delivery was promised for Tuesday and [came on Saturday].
3|1877|-0.88|2|换了三个客服，[每个人都要我把情况重新说一遍]，最后还是让我自己联系厂家。
4|903|-0.9|3|箱子被压扁了，[里面的玻璃杯碎了两只]，申请补发还要自己拍视频。
5|2691|-0.86||过保才两天就要收全价，[配件比新的还贵]。";

pub(super) fn pain_points() -> Vec<PainPoint> {
    (1..).zip(PAINS).map(pain).collect()
}

fn pain((rank, (touchpoint, [zh, en], counts, impact)): (u32, Pain)) -> PainPoint {
    let [mentions, negative, positive] = counts;
    let own = format!("{rank}|");
    PainPoint {
        rank,
        rank_interval: Some((rank, rank + 1)),
        worst: Some(if rank == 1 { 0.91 } else { 0.04 }),
        touchpoint: place(touchpoint),
        aspect: name(zh, en),
        everywhere: false,
        mentions,
        negative,
        positive,
        negative_share: share(negative, mentions),
        impact: Some(Impact {
            score: ScoreKind::Nps,
            value: impact,
            low: impact - 1.1,
            high: impact + 1.1,
            with_all: 9.4,
            without: 9.4 - impact,
            n: mentions * 9 / 10,
            p: 0.0004,
            q: 0.002,
        }),
        mentioned: None,
        elsewhere: false,
        same: None,
        design: Design::NONE,
        allocation: Some(Allocation {
            score: ScoreKind::Nps,
            loss: 1.4 - impact,
            gain: positive as f64 / 40.0,
        }),
        trend: (1..=6)
            .map(|month| MentionPoint {
                period: format!("2024-{month:02}"),
                mentions: mentions / 6,
                negative: negative * (month + 3) / 39,
            })
            .collect(),
        priority: share(negative, mentions).low * mentions as f64,
        verbatims: VERBATIMS.lines().filter_map(|l| l.strip_prefix(&own)).map(verbatim).collect(),
    }
}

fn verbatim(line: &str) -> Verbatim {
    let fields: Vec<&str> = line.split('|').collect();
    let [row, sentiment, score, marked] = fields[..] else { panic!("{line}") };
    let start = marked.find('[').expect("evidence");
    let end = marked.find(']').expect("evidence") - 1;
    let sentiment: f64 = sentiment.parse().expect("a number");
    Verbatim {
        file: FILE.into(),
        row: row.parse().expect("a number"),
        text: marked.replace(['[', ']'], ""),
        evidence: (start, end),
        // A kind word beside the complaint.
        label: if ["态度还可以", "was kind"].iter().any(|kind| marked.contains(kind)) {
            Label::Mixed
        } else if sentiment <= -0.9 {
            Label::VeryNegative
        } else {
            Label::Negative
        },
        sentiment,
        score: score.parse().ok(),
    }
}
