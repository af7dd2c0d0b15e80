//! A comment that is quoted, with the part that matters.

use crate::report::evidence::split_evidence;
use crate::report::summary::Verbatim;

/// A comment with its evidence, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quote {
    /// Before the evidence.
    pub(crate) before: String,
    /// The evidence; empty where it is not known.
    pub(crate) evidence: String,
    /// After the evidence.
    pub(crate) after: String,
    /// File name and row.
    pub(crate) place: (String, u64),
    /// Sentiment of the evidence.
    pub(crate) sentiment: f64,
    /// The score given with it.
    pub(crate) score: Option<f64>,
}

impl From<&Verbatim> for Quote {
    fn from(verbatim: &Verbatim) -> Quote {
        let (before, evidence, after) = split_evidence(verbatim);
        Quote {
            before: before.to_owned(),
            evidence: evidence.to_owned(),
            after: after.to_owned(),
            place: (verbatim.file.clone(), verbatim.row),
            sentiment: verbatim.sentiment,
            score: verbatim.score,
        }
    }
}

impl Quote {
    /// The whole comment.
    pub(crate) fn text(&self) -> String {
        format!("{}{}{}", self.before, self.evidence, self.after)
    }

    /// The quote with what stands around its evidence: of a long comment a sentence or so on
    /// either side, the rest told by an ellipsis.
    pub(crate) fn in_short(self) -> Quote {
        if self.text().len() <= SHORT {
            return self;
        }
        // Of what is not known to tell of anything its beginning tells most.
        if self.evidence.is_empty() {
            return Quote { before: start_of(&self.text()), after: String::new(), ..self };
        }
        Quote { before: end_of(&self.before), after: start_of(&self.after), ..self }
    }
}

/// Bytes up to which a comment is quoted whole where it stands among other things: sixty characters
/// of Chinese.
const SHORT: usize = 180;

/// Bytes that are quoted on either side of the evidence of a longer one.
const BESIDE: usize = 120;

/// Whether a sentence ends with this character.
fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '\n' | '。' | '！' | '？' | '；')
}

/// The last sentences of `text` that are short enough, else its last words.
fn end_of(text: &str) -> String {
    if text.len() <= BESIDE {
        return text.to_owned();
    }
    let near = &text[text.ceil_char_boundary(text.len() - BESIDE)..];
    let sentence = near.char_indices().find(|(_, c)| ends(*c)).map(|(at, c)| at + c.len_utf8());
    let word = || near.find(char::is_whitespace);
    let kept = sentence.filter(|at| !near[*at..].trim().is_empty()).or_else(word).unwrap_or(0);
    format!("… {}", near[kept..].trim_start())
}

/// The first sentences of `text` that are short enough, else its first words.
fn start_of(text: &str) -> String {
    if text.len() <= BESIDE {
        return text.to_owned();
    }
    let near = &text[..text.floor_char_boundary(BESIDE)];
    let sentence =
        near.rfind(ends).map(|at| at + near[at..].chars().next().map_or(0, char::len_utf8));
    // A full stop at its very start closes the evidence and is no sentence.
    let sentence = sentence.filter(|at| near[..*at].chars().count() > 1);
    let kept = sentence.or_else(|| near.rfind(char::is_whitespace)).unwrap_or(near.len());
    format!("{} …", near[..kept].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(before: &str, evidence: &str, after: &str) -> Quote {
        Quote {
            before: before.to_owned(),
            evidence: evidence.to_owned(),
            after: after.to_owned(),
            place: ("a.csv".to_owned(), 2),
            sentiment: -0.9,
            score: None,
        }
    }

    #[test]
    fn a_long_comment_is_quoted_around_its_evidence() {
        let filler = "We flew from Cork to Nice and back again in the summer. ".repeat(9);
        let before = format!("{filler}The plane was full.  ");
        let after = format!(". We left late. {filler}");
        let short = quote(&before, "Nobody told us anything", &after).in_short();
        assert!(short.before.starts_with("… We flew from Cork"), "{short:?}");
        assert!(short.before.ends_with("The plane was full.  "), "{short:?}");
        assert_eq!(short.evidence, "Nobody told us anything");
        assert!(short.after.starts_with(". We left late. We flew"), "{short:?}");
        assert!(short.after.ends_with(". …"), "{short:?}");
        assert!(short.text().chars().count() < 300);
    }

    #[test]
    fn what_is_short_is_quoted_whole_and_text_without_sentences_is_cut() {
        let whole = quote("一切都好，", "就是物流太慢", "，等了一周");
        assert_eq!(whole.clone().in_short().text(), whole.text());
        let run_on = "好".repeat(400);
        let short = quote(&run_on, "太慢", &run_on).in_short();
        assert_eq!(short.before, format!("… {}", "好".repeat(BESIDE / 3)));
        assert_eq!(short.after, format!("{} …", "好".repeat(BESIDE / 3)));
        // A part that is not known.
        let short = quote(&run_on, "", "").in_short();
        assert_eq!(short.text(), format!("{} …", "好".repeat(BESIDE / 3)));
        // Nothing but what stands before it.
        let short = quote(&run_on, "太慢", "").in_short();
        assert_eq!(short.after, "");
    }
}
