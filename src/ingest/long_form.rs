//! Rows of any export as [`Feedback`]: scores read on their scales, columns
//! of one touchpoint brought together, several comments kept apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::feedback::{Asked, Entry, Feedback, Scale, ScoreKind, ScoreValue, SourceRow};
use crate::ingest::cells::filler::is_empty_comment;
use crate::ingest::cells::number;
use crate::ingest::cells::options::{choices, is_ticked};
use crate::ingest::cells::person::person;
use crate::ingest::cells::placeholder_date::is_placeholder;
use crate::ingest::cells::short_date;
use crate::ingest::cells::time::{self, DateOrder, Parsed};
use crate::ingest::cells::totals::{in_small_letters, totals};
use crate::ingest::cells::zero_width;
use crate::ingest::columns::branches::{question, repeats};
use crate::ingest::mapping::{ColumnMapping, Mapping};
use crate::ingest::read::filled::Filled;
use crate::ingest::read::layout::Layout;
use crate::ingest::read::rows::RawRow;
use crate::ingest::role::Role;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;
use crate::ingest::told::reject::{Reason, Rejection};
use crate::markup;

/// Largest weight that can be meant: how many one stands for.
const MAX_WEIGHT: f64 = 1e9;

/// Most names that are kept to share them between rows.
const MAX_SHARED: usize = 10_000;

/// The values of a segment field that is one of several choices.
const CHOSEN: &str = "✓";
const NOT_CHOSEN: &str = "✗";

struct ScoreColumn {
    at: usize,
    kind: ScoreKind,
    scale: Scale,
    labels: BTreeMap<String, f64>,
    missing: Vec<String>,
}

/// Comment and score columns of one touchpoint.
#[derive(Default)]
struct Group {
    touchpoint: Option<Arc<str>>,
    /// With the side that each asks for.
    comments: Vec<(usize, Asked)>,
    scores: Vec<ScoreColumn>,
}

/// A segment field.
struct Field {
    at: usize,
    /// One of the choices in the cells of a column, which are separated so.
    choice: Option<(String, Option<String>)>,
}

impl Field {
    fn of(at: usize, column: &ColumnMapping) -> Vec<Field> {
        let split = column.separator().map(str::to_owned);
        if column.choices.is_empty() {
            return vec![Field { at, choice: None }];
        }
        let choice = |choice: &String| Some((choice.clone(), split.clone()));
        column.choices.iter().map(|name| Field { at, choice: choice(name) }).collect()
    }

    /// The value of a row.
    fn value<'c>(&self, cell: &'c str) -> Option<&'c str> {
        match &self.choice {
            None => Some(cell).filter(|cell| !number::is_missing(cell)),
            Some((_, None)) => Some(if is_ticked(cell) { CHOSEN } else { NOT_CHOSEN }),
            // Who was not asked has not left it out.
            Some(_) if number::is_missing(cell) => None,
            Some((choice, Some(split))) => {
                let chosen = choices(cell, split).contains(choice.as_str());
                Some(if chosen { CHOSEN } else { NOT_CHOSEN })
            }
        }
    }
}

/// The column with the time of the feedback.
struct TimeColumn {
    at: usize,
    order: Option<DateOrder>,
    /// The year of dates that have none.
    year: Option<i16>,
    /// The zone to tell times in that say their own.
    zone: Option<TimeZone>,
}

/// Turns raw rows into feedback by a mapping.
pub struct LongForm {
    file: Arc<str>,
    file_index: u32,
    names: Vec<Arc<str>>,
    /// The experience as a whole first, then the touchpoints in the order of
    /// their columns.
    groups: Vec<Group>,
    touchpoint: Option<(usize, Option<String>)>,
    /// Columns that are ticked where the answer is at their touchpoint.
    ticked: Vec<(usize, Arc<str>)>,
    time: Option<TimeColumn>,
    respondent: Option<usize>,
    weight: Option<usize>,
    /// Columns that tell rows to leave out, with the values that do.
    filters: Vec<(usize, Vec<String>)>,
    segments: Vec<Field>,
    segment_names: Vec<String>,
    mapped: Vec<usize>,
    /// What the columns ask, without the number of the question.
    asked: Arc<[String]>,
    /// Columns with the others of their question.
    also: Arc<[(usize, Vec<usize>)]>,
    /// Cells whose scores and comments were counted in the row above.
    filled: Arc<Filled>,
    shared: HashMap<Box<str>, Arc<str>>,
}

