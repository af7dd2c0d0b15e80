//! The words that English and Chinese exports use in column names, by role.
//! Latin entries are whole words in lower case (`*` at the end: beginnings of
//! words), Chinese ones parts of the name.

mod answers;
mod comments;
mod groups;
mod ill;
mod own;
mod people;
mod register;
mod scores;
mod sides;
mod times;
mod unused;

pub(crate) use answers::*;
pub(crate) use comments::*;
pub(crate) use groups::*;
pub(crate) use ill::*;
pub(crate) use own::*;
pub(crate) use people::*;
pub(crate) use register::*;
pub(crate) use scores::*;
pub(crate) use sides::*;
pub(crate) use times::*;
pub(crate) use unused::*;
