//! A parallel map that keeps the order and bounds the memory: one thread
//! makes batches, a rayon pool works on them, the caller's thread takes the
//! results in order.

use std::sync::mpsc::{Receiver, sync_channel};

use rayon::ThreadPool;
use rayon::prelude::*;

/// Batches per worker that go through the pool together.
const ROUND: usize = 4;

/// Bytes of text of a batch of more than one row. A row may be as long as
/// [`MAX_RECORD_BYTES`](crate::ingest::MAX_RECORD_BYTES).
const BATCH_BYTES: usize = 256 << 10;

/// How much makes a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct BatchSize {
    rows: usize,
    bytes: usize,
}

impl BatchSize {
    /// At most this many rows, fewer where they are long.
    pub(super) fn of_rows(rows: usize) -> BatchSize {
        BatchSize { rows, bytes: BATCH_BYTES }
    }

    /// Whether a batch of so many rows and bytes takes another row.
    pub(super) fn has_room(self, rows: usize, bytes: usize) -> bool {
        rows < self.rows && bytes < self.bytes
    }
}

/// What has to be known of a batch to bound how many are under way.
pub(super) trait Load {
    /// Bytes of text in it.
    fn bytes(&self) -> usize;

    /// Whether whoever sends the rows waits: it is to be worked on at once.
    fn waits(&self) -> bool {
        false
    }
}

/// Applies `work` to every batch that `next` makes, on `pool`, and hands the
/// results to `take` in the order of the batches. Ends early, without error,
/// when `take` fails; that error is returned.
pub(super) fn ordered_map<B: Load + Send, R: Send, E>(
    pool: &ThreadPool,
    mut next: impl FnMut() -> Option<B> + Send,
    work: impl Fn(B) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = pool.current_num_threads();
    // Long rows take as much memory in being judged as many short ones.
    let (most, most_bytes) = (threads * ROUND, threads * BATCH_BYTES);
    std::thread::scope(|scope| {
        let (batches, to_do) = sync_channel::<Vec<B>>(1);
        let (results, done) = sync_channel::<Vec<R>>(1);
        scope.spawn(move || {
            loop {
                let (mut made, mut bytes, mut waits) = (Vec::new(), 0, false);
                while made.len() < most
                    && bytes < most_bytes
                    && !waits
                    && let Some(batch) = next()
                {
                    bytes += batch.bytes();
                    waits = batch.waits();
                    made.push(batch);
                }
                // A send fails when the other side has given up.
                if made.is_empty() || batches.send(made).is_err() {
                    break;
                }
            }
        });
        let work = &work;
        scope.spawn(move || {
            for batch in to_do {
                let answers = pool.install(|| batch.into_par_iter().map(work).collect());
                if results.send(answers).is_err() {
                    break;
                }
            }
        });
        drain(done, &mut take)
    })
}

fn drain<R, E>(done: Receiver<Vec<R>>, take: &mut impl FnMut(R) -> Result<(), E>) -> Result<(), E> {
    for answers in done {
        for answer in answers {
            take(answer)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Load for u64 {
        fn bytes(&self) -> usize {
            100
        }
    }

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        for threads in [1, 3] {
            let mut numbers = 0..1000u64;
            let mut seen = Vec::new();
            let done: Result<(), ()> = ordered_map(
                &pool(threads),
                || numbers.next(),
                |n| {
                    if n % 7 == 0 {
                        std::thread::sleep(std::time::Duration::from_micros(200));
                    }
                    n * n
                },
                |square| {
                    seen.push(square);
                    Ok(())
                },
            );
            assert_eq!(done, Ok(()));
            assert_eq!(seen, (0..1000).map(|n| n * n).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn a_failing_end_stops_an_endless_start() {
        let done = ordered_map(&pool(2), || Some(1u64), |n| n, |_| Err("full"));
        assert_eq!(done, Err("full"));
    }

    #[test]
    fn long_batches_are_few_at_a_time() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        struct Long;
        impl Load for Long {
            fn bytes(&self) -> usize {
                100 << 20
            }
        }
        let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut left = 40;
        let next = || {
            left -= 1;
            let now = under_way.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            (left > 0).then_some(Long)
        };
        let take = |_| {
            under_way.fetch_sub(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        };
        ordered_map(&pool(4), next, |long| long, take).unwrap();
        let most = most.load(Ordering::SeqCst);
        assert!(most <= 8, "{most} at once");
        assert!(BatchSize::of_rows(512).has_room(511, 100));
        assert!(!BatchSize::of_rows(512).has_room(2, 1 << 20));
    }
}
