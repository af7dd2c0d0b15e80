//! The `xinsheng` command: parses, calls the library, prints.

use std::process::ExitCode;

rust_i18n::i18n!("locales", fallback = "en");

mod cli;

fn main() -> ExitCode {
    cli::run()
}
