//! The touchpoints beside each other: shares of labels, sentiment, scores, and
//! whether words and scores go together.

use super::labels::{self, LABELS};
use super::scores::{self, SENTIMENT};
use super::touchpoint_charts::{chart_limit, label_chart, plane};
use super::{BRIEF, CSV, FULL, PAGE, TERMINAL, WORKBOOK, has_text};
use super::{correlations, journey};
use crate::feedback::{Direction, Measure, ScoreKind};
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Outputs, Section, Shape, Table, Text, Tone, Unit,
    count, parts, phrase, plain, sentences, stars, value, word,
};
use crate::report::summary::{
    Basis, CorrelationSummary, NpsSummary, ScoreSummary, TouchpointSource, TouchpointSummary,
};

/// Where there is room for a wide table.
const SHOWN: Outputs = PAGE.and(WORKBOOK);
/// Widest name on a terminal, in cells.
const WIDEST_NAME: usize = 24;

/// The table, as short reports, scripts and the workbook have it.
pub(crate) fn overview(summary: &Summary) -> Section<'_> {
    let mut section = Section::untitled("touchpoint-overview")
        .brief(Some(word("report.touchpoints")))
        .sheet("workbook.sheet.touchpoints");
    let some = !summary.touchpoints.is_empty();
    section.push(CSV.and(WORKBOOK), Block::Table(table(summary)));
    if some {
        if !summary.touchpoints.iter().all(|at| unshown(summary, at)) {
            section.push(BRIEF, Block::Table(table_of(summary, |at| !unshown(summary, at))));
        }
        section.extend(BRIEF, too_few(summary).map(|text| Block::Paragraph(Emphasis::Plain, text)));
        section.extend(BRIEF, notes(summary));
        section.extend(WORKBOOK, [Block::Space, Block::Chart(label_chart(summary))]);
    } else {
        section.push(BRIEF, Block::Paragraph(Emphasis::Empty, word("report.empty.touchpoints")));
    }
    section
}

/// The touchpoints on the page.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let mut section = Section::new("touchpoints", word("report.touchpoints"));
    let some = !summary.touchpoints.is_empty();
    let mut add = |block| section.push(PAGE, block);
    let heading = |key: &'static str| Block::Heading(word(key), None);
    let note = |text| Block::Paragraph(Emphasis::Note, text);
    if some && summary.touchpoint_source == TouchpointSource::Aspects {
        add(note(word("report.touchpoints_from_aspects")));
    }
    let written = has_text(summary);
    if some {
        let limit = chart_limit(summary);
        add(heading(match written {
            true => "report.touchpoint_chart",
            false => "report.touchpoint_scores",
        }));
        let text = word(match written {
            true => "report.touchpoint_chart_note",
            false => "report.touchpoint_scores_note",
        });
        add(note(sentences([text].into_iter().chain(limit))));
        add(Block::Chart(label_chart(summary)));
    } else {
        add(Block::Paragraph(Emphasis::Empty, word("report.empty.touchpoints")));
    }
    if written {
        let summary_of = word("report.label_table");
        let table_of = Block::Table(label_table(summary));
        add(Block::Fold { summary: summary_of, open: true, blocks: vec![table_of] });
    }
    add(heading("report.touchpoint_table"));
    add(Block::Table(table(summary)));
    let common = scores::ces_common(summary).then(|| word("report.terminal.ces_common"));
    let notes = [Some(word("report.touchpoint_table_note")), common, suppressed_note(summary)];
    add(note(sentences(notes.into_iter().flatten())));
    if let Some(chart) = plane(summary) {
        add(heading("report.plane"));
        add(note(word("report.plane_note")));
        add(Block::Chart(chart));
    }
    if written {
        correlations::extend(&mut section, summary);
    }
    section
}

/// One row, and where it belongs.
struct TouchpointRow<'a> {
    level: &'static str,
    stage: Option<Text>,
    at: &'a TouchpointSummary,
}

