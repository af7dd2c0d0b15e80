//! Zip archives of exports: every table in one is an input of its own. They are unpacked
//! once, all into one temporary file, and to no more bytes together than a compressed file
//! of the same size may have.

use std::io::{self, Read, Write};
use std::ops::Range;

use encoding_rs::GB18030;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::ingest::read::compressed::{allowance, inner_name, too_much};
use crate::ingest::read::content::{Content, ContentReader, Spool, no_scratch};
use crate::ingest::read::encoding::read_up_to;
use crate::ingest::read::options::ReadOptions;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::{ErrorKind, IngestError};

/// Names that are told of what is left out.
const TOLD: usize = 40;

/// Endings of tables.
const TABLES: [&str; 11] =
    ["csv", "tsv", "tab", "jsonl", "ndjson", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet"];

/// Endings of what holds no table, so that it need not be unpacked to be seen.
const OTHERS: [&str; 30] = [
    "pdf", "doc", "docx", "ppt", "pptx", "odt", "rtf", "md", "htm", "html", "xml", "css", "js",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "mp3", "mp4", "wav", "zip", "7z", "rar", "tar",
    "exe", "sql", "ini", "toml",
];

/// What a zip archive holds.
#[derive(Debug)]
pub struct Archive {
    /// Its tables, by the order of their names.
    pub tables: Vec<Member>,
    /// Names of members that are no tables, as many as are told.
    pub others: Vec<String>,
    /// How many members are no tables; what an operating system has added is not counted.
    pub left_out: u64,
}

/// A table within an archive.
#[derive(Debug)]
pub struct Member {
    /// Its name, with the folders that it stands in.
    pub name: String,
    /// Its bytes.
    pub content: Content,
}

/// How far the name of a member says what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    /// To be told by its content.
    Open,
    Other,
    /// Put there by an operating system.
    System,
}

/// A member that may be a table.
struct Candidate {
    at: usize,
    name: String,
    kind: Kind,
}

impl Archive {
    /// What `content` holds, where it is a zip archive and no workbook; `None` for every other
    /// file.
    ///
    /// # Errors
    /// An archive that is damaged, without a table, protected by a password, packed in a way
    /// that is not read, or that unpacks to more than an export can have; files that cannot be
    /// read are told when they are opened.
    pub fn of(
        content: &Content,
        name: &str,
        options: &ReadOptions,
    ) -> Result<Option<Archive>, IngestError> {
        let Some(file) = zip_in(content) else { return Ok(None) };
        let size = file.size().unwrap_or(0);
        let broken =
            |e: ZipError| IngestError::new(ErrorKind::BrokenArchive, name).found(words(&e));
        let named = inner_name(name).to_ascii_lowercase().ends_with(".zip");
        let mut archive = match ZipArchive::new(io::BufReader::new(file)) {
            Ok(archive) if is_workbook(&archive) => return Ok(None),
            Ok(archive) => archive,
            Err(error) if named => return Err(broken(error)),
            Err(_) => return Ok(None),
        };
        let (mut found, mut others, mut left_out) = (Vec::new(), Vec::new(), 0);
        let mut leave_out = |name: String| {
            left_out += 1;
            if others.len() < TOLD {
                others.push(name);
            }
        };
        for at in 0..archive.len() {
            let member = archive.by_index_raw(at).map_err(broken)?;
            if member.is_dir() {
                continue;
            }
            let of_member = name_of(member.name_raw());
            let kind = if member.is_symlink() { Kind::Other } else { kind_of(&of_member) };
            match kind {
                Kind::System => {}
                Kind::Other => leave_out(of_member),
                Kind::Table | Kind::Open if member.encrypted() => {
                    let error = IngestError::new(ErrorKind::Encrypted, name);
                    return Err(error.found(of_member));
                }
                Kind::Table | Kind::Open => found.push(Candidate { at, name: of_member, kind }),
            }
        }
        found.sort_by(|one, other| one.name.cmp(&other.name).then(one.at.cmp(&other.at)));
        let limit = allowance(size, options.max_unpacked);
        let parts = unpacked(&mut archive, &found, name, limit)?;
        let only = found.len() == 1;
        let mut tables = Vec::with_capacity(found.len());
        for (Candidate { name: of_member, kind, .. }, content) in found.into_iter().zip(parts) {
            match kind == Kind::Table || only || is_table(&content, &of_member, options) {
                true => tables.push(Member { name: of_member, content }),
                false => leave_out(of_member),
            }
        }
        if tables.is_empty() {
            return Err(IngestError::new(ErrorKind::NoTable, name).found(others.join(", ")));
        }
        Ok(Some(Archive { tables, others, left_out }))
    }
}

