//! Compressed exports (gzip, zstd, xz): recognised by their first bytes, unpacked
//! once into a temporary file, because an export is read more than once. How
//! much a file may unpack to is bounded, so that a few kilobytes of zeros do
//! not fill the disk.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use crate::ingest::read::content::{Content, ContentReader, Spool, no_scratch};
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::limits::{TooFar, megabytes};

/// Bytes a file may unpack to, unless the caller states another limit.
pub const MAX_UNPACKED_BYTES: u64 = 16 << 30;

/// Times its own size that a file may unpack to: tables reach 10 to 60, bombs
/// about 1000. A limit that the caller states replaces this one too.
pub(crate) const MAX_RATIO: u64 = 250;

/// Kilobytes that unpacking xz may take: as much as its highest level does, and a window of
/// 128 MB as zstd may have.
const XZ_KILOBYTES: u32 = 130 << 10;

/// Below this size nothing is a bomb.
pub(crate) const HARMLESS: u64 = 64 << 20;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Zstd,
    Xz,
}

impl Codec {
    /// The compression that `head` begins, whatever the file is called.
    pub(crate) fn of(head: &[u8]) -> Option<Codec> {
        match head {
            [0x1F, 0x8B, ..] => Some(Codec::Gzip),
            // The second is a skippable frame, as parallel zstd writes first.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Codec::Zstd),
            [0xFD, b'7', b'z', b'X', ..] => Some(Codec::Xz),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
            Codec::Zstd => "zstd",
            Codec::Xz => "xz",
        }
    }

    fn reader(self, file: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        let file = BufReader::with_capacity(128 * 1024, file);
        Ok(match self {
            Codec::Gzip => Box::new(MultiGzDecoder::new(file)),
            // Refuses windows beyond 128 MB by itself.
            Codec::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(file)?),
            Codec::Xz => Box::new(XzReader::new_mem_limit(file, true, XZ_KILOBYTES)),
        })
    }
}

/// `name` without the ending of a compressed file: what it is once unpacked.
pub(crate) fn inner_name(name: &str) -> &str {
    let ending = |end: &str| {
        let at = name.len().checked_sub(end.len())?;
        name.get(at..)?.eq_ignore_ascii_case(end).then(|| &name[..at])
    };
    [".gz", ".gzip", ".zst", ".zstd", ".xz"].iter().find_map(|end| ending(end)).unwrap_or(name)
}

/// The bytes that `packed` bytes may unpack to; `stated` is the caller's
/// limit.
pub(crate) fn allowance(packed: u64, stated: Option<u64>) -> u64 {
    let usual = packed.saturating_mul(MAX_RATIO).clamp(HARMLESS, MAX_UNPACKED_BYTES);
    stated.unwrap_or(usual)
}

/// Unpacks `file` into a temporary one.
pub(crate) fn unpack(
    mut file: ContentReader,
    codec: Codec,
    name: &str,
    stated: Option<u64>,
) -> Result<Content, IngestError> {
    let unreadable =
        |e: io::Error| IngestError::new(ErrorKind::Unreadable, name).found(e.to_string());
    let broken = |e: io::Error| broken(codec, name, &e);
    let limit = allowance(file.size().map_err(unreadable)?, stated);
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let scratch = |e: io::Error| no_scratch(name, e);
    let mut spool = Spool::new(name)?;
    let mut reader = codec.reader(file).map_err(broken)?;
    let (mut buffer, mut written) = (vec![0; 128 * 1024], 0u64);
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(broken(e)),
        };
        written += read as u64;
        if written > limit {
            return Err(too_much(name, limit));
        }
        spool.write_all(&buffer[..read]).map_err(scratch)?;
    }
    spool.finish().map_err(scratch)
}

/// That a file cannot be unpacked.
pub(crate) fn broken(codec: Codec, name: &str, error: &io::Error) -> IngestError {
    let kind = match error.kind() {
        // Of a window that is too large for the memory.
        io::ErrorKind::OutOfMemory | io::ErrorKind::Unsupported => ErrorKind::UnknownPacking,
        _ => ErrorKind::BrokenArchive,
    };
    IngestError::new(kind, name).found(format!("{}: {error}", codec.name()))
}

