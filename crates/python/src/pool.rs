//! Threads that judge. A process that was forked off has none of its parent's, and gets its own.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::PyResult;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// More threads than any machine has use for.
const MOST: i64 = 1024;

/// A pool of so many threads, made when it is first needed.
pub(crate) struct Pool {
    threads: usize,
    made: Mutex<Option<(u32, Arc<ThreadPool>)>>,
}

impl Pool {
    /// `None` stands for all cores.
    pub(crate) fn of(threads: Option<i64>) -> PyResult<Pool> {
        let threads = match threads {
            None => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            Some(given) if !(1..=MOST).contains(&given) => {
                return Err(PyValueError::new_err(format!(
                    "threads is {given}; it is from 1 to {MOST}, or None for all cores"
                )));
            }
            Some(given) => usize::try_from(given).unwrap_or(1),
        };
        Ok(Pool { threads, made: Mutex::default() })
    }

    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// The pool of this process.
    pub(crate) fn get(&self) -> PyResult<Arc<ThreadPool>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        match made.take() {
            Some((of, pool)) if of == process => {
                *made = Some((of, Arc::clone(&pool)));
                return Ok(pool);
            }
            // Its threads are not here to be ended.
            Some(parents) => std::mem::forget(parents),
            None => {}
        }
        let named = |at| format!("xinsheng-{at}");
        let pool = ThreadPoolBuilder::new().num_threads(self.threads).thread_name(named).build();
        let pool = Arc::new(pool.map_err(|error| PyRuntimeError::new_err(error.to_string()))?);
        *made = Some((process, Arc::clone(&pool)));
        Ok(pool)
    }
}
