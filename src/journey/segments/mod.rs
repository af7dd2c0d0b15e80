//! The same tables by segment: product, store, region, whatever fields the
//! export has beside its scores.
//!
//! Each group of a field is compared with the rest of the field: NPS by its z
//! test, satisfaction by two proportions with Newcombe's interval, sentiment by
//! Mann-Whitney on bins of 0.02. The first two are weighted where the answers
//! are; ranks are those of the comments as they are. All tests of a field are
//! one family, and their q is that of Benjamini and Hochberg. Rows without a
//! value are a group of their own, and groups beyond the [`MOST_SHOWN`] largest
//! are one group together: the groups of a field always add up to all rows.
//!
//! That is why small groups must be hidden with care: the only hidden group is
//! the total minus the others. Every metric hides groups of fewer answers (or
//! rows) than the report's minimum, and as many others as it takes that none of
//! them follows from the rest; so does every table of groups by touchpoints,
//! by rows and columns. Numbers of responses are always shown; they are no
//! opinions. How many of them commented is shown only where the rate is. Two
//! fields of which one cuts the groups of the other (stores and their regions)
//! are each protected for themselves only.

mod cell;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use self::cell::{GroupCell, PlaceCell, RowGain};
use super::collector::Names;
use super::disclosure::{hidden, hidden_in_table};
use super::facts::CommentFacts;
use super::places::Places;
use super::scores::{AskedForWhole, ScoreSums};
use super::suppression::Suppression;
use super::touchpoint::TouchpointSource;
use crate::feedback::{Feedback, ScoreKind};
use crate::lang::Name;
use crate::metrics::{CesSummary, CsatSummary, NpsSummary, nps};
use crate::stats::Estimate;
use crate::stats::difference::{mann_whitney, shares};
use crate::stats::interval::wilson;
use crate::stats::multiple::benjamini_hochberg;

/// Distinct values up to which a field has a table.
pub const MOST_VALUES: usize = 200;

/// Distinct values that are counted before a field is given up.
pub const MOST_COUNTED: usize = 1_000;

/// Values of a field that are shown; the others are one group together.
pub const MOST_SHOWN: usize = 30;

/// Touchpoints that groups are told apart by; the others are one together.
pub const MOST_PLACES: usize = 60;

/// Answers below which a comparison is marked as having a low base.
pub const LOW_BASE: u64 = 30;

/// Whom a group holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SegmentGroup {
    /// Rows with this value.
    Value(String),
    /// Rows with one of the values too small to be shown, and their number.
    Other(u64),
    /// Rows in which the field is empty.
    Missing,
}

/// A group against all other rows of its field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TestedDifference {
    /// Group minus rest, with its 95 % interval.
    pub difference: Estimate,
    /// Two-sided p.
    pub p: f64,
    /// Benjamini-Hochberg q over all tests of the field.
    pub q: f64,
    /// Answers of the group.
    pub n: u64,
    /// Answers of the rest.
    pub rest: u64,
    /// Whether either is fewer than [`LOW_BASE`]: read with caution.
    pub low_base: bool,
}

/// What a group is compared on. `None` where it, or the rest, is suppressed or
/// nothing varies.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AgainstRest {
    /// NPS, in points.
    pub nps: Option<TestedDifference>,
    /// Share of satisfaction in the two best boxes, in [−1, 1].
    pub csat_top2: Option<TestedDifference>,
    /// Cliff's δ of sentiment in [−1, 1]: the probability that a comment of the
    /// group is better than one of the rest, less that it is worse.
    pub sentiment: Option<TestedDifference>,
}

/// The mean of a score at a touchpoint.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SegmentScore {
    /// The score.
    pub score: ScoreKind,
    /// Answers.
    pub n: u64,
    /// NPS in points; CSAT and CES as the mean on the 0–100 footing.
    pub value: f64,
}

