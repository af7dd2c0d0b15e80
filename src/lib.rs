//! **xinsheng** (心声): the voice of the customer, measured.
//!
//! A feedback export (open comments beside NPS, CSAT or CES scores) goes in;
//! sentiment by touchpoint, its correlation with the scores and a ranked list
//! of pain points come out. Data flows one way, and each module below knows
//! only the modules before it:
//!
//! ```text
//! ingest → text → sentiment → opinion → metrics/stats → journey → report
//! ```
//!
//! They all speak of [`feedback`]: respondents' answers, with the scores on the scales they were
//! given on. `privacy` stands beside them: it finds personal details; `gate`, which everything passes
//! that is written or printed, masks them and what a terminal would obey. Beside them is also
//! the folding of traditional characters, by which names and comments are read, and `turns`, which
//! knows who speaks in a transcript. `sql`, a feature,
//! stands above `pipeline`: it hands what the stages find to a query engine; `cluster`, another one,
//! runs its plans on several machines.
//!
//! No stage speaks a language of the process. What a person is told of (an
//! [`Evidence`](ingest::Evidence), a [`Warning`](ingest::Warning), an error) is a value with
//! words in both languages, by `words_in` and `message_in`; errors display in English.
//!
//! Every stage is a plain function or a small struct over values. Only
//! `pipeline` owns threads and files; the command line only parses, calls
//! and prints.

#![warn(clippy::print_stdout, clippy::print_stderr)]

rust_i18n::i18n!("locales", fallback = "en");

pub mod caught;
mod characters;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod evaluation;
pub mod feedback;
pub mod gate;
pub mod ingest;
pub mod journey;
pub mod lang;
mod markup;
pub mod metrics;
mod non_answers;
pub mod opinion;
pub mod pipeline;
pub mod privacy;
pub mod report;
pub mod sentiment;
mod simplified;
#[cfg(feature = "sql")]
pub mod sql;
pub mod stats;
pub mod text;
pub mod themes;
pub mod training;
mod turns;

pub use lang::Lang;

/// The example of the README is compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExample;
