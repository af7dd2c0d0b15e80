//! What the outputs of a classifier mean: any head with stars, two or three polarities.

use super::error::RustBertError;
use crate::sentiment::labelled::parse_polarity;
use crate::sentiment::{Class, Polarity};

/// The meaning of each output.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LabelMeanings {
    classes: Vec<Class>,
    /// Stars of each output, for heads that rate.
    stars: Option<Vec<f32>>,
}

impl LabelMeanings {
    /// Reads the labels of `config.json`, in the order of the outputs.
    ///
    /// Known are: stars ("1 star" … "5 stars"), five steps from "very negative" to "very
    /// positive", polarities in the spellings that labelled files use, and labels without
    /// a name (`LABEL_0` …), which are taken to rise from negative to positive as those of
    /// published models do: two, three or five of them.
    pub(super) fn new(labels: &[String]) -> Result<LabelMeanings, RustBertError> {
        let read = |meaning: fn(&str) -> Option<f32>| -> Option<Vec<f32>> {
            labels.iter().map(|label| meaning(label)).collect()
        };
        let numbered = || -> Option<Vec<f32>> {
            let rising = |(i, label): (usize, &String)| {
                (label.to_lowercase() == format!("label_{i}")).then_some(i as f32)
            };
            labels.iter().enumerate().map(rising).collect()
        };
        let distinct = |values: &[f32]| {
            let mut seen = values.to_vec();
            seen.sort_by(f32::total_cmp);
            seen.dedup();
            seen.len() == values.len()
        };
        let rating = read(stars).or_else(|| (labels.len() == 5).then(|| read(step)).flatten());
        let rating = rating.or_else(|| (labels.len() == 5).then(numbered).flatten().map(up));
        if let Some(stars) = rating.filter(|stars| stars.len() == 5 && distinct(stars)) {
            // As ratings are read everywhere else: 1 and 2 negative, 3 neutral.
            let classes = stars.iter().filter_map(|star| Class::of_rating((star - 1.0) / 4.0));
            return Ok(LabelMeanings { classes: classes.collect(), stars: Some(stars) });
        }
        let named: Option<Vec<Class>> = labels.iter().map(|label| polarity(label)).collect();
        let by_number = || {
            numbered().and_then(|_| match labels.len() {
                2 => Some(vec![Class::Negative, Class::Positive]),
                3 => Some(vec![Class::Negative, Class::Neutral, Class::Positive]),
                _ => None,
            })
        };
        let classes = named.or_else(by_number).filter(|classes| {
            classes.contains(&Class::Negative) && classes.contains(&Class::Positive)
        });
        match classes {
            Some(classes) => Ok(LabelMeanings { classes, stars: None }),
            None => Err(RustBertError::Labels { found: labels.join(", ") }),
        }
    }

    /// Number of outputs.
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// Probabilities of the outputs as polarity; heads without a neutral output give it 0.
    pub(super) fn polarity(&self, shares: &[f32]) -> Polarity {
        let mut of_class = [0.0; 3];
        self.classes
            .iter()
            .zip(shares)
            .for_each(|(class, share)| of_class[*class as usize] += share);
        let [negative, neutral, positive] = of_class;
        Polarity { negative, neutral, positive }
    }

    /// The expected rating, where the head rates.
    pub(super) fn stars(&self, shares: &[f32]) -> Option<f32> {
        let stars = self.stars.as_ref()?;
        Some(stars.iter().zip(shares).map(|(star, share)| star * share).sum())
    }
}

fn up(values: Vec<f32>) -> Vec<f32> {
    values.into_iter().map(|value| value + 1.0).collect()
}

/// "5 stars", "star 5", "★5", "5星", and plain digits: 1 to 5.
fn stars(label: &str) -> Option<f32> {
    let label = label.trim().to_lowercase();
    let rest: String =
        label.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    let known = matches!(
        rest.as_str(),
        "" | "star" | "stars" | "star(s)" | "_star" | "_stars" | "★" | "星" | "星级"
    );
    let value: u8 = digits.parse().ok()?;
    (known && (1..=5).contains(&value)).then(|| f32::from(value))
}

