//! All comments that the report quotes, in one list that can be searched.

use std::collections::BTreeSet;

use rust_i18n::t;
use serde::Serialize;

use super::display::{Display, LABELS, key_of};
use super::distinct;
use super::mismatch::band_word;
use super::pain_card::{VerbatimText, quote};
use crate::feedback::{ScoreKind, ScoreValue};
use crate::report::Summary;
use crate::report::asked_scores::asked_scores;
use crate::report::summary::{Band, ScoreSummary, Verbatim};

/// Most comments in the list; `comments.csv` has them all.
const MOST: usize = 500;

#[derive(Debug, Serialize)]
pub(super) struct Verbatims {
    quotes: Vec<Quote>,
    touchpoints: Vec<String>,
    aspects: Vec<String>,
    labels: Vec<String>,
    bands: Vec<String>,
    /// Set where the list is cut.
    more: Option<String>,
}

/// A comment and what it can be found by.
#[derive(Debug, Serialize)]
struct Quote {
    text: VerbatimText,
    touchpoint: String,
    aspect: String,
    label: String,
    /// `--KEY` of the label's colour.
    key: &'static str,
    band: String,
}

/// `None` where nothing is quoted.
pub(super) fn verbatims(summary: &Summary, display: &Display) -> Option<Verbatims> {
    let main = asked_scores(summary).into_iter().next();
    let mut quotes: Vec<Quote> = Vec::new();
    let mut seen = BTreeSet::new();
    for pain in &summary.pain_points {
        for verbatim in &pain.verbatims {
            seen.insert((verbatim.file.as_str(), verbatim.row));
            let aspect = display.aspect_of(pain);
            let places = (pain.touchpoint.in_lang(display.lang), aspect.as_str());
            quotes.push(quoted(verbatim, places, main, summary, display));
        }
    }
    for score in &summary.mismatch.scores {
        let found = score.complaints.verbatims.iter().chain(&score.praise.verbatims);
        for verbatim in found {
            if seen.insert((verbatim.file.as_str(), verbatim.row)) {
                quotes.push(quoted(verbatim, ("", ""), Some(score.score), summary, display));
            }
        }
    }
    if quotes.is_empty() {
        return None;
    }
    let cut = quotes.len().saturating_sub(MOST);
    quotes.truncate(MOST);
    let values = |of: fn(&Quote) -> &str| distinct(quotes.iter().map(of));
    let labels = values(|quote| &quote.label);
    Some(Verbatims {
        touchpoints: values(|quote| &quote.touchpoint),
        aspects: values(|quote| &quote.aspect),
        // From worst to best, as everywhere.
        labels: LABELS
            .iter()
            .map(|label| display.word(label.word))
            .filter(|word| labels.contains(word))
            .collect(),
        bands: values(|quote| &quote.band),
        more: (cut > 0).then(|| {
            t!("report.verbatim.more", locale = display.lang.code(), n = cut).into_owned()
        }),
        quotes,
    })
}

fn quoted(
    verbatim: &Verbatim,
    (touchpoint, aspect): (&str, &str),
    kind: Option<ScoreKind>,
    summary: &Summary,
    display: &Display,
) -> Quote {
    let band = kind
        .zip(verbatim.score)
        .and_then(|(kind, value)| band(kind, value, summary).map(|band| band_word(kind, band)));
    Quote {
        text: quote(verbatim, display),
        touchpoint: touchpoint.to_owned(),
        aspect: aspect.to_owned(),
        label: display.word(&format!("label.{}", verbatim.label.as_str())),
        key: key_of(verbatim.label),
        band: display.word(band.unwrap_or("report.band.none")),
    }
}

/// The band of a score; `None` where it was asked on several scales.
fn band(kind: ScoreKind, value: f64, summary: &Summary) -> Option<Band> {
    let of_column = || summary.overall.score(kind).and_then(ScoreSummary::scale);
    let scale = kind.definition().scale.or_else(of_column)?;
    Some(Band::of(kind.measure(), ScoreValue { value, scale }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Lang, sample};

    #[test]
    fn labels_are_those_of_the_whole_comment() {
        let summary = sample::summary();
        let found = verbatims(&summary, &Display::new(Lang::En)).unwrap();
        // The marked passage is a complaint, the comment has a kind word too.
        assert!(summary.pain_points[0].verbatims[0].sentiment < -0.9);
        assert_eq!((found.quotes[0].label.as_str(), found.quotes[0].key), ("mixed", "mixed"));
        assert_eq!(found.labels, ["very negative", "negative", "mixed", "very positive"]);
    }

    #[test]
    fn every_quote_is_listed_once_with_its_band() {
        let summary = sample::summary();
        let found = verbatims(&summary, &Display::new(Lang::En)).unwrap();
        let quoted: usize = summary.pain_points.iter().map(|pain| pain.verbatims.len()).sum();
        assert_eq!(found.quotes.len(), quoted + 2);
        assert_eq!(found.quotes[0].band, "Detractors 0–6");
        let unscored = found.quotes.iter().filter(|quote| quote.band == "no score").count();
        assert_eq!(unscored, 1);
        assert!(found.touchpoints.contains(&"Phone support".to_owned()));
        assert!(
            verbatims(&sample::bare(), &Display::new(Lang::En)).is_none_or(|v| v.more.is_none())
        );
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let mut summary = sample::summary();
        summary.pain_points = summary.pain_points.into_iter().cycle().take(600).collect();
        let found = verbatims(&summary, &Display::new(Lang::En)).unwrap();
        assert_eq!(found.quotes.len(), MOST);
        assert!(found.more.is_some());
    }
}
