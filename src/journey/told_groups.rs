//! What else is asked of the groups that are told: where each is furthest behind, what part of it
//! that comes from, and since when. Each question has a part of chance of its own, and is asked of
//! the few groups alone that are told anyway.

use super::findings::group::WeakGroup;
use super::findings::weakness::Weakness;
use super::group_change::{ChangeCounter, GroupChange, Search, Subgroup};
use super::group_ids::Group;
use super::low_origin::LowCounter;
use super::place::Place;
use super::scores::AskedForWhole;
use super::weekend::{self, Weekend};
use super::within::{AnswerBook, Asking, Interaction};
use crate::feedback::{PerScore, ScoreKind};
use crate::lang::Name;
use crate::metrics::Design;

/// What groups are looked into by.
pub(super) struct Looking<'a, N> {
    pub(super) answers: &'a AnswerBook,
    pub(super) groups: &'a [Group],
    /// Gives the name of a touchpoint.
    pub(super) name: N,
    pub(super) asked: AskedForWhole,
    /// Answers below which nothing is shown.
    pub(super) least: u64,
    /// Of all answers, and of those at one touchpoint.
    pub(super) design: PerScore<Design>,
    pub(super) at_one: PerScore<Design>,
}

/// What is told of groups and touchpoints before it is asked where two of them meet.
pub(super) struct Told<'a> {
    pub(super) weaknesses: &'a [Weakness],
    pub(super) groups: &'a [WeakGroup],
    pub(super) change: Option<&'a GroupChange>,
}

impl Told<'_> {
    /// Whether that is among it.
    pub(super) fn is_told(&self, side: &Subgroup) -> bool {
        let changed = self.change.is_some_and(|change| change.group == *side);
        changed
            || match side {
                Subgroup::Touchpoint(place) => self.weaknesses.iter().any(|weakness| {
                    matches!(weakness, Weakness::Touchpoint(_) | Weakness::Driver(_))
                        && weakness.touchpoint() == place
                }),
                Subgroup::Segment { field, value } => {
                    let same = |group: &WeakGroup| group.field == *field && group.group == *value;
                    self.groups.iter().any(same)
                }
            }
    }
}

impl<N: Fn(Place) -> Name> Looking<'_, N> {
    fn asking(&self, score: ScoreKind) -> Asking<'_, &N> {
        Asking {
            score,
            asked: self.asked,
            groups: self.groups,
            name: &self.name,
            at_least: self.least,
            design: self.design[score],
        }
    }

    /// Where two groups meet that are worse together, if it surely is anywhere by a score and
    /// neither of them is told already.
    pub(super) fn interaction(
        &self,
        score: ScoreKind,
        told: impl Fn(&Subgroup) -> bool,
    ) -> Option<Interaction> {
        self.answers.interaction(&self.asking(score), told)
    }

    /// Whether weekends are unlike other days by a score.
    pub(super) fn weekend(&self, score: ScoreKind) -> Option<Weekend> {
        weekend::of(self.answers, &self.asking(score))
    }

    /// Whether the second of two groups is as surely worse whether or not somebody is of the first.
    pub(super) fn is_apart(&self, first: &WeakGroup, second: &WeakGroup) -> bool {
        let own = (second.field.as_str(), second.group.as_str());
        let first = (first.field.as_str(), first.group.as_str());
        self.answers.is_apart(own, first, &self.asking(second.score))
    }

    /// A change with the part of the group that nearly all of it comes from.
    pub(super) fn with_part(&self, change: GroupChange) -> GroupChange {
        let part = self.answers.changed_part(&change, &self.asking(change.score));
        GroupChange { part: part.map(Box::new), ..change }
    }

    /// Adds to each group where it is furthest behind, by the score of most touchpoints, what part
    /// of it that comes from, and since when.
    pub(super) fn look_into(
        &self,
        weak: &mut [WeakGroup],
        (lows, at_touchpoints): (&LowCounter, Option<ScoreKind>),
        (followed, search): (&ChangeCounter, Option<&Search>),
    ) {
        for group in weak {
            let of = (group.field.as_str(), group.group.as_str());
            if let Some(score) = at_touchpoints {
                let (name, least) = (&self.name, self.least);
                group.worst_at = lows.worst_at(of, score, self.groups, name, least, &self.at_one);
            }
            group.part = self.answers.part(of, &self.asking(group.score));
            let search = search.filter(|search| search.main == group.score);
            let changed = search.and_then(|search| search.since(followed, self.groups, of));
            group.changed = changed.map(|change| Box::new(self.with_part(change)));
        }
    }
}
