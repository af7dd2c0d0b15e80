//! Runs of NUL bytes in text. A system that crashes or a disk that is full
//! leaves a file at the length it was to have, with zeros for what was not
//! written, at the end or in the middle.

use std::io::{self, Read};

/// A reader that leaves one NUL of each run of them, which damages the cell it
/// is in and says so, in place of megabytes.
pub(crate) struct OneNul<R> {
    inner: R,
    /// The byte before was one.
    inside: bool,
}

impl<R> OneNul<R> {
    pub(crate) fn new(inner: R) -> OneNul<R> {
        OneNul { inner, inside: false }
    }
}

impl<R: Read> Read for OneNul<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.inner.read(buffer)?;
            let chunk = &mut buffer[..read];
            if !chunk.contains(&0) {
                self.inside &= read == 0;
                return Ok(read);
            }
            let mut kept = 0;
            for at in 0..read {
                let byte = chunk[at];
                if byte != 0 || !self.inside {
                    chunk[kept] = byte;
                    kept += 1;
                }
                self.inside = byte == 0;
            }
            // Nothing would be the end.
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

/// Whether text that begins with `start`, its runs of NUL made one each, is
/// none: too many of them, or other bytes that no text holds beside them.
pub(crate) fn is_binary(start: &[u8]) -> bool {
    let nuls = start.iter().filter(|byte| **byte == 0).count();
    if nuls == 0 {
        return false;
    }
    let blank = |byte: &u8| matches!(byte, 0 | b'\t' | b'\n' | b'\r' | b' ');
    let signs = start.iter().filter(|byte| **byte < b' ' && !blank(byte)).count();
    (nuls > 2 && nuls * 200 > start.len()) || signs * 50 > start.len() || start.iter().all(blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a few bytes at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(3);
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn runs_become_one_wherever_they_are_cut() {
        let text = [b"\0\0a".as_slice(), &[0; 4000], b"b\n\0c", &[0; 10]].concat();
        let mut kept = Vec::new();
        OneNul::new(Slow(&text)).read_to_end(&mut kept).unwrap();
        assert_eq!(kept, b"\0a\0b\n\0c\0");
        kept.clear();
        OneNul::new(text.as_slice()).read_to_end(&mut kept).unwrap();
        assert_eq!(kept, b"\0a\0b\n\0c\0");
    }

    #[test]
    fn padding_is_text_and_a_program_is_not() {
        assert!(!is_binary(b"id,comment\n1,good\n\0"));
        assert!(!is_binary(b"id,comment\n1,go\0\n3,bad\n\0"));
        assert!(is_binary(b"\0"));
        assert!(is_binary(b"\x01\0\x02\x03\0ab\x05"));
        assert!(is_binary(b"a\0b\0c\0d\0e\0"));
    }

    #[test]
    fn runs_that_text_keeps_apart_stay_apart() {
        let mut kept = Vec::new();
        OneNul::new(Slow(b"ab\0cde\0fg")).read_to_end(&mut kept).unwrap();
        assert_eq!(kept, b"ab\0cde\0fg");
    }

    #[test]
    fn three_in_six_hundred_and_one_sign_in_fifty_are_borne() {
        for (length, nuls, signs, wanted) in [
            (600, 3, 0, false),
            (599, 3, 0, true),
            (100, 2, 0, false),
            (50, 1, 1, false),
            (49, 1, 1, true),
            (10, 0, 5, false),
        ] {
            let mut bytes = vec![b'a'; length];
            bytes[..nuls].fill(0);
            bytes[nuls..nuls + signs].fill(1);
            assert_eq!(is_binary(&bytes), wanted, "{length}, {nuls}, {signs}");
        }
    }
}