/// Whether a touchpoint that was found in comments has too few of them for anything to be said:
/// short reports name such in a line.
pub(super) fn unshown(summary: &Summary, at: &TouchpointSummary) -> bool {
    let scored = || ScoreKind::ALL.into_iter().any(|kind| at.headline(kind).is_some());
    summary.touchpoint_source == TouchpointSource::Aspects && at.heard().is_none() && !scored()
}

/// The touchpoints that short reports leave out.
fn too_few(summary: &Summary) -> Option<Text> {
    let left_out = summary.touchpoints.iter().filter(|at| unshown(summary, at));
    let named = left_out.map(|at| parts([(&at.name).into(), plain(" "), count(at.responses)]));
    let places: Vec<Text> = named.collect();
    if places.is_empty() {
        return None;
    }
    let least = count(summary.suppression.metric);
    let places = Text::Joined(places, "report.list_and");
    Some(phrase("report.terminal.too_few", [("n", least), ("places", places)]))
}

/// Everything first, then the touchpoints.
fn table(summary: &Summary) -> Table<'_> {
    table_of(summary, |_| true)
}

/// Everything first, then the touchpoints that are `shown`.
fn table_of<'a>(summary: &'a Summary, shown: impl Fn(&TouchpointSummary) -> bool) -> Table<'a> {
    let stages = journey::stages(summary);
    let rows = summary.touchpoints.iter().zip(stages).filter(|(at, _)| shown(at));
    let rows = rows.map(|(at, stage)| TouchpointRow { level: "touchpoint", stage, at });
    let all = TouchpointRow { level: "overall", stage: None, at: &summary.overall };
    let columns = scores_of(summary, basics(summary, std::iter::once(all).chain(rows)));
    let columns = correlations_of(summary, columns);
    let tone = |row: &TouchpointRow<'_>| Tone::muted(row.at.heard().is_none());
    Table {
        id: Some("touchpoint-table"),
        file: Some("touchpoints.csv"),
        total: Some(0),
        shape: Shape::Wide,
        sortable: true,
        main: true,
        filtered: !summary.touchpoints.is_empty(),
        ..columns.toned(word("report.touchpoint_table"), tone)
    }
}

/// Names, counts, labels and sentiment.
fn basics<'a>(
    summary: &'a Summary,
    rows: impl Iterator<Item = TouchpointRow<'a>>,
) -> Columns<'a, TouchpointRow<'a>> {
    let any = |has: fn(&TouchpointSummary) -> bool| {
        std::iter::once(&summary.overall).chain(&summary.touchpoints).any(has)
    };
    let staged = journey::stages(summary).iter().any(Option::is_some);
    Columns::of(rows)
        .given("level", |row| Some(row.level.to_owned()))
        .text(("touchpoint", word("report.touchpoint")), |row| Some((&row.at.name).into()))
        .at_most(WIDEST_NAME)
        .head()
        .text(("stage", word("report.stage")), |row| row.stage.clone())
        .on_if(staged, SHOWN)
        .choice("stage")
        .given(("owner", word("report.owner")), |row| row.at.owner.clone())
        .on_if(any(|row| row.owner.is_some()), SHOWN)
        .count(("responses", word("report.responses")), |row| Some(row.at.responses))
        .brief(plain("n"))
        .dispensable(6)
        .count(("comments", word("report.comments")), |row| Some(row.at.comments))
        .on_if(has_text(summary), FULL)
        .count("very_negative", |row| Some(row.at.labels.very_negative))
        .count("negative", |row| Some(row.at.labels.negative))
        .count("neutral", |row| Some(row.at.labels.neutral))
        .count("positive", |row| Some(row.at.labels.positive))
        .count("very_positive", |row| Some(row.at.labels.very_positive))
        .count("mixed", |row| Some(row.at.labels.mixed))
        .count("undetected", |row| Some(row.at.labels.undetected))
        .cell(plain(""), ColumnKind::Text, |row| {
            Cell::Bar(row.at.sentiment.map_or(f64::NAN, |e| e.value), true)
        })
        .on_if(has_text(summary), TERMINAL)
        .dispensable(5)
        .estimate(("sentiment", word("report.sentiment")), Unit::Coefficient, |row| {
            row.at.sentiment
        })
        .on_if(has_text(summary), Outputs::ALL)
        .coloured(SENTIMENT)
        .count(("own_comments", word("workbook.own_comments")), |row| Some(row.at.own_comments))
        .on_if(any(|row| row.own_comments > 0), WORKBOOK)
        .estimate(("own_sentiment", word("report.own_sentiment")), Unit::Coefficient, |row| {
            row.at.own_sentiment
        })
        .on_if(any(|row| row.own_sentiment.is_some()), SHOWN)
        .coloured(SENTIMENT)
        .number(word("workbook.negative_share"), Unit::Percent, |row| {
            shown_share(row.at, row.at.labels.very_negative + row.at.labels.negative)
        })
        .on(WORKBOOK)
        .number(word("workbook.positive_share"), Unit::Percent, |row| {
            shown_share(row.at, row.at.labels.very_positive + row.at.labels.positive)
        })
        .on(WORKBOOK)
}

