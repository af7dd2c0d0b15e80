//! A session: the query engine with our functions, the memory that it may take, and the queries
//! that are asked of it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DataFusionError, TableReference};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SendableRecordBatchStream, SessionState, SessionStateBuilder};
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::prelude::{SQLOptions, SessionConfig, SessionContext};
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::{
    Ident, ObjectName, Statement as SqlStatement, visit_relations_mut,
};
use futures::StreamExt;
use xxhash_rust::xxh3::xxh3_64;

use super::aggregate::{self, Outside};
use super::error::{SqlError, SqlProblem};
use super::judged::Judging;
use super::shown::Shown;
#[cfg(feature = "s3")]
use super::stored::{Fetched, Stored, Stores};
use super::{scalar, tables};
use crate::caught::caught_or_said;
use crate::pipeline::{Judge, PipelineError};

/// Rows of a batch: few enough that a query which wants ten rows judges no thousands, and enough
/// to keep all threads busy.
const BATCH: usize = 1024;

/// Stack of a thread of the engine, which walks deep queries by recursion.
const STACK: usize = 8 << 20;

/// What a session may take.
#[derive(Debug, Clone, Copy)]
pub struct SessionOptions {
    /// Threads of the query engine, besides those that judge.
    pub threads: usize,
    /// Parts of a plan that run side by side. With one, rows come in the order of the file,
    /// groups in that of their first row, and sums are the same to the last digit in every run;
    /// with several, sorting, joining and grouping a large file is faster, and what is not
    /// ordered by the query comes in any order.
    pub partitions: usize,
    /// Bytes for sorting, joining and grouping; what is beyond goes through temporary files
    /// where that is possible.
    pub memory: Option<usize>,
}

impl Default for SessionOptions {
    fn default() -> SessionOptions {
        SessionOptions { threads: 1, partitions: 1, memory: None }
    }
}

/// What a query left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct LeftOut {
    /// Rows of exports that cannot be read.
    pub rows: u64,
    /// For each score, by the name of its function, answers outside the scale.
    pub outside: Vec<(&'static str, u64)>,
    /// Workbooks of which a later sheet than the first is read, since it holds the answers, with
    /// that sheet.
    pub sheets: Vec<(String, String)>,
}

/// Where the plans of a session are run, if not in this process.
#[derive(Default)]
pub(crate) struct Elsewhere {
    /// What it changes in the settings, before the state is made of them…
    pub(crate) config: Option<Box<dyn FnOnce(SessionConfig) -> SessionConfig>>,
    /// …and in the state.
    pub(crate) state: Option<Box<dyn FnOnce(SessionState) -> EngineResult<SessionState>>>,
}

type EngineResult<T> = Result<T, DataFusionError>;

/// A query engine with the functions of this program.
pub struct SqlSession {
    context: SessionContext,
    runtime: tokio::runtime::Runtime,
    judging: Arc<Judging>,
    outside: Outside,
    rejected: AtomicU64,
    sheets: Mutex<Vec<(String, String)>>,
    /// Whether other machines read the files.
    elsewhere: bool,
    #[cfg(feature = "s3")]
    fetched: Fetched,
}

/// A query whose files are open and whose names are known.
#[derive(Debug, Clone)]
pub struct Prepared {
    plan: LogicalPlan,
    files: Vec<PathBuf>,
    judges: bool,
    counts: bool,
}

impl Prepared {
    /// The files that it reads.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether it asks for figures of scores, which leave out answers outside their scales.
    pub fn counts_scores(&self) -> bool {
        self.counts
    }
}

impl SqlSession {
    /// A session in which `judging` judges.
    ///
    /// # Errors
    /// What the system says of threads or temporary files.
    pub fn new(judging: Judging, options: SessionOptions) -> Result<SqlSession, SqlError> {
        SqlSession::running(Arc::new(judging), options, Elsewhere::default())
    }

