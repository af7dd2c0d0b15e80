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
use crate::stats::drivers::{DriverAnalysis, LeftOutReason};
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::{Estimate, is_sure};

/// Performance from which a driver does well.
pub(super) const GOOD: f64 = 50.0;

/// Points of its 0–100 that a driver which is to be fixed first must be able to give the score.
const LEAST_GAIN: f64 = 1.0;

/// Part of what the first has to give that the others which are to be fixed first must have.
const BESIDE_THE_FIRST: f64 = 0.5;

/// Share of the variance that ratings must explain for one of them to be fixed first, or to be
/// called what the score goes with.
const LEAST_TOLD: f64 = 0.2;

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

/// What a first page says, beside which a table must not say otherwise.
#[derive(Debug, Clone, Default)]
pub(super) struct FirstPage {
    /// The score that speaks for the run.
    pub(super) main: Option<ScoreKind>,
    /// What it tells to mend.
    pub(super) to_mend: Blamed,
    /// What is not told, but surely worse than the others, or a pain point.
    pub(super) bad: Blamed,
}

/// Touchpoints by their ratings, and topics: an aspect at a touchpoint, or at any.
#[derive(Debug, Clone, Default)]
pub(super) struct Blamed {
    pub(super) touchpoints: Vec<Name>,
    pub(super) topics: Vec<(Option<Name>, Name)>,
}

impl Blamed {
    fn holds(&self, row: &DriverRow) -> bool {
        let Some(aspect) = &row.aspect else { return self.touchpoints.contains(&row.touchpoint) };
        self.topics.iter().any(|(touchpoint, of)| {
            of == aspect && touchpoint.as_ref().is_none_or(|at| *at == row.touchpoint)
        })
    }
}

impl DriverTable {
    /// Has what the first page tells to mend stand so here too: half may be content with it, but
    /// with the others far more are, and one page must not say both to mend it and to keep it up.
    /// A rating must be important for that, a topic need not be in the table of the main score:
    /// of a dozen complaints little is shown. What is bad and not told is not to be kept up either,
    /// nor is a rating that has at least half as much to give as what is told most; and one that has
    /// less does not stand beside that.
    pub(super) fn agree_with(&mut self, page: &FirstPage) {
        let of_main = Some(self.outcome) == page.main;
        let rates = self.predictors == Predictors::Ratings;
        let told = self.drivers.iter().filter(|row| rates && row.is_important());
        let told = told.filter(|row| page.to_mend.holds(row));
        let most = told.map(|row| self.gain(row)).max_by(f64::total_cmp);
        let beside = most.map(|most| BESIDE_THE_FIRST * most);
        let gains: Vec<f64> = self.drivers.iter().map(|row| self.gain(row)).collect();
        for (row, gain) in self.drivers.iter_mut().zip(gains) {
            let (told, bad) = (page.to_mend.holds(row), page.bad.holds(row));
            let of_topics = of_main && row.aspect.is_some();
            row.quadrant = match row.quadrant {
                Quadrant::KeepUp if told => Quadrant::FixFirst,
                Quadrant::Watch if told && (of_topics || row.is_important()) => Quadrant::FixFirst,
                Quadrant::LowPriority if told && of_topics => Quadrant::FixFirst,
                Quadrant::KeepUp if bad || beside.is_some_and(|least| gain >= least) => {
                    Quadrant::Watch
                }
                Quadrant::FixFirst if !told && beside.is_some_and(|least| gain < least) => {
                    Quadrant::Watch
                }
                as_it_is => as_it_is,
            };
        }
    }

    /// What a driver has to give to the score, in points of its 0–100: of a rating the slope times
    /// what its mean lacks to the best, of a topic what it would give were all that is said of it
    /// praise; of either among all who gave the score, of whom some did not rate or mention it.
    pub(super) fn gain(&self, row: &DriverRow) -> f64 {
        self.gain_by(row.slope, row)
    }

    /// The same by another slope.
    fn gain_by(&self, slope: f64, row: &DriverRow) -> f64 {
        let lacks = match self.predictors {
            Predictors::Ratings => 100.0 - row.mean,
            Predictors::Topics => (100.0 - row.performance) / 50.0,
        };
        slope * lacks * self.reach(row)
    }

