//! Both languages in one process: nothing that the library says depends on what another
//! run speaks.

use std::fs;
use std::path::{Path, PathBuf};

use xinsheng::Lang;
use xinsheng::report::summary::Name;

use crate::runs::{Run, analyze_files, project};

/// An English export with something odd for most of what a file is warned of.
fn export(folder: &Path) -> PathBuf {
    let mut table = String::from(
        "response id,comment,recommend likelihood,ces,shop rating,date,stage,plan,plan\n",
    );
    for at in 0..300 {
        let comment =
            ["Fast delivery, very happy", "The courier was rude", "Too expensive"][at % 3];
        let mark = if at == 7 { "lots".to_owned() } else { (1 + at % 5).to_string() };
        let shop = if at == 9 { 9 } else { 1 + at % 5 };
        let (day, month) = (1 + at % 9, 1 + at % 7);
        let (stage, plan) = (["delivery", "price"][at % 2], ["a", "b"][at % 2]);
        table += &format!(
            "r{at},{comment} {at},{},{mark},{shop},0{day}/0{month}/2026,{stage},{plan},{plan}\n",
            1 + at % 5
        );
    }
    // The same answers again, bytes that are no character, a row that is too long.
    table += "r1,The courier was rude 1,2,2,2,02/02/2026,price,b,b\n";
    let mut bytes = table.into_bytes();
    bytes.extend_from_slice(b"r900,bad \xff\xfe byte,3,3,3,03/03/2026,price,a,a\n");
    bytes.extend_from_slice(b"r901,one too many,3,3,3,03/03/2026,price,a,a,a,a,a\n");
    let path = folder.join("export.csv");
    fs::write(&path, bytes).unwrap();
    path
}

fn run(path: &Path, lang: Lang) -> Run {
    analyze_files(&[path], 2, lang).unwrap()
}

fn is_chinese(text: &str) -> bool {
    text.contains(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

#[test]
fn runs_of_both_languages_at_once_do_not_hear_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = export(folder.path());
    let alone = [Lang::En, Lang::Zh].map(|lang| run(&path, lang));
    for _ in 0..3 {
        let together = std::thread::scope(|scope| {
            [Lang::En, Lang::Zh]
                .map(|lang| {
                    scope.spawn({
                        let path = &path;
                        move || run(path, lang)
                    })
                })
                .map(|thread| thread.join().unwrap())
        });
        for (together, alone) in together.iter().zip(&alone) {
            assert!(together.files.keys().eq(alone.files.keys()));
            for (name, bytes) in &together.files {
                assert!(*bytes == alone.files[name], "{name}");
            }
        }
    }
}

#[test]
fn warnings_evidence_and_rejections_are_in_their_language() {
    let folder = tempfile::tempdir().unwrap();
    let path = export(folder.path());
    for (lang, chinese) in [(Lang::En, false), (Lang::Zh, true)] {
        let Run { summary, files, .. } = run(&path, lang);
        // Both languages are in the data, whichever the run speaks.
        assert!(summary.warnings.len() >= 6, "{:#?}", summary.warnings);
        let columns = summary.sources.iter().flat_map(|source| &source.columns);
        let evidence: Vec<&Name> = columns.map(|column| &column.evidence).collect();
        assert!(evidence.len() >= 9, "{evidence:#?}");
        for said in summary.warnings.iter().chain(evidence) {
            assert!(is_chinese(&said.zh) && !is_chinese(&said.en), "{said:?}");
        }
        let rejects = String::from_utf8(files["rejects.csv"].clone()).unwrap();
        assert!(rejects.lines().count() > 2, "{rejects}");
        let rejects: Vec<&str> = rejects.lines().skip(1).collect();
        for said in rejects {
            assert_eq!(is_chinese(said), chinese, "{said}");
        }
    }
}

/// The calls of a macro in a source, as they stand there.
fn calls<'a>(source: &'a str, name: &str) -> Vec<&'a str> {
    let mut calls = Vec::new();
    for (at, _) in source.match_indices(name) {
        let before = source[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let (mut depth, mut quoted, mut escaped) = (0, false, false);
        let end = source[at..].find(|c: char| {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                _ => {}
            }
            c == ')' && !quoted && depth == 0
        });
        calls.push(&source[at..at + end.unwrap_or(0)]);
    }
    calls
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_word_is_said_without_stating_its_language() {
    let mut paths = Vec::new();
    sources(&project().join("src"), &mut paths);
    let mut all = 0;
    for path in paths {
        let source = fs::read_to_string(&path).unwrap();
        for call in calls(&source, "t!(") {
            all += 1;
            assert!(call.contains("locale ="), "{}: {call})", path.display());
        }
        for global in ["set_locale", "rust_i18n::locale"] {
            assert!(!source.contains(global), "{}: {global}", path.display());
        }
    }
    assert!(all > 200, "{all} calls were found");
}
