//! `xinsheng inspect`: what is recognised in an export, and as a mapping.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use rust_i18n::t;
use serde_json::{Value, json};
use xinsheng::ingest::{ColumnMapping, Evidence, Preset, Warning, tool_in};
use xinsheng::lang::Name;
use xinsheng::pipeline::{Export, Inputs, RunFiles, Sheets, write_output};
use xinsheng::report::aligned_table::{AlignedColumn, GAP, aligned_table, shorten, table_width};

use super::reading::OneTableArgs;
use super::{Common, setup, terminal_width};

/// Evidence is shortened to no fewer cells than this; a terminal without room
/// for them does without.
const EVIDENCE_WIDTH: usize = 24;

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Export files, or patterns such as "exports/*.csv"; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "list_presets")]
    files: Vec<PathBuf>,
    /// Write what is recognised as a mapping to edit; `-` is standard output
    #[arg(long, short, value_name = "MAPPING")]
    output: Option<PathBuf>,
    #[command(flatten)]
    mapping: setup::MappingArgs,
    /// List the shipped mappings
    #[arg(long)]
    list_presets: bool,
    #[command(flatten)]
    read: OneTableArgs,
}

pub(super) fn run(args: &InspectArgs, common: &Common) -> Result<ExitCode> {
    if args.list_presets {
        return list_presets(common);
    }
    let to_stdout = args.output.as_deref().is_some_and(|path| path.as_os_str() == "-");
    let mut files = RunFiles::default();
    files.reads_named(&args.files)?;
    args.mapping.reads(&mut files);
    files.writes_to_stdout();
    if let Some(path) = args.output.as_deref().filter(|_| !to_stdout) {
        files.writes(path);
    }
    files.check()?;
    let user = setup::mapping(&args.mapping, common)?;
    let inputs = Inputs::new(&args.files, &args.read.options(), &Sheets::First)?;
    if !common.quiet {
        setup::say_named_twice(&inputs, common);
    }
    let inputs = inputs.files;
    if inputs.len() > 1 && args.output.is_some() {
        bail!("{}", t!("cli.inspect.one_mapping", locale = common.locale()));
    }
    let open = |input| Export::open(input, user.as_ref(), common.gate());
    let exports = inputs.iter().map(open).collect::<Result<Vec<Export>, _>>()?;
    show(&exports, to_stdout, common)?;
    match (&args.output, exports.as_slice()) {
        (Some(path), [export]) if !to_stdout => {
            let mapping = export.mapping().to_toml(common.lang());
            write_output(path, mapping.as_bytes()).map_err(setup::writing(path))?;
            if !common.quiet {
                common.remark(&t!(
                    "cli.inspect.written",
                    locale = common.locale(),
                    path = path.display()
                ));
            }
        }
        (None, _) if !common.quiet && !common.json => {
            common.remark(&t!("cli.inspect.hint", locale = common.locale()));
        }
        _ => {}
    }
    // As for the commands that go on from here.
    let mut cuts = exports.iter().filter_map(Export::cut_short);
    match cuts.next() {
        Some(cut) => bail!("{}", cut.message_in(common.locale())),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Shows what is recognised: of one file as an object, of several as an array.
fn show(exports: &[Export], as_mapping: bool, common: &Common) -> Result<()> {
    match exports {
        [export] if as_mapping => common.show(&export.mapping().to_toml(common.lang()))?,
        [export] if common.json => common.show_json(&as_json(export))?,
        several if common.json => {
            common.show_json(&several.iter().map(as_json).collect::<Vec<Value>>())?;
        }
        several => {
            let all: Vec<String> =
                several.iter().map(|export| table(export, common.locale())).collect();
            common.show(&all.join("\n"))?;
        }
    }
    Ok(())
}

fn list_presets(common: &Common) -> Result<ExitCode> {
    if common.json {
        let preset = |preset: &Preset| json!({ "name": preset.id, "systems": preset.systems });
        let presets: Vec<Value> = Preset::ALL.iter().map(preset).collect();
        common.show_json(&presets)?;
    } else {
        let line = |preset: &Preset| format!("{:<12} {}\n", preset.id, preset.systems);
        common.show(&Preset::ALL.iter().map(line).collect::<String>())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Sentences are in both languages, as those of `summary.json`.
fn as_json(export: &Export) -> Value {
    let layout = export.layout();
    let warning = |warning: &Warning| Name::both(|lang| warning.words_in(lang.code()));
    let column = |column: &ColumnMapping| {
        json!({
            "name": column.name,
            "role": column.role.as_str(),
            "touchpoint": column.touchpoint,
            "scale": column.scale,
            "evidence": Name::both(|lang| Evidence::sentence_in(&column.evidence, lang.code())),
        })
    };
    json!({
        "file": export.file(),
        "format": layout.format.name(),
        "encoding": layout.format.encoding(),
        "dialect": layout.dialect,
        "skip_rows": layout.skip_rows,
        "header_rows": layout.header_rows,
        "rows": export.data_rows(),
        "rows_rejected": export.rows_rejected(),
        "columns": export.mapping().columns.iter().map(column).collect::<Vec<_>>(),
        "warnings": export.warnings().iter().map(warning).collect::<Vec<_>>(),
    })
}

fn table(export: &Export, locale: &str) -> String {
    let layout = export.layout();
    let mut text = t!(
        "cli.inspect.file",
        locale = locale,
        file = export.file(),
        format = layout.format.name(),
        encoding = layout.format.encoding().unwrap_or("–"),
        rows = export.data_rows(),
        header = layout.header_rows,
        skipped = layout.skip_rows
    )
    .into_owned();
    if let Some(dialect) = layout.dialect {
        let tool = tool_in(dialect, locale);
        text.push_str(&format!("\n{}", t!("cli.inspect.tool", locale = locale, tool = tool)));
    }
    text.push_str("\n\n");
    let columns = &export.mapping().columns;
    let column = |key: &str, dispensable: u8, cell: &dyn Fn(usize) -> String| AlignedColumn {
        heading: t!(key, locale = locale).into_owned(),
        cells: (0..columns.len()).map(|i| cell(i).into()).collect(),
        align_right: false,
        dispensable,
    };
    // In a pipe nothing is left out: somebody may search it.
    let width = terminal_width().unwrap_or(usize::MAX);
    let mut shown = vec![
        column("cli.inspect.column", 0, &|i| columns[i].name.clone()),
        column("cli.inspect.role", 0, &|i| {
            let role = columns[i].role.as_str();
            match &columns[i].touchpoint {
                Some(touchpoint) => format!("{role} @ {touchpoint}"),
                None => role.to_owned(),
            }
        }),
        column("cli.inspect.scale", 1, &|i| {
            columns[i].scale.map(|scale| scale.to_string()).unwrap_or_default()
        }),
    ];
    let room = width.saturating_sub(table_width(&shown) + GAP).max(EVIDENCE_WIDTH);
    shown.push(column("cli.inspect.evidence", 2, &|i| {
        shorten(&Evidence::sentence_in(&columns[i].evidence, locale), room)
    }));
    text.push_str(&aligned_table(shown, width));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let rejected = export.rows_rejected();
    if rejected > 0 {
        let said = t!("cli.inspect.rejected", locale = locale, count = rejected);
        text.push_str(&format!("! {said}\n"));
    }
    for warning in export.warnings() {
        text.push_str(&format!("! {}\n", warning.words_in(locale)));
    }
    text
}
