use super::*;
use crate::opinion::Taxonomy;
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
        members: vec![ThemeMember {
            theme: 1,
            name: "停车场".to_owned(),
            file: "a.csv".to_owned(),
            row: 2,
            sentiment: -0.9,
            said: "=1+1 停车场".to_owned(),
        }],
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
        assert_eq!(tables.len(), 2);
        let members = String::from_utf8(tables[1].1.clone()).unwrap();
        assert!(members.contains("'=1+1 停车场"), "{members}");
        let table = String::from_utf8(tables[0].1.clone()).unwrap();
        assert!(table.starts_with("theme,name,words,comments,share,") && table.contains("'=cmd"));
    }
    let json: serde_json::Value = serde_json::from_slice(&json(&report).unwrap()).unwrap();
    assert_eq!(json["themes"][1]["name"], "=cmd");
    assert_eq!(crate::report::json::tests::misfits("themes", &json), [""; 0]);
}

#[test]
fn the_lead_tells_of_the_worst_theme_and_of_changes() {
    let said = markdown(&report(), Lang::En);
    assert!(said.contains("28 of the 40"), "{said}");
    assert!(said.contains("10%") && said.contains("30%"), "{said}");
    let none = ThemesReport { themes: Vec::new(), agreement: None, ..report() };
    assert!(markdown(&none, Lang::En).contains("too few"), "{}", markdown(&none, Lang::En));
}

#[test]
fn themes_are_drafted_as_aspects_of_a_taxonomy_that_can_be_read() {
    let mut report = report();
    report.themes[0].words = ["头皮屑", "瑜伽", "yoga", "物流"].map(str::to_owned).into();
    report.themes[1].words = ["yoga", "\"quoted\" word", "dandruff"].map(str::to_owned).into();
    let (builtin, text) = (Taxonomy::builtin(), Taxonomy::builtin_text());
    let draft = taxonomy_draft(&report, &builtin, text);
    assert!(draft.starts_with(text.trim_end()));
    let read = Taxonomy::from_toml(&draft, "draft.toml").unwrap();
    assert_eq!(read.stages().len(), builtin.stages().len() + 1);
    let aspect = |id: &str| read.aspect(read.find_aspect(id).unwrap());
    // What the taxonomy has is left to it, and what a theme before has to that.
    assert!(!aspect("theme_1").terms_zh.contains(&"物流".to_owned()));
    assert!(aspect("theme_2").terms_en.contains(&"dandruff".to_owned()));
    assert!(!aspect("theme_2").terms_en.contains(&"yoga".to_owned()));
    // Twice does no harm.
    let again = taxonomy_draft(&report, &read, &draft);
    assert_eq!(again, draft);
}
