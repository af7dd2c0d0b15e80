//! The last section: what was read, how it was understood, and by which formulas
//! every number was made.

use super::{mismatch, scores};
use crate::feedback::Measure;
use crate::privacy;
use crate::report::Summary;
use crate::report::document::{
    Block, Bullet, Columns, Outputs, Section, Table, Term, Text, Tone, Weight, account, count,
    phrase, plain, scale, sentences, word,
};
use crate::report::summary::{Column, Source, TouchpointSource};

const PAGE: Outputs = Outputs::PAGE;
const WORKBOOK: Outputs = Outputs::WORKBOOK;
const BRIEF: Outputs = Outputs::BRIEF;

/// The section.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let mut section =
        Section::new("method", word("report.method.title")).sheet("workbook.sheet.method");
    on_page(&mut section, summary);
    on_sheet(&mut section, summary);
    section
}

/// What to know before reading on, as short reports and the first sheet have it;
/// `None` where there is nothing.
pub(crate) fn warnings(summary: &Summary) -> Option<Section<'_>> {
    let title = || word("report.warnings");
    let mut section = Section::new("warnings", title()).sheet("workbook.sheet.summary");
    let said = || summary.warnings.iter().map(Text::from);
    if !summary.warnings.is_empty() {
        section.push(WORKBOOK, Block::Heading(title(), None));
        section.extend(WORKBOOK, said().map(|text| Block::Paragraph(Weight::Plain, text)));
    }
    let all: Vec<Text> = mismatch::brief_alarms(summary).into_iter().chain(said()).collect();
    if all.is_empty() {
        return None;
    }
    section.push(BRIEF, Block::List(Bullet::Warning, all));
    Some(section)
}

fn heading<'a>(key: &'static str) -> Block<'a> {
    Block::Heading(word(key), None)
}

fn on_page<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let warnings: Vec<Text> = summary.warnings.iter().map(Text::from).collect();
    let warnings = match warnings.is_empty() {
        true => Block::Paragraph(Weight::Plain, word("report.empty.warnings")),
        false => Block::List(Bullet::Warning, warnings),
    };
    let account = Block::Table(account(word("report.account.title"), lines(summary)));
    let mut add = |block| section.push(PAGE, block);
    add(Block::Beside(vec![
        vec![Block::Anchor("warnings", vec![heading("report.warnings"), warnings])],
        vec![heading("report.account.title"), account],
    ]));
    add(heading("report.method.columns"));
    for source in &summary.sources {
        add(Block::Table(source_table(source)));
    }
    add(heading("report.method.formulas"));
    add(Block::Terms(formulas(summary, &ALL)));
    let note = |text| Block::Paragraph(Weight::Note, text);
    add(note(sentences([touchpoint_source(summary), suppression(summary)])));
    add(note(masked(summary)));
    add(note(tool(summary)));
}

fn on_sheet<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let mut add = |block| section.push(WORKBOOK, block);
    add(heading("report.account.title"));
    add(Block::Table(account(word("report.account.title"), lines(summary))));
    add(heading("report.method.columns"));
    add(Block::Table(column_sheet(summary)));
    add(heading("report.method.formulas"));
    add(Block::Terms(formulas(summary, &SHORT)));
    add(Block::Space);
    add(Block::CommentsLeftOut);
    let masked =
        if summary.privacy.redacted { "workbook.redacted" } else { "report.method.not_redacted" };
    let notes = [
        word("workbook.dimmed"),
        suppression(summary),
        touchpoint_source(summary),
        word(masked),
        tool(summary),
    ];
    for note in notes {
        add(Block::Paragraph(Weight::Plain, note));
    }
}

fn suppression(summary: &Summary) -> Text {
    let places = [
        ("metric", count(summary.suppression.metric)),
        ("verbatim", count(summary.suppression.verbatim)),
    ];
    phrase("report.method.suppression", places)
}

fn touchpoint_source(summary: &Summary) -> Text {
    word(match summary.touchpoint_source {
        TouchpointSource::Export => "report.method.from_export",
        TouchpointSource::Aspects => "report.method.from_aspects",
    })
}

fn tool(summary: &Summary) -> Text {
    let tool = &summary.tool;
    let places = [
        ("name", plain(tool.name.clone())),
        ("version", plain(tool.version.clone())),
        ("engine", plain(tool.engine.clone())),
        ("model", plain(tool.model.clone())),
    ];
    phrase("report.method.tool", places)
}

/// What was masked, by kind.
fn masked(summary: &Summary) -> Text {
    let privacy = &summary.privacy;
    if !privacy.redacted {
        return word("report.method.not_redacted");
    }
    let found = privacy::Kind::ALL.into_iter().map(|kind| (kind, privacy.masked.get(kind)));
    let kinds: Vec<Text> = found
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| {
            let name = word(format!("report.masked.{}", kind.as_str()));
            phrase("report.masked.of", [("kind", name), ("n", count(n))])
        })
        .collect();
    if kinds.is_empty() {
        return word("report.method.nothing_redacted");
    }
    phrase("report.method.redacted", [("kinds", Text::Joined(kinds, "report.masked.and"))])
}

