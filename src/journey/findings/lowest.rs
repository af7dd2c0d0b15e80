//! What is rated far below all else and is not to be mended, as the score of the whole hardly goes
//! with it: who finds it in the tables must know that it was not overlooked.

use serde::Serialize;

use super::weakness::{Weakness, ratings};
use super::{CHANCE, Tables};
use crate::feedback::ScoreKind;
use crate::journey::contrast::Contrast;
use crate::journey::driver_table::DriverTable;
use crate::journey::group_change::Subgroup;

/// Points of mean goodness (0–100) below the others from which a rating is far below them.
const FAR: f64 = 20.0;

/// Share of the range of the score of the whole below which a rating hardly moves it, were it level
/// with the others.
const HARDLY: f64 = 0.01;

/// A rating that is far below the others and hardly moves the score of the whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LowestRated {
    /// The touchpoint against the others.
    pub contrast: Contrast,
    /// By how many points of mean goodness (0–100) it is below them.
    pub below: f64,
    /// The score of the whole that hardly goes with it.
    pub outcome: ScoreKind,
}

/// The one that is furthest below, where one is of which neither `weaknesses` nor a change tell.
pub(super) fn of(tables: &Tables<'_>, weaknesses: &[Weakness]) -> Option<LowestRated> {
    let table = ratings(tables, tables.main)?;
    let changed = |contrast: &Contrast| {
        let touchpoint = Subgroup::Touchpoint(contrast.touchpoint.clone());
        tables.changed.is_some_and(|change| change.group == touchpoint)
    };
    let far = tables.contrasts.iter().filter(|contrast| {
        let below = contrast.difference.value < 0.0 && contrast.apart <= -FAR;
        below && contrast.q <= CHANCE && !contrast.is_whole
    });
    let open = far.filter(|contrast| {
        let told = weaknesses.iter().any(|weakness| weakness.tells_of(&contrast.touchpoint));
        !told && !changed(contrast) && hardly_moves(contrast, table)
    });
    let lowest = open.min_by(|a, b| a.apart.total_cmp(&b.apart))?;
    Some(LowestRated { contrast: lowest.clone(), below: -lowest.apart, outcome: table.outcome })
}

/// Whether the score of the whole would hardly gain, did people rate a touchpoint as the others.
fn hardly_moves(contrast: &Contrast, table: &DriverTable) -> bool {
    let row = table.drivers.iter().find(|row| row.touchpoint == contrast.touchpoint);
    row.is_some_and(|row| {
        let gain = row.slope * -contrast.apart * table.reach(row) / 100.0;
        !row.significant || gain < HARDLY
    })
}
