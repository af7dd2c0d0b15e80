//! What a report shows of a score, whichever it is.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::answers::{Answers, worth};
use super::band::Band;
use super::ces::{self, CesSummary};
use super::csat::{self, CsatSummary};
use super::nps::{self, Nps, NpsSummary};
use super::weight::WeightSums;
use crate::feedback::{Measure, PerScore, Scale, ScoreKind, ScoreValue};
use crate::stats::Estimate;
use crate::stats::change_point::Moments;
use crate::stats::difference::shares;
use crate::stats::net_difference::net_p;

/// What a report shows of the answers to a score, by how they are measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ScoreSummary {
    /// Promoters less detractors.
    Net(NpsSummary),
    /// The two best boxes.
    TopTwo(CsatSummary),
    /// The easy side.
    Ease(CesSummary),
}

impl ScoreSummary {
    /// Of these answers; `None` without any.
    pub fn of(measure: Measure, answers: &Answers) -> Option<ScoreSummary> {
        match measure {
            Measure::Net => Nps::of(answers).summary().map(ScoreSummary::Net),
            Measure::TopTwo => CsatSummary::of(answers).map(ScoreSummary::TopTwo),
            Measure::Ease => CesSummary::of(answers).map(ScoreSummary::Ease),
        }
    }

    /// Answers.
    pub fn n(&self) -> u64 {
        match self {
            ScoreSummary::Net(nps) => nps.n,
            ScoreSummary::TopTwo(csat) => csat.n,
            ScoreSummary::Ease(ces) => ces.n,
        }
    }

    /// Answers that the weighted ones are worth; `None` where none is weighted.
    pub fn effective_n(&self) -> Option<f64> {
        match self {
            ScoreSummary::Net(nps) => nps.effective_n,
            ScoreSummary::TopTwo(csat) => csat.effective_n,
            ScoreSummary::Ease(ces) => ces.effective_n,
        }
    }

    /// The number that stands for the score: net score in points, or a share in [0, 1],
    /// which means the same on every scale.
    pub fn headline(&self) -> Estimate {
        match self {
            ScoreSummary::Net(nps) => nps.nps,
            ScoreSummary::TopTwo(csat) => csat.top2,
            ScoreSummary::Ease(ces) => ces.easy,
        }
    }

    /// Mean in scale points, or 0–100 where several scales meet; `None` for the net measure.
    pub fn mean(&self) -> Option<Estimate> {
        match self {
            ScoreSummary::Net(_) => None,
            ScoreSummary::TopTwo(csat) => Some(csat.mean),
            ScoreSummary::Ease(ces) => Some(ces.mean),
        }
    }

    /// The scale of the answers, where one is stated and all are on it.
    pub fn scale(&self) -> Option<Scale> {
        match self {
            ScoreSummary::Net(_) => None,
            ScoreSummary::TopTwo(csat) => csat.scale,
            ScoreSummary::Ease(ces) => ces.scale,
        }
    }

    /// Answers in the low band, to a share of which each answer counts as one; `None` for a
    /// measure that speaks of the other end.
    pub fn unhappy(&self) -> Option<u64> {
        match self {
            ScoreSummary::Net(nps) => Some(nps.detractors),
            ScoreSummary::TopTwo(csat) => Some((csat.bottom2.value * csat.n as f64).round() as u64),
            ScoreSummary::Ease(_) => None,
        }
    }

    /// The summary of a net score.
    pub fn as_net(&self) -> Option<&NpsSummary> {
        if let ScoreSummary::Net(nps) = self { Some(nps) } else { None }
    }

    /// The summary of a score by its two best boxes.
    pub fn as_top_two(&self) -> Option<&CsatSummary> {
        if let ScoreSummary::TopTwo(csat) = self { Some(csat) } else { None }
    }

    /// The summary of a score by its easy side.
    pub fn as_ease(&self) -> Option<&CesSummary> {
        if let ScoreSummary::Ease(ces) = self { Some(ces) } else { None }
    }
}

impl PerScore<Option<ScoreSummary>> {
    /// Net Promoter Score.
    pub fn nps(&self) -> Option<&NpsSummary> {
        self[ScoreKind::Nps].as_ref()?.as_net()
    }

    /// Satisfaction.
    pub fn csat(&self) -> Option<&CsatSummary> {
        self[ScoreKind::Csat].as_ref()?.as_top_two()
    }

