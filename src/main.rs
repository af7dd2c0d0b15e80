//! The `xinsheng` command: parses, calls the library, prints.

#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

rust_i18n::i18n!("locales", fallback = "en");

mod cli;

fn main() -> ExitCode {
    be_frugal_where_confined();
    be_quiet_about_caught_panics();
    cli::run()
}

/// Every thread's heap sets address space aside by the 64 MB, which a limit on it
/// (`ulimit -v`) counts. Under one the program starts over with a single heap; it
/// is the same process, and where that cannot be it goes on as it is.
#[cfg(target_os = "linux")]
fn be_frugal_where_confined() {
    use std::os::unix::process::CommandExt;
    const HEAPS: &str = "MALLOC_ARENA_MAX";
    if std::env::var_os(HEAPS).is_some() || !xinsheng::pipeline::Memory::new(None).is_confined() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let arguments = std::env::args_os().skip(1);
        let _ = std::process::Command::new(program).args(arguments).env(HEAPS, "1").exec();
    }
}

#[cfg(not(target_os = "linux"))]
fn be_frugal_where_confined() {}

/// The readers of workbooks and Parquet panic at some damaged files, and the
/// bindings of libtorch where it reports an error. The library catches that and
/// says what is wrong; a backtrace beside it would only frighten. Any other panic is told
/// by its place, without the text it may quote.
fn be_quiet_about_caught_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if !xinsheng::caught::panics_are_caught() {
            cli::say_of_panic(panic);
        }
    }));
}
