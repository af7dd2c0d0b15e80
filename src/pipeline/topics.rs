//! Which topics a run looks for: the packs of the taxonomy that fit its comments.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rust_i18n::t;
use xxhash_rust::xxh3::xxh3_64;

use super::PipelineError;
use super::export::Export;
use super::scorer::Scorer;
use crate::ingest::Role;
use crate::lang::{Lang, Name};
use crate::opinion::packs::PackShare;
use crate::report::summary::Topics;
use crate::text::Expected;

/// Comments that the packs are chosen by.
const COMMENTS: usize = 600;

/// Comments that are judged together.
const BATCH: usize = 32;

/// A scorer that expects the language of the comments of `files`, in which the packs that fit
/// them are on, and what was chosen. One whose packs were given keeps them.
pub(super) fn choose(
    files: &[Export],
    scorer: &Scorer,
    pool: &rayon::ThreadPool,
) -> Result<(Scorer, Topics), PipelineError> {
    let comments = sample(files)?;
    let scorer = &scorer.expecting(comments.iter().map(String::as_str));
    if let Some(given) = scorer.packs() {
        let share = |pack: &String| PackShare { pack: pack.clone(), share: None };
        let packs = given.iter().map(share).collect();
        return Ok((scorer.clone(), Topics { packs, given: true }));
    }
    let judged: Vec<Result<Vec<_>, _>> = pool.install(|| {
        let batches = comments.par_chunks(BATCH);
        batches.map(|batch| scorer.score(batch.iter().map(String::as_str))).collect()
    });
    // Of several failures the first batch's, whichever thread was faster.
    let judged = judged.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    match scorer.fitting_packs(&judged) {
        Some(packs) => {
            let names: Vec<String> = packs.iter().map(|share| share.pack.clone()).collect();
            Ok((scorer.with_packs(&names)?, Topics { packs, given: false }))
        }
        None => Ok((scorer.clone(), Topics { packs: Vec::new(), given: false })),
    }
}

/// What is expected of the language of the comments, for the first screen.
pub(super) fn language(scorer: &Scorer) -> Option<Name> {
    let key = match scorer.expected() {
        Expected::Open => return None,
        Expected::OtherLatin => "pipeline.other_language",
        Expected::Japanese => "pipeline.japanese",
    };
    Some(Name::both(|lang| t!(key, locale = lang.code()).into_owned()))
}

/// What was chosen, for the first screen, with what changes it.
pub(super) fn remark(topics: &Topics) -> Option<Name> {
    if topics.given || topics.packs.is_empty() {
        return None;
    }
    let words = |lang: Lang| {
        let locale = lang.code();
        let one = |share: &PackShare| {
            let name = t!(format!("pipeline.pack.{}", share.pack), locale = locale);
            match share.share {
                Some(share) => format!("{name} {:.0}%", 100.0 * share),
                None => name.into_owned(),
            }
        };
        let packs: Vec<String> = topics.packs.iter().map(one).collect();
        let joined = packs.join(if lang == Lang::Zh { "、" } else { ", " });
        t!("pipeline.topics", locale = locale, packs = joined).into_owned()
    };
    Some(Name::both(words))
}

/// Comments from all over the files: those whose hashes are the least, so that neither the
/// order of the rows nor how often something was said matters.
fn sample(files: &[Export]) -> Result<Vec<String>, PipelineError> {
    let mut least: BTreeSet<(u64, String)> = BTreeSet::new();
    for opened in files.iter().map(|export| &export.opened) {
        let of_role = opened.mapping.of_role(Role::Comment);
        let columns: Vec<usize> =
            of_role.filter_map(|column| opened.file.layout().column(&column.name).ok()).collect();
        for row in opened.file.rows()?.flatten() {
            let cells = columns.iter().filter_map(|&at| row.cells.get(at)).map(str::trim);
            for comment in cells.filter(|cell| !cell.is_empty()) {
                let hash = xxh3_64(comment.as_bytes());
                let wanted = least.len() < COMMENTS || least.last().is_some_and(|l| hash < l.0);
                if wanted && least.insert((hash, comment.to_owned())) && least.len() > COMMENTS {
                    least.pop_last();
                }
            }
        }
    }
    Ok(least.into_iter().map(|(_, comment)| comment).collect())
}
