//! Corrections that somebody makes in one month's outputs hold in the next month's export.

use xinsheng::Lang;
use xinsheng::gate::Gate;
use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{
    AnalyzeOptions, CompareOptions, InMemory, Input, Judge, Waves, compare, read_corrections,
    summarize,
};
use xinsheng::privacy::Redact;
use xinsheng::report::Summary;
use xinsheng::sentiment::Label;
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::text::Analyzer;

use crate::runs::pool;

const MARCH: &str = "date,comment,nps\n\
    2026-03-01,物流太慢了，等了十天,2\n\
    2026-03-02,我叫王小明，质量很好，非常满意,10\n\
    2026-03-03,物流太慢了，等了十天,3\n\
    2026-03-04,隔壁那家店的客服很差,9\n\
    2026-03-05,包装精美，很喜欢,9\n";
const APRIL: &str = "note,nps,comment\n\
    a,9,包装精美，很喜欢\n\
    b,1, 物流太慢了，等了十天 \n\
    c,10,我叫李小红，质量很好，非常满意\n\
    d,8,隔壁那家店的客服很差\n";

fn plain() -> Judge {
    let engine = Box::new(LinearEngine::builtin().unwrap());
    Judge::new(Analyzer::new(), Taxonomy::builtin(), engine).unwrap()
}

fn corrected(file: &str) -> Judge {
    let judge = plain();
    let gate = Gate::new(Redact::On, Lang::En);
    let input = Input::spooled(&mut file.as_bytes(), "corrections.csv").unwrap();
    let corrections = read_corrections(&input, judge.taxonomy(), &gate).unwrap();
    judge.corrected_by(corrections)
}

fn run(export: &str, judge: &Judge, threads: usize) -> (InMemory, Summary) {
    let mut kept = InMemory::default();
    let inputs = [Input::spooled(&mut export.as_bytes(), "export.csv").unwrap()];
    let options = AnalyzeOptions::default();
    let outcome =
        summarize(&inputs, &mut [&mut kept], judge, &pool(threads), &options, &|_, _| {}).unwrap();
    (kept, outcome.summary)
}

/// A file of corrections, of lines as outputs give them: comment, label, opinions.
fn file(kept: &InMemory, changed: impl Fn(&str) -> Option<(&'static str, &'static str)>) -> String {
    let mut file = "comment,label,opinions\n".to_owned();
    for row in &kept.comments {
        if let Some((label, opinions)) = changed(&row.text) {
            file.push_str(&format!("\"{}\",{label},{opinions}\n", row.text));
        }
    }
    file
}

#[test]
fn what_was_put_right_in_march_holds_in_april() {
    let (march, before) = run(MARCH, &plain(), 2);
    assert!(before.corrections.is_none());
    let labels = |kept: &InMemory| -> Vec<Label> {
        kept.comments.iter().map(|row| row.findings.label).collect()
    };
    let lines = file(&march, |text| match text {
        text if text.contains("物流") => Some(("neutral", "logistics=neutral")),
        text if text.contains("姓名") => Some(("负面", "none")),
        text if text.contains("隔壁") => Some(("not_about_us", "")),
        _ => None,
    });
    let judge = corrected(&lines);
    let (kept, again) = run(MARCH, &judge, 2);
    let right = [Label::Neutral, Label::Negative, Label::Neutral, Label::Undetected];
    assert_eq!(labels(&kept)[..4], right);
    assert_eq!(labels(&kept)[4], labels(&march)[4], "what nobody put right stays");
    assert!(kept.comments[1].findings.opinions.is_empty());
    let told = again.corrections.clone().unwrap();
    assert_eq!((told.corrections, told.comments, told.labels), (3, 4, 3));
    assert_eq!((told.not_about_us, told.not_found, told.conflicts.len()), (1, 0, 0));
    // It counts as a comment, and in nothing that is made of texts.
    assert_eq!(again.account.comments, before.account.comments);
    assert_eq!(again.account.comments_undetected, before.account.comments_undetected + 1);
    assert_eq!(again.account.rows_scored, before.account.rows_scored);
    assert_eq!(again.overall.comments, before.overall.comments - 1);
    assert!(again.warnings.iter().any(|warning| warning.en.contains("as corrected: 4 ")));

    let (april, summary) = run(APRIL, &judge, 1);
    let other_order = [labels(&march)[4], right[0], right[1], right[3]];
    assert_eq!(labels(&april), other_order);
    assert_eq!(summary.corrections.unwrap().not_found, 0, "names differ and are masked");
}

#[test]
fn numbers_do_not_depend_on_threads_and_scores_stay() {
    let export: String = std::iter::once("comment,nps\n".to_owned())
        .chain((0..900).map(|i| format!("物流太慢了 {},{}\n", i % 37, i % 11)))
        .collect();
    let lines =
        "comment,label\n物流太慢了 1,positive\n物流太慢了 2,mixed\n物流太慢了 99,positive\n";
    let judge = corrected(lines);
    let [(one, first), (many, second)] = [1, 4].map(|threads| run(&export, &judge, threads));
    assert_eq!(first, second);
    assert_eq!(one.comments, many.comments);
    let told = first.corrections.clone().unwrap();
    assert_eq!((told.comments, told.not_found, &told.not_found_rows[..]), (50, 1, &[4][..]));
    let (_, before) = run(&export, &plain(), 2);
    assert_eq!(first.overall.scores, before.overall.scores);
    assert_ne!(first.overall.sentiment, before.overall.sentiment);
}

#[test]
fn a_correction_may_be_of_either_wave() {
    let lines = "comment,label\n只在三月,negative\n只在四月,positive\n没有人说,neutral\n";
    let judge = corrected(lines);
    let wave = |text: &str, day: &str| {
        let rows: String = (0..20).map(|i| format!("{day},{text},{}\n", i % 11)).collect();
        let export = format!("date,comment,nps\n{rows}");
        [Input::spooled(&mut export.as_bytes(), "wave.csv").unwrap()]
    };
    let (before, after) = (wave("只在三月", "2026-03-01"), wave("只在四月", "2026-04-01"));
    let waves = Waves::Files { before: &before, after: &after };
    let folder = tempfile::tempdir().unwrap();
    let options = CompareOptions::default();
    let compared = compare(waves, folder.path(), (&judge, &pool(2)), &options, &|_, _| {}).unwrap();
    let told = compared.report.corrections.unwrap();
    assert_eq!((told.comments + told.already, told.not_found), (40, 1));
    let said = |warnings: &[xinsheng::lang::Name]| {
        warnings.iter().filter(|said| said.en.contains("corrections.csv")).count()
    };
    let report = [&compared.report.before.warnings, &compared.report.after.warnings];
    assert_eq!((said(&compared.report.warnings), report.map(|all| said(all))), (1, [0, 0]));
}
