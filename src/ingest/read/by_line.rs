//! Text that is rewritten line by line while it streams by.

use std::io::{self, BufRead, BufReader, Read};

use crate::ingest::told::limits::MAX_RECORD_BYTES;

/// A reader of what `rewrite` makes of each line, its end included. Of a longer line than a record
/// may be it is given pieces.
pub(crate) struct ByLine<R, F> {
    inner: BufReader<R>,
    rewrite: F,
    line: Vec<u8>,
    told: usize,
}

impl<R: Read, F: FnMut(&mut Vec<u8>)> ByLine<R, F> {
    pub(crate) fn new(inner: R, rewrite: F) -> ByLine<R, F> {
        let inner = BufReader::with_capacity(64 * 1024, inner);
        ByLine { inner, rewrite, line: Vec::new(), told: 0 }
    }
}

impl<R: Read, F: FnMut(&mut Vec<u8>)> Read for ByLine<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Nothing may be left of a line, which is no end.
        while self.told == self.line.len() {
            self.line.clear();
            self.told = 0;
            let mut most = self.inner.by_ref().take(MAX_RECORD_BYTES);
            if most.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(0);
            }
            (self.rewrite)(&mut self.line);
        }
        let ready = &self.line[self.told..];
        let n = ready.len().min(buffer.len());
        buffer[..n].copy_from_slice(&ready[..n]);
        self.told += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_which_nothing_is_left_is_no_end() {
        let without_a = |line: &mut Vec<u8>| match line.starts_with(b"a") {
            true => line.clear(),
            false => line.insert(0, b'-'),
        };
        for (text, wanted) in [
            ("", ""),
            ("a\n", ""),
            ("b\na\na\nb", "-b\n-b"),
            ("a\nb\n", "-b\n"),
            ("b\na", "-b\n"),
            ("\n\nb", "-\n-\n-b"),
        ] {
            let mut reader = ByLine::new(text.as_bytes(), without_a);
            let (mut piece, mut read) = ([0; 2], Vec::new());
            while let n @ 1.. = reader.read(&mut piece).unwrap() {
                read.extend_from_slice(&piece[..n]);
            }
            assert_eq!(String::from_utf8(read).unwrap(), wanted, "{text:?}");
        }
    }
}
