//! What was found in the comments of a query, each judged once.
//!
//! The functions of a query ask for the same comments one after another, in the same step of its
//! plan or in different ones (a filter, then a projection, then a sort), and several parts of a
//! plan may ask at the same time. What was found is therefore kept by a 128-bit fingerprint of the
//! text, and a comment that is under way elsewhere is waited for in place of being judged again.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use datafusion::common::{DataFusionError, exec_err, internal_datafusion_err};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::gate::Gate;
use crate::pipeline::{Judge, ScoredComment, score_comments};
use crate::report::comment_row::{CommentFindings, CommentOpinion};

/// What was found in a comment; `None` where nothing of a customer's stands in it.
pub(super) type Found = Option<Arc<JudgedText>>;

/// A judged comment without its text.
#[derive(Debug)]
pub(super) struct JudgedText {
    /// What was found.
    pub(super) findings: CommentFindings,
    /// For each of its opinions what states it, as it may be shown.
    pub(super) evidence: Box<[Box<str>]>,
}

impl JudgedText {
    fn of(scored: ScoredComment<'_>) -> JudgedText {
        let ScoredComment { shown, findings, .. } = scored;
        let said = |opinion: &CommentOpinion| {
            shown.get(opinion.evidence.clone()).unwrap_or_default().into()
        };
        let evidence = findings.opinions.iter().map(said).collect();
        JudgedText { findings, evidence }
    }
}

/// Bytes that an entry takes, and its place in the table.
fn size(found: &Found) -> usize {
    let place = 2 * (size_of::<u128>() + size_of::<Found>());
    let Some(judged) = found else { return place };
    let opinion = size_of::<CommentOpinion>() + size_of::<Box<str>>();
    let said: usize = judged.evidence.iter().map(|evidence| evidence.len() + opinion).sum();
    place + size_of::<JudgedText>() + said
}

/// Judges the comments of a query, and keeps what it has found.
pub struct Judging {
    judge: OnceLock<Judge>,
    pool: Arc<rayon::ThreadPool>,
    /// What comments and their evidence pass.
    gate: Gate,
    /// What the function `redact` passes, which masks where nothing else does.
    masks: Gate,
    judged: AtomicU64,
    kept: Kept,
    /// Why it gives no answers, where it is not to.
    refused: Option<String>,
    /// What goes with its functions to other machines.
    #[cfg(feature = "cluster")]
    seal: Mutex<Arc<[u8]>>,
}

impl fmt::Debug for Judging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judging").field("judged", &self.judged()).finish_non_exhaustive()
    }
}

impl Judging {
    /// Judges with the threads of `pool`. Evidence passes `gate`; the function `redact` passes
    /// `masks`. What was found is kept in about `memory` bytes.
    pub fn new(
        pool: impl Into<Arc<rayon::ThreadPool>>,
        gate: Gate,
        masks: Gate,
        memory: usize,
    ) -> Judging {
        Judging {
            judge: OnceLock::new(),
            pool: pool.into(),
            gate,
            masks,
            judged: AtomicU64::new(0),
            kept: Kept { most: memory, ..Kept::default() },
            refused: None,
            #[cfg(feature = "cluster")]
            seal: Mutex::new(Arc::new([])),
        }
    }

    /// The same, which gives no answers and says why.
    #[cfg(feature = "cluster")]
    pub(crate) fn refusing(self, why: String) -> Judging {
        Judging { refused: Some(why), ..self }
    }

