//! Comments that are in memory already, scored as [`score`](super::score()) does those of a table.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::checkpoint::judged;
use super::judge::Judge;
use crate::gate::Gate;
use crate::ingest::is_empty_comment;
use crate::report::comment_row::CommentFindings;
use crate::sentiment::EngineError;

/// Comments that a thread judges at once: enough to keep the matrix products busy, and where
/// there are few, some for every thread.
const BATCH: usize = 512;
const FEWEST: usize = 32;

/// A comment with what was found in it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ScoredComment<'a> {
    /// The comment as it may be shown.
    pub shown: Cow<'a, str>,
    /// What was found; its evidence is marked in the text that is shown.
    pub findings: CommentFindings,
    /// For each of its opinions the byte span of the evidence in the comment as it was given.
    pub given: Vec<Range<usize>>,
}

/// Scores comments, one answer each, in order; `None` for those in which nothing of a customer's
/// stands. Every comment is judged by itself: [`Judge::expecting_the_language_of`] makes the judge
/// that is to know what the others are written in.
///
/// ```
/// # #[cfg(feature = "builtin-fast")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use xinsheng::Lang;
/// use xinsheng::gate::Gate;
/// use xinsheng::opinion::Taxonomy;
/// use xinsheng::pipeline::{Judge, score_comments};
/// use xinsheng::privacy::Redact;
/// use xinsheng::sentiment::linear::LinearEngine;
/// use xinsheng::text::Analyzer;
///
/// let engine = Box::new(LinearEngine::builtin()?);
/// let judge = Judge::new(Analyzer::new(), Taxonomy::builtin(), engine)?;
/// let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
/// let gate = Gate::new(Redact::On, Lang::En);
/// let scored = score_comments(&["质量很好，电话13800138000", " "], (&judge, &pool), &gate)?;
/// assert_eq!(scored[0].as_ref().map(|one| &*one.shown), Some("质量很好，电话[电话]"));
/// assert_eq!(scored[1], None);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "builtin-fast"))]
/// # fn main() {}
/// ```
///
/// # Errors
/// What failed in the engine.
pub fn score_comments<'a>(
    comments: &[&'a str],
    (judge, pool): (&Judge, &rayon::ThreadPool),
    gate: &Gate,
) -> Result<Vec<Option<ScoredComment<'a>>>, EngineError> {
    let some_each = comments.len().div_ceil(pool.current_num_threads() * 4);
    let batches = comments.par_chunks(some_each.clamp(FEWEST, BATCH));
    let scored: Vec<_> =
        pool.install(|| batches.map(|batch| score_batch(batch, judge, gate)).collect());
    let mut all = Vec::with_capacity(comments.len());
    // Of several failures the first batch's, whichever thread was faster.
    for batch in scored {
        all.extend(batch?);
    }
    Ok(all)
}

fn score_batch<'a>(
    comments: &[&'a str],
    judge: &Judge,
    gate: &Gate,
) -> Result<Vec<Option<ScoredComment<'a>>>, EngineError> {
    let said = comments.iter().filter(|comment| !is_empty_comment(comment));
    let texts: Vec<&str> = said.map(|comment| comment.trim()).collect();
    let mut verdicts = judged(judge, &texts, Vec::new(), None)?.0.into_iter();
    let scored = comments.iter().map(|comment| {
        let mut verdict = if is_empty_comment(comment) { None } else { verdicts.next() }?;
        judge.corrections().and_then(|all| all.correct(&mut verdict, comment.trim()));
        // What is judged begins after the blanks.
        let blanks = comment.len() - comment.trim_start().len();
        let shown = gate.comment_naming(comment, verdict.names_after(blanks).as_deref());
        let findings = judge.findings(&verdict, &shown, blanks);
        let evidence = verdict.opinions.iter().map(|said| &said.evidence);
        let given = evidence.map(|span| blanks + span.start..blanks + span.end).collect();
        Some(ScoredComment { shown: shown.text, findings, given })
    });
    Ok(scored.collect())
}

#[cfg(test)]
#[cfg(feature = "builtin-fast")]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::opinion::Taxonomy;
    use crate::privacy::Redact;
    use crate::sentiment::Label;
    use crate::sentiment::linear::LinearEngine;
    use crate::text::{Analyzer, Expected};

    fn judge() -> Judge {
        let engine = Box::new(LinearEngine::builtin().unwrap());
        Judge::new(Analyzer::new(), Taxonomy::builtin(), engine).unwrap()
    }

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn spans_of_what_was_given_and_of_what_is_shown() {
        let gate = Gate::new(Redact::On, Lang::En);
        let comment = "  电话13800138000打不通，物流太慢了。";
        let scored = score_comments(&[comment], (&judge(), &pool(1)), &gate).unwrap();
        let scored = scored[0].as_ref().unwrap();
        let opinions = scored.findings.opinions.iter().zip(&scored.given);
        let said: Vec<_> = opinions
            .map(|(opinion, given)| {
                (&scored.shown[opinion.evidence.clone()], &comment[given.clone()])
            })
            .collect();
        assert!(said.contains(&("物流太慢了", "物流太慢了")), "{said:?}");
        assert!(scored.shown.contains("[电话]"), "{}", scored.shown);
    }

    #[test]
    fn the_same_in_any_batch_and_number_of_threads() {
        let (judge, gate) = (judge(), Gate::new(Redact::Off, Lang::En));
        let comments = ["物流太慢了", "", "Great service!", "（空）", "无", "还行吧"].repeat(200);
        let all = score_comments(&comments, (&judge, &pool(1)), &gate).unwrap();
        assert_eq!(all.len(), comments.len());
        assert!(all[1].is_none() && all[3].is_none());
        assert_eq!(all[4].as_ref().unwrap().findings.label, Label::Undetected);
        assert_eq!(score_comments(&comments, (&judge, &pool(3)), &gate).unwrap(), all);
        for (comment, together) in comments.iter().zip(&all).take(6) {
            let alone = score_comments(&[comment], (&judge, &pool(1)), &gate).unwrap();
            assert_eq!(&alone[0], together);
        }
    }

    #[test]
    fn the_language_is_expected_by_the_others() {
        let spanish = ["El servicio fue muy malo y la comida estaba fría"; 8];
        let different: Vec<String> =
            spanish.iter().enumerate().map(|(at, text)| format!("{text} {at}")).collect();
        let judge = judge();
        let expecting = judge.expecting_the_language_of(different.iter().map(String::as_str));
        assert_eq!(expecting.expected(), Expected::OtherLatin);
        assert_eq!(judge.expected(), Expected::Open);
    }
}
