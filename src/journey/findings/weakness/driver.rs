//! Which rated touchpoint the score would gain most by.

use super::super::{CHANCE, Tables};
use super::{Gain, LEAST_GAIN, SURELY_WORST, WeakDriver, Weakness, ratings};
use crate::feedback::ScoreKind;
use crate::journey::driver_table::{DriverRow, DriverTable, GOOD, Predictors};
use crate::lang::Name;

/// Share of what all drivers explain from which one is a finding of its own.
const HEAVY: f64 = 0.25;

/// How many times the share of one that is to be mended it must have for that.
const HEAVIER: f64 = 1.25;

/// Share of it under which one does not go before what has more to give.
const LIGHT: f64 = 0.1;

/// Part of what the first has to give that one which goes before it, as it is rated worse, must
/// have.
const BESIDE_THE_MOST: f64 = 0.5;

/// Share of those who rate it that are content with it from which nothing is to be mended there
/// first.
pub(super) const NEARLY_ALL: f64 = 90.0;

/// Most touchpoints that are told to have as much to give as the first.
const MOST_LEVEL: usize = 3;

/// Probability of having most to give from which it does not matter that another has more to give
/// to another score.
const SURE: f64 = 0.95;

/// The rated driver of the main score that has most to give, and how much of the range of the
/// score: what it would gain, were all as content with it as at best. One that many dislike gives
/// little where it hardly moves the score; whether half are content has no part in it, but what
/// nearly all are content with is left out. Left out too are those that half are content with and
/// that are surely rated better than the others, and better than what else moves the score: what
/// everybody dislikes and nobody marks down for makes all others look good. But what explains next
/// to nothing does not go before one of these that has more to give, nor does what has less than
/// half as much. Ratings that explain little of the score together tell of none.
pub(in crate::journey::findings) fn driver(
    tables: &Tables<'_>,
    main: Option<ScoreKind>,
) -> Option<(f64, WeakDriver)> {
    let table = ratings(tables, main).filter(|table| table.tells())?;
    let better = |row: &DriverRow| {
        // Where hardly anybody is content with anything, the best of it is to be mended too.
        let well = row.performance >= GOOD && row.performance > content_with_others(table, row);
        let mut own = tables.contrasts.iter().filter(|c| c.touchpoint == row.touchpoint);
        well && own.any(|contrast| contrast.q <= CHANCE && contrast.difference.value > 0.0)
    };
    let moving = table.drivers.iter().filter(|row| row.significant && row.slope > 0.0);
    let moving = moving.filter(|row| row.performance < NEARLY_ALL);
    // A slope is of means, not of the share in the best boxes.
    let room = |row: &DriverRow| Gain::Goodness(table.gain(row)).of_range(table.outcome);
    let sized: Vec<(f64, &DriverRow)> =
        moving.map(|row| (room(row), row)).filter(|(size, _)| *size >= LEAST_GAIN).collect();
    let by_size = |a: &&(f64, &DriverRow), b: &&(f64, &DriverRow)| a.0.total_cmp(&b.0);
    let open = sized.iter().filter(|(_, row)| !better(row)).max_by(by_size)?;
    let most = sized.iter().max_by(by_size)?;
    let leads = open.1.share.value >= LIGHT && open.0 >= BESIDE_THE_MOST * most.0;
    let (size, row) = if leads { open } else { most };
    let rivals = sized.iter().map(|(_, row)| *row).filter(|row| !leads || !better(row));
    let rivals: Vec<&DriverRow> = rivals.collect();
    let (most, mut level_with) = level(table, row, &rivals);
    if most.is_some_and(|most| most < SURE) {
        let mut ahead = ahead_elsewhere(tables, table, row, &rivals);
        ahead.retain(|name| !level_with.contains(name));
        level_with.extend(ahead);
        level_with.truncate(MOST_LEVEL);
    }
    let rated_better = better(row);
    let driver = WeakDriver { rated_better, most, level_with, ..WeakDriver::of(row, table) };
    Some((*size, driver))
}

