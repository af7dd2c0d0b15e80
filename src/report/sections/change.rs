//! What changed from one full period to the next, at the end of the trend.
//!
//! A week that has just begun says little, and little of many numbers leaves
//! chance out by chance: the last period counts only where it is over.

use crate::feedback::{ScoreKind, ScoreUnit};
use crate::report::Summary;
use crate::report::document::{
    Cell, Change, ColumnKind, Columns, Move, Table, Text, Unit, interval, phrase, plain, value,
    word,
};
use crate::report::summary::{Estimate, Mix, TrendPoint};
use crate::stats::difference::{chance_of, detectable, of_estimates};
use crate::stats::is_sure;
use crate::stats::multiple::holm;

/// The change of one measure; `None` without two periods that show it.
pub(crate) fn last_change(
    summary: &Summary,
    measure: impl Fn(&TrendPoint) -> Option<Estimate>,
    unit: Unit,
) -> Option<Change> {
    let latest = summary.latest.as_ref()?;
    let named = |name: &String| summary.trend.iter().find(|point| point.period == *name);
    let (last, before) = (named(&latest.last)?, named(&latest.before)?);
    let change = of_estimates(&measure(last)?, &measure(before)?);
    let period = |point: &TrendPoint| Text::Period(point.period.clone());
    Some(Change {
        p: chance_of(&change),
        detectable: detectable(&change),
        direction: match (change.low > 0.0, change.high < 0.0) {
            (true, _) => Move::Up,
            (_, true) => Move::Down,
            _ => Move::Same,
        },
        what: None,
        value: match unit {
            Unit::ShareDifference => {
                phrase("report.change.share_points", [("value", value(&change, unit))])
            }
            _ => value(&change, unit),
        },
        interval: interval(&change, unit),
        periods: phrase(
            "report.change.periods",
            [("last", period(last)), ("before", period(before))],
        ),
    })
}

/// How large a change would have to be, and how many responses a period would tell one of five
/// points: where a change may be chance, so that nobody takes silence for rest. Responses and
/// not answers: of a period it is not known how many answered this score.
pub(crate) fn needed(summary: &Summary, kind: ScoreKind, change: &Change) -> Option<Text> {
    let latest = summary.latest.as_ref()?;
    let rows = |name: &String| {
        let point = summary.trend.iter().find(|point| point.period == *name)?;
        Some(point.responses as f64).filter(|rows| *rows > 0.0)
    };
    let (last, before) = (rows(&latest.last)?, rows(&latest.before)?);
    let wanted = five_points(kind);
    let each = 2.0 / (1.0 / last + 1.0 / before);
    let n = answers_for(each, change.detectable / wanted);
    let unit = super::scores::difference_unit(kind);
    let places = [
        ("least", Text::Number(change.detectable, unit)),
        ("wanted", Text::Number(wanted, unit)),
        ("n", Text::Number(n, Unit::Count)),
    ];
    let (points, share) = ("report.change.needed", "report.change.needed_share");
    let key = super::scores::wording(kind, points, share);
    (change.detectable > wanted).then(|| phrase(key, places))
}

/// Five points of the headline number.
fn five_points(kind: ScoreKind) -> f64 {
    match kind.measure().unit() {
        ScoreUnit::Points => 5.0,
        ScoreUnit::Share => 0.05,
    }
}

/// Answers, or responses, that tell a change so many times smaller than `n` do. Two figures are
/// all that is sure of it.
fn answers_for(n: f64, times: f64) -> f64 {
    let n = n * times * times;
    let grain = 10_f64.powf((n.log10() - 1.0).floor().max(0.0));
    (n / grain).ceil() * grain
}

