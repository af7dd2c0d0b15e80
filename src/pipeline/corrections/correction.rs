//! What is right of a comment, and how it changes a verdict.

use crate::opinion::AspectId;
use crate::pipeline::verdict::{Said, Verdict};
use crate::sentiment::labelled::Reading;
use crate::sentiment::{Class, Emotion, Label, Polarity};

/// What somebody says of a comment.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Correction {
    /// Row of the file that said it last, as a spreadsheet shows it.
    pub(super) row: u64,
    /// What the whole comment is.
    pub(super) whole: Option<Whole>,
    /// All it says of aspects, with the sentiment of each.
    pub(super) opinions: Option<Vec<(AspectId, Given)>>,
    /// Aspects that it says nothing of.
    pub(super) wrong: Vec<AspectId>,
}

/// What a whole comment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// One of this label.
    Labelled(Label),
    /// No feedback on whose export it is.
    NotAboutUs,
}

/// How it is about an aspect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Given {
    /// By a word.
    Word(Class),
    /// By a number in [−1, 1], as outputs give it.
    Number(f32),
}

/// What a correction changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::pipeline) struct Change {
    pub(super) label: bool,
    pub(super) opinions: bool,
    pub(super) not_about_us: bool,
}

/// Two numbers that are written alike with two decimals lie no further apart.
const WRITTEN_ALIKE: f32 = 0.006;

/// A number that is this near to 0 stands for neither praise nor complaint.
const NEITHER: f32 = 0.1;

impl Correction {
    /// The class that a reader gave the whole comment.
    pub(super) fn truth(&self) -> Option<Reading> {
        match self.whole? {
            Whole::Labelled(label) => Reading::of(label),
            Whole::NotAboutUs => None,
        }
    }

    /// Puts a verdict on `comment` right.
    pub(super) fn apply(&self, verdict: &mut Verdict, comment: &str) -> Change {
        if self.whole == Some(Whole::NotAboutUs) {
            set_aside(verdict);
            return Change { not_about_us: true, ..Change::default() };
        }
        let mut change = Change::default();
        if let Some(Whole::Labelled(label)) = self.whole {
            change.label = relabel(verdict, label);
        }
        if let Some(opinions) = &self.opinions {
            change.opinions = replace(verdict, opinions, comment);
        }
        let before = verdict.opinions.len();
        verdict.opinions.retain(|said| !self.wrong.contains(&said.aspect));
        change.opinions |= verdict.opinions.len() < before;
        change
    }
}

/// Leaves a comment out of everything that is made of texts.
fn set_aside(verdict: &mut Verdict) {
    verdict.label = Label::Undetected;
    verdict.sentiment = 0.0;
    verdict.opinions.clear();
}

/// Gives a verdict a label. A class that was said by a person is certain; the strength of what is
/// in the same class stays as the engine has it.
fn relabel(verdict: &mut Verdict, label: Label) -> bool {
    if verdict.label == label {
        return false;
    }
    let (before, after) = (Reading::of(verdict.label), Reading::of(label));
    verdict.label = label;
    // Which words it keeps goes by its label.
    verdict.words = None;
    let Some(reading) = after else {
        set_aside(verdict);
        return true;
    };
    if before == after {
        return true;
    }
    let is = |class: Reading| f32::from(u8::from(class == reading));
    verdict.polarity = Polarity {
        negative: is(Reading::Negative),
        neutral: is(Reading::Neutral),
        positive: is(Reading::Positive),
    };
    verdict.mixed = match reading {
        Reading::Mixed => Some(1.0),
        _ => verdict.mixed.map(|_| 0.0),
    };
    verdict.sentiment = reading.sentiment() as f32;
    // The person has not said how many stars it is, nor what was felt.
    verdict.stars = None;
    verdict.emotion = verdict.emotion.map(|_| match reading {
        Reading::Negative => Emotion::Dissatisfied,
        Reading::Positive => Emotion::Satisfied,
        Reading::Mixed | Reading::Neutral => Emotion::None,
    });
    true
}

/// Gives a verdict these opinions. What an aspect has as its evidence stays; of one that the
/// engine had not found it is the whole comment.
fn replace(verdict: &mut Verdict, opinions: &[(AspectId, Given)], comment: &str) -> bool {
    let before = std::mem::take(&mut verdict.opinions);
    // An aspect may be judged at several places.
    let mut left: Vec<&Said> = before.iter().collect();
    let said = |&(aspect, given): &(AspectId, Given)| {
        let of_it = |said: &&Said| said.aspect == aspect;
        let same = left.iter().position(|said| of_it(said) && given.is(said));
        let known = same.or_else(|| left.iter().position(of_it)).map(|at| left.remove(at));
        if let Some(known) = known.filter(|_| same.is_some()) {
            return known.clone();
        }
        let (class, sentiment) = given.judged();
        let evidence = known.map_or(0..comment.len(), |known| known.evidence.clone());
        // Somebody has read it.
        Said { aspect, class, sentiment, evidence, borne_out: true }
    };
    verdict.opinions = opinions.iter().map(said).collect();
    verdict.opinions.sort_by_key(|said| (said.evidence.start, said.aspect));
    let mut sorted = before.clone();
    sorted.sort_by_key(|said| (said.evidence.start, said.aspect));
    let changed = sorted != verdict.opinions;
    if !changed {
        // In the order that they had.
        verdict.opinions = before;
    }
    changed
}

impl Given {
    /// Whether an opinion of the engine says the same.
    fn is(self, said: &Said) -> bool {
        match self {
            Given::Word(class) => said.class == class,
            Given::Number(number) => (said.sentiment - number).abs() <= WRITTEN_ALIKE,
        }
    }

    fn judged(self) -> (Class, f32) {
        match self {
            Given::Word(Class::Negative) => (Class::Negative, -1.0),
            Given::Word(Class::Neutral) => (Class::Neutral, 0.0),
            Given::Word(Class::Positive) => (Class::Positive, 1.0),
            Given::Number(number) if number <= -NEITHER => (Class::Negative, number),
            Given::Number(number) if number < NEITHER => (Class::Neutral, number),
            Given::Number(number) => (Class::Positive, number),
        }
    }
}