    /// Effort.
    pub fn ces(&self) -> Option<&CesSummary> {
        self[ScoreKind::Ces].as_ref()?.as_ease()
    }
}

/// The headline measure of every score, where there is one. Written as a map by the names of
/// the measures.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Headlines(pub PerScore<Option<Estimate>>);

impl Headlines {
    /// That of one score.
    pub fn get(&self, kind: ScoreKind) -> Option<Estimate> {
        self.0[kind]
    }
}

impl Serialize for Headlines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (kind, estimate) in self.0.iter() {
            map.serialize_entry(kind.definition().headline_id, estimate)?;
        }
        map.end()
    }
}

/// The headline measure alone, with its interval; `None` without answers.
pub fn headline(measure: Measure, answers: &Answers) -> Option<Estimate> {
    match measure {
        Measure::Net => Nps::of(answers).estimate(),
        Measure::TopTwo => csat::top2(answers),
        Measure::Ease => ces::easy(answers),
    }
}

/// What one answer adds to the headline measure, whose value is the mean of these times its
/// unit: 1, 0 or −1 for a promoter, a passive and a detractor, else 1 for an answer that
/// counts and 0 for one that does not.
pub fn headline_of(measure: Measure, answer: ScoreValue) -> i32 {
    match measure {
        Measure::Net => match Band::of(measure, answer) {
            Band::High => 1,
            Band::Middle => 0,
            Band::Low => -1,
        },
        Measure::TopTwo => i32::from(csat::is_best(answer)),
        Measure::Ease => i32::from(ces::is_easy(answer)),
    }
}

/// Answers in a band.
pub fn in_band(measure: Measure, answers: &Answers, band: Band) -> u64 {
    answers.sums_where(|answer| Band::of(measure, answer) == band).n()
}

/// Number, mean and variance of answers as [`headline_of`] has them.
pub fn headline_moments(measure: Measure, answers: &Answers) -> Moments {
    let sums = |wanted: i32| answers.sums_where(|answer| headline_of(measure, answer) == wanted);
    let total = answers.sums().total();
    if answers.n() == 0 || total <= 0.0 {
        return Moments::default();
    }
    let (good, bad) = (sums(1).total() / total, sums(-1).total() / total);
    Moments {
        n: answers
            .worth_of(|answer| f64::from(headline_of(measure, answer)))
            .unwrap_or(answers.n() as f64),
        mean: good - bad,
        variance: (good + bad - (good - bad).powi(2)).max(0.0),
    }
}

/// The headline measure of a group less that of the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreDifference {
    /// Group minus rest, with its 95 % interval.
    pub difference: Estimate,
    /// Two-sided p.
    pub p: f64,
    /// Answers of the group.
    pub n: u64,
    /// Answers of the rest.
    pub rest: u64,
}

/// Compares a group of answers with all others: net scores by [`nps::difference`], shares (of the
/// two best boxes, of the easy side) by the same permutation test (Fisher's) with Newcombe's
/// interval. `None` where either is empty, and where all answers are alike.
pub fn against_rest(measure: Measure, group: &Answers, all: &Answers) -> Option<ScoreDifference> {
    match measure {
        Measure::Net => {
            let own = Nps::of(group);
            let rest = Nps::of(all).without(own);
            let nps::NpsDifference { value, low, high, p, .. } = nps::difference(own, rest)?;
            let difference = Estimate { value, low, high };
            Some(ScoreDifference { difference, p, n: own.n(), rest: rest.n() })
        }
        Measure::TopTwo => shares_apart(group, all, csat::is_best),
        Measure::Ease => shares_apart(group, all, ces::is_easy),
    }
}

