//! By what judges on several machines are told apart: the parts that a judge is made of, each as
//! something that can be compared and named in a message.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::judge::Judge;

/// Hashes of what a judge was made of, by their contents: files may lie elsewhere on another
/// machine. 0 stands for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JudgeContents {
    /// The model.
    pub model: u64,
    /// The words that are kept together in Chinese text.
    pub words: u64,
    /// The corrections.
    pub corrections: u64,
}

/// What a judge is, part by part: judges of the same print give the same answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JudgePrint {
    /// The engine.
    pub engine: String,
    /// Its model.
    pub model: String,
    /// The taxonomy, with the packs of it that count.
    pub taxonomy: String,
    /// The words that are kept together in Chinese text.
    pub words: String,
    /// The corrections.
    pub corrections: String,
}

impl JudgePrint {
    /// The print of a judge that was made of these contents.
    pub fn of(judge: &Judge, contents: JudgeContents) -> JudgePrint {
        let JudgeContents { model, words, corrections } = contents;
        let engine = judge.engine();
        let counting = judge.counting_touchpoints();
        let taxonomy = xxh3_64(format!("{:?} {counting:?}", judge.taxonomy()).as_bytes());
        let named = |hash: u64| match hash {
            0 => "-".to_owned(),
            hash => format!("{hash:016x}"),
        };
        JudgePrint {
            engine: engine.name().to_owned(),
            model: match model {
                0 => engine.model().to_owned(),
                hash => format!("{} {}", engine.model(), named(hash)),
            },
            taxonomy: named(taxonomy),
            words: named(words),
            corrections: named(corrections),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "builtin-fast")]
mod tests {
    use super::*;
    use crate::opinion::Taxonomy;
    use crate::sentiment::linear::LinearEngine;
    use crate::text::Analyzer;

    fn judge(taxonomy: Taxonomy) -> Judge {
        Judge::new(Analyzer::new(), taxonomy, Box::new(LinearEngine::builtin().unwrap())).unwrap()
    }

    #[test]
    fn what_gives_other_answers_has_another_print() {
        let contents = JudgeContents::default();
        let one = JudgePrint::of(&judge(Taxonomy::builtin()), contents);
        assert_eq!(JudgePrint::of(&judge(Taxonomy::builtin()), contents), one);
        let other = JudgePrint::of(&judge(Taxonomy::servqual()), contents);
        assert!(other.taxonomy != one.taxonomy && other.engine == one.engine);
        let fewer = judge(Taxonomy::builtin()).with_packs(&["hotel".to_owned()]).unwrap();
        assert_ne!(JudgePrint::of(&fewer, contents).taxonomy, one.taxonomy);
        let retrained = JudgeContents { model: 7, ..contents };
        assert_ne!(JudgePrint::of(&judge(Taxonomy::builtin()), retrained).model, one.model);
    }
}
