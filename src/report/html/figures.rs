//! Key figures, cards and comments on the page.

use super::element::Attributes;
use super::table::percent;
use super::{Page, tint_key};
use crate::report::document::{
    Card, Cell, Change, Choice, Figure, FoundComment, Move, Quote, Quotes, Spark, Text, Tint, Unit,
    phrase, word,
};

/// Units from one column of a small drawing to the next, and of the highest column.
const STEP: usize = 10;
const HIGHEST: f64 = 36.0;

impl Page {
    pub(super) fn figures(&mut self, figures: &[Figure]) {
        let label = self.words.word("report.overall");
        self.html.open("section", &[("class", "cards"), ("aria-label", &label)]);
        self.html.line();
        figures.iter().for_each(|figure| self.figure(figure));
        self.html.close("section");
        self.html.line();
    }

    fn figure(&mut self, figure: &Figure) {
        self.html.open("article", &[("class", "card")]);
        self.html.open("h2", &[]);
        self.say(&figure.title);
        if let Some(subtitle) = &figure.subtitle {
            self.element("small", &[], subtitle);
        }
        self.html.close("h2");
        self.html.open("p", &[("class", "headline")]);
        let (value, interval) = self.parted(&figure.value);
        self.html.element("strong", &[], &value);
        if let Some(interval) = interval {
            let text = format!("{} {interval}", self.words.word("report.ci"));
            self.html.element("span", &[], &text);
        }
        self.html.close("p");
        if let Some(change) = &figure.change {
            self.change(change);
        }
        self.parts(&figure.parts);
        self.bars(&figure.bars);
        self.html.open("p", &[("class", "base")]);
        self.say(&figure.base);
        if let Some(note) = &figure.note {
            self.html.own("<br>");
            self.say(note);
        }
        self.html.close("p");
        self.html.close("article");
        self.html.line();
    }

    /// A number and, apart from it, its interval.
    pub(super) fn parted(&self, cell: &Cell) -> (String, Option<String>) {
        let interval = cell.estimate().map(|(e, unit)| self.words.interval(e, unit));
        (self.words.cell(cell), interval)
    }

    fn change(&mut self, change: &Change) {
        let (key, sign) = match change.direction {
            Move::Up => ("up", "▲"),
            Move::Down => ("down", "▼"),
            Move::Same => ("same", "≈"),
        };
        self.html.open("p", &[("class", &format!("change {key}"))]);
        self.html.open("b", &[]);
        self.html.element("span", &[("aria-hidden", "true")], sign);
        self.html.text(" ");
        self.say(&change.value);
        self.html.close("b");
        self.html.text(" ");
        self.element("span", &[("class", "keep")], &change.interval);
        self.html.text(" ");
        let said = self.words.word(&format!("report.change.{key}"));
        self.html.element("i", &[("class", "seen-by-readers")], &said);
        self.html.text(" ");
        self.html.open("small", &[]);
        if let Some(what) = &change.what {
            self.say(what);
            self.say(&word("report.colon"));
        }
        self.say(&change.periods);
        self.html.close("small");
        self.html.close("p");
    }

    /// A bar of parts that add up to all, and what they are.
    fn parts(&mut self, parts: &[(Text, Tint, f64)]) {
        if parts.is_empty() {
            return;
        }
        self.html.open("div", &[("class", "segments"), ("aria-hidden", "true")]);
        parts.iter().for_each(|(_, tint, share)| self.fill(*tint, *share, "width"));
        self.html.close("div");
        self.html.open("ul", &[("class", "legend")]);
        for (name, tint, share) in parts {
            self.html.open("li", &[]);
            let class = format!("fill-{}", tint_key(*tint));
            self.html.element("i", &[("class", &class), ("aria-hidden", "true")], "");
            self.say(name);
            self.html.text(" ");
            self.html.element("b", &[], &self.words.write(*share, Unit::Percent));
            self.html.close("li");
        }
        self.html.close("ul");
    }

    /// A column for every value, as high as its share of the highest.
    fn bars(&mut self, bars: &[(f64, f64)]) {
        if bars.is_empty() {
            return;
        }
        let highest = bars.iter().map(|(_, share)| *share).fold(0.0, f64::max);
        self.html.open("ol", &[("class", "bars")]);
        for (value, share) in bars {
            self.html.open("li", &[]);
            self.html.element("b", &[], &self.words.write(*share, Unit::Percent));
            self.html.open("span", &[("aria-hidden", "true")]);
            let height = if highest > 0.0 { share / highest } else { 0.0 };
            let style = format!("height:{}%", percent(height));
            self.html.element("i", &[("style", &style)], "");
            self.html.close("span");
            self.html.element("em", &[], &value.to_string());
            self.html.close("li");
        }
        self.html.close("ol");
    }

