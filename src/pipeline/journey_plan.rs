//! What the mappings and the taxonomy say of the journey before its first row.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::PipelineError;
use super::export::Export;
use super::judge::Judge;
use crate::gate::Gate;
use crate::ingest::{Role, Station};
use crate::journey::{AspectsOf, MOST_RATINGS, Plan, TouchpointId, TouchpointSource};
use crate::lang::Name;
use crate::opinion::AspectId;

/// Where the touchpoints of a run come from, and what is known of them.
///
/// # Errors
/// A touchpoint whose mapping names an aspect that the taxonomy does not have.
pub(super) fn plan<'a>(
    files: &[Export],
    segments: &[String],
    judge: &'a Judge,
) -> Result<(TouchpointSource, Plan<'a>), PipelineError> {
    let columns = || files.iter().flat_map(|export| &export.mapping().columns);
    let mut wide: Vec<Arc<str>> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    for touchpoint in columns().filter_map(|column| column.touchpoint.as_deref()) {
        if known.insert(touchpoint) {
            wide.push(touchpoint.into());
        }
    }
    let exported = !wide.is_empty() || columns().any(|c| c.role == Role::Touchpoint);
    let source = if exported { TouchpointSource::Export } else { TouchpointSource::Aspects };
    let mut stations: Vec<Station> = Vec::new();
    let mut named: HashSet<&str> = HashSet::new();
    for station in files.iter().flat_map(|export| &export.mapping().stations) {
        if named.insert(&station.name) {
            stations.push(station.clone());
        }
    }
    let stated = stated_aspects(&stations, judge)?;
    let aspects_of = AspectsOf::new(move |name| match stated.get(name) {
        Some(aspects) => aspects.clone(),
        None => judge.aspects_named(name),
    });
    let all = judge.taxonomy().aspects();
    let aspects = all.len();
    let outcomes = (0..aspects).filter(|id| all[*id].outcome).collect();
    let touchpoints = judge.taxonomy().touchpoints();
    let complaints = (0..touchpoints.len()).filter(|id| touchpoints[*id].complaints).collect();
    let rated = (wide.len() > MOST_RATINGS).then(|| most_rated(files, &wide));
    let unordered = !judge.taxonomy().is_journey_of(judge.packs());
    let segments = segments.to_vec();
    let columns = wide;
    let headers = files.iter().flat_map(|export| export.layout().headers.iter().cloned()).collect();
    let plan = Plan {
        columns,
        headers,
        rated,
        stations,
        segments,
        unordered,
        aspects,
        outcomes,
        complaints,
        aspects_of,
        ..Plan::default()
    };
    Ok((source, plan))
}

/// Those of the touchpoints that most respondents rate, in order.
fn most_rated(files: &[Export], touchpoints: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut ratings: HashMap<&str, u64> = HashMap::new();
    for export in files {
        let opened = &export.opened;
        let columns = opened.mapping.columns.iter().zip(&export.mapping().columns);
        for (column, shown) in columns.filter(|(column, _)| column.role.score().is_some()) {
            let at = opened.file.layout().column(&column.name).ok();
            let profile = at.and_then(|at| opened.profile.columns.get(at));
            if let (Some(touchpoint), Some(profile)) = (&shown.touchpoint, profile) {
                *ratings.entry(touchpoint).or_default() += profile.answers();
            }
        }
    }
    let ratings = |name: &Arc<str>| ratings.get(name.as_ref()).copied().unwrap_or(0);
    let mut order: Vec<usize> = (0..touchpoints.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(ratings(&touchpoints[*at])), *at));
    order.truncate(MOST_RATINGS);
    order.sort_unstable();
    order.into_iter().map(|at| Arc::clone(&touchpoints[at])).collect()
}

fn stated_aspects(
    stations: &[Station],
    judge: &Judge,
) -> Result<HashMap<String, Vec<AspectId>>, PipelineError> {
    let taxonomy = judge.taxonomy();
    let mut stated = HashMap::new();
    for station in stations.iter().filter(|station| !station.aspects.is_empty()) {
        let mut aspects = Vec::new();
        for id in &station.aspects {
            aspects.push(taxonomy.find_aspect(id).ok_or_else(|| {
                let known: Vec<&str> =
                    taxonomy.aspects().iter().map(|aspect| aspect.name.id.as_str()).collect();
                let known = known.join(", ");
                let (touchpoint, id) = (station.name.clone(), id.clone());
                PipelineError::NoSuchAspect { touchpoint, id, known }
            })?);
        }
        stated.insert(station.name.clone(), aspects);
    }
    Ok(stated)
}

/// The names of the taxonomy's nodes, as reports show them.
pub(super) struct TaxonomyNames {
    pub(super) touchpoints: Vec<Name>,
    /// The stage of each touchpoint.
    pub(super) stages: Vec<Name>,
    pub(super) aspects: Vec<Name>,
    /// The touchpoint of each aspect.
    pub(super) homes: Vec<TouchpointId>,
}

impl TaxonomyNames {
    pub(super) fn of(judge: &Judge, gate: &Gate) -> TaxonomyNames {
        let taxonomy = judge.taxonomy();
        let name = |name: &crate::opinion::taxonomy::NodeName| Name {
            zh: gate.message(&name.zh),
            en: gate.message(&name.en),
        };
        let touchpoints = taxonomy.touchpoints();
        TaxonomyNames {
            touchpoints: touchpoints.iter().map(|t| name(&t.name)).collect(),
            stages: touchpoints.iter().map(|t| name(&taxonomy.stages()[t.stage].name)).collect(),
            aspects: taxonomy.aspects().iter().map(|a| name(&a.name)).collect(),
            homes: taxonomy.aspects().iter().map(|a| a.touchpoint).collect(),
        }
    }
}