/// A share of the judged comments, where sentiment is shown at all.
fn shown_share(row: &TouchpointSummary, part: u64) -> Option<f64> {
    (row.sentiment.is_some() && row.comments > 0).then(|| part as f64 / row.comments as f64)
}

/// Scores: people see those that were asked, the first of them where there is
/// little room.
fn scores_of<'a>(
    summary: &Summary,
    columns: Columns<'a, TouchpointRow<'a>>,
) -> Columns<'a, TouchpointRow<'a>> {
    let asked = scores::asked(summary);
    ScoreKind::ALL.into_iter().fold(columns, |columns, kind| {
        let rank = if asked.first() == Some(&kind) { 1 } else { 3 };
        score_columns(columns, kind, asked.contains(&kind), rank, summary)
    })
}

/// Number of answers and the measures of one score.
fn score_columns<'a>(
    columns: Columns<'a, TouchpointRow<'a>>,
    kind: ScoreKind,
    asked: bool,
    rank: u8,
    summary: &Summary,
) -> Columns<'a, TouchpointRow<'a>> {
    let id = kind.id();
    let of = move |row: &TouchpointRow<'a>| row.at.score(kind);
    let mean = move |row: &TouchpointRow<'a>| of(row)?.mean();
    let n = phrase("workbook.answers", [("score", scores::name(kind))]);
    let columns = columns
        .count((format!("{id}_n"), n), move |row| of(row).map(ScoreSummary::n))
        .on_if(asked, WORKBOOK);
    let headline = |columns: Columns<'a, TouchpointRow<'a>>, outputs: Outputs| {
        let label = (kind.definition().headline_id, scores::heading(kind));
        columns
            .estimate(label, scores::unit(kind), move |row| row.at.headline(kind))
            .on_if(asked, outputs)
            .coloured(scores::colours(kind))
            .dispensable(rank)
    };
    let mean_name = format!("{id}_mean");
    match kind.measure() {
        Measure::Net => {
            type Group = (&'static str, fn(&NpsSummary) -> u64);
            let group = |columns: Columns<'a, TouchpointRow<'a>>, (name, of): Group| {
                let n = move |row: &TouchpointRow<'a>| row.at.score(kind)?.as_net().map(of);
                columns.count((name, word(format!("report.{name}"))), n).on_if(asked, WORKBOOK)
            };
            let groups: [Group; 3] = [
                ("promoters", |nps| nps.promoters),
                ("passives", |nps| nps.passives),
                ("detractors", |nps| nps.detractors),
            ];
            headline(groups.into_iter().fold(columns, group), SHOWN.and(BRIEF))
        }
        Measure::TopTwo => headline(scale(columns, kind), SHOWN.and(BRIEF))
            .brief(scores::name(kind))
            .estimate(format!("{id}_bottom2"), Unit::Percent, move |row| {
                of(row)?.as_top_two().map(|csat| csat.bottom2)
            })
            .estimate((mean_name, scores::mean_heading(kind)), Unit::Mean, mean)
            .on_if(asked, WORKBOOK),
        Measure::Ease => {
            let common = scores::ces_common(summary);
            let columns = scale(columns, kind)
                .estimate((mean_name, scores::mean_heading(kind)), Unit::Mean, mean)
                .on_if(asked, WORKBOOK)
                .estimate(scores::mean_heading(kind), Unit::Mean, move |row| {
                    of(row)?.as_ease().map(|ces| ces.mean_beside(common))
                })
                .on_if(asked, Outputs::PAGE.and(BRIEF))
                .brief(scores::name(kind))
                .dispensable(rank);
            headline(columns, SHOWN)
        }
    }
}

/// Three columns for scripts: the ends of a scale, and which end is good.
fn scale<'a>(
    columns: Columns<'a, TouchpointRow<'a>>,
    kind: ScoreKind,
) -> Columns<'a, TouchpointRow<'a>> {
    let id = kind.id();
    let of = move |row: &TouchpointRow<'a>| row.at.score(kind).and_then(ScoreSummary::scale);
    columns
        .number(format!("{id}_scale_low"), Unit::Given, move |row| of(row).map(|s| s.low))
        .number(format!("{id}_scale_high"), Unit::Given, move |row| of(row).map(|s| s.high))
        .given(format!("{id}_scale_good"), move |row| {
            let good = match of(row)?.direction {
                Direction::Higher => "higher",
                Direction::Lower => "lower",
            };
            Some(good.to_owned())
        })
}