    /// A session whose plans are run elsewhere, if that is said.
    pub(crate) fn running(
        judging: Arc<Judging>,
        options: SessionOptions,
        place: Elsewhere,
    ) -> Result<SqlSession, SqlError> {
        let elsewhere = place.state.is_some();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(options.threads.max(1))
            .thread_name("xinsheng-sql")
            .thread_stack_size(STACK)
            .enable_all()
            .build()
            .map_err(|error| PipelineError::Other(error.to_string()))?;
        let config = SessionConfig::new()
            .with_batch_size(BATCH)
            .with_target_partitions(options.partitions.max(1))
            .with_information_schema(false);
        let mut env = RuntimeEnvBuilder::new();
        if let Some(memory) = options.memory {
            env = env.with_memory_pool(Arc::new(FairSpillPool::new(memory)));
        }
        #[cfg(feature = "s3")]
        {
            env = env.with_object_store_registry(Arc::new(Stores::default()));
        }
        let config = match place.config {
            Some(change) => change(config),
            None => config,
        };
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(env.build_arc()?)
            .with_default_features()
            .build();
        let state = match place.state {
            Some(change) => change(state)?,
            None => state,
        };
        // Elsewhere takes functions of its own for all there are, so that ours come last.
        let context = SessionContext::new_with_state(state);
        scalar::functions(&judging).for_each(|function| context.register_udf(function));
        let (aggregates, outside) = aggregate::functions(None);
        aggregates.into_iter().for_each(|function| context.register_udaf(function));
        let rejected = AtomicU64::new(0);
        Ok(SqlSession {
            context,
            runtime,
            judging,
            outside,
            rejected,
            sheets: Mutex::default(),
            elsewhere,
            #[cfg(feature = "s3")]
            fetched: Fetched::default(),
        })
    }

    /// Where its plans are made and run.
    #[cfg(feature = "cluster")]
    pub(crate) fn engine(&self) -> (&SessionContext, &tokio::runtime::Runtime) {
        (&self.context, &self.runtime)
    }

    /// What judges in it.
    #[cfg(feature = "cluster")]
    pub(crate) fn judging(&self) -> &Arc<Judging> {
        &self.judging
    }

    /// Reads a query, opens the files that it names and makes sure that all it names is there.
    ///
    /// # Errors
    /// A query that cannot be read or does more than read, a file that cannot be opened, a column
    /// or a function that is not there.
    pub fn prepare(&self, query: &str) -> Result<Prepared, SqlError> {
        uncaught(|| {
            let mut statement = only_statement(query)?;
            let files = self.runtime.block_on(self.open_tables(&statement))?;
            if self.elsewhere {
                self.call_plainly(&mut statement);
            }
            let plan = self.runtime.block_on(self.context.state().statement_to_plan(statement))?;
            let reading = SQLOptions::new()
                .with_allow_ddl(false)
                .with_allow_dml(false)
                .with_allow_statements(false);
            reading.verify_plan(&plan)?;
            all_counted(&plan)?;
            let (judges, counts) = asks_for(&plan)?;
            Ok(Prepared { plan, files, judges, counts })
        })
    }

    /// Opens the files that a statement names, and says which they are.
    async fn open_tables(&self, statement: &Statement) -> Result<Vec<PathBuf>, SqlError> {
        let state = self.context.state();
        let mut all = Vec::new();
        for table in state.resolve_table_references(statement)? {
            let name = match &table {
                TableReference::Bare { table } if tables::is_file_name(table) => table,
                TableReference::Bare { .. } => continue,
                // What `FROM a.csv` is read as.
                parts => {
                    let name = parts.to_string();
                    match tables::is_file_name(&name) && Path::new(&name).exists() {
                        true => return Err(SqlProblem::Unquoted { name }.into()),
                        false => continue,
                    }
                }
            };
            let place = match self.elsewhere {
                true => TableReference::bare(plain_name(name)),
                false => table.clone(),
            };
            let open = self.context.table_exist(place.clone())?;
            #[cfg(feature = "s3")]
            if let Some(stored) = Stored::at(name) {
                if !open {
                    let stored = stored?.listed(&state).await?;
                    let folder = || self.fetched.folder();
                    let opened =
                        tables::open_stored(name, &stored, &state, folder, self.elsewhere).await?;
                    self.register(place, opened)?;
                }
                continue;
            }
            let files = tables::files(name)?;
            if !open {
                let opened = tables::open(name, &files, &state, self.elsewhere).await?;
                self.register(place, opened)?;
            }
            all.extend(files);
        }
        Ok(all)
    }

