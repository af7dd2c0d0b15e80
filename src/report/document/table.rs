//! A table described column by column, so that headings and cells cannot drift
//! apart: the one column language of CSV files, sheets, the page, the terminal
//! and Markdown. Cells are typed and made when they are written; each renderer
//! takes the columns that are for it.

use std::rc::Rc;

use super::text::{Text, Unit, count, plain, word};
use super::{Outputs, Quote, Tint};
use crate::report::summary::Estimate;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Not asked, or suppressed.
    Absent,
    /// Words or a name.
    Text(Text),
    /// Something that has a code for scripts and a word for people.
    Code(String, Text),
    /// A whole number.
    Count(u64),
    /// A number of a unit.
    Number(f64, Unit),
    /// A number and its interval.
    Estimate(Estimate, Unit),
    /// A number with a sign behind it (stars, a dagger), an own line of words
    /// below, and whether it is beyond chance.
    Marked(Box<Cell>, Mark),
    /// A share of `Share::count` things.
    Share(Share),
    /// A time as ISO 8601.
    Time(String),
    /// A period of the trend.
    Period(String),
    /// Several texts, a line each.
    Lines(Vec<Text>),
    /// A comment with its evidence.
    Quote(Quote),
    /// A bar: its length in [−1, 1] of the longest, and whether it grows from
    /// the middle.
    Bar(f64, bool),
}

/// What stands beside a number.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Mark {
    /// Stars, a dagger.
    pub(crate) sign: &'static str,
    /// Words on a line of their own.
    pub(crate) note: Option<Text>,
    /// Beyond chance.
    pub(crate) sure: bool,
    /// The colour of what it means.
    pub(crate) tint: Option<Tint>,
}

/// A part of the things of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Share {
    /// The part in [0, 1], where there are enough.
    pub(crate) share: Option<f64>,
    /// How many they are.
    pub(crate) count: u64,
    /// Its colour.
    pub(crate) tint: Tint,
    /// Set apart: it contradicts what one expects.
    pub(crate) framed: bool,
}

impl Cell {
    /// The cell with a sign behind it.
    pub(crate) fn marked(self, sign: &'static str) -> Cell {
        Cell::Marked(Box::new(self), Mark { sign, ..Mark::default() })
    }

    /// The estimate that it holds, marked or not.
    pub(crate) fn estimate(&self) -> Option<(&Estimate, Unit)> {
        match self {
            Cell::Estimate(estimate, unit) => Some((estimate, *unit)),
            Cell::Marked(cell, _) => cell.estimate(),
            _ => None,
        }
    }

    /// The cell in the colour of what it means.
    pub(crate) fn tinted(self, tint: Tint) -> Cell {
        Cell::Marked(Box::new(self), Mark { tint: Some(tint), ..Mark::default() })
    }
}

impl From<Option<Text>> for Cell {
    fn from(text: Option<Text>) -> Cell {
        text.map_or(Cell::Absent, Cell::Text)
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// Words.
    Text,
    /// Sentences, broken over lines.
    Prose,
    /// Numbers, or bars: whatever stands at the right.
    Number,
    /// Numbers with intervals, which take three columns where every cell holds
    /// one number.
    Estimate,
}

/// How a column is called: by a name that scripts rely on, by words, or both.
#[derive(Debug, Clone)]
pub(crate) struct ColumnLabel {
    name: String,
    heading: Option<Text>,
}

impl From<&str> for ColumnLabel {
    fn from(name: &str) -> ColumnLabel {
        ColumnLabel { name: name.to_owned(), heading: None }
    }
}

impl From<String> for ColumnLabel {
    fn from(name: String) -> ColumnLabel {
        ColumnLabel { name, heading: None }
    }
}

impl From<Text> for ColumnLabel {
    fn from(heading: Text) -> ColumnLabel {
        ColumnLabel { name: String::new(), heading: Some(heading) }
    }
}

impl<N: Into<String>> From<(N, Text)> for ColumnLabel {
    fn from((name, heading): (N, Text)) -> ColumnLabel {
        ColumnLabel { name: name.into(), heading: Some(heading) }
    }
}

/// One column.
pub(crate) struct Column<'a> {
    /// Name for scripts; empty where the column is for people only.
    pub(crate) name: String,
    /// Heading for people.
    pub(crate) heading: Text,
    /// Heading where there is little room.
    pub(crate) brief: Option<Text>,
    /// What its cells hold.
    pub(crate) kind: ColumnKind,
    /// Whether its cells are whole numbers.
    pub(crate) whole: bool,
    /// Who shows it.
    pub(crate) outputs: Outputs,
    /// Colours of its numbers on a sheet, by their values.
    pub(crate) scale: Option<ColourScale>,
    /// Where there is little room, columns of the highest number are left out
    /// first; 0 always stays.
    pub(crate) dispensable: u8,
    /// Most cells its text takes on a terminal.
    pub(crate) widest: usize,
    /// Set where rows can be chosen by it: the key of the choice.
    pub(crate) choice: Option<&'static str>,
    /// Whether it heads its rows.
    pub(crate) head: bool,
    /// Set apart as estimated from text.
    pub(crate) estimated: bool,
    cell: Box<dyn Fn(usize) -> Cell + 'a>,
}

