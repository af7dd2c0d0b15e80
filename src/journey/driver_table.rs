//! What drives each score of the experience as a whole, as a table.
//!
//! Two sets of predictors, each with a table of its own: the ratings that the
//! same respondents give to single touchpoints, and what they write about, −1
//! for an aspect judged negatively, +1 for one judged positively, 0 for one not
//! mentioned or neither. The outcome enters on its 0–100 footing as if its steps
//! were equal, which is an approximation for answers on 0–10 or 1–5.

use serde::Serialize;

use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::drivers::{DriverAnalysis, LeftOutReason};

/// What the predictors of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Predictors {
    /// Ratings of touchpoints, 0–100.
    Ratings,
    /// Aspects that comments judge: −1, 0 or +1.
    Topics,
}

/// The drivers of one score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DriverTable {
    /// The score of the whole experience that is explained.
    pub outcome: ScoreKind,
    /// By what.
    pub predictors: Predictors,
    /// Respondents with the score.
    pub n: u64,
    /// Fewest and most respondents that two of the variables have in common:
    /// correlations are taken over those who answered both.
    pub pairs: (u64, u64),
    /// Share of the variance explained, in [0, 1].
    pub r_squared: Estimate,
    /// Less what as many random predictors would explain.
    pub adjusted_r_squared: Option<f64>,
    /// Whether the drivers go together so closely that their parts are hardly
    /// told apart (a condition index above 30 or a VIF above 10).
    pub collinear: bool,
    /// Whether the correlations had to be repaired to be those of any data.
    pub repaired: bool,
    /// Fewer than 30 respondents, or than ten per driver.
    pub low_base: bool,
    /// Where importance (share of R²) and performance are cut into quadrants.
    pub cut: (f64, f64),
    /// The drivers, the heaviest first.
    pub drivers: Vec<DriverRow>,
    /// What was left out, and why.
    pub left_out: Vec<LeftOutRow>,
}

/// One driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DriverRow {
    /// The touchpoint, or the touchpoint an aspect belongs to.
    pub touchpoint: Name,
    /// The aspect, where aspects are the predictors.
    pub aspect: Option<Name>,
    /// Respondents who rate or mention it.
    pub n: u64,
    /// Johnson's relative weight as a share of R², in [0, 1].
    pub share: Estimate,
    /// The weight itself: its part of R².
    pub weight: Estimate,
    /// Its Shapley part of R² (LMG), for up to twelve drivers.
    pub lmg: Option<f64>,
    /// Standardised coefficient; its sign is the direction.
    pub beta: f64,
    /// Points of the outcome (0–100) per point of a rating, or per step from
    /// not mentioned to judged.
    pub slope: f64,
    /// Correlation with the outcome.
    pub correlation: f64,
    /// Variance inflation factor.
    pub vif: f64,
    /// Two-sided p of the coefficient.
    pub p: Option<f64>,
    /// Whether p ≤ 0.05; others are shown in grey.
    pub significant: bool,
    /// How it does: the mean rating, 0–100, or the share of mentions that are
    /// not negative, 0–100.
    pub performance: f64,
    /// Its field of importance against performance.
    pub quadrant: Quadrant,
}

/// A field of importance against performance (Martilla and James, Journal of
/// Marketing 41, 1977), each cut at the mean over the drivers of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Quadrant {
    /// Important and below the mean.
    FixFirst,
    /// Important and at the mean or above.
    KeepUp,
    /// Less important and below the mean.
    Watch,
    /// Less important and at the mean or above.
    LowPriority,
}

/// A predictor that is no driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LeftOutRow {
    /// The touchpoint, or the touchpoint an aspect belongs to.
    pub touchpoint: Name,
    /// The aspect, where aspects are the predictors.
    pub aspect: Option<Name>,
    /// Respondents who rate or mention it.
    pub n: u64,
    /// Why.
    pub reason: LeftOutReason,
}

/// The table of an analysis: `name` gives the place of a predictor among the
/// `performance` and how it is called, `performance` how each does.
pub(super) fn table_of(
    outcome: ScoreKind,
    predictors: Predictors,
    analysis: DriverAnalysis,
    name: impl Fn(usize) -> (usize, Name, Option<Name>),
    performance: impl Fn(usize) -> f64,
) -> Option<DriverTable> {
    let r_squared = analysis.r_squared?;
    let mut drivers: Vec<DriverRow> = analysis
        .drivers
        .iter()
        .map(|driver| {
            let (id, touchpoint, aspect) = name(driver.index);
            DriverRow {
                touchpoint,
                aspect,
                n: driver.n,
                share: driver.share,
                weight: driver.weight,
                lmg: driver.lmg,
                beta: driver.beta,
                slope: driver.slope,
                correlation: driver.correlation,
                vif: driver.vif,
                p: driver.p,
                significant: driver.significant,
                performance: performance(id),
                quadrant: Quadrant::LowPriority,
            }
        })
        .collect();
    let mean =
        |of: fn(&DriverRow) -> f64| drivers.iter().map(of).sum::<f64>() / drivers.len() as f64;
    let cut = (mean(|d| d.share.value), mean(|d| d.performance));
    for driver in &mut drivers {
        driver.quadrant = match (driver.share.value >= cut.0, driver.performance >= cut.1) {
            (true, false) => Quadrant::FixFirst,
            (true, true) => Quadrant::KeepUp,
            (false, false) => Quadrant::Watch,
            (false, true) => Quadrant::LowPriority,
        };
    }
    drivers.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
    let left_out = analysis.left_out.iter().filter(|left| left.n > 0).map(|left| {
        let (_, touchpoint, aspect) = name(left.index);
        LeftOutRow { touchpoint, aspect, n: left.n, reason: left.reason }
    });
    Some(DriverTable {
        outcome,
        predictors,
        n: analysis.rows,
        pairs: analysis.pairs,
        r_squared,
        adjusted_r_squared: analysis.adjusted_r_squared,
        collinear: analysis.collinear,
        repaired: analysis.repaired,
        low_base: analysis.low_base,
        cut,
        drivers,
        left_out: left_out.collect(),
    })
}
