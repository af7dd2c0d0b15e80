//! Why a comment was judged as it was.

use std::ops::Range;

use super::judge::{Judge, JudgedComment};
use crate::sentiment::{EngineError, EngineFailure};

/// A word and what it did to the judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct WordEffect {
    /// Byte span in the original comment.
    pub span: Range<usize>,
    /// Sentiment of the comment less its sentiment without this word:
    /// positive where the word makes the comment more positive.
    pub effect: f32,
}

impl Judge {
    /// Judges a comment and finds what each word did to the judgement, by
    /// leaving the word out and judging again (occlusion; Zeiler & Fergus,
    /// ECCV 2014). Works for any engine, at one judgement a word.
    ///
    /// # Errors
    /// What failed in the engine.
    pub fn explain(&self, comment: &str) -> Result<(JudgedComment, Vec<WordEffect>), EngineError> {
        let spans = |judged: &JudgedComment| -> Vec<Range<usize>> {
            let text = &judged.text;
            text.words.iter().map(|word| text.normalized.original_span(word.clone())).collect()
        };
        let whole = self.judge([comment])?.pop().ok_or_else(|| {
            EngineError::new(self.engine().name(), EngineFailure::Answers { asked: 1, given: 0 })
        })?;
        let words = spans(&whole);
        let without: Vec<String> = words
            .iter()
            .map(|span| {
                // A space keeps the words on either side apart in English.
                let gap = if comment[span.clone()].is_ascii() { " " } else { "" };
                format!("{}{gap}{}", &comment[..span.start], &comment[span.end..])
            })
            .collect();
        let others = self.judge(without.iter().map(String::as_str))?;
        let sentiment = whole.sentiment();
        let effects = words
            .into_iter()
            .zip(others)
            .map(|(span, other)| WordEffect { span, effect: sentiment - other.sentiment() })
            .collect();
        Ok((whole, effects))
    }
}
