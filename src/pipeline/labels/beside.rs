//! The labels of a run beside what it finds: whether they were drawn from these comments, and
//! what they say of all of them.

use super::drawn_from::fingerprint;
use super::{GivenLabels, classified};
use crate::journey::{LabelCheck, LabelCheckSummary, Strata};
use crate::pipeline::PipelineError;
use crate::pipeline::judging::EnginesOwn;
use crate::report::comment_row::CommentRow;

/// The comments of a run so far, as a fingerprint, and beside the labels where there are any.
pub(in crate::pipeline) struct Beside<'a> {
    given: Option<&'a GivenLabels>,
    comments: u64,
    fingerprint: u64,
    check: Option<LabelCheck>,
}

impl<'a> Beside<'a> {
    /// For a run that is judged by `model` and has these segment fields.
    ///
    /// # Errors
    /// Labels that were drawn by what another model said.
    pub(in crate::pipeline) fn new(
        given: Option<&'a GivenLabels>,
        model: String,
        segments: &[String],
    ) -> Result<Beside<'a>, PipelineError> {
        if let Some(given) = given.filter(|given| given.from.model != model) {
            let (file, drawn) = (given.file.clone(), given.from.model.clone());
            return Err(PipelineError::OtherModel { file, drawn, used: model });
        }
        let check = given.map(|given| {
            let strata = Strata::new(given.from.by_touchpoint);
            LabelCheck::new(strata, given.labels.clone(), given.empty, segments)
        });
        Ok(Beside { given, comments: 0, fingerprint: 0, check })
    }

    /// Takes comments in order, each with the fingerprint of what was written.
    /// What the engine said is held against the labels, also of the comments that somebody has put
    /// right since, which are given by their places; what was put right holds as the label of a
    /// comment that was drawn.
    pub(in crate::pipeline) fn add(
        &mut self,
        rows: &[CommentRow],
        prints: &[u64],
        corrected: &[(usize, EnginesOwn)],
    ) {
        let mut corrected = corrected.iter().peekable();
        for (at, (row, print)) in rows.iter().zip(prints).enumerate() {
            let own = corrected.next_if(|(place, _)| *place == at).map(|(_, own)| own);
            self.comments += 1;
            self.fingerprint = fingerprint(self.fingerprint, &print.to_le_bytes());
            let Some(check) = &mut self.check else { continue };
            let said = own.map(|own| CommentRow { findings: own.findings.clone(), ..row.clone() });
            if let Some(comment) = classified(self.comments, said.as_ref().unwrap_or(row)) {
                check.add(&comment, own.and_then(|own| own.truth));
            }
        }
    }

    /// Stands for all comments.
    pub(in crate::pipeline) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// What the labels say of all comments; `None` where there are none, or too few. `effect` is
    /// how many times the variance of a share of comments is that of independent ones.
    ///
    /// # Errors
    /// Labels that were drawn from other comments, or that none of these has.
    pub(in crate::pipeline) fn finish(
        self,
        effect: f64,
    ) -> Result<Option<LabelCheckSummary>, PipelineError> {
        let (Some(given), Some(check)) = (self.given, self.check) else { return Ok(None) };
        if given.from.fingerprint != self.fingerprint || check.unmatched() > 0 {
            return Err(PipelineError::OtherExport { file: given.file.clone() });
        }
        Ok(check.finish(effect))
    }
}
