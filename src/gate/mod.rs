//! The one gate between what is read and what is written or printed.
//!
//! Whatever an input says (comments, names of columns, touchpoints, segments, files and
//! sheets, cells that are quoted in messages) passes here before it is written to a file or
//! a stream: personal details are masked, and characters that drive a terminal or reorder
//! a line are made visible. A [`Gate`] is made once a run, so that the same name is masked
//! alike wherever it stands, and two names that would look alike afterwards are told apart.
//!
//! Three kinds of text pass in their own ways: [`Gate::comment`] for what people write,
//! [`Gate::name`] for what groups and columns are called, and [`Gate::message`] for
//! sentences of the program that quote either.

mod file_names;
mod names;
pub mod visible;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::lang::Lang;
use crate::privacy::{PersonalDetail, PublicWords, Redact, Redacted, Redactor};
pub use file_names::FileNames;
use names::ShownNames;
use visible::{is_harmless, one_line, recut, stand_in, visible};

/// The gate of a run; see the [module](self). Clones share what they know of names.
#[derive(Debug, Clone)]
pub struct Gate {
    redactor: Option<Redactor>,
    names: Arc<Mutex<ShownNames>>,
}

/// A comment as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The text; the original where nothing is hidden or changed.
    pub text: Cow<'a, str>,
    redacted: Redacted<'a>,
    /// Places of the masked text with a stand-in, and by how many bytes what follows moves.
    moves: Vec<(usize, isize)>,
}

impl Shown<'_> {
    /// The personal details that are masked, as spans of the original.
    pub fn found(&self) -> &[PersonalDetail] {
        &self.redacted.found
    }

    /// The span of the shown text that stands for a span of the original. One that begins
    /// or ends within a personal detail takes in its mark.
    pub fn span(&self, original: Range<usize>) -> Range<usize> {
        let Range { start, end } = self.redacted.span(original);
        self.moved(start)..self.moved(end)
    }

    fn moved(&self, at: usize) -> usize {
        let before = self.moves.iter().take_while(|(place, _)| *place < at);
        before.fold(at, |at, (_, by)| at.saturating_add_signed(*by))
    }
}

impl Gate {
    /// A gate that masks what `redact` says, with marks of the language `lang` in texts
    /// that have no letters.
    pub fn new(redact: Redact, lang: Lang) -> Gate {
        Gate { redactor: redact.redactor(lang), names: Arc::default() }
    }

    /// This gate, which shows names that the export itself says where nobody private stands.
    pub fn knowing(mut self, public: PublicWords) -> Gate {
        self.redactor = self.redactor.map(|redactor| redactor.with_public_words(public));
        self
    }

    /// Takes such names out of those that an engine found in a comment.
    pub fn leave_public(&self, comment: &str, names: &mut Option<Vec<Range<usize>>>) {
        if let (Some(redactor), Some(names)) = (&self.redactor, names) {
            names.retain(|name| !redactor.is_public(comment, name));
        }
    }

    /// Whether personal details are masked.
    pub fn masks(&self) -> bool {
        self.redactor.is_some()
    }

