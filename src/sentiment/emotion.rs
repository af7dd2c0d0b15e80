//! The emotion named for a comment, given an engine's shares.

use super::{Class, Emotion};

/// An emotion other than "none" is named from this probability on.
const THRESHOLD: f32 = 0.5;

/// The likeliest emotion if it is likely enough and fits the comment's
/// polarity; else what the polarity says.
pub(super) fn emotion(shares: impl IntoIterator<Item = (Emotion, f32)>, whole: Class) -> Emotion {
    let named = shares.into_iter().filter(|&(emotion, _)| emotion != Emotion::None);
    let best = named.reduce(|best, next| if next.1 > best.1 { next } else { best });
    let fits = |emotion| match emotion {
        Emotion::Joyful => whole == Class::Positive,
        Emotion::Surprised => true,
        _ => whole == Class::Negative,
    };
    match (best, whole) {
        (Some((emotion, share)), _) if share >= THRESHOLD && fits(emotion) => emotion,
        (_, Class::Negative) => Emotion::Dissatisfied,
        (_, Class::Neutral) => Emotion::None,
        (_, Class::Positive) => Emotion::Satisfied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_likely_emotion_that_fits_is_named() {
        let shares = |angry, joyful| {
            [
                (Emotion::None, 1.0 - angry - joyful),
                (Emotion::Angry, angry),
                (Emotion::Joyful, joyful),
            ]
        };
        assert_eq!(emotion(shares(0.6, 0.1), Class::Negative), Emotion::Angry);
        assert_eq!(emotion(shares(0.4, 0.1), Class::Negative), Emotion::Dissatisfied);
        assert_eq!(emotion(shares(0.1, 0.8), Class::Negative), Emotion::Dissatisfied);
        assert_eq!(emotion(shares(0.1, 0.8), Class::Positive), Emotion::Joyful);
        assert_eq!(emotion(shares(0.1, 0.1), Class::Neutral), Emotion::None);
    }
}