/// A group at one touchpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SegmentTouchpoint {
    /// The touchpoint.
    pub name: Name,
    /// Entries at it, or comments that mention it, as in
    /// [`super::TouchpointSummary`].
    pub responses: u64,
    /// Comments with something to judge; `None` when suppressed.
    pub comments: Option<u64>,
    /// Mean sentiment in [−1, 1]; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// The main score of the touchpoints (NPS if anybody gave one at any, else
    /// CSAT, else CES); `None` when suppressed.
    pub score: Option<SegmentScore>,
}

/// The numbers of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SegmentSummary {
    /// Whom it holds.
    pub group: SegmentGroup,
    /// Rows.
    pub responses: u64,
    /// Comments with something to judge; `None` when suppressed.
    pub comments: Option<u64>,
    /// Share of rows with such a comment, in [0, 1], Wilson; `None` when
    /// suppressed.
    pub comment_rate: Option<Estimate>,
    /// Mean sentiment in [−1, 1]; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// Net Promoter Score; `None` when not asked or suppressed.
    pub nps: Option<NpsSummary>,
    /// Satisfaction; `None` when not asked or suppressed.
    pub csat: Option<CsatSummary>,
    /// Effort; `None` when not asked or suppressed.
    pub ces: Option<CesSummary>,
    /// Compared with all other rows of the field.
    pub against_rest: AgainstRest,
    /// By touchpoint, by descending number of responses, then by name.
    pub touchpoints: Vec<SegmentTouchpoint>,
    /// Whether it has fewer than [`LOW_BASE`] rows.
    pub low_base: bool,
}

/// The table of one segment field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SegmentTable {
    /// The field, as the mapping names it.
    pub field: String,
    /// Its distinct values. From [`MOST_COUNTED`] on there may be more.
    pub values: u64,
    /// Whether there are more than [`MOST_VALUES`], so that it has no table.
    pub too_many: bool,
    /// By descending number of responses, then by name; the values that are not
    /// shown, and the rows without one, come last.
    pub groups: Vec<SegmentSummary>,
}

/// What is kept of the values of one field.
#[derive(Debug, Clone)]
enum Values {
    Counted(HashMap<Arc<str>, GroupCell>),
    /// Too many for a table.
    Distinct(HashSet<Arc<str>>),
    /// Too many to count.
    Countless,
}

impl Values {
    fn add(&mut self, value: &Arc<str>, gain: &RowGain) {
        match self {
            Values::Counted(cells) => {
                if let Some(cell) = cells.get_mut(value) {
                    cell.add(gain);
                } else if cells.len() < MOST_VALUES {
                    cells.entry(value.clone()).or_default().add(gain);
                } else {
                    let known = std::mem::take(cells).into_keys();
                    *self = Values::Distinct(known.chain([value.clone()]).collect());
                }
            }
            Values::Distinct(known) => {
                known.insert(value.clone());
                if known.len() >= MOST_COUNTED {
                    *self = Values::Countless;
                }
            }
            Values::Countless => {}
        }
    }
}

/// Counts groups, row by row. Memory grows with the fields, their values (up to
/// [`MOST_VALUES`]) and the touchpoints, not with the rows.
#[derive(Debug, Clone)]
pub struct SegmentCounter {
    asked: AskedForWhole,
    places: Places,
    /// By field: its values, and the rows without one.
    fields: Vec<(Values, GroupCell)>,
    gain: RowGain,
}

impl SegmentCounter {
    /// An empty counter for rows of this many segment fields, in a run whose
    /// touchpoints come from `source`.
    pub fn new(source: TouchpointSource, fields: usize) -> SegmentCounter {
        let field = || (Values::Counted(HashMap::new()), GroupCell::default());
        SegmentCounter {
            asked: AskedForWhole::default(),
            places: Places::new(source),
            fields: (0..fields).map(|_| field()).collect(),
            gain: RowGain::default(),
        }
    }

    /// Takes one row; `comments` as [`super::Collector::add`] has them.
    pub fn add(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
        if self.fields.is_empty() {
            return;
        }
        self.gain.take(row, comments, &mut self.places, &mut self.asked);
        for (i, (values, missing)) in self.fields.iter_mut().enumerate() {
            match row.segments.get(i).and_then(Option::as_ref) {
                Some(value) => values.add(value, &self.gain),
                None => missing.add(&self.gain),
            }
        }
    }

