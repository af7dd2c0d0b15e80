//! What a head should answer for a comment.

use std::collections::BTreeSet;

use crate::sentiment::labelled::Labelled;
use crate::sentiment::{Class, Emotion};

use super::super::heads::{EMOTIONS, Linear};

/// Most outputs of a head.
pub(super) const OUTPUTS: usize = 8;

/// Weight of "none of the others" for comments of sets without neutral or mixed ones:
/// such a set says little of them, and must not teach that they do not exist.
pub const NOT_OTHERS: f32 = 0.1;

/// The output of the label head for mixed comments, after those of [`Class`].
const MIXED: usize = 3;

/// The heads that labelled comments can fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AdaptedHead {
    /// Negative, neutral, positive or mixed.
    Label,
    /// Stars from 1 to 5.
    Stars,
    /// Emotion.
    Emotion,
}

impl AdaptedHead {
    /// All of them.
    pub const ALL: [AdaptedHead; 3] =
        [AdaptedHead::Label, AdaptedHead::Stars, AdaptedHead::Emotion];

    /// Its name in a model file.
    pub fn as_str(self) -> &'static str {
        match self {
            AdaptedHead::Label => "label",
            AdaptedHead::Stars => "stars",
            AdaptedHead::Emotion => "emotion",
        }
    }

    /// Number of outputs.
    pub fn outputs(self) -> usize {
        match self {
            AdaptedHead::Label => 4,
            AdaptedHead::Stars => 5,
            AdaptedHead::Emotion => EMOTIONS.len(),
        }
    }
}

/// The wanted probabilities of one comment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Target {
    shares: [f32; OUTPUTS],
    /// Outputs that the set knows nothing of, so that only the others are compared.
    unknown: [bool; OUTPUTS],
}

impl Target {
    /// Log loss of logits; with `for_training`, also its part of "not neutral". Puts the
    /// gradient over the logits into `gradient`.
    pub(super) fn loss(&self, logits: &[f32], for_training: bool, gradient: &mut [f32]) -> f64 {
        let mut loss = 0.0;
        gradient.fill(0.0);
        let full = match self.unknown.contains(&true) {
            true if for_training => NOT_OTHERS,
            true => 0.0,
            false => 1.0,
        };
        for (share, known) in [(full, false), (1.0 - full, true)] {
            if share == 0.0 {
                continue;
            }
            let among = |k: usize| !(known && self.unknown[k]);
            let compared = || logits.iter().enumerate().filter(|&(k, _)| among(k));
            let top = compared().fold(f32::NEG_INFINITY, |top, (_, &logit)| top.max(logit));
            let total: f32 = compared().map(|(_, &logit)| (logit - top).exp()).sum();
            for (k, &logit) in compared() {
                let log = logit - top - total.ln();
                loss -= f64::from(share * self.shares[k] * log);
                gradient[k] += share * (log.exp() - self.shares[k]);
            }
        }
        loss
    }
}

/// What a head should answer for each of some comments.
#[derive(Debug, Clone)]
pub struct Targets {
    /// The head.
    pub head: AdaptedHead,
    pub(super) of_row: Vec<Option<Target>>,
    /// Comments of each class that has enough of them; others are passed over.
    pub classes: Vec<usize>,
}

