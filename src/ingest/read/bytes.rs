//! The bytes of an input: a file and no device, its compression undone.

use std::io;
use std::path::Path;

use crate::ingest::read::content::{Content, ContentReader};
use crate::ingest::read::options::ReadOptions;
use crate::ingest::read::sniff::is_workbook;
use crate::ingest::read::{compressed, encoding, workbook};
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;

/// What a path that names no file is: such things may never end. A pipe is a file here, and
/// `/dev/null` an empty one.
#[cfg(unix)]
fn device(file: &std::fs::Metadata) -> Option<ErrorDetail> {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let kind = file.file_type();
    let null = || std::fs::metadata("/dev/null").is_ok_and(|null| null.rdev() == file.rdev());
    if kind.is_socket() {
        return Some(ErrorDetail::Socket);
    }
    let device = kind.is_block_device() || (kind.is_char_device() && !null());
    device.then_some(ErrorDetail::Device)
}

#[cfg(not(unix))]
fn device(_: &std::fs::Metadata) -> Option<ErrorDetail> {
    None
}

/// Refuses what can be opened but is no file: devices and sockets.
///
/// # Errors
/// [`ErrorKind::Device`] for these; what is not there is told when it is read.
pub fn refuse_devices(path: &Path, name: &str) -> Result<(), IngestError> {
    match std::fs::metadata(path).ok().as_ref().and_then(device) {
        Some(what) => Err(IngestError::new(ErrorKind::Device, name).found(what)),
        None => Ok(()),
    }
}

/// A file whose compression, if any, is undone.
pub(super) struct Bytes {
    pub(super) content: Content,
    pub(super) file: ContentReader,
    pub(super) head: Vec<u8>,
}

impl Bytes {
    pub(super) fn of(
        content: &Content,
        name: &str,
        options: &ReadOptions,
    ) -> Result<Bytes, IngestError> {
        let error = |kind| IngestError::new(kind, name);
        let unreadable = |e: io::Error| match e.kind() {
            io::ErrorKind::NotFound => error(ErrorKind::Missing),
            _ => error(ErrorKind::Unreadable).found(e.to_string()),
        };
        if let Content::Path(path) = content {
            let metadata = std::fs::metadata(path).map_err(unreadable)?;
            if metadata.is_dir() {
                return Err(error(ErrorKind::Directory));
            }
            if let Some(what) = device(&metadata) {
                return Err(error(ErrorKind::Device).found(what));
            }
        }
        let mut content = content.clone();
        let mut file = content.open().map_err(unreadable)?;
        let mut head = encoding::read_up_to(&mut file, 4096).map_err(unreadable)?;
        if let Some(codec) = compressed::Codec::of(&head) {
            content = compressed::unpack(file, codec, name, options.max_unpacked)?;
            file = content.open().map_err(unreadable)?;
            head = encoding::read_up_to(&mut file, 4096).map_err(unreadable)?;
        }
        Ok(Bytes { content, file, head })
    }

    fn length(&self) -> u64 {
        self.file.size().unwrap_or(0)
    }
}

/// The sheets of a workbook, compressed or not; none for any other file.
///
/// # Errors
/// A file that is missing or cannot be read, or a broken workbook.
pub fn sheet_names(
    content: &Content,
    display_name: &str,
    options: &ReadOptions,
) -> Result<Vec<String>, IngestError> {
    let bytes = Bytes::of(content, display_name, options)?;
    match is_workbook(&bytes.head) {
        true => {
            let limit = compressed::allowance(bytes.length(), options.max_unpacked);
            workbook::sheet_names(&bytes.content, display_name, limit)
        }
        false => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn devices_and_sockets_are_no_files_and_null_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let (file, socket) = (folder.path().join("a.csv"), folder.path().join("s"));
        let missing = folder.path().join("b.csv");
        std::fs::write(&file, "id\n1\n").unwrap();
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, wanted) in [
            (file.as_path(), None),
            (missing.as_path(), None),
            (Path::new("/dev/null"), None),
            (Path::new("/dev/zero"), Some(ErrorDetail::Device)),
            (socket.as_path(), Some(ErrorDetail::Socket)),
        ] {
            let refused = refuse_devices(path, "x").err();
            assert!(refused.iter().all(|error| error.kind == ErrorKind::Device));
            assert_eq!(refused.map(|error| error.found), wanted, "{}", path.display());
        }
        let error = Bytes::of(&Content::Path(socket), "x", &ReadOptions::default()).err().unwrap();
        assert_eq!((error.kind, error.found), (ErrorKind::Device, ErrorDetail::Socket));
    }

    #[test]
    fn sheets_are_those_of_a_workbook_compressed_or_not() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/small.xlsx");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&std::fs::read(&path).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (workbook, text) = (folder.path().join("a.xlsx.gz"), folder.path().join("a.csv"));
        std::fs::write(&workbook, packed.finish().unwrap()).unwrap();
        std::fs::write(&text, "id,comment\n1,fine\n").unwrap();
        for (path, wanted) in [(path, &["反馈"][..]), (workbook, &["反馈"]), (text, &[])] {
            let names =
                sheet_names(&Content::Path(path.clone()), "x", &ReadOptions::default()).unwrap();
            assert_eq!(names, wanted, "{}", path.display());
        }
    }

    #[test]
    fn the_length_is_that_of_what_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&[b'a'; 5000]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv.gz");
        std::fs::write(&path, packed.finish().unwrap()).unwrap();
        let bytes = Bytes::of(&Content::Path(path), "a.csv.gz", &ReadOptions::default()).unwrap();
        assert_eq!((bytes.length(), bytes.head.len()), (5000, 4096));
    }
}
