//! What is wrong with the margins of a population, by themselves or for an export.

use rust_i18n::t;

/// A problem, and where it is.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub struct PopulationError {
    /// The file of margins.
    pub file: String,
    /// The row, as a spreadsheet shows it, where it is one.
    pub row: Option<u64>,
    /// The problem.
    pub problem: PopulationProblem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PopulationProblem {
    /// There are no shares.
    Empty,
    /// A row without a field or a value.
    NoName,
    /// A share that is none.
    NoShare {
        /// What was found.
        found: String,
    },
    /// A value that comes twice.
    Twice {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// Shares of a field that do not sum to 1.
    Sum {
        /// The field.
        field: String,
        /// Their sum.
        sum: f64,
    },
    /// A field that is no segment of the export.
    UnknownField {
        /// The field.
        field: String,
        /// The segments that there are.
        known: String,
    },
    /// Values of the export that have no share.
    UnknownValue {
        /// The field.
        field: String,
        /// The values.
        values: String,
    },
    /// Values with a share that no row has.
    NoRows {
        /// The field.
        field: String,
        /// The values.
        values: String,
    },
}

impl PopulationError {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        let said = match &self.problem {
            PopulationProblem::Empty => t!("population.empty", locale = locale),
            PopulationProblem::NoName => t!("population.no_name", locale = locale),
            PopulationProblem::NoShare { found } => {
                t!("population.no_share", locale = locale, found = found)
            }
            PopulationProblem::Twice { field, value } => {
                t!("population.twice", locale = locale, field = field, value = value)
            }
            PopulationProblem::Sum { field, sum } => {
                let sum = format!("{sum:.4}");
                let sum = sum.trim_end_matches('0').trim_end_matches('.');
                t!("population.sum", locale = locale, field = field, sum = sum)
            }
            PopulationProblem::UnknownField { field, known } => {
                t!("population.unknown_field", locale = locale, field = field, known = known)
            }
            PopulationProblem::UnknownValue { field, values } => {
                t!("population.unknown_value", locale = locale, field = field, values = values)
            }
            PopulationProblem::NoRows { field, values } => {
                t!("population.no_rows", locale = locale, field = field, values = values)
            }
        };
        let file = &self.file;
        match self.row {
            Some(row) => {
                t!("population.at_row", locale = locale, file = file, row = row, said = said)
            }
            None => t!("population.at_file", locale = locale, file = file, said = said),
        }
        .into_owned()
    }
}