/// How likely the first of these rivals has most to give, by the bootstrap of the slopes; where
/// that is not sure, the fewest others that have it surely together with it. `None` without
/// samples.
fn level(
    table: &DriverTable,
    first: &DriverRow,
    rivals: &[&DriverRow],
) -> (Option<f64>, Vec<Name>) {
    let chances = table.chances_of_most(rivals);
    let is_first = |row: &DriverRow| row.touchpoint == first.touchpoint;
    let mut others: Vec<(f64, &DriverRow)> =
        chances.into_iter().zip(rivals.iter().copied()).collect();
    let Some(at) = others.iter().position(|(_, row)| is_first(row)) else {
        return (None, Vec::new());
    };
    let own = others.remove(at).0;
    others.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut together, mut level_with) = (own, Vec::new());
    for (chance, other) in others.into_iter().take(MOST_LEVEL) {
        if together >= SURELY_WORST {
            break;
        }
        together += chance;
        level_with.push(other.touchpoint.clone());
    }
    (Some(own), level_with)
}

/// The rivals that have more to give than the first to another score of the whole, by ratings that
/// tell of it.
fn ahead_elsewhere(
    tables: &Tables<'_>,
    table: &DriverTable,
    first: &DriverRow,
    rivals: &[&DriverRow],
) -> Vec<Name> {
    let tells = |other: &&DriverTable| {
        let rates = other.predictors == Predictors::Ratings && !other.low_base;
        rates && other.outcome != table.outcome && other.tells()
    };
    let others: Vec<&DriverTable> = tables.drivers.iter().filter(tells).collect();
    let gain = |other: &DriverTable, name: &Name| {
        let row = other.drivers.iter().find(|row| row.touchpoint == *name)?;
        let gain = Gain::Goodness(other.gain(row)).of_range(other.outcome);
        Some(gain).filter(|gain| row.significant && *gain >= LEAST_GAIN)
    };
    let is_ahead = |rival: &&&DriverRow| {
        others.iter().any(|other| {
            let own = gain(other, &first.touchpoint).unwrap_or(0.0);
            gain(other, &rival.touchpoint).is_some_and(|gain| gain > own)
        })
    };
    rivals.iter().filter(is_ahead).map(|rival| rival.touchpoint.clone()).collect()
}

/// The share in the best boxes of all other ratings of a table, each as heavy as what it explains.
fn content_with_others(table: &DriverTable, row: &DriverRow) -> f64 {
    let others = || table.drivers.iter().filter(|other| other.touchpoint != row.touchpoint);
    let weight: f64 = others().map(|other| other.share.value).sum();
    let sum: f64 = others().map(|other| other.share.value * other.performance).sum();
    if weight > 0.0 { sum / weight } else { 0.0 }
}

/// The rated touchpoint that the main score goes with most, where it has at least a quarter of what
/// all explain, and a quarter more than a rating that is to be mended, and is not told of as that.
pub(in crate::journey::findings) fn heaviest_driver(
    tables: &Tables<'_>,
    main: Option<ScoreKind>,
    weaknesses: &[Weakness],
) -> Option<WeakDriver> {
    let of_main = |table: &&DriverTable| Some(table.outcome) == main && table.tells();
    let table = ratings(tables, main).filter(of_main)?;
    let rows = table.drivers.iter().filter(|row| row.share.value >= HEAVY);
    let row = rows.max_by(|a, b| a.share.value.total_cmp(&b.share.value))?;
    let told = weaknesses.iter().any(|weakness| weakness.tells_of(&row.touchpoint));
    let beside = weaknesses.iter().filter_map(|weakness| match weakness {
        Weakness::Driver(driver) => Some(driver.share.value),
        Weakness::Touchpoint(_) | Weakness::Topic(_) => None,
    });
    let heavier = row.share.value >= HEAVIER * beside.fold(0.0, f64::max);
    let tells = row.significant && row.slope > 0.0 && heavier && !told;
    tells.then(|| WeakDriver::of(row, table))
}
