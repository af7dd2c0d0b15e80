//! Opening an export: layout, profile and mapping.

use std::io::{ErrorKind as Io, Read, Write};
use std::path::{Path, PathBuf};

use super::PipelineError;
use super::answers_sheet;
use super::later;
use super::streamed::refuse_devices_on_stdin;
use super::unread_sheets;
use crate::ingest::{
    Archive, Content, ErrorKind, IngestError, Layout, Mapping, Member, Profile, ReadOptions,
    SourceFile, Spool, Warning, detect, no_scratch, profile, settle_zeros,
};

/// An input that can be read twice, as an export is: a file, or standard input
/// spooled to a temporary one.
pub struct Input {
    content: Content,
    name: String,
    /// What the user states about the file; a mapping states the rest.
    stated: ReadOptions,
    /// It is left out, with a warning, where it holds no comments.
    optional: bool,
    /// The archive that it is a member of.
    archive: Option<PathBuf>,
    /// What is to be told of it before anything of its table.
    notes: Vec<Warning>,
    /// It is that sheet of several that are read.
    sheet: Option<String>,
}

impl Input {
    /// The input a path names; `-` is standard input.
    ///
    /// # Errors
    /// When standard input cannot be spooled.
    pub fn new(path: &Path) -> Result<Input, PipelineError> {
        if path.as_os_str() != "-" {
            let name = path.display().to_string();
            return Ok(Input::at(Content::Path(path.to_owned()), name));
        }
        refuse_devices_on_stdin()?;
        Input::spooled(&mut std::io::stdin().lock(), "stdin")
    }

    /// What `reader` has to its end, under the name `name`.
    ///
    /// # Errors
    /// When it cannot be read or spooled.
    pub fn spooled(reader: &mut dyn Read, name: &str) -> Result<Input, PipelineError> {
        let reading = PipelineError::reading(Path::new(name));
        let scratch = |error: std::io::Error| no_scratch(name, error);
        let (mut spool, mut buffer) = (Spool::new(name)?, vec![0; 1 << 17]);
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => spool.write_all(&buffer[..read]).map_err(scratch)?,
                Err(error) if error.kind() == Io::Interrupted => {}
                Err(error) => return Err(reading(error)),
            }
        }
        Ok(Input::at(spool.finish().map_err(scratch)?, name.to_owned()))
    }

    fn at(content: Content, name: String) -> Input {
        let stated = ReadOptions::default();
        let (archive, notes, sheet) = (None, Vec::new(), None);
        Input { content, name, stated, optional: false, archive, notes, sheet }
    }

    /// States how it is to be read, whatever a mapping says.
    pub fn with_options(mut self, options: &ReadOptions) -> Input {
        self.stated = options.clone();
        self
    }

    /// One sheet of it, which is named apart where it is one of several.
    pub(super) fn sheet(&self, sheet: &str, several: bool, optional: bool) -> Input {
        let stated = ReadOptions { sheet: Some(sheet.to_owned()), ..self.stated.clone() };
        // A sheet's name must not look like the end of a path.
        let name = match several {
            true => format!("{} [{}]", self.name, sheet.replace(['/', '\\'], "_")),
            false => self.name.clone(),
        };
        let (content, archive) = (self.content.clone(), self.archive.clone());
        let (notes, sheet) = (self.notes.clone(), several.then(|| sheet.trim().to_owned()));
        Input { content, name, stated, optional, archive, notes, sheet }
    }

    /// The tables in it, each an input of its own, where it is a zip archive; else itself.
    ///
    /// # Errors
    /// See [`Archive::of`].
    pub fn members(self) -> Result<Vec<Input>, IngestError> {
        let Some(archive) = Archive::of(&self.content, &self.name, &self.stated)? else {
            return Ok(vec![self]);
        };
        let Archive { tables, others, left_out } = archive;
        let path = match &self.content {
            Content::Path(path) => Some(path.clone()),
            Content::Spool(_) | Content::Part(..) => None,
        };
        // One among several may be a legend to the others.
        let optional = tables.len() > 1;
        let mut notes = Vec::new();
        if left_out > 0 {
            notes.push(Warning::NotTables { names: others, n: left_out });
        }
        let member = |member: Member| Input {
            content: member.content,
            name: format!("{}/{}", self.name, member.name),
            stated: self.stated.clone(),
            optional,
            archive: path.clone(),
            notes: std::mem::take(&mut notes),
            sheet: None,
        };
        Ok(tables.into_iter().map(member).collect())
    }

    /// The one table that it holds.
    ///
    /// # Errors
    /// An archive with several, or one that cannot be read.
    pub fn only(self) -> Result<Input, IngestError> {
        let name = self.name.clone();
        let mut members = self.members()?;
        match (members.pop(), members.as_slice()) {
            (Some(only), []) => Ok(only),
            (last, _) => {
                let names: Vec<String> =
                    members.iter().chain(&last).map(|member| member.name.clone()).collect();
                Err(IngestError::new(ErrorKind::SeveralTables, name).found(names.join(", ")))
            }
        }
    }

    /// What is to be told of it before anything of its table.
    pub fn notes(&self) -> &[Warning] {
        &self.notes
    }

    /// Which sheet of several that are read it is.
    pub(super) fn one_of_sheets(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The archive that it is a member of, or its own file; none of what came otherwise.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Path(path) => Some(path),
            Content::Spool(_) | Content::Part(..) => self.archive.as_deref(),
        }
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn stated(&self) -> &ReadOptions {
        &self.stated
    }

    /// Whether it may be left out where it holds no comments.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// Opens it as a table; `options` hold where the user has stated none.
    ///
    /// # Errors
    /// See [`SourceFile::open`].
    pub fn open(&self, options: &ReadOptions) -> Result<SourceFile, IngestError> {
        SourceFile::open_named(&self.content, &self.name, &self.stated.over(options))
    }
}

