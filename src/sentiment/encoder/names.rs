//! Names of private persons that no word introduces, read from the states of a middle layer:
//! the last ones know what is said, those before still know what a word is.
//!
//! A cheap linear gate over the tokens finds where a name may stand, so that comments without
//! one cost next to nothing. There the text is taken apart into atoms, single Chinese
//! characters and pieces of other words, because a token often holds the end of a name and
//! what follows it. A small network reads each atom with the state of its token and the
//! embeddings of the atom and its neighbours, and says whether it begins a name, goes on with
//! one or neither (BIO tags, Ramshaw and Marcus 1995); the likeliest sequence without a name
//! that goes on before it begins is found by Viterbi's algorithm.

use std::ops::Range;

use rten_simd::SimdUnaryOp;
use rten_vecmath::Gelu;

use super::float::{FloatLinear, FloatProducts};
use super::forward::Encoder;
use super::heads::Linear;
use super::model::{EncoderError, ModelFile};
use super::tokens::{END, START, Tokenize, Tokens};
use crate::text::Prepared;
use crate::text::characters::is_han;

/// Tokens around one that the gate lets through that are read with it.
const BESIDE: usize = 2;

/// The tags of an atom.
const TAGS: usize = 3;
const OUTSIDE: usize = 0;
const BEGINS: usize = 1;
const GOES_ON: usize = 2;

/// Where a character stands in its token.
const PLACES: usize = 4;

/// The name head of a model.
pub(super) struct NameHead {
    /// How many layers the states it reads have passed.
    pub(super) layer: usize,
    gate: Linear,
    state: FloatLinear,
    left: FloatLinear,
    own: FloatLinear,
    right: FloatLinear,
    /// Row-major [places, inner].
    place: Vec<f32>,
    tag: Linear,
}

/// A character or a piece of a word.
struct Atom {
    token: usize,
    span: Range<usize>,
    word: u32,
    place: usize,
}

/// A comment and what the encoder made of it.
pub(super) struct Read<'a> {
    pub(super) text: &'a Prepared,
    pub(super) tokens: &'a Tokens,
    /// The states of the layer that the head reads, row-major [tokens, hidden].
    pub(super) states: &'a [f32],
}

impl NameHead {
    /// The head of a model that has one.
    pub(super) fn new(
        file: &ModelFile<'_>,
        encoder: &Encoder,
    ) -> Result<Option<NameHead>, EncoderError> {
        if !file.has("names.gate.weight") {
            return Ok(None);
        }
        let (layer, layers): (usize, usize) = (file.number("layer.names")?, encoder.layers());
        if layer > layers {
            return Err(EncoderError::Mismatch {
                name: "layer.names".to_owned(),
                found: layer.to_string(),
                expected: format!("one of the {layers} layers"),
            });
        }
        let (hidden, products) = (file.hidden, FloatProducts::default());
        let bias = file.floats("names.state.bias", None)?;
        let inner = bias.len();
        let map = |name: &str, bias: Vec<f32>| {
            let weights = file.floats(&format!("names.{name}.weight"), Some(inner * hidden))?;
            Ok::<_, EncoderError>(FloatLinear::of(&products, &weights, bias))
        };
        Ok(Some(NameHead {
            layer,
            gate: Linear {
                weight: file.floats("names.gate.weight", Some(hidden))?,
                bias: file.floats("names.gate.bias", Some(1))?,
            },
            state: map("state", bias)?,
            left: map("left", vec![0.0; inner])?,
            own: map("own", vec![0.0; inner])?,
            right: map("right", vec![0.0; inner])?,
            place: file.floats("names.place.weight", Some(PLACES * inner))?,
            tag: Linear {
                weight: file.floats("names.tag.weight", Some(TAGS * inner))?,
                bias: file.floats("names.tag.bias", Some(TAGS))?,
            },
        }))
    }

    /// Byte spans of the names in the normalised text, in order and apart.
    pub(super) fn names(
        &self,
        encoder: &Encoder,
        tokenize: &Tokenize,
        products: &FloatProducts,
        read: &Read<'_>,
    ) -> Vec<Range<usize>> {
        let runs = self.runs(read);
        if runs.is_empty() {
            return Vec::new();
        }
        let text = read.text.simplified();
        let atoms = atoms(&text, read.tokens, tokenize);
        let mut names = Vec::new();
        for run in runs {
            let from = atoms.partition_point(|atom| atom.token < run.start);
            let to = atoms.partition_point(|atom| atom.token < run.end);
            let tags = likeliest(&self.tags(encoder, products, read, &atoms, from..to));
            names.extend(tagged(&atoms[from..to], &tags));
        }
        let whole = names.into_iter().map(|name| whole_words(&text, name));
        joined(&text, whole.filter(|name| !name.is_empty()))
    }

