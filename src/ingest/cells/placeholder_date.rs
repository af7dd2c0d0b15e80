//! Dates that stand for no date: systems write 1970-01-01, 1900-01-01 or 9999-12-31 where none is
//! known.

/// Dates of a column that stand for none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Placeholders {
    /// Cells that hold one.
    pub(crate) n: u64,
    /// The first three that differ, as they are written.
    pub(crate) dates: Vec<String>,
}

impl Placeholders {
    /// Takes in a cell; whether it holds one.
    pub(crate) fn see(&mut self, cell: &str) -> bool {
        if !is_placeholder(cell) {
            return false;
        }
        self.n += 1;
        if self.dates.len() < 3 && !self.dates.iter().any(|date| date == cell) {
            self.dates.push(cell.to_owned());
        }
        true
    }
}

/// Year, month and day of those in use: the first days that computers count, and the last.
const KNOWN: [(u32, u32, u32); 12] = [
    (0, 0, 0),
    (1, 1, 1),
    (1899, 12, 30),
    (1899, 12, 31),
    (1900, 1, 0),
    (1900, 1, 1),
    (1900, 1, 2),
    (1901, 1, 1),
    (1969, 12, 31),
    (1970, 1, 1),
    (2099, 12, 31),
    (9999, 12, 31),
];

/// Whether a cell is a date that stands for none, with or without a time: nobody answers a survey
/// in 1970, or from 2100 on.
pub(crate) fn is_placeholder(cell: &str) -> bool {
    // For speed: most cells are no dates.
    if !(8..=40).contains(&cell.len()) || !cell.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    match numbers(cell) {
        Some([(y, 4), (m, 1..=2), (d, 1..=2)]) => is_known(y, m, d),
        Some([(a, 1..=2), (b, 1..=2), (y, 4)]) => is_known(y, a, b) || is_known(y, b, a),
        _ => false,
    }
}

/// The three numbers of a date with the digits of each, behind which stands a time or nothing.
fn numbers(cell: &str) -> Option<[(u32, usize); 3]> {
    let mut rest = cell;
    let mut numbers = [(0, 0); 3];
    for (at, number) in numbers.iter_mut().enumerate() {
        if at > 0 {
            rest = ["-", "/", ".", "年", "月"].iter().find_map(|sign| rest.strip_prefix(sign))?;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        *number = (rest[..digits].parse().ok()?, digits);
        rest = &rest[digits..];
    }
    (!rest.starts_with(['-', '/', '.'])).then_some(numbers)
}

fn is_known(year: u32, month: u32, day: u32) -> bool {
    let late = year >= 2100 && (1..=12).contains(&month) && (1..=31).contains(&day);
    late || KNOWN.contains(&(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_no_day_are_known() {
        for cell in [
            "1970-01-01",
            "1970-01-01 08:00:00",
            "1970-01-01T00:00:00Z",
            "1970/1/1",
            "1970年1月1日",
            "01/01/1970",
            "1900-01-00",
            "1900-01-01",
            "30.12.1899",
            "12/31/9999",
            "31/12/9999",
            "0000-00-00 00:00:00",
            "0001-01-01",
            "2100-01-01",
        ] {
            assert!(is_placeholder(cell), "{cell}");
        }
        for cell in [
            "1970-01-02",
            "1971-01-01",
            "1900-01-03",
            "2099-12-30",
            "2026-03-01",
            "2100-13-01",
            "19700101",
            "1970-01-01-7",
            "1970-01",
            "9999",
            "9999 orders",
            "01-01-70",
            "since 1970-01-01",
            "",
        ] {
            assert!(!is_placeholder(cell), "{cell}");
        }
    }

    #[test]
    fn they_are_counted_and_the_first_three_are_kept() {
        let mut seen = Placeholders::default();
        for cell in ["1970-01-01", "1970-01-01", "2026-03-01", "1900-01-01", "0001-01-01"] {
            seen.see(cell);
        }
        seen.see("9999-12-31");
        assert_eq!((seen.n, seen.dates.len()), (5, 3));
        assert_eq!(seen.dates, ["1970-01-01", "1900-01-01", "0001-01-01"]);
    }
}
