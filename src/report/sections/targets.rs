//! Whether numbers are what they are to be: the result of a check, for a terminal or a chat.

use super::BRIEF;
use crate::journey::targets::{
    Bound, Chart, Checked, Metric, MetricUnit, Required, Rule, Status, Unjudgeable, Verdict,
};
use crate::report::document::{
    Block, Columns, Document, Emphasis, Section, Text, Unit, chance, count, parts, phrase, plain,
    word,
};
use crate::report::summary::{Estimate, Name};

/// The result of a check: what is not met, then what is.
pub(crate) fn document(checked: &Checked) -> Document<'_> {
    let mut lead = Section::untitled("targets");
    lead.push(BRIEF, Block::Title(plain(checked.targets.clone())));
    lead.push(BRIEF, Block::Paragraph(Emphasis::Plain, outcome(checked)));
    let (met, others): (Vec<&Verdict>, Vec<&Verdict>) =
        checked.verdicts.iter().partition(|verdict| verdict.status == Status::Met);
    let mut sections = Vec::new();
    for (id, key, mut verdicts) in
        [("missed", "targets.not_met", others), ("met", "targets.met", met)]
    {
        if !verdicts.is_empty() {
            verdicts.sort_by_key(|verdict| verdict.status);
            let mut section = Section::new(id, word(key));
            section.push(BRIEF, table(verdicts, key));
            sections.push(section);
        }
    }
    Document { title: plain(checked.targets.clone()), lead, sections }
}

/// How many are met, and how many not.
pub(crate) fn outcome(checked: &Checked) -> Text {
    let counts = &checked.counts;
    let whole = phrase(
        "targets.counts",
        [("met", count(counts.met as u64)), ("all", count(checked.verdicts.len() as u64))],
    );
    let others = [
        ("targets.count.missed", counts.missed),
        ("targets.count.unjudged", counts.unjudged),
        ("targets.count.unsure", counts.unsure),
    ];
    let others = others.into_iter().filter(|(_, n)| *n > 0);
    let others = others.map(|(key, n)| phrase(key, [("n", count(n as u64))]));
    Text::Joined(std::iter::once(whole).chain(others).collect(), "targets.between")
}

fn table<'a>(verdicts: Vec<&'a Verdict>, label: &'static str) -> Block<'a> {
    let columns = Columns::of(verdicts)
        .text(word("targets.column.target"), |verdict| Some(subject(verdict)))
        .text(word("targets.column.required"), |verdict| Some(required(verdict)))
        .text(word("targets.column.found"), |verdict| Some(found(verdict)))
        .count(word("targets.column.n"), |verdict| Some(verdict.n))
        .dispensable(2)
        .text(word("targets.column.period"), |verdict| Some(period(verdict)))
        .dispensable(3)
        .text(word("targets.column.verdict"), |verdict| Some(said(verdict)));
    Block::Table(columns.table(word(label)))
}

/// What a verdict is about.
pub(crate) fn subject(verdict: &Verdict) -> Text {
    let metric = match verdict.metric {
        Metric::Score(kind) => {
            Text::Name(Name::both(|lang| kind.definition().headline.in_lang(lang).to_owned()))
        }
        Metric::Mean(kind) => phrase("targets.mean", [("score", plain(kind.as_str()))]),
        Metric::Sentiment => word("report.sentiment"),
        Metric::Negative => word("targets.negative"),
        Metric::Complaints => word("targets.complaints"),
    };
    let mut all = vec![metric];
    all.extend(verdict.touchpoint.as_ref().map(Text::from));
    all.extend(verdict.aspect.as_ref().map(Text::from));
    let segment = verdict.segment.as_ref();
    all.extend(segment.map(|(field, value)| plain(format!("{field}={value}"))));
    let about = Text::Joined(all, "targets.dot");
    match &verdict.name {
        Some(name) => parts([plain(name.clone()), plain(" ("), about, plain(")")]),
        None => about,
    }
}

/// A number of a metric, with a decimal more than a report gives it: on which side of a target
/// it is must show.
fn number(metric: Metric, value: f64) -> Text {
    match metric.unit() {
        MetricUnit::Points => Text::Number(value, Unit::Tenths),
        MetricUnit::Share => parts([Text::Number(100.0 * value, Unit::Tenths), plain("%")]),
        MetricUnit::Mean | MetricUnit::Sentiment => Text::Number(value, Unit::Mean),
    }
}

/// A change of a metric, with what it is counted in: shares are apart by percentage points.
fn moved(metric: Metric, value: f64) -> Text {
    let size = size(metric, value);
    match metric.unit() {
        MetricUnit::Share => phrase("report.change.share_points", [("value", size)]),
        _ => size,
    }
}

