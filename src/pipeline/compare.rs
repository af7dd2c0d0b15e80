//! Two waves analysed alike and compared.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::analyze::{Outcome, summarize_understood};
use super::checkpoint::Checkpoint;
use super::compare_outputs::{REJECTS, comparison_files, write_comparison};
use super::compare_themes::themes_of;
use super::corrections::Corrections;
use super::export::Export;
use super::into_folder::Rejects;
use super::judge::Judge;
use super::options::AnalyzeOptions;
use super::output_folder::OutputFolder;
use super::run_files::RunFiles;
use super::sink::Sink;
use super::themes::Lots;
use super::topics;
use super::understood::{Understood, understand};
use super::warnings::corrected;
use super::wave::{WavePart, Waves};
use super::{OnProgress, PipelineError};
use crate::gate::Gate;
use crate::ingest::{Mapping, Rejection};
use crate::journey::comparison::{Acted, ThemeCount, Wave, compare_with};
use crate::lang::Name;
use crate::report::Summary;
use crate::report::comparison::{COMPARISON_VERSION, ComparedWave, ComparisonReport, Question};

/// Settings of a comparison.
#[derive(Debug, Clone, Default)]
pub struct CompareOptions {
    /// How both waves are analysed.
    pub analysis: AnalyzeOptions,
    /// The mapping of the earlier wave, where it is another.
    pub mapping_before: Option<Mapping>,
    /// The touchpoints that had an action in between.
    pub acted: Option<Acted>,
    /// Looks for themes beyond the aspects too, in both waves together.
    pub themes: bool,
}

/// What a comparison found.
#[derive(Debug)]
pub struct Compared {
    /// The result.
    pub report: ComparisonReport,
    /// Where and why reading broke off before the end of a file.
    pub cut_short: Vec<Rejection>,
    /// The files that were written, the report to open first as the last of them.
    pub written: Vec<PathBuf>,
}

/// Analyses two waves, with the same engine and the same topics, and writes what changed into
/// the folder `output`.
///
/// # Errors
/// What ends an [analysis](super::summarize), a wave without rows, a column that does not hold
/// two waves, an output that cannot be written.
pub fn compare(
    waves: Waves<'_>,
    output: &Path,
    (judge, pool): (&Judge, &rayon::ThreadPool),
    options: &CompareOptions,
    progress: OnProgress<'_>,
) -> Result<Compared, PipelineError> {
    let mut checked = RunFiles::default();
    waves.inputs().into_iter().flatten().for_each(|input| checked.reads_input(input));
    checked.writes_into(output, &comparison_files());
    checked.check()?;
    let mut output = OutputFolder::open(output, &comparison_files())?;
    let mut rejects = Rejects::create(&mut output, REJECTS, &options.analysis)?;
    let [before, after] = settings(options);
    let [first, second] = waves.inputs();
    let (first, second) = (understand(first, &before)?, understand(second, &after)?);
    let parts = parts(&waves, &first.files)?;
    let gate = Gate::new(before.redact, before.lang);
    let names = names(&waves, &parts, [&first, &second], &gate);
    let (before, after) = (with(before, &parts, 0), with(after, &parts, 1));
    // One judge for both: another choice of topics would look like a change.
    let mut files: Vec<&Export> = first.files.iter().collect();
    if matches!(waves, Waves::Files { .. }) {
        files.extend(&second.files);
    }
    let alone = before.by_themselves() || after.by_themselves();
    let judging = topics::choose(&files, judge, alone, pool)?;
    let totals = [&first, &second].map(|u| u.files.iter().map(Export::data_rows).sum::<u64>());
    let all = Some(totals[0] + totals[1]);
    let themes = options.themes;
    let mut lots = [Lots::default(), Lots::default()];
    let mut run = |understood: Understood, options: &AnalyzeOptions, side: usize| {
        let done = if side == 0 { 0 } else { totals[0] };
        let shown = move |rows: u64, _: Option<u64>| progress(done + rows, all);
        let (mut none, judging) = (Checkpoint::default(), (&judging, pool));
        let mut sinks: Vec<&mut dyn Sink> = vec![&mut rejects];
        if themes {
            sinks.push(&mut lots[side]);
        }
        summarize_understood(&mut none, understood, &mut sinks, judging, options, &shown)
    };
    let first = run(first, &before, 0)?;
    let second = run(second, &after, 1)?;
    rejects.finish()?;
    for (outcome, other, name) in [(&first, &second, &names[0]), (&second, &first, &names[1])] {
        if outcome.summary.account.rows_read == 0 || outcome.summary.overall.responses == 0 {
            let known = other.summary.period.as_ref().map(|p| format!("{} – {}", p.from, p.to));
            return Err(PipelineError::EmptyWave {
                wave: name.in_lang(options.analysis.lang).to_owned(),
                known: known.unwrap_or_default(),
            });
        }
    }
    let found = match themes {
        true => pool.install(|| themes_of(lots, &judging.0))?,
        false => Vec::new(),
    };
    let told = (options, judge.corrections(), found.as_slice());
    let report = report([&first, &second], names, &waves, told);
    write_comparison(&report, &mut output, &options.analysis)?;
    let cut_short = first.cut_short.into_iter().chain(second.cut_short).collect();
    Ok(Compared { report, cut_short, written: output.commit()? })
}

