//! What is wrong with a file of targets.

use rust_i18n::t;

/// Why a file of targets was refused, or does not fit the export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub struct TargetsError {
    /// The file as it was named.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and how to put it right.
    pub problem: Box<TargetsProblem>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetsProblem {
    /// Not TOML of the expected form.
    Form {
        /// What the parser said.
        reason: String,
    },
    /// No target at all.
    Empty,
    /// A target without a metric.
    NoMetric,
    /// A metric that there is not.
    Metric {
        /// What was found.
        found: String,
        /// Those that there are, the most alike first.
        known: String,
    },
    /// A target that requires nothing.
    NoRule,
    /// A goal or a change that is no comparison with a number.
    Bound {
        /// What was found.
        found: String,
    },
    /// A number in another unit than its metric's, or that it can never be.
    Number {
        /// What was found.
        found: String,
        /// The metric.
        metric: String,
        /// Lowest number that it can be.
        low: String,
        /// Highest.
        high: String,
    },
    /// A goal of another metric than the target's.
    OtherMetric {
        /// That of the target.
        metric: String,
        /// That of the goal.
        found: String,
    },
    /// A chart that there is not.
    Chart {
        /// What was found.
        found: String,
    },
    /// A p chart of something that is no share.
    NoShare {
        /// The metric.
        metric: String,
    },
    /// `no_significant_rise` of something that is not better low on any scale.
    Rise {
        /// The metric.
        metric: String,
    },
    /// Complaints without the aspect that they are about.
    NoAspect,
    /// An aspect beside another metric than complaints.
    AspectOf {
        /// The metric.
        metric: String,
    },
    /// A segment that is no `FIELD=VALUE`.
    Segment {
        /// What was found.
        found: String,
    },
    /// A word that is none of those expected.
    Word {
        /// The key.
        key: &'static str,
        /// What was found.
        found: String,
        /// What there is.
        known: &'static str,
    },
    /// A touchpoint that the export, or the taxonomy, does not have.
    Touchpoint {
        /// What was found.
        found: String,
        /// Those that there are, the most alike first.
        known: String,
    },
    /// An aspect that the taxonomy does not have.
    Aspect {
        /// What was found.
        found: String,
        /// Those that there are, the most alike first.
        known: String,
    },
    /// A segment field that the export does not have.
    Field {
        /// What was found.
        found: String,
        /// Those that there are, the most alike first.
        known: String,
    },
    /// A value that its segment field does not have.
    Value {
        /// The field.
        field: String,
        /// What was found.
        found: String,
        /// Those that there are, the most alike first.
        known: String,
    },
    /// A metric of a score that no column of the export holds.
    NoScore {
        /// The metric.
        metric: String,
        /// The scores that there are.
        known: String,
    },
}

impl TargetsError {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        let TargetsError { path, line, problem } = self;
        let problem = problem.message_in(locale);
        t!("targets.at", locale = locale, path = path, line = line, problem = problem).into_owned()
    }
}

impl TargetsProblem {
    /// What is wrong and how to put it right, in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        // A list of what there is, or that there is nothing.
        let or_none = |known: &str| match known {
            "" => t!("targets.none", locale = locale).into_owned(),
            known => known.to_owned(),
        };
        match self {
            TargetsProblem::Form { reason } => {
                t!("targets.form", locale = locale, reason = reason)
            }
            TargetsProblem::Empty => t!("targets.empty", locale = locale),
            TargetsProblem::NoMetric => t!("targets.no_metric", locale = locale),
            TargetsProblem::Metric { found, known } => {
                t!("targets.metric", locale = locale, found = found, known = known)
            }
            TargetsProblem::NoRule => t!("targets.no_rule", locale = locale),
            TargetsProblem::Bound { found } => t!("targets.bound", locale = locale, found = found),
            TargetsProblem::Number { found, metric, low, high } => {
                let key = "targets.number";
                t!(key, locale = locale, found = found, metric = metric, low = low, high = high)
            }
            TargetsProblem::OtherMetric { metric, found } => {
                t!("targets.other_metric", locale = locale, metric = metric, found = found)
            }
            TargetsProblem::Chart { found } => {
                t!("targets.no_chart", locale = locale, found = found)
            }
            TargetsProblem::NoShare { metric } => {
                t!("targets.no_share", locale = locale, metric = metric)
            }
            TargetsProblem::Rise { metric } => t!("targets.rise", locale = locale, metric = metric),
            TargetsProblem::NoAspect => t!("targets.no_aspect", locale = locale),
            TargetsProblem::AspectOf { metric } => {
                t!("targets.aspect_of", locale = locale, metric = metric)
            }
            TargetsProblem::Segment { found } => {
                t!("targets.segment", locale = locale, found = found)
            }
            TargetsProblem::Word { key, found, known } => {
                t!("targets.word", locale = locale, key = key, found = found, known = known)
            }
            TargetsProblem::Touchpoint { found, known } => {
                let known = or_none(known);
                t!("targets.touchpoint", locale = locale, found = found, known = known)
            }
            TargetsProblem::Aspect { found, known } => {
                t!("targets.aspect", locale = locale, found = found, known = known)
            }
            TargetsProblem::Field { found, known } => {
                let known = or_none(known);
                t!("targets.field", locale = locale, found = found, known = known)
            }
            TargetsProblem::Value { field, found, known } => {
                let known = or_none(known);
                t!("targets.value", locale = locale, field = field, found = found, known = known)
            }
            TargetsProblem::NoScore { metric, known } => {
                let known = or_none(known);
                t!("targets.no_score", locale = locale, metric = metric, known = known)
            }
        }
        .into_owned()
    }
}
