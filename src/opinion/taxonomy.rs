//! What customers talk about: stages of the journey, their touchpoints and
//! the aspects of each, with the terms that name an aspect.

use std::collections::HashMap;
use std::ops::Range;

use rust_i18n::t;
use serde::Deserialize;
use toml::Spanned;

use super::AspectId;

/// The taxonomy that is used when none is given.
const BUILTIN: &str = include_str!("../../data/taxonomy/default.toml");

/// The identifier and the shown names of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeName {
    /// Identifier in files, unique among nodes of its kind.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

/// A stage of the journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyStage {
    /// What it is called.
    pub name: NodeName,
    /// Indices of its touchpoints, in order.
    pub touchpoints: Range<usize>,
}

/// A point of contact within a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touchpoint {
    /// What it is called.
    pub name: NodeName,
    /// Index of its stage.
    pub stage: usize,
    /// Its aspects, in order.
    pub aspects: Range<AspectId>,
    /// The lines of business that it belongs to; none where any business has it.
    pub packs: Vec<String>,
    /// Those of `packs` that it is typical of: talk of it speaks for them rather than for the
    /// others. Where there are none it speaks for all alike.
    pub core: Vec<String>,
    /// Whether it stands for the experience as a whole: its opinions are kept with the
    /// comment, but it is nothing that could be mended by itself.
    pub general: bool,
    /// Whether there is something to say of it only where something went wrong before: it is never
    /// what works.
    pub complaints: bool,
}

/// Something about a touchpoint that can be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aspect {
    /// What it is called.
    pub name: NodeName,
    /// Index of its touchpoint.
    pub touchpoint: usize,
    /// The lines of business that it is typical of, in place of those of its touchpoint.
    pub core: Vec<String>,
    /// Chinese terms that mention it, in simplified characters.
    pub terms_zh: Vec<String>,
    /// English terms that mention it, in lower case.
    pub terms_en: Vec<String>,
    /// Whether it is what a good experience leads to (to recommend, to come back), and
    /// so no cause of a score.
    pub outcome: bool,
}

/// Stages, touchpoints and aspects in the order of the journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    stages: Vec<TaxonomyStage>,
    touchpoints: Vec<Touchpoint>,
    aspects: Vec<Aspect>,
    /// The packs whose customers come by the stages in order; all where it is not said.
    journeys: Option<Vec<String>>,
}

/// Most aspects of a taxonomy.
pub const MOST_ASPECTS: usize = 2_000;

/// Most terms of all aspects together.
pub const MOST_TERMS: usize = 100_000;

/// Why a taxonomy was refused.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub struct TaxonomyError {
    /// The file as it was named.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and how to put it right.
    pub problem: TaxonomyProblem,
}

/// What is wrong with a taxonomy.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub enum TaxonomyProblem {
    /// Not TOML of the expected form.
    Form {
        /// What the parser said.
        reason: String,
    },
    /// No aspect at all.
    Empty,
    /// An identifier that is not made of lower-case letters, digits and `_`.
    Id {
        /// The identifier.
        id: String,
    },
    /// An identifier used before for a node of the same kind.
    RepeatedId {
        /// The identifier.
        id: String,
    },
    /// An aspect without terms is never mentioned.
    NoTerms {
        /// The aspect.
        id: String,
    },
    /// A term without a letter or digit.
    BlankTerm {
        /// The term.
        term: String,
    },
    /// More aspects than a report holds.
    TooManyAspects,
    /// More terms than are looked for at once.
    TooManyTerms,
    /// A term listed before.
    RepeatedTerm {
        /// The term.
        term: String,
        /// The aspect that has it.
        aspect: String,
    },
}

impl TaxonomyError {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        let TaxonomyError { path, line, problem } = self;
        let problem = problem.message_in(locale);
        let at = "opinion.taxonomy.at";
        t!(at, locale = locale, path = path, line = line, problem = problem).into_owned()
    }
}

