//! A table that is read as it comes, once and without a copy: its layout is
//! judged by its first rows, as many as come without a pause, and the rows are
//! handed out from the first.

use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::ingest::read::compressed::{Codec, broken, metered};
use crate::ingest::read::encoding::{TextEncoding, decoded};
use crate::ingest::read::incoming::{Incoming, OnWait};
use crate::ingest::read::json_lists::wrapped;
use crate::ingest::read::json_table::is_table;
use crate::ingest::read::late_encoding::LateEncoding;
use crate::ingest::read::opening::{PREVIEW_BYTES, PREVIEW_ROWS, encoding_of};
use crate::ingest::read::options::ReadOptions;
use crate::ingest::read::sniff::is_workbook;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::limits::unpacked_too_far;

/// What comes in.
pub enum Streamed {
    /// A table whose rows can be read as they come.
    Table(Box<SourceFile>),
    /// A format that cannot be read from its beginning to its end in one go,
    /// as a whole: what came so far is in it.
    Whole(Box<dyn Read + Send>),
}

/// The text of a stream.
pub(crate) struct Stream {
    /// Whole lines of its beginning, which the layout is judged by.
    judged: Arc<[u8]>,
    /// All of it, to be taken once.
    all: Mutex<Option<All>>,
    /// The beginning is ASCII, so that the encoding is still open.
    open: bool,
}

struct All {
    head: Vec<u8>,
    rest: Incoming,
}

/// Bytes in memory that readers share.
struct Shared(Arc<[u8]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Stream {
    /// A reader of the lines that are judged.
    pub(crate) fn beginning(&self) -> Cursor<impl AsRef<[u8]> + Send + use<>> {
        Cursor::new(Shared(Arc::clone(&self.judged)))
    }

    /// A reader of all the text, as UTF-8. It can be had once.
    pub(crate) fn all(
        &self,
        text: TextEncoding,
        on_wait: Option<OnWait>,
    ) -> io::Result<Box<dyn Read + Send>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner).take();
        let All { head, rest } = all.ok_or_else(|| io::Error::other("read before"))?;
        let mut head = Cursor::new(head);
        head.set_position(text.bom as u64);
        let bytes = head.chain(rest.telling(on_wait));
        if self.open {
            return decoded(LateEncoding::new(bytes), text);
        }
        decoded(bytes, text)
    }
}

