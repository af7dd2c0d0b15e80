//! The encoder engine: a Chinese/English BERT whose token states, computed
//! once per comment, answer for the comment, its opinion units and its aspects.
//!
//! A comment becomes tokens (`tokens`), tokens become states (`forward`),
//! states are averaged over the whole comment or over a span and go through
//! small linear heads (`heads`), or are asked for the aspects that were learnt
//! (`listener`); names of persons are read from those of a middle layer (`names`). Matrix products run in 8-bit integers with
//! one scale per token (`quantized`), so that a text's answer does not depend
//! on what else is in the batch; nothing is padded.

pub mod adapt;
mod attention;
mod engine;
mod float;
mod forward;
mod heads;
mod listener;
mod model;
mod names;
mod quantized;
mod rewrite;
mod shouted;
mod tokens;
mod unpack;

#[cfg(test)]
mod tests;

pub use engine::{EncoderEngine, StateSource, builtin_files};
pub use forward::Precision;
pub use heads::Linear;
pub use model::EncoderError;
pub use rewrite::{with_heads, with_layers};
pub use unpack::{Pair, Unpacked, UnpackedLayer};
