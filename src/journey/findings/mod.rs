//! What a reader must know, in the order in which it matters.
//!
//! A report has hundreds of numbers, of which a few stand out by chance. A finding is
//! one that does not: it comes from a table that was tested as a family, is sized in
//! points of the score, and is left out where a better number contradicts it. Where
//! nothing is left, that is the finding. The families share the 5 % of chance among
//! them, so that a report of nothing has no alarm in 95 of 100 cases.
//!
//! 1. [`standing`]: the main score, or what comments say where there is none.
//! 2. [`Shift`]: when its level changed, and whether within the touchpoints.
//! 3. [`OddPeriod`]: the one period that stands out, where its level did not change.
//! 4. [`Voices`]: where those who write are not like those who do not.
//! 5. [`weakness`]: what to mend, the largest first.
//! 6. [`strength`]: what works.
//! 7. [`group`]: who pulls the score down most.

pub mod group;
pub mod standing;
pub mod strength;
pub mod weakness;

#[cfg(test)]
mod tests;

use serde::Serialize;

use self::group::WeakGroup;
use self::standing::Standing;
use self::strength::Strength;
use self::weakness::Weakness;
use super::contrast::Contrast;
use super::driver_table::DriverTable;
use super::odd_period::OddPeriod;
use super::pain_point::PainPoint;
use super::segments::SegmentTable;
use super::shift::Shift;
use super::touchpoint::TouchpointSummary;
use super::voices::Voices;
use crate::feedback::ScoreKind;
use crate::metrics::{Band, Design};

/// Each of four families of tests (changes, voices, touchpoints, groups) has its part of the
/// 5 % of reports in which something is found where there is nothing.
pub(super) const CHANCE: f64 = 0.05 / 4.0;

/// The family of changes asks twice, for a level that changed for good and for one period that
/// stands out, so each question has half of its part (Bonferroni). To look for a period only
/// where no lasting change was found would not spare that: where nothing happened none is found,
/// and both would be asked with the whole part.
const OF_CHANGES: f64 = CHANCE / 2.0;

/// Most weaknesses that are findings.
const MOST_WEAKNESSES: usize = 3;

/// One thing that a reader must know.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// Where we stand.
    Standing(Standing),
    /// What changed, and since when.
    Shift(Shift),
    /// One period that is unlike all others.
    OddPeriod(OddPeriod),
    /// Whom the comments speak for.
    Voices(Voices),
    /// What to mend.
    Weakness(Weakness),
    /// What works.
    Strength(Strength),
    /// Who pulls the score down most.
    Group(WeakGroup),
    /// Nothing to mend stands out beyond chance.
    NothingStandsOut {
        /// Answers, or comments, that were compared.
        n: u64,
    },
}

/// The tables that findings are made from.
pub(super) struct Tables<'a> {
    pub(super) overall: &'a TouchpointSummary,
    pub(super) touchpoints: &'a [TouchpointSummary],
    pub(super) shifts: &'a [Shift],
    /// The most extreme period by the main score, sure or not.
    pub(super) odd_period: Option<&'a OddPeriod>,
    pub(super) voices: &'a [Voices],
    pub(super) contrasts: &'a [Contrast],
    pub(super) drivers: &'a [DriverTable],
    pub(super) segments: &'a [SegmentTable],
    pub(super) comments: u64,
    /// Design effect of the labels of comments.
    pub(super) labels: Design,
}

/// The score that speaks for the run.
pub(super) fn main_score(overall: &TouchpointSummary) -> Option<ScoreKind> {
    ScoreKind::main(|kind| u64::from(overall.score(kind).is_some()))
}

impl Tables<'_> {
    fn main(&self) -> Option<ScoreKind> {
        main_score(self.overall)
    }

    /// What to mend, the largest first.
    pub(super) fn weaknesses(&self, pain_points: &[PainPoint]) -> Vec<Weakness> {
        let mut weaknesses = weakness::all(self, pain_points, self.main());
        weaknesses.truncate(MOST_WEAKNESSES);
        weaknesses
    }

    /// The findings, the most important first, of which these tell what to mend.
    pub(super) fn findings(&self, weaknesses: Vec<Weakness>) -> Vec<Finding> {
        let main = self.main();
        let mut found: Vec<Finding> = Vec::new();
        found.extend(standing::of(self.overall, main, self.labels).map(Finding::Standing));
        let odd = self.odd_period();
        found.extend(self.shift(main, odd).cloned().map(Finding::Shift));
        found.extend(odd.cloned().map(Finding::OddPeriod));
        found.extend(self.one_sided(main).cloned().map(Finding::Voices));
        let group = group::of(self.segments, main);
        if weaknesses.is_empty() && group.is_none() && !found.is_empty() {
            let n = self.overall.responses.max(self.comments);
            found.push(Finding::NothingStandsOut { n });
        }
        let strength = strength::of(self, &weaknesses);
        found.extend(weaknesses.into_iter().map(Finding::Weakness));
        found.extend(strength.map(Finding::Strength));
        found.extend(group.map(Finding::Group));
        found
    }

    /// The lasting changes that are sure.
    fn lasting(&self) -> impl Iterator<Item = &Shift> + Clone {
        self.shifts.iter().filter(|shift| shift.p <= OF_CHANGES)
    }

    /// The change of the main score, else that of another score, else of sentiment; not that of
    /// a score of which an odd period tells more.
    fn shift(&self, main: Option<ScoreKind>, odd: Option<&OddPeriod>) -> Option<&Shift> {
        let told = odd.map(|odd| odd.score);
        let mut open = self.lasting().filter(|shift| told.is_none() || shift.score != told);
        let of_main = open.clone().find(|shift| shift.score.is_some() && shift.score == main);
        of_main.or(open.next())
    }

    /// The period that surely stands out, where no lasting change of the same score explains as
    /// much: a level that fell for good has bad periods, and a bad period moves the means of all
    /// that is before or after it.
    fn odd_period(&self) -> Option<&OddPeriod> {
        let odd = self.odd_period.filter(|odd| odd.p <= OF_CHANGES)?;
        let shift = self.lasting().find(|shift| shift.score == Some(odd.score));
        shift.is_none_or(|shift| odd.explains_more_than(shift)).then_some(odd)
    }

    /// Who comments by the main score, where the unhappy write at least half as often again
    /// as the happy, or the other way round.
    fn one_sided(&self, main: Option<ScoreKind>) -> Option<&Voices> {
        let voices = self.voices.iter().find(|voices| Some(voices.score) == main)?;
        let rate = |wanted: Band| {
            voices.bands.iter().find(|band| band.band == wanted).map(|band| band.rate.value)
        };
        let (low, high) = (rate(Band::Low)?, rate(Band::High)?);
        let ratio = low.max(high) / low.min(high).max(f64::MIN_POSITIVE);
        (voices.p <= CHANCE && ratio >= 1.5).then_some(voices)
    }
}
