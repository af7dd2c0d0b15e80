//! What a run has judged so far, on disk, so that a run which was killed need not judge it
//! again.
//!
//! Judging is what takes long: reading and counting are done anew, and a comment that was
//! judged before gets its verdict from the file. Each verdict is kept with a hash of its
//! comment, so that nothing goes wrong where the input or the mapping has changed since:
//! from the first comment that is another one, all are judged. The file holds no text.
//!
//! ```text
//! "xsjudge5" key                        whoever judges: engine, model, taxonomy, version
//! length hash-of-comment sum verdict    as often as there are comments
//! ```

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::judge::Judge;
use super::unfinished::{Listed, Unfinished};
use super::verdict::Verdict;
use crate::sentiment::EngineError;

/// How a file begins.
const MAGIC: &[u8; 8] = b"xsjudge5";
/// Bytes before the first verdict.
const HEADER: u64 = 16;
/// Bytes of a verdict's frame.
const FRAME: usize = 20;
/// Longest verdict that is read back; more is damage.
const LONGEST: usize = 64 << 20;
/// Bytes that most verdicts take, with their frame.
const USUAL: usize = 96;
/// Verdicts wait in memory until there are so many bytes of them…
const WAITING: usize = 64 << 10;
/// …or until so long after the last ones were written.
const PAUSE: Duration = Duration::from_secs(1);

/// The verdicts of a run, those of an earlier one first.
#[derive(Debug, Default)]
pub struct Checkpoint {
    /// Where they are kept, if at all.
    path: Option<PathBuf>,
    resume: bool,
    key: u64,
    begun: bool,
    pub(super) known: KnownVerdicts,
    pub(super) kept: VerdictLog,
}

impl Checkpoint {
    /// Keeps verdicts in a file at `path` while the run lasts, and begins with those that
    /// are there if `resume`. Without it they go when the run fails or is interrupted; a
    /// run that is killed leaves them in either case.
    pub fn at(path: &Path, resume: bool) -> Checkpoint {
        Checkpoint { path: Some(path.to_owned()), resume, ..Checkpoint::default() }
    }

    /// Where the verdicts of a run that writes `output` are.
    pub fn beside(output: &Path) -> PathBuf {
        let name = output.file_name().unwrap_or_default();
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(".xinsheng-judged");
        output.with_file_name(hidden)
    }

    /// Whether verdicts are to be kept.
    pub(super) fn is_on(&self) -> bool {
        self.path.is_some() && !self.begun
    }

    /// Opens the file for whoever judges by `key`. Where that fails, nothing is kept.
    pub(super) fn begin(&mut self, key: u64) {
        let Some(path) = self.path.clone().filter(|_| !self.begun) else { return };
        (self.begun, self.key) = (true, key);
        let old = File::options().read(true).write(true).open(&path);
        let old = old.ok().filter(|file| file.try_lock().is_ok());
        match old {
            Some(file) if self.resume => {
                self.known = KnownVerdicts::of(&file, key);
                self.kept = VerdictLog::new(path, key, Some(file), self.resume);
            }
            Some(_) => {
                let _ = fs::remove_file(&path);
                self.kept = VerdictLog::new(path, key, None, self.resume);
            }
            // Another run has it.
            None if path.exists() => {}
            None => self.kept = VerdictLog::new(path, key, None, self.resume),
        }
    }

    /// Ends it: the run is complete, and the file goes.
    pub fn finish(mut self) {
        self.kept.done = true;
    }
}

/// Verdicts that were found, in the order of the comments.
#[derive(Debug, Default)]
pub(super) struct KnownVerdicts {
    file: Option<BufReader<File>>,
    key: u64,
    /// Where the next one begins.
    at: u64,
}

/// Verdicts of the first comments of a batch, and where they end in the file.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    pub(super) verdicts: Vec<Verdict>,
    pub(super) end: u64,
}

impl KnownVerdicts {
    fn of(file: &File, key: u64) -> KnownVerdicts {
        let begin = || -> io::Result<Option<BufReader<File>>> {
            let mut file = BufReader::new(file.try_clone()?);
            file.seek(SeekFrom::Start(0))?;
            let mut header = [0; HEADER as usize];
            file.read_exact(&mut header)?;
            let (magic, stated) = header.split_at(MAGIC.len());
            Ok((magic == MAGIC && stated == key.to_le_bytes()).then_some(file))
        };
        KnownVerdicts { file: begin().ok().flatten(), key, at: HEADER }
    }

    /// The verdicts on these comments, up to the first that has none.
    pub(super) fn ahead<'t>(&mut self, comments: impl Iterator<Item = &'t str>) -> Ahead {
        let mut ahead = Ahead { verdicts: Vec::new(), end: self.at.max(HEADER) };
        for comment in comments {
            let Some(file) = &mut self.file else { break };
            match read(file, comment, self.key) {
                Some((verdict, length)) => {
                    self.at += length;
                    ahead.end = self.at;
                    ahead.verdicts.push(verdict);
                }
                None => self.file = None,
            }
        }
        ahead
    }
}

