//! An executor: runs tasks with a judge of its own.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ballista_core::RuntimeProducer;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::BallistaError;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::utils::{default_config_producer, default_session_builder};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_executor::health::ExecutorHealth;
use ballista_executor::metrics::ExecutorMetricCollectionPolicy;
use datafusion::common::DataFusionError;
#[cfg(feature = "s3")]
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};

use super::address::{Address, in_brackets};
use super::codec::{Logical, Physical};
use super::errand::Errands;
use super::error::{ClusterError, ClusterProblem};
use super::role::{Few, Role, Running};
use super::scheduler::{STACK, reached_by, setting};
use super::tasks::{TaskDone, Tasks};
use crate::pipeline::{Judge, JudgePrint};

/// How often it is looked whether the scheduler knows it.
const LOOK: Duration = Duration::from_millis(50);

/// Threads that answer while tasks run on others.
const THREADS: usize = 2;

/// Where an executor listens, and what it takes.
#[derive(Debug, Clone)]
pub struct ExecutorOptions {
    /// The scheduler that gives it tasks.
    pub scheduler: Address,
    /// The address of this machine at which it listens.
    pub bind: IpAddr,
    /// The port for rows; the next one is for tasks.
    pub port: u16,
    /// The name or number by which the others reach it, where that is another one.
    pub advertise: Option<String>,
    /// Tasks that run at once.
    pub tasks: usize,
    /// Seconds between two signs of life.
    pub heartbeat: u64,
    /// Bytes for sorting, joining and grouping of all tasks together.
    pub memory: Option<usize>,
    /// Bytes in which is kept what was found in comments.
    pub kept: usize,
    /// The folder in which rows wait to be fetched, in one of their own.
    pub work_dir: Option<PathBuf>,
}

/// What an executor works with, and whom it tells.
pub struct Executing {
    /// Judges.
    pub judge: Judge,
    /// What that judge is.
    pub print: JudgePrint,
    /// The threads that judge.
    pub pool: Arc<rayon::ThreadPool>,
    /// Does errands.
    pub errands: Arc<Errands>,
    /// Is told of every task that came to its end.
    pub on_task: Arc<dyn Fn(&TaskDone) + Send + Sync>,
}

