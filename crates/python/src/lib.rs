//! The Python module `xinsheng._native`: comments and data frames come in as Arrow data, what
//! was found goes out as Arrow tables. What Python itself says better (accessors, progress bars)
//! is in `python/xinsheng`.
//!
//! `unsafe` stands in the macros of pyo3 alone; Arrow's pointers are handled by pyo3-arrow.

mod analysis;
mod columns;
mod comments;
mod engine;
mod errors;
mod findings;
mod frame;
mod pool;
mod progress;
mod report;
mod scorer;

use pyo3::prelude::*;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<scorer::Scorer>()?;
    module.add_class::<report::Report>()?;
    module.add_function(wrap_pyfunction!(scorer::restored, module)?)?;
    module.add_function(wrap_pyfunction!(analysis::analyze, module)?)
}
