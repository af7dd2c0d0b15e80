//! What a reader must know, in sentences that can be read aloud.

use super::complained_of::{is_one_of_several, topic, topic_name};
use super::opening::{opening, taken_by};
use super::{
    crossed, field_names, grave, group_changes, group_complaints, low_ratings, ratio, rest, scores,
    since, top_boxes, weak_groups,
};
use crate::feedback::{Measure, ScoreKind, ScoreUnit};
use crate::metrics::Band;
use crate::report::Summary;
use crate::report::document::{
    Quote, Text, Unit, count, interval, phrase, plain, sentences, value, word,
};
use crate::report::summary::{
    Compared, Contrast, Estimate, Finding, Grain, Name, Standing, Strength, Subgroup, Voices,
    WeakDriver, WeakGroup, Weakness, WorstAt,
};

/// Fewer answers and comments than this leave even large differences to chance: that nothing
/// stands out among them says nothing.
const ENOUGH_TO_COMPARE: u64 = 60;

/// Share of those who rated a touchpoint under which only so few are content with it.
const HALF: f64 = 50.0;

/// Share of the range of its score that a group takes at least which is to be looked at first.
const LEAST_COST: f64 = 0.01;

/// Difference of two shares of best boxes from which on these are told beside means.
pub(super) const CLOSE: f64 = 0.03;

/// Most columns that are named as scores that are not used.
const MOST_NAMED: usize = 8;

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

/// What a reader must know, in sentences. Whom comments speak for is one of the [`cautions`].
pub(crate) fn findings(summary: &Summary) -> Vec<Text> {
    let mut to_mend = 0;
    let mut before: Option<(&Name, bool)> = None;
    let mut groups: Vec<&WeakGroup> = Vec::new();
    let mut said: Vec<Text> = Vec::with_capacity(summary.findings.len());
    // What a group takes that got worse, and where the rating that is to be mended is told.
    let (mut fell, mut rated): (f64, Option<usize>) = (0.0, None);
    for finding in &summary.findings {
        let text = match finding {
            Finding::Standing(standing) => self::standing(standing, summary),
            Finding::Grave(found) => grave::grave(found),
            Finding::Shift(shift) => since::shift(shift),
            Finding::OddPeriod(odd) => since::odd_period(odd, summary.grain),
            Finding::HiddenChange(found) => since::hidden(found),
            Finding::GroupChange(found) => {
                fell = taken_by(found, summary);
                group_changes::group_change(found, summary.grain)
            }
            Finding::GroupComplaints(found) => group_complaints::said(found),
            Finding::TopicChange(found) => rest::topic_change(found, summary.grain),
            Finding::ShareRise(found) => crossed::share_rise(found),
            Finding::LaterComments(found) => rest::later_comments(found),
            Finding::Voices(_) => continue,
            Finding::Weakness(weakness) => {
                // What is complained of at a touchpoint is no second thing to mend, what is behind
                // all that was not looked for is not the first, and what costs nothing is none.
                let (at, there, behind) = match weakness {
                    Weakness::Touchpoint(contrast) => {
                        (Some((&contrast.touchpoint, contrast.since.is_some())), None, false)
                    }
                    // Of several that are told together it is at one alone.
                    Weakness::Driver(driver) => {
                        let alone = driver.level_with.is_empty();
                        (alone.then_some((&driver.touchpoint, false)), None, false)
                    }
                    Weakness::Topic(topic) => {
                        let there = before.filter(|(before, _)| topic.is_at(before));
                        (None, there.map(|(_, since)| since), topic.behind_unnamed)
                    }
                };
                before = at;
                let several = match weakness {
                    Weakness::Topic(topic) => there.is_none() && is_one_of_several(topic),
                    Weakness::Touchpoint(_) | Weakness::Driver(_) => false,
                };
                to_mend += u32::from(!several);
                if matches!(weakness, Weakness::Driver(_)) {
                    rated = Some(said.len());
                }
                let key = match there {
                    None if several => "report.finding.often_complained",
                    None if behind => "report.finding.first_looked_for",
                    _ => opening(weakness, to_mend, there, fell),
                };
                phrase(key, [("what", self::weakness(weakness, there.is_some(), summary))])
            }
            Finding::Unnamed(unnamed) => rest::unnamed(unnamed, summary),
            Finding::Driver(driver) => {
                let heaviest = heaviest(driver, rated.is_none(), summary);
                // What weighs most and what is to be mended are read out of the same ratings.
                if let Some(at) = rated {
                    said[at] = sentences([said[at].clone(), heaviest]);
                    continue;
                }
                heaviest
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
                weak_groups::interaction(found, first, is_of_ratings(found.score, summary))
            }
            Finding::LowestRated(found) => weak_groups::lowest(found),
            Finding::Weekend(found) => weak_groups::weekend(found),
            Finding::Reasons(found) => weak_groups::reasons(found),
            Finding::NothingStandsOut { n, compared, weighed, of } => {
                nothing(*n, compared, *weighed, *of)
            }
        };
        said.push(text);
    }
    said
}

/// What is to be read with care of what a reader must know: whom comments speak for.
pub(super) fn cautions(summary: &Summary) -> impl Iterator<Item = Text> {
    summary.findings.iter().filter_map(|finding| match finding {
        Finding::Voices(voices) => Some(self::voices(voices)),
        _ => None,
    })
}

