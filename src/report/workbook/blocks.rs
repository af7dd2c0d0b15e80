//! The blocks of a document on sheets.

use rust_xlsxwriter::XlsxError;

use super::charts::ChartData;
use super::grid::Page;
use super::style::{CellFormat, Styles};
use crate::report::document::{Block, Card, Chart, Emphasis, Figure, Quote, Term, Words};

/// Row and column where charts beside everything else begin.
const ASIDE: (u32, u16) = (3, 6);

/// Writes blocks on one sheet.
pub(super) struct Writer<'a, 'p> {
    pub(super) page: &'p mut Page<'a>,
    pub(super) styles: &'a Styles,
    pub(super) charts: &'p mut ChartData,
    pub(super) words: Words,
    /// How many comments did not fit, in words.
    pub(super) left_out: Option<&'p str>,
}

impl Writer<'_, '_> {
    pub(super) fn block(&mut self, block: &Block<'_>) -> Result<(), XlsxError> {
        let words = self.words;
        let say = |text| words.say(text);
        match block {
            Block::Title(text) => self.page.line(&say(text), &self.styles.title),
            Block::Heading(text, None) | Block::Subheading(text) => self.page.section(&say(text)),
            Block::Heading(text, Some(beside)) => {
                self.page.section(&format!("{} ({})", say(text), say(beside)))
            }
            Block::Paragraph(weight, text) => self.paragraph(&say(text), *weight),
            Block::Alert { text, .. } => self.paragraph(&say(text), Emphasis::Caution),
            Block::Line(texts) => {
                let texts: Vec<String> = texts.iter().map(say).collect();
                self.paragraph(&texts.join(" · "), Emphasis::Note)
            }
            Block::List(_, texts) => {
                texts.iter().try_for_each(|text| self.paragraph(&say(text), Emphasis::Plain))
            }
            Block::Terms(terms) => terms.iter().try_for_each(|term| self.term(term)),
            Block::Figures(figures) => figures.iter().try_for_each(|figure| self.figure(figure)),
            Block::Fact(number, base) => {
                let text = format!("{} · {}", words.cell_with_interval(number), say(base));
                self.paragraph(&text, Emphasis::Plain)
            }
            Block::Table(table) => self.page.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::Aside(charts) => self.aside(charts),
            Block::Cards(cards) => cards.iter().try_for_each(|card| self.card(card)),
            Block::Quote(quote) => self.quote(quote),
            Block::Quotes(quotes) => {
                quotes.items.iter().try_for_each(|item| self.quote(&item.quote))
            }
            Block::Route(legs) => legs.iter().try_for_each(|leg| {
                let stops: Vec<String> = leg.stops.iter().map(|(name, ..)| say(name)).collect();
                let name = leg.name.as_ref().map(say).unwrap_or_default();
                self.page.term(name, stops.join(" → "))
            }),
            Block::Group(_) | Block::Anchor(..) | Block::Beside(_) => self.all(block.parts()),
            Block::Fold { summary, .. } => {
                self.page.section(&say(summary))?;
                self.all(block.parts())
            }
            Block::Space => {
                self.page.row += 1;
                Ok(())
            }
            Block::CommentsLeftOut => match self.left_out {
                Some(text) => self.paragraph(text, Emphasis::Plain),
                None => Ok(()),
            },
            // A sheet of its own.
            Block::Comments => Ok(()),
        }
    }

    fn all(&mut self, blocks: Vec<&Block<'_>>) -> Result<(), XlsxError> {
        blocks.into_iter().try_for_each(|block| self.block(block))
    }

    fn paragraph(&mut self, text: &str, weight: Emphasis) -> Result<(), XlsxError> {
        match weight {
            Emphasis::Plain => self.page.line(text, &self.styles.cell(CellFormat::Text, false)),
            _ => self.page.line(text, &self.styles.note),
        }
    }

    fn term(&mut self, term: &Term) -> Result<(), XlsxError> {
        let mut text = self.words.say(&term.text);
        if let Some((value, note)) = &term.value {
            text = format!("{text} {} {}", self.words.say(value), self.words.say(note));
        }
        self.page.term(self.words.say(&term.name), text)
    }

    fn figure(&mut self, figure: &Figure) -> Result<(), XlsxError> {
        let text = format!(
            "{} · {}",
            self.words.cell_with_interval(&figure.value),
            self.words.say(&figure.base)
        );
        self.page.term(self.words.say(&figure.title), text)
    }

    fn card(&mut self, card: &Card) -> Result<(), XlsxError> {
        let [place, what] = &card.title;
        let title = format!("{} × {}", self.words.say(place), self.words.say(what));
        self.page.term(title, self.words.say(&card.brief))?;
        card.quotes.iter().take(1).try_for_each(|quote| self.quote(quote))?;
        let Some(unquoted) = &card.unquoted else { return Ok(()) };
        self.page.line(&self.words.say(unquoted), &self.styles.note)
    }

    fn quote(&mut self, quote: &Quote) -> Result<(), XlsxError> {
        let (file, row) = &quote.place;
        self.page.line(&format!("{} ({file}:{row})", quote.text()), &self.styles.note)
    }

    fn chart(&mut self, chart: &Chart) -> Result<(), XlsxError> {
        for drawn in self.charts.draw(chart)? {
            self.page.sheet.insert_chart(self.page.row, 0, &drawn.chart)?;
            self.page.row += drawn.rows;
        }
        Ok(())
    }

    fn aside(&mut self, charts: &[Chart]) -> Result<(), XlsxError> {
        let (mut row, column) = ASIDE;
        for chart in charts {
            for drawn in self.charts.draw(chart)? {
                self.page.sheet.insert_chart(row, column, &drawn.chart)?;
                row += drawn.rows;
            }
        }
        Ok(())
    }
}
