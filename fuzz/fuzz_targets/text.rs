#![no_main]

use std::sync::OnceLock;

use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::Scorer;
use xinsheng::privacy::{RedactOptions, Redactor};
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::text::Analyzer;

static SCORER: OnceLock<(Scorer, Redactor)> = OnceLock::new();

// Whatever is written as a comment is judged without a panic, and every span lies on
// whole characters of what it speaks of. libFuzzer itself ends inputs that take long.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let (scorer, redactor) = SCORER.get_or_init(|| {
        let engine = Box::new(LinearEngine::builtin().expect("the model that ships"));
        let scorer = Scorer::new(Analyzer::new(), Taxonomy::builtin(), engine);
        (scorer.expect("the taxonomy that ships"), Redactor::new(RedactOptions::default()))
    });
    let scored = scorer.score([text]).expect("an engine that cannot fail").remove(0);
    let normalized = scored.text.normalized.as_str();
    let mut end = 0;
    for unit in &scored.text.units {
        assert!(unit.span.start >= end && normalized.get(unit.span.clone()).is_some());
        end = unit.span.end;
    }
    let mut end = 0;
    for word in &scored.text.words {
        assert!(word.start >= end && normalized.get(word.clone()).is_some());
        end = word.end;
    }
    for opinion in &scored.opinions {
        assert!(text.get(opinion.evidence.clone()).is_some());
        assert!(text.get(opinion.term.clone()).is_some());
    }
    let shown = redactor.redact(text);
    for opinion in &scored.opinions {
        assert!(shown.text.get(shown.span(opinion.evidence.clone())).is_some());
    }
});
