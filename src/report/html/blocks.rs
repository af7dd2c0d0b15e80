//! The blocks of a document on the page.

use super::{Page, tint_key};
use crate::report::document::{
    ABSENT, Block, Bullet, Chart, Emphasis, Leg, Link, Term, Text, Unit,
};

impl Page {
    pub(super) fn blocks<'b, 'a: 'b>(&mut self, blocks: impl IntoIterator<Item = &'b Block<'a>>) {
        blocks.into_iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::Title(title) => self.title(title),
            Block::Heading(text, beside) => self.heading(text, beside.as_ref()),
            Block::Subheading(text) => self.element("h4", &[], text),
            Block::Paragraph(weight, text) => self.element("p", &[("class", class(*weight))], text),
            Block::Line(texts) => self.facts(texts),
            Block::Alert { before, text, after } => {
                self.alert(before.as_ref(), text, after.as_ref());
            }
            Block::List(bullet, texts) => self.list(*bullet, texts),
            Block::Terms(terms) => self.terms(terms),
            Block::Figures(figures) => self.figures(figures),
            Block::Fact(number, base) => {
                let (value, interval) = self.parted(number);
                self.html.open("p", &[("class", "fact")]);
                self.html.element("strong", &[], &value);
                self.html.text(" ");
                self.html.open("span", &[("class", "interval")]);
                self.html.text(&format!("{} · ", interval.unwrap_or_default()));
                self.say(base);
                self.html.close("span");
                self.html.close("p");
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::Cards(cards) => self.cards(cards),
            Block::Quote(quote) => self.quote(quote),
            Block::Quotes(quotes) => self.quotes(quotes),
            Block::Route(legs) => self.route(legs),
            Block::Group(blocks) => self.within("article", &[("class", "group")], blocks),
            Block::Anchor(id, blocks) => self.within("div", &[("id", id)], blocks),
            Block::Beside(groups) => {
                self.html.open("div", &[("class", "beside")]);
                groups.iter().for_each(|blocks| self.within("div", &[], blocks));
                self.html.close("div");
            }
            Block::Fold { summary, open, blocks } => {
                self.html.open("details", &[("open", if *open { "open" } else { "" })]);
                self.element("summary", &[], summary);
                self.blocks(blocks);
                self.html.close("details");
            }
            Block::Aside(_) | Block::Space | Block::Comments | Block::CommentsLeftOut => {}
        }
        self.html.line();
    }

    fn within(
        &mut self,
        tag: &'static str,
        attributes: super::element::Attributes<'_>,
        blocks: &[Block<'_>],
    ) {
        self.html.open(tag, attributes);
        self.blocks(blocks);
        self.html.close(tag);
        self.html.line();
    }

    fn title(&mut self, title: &Text) {
        self.html.open("div", &[("class", "title")]);
        self.element("h1", &[], title);
        let button = [("type", "button"), ("id", "theme"), ("hidden", "hidden")];
        self.html.element("button", &button, &self.words.word("report.theme"));
        self.html.close("div");
    }

    fn heading(&mut self, text: &Text, beside: Option<&Text>) {
        self.html.open("h3", &[]);
        self.say(text);
        if let Some(beside) = beside {
            self.html.text(" ");
            self.element("small", &[], beside);
        }
        self.html.close("h3");
    }

    fn facts(&mut self, texts: &[Text]) {
        self.html.open("p", &[("class", "scope")]);
        texts.iter().for_each(|text| self.element("span", &[], text));
        self.html.close("p");
    }

    fn alert(&mut self, before: Option<&Link>, text: &Text, after: Option<&Link>) {
        self.html.open("p", &[("class", "read-first")]);
        if let Some(link) = before {
            self.link(link);
            self.html.text(" ");
        }
        self.say(text);
        if let Some(link) = after {
            self.html.text(" ");
            self.link(link);
        }
        self.html.close("p");
    }

    fn link(&mut self, link: &Link) {
        self.element("a", &[("href", &format!("#{}", link.to))], &link.text);
    }

    fn list(&mut self, bullet: Bullet, texts: &[Text]) {
        let (tag, class) = match bullet {
            Bullet::Point => ("ul", "findings"),
            Bullet::Warning => ("ol", "warnings"),
        };
        self.html.open(tag, &[("class", class)]);
        texts.iter().for_each(|text| self.element("li", &[], text));
        self.html.close(tag);
    }

    fn terms(&mut self, terms: &[Term]) {
        let coloured = terms.iter().any(|term| term.tint.is_some());
        self.html.open("dl", &[("class", if coloured { "facts" } else { "" })]);
        for term in terms {
            self.html.open("div", &[("class", term.tint.map_or("", tint_key))]);
            self.element("dt", &[], &term.name);
            self.html.open("dd", &[]);
            match &term.value {
                Some((value, note)) => {
                    self.element("b", &[], &term.text);
                    self.html.text(" ");
                    self.element("strong", &[], value);
                    self.html.text(" ");
                    self.element("span", &[("class", "interval")], note);
                }
                None => self.say(&term.text),
            }
            self.html.close("dd");
            self.html.close("div");
        }
        self.html.close("dl");
    }

    /// The place of a chart, which the script fills.
    fn chart(&mut self, chart: &Chart) {
        let label = self.words.say(&chart.alt);
        let place = [
            ("class", "chart"),
            ("data-chart", chart.id.as_str()),
            ("role", "img"),
            ("aria-label", &label),
        ];
        self.html.element("div", &place, "");
    }

    fn route(&mut self, legs: &[Leg]) {
        self.html.open("ol", &[("class", "warnings")]);
        for leg in legs {
            let value =
                leg.value.map_or(ABSENT.to_owned(), |v| self.words.write(v, Unit::Coefficient));
            let stops: Vec<String> =
                leg.stops.iter().map(|(name, ..)| self.words.say(name)).collect();
            let name = leg.name.as_ref().map(|name| self.words.say(name)).unwrap_or_default();
            self.html.element("li", &[], &format!("{name} {value} {}", stops.join(" → ")));
        }
        self.html.close("ol");
    }
}

fn class(weight: Emphasis) -> &'static str {
    match weight {
        Emphasis::Plain => "",
        Emphasis::Note => "note",
        Emphasis::Base => "base",
        Emphasis::Caution => "caution",
        Emphasis::Empty => "empty",
    }
}
