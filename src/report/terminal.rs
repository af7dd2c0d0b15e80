//! The result as a person reads it on a terminal: what was read, the overall
//! numbers, the touchpoint table, the journey, the heaviest drivers, the worst
//! pain points, whether words and scores agree, and the warnings.
//!
//! Styles are escape sequences inside the text; the caller prints through
//! `anstream`, which removes them where there is no terminal.

mod drivers;
mod journey;
mod mismatch;

use anstyle::{AnsiColor, Style};
use rust_i18n::t;
use unicode_width::UnicodeWidthStr;

use super::aligned_table::{AlignedColumn, Cell, aligned_table, shorten, styled};
use super::asked_scores::asked_scores;
use super::evidence::split_evidence;
use super::number_format::{ABSENT, NumberFormat, stars};
use super::shortened::{ON_SCREEN, shortened};
use super::{Lang, Summary};
use crate::feedback::{Direction, Measure, ScoreKind};
use crate::gate::visible::one_line;
use crate::report::summary::{Estimate, PainPoint, ScoreSummary, TouchpointSummary};

/// Pain points shown; the report has them all.
const PAIN_POINTS: usize = 5;
/// Widest touchpoint name, in cells.
const NAME_WIDTH: usize = 24;
/// Cells on either side of the zero of a sentiment bar.
const BAR: usize = 4;

/// The summary in at most `width` cells a line, as far as the longest single
/// word or sentence allows.
pub fn terminal_summary(summary: &Summary, lang: Lang, width: usize) -> String {
    let summary = &*shortened(summary, ON_SCREEN, lang);
    let terminal = Terminal { lang, width, format: NumberFormat::ascii(lang) };
    let mut text = terminal.header(summary);
    text.push_str(&terminal.overall(summary));
    text.push_str(&terminal.touchpoints(summary));
    text.push_str(&terminal.journey(summary));
    text.push_str(&terminal.drivers(summary));
    text.push_str(&terminal.pain_points(summary));
    text.push_str(&terminal.mismatch(summary));
    text.push_str(&terminal.warnings(summary));
    text
}

struct Terminal {
    lang: Lang,
    width: usize,
    format: NumberFormat,
}

impl Terminal {
    fn word(&self, key: &str) -> String {
        t!(key, locale = self.lang.code()).into_owned()
    }

    fn heading(&self, key: &str) -> String {
        format!("\n{}\n", styled(&self.word(key), Style::new().bold()))
    }

    fn header(&self, summary: &Summary) -> String {
        let dimmed = Style::new().dimmed();
        let mut text = String::new();
        for source in &summary.sources {
            let rows = t!(
                "report.terminal.source",
                locale = self.lang.code(),
                format = printable(&source.format),
                rows = self.format.count(source.rows)
            );
            text.push_str(&format!(
                "{}  {}\n",
                styled(&printable(&source.file), Style::new().bold()),
                styled(&rows, dimmed)
            ));
        }
        if let Some(period) = &summary.period {
            let period = t!(
                "report.period",
                locale = self.lang.code(),
                from = self.format.day(&period.from),
                to = self.format.day(&period.to)
            );
            text.push_str(&format!("{period}\n"));
        }
        let account = &summary.account;
        let rows = t!(
            "report.terminal.account",
            locale = self.lang.code(),
            read = self.format.count(account.rows_read),
            scored = self.format.count(account.rows_scored),
            without = self.format.count(account.rows_without_comment),
            rejected = self.format.count(account.rows_rejected)
        );
        text.push_str(&format!("{rows}\n"));
        let responses = &summary.responses;
        if let Some((invited, rate)) = responses.invited.zip(responses.response_rate) {
            let rate = t!(
                "report.response_rate",
                locale = self.lang.code(),
                rate = self.format.percent(rate),
                answered = self.format.count(responses.answered),
                invited = self.format.count(invited)
            );
            text.push_str(&format!("{rate}\n"));
        }
        if account.cells_rejected > 0 {
            let cells = t!(
                "report.terminal.cells",
                locale = self.lang.code(),
                cells = self.format.count(account.cells_rejected)
            );
            text.push_str(&format!("{cells}\n"));
        }
        text
    }

    /// The scores of everything, as many on a line as fit.
    fn overall(&self, summary: &Summary) -> String {
        let overall = &summary.overall;
        let mut items = vec![self.item(
            &self.word("report.sentiment"),
            overall.sentiment.as_ref(),
            |f, v| f.signed(v, 2),
            overall.comments,
        )];
        for kind in asked_scores(summary) {
            let (estimate, n) = score(overall, kind, false);
            items.push(self.item(
                &self.score_word(kind),
                estimate.as_ref(),
                |f, v| write_score(f, kind, v),
                n,
            ));
        }
        let mut text = self.heading("report.overall");
        let mut used = 0;
        for item in items {
            let cells = anstream::adapter::strip_str(&item).to_string().width();
            if used > 0 && used + 3 + cells > self.width {
                text.push('\n');
                used = 0;
            }
            if used > 0 {
                text.push_str("   ");
                used += 3;
            }
            text.push_str(&item);
            used += cells;
        }
        text.push('\n');
        text
    }

