//! What the drivers are told from: sums of each score against the ratings of
//! touchpoints and against what comments judge, row by row.

use super::driver_table::{DriverTable, LeftOutRow, Predictors, table_of};
use super::place::Place;
use super::row::RowView;
use super::row_key::RowKeys;
use super::scores::ScoreScope;
use crate::feedback::{PerScore, ScoreKind};
use crate::lang::Name;
use crate::metrics::Band;
use crate::opinion::AspectId;
use crate::sentiment::Class;
use crate::stats::driver_moments::DriverMoments;
use crate::stats::drivers::{DriverOptions, LeftOutReason, analyse};
use crate::stats::exact::Exact;

/// Fewest respondents that rate a touchpoint, or mention an aspect.
pub const MIN_BASE: u64 = 10;

/// Smallest share of the respondents that must rate a touchpoint. What a few
/// rate has correlations of its own few, which contradict those of the many.
pub const MIN_RATED: f64 = 0.1;

/// Most ratings that are predictors of a score: the touchpoints rated most. Beside
/// so many the part of one more is beyond telling, and the work grows with their
/// cube.
pub const MOST_RATINGS: usize = 100;

/// Most aspects that are predictors: all that the taxonomy of the product has, so
/// that nothing waits. Of a larger one those mentioned most.
pub const MOST_TOPICS: usize = 128;

/// Mentions that are kept until it is settled which aspects these are.
const MOST_WAITING: usize = 1 << 17;

/// Sums of one score against its predictors.
#[derive(Debug, Clone, Default)]
struct Of {
    moments: Option<DriverMoments>,
    rows: u64,
}

/// How a predictor does: the sum and number of what was said of it.
#[derive(Debug, Clone, Copy, Default)]
struct Performance {
    weight: Exact,
    sum: Exact,
}

impl Performance {
    fn mean(&self) -> f64 {
        self.sum.value() / self.weight.value()
    }

    fn add(&mut self, goodness: f64, weight: f64) {
        self.weight.add(weight);
        self.sum.add(weight * goodness);
    }
}

/// A row with a score that waits until the aspects are chosen.
#[derive(Debug, Clone)]
struct Waiting {
    key: (u64, Option<u64>),
    weight: f64,
    scores: PerScore<Option<f64>>,
    mentions: Vec<(u32, f32)>,
}

/// Which of a taxonomy's aspects are predictors.
#[derive(Debug, Clone)]
enum Chosen {
    /// All of them.
    All,
    /// Not settled yet.
    Open(Vec<Waiting>),
    /// These, in order.
    Some(Vec<AspectId>),
}

/// Collects what drives the scores, row by row.
#[derive(Debug, Clone)]
pub(super) struct Drivers {
    /// Touchpoints with ratings of their own, in order.
    rated_places: Vec<Place>,
    /// Which of them an entry of the export's touchpoint of this number rates.
    predictor: Vec<Option<usize>>,
    aspects: usize,
    /// Aspects that are no predictors.
    outcomes: Vec<AspectId>,
    ratings: PerScore<Of>,
    topics: PerScore<Of>,
    chosen: Chosen,
    /// Mentions that wait.
    waiting: usize,
    /// Rows with a score that mention an aspect, by the kind of score.
    mentioned: Vec<PerScore<u64>>,
    /// Whether ratings are in the best boxes.
    rated: Vec<Performance>,
    /// Goodness of the same ratings.
    goodness: Vec<Performance>,
    judged: Vec<Performance>,
    values: Vec<Option<f64>>,
    mentions: Vec<(usize, f64)>,
    keys: RowKeys,
}

impl Drivers {
    /// For ratings of these touchpoints, of which the first [`MOST_RATINGS`]
    /// count, and a taxonomy of so many aspects. To say that one would recommend is the
    /// score in other words: `outcomes` are no predictors.
    pub(super) fn new(mut rated: Vec<Place>, aspects: usize, outcomes: Vec<AspectId>) -> Drivers {
        rated.truncate(MOST_RATINGS);
        let mut predictor = Vec::new();
        for (at, place) in rated.iter().enumerate() {
            let Place::Export(number) = *place else { continue };
            predictor.resize(predictor.len().max(number + 1), None);
            predictor[number] = Some(at);
        }
        let all = aspects <= MOST_TOPICS;
        Drivers {
            aspects,
            outcomes,
            ratings: Default::default(),
            topics: Default::default(),
            chosen: if all { Chosen::All } else { Chosen::Open(Vec::new()) },
            waiting: 0,
            mentioned: vec![PerScore::default(); if all { 0 } else { aspects }],
            rated: vec![Performance::default(); rated.len()],
            goodness: vec![Performance::default(); rated.len()],
            judged: vec![Performance::default(); aspects],
            values: vec![None; rated.len()],
            predictor,
            rated_places: rated,
            mentions: Vec::new(),
            keys: RowKeys::default(),
        }
    }

