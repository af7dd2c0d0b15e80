//! How what changed is called, and how its numbers are written.

use super::{Change, Measured, Subject, Verdict};
use crate::lang::Name;
use crate::report::document::{
    Text, Tint, Unit, driver_name, interval, parts, phrase, plain, word,
};
use crate::report::sections::{field_names, labels, scores};
use crate::report::summary::Estimate;

/// Unit of a value.
pub(super) fn unit(measure: &Measured) -> Unit {
    match measure {
        Measured::Headline { score } => scores::unit(*score),
        Measured::Mean { .. } => Unit::Mean,
        Measured::Sentiment => Unit::Coefficient,
        _ => Unit::Percent,
    }
}

/// A difference as it is written: shares in percentage points with a decimal, since changes
/// of small shares are small.
pub(super) fn difference(measure: &Measured, estimate: &Estimate) -> (Estimate, Unit) {
    match unit(measure) {
        Unit::Percent => {
            let Estimate { value, low, high } = *estimate;
            let points = Estimate { value: 100.0 * value, low: 100.0 * low, high: 100.0 * high };
            (points, Unit::Effect)
        }
        Unit::Points => (*estimate, Unit::Effect),
        _ => (*estimate, Unit::Coefficient),
    }
}

/// A difference with what it is counted in, and its interval.
pub(super) fn moved(measure: &Measured, estimate: &Estimate) -> [Text; 2] {
    let (shown, unit) = difference(measure, estimate);
    [size(measure, estimate.value, Text::Number(shown.value, unit)), interval(&shown, unit)]
}

/// A number with what a difference is counted in.
fn size(measure: &Measured, value: f64, number: Text) -> Text {
    let key = match unit(measure) {
        Unit::Percent => "compare.points_percent",
        Unit::Points if (value.abs() - 1.0).abs() < 0.05 => "compare.point",
        Unit::Points => "compare.points",
        _ => return number,
    };
    phrase(key, [("n", number)])
}

/// A size without a sign: the smallest change that would have been seen.
pub(super) fn least(measure: &Measured, value: f64) -> Text {
    let number = match unit(measure) {
        Unit::Percent => Text::Number(100.0 * value, Unit::Tenths),
        Unit::Points => Text::Number(value, Unit::Tenths),
        _ => Text::Number(value, Unit::Mean),
    };
    size(measure, value, number)
}

/// How a measure is called.
pub(super) fn measure(measure: &Measured) -> Text {
    match measure {
        Measured::Headline { score } => scores::title(*score),
        Measured::Mean { score, .. } => scores::mean_heading(*score),
        Measured::Sentiment => word("report.sentiment"),
        Measured::CommentRate => word("compare.comment_rate"),
        Measured::Label { label } => labels::name(*label),
        Measured::Complaints => word("compare.complaints"),
        Measured::Mentions => word("compare.mentions"),
        Measured::Part => word("compare.part"),
        Measured::Importance { score } => {
            phrase("compare.importance", [("score", scores::name(*score))])
        }
    }
}

/// The name of a measure for scripts.
pub(super) fn code(measure: &Measured) -> String {
    match measure {
        Measured::Headline { score } => score.definition().headline_id.to_owned(),
        Measured::Mean { score, .. } => format!("{}_mean", score.id()),
        Measured::Sentiment => "sentiment".to_owned(),
        Measured::CommentRate => "comment_rate".to_owned(),
        Measured::Label { label } => format!("label_{}", label.as_str()),
        Measured::Complaints => "complaints".to_owned(),
        Measured::Mentions => "mentions".to_owned(),
        Measured::Part => "part".to_owned(),
        Measured::Importance { score } => format!("{}_importance", score.id()),
    }
}

/// Words of a theme that a table tells.
const WORDS: usize = 3;

/// What it is about, in a table; nothing for all feedback.
pub(super) fn subject(subject: &Subject) -> Option<Text> {
    match subject {
        Subject::Touchpoint { touchpoint } => Some(touchpoint.into()),
        Subject::Aspect { touchpoint, aspect } => Some(driver_name(touchpoint, aspect.as_ref())),
        Subject::Theme { theme, words } => Some(match words.is_empty() {
            true => plain(theme.clone()),
            false => parts([
                plain(theme.clone()),
                plain(" ("),
                plain(words.iter().take(WORDS).cloned().collect::<Vec<_>>().join(" · ")),
                plain(")"),
            ]),
        }),
        Subject::Group { field, group } => {
            Some(parts([plain(field.clone()), plain(" = "), plain(group.clone())]))
        }
        _ => None,
    }
}

/// What changed, as the subject of a sentence.
pub(super) fn what(change: &Change) -> Text {
    let measured = || match &change.measure {
        Measured::Sentiment => word("compare.the_sentiment"),
        Measured::CommentRate => word("compare.the_comment_rate"),
        other => measure(other),
    };
    let of = |key, name: &Name, aspect: Option<&Name>| {
        phrase(key, [("what", driver_name(name, aspect))])
    };
    match (&change.subject, &change.measure) {
        (Subject::Overall, Measured::Label { label }) => {
            phrase("compare.share_of_label", [("label", labels::name(*label))])
        }
        (Subject::Aspect { touchpoint, aspect }, Measured::Complaints) => {
            of("compare.complaints_of", touchpoint, aspect.as_ref())
        }
        (Subject::Aspect { touchpoint, aspect }, Measured::Mentions) => {
            of("compare.mentions_of", touchpoint, aspect.as_ref())
        }
        (Subject::Aspect { touchpoint, aspect }, Measured::Importance { score }) => phrase(
            "compare.importance_of",
            [("what", driver_name(touchpoint, aspect.as_ref())), ("score", scores::name(*score))],
        ),
        (Subject::Theme { theme, .. }, measure) => {
            let key = match measure {
                Measured::Complaints => "compare.complaints_of",
                _ => "compare.mentions_of",
            };
            phrase(key, [("what", plain(theme.clone()))])
        }
        (Subject::Touchpoint { touchpoint }, Measured::Part) => {
            of("compare.part_of", touchpoint, None)
        }
        (Subject::Touchpoint { touchpoint }, _) => {
            let places = [("measure", measured()), ("touchpoint", touchpoint.into())];
            phrase("compare.at_touchpoint", places)
        }
        (Subject::Group { field, group }, _) => {
            let places = [("measure", measured()), ("group", field_names::group(field, group))];
            phrase("compare.of_group", places)
        }
        _ => measured(),
    }
}

/// One value, as a sentence has it.
pub(super) fn value(change: &Change, of: Option<Estimate>) -> Text {
    let unit = unit(&change.measure);
    of.map_or(plain("–"), |estimate| Text::Number(estimate.value, unit))
}

/// The word of a verdict.
pub(super) fn verdict(verdict: Verdict) -> Text {
    word(format!("compare.verdict.{}", verdict.as_str()))
}

/// Its colour.
pub(super) fn tint(verdict: Verdict) -> Option<Tint> {
    match verdict {
        Verdict::Worse => Some(Tint::FixFirst),
        Verdict::Better => Some(Tint::KeepUp),
        Verdict::Different => Some(Tint::Watch),
        _ => None,
    }
}
