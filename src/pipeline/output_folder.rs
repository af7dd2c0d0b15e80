//! A folder that gets all the files of a run at once, or none. The files wait
//! in a staging folder; [`staging`](super::staging) tells how they change
//! places with those of the run before. A lock keeps runs apart.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::PipelineError;
use super::output_file::sweep;
use super::staging::{Journal, Staging, clear};
use super::unfinished::{Listed, Unfinished, put_in_place};

/// Times that a lock is tried to be had which another run is about to let go.
const ATTEMPTS: usize = 20;

/// How long is waited between them.
const PAUSE: Duration = Duration::from_millis(20);

/// The outputs of a run that go into one folder. Dropped without a
/// [commit](OutputFolder::commit), it leaves no trace.
#[derive(Debug)]
pub struct OutputFolder {
    staging: Staging,
    /// Files that a run may put there, as they were told.
    names: Vec<String>,
    staged: Vec<String>,
    /// Whether the folder was made for this run.
    made: bool,
    listed: Option<Listed>,
    lock: Option<File>,
}

impl OutputFolder {
    /// Takes `folder`, which is made where it is missing, for a run that may
    /// write files of these `names`. What a run that was killed has left is put
    /// in order first.
    ///
    /// # Errors
    /// A folder that cannot be made or written, one that another run is writing,
    /// a file of these names that cannot be replaced.
    pub fn open(folder: &Path, names: &[&str]) -> Result<OutputFolder, PipelineError> {
        let (mut output, listed) = Listed::made(|| {
            let output = OutputFolder::taken(folder, names)?;
            let made = output.made;
            Ok::<_, PipelineError>((
                output,
                Unfinished::Staging { folder: folder.to_owned(), made },
            ))
        })?;
        output.listed = Some(listed);
        let staging = &output.staging;
        let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S").to_string();
        let owner = format!("{}\n{now}\n", std::process::id());
        let written = fs::write(staging.owner(), owner).and_then(|()| staging.make());
        written.map_err(PipelineError::writing(folder))?;
        for name in &output.names {
            let path = folder.join(name);
            staging.probe(name).map_err(PipelineError::writing(&path))?;
        }
        Ok(output)
    }

    /// Locks the folder, and puts in order what is there.
    fn taken(folder: &Path, names: &[&str]) -> Result<OutputFolder, PipelineError> {
        let writing = PipelineError::writing(folder);
        let made = !folder.exists();
        fs::create_dir_all(folder).map_err(&writing)?;
        let staging = Staging::of(folder);
        let lock = match lock(&staging).map_err(&writing)? {
            Some(lock) => lock,
            None => return Err(busy(&staging)),
        };
        let output = OutputFolder {
            listed: None,
            lock: Some(lock),
            names: names.iter().map(|&name| name.to_owned()).collect(),
            staged: Vec::new(),
            staging,
            made,
        };
        let recovered = output.staging.recover();
        recovered.map_err(|(path, error)| PipelineError::writing(&path)(error))?;
        output.staging.sweep();
        sweep(folder);
        Ok(output)
    }

    /// Writes reports that are made.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn write_all(
        &mut self,
        files: impl IntoIterator<Item = (&'static str, Vec<u8>)>,
    ) -> Result<(), PipelineError> {
        files.into_iter().try_for_each(|(name, bytes)| self.write(name, &bytes))
    }

    /// Where the file called `name` will be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.staging.folder.join(name)
    }

    /// A folder for temporary files, on the file system of the outputs.
    pub(super) fn scratch(&self) -> &Path {
        self.staging.root()
    }

    /// Starts a file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(&mut self, name: &str) -> Result<StagedFile, PipelineError> {
        let path = self.path(name);
        let file = File::create_new(self.staging.new_file(name));
        let file = file.map_err(PipelineError::writing(&path))?;
        self.staged.push(name.to_owned());
        Ok(StagedFile { writer: BufWriter::new(file) })
    }

    /// Writes a whole file.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), PipelineError> {
        let mut file = self.create(name)?;
        let written = file.write_all(bytes).and_then(|()| file.finish());
        written.map_err(PipelineError::writing(&self.path(name)))
    }

    /// Puts the files into the folder, in the order of the names that were told
    /// at first, and removes files of these names that this run has none of.
    ///
    /// # Errors
    /// When a file cannot be moved; the folder is then as it was before.
    pub fn commit(mut self) -> Result<Vec<PathBuf>, PipelineError> {
        let names = std::mem::take(&mut self.names);
        let (put, gone) = names.into_iter().partition(|name| self.staged.contains(name));
        let journal = Journal { put, gone };
        put_in_place(|| self.staging.commit(&journal))
            .map_err(|(path, error)| PipelineError::writing(&path)(error))?;
        Ok(journal.put.iter().map(|name| self.path(name)).collect())
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        // The folder stays where it has got files.
        clear(&self.staging.folder, self.made);
        self.listed = None;
        self.lock = None;
    }
}