    pub(super) fn add(&mut self, row: &RowView) {
        if row.row.weight <= 0.0 {
            return;
        }
        let rates = row.several && !self.rated_places.is_empty();
        let tells = self.aspects > 0 && row.mean.is_some();
        if !(rates || tells) {
            return;
        }
        // All that one person says stays together.
        let key = (self.keys.of(row.content), row.row.person);
        if rates {
            self.add_ratings(row, key);
        }
        if tells {
            self.add_topics(row, key);
        }
    }

    fn add_ratings(&mut self, row: &RowView, key: (u64, Option<u64>)) {
        self.values.iter_mut().for_each(|value| *value = None);
        for entry in row.entries() {
            for place in entry.places() {
                let Place::Export(number) = place else { continue };
                let Some(at) = self.predictor.get(number).copied().flatten() else { continue };
                let mut scores = ScoreKind::as_ratings();
                let rating = scores.find_map(|kind| Some((kind, entry.entry.scores.get(kind)?)));
                if self.values[at].is_none()
                    && let Some((kind, score)) = rating.filter(|(_, s)| s.goodness().is_finite())
                {
                    self.values[at] = Some(score.goodness());
                    let content = Band::of(kind.measure(), score) == Band::High;
                    self.rated[at].add(if content { 100.0 } else { 0.0 }, row.row.weight);
                    self.goodness[at].add(score.goodness(), row.row.weight);
                }
            }
        }
        for entry in row.entries() {
            if entry.scope == ScoreScope::Whole {
                for (kind, score) in entry.entry.scores.given() {
                    let of = &mut self.ratings[kind];
                    let k = self.values.len();
                    let moments = of.moments.get_or_insert_with(|| DriverMoments::answers(k));
                    let added = moments.add_of(key, &self.values, score.goodness(), row.row.weight);
                    of.rows += u64::from(added);
                }
            }
        }
    }

    fn add_topics(&mut self, row: &RowView, key: (u64, Option<u64>)) {
        let judged = row.entries().filter(|entry| entry.sentiment.flatten().is_some());
        let judged = judged.filter(|entry| !entry.entry.asked.is_apart());
        let judged = judged.filter_map(|entry| entry.facts);
        self.mentions.clear();
        for opinion in judged.flat_map(|facts| &facts.opinions) {
            let value = match opinion.class {
                Class::Negative => -1.0,
                Class::Neutral => 0.0,
                Class::Positive => 1.0,
            };
            let aspect: AspectId = opinion.aspect;
            match self.mentions.iter_mut().find(|(known, _)| *known == aspect) {
                Some((_, sum)) => *sum += value,
                None if aspect < self.aspects && !self.outcomes.contains(&aspect) => {
                    self.mentions.push((aspect, value))
                }
                None => {}
            }
        }
        for (aspect, sum) in &mut self.mentions {
            *sum = if *sum == 0.0 { 0.0 } else { sum.signum() };
            self.judged[*aspect].add(50.0 + 50.0 * *sum, row.row.weight);
        }
        let scores = row.scores.map(|_, score| score.map(|score| score.goodness()));
        let mentions = std::mem::take(&mut self.mentions);
        self.explain(&mentions, scores, row.row.weight, key);
        self.mentions = mentions;
    }

