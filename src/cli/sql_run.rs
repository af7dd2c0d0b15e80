//! What `xinsheng sql` does in a build with that feature.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use rust_i18n::t;
use serde_json::{Value, json};
use xinsheng::gate::Gate;
use xinsheng::pipeline::{Judge, OutputFile, RunFiles};
use xinsheng::privacy::Redact;
use xinsheng::sql::{
    Judging, LeftOut, Prepared, Screen, SessionOptions, SqlError, SqlFormat, SqlRows, SqlSession,
    TableWriter, WriterOptions,
};

#[cfg(feature = "cluster")]
use super::cluster_run;
use super::sql::{SqlArgs, SqlFormatArg};
use super::terminal::table_output;
use super::{Common, setup, terminal_width};

/// How often a query is tried whose rows were lost with their executor.
const TRIES: usize = 3;

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
    let place = Place::of(args, common)?;
    let session = place.session();
    let prepared = session.prepare(&query).map_err(|error| place.told(error, common))?;
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
        place.judge_with(args.corrections.laid_over(judge, common)?, args, common)?;
    }
    let options = WriterOptions { bom: args.bom, raw: args.raw };
    let asked = Asked { place: &place, prepared: &prepared, options, common };
    let count = match goes {
        Goes::Screen => asked.again(|| asked.on_screen())?,
        // What has been passed on cannot be taken back.
        Goes::Stdout(format) => asked.written(table_output(), format)?.0,
        Goes::File(path, format) => {
            let (count, out) = asked.again(|| {
                let out = OutputFile::create(path).map_err(setup::writing(path))?;
                asked.written(out, format).with_context(|| path.display().to_string())
            })?;
            out.commit().map_err(setup::writing(path))?;
            count
        }
    };
    account(count, &place, &prepared, &goes, common)?;
    Ok(ExitCode::SUCCESS)
}

/// Where a query is run.
enum Place {
    Here(SqlSession),
    #[cfg(feature = "cluster")]
    Cluster(xinsheng::cluster::Client),
}

impl Place {
    fn of(args: &SqlArgs, common: &Common) -> Result<Place> {
        if let Some(scheduler) = &args.scheduler {
            #[cfg(feature = "cluster")]
            return Ok(Place::Cluster(cluster_run::connect(scheduler, args.partitions, common)?));
            #[cfg(not(feature = "cluster"))]
            {
                let _ = scheduler;
                return super::cluster::lacking(common);
            }
        }
        Ok(Place::Here(session(args, common)?))
    }

    fn session(&self) -> &SqlSession {
        match self {
            Place::Here(session) => session,
            #[cfg(feature = "cluster")]
            Place::Cluster(client) => client.session(),
        }
    }

    /// Gives it a judge.
    #[cfg_attr(not(feature = "cluster"), allow(unused_variables, reason = "used in the others"))]
    fn judge_with(&self, judge: Judge, args: &SqlArgs, common: &Common) -> Result<()> {
        match self {
            Place::Here(session) => session.judge_with(judge),
            #[cfg(feature = "cluster")]
            Place::Cluster(client) => {
                let contents = setup::contents(&args.judge, &args.corrections, common)?;
                let print = xinsheng::pipeline::JudgePrint::of(&judge, contents);
                client.judge_with(judge, print);
            }
        }
        Ok(())
    }

    /// An error in the words of the person who asked.
    fn told(&self, error: SqlError, common: &Common) -> anyhow::Error {
        match self {
            Place::Here(_) => told(error, common),
            #[cfg(feature = "cluster")]
            Place::Cluster(_) => cluster_run::told(error.into(), common),
        }
    }

    /// Whether it is another machine.
    fn is_elsewhere(&self) -> bool {
        !matches!(self, Place::Here(_))
    }
}

/// A query with its files open.
struct Asked<'a> {
    place: &'a Place,
    prepared: &'a Prepared,
    options: WriterOptions,
    common: &'a Common,
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
    let (kept, memory) = setup::shares(threads, common);
    let gate = Gate::new(common.redact(), common.lang());
    // The function masks even where the output is not masked.
    let masks = match common.redact() {
        Redact::Off => Redact::On,
        stated => stated,
    };
    let judging = Judging::new(pool, gate, Gate::new(masks, common.lang()), kept);
    let options = SessionOptions { threads, partitions: args.partitions.unwrap_or(1), memory };
    SqlSession::new(judging, options).map_err(|error| told(error, common))
}

