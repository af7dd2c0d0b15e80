//! What a machine makes of our functions when it reads a plan: a scheduler passes them on as they
//! came, an executor puts its own judge behind them.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};

use super::errand::{Errand, Errands};
use super::seal::{Masking, Mismatch, Seal};
use crate::pipeline::{Judge, JudgePrint};
use crate::sql::{Judging, aggregate, scalar};

/// So many kinds of seals are held at once; more would be somebody's mischief.
const SEALS: usize = 64;

/// Who reads a plan, and what it makes of our functions.
pub(super) struct Role {
    part: Part,
    pool: Arc<rayon::ThreadPool>,
    aggregates: HashMap<String, Arc<AggregateUDF>>,
}

enum Part {
    /// Makes plans, and reads none.
    Client,
    /// Passes our functions on, by what came with them.
    Scheduler(Few<Vec<u8>>),
    /// Runs them.
    Executor(Box<Running>),
}

/// What runs our functions.
pub(super) struct Running {
    pub(super) judge: Judge,
    pub(super) print: JudgePrint,
    /// Bytes in which is kept what was found in comments.
    pub(super) kept: usize,
    /// What errands are done by.
    pub(super) errands: Arc<Errands>,
    /// The address by which it is told of.
    pub(super) at: String,
    /// By what is masked.
    pub(super) known: Few<Masking>,
}

/// The few things that functions ask, by what makes them differ: functions that came at different
/// times are the same where they ask the same.
pub(super) struct Few<K>(Mutex<HashMap<K, Arc<Judging>>>);

impl<K> Default for Few<K> {
    fn default() -> Few<K> {
        Few(Mutex::default())
    }
}

impl<K: Eq + Hash> Few<K> {
    fn get(&self, key: K, make: impl FnOnce() -> Judging) -> Arc<Judging> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= SEALS {
            known.clear();
        }
        Arc::clone(known.entry(key).or_insert_with(|| Arc::new(make())))
    }
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.part {
            Part::Client => "Client",
            Part::Scheduler(_) => "Scheduler",
            Part::Executor(_) => "Executor",
        })
    }
}

impl Role {
    fn new(part: Part, pool: Arc<rayon::ThreadPool>) -> Role {
        let named = |function: AggregateUDF| (function.name().to_owned(), Arc::new(function));
        let aggregates = aggregate::functions(None).0.into_iter().map(named).collect();
        Role { part, pool, aggregates }
    }

    pub(super) fn client(pool: Arc<rayon::ThreadPool>) -> Role {
        Role::new(Part::Client, pool)
    }

    pub(super) fn scheduler(pool: Arc<rayon::ThreadPool>) -> Role {
        Role::new(Part::Scheduler(Few::default()), pool)
    }

    /// One that judges with the threads of `pool`.
    pub(super) fn executor(running: Running, pool: Arc<rayon::ThreadPool>) -> Role {
        Role::new(Part::Executor(Box::new(running)), pool)
    }

    /// What the functions of a text ask that came with these bytes.
    pub(super) fn judging(&self, seal: &[u8]) -> Result<Arc<Judging>, Box<Mismatch>> {
        match &self.part {
            Part::Client | Part::Scheduler(_) => {
                let read = Seal::of_bytes(seal)?;
                read.of_this_program()?;
                let make = || {
                    let judging = self.judge_less(read.masking);
                    judging.set_seal(seal);
                    judging
                };
                Ok(match &self.part {
                    Part::Scheduler(known) => known.get(seal.to_vec(), make),
                    _ => Arc::new(make()),
                })
            }
            Part::Executor(running) => Ok(self.running(running, seal)),
        }
    }

    /// What they ask on an executor. What it cannot read would be told as "rejected", so that a
    /// mismatch makes functions which tell of it when they are called.
    fn running(&self, running: &Running, seal: &[u8]) -> Arc<Judging> {
        let read = Seal::of_bytes(seal).and_then(|seal| {
            seal.of_this_program()?;
            seal.judges_as(&running.print)?;
            Ok(seal.masking)
        });
        match read {
            Ok(masking) => running.known.get(masking, || {
                let (gate, masks) = masking.gates();
                let judging = Judging::new(Arc::clone(&self.pool), gate, masks, running.kept);
                judging.set_judge(running.judge.clone());
                judging
            }),
            Err(mismatch) => {
                let why = mismatch.at(&running.at).to_error();
                Arc::new(self.judge_less(Masking::default()).refusing(why))
            }
        }
    }

    /// What functions ask that are not called here.
    fn judge_less(&self, masking: Masking) -> Judging {
        let (gate, masks) = masking.gates();
        Judging::new(Arc::clone(&self.pool), gate, masks, 0)
    }

    /// The aggregate of that name that came with these bytes, if it is one of ours.
    pub(super) fn aggregate(
        &self,
        name: &str,
        seal: &[u8],
    ) -> Result<Option<Arc<AggregateUDF>>, Box<Mismatch>> {
        let same = Seal::of_bytes(seal).and_then(|seal| seal.of_this_program());
        match (&self.part, same) {
            (_, Ok(())) => Ok(self.aggregates.get(name).cloned()),
            (Part::Executor(running), Err(mismatch)) => {
                let why: Arc<str> = mismatch.at(&running.at).to_error().into();
                let all = aggregate::functions(Some(&why)).0;
                Ok(all.into_iter().find(|function| function.name() == name).map(Arc::new))
            }
            (_, Err(mismatch)) => Err(mismatch),
        }
    }

    /// The function of a text of that name that came with these bytes, if it is one of ours.
    pub(super) fn scalar(
        &self,
        name: &str,
        seal: &[u8],
    ) -> Result<Option<ScalarUDF>, Box<Mismatch>> {
        let judging = self.judging(seal)?;
        if name == Errand::NAME {
            let errands = match &self.part {
                Part::Executor(running) => Some(Arc::clone(&running.errands)),
                _ => None,
            };
            return Ok(Some(Errand::function(judging, errands)));
        }
        Ok(scalar::functions(&judging).find(|function| function.name() == name))
    }

    /// Our functions of queries, for registries that look them up by name.
    pub(super) fn functions(&self) -> (Vec<ScalarUDF>, Vec<AggregateUDF>) {
        let seal = Seal::new(None, Masking::default()).to_bytes();
        let scalars = match self.judging(&seal) {
            Ok(judging) => scalar::functions(&judging).collect(),
            Err(_) => Vec::new(),
        };
        (scalars, self.aggregates.values().map(|one| one.as_ref().clone()).collect())
    }
}
