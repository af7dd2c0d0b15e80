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
//! as large a part of chance as each of the five, beside them; so has which group the low ratings
//! of the touchpoints that are told come from, and at which touchpoint the group that is told is
//! furthest behind the others and since when it is so, there as well; since when the touchpoint that
//! is told first is so; and which topic is complained of more, or
//! less, in the time that a change is told of. Where there is no score, none of these is asked but
//! the changes of sentiment and the topic complained of more or less then, and [`ShareRise`] has
//! such a part instead. Whether later comments are worse than the first ones has such a part
//! everywhere, where there are any, and so has which group they come from then.
//! What a group that is told complains of more than all others, what part of it its distance or its
//! change comes from, which group the
//! distance of a touchpoint that is told comes from, which groups changed alike, which two groups
//! are worse where they meet, and, where no change of a group is told, which fell where they meet,
//! have one too, and where no change of the main score is, whether it changed within groups; whether weekends are unlike other days has a
//! tenth of one. Groups that are compared by several scores share their part among these.
//!
//! 1. [`standing`]: the main score, or what comments say where there is none. After it
//!    [`GraveMatters`]: comments that must be read one by one; they are counted and not tested.
//! 2. [`Shift`]: when its level changed, at once or little by little, and whether within the
//!    touchpoints, or because others answered.
//! 3. [`OddPeriod`]: the one period that stands out, where no lasting change of the same
//!    score explains as much and the score came back; else it is told as a [`Shift`] since then.
//!    Where neither is of the main score, nor a group is told, [`HiddenChange`]: what changed within
//!    the groups of a field. Where there is no score, before all of these [`ShareRise`].
//! 4. [`GroupChange`]: the group in which that happened, or that changed while the others did
//!    not; where there is none, the two groups that fell where they meet.
//!    Behind it, or behind the group that pulls the score down most, [`GroupComplaints`]: what it
//!    complains of more than all others.
//! 5. [`TopicChange`]: what is complained of more then; where the score rose, what was before.
//! 6. [`LaterComments`]: where what people wrote later is worse than what they wrote first, all of
//!    them or those of a group.
//! 7. [`Voices`]: where those who write are not like those who do not.
//! 8. [`weakness`]: what to mend, the largest first.
//!    Among it, by what each costs the whole (`size.rs`), [`group`]: who pulls the score down most,
//!    where it is not one that fell, and [`Interaction`]: who does where two groups meet.
//! 9. [`Weekend`]: where weekends are unlike other days.
//!    [`Reasons`]: what those who gave a low score chose, where they alone were asked.
//! 10. [`Unnamed`]: how many negative comments name none of the topics looked for; among what is to
//!     be mended where they surely take something and no topic that is told does.
//! 11. [`LowestRated`]: what is rated far below all else, where the score hardly goes with it;
//!     [`weakness::WeakDriver`]: what the score goes with most, where it is not to be mended.
//! 12. [`strength`]: what works.

pub mod group;
pub mod lowest;
mod size;
pub mod standing;
pub mod strength;
pub mod weakness;

#[cfg(test)]
mod tests;

use serde::Serialize;

use self::group::WeakGroup;
use self::lowest::LowestRated;
use self::standing::Standing;
use self::strength::Strength;
use self::weakness::{WeakDriver, Weakness};
use super::contrast::Contrast;
use super::driver_table::{DriverTable, Quadrant};
use super::filled_by_score::Reasons;
use super::grave::GraveMatters;
use super::group_change::{GroupChange, HiddenChange};
use super::group_complaints::GroupComplaints;
use super::later_comments::LaterComments;
use super::odd_period::OddPeriod;
use super::pain_point::PainPoint;
use super::segments::SegmentTable;
use super::share_rise::ShareRise;
use super::shift::Shift;
use super::topic_change::TopicChange;
use super::touchpoint::TouchpointSummary;
use super::unnamed::{Rest, Unnamed};
use super::voices::Voices;
use super::weekend::Weekend;
use super::within::Interaction;
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
pub(super) const OF_CHANGES: f64 = CHANCE / 2.0;

/// Most weaknesses that are findings.
const MOST_WEAKNESSES: usize = 3;

/// Part of the range of the score that negative comments must take which are told among what is to
/// be mended.
const LEAST_LED: f64 = 0.01;

