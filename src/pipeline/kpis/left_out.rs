//! What is left out of the tables of a business, told where it is found: a column of text in place
//! of amounts would fill the memory otherwise.

use crate::gate::Gate;
use crate::ingest::{Rejection, Scope};
use crate::pipeline::PipelineError;
use crate::pipeline::into_folder::Rejects;
use crate::pipeline::sink::Sink;

/// Takes what is left out, as it may be shown.
pub(in crate::pipeline) struct TableLeftOut<'a> {
    pub(super) gate: &'a Gate,
    /// Where it is written down, if anywhere.
    rejects: Option<&'a mut Rejects>,
    /// Whether the first of it ends the run.
    strict: bool,
    pub(super) first: Option<Rejection>,
    /// Where and why reading broke off before the end of a file.
    pub(in crate::pipeline) cut_short: Vec<Rejection>,
}

impl<'a> TableLeftOut<'a> {
    pub(in crate::pipeline) fn new(
        gate: &'a Gate,
        rejects: Option<&'a mut Rejects>,
        strict: bool,
    ) -> TableLeftOut<'a> {
        TableLeftOut { gate, rejects, strict, first: None, cut_short: Vec::new() }
    }

    /// Takes one more.
    ///
    /// # Errors
    /// In a strict run each; a file that cannot be written.
    pub(super) fn add(&mut self, rejection: &Rejection) -> Result<(), PipelineError> {
        let shown = self.gate.rejection(rejection);
        if self.strict {
            return Err(PipelineError::Rejected(Box::new(shown)));
        }
        if let Some(rejects) = &mut self.rejects {
            rejects.rejection(&shown)?;
        }
        if shown.scope == Scope::Rest {
            self.cut_short.push(shown.clone());
        }
        self.first.get_or_insert(shown);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Reason;
    use crate::lang::Lang;
    use crate::privacy::Redact;

    #[test]
    fn the_first_is_kept_and_where_reading_broke_off() {
        let gate = Gate::new(Redact::Off, Lang::En);
        let one = |row| Rejection::row(&"a.csv".into(), row, Reason::NotAnAmount, "x");
        let rest = Rejection { scope: Scope::Rest, ..one(9) };
        let mut left_out = TableLeftOut::new(&gate, None, false);
        for rejection in [one(2), one(3), rest] {
            left_out.add(&rejection).unwrap();
        }
        assert_eq!(left_out.first.map(|first| first.row), Some(2));
        assert_eq!(left_out.cut_short.iter().map(|cut| cut.row).collect::<Vec<_>>(), [9]);
        assert!(TableLeftOut::new(&gate, None, true).add(&one(2)).is_err());
    }
}
