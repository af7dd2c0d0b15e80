//! Columns that line up on a terminal, Chinese characters counted as the two
//! cells they take. Columns that do not fit the width are left out, the most
//! dispensable first.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::gate::visible::one_line;

/// Space between two columns.
pub const GAP: usize = 2;

/// One cell: its text and, for the eye, a style around it.
#[derive(Debug, Clone, Default)]
pub struct StyledText {
    /// The text, without any escape sequence.
    pub text: String,
    /// The style, which takes no room.
    pub style: anstyle::Style,
}

impl From<String> for StyledText {
    fn from(text: String) -> StyledText {
        StyledText { text, style: anstyle::Style::new() }
    }
}

/// One column with a cell for every row.
#[derive(Debug, Clone)]
pub struct AlignedColumn {
    /// Heading.
    pub heading: String,
    /// Cells, one per row.
    pub cells: Vec<StyledText>,
    /// Numbers stand right, words left.
    pub align_right: bool,
    /// Columns of the highest number are left out first; 0 always stays.
    pub dispensable: u8,
}

impl AlignedColumn {
    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|cell| cell.text.width());
        cells.chain([self.heading.width()]).max().unwrap_or(0)
    }
}

/// Cells that all of `columns` take side by side.
pub fn table_width(columns: &[AlignedColumn]) -> usize {
    columns.iter().map(AlignedColumn::width).sum::<usize>() + GAP * columns.len().saturating_sub(1)
}

/// Lays out as many of `columns` as fit into `width` cells: a heading line,
/// then one line per row.
pub fn aligned_table(mut columns: Vec<AlignedColumn>, width: usize) -> String {
    while table_width(&columns) > width {
        let least = columns.iter().map(|column| column.dispensable).max().unwrap_or(0);
        if least == 0 {
            break;
        }
        columns.retain(|column| column.dispensable != least);
    }
    let heading_style = anstyle::Style::new().dimmed();
    let shape: Vec<(usize, bool)> =
        columns.iter().map(|column| (column.width(), column.align_right)).collect();
    let headings = columns.iter().map(|column| (column.heading.as_str(), heading_style));
    let mut text = line(&shape, headings);
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    for row in 0..rows {
        let cells = columns.iter().map(|column| match column.cells.get(row) {
            Some(cell) => (cell.text.as_str(), cell.style),
            None => ("", anstyle::Style::new()),
        });
        text.push_str(&line(&shape, cells));
    }
    text
}

/// One line of cells; `shape` is each column's width and whether it stands
/// right.
fn line<'a>(
    shape: &[(usize, bool)],
    cells: impl Iterator<Item = (&'a str, anstyle::Style)>,
) -> String {
    let mut line = String::new();
    for (i, (&(width, align_right), (text, style))) in shape.iter().zip(cells).enumerate() {
        if i > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        let padding = " ".repeat(width.saturating_sub(text.width()));
        if align_right {
            line.push_str(&padding);
        }
        line.push_str(&styled(text, style));
        if !align_right {
            line.push_str(&padding);
        }
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// `text` on one line between the escape sequences of `style`; a plain style adds none.
/// The text itself has none: what a terminal would obey is made visible.
pub fn styled(text: &str, style: anstyle::Style) -> String {
    format!("{style}{}{style:#}", one_line(text))
}

/// `text` cut to at most `width` cells, the cut marked by an ellipsis.
pub fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let mut short = String::new();
    for character in text.chars() {
        let cells = character.width().unwrap_or(0);
        if cells > room {
            break;
        }
        room -= cells;
        short.push(character);
    }
    if width > 0 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(heading: &str, cells: &[&str], align_right: bool, dispensable: u8) -> AlignedColumn {
        AlignedColumn {
            heading: heading.into(),
            cells: cells.iter().map(|cell| StyledText::from((*cell).to_owned())).collect(),
            align_right,
            dispensable,
        }
    }

    #[test]
    fn chinese_and_latin_rows_line_up() {
        let columns = vec![
            column("触点", &["物流配送", "App"], false, 0),
            column("n", &["12", "3"], true, 1),
        ];
        let plain = anstream::adapter::strip_str(&aligned_table(columns, 80)).to_string();
        assert_eq!(plain, "触点       n\n物流配送  12\nApp        3\n");
    }

    #[test]
    fn narrow_terminals_lose_the_least_important_columns() {
        let columns = || {
            vec![
                column("a", &["aaaa"], false, 0),
                column("b", &["bbbb"], false, 2),
                column("c", &["cccc"], false, 1),
            ]
        };
        let plain =
            |width| anstream::adapter::strip_str(&aligned_table(columns(), width)).to_string();
        assert_eq!(plain(16), "a     b     c\naaaa  bbbb  cccc\n");
        assert_eq!(plain(15), "a     c\naaaa  cccc\n");
        assert_eq!(plain(3), "a\naaaa\n", "the first column stays whatever the width");
    }

    #[test]
    fn shortens_by_cells() {
        assert_eq!(shorten("物流配送", 8), "物流配送");
        assert_eq!(shorten("物流配送", 7), "物流配…");
        assert_eq!(shorten("物流配送", 6), "物流…");
        assert_eq!(shorten("abc", 0), "");
    }
}
