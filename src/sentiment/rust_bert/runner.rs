//! Texts in batches through networks that share their weights, one a thread.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tch::{Device, Kind, Tensor};

use super::error::RustBertError;
use super::network::{Network, Padded, Plan};
use crate::caught::caught_or_said;

/// Runs texts through a network in batches of a bounded number of padded tokens.
pub(super) struct Runner {
    plan: Plan,
    padding: i64,
    /// Most padded tokens of a batch; halved where memory runs out.
    budget: AtomicUsize,
    /// Networks that no thread uses at the moment, and the one that all are made from.
    idle: Mutex<Vec<Network>>,
    first: Mutex<Network>,
    device: Device,
}

/// Why a batch gave no answer.
enum Failed {
    Memory,
    Other(RustBertError),
}

impl Runner {
    pub(super) fn new(plan: Plan, network: Network, padding: i64, budget: usize) -> Runner {
        let (device, budget) = (network.device(), AtomicUsize::new(budget.max(1)));
        Runner { plan, padding, budget, idle: Mutex::default(), first: Mutex::new(network), device }
    }

    /// Calls `take` with the number of each text and its part of the output: the logits of
    /// a text, or the states of its tokens.
    ///
    /// # Errors
    /// What libtorch reports; also where not even one text fits into the memory.
    pub(super) fn run(
        &self,
        texts: &[&[u32]],
        take: impl FnMut(usize, Vec<f32>),
    ) -> Result<(), RustBertError> {
        // On a GPU there is one network for all threads: batches would only wait for each
        // other there, each with its own memory.
        if self.device != Device::Cpu {
            return self.batches(&lock(&self.first), texts, take);
        }
        let idle = lock(&self.idle).pop();
        let network = match idle {
            Some(network) => network,
            None => caught(|| lock(&self.first).sharing(&self.plan))?,
        };
        self.batches(&network, texts, take)?;
        lock(&self.idle).push(network);
        Ok(())
    }

    fn batches(
        &self,
        network: &Network,
        texts: &[&[u32]],
        take: impl FnMut(usize, Vec<f32>),
    ) -> Result<(), RustBertError> {
        in_batches(texts, &self.budget, |batch| self.outputs(network, batch), take)
    }

    fn outputs(&self, network: &Network, batch: &[&[u32]]) -> Result<Vec<Vec<f32>>, Failed> {
        if self.device == Device::Cpu {
            // Threads are worth more on texts than on the parts of one product, and one
            // thread sums in the same order whatever the number of threads.
            tch::set_num_threads(1);
        }
        let outputs = caught(|| Ok(parts(&network.run(&self.padded(batch))?, batch)?));
        outputs.map_err(|error| match &error {
            RustBertError::Torch(said) if is_memory(said) => Failed::Memory,
            _ => Failed::Other(error),
        })
    }

    fn padded(&self, batch: &[&[u32]]) -> Padded {
        let longest = batch.iter().map(|text| text.len()).max().unwrap_or(0);
        let (mut ids, mut mask) = (Vec::new(), Vec::new());
        for text in batch {
            let fill = longest - text.len();
            ids.extend(text.iter().map(|&id| i64::from(id)));
            ids.extend(std::iter::repeat_n(self.padding, fill));
            mask.extend(std::iter::repeat_n(1i64, text.len()));
            mask.extend(std::iter::repeat_n(0i64, fill));
        }
        let shape = [batch.len() as i64, longest as i64];
        let tensor = |values: &[i64]| Tensor::from_slice(values).view(shape).to_device(self.device);
        Padded { ids: tensor(&ids), mask: tensor(&mask) }
    }
}

/// Runs texts in batches of at most `budget` padded tokens, like lengths together. Where
/// memory runs out, the batch is halved, and so is the budget of all that follow.
fn in_batches(
    texts: &[&[u32]],
    budget: &AtomicUsize,
    mut run: impl FnMut(&[&[u32]]) -> Result<Vec<Vec<f32>>, Failed>,
    mut take: impl FnMut(usize, Vec<f32>),
) -> Result<(), RustBertError> {
    // The sort is stable, so the batches are always the same.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&text| texts[text].len());
    let mut rest = &order[..];
    while !rest.is_empty() {
        let most = budget.load(Ordering::Relaxed);
        let fits = |&count: &usize| texts[rest[count - 1]].len() * count <= most;
        let count = (1..=rest.len()).take_while(fits).last().unwrap_or(1);
        let batch: Vec<&[u32]> = rest[..count].iter().map(|&text| texts[text]).collect();
        match run(&batch) {
            Ok(outputs) => {
                rest[..count].iter().zip(outputs).for_each(|(&text, output)| take(text, output));
                rest = &rest[count..];
            }
            Err(Failed::Memory) => {
                let tokens = batch.last().map_or(0, |text| text.len());
                if count == 1 {
                    return Err(RustBertError::Memory { tokens });
                }
                budget.fetch_min((tokens * count / 2).max(1), Ordering::Relaxed);
            }
            Err(Failed::Other(error)) => return Err(error),
        }
    }
    Ok(())
}

