//! What each column of a file is for, and on which scale its scores are: from its values and its
//! name, where no mapping says so.

mod above_header;
mod anchors;
mod asked_of;
mod beside;
pub(crate) mod branches;
mod choices;
mod codes;
mod comment_role;
mod draft;
mod label_degree;
mod matrix;
mod one_sided;
mod overlay;
pub(crate) mod own_columns;
mod persons;
pub(crate) mod profile;
mod resolve;
mod role_words;
pub(crate) mod roles;
#[cfg(test)]
mod scale_bounds;
mod scale_guess;
mod score_role;
mod segment_limit;
mod sentences;
mod stated_ends;
mod stated_points;
mod ticket_rating;
mod titles;
mod touchpoint;
mod untimed;
mod unused;
mod word_scale;
mod words;
mod zero_texts;
pub(crate) mod zeros;