    /// One table per field; `fields` are their names, in the mapping's order.
    pub fn finish(
        self,
        fields: &[String],
        names: Names<'_>,
        suppression: Suppression,
    ) -> Vec<SegmentTable> {
        let mut fields_counted = self.fields;
        let mut places = self.places.names(names.touchpoints);
        fold_places(&mut places, &mut fields_counted);
        let ranks = Places::ranks(&places);
        let (asked, least) = (self.asked, suppression.metric);
        let context = Context { asked, places: &places, ranks, least };
        let table = |(i, (values, missing)): (usize, (Values, GroupCell))| {
            let field = fields.get(i).cloned().unwrap_or_else(|| format!("#{i}"));
            let without =
                |field, values| SegmentTable { field, values, too_many: true, groups: vec![] };
            match values {
                Values::Counted(cells) => context.table(field, cells, missing),
                Values::Distinct(known) => without(field, known.len() as u64),
                Values::Countless => without(field, MOST_COUNTED as u64),
            }
        };
        fields_counted.into_iter().enumerate().map(table).collect()
    }
}

/// A group and what was counted of it.
type Counted = (SegmentGroup, GroupCell);

/// What the tables of all fields have in common.
struct Context<'a> {
    asked: AskedForWhole,
    places: &'a [Name],
    /// Where each of them comes by name.
    ranks: Vec<usize>,
    least: u64,
}

/// Which groups each metric hides.
struct Hidden {
    responses: Vec<bool>,
    sentiment: Vec<bool>,
    /// By `ScoreKind`.
    scores: [Vec<bool>; 3],
}