/// An error in the words of the person who asked.
fn told(error: SqlError, common: &Common) -> anyhow::Error {
    match error.into_pipeline() {
        Ok(error) => error.into(),
        Err(error) => anyhow!("{}", error.message_in(common.locale())),
    }
}

impl Asked<'_> {
    fn rows(&self) -> Result<SqlRows<'_>> {
        let rows = self.place.session().run(self.prepared.clone());
        rows.map_err(|error| self.place.told(error, self.common))
    }

    /// Does it once more where executors were lost with rows that they had made.
    fn again<T>(&self, work: impl Fn() -> Result<T>) -> Result<T> {
        let mut tries = if self.place.is_elsewhere() { TRIES } else { 1 };
        loop {
            tries -= 1;
            match work() {
                Err(error) if tries > 0 && is_loss(&error) => {}
                done => return done,
            }
        }
    }

    fn written<W: Write + Send>(&self, out: W, format: SqlFormat) -> Result<(u64, W)> {
        let Asked { place, options, common, .. } = self;
        let memory = setup::memory(common);
        let rows = self.rows()?;
        let schema = Arc::clone(rows.schema());
        // What fails before the first row leaves no header behind.
        let mut rows = rows.peekable();
        if let Some(Err(_)) = rows.peek()
            && let Some(Err(error)) = rows.next()
        {
            return Err(place.told(error, common));
        }
        let mut writer = TableWriter::new(out, &schema, format, *options)?;
        let mut count = 0;
        for batch in rows {
            let batch = batch.map_err(|error| place.told(error, common))?;
            count += batch.num_rows() as u64;
            writer.write(&batch)?;
            memory.check()?;
        }
        let mut out = writer.finish()?;
        out.flush()?;
        Ok((count, out))
    }

    fn on_screen(&self) -> Result<u64> {
        let Asked { place, common, .. } = self;
        let rows = self.rows()?;
        let mut screen = Screen::new(rows.schema());
        let mut whole = true;
        for batch in rows {
            let batch = batch.map_err(|error| place.told(error, common))?;
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
}

/// Whether an error is the loss of an executor.
#[cfg(feature = "cluster")]
fn is_loss(error: &anyhow::Error) -> bool {
    let loss = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<cluster_run::Loss>().is_some()
    };
    error.chain().any(loss)
}

#[cfg(not(feature = "cluster"))]
fn is_loss(_: &anyhow::Error) -> bool {
    false
}

/// Says what was read, judged and left out. What executors judged and left out, they alone know.
fn account(
    rows: u64,
    place: &Place,
    query: &Prepared,
    goes: &Goes<'_>,
    common: &Common,
) -> Result<()> {
    let session = place.session();
    let LeftOut { rows: rejected, outside, sheets, .. } = session.left_out();
    let (judged, elsewhere) = (session.judged(), place.is_elsewhere());
    if common.json {
        let outside: serde_json::Map<_, _> =
            outside.iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
        let known = |value: Value| if elsewhere { Value::Null } else { value };
        let mut value = json!({
            "rows": rows,
            "judged": known(json!(judged)),
            "rejected": known(json!(rejected)),
            "outside_scale": known(json!(outside)),
        });
        if !sheets.is_empty() {
            let sheet = |(file, sheet): (String, String)| json!({ "file": file, "sheet": sheet });
            value["sheets"] = sheets.into_iter().map(sheet).collect();
        }
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
    for (file, sheet) in sheets {
        common.remark(&t!("cli.sql.sheet", locale = locale, file = file, sheet = sheet));
    }
    if elsewhere {
        common.remark(&t!("cli.sql.account_elsewhere", locale = locale, rows = rows));
        if query.counts_scores() {
            common.remark(&t!("cli.sql.outside_elsewhere", locale = locale));
        }
        return Ok(());
    }
    if rejected > 0 {
        common.remark(&t!("cli.sql.rejected", locale = locale, rows = rejected));
    }
    for (name, count) in outside {
        common.remark(&t!("cli.sql.outside", locale = locale, name = name, count = count));
    }
    common.remark(&t!("cli.sql.account", locale = locale, rows = rows, judged = judged));
    Ok(())
}
