//! What the cells of a column hold: the facts that roles and scales are decided on.

use std::collections::{BTreeMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use super::date_readings::DateReadings;
use super::garbled::is_garbled;
use super::number;
use super::options::Options;
use super::person_name::is_full_name;
use super::placeholder_date::Placeholders;
use super::short_date;
use super::text_kinds::{
    is_address, is_object, is_rounded, is_sentence, is_signed, speaks_for_company,
};
use super::time::{self, DateOrder};
use super::zero_width;
use crate::gate::visible::shortened;
use crate::{markup, turns};

/// Most different values that are counted one by one.
const MAX_VALUES: usize = 64;

/// Most different values that are told apart.
const MAX_DISTINCT: usize = 10_000;

/// Cells of a column that dates and words are looked for in; after that one
/// in sixteen.
const EXAMINED: u64 = 4000;

/// The facts about a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ColumnProfile {
    /// Cells that are not blank.
    pub(crate) filled: u64,
    /// Of these, codes for "no answer".
    pub(crate) missing: u64,
    /// Of these, how often −2 and −3 occur, by their amount: where a scale reaches below zero
    /// they are answers.
    pub(crate) below_zero: BTreeMap<u8, u64>,
    /// Of the filled ones, scores and other numbers.
    pub(crate) numeric: u64,
    /// Of these, whole numbers.
    pub(crate) integers: u64,
    /// Smallest number.
    pub(crate) min: f64,
    /// Greatest number.
    pub(crate) max: f64,
    /// How often each number occurs, in hundredths, for up to 1,101 numbers
    /// from −1 to 10 and whole ones to 100.
    pub(crate) numbers: BTreeMap<i64, u64>,
    /// How often cells say that they are out of so many: `4/10`, `80%`.
    pub(crate) out_of: BTreeMap<u32, u64>,
    /// How often each value occurs; cleared when there are too many.
    pub(crate) values: BTreeMap<String, u64>,
    /// There were more than 64 values.
    pub(crate) many_values: bool,
    /// Number of different values, up to 10,000.
    pub(crate) distinct: u64,
    /// Cells examined for what follows.
    pub(crate) examined: u64,
    /// Cells with a date in words or with separators.
    pub(crate) dates: u64,
    /// Numbers that can be dates (Excel serials, seconds since 1970,
    /// `20260903`).
    pub(crate) numeric_dates: u64,
    /// Dates that settle the order of day and month: day first, month first.
    pub(crate) order: (u64, u64),
    /// Dates with two readings.
    pub(crate) ambiguous: u64,
    /// These, by either reading.
    pub(crate) readings: DateReadings,
    /// What is a date only if a year of two digits stands first: `26/3/5`.
    pub(crate) year_first: u64,
    /// Days of a month without a year: 3月5日, `3/5`.
    pub(crate) without_year: u64,
    /// The last of these in a year, as month and day.
    pub(crate) last_day: (i8, i8),
    /// Whether one of these puts the day before the month: `25/3`.
    pub(crate) day_first: bool,
    /// Width of the text in cells of a terminal: a Chinese character is two.
    pub(crate) width: u64,
    /// Cells with several choices in one (`┋`).
    pub(crate) multi: u64,
    /// Web, mail and network addresses.
    pub(crate) addresses: u64,
    /// Cells that look like a code: Latin letters, digits and signs without a
    /// blank.
    pub(crate) codes: u64,
    /// The first three different values, shortened.
    pub(crate) samples: Vec<String>,
    /// Long numbers that a spreadsheet has rounded: `2.43E+17`.
    pub(crate) rounded: u64,
    /// Cells that hold a sentence, not the name of a choice.
    pub(crate) sentences: u64,
    /// Remarks with a time and a name before them: `01/Mar/26 10:15 AM;admin;Escalated`.
    pub(crate) signed: u64,
    /// Cells that speak for the company: 尊敬的客户, `Dear customer`.
    pub(crate) of_company: u64,
    /// Cells that hold the name of a person, told by its first name.
    pub(crate) named: u64,
    /// Transcripts, in which customers and the company speak.
    pub(crate) transcripts: u64,
    /// Cells of which other characters came than were written.
    pub(crate) garbled: u64,
    /// Cells with tags or entities of HTML.
    pub(crate) marked_up: u64,
    /// Cells that hold an object of JSON.
    pub(crate) objects: u64,
    /// Dates that stand for none, of those that are missing.
    pub(crate) placeholders: Placeholders,
    /// Choices in cells that may hold several.
    pub(crate) options: Options,
    seen: HashSet<u64>,
}

