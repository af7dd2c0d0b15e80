//! The label of a comment, from an engine's probabilities. Engines differ;
//! the meaning of a label does not.

use super::{Class, Judgement, Label};
use crate::text::Prepared;

/// A comment is "very" positive or negative from this |sentiment| on.
const VERY: f32 = 0.9;
/// A comment is "very" positive or negative from this P(strong) on, where the engine
/// tells the strength.
const STRONG_WORDS: f32 = 0.5;
/// A unit is strong, and can make a comment mixed, from this probability on.
const STRONG: f32 = 0.7;

/// The label of a comment.
///
/// An engine that has learnt what is mixed decides; for others it needs a strong unit on
/// each side, and a whole that is not itself beyond doubt: one kind word in a long
/// complaint does not make it balanced.
pub fn label(text: &Prepared, judgement: &Judgement) -> Label {
    if text.undetected || text.units.is_empty() {
        return Label::Undetected;
    }
    if let Some(whole) = judgement.whole {
        let p = judgement.polarity;
        let very = whole.strong >= STRONG_WORDS;
        return match p.class() {
            _ if whole.mixed > p.negative.max(p.neutral).max(p.positive) => Label::Mixed,
            Class::Negative if very => Label::VeryNegative,
            Class::Negative => Label::Negative,
            Class::Neutral => Label::Neutral,
            Class::Positive if very => Label::VeryPositive,
            Class::Positive => Label::Positive,
        };
    }
    let sentiment = judgement.polarity.sentiment();
    let praised = judgement.units.iter().any(|unit| unit.positive >= STRONG);
    let criticised = judgement.units.iter().any(|unit| unit.negative >= STRONG);
    if praised && criticised && sentiment.abs() < VERY {
        return Label::Mixed;
    }
    match judgement.polarity.class() {
        Class::Negative if sentiment <= -VERY => Label::VeryNegative,
        Class::Negative => Label::Negative,
        Class::Neutral => Label::Neutral,
        Class::Positive if sentiment >= VERY => Label::VeryPositive,
        Class::Positive => Label::Positive,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Polarity;
    use super::*;
    use crate::text::Analyzer;

    fn polarity(negative: f32, positive: f32) -> Polarity {
        Polarity { negative, neutral: 1.0 - negative - positive, positive }
    }

    fn labelled(text: &str, whole: Polarity, units: &[Polarity]) -> Label {
        let judgement = Judgement::of_polarity(whole, units.to_vec(), Vec::new());
        label(&Analyzer::new().prepare(text), &judgement)
    }

    #[test]
    fn strong_sides_make_mixed() {
        let text = "房间很干净，但是服务太差";
        let sides = [polarity(0.05, 0.9), polarity(0.9, 0.05)];
        assert_eq!(labelled(text, polarity(0.6, 0.3), &sides), Label::Mixed);
        assert_eq!(labelled(text, polarity(0.97, 0.02), &sides), Label::VeryNegative);
        assert_eq!(
            labelled(text, polarity(0.6, 0.3), &[polarity(0.6, 0.3), polarity(0.9, 0.05)]),
            Label::Negative
        );
    }

    #[test]
    fn an_engine_that_knows_mixed_decides() {
        let prepared = Analyzer::new().prepare("房间很干净，但是服务太差");
        let labelled = |negative, positive, mixed, strong| {
            let polarity = Polarity { negative, neutral: 0.1, positive };
            let mut judgement = Judgement::of_polarity(polarity, Vec::new(), Vec::new());
            judgement.whole = Some(crate::sentiment::Whole { mixed, lean: 0.0, strong });
            label(&prepared, &judgement)
        };
        assert_eq!(labelled(0.3, 0.1, 0.5, 0.9), Label::Mixed);
        assert_eq!(labelled(0.5, 0.1, 0.3, 0.4), Label::Negative);
        assert_eq!(labelled(0.5, 0.1, 0.3, 0.6), Label::VeryNegative);
        assert_eq!(labelled(0.1, 0.5, 0.3, 0.6), Label::VeryPositive);
    }

    #[test]
    fn nothing_to_judge_is_undetected() {
        assert_eq!(labelled("无", polarity(0.0, 1.0), &[]), Label::Undetected);
    }

    #[test]
    fn a_label_is_very_and_a_unit_strong_from_their_bounds_on() {
        let text = "房间很干净，但是服务太差";
        let sides = |strong: f32| [polarity(0.0, strong), polarity(strong, 0.0)];
        for (whole, strong, wanted) in [
            (polarity(0.5, 0.4), 0.70, Label::Mixed),
            (polarity(0.5, 0.4), 0.69, Label::Negative),
            (polarity(0.925, 0.05), 0.9, Label::Mixed),
            (polarity(0.975, 0.025), 0.9, Label::VeryNegative),
            (polarity(0.95, 0.04), 0.1, Label::VeryNegative),
            (polarity(0.93, 0.04), 0.1, Label::Negative),
            (polarity(0.04, 0.95), 0.1, Label::VeryPositive),
            (polarity(0.04, 0.93), 0.1, Label::Positive),
        ] {
            assert_eq!(labelled(text, whole, &sides(strong)), wanted, "{whole:?}, {strong}");
        }
        let prepared = Analyzer::new().prepare(text);
        for (mixed, strong, wanted) in [
            (0.41, 0.0, Label::Mixed),
            (0.40, 0.5, Label::VeryNegative),
            (0.40, 0.49, Label::Negative),
        ] {
            let polarity = Polarity { negative: 0.4, neutral: 0.1, positive: 0.1 };
            let mut judgement = Judgement::of_polarity(polarity, Vec::new(), Vec::new());
            judgement.whole = Some(crate::sentiment::Whole { mixed, lean: 0.0, strong });
            assert_eq!(label(&prepared, &judgement), wanted, "{mixed}, {strong}");
        }
    }
}
