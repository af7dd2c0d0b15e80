//! The language that the comments of a file are expected in, by some of them: a word or two do
//! not tell it themselves.

use std::collections::BTreeSet;

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

/// Comments from all over the files: those whose hashes are the least, so that neither the
/// order of the rows nor how often something was said matters.
#[derive(Debug, Default)]
struct Sample {
    least: BTreeSet<(u64, String)>,
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
        let wanted = least.len() < COMMENTS || least.last().is_some_and(|l| hash < l.0);
        if wanted && least.insert((hash, comment.to_owned())) && least.len() > COMMENTS {
            least.pop_last();
        }
    }

    fn comments(self) -> Vec<String> {
        self.least.into_iter().map(|(_, comment)| comment).collect()
    }
}

/// Some comments of exports.
pub(super) fn sample_of(files: &[&Export]) -> Result<Vec<String>, PipelineError> {
    let mut sample = Sample::default();
    for opened in files.iter().map(|export| &export.opened) {
        let layout = opened.file.layout();
        let of_role = opened.mapping.of_role(Role::Comment);
        let names = of_role.flat_map(|column| std::iter::once(&column.name).chain(&column.also));
        let columns: Vec<usize> = names.filter_map(|name| layout.column(name).ok()).collect();
        sample.see(&opened.file, &columns)?;
    }
    Ok(sample.comments())
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
        Ok(self.expecting(sample.comments().iter().map(String::as_str)))
    }

    /// The same judge for these comments, which belong together as those of a table do: in the
    /// language that most are in, whatever their order.
    pub fn expecting_the_language_of<'a>(
        &self,
        comments: impl IntoIterator<Item = &'a str>,
    ) -> Judge {
        let mut sample = Sample::default();
        comments.into_iter().for_each(|comment| sample.take(comment));
        self.expecting(sample.comments().iter().map(String::as_str))
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
