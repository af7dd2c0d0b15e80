//! What drives each score of the experience as a whole.
//!
//! Two sets of predictors, each with a table of its own: the ratings that the
//! same respondents give to single touchpoints, and what they write about, −1
//! for an aspect judged negatively, +1 for one judged positively, 0 for one not
//! mentioned or neither. The outcome enters on its 0–100 footing as if its steps
//! were equal, which is an approximation for answers on 0–10 or 1–5.

use std::sync::Arc;

use serde::Serialize;

use super::facts::CommentFacts;
use super::row::{given, row_scores, standing};
use super::scores::Standing;
use super::touchpoint::comment_steps;
use crate::ingest::{Feedback, ScoreKind};
use crate::lang::Name;
use crate::opinion::AspectId;
use crate::sentiment::Class;
use crate::stats::Estimate;
use crate::stats::driver_moments::DriverMoments;
use crate::stats::drivers::{DriverAnalysis, DriverOptions, LeftOutReason, analyse};

/// Fewest respondents that rate a touchpoint, or mention an aspect.
pub const MIN_BASE: u64 = 10;

/// Smallest share of the respondents that must rate a touchpoint. What a few
/// rate has correlations of its own few, which contradict those of the many.
pub const MIN_RATED: f64 = 0.1;

/// What the predictors of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Predictors {
    /// Ratings of touchpoints, 0–100.
    Ratings,
    /// Aspects that comments judge: −1, 0 or +1.
    Topics,
}

/// The drivers of one score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

/// Sums of one score against its predictors.
#[derive(Debug, Clone, Default)]
struct Of {
    moments: Option<DriverMoments>,
    rows: u64,
}

/// How a predictor does: the sum and number of what was said of it.
#[derive(Debug, Clone, Copy, Default)]
struct Performance {
    weight: f64,
    sum: f64,
}

/// Collects what drives the scores, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Drivers {
    /// Touchpoints with ratings of their own, in order.
    touchpoints: Vec<Arc<str>>,
    aspects: usize,
    ratings: [Of; 3],
    topics: [Of; 3],
    rated: Vec<Performance>,
    judged: Vec<Performance>,
    values: Vec<Option<f64>>,
    mentions: Vec<(usize, f64)>,
}

impl Drivers {
    /// For ratings of these touchpoints, and a taxonomy of so many aspects.
    pub(super) fn new(touchpoints: &[Arc<str>], aspects: usize) -> Drivers {
        Drivers {
            touchpoints: touchpoints.to_vec(),
            aspects,
            rated: vec![Performance::default(); touchpoints.len()],
            judged: vec![Performance::default(); aspects],
            values: vec![None; touchpoints.len()],
            ..Drivers::default()
        }
    }

    pub(super) fn add(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
        if row.weight <= 0.0 {
            return;
        }
        let several = row.entries.len() > 1;
        if several && !self.touchpoints.is_empty() {
            self.add_ratings(row);
        }
        self.add_topics(row, comments);
    }

    fn add_ratings(&mut self, row: &Feedback) {
        self.values.iter_mut().for_each(|value| *value = None);
        let mut next = 0;
        for entry in &row.entries {
            let Some(name) = &entry.touchpoint else { continue };
            // Entries come in the order of the touchpoints, some may lack.
            let found = (next..self.touchpoints.len()).chain(0..next).find(|at| {
                Arc::ptr_eq(&self.touchpoints[*at], name) || self.touchpoints[*at] == *name
            });
            let Some(at) = found else { continue };
            next = at + 1;
            let score = [ScoreKind::Csat, ScoreKind::Ces, ScoreKind::Nps];
            let score = score.into_iter().find_map(|kind| entry.scores.get(kind));
            if self.values[at].is_none() {
                self.values[at] = score.map(|s| s.goodness()).filter(|g| g.is_finite());
            }
        }
        for (performance, value) in self.rated.iter_mut().zip(&self.values) {
            if let Some(value) = value {
                performance.weight += row.weight;
                performance.sum += row.weight * value;
            }
        }
        for entry in &row.entries {
            if standing(row, entry.touchpoint.is_some()) == Standing::Whole {
                for (kind, score) in given(&entry.scores) {
                    let of = &mut self.ratings[kind as usize];
                    let k = self.values.len();
                    let moments = of.moments.get_or_insert_with(|| DriverMoments::answers(k));
                    let added = moments.add(of.rows, &self.values, score.goodness(), row.weight);
                    of.rows += u64::from(added);
                }
            }
        }
    }

