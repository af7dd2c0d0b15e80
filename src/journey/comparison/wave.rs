//! What is kept of a run to compare it with another.

use std::collections::BTreeMap;

use crate::feedback::{PerScore, Scale};
use crate::journey::clusters::People;
use crate::journey::driver_table::DriverTable;
use crate::journey::place::Place;
use crate::journey::scores::{Merge, ScoreBook};
use crate::journey::segments::SegmentTable;
use crate::journey::steps::StepSum;
use crate::journey::touchpoint::{TouchpointSource, TouchpointSummary};
use crate::lang::Name;
use crate::metrics::Design;
use crate::opinion::AspectId;
use crate::stats::Estimate;

/// How often an aspect was mentioned at a touchpoint, each comment once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AspectCount {
    /// Comments that mention it.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
    /// Of these, comments that judge it positively.
    pub positive: u64,
}

/// What a comparison needs of a run and its report does not show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Basis {
    /// Answers of each touchpoint, as the score of the whole is made of them.
    pub(super) cells: BTreeMap<Name, PerScore<StepSum>>,
    /// By touchpoint and aspect.
    pub(super) aspects: BTreeMap<(Name, Name), AspectCount>,
    pub(super) people: People,
    /// How many times the variance of shares of comments is that of independent ones.
    pub(super) comment_effect: f64,
    /// Mean answer of each score, and the scale it is on.
    pub(super) means: PerScore<Option<(Option<Scale>, Estimate)>>,
    /// The scores that are ratings of touchpoints put together.
    pub(super) pooled: PerScore<bool>,
}

impl Basis {
    pub(in crate::journey) fn new(people: People, comments: Design) -> Basis {
        Basis { people, comment_effect: comments.effect(), ..Basis::default() }
    }

    /// With the answers of the whole.
    pub(in crate::journey) fn with_answers(self, answers: &ScoreBook) -> Basis {
        let mean = |kind| {
            let footing = answers[kind].footing();
            Some((footing.scale, footing.mean()?))
        };
        Basis { means: PerScore::from_fn(mean), ..self }
    }

    /// With the scores that are ratings of touchpoints put together.
    pub(in crate::journey) fn with_pooled(self, pooled: PerScore<bool>) -> Basis {
        Basis { pooled, ..self }
    }

    /// With the answers of each touchpoint.
    pub(in crate::journey) fn with_cells(
        mut self,
        cells: Option<BTreeMap<Place, PerScore<StepSum>>>,
        name: impl Fn(Place) -> Name,
    ) -> Basis {
        for (place, cell) in cells.unwrap_or_default() {
            self.cells.entry(name(place)).or_default().merge(cell);
        }
        self
    }

    /// With what is mentioned: mentions, negative and positive ones.
    pub(in crate::journey) fn with_mentions(
        mut self,
        counts: impl Iterator<Item = (Place, AspectId, [u64; 3])>,
        touchpoint: impl Fn(Place) -> Name,
        aspect: impl Fn(AspectId) -> Name,
    ) -> Basis {
        for (place, id, [mentions, negative, positive]) in counts {
            let of = self.aspects.entry((touchpoint(place), aspect(id))).or_default();
            of.mentions += mentions;
            of.negative += negative;
            of.positive += positive;
        }
        self
    }
}

/// One wave of feedback: the numbers of a run.
#[derive(Debug, Clone, Copy)]
pub struct Wave<'a> {
    /// All feedback together.
    pub overall: &'a TouchpointSummary,
    /// Rows with a comment.
    pub commented: u64,
    /// Each touchpoint.
    pub touchpoints: &'a [TouchpointSummary],
    /// Where they come from.
    pub source: TouchpointSource,
    /// Every segment field.
    pub segments: &'a [SegmentTable],
    /// What drives each score.
    pub drivers: &'a [DriverTable],
    /// The rest.
    pub basis: &'a Basis,
}