/// One thing that a reader must know.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// Where we stand.
    Standing(Standing),
    /// Comments that must be read one by one.
    Grave(GraveMatters),
    /// What changed, and since when.
    Shift(Shift),
    /// One period that is unlike all others.
    OddPeriod(OddPeriod),
    /// What changed within the groups of a field, and all answers together do not show.
    HiddenChange(HiddenChange),
    /// Which group changed otherwise than all others.
    GroupChange(GroupChange),
    /// What a group that is told complains of more than all others.
    GroupComplaints(GroupComplaints),
    /// What is complained of more then.
    TopicChange(TopicChange),
    /// Which category has become a larger part of all feedback, where there is no score.
    ShareRise(ShareRise),
    /// What was written later is worse than what the same people wrote first.
    LaterComments(LaterComments),
    /// Whom the comments speak for.
    Voices(Voices),
    /// What to mend.
    Weakness(Weakness),
    /// Weekends are unlike other days.
    Weekend(Weekend),
    /// What those chose who gave a low score, and who alone were asked why.
    Reasons(Reasons),
    /// How many negative comments name none of the topics looked for.
    Unnamed(Unnamed),
    /// What is rated far below all else, and hardly moves the score.
    LowestRated(LowestRated),
    /// The rated touchpoint that the score goes with most.
    Driver(WeakDriver),
    /// What works.
    Strength(Strength),
    /// Who pulls the score down most.
    Group(WeakGroup),
    /// Where two groups meet that are worse together than each by itself.
    Interaction(Interaction),
    /// Nothing to mend stands out.
    NothingStandsOut {
        /// Answers, or comments.
        n: u64,
        /// What was compared and does not stand out; of all else nothing is known.
        compared: Vec<Compared>,
        /// Whether it is known what touchpoints do to the whole: the answers there are its own, or
        /// their ratings stand beside those of the whole.
        weighed: bool,
        /// The score that this is of, where other people gave another.
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<ScoreKind>,
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
    /// The score that speaks for the run.
    pub(super) main: Option<ScoreKind>,
    /// Scores by which groups are compared as well: those that other people gave, and those that
    /// rate touchpoints alone.
    pub(super) beside: &'a [ScoreKind],
    /// Whether other people gave one of these.
    pub(super) of_others: bool,
    pub(super) overall: &'a TouchpointSummary,
    pub(super) touchpoints: &'a [TouchpointSummary],
    pub(super) changes: Changed<'a>,
    /// The change of a group that is told.
    pub(super) changed: Option<&'a GroupChange>,
    pub(super) voices: &'a [Voices],
    /// By the answers since, of a touchpoint of which that tells.
    pub(super) contrasts: &'a [Contrast],
    pub(super) drivers: &'a [DriverTable],
    pub(super) segments: &'a [SegmentTable],
    /// Whether comments speak of something often enough for it to be tested.
    pub(super) topics: bool,
    /// Touchpoints of the taxonomy that are met only where something went wrong, and those of the
    /// export that hold praise alone.
    pub(super) of_complaints: &'a [Name],
    /// Touchpoints of which most that is said is what a score leads to.
    pub(super) of_outcomes: &'a [Name],
    /// Touchpoints of the export, and the aspects that their names mean.
    pub(super) about: &'a [(Name, Vec<Name>)],
    /// Negative comments that name none of the topics looked for, where they are many.
    pub(super) unnamed: Option<&'a Rest>,
    /// What is complained of more where the score is lower in time.
    pub(super) topic_change: Option<&'a TopicChange>,
    /// The category that is a larger part of all than before, where there is no score.
    pub(super) share_rise: Option<&'a ShareRise>,
    /// Weekends that are unlike other days by the main score.
    pub(super) weekend: Option<&'a Weekend>,
    /// What those who gave a low score chose as its reasons.
    pub(super) reasons: Option<&'a Reasons>,
    /// Later comments that are worse than the first ones of the same people.
    pub(super) later_comments: Option<&'a LaterComments>,
    /// Comments of harm to people, theft, fraud and the law.
    pub(super) grave: Option<&'a GraveMatters>,
    pub(super) comments: u64,
    /// Design effect of the labels of comments.
    pub(super) labels: Design,
}

/// What changed over the whole time, as far as it is told.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Changed<'a> {
    /// A level.
    pub(super) shift: Option<&'a Shift>,
    /// One period.
    pub(super) odd: Option<&'a OddPeriod>,
    /// Within groups, where neither these nor a group tell of a change of the main score.
    pub(super) hidden: Option<&'a HiddenChange>,
}

impl<'a> Changed<'a> {
    /// Of all lasting changes, and the most extreme period by the main score, sure or not.
    pub(super) fn of(
        shifts: &'a [Shift],
        odd_period: Option<&'a OddPeriod>,
        main: Option<ScoreKind>,
    ) -> Changed<'a> {
        let found = sure_odd_period(shifts, odd_period);
        let since = found.and_then(|odd| odd.since.as_deref());
        let odd = found.filter(|odd| odd.since.is_none());
        Changed { shift: told_shift(shifts, main, odd, since), odd, hidden: None }
    }

    /// The score that changed, where other people gave another: comments of theirs say nothing of
    /// it.
    pub(super) fn beside(&self, of_others: &[ScoreKind]) -> Option<ScoreKind> {
        let of_shift = self.shift.and_then(|shift| shift.score);
        self.odd.map(|odd| odd.score).or(of_shift).filter(|_| !of_others.is_empty())
    }
}