    fn register(&self, place: TableReference, opened: tables::Opened) -> Result<(), SqlError> {
        self.rejected.fetch_add(opened.rejected, Ordering::Relaxed);
        self.sheets.lock().unwrap_or_else(PoisonError::into_inner).extend(opened.sheets);
        self.context.register_table(place, opened.provider)?;
        Ok(())
    }

    /// Calls the open files of a statement by names without dots: on its way to another machine
    /// a column of `a.csv` becomes one of the table `csv` in the schema `a`.
    fn call_plainly(&self, statement: &mut Statement) {
        match statement {
            Statement::Statement(statement) => {
                let _ = visit_relations_mut(statement.as_mut(), |name: &mut ObjectName| {
                    if let [part] = name.0.as_slice()
                        && let Some(Ident { value, .. }) = part.as_ident()
                        && let plain = plain_name(value)
                        && self.context.table_exist(plain.as_str()).unwrap_or_default()
                    {
                        *name = ObjectName::from(vec![Ident::new(plain)]);
                    }
                    ControlFlow::<()>::Continue(())
                });
            }
            Statement::Explain(explain) => self.call_plainly(&mut explain.statement),
            _ => {}
        }
    }

    /// Whether a query needs a judge, and none is there yet.
    pub fn lacks_judge(&self, query: &Prepared) -> bool {
        query.judges && !self.judging.has_judge()
    }

    /// Gives it the judge, unless it has one.
    pub fn judge_with(&self, judge: Judge) {
        self.judging.set_judge(judge);
    }

    /// Runs a query. Its rows are made as they are taken.
    ///
    /// # Errors
    /// A query that judges, without a judge; what is found to be wrong before the first row.
    pub fn run(&self, query: Prepared) -> Result<SqlRows<'_>, SqlError> {
        if self.lacks_judge(&query) {
            return Err(SqlProblem::NoJudge.into());
        }
        uncaught(|| {
            let stream = self.runtime.block_on(async {
                self.context.execute_logical_plan(query.plan).await?.execute_stream().await
            })?;
            let shown = Shown::new(&stream.schema(), &self.judging);
            Ok(SqlRows { session: self, stream, shown, done: false })
        })
    }

    /// Comments that an engine has judged so far.
    pub fn judged(&self) -> u64 {
        self.judging.judged()
    }

    /// What the queries so far have left out.
    pub fn left_out(&self) -> LeftOut {
        // Functions of one score are mostly asked of the same answers.
        let most = |(name, counts): &(&'static str, [Arc<AtomicU64>; 3])| {
            let most = counts.iter().map(|count| count.load(Ordering::Relaxed)).max();
            (*name, most.unwrap_or(0))
        };
        let outside = self.outside.iter().map(most).filter(|(_, count)| *count > 0).collect();
        let sheets = self.sheets.lock().unwrap_or_else(PoisonError::into_inner).clone();
        LeftOut { rows: self.rejected.load(Ordering::Relaxed), outside, sheets }
    }
}

/// The rows of a result, in batches, as they may be shown.
pub struct SqlRows<'a> {
    session: &'a SqlSession,
    stream: SendableRecordBatchStream,
    shown: Shown,
    done: bool,
}

impl SqlRows<'_> {
    /// The columns.
    pub fn schema(&self) -> &SchemaRef {
        self.shown.schema()
    }
}

impl Iterator for SqlRows<'_> {
    type Item = Result<RecordBatch, SqlError>;

    fn next(&mut self) -> Option<Result<RecordBatch, SqlError>> {
        if self.done {
            return None;
        }
        let SqlRows { session, stream, shown, .. } = self;
        let batch = uncaught(|| {
            let Some(batch) = session.runtime.block_on(stream.next()) else { return Ok(None) };
            let shown = shown.of(&batch?).map_err(DataFusionError::from);
            Ok(Some(shown?))
        });
        self.done = !matches!(batch, Ok(Some(_)));
        batch.transpose()
    }
}

