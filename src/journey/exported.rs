//! The touchpoints that an export names.

use std::sync::Arc;

use super::by_name::ByName;
use super::facts::TouchpointId;
use super::own::AspectsOf;
use super::touchpoint::TouchpointSource;
use crate::feedback::Entry;
use crate::ingest::Station;
use crate::opinion::AspectId;

/// Where something was said: at a touchpoint of the export or of the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Export(usize),
    Taxonomy(TouchpointId),
}

/// A touchpoint of the export.
#[derive(Debug, Clone)]
pub(super) struct Exported {
    pub(super) name: Arc<str>,
    /// What it is about.
    pub(super) aspects: Vec<AspectId>,
    pub(super) stage: Option<String>,
    pub(super) owner: Option<String>,
}

/// The export's touchpoints, those of a known order first.
#[derive(Debug, Clone, Default)]
pub(super) struct Touchpoints<'a> {
    pub(super) list: Vec<Exported>,
    index: ByName,
    /// How many of them have a known order.
    pub(super) ordered: usize,
    aspects_of: AspectsOf<'a>,
}

impl<'a> Touchpoints<'a> {
    /// Those that are known before the first row: the user's stations, then the
    /// columns of a wide export.
    pub(super) fn new(
        stations: &[Station],
        columns: &[Arc<str>],
        aspects_of: AspectsOf<'a>,
    ) -> Touchpoints<'a> {
        let mut touchpoints = Touchpoints { aspects_of, ..Touchpoints::default() };
        for station in stations {
            let at = touchpoints.place(&station.name.as_str().into());
            touchpoints.list[at].stage.clone_from(&station.stage);
            touchpoints.list[at].owner.clone_from(&station.owner);
        }
        for name in columns {
            touchpoints.place(name);
        }
        touchpoints.ordered = touchpoints.list.len();
        touchpoints
    }

    /// The number of a touchpoint, a new one where it is new.
    pub(super) fn place(&mut self, name: &Arc<str>) -> usize {
        if let Some(index) = self.index.get(name) {
            return index;
        }
        let aspects = self.aspects_of.name(name);
        self.list.push(Exported { name: name.clone(), aspects, stage: None, owner: None });
        self.index.insert(name, self.list.len() - 1);
        self.list.len() - 1
    }

    /// Where an entry was given, if its touchpoint is one of the export.
    pub(super) fn of(&mut self, source: TouchpointSource, entry: &Entry) -> Option<Place> {
        match (&entry.touchpoint, source) {
            (Some(name), TouchpointSource::Export) => Some(Place::Export(self.place(name))),
            _ => None,
        }
    }
}
