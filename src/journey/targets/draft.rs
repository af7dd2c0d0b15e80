//! A file of targets to start from.

use std::fmt::Write;

use rust_i18n::t;

use super::{LEAST, Metric, MetricUnit};
use crate::feedback::ScoreKind;
use crate::journey::touchpoint::{LabelCounts, TouchpointSummary};
use crate::lang::{Lang, Name};
use crate::stats::Estimate;
use crate::stats::interval::wilson;

/// A commented file of targets, whose goals are what there is now, rounded so that it meets
/// them: of all feedback, and of every touchpoint with enough answers.
pub fn draft(overall: &TouchpointSummary, touchpoints: &[TouchpointSummary], lang: Lang) -> String {
    let mut out = String::new();
    comment(&mut out, &t!("targets.draft.head", locale = lang.code(), least = LEAST));
    let _ = write!(out, "\n[defaults]\nmin_n = {LEAST}\njudge = \"estimate\"\n");
    let _ = write!(out, "too_few = \"fail\"\nperiod = \"all\"\n");
    for (metric, estimate, n) in metrics(overall) {
        target(&mut out, metric, None, (&estimate, n), lang);
    }
    for touchpoint in touchpoints {
        let shown = metrics(touchpoint);
        // One that most people answer is enough of each; more are a line away.
        let main = shown.into_iter().max_by_key(|(_, _, n)| *n);
        if let Some((metric, estimate, n)) = main {
            target(&mut out, metric, Some(&touchpoint.name), (&estimate, n), lang);
        }
    }
    out
}

/// The numbers that there are enough answers for.
fn metrics(of: &TouchpointSummary) -> Vec<(Metric, Estimate, u64)> {
    let score = |kind: ScoreKind| {
        of.score(kind).map(|score| (Metric::Score(kind), score.headline(), score.n()))
    };
    let scores = ScoreKind::ALL.into_iter().filter_map(score);
    let sentiment = of.sentiment.map(|estimate| (Metric::Sentiment, estimate, of.comments));
    let LabelCounts { very_negative, negative, .. } = of.labels;
    let share = wilson(very_negative + negative, of.comments);
    let negative = share.map(|estimate| (Metric::Negative, estimate, of.comments));
    let all = scores.chain(sentiment).chain(negative);
    all.filter(|(_, _, n)| *n >= LEAST).collect()
}

fn target(
    out: &mut String,
    metric: Metric,
    touchpoint: Option<&Name>,
    (now, n): (&Estimate, u64),
    lang: Lang,
) {
    let written = |value: f64| match metric.unit() {
        MetricUnit::Points => format!("{value:.0}"),
        MetricUnit::Share => format!("{:.0}%", 100.0 * value),
        MetricUnit::Mean | MetricUnit::Sentiment => format!("{value:.2}"),
    };
    let step = match metric.unit() {
        MetricUnit::Points => 1.0,
        _ => 0.01,
    };
    let (sign, goal, rule) = match metric.is_lower_better() {
        true => ("<=", (now.value / step - 1e-9).ceil() * step, "no_significant_rise"),
        false => (">=", (now.value / step + 1e-9).floor() * step, "no_significant_fall"),
    };
    let [value, low, high] = [now.value, now.low, now.high].map(written);
    let key = "targets.draft.now";
    out.push('\n');
    comment(out, &t!(key, locale = lang.code(), value = value, low = low, high = high, n = n));
    let _ = write!(out, "[[target]]\nmetric = \"{}\"\n", metric.id());
    if let Some(name) = touchpoint {
        let name = toml::Value::String(name.in_lang(lang).to_owned());
        let _ = writeln!(out, "touchpoint = {name}");
    }
    // Without a sign before nothing.
    let goal = written(if goal == 0.0 { 0.0 } else { goal });
    let _ = write!(out, "goal = \"{sign} {goal}\"\n# {rule} = true\n# control = true\n");
}

fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "{}", format!("# {line}").trim_end());
    }
}
