//! Themes of two waves, found in the comments of both together.

use std::collections::{BTreeMap, BTreeSet};

use super::PipelineError;
use super::judge::Judge;
use super::themes::{Drawn, Lots, NEGATIVE, called, pieces};
use crate::journey::comparison::ThemeCount;
use crate::themes::{discover, usual_number};

/// The themes of what no aspect took in either wave, each with its comments before and after.
pub(super) fn themes_of(waves: [Lots; 2], judge: &Judge) -> Result<Vec<ThemeCount>, PipelineError> {
    let drawn = waves.map(Lots::drawn);
    let comments = [0, 1].map(|side: usize| drawn[side].len() as u64);
    let first = drawn[0].len();
    let all: Vec<Drawn> = drawn.into_iter().flatten().collect();
    let (parts, pieces) = pieces(&all, judge, false)?;
    let found = discover(&pieces, usual_number(pieces.len()));
    let told = found.themes.iter().map(|theme| {
        let mut said: BTreeMap<usize, Vec<f32>> = BTreeMap::new();
        for part in theme.pieces.iter().map(|at| &parts[*at]) {
            said.entry(part.comment).or_default().push(part.sentiment);
        }
        let bad = |own: &[f32]| own.iter().sum::<f32>() / own.len() as f32 <= NEGATIVE;
        let by_side = |numbers: BTreeSet<usize>| {
            let before = numbers.iter().filter(|number| **number < first).count() as u64;
            [before, numbers.len() as u64 - before]
        };
        let negative = said.iter().filter(|(_, own)| bad(own)).map(|(number, _)| *number);
        ThemeCount {
            name: called(theme),
            words: theme.words.clone(),
            comments,
            negative: by_side(negative.collect()),
            mentions: by_side(said.keys().copied().collect()),
        }
    });
    Ok(told.collect())
}
