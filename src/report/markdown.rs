//! `report.md`: the short report as Markdown, to be pasted into mails, chats and
//! wikis.
//!
//! What comes from the export is text there too: no comment becomes a heading, a
//! link, an image or an element.

use super::document::{
    ABSENT, Block, Bullet, Card, Cell, Column, Document, Emphasis, Figure, Leg, Outputs, Quote,
    Table, Term, Text, Words,
};
use super::shortened::{ON_SCREEN, shortened};
use super::{Lang, Summary, sections};
use crate::gate::visible::one_line;

/// The short report.
pub fn report_markdown(summary: &Summary, lang: Lang) -> String {
    render(&sections::document(&shortened(summary, ON_SCREEN)), lang)
}

/// A document as Markdown.
pub(super) fn render(document: &Document<'_>, lang: Lang) -> String {
    let markdown = Markdown { words: Words::new(lang) };
    let mut parts = Vec::new();
    for (section, blocks) in document.of(Outputs::MARKDOWN) {
        parts.extend(section.brief.as_ref().map(|title| format!("## {}", markdown.say(title))));
        let level = if section.brief.is_some() { "###" } else { "##" };
        markdown.blocks(&blocks, level, &mut parts);
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

struct Markdown {
    words: Words,
}

impl Markdown {
    fn say(&self, text: &Text) -> String {
        escaped(&self.words.say(text))
    }

    /// A part for each block; notes that follow each other make one paragraph.
    fn blocks(&self, blocks: &[&Block<'_>], level: &str, parts: &mut Vec<String>) {
        let mut noted = false;
        for block in blocks {
            let note = matches!(block, Block::Paragraph(Emphasis::Note, _));
            match block {
                Block::Group(_) | Block::Anchor(..) | Block::Beside(_) | Block::Fold { .. } => {
                    if let Block::Fold { summary, .. } = block {
                        parts.push(format!("**{}**", self.say(summary)));
                    }
                    self.blocks(&block.parts(), level, parts);
                }
                block => {
                    let part = self.block(block, level);
                    match parts.last_mut() {
                        Some(last) if noted && note => *last = format!("{last} {part}"),
                        _ => parts.push(part),
                    }
                }
            }
            noted = note;
        }
    }

    fn block(&self, block: &Block<'_>, level: &str) -> String {
        match block {
            Block::Title(title) => format!("# {}", self.say(title)),
            Block::Heading(title, None) => format!("{level} {}", self.say(title)),
            Block::Heading(title, Some(beside)) => {
                format!("{level} {} ({})", self.say(title), self.say(beside))
            }
            Block::Subheading(title) => format!("#{level} {}", self.say(title)),
            Block::Paragraph(Emphasis::Caution, text) => format!("**{}**", self.say(text)),
            Block::Paragraph(_, text) => at_start(self.say(text)),
            Block::Line(texts) => at_start(self.all(texts).join(" · ")),
            Block::Alert { text, .. } => format!("> ⚠ {}", self.say(text)),
            Block::List(Bullet::Point, items) => lines(self.all(items), "- "),
            Block::List(Bullet::Warning, items) => lines(self.all(items), "- ⚠ "),
            Block::Terms(terms) => lines(terms.iter().map(|term| self.term(term)), "- "),
            Block::Figures(figures) => lines(figures.iter().map(|f| self.figure(f)), "- "),
            Block::Fact(number, base) => {
                format!("**{}** · {}", self.cell(number), self.say(base))
            }
            Block::Table(table) => self.table(table),
            Block::Cards(cards) => {
                let cards: Vec<String> = cards.iter().map(|card| self.card(card)).collect();
                cards.join("\n")
            }
            Block::Quote(quote) => format!("> {}", self.quote(quote)),
            Block::Quotes(quotes) => {
                let quotes = quotes.items.iter().map(|item| self.quote(&item.quote));
                lines(quotes, "- ")
            }
            Block::Route(legs) => lines(legs.iter().map(|leg| self.leg(leg)), "- "),
            // Drawings have no place in text; their numbers stand in tables.
            Block::Chart(_) | Block::Aside(_) => String::new(),
            Block::Space | Block::Comments | Block::CommentsLeftOut => String::new(),
            // Taken apart by `blocks`.
            Block::Group(_) | Block::Beside(_) | Block::Anchor(..) | Block::Fold { .. } => {
                String::new()
            }
        }
    }

    fn all(&self, texts: &[Text]) -> Vec<String> {
        texts.iter().map(|text| self.say(text)).collect()
    }

    fn term(&self, term: &Term) -> String {
        let (name, text) = (self.say(&term.name), self.say(&term.text));
        match &term.value {
            Some((value, note)) => {
                format!("**{name}**: {text} {} {}", self.say(value), self.say(note))
            }
            None => format!("**{name}**: {text}"),
        }
    }

    fn figure(&self, figure: &Figure) -> String {
        let title = self.say(&figure.title);
        match &figure.value {
            Cell::Absent => format!("{title}: {ABSENT}"),
            Cell::Estimate(e, unit) => format!(
                "{title}: **{}** {}, {}",
                escaped(&self.words.write(e.value, *unit)),
                self.words.interval(e, *unit),
                self.say(&figure.base)
            ),
            value => format!("{title}: **{}**, {}", self.cell(value), self.say(&figure.base)),
        }
    }

    fn leg(&self, leg: &Leg) -> String {
        let number = leg.value.map_or(ABSENT.to_owned(), |v| self.words.write(v, leg.unit));
        let stops: Vec<String> = leg
            .stops
            .iter()
            .map(|(name, _, mark)| format!("{} {mark}", self.say(name)).trim_end().to_owned())
            .collect();
        match &leg.name {
            Some(name) => format!("**{}** {number}: {}", self.say(name), stops.join(" → ")),
            None => format!("{number}: {}", stops.join(" → ")),
        }
    }

    fn card(&self, card: &Card) -> String {
        let [place, what] = &card.title;
        let mut text = format!(
            "{}. **{} × {}**: {}",
            card.rank,
            self.say(place),
            self.say(what),
            self.say(&card.brief)
        );
        if let Some(effect) = &card.brief_effect {
            text.push_str(&format!(" · {}", self.say(effect)));
        }
        // Indented as far as the text of the item, so that it belongs to it.
        let indent = " ".repeat(card.rank.to_string().len() + 2);
        if let Some(quote) = card.quotes.first() {
            text.push_str(&format!("\n{indent}> {}", self.quote(quote)));
        }
        if let Some(unquoted) = &card.unquoted {
            text.push_str(&format!("\n{indent}{}", self.say(unquoted)));
        }
        text
    }

    fn quote(&self, quote: &Quote) -> String {
        let [before, evidence, after] =
            [&quote.before, &quote.evidence, &quote.after].map(|part| escaped(part));
        let evidence = match evidence.trim() {
            "" => evidence,
            // Emphasis ends where its text does.
            trimmed => evidence.replacen(trimmed, &format!("**{trimmed}**"), 1),
        };
        let comment = at_start(format!("{before}{evidence}{after}"));
        format!("{comment} ({}:{})", escaped(&quote.place.0), quote.place.1)
    }

    fn table(&self, table: &Table<'_>) -> String {
        let columns = table.columns_of(Outputs::MARKDOWN);
        let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let mut rows = vec![
            row(columns.iter().map(|column| self.say(column.short_heading())).collect()),
            row(columns
                .iter()
                .map(|column| if column.is_number() { "--:" } else { "---" }.to_owned())
                .collect()),
        ];
        let of = |column: &&Column<'_>, at| self.cell(&column.cell(at));
        rows.extend(
            table.body().map(|at| row(columns.iter().map(|column| of(column, at)).collect())),
        );
        if let Some(total) = table.total {
            rows.push(row(columns.iter().map(|column| of(column, total)).collect()));
        }
        rows.join("\n")
    }

    fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Quote(quote) => self.quote(quote),
            cell => escaped(&self.words.cell_with_interval(cell)),
        }
    }
}

fn lines(items: impl IntoIterator<Item = String>, bullet: &str) -> String {
    let items: Vec<String> = items.into_iter().map(|item| format!("{bullet}{item}")).collect();
    items.join("\n")
}

/// `text` on one line with nothing in it that Markdown reads as its own. Brackets
/// of intervals stay as they are: a bracket alone is no link.
fn escaped(text: &str) -> String {
    let text = one_line(text);
    let characters: Vec<char> = text.chars().collect();
    let mut safe = String::with_capacity(text.len());
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(at + 1);
        let inside = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
        let special = match character {
            '\\' | '`' | '*' | '|' | '~' | '$' => true,
            // An element or an entity begins so, a comparison does not.
            '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => after.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '#'),
            '_' => !(inside(before) && inside(after)),
            '(' | '[' | ':' => before == Some(&']'),
            '!' => after == Some(&'['),
            _ => false,
        };
        if special {
            safe.push('\\');
        }
        safe.push(*character);
    }
    safe
}

