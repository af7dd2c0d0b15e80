//! A parallel map that keeps the order and bounds the memory: one thread
//! makes batches, a rayon pool works on them, the caller's thread takes the
//! results in order.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::ThreadPool;

/// Batches per worker that are under way.
const EACH: usize = 4;

/// Rows of a batch for the encoder on processors: what it has judged in about a second is
/// handed on, and kept for a run that goes on from there.
const OF_ENCODER: usize = 64;

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

    /// At most this many rows for an engine of this name, fewer where it takes long over them.
    pub(super) fn of_engine(rows: usize, engine: &str) -> BatchSize {
        BatchSize::of_rows(if engine == "encoder" { rows.min(OF_ENCODER) } else { rows })
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
}

/// Applies `work` to every batch that `next` makes, on `pool`, and hands the
/// results to `take` in the order of the batches, each as soon as those before
/// it are there. Ends early, without error, when `take` fails; that error is
/// returned.
pub(super) fn ordered_map<B: Load + Send, R: Send, E>(
    pool: &ThreadPool,
    mut next: impl FnMut() -> Option<B> + Send,
    work: impl Fn(B) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let window = &Window::new(pool.current_num_threads());
    let work = &work;
    std::thread::scope(|scope| {
        // Whoever fails keeps nobody waiting.
        let _alarm = Alarm(window);
        let (results, done) = channel::<Done<R>>();
        scope.spawn(move || {
            let _alarm = Alarm(window);
            pool.in_place_scope(|tasks| {
                let mut at = 0;
                while window.has_room()
                    && let Some(batch) = next()
                {
                    let (bytes, results) = (batch.bytes(), results.clone());
                    window.enter(bytes);
                    tasks.spawn(move |_| {
                        let _alarm = Alarm(window);
                        if !window.is_shut() {
                            let result = work(batch);
                            // A send fails when the other side has given up.
                            let _ = results.send(Done { at, bytes, result });
                        }
                    });
                    at += 1;
                }
            });
        });
        let taken = drain(done, window, &mut take);
        window.shut();
        taken
    })
}

/// The result of a batch.
struct Done<R> {
    /// The place of the batch.
    at: usize,
    bytes: usize,
    result: R,
}

fn drain<R, E>(
    done: Receiver<Done<R>>,
    window: &Window,
    take: &mut impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    // Those that came before their turn.
    let (mut early, mut due) = (BTreeMap::new(), 0);
    for Done { at, bytes, result } in done {
        early.insert(at, (bytes, result));
        while let Some((bytes, result)) = early.remove(&due) {
            take(result)?;
            window.leave(bytes);
            due += 1;
        }
    }
    Ok(())
}

/// The batches that are under way, from when they are made to when they are taken.
struct Window {
    most: usize,
    most_bytes: usize,
    under_way: Mutex<UnderWay>,
    moved: Condvar,
}

#[derive(Default)]
struct UnderWay {
    batches: usize,
    bytes: usize,
    /// Nobody takes any more.
    shut: bool,
}

impl Window {
    fn new(threads: usize) -> Window {
        // Long rows take as much memory in being judged as many short ones.
        let (most, most_bytes) = (threads * EACH, 2 * threads * BATCH_BYTES);
        Window { most, most_bytes, under_way: Mutex::default(), moved: Condvar::new() }
    }

    fn locked(&self) -> MutexGuard<'_, UnderWay> {
        // A thread that panicked has left the numbers as they were.
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for room for another batch; whether there will be any.
    fn has_room(&self) -> bool {
        let full = |now: &mut UnderWay| {
            let long = now.batches > 1 && now.bytes >= self.most_bytes;
            !now.shut && (now.batches >= self.most || long)
        };
        let now = self.moved.wait_while(self.locked(), full);
        !now.unwrap_or_else(PoisonError::into_inner).shut
    }

    fn enter(&self, bytes: usize) {
        let mut now = self.locked();
        now.batches += 1;
        now.bytes += bytes;
    }

    fn leave(&self, bytes: usize) {
        let mut now = self.locked();
        now.batches -= 1;
        now.bytes -= bytes;
        drop(now);
        self.moved.notify_all();
    }

    fn is_shut(&self) -> bool {
        self.locked().shut
    }

    fn shut(&self) {
        self.locked().shut = true;
        self.moved.notify_all();
    }
}

/// Shuts the window where a thread panics: the result that others wait for never comes.
struct Alarm<'w>(&'w Window);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.shut();
        }
    }
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
    fn results_are_handed_on_as_they_come() {
        use std::sync::atomic::{AtomicU64, Ordering};
        // Each batch waits until the one before it was taken: more than one at a time would hang.
        let taken = AtomicU64::new(0);
        let mut numbers = 0..20u64;
        let mut seen = Vec::new();
        let work = |n: u64| {
            while taken.load(Ordering::SeqCst) < n {
                std::thread::yield_now();
            }
            n
        };
        let take = |n| {
            seen.push(n);
            taken.fetch_add(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        };
        ordered_map(&pool(2), || numbers.next(), work, take).unwrap();
        assert_eq!(seen, (0..20).collect::<Vec<u64>>());
    }

    #[test]
    fn whoever_panics_ends_the_run() {
        let run = |makes: bool, works: bool, takes: bool| {
            std::panic::catch_unwind(|| {
                let mut numbers = 0..1000u64;
                ordered_map(
                    &pool(2),
                    || numbers.next().inspect(|n| assert!(!makes || *n < 5)),
                    |n| assert!(!works || n < 5),
                    |()| {
                        assert!(!takes);
                        Ok::<(), ()>(())
                    },
                )
            })
        };
        assert!(run(true, false, false).is_err());
        assert!(run(false, true, false).is_err());
        assert!(run(false, false, true).is_err());
        assert!(run(false, false, false).is_ok());
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
