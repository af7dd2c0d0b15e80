//! The tables that `xinsheng score` reads, and the column of each that it judges.

use std::path::PathBuf;

use anyhow::{Result, bail};
use rust_i18n::t;
use xinsheng::gate::Gate;
use xinsheng::ingest::{
    ErrorKind, Incoming, IngestError, Profile, ReadOptions, Role, SourceFile, Streamed, Warning,
    detect, profile,
};
use xinsheng::pipeline::{Input, Inputs, Judge, PipelineError, Sheets, comment_column};

use super::{Common, setup};

/// A table to score.
pub(super) struct OpenTable {
    pub(super) file: SourceFile,
    /// Keeps the file in place.
    _input: Option<Input>,
}

/// The column of a table's comments.
pub(super) struct CommentColumn {
    pub(super) name: String,
    /// Further columns of the same question, of which each row fills one.
    pub(super) also: Vec<String>,
    /// Rows that the table held when it was looked through, where it was.
    pub(super) profiled: Option<u64>,
    /// Rows that it holds, where that is known.
    pub(super) rows: Option<u64>,
}

impl CommentColumn {
    /// All columns of its question.
    pub(super) fn of_question(&self) -> Vec<String> {
        std::iter::once(&self.name).chain(&self.also).cloned().collect()
    }
}

/// What a run is to score.
pub(super) struct ToScore<'a> {
    /// What the user names.
    pub(super) files: &'a [PathBuf],
    /// The column of the comments, where it is stated.
    pub(super) text: Option<&'a str>,
    /// How files are read.
    pub(super) options: ReadOptions,
}

impl ToScore<'_> {
    /// Opens the tables, and finds the column of each.
    pub(super) fn open(
        &self,
        incoming: Option<Incoming>,
        common: &Common,
    ) -> Result<(Vec<OpenTable>, Vec<CommentColumn>)> {
        self.opened(incoming, common).map_err(without_mapping)
    }

    fn opened(
        &self,
        incoming: Option<Incoming>,
        common: &Common,
    ) -> Result<(Vec<OpenTable>, Vec<CommentColumn>)> {
        let inputs = match incoming {
            Some(incoming) => {
                let name = match self.files[0].to_str() {
                    Some("-") => "stdin".to_owned(),
                    _ => self.files[0].display().to_string(),
                };
                match SourceFile::stream(incoming, &name, &self.options)? {
                    Streamed::Table(file) => {
                        let table = OpenTable { file: *file, _input: None };
                        let column = self.column(&table.file, common)?;
                        if !common.quiet {
                            say_judged(&table.file, &column.name, common);
                        }
                        return Ok((vec![table], vec![column]));
                    }
                    Streamed::Whole(mut bytes) => {
                        if !common.quiet {
                            let said =
                                t!("cli.score.spooled", locale = common.locale(), file = name);
                            common.remark(&said);
                        }
                        let input = Input::spooled(&mut bytes, &name)?.with_options(&self.options);
                        input.members()?
                    }
                }
            }
            None => {
                let inputs = Inputs::new(self.files, &self.options, &Sheets::First)?;
                if !common.quiet {
                    setup::say_named_twice(&inputs, common);
                }
                inputs.files
            }
        };
        let (mut tables, mut columns, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        for input in inputs {
            match self.of_file(&input, common) {
                Ok((file, column)) => {
                    tables.push(OpenTable { file, _input: Some(input) });
                    columns.push(column);
                }
                Err(error) if input.is_optional() && holds_none(&error) => left_out.push(error),
                Err(error) => return Err(error),
            }
        }
        if tables.is_empty()
            && let Some(error) = left_out.pop()
        {
            return Err(error);
        }
        if !common.quiet {
            left_out.iter().for_each(|error| common.remark(&left_out_words(error, common)));
        }
        Ok((tables, columns))
    }

    /// The table of an input; of a workbook the first sheet with what is to be scored.
    fn of_file(&self, input: &Input, common: &Common) -> Result<(SourceFile, CommentColumn)> {
        match self.of_table(input, common) {
            Err(error) if holds_none(&error) => {
                let of_sheet = |sheet: Input| self.of_table(&sheet, common).ok();
                input.sheets().into_iter().find_map(of_sheet).ok_or(error)
            }
            found => found,
        }
    }

    fn of_table(&self, input: &Input, common: &Common) -> Result<(SourceFile, CommentColumn)> {
        let file = input.open(&ReadOptions::default())?;
        let column = self.column(&file, common)?;
        if !common.quiet {
            say_read(input, &file, self.text.is_none().then_some(&*column.name), common);
        }
        Ok((file, column))
    }

    fn column(&self, file: &SourceFile, common: &Common) -> Result<CommentColumn> {
        Ok(match self.text {
            Some(text) => {
                comment_column(file, text, &Gate::new(common.redact(), common.lang()))?;
                let counted = || file.rows().map(|rows| rows.count() as u64).ok();
                let rows = common.shows_progress().then(counted).flatten();
                let rows = rows.filter(|_| !file.is_stream());
                CommentColumn { name: text.to_owned(), also: Vec::new(), profiled: None, rows }
            }
            None => {
                let profile = profile(file)?;
                let rows = Some(profile.rows + profile.rejected).filter(|_| !file.is_stream());
                let (name, also) = recognised_comment(file, &profile, common.locale())?;
                let column = CommentColumn { name, also, profiled: rows, rows };
                if !common.quiet {
                    say_merged(file, &column, common);
                }
                column
            }
        })
    }
}

