//! The headline cards: each number with its interval, its base and the
//! distribution behind it.

use rust_i18n::t;
use serde::Serialize;

use super::change::{self, Change};
use super::display::{Display, LABELS, Unit, judged, ratio};
use crate::feedback::{Measure, Scale, ScoreKind, ScoreUnit};
use crate::report::Summary;
use crate::report::number_format::ABSENT;
use crate::report::summary::{
    CesSummary, Estimate, NpsSummary, Responses, ScoreSummary, TouchpointSummary, TrendPoint,
};

/// Most values of a distribution that are drawn; a 0–100 slider has no bars.
const BARS: usize = 11;

/// One headline number.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    title: String,
    subtitle: String,
    value: String,
    interval: Option<String>,
    base: String,
    note: Option<String>,
    change: Option<Change>,
    segments: Vec<Segment>,
    bars: Vec<Bar>,
}

impl Card {
    /// Whether it says how its number changed.
    pub(super) fn has_change(&self) -> bool {
        self.change.is_some()
    }
}

/// A part of a bar that adds up to 100 %.
#[derive(Debug, Serialize)]
struct Segment {
    key: &'static str,
    name: String,
    share: String,
    /// Width in percent.
    width: f64,
}

/// One value of a distribution.
#[derive(Debug, Serialize)]
struct Bar {
    value: String,
    share: String,
    /// Height in percent of the highest bar.
    height: f64,
}

/// The scores that were asked, sentiment, response rate where it
/// is known, and comment rate.
pub(super) fn cards(summary: &Summary, asked: &[ScoreKind], display: &Display) -> Vec<Card> {
    let overall = &summary.overall;
    let of = |measure: fn(&TrendPoint) -> Option<Estimate>, unit| {
        change::last_change(summary, measure, unit, display)
    };
    let mut cards: Vec<Card> = asked
        .iter()
        .map(|&kind| {
            let unit = match kind.measure().unit() {
                ScoreUnit::Points => Unit::Points,
                ScoreUnit::Share => Unit::ShareDifference,
            };
            let change =
                change::last_change(summary, |point| point.scores.get(kind), unit, display);
            // The card of effort shows a mean, but periods have the easy share.
            let change = match kind.measure() {
                Measure::Net | Measure::TopTwo => change,
                Measure::Ease => change.map(Change::of_share(kind, display)),
            };
            Card { change, ..score(kind, overall.score(kind), display) }
        })
        .collect();
    cards.push(Card {
        change: of(|p| p.sentiment, Unit::Coefficient),
        ..sentiment(overall, display)
    });
    cards.extend(response_rate(summary, display));
    cards.push(Card {
        change: of(|p| p.comment_rate, Unit::ShareDifference),
        ..comment_rate(summary, display)
    });
    cards
}

fn card(name: &str, estimate: Option<Estimate>, unit: Unit, n: u64, display: &Display) -> Card {
    let title = display.word(&format!("report.card.{name}.title"));
    figure(title, name, estimate, unit, n, display)
}

/// A card with the subtitle that goes by `name`.
fn figure(
    title: String,
    name: &str,
    estimate: Option<Estimate>,
    unit: Unit,
    n: u64,
    display: &Display,
) -> Card {
    let locale = display.lang.code();
    Card {
        title,
        subtitle: display.word(&format!("report.card.{name}.subtitle")),
        value: estimate.map_or(ABSENT.to_owned(), |e| display.write(e.value, unit)),
        interval: estimate.map(|e| display.interval(&e, unit)),
        base: match estimate {
            Some(_) => {
                t!("report.card.base", locale = locale, n = display.format.count(n)).into_owned()
            }
            None => display.word("report.card.suppressed"),
        },
        note: None,
        change: None,
        segments: Vec::new(),
        bars: Vec::new(),
    }
}

/// The card of a score.
fn score(kind: ScoreKind, summary: Option<&ScoreSummary>, display: &Display) -> Card {
    let title = kind.definition().title.in_lang(display.lang).to_owned();
    let (name, unit) = match kind.measure() {
        Measure::Net => ("nps", Unit::Points),
        Measure::TopTwo => ("csat", Unit::Percent),
        Measure::Ease => ("ces", Unit::Mean),
    };
    let Some(summary) = summary else { return figure(title, name, None, unit, 0, display) };
    let shown = match summary {
        ScoreSummary::Net(_) | ScoreSummary::TopTwo(_) => summary.headline(),
        ScoreSummary::Ease(ces) => ces.mean,
    };
    let card = figure(title, name, Some(shown), unit, summary.n(), display);
    let card = weighted_base(card, summary.n(), summary.effective_n(), display);
    match summary {
        ScoreSummary::Net(nps) => Card { segments: groups(nps, display), ..card },
        ScoreSummary::TopTwo(csat) => {
            let shares = shares_of(&csat.distribution, csat.weighted_shares.as_deref());
            let note = Some(mean_note(&csat.mean, csat.scale, display));
            Card { note, bars: bars(&shares, csat.scale, display), ..card }
        }
        ScoreSummary::Ease(ces) => {
            let shares = shares_of(&ces.distribution, ces.weighted_shares.as_deref());
            let note = Some(easy_note(ces, display));
            Card { note, bars: bars(&shares, ces.scale, display), ..card }
        }
    }
}

