//! The dimensions of service quality (SERVQUAL) as a taxonomy: the built-in aspects under the five
//! dimensions they belong to, with what engines have learnt of them.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::Taxonomy;
use super::taxonomy::{Aspect, NodeName, TaxonomyStage, Touchpoint};
use crate::lang::Name;

const SERVQUAL_FILE: &str = include_str!("../../data/taxonomy/servqual.toml");

/// Name of the pack and of the taxonomy.
pub const SERVQUAL: &str = "servqual";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    stage: Node,
    beyond: Node,
    dimension: Vec<Dimension>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Node {
    id: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dimension {
    id: String,
    zh: String,
    en: String,
    /// Parts of names of items.
    names: Vec<String>,
    /// Aspects of the built-in taxonomy.
    aspects: Vec<String>,
    #[serde(default)]
    aspect: Vec<Own>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    id: String,
    zh: String,
    en: String,
    terms_zh: Vec<String>,
    terms_en: Vec<String>,
}

fn file() -> File {
    match toml::from_str(SERVQUAL_FILE) {
        Ok(file) => file,
        // A test reads the same constant.
        Err(_) => unreachable!("the dimensions are well formed"),
    }
}

impl Taxonomy {
    /// The five dimensions of SERVQUAL as touchpoints of one stage. Aspects in none of them stay
    /// under one that counts for no touchpoint.
    pub fn servqual() -> Taxonomy {
        let (file, builtin) = (file(), Taxonomy::builtin());
        let name = |id: String, zh: String, en: String| NodeName { id, zh, en };
        // What a dimension says in terms of its own is said of no other aspect.
        let form = |terms: &[String]| -> Vec<String> {
            terms.iter().map(|term| crate::text::matching_form(term)).collect()
        };
        let own = file.dimension.iter().flat_map(|dimension| &dimension.aspect);
        let taken: HashSet<String> = own
            .flat_map(|own| form(&own.terms_zh).into_iter().chain(form(&own.terms_en)))
            .collect();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (at, dimension) in file.dimension.iter().enumerate() {
            places.extend(dimension.aspects.iter().map(|id| (id.as_str(), at)));
        }
        let free = |terms: &[String]| -> Vec<String> {
            terms.iter().filter(|term| !taken.contains(*term)).cloned().collect()
        };
        let regrouped = |place: Option<usize>, touchpoint: usize| {
            let aspects = builtin.aspects().iter();
            aspects.filter(move |aspect| places.get(aspect.name.id.as_str()).copied() == place).map(
                move |aspect| Aspect {
                    touchpoint,
                    core: Vec::new(),
                    terms_zh: free(&aspect.terms_zh),
                    terms_en: free(&aspect.terms_en),
                    ..aspect.clone()
                },
            )
        };
        let (mut touchpoints, mut aspects) = (Vec::new(), Vec::new());
        for (at, dimension) in file.dimension.iter().enumerate() {
            let first = aspects.len();
            aspects.extend(regrouped.clone()(Some(at), at));
            aspects.extend(dimension.aspect.iter().map(|own| Aspect {
                name: name(own.id.clone(), own.zh.clone(), own.en.clone()),
                touchpoint: at,
                core: Vec::new(),
                terms_zh: form(&own.terms_zh),
                terms_en: form(&own.terms_en),
                outcome: false,
            }));
            let Dimension { id, zh, en, .. } = dimension;
            touchpoints.push(Touchpoint {
                name: name(id.clone(), zh.clone(), en.clone()),
                stage: 0,
                aspects: first..aspects.len(),
                packs: vec![SERVQUAL.to_owned()],
                core: Vec::new(),
                general: false,
                complaints: false,
            });
        }
        let (first, last) = (aspects.len(), touchpoints.len());
        aspects.extend(regrouped(None, last));
        let Node { id, zh, en } = file.beyond;
        touchpoints.push(Touchpoint {
            name: name(id, zh, en),
            stage: 0,
            aspects: first..aspects.len(),
            packs: Vec::new(),
            core: Vec::new(),
            general: true,
            complaints: false,
        });
        let Node { id, zh, en } = file.stage;
        let stage = TaxonomyStage { name: name(id, zh, en), touchpoints: 0..touchpoints.len() };
        Taxonomy::of_parts(vec![stage], touchpoints, aspects)
    }
}

/// By what items of a questionnaire are known to be of a dimension.
#[derive(Debug)]
pub struct ServqualNames {
    dimensions: Vec<(Name, Vec<String>)>,
}

impl ServqualNames {
    /// Those of the five dimensions.
    pub fn new() -> ServqualNames {
        let dimension = |own: Dimension| {
            let mut names = own.names;
            names.extend([own.zh.to_lowercase(), own.en.to_lowercase()]);
            (Name { zh: own.zh, en: own.en }, names)
        };
        ServqualNames { dimensions: file().dimension.into_iter().map(dimension).collect() }
    }

    /// What the dimensions are called, in their order.
    pub fn names(&self) -> Vec<Name> {
        self.dimensions.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The dimension of an item, by the longest part of its name that is known.
    pub fn dimension(&self, item: &str) -> Option<usize> {
        let item = item.to_lowercase();
        let all = self.dimensions.iter().enumerate();
        let known = all.filter_map(|(at, (_, names))| {
            let held = names.iter().filter(|name| item.contains(name.as_str()));
            held.map(String::len).max().map(|length| (length, at))
        });
        known.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, at)| at)
    }
}

