//! Themes of exports: their comments are read and judged as for an analysis, and what no aspect
//! took is looked at once more.

mod draw;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rayon::prelude::*;
use rust_i18n::t;

pub(super) use self::draw::{Drawn, Lots};
use super::analyze::{Outcome, summarize};
use super::input::Input;
use super::into_folder::Rejects;
use super::judge::{Judge, JudgedComment};
use super::options::AnalyzeOptions;
use super::output_folder::OutputFolder;
use super::run_files::RunFiles;
use super::sink::Sink;
use super::topics::looking_for;
use super::{OnProgress, PipelineError};
use crate::feedback::{ScoreKind, ScoreValue};
use crate::ingest::Rejection;
use crate::journey::Impact;
use crate::lang::Name;
use crate::report::summary::Verbatim;
use crate::report::themes::{
    THEMES_VERSION, ThemeChange, ThemeMember, ThemeSummary, ThemesReport, csv_tables, html, json,
    markdown,
};
use crate::sentiment::Label;
use crate::stats::difference::proportions;
use crate::stats::interval::{mean, wilson};
use crate::stats::multiple::benjamini_hochberg;
use crate::text::matching_form;
use crate::themes::{Piece, PieceWord, Theme, Themes, discover, usual_number};

/// Words of a piece from which the next sentence begins another.
const LONG: usize = 150;

/// Sentiment up to which something is spoken of negatively.
pub(super) const NEGATIVE: f32 = -0.2;

/// Verbatims of a theme.
const VERBATIMS: usize = 10;

/// Comments that are judged together.
const BATCH: usize = 32;

/// What was left out.
const REJECTS: &str = "themes_rejects.csv";

/// Names of the reports, in the order in which they are put into the folder: what is opened
/// first comes last.
const REPORTS: [&str; 5] =
    ["themes.json", "themes.csv", "themes_comments.csv", "themes.md", "themes.html"];

/// Names of all files that a run puts into its folder.
pub fn themes_files() -> Vec<&'static str> {
    [REJECTS].into_iter().chain(REPORTS).collect()
}

/// Settings of a run.
#[derive(Debug, Clone, Default)]
pub struct ThemesOptions {
    /// How exports are read and judged.
    pub analysis: AnalyzeOptions,
    /// Looks at all that was said, and not only at what no aspect took.
    pub all: bool,
    /// Themes to look for; by the number of comments unless told.
    pub number: Option<usize>,
}

/// What a run found.
#[derive(Debug)]
pub struct FoundThemes {
    /// The result.
    pub report: ThemesReport,
    /// Where and why reading broke off before the end of a file.
    pub cut_short: Vec<Rejection>,
    /// The files that were written, the report to open first as the last of them.
    pub written: Vec<PathBuf>,
}

/// Looks for themes in exports and writes what it finds into the folder `output`.
///
/// # Errors
/// What ends an [analysis](super::summarize), and an output that cannot be written.
pub fn themes(
    inputs: &[Input],
    output: &Path,
    (judge, pool): (&Judge, &rayon::ThreadPool),
    options: &ThemesOptions,
    progress: OnProgress<'_>,
) -> Result<FoundThemes, PipelineError> {
    let mut checked = RunFiles::default();
    inputs.iter().for_each(|input| checked.reads_input(input));
    checked.writes_into(output, &themes_files());
    checked.check()?;
    let mut output = OutputFolder::open(output, &themes_files())?;
    let analysis = &options.analysis;
    let mut rejects = Rejects::create(&mut output, REJECTS, analysis)?.naming(inputs, analysis);
    let mut lots = Lots::default();
    let sinks: &mut [&mut dyn Sink] = &mut [&mut lots, &mut rejects];
    let outcome = summarize(inputs, sinks, judge, pool, analysis, progress)?;
    rejects.finish()?;
    let (of, weighted) = (lots.seen, lots.weighted);
    let drawn = lots.drawn();
    let report = pool.install(|| report(drawn, (of, weighted), &outcome, judge, options))?;
    let (lang, bom) = (analysis.lang, analysis.bom);
    let tables = csv_tables(&report, lang, bom).map_err(PipelineError::rendering("CSV"))?;
    let files = [
        ("themes.html", html(&report, lang).into_bytes()),
        ("themes.json", json(&report).map_err(PipelineError::rendering("themes.json"))?),
        ("themes.md", markdown(&report, lang).into_bytes()),
    ];
    output.write_all(files.into_iter().chain(tables))?;
    Ok(FoundThemes { report, cut_short: outcome.cut_short, written: output.commit()? })
}

