//! SQL over files of comments: the functions of this program inside a query engine that reads
//! Parquet, CSV and JSON, groups, joins and sorts them within a bounded memory.
//!
//! What a query is told is what the other commands tell. `sentiment(text)` and its like judge a
//! comment as [`score_comments`](crate::pipeline::score_comments) does, each by itself; `nps`,
//! `csat`, `ces` and `kendall_tau` count answers and leave the figure to
//! [`metrics`](crate::metrics) and [`stats`](crate::stats). The engine is Apache DataFusion: this
//! module registers functions with it, opens the files that a query names and writes what comes
//! out.
//!
//! A query goes through a [`SqlSession`]:
//!
//! ```text
//! prepare (files opened, plan made) ─▶ judge_with, where it judges ─▶ run ─▶ batches ─▶ TableWriter
//! ```
//!
//! - **Judged once.** All functions ask one [`Judging`], which keeps what was found by the text
//!   of the comment, within a bounded memory. A comment is judged once however many functions of
//!   a query speak of it, in whatever steps of its plan, and however many rows repeat it, unless
//!   more comments come in between than fit.
//! - **Deterministic.** Comments are judged by a thread pool whose answers come in order. The plan
//!   itself runs in one part by default, so that rows come in the order of the file, groups in
//!   that of their first row, and sums are added up in one order; see
//!   [`SessionOptions::partitions`].
//! - **Reading only.** Whatever would write, define or set something is refused.

pub(crate) mod aggregate;
mod error;
mod export;
mod judged;
mod kendall;
mod output;
pub(crate) mod scalar;
mod scores;
mod screen;
mod session;
mod shown;
#[cfg(feature = "s3")]
pub(crate) mod stored;
mod tables;
mod texts;

pub use datafusion::arrow;

pub use error::{SqlError, SqlProblem};
pub use judged::Judging;
pub use output::{SqlFormat, TableWriter, WriterOptions};
pub use screen::Screen;
#[cfg(feature = "cluster")]
pub(crate) use session::Elsewhere;
pub use session::{LeftOut, Prepared, SessionOptions, SqlRows, SqlSession};
