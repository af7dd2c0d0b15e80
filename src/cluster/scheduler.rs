//! The scheduler: cuts plans into tasks and gives them to executors. It judges nothing.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::BallistaError;
use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion::common::Result as EngineResult;
use datafusion::execution::{FunctionRegistry, SessionState};
#[cfg(feature = "s3")]
use datafusion::execution::{SessionStateBuilder, runtime_env::RuntimeEnvBuilder};
use datafusion::prelude::SessionConfig;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};

use super::address::{Address, in_brackets};
use super::codec::{Logical, Physical};
use super::error::{ClusterError, ClusterProblem};
use super::role::Role;

/// Stack of a thread, which walks deep plans by recursion.
pub(super) const STACK: usize = 8 << 20;

/// How often it is looked whether to end.
const LOOK: Duration = Duration::from_millis(100);

/// Seconds for which rows of a finished query wait at executors to be fetched…
const ROWS_WAIT: u64 = 3600;

/// …and for which is known what became of it.
const JOBS_KNOWN: u64 = 600;

/// Where a scheduler listens, and for how long it waits.
#[derive(Debug, Clone)]
pub struct SchedulerOptions {
    /// The address of this machine at which it listens.
    pub bind: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The name or number by which executors reach it, where that is another one.
    pub advertise: Option<String>,
    /// Seconds of silence after which an executor is taken for lost.
    pub executor_timeout: u64,
}

/// The name by which others reach what listens at `bind`.
pub(super) fn reached_by(bind: IpAddr, stated: Option<&String>) -> Result<String, ClusterProblem> {
    match stated {
        Some(name) => Ok(in_brackets(name)),
        None if bind.is_unspecified() => Err(ClusterProblem::NoName),
        None => Ok(in_brackets(&bind.to_string())),
    }
}

/// Runs a scheduler until `ended` is true. Calls `listening` when it can be reached.
///
/// # Errors
/// An address that cannot be listened at, what the system says of threads, or what ends it.
pub fn serve_scheduler(
    options: &SchedulerOptions,
    ended: &AtomicBool,
    listening: impl FnOnce(&Address),
) -> Result<(), ClusterError> {
    let SchedulerOptions { bind, port, advertise, executor_timeout } = options;
    let external_host = reached_by(*bind, advertise.as_ref())?;
    let asked = SocketAddr::new(*bind, *port);
    let taken = |error: std::io::Error| ClusterProblem::Taken {
        at: asked.to_string(),
        said: error.to_string(),
    };
    let listener = TcpListener::bind(asked).map_err(taken)?;
    listener.set_nonblocking(true).map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(setting)?;
    let role = Arc::new(Role::scheduler(Arc::new(pool)));
    let (scalars, aggregates) = role.functions();
    let session = move |config: SessionConfig| -> EngineResult<SessionState> {
        let mut state = default_session_builder(config)?;
        #[cfg(feature = "s3")]
        {
            state = with_stores(state)?;
        }
        for function in &scalars {
            state.register_udf(Arc::new(function.clone()))?;
        }
        for function in &aggregates {
            state.register_udaf(Arc::new(function.clone()))?;
        }
        Ok(state)
    };
    let config = SchedulerConfig {
        external_host,
        bind_host: in_brackets(&bind.to_string()),
        bind_port: address.port(),
        scheduling_policy: TaskSchedulingPolicy::PushStaged,
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: *executor_timeout,
        expire_dead_executor_interval_seconds: 1,
        no_executors_grace_period_seconds: (*executor_timeout).max(30),
        finished_job_data_clean_up_interval_seconds: ROWS_WAIT,
        finished_job_state_clean_up_interval_seconds: JOBS_KNOWN,
        override_session_builder: Some(Arc::new(session)),
        override_logical_codec: Some(Arc::new(Logical::new(&role))),
        override_physical_codec: Some(Arc::new(Physical::new(&role))),
        ..SchedulerConfig::default()
    };
    let config = Arc::new(config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_name("xinsheng-scheduler")
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .map_err(setting)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let cluster = BallistaCluster::new_from_config(&config).await?;
        let scheduler =
            create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::clone(&config))
                .await?;
        listening(&Address::of(address));
        tokio::select! {
            served = start_grpc_service_with_listener(listener, scheduler) => served,
            () = told_to_end(ended) => Ok::<(), BallistaError>(()),
        }
    });
    // What is under way is lost, whoever waits for it.
    runtime.shutdown_background();
    Ok(served.map_err(setting)?)
}

/// The state with the object stores that plans name: their files are listed here.
#[cfg(feature = "s3")]
fn with_stores(state: SessionState) -> EngineResult<SessionState> {
    let stores = Arc::new(crate::sql::stored::Stores::default());
    let env = RuntimeEnvBuilder::new().with_object_store_registry(stores).build_arc()?;
    Ok(SessionStateBuilder::new_from_existing(state).with_runtime_env(env).build())
}

pub(super) fn setting(error: impl std::fmt::Display) -> ClusterProblem {
    ClusterProblem::Setting { said: error.to_string() }
}

/// Comes to an end when it is told to.
async fn told_to_end(ended: &AtomicBool) {
    while !ended.load(Ordering::Relaxed) {
        tokio::time::sleep(LOOK).await;
    }
}
