//! Groups of comments: those of a touchpoint, of a segment, of a period.

use std::collections::HashMap;
use std::sync::Arc;

use super::Classified;
use super::part::Part;
use super::summary::GroupField;
use crate::journey::trend::Grain;

/// Grains of periods, from the finest on; the finest one whose periods were read enough is shown.
pub(super) const GRAINS: [Grain; 3] = [Grain::Month, Grain::Quarter, Grain::Year];

/// Groups that are counted apart in one field; a field of more tells nobody apart.
const MOST: usize = 2_000;

/// A group's comments, and which of those that were read are among them.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) name: Arc<str>,
    pub(super) part: Part,
    pub(super) units: Vec<usize>,
}

/// The groups of one field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) field: GroupField,
    by_name: HashMap<Arc<str>, usize>,
    pub(super) groups: Vec<Group>,
}

impl Field {
    fn new(field: GroupField) -> Field {
        Field { field, by_name: HashMap::new(), groups: Vec::new() }
    }

    fn add(
        &mut self,
        name: &Arc<str>,
        stratum: usize,
        comment: &Classified<'_>,
        unit: Option<usize>,
    ) {
        let at = match self.by_name.get(name) {
            Some(at) => *at,
            None if self.groups.len() >= MOST => return,
            None => {
                let (name, part) = (Arc::clone(name), Part::default());
                self.by_name.insert(Arc::clone(&name), self.groups.len());
                self.groups.push(Group { name, part, units: Vec::new() });
                self.groups.len() - 1
            }
        };
        let group = &mut self.groups[at];
        group.part.add(stratum, comment, None);
        group.units.extend(unit);
    }
}

/// All groups of a run.
#[derive(Debug)]
pub(super) struct Groups {
    /// Touchpoints, segments, then periods of each of [`GRAINS`].
    pub(super) fields: Vec<Field>,
    read: usize,
}

impl Groups {
    /// Groups of these segment fields.
    pub(super) fn new(segments: &[String]) -> Groups {
        let segments = segments.iter().map(|name| GroupField::Segment(name.clone()));
        let fields = std::iter::once(GroupField::Touchpoint)
            .chain(segments)
            .chain(GRAINS.map(|_| GroupField::Period));
        Groups { fields: fields.map(Field::new).collect(), read: 0 }
    }

    /// Counts a comment, which somebody has read if `read`.
    pub(super) fn add(&mut self, stratum: usize, comment: &Classified<'_>, read: bool) {
        let unit = read.then_some(self.read);
        self.read += usize::from(read);
        let periods = comment
            .time
            .map(|time| GRAINS.map(|grain| Arc::<str>::from(grain.name(grain.start(time.date())))));
        let segments = comment.segments.iter().map(Option::as_ref);
        let periods = GRAINS.iter().enumerate().map(|(at, _)| periods.as_ref().map(|all| &all[at]));
        let names = std::iter::once(comment.touchpoint).chain(segments).chain(periods);
        for (field, name) in self.fields.iter_mut().zip(names) {
            if let Some(name) = name {
                field.add(name, stratum, comment, unit);
            }
        }
    }
}
