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

/// Points of its 0–100 that a driver which is to be fixed first must be able to give the score.
const LEAST_GAIN: f64 = 1.0;

/// Part of what the first has to give that the others which are to be fixed first must have.
const BESIDE_THE_FIRST: f64 = 0.5;

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
    /// nor is a rating of which more is to be had than of one that is told; and one that has less
    /// than half as much to give as what is told most does not stand beside it.
    pub(super) fn agree_with(&mut self, page: &FirstPage) {
        let of_main = Some(self.outcome) == page.main;
        let rates = self.predictors == Predictors::Ratings;
        let told = self.drivers.iter().filter(|row| rates && row.is_important());
        let told = told.filter(|row| page.to_mend.holds(row));
        let told: Vec<f64> = told.map(|row| self.gain(row)).collect();
        let least = told.iter().copied().fold(f64::INFINITY, f64::min);
        let beside = BESIDE_THE_FIRST * told.iter().copied().fold(0.0, f64::max);
        let gains: Vec<f64> = self.drivers.iter().map(|row| self.gain(row)).collect();
        for (row, gain) in self.drivers.iter_mut().zip(gains) {
            let (told, bad) = (page.to_mend.holds(row), page.bad.holds(row));
            let of_topics = of_main && row.aspect.is_some();
            row.quadrant = match row.quadrant {
                Quadrant::KeepUp if told => Quadrant::FixFirst,
                Quadrant::Watch if told && (of_topics || row.is_important()) => Quadrant::FixFirst,
                Quadrant::LowPriority if told && of_topics => Quadrant::FixFirst,
                Quadrant::KeepUp if bad || gain > least => Quadrant::Watch,
                Quadrant::FixFirst if !told && gain < beside => Quadrant::Watch,
                as_it_is => as_it_is,
            };
        }
    }

    /// What a driver has to give to the score, in points of its 0–100: of a rating the slope times
    /// what its mean lacks to the best, of a topic what it would give were all that is said of it
    /// praise.
    pub(super) fn gain(&self, row: &DriverRow) -> f64 {
        match self.predictors {
            Predictors::Ratings => row.slope * (100.0 - row.mean),
            Predictors::Topics => {
                let steps = (100.0 - row.performance) / 50.0;
                row.slope * steps * row.n as f64 / self.n.max(1) as f64
            }
        }
    }

    /// Leaves to be watched what has too little to give to be fixed first, by itself or beside what
    /// has most.
    fn fix_what_gives(mut self) -> DriverTable {
        let first = |row: &&DriverRow| row.quadrant == Quadrant::FixFirst;
        let gains = self.drivers.iter().filter(first).map(|row| self.gain(row));
        let least = LEAST_GAIN.max(BESIDE_THE_FIRST * gains.fold(0.0, f64::max));
        let gives: Vec<bool> = self.drivers.iter().map(|row| self.gain(row) >= least).collect();
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
    /// and half of what the first of them has; or told among the findings to be mended.
    FixFirst,
    /// Important, at half or above, and neither told to be mended nor bad.
    KeepUp,
    /// Below half, and not shown to be important or with little to give; or important, and surely
    /// worse than the other touchpoints or a pain point without being told, or with more to give
    /// than what is told.
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
mod tests {
    use super::*;

    fn row(touchpoint: &str, quadrant: Quadrant) -> DriverRow {
        DriverRow {
            touchpoint: Name::same(touchpoint),
            aspect: None,
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
        }
    }

    /// The same of an aspect, which is called after its touchpoint.
    fn topic(touchpoint: &str, quadrant: Quadrant) -> DriverRow {
        DriverRow { aspect: Some(time(touchpoint)), ..row(touchpoint, quadrant) }
    }

    fn time(touchpoint: &str) -> Name {
        Name::same(format!("{touchpoint} time"))
    }

    fn table(predictors: Predictors, drivers: Vec<DriverRow>) -> DriverTable {
        DriverTable {
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
            drivers,
            left_out: Vec::new(),
        }
    }

    fn fields(table: &DriverTable) -> Vec<Quadrant> {
        table.drivers.iter().map(|row| row.quadrant).collect()
    }

    #[test]
    fn a_table_of_ratings_says_what_the_first_page_says() {
        use Quadrant::{FixFirst, KeepUp, LowPriority, Watch};
        let page = FirstPage {
            main: Some(ScoreKind::Csat),
            to_mend: Blamed {
                touchpoints: ["service", "lobby", "pool", "bar"].map(Name::same).into(),
                topics: Vec::new(),
            },
            bad: Blamed { touchpoints: vec![Name::same("taste")], topics: Vec::new() },
        };
        let mut rows = vec![
            row("service", KeepUp),
            row("taste", KeepUp),
            row("view", KeepUp),
            row("lobby", LowPriority),
            row("pool", Watch),
            row("bar", Watch),
        ];
        rows[5].significant = false;
        let mut ratings = table(Predictors::Ratings, rows);
        ratings.agree_with(&page);
        let wanted = [FixFirst, Watch, KeepUp, LowPriority, FixFirst, Watch];
        assert_eq!(fields(&ratings), wanted, "told, bad, neither, and not important");
    }

    /// Slopes of a half times 40, 60, 30, 19 and 20 points that are lacking; the first is told.
    #[test]
    fn what_has_more_to_give_than_what_is_told_is_not_to_be_kept_up() {
        use Quadrant::{FixFirst, KeepUp, Watch};
        let page = FirstPage {
            main: Some(ScoreKind::Csat),
            to_mend: Blamed { touchpoints: vec![Name::same("coach")], topics: Vec::new() },
            bad: Blamed::default(),
        };
        let rows = || {
            let rows = [
                ("coach", KeepUp, 60.0),
                ("gear", KeepUp, 40.0),
                ("desk", KeepUp, 70.0),
                ("booking", FixFirst, 81.0),
                ("shower", FixFirst, 80.0),
            ];
            rows.map(|(touchpoint, quadrant, mean)| DriverRow { mean, ..row(touchpoint, quadrant) })
        };
        let mut ratings = table(Predictors::Ratings, rows().into());
        ratings.agree_with(&page);
        assert_eq!(fields(&ratings), [FixFirst, Watch, KeepUp, Watch, FixFirst]);
        let mut ratings = table(Predictors::Ratings, rows().into());
        ratings.agree_with(&FirstPage::default());
        assert_eq!(fields(&ratings), [KeepUp, KeepUp, KeepUp, FixFirst, FixFirst], "none is told");
    }

    #[test]
    fn a_table_of_topics_says_what_the_first_page_says() {
        use Quadrant::{FixFirst, KeepUp, LowPriority, Watch};
        let rows = || -> Vec<DriverRow> {
            let quadrants = [("taste", Watch), ("queue", KeepUp), ("bar", LowPriority)];
            quadrants.map(|(touchpoint, quadrant)| topic(touchpoint, quadrant)).into()
        };
        let of = |main, told: &[(Option<&str>, &str)], bad: &[(Option<&str>, &str)]| {
            let topics = |of: &[(Option<&str>, &str)]| Blamed {
                touchpoints: ["taste", "queue", "bar"].map(Name::same).into(),
                topics: of.iter().map(|(at, of)| (at.map(Name::same), time(of))).collect(),
            };
            let page = FirstPage { main, to_mend: topics(told), bad: topics(bad) };
            let mut topics = table(Predictors::Topics, rows());
            topics.agree_with(&page);
            fields(&topics)
        };
        let main = Some(ScoreKind::Csat);
        assert_eq!(of(main, &[(None, "taste")], &[]), [FixFirst, KeepUp, LowPriority]);
        assert_eq!(of(main, &[(Some("bar"), "bar")], &[]), [Watch, KeepUp, FixFirst]);
        assert_eq!(of(main, &[(Some("lobby"), "bar")], &[]), [Watch, KeepUp, LowPriority]);
        assert_eq!(of(main, &[], &[(None, "queue")]), [Watch, Watch, LowPriority]);
        let other = Some(ScoreKind::Ces);
        assert_eq!(
            of(other, &[(None, "bar"), (None, "queue")], &[]),
            [Watch, FixFirst, LowPriority]
        );
    }

    /// Slopes times what is lacking: 20 points and 10, less, and less than one.
    #[test]
    fn what_has_little_to_give_is_to_be_watched() {
        use Quadrant::{FixFirst, KeepUp, Watch};
        let rated =
            |touchpoint, slope, mean| DriverRow { slope, mean, ..row(touchpoint, FixFirst) };
        let of = |rows: Vec<DriverRow>| fields(&table(Predictors::Ratings, rows).fix_what_gives());
        let most = || DriverRow { quadrant: KeepUp, ..rated("view", 1.0, 20.0) };
        let rows = vec![
            most(),
            rated("queue", 0.5, 60.0),
            rated("food", 0.25, 60.0),
            rated("toilets", 0.249, 60.0),
        ];
        assert_eq!(of(rows), [KeepUp, FixFirst, FixFirst, Watch]);
        assert_eq!(of(vec![rated("food", 0.025, 60.0)]), [FixFirst]);
        assert_eq!(of(vec![rated("food", 0.024, 60.0)]), [Watch]);
        // Two steps to praise of 10 of 200 who complain, at 10 points a step.
        let of = |slope| {
            let row = DriverRow { slope, n: 10, performance: 0.0, ..topic("taste", FixFirst) };
            let table = table(Predictors::Topics, vec![row]).fix_what_gives();
            (table.gain(&table.drivers[0]), table.drivers[0].quadrant)
        };
        assert_eq!(of(10.0), (1.0, FixFirst));
        assert_eq!(of(9.0).1, Watch);
    }
}
