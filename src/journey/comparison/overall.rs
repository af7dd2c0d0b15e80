//! All feedback of two waves: every score, sentiment, how many comment, and the labels.

use super::change::{Change, Measured, Subject, same_scale};
use super::pairing;
use super::wave::Wave;
use crate::feedback::ScoreKind;
use crate::journey::touchpoint::LabelCounts;
use crate::metrics::ScoreSummary;
use crate::sentiment::Label;
use crate::stats::interval::{wilson, wilson_share};

/// Scores with their means, sentiment, and how many write a comment.
pub(super) fn scores(waves: [&Wave<'_>; 2], at_least: u64) -> Vec<Change> {
    let people = waves.map(|wave| &wave.basis.people);
    let mut changes = Vec::new();
    for kind in ScoreKind::ALL {
        let summary = |wave: &Wave<'_>| wave.overall.scores[kind].clone();
        let [before, after] = waves.map(summary);
        let n = [&before, &after].map(|s| s.as_ref().map_or(0, ScoreSummary::n));
        let values = waves.map(|wave| wave.overall.headline(kind));
        if values == [None, None] {
            continue;
        }
        let means = waves.map(|wave| wave.basis.means[kind]);
        let [scale, other] = means.map(|mean| mean.and_then(|(scale, _)| scale));
        let alike = same_scale(before.as_ref(), after.as_ref())
            && (means.iter().any(Option::is_none) || scale == other);
        let pair = values[0].zip(values[1]);
        let narrower =
            pair.and_then(|(before, after)| pairing::of_score(people, kind, [before, after]));
        let headline = Change::new(Subject::Overall, Measured::Headline { score: kind }, values, n);
        changes.push(headline.paired(narrower).apart_unless(alike));
        let shown =
            |side: usize| means[side].map(|(_, mean)| mean).filter(|_| values[side].is_some());
        let measure = Measured::Mean { score: kind, scale: scale.or(other) };
        let mean = Change::new(Subject::Overall, measure, [shown(0), shown(1)], n);
        changes.push(mean.apart_unless(alike));
    }
    let comments = waves.map(|wave| wave.overall.comments);
    let sentiment = waves.map(|wave| wave.overall.sentiment);
    if comments.iter().any(|n| *n > 0) {
        let pair = sentiment[0].zip(sentiment[1]);
        let narrower = pair.and_then(|(a, b)| pairing::of_sentiment(people, [a, b]));
        let change = Change::new(Subject::Overall, Measured::Sentiment, sentiment, comments);
        changes.push(change.paired(narrower));
        let rows = waves.map(|wave| wave.overall.responses);
        let rate = waves.map(|wave| {
            let enough = wave.overall.responses >= at_least.max(1);
            wilson(wave.commented, wave.overall.responses).filter(|_| enough)
        });
        // Where everybody comments, that is how the export was made.
        if waves.iter().any(|wave| wave.commented < wave.overall.responses) {
            changes.push(Change::new(Subject::Overall, Measured::CommentRate, rate, rows));
        }
    }
    changes
}

/// The labels of judged comments, from worst to best.
const LABELS: [Label; 6] = [
    Label::VeryNegative,
    Label::Negative,
    Label::Neutral,
    Label::Mixed,
    Label::Positive,
    Label::VeryPositive,
];

/// The share of each label.
pub(super) fn labels(waves: [&Wave<'_>; 2], at_least: u64) -> Vec<Change> {
    let judged = |labels: &LabelCounts| LABELS.iter().map(|label| labels.get(*label)).sum::<u64>();
    let n = waves.map(|wave| judged(&wave.overall.labels));
    let share = |label: Label, side: usize| {
        let wave = waves[side];
        let part = wave.overall.labels.get(label) as f64 / n[side] as f64;
        let worth = n[side] as f64 / wave.basis.comment_effect.max(1.0);
        (n[side] >= at_least.max(1)).then(|| wilson_share(part, worth)).flatten()
    };
    let used = LABELS
        .into_iter()
        .filter(|label| waves.iter().any(|wave| wave.overall.labels.get(*label) > 0));
    used.map(|label| {
        let values = [share(label, 0), share(label, 1)];
        Change::new(Subject::Overall, Measured::Label { label }, values, n)
    })
    .collect()
}