    /// What somebody wrote, with every personal detail masked. Line breaks stay.
    pub fn comment<'a>(&self, text: &'a str) -> Shown<'a> {
        self.comment_naming(text, None)
    }

    /// The same, with names that an engine found at these byte spans of the text masked as
    /// well, where one has looked for them.
    pub fn comment_naming<'a>(&self, text: &'a str, names: Option<&[Range<usize>]>) -> Shown<'a> {
        let redacted = match &self.redactor {
            Some(redactor) => redactor.redact_naming(text, names),
            None => Redacted::unchanged(text),
        };
        if is_harmless(&redacted.text) {
            let text = redacted.text.clone();
            return Shown { text, redacted, moves: Vec::new() };
        }
        let moved = |(at, c): (usize, char)| {
            let by = stand_in(c)?.len_utf8() as isize - c.len_utf8() as isize;
            (by != 0).then_some((at, by))
        };
        let moves = redacted.text.char_indices().filter_map(moved).collect();
        let text = Cow::Owned(visible(&redacted.text).into_owned());
        Shown { text, redacted, moves }
    }

    /// A quotation of a cell, as it stands in an account of what was left out. What a cut
    /// has left of a detail goes too.
    pub fn quote(&self, text: &str) -> String {
        match &self.redactor {
            Some(_) => self.comment(&recut(text)).text.into_owned(),
            None => visible(text).into_owned(),
        }
    }

    /// A field that identifies somebody, on one line: what is personal by its form is
    /// masked.
    pub fn field<'a>(&self, text: &'a str) -> (Cow<'a, str>, Vec<PersonalDetail>) {
        self.by_form(text, one_line)
    }

    /// Any text of a result, with its lines: what is personal by its form is masked.
    pub fn value(&self, text: &str) -> String {
        self.by_form(text, visible).0.into_owned()
    }

    fn by_form<'a>(
        &self,
        text: &'a str,
        made: impl Fn(&str) -> Cow<'_, str>,
    ) -> (Cow<'a, str>, Vec<PersonalDetail>) {
        let (masked, found) = match &self.redactor {
            Some(redactor) => masked_name(redactor, text),
            None => (Cow::Borrowed(text), Vec::new()),
        };
        let changed = match made(&masked) {
            Cow::Owned(changed) => Some(changed),
            Cow::Borrowed(_) => None,
        };
        (changed.map_or(masked, Cow::Owned), found)
    }

    /// The name of a column, touchpoint, segment, file or sheet, on one line, with what is
    /// personal by its form masked. It is the same wherever the name stands in this run;
    /// of names that would look alike, all but the first get a number (`[phone]#2`).
    pub fn name<'a>(&self, name: &'a str) -> Cow<'a, str> {
        self.counted_name(name).0
    }

    /// Like [`name`](Self::name), with what is masked in it.
    pub fn counted_name<'a>(&self, name: &'a str) -> (Cow<'a, str>, Vec<PersonalDetail>) {
        let (plain, found) = self.field(name);
        if plain == name && !ShownNames::may_be_taken(name) {
            return (plain, found);
        }
        let shown = self.names(|names| names.shown(name, &plain));
        (Cow::Owned(shown.as_ref().to_owned()), found)
    }

    /// The name behind a shown one: what [`name`](Self::name) has made of another name in
    /// this run is turned back, so that a mapping which `inspect` wrote fits its file.
    pub fn original(&self, name: &str) -> String {
        self.names(|names| names.original(name)).unwrap_or_else(|| name.to_owned())
    }

    /// The name of a file without its folder, as every output gives it; of a member of an
    /// archive with the archive's. Of files that are [told apart](Self::tells_apart) it has
    /// folders too.
    pub fn file(&self, path: &str) -> String {
        let name = self.names(|names| names.files.name(path).to_owned());
        self.name(&name).into_owned()
    }

    /// From now on the files at these paths have no name in common.
    pub fn tells_apart<'p>(&self, paths: impl IntoIterator<Item = &'p str>) {
        let files = FileNames::of(paths);
        self.names(|names| names.files = files);
    }

    /// A sentence of the program that quotes names or values, on one line. Names are
    /// given as in every other output; what else is personal by its form is masked.
    pub fn message(&self, text: &str) -> String {
        let machines = self.names(|names| names.machines.clone());
        let first = |rest: &str| {
            let found =
                machines.iter().filter_map(|machine| Some((rest.find(&**machine)?, machine)));
            // Of two that begin at one place the longer one.
            found.min_by_key(|(at, machine)| (*at, usize::MAX - machine.len()))
        };
        let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((at, machine)) = first(rest) {
            shown.push_str(&self.sentence(&rest[..at]));
            shown.push_str(machine);
            rest = &rest[at + machine.len()..];
        }
        shown.push_str(&self.sentence(rest));
        shown
    }

    fn sentence(&self, text: &str) -> String {
        let known = self.names(|names| names.replaced(text));
        self.field(known.as_deref().unwrap_or(text)).0.into_owned()
    }

    /// From now on sentences give the address of a machine as it is, `host:port`: whoever runs
    /// machines has to know which of them is meant. It is one line, with nothing in it that a
    /// terminal would obey.
    pub fn shows_machine(&self, address: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || ".:-_[]".contains(c);
        if !address.is_empty() && address.chars().all(plain) {
            self.names(|names| names.machines.push(address.into()));
        }
    }

    fn names<T>(&self, work: impl FnOnce(&mut ShownNames) -> T) -> T {
        // A thread that panicked has left the names as they were.
        work(&mut self.names.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A name with what is personal by its form masked. In names, letters and underscores stand
/// close to a number (`export_13800138000`, `x13800138000.csv`) that has nothing to do with
/// them, unlike in sentences.
fn masked_name<'a>(redactor: &Redactor, name: &'a str) -> (Cow<'a, str>, Vec<PersonalDetail>) {
    let Redacted { text, mut found, .. } = redactor.redact_field(name);
    let close = |c: char| c == '_' || c.is_ascii_alphabetic();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut previous = None;
    let mut characters = text.chars().peekable();
    let mut apart = String::with_capacity(text.len());
    while let Some(c) = characters.next() {
        let beside = digit(previous) || digit(characters.peek().copied());
        apart.push(if close(c) && beside { ' ' } else { c });
        previous = Some(c);
    }
    if apart == *text {
        return (text, found);
    }
    let more = redactor.redact_field(&apart);
    if more.found.is_empty() {
        return (text, found);
    }
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for PersonalDetail { span, .. } in &more.found {
        masked.push_str(&text[at..span.start]);
        masked.push_str(&more.text[more.span(span.clone())]);
        at = span.end;
    }
    masked.push_str(&text[at..]);
    found.extend(more.found.iter().cloned());
    (Cow::Owned(masked), found)
}

#[cfg(test)]
mod tests;
