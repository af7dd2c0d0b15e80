//! `rejects.csv`: every row and cell that was left out, why, and what to do.

use std::borrow::Cow;
use std::io::Write;

use super::input::short_name;
use crate::ingest::Rejection;
use crate::privacy::Redactor;
use crate::report::Lang;
use crate::report::formula_guard::guard;

/// Writes rejections as they occur.
pub struct RejectsFile<W: Write> {
    writer: csv::Writer<W>,
    lang: Lang,
    redactor: Option<Redactor>,
    /// The header is written.
    begun: bool,
}

impl<W: Write> RejectsFile<W> {
    /// A file that has its header once there is a rejection, or when it is
    /// finished. One that is dropped before writes nothing.
    pub fn new(inner: W, lang: Lang) -> RejectsFile<W> {
        let writer = csv::Writer::from_writer(inner);
        RejectsFile { writer, lang, redactor: None, begun: false }
    }

    fn begin(&mut self) -> csv::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            let names = ["file", "row", "column", "scope", "reason", "found", "what", "remedy"];
            self.writer.write_record(names)?;
        }
        Ok(())
    }

    /// Masks personal details in what was found.
    pub fn redacted_by(mut self, redactor: Option<Redactor>) -> RejectsFile<W> {
        self.redactor = redactor;
        self
    }

    /// Adds one rejection.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn add(&mut self, rejection: &Rejection) -> csv::Result<()> {
        self.begin()?;
        let rejection = shown(rejection, self.redactor.as_ref());
        let locale = self.lang.code();
        self.writer.write_record([
            guard(&short_name(&rejection.file)).as_ref(),
            &rejection.row.to_string(),
            guard(rejection.column.as_deref().unwrap_or_default()).as_ref(),
            rejection.scope.code(),
            rejection.reason.code(),
            guard(&rejection.found).as_ref(),
            guard(&rejection.what_in(locale)).as_ref(),
            guard(&rejection.remedy_in(locale)).as_ref(),
        ])
    }

    /// Ends the file and gives the writer back.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn finish(mut self) -> std::io::Result<W> {
        self.begin()?;
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// The rejection as it may be shown: with personal details masked where there
/// is a redactor.
pub(super) fn shown<'a>(
    rejection: &'a Rejection,
    redactor: Option<&Redactor>,
) -> Cow<'a, Rejection> {
    redactor.map_or(Cow::Borrowed(rejection), |redactor| redacted(rejection, redactor))
}

/// The rejection with personal details masked in what was found. A finding is
/// quoted up to a length, so that a number can be cut where it is no longer
/// known for one: the end of a shortened quotation goes if it holds digits.
fn redacted<'a>(rejection: &'a Rejection, redactor: &Redactor) -> Cow<'a, Rejection> {
    let found = rejection.found.as_str();
    let kept = match found.strip_suffix('…') {
        Some(cut) => {
            let part =
                |c: char| c.is_ascii_alphanumeric() || "０１２３４５６７８９@＠._+-－ ".contains(c);
            let start = cut.trim_end_matches(part);
            let tail = &cut[start.len()..];
            if tail.contains(|c: char| c.is_numeric() || c == '@') { start } else { cut }
        }
        None => found,
    };
    let mut shown = redactor.redact(kept).text.into_owned();
    if found.ends_with('…') {
        shown.push('…');
    }
    if shown == found {
        return Cow::Borrowed(rejection);
    }
    Cow::Owned(Rejection { found: shown, ..rejection.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Reason;
    use crate::privacy::RedactOptions;

    #[test]
    fn a_number_cut_short_is_not_shown_either() {
        let redactor = Redactor::new(RedactOptions::default());
        let shown = |found: &str| {
            let rejection = Rejection::row(&"a".into(), 1, Reason::RaggedRow, found);
            redacted(&rejection, &redactor).found.clone()
        };
        assert_eq!(shown("电话13800138000"), "电话[电话]");
        assert_eq!(shown("六"), "六");
        let filler = "好".repeat(74);
        assert_eq!(shown(&format!("{filler}13800138000")), format!("{filler}…"));
        let filler = "好".repeat(90);
        assert_eq!(shown(&filler), format!("{}…", "好".repeat(80)));
    }
}
