//! What a reader must know, in sentences that can be read aloud.

use super::{crossed, field_names, ratio, rest, scores, since, top_boxes, weak_groups};
use crate::feedback::{Measure, ScoreKind, ScoreUnit};
use crate::journey::findings::weakness::SURELY_WORST;
use crate::metrics::Band;
use crate::report::Summary;
use crate::report::document::{
    Quote, Text, Unit, count, driver_name, interval, phrase, plain, sentences, value, word,
};
use crate::report::summary::{
    Compared, Contrast, Estimate, Finding, Grain, Name, Standing, Strength, Subgroup, Voices,
    WeakDriver, WeakGroup, WeakTopic, Weakness, WorstAt,
};

/// Fewer answers and comments than this leave even large differences to chance: that nothing
/// stands out among them says nothing.
const ENOUGH_TO_COMPARE: u64 = 60;

/// Share of those who rated a touchpoint under which only so few are content with it.
const HALF: f64 = 50.0;

/// Share of the range of its score that a group takes at least which is to be looked at first.
const LEAST_COST: f64 = 0.01;

/// Most columns that are named as scores that are not used.
const MOST_NAMED: usize = 4;

/// The title of the report, with its period where it is known.
pub(crate) fn title(summary: &Summary) -> Text {
    match period(summary) {
        Some(period) => phrase("report.title_with_period", [("period", period)]),
        None => word("report.title"),
    }
}

/// From the first to the last day.
pub(crate) fn period(summary: &Summary) -> Option<Text> {
    let period = summary.period.as_ref()?;
    let day = |iso: &String| Text::Day(iso.clone());
    Some(phrase("report.period", [("from", day(&period.from)), ("to", day(&period.to))]))
}

/// What a reader must know, in sentences.
pub(crate) fn findings(summary: &Summary) -> Vec<Text> {
    let mut to_mend = 0;
    let mut before: Option<(&Name, bool)> = None;
    let mut groups: Vec<&WeakGroup> = Vec::new();
    let mut said = Vec::with_capacity(summary.findings.len());
    for finding in &summary.findings {
        said.push(match finding {
            Finding::Standing(standing) => self::standing(standing, summary),
            Finding::Shift(shift) => since::shift(shift),
            Finding::OddPeriod(odd) => since::odd_period(odd, summary.grain),
            Finding::GroupChange(found) => crossed::group_change(found, summary.grain),
            Finding::TopicChange(found) => rest::topic_change(found, summary.grain),
            Finding::ShareRise(found) => crossed::share_rise(found),
            Finding::LaterComments(found) => rest::later_comments(found),
            Finding::Voices(voices) => self::voices(voices),
            Finding::Weakness(weakness) => {
                // What is complained of at a touchpoint is no second thing to mend, what is behind
                // all that was not looked for is not the first, and what costs nothing is none.
                let (at, there, behind) = match weakness {
                    Weakness::Touchpoint(contrast) => {
                        (Some((&contrast.touchpoint, contrast.since.is_some())), None, false)
                    }
                    Weakness::Driver(driver) => (Some((&driver.touchpoint, false)), None, false),
                    Weakness::Topic(topic) => {
                        let there = before.filter(|(before, _)| topic.is_at(before));
                        (None, there.map(|(_, since)| since), topic.behind_unnamed)
                    }
                };
                before = at;
                let no_worse = matches!(weakness, Weakness::Topic(topic) if topic.no_worse);
                to_mend += u32::from(!no_worse);
                let alike = there.is_some() && before_is_alike(weakness);
                let key = match (to_mend, there) {
                    // What is said of the touchpoint is of another time than its comments.
                    (_, Some(true)) if alike => "report.finding.there_alike_of_all",
                    (_, Some(true)) => "report.finding.there_of_all",
                    (_, Some(false)) if alike => "report.finding.there_alike",
                    (_, Some(false)) => "report.finding.there",
                    (_, None) if no_worse => "report.finding.often_complained",
                    (_, None) if behind => "report.finding.first_looked_for",
                    (1, None) if !weakness.level_with().is_empty() => "report.finding.level",
                    (1, None) => "report.finding.first",
                    (_, None) => "report.finding.next",
                };
                phrase(key, [("what", self::weakness(weakness, there.is_some(), summary))])
            }
            Finding::Unnamed(unnamed) => rest::unnamed(unnamed),
            Finding::Driver(driver) => {
                let said = phrase("report.finding.heaviest", driver_places(driver));
                sentences([said].into_iter().chain(rated_by_few(driver)))
            }
            Finding::Strength(strength) => self::strength(strength),
            Finding::Group(group) => {
                // It goes before all that costs less; of very many answers next to nothing is sure too.
                let first = to_mend == 0 && groups.is_empty() && costs_something(group);
                to_mend += u32::from(first);
                let worst_at = group.worst_at.clone().filter(|at| !is_told(at, group, summary));
                let shown = WeakGroup { worst_at, ..group.clone() };
                let told = weak_groups::group(&shown, &groups, first, summary.grain);
                groups.push(group);
                told
            }
            Finding::Interaction(found) => {
                let first = to_mend == 0 && groups.is_empty();
                to_mend += u32::from(first);
                weak_groups::interaction(found, first)
            }
            Finding::Weekend(found) => weak_groups::weekend(found),
            Finding::Reasons(found) => weak_groups::reasons(found),
            Finding::NothingStandsOut { n, compared, weighed, of } => {
                nothing(*n, compared, *weighed, *of)
            }
        });
    }
    said
}

