//! Text whose encoding does not show at its beginning, because that is ASCII:
//! the first line with other bytes decides, when it comes.

use std::io::{self, Read};

use encoding_rs::UTF_8;

use crate::ingest::read::encoding::{TextEncoding, decoded, eight_bit};

/// Bytes after the first one beyond ASCII that are waited for, at most.
const SAMPLE: usize = 64 * 1024;

/// A reader of such text as UTF-8.
pub(crate) struct LateEncoding<R> {
    input: Option<R>,
    /// The beginning of the line that decides.
    held: Vec<u8>,
    decided: Option<Box<dyn Read + Send>>,
}

impl<R: Read + Send + 'static> LateEncoding<R> {
    pub(crate) fn new(input: R) -> LateEncoding<R> {
        LateEncoding { input: Some(input), held: Vec::new(), decided: None }
    }

    /// Reads to the end of the line that begins in what is held, and settles
    /// how it and all that follows is read.
    fn decide(&mut self, mut input: R) -> io::Result<()> {
        let mut chunk = [0; 4096];
        while !self.held.contains(&b'\n') && self.held.len() < SAMPLE {
            match input.read(&mut chunk)? {
                0 => break,
                read => self.held.extend_from_slice(&chunk[..read]),
            }
        }
        let line = self.held.iter().rposition(|byte| *byte == b'\n').unwrap_or(self.held.len());
        let encoding = eight_bit(&self.held[..line]);
        let rest = io::Cursor::new(std::mem::take(&mut self.held)).chain(input);
        self.decided = Some(match encoding == UTF_8 {
            true => Box::new(rest),
            false => decoded(rest, TextEncoding::of(encoding))?,
        });
        Ok(())
    }
}

impl<R: Read + Send + 'static> Read for LateEncoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(decided) = &mut self.decided {
            return decided.read(buffer);
        }
        let Some(input) = &mut self.input else { return Ok(0) };
        let read = input.read(buffer)?;
        match buffer[..read].iter().position(|byte| *byte >= 0x80) {
            None => Ok(read),
            Some(first) => {
                self.held.extend_from_slice(&buffer[first..read]);
                if let Some(input) = self.input.take() {
                    self.decide(input)?;
                }
                if first > 0 { Ok(first) } else { self.read(buffer) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::*;
    use crate::ingest::read::made_pieces::Pieces;

    fn read(bytes: &[u8]) -> String {
        let bytes = io::Cursor::new(bytes.to_vec());
        let mut text = String::new();
        LateEncoding::new(bytes).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn the_first_other_line_decides() {
        let text = "id,comment\n1,ok\n2,送货很快，客服态度好\n3,包装破了，东西也坏了\n";
        assert_eq!(read(text.as_bytes()), text);
        assert_eq!(read(&GB18030.encode(text).0), text);
        assert_eq!(read(b"id,comment\n1,ok"), "id,comment\n1,ok");
        let western = "1,tr\u{e8}s cher, dommage\n2,caf\u{e9}\n";
        assert_eq!(read(&encoding_rs::WINDOWS_1252.encode(western).0), western);
    }

    #[test]
    fn the_line_that_decides_may_come_in_pieces() {
        let text = "id,comment\n1,ok\n2,送货很快，客服态度好\n3,包装破了，东西也坏了\n";
        for bytes in [text.as_bytes(), &*GB18030.encode(text).0] {
            let mut read = String::new();
            let pieces = Pieces::of(bytes.chunks(1).map(|byte| Ok(byte.to_vec())));
            LateEncoding::new(pieces).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn the_line_that_decides_is_handed_on_before_another_comes() {
        let pieces = [
            Ok(b"id,comment\n".to_vec()),
            Ok("很好，下次再来\n".into()),
            Err(io::Error::other("not yet here")),
        ];
        let mut read = Vec::new();
        LateEncoding::new(Pieces::of(pieces)).read_to_end(&mut read).unwrap_err();
        assert_eq!(read, "id,comment\n很好，下次再来\n".as_bytes());
    }
}
