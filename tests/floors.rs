//! The floors of the house: a module knows only those below it. What ARCHITECTURE.md draws is
//! read here from the sources themselves.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The crate from the ground up. Modules of one line know nothing of each other's insides, but may
/// use each other's values.
const CRATE: &[&[&str]] = &[
    &["caught", "characters", "lang", "markup", "non_answers", "simplified", "turns"],
    &["feedback"],
    &["privacy"],
    &["gate"],
    &["ingest"],
    &["text"],
    &["sentiment"],
    &["opinion"],
    &["stats"],
    &["themes"],
    &["metrics"],
    &["journey"],
    &["report"],
    &["evaluation"],
    &["pipeline"],
    &["training"],
    &["sql"],
    &["cluster"],
];

/// Reading an export, from single cells up to feedback.
const INGEST: &[&[&str]] = &[
    &["role"],
    &["cells"],
    &["told"],
    &["dialect"],
    &["read"],
    &["mapping"],
    &["columns"],
    &["long_form"],
];

/// What columns are taken for, from names and answers up to a whole file. Only those of one line
/// may know each other.
const COLUMNS: &[&[&str]] = &[
    &[
        "asked_twice",
        "before_after",
        "branches",
        "draft",
        "obeyed",
        "own_columns",
        "profile",
        "role_words",
        "row_marks",
        "sentences",
        "strays",
        "twin_scores",
        "words",
        "zero_texts",
        "zeros",
    ],
    &[
        "asked_of",
        "degree_words",
        "facts",
        "label_degree",
        "made_table",
        "odd_text",
        "opposites",
        "segment_limit",
        "stated_points",
        "stated_year",
        "steps",
        "subject",
        "ticket_rating",
        "times",
        "transcripts",
        "unlisted_words",
        "untimed",
        "whom",
        "word_scale",
    ],
    &[
        "anchors",
        "family_scale",
        "foreign_scores",
        "group_codes",
        "lone_text",
        "matrix",
        "persons",
        "question_framing",
        "repeated_text",
        "spread",
        "stated_ends",
        "titles",
        "unknown_degrees",
        "waves",
    ],
    &[
        "gap_items",
        "register",
        "scale_guess",
        "sibling_items",
        "spans",
        "touchpoint",
        "unused_items",
        "whole_by_form",
    ],
    &[
        "batteries",
        "beside",
        "codes",
        "ill_named",
        "recommend_scale",
        "scale_bounds",
        "star_rows",
        "stated_codes",
    ],
    &["agreement", "comment_role", "extent_items", "plain_score", "score_role", "silence"],
    &["choices", "resolve", "same_words", "unjudged", "unused", "unused_text"],
    &["roles"],
    &["above_header", "detect", "overlay"],
];

#[test]
fn no_module_of_the_crate_knows_a_higher_one() {
    assert_eq!(upward("src", "crate::", CRATE), BTreeSet::new());
}

#[test]
fn no_part_of_reading_knows_a_higher_one() {
    assert_eq!(upward("src/ingest", "crate::ingest::", INGEST), BTreeSet::new());
}

#[test]
fn no_module_of_columns_knows_a_higher_one() {
    let found = upward("src/ingest/columns", "crate::ingest::columns::", COLUMNS);
    assert_eq!(found, BTreeSet::new());
}

#[test]
fn every_module_has_a_floor() {
    let folders = [("src", CRATE), ("src/ingest", INGEST), ("src/ingest/columns", COLUMNS)];
    for (folder, floors) in folders {
        let known: BTreeSet<&str> = floors.iter().flat_map(|floor| floor.iter().copied()).collect();
        let others = ["cli", "lib", "main", "mod", "tests"];
        let found: BTreeSet<String> = fs::read_dir(at(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|name| !others.contains(&name.as_str()))
            .collect();
        assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), known, "{folder}");
    }
}

#[test]
fn no_crate_beside_the_product_knows_it() {
    let mut files = Vec::new();
    for entry in fs::read_dir(at("crates")).unwrap() {
        let folder = entry.unwrap().path();
        if ABOVE.iter().any(|name| folder.ends_with(name)) {
            continue;
        }
        files.push(folder.join("Cargo.toml"));
        rust_files(&folder.join("src"), &mut files);
    }
    assert!(files.len() > 1);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("xinsheng"), "{}", file.display());
    }
}

/// Crates that stand on the product, as the command line does.
const ABOVE: [&str; 1] = ["python"];

/// The product is built and tested without them, and nothing in them is unsafe but for what
/// macros of their libraries write.
#[test]
fn the_product_knows_no_crate_above_it() {
    let product = fs::read_to_string(at("Cargo.toml")).unwrap();
    assert!(product.contains("default-members = [\".\"]"));
    for name in ABOVE {
        let manifest = fs::read_to_string(at(&format!("crates/{name}/Cargo.toml"))).unwrap();
        assert!(manifest.contains("path = \"../..\""), "{name} does not stand on the product");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name} has lints of its own");
        assert!(!product.contains(&format!("path = \"crates/{name}\"")), "{name}");
    }
    for library in ["pyo3", "arrow"] {
        assert!(!product.lines().any(|line| line.starts_with(library)), "{library}");
    }
}

/// `FILE knows MODULE` for every use of a module on a higher floor, outside of tests.
fn upward(folder: &str, prefix: &str, floors: &[&[&str]]) -> BTreeSet<String> {
    let floor_of = |name: &str| floors.iter().position(|floor| floor.contains(&name));
    let mut found = BTreeSet::new();
    for (here, floor) in
        floors.iter().enumerate().flat_map(|(at, f)| f.iter().map(move |n| (n, at)))
    {
        let mut files = Vec::new();
        let root = at(folder).join(here);
        // A module of several files may have its own beside the folder of the others.
        if root.is_dir() {
            rust_files(&root, &mut files);
        }
        let own = root.with_extension("rs");
        if own.is_file() {
            files.push(own);
        }
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for name in lines.flat_map(|line| named(line, prefix)) {
                if floor_of(&name).is_some_and(|other| other > floor) {
                    found.insert(format!("{} knows {name}", file.display()));
                }
            }
        }
    }
    found
}

/// The modules that a line names after `prefix`, one by one or in braces.
fn named(line: &str, prefix: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    line.match_indices(prefix)
        .flat_map(|(start, _)| {
            let rest = &line[start + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => list.split(',').map(|item| word(item.trim())).collect(),
                None => vec![word(rest)],
            }
        })
        .collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let test = path.file_stem().is_some_and(|stem| stem.to_str().unwrap().contains("test"));
        if test {
            continue;
        }
        match path.is_dir() {
            true => rust_files(&path, files),
            false if path.extension().is_some_and(|e| e == "rs") => files.push(path),
            false => {}
        }
    }
}

fn at(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}
