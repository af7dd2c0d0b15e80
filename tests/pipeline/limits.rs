//! What there may be too much of: touchpoints, columns, letters.

use std::fmt::Write as _;
use std::io::Write as _;

use xinsheng::Lang;
use xinsheng::ingest::Mapping;

use crate::runs::{analyze_files, analyze_with, balanced};

fn export(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

#[test]
fn touchpoints_beyond_the_limit_are_one_together_and_the_reader_is_told() {
    let mut text = "touchpoint,comment,nps,region\n".to_owned();
    // The last ones have the most answers.
    for at in 0..6_000 {
        for _ in 0..if at >= 4_000 { 2 } else { 1 } {
            let _ = writeln!(text, "shop {at:04},很好,{},{}", at % 11, at % 3);
        }
    }
    let file = export(&text);
    let roles = [("touchpoint", "touchpoint"), ("comment", "comment"), ("region", "segment")];
    let roles =
        roles.map(|(name, role)| format!("[[column]]\nname = \"{name}\"\nrole = \"{role}\"\n"));
    let mapping = Mapping::from_toml(&roles.concat(), file.path()).unwrap();
    let run = analyze_with(&[file.path()], 2, Lang::En, Some(mapping)).unwrap();
    balanced(&run, "touchpoints");
    let touchpoints = &run.summary.touchpoints;
    assert_eq!(touchpoints.len(), 5_001);
    assert_eq!(touchpoints.iter().map(|t| t.responses).sum::<u64>(), 8_000);
    let other = touchpoints.iter().find(|t| t.name.en == "(other touchpoints)").unwrap();
    assert_eq!(other.responses, 1_000);
    assert!(touchpoints.iter().any(|t| t.name.en == "shop 5999"));
    let warned = run.summary.warnings.iter().find(|w| w.en.contains("too many touchpoints"));
    let warned = &warned.unwrap().en;
    assert!(warned.contains("1000") && warned.contains("5000"), "{warned}");
    // Every comment keeps its own.
    let comments = String::from_utf8(run.files["comments.csv"].clone()).unwrap();
    assert!(comments.contains("shop 3999"));
    let places = run.summary.segments.iter().flat_map(|table| &table.groups);
    let most = places.map(|group| group.touchpoints.len()).max();
    assert!(most.is_some_and(|most| most <= 61), "{most:?}");
    let page = run.html();
    assert!(page.len() < 6_000_000 && page.contains("5,001"), "{}", page.len());
}

#[test]
fn of_many_rated_columns_those_most_rate_are_predictors() {
    let columns = 150;
    let mut text = "nps".to_owned();
    for column in 0..columns {
        let _ = write!(text, ",satisfaction: desk {column}");
    }
    for row in 0..300_u64 {
        let _ = write!(text, "\n{}", row % 11);
        for column in 0..columns {
            let value = 1 + (row * 7 + column * row * 3 + column) % 5;
            // Five by all, the later ones by twelve, the first ones by six.
            let given = match column {
                _ if column % 30 == 29 => true,
                50.. => row % 25 == column % 25,
                _ => row % 50 == column % 50,
            };
            let _ = if given { write!(text, ",{value}") } else { write!(text, ",") };
        }
    }
    let file = export(&text);
    let run = analyze_files(&[file.path()], 2, Lang::En).unwrap();
    let table = &run.summary.drivers[0];
    assert!(table.drivers.len() + table.left_out.len() <= 100);
    assert!(!table.drivers.is_empty() && table.drivers.iter().all(|row| row.n == 300));
    assert!(table.left_out.iter().all(|row| row.n > 6), "{:?}", table.left_out);
    assert!(run.summary.warnings.iter().any(|w| w.en.contains("150 columns rate touchpoints")));
}

#[test]
fn a_comment_of_a_million_characters_is_quoted_in_part() {
    let long = "物流太慢了客服态度也差".repeat(20_000);
    let mut text = "comment,nps\n".to_owned();
    for row in 0..12 {
        let _ = writeln!(text, "{long}{row},0");
    }
    let file = export(&text);
    let run = analyze_files(&[file.path()], 2, Lang::En).unwrap();
    balanced(&run, "long");
    let quoted = run.summary.pain_points.iter().flat_map(|pain| &pain.verbatims);
    let lengths: Vec<usize> = quoted.map(|verbatim| verbatim.text.len()).collect();
    assert!(!lengths.is_empty() && lengths.iter().all(|n| *n < 6_100), "{lengths:?}");
    assert!(run.files["comments.csv"].len() > 12 * long.len());
}
