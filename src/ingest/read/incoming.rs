//! Bytes that come through a pipe. A thread of its own reads them, so that
//! whoever takes them knows when nothing more is waiting and can hand on what
//! has come so far.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Bytes asked for at once; a pipe of Linux holds as many.
const CHUNK: usize = 64 * 1024;

/// Chunks that wait to be taken.
const WAITING: usize = 8;

/// How long a pipe may be silent before what has come is handed on.
const PAUSE: Duration = Duration::from_millis(20);

/// How long it may be silent while its beginning is gathered.
const STALL: Duration = Duration::from_millis(400);

/// Called before the reader waits for more.
pub type OnWait = Box<dyn FnMut() + Send>;

/// A pipe, or anything else that is read once from beginning to end.
pub struct Incoming {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    /// Bytes of the chunk that have been taken.
    at: usize,
    ended: bool,
    on_wait: Option<OnWait>,
}

impl Incoming {
    /// Starts to read.
    ///
    /// # Errors
    /// When there can be no further thread.
    pub fn new(mut input: impl Read + Send + 'static) -> io::Result<Incoming> {
        let (sender, chunks) = sync_channel(WAITING);
        // It ends with its input, or when nobody takes what it reads.
        std::thread::Builder::new().name("input".to_owned()).spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = match input.read(&mut chunk) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    read => read,
                };
                let last = !matches!(read, Ok(length) if length > 0);
                let sent = sender.send(read.map(|length| {
                    chunk.truncate(length);
                    chunk
                }));
                if last || sent.is_err() {
                    break;
                }
            }
        })?;
        Ok(Incoming { chunks, chunk: Vec::new(), at: 0, ended: false, on_wait: None })
    }

    /// Has `on_wait` called whenever nothing more is waiting.
    pub(crate) fn telling(mut self, on_wait: Option<OnWait>) -> Incoming {
        self.on_wait = on_wait;
        self
    }

    /// Adds to `head` until `enough` says so, the input ends, or it falls
    /// silent and `usable` says that what has come will do. Whether it ended.
    pub(crate) fn gather(
        &mut self,
        head: &mut Vec<u8>,
        enough: impl Fn(&[u8]) -> bool,
        usable: impl Fn(&[u8]) -> bool,
    ) -> io::Result<bool> {
        while !self.ended && !enough(head) {
            match self.chunks.recv_timeout(STALL) {
                Ok(chunk) => {
                    let chunk = chunk?;
                    self.ended = chunk.is_empty();
                    head.extend_from_slice(&chunk);
                }
                Err(RecvTimeoutError::Timeout) if usable(head) => break,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.ended = true,
            }
        }
        Ok(self.ended)
    }

    /// The next chunk, waited for; empty at the end.
    fn next(&mut self) -> io::Result<Vec<u8>> {
        let received = match self.chunks.recv_timeout(PAUSE) {
            Err(RecvTimeoutError::Timeout) => {
                if let Some(on_wait) = &mut self.on_wait {
                    on_wait();
                }
                self.chunks.recv().ok()
            }
            received => received.ok(),
        };
        received.unwrap_or_else(|| Ok(Vec::new()))
    }
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.chunk.len() && !self.ended {
            self.chunk = self.next()?;
            self.at = 0;
            self.ended = self.chunk.is_empty();
        }
        let left = &self.chunk[self.at..];
        let length = left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&left[..length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Sender, channel};

    use super::*;
    use crate::ingest::read::made_pieces::Pieces;
    use crate::ingest::read::made_pipe::pipe;

    #[test]
    fn the_beginning_is_what_came_before_the_silence() {
        let (sender, mut incoming) = pipe();
        sender.send(b"a\n".to_vec()).unwrap();
        let mut head = Vec::new();
        let ended = incoming.gather(&mut head, |_| false, |head| !head.is_empty()).unwrap();
        assert!(!ended);
        assert_eq!(head, b"a\n");
        sender.send(b"b\n".to_vec()).unwrap();
        drop(sender);
        assert!(incoming.gather(&mut head, |_| false, |_| false).unwrap());
        assert_eq!(head, b"a\nb\n");
    }

    #[test]
    fn a_wait_is_told_before_it_begins() {
        let (sender, incoming) = pipe();
        let waits = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&waits);
        let mut left = Some(sender.clone());
        let mut incoming = incoming.telling(Some(Box::new(move || {
            seen.fetch_add(1, Ordering::SeqCst);
            // The other side only goes on once it was told.
            left.take().unwrap().send(b"two".to_vec()).unwrap();
        })));
        sender.send(b"one ".to_vec()).unwrap();
        drop(sender);
        let mut text = String::new();
        incoming.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), waits.load(Ordering::SeqCst)), ("one two", 1));
    }

    #[test]
    fn an_interruption_is_none_and_any_other_error_the_end() {
        let read = |kind: io::ErrorKind| {
            let pieces = [Ok(b"a".to_vec()), Err(io::Error::from(kind)), Ok(b"b".to_vec())];
            let mut text = String::new();
            let mut incoming = Incoming::new(Pieces::of(pieces)).unwrap();
            incoming.read_to_string(&mut text).map(|_| text).map_err(|error| error.kind())
        };
        assert_eq!(read(io::ErrorKind::Interrupted), Ok("ab".to_owned()));
        assert_eq!(read(io::ErrorKind::BrokenPipe), Err(io::ErrorKind::BrokenPipe));
    }

    #[test]
    fn pieces_longer_than_the_room_for_them_are_handed_out_in_turn() {
        let pieces = [Ok(b"abcdef".to_vec()), Ok(b"gh".to_vec())];
        let mut incoming = Incoming::new(Pieces::of(pieces)).unwrap();
        let mut room = [0; 4];
        for wanted in [&b"abcd"[..], b"ef", b"gh", b"", b""] {
            let length = incoming.read(&mut room).unwrap();
            assert_eq!(&room[..length], wanted);
        }
    }

    #[test]
    fn silence_is_no_end_where_what_has_come_will_not_do() {
        let (sender, mut incoming) = pipe();
        let writer = std::thread::spawn(move || {
            sender.send(b"a".to_vec()).unwrap();
            std::thread::sleep(STALL + Duration::from_millis(200));
            sender.send(b"b\n".to_vec()).unwrap();
        });
        let mut head = Vec::new();
        assert!(incoming.gather(&mut head, |_| false, |_| false).unwrap());
        assert_eq!(head, b"ab\n");
        writer.join().unwrap();
    }

    #[test]
    fn the_reader_goes_with_its_input_or_with_who_takes_from_it() {
        struct Kept<R> {
            inner: R,
            _until_dropped: Sender<()>,
        }
        impl<R: Read> Read for Kept<R> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.inner.read(buffer)
            }
        }
        let dropped = |gone: Receiver<()>| {
            gone.recv_timeout(Duration::from_secs(30)) == Err(RecvTimeoutError::Disconnected)
        };
        let (sender, gone) = channel();
        let inner = io::Cursor::new(b"a".to_vec());
        let mut incoming = Incoming::new(Kept { inner, _until_dropped: sender }).unwrap();
        let mut text = String::new();
        incoming.read_to_string(&mut text).unwrap();
        assert!(dropped(gone), "at the end of the input");
        let (sender, gone) = channel();
        let endless = Kept { inner: io::repeat(b'a'), _until_dropped: sender };
        drop(Incoming::new(endless).unwrap());
        assert!(dropped(gone), "when nobody takes what it reads");
    }
}
