//! The evidence of a verbatim, cut out of its comment.

use crate::report::summary::Verbatim;

/// The comment before, in and after its evidence span. A span that does not
/// fit the text (out of range, inside a character, back to front) leaves the
/// whole comment before an empty evidence, so that nothing is lost.
pub fn split_evidence(verbatim: &Verbatim) -> (&str, &str, &str) {
    let text = verbatim.text.as_str();
    let (start, end) = verbatim.evidence;
    match (text.get(..start), text.get(start..end), text.get(end..)) {
        (Some(before), Some(evidence), Some(after)) => (before, evidence, after),
        _ => (text, "", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verbatim(text: &str, evidence: (usize, usize)) -> Verbatim {
        Verbatim {
            file: "a.csv".into(),
            row: 2,
            text: text.into(),
            evidence,
            label: crate::sentiment::Label::Negative,
            sentiment: -0.5,
            score: None,
        }
    }

    #[test]
    fn cuts_by_bytes() {
        assert_eq!(split_evidence(&verbatim("快递太慢了", (6, 12))), ("快递", "太慢", "了"));
        assert_eq!(split_evidence(&verbatim("slow", (0, 4))), ("", "slow", ""));
    }

    #[test]
    fn bad_spans_keep_the_whole_comment() {
        for span in [(0, 99), (7, 9), (6, 13), (9, 6), (usize::MAX, usize::MAX)] {
            assert_eq!(split_evidence(&verbatim("快递太慢了", span)), ("快递太慢了", "", ""));
        }
    }
}
