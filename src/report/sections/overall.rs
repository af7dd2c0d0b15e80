//! Everything together: each key figure with its interval, its base, the
//! distribution behind it and what changed.

use std::cmp::Reverse;

use super::change::{self, last_change};
use super::labels::{self, LABELS};
use super::scores;
use super::touchpoint_charts::label_chart;
use super::{BRIEF, PAGE, WORKBOOK, has_text, ratio, trend};
use crate::feedback::{Measure, Scale, ScoreKind};
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Change, Chart, ColumnKind, Columns, Emphasis, Figure, Move, Plot, Point, Section,
    Text, Tint, Unit, count, estimate, parts, phrase, plain, points, scale, sentences, word,
};
use crate::report::summary::{
    Estimate, NpsSummary, Responses, ScoreSummary, TouchpointSummary, TrendPoint,
};
use crate::sentiment::Label;
use crate::stats::is_sure;

/// Most touchpoints in the picture of the first page.
const IN_PICTURE: usize = 8;

/// Most values of a distribution that are drawn; a 0–100 slider has no bars.
const BARS: usize = 11;

/// The section.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let title = || word("report.overall");
    let mut section =
        Section::untitled("overall").brief(Some(title())).sheet("workbook.sheet.summary");
    let figures = figures(summary);
    let changed = figures.iter().any(|figure| figure.change.is_some());
    section.push(PAGE, Block::Figures(figures));
    if changed {
        section.push(PAGE, Block::Paragraph(Emphasis::Note, word("report.change.note")));
    }
    section.extend(PAGE, picture(summary).map(Block::Chart));
    if scores::asked(summary).is_empty() {
        section.push(PAGE, Block::Paragraph(Emphasis::Empty, word("report.empty.scores")));
    }
    section.push(BRIEF, Block::Figures(brief_figures(summary)));
    let asked = || framing(summary).map(|said| Block::Paragraph(Emphasis::Note, said));
    section.extend(BRIEF, asked());

    let touchpoints = (!summary.touchpoints.is_empty()).then(|| label_chart(summary));
    let charts = touchpoints.into_iter().chain([trend::chart(summary)]).map(Chart::first);
    section.extend(WORKBOOK, [Block::Heading(title(), None), measures(summary)]);
    section.extend(WORKBOOK, asked());
    let blocks = [
        Block::Heading(word("report.comments"), None),
        label_table(summary),
        Block::Aside(charts.collect()),
    ];
    section.extend(WORKBOOK, blocks);
    section
}

/// The one picture of the first page: the touchpoints by the score that most of them have, the
/// worst on top, beside what comments say of them.
fn picture(summary: &Summary) -> Option<Chart> {
    let score = summary.course.score;
    let of = |row: &TouchpointSummary| match score {
        Some(kind) => row.headline(kind),
        None => row.heard(),
    };
    let rows = summary.touchpoints.iter().filter(|row| of(row).is_some());
    let mut rows: Vec<&TouchpointSummary> = rows.collect();
    rows.sort_by_key(|row| Reverse(row.responses));
    rows.truncate(IN_PICTURE);
    let value = |row: &TouchpointSummary| of(row).map_or(f64::NAN, |estimate| estimate.value);
    rows.sort_by(|a, b| value(a).total_cmp(&value(b)));
    if rows.len() < 2 {
        return None;
    }
    let panel = |title, unit, of: &dyn Fn(&TouchpointSummary) -> Option<Estimate>| {
        points(title, unit, rows.iter().map(|row| Point::of(of(row))))
    };
    let mut panels = Vec::new();
    if let Some(kind) = score {
        panels.push(panel(scores::title(kind), scores::unit(kind), &|row| row.headline(kind)));
    }
    if rows.iter().any(|row| row.heard().is_some()) {
        let heard = |row: &TouchpointSummary| row.heard();
        panels.push(panel(word("report.chart.sentiment"), Unit::Coefficient, &heard));
    }
    let names = rows.iter().map(|row| (&row.name).into()).collect();
    let plot = Plot::Rows { names, total: false, panels };
    let title = word("report.picture");
    Some(Chart::new("picture", title, "report.touchpoint_alt", plot))
}

