//! The language that the comments of a file are expected in, by some of them: a word or two do
//! not tell it themselves.

use std::collections::BTreeMap;
use std::iter::repeat_n;

use rust_i18n::t;
use xxhash_rust::xxh3::xxh3_64;

use super::PipelineError;
use super::export::Export;
use super::judge::Judge;
use crate::ingest::{Role, SourceFile};
use crate::lang::Name;
use crate::text::Expected;

/// Comments that are looked at.
const COMMENTS: usize = 600;

/// Of so many rows a comment stands for its own, where it was said again and again, but never for
/// more than a fifth of them: what a tool fills in tells no language.
const ROWS: u64 = 1000;
const PART: u64 = 5;

/// Comments from all over the files: those whose hashes are the least, so that the order of the
/// rows does not matter, with how often each was said.
#[derive(Debug, Default)]
pub(super) struct Sample {
    least: BTreeMap<(u64, String), u64>,
}

impl Sample {
    /// Takes in the comments of a table.
    fn see(&mut self, file: &SourceFile, columns: &[usize]) -> Result<(), PipelineError> {
        for row in file.rows()?.flatten() {
            columns.iter().filter_map(|&at| row.cells.get(at)).for_each(|cell| self.take(cell));
        }
        Ok(())
    }

    /// Takes in a comment.
    fn take(&mut self, comment: &str) {
        let (comment, least) = (comment.trim(), &mut self.least);
        if comment.is_empty() {
            return;
        }
        let hash = xxh3_64(comment.as_bytes());
        let last = least.last_key_value().map(|((last, _), _)| *last);
        if least.len() < COMMENTS || last.is_some_and(|last| hash <= last) {
            *least.entry((hash, comment.to_owned())).or_default() += 1;
        }
        if least.len() > COMMENTS {
            least.pop_last();
        }
    }

    /// The comments, each once.
    pub(super) fn comments(&self) -> Vec<&str> {
        self.least.keys().map(|(_, comment)| comment.as_str()).collect()
    }

    /// The same judge for the file they are of: in the language that most of them are in or, where
    /// they tell of none, that most rows are in.
    pub(super) fn expected_by(&self, judge: &Judge) -> Judge {
        let found = judge.expecting(self.comments());
        match found.expected() {
            Expected::Open => judge.expecting(self.rows()),
            Expected::OtherLatin | Expected::Japanese => found,
        }
    }

    /// The comments about as often as they were said.
    fn rows(&self) -> impl Iterator<Item = &str> {
        let all = self.least.values().sum::<u64>().max(1);
        let told = all.min(ROWS);
        let most = (told / PART).max(1);
        self.least.iter().flat_map(move |((_, comment), n)| {
            let rows = (told * n / all).clamp(1, most);
            repeat_n(comment.as_str(), rows as usize)
        })
    }
}

/// Some comments of exports.
pub(super) fn sample_of(files: &[&Export]) -> Result<Sample, PipelineError> {
    let mut sample = Sample::default();
    for opened in files.iter().map(|export| &export.opened) {
        let layout = opened.file.layout();
        let of_role = opened.mapping.of_role(Role::Comment);
        let names = of_role.flat_map(|column| std::iter::once(&column.name).chain(&column.also));
        let columns: Vec<usize> = names.filter_map(|name| layout.column(name).ok()).collect();
        sample.see(&opened.file, &columns)?;
    }
    Ok(sample)
}

impl Judge {
    /// The same judge for the comments of tables, each with the places of the columns that
    /// hold them. Of a stream its beginning is looked at.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn expecting_those_of(
        &self,
        tables: &[(&SourceFile, Vec<usize>)],
    ) -> Result<Judge, PipelineError> {
        let mut sample = Sample::default();
        for (file, columns) in tables {
            sample.see(file, columns)?;
        }
        Ok(sample.expected_by(self))
    }

    /// The same judge for these comments, which belong together as those of a table do: in the
    /// language that most are in, whatever their order.
    pub fn expecting_the_language_of<'a>(
        &self,
        comments: impl IntoIterator<Item = &'a str>,
    ) -> Judge {
        let mut sample = Sample::default();
        comments.into_iter().for_each(|comment| sample.take(comment));
        sample.expected_by(self)
    }

    /// What is expected of the language of the comments, for the first screen; nothing where
    /// each tells its own.
    pub fn language_remark(&self) -> Option<Name> {
        let key = match self.expected() {
            Expected::Open => return None,
            Expected::OtherLatin => "pipeline.other_language",
            Expected::Japanese => "pipeline.japanese",
        };
        Some(Name::both(|lang| t!(key, locale = lang.code()).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(said: &[(&str, usize)]) -> Sample {
        let mut sample = Sample::default();
        let all = said.iter().flat_map(|(comment, n)| repeat_n(*comment, *n));
        all.for_each(|comment| sample.take(comment));
        sample
    }

    #[test]
    fn a_comment_stands_for_its_rows_but_for_no_more_than_a_fifth() {
        let often = sample(&[("Très bien", 600), (" nul ", 30), ("", 50), ("cher", 370)]);
        assert_eq!(often.comments().len(), 3);
        let n =
            |sample: &Sample, wanted: &str| sample.rows().filter(|said| *said == wanted).count();
        assert_eq!([n(&often, "Très bien"), n(&often, "nul"), n(&often, "cher")], [200, 30, 200]);
        // However rare, each is there, and of a few none is there more often.
        let rare = sample(&[("a", 5_000), ("b", 1)]);
        assert_eq!([n(&rare, "a"), n(&rare, "b")], [200, 1]);
        let few = sample(&[("a", 3), ("b", 1)]);
        assert_eq!([n(&few, "a"), n(&few, "b")], [1, 1]);
    }

    #[test]
    fn no_more_comments_than_wanted_are_kept() {
        let texts: Vec<String> = (0..2 * COMMENTS).map(|n| format!("comment {n}")).collect();
        let mut all = Sample::default();
        (0..3).for_each(|_| texts.iter().for_each(|text| all.take(text)));
        assert_eq!(all.comments().len(), COMMENTS);
        assert!(all.least.values().all(|n| *n == 3));
    }
}