fn correlation(
    row: &TouchpointSummary,
    kind: ScoreKind,
    basis: Basis,
) -> Option<&CorrelationSummary> {
    row.correlations.iter().find(|found| found.score == kind && found.basis == basis)
}

/// Correlations of sentiment with the scores: the page has those with the main
/// score, scripts and sheets have all.
fn correlations_of<'a>(
    summary: &Summary,
    columns: Columns<'a, TouchpointRow<'a>>,
) -> Columns<'a, TouchpointRow<'a>> {
    let asked = scores::asked(summary);
    let main = asked.first().copied();
    let columns = match main {
        Some(main) => columns
            .text(parts([plain("τ-b "), scores::name(main)]), move |row| {
                let found = row.at.correlations.iter().find(|c| c.score == main)?;
                Some(parts([value(&found.tau_b, Unit::Coefficient), plain(stars(found.q))]))
            })
            .on(BRIEF)
            .dispensable(4),
        None => columns,
    };
    let all = ScoreKind::ALL.into_iter().flat_map(|kind| {
        [Basis::Comment, Basis::Opinions].into_iter().map(move |basis| (kind, basis))
    });
    all.fold(columns, |columns, (kind, basis)| {
        let mut rows = std::iter::once(&summary.overall).chain(&summary.touchpoints);
        let known = asked.contains(&kind) && rows.any(|r| correlation(r, kind, basis).is_some());
        let outputs = match (known, main == Some(kind)) {
            (false, _) => CSV,
            (true, false) => WORKBOOK,
            (true, true) => SHOWN,
        };
        of_basis(columns, kind, basis, outputs)
    })
}

