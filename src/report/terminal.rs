//! The result as a person reads it on a terminal.
//!
//! Styles are escape sequences inside the text; the caller prints through
//! `anstream`, which removes them where there is no terminal.

mod table;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::aligned_table::{shorten, styled};
use super::document::{
    ABSENT, Block, Bullet, Card, Cell, Document, Emphasis, Figure, Leg, Outputs, Quote, Term, Text,
    Unit, Words,
};
use super::shortened::{ON_SCREEN, shortened};
use super::{Lang, Summary, sections};
use crate::gate::visible::one_line;

/// Sentiment beyond which a station is coloured.
const NOTABLE: f64 = 0.1;

/// The summary in at most `width` cells a line, as far as the longest single
/// word or sentence allows.
pub fn terminal_summary(summary: &Summary, lang: Lang, width: usize) -> String {
    render(&sections::document(&shortened(summary, ON_SCREEN)), lang, width)
}

/// A document on a terminal.
pub(super) fn render(document: &Document<'_>, lang: Lang, width: usize) -> String {
    let terminal = Terminal { width, words: Words::ascii(lang) };
    let mut text = String::new();
    for (section, blocks) in document.of(Outputs::TERMINAL) {
        if let Some(title) = &section.brief {
            text.push_str(&terminal.heading(title));
        }
        blocks.into_iter().for_each(|block| terminal.block(block, &mut text));
    }
    text
}

struct Terminal {
    width: usize,
    words: Words,
}

fn bold() -> Style {
    Style::new().bold()
}

fn dimmed() -> Style {
    Style::new().dimmed()
}

impl Terminal {
    /// A text as it stands on one line of the terminal.
    fn say(&self, text: &Text) -> String {
        one_line(&self.words.say(text)).into_owned()
    }

    fn heading(&self, text: &Text) -> String {
        format!("\n{}\n", styled(&self.say(text), bold()))
    }

    fn block(&self, block: &Block<'_>, out: &mut String) {
        match block {
            Block::Title(text) | Block::Heading(text, _) | Block::Subheading(text) => {
                out.push_str(&self.heading(text));
            }
            Block::Paragraph(weight, text) => line(out, &self.say(text), style(*weight)),
            Block::Line(texts) => self.facts(texts, out),
            Block::Alert { text, .. } => {
                self.list(Bullet::Warning, std::slice::from_ref(text), out)
            }
            Block::List(bullet, texts) => self.list(*bullet, texts, out),
            Block::Terms(terms) => terms.iter().for_each(|term| self.term(term, out)),
            Block::Figures(figures) => self.figures(figures, out),
            Block::Fact(number, base) => {
                let number = styled(&self.words.cell_with_interval(number), bold());
                out.push_str(&format!("{number} {}\n", self.say(base)));
            }
            Block::Table(table) => out.push_str(&self.table(table)),
            Block::Cards(cards) => cards.iter().for_each(|card| self.card(card, out)),
            Block::Quote(quote) => self.quote(quote, out),
            Block::Quotes(quotes) => {
                quotes.items.iter().for_each(|item| self.quote(&item.quote, out));
            }
            Block::Route(legs) => self.route(legs, out),
            Block::Group(_) | Block::Anchor(..) | Block::Beside(_) | Block::Fold { .. } => {
                if let Block::Fold { summary, .. } = block {
                    line(out, &self.say(summary), bold());
                }
                block.parts().into_iter().for_each(|block| self.block(block, out));
            }
            // Nothing draws here; the numbers of a chart stand in tables.
            Block::Chart(_) | Block::Aside(_) => {}
            Block::Space | Block::Comments | Block::CommentsLeftOut => {}
        }
    }

    /// Facts on one line, the first the most important.
    fn facts(&self, texts: &[Text], out: &mut String) {
        for (at, text) in texts.iter().enumerate() {
            let (space, style) = if at == 0 { ("", bold()) } else { ("  ", dimmed()) };
            out.push_str(&format!("{space}{}", styled(&self.say(text), style)));
        }
        out.push('\n');
    }

    fn list(&self, bullet: Bullet, texts: &[Text], out: &mut String) {
        let mark = match bullet {
            Bullet::Point => styled("-", dimmed()),
            Bullet::Warning => styled("!", AnsiColor::Yellow.on_default().bold()),
        };
        for text in texts {
            out.push_str(&format!("{mark} {}\n", self.say(text)));
        }
    }

    fn term(&self, term: &Term, out: &mut String) {
        let name = styled(&self.say(&term.name), bold());
        out.push_str(&format!("{name}  {}", self.say(&term.text)));
        if let Some((value, note)) = &term.value {
            out.push_str(&format!("  {} {}", self.say(value), self.say(note)));
        }
        out.push('\n');
    }

    /// Key figures, as many on a line as fit.
    fn figures(&self, figures: &[Figure], out: &mut String) {
        let mut used = 0;
        for figure in figures {
            let item = self.figure(figure);
            let cells = anstream::adapter::strip_str(&item).to_string().width();
            if used > 0 && used + 3 + cells > self.width {
                out.push('\n');
                used = 0;
            }
            if used > 0 {
                out.push_str("   ");
                used += 3;
            }
            out.push_str(&item);
            used += cells;
        }
        out.push('\n');
    }

