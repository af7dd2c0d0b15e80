//! Tables on the page: sorted, searched and filtered by the script, readable
//! without it.

use super::{Page, tint_key};
use crate::report::document::{
    Cell, Column, Mark, Outputs, Shape, Share, Table, Tint, Tone, Unit, word,
};

impl Page {
    pub(super) fn table(&mut self, table: &Table<'_>) {
        let columns = table.columns_of(Outputs::PAGE);
        if table.filtered {
            self.table_filters(table, &columns);
        }
        let label = self.words.say(&table.label);
        let scrolls = table.shape != Shape::Account;
        if scrolls {
            let region = [
                ("class", "scroll"),
                ("role", "region"),
                ("tabindex", "0"),
                ("aria-label", &label),
            ];
            self.html.open("div", &region);
        }
        let shape = match table.shape {
            Shape::Whole => "",
            Shape::Wide => "wide",
            Shape::Narrow => "narrow",
            Shape::Matrix => "matrix",
            Shape::Account => "account",
        };
        let class = format!("{} {shape}", if table.sortable { "sortable" } else { "" });
        let id = table.id.unwrap_or_default();
        self.html.open("table", &[("class", class.trim()), ("id", id)]);
        self.html.line();
        if let Some((name, facts)) = &table.caption {
            self.html.open("caption", &[]);
            self.say(name);
            self.html.text(" ");
            self.element("span", &[], facts);
            self.html.close("caption");
        }
        if table.headed {
            self.headings(table, &columns);
        }
        self.html.open("tbody", &[]);
        self.html.line();
        table.body().for_each(|row| self.row(table, &columns, row));
        self.html.close("tbody");
        if let Some(total) = table.total {
            self.html.open("tfoot", &[]);
            self.row(table, &columns, total);
            self.html.close("tfoot");
        }
        self.html.close("table");
        if scrolls {
            self.html.close("div");
        }
        self.html.line();
    }