fn of_basis<'a>(
    columns: Columns<'a, TouchpointRow<'a>>,
    kind: ScoreKind,
    basis: Basis,
    outputs: Outputs,
) -> Columns<'a, TouchpointRow<'a>> {
    let own = if basis == Basis::Opinions { "own_" } else { "" };
    let prefix = format!("{}_{own}", kind.id());
    let label = |name: &str, measure: &str| {
        let key = format!("workbook.correlation.{own}{measure}");
        (format!("{prefix}{name}"), phrase(key, [("score", scores::name(kind))]))
    };
    let of = move |row: &TouchpointRow<'a>| correlation(row.at, kind, basis);
    let detail = outputs.within(WORKBOOK);
    // The page has of opinions what is left of them without the halo.
    let shown = if basis == Basis::Comment { outputs } else { detail };
    let columns = columns
        .count(label("pairs", "pairs"), move |row| of(row).map(|c| c.n))
        .on_if(true, detail)
        .estimate(label("tau_b", "tau_b"), Unit::Coefficient, move |row| of(row).map(|c| c.tau_b))
        .on_if(true, shown)
        .estimate(format!("{prefix}spearman"), Unit::Coefficient, move |row| {
            of(row).map(|c| c.spearman)
        })
        .number(format!("{prefix}p"), Unit::Probability, move |row| of(row).map(|c| c.p))
        .cell(label("q", "q"), ColumnKind::Number, move |row| {
            let cell =
                |c: &CorrelationSummary| Cell::Number(c.q, Unit::Probability).marked(stars(c.q));
            of(row).map_or(Cell::Absent, cell)
        })
        .on_if(true, shown);
    if basis == Basis::Comment {
        return columns;
    }
    let partial = move |row: &TouchpointRow<'a>| of(row)?.partial;
    columns
        .estimate(label("partial_rho", "partial"), Unit::Coefficient, move |row| {
            partial(row).map(|partial| partial.rho)
        })
        .on_if(true, outputs)
        .number(format!("{prefix}partial_p"), Unit::Probability, move |row| {
            partial(row).map(|partial| partial.p)
        })
}

/// What short reports say under the table.
fn notes(summary: &Summary) -> Vec<Block<'_>> {
    let asked = scores::asked(summary);
    let mut notes = vec![word("report.terminal.intervals")];
    let measured =
        |measure| asked.iter().copied().find(|kind: &ScoreKind| kind.measure() == measure);
    if let Some(kind) = measured(Measure::TopTwo) {
        notes.push(word(match scores::is_of_two(kind, summary) {
            true => "report.terminal.csat_of_two",
            false => "report.terminal.csat",
        }));
    }
    if let Some(kind) = measured(Measure::Ease) {
        let scale = summary.overall.score(kind).and_then(ScoreSummary::scale);
        notes.push(match scale {
            Some(scale) => {
                let key = match scale.direction {
                    Direction::Higher => "report.terminal.ces_higher",
                    Direction::Lower => "report.terminal.ces_lower",
                };
                let end = |value| Text::Number(value, Unit::Given);
                phrase(key, [("low", end(scale.low)), ("high", end(scale.high))])
            }
            None => word("report.terminal.ces_common"),
        });
    }
    if !asked.is_empty() {
        notes.push(word("report.terminal.stars"));
    }
    if summary.touchpoints.iter().any(|row| row.sentiment.is_none() && !unshown(summary, row)) {
        let least = count(summary.suppression.metric);
        notes.push(phrase("report.terminal.suppressed", [("n", least)]));
    }
    notes.into_iter().map(|note| Block::Paragraph(Emphasis::Note, note)).collect()
}

/// What the dashes of the table mean, where it has any.
fn suppressed_note(summary: &Summary) -> Option<Text> {
    let lacks = |row: &TouchpointSummary, kind| {
        summary.overall.headline(kind).is_some() && row.headline(kind).is_none()
    };
    let partly = |row: &TouchpointSummary| {
        row.sentiment.is_none() || ScoreKind::ALL.into_iter().any(|kind| lacks(row, kind))
    };
    let least = count(summary.suppression.metric);
    let any = summary.touchpoints.iter().any(partly);
    any.then(|| phrase("report.suppressed_note", [("n", least)]))
}

fn label_table(summary: &Summary) -> Table<'_> {
    let rows = std::iter::once(&summary.overall).chain(&summary.touchpoints);
    let columns = Columns::of(rows)
        .text(word("report.touchpoint"), |row| Some((&row.name).into()))
        .count(word("report.comments"), |row| Some(row.comments));
    let columns = LABELS.into_iter().fold(columns, |columns, label| {
        columns.number(labels::name(label), Unit::Percent, move |row| {
            // Shares of a suppressed touchpoint would tell what its mean does not.
            row.sentiment.map(|_| labels::share(&row.labels, label))
        })
    });
    Table { total: Some(0), sortable: true, ..columns.table(word("report.label_table")) }
}
