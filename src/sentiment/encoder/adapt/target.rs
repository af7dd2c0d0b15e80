//! What a head should answer for a comment.

use std::collections::BTreeSet;

use crate::sentiment::labelled::Labelled;
use crate::sentiment::{Class, Emotion};

use super::super::heads::{EMOTIONS, Linear};
use super::States;

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
    /// Whether a rating alone tells the side, which says nothing of neutral and mixed.
    rated: bool,
    /// What the unknown outputs are held to.
    held: Option<[f32; OUTPUTS]>,
}

impl Target {
    /// Log loss of logits; with `for_training`, also its part of "not neutral". Puts the
    /// gradient over the logits into `gradient`.
    pub(super) fn loss(&self, logits: &[f32], for_training: bool, gradient: &mut [f32]) -> f64 {
        let mut loss = 0.0;
        gradient.fill(0.0);
        let held = self.held.as_ref().filter(|_| for_training);
        let (full, among_known) = match self.unknown.contains(&true) {
            true if held.is_some() => (0.0, 0.5),
            true if for_training && !self.rated => (NOT_OTHERS, 1.0 - NOT_OTHERS),
            true => (0.0, 1.0),
            false => (1.0, 0.0),
        };
        for (share, known) in [(full, false), (among_known, true)] {
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
        match held {
            Some(held) => loss + self.held_loss(held, logits, gradient),
            None => loss,
        }
    }

    /// Half the log loss of each unknown output and of all the others together, against what they
    /// are held to; adds its gradient. Together with the half that compares the others among
    /// themselves, the curvature stays that of one softmax.
    fn held_loss(&self, held: &[f32; OUTPUTS], logits: &[f32], gradient: &mut [f32]) -> f64 {
        let top = logits.iter().fold(f32::NEG_INFINITY, |top, &logit| top.max(logit));
        let total: f32 = logits.iter().map(|logit| (logit - top).exp()).sum();
        let share = |k: usize| (logits[k] - top).exp() / total;
        let unknown = || (0..logits.len()).filter(|&k| self.unknown[k]);
        let others: f32 = (0..logits.len()).filter(|&k| !self.unknown[k]).map(share).sum();
        let held_others = (1.0 - unknown().map(|k| held[k]).sum::<f32>()).max(0.0);
        let log = |share: f32| share.max(f32::MIN_POSITIVE).ln();
        let of_unknown: f32 = unknown().map(|k| held[k] * log(share(k))).sum();
        for (k, slope) in gradient.iter_mut().enumerate().take(logits.len()) {
            let wanted = match self.unknown[k] {
                true => held[k],
                false => held_others * share(k) / others.max(f32::MIN_POSITIVE),
            };
            *slope += 0.5 * (share(k) - wanted);
        }
        f64::from(-0.5 * (of_unknown + held_others * log(others)))
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
    /// counts by the side that its rating tells (see [`Class::side_of_rating`]).
    ///
    /// Classes with fewer than [`super::FEWEST_OF_A_CLASS`] comments are passed over;
    /// stars are a scale and have no such classes.
    pub fn new(head: AdaptedHead, rows: &[Labelled]) -> Targets {
        let class = |row: &Labelled| match head {
            AdaptedHead::Label if row.mixed => Some(MIXED),
            AdaptedHead::Label => {
                let side = || row.rating.and_then(Class::side_of_rating);
                row.polarity.or_else(side).map(|class| class as usize)
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
            let rated = head == AdaptedHead::Label && row.polarity.is_none() && !row.mixed;
            let mut unknown = [false; OUTPUTS];
            for (class, sets) in optional.iter().filter(|_| head == AdaptedHead::Label) {
                let in_set = classes[*class] > 0 && sets.contains(row.set.as_str());
                unknown[*class] = rated || !in_set;
            }
            Some(Target { shares, unknown, rated, held: None })
        };
        Targets { head, of_row: rows.iter().map(target).collect(), classes }
    }

    /// The same targets, in which comments of which only a rating is known stay as neutral and as
    /// mixed as the head `start` has them: a rating speaks for a side, and of nothing else.
    #[must_use]
    pub fn holding(mut self, start: &Linear, states: States<'_>) -> Targets {
        for (row, target) in self.of_row.iter_mut().enumerate() {
            if let Some(target) = target.as_mut().filter(|target| target.rated) {
                let mut held = [0.0; OUTPUTS];
                held.iter_mut()
                    .zip(start.shares(states.of(row)))
                    .for_each(|(to, share)| *to = share);
                target.held = Some(held);
            }
        }
        self
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
