//! Names that no word introduces, where the encoder judges: on lines that neither a rule nor
//! the name head was made by (`names.tsv`), written by others than those of the head.

use std::collections::HashMap;

use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::Judge;
use xinsheng::privacy::{PersonalDetail, RedactOptions, Redactor};
use xinsheng::sentiment::encoder::EncoderEngine;
use xinsheng::text::Analyzer;

use super::{Find, read, sum, table};

/// Least precision and recall, names without a cue by themselves, each a hair below what is
/// measured.
const STAFF: [(&str, f64, f64, f64); 2] = [("zh", 0.94, 0.90, 0.89), ("en", 0.93, 0.98, 0.98)];

#[test]
fn names_are_found_without_a_word_that_introduces_them() {
    let engine = EncoderEngine::builtin().unwrap();
    let judge = Judge::new(Analyzer::new(), Taxonomy::builtin(), Box::new(engine)).unwrap();
    let redactor = Redactor::new(RedactOptions::default());
    let rules: Find<'_> = &|text| redactor.find(text);
    let (lines, fresh) = (read(include_str!("names.tsv")), read(include_str!("fresh.tsv")));
    let texts: Vec<&str> = lines.iter().chain(&fresh).map(|line| line.text.as_str()).collect();
    let judged = judge.judge(texts.iter().copied()).unwrap();
    let found = texts.iter().zip(judged);
    let found: HashMap<&str, Vec<PersonalDetail>> =
        found.map(|(text, judged)| (*text, redactor.find_naming(text, &judged.names()))).collect();
    let both: Find<'_> = &|text| found[text].clone();
    for set in ["staff", "rare"] {
        let of_set: Vec<_> = lines.iter().filter(|line| line.set == set).cloned().collect();
        println!("\n{set}: rules alone");
        table(rules, &of_set);
        println!("\n{set}: with the encoder");
        table(both, &of_set);
    }
    let staff: Vec<_> = lines.iter().filter(|line| line.set == "staff").cloned().collect();
    for (lang, precision, recall, bare) in STAFF {
        let all = sum(both, &staff, None, None, Some(lang));
        let without = sum(both, &staff, None, Some(true), Some(lang));
        let found = (all.precision(), all.recall(), without.recall());
        assert!(found.0 >= precision && found.1 >= recall && found.2 >= bare, "{lang}: {found:?}");
    }
    println!("\nfresh: with the encoder");
    table(both, &fresh);
    let all = sum(both, &fresh, None, None, None);
    assert!(all.precision() >= 0.95 && all.recall() >= 0.98);
}
