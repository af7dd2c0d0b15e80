//! What a reader of files tells: errors, rejected rows and cells, warnings, and why a column was
//! taken for what. Values with words in both languages, and the limits they speak of.

pub(crate) mod error;
pub(crate) mod error_detail;
pub(crate) mod evidence;
pub(crate) mod limits;
pub(crate) mod listing;
pub(crate) mod mend;
pub(crate) mod odd_text;
pub(crate) mod own_text;
pub(crate) mod reject;
pub(crate) mod sheet_note;
pub(crate) mod tool;
pub(crate) mod warning;
mod warning_names;
mod warning_words;
pub(crate) mod wording;
