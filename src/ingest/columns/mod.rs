//! What each column of a file is for, and on which scale its scores are: from its values and its
//! name, where no mapping says so.

mod anchors;
mod asked_of;
mod beside;
pub(crate) mod branches;
mod choices;
mod codes;
mod draft;
mod label_degree;
mod matrix;
mod overlay;
pub(crate) mod own_columns;
pub(crate) mod profile;
mod resolve;
mod role_words;
pub(crate) mod roles;
#[cfg(test)]
mod scale_bounds;
mod scale_guess;
mod score_role;
mod touchpoint;
mod untimed;
mod unused;
mod word_scale;
mod words;
pub(crate) mod zeros;
