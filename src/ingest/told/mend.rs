//! What is put right in the rows of a table before they are read, with its words.

use rust_i18n::t;

/// One kind of it, as a reader of the results is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    /// Stray quotes had made rows part of others; they were taken apart.
    Apart {
        /// Rows that came up.
        n: u64,
    },
    /// Rows end before the last columns, which are read as blank there.
    Short {
        /// Rows.
        n: u64,
    },
    /// Delimiters that are not quoted had cut a text, which was joined.
    Joined {
        /// Rows.
        n: u64,
    },
    /// The header comes again with its columns in another order, which is followed.
    Reordered {
        /// The first row where it does.
        row: u64,
    },
    /// From a row on there are more cells than names; the others got names of their own.
    Grown {
        /// The first such row.
        row: u64,
        /// Cells of the header.
        header: usize,
        /// Cells of these rows.
        rows: usize,
    },
    /// Every line was one quoted cell that holds a row.
    Unwrapped,
    /// Quotes are signs like any other: they do not stand around cells.
    Signs,
    /// Some lines are UTF-8 and others GB18030; each was read as what it is.
    Encodings,
    /// The text was encoded twice, and is read as it was before.
    Twice,
    /// JSON by column, or by key, was put together to rows.
    Turned {
        /// Rows.
        n: u64,
    },
    /// Members of objects of JSON in cells were read as columns.
    Members {
        /// Members.
        n: u64,
    },
}

impl Mend {
    /// It, in words of `locale` (`en` or `zh`).
    pub fn words_in(self, locale: &str) -> String {
        match self {
            Mend::Apart { n } => t!("ingest.mend.apart", locale = locale, n = n),
            Mend::Short { n } => t!("ingest.mend.short", locale = locale, n = n),
            Mend::Joined { n } => t!("ingest.mend.joined", locale = locale, n = n),
            Mend::Reordered { row } => t!("ingest.mend.reordered", locale = locale, row = row),
            Mend::Grown { row, header, rows } => {
                let key = "ingest.mend.grown";
                t!(key, locale = locale, row = row, header = header, rows = rows)
            }
            Mend::Unwrapped => t!("ingest.mend.unwrapped", locale = locale),
            Mend::Signs => t!("ingest.mend.signs", locale = locale),
            Mend::Encodings => t!("ingest.mend.encodings", locale = locale),
            Mend::Twice => t!("ingest.mend.twice", locale = locale),
            Mend::Turned { n } => t!("ingest.mend.turned", locale = locale, n = n),
            Mend::Members { n } => t!("ingest.mend.members", locale = locale, n = n),
        }
        .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_has_words_in_both_languages() {
        for mend in [
            Mend::Apart { n: 40 },
            Mend::Short { n: 3 },
            Mend::Joined { n: 3 },
            Mend::Reordered { row: 9 },
            Mend::Grown { row: 9, header: 5, rows: 6 },
            Mend::Unwrapped,
            Mend::Signs,
            Mend::Encodings,
            Mend::Twice,
            Mend::Turned { n: 24 },
            Mend::Members { n: 2 },
        ] {
            let [zh, en] = ["zh", "en"].map(|locale| mend.words_in(locale));
            assert_ne!(zh, en, "{mend:?}");
            for said in [zh, en] {
                assert!(!said.contains("%{") && !said.contains("ingest."), "{said}");
            }
        }
    }
}