    /// What goes with its functions to other machines.
    #[cfg(feature = "cluster")]
    pub(crate) fn seal(&self) -> Arc<[u8]> {
        Arc::clone(&self.seal.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// States what goes with its functions to other machines.
    #[cfg(feature = "cluster")]
    pub(crate) fn set_seal(&self, seal: &[u8]) {
        *self.seal.lock().unwrap_or_else(PoisonError::into_inner) = seal.into();
    }

    /// Fails where it is to give no answers.
    pub(crate) fn willing(&self) -> Result<(), DataFusionError> {
        match &self.refused {
            None => Ok(()),
            Some(why) => exec_err!("{why}"),
        }
    }

    /// Comments that an engine has judged so far.
    pub fn judged(&self) -> u64 {
        self.judged.load(Ordering::Relaxed)
    }

    /// Whether it has a judge.
    pub(super) fn has_judge(&self) -> bool {
        self.judge.get().is_some()
    }

    /// The judge, unless there is one.
    pub(crate) fn set_judge(&self, judge: Judge) {
        // The one that was there has judged already.
        let _ = self.judge.set(judge);
    }

    /// The threads that judge.
    pub(super) fn pool(&self) -> &rayon::ThreadPool {
        &self.pool
    }

    /// What all that is shown passes.
    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Texts with personal details masked.
    pub(super) fn redacted(
        &self,
        texts: &[Option<&str>],
    ) -> Result<Vec<Option<String>>, DataFusionError> {
        self.willing()?;
        let mask = |text: &Option<&str>| text.map(|text| self.masks.comment(text).text.into());
        Ok(self.pool.install(|| texts.par_iter().with_min_len(64).map(mask).collect()))
    }

    /// What is found in comments, in order.
    pub(super) fn found(&self, comments: &[&str]) -> Result<Vec<Found>, DataFusionError> {
        self.willing()?;
        self.kept.all(comments, |new| self.score(new))
    }

    fn score(&self, comments: &[&str]) -> Result<Vec<Found>, DataFusionError> {
        // A session runs no query that judges without one.
        let judge = self.judge.get().ok_or_else(|| internal_datafusion_err!("no judge"))?;
        let scored = score_comments(comments, (judge, &self.pool), &self.gate)
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        let said = scored.iter().flatten().count();
        self.judged.fetch_add(said as u64, Ordering::Relaxed);
        Ok(scored.into_iter().map(|one| Some(Arc::new(JudgedText::of(one?)))).collect())
    }
}

/// What is kept, by the fingerprint of the text. It comes in two halves: when the younger one is
/// full, the older one is dropped. What is asked for again becomes young again.
#[derive(Default)]
struct Kept {
    state: Mutex<State>,
    /// Something that was under way has come, or failed.
    done: Condvar,
    /// Bytes for both halves.
    most: usize,
}

#[derive(Default)]
struct State {
    young: HashMap<u128, Found>,
    old: HashMap<u128, Found>,
    /// Bytes of the young half.
    bytes: usize,
    under_way: HashSet<u128>,
}

impl State {
    fn get(&mut self, key: u128, most: usize) -> Option<Found> {
        if let Some(found) = self.young.get(&key) {
            return Some(found.clone());
        }
        let found = self.old.remove(&key)?;
        self.insert(key, found.clone(), most);
        Some(found)
    }

    fn insert(&mut self, key: u128, found: Found, most: usize) {
        self.bytes += size(&found);
        self.young.insert(key, found);
        if self.bytes > most / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
    }
}

impl Kept {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that panicked has left whole entries.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is found in comments, in order; `judge` is asked for those that nobody has asked for.
    fn all<E>(
        &self,
        comments: &[&str],
        judge: impl Fn(&[&str]) -> Result<Vec<Found>, E>,
    ) -> Result<Vec<Found>, E> {
        let keys: Vec<u128> = comments.iter().map(|comment| xxh3_128(comment.as_bytes())).collect();
        let mut found: HashMap<u128, Found> = HashMap::with_capacity(keys.len());
        let mut state = self.lock();
        loop {
            let (mut mine, mut waits) = (Vec::new(), false);
            for (at, key) in keys.iter().enumerate() {
                if found.contains_key(key) {
                    continue;
                }
                if let Some(one) = state.get(*key, self.most) {
                    found.insert(*key, one);
                } else if state.under_way.insert(*key) {
                    mine.push(at);
                } else {
                    waits = true;
                }
            }
            if mine.is_empty() {
                if !waits {
                    break;
                }
                state = self.done.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            drop(state);
            let claim = Claim { kept: self, keys: mine.iter().map(|at| keys[*at]).collect() };
            let texts: Vec<&str> = mine.iter().map(|at| comments[*at]).collect();
            let judged = judge(&texts)?;
            let mut locked = self.lock();
            for (key, one) in claim.keys.iter().zip(judged) {
                locked.insert(*key, one.clone(), self.most);
                found.insert(*key, one);
            }
            drop(locked);
            drop(claim);
            state = self.lock();
        }
        drop(state);
        Ok(keys.iter().map(|key| found.get(key).cloned().flatten()).collect())
    }
}

/// Comments that somebody has undertaken to judge. Given up, they are free for whoever waits.
struct Claim<'a> {
    kept: &'a Kept,
    keys: Vec<u128>,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut state = self.kept.lock();
        for key in &self.keys {
            state.under_way.remove(key);
        }
        drop(state);
        self.kept.done.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentiment::Label;
    use crate::text::Language;

    /// A comment with nothing in it but its length as an opinion that is quoted.
    fn judged(text: &str) -> Found {
        let findings = CommentFindings {
            language: Language::En,
            label: Label::Undetected,
            judgement: None,
            opinions: Vec::new(),
            embedded: None,
        };
        Some(Arc::new(JudgedText { findings, evidence: [text.into()].into() }))
    }

    fn quoted(found: &[Found]) -> Vec<Option<&str>> {
        found.iter().map(|one| one.as_ref().map(|one| &*one.evidence[0])).collect()
    }

    #[test]
    fn each_comment_is_judged_once_whatever_the_order() {
        let kept = Kept { most: 1 << 20, ..Kept::default() };
        let asked = AtomicU64::new(0);
        let judge = |texts: &[&str]| {
            asked.fetch_add(texts.len() as u64, Ordering::Relaxed);
            Ok::<_, ()>(texts.iter().map(|text| judged(text)).collect())
        };
        let first = kept.all(&["a", "b", "a"], judge).unwrap();
        assert_eq!(quoted(&first), [Some("a"), Some("b"), Some("a")]);
        let second = kept.all(&["b", "c", "a"], judge).unwrap();
        assert_eq!(quoted(&second), [Some("b"), Some("c"), Some("a")]);
        assert_eq!(asked.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn threads_wait_for_one_another() {
        let kept = Kept { most: 1 << 20, ..Kept::default() };
        let asked = AtomicU64::new(0);
        let texts: Vec<String> = (0..200).map(|at| format!("comment {at}")).collect();
        std::thread::scope(|scope| {
            for turn in 0..4 {
                let (kept, asked, texts) = (&kept, &asked, &texts);
                scope.spawn(move || {
                    let mut mine: Vec<&str> = texts.iter().map(String::as_str).collect();
                    mine.rotate_left(turn * 50);
                    let judge = |texts: &[&str]| {
                        std::thread::sleep(std::time::Duration::from_millis(1));
                        asked.fetch_add(texts.len() as u64, Ordering::Relaxed);
                        Ok::<_, ()>(texts.iter().map(|text| judged(text)).collect())
                    };
                    for part in mine.chunks(20) {
                        let found = kept.all(part, judge).unwrap();
                        let wanted: Vec<_> = part.iter().copied().map(Some).collect();
                        assert_eq!(quoted(&found), wanted);
                    }
                });
            }
        });
        assert_eq!(asked.load(Ordering::Relaxed), 200);
    }

    #[test]
    fn what_failed_is_free_to_be_judged() {
        let kept = Kept { most: 1 << 20, ..Kept::default() };
        assert_eq!(kept.all(&["a"], |_| Err("no")).map(|found| found.len()), Err("no"));
        let found =
            kept.all(&["a"], |texts| Ok::<_, ()>(texts.iter().map(|t| judged(t)).collect()));
        assert_eq!(quoted(&found.unwrap()), [Some("a")]);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let most = 20 * size(&judged("0000"));
        let kept = Kept { most, ..Kept::default() };
        let texts: Vec<String> = (0..1000).map(|at| format!("{at:04}")).collect();
        let judge =
            |texts: &[&str]| Ok::<_, ()>(texts.iter().map(|text| judged(text)).collect::<Vec<_>>());
        for text in &texts {
            assert_eq!(quoted(&kept.all(&[text], judge).unwrap()), [Some(text.as_str())]);
        }
        let state = kept.lock();
        let held: usize = state.young.values().chain(state.old.values()).map(size).sum();
        assert!(held <= most + size(&judged("0000")), "{held} of {most}");
        assert!(
            state.young.contains_key(&xxh3_128(b"0999"))
                || state.old.contains_key(&xxh3_128(b"0999"))
        );
    }
}