    /// Runs of tokens in which a name may stand.
    fn runs(&self, read: &Read<'_>) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for token in 0..read.tokens.spans().len() {
            if self.gate.logit(0, read.state(token)) <= 0.0 {
                continue;
            }
            let start = token.saturating_sub(BESIDE);
            let end = (token + 1 + BESIDE).min(read.tokens.spans().len());
            match runs.last_mut() {
                Some(last) if last.end >= start => last.end = end,
                _ => runs.push(start..end),
            }
        }
        runs
    }

    /// The logits of the tags of some atoms.
    fn tags(
        &self,
        encoder: &Encoder,
        products: &FloatProducts,
        read: &Read<'_>,
        atoms: &[Atom],
        some: Range<usize>,
    ) -> Vec<[f32; TAGS]> {
        let hidden = encoder.hidden;
        let word = |at: Option<usize>, edge: u32| {
            at.and_then(|at| atoms.get(at)).map_or(edge, |atom| atom.word)
        };
        let mut inputs: [Vec<f32>; 4] = std::array::from_fn(|_| Vec::new());
        for at in some.clone() {
            inputs[0].extend_from_slice(read.state(atoms[at].token));
            let words = [word(at.checked_sub(1), START), atoms[at].word, word(Some(at + 1), END)];
            for (input, word) in inputs[1..].iter_mut().zip(words) {
                let start = input.len();
                input.resize(start + hidden, 0.0);
                encoder.add_word(word, &mut input[start..]);
            }
        }
        let maps = [&self.state, &self.left, &self.own, &self.right];
        let mapped = maps.into_iter().zip(&inputs).map(|(map, input)| {
            let mut output = Vec::new();
            map.apply(products, input, &mut output);
            output
        });
        let Some(mut inner) = mapped.reduce(|mut sum, next| {
            sum.iter_mut().zip(next).for_each(|(sum, next)| *sum += next);
            sum
        }) else {
            return Vec::new();
        };
        let width = self.place.len() / PLACES;
        for (inner, at) in inner.chunks_exact_mut(width).zip(some) {
            let place = &self.place[atoms[at].place * width..][..width];
            inner.iter_mut().zip(place).for_each(|(inner, place)| *inner += place);
        }
        Gelu {}.map_mut(&mut inner);
        let logits = |inner: &[f32]| std::array::from_fn(|tag| self.tag.logit(tag, inner));
        inner.chunks_exact(width).map(logits).collect()
    }
}

impl Read<'_> {
    fn state(&self, token: usize) -> &[f32] {
        let width = self.states.len() / self.tokens.len().max(1);
        let place = self.tokens.place(token).unwrap_or_default();
        &self.states[place * width..][..width]
    }
}

/// The text as atoms, in order.
fn atoms(text: &str, tokens: &Tokens, tokenize: &Tokenize) -> Vec<Atom> {
    let mut atoms = Vec::with_capacity(tokens.spans().len() * 2);
    let mut ids = tokens
        .windows
        .iter()
        .flat_map(|window| window.get(1..window.len().saturating_sub(1)).unwrap_or_default());
    for (token, span) in tokens.spans().iter().enumerate() {
        let Some(&id) = ids.next() else { break };
        let piece = text.get(span.clone()).unwrap_or_default();
        let start = span.start + piece.len() - piece.trim_start().len();
        let piece = piece.trim_start();
        if !piece.contains(is_han) {
            if !piece.is_empty() {
                atoms.push(Atom { token, span: start..span.end, word: id, place: 0 });
            }
            continue;
        }
        let last = piece.char_indices().next_back().map_or(0, |(at, _)| at);
        for (at, c) in piece.char_indices() {
            let place = match at {
                0 if last == 0 => 0,
                0 => 1,
                at if at == last => 3,
                _ => 2,
            };
            let span = start + at..start + at + c.len_utf8();
            atoms.push(Atom { token, span, word: tokenize.of_character(c), place });
        }
    }
    atoms
}