/// The next verdict, if it is whole and that of `comment`, and its length in the file.
fn read(file: &mut impl Read, comment: &str, key: u64) -> Option<(Verdict, u64)> {
    let mut frame = [0; FRAME];
    file.read_exact(&mut frame).ok()?;
    let length = u32::from_le_bytes(frame[..4].try_into().ok()?) as usize;
    let hash = u64::from_le_bytes(frame[4..12].try_into().ok()?);
    let sum = u64::from_le_bytes(frame[12..].try_into().ok()?);
    if length > LONGEST || hash != xxh3_64_with_seed(comment.as_bytes(), key) {
        return None;
    }
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes).ok()?;
    if sum != xxh3_64(&bytes) {
        return None;
    }
    Some((postcard::from_bytes(&bytes).ok()?, (FRAME + length) as u64))
}

/// Appends a verdict as the file holds it.
fn write(out: &mut Vec<u8>, comment: &str, verdict: &Verdict, key: u64) {
    // Few verdicts are longer, and those take memory of their own.
    let (mut near, far);
    near = [0; 512];
    let bytes: &[u8] = match postcard::to_slice(verdict, &mut near) {
        Ok(bytes) => bytes,
        // A verdict can be written whatever it holds.
        Err(_) => {
            let Ok(bytes) = postcard::to_allocvec(verdict) else { return };
            far = bytes;
            &far
        }
    };
    let Ok(length) = u32::try_from(bytes.len()) else { return };
    let mut frame = [0; FRAME];
    frame[..4].copy_from_slice(&length.to_le_bytes());
    let hash = xxh3_64_with_seed(comment.as_bytes(), key);
    frame[4..12].copy_from_slice(&hash.to_le_bytes());
    frame[12..].copy_from_slice(&xxh3_64(bytes).to_le_bytes());
    out.reserve(FRAME + bytes.len());
    out.extend_from_slice(&frame);
    out.extend_from_slice(bytes);
}

/// Keeps the verdicts of the run.
#[derive(Debug, Default)]
pub(super) struct VerdictLog {
    path: PathBuf,
    key: u64,
    /// Whether there is anything to keep them in.
    on: bool,
    /// The file once there is something in it.
    file: Option<File>,
    /// Up to where it is that of this run.
    end: Option<u64>,
    waiting: Vec<u8>,
    written: Option<Instant>,
    resume: bool,
    done: bool,
    listed: Option<Listed>,
}

impl VerdictLog {
    fn new(path: PathBuf, key: u64, file: Option<File>, resume: bool) -> VerdictLog {
        let mut kept = VerdictLog::default();
        (kept.path, kept.key, kept.on, kept.file, kept.resume) = (path, key, true, file, resume);
        kept.written = Some(Instant::now());
        kept
    }

    /// Whether verdicts are kept, and with what their comments are hashed.
    pub(super) fn key(&self) -> Option<u64> {
        self.on.then_some(self.key)
    }

    /// Adds verdicts that come in the file after the byte `from`, unless there are others
    /// before them already.
    pub(super) fn add(&mut self, from: u64, verdicts: &[u8]) {
        if !self.on || verdicts.is_empty() {
            return;
        }
        self.end.get_or_insert(from);
        self.waiting.extend_from_slice(verdicts);
        let written = *self.written.get_or_insert_with(Instant::now);
        if self.waiting.len() >= WAITING || written.elapsed() >= PAUSE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        // A run goes on without a file that cannot be written.
        self.on = self.try_flush().is_ok();
        self.waiting.clear();
        self.written = Some(Instant::now());
    }

    fn try_flush(&mut self) -> io::Result<()> {
        let from = self.end.unwrap_or(HEADER);
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let path = &self.path;
                let (file, listed) = Listed::made(|| {
                    let file = created(path)?;
                    io::Result::Ok((file, Unfinished::File(path.clone())))
                })?;
                file.try_lock().map_err(|_| io::ErrorKind::WouldBlock)?;
                // One that is to be resumed stays when the process is interrupted.
                self.listed = (!self.resume).then_some(listed);
                none.insert(file)
            }
        };
        if from == HEADER {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(MAGIC)?;
            file.write_all(&self.key.to_le_bytes())?;
        }
        file.set_len(from)?;
        file.seek(SeekFrom::Start(from))?;
        file.write_all(&self.waiting)?;
        self.end = Some(from + self.waiting.len() as u64);
        Ok(())
    }
}