/// NPS, CSAT and CES as far as they were asked, sentiment, response rate where it
/// is known, and comment rate.
fn figures(summary: &Summary) -> Vec<Figure> {
    let overall = &summary.overall;
    let of =
        |measure: fn(&TrendPoint) -> Option<Estimate>, unit| last_change(summary, measure, unit);
    let scored = |kind: ScoreKind| {
        let unit = scores::difference_unit(kind);
        let change = last_change(summary, |point| point.scores.get(kind), unit);
        // The figure may be a mean, but periods have the headline number.
        let what = scores::told_by_mean(kind).then(|| scores::heading(kind));
        let change = change.map(|change| {
            // The parts of what may be chance are chance as well.
            let by = change::split(summary, kind)
                .filter(|_| is_sure(change.p) || change::is_reversed(summary, kind));
            let periods = sentences([change.periods].into_iter().chain(by));
            Change { what, periods, ..change }
        });
        Figure { change, ..score(kind, overall.score(kind)) }
    };
    let mut figures: Vec<Figure> = scores::asked(summary).into_iter().map(scored).collect();
    let change = of(|p| p.sentiment, Unit::Coefficient);
    if has_text(summary) {
        figures.push(Figure { change, note: framing(summary), ..sentiment(overall) });
    }
    figures.extend(response_rate(summary));
    if has_text(summary) || asked_for_comments(summary) {
        let change = of(|p| p.comment_rate, Unit::ShareDifference);
        figures.push(Figure { change, ..comment_rate(summary) });
    }
    change::tell_together(figures.iter_mut().filter_map(|figure| figure.change.as_mut()));
    figures
}

/// How large a change of each score would have to be, where the last one may be chance.
pub(super) fn untold(summary: &Summary) -> Vec<Text> {
    let figures = figures(summary);
    let of_scores = figures.iter().zip(scores::asked(summary));
    let said = of_scores.filter_map(|(figure, kind)| {
        let change = figure.change.as_ref().filter(|change| change.direction == Move::Same)?;
        let needed = change::needed(summary, kind, change)?;
        Some(parts([scores::title(kind), plain(": "), needed]))
    });
    said.collect()
}

fn figure(key: &str, estimate: Option<Estimate>, unit: Unit, base: Text) -> Figure {
    Figure {
        title: word(format!("report.card.{key}.title")),
        subtitle: Some(word(format!("report.card.{key}.subtitle"))),
        value: estimate.map_or(Cell::Absent, |estimate| Cell::Estimate(estimate, unit)),
        base: match estimate {
            Some(_) => base,
            None => word("report.card.suppressed"),
        },
        note: None,
        change: None,
        parts: Vec::new(),
        bars: Vec::new(),
    }
}

/// So many answers or, where they are weighted or of the same people, how many
/// independent ones they are worth; hardly fewer is not worth a word.
fn base(n: u64, effective: Option<f64>) -> Text {
    match effective.filter(|effective| *effective < 0.95 * n as f64) {
        Some(effective) => {
            let effective = Text::Number(effective, Unit::Footing);
            phrase("report.card.weighted_base", [("n", count(n)), ("effective", effective)])
        }
        None => phrase("report.card.base", [("n", count(n))]),
    }
}

/// The figure of a score.
fn score(kind: ScoreKind, summary: Option<&ScoreSummary>) -> Figure {
    let (key, unit) = match kind.measure() {
        Measure::Net => ("nps", Unit::Points),
        Measure::TopTwo => ("csat", Unit::Percent),
        Measure::Ease => ("ces", Unit::Mean),
    };
    let shown = summary.map(told);
    let base = summary.map_or(plain(""), |summary| base(summary.n(), summary.effective_n()));
    let figure = Figure { title: scores::full_name(kind), ..figure(key, shown, unit, base) };
    match summary {
        None => figure,
        Some(ScoreSummary::Net(nps)) => Figure { parts: groups(nps), ..figure },
        Some(ScoreSummary::TopTwo(csat)) => {
            let note = [("scale", scale(csat.scale)), ("mean", estimate(&csat.mean, Unit::Mean))];
            let note = Some(phrase("report.card.mean_note", note));
            let weighted = csat.weighted_shares.as_deref();
            Figure { note, bars: bars(&csat.distribution, weighted, csat.scale), ..figure }
        }
        Some(ScoreSummary::Ease(ces)) => {
            let note = [("scale", scale(ces.scale)), ("easy", estimate(&ces.easy, Unit::Percent))];
            let note = Some(phrase("report.card.ces.note", note));
            let weighted = ces.weighted_shares.as_deref();
            Figure { note, bars: bars(&ces.distribution, weighted, ces.scale), ..figure }
        }
    }
}

