//! What the share in the best boxes is a share of: of 4 and 5 on 1–5, of the better of two answers.

use super::scores;
use crate::feedback::{Measure, Scale, ScoreKind, ScoreValue};
use crate::metrics::Band;
use crate::report::document::{Text, phrase, plain, word};
use crate::report::summary::TouchpointSummary;

/// The sentence, where the score is one of best boxes and all its answers are on one scale of a
/// few points.
pub(super) fn said(kind: ScoreKind, overall: &TouchpointSummary) -> Option<Text> {
    let scale = scores::scale(kind, overall).filter(|_| kind.measure() == Measure::TopTwo)?;
    of_scale(scale)
}

fn of_scale(scale: Scale) -> Option<Text> {
    let point = |point: f64| plain(point.to_string());
    let on = ("scale", plain(scale.to_string()));
    match best(scale)[..] {
        [_] if scale.high - scale.low == 1.0 => Some(word("report.finding.better_of_two")),
        [best] => Some(phrase("report.finding.best_point", [("best", point(best)), on])),
        [low, high] => {
            let places = [("low", point(low)), ("high", point(high)), on];
            Some(phrase("report.finding.best_points", places))
        }
        _ => None,
    }
}

/// The points of a scale in its best boxes, where it has no more than eleven.
fn best(scale: Scale) -> Vec<f64> {
    let Scale { low, high, .. } = scale;
    let whole = low.fract() == 0.0 && high.fract() == 0.0 && high - low <= 10.0;
    let points = if whole { (high - low).max(0.0) as u32 + 1 } else { 0 };
    let values = (0..points).map(|n| low + f64::from(n));
    let is_best =
        |value: &f64| Band::of(Measure::TopTwo, ScoreValue { value: *value, scale }) == Band::High;
    values.filter(is_best).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Direction;
    use crate::report::Lang;
    use crate::report::document::Words;

    fn told(low: f64, high: f64, lang: Lang) -> String {
        of_scale(Scale::higher(low, high))
            .map(|text| Words::new(lang).say(&text))
            .unwrap_or_default()
    }

    #[test]
    fn the_points_of_the_best_boxes_are_named() {
        for (low, high, wanted) in [
            (0.0, 1.0, "That is the share of the better of two answers."),
            (1.0, 2.0, "That is the share of the better of two answers."),
            (1.0, 3.0, "That is the share of 3 on 1–3."),
            (1.0, 4.0, "That is the share of 3 and 4 on 1–4."),
            (1.0, 5.0, "That is the share of 4 and 5 on 1–5."),
            (0.0, 10.0, "That is the share of 9 and 10 on 0–10."),
            (0.0, 11.0, ""),
            (0.0, 100.0, ""),
            (0.5, 4.5, ""),
        ] {
            assert_eq!(told(low, high, Lang::En), wanted);
        }
        assert_eq!(told(0.0, 1.0, Lang::Zh), "即满意率：两种回答中较好一种的占比。");
        assert_eq!(told(1.0, 5.0, Lang::Zh), "即满意率：1–5 分中评 4 分和 5 分的占比。");
        let lower = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
        assert_eq!(best(lower), [1.0, 2.0]);
    }
}
