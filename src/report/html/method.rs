//! The last section: what was read, how it was understood, and by which
//! formulas every number was made.

use rust_i18n::t;
use serde::Serialize;

use super::display::Display;
use crate::feedback::{Measure, ScoreKind};
use crate::privacy::Kind;
use crate::report::Summary;
use crate::report::number_format::ABSENT;
use crate::report::summary::{Column, TouchpointSource};

#[derive(Debug, Serialize)]
pub(super) struct Method {
    account: Vec<AccountLine>,
    sources: Vec<SourceText>,
    formulas: Vec<Formula>,
    suppression: String,
    privacy: String,
    touchpoints: String,
    tool: String,
}

#[derive(Debug, Serialize)]
struct AccountLine {
    what: String,
    n: String,
    /// Part of the line above.
    part: bool,
}

#[derive(Debug, Serialize)]
struct SourceText {
    file: String,
    facts: String,
    /// Whether columns speak of different touchpoints.
    wide: bool,
    columns: Vec<ColumnText>,
}

#[derive(Debug, Serialize)]
struct ColumnText {
    name: String,
    role: String,
    ignored: bool,
    touchpoint: Option<String>,
    scale: String,
    evidence: String,
}

#[derive(Debug, Serialize)]
struct Formula {
    name: String,
    text: String,
}

pub(super) fn method(summary: &Summary, asked: &[ScoreKind], display: &Display) -> Method {
    Method {
        account: account(summary, display),
        sources: sources(summary, display),
        formulas: formulas(summary, asked, display),
        suppression: t!(
            "report.method.suppression",
            locale = display.lang.code(),
            metric = summary.suppression.metric,
            verbatim = summary.suppression.verbatim
        )
        .into_owned(),
        privacy: privacy(summary, display),
        touchpoints: display.word(match summary.touchpoint_source {
            TouchpointSource::Export => "report.method.from_export",
            TouchpointSource::Aspects => "report.method.from_aspects",
        }),
        tool: t!(
            "report.method.tool",
            locale = display.lang.code(),
            name = summary.tool.name,
            version = summary.tool.version,
            engine = summary.tool.engine,
            model = summary.tool.model
        )
        .into_owned(),
    }
}

/// What was masked, by kind.
fn privacy(summary: &Summary, display: &Display) -> String {
    let (privacy, locale) = (&summary.privacy, display.lang.code());
    if !privacy.redacted {
        return display.word("report.method.not_redacted");
    }
    let kinds: Vec<String> = Kind::ALL
        .into_iter()
        .map(|kind| (kind, privacy.masked.get(kind)))
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| {
            let name = display.word(&format!("report.masked.{}", kind.as_str()));
            t!("report.masked.of", locale = locale, kind = name, n = display.format.count(n))
                .into_owned()
        })
        .collect();
    if kinds.is_empty() {
        return display.word("report.method.nothing_redacted");
    }
    let kinds = kinds.join(&display.word("report.masked.and"));
    t!("report.method.redacted", locale = locale, kinds = kinds).into_owned()
}

fn account(summary: &Summary, display: &Display) -> Vec<AccountLine> {
    let account = &summary.account;
    let mut lines = vec![
        ("rows_read", account.rows_read, false),
        ("rows_scored", account.rows_scored, true),
        ("rows_without_comment", account.rows_without_comment, true),
        ("rows_rejected", account.rows_rejected, true),
        ("cells_rejected", account.cells_rejected, false),
        ("rows_answered", summary.responses.answered, false),
        ("comments", account.comments, false),
        ("comments_undetected", account.comments_undetected, true),
    ];
    lines.extend(summary.responses.invited.map(|invited| ("invited", invited, false)));
    lines
        .into_iter()
        .map(|(key, n, part)| AccountLine {
            what: display.word(&format!("report.account.{key}")),
            n: display.format.count(n),
            part,
        })
        .collect()
}

fn sources(summary: &Summary, display: &Display) -> Vec<SourceText> {
    summary
        .sources
        .iter()
        .map(|source| {
            let facts = [
                Some(source.format.clone()),
                source.encoding.clone(),
                Some(
                    t!(
                        "report.method.rows",
                        locale = display.lang.code(),
                        rows = display.format.count(source.rows)
                    )
                    .into_owned(),
                ),
            ];
            SourceText {
                file: source.file.clone(),
                facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
                wide: source.columns.iter().any(|column| column.touchpoint.is_some()),
                columns: source.columns.iter().map(|c| column(c, display)).collect(),
            }
        })
        .collect()
}

fn column(column: &Column, display: &Display) -> ColumnText {
    let key = format!("report.role.{}", column.role);
    ColumnText {
        name: column.name.clone(),
        // A role this version has no word for is shown as it is.
        role: crate::_rust_i18n_try_translate(display.lang.code(), &key)
            .map_or_else(|| column.role.clone(), |word| word.into_owned()),
        ignored: column.role == "ignore",
        touchpoint: column.touchpoint.clone(),
        scale: match column.scale {
            Some(_) => display.scale(column.scale),
            None => ABSENT.to_owned(),
        },
        evidence: column.evidence.clone(),
    }
}

/// The formulas behind the numbers of this report, and no others.
fn formulas(summary: &Summary, asked: &[ScoreKind], display: &Display) -> Vec<Formula> {
    let correlations = || {
        std::iter::once(&summary.overall)
            .chain(&summary.touchpoints)
            .flat_map(|row| &row.correlations)
    };
    let correlated = correlations().next().is_some();
    let pains = &summary.pain_points;
    let pain = !pains.is_empty();
    let driven = !summary.drivers.is_empty();
    let contradicted = !summary.mismatch.scores.is_empty();
    let checked = !summary.mismatch.scales.is_empty();
    let segmented = summary.segments.iter().any(|table| !table.groups.is_empty());
    let measured = |measure| asked.iter().any(|kind| kind.measure() == measure);
    let shares = measured(Measure::TopTwo) || measured(Measure::Ease);
    let formulas = [
        ("sentiment", true),
        ("own", summary.touchpoints.iter().any(|row| row.own_sentiment.is_some())),
        ("nps", measured(Measure::Net)),
        ("csat", measured(Measure::TopTwo)),
        ("ces", measured(Measure::Ease)),
        ("wilson", pain || contradicted || shares),
        ("change", summary.trend.len() > 1),
        ("course", summary.course.biggest_drop.is_some()),
        ("tau_b", correlated || checked),
        ("spearman", correlated),
        ("permutation", correlations().any(|correlation| correlation.permuted)),
        ("partial", correlations().any(|correlation| correlation.partial.is_some())),
        ("benjamini_hochberg", correlated || segmented),
        ("weights", driven),
        ("driver_interval", driven),
        ("quadrant", driven),
        ("priority", pain),
        ("impact", pains.iter().any(|pain| pain.impact.is_some())),
        ("allocation", pains.iter().any(|pain| pain.allocation.is_some())),
        ("mismatch", contradicted),
        ("scale_check", checked),
        ("segments", segmented),
        ("implied", summary.implied.is_some()),
    ];
    formulas
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(key, _)| Formula {
            name: display.word(&format!("report.formula.{key}.name")),
            text: display.word(&format!("report.formula.{key}.text")),
        })
        .collect()
}