impl TaxonomyProblem {
    /// What is wrong and how to put it right, in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            TaxonomyProblem::Form { reason } => {
                t!("opinion.taxonomy.form", locale = locale, reason = reason)
            }
            TaxonomyProblem::Empty => t!("opinion.taxonomy.empty", locale = locale),
            TaxonomyProblem::Id { id } => t!("opinion.taxonomy.id", locale = locale, id = id),
            TaxonomyProblem::RepeatedId { id } => {
                t!("opinion.taxonomy.repeated_id", locale = locale, id = id)
            }
            TaxonomyProblem::NoTerms { id } => {
                t!("opinion.taxonomy.no_terms", locale = locale, id = id)
            }
            TaxonomyProblem::BlankTerm { term } => {
                t!("opinion.taxonomy.blank_term", locale = locale, term = term)
            }
            TaxonomyProblem::TooManyAspects => {
                t!("opinion.taxonomy.too_many_aspects", locale = locale, most = MOST_ASPECTS)
            }
            TaxonomyProblem::TooManyTerms => {
                t!("opinion.taxonomy.too_many_terms", locale = locale, most = MOST_TERMS)
            }
            TaxonomyProblem::RepeatedTerm { term, aspect } => {
                let key = "opinion.taxonomy.repeated_term";
                t!(key, locale = locale, term = term, aspect = aspect)
            }
        }
        .into_owned()
    }
}

