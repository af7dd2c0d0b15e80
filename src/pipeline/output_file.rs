//! Output files that are either complete or not there: content goes to a
//! temporary file in the folder of the target, which is renamed over the target
//! at the end. A run that is killed leaves the file of the run before it
//! untouched. Links are followed, and a file that is replaced hands on its
//! permissions. What is no regular file (`/dev/null`, a named pipe,
//! `/dev/stdout`) cannot be replaced and is written as it stands.

use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::destination::{Destination, folder_of, open_stream};
use super::output_folder::is_at;
use super::unfinished::{Listed, Unfinished, put_in_place};

/// Writes `bytes` to `path`, replacing what is there in one step.
///
/// # Errors
/// Any error of the file system; a regular file is then as it was before.
pub fn write_output(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OutputFile::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// A buffered writer whose content appears at its path on
/// [`commit`](OutputFile::commit) and never before. Dropped without a commit,
/// it leaves no trace. Streams such as `/dev/stdout` get the content at once.
#[derive(Debug)]
pub struct OutputFile {
    writer: BufWriter<Medium>,
}

#[derive(Debug)]
enum Medium {
    Staged(Box<Staged>),
    Stream(File),
}

/// A temporary file that takes the place of `target` at the end, with its
/// permissions.
#[derive(Debug)]
struct Staged {
    file: NamedTempFile,
    target: PathBuf,
    there: Option<Metadata>,
    listed: Listed,
}

/// How the names of temporary files begin and end.
const NAME: (&str, &str) = (".xinsheng-", ".tmp");

impl OutputFile {
    /// Starts a file that will be at `path`. The folder must exist.
    ///
    /// # Errors
    /// When no file can be made in the folder of `path`, or `path` is a folder.
    pub fn create(path: &Path) -> io::Result<OutputFile> {
        let sink = match Destination::of(path)? {
            Destination::File { path, there } => {
                sweep(folder_of(&path));
                let (file, listed) = Listed::made(|| {
                    let file = temporary(folder_of(&path), there.as_ref())?;
                    let listed = Unfinished::File(file.path().to_owned());
                    io::Result::Ok((file, listed))
                })?;
                Medium::Staged(Box::new(Staged { file, target: path, there, listed }))
            }
            Destination::Stream(path) => Medium::Stream(open_stream(&path)?),
        };
        Ok(OutputFile { writer: BufWriter::new(sink) })
    }

    /// Whether `path` is a device, a named pipe or an open descriptor.
    pub fn is_stream(path: &Path) -> bool {
        matches!(Destination::of(path), Ok(Destination::Stream(_)))
    }

    /// Flushes to disk and moves the file to its path.
    ///
    /// # Errors
    /// Any error of the file system; a regular file is then as it was before.
    pub fn commit(self) -> io::Result<()> {
        match self.writer.into_inner().map_err(io::IntoInnerError::into_error)? {
            Medium::Staged(staged) => {
                let Staged { file, target, there, listed } = *staged;
                if let Some(there) = &there {
                    take_after(file.as_file(), there)?;
                }
                file.as_file().sync_all()?;
                // Where locks are mandatory, a locked file stays where it is.
                if cfg!(windows) {
                    file.as_file().unlock()?;
                }
                put_in_place(|| file.persist(&target))?;
                drop(listed);
                Ok(())
            }
            Medium::Stream(mut file) => file.flush(),
        }
    }
}

/// A temporary file in `folder` that nobody may read who may not read `there`,
/// or else an ordinary one with the permissions that the umask leaves.
fn temporary(folder: &Path, there: Option<&Metadata>) -> io::Result<NamedTempFile> {
    // A missing folder is told as the system does, without the name of
    // the temporary file, which means nothing to the reader of a message.
    std::fs::metadata(folder)?;
    let anonymous = |error: io::Error| io::Error::from(error.kind());
    let mut builder = tempfile::Builder::new();
    builder.prefix(NAME.0).suffix(NAME.1);
    #[cfg(unix)]
    builder.permissions(match there {
        Some(there) => there.permissions(),
        None => std::os::unix::fs::PermissionsExt::from_mode(0o666),
    });
    loop {
        let file = builder.tempfile_in(folder).map_err(anonymous)?;
        // Tells it from one that a run has left behind, which is swept. One that
        // was swept before it was locked is made again.
        match file.as_file().lock() {
            Ok(()) if !is_at(file.as_file(), file.path())? => {}
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
            _ => return Ok(file),
        }
    }
}

/// Removes the temporary files in `folder` that no living process holds: those
/// of runs that were killed.
pub(super) fn sweep(folder: &Path) {
    // What cannot be seen or removed is no reason not to write.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let named = name.to_str().is_some_and(|n| n.starts_with(NAME.0) && n.ends_with(NAME.1));
        if named
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Gives `file` the permissions of the one that it replaces, and its owner where
/// the system lets us.
pub(super) fn take_after(file: &File, there: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (there.uid(), there.gid()) {
            // Only the administrator may, and nobody loses by it.
            let _ = fchown(file, Some(there.uid()), Some(there.gid()));
        }
    }
    file.set_permissions(there.permissions())
}

impl Write for Medium {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Medium::Staged(staged) => staged.file.write(bytes),
            Medium::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Medium::Staged(staged) => staged.file.flush(),
            Medium::Stream(file) => file.flush(),
        }
    }
}

