//! The pain points of the sample and the comments that tell of them.

use super::{name, share};
use crate::feedback::ScoreKind;
use crate::report::summary::{Allocation, Impact, MentionPoint, PainPoint, Verbatim};
use crate::sentiment::Label;

pub(super) fn pain_points() -> Vec<PainPoint> {
    let pain =
        |rank, touchpoint, aspect, mentions, negative, positive, impact, verbatims| PainPoint {
            rank,
            touchpoint,
            aspect,
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
            }),
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
            verbatims,
        };
    let (phone, delivery) = (name("客服热线", "Phone support"), name("物流配送", "Delivery"));
    let repair = name("售后维修", "Repair service");
    vec![
        pain(
            1,
            phone.clone(),
            name("等待时长", "Waiting time"),
            168,
            141,
            9,
            -3.8,
            vec![
                verbatim(
                    311,
                    "打了五次电话都在排队，等了快四十分钟才有人接。接通以后态度还可以。",
                    "等了快四十分钟才有人接",
                    -0.93,
                    Some(1.0),
                ),
                verbatim(
                    1204,
                    "客服热线永远占线，问题拖了一个星期都没解决，非常失望！",
                    "客服热线永远占线",
                    -0.97,
                    Some(0.0),
                ),
                verbatim(
                    87,
                    "On hold for an hour, then the call just dropped. The agent I finally reached was kind, though.",
                    "On hold for an hour, then the call just dropped",
                    -0.91,
                    Some(2.0),
                ),
            ],
        ),
        pain(
            2,
            delivery.clone(),
            name("配送速度", "Delivery speed"),
            203,
            149,
            31,
            -3.1,
            vec![
                verbatim(
                    540,
                    "说好次日达，结果等了六天，物流信息三天没更新。",
                    "结果等了六天",
                    -0.89,
                    Some(3.0),
                ),
                verbatim(
                    2210,
                    "Delivery was promised for Tuesday and came on Saturday.",
                    "came on Saturday",
                    -0.78,
                    Some(4.0),
                ),
            ],
        ),
        pain(
            3,
            phone,
            name("问题解决", "Problem solving"),
            121,
            88,
            14,
            -1.9,
            vec![verbatim(
                1877,
                "换了三个客服，每个人都要我把情况重新说一遍，最后还是让我自己联系厂家。",
                "每个人都要我把情况重新说一遍",
                -0.88,
                Some(2.0),
            )],
        ),
        pain(
            4,
            delivery,
            name("包装破损", "Damaged packaging"),
            74,
            61,
            4,
            -1.2,
            vec![verbatim(
                903,
                "箱子被压扁了，里面的玻璃杯碎了两只，申请补发还要自己拍视频。",
                "里面的玻璃杯碎了两只",
                -0.9,
                Some(3.0),
            )],
        ),
        pain(
            5,
            repair,
            name("维修费用", "Repair cost"),
            41,
            29,
            3,
            -0.7,
            vec![verbatim(
                2691,
                "过保才两天就要收全价，配件比新的还贵。",
                "配件比新的还贵",
                -0.86,
                None,
            )],
        ),
        // Too few comments for verbatims.
        pain(
            6,
            name("官网与 App", "Website and app"),
            name("登录验证", "Sign-in"),
            7,
            6,
            0,
            -0.2,
            Vec::new(),
        ),
    ]
}

fn verbatim(row: u64, text: &str, evidence: &str, sentiment: f64, score: Option<f64>) -> Verbatim {
    let start = text.find(evidence).expect("the evidence is part of the text");
    Verbatim {
        file: "2024年上半年客户反馈.xlsx".into(),
        row,
        text: text.into(),
        evidence: (start, start + evidence.len()),
        // A kind word beside the complaint.
        label: if ["态度还可以", "was kind"].iter().any(|kind| text.contains(kind)) {
            Label::Mixed
        } else if sentiment <= -0.9 {
            Label::VeryNegative
        } else {
            Label::Negative
        },
        sentiment,
        score,
    }
}
