//! Why a cluster does not do what it was asked, in words.

use rust_i18n::t;

use super::seal::Mismatch;
use crate::pipeline::PipelineError;
use crate::sql::SqlError;

/// An error of a cluster.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub enum ClusterError {
    /// What this program says of it.
    Problem(ClusterProblem),
    /// What is wrong with a query, or with what it reads.
    Sql(#[source] SqlError),
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClusterProblem {
    /// Nothing listens where the scheduler is to be.
    NoScheduler {
        /// Where.
        at: String,
        /// What the system said.
        said: String,
    },
    /// What listens there is no scheduler of this program.
    OtherKind {
        /// Where.
        at: String,
        /// What was said.
        said: String,
    },
    /// No executor took up a first piece of work.
    NoExecutor {
        /// Where the scheduler is.
        at: String,
        /// For how long it was waited for.
        seconds: u64,
    },
    /// A machine that does not judge alike.
    Mismatch(Box<Mismatch>),
    /// An address that cannot be listened at.
    Taken {
        /// The address.
        at: String,
        /// What the system said.
        said: String,
    },
    /// A machine that listens at all of its addresses, and would have to say which one others take.
    NoName,
    /// A setting that makes no sense.
    Setting {
        /// What is wrong with it.
        said: String,
    },
    /// A scheduler that ended, or took this executor for lost.
    Ended {
        /// Where it was.
        at: String,
    },
    /// Executors that were lost with what they had made, more often than it was tried again.
    Lost {
        /// What was said.
        said: String,
    },
    /// A piece of work that failed.
    Failed {
        /// What was said.
        said: String,
    },
}

impl From<ClusterProblem> for ClusterError {
    fn from(problem: ClusterProblem) -> ClusterError {
        ClusterError::Problem(problem)
    }
}

impl From<SqlError> for ClusterError {
    /// The mismatch or the loss that the error of a query tells of, or itself.
    fn from(error: SqlError) -> ClusterError {
        if error.problem().is_some() {
            return ClusterError::Sql(error);
        }
        let said = error.to_string();
        match ClusterProblem::said(&said) {
            Some(problem) => ClusterError::Problem(problem),
            None => ClusterError::Sql(error),
        }
    }
}

impl ClusterError {
    /// What is wrong, where this program found it.
    pub fn problem(&self) -> Option<&ClusterProblem> {
        if let ClusterError::Problem(problem) = self { Some(problem) } else { None }
    }

    /// The error of the pipeline that it is, or itself.
    ///
    /// # Errors
    /// Itself, where it is none of the pipeline's.
    pub fn into_pipeline(self) -> Result<PipelineError, ClusterError> {
        match self {
            ClusterError::Sql(error) => error.into_pipeline().map_err(ClusterError::Sql),
            problem => Err(problem),
        }
    }

    /// Whether the same may succeed when it is tried again: an executor was lost with rows that
    /// nobody had fetched yet.
    pub fn is_loss(&self) -> bool {
        matches!(self, ClusterError::Problem(ClusterProblem::Lost { .. }))
    }

    /// The error in words.
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            ClusterError::Problem(problem) => problem.message_in(locale),
            ClusterError::Sql(error) => error.message_in(locale),
        }
    }
}

/// What an engine says of an executor that is not there any more.
const LOSSES: [&str; 5] = [
    "FetchFailed",
    "Shuffle fetch partition error",
    "Error connecting to Ballista scheduler or executor",
    "all executors were lost",
    "transport error",
];

impl ClusterProblem {
    /// The problem that the text of an engine's error tells of, if it does.
    pub(super) fn said(text: &str) -> Option<ClusterProblem> {
        if let Some(mismatch) = Mismatch::in_error(text) {
            return Some(ClusterProblem::Mismatch(Box::new(mismatch)));
        }
        if LOSSES.iter().any(|loss| text.contains(loss)) {
            return Some(ClusterProblem::Lost { said: plain(text) });
        }
        // What a task failed of, without the job, the stage and the layers around it.
        let failed = text.contains(FAILED) || text.contains("Job failed");
        failed.then(|| ClusterProblem::Failed { said: plain(text) })
    }

    /// The address of the machine that it is about.
    pub fn machine(&self) -> Option<&str> {
        match self {
            ClusterProblem::NoScheduler { at, .. }
            | ClusterProblem::OtherKind { at, .. }
            | ClusterProblem::NoExecutor { at, .. }
            | ClusterProblem::Taken { at, .. }
            | ClusterProblem::Ended { at } => Some(at),
            ClusterProblem::Mismatch(mismatch) => mismatch.executor.as_deref(),
            _ => None,
        }
    }

