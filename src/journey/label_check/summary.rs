//! What follows from the labels, as data.

use serde::Serialize;

use super::groups::{Field, GRAINS};
use super::part::Part;
use super::{LabelCheck, Unit};
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::sentiment::labelled::Reading;
use crate::stats::Estimate;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::prediction_powered::{Frame, Quantity, Rectified};

/// How right the engine is on this export, and what is true where it is not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LabelCheckSummary {
    /// Comments that have a label.
    pub labels: u64,
    /// Comments that were drawn and were left without one.
    pub empty: u64,
    /// Comments that the engine judged, which they stand for.
    pub comments: u64,
    /// Share of all comments on which engine and reader agree.
    pub agreement: Estimate,
    /// Labelled comments: a row for each class that the reader gives, a column for each that
    /// the engine does, both in the order negative, mixed, neutral, positive.
    pub confusion: [[u64; 4]; 4],
    /// The share of each class.
    pub shares: Vec<CheckedShare>,
    /// Mean sentiment in [−1, 1], a label counting −1, 0 or 1.
    pub sentiment: CheckedMean,
    /// Touchpoints, segments and periods of which enough comments were read.
    pub groups: Vec<CheckedGroups>,
    /// Correlation of the label with each score.
    pub correlations: Vec<CheckedCorrelation>,
}

/// The share of a class among all comments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckedShare {
    /// The class.
    pub label: Reading,
    /// As classified.
    pub classified: f64,
    /// Set right by the labels.
    pub corrected: Estimate,
}

/// A mean over all comments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckedMean {
    /// As classified.
    pub classified: f64,
    /// Set right by the labels.
    pub corrected: Estimate,
}

/// What tells groups apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase", tag = "kind", content = "name")]
#[non_exhaustive]
pub enum GroupField {
    /// The touchpoint, as the export names it.
    Touchpoint,
    /// The segment field of this name.
    Segment(String),
    /// When the comment was written.
    Period,
}

/// The groups of a field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckedGroups {
    /// The field.
    pub field: GroupField,
    /// Groups of which at least [`Frame::FEWEST`] comments have a label.
    pub groups: Vec<CheckedGroup>,
    /// Groups that were read too little to be told of.
    pub too_few: u64,
}

/// A group of comments.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckedGroup {
    /// Its name, or the period.
    pub name: String,
    /// Its comments.
    pub comments: u64,
    /// How many of them have a label.
    pub labels: u64,
    /// Share of negative ones.
    pub negative: CheckedMean,
    /// Mean sentiment in [−1, 1].
    pub sentiment: CheckedMean,
    /// Share of negative ones less that among all other comments; `None` where too few of those
    /// were read.
    pub difference: Option<Estimate>,
    /// Benjamini-Hochberg q of no difference, among all groups of this check.
    pub q: Option<f64>,
}

/// Correlation of the label with a score, over the comments that have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckedCorrelation {
    /// The score's identifier.
    pub score: String,
    /// Its name.
    pub name: Name,
    /// Comments beside such a score.
    pub comments: u64,
    /// How many of them have a label.
    pub labels: u64,
    /// Pearson's correlation of the engine's sentiment with the score, on a footing on which
    /// high is good.
    pub classified: f64,
    /// That of the label with the score.
    pub corrected: Estimate,
}

/// Units of a part, with what they say of it.
struct Sample<'a> {
    frame: Frame,
    units: Vec<&'a Unit>,
    part: &'a Part,
}

impl<'a> Sample<'a> {
    fn new(part: &'a Part, units: Vec<&'a Unit>, effect: f64) -> Option<Sample<'a>> {
        let of: Vec<usize> = units.iter().map(|unit| unit.stratum).collect();
        Some(Sample { frame: Frame::new(&part.sizes, &of)?.alike(effect), units, part })
    }

    fn column(&self, of: impl Fn(&Unit) -> f64) -> Vec<f64> {
        self.units.iter().map(|unit| of(unit)).collect()
    }

    fn share(&self, of: Reading) -> Option<Rectified> {
        let truth = self.column(|unit| f64::from(unit.truth == of));
        let said = self.column(|unit| unit.said[of as usize]);
        let said_of_all = self.part.said(of);
        self.frame.share(&Quantity { truth: &truth, said: &said, said_of_all })
    }

    fn agreement(&self) -> Option<Estimate> {
        let truth = self.column(|unit| f64::from(unit.truth == unit.reading));
        let said = vec![0.0; truth.len()];
        let quantity = Quantity { truth: &truth, said: &said, said_of_all: 0.0 };
        self.frame.share(&quantity)?.share_estimate(self.part.n())
    }

    fn sentiment(&self) -> Option<CheckedMean> {
        let truth = self.column(|unit| unit.truth.sentiment());
        let said = self.column(|unit| unit.sentiment);
        let said_of_all = self.part.sentiment();
        let quantity = Quantity { truth: &truth, said: &said, said_of_all };
        let corrected = self.frame.mean(&quantity)?.estimate()?.clipped(-1.0, 1.0);
        Some(CheckedMean { classified: said_of_all, corrected })
    }

    fn negative(&self) -> Option<(Rectified, CheckedMean)> {
        let found = self.share(Reading::Negative)?;
        let corrected = found.share_estimate(self.part.n())?;
        Some((found, CheckedMean { classified: self.part.share(Reading::Negative), corrected }))
    }

    fn correlation(&self, kind: ScoreKind) -> Option<CheckedCorrelation> {
        let (mean, deviation) = self.part.scores()?;
        let truth = self.column(|unit| unit.truth.sentiment());
        let said = self.column(|unit| unit.sentiment);
        let score = |unit: &Unit| unit.scores.get(kind).map_or(mean, |score| score.goodness());
        let number = self.column(|unit| (score(unit) - mean) / deviation);
        let moments = self.part.moments()?;
        Some(CheckedCorrelation {
            score: kind.id().to_owned(),
            name: Name::both(|_| kind.as_str().to_owned()),
            comments: self.part.n(),
            labels: self.units.len() as u64,
            classified: self.part.correlation()?,
            corrected: self.frame.correlation(&truth, &said, &number, moments)?,
        })
    }
}

