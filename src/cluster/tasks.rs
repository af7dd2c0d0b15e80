//! What an executor tells of the tasks that it has done.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::serde::protobuf::{
    RuntimeStatsReport, ShuffleWritePartition, TaskColumnStats, WindowStateReport,
};
use ballista_executor::execution_engine::{
    DefaultExecutionEngine, ExecutionEngine, QueryStageExecutor,
};
use datafusion::common::Result;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::prelude::SessionConfig;

use super::connections::Connections;

/// A task that came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskDone {
    /// The job that it belongs to.
    pub job: String,
    /// Its stage of the job.
    pub stage: usize,
    /// Its number in the stage.
    pub task: usize,
    /// Rows that it made; nothing where it failed.
    pub rows: Option<u64>,
    /// How long it took.
    pub took: Duration,
}

/// Who is told of tasks.
pub(super) type Told = Arc<dyn Fn(&TaskDone) + Send + Sync>;

/// Runs tasks as Ballista does, and tells of each.
pub(super) struct Tasks {
    inner: DefaultExecutionEngine,
    told: Told,
}

impl Tasks {
    pub(super) fn new(told: Told) -> Tasks {
        let connections = Arc::new(Connections::default());
        Tasks { inner: DefaultExecutionEngine::with_client_pool(connections), told }
    }
}

impl ExecutionEngine for Tasks {
    fn create_query_stage_exec(
        &self,
        job_id: JobId,
        stage_id: usize,
        task_id: usize,
        global_output_partition_ids: Vec<usize>,
        plan: Arc<dyn ExecutionPlan>,
        work_dir: &str,
        config: &SessionConfig,
    ) -> Result<Arc<dyn QueryStageExecutor>> {
        let job = job_id.as_str().to_owned();
        let inner = self.inner.create_query_stage_exec(
            job_id,
            stage_id,
            task_id,
            global_output_partition_ids,
            plan,
            work_dir,
            config,
        )?;
        Ok(Arc::new(Task { inner, job, stage: stage_id, told: Arc::clone(&self.told) }))
    }
}

struct Task {
    inner: Arc<dyn QueryStageExecutor>,
    job: String,
    stage: usize,
    told: Told,
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.inner, f)
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.inner, f)
    }
}

#[async_trait]
impl QueryStageExecutor for Task {
    async fn execute_query_stage(
        &self,
        task_id: usize,
        context: Arc<TaskContext>,
    ) -> Result<Vec<ShuffleWritePartition>> {
        let started = Instant::now();
        let done = self.inner.execute_query_stage(task_id, context).await;
        let rows = done.as_ref().ok().map(|parts| parts.iter().map(|part| part.num_rows).sum());
        (self.told)(&TaskDone {
            job: self.job.clone(),
            stage: self.stage,
            task: task_id,
            rows,
            took: started.elapsed(),
        });
        done
    }

    fn collect_plan_metrics(&self) -> Vec<MetricsSet> {
        self.inner.collect_plan_metrics()
    }

    fn collect_runtime_stats_reports(&self) -> Vec<RuntimeStatsReport> {
        self.inner.collect_runtime_stats_reports()
    }

    fn collect_window_state_reports(&self) -> Result<Vec<WindowStateReport>> {
        self.inner.collect_window_state_reports()
    }

    fn collect_column_stats(&self) -> Vec<TaskColumnStats> {
        self.inner.collect_column_stats()
    }
}