/// Whether a group takes as much from the score as what is to be looked at first.
fn costs_something(group: &WeakGroup) -> bool {
    let measure = group.score.measure();
    100.0 * group.gain / measure.headline_unit() / measure.range() >= LEAST_COST
}

/// Whether it is told of the touchpoint that a group is furthest behind at that its low ratings come
/// from that group: the same from the other side.
fn is_told(at: &WorstAt, group: &WeakGroup, summary: &Summary) -> bool {
    let (field, value) = (group.field.clone(), group.group.clone());
    let own = Subgroup::Segment { field, value };
    summary.findings.iter().any(|finding| {
        let (touchpoint, origin) = match finding {
            Finding::Weakness(Weakness::Touchpoint(told)) => (&told.touchpoint, &told.origin),
            Finding::Weakness(Weakness::Driver(told)) => (&told.touchpoint, &told.origin),
            _ => return false,
        };
        *touchpoint == at.touchpoint && origin.as_ref().is_some_and(|from| from.group == own)
    })
}

/// That nothing stands out of what was compared: of all else nothing is known. What it costs the
/// whole is said where that was `weighed`, and by which score where other people gave another.
fn nothing(n: u64, compared: &[Compared], weighed: bool, of: Option<ScoreKind>) -> Text {
    let name = |what: &Compared| {
        word(match what {
            Compared::Touchpoints => "report.finding.a_touchpoint",
            Compared::Topics => "report.finding.a_topic",
            Compared::Groups => "report.finding.a_group",
        })
    };
    let n_only = [("n", count(n))];
    match compared {
        _ if n < ENOUGH_TO_COMPARE => phrase("report.finding.too_few", n_only),
        [] => phrase("report.finding.not_compared", n_only),
        [others @ .., last] => {
            let others: Vec<Text> = others.iter().map(name).collect();
            let what = match others.is_empty() {
                true => name(last),
                false => {
                    let others = Text::Joined(others, "report.list_and");
                    Text::Joined(vec![others, name(last)], "report.finding.or")
                }
            };
            let key = match weighed {
                true => "report.finding.nothing",
                false => "report.finding.nothing_worse",
            };
            let said = phrase(key, [("n", count(n)), ("what", what)]);
            let by = |kind| phrase("report.finding.by_score", [("score", scores::name(kind))]);
            sentences([said].into_iter().chain(of.map(by)))
        }
    }
}