/// The number that is told of a score in short.
fn told(summary: &ScoreSummary) -> Estimate {
    match summary {
        ScoreSummary::Net(_) | ScoreSummary::TopTwo(_) => summary.headline(),
        ScoreSummary::Ease(ces) => ces.mean,
    }
}

/// Detractors, passives and promoters.
fn groups(nps: &NpsSummary) -> Vec<(Text, Tint, f64)> {
    let groups = [
        ("report.detractors", Tint::VeryNegative, nps.detractors),
        ("report.passives", Tint::Neutral, nps.passives),
        ("report.promoters", Tint::VeryPositive, nps.promoters),
    ];
    // Weighted shares are what a weighted score is the difference of.
    let weighted = nps
        .weighted_shares
        .map(|[promoters, passives, detractors]| [detractors, passives, promoters]);
    let shares = weighted.unwrap_or(groups.map(|(.., n)| ratio(n, nps.n)));
    groups
        .into_iter()
        .zip(shares)
        .map(|((name, tint, _), share)| (word(name), tint, share))
        .collect()
}

fn sentiment(overall: &TouchpointSummary) -> Figure {
    let shares = LABELS.map(|label| {
        (labels::name(label), labels::tint(label), labels::share(&overall.labels, label))
    });
    let base = base(overall.comments, None);
    Figure {
        parts: overall.sentiment.map(|_| shares.into()).unwrap_or_default(),
        ..figure("sentiment", overall.sentiment, Unit::Coefficient, base)
    }
}

/// That the mean sentiment tells which question was answered, where one asks for one side alone.
fn framing(summary: &Summary) -> Option<Text> {
    let (of, comments) = (summary.framed_comments, summary.overall.comments);
    if !of.tell(comments) || summary.overall.sentiment.is_none() {
        return None;
    }
    if of.before > 0 {
        return Some(phrase("report.framing.before", [("before", count(of.before))]));
    }
    let [praise, complaints] = [("praise", count(of.praise)), ("complaints", count(of.complaints))];
    Some(match (of.praise, of.complaints) {
        (_, 0) => phrase("report.framing.praise", [praise]),
        (0, _) => phrase("report.framing.complaints", [complaints]),
        _ => phrase("report.framing.both", [praise, complaints]),
    })
}

/// `None` where it is not known how many were asked.
fn response_rate(summary: &Summary) -> Option<Figure> {
    let Responses { answered, invited, response_rate } = summary.responses;
    let (invited, rate) = invited.zip(response_rate)?;
    let parts = [("report.answered", answered), ("report.not_answered", invited - answered)];
    Some(counted("response_rate", Some(rate), parts))
}

/// Whether a column is there for comments.
fn asked_for_comments(summary: &Summary) -> bool {
    let columns = summary.sources.iter().flat_map(|source| &source.columns);
    columns.into_iter().any(|column| column.role == "comment")
}

fn comment_rate(summary: &Summary) -> Figure {
    let account = &summary.account;
    let (with, without) = (account.rows_scored, account.rows_without_comment);
    let parts = [("report.with_comment", with), ("report.without_comment", without)];
    let rate = (with + without > 0).then(|| ratio(with, with + without));
    counted("comment_rate", rate, parts)
}