impl ColumnProfile {
    /// Takes in one cell.
    pub fn see(&mut self, cell: &str) {
        let cell = zero_width::trim(cell);
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        if number::is_missing(cell) || self.placeholders.see(cell) {
            self.missing += 1;
            if let Some(n) = ["-2", "-3"].iter().position(|code| *code == cell) {
                *self.below_zero.entry(2 + n as u8).or_default() += 1;
            }
            return;
        }
        if let Some(number) = number::number(cell) {
            self.see_number(number);
            if let Some(most) = number::out_of(cell) {
                *self.out_of.entry(most).or_default() += 1;
            }
        }
        if self.seen.len() < MAX_DISTINCT && self.seen.insert(xxh3_64(cell.as_bytes())) {
            self.distinct += 1;
            if self.samples.len() < 3 {
                self.samples.push(shortened(cell, 40).into_owned());
            }
        }
        if !self.many_values {
            if let Some(count) = self.values.get_mut(cell) {
                *count += 1;
            } else if self.values.len() < MAX_VALUES && cell.len() <= 200 {
                self.values.insert(cell.to_owned(), 1);
            } else {
                self.many_values = true;
                self.values.clear();
            }
        }
        if self.examined < EXAMINED || self.filled.is_multiple_of(16) {
            self.examine(cell);
        }
    }

    fn see_number(&mut self, number: f64) {
        self.see_numbers(number, 1);
    }

    /// Takes in `times` cells with a number.
    pub(crate) fn see_numbers(&mut self, number: f64, times: u64) {
        if self.numeric == 0 {
            (self.min, self.max) = (number, number);
        }
        self.numeric += times;
        self.integers += if number.fract() == 0.0 { times } else { 0 };
        self.min = self.min.min(number);
        self.max = self.max.max(number);
        // Everything beyond the usual scales shares one key on either side.
        let key = match number {
            n if n < 0.0 => -100,
            n if n <= 10.0 => number::hundredths(n),
            n if n <= 100.0 => number::hundredths(n.ceil()),
            _ => 10_100,
        };
        *self.numbers.entry(key).or_default() += times;
    }

    fn examine(&mut self, cell: &str) {
        self.examined += 1;
        let number = number::plain_number(cell).is_some();
        if number {
            self.numeric_dates += u64::from(time::parse_any(cell, None).is_some());
        } else if let Some(parsed) = time::parse(cell, None) {
            self.dates += 1;
            match time::order_of(cell) {
                Some(DateOrder::Dmy) => self.order.0 += 1,
                Some(DateOrder::Mdy) => self.order.1 += 1,
                Some(DateOrder::Ymd) => {}
                None if parsed == time::Parsed::Ambiguous => {
                    self.ambiguous += 1;
                    self.readings.see(cell);
                }
                None => {}
            }
        } else if cell.len() <= 32 {
            // For speed: no such day is written in more.
            self.year_first += u64::from(short_date::begins_with_year(cell));
            if let Some(day) = short_date::month_and_day(cell) {
                self.without_year += 1;
                self.last_day = self.last_day.max(day);
                self.day_first |= short_date::has_day_first(cell);
            }
        }
        let wide = |c: char| 1 + u64::from(c >= '\u{2E80}');
        self.width += cell.chars().take(1000).map(wide).sum::<u64>();
        self.multi += u64::from(cell.contains('┋'));
        self.options.see(cell);
        self.rounded += u64::from(is_rounded(cell));
        self.signed += u64::from(is_signed(cell));
        self.of_company += u64::from(speaks_for_company(cell));
        self.transcripts += u64::from(turns::is_transcript(cell));
        self.garbled += u64::from(is_garbled(cell));
        self.marked_up += u64::from(markup::is_in(cell));
        self.objects += u64::from(is_object(cell));
        self.sentences += u64::from(is_sentence(cell));
        self.named += u64::from(is_full_name(cell));
        self.addresses += u64::from(is_address(cell));
        self.codes += u64::from(cell.len() <= 64 && cell.bytes().all(|b| b.is_ascii_graphic()));
    }

