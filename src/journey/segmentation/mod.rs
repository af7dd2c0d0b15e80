//! Segments of customers: by what they bought (RFM, stage of life), by what they are like
//! (clusters), and who the unhappy are (a small tree).
//!
//! [`People`] put answers together by who gave them; orders, where there are any, are joined to
//! them. Every segment is described by how many it has, their scores and sentiment against all
//! others, and what hurts them. Whatever does no better than chance is said to.

mod clusters;
mod columns;
mod lifecycle;
mod people;
mod profile;
mod purchases;
mod rfm;
#[cfg(test)]
mod tests;
mod unhappy;

use jiff::civil::Date;
use serde::Serialize;

pub use clusters::{Cluster, ClusterTrait, ClusterVerdict, Clusters, STABLE};
pub use columns::Trait;
pub use lifecycle::{LifeStage, StageDays};
pub use people::{People, Person};
pub use profile::{Against, SegmentPain, SegmentProfile};
pub use purchases::Purchases;
pub use rfm::{RfmCuts, RfmGroup, RfmScores, ScoreRange};
pub use unhappy::{Condition, FEWEST, TreeVerdict, Unhappy, UnhappyGroup};

use super::kpi::Order;
use super::plan::RunNames;
use super::suppression::Suppression;
use super::touchpoint::TouchpointSource;
use crate::feedback::ScoreKind;

/// Most customers that clusters and the tree are made of; of more, some are drawn.
pub const MOST_CUSTOMERS: usize = 3_000;

/// Share of those who have the most frequent score from which another is as frequent.
const ABOUT: f64 = 0.6;

/// What is stated about how segments are made.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentSettings {
    /// The day as of which customers are looked at; of the last order unless told.
    pub as_of: Option<Date>,
    /// Days that part the stages of life.
    pub days: StageDays,
    /// Parts that customers are cut into by each of recency, frequency and monetary value.
    pub bins: u32,
    /// Borders in their place.
    pub cuts: RfmCuts,
    /// Clusters; as many as there are unless told.
    pub clusters: Option<usize>,
    /// Fewest answers of a number that is shown.
    pub suppression: Suppression,
}

impl SegmentSettings {
    /// Days after which a customer has lapsed; active is half as many, new the smaller of these
    /// and 90.
    pub fn days_of(inactive: u32) -> StageDays {
        let active = (inactive / 2).max(1);
        StageDays { new: active.min(90), active, inactive }
    }
}

impl Default for SegmentSettings {
    fn default() -> SegmentSettings {
        SegmentSettings {
            as_of: None,
            days: SegmentSettings::days_of(365),
            bins: 5,
            cuts: RfmCuts::default(),
            clusters: None,
            suppression: Suppression::default(),
        }
    }
}

/// A customer: what was said, what was bought, or both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer<'a> {
    pub(super) person: Option<&'a Person>,
    pub(super) bought: Option<Purchases>,
}

/// Segments of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Segmentation {
    /// The score that segments are compared by.
    pub score: Option<ScoreKind>,
    /// People who gave feedback; where the export does not say who, answers.
    pub people: u64,
    /// Of these, those whom the export names.
    pub named: u64,
    /// Answers.
    pub answers: u64,
    /// What the orders tell; `None` without any.
    pub orders: Option<OrderBook>,
    /// Groups by recency, frequency and monetary value.
    pub rfm: Option<Rfm>,
    /// Stages of life.
    pub lifecycle: Option<Lifecycle>,
    /// Clusters.
    pub clusters: Clusters,
    /// Who the unhappy are.
    pub unhappy: Unhappy,
    /// Where everybody who is named belongs.
    #[serde(skip)]
    pub members: Vec<Member>,
}

/// What the orders tell of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OrderBook {
    /// The day as of which customers are looked at.
    pub as_of: String,
    /// Whether it was stated.
    pub stated: bool,
    /// Days of orders before it.
    pub history_days: u64,
    /// Customers who bought.
    pub buyers: u64,
    /// Of these, those who gave feedback.
    pub answered: u64,
    /// People who gave feedback, are named and did not buy.
    pub strangers: u64,
    /// The first and the last day of the orders, where all of them are after that day.
    #[serde(skip)]
    pub later: Option<[String; 2]>,
}