/// Escaped text at the start of a line, where more characters have a meaning.
fn at_start(text: String) -> String {
    let trimmed = text.trim_start();
    let digits = trimmed.chars().take_while(char::is_ascii_digit).count();
    let rest = trimmed.get(digits..).unwrap_or_default();
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{}\\{rest}", trimmed.get(..digits).unwrap_or_default());
    }
    match trimmed.starts_with(['#', '-', '+', '=', '>']) {
        true => format!("\\{trimmed}"),
        false => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::report::summary::Name;

    #[test]
    fn tells_the_most_important_in_both_languages() {
        let english = report_markdown(&sample::summary(), Lang::En);
        for told in [
            "# Voice of the customer\n",
            "2 Jan 2024 to 29 Jun 2024",
            "## Overall\n",
            "- NPS: **+5** [+2, +8], n=2,425",
            "| Touchpoint | n | Sentiment | NPS | CSAT | CES |",
            "| --- | --: | --: |",
            "- **Buy** +0.31: Website and app → Store visit ▲ → Checkout and payment",
            "1. **Phone support × Waiting time**: 84% negative [78%, 89%] of 168 · NPS −3.8",
            "   > 打了五次电话都在排队，**等了快四十分钟才有人接**。",
            "## Read with care\n\n- ⚠ 63 promoters",
        ] {
            assert!(english.contains(told), "{told} is not in:\n{english}");
        }
        let chinese = report_markdown(&sample::summary(), Lang::Zh);
        assert!(chinese.contains("# 客户之声分析报告\n") && chinese.contains("## 痛点排行\n"));
        for text in [english, chinese] {
            assert!(!text.contains("%{") && !text.contains("report.card"), "{text}");
            assert!(text.ends_with('\n') && !text.contains("\n\n\n"));
        }
        assert!(report_markdown(&sample::bare(), Lang::En).contains("No pain points"));
    }

    #[test]
    fn nothing_from_an_export_is_markup() {
        let mut summary = sample::summary();
        let attack = "# a\n![x](http://x) [l](javascript:1) [r]: u <img src=x> `c` *b* _i_ | c";
        summary.sources[0].file = attack.into();
        summary.touchpoints[0].name = Name::same(attack);
        summary.pain_points[0].verbatims[0].text = attack.into();
        summary.pain_points[0].verbatims[0].evidence = (0, 3);
        summary.warnings = vec![Name::same(attack)];
        let text = report_markdown(&summary, Lang::En);
        for markup in ["](http", "](java", "\n# a", "]: u", " <img", " `c", " *b", " _i_"] {
            assert!(!text.contains(markup), "{markup} in:\n{text}");
        }
        let rows = text.lines().filter(|line| line.starts_with("| "));
        let bars = |row: &str| row.replace("\\|", "").matches('|').count();
        let rows: Vec<usize> = rows.map(bars).collect();
        assert!(rows.len() > 8 && rows[..10].iter().all(|n| *n == rows[0]), "{rows:?}");
    }

    #[test]
    fn escapes_what_would_be_read_as_markup() {
        assert_eq!(escaped("[+2, +8] pain_points.csv"), "[+2, +8] pain_points.csv");
        assert_eq!(escaped("[a](b) ![c] __d__"), "[a]\\(b) \\![c] \\_\\_d\\_\\_");
        assert_eq!(escaped("q<0.05 <b>&amp; & > 1"), "q<0.05 \\<b>\\&amp; & > 1");
        assert_eq!(at_start("- a".to_owned()), "\\- a");
        assert_eq!(at_start("12. a".to_owned()), "12\\. a");
        assert_eq!(at_start("12 a".to_owned()), "12 a");
    }
}
