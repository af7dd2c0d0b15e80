//! The journey in its order, stage by stage, and its largest fall.

use anstyle::{AnsiColor, Style};
use rust_i18n::t;
use unicode_width::UnicodeWidthStr;

use super::{Terminal, printable};
use crate::report::Summary;
use crate::report::aligned_table::styled;
use crate::report::number_format::ABSENT;
use crate::report::summary::{Name, TouchpointSummary};

/// Sentiment beyond which a touchpoint is coloured.
const NOTABLE: f64 = 0.1;

impl Terminal {
    /// One line a stage: its name, its sentiment and its touchpoints; nothing
    /// where the order is not known.
    pub(super) fn journey(&self, summary: &Summary) -> String {
        let course = &summary.course;
        if !course.ordered || summary.touchpoints.len() < 2 || course.stages.is_empty() {
            return String::new();
        }
        let mut text = self.heading("terminal.journey");
        let name = |name: &Option<Name>| {
            name.as_ref().map(|name| printable(name.in_lang(self.lang))).unwrap_or_default()
        };
        let widest = course.stages.iter().map(|stage| name(&stage.name).width()).max().unwrap_or(0);
        for stage in &course.stages {
            let title = name(&stage.name);
            let value =
                stage.sentiment.map_or(ABSENT.to_owned(), |value| self.format.signed(value, 2));
            let colour = colour(stage.sentiment);
            let mut lead = if widest > 0 {
                let space = " ".repeat(widest - title.width());
                format!("{}{space}  ", styled(&title, Style::new().bold()))
            } else {
                String::new()
            };
            lead.push_str(&format!("{}  ", styled(&format!("{value:>5}"), colour)));
            let indent = if widest > 0 { widest + 2 } else { 0 } + 7;
            text.push_str(&lead);
            text.push_str(&self.path(summary, &stage.touchpoints, indent));
        }
        if let Some(drop) = &course.biggest_drop {
            let fall = t!(
                "terminal.drop",
                locale = self.lang.code(),
                from = printable(drop.from.in_lang(self.lang)),
                to = printable(drop.to.in_lang(self.lang)),
                change = self.format.signed(drop.change.value, 2),
                interval = self.format.interval(&drop.change, |f, v| f.signed(v, 2))
            );
            text.push_str(&format!("{fall}\n"));
        }
        text.push_str(&format!(
            "{}\n",
            styled(&self.word("terminal.marks"), Style::new().dimmed())
        ));
        text
    }

    /// Touchpoints with arrows between them, broken where a line is full.
    fn path(&self, summary: &Summary, names: &[Name], indent: usize) -> String {
        let course = &summary.course;
        let (mut text, mut used) = (String::new(), indent);
        for (at, name) in names.iter().enumerate() {
            let known = summary.touchpoints.iter().find(|touchpoint| touchpoint.name == *name);
            let heard = known.and_then(TouchpointSummary::heard).map(|heard| heard.value);
            let mut step = printable(name.in_lang(self.lang));
            if course.peak.as_ref() == Some(name) {
                step.push_str(" ▲");
            }
            if course.low.as_ref() == Some(name) {
                step.push_str(" ▼");
            }
            let arrow = if at > 0 { " → " } else { "" };
            // Room for the arrow that may end the line.
            if at > 0 && used + arrow.width() + step.width() + 2 > self.width {
                text.push_str(&format!(" →\n{}", " ".repeat(indent)));
                used = indent;
            } else {
                text.push_str(arrow);
                used += arrow.width();
            }
            used += step.width();
            text.push_str(&styled(&step, colour(heard)));
        }
        text.push('\n');
        text
    }
}

/// Red for complaints, cyan for praise, nothing between them.
fn colour(sentiment: Option<f64>) -> Style {
    match sentiment {
        None => Style::new().dimmed(),
        Some(value) if value <= -NOTABLE => AnsiColor::Red.on_default(),
        Some(value) if value >= NOTABLE => AnsiColor::Cyan.on_default(),
        Some(_) => Style::new(),
    }
}