impl Targets {
    /// Reads the answers that a head learns from. A comment without a polarity label
    /// counts by its rating (see [`Class::of_rating`]).
    ///
    /// Classes with fewer than [`super::FEWEST_OF_A_CLASS`] comments are passed over;
    /// stars are a scale and have no such classes.
    pub fn new(head: AdaptedHead, rows: &[Labelled]) -> Targets {
        let class = |row: &Labelled| match head {
            AdaptedHead::Label if row.mixed => Some(MIXED),
            AdaptedHead::Label => {
                row.polarity.or_else(|| row.rating.and_then(Class::of_rating)).map(|c| c as usize)
            }
            AdaptedHead::Stars => row.rating.map(|share| (share * 4.0).round() as usize),
            AdaptedHead::Emotion => emotion_index(row.emotion?),
        };
        let mut classes = vec![0usize; head.outputs()];
        rows.iter().filter_map(class).for_each(|class| classes[class] += 1);
        if head != AdaptedHead::Stars {
            for count in &mut classes {
                *count = if *count < super::FEWEST_OF_A_CLASS { 0 } else { *count };
            }
        }
        let sets_with = |wanted: usize| -> BTreeSet<&str> {
            let of_it = rows.iter().filter(|row| class(row) == Some(wanted));
            of_it.map(|row| row.set.as_str()).collect()
        };
        let optional = [Class::Neutral as usize, MIXED].map(|class| (class, sets_with(class)));
        let target = |row: &Labelled| {
            let class = class(row).filter(|&class| classes[class] > 0)?;
            let mut shares = [0.0; OUTPUTS];
            match (head, row.rating) {
                // Between two stars lies a share of both.
                (AdaptedHead::Stars, Some(rating)) => {
                    let (low, part) = ((rating * 4.0).floor().min(3.0), rating * 4.0);
                    shares[low as usize] = 1.0 - (part - low);
                    shares[low as usize + 1] = part - low;
                }
                _ => shares[class] = 1.0,
            }
            let mut unknown = [false; OUTPUTS];
            for (class, sets) in optional.iter().filter(|_| head == AdaptedHead::Label) {
                unknown[*class] = classes[*class] == 0 || !sets.contains(row.set.as_str());
            }
            Some(Target { shares, unknown })
        };
        Targets { head, of_row: rows.iter().map(target).collect(), classes }
    }

    /// Comments with an answer, by their place.
    pub fn rows(&self) -> Vec<usize> {
        (0..self.of_row.len()).filter(|&row| self.of_row[row].is_some()).collect()
    }

    /// Log loss of a head's answer for a comment; `None` where the comment has none.
    pub fn loss(&self, row: usize, head: &Linear, state: &[f32]) -> Option<f64> {
        let target = self.of_row[row].as_ref()?;
        let logits = head.logits(state);
        Some(target.loss(&logits, false, &mut vec![0.0; logits.len()]))
    }

    /// How good a head's answer for a comment is to its reader: 1 where the class is right
    /// and 0 where it is wrong; for stars, minus the distance from the true rating in stars.
    /// `None` where the comment has no answer.
    pub fn merit(&self, row: usize, head: &Linear, state: &[f32]) -> Option<f64> {
        let target = self.of_row[row].as_ref()?;
        let shares = head.shares(state);
        if self.head == AdaptedHead::Stars {
            let mean = |shares: &[f32]| -> f32 {
                shares.iter().zip(1u8..=5).map(|(share, star)| share * f32::from(star)).sum()
            };
            return Some(-f64::from((mean(&shares) - mean(&target.shares)).abs()));
        }
        let likeliest = |shares: &[f32]| {
            let among = |&k: &usize| !target.unknown[k];
            (0..self.head.outputs()).filter(among).max_by(|&a, &b| shares[a].total_cmp(&shares[b]))
        };
        Some(f64::from(u8::from(likeliest(&shares) == likeliest(&target.shares))))
    }

    /// The wanted probability of each output for a comment, and which of them its set knows
    /// nothing of; `None` where it has no answer.
    pub fn wanted(&self, row: usize) -> Option<(&[f32], &[bool])> {
        let (target, outputs) = (self.of_row[row].as_ref()?, self.head.outputs());
        Some((&target.shares[..outputs], &target.unknown[..outputs]))
    }

    /// Whether there is enough to learn from.
    pub fn suffice(&self) -> bool {
        let classes = self.classes.iter().filter(|&&count| count > 0).count();
        classes > 1 && self.rows().len() >= super::FEWEST
    }
}

fn emotion_index(emotion: Emotion) -> Option<usize> {
    EMOTIONS.iter().position(|&known| known == emotion)
}
