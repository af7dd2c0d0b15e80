//! What the report is about, and what stands out.

use super::{MARKDOWN, PAGE, TERMINAL, WORKBOOK};
use super::{findings, label_check, mismatch, other_languages, population, scores};
use crate::report::Summary;
use crate::report::document::{
    Block, Bullet, Emphasis, Link, Outputs, Section, Text, Unit, count, estimate, phrase, plain,
    word,
};
use crate::report::summary::AskedScore;

/// The lines before all sections.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let mut section = Section::untitled("lead").sheet("workbook.sheet.summary");
    section.push(PAGE.and(WORKBOOK).and(MARKDOWN), Block::Title(word("report.title")));
    let period = findings::period(summary);
    let files = || summary.sources.iter().map(|source| plain(source.file.clone()));
    let scope = period.iter().cloned().chain([volume(summary)]).chain(files());
    section.push(PAGE.and(MARKDOWN), Block::Line(scope.collect()));
    for source in &summary.sources {
        let places = [("format", plain(source.format.clone())), ("rows", count(source.rows))];
        let facts = phrase("report.terminal.source", places);
        section.push(TERMINAL, Block::Line(vec![plain(source.file.clone()), facts]));
    }
    let line = |section: &mut Section<'_>, outputs: Outputs, text: &Text| {
        for (output, weight) in [(TERMINAL, Emphasis::Plain), (WORKBOOK, Emphasis::Note)] {
            section.push(outputs.within(output), Block::Paragraph(weight, text.clone()));
        }
    };
    if let Some(period) = &period {
        line(&mut section, TERMINAL.and(WORKBOOK), period);
    }
    line(&mut section, WORKBOOK, &volume(summary));
    line(&mut section, TERMINAL, &account(summary));
    if let Some(rate) = response_rate(summary) {
        line(&mut section, TERMINAL.and(WORKBOOK), &rate);
    }
    if let Some(said) = of_asked(summary) {
        section.push(Outputs::PEOPLE, Block::Paragraph(Emphasis::Plain, said));
    }
    if let Some(said) = label_check::in_short(summary) {
        section.push(PAGE.and(WORKBOOK).and(MARKDOWN), Block::Paragraph(Emphasis::Plain, said));
    }
    if let Some(said) = population::in_short(summary) {
        section.push(Outputs::PEOPLE, Block::Paragraph(Emphasis::Plain, said));
    }
    if let Some(part) = summary.warnings.first().filter(|_| summary.account.rows_not_asked_for > 0)
    {
        line(&mut section, TERMINAL.and(WORKBOOK), &part.into());
    }
    let ignored = summary.account.cells_rejected;
    if ignored > 0 {
        let text = phrase("report.terminal.cells", [("cells", count(ignored))]);
        line(&mut section, TERMINAL, &text);
    }
    // That one row in twenty or more could not be used, or that sheets like the one that was read
    // were not, whatever the numbers say.
    for text in summary.told_first.iter().map(Text::from) {
        section.push(Outputs::PEOPLE, Block::Alert { before: None, text, after: None });
    }
    // Nor is anybody in the comments whose language is not judged.
    if let Some(text) = other_languages::in_short(summary) {
        section.push(Outputs::PEOPLE, Block::Alert { before: None, text, after: None });
    }
    // A scale that is read the wrong way round turns all that follows.
    for text in mismatch::alarms(summary) {
        section.push(Outputs::PEOPLE, Block::Alert { before: None, text, after: None });
    }
    let found = findings::findings(summary);
    if !found.is_empty() {
        section.push(Outputs::PEOPLE, Block::List(Bullet::Point, found));
        if let Some((of, quote)) = findings::quote(summary) {
            section.push(PAGE, Block::Paragraph(Emphasis::Note, of));
            section.push(PAGE, Block::Quote(quote));
        }
    }
    alerts(&mut section, summary);
    section
}

fn volume(summary: &Summary) -> Text {
    let places = [
        ("responses", count(summary.overall.responses)),
        ("comments", count(summary.overall.comments)),
        ("touchpoints", count(summary.touchpoints.len() as u64)),
    ];
    let key = match summary.touchpoints.len() {
        1 => "report.volume_one",
        _ => "report.volume",
    };
    phrase(key, places)
}

fn account(summary: &Summary) -> Text {
    let account = &summary.account;
    let places = [
        ("read", count(account.rows_read)),
        ("scored", count(account.rows_scored)),
        ("without", count(account.rows_without_comment)),
        ("rejected", count(account.rows_rejected)),
    ];
    let foreign = summary.other_languages.as_ref().map(|found| found.rows).filter(|n| *n > 0);
    match foreign {
        Some(rows) => {
            let [read, scored, without, rejected] = places;
            let foreign = ("foreign", count(rows));
            let places = [read, scored, without, rejected, foreign];
            phrase("report.terminal.account_languages", places)
        }
        None => phrase("report.terminal.account", places),
    }
}

fn response_rate(summary: &Summary) -> Option<Text> {
    let responses = &summary.responses;
    let (invited, rate) = responses.invited.zip(responses.response_rate)?;
    let places = [
        ("rate", Text::Number(rate, Unit::Percent)),
        ("answered", count(responses.answered)),
        ("invited", count(invited)),
    ];
    Some(phrase("report.response_rate", places))
}

/// The scores of those who were asked; `None` where it is not known that most answered.
fn of_asked(summary: &Summary) -> Option<Text> {
    let responses = &summary.responses;
    let (invited, rate) = responses.invited.zip(responses.response_rate)?;
    let score = |of: &AskedScore| {
        let estimate = estimate(&of.headline, scores::unit(of.score));
        phrase("report.asked.score", [("score", scores::heading(of.score)), ("estimate", estimate)])
    };
    let said: Vec<Text> = summary.of_asked.iter().map(score).collect();
    let places = [
        ("invited", count(invited)),
        ("rate", Text::Number(rate, Unit::Percent)),
        ("scores", Text::Joined(said, "report.list_and")),
    ];
    (!summary.of_asked.is_empty()).then(|| phrase("report.asked.told", places))
}

/// The first warning.
fn alerts(section: &mut Section<'_>, summary: &Summary) {
    let mut warnings = summary.further_warnings();
    if let Some(first) = warnings.next() {
        let link = |key| Link { text: word(key), to: "warnings" };
        let after = warnings.next().map(|_| link("report.read_more"));
        let before = Some(link("report.read_first"));
        section.push(PAGE, Block::Alert { before, text: first.into(), after });
    }
}
