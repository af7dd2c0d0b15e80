//! Reads a file of corrections: lines of a comments file in which somebody has changed what is
//! wrong, or any table with such columns.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::correction::{Correction, Given, Whole};
use super::{Corrections, print, unguarded};
use crate::gate::Gate;
use crate::ingest::{ReadOptions, SourceFile};
use crate::journey::targets::nearest;
use crate::lang::Lang;
use crate::opinion::{AspectId, Taxonomy};
use crate::pipeline::{Input, PipelineError};
use crate::privacy::Redact;
use crate::report::summary::CorrectionConflict;
use crate::sentiment::Label;
use crate::sentiment::labelled::{Reading, is_not_about_us, parse_polarity};

/// What a correction says that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorrectionProblem {
    /// A label that is none.
    Label,
    /// An aspect that the taxonomy does not have; the names most like it.
    Aspect(String),
    /// A sentiment of an aspect that is none.
    Sentiment,
}

/// Names of the columns, as our outputs and people call them; the first is told.
const COMMENT: &[&str] =
    &["comment", "text", "评论", "评论内容", "评价", "评价内容", "内容", "原文", "feedback"];
const LABEL: &[&str] =
    &["label", "correct_label", "情感类别", "情感标签", "情感", "标签", "标注", "正确标签"];
const OPINIONS: &[&str] = &["opinions", "aspects", "意见", "方面", "观点"];
const WRONG: &[&str] =
    &["wrong_aspects", "wrong_aspect", "wrong aspects", "错误方面", "不涉及方面"];

/// What stands for no opinion at all; an empty cell leaves them as they are.
const NONE: &[&str] = &["none", "无", "没有", "-", "–"];

/// Reads corrections from a table in any format exports come in: a column `comment` with the text
/// as an output gives it (or as it was written), and of `label`, `opinions` and `wrong_aspects`
/// those that are needed. Empty cells change nothing. Where two lines speak of the same comment,
/// the later one holds, and what they contradict each other in is told.
///
/// # Errors
/// A file that cannot be read or lacks these columns, a label or an aspect that there is not.
pub fn read_corrections(
    input: &Input,
    taxonomy: &Taxonomy,
    gate: &Gate,
) -> Result<Corrections, PipelineError> {
    let file = input.open(&ReadOptions::default())?;
    let columns = Columns::of(&file)?;
    let mut read = Corrections {
        file: gate.file(input.name()),
        gate: Gate::new(Redact::Orders, Lang::En),
        all: Vec::new(),
        by_text: HashMap::new(),
        empty: 0,
        conflicts: Vec::new(),
    };
    for row in file.rows()? {
        let row = row.map_err(|rejection| PipelineError::Rejected(Box::new(rejection)))?;
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", str::trim);
        let wrong = |at: Option<usize>, found: &str, problem| PipelineError::Correction {
            file: input.name().to_owned(),
            row: row.row,
            column: at.map_or_else(String::new, |at| file.layout().headers[at].clone()),
            found: found.to_owned(),
            problem,
        };
        let parser = Parser { taxonomy };
        let problem = |at, (found, problem): (&str, _)| wrong(at, found, problem);
        let correction = Correction {
            row: row.row,
            whole: parser.whole(cell(columns.label)).map_err(|e| problem(columns.label, e))?,
            opinions: parser
                .opinions(cell(columns.opinions))
                .map_err(|e| problem(columns.opinions, e))?,
            wrong: parser.wrong(cell(columns.wrong)).map_err(|e| problem(columns.wrong, e))?,
        };
        let comment = cell(Some(columns.comment));
        let says = Correction { row: 0, ..correction.clone() } != Correction::default();
        if comment.is_empty() || !says {
            read.empty += 1;
            continue;
        }
        read.add(print(&read.gate, comment, None), correction);
    }
    Ok(read)
}

impl Corrections {
    fn add(&mut self, print: u64, correction: Correction) {
        match self.by_text.entry(print) {
            Entry::Vacant(free) => {
                free.insert(self.all.len());
                self.all.push(correction);
            }
            Entry::Occupied(taken) => {
                let earlier = &mut self.all[*taken.get()];
                if earlier.contradicts(&correction) {
                    let rows = [earlier.row, correction.row];
                    self.conflicts.push(CorrectionConflict { rows });
                }
                earlier.take(correction);
            }
        }
    }
}

impl Correction {
    fn contradicts(&self, later: &Correction) -> bool {
        let whole = self.whole.is_some() && later.whole.is_some() && self.whole != later.whole;
        let opinions =
            self.opinions.is_some() && later.opinions.is_some() && self.opinions != later.opinions;
        let holds = |wrong: &[AspectId], opinions: &Option<Vec<(AspectId, Given)>>| {
            opinions.iter().flatten().any(|(aspect, _)| wrong.contains(aspect))
        };
        whole
            || opinions
            || holds(&self.wrong, &later.opinions)
            || holds(&later.wrong, &self.opinions)
    }