/// The same of the share of the answers that satisfy a test.
fn shares_apart(
    group: &Answers,
    all: &Answers,
    counts: impl Fn(ScoreValue) -> bool,
) -> Option<ScoreDifference> {
    let (own, good) = (group.sums(), group.sums_where(&counts));
    let rest = all.sums().without(own);
    let all_good = all.sums_where(&counts);
    let rest_good = all_good.without(good);
    // Without answers no number, which nothing is told from.
    let share = |good: WeightSums, all: WeightSums| good.total() / all.total();
    let effect = group.design().or(all.design()).effect();
    // Of a share x the values are 0 and 1.
    let worth = |good: WeightSums, all: WeightSums| {
        let both = [(1.0, good), (0.0, all.without(good))];
        worth(both.into_iter()).unwrap_or(all.n() as f64) / effect
    };
    let tested = shares(
        [share(good, own), share(rest_good, rest)],
        [worth(good, own), worth(rest_good, rest)],
    )?;
    let p = if group.effective_n().or(all.effective_n()).is_none() {
        let groups = |good: WeightSums, all: WeightSums| [good.n(), all.n() - good.n(), 0];
        net_p(groups(good, own), groups(rest_good, rest))?
    } else {
        let varies = (1e-9..1.0 - 1e-9).contains(&share(all_good, all.sums()));
        varies.then_some(tested.p)?
    };
    Some(ScoreDifference { difference: tested.difference, p, n: own.n(), rest: rest.n() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Direction, Scale, ScoreValue};
    use crate::metrics::{Design, Weight};

    fn answers(values: &[f64], scale: Scale) -> Answers {
        let mut answers = Answers::default();
        values.iter().for_each(|&value| {
            answers.add(ScoreValue { value, scale });
        });
        answers
    }

    #[test]
    fn moments_are_those_of_what_counts() {
        let net = answers(&[10.0, 9.0, 8.0, 2.0], Scale::NPS);
        // Two of four less one of four, and ¾ − ¼².
        let Moments { n, mean, variance } = headline_moments(Measure::Net, &net);
        assert_eq!((n, mean, variance), (4.0, 0.25, 0.6875));
        let five = answers(&[5.0, 4.0, 3.0, 1.0, 2.0], Scale::higher(1.0, 5.0));
        let Moments { n, mean, variance } = headline_moments(Measure::TopTwo, &five);
        assert!((n, mean) == (5.0, 0.4) && (variance - 0.24).abs() < 1e-12);
        let none = headline_moments(Measure::Net, &Answers::default());
        assert_eq!((none.n, none.mean, none.variance), (0.0, 0.0, 0.0));
        let one = headline_moments(Measure::Net, &answers(&[10.0], Scale::NPS));
        assert_eq!((one.n, one.mean, one.variance), (1.0, 1.0, 0.0));
    }

    #[test]
    fn every_score_has_its_own_summary() {
        let five = answers(&[5.0, 4.0, 3.0, 2.0], Scale::higher(1.0, 5.0));
        let of = |measure| ScoreSummary::of(measure, &five).unwrap();
        let mean = |measure| of(measure).mean().map(|mean| mean.value);
        let means = [Measure::Net, Measure::TopTwo, Measure::Ease].map(mean);
        assert_eq!(means, [None, Some(3.5), Some(3.5)]);
        let all = PerScore::of(ScoreKind::ALL.map(|kind| (kind, of(kind.measure()))));
        assert_eq!(all.nps().map(|nps| nps.n), Some(4));
        assert_eq!(all.csat().map(|csat| csat.n), Some(4));
        assert_eq!(all.ces().map(|ces| ces.n), Some(4));
    }

    #[test]
    fn a_group_is_compared_with_the_others_only() {
        let five = Scale::higher(1.0, 5.0);
        let group = answers(&[1.0, 2.0, 1.0], five);
        let all = answers(&[1.0, 2.0, 1.0, 5.0, 5.0, 4.0], five);
        let found = against_rest(Measure::TopTwo, &group, &all).unwrap();
        assert_eq!((found.n, found.rest, found.difference.value), (3, 3, -1.0));
        // Fisher's exact test of 0 of 3 against 3 of 3: 2 of 20 tables.
        assert!((found.p - 0.1).abs() < 1e-12, "{}", found.p);
        assert!(against_rest(Measure::TopTwo, &group, &group).is_none());
    }

    #[test]
    fn effort_is_compared_by_the_easy_side_whichever_way_it_runs() {
        // Of 1–7 a 5 is easy, and not among the two best.
        let seven = Scale::higher(1.0, 7.0);
        let (hard, easy) = ([1.0, 4.0, 5.0, 3.0], [5.0, 6.0, 7.0, 5.0]);
        let all = [hard, easy].concat();
        let compared = |hard: &[f64], all: &[f64], scale: Scale| {
            against_rest(Measure::Ease, &answers(hard, scale), &answers(all, scale)).unwrap()
        };
        let found = compared(&hard, &all, seven);
        assert_eq!((found.n, found.rest, found.difference.value), (4, 4, -0.75));
        // Fisher's exact test of 1 of 4 against 4 of 4: 10 of 70 tables.
        assert!((found.p - 10.0 / 70.0).abs() < 1e-12, "{}", found.p);
        let effort = Scale { direction: Direction::Lower, ..seven };
        let turned = |of: &[f64]| of.iter().map(|value| 8.0 - value).collect::<Vec<_>>();
        assert_eq!(compared(&turned(&hard), &turned(&all), effort), found);
        let same = answers(&easy, seven);
        assert!(against_rest(Measure::Ease, &same, &same).is_none());
    }

    #[test]
    fn the_unhappy_are_counted_where_the_measure_speaks_of_them() {
        let five = answers(&[5.0, 4.0, 3.0, 2.0, 1.0, 1.0], Scale::higher(1.0, 5.0));
        let ten = answers(&[10.0, 6.0, 0.0, 7.0], Scale::NPS);
        let of = |measure, answers| ScoreSummary::of(measure, answers).unwrap().unhappy();
        assert_eq!(of(Measure::TopTwo, &five), Some(3));
        assert_eq!(of(Measure::Net, &ten), Some(2));
        assert_eq!(of(Measure::Ease, &five), None);
    }

    #[test]
    fn shares_of_answers_that_are_alike_are_compared_as_fewer() {
        let alike = |good: usize, bad: usize| {
            let values = [vec![5.0; good], vec![1.0; bad]].concat();
            answers(&values, Scale::higher(1.0, 5.0)).with_design(Design::new(2.0))
        };
        let compared = |measure| against_rest(measure, &alike(3, 7), &alike(11, 9)).unwrap();
        let wanted = shares([0.3, 0.8], [5.0, 5.0]).unwrap();
        for measure in [Measure::TopTwo, Measure::Ease] {
            let found = compared(measure);
            assert_eq!((found.difference, found.p), (wanted.difference, wanted.p), "{measure:?}");
            // All of one mind, where nothing can be told apart.
            for (group, all) in [(alike(3, 0), alike(9, 0)), (alike(0, 3), alike(0, 9))] {
                assert!(against_rest(measure, &group, &all).is_none(), "{measure:?}");
            }
        }
    }

    #[test]
    fn an_answer_of_little_weight_alone_is_all_there_is() {
        let mut light = Answers::default();
        light.add_weighted(
            ScoreValue { value: 10.0, scale: Scale::NPS },
            Weight::new(0.05).unwrap(),
        );
        let Moments { n, mean, variance } = headline_moments(Measure::Net, &light);
        assert_eq!((n, mean, variance), (1.0, 1.0, 0.0));
    }
}

#[cfg(test)]
pub(crate) mod schema {
    //! What the maps of scores look like in `summary.json`, property by property.

    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::*;

    /// An object of these properties, all of which are there.
    pub(crate) fn object(properties: impl Iterator<Item = (String, Schema, String)>) -> Schema {
        let mut all = serde_json::Map::new();
        let mut required = Vec::new();
        for (name, mut schema, description) in properties {
            schema.insert("description".to_owned(), description.into());
            required.push(name.clone());
            all.insert(name, schema.to_value());
        }
        json_schema!({ "type": "object", "properties": all, "required": required })
    }

    impl JsonSchema for PerScore<Option<ScoreSummary>> {
        fn schema_name() -> Cow<'static, str> {
            "ScoreSummaries".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            object(ScoreKind::ALL.into_iter().map(|kind| {
                let schema = match kind.measure() {
                    Measure::Net => generator.subschema_for::<Option<NpsSummary>>(),
                    Measure::TopTwo => generator.subschema_for::<Option<CsatSummary>>(),
                    Measure::Ease => generator.subschema_for::<Option<CesSummary>>(),
                };
                let about = kind.definition().about;
                let description = format!("{about}; `None` when not asked or suppressed.");
                (kind.id().to_owned(), schema, description)
            }))
        }
    }

    impl JsonSchema for Headlines {
        fn schema_name() -> Cow<'static, str> {
            "Headlines".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            object(ScoreKind::ALL.into_iter().map(|kind| {
                let (definition, schema) =
                    (kind.definition(), generator.subschema_for::<Option<Estimate>>());
                let what = match kind.measure() {
                    Measure::Net => definition.abbreviation.to_owned(),
                    Measure::TopTwo => format!("Top-2-box share of {}", definition.abbreviation),
                    Measure::Ease => {
                        let about = definition.about.to_lowercase();
                        format!("Share of easy answers to the question of {about}")
                    }
                };
                let description = format!("{what}; `None` when not asked or suppressed.");
                (definition.headline_id.to_owned(), schema, description)
            }))
        }
    }
}
