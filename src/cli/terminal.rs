//! The only place that writes to standard output and standard error. What is said passes
//! the gate here whatever it is, so that neither a message nor a table can forget it; the
//! lints of `clippy.toml` refuse other ways to the streams.

#![allow(clippy::disallowed_methods, reason = "this is where they are called")]

use std::io::Write;

use serde::Serialize;
use serde_json::Value;
use xinsheng::gate::Gate;
use xinsheng::gate::visible::{json_escaped, one_line, styled};

use super::Common;

impl Common {
    /// A remark to the person, on a line of standard error.
    pub(super) fn remark(&self, text: &str) {
        say(&self.gate().message(text));
    }

    /// A result to read, on standard output. It comes with styles, and with names and
    /// quotations that have passed the gate; what else a terminal would obey is made
    /// visible.
    pub(super) fn show(&self, text: &str) -> std::io::Result<()> {
        let mut stdout = anstream::stdout().lock();
        stdout.write_all(styled(text).as_bytes())?;
        stdout.flush()
    }

    /// A result for programs, on standard output.
    pub(super) fn show_json(&self, result: &impl Serialize) -> anyhow::Result<()> {
        let value = passed(serde_json::to_value(result)?, self.gate());
        self.show_bytes(json_escaped(&serde_json::to_string_pretty(&value)?).as_bytes())?;
        Ok(self.show_bytes(b"\n")?)
    }

    /// A file's content, on standard output.
    pub(super) fn show_bytes(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(bytes)?;
        stdout.flush()
    }
}

/// Standard output as the place of a table that has passed the gate.
pub(super) fn table_output() -> impl Write {
    std::io::BufWriter::new(std::io::stdout().lock())
}

/// Says one line on standard error that has passed the gate.
pub(super) fn say(line: &str) {
    let mut stderr = anstream::stderr().lock();
    // Nobody is left to be told.
    let _ = writeln!(stderr, "{}", one_line(line));
}

/// What the parser says of the command line. It echoes arguments, in which personal details
/// are masked.
pub(super) fn say_of_arguments(error: &clap::Error, gate: &Gate) {
    let mut stderr = anstream::stderr().lock();
    for line in error.render().to_string().lines() {
        // Nobody is left to be told.
        let _ = writeln!(stderr, "{}", gate.message(line));
    }
}

/// Every string of a result as it may be shown. Most have passed before, which changes
/// them no more.
fn passed(value: Value, gate: &Gate) -> Value {
    match value {
        Value::String(text) => Value::String(gate.value(&text)),
        Value::Array(values) => values.into_iter().map(|value| passed(value, gate)).collect(),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(key, value)| (gate.message(&key), passed(value, gate)))
                .collect(),
        ),
        other => other,
    }
}