    /// The problem in words.
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            ClusterProblem::NoScheduler { at, said } => {
                t!("cluster.no_scheduler", locale = locale, at = at, said = said)
            }
            ClusterProblem::OtherKind { at, said } => {
                t!(
                    "cluster.other_kind",
                    locale = locale,
                    at = at,
                    said = said,
                    version = super::seal::PROGRAM
                )
            }
            ClusterProblem::NoExecutor { at, seconds } => {
                t!("cluster.no_executor", locale = locale, at = at, seconds = seconds)
            }
            ClusterProblem::Mismatch(mismatch) => return mismatch.words_in(locale),
            ClusterProblem::Taken { at, said } => {
                t!("cluster.taken", locale = locale, at = at, said = said)
            }
            ClusterProblem::NoName => t!("cluster.no_name", locale = locale),
            ClusterProblem::Setting { said } => {
                t!("cluster.setting", locale = locale, said = said)
            }
            ClusterProblem::Ended { at } => t!("cluster.ended", locale = locale, at = at),
            ClusterProblem::Lost { said } => t!("cluster.lost", locale = locale, said = said),
            ClusterProblem::Failed { said } => t!("cluster.failed", locale = locale, said = said),
        }
        .into_owned()
    }
}

/// How an engine writes its errors for programmers.
const LAYERS: [&str; 5] =
    ["DataFusionError(", "ArrowError(", "External(", "Shared(", "ParquetError("];

/// Before what a task says of its failure.
const FAILED: &str = "runtime execution error: ";

/// What an engine says, without the layers around it: the last text that is quoted, where one is.
fn plain(text: &str) -> String {
    let text = text.rsplit_once(FAILED).map_or(text, |(_, said)| said);
    let quoted = text.find("(\"").and_then(|start| {
        let end = text.rfind("\")").filter(|end| *end > start + 2)?;
        Some(text[start + 2..end].replace("\\\"", "\"").replace("\\n", " "))
    });
    let said = quoted.unwrap_or_else(|| {
        let mut inner = text;
        while let Some(rest) = LAYERS.iter().find_map(|layer| inner.strip_prefix(layer)) {
            inner = rest;
        }
        let end = inner.find([',', ')']).filter(|_| inner.len() < text.len());
        inner[..end.unwrap_or(inner.len())].to_owned()
    });
    said.lines().next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_task_says_comes_without_its_layers() {
        let text = "Job h1 failed: Job failed due to stage 1 failed: Task failed due to runtime \
                    execution error: DataFusionError(Execution(\"the taxonomy \\\"a\\\" is gone\"))\n";
        let Some(ClusterProblem::Failed { said }) = ClusterProblem::said(text) else { panic!() };
        assert_eq!(said, "the taxonomy \"a\" is gone");
        let text = "Job h1 failed: Job failed due to stage 1 failed: Task failed due to runtime \
                    execution error: DataFusionError(ArrowError(DivideByZero, None))\n";
        let Some(ClusterProblem::Failed { said }) = ClusterProblem::said(text) else { panic!() };
        assert_eq!(said, "DivideByZero");
        let lost = "Execution error: GrpcConnectionError(\"Error connecting to Ballista scheduler \
                    or executor at http://127.0.0.1:1\")";
        assert!(matches!(ClusterProblem::said(lost), Some(ClusterProblem::Lost { .. })));
        assert_eq!(ClusterProblem::said("there is no column a"), None);
    }

    #[test]
    fn problems_have_words() {
        let at = || "a:1".to_owned();
        let problems = [
            ClusterProblem::NoScheduler { at: at(), said: "refused".into() },
            ClusterProblem::OtherKind { at: at(), said: "html".into() },
            ClusterProblem::NoExecutor { at: at(), seconds: 30 },
            ClusterProblem::Taken { at: at(), said: "in use".into() },
            ClusterProblem::NoName,
            ClusterProblem::Setting { said: "odd".into() },
            ClusterProblem::Ended { at: at() },
            ClusterProblem::Lost { said: "gone".into() },
            ClusterProblem::Failed { said: "no".into() },
        ];
        for problem in problems {
            for locale in ["en", "zh"] {
                let said = problem.message_in(locale);
                assert!(!said.starts_with("cluster.") && said.len() > 5, "{said}");
            }
        }
    }
}