/// A file of an [`OutputFolder`] that is being written.
#[derive(Debug)]
pub struct StagedFile {
    writer: BufWriter<File>,
}

impl StagedFile {
    /// Brings it to disk.
    ///
    /// # Errors
    /// Any error of the file system.
    pub fn finish(self) -> io::Result<()> {
        self.writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Makes the staging folder and locks it; `None` where another run has it.
fn lock(staging: &Staging) -> io::Result<Option<File>> {
    for attempt in 0.. {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(staging.root()) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let path = staging.lock();
        let opened = File::options().create(true).write(true).truncate(false).open(&path);
        let file = match opened {
            Ok(file) => file,
            // The run that had it is just leaving.
            Err(error) if error.kind() == ErrorKind::NotFound && attempt < ATTEMPTS => continue,
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, &path)? => return Ok(Some(file)),
            // File systems without locks keep no runs apart.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Ok(Some(file));
            }
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if attempt >= ATTEMPTS => return Ok(None),
            // Its owner says who it is as the first thing, and leaves as the last.
            Err(TryLockError::WouldBlock) if staging.owner().exists() => return Ok(None),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
    Ok(None)
}

/// Whether the file that was opened is the one that is there now.
pub(super) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (own, there) = (file.metadata()?, fs::metadata(path));
        Ok(there.is_ok_and(|there| (there.dev(), there.ino()) == (own.dev(), own.ino())))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(path.exists())
    }
}

