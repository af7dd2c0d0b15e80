//! Teaching an engine with labelled comments, and reading these from any table. Beside the jobs of
//! `pipeline`, whose inputs and errors it shares.

mod adapt;
#[cfg(feature = "rust-bert")]
mod adapt_full;
mod adapted_card;
mod labelled_rows;

pub use adapt::{Adaptation, HeadOutcome, LabelShare, adapt};
#[cfg(feature = "rust-bert")]
pub use adapt_full::{TunedModel, adapt_full};
pub use adapted_card::adapted_card;
pub use labelled_rows::{LabelColumns, PassedOver, read_labelled};
