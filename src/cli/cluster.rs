//! `xinsheng scheduler` and `xinsheng executor`: what runs on the machines of a cluster. What they
//! do is in a feature; their options are the same in every build.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Args;

use super::setup;

#[derive(Debug, Args)]
#[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "read in builds with the feature"))]
pub(super) struct SchedulerArgs {
    /// Address of this machine to listen at; whoever reaches it may read what the executors may
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(super) bind: IpAddr,
    /// Port to listen at; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 50050)]
    pub(super) port: u16,
    /// Name or address by which executors reach this machine [default: that of --bind]
    #[arg(long, value_name = "HOST")]
    pub(super) advertise: Option<String>,
    /// Seconds of silence after which an executor is taken for lost, and others do its work
    #[arg(long, value_name = "SECONDS", default_value_t = 20,
        value_parser = clap::value_parser!(u64).range(3..=3600))]
    pub(super) executor_timeout: u64,
}

#[derive(Debug, Args)]
#[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "read in builds with the feature"))]
pub(super) struct ExecutorArgs {
    /// Where `xinsheng scheduler` listens
    #[arg(long, value_name = "HOST:PORT")]
    pub(super) scheduler: String,
    /// Address of this machine to listen at; whoever reaches it may read what it may
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(super) bind: IpAddr,
    /// Port to listen at for rows; the next one is for tasks
    #[arg(long, value_name = "PORT", default_value_t = 50051,
        value_parser = clap::value_parser!(u16).range(1..=65534))]
    pub(super) port: u16,
    /// Name or address by which the others reach this machine [default: that of --bind, or the one
    /// from which the scheduler sees it come]
    #[arg(long, value_name = "HOST")]
    pub(super) advertise: Option<String>,
    /// Tasks to run at once; their comments share the threads [default: as many as --threads]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) tasks: Option<u16>,
    /// Seconds between two signs of life; several fit into the scheduler's --executor-timeout
    #[arg(long, value_name = "SECONDS", default_value_t = 2,
        value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(super) heartbeat: u64,
    /// Folder in which rows wait to be fetched [default: that of temporary files]
    #[arg(long, value_name = "FOLDER")]
    pub(super) work_dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) judge: setup::JudgeArgs,
    #[command(flatten)]
    pub(super) corrections: setup::CorrectionArgs,
}

#[cfg(feature = "cluster")]
pub(super) use super::cluster_run::{executor, scheduler};

/// Says what a build lacks.
#[cfg(not(feature = "cluster"))]
pub(super) fn lacking<T>(common: &super::Common) -> anyhow::Result<T> {
    anyhow::bail!("{}", rust_i18n::t!("cli.no_cluster", locale = common.locale()))
}

#[cfg(not(feature = "cluster"))]
pub(super) fn scheduler(
    _: &SchedulerArgs,
    common: &super::Common,
) -> anyhow::Result<std::process::ExitCode> {
    lacking(common)
}

#[cfg(not(feature = "cluster"))]
pub(super) fn executor(
    _: &ExecutorArgs,
    common: &super::Common,
) -> anyhow::Result<std::process::ExitCode> {
    lacking(common)
}
