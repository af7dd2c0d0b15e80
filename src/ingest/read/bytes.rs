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
