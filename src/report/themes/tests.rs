use super::*;
use crate::sentiment::Label;

fn report() -> ThemesReport {
    let sample = crate::report::sample::summary();
    let share = |value: f64| Estimate { value, low: value - 0.05, high: value + 0.05 };
    let theme = |number: u32, name: &str, negative: f64| ThemeSummary {
        number,
        name: name.to_owned(),
        words: vec![name.to_owned(), "<b>".to_owned()],
        comments: 40,
        share: share(0.2),
        negative: share(negative),
        sentiment: Some(share(-0.3)),
        impact: None,
        change: Some(ThemeChange { before: 0.1, after: 0.3, difference: share(0.2), q: 0.01 }),
        verbatims: vec![Verbatim {
            file: "a.csv".to_owned(),
            row: 2,
            text: "停车场 <script> 太小".to_owned(),
            evidence: (0, 9),
            label: Label::Negative,
            sentiment: -0.9,
            score: Some(3.0),
        }],
    };
    ThemesReport {
        version: THEMES_VERSION,
        tool: sample.tool,
        files: vec!["a.csv".to_owned()],
        account: sample.account,
        privacy: sample.privacy,
        all: false,
        comments: 200,
        beyond: 100,
        themed: 80,
        agreement: Some(0.8),
        themes: vec![theme(1, "停车场", 0.7), theme(2, "=cmd", 0.1)],
        warnings: vec![Name::same("odd")],
    }
}

#[test]
fn every_output_names_the_themes_and_escapes_them() {
    let report = report();
    for lang in [Lang::En, Lang::Zh] {
        let page = html(&report, lang);
        assert!(page.contains("停车场") && !page.contains("<script> 太小"));
        for text in [markdown(&report, lang), terminal(&report, lang, 100)] {
            assert!(text.contains("停车场") && text.contains("80%"), "{text}");
        }
        let tables = csv_tables(&report, lang, false).unwrap();
        assert_eq!(tables.len(), 1);
        let table = String::from_utf8(tables[0].1.clone()).unwrap();
        assert!(table.starts_with("theme,name,words,comments,share,") && table.contains("'=cmd"));
    }
    let json: serde_json::Value = serde_json::from_slice(&json(&report).unwrap()).unwrap();
    assert_eq!(json["themes"][1]["name"], "=cmd");
}

#[test]
fn the_lead_tells_of_the_worst_theme_and_of_changes() {
    let said = markdown(&report(), Lang::En);
    assert!(said.contains("28 of the 40"), "{said}");
    assert!(said.contains("10%") && said.contains("30%"), "{said}");
    let none = ThemesReport { themes: Vec::new(), agreement: None, ..report() };
    assert!(markdown(&none, Lang::En).contains("too few"), "{}", markdown(&none, Lang::En));
}
