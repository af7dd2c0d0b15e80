//! `xinsheng evaluate`: how good an engine is on labelled comments.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use rayon::prelude::*;
use rust_i18n::t;
use xinsheng::evaluation::{Evaluation, SetMetrics};
use xinsheng::gate::visible::shortened;
use xinsheng::ingest::Rejection;
use xinsheng::pipeline::{JudgedComment, RunFiles};
use xinsheng::report::aligned_table::{AlignedColumn, aligned_table};
use xinsheng::sentiment::labelled::Labelled;
use xinsheng::training::{LabelColumns, read_labelled};

use super::reading::OneTableArgs;
use super::{Common, setup};

/// Comments judged at a time.
const BATCH: usize = 256;

/// Which columns of a labelled file hold what.
#[derive(Debug, Args)]
pub(super) struct LabelArgs {
    /// Column that holds the comments
    #[arg(long, value_name = "COLUMN", default_value = "text")]
    text: String,
    /// Column with the polarity: neg, neu, pos; negative…; -1, 0, 1; 负面…
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// Column with a rating
    #[arg(long, value_name = "COLUMN", requires = "rating_scale")]
    rating: Option<String>,
    /// The rating's scale, as 1-5, or the column that holds it
    #[arg(long, value_name = "SCALE|COLUMN")]
    rating_scale: Option<String>,
    /// Column with an emotion
    #[arg(long, value_name = "COLUMN")]
    emotion: Option<String>,
    /// Column that names the data set of a row; sets are treated apart
    #[arg(long, value_name = "COLUMN")]
    set: Option<String>,
    #[command(flatten)]
    read: OneTableArgs,
}

/// Reads the labelled rows of one file, and says what was passed over; where reading broke off
/// before its end goes to `cut_short`.
pub(super) fn labelled(
    path: &std::path::Path,
    args: &LabelArgs,
    common: &Common,
    cut_short: &mut Vec<Rejection>,
) -> Result<Vec<Labelled>> {
    let locale = common.locale();
    if args.label.is_none() && args.rating.is_none() && args.emotion.is_none() {
        bail!("{}", t!("cli.no_labels", locale = locale));
    }
    let columns = LabelColumns {
        text: args.text.clone(),
        label: args.label.clone(),
        rating: args.rating.clone(),
        rating_scale: args.rating_scale.clone(),
        emotion: args.emotion.clone(),
        set: args.set.clone(),
    };
    let (mut rows, passed_over) = read_labelled(&args.read.input(path)?, &columns)?;
    for row in &mut rows {
        row.set = common.gate().name(&row.set).into_owned();
    }
    let gate = common.gate();
    cut_short.extend(passed_over.cut_short.map(|cut| Rejection {
        file: gate.file(&cut.file).into(),
        found: gate.quote(&cut.found),
        ..cut
    }));
    let file = path.display();
    let unknown = passed_over.unknown.map_or_else(String::new, |(row, column, found)| {
        let found = common.gate().quote(&shortened(&found, Rejection::FOUND_CHARS));
        let key = "cli.unknown_label";
        t!(key, locale = locale, row = row, column = column, found = found).into_owned()
    });
    if rows.is_empty() {
        bail!("{}", t!("cli.nothing_labelled", locale = locale, file = file, unknown = unknown));
    }
    if passed_over.rows > 0 && !common.quiet {
        let (key, count) = ("cli.passed_over", passed_over.rows);
        common.remark(&t!(key, locale = locale, file = file, count = count, unknown = unknown));
    }
    Ok(rows)
}

#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// Labelled comments, in any format `analyze` reads
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    labels: LabelArgs,
    #[command(flatten)]
    judge: setup::JudgeArgs,
}

pub(super) fn run(args: &EvaluateArgs, common: &Common) -> Result<ExitCode> {
    let mut files = RunFiles::default();
    args.files.iter().for_each(|file| setup::reads(&mut files, file));
    args.judge.reads(&mut files);
    common.model.iter().for_each(|model| files.reads_model(model));
    files.writes_to_stdout();
    files.check()?;
    let (judge, pool) = (setup::judge(&args.judge, common)?, setup::pool(common)?);
    let (mut evaluation, mut cut_short) = (Evaluation::default(), Vec::new());
    for path in &args.files {
        let rows = labelled(path, &args.labels, common, &mut cut_short)?;
        let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        let judged: Vec<Result<Vec<JudgedComment>, _>> = pool.install(|| {
            texts.par_chunks(BATCH).map(|batch| judge.judge(batch.iter().copied())).collect()
        });
        let judged = judged.into_iter().collect::<Result<Vec<_>, _>>()?;
        rows.iter()
            .zip(judged.iter().flatten())
            .for_each(|(row, s)| evaluation.add(row, &s.judgement));
    }
    let scores = evaluation.scores();
    if common.json {
        common.show_json(&scores)?;
    } else {
        common.show(&table(&scores, common.locale()))?;
    }
    Ok(setup::ended(&cut_short, common))
}

fn table(scores: &[SetMetrics], locale: &str) -> String {
    let word = |key: &str| t!(key, locale = locale).into_owned();
    let column =
        |heading: &str, dispensable, right, cell: &dyn Fn(&SetMetrics) -> String| AlignedColumn {
            heading: heading.to_owned(),
            cells: scores.iter().map(|set| cell(set).into()).collect(),
            align_right: right,
            dispensable,
        };
    let digits = |value: f64| format!("{value:.3}");
    let some = |n: u64, value: f64| if n > 0 { digits(value) } else { String::new() };
    let recalls = |set: &SetMetrics| {
        set.classes.iter().map(|class| format!("{:.2}", class.recall)).collect::<Vec<_>>().join("/")
    };
    let measured = |value: &Option<(f64, u64)>| value.map(|(v, _)| digits(v)).unwrap_or_default();
    let columns = vec![
        column(&word("cli.evaluate.set"), 0, false, &|set| set.set.clone()),
        column("n", 1, true, &|set| set.n.to_string()),
        column(&word("cli.evaluate.classes"), 4, true, &|set| {
            if set.n == 0 { String::new() } else { (2 + u8::from(set.three_class)).to_string() }
        }),
        column(&word("cli.evaluate.accuracy"), 1, true, &|set| some(set.n, set.accuracy)),
        column(&word("cli.evaluate.macro_f1"), 1, true, &|set| some(set.n, set.macro_f1)),
        column(&word("cli.evaluate.binary"), 2, true, &|set| some(set.n, set.binary_accuracy)),
        column(&word("cli.evaluate.recalls"), 5, true, &recalls),
        column(&word("cli.evaluate.calibration"), 3, true, &|set| {
            some(set.n, set.calibration_error)
        }),
        column(&word("cli.evaluate.stars"), 6, true, &|set| measured(&set.stars)),
        column(&word("cli.evaluate.emotion"), 7, true, &|set| measured(&set.emotion)),
    ];
    let mut text = aligned_table(columns, 160);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
