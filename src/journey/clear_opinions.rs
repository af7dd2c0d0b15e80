//! Which opinions judge, and which only mention.
//!
//! An engine leans to a side wherever something is named. Of the negative opinions about aspects
//! that 1,965 labelled comments judge, those from [`CLEAR`] on are negative 96 times of 100 by the
//! labels (1,326 of 1,378), those below 9 times of 19, and of the positive ones below 7 of 19 are
//! right: the bound leaves 7 true complaints of 1,000 uncounted.
//!
//! Who was asked what was good, and tells of it, complains of nothing unless the whole answer does:
//! "explained the app to my dad" is no complaint about the app. Nor does who was asked what to wish
//! for, unless all of it is clearly negative: "a little cheaper would be nice" answers the question.

use super::facts::CommentFacts;
use crate::feedback::Asked;
use crate::sentiment::{Class, Label};

/// Sentiment, of either sign, from which an opinion judges what it is about.
const CLEAR: f32 = 0.3;

/// Sentiment of the whole answer to a question for wishes down from which it complains.
const CLEARLY_NEGATIVE: f32 = -0.5;

/// Makes mentions of the opinions of a comment that do not judge; `asked` is what its question
/// asks for.
pub(super) fn settle(facts: &mut CommentFacts, asked: Asked) {
    let negative = matches!(facts.label, Label::Negative | Label::VeryNegative);
    let excused = asked == Asked::Praise && !negative || merely_wishes(facts, asked);
    for opinion in &mut facts.opinions {
        let complains = opinion.class == Class::Negative;
        if opinion.sentiment.abs() < CLEAR || complains && excused {
            opinion.class = Class::Neutral;
        }
    }
}

/// Whether an answer to a question for wishes is no complaint.
pub(super) fn merely_wishes(facts: &CommentFacts, asked: Asked) -> bool {
    asked == Asked::Wish && facts.sentiment > CLEARLY_NEGATIVE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::OpinionFact;
    use crate::journey::tests::{facts, opinion};

    fn said(class: Class, sentiment: f32) -> OpinionFact {
        OpinionFact { class, ..opinion(0, 0, sentiment) }
    }

    fn settled(label: Label, asked: Asked, opinions: Vec<OpinionFact>) -> Vec<Class> {
        let mut facts = facts(-0.5, opinions).unwrap();
        facts.label = label;
        settle(&mut facts, asked);
        facts.opinions.iter().map(|opinion| opinion.class).collect()
    }

    #[test]
    fn a_weak_opinion_is_a_mention() {
        use Class::{Negative, Neutral, Positive};
        let opinions = vec![
            said(Negative, -0.04),
            said(Negative, -0.29),
            said(Negative, -0.3),
            said(Positive, 0.29),
            said(Positive, 0.3),
            said(Neutral, -0.4),
        ];
        let classes = settled(Label::Negative, Asked::Anything, opinions);
        assert_eq!(classes, [Neutral, Neutral, Negative, Neutral, Positive, Neutral]);
    }

    #[test]
    fn what_answers_a_question_for_praise_complains_only_where_all_of_it_does() {
        use Class::{Negative, Neutral, Positive};
        let opinions = || vec![said(Negative, -0.77), said(Positive, 0.8)];
        let of = |label, asked| settled(label, asked, opinions());
        for label in [Label::Positive, Label::Neutral, Label::Mixed, Label::VeryPositive] {
            assert_eq!(of(label, Asked::Praise), [Neutral, Positive], "{label:?}");
            for asked in [Asked::Anything, Asked::Complaint, Asked::Wish] {
                assert_eq!(of(label, asked), [Negative, Positive], "{label:?} {asked:?}");
            }
        }
        for label in [Label::Negative, Label::VeryNegative] {
            assert_eq!(of(label, Asked::Praise), [Negative, Positive], "{label:?}");
        }
    }

    #[test]
    fn a_wish_is_a_complaint_where_all_of_it_is_clearly_negative() {
        use Class::{Negative, Neutral, Positive};
        let of = |sentiment, asked| {
            let opinions = vec![said(Negative, -0.77), said(Positive, 0.8)];
            let mut facts = facts(sentiment, opinions).unwrap();
            settle(&mut facts, asked);
            facts.opinions.iter().map(|opinion| opinion.class).collect::<Vec<_>>()
        };
        assert_eq!(of(-0.49, Asked::Wish), [Neutral, Positive]);
        assert_eq!(of(-0.5, Asked::Wish), [Negative, Positive]);
        assert_eq!(of(-0.49, Asked::Anything), [Negative, Positive]);
        assert_eq!(of(-0.49, Asked::Complaint), [Negative, Positive]);
    }
}
