//! What the names of a run are shown as, so that each is the same everywhere and no two
//! are.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::FileNames;
use crate::lang::Lang;
use crate::privacy::DetailKind;

/// Most names that are told apart by number behind one mark. Beyond, they share the last
/// one: a column of a million e-mail addresses is no way to group answers.
const MOST_ALIKE: usize = 1_000;

/// Names that are shown as something else, or that could be taken for such.
#[derive(Debug, Default)]
pub(super) struct ShownNames {
    shown: HashMap<Box<str>, Arc<str>>,
    /// The name behind each that is shown.
    taken: HashMap<Arc<str>, Box<str>>,
    /// How many names look alike but for their number.
    alike: HashMap<Box<str>, usize>,
    /// Addresses of machines, which sentences give as they are.
    pub(super) machines: Vec<Arc<str>>,
    /// What the files of the run are called.
    pub(super) files: FileNames,
}

impl ShownNames {
    /// Whether the name, though it is shown as it is, could be that of a masked one.
    pub(super) fn may_be_taken(name: &str) -> bool {
        static MARKS: LazyLock<Vec<String>> = LazyLock::new(|| {
            let of = |lang: Lang| DetailKind::ALL.map(|kind| kind.mark(lang));
            [of(Lang::Zh), of(Lang::En)].concat()
        });
        let picture = |c: char| matches!(c, '\u{FFFD}' | '\u{2400}'..='\u{2421}');
        name.contains(picture)
            || name.contains('[') && MARKS.iter().any(|mark| name.contains(mark.as_str()))
    }

    /// What `name` is shown as; `plain` is what masking makes of it.
    pub(super) fn shown(&mut self, name: &str, plain: &str) -> Arc<str> {
        if let Some(shown) = self.shown.get(name) {
            return Arc::clone(shown);
        }
        let alike = self.alike.entry(plain.into()).or_default();
        let mut candidate: Arc<str> = plain.into();
        if *alike > 0 || self.taken.contains_key(plain) {
            *alike = (*alike).max(1);
            loop {
                if *alike >= MOST_ALIKE {
                    // Not remembered one by one.
                    return format!("{plain}#{MOST_ALIKE}+").into();
                }
                *alike += 1;
                candidate = format!("{plain}#{alike}").into();
                if !self.taken.contains_key(&candidate) {
                    break;
                }
            }
        } else {
            *alike = 1;
        }
        self.shown.insert(name.into(), Arc::clone(&candidate));
        self.taken.insert(Arc::clone(&candidate), name.into());
        candidate
    }

    pub(super) fn original(&self, shown: &str) -> Option<String> {
        self.taken.get(shown).map(|name| name.as_ref().to_owned())
    }

    /// `text` with every name in it that is masked as it is shown; `None` where it holds
    /// none.
    pub(super) fn replaced(&self, text: &str) -> Option<String> {
        // Names that are only numbered may stand in the text as shown already.
        let mut known: Vec<(&str, &str)> = self
            .shown
            .iter()
            .filter(|(name, shown)| !shown.starts_with(&***name) && text.contains(&***name))
            .map(|(name, shown)| (&**name, &**shown))
            .collect();
        if known.is_empty() {
            return None;
        }
        known.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(b.0)));
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            match known.iter().find(|(name, _)| rest.starts_with(name)) {
                Some((name, shown)) => {
                    replaced.push_str(shown);
                    rest = &rest[name.len()..];
                }
                None => {
                    let next = rest.chars().next().map_or(rest.len(), char::len_utf8);
                    replaced.push_str(&rest[..next]);
                    rest = &rest[next..];
                }
            }
        }
        Some(replaced)
    }
}
