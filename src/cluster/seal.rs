//! What goes with a function from machine to machine, so that all of them give one answer.
//!
//! A mismatch that is found on another machine comes back within the text of an error, through
//! layers that quote it in their ways. It therefore travels as digits, which no layer changes, and
//! is put into words where somebody reads it.

use std::fmt::Write as _;

use rust_i18n::t;
use serde::{Deserialize, Serialize};

use crate::gate::Gate;
use crate::lang::Lang;
use crate::pipeline::JudgePrint;
use crate::privacy::Redact;

/// The version of this program.
pub(super) const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Before the digits of a mismatch.
const MARK: &str = "xinsheng-mismatch:";

/// What is masked in what functions of a text give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Masking {
    orders: bool,
    off: bool,
    zh: bool,
}

impl Masking {
    /// That of these options.
    pub fn new(redact: Redact, lang: Lang) -> Masking {
        let (orders, off) = (redact == Redact::Orders, redact == Redact::Off);
        Masking { orders, off, zh: lang == Lang::Zh }
    }

    fn redact(self) -> Redact {
        match self {
            Masking { off: true, .. } => Redact::Off,
            Masking { orders: true, .. } => Redact::Orders,
            _ => Redact::On,
        }
    }

    /// What comments and their evidence pass, and what the function `redact` passes, which masks
    /// where nothing else does.
    pub fn gates(self) -> (Gate, Gate) {
        let lang = if self.zh { Lang::Zh } else { Lang::En };
        let masks = match self.redact() {
            Redact::Off => Redact::On,
            stated => stated,
        };
        (Gate::new(self.redact(), lang), Gate::new(masks, lang))
    }
}

/// What goes with a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    /// The version of the program that made the plan.
    program: String,
    /// What its judge is, where the plan judges.
    judge: Option<JudgePrint>,
    /// What is masked.
    pub(super) masking: Masking,
}

impl Seal {
    pub(super) fn new(judge: Option<JudgePrint>, masking: Masking) -> Seal {
        Seal { program: PROGRAM.to_owned(), judge, masking }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Strings and flags can be written whatever they hold.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What `bytes` say, if they are of this program. They need not be of this version: what an
    /// older one does not say, or a newer one says beside, makes them no less a seal.
    pub(super) fn of_bytes(bytes: &[u8]) -> Result<Seal, Box<Mismatch>> {
        serde_json::from_slice(bytes).map_err(|_| {
            let stated = serde_json::from_slice::<serde_json::Value>(bytes).ok();
            let stated = stated.and_then(|seal| Some(seal.get("program")?.as_str()?.to_owned()));
            let theirs = stated.unwrap_or_else(|| "?".to_owned());
            Box::new(Mismatch::new(Part::Program, PROGRAM.to_owned(), theirs))
        })
    }

    /// Makes sure that whoever made the plan runs this version of the program…
    pub(super) fn of_this_program(&self) -> Result<(), Box<Mismatch>> {
        same(Part::Program, PROGRAM, &self.program)
    }

    /// …and judges, if it does, as `own`.
    pub(super) fn judges_as(&self, own: &JudgePrint) -> Result<(), Box<Mismatch>> {
        let Some(theirs) = &self.judge else { return Ok(()) };
        same(Part::Engine, &own.engine, &theirs.engine)?;
        same(Part::Model, &own.model, &theirs.model)?;
        same(Part::Taxonomy, &own.taxonomy, &theirs.taxonomy)?;
        same(Part::Words, &own.words, &theirs.words)?;
        same(Part::Corrections, &own.corrections, &theirs.corrections)
    }
}

fn same(part: Part, own: &str, asked: &str) -> Result<(), Box<Mismatch>> {
    if own == asked {
        return Ok(());
    }
    Err(Box::new(Mismatch::new(part, own.to_owned(), asked.to_owned())))
}

/// What may differ between two machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Part {
    /// The version of the program.
    Program,
    /// The engine.
    Engine,
    /// The model of the engine.
    Model,
    /// The taxonomy, or the packs of it that count.
    Taxonomy,
    /// The words that are kept together in Chinese text.
    Words,
    /// The corrections.
    Corrections,
}

/// Two machines that do not judge alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mismatch {
    /// What differs.
    pub part: Part,
    /// The executor that found it; without one, the scheduler did.
    pub executor: Option<String>,
    /// What it is there.
    pub there: String,
    /// What the command asks for.
    pub asked: String,
}

