//! What is known of a run without its rows: how it is to be counted, and what the numbers used
//! while counting are called. Apart from the collector: who plans a run need not know how rows are
//! taken.

use std::sync::Arc;

use super::facts::TouchpointId;
use super::own::AspectsOf;
use super::raking::Raking;
use super::trend::Grain;
use super::watch::Watched;
use crate::ingest::Station;
use crate::lang::Name;
use crate::opinion::AspectId;

/// The names behind the numbers used while collecting.
#[derive(Debug, Clone, Copy)]
pub struct RunNames<'a> {
    /// The taxonomy's touchpoints, by [`TouchpointId`].
    pub touchpoints: &'a [Name],
    /// The stage of each of them.
    pub stages: &'a [Name],
    /// The taxonomy's aspects, by [`AspectId`].
    pub aspects: &'a [Name],
    /// The touchpoint of each of them.
    pub homes: &'a [TouchpointId],
    /// The run's files without their folders, by `SourceRow::file`.
    pub files: &'a [String],
}

/// What is known of a run before its first row.
#[derive(Debug, Clone, Default)]
pub struct Plan<'a> {
    /// The touchpoints of a wide export's columns, in order.
    pub columns: Vec<Arc<str>>,
    /// Of these, those whose ratings may drive a score of the whole; the first
    /// of them where it is not said.
    pub rated: Option<Vec<Arc<str>>>,
    /// What the user says of touchpoints, in the order of the journey.
    pub stations: Vec<Station>,
    /// Segment fields, as rows have them.
    pub segments: Vec<String>,
    /// The headers of all files: what they say is no news of comments.
    pub headers: Vec<String>,
    /// Whether the taxonomy's stages are none that customers come by one after the other.
    pub unordered: bool,
    /// Number of aspects in the taxonomy.
    pub aspects: usize,
    /// Aspects that a score leads to and does not come from, such as to recommend: no drivers.
    pub outcomes: Vec<AspectId>,
    /// Touchpoints of the taxonomy that are met only where something went wrong: never what works.
    pub complaints: Vec<TouchpointId>,
    /// What a touchpoint of the export is about, by its name.
    pub aspects_of: AspectsOf<'a>,
    /// Length of the periods of all trends; `None` takes the one that suits the span.
    pub grain: Option<Grain>,
    /// The file of targets, and what they are set for.
    pub targets: Option<(String, Vec<Watched>)>,
    /// The margins that the weights of rows are fitted to.
    pub raking: Option<Arc<Raking>>,
}
