//! Queries and scoring over several machines: a scheduler, executors that judge, and what sends
//! work to them. The engine is Apache Ballista, which runs the plans of [`sql`](crate::sql) on
//! many machines; this module puts the functions of this program into it and sees to it that all
//! of them judge alike.
//!
//! ```text
//! Client ── plan ──▶ scheduler ── tasks ──▶ executors ── rows ──▶ Client
//! ```
//!
//! - **One kind of judge.** With each of our functions goes a seal: the version of
//!   the program, what the judge was made of, and what is masked. The scheduler and every executor
//!   compare it with their own when they read a plan; what differs is told in words, by the client
//!   ([`Mismatch`]).
//! - **Judged once.** An executor asks one [`Judging`](crate::sql::Judging) for all of its tasks.
//! - **Errands.** A piece of work that is no query (scoring a whole file) goes the same way, as a
//!   function with a text in and a text out ([`Client::errands`]); what is done by it is up to
//!   whoever starts the executor.
//! - **Lost machines.** An executor that is gone is noticed by its silence, and its tasks go to
//!   others. Errands have to bear being done twice.
//!
//! Nothing here asks who is at the other end of a connection: whoever reaches these ports can read
//! what the executors can read.

mod address;
mod client;
mod codec;
mod connections;
mod errand;
mod error;
mod executor;
mod role;
mod scheduler;
mod seal;
mod tasks;

pub use address::{Address, NoAddress};
pub use client::Client;
pub use errand::Errands;
pub use error::{ClusterError, ClusterProblem};
pub use executor::{Executing, ExecutorOptions, serve_executor};
pub use scheduler::{SchedulerOptions, serve_scheduler};
pub use seal::{Masking, Mismatch, Part};
pub use tasks::TaskDone;
