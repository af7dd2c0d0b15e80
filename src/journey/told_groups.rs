//! What else is asked of the groups that are told: where each is furthest behind, what part of it
//! that comes from, and since when; and of the touchpoints that are, which group that comes from.
//! Each question has a part of chance of its own, and is asked of the few alone that are told
//! anyway.

use super::findings::Changed;
use super::findings::group::WeakGroup;
use super::findings::weakness::Weakness;
use super::group_change::{ChangeCounter, GroupChange, HiddenChange, Search, Subgroup, days};
use super::group_ids::Group;
use super::low_origin::LowCounter;
use super::place::Place;
use super::scores::AskedForWhole;
use super::shift::Shift;
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
        let changed = self.change.is_some_and(|change| change.group.is_of(side));
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
                Subgroup::Both(_) => false,
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

    /// The change of a group that is told, with the part of it that nearly all of it comes from;
    /// where none is, that of those who are of two groups, if they surely fell.
    pub(super) fn changed(
        &self,
        told: Option<GroupChange>,
        search: Option<&Search>,
        shift: Option<&Shift>,
    ) -> Option<GroupChange> {
        match (told, search) {
            (Some(change), _) => Some(self.with_part(change)),
            (None, Some(search)) => {
                search.fell_where_two_meet(self.answers, &self.asking(search.main), shift)
            }
            (None, None) => None,
        }
    }

    /// The change within the groups of a field that all answers do not show, where no change of
    /// the score of the run is told, and none of a group.
    pub(super) fn hidden(
        &self,
        told: Changed<'_>,
        change: Option<&GroupChange>,
        (followed, search): (&ChangeCounter, Option<&Search>),
    ) -> Option<HiddenChange> {
        let search = search.filter(|_| change.is_none() && told.odd.is_none())?;
        let is_told = told.shift.is_some_and(|shift| shift.score == Some(search.main));
        if is_told { None } else { search.hidden(followed, self.groups) }
    }

    /// A change with the part of the group that nearly all of it comes from.
    fn with_part(&self, change: GroupChange) -> GroupChange {
        let part = self.answers.changed_part(&change, &self.asking(change.score));
        GroupChange { part: part.map(Box::new), ..change }
    }

    /// Adds to each touchpoint that is to be mended the group that nearly all of its distance from
    /// the others comes from, where one is, and to the first since when it is so.
    pub(super) fn look_into_touchpoints(
        &self,
        weaknesses: &mut [Weakness],
        (followed, search): (&ChangeCounter, Option<&Search>),
    ) {
        let is_touchpoint = |weakness: &&Weakness| matches!(weakness, Weakness::Touchpoint(_));
        let among = weaknesses.iter().filter(is_touchpoint).count();
        for weakness in weaknesses.iter_mut() {
            let Weakness::Touchpoint(contrast) = weakness else { continue };
            let since = contrast.since.as_deref().and_then(days).map(|(first, _)| first);
            if since.is_none() && contrast.since.is_some() {
                continue;
            }
            let design = self.at_one[contrast.score];
            let asking = Asking { design, ..self.asking(contrast.score) };
            let part = self.answers.part_at(&contrast.touchpoint, since, among, &asking);
            contrast.part = part.map(Box::new);
        }
        let first = weaknesses.iter_mut().find_map(|weakness| match weakness {
            Weakness::Touchpoint(contrast) => Some(contrast),
            Weakness::Driver(_) | Weakness::Topic(_) => None,
        });
        let first = first.filter(|contrast| contrast.since.is_none());
        let search = search.filter(|search| {
            first.as_ref().is_some_and(|first| search.at_touchpoints == Some(first.score))
        });
        if let Some((search, contrast)) = search.zip(first) {
            let of = Subgroup::Touchpoint(contrast.touchpoint.clone());
            let changed = search.since(followed, self.groups, &self.name, &of);
            contrast.changed = changed.map(Box::new);
        }
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
            if let Some((search, at)) = search.zip(group.worst_at.as_mut()) {
                let asking = Asking { design: self.at_one[at.score], ..self.asking(at.score) };
                let changed = search.since_at(self.answers, of, &at.touchpoint, &asking);
                at.changed = changed.map(Box::new);
            }
            let (field, value) = (group.field.clone(), group.group.clone());
            let of = Subgroup::Segment { field, value };
            let changed =
                search.and_then(|search| search.since(followed, self.groups, &self.name, &of));
            group.changed = changed.map(|change| Box::new(self.with_part(change)));
        }
    }
}
