//! What a file is that looks like a workbook and cannot be opened as one.

use std::io::Read;

use crate::ingest::read::content::Content;
use crate::ingest::told::error_detail::ErrorDetail;

/// Bytes that are looked at.
const SAMPLE: u64 = 8 * 1024 * 1024;

/// What it is, where that shows.
pub(super) fn other_document(content: &Content) -> Option<ErrorDetail> {
    let mut bytes = Vec::new();
    content.open().ok()?.take(SAMPLE).read_to_end(&mut bytes).ok()?;
    kind(&bytes)
}

fn kind(bytes: &[u8]) -> Option<ErrorDetail> {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    // Names of streams are UTF-16 there.
    let wide = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    match () {
        () if bytes.starts_with(b"PK") && holds(b"word/") => Some(ErrorDetail::TextDocument),
        () if bytes.starts_with(b"PK") && holds(b"ppt/") => Some(ErrorDetail::Slides),
        () if bytes.starts_with(b"PK") => None,
        () if holds(&wide("EncryptedPackage")) => Some(ErrorDetail::Password),
        () if holds(&wide("WordDocument")) => Some(ErrorDetail::TextDocument),
        () if holds(&wide("PowerPoint Document")) => Some(ErrorDetail::Slides),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file::{content, opened};
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::told::error::ErrorKind;

    #[test]
    fn documents_of_other_programs_are_named() {
        let old = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [&[0xD0, 0xCF, 0x11, 0xE0][..], &name].concat()
        };
        for (bytes, wanted) in [
            (b"PK\x03\x04 word/document.xml".to_vec(), Some(ErrorDetail::TextDocument)),
            (b"PK\x03\x04 ppt/presentation.xml".to_vec(), Some(ErrorDetail::Slides)),
            (b"PK\x03\x04 xl/workbook.xml".to_vec(), None),
            (old("EncryptedPackage"), Some(ErrorDetail::Password)),
            (old("WordDocument"), Some(ErrorDetail::TextDocument)),
            (old("Workbook"), None),
        ] {
            assert_eq!(other_document(&content(&bytes)), wanted);
        }
    }

    #[test]
    fn that_is_why_it_cannot_be_opened() {
        let bytes = b"PK\x03\x04 word/document.xml";
        let error = opened(bytes, "a.docx", &ReadOptions::default()).unwrap_err();
        let found = (error.kind, error.found);
        assert_eq!(found, (ErrorKind::BrokenWorkbook, ErrorDetail::TextDocument));
    }
}
