//! Whether the text says what the score says: correlations of everything and of
//! each touchpoint.

use super::{scores, touchpoint_charts};
use crate::feedback::ScoreKind;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, ColumnKind, Columns, Emphasis, Outputs, Panel, Plot, Point, Section, Table,
    Text, Unit, chance, count, labelled, parts, phrase, plain, points, stars, word,
};
use crate::report::summary::{Basis, CorrelationSummary, TouchpointSummary};
use crate::stats::is_sure;

/// The correlations, as a part of the touchpoints.
pub(crate) fn extend<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let mut add = |block| section.push(Outputs::PAGE, block);
    add(Block::Heading(word("report.correlations"), None));
    let rows = std::iter::once(&summary.overall).chain(&summary.touchpoints);
    let found: Vec<(&TouchpointSummary, &CorrelationSummary)> =
        rows.flat_map(|row| row.correlations.iter().map(move |c| (row, c))).collect();
    if found.is_empty() {
        add(Block::Paragraph(Emphasis::Empty, word("report.empty.correlations")));
        return;
    }
    let partial = summary.touchpoints.iter().flat_map(|row| &row.correlations);
    let partial = partial.clone().any(|correlation| correlation.partial.is_some());
    add(Block::Paragraph(Emphasis::Note, word("report.correlations_note")));
    if partial {
        add(Block::Paragraph(Emphasis::Note, word("report.halo_note")));
    }
    if let Some(most) = found.iter().filter_map(|(_, c)| c.design).reduce(f64::max) {
        let places = [("effect", Text::Number(most, Unit::Tenths))];
        let note = phrase("report.correlation.same_people", places);
        add(Block::Paragraph(Emphasis::Note, note));
    }
    add(Block::Chart(chart(summary)));
    let key = Block::Paragraph(Emphasis::Note, word("report.correlations_key"));
    add(Block::Fold {
        summary: word("report.as_table"),
        open: true,
        blocks: vec![Block::Table(table(found, partial)), key],
    });
}

fn table<'a>(
    found: Vec<(&'a TouchpointSummary, &'a CorrelationSummary)>,
    partial: bool,
) -> Table<'a> {
    let mark = |is, sign| if is { sign } else { "" };
    let coefficient = Unit::Coefficient;
    let clustered = found.iter().any(|(_, c)| c.design.is_some());
    Columns::of(found)
        .text(word("report.touchpoint"), |(row, _)| Some((&row.name).into()))
        .text(word("report.score_column"), |(_, c)| Some(scores::name(c.score)))
        .text(word("report.correlation.basis"), |(_, c)| {
            Some(word(match c.basis {
                Basis::Comment => "report.correlation.comment",
                Basis::Opinions => "report.correlation.opinions",
            }))
        })
        .cell(word("report.pairs"), ColumnKind::Number, move |(_, c)| {
            Cell::Count(c.n).marked(mark(c.low_base, "†"))
        })
        .number(word("report.correlation.design"), Unit::Tenths, |(_, c)| c.design)
        .on_if(clustered, Outputs::PAGE)
        .estimate(plain("Kendall τ-b"), coefficient, |(_, c)| Some(c.tau_b))
        .cell(plain("p"), ColumnKind::Number, move |(_, c)| {
            Cell::Number(c.p, Unit::Probability).marked(mark(c.permuted, "‡"))
        })
        .cell(plain("q"), ColumnKind::Number, |(_, c)| {
            Cell::Number(c.q, Unit::Probability).marked(stars(c.q))
        })
        .estimate(plain("Spearman ρ"), coefficient, |(_, c)| Some(c.spearman))
        .estimate(plain("Pearson r"), coefficient, |(_, c)| Some(c.pearson))
        .estimate(word("report.correlation.partial"), coefficient, |(_, c)| {
            c.partial.map(|own| own.rho)
        })
        .on_if(partial, Outputs::PAGE)
        .number(
            parts([word("report.correlation.partial"), plain(", p")]),
            Unit::Probability,
            |(_, c)| c.partial.map(|own| own.p),
        )
        .on_if(partial, Outputs::PAGE)
        .table(word("report.correlations"))
        .sortable()
}

fn chart(summary: &Summary) -> Chart {
    let rows = touchpoint_charts::drawn(summary);
    let of = |row: &TouchpointSummary, kind: ScoreKind, basis: Basis| {
        row.correlations.iter().find(|c| c.score == kind && c.basis == basis).cloned()
    };
    let has = |kind, basis| rows.iter().any(|row| of(row, kind, basis).is_some());
    let panel = |title: Text, kind, basis, draw: fn(&CorrelationSummary) -> Option<Point>| {
        let drawn = rows.iter().map(|row| draw(&of(row, kind, basis)?));
        let title = parts([title, plain(" × "), scores::name(kind)]);
        labelled(points(title, Unit::Coefficient, drawn), false)
    };
    let kinds = ScoreKind::ALL.into_iter().filter(|kind| has(*kind, Basis::Comment));
    let mut panels: Vec<Panel> = kinds
        .map(|kind| {
            panel(plain("τ-b"), kind, Basis::Comment, |c| {
                let note = parts([chance("q", c.q), plain(" · n = "), count(c.n)]);
                Point::noted(c.tau_b, note, !is_sure(c.q))
            })
        })
        .collect();
    // The touchpoint's own part, for the main score only: the table has all.
    let main = ScoreKind::main(|kind| u64::from(has(kind, Basis::Opinions)));
    panels.extend(main.map(|kind| {
        panel(word("report.correlation.partial"), kind, Basis::Opinions, |c| {
            let own = c.partial?;
            let note = parts([chance("p", own.p), plain(" · n = "), count(c.n)]);
            Point::noted(own.rho, note, !is_sure(own.p))
        })
    }));
    let names = rows.iter().map(|row| (&row.name).into()).collect();
    Chart::new(
        "correlations",
        word("report.correlations"),
        "report.correlations_alt",
        Plot::Rows { names, total: true, panels },
    )
}
