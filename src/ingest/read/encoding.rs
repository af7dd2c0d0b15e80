//! Which characters the bytes of a text file stand for, and a reader that
//! turns them into UTF-8 as they stream by.

use std::io::{self, Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, GB18030, GBK, ISO_8859_2, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::ingest::read::mixed_lines::{are_mixed, as_utf8};
use crate::ingest::read::padding::OneNul;
use crate::ingest::read::twice_encoded::{as_it_was, is_twice_encoded};

/// Bytes that detection looks at, from the first byte that is not ASCII.
const SAMPLE: usize = 256 * 1024;

/// The encoding of a file and the length of its byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextEncoding {
    /// How the bytes are to be read.
    pub(crate) encoding: &'static Encoding,
    /// Bytes of byte order mark to skip.
    pub(crate) bom: usize,
    /// Some lines are UTF-8 all the same.
    pub(crate) mixed: bool,
    /// It is UTF-8 that was encoded once more.
    pub(crate) twice: bool,
}

impl TextEncoding {
    /// Text in one encoding, without a mark.
    pub(crate) fn of(encoding: &'static Encoding) -> TextEncoding {
        TextEncoding { encoding, bom: 0, mixed: false, twice: false }
    }

    /// The encoding of eight bits or more that a sample shows.
    fn shown(sample: &[u8]) -> TextEncoding {
        let encoding = eight_bit(sample);
        if encoding == UTF_8 {
            return TextEncoding { twice: is_twice_encoded(sample), ..TextEncoding::of(UTF_8) };
        }
        match are_mixed(sample, sample.len() < SAMPLE) {
            true => TextEncoding { mixed: true, ..TextEncoding::of(GB18030) },
            false => TextEncoding::of(encoding),
        }
    }

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
/// A byte order mark decides, unless it is that of UTF-8 and what follows is
/// something else; then UTF-16 shows by its NUL bytes; then UTF-8
/// is weighed: many valid sequences beside few invalid bytes is UTF-8 with
/// damage, not some other encoding, and may be UTF-8 that was encoded twice;
/// then lines of UTF-8 beside others of GB18030 are looked for; then GB18030 by
/// the share of common Chinese pairs; then the statistics of `chardetng`.
pub(crate) fn detect(file: &mut (impl Read + Seek)) -> io::Result<TextEncoding> {
    file.seek(SeekFrom::Start(0))?;
    let head = read_up_to(file, SAMPLE)?;
    if let Some((encoding, bom)) = Encoding::for_bom(&head) {
        let after: &[u8] = if head.len() < SAMPLE { &head[bom..] } else { &head };
        return Ok(match encoding == UTF_8 {
            true => TextEncoding { bom, ..TextEncoding::shown(after) },
            false => TextEncoding { bom, ..TextEncoding::of(encoding) },
        });
    }
    if let Some(encoding) = utf16_without_mark(&head) {
        return Ok(TextEncoding::of(encoding));
    }
    let sample = match head.iter().position(|b| *b >= 0x80) {
        Some(_) => head,
        None => after_ascii(file, head)?,
    };
    Ok(TextEncoding::shown(&sample))
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
    if text.twice {
        return Ok(Box::new(OneNul::new(as_it_was(file))));
    }
    if text.encoding == UTF_8 {
        return Ok(Box::new(OneNul::new(file)));
    }
    if text.mixed {
        return Ok(Box::new(OneNul::new(as_utf8(file))));
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
/// one side. On the other have one 一, 开, 最 and few characters besides.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let little = (UTF_16LE, odd, even);
    let big = (UTF_16BE, even, odd);
    let order = if odd > even { [little, big] } else { [big, little] };
    let found = order.into_iter().find(|of| is_utf16(head, of.0, [of.1, of.2]));
    found.map(|(encoding, ..)| encoding)
}

/// Whether a text is UTF-16 in this order of bytes, in which so many of its characters have a high
/// byte of zero and so many a low one.
fn is_utf16(head: &[u8], encoding: &'static Encoding, [high, low]: [usize; 2]) -> bool {
    let pairs = head.len() / 2;
    if pairs < 2 || high * 50 < pairs {
        return false;
    }
    // A NUL or two in a short file is damage.
    let others: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let cut = |error: std::str::Utf8Error| error.error_len().is_none();
    if high * 2 < pairs && std::str::from_utf8(&others).map_or_else(cut, |_| true) {
        return false;
    }
    let whole = &head[..pairs * 2];
    let (text, broken) = encoding.decode_without_bom_handling(whole);
    !broken && !text.contains('\0') && (low * 20 <= high || is_chinese(&text))
}

/// Whether nine in ten characters are Chinese ones or ASCII, and all of those whose low byte is
/// zero, which are few of any script.
fn is_chinese(text: &str) -> bool {
    let chinese = |c: char| matches!(c, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
    let known = |c: char| {
        let signs = matches!(c, '\u{2010}'..='\u{206F}' | '\u{FF01}'..='\u{FFEE}');
        c.is_ascii_graphic() || c.is_ascii_whitespace() || chinese(c) || signs
    };
    let all = text.chars().count();
    let strange = text.chars().filter(|c| !known(*c)).count();
    strange * 10 <= all && text.chars().all(|c| u32::from(c) % 0x100 > 0 || chinese(c))
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
pub(crate) fn looks_like_gb(sample: &[u8]) -> bool {
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
    fn a_mark_before_other_text_says_nothing() {
        let marked = [&b"\xEF\xBB\xBF"[..], &GB18030.encode(TEXT).0].concat();
        let wanted = TextEncoding { bom: 3, ..TextEncoding::of(GB18030) };
        assert_eq!(detected(&marked), wanted);
        assert_eq!(detected(b"\xEF\xBB\xBFid,comment\n1,ok\n").name(), "UTF-8");
        let mut damaged = format!("\u{feff}{TEXT}").into_bytes();
        damaged.insert(33, 0xFF);
        assert_eq!(detected(&damaged).name(), "UTF-8");
    }

    #[test]
    fn lines_of_two_encodings_are_mixed() {
        let lines = |text: &str, times: usize| text.repeat(times);
        let gb = GB18030.encode(TEXT).0;
        let both = [lines(TEXT, 3).as_bytes(), &gb.repeat(9)[..]].concat();
        let wanted = TextEncoding { mixed: true, ..TextEncoding::of(GB18030) };
        assert_eq!(detected(&both), wanted);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&both).unwrap();
        let mut read = String::new();
        reader(file, wanted).unwrap().read_to_string(&mut read).unwrap();
        assert_eq!(read, TEXT.repeat(12));
        // Few of them beside UTF-8 are damage.
        let few = [lines(TEXT, 9).as_bytes(), &gb[..]].concat();
        assert_eq!(detected(&few), TextEncoding::of(UTF_8));
    }

    #[test]
    fn utf8_that_was_encoded_twice_is_read_as_it_was() {
        let twice = encoding_rs::WINDOWS_1252.decode_without_bom_handling(TEXT.as_bytes()).0;
        let marked = format!("\u{feff}{twice}");
        for (text, bom) in [(&*twice, 0), (&*marked, 3)] {
            let wanted = TextEncoding { twice: true, bom, ..TextEncoding::of(UTF_8) };
            assert_eq!(detected(text.as_bytes()), wanted);
            let mut read = String::new();
            let file = io::Cursor::new(text.as_bytes().to_vec());
            reader(file, wanted).unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, TEXT);
        }
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

    #[test]
    fn utf16_shows_by_its_nul_bytes() {
        let ascii = |n: usize| "a,".repeat(n / 2) + &"b".repeat(n % 2);
        for (text, wanted) in [
            (String::new(), false),
            (ascii(1), false),
            (ascii(2), true),
            // One ASCII character in fifty at least.
            ("快".repeat(49) + "\n", true),
            ("快".repeat(50) + "\n", false),
            // Twenty of them for each character with its NUL on the other side, unless those are
            // Chinese and so are nine in ten of all that are not ASCII.
            (ascii(20) + "\u{100}", true),
            (ascii(19) + "\u{100}", false),
            (ascii(19) + "一", true),
            ("一二开始最好\n".repeat(9), true),
            ("评分,评论\n5,一开始最好\n4,最后一天开门太晚\n".to_owned(), true),
            (ascii(8) + "一é", true),
            (ascii(7) + "一é", false),
            // Text of any encoding has no NUL of its own.
            (ascii(20) + "\0", false),
            // Half of it ASCII, though all its bytes could be.
            ("ab\u{6463}\u{6665}".to_owned(), true),
        ] {
            let little = utf16_without_mark(&utf16(&text, false));
            assert_eq!(little, wanted.then_some(UTF_16LE), "{text:?}");
            let big = utf16_without_mark(&utf16(&text, true));
            assert_eq!(big, wanted.then_some(UTF_16BE), "{text:?}");
        }
        // Half of a pair of two.
        let broken = [utf16(&ascii(20), false), vec![0x01, 0xD8], utf16("a", false)].concat();
        assert_eq!(utf16_without_mark(&broken), None);
    }

    #[test]
    fn a_nul_in_a_short_text_is_damage() {
        let text = b"id,comment\n1,go\0d\n2,bad and slow and far\n";
        assert_eq!(utf16_without_mark(text), None);
        assert_eq!(detected(text).name(), "UTF-8");
    }

    #[test]
    fn utf8_with_damage_has_more_than_two_characters_for_each_bad_byte() {
        let sample = |valid: usize| ["é".repeat(valid).as_bytes(), b"\xFF, and so on"].concat();
        assert_ne!(eight_bit(&sample(2)), UTF_8);
        assert_eq!(eight_bit(&sample(3)), UTF_8);
        assert_eq!(eight_bit(b"all of it is ASCII"), UTF_8);
        // A full sample may end within a character, a whole text may not.
        let mut cut = vec![b'a'; SAMPLE];
        cut[SAMPLE - 1] = 0xE5;
        assert_eq!(eight_bit(&cut), UTF_8);
        assert_ne!(eight_bit(&cut[1..]), UTF_8);
    }

    #[test]
    fn nine_pairs_in_ten_are_those_of_chinese() {
        // 啊 is the first of the characters and has the least second byte.
        let common = |pairs: usize| [0xB0, 0xA1].repeat(pairs);
        for (bytes, wanted) in [
            (b"id,comment\n".to_vec(), false),
            (common(1), true),
            ([&b"id,comment\n1,"[..], &common(3), b"\n"].concat(), true),
            // A lead byte that is none of them, and one with a second byte in ASCII.
            ([common(9), vec![0x80, 0xA1]].concat(), true),
            ([common(8), vec![0x80, 0x41]].concat(), false),
            (b"\xC9T\xC9T".to_vec(), false),
            (b"\xF8\xA1\xF8\xA1".to_vec(), false),
            // What the end cuts is no pair.
            ([common(1), vec![0xB0]].concat(), true),
        ] {
            assert_eq!(looks_like_gb(&bytes), wanted, "{bytes:X?}");
        }
    }
}
