//! A pipe whose other end is in hand, for tests of what is read while it comes in.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::ingest::read::incoming::Incoming;

struct Pipe(Receiver<Vec<u8>>);

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.0.recv().unwrap_or_default();
        buffer[..bytes.len()].copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}

/// What is sent comes in, until the sender is dropped.
pub(super) fn pipe() -> (Sender<Vec<u8>>, Incoming) {
    let (sender, receiver) = channel();
    (sender, Incoming::new(Pipe(receiver)).unwrap())
}
