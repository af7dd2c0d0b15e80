//! What a mapping says about the touchpoints themselves: the order and the
//! stages of the journey, who owns each of them, and what it is about.

use std::fmt::Write;

use serde::Deserialize;

use super::toml_text::quoted;

/// A touchpoint of the export as the user describes it. The order of these in
/// a mapping is the order of the journey.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// The touchpoint, as the export or the mapping's columns name it.
    pub name: String,
    /// The stage of the journey it belongs to.
    pub stage: Option<String>,
    /// Who takes care of it.
    pub owner: Option<String>,
    /// Identifiers of the taxonomy's aspects that comments name it by; those
    /// that its name mentions, where this is empty.
    #[serde(default)]
    pub aspects: Vec<String>,
}

impl Station {
    /// Writes it as a table of a mapping file.
    pub(crate) fn write(&self, out: &mut String) {
        let _ = writeln!(out, "\n[[touchpoint]]\nname = {}", quoted(&self.name));
        for (key, value) in [("stage", &self.stage), ("owner", &self.owner)] {
            if let Some(value) = value {
                let _ = writeln!(out, "{key} = {}", quoted(value));
            }
        }
        if !self.aspects.is_empty() {
            let aspects: Vec<String> = self.aspects.iter().map(|id| quoted(id)).collect();
            let _ = writeln!(out, "aspects = [{}]", aspects.join(", "));
        }
    }
}
