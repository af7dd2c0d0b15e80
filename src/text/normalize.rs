//! Normalisation that keeps the way back to the original bytes.
//!
//! Exports differ in character width, line ends, leftovers of HTML and
//! invisible characters; people differ in how often they repeat an
//! exclamation mark. The engines should see none of this, and a report must
//! still quote the comment as it was written.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::characters::{ZERO_WIDTH_JOINER, is_circled_digit, is_emoji, is_emoji_modifier, is_han};
use super::markup;
use crate::turns;

/// Most equal characters in a row that are kept. Three still tell "sooo" from
/// "so"; more carry nothing.
const LONGEST_REPEAT: usize = 3;

/// How often the rules run over their own result. One run is enough unless
/// markup is hidden in markup (`&amp;lt;br&amp;gt;`).
const MOST_PASSES: usize = 16;

/// Normalised text with a map back to the original.
///
/// In order: HTML entities and tags are decoded or dropped, compatibility
/// forms are folded (NFKC; ① to ⑳ stay), typographic apostrophes inside words
/// become `'`, control and zero-width characters go, white space becomes a
/// single space or, where it holds a line end, a single `\n`; white space at
/// both ends goes; more than three equal characters in a row become three
/// (digits never). Case stays. Of a transcript what the customer says is kept, a
/// line for each turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalized {
    text: String,
    /// Empty when the text is the original.
    segments: Vec<Segment>,
}

/// A run of normalised text that maps to the original in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    /// First byte in the normalised text.
    start: usize,
    /// First byte in the original.
    original: usize,
    /// End in the original where the run stands for those bytes as a whole;
    /// none where the bytes are the same.
    replaced_to: Option<usize>,
}

/// A character with the bytes of the original that it stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom {
    pub(crate) c: char,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Normalized {
    /// Normalises `original`.
    pub fn new(original: &str) -> Normalized {
        if is_normal(original) && !turns::is_transcript(original) {
            return Normalized { text: original.to_owned(), segments: Vec::new() };
        }
        let mut atoms: Vec<Atom> = original
            .char_indices()
            .map(|(start, c)| Atom { c, start, end: start + c.len_utf8() })
            .collect();
        for _ in 0..MOST_PASSES {
            let next = squeeze(fold(&markup::strip(Cow::Borrowed(&atoms))));
            let stable =
                next.len() == atoms.len() && next.iter().zip(&atoms).all(|(a, b)| a.c == b.c);
            atoms = next;
            if stable || is_normal_sequence(atoms.iter().map(|a| a.c)) {
                break;
            }
        }
        Normalized::from_atoms(original, &of_customer(atoms))
    }

    fn from_atoms(original: &str, atoms: &[Atom]) -> Normalized {
        let mut text = String::with_capacity(original.len());
        let mut segments: Vec<Segment> = Vec::new();
        let mut previous_end = usize::MAX;
        for atom in atoms {
            let same = atom.end - atom.start == atom.c.len_utf8()
                && original[atom.start..].starts_with(atom.c);
            let continues = segments.last().is_some_and(|last| match last.replaced_to {
                None => same && previous_end == atom.start,
                Some(to) => !same && last.original == atom.start && to == atom.end,
            });
            if !continues {
                segments.push(Segment {
                    start: text.len(),
                    original: atom.start,
                    replaced_to: (!same).then_some(atom.end),
                });
            }
            text.push(atom.c);
            previous_end = atom.end;
        }
        if text == original {
            segments.clear();
        }
        Normalized { text, segments }
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte span of the original that a byte span of the normalised text
    /// came from.
    ///
    /// The result lies on character boundaries of the original and grows with
    /// `span`. The whole maps to the original without the white space and the
    /// dropped characters at its ends. A span that lies outside the text or
    /// cuts a character is clamped to the characters it touches.
    pub fn original_span(&self, span: Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end.max(span.start)).max(start);
        if self.segments.is_empty() {
            return start..end;
        }
        let from = self.segment_at(start);
        let first = match from.replaced_to {
            None => from.original + (start - from.start),
            Some(to) if start == self.text.len() => to,
            Some(_) => from.original,
        };
        if start == end {
            return first..first;
        }
        let to = self.segment_at(end - 1);
        let last = match to.replaced_to {
            None => to.original + (end - to.start),
            Some(replaced_to) => replaced_to,
        };
        first..last
    }

    fn segment_at(&self, byte: usize) -> Segment {
        let after = self.segments.partition_point(|segment| segment.start <= byte);
        self.segments[after.saturating_sub(1)]
    }
}

/// Whether no rule applies to `text`. May say no where none does.
fn is_normal(text: &str) -> bool {
    is_normal_sequence(text.chars())
}

fn is_normal_sequence(chars: impl Iterator<Item = char>) -> bool {
    let mut previous = '\n';
    let mut run = 0;
    for c in chars {
        run = if c == previous { run + 1 } else { 1 };
        let plain = match c {
            ' ' => previous != ' ' && previous != '\n',
            '\n' => run == 1 && previous != ' ' && previous != '\n',
            '&' | '<' => false,
            _ if run > LONGEST_REPEAT => c.is_numeric(),
            '!'..='~' => true,
            _ => is_inert(c),
        };
        if !plain {
            return false;
        }
        previous = c;
    }
    // Also true for the empty text, which starts with the sentinel.
    (previous != ' ' && previous != '\n') || run == 0
}

/// Whether NFKC and the clean-up leave a non-ASCII character alone whatever
/// its neighbours are.
fn is_inert(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' | '。' | '、' | '“' | '”' => true,
        '\u{2018}' | '\u{2019}' => false,
        _ if c < '\u{A0}' || c.is_whitespace() || is_invisible(c) || c == ZERO_WIDTH_JOINER => {
            false
        }
        _ if is_circled_digit(c) => true,
        _ => {
            canonical_combining_class(c) == 0
                && is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes
        }
    }
}