/// Where in the file something goes wrong, and what.
type Problem = (usize, TaxonomyProblem);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    stage: Vec<StageEntry>,
    #[serde(default)]
    journeys: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StageEntry {
    id: Spanned<String>,
    zh: String,
    en: String,
    #[serde(default)]
    touchpoint: Vec<TouchpointEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TouchpointEntry {
    id: Spanned<String>,
    zh: String,
    en: String,
    #[serde(default)]
    packs: Vec<String>,
    #[serde(default)]
    core: Vec<String>,
    #[serde(default)]
    general: bool,
    #[serde(default)]
    complaints: bool,
    #[serde(default)]
    aspect: Vec<AspectEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AspectEntry {
    id: Spanned<String>,
    zh: String,
    en: String,
    #[serde(default)]
    core: Vec<String>,
    #[serde(default)]
    terms_zh: Vec<Spanned<String>>,
    #[serde(default)]
    terms_en: Vec<Spanned<String>>,
    #[serde(default)]
    outcome: bool,
}

impl Taxonomy {
    /// The taxonomy for services and online shops that comes with the engine.
    pub fn builtin() -> Taxonomy {
        match parse(BUILTIN) {
            Ok(taxonomy) => taxonomy,
            // A test reads the same constant.
            Err(_) => unreachable!("the built-in taxonomy is well formed"),
        }
    }

    /// The file of [`Taxonomy::builtin`], to start from.
    pub fn builtin_text() -> &'static str {
        BUILTIN
    }

    /// A taxonomy of parts that fit together, in the order of no journey.
    pub(super) fn of_parts(
        stages: Vec<TaxonomyStage>,
        touchpoints: Vec<Touchpoint>,
        aspects: Vec<Aspect>,
    ) -> Taxonomy {
        Taxonomy { stages, touchpoints, aspects, journeys: Some(Vec::new()) }
    }

    /// Reads a taxonomy; `path` names the file in errors.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line and a remedy.
    pub fn from_toml(text: &str, path: &str) -> Result<Taxonomy, TaxonomyError> {
        parse(text).map_err(|(at, problem)| {
            let before = &text.as_bytes()[..at.min(text.len())];
            let line = 1 + before.iter().filter(|b| **b == b'\n').count();
            TaxonomyError { path: path.to_owned(), line, problem }
        })
    }

    /// The stages, in order.
    pub fn stages(&self) -> &[TaxonomyStage] {
        &self.stages
    }

    /// The touchpoints of all stages, in order.
    pub fn touchpoints(&self) -> &[Touchpoint] {
        &self.touchpoints
    }

    /// The aspects of all touchpoints, in order. An [`AspectId`] is an index
    /// into it.
    pub fn aspects(&self) -> &[Aspect] {
        &self.aspects
    }

    /// The aspect with this index. Panics where there is none.
    pub fn aspect(&self, id: AspectId) -> &Aspect {
        &self.aspects[id]
    }

    /// The touchpoint of an aspect. Panics where there is no such aspect.
    pub fn touchpoint_of(&self, id: AspectId) -> &Touchpoint {
        &self.touchpoints[self.aspects[id].touchpoint]
    }

    /// The stage of an aspect. Panics where there is no such aspect.
    pub fn stage_of(&self, id: AspectId) -> &TaxonomyStage {
        &self.stages[self.touchpoint_of(id).stage]
    }

    /// The lines of business that an aspect is typical of: talk of it speaks for them. What no
    /// more than two have is typical of both. Panics where there is no such aspect.
    pub fn typical_of(&self, id: AspectId) -> &[String] {
        let (own, home) = (&self.aspects[id].core, self.touchpoint_of(id));
        match () {
            () if !own.is_empty() => own,
            () if home.core.is_empty() && home.packs.len() <= 2 => &home.packs,
            () => &home.core,
        }
    }

    /// Whether the customers of a business with these packs come by the stages in their order;
    /// `None` where its packs are not known. They do where the taxonomy does not say for which
    /// packs that holds, else where it says so of the only pack.
    pub fn is_journey_of(&self, packs: Option<&[String]>) -> bool {
        match (&self.journeys, packs) {
            (None, _) => true,
            (Some(journeys), Some([pack])) => journeys.contains(pack),
            (Some(_), _) => false,
        }
    }

    /// The aspect with this identifier.
    pub fn find_aspect(&self, id: &str) -> Option<AspectId> {
        self.aspects.iter().position(|aspect| aspect.name.id == id)
    }
}

fn parse(text: &str) -> Result<Taxonomy, Problem> {
    let file: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (at, TaxonomyProblem::Form { reason: error.message().to_owned() })
    })?;
    let (stages, touchpoints, aspects) = (Vec::new(), Vec::new(), Vec::new());
    let mut taxonomy = Taxonomy { stages, touchpoints, aspects, journeys: file.journeys };
    let mut stage_ids = HashMap::new();
    let mut touchpoint_ids = HashMap::new();
    let mut aspect_ids = HashMap::new();
    let mut owners: HashMap<String, String> = HashMap::new();
    for stage in file.stage {
        let first_touchpoint = taxonomy.touchpoints.len();
        for touchpoint in stage.touchpoint {
            let first_aspect = taxonomy.aspects.len();
            for aspect in touchpoint.aspect {
                let at = aspect.id.span().start;
                let name = name(aspect.id, aspect.zh, aspect.en, &mut aspect_ids)?;
                let terms_zh = terms(aspect.terms_zh, &name.id, &mut owners)?;
                let terms_en = terms(aspect.terms_en, &name.id, &mut owners)?;
                if terms_zh.is_empty() && terms_en.is_empty() {
                    return Err((at, TaxonomyProblem::NoTerms { id: name.id }));
                }
                let touchpoint = taxonomy.touchpoints.len();
                if taxonomy.aspects.len() >= MOST_ASPECTS {
                    return Err((at, TaxonomyProblem::TooManyAspects));
                }
                if owners.len() > MOST_TERMS {
                    return Err((at, TaxonomyProblem::TooManyTerms));
                }
                let (core, outcome) = (aspect.core, aspect.outcome);
                let aspect = Aspect { name, touchpoint, core, terms_zh, terms_en, outcome };
                taxonomy.aspects.push(aspect);
            }
            taxonomy.touchpoints.push(Touchpoint {
                name: name(touchpoint.id, touchpoint.zh, touchpoint.en, &mut touchpoint_ids)?,
                stage: taxonomy.stages.len(),
                aspects: first_aspect..taxonomy.aspects.len(),
                packs: touchpoint.packs,
                core: touchpoint.core,
                general: touchpoint.general,
                complaints: touchpoint.complaints,
            });
        }
        taxonomy.stages.push(TaxonomyStage {
            name: name(stage.id, stage.zh, stage.en, &mut stage_ids)?,
            touchpoints: first_touchpoint..taxonomy.touchpoints.len(),
        });
    }
    if taxonomy.aspects.is_empty() {
        return Err((0, TaxonomyProblem::Empty));
    }
    Ok(taxonomy)
}

fn name(
    id: Spanned<String>,
    zh: String,
    en: String,
    seen: &mut HashMap<String, ()>,
) -> Result<NodeName, Problem> {
    let at = id.span().start;
    let id = id.into_inner();
    let well_formed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if id.is_empty() || !id.bytes().all(well_formed) {
        return Err((at, TaxonomyProblem::Id { id }));
    }
    if seen.insert(id.clone(), ()).is_some() {
        return Err((at, TaxonomyProblem::RepeatedId { id }));
    }
    Ok(NodeName { id, zh, en })
}

fn terms(
    entries: Vec<Spanned<String>>,
    aspect: &str,
    owners: &mut HashMap<String, String>,
) -> Result<Vec<String>, Problem> {
    entries
        .into_iter()
        .map(|entry| {
            let at = entry.span().start;
            let term = crate::text::matching_form(entry.get_ref());
            if !term.chars().any(char::is_alphanumeric) {
                return Err((at, TaxonomyProblem::BlankTerm { term }));
            }
            match owners.insert(term.clone(), aspect.to_owned()) {
                Some(aspect) => Err((at, TaxonomyProblem::RepeatedTerm { term, aspect })),
                None => Ok(term),
            }
        })
        .collect()
}
