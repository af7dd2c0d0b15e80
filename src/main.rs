//! The `xinsheng` command: parses, calls the library, prints.

use std::process::ExitCode;

rust_i18n::i18n!("locales", fallback = "en");

mod cli;

fn main() -> ExitCode {
    be_quiet_about_caught_panics();
    cli::run()
}

/// The readers of workbooks and Parquet panic at some damaged files, and the
/// bindings of libtorch where it reports an error. The library catches that and
/// says what is wrong; a backtrace beside it would only frighten.
fn be_quiet_about_caught_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let caught = |place: &std::panic::Location<'_>| {
            ["/tch-", "/rust-bert-"].iter().any(|name| place.file().contains(name))
        };
        let caught = panic.location().is_some_and(caught) || xinsheng::ingest::panics_are_caught();
        if !caught && cli::engine_failure().is_none() {
            report(panic);
        }
    }));
}
