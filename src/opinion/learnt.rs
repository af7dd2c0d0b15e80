//! Which aspects of a taxonomy an engine has learnt to hear without their terms.

use super::{AspectId, Mention, Taxonomy};

/// The aspects that a taxonomy and an engine both know, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Learnt {
    /// Of each aspect of the taxonomy, its place among those of the engine.
    places: Vec<Option<usize>>,
    /// Of each aspect of the engine, the aspect of the taxonomy.
    aspects: Vec<Option<AspectId>>,
}

impl Learnt {
    /// The aspects of `taxonomy` among those that an engine has learnt.
    pub fn new(taxonomy: &Taxonomy, learnt: &[String]) -> Learnt {
        let known = taxonomy.aspects();
        let place = |id: &str| learnt.iter().position(|name| name == id);
        let aspect = |name: &String| known.iter().position(|aspect| aspect.name.id == *name);
        Learnt {
            places: known.iter().map(|aspect| place(&aspect.name.id)).collect(),
            aspects: learnt.iter().map(aspect).collect(),
        }
    }

    /// The place of an aspect of the taxonomy among those of the engine.
    pub fn place(&self, aspect: AspectId) -> Option<usize> {
        self.places.get(aspect).copied().flatten()
    }

    /// The aspect of the taxonomy at a place among those of the engine.
    pub fn aspect(&self, place: usize) -> Option<AspectId> {
        self.aspects.get(place).copied().flatten()
    }

    /// The learnt aspects that `mentions` name, in ascending order, each once.
    pub fn named(&self, mentions: &[Mention]) -> Vec<usize> {
        let mut named: Vec<usize> =
            mentions.iter().filter_map(|mention| self.place(mention.aspect)).collect();
        named.sort_unstable();
        named.dedup();
        named
    }
}