impl Write for OutputFile {
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
        write_output(&path, b"first").unwrap();
        write_output(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");

        let mut abandoned = OutputFile::create(&path).unwrap();
        abandoned.write_all(b"half").unwrap();
        abandoned.flush().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second", "nothing shows before the commit");
        drop(abandoned);
        assert_eq!(names(folder.path()), ["report.html"], "no temporary file is left");
    }

    #[test]
    fn missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_output(&folder.path().join("no/such/file"), b"x").is_err());
        assert!(write_output(folder.path(), b"x").is_err());
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

        fn mode(path: &Path) -> u32 {
            std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        #[test]
        fn others_may_read_as_far_as_the_umask_allows() {
            let folder = tempfile::tempdir().unwrap();
            let (plain, atomic) = (folder.path().join("plain"), folder.path().join("atomic"));
            std::fs::write(&plain, b"x").unwrap();
            write_output(&atomic, b"x").unwrap();
            assert_eq!(mode(&atomic), mode(&plain));
        }

        #[test]
        fn a_file_that_is_replaced_hands_on_its_permissions() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("private");
            for set in [0o600, 0o640, 0o777] {
                std::fs::write(&path, b"x").unwrap();
                std::fs::set_permissions(&path, PermissionsExt::from_mode(set)).unwrap();
                let file = OutputFile::create(&path).unwrap();
                let [temporary] = std::fs::read_dir(folder.path())
                    .unwrap()
                    .map(|entry| entry.unwrap().path())
                    .filter(|other| *other != path)
                    .collect::<Vec<_>>()
                    .try_into()
                    .unwrap();
                assert_eq!(mode(&temporary) & !set, 0, "never readable by more than before");
                file.commit().unwrap();
                assert_eq!(mode(&path), set);
            }
        }

        #[test]
        fn a_link_stays_and_its_target_is_replaced() {
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(name);
            std::fs::create_dir(at("inner")).unwrap();
            std::fs::write(at("inner/real"), b"old").unwrap();
            symlink("inner/real", at("link")).unwrap();
            symlink("inner/new", at("dangling")).unwrap();
            for (link, target) in [("link", "inner/real"), ("dangling", "inner/new")] {
                write_output(&at(link), b"new").unwrap();
                assert!(std::fs::symlink_metadata(at(link)).unwrap().is_symlink());
                assert_eq!(std::fs::read(at(target)).unwrap(), b"new");
            }
            assert_eq!(names(folder.path()), ["dangling", "inner", "link"]);
            assert_eq!(names(&at("inner")), ["new", "real"]);
        }

        #[test]
        fn a_device_is_written_through() {
            let null = std::fs::metadata("/dev/null").unwrap();
            write_output(Path::new("/dev/null"), b"gone").unwrap();
            let after = std::fs::metadata("/dev/null").unwrap();
            assert_eq!((after.ino(), after.rdev()), (null.ino(), null.rdev()));
        }
    }
}