impl Tables<'_> {
    /// What to mend, the largest first.
    pub(super) fn weaknesses(&self, pain_points: &[PainPoint]) -> Vec<Weakness> {
        let mut weaknesses = weakness::all(self, pain_points, self.main);
        weakness::keep_most(&mut weaknesses, MOST_WEAKNESSES);
        weaknesses
    }

    /// The groups that pull the scores down most, whether or not they fell. `apart` tells whether
    /// the second of two is as surely worse whether or not somebody is of the first.
    pub(super) fn weak_groups(
        &self,
        apart: impl Fn(&WeakGroup, &WeakGroup) -> bool,
    ) -> Vec<WeakGroup> {
        let Some(main) = self.main else { return Vec::new() };
        group::told(self.segments, (main, self.beside), self.overall, apart)
    }

    /// The findings, the most important first, of which these tell what to mend, among these pain
    /// points, who pulls the score down most, and who does together.
    pub(super) fn findings(
        &self,
        mut weaknesses: Vec<Weakness>,
        pain_points: &[PainPoint],
        mut groups: Vec<WeakGroup>,
        interaction: Option<Interaction>,
    ) -> Vec<Finding> {
        let main = self.main;
        let mut found: Vec<Finding> = Vec::new();
        found.extend(standing::of(self.overall, main, self.labels).map(Finding::Standing));
        found.extend(self.grave.cloned().map(Finding::Grave));
        let Changed { shift, odd, hidden } = self.changes;
        // That comments are less kind may be because more of them are of that.
        found.extend(self.share_rise.cloned().map(Finding::ShareRise));
        found.extend(shift.cloned().map(Finding::Shift));
        found.extend(odd.cloned().map(Finding::OddPeriod));
        found.extend(hidden.cloned().map(Finding::HiddenChange));
        let fell = self.changed.filter(|change| change.is_worse());
        weaknesses.iter_mut().for_each(|weakness| weakness.told_beside(fell));
        // A mean over the time before and after says less of a group than its fall.
        let fallen = |of: &WeakGroup| {
            fell.is_some_and(|fell| {
                fell.score == of.score && fell.fell_for_good(&of.field, &of.group)
            })
        };
        let told_there = |of: &WeakGroup| {
            weaknesses.iter().any(
                |weakness| matches!(weakness, Weakness::Touchpoint(there) if of.is_told_at(there)),
            )
        };
        groups.retain(|of| !fallen(of) && !told_there(of));
        let to_mend = weaknesses.iter().any(Weakness::is_to_mend);
        let nothing = !to_mend && groups.is_empty() && fell.is_none() && self.weekend.is_none();
        let nothing = nothing && !self.any_to_fix(main) && self.share_rise.is_none();
        // What was complained of before the score rose is no longer to be mended.
        let nothing = nothing && self.topic_change.is_none_or(|change| !change.is_worse());
        let nothing = nothing && self.later_comments.is_none() && interaction.is_none();
        let nothing = nothing && hidden.is_none_or(|change| !change.is_worse());
        found.extend(self.changed.cloned().map(Finding::GroupChange));
        found.extend(self.topic_change.cloned().map(Finding::TopicChange));
        found.extend(self.later_comments.cloned().map(Finding::LaterComments));
        found.extend(self.self_selected(main).cloned().map(Finding::Voices));
        if nothing && !found.is_empty() {
            let n = self.overall.responses.max(self.comments);
            let weighed = self.weighed();
            let of = main.filter(|_| self.of_others);
            found.push(Finding::NothingStandsOut { n, compared: self.compared(), weighed, of });
        }
        let strength = strength::of(self, &weaknesses, pain_points);
        let lowest = lowest::of(self, &weaknesses);
        let driver = weakness::heaviest_driver(self, main, &weaknesses);
        let leading = self.leading_unnamed(&weaknesses);
        let mut mend = size::in_order(weaknesses, groups, interaction, self);
        if let Some((size, unnamed)) = leading {
            size::insert(&mut mend, Finding::Unnamed(unnamed.leading()), size, self);
        }
        found.extend(mend);
        found.extend(self.weekend.cloned().map(Finding::Weekend));
        found.extend(self.reasons.cloned().map(Finding::Reasons));
        // That they were more then says that they are many: no more is known of them without words.
        let is_said = |change: &TopicChange| change.topic.is_none() && !change.all_negative;
        let said = self.topic_change.is_some_and(is_said);
        let unnamed = self.unnamed.filter(|rest| !(said && rest.comments.words.is_empty()));
        let unnamed = unnamed.filter(|_| leading.is_none());
        found.extend(unnamed.map(|rest| Finding::Unnamed(rest.comments.in_short())));
        found.extend(lowest.map(Finding::LowestRated));
        found.extend(driver.map(Finding::Driver));
        found.extend(strength.map(Finding::Strength));
        found
    }

    /// The negative comments that name none of the topics looked for, and what they take of the
    /// range of the score, where that is sure and not little, words tell of them and no topic is told
    /// to be mended: it is what is known of what to mend in comments.
    fn leading_unnamed(&self, weaknesses: &[Weakness]) -> Option<(f64, &Unnamed)> {
        let is_topic = |one: &Weakness| matches!(one, Weakness::Topic(_)) && one.is_to_mend();
        if weaknesses.iter().any(is_topic) {
            return None;
        }
        let comments = self.unnamed.map(|rest| &rest.comments)?;
        let impact = comments.impact.filter(|impact| impact.p <= CHANCE)?;
        let size = size::of_impact(&impact);
        let tells = size >= LEAST_LED && !comments.words.is_empty();
        tells.then_some((size, comments))
    }

    /// Whether a table of the main score has a driver to be fixed first.
    fn any_to_fix(&self, main: Option<ScoreKind>) -> bool {
        let of_main = self.drivers.iter().filter(|table| Some(table.outcome) == main);
        let mut rows = of_main.flat_map(|table| &table.drivers);
        rows.any(|row| row.significant && row.quadrant == Quadrant::FixFirst)
    }

    /// Whether no touchpoint was compared without it being known what it does to the whole.
    fn weighed(&self) -> bool {
        let known = weakness::ratings(self, self.main).is_some();
        known || self.contrasts.iter().all(|contrast| contrast.is_whole)
    }

    /// What something to mend was looked for among: what has too few answers, or is not there, was
    /// not compared.
    fn compared(&self) -> Vec<Compared> {
        let all = [
            (Compared::Touchpoints, !self.contrasts.is_empty()),
            (Compared::Topics, self.topics),
            (Compared::Groups, group::any_compared(self.segments, self.main)),
        ];
        all.into_iter().filter(|(_, were)| *were).map(|(what, _)| what).collect()
    }

    /// Who comments by the main score, where those who write select themselves by it: the unhappy
    /// write at least half as often again as the happy, or the other way round.
    fn self_selected(&self, main: Option<ScoreKind>) -> Option<&Voices> {
        let voices = self.voices.iter().find(|voices| Some(voices.score) == main)?;
        let rate = |wanted: Band| {
            voices.bands.iter().find(|band| band.band == wanted).map(|band| band.rate.value)
        };
        let (low, high) = (rate(Band::Low)?, rate(Band::High)?);
        let ratio = low.max(high) / low.min(high).max(f64::MIN_POSITIVE);
        (voices.p <= CHANCE && ratio >= 1.5).then_some(voices)
    }
}

