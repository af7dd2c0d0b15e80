//! The report of a comparison, in every output and both languages.

use super::*;
use crate::feedback::{Direction, Scale, ScoreKind};
use crate::journey::comparison::Acted;
use crate::journey::comparison::simulation::{Drawn, of, wave};
use crate::report::sample;
use crate::report::summary::Topics;

fn compared(name: &str, from: &str, to: &str) -> ComparedWave {
    ComparedWave {
        name: Name::same(name),
        files: vec![name.to_owned()],
        account: Account::default(),
        responses: 500,
        comments: 300,
        period: Some(Period { from: from.to_owned(), to: to.to_owned() }),
        warnings: vec![Name::same("odd")],
    }
}

/// A report of two drawn waves.
fn report(before: Drawn, after: Drawn, acted: Option<&Acted>) -> ComparisonReport {
    let (before, after) = (wave(before), wave(after));
    let summary = sample::summary();
    ComparisonReport {
        version: COMPARISON_VERSION,
        tool: summary.tool.clone(),
        before: compared("a<b>.csv", "2026-01-01", "2026-03-31"),
        after: compared("=b.csv", "2026-04-01", "2026-06-30"),
        same_files: false,
        in_neither: 3,
        questions: vec![Question {
            role: "nps".into(),
            before: vec!["Recommend?".into()],
            after: Vec::new(),
        }],
        suppression: summary.suppression,
        privacy: summary.privacy,
        topics: Topics::default(),
        touchpoint_source: TouchpointSource::Export,
        comparison: crate::journey::comparison::compare(&of(&before), &of(&after), 5, acted),
        corrections: None,
        warnings: Vec::new(),
    }
}

fn fallen() -> ComparisonReport {
    let rows = 3_000;
    let after = Drawn { rows, fall: 40.0, more: 2.0, seed: 2, ..Drawn::default() };
    let touchpoints = vec![("parcel".into(), 2), ("moon".into(), 1)];
    let acted = Acted { touchpoints, open: 1, unclear: 1, nowhere: 1 };
    report(Drawn { rows, seed: 1, ..Drawn::default() }, after, Some(&acted))
}

/// One of each caution.
fn cautions() -> Vec<Caution> {
    let (score, scale) =
        (ScoreKind::Csat, Scale { low: 1.0, high: 5.0, direction: Direction::Higher });
    vec![
        Caution::Scales { score, before: Some(scale), after: None },
        Caution::MixedScales { score },
        Caution::OneWave { score, after: true },
        Caution::Comments { after: false },
        Caution::Sources,
        Caution::Touchpoints { before: 1, after: 2 },
        Caution::SamePeople { people: 80, paired: true },
        Caution::SamePeople { people: 8, paired: false },
        Caution::Drivers { score },
        Caution::NoneTreated,
        Caution::NoControls,
    ]
}

#[test]
fn every_output_speaks_both_languages() {
    let mut fallen = fallen();
    fallen.comparison.cautions = cautions();
    let still = Drawn { seed: 71, ..Drawn::default() };
    let nothing = report(still, Drawn { seed: 72, ..still }, None);
    let empty = Drawn { rows: 0, ..Drawn::default() };
    for report in [fallen, nothing, report(empty, empty, None)] {
        for lang in [Lang::Zh, Lang::En] {
            let tables = csv_tables(&report, lang, false).unwrap();
            let tables = tables.into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap());
            let shown = html(&report, lang);
            // The library of the charts is not ours.
            let shown = shown.split("<script>").next().unwrap_or_default().to_owned();
            let all = [shown, markdown(&report, lang), terminal(&report, lang, 120)];
            for text in all.into_iter().chain(tables) {
                assert!(!text.contains("compare.") && !text.contains("%{"), "{text}");
                assert!(!text.contains("report.") || text.contains("report.card"), "{text}");
                assert!(!text.contains("NaN") && !text.contains("inf]"), "{text}");
            }
        }
    }
}