/// The settings of either wave.
fn settings(options: &CompareOptions) -> [AnalyzeOptions; 2] {
    let after = options.analysis.clone();
    let mapping = options.mapping_before.clone().or_else(|| after.mapping.clone());
    [AnalyzeOptions { mapping, ..after.clone() }, after]
}

fn with(options: AnalyzeOptions, parts: &Option<[WavePart; 2]>, side: usize) -> AnalyzeOptions {
    AnalyzeOptions { part: parts.as_ref().map(|parts| parts[side].clone()), ..options }
}

/// The rows of either wave, where both are in the same files.
fn parts(waves: &Waves<'_>, files: &[Export]) -> Result<Option<[WavePart; 2]>, PipelineError> {
    Ok(match waves {
        Waves::Files { .. } => None,
        Waves::SplitAt { day, .. } => Some(WavePart::split(*day)),
        Waves::By { by, .. } => Some(WavePart::by(by.column(), &by.sides(files)?)),
    })
}

/// How the waves are called: by their files, by the day, or by what the column holds.
fn names(
    waves: &Waves<'_>,
    parts: &Option<[WavePart; 2]>,
    understood: [&Understood; 2],
    gate: &Gate,
) -> [Name; 2] {
    match (waves, parts) {
        (Waves::SplitAt { day, .. }, _) => ["compare.before_day", "compare.from_day"]
            .map(|key| Name::both(|lang| t!(key, locale = lang.code(), day = day).into_owned())),
        (_, Some(parts)) => {
            parts.each_ref().map(|part| Name::same(gate.message(&part.to_string())))
        }
        (_, None) => understood.map(|understood| {
            let files: Vec<&str> = understood.files.iter().map(Export::file).collect();
            match files.as_slice() {
                [first, _, ..] => {
                    let (first, more) = (*first, files.len() - 1);
                    let key = "compare.and_more";
                    Name::both(|lang| {
                        t!(key, locale = lang.code(), file = first, n = more).into_owned()
                    })
                }
                _ => Name::same(files.concat()),
            }
        }),
    }
}

