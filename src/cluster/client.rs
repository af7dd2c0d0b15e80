//! What sends queries and errands to a cluster.

use std::sync::Arc;
use std::time::Duration;

use ballista_core::config::{
    BALLISTA_CLIENT_IO_RETRIES_TIMES, BALLISTA_CLIENT_IO_RETRY_WAIT_TIME_MS, BALLISTA_CLIENT_PULL,
    BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK,
};
use ballista_core::extension::{SessionConfigExt, SessionStateExt};
use datafusion::common::{DataFusionError, exec_datafusion_err};
use datafusion::execution::SessionState;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, ScalarUDF, lit};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt;

use super::address::Address;
use super::codec::Logical;
use super::errand::{Errand, PROBE};
use super::error::{ClusterError, ClusterProblem};
use super::role::Role;
use super::seal::{Masking, PROGRAM, Seal};
use crate::pipeline::{Judge, JudgePrint};
use crate::sql::arrow::array::{Array, AsArray, RecordBatch};
use crate::sql::{Elsewhere, Judging, SessionOptions, SqlError, SqlSession};

/// How long an executor is waited for: as long as those there are may be busy.
const PATIENCE: Duration = Duration::from_secs(600);

/// After so long it is told that it is waited for.
const TOLD: Duration = Duration::from_secs(5);

/// How often a piece of work is tried whose result was lost with its executor.
const TRIES: usize = 3;

/// A session whose plans a cluster runs.
pub struct Client {
    session: SqlSession,
    at: Address,
    masking: Masking,
}

impl Client {
    /// Connects to the scheduler at `at`, and makes sure that it and an executor do something for
    /// this version of the program. What is found passes gates of `masking`, there and here. Calls
    /// `waiting` where no executor takes it up for some seconds: none is there, or all are busy.
    ///
    /// # Errors
    /// A scheduler that does not answer, one of another version, no executor that takes work.
    pub fn connect(
        at: Address,
        pool: rayon::ThreadPool,
        masking: Masking,
        kept: usize,
        options: SessionOptions,
        waiting: impl FnOnce(),
    ) -> Result<Client, ClusterError> {
        at.reach().map_err(|error| ClusterProblem::NoScheduler {
            at: at.to_string(),
            said: error.to_string(),
        })?;
        let pool = Arc::new(pool);
        let (gate, masks) = masking.gates();
        let judging = Arc::new(Judging::new(Arc::clone(&pool), gate, masks, kept));
        judging.set_seal(&Seal::new(None, masking).to_bytes());
        let codec = Arc::new(Logical::new(&Arc::new(Role::client(pool))));
        let url = at.url();
        let place = Elsewhere {
            config: Some(Box::new(move |config| settings(config, codec))),
            state: Some(Box::new(move |state: SessionState| state.upgrade_for_ballista(url))),
        };
        let session = SqlSession::running(judging, options, place)?;
        let client = Client { session, at, masking };
        client.probe(waiting)?;
        Ok(client)
    }

    /// The session, in which queries are prepared and run. What it says of an error is put into
    /// words by [`ClusterError::from`].
    pub fn session(&self) -> &SqlSession {
        &self.session
    }

    /// Gives it the judge that it asks the executors for. It works out what of a query is the same
    /// for all rows.
    pub fn judge_with(&self, judge: Judge, print: JudgePrint) {
        let judging = self.session.judging();
        judging.set_seal(&Seal::new(Some(print), self.masking).to_bytes());
        judging.set_judge(judge);
    }

