//! Real exports of survey tools and review sites, kept outside of the
//! repository: each is analysed with every row accounted for.

use crate::runs::{analyze_files, balanced, project};
use xinsheng::Lang;

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
        match analyze_files(&[&path], 2, Lang::En) {
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
