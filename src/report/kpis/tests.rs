//! Every output of a report of a few figures.

use jiff::civil::date;

use super::*;
use crate::journey::kpi::{
    Books, Contract, CustomerRecord, Given, Kpi, KpiSettings, Missing, kpis,
};
use crate::metrics::Band;

fn report() -> KpiReport {
    report_of([[15, 12], [0, 0], [15, 0]])
}

/// Of so many customers whose first score was in each band, the worst first, and of whom so many
/// left, on the 20th of one month after the other.
fn report_of(bands: [[u32; 2]; 3]) -> KpiReport {
    let (mut customers, mut given) = (Vec::new(), Vec::new());
    for (band, [n, gone]) in Band::ALL.into_iter().zip(bands) {
        for at in 0..n {
            let id = customers.len() as u32;
            let left = (at < gone).then(|| date(2025, 1 + (at % 11) as i8, 20));
            let joined = Some(date(2024, 1, 1));
            customers.push(CustomerRecord { id, joined, left, referred: None });
            given.push(Given { id: Some(id), date: Some(date(2025, 1, 2)), band: Some(band) });
        }
    }
    let books = Books {
        customers: Some(customers),
        contract: Contract { joined: true, left: true, referred: false },
        feedback: Some(given),
        ..Books::default()
    };
    let settings = KpiSettings {
        from: Some(date(2025, 1, 1)),
        to: Some(date(2025, 12, 31)),
        ..KpiSettings::default()
    };
    KpiReport {
        version: KPI_VERSION,
        tool: "0".to_owned(),
        settings: settings.into(),
        kpis: kpis(&books, &settings).unwrap(),
        tables: vec![KpiTable {
            kind: "customers".to_owned(),
            file: "a<b>.csv".to_owned(),
            columns: vec![KpiTableColumn { field: "customer".into(), column: "=id".into() }],
            rows: 31,
            used: 30,
            rejected: 1,
            ..KpiTable::default()
        }],
        feedback: vec![KpiFeedback { file: "f.csv".into(), ..KpiFeedback::default() }],
    }
}

#[test]
fn every_output_speaks_both_languages() {
    let report = report();
    for (lang, words) in [
        (Lang::En, ["Those who are unhappy leave", "60%", "Retention rate", "rows left out: 1"]),
        (Lang::Zh, ["不满意的客户正在流失", "60%", "客户保留率", "未使用 1 行"]),
    ] {
        let page = html(&report, lang);
        assert!(page.contains("a&lt;b&gt;.csv") && !page.contains("a<b>.csv"));
        for text in [page, markdown(&report, lang), terminal(&report, lang, 100)] {
            for word in words {
                assert!(text.contains(word), "{word}");
            }
            let missing = |sign: &str| {
                text.match_indices(sign).map(|(at, _)| &text[at..at + 30]).next().map(str::to_owned)
            };
            assert_eq!(missing("kpi."), None);
        }
    }
}

#[test]
fn what_makes_other_figures_of_the_tables_comes_first() {
    let mut report = report();
    let words = ["No order is in this period", "2 of 31 rows are", "may be day first or month"];
    let said = markdown(&report, Lang::En);
    assert!(words.iter().all(|words| !said.contains(words)), "{said}");
    report.kpis.orders_outside = Some([date(2024, 1, 1), date(2024, 6, 28)]);
    let table = &mut report.tables[0];
    (table.used, table.rejected, table.date_order) = (29, 2, Some("dmy".to_owned()));
    let said = markdown(&report, Lang::En);
    let lead = said.find("Those who are unhappy leave").unwrap();
    for words in words {
        let at: Vec<usize> = said.match_indices(words).map(|(at, _)| at).collect();
        assert!(at.len() == 1 && at[0] < lead, "{words}: {said}");
    }
}

#[test]
fn the_unhappy_leave_only_where_they_leave_sooner_than_the_happy() {
    let (leave, differ) = ("Those who are unhappy leave", "The groups leave differently");
    let alike = "That unhappy customers leave sooner is not shown";
    for (bands, wanted) in [
        // Those between leave, and of the two others 76 and 78 of a hundred stay.
        ([[100, 24], [100, 60], [100, 22]], differ),
        ([[100, 60], [100, 24], [100, 22]], leave),
        ([[100, 22], [0, 0], [100, 60]], differ),
        ([[100, 24], [0, 0], [100, 22]], alike),
    ] {
        let report = report_of(bands);
        let test = report.kpis.leaving.as_ref().unwrap().test.unwrap();
        assert_eq!(test.p < 0.05, wanted != alike, "{test:?}");
        let said = markdown(&report, Lang::En);
        for sentence in [leave, differ, alike] {
            assert_eq!(said.contains(sentence), sentence == wanted, "{sentence}: {said}");
        }
    }
}

#[test]
fn scripts_find_every_figure_and_every_step() {
    let report = report();
    let files = csv_tables(&report, Lang::En, false).unwrap();
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["kpis.csv", "kpi_leaving.csv"]);
    let text = |at: usize| String::from_utf8(files[at].1.clone()).unwrap();
    let figures = text(0);
    assert_eq!(figures.lines().count(), 1 + Kpi::ALL.len());
    assert!(figures.contains("retention,0.6,"), "{figures}");
    assert!(figures.contains("repurchase,,,,,,2025-01-01,2025-12-31,orders"), "{figures}");
    assert!(text(1).starts_with("band,day,at_risk,left,there,there_low,there_high\nlow,"));
    let value: serde_json::Value = serde_json::from_slice(&json(&report).unwrap()).unwrap();
    assert_eq!(value["figures"][0]["kpi"], "retention");
    assert_eq!(value["figures"][0]["base"], 30.0);
    assert_eq!(value["period"]["from"], "2025-01-01");
    assert_eq!(crate::report::json::tests::misfits("kpis", &value), [""; 0]);
}

#[test]
fn every_figure_and_reason_has_words() {
    for lang in [Lang::En, Lang::Zh] {
        let words = crate::report::document::Words::new(lang);
        for kpi in Kpi::ALL {
            for part in ["name", "formula", "note"] {
                let key = format!("kpi.{}.{part}", kpi.id());
                assert_ne!(words.word(&key), key);
            }
        }
        for why in [
            Missing::Leaving,
            Missing::Orders,
            Missing::Tickets,
            Missing::Campaigns,
            Missing::Visits,
            Missing::Feedback,
            Missing::New,
            Missing::Referred,
            Missing::Response,
            Missing::Gained,
            Missing::Margin,
            Missing::Nobody,
            Missing::TooFew,
            Missing::NobodyLost,
            Missing::FewLost,
            Missing::ShortHistory,
        ] {
            assert!(!words.say(&said::missing(why)).contains("kpi."));
        }
    }
}
