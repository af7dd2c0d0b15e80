//! All comments that the report quotes, in one list that can be searched.

use std::collections::BTreeSet;

use super::labels::{self, LABELS};
use super::{mismatch, scores};
use crate::feedback::{ScoreKind, ScoreValue};
use crate::report::Summary;
use crate::report::document::{
    Block, Choice, Emphasis, FoundComment, Outputs, Quotes, Section, Text, aspect_of, count, parts,
    phrase, plain, sentences, word,
};
use crate::report::summary::{Band, Verbatim};

/// Most comments in the list; `comments.csv` has them all.
const MOST: usize = 500;

/// The section; `None` where nothing is quoted.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    let mut found = found(summary);
    if found.is_empty() {
        return None;
    }
    let cut = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    let more = (cut > 0).then(|| phrase("report.verbatim.more", [("n", count(cut as u64))]));
    let note = sentences([word("report.verbatim.note")].into_iter().chain(more));
    let mut section = Section::new("verbatims", word("report.verbatim.title"));
    section.push(Outputs::PAGE, Block::Paragraph(Emphasis::Note, note));
    section.push(Outputs::PAGE, Block::Quotes(quotes(found)));
    Some(section)
}

fn quotes(items: Vec<FoundComment>) -> Quotes {
    let headings = [
        ("touchpoint", "report.touchpoint"),
        ("aspect", "report.verbatim.aspect"),
        ("label", "report.verbatim.label"),
        ("band", "report.verbatim.band"),
    ];
    let options = |at| {
        let mut options: Vec<Text> = Vec::new();
        for value in items.iter().filter_map(|item| item.values.get(at)) {
            if *value != plain("") && !options.contains(value) {
                options.push(value.clone());
            }
        }
        // Labels from worst to best, as everywhere.
        options.sort_by_key(|text| LABELS.iter().position(|l| labels::name(*l) == *text));
        options
    };
    let choices = headings.into_iter().enumerate().map(|(at, (key, heading))| Choice {
        key,
        heading: word(heading),
        options: options(at),
    });
    Quotes { id: "verbatim-list", choices: choices.collect(), items }
}

/// Every comment once: those of the pain points, then those that contradict
/// their score.
fn found(summary: &Summary) -> Vec<FoundComment> {
    let main = scores::asked(summary).into_iter().next();
    let mut found: Vec<FoundComment> = Vec::new();
    let mut seen = BTreeSet::new();
    for pain in &summary.pain_points {
        for verbatim in &pain.verbatims {
            seen.insert((verbatim.file.as_str(), verbatim.row));
            let places = Some(((&pain.touchpoint).into(), aspect_of(pain)));
            found.push(quoted(verbatim, places, main, summary));
        }
    }
    for score in &summary.mismatch.scores {
        for verbatim in score.complaints.verbatims.iter().chain(&score.praise.verbatims) {
            if seen.insert((verbatim.file.as_str(), verbatim.row)) {
                found.push(quoted(verbatim, None, Some(score.score), summary));
            }
        }
    }
    found
}

fn quoted(
    verbatim: &Verbatim,
    places: Option<(Text, Text)>,
    kind: Option<ScoreKind>,
    summary: &Summary,
) -> FoundComment {
    let band = kind.zip(verbatim.score).and_then(|(kind, value)| {
        // Where it was asked on several scales, the band is not known.
        let scale = scores::scale(kind, &summary.overall)?;
        Some(mismatch::band_word(kind, Band::of(kind.measure(), ScoreValue { value, scale })))
    });
    let (label, band) =
        (labels::name(verbatim.label), band.unwrap_or_else(|| word("report.band.none")));
    let about = places.clone().map(|(place, aspect)| parts([place, plain(" × "), aspect]));
    let (touchpoint, aspect) = places.unwrap_or_else(|| (plain(""), plain("")));
    FoundComment {
        quote: verbatim.into(),
        values: vec![touchpoint, aspect, label.clone(), band.clone()],
        about,
        facts: [label, band],
        tint: labels::tint(verbatim.label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{Tint, Words};
    use crate::report::{Lang, sample};

    fn list(summary: &Summary) -> Quotes {
        let section = section(summary).unwrap();
        match section.blocks_of(Outputs::PAGE).pop() {
            Some(Block::Quotes(quotes)) => quotes.clone(),
            _ => panic!("no quotes"),
        }
    }

    fn said(texts: &[Text]) -> Vec<String> {
        texts.iter().map(|text| Words::new(Lang::En).say(text)).collect()
    }

    #[test]
    fn labels_are_those_of_the_whole_comment() {
        let summary = sample::summary();
        let found = list(&summary);
        // The marked passage is a complaint, the comment has a kind word too.
        assert!(summary.pain_points[0].verbatims[0].sentiment < -0.9);
        assert_eq!(
            (said(&found.items[0].facts)[0].as_str(), found.items[0].tint),
            ("mixed", Tint::Mixed)
        );
        let labels = said(&found.choices[2].options);
        assert_eq!(labels, ["very negative", "negative", "mixed", "very positive"]);
    }

    #[test]
    fn every_quote_is_listed_once_with_its_band() {
        let summary = sample::summary();
        let found = list(&summary);
        let quoted: usize = summary.pain_points.iter().map(|pain| pain.verbatims.len()).sum();
        assert_eq!(found.items.len(), quoted + 2);
        let bands: Vec<String> =
            found.items.iter().map(|item| said(&item.facts)[1].clone()).collect();
        assert_eq!(bands[0], "Detractors 0–6");
        assert_eq!(bands.iter().filter(|band| *band == "no score").count(), 1);
        assert!(said(&found.choices[0].options).contains(&"Phone support".to_owned()));
        assert!(section(&sample::bare()).is_none());
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let mut summary = sample::summary();
        summary.pain_points = summary.pain_points.into_iter().cycle().take(600).collect();
        assert_eq!(list(&summary).items.len(), MOST);
        let section = section(&summary).unwrap();
        let Some(Block::Paragraph(_, note)) = section.blocks_of(Outputs::PAGE).first().copied()
        else {
            panic!("no note");
        };
        assert!(said(std::slice::from_ref(note))[0].contains("more in pain_points.csv"));
    }
}