/// What became of every row.
fn lines(summary: &Summary) -> Vec<(Text, u64, Tone)> {
    let account = &summary.account;
    let mut lines = vec![
        ("rows_read", account.rows_read, Tone::Plain),
        ("rows_scored", account.rows_scored, Tone::Part),
        ("rows_without_comment", account.rows_without_comment, Tone::Part),
        ("rows_rejected", account.rows_rejected, Tone::Part),
        ("cells_rejected", account.cells_rejected, Tone::Plain),
        ("rows_answered", summary.responses.answered, Tone::Plain),
        ("comments", account.comments, Tone::Plain),
        ("comments_undetected", account.comments_undetected, Tone::Part),
    ];
    lines.extend(summary.responses.invited.map(|invited| ("invited", invited, Tone::Plain)));
    let word_of = |key| word(format!("report.account.{key}"));
    lines.into_iter().map(|(key, n, tone)| (word_of(key), n, tone)).collect()
}

/// A role; one this version has no word for is shown as it is.
fn role(column: &Column) -> Text {
    Text::Known(format!("report.role.{}", column.role), column.role.clone())
}

fn source_table(source: &Source) -> Table<'_> {
    let wide = source.columns.iter().any(|column| column.touchpoint.is_some());
    let rows = phrase("report.method.rows", [("rows", count(source.rows))]);
    let encoding = source.encoding.clone().map(|encoding| plain(format!("{encoding} · ")));
    let format = plain(format!("{} · ", source.format));
    let facts = [format].into_iter().chain(encoding).chain([rows]);
    let table = Columns::of(&source.columns)
        .given(word("report.method.column"), |column| Some(column.name.clone()))
        .text(word("report.method.role"), |column| Some(role(column)))
        .given(word("report.touchpoint"), |column| column.touchpoint.clone())
        .on_if(wide, PAGE)
        .text(word("report.method.scale"), |column| column.scale.map(|s| scale(Some(s))))
        .given(word("report.method.evidence"), |column| Some(column.evidence.clone()))
        .toned(plain(source.file.clone()), |column| Tone::muted(column.role == "ignore"));
    let caption = Some((plain(source.file.clone()), Text::Parts(facts.collect())));
    Table { caption, ..table }
}

fn column_sheet(summary: &Summary) -> Table<'_> {
    let rows =
        summary.sources.iter().flat_map(|source| source.columns.iter().map(move |c| (source, c)));
    Columns::of(rows)
        .given(word("workbook.file"), |(source, _)| Some(source.file.clone()))
        .given(word("report.method.column"), |(_, column)| Some(column.name.clone()))
        .text(word("report.method.role"), |(_, column)| Some(role(column)))
        .given(word("report.touchpoint"), |(_, column)| column.touchpoint.clone())
        .text(word("report.method.scale"), |(_, column)| column.scale.map(|s| scale(Some(s))))
        .given(word("report.method.evidence"), |(_, column)| Some(column.evidence.clone()))
        .table(word("report.method.columns"))
}

/// The formulas, in the order in which they are read.
const ALL: [&str; 23] = [
    "sentiment",
    "own",
    "nps",
    "csat",
    "ces",
    "wilson",
    "change",
    "course",
    "tau_b",
    "spearman",
    "permutation",
    "partial",
    "benjamini_hochberg",
    "weights",
    "driver_interval",
    "quadrant",
    "priority",
    "impact",
    "allocation",
    "mismatch",
    "scale_check",
    "segments",
    "implied",
];

/// Those that the workbook has.
const SHORT: [&str; 9] = [
    "sentiment",
    "nps",
    "csat",
    "ces",
    "wilson",
    "tau_b",
    "benjamini_hochberg",
    "priority",
    "impact",
];

/// The formulas behind the numbers of this report, and no others.
fn formulas(summary: &Summary, among: &[&'static str]) -> Vec<Term> {
    let used = among.iter().filter(|key| is_used(summary, key));
    let term = |key: &&'static str| Term {
        name: word(format!("report.formula.{key}.name")),
        text: word(format!("report.formula.{key}.text")),
        value: None,
        tint: None,
    };
    used.map(term).collect()
}

fn is_used(summary: &Summary, formula: &str) -> bool {
    let correlations = || {
        std::iter::once(&summary.overall)
            .chain(&summary.touchpoints)
            .flat_map(|row| &row.correlations)
    };
    let asked = |measure| scores::asked(summary).iter().any(|kind| kind.measure() == measure);
    let correlated = || correlations().next().is_some();
    let pains = &summary.pain_points;
    let contradicted = !summary.mismatch.scores.is_empty();
    let checked = !summary.mismatch.scales.is_empty();
    let segmented = || summary.segments.iter().any(|table| !table.groups.is_empty());
    match formula {
        "own" => summary.touchpoints.iter().any(|row| row.own_sentiment.is_some()),
        "nps" => asked(Measure::Net),
        "csat" => asked(Measure::TopTwo),
        "ces" => asked(Measure::Ease),
        "wilson" => {
            let shares = asked(Measure::TopTwo) || asked(Measure::Ease);
            !pains.is_empty() || contradicted || shares
        }
        "change" => summary.trend.len() > 1,
        "course" => summary.course.biggest_drop.is_some(),
        "tau_b" => correlated() || checked,
        "spearman" => correlated(),
        "permutation" => correlations().any(|correlation| correlation.permuted),
        "partial" => correlations().any(|correlation| correlation.partial.is_some()),
        "benjamini_hochberg" => correlated() || segmented(),
        "weights" | "driver_interval" | "quadrant" => !summary.drivers.is_empty(),
        "priority" => !pains.is_empty(),
        "impact" => pains.iter().any(|pain| pain.impact.is_some()),
        "allocation" => pains.iter().any(|pain| pain.allocation.is_some()),
        "mismatch" => contradicted,
        "scale_check" => checked,
        "segments" => segmented(),
        "implied" => summary.implied.is_some(),
        _ => true,
    }
}
