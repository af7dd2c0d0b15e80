//! The report as a value, between what was found ([`Summary`](super::Summary))
//! and how it is shown.
//!
//! A [`Document`] is made of sections, a section of blocks: sentences, tables,
//! charts, key figures, cards, quotes. It knows no language and no format: words
//! are keys, numbers are numbers with a [`Unit`]. Every renderer (page, workbook,
//! terminal, Markdown, CSV) knows how to write each kind of block and nothing
//! about sections, so that a section is told once, in one file.
//!
//! Outputs differ in how much they tell: a page has room for a chart that a
//! terminal cannot draw, a script wants columns that nobody reads. So each block,
//! and each column of a table, says which [`Outputs`] it is for.

mod chart;
mod quote;
mod table;
mod text;
mod words;

pub(crate) use chart::{
    Chart, Dot, JourneyCurve, Marks, Panel, Plane, Plot, Point, Points, Series, bars, labelled,
    points,
};
pub(crate) use quote::Quote;
pub(crate) use table::{
    Cell, ColourScale, Column, ColumnKind, Columns, Mark, Shape, Share, Table, Tone, account,
    counted,
};
pub(crate) use text::{
    Text, Unit, aspect_of, between, chance, count, driver_name, estimate, interval, parts, phrase,
    plain, sentences, stars, value, word,
};
pub(crate) use words::{ABSENT, Words, scale, ticks};

use crate::report::summary::Estimate;

/// A set of outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outputs(u8);

impl Outputs {
    /// `report.html`.
    pub(crate) const PAGE: Outputs = Outputs(1);
    /// `report.xlsx`.
    pub(crate) const WORKBOOK: Outputs = Outputs(2);
    /// The summary on the terminal.
    pub(crate) const TERMINAL: Outputs = Outputs(4);
    /// `report.md`.
    pub(crate) const MARKDOWN: Outputs = Outputs(8);
    /// Tables for scripts.
    pub(crate) const CSV: Outputs = Outputs(16);
    /// What tells the most important in short.
    pub(crate) const BRIEF: Outputs = Outputs::TERMINAL.and(Outputs::MARKDOWN);
    /// What people read.
    pub(crate) const PEOPLE: Outputs = Outputs::BRIEF.and(Outputs::PAGE).and(Outputs::WORKBOOK);
    /// What has room for every number.
    pub(crate) const FULL: Outputs = Outputs::DETAIL.and(Outputs::PAGE);
    /// What holds numbers that few people look for.
    pub(crate) const DETAIL: Outputs = Outputs::WORKBOOK.and(Outputs::CSV);
    /// Everything.
    pub(crate) const ALL: Outputs = Outputs::PEOPLE.and(Outputs::CSV);

    /// These and those.
    pub(crate) const fn and(self, other: Outputs) -> Outputs {
        Outputs(self.0 | other.0)
    }

    /// Those of these that are among `other`.
    pub(crate) const fn within(self, other: Outputs) -> Outputs {
        Outputs(self.0 & other.0)
    }

    /// Whether one of `other` is among these.
    pub(crate) const fn has(self, other: Outputs) -> bool {
        self.0 & other.0 != 0
    }
}

/// A whole report.
pub(crate) struct Document<'a> {
    /// Title of the window that shows it.
    pub(crate) title: Text,
    /// What comes before the contents: what it is about and what stands out.
    pub(crate) lead: Section<'a>,
    /// The sections in order.
    pub(crate) sections: Vec<Section<'a>>,
}

impl<'a> Document<'a> {
    /// The sections that `output` shows something of, each with the blocks that
    /// it shows.
    pub(crate) fn of(
        &self,
        output: Outputs,
    ) -> impl Iterator<Item = (&Section<'a>, Vec<&Block<'a>>)> + '_ {
        let sections = std::iter::once(&self.lead).chain(&self.sections);
        sections
            .map(move |section| (section, section.blocks_of(output)))
            .filter(|(_, blocks)| !blocks.is_empty())
    }
}

/// A section: blocks under a title.
pub(crate) struct Section<'a> {
    /// Name by which the page links to it.
    pub(crate) id: &'static str,
    /// Title; none for what stands before all sections.
    pub(crate) title: Option<Text>,
    /// Title in short reports, where there is little room.
    pub(crate) brief: Option<Text>,
    /// A word set apart beside the title.
    pub(crate) tag: Option<Text>,
    /// Name of its sheet; neighbours may share one.
    pub(crate) sheet: Option<Text>,
    blocks: Vec<(Outputs, Block<'a>)>,
}

