//! Files that are either complete or not there: content goes to a temporary
//! file in the target folder, which is renamed over the target at the end. A
//! run that is killed leaves the report of the run before it untouched.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes `bytes` to `path`, replacing what is there in one step.
///
/// # Errors
/// Any error of the file system; `path` is then as it was before.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// A buffered writer whose content appears at its path on
/// [`commit`](AtomicFile::commit) and never before. Dropped without a commit,
/// it leaves no trace.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl AtomicFile {
    /// Starts a file that will be at `path`. The folder must exist.
    ///
    /// # Errors
    /// When no file can be made in the folder of `path`.
    pub fn create(path: &Path) -> io::Result<AtomicFile> {
        // The same folder, because a rename is atomic only within one file system.
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".xinsheng-").suffix(".tmp");
        // A missing folder is told as the system does, without the name of
        // the temporary file, which means nothing to the reader of a message.
        std::fs::metadata(folder)?;
        let anonymous = |error: io::Error| io::Error::from(error.kind());
        // Temporary files are private by default; a report is an ordinary file
        // with the permissions the umask leaves.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        Ok(AtomicFile {
            writer: BufWriter::new(builder.tempfile_in(folder).map_err(anonymous)?),
            path: path.to_path_buf(),
        })
    }

    /// Flushes to disk and moves the file to its path.
    ///
    /// # Errors
    /// Any error of the file system; the path is then as it was before.
    pub fn commit(self) -> io::Result<()> {
        let temporary = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        let file: &File = temporary.as_file();
        file.sync_all()?;
        temporary.persist(&self.path)?;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_whole_files_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        write_atomic(&path, b"first").unwrap();
        write_atomic(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");

        let mut abandoned = AtomicFile::create(&path).unwrap();
        abandoned.write_all(b"half").unwrap();
        abandoned.flush().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second", "nothing shows before the commit");
        drop(abandoned);
        assert_eq!(names(folder.path()), ["report.html"], "no temporary file is left");
    }

    #[test]
    fn missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_atomic(&folder.path().join("no/such/file"), b"x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_as_far_as_the_umask_allows() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (plain, atomic) = (folder.path().join("plain"), folder.path().join("atomic"));
        std::fs::write(&plain, b"x").unwrap();
        write_atomic(&atomic, b"x").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&atomic), mode(&plain));
    }
}