/// The likeliest tags of which none goes on where nothing began.
fn likeliest(logits: &[[f32; TAGS]]) -> Vec<usize> {
    let Some(first) = logits.first() else { return Vec::new() };
    let mut best = *first;
    best[GOES_ON] = f32::NEG_INFINITY;
    let mut before = Vec::with_capacity(logits.len());
    for own in &logits[1..] {
        let mut from = [0; TAGS];
        let mut next = [0.0; TAGS];
        for tag in 0..TAGS {
            let allowed = (0..TAGS).filter(|&last| tag != GOES_ON || last != OUTSIDE);
            from[tag] = allowed.reduce(|a, b| if best[b] > best[a] { b } else { a }).unwrap_or(0);
            next[tag] = best[from[tag]] + own[tag];
        }
        before.push(from);
        best = next;
    }
    let mut last = (0..TAGS).reduce(|a, b| if best[b] > best[a] { b } else { a }).unwrap_or(0);
    let mut tags = vec![last];
    for from in before.iter().rev() {
        last = from[last];
        tags.push(last);
    }
    tags.reverse();
    tags
}

/// The spans that tags mark.
fn tagged(atoms: &[Atom], tags: &[usize]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (atom, &tag) in atoms.iter().zip(tags) {
        match spans.last_mut() {
            Some(span) if open && tag == GOES_ON => span.end = atom.span.end,
            _ if tag == BEGINS => spans.push(atom.span.clone()),
            _ => {}
        }
        open = tag != OUTSIDE;
    }
    spans
}

/// A span with the whole of the Latin words it touches, and no marks at its ends.
fn whole_words(text: &str, Range { mut start, mut end }: Range<usize>) -> Range<usize> {
    let latin = |c: char| c.is_alphabetic() && !is_han(c);
    let first = text[start..end].chars().next().is_some_and(latin);
    let last = text[start..end].chars().next_back().is_some_and(latin);
    if first {
        start -= text[..start]
            .chars()
            .rev()
            .take_while(|&c| latin(c))
            .map(char::len_utf8)
            .sum::<usize>();
    }
    if last {
        end += text[end..].chars().take_while(|&c| latin(c)).map(char::len_utf8).sum::<usize>();
    }
    let own = |c: char| c.is_alphanumeric();
    let name = &text[start..end];
    let initial = name.ends_with('.')
        && name.trim_end_matches('.').chars().rev().take_while(|&c| latin(c)).count() == 1;
    let trimmed = name.trim_start_matches(|c| !own(c));
    start = end - trimmed.len();
    let trimmed = if initial { trimmed } else { trimmed.trim_end_matches(|c| !own(c)) };
    let trimmed = trimmed.strip_suffix("'s").unwrap_or(trimmed);
    start..start + trimmed.len()
}

/// Spans that touch as one, as a rare surname is often taken for a name by itself, without
/// those that are none.
fn joined(text: &str, spans: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    // A Chinese character by itself is more often the beginning of a word (夏令营) than a
    // surname, and surnames before titles are found by the titles.
    joined.retain(|span| {
        let name = &text[span.clone()];
        name.chars().any(char::is_alphabetic) && name.chars().nth(1).is_some()
    });
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_before_it_goes_on() {
        let (o, b, i) = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
        assert_eq!(likeliest(&[o, b, i, o]), [0, 1, 2, 0]);
        // What goes on without a beginning begins, if it is clear.
        assert_eq!(likeliest(&[o, [0.0, 0.5, 3.0], i]), [1, 2, 2]);
        assert_eq!(likeliest(&[i]), [0]);
        assert!(likeliest(&[]).is_empty());
    }

    #[test]
    fn names_are_whole_words_without_what_surrounds_them() {
        let whole = |text: &str, part: &str| {
            let at = text.find(part).unwrap();
            text[whole_words(text, at..at + part.len())].to_owned()
        };
        assert_eq!(whole("ask Sarah, please", "arah,"), "Sarah");
        assert_eq!(whole("Sarah's desk", "Sarah's"), "Sarah");
        assert_eq!(whole("thanks Sarah K. and", "Sarah K."), "Sarah K.");
        assert_eq!(whole("thanks Sarah. And", "Sarah."), "Sarah");
        assert_eq!(whole("找Amy办的", "Am"), "Amy");
        assert_eq!(whole("找晓月办的", "晓月"), "晓月");
        assert_eq!(whole("a — b", "—"), "");
    }

    #[test]
    fn parts_of_a_name_are_one_and_a_single_character_is_none() {
        let text = "尉迟琳送孩子去夏令营";
        let at = |part: &str| text.find(part).map(|at| at..at + part.len()).unwrap();
        let parts = [at("尉"), at("迟琳"), at("夏")];
        assert_eq!(joined(text, parts.into_iter()), [at("尉迟琳")]);
    }
}
