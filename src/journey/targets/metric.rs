//! The metrics that targets can be set for.

use serde::{Serialize, Serializer};

use crate::feedback::{ScoreKind, ScoreUnit};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The headline measure of a score: NPS, CSAT top-2-box, CES easy share.
    Score(ScoreKind),
    /// The mean of a score, in points of its scale; 0–100 where several scales meet.
    Mean(ScoreKind),
    /// Mean sentiment of the comments, in [−1, 1].
    Sentiment,
    /// Share of the judged comments that are negative or very negative.
    Negative,
    /// Share of the comments that speak of an aspect which complain about it.
    Complaints,
}

/// What a metric is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricUnit {
    /// Points of −100 to 100.
    Points,
    /// A share in [0, 1].
    Share,
    /// Points of a scale.
    Mean,
    /// In [−1, 1].
    Sentiment,
}

impl Metric {
    /// All metrics, in the order in which they are named.
    pub fn all() -> impl Iterator<Item = Metric> {
        let scores = ScoreKind::ALL.into_iter();
        let means = ScoreKind::ALL.into_iter().map(Metric::Mean);
        let of_text = [Metric::Sentiment, Metric::Negative, Metric::Complaints];
        scores.map(Metric::Score).chain(means).chain(of_text)
    }

    /// Its name in data.
    pub fn id(self) -> String {
        match self {
            Metric::Score(kind) => kind.id().to_owned(),
            Metric::Mean(kind) => format!("{}_mean", kind.id()),
            Metric::Sentiment => "sentiment".to_owned(),
            Metric::Negative => "negative".to_owned(),
            Metric::Complaints => "complaints".to_owned(),
        }
    }

    /// The metric of a name in data, whatever its case; that of the headline measure, as
    /// `summary.json` has it, is known as well.
    pub fn from_id(id: &str) -> Option<Metric> {
        let id = id.trim().to_lowercase();
        let headline = |metric: &Metric| match metric {
            Metric::Score(kind) => kind.definition().headline_id == id,
            _ => false,
        };
        Metric::all().find(|metric| metric.id() == id || headline(metric))
    }

    /// What it is counted in.
    pub fn unit(self) -> MetricUnit {
        match self {
            Metric::Score(kind) => match kind.measure().unit() {
                ScoreUnit::Points => MetricUnit::Points,
                ScoreUnit::Share => MetricUnit::Share,
            },
            Metric::Mean(_) => MetricUnit::Mean,
            Metric::Sentiment => MetricUnit::Sentiment,
            Metric::Negative | Metric::Complaints => MetricUnit::Share,
        }
    }

    /// The score that it is of.
    pub fn score(self) -> Option<ScoreKind> {
        match self {
            Metric::Score(kind) | Metric::Mean(kind) => Some(kind),
            Metric::Sentiment | Metric::Negative | Metric::Complaints => None,
        }
    }

    /// Whether less of it is better.
    pub fn is_lower_better(self) -> bool {
        matches!(self, Metric::Negative | Metric::Complaints)
    }
}

impl MetricUnit {
    /// The largest number that can be; none where it depends on a scale.
    pub fn most(self) -> Option<f64> {
        match self {
            MetricUnit::Points => Some(100.0),
            MetricUnit::Share | MetricUnit::Sentiment => Some(1.0),
            MetricUnit::Mean => None,
        }
    }

    /// The smallest.
    pub fn least(self) -> Option<f64> {
        match self {
            MetricUnit::Points => Some(-100.0),
            MetricUnit::Sentiment => Some(-1.0),
            MetricUnit::Share => Some(0.0),
            MetricUnit::Mean => None,
        }
    }
}

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}