    /// Adds the scores of a row to the sums against what it mentions, or lets
    /// the row wait.
    fn explain(
        &mut self,
        mentions: &[(AspectId, f64)],
        scores: PerScore<Option<f64>>,
        weight: f64,
        key: (u64, Option<u64>),
    ) {
        if scores.is_empty() {
            return;
        }
        if !matches!(self.chosen, Chosen::All) {
            for (aspect, _) in mentions {
                let counts = &mut self.mentioned[*aspect];
                scores.given().for_each(|(kind, _)| counts[kind] += 1);
            }
        }
        if let Chosen::Open(rows) = &mut self.chosen {
            let mentions: Vec<(u32, f32)> =
                mentions.iter().map(|(aspect, value)| (*aspect as u32, *value as f32)).collect();
            self.waiting += 1 + mentions.len();
            rows.push(Waiting { key, weight, scores, mentions });
            if self.waiting >= MOST_WAITING {
                self.choose();
            }
            return;
        }
        let (among, predictors) = match &self.chosen {
            Chosen::Some(chosen) => {
                let place = |(aspect, value): &(AspectId, f64)| {
                    Some((chosen.binary_search(aspect).ok()?, *value))
                };
                (Some(mentions.iter().filter_map(place).collect::<Vec<_>>()), chosen.len())
            }
            _ => (None, self.aspects),
        };
        let mentions = among.as_deref().unwrap_or(mentions);
        for (kind, score) in scores.given() {
            let of = &mut self.topics[kind];
            let moments = of.moments.get_or_insert_with(|| DriverMoments::mentions(predictors));
            of.rows += u64::from(moments.add_sparse_of(key, mentions, score, weight));
        }
    }

    /// Settles which aspects are predictors: those mentioned most so far.
    fn choose(&mut self) {
        let Chosen::Open(rows) = &mut self.chosen else { return };
        let rows = std::mem::take(rows);
        let mut by_mentions: Vec<AspectId> = (0..self.aspects).collect();
        let mentions = |id: &AspectId| self.mentioned[*id].iter().map(|(_, n)| n).sum::<u64>();
        by_mentions.sort_by_key(|id| (std::cmp::Reverse(mentions(id)), *id));
        by_mentions.truncate(MOST_TOPICS);
        by_mentions.sort_unstable();
        self.chosen = Chosen::Some(by_mentions);
        let counted = self.mentioned.clone();
        for Waiting { key, weight, scores, mentions } in rows {
            let mentions: Vec<(AspectId, f64)> =
                mentions.iter().map(|&(id, value)| (id as usize, f64::from(value))).collect();
            self.explain(&mentions, scores, weight, key);
        }
        self.mentioned = counted;
    }

    /// The tables, of ratings before those of topics, each score in turn. An
    /// aspect belongs to the touchpoint `touchpoints` says. `clustered` is whether several
    /// rows are of the same people.
    pub(super) fn finish(
        mut self,
        place: impl Fn(Place) -> Name,
        touchpoints: impl Fn(AspectId) -> Name,
        aspects: impl Fn(AspectId) -> Name,
        at_least: u64,
        clustered: bool,
    ) -> Vec<DriverTable> {
        self.choose();
        let rated_places = self.rated_places.clone();
        let rating = |at: usize| (at, place(rated_places[at]), None);
        let chosen = match &self.chosen {
            Chosen::Some(chosen) => Some(chosen.as_slice()),
            _ => None,
        };
        let aspect_of = |at: usize| chosen.map_or(at, |chosen| chosen[at]);
        let topic = |at: usize| {
            let id = aspect_of(at);
            (id, touchpoints(id), Some(aspects(id)))
        };
        let table = |kind, predictors, of: Of, [performance, means]: [&[Performance]; 2]| {
            let rated = (of.rows as f64 * MIN_RATED).ceil() as u64;
            let least_n = match predictors {
                Predictors::Ratings => at_least.max(MIN_BASE).max(rated),
                Predictors::Topics => at_least.max(MIN_BASE),
            };
            let analysis =
                analyse(&of.moments?, &DriverOptions { least_n, clustered, ..Default::default() })?;
            let does = |id: usize| (performance[id].mean(), means[id].mean());
            match predictors {
                Predictors::Ratings => table_of(kind, predictors, analysis, rating, does),
                Predictors::Topics => table_of(kind, predictors, analysis, topic, does),
            }
        };
        let (rated, judged) = ([&*self.rated, &*self.goodness], [&*self.judged; 2]);
        let ratings = self
            .ratings
            .into_iter()
            .filter_map(|(kind, of)| table(kind, Predictors::Ratings, of, rated));
        let topics = self
            .topics
            .into_iter()
            .filter_map(|(kind, of)| table(kind, Predictors::Topics, of, judged))
            .map(|mut table| {
                let beyond = (0..self.aspects)
                    .filter(|id| chosen.is_some_and(|chosen| chosen.binary_search(id).is_err()))
                    .map(|id| (id, self.mentioned[id][table.outcome]))
                    .filter(|(_, n)| *n > 0);
                table.left_out.extend(beyond.map(|(id, n)| LeftOutRow {
                    touchpoint: touchpoints(id),
                    aspect: Some(aspects(id)),
                    n,
                    reason: LeftOutReason::TooMany,
                }));
                table
            });
        ratings.chain(topics).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::driver_table::Quadrant;
    use crate::journey::own::AspectsOf;
    use crate::journey::place::Places;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, facts, opinion, row, scores};