/// Five named steps.
fn step(label: &str) -> Option<f32> {
    let label = label.trim().to_lowercase().replace([' ', '-'], "_");
    Some(match label.as_str() {
        "very_negative" | "strongly_negative" | "非常负面" => 1.0,
        "negative" | "负面" => 2.0,
        "neutral" | "中性" => 3.0,
        "positive" | "正面" => 4.0,
        "very_positive" | "strongly_positive" | "非常正面" => 5.0,
        _ => return None,
    })
}

/// A polarity, also with an explanation: "negative (stars 1, 2 and 3)".
fn polarity(label: &str) -> Option<Class> {
    let bare = label.split(['(', '（']).next().unwrap_or(label).trim();
    // −1, 0 and 1 are read as digits of labelled files; a lone number is no name here.
    if bare.parse::<f32>().is_ok() { None } else { parse_polarity(bare) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(labels: &[&str]) -> Result<LabelMeanings, RustBertError> {
        LabelMeanings::new(&labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn heads_of_published_models() {
        use Class::{Negative, Neutral, Positive};
        let five = [Negative, Negative, Neutral, Positive, Positive];
        for labels in [
            ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
            ["star 1", "star 2", "star 3", "star 4", "star 5"],
            ["Very Negative", "Negative", "Neutral", "Positive", "Very Positive"],
            ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4"],
            ["1星", "2星", "3星", "4星", "5星"],
        ] {
            let found = outputs(&labels).unwrap();
            assert_eq!(
                (found.classes.as_slice(), found.stars.as_deref()),
                (&five[..], Some(&[1.0, 2.0, 3.0, 4.0, 5.0][..]))
            );
        }
        let classes = |labels: &[&str]| outputs(labels).unwrap().classes;
        assert_eq!(classes(&["NEGATIVE", "POSITIVE"]), [Negative, Positive]);
        assert_eq!(classes(&["positive", "negative"]), [Positive, Negative]);
        assert_eq!(
            classes(&["negative (stars 1, 2 and 3)", "positive (stars 4 and 5)"]),
            [Negative, Positive]
        );
        assert_eq!(classes(&["LABEL_0", "LABEL_1"]), [Negative, Positive]);
        assert_eq!(classes(&["LABEL_0", "LABEL_1", "LABEL_2"]), [Negative, Neutral, Positive]);
        assert_eq!(classes(&["positive", "neutral", "negative"]), [Positive, Neutral, Negative]);
        assert_eq!(classes(&["负面", "中性", "正面"]), [Negative, Neutral, Positive]);
    }

    #[test]
    fn what_is_no_sentiment_is_refused_by_name() {
        for labels in [
            &["joy", "anger"][..],
            &["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"],
            &["negative", "neutral"],
            &["LABEL_1", "LABEL_0"],
            &["contradiction", "entailment", "neutral"],
            &["LABEL_0"],
        ] {
            let error = outputs(labels).unwrap_err();
            assert!(error.to_string().contains(labels[0]), "{error}");
        }
    }

    #[test]
    fn shares_become_polarity_and_stars() {
        let rated = outputs(&["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]).unwrap();
        let shares = [0.1, 0.2, 0.3, 0.25, 0.15];
        let polarity = rated.polarity(&shares);
        assert!((polarity.negative - 0.3).abs() < 1e-6 && (polarity.positive - 0.4).abs() < 1e-6);
        assert!((rated.stars(&shares).unwrap() - 3.15).abs() < 1e-6);
        let binary = outputs(&["NEGATIVE", "POSITIVE"]).unwrap();
        assert_eq!(binary.polarity(&[0.2, 0.8]).neutral, 0.0);
        assert_eq!(binary.stars(&[0.2, 0.8]), None);
    }
}