/// Runs an executor until `ended` is true, or the scheduler cannot be reached any more. Calls
/// `ready` with its address when the scheduler knows it. Tasks that run when it is told to end are
/// done first.
///
/// # Errors
/// A scheduler that cannot be reached or does not take it, an address that cannot be listened at,
/// what the system says of threads and folders.
pub fn serve_executor(
    options: &ExecutorOptions,
    executing: Executing,
    ended: &AtomicBool,
    ready: impl Fn(&Address) + Send + 'static,
) -> Result<(), ClusterError> {
    let ExecutorOptions { scheduler, bind, port, advertise, tasks, heartbeat, .. } = options;
    let host = reached_by(*bind, advertise.as_ref());
    // Where it listens at all addresses, the scheduler sees from which one it comes.
    let external_host = match host {
        Err(ClusterProblem::NoName) => None,
        host => Some(host?),
    };
    let Some(grpc_port) = port.checked_add(1).filter(|_| *port > 0) else {
        return Err(setting(format!("--port {port}")).into());
    };
    for port in [*port, grpc_port] {
        let asked = SocketAddr::new(*bind, port);
        // The engine would end without a word.
        TcpListener::bind(asked).map_err(|error| ClusterProblem::Taken {
            at: asked.to_string(),
            said: error.to_string(),
        })?;
    }
    scheduler.reach().map_err(|error| ClusterProblem::NoScheduler {
        at: scheduler.to_string(),
        said: error.to_string(),
    })?;
    let mut folder = tempfile::Builder::new();
    folder.prefix("xinsheng-executor-");
    let folder = match &options.work_dir {
        Some(within) => folder.tempdir_in(within),
        None => folder.tempdir(),
    };
    let folder = folder.map_err(setting)?;
    let own = match &external_host {
        Some(host) => format!("{host}:{port}"),
        None => SocketAddr::new(*bind, *port).to_string(),
    };
    let role = role(executing.judge, executing.print, executing.errands, own, options.kept);
    let role = Arc::new(Role::executor(role, executing.pool));
    let registry = registry(role.functions()).map_err(setting)?;
    let health = ExecutorHealth::new();
    let config = ExecutorProcessConfig {
        bind_host: in_brackets(&bind.to_string()),
        external_host,
        port: *port,
        grpc_port,
        scheduler_host: scheduler.host_of_url(),
        scheduler_port: scheduler.port,
        vcores: (*tasks).max(1),
        task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
        work_dir: Some(folder.path().to_string_lossy().into_owned()),
        executor_heartbeat_interval_seconds: (*heartbeat).max(1),
        metric_collection_policy: ExecutorMetricCollectionPolicy::Off,
        memory_pool_size: options.memory.map(|memory| memory as u64),
        override_execution_engine: Some(Arc::new(Tasks::new(executing.on_task))),
        override_function_registry: Some(Arc::new(registry)),
        override_logical_codec: Some(Arc::new(Logical::new(&role))),
        override_physical_codec: Some(Arc::new(Physical::new(&role))),
        override_runtime_producer: runtimes(folder.path()),
        health: health.clone(),
        ..ExecutorProcessConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("xinsheng-executor")
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .map_err(setting)?;
    let own = Address::of(SocketAddr::new(*bind, *port));
    let served = runtime.block_on(async {
        tokio::spawn(async move {
            while !health.is_ready() {
                tokio::time::sleep(LOOK).await;
            }
            ready(&own);
        });
        start_executor_process(Arc::new(config)).await
    });
    runtime.shutdown_background();
    let at = scheduler.to_string();
    match served {
        Ok(()) if ended.load(Ordering::Relaxed) => Ok(()),
        Ok(()) => Err(ClusterProblem::Ended { at }.into()),
        Err(error) => Err(refused(at, &error).into()),
    }
}

fn role(
    judge: Judge,
    print: JudgePrint,
    errands: Arc<Errands>,
    at: String,
    kept: usize,
) -> Running {
    Running { judge, print, kept, errands, at, known: Few::default() }
}

/// What tasks run in, with the object stores that plans name; `None` for that of the engine.
#[cfg(feature = "s3")]
fn runtimes(folder: &Path) -> Option<RuntimeProducer> {
    let folder = folder.to_owned();
    Some(Arc::new(move |_| {
        let stores = Arc::new(crate::sql::stored::Stores::default());
        let env = RuntimeEnvBuilder::new().with_temp_file_path(folder.clone());
        env.with_object_store_registry(stores).build_arc()
    }))
}

#[cfg(not(feature = "s3"))]
fn runtimes(_folder: &Path) -> Option<RuntimeProducer> {
    None
}

/// All functions of queries, ours among them.
fn registry(
    (scalars, aggregates): (Vec<ScalarUDF>, Vec<AggregateUDF>),
) -> Result<BallistaFunctionRegistry, DataFusionError> {
    let state = default_session_builder(default_config_producer())?;
    let mut registry = BallistaFunctionRegistry::from(&state);
    for function in scalars {
        registry.scalar_functions.insert(function.name().to_owned(), Arc::new(function));
    }
    for function in aggregates {
        registry.aggregate_functions.insert(function.name().to_owned(), Arc::new(function));
    }
    Ok(registry)
}

/// Why a scheduler does not take it.
fn refused(at: String, error: &BallistaError) -> ClusterProblem {
    let said = error.to_string();
    match error {
        BallistaError::GrpcConnectionError(_) => ClusterProblem::NoScheduler { at, said },
        BallistaError::GrpcError(_) | BallistaError::TonicError(_) => {
            ClusterProblem::OtherKind { at, said }
        }
        _ => setting(said),
    }
}
