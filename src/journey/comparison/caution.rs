//! What does not compare, or not as it seems to.

use std::collections::BTreeSet;

use serde::Serialize;

use super::actions::ActionEffects;
use super::change::same_scale;
use super::groups::same_drivers;
use super::pairing::{FEWEST, in_both};
use super::wave::Wave;
use crate::feedback::{Scale, ScoreKind};
use crate::journey::driver_table::DriverTable;
use crate::lang::Name;

/// One thing to heed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Caution {
    /// A score was asked on another scale; it is not compared.
    Scales {
        /// The score.
        score: ScoreKind,
        /// The scale before; `None` where several meet.
        before: Option<Scale>,
        /// The scale after.
        after: Option<Scale>,
    },
    /// Answers on several scales meet in both waves.
    MixedScales {
        /// The score.
        score: ScoreKind,
    },
    /// A score that one wave alone has.
    OneWave {
        /// The score.
        score: ScoreKind,
        /// Whether it is the later one.
        after: bool,
    },
    /// One wave alone has comments.
    Comments {
        /// Whether it is the later one.
        after: bool,
    },
    /// The touchpoints of one wave are those of the export, of the other those of the
    /// taxonomy; neither they nor aspects are compared.
    Sources,
    /// Touchpoints that one wave alone has.
    Touchpoints {
        /// Number only before.
        before: u64,
        /// Number only after.
        after: u64,
    },
    /// A score that is explained by other drivers, so that their shares do not compare.
    Drivers {
        /// The score.
        score: ScoreKind,
    },
    /// Respondents who are in both waves.
    SamePeople {
        /// How many.
        people: u64,
        /// Whether scores and sentiment of the whole are tested as theirs.
        paired: bool,
    },
    /// Actions, but no touchpoint with one that both waves have.
    NoneTreated,
    /// Actions at every touchpoint, so that there is nothing to compare them with.
    NoControls,
}

/// What to heed of two waves.
pub(super) fn cautions(waves: [&Wave<'_>; 2], actions: Option<&ActionEffects>) -> Vec<Caution> {
    let mut found = Vec::new();
    for score in ScoreKind::ALL {
        let summaries = waves.map(|wave| wave.overall.score(score));
        let scales = waves.map(|wave| wave.basis.means[score].and_then(|(scale, _)| scale));
        let [before, after] = scales;
        match summaries {
            [Some(_), Some(_)] => match (same_scale(summaries[0], summaries[1]), scales) {
                (true, [None, None]) => found.push(Caution::MixedScales { score }),
                (true, [Some(a), Some(b)]) if a == b => {}
                _ => found.push(Caution::Scales { score, before, after }),
            },
            [None, None] => {}
            [None, Some(_)] => found.push(Caution::OneWave { score, after: true }),
            [Some(_), None] => found.push(Caution::OneWave { score, after: false }),
        }
    }
    let comments = waves.map(|wave| wave.overall.comments > 0);
    if comments[0] != comments[1] {
        found.push(Caution::Comments { after: comments[1] });
    }
    if waves[0].source != waves[1].source {
        found.push(Caution::Sources);
    } else {
        let alone = |own: usize, other: usize| {
            let known: BTreeSet<&Name> = waves[other].touchpoints.iter().map(|t| &t.name).collect();
            waves[own].touchpoints.iter().filter(|t| !known.contains(&t.name)).count() as u64
        };
        let (before, after) = (alone(0, 1), alone(1, 0));
        if before + after > 0 {
            found.push(Caution::Touchpoints { before, after });
        }
    }
    for score in ScoreKind::ALL {
        let other = waves[1].drivers.iter().filter(|after| after.outcome == score).any(|after| {
            let of = |t: &&DriverTable| (t.outcome, t.predictors) == (score, after.predictors);
            waves[0].drivers.iter().find(of).is_some_and(|before| !same_drivers(before, after))
        });
        found.extend(other.then_some(Caution::Drivers { score }));
    }
    let people = in_both(waves.map(|wave| &wave.basis.people));
    if people > 0 {
        found.push(Caution::SamePeople { people, paired: people >= FEWEST });
    }
    if let Some(actions) = actions {
        found.extend((actions.treated == 0).then_some(Caution::NoneTreated));
        let alone = actions.treated > 0 && actions.controls == 0;
        found.extend(alone.then_some(Caution::NoControls));
    }
    found
}
