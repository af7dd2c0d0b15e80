//! Leftovers of HTML in comments, entities and tags, with the way back to where they stand.

use std::borrow::Cow;

use super::normalize::Atom;
use super::work;
use crate::markup::{self, LONGEST_ENTITY, LONGEST_TAG};

/// Decodes entities and drops tags. Each replacement stands for the whole of
/// what it replaces.
pub(crate) fn strip(atoms: Cow<'_, [Atom]>) -> Cow<'_, [Atom]> {
    if !atoms.iter().any(|a| matches!(a.c, '&' | '<')) {
        return atoms;
    }
    let mut out = Vec::with_capacity(atoms.len());
    let mut at = 0;
    let mut ends = Ends::default();
    while at < atoms.len() {
        let atom = atoms[at];
        let rest = &atoms[at..];
        work::count(1);
        let found = match atom.c {
            '&' => entity(rest).map(|(c, length)| (Some(c), length)),
            '<' => tag(&atoms, at, &mut ends),
            _ => None,
        };
        match found {
            Some((replacement, length)) => {
                if let Some(c) = replacement {
                    out.push(Atom { c, start: atom.start, end: rest[length - 1].end });
                }
                at += length;
            }
            None => {
                out.push(atom);
                at += 1;
            }
        }
    }
    Cow::Owned(out)
}

/// The character an entity at the start of `atoms` stands for, and its length.
fn entity(atoms: &[Atom]) -> Option<(char, usize)> {
    let end = atoms.iter().take(LONGEST_ENTITY).position(|a| a.c == ';')?;
    let name: String = atoms[1..end].iter().map(|a| a.c).collect();
    Some((markup::entity(&name)?, end + 1))
}

/// Where the next ends of tags and comments are, looked for once: a text may
/// be full of beginnings.
#[derive(Debug, Default)]
struct Ends {
    /// The first `>` from a place on, and of three characters the first of
    /// `-->`; the number of characters where there is none.
    tag: Option<usize>,
    comment: Option<usize>,
}

impl Ends {
    fn next(
        known: &mut Option<usize>,
        from: usize,
        all: usize,
        is: impl Fn(usize) -> bool,
    ) -> usize {
        let next = known.filter(|at| *at >= from).unwrap_or_else(|| {
            let next = (from..all).find(|at| is(*at)).unwrap_or(all);
            work::count(next - from);
            next
        });
        *known = Some(next);
        next
    }
}

/// What a tag at `from` leaves behind, and its length.
fn tag(all: &[Atom], from: usize, ends: &mut Ends) -> Option<(Option<char>, usize)> {
    let atoms = &all[from..];
    let is = |at: usize, c: char| atoms.get(at).is_some_and(|a| a.c == c);
    if is(1, '!') && is(2, '-') && is(3, '-') {
        let closes = |at: usize| {
            all[at].c == '-' && all[at + 1..].iter().take(2).map(|a| a.c).eq(['-', '>'])
        };
        let end = Ends::next(&mut ends.comment, from, all.len(), closes);
        return (end < all.len()).then_some((None, end - from + 3));
    }
    let name_at = if is(1, '/') { 2 } else { 1 };
    let name: String = atoms
        .get(name_at..)?
        .iter()
        .take(12)
        .map(|a| a.c.to_ascii_lowercase())
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let after = atoms.get(name_at + name.len())?.c;
    if !(after == '>' || after == '/' || after.is_whitespace()) {
        return None;
    }
    let replacement = markup::behind_tag(&name)?.chars().next();
    let end = Ends::next(&mut ends.tag, from, all.len(), |at| all[at].c == '>');
    let end = Some(end - from).filter(|end| from + end < all.len() && *end < LONGEST_TAG)?;
    Some((replacement, end + 1))
}
