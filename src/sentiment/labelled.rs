//! Comments with the answers a model should give: what training and
//! evaluation read.

use serde::Serialize;

use super::{Class, Emotion, Label};

/// A comment and what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// The comment.
    pub text: String,
    /// Its polarity.
    pub polarity: Option<Class>,
    /// Whether it is labelled as mixed, which has no polarity of its own.
    pub mixed: bool,
    /// The rating given with it, as a share of its scale: 0 worst, 1 best.
    pub rating: Option<f32>,
    /// The emotion it expresses.
    pub emotion: Option<Emotion>,
    /// The data set it belongs to; sets are reported apart, and a set without
    /// neutral rows does not teach that neutral does not exist.
    pub set: String,
}

impl Class {
    /// The polarity that a rating stands for, as the models that ship were taught it:
    /// negative up to 30 % of its scale, neutral from 40 to 60 %, positive from 70 %.
    /// What lies between says nothing. `share` is 0 for the worst rating, 1 for the best.
    pub fn of_rating(share: f32) -> Option<Class> {
        match share {
            ..=0.3 => Some(Class::Negative),
            0.4..=0.6 => Some(Class::Neutral),
            0.7.. => Some(Class::Positive),
            _ => None,
        }
    }

    /// The side that a rating tells. The middle of a scale tells none: who praises and complains
    /// gives it as well as who does neither.
    pub fn side_of_rating(share: f32) -> Option<Class> {
        Class::of_rating(share).filter(|class| *class != Class::Neutral)
    }
}

/// Reads a polarity label in any of the spellings labelled files use.
///
/// Digits are read only as −1, 0, 1: files that number classes from 0 must
/// be recoded, because 0 and 1 alone cannot be told from 0, 1, 2.
pub fn parse_polarity(label: &str) -> Option<Class> {
    let label = label.trim().to_lowercase().replace([' ', '-'], "_");
    Some(match label.as_str() {
        "neg" | "negative" | "very_negative" | "bad" | "_1" | "负" | "负面" | "负向" | "消极"
        | "差评" | "非常负面" => Class::Negative,
        "neu" | "neutral" | "0" | "中" | "中性" | "中立" | "中评" => Class::Neutral,
        "pos" | "positive" | "very_positive" | "good" | "1" | "正" | "正面" | "正向" | "积极"
        | "好评" | "非常正面" => Class::Positive,
        _ => return None,
    })
}

/// Whether a label says that the comment both praises and complains.
pub fn is_mixed(label: &str) -> bool {
    matches!(
        label.trim().to_lowercase().as_str(),
        "mixed" | "both" | "混合" | "褒贬不一" | "有褒有贬"
    )
}

/// Whether a label says that the comment is no feedback on whose export it is.
pub fn is_not_about_us(label: &str) -> bool {
    let label = label.trim().to_lowercase().replace([' ', '-'], "_");
    let known = ["not_about_us", "not_us", "irrelevant", "off_topic"];
    known.contains(&label.as_str())
        || ["与我们无关", "与我司无关", "无关"].contains(&label.as_str())
}

/// What a reader makes of a whole comment: the four classes, without strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// A complaint.
    Negative,
    /// Praise and a complaint.
    Mixed,
    /// Neither.
    Neutral,
    /// Praise.
    Positive,
}

impl Reading {
    /// All four, from worst to best with the undecided in the middle.
    pub const ALL: [Reading; 4] =
        [Reading::Negative, Reading::Mixed, Reading::Neutral, Reading::Positive];

    /// The class of an engine's label; `None` where there was nothing to judge.
    pub fn of(label: Label) -> Option<Reading> {
        Some(match label {
            Label::VeryNegative | Label::Negative => Reading::Negative,
            Label::Mixed => Reading::Mixed,
            Label::Neutral => Reading::Neutral,
            Label::Positive | Label::VeryPositive => Reading::Positive,
            Label::Undetected => return None,
        })
    }

    /// Reads a label in any of the spellings of [`parse_polarity`] and [`is_mixed`].
    pub fn parse(label: &str) -> Option<Reading> {
        if is_mixed(label) {
            return Some(Reading::Mixed);
        }
        parse_polarity(label).map(|class| match class {
            Class::Negative => Reading::Negative,
            Class::Neutral => Reading::Neutral,
            Class::Positive => Reading::Positive,
        })
    }

    /// The name used in files, which is also that of its label.
    pub fn as_str(self) -> &'static str {
        match self {
            Reading::Negative => Label::Negative.as_str(),
            Reading::Mixed => Label::Mixed.as_str(),
            Reading::Neutral => Label::Neutral.as_str(),
            Reading::Positive => Label::Positive.as_str(),
        }
    }

    /// Its sentiment: −1, 0 or 1.
    pub fn sentiment(self) -> f64 {
        match self {
            Reading::Negative => -1.0,
            Reading::Mixed | Reading::Neutral => 0.0,
            Reading::Positive => 1.0,
        }
    }
}

/// Reads an emotion label; the names of the common emotion data sets are
/// mapped to the emotions of customer feedback.
pub fn parse_emotion(label: &str) -> Option<Emotion> {
    Some(match label.trim().to_lowercase().as_str() {
        "joyful" | "joy" | "happy" | "excitement" | "amusement" | "love" | "pride" | "optimism"
        | "admiration" | "gratitude" | "relief" | "高兴" | "喜悦" => Emotion::Joyful,
        "angry" | "anger" | "annoyance" | "disgust" | "愤怒" | "生气" => Emotion::Angry,
        "disappointed" | "disappointment" | "sad" | "sadness" | "grief" | "remorse" | "失望"
        | "悲伤" => Emotion::Disappointed,
        "worried" | "fear" | "nervousness" | "担心" | "恐惧" => Emotion::Worried,
        "surprised" | "surprise" | "惊讶" | "惊奇" => Emotion::Surprised,
        "none" | "neutral" | "无情绪" => Emotion::None,
        "satisfied" | "满意" => Emotion::Satisfied,
        "dissatisfied" | "不满" => Emotion::Dissatisfied,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_stand_for_classes() {
        let class = |value: u8, low: u8, high: u8| {
            Class::of_rating(f32::from(value - low) / f32::from(high - low))
        };
        let five: Vec<_> = (1..=5).map(|value| class(value, 1, 5)).collect();
        use Class::{Negative, Neutral, Positive};
        assert_eq!(
            five,
            [Some(Negative), Some(Negative), Some(Neutral), Some(Positive), Some(Positive)]
        );
        assert_eq!((class(3, 0, 10), class(7, 0, 10)), (Some(Negative), Some(Positive)));
        assert_eq!(class(4, 1, 10), None);
        assert_eq!(Class::of_rating(f32::NAN), None);
    }

    #[test]
    fn polarity_spellings() {
        assert_eq!(parse_polarity(" Negative "), Some(Class::Negative));
        assert_eq!(parse_polarity("-1"), Some(Class::Negative));
        assert_eq!(parse_polarity("中性"), Some(Class::Neutral));
        assert_eq!(parse_polarity("very positive"), Some(Class::Positive));
        assert_eq!(parse_polarity("2"), None);
    }
}