    /// Whether it explains enough for what weighs most in it to be told. Of what comments are about
    /// little is explained where few write, and each of its drivers is tested by itself.
    pub(super) fn tells(&self) -> bool {
        self.predictors == Predictors::Topics || self.r_squared.value >= LEAST_TOLD
    }

    /// Part of all who gave the score that rated or mentioned it.
    pub(super) fn reach(&self, row: &DriverRow) -> f64 {
        (row.n as f64 / self.n.max(1) as f64).min(1.0)
    }

    /// How likely each of these ratings has most to give of them: the share of the bootstrap
    /// samples of their slopes in which it has. Empty without samples.
    pub(super) fn chances_of_most(&self, among: &[&DriverRow]) -> Vec<f64> {
        let samples = among.iter().map(|row| row.slopes.len()).min().unwrap_or(0);
        if samples == 0 {
            return Vec::new();
        }
        let mut firsts = vec![0_u32; among.len()];
        for sample in 0..samples {
            let gains = among.iter().map(|row| self.gain_by(row.slopes[sample], row)).enumerate();
            if let Some((at, _)) = gains.max_by(|a, b| a.1.total_cmp(&b.1)) {
                firsts[at] += 1;
            }
        }
        firsts.into_iter().map(|first| f64::from(first) / samples as f64).collect()
    }

    /// Leaves to be watched what has too little to give to be fixed first, by itself or beside what
    /// has most, and all of what explains little.
    fn fix_what_gives(mut self) -> DriverTable {
        let first = |row: &&DriverRow| row.quadrant == Quadrant::FixFirst;
        let gains = self.drivers.iter().filter(first).map(|row| self.gain(row));
        let least = LEAST_GAIN.max(BESIDE_THE_FIRST * gains.fold(0.0, f64::max));
        let enough = |row: &DriverRow| self.tells() && self.gain(row) >= least;
        let gives: Vec<bool> = self.drivers.iter().map(enough).collect();
        for (row, gives) in self.drivers.iter_mut().zip(gives) {
            if row.quadrant == Quadrant::FixFirst && !gives {
                row.quadrant = Quadrant::Watch;
            }
        }
        self
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
    /// Of a rating the slopes of the bootstrap samples.
    #[serde(skip)]
    pub slopes: Vec<f64>,
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

impl DriverRow {
    /// Whether it is shown to be important: it goes with a better score beyond chance.
    fn is_important(&self) -> bool {
        self.significant && self.slope > 0.0
    }
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
    /// Important, below half, and with most to give to the score: one point of its 0–100 at least,
    /// and half of what the first of them has, of ratings that explain a fifth of it together; or
    /// told among the findings to be mended.
    FixFirst,
    /// Important, at half or above, neither told to be mended nor bad, and with less than half as
    /// much to give as what is told to be mended.
    KeepUp,
    /// Below half, and not shown to be important or with little to give; or important, and surely
    /// worse than the other touchpoints, a pain point or what a group is furthest behind at without
    /// being told, or with half as much to give as what is told.
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
        .enumerate()
        .map(|(at, driver)| {
            let (id, touchpoint, aspect) = name(driver.index);
            let rates = predictors == Predictors::Ratings;
            let samples = analysis.slopes.iter().filter(|_| rates);
            let q = driver.p.and_then(|_| adjusted.next());
            let significant = q.is_some_and(is_sure);
            let important = significant && driver.slope > 0.0;
            let (does, mean) = performance(id);
            let against = significant && rates && driver.slope < 0.0 && driver.correlation < 0.0;
            DriverRow {
                touchpoint,
                aspect,
                n: driver.n,
                share: driver.share,
                weight: driver.weight,
                lmg: driver.lmg,
                beta: driver.beta,
                slope: driver.slope,
                slopes: samples.map(|slopes| slopes[at]).collect(),
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
    let important = drivers.iter().filter(|driver| driver.is_important());
    let least = important.map(|driver| driver.share.value).fold(1.0, f64::min);
    drivers.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
    let left_out = analysis.left_out.iter().filter(|left| left.n > 0).map(|left| {
        let (_, touchpoint, aspect) = name(left.index);
        LeftOutRow { touchpoint, aspect, n: left.n, reason: left.reason }
    });
    let table = DriverTable {
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
    };
    Some(table.fix_what_gives())
}

#[cfg(test)]
mod tests;
