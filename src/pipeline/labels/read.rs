//! Reads a file of labels back that was drawn and filled in.

use std::collections::HashMap;

use super::drawn_from::DrawnFrom;
use super::to_label::LabelColumn;
use crate::ingest::{ErrorKind, IngestError, ReadOptions, SourceFile};
use crate::lang::Lang;
use crate::pipeline::{Input, PipelineError};
use crate::sentiment::labelled::Reading;

/// Labels that somebody gave.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenLabels {
    /// Name of the file.
    pub file: String,
    /// What they were drawn from.
    pub from: DrawnFrom,
    /// Labels by the numbers of their comments.
    pub labels: HashMap<u64, Reading>,
    /// Rows without a label.
    pub empty: u64,
}

/// Reads a file that [`draw`](super::draw) wrote, in any format exports come in. Rows in which no
/// label was filled in are counted.
///
/// # Errors
/// A file that cannot be read, that was not drawn by this program or of several draws, or in
/// which a label is none.
pub fn read_labels(input: &Input) -> Result<GivenLabels, PipelineError> {
    let file = input.open(&ReadOptions::default())?;
    let name = input.name().to_owned();
    let at = |column| column_of(&file, column);
    let (label, number, sample) =
        (at(LabelColumn::Label)?, at(LabelColumn::Number)?, at(LabelColumn::Sample)?);
    let mut from: Option<DrawnFrom> = None;
    let (mut labels, mut empty) = (HashMap::new(), 0);
    for row in file.rows()? {
        let row = row.map_err(|rejection| PipelineError::Rejected(Box::new(rejection)))?;
        let cell = |at: usize| row.cells.get(at).unwrap_or_default().trim();
        let not_drawn = |found: &str| PipelineError::NotDrawn {
            file: name.clone(),
            row: row.row,
            found: found.to_owned(),
        };
        let own = DrawnFrom::parse(cell(sample)).ok_or_else(|| not_drawn(cell(sample)))?;
        match &from {
            None => from = Some(own),
            Some(first) if *first != own => return Err(not_drawn(cell(sample))),
            Some(_) => {}
        }
        let place = cell(number).parse::<f64>().ok().filter(|n| n.fract() == 0.0 && *n >= 1.0);
        let place = place.ok_or_else(|| not_drawn(cell(number)))? as u64;
        match cell(label) {
            "" => empty += 1,
            given => {
                let reading = Reading::parse(given).ok_or_else(|| PipelineError::NoLabel {
                    file: name.clone(),
                    row: row.row,
                    found: given.to_owned(),
                })?;
                if labels.insert(place, reading).is_some() {
                    return Err(not_drawn(cell(number)));
                }
            }
        }
    }
    match from {
        Some(from) => Ok(GivenLabels { file: name, from, labels, empty }),
        None => Err(IngestError::new(ErrorKind::NoRows, &name).into()),
    }
}

/// Where a column stands, by its name in either language.
fn column_of(file: &SourceFile, column: LabelColumn) -> Result<usize, PipelineError> {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| column.name(lang));
    let layout = file.layout();
    Ok(layout.column(&en).or_else(|error| layout.column(&zh).map_err(|_| error))?)
}
