//! Where something was said, and what is known of these places.

use std::collections::{BTreeMap, BTreeSet};
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
    /// Of these, what no other that is known before the first row is about.
    alone: Vec<AspectId>,
    pub(super) stage: Option<String>,
    pub(super) owner: Option<String>,
    /// Whether a column of a wide export is about it: each row says something there, wherever it
    /// comes from.
    column: bool,
}

impl KnownTouchpoint {
    /// The aspects whose opinions are about it: in a comment at it all that it is about, in one
    /// that stands beside the ratings of several only what no other of them is about.
    pub(super) fn aspects_said(&self, at_it: bool) -> &[AspectId] {
        if at_it { &self.aspects } else { &self.alone }
    }
}

/// The export's touchpoints, those of a known order first.
#[derive(Debug, Clone, Default)]
pub(super) struct Places<'a> {
    pub(super) exported: Vec<KnownTouchpoint>,
    by_name: ByName,
    /// How many of them have a known order.
    pub(super) ordered: usize,
    /// Whether the user says it.
    stated: bool,
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
        let stated = !stations.is_empty();
        let mut places = Places { aspects_of, stated, ..Places::default() };
        for station in stations {
            let at = places.number(&station.name.as_str().into());
            places.exported[at].stage.clone_from(&station.stage);
            places.exported[at].owner.clone_from(&station.owner);
        }
        for name in columns {
            let at = places.number(name);
            places.exported[at].column = true;
        }
        places.ordered = places.exported.len();
        places.tell_apart();
        places
    }

    /// Takes from each what another is about too.
    fn tell_apart(&mut self) {
        let mut about: BTreeMap<AspectId, usize> = BTreeMap::new();
        for aspect in self.exported.iter().flat_map(|known| &known.aspects) {
            *about.entry(*aspect).or_default() += 1;
        }
        for known in &mut self.exported {
            known.alone.retain(|aspect| about.get(aspect) == Some(&1));
        }
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
            alone: aspects.clone(),
            aspects,
            stage: None,
            owner: None,
            column: false,
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

    /// Whether a column of the export is about this place.
    pub(super) fn is_column(&self, place: Place) -> bool {
        self.known(place).is_some_and(|known| known.column)
    }

    /// Whether a column of the export is about a touchpoint of its own.
    pub(super) fn any_column(&self) -> bool {
        // Columns come before all that rows name.
        self.exported[..self.ordered].iter().any(|known| known.column)
    }

    /// The touchpoints that columns are about.
    pub(super) fn columns(&self) -> BTreeSet<Name> {
        let columns = self.exported.iter().filter(|known| known.column);
        columns.map(|known| Name::same(known.name.as_ref())).collect()
    }

    /// Whether all of them are in the order of a journey; the parameters are those of
    /// [`Places::run_back`].
    pub(super) fn in_order(&self, homes: &[TouchpointId], stages: &[Name]) -> bool {
        self.ordered == self.exported.len() && !self.run_back(homes, stages)
    }

    /// Whether the order of the columns is no journey: their stages run back at least as often as
    /// on, and nobody says that they follow each other so. `homes` are the touchpoints of all
    /// aspects in the taxonomy, `stages` the stages of these, in the order of the journey.
    fn run_back(&self, homes: &[TouchpointId], stages: &[Name]) -> bool {
        let stage = |known: &KnownTouchpoint| {
            let stage = stages.get(*homes.get(*known.aspects.first()?)?)?;
            stages.iter().position(|other| other == stage)
        };
        let met: Vec<usize> = self.exported[..self.ordered].iter().filter_map(stage).collect();
        let on = met.windows(2).filter(|pair| pair[0] < pair[1]).count();
        let back = met.windows(2).filter(|pair| pair[0] > pair[1]).count();
        !self.stated && back > 0 && back >= on
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns about the aspects of these numbers, each at the touchpoint and stage of its number.
    fn run_back(aspects: &[Option<usize>], stated: bool) -> bool {
        let columns: Vec<Arc<str>> =
            (0..aspects.len()).map(|at| format!("column {at}").into()).collect();
        let aspects = aspects.to_vec();
        let aspects_of = AspectsOf::new(move |name| {
            let at: usize = name.trim_start_matches("column ").parse().unwrap();
            aspects[at].into_iter().collect()
        });
        let station = Station { name: "column 0".to_owned(), ..Station::default() };
        let stations = if stated { vec![station] } else { Vec::new() };
        let places = Places::new(&stations, &columns, aspects_of);
        let stages = ["learn", "buy", "use", "use", "help"].map(Name::same);
        places.run_back(&[0, 1, 2, 3, 4], &stages)
    }

    #[test]
    fn columns_whose_stages_run_back_are_no_journey() {
        assert!(run_back(&[Some(4), Some(2), Some(0)], false));
        assert!(run_back(&[Some(2), Some(4), None, Some(3)], false), "on and back");
        assert!(!run_back(&[Some(2), Some(4), Some(1), Some(3)], false), "on twice, back once");
        assert!(!run_back(&[Some(2), Some(3), None], false), "one stage");
        assert!(!run_back(&[None, Some(4), None], false), "nothing is known");
        assert!(!run_back(&[Some(4), Some(2), Some(0)], true), "the user says so");
    }
}