/// Groups by recency, frequency and monetary value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Rfm {
    /// Whether the borders of recency, frequency and monetary value were stated.
    pub stated: [bool; 3],
    /// Days since the last order by score, best first.
    pub recency: Vec<ScoreRange>,
    /// Orders by score.
    pub frequency: Vec<ScoreRange>,
    /// What was paid by score.
    pub monetary: Vec<ScoreRange>,
    /// The groups that have customers.
    pub segments: Vec<SegmentProfile>,
}

/// Stages of life.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Lifecycle {
    /// Days that part them.
    pub days: StageDays,
    /// The stages that have customers.
    pub segments: Vec<SegmentProfile>,
}

/// Where somebody belongs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Member {
    /// How the export calls them, as it may be shown.
    pub respondent: String,
    /// Answers.
    pub answers: u64,
    /// The last main score.
    pub score: Option<f64>,
    /// Mean sentiment.
    pub sentiment: Option<f64>,
    /// What they bought.
    pub bought: Option<Purchases>,
    /// How that is scored, and the group.
    pub rfm: Option<(RfmScores, RfmGroup)>,
    /// The stage.
    pub stage: Option<LifeStage>,
    /// Number of the cluster, from 1.
    pub cluster: Option<usize>,
    /// Number of the group of the tree, from 1.
    pub group: Option<usize>,
}

/// The number that somebody has among the customers of the orders.
pub type NumberOf<'a> = &'a dyn Fn(&Person) -> Option<u32>;

/// What segments are made of.
pub struct Sources<'a> {
    /// Who gave feedback.
    pub people: &'a [Person],
    /// Orders, and the number that somebody has among them.
    pub orders: Option<(&'a [Order], NumberOf<'a>)>,
    /// Names of the segment fields.
    pub fields: &'a [String],
    /// Where the touchpoints of the run come from.
    pub source: TouchpointSource,
    /// Names of what people speak of.
    pub names: RunNames<'a>,
}

/// Makes segments.
pub fn segmentation(of: &Sources<'_>, settings: &SegmentSettings) -> Segmentation {
    let people = of.people;
    let having =
        |kind: ScoreKind| people.iter().filter(|one| one.scores.get(kind).is_some()).count();
    // The first that about as many have as any other: detractors rather than dissatisfied.
    let most = ScoreKind::ALL.into_iter().map(having).max().unwrap_or(0);
    let about = |kind: &ScoreKind| most > 0 && having(*kind) as f64 >= ABOUT * most as f64;
    let score = ScoreKind::ALL.into_iter().find(about);
    let mut all: Vec<Customer<'_>> =
        people.iter().map(|one| Customer { person: Some(one), bought: None }).collect();
    let as_of = settings.as_of.or_else(|| {
        let (orders, _) = of.orders.as_ref()?;
        orders.iter().filter(|order| order.id.is_some()).map(|order| order.date).max()
    });
    let book = as_of
        .zip(of.orders.as_ref())
        .map(|(as_of, (orders, number))| join(&mut all, orders, *number, (as_of, settings)));
    let describe = |segments: &[(String, Vec<usize>)]| {
        profile::profiles(&all, segments, &of.names, (score, settings.suppression))
    };
    let buyers: Vec<usize> = (0..all.len()).filter(|at| all[*at].bought.is_some()).collect();
    let bought: Vec<Purchases> = buyers.iter().filter_map(|at| all[*at].bought).collect();
    let scored = rfm::scored(&bought, &settings.cuts, settings.bins);
    let stages: Vec<LifeStage> =
        bought.iter().map(|one| LifeStage::of(one, settings.days)).collect();
    let rfm = (!buyers.is_empty()).then(|| {
        let members = |group: RfmGroup| {
            let own = buyers.iter().zip(&scored.of).filter(|(_, (_, of))| *of == group);
            (group.id().to_owned(), own.map(|(at, _)| *at).collect::<Vec<usize>>())
        };
        let [recency, frequency, monetary] = scored.ranges.clone();
        let cuts = &settings.cuts;
        Rfm {
            stated: [&cuts.recency, &cuts.frequency, &cuts.monetary].map(Option::is_some),
            recency,
            frequency,
            monetary,
            segments: describe(&some(RfmGroup::ALL.map(members))),
        }
    });
    let lifecycle = (!buyers.is_empty()).then(|| {
        let members = |stage: LifeStage| {
            let own = buyers.iter().zip(&stages).filter(|(_, of)| **of == stage);
            (stage.id().to_owned(), own.map(|(at, _)| *at).collect::<Vec<usize>>())
        };
        let segments = describe(&some(LifeStage::ALL.map(members)));
        Lifecycle { days: settings.days, segments }
    });
    let mut cut = clusters::clusters(&all, settings.clusters);
    let called: Vec<(String, Vec<usize>)> = (1..)
        .zip(&cut.members)
        .map(|(number, own)| (format!("cluster_{number}"), own.clone()))
        .collect();
    cut.clusters.segments = describe(&called)
        .into_iter()
        .zip(cut.traits)
        .map(|(profile, traits)| Cluster { traits, profile })
        .collect();
    // Where the export has touchpoints, what is spoken of says no more.
    let topics = (of.source == TouchpointSource::Aspects).then_some(of.names.touchpoints);
    let suppression = settings.suppression;
    let (unhappy, groups) = unhappy::unhappy(&all, score, (of.fields, topics), suppression);
    let mut cluster_of: Vec<Option<usize>> = vec![None; all.len()];
    for (number, own) in (1..).zip(&cut.members) {
        own.iter().for_each(|at| cluster_of[*at] = Some(number));
    }
    let mut members: Vec<Member> = Vec::new();
    for (at, customer) in all.iter().enumerate() {
        let Some(person) = customer.person else { continue };
        let Some(respondent) = person.respondent.clone() else { continue };
        let place = buyers.binary_search(&at).ok();
        members.push(Member {
            respondent,
            answers: person.answers,
            score: score.and_then(|kind| person.scores.get(kind)).map(|score| score.value),
            sentiment: person.sentiment(),
            bought: customer.bought,
            rfm: place.map(|at| scored.of[at]),
            stage: place.map(|at| stages[at]),
            cluster: cluster_of[at],
            group: groups[at].map(|at| at + 1),
        });
    }
    members.sort_by(|a, b| a.respondent.cmp(&b.respondent));
    Segmentation {
        score,
        people: people.len() as u64,
        named: people.iter().filter(|one| one.named).count() as u64,
        answers: people.iter().map(|one| one.answers).sum(),
        orders: book,
        rfm,
        lifecycle,
        clusters: cut.clusters,
        unhappy,
        members,
    }
}

