//! An export as its outputs see it: everything an input calls by name, and every sentence
//! that quotes it, has passed the [`Gate`] here. What is behind stays with the reading.

use std::sync::Arc;

use super::error::PipelineError;
use super::input::{Input, Opened};
use super::sheet_field;
use super::unread_sheets;
use crate::gate::Gate;
use crate::ingest::{
    ColumnMapping, ErrorDetail, ErrorKind, FileSection, IngestError, Layout, Mapping, Rejection,
    Role, Station, Warning,
};
use crate::journey::targets::TargetsError;
use crate::lang::Lang;
use crate::opinion::TaxonomyError;
use crate::opinion::taxonomy::TaxonomyProblem;
use crate::sentiment::encoder::EncoderError;
use crate::sentiment::linear::ModelError;
use crate::sentiment::{EngineError, UnusableModel};
use crate::text::DictionaryError;

/// An export that is understood, with its names as they may be shown.
pub struct Export {
    pub(super) opened: Opened,
    file: String,
    mapping: Mapping,
    warnings: Vec<Warning>,
    /// The row at which reading broke off.
    cut: Option<Rejection>,
    /// The segment field that its sheet makes, and the value in it.
    sheet: Option<(&'static str, Arc<str>)>,
}

impl Export {
    /// Opens an export, see [`Opened::open`]. A mapping may call columns and touchpoints as
    /// `inspect` shows them.
    ///
    /// # Errors
    /// See [`Opened::open`].
    pub fn open(input: &Input, user: Option<&Mapping>, gate: &Gate) -> Result<Export, IngestError> {
        let opened = Opened::understood(input, user, |mapping, layout, user| {
            // In the order of the file, so that the names are those of `inspect`.
            layout.headers.iter().for_each(|name| drop(gate.name(name)));
            names_of(mapping).for_each(|name| drop(gate.name(name)));
            gate.behind(user)
        })?;
        let layout = opened.file.layout();
        let (mut file, mapping) = (gate.file(&layout.file), gate.mapping(&opened.mapping));
        let taken = mapping.warnings.iter().find_map(|warning| match warning {
            Warning::SheetTaken { sheet, .. } => Some(sheet.replace(['/', '\\'], "_")),
            _ => None,
        });
        // As it is called where several of its sheets are read.
        if let Some(sheet) = taken {
            file = format!("{file} [{sheet}]");
        }
        let used = |name: &str| {
            let mut columns = opened.mapping.columns.iter();
            columns.any(|column| column.name == name && column.role != Role::Ignore)
        };
        let warnings = input.notes().iter().chain(&layout.warnings);
        let warnings = warnings.filter(|w| !unread_sheets::covers(&opened.mapping, w));
        let warnings = warnings.filter_map(|w| w.of_used(used));
        let warnings = warnings.map(|w| w.quoting(|text| gate.message(text)));
        let warnings = warnings.chain(mapping.warnings.iter().cloned()).collect();
        let cut = opened.profile.cut_short.as_ref().map(|cut| gate.rejection(cut));
        let sheet = input.one_of_sheets();
        let sheet = sheet.and_then(|sheet| sheet_field::of_sheet(layout, &opened.mapping, sheet));
        Ok(Export { file, warnings, mapping, opened, cut, sheet })
    }

    /// File name without its folder.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What the columns mean, by the names that are shown.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// What a reader should know of the file.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// How the table lies in the file: its format and rows. Its names are as they stand
    /// in the file, and not to be shown.
    pub fn layout(&self) -> &Layout {
        self.opened.file.layout()
    }

    /// Data rows of the file, those that cannot be read included.
    pub fn data_rows(&self) -> u64 {
        self.opened.data_rows()
    }

    /// Rows that cannot be read.
    pub fn rows_rejected(&self) -> u64 {
        self.opened.profile.rejected
    }

    /// Where and why reading broke off before the end of the file, if it did.
    pub fn cut_short(&self) -> Option<&Rejection> {
        self.cut.as_ref()
    }

    /// The segment field that its sheet makes where several are read, and the value in it.
    pub(super) fn sheet(&self) -> Option<(&'static str, &Arc<str>)> {
        self.sheet.as_ref().map(|(field, value)| (*field, value))
    }

