#![no_main]

use xinsheng::privacy::{RedactOptions, Redactor};

// Spans are sound, what is masked stays so, and spans of the original carry over.
libfuzzer_sys::fuzz_target!(|text: &str| {
    for orders in [false, true] {
        let redactor = Redactor::new(RedactOptions { orders, ..RedactOptions::default() });
        let redacted = redactor.redact(text);
        let mut at = 0;
        for found in &redacted.found {
            assert!(found.span.start >= at && !found.span.is_empty());
            assert!(text.get(found.span.clone()).is_some());
            at = found.span.end;
        }
        assert_eq!(redacted.span(0..text.len()), 0..redacted.text.len());
        // What is masked frees its neighbours, at most eight times.
        if redacted.found.len() < 8 {
            assert_eq!(redactor.redact(&redacted.text).text, redacted.text);
        }
    }
});
