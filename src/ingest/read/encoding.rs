//! Which characters the bytes of a text file stand for, and a reader that
//! turns them into UTF-8 as they stream by.

use std::io::{self, Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, GB18030, GBK, ISO_8859_2, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::ingest::read::padding::OneNul;

/// Bytes that detection looks at, from the first byte that is not ASCII.
const SAMPLE: usize = 256 * 1024;

/// The encoding of a file and the length of its byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextEncoding {
    /// How the bytes are to be read.
    pub(crate) encoding: &'static Encoding,
    /// Bytes of byte order mark to skip.
    pub(crate) bom: usize,
}

impl TextEncoding {
    /// Name as in the WHATWG Encoding Standard, e.g. `UTF-8`, `gb18030`.
    pub(crate) fn name(&self) -> &'static str {
        self.encoding.name()
    }
}

/// The encoding called `label`, e.g. `gbk`, `utf-16le`, `latin1`. GBK is read
/// as GB18030, which contains it.
pub(crate) fn by_label(label: &str) -> Option<&'static Encoding> {
    let found = Encoding::for_label(label.trim().as_bytes())?;
    Some(if found == GBK { GB18030 } else { found })
}

/// Detects the encoding of `file` and leaves it at an unspecified position.
///
/// A byte order mark decides; then UTF-16 shows by its NUL bytes; then UTF-8
/// is weighed: many valid sequences beside few invalid bytes is UTF-8 with
/// damage, not some other encoding; then GB18030 by the share of common
/// Chinese pairs; then the statistics of `chardetng`.
pub(crate) fn detect(file: &mut (impl Read + Seek)) -> io::Result<TextEncoding> {
    file.seek(SeekFrom::Start(0))?;
    let head = read_up_to(file, SAMPLE)?;
    if let Some((encoding, bom)) = Encoding::for_bom(&head) {
        return Ok(TextEncoding { encoding, bom });
    }
    if let Some(encoding) = utf16_without_mark(&head) {
        return Ok(TextEncoding { encoding, bom: 0 });
    }
    let sample = match head.iter().position(|b| *b >= 0x80) {
        Some(_) => head,
        None => after_ascii(file, head)?,
    };
    Ok(TextEncoding { encoding: eight_bit(&sample), bom: 0 })
}

/// A reader of the text of `file` as UTF-8. Bytes that stand for nothing
/// become U+FFFD, except in UTF-8 files, whose bytes pass as they are so that
/// the caller can tell a damaged row from one that holds U+FFFD. Runs of NUL
/// become one.
pub(crate) fn reader(
    mut file: impl Read + Seek + Send + 'static,
    text: TextEncoding,
) -> io::Result<Box<dyn Read + Send>> {
    file.seek(SeekFrom::Start(text.bom as u64))?;
    decoded(file, text)
}

/// The same from where `file` is, the byte order mark behind it.
pub(crate) fn decoded(
    file: impl Read + Send + 'static,
    text: TextEncoding,
) -> io::Result<Box<dyn Read + Send>> {
    if text.encoding == UTF_8 {
        return Ok(Box::new(OneNul::new(file)));
    }
    Ok(Box::new(OneNul::new(
        DecodeReaderBytesBuilder::new()
            .encoding(Some(text.encoding))
            .bom_sniffing(false)
            .build_with_buffer(file, vec![0; 64 * 1024])
            .map_err(io::Error::other)?,
    )))
}

/// Reads up to `limit` bytes.
pub(crate) fn read_up_to(file: &mut impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first sample with a byte beyond ASCII; `head` again when there is none.
fn after_ascii(file: &mut impl Read, head: Vec<u8>) -> io::Result<Vec<u8>> {
    loop {
        let mut next = read_up_to(file, SAMPLE)?;
        if next.is_empty() {
            return Ok(head);
        }
        if let Some(first) = next.iter().position(|b| *b >= 0x80) {
            next.drain(..first);
            next.append(&mut read_up_to(file, first)?);
            return Ok(next);
        }
    }
}

/// UTF-16 without a mark: digits, delimiters and line ends have a NUL byte on
/// one side and nothing has one on the other.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (encoding, more, fewer) =
        if odd > even { (UTF_16LE, odd, even) } else { (UTF_16BE, even, odd) };
    if more * 50 < pairs || fewer * 20 > more {
        return None;
    }
    // A NUL or two in a short file is damage.
    let others: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let cut = |error: std::str::Utf8Error| error.error_len().is_none();
    if more * 2 < pairs && std::str::from_utf8(&others).map_or_else(cut, |_| true) {
        return None;
    }
    let whole = &head[..pairs * 2];
    let (text, broken) = encoding.decode_without_bom_handling(whole);
    (!broken && !text.contains('\0')).then_some(encoding)
}