    fn add_topics(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
        if self.aspects == 0 {
            return;
        }
        let judged = || comments.iter().flatten().filter(|facts| comment_steps(facts).is_some());
        if judged().next().is_none() {
            return;
        }
        self.mentions.clear();
        for opinion in judged().flat_map(|facts| &facts.opinions) {
            let value = match opinion.class {
                Class::Negative => -1.0,
                Class::Neutral => 0.0,
                Class::Positive => 1.0,
            };
            let aspect: AspectId = opinion.aspect;
            match self.mentions.iter_mut().find(|(known, _)| *known == aspect) {
                Some((_, sum)) => *sum += value,
                None if aspect < self.aspects => self.mentions.push((aspect, value)),
                None => {}
            }
        }
        for (aspect, sum) in &mut self.mentions {
            *sum = if *sum == 0.0 { 0.0 } else { sum.signum() };
            self.judged[*aspect].weight += row.weight;
            self.judged[*aspect].sum += if *sum < 0.0 { 0.0 } else { 100.0 * row.weight };
        }
        for (kind, score) in given(&row_scores(row)) {
            let of = &mut self.topics[kind as usize];
            let k = self.aspects;
            let moments = of.moments.get_or_insert_with(|| DriverMoments::mentions(k));
            let added = moments.add_sparse(of.rows, &self.mentions, score.goodness(), row.weight);
            of.rows += u64::from(added);
        }
    }

    /// The tables, of ratings before those of topics, each score in turn. An
    /// aspect belongs to the touchpoint `touchpoint_of` says.
    pub(super) fn finish(
        self,
        touchpoints: impl Fn(AspectId) -> Name,
        aspects: impl Fn(AspectId) -> Name,
        at_least: u64,
    ) -> Vec<DriverTable> {
        let names = self.touchpoints.clone();
        let rating = |at: usize| (Name::same(names[at].as_ref()), None);
        let topic = |at: usize| (touchpoints(at), Some(aspects(at)));
        let table = |kind, predictors, of: Of, performance: &[Performance]| {
            let rated = (of.rows as f64 * MIN_RATED).ceil() as u64;
            let least_n = match predictors {
                Predictors::Ratings => at_least.max(MIN_BASE).max(rated),
                Predictors::Topics => at_least.max(MIN_BASE),
            };
            let analysis = analyse(&of.moments?, &DriverOptions { least_n, ..Default::default() })?;
            match predictors {
                Predictors::Ratings => table_of(kind, predictors, analysis, rating, performance),
                Predictors::Topics => table_of(kind, predictors, analysis, topic, performance),
            }
        };
        let kinds = || ScoreKind::ALL.into_iter();
        let ratings = kinds()
            .zip(self.ratings)
            .filter_map(|(kind, of)| table(kind, Predictors::Ratings, of, &self.rated));
        let topics = kinds()
            .zip(self.topics)
            .filter_map(|(kind, of)| table(kind, Predictors::Topics, of, &self.judged));
        ratings.chain(topics).collect()
    }
}

