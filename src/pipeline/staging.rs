//! The place where the files of a run wait until all of them are complete: a
//! hidden folder within the folder that they go to, on the same file system.
//!
//! ```text
//! report/.xinsheng-run/lock      held while the run lives
//!                      owner     process and start of the run, for messages
//!                      new/      its files
//!                      old/      files of the run before, moved aside
//!                      journal   names the files that are to change places
//! ```
//!
//! No system replaces several files of a folder in one step, and replacing the
//! folder itself would take the user's own files in it, and the working folder
//! of whoever stands in it, away with the old one; links into a folder that is
//! swapped would break when a report is copied or sent. So the files change
//! places in an order in which old and new never stand side by side:
//!
//! 1. When all new files are on disk, the journal is written. From here on the
//!    new report is the valid one.
//! 2. Every old file is moved aside.
//! 3. Every new file is moved in, the report to open first last of all.
//! 4. The journal and the folder go.
//!
//! A run that is killed before 1 leaves the old report, and after 3 the new
//! one. Between, for a few dozen renames, files are missing, but never mixed: all that
//! are there belong to one report. The next run into the folder finds the
//! journal of the dead one and finishes its moves before it does anything else.
//! Where a move fails, those before it are taken back.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::destination::{Destination, folder_of, open_stream};
use super::output_file::take_after;

/// Name of the staging folder within the folder of the outputs.
const NAME: &str = ".xinsheng-run";

/// The parts of a staging folder.
#[derive(Debug, Clone)]
pub(super) struct Staging {
    /// The folder of the outputs.
    pub(super) folder: PathBuf,
    root: PathBuf,
}

/// Names of files that change places.
#[derive(Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Journal {
    /// Files of the run, in the order in which they are moved in.
    pub(super) put: Vec<String>,
    /// Files of other runs that the run has none of.
    pub(super) gone: Vec<String>,
}

/// The moves of a commit.
#[derive(Debug, Default)]
struct Moves {
    /// Old files, and where they are put aside.
    aside: Vec<(PathBuf, PathBuf)>,
    /// New files, and where they go.
    into: Vec<(PathBuf, Destination)>,
}

impl Moves {
    /// Moves aside what is old, and only then moves in what is new.
    fn make(&self) -> Result<(), (PathBuf, io::Error)> {
        for (path, old) in &self.aside {
            fs::rename(path, old).map_err(|error| (path.clone(), error))?;
        }
        for (new, place) in &self.into {
            let (Destination::File { path, .. } | Destination::Stream(path)) = place;
            let moved = match place {
                Destination::File { .. } => fs::rename(new, path),
                Destination::Stream(_) => File::open(new)
                    .and_then(|mut new| io::copy(&mut new, &mut open_stream(path)?))
                    .and_then(|_| fs::remove_file(new)),
            };
            moved.map_err(|error| (path.clone(), error))?;
        }
        Ok(())
    }
}

