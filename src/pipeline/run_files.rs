//! Which files a run reads and which it writes. None may be both, and no two
//! outputs may be one file: that is found out before anything is read.

use std::path::{Path, PathBuf};

use super::PipelineError;
use super::destination::{Destination, folder_of};
use super::input::Input;
use super::inputs::expanded;

/// The files of a run, to be [checked](RunFiles::check) before it begins.
#[derive(Debug, Default)]
pub struct RunFiles {
    read: Vec<PathBuf>,
    written: Vec<PathBuf>,
}

impl RunFiles {
    /// Adds a file that is read.
    pub fn reads(&mut self, path: &Path) {
        self.read.push(path.to_owned());
    }

    /// Adds what the user names as inputs: files, patterns, `-` for standard
    /// input.
    ///
    /// # Errors
    /// A pattern that no file matches.
    pub fn reads_named(&mut self, named: &[PathBuf]) -> Result<(), PipelineError> {
        for name in named {
            if name.as_os_str() == "-" {
                self.reads(Path::new("/dev/stdin"));
            } else {
                self.read.extend(expanded(name)?);
            }
        }
        Ok(())
    }

    /// Adds an input; a standard input that is spooled is read already.
    pub(super) fn reads_input(&mut self, input: &Input) {
        input.path().into_iter().for_each(|path| self.reads(path));
    }

    /// Adds a model that is read: a file, or a folder and the files in it.
    pub fn reads_model(&mut self, path: &Path) {
        match std::fs::read_dir(path) {
            Ok(entries) => self.read.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => self.reads(path),
        }
    }

    /// Adds a file that is written.
    pub fn writes(&mut self, path: &Path) {
        self.written.push(path.to_owned());
    }

    /// Adds the files that are written into a folder, or removed from it.
    pub fn writes_into(&mut self, folder: &Path, names: &[&str]) {
        self.written.extend(names.iter().map(|name| folder.join(name)));
    }

    /// Says that standard output is written, which may be a file.
    pub fn writes_to_stdout(&mut self) {
        self.writes(Path::new("/dev/stdout"));
    }

    /// Makes sure that no output is one of the inputs, and no other output
    /// either, by whatever name or link.
    ///
    /// # Errors
    /// [`PipelineError::OverInput`] or [`PipelineError::OneOutput`].
    pub fn check(&self) -> Result<(), PipelineError> {
        let written: Vec<(&PathBuf, Identity)> = self
            .written
            .iter()
            .filter_map(|path| Some((path, Identity::of_output(path)?)))
            .collect();
        for input in &self.read {
            let Some(identity) = Identity::of(input) else { continue };
            if let Some((output, _)) = written.iter().find(|(_, other)| *other == identity) {
                let (input, output) = (input.clone(), (*output).clone());
                return Err(PipelineError::OverInput { output, input });
            }
        }
        for (at, (first, identity)) in written.iter().enumerate() {
            let rest = &written[at + 1..];
            if let Some((second, _)) = rest.iter().find(|(_, other)| other == identity) {
                let (first, second) = ((*first).clone(), (*second).clone());
                return Err(PipelineError::OneOutput { first, second });
            }
        }
        Ok(())
    }
}

/// What makes two paths the same file.
#[derive(Debug, PartialEq, Eq)]
enum Identity {
    /// Device and inode of one that is there.
    #[cfg(unix)]
    There(u64, u64),
    /// The path of one that is not there, or that has no number.
    At(PathBuf),
}

impl Identity {
    /// That of a file that is there. Terminals, `/dev/null` and connections may
    /// be read and written at the same time, and have none.
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Identity> {
        use std::os::unix::fs::{FileTypeExt, MetadataExt};
        let there = std::fs::metadata(path).ok()?;
        let kind = there.file_type();
        let shared = kind.is_char_device() || kind.is_socket();
        (!shared).then(|| Identity::There(there.dev(), there.ino()))
    }

    /// That of a file that is there.
    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<Identity> {
        path.canonicalize().ok().map(Identity::At)
    }

    /// That of a file that may not be there yet.
    fn of_output(path: &Path) -> Option<Identity> {
        if std::fs::metadata(path).is_ok() {
            return Identity::of(path);
        }
        let Ok(Destination::File { path, .. }) = Destination::of(path) else { return None };
        let folder = folder_of(&path).canonicalize().ok()?;
        let name = path.file_name()?;
        // Where names that differ in case alone are one.
        let blind = cfg!(any(windows, target_os = "macos"));
        let name = if blind { name.to_ascii_lowercase() } else { name.to_owned() };
        Some(Identity::At(folder.join(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn checked(read: &[&Path], written: &[&Path]) -> Result<(), PipelineError> {
        let owned = |paths: &[&Path]| paths.iter().map(|path| (*path).to_owned()).collect();
        RunFiles { read: owned(read), written: owned(written) }.check()
    }

    #[test]
    fn an_output_is_no_input_and_no_other_output() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("inner")).unwrap();
        fs::write(at("a.csv"), "a").unwrap();
        fs::write(at("b.csv"), "a").unwrap();
        let (a, b, new) = (at("a.csv"), at("b.csv"), at("new.csv"));
        assert!(checked(&[&a], &[&b, &new]).is_ok());
        assert!(checked(&[&a, &a], &[&new]).is_ok(), "read twice");
        let over = |output: &Path| {
            matches!(checked(&[&b, &a], &[&new, output]), Err(PipelineError::OverInput { .. }))
        };
        assert!(over(&a) && over(&at("inner/../a.csv")) && !over(&at("c.csv")));
        let twice = |first: &Path, second: &Path| {
            matches!(checked(&[], &[first, second]), Err(PipelineError::OneOutput { .. }))
        };
        assert!(twice(&a, &at("./a.csv")) && twice(&new, &at("inner/../new.csv")));
        assert!(!twice(&a, &b) && !twice(&new, &at("inner/new.csv")));
        assert!(checked(&[&at("none.csv")], &[&at("none.csv")]).is_ok(), "told of when opened");
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_hide_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.csv"), "a").unwrap();
        std::os::unix::fs::symlink("a.csv", at("soft.csv")).unwrap();
        std::os::unix::fs::symlink("new.csv", at("dangling.csv")).unwrap();
        fs::hard_link(at("a.csv"), at("hard.csv")).unwrap();
        for link in ["soft.csv", "hard.csv"] {
            for (read, written) in [(link, "a.csv"), ("a.csv", link)] {
                assert!(checked(&[&at(read)], &[&at(written)]).is_err(), "{read} {written}");
            }
            assert!(checked(&[], &[&at("a.csv"), &at(link)]).is_err());
        }
        assert!(checked(&[], &[&at("new.csv"), &at("dangling.csv")]).is_err());
        let null = Path::new("/dev/null");
        assert!(checked(&[null], &[null, null]).is_ok(), "nothing is lost there");
    }

    #[test]
    fn a_folder_counts_file_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("report.xlsx"), "x").unwrap();
        fs::write(at("own.xlsx"), "x").unwrap();
        let mut files = RunFiles::default();
        files.writes_into(folder.path(), &["report.html", "report.xlsx"]);
        files.reads_named(&[at("own.*")]).unwrap();
        files.check().unwrap();
        files.reads_named(&[at("*.xlsx")]).unwrap();
        assert!(files.check().is_err());
        let mut model = RunFiles::default();
        model.reads_model(folder.path());
        model.writes(&at("own.xlsx"));
        assert!(model.check().is_err());
    }
}
