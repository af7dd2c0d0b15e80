//! The scale of scores that are asked for in the same words, 设计阶段评分 and 施工阶段评分: that 0 was
//! given for one of them shows that it could be given for all.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::Scale;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::role_words::OVERALL;
use crate::ingest::columns::subject::subject;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Reads marks from 1 to 10 from 0 on, where others that are asked for in the same words are.
pub(super) fn widest(headers: &[String], drafts: &mut [Draft]) {
    let (narrow, wide) = (Scale::higher(1.0, 10.0), Scale::higher(0.0, 10.0));
    let on = |draft: &Draft, scale: Scale| {
        let guessed = draft.role == Role::CSAT && draft.labels.is_empty() && !draft.stated;
        guessed && draft.scale == Some(scale)
    };
    let of_wide = headers.iter().zip(&*drafts).filter(|(_, draft)| on(draft, wide));
    let asked: Vec<String> = of_wide.map(|(header, _)| words(header)).collect();
    for (header, draft) in headers.iter().zip(drafts) {
        if !on(draft, narrow) || !asked.contains(&words(header)) {
            continue;
        }
        draft.scale = Some(wide);
        for evidence in &mut draft.evidence {
            if matches!(evidence, Evidence::Scale { .. }) {
                *evidence = Evidence::ScaleOfNeighbours(wide);
            }
        }
        for warning in &mut draft.warnings {
            if let Warning::EndNotGiven { scale, .. } = warning {
                *scale = wide;
            }
        }
    }
}

/// The words by which a score is asked for, without what is rated.
fn words(header: &str) -> String {
    let folded = header.nfkc().collect::<String>().to_lowercase();
    let of = subject(header).to_lowercase();
    let rest = if of.is_empty() { folded } else { folded.replacen(&of, "", 1) };
    let rest = OVERALL.iter().fold(rest, |rest, word| rest.replace(*word, ""));
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};

    #[test]
    fn scores_asked_for_in_the_same_words_share_the_widest_scale() {
        let found = |other: &str, stated: bool, high: f64| {
            let columns: [(&str, Role, &[&str]); 2] =
                [("设计评分", Role::CSAT, &[]), (other, Role::CSAT, &[])];
            let Table { headers, mut drafts, .. } = table(&columns);
            drafts[0].scale = Some(Scale::higher(0.0, 10.0));
            (drafts[1].scale, drafts[1].stated) = (Some(Scale::higher(1.0, high)), stated);
            widest(&headers, &mut drafts);
            drafts[1].scale.map(|scale| scale.low)
        };
        for (other, stated, high, wanted) in [
            ("施工评分", false, 10.0, 0.0),
            ("总体评分", false, 10.0, 0.0),
            ("施工满意度", false, 10.0, 1.0),
            ("施工评分", true, 10.0, 1.0),
            ("施工评分", false, 5.0, 1.0),
        ] {
            assert_eq!(found(other, stated, high), Some(wanted), "{other} {stated} {high}");
        }
    }
}