fn table_of(
    outcome: ScoreKind,
    predictors: Predictors,
    analysis: DriverAnalysis,
    name: impl Fn(usize) -> (Name, Option<Name>),
    performance: &[Performance],
) -> Option<DriverTable> {
    let r_squared = analysis.r_squared?;
    let mut drivers: Vec<DriverRow> = analysis
        .drivers
        .iter()
        .map(|driver| {
            let (touchpoint, aspect) = name(driver.index);
            let Performance { weight, sum } = performance[driver.index];
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
                performance: sum / weight,
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
        let (touchpoint, aspect) = name(left.index);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::tests::{entry, facts, opinion, row, scores};

    /// A number in [0, 1) that varies with both.
    fn noise(i: u64, salt: u64) -> f64 {
        (((i * 31 + salt * 17 + 1) as f64) * 0.618_033_988_749_894_9).fract()
    }

    fn points(x: f64) -> f64 {
        1.0 + (x.clamp(0.0, 0.999) * 5.0).floor()
    }

    #[test]
    fn the_touchpoint_that_moves_the_score_weighs_most() {
        let names: [Arc<str>; 3] = ["seat".into(), "food".into(), "wifi".into()];
        let mut drivers = Drivers::new(&names, 0);
        for i in 0..400 {
            let (seat, food) = (noise(i, 1), noise(i, 2));
            let whole = points(0.7 * seat + 0.2 * food + 0.1 * noise(i, 3));
            let mut entries = vec![entry(None, None, scores(None, Some(whole)))];
            entries.push(entry(Some("seat"), None, scores(None, Some(points(seat)))));
            entries.push(entry(Some("food"), None, scores(None, Some(points(food)))));
            if i % 20 == 0 {
                entries.push(entry(Some("wifi"), None, scores(None, Some(points(noise(i, 9))))));
            }
            drivers.add(&row(i, entries), &[]);
        }
        let tables = drivers.finish(|_| Name::same("?"), |_| Name::same("?"), 5);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!(
            (table.outcome, table.predictors, table.n),
            (ScoreKind::Csat, Predictors::Ratings, 400)
        );
        let names: Vec<&str> = table.drivers.iter().map(|d| d.touchpoint.en.as_str()).collect();
        assert_eq!(names, ["seat", "food"]);
        assert!(table.drivers[0].share.low > 0.7 && table.drivers.iter().all(|d| d.significant));
        let sum: f64 = table.drivers.iter().map(|d| d.weight.value).sum();
        assert!((sum - table.r_squared.value).abs() < 1e-9);
        // Twenty of four hundred rate the wireless network: too few.
        assert_eq!(table.left_out.len(), 1);
        assert_eq!((table.left_out[0].n, table.left_out[0].reason), (20, LeftOutReason::TooFew));
        let mean = table.drivers.iter().map(|d| d.performance).sum::<f64>() / 2.0;
        assert!((table.cut.1 - mean).abs() < 1e-9 && (table.cut.0 - 0.5).abs() < 1e-9);
        let important = table.drivers[0].quadrant;
        assert!(matches!(important, Quadrant::FixFirst | Quadrant::KeepUp));
    }

    #[test]
    fn topics_count_by_their_balance_and_rows_of_no_weight_not_at_all() {
        let mut drivers = Drivers::new(&[], 6);
        for i in 0..300_u64 {
            let bad = i % 3 == 0;
            let opinions = match i % 3 {
                0 => vec![opinion(2, 3, -0.9), opinion(2, 3, -0.5), opinion(2, 3, 0.9)],
                1 => vec![opinion(2, 3, 0.8)],
                _ => vec![opinion(1, 1, if i % 2 == 0 { 0.7 } else { -0.7 })],
            };
            let nps = if bad { 2.0 } else { 8.0 } + (noise(i, 1) * 3.0).floor();
            let entries = vec![entry(None, Some("…"), scores(Some(nps), None))];
            let mut row = row(i, entries);
            drivers.add(&row, &[facts(0.1, opinions.clone())]);
            row.weight = 0.0;
            drivers.add(&row, &[facts(0.1, opinions)]);
        }
        let tables = drivers.finish(|_| Name::same("t"), |a| Name::same(format!("a{a}")), 5);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!((table.n, table.predictors), (300, Predictors::Topics));
        let first = &table.drivers[0];
        assert_eq!((first.aspect.as_ref().unwrap().en.as_str(), first.n), ("a3", 200));
        assert!(first.beta > 0.5 && first.significant && first.share.low > 0.8);
        assert_eq!(first.performance, 50.0);
        assert!(!table.drivers[1].significant);
        assert!(table.left_out.is_empty(), "aspects nobody mentions are not listed");
    }
}
