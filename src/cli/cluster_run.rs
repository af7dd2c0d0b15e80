//! What the commands of a cluster do in a build with that feature.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use rust_i18n::t;
use xinsheng::cluster::{
    Address, Client, ClusterError, ClusterProblem, Executing, ExecutorOptions, Masking,
    SchedulerOptions, TaskDone, serve_executor, serve_scheduler,
};
use xinsheng::pipeline::{JudgePrint, end_on_second_signal};
use xinsheng::sql::SessionOptions;

use super::cluster::{ExecutorArgs, SchedulerArgs};
use super::score::AtHand;
use super::{Common, score_cluster, setup};

/// Parts of a query on a cluster.
const PARTITIONS: usize = 16;

/// Bytes of stack of the threads that work out queries.
const STACK: usize = 16 << 20;

pub(super) fn scheduler(args: &SchedulerArgs, common: &Common) -> Result<ExitCode> {
    let ended = end_on_second_signal()?;
    let options = SchedulerOptions {
        bind: args.bind,
        port: args.port,
        advertise: args.advertise.clone(),
        executor_timeout: args.executor_timeout,
    };
    let listening = |at: &Address| {
        common.gate().shows_machine(&at.to_string());
        if !common.quiet {
            common.remark(&t!("cli.cluster.listening", locale = common.locale(), at = at));
        }
    };
    serve_scheduler(&options, &ended, listening).map_err(|error| told(error, common))?;
    Ok(ExitCode::SUCCESS)
}

/// The engine makes threads with stacks of the size that the environment says, and deep queries
/// are worked out on them by functions that call themselves: the program starts over with larger
/// ones. It is the same process, and where that cannot be it goes on as it is.
#[cfg(unix)]
fn with_deep_stacks() {
    use std::os::unix::process::CommandExt;
    const STACKS: &str = "RUST_MIN_STACK";
    if std::env::var_os(STACKS).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let arguments = std::env::args_os().skip(1);
        let bytes = STACK.to_string();
        let _ = std::process::Command::new(program).args(arguments).env(STACKS, bytes).exec();
    }
}

#[cfg(not(unix))]
fn with_deep_stacks() {}

pub(super) fn executor(args: &ExecutorArgs, common: &Common) -> Result<ExitCode> {
    with_deep_stacks();
    let ended = end_on_second_signal()?;
    let scheduler = address(&args.scheduler)?;
    let judge = setup::judge(&args.judge, common)?;
    let judge = args.corrections.laid_over(judge, common)?;
    let contents = setup::contents(&args.judge, &args.corrections, common)?;
    let print = JudgePrint::of(&judge, contents);
    let pool = Arc::new(setup::pool(common)?);
    let threads = pool.current_num_threads();
    let (kept, memory) = setup::shares(threads, common);
    let options = ExecutorOptions {
        scheduler,
        bind: args.bind,
        port: args.port,
        advertise: args.advertise.clone(),
        tasks: args.tasks.map_or(threads, usize::from),
        heartbeat: args.heartbeat,
        memory,
        kept,
        work_dir: args.work_dir.clone(),
    };
    // What is said while it serves is said by other threads.
    let speaking = Arc::new(common.on_behalf(common.lang(), common.redact));
    common.gate().shows_machine(&args.scheduler);
    let quiet = common.quiet;
    let on_task = {
        let speaking = Arc::clone(&speaking);
        move |done: &TaskDone| {
            if !quiet {
                speaking.remark(&of_task(done, &speaking));
            }
        }
    };
    let at_hand = AtHand { judge: Some(judge.clone()), pool: Some(Arc::clone(&pool)) };
    let errands = {
        let speaking = Arc::clone(&speaking);
        move |kind: &str, text: &str| score_cluster::errand(kind, text, &at_hand, &speaking)
    };
    let (errands, on_task) = (Arc::new(errands), Arc::new(on_task));
    let executing = Executing { judge, print, pool, errands, on_task };
    let tasks = options.tasks;
    let ready = move |at: &Address| {
        speaking.gate().shows_machine(&at.to_string());
        if !quiet {
            let locale = speaking.locale();
            speaking.remark(&t!("cli.cluster.ready", locale = locale, at = at, tasks = tasks));
        }
    };
    serve_executor(&options, executing, &ended, ready).map_err(|error| told(error, common))?;
    Ok(ExitCode::SUCCESS)
}

fn of_task(done: &TaskDone, common: &Common) -> String {
    let (locale, seconds) = (common.locale(), format!("{:.1}", done.took.as_secs_f64()));
    let TaskDone { job, stage, task, rows, .. } = done;
    match rows {
        Some(rows) => t!(
            "cli.cluster.task_done",
            locale = locale,
            job = job,
            stage = stage,
            task = task,
            rows = rows,
            seconds = seconds
        ),
        None => t!(
            "cli.cluster.task_failed",
            locale = locale,
            job = job,
            stage = stage,
            task = task,
            seconds = seconds
        ),
    }
    .into_owned()
}

fn address(text: &str) -> Result<Address> {
    Ok(text.parse::<Address>()?)
}

/// Connects to a scheduler.
pub(super) fn connect(
    scheduler: &str,
    partitions: Option<usize>,
    common: &Common,
) -> Result<Client> {
    let at = address(scheduler)?;
    common.gate().shows_machine(scheduler);
    let pool = setup::pool(common)?;
    let threads = pool.current_num_threads();
    let (kept, memory) = setup::shares(threads, common);
    let partitions = partitions.unwrap_or(PARTITIONS);
    let options = SessionOptions { threads, partitions, memory };
    let masking = Masking::new(common.redact(), common.lang());
    let waiting = || {
        if !common.quiet {
            let locale = common.locale();
            common.remark(&t!("cli.cluster.waiting", locale = locale, at = scheduler));
        }
    };
    Client::connect(at, pool, masking, kept, options, waiting).map_err(|error| told(error, common))
}

/// The loss of an executor with what it had made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Loss(String);

/// An error in the words of the person who asked.
pub(super) fn told(error: ClusterError, common: &Common) -> anyhow::Error {
    let error = match error.into_pipeline() {
        Ok(error) => return error.into(),
        Err(error) => error,
    };
    if let Some(machine) = error.problem().and_then(ClusterProblem::machine) {
        common.gate().shows_machine(machine);
    }
    let said = error.message_in(common.locale());
    if error.is_loss() { Loss(said).into() } else { anyhow!("{said}") }
}