impl Staging {
    pub(super) fn of(folder: &Path) -> Staging {
        Staging { folder: folder.to_owned(), root: folder.join(NAME) }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(super) fn owner(&self) -> PathBuf {
        self.root.join("owner")
    }

    fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// A file of the run, before it is in its place.
    pub(super) fn new_file(&self, name: &str) -> PathBuf {
        self.root.join("new").join(name)
    }

    fn old_file(&self, name: &str) -> PathBuf {
        self.root.join("old").join(name)
    }

    /// Makes the folders of new and old files.
    pub(super) fn make(&self) -> io::Result<()> {
        for part in ["new", "old"] {
            fs::create_dir(self.root.join(part))?;
        }
        Ok(())
    }

    /// Makes sure that a file called `name` can be put into the folder.
    pub(super) fn probe(&self, name: &str) -> io::Result<()> {
        if let Destination::File { path, .. } = Destination::of(&self.folder.join(name))? {
            same_device(&self.root, folder_of(&path))?;
        }
        Ok(())
    }

    /// Puts the files of the run in place of those that are there. On an error
    /// the folder is as it was.
    pub(super) fn commit(&self, journal: &Journal) -> Result<(), (PathBuf, io::Error)> {
        let told = |path: &Path| {
            let path = path.to_owned();
            move |error| (path, error)
        };
        for name in &journal.put {
            let path = self.folder.join(name);
            if let Destination::File { there: Some(there), .. } =
                Destination::of(&path).map_err(told(&path))?
            {
                self.inherit(name, &there).map_err(told(&path))?;
            }
        }
        // Looked up before, so that the moves follow each other without a pause.
        let moves = self.moves(journal)?;
        let written = sync_folder(&self.root.join("new")).and_then(|()| self.write(journal));
        written.map_err(told(&self.folder))?;
        if let Err(error) = moves.make() {
            // What cannot be taken back either is left to the next run.
            if self.back(journal).is_ok() {
                let _ = fs::remove_file(self.journal());
            }
            return Err(error);
        }
        // The new files are in their places; what is left over is swept later.
        let _ = sync_folder(&self.folder);
        let _ = fs::remove_file(self.journal());
        Ok(())
    }

    /// Finishes the moves of a run that was killed amid them.
    pub(super) fn recover(&self) -> Result<(), (PathBuf, io::Error)> {
        let told = |error| (self.folder.clone(), error);
        let journal = match fs::read(self.journal()) {
            Ok(journal) => journal,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(told(error)),
        };
        let journal: Journal = serde_json::from_slice(&journal).map_err(|e| told(e.into()))?;
        self.moves(&journal)?.make()?;
        sync_folder(&self.folder).map_err(told)?;
        fs::remove_file(self.journal()).map_err(told)
    }

    fn inherit(&self, name: &str, there: &Metadata) -> io::Result<()> {
        take_after(&File::options().write(true).open(self.new_file(name))?, there)
    }

    /// The journal is there as a whole or not at all.
    fn write(&self, journal: &Journal) -> io::Result<()> {
        let begun = self.root.join("journal.tmp");
        let mut file = File::create(&begun)?;
        file.write_all(&serde_json::to_vec(journal)?)?;
        file.sync_all()?;
        fs::rename(&begun, self.journal())?;
        sync_folder(&self.root)
    }

    /// What there is to move, as far as that is not done yet: a file that still
    /// waits has not been moved in, so what stands in its place is old.
    fn moves(&self, journal: &Journal) -> Result<Moves, (PathBuf, io::Error)> {
        let mut moves = Moves::default();
        for name in journal.put.iter().filter(|name| self.new_file(name).exists()) {
            let path = self.folder.join(name);
            let place = Destination::of(&path).map_err(|error| (path, error))?;
            if let Destination::File { path, there: Some(_) } = &place {
                moves.aside.push((path.clone(), self.old_file(name)));
            }
            moves.into.push((self.new_file(name), place));
        }
        for name in &journal.gone {
            let path = self.folder.join(name);
            let replaceable = |is: Metadata| is.is_file() || is.is_symlink();
            if fs::symlink_metadata(&path).is_ok_and(replaceable) {
                moves.aside.push((path, self.old_file(name)));
            }
        }
        Ok(moves)
    }

    /// Takes the moves back: first what is new, then what is old.
    fn back(&self, journal: &Journal) -> io::Result<()> {
        for name in &journal.put {
            // One that is not waiting has been moved in.
            if !self.new_file(name).exists()
                && let Destination::File { path, there: Some(_) } =
                    Destination::of(&self.folder.join(name))?
            {
                fs::rename(path, self.new_file(name))?;
            }
        }
        for name in journal.put.iter().chain(&journal.gone) {
            let old = self.old_file(name);
            if fs::symlink_metadata(&old).is_err() {
                continue;
            }
            let gone = journal.gone.contains(name);
            let path = self.folder.join(name);
            match Destination::of(&path)? {
                Destination::File { path, .. } if !gone => fs::rename(old, path)?,
                _ => fs::rename(old, path)?,
            }
        }
        Ok(())
    }

    /// Removes what a run has staged, unless its moves are to be finished. The
    /// lock stays.
    pub(super) fn sweep(&self) {
        if self.journal().exists() {
            return;
        }
        // What cannot be removed now is tried again by the next run.
        for part in ["new", "old"] {
            let _ = fs::remove_dir_all(self.root.join(part));
        }
        for part in ["journal.tmp", "owner"] {
            let _ = fs::remove_file(self.root.join(part));
        }
    }
}

/// Removes the staging folder within `folder`, and `folder` too if it was
/// `made` for the run and is empty.
pub(super) fn clear(folder: &Path, made: bool) {
    let staging = Staging::of(folder);
    staging.sweep();
    let _ = fs::remove_file(staging.lock());
    let _ = fs::remove_dir(staging.root());
    if made {
        let _ = fs::remove_dir(folder);
    }
}

/// Makes the names in a folder last, where the system can.
fn sync_folder(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, Unsupported};
    match cfg!(unix) {
        true => match File::open(folder)?.sync_all() {
            // Some network file systems know no such thing.
            Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
            synced => synced,
        },
        false => Ok(()),
    }
}

/// A file can be moved in one step only within a file system.
fn same_device(one: &Path, other: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if fs::metadata(one)?.dev() != fs::metadata(other)?.dev() {
            return Err(io::ErrorKind::CrossesDevices.into());
        }
    }
    #[cfg(not(unix))]
    let _ = (one, other);
    Ok(())
}