/// The lasting changes that are sure.
fn lasting(shifts: &[Shift]) -> impl Iterator<Item = &Shift> + Clone {
    shifts.iter().filter(|shift| shift.p <= OF_CHANGES)
}

/// The change of the main score, else that of another score, else of sentiment; not that of
/// a score of which an odd period tells more. Of the main score it may be a change `since` a
/// period that did not pass. Only then the search for lasting changes has the whole part of
/// chance of both: where nothing happened, a period that stands out has its half already, and
/// nothing is told more often than that.
fn told_shift<'a>(
    shifts: &'a [Shift],
    main: Option<ScoreKind>,
    odd: Option<&OddPeriod>,
    since: Option<&'a Shift>,
) -> Option<&'a Shift> {
    if since.is_some() {
        let sure = shifts.iter().filter(|shift| shift.p <= CHANCE);
        let mut of_main = sure.filter(|shift| shift.score.is_some() && shift.score == main);
        return of_main.next().or(since);
    }
    let told = odd.map(|odd| odd.score);
    let mut open = lasting(shifts).filter(|shift| told.is_none() || shift.score != told);
    let of_main = open.clone().find(|shift| shift.score.is_some() && shift.score == main);
    of_main.or(open.next())
}

/// The period that surely stands out, where no lasting change of the same score explains as
/// much: a level that fell for good has bad periods, and a bad period moves the means of all
/// that is before or after it.
fn sure_odd_period<'a>(
    shifts: &[Shift],
    odd_period: Option<&'a OddPeriod>,
) -> Option<&'a OddPeriod> {
    let odd = odd_period.filter(|odd| odd.p <= OF_CHANGES)?;
    let shift = lasting(shifts).find(|shift| shift.score == Some(odd.score));
    shift.is_none_or(|shift| odd.explains_more_than(shift)).then_some(odd)
}
