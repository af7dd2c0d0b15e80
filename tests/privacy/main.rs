//! Precision and recall of redaction on labelled comments, and what holds for
//! any text.
//!
//! `cargo test --test privacy -- --nocapture` prints the table.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

mod any_text;

use xinsheng::privacy::{Found, Kind, RedactOptions, Redactor};

/// Least share of the masked that is personal, and of the personal that is
/// masked.
const BARS: (f64, f64) = (0.97, 0.95);

struct Line {
    set: String,
    lang: String,
    text: String,
    details: Vec<Found>,
}

/// Lines as `set`, `language` and a comment in which details are written
/// `{kind:text}`, between tabs.
fn labelled() -> Vec<Line> {
    let parse = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [set, lang, marked] = fields.try_into().expect("three fields");
        let (mut text, mut details, mut rest) = (String::new(), Vec::new(), marked);
        while let Some((before, marked)) = rest.split_once('{') {
            text.push_str(before);
            let (detail, after) = marked.split_once('}').expect("a closed label");
            let (kind, detail) = detail.split_once(':').expect("a kind");
            let kind = Kind::ALL.into_iter().find(|k| k.as_str() == kind).expect("a known kind");
            let start = text.len();
            text.push_str(detail);
            details.push(Found { span: start..text.len(), kind });
            rest = after;
        }
        text.push_str(rest);
        Line { set: set.to_owned(), lang: lang.to_owned(), text, details }
    };
    include_str!("labelled.tsv").lines().skip(1).map(parse).collect()
}

#[derive(Default, Clone, Copy)]
struct Counts {
    right: u64,
    wrong: u64,
    missed: u64,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    fn row(&self, name: &str) {
        let (labelled, found) = (self.right + self.missed, self.right + self.wrong);
        let share =
            |n: u64, value: f64| if n == 0 { "–".to_owned() } else { format!("{value:.3}") };
        println!(
            "| {name} | {labelled} | {found} | {} | {} |",
            share(found, self.precision()),
            share(labelled, self.recall())
        );
    }
}

/// A detail counts as found where kind, beginning and end are right.
fn compared(redactor: &Redactor, line: &Line, only: Option<Kind>) -> Counts {
    let of = |found: &&Found| only.is_none_or(|kind| found.kind == kind);
    let found = redactor.find(&line.text);
    let right = found.iter().filter(of).filter(|f| line.details.contains(f)).count() as u64;
    Counts {
        right,
        wrong: found.iter().filter(of).count() as u64 - right,
        missed: line.details.iter().filter(of).count() as u64 - right,
    }
}

#[test]
fn what_is_masked_is_personal_and_what_is_personal_is_masked() {
    let (redactor, lines) = (Redactor::new(RedactOptions::default()), labelled());
    let positive = lines.iter().filter(|line| !line.details.is_empty()).count();
    println!("{} lines, {positive} with a personal detail\n", lines.len());
    assert!(lines.len() >= 420);
    for line in &lines {
        let counts = compared(&redactor, line, None);
        if counts.wrong + counts.missed > 0 {
            println!(
                "{} {}: {} → {}",
                line.set,
                line.lang,
                line.text,
                redactor.redact(&line.text).text
            );
        }
    }
    println!("\n| Kind | Labelled | Found | Precision | Recall |\n|---|--:|--:|--:|--:|");
    let sum = |only: Option<Kind>, wanted: &dyn Fn(&Line) -> bool| {
        let mut counts = Counts::default();
        lines
            .iter()
            .filter(|line| wanted(line))
            .for_each(|line| counts.add(compared(&redactor, line, only)));
        counts
    };
    for kind in Kind::ALL.into_iter().filter(|&kind| kind != Kind::Order) {
        let counts = sum(Some(kind), &|_| true);
        counts.row(kind.as_str());
        assert!(counts.precision() >= 0.9 && counts.recall() >= 0.9, "{kind:?}");
    }
    for (name, lang) in [("Chinese comments", "zh"), ("English comments", "en")] {
        sum(None, &|line| line.lang == lang).row(name);
    }
    for (name, set) in
        [("first held-out part", "held_out"), ("second held-out part", "second_held_out")]
    {
        sum(None, &|line| line.set == set).row(name);
    }
    let all = sum(None, &|_| true);
    all.row("all");
    assert!(all.precision() >= BARS.0 && all.recall() >= BARS.1);
}
