//! A file that is made when there is something to write into it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use xinsheng::pipeline::OutputFile;

/// Goes nowhere where there is no path.
pub(super) struct LateFile {
    path: Option<PathBuf>,
    file: Option<OutputFile>,
}

impl LateFile {
    pub(super) fn at(path: Option<&Path>) -> LateFile {
        LateFile { path: path.map(Path::to_owned), file: None }
    }

    /// Puts the file in place, if there was anything to write.
    ///
    /// # Errors
    /// Any error of the file system.
    pub(super) fn commit(self) -> io::Result<()> {
        self.file.map_or(Ok(()), OutputFile::commit)
    }
}

impl Write for LateFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(path) = &self.path else { return Ok(bytes.len()) };
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let failed = |e: io::Error| io::Error::other(format!("{}: {e}", path.display()));
                none.insert(OutputFile::create(path).map_err(failed)?)
            }
        };
        file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), OutputFile::flush)
    }
}
