//! What the sections say of each score: its headline number, how that is called
//! and written, and which scores there are.

use crate::feedback::{Measure, Scale, ScoreKind, ScoreUnit};
use crate::lang::{Name, StaticName};
use crate::report::Summary;
use crate::report::document::{ColourScale, Text, Unit, phrase, plain};
use crate::report::summary::{Impact, ScoreSummary, TouchpointSummary};

/// The scores that are there overall or at some touchpoint, in the order reports
/// show them: what was never asked is left out, what is suppressed shows a dash.
/// The first is the main score.
pub(crate) fn asked(summary: &Summary) -> Vec<ScoreKind> {
    let everything = || std::iter::once(&summary.overall).chain(&summary.touchpoints);
    ScoreKind::ALL
        .into_iter()
        .filter(|kind| everything().any(|row| row.score(*kind).is_some()))
        .collect()
}

/// Unit of the headline number.
pub(crate) fn unit(kind: ScoreKind) -> Unit {
    match kind.measure().unit() {
        ScoreUnit::Points => Unit::Points,
        ScoreUnit::Share => Unit::Percent,
    }
}

/// Unit of the difference of two headline numbers.
pub(crate) fn difference_unit(kind: ScoreKind) -> Unit {
    match kind.measure().unit() {
        ScoreUnit::Points => Unit::Points,
        ScoreUnit::Share => Unit::ShareDifference,
    }
}

/// Of two wordings the one that is true of a score: `share` where its headline number is one.
/// Two shares are apart by percentage points, and what impacts and allocations move is no share
/// but the mean, brought to 0–100.
pub(crate) fn wording(kind: ScoreKind, points: &'static str, share: &'static str) -> &'static str {
    match kind.measure().unit() {
        ScoreUnit::Points => points,
        ScoreUnit::Share => share,
    }
}

/// Difference of two headline numbers, that of shares with what it is counted in.
pub(crate) fn difference(kind: ScoreKind, value: f64) -> Text {
    let number = Text::Number(value, difference_unit(kind));
    match kind.measure().unit() {
        ScoreUnit::Points => number,
        ScoreUnit::Share => phrase("report.change.share_points", [("value", number)]),
    }
}

/// Name of what something does to a score.
pub(crate) fn impact(kind: ScoreKind) -> Text {
    let key = wording(kind, "report.pain.impact", "report.pain.impact_mean");
    phrase(key, [("score", name(kind))])
}

/// The same where there is little room.
pub(crate) fn brief_impact(kind: ScoreKind) -> Text {
    let key = wording(kind, "report.pain.impact", "report.pain.impact_mean_brief");
    phrase(key, [("score", name(kind))])
}

/// By how much a score would be better without those who mention something.
pub(crate) fn without_them(impact: &Impact) -> Text {
    without(impact, ["report.finding.topic_impact", "report.finding.topic_impact_mean"])
}

/// The same without those who complain of it.
pub(crate) fn without_complaints(impact: &Impact, summary: &Summary) -> Text {
    match is_of_two(impact.score, summary) {
        true => share_without(impact, "report.finding.topic_complaints_share"),
        false => {
            let keys = ["report.finding.topic_complaints", "report.finding.topic_complaints_mean"];
            without(impact, keys)
        }
    }
}

/// What a score would be without those who wrote some comments.
pub(crate) fn without_those(impact: &Impact, summary: &Summary) -> Text {
    match is_of_two(impact.score, summary) {
        true => share_without(impact, "report.finding.unnamed_cost_share"),
        false => {
            without(impact, ["report.finding.unnamed_cost", "report.finding.unnamed_cost_mean"])
        }
    }
}

/// Whether a share is that of the better of two answers, which is their mean as well.
pub(crate) fn is_of_two(kind: ScoreKind, summary: &Summary) -> bool {
    let scale = scale(kind, &summary.overall);
    let of_two = scale.is_some_and(|scale| scale.high - scale.low == 1.0);
    of_two && kind.measure().unit() == ScoreUnit::Share
}

fn share_without(impact: &Impact, key: &'static str) -> Text {
    let points = ("points", Text::Number(-impact.value, Unit::Tenths));
    phrase(key, [("measure", title(impact.score)), points])
}

