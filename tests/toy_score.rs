//! One more score takes one file: its variant and its row in `src/feedback/score_kind.rs`,
//! where a rating of reviews stands behind the feature of this test. It is counted,
//! compared, correlated and shown like the scores of the product.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;

const ROWS: u64 = 400;

/// Reviews of two shops in two regions over four months: the slow one is rated low.
fn export() -> String {
    let mut csv = "date,shop,region,rating,review\n".to_owned();
    for i in 0..ROWS {
        let (slow, month, day) = (i % 2 == 1, 1 + i % 4, 1 + i % 28);
        // Every fifth is the other way round, so that neither side is all of one kind.
        let pleased = slow == (i % 5 == 0);
        let rating = if pleased { 4 + i % 2 } else { 1 + i % 3 };
        let review = match pleased {
            true => format!("Great food and very friendly staff, order {i}"),
            false => format!("The delivery was late again and the food cold, order {i}"),
        };
        let shop = if slow { "Harbour" } else { "Market" };
        let region = if i % 3 == 0 { "north" } else { "south" };
        writeln!(csv, "2026-0{month}-{day:02},{shop},{region},{rating},\"{review}\"").unwrap();
    }
    csv
}

const MAPPING: &str = r#"
[[column]]
name = "date"
role = "time"
[[column]]
name = "shop"
role = "touchpoint"
[[column]]
name = "region"
role = "segment"
[[column]]
name = "rating"
role = "rating"
scale = [1, 5]
[[column]]
name = "review"
role = "comment"
"#;

/// The outputs of a run in `folder`, and what it said on the screen.
fn analyze(folder: &Path) -> String {
    fs::write(folder.join("reviews.csv"), export()).unwrap();
    fs::write(folder.join("mapping.toml"), MAPPING).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("xinsheng").unwrap();
    command.current_dir(folder).env("LC_ALL", "en_US.UTF-8").env("COLUMNS", "120");
    command.args(["analyze", "reviews.csv", "--mapping", "mapping.toml"]);
    command.args(["--engine", "fast", "--lang", "en", "-o", "out"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_score_described_in_one_file_is_analysed_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let said = analyze(folder.path());
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    let summary: Value = serde_json::from_str(&read("summary.json")).unwrap();

    // Counted, of everything and at each touchpoint.
    let overall = &summary["overall"];
    assert_eq!(overall["rating"]["n"], ROWS);
    let top2 = overall["rating"]["top2"]["value"].as_f64().unwrap();
    assert!((0.45..0.55).contains(&top2), "{top2}");
    assert_eq!([&overall["nps"], &overall["csat"], &overall["ces"]], [&Value::Null; 3]);
    let at = summary["touchpoints"].as_array().unwrap();
    assert_eq!(at.iter().map(|t| t["rating"]["n"].as_u64().unwrap()).sum::<u64>(), ROWS);

    // Set against what is written.
    let correlation = &overall["correlations"][0];
    assert_eq!((&correlation["score"], &correlation["n"]), (&"rating".into(), &ROWS.into()));
    assert!(correlation["tau_b"]["low"].as_f64().unwrap() > 0.3, "{correlation}");
    assert_eq!(summary["mismatch"]["scores"][0]["score"], "rating");

    // The main score of the journey, of the pain points and of what drives it.
    assert_eq!(summary["course"]["score"], "rating");
    assert_eq!(summary["course"]["detractors"][0]["touchpoint"]["en"], "Harbour");
    let pain = &summary["pain_points"][0];
    assert_eq!(
        (&pain["impact"]["score"], &pain["allocation"]["score"]),
        (&"rating".into(), &"rating".into())
    );
    assert!(pain["impact"]["value"].as_f64().unwrap() < 0.0, "{pain}");
    assert_eq!(summary["drivers"][0]["outcome"], "rating");
    assert_eq!(summary["actions"][0]["score"], "rating");

    // By month, by segment.
    let trend = summary["trend"].as_array().unwrap();
    assert!(trend.len() >= 4 && trend.iter().all(|point| point["rating_top2"]["value"].is_f64()));
    let groups = summary["segments"][0]["groups"].as_array().unwrap();
    assert!(groups.iter().all(|group| group["against_rest"]["rating_top2"]["p"].is_f64()));

    // In the tables and on the page.
    let header = read("touchpoints.csv");
    let header = header.lines().next().unwrap().trim_start_matches('\u{feff}').to_owned();
    for column in ["rating_n", "rating_top2", "rating_mean_low", "rating_tau_b", "rating_own_pairs"]
    {
        assert!(header.split(',').any(|name| name == column), "{column} in {header}");
    }
    assert!(read("segments.csv").contains("rating_top2_difference_q"));
    assert!(read("drivers.csv").contains("rating"));
    assert!(read("comments.csv").lines().next().unwrap().contains("ces,rating,comment"));
    let page = read("report.html");
    assert!(
        page.contains("Rating top-2-box")
            && page.contains("Two best boxes") | page.contains("Top-2-box share")
    );
    assert!(said.contains("Rating top-2-box"), "{said}");
    for text in [said.as_str(), page.as_str()] {
        assert!(
            !text.contains("report.card.") && !text.contains("report.role."),
            "words are missing"
        );
    }
}
