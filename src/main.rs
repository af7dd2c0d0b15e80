//! The `xinsheng` command: parses, calls the library, prints.

use std::process::ExitCode;

rust_i18n::i18n!("locales", fallback = "en");

mod cli;

fn main() -> ExitCode {
    be_quiet_about_caught_panics();
    cli::run()
}

/// The readers of workbooks and Parquet panic at some damaged files. The
/// library catches that and calls the file broken; a backtrace beside it would
/// only frighten.
fn be_quiet_about_caught_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !xinsheng::ingest::panics_are_caught() {
            report(panic);
        }
    }));
}
