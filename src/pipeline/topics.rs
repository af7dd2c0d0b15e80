//! Which topics a run looks for: the packs of the taxonomy that fit its comments.

use rayon::prelude::*;
use rust_i18n::t;

use super::PipelineError;
use super::expected::sample_of;
use super::export::Export;
use super::judge::Judge;
use crate::lang::{Lang, Name};
use crate::opinion::packs::PackShare;
use crate::report::summary::Topics;

/// Comments that are judged together.
const BATCH: usize = 32;

/// A judge that expects the language of the comments of `files`, in which the packs that fit
/// them are on, and what was chosen. One whose packs were given keeps them; `by_themselves`
/// says that nothing is to be expected of the language.
pub(super) fn choose(
    files: &[&Export],
    judge: &Judge,
    by_themselves: bool,
    pool: &rayon::ThreadPool,
) -> Result<(Judge, Topics), PipelineError> {
    let comments = sample_of(files)?;
    let judge = match by_themselves {
        true => judge,
        false => &judge.expecting(comments.iter().map(String::as_str)),
    };
    if let Some(given) = judge.packs() {
        let share = |pack: &String| PackShare { pack: pack.clone(), share: None };
        let packs = given.iter().map(share).collect();
        return Ok((judge.clone(), Topics { packs, given: true }));
    }
    let judged: Vec<Result<Vec<_>, _>> = pool.install(|| {
        let batches = comments.par_chunks(BATCH);
        batches.map(|batch| judge.judge(batch.iter().map(String::as_str))).collect()
    });
    // Of several failures the first batch's, whichever thread was faster.
    let judged = judged.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    match judge.fitting_packs(&judged) {
        Some(packs) => {
            let names: Vec<String> = packs.iter().map(|share| share.pack.clone()).collect();
            Ok((judge.with_packs(&names)?, Topics { packs, given: false }))
        }
        None => Ok((judge.clone(), Topics { packs: Vec::new(), given: false })),
    }
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
