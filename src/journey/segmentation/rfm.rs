//! Recency, frequency and monetary value as scores, and the groups that they make (Hughes,
//! Strategic Database Marketing, 1994).

use serde::Serialize;

use super::purchases::Purchases;

/// Borders between the scores of a measure, ascending, where a user states them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RfmCuts {
    /// Days since the last order: whoever has at most the first has the best score.
    pub recency: Option<Vec<f64>>,
    /// Orders: whoever has fewer than the first has the worst score.
    pub frequency: Option<Vec<f64>>,
    /// What was paid: likewise.
    pub monetary: Option<Vec<f64>>,
}

/// Scores of a customer, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RfmScores {
    /// The most recent buyers have the most.
    pub recency: u32,
    /// Those with the most orders.
    pub frequency: u32,
    /// Those who paid the most.
    pub monetary: u32,
}

/// Groups by these scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RfmGroup {
    /// Recent, and of most value.
    Champions,
    /// Recent or fairly so, and of value.
    Loyal,
    /// Recent, of little value so far.
    Promising,
    /// Neither recent nor long away, of little value.
    Fading,
    /// Of value, and long away.
    AtRisk,
    /// Of little value, and long away.
    Hibernating,
}

impl RfmGroup {
    /// All of them, in the order of the report.
    pub const ALL: [RfmGroup; 6] = [
        RfmGroup::Champions,
        RfmGroup::Loyal,
        RfmGroup::Promising,
        RfmGroup::Fading,
        RfmGroup::AtRisk,
        RfmGroup::Hibernating,
    ];

    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            RfmGroup::Champions => "champions",
            RfmGroup::Loyal => "loyal",
            RfmGroup::Promising => "promising",
            RfmGroup::Fading => "fading",
            RfmGroup::AtRisk => "at_risk",
            RfmGroup::Hibernating => "hibernating",
        }
    }

    /// By recency and by value (the mean of frequency and monetary value), each brought to 0–1:
    /// from ½ on is high, from ¾ on at the top.
    fn of(recency: f64, value: f64) -> RfmGroup {
        const TOP: f64 = 0.75 - 1e-9;
        const HIGH: f64 = 0.5 - 1e-9;
        match (recency, value) {
            (r, v) if r >= TOP && v >= TOP => RfmGroup::Champions,
            (r, v) if r >= HIGH && v >= HIGH => RfmGroup::Loyal,
            (r, _) if r >= TOP => RfmGroup::Promising,
            (r, _) if r >= HIGH => RfmGroup::Fading,
            (_, v) if v >= HIGH => RfmGroup::AtRisk,
            _ => RfmGroup::Hibernating,
        }
    }
}

/// A score of a measure, and the values that have it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScoreRange {
    /// The score.
    pub score: u32,
    /// Customers with it.
    pub customers: u64,
    /// The smallest value.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

/// Scores and groups of customers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scored {
    pub(super) of: Vec<(RfmScores, RfmGroup)>,
    /// Of recency, frequency and monetary value.
    pub(super) ranges: [Vec<ScoreRange>; 3],
}

/// Scores customers among each other: by the cuts that are stated, else by quantiles in `bins`
/// parts. Those with the same value have the same score, that of their middle rank.
pub(super) fn scored(all: &[Purchases], cuts: &RfmCuts, bins: u32) -> Scored {
    let values = |of: fn(&Purchases) -> f64| all.iter().map(of).collect::<Vec<f64>>();
    // Few days are good.
    let days = values(|one| -(one.recency as f64));
    let turned = cuts.recency.as_ref().map(|cuts| {
        // At most the cut: the border itself belongs to the better score.
        cuts.iter().rev().map(|cut| -cut).collect::<Vec<f64>>()
    });
    let measures = [
        (days, turned),
        (values(|one| one.frequency as f64), cuts.frequency.clone()),
        (values(|one| one.monetary), cuts.monetary.clone()),
    ];
    let scores = measures.each_ref().map(|(values, cuts)| match cuts {
        Some(cuts) => values
            .iter()
            .map(|value| 1 + cuts.iter().filter(|cut| *value >= **cut).count() as u32)
            .collect(),
        None => by_rank(values, bins),
    });
    let most = measures.each_ref().map(|(_, cuts)| match cuts {
        Some(cuts) => cuts.len() as u32 + 1,
        None => bins,
    });
    let scaled = |measure: usize, at: usize| {
        f64::from(scores[measure][at] - 1) / f64::from(most[measure].saturating_sub(1).max(1))
    };
    let of = (0..all.len()).map(|at| {
        let [recency, frequency, monetary] = [0, 1, 2].map(|measure| scores[measure][at]);
        let value = (scaled(1, at) + scaled(2, at)) / 2.0;
        (RfmScores { recency, frequency, monetary }, RfmGroup::of(scaled(0, at), value))
    });
    let ranges = [0, 1, 2].map(|measure| {
        let sign = if measure == 0 { -1.0 } else { 1.0 };
        let of_score = |score: u32| {
            let own = (0..all.len()).filter(|at| scores[measure][*at] == score);
            let values: Vec<f64> = own.map(|at| sign * measures[measure].0[at] + 0.0).collect();
            let low = values.iter().copied().min_by(f64::total_cmp)?;
            let high = values.iter().copied().max_by(f64::total_cmp)?;
            Some(ScoreRange { score, customers: values.len() as u64, low, high })
        };
        (1..=most[measure]).rev().filter_map(of_score).collect()
    });
    Scored { of: of.collect(), ranges }
}

/// Scores from 1 to `bins` by middle ranks.
fn by_rank(values: &[f64], bins: u32) -> Vec<u32> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let score = |value: &f64| {
        let below = sorted.partition_point(|other| other < value) as f64;
        let upto = sorted.partition_point(|other| other <= value) as f64;
        let rank = (below + upto) / 2.0 / n;
        1 + ((f64::from(bins) * rank + 1e-9) as u32).min(bins - 1)
    };
    values.iter().map(score).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_middle_rank() {
        // Six of ten bought once: their middle rank is .3, in the second fifth.
        let values = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 9.0];
        assert_eq!(by_rank(&values, 5), [2, 2, 2, 2, 2, 2, 4, 4, 5, 5]);
        let even: Vec<f64> = (0..10).map(f64::from).collect();
        assert_eq!(by_rank(&even, 5), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert_eq!(by_rank(&[7.0; 4], 5), [3; 4]);
        assert_eq!(by_rank(&[7.0], 3), [2]);
    }

    #[test]
    fn every_pair_of_scores_has_one_group() {
        let of = |r: f64, v: f64| RfmGroup::of(r / 4.0, v / 4.0).id();
        assert_eq!(of(4.0, 3.0), "champions");
        assert_eq!(of(3.0, 3.0), "champions");
        assert_eq!([of(2.0, 4.0), of(3.0, 2.0), of(2.0, 2.0)], ["loyal"; 3]);
        assert_eq!([of(4.0, 1.5), of(3.0, 0.0)], ["promising"; 2]);
        assert_eq!(of(2.0, 1.0), "fading");
        assert_eq!([of(1.0, 2.0), of(0.0, 4.0)], ["at_risk"; 2]);
        assert_eq!([of(1.0, 1.5), of(0.0, 0.0)], ["hibernating"; 2]);
    }
}