pub(crate) fn eight_bit(sample: &[u8]) -> &'static Encoding {
    let (mut valid, mut invalid) = (0usize, 0usize);
    let mut chunks = sample.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // A sequence that the end of the sample cuts is not an invalid one.
        let cut = chunks.peek().is_none() && sample.len() >= SAMPLE;
        if !chunk.invalid().is_empty() && !cut {
            invalid += 1;
        }
    }
    if invalid == 0 || valid > 2 * invalid {
        return UTF_8;
    }
    if looks_like_gb(sample) {
        return GB18030;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    match guess {
        guess if guess == GBK => GB18030,
        guess if (guess == WINDOWS_1250 || guess == ISO_8859_2) && names_pounds(sample) => {
            WINDOWS_1252
        }
        guess => guess,
    }
}

/// Whether what would be the Polish letter Ł stands before amounts, each time: then it is £,
/// which has the same byte in Western Europe.
fn names_pounds(sample: &[u8]) -> bool {
    const POUND: u8 = 0xA3;
    let mut signs = sample.iter().enumerate().filter(|(_, byte)| **byte == POUND).peekable();
    let before_amount = |at: usize| {
        let rest = sample[at + 1..].iter().find(|byte| **byte != b' ' && **byte != 0xA0);
        rest.is_none_or(u8::is_ascii_digit)
    };
    signs.peek().is_some() && signs.all(|(at, _)| before_amount(at))
}

/// Nine in ten byte pairs lie in the rows of GB 2312 that hold punctuation
/// and the commonest characters. Western text read as GB18030 has its second
/// bytes in ASCII, Big5 has many there too.
fn looks_like_gb(sample: &[u8]) -> bool {
    let (mut pairs, mut common) = (0usize, 0usize);
    let mut at = 0;
    while at < sample.len() {
        if sample[at] < 0x80 {
            at += 1;
            continue;
        }
        let Some(&second) = sample.get(at + 1) else { break };
        pairs += 1;
        if matches!(sample[at], 0xA1..=0xA9 | 0xB0..=0xD7) && second >= 0xA1 {
            common += 1;
        }
        at += 2;
    }
    pairs > 0 && common * 10 >= pairs * 9
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn detected(bytes: &[u8]) -> TextEncoding {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        detect(&mut file).unwrap()
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    }

    const TEXT: &str = "编号,评价,推荐\n1,物流很快，客服态度好,9\n2,包装破了,3\n";

    #[test]
    fn chinese_encodings() {
        assert_eq!(detected(TEXT.as_bytes()).name(), "UTF-8");
        assert_eq!(detected(format!("\u{feff}{TEXT}").as_bytes()).bom, 3);
        assert_eq!(detected(&GB18030.encode(TEXT).0).name(), "gb18030");
        assert_eq!(detected(&utf16(TEXT, false)).name(), "UTF-16LE");
        assert_eq!(detected(&utf16(TEXT, true)).name(), "UTF-16BE");
        assert_eq!(detected(&utf16(&format!("\u{feff}{TEXT}"), true)).bom, 2);
    }

    #[test]
    fn one_bad_byte_leaves_utf8() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(30, 0xFF);
        assert_eq!(detected(&bytes).name(), "UTF-8");
    }

    #[test]
    fn western_text_is_not_chinese() {
        let text =
            "\"id\",\"explication\"\n1,\"très cher, dommage\"\n2,\"équipe agréable, à revoir\"\n";
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
        assert_eq!(detected(&bytes).name(), "windows-1252");
    }

    #[test]
    fn a_pound_before_amounts_is_no_polish_letter() {
        let english = "id,comment\n1,Missed again, and the £30 compensation never came.\n\
            2,I pay £ 45 a month for this\n3,Router says “no signal” – still £12 for the visit\n";
        let bytes = encoding_rs::WINDOWS_1252.encode(english).0;
        assert_eq!(detected(&bytes).name(), "windows-1252");
        let polish = "id,opinia\n1,Łatwa obsługa, miła załoga\n2,Źle, Łukasz był nieuprzejmy\n";
        let bytes = encoding_rs::WINDOWS_1250.encode(polish).0;
        assert_eq!(detected(&bytes).name(), "windows-1250");
    }

    #[test]
    fn chinese_after_much_ascii() {
        let mut bytes = vec![b'a'; SAMPLE + 17];
        bytes.extend_from_slice(&GB18030.encode(TEXT).0);
        assert_eq!(detected(&bytes).name(), "gb18030");
    }

    #[test]
    fn labels() {
        assert_eq!(by_label("GBK"), Some(GB18030));
        assert_eq!(by_label("utf8"), Some(UTF_8));
        assert_eq!(by_label("klingon"), None);
    }
}