fn without(impact: &Impact, [net, mean]: [&'static str; 2]) -> Text {
    let places =
        [("score", name(impact.score)), ("points", Text::Number(-impact.value, Unit::Tenths))];
    phrase(wording(impact.score, net, mean), places)
}

/// Name of a score where it is told on one footing: of a share the mean of the answers.
pub(crate) fn on_footing(kind: ScoreKind) -> Text {
    match kind.measure().unit() {
        ScoreUnit::Points => name(kind),
        ScoreUnit::Share => phrase("report.mean_of_100", [("score", name(kind))]),
    }
}

fn said(name: StaticName) -> Text {
    Text::Name(Name::both(|lang| name.in_lang(lang).to_owned()))
}

/// Name of the score as a title.
pub(crate) fn full_name(kind: ScoreKind) -> Text {
    said(kind.definition().title)
}

/// Name of the headline number over a chart.
pub(crate) fn title(kind: ScoreKind) -> Text {
    said(kind.definition().headline)
}

/// Name of the headline number over a column.
pub(crate) fn heading(kind: ScoreKind) -> Text {
    said(kind.definition().column)
}

/// Name of the mean of a score.
pub(crate) fn mean_heading(kind: ScoreKind) -> Text {
    phrase("report.score_mean", [("score", name(kind))])
}

/// Colours of the headline number by its value.
pub(crate) fn colours(kind: ScoreKind) -> ColourScale {
    let [low, middle, high] = kind.measure().tint();
    ColourScale::Good(low, middle, high)
}

/// Whether a mean is told of a score in short, and not its headline number.
pub(crate) fn told_by_mean(kind: ScoreKind) -> bool {
    match kind.measure() {
        Measure::Ease => true,
        Measure::Net | Measure::TopTwo => false,
    }
}

/// Sentiments are from −1 to 1, but touchpoints rarely beyond these.
pub(crate) const SENTIMENT: ColourScale = ColourScale::Good(-0.8, 0.0, 0.8);

/// The scale of a score; `None` where it was asked on several.
pub(crate) fn scale(kind: ScoreKind, overall: &TouchpointSummary) -> Option<Scale> {
    let of_column = || overall.score(kind).and_then(ScoreSummary::scale);
    kind.definition().scale.or_else(of_column)
}

/// Whether effort was asked on several scales, so that its means are shown on
/// 0–100.
pub(crate) fn ces_common(summary: &Summary) -> bool {
    summary.overall.scores.ces().is_some_and(|ces| ces.scale.is_none())
}

/// The name of a score.
pub(crate) fn name(kind: ScoreKind) -> Text {
    plain(kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Words;
    use crate::report::{Lang, sample};

    #[test]
    fn what_is_counted_in_points_and_what_in_percentage_points_is_told_apart() {
        let said = |lang, kind, value| Words::new(lang).say(&difference(kind, value));
        assert_eq!(said(Lang::En, ScoreKind::Nps, -7.0), "−7");
        assert_eq!(said(Lang::En, ScoreKind::Csat, -0.07), "−7 pp");
        assert_eq!(said(Lang::Zh, ScoreKind::Ces, 0.05), "+5 个百分点");
        let named = |kind| Words::new(Lang::En).say(&impact(kind));
        assert_eq!(named(ScoreKind::Nps), "NPS impact");
        assert_eq!(named(ScoreKind::Ces), "CES mean impact (0–100)");
        let footing = |kind| Words::new(Lang::En).say(&on_footing(kind));
        assert_eq!([ScoreKind::Nps, ScoreKind::Csat].map(footing), ["NPS", "CSAT mean (0–100)"]);
    }

    #[test]
    fn scores_of_any_touchpoint_count() {
        assert_eq!(asked(&sample::summary()), ScoreKind::ALL);
        assert_eq!(asked(&sample::bare()), []);
        let mut summary = sample::summary();
        for touchpoint in &mut summary.touchpoints {
            touchpoint.scores[ScoreKind::Nps] = None;
        }
        summary.overall.scores[ScoreKind::Nps] = None;
        summary.overall.scores[ScoreKind::Csat] = None;
        assert_eq!(asked(&summary), [ScoreKind::Csat, ScoreKind::Ces]);
    }
}