/// What the answers to each score are enough for; `None` without scores.
pub(crate) fn power(summary: &Summary) -> Option<Table<'_>> {
    let rows: Vec<(ScoreKind, Estimate, f64)> = super::scores::asked(summary)
        .into_iter()
        .filter_map(|kind| {
            let score = summary.overall.score(kind)?;
            Some((kind, score.headline(), score.n() as f64))
        })
        .collect();
    let number = |of: fn(&(ScoreKind, Estimate, f64)) -> f64| {
        move |row: &(ScoreKind, Estimate, f64)| {
            Cell::Number(of(row), super::scores::difference_unit(row.0))
        }
    };
    // Against a next wave as large, and as sure.
    fn least((_, estimate, _): &(ScoreKind, Estimate, f64)) -> f64 {
        detectable(&of_estimates(estimate, estimate))
    }
    let none = rows.is_empty();
    let table = Columns::of(rows)
        .text(word("report.score_column"), |(kind, ..)| Some(super::scores::heading(*kind)))
        .cell(plain("n"), ColumnKind::Number, |(.., n)| Cell::Number(*n, Unit::Count))
        .cell(
            word("report.power.half"),
            ColumnKind::Number,
            number(|(_, e, _)| (e.high - e.low) / 2.0),
        )
        .cell(word("report.power.detectable"), ColumnKind::Number, number(least))
        .cell(word("report.power.needed"), ColumnKind::Number, |row| {
            Cell::Number(answers_for(row.2, least(row) / five_points(row.0)), Unit::Count)
        })
        .table(word("report.power.title"));
    (!none).then_some(table)
}

/// Lets only those changes point up or down that do so beyond chance among all that stand
/// beside each other: with five at 95 % each, one of six unchanged reports has an arrow.
pub(crate) fn tell_together<'a>(changes: impl Iterator<Item = &'a mut Change>) {
    let all: Vec<&mut Change> = changes.collect();
    let p: Vec<f64> = all.iter().map(|change| change.p).collect();
    for (change, p) in all.into_iter().zip(holm(&p).unwrap_or_default()) {
        if !is_sure(p) {
            change.direction = Move::Same;
        }
    }
}

/// Of a score: how much of the change is within the touchpoints, where the mix of them
/// turns it or makes at least a third of it.
pub(crate) fn split(summary: &Summary, kind: ScoreKind) -> Option<Text> {
    let mixes = &summary.latest.as_ref()?.mixes;
    said(kind, &mixes.iter().find(|mix| mix.score == kind)?.mix)
}

/// Whether a score moved the other way than at every touchpoint.
pub(crate) fn is_reversed(summary: &Summary, kind: ScoreKind) -> bool {
    let mixes = summary.latest.as_ref().map_or(&[][..], |latest| &latest.mixes);
    mixes.iter().any(|mix| mix.score == kind && mix.mix.reversed)
}