    /// Gives back the memory by which different values are told apart, once all were seen.
    pub(crate) fn forget_seen(&mut self) {
        self.seen = HashSet::new();
    }

    /// Answers: filled cells that hold no code for "no answer".
    pub fn answers(&self) -> u64 {
        self.filled - self.missing
    }

    /// Share of answers that are numbers, in [0, 1].
    pub fn numeric_share(&self) -> f64 {
        share(self.numeric, self.answers())
    }

    /// Share of answers that differ from all before, in [0, 1]. Columns with
    /// more than 10,000 different values count as all different.
    pub fn distinct_share(&self) -> f64 {
        if self.distinct >= MAX_DISTINCT as u64 {
            1.0
        } else {
            share(self.distinct, self.answers())
        }
    }

    /// Mean width of an examined cell, in terminal cells.
    pub fn mean_width(&self) -> f64 {
        share(self.width, self.examined)
    }

    /// Whether most examined cells hold a sentence.
    pub(crate) fn is_told(&self) -> bool {
        share(self.sentences, self.examined) >= 0.6
    }

    /// Whether most examined cells hold a transcript.
    pub(crate) fn is_of_transcripts(&self) -> bool {
        share(self.transcripts, self.examined) > 0.5
    }

    /// Share of examined cells with a date that is not a bare number.
    pub fn date_share(&self) -> f64 {
        share(self.dates, self.examined)
    }

    /// The order of day, month and a short year, where the dates settle it, by themselves or as
    /// they stand in the file.
    pub fn date_order(&self) -> Option<DateOrder> {
        // A single `26/3/5` among `3/5/26` is a slip, and of `05-03-26` the last days of the month
        // alone look so.
        let most = 2 * (self.year_first + self.dates) > self.examined;
        if self.year_first > self.examined / 10 && most {
            return Some(DateOrder::Ymd);
        }
        match self.order {
            (0, 0) => self.readings.decided(),
            (day, month) if day >= month => Some(DateOrder::Dmy),
            _ => Some(DateOrder::Mdy),
        }
    }

    /// The order that is taken though each date by itself has two readings.
    pub(crate) fn order_taken(&self) -> Option<DateOrder> {
        let own = self.order == (0, 0) && self.readings.is_in_doubt();
        self.date_order().filter(|order| own && *order != DateOrder::Ymd)
    }
}

