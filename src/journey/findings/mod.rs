//! What a reader must know, in the order in which it matters.
//!
//! A report has hundreds of numbers, of which a few stand out by chance. A finding is
//! one that does not: it comes from a table that was tested as a family, is sized in
//! points of the score, and is left out where a better number contradicts it. Where
//! nothing is left, that is the finding, of what was compared.
//!
//! Changes, changes of groups, voices, touchpoints and groups share 5 % of chance among them: of
//! 100 reports in which nothing happened, 95 raise no alarm by any of these. Topics and drivers are
//! not among them and keep the 5 % of their own tables (q ≤ .05 over all impacts, and over the
//! drivers of a table), so that what is marked there is not withheld here. A topic that
//! surely most who mention it complain of counts without a test: that is what they say of
//! it, and no comparison. Which group the complaints about the topic that is told come from has
//! as large a part of chance as each of the five, beside them.
//!
//! 1. [`standing`]: the main score, or what comments say where there is none.
//! 2. [`Shift`]: when its level changed, and whether within the touchpoints.
//! 3. [`OddPeriod`]: the one period that stands out, where no lasting change of the same
//!    score explains as much and the score came back; else it is told as a [`Shift`] since then.
//! 4. [`GroupChange`]: the group in which that happened, or that changed while the others did
//!    not.
//! 5. [`Voices`]: where those who write are not like those who do not.
//! 6. [`weakness`]: what to mend, the largest first.
//! 7. [`weakness::WeakDriver`]: what the score goes with most, where it is not to be mended.
//! 8. [`strength`]: what works.
//! 9. [`group`]: who pulls the score down most, where it is not one that fell.

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
use self::weakness::{WeakDriver, Weakness};
use super::contrast::Contrast;
use super::driver_table::{DriverTable, Quadrant};
use super::group_change::{self, GroupChange};
use super::odd_period::OddPeriod;
use super::pain_point::PainPoint;
use super::segments::SegmentTable;
use super::shift::Shift;
use super::touchpoint::TouchpointSummary;
use super::voices::Voices;
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::metrics::{Band, Design};

/// Each of five families of tests (changes, changes of groups, voices, touchpoints, groups) has its
/// part of the 5 % of reports in which one of them finds something where there is nothing. Topics
/// and drivers have 5 % of their own.
pub(super) const CHANCE: f64 = 0.05 / 5.0;

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
    /// Which group changed otherwise than all others.
    GroupChange(GroupChange),
    /// Whom the comments speak for.
    Voices(Voices),
    /// What to mend.
    Weakness(Weakness),
    /// The rated touchpoint that the score goes with most.
    Driver(WeakDriver),
    /// What works.
    Strength(Strength),
    /// Who pulls the score down most.
    Group(WeakGroup),
    /// Nothing to mend stands out.
    NothingStandsOut {
        /// Answers, or comments.
        n: u64,
        /// What was compared and does not stand out; of all else nothing is known.
        compared: Vec<Compared>,
    },
}

/// What may be worse than others of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Compared {
    /// Touchpoints, by their scores.
    Touchpoints,
    /// What comments speak of.
    Topics,
    /// Groups of customers, by the main score.
    Groups,
}

/// The tables that findings are made from.
pub(super) struct Tables<'a> {
    pub(super) overall: &'a TouchpointSummary,
    pub(super) touchpoints: &'a [TouchpointSummary],
    pub(super) shifts: &'a [Shift],
    /// The most extreme period by the main score, sure or not.
    pub(super) odd_period: Option<&'a OddPeriod>,
    /// The surest first.
    pub(super) changed: &'a [GroupChange],
    pub(super) voices: &'a [Voices],
    pub(super) contrasts: &'a [Contrast],
    pub(super) drivers: &'a [DriverTable],
    pub(super) segments: &'a [SegmentTable],
    /// Whether comments speak of something often enough for it to be tested.
    pub(super) topics: bool,
    /// Touchpoints of the taxonomy that are met only where something went wrong.
    pub(super) of_complaints: &'a [Name],
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
        let found_odd = self.odd_period();
        let since = found_odd.and_then(|odd| odd.since.as_ref());
        let odd = found_odd.filter(|odd| odd.since.is_none());
        let shift = self.shift(main, odd, since);
        found.extend(shift.cloned().map(Finding::Shift));
        found.extend(odd.cloned().map(Finding::OddPeriod));
        let changed = group_change::told(self.changed, shift, odd);
        let fell = changed.as_ref().filter(|change| change.is_worse());
        // A mean over the time before and after says less of a group than its fall.
        let group = group::of(self.segments, main, self.overall)
            .filter(|of| !fell.is_some_and(|fell| fell.fell_for_good(&of.field, &of.group)));
        let nothing = weaknesses.is_empty() && group.is_none() && fell.is_none();
        let nothing = nothing && !self.any_to_fix(main);
        found.extend(changed.map(Finding::GroupChange));
        found.extend(self.one_sided(main).cloned().map(Finding::Voices));
        if nothing && !found.is_empty() {
            let n = self.overall.responses.max(self.comments);
            found.push(Finding::NothingStandsOut { n, compared: self.compared() });
        }
        let strength = strength::of(self, &weaknesses);
        let driver = weakness::heaviest_driver(self, main, &weaknesses);
        found.extend(weaknesses.into_iter().map(Finding::Weakness));
        found.extend(driver.map(Finding::Driver));
        found.extend(strength.map(Finding::Strength));
        found.extend(group.map(Finding::Group));
        found
    }

    /// Whether a table of the main score has a driver to be fixed first.
    fn any_to_fix(&self, main: Option<ScoreKind>) -> bool {
        let of_main = self.drivers.iter().filter(|table| Some(table.outcome) == main);
        let mut rows = of_main.flat_map(|table| &table.drivers);
        rows.any(|row| row.significant && row.quadrant == Quadrant::FixFirst)
    }

    /// What something to mend was looked for among: what has too few answers, or is not there, was
    /// not compared.
    fn compared(&self) -> Vec<Compared> {
        let all = [
            (Compared::Touchpoints, !self.contrasts.is_empty()),
            (Compared::Topics, self.topics),
            (Compared::Groups, group::any_compared(self.segments, self.main())),
        ];
        all.into_iter().filter(|(_, were)| *were).map(|(what, _)| what).collect()
    }

    /// The lasting changes that are sure.
    fn lasting(&self) -> impl Iterator<Item = &Shift> + Clone {
        self.shifts.iter().filter(|shift| shift.p <= OF_CHANGES)
    }

    /// The change of the main score, else that of another score, else of sentiment; not that of
    /// a score of which an odd period tells more. Of the main score it may be a change `since` a
    /// period that did not pass. Only then the search for lasting changes has the whole part of
    /// chance of both: where nothing happened, a period that stands out has its half already, and
    /// nothing is told more often than that.
    fn shift<'a>(
        &'a self,
        main: Option<ScoreKind>,
        odd: Option<&OddPeriod>,
        since: Option<&'a Shift>,
    ) -> Option<&'a Shift> {
        if since.is_some() {
            let sure = self.shifts.iter().filter(|shift| shift.p <= CHANCE);
            let mut of_main = sure.filter(|shift| shift.score.is_some() && shift.score == main);
            return of_main.next().or(since);
        }
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