/// Part of a comment that is looked at.
pub(super) struct Part {
    /// Number of the comment among those that were drawn.
    pub(super) comment: usize,
    pub(super) sentiment: f32,
    /// Where it stands in the comment, from its first sentence to its last.
    span: (usize, usize),
}

fn report(
    drawn: Vec<Drawn>,
    (of, weighted): (u64, bool),
    outcome: &Outcome,
    judge: &Judge,
    options: &ThemesOptions,
) -> Result<ThemesReport, PipelineError> {
    // What no aspect took is a matter of the topics that the run has looked for.
    let judge = &looking_for(judge, &outcome.summary.topics)?;
    let (parts, pieces) = pieces(&drawn, judge, options.all)?;
    let number = options.number.unwrap_or_else(|| usual_number(pieces.len()));
    let found = discover(&pieces, number);
    let summary = &outcome.summary;
    let mut warnings = summary.warnings.clone();
    let looked_at = drawn.len() as u64;
    if of > looked_at {
        warnings.insert(
            0,
            Name::both(|lang| {
                t!("themes.drawn", locale = lang.code(), n = looked_at, of = of).into_owned()
            }),
        );
    }
    if weighted {
        let key = "themes.weighted";
        warnings.insert(0, Name::both(|lang| t!(key, locale = lang.code()).into_owned()));
    }
    if pieces.iter().all(|piece| piece.embedding.is_none()) {
        let key = "themes.no_embeddings";
        warnings.push(Name::both(|lang| t!(key, locale = lang.code()).into_owned()));
    }
    let comments = |parts: &mut dyn Iterator<Item = usize>| {
        parts.collect::<std::collections::BTreeSet<usize>>().len() as u64
    };
    let measured = Measured { drawn: &drawn, parts: &parts, least: options.analysis.suppression };
    let themes = measured.themes(&found);
    Ok(ThemesReport {
        version: THEMES_VERSION,
        tool: summary.tool.clone(),
        files: summary.sources.iter().map(|source| source.file.clone()).collect(),
        account: summary.account,
        privacy: summary.privacy,
        all: options.all,
        comments: looked_at,
        beyond: comments(&mut parts.iter().map(|part| part.comment)),
        themed: comments(
            &mut found.themes.iter().flat_map(|t| &t.pieces).map(|at| parts[*at].comment),
        ),
        agreement: (!found.themes.is_empty()).then_some(found.agreement),
        members: themes
            .iter()
            .flat_map(|(theme, pieces)| measured.members(theme, pieces))
            .collect(),
        themes: themes.into_iter().map(|(theme, _)| theme).collect(),
        warnings,
    })
}

/// What the comments that were drawn say that no aspect took, or all of it, each piece beside what
/// is known of it.
pub(super) fn pieces(
    drawn: &[Drawn],
    judge: &Judge,
    all: bool,
) -> Result<(Vec<Part>, Vec<Piece>), PipelineError> {
    let (mut parts, mut pieces) = (Vec::new(), Vec::new());
    for (number, comment) in judged(drawn, judge)?.iter().enumerate() {
        // What its question has made no complaint complains in none of its parts.
        let excused = excused(comment.label, drawn[number].label);
        for (mut part, piece) in beyond(number, comment, judge, all) {
            if excused {
                part.sentiment = part.sentiment.max(0.0);
            }
            parts.push(part);
            pieces.push(piece);
        }
    }
    Ok((parts, pieces))
}

/// Whether a comment that is negative by itself is none beside its question.
fn excused(by_itself: Label, in_the_run: Label) -> bool {
    let complains = matches!(by_itself, Label::Negative | Label::VeryNegative);
    complains && matches!(in_the_run, Label::Neutral | Label::Positive | Label::VeryPositive)
}

