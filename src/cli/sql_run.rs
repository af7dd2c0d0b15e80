//! What `xinsheng sql` does in a build with that feature.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use rust_i18n::t;
use serde_json::json;
use xinsheng::gate::Gate;
use xinsheng::pipeline::{OutputFile, RunFiles};
use xinsheng::privacy::Redact;
use xinsheng::sql::{
    Judging, LeftOut, Screen, SessionOptions, SqlError, SqlFormat, SqlRows, SqlSession,
    TableWriter, WriterOptions,
};

use super::sql::{SqlArgs, SqlFormatArg};
use super::terminal::table_output;
use super::{Common, setup, terminal_width};

/// Bytes in which is kept what was found in comments, where there is no limit.
const KEPT: usize = 256 << 20;

/// The least that sorting and grouping can do with.
const LEAST: usize = 16 << 20;

/// Where a result goes, and how.
enum Goes<'a> {
    Screen,
    Stdout(SqlFormat),
    File(&'a Path, SqlFormat),
}

/// Bytes of stack: a query of thousands of terms is planned by functions that call themselves as
/// often.
const STACK: usize = 256 << 20;

pub(super) fn run(args: &SqlArgs, common: &Common) -> Result<ExitCode> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let answer = thread.spawn_scoped(scope, || answer(args, common))?;
        answer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn answer(args: &SqlArgs, common: &Common) -> Result<ExitCode> {
    let goes = goes(args, common)?;
    let query = query(args, common)?;
    let session = session(args, common)?;
    let prepared = session.prepare(&query).map_err(|error| told(error, common))?;
    let mut files = RunFiles::default();
    prepared.files().iter().for_each(|path| files.reads(path));
    args.file.iter().for_each(|path| setup::reads(&mut files, path));
    args.judge.reads(&mut files);
    args.corrections.reads(&mut files);
    common.model.iter().for_each(|model| files.reads_model(model));
    match goes {
        Goes::File(path, _) => files.writes(path),
        Goes::Screen | Goes::Stdout(_) => files.writes_to_stdout(),
    }
    files.check()?;
    if session.lacks_judge(&prepared) {
        let judge = setup::judge(&args.judge, common)?;
        session.judge_with(args.corrections.laid_over(judge, common)?);
    }
    let rows = session.run(prepared).map_err(|error| told(error, common))?;
    let options = WriterOptions { bom: args.bom, raw: args.raw };
    let count = match goes {
        Goes::Screen => on_screen(rows, common)?,
        Goes::Stdout(format) => written(rows, table_output(), format, options, common)?.0,
        Goes::File(path, format) => {
            let out = OutputFile::create(path).map_err(setup::writing(path))?;
            let (count, out) = written(rows, out, format, options, common)
                .with_context(|| path.display().to_string())?;
            out.commit().map_err(setup::writing(path))?;
            count
        }
    };
    account(count, &session, &goes, common)?;
    Ok(ExitCode::SUCCESS)
}

fn goes<'a>(args: &'a SqlArgs, common: &Common) -> Result<Goes<'a>> {
    let locale = common.locale();
    let stated = args.format.map(|format| match format {
        SqlFormatArg::Table => None,
        SqlFormatArg::Csv => Some(SqlFormat::Csv),
        SqlFormatArg::Jsonl => Some(SqlFormat::Jsonl),
        SqlFormatArg::Parquet => Some(SqlFormat::Parquet),
    });
    let Some(path) = args.output.as_deref().filter(|path| path.as_os_str() != "-") else {
        return Ok(match stated {
            Some(Some(format)) => Goes::Stdout(format),
            None if terminal_width().is_none() => Goes::Stdout(SqlFormat::Csv),
            Some(None) | None => Goes::Screen,
        });
    };
    let shown = path.display();
    match (stated, SqlFormat::of_path(path)) {
        (Some(None), _) => bail!("{}", t!("cli.sql.table_on_screen", locale = locale)),
        (Some(Some(stated)), Some(named)) if stated != named => {
            bail!("{}", t!("cli.sql.other_format", locale = locale, path = shown))
        }
        (Some(Some(format)), _) | (None, Some(format)) => Ok(Goes::File(path, format)),
        (None, None) => bail!("{}", t!("cli.sql.no_format", locale = locale, path = shown)),
    }
}

