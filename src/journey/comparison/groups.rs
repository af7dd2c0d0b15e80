//! The groups of segment fields, and the drivers of scores, in two waves.

use super::change::{Change, Measured, Subject, same_scale};
use super::wave::Wave;
use crate::feedback::ScoreKind;
use crate::journey::driver_table::{DriverRow, DriverTable};
use crate::journey::segments::{SegmentGroup, SegmentSummary};
use crate::metrics::ScoreSummary;

/// Scores and sentiment of the groups that both waves have.
pub(super) fn segments(waves: [&Wave<'_>; 2]) -> Vec<Change> {
    let mut changes = Vec::new();
    for after in waves[1].segments.iter().filter(|table| !table.too_many) {
        let same = |table: &&crate::journey::segments::SegmentTable| table.field == after.field;
        let Some(before) = waves[0].segments.iter().find(same).filter(|t| !t.too_many) else {
            continue;
        };
        let all = [before, after]
            .map(|table| table.groups.iter().map(|g| g.responses).sum::<u64>().max(1) as f64);
        for group in &after.groups {
            let SegmentGroup::Value(name) = &group.group else { continue };
            let Some(earlier) = before.groups.iter().find(|other| other.group == group.group)
            else {
                continue;
            };
            let pair = [earlier, group];
            let share = |side: usize| pair[side].responses as f64 / all[side];
            let reach = (share(0) + share(1)) / 2.0;
            let subject = || Subject::Group { field: after.field.clone(), group: name.clone() };
            changes.extend(measures(pair, subject).map(|change| change.reaching(reach)));
        }
    }
    changes
}

fn measures(
    pair: [&SegmentSummary; 2],
    subject: impl Fn() -> Subject,
) -> impl Iterator<Item = Change> {
    let scores = ScoreKind::ALL.into_iter().filter_map({
        let subject = &subject;
        move |kind| {
            let summaries = pair.map(|group| group.scores[kind].as_ref());
            let values = summaries.map(|summary| summary.map(ScoreSummary::headline));
            let n = summaries.map(|summary| summary.map_or(0, ScoreSummary::n));
            let alike = same_scale(summaries[0], summaries[1]);
            let measure = Measured::Headline { score: kind };
            (values[0].is_some() && values[1].is_some())
                .then(|| Change::new(subject(), measure, values, n).apart_unless(alike))
        }
    });
    let sentiment = pair.map(|group| group.sentiment);
    let comments = pair.map(|group| group.comments.unwrap_or(0));
    let heard = (sentiment[0].is_some() && sentiment[1].is_some())
        .then(|| Change::new(subject(), Measured::Sentiment, sentiment, comments));
    scores.chain(heard).collect::<Vec<_>>().into_iter()
}

/// Most of the explained variance that drivers of one wave alone may have: beyond, the shares
/// of the others have changed because there are more or fewer of them.
const MOST_ALONE: f64 = 0.1;

/// Whether a score is explained by the same drivers in both waves, as good as.
pub(super) fn same_drivers(before: &DriverTable, after: &DriverTable) -> bool {
    let alone = |own: &DriverTable, other: &DriverTable| {
        let known = |row: &&DriverRow| {
            let same = |o: &DriverRow| (&o.touchpoint, &o.aspect) == (&row.touchpoint, &row.aspect);
            !other.drivers.iter().any(same)
        };
        own.drivers.iter().filter(known).map(|row| row.share.value).sum::<f64>()
    };
    alone(before, after).max(alone(after, before)) <= MOST_ALONE
}

/// The importance of the drivers that both waves have.
pub(super) fn drivers(waves: [&Wave<'_>; 2]) -> Vec<Change> {
    let mut changes = Vec::new();
    for after in waves[1].drivers {
        let same = |table: &&DriverTable| {
            (table.outcome, table.predictors) == (after.outcome, after.predictors)
        };
        let Some(before) = waves[0].drivers.iter().find(same) else { continue };
        let alike = same_drivers(before, after);
        for driver in &after.drivers {
            let name = |other: &&DriverRow| {
                (&other.touchpoint, &other.aspect) == (&driver.touchpoint, &driver.aspect)
            };
            let Some(earlier) = before.drivers.iter().find(name) else { continue };
            let subject = Subject::Aspect {
                touchpoint: driver.touchpoint.clone(),
                aspect: driver.aspect.clone(),
            };
            let measure = Measured::Importance { score: after.outcome };
            let values = [Some(earlier.share), Some(driver.share)];
            let change = Change::new(subject, measure, values, [earlier.n, driver.n]);
            changes.push(change.apart_unless(alike));
        }
    }
    changes
}
