//! Targets whose names are known to a run, before its first row.

use super::export::Export;
use super::judge::Judge;
use crate::feedback::ScoreKind;
use crate::gate::Gate;
use crate::journey::targets::{Target, Targets, TargetsError, TargetsProblem, nearest};
use crate::journey::{Spot, TouchpointSource, Watched};
use crate::opinion::taxonomy::NodeName;

/// What targets are set for, in a run of these files.
///
/// # Errors
/// A score, a segment field, an aspect, or a touchpoint of the taxonomy, that there is not.
/// Whether the export has a touchpoint or a segment value is known at its end.
pub(super) fn watched(
    targets: &Targets,
    files: &[Export],
    segments: &[String],
    source: TouchpointSource,
    (judge, gate): (&Judge, &Gate),
) -> Result<Vec<Watched>, TargetsError> {
    let names = Names { files, segments, source, judge, gate };
    let one = |target: &Target| {
        names.resolved(target).map_err(|problem| TargetsError {
            path: targets.path.clone(),
            line: target.line,
            problem: Box::new(problem),
        })
    };
    targets.targets.iter().map(one).collect()
}

/// What names there are.
struct Names<'a> {
    files: &'a [Export],
    segments: &'a [String],
    source: TouchpointSource,
    judge: &'a Judge,
    gate: &'a Gate,
}

impl Names<'_> {
    fn resolved(&self, target: &Target) -> Result<Watched, TargetsProblem> {
        if let Some(kind) = target.metric.score() {
            self.has_score(kind, target)?;
        }
        let touchpoint = target.touchpoint.clone().try_map(|name| self.touchpoint(name))?;
        let segment = target.segment.clone().map(|(field, value)| {
            let at = self.field(&field)?;
            Ok((at, value.try_map(|value| Ok(self.shown(&value)))?))
        });
        let aspect = target.aspect.as_deref().map(|aspect| self.aspect(aspect));
        Ok(Watched {
            target: Target {
                name: target.name.as_deref().map(|name| self.gate.message(name)),
                ..target.clone()
            },
            touchpoint,
            segment: segment.transpose()?,
            aspect: aspect.transpose()?,
        })
    }

    /// A name as the rows of this run have it, given that or as it stands in the file.
    fn shown(&self, name: &str) -> String {
        self.gate.name(&self.gate.original(name)).into_owned()
    }

    fn has_score(&self, kind: ScoreKind, target: &Target) -> Result<(), TargetsProblem> {
        let columns = || self.files.iter().flat_map(|export| &export.mapping().columns);
        let has = |kind: ScoreKind| columns().any(|column| column.role.score() == Some(kind));
        if has(kind) {
            return Ok(());
        }
        let there = ScoreKind::ALL.into_iter().filter(|kind| has(*kind)).map(ScoreKind::id);
        let known = there.collect::<Vec<_>>().join(", ");
        Err(TargetsProblem::NoScore { metric: target.metric.id(), known })
    }

    fn touchpoint(&self, name: String) -> Result<Spot, TargetsProblem> {
        if self.source == TouchpointSource::Export {
            return Ok(Spot::Export(self.shown(&name)));
        }
        let all = self.judge.taxonomy().touchpoints();
        match all.iter().position(|touchpoint| is_called(&touchpoint.name, &name)) {
            Some(id) => Ok(Spot::Taxonomy(id)),
            None => {
                let known =
                    nearest(&name, all.iter().flat_map(|touchpoint| names(&touchpoint.name)));
                Err(TargetsProblem::Touchpoint { found: name, known })
            }
        }
    }

    fn aspect(&self, name: &str) -> Result<usize, TargetsProblem> {
        let all = self.judge.taxonomy().aspects();
        all.iter().position(|aspect| is_called(&aspect.name, name)).ok_or_else(|| {
            let known = nearest(name, all.iter().flat_map(|aspect| names(&aspect.name)));
            TargetsProblem::Aspect { found: name.to_owned(), known }
        })
    }

    fn field(&self, name: &str) -> Result<usize, TargetsProblem> {
        let shown = self.shown(name);
        self.segments.iter().position(|field| *field == shown).ok_or_else(|| {
            let known = nearest(name, self.segments.iter().map(String::as_str));
            TargetsProblem::Field { found: name.to_owned(), known }
        })
    }
}

/// The identifier and the names of a node of the taxonomy.
fn names(name: &NodeName) -> [&str; 3] {
    [&name.id, &name.zh, &name.en]
}

fn is_called(node: &NodeName, name: &str) -> bool {
    let name = name.trim().to_lowercase();
    names(node).iter().any(|known| known.to_lowercase() == name)
}