impl LongForm {
    /// Prepares to read rows of a file with `layout`.
    ///
    /// # Errors
    /// A column that the file does not have or has several times, a score
    /// without a scale, two columns of one score at one touchpoint.
    pub fn new(
        layout: &Layout,
        mapping: &Mapping,
        file_index: u32,
    ) -> Result<LongForm, IngestError> {
        let mut form = LongForm {
            file: Arc::clone(&layout.file),
            file_index,
            names: layout.headers.iter().map(|h| h.as_str().into()).collect(),
            groups: vec![Group::default()],
            touchpoint: None,
            ticked: Vec::new(),
            time: None,
            respondent: None,
            weight: None,
            filters: Vec::new(),
            segments: Vec::new(),
            segment_names: Vec::new(),
            mapped: Vec::new(),
            asked: layout.headers.iter().map(|header| question(header)).collect(),
            also: Arc::default(),
            filled: Arc::clone(&layout.filled),
            shared: HashMap::new(),
        };
        let mut questions = Vec::new();
        for column in &mapping.columns {
            let at = layout.column(&column.name)?;
            if column.role != Role::Ignore {
                form.mapped.push(at);
                let others = column.also.iter().map(|name| layout.column(name));
                let others = others.collect::<Result<Vec<_>, _>>()?;
                form.mapped.extend(&others);
                if !others.is_empty() {
                    questions.push((at, others));
                }
            }
            match column.role {
                Role::Comment => {
                    let asks = column.asks.unwrap_or_default();
                    form.group(column).comments.push((at, asks));
                }
                Role::Score(kind) => form.add_score(at, kind, column)?,
                Role::Touchpoint => match column.touchpoint.as_deref() {
                    Some(name) => form.ticked.push((at, name.into())),
                    None => {
                        let split = column.separator().map(str::to_owned);
                        form.touchpoint = Some((at, split));
                    }
                },
                Role::Time => form.time = Some(form.time_column(at, column)?),
                Role::Respondent => form.respondent = Some(at),
                Role::Segment => {
                    form.segments.extend(Field::of(at, column));
                    form.segment_names.extend(column.fields());
                }
                Role::Weight => form.weight = Some(at),
                Role::Filter => form.filters.push((at, column.drop.clone())),
                Role::Ignore => {}
            }
        }
        form.also = questions.into();
        form.mapped.sort_unstable();
        Ok(form)
    }

