//! What files are called in outputs: by their own names, and where several of a run have the
//! same, with as many of their folders as tell them apart.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Names of the files of a run, for those whose own name others have as well.
#[derive(Debug, Clone, Default)]
pub struct FileNames(HashMap<Box<str>, Box<str>>);

impl FileNames {
    /// The names of the files at these paths.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> FileNames {
        let mut starts: BTreeMap<&'p str, usize> =
            paths.into_iter().map(|path| (path, own_start(path))).collect();
        loop {
            let mut called: HashMap<&'p str, usize> = HashMap::new();
            for (&path, &start) in &starts {
                *called.entry(&path[start..]).or_default() += 1;
            }
            let mut moved = false;
            for (&path, start) in &mut starts {
                if *start > 0 && called[&path[*start..]] > 1 {
                    let folders = path[..*start].trim_end_matches(['/', '\\']);
                    *start = after_folder(folders);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        let apart = starts.into_iter().filter(|(path, start)| *start < own_start(path));
        FileNames(apart.map(|(path, start)| (path.into(), path[start..].into())).collect())
    }

    /// What the file at a path is called.
    pub fn name<'n>(&'n self, path: &'n str) -> &'n str {
        match self.0.get(path) {
            Some(name) => name,
            None => &path[own_start(path)..],
        }
    }
}

/// Where the name of a file begins in its path; of a member of an archive, that of the archive.
fn own_start(path: &str) -> usize {
    let archived = path.char_indices().find_map(|(at, c)| {
        let archive = c == '/' && path[..at].to_ascii_lowercase().ends_with(".zip");
        archive.then(|| after_folder(&path[..at]))
    });
    let own = || path.rfind(Path::new(path).file_name()?.to_str()?);
    archived.or_else(own).unwrap_or(0)
}

/// Where the last part of a path begins.
fn after_folder(path: &str) -> usize {
    path.rfind(['/', '\\']).map_or(0, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folders() {
        let paths = [
            "in/2026-08/export.csv",
            "in/2026-09/export.csv",
            "a/x/day.csv",
            "b/x/day.csv",
            "b/y/day.csv",
            "alone/own.csv",
            "top.csv",
            "sub/top.csv",
            "one/a.zip/t.csv",
            "two/a.zip/t.csv",
        ];
        let names = FileNames::of(paths);
        let called: Vec<&str> = paths.iter().map(|path| names.name(path)).collect();
        let wanted = [
            "2026-08/export.csv",
            "2026-09/export.csv",
            "a/x/day.csv",
            "b/x/day.csv",
            "y/day.csv",
            "own.csv",
            "top.csv",
            "sub/top.csv",
            "one/a.zip/t.csv",
            "two/a.zip/t.csv",
        ];
        assert_eq!(called, wanted);
    }

    #[test]
    fn a_file_alone_goes_by_its_name() {
        let names = FileNames::of(["/data/a.csv", "/data/a.csv"]);
        for (path, name) in [
            ("/data/a.csv", "a.csv"),
            ("b/c.csv", "c.csv"),
            ("x/y.zip/in/t.csv", "y.zip/in/t.csv"),
            ("book.xlsx [Sheet 1]", "book.xlsx [Sheet 1]"),
            ("stdin", "stdin"),
            ("", ""),
        ] {
            assert_eq!(names.name(path), name);
        }
    }
}
