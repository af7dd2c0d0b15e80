//! How segments and what tells them apart are called.

use super::SegmentsReport;
use crate::feedback::{Measure, ScoreKind};
use crate::journey::segmentation::{ClusterTrait, Condition, SegmentPain, Trait};
use crate::report::document::{Text, Unit, driver_name, parts, phrase, plain, value, word};
use crate::report::sections::{field_names, scores};
use crate::stats::is_sure;

/// Customers, or answers where nobody is named.
pub(super) fn who(report: &SegmentsReport) -> Text {
    word(match report.segmentation.named {
        0 => "segments.who.answers",
        _ => "segments.who.customers",
    })
}

/// The same without a word of counting before it.
pub(super) fn whom(report: &SegmentsReport) -> Text {
    word(match report.segmentation.named {
        0 => "segments.who.plain_answers",
        _ => "segments.who.plain_customers",
    })
}

/// The same over a column.
pub(super) fn who_column(report: &SegmentsReport) -> Text {
    word(match report.segmentation.named {
        0 => "segments.who.column_answers",
        _ => "segments.who.column_customers",
    })
}

/// The unhappy, by the score that says so.
pub(super) fn unhappy(score: Option<ScoreKind>) -> Text {
    match score {
        Some(kind) if kind.measure() == Measure::Net => word("segments.unhappy.detractors"),
        Some(kind) => phrase("segments.unhappy.low", [("score", scores::name(kind))]),
        None => word("segments.unhappy.negative"),
    }
}

/// The name of a segment of a division.
pub(super) fn segment(division: &str, id: &str) -> Text {
    match (division, id.strip_prefix("cluster_")) {
        ("clusters", Some(number)) => {
            phrase("segments.cluster", [("number", plain(number.to_owned()))])
        }
        _ => word(format!("segments.{division}.{id}.name")),
    }
}

/// What a column is.
pub(super) fn what(of: &Trait) -> Text {
    match of {
        Trait::Score { score } => scores::name(*score),
        Trait::Sentiment => word("report.sentiment"),
        Trait::Rating { touchpoint } => {
            phrase("segments.trait.rating", [("touchpoint", plain(touchpoint.clone()))])
        }
        Trait::Recency => word("segments.trait.recency"),
        Trait::Frequency => word("segments.trait.frequency"),
        Trait::Monetary => word("segments.trait.monetary"),
        Trait::Field { field, .. } => plain(field.clone()),
        Trait::Touchpoint { .. } => word("report.touchpoint"),
        Trait::SpeaksOf { touchpoint } => {
            phrase("segments.condition.speaks", [("touchpoint", touchpoint.into())])
        }
        Trait::Comments => word("segments.condition.comments"),
    }
}

/// By what a cluster stands out.
pub(super) fn standing_out(of: &ClusterTrait) -> Text {
    let unit = match of.what {
        Trait::Score { .. } | Trait::Rating { .. } => Unit::Footing,
        Trait::Sentiment => Unit::Coefficient,
        _ => Unit::Tenths,
    };
    let key = if of.deviations > 0.0 { "segments.trait.higher" } else { "segments.trait.lower" };
    // It is no net score that is compared, but how likely they are to recommend.
    let what = match of.what {
        Trait::Score { score } if score.measure() == Measure::Net => {
            word("segments.trait.likelihood")
        }
        Trait::Score { score } => scores::on_footing(score),
        _ => what(&of.what),
    };
    let places = [
        ("what", what),
        ("mean", Text::Number(of.mean, unit)),
        ("all", Text::Number(of.all, unit)),
    ];
    phrase(key, places)
}

/// A condition of a group.
fn condition(of: &Condition) -> Text {
    let is = of.is == Some(true);
    match &of.what {
        Trait::Field { field, value } if is => field_names::group(field, value),
        Trait::Field { field, value } => field_names::all_but(field, value),
        Trait::Touchpoint { touchpoint } => {
            let sign = if is { " = " } else { " ≠ " };
            parts([word("report.touchpoint"), plain(sign), plain(touchpoint.clone())])
        }
        Trait::SpeaksOf { touchpoint } => {
            let key = match is {
                true => "segments.condition.speaks",
                false => "segments.condition.speaks_not",
            };
            phrase(key, [("touchpoint", touchpoint.into())])
        }
        Trait::Comments if is => word("segments.condition.comments"),
        Trait::Comments => word("segments.condition.comments_not"),
        _ => {
            let name = what(&of.what);
            let number = |value: f64| Text::Number(value, Unit::Tenths);
            match (of.above, of.at_most) {
                (Some(above), Some(at_most)) => {
                    parts([number(above), plain(" < "), name, plain(" ≤ "), number(at_most)])
                }
                (Some(above), None) => parts([name, plain(" > "), number(above)]),
                (None, Some(at_most)) => parts([name, plain(" ≤ "), number(at_most)]),
                (None, None) => name,
            }
        }
    }
}

/// Who belongs to a group.
pub(super) fn group(who: &[Condition]) -> Text {
    match who {
        [] => word("segments.condition.all"),
        who => Text::Joined(who.iter().map(condition).collect(), "segments.condition.and"),
    }
}

/// What hurts a segment, in short: what it is, how many of how many.
pub(super) fn pain(of: &SegmentPain, commented: u64) -> Text {
    let places = [
        ("what", driver_name(&of.touchpoint, Some(&of.aspect))),
        ("n", crate::report::document::count(of.negative)),
        ("of", crate::report::document::count(commented)),
        ("share", value(&of.share, Unit::Percent)),
    ];
    let more = of.others.filter(|others| of.share.value > *others);
    match (more, of.q) {
        (Some(others), Some(q)) if is_sure(q) => Text::Parts(vec![
            phrase("segments.pain", places),
            phrase("segments.pain_more", [("others", Text::Number(others, Unit::Percent))]),
        ]),
        _ => phrase("segments.pain", places),
    }
}
