//! Where something was said, and what is known of these places.

use std::sync::Arc;

use super::by_name::ByName;
use super::collector::words;
use super::facts::TouchpointId;
use super::own::AspectsOf;
use crate::ingest::Station;
use crate::lang::Name;
use crate::opinion::AspectId;

/// Where something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// A touchpoint of the export, by its number among the [`Places`].
    Export(usize),
    /// A touchpoint of the taxonomy.
    Taxonomy(TouchpointId),
    /// Those that are too many to be told apart, together.
    Others,
}

/// What is known of a touchpoint of the export.
#[derive(Debug, Clone)]
pub(super) struct KnownTouchpoint {
    pub(super) name: Arc<str>,
    /// What it is about.
    pub(super) aspects: Vec<AspectId>,
    pub(super) stage: Option<String>,
    pub(super) owner: Option<String>,
}

/// The export's touchpoints, those of a known order first.
#[derive(Debug, Clone, Default)]
pub(super) struct Places<'a> {
    pub(super) exported: Vec<KnownTouchpoint>,
    by_name: ByName,
    /// How many of them have a known order.
    pub(super) ordered: usize,
    aspects_of: AspectsOf<'a>,
}

impl<'a> Places<'a> {
    /// Those that are known before the first row: the user's stations, then the
    /// columns of a wide export.
    pub(super) fn new(
        stations: &[Station],
        columns: &[Arc<str>],
        aspects_of: AspectsOf<'a>,
    ) -> Places<'a> {
        let mut places = Places { aspects_of, ..Places::default() };
        for station in stations {
            let at = places.number(&station.name.as_str().into());
            places.exported[at].stage.clone_from(&station.stage);
            places.exported[at].owner.clone_from(&station.owner);
        }
        for name in columns {
            places.number(name);
        }
        places.ordered = places.exported.len();
        places
    }

    /// The place of this name in the export, a new one where it is new.
    pub(super) fn of(&mut self, name: &Arc<str>) -> Place {
        Place::Export(self.number(name))
    }

    fn number(&mut self, name: &Arc<str>) -> usize {
        if let Some(number) = self.by_name.get(name) {
            return number;
        }
        let aspects = self.aspects_of.name(name);
        self.exported.push(KnownTouchpoint {
            name: name.clone(),
            aspects,
            stage: None,
            owner: None,
        });
        self.by_name.insert(name, self.exported.len() - 1);
        self.exported.len() - 1
    }

    /// What is known of a place; `None` unless it is one of the export.
    pub(super) fn known(&self, place: Place) -> Option<&KnownTouchpoint> {
        match place {
            Place::Export(at) => self.exported.get(at),
            Place::Taxonomy(_) | Place::Others => None,
        }
    }

    /// The only touchpoint of the export that is about an aspect or, where none is, about its
    /// touchpoint in the taxonomy; `homes` are those of all aspects. None where several are.
    pub(super) fn spoken_of(
        &self,
        (home, aspect): (TouchpointId, AspectId),
        homes: &[TouchpointId],
    ) -> Option<Place> {
        let about = |named: &dyn Fn(&AspectId) -> bool| -> Vec<Place> {
            let own = |at: &usize| self.exported[*at].aspects.iter().any(named);
            (0..self.exported.len()).filter(own).map(Place::Export).collect()
        };
        let exactly = about(&|own| *own == aspect);
        let found = match exactly.is_empty() {
            true => about(&|own| homes.get(*own) == Some(&home)),
            false => exactly,
        };
        match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The name of a place; `touchpoints` are the taxonomy's.
    pub(super) fn name(&self, place: Place, touchpoints: &[Name]) -> Name {
        match place {
            Place::Export(at) => Name::same(self.exported[at].name.as_ref()),
            Place::Taxonomy(id) => named(touchpoints, id),
            Place::Others => words("segments.other_touchpoints"),
        }
    }
}

/// A name, or the number where the taxonomy does not know it.
pub(super) fn named(names: &[Name], index: usize) -> Name {
    names.get(index).cloned().unwrap_or_else(|| Name::same(format!("#{index}")))
}