    /// What to search the rows for, and what to choose from.
    fn table_filters(&mut self, table: &Table<'_>, columns: &[&Column<'_>]) {
        self.open_filters(table.id.unwrap_or_default(), &word("report.filter.text"));
        for column in columns {
            let Some(key) = column.choice else { continue };
            let mut options: Vec<String> = Vec::new();
            for cell in table.body().map(|row| column.cell(row)) {
                if let Cell::Text(text) = cell {
                    let said = self.words.say(&text);
                    if !options.contains(&said) {
                        options.push(said);
                    }
                }
            }
            if options.len() > 1 {
                self.choose(key, &column.heading, &options);
            }
        }
        self.close_filters();
    }

    fn headings(&mut self, table: &Table<'_>, columns: &[&Column<'_>]) {
        self.html.open("thead", &[]);
        self.html.open("tr", &[]);
        for column in columns {
            let number = column.is_number() && !table.sortable;
            let class = match (number, column.estimated) {
                (true, _) => "number",
                (false, true) => "implied",
                (false, false) => "",
            };
            self.element("th", &[("scope", "col"), ("class", class)], &column.heading);
        }
        self.html.close("tr");
        self.html.close("thead");
        self.html.line();
    }

    fn row(&mut self, table: &Table<'_>, columns: &[&Column<'_>], row: usize) {
        let tone = match table.tone(row) {
            Tone::Plain => "",
            Tone::Muted => "unsure",
            Tone::Part => "part",
        };
        // The script chooses rows by these.
        let chosen: Vec<(String, String)> = columns
            .iter()
            .filter_map(|column| match column.cell(row) {
                Cell::Text(text) => {
                    Some((format!("data-{}", column.choice?), self.words.say(&text)))
                }
                _ => None,
            })
            .collect();
        let mut attributes = vec![("class", tone)];
        attributes.extend(chosen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.html.open("tr", &attributes);
        let flagged = columns.iter().position(|column| column.head);
        let head =
            flagged.or_else(|| columns.iter().take(1).position(|column| !column.is_number()));
        for (at, column) in columns.iter().enumerate() {
            let cell = column.cell(row);
            match (Some(at) == head, column.is_number(), cell) {
                (true, _, cell) => self.head_cell(cell),
                (false, true, cell) => self.number_cell(column, &cell),
                // A total has no words of its own.
                (false, false, Cell::Absent) if table.total == Some(row) => {
                    self.html.element("td", &[], "");
                }
                (false, false, cell) => self.text_cell(&cell),
            }
        }
        self.html.close("tr");
        self.html.line();
    }

    fn head_cell(&mut self, cell: Cell) {
        let sort = match &cell {
            Cell::Period(period) => period.clone(),
            _ => String::new(),
        };
        let text = self.words.cell(&cell);
        self.html.element("th", &[("scope", "row"), ("data-sort", &sort)], &text);
    }

    fn text_cell(&mut self, cell: &Cell) {
        match cell {
            Cell::Lines(lines) => {
                self.html.open("td", &[]);
                lines.iter().for_each(|line| self.element("span", &[("class", "block")], line));
                self.html.close("td");
            }
            Cell::Marked(cell, Mark { tint: Some(Tint::VeryNegative), .. }) => {
                self.html.element("td", &[("class", "reversed")], &self.words.cell(cell));
            }
            Cell::Marked(cell, Mark { note: Some(note), .. }) => {
                let text = self.words.cell(cell);
                self.html.element("td", &[], &format!("{text} {}", self.words.say(note)));
            }
            cell => self.html.element("td", &[], &self.words.cell(cell)),
        }
    }

    /// A number, its interval, and what stands beside it.
    fn number_cell(&mut self, column: &Column<'_>, cell: &Cell) {
        let (cell, mark) = match cell {
            Cell::Marked(cell, mark) => (cell.as_ref(), mark.clone()),
            cell => (cell, Mark::default()),
        };
        if let Cell::Share(share) = cell {
            return self.share_cell(share);
        }
        let mut class = "number".to_owned();
        for (is, name) in [(column.estimated, " implied"), (mark.sure, " sure")] {
            class.push_str(if is { name } else { "" });
        }
        let sort = sort_key(cell).map(|key| key.to_string()).unwrap_or_default();
        self.html.open("td", &[("class", &class), ("data-sort", &sort)]);
        let text = format!("{} {}", self.words.cell(cell), mark.sign);
        self.html.text(text.trim_end());
        if let Cell::Estimate(estimate, unit) = cell {
            let interval = self.words.interval(estimate, *unit);
            self.html.element("span", &[("class", "interval")], &interval);
        }
        if let Some(note) = &mark.note {
            self.element("span", &[("class", "interval")], note);
        }
        self.html.close("td");
    }

    fn share_cell(&mut self, share: &Share) {
        let class = if share.framed { "number contradicts" } else { "number" };
        self.html.open("td", &[("class", class)]);
        let part = share.share.map_or(Cell::Absent, |share| Cell::Number(share, Unit::Percent));
        let text = self.words.cell(&part);
        self.html.element("b", &[], &text);
        self.html.text(" ");
        let count = self.words.write(share.count as f64, Unit::Count);
        self.html.element("span", &[("class", "interval")], &count);
        self.fill(share.tint, share.share.unwrap_or(0.0), "width");
        self.html.close("td");
    }

    /// A coloured part of a bar, as long as its share.
    pub(super) fn fill(&mut self, tint: Tint, share: f64, side: &str) {
        let class = format!("fill-{}", tint_key(tint));
        let style = format!("{side}:{}%", percent(share));
        self.html.open("i", &[("class", &class), ("style", &style), ("aria-hidden", "true")]);
        self.html.close("i");
    }
}

/// What a column sorts by; what has none goes last.
fn sort_key(cell: &Cell) -> Option<f64> {
    let key = match cell {
        Cell::Count(n) => *n as f64,
        Cell::Number(value, _) => *value,
        Cell::Estimate(estimate, _) => estimate.value,
        Cell::Marked(cell, _) => sort_key(cell)?,
        _ => return None,
    };
    key.is_finite().then_some(key)
}

/// A share in percent, with two decimals.
pub(super) fn percent(share: f64) -> f64 {
    (share.clamp(0.0, 1.0) * 1e4).round() / 1e2
}