/// The number of a change alone.
fn size(metric: Metric, value: f64) -> Text {
    match metric.unit() {
        MetricUnit::Share => Text::Number(100.0 * value, Unit::Tenths),
        _ => number(metric, value),
    }
}

fn with_interval(shown: Text, estimate: &Estimate, of: impl Fn(f64) -> Text) -> Text {
    parts([shown, plain(" ["), of(estimate.low), plain(", "), of(estimate.high), plain("]")])
}

/// What was required.
pub(crate) fn required(verdict: &Verdict) -> Text {
    let Required { rule, bound: asked, chart } = verdict.required;
    let of = if rule == Rule::Change { moved } else { number };
    let asked = asked.map(|Bound { side, value }| {
        parts([plain(side.shown()), plain(" "), of(verdict.metric, value)])
    });
    let asked = asked.unwrap_or_else(|| plain(""));
    match rule {
        Rule::Goal => asked,
        Rule::Change => phrase("targets.rule.change", [("bound", asked)]),
        Rule::NoSignificantRise => word("targets.rule.no_rise"),
        Rule::NoSignificantFall => word("targets.rule.no_fall"),
        Rule::Control => {
            let chart = plain(chart.map_or("", Chart::as_str));
            phrase("targets.rule.control", [("chart", chart)])
        }
    }
}

/// What was found.
pub(crate) fn found(verdict: &Verdict) -> Text {
    let metric = verdict.metric;
    let Some(value) = &verdict.value else { return plain("–") };
    if let Some(change) = &verdict.change {
        let shown = moved(metric, change.value);
        let change = with_interval(shown, change, |end| size(metric, end));
        let now = number(metric, value.value);
        let then = verdict.value_before.map_or_else(|| plain("–"), |e| number(metric, e.value));
        return phrase("targets.found.change", [("change", change), ("then", then), ("now", now)]);
    }
    if let Some(limits) = &verdict.limits {
        let key = match limits.chart {
            Chart::Ewma => "targets.found.average",
            Chart::P | Chart::Xmr => "targets.found.limits",
        };
        return phrase(
            key,
            [
                ("value", number(metric, limits.charted)),
                ("low", number(metric, limits.lower)),
                ("high", number(metric, limits.upper)),
                ("n", count(limits.periods as u64)),
            ],
        );
    }
    with_interval(number(metric, value.value), value, |end| number(metric, end))
}

fn period(verdict: &Verdict) -> Text {
    match &verdict.period {
        Some(period) => Text::Period(period.clone()),
        None => word("targets.all"),
    }
}

/// What became of it.
pub(crate) fn said(verdict: &Verdict) -> Text {
    let is_bound = matches!(verdict.required.rule, Rule::Goal | Rule::Change);
    match (verdict.status, verdict.why) {
        (_, Some(why)) => {
            let key = if verdict.fails { "targets.unjudged" } else { "targets.unjudged_passes" };
            phrase(key, [("why", reason(why, verdict))])
        }
        (Status::Met, _) if is_bound && !verdict.sure => word("targets.said.met_unsure"),
        (Status::Met, _) => word("targets.said.met"),
        (Status::Unsure, _) => word("targets.said.unsure"),
        (Status::Unjudged, None) => word("targets.said.unjudged"),
        (Status::Missed, _) => match (verdict.required.rule, verdict.p) {
            (Rule::NoSignificantFall | Rule::NoSignificantRise, Some(p)) => {
                phrase("targets.said.fell", [("p", chance("p", p))])
            }
            (Rule::Control, _) => word("targets.said.beyond"),
            _ if verdict.sure => word("targets.said.missed_sure"),
            _ => word("targets.said.missed"),
        },
    }
}

fn reason(why: Unjudgeable, verdict: &Verdict) -> Text {
    let too_few = |key: &'static str, n: u64, least: u64| {
        phrase(key, [("n", count(n)), ("least", count(least))])
    };
    match why {
        Unjudgeable::TooFew { least } => too_few("targets.why.too_few", verdict.n, least),
        Unjudgeable::TooFewBefore { least } => {
            too_few("targets.why.too_few_before", verdict.n_before.unwrap_or(0), least)
        }
        Unjudgeable::NoDates => word("targets.why.no_dates"),
        Unjudgeable::NoPeriodBefore => word("targets.why.no_period"),
        Unjudgeable::TooFewPeriods { periods, least } => {
            too_few("targets.why.too_few_periods", periods as u64, least as u64)
        }
        Unjudgeable::NothingVaries => word("targets.why.nothing_varies"),
        Unjudgeable::OtherScale => word("targets.why.other_scale"),
        Unjudgeable::TooManyValues => word("targets.why.too_many_values"),
    }
}
