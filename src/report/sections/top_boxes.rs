//! What the share in the best boxes is a share of: of the answers “Satisfied” and “Very satisfied”,
//! of 4 and 5 on 1–5, of the better of two answers.

use std::collections::BTreeMap;

use super::scores;
use crate::feedback::{Direction, Measure, Scale, ScoreKind, ScoreValue};
use crate::metrics::{Band, ScoreSummary};
use crate::report::Summary;
use crate::report::document::{Text, Unit, phrase, plain, sentences, value, word};
use crate::report::summary::SourceColumn;

/// Most words of one point that are named.
const MOST_WORDS: usize = 2;

/// Points of a scale from which on its mean is told beside its best boxes: a slider.
const LONG: f64 = 11.0;

/// The sentence, where the score is a share of the best answers and all are on one scale.
pub(super) fn said(kind: ScoreKind, summary: &Summary) -> Option<Text> {
    let scale = scores::scale(kind, &summary.overall)?;
    if kind.measure() == Measure::Net {
        return None;
    }
    let columns = || {
        let columns = summary.sources.iter().flat_map(|source| &source.columns);
        columns.filter(move |column| column.role == kind.id())
    };
    let worded = columns().all(|column| !column.labels.is_empty());
    let words = columns().flat_map(|column| labels(kind.measure(), column));
    let best = worded.then(|| of_words(words)).flatten();
    let best = best.or_else(|| of_scale(kind.measure(), scale));
    let mean = summary.overall.score(kind).and_then(ScoreSummary::mean);
    let mean = mean.filter(|_| scale.high - scale.low >= LONG).map(|mean| {
        let mean = ("mean", value(&mean, Unit::Tenths));
        phrase("report.finding.mean_also", [mean, ("scale", plain(scale.to_string()))])
    });
    let told: Vec<Text> = best.into_iter().chain(mean).collect();
    (!told.is_empty()).then(|| sentences(told))
}

/// How good each label of a column is that counts among the best answers, in [0, 100].
fn labels(measure: Measure, column: &SourceColumn) -> impl Iterator<Item = (f64, &str)> {
    column.labels.iter().filter_map(move |(label, points)| {
        let answer = ScoreValue { value: *points, scale: column.scale? };
        is_best(measure, answer).then_some((answer.goodness(), label.as_str()))
    })
}

/// The best answers in their own words: one, both, or the least of them.
fn of_words<'a>(labels: impl Iterator<Item = (f64, &'a str)>) -> Option<Text> {
    let mut points: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for (goodness, label) in labels {
        // Thousandths: the same point of two scales is the same.
        let words = points.entry((1000.0 * goodness).round().max(0.0) as u64).or_default();
        if !words.iter().any(|word| word.eq_ignore_ascii_case(label)) {
            words.push(label);
        }
    }
    let all: Vec<Vec<&str>> = points.into_values().collect();
    let said = |word: &str| plain(word.to_owned());
    match all.as_slice() {
        [words] if words.len() == 1 => {
            Some(phrase("report.finding.best_word", [("best", said(words[0]))]))
        }
        [low, high] if low.len() == 1 && high.len() == 1 => {
            let places = [("low", said(low[0])), ("high", said(high[0]))];
            Some(phrase("report.finding.best_words", places))
        }
        [words] if words.len() <= MOST_WORDS => {
            let places = [("low", said(words[0])), ("high", said(words[1]))];
            Some(phrase("report.finding.best_words", places))
        }
        [low, ..] if low.len() <= MOST_WORDS && all.len() > 1 => {
            let low = ("low", plain(low.join(" / ")));
            Some(phrase("report.finding.best_words_from", [low]))
        }
        _ => None,
    }
}

/// Whether an answer counts to the share.
fn is_best(measure: Measure, answer: ScoreValue) -> bool {
    match measure {
        Measure::Ease => answer.goodness() > 50.0,
        Measure::TopTwo | Measure::Net => Band::of(measure, answer) == Band::High,
    }
}

fn of_scale(measure: Measure, scale: Scale) -> Option<Text> {
    // 4.5 less a fifth of 4 is 3.7.
    let point = |point: f64| plain(((1e6 * point).round() / 1e6).to_string());
    // Which end is good is told by the points themselves.
    let on = plain(Scale { direction: Direction::Higher, ..scale }.to_string());
    let on = ("scale", on);
    match ends(measure, scale)? {
        _ if scale.high - scale.low == 1.0 => Some(word("report.finding.better_of_two")),
        (low, high) if low == high => {
            Some(phrase("report.finding.best_point", [("best", point(low)), on]))
        }
        (low, high) => {
            let key = match high - low == 1.0 {
                true => "report.finding.best_points",
                false => "report.finding.best_range",
            };
            Some(phrase(key, [("low", point(low)), ("high", point(high)), on]))
        }
    }
}

