//! The files of a run: patterns such as `exports/*.csv` expanded (a shell
//! does not do it for quoted ones, and none on Windows does), files that are
//! named twice taken once, the members of archives, and the sheets of workbooks.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glob::MatchOptions;

use super::PipelineError;
use super::input::Input;
use crate::ingest::{ErrorKind, IngestError, ReadOptions, sheet_names};

/// Which sheets of a workbook are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Sheets {
    /// The first one with data, or the one that the mapping names.
    #[default]
    First,
    /// These, in every workbook.
    Named(Vec<String>),
    /// All that hold a table with comments.
    All,
}

/// The files of a run.
#[derive(Default)]
pub struct Inputs {
    /// One per file or member of an archive, or per sheet where several are read.
    pub files: Vec<Input>,
    /// Files that were named before, and are read once.
    pub named_twice: Vec<PathBuf>,
}

impl Inputs {
    /// The inputs that `named` stands for: paths, patterns, `-`.
    ///
    /// # Errors
    /// A pattern that no file matches, standard input that cannot be spooled,
    /// a workbook or an archive that cannot be opened to see what is in it.
    pub fn new(
        named: &[PathBuf],
        options: &ReadOptions,
        sheets: &Sheets,
    ) -> Result<Inputs, PipelineError> {
        let mut inputs = Inputs::default();
        let mut seen = HashSet::new();
        for name in named {
            for path in expanded(name)? {
                // One that is not there is told of when it is opened.
                let place = path.canonicalize().unwrap_or_else(|_| path.clone());
                if !seen.insert(place) {
                    inputs.named_twice.push(path);
                    continue;
                }
                for input in Input::new(&path)?.with_options(options).members()? {
                    inputs.files.extend(sheets_of(input, sheets)?);
                }
            }
        }
        Ok(inputs)
    }
}

/// The files that paths and patterns stand for, each once, in the order given.
///
/// # Errors
/// A pattern that no file matches, a folder that cannot be read.
pub fn files_of(named: &[PathBuf]) -> Result<Vec<PathBuf>, PipelineError> {
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    for name in named {
        for path in expanded(name)? {
            if seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// The files a path or pattern stands for, in order of their names. A file
/// whose own name looks like a pattern is taken as it is.
pub(super) fn expanded(named: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    let literal = || Ok(vec![named.to_owned()]);
    let Some(pattern) = named.to_str() else { return literal() };
    if !pattern.contains(['*', '?', '[']) || named.exists() {
        return literal();
    }
    let wrong = |found: String| IngestError::new(ErrorKind::NoMatch, pattern).found(found);
    let options = MatchOptions {
        case_sensitive: cfg!(not(windows)),
        require_literal_separator: true,
        // Hidden files are no exports: `._a.csv` of macOS, `.~lock.a.csv#`.
        require_literal_leading_dot: true,
    };
    let paths = glob::glob_with(pattern, options).map_err(|e| wrong(e.to_string()))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|e| {
            let place = e.path().to_owned();
            PipelineError::Read { path: place, source: e.into() }
        })?;
        if !path.is_dir() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(wrong(String::new()).into());
    }
    Ok(files)
}

fn sheets_of(input: Input, sheets: &Sheets) -> Result<Vec<Input>, PipelineError> {
    let (names, optional) = match sheets {
        Sheets::First => return Ok(vec![input]),
        Sheets::Named(names) => (names.clone(), false),
        Sheets::All => (input.sheet_names()?, true),
    };
    // Only workbooks have sheets; whether the named ones are there is found
    // out when they are opened.
    if names.is_empty() || (!optional && input.sheet_names()?.is_empty()) {
        return Ok(vec![input]);
    }
    let input = Arc::new(input);
    Ok(names.iter().map(|name| input.sheet(name, names.len() > 1, optional)).collect())
}

impl Input {
    /// The names of its sheets that can be seen, where it is a workbook.
    pub(super) fn sheet_names(&self) -> Result<Vec<String>, IngestError> {
        sheet_names(self.content(), self.name(), self.stated())
    }

    /// Its sheets that can be seen, each an input of its own, where it is a workbook of several
    /// and none of them is stated.
    pub fn sheets(&self) -> Vec<Input> {
        let names = match self.stated().sheet {
            Some(_) => Vec::new(),
            None => self.sheet_names().unwrap_or_default(),
        };
        let several = names.len() > 1;
        names.iter().filter(|_| several).map(|name| self.sheet(name, true, false)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(named: &[PathBuf]) -> Result<(Vec<String>, usize), PipelineError> {
        let inputs = Inputs::new(named, &ReadOptions::default(), &Sheets::First)?;
        let name = |input: &Input| {
            Path::new(input.name()).file_name().unwrap().to_str().unwrap().to_owned()
        };
        Ok((inputs.files.iter().map(name).collect(), inputs.named_twice.len()))
    }

    #[test]
    fn patterns_files_and_repetitions() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("sub.csv")).unwrap();
        for name in ["b.csv", "a.csv", ".hidden.csv", "a[1].csv", "c.txt", "sub.csv/d.csv"] {
            std::fs::write(at(name), "id,comment\n1,good\n").unwrap();
        }
        let (found, twice) = names(&[at("*.csv"), at("b.csv"), at("./a.csv")]).unwrap();
        assert_eq!((found, twice), (vec!["a.csv".into(), "a[1].csv".into(), "b.csv".into()], 2));
        assert_eq!(names(&[at("a[1].csv")]).unwrap().0, ["a[1].csv"], "not the pattern");
        assert_eq!(names(&[at("**/d.csv")]).unwrap().0, ["d.csv"]);
        assert_eq!(names(&[at("?.csv")]).unwrap().0, ["a.csv", "b.csv"]);
        assert_eq!(names(&[at("none.csv")]).unwrap().0, ["none.csv"], "told of when it is opened");
        for nothing in ["*.xlsx", "[.csv"] {
            let error = names(&[at(nothing)]).err().unwrap();
            let PipelineError::Ingest(error) = error else { panic!("{error}") };
            assert_eq!(error.kind, ErrorKind::NoMatch);
        }
    }
}