impl Column<'_> {
    /// The cell of a row.
    pub(crate) fn cell(&self, row: usize) -> Cell {
        (self.cell)(row)
    }

    /// Whether its cells stand at the right.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.kind, ColumnKind::Number | ColumnKind::Estimate)
    }

    /// The heading where there is little room.
    pub(crate) fn short_heading(&self) -> &Text {
        self.brief.as_ref().unwrap_or(&self.heading)
    }
}

/// Colours of a column by its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ColourScale {
    /// Bad at the low end, white in the middle, good at the high end.
    Good(f64, f64, f64),
    /// White at the low end, bad at the high end.
    Bad(f64, f64),
}

/// The columns of a table under way, whose rows are made of `R`.
pub(crate) struct Columns<'a, R> {
    rows: Rc<Vec<R>>,
    columns: Vec<Column<'a>>,
}

impl<'a, R: 'a> Columns<'a, R> {
    /// A table of these rows, without columns yet.
    pub(crate) fn of(rows: impl IntoIterator<Item = R>) -> Columns<'a, R> {
        Columns { rows: Rc::new(rows.into_iter().collect()), columns: Vec::new() }
    }

    /// A column of any cells. By its label it is for scripts, for people, or for
    /// both.
    pub(crate) fn cell(
        mut self,
        label: impl Into<ColumnLabel>,
        kind: ColumnKind,
        cell: impl Fn(&R) -> Cell + 'a,
    ) -> Self {
        let ColumnLabel { name, heading } = label.into();
        let outputs = match (name.is_empty(), &heading) {
            (true, _) => Outputs::PEOPLE,
            (false, None) => Outputs::CSV,
            (false, Some(_)) => Outputs::ALL,
        };
        let rows = Rc::clone(&self.rows);
        self.columns.push(Column {
            name,
            heading: heading.unwrap_or_else(|| plain("")),
            brief: None,
            kind,
            whole: false,
            outputs,
            scale: None,
            dispensable: 0,
            widest: usize::MAX,
            choice: None,
            head: false,
            estimated: false,
            cell: Box::new(move |row| rows.get(row).map_or(Cell::Absent, &cell)),
        });
        self
    }

    /// Words.
    pub(crate) fn text(
        self,
        label: impl Into<ColumnLabel>,
        text: impl Fn(&R) -> Option<Text> + 'a,
    ) -> Self {
        self.cell(label, ColumnKind::Text, move |row| text(row).into())
    }

    /// Text from the export.
    pub(crate) fn given(
        self,
        label: impl Into<ColumnLabel>,
        text: impl Fn(&R) -> Option<String> + 'a,
    ) -> Self {
        self.cell(label, ColumnKind::Text, move |row| text(row).map(plain).into())
    }

    /// A whole number.
    pub(crate) fn count(
        self,
        label: impl Into<ColumnLabel>,
        n: impl Fn(&R) -> Option<u64> + 'a,
    ) -> Self {
        let cell = move |row: &R| n(row).map_or(Cell::Absent, Cell::Count);
        self.cell(label, ColumnKind::Number, cell).last(|column| column.whole = true)
    }

    /// A number.
    pub(crate) fn number(
        self,
        label: impl Into<ColumnLabel>,
        unit: Unit,
        number: impl Fn(&R) -> Option<f64> + 'a,
    ) -> Self {
        self.cell(label, ColumnKind::Number, move |row| {
            number(row).map_or(Cell::Absent, |number| Cell::Number(number, unit))
        })
    }

    /// A number with its interval: `name`, `name_low` and `name_high` for
    /// scripts.
    pub(crate) fn estimate(
        self,
        label: impl Into<ColumnLabel>,
        unit: Unit,
        estimate: impl Fn(&R) -> Option<Estimate> + 'a,
    ) -> Self {
        self.cell(label, ColumnKind::Estimate, move |row| {
            estimate(row).map_or(Cell::Absent, |estimate| Cell::Estimate(estimate, unit))
        })
    }

    fn last(mut self, change: impl FnOnce(&mut Column<'a>)) -> Self {
        if let Some(column) = self.columns.last_mut() {
            change(column);
        }
        self
    }

    /// The last column is shown by these only.
    pub(crate) fn on(self, outputs: Outputs) -> Self {
        self.last(|column| column.outputs = column.outputs.within(outputs))
    }

    /// The last column is shown by these only where `known`; a script always
    /// finds it.
    pub(crate) fn on_if(self, known: bool, outputs: Outputs) -> Self {
        let outputs = if known { outputs.and(Outputs::CSV) } else { Outputs::CSV };
        self.on(outputs)
    }

    /// The last column's heading where there is little room.
    pub(crate) fn brief(self, heading: Text) -> Self {
        self.last(|column| column.brief = Some(heading))
    }

    /// The last column may be left out where there is little room.
    pub(crate) fn dispensable(self, rank: u8) -> Self {
        self.last(|column| column.dispensable = rank)
    }

    /// The last column's text is cut at so many cells.
    pub(crate) fn at_most(self, cells: usize) -> Self {
        self.last(|column| column.widest = cells)
    }

    /// The last column's numbers are coloured.
    pub(crate) fn coloured(self, scale: ColourScale) -> Self {
        self.last(|column| column.scale = Some(scale))
    }

    /// Rows can be chosen by the last column.
    pub(crate) fn choice(self, key: &'static str) -> Self {
        self.last(|column| column.choice = Some(key))
    }

    /// The last column heads its rows; where none does, the first.
    pub(crate) fn head(self) -> Self {
        self.last(|column| column.head = true)
    }

    /// The last column is estimated from text.
    pub(crate) fn estimated(self) -> Self {
        self.last(|column| column.estimated = true)
    }

    /// The table; `label` names it.
    pub(crate) fn table(self, label: Text) -> Table<'a> {
        Table {
            label,
            rows: self.rows.len(),
            columns: self.columns,
            id: None,
            file: None,
            caption: None,
            total: None,
            shape: Shape::Whole,
            headed: true,
            sortable: false,
            filtered: false,
            main: false,
            tone: Box::new(|_| Tone::Plain),
        }
    }

    /// The table, with rows that are toned.
    pub(crate) fn toned(self, label: Text, tone: impl Fn(&R) -> Tone + 'a) -> Table<'a> {
        let rows = Rc::clone(&self.rows);
        let tone = Box::new(move |row| rows.get(row).map_or(Tone::Plain, &tone));
        Table { tone, ..self.table(label) }
    }
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Not at all.
    Plain,
    /// Grey: it says nothing sure, or was not used.
    Muted,
    /// A part of the row above.
    Part,
}