impl Context<'_> {
    fn table(
        &self,
        field: String,
        cells: HashMap<Arc<str>, GroupCell>,
        missing: GroupCell,
    ) -> SegmentTable {
        let values = cells.len() as u64;
        let groups = grouped(cells, missing);
        let hidden = self.hide(&groups);
        let mut total = GroupCell::default();
        groups.iter().for_each(|(_, cell)| total.merge(cell));
        let touchpoints = self.touchpoints(&groups, &hidden);
        let mut groups: Vec<SegmentSummary> = groups
            .into_iter()
            .zip(touchpoints)
            .enumerate()
            .map(|(i, (group, at))| self.summary(i, group, at, &total, &hidden))
            .collect();
        adjust(&mut groups);
        SegmentTable { field, values, too_many: false, groups }
    }

    fn hide(&self, groups: &[Counted]) -> Hidden {
        // A row may hold several comments and scores: they are those of one.
        let by = |size: &dyn Fn(&GroupCell) -> u64| {
            let sizes: Vec<u64> =
                groups.iter().map(|(_, cell)| size(cell).min(cell.responses)).collect();
            hidden(&sizes, self.least)
        };
        let score = |kind| {
            by(&|cell: &GroupCell| {
                let book = cell.book(self.asked);
                match kind {
                    ScoreKind::Nps => book.nps.n(),
                    ScoreKind::Csat => book.csat.n(),
                    ScoreKind::Ces => book.ces.n(),
                }
            })
        };
        Hidden {
            responses: by(&|cell| cell.responses),
            sentiment: by(&|cell| cell.comments),
            scores: ScoreKind::ALL.map(score),
        }
    }

    fn summary(
        &self,
        index: usize,
        (group, cell): Counted,
        touchpoints: Vec<SegmentTouchpoint>,
        total: &GroupCell,
        hidden: &Hidden,
    ) -> SegmentSummary {
        let shown = |kind: ScoreKind| !hidden.scores[kind as usize][index];
        let book = cell.book(self.asked);
        let responses_shown = !hidden.responses[index];
        let sentiment_shown = !hidden.sentiment[index];
        SegmentSummary {
            group,
            responses: cell.responses,
            comments: responses_shown.then_some(cell.comments),
            comment_rate: wilson(cell.commented, cell.responses).filter(|_| responses_shown),
            sentiment: cell.sentiment.mean(self.least).filter(|_| sentiment_shown),
            nps: book.nps.summary().filter(|_| shown(ScoreKind::Nps)),
            csat: book.csat.summary().filter(|_| shown(ScoreKind::Csat)),
            ces: book.ces.summary().filter(|_| shown(ScoreKind::Ces)),
            against_rest: AgainstRest {
                nps: if shown(ScoreKind::Nps) { self.nps(&cell, total) } else { None },
                csat_top2: if shown(ScoreKind::Csat) { self.top2(&cell, total) } else { None },
                sentiment: if sentiment_shown { self.sentiment(&cell, total) } else { None },
            },
            touchpoints,
            low_base: cell.responses < LOW_BASE,
        }
    }

    fn tested(&self, difference: Estimate, p: f64, n: u64, rest: u64) -> Option<TestedDifference> {
        let low_base = n.min(rest) < LOW_BASE;
        let large = n.min(rest) >= self.least.max(1) && p.is_finite();
        large.then_some(TestedDifference { difference, p, q: p, n, rest, low_base })
    }

    fn nps(&self, cell: &GroupCell, total: &GroupCell) -> Option<TestedDifference> {
        let own = cell.nps(self.asked);
        let rest = total.nps(self.asked).without(own);
        let difference = nps::difference(own, rest)?;
        let nps::NpsDifference { value, low, high, p, .. } = difference;
        self.tested(Estimate { value, low, high }, p, own.n(), rest.n())
    }

    fn top2(&self, cell: &GroupCell, total: &GroupCell) -> Option<TestedDifference> {
        let (own, all) = (cell.boxes(self.asked), total.boxes(self.asked));
        let rest = all.without(own);
        let ((share, n), (other, rest_n)) = (own.share(), rest.share());
        let tested = shares([share, other], [n, rest_n])?;
        self.tested(tested.difference, tested.p, own.n(), rest.n())
    }

    fn sentiment(&self, cell: &GroupCell, total: &GroupCell) -> Option<TestedDifference> {
        let own = |bin: &i16| cell.bins.get(bin).copied().unwrap_or(0);
        let rest: Vec<(f64, u64)> =
            total.bins.iter().map(|(bin, n)| (f64::from(*bin), n - own(bin))).collect();
        let test = mann_whitney(&cell.sentiments(), &rest)?;
        self.tested(test.delta, test.p, cell.comments, total.comments - cell.comments)
    }

    /// The table of groups by touchpoints.
    fn touchpoints(&self, groups: &[Counted], hidden: &Hidden) -> Vec<Vec<SegmentTouchpoint>> {
        let (places, ranks) = (self.places, &self.ranks);
        let mut all = ScoreSums::default();
        let cells = groups.iter().flat_map(|(_, cell)| cell.places.values());
        cells.for_each(|cell| all.merge(&cell.scores));
        let main = all.main_kind();
        let of_main = |cell: &PlaceCell| main.map_or(0, |kind| cell.scores.n(kind));

        let hide = |rows: &[bool], size: &dyn Fn(&PlaceCell) -> u64| {
            let row = |(_, cell): &Counted| {
                let mut sizes = vec![0; places.len()];
                for (place, cell) in &cell.places {
                    sizes[ranks[*place]] = size(cell).min(cell.responses);
                }
                sizes
            };
            let sizes: Vec<Vec<u64>> = groups.iter().map(row).collect();
            hidden_in_table(&sizes, rows, self.least)
        };
        let no_count = hide(&hidden.responses, &|cell| cell.responses);
        let no_sentiment = hide(&hidden.sentiment, &|cell| cell.comments);
        let no_score =
            main.map_or(Vec::new(), |kind| hide(&hidden.scores[kind as usize], &of_main));

        let summary = |i: usize, place: usize, cell: &PlaceCell| SegmentTouchpoint {
            name: places[place].clone(),
            responses: cell.responses,
            comments: (!no_count[i][ranks[place]]).then_some(cell.comments),
            sentiment: cell.sentiment.mean(self.least).filter(|_| !no_sentiment[i][ranks[place]]),
            score: main.filter(|_| !no_score[i][ranks[place]]).and_then(|score| {
                let value = cell.scores.value(score)?;
                Some(SegmentScore { score, n: cell.scores.n(score), value })
            }),
        };
        let of_group = |(i, (_, cell)): (usize, &Counted)| {
            let places = cell.places.iter().filter(|(_, cell)| cell.responses > 0);
            let mut list: Vec<SegmentTouchpoint> =
                places.map(|(&place, cell)| summary(i, place, cell)).collect();
            list.sort_by(|a, b| b.responses.cmp(&a.responses).then_with(|| a.name.cmp(&b.name)));
            list
        };
        groups.iter().enumerate().map(of_group).collect()
    }
}