    /// Takes what a later line says of the same comment.
    fn take(&mut self, later: Correction) {
        self.row = later.row;
        self.whole = later.whole.or(self.whole);
        if let Some(opinions) = later.opinions {
            self.wrong.retain(|wrong| !opinions.iter().any(|(aspect, _)| aspect == wrong));
            self.opinions = Some(opinions);
        }
        self.wrong.extend(later.wrong);
    }
}

struct Columns {
    comment: usize,
    label: Option<usize>,
    opinions: Option<usize>,
    wrong: Option<usize>,
}

impl Columns {
    fn of(file: &SourceFile) -> Result<Columns, PipelineError> {
        let headers = &file.layout().headers;
        let called = |names: &[&str]| {
            let at = |name: &&str| {
                headers.iter().position(|header| header.trim().to_lowercase() == **name)
            };
            names.iter().find_map(at)
        };
        let lacks = |wanted: &str| PipelineError::CorrectionColumns {
            file: file.layout().file.to_string(),
            wanted: wanted.to_owned(),
            found: headers.join(", "),
        };
        let comment = called(COMMENT).ok_or_else(|| lacks(COMMENT[0]))?;
        let (label, opinions, wrong) = (called(LABEL), called(OPINIONS), called(WRONG));
        if label.or(opinions).or(wrong).is_none() {
            return Err(lacks(&[LABEL[0], OPINIONS[0], WRONG[0]].join(" / ")));
        }
        Ok(Columns { comment, label, opinions, wrong })
    }
}

struct Parser<'a> {
    taxonomy: &'a Taxonomy,
}

type Problem<'c> = (&'c str, CorrectionProblem);

impl Parser<'_> {
    fn whole<'c>(&self, cell: &'c str) -> Result<Option<Whole>, Problem<'c>> {
        if cell.is_empty() {
            return Ok(None);
        }
        if is_not_about_us(cell) {
            return Ok(Some(Whole::NotAboutUs));
        }
        let plain = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
        let called = |label: &Label| {
            let words = [Lang::En, Lang::Zh].map(|lang| {
                rust_i18n::t!(format!("label.{}", label.as_str()), locale = lang.code())
                    .into_owned()
            });
            plain(cell) == label.as_str() || words.iter().any(|word| plain(word) == plain(cell))
        };
        let label = Label::ALL.into_iter().find(called).or_else(|| {
            Some(match Reading::parse(cell)? {
                Reading::Negative => Label::Negative,
                Reading::Mixed => Label::Mixed,
                Reading::Neutral => Label::Neutral,
                Reading::Positive => Label::Positive,
            })
        });
        label.map(|label| Some(Whole::Labelled(label))).ok_or((cell, CorrectionProblem::Label))
    }

    fn opinions<'c>(&self, cell: &'c str) -> Result<Option<Vec<(AspectId, Given)>>, Problem<'c>> {
        let cell = unguarded(cell);
        if cell.is_empty() {
            return Ok(None);
        }
        if NONE.contains(&cell.to_lowercase().as_str()) {
            return Ok(Some(Vec::new()));
        }
        let one = |part| {
            let (name, value) = split(part).ok_or((part, CorrectionProblem::Sentiment))?;
            let given = given(value).ok_or((part, CorrectionProblem::Sentiment))?;
            Ok((self.aspect(name)?, given))
        };
        parts(cell).map(one).collect::<Result<_, _>>().map(Some)
    }

    fn wrong<'c>(&self, cell: &'c str) -> Result<Vec<AspectId>, Problem<'c>> {
        let names = parts(unguarded(cell)).map(|part| split(part).map_or(part, |(name, _)| name));
        names.map(|name| self.aspect(name)).collect()
    }

    fn aspect<'c>(&self, name: &'c str) -> Result<AspectId, Problem<'c>> {
        let wanted = name.trim().to_lowercase();
        let all = self.taxonomy.aspects();
        let names = |id: usize| {
            let name = &all[id].name;
            [name.id.as_str(), name.zh.as_str(), name.en.as_str()]
        };
        let called = |id: &usize| names(*id).iter().any(|own| own.to_lowercase() == wanted);
        let by_id = all.iter().position(|aspect| aspect.name.id == wanted);
        by_id.or_else(|| (0..all.len()).find(called)).ok_or_else(|| {
            let known = nearest(name, (0..all.len()).flat_map(names));
            (name, CorrectionProblem::Aspect(known))
        })
    }
}

/// The parts of a list in a cell.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '；', '\n', '┋', '、']).map(str::trim).filter(|part| !part.is_empty())
}

/// A name and what is said of it.
fn split(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once(['=', '＝', ':', '：'])?;
    Some((name.trim(), value.trim()))
}

fn given(value: &str) -> Option<Given> {
    match value.parse::<f32>() {
        Ok(number) if (-1.0..=1.0).contains(&number) => Some(Given::Number(number)),
        Ok(_) => None,
        Err(_) => parse_polarity(value).map(Given::Word),
    }
}
