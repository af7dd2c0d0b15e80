//! How much each thing to mend costs, all on one footing: as a share of the range of its score.

use super::Finding;
use super::Tables;
use super::group::WeakGroup;
use super::weakness::{WeakDriver, WeakTopic, Weakness, most_to_give, ratings};
use crate::feedback::ScoreKind;
use crate::journey::contrast::Contrast;
use crate::journey::pain_point::Impact;
use crate::journey::within::Interaction;

/// What is to be mended with the groups among it: each before the first that costs less, but what
/// is complained of at a touchpoint stays beside that; and with the two groups that are worse where
/// they meet.
pub(super) fn in_order(
    weaknesses: Vec<Weakness>,
    groups: Vec<WeakGroup>,
    interaction: Option<Interaction>,
    tables: &Tables<'_>,
) -> Vec<Finding> {
    let mut groups = groups.into_iter().peekable();
    let mut found: Vec<Finding> = Vec::new();
    let mut before: Option<Weakness> = None;
    for weakness in weaknesses {
        let there = match (&weakness, &before) {
            (Weakness::Topic(topic), Some(before)) => topic.is_told_there(before),
            _ => false,
        };
        let size = of_weakness(&weakness, tables);
        if !there {
            while let Some(group) = groups.next_if(|group| of_group(group) > size) {
                found.push(Finding::Group(group));
            }
        }
        before = Some(weakness.clone());
        found.push(Finding::Weakness(weakness));
    }
    found.extend(groups.map(Finding::Group));
    if let Some(interaction) = interaction {
        let size = of_gain(interaction.score, interaction.gain);
        insert(&mut found, Finding::Interaction(interaction), size, tables);
    }
    found
}

/// Puts a finding of this size before the first that costs less.
pub(super) fn insert(found: &mut Vec<Finding>, finding: Finding, size: f64, tables: &Tables<'_>) {
    let costs_less = |finding: &Finding| match finding {
        Finding::Group(group) => of_group(group) < size,
        Finding::Weakness(weakness) => of_weakness(weakness, tables) < size,
        Finding::Interaction(other) => of_gain(other.score, other.gain) < size,
        _ => false,
    };
    // Not between a touchpoint and what is complained of there.
    let there = |at: usize| match (at.checked_sub(1).map(|before| &found[before]), &found[at]) {
        (Some(Finding::Weakness(home)), Finding::Weakness(Weakness::Topic(topic))) => {
            topic.is_told_there(home)
        }
        _ => false,
    };
    let before = (0..found.len()).find(|at| costs_less(&found[*at]) && !there(*at));
    found.insert(before.unwrap_or(found.len()), finding);
}

/// What an impact takes.
pub(super) fn of_impact(impact: &Impact) -> f64 {
    -impact.value / impact.score.measure().range()
}

fn of_group(group: &WeakGroup) -> f64 {
    of_gain(group.score, group.gain)
}

fn of_gain(score: ScoreKind, gain: f64) -> f64 {
    let measure = score.measure();
    100.0 * gain / measure.headline_unit() / measure.range()
}

/// Below all where it is not known, as of a topic that only most who mention it complain of.
pub(super) fn of_weakness(weakness: &Weakness, tables: &Tables<'_>) -> f64 {
    match weakness {
        Weakness::Touchpoint(contrast) => of_contrast(contrast, tables),
        Weakness::Topic(topic) => of_topic(topic),
        Weakness::Driver(driver) => Some(driver.gain),
    }
    .unwrap_or(f64::NEG_INFINITY)
}

/// What it costs to be worse than the others; where it is what has most to give, that at least.
fn of_contrast(contrast: &Contrast, tables: &Tables<'_>) -> Option<f64> {
    let own = match ratings(tables, tables.main).filter(|_| !contrast.is_whole) {
        Some(table) => {
            let row = table.drivers.iter().find(|row| row.touchpoint == contrast.touchpoint)?;
            row.slope * -contrast.apart * table.reach(row) / 100.0
        }
        None => of_gain(contrast.score, contrast.gain),
    };
    let most = most_to_give(tables, tables.main);
    // Of those that may have as much to give the one that is worse than the others is the first.
    let is_it = |driver: &WeakDriver| {
        let there = &contrast.touchpoint;
        driver.touchpoint == *there || driver.level_with.contains(there)
    };
    let most = most.filter(|(_, driver)| is_it(driver));
    Some(most.map_or(own, |(size, _)| own.max(size)))
}

fn of_topic(topic: &WeakTopic) -> Option<f64> {
    let impact = topic.impact.filter(|_| !topic.behind_unnamed)?;
    Some(of_impact(&impact))
}