    pub(super) fn cards(&mut self, cards: &[Card]) {
        self.html.open("div", &[("class", "pains")]);
        self.html.line();
        cards.iter().for_each(|card| self.card(card));
        self.html.close("div");
        self.html.line();
    }

    fn card(&mut self, card: &Card) {
        let [place, what] = &card.title;
        self.html.open("article", &[("class", "pain")]);
        self.html.open("header", &[]);
        self.html.element("span", &[("class", "rank")], &card.rank.to_string());
        self.html.open("h3", &[]);
        self.say(place);
        self.html.element("span", &[("class", "times")], " × ");
        self.say(what);
        self.html.close("h3");
        self.html.close("header");
        self.measures(card);
        self.html.open("div", &[("class", "pain-bar"), ("aria-hidden", "true")]);
        self.fill(Tint::VeryNegative, card.negative.value, "width");
        self.fill(Tint::VeryPositive, card.positive, "right:0;left:auto;width");
        let (low, high) = (percent(card.negative.low), percent(card.negative.high));
        let style = format!("left:{low}%;width:{}%", (high - low).max(0.0));
        self.html.element("b", &[("style", &style)], "");
        self.html.close("div");
        self.html.open("p", &[("class", "base")]);
        for (at, line) in card.base.iter().enumerate() {
            self.html.own(if at > 0 { "<br>" } else { "" });
            self.say(line);
        }
        self.html.close("p");
        if let Some(formula) = &card.formula {
            self.html.open("details", &[("class", "formula")]);
            self.element("summary", &[], &word("report.pain.how"));
            self.element("p", &[], formula);
            self.html.close("details");
        }
        if let Some(spark) = &card.spark {
            self.spark(spark);
        }
        card.quotes.iter().for_each(|quote| self.quote(quote));
        if let Some(all) = card.all_quotes {
            let all =
                phrase("report.pain.all_quotes", [("n", Text::Number(all as f64, Unit::Count))]);
            let [place, what] = [place, what].map(|text| self.words.say(text));
            let link: Attributes<'_> =
                &[("href", "#verbatims"), ("data-touchpoint", &place), ("data-aspect", &what)];
            self.html.open("p", &[("class", "all-quotes")]);
            self.element("a", link, &all);
            self.html.close("p");
        }
        if let Some(unquoted) = &card.unquoted {
            self.element("p", &[("class", "empty")], unquoted);
        }
        self.html.close("article");
        self.html.line();
    }

    fn measures(&mut self, card: &Card) {
        self.html.open("div", &[("class", "measure")]);
        self.html.open("p", &[]);
        let share = self.words.write(card.negative.value, Unit::Percent);
        self.html.element("strong", &[], &share);
        self.html.text(" ");
        self.say(&word("report.pain.negative"));
        self.html.text(" ");
        let interval = self.words.interval(&card.negative, Unit::Percent);
        let interval = format!("{} {interval}", self.words.word("report.ci"));
        self.html.element("span", &[("class", "interval")], &interval);
        self.html.close("p");
        if let Some((name, effect)) = &card.effect {
            self.html.open("p", &[]);
            self.element("span", &[("class", "interval")], name);
            self.html.text(" ");
            let value = self.words.write(effect.value, Unit::Effect);
            self.html.element("strong", &[], &value);
            self.html.text(" ");
            let interval = self.words.interval(effect, Unit::Effect);
            self.html.element("span", &[("class", "interval")], &interval);
            self.html.close("p");
        }
        self.html.close("div");
    }

    /// Columns of all mentions with the negative ones at their foot.
    fn spark(&mut self, spark: &Spark) {
        let highest = spark.columns.iter().map(|(_, _, all, _)| *all).max().unwrap_or(1).max(1);
        let height = |n: u64| (n as f64 / highest as f64 * HIGHEST * 100.0).round() / 100.0;
        let width = spark.periods.len() * STEP;
        let said: Vec<String> =
            spark.columns.iter().map(|(.., words)| self.words.say(words)).collect();
        let title = self.words.word("report.pain.trend") + &self.words.word("report.colon");
        let label = title + &said.join(&self.words.word("report.pain.period_and"));
        let style = format!("max-width:{}px", width * 3);
        self.html.open("div", &[("class", "spark"), ("style", &style)]);
        let view = format!("0 0 {width} 38");
        let drawing = [
            ("viewBox", view.as_str()),
            ("preserveAspectRatio", "none"),
            ("role", "img"),
            ("aria-label", &label),
        ];
        self.html.open("svg", &drawing);
        for ((at, negative, all, _), said) in spark.columns.iter().zip(&said) {
            self.html.open("g", &[]);
            self.html.element("title", &[], said);
            for (class, n) in [("all", all), ("bad", negative)] {
                let (x, high) = ((at * STEP + 1).to_string(), height(*n));
                let (y, high) = ((37.0 - high).to_string(), high.to_string());
                let place =
                    [("class", class), ("x", &x), ("y", &y), ("width", "8"), ("height", &high)];
                self.html.element("rect", &place, "");
            }
            self.html.close("g");
        }
        self.html.close("svg");
        self.html.open("p", &[("class", "base")]);
        for period in spark.periods.first().into_iter().chain(spark.periods.last()) {
            self.element("span", &[], &Text::Period(period.clone()));
        }
        self.html.close("p");
        self.html.close("div");
    }

