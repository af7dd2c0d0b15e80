//! Why a query has no result, in words.

use std::error::Error;

use datafusion::common::{Column, DataFusionError, SchemaError};
use rust_i18n::t;
use strsim::jaro_winkler;

use crate::ingest::IngestError;
use crate::pipeline::PipelineError;
use crate::sentiment::EngineError;

/// Names that are told where another one was meant.
const TOLD: usize = 40;

/// How like a name has to be to be suggested.
const LIKE: f64 = 0.8;

/// An error that ends a query.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub struct SqlError(Box<Why>);

#[derive(Debug)]
enum Why {
    /// What this program says of it.
    Problem(SqlProblem),
    /// What the pipeline says of it.
    Pipeline(PipelineError),
    /// What the query engine says of it.
    Engine(DataFusionError),
}

/// What is wrong with a query, a file that it names or a run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SqlProblem {
    /// There is nothing in it.
    Empty,
    /// More than one statement.
    Several,
    /// It would do more than read.
    NotReading {
        /// What it would do, by its first words.
        statement: String,
    },
    /// The name of a file without quotes.
    Unquoted {
        /// The name.
        name: String,
    },
    /// A name that is neither a file nor a table of the query.
    NoFile {
        /// The name.
        name: String,
    },
    /// A place on the network.
    Remote {
        /// The place.
        url: String,
    },
    /// An object store that gives no answer, or an error.
    Store {
        /// The place.
        url: String,
        /// What it says.
        said: String,
    },
    /// A folder.
    Folder {
        /// The folder.
        path: String,
    },
    /// Files of several formats under one name.
    Mixed {
        /// The name.
        name: String,
        /// A file…
        first: String,
        /// …and one of another format.
        second: String,
    },
    /// Files of one name whose columns differ.
    OtherColumns {
        /// The first file…
        first: String,
        /// …and one with other columns.
        second: String,
        /// A column that only one of them has, or has at another place.
        column: String,
    },
    /// A file that the executors of a cluster cannot read, as only this program's own reader can.
    OwnReader {
        /// The file.
        file: String,
    },
    /// It judges comments, and nothing was given to judge them.
    NoJudge,
}

impl From<SqlProblem> for SqlError {
    fn from(problem: SqlProblem) -> SqlError {
        SqlError(Box::new(Why::Problem(problem)))
    }
}

impl From<PipelineError> for SqlError {
    fn from(error: PipelineError) -> SqlError {
        SqlError(Box::new(Why::Pipeline(error)))
    }
}

impl From<IngestError> for SqlError {
    fn from(error: IngestError) -> SqlError {
        PipelineError::from(error).into()
    }
}

impl From<DataFusionError> for SqlError {
    fn from(error: DataFusionError) -> SqlError {
        SqlError(Box::new(match error {
            DataFusionError::External(error) => match of_ours(error) {
                Ok(ours) => Why::Pipeline(ours),
                Err(other) => Why::Engine(DataFusionError::External(other)),
            },
            other => Why::Engine(other),
        }))
    }
}

/// An error that came out of a function or a table of ours.
fn of_ours(
    error: Box<dyn Error + Send + Sync>,
) -> Result<PipelineError, Box<dyn Error + Send + Sync>> {
    let error = match error.downcast::<EngineError>() {
        Ok(engine) => return Ok(PipelineError::Engine(*engine)),
        Err(error) => error,
    };
    match error.downcast::<IngestError>() {
        Ok(ingest) => Ok(PipelineError::Ingest(*ingest)),
        Err(error) => error.downcast::<PipelineError>().map(|error| *error),
    }
}

impl SqlError {
    /// What is wrong, where this program found it.
    pub fn problem(&self) -> Option<&SqlProblem> {
        if let Why::Problem(problem) = &*self.0 { Some(problem) } else { None }
    }

    /// The error of the pipeline that it is, or itself.
    ///
    /// # Errors
    /// Itself, where it is none of the pipeline's.
    pub fn into_pipeline(self) -> Result<PipelineError, SqlError> {
        match *self.0 {
            Why::Pipeline(error) => Ok(error),
            other => Err(SqlError(Box::new(other))),
        }
    }

    /// The error in words.
    pub fn message_in(&self, locale: &str) -> String {
        match &*self.0 {
            Why::Problem(problem) => problem.message_in(locale),
            Why::Pipeline(error) => error.message_in(locale),
            Why::Engine(error) => engine_words(error, locale),
        }
    }
}

