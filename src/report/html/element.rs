//! Markup under construction: whatever is text is escaped, so that no name or
//! comment becomes an element or an attribute.

/// Elements and text in order.
#[derive(Debug, Default)]
pub(super) struct Html(String);

/// Attributes: names with their values. Those with an empty value are left out.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Html {
    /// The start tag of an element.
    pub(super) fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// Its end tag.
    pub(super) fn close(&mut self, tag: &'static str) {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// Text, escaped. Values of attributes stand in double quotes.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                character => self.0.push(character),
            }
        }
    }

    /// An element that holds text only.
    pub(super) fn element(&mut self, tag: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// A line of the page that is not text: our own files and tags.
    pub(super) fn own(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// A line break between blocks, for whoever reads the source.
    pub(super) fn line(&mut self) {
        self.0.push('\n');
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut html = Html::default();
        html.open("td", &[("class", ""), ("title", "a\" onload='x")]);
        html.text("<b>&");
        html.close("td");
        assert_eq!(html.finish(), "<td title=\"a&quot; onload='x\">&lt;b&gt;&amp;</td>");
    }
}