impl Mismatch {
    fn new(part: Part, there: String, asked: String) -> Mismatch {
        Mismatch { part, executor: None, there, asked }
    }

    /// As found by an executor.
    pub(super) fn at(self, executor: &str) -> Mismatch {
        Mismatch { executor: Some(executor.to_owned()), ..self }
    }

    /// It in words.
    pub fn words_in(&self, locale: &str) -> String {
        let who = match &self.executor {
            Some(at) => t!("cluster.the_executor", locale = locale, at = at),
            None => t!("cluster.the_scheduler", locale = locale),
        };
        let key = match self.part {
            Part::Program => "cluster.mismatch.program",
            Part::Engine => "cluster.mismatch.engine",
            Part::Model => "cluster.mismatch.model",
            Part::Taxonomy => "cluster.mismatch.taxonomy",
            Part::Words => "cluster.mismatch.words",
            Part::Corrections => "cluster.mismatch.corrections",
        };
        let (there, asked) = (&self.there, &self.asked);
        t!(key, locale = locale, who = who, there = there, asked = asked).into_owned()
    }

    /// It within a text that other programs pass on.
    pub(super) fn to_error(&self) -> String {
        let mut text = format!("{} ({MARK}", self.words_in("en"));
        for byte in serde_json::to_vec(self).unwrap_or_default() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push(')');
        text
    }

    /// The one that a text tells of, if it does.
    pub(super) fn in_error(text: &str) -> Option<Mismatch> {
        let (_, after) = text.rsplit_once(MARK)?;
        let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let digits: Vec<u8> = after.bytes().map_while(digit).collect();
        let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        serde_json::from_slice(&bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(engine: &str, model: &str) -> JudgePrint {
        let value = serde_json::json!({
            "engine": engine, "model": model, "taxonomy": "t", "words": "-", "corrections": "-",
        });
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_seal_is_compared_part_by_part() {
        let masking = Masking::new(Redact::Orders, Lang::Zh);
        let seal = Seal::new(Some(print("fast", "one")), masking);
        let read = Seal::of_bytes(&seal.to_bytes()).unwrap();
        assert_eq!(read, seal);
        assert_eq!(read.masking.redact(), Redact::Orders);
        assert!(read.of_this_program().is_ok() && read.judges_as(&print("fast", "one")).is_ok());
        let differs = |own: &JudgePrint| read.judges_as(own).unwrap_err().part;
        assert_eq!(differs(&print("encoder", "one")), Part::Engine);
        assert_eq!(differs(&print("fast", "two")), Part::Model);
        assert!(Seal::new(None, masking).judges_as(&print("encoder", "one")).is_ok());
        let older = br#"{"program":"0.0.1","other":1}"#;
        let mismatch = Seal::of_bytes(older).unwrap_err();
        assert_eq!((mismatch.part, mismatch.asked.as_str()), (Part::Program, "0.0.1"));
        assert_eq!(Seal::of_bytes(b"").unwrap_err().asked, "?");
    }

    #[test]
    fn a_mismatch_comes_through_layers_of_quotes() {
        let found = Seal::new(Some(print("fast", "\"é\"")), Masking::default())
            .judges_as(&print("encoder", "m"))
            .unwrap_err();
        let found = found.at("10.0.0.7:50051");
        let error = format!("Job 1 failed: {:?}", format!("{:?}", found.to_error()));
        let read = Mismatch::in_error(&error).unwrap();
        assert_eq!(read, found);
        for (locale, named) in [("en", "--engine"), ("zh", "--engine")] {
            let said = read.words_in(locale);
            for part in ["10.0.0.7:50051", "encoder", "fast", named] {
                assert!(said.contains(part), "{said}");
            }
        }
        assert_eq!(Mismatch::in_error("Job 1 failed"), None);
        assert_eq!(Mismatch::in_error("xinsheng-mismatch:7"), None);
    }

    #[test]
    fn every_part_has_words() {
        let parts = [
            Part::Program,
            Part::Engine,
            Part::Model,
            Part::Taxonomy,
            Part::Words,
            Part::Corrections,
        ];
        for part in parts {
            for locale in ["en", "zh"] {
                let said = Mismatch::new(part, "here".into(), "there".into()).words_in(locale);
                assert!(said.contains("here") && !said.contains("cluster."), "{said}");
            }
        }
    }
}
