//! The file of targets as people write it.

use serde::Deserialize;
use toml::Spanned;

use super::nearest::nearest;
use super::problem::{TargetsError, TargetsProblem};
use super::verdict::{BoundSide, Chart};
use super::{Bound, Chosen, Judge, LEAST, Metric, MetricUnit, Span, Target, Targets, TooFew};
use crate::journey::trend::Grain;

/// What stands for each of them.
const EACH: &str = "*";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    defaults: Defaults,
    #[serde(default)]
    target: Vec<Spanned<Raw>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Defaults {
    judge: Option<Spanned<String>>,
    min_n: Option<u64>,
    too_few: Option<Spanned<String>>,
    period: Option<Spanned<String>>,
    grain: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    name: Option<String>,
    metric: Option<Spanned<String>>,
    touchpoint: Option<Spanned<String>>,
    segment: Option<Spanned<String>>,
    aspect: Option<Spanned<String>>,
    goal: Option<Spanned<String>>,
    change: Option<Spanned<String>>,
    no_significant_fall: bool,
    no_significant_rise: Option<Spanned<bool>>,
    control: Option<Spanned<toml::Value>>,
    min_n: Option<u64>,
    judge: Option<Spanned<String>>,
    too_few: Option<Spanned<String>>,
    period: Option<Spanned<String>>,
}

/// A problem and where it is.
type Problem = (usize, TargetsProblem);

impl Targets {
    /// Reads a file of targets; `path` names it in messages.
    ///
    /// # Errors
    /// What is no such file, with its line.
    pub fn from_toml(text: &str, path: &str) -> Result<Targets, TargetsError> {
        // Editors of one system start files with it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line_of = |at: usize| {
            let before = &text.as_bytes()[..at.min(text.len())];
            1 + before.iter().filter(|b| **b == b'\n').count()
        };
        let refused = |(at, problem): Problem| TargetsError {
            path: path.to_owned(),
            line: line_of(at),
            problem: Box::new(problem),
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            refused((at, TargetsProblem::Form { reason: error.message().to_owned() }))
        })?;
        if file.target.is_empty() {
            return Err(refused((text.len(), TargetsProblem::Empty)));
        }
        let grain = word("grain", file.defaults.grain.as_ref(), GRAINS).map_err(refused)?;
        let targets = file.target.into_iter().map(|raw| {
            let line = line_of(raw.span().start);
            target(raw, line, &file.defaults).map_err(refused)
        });
        let targets = targets.collect::<Result<_, _>>()?;
        Ok(Targets { path: path.to_owned(), grain, targets })
    }
}