    /// Asks an executor for its version.
    fn probe(&self, waiting: impl FnOnce()) -> Result<(), ClusterError> {
        let plan = self.errand(PROBE, "")?;
        let (context, runtime) = self.session.engine();
        let told = runtime.block_on(async {
            let mut told = std::pin::pin!(done(context, plan));
            if let Ok(told) = tokio::time::timeout(TOLD, &mut told).await {
                return Some(told);
            }
            waiting();
            tokio::time::timeout(PATIENCE, told).await.ok()
        });
        let at = self.at.to_string();
        let Some(told) = told else {
            let seconds = (TOLD + PATIENCE).as_secs();
            return Err(ClusterProblem::NoExecutor { at, seconds }.into());
        };
        match told {
            Ok(version) if version == PROGRAM => Ok(()),
            Ok(version) => Err(ClusterProblem::OtherKind { at, said: version }.into()),
            Err(error) => Err(match ClusterError::from(SqlError::from(error)) {
                ClusterError::Problem(problem @ ClusterProblem::Mismatch(_)) => problem.into(),
                other => ClusterProblem::OtherKind { at, said: short(&other.to_string()) }.into(),
            }),
        }
    }

    /// Sends errands of one kind, each with its text, so many at once; a judge that was given goes
    /// with them. Calls `done` with the place of each among `texts`, in the order in which they
    /// are done. An errand whose executor is lost is done by another one.
    ///
    /// # Errors
    /// What keeps them from being sent. What became of each, `done` is told.
    pub fn errands(
        &self,
        kind: &str,
        texts: &[String],
        at_once: usize,
        mut done: impl FnMut(usize, Result<String, ClusterError>),
    ) -> Result<(), ClusterError> {
        let plans = texts.iter().map(|text| self.errand(kind, text));
        let plans = plans.collect::<Result<Vec<_>, _>>()?;
        let (context, runtime) = self.session.engine();
        let one = |(place, plan)| async move { (place, retried(context, plan).await) };
        runtime.block_on(async {
            let all = futures::stream::iter(plans.into_iter().enumerate().map(one));
            let mut under_way = all.buffer_unordered(at_once.max(1));
            while let Some((place, told)) = under_way.next().await {
                done(place, told);
            }
        });
        Ok(())
    }

    /// The plan of an errand.
    fn errand(&self, kind: &str, text: &str) -> Result<LogicalPlan, ClusterError> {
        let function: ScalarUDF = Errand::function(Arc::clone(self.session.judging()), None);
        let call = function.call(vec![lit(kind), lit(text)]).alias("told");
        let plan = LogicalPlanBuilder::empty(true).project(vec![call]);
        Ok(plan.and_then(LogicalPlanBuilder::build).map_err(SqlError::from)?)
    }
}

/// How a plan is run by many: a task a part, so that little is done again where one is lost.
fn settings(config: SessionConfig, codec: Arc<Logical>) -> SessionConfig {
    config
        .upgrade_for_ballista()
        .with_ballista_logical_extension_codec(codec)
        // What is told of a job may get lost on its way; what is asked for is not.
        .set_bool(BALLISTA_CLIENT_PULL, true)
        .set_u64(BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, 1)
        .set_u64(BALLISTA_CLIENT_IO_RETRIES_TIMES, 2)
        .set_u64(BALLISTA_CLIENT_IO_RETRY_WAIT_TIME_MS, 500)
}

/// What an errand gives.
async fn done(context: &SessionContext, plan: LogicalPlan) -> Result<String, DataFusionError> {
    let batches = context.execute_logical_plan(plan).await?.collect().await?;
    let first = batches.iter().find(|batch| batch.num_rows() > 0).and_then(text);
    first.ok_or_else(|| exec_datafusion_err!("nothing came back"))
}

fn text(batch: &RecordBatch) -> Option<String> {
    let column = batch.columns().first()?.as_string_opt::<i32>()?;
    (!column.is_null(0)).then(|| column.value(0).to_owned())
}

/// The same, tried again where what was told got lost with whoever told it.
async fn retried(context: &SessionContext, plan: LogicalPlan) -> Result<String, ClusterError> {
    let mut tries = 1;
    loop {
        match done(context, plan.clone()).await {
            Ok(told) => return Ok(told),
            Err(error) => {
                let error = ClusterError::from(SqlError::from(error));
                if !error.is_loss() || tries >= TRIES {
                    return Err(error);
                }
                tries += 1;
            }
        }
    }
}

/// What is said, as far as a message has room.
fn short(said: &str) -> String {
    let line = said.lines().next().unwrap_or_default();
    match line.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