impl SourceFile {
    /// Takes up a table that comes in under the name `name`.
    ///
    /// # Errors
    /// See [`SourceFile::open`]; that there are no rows is only known at the
    /// end.
    pub fn stream(
        mut incoming: Incoming,
        name: &str,
        options: &ReadOptions,
    ) -> Result<Streamed, IngestError> {
        let unreadable = |e: io::Error| match unpacked_too_far(&e) {
            Some(limit) => IngestError::new(ErrorKind::UnpacksTooFar, name).found(limit),
            None => IngestError::new(ErrorKind::Unreadable, name).found(e.to_string()),
        };
        let mut head = Vec::new();
        // Enough to see what it is.
        incoming.gather(&mut head, |head| head.len() >= 4, |_| false).map_err(unreadable)?;
        let codec = Codec::of(&head);
        if let Some(codec) = codec {
            let packed = Cursor::new(std::mem::take(&mut head)).chain(incoming);
            let unpacked = metered(packed, codec, name, options.max_unpacked)?;
            incoming = Incoming::new(unpacked).map_err(unreadable)?;
        }
        // What was cut or damaged fails where it is unpacked.
        let failed = |e: io::Error| match codec.filter(|_| unpacked_too_far(&e).is_none()) {
            Some(codec) => broken(codec, name, &e),
            None => unreadable(e),
        };
        let mut least = 0;
        loop {
            let enough = |head: &[u8]| {
                let lines = head.iter().filter(|byte| **byte == b'\n').count();
                head.len() > least && (head.len() >= PREVIEW_BYTES || lines > PREVIEW_ROWS)
            };
            let ended = incoming.gather(&mut head, enough, is_usable).map_err(failed)?;
            let whole = is_workbook(&head) || head.starts_with(b"PAR1");
            let within = || wrapped(head.trim_ascii_start()).is_some();
            if whole || within() || ended && is_table(&head) {
                return Ok(Streamed::Whole(Box::new(Cursor::new(head).chain(incoming))));
            }
            let lines = head.iter().rposition(|byte| *byte == b'\n').map_or(head.len(), |n| n + 1);
            let text = encoding_of(&mut Cursor::new(&head[..lines]), &head, name, options)?;
            let whole = if ended { head.len() } else { judged(&head, text) };
            let stream = Stream {
                judged: head[..whole].into(),
                all: Mutex::default(),
                open: options.encoding.is_none() && text.bom == 0 && !ended && head.is_ascii(),
            };
            // That there are no rows is known at the end alone.
            let may_be_empty = options.may_be_empty.clone().filter(|_| ended);
            let now = ReadOptions { may_be_empty, ..options.clone() };
            match SourceFile::of_stream(stream, name.into(), text, &now) {
                Ok(file) if file.is_long() => {
                    return Ok(Streamed::Whole(Box::new(Cursor::new(head).chain(incoming))));
                }
                Ok(file) => {
                    if let Some(stream) = file.stream_of() {
                        let all = All { head, rest: incoming };
                        *stream.all.lock().unwrap_or_else(PoisonError::into_inner) = Some(all);
                    }
                    return Ok(Streamed::Table(Box::new(file)));
                }
                // The first rows may still be on their way.
                Err(error) if is_early(&error) && !ended && head.len() < PREVIEW_BYTES => {
                    least = head.len();
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Whether enough has come to go on with where nothing more is waiting: a
/// header and a row, or an object.
fn is_usable(head: &[u8]) -> bool {
    match head.trim_ascii_start().first() {
        Some(b'{' | b'[') => head.contains(&b'}'),
        _ => head.iter().filter(|byte| **byte == b'\n').count() >= 2,
    }
}

/// Bytes of `head` that the layout can be judged by: whole lines, and all of an
/// array, whose last item may be cut.
fn judged(head: &[u8], text: TextEncoding) -> usize {
    let pair = |bytes: [u8; 2]| {
        let at = head.chunks_exact(2).rposition(|pair| pair == bytes);
        at.map(|at| 2 * at + 2)
    };
    let first = head.trim_ascii_start().first();
    let line = match text.encoding {
        encoding if encoding == UTF_16LE => pair([b'\n', 0]),
        encoding if encoding == UTF_16BE => pair([0, b'\n']),
        _ if first == Some(&b'[') => None,
        _ => head.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1),
    };
    let any = matches!(first, Some(b'{' | b'[')) || head.len() >= PREVIEW_BYTES;
    line.unwrap_or(if any { head.len() } else { 0 })
}

/// Whether more rows may put it right.
fn is_early(error: &IngestError) -> bool {
    matches!(error.kind, ErrorKind::NoRows | ErrorKind::Empty | ErrorKind::JsonShape)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use encoding_rs::{GB18030, UTF_8};

    use super::*;
    use crate::ingest::read::made_pieces::Pieces;
    use crate::ingest::read::made_pipe::pipe;
    use crate::ingest::told::warning::Warning;
    use crate::ingest::{Format, profile};

    fn opened(incoming: Incoming) -> Result<SourceFile, IngestError> {
        match SourceFile::stream(incoming, "stdin", &ReadOptions::default())? {
            Streamed::Table(file) => Ok(*file),
            Streamed::Whole(_) => panic!("to be read as a whole"),
        }
    }

    fn of(bytes: &[u8]) -> Result<SourceFile, IngestError> {
        opened(Incoming::new(Cursor::new(bytes.to_vec())).unwrap())
    }

    fn comments(file: &SourceFile) -> Vec<String> {
        let at = file.layout().column("comment").unwrap();
        file.all_rows(None).unwrap().map(|row| row.unwrap().cells[at].to_owned()).collect()
    }

    #[test]
    fn the_first_rows_are_judged_and_all_are_handed_out() {
        let rows = (0..20_000).map(|i| format!("{i},物流很快{i},9\n"));
        let table = "id,comment,nps\n".to_owned() + &rows.collect::<String>();
        for bytes in [table.clone().into_bytes(), GB18030.encode(&table).0.into_owned()] {
            let file = of(&bytes).unwrap();
            let profile = profile(&file).unwrap();
            assert!((400..20_000).contains(&profile.rows), "{}", profile.rows);
            let comments = comments(&file);
            assert_eq!((comments.len(), comments[19_999].as_str()), (20_000, "物流很快19999"));
            assert!(file.all_rows(None).is_err(), "once");
        }
    }

    #[test]
    fn a_pause_after_the_first_row_is_enough() {
        let (sender, incoming) = pipe();
        let writer = std::thread::spawn(move || {
            for line in ["id;comm", "ent\n", "1;good\n"] {
                sender.send(line.into()).unwrap();
                std::thread::sleep(Duration::from_millis(30));
            }
            sender
        });
        let file = opened(incoming).unwrap();
        assert!(matches!(file.layout().format, Format::Delimited { delimiter: b';', .. }));
        let sender = writer.join().unwrap();
        sender.send("2;很好，下次再来\n".into()).unwrap();
        drop(sender);
        assert_eq!(comments(&file), ["good", "很好，下次再来"]);
    }

    #[test]
    fn json_keys_that_come_late_are_not_lost() {
        let (sender, incoming) = pipe();
        sender.send(b"{\"comment\":\"good\"}\n".to_vec()).unwrap();
        let file = opened(incoming).unwrap();
        sender.send(b"{\"comment\":\"bad\",\"city\":\"Oslo\"}\n".to_vec()).unwrap();
        drop(sender);
        let rows: Vec<_> = file.all_rows(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows[0].beyond, []);
        assert_eq!(rows[1].beyond, [("city".to_owned(), "Oslo".to_owned())]);
        let array = of(b"[{\"comment\":\"good\"},{\"comment\":\"bad\"}]").unwrap();
        assert_eq!(comments(&array), ["good", "bad"]);
    }

    #[test]
    fn what_is_no_table_is_told_as_of_a_file() {
        let kind = |bytes: &[u8]| of(bytes).unwrap_err().kind;
        assert_eq!(kind(b""), ErrorKind::Empty);
        assert_eq!(kind(b"id,comment\n"), ErrorKind::NoRows);
        assert_eq!(kind(b"%PDF-1.7"), ErrorKind::Binary);
        assert_eq!(kind(&[0; 100_000]), ErrorKind::Binary);
        let zip = Incoming::new(Cursor::new(b"PK\x03\x04 and so on".to_vec())).unwrap();
        let whole = SourceFile::stream(zip, "stdin", &ReadOptions::default()).unwrap();
        let Streamed::Whole(mut whole) = whole else { panic!("a workbook is no stream") };
        let mut bytes = Vec::new();
        whole.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"PK\x03\x04 and so on");
    }

    #[test]
    fn a_compressed_stream_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        io::Write::write_all(&mut packed, "id,comment\n1,good\n".as_bytes()).unwrap();
        assert_eq!(comments(&of(&packed.finish().unwrap()).unwrap()), ["good"]);
    }

    fn cells(file: &SourceFile) -> Vec<String> {
        let row = |row: Result<crate::ingest::RawRow, _>| -> String {
            row.map(|row| row.cells.iter().collect::<Vec<_>>().join("|")).unwrap_or_default()
        };
        file.rows().unwrap().map(row).collect()
    }

    #[test]
    fn an_encoding_that_shows_late_is_the_stated_one_or_found() {
        for encoding in [None, Some("gb18030".to_owned())] {
            let (sender, incoming) = pipe();
            sender.send(b"id,comment\n1,good\n".to_vec()).unwrap();
            let options = ReadOptions { encoding, ..ReadOptions::default() };
            let opened = SourceFile::stream(incoming, "stdin", &options).unwrap();
            let Streamed::Table(file) = opened else { panic!("a table") };
            assert!(file.is_stream());
            let later = GB18030.encode("2,送货很快，客服态度好\n").0.into_owned();
            sender.send(later).unwrap();
            drop(sender);
            assert_eq!(comments(&file), ["good", "送货很快，客服态度好"], "{:?}", options.encoding);
        }
    }

    #[test]
    fn a_row_that_has_come_in_part_is_not_judged() {
        let (sender, incoming) = pipe();
        sender.send(b"id,comment\n1,good\n2,ba".to_vec()).unwrap();
        let file = opened(incoming).unwrap();
        assert_eq!(cells(&file), ["1|good"]);
        sender.send(b"d\n".to_vec()).unwrap();
        drop(sender);
        assert_eq!(comments(&file), ["good", "bad"]);
    }

    #[test]
    fn rows_that_come_without_a_pause_are_judged_together() {
        let pieces = [b"id,comment\n1,good\n".to_vec(), b"2,bad,x\n".repeat(20)].map(Ok);
        let file = opened(Incoming::new(Pieces::of(pieces)).unwrap()).unwrap();
        assert_eq!(file.layout().warnings, [Warning::OddHeader { header: 2, rows: 3 }]);
    }

    #[test]
    fn blank_lines_are_waited_out() {
        let pieces = [b"\n".repeat(600), b"id,comment\n1,good\n".to_vec()].map(Ok);
        let file = opened(Incoming::new(Pieces::of(pieces)).unwrap()).unwrap();
        assert_eq!(comments(&file), ["good"]);
        for (kind, wanted) in [
            (ErrorKind::NoRows, true),
            (ErrorKind::Empty, true),
            (ErrorKind::JsonShape, true),
            (ErrorKind::Binary, false),
            (ErrorKind::TooWide, false),
        ] {
            assert_eq!(is_early(&IngestError::new(kind, "stdin")), wanted, "{kind:?}");
        }
    }

    #[test]
    fn a_table_of_answers_is_read_as_a_whole() {
        let table = b"respondent,question,answer\na,p,5\na,q,4\nb,p,3\nb,q,2\n";
        let incoming = Incoming::new(Cursor::new(table.to_vec())).unwrap();
        let whole = SourceFile::stream(incoming, "stdin", &ReadOptions::default()).unwrap();
        let Streamed::Whole(mut whole) = whole else { panic!("its rows have to be put together") };
        let mut bytes = Vec::new();
        whole.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, table);
    }

    #[test]
    fn a_row_or_an_object_is_enough_to_go_on_with() {
        for (head, wanted) in [
            ("", false),
            ("id,comment\n", false),
            ("id,comment\n1,go", false),
            ("id,comment\n1,good\n", true),
            ("{\"a\":\n\n", false),
            (" {\"a\":1}", true),
            ("[{\"a\":1},", true),
        ] {
            assert_eq!(is_usable(head.as_bytes()), wanted, "{head:?}");
        }
    }

    #[test]
    fn whole_lines_are_judged_and_all_of_json() {
        let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        for (head, encoding, wanted) in [
            (b"ab\nc".to_vec(), UTF_8, 3),
            (b"abc".to_vec(), UTF_8, 0),
            (b"{\"a\":1}\n{\"a\"".to_vec(), UTF_8, 8),
            (b"{\"a\":1}".to_vec(), UTF_8, 7),
            (b" [{\"a\":1},\n{\"a\":".to_vec(), UTF_8, 16),
            (utf16("ab\nc", u16::to_le_bytes), UTF_16LE, 6),
            (utf16("ab\nc", u16::to_be_bytes), UTF_16BE, 6),
            // Half of another character is no line break.
            (utf16("a\n\u{A05}", u16::to_be_bytes), UTF_16BE, 4),
            (vec![b'a'; PREVIEW_BYTES - 1], UTF_8, 0),
            (vec![b'a'; PREVIEW_BYTES], UTF_8, PREVIEW_BYTES),
        ] {
            let found = judged(&head, TextEncoding::of(encoding));
            assert_eq!(found, wanted, "{} bytes of {}", head.len(), encoding.name());
        }
    }
}