/// A comment that tells of what is to be mended, the first of which there is one, and of what
/// it tells.
pub(crate) fn quote(summary: &Summary) -> Option<(Text, Quote)> {
    let at = |touchpoint: &Name| {
        let of = summary.pain_points.iter().filter(|pain| pain.touchpoint == *touchpoint);
        of.flat_map(|pain| &pain.verbatims).next().map(|found| (touchpoint.into(), found))
    };
    let found = summary.findings.iter().find_map(|finding| match finding {
        Finding::Weakness(Weakness::Touchpoint(contrast)) => at(&contrast.touchpoint),
        Finding::Weakness(Weakness::Driver(driver)) => at(&driver.touchpoint),
        Finding::Weakness(Weakness::Topic(topic)) => {
            topic.quote.as_ref().map(|found| (topic_name(topic, summary), found))
        }
        _ => None,
    });
    found.map(|(what, found)| {
        (phrase("report.finding.of", [("what", what)]), Quote::from(found).in_short())
    })
}

/// A headline measure.
fn told(estimate: &Estimate, kind: ScoreKind) -> Text {
    value(estimate, scores::unit(kind))
}

fn standing(standing: &Standing, summary: &Summary) -> Text {
    let Standing { score, value: estimate, n, .. } = standing;
    let Some(kind) = *score else {
        let places = [
            ("share", value(estimate, Unit::Percent)),
            ("interval", interval(estimate, Unit::Percent)),
            ("n", count(*n)),
        ];
        return negative(places, summary);
    };
    let places = [
        ("measure", scores::title(kind)),
        ("value", told(estimate, kind)),
        ("interval", interval(estimate, scores::unit(kind))),
        ("n", count(*n)),
        ("responses", count(summary.overall.responses)),
    ];
    // Those who rate several things give more ratings than answers.
    let key = match *n > summary.overall.responses {
        true => "report.finding.standing_ratings",
        false if is_of_items(kind, summary) => "report.finding.standing_items",
        false => "report.finding.standing",
    };
    let said = phrase(key, places);
    let groups = summary.overall.score(kind).and_then(|score| score.as_net()).map(|nps| {
        let [promoters, _, detractors] = nps.weighted_shares.unwrap_or_else(|| {
            [nps.promoters, nps.passives, nps.detractors].map(|group| ratio(group, nps.n))
        });
        let share = |share| Text::Number(share, Unit::Percent);
        let places = [("promoters", share(promoters)), ("detractors", share(detractors))];
        phrase("report.finding.groups", places)
    });
    let boxes = top_boxes::said(kind, summary);
    sentences([said].into_iter().chain(groups).chain(boxes))
}