    /// A comment with its evidence marked and where it stands.
    pub(super) fn quote(&mut self, quote: &Quote) {
        self.html.open("figure", &[]);
        self.html.open("blockquote", &[]);
        self.html.text(&quote.before);
        if !quote.evidence.is_empty() {
            self.html.element("mark", &[], &quote.evidence);
        }
        self.html.text(&quote.after);
        self.html.close("blockquote");
        self.html.open("figcaption", &[]);
        let (file, row) = &quote.place;
        let row = Text::Number(*row as f64, Unit::Given);
        let file = crate::report::document::plain(file.clone());
        let place =
            crate::report::document::phrase("report.pain.place", [("file", file), ("row", row)]);
        self.say(&place);
        let sentiment = self.words.write(quote.sentiment, Unit::Coefficient);
        let score = quote.score.map(|score| ("report.score_given", score.to_string()));
        let facts = [("report.sentiment_short", sentiment)].into_iter().chain(score);
        for (key, number) in facts {
            let fact = format!("· {} {number}", self.words.word(key));
            self.html.text(" ");
            self.html.element("span", &[("class", "keep")], &fact);
        }
        self.html.close("figcaption");
        self.html.close("figure");
        self.html.line();
    }

    /// Many comments, which the script searches and shows in part.
    pub(super) fn quotes(&mut self, quotes: &Quotes) {
        self.open_filters(quotes.id, &word("report.filter.search"));
        for Choice { key, heading, options } in &quotes.choices {
            let options: Vec<String> = options.iter().map(|text| self.words.say(text)).collect();
            self.choose(key, heading, &options);
        }
        self.close_filters();
        self.html.open("ul", &[("id", quotes.id), ("class", "quotes")]);
        self.html.line();
        quotes.items.iter().for_each(|item| self.found(quotes, item));
        self.html.close("ul");
        let nothing = [("class", "empty nothing"), ("hidden", "hidden")];
        self.element("p", &nothing, &word("report.filter.nothing"));
        let more = format!("more-{}", quotes.id);
        let button =
            [("type", "button"), ("id", more.as_str()), ("class", "more"), ("hidden", "hidden")];
        self.element("button", &button, &word("report.filter.more"));
        self.html.line();
    }

    fn found(&mut self, quotes: &Quotes, item: &FoundComment) {
        let values = quotes.choices.iter().zip(&item.values);
        let values: Vec<(String, String)> = values
            .map(|(choice, value)| (format!("data-{}", choice.key), self.words.say(value)))
            .collect();
        let attributes: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.html.open("li", &attributes);
        self.html.open("p", &[("class", "base")]);
        if let Some(about) = &item.about {
            self.say(about);
            self.html.text(" · ");
        }
        let class = format!("fill-{}", tint_key(item.tint));
        self.html.element("i", &[("class", &class), ("aria-hidden", "true")], "");
        let [first, second] = &item.facts;
        self.say(first);
        self.html.text(" · ");
        self.say(second);
        self.html.close("p");
        self.quote(&item.quote);
        self.html.close("li");
        self.html.line();
    }

    /// Begins what the reader can search a table or list by; without the script
    /// it is not shown.
    pub(super) fn open_filters(&mut self, of: &str, search: &Text) {
        let label = self.words.word("report.filter.title");
        let group = [
            ("class", "filters"),
            ("data-filters", of),
            ("role", "group"),
            ("aria-label", &label),
            ("hidden", "hidden"),
        ];
        self.html.open("div", &group);
        self.html.open("label", &[]);
        self.say(search);
        self.html.text(" ");
        self.html
            .open("input", &[("type", "search"), ("data-filter", "text"), ("autocomplete", "off")]);
        self.html.close("label");
    }

    /// A list to choose from.
    pub(super) fn choose(&mut self, key: &str, heading: &Text, options: &[String]) {
        self.html.open("label", &[]);
        self.say(heading);
        self.html.text(" ");
        self.html.open("select", &[("data-filter", key)]);
        self.html.own("<option value=\"\">");
        self.say(&word("report.filter.all"));
        self.html.close("option");
        options.iter().for_each(|option| self.html.element("option", &[], option));
        self.html.close("select");
        self.html.close("label");
    }

    pub(super) fn close_filters(&mut self) {
        let shown = self.words.word("report.filter.shown");
        self.html.element("output", &[("data-shown", &shown)], "");
        self.html.close("div");
        self.html.line();
    }
}
