//! The last section: what was read, how it was understood, and by which formulas
//! every number was made.

use super::{BRIEF, PAGE, WORKBOOK};
use super::{change, findings, scores};
use crate::feedback::Measure;
use crate::privacy;
use crate::report::Summary;
use crate::report::document::{
    Block, Bullet, Columns, Emphasis, Section, Table, Term, Text, Tone, account, count, phrase,
    plain, scale, sentences, word,
};
use crate::report::summary::{Source, SourceColumn, TouchpointSource};

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
    let said = || all_warnings(summary);
    if said().next().is_some() {
        section.push(WORKBOOK, Block::Heading(title(), None));
        section.extend(WORKBOOK, said().map(|text| Block::Paragraph(Emphasis::Plain, text)));
    }
    let all: Vec<Text> = said().collect();
    if all.is_empty() {
        return None;
    }
    section.push(BRIEF, Block::List(Bullet::Warning, all));
    Some(section)
}

/// What was doubtful in the export, and whom its comments speak for.
fn all_warnings(summary: &Summary) -> impl Iterator<Item = Text> {
    summary.further_warnings().map(Text::from).chain(findings::cautions(summary))
}

fn heading<'a>(key: &'static str) -> Block<'a> {
    Block::Heading(word(key), None)
}

fn on_page<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let warnings: Vec<Text> = all_warnings(summary).collect();
    let warnings = match warnings.is_empty() {
        true => Block::Paragraph(Emphasis::Plain, word("report.empty.warnings")),
        false => Block::List(Bullet::Warning, warnings),
    };
    let mut add = |block| section.push(PAGE, block);
    add(Block::Beside(vec![
        vec![Block::Anchor("warnings", vec![heading("report.warnings"), warnings])],
        vec![heading("report.account.title"), account_of(summary)],
    ]));
    add(heading("report.method.columns"));
    summary.sources.iter().for_each(|source| add(Block::Table(source_table(source))));
    if let Some(table) = change::power(summary) {
        add(heading("report.power.title"));
        add(Block::Table(table));
        add(Block::Paragraph(Emphasis::Note, word("report.power.note")));
    }
    add(heading("report.method.formulas"));
    add(formulas(summary));
    let note = |text| Block::Paragraph(Emphasis::Note, text);
    add(note(sentences([touchpoint_source(summary), suppression(summary)])));
    add(note(masked(summary)));
    add(note(tool(summary)));
}

fn on_sheet<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let title = "report.method.columns";
    let blocks = [
        heading("report.account.title"),
        account_of(summary),
        heading(title),
        Block::Table(columns(&summary.sources, word(title))),
        heading("report.method.formulas"),
        formulas(summary),
        Block::Space,
        Block::CommentsLeftOut,
    ];
    let notes = [
        word("workbook.dimmed"),
        suppression(summary),
        touchpoint_source(summary),
        masked(summary),
        tool(summary),
    ];
    let notes = notes.map(|note| Block::Paragraph(Emphasis::Plain, note));
    section.extend(WORKBOOK, blocks.into_iter().chain(notes));
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
    let found = privacy::DetailKind::ALL.into_iter().map(|kind| (kind, privacy.masked.get(kind)));
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
fn account_of(summary: &Summary) -> Block<'_> {
    let read = &summary.account;
    let mut lines = vec![
        ("rows_read", read.rows_read, Tone::Plain),
        ("rows_scored", read.rows_scored, Tone::Part),
        ("rows_without_comment", read.rows_without_comment, Tone::Part),
        ("rows_rejected", read.rows_rejected, Tone::Part),
        ("cells_rejected", read.cells_rejected, Tone::Plain),
        ("rows_answered", summary.responses.answered, Tone::Plain),
        ("comments", read.comments, Tone::Plain),
        ("comments_undetected", read.comments_undetected, Tone::Part),
    ];
    let elsewhere = Some(read.rows_not_asked_for).filter(|n| *n > 0);
    lines.extend(elsewhere.map(|n| ("rows_not_asked_for", n, Tone::Plain)));
    lines.extend(summary.responses.invited.map(|invited| ("invited", invited, Tone::Plain)));
    let word_of = |key| word(format!("report.account.{key}"));
    let lines = lines.into_iter().map(|(key, n, tone)| (word_of(key), n, tone)).collect();
    Block::Table(account(word("report.account.title"), lines))
}

/// A role; one this version has no word for is shown as it is.
fn role(column: &SourceColumn) -> Text {
    Text::Known(format!("report.role.{}", column.role), column.role.clone())
}

/// The columns of files and what they were taken for.
fn columns<'a>(sources: &'a [Source], label: Text) -> Table<'a> {
    let rows = sources.iter().flat_map(|of| of.columns.iter().map(move |column| (of, column)));
    let wide = rows.clone().any(|(_, column)| column.touchpoint.is_some());
    Columns::of(rows)
        .given(word("workbook.file"), |(source, _)| Some(source.file.clone()))
        .on(WORKBOOK)
        .given(word("report.method.column"), |(_, column)| Some(column.name.clone()))
        .head()
        .text(word("report.method.role"), |(_, column)| Some(role(column)))
        .given(word("report.touchpoint"), |(_, column)| column.touchpoint.clone())
        .on_if(wide, PAGE.and(WORKBOOK))
        .text(word("report.method.scale"), |(_, column)| column.scale.map(|s| scale(Some(s))))
        .text(word("report.method.evidence"), |(_, column)| Some((&column.evidence).into()))
        .toned(label, |(_, column)| Tone::muted(column.role == "ignore"))
}

fn source_table(source: &Source) -> Table<'_> {
    let rows = phrase("report.method.rows", [("rows", count(source.rows))]);
    let encoding = source.encoding.clone().map(|encoding| plain(format!("{encoding} · ")));
    let format = plain(format!("{} · ", source.format));
    let facts = Text::Parts([format].into_iter().chain(encoding).chain([rows]).collect());
    let name = || plain(source.file.clone());
    Table { caption: Some((name(), facts)), ..columns(std::slice::from_ref(source), name()) }
}

/// The formulas, in the order in which they are read.
const ALL: [&str; 24] = [
    "classified",
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

/// The formulas behind the numbers of this report, and no others.
fn formulas(summary: &Summary) -> Block<'_> {
    let used = ALL.iter().filter(|key| is_used(summary, key));
    let term = |key: &&'static str| Term {
        name: word(format!("report.formula.{key}.name")),
        text: word(format!("report.formula.{key}.text")),
        value: None,
        tint: None,
    };
    Block::Terms(used.map(term).collect())
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
        "classified" => summary.overall.comments > 0,
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