/// The least and the greatest of the answers that count to the share; of a slider, on which
/// anything may be answered, where its best boxes begin.
fn ends(measure: Measure, scale: Scale) -> Option<(f64, f64)> {
    let Scale { low, high, direction } = scale;
    let whole = low.fract() == 0.0 && high.fract() == 0.0;
    if whole && high - low < LONG {
        let values = (0..=(high - low).max(0.0) as u32).map(|n| low + f64::from(n));
        let mut best = values.filter(|value| is_best(measure, ScoreValue { value: *value, scale }));
        let first = best.next()?;
        return Some((first, best.next_back().unwrap_or(first)));
    }
    let reach = (measure == Measure::TopTwo).then(|| Band::reach(scale))?;
    Some(match direction {
        Direction::Higher => (high - reach, high),
        Direction::Lower => (low, low + reach),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Words;
    use crate::report::{Lang, sample};

    fn told(low: f64, high: f64, lang: Lang) -> String {
        of_scale(Measure::TopTwo, Scale::higher(low, high))
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
            (0.0, 100.0, "That is the share of 80 to 100 on 0–100."),
            (10.0, 50.0, "That is the share of 40 to 50 on 10–50."),
            (0.5, 4.5, "That is the share of 3.7 to 4.5 on 0.5–4.5."),
        ] {
            assert_eq!(told(low, high, Lang::En), wanted);
        }
        assert_eq!(told(0.0, 1.0, Lang::Zh), "即两种回答中较好一种的占比。");
        assert_eq!(told(1.0, 5.0, Lang::Zh), "即 1–5 分中评 4 分或 5 分的占比。");
        let lower = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
        assert_eq!(ends(Measure::TopTwo, lower), Some((1.0, 2.0)));
    }

    #[test]
    fn the_easy_side_is_that_of_the_middle() {
        let told = |scale, lang| {
            let said = of_scale(Measure::Ease, scale);
            said.map(|text| Words::new(lang).say(&text)).unwrap_or_default()
        };
        let seven = Scale::higher(1.0, 7.0);
        assert_eq!(told(seven, Lang::En), "That is the share of 5 to 7 on 1–7.");
        assert_eq!(told(seven, Lang::Zh), "即 1–7 分中评 5 至 7 分的占比。");
        let effort = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
        assert_eq!(told(effort, Lang::En), "That is the share of 1 and 2 on 1–5.");
        assert_eq!(told(Scale::higher(0.0, 100.0), Lang::En), "");
    }

    /// Nobody who chose among words gave 4 of 5.
    #[test]
    fn words_are_told_as_they_were_answered() {
        let told = |labels: &[(&str, f64)], high: f64, lang| {
            let mut summary = sample::summary();
            let column = summary.sources[0].columns.iter_mut().find(|column| column.role == "csat");
            let column = column.unwrap();
            column.scale = Some(Scale::higher(1.0, high));
            let label = |(label, points): &(&str, f64)| ((*label).to_owned(), *points);
            column.labels = labels.iter().map(label).collect();
            said(ScoreKind::Csat, &summary).map(|text| Words::new(lang).say(&text)).unwrap()
        };
        let five = [("不满意", 2.0), ("一般", 3.0), ("满意", 4.0), ("非常满意", 5.0)];
        assert_eq!(told(&five, 5.0, Lang::Zh), "即评“满意”或“非常满意”的占比。");
        let good = [("好评", 5.0), ("差评", 1.0)];
        assert_eq!(told(&good, 5.0, Lang::Zh), "即评“好评”的占比。");
        let agree = [("Agree", 4.0), ("Quite agree", 4.0), ("Strongly agree", 5.0), ("No", 1.0)];
        let wanted = "That is the share who answered “Agree / Quite agree” or better.";
        assert_eq!(told(&agree, 5.0, Lang::En), wanted);
        let spelt = [("good", 5.0), ("good_a", 5.0), ("good_b", 5.0), ("bad", 1.0)];
        let on_scale = told(&spelt, 5.0, Lang::En);
        assert!(on_scale.starts_with("That is the share of "), "{on_scale}");
    }
}