/// A reader of what a stream unpacks to, which fails where that is out of all
/// proportion to what has come in.
pub(crate) fn metered(
    packed: impl Read + Send + 'static,
    codec: Codec,
    name: &str,
    stated: Option<u64>,
) -> Result<Box<dyn Read + Send>, IngestError> {
    let count = Arc::new(AtomicU64::new(0));
    let packed = Counted { inner: packed, count: Arc::clone(&count) };
    let inner = codec.reader(packed).map_err(|e| broken(codec, name, &e))?;
    Ok(Box::new(Metered { inner, unpacked: 0, packed: count, stated }))
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

struct Metered<R> {
    inner: R,
    unpacked: u64,
    packed: Arc<AtomicU64>,
    stated: Option<u64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        // A stream may be as long as it is; only a bomb is out of proportion.
        let packed = self.packed.load(Ordering::Relaxed);
        let limit = self.stated.unwrap_or(packed.saturating_mul(MAX_RATIO).max(HARMLESS));
        if self.unpacked > limit {
            return Err(io::Error::other(TooFar(limit)));
        }
        Ok(read)
    }
}

/// The error of a file that unpacks to more than `limit` bytes.
pub(crate) fn too_much(name: &str, limit: u64) -> IngestError {
    IngestError::new(ErrorKind::UnpacksTooFar, name).found(megabytes(&limit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::delimited;
    use crate::ingest::told::limits::unpacked_too_far;
    use crate::ingest::told::reject::{Reason, Scope};

    const TABLE: &str = "id,comment\n1,送货很快\n2,包装破了\n";

    fn file(bytes: &[u8]) -> ContentReader {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.into()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn xz(bytes: &[u8]) -> Vec<u8> {
        let options = lzma_rust2::XzOptions::with_preset(1);
        let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn zst(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).unwrap()
    }

    fn unpacked(bytes: &[u8], stated: Option<u64>) -> Result<Vec<u8>, ErrorKind> {
        let codec = Codec::of(bytes).unwrap();
        let spool = unpack(file(bytes), codec, "t.csv.gz", stated).map_err(|e| e.kind)?;
        let mut bytes = Vec::new();
        spool.open().unwrap().read_to_end(&mut bytes).unwrap();
        Ok(bytes)
    }

    #[test]
    fn every_format_and_several_members() {
        let zipped = gzip(TABLE.as_bytes());
        assert_eq!(unpacked(&zipped, None).unwrap(), TABLE.as_bytes());
        let twice = [&zipped[..], &zipped[..]].concat();
        assert_eq!(unpacked(&twice, None).unwrap(), TABLE.repeat(2).as_bytes());
        let packed = zstd::encode_all(TABLE.as_bytes(), 3).unwrap();
        assert_eq!(unpacked(&packed, None).unwrap(), TABLE.as_bytes());
        let skipped = [&[0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7], &packed[..]].concat();
        assert_eq!(unpacked(&skipped, None).unwrap(), TABLE.as_bytes());
        let twice = xz(TABLE.as_bytes()).repeat(2);
        assert_eq!(unpacked(&twice, None).unwrap(), TABLE.repeat(2).as_bytes());
    }

    #[test]
    fn a_file_that_is_cut_off_or_damaged_is_no_table() {
        for packed in [gzip, zst, xz].map(|pack| pack(TABLE.as_bytes())) {
            let cut = &packed[..packed.len() - 5];
            assert_eq!(unpacked(cut, None), Err(ErrorKind::BrokenArchive));
        }
        assert_eq!(unpacked(b"\x1F\x8B\x08nonsense", None), Err(ErrorKind::BrokenArchive));
    }

    #[test]
    fn bombs_are_put_out() {
        let zeros = vec![0u8; HARMLESS as usize + (4 << 20)];
        for packed in [gzip, zst, xz].map(|pack| pack(&zeros)) {
            assert!((packed.len() as u64) < HARMLESS / MAX_RATIO);
            assert_eq!(unpacked(&packed, None), Err(ErrorKind::UnpacksTooFar));
            assert_eq!(unpacked(&packed, Some(1 << 30)).unwrap().len(), zeros.len());
        }
        assert_eq!(unpacked(&gzip(TABLE.as_bytes()), Some(10)), Err(ErrorKind::UnpacksTooFar));
    }

    #[test]
    fn xz_takes_no_more_memory_than_its_highest_level() {
        // The size of the window stands in the header of the block, behind its checksum.
        let mut packed = xz(TABLE.as_bytes());
        packed[16] = 40;
        let check = crc32(&packed[12..20]);
        packed[20..24].copy_from_slice(&check.to_le_bytes());
        let codec = Codec::of(&packed).unwrap();
        let error = unpack(file(&packed), codec, "t.csv.xz", None).unwrap_err();
        assert!(error.message_in("en").contains("memory"), "{error}");
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }

    #[test]
    fn a_stream_is_unpacked_as_it_comes_and_a_bomb_is_not() {
        let read = |packed: Vec<u8>| {
            let codec = Codec::of(&packed).unwrap();
            let mut text = Vec::new();
            let mut reader = metered(io::Cursor::new(packed), codec, "t.csv.gz", None).unwrap();
            reader.read_to_end(&mut text).map(|_| text)
        };
        assert_eq!(read(gzip(TABLE.as_bytes())).unwrap(), TABLE.as_bytes());
        assert_eq!(read(zst(TABLE.as_bytes())).unwrap(), TABLE.as_bytes());
        assert_eq!(read(xz(TABLE.as_bytes())).unwrap(), TABLE.as_bytes());
        let bomb = read(gzip(&vec![0; HARMLESS as usize + (8 << 20)])).unwrap_err();
        assert_eq!(unpacked_too_far(&bomb).as_deref(), Some("64 MB"));
        assert_eq!(unpacked_too_far(&io::Error::other("64 MB")), None);
    }

    #[test]
    fn rows_of_a_bomb_end_with_what_it_is_in_both_languages() {
        let packed = gzip(TABLE.repeat(100_000).as_bytes());
        let file: std::sync::Arc<str> = "t.csv.gz".into();
        let cursor = io::Cursor::new(packed);
        let text = metered(cursor, Codec::Gzip, &file, Some(1 << 20)).unwrap();
        let mut rows = delimited::Records::new(text, (b',', true), true, false, file);
        let rejected = rows.find_map(Result::err).unwrap();
        assert_eq!((rejected.reason, rejected.scope), (Reason::UnpacksTooFar, Scope::Rest));
        for locale in ["en", "zh"] {
            assert!(rejected.message_in(locale).contains("1 MB"), "{rejected:?}");
        }
        assert!(rows.next().is_none());
    }

    #[test]
    fn names_without_their_last_ending() {
        assert_eq!(inner_name("a.jsonl.gz"), "a.jsonl");
        assert_eq!(inner_name("a.csv.ZST"), "a.csv");
        assert_eq!(inner_name("a.json.xz"), "a.json");
        assert_eq!(inner_name("客户.csv"), "客户.csv");
    }

    #[test]
    fn what_is_unpacked_may_be_as_long_as_the_limit() {
        let length = TABLE.len() as u64;
        for pack in [gzip, zst, xz] {
            let packed = pack(TABLE.as_bytes());
            assert_eq!(unpacked(&packed, Some(length)).unwrap(), TABLE.as_bytes());
            assert_eq!(unpacked(&packed, Some(length - 1)), Err(ErrorKind::UnpacksTooFar));
            let stream = |limit| {
                let (codec, packed) =
                    (Codec::of(&packed).unwrap(), io::Cursor::new(packed.clone()));
                let mut text = Vec::new();
                let mut reader = metered(packed, codec, "t.csv.gz", Some(limit)).unwrap();
                reader.read_to_end(&mut text).map(|_| text)
            };
            assert_eq!(stream(length).unwrap(), TABLE.as_bytes());
            assert!(unpacked_too_far(&stream(length - 1).unwrap_err()).is_some());
        }
    }

    #[test]
    fn what_is_damaged_is_told_with_its_compression() {
        for (name, pack) in
            [("gzip: ", gzip as fn(&[u8]) -> Vec<u8>), ("zstd: ", zst), ("xz: ", xz)]
        {
            let packed = pack(TABLE.as_bytes());
            let (cut, codec) = (&packed[..packed.len() - 5], Codec::of(&packed).unwrap());
            let error = unpack(file(cut), codec, "t", None).unwrap_err();
            let found = error.found.words_in("en");
            assert!(found.starts_with(name) && found.len() > name.len(), "{found}");
        }
    }
}