impl SqlProblem {
    /// The problem in words.
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            SqlProblem::Empty => t!("sql.empty", locale = locale),
            SqlProblem::Several => t!("sql.several", locale = locale),
            SqlProblem::NotReading { statement } => {
                t!("sql.not_reading", locale = locale, statement = statement)
            }
            SqlProblem::Unquoted { name } => t!("sql.unquoted", locale = locale, name = name),
            SqlProblem::NoFile { name } => t!("sql.no_file", locale = locale, name = name),
            SqlProblem::Remote { url } => t!("sql.remote", locale = locale, url = url),
            SqlProblem::Store { url, said } => {
                t!("sql.store", locale = locale, url = url, said = said)
            }
            SqlProblem::Folder { path } => t!("sql.folder", locale = locale, path = path),
            SqlProblem::Mixed { name, first, second } => {
                t!("sql.mixed", locale = locale, name = name, first = first, second = second)
            }
            SqlProblem::OtherColumns { first, second, column } => t!(
                "sql.other_columns",
                locale = locale,
                first = first,
                second = second,
                column = column
            ),
            SqlProblem::OwnReader { file } => t!("sql.own_reader", locale = locale, file = file),
            SqlProblem::NoJudge => t!("sql.no_judge", locale = locale),
        }
        .into_owned()
    }
}

/// What the query engine says, without the layers around it. Its own words are English.
fn engine_words(error: &DataFusionError, locale: &str) -> String {
    match error.find_root() {
        DataFusionError::SQL(error, _) => {
            let said = error.to_string();
            let said = said.strip_prefix("sql parser error: ").unwrap_or(&said);
            t!("sql.syntax", locale = locale, said = said).into_owned()
        }
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => {
                // Of one table the names alone.
                let one = valid_fields.iter().all(|own| own.relation == valid_fields[0].relation);
                let called = |field: &Column| match one {
                    true => Column::from_name(field.name()).quoted_flat_name(),
                    false => field.quoted_flat_name(),
                };
                let known: Vec<String> = valid_fields.iter().map(called).collect();
                let bare = |field: &str| field.to_lowercase();
                let (name, short) = (field.quoted_flat_name(), bare(field.name()));
                let likeness = |at: usize| jaro_winkler(&short, &bare(valid_fields[at].name()));
                let near = (0..known.len())
                    .max_by(|a, b| likeness(*a).total_cmp(&likeness(*b)))
                    .filter(|at| likeness(*at) >= LIKE);
                let more = known.len().saturating_sub(TOLD);
                let mut listed = known.get(..TOLD).unwrap_or(&known).join(", ");
                if more > 0 {
                    listed.push_str(&t!("sql.more_columns", locale = locale, count = more));
                }
                match near {
                    Some(at) => t!(
                        "sql.no_column_but",
                        locale = locale,
                        name = name,
                        near = known[at],
                        known = listed
                    ),
                    None => t!("sql.no_column", locale = locale, name = name, known = listed),
                }
                .into_owned()
            }
            other => other.to_string(),
        },
        DataFusionError::ResourcesExhausted(_) => t!("sql.memory", locale = locale).into_owned(),
        root => {
            // "Error during planning: …", and a backtrace in builds that take one.
            let said = root.strip_backtrace();
            let prefixes = [
                "Error during planning: ",
                "Execution error: ",
                "Arrow error: ",
                "Parquet error: ",
                "Object Store error: ",
                "External error: ",
                "This feature is not implemented: ",
            ];
            // A function that refuses its arguments is quoted.
            let mut said = match said.split_once("user-defined coercion failed with: ") {
                Some((_, of_function)) => of_function,
                None => said.as_str(),
            };
            while let Some(rest) = prefixes.iter().find_map(|prefix| said.strip_prefix(prefix)) {
                said = rest;
            }
            t!("sql.refused", locale = locale, said = said.trim()).into_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_column_is_told_with_those_there_are() {
        let missing = SchemaError::FieldNotFound {
            field: Box::new(Column::from_name("comments")),
            valid_fields: vec![Column::from_name("comment"), Column::from_name("Score")],
        };
        let error = DataFusionError::SchemaError(Box::new(missing), Box::new(None));
        let error = SqlError::from(error.context("type_coercion"));
        let said = error.to_string();
        assert!(said.contains("comments") && said.contains("did you mean comment?"), "{said}");
        assert!(said.contains("\"Score\""), "{said}");
        assert!(error.message_in("zh").contains("comment"));
    }

    #[test]
    fn errors_of_the_pipeline_keep_their_own_words() {
        let error = PipelineError::Other("a model that is gone".to_owned());
        let error = SqlError::from(DataFusionError::External(Box::new(error)));
        assert_eq!(error.to_string(), "a model that is gone");
        assert!(error.into_pipeline().is_ok());
    }

    #[test]
    fn layers_are_taken_off() {
        let error = DataFusionError::Plan("nps takes numbers".to_owned()).context("somewhere");
        let said = SqlError::from(error).to_string();
        assert!(said.contains("nps takes numbers") && !said.contains("planning"), "{said}");
    }
}