/// The text of the query.
fn query(args: &SqlArgs, common: &Common) -> Result<String> {
    let from = match (&args.query, &args.file) {
        (Some(query), _) if query != "-" => return Ok(query.clone()),
        (_, Some(file)) if file.as_os_str() != "-" => return setup::read(file, common),
        _ => "stdin",
    };
    let mut query = String::new();
    std::io::stdin().lock().read_to_string(&mut query).context(from)?;
    Ok(query)
}

fn session(args: &SqlArgs, common: &Common) -> Result<SqlSession> {
    let pool = setup::pool(common)?;
    let threads = pool.current_num_threads();
    let room = setup::room(threads, common);
    let kept = room.map_or(KEPT, |room| (room / 4).clamp(LEAST / 4, KEPT));
    let memory = room.map(|room| room.saturating_sub(kept).max(LEAST));
    let gate = Gate::new(common.redact(), common.lang());
    // The function masks even where the output is not masked.
    let masks = match common.redact() {
        Redact::Off => Redact::On,
        stated => stated,
    };
    let judging = Judging::new(pool, gate, Gate::new(masks, common.lang()), kept);
    let options = SessionOptions { threads, partitions: args.partitions, memory };
    SqlSession::new(judging, options).map_err(|error| told(error, common))
}

/// An error in the words of the person who asked.
fn told(error: SqlError, common: &Common) -> anyhow::Error {
    match error.into_pipeline() {
        Ok(error) => error.into(),
        Err(error) => anyhow!("{}", error.message_in(common.locale())),
    }
}

fn written<W: Write + Send>(
    rows: SqlRows<'_>,
    out: W,
    format: SqlFormat,
    options: WriterOptions,
    common: &Common,
) -> Result<(u64, W)> {
    let memory = setup::memory(common);
    let mut writer = TableWriter::new(out, rows.schema(), format, options)?;
    let mut count = 0;
    for batch in rows {
        let batch = batch.map_err(|error| told(error, common))?;
        count += batch.num_rows() as u64;
        writer.write(&batch)?;
        memory.check()?;
    }
    let mut out = writer.finish()?;
    out.flush()?;
    Ok((count, out))
}

fn on_screen(rows: SqlRows<'_>, common: &Common) -> Result<u64> {
    let mut screen = Screen::new(rows.schema());
    let mut whole = true;
    for batch in rows {
        let batch = batch.map_err(|error| told(error, common))?;
        whole = screen.add(&batch)?;
        if !whole {
            break;
        }
    }
    let count = screen.rows();
    common.show(&screen.into_text())?;
    if !whole && !common.quiet {
        common.remark(&t!("cli.sql.cut", locale = common.locale(), rows = count));
    }
    Ok(count as u64)
}

/// Says what was read, judged and left out.
fn account(rows: u64, session: &SqlSession, goes: &Goes<'_>, common: &Common) -> Result<()> {
    let LeftOut { rows: rejected, outside, .. } = session.left_out();
    let judged = session.judged();
    if common.json {
        let outside: serde_json::Map<_, _> =
            outside.iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
        let value = json!({
            "rows": rows,
            "judged": judged,
            "rejected": rejected,
            "outside_scale": outside,
        });
        match goes {
            Goes::File(..) => common.show_json(&value)?,
            Goes::Screen | Goes::Stdout(_) => common.remark_json(&value),
        }
        return Ok(());
    }
    if common.quiet {
        return Ok(());
    }
    let locale = common.locale();
    if rejected > 0 {
        common.remark(&t!("cli.sql.rejected", locale = locale, rows = rejected));
    }
    for (name, count) in outside {
        common.remark(&t!("cli.sql.outside", locale = locale, name = name, count = count));
    }
    common.remark(&t!("cli.sql.account", locale = locale, rows = rows, judged = judged));
    Ok(())
}
