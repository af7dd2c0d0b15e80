//! The only place that writes to standard output and standard error. What is said passes
//! the gate here whatever it is, so that neither a message nor a table can forget it; the
//! lints of `clippy.toml` refuse other ways to the streams.

#![allow(clippy::disallowed_methods, reason = "this is where they are called")]

use std::io::Write;
use std::sync::OnceLock;

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};
use xinsheng::gate::Gate;
use xinsheng::gate::visible::{json_escaped, one_line, styled};

use super::Common;

impl Common {
    /// A remark to the person, on a line of standard error.
    pub(super) fn remark(&self, text: &str) {
        say(&self.gate().message(text));
    }

    /// A blank line before a remark; programs that read remarks need none.
    pub(super) fn blank_line(&self) {
        if LOG.get() != Some(&LogArg::Json) {
            self.remark("");
        }
    }

    /// A result for programs on a line of standard error, where standard output has another.
    pub(super) fn remark_json(&self, result: &Value) {
        let value = passed(result.clone(), self.gate());
        let mut stderr = anstream::stderr().lock();
        // Nobody is left to be told.
        let _ = writeln!(stderr, "{}", json_escaped(&value.to_string()));
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
pub(super) fn table_output() -> impl Write + Send {
    std::io::BufWriter::with_capacity(1 << 16, std::io::stdout())
}

/// Format of what is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogArg {
    /// Lines to read
    #[default]
    Text,
    /// A JSON object a line: time, level, message
    Json,
}

/// How this process says things; set once, before anything is said.
static LOG: OnceLock<LogArg> = OnceLock::new();

/// States how this process says things.
pub(super) fn log_as(format: LogArg) {
    // Stated before: it stays so.
    let _ = LOG.set(format);
}

/// Says one line on standard error that has passed the gate. A warning begins with `!`, and what
/// went wrong with the name of the program, for which JSON has levels.
pub(super) fn say(line: &str) {
    match leveled(line) {
        (level, said) if LOG.get() == Some(&LogArg::Json) => write_line(level, said),
        (level, _) => write_line(level, line),
    }
}

/// The level of a line, and what it says besides.
fn leveled(line: &str) -> (&'static str, &str) {
    match (line.strip_prefix("! "), line.strip_prefix("xinsheng: ")) {
        (Some(warning), _) => ("WARN", warning),
        (_, Some(error)) => ("ERROR", error),
        _ => ("INFO", line),
    }
}

/// Says why the run failed, in words that have passed the gate.
pub(super) fn say_error(line: &str) {
    match LOG.get() {
        Some(LogArg::Json) => write_line("ERROR", line),
        _ => write_line("ERROR", &format!("xinsheng: {line}")),
    }
}

fn write_line(level: &str, line: &str) {
    let mut stderr = anstream::stderr().lock();
    let line = one_line(line);
    let said = match LOG.get() {
        Some(LogArg::Json) => {
            let time = jiff::Timestamp::now().to_string();
            let value = json!({ "time": time, "level": level, "message": line });
            json_escaped(&value.to_string()).into_owned()
        }
        _ => line.into_owned(),
    };
    // Nobody is left to be told.
    let _ = writeln!(stderr, "{said}");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_its_level() {
        for (line, told) in [
            ("rows read 3", ("INFO", "rows read 3")),
            ("! a.csv, row 3: no JSON object", ("WARN", "a.csv, row 3: no JSON object")),
            ("xinsheng: the rest was not read", ("ERROR", "the rest was not read")),
            ("!", ("INFO", "!")),
        ] {
            assert_eq!(leveled(line), told);
        }
    }
}