/// Characters without width or meaning here; the zero-width joiner is judged
/// by its neighbours.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{180E}'
        | '\u{FFF9}'..='\u{FFFB}')
        || (c.is_control() && !c.is_whitespace())
}

/// NFKC, apostrophes, and no invisible characters.
fn fold(atoms: &[Atom]) -> Vec<Atom> {
    let mut out: Vec<Atom> = Vec::with_capacity(atoms.len() + 8);
    let mut at = 0;
    while at < atoms.len() {
        let atom = atoms[at];
        let next = atoms.get(at + 1).map(|a| a.c);
        if !next.is_some_and(joins_backwards) {
            at += 1;
            match atom.c {
                ' '..='~' | '\u{4E00}'..='\u{9FFF}' => out.push(atom),
                '\u{2018}' | '\u{2019}' | '\u{B4}' => {
                    let inside = out.last().is_some_and(|a| a.c.is_ascii_alphanumeric())
                        && next.is_some_and(|c| c.is_ascii_alphabetic());
                    let c = if inside || atom.c == '\u{B4}' { '\'' } else { atom.c };
                    out.push(Atom { c, ..atom });
                }
                '\u{FF01}'..='\u{FF5E}' => {
                    let c = char::from_u32(atom.c as u32 - 0xFEE0).unwrap_or(atom.c);
                    out.push(Atom { c, ..atom });
                }
                ZERO_WIDTH_JOINER => {
                    let after = out.last().is_some_and(|a| is_emoji(a.c) || is_emoji_modifier(a.c));
                    if after && next.is_some_and(is_emoji) {
                        out.push(atom);
                    }
                }
                c if is_invisible(c) => {}
                c if c.is_whitespace() || is_inert(c) => out.push(atom),
                c => out.extend(std::iter::once(c).nfkc().map(|c| Atom { c, ..atom })),
            }
            continue;
        }
        // A base with marks that may compose with it.
        let mut end = at + 1;
        while atoms.get(end).is_some_and(|a| joins_backwards(a.c)) {
            end += 1;
        }
        let chunk = &atoms[at..end];
        at = end;
        if is_invisible(chunk[0].c) {
            out.extend_from_slice(&chunk[1..]);
            continue;
        }
        let composed: Vec<char> = chunk.iter().map(|a| a.c).nfkc().collect();
        if composed.len() == chunk.len() && composed.iter().zip(chunk).all(|(c, a)| *c == a.c) {
            out.extend_from_slice(chunk);
        } else {
            let (start, end) = (chunk[0].start, chunk[chunk.len() - 1].end);
            out.extend(composed.into_iter().map(|c| Atom { c, start, end }));
        }
    }
    out
}

/// Whether a character may compose with, or be reordered against, the one
/// before it.
fn joins_backwards(c: char) -> bool {
    if c < '\u{300}' || is_han(c) || matches!(c, '\u{2000}'..='\u{206F}' | '\u{FF01}'..='\u{FF5E}')
    {
        return false;
    }
    let mut first = None;
    decompose_compatible(c, |d| {
        first.get_or_insert(d);
    });
    first.is_some_and(|d| {
        canonical_combining_class(d) != 0
            || is_nfkc_quick(std::iter::once(d)) == IsNormalized::Maybe
    })
}

/// What the customer says, where the text is a transcript; of the company's turns a line end is left.
fn of_customer(atoms: Vec<Atom>) -> Vec<Atom> {
    if !atoms.iter().any(|atom| atom.c == ':') {
        return atoms;
    }
    let text: String = atoms.iter().map(|atom| atom.c).collect();
    let Some(turns) = turns::of_customer(&text) else { return atoms };
    let mut turns = turns.into_iter().peekable();
    let mut kept: Vec<Atom> = Vec::new();
    let mut end = 0;
    for atom in atoms {
        let start = end;
        end += atom.c.len_utf8();
        while turns.next_if(|turn| turn.end <= start).is_some() {}
        let Some(turn) = turns.peek() else { break };
        if start < turn.start {
            continue;
        }
        if start == turn.start
            && let Some(last) = kept.last()
        {
            let between = Atom { c: '\n', start: last.end, end: atom.start };
            kept.push(between);
        }
        kept.push(atom);
    }
    kept
}

/// White space and repeats, in place.
fn squeeze(mut atoms: Vec<Atom>) -> Vec<Atom> {
    let mut kept = 0usize;
    let mut run = 0;
    for at in 0..atoms.len() {
        let mut atom = atoms[at];
        if atom.c.is_whitespace() {
            let line_end = matches!(
                atom.c,
                '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            );
            atom.c = if line_end { '\n' } else { ' ' };
            match kept.checked_sub(1).map(|last| &mut atoms[last]) {
                None => {}
                Some(last) if last.c == ' ' || last.c == '\n' => {
                    if line_end {
                        last.c = '\n';
                    }
                    last.end = atom.end;
                }
                Some(_) => {
                    atoms[kept] = atom;
                    kept += 1;
                    run = 1;
                }
            }
            continue;
        }
        run = if kept > 0 && atoms[kept - 1].c == atom.c { run + 1 } else { 1 };
        if run > LONGEST_REPEAT && !atom.c.is_numeric() {
            atoms[kept - 1].end = atom.end;
        } else {
            atoms[kept] = atom;
            kept += 1;
        }
    }
    if kept > 0 && matches!(atoms[kept - 1].c, ' ' | '\n') {
        kept -= 1;
    }
    atoms.truncate(kept);
    atoms
}
