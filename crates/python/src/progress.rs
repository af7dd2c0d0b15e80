//! How far a run has come, told to Python; and whether it is to go on.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;

/// What is told: by way of `xinsheng._progress`, which knows callbacks and bars.
pub(crate) struct Progress {
    reporter: Option<Py<PyAny>>,
    /// What ended the run: an exception of the callback, or Ctrl-C.
    ended: Mutex<Option<PyErr>>,
}

impl Progress {
    /// Of the argument `progress`: a callback, True, False or None.
    pub(crate) fn of(py: Python<'_>, given: Option<&Bound<'_, PyAny>>) -> PyResult<Progress> {
        let reporter = match given {
            None => None,
            Some(given) => {
                let module = py.import("xinsheng._progress")?;
                let reporter = module.call_method1("reporter", (given,))?;
                (!reporter.is_none()).then(|| reporter.unbind())
            }
        };
        Ok(Progress { reporter, ended: Mutex::new(None) })
    }

    /// Tells of rows that are done, of rows in all where that is known.
    pub(crate) fn tell(&self, py: Python<'_>, done: u64, total: Option<u64>) -> PyResult<()> {
        py.check_signals()?;
        match &self.reporter {
            Some(reporter) => reporter.call_method1(py, "update", (done, total)).map(drop),
            None => Ok(()),
        }
    }

    /// The same from where nothing can be raised; it ends the run a row later.
    pub(crate) fn note(&self, done: u64, total: Option<u64>) {
        let told = Python::attach(|py| self.tell(py, done, total));
        if let Err(error) = told {
            self.ended.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    /// Whether the run is to end.
    pub(crate) fn is_ended(&self) -> bool {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// What ended the run.
    pub(crate) fn ended(&self) -> Option<PyErr> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// No more is to come.
    pub(crate) fn close(&self, py: Python<'_>) -> PyResult<()> {
        match &self.reporter {
            Some(reporter) => reporter.call_method0(py, "close").map(drop),
            None => Ok(()),
        }
    }
}
