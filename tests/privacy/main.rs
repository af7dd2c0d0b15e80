//! Precision and recall of redaction on labelled comments, and what holds for
//! any text.
//!
//! `cargo test --test privacy -- --nocapture` prints the table.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

mod any_text;
#[cfg(feature = "builtin-encoder")]
mod with_the_encoder;

use xinsheng::privacy::{DetailKind, PersonalDetail, RedactOptions, Redactor};

/// Least share of the masked that is personal, and of the personal that is masked, each a hair
/// below what is measured, so that a rule that loses two details fails.
struct Bars {
    precision: f64,
    recall: f64,
}

/// Of all lines that rules were written by.
const LABELLED: Bars = Bars { precision: 0.995, recall: 0.99 };

/// Of every single kind of them.
const EACH_KIND: Bars = Bars { precision: 0.97, recall: 0.97 };

/// Of lines set aside before the rules; recall of what has a form or a cue.
const FRESH: Bars = Bars { precision: 0.98, recall: 0.97 };

/// Least share masked of names that no word introduces, in lines set aside.
const BARE_NAMES: f64 = 0.72;

#[derive(Clone)]
struct Line {
    set: String,
    lang: String,
    text: String,
    details: Vec<PersonalDetail>,
    /// Which of `details` are names that no word introduces.
    bare: Vec<bool>,
}

/// What finds the details of a text.
type Find<'a> = &'a dyn Fn(&str) -> Vec<PersonalDetail>;

/// Lines as `set`, `language` and a comment in which details are written
/// `{kind:text}`, between tabs; `{name?:text}` is a name that no word introduces.
fn read(lines: &str) -> Vec<Line> {
    let parse = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [set, lang, marked] = fields.try_into().expect("three fields");
        let (mut text, mut details, mut rest) = (String::new(), Vec::new(), marked);
        let mut bare = Vec::new();
        while let Some((before, marked)) = rest.split_once('{') {
            text.push_str(before);
            let (detail, after) = marked.split_once('}').expect("a closed label");
            let (kind, detail) = detail.split_once(':').expect("a kind");
            bare.push(kind.ends_with('?'));
            let kind = kind.trim_end_matches('?');
            let kind =
                DetailKind::ALL.into_iter().find(|k| k.as_str() == kind).expect("a known kind");
            let start = text.len();
            text.push_str(detail);
            details.push(PersonalDetail { span: start..text.len(), kind });
            rest = after;
        }
        text.push_str(rest);
        Line { set: set.to_owned(), lang: lang.to_owned(), text, details, bare }
    };
    lines.lines().skip(1).map(parse).collect()
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

/// A detail counts as found where kind, beginning and end are right. `bare` takes
/// only names that no word introduces, or only the others; what is masked
/// without reason counts with both.
fn compared(find: Find<'_>, line: &Line, only: Option<DetailKind>, bare: Option<bool>) -> Counts {
    let of = |found: &&PersonalDetail| only.is_none_or(|kind| found.kind == kind);
    let found = find(&line.text);
    let wrong = found.iter().filter(of).filter(|f| !line.details.contains(f)).count() as u64;
    let wanted = line.details.iter().zip(&line.bare);
    let wanted = wanted.filter(|(_, is)| bare.is_none_or(|bare| bare == **is));
    let wanted: Vec<&PersonalDetail> = wanted.map(|(detail, _)| detail).filter(of).collect();
    let right = wanted.iter().filter(|detail| found.contains(detail)).count() as u64;
    Counts { right, wrong, missed: wanted.len() as u64 - right }
}

/// The sum over lines, of one kind or all.
fn sum(
    find: Find<'_>,
    lines: &[Line],
    only: Option<DetailKind>,
    bare: Option<bool>,
    lang: Option<&str>,
) -> Counts {
    let mut counts = Counts::default();
    lines
        .iter()
        .filter(|line| lang.is_none_or(|lang| line.lang == lang))
        .for_each(|line| counts.add(compared(find, line, only, bare)));
    counts
}

/// Prints what is wrong, and precision and recall by kind and language.
fn table(find: Find<'_>, lines: &[Line]) {
    let positive = lines.iter().filter(|line| !line.details.is_empty()).count();
    println!("\n{} lines, {positive} with a personal detail\n", lines.len());
    for line in lines {
        let counts = compared(find, line, None, None);
        if counts.wrong + counts.missed > 0 {
            let found = find(&line.text);
            let shown: Vec<&str> = found.iter().map(|f| &line.text[f.span.clone()]).collect();
            println!("{} {}: {} → {shown:?}", line.set, line.lang, line.text);
        }
    }
    println!("\n| Kind | Labelled | Found | Precision | Recall |\n|---|--:|--:|--:|--:|");
    for kind in DetailKind::ALL.into_iter().filter(|&kind| kind != DetailKind::Order) {
        for lang in ["zh", "en"] {
            let rows: &[(&str, Option<bool>)] = match kind {
                DetailKind::Name => &[(" with a cue", Some(false)), (" without", Some(true))],
                _ => &[("", None)],
            };
            for (name, bare) in rows {
                let name = format!("{}{name}, {lang}", kind.as_str());
                sum(find, lines, Some(kind), *bare, Some(lang)).row(&name);
            }
        }
    }
    for (name, lang) in [("Chinese comments", "zh"), ("English comments", "en")] {
        sum(find, lines, None, None, Some(lang)).row(name);
    }
    sum(find, lines, None, None, None).row("all");
}

#[test]
fn what_is_masked_is_personal_and_what_is_personal_is_masked() {
    let redactor = Redactor::new(RedactOptions::default());
    let (find, lines): (Find<'_>, _) =
        (&|text| redactor.find(text), read(include_str!("labelled.tsv")));
    assert!(lines.len() >= 900);
    table(find, &lines);
    for kind in DetailKind::ALL.into_iter().filter(|&kind| kind != DetailKind::Order) {
        let counts = sum(find, &lines, Some(kind), None, None);
        assert!(counts.precision() >= EACH_KIND.precision, "{kind:?}: {}", counts.precision());
        assert!(counts.recall() >= EACH_KIND.recall, "{kind:?}: {}", counts.recall());
    }
    let all = sum(find, &lines, None, None, None);
    assert!(all.precision() >= LABELLED.precision && all.recall() >= LABELLED.recall);
}

/// Lines that were set aside before the rules were written.
#[test]
fn what_no_rule_was_tuned_on_is_masked_as_well() {
    let redactor = Redactor::new(RedactOptions::default());
    let (find, lines): (Find<'_>, _) =
        (&|text| redactor.find(text), read(include_str!("fresh.tsv")));
    assert!(lines.len() >= 150);
    table(find, &lines);
    let said = sum(find, &lines, None, Some(false), None);
    let bare = sum(find, &lines, Some(DetailKind::Name), Some(true), None);
    let all = sum(find, &lines, None, None, None);
    println!("with a form or cue {:.3}, names without {:.3}", said.recall(), bare.recall());
    assert!(all.precision() >= FRESH.precision && said.recall() >= FRESH.recall);
    assert!(bare.recall() >= BARE_NAMES);
}
