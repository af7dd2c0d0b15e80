//! What to heed, and how every number was made.

use super::{Caution, ComparedWave, ComparisonReport, PAGE, heading};
use crate::feedback::Scale;
use crate::report::cautions as shared;
use crate::report::document::{
    Block, Section, Table, Text, Tone, account, count, phrase, plain, scale, word,
};
use crate::report::method_blocks;
use crate::report::sections::scores;

/// What does not compare, or not as it seems to, then what is odd about the waves.
pub(super) fn all_cautions(report: &ComparisonReport) -> Vec<Text> {
    let mut said: Vec<Text> = Vec::new();
    said.extend(report.out_of_order().map(|reversed| match reversed {
        true => word("compare.caution.reversed"),
        false => word("compare.caution.overlap"),
    }));
    said.extend(report.comparison.cautions.iter().map(caution));
    for question in &report.questions {
        let names = |names: &[String]| match names.is_empty() {
            true => plain("–"),
            false => Text::Joined(names.iter().cloned().map(plain).collect(), "report.list_and"),
        };
        let places = [
            ("role", plain(question.role.clone())),
            ("before", names(&question.before)),
            ("after", names(&question.after)),
        ];
        said.push(phrase("compare.caution.question", places));
    }
    if report.in_neither > 0 {
        said.push(phrase("compare.caution.in_neither", [("n", count(report.in_neither))]));
    }
    said.extend(report.warnings.iter().map(Text::from));
    for wave in [&report.before, &report.after] {
        said.extend(wave.warnings.iter().map(|warning| {
            let places = [("wave", Text::from(&wave.name)), ("warning", warning.into())];
            phrase("compare.caution.of_wave", places)
        }));
    }
    said
}

fn caution(caution: &Caution) -> Text {
    let on = |of: &Option<Scale>| match of {
        Some(of) => scale(Some(*of)),
        None => word("compare.several_scales"),
    };
    let side = |after: bool| word(if after { "compare.later" } else { "compare.earlier" });
    match caution {
        Caution::Scales { score, before, after } => phrase(
            "compare.caution.scales",
            [("score", scores::name(*score)), ("before", on(before)), ("after", on(after))],
        ),
        Caution::MixedScales { score } => {
            phrase("compare.caution.mixed_scales", [("score", scores::name(*score))])
        }
        Caution::OneWave { score, after } => phrase(
            "compare.caution.one_wave",
            [("score", scores::name(*score)), ("wave", side(*after))],
        ),
        Caution::Comments { after } => phrase("compare.caution.comments", [("wave", side(*after))]),
        Caution::Sources => word("compare.caution.sources"),
        Caution::Touchpoints { before, after } => phrase(
            "compare.caution.touchpoints",
            [("before", count(*before)), ("after", count(*after))],
        ),
        Caution::SamePeople { people, paired: true } => {
            phrase("compare.caution.paired", [("n", count(*people))])
        }
        Caution::SamePeople { people, .. } => {
            phrase("compare.caution.few_paired", [("n", count(*people))])
        }
        Caution::Drivers { score } => {
            phrase("compare.caution.drivers", [("score", scores::name(*score))])
        }
        Caution::NoneTreated => word("compare.caution.none_treated"),
        Caution::NoControls => word("compare.caution.no_controls"),
    }
}

/// What to heed, for short reports.
pub(super) fn cautions(report: &ComparisonReport) -> Option<Section<'_>> {
    shared::in_short(all_cautions(report))
}

/// What became of every row, and how numbers are made.
pub(super) fn section(report: &ComparisonReport) -> Section<'_> {
    let mut section = Section::new("method", word("report.method.title"));
    section.push(PAGE, shared::on_page(all_cautions(report)));
    let accounts = [&report.before, &report.after]
        .map(|wave| vec![Block::Heading((&wave.name).into(), None), Block::Table(rows(wave))]);
    section.push(PAGE, Block::Beside(accounts.into()));
    section.push(PAGE, heading("report.method.formulas"));
    let terms = ["change", "family", "lead", "detectable", "split", "wording", "paired", "actions"];
    section.push(PAGE, method_blocks::terms("compare", &terms));
    section.push(PAGE, shared::made_by(&report.tool));
    section
}

fn rows(wave: &ComparedWave) -> Table<'_> {
    let mut lines = method_blocks::rows(&wave.account);
    lines.push((word("compare.account.cells"), wave.account.cells_rejected, Tone::Plain));
    account((&wave.name).into(), lines)
}