/// The part of each text in an output of [texts, …] or [texts, longest, …].
fn parts(output: &Tensor, batch: &[&[u32]]) -> Result<Vec<Vec<f32>>, tch::TchError> {
    let mut values = vec![0.0f32; output.numel()];
    output.to_kind(Kind::Float).f_copy_data(&mut values, output.numel())?;
    let shape = output.size();
    let row = values.len() / batch.len().max(1);
    let of_text = |text: &[u32]| match shape[..] {
        [_, _, hidden] => text.len() * usize::try_from(hidden).unwrap_or(0),
        _ => row,
    };
    Ok(values
        .chunks(row.max(1))
        .zip(batch)
        .map(|(values, text)| values[..of_text(text)].to_vec())
        .collect())
}

/// Whether libtorch ran out of memory, on a GPU or a CPU.
fn is_memory(said: &str) -> bool {
    let said = said.to_lowercase();
    ["out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory"]
        .iter()
        .any(|sign| said.contains(sign))
}

/// What `work` makes: rust-bert's models and the bindings unwrap what libtorch reports.
pub(super) fn caught<T>(
    work: impl FnOnce() -> Result<T, RustBertError>,
) -> Result<T, RustBertError> {
    caught_or_said(work).unwrap_or_else(|said| Err(RustBertError::of_panic(&said)))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_memory_runs_out_batches_get_smaller() {
        let lengths = [5usize, 40, 3, 40, 40, 7, 40, 12];
        let texts: Vec<Vec<u32>> = lengths.iter().map(|&n| vec![n as u32; n]).collect();
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let limited = |room: usize| {
            move |batch: &[&[u32]]| match batch.len() * batch[batch.len() - 1].len() {
                tokens if tokens > room => Err(Failed::Memory),
                _ => Ok(batch.iter().map(|text| vec![text[0] as f32]).collect()),
            }
        };
        let budget = AtomicUsize::new(1000);
        let mut answers = vec![0.0; texts.len()];
        in_batches(&texts, &budget, limited(90), |text, output| answers[text] = output[0]).unwrap();
        assert_eq!(answers, lengths.map(|n| n as f32));
        assert!((40..=90).contains(&budget.load(Ordering::Relaxed)));
        // Not even the longest alone.
        let error = in_batches(&texts, &budget, limited(39), |_, _| {}).unwrap_err();
        assert!(matches!(error, RustBertError::Memory { tokens: 40 }), "{error}");
    }

    #[test]
    fn a_batch_holds_no_more_than_its_budget() {
        let texts: Vec<Vec<u32>> = (1..60).map(|n| vec![0; n]).collect();
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let mut seen = 0;
        let run = |batch: &[&[u32]]| {
            let padded = batch.len() * batch[batch.len() - 1].len();
            assert!(padded <= 100 || batch.len() == 1, "{padded}");
            seen += batch.len();
            Ok(vec![Vec::new(); batch.len()])
        };
        in_batches(&texts, &AtomicUsize::new(100), run, |_, _| {}).unwrap();
        assert_eq!(seen, 59);
    }

    #[test]
    fn running_out_of_memory_is_told_from_other_errors() {
        let cuda = r#"called `Result::unwrap()` on an `Err` value: Torch("CUDA out of memory. Tried to allocate 2.00 GiB\nException raised from malloc")"#;
        let RustBertError::Torch(said) = RustBertError::of_panic(cuda) else { unreachable!() };
        assert_eq!(said, "CUDA out of memory. Tried to allocate 2.00 GiB");
        assert!(is_memory(&said));
        assert!(is_memory(
            "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you tried to allocate 64 bytes"
        ));
        assert!(!is_memory("index out of range in self"));
    }
}
