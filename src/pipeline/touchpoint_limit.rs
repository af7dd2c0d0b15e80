//! How many touchpoints a report holds.
//!
//! A journey has some dozens of them. A column with a hundred thousand values is
//! none (an order number, a city), and each touchpoint takes memory, tests and a
//! line of every table. So the [`MOST_TOUCHPOINTS`] with the most answers have
//! their own numbers and the others are one together, which a warning says. Which
//! these are is counted before the first row is taken, so that it does not depend
//! on the order of the rows.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rust_i18n::t;

use super::PipelineError;
use super::export::Export;
use crate::feedback::{Entry, Feedback};
use crate::gate::Gate;
use crate::gate::visible::shortened;
use crate::ingest::{LongForm, Role};
use crate::lang::{Lang, Name};

/// Touchpoints of the export that have numbers of their own.
pub(super) const MOST_TOUCHPOINTS: usize = 5_000;

/// Names that are counted; what first comes after so many is never kept.
const MOST_COUNTED: usize = 1_000_000;

/// Folded names that the warning gives.
const NAMED: usize = 3;

/// The touchpoints that are kept, and what stands for the others.
#[derive(Debug)]
pub(super) struct TouchpointLimit {
    /// By the names that are shown.
    kept: HashSet<Box<str>>,
    other: Arc<str>,
    folded: usize,
    /// Those of the folded with the most answers.
    largest: Vec<String>,
}

impl TouchpointLimit {
    /// The limit for a run over `files`; `None` where they have no more
    /// touchpoints than it allows.
    ///
    /// # Errors
    /// A mapping that itself names more, or a file that cannot be read again.
    pub(super) fn of(
        files: &[Export],
        gate: &Gate,
        lang: Lang,
    ) -> Result<Option<TouchpointLimit>, PipelineError> {
        let mut kept: HashSet<Box<str>> = HashSet::new();
        for Export { opened, .. } in files {
            let stations = opened.mapping.stations.iter().map(|station| station.name.as_str());
            let columns = opened.mapping.columns.iter().filter_map(|c| c.touchpoint.as_deref());
            kept.extend(stations.chain(columns).map(Box::from));
        }
        if kept.len() > MOST_TOUCHPOINTS {
            return Err(PipelineError::TooManyTouchpoints { found: kept.len() });
        }
        let values = files.iter().flat_map(|Export { opened, .. }| {
            let columns = opened.mapping.of_role(Role::Touchpoint);
            columns.filter_map(|column| {
                let at = opened.file.layout().column(&column.name).ok()?;
                opened.profile.columns.get(at).map(|profile| profile.distinct)
            })
        });
        if kept.len() as u64 + values.sum::<u64>() <= MOST_TOUCHPOINTS as u64 {
            return Ok(None);
        }
        let counted = count(files)?;
        let mut by_answers: Vec<(Box<str>, u64)> =
            counted.into_iter().filter(|(name, _)| !kept.contains(name)).collect();
        by_answers.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let beyond = by_answers.split_off(by_answers.len().min(MOST_TOUCHPOINTS - kept.len()));
        if beyond.is_empty() {
            return Ok(None);
        }
        // Those of the mappings have their names already, the others get them by their answers.
        let all = kept.iter().chain(by_answers.iter().map(|(name, _)| name));
        let kept = all.map(|name| gate.name(name).as_ref().into()).collect();
        Ok(Some(TouchpointLimit {
            kept,
            other: t!("pipeline.other_touchpoints", locale = lang.code()).into(),
            folded: beyond.len(),
            largest: beyond.into_iter().take(NAMED).map(|(name, _)| name.into()).collect(),
        }))
    }

    /// Counts what a row says of folded touchpoints as said of the others
    /// together. The row comes with the names that are shown.
    pub(super) fn fold(&self, row: &mut Feedback) {
        for entry in &mut row.entries {
            for name in entry.touchpoint.iter_mut().chain(&mut entry.also) {
                if !self.kept.contains(name.as_ref()) {
                    *name = Arc::clone(&self.other);
                }
            }
            let Entry { touchpoint, also, .. } = entry;
            also.sort();
            also.dedup();
            also.retain(|name| Some(name) != touchpoint.as_ref());
        }
    }

    /// What the reader should know of it.
    pub(super) fn warning(&self, gate: &Gate) -> Name {
        let shown = |name: &String| shortened(&gate.name(name), 40).into_owned();
        let names: Vec<String> = self.largest.iter().map(shown).collect();
        let names = names.join(", ");
        Name::both(|lang| {
            t!(
                "pipeline.touchpoints_folded",
                locale = lang.code(),
                count = self.folded,
                most = MOST_TOUCHPOINTS,
                other = self.other,
                names = names
            )
            .into_owned()
        })
    }
}

/// Answers at each touchpoint of all files.
fn count(files: &[Export]) -> Result<HashMap<Box<str>, u64>, PipelineError> {
    let mut counted: HashMap<Box<str>, u64> = HashMap::new();
    let mut rejections = Vec::new();
    for (index, Export { opened, .. }) in files.iter().enumerate() {
        let mut form = LongForm::new(opened.file.layout(), &opened.mapping, index as u32)?;
        for raw in opened.file.rows()?.flatten() {
            rejections.clear();
            let Some(row) = form.feedback(&raw, &mut rejections) else { continue };
            let answered =
                row.entries.iter().filter(|e| e.comment.is_some() || !e.scores.is_empty());
            for name in answered.flat_map(Entry::touchpoints).map(AsRef::as_ref) {
                if let Some(count) = counted.get_mut(name) {
                    *count += 1;
                } else if counted.len() < MOST_COUNTED {
                    counted.insert(name.into(), 1);
                }
            }
        }
    }
    Ok(counted)
}
