//! `report.html`: one file that needs nothing else. Style, script, chart
//! library and data are inside; a content security policy keeps it from
//! asking the network for anything.
//!
//! Everything a reader must see is HTML written here, so the report works
//! without JavaScript; the script adds charts (from the data block), sorting
//! and filters.

mod blocks;
mod chart_json;
mod element;
mod figures;
mod script_json;
mod table;

use serde_json::{Map, Value};

use self::element::{Attributes, Html};
use super::document::{Document, Outputs, Section, Text, Tint, Words};
use super::shortened::{ON_PAGE, shortened};
use super::{Lang, Summary, sections};

const STYLE: &str =
    concat!(include_str!("style.css"), include_str!("sections.css"), include_str!("media.css"));
/// One script in parts: each adds to the object `report` that the first makes.
const SCRIPT: &str = concat!(
    include_str!("js/base.js"),
    include_str!("js/rows.js"),
    include_str!("js/trend.js"),
    include_str!("js/stacks.js"),
    include_str!("js/journey.js"),
    include_str!("js/plane.js"),
    include_str!("js/tables.js"),
    include_str!("js/page.js"),
);
/// Apache ECharts 6.1.0; its licence and notice stand beside it.
const ECHARTS: &str = include_str!("vendor/echarts.min.js");

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// The whole report in one language as a self-contained HTML document.
pub fn report_html(summary: &Summary, lang: Lang) -> String {
    render(&sections::document(&shortened(summary, ON_PAGE)), lang)
}

/// A document as a page.
pub(super) fn render(document: &Document<'_>, lang: Lang) -> String {
    let mut page = Page { html: Html::default(), words: Words::new(lang) };
    page.whole(document);
    page.html.finish()
}

/// A page under way, in the words and numbers of its reader.
struct Page {
    html: Html,
    words: Words,
}

impl Page {
    fn say(&mut self, text: &Text) {
        self.html.text(&self.words.say(text));
    }

    fn element(&mut self, tag: &'static str, attributes: Attributes<'_>, text: &Text) {
        self.html.element(tag, attributes, &self.words.say(text));
    }

    fn whole(&mut self, document: &Document<'_>) {
        let lang = match self.words.lang {
            Lang::Zh => "zh-Hans",
            Lang::En => "en",
        };
        self.html.own("<!doctype html>\n");
        self.html.open("html", &[("lang", lang)]);
        self.head(document);
        self.html.own("<body>\n");
        let shown: Vec<_> =
            document.sections.iter().filter(|s| !s.blocks_of(Outputs::PAGE).is_empty()).collect();
        let first = shown.iter().find(|section| section.title.is_some());
        let skip = format!("#{}", first.map_or("", |section| section.id));
        let to_content = self.words.word("report.skip");
        self.html.element("a", &[("class", "skip"), ("href", &skip)], &to_content);
        self.html.own("\n<main>\n<header>\n");
        self.blocks(document.lead.blocks_of(Outputs::PAGE));
        self.contents(&shown);
        self.html.own("</header>\n");
        shown.iter().for_each(|section| self.section(section));
        self.html.own("</main>\n");
        self.scripts(document);
        self.html.own("</body>\n</html>\n");
    }

    fn head(&mut self, document: &Document<'_>) {
        self.html.own("\n<head>\n<meta charset=\"utf-8\">\n");
        let metas: [Attributes<'_>; 4] = [
            &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)],
            &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")],
            &[("name", "color-scheme"), ("content", "light dark")],
            &[("name", "referrer"), ("content", "no-referrer")],
        ];
        for meta in metas {
            self.html.open("meta", meta);
            self.html.line();
        }
        self.element("title", &[], &document.title);
        self.html.own("\n<style>");
        self.html.own(STYLE);
        self.html.own("</style>\n</head>\n");
    }

    fn contents(&mut self, sections: &[&Section<'_>]) {
        let label = self.words.word("report.contents");
        self.html.open("nav", &[("aria-label", &label)]);
        for section in sections {
            if let Some(title) = &section.title {
                self.element("a", &[("href", &format!("#{}", section.id))], title);
                self.html.line();
            }
        }
        self.html.close("nav");
        self.html.line();
    }

    fn section(&mut self, section: &Section<'_>) {
        let Some(title) = &section.title else {
            return self.blocks(section.blocks_of(Outputs::PAGE));
        };
        self.html.line();
        self.html.open("section", &[("id", section.id)]);
        self.html.line();
        self.html.open("h2", &[]);
        self.say(title);
        if let Some(tag) = &section.tag {
            self.html.text(" ");
            self.element("span", &[("class", "tag")], tag);
        }
        self.html.close("h2");
        self.html.line();
        self.blocks(section.blocks_of(Outputs::PAGE));
        self.html.close("section");
        self.html.line();
    }

    /// The numbers of the charts, and what draws them.
    fn scripts(&mut self, document: &Document<'_>) {
        let mut charts = Map::new();
        charts.insert("locale".to_owned(), Value::from(self.words.lang.code()));
        for section in &document.sections {
            chart_json::charts(&section.blocks_of(Outputs::PAGE), self.words, &mut charts);
        }
        self.html.own("<script type=\"application/json\" id=\"chart-data\">");
        self.html.own(&script_json::script_json(&Value::Object(charts)));
        for script in [ECHARTS, SCRIPT] {
            self.html.own("</script>\n<script>");
            self.html.own(script);
        }
        self.html.own("</script>\n");
    }
}

/// Name of a colour in the style sheet: `--NAME` and `fill-NAME`.
fn tint_key(tint: Tint) -> &'static str {
    match tint {
        Tint::VeryNegative | Tint::Pain => "very-negative",
        Tint::Negative => "negative",
        Tint::Neutral => "neutral",
        Tint::Mixed => "mixed",
        Tint::Positive => "positive",
        Tint::VeryPositive => "very-positive",
        Tint::Sentiment | Tint::Score => "dot",
        Tint::Peak => "peak",
        Tint::Low => "low",
        Tint::End => "end",
        Tint::Drop => "drop",
        Tint::FixFirst => "fix-first",
        Tint::KeepUp => "keep-up",
        Tint::Watch => "watch",
        Tint::LowPriority => "low-priority",
    }
}

#[cfg(test)]
mod tests;