    /// Makes sure that there is something to report, and says where it is scores alone.
    pub(super) fn require_answers(&mut self) -> Result<(), IngestError> {
        self.opened.mapping.require_answers(self.opened.file.layout())?;
        if self.mapping.of_role(Role::Comment).next().is_none() {
            self.warnings.push(Warning::ScoresAlone);
        }
        Ok(())
    }
}

/// The message of an error of another floor that is told without one of this.
fn foreign(error: &(dyn std::error::Error + 'static), locale: &str) -> Option<String> {
    if let Some(error) = error.downcast_ref::<TaxonomyError>() {
        return Some(error.message_in(locale));
    }
    if let Some(error) = error.downcast_ref::<TargetsError>() {
        return Some(error.message_in(locale));
    }
    if let Some(problem) = error.downcast_ref::<TaxonomyProblem>() {
        return Some(problem.message_in(locale));
    }
    if let Some(error) = error.downcast_ref::<DictionaryError>() {
        return Some(error.message_in(locale));
    }
    if let Some(error) = error.downcast_ref::<ModelError>() {
        return Some(error.message_in(locale));
    }
    if let Some(error) = error.downcast_ref::<EncoderError>() {
        return Some(error.message_in(locale));
    }
    if let Some(error) = error.downcast_ref::<EngineError>() {
        return Some(error.message_in(locale));
    }
    error.downcast_ref::<UnusableModel>().map(|error| error.message_in(locale))
}

/// What a mapping calls touchpoints.
fn names_of(mapping: &Mapping) -> impl Iterator<Item = &str> {
    let columns = mapping.columns.iter().filter_map(|column| column.touchpoint.as_deref());
    columns.chain(mapping.stations.iter().map(|station| station.name.as_str()))
}

impl Gate {
    /// A mapping with the names that are shown.
    pub(super) fn mapping(&self, mapping: &Mapping) -> Mapping {
        let name = |name: &String| self.name(name).into_owned();
        let quoted = |text: &str| self.message(text);
        let file = |file: &FileSection| FileSection {
            encoding: file.encoding.as_ref().map(name),
            sheet: file.sheet.as_ref().map(name),
            ..file.clone()
        };
        let column = |column: &ColumnMapping| ColumnMapping {
            name: name(&column.name),
            touchpoint: column.touchpoint.as_ref().map(name),
            labels: column.labels.iter().map(|(label, points)| (name(label), *points)).collect(),
            missing: column.missing.iter().map(name).collect(),
            also: column.also.iter().map(name).collect(),
            choices: column.choices.iter().map(name).collect(),
            drop: column.drop.iter().map(name).collect(),
            evidence: column.evidence.iter().map(|reason| reason.quoting(quoted)).collect(),
            ..column.clone()
        };
        let station = |station: &Station| Station {
            name: name(&station.name),
            stage: station.stage.as_ref().map(name),
            owner: station.owner.as_ref().map(name),
            aspects: station.aspects.clone(),
        };
        let (mut stated, mut detected) = (file(&mapping.file), file(&mapping.detected));
        // A name that is masked finds no sheet.
        if stated.sheet != mapping.file.sheet {
            detected.sheet = stated.sheet.take();
        }
        Mapping {
            file: stated,
            detected,
            others: mapping.others,
            columns: mapping.columns.iter().map(column).collect(),
            stations: mapping.stations.iter().map(station).collect(),
            warnings: mapping.warnings.iter().map(|warning| warning.quoting(quoted)).collect(),
        }
    }

    /// A mapping with the names of the file in place of those that are shown.
    fn behind(&self, mapping: &Mapping) -> Mapping {
        let mut mapping = mapping.clone();
        for column in &mut mapping.columns {
            column.name = self.original(&column.name);
            column.touchpoint = column.touchpoint.take().map(|name| self.original(&name));
            column.also.iter_mut().for_each(|name| *name = self.original(name));
        }
        for station in &mut mapping.stations {
            station.name = self.original(&station.name);
        }
        mapping
    }

    /// A rejection as it may be shown; its file keeps its folder. To be called once, where
    /// the rejection comes out of the reading.
    pub(super) fn rejection(&self, rejection: &Rejection) -> Rejection {
        Rejection {
            file: self.message(&rejection.file).into(),
            column: rejection.column.as_deref().map(|column| self.name(column).into()),
            found: self.quote(&rejection.found),
            expected: self.message(&rejection.expected),
            ..*rejection
        }
    }

    /// An error of reading as it may be shown.
    pub(super) fn ingest_error(&self, error: &IngestError) -> IngestError {
        // These quote a cell, the others names.
        let cell = matches!(error.kind, ErrorKind::Undecodable | ErrorKind::JsonShape);
        let row = matches!(error.found, ErrorDetail::Row(_));
        let shown = |text: &str| match cell || row {
            true => self.message(&self.quote(text)),
            false => self.message(text),
        };
        IngestError {
            kind: error.kind,
            file: self.message(&error.file),
            row: error.row,
            column: error.column.as_deref().map(|column| self.message(column)),
            found: error.found.quoting(shown),
        }
    }

    /// An error in words of `lang`, as it may be shown. One that has no words of its own in
    /// that language is told as it displays itself.
    pub fn error(&self, error: &(dyn std::error::Error + 'static), lang: Lang) -> String {
        let (known, locale) = (error.downcast_ref::<PipelineError>(), lang.code());
        let read = match known {
            Some(PipelineError::Ingest(error)) => Some(error),
            _ => error.downcast_ref::<IngestError>(),
        };
        let said = match (read, known) {
            (Some(error), _) => self.ingest_error(error).message_in(locale),
            (_, Some(error)) => error.message_in(locale),
            _ => foreign(error, locale).unwrap_or_else(|| error.to_string()),
        };
        self.message(&said)
    }
}
