//! Where a comment or a score counts: at a touchpoint of the export or of the
//! taxonomy, numbered as they appear.

use std::collections::HashMap;
use std::sync::Arc;

use super::by_name::ByName;
use super::facts::{CommentFacts, TouchpointId};
use super::touchpoint::{TouchpointSource, comment_steps};
use crate::feedback::Entry;
use crate::lang::Name;

/// A touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    Export(Arc<str>),
    Taxonomy(TouchpointId),
}

/// The touchpoints met so far, numbered from 0.
#[derive(Debug, Clone)]
pub(super) struct Places {
    source: TouchpointSource,
    known: HashMap<Place, usize>,
    by_name: ByName,
}

impl Places {
    pub(super) fn source(&self) -> TouchpointSource {
        self.source
    }

    pub(super) fn new(source: TouchpointSource) -> Places {
        Places { source, known: HashMap::new(), by_name: ByName::default() }
    }

    /// Sets `found` to the distinct places of an entry: the touchpoint it names,
    /// or those that its comment holds an opinion about.
    pub(super) fn of(
        &mut self,
        entry: &Entry,
        facts: Option<&CommentFacts>,
        found: &mut Vec<usize>,
    ) {
        found.clear();
        match self.source {
            TouchpointSource::Export => {
                if let Some(name) = &entry.touchpoint {
                    found.push(self.exported(name));
                }
            }
            TouchpointSource::Aspects => {
                let judged = facts.filter(|facts| comment_steps(facts).is_some());
                for opinion in judged.iter().flat_map(|facts| &facts.opinions) {
                    let number = self.taxonomy(opinion.touchpoint);
                    if !found.contains(&number) {
                        found.push(number);
                    }
                }
            }
        }
    }

    /// The number of a touchpoint of the export.
    pub(super) fn exported(&mut self, name: &Arc<str>) -> usize {
        if let Some(number) = self.by_name.get(name) {
            return number;
        }
        let number = self.number(Place::Export(name.clone()));
        self.by_name.insert(name, number);
        number
    }

    /// The number of a touchpoint of the taxonomy.
    pub(super) fn taxonomy(&mut self, touchpoint: TouchpointId) -> usize {
        self.number(Place::Taxonomy(touchpoint))
    }

    fn number(&mut self, place: Place) -> usize {
        let next = self.known.len();
        *self.known.entry(place).or_insert(next)
    }

    /// For every place, where it comes by name. Numbers follow the rows, and
    /// nothing may depend on their order.
    pub(super) fn ranks(names: &[Name]) -> Vec<usize> {
        let mut by_name: Vec<usize> = (0..names.len()).collect();
        by_name.sort_by(|&a, &b| names[a].cmp(&names[b]));
        let mut ranks = vec![0; names.len()];
        by_name.into_iter().enumerate().for_each(|(rank, place)| ranks[place] = rank);
        ranks
    }

    /// The names of the places, by number; `touchpoints` are the taxonomy's.
    pub(super) fn names(&self, touchpoints: &[Name]) -> Vec<Name> {
        let mut names = vec![Name::same(""); self.known.len()];
        for (place, &number) in &self.known {
            names[number] = match place {
                Place::Export(name) => Name::same(name.as_ref()),
                Place::Taxonomy(id) => {
                    let known = touchpoints.get(*id).cloned();
                    known.unwrap_or_else(|| Name::same(format!("#{id}")))
                }
            };
        }
        names
    }
}
