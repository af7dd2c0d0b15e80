//! What 200 labels say of the sample.

use crate::lang::Name;
use crate::report::summary::{
    CheckedCorrelation, CheckedGroup, CheckedGroups, CheckedMean, CheckedShare, Estimate,
    GroupField, LabelCheckSummary,
};
use crate::sentiment::labelled::Reading;

fn around(value: f64, half: f64) -> Estimate {
    Estimate { value, low: value - half, high: value + half }
}

fn mean(classified: f64, corrected: f64, half: f64) -> CheckedMean {
    CheckedMean { classified, corrected: around(corrected, half) }
}

/// An engine that misses a part of the complaints, above all at one touchpoint.
pub(super) fn label_check() -> LabelCheckSummary {
    let share = |(label, (classified, corrected, half))| CheckedShare {
        label,
        classified,
        corrected: around(corrected, half),
    };
    let shares = [(0.31, 0.37, 0.04), (0.09, 0.1, 0.03), (0.14, 0.09, 0.03), (0.46, 0.44, 0.05)];
    let group = |name: &str, labels, q| CheckedGroup {
        name: name.to_owned(),
        comments: 400,
        labels,
        negative: mean(0.4, 0.52, 0.08),
        sentiment: mean(-0.1, -0.2, 0.1),
        difference: Some(around(0.2, 0.09)),
        q: Some(q),
    };
    LabelCheckSummary {
        labels: 200,
        empty: 4,
        comments: 1_600,
        agreement: around(0.84, 0.05),
        confusion: [[58, 4, 6, 2], [3, 14, 1, 2], [2, 1, 22, 4], [1, 3, 5, 72]],
        shares: Reading::ALL.into_iter().zip(shares).map(share).collect(),
        sentiment: mean(0.12, 0.06, 0.06),
        groups: vec![
            CheckedGroups {
                field: GroupField::Segment("城市".to_owned()),
                groups: vec![group("上海 <b>", 60, 0.0004), group("成都", 44, 0.4)],
                too_few: 2,
            },
            CheckedGroups {
                field: GroupField::Period,
                groups: vec![group("2024-01", 40, 0.02), group("2024-02", 41, 0.3)],
                too_few: 0,
            },
        ],
        correlations: vec![CheckedCorrelation {
            score: "nps".to_owned(),
            name: Name::same("NPS"),
            comments: 1_500,
            labels: 190,
            classified: 0.52,
            corrected: around(0.66, 0.09),
        }],
    }
}