/// A reader of a file that begins as zip archives do.
fn zip_in(content: &Content) -> Option<ContentReader> {
    if let Content::Path(path) = content
        && !std::fs::metadata(path).ok()?.is_file()
    {
        return None;
    }
    let head = read_up_to(&mut content.open().ok()?, 4).ok()?;
    let zip = head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06");
    if zip { content.open().ok() } else { None }
}

/// Whether an archive is a workbook or another document of an office program.
fn is_workbook<R: Read + io::Seek>(archive: &ZipArchive<R>) -> bool {
    let parts: [&[u8]; 3] = [b"[Content_Types].xml", b"mimetype", b"content.xml"];
    archive.file_names_raw().any(|name| parts.contains(&name))
}

/// The name of a member: UTF-8, or the encoding of Chinese Windows, which says of itself
/// nothing.
fn name_of(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/").trim_start_matches('/').to_owned()
}

fn kind_of(name: &str) -> Kind {
    let mut folders = name.split('/').rev();
    let file = folders.next().unwrap_or_default();
    let system = |part: &str| part.starts_with('.') || part == "__MACOSX";
    if system(file) || file.eq_ignore_ascii_case("Thumbs.db") || folders.any(system) {
        return Kind::System;
    }
    let ending = inner_name(file).rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some(ending) if TABLES.contains(&ending) => Kind::Table,
        Some(ending) if OTHERS.contains(&ending) => Kind::Other,
        _ => Kind::Open,
    }
}

/// Whether something that is called neither a table nor anything else is one.
fn is_table(content: &Content, name: &str, options: &ReadOptions) -> bool {
    let file = SourceFile::open_named(content, name, options);
    file.is_ok_and(|file| file.layout().headers.len() > 1)
}

/// Unpacks members, one after the other.
fn unpacked<R: Read + io::Seek>(
    archive: &mut ZipArchive<R>,
    found: &[Candidate],
    name: &str,
    limit: u64,
) -> Result<Vec<Content>, IngestError> {
    let scratch = |e: io::Error| no_scratch(name, e);
    let mut spool = Spool::new(name)?;
    let (mut parts, mut end) = (Vec::<Range<u64>>::new(), 0);
    let mut buffer = vec![0; 128 * 1024];
    for Candidate { at, name: of_member, .. } in found {
        let told = |kind, what: String| {
            let within =
                if what.is_empty() { of_member.clone() } else { format!("{of_member}: {what}") };
            IngestError::new(kind, name).found(within)
        };
        let broken = |e: ZipError| match e {
            ZipError::UnsupportedArchive(_) => told(ErrorKind::UnknownPacking, words(&e)),
            _ => told(ErrorKind::BrokenArchive, words(&e)),
        };
        let start = end;
        let mut member = archive.by_index(*at).map_err(broken)?;
        let packing = member.compression();
        if !matches!(packing, CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(told(ErrorKind::UnknownPacking, format!("zip: {packing}")));
        }
        loop {
            let read = match member.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(told(ErrorKind::BrokenArchive, e.to_string())),
            };
            end += read as u64;
            if end > limit {
                return Err(too_much(name, limit));
            }
            spool.write_all(&buffer[..read]).map_err(scratch)?;
        }
        parts.push(start..end);
    }
    let file = spool.finished().map_err(scratch)?;
    Ok(parts.into_iter().map(|part| Content::Part(file.clone(), part)).collect())
}

fn words(error: &ZipError) -> String {
    format!("zip: {error}")
}