/// The share of the first of two parts: an exact count of everything, so it has
/// no interval.
fn counted(key: &str, rate: Option<f64>, parts: [(&'static str, u64); 2]) -> Figure {
    let [(name, part), (other, rest)] = parts;
    let whole = part + rest;
    let base =
        phrase(format!("report.card.{key}.base"), [("part", count(part)), ("whole", count(whole))]);
    Figure {
        value: rate.map_or(Cell::Absent, |rate| Cell::Number(rate, Unit::Percent)),
        base,
        parts: vec![
            (word(name), Tint::Positive, ratio(part, whole)),
            (word(other), Tint::Neutral, ratio(rest, whole)),
        ],
        ..figure(key, None, Unit::Percent, plain(""))
    }
}

/// The share of every value: weighted where answers are.
fn bars(
    distribution: &[(f64, u64)],
    weighted: Option<&[(f64, f64)]>,
    scale: Option<Scale>,
) -> Vec<(f64, f64)> {
    let total = distribution.iter().map(|(_, n)| n).sum();
    let shares = match weighted {
        Some(weighted) => weighted.to_vec(),
        None => distribution.iter().map(|(value, n)| (*value, ratio(*n, total))).collect(),
    };
    if scale.is_none() || shares.len() > BARS { Vec::new() } else { shares }
}

/// Sentiment and the number that is told of each score.
fn brief_figures(summary: &Summary) -> Vec<Figure> {
    let overall = &summary.overall;
    let told_of = |title, estimate: Option<Estimate>, unit, n| Figure {
        subtitle: None,
        title,
        value: estimate.map_or(Cell::Absent, |estimate| Cell::Estimate(estimate, unit)),
        base: parts([plain("n="), count(n)]),
        ..figure("sentiment", None, unit, plain(""))
    };
    let scored = |kind: ScoreKind| {
        let score = overall.score(kind);
        let (title, unit) = match scores::told_by_mean(kind) {
            true => (scores::mean_heading(kind), Unit::Mean),
            false => (scores::heading(kind), scores::unit(kind)),
        };
        told_of(title, score.map(told), unit, score.map_or(0, ScoreSummary::n))
    };
    let (sentiment, comments) = (overall.sentiment, overall.comments);
    let first = told_of(word("report.sentiment"), sentiment, Unit::Coefficient, comments);
    let first = has_text(summary).then_some(first);
    first.into_iter().chain(scores::asked(summary).into_iter().map(scored)).collect()
}

/// The key figures as a table.
fn measures(summary: &Summary) -> Block<'_> {
    let overall = &summary.overall;
    let mut rows =
        vec![(word("report.sentiment"), Unit::Coefficient, overall.sentiment, overall.comments)];
    for (kind, score) in overall.scores.iter() {
        let Some(score) = score else { continue };
        let name = match kind.measure() {
            Measure::Net => scores::full_name(kind),
            Measure::TopTwo | Measure::Ease => scores::heading(kind),
        };
        rows.push((name, scores::unit(kind), Some(score.headline()), score.n()));
        if let Some(mean) = score.mean() {
            rows.push((scores::mean_heading(kind), Unit::Mean, Some(mean), score.n()));
        }
    }
    type Row = (Text, Unit, Option<Estimate>, u64);
    let end = |of: fn(&Estimate) -> f64| {
        move |(_, unit, estimate, _): &Row| {
            estimate.as_ref().map_or(Cell::Absent, |e| Cell::Number(of(e), *unit))
        }
    };
    let heading = |key: &'static str| phrase(key, [("name", plain("95%"))]);
    let columns = Columns::of(rows)
        .text(word("workbook.measure"), |(name, ..)| Some(name.clone()))
        .cell(word("workbook.value"), ColumnKind::Number, end(|e| e.value))
        .cell(heading("workbook.low"), ColumnKind::Number, end(|e| e.low))
        .cell(heading("workbook.high"), ColumnKind::Number, end(|e| e.high))
        .count(word("workbook.n"), |(.., n)| Some(*n));
    Block::Table(columns.table(word("report.overall")))
}

fn label_table(summary: &Summary) -> Block<'_> {
    let labels = &summary.overall.labels;
    let judged = summary.overall.comments as f64;
    let columns = Columns::of(LABELS.into_iter().chain([Label::Undetected]))
        .text(word("workbook.label"), |label| Some(labels::name(*label)))
        .count(word("report.comments"), |label| Some(labels.get(*label)))
        .number(word("workbook.share"), Unit::Percent, move |label| {
            let counts = *label != Label::Undetected && judged > 0.0;
            counts.then(|| labels.get(*label) as f64 / judged)
        });
    Block::Table(columns.table(word("report.comments")))
}
