//! A mapping written as the file that a user edits. Apart from how it is read: what is written also
//! says why, in the user's language, and must read back as the same mapping.

use std::fmt::Write;

use rust_i18n::t;

use super::toml_text::{comment, quoted};
use super::{Mapping, Others};
use crate::feedback::Direction;
use crate::ingest::told::evidence::Evidence;
use crate::lang::Lang;

impl Mapping {
    /// The mapping as a file to edit, with comments in `lang`: one above each entry says
    /// why.
    pub fn to_toml(&self, lang: Lang) -> String {
        let (mut out, locale) = (String::new(), lang.code());
        comment(&mut out, &t!("ingest.mapping.head", locale = locale));
        comment(&mut out, &t!("ingest.mapping.roles", locale = locale));
        for warning in &self.warnings {
            let warning = warning.words_in(locale);
            comment(&mut out, &t!("ingest.mapping.warning", locale = locale, warning = warning));
        }
        comment(&mut out, &t!("ingest.mapping.others", locale = locale));
        let others = if self.others == Others::Detect { "detect" } else { "ignore" };
        let _ = write!(out, "others = \"{others}\"\n\n");
        comment(&mut out, &t!("ingest.mapping.file", locale = locale));
        out.push_str("[file]\n");
        for line in toml::to_string(&self.detected).unwrap_or_default().lines() {
            comment(&mut out, line);
        }
        out.push_str(&toml::to_string(&self.file).unwrap_or_default());
        for column in &self.columns {
            out.push('\n');
            if !column.evidence.is_empty() {
                comment(&mut out, &Evidence::sentence_in(&column.evidence, locale));
            }
            let _ = writeln!(out, "[[column]]\nname = {}", quoted(&column.name));
            let _ = writeln!(out, "role = \"{}\"", column.role.as_str());
            if let Some(touchpoint) = &column.touchpoint {
                let _ = writeln!(out, "touchpoint = {}", quoted(touchpoint));
            }
            if let Some(asks) = column.asks {
                let _ = writeln!(out, "asks = \"{}\"", asks.as_str());
            }
            if let Some(scale) = &column.scale {
                if scale.low.is_finite() && scale.high.is_finite() {
                    let _ = writeln!(out, "scale = [{:?}, {:?}]", scale.low, scale.high);
                }
                let lower = scale.direction == Direction::Lower;
                comment(&mut out, &t!("ingest.mapping.direction", locale = locale));
                let _ = writeln!(out, "direction = \"{}\"", if lower { "lower" } else { "higher" });
            }
            if let Some(order) = column.date_order {
                let _ = writeln!(out, "date_order = \"{}\"", order.as_str());
            }
            if let Some(year) = column.year {
                let _ = writeln!(out, "year = {year}");
            }
            if let Some(zone) = &column.time_zone {
                let _ = writeln!(out, "time_zone = {}", quoted(zone));
            }
            if let Some(split) = &column.split {
                let _ = writeln!(out, "split = {}", quoted(split));
            }
            for (key, values) in [
                ("also", &column.also),
                ("missing", &column.missing),
                ("choices", &column.choices),
                ("drop", &column.drop),
            ] {
                if !values.is_empty() {
                    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
                    let _ = writeln!(out, "{key} = [{}]", values.join(", "));
                }
            }
            if column.optional {
                out.push_str("optional = true\n");
            }
            if !column.labels.is_empty() {
                let labels: Vec<String> = column
                    .labels
                    .iter()
                    .map(|(label, points)| format!("{} = {points:?}", quoted(label)))
                    .collect();
                let _ = writeln!(out, "labels = {{ {} }}", labels.join(", "));
            }
        }
        self.stations.iter().for_each(|station| station.write(&mut out));
        out
    }
}
