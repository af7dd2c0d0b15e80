//! `summary.json`: the whole [`Summary`] for programs. Its layout is
//! described by [`SCHEMA`] and versioned by
//! [`SUMMARY_VERSION`](crate::report::summary::SUMMARY_VERSION).

use serde::Serialize;

use super::Summary;
use crate::gate::visible::json_escaped;

/// The JSON Schema (2020-12) of `summary.json`, made from the types by a test
/// of this module.
pub const SCHEMA: &str = include_str!("summary.schema.json");

/// That of `themes.json`.
pub const THEMES_SCHEMA: &str = include_str!("themes.schema.json");

/// That of `kpis.json`.
pub const KPIS_SCHEMA: &str = include_str!("kpis.schema.json");

/// That of `segments.json`.
pub const SEGMENTS_SCHEMA: &str = include_str!("segments.schema.json");

/// The summary as indented JSON with a final newline. Numbers that are not
/// finite become `null`.
///
/// # Errors
/// None in practice: the summary has string keys only.
pub fn summary_json(summary: &Summary) -> serde_json::Result<Vec<u8>> {
    indented(summary)
}

/// A report as indented JSON with a final newline.
pub(super) fn indented(report: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let json = serde_json::to_string_pretty(report)?;
    let mut json = json_escaped(&json).into_owned().into_bytes();
    json.push(b'\n');
    Ok(json)
}

#[cfg(test)]
pub(super) mod tests;