/// A name for the table of a file.
fn plain_name(file: &str) -> String {
    format!("file_{:016x}", xxh3_64(file.as_bytes()))
}

/// What `work` makes. A panic of the query engine, which hostile queries and files may bring
/// about, is an error of the query.
fn uncaught<T>(work: impl FnOnce() -> Result<T, SqlError>) -> Result<T, SqlError> {
    caught_or_said(work).unwrap_or_else(|said| Err(DataFusionError::Execution(said).into()))
}

/// Whether a plan speaks of a function that judges, and of one that counts scores.
fn asks_for(plan: &LogicalPlan) -> Result<(bool, bool), SqlError> {
    let (mut judges, mut counts) = (false, false);
    plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                let name = match part {
                    Expr::ScalarFunction(call) => call.name(),
                    Expr::AggregateFunction(call) => call.func.name(),
                    Expr::WindowFunction(call) => call.fun.name(),
                    _ => return Ok(TreeNodeRecursion::Continue),
                };
                judges |= scalar::judges(name);
                counts |= aggregate::is_of_scores(name);
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok((judges, counts))
}

/// Refuses figures of scores with `DISTINCT`. Asked for alone, the optimizer would turn them into
/// figures of a grouped table, which no function sees.
fn all_counted(plan: &LogicalPlan) -> Result<(), SqlError> {
    plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| match part {
                Expr::AggregateFunction(call) if call.params.distinct => {
                    aggregate::all_counted(call.func.name())?;
                    Ok(TreeNodeRecursion::Continue)
                }
                _ => Ok(TreeNodeRecursion::Continue),
            })
        })
    })?;
    Ok(())
}

/// The one statement of a query, which has to be one that reads.
fn only_statement(query: &str) -> Result<Statement, SqlError> {
    let mut statements = DFParser::parse_sql(query)?;
    let statement = statements.pop_front().ok_or(SqlProblem::Empty)?;
    if !statements.is_empty() {
        return Err(SqlProblem::Several.into());
    }
    if reads(&statement) {
        return Ok(statement);
    }
    let text = statement.to_string();
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let statement = words.take(2).collect::<Vec<_>>().join(" ").to_uppercase();
    Err(SqlProblem::NotReading { statement }.into())
}

fn reads(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(statement) => {
            matches!(statement.as_ref(), SqlStatement::Query(_) | SqlStatement::ExplainTable { .. })
        }
        Statement::Explain(explain) => reads(&explain.statement),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_is_a_query() {
        for query in ["SELECT 1", "select 1;", "WITH a AS (SELECT 1) SELECT * FROM a", "VALUES (1)"]
        {
            assert!(only_statement(query).is_ok(), "{query}");
        }
        assert!(only_statement("EXPLAIN SELECT 1").is_ok());
        for (query, said) in [
            ("CREATE TABLE a AS SELECT 1", "CREATE TABLE"),
            ("DROP TABLE a", "DROP TABLE"),
            ("INSERT INTO a VALUES (1)", "INSERT INTO"),
            ("COPY (SELECT 1) TO 'a.csv'", "COPY SELECT"),
            ("CREATE EXTERNAL TABLE a STORED AS CSV LOCATION 'a.csv'", "CREATE EXTERNAL"),
            ("SET datafusion.execution.batch_size = 1", "SET DATAFUSION"),
            ("EXPLAIN DELETE FROM a", "EXPLAIN DELETE"),
        ] {
            let statement = said.to_owned();
            let refused = only_statement(query).unwrap_err();
            assert_eq!(refused.problem(), Some(&SqlProblem::NotReading { statement }), "{query}");
        }
        let problem = |query: &str| only_statement(query).unwrap_err().problem().cloned();
        assert_eq!(problem(""), Some(SqlProblem::Empty));
        assert_eq!(problem("SELECT 1; SELECT 2"), Some(SqlProblem::Several));
        assert_eq!(problem("SELEC 1"), None);
    }
}