/// The words that a key takes, in one line, and what each means.
type WordsOf<T> = (&'static str, &'static [(&'static str, T)]);

const JUDGES: WordsOf<Judge> =
    ("estimate, sure", &[("estimate", Judge::Estimate), ("sure", Judge::Sure)]);
const TOO_FEW: WordsOf<TooFew> = ("fail, pass", &[("fail", TooFew::Fail), ("pass", TooFew::Pass)]);
const SPANS: WordsOf<Span> = ("all, latest", &[("all", Span::All), ("latest", Span::Latest)]);
const GRAINS: WordsOf<Grain> = (
    "week, month, quarter, year",
    &[
        ("week", Grain::Week),
        ("month", Grain::Month),
        ("quarter", Grain::Quarter),
        ("year", Grain::Year),
    ],
);

fn word<T: Copy>(
    key: &'static str,
    stated: Option<&Spanned<String>>,
    (known, words): WordsOf<T>,
) -> Result<Option<T>, Problem> {
    let Some(stated) = stated else { return Ok(None) };
    let found = stated.get_ref();
    let meant = words.iter().find(|(word, _)| found.trim().eq_ignore_ascii_case(word));
    let unknown = TargetsProblem::Word { key, found: found.clone(), known };
    meant.map(|(_, meant)| Some(*meant)).ok_or((stated.span().start, unknown))
}

fn target(raw: Spanned<Raw>, line: usize, defaults: &Defaults) -> Result<Target, Problem> {
    let at = raw.span().start;
    let raw = raw.into_inner();
    let goal = raw.goal.as_ref().map(Comparison::of).transpose()?;
    let change = raw.change.as_ref().map(Comparison::of).transpose()?;
    let metric = metric(&raw, at, goal.as_ref())?;
    for comparison in [&goal, &change].into_iter().flatten() {
        comparison.is_of(metric)?;
    }
    let goal = goal.map(|goal| goal.bound(metric, false)).transpose()?;
    let change = change.map(|change| change.bound(metric, true)).transpose()?;
    let no_fall = raw.no_significant_fall || no_rise(&raw, metric)?;
    let control = raw.control.as_ref().map(|stated| control(stated, metric)).transpose()?;
    let control = control.flatten();
    if goal.is_none() && change.is_none() && !no_fall && control.is_none() {
        return Err((at, TargetsProblem::NoRule));
    }
    match (&raw.aspect, metric) {
        (None, Metric::Complaints) => return Err((at, TargetsProblem::NoAspect)),
        (None, _) | (Some(_), Metric::Complaints) => {}
        (Some(aspect), other) => {
            let problem = TargetsProblem::AspectOf { metric: other.id() };
            return Err((aspect.span().start, problem));
        }
    }
    let judge = word("judge", raw.judge.as_ref().or(defaults.judge.as_ref()), JUDGES)?;
    let too_few = word("too_few", raw.too_few.as_ref().or(defaults.too_few.as_ref()), TOO_FEW)?;
    let span = word("period", raw.period.as_ref().or(defaults.period.as_ref()), SPANS)?;
    Ok(Target {
        name: raw.name,
        line,
        metric,
        touchpoint: raw.touchpoint.map_or(Chosen::All, |name| chosen(name.get_ref())),
        segment: raw.segment.as_ref().map(segment).transpose()?,
        aspect: raw.aspect.map(|aspect| aspect.get_ref().trim().to_owned()),
        goal,
        change,
        no_fall,
        control,
        least: raw.min_n.or(defaults.min_n).unwrap_or(LEAST).max(1),
        judge: judge.unwrap_or_default(),
        too_few: too_few.unwrap_or_default(),
        span: span.unwrap_or_default(),
    })
}

fn chosen(name: &str) -> Chosen<String> {
    match name.trim() {
        EACH => Chosen::Each,
        name => Chosen::One(name.to_owned()),
    }
}

fn segment(stated: &Spanned<String>) -> Result<(String, Chosen<String>), Problem> {
    let found = stated.get_ref();
    let parts = found.split_once('=').map(|(field, value)| (field.trim(), value.trim()));
    match parts.filter(|(field, value)| !field.is_empty() && !value.is_empty()) {
        Some((field, value)) => Ok((field.to_owned(), chosen(value))),
        None => Err((stated.span().start, TargetsProblem::Segment { found: found.clone() })),
    }
}

/// The metric that is stated, or that the goal names.
fn metric(raw: &Raw, at: usize, goal: Option<&Comparison>) -> Result<Metric, Problem> {
    let of_goal = || goal.and_then(|goal| Some((goal.at, goal.metric.clone()?)));
    let stated = raw.metric.as_ref().map(|m| (m.span().start, m.get_ref().clone()));
    let Some((at, found)) = stated.or_else(of_goal) else {
        return Err((at, TargetsProblem::NoMetric));
    };
    known_metric(at, &found)
}

fn known_metric(at: usize, found: &str) -> Result<Metric, Problem> {
    let ids: Vec<String> = Metric::all().map(Metric::id).collect();
    let unknown = || {
        let known = nearest(found, ids.iter().map(String::as_str));
        (at, TargetsProblem::Metric { found: found.to_owned(), known })
    };
    Metric::from_id(found).ok_or_else(unknown)
}

/// `no_significant_rise` is `no_significant_fall` of what is better low.
fn no_rise(raw: &Raw, metric: Metric) -> Result<bool, Problem> {
    let Some(stated) = raw.no_significant_rise.as_ref().filter(|stated| *stated.get_ref()) else {
        return Ok(false);
    };
    match metric.is_lower_better() {
        true => Ok(true),
        false => Err((stated.span().start, TargetsProblem::Rise { metric: metric.id() })),
    }
}

fn control(stated: &Spanned<toml::Value>, metric: Metric) -> Result<Option<Chart>, Problem> {
    let at = stated.span().start;
    let is_share = metric.unit() == MetricUnit::Share;
    let chart = match stated.get_ref() {
        toml::Value::Boolean(false) => return Ok(None),
        toml::Value::Boolean(true) if is_share => Some(Chart::P),
        toml::Value::Boolean(true) => Some(Chart::Xmr),
        toml::Value::String(id) => Chart::from_id(id),
        _ => None,
    };
    match chart {
        None => Err((at, TargetsProblem::Chart { found: stated.get_ref().to_string() })),
        Some(Chart::P) if !is_share => Err((at, TargetsProblem::NoShare { metric: metric.id() })),
        chart => Ok(chart),
    }
}

/// A comparison with a number, such as `>= 40` or `csat >= 80%`.
struct Comparison {
    at: usize,
    found: String,
    /// What stands before the sign.
    metric: Option<String>,
    side: BoundSide,
    number: f64,
    percent: bool,
}

impl Comparison {
    fn of(stated: &Spanned<String>) -> Result<Comparison, Problem> {
        let (at, found) = (stated.span().start, stated.get_ref());
        let no_bound = || (at, TargetsProblem::Bound { found: found.clone() });
        let signs = [
            (">=", BoundSide::AtLeast),
            ("<=", BoundSide::AtMost),
            ("≥", BoundSide::AtLeast),
            ("≤", BoundSide::AtMost),
            (">", BoundSide::Above),
            ("<", BoundSide::Below),
        ];
        let parted = |(sign, side): &(&str, BoundSide)| {
            found.split_once(sign).map(|(before, after)| (before.trim(), *side, after.trim()))
        };
        let (before, side, number) = signs.iter().find_map(parted).ok_or_else(no_bound)?;
        let plain = number.strip_suffix(['%', '％']);
        let percent = plain.is_some();
        let digits = plain.unwrap_or(number).trim().replace(['−', '–'], "-");
        let number = digits.parse::<f64>().ok().filter(|number| number.is_finite());
        // `nps change >= -5` is the change of NPS.
        let metric = before.strip_suffix("change").unwrap_or(before).trim();
        Ok(Comparison {
            at,
            found: found.clone(),
            metric: (!metric.is_empty()).then(|| metric.to_owned()),
            side,
            number: number.ok_or_else(no_bound)?,
            percent,
        })
    }

    /// # Errors
    /// That it speaks of another metric.
    fn is_of(&self, metric: Metric) -> Result<(), Problem> {
        let Some(own) = &self.metric else { return Ok(()) };
        if known_metric(self.at, own)? == metric {
            return Ok(());
        }
        let (metric, found) = (metric.id(), own.clone());
        Err((self.at, TargetsProblem::OtherMetric { metric, found }))
    }

    /// The bound that it is for a metric, or for the change of one.
    fn bound(&self, metric: Metric, change: bool) -> Result<Bound, Problem> {
        let unit = metric.unit();
        let value = if self.percent { self.number / 100.0 } else { self.number };
        let (least, most) = match (unit.least(), unit.most()) {
            (Some(least), Some(most)) if change => (Some(least - most), Some(most - least)),
            range => range,
        };
        let outside = least.is_some_and(|least| value < least - 1e-9)
            || most.is_some_and(|most| value > most + 1e-9);
        if outside || (self.percent && unit != MetricUnit::Share) {
            let end = |end: Option<f64>| match (end, unit) {
                (Some(end), MetricUnit::Share) => format!("{}%", 100.0 * end),
                (Some(end), _) => end.to_string(),
                (None, _) => "…".to_owned(),
            };
            let (found, metric) = (self.found.clone(), metric.id());
            let (low, high) = (end(least), end(most));
            return Err((self.at, TargetsProblem::Number { found, metric, low, high }));
        }
        Ok(Bound { side: self.side, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;

    fn read(text: &str) -> Targets {
        Targets::from_toml(text, "t.toml").unwrap()
    }

    #[test]
    fn a_target_is_read_with_its_defaults() {
        let file = read(
            "[defaults]\nmin_n = 50\njudge = \"sure\"\ngrain = \"month\"\n\n[[target]]\n\
             goal = \"NPS ≥ 40\"\nchange = \"change >= −5\"\ntouchpoint = \"*\"\n\n[[target]]\n\
             metric = \"negative\"\ngoal = \"<= 25%\"\nsegment = \"渠道 = APP\"\n\
             no_significant_rise = true\ncontrol = true\njudge = \"estimate\"\nmin_n = 0\n",
        );
        assert_eq!(file.grain, Some(Grain::Month));
        let [first, second] = file.targets.as_slice() else { panic!("{file:?}") };
        assert_eq!((first.line, second.line), (6, 11));
        assert_eq!((first.metric, first.least), (Metric::Score(ScoreKind::Nps), 50));
        assert_eq!(first.goal, Some(Bound { side: BoundSide::AtLeast, value: 40.0 }));
        assert_eq!(first.change, Some(Bound { side: BoundSide::AtLeast, value: -5.0 }));
        assert_eq!((&first.touchpoint, first.judge), (&Chosen::Each, Judge::Sure));
        assert_eq!(second.goal, Some(Bound { side: BoundSide::AtMost, value: 0.25 }));
        assert_eq!(second.segment, Some(("渠道".into(), Chosen::One("APP".into()))));
        assert!(second.no_fall && second.control == Some(Chart::P));
        assert_eq!((second.judge, second.least), (Judge::Estimate, 1));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let target = |rest: &str| format!("# targets\n[[target]]\n{rest}\n");
        for (rest, line, wanted) in [
            ("metric = \"npss\"\ngoal = \">= 4\"", 3, "nps"),
            ("goal = \">= 40\"", 2, "metric"),
            ("metric = \"nps\"", 2, "goal"),
            ("metric = \"nps\"\ngoal = \"40\"", 4, "40"),
            ("metric = \"nps\"\ngoal = \">= much\"", 4, "much"),
            ("metric = \"nps\"\ngoal = \">= 140\"", 4, "-100"),
            ("metric = \"nps\"\ngoal = \">= 40%\"", 4, "40%"),
            ("metric = \"csat\"\ngoal = \">= 80\"", 4, "100%"),
            ("metric = \"nps\"\ngoal = \"csat >= 80%\"", 4, "csat"),
            ("metric = \"nps\"\ncontrol = \"p\"", 4, "XmR"),
            ("metric = \"nps\"\ncontrol = \"pie\"", 4, "pie"),
            ("metric = \"nps\"\ncontrol = 7", 4, "7"),
            ("metric = \"nps\"\nno_significant_rise = true", 4, "no_significant_fall"),
            ("metric = \"ces_mean\"\nno_significant_rise = true", 4, "whichever way"),
            ("metric = \"complaints\"\ngoal = \"<= 30%\"", 2, "aspect"),
            ("metric = \"nps\"\naspect = \"x\"\ngoal = \">= 3\"", 4, "complaints"),
            ("metric = \"nps\"\nsegment = \"APP\"\ngoal = \">= 3\"", 4, "APP"),
            ("metric = \"nps\"\njudge = \"hard\"\ngoal = \">= 3\"", 4, "sure"),
            ("metric = \"nps\"\ngaol = \">= 3\"", 4, "gaol"),
            ("metric = nps", 3, "TOML"),
        ] {
            let error = Targets::from_toml(&target(rest), "t.toml").unwrap_err();
            assert_eq!(error.line, line, "{rest}: {error}");
            let said = error.to_string();
            assert!(said.starts_with("t.toml, line ") && said.contains(wanted), "{said}");
            assert!(!error.message_in("zh").contains("targets."), "{said}");
        }
        let empty = Targets::from_toml("[defaults]\nmin_n = 3\n", "t.toml").unwrap_err();
        assert_eq!(*empty.problem, TargetsProblem::Empty);
    }
}
