//! Which topics a run looks for: the packs of the taxonomy that fit its comments.

use rayon::prelude::*;
use rust_i18n::t;

use super::PipelineError;
use super::expected::sample_of;
use super::export::Export;
use super::judge::Judge;
use crate::lang::{Lang, Name};
use crate::opinion::Taxonomy;
use crate::opinion::packs::{Fit, PackShare};
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
    let sample = sample_of(files)?;
    let comments = sample.comments();
    let judge = match by_themselves {
        true => judge,
        false => &sample.expected_by(judge),
    };
    if let Some(given) = judge.packs() {
        let share = |pack: &String| PackShare { pack: pack.clone(), share: None };
        let packs = given.iter().map(share).collect();
        return Ok((judge.clone(), Topics { packs, given: true, ..Topics::default() }));
    }
    let judged: Vec<Result<Vec<_>, _>> = pool.install(|| {
        let batches = comments.par_chunks(BATCH);
        batches.map(|batch| judge.judge(batch.iter().copied())).collect()
    });
    // Of several failures the first batch's, whichever thread was faster.
    let judged = judged.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    let topics = match judge.fitting_packs(&judged, &comments) {
        Fit::Packs(packs) => Topics { packs, ..Topics::default() },
        Fit::NoPack(shared) => {
            let all = judge.taxonomy().touchpoints();
            let shared = shared.into_iter().map(|at| all[at].name.id.clone()).collect();
            Topics { none_fits: true, shared, ..Topics::default() }
        }
        Fit::Unknown => Topics::default(),
    };
    Ok((looking_for(judge, &topics)?, topics))
}

/// The judge of a run with these topics, from the one that the run was given.
///
/// # Errors
/// Packs of another taxonomy.
pub(super) fn looking_for(judge: &Judge, topics: &Topics) -> Result<Judge, PipelineError> {
    let packs: Vec<String> = topics.packs.iter().map(|share| share.pack.clone()).collect();
    match () {
        () if topics.none_fits => Ok(judge.with_core_and(&topics.shared)),
        () if packs.is_empty() => Ok(judge.clone()),
        () => judge.with_packs(&packs),
    }
}

/// What was chosen, for the first screen, with what changes it; `names` are those of the
/// touchpoints of the taxonomy.
pub(super) fn remark(topics: &Topics, taxonomy: &Taxonomy, names: &[Name]) -> Option<Name> {
    let comma = |lang: Lang| if lang == Lang::Zh { "、" } else { ", " };
    if topics.none_fits {
        let ids = taxonomy.touchpoints().iter().map(|touchpoint| &touchpoint.name.id);
        let shared = || ids.clone().zip(names).filter(|(id, _)| topics.shared.contains(id));
        return Some(Name::both(|lang| {
            let words: Vec<&str> = shared().map(|(_, name)| name.in_lang(lang)).collect();
            let key = match words.is_empty() {
                true => "pipeline.topics_core",
                false => "pipeline.topics_core_and",
            };
            t!(key, locale = lang.code(), shared = words.join(comma(lang))).into_owned()
        }));
    }
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
        let packs = packs.join(comma(lang));
        t!("pipeline.topics", locale = locale, packs = packs).into_owned()
    };
    Some(Name::both(words))
}