/// The judge for the comments of these tables, in the language that most are in.
pub(super) fn expecting(
    judge: &Judge,
    tables: &[OpenTable],
    columns: &[CommentColumn],
    common: &Common,
) -> Result<Judge> {
    let gate = Gate::new(common.redact(), common.lang());
    let mut places = Vec::with_capacity(tables.len());
    for (table, column) in tables.iter().zip(columns) {
        let names = std::iter::once(&column.name).chain(&column.also);
        let at = names.map(|name| comment_column(&table.file, name, &gate));
        places.push((&table.file, at.collect::<Result<_, _>>()?));
    }
    let judge = judge.expecting_those_of(&places)?;
    if !common.quiet
        && let Some(remark) = judge.language_remark()
    {
        common.remark(&format!("! {}", remark.in_lang(common.lang())));
    }
    Ok(judge)
}

/// What is wrong with a table, where that was found in reading it.
fn of_reading(error: &anyhow::Error) -> Option<&IngestError> {
    match error.downcast_ref::<PipelineError>() {
        Some(PipelineError::Ingest(error)) => Some(error),
        _ => error.downcast_ref::<IngestError>(),
    }
}

/// An error with a remedy that these commands have: they take the column, and no mapping.
fn without_mapping(error: anyhow::Error) -> anyhow::Error {
    match of_reading(&error).cloned() {
        Some(error) => error.without_mapping().into(),
        None => error,
    }
}

/// Whether a member of an archive has nothing to score, as a legend beside the answers.
fn holds_none(error: &anyhow::Error) -> bool {
    use ErrorKind::{Empty, NoComment, NoCommentInSheets, NoRows, NoSuchColumn};
    let none = |kind| matches!(kind, Empty | NoComment | NoCommentInSheets | NoRows | NoSuchColumn);
    of_reading(error).is_some_and(|error| none(error.kind))
}

fn left_out_words(error: &anyhow::Error, common: &Common) -> String {
    let Some(error) = of_reading(error) else { return error.to_string() };
    let error = error.clone().without_mapping();
    let (locale, key) = (common.locale(), "pipeline.sheet_skipped");
    let (file, reason, remedy) = (&error.file, error.what_in(locale), error.remedy_in(locale));
    t!(key, locale = locale, file = file, reason = reason, remedy = remedy).into_owned()
}

/// Says what was guessed about a file.
fn say_read(input: &Input, file: &SourceFile, taken: Option<&str>, common: &Common) {
    let (locale, name) = (common.locale(), &file.layout().file);
    for warning in input.notes().iter().chain(&file.layout().warnings) {
        common.remark(&format!("! {name}: {}", warning.words_in(locale)));
    }
    if let Some(text) = taken {
        common.remark(&t!("cli.score.taken", locale = locale, file = name, text = text));
    }
}

/// Says what was guessed from the beginning of a stream.
fn say_judged(file: &SourceFile, text: &str, common: &Common) {
    let (layout, rows) = (file.layout(), profile(file).map_or(0, |p| p.rows + p.rejected));
    let said = t!(
        "cli.score.judged",
        locale = common.locale(),
        file = layout.file,
        rows = rows,
        format = layout.format.name(),
        encoding = layout.format.encoding().unwrap_or("–"),
        header = layout.header_rows,
        text = text
    );
    common.remark(&said);
    layout.warnings.iter().for_each(|w| common.remark(&w.words_in(common.locale())));
}

/// Says that a question was put together of several columns.
fn say_merged(file: &SourceFile, column: &CommentColumn, common: &Common) {
    if column.also.is_empty() {
        return;
    }
    let names = std::iter::once(&column.name).chain(&column.also);
    let columns = names.map(String::as_str).collect::<Vec<_>>().join(", ");
    let (key, n) = ("cli.score.merged", column.also.len() + 1);
    let (file, one) = (&file.layout().file, &column.name);
    let said = t!(key, locale = common.locale(), file = file, n = n, columns = columns, one = one);
    common.remark(&format!("! {said}"));
}

/// The column of the comments, and the others of its question.
fn recognised_comment(
    file: &SourceFile,
    profile: &Profile,
    locale: &str,
) -> Result<(String, Vec<String>)> {
    let mapping = detect(file.layout(), profile);
    mapping.require_comment(file.layout())?;
    let file = &file.layout().file;
    let columns: Vec<_> = mapping.of_role(Role::Comment).collect();
    match columns[..] {
        [only] => {
            // A title is no column of the same question.
            let titled = |told: &Warning| matches!(told, Warning::TitleForBody { .. });
            let also = match mapping.warnings.iter().any(titled) {
                true => Vec::new(),
                false => only.also.clone(),
            };
            Ok((only.name.clone(), also))
        }
        _ => {
            let names = columns.iter().map(|column| column.name.as_str());
            let columns = names.collect::<Vec<_>>().join(", ");
            let key = "cli.score.several_comments";
            bail!("{}", t!(key, locale = locale, file = file, columns = columns))
        }
    }
}