/// How many comments are negative, and that there is no score or that none was used.
fn negative<const N: usize>(places: [(&'static str, Text); N], summary: &Summary) -> Text {
    let Some(columns) = unused_scores(summary) else {
        return phrase("report.finding.negative", places);
    };
    let places = places.into_iter().chain([("columns", columns)]).collect();
    Text::Phrase("report.finding.negative_unused".into(), places)
}

/// The columns that look like scores and are not used.
fn unused_scores(summary: &Summary) -> Option<Text> {
    let unused = summary.sources.iter().flat_map(|source| &source.unused_scores);
    let short = |name: &String| plain(field_names::in_short(name).to_owned());
    let names: Vec<Text> = unused.take(MOST_NAMED).map(short).collect();
    (!names.is_empty()).then_some(Text::Joined(names, "report.list_and"))
}

/// Whether a score is put together from several columns, each of which asks of one thing.
fn is_of_items(kind: ScoreKind, summary: &Summary) -> bool {
    let columns = summary.sources.iter().flat_map(|source| &source.columns);
    let mut columns = columns.filter(|column| column.role == kind.id()).peekable();
    let first = columns.next().and_then(|column| column.touchpoint.as_ref());
    first.is_some() && columns.peek().is_some() && columns.all(|one| one.touchpoint.is_some())
}

/// All other periods.
pub(super) fn other_periods(grain: Grain) -> Text {
    word(match grain {
        Grain::Week => "report.finding.other_weeks",
        Grain::Month => "report.finding.other_months",
        Grain::Quarter => "report.finding.other_quarters",
        Grain::Year => "report.finding.other_years",
    })
}

fn voices(voices: &Voices) -> Text {
    let rate = |wanted: Band| {
        let band = voices.bands.iter().find(|band| band.band == wanted);
        band.map_or(plain("–"), |band| value(&band.rate, Unit::Percent))
    };
    let kind = voices.score;
    let key = match kind.measure() {
        Measure::Net => "report.finding.voices_net",
        Measure::TopTwo | Measure::Ease => "report.finding.voices",
    };
    let places = [
        ("low", rate(Band::Low)),
        ("high", rate(Band::High)),
        ("measure", scores::title(kind)),
        ("with", told(&voices.with_comment, kind)),
        ("without", told(&voices.without_comment, kind)),
    ];
    phrase(key, places)
}

/// A touchpoint and the others, in these words of all the time and of that since it changed.
fn contrast([of_all, of_since]: [&'static str; 2], contrast: &Contrast) -> Text {
    let kind = contrast.score;
    // A share gains percent points.
    let gain = match kind.measure().unit() {
        ScoreUnit::Points => contrast.gain,
        ScoreUnit::Share => 100.0 * contrast.gain,
    };
    let mut places = vec![
        ("touchpoint", (&contrast.touchpoint).into()),
        ("measure", scores::title(kind)),
        ("own", told(&contrast.own, kind)),
        ("rest", told(&contrast.rest, kind)),
        ("n", count(contrast.n)),
        ("gain", Text::Number(gain.abs(), Unit::Tenths)),
    ];
    let since = contrast.since.as_ref().map(|since| ("since", since::said(since)));
    let key = if since.is_some() { of_since } else { of_all };
    places.extend(since);
    let means = contrast.means.map(|[own, rest]| {
        let mean = |value| Text::Number(value, Unit::Footing);
        phrase("report.finding.by_mean", [("own", mean(own)), ("rest", mean(rest))])
    });
    let origin = contrast.origin.as_ref().map(crossed::low_origin);
    sentences([Text::Phrase(key.into(), places)].into_iter().chain(means).chain(origin))
}

fn weakness(weakness: &Weakness, there: bool, summary: &Summary) -> Text {
    match weakness {
        Weakness::Touchpoint(found) => {
            let keys = match (found.is_whole, found.score.measure().unit()) {
                (true, ScoreUnit::Points) => {
                    ["report.finding.weak_touchpoint", "report.finding.weak_touchpoint_since"]
                }
                (true, ScoreUnit::Share) => [
                    "report.finding.weak_touchpoint_share",
                    "report.finding.weak_touchpoint_share_since",
                ],
                (false, _) => ["report.finding.weak_rating", "report.finding.weak_rating_since"],
            };
            contrast(keys, found)
        }
        Weakness::Topic(topic) => self::topic(topic, there, summary),
        Weakness::Driver(driver) if !driver.level_with.is_empty() => level(driver),
        Weakness::Driver(driver) => {
            let key = match driver.content < HALF {
                true => "report.finding.weak_driver",
                false if driver.rated_better => "report.finding.weak_driver_better",
                false => "report.finding.weak_driver_most",
            };
            let origin = driver.origin.as_ref().map(crossed::low_origin);
            let said = phrase(key, driver_places(driver));
            // A part of what was rated says little where not all of it is used.
            let unused = unused_scores(summary)
                .map(|columns| phrase("report.finding.driver_unused", [("columns", columns)]));
            let further = rated_by_few(driver).into_iter().chain(unused);
            sentences([said].into_iter().chain(further).chain(origin))
        }
    }
}

/// Touchpoints that have about as much to give as each other.
fn level(driver: &WeakDriver) -> Text {
    let all = [&driver.touchpoint].into_iter().chain(&driver.level_with);
    let places = [
        ("touchpoints", Text::Joined(all.map(Text::from).collect(), "report.list_and")),
        ("touchpoint", (&driver.touchpoint).into()),
        ("measure", scores::name(driver.outcome)),
        ("most", Text::Number(driver.most.unwrap_or_default(), Unit::Percent)),
    ];
    phrase("report.finding.weak_drivers_level", places)
}

/// How many rated a touchpoint, where most did not.
fn rated_by_few(driver: &WeakDriver) -> Option<Text> {
    let places = [("n", count(driver.n)), ("of", count(driver.of))];
    (2 * driver.n < driver.of).then(|| phrase("report.finding.rated_by_few", places))
}

fn driver_places(driver: &WeakDriver) -> [(&'static str, Text); 4] {
    [
        ("touchpoint", (&driver.touchpoint).into()),
        ("measure", scores::name(driver.outcome)),
        ("share", value(&driver.share, Unit::Percent)),
        ("content", Text::Number(driver.content / 100.0, Unit::Percent)),
    ]
}

/// Whether the touchpoint that is told before a topic is called as the topic is.
fn before_is_alike(weakness: &Weakness) -> bool {
    matches!(weakness, Weakness::Topic(topic) if is_alike(topic))
}

/// Whether a topic is called as its touchpoint, in one of the languages.
fn is_alike(topic: &WeakTopic) -> bool {
    let same = |name: &Name| name.zh == topic.aspect.zh || name.en == topic.aspect.en;
    topic.rated_as.as_ref().map_or_else(|| same(&topic.touchpoint), same)
}

/// What a topic is called: of one that touchpoints divide it is said that it is all of it.
fn topic_name(topic: &WeakTopic, summary: &Summary) -> Text {
    let everywhere = summary.pain_points.iter().any(|pain| {
        pain.everywhere && pain.touchpoint == topic.touchpoint && pain.aspect == topic.aspect
    });
    match everywhere {
        true => phrase("report.finding.everywhere", [("aspect", (&topic.aspect).into())]),
        false => driver_name(&topic.touchpoint, Some(&topic.aspect)),
    }
}

fn topic(topic: &WeakTopic, there: bool, summary: &Summary) -> Text {
    // What is complained of at touchpoints that are to be mended first stands before it.
    let later = summary.pain_points.iter().any(|pain| {
        pain.touchpoint == topic.touchpoint && pain.aspect == topic.aspect && pain.rank > 1
    });
    let unsure = match later && !there {
        true => "report.finding.topic_unsure_left",
        false => "report.finding.topic_unsure",
    };
    let (key, name): (&'static str, Text) = match there {
        true if is_alike(topic) => ("report.finding.topic_alike", (&topic.aspect).into()),
        true => ("report.finding.topic", (&topic.aspect).into()),
        false => ("report.finding.topic", topic_name(topic, summary)),
    };
    let places = [
        ("topic", name),
        ("negative", count(topic.negative)),
        ("mentions", count(topic.mentions)),
        ("share", value(&topic.negative_share, Unit::Percent)),
    ];
    let said = phrase(key, places);
    let origin = topic.origin.as_ref().map(crossed::origin);
    let impact = topic.impact.map(|impact| scores::without_complaints(&impact));
    let no_worse = topic.no_worse && !there;
    let impact = impact.or_else(|| no_worse.then(|| word("report.finding.topic_no_worse")));
    let sure = topic.worst.filter(|worst| !topic.no_worse && *worst < SURELY_WORST);
    let sure = sure.map(|worst| phrase(unsure, [("worst", Text::Number(worst, Unit::Percent))]));
    sentences([said].into_iter().chain(origin).chain(impact).chain(sure))
}

fn strength(strength: &Strength) -> Text {
    match strength {
        Strength::Touchpoint(found) => contrast(
            ["report.finding.strong_touchpoint", "report.finding.strong_touchpoint_since"],
            found,
        ),
        // Where they are worst is no sentence: touchpoints of few comments, which are not compared
        // here, are often worse on the same page.
        Strength::Comments { best, high, .. } => {
            let places = [
                ("best", best.into()),
                ("high", value(high, Unit::Coefficient)),
                ("high_interval", interval(high, Unit::Coefficient)),
            ];
            phrase("report.finding.kindest", places)
        }
    }
}

#[cfg(test)]
mod tests;