impl Tone {
    /// Grey where `muted`.
    pub(crate) fn muted(muted: bool) -> Tone {
        if muted { Tone::Muted } else { Tone::Plain }
    }
}

/// How wide a table is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As wide as the text.
    Whole,
    /// So many columns that it scrolls early.
    Wide,
    /// As wide as its columns need.
    Narrow,
    /// Cells of one size with bars in them.
    Matrix,
    /// Lines of an account.
    Account,
}

/// A table.
pub(crate) struct Table<'a> {
    /// What it holds, for those who do not see it.
    pub(crate) label: Text,
    /// Its columns.
    pub(crate) columns: Vec<Column<'a>>,
    /// Number of rows.
    pub(crate) rows: usize,
    /// Name by which the page finds it.
    pub(crate) id: Option<&'static str>,
    /// The CSV file that it is.
    pub(crate) file: Option<&'static str>,
    /// What stands above it: a name and facts.
    pub(crate) caption: Option<(Text, Text)>,
    /// The row that holds everything together.
    pub(crate) total: Option<usize>,
    /// How wide it is on the page.
    pub(crate) shape: Shape,
    /// Whether its columns have headings.
    pub(crate) headed: bool,
    /// Whether a reader can sort it.
    pub(crate) sortable: bool,
    /// Whether a reader can search and choose its rows.
    pub(crate) filtered: bool,
    /// Whether it is what its sheet is about: its headings stay in view, and its
    /// rows can be filtered.
    pub(crate) main: bool,
    pub(crate) tone: Box<dyn Fn(usize) -> Tone + 'a>,
}

impl<'a> Table<'a> {
    /// The columns that `output` shows.
    pub(crate) fn columns_of(&self, output: Outputs) -> Vec<&Column<'a>> {
        self.columns.iter().filter(|column| column.outputs.has(output)).collect()
    }

    /// How a row stands out.
    pub(crate) fn tone(&self, row: usize) -> Tone {
        (self.tone)(row)
    }

    /// The rows without the total, in order.
    pub(crate) fn body(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.rows).filter(|row| Some(*row) != self.total)
    }

    /// The table that can be sorted on the page.
    pub(crate) fn sortable(self) -> Self {
        Table { sortable: true, ..self }
    }

    /// The table as the main one of its sheet.
    pub(crate) fn main(self) -> Self {
        Table { main: true, ..self }
    }
}

/// A table of two columns without headings: what, and how many.
pub(crate) fn account<'a>(label: Text, lines: Vec<(Text, u64, Tone)>) -> Table<'a> {
    let columns = Columns::of(lines)
        .text(plain(""), |(what, ..)| Some(what.clone()))
        .count(plain(""), |(_, n, _)| Some(*n));
    let table = columns.toned(label, |(.., tone)| *tone);
    Table { headed: false, shape: Shape::Account, ..table }
}

/// The word of a heading, and how many follow in brackets.
pub(crate) fn counted(key: &'static str, n: usize) -> Text {
    Text::Parts(vec![word(key), plain(" ("), count(n as u64), plain(")")])
}
