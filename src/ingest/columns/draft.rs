//! What a single column is likeliest used for, before columns are compared.

use std::collections::BTreeMap;

use crate::feedback::Scale;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// A column's likeliest role, before columns are compared.
pub(crate) struct Draft {
    pub(crate) role: Role,
    /// How much speaks for the role, against other columns of the same role.
    pub(crate) strength: u32,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) scale: Option<Scale>,
    pub(crate) labels: BTreeMap<String, f64>,
    pub(crate) missing: Vec<String>,
    /// Columns of the same question.
    pub(crate) also: Vec<String>,
    pub(crate) drop: Vec<String>,
    pub(crate) touchpoint: Option<String>,
    pub(crate) split: Option<String>,
    pub(crate) choices: Vec<String>,
    /// The name states the scale.
    pub(crate) stated: bool,
}

impl Draft {
    /// Of a role, with why; of several columns for one role that of the most strength is taken.
    pub(super) fn new(role: Role, strength: u32, evidence: Evidence) -> Draft {
        Draft {
            role,
            strength,
            evidence: vec![evidence],
            warnings: Vec::new(),
            scale: None,
            labels: BTreeMap::new(),
            missing: Vec::new(),
            also: Vec::new(),
            drop: Vec::new(),
            touchpoint: None,
            split: None,
            choices: Vec::new(),
            stated: false,
        }
    }

    /// Of no use.
    pub(super) fn ignore(evidence: Evidence) -> Draft {
        Draft::new(Role::Ignore, 0, evidence)
    }

    /// Adds why.
    pub(super) fn because(mut self, evidence: Evidence) -> Draft {
        self.evidence.push(evidence);
        self
    }

    /// Adds a doubt.
    pub(super) fn warned(mut self, warning: Warning) -> Draft {
        self.warnings.push(warning);
        self
    }

    /// Adds what is to be told of it, if anything is.
    pub(super) fn telling(mut self, warning: impl FnOnce(&Draft) -> Option<Warning>) -> Draft {
        let told = warning(&self);
        self.warnings.extend(told);
        self
    }

    /// Gives the column up, for a reason. What it holds in place of an NPS is told all the
    /// same.
    pub(crate) fn drop_for(&mut self, evidence: Evidence) {
        let told = |warning| match warning {
            Warning::NpsOnOther { column, scale: Scale { low, high, .. }, .. } => {
                Some(Warning::NotNps { column, min: low, max: high })
            }
            _ => None,
        };
        let warnings = std::mem::take(&mut self.warnings).into_iter().filter_map(told).collect();
        *self = Draft { warnings, ..Draft::ignore(evidence) };
    }
}

/// That a word of the column's name speaks for it.
pub(super) fn named(word: &'static str) -> Evidence {
    Evidence::Named(word.trim_end_matches('*'))
}
