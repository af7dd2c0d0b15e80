//! What a reader of the report must know of the files before trusting a number.

use std::collections::BTreeSet;

use rust_i18n::t;

use super::export::Export;
use crate::journey::mismatch::Mismatch;
use crate::lang::{Lang, Name};
use crate::report::summary::Responses;

/// A warning for every scale that is likely read the wrong way round.
pub(super) fn reversed_scales(mismatch: &Mismatch, lang: Lang) -> Vec<String> {
    let reversed = mismatch.scales.iter().filter(|check| check.likely_reversed);
    let words = reversed.map(|check| {
        let percent = |share: f64| format!("{:.0}%", 100.0 * share);
        t!(
            "pipeline.reversed",
            locale = lang.code(),
            file = check.file,
            score = check.score.as_str(),
            tau = format!("{:.2}", check.tau_b.value),
            low = format!("{:.2}", check.tau_b.low),
            high = format!("{:.2}", check.tau_b.high),
            n = check.n,
            now = percent(check.contradicting),
            turned = percent(check.contradicting_turned)
        )
    });
    words.map(|words| words.into_owned()).collect()
}

/// Says that more answered than were asked, so that there is no response rate.
pub(super) fn too_few_invited(responses: &Responses, lang: Lang) -> Option<String> {
    let Responses { answered, invited, .. } = *responses;
    let invited = invited.filter(|invited| *invited < answered)?;
    let (locale, most) = (lang.code(), answered);
    Some(t!("pipeline.invited", locale = locale, invited = invited, answered = most).into_owned())
}

/// What was odd about the files, each said once.
pub(super) fn file_warnings(files: &[Export]) -> Vec<Name> {
    let mut said: BTreeSet<String> = BTreeSet::new();
    let mut warnings = Vec::new();
    for export in files {
        for warning in export.warnings() {
            let text = if files.len() > 1 {
                format!("{}: {warning}", export.file())
            } else {
                warning.clone()
            };
            if said.insert(text.clone()) {
                warnings.push(Name::same(text));
            }
        }
    }
    warnings
}
