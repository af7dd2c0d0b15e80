#![no_main]

use std::sync::OnceLock;

use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::Judge;
use xinsheng::privacy::{RedactOptions, Redactor};
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::text::Analyzer;

static JUDGE: OnceLock<(Judge, Redactor)> = OnceLock::new();

// Whatever is written as a comment is judged without a panic, and every span lies on
// whole characters of what it speaks of. libFuzzer itself ends inputs that take long.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let (judge, redactor) = JUDGE.get_or_init(|| {
        let engine = Box::new(LinearEngine::builtin().expect("the model that ships"));
        let judge = Judge::new(Analyzer::new(), Taxonomy::builtin(), engine);
        (judge.expect("the taxonomy that ships"), Redactor::new(RedactOptions::default()))
    });
    let judged = judge.judge([text]).expect("an engine that cannot fail").remove(0);
    let normalized = judged.text.normalized.as_str();
    let mut end = 0;
    for unit in &judged.text.units {
        assert!(unit.span.start >= end && normalized.get(unit.span.clone()).is_some());
        end = unit.span.end;
    }
    let mut end = 0;
    for word in &judged.text.words {
        assert!(word.start >= end && normalized.get(word.clone()).is_some());
        end = word.end;
    }
    for opinion in &judged.opinions {
        assert!(text.get(opinion.evidence.clone()).is_some());
        assert!(text.get(opinion.term.clone()).is_some());
    }
    let shown = redactor.redact(text);
    for opinion in &judged.opinions {
        assert!(shown.text.get(shown.span(opinion.evidence.clone())).is_some());
    }
});
