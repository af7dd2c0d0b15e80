//! A parallel map that keeps the order and bounds the memory: one thread
//! makes batches, a rayon pool works on them, the caller's thread takes the
//! results in order.

use std::sync::mpsc::{Receiver, sync_channel};

use rayon::ThreadPool;
use rayon::prelude::*;

/// Batches per worker that go through the pool together.
const ROUND: usize = 4;

/// Applies `work` to every batch that `next` makes, on `pool`, and hands the
/// results to `take` in the order of the batches. Ends early, without error,
/// when `take` fails; that error is returned.
pub(super) fn ordered_map<B: Send, R: Send, E>(
    pool: &ThreadPool,
    mut next: impl FnMut() -> Option<B> + Send,
    work: impl Fn(B) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let round = pool.current_num_threads() * ROUND;
    std::thread::scope(|scope| {
        let (batches, to_do) = sync_channel::<Vec<B>>(1);
        let (results, done) = sync_channel::<Vec<R>>(1);
        scope.spawn(move || {
            loop {
                let made: Vec<B> = std::iter::from_fn(&mut next).take(round).collect();
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
        let done = ordered_map(&pool(2), || Some(1u8), |n| n, |_| Err("full"));
        assert_eq!(done, Err("full"));
    }
}