    /// A number in [0, 1) that varies with both.
    fn noise(i: u64, salt: u64) -> f64 {
        (((i * 31 + salt * 17 + 1) as f64) * 0.618_033_988_749_894_9).fract()
    }

    fn points(x: f64) -> f64 {
        1.0 + (x.clamp(0.0, 0.999) * 5.0).floor()
    }

    #[test]
    fn the_touchpoint_that_moves_the_score_weighs_most() {
        let names = ["seat", "food", "wifi"].map(std::sync::Arc::from);
        let places = Places::new(&[], &names, AspectsOf::default());
        let mut resolver = Resolver { places, ..Resolver::default() };
        let rated = names.iter().map(|name| resolver.places.of(name)).collect();
        let mut drivers = Drivers::new(rated, 0, Vec::new());
        for i in 0..400 {
            let (seat, food) = (noise(i, 1), noise(i, 2));
            let whole = points(0.7 * seat + 0.2 * food + 0.1 * noise(i, 3));
            let mut entries = vec![entry(None, None, scores(None, Some(whole)))];
            entries.push(entry(Some("seat"), None, scores(None, Some(points(seat)))));
            entries.push(entry(Some("food"), None, scores(None, Some(points(food)))));
            if i % 20 == 0 {
                entries.push(entry(Some("wifi"), None, scores(None, Some(points(noise(i, 9))))));
            }
            drivers.add(&resolver.view(&row(i, entries), &[]));
        }
        let place = |place| resolver.places.name(place, &[]);
        let tables = drivers.finish(place, |_| Name::same("?"), |_| Name::same("?"), 5, false);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!(
            (table.outcome, table.predictors, table.n),
            (ScoreKind::Csat, Predictors::Ratings, 400)
        );
        let names: Vec<&str> = table.drivers.iter().map(|d| d.touchpoint.en.as_str()).collect();
        assert_eq!(names, ["seat", "food"]);
        assert!(table.drivers[0].share.low > 0.7 && table.drivers.iter().all(|d| d.significant));
        let sum: f64 = table.drivers.iter().map(|d| d.weight.value).sum();
        assert!((sum - table.r_squared.value).abs() < 1e-9);
        // Twenty of four hundred rate the wireless network: too few.
        assert_eq!(table.left_out.len(), 1);
        assert_eq!((table.left_out[0].n, table.left_out[0].reason), (20, LeftOutReason::TooFew));
        let least = table.drivers[1].share.value;
        assert_eq!(table.cut, (least, 50.0));
        // Of five steps that are as frequent two are the best boxes, and the mean is in the middle.
        let seat = &table.drivers[0];
        assert!((seat.performance - 40.0).abs() < 1.0 && (seat.mean - 50.0).abs() < 1.0);
        let important = table.drivers[0].quadrant;
        assert!(matches!(important, Quadrant::FixFirst | Quadrant::KeepUp));
    }