/// Leaves the [`MOST_PLACES`] touchpoints with the most responses and makes one of
/// the others.
fn fold_places(places: &mut Vec<Name>, fields: &mut [(Values, GroupCell)]) {
    if places.len() <= MOST_PLACES {
        return;
    }
    // Every row is in one group of a field.
    let mut responses = vec![0_u64; places.len()];
    for (values, missing) in &*fields {
        let Values::Counted(cells) = values else { continue };
        for (place, cell) in cells.values().chain([missing]).flat_map(|cell| &cell.places) {
            responses[*place] += cell.responses;
        }
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| responses[b].cmp(&responses[a]).then_with(|| places[a].cmp(&places[b])));
    let mut moved = vec![MOST_PLACES; places.len()];
    order.iter().take(MOST_PLACES).enumerate().for_each(|(to, from)| moved[*from] = to);
    for (values, missing) in fields {
        let counted = match values {
            Values::Counted(cells) => Some(cells.values_mut()),
            _ => None,
        };
        for cell in counted.into_iter().flatten().chain([missing]) {
            for (place, counts) in std::mem::take(&mut cell.places) {
                cell.places.entry(moved[place]).or_default().merge(&counts);
            }
        }
    }
    let mut shown: Vec<Name> = order.iter().take(MOST_PLACES).map(|i| places[*i].clone()).collect();
    shown.push(super::collector::words("segments.other_touchpoints"));
    *places = shown;
}

/// The groups of a field: its largest values, all others, and the rows without.
fn grouped(cells: HashMap<Arc<str>, GroupCell>, missing: GroupCell) -> Vec<Counted> {
    let mut values: Vec<(Arc<str>, GroupCell)> = cells.into_iter().collect();
    values.sort_by(|a, b| b.1.responses.cmp(&a.1.responses).then_with(|| a.0.cmp(&b.0)));
    let others = values.split_off(values.len().min(MOST_SHOWN));
    let value = |(value, cell): (Arc<str>, GroupCell)| {
        (SegmentGroup::Value(value.as_ref().to_owned()), cell)
    };
    let mut groups: Vec<Counted> = values.into_iter().map(value).collect();
    if !others.is_empty() {
        let mut together = GroupCell::default();
        others.iter().for_each(|(_, cell)| together.merge(cell));
        groups.push((SegmentGroup::Other(others.len() as u64), together));
    }
    if missing.responses > 0 {
        groups.push((SegmentGroup::Missing, missing));
    }
    groups
}

/// Sets the q of all tests of a field.
fn adjust(groups: &mut [SegmentSummary]) {
    let mut tests: Vec<&mut TestedDifference> = groups
        .iter_mut()
        .flat_map(|group| {
            let AgainstRest { nps, csat_top2, sentiment } = &mut group.against_rest;
            [nps, csat_top2, sentiment].into_iter().flatten()
        })
        .collect();
    let p: Vec<f64> = tests.iter().map(|test| test.p).collect();
    for (test, q) in tests.iter_mut().zip(benjamini_hochberg(&p).unwrap_or(p)) {
        test.q = q;
    }
}