    fn item(
        &self,
        name: &str,
        estimate: Option<&Estimate>,
        write: impl Fn(&NumberFormat, f64) -> String,
        n: u64,
    ) -> String {
        match estimate {
            Some(estimate) => format!(
                "{name} {} {} n={}",
                styled(&write(&self.format, estimate.value), Style::new().bold()),
                self.format.interval(estimate, &write),
                self.format.count(n)
            ),
            None => format!("{name} {ABSENT}"),
        }
    }

    /// The score's abbreviation, with what is measured where that is not
    /// plain.
    fn score_word(&self, kind: ScoreKind) -> String {
        match kind.measure() {
            Measure::TopTwo => kind.definition().column.in_lang(self.lang).to_owned(),
            Measure::Net | Measure::Ease => kind.as_str().to_owned(),
        }
    }

    fn touchpoints(&self, summary: &Summary) -> String {
        let mut text = self.heading("report.touchpoints");
        if summary.touchpoints.is_empty() {
            text.push_str(&self.word("report.empty.touchpoints"));
            text.push('\n');
            return text;
        }
        let rows = &summary.touchpoints;
        let column = |heading: String, dispensable, cell: &dyn Fn(&TouchpointSummary) -> Cell| {
            AlignedColumn {
                heading,
                cells: rows.iter().map(cell).collect(),
                align_right: true,
                dispensable,
            }
        };
        let format = &self.format;
        let count = |n| Cell::from(format.count(n));
        let interval = |estimate: Option<Estimate>,
                        write: &dyn Fn(&NumberFormat, f64) -> String| Cell {
            text: estimate.map(|e| format.interval(&e, write)).unwrap_or_default(),
            style: Style::new().dimmed(),
        };
        let asked = asked_scores(summary);
        let common = summary.overall.scores.ces().is_some_and(|ces| ces.scale.is_none());
        let mut columns = vec![
            AlignedColumn {
                align_right: false,
                ..column(self.word("report.touchpoint"), 0, &|row| {
                    shorten(&printable(row.name.in_lang(self.lang)), NAME_WIDTH).into()
                })
            },
            column("n".into(), 6, &|row| count(row.responses)),
            AlignedColumn {
                align_right: false,
                ..column(String::new(), 5, &|row| sentiment_bar(row.sentiment))
            },
            column(self.word("report.sentiment"), 0, &|row| {
                row.sentiment.map_or(ABSENT.into(), |e| format.signed(e.value, 2)).into()
            }),
            column(String::new(), 7, &|row| interval(row.sentiment, &|f, v| f.signed(v, 2))),
        ];
        for (i, kind) in asked.iter().copied().enumerate() {
            columns.push(column(kind.as_str().into(), if i == 0 { 1 } else { 3 }, &|row| {
                score(row, kind, common)
                    .0
                    .map_or(ABSENT.into(), |e| write_score(format, kind, e.value))
                    .into()
            }));
            columns.push(column(String::new(), 8, &|row| {
                interval(score(row, kind, common).0, &|f, v| write_score(f, kind, v))
            }));
        }
        if let Some(main) = asked.first().copied() {
            columns.push(AlignedColumn {
                align_right: false,
                ..column(format!("τ-b {}", main.as_str()), 4, &|row| {
                    let correlation = row.correlations.iter().find(|c| c.score == main);
                    correlation
                        .map_or(ABSENT.into(), |c| {
                            format!("{}{}", format.signed(c.tau_b.value, 2), stars(c.q))
                        })
                        .into()
                })
            });
        }
        text.push_str(&aligned_table(columns, self.width));
        text.push_str(&self.touchpoint_notes(summary, &asked));
        text
    }

    fn touchpoint_notes(&self, summary: &Summary, asked: &[ScoreKind]) -> String {
        let mut notes = vec![self.word("report.terminal.intervals")];
        if asked.contains(&ScoreKind::Csat) {
            notes.push(self.word("report.terminal.csat"));
        }
        if asked.contains(&ScoreKind::Ces) {
            let scale = summary.overall.scores.ces().and_then(|ces| ces.scale);
            notes.push(match scale {
                Some(scale) => {
                    let key = match scale.direction {
                        Direction::Higher => "report.terminal.ces_higher",
                        Direction::Lower => "report.terminal.ces_lower",
                    };
                    t!(key, locale = self.lang.code(), low = scale.low, high = scale.high)
                        .into_owned()
                }
                None => self.word("report.terminal.ces_common"),
            });
        }
        if !asked.is_empty() {
            notes.push(self.word("report.terminal.stars"));
        }
        let suppressed = |t: &TouchpointSummary| t.sentiment.is_none();
        if summary.touchpoints.iter().any(suppressed) {
            notes.push(
                t!(
                    "report.terminal.suppressed",
                    locale = self.lang.code(),
                    n = self.format.count(summary.suppression.metric)
                )
                .into_owned(),
            );
        }
        notes.iter().map(|note| format!("{}\n", styled(note, Style::new().dimmed()))).collect()
    }

