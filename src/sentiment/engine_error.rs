//! What an engine can fail of while it judges.

use rust_i18n::t;

/// A batch that an engine could not judge. It ends the run: the comments of the batch have
/// no answer, and none is made up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message_in("en"))]
#[non_exhaustive]
pub struct EngineError {
    /// The engine, by its [`name`](super::Engine::name).
    pub engine: String,
    /// What failed.
    pub failure: EngineFailure,
}

/// Why an engine could not judge.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineFailure {
    /// The memory does not hold even one comment.
    Memory {
        /// Tokens of the comment.
        tokens: usize,
    },
    /// What the library or the device underneath says, in its own words.
    Reported(String),
    /// Another number of answers than of comments.
    Answers {
        /// Comments that were to be judged.
        asked: usize,
        /// Answers that came.
        given: usize,
    },
}

impl EngineError {
    /// That the engine called `engine` failed of `failure`.
    pub fn new(engine: &str, failure: EngineFailure) -> EngineError {
        EngineError { engine: engine.to_owned(), failure }
    }

    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        let reason = self.failure.message_in(locale);
        let engine = &self.engine;
        t!("sentiment.engine.failed", locale = locale, engine = engine, reason = reason)
            .into_owned()
    }
}

impl EngineFailure {
    /// What failed, in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            EngineFailure::Memory { tokens } => {
                t!("sentiment.engine.memory", locale = locale, tokens = tokens).into_owned()
            }
            EngineFailure::Reported(reason) => reason.clone(),
            EngineFailure::Answers { asked, given } => {
                t!("sentiment.engine.answers", locale = locale, asked = asked, given = given)
                    .into_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_the_engine_and_what_failed_in_both_languages() {
        let failures = [
            (EngineFailure::Memory { tokens: 512 }, "512"),
            (EngineFailure::Reported("CUDA error: unspecified".to_owned()), "CUDA error"),
            (EngineFailure::Answers { asked: 256, given: 255 }, "255"),
        ];
        for (failure, found) in failures {
            let error = EngineError::new("of-the-test", failure);
            let [zh, en] = ["zh", "en"].map(|locale| error.message_in(locale));
            assert_ne!(zh, en);
            for said in [zh, en] {
                assert!(said.contains("of-the-test") && said.contains(found), "{said}");
                assert!(!said.contains("%{") && !said.contains("sentiment.engine"), "{said}");
            }
        }
    }
}
