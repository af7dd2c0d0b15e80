//! Whether those who gave 0 write as much as those who gave 1.
//!
//! Where nobody rated, nobody wrote either. The lowest mark of all is given by people who have
//! something to say, as are those of the point above it: where these write and those who gave 0
//! hardly ever do, beyond chance, 0 is no mark.

use super::zeros::ERRORS_APART;

/// Rows with 0, and with 1, from which a column counts.
const ENOUGH: u64 = 10;

/// Most of those who gave 0 that write all the same.
const HARDLY_EVER: f64 = 0.05;

/// How many more write of those who gave 1.
const APART: f64 = 0.25;

/// Rows with the same mark, and those of them with a comment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Texts {
    rows: u64,
    written: u64,
}

impl Texts {
    /// Counts a row.
    pub(super) fn add(&mut self, written: bool) {
        self.rows += 1;
        self.written += u64::from(written);
    }

    fn share(self) -> f64 {
        self.written as f64 / self.rows as f64
    }

    /// Variance of the share, with one row more that has a comment and one that has none: where
    /// nobody or everybody writes, that is not sure of the next one.
    fn variance(self) -> f64 {
        let (written, rows) = (self.written as f64 + 1.0, self.rows as f64 + 2.0);
        written * (rows - written) / rows.powi(3)
    }
}

/// Shares with a comment beside 0 and beside 1, where 0 cannot be the mark below 1. The columns
/// share rows, so that their errors may all go the same way.
pub(super) fn silent<'t>(columns: impl Iterator<Item = &'t [Texts; 2]>) -> Option<(f64, f64)> {
    let (mut counted, mut difference, mut error) = (0.0, 0.0, 0.0);
    let mut all = [Texts::default(); 2];
    for both in columns.filter(|both| both.iter().all(|texts| texts.rows >= ENOUGH)) {
        let [zero, one] = *both;
        counted += 1.0;
        difference += one.share() - zero.share();
        error += (zero.variance() + one.variance()).sqrt();
        for (sum, texts) in all.iter_mut().zip(both) {
            sum.rows += texts.rows;
            sum.written += texts.written;
        }
    }
    let [zero, one] = all;
    let sure = counted > 0.0
        && zero.share() <= HARDLY_EVER
        && difference >= APART * counted
        && difference >= ERRORS_APART * error;
    sure.then(|| (zero.share(), one.share()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::ingest::columns::detect::detect;
    use crate::ingest::columns::profile::profile;
    use crate::ingest::columns::zeros::settle_zeros;
    use crate::ingest::mapping::Mapping;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::read::source::SourceFile;
    use crate::ingest::tests::file_of;
    use crate::ingest::told::warning::Warning;

    fn texts(written: u64, rows: u64) -> Texts {
        Texts { rows, written }
    }

    #[test]
    fn who_gave_zero_is_silent_where_who_gave_one_is_not() {
        for (zero, one, wanted) in [
            ((0, 100), (30, 60), Some((0.0, 0.5))),
            ((5, 100), (30, 60), Some((0.05, 0.5))),
            ((6, 100), (30, 60), None),
            // A quarter more, and just less.
            ((0, 400), (100, 400), Some((0.0, 0.25))),
            ((0, 400), (99, 400), None),
            // Nobody writes, or everybody does.
            ((0, 100), (0, 60), None),
            ((100, 100), (60, 60), None),
            // Variances 11 / 12³ and 36 / 12³: 0.5 are 3.03 errors of 0.165, and 0.4 are 2.4.
            ((0, 10), (5, 10), Some((0.0, 0.5))),
            ((0, 10), (4, 10), None),
            ((0, 9), (9, 10), None),
            ((0, 10), (9, 9), None),
        ] {
            let both = [texts(zero.0, zero.1), texts(one.0, one.1)];
            assert_eq!(silent([both].iter()), wanted, "{zero:?} {one:?}");
        }
        let none: [[Texts; 2]; 0] = [];
        assert_eq!(silent(none.iter()), None);
    }

    #[test]
    fn the_same_rows_in_several_columns_are_no_more_rows() {
        let near = [texts(0, 10), texts(4, 10)];
        assert_eq!(silent([near; 4].iter()), None);
        // One of which most write beside 0 speaks against it.
        let far = [texts(0, 100), texts(30, 60)];
        assert!(silent([far; 2].iter()).is_some());
        assert_eq!(silent([far, [texts(80, 100), texts(30, 60)]].iter()), None);
    }

    /// What is made of 30 zeros beside 90 marks of which half have a comment, where so many of those
    /// who gave 0 wrote one, and gave the whole this mark, if they were asked.
    fn settled(written: u32, whole: Option<u32>) -> Mapping {
        let head = if whole.is_some() { "Overall rating," } else { "" };
        let mut table = format!("{head}Seat rating,Comment\n");
        for (mark, rows, written) in
            [(0, 30, written), (1, 20, 10), (2, 14, 7), (3, 16, 8), (4, 20, 10), (5, 20, 10)]
        {
            for row in 0..rows {
                let given = whole.map(|whole| if mark == 0 { whole } else { mark });
                let given = given.map_or(String::new(), |given| format!("{given},"));
                let text = format!("we sat in row {row} of block {mark}");
                let text = if row < written { &*text } else { "" };
                table.push_str(&format!("{given}{mark},{text}\n"));
            }
        }
        let file = file_of(table.as_bytes(), ".csv");
        let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
        let mapping = detect(source.layout(), &profile(&source).unwrap());
        settle_zeros(mapping, &Mapping::default(), &source).unwrap()
    }

    #[test]
    fn zeros_of_people_who_write_nothing_are_no_answers() {
        let (columns, n) = (vec!["Seat rating".to_owned()], 30);
        let none = Warning::ZeroIsSilent {
            columns: columns.clone(),
            scale: Scale::higher(1.0, 5.0),
            n,
            comment: "Comment".to_owned(),
            zero: 0.0,
            one: 50.0,
        };
        let open = Warning::ZeroBeside { columns, scale: Scale::higher(0.0, 5.0), n, of: 120 };
        for (written, whole, told, low) in [
            (0, None, &none, 1.0),
            (15, None, &open, 0.0),
            // As discontented otherwise as those who gave 1.
            (0, Some(1), &open, 0.0),
        ] {
            let mapping = settled(written, whole);
            assert!(mapping.warnings.contains(told), "{:?}", mapping.warnings);
            let seat = mapping.columns.iter().find(|column| column.name == "Seat rating").unwrap();
            assert_eq!(seat.scale, Some(Scale::higher(low, 5.0)), "{written} {whole:?}");
            let missing: &[&str] = if low > 0.0 { &["0"] } else { &[] };
            assert_eq!(seat.missing, missing, "{written} {whole:?}");
        }
    }
}
