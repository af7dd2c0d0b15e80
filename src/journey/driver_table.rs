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
use crate::stats::multiple::benjamini_hochberg;

/// Performance from which a driver does well.
pub(super) const GOOD: f64 = 50.0;

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
    /// Design effect, where several rows are of the same people: how many times the variance of
    /// a coefficient is that over independent rows, the largest of all. Intervals and tests take
    /// it into account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<f64>,
    /// Where the fields of importance against performance meet: at the smallest share of an
    /// important driver (1 where there is none; hollow dots beyond it are not significant),
    /// and at half.
    pub cut: (f64, f64),
    /// The drivers, the heaviest first.
    pub drivers: Vec<DriverRow>,
    /// What was left out, and why.
    pub left_out: Vec<LeftOutRow>,
}

impl DriverTable {
    /// Has what is told to be mended, or is surely worse than the others, stand so here too, where
    /// its rating is important: half may be content with it, but with the others far more are,
    /// and one page must not say both to mend it and to keep it up. So does of topics what is a
    /// pain point: an aspect at a touchpoint, or at any.
    pub(super) fn mend_first(&mut self, touchpoints: &[Name], topics: &[(Option<Name>, Name)]) {
        let predictors = self.predictors;
        let is_pain = |row: &DriverRow| {
            topics.iter().any(|(touchpoint, aspect)| {
                let here = touchpoint.as_ref().is_none_or(|at| *at == row.touchpoint);
                here && row.aspect.as_ref() == Some(aspect)
            })
        };
        let to_mend = |row: &DriverRow| match predictors {
            Predictors::Ratings => touchpoints.contains(&row.touchpoint),
            Predictors::Topics => is_pain(row),
        };
        for row in &mut self.drivers {
            if row.quadrant == Quadrant::KeepUp && to_mend(row) {
                row.quadrant = Quadrant::FixFirst;
            }
        }
    }
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
    /// Respondents who rate or mention it and gave the score.
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
    /// Benjamini-Hochberg q over the drivers of the table.
    pub q: Option<f64>,
    /// Whether q ≤ 0.05; others are shown in grey.
    pub significant: bool,
    /// How it does, 0–100: the share of ratings in the best boxes (promoters, top-2-box),
    /// or the mean of what is said, 100 for praise, 50 for neither and 0 for complaint. Of all
    /// ratings and all that is said, whether the score was given with it or not.
    pub performance: f64,
    /// Mean goodness of the same ratings, which the slope is of, or of what is said, 0–100.
    #[serde(skip)]
    pub mean: f64,
    /// Its field of importance against performance.
    pub quadrant: Quadrant,
}

/// A field of importance against performance (Martilla and James, Journal of
/// Marketing 41, 1977). Cut at the mean of the table, as is usual, half of the drivers of
/// anything would be important and half of them bad. Here important is what is
/// significant and goes with a better score, and good what at least half are content with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Quadrant {
    /// Important, and below half, surely worse than the other touchpoints, or told among the
    /// findings to be mended.
    FixFirst,
    /// Important, at half or above, and nothing of that.
    KeepUp,
    /// Not shown to be important, and below half.
    Watch,
    /// Not shown to be important, and at half or above.
    LowPriority,
    /// A rating that surely goes against the score, by itself and beside the others: its scale
    /// may run the other way.
    Contradicts,
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
    /// Respondents who rate or mention it and gave the score.
    pub n: u64,
    /// Why.
    pub reason: LeftOutReason,
}

/// The table of an analysis: `name` gives the place of a predictor among the
/// `performance` and how it is called, `performance` how each does and the mean of it.
pub(super) fn table_of(
    outcome: ScoreKind,
    predictors: Predictors,
    analysis: DriverAnalysis,
    name: impl Fn(usize) -> (usize, Name, Option<Name>),
    performance: impl Fn(usize) -> (f64, f64),
) -> Option<DriverTable> {
    let r_squared = analysis.r_squared?;
    let tested: Vec<f64> = analysis.drivers.iter().filter_map(|driver| driver.p).collect();
    let mut adjusted = benjamini_hochberg(&tested).unwrap_or(tested).into_iter();
    let mut drivers: Vec<DriverRow> = analysis
        .drivers
        .iter()
        .map(|driver| {
            let (id, touchpoint, aspect) = name(driver.index);
            let q = driver.p.and_then(|_| adjusted.next());
            let significant = q.is_some_and(|q| q <= 0.05);
            let important = significant && driver.slope > 0.0;
            let (does, mean) = performance(id);
            let against = significant
                && predictors == Predictors::Ratings
                && driver.slope < 0.0
                && driver.correlation < 0.0;
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
                q,
                significant,
                performance: does,
                mean,
                quadrant: match (important, does >= GOOD) {
                    (true, false) => Quadrant::FixFirst,
                    (true, true) => Quadrant::KeepUp,
                    (false, _) if against => Quadrant::Contradicts,
                    (false, false) => Quadrant::Watch,
                    (false, true) => Quadrant::LowPriority,
                },
            }
        })
        .collect();
    let important = drivers.iter().filter(|driver| driver.significant && driver.slope > 0.0);
    let least = important.map(|driver| driver.share.value).fold(1.0, f64::min);
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
        design: analysis.design,
        cut: (least, GOOD),
        drivers,
        left_out: left_out.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_to_be_mended_is_not_to_be_kept_up() {
        let row = |touchpoint: &str, quadrant| DriverRow {
            touchpoint: Name::same(touchpoint),
            aspect: Some(Name::same(format!("{touchpoint} time"))),
            n: 200,
            share: Estimate { value: 0.5, low: 0.4, high: 0.6 },
            weight: Estimate { value: 0.2, low: 0.1, high: 0.3 },
            lmg: None,
            beta: 0.4,
            slope: 0.5,
            correlation: 0.5,
            vif: 1.0,
            p: Some(0.001),
            q: Some(0.001),
            significant: true,
            performance: 55.0,
            mean: 60.0,
            quadrant,
        };
        let table = |predictors| DriverTable {
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
            drivers: vec![
                row("service", Quadrant::KeepUp),
                row("taste", Quadrant::KeepUp),
                row("lobby", Quadrant::LowPriority),
            ],
            left_out: Vec::new(),
        };
        let told = ["service", "lobby"].map(Name::same);
        let taste = Name::same("taste time");
        let topics = [(None, taste.clone()), (Some(Name::same("lobby")), taste)];
        let fields = |mut table: DriverTable, topics: &[(Option<Name>, Name)]| {
            table.mend_first(&told, topics);
            table.drivers.iter().map(|row| row.quadrant).collect::<Vec<_>>()
        };
        let (mend, keep, low) = (Quadrant::FixFirst, Quadrant::KeepUp, Quadrant::LowPriority);
        assert_eq!(fields(table(Predictors::Ratings), &topics), [mend, keep, low]);
        assert_eq!(fields(table(Predictors::Topics), &topics), [keep, mend, low]);
        assert_eq!(fields(table(Predictors::Topics), &topics[1..]), [keep, keep, low], "elsewhere");
    }
}