impl<'a> Section<'a> {
    /// A section without blocks yet, called by `title` everywhere.
    pub(crate) fn new(id: &'static str, title: Text) -> Section<'a> {
        let (brief, sheet) = (Some(title.clone()), Some(title.clone()));
        Section { id, title: Some(title), brief, tag: None, sheet, blocks: Vec::new() }
    }

    /// A section without any title.
    pub(crate) fn untitled(id: &'static str) -> Section<'a> {
        Section { id, title: None, brief: None, tag: None, sheet: None, blocks: Vec::new() }
    }

    /// The title in short reports.
    pub(crate) fn brief(self, title: Option<Text>) -> Self {
        Section { brief: title, ..self }
    }

    /// The name of the sheet.
    pub(crate) fn sheet(self, key: &'static str) -> Self {
        Section { sheet: Some(word(key)), ..self }
    }

    /// A word set apart beside the title.
    pub(crate) fn tag(self, tag: Text) -> Self {
        Section { tag: Some(tag), ..self }
    }

    /// Adds a block that `outputs` show.
    pub(crate) fn push(&mut self, outputs: Outputs, block: Block<'a>) {
        self.blocks.push((outputs, block));
    }

    /// Adds blocks that `outputs` show.
    pub(crate) fn extend(&mut self, outputs: Outputs, blocks: impl IntoIterator<Item = Block<'a>>) {
        self.blocks.extend(blocks.into_iter().map(|block| (outputs, block)));
    }

    /// The blocks that `output` shows.
    pub(crate) fn blocks_of(&self, output: Outputs) -> Vec<&Block<'a>> {
        self.blocks.iter().filter(|(on, _)| on.has(output)).map(|(_, block)| block).collect()
    }
}

/// A piece of a report.
pub(crate) enum Block<'a> {
    /// Title of what the whole report is.
    Title(Text),
    /// Title of a part of a section, and what stands small beside it.
    Heading(Text, Option<Text>),
    /// Title of a part of a part.
    Subheading(Text),
    /// A sentence or several.
    Paragraph(Emphasis, Text),
    /// Facts beside each other, the first the most important.
    Line(Vec<Text>),
    /// What must be read first, with links before and after it.
    Alert { before: Option<Link>, text: Text, after: Option<Link> },
    /// Sentences under each other.
    List(Bullet, Vec<Text>),
    /// Terms and what they are.
    Terms(Vec<Term>),
    /// Key figures.
    Figures(Vec<Figure>),
    /// A number that stands out, and what it rests on.
    Fact(Cell, Text),
    /// A table.
    Table(Table<'a>),
    /// A chart.
    Chart(Chart),
    /// Charts beside everything else of a sheet.
    Aside(Vec<Chart>),
    /// Findings with their evidence.
    Cards(Vec<Card>),
    /// One comment.
    Quote(Quote),
    /// Many comments, which can be searched.
    Quotes(Quotes),
    /// A way through stations.
    Route(Vec<Leg>),
    /// Blocks that belong together.
    Group(Vec<Block<'a>>),
    /// Groups of blocks side by side.
    Beside(Vec<Vec<Block<'a>>>),
    /// A group that can be linked to.
    Anchor(&'static str, Vec<Block<'a>>),
    /// Blocks that can be folded.
    Fold { summary: Text, open: bool, blocks: Vec<Block<'a>> },
    /// An empty row of a sheet.
    Space,
    /// Here stand all comments, which are no part of the summary.
    Comments,
    /// Here it is said how many comments did not fit.
    CommentsLeftOut,
}

impl<'a> Block<'a> {
    /// The blocks that it is made of.
    pub(crate) fn parts(&self) -> Vec<&Block<'a>> {
        match self {
            Block::Group(blocks) | Block::Anchor(_, blocks) | Block::Fold { blocks, .. } => {
                blocks.iter().collect()
            }
            Block::Beside(groups) => groups.iter().flatten().collect(),
            _ => Vec::new(),
        }
    }
}

/// How much a paragraph weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emphasis {
    /// As all text.
    Plain,
    /// How to read what is beside it.
    Note,
    /// What a number rests on.
    Base,
    /// To be heeded.
    Caution,
    /// That there is nothing.
    Empty,
}

/// A link within the report.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Its words.
    pub(crate) text: Text,
    /// The name it leads to.
    pub(crate) to: &'static str,
}

/// What stands before the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bullet {
    /// A point: things found.
    Point,
    /// A number or a mark: things to heed.
    Warning,
}

/// A term and what it is.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    /// The term.
    pub(crate) name: Text,
    /// What it is.
    pub(crate) text: Text,
    /// A number that stands out, with what is said of it.
    pub(crate) value: Option<(Text, Text)>,
    /// Its colour.
    pub(crate) tint: Option<Tint>,
}

