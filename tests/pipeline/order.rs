//! The order of the rows changes no number.

use std::fmt::Write as _;
use std::io::Write as _;

use fastrand::Rng;
use serde_json::Value;
use xinsheng::Lang;
use xinsheng::ingest::Mapping;

use crate::runs::analyze_with;

/// Lines of an export with everything that could depend on their order: equal
/// rows, equal wordings, weights that no sum of floats adds up twice alike, groups
/// of the same size, more rows than groups of the bootstrap.
fn lines(rows: usize) -> Vec<String> {
    let said = [
        "物流太慢了，等了整整三个星期",
        "客服态度很好，耐心解答我的问题",
        "质量一般，用了两次就坏了",
        "价格偏贵，但是包装很精美",
        "The delivery was late and the box was broken",
        "Great service, friendly staff",
        "好评",
        "",
    ];
    let mut rng = Rng::with_seed(14);
    (0..rows)
        .map(|_| {
            let comment = said[rng.usize(..said.len())];
            let end = ["", "！", "。"][rng.usize(..3)];
            let comment =
                if comment.is_empty() { String::new() } else { format!("{comment}{end}") };
            let who = if rng.bool() { rng.usize(..900).to_string() } else { String::new() };
            let day = 1 + rng.usize(..28);
            let weight = [0.3, 1.0, 1.0 / 3.0, 2.7][rng.usize(..4)];
            let [nps, web, shop, phone] = [11, 8, 8, 8].map(|to| rng.usize(..to));
            let rating = |of: usize| if of == 0 { String::new() } else { of.to_string() };
            let region = ["North", "South", "East", ""][rng.usize(..4)];
            let mut line = String::new();
            let _ = write!(line, "{who},2026-09-{day:02},{comment},{nps},{region},{weight:.4}");
            let _ = write!(line, ",{},{},{}", rating(web), rating(shop), rating(phone));
            line
        })
        .collect()
}

fn written(lines: &[String]) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    let header = "respondent,date,comment,nps,region,weight,\
                  satisfaction: website,satisfaction: shop,satisfaction: phone";
    writeln!(file, "{header}\n{}", lines.join("\n")).unwrap();
    file
}

/// A summary without what speaks of single rows and the file's name.
fn numbers(value: &mut Value) {
    match value {
        Value::Object(map) => {
            ["row", "file", "warnings", "sources"].iter().for_each(|key| drop(map.remove(*key)));
            map.values_mut().for_each(numbers);
        }
        Value::Array(all) => all.iter_mut().for_each(numbers),
        _ => {}
    }
}

#[test]
fn shuffled_rows_give_the_same_summary() {
    let mut lines = lines(2_500);
    let summary = |lines: &[String]| {
        let file = written(lines);
        let weight = "[[column]]\nname = \"weight\"\nrole = \"weight\"\n";
        let mapping = Mapping::from_toml(weight, file.path()).unwrap();
        let run = analyze_with(&[file.path()], 2, Lang::En, Some(mapping)).unwrap();
        let mut summary = serde_json::to_value(&run.summary).unwrap();
        numbers(&mut summary);
        (run.summary, summary)
    };
    let (first, expected) = summary(&lines);
    // What is compared must be there.
    let kinds: Vec<_> = first.drivers.iter().map(|table| table.predictors).collect();
    assert!(kinds.len() >= 2 && kinds.windows(2).any(|pair| pair[0] != pair[1]), "{kinds:?}");
    assert!(first.pain_points.iter().any(|pain| !pain.verbatims.is_empty()));
    assert!(!first.actions.is_empty() && !first.segments.is_empty());
    for seed in 0..2 {
        Rng::with_seed(seed).shuffle(&mut lines);
        let (_, shuffled) = summary(&lines);
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&shuffled[key], value, "{key}");
        }
    }
}