#[test]
fn the_first_sentence_names_what_changed_most() {
    let report = fallen();
    let text = markdown(&report, Lang::En);
    let first = text.lines().find(|line| line.starts_with("What changed most")).unwrap();
    // The whole fell, and the parcel most.
    assert!(first.contains("NPS fell from") && first.contains("Most of it at “parcel”"), "{first}");
    assert!(text.contains("2 tested") || text.contains("tested (q"), "{text}");
    let text = markdown(&report, Lang::Zh);
    assert!(text.contains("变化最大的是：NPS 由"), "{text}");
}

#[test]
fn nothing_sure_tells_how_large_a_change_would_have_been_seen() {
    let still = Drawn { seed: 71, ..Drawn::default() };
    let text = markdown(&report(still, Drawn { seed: 72, ..still }, None), Lang::En);
    assert!(text.contains("Nothing is sure to have changed ("), "{text}");
    assert!(text.contains("points or more to be seen in four of five cases"), "{text}");
    assert!(!text.contains("Worse:") && !text.contains("Better:"), "{text}");
}

#[test]
fn what_comes_from_the_export_is_text() {
    let report = fallen();
    let page = html(&report, Lang::En);
    assert!(page.contains("a&lt;b&gt;.csv") && !page.contains("a<b>.csv"));
    let text = markdown(&report, Lang::En);
    assert!(!text.contains("a<b>"), "{text}");
}

#[test]
fn waves_out_of_order_are_told() {
    let still = Drawn { seed: 71, ..Drawn::default() };
    let mut report = report(still, Drawn { seed: 72, ..still }, None);
    assert_eq!(report.out_of_order(), None);
    report.after.period = Some(Period { from: "2026-03-31".into(), to: "2026-05-01".into() });
    assert_eq!(report.out_of_order(), Some(false), "one day is in both");
    report.after.period = Some(Period { from: "2025-03-31".into(), to: "2025-05-01".into() });
    assert_eq!(report.out_of_order(), Some(true));
    assert!(markdown(&report, Lang::En).contains("the wrong way round"));
}

/// Two branches of one year are no earlier and later: nothing fell.
#[test]
fn groups_of_one_time_are_told_by_their_names() {
    let mut report = fallen();
    (report.same_files, report.before.name) = (true, Name::same("Weston"));
    report.after.name = Name::same("Ashcombe");
    assert!(!report.side_by_side(), "one follows the other");
    report.after.period = Some(Period { from: "2026-01-10".into(), to: "2026-04-15".into() });
    assert!(report.side_by_side());
    let text = markdown(&report, Lang::En);
    let first = text.lines().find(|line| line.starts_with("What differs most")).unwrap();
    assert!(first.contains("NPS is lower at Ashcombe ("), "{first}");
    assert!(first.contains("than at Weston ("), "{first}");
    assert!(text.contains("Worse at Ashcombe: ") && !text.contains(" fell from "), "{text}");
    let text = markdown(&report, Lang::Zh);
    assert!(text.contains("低于 Weston（") && text.contains("Ashcombe 较差："), "{text}");
    // Half a quarter is in both.
    report.after.period = Some(Period { from: "2026-02-20".into(), to: "2026-05-20".into() });
    assert!(!report.side_by_side());
    report.after.period = None;
    assert!(!report.side_by_side());
}

#[test]
fn tables_for_scripts_have_every_change() {
    let report = fallen();
    let tables = csv_tables(&report, Lang::En, false).unwrap();
    let names: Vec<&str> = tables.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["wording.csv", "action_effects.csv", "changes.csv"]);
    let rows = |at: usize| tables[at].1.split(|byte| *byte == b'\n').count() - 2;
    assert_eq!(rows(2), report.comparison.changes().count());
    assert_eq!(rows(0), report.comparison.wording.len());
    let actions = report.comparison.actions.as_ref().unwrap();
    assert_eq!(rows(1), actions.effects.len());
    assert!(rows(1) >= 2 && actions.unknown == ["moon"]);
    let json: serde_json::Value = serde_json::from_slice(&json(&report).unwrap()).unwrap();
    assert_eq!(json["lead"]["kind"], "changed");
    assert_eq!(json["tables"][0]["changes"][0]["measure"], "headline");
}