#[cfg(test)]
mod tests {
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const TABLE: &str = "id,comment\n1,送货很快\n2,包装破了\n";

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read_as(
        bytes: &[u8],
        name: &str,
        options: &ReadOptions,
    ) -> Result<Option<Archive>, IngestError> {
        let mut spool = Spool::new("x").unwrap();
        spool.write_all(bytes).unwrap();
        Archive::of(&spool.finish().unwrap(), name, options)
    }

    fn read(bytes: &[u8]) -> Result<Option<Archive>, IngestError> {
        read_as(bytes, "a.zip", &ReadOptions::default())
    }

    fn names(archive: &Archive) -> Vec<&str> {
        archive.tables.iter().map(|table| table.name.as_str()).collect()
    }

    fn kind(bytes: &[u8]) -> ErrorKind {
        read(bytes).unwrap_err().kind
    }

    /// Changes the flags (at 6) or the packing (at 8) of the only member, which stand in its
    /// own header and in the directory.
    fn changed(mut bytes: Vec<u8>, at: usize, value: u8) -> Vec<u8> {
        let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        (bytes[at], bytes[directory + at + 2]) = (value, value);
        bytes
    }

    #[test]
    fn tables_are_members_and_what_is_none_is_told() {
        let bytes = zip(&[
            ("b/八月.csv", TABLE.as_bytes()),
            ("a/七月.CSV", TABLE.as_bytes()),
            ("answers", TABLE.as_bytes()),
            ("about.txt", b"What this is.\nAnd more of it.\n"),
            ("report.pdf", TABLE.as_bytes()),
            ("__MACOSX/a/._x.csv", b"\0\x05"),
            (".DS_Store", b"x"),
        ]);
        let archive = read(&bytes).unwrap().unwrap();
        assert_eq!(names(&archive), ["a/七月.CSV", "answers", "b/八月.csv"]);
        assert_eq!((archive.others.len(), archive.left_out), (2, 2));
        assert!(archive.others.contains(&"about.txt".to_owned()));
        for table in &archive.tables {
            let mut text = String::new();
            table.content.open().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, TABLE);
        }
    }

    #[test]
    fn other_files_are_no_archives() {
        assert!(read(TABLE.as_bytes()).unwrap().is_none());
        assert!(read(&zip(&[("[Content_Types].xml", b"<x/>")])).unwrap().is_none());
        assert!(read(&zip(&[("mimetype", b"application/x")])).unwrap().is_none());
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_reason() {
        let table = [("a.csv", TABLE.as_bytes())];
        assert_eq!(kind(&zip(&[])), ErrorKind::NoTable);
        assert_eq!(kind(&zip(&[("a.pdf", b"%PDF")])), ErrorKind::NoTable);
        assert_eq!(kind(&changed(zip(&table), 6, 1)), ErrorKind::Encrypted);
        assert_eq!(kind(&changed(zip(&table), 8, 14)), ErrorKind::UnknownPacking);
        let whole = zip(&table);
        assert_eq!(kind(&whole[..whole.len() - 30]), ErrorKind::BrokenArchive);
        let mut damaged = whole;
        damaged[45] ^= 0xFF;
        assert_eq!(kind(&damaged), ErrorKind::BrokenArchive);
    }

    #[test]
    fn the_members_of_a_bomb_count_together() {
        let zeros = vec![b'0'; 40 << 20];
        let member = |name| (name, zeros.as_slice());
        assert_eq!(kind(&zip(&[member("a.csv"), member("b.csv")])), ErrorKind::UnpacksTooFar);
        assert!(read(&zip(&[member("a.csv")])).is_ok());
    }

    #[test]
    fn names_of_chinese_windows_and_of_folders() {
        assert_eq!(name_of(&GB18030.encode("反馈\\七月.csv").0), "反馈/七月.csv");
        assert_eq!(name_of("/反馈.csv".as_bytes()), "反馈.csv");
        for (name, expected) in [
            ("a/b.csv", Kind::Table),
            ("a/b.csv.gz", Kind::Table),
            ("a/b", Kind::Open),
            ("b.json", Kind::Open),
            ("b.PDF", Kind::Other),
            ("a.zip", Kind::Other),
            ("x/.git/b.csv", Kind::System),
            ("__MACOSX/b.csv", Kind::System),
        ] {
            assert_eq!(kind_of(name), expected, "{name}");
        }
    }

    #[test]
    fn what_begins_as_an_archive_and_is_none_is_told_where_it_is_called_one() {
        let whole = zip(&[("a.csv", TABLE.as_bytes())]);
        let cut = &whole[..whole.len() - 30];
        for (name, told) in [("a.zip", true), ("A.ZIP.gz", true), ("a.csv", false)] {
            match read_as(cut, name, &ReadOptions::default()) {
                Ok(archive) => assert_eq!((archive.is_none(), told), (true, false), "{name}"),
                Err(error) => {
                    assert_eq!((error.kind, told), (ErrorKind::BrokenArchive, true), "{name}");
                    let found = error.found.words_in("en");
                    assert!(found.starts_with("zip: ") && found.len() > 5, "{found}");
                }
            }
        }
    }

    #[test]
    fn forty_names_of_what_is_left_out_are_told() {
        for (others, told) in [(39, 39), (40, 40), (42, 40)] {
            let names: Vec<String> = (0..others).map(|n| format!("{n}.pdf")).collect();
            let mut members: Vec<(&str, &[u8])> =
                names.iter().map(|name| (name.as_str(), &b"%PDF"[..])).collect();
            members.push(("a.csv", TABLE.as_bytes()));
            let archive = read(&zip(&members)).unwrap().unwrap();
            assert_eq!((archive.others.len(), archive.left_out), (told, others));
        }
    }

    #[test]
    fn folders_count_as_nothing_and_links_as_no_tables() {
        let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
        writer.add_directory("months/", SimpleFileOptions::default()).unwrap();
        writer.start_file("months/answers", SimpleFileOptions::default()).unwrap();
        writer.write_all(b"comment\nfine\nslow\n").unwrap();
        let options = SimpleFileOptions::default();
        writer.add_symlink("link.csv", "months/answers", options).unwrap();
        let archive = read(&writer.finish().unwrap().into_inner()).unwrap().unwrap();
        assert_eq!(names(&archive), ["months/answers"], "the only one that may be a table");
        assert_eq!((archive.others, archive.left_out), (vec!["link.csv".to_owned()], 1));
    }

    #[test]
    fn one_column_is_a_table_where_the_name_says_so() {
        let lone: &[u8] = b"comment\nfine\nslow\n";
        let archive =
            read(&zip(&[("a.csv", lone), ("b.csv", lone), ("c", lone)])).unwrap().unwrap();
        assert_eq!(names(&archive), ["a.csv", "b.csv"]);
        assert_eq!(archive.others, ["c"]);
    }

    #[test]
    fn a_file_with_a_path_may_be_an_archive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, zip(&[("a.csv", TABLE.as_bytes())])).unwrap();
        let of = |path| Archive::of(&Content::Path(path), "a.zip", &ReadOptions::default());
        assert_eq!(names(&of(path).unwrap().unwrap()), ["a.csv"]);
        assert!(of(folder.path().to_owned()).unwrap().is_none());
        assert!(of(folder.path().join("b.zip")).unwrap().is_none());
    }

    #[test]
    fn what_is_packed_in_another_way_is_named_with_its_member() {
        let table = zip(&[("a.csv", TABLE.as_bytes())]);
        let error = read(&changed(table, 8, 14)).unwrap_err();
        let found = error.found.words_in("en");
        assert!(found.starts_with("a.csv: zip: "), "{found}");
    }

    #[test]
    fn members_may_unpack_to_as_much_as_the_limit() {
        let bytes = zip(&[("a.csv", TABLE.as_bytes()), ("b.csv", TABLE.as_bytes())]);
        let length = 2 * TABLE.len() as u64;
        for (limit, wanted) in [(length, Ok(2)), (length - 1, Err(ErrorKind::UnpacksTooFar))] {
            let options = ReadOptions { max_unpacked: Some(limit), ..ReadOptions::default() };
            let read = read_as(&bytes, "a.zip", &options);
            let tables = read.map(|archive| archive.unwrap().tables.len());
            assert_eq!(tables.map_err(|error| error.kind), wanted, "{limit}");
        }
    }
}