impl Default for ServqualNames {
    fn default() -> ServqualNames {
        ServqualNames::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opinion::MentionFinder;
    use crate::text::Analyzer;

    #[test]
    fn every_aspect_stands_in_one_dimension_or_beyond_them() {
        let (servqual, builtin, file) = (Taxonomy::servqual(), Taxonomy::builtin(), file());
        let dimensions: Vec<&str> =
            servqual.touchpoints().iter().map(|t| t.name.id.as_str()).collect();
        let five = ["tangibles", "reliability", "responsiveness", "assurance", "empathy"];
        assert_eq!(dimensions, [&five[..], &["beyond_servqual"]].concat());
        let own: usize = file.dimension.iter().map(|dimension| dimension.aspect.len()).sum();
        assert_eq!(servqual.aspects().len(), builtin.aspects().len() + own);
        let ids: HashSet<&str> = servqual.aspects().iter().map(|a| a.name.id.as_str()).collect();
        assert_eq!(ids.len(), servqual.aspects().len());
        for id in file.dimension.iter().flat_map(|dimension| &dimension.aspects) {
            assert!(builtin.find_aspect(id).is_some(), "{id}");
        }
        for (id, aspect) in servqual.aspects().iter().enumerate() {
            assert!(servqual.touchpoint_of(id).aspects.contains(&id));
            assert!(!(aspect.terms_zh.is_empty() && aspect.terms_en.is_empty()), "{aspect:?}");
        }
        let terms = || servqual.aspects().iter().flat_map(|a| a.terms_zh.iter().chain(&a.terms_en));
        assert_eq!(
            terms().collect::<HashSet<_>>().len(),
            terms().count(),
            "a term is of one aspect"
        );
    }

    #[test]
    fn items_are_of_the_dimension_that_their_names_tell() {
        let names = ServqualNames::new();
        for (item, dimension) in [
            ("有形性", Some(0)),
            ("modern equipment", Some(0)),
            ("promises are kept on time", Some(1)),
            ("prompt service", Some(2)),
            ("员工礼貌", Some(3)),
            ("individual attention", Some(4)),
            ("价格", None),
        ] {
            assert_eq!(names.dimension(item), dimension, "{item}");
        }
    }

    #[test]
    fn comments_in_both_languages_are_of_their_dimensions() {
        let servqual = Taxonomy::servqual();
        let finder = MentionFinder::new(&servqual).unwrap();
        let analyzer = Analyzer::new();
        for (text, dimension) in [
            ("店里设施很新，环境干净", "tangibles"),
            ("说到做到，从不放鸽子", "reliability"),
            ("客服互相踢皮球，没人管", "responsiveness"),
            ("店员态度好又专业", "assurance"),
            ("特别贴心，处处为客户着想", "empathy"),
            ("营业时间太短", "empathy"),
            ("The facilities are spotless", "tangibles"),
            ("They never kept their word, such a broken promise", "reliability"),
            ("Everyone was happy to help", "responsiveness"),
            ("You feel in safe hands here", "assurance"),
            ("The nurse was so considerate and thoughtful", "empathy"),
            ("the price is too high", "beyond_servqual"),
        ] {
            let found: Vec<&str> = finder
                .find(&analyzer.prepare(text))
                .iter()
                .map(|mention| servqual.touchpoint_of(mention.aspect).name.id.as_str())
                .collect();
            assert!(found.contains(&dimension), "{text}: {found:?}");
        }
    }

    #[test]
    fn of_several_dimensions_the_longest_name_counts_and_of_equal_ones_the_first() {
        let known =
            |part: &str| (Name { zh: String::new(), en: String::new() }, vec![part.to_owned()]);
        let names = ServqualNames { dimensions: ["staff", "store", "opening"].map(known).into() };
        for (item, dimension) in [
            ("Staff of the store", Some(0)),
            ("Store staff", Some(0)),
            ("Store opening", Some(2)),
            ("Opening of the store", Some(2)),
            ("Price", None),
        ] {
            assert_eq!(names.dimension(item), dimension, "{item}");
        }
    }
}