/// Everything that follows.
pub(super) fn summary(check: &LabelCheck, effect: f64) -> Option<LabelCheckSummary> {
    let units: Vec<&Unit> = check.units.iter().collect();
    let all = Sample::new(&check.all, units, effect)?;
    let mut confusion = [[0; 4]; 4];
    for unit in &check.units {
        confusion[unit.truth as usize][unit.reading as usize] += 1;
    }
    let n = check.all.n();
    let share = |of: Reading| {
        let corrected = all.share(of)?.share_estimate(n)?;
        Some(CheckedShare { label: of, classified: check.all.share(of), corrected })
    };
    let with = |kind: ScoreKind| -> Vec<&Unit> {
        check.units.iter().filter(|unit| unit.scores.get(kind).is_some()).collect()
    };
    let correlation =
        |(kind, part): (ScoreKind, _)| Sample::new(part, with(kind), effect)?.correlation(kind);
    Some(LabelCheckSummary {
        labels: check.units.len() as u64,
        empty: check.empty,
        comments: n,
        agreement: all.agreement()?,
        confusion,
        shares: Reading::ALL.into_iter().map(share).collect::<Option<_>>()?,
        sentiment: all.sentiment()?,
        groups: groups(check, effect),
        correlations: check.scored.iter().filter_map(correlation).collect(),
    })
}

/// The fields whose groups can be told apart; of the periods, those of the finest grain.
fn groups(check: &LabelCheck, effect: f64) -> Vec<CheckedGroups> {
    let own = check.groups.fields.len().saturating_sub(GRAINS.len());
    let mut p = Vec::new();
    let (fields, periods) = check.groups.fields.split_at(own);
    let mut of = |field: &Field| groups_of(check, field, effect, &mut p);
    let mut found: Vec<CheckedGroups> = fields.iter().filter_map(&mut of).collect();
    found.extend(periods.iter().find_map(&mut of));
    let q = benjamini_hochberg(&p).unwrap_or_default();
    let tested = found.iter_mut().flat_map(|field| &mut field.groups);
    let tested = tested.filter(|group| group.difference.is_some());
    tested.zip(q).for_each(|(group, q)| group.q = Some(q));
    found
}

/// The groups of a field, if at least two of them were read enough.
fn groups_of(
    check: &LabelCheck,
    field: &Field,
    effect: f64,
    p: &mut Vec<f64>,
) -> Option<CheckedGroups> {
    let mut of_field = Vec::new();
    let groups = field.groups.iter().filter_map(|group| {
        let units = group.units.iter().filter_map(|at| check.units.get(*at)).collect();
        let sample = Sample::new(&group.part, units, effect)?;
        let (found, negative) = sample.negative()?;
        let rest = check.all.without(&group.part);
        let mut of_others = vec![true; check.units.len()];
        for at in &group.units {
            if let Some(other) = of_others.get_mut(*at) {
                *other = false;
            }
        }
        let others = check.units.iter().zip(of_others).filter(|(_, other)| *other);
        let others = Sample::new(&rest, others.map(|(unit, _)| unit).collect(), effect);
        let others = others.as_ref().and_then(Sample::negative);
        let difference = others.and_then(|(others, _)| found.less(&others));
        of_field.extend(difference.map(|(_, p)| p));
        Some(CheckedGroup {
            name: group.name.to_string(),
            comments: group.part.n(),
            labels: group.units.len() as u64,
            negative,
            sentiment: sample.sentiment()?,
            difference: difference.map(|(difference, _)| difference.clipped(-1.0, 1.0)),
            q: None,
        })
    });
    let mut groups: Vec<CheckedGroup> = groups.collect();
    if groups.len() < 2 {
        return None;
    }
    // Periods in their order, all else from the worst on; the p go with them.
    let mut tested = of_field.into_iter();
    let mut with: Vec<(CheckedGroup, Option<f64>)> = groups
        .drain(..)
        .map(|group| {
            let p = group.difference.and_then(|_| tested.next());
            (group, p)
        })
        .collect();
    match field.field {
        GroupField::Period => with.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name)),
        _ => with.sort_by(|(a, _), (b, _)| {
            let share = |group: &CheckedGroup| group.negative.corrected.value;
            share(b).total_cmp(&share(a)).then_with(|| a.name.cmp(&b.name))
        }),
    }
    p.extend(with.iter().filter_map(|(_, p)| *p));
    let too_few = (field.groups.len() - with.len()) as u64;
    let groups = with.into_iter().map(|(group, _)| group).collect();
    Some(CheckedGroups { field: field.field.clone(), groups, too_few })
}
