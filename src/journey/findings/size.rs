//! How much each thing to mend costs, all on one footing: as a share of the range of its score.

use super::Finding;
use super::Tables;
use super::group::WeakGroup;
use super::weakness::{WeakDriver, WeakTopic, Weakness, ratings};
use crate::feedback::ScoreKind;
use crate::journey::contrast::Contrast;
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
            (Weakness::Topic(topic), Some(before)) => topic.is_at(before.touchpoint()),
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
        let costs_less = |finding: &Finding| match finding {
            Finding::Group(group) => of_group(group) < size,
            Finding::Weakness(weakness) => of_weakness(weakness, tables) < size,
            _ => false,
        };
        // Not between a touchpoint and what is complained of there.
        let is_first =
            |at: usize| at == 0 || !matches!(found[at], Finding::Weakness(Weakness::Topic(_)));
        let before = (0..found.len()).find(|at| costs_less(&found[*at]) && is_first(*at));
        found.insert(before.unwrap_or(found.len()), Finding::Interaction(interaction));
    }
    found
}

fn of_group(group: &WeakGroup) -> f64 {
    of_gain(group.score, group.gain)
}

fn of_gain(score: ScoreKind, gain: f64) -> f64 {
    let measure = score.measure();
    100.0 * gain / measure.headline_unit() / measure.range()
}

/// Below all where it is not known, as of a topic that only most who mention it complain of.
fn of_weakness(weakness: &Weakness, tables: &Tables<'_>) -> f64 {
    match weakness {
        Weakness::Touchpoint(contrast) => of_contrast(contrast, tables),
        Weakness::Topic(topic) => of_topic(topic),
        Weakness::Driver(driver) => of_driver(driver, tables),
    }
    .unwrap_or(f64::NEG_INFINITY)
}

fn of_contrast(contrast: &Contrast, tables: &Tables<'_>) -> Option<f64> {
    let measure = contrast.score.measure();
    let own = 100.0 * contrast.gain / measure.headline_unit() / measure.range();
    match ratings(tables, tables.main).filter(|_| !contrast.is_whole) {
        Some(table) => {
            let row = table.drivers.iter().find(|row| row.touchpoint == contrast.touchpoint)?;
            Some(row.slope * -contrast.apart * table.reach(row) / 100.0)
        }
        None => Some(own),
    }
}

fn of_topic(topic: &WeakTopic) -> Option<f64> {
    let impact = topic.impact.filter(|_| !topic.behind_unnamed)?;
    Some(-impact.value / impact.score.measure().range())
}

fn of_driver(driver: &WeakDriver, tables: &Tables<'_>) -> Option<f64> {
    let table = ratings(tables, tables.main)?;
    let row = table.drivers.iter().find(|row| row.touchpoint == driver.touchpoint)?;
    Some(table.gain(row) / 100.0)
}