/// Detractors, passives and promoters.
fn groups(nps: &NpsSummary, display: &Display) -> Vec<Segment> {
    let groups = [
        ("very-negative", "report.detractors", nps.detractors),
        ("neutral", "report.passives", nps.passives),
        ("very-positive", "report.promoters", nps.promoters),
    ];
    // Weighted shares are what a weighted score is the difference of.
    let weighted = nps
        .weighted_shares
        .map(|[promoters, passives, detractors]| [detractors, passives, promoters]);
    let shares = weighted.unwrap_or(groups.map(|(.., n)| ratio(n, nps.n)));
    let segments = groups.into_iter().zip(shares);
    segments.map(|((key, name, _), share)| segment_of(key, name, share, display)).collect()
}

/// Where answers are weighted, how many equally weighted ones they are worth.
fn weighted_base(card: Card, n: u64, effective: Option<f64>, display: &Display) -> Card {
    let Some(effective) = effective else { return card };
    let base = t!(
        "report.card.weighted_base",
        locale = display.lang.code(),
        n = display.format.count(n),
        effective = display.format.decimal(effective, 0)
    );
    Card { base: base.into_owned(), ..card }
}

fn easy_note(ces: &CesSummary, display: &Display) -> String {
    t!(
        "report.card.ces.note",
        locale = display.lang.code(),
        scale = display.scale(ces.scale),
        easy = display.write(ces.easy.value, Unit::Percent),
        interval = display.interval(&ces.easy, Unit::Percent)
    )
    .into_owned()
}

fn sentiment(overall: &TouchpointSummary, display: &Display) -> Card {
    let total = judged(&overall.labels);
    let segments = match overall.sentiment {
        Some(_) => LABELS
            .iter()
            .map(|label| {
                segment(label.key, label.word, (label.count)(&overall.labels), total, display)
            })
            .collect(),
        None => Vec::new(),
    };
    Card {
        segments,
        ..card("sentiment", overall.sentiment, Unit::Coefficient, overall.comments, display)
    }
}

/// `None` where it is not known how many were asked.
fn response_rate(summary: &Summary, display: &Display) -> Option<Card> {
    let Responses { answered, invited, response_rate } = summary.responses;
    let (invited, rate) = invited.zip(response_rate)?;
    let parts = [
        ("positive", "report.answered", answered),
        ("neutral", "report.not_answered", invited - answered),
    ];
    Some(counted("response_rate", Some(rate), parts, display))
}

fn comment_rate(summary: &Summary, display: &Display) -> Card {
    let account = &summary.account;
    let (with, without) = (account.rows_scored, account.rows_without_comment);
    let parts =
        [("positive", "report.with_comment", with), ("neutral", "report.without_comment", without)];
    let rate = (with + without > 0).then(|| ratio(with, with + without));
    counted("comment_rate", rate, parts, display)
}

/// The share of the first of two parts: an exact count of everything, so it
/// has no interval.
fn counted(
    title: &str,
    rate: Option<f64>,
    parts: [(&'static str, &str, u64); 2],
    display: &Display,
) -> Card {
    let [(_, _, part), (_, _, rest)] = parts;
    let key = format!("report.card.{title}.base");
    let base = t!(
        &key,
        locale = display.lang.code(),
        part = display.format.count(part),
        whole = display.format.count(part + rest)
    );
    Card {
        value: rate.map_or(ABSENT.to_owned(), |rate| display.write(rate, Unit::Percent)),
        base: base.into_owned(),
        segments: parts
            .map(|(key, name, n)| segment(key, name, n, part + rest, display))
            .into_iter()
            .collect(),
        ..card(title, None, Unit::Percent, part + rest, display)
    }
}

fn segment(key: &'static str, name: &str, n: u64, total: u64, display: &Display) -> Segment {
    segment_of(key, name, ratio(n, total), display)
}

fn segment_of(key: &'static str, name: &str, share: f64, display: &Display) -> Segment {
    Segment {
        key,
        name: display.word(name),
        share: display.write(share, Unit::Percent),
        width: (share * 1e4).round() / 1e2,
    }
}

/// The share of every value: weighted where answers are.
fn shares_of(distribution: &[(f64, u64)], weighted: Option<&[(f64, f64)]>) -> Vec<(f64, f64)> {
    let total = distribution.iter().map(|(_, n)| n).sum();
    match weighted {
        Some(weighted) => weighted.to_vec(),
        None => distribution.iter().map(|(value, n)| (*value, ratio(*n, total))).collect(),
    }
}

fn bars(shares: &[(f64, f64)], scale: Option<Scale>, display: &Display) -> Vec<Bar> {
    if scale.is_none() || shares.len() > BARS {
        return Vec::new();
    }
    let highest = shares.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    let height = |share: f64| if highest > 0.0 { share / highest } else { 0.0 };
    shares
        .iter()
        .map(|(value, share)| Bar {
            value: value.to_string(),
            share: display.write(*share, Unit::Percent),
            height: (height(*share) * 1e4).round() / 1e2,
        })
        .collect()
}

fn mean_note(mean: &Estimate, scale: Option<Scale>, display: &Display) -> String {
    t!(
        "report.card.mean_note",
        locale = display.lang.code(),
        scale = display.scale(scale),
        mean = display.write(mean.value, Unit::Mean),
        interval = display.interval(mean, Unit::Mean)
    )
    .into_owned()
}
