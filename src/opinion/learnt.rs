//! Which aspects of a taxonomy an engine has learnt to hear without their terms.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::mention::plural;
use super::taxonomy::Aspect;
use super::{AspectId, Mention, Taxonomy};

/// Where the aspects that engines learn are defined.
static BUILTIN: LazyLock<Taxonomy> = LazyLock::new(Taxonomy::builtin);

/// The aspects that a taxonomy and an engine both know: those of the same id, unless the
/// taxonomy means something else by it, which shows in its terms.
#[derive(Debug, Clone, Default)]
pub struct Learnt {
    /// Of each aspect of the taxonomy, its place among those of the engine.
    places: Vec<Option<usize>>,
    /// Of each aspect of the engine, the aspect of the taxonomy.
    aspects: Vec<Option<AspectId>>,
    /// Of each learnt aspect to which the taxonomy has added terms, those that it had before.
    before: Vec<Option<HashSet<String>>>,
}

impl Learnt {
    /// The aspects of `taxonomy` among those that an engine has learnt.
    pub fn new(taxonomy: &Taxonomy, learnt: &[String]) -> Learnt {
        let known = taxonomy.aspects();
        let place = |aspect: &Aspect| {
            learnt.iter().position(|id| *id == aspect.name.id && means_the_builtin_one(aspect))
        };
        let places: Vec<Option<usize>> = known.iter().map(place).collect();
        let aspect = |at: usize| places.iter().position(|place| *place == Some(at));
        let aspects = (0..learnt.len()).map(aspect).collect();
        let before = known.iter().zip(&places).map(|(aspect, place)| place.and(added_to(aspect)));
        Learnt { aspects, before: before.collect(), places }
    }

    /// The place of an aspect of the taxonomy among those of the engine.
    pub fn place(&self, aspect: AspectId) -> Option<usize> {
        self.places.get(aspect).copied().flatten()
    }

    /// The aspect of the taxonomy at a place among those of the engine.
    pub fn aspect(&self, place: usize) -> Option<AspectId> {
        self.aspects.get(place).copied().flatten()
    }

    /// Whether the taxonomy has added this term, as it is matched, to a learnt aspect.
    pub(super) fn is_added(&self, aspect: AspectId, term: &str) -> bool {
        let before = self.before.get(aspect).and_then(Option::as_ref);
        before.is_some_and(|before| !before.contains(term))
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

fn builtin(id: &str) -> Option<&'static Aspect> {
    BUILTIN.find_aspect(id).map(|at| BUILTIN.aspect(at))
}

fn terms(aspect: &Aspect) -> impl Iterator<Item = &String> {
    aspect.terms_zh.iter().chain(&aspect.terms_en)
}

/// Whether an aspect is the built-in one of its id: it keeps at least half of that one's terms.
fn means_the_builtin_one(aspect: &Aspect) -> bool {
    let Some(builtin) = builtin(&aspect.name.id) else { return true };
    let own: HashSet<&String> = terms(aspect).collect();
    let kept = terms(builtin).filter(|term| own.contains(term)).count();
    2 * kept >= terms(builtin).count()
}

/// The terms of the built-in aspect, with the plurals that are found as well, where this one has
/// others besides.
fn added_to(aspect: &Aspect) -> Option<HashSet<String>> {
    let builtin = builtin(&aspect.name.id)?;
    let plurals = builtin.terms_en.iter().filter_map(|term| plural(term));
    let before: HashSet<String> = terms(builtin).cloned().chain(plurals).collect();
    terms(aspect).any(|term| !before.contains(term)).then_some(before)
}