/// An export that is understood: its layout, its values and its columns'
/// roles.
pub struct Opened {
    /// The file.
    pub file: SourceFile,
    /// What its columns hold.
    pub profile: Profile,
    /// What its columns mean.
    pub mapping: Mapping,
}

impl Opened {
    /// Opens and profiles an export, and lays the user's mapping over what was
    /// recognised.
    ///
    /// # Errors
    /// A file that cannot be read, or a mapping that does not fit it.
    pub fn open(input: &Input, user: Option<&Mapping>) -> Result<Opened, IngestError> {
        Opened::understood(input, user, |_, _, user| user.clone())
    }

    /// Like [`open`](Self::open); `fitted` makes of what was recognised and of the user's
    /// mapping one with the names of the file.
    pub(super) fn understood(
        input: &Input,
        user: Option<&Mapping>,
        fitted: impl Fn(&Mapping, &Layout, &Mapping) -> Mapping,
    ) -> Result<Opened, IngestError> {
        let options = user.map(Mapping::read_options).unwrap_or_default();
        let stated = input.stated().over(&options).sheet.is_some();
        let table = |input: &Input| Opened::table(input, user, &options, &fitted);
        let mut opened = answers_sheet::with_answers(input, stated, table)?;
        if !stated {
            unread_sheets::tell(input, &options, &mut opened);
        }
        Ok(opened)
    }

    /// The table that an input holds, read as `options` say where it states nothing itself.
    fn table(
        input: &Input,
        user: Option<&Mapping>,
        options: &ReadOptions,
        fitted: &impl Fn(&Mapping, &Layout, &Mapping) -> Mapping,
    ) -> Result<Opened, IngestError> {
        let file = input.open(options)?;
        let profile = profile(&file)?;
        let mut mapping = detect(file.layout(), &profile);
        let sheet = mapping.detected.sheet.clone();
        let none = Mapping::default();
        let fitted = fitted(&mapping, file.layout(), user.unwrap_or(&none));
        if user.is_some() {
            mapping = mapping.overlay(&fitted, file.layout(), &profile)?;
        }
        mapping = settle_zeros(mapping, &fitted, &file)?;
        later::tell(&mut mapping);
        // What is written names a sheet that was stated, or taken in place of the first: the
        // workbook of the next month may call its sheets otherwise.
        if sheet.is_some() && input.stated().over(options).sheet.is_some() {
            (mapping.file.sheet, mapping.detected.sheet) = (sheet, None);
        }
        Ok(Opened { file, profile, mapping })
    }

    /// Data rows of the file, those that cannot be read included.
    pub fn data_rows(&self) -> u64 {
        self.profile.rows + self.profile.rejected
    }
}