fn busy(staging: &Staging) -> PipelineError {
    let owner = fs::read_to_string(staging.owner()).unwrap_or_default();
    let mut lines = owner.lines().map(str::to_owned);
    let unknown = || "?".to_owned();
    PipelineError::Busy {
        folder: staging.folder.clone(),
        process: lines.next().unwrap_or_else(unknown),
        since: lines.next().unwrap_or_else(unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["a.csv", "b.csv", "other.csv", "report.html"];

    /// Names and contents of what is there.
    fn there(folder: &Path) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(path).unwrap_or_default())
            })
            .collect();
        files.sort();
        files
    }

    fn staged(folder: &Path, names: &[&str], content: &str) -> OutputFolder {
        let mut output = OutputFolder::open(folder, &NAMES).unwrap();
        names.iter().for_each(|name| output.write(name, content.as_bytes()).unwrap());
        output
    }

    fn pairs(names: &[&str], content: &str) -> Vec<(String, String)> {
        names.iter().map(|&name| (name.to_owned(), content.to_owned())).collect()
    }

    #[test]
    fn all_files_or_none() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("report");
        drop(staged(&folder, &["a.csv"], "1"));
        assert!(!folder.exists(), "nothing is left of a run that made it");
        staged(&folder, &["a.csv", "other.csv", "report.html"], "1").commit().unwrap();
        assert_eq!(there(&folder), pairs(&["a.csv", "other.csv", "report.html"], "1"));
        drop(staged(&folder, &["a.csv", "b.csv"], "2"));
        assert_eq!(there(&folder), pairs(&["a.csv", "other.csv", "report.html"], "1"));
        let written = staged(&folder, &["report.html", "b.csv", "a.csv"], "3").commit().unwrap();
        assert_eq!(there(&folder), pairs(&["a.csv", "b.csv", "report.html"], "3"));
        assert_eq!(written, ["a.csv", "b.csv", "report.html"].map(|name| folder.join(name)));
    }

    #[test]
    fn files_of_the_user_stay() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("notes.txt"), "own").unwrap();
        fs::create_dir(root.path().join("other.csv")).unwrap();
        let error = OutputFolder::open(root.path(), &NAMES).unwrap_err();
        assert!(error.to_string().contains("other.csv"), "{error}");
        fs::remove_dir(root.path().join("other.csv")).unwrap();
        staged(root.path(), &["a.csv"], "1").commit().unwrap();
        assert_eq!(there(root.path())[1], ("notes.txt".to_owned(), "own".to_owned()));
    }

    #[test]
    fn one_run_at_a_time() {
        let root = tempfile::tempdir().unwrap();
        let first = staged(root.path(), &["a.csv"], "1");
        let error = OutputFolder::open(root.path(), &NAMES).unwrap_err();
        let PipelineError::Busy { process, since, .. } = &error else { panic!("{error}") };
        assert_eq!(*process, std::process::id().to_string());
        assert!(since.starts_with("20"), "{since}");
        first.commit().unwrap();
        staged(root.path(), &["a.csv"], "2").commit().unwrap();
        assert_eq!(there(root.path()), pairs(&["a.csv"], "2"));
    }

    /// Every state that a kill can leave is made by hand: the folder is never
    /// mixed, and the next run finishes what was begun.
    #[test]
    fn a_run_that_was_killed_is_finished_by_the_next() {
        for moves in 0..=7 {
            let root = tempfile::tempdir().unwrap();
            let at = |name: &str| root.path().join(name);
            staged(root.path(), &["a.csv", "other.csv", "report.html"], "old").commit().unwrap();
            let run = staged(root.path(), &["a.csv", "b.csv", "report.html"], "new");
            let staging = run.staging.clone();
            let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
            let journal =
                Journal { put: own(&["a.csv", "b.csv", "report.html"]), gone: own(&["other.csv"]) };
            let new = |name: &str| staging.new_file(name);
            let old = |name: &str| staging.root().join("old").join(name);
            let steps = [
                (at("a.csv"), old("a.csv")),
                (at("report.html"), old("report.html")),
                (at("other.csv"), old("other.csv")),
                (new("a.csv"), at("a.csv")),
                (new("b.csv"), at("b.csv")),
                (new("report.html"), at("report.html")),
            ];
            let killed = moves > 0;
            if killed {
                let bytes = serde_json::to_vec(&journal).unwrap();
                fs::write(staging.root().join("journal"), bytes).unwrap();
                steps.iter().take(moves - 1).for_each(|(from, to)| fs::rename(from, to).unwrap());
                let mut found: Vec<String> = there(root.path())
                    .into_iter()
                    .filter(|(name, _)| !name.starts_with('.'))
                    .map(|(_, content)| content)
                    .collect();
                found.dedup();
                assert!(found.len() <= 1, "{moves}: {found:?}");
            }
            // As a process does that dies: the lock goes, the files stay.
            let mut run = std::mem::ManuallyDrop::new(run);
            run.lock = None;
            run.listed = None;
            drop(OutputFolder::open(root.path(), &NAMES).unwrap());
            let expected = match killed {
                true => pairs(&["a.csv", "b.csv", "report.html"], "new"),
                false => pairs(&["a.csv", "other.csv", "report.html"], "old"),
            };
            assert_eq!(there(root.path()), expected, "after {moves} moves");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_move_that_fails_is_taken_back() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        staged(root.path(), &["a.csv", "other.csv", "report.html"], "old").commit().unwrap();
        fs::create_dir(at("gone")).unwrap();
        std::os::unix::fs::symlink("gone/b.csv", at("b.csv")).unwrap();
        let run = staged(root.path(), &["a.csv", "b.csv", "report.html"], "new");
        let staging = run.staging.clone();
        // Where a link leads there is no folder any more: found out amid the moves.
        fs::remove_dir(at("gone")).unwrap();
        let before: Vec<_> = there(root.path()).split_off(1);
        assert!(run.commit().unwrap_err().to_string().contains("gone/b.csv"));
        assert_eq!(there(root.path()), before);
        assert!(!staging.root().exists());
        fs::remove_file(at("b.csv")).unwrap();
        fs::create_dir(at("b.csv")).unwrap();
        let error = OutputFolder::open(root.path(), &NAMES).unwrap_err();
        assert!(error.to_string().contains("b.csv"), "{error}");
        assert_eq!(there(root.path()).len(), 4);
    }

    #[cfg(unix)]
    #[test]
    fn links_permissions_and_devices_within_the_folder() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir(at("kept")).unwrap();
        fs::write(at("kept/a"), "old").unwrap();
        symlink("kept/a", at("a.csv")).unwrap();
        symlink("/dev/null", at("b.csv")).unwrap();
        fs::write(at("report.html"), "old").unwrap();
        fs::set_permissions(at("report.html"), PermissionsExt::from_mode(0o600)).unwrap();
        staged(root.path(), &["a.csv", "b.csv", "report.html"], "new").commit().unwrap();
        let is_link = |name: &str| fs::symlink_metadata(at(name)).unwrap().is_symlink();
        assert!(is_link("a.csv") && is_link("b.csv"));
        assert_eq!(fs::read_to_string(at("kept/a")).unwrap(), "new");
        let mode = fs::metadata(at("report.html")).unwrap().permissions().mode();
        assert_eq!((mode & 0o7777, fs::read(at("report.html")).unwrap()), (0o600, b"new".to_vec()));
    }
}