    fn group(&mut self, column: &ColumnMapping) -> &mut Group {
        let touchpoint = column.touchpoint.as_deref();
        let at = self.groups.iter().position(|g| g.touchpoint.as_deref() == touchpoint);
        let at = at.unwrap_or_else(|| {
            self.groups.push(Group { touchpoint: touchpoint.map(Arc::from), ..Group::default() });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }

    fn time_column(&self, at: usize, column: &ColumnMapping) -> Result<TimeColumn, IngestError> {
        let zone = column.time_zone.as_deref().map(|name| {
            time::zone(name).ok_or_else(|| {
                IngestError::new(ErrorKind::MappingValue, &*self.file)
                    .in_column(&column.name)
                    .found(ErrorDetail::TimeZone(name.to_owned()))
            })
        });
        Ok(TimeColumn { at, order: column.date_order, year: column.year, zone: zone.transpose()? })
    }

    fn add_score(
        &mut self,
        at: usize,
        kind: ScoreKind,
        column: &ColumnMapping,
    ) -> Result<(), IngestError> {
        let file = Arc::clone(&self.file);
        let wrong = |found: ErrorDetail| {
            Err(IngestError::new(ErrorKind::MappingValue, &*file)
                .in_column(&column.name)
                .found(found))
        };
        let scale = match (column.scale, kind.definition().scale) {
            (Some(scale), _) if scale.low < scale.high => scale,
            (None, Some(scale)) => scale,
            _ => return wrong(ErrorDetail::NoScale(column.role)),
        };
        let group = self.group(column);
        if group.scores.iter().any(|s| s.kind == kind) {
            return wrong(ErrorDetail::TwoScores(column.role));
        }
        let (labels, missing) = (column.labels.clone(), column.missing.clone());
        group.scores.push(ScoreColumn { at, kind, scale, labels, missing });
        Ok(())
    }

    /// Names of the segment fields, in the order of [`Feedback::segments`].
    pub fn segments(&self) -> &[String] {
        &self.segment_names
    }

    /// Reads one row. Cells that cannot be used are added to `rejects` and
    /// left out; `None` means that the whole row was rejected, with exactly
    /// one row-scope rejection added.
    pub fn feedback(&mut self, raw: &RawRow, rejects: &mut Vec<Rejection>) -> Option<Feedback> {
        let own = |at: usize| raw.cells.get(at).map_or("", zero_width::trim);
        let (also, asked) = (Arc::clone(&self.also), Arc::clone(&self.asked));
        let cell = |at: usize| {
            let others = also.iter().find(|(column, _)| *column == at).map(|(_, others)| others);
            match (others, own(at)) {
                (Some(others), blank) if number::is_missing(blank) => {
                    let mut cells = others.iter().map(|at| own(*at));
                    cells.find(|cell| !number::is_missing(cell)).unwrap_or(blank)
                }
                (_, cell) => cell,
            }
        };
        if raw.damaged {
            let broken = self.mapped.iter().find(|at| own(**at).contains('\u{FFFD}'));
            if let Some(&at) = broken {
                let rejection = Rejection::row(&self.file, raw.row, Reason::Undecodable, own(at));
                rejects.push(rejection.in_column(&self.names[at]));
                return None;
            }
        }
        if let Some(word) = totals(raw.cells.iter()) {
            let word = in_small_letters(word);
            rejects.push(Rejection::row(&self.file, raw.row, Reason::Totals, &word));
            return None;
        }
        let dropped = |(at, values): &&(usize, Vec<String>)| {
            values.iter().any(|value| value.eq_ignore_ascii_case(cell(*at)))
        };
        if let Some(&(at, _)) = self.filters.iter().find(dropped) {
            let rejection = Rejection::row(&self.file, raw.row, Reason::Filtered, cell(at));
            rejects.push(rejection.in_column(&self.names[at]));
            return None;
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(self.groups.len());
        let mut further: Vec<Entry> = Vec::new();
        let mut places = self.places(&cell).into_iter();
        let (place, also) = (places.next(), places.collect::<Vec<_>>());
        for group in &self.groups {
            let touchpoint = group.touchpoint.as_ref().or(place.as_ref());
            let also: &[Arc<str>] = if group.touchpoint.is_none() { &also } else { &[] };
            let mut entry =
                Entry { touchpoint: touchpoint.cloned(), also: also.to_vec(), ..Entry::default() };
            for column in &group.scores {
                if self.filled.holds(raw.row, column.at) {
                    continue;
                }
                let value = self.score(column, cell(column.at), raw.row, rejects);
                entry.scores.set(column.kind, value);
            }
            let own = |(at, _): &&(usize, Asked)| !self.filled.holds(raw.row, *at);
            let written = |(at, asks): &(usize, Asked)| {
                let comment = markup::plain(cell(*at));
                let answers = !is_empty_comment(&comment) && !repeats(&comment, &asked[*at]);
                answers.then(|| (comment.into_owned(), *asks))
            };
            let mut comments = group.comments.iter().filter(own).filter_map(written);
            if let Some((comment, asks)) = comments.next() {
                (entry.comment, entry.asked) = (Some(comment), asks);
            }
            if entry.comment.is_some() || !entry.scores.is_empty() {
                entries.push(entry);
            }
            further.extend(comments.map(|(comment, asks)| Entry {
                touchpoint: touchpoint.cloned(),
                also: also.to_vec(),
                comment: Some(comment),
                asked: asks,
                ..Entry::default()
            }));
        }
        entries.append(&mut further);
        if entries.is_empty() {
            entries.push(Entry { touchpoint: place, also, ..Entry::default() });
        }
        let time =
            self.time.as_ref().and_then(|time| self.time(time, cell(time.at), raw.row, rejects));
        let weight = self.weight.map_or(1.0, |at| self.weight(at, cell(at), raw.row, rejects));
        let respondent = self.respondent.map(cell).filter(|c| !number::is_missing(c));
        let shared = &mut self.shared;
        let segments = self.segments.iter().map(|field| {
            let value = field.value(cell(field.at))?;
            Some(share(shared, value))
        });
        Some(Feedback {
            source: SourceRow { file: self.file_index, row: raw.row },
            time,
            respondent: respondent.map(str::to_owned),
            person: respondent.and_then(person),
            segments: segments.collect(),
            weight,
            entries,
        })
    }

    /// The touchpoints of a row, in order of their names.
    fn places<'c>(&mut self, cell: &impl Fn(usize) -> &'c str) -> Vec<Arc<str>> {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        if let Some((at, split)) = &self.touchpoint {
            match cell(*at) {
                name if number::is_missing(name) => {}
                name => match split {
                    Some(split) => names.extend(choices(name, split)),
                    None => names.extend([name]),
                },
            }
        }
        let ticked = self.ticked.iter().filter(|(at, _)| is_ticked(cell(*at)));
        let ticked: Vec<Arc<str>> = ticked.map(|(_, name)| Arc::clone(name)).collect();
        let mut places: Vec<Arc<str>> =
            names.into_iter().map(|name| share(&mut self.shared, name)).collect();
        places.extend(ticked);
        places.sort();
        places.dedup();
        places
    }

    fn score(
        &self,
        column: &ScoreColumn,
        cell: &str,
        row: u64,
        rejects: &mut Vec<Rejection>,
    ) -> Option<ScoreValue> {
        let ScoreColumn { at, scale, .. } = *column;
        let value = match column.labels.get(cell) {
            Some(points) => Some(*points),
            // Codes elsewhere, answers where a scale reaches below zero.
            None if matches!(cell, "-2" | "-3") && scale.low <= -2.0 => number::number(cell),
            None if number::is_missing(cell) => return None,
            None if column.missing.iter().any(|m| m.eq_ignore_ascii_case(cell)) => return None,
            None => number::number(cell),
        };
        let reason = match value {
            Some(value) if scale.contains(value) => return Some(ScoreValue { value, scale }),
            Some(_) => Reason::OutsideScale,
            None => Reason::NotAScore,
        };
        let rejection = Rejection::row(&self.file, row, reason, cell).expected(scale.to_string());
        rejects.push(rejection.cell(&self.names[at]));
        None
    }

    /// A row without a weight counts in no score: among weights of a hundredth, one that
    /// counted as 1 would outvote a hundred.
    fn weight(&self, at: usize, cell: &str, row: u64, rejects: &mut Vec<Rejection>) -> f64 {
        let usable = |weight: &f64| weight.is_finite() && (0.0..=MAX_WEIGHT).contains(weight);
        if let Some(weight) = number::number(cell).filter(usable) {
            return weight;
        }
        let rejection = Rejection::row(&self.file, row, Reason::NotAWeight, cell);
        rejects.push(rejection.cell(&self.names[at]));
        0.0
    }

    fn time(
        &self,
        column: &TimeColumn,
        cell: &str,
        row: u64,
        rejects: &mut Vec<Rejection>,
    ) -> Option<jiff::civil::DateTime> {
        if number::is_missing(cell) || is_placeholder(cell) {
            return None;
        }
        let in_year = || short_date::in_year(cell, column.order, column.year?);
        if let Some(Parsed::Time(moment)) = time::parse_any(cell, column.order).or_else(in_year) {
            let zone = column.zone.as_ref();
            return Some(zone.map_or(moment.written, |zone| moment.told_in(zone)));
        }
        let rejection = Rejection::row(&self.file, row, Reason::NotATime, cell);
        rejects.push(rejection.cell(&self.names[column.at]));
        None
    }
}

/// One allocation per name, whatever the number of rows, as long as the names
/// are few.
fn share(shared: &mut HashMap<Box<str>, Arc<str>>, name: &str) -> Arc<str> {
    let name: &str = &zero_width::without(name);
    if let Some(known) = shared.get(name) {
        return Arc::clone(known);
    }
    let value: Arc<str> = name.into();
    if shared.len() < MAX_SHARED {
        shared.insert(name.into(), Arc::clone(&value));
    }
    value
}