    fn pain_points(&self, summary: &Summary) -> String {
        let mut text = self.heading("report.pain_points");
        if summary.pain_points.is_empty() {
            text.push_str(&self.word("report.empty.pain_points"));
            text.push('\n');
        }
        for pain in summary.pain_points.iter().take(PAIN_POINTS) {
            text.push_str(&self.pain_point(pain));
        }
        if summary.pain_points.iter().take(PAIN_POINTS).any(|pain| pain.impact.is_some()) {
            let note = self.word("report.impact_note");
            text.push_str(&format!("{}\n", styled(&note, Style::new().dimmed())));
        }
        text
    }

    fn pain_point(&self, pain: &PainPoint) -> String {
        let title = format!(
            "{} × {}",
            printable(pain.touchpoint.in_lang(self.lang)),
            printable(pain.aspect.in_lang(self.lang))
        );
        let share = t!(
            "report.terminal.pain_share",
            locale = self.lang.code(),
            share = self.format.percent(pain.negative_share.value),
            interval = self.format.interval(&pain.negative_share, NumberFormat::percent),
            mentions = self.format.count(pain.mentions)
        );
        let mut line =
            format!("{:>2}  {}  {share}", pain.rank, styled(&title, Style::new().bold()));
        if let Some(impact) = &pain.impact {
            let value = self.format.signed(impact.value, 1);
            line.push_str(&format!("  {} {value}", impact.score.as_str()));
        }
        line.push('\n');
        if let Some(verbatim) = pain.verbatims.first() {
            let room = self.width.saturating_sub(6);
            let (before, evidence, after) = split_evidence(verbatim);
            let parts = [before, evidence, after].map(printable);
            let underlined = Style::new().underline();
            let comment = if parts.iter().map(|part| part.width()).sum::<usize>() <= room {
                format!("{}{}{}", parts[0], styled(&parts[1], underlined), parts[2])
            } else if parts[1].is_empty() {
                shorten(&parts[0], room)
            } else {
                let lead = if parts[0].is_empty() { "" } else { "…" };
                let rest = format!("{}{}", parts[1], parts[2]);
                let short = shorten(&rest, room.saturating_sub(lead.width()));
                match short.strip_prefix(parts[1].as_str()) {
                    Some(rest) => format!("{lead}{}{rest}", styled(&parts[1], underlined)),
                    None => format!("{lead}{}", styled(&short, underlined)),
                }
            };
            let place = format!("{}:{}", printable(&verbatim.file), verbatim.row);
            line.push_str(&format!("    {comment}\n"));
            line.push_str(&format!("    {}\n", styled(&place, Style::new().dimmed())));
        }
        line
    }

    fn warnings(&self, summary: &Summary) -> String {
        let said = summary.warnings.iter().map(|warning| printable(warning.in_lang(self.lang)));
        let warnings: Vec<String> = self.reversed(summary).into_iter().chain(said).collect();
        if warnings.is_empty() {
            return String::new();
        }
        let mark = styled("!", AnsiColor::Yellow.on_default().bold());
        let lines: String = warnings.iter().map(|text| format!("{mark} {text}\n")).collect();
        self.heading("report.warnings") + &lines
    }
}

/// The headline estimate of one score and its number of answers: NPS, the
/// top-2-box share of CSAT, the mean of CES, on the `common` 0–100 footing
/// where scales differ.
fn score(touchpoint: &TouchpointSummary, kind: ScoreKind, common: bool) -> (Option<Estimate>, u64) {
    let Some(score) = touchpoint.score(kind) else { return (None, 0) };
    let shown = match score {
        ScoreSummary::Net(_) | ScoreSummary::TopTwo(_) => score.headline(),
        ScoreSummary::Ease(ces) => ces.mean_beside(common),
    };
    (Some(shown), score.n())
}

fn write_score(format: &NumberFormat, kind: ScoreKind, value: f64) -> String {
    match kind.measure() {
        Measure::Net => format.signed(value, 0),
        Measure::TopTwo => format.percent(value),
        Measure::Ease => format.decimal(value, 2),
    }
}

/// A bar that grows left of the middle for negative and right for positive
/// sentiment, in half cells.
fn sentiment_bar(sentiment: Option<Estimate>) -> Cell {
    let Some(value) = sentiment.map(|e| e.value).filter(|value| value.is_finite()) else {
        return Cell::default();
    };
    let halves = (value.abs().min(1.0) * (2 * BAR) as f64).round() as usize;
    let full = "█".repeat(halves / 2);
    let side = if value < 0.0 {
        let half = if halves % 2 == 1 { "▐" } else { "" };
        format!("{:>BAR$}│{:BAR$}", format!("{half}{full}"), "")
    } else {
        let half = if halves % 2 == 1 { "▌" } else { "" };
        format!("{:BAR$}│{:<BAR$}", "", format!("{full}{half}"))
    };
    let colour = if value < 0.0 { AnsiColor::Red } else { AnsiColor::Cyan };
    Cell { text: side, style: colour.on_default() }
}

/// A name or a quotation as it stands on one line of the terminal.
fn printable(text: &str) -> String {
    one_line(text).into_owned()
}

#[cfg(test)]
mod tests;