/// The comments that were drawn, judged once more.
fn judged(drawn: &[Drawn], judge: &Judge) -> Result<Vec<JudgedComment>, PipelineError> {
    let judged: Vec<Result<Vec<_>, _>> = drawn
        .par_chunks(BATCH)
        .map(|batch| judge.judge(batch.iter().map(|comment| comment.lot.text.as_str())))
        .collect();
    Ok(judged.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// What a comment says that no aspect took, or all of it.
fn beyond(number: usize, comment: &JudgedComment, judge: &Judge, all: bool) -> Vec<(Part, Piece)> {
    let text = &comment.text;
    let taken = |unit: usize| comment.opinions.iter().any(|opinion| opinion.unit == unit);
    let mut found: Vec<(Part, Piece)> = Vec::new();
    let mut units: Vec<usize> = Vec::new();
    let mut words: Vec<PieceWord> = Vec::new();
    let mut flush = |units: &mut Vec<usize>, words: &mut Vec<PieceWord>| {
        let span = |unit: usize| text.normalized.original_span(text.units[unit].span.clone());
        if let [first, .., last] | [first @ last] = *units.as_slice()
            && words.iter().any(|word| word.weight > 0.0)
        {
            let own = units.iter().filter_map(|unit| comment.judgement.units.get(*unit));
            let own: Vec<f32> = own.map(|polarity| polarity.sentiment()).collect();
            let sentiment = own.iter().sum::<f32>() / (own.len() as f32).max(1.0);
            let span = (span(first).start, span(last).end);
            let piece =
                Piece { words: std::mem::take(words), embedding: spoken_of(comment, units) };
            found.push((Part { comment: number, sentiment, span }, piece));
        }
        units.clear();
        words.clear();
    };
    for unit in (0..text.units.len()).filter(|unit| all || !taken(*unit)) {
        units.push(unit);
        words.extend(text.unit_words(unit).map(|word| {
            let text = matching_form(word);
            PieceWord { weight: judge.analyzer().topical_weight(&text), text }
        }));
        if words.len() >= LONG {
            flush(&mut units, &mut words);
        }
    }
    flush(&mut units, &mut words);
    found
}

/// The embedding of some units together, a unit by its length; `None` where the engine gave none.
fn spoken_of(comment: &JudgedComment, units: &[usize]) -> Option<Vec<f32>> {
    let own = &comment.judgement.embeddings.as_ref()?.units;
    let mut sum = vec![0.0; own.first()?.len()];
    for unit in units {
        let (vector, span) = (own.get(*unit)?, &comment.text.units[*unit].span);
        sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += span.len() as f32 * value);
    }
    let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    sum.iter_mut().for_each(|value| *value /= length);
    Some(sum)
}

/// What is measured of themes.
struct Measured<'a> {
    drawn: &'a [Drawn],
    parts: &'a [Part],
    least: crate::journey::Suppression,
}

