//! What a reader must know, in sentences that can be read aloud.

use super::{change, crossed, ratio, rest, scores, top_boxes};
use crate::feedback::{Measure, ScoreKind, ScoreUnit};
use crate::journey::findings::weakness::SURE;
use crate::metrics::Band;
use crate::report::Summary;
use crate::report::document::{
    Quote, Text, Unit, count, driver_name, interval, phrase, plain, sentences, value, word,
};
use crate::report::summary::{
    Compared, Contrast, Estimate, Finding, Grain, Name, OddPeriod, Shift, Standing, Strength,
    Voices, WeakDriver, WeakGroup, WeakTopic, Weakness,
};

/// Fewer answers and comments than this leave even large differences to chance: that nothing
/// stands out among them says nothing.
const ENOUGH_TO_COMPARE: u64 = 60;

/// Share of those who rated a touchpoint under which only so few are content with it.
const HALF: f64 = 50.0;

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
    let mut said = Vec::with_capacity(summary.findings.len());
    for finding in &summary.findings {
        said.push(match finding {
            Finding::Standing(standing) => self::standing(standing, summary),
            Finding::Shift(shift) => self::shift(shift),
            Finding::OddPeriod(odd) => odd_period(odd, summary.grain),
            Finding::GroupChange(found) => crossed::group_change(found, summary.grain),
            Finding::TopicChange(found) => rest::topic_change(found, summary.grain),
            Finding::ShareRise(found) => crossed::share_rise(found),
            Finding::LaterComments(found) => rest::later_comments(found),
            Finding::Voices(voices) => self::voices(voices),
            Finding::Weakness(weakness) => {
                // What is complained of at a touchpoint is no second thing to mend, and what is
                // behind all that was not looked for is not the first.
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
                to_mend += 1;
                let alike = there.is_some() && before_is_alike(weakness);
                let key = match (to_mend, there) {
                    // What is said of the touchpoint is of another time than its comments.
                    (_, Some(true)) if alike => "report.finding.there_alike_of_all",
                    (_, Some(true)) => "report.finding.there_of_all",
                    (_, Some(false)) if alike => "report.finding.there_alike",
                    (_, Some(false)) => "report.finding.there",
                    (_, None) if behind => "report.finding.first_looked_for",
                    (1, None) => "report.finding.first",
                    (_, None) => "report.finding.next",
                };
                phrase(key, [("what", self::weakness(weakness, there.is_some(), summary))])
            }
            Finding::Unnamed(unnamed) => rest::unnamed(unnamed),
            Finding::Driver(driver) => phrase("report.finding.heaviest", driver_places(driver)),
            Finding::Strength(strength) => self::strength(strength),
            Finding::Group(group) => self::group(group, summary.grain),
            Finding::NothingStandsOut { n, compared, weighed } => nothing(*n, compared, *weighed),
        });
    }
    said
}

/// That nothing stands out of what was compared: of all else nothing is known. What it costs the
/// whole is said where that was `weighed`.
fn nothing(n: u64, compared: &[Compared], weighed: bool) -> Text {
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
            phrase(key, [("n", count(n)), ("what", what)])
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
        return phrase("report.finding.negative", places);
    };
    let places = [
        ("measure", scores::title(kind)),
        ("value", told(estimate, kind)),
        ("interval", interval(estimate, scores::unit(kind))),
        ("n", count(*n)),
    ];
    let said = phrase("report.finding.standing", places);
    let groups = summary.overall.score(kind).and_then(|score| score.as_net()).map(|nps| {
        let [promoters, _, detractors] = nps.weighted_shares.unwrap_or_else(|| {
            [nps.promoters, nps.passives, nps.detractors].map(|group| ratio(group, nps.n))
        });
        let share = |share| Text::Number(share, Unit::Percent);
        let places = [("promoters", share(promoters)), ("detractors", share(detractors))];
        phrase("report.finding.groups", places)
    });
    let boxes = top_boxes::said(kind, &summary.overall);
    sentences([said].into_iter().chain(groups).chain(boxes))
}

fn shift(shift: &Shift) -> Text {
    let unit = shift.score.map_or(Unit::Coefficient, scores::unit);
    let measure = shift.score.map_or(word("report.chart.sentiment"), scores::title);
    let begin = begin(&shift.since, &shift.range);
    let key = if shift.change < 0.0 { "report.finding.fell" } else { "report.finding.rose" };
    let places = [
        ("measure", measure),
        ("before", value(&shift.before, unit)),
        ("after", value(&shift.after, unit)),
        ("begin", begin),
        ("n_before", count(shift.n_before)),
        ("n_after", count(shift.n_after)),
    ];
    let split = shift.score.zip(shift.mix).and_then(|(kind, mix)| change::said(kind, &mix));
    sentences([phrase(key, places)].into_iter().chain(split))
}

/// When a level began that is known to have begun between two periods.
pub(super) fn begin(since: &str, (first, last): &(String, String)) -> Text {
    let period = |name: &str| Text::Period(name.to_owned());
    match first == last {
        true => phrase("report.finding.in_period", [("since", period(since))]),
        false => phrase(
            "report.finding.between_periods",
            [("since", period(since)), ("from", period(first)), ("to", period(last))],
        ),
    }
}

/// One sentence for points and for shares: both are told as levels, in the unit of the score.
fn odd_period(odd: &OddPeriod, grain: Grain) -> Text {
    let places = [
        ("measure", scores::title(odd.score)),
        ("period", Text::Period(odd.period.clone())),
        ("value", told(&odd.value, odd.score)),
        ("interval", interval(&odd.value, scores::unit(odd.score))),
        ("n", count(odd.n)),
        ("rest", told(&odd.rest, odd.score)),
        ("others", other_periods(grain)),
    ];
    phrase("report.finding.odd_period", places)
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
    let since = contrast.since.as_ref().map(|since| ("since", Text::Period(since.clone())));
    let key = if since.is_some() { of_since } else { of_all };
    places.extend(since);
    let origin = contrast.origin.as_ref().map(crossed::low_origin);
    sentences([Text::Phrase(key.into(), places)].into_iter().chain(origin))
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
        Weakness::Driver(driver) => {
            let key = match driver.content < HALF {
                true => "report.finding.weak_driver",
                false if driver.rated_better => "report.finding.weak_driver_better",
                false => "report.finding.weak_driver_most",
            };
            let origin = driver.origin.as_ref().map(crossed::low_origin);
            sentences([phrase(key, driver_places(driver))].into_iter().chain(origin))
        }
    }
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
    let impact = topic.impact.map(|impact| scores::without_them(&impact));
    let sure = topic.worst.filter(|worst| *worst < SURE);
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

fn group(group: &WeakGroup, grain: Grain) -> Text {
    let unit = scores::difference_unit(group.score);
    let difference = &group.tested.difference;
    let distance = match group.score.measure().unit() {
        ScoreUnit::Points => -difference.value,
        ScoreUnit::Share => -100.0 * difference.value,
    };
    let places = [
        ("field", plain(group.field.clone())),
        ("group", plain(group.group.clone())),
        ("score", scores::title(group.score)),
        ("points", Text::Number(distance, Unit::Footing)),
        ("interval", interval(difference, unit)),
        ("n", count(group.tested.n)),
    ];
    let (points, share) = ("report.finding.group", "report.finding.group_share");
    let said = phrase(scores::wording(group.score, points, share), places);
    let changed = group.changed.as_ref().map(|change| crossed::group_change(change, grain));
    let worst_at = group.worst_at.as_ref().map(crossed::worst_at);
    sentences([said].into_iter().chain(changed).chain(worst_at))
}

#[cfg(test)]
mod tests;