/// The split in words; `None` where the mix of touchpoints hardly matters.
pub(crate) fn said(kind: ScoreKind, mix: &Mix) -> Option<Text> {
    let matters = mix.mix.abs() >= (mix.within.abs() + mix.mix.abs()) / 3.0;
    let least = match kind.measure().unit() {
        ScoreUnit::Points => 2.0,
        ScoreUnit::Share => 0.02,
    };
    if !(mix.reversed || matters && mix.mix.abs() >= least) {
        return None;
    }
    let part = |value| super::scores::difference(kind, value);
    let places = [("within", part(mix.within)), ("mix", part(mix.mix))];
    let key = if mix.reversed { "report.change.reversed" } else { "report.change.split" };
    Some(phrase(key, places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Words;
    use crate::report::summary::ScoreMix;
    use crate::report::{Lang, sample};

    fn said(text: &Text) -> String {
        Words::new(Lang::En).say(text)
    }

    #[test]
    fn intervals_are_put_together_by_square_and_add() {
        // Newcombe (1998), table II, case (a): 56/70 against 48/80, method 10
        // gives 0.0524 to 0.3339.
        let wilson = |hits, n| crate::stats::interval::wilson(hits, n).unwrap();
        let change = of_estimates(&wilson(56, 70), &wilson(48, 80));
        assert!((change.low - 0.0524).abs() < 5e-5, "{change:?}");
        assert!((change.high - 0.3339).abs() < 5e-5, "{change:?}");
        assert!((change.value - 0.2).abs() < 1e-12);
    }

    #[test]
    fn the_comment_rate_changes_like_a_share() {
        let mut summary = sample::summary();
        let rate = |s: &Summary| last_change(s, |p| p.comment_rate, Unit::ShareDifference);
        assert_eq!(rate(&summary).map(|change| change.direction), Some(Move::Same));
        let of = |hits, n| crate::stats::interval::wilson(hits, n);
        summary.trend[4].comment_rate = of(280, 400);
        summary.trend[5].comment_rate = of(220, 400);
        let change = rate(&summary).unwrap();
        assert_eq!((change.direction, said(&change.value).as_str()), (Move::Down, "−15 pp"));
        let newcombe = crate::stats::difference::proportions([220, 280], [400, 400]).unwrap();
        let expected = interval(&newcombe.difference, Unit::ShareDifference);
        assert_eq!(said(&change.interval), said(&expected));
        summary.trend[5].comment_rate = None;
        assert!(rate(&summary).is_none(), "too few answers");
    }

    #[test]
    fn five_changes_beside_each_other_are_one_family() {
        let of = |value: f64| {
            let change = Estimate { value, low: value - 4.0, high: value + 4.0 };
            Change {
                p: chance_of(&change),
                detectable: detectable(&change),
                direction: Move::Down,
                what: None,
                value: crate::report::document::plain(""),
                interval: crate::report::document::plain(""),
                periods: crate::report::document::plain(""),
            }
        };
        // −4.2 ± 4 alone is beyond chance, among five it is not.
        let mut changes = [of(-4.2), of(-0.3), of(-9.0), of(-1.0), of(-2.0)];
        assert!(changes[0].p < 0.05);
        tell_together(changes.iter_mut());
        let moves: Vec<Move> = changes.iter().map(|change| change.direction).collect();
        assert_eq!(moves, [Move::Same, Move::Same, Move::Down, Move::Same, Move::Same]);
    }

    #[test]
    fn what_a_change_of_five_points_takes_is_told_in_responses() {
        let summary = sample::summary();
        let nps = last_change(&summary, |p| p.scores.get(ScoreKind::Nps), Unit::Points).unwrap();
        let of = |kind, detectable| needed(&summary, kind, &Change { detectable, ..nps.clone() });
        // 511 and 284 rows tell as much as 365.1 each; twenty points are four times as many as
        // five, so that it takes sixteen times as many.
        let text = said(&of(ScoreKind::Nps, 20.0).unwrap());
        assert!(text.ends_with("about 5,900 responses a period are needed."), "{text}");
        let text = said(&of(ScoreKind::Csat, 0.2).unwrap());
        assert!(text.contains("of +20 pp") && text.contains("5,900 responses"), "{text}");
        assert!(of(ScoreKind::Nps, 4.9).is_none());
    }

    #[test]
    fn a_change_by_the_mix_of_touchpoints_is_told() {
        let mut summary = sample::summary();
        assert!(split(&summary, ScoreKind::Nps).is_none());
        let mix = Mix { within: 7.0, mix: -22.0, reversed: true };
        let score = ScoreKind::Nps;
        summary.latest.as_mut().unwrap().mixes = vec![ScoreMix { score, mix }];
        let text = said(&split(&summary, ScoreKind::Nps).unwrap());
        assert!(text.contains("+7") && text.contains("−22"), "{text}");
        let mix = Mix { within: -20.0, mix: -2.0, reversed: false };
        assert!(super::said(score, &mix).is_none());
        let mix = Mix { within: 0.07, mix: -0.33, reversed: false };
        let text = said(&super::said(ScoreKind::Csat, &mix).unwrap());
        assert_eq!(text, "Within touchpoints +7 pp, by their mix −33 pp.");
    }

    #[test]
    fn a_change_says_whether_it_may_be_chance() {
        let mut summary = sample::summary();
        let nps = |summary: &Summary| {
            last_change(summary, |p| p.scores.get(ScoreKind::Nps), Unit::Points)
        };
        let change = nps(&summary).unwrap();
        assert_eq!((change.direction, said(&change.value).as_str()), (Move::Same, "+4"));
        assert_eq!(said(&change.periods), "Jun 2024 against May 2024");
        summary.trend[5].scores.0[ScoreKind::Nps] =
            Some(Estimate { value: -30.0, low: -40.0, high: -20.0 });
        assert_eq!(nps(&summary).unwrap().direction, Move::Down);
        summary.trend[4].scores.0[ScoreKind::Nps] = None;
        assert!(nps(&summary).is_none());
        summary.latest = None;
        assert!(nps(&summary).is_none());
    }
}