impl Measured<'_> {
    /// The themes, and the numbers of their pieces.
    fn themes<'f>(&self, found: &'f Themes) -> Vec<(ThemeSummary, &'f [usize])> {
        // What is said in a theme by each comment that speaks of it.
        let said: Vec<BTreeMap<usize, Vec<f32>>> = found
            .themes
            .iter()
            .map(|theme| {
                let mut of: BTreeMap<usize, Vec<f32>> = BTreeMap::new();
                for part in theme.pieces.iter().map(|at| &self.parts[*at]) {
                    of.entry(part.comment).or_default().push(part.sentiment);
                }
                of
            })
            .collect();
        let mut impacts: Vec<Option<Impact>> = said.iter().map(|of| self.impact(of)).collect();
        adjust(&mut impacts, |impact| impact.p, |impact, q| impact.q = q);
        let mut changes: Vec<Option<ThemeChange>> = said.iter().map(|of| self.change(of)).collect();
        adjust(&mut changes, |change| change.q, |change, q| change.q = q);
        let all = self.drawn.len() as u64;
        let mut themes: Vec<(ThemeSummary, &'f [usize])> = Vec::new();
        for (((theme, of), impact), change) in
            found.themes.iter().zip(&said).zip(impacts).zip(changes)
        {
            let n = of.len() as u64;
            let means: Vec<f64> = of
                .values()
                .map(|own| f64::from(own.iter().sum::<f32>() / own.len() as f32))
                .collect();
            let negative = means.iter().filter(|mean| **mean <= f64::from(NEGATIVE)).count();
            let (Some(share), Some(negative)) = (wilson(n, all), wilson(negative as u64, n)) else {
                continue;
            };
            let theme_summary = ThemeSummary {
                number: 0,
                name: called(theme),
                words: theme.words.clone(),
                comments: n,
                share,
                negative,
                sentiment: mean(&means).map(|mean| mean.clipped(-1.0, 1.0)),
                impact,
                change,
                verbatims: self.verbatims(&theme.pieces),
            };
            themes.push((theme_summary, theme.pieces.as_slice()));
        }
        themes.sort_by(|(a, _), (b, _)| b.comments.cmp(&a.comments).then(a.words.cmp(&b.words)));
        (1..).zip(&mut themes).for_each(|(number, (theme, _))| theme.number = number);
        themes
    }

    /// What is said of a theme.
    fn members(&self, theme: &ThemeSummary, pieces: &[usize]) -> Vec<ThemeMember> {
        let of = |part: &Part| {
            let lot = &self.drawn[part.comment].lot;
            let said = lot.text.get(part.span.0..part.span.1).unwrap_or(&lot.text);
            ThemeMember {
                theme: theme.number,
                name: theme.name.clone(),
                file: lot.file.clone(),
                row: lot.row,
                sentiment: f64::from(part.sentiment),
                said: said.to_owned(),
            }
        };
        pieces.iter().map(|at| of(&self.parts[*at])).collect()
    }

    /// The score that speaks for the run, as in its report: the first that enough people gave.
    fn main_score(&self) -> Option<ScoreKind> {
        let having =
            |kind: ScoreKind| self.drawn.iter().filter(|c| c.scores.get(kind).is_some()).count();
        ScoreKind::main(|kind| u64::from(having(kind) as u64 >= self.least.metric.max(1)))
    }

    /// The impact on the score that speaks for the run.
    fn impact(&self, of: &BTreeMap<usize, Vec<f32>>) -> Option<Impact> {
        let kind = self.main_score()?;
        let (mut here, mut others): (Vec<ScoreValue>, Vec<ScoreValue>) = Default::default();
        for (number, comment) in self.drawn.iter().enumerate() {
            let Some(score) = comment.scores.get(kind) else { continue };
            if of.contains_key(&number) { &mut here } else { &mut others }.push(score);
        }
        Impact::of_answers(kind, &here, &others, self.least.metric)
    }

    /// The share in the later half of the comments less that in the earlier half; `q` is the p.
    fn change(&self, of: &BTreeMap<usize, Vec<f32>>) -> Option<ThemeChange> {
        let mut times: Vec<DateTime> = self.drawn.iter().filter_map(|c| c.time).collect();
        times.sort_unstable();
        let middle = *times.get(times.len() / 2)?;
        let (mut n, mut hits) = ([0_u64; 2], [0_u64; 2]);
        for (number, comment) in self.drawn.iter().enumerate() {
            let Some(time) = comment.time else { continue };
            let later = usize::from(time >= middle);
            n[later] += 1;
            hits[later] += u64::from(of.contains_key(&number));
        }
        if n.iter().any(|n| *n < self.least.metric.max(1)) {
            return None;
        }
        let tested = proportions([hits[1], hits[0]], [n[1], n[0]])?;
        let [before, after] = [0, 1].map(|half| hits[half] as f64 / n[half] as f64);
        Some(ThemeChange { before, after, difference: tested.difference, q: tested.p })
    }

    fn verbatims(&self, pieces: &[usize]) -> Vec<Verbatim> {
        if (pieces.len() as u64) < self.least.verbatim {
            return Vec::new();
        }
        let mut seen = std::collections::BTreeSet::new();
        let parts = pieces.iter().map(|at| &self.parts[*at]);
        let new = parts.filter(|part| seen.insert(&self.drawn[part.comment].lot.text));
        let kind = self.main_score();
        let quoted = |part: &Part| {
            let comment = &self.drawn[part.comment];
            Verbatim {
                file: comment.lot.file.clone(),
                row: comment.lot.row,
                text: comment.lot.text.clone(),
                evidence: part.span,
                label: comment.label,
                sentiment: f64::from(part.sentiment),
                score: kind.and_then(|kind| comment.scores.get(kind)).map(|score| score.value),
            }
        };
        new.take(VERBATIMS).map(quoted).collect()
    }
}

/// Makes q of the p of those that have one.
fn adjust<T>(all: &mut [Option<T>], p: impl Fn(&T) -> f64, set: impl Fn(&mut T, f64)) {
    let known: Vec<f64> = all.iter().flatten().map(p).collect();
    let adjusted = benjamini_hochberg(&known).unwrap_or_default();
    all.iter_mut().flatten().zip(adjusted).for_each(|(one, q)| set(one, q));
}

/// The name of a theme: a phrase, Chinese ones without a space, or words beside each other.
pub(super) fn called(theme: &Theme) -> String {
    let latin = theme.name.iter().any(|word| word.is_ascii());
    theme.name.join(match (theme.phrase, latin) {
        (false, _) => " / ",
        (true, true) => " ",
        (true, false) => "",
    })
}