/// Colours by what they mean; each renderer has its own palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum Tint {
    VeryNegative,
    Negative,
    Neutral,
    Mixed,
    Positive,
    VeryPositive,
    /// Numbers of sentiment.
    Sentiment,
    /// Numbers of scores.
    Score,
    /// What hurts.
    Pain,
    Peak,
    Low,
    End,
    Drop,
    FixFirst,
    KeepUp,
    Watch,
    LowPriority,
}

/// A key figure.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// Its name.
    pub(crate) title: Text,
    /// What it measures.
    pub(crate) subtitle: Option<Text>,
    /// The number, with or without an interval.
    pub(crate) value: Cell,
    /// What it rests on.
    pub(crate) base: Text,
    /// More about it.
    pub(crate) note: Option<Text>,
    /// How it changed.
    pub(crate) change: Option<Change>,
    /// Parts that add up to all: name, colour, share.
    pub(crate) parts: Vec<(Text, Tint, f64)>,
    /// Values and their shares.
    pub(crate) bars: Vec<(f64, f64)>,
}

/// What changed from one period to the next.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// p of there being none.
    pub(crate) p: f64,
    /// The smallest change that would be told from chance in four of five cases.
    pub(crate) detectable: f64,
    /// Beyond chance.
    pub(crate) direction: Move,
    /// What changed, where that is not the key figure itself.
    pub(crate) what: Option<Text>,
    /// By how much.
    pub(crate) value: Text,
    /// The interval of it.
    pub(crate) interval: Text,
    /// The periods.
    pub(crate) periods: Text,
}

/// Where a change leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// Beyond chance upwards.
    Up,
    /// Beyond chance downwards.
    Down,
    /// The interval holds 0.
    Same,
}

/// A finding with its evidence.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// Its place.
    pub(crate) rank: u32,
    /// Where, and what.
    pub(crate) title: [Text; 2],
    /// The share that is negative.
    pub(crate) negative: Estimate,
    /// The share that is positive.
    pub(crate) positive: f64,
    /// The same in short.
    pub(crate) brief: Text,
    /// What it does to a score: how that is called, and the number.
    pub(crate) effect: Option<(Text, Estimate)>,
    /// The same in short.
    pub(crate) brief_effect: Option<Text>,
    /// What it rests on, a line each.
    pub(crate) base: Vec<Text>,
    /// How its numbers are made.
    pub(crate) formula: Option<Text>,
    /// Negative ones and all, by period.
    pub(crate) spark: Option<Spark>,
    /// What customers say.
    pub(crate) quotes: Vec<Quote>,
    /// Why nothing is quoted, where that is so.
    pub(crate) unquoted: Option<Text>,
    /// How many there are in the list of all, where that is more.
    pub(crate) all_quotes: Option<u64>,
}

/// Columns of a small drawing.
#[derive(Debug, Clone)]
pub(crate) struct Spark {
    /// All periods there are.
    pub(crate) periods: Vec<String>,
    /// Place among the periods, negative ones, all, and the same in words.
    pub(crate) columns: Vec<(usize, u64, u64, Text)>,
}

/// Many comments, which can be searched.
#[derive(Debug, Clone)]
pub(crate) struct Quotes {
    /// Name by which the page finds them.
    pub(crate) id: &'static str,
    /// What they can be chosen by.
    pub(crate) choices: Vec<Choice>,
    /// The comments.
    pub(crate) items: Vec<FoundComment>,
}

/// What comments can be chosen by.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// Name by which the page finds it.
    pub(crate) key: &'static str,
    /// How it is called.
    pub(crate) heading: Text,
    /// What there is to choose from.
    pub(crate) options: Vec<Text>,
}

/// A comment and what it can be found by.
#[derive(Debug, Clone)]
pub(crate) struct FoundComment {
    /// The comment.
    pub(crate) quote: Quote,
    /// What it can be chosen by, in the order of the choices.
    pub(crate) values: Vec<Text>,
    /// What it is about, before the rest.
    pub(crate) about: Option<Text>,
    /// What is said of it.
    pub(crate) facts: [Text; 2],
    /// Colour of the first fact.
    pub(crate) tint: Tint,
}

/// A stage of a way: its name, its value, and its stations.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    /// Its name, where it has one.
    pub(crate) name: Option<Text>,
    /// Its sentiment or score.
    pub(crate) value: Option<f64>,
    /// What that is measured in.
    pub(crate) unit: Unit,
    /// Its stations in order: name, sentiment, mark.
    pub(crate) stops: Vec<(Text, Option<f64>, &'static str)>,
}
