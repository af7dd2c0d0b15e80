//! The bytes of an input, which are read more than once and from several places
//! at a time. What has to be kept for that (standard input, an unpacked file, a
//! sheet) goes to a temporary file without a name, so that nothing of a
//! customer's data is left when the run is ended from outside.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use crate::ingest::told::error::{ErrorKind, IngestError};

/// Where the bytes of an input are.
#[derive(Debug, Clone)]
pub enum Content {
    /// In a file with a name, which is opened whenever it is read.
    Path(PathBuf),
    /// In a temporary file without one, which goes with the last of its readers.
    Spool(Arc<File>),
    /// In a part of such a file, which others share.
    Part(Arc<File>, Range<u64>),
}

impl Content {
    /// A reader from the start, with a place of its own.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(&self) -> io::Result<ContentReader> {
        let file = match self {
            Content::Path(path) => Arc::new(File::open(path)?),
            Content::Spool(file) => Arc::clone(file),
            Content::Part(file, part) => {
                let (file, part) = (Arc::clone(file), Some(part.clone()));
                return Ok(ContentReader { file, part, at: 0 });
            }
        };
        Ok(ContentReader { file, part: None, at: 0 })
    }
}

/// Reads a file from a place of its own, whatever others read of it.
#[derive(Debug, Clone)]
pub struct ContentReader {
    file: Arc<File>,
    /// The part of the file that is read, where it is not all of it.
    part: Option<Range<u64>>,
    /// Bytes from where it begins.
    at: u64,
}

impl ContentReader {
    /// Bytes of the file.
    pub(crate) fn size(&self) -> io::Result<u64> {
        match &self.part {
            Some(part) => Ok(part.end - part.start),
            None => Ok(self.file.metadata()?.len()),
        }
    }

    /// The same from another place.
    fn from(&self, at: u64) -> ContentReader {
        ContentReader { at, ..self.clone() }
    }
}

impl From<File> for ContentReader {
    fn from(file: File) -> ContentReader {
        ContentReader { file: Arc::new(file), part: None, at: 0 }
    }
}

impl Read for ContentReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (start, room) = match &self.part {
            Some(part) => (part.start, part.end.saturating_sub(part.start.saturating_add(self.at))),
            None => (0, u64::MAX),
        };
        let room = usize::try_from(room).unwrap_or(usize::MAX).min(buffer.len());
        if room == 0 {
            return Ok(0);
        }
        let (buffer, at) = (&mut buffer[..room], start.saturating_add(self.at));
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for ContentReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.size()?, by),
        };
        let before = || io::Error::new(io::ErrorKind::InvalidInput, "a place before the start");
        self.at = from.checked_add_signed(by).ok_or_else(before)?;
        Ok(self.at)
    }
}

impl Length for ContentReader {
    fn len(&self) -> u64 {
        self.size().unwrap_or(0)
    }
}

impl ChunkReader for ContentReader {
    type T = BufReader<ContentReader>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(BufReader::new(self.from(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<bytes::Bytes> {
        let reader = self.from(start);
        let mut bytes = Vec::new();
        reader.take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("{} of {length} bytes", bytes.len())));
        }
        Ok(bytes.into())
    }
}

/// Writes a temporary file without a name.
pub struct Spool {
    writer: BufWriter<File>,
}

impl Spool {
    /// Starts one for the input called `name`.
    ///
    /// # Errors
    /// When the folder for temporary files takes none.
    pub fn new(name: &str) -> Result<Spool, IngestError> {
        let file = tempfile::tempfile().map_err(|e| no_scratch(name, e))?;
        Ok(Spool { writer: BufWriter::with_capacity(1 << 17, file) })
    }

    /// What was written.
    ///
    /// # Errors
    /// When the last of it cannot be written.
    pub fn finish(self) -> io::Result<Content> {
        Ok(Content::Spool(self.finished()?))
    }

    /// The file that was written.
    pub(crate) fn finished(self) -> io::Result<Arc<File>> {
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Arc::new(file))
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The error of a temporary file that cannot be made or written while the input
/// called `name` is read.
pub fn no_scratch(name: &str, reason: impl Display) -> IngestError {
    let folder = std::env::temp_dir();
    IngestError::new(ErrorKind::NoScratch, name).found(format!("{}: {reason}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_of_one_spool_do_not_move_each_other() {
        let mut spool = Spool::new("x").unwrap();
        spool.write_all(b"0123456789").unwrap();
        let content = spool.finish().unwrap();
        let (mut one, mut two) = (content.open().unwrap(), content.open().unwrap());
        let mut three = [0; 3];
        one.read_exact(&mut three).unwrap();
        two.seek(SeekFrom::End(-2)).unwrap();
        let mut rest = String::new();
        two.read_to_string(&mut rest).unwrap();
        assert_eq!((&three, rest.as_str()), (b"012", "89"));
        one.seek(SeekFrom::Current(-1)).unwrap();
        one.read_exact(&mut three).unwrap();
        assert_eq!(&three, b"234");
        assert!(one.seek(SeekFrom::Current(-9)).is_err());
        assert_eq!(&one.get_bytes(4, 3).unwrap()[..], b"456");
        assert!(one.get_bytes(8, 3).is_err());
    }

    #[test]
    fn parts_of_a_file_end_where_the_next_begins() {
        let mut spool = Spool::new("x").unwrap();
        spool.write_all(b"onetwothree").unwrap();
        let file = spool.finished().unwrap();
        let mut two = Content::Part(file, 3..6).open().unwrap();
        let mut text = String::new();
        two.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), two.size().unwrap()), ("two", 3));
        two.seek(SeekFrom::End(-1)).unwrap();
        text.clear();
        two.read_to_string(&mut text).unwrap();
        assert_eq!(text, "o");
        assert_eq!(&two.get_bytes(1, 2).unwrap()[..], b"wo");
        assert!(two.get_bytes(2, 2).is_err());
        two.seek(SeekFrom::Start(u64::MAX)).unwrap();
        assert_eq!(two.read(&mut [0; 4]).unwrap(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_spool_has_no_name() {
        use std::os::unix::fs::MetadataExt;
        let Content::Spool(file) = Spool::new("x").unwrap().finish().unwrap() else { panic!() };
        assert_eq!(file.metadata().unwrap().nlink(), 0);
    }

    #[test]
    fn what_is_flushed_is_in_the_file() {
        let mut spool = Spool::new("x").unwrap();
        spool.write_all(b"0123456789").unwrap();
        spool.flush().unwrap();
        assert_eq!(spool.writer.get_ref().metadata().unwrap().len(), 10);
    }
}