/// Whether a group takes as much from the score as what is to be looked at first.
fn costs_something(group: &WeakGroup) -> bool {
    let measure = group.score.measure();
    100.0 * group.gain / measure.headline_unit() / measure.range() >= LEAST_COST
}

/// Whether it is told of the touchpoint that a group is furthest behind at that its low ratings, or
/// nearly all of its distance, come from that group: the same from the other side.
fn is_told(at: &WorstAt, group: &WeakGroup, summary: &Summary) -> bool {
    let (field, value) = (group.field.clone(), group.group.clone());
    let own = Subgroup::Segment { field, value };
    summary.findings.iter().any(|finding| {
        let (touchpoint, origin, part) = match finding {
            Finding::Weakness(Weakness::Touchpoint(told)) => {
                (&told.touchpoint, &told.origin, told.part.as_ref())
            }
            Finding::Weakness(Weakness::Driver(told)) => (&told.touchpoint, &told.origin, None),
            _ => return false,
        };
        let from = part.map(|part| &part.group);
        let from = from.or(origin.as_ref().map(|from| &from.group));
        *touchpoint == at.touchpoint && from == Some(&own)
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

/// Whether those who answer give several ratings each by a score.
fn is_of_ratings(kind: ScoreKind, summary: &Summary) -> bool {
    summary.overall.score(kind).is_some_and(|score| score.n() > summary.overall.responses)
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

/// A touchpoint and the others, in these words of all the time and of that since it changed; in the
/// last ones where the best boxes hardly differ and the means do.
fn contrast([of_all, of_since, of_means]: [&'static str; 3], contrast: &Contrast) -> Text {
    let kind = contrast.score;
    let close = (contrast.own.value - contrast.rest.value).abs() < CLOSE;
    let alone = contrast.means.filter(|_| close);
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
    let mean = |value| Text::Number(value, Unit::Footing);
    let (key, means) = match (alone, contrast.means) {
        (Some([own, rest]), _) => {
            let n = ("n", count(contrast.n));
            places = vec![("touchpoint", (&contrast.touchpoint).into()), n];
            places.extend([
                ("score", scores::name(kind)),
                ("own", mean(own)),
                ("rest", mean(rest)),
            ]);
            (of_means, None)
        }
        (None, Some([own, rest])) => {
            let means = [("own", mean(own)), ("rest", mean(rest))];
            (key, Some(phrase("report.finding.by_mean", means)))
        }
        (None, None) => (key, None),
    };
    // The group that it is all of says more than the one that most of its low ratings come from.
    let part = contrast.part.as_deref().map(|part| low_ratings::touchpoint_part(part, kind));
    let origin = contrast.origin.as_ref().map(low_ratings::low_origin);
    let from = part.or(origin);
    // Of what changed for good no periods are named.
    let changed = contrast.changed.as_deref();
    let changed = changed.map(|change| group_changes::it_fell(change, Grain::Month));
    let said = [Text::Phrase(key.into(), places)].into_iter().chain(means).chain(from);
    sentences(said.chain(changed))
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
            let [of_all, of_since] = keys;
            contrast([of_all, of_since, "report.finding.weak_by_mean"], found)
        }
        Weakness::Topic(found) => topic(found, there, summary),
        Weakness::Driver(driver) if !driver.level_with.is_empty() => level(driver),
        Weakness::Driver(driver) => {
            let [key, without_share] = match driver.content < HALF {
                true => ["report.finding.weak_driver", "report.finding.weak_driver_of_some"],
                false if driver.rated_better => [
                    "report.finding.weak_driver_better",
                    "report.finding.weak_driver_better_of_some",
                ],
                false => {
                    ["report.finding.weak_driver_most", "report.finding.weak_driver_most_of_some"]
                }
            };
            let origin = driver.origin.as_ref().map(low_ratings::low_origin);
            // A part of what was rated is no weight of its own where not all of it is used.
            let unused = driver_unused(summary);
            let key = if unused.is_some() { without_share } else { key };
            let said = phrase(key, driver_places(driver));
            let further = rated_by_few(driver).into_iter().chain(unused);
            sentences([said].into_iter().chain(further).chain(origin))
        }
    }
}

/// What weighs most of what was rated, and of `alone` what could not be weighed.
fn heaviest(driver: &WeakDriver, alone: bool, summary: &Summary) -> Text {
    let unused = driver_unused(summary);
    let key = match unused.is_some() {
        true => "report.finding.heaviest_of_some",
        false => "report.finding.heaviest",
    };
    let said = phrase(key, driver_places(driver));
    let further = rated_by_few(driver).into_iter().chain(unused.filter(|_| alone));
    sentences([said].into_iter().chain(further))
}

/// The columns that look like scores and are no part of what was rated, as they are not used.
fn driver_unused(summary: &Summary) -> Option<Text> {
    let columns = unused_scores(summary)?;
    Some(phrase("report.finding.driver_unused", [("columns", columns)]))
}

/// Touchpoints that have about as much to give as each other.
fn level(driver: &WeakDriver) -> Text {
    let all = [&driver.touchpoint].into_iter().chain(&driver.level_with);
    let places = [
        ("touchpoints", Text::Joined(all.map(Text::from).collect(), "report.list_and")),
        ("measure", scores::name(driver.outcome)),
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

fn strength(strength: &Strength) -> Text {
    match strength {
        Strength::Touchpoint(found) => contrast(
            [
                "report.finding.strong_touchpoint",
                "report.finding.strong_touchpoint_since",
                "report.finding.strong_by_mean",
            ],
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