/// A new file that nobody else may read.
fn created(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Drop for VerdictLog {
    fn drop(&mut self) {
        if self.path.as_os_str().is_empty() {
            return;
        }
        if self.resume && !self.done {
            self.flush();
        } else if self.file.is_some() {
            // What cannot be removed is passed over by the next run.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Judges the comments of a batch that have no verdict yet. All verdicts, and the new ones
/// as the file keeps them where its key is given.
pub(super) fn judged(
    judge: &Judge,
    comments: &[&str],
    ahead: Vec<Verdict>,
    key: Option<u64>,
) -> Result<(Vec<Verdict>, Vec<u8>), EngineError> {
    let rest = &comments[ahead.len().min(comments.len())..];
    let mut verdicts = ahead;
    let mut fresh = Vec::with_capacity(if key.is_some() { rest.len() * USUAL } else { 0 });
    for (comment, judged) in rest.iter().zip(judge.judge(rest.iter().copied())?) {
        let verdict = judge.verdict(&judged);
        if let Some(key) = key {
            write(&mut fresh, comment, &verdict, key);
        }
        verdicts.push(verdict);
    }
    Ok((verdicts, fresh))
}

#[cfg(test)]
mod tests {
    use super::super::verdict::Embedded;
    use super::*;
    use crate::opinion::{Effort, Grave};
    use crate::sentiment::{Label, Polarity};
    use crate::text::Language;

    fn verdict(sentiment: f32) -> Verdict {
        Verdict {
            language: Language::Zh,
            label: Label::Negative,
            effort: Effort::None,
            grave: Grave::default(),
            sentiment,
            polarity: Polarity { negative: 0.5, neutral: 0.25, positive: 0.25 },
            mixed: None,
            stars: Some(2.0),
            emotion: None,
            opinions: Vec::new(),
            embedded: Some(Embedded {
                comment: vec![0.6, -0.8],
                units: vec![(0..6, vec![0.0, 1.0])],
            }),
            names: Some(vec![0..6, 9..15]),
            words: None,
        }
    }

    /// A run over `comments` that is killed after them: how many were known.
    fn run(path: &Path, key: u64, resume: bool, comments: &[&str], killed: bool) -> usize {
        let mut checkpoint = Checkpoint::at(path, resume);
        checkpoint.begin(key);
        let mut known = 0;
        for batch in comments.chunks(3) {
            let Ahead { verdicts, end } = checkpoint.known.ahead(batch.iter().copied());
            known += verdicts.len();
            let mut fresh = Vec::new();
            for (at, comment) in batch.iter().enumerate() {
                let own = verdict(comment.len() as f32);
                match verdicts.get(at) {
                    Some(verdict) => assert_eq!(verdict, &own),
                    None => write(&mut fresh, comment, &own, key),
                }
            }
            checkpoint.kept.add(end, &fresh);
            checkpoint.kept.flush();
        }
        match killed {
            // As a process does that dies: the lock goes, the file stays.
            true => {
                let mut kept = std::mem::take(&mut checkpoint.kept);
                (kept.file, kept.listed) = (None, None);
                std::mem::forget(kept);
            }
            false => checkpoint.finish(),
        }
        known
    }

    #[test]
    fn a_run_goes_on_where_the_one_before_was_killed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judged");
        let all = ["a", "bb", "", "dddd", "eeeee", "f", "g", "好"];
        assert_eq!(run(&path, 7, false, &all[..5], true), 0);
        assert_eq!(run(&path, 7, true, &all[..7], true), 5);
        assert_eq!(run(&path, 7, true, &all, true), 7);
        // Another judge, another input, a torn end.
        assert_eq!(run(&path, 8, true, &all, true), 0);
        assert_eq!(run(&path, 8, true, &["a", "bb", "changed", "dddd"], true), 2);
        assert_eq!(run(&path, 8, true, &all, true), 2);
        let length = fs::metadata(&path).unwrap().len();
        File::options().write(true).open(&path).unwrap().set_len(length - 1).unwrap();
        assert_eq!(run(&path, 8, true, &all, true), 7);
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.len() - 3;
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert_eq!(run(&path, 8, true, &all, true), 7);
        // One that is not to go on begins anew, and one that is complete leaves nothing.
        assert_eq!(run(&path, 8, false, &all, false), 0);
        assert!(!path.exists());
    }

    #[test]
    fn two_runs_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judged");
        run(&path, 7, false, &["a", "b"], true);
        let mut first = Checkpoint::at(&path, true);
        first.begin(7);
        let mut second = Checkpoint::at(&path, true);
        second.begin(7);
        assert_eq!(first.known.ahead(["a"].into_iter()).verdicts.len(), 1);
        assert_eq!(second.known.ahead(["a"].into_iter()).verdicts.len(), 0);
        assert_eq!((first.kept.key(), second.kept.key()), (Some(7), None));
    }
}