    fn figure(&self, figure: &Figure) -> String {
        let (name, base) = (self.say(&figure.title), self.say(&figure.base));
        match &figure.value {
            Cell::Absent => format!("{name} {ABSENT}"),
            Cell::Estimate(e, unit) => {
                let value = styled(&self.words.write(e.value, *unit), bold());
                format!("{name} {value} {} {base}", self.words.interval(e, *unit))
            }
            cell => format!("{name} {} {base}", styled(&self.cell(cell).text, bold())),
        }
    }

    fn card(&self, card: &Card, out: &mut String) {
        let [place, what] = &card.title;
        let title = styled(&format!("{} × {}", self.say(place), self.say(what)), bold());
        out.push_str(&format!("{:>2}  {title}  {}", card.rank, self.say(&card.brief)));
        if let Some(effect) = &card.brief_effect {
            out.push_str(&format!("  {}", self.say(effect)));
        }
        out.push('\n');
        card.quotes.iter().take(1).for_each(|quote| self.quote(quote, out));
        if let Some(unquoted) = &card.unquoted {
            out.push_str(&format!("    {}\n", styled(&self.say(unquoted), dimmed())));
        }
    }

    /// A comment, cut where it is too long, so that its evidence is seen.
    fn quote(&self, quote: &Quote, out: &mut String) {
        let room = self.width.saturating_sub(6);
        let parts = [&quote.before, &quote.evidence, &quote.after];
        let [before, evidence, after] = parts.map(|part| one_line(part).into_owned());
        let underlined = Style::new().underline();
        let width = before.width() + evidence.width() + after.width();
        let comment = if width <= room {
            format!("{before}{}{after}", styled(&evidence, underlined))
        } else if evidence.is_empty() {
            shorten(&before, room)
        } else {
            let lead = if before.is_empty() { "" } else { "…" };
            let rest = format!("{evidence}{after}");
            let short = shorten(&rest, room.saturating_sub(lead.width()));
            match short.strip_prefix(evidence.as_str()) {
                Some(rest) => format!("{lead}{}{rest}", styled(&evidence, underlined)),
                None => format!("{lead}{}", styled(&short, underlined)),
            }
        };
        let (file, row) = &quote.place;
        let place = styled(&format!("{}:{row}", one_line(file)), dimmed());
        out.push_str(&format!("    {comment}\n    {place}\n"));
    }

    /// One line a stage: its name, its sentiment and its stations.
    fn route(&self, legs: &[Leg], out: &mut String) {
        let name = |leg: &Leg| leg.name.as_ref().map(|name| self.say(name)).unwrap_or_default();
        let widest = legs.iter().map(|leg| name(leg).width()).max().unwrap_or(0);
        for leg in legs {
            if widest > 0 {
                let title = name(leg);
                let space = " ".repeat(widest - title.width());
                out.push_str(&format!("{}{space}  ", styled(&title, bold())));
            }
            let value = leg.value.map(|value| self.words.write(value, leg.unit));
            let value = format!("{:>5}", value.as_deref().unwrap_or(ABSENT));
            out.push_str(&format!(
                "{}  ",
                styled(&value, feeling(leg.value.filter(|_| leg.unit == Unit::Coefficient)))
            ));
            self.stops(leg, if widest > 0 { widest + 2 } else { 0 } + 7, out);
        }
    }

    /// Stations with arrows between them, broken where a line is full.
    fn stops(&self, leg: &Leg, indent: usize, out: &mut String) {
        let mut used = indent;
        for (at, (name, sentiment, mark)) in leg.stops.iter().enumerate() {
            let step = format!("{} {mark}", self.say(name));
            let step = step.trim_end();
            let arrow = if at > 0 { " → " } else { "" };
            // Room for the arrow that may end the line.
            if at > 0 && used + arrow.width() + step.width() + 2 > self.width {
                out.push_str(&format!(" →\n{}", " ".repeat(indent)));
                used = indent;
            } else {
                out.push_str(arrow);
                used += arrow.width();
            }
            used += step.width();
            out.push_str(&styled(step, feeling(*sentiment)));
        }
        out.push('\n');
    }
}

fn line(out: &mut String, text: &str, style: Style) {
    out.push_str(&format!("{}\n", styled(text, style)));
}

fn style(weight: Emphasis) -> Style {
    match weight {
        Emphasis::Plain | Emphasis::Empty => Style::new(),
        Emphasis::Note | Emphasis::Base => dimmed(),
        Emphasis::Caution => AnsiColor::Yellow.on_default(),
    }
}

/// Red for complaints, cyan for praise, nothing between them.
fn feeling(sentiment: Option<f64>) -> Style {
    match sentiment {
        None => dimmed(),
        Some(value) if value <= -NOTABLE => AnsiColor::Red.on_default(),
        Some(value) if value >= NOTABLE => AnsiColor::Cyan.on_default(),
        Some(_) => Style::new(),
    }
}

#[cfg(test)]
mod tests;