/// A part of a whole, in [0, 1]; of nothing there is no part.
pub(crate) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made;

    fn column(cells: &[&str]) -> ColumnProfile {
        made::cells(cells, 1)
    }

    #[test]
    fn cells_without_an_answer_are_counted_apart() {
        let facts = column(&["", "  ", "-2", "-2", "-3", "N/A", "5"]);
        assert_eq!((facts.filled, facts.missing, facts.answers()), (5, 4, 1));
        assert_eq!(facts.below_zero, BTreeMap::from([(2, 2), (3, 1)]));
        assert_eq!((facts.numeric, facts.distinct, facts.examined), (1, 1, 1));
        let empty = ColumnProfile::default();
        assert_eq!([empty.numeric_share(), empty.distinct_share(), empty.date_share()], [0.0; 3]);
    }

    #[test]
    fn numbers_beyond_the_usual_scales_share_a_key() {
        for (cell, key) in [
            ("-7", -100),
            ("-1", -100),
            ("0", 0),
            ("9.5", 950),
            ("10", 1000),
            ("10.5", 1100),
            ("99.2", 10_000),
            ("100", 10_000),
            ("101", 10_100),
            ("1000", 10_100),
        ] {
            assert_eq!(column(&[cell]).numbers, BTreeMap::from([(key, 1)]), "{cell}");
        }
        let facts = column(&["4/10", "3/10", "80%", "2.5"]);
        assert_eq!(facts.out_of, BTreeMap::from([(10, 2), (100, 1)]));
        assert_eq!((facts.numeric, facts.integers, facts.min, facts.max), (4, 3, 2.5, 80.0));
    }

    #[test]
    fn values_are_kept_one_by_one_up_to_sixty_four_and_two_hundred_bytes() {
        let cells: Vec<String> = (0..65).map(|n| format!("v{n}")).collect();
        let mut facts = ColumnProfile::default();
        cells[..64].iter().for_each(|cell| facts.see(cell));
        assert_eq!((facts.many_values, facts.values.len()), (false, 64));
        facts.see("v0");
        assert_eq!((facts.many_values, facts.values["v0"]), (false, 2));
        facts.see(&cells[64]);
        facts.see("v0");
        assert_eq!((facts.many_values, facts.values.len()), (true, 0));
        assert_eq!(
            (facts.distinct, facts.samples),
            (65, vec!["v0".into(), "v1".into(), "v2".into()])
        );
        assert!(!column(&[&"x".repeat(200)]).many_values);
        assert!(column(&[&"x".repeat(201)]).many_values);
    }

    #[test]
    fn what_is_costly_is_looked_for_in_the_first_cells_and_one_in_sixteen_after() {
        let mut facts = ColumnProfile::default();
        for (cells, examined) in [(4000, 4000), (15, 4000), (1, 4001), (16, 4002)] {
            (0..cells).for_each(|_| facts.see("a"));
            assert_eq!(facts.examined, examined, "{} cells", facts.filled);
        }
    }

    #[test]
    fn ten_thousand_values_are_told_apart_and_count_as_all_different() {
        let mut facts = ColumnProfile::default();
        (0..10_001).for_each(|n| facts.see(&format!("v{n}")));
        assert_eq!(facts.distinct, 10_000);
        facts.filled = 20_000;
        assert_eq!(facts.distinct_share(), 1.0);
        facts.distinct = 9_999;
        assert!(facts.distinct_share() < 0.5);
    }

    #[test]
    fn dates_are_counted_by_how_they_are_written() {
        let of = |cell: &str| {
            let facts = column(&[cell]);
            let order = (facts.order.0, facts.order.1, facts.ambiguous);
            (facts.dates, facts.numeric_dates, order, facts.year_first, facts.without_year)
        };
        for (cell, wanted) in [
            ("2026-03-04", (1, 0, (0, 0, 0), 0, 0)),
            ("13/03/2026", (1, 0, (1, 0, 0), 0, 0)),
            ("03/13/2026", (1, 0, (0, 1, 0), 0, 0)),
            ("03/04/2026", (1, 0, (0, 0, 1), 0, 0)),
            ("20260304", (0, 1, (0, 0, 0), 0, 0)),
            ("26/3/5", (0, 0, (0, 0, 0), 1, 0)),
            ("3/5", (0, 0, (0, 0, 0), 0, 1)),
            ("soon", (0, 0, (0, 0, 0), 0, 0)),
        ] {
            assert_eq!(of(cell), wanted, "{cell}");
        }
    }

    #[test]
    fn the_order_of_dates_is_that_of_most_unless_the_year_stands_first() {
        use DateOrder::{Dmy, Mdy, Ymd};
        for (year_first, order, wanted) in [
            (0, (0, 0), None),
            (1, (0, 0), None),
            (2, (0, 0), Some(Ymd)),
            (0, (1, 0), Some(Dmy)),
            (0, (0, 1), Some(Mdy)),
            (0, (1, 1), Some(Dmy)),
            (1, (1, 2), Some(Mdy)),
        ] {
            let mut facts = ColumnProfile::default();
            (facts.examined, facts.year_first, facts.order) = (10, year_first, order);
            facts.dates = 10 - year_first;
            assert_eq!(facts.date_order(), wanted, "{year_first} {order:?}");
        }
        // What is no date otherwise is none by a few cells that may be.
        for (year_first, wanted) in [(5, None), (6, Some(Ymd))] {
            let facts = ColumnProfile { examined: 10, year_first, ..ColumnProfile::default() };
            assert_eq!(facts.date_order(), wanted, "{year_first} without dates");
        }
    }

    #[test]
    fn text_is_as_wide_as_a_terminal_shows_it() {
        for (cell, width) in [("ab", 2), ("好", 2), ("\u{2E7F}", 1), ("\u{2E80}", 2), ("a好", 3)]
        {
            assert_eq!(column(&[cell]).width, width, "{cell}");
        }
        assert_eq!(column(&[&"x".repeat(1001)]).width, 1000);
        for (length, codes) in [(64, 1), (65, 0)] {
            assert_eq!(column(&[&"x".repeat(length)]).codes, codes, "{length}");
        }
        for (told, so) in [(3, true), (2, false)] {
            let mut facts = ColumnProfile::default();
            (facts.examined, facts.sentences) = (5, told);
            assert_eq!(facts.is_told(), so, "{told} sentences in 5");
        }
    }
}