fn report(
    outcomes: [&Outcome; 2],
    names: [Name; 2],
    waves: &Waves<'_>,
    (options, corrections, themes): (&CompareOptions, Option<&Corrections>, &[ThemeCount]),
) -> ComparisonReport {
    let [before, after] = outcomes.map(|outcome| &outcome.summary);
    let least = options.analysis.suppression.metric;
    let (first, second) = (wave(outcomes[0]), wave(outcomes[1]));
    let comparison = compare_with(&first, &second, least, options.acted.as_ref(), themes);
    let one = !matches!(waves, Waves::Files { .. });
    let rows = |summary: &Summary| summary.account.rows_read;
    let all = rows(before) + before.account.rows_not_asked_for;
    let [first, second] = names;
    let compared = |name: Name, summary: &Summary| ComparedWave {
        name,
        files: summary.sources.iter().map(|source| source.file.clone()).collect(),
        account: summary.account,
        responses: summary.overall.responses,
        comments: summary.overall.comments,
        period: summary.period.clone(),
        // What is said of both is said once.
        warnings: summary.warnings.clone(),
    };
    let both = before.warnings.iter().filter(|said| after.warnings.contains(said)).cloned();
    let mut warnings: Vec<Name> = both.collect();
    let mut waves = [compared(first, before), compared(second, after)];
    for wave in &mut waves {
        wave.warnings.retain(|said| !warnings.contains(said));
    }
    // A correction may be of a comment in either wave.
    for (wave, summary) in waves.iter_mut().zip([before, after]) {
        let own = summary.corrections.as_ref().map(corrected);
        wave.warnings.retain(|said| Some(said) != own.as_ref());
        warnings.retain(|said| Some(said) != own.as_ref());
    }
    let corrections = corrections.map(|all| {
        let mut applied = outcomes[0].applied.clone();
        applied.merge(&outcomes[1].applied);
        all.told(&applied)
    });
    if let Some(corrections) = &corrections {
        warnings.insert(0, corrected(corrections));
    }
    // They are told with the earlier wave, and are none of its rows.
    let (undated, of_both) = (outcomes[0].undated, rows(before) + rows(after));
    if undated * 20 >= all.max(1) {
        warnings.insert(0, without_date(undated, all));
    }
    let [first, second] = waves;
    let mut privacy = after.privacy;
    privacy.masked.merge(&before.privacy.masked);
    ComparisonReport {
        version: COMPARISON_VERSION,
        tool: after.tool.clone(),
        before: first,
        after: second,
        same_files: one,
        in_neither: if one { (all + undated).saturating_sub(of_both) } else { 0 },
        questions: if one { Vec::new() } else { questions(before, after) },
        suppression: after.suppression,
        privacy,
        topics: after.topics.clone(),
        touchpoint_source: after.touchpoint_source,
        comparison,
        corrections,
        warnings,
    }
}

/// Says how many of all rows have no date and are in neither wave for that.
fn without_date(undated: u64, all: u64) -> Name {
    let key = "compare.caution.undated";
    Name::both(|lang| t!(key, locale = lang.code(), n = undated, all = all).into_owned())
}

/// What a run is as a wave.
fn wave(outcome: &Outcome) -> Wave<'_> {
    let Outcome { summary, basis, .. } = outcome;
    Wave {
        overall: &summary.overall,
        commented: summary.account.rows_scored,
        touchpoints: &summary.touchpoints,
        source: summary.touchpoint_source,
        segments: &summary.segments,
        drivers: &summary.drivers,
        basis,
    }
}

/// Roles that other columns have in the later wave: another question may have been asked.
fn questions(before: &Summary, after: &Summary) -> Vec<Question> {
    let asked = |summary: &Summary, role: &str| -> BTreeSet<String> {
        let columns = summary.sources.iter().flat_map(|source| &source.columns);
        columns.filter(|column| column.role == role).map(|column| column.name.clone()).collect()
    };
    let roles = ["nps", "csat", "ces", "comment", "touchpoint"].into_iter();
    let differing = roles.filter_map(|role| {
        let (before, after) = (asked(before, role), asked(after, role));
        let other = !before.is_empty() && !after.is_empty() && before != after;
        let only = |own: &BTreeSet<String>, other: &BTreeSet<String>| {
            own.difference(other).cloned().collect::<Vec<String>>()
        };
        other.then(|| Question {
            role: role.to_owned(),
            before: only(&before, &after),
            after: only(&after, &before),
        })
    });
    differing.collect()
}