/// Gives everybody their orders, and adds customers who gave no feedback.
fn join(
    all: &mut Vec<Customer<'_>>,
    orders: &[Order],
    number: &dyn Fn(&Person) -> Option<u32>,
    (as_of, settings): (Date, &SegmentSettings),
) -> OrderBook {
    let within = i64::from(settings.days.active);
    let mut of = purchases::purchases(orders, as_of, within);
    let buyers = of.len() as u64;
    let known = orders.iter().filter(|order| order.id.is_some() && order.date <= as_of);
    let first = known.map(|order| order.date).min().unwrap_or(as_of);
    let (mut answered, mut strangers) = (0, 0);
    for customer in all.iter_mut() {
        let Some(person) = customer.person else { continue };
        customer.bought = number(person).and_then(|id| of.remove(&id));
        answered += u64::from(customer.bought.is_some());
        strangers += u64::from(customer.bought.is_none() && person.named);
    }
    // In an order that has nothing to do with that of the rows.
    let mut others: Vec<Purchases> = of.into_values().collect();
    others.sort_by(|a, b| {
        let key = |one: &Purchases| (one.recency, one.since, one.frequency);
        key(a).cmp(&key(b)).then(a.monetary.total_cmp(&b.monetary))
    });
    all.extend(others.into_iter().map(|bought| Customer { person: None, bought: Some(bought) }));
    OrderBook {
        as_of: as_of.to_string(),
        stated: settings.as_of.is_some(),
        history_days: super::kpi::days(first, as_of).unsigned_abs(),
        buyers,
        answered,
        strangers,
        later: all_later(orders, as_of),
    }
}

/// The first and the last day of orders of customers, where none is on or before `as_of`.
fn all_later(orders: &[Order], as_of: Date) -> Option<[String; 2]> {
    let days = orders.iter().filter(|order| order.id.is_some()).map(|order| order.date);
    let first = days.clone().min().filter(|first| *first > as_of)?;
    Some([first, days.max()?].map(|day| day.to_string()))
}

/// The segments that have customers.
fn some<const N: usize>(all: [(String, Vec<usize>); N]) -> Vec<(String, Vec<usize>)> {
    all.into_iter().filter(|(_, own)| !own.is_empty()).collect()
}