    /// Each row comes from the phone or the web, and scores the whole there.
    #[test]
    fn what_is_rated_drives_the_score_of_the_row_wherever_it_comes_from() {
        let names = ["seat", "food"].map(std::sync::Arc::from);
        let places = Places::new(&[], &names, AspectsOf::default());
        let mut resolver = Resolver { places, ..Resolver::default() };
        let rated = names.iter().map(|name| resolver.places.of(name)).collect();
        let mut drivers = Drivers::new(rated, 0, Vec::new());
        for i in 0..300 {
            let (seat, food) = (noise(i, 1), noise(i, 2));
            let from = if i % 2 == 0 { "phone" } else { "web" };
            let whole = points(0.8 * seat + 0.2 * noise(i, 3));
            let entries = vec![
                entry(Some(from), None, scores(None, Some(whole))),
                entry(Some("seat"), None, scores(None, Some(points(seat)))),
                entry(Some("food"), None, scores(None, Some(points(food)))),
            ];
            drivers.add(&resolver.view(&row(i, entries), &[]));
        }
        let place = |place| resolver.places.name(place, &[]);
        let tables = drivers.finish(place, |_| Name::same("?"), |_| Name::same("?"), 5, false);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!((table.outcome, table.n), (ScoreKind::Csat, 300));
        let first = &table.drivers[0];
        assert!(first.touchpoint.en == "seat" && first.significant && first.share.low > 0.7);
    }

    /// The tables of drivers that are aspects, named by their numbers.
    fn finish(drivers: Drivers) -> Vec<DriverTable> {
        let aspect = |aspect: AspectId| Name::same(format!("a{aspect}"));
        drivers.finish(|_| Name::same("p"), |_| Name::same("t"), aspect, 5, false)
    }

    #[test]
    fn of_many_aspects_those_mentioned_most_are_told_apart() {
        let aspects = 30_000;
        let mut drivers = Drivers::new(Vec::new(), aspects, Vec::new());
        for i in 0..2_000_u64 {
            // Five in every other row, 145 in six or seven rows, five in forty.
            let often = if i % 2 == 0 { i % 10 } else { 10 + i / 2 % 145 } as usize * 190;
            let seldom = 7 + (i % 50) as usize * 600;
            let good = noise(i, 1) < 0.5;
            let mut opinions = vec![opinion(0, often, if good { 0.8 } else { -0.8 })];
            opinions.extend((i % 10 == 0).then(|| opinion(0, seldom, 0.8)));
            let nps = if good { 8.0 } else { 4.0 } + (noise(i, 2) * 3.0).floor();
            let row = row(i, vec![entry(None, Some("…"), scores(Some(nps), None))]);
            drivers.add(&Resolver::default().view(&row, &[facts(0.1, opinions)]));
        }
        let tables = finish(drivers);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!((table.n, table.drivers.len()), (2_000, 10));
        let counted = |reason| table.left_out.iter().filter(|row| row.reason == reason).count();
        let beyond = 5 + 145 + 5 - MOST_TOPICS;
        assert_eq!(counted(LeftOutReason::TooMany), beyond);
        assert_eq!(counted(LeftOutReason::TooFew), 145 - beyond);
        assert!(table.drivers.iter().all(|driver| driver.n >= 40));
    }

    #[test]
    fn topics_count_by_their_balance_and_rows_of_no_weight_not_at_all() {
        let mut drivers = Drivers::new(Vec::new(), 6, vec![5]);
        for i in 0..300_u64 {
            let bad = i % 3 == 0;
            let opinions = match i % 3 {
                // The last is what the score says in other words, and no driver of it.
                0 => vec![
                    opinion(2, 3, -0.9),
                    opinion(2, 3, -0.5),
                    opinion(2, 3, 0.9),
                    opinion(2, 5, -0.9),
                ],
                1 => vec![opinion(2, 3, 0.8)],
                _ => vec![opinion(1, 1, if i % 2 == 0 { 0.7 } else { -0.7 })],
            };
            let nps = if bad { 2.0 } else { 8.0 } + (noise(i, 1) * 3.0).floor();
            let entries = vec![entry(None, Some("…"), scores(Some(nps), None))];
            let mut row = row(i, entries);
            drivers.add(&Resolver::default().view(&row, &[facts(0.1, opinions.clone())]));
            row.weight = 0.0;
            drivers.add(&Resolver::default().view(&row, &[facts(0.1, opinions)]));
        }
        let tables = finish(drivers);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!((table.n, table.predictors), (300, Predictors::Topics));
        let first = &table.drivers[0];
        assert_eq!((first.aspect.as_ref().unwrap().en.as_str(), first.n), ("a3", 200));
        assert!(first.beta > 0.5 && first.significant && first.share.low > 0.8);
        assert_eq!(first.performance, 50.0);
        assert!(!table.drivers[1].significant);
        assert!(table.left_out.is_empty(), "aspects nobody mentions are not listed");
    }
}
