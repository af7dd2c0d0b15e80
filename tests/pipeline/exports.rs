//! Real exports of survey tools and review sites, kept outside of the
//! repository: each is analysed with every row accounted for.

use std::path::Path;
use std::process::Command;

use crate::runs::{analyze_files, balanced, project, temporary_file};
use xinsheng::Lang;

/// The bytes of a file, decompressed where its name says so.
fn content(path: &Path) -> Option<Vec<u8>> {
    if path.extension().is_none_or(|extension| extension != "xz") {
        return std::fs::read(path).ok();
    }
    let output = Command::new("xz").arg("-dc").arg(path).output().ok()?;
    output.status.success().then_some(output.stdout)
}

#[test]
fn every_export_is_analysed_without_a_mapping() {
    let folder = project().join("../shared/exports");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no real exports at hand");
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(bytes) = content(&path) else {
            println!("skipped: {name} cannot be read or decompressed");
            continue;
        };
        let plain = name.trim_end_matches(".xz");
        let file = temporary_file(&format!("-{plain}"), &bytes);
        match analyze_files(&[file.path()], 2, Lang::En) {
            Ok(run) => {
                balanced(&run, &name);
                assert!(run.cut_short.is_empty(), "{name}");
                let account = &run.summary.account;
                assert!(account.rows_read > account.rows_rejected, "{name}");
                let overall = &run.summary.overall;
                let scored = overall.scores.nps().is_some() || overall.scores.csat().is_some();
                assert!(account.rows_scored > 0 || scored, "{name}");
            }
            Err(error) => panic!("{name}: {error}"),
        }
    }
}
