//! Margins of a population, and the weights by which the answers have them.
//!
//! A file says of some segment fields what share of the population has which value. The
//! exports are read once more beforehand, for how many rows there are of each combination;
//! weights are fitted to the margins and multiply those that the rows come with.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::batches::Batches;
use super::export::Export;
use super::options::AnalyzeOptions;
use super::ordered::BatchSize;
use super::population_error::{PopulationError, PopulationProblem};
use super::repeats::Repeats;
use super::{Input, PipelineError};
use crate::feedback::Feedback;
use crate::gate::Gate;
use crate::ingest::{ReadOptions, SourceFile};
use crate::journey::raking::comparable;
use crate::journey::{Margin, PopulationField, PopulationSummary, PopulationValue, Raking};
use crate::stats::raking::{Cell, rake};

/// Most by which a row may be weighted more than it comes with: a usual bound (Battaglia and
/// others, Survey Practice 2, 2009), beyond which a few rows make the result.
pub const MOST_WEIGHT: f64 = 5.0;

/// How far the shares of a field may be from 1, for rounding.
const ROUNDING: f64 = 0.005;

/// Values that are named in an error.
const NAMED: usize = 12;

/// Rows of a batch of the first reading.
const BATCH: usize = 1024;

/// Shares of a population, field by field.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Name of the file.
    file: String,
    fields: Vec<(String, Vec<(String, f64)>)>,
}

/// Reads a table with the columns `field`, `value` and `share` (字段, 取值, 占比), in any format
/// that exports come in: a row for each value, with its share of the population as a number
/// from 0 to 1 or a percentage.
///
/// # Errors
/// A file that cannot be read or lacks a column, a share that is none, a value that comes twice,
/// and shares of a field that do not sum to 1.
pub fn read_population(input: &Input) -> Result<Population, PipelineError> {
    let file = input.open(&ReadOptions::default())?;
    let [field, value, share] = [
        column(&file, ["field", "字段"])?,
        column(&file, ["value", "取值"])?,
        column(&file, ["share", "占比"])?,
    ];
    let name = input.name().to_owned();
    let wrong = |row, problem| PopulationError { file: name.clone(), row, problem };
    let mut fields: Vec<(String, Vec<(String, f64)>)> = Vec::new();
    for row in file.rows()? {
        let row = row.map_err(|rejection| PipelineError::Rejected(Box::new(rejection)))?;
        let cell = |at: usize| row.cells.get(at).unwrap_or_default().trim();
        let at = Some(row.row);
        if cell(field).is_empty() || cell(value).is_empty() {
            return Err(wrong(at, PopulationProblem::NoName).into());
        }
        let found = || PopulationProblem::NoShare { found: cell(share).to_owned() };
        let shared = parse_share(cell(share)).ok_or_else(|| wrong(at, found()))?;
        let values = match fields.iter().position(|(name, _)| name == cell(field)) {
            Some(known) => &mut fields[known].1,
            None => {
                fields.push((cell(field).to_owned(), Vec::new()));
                let last = fields.len() - 1;
                &mut fields[last].1
            }
        };
        if values.iter().any(|(known, _)| comparable(known) == comparable(cell(value))) {
            let (field, value) = (cell(field).to_owned(), cell(value).to_owned());
            return Err(wrong(at, PopulationProblem::Twice { field, value }).into());
        }
        values.push((cell(value).to_owned(), shared));
    }
    if fields.is_empty() {
        return Err(wrong(None, PopulationProblem::Empty).into());
    }
    for (field, values) in &mut fields {
        let sum: f64 = values.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > ROUNDING {
            let problem = PopulationProblem::Sum { field: field.clone(), sum };
            return Err(wrong(None, problem).into());
        }
        values.iter_mut().for_each(|(_, share)| *share /= sum);
    }
    Ok(Population { file: name, fields })
}

fn column(file: &SourceFile, names: [&str; 2]) -> Result<usize, PipelineError> {
    let layout = file.layout();
    let [en, zh] = names.map(|name| layout.column(name));
    Ok(en.or_else(|error| zh.map_err(|_| error))?)
}

/// A share above 0: `0.25` or `25%`.
fn parse_share(text: &str) -> Option<f64> {
    let share = match text.strip_suffix(['%', '％']) {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => text.parse::<f64>().ok()?,
    };
    (share > 0.0 && share <= 1.0).then_some(share)
}

/// Rows in the same group of every margin.
#[derive(Debug, Clone, Copy, Default)]
struct Rows {
    n: u64,
    weight: f64,
    squares: f64,
    /// Smallest and largest weight.
    ends: Option<[f64; 2]>,
}

/// Weights of rows, and what is told of them.
#[derive(Debug, Clone)]
pub(super) struct Weighting {
    pub(super) raking: Arc<Raking>,
    pub(super) summary: PopulationSummary,
    /// Names of the fields, as they are shown.
    fields: Vec<String>,
}

impl Weighting {
    /// Reads the exports and fits the weights of their rows.
    ///
    /// # Errors
    /// A field that is no segment of every file, values of one side that the other does not
    /// have, and what else keeps an export from being read.
    pub(super) fn fitted(
        population: &Population,
        (files, segments): (&[Export], &[String]),
        options: &AnalyzeOptions,
        gate: &Gate,
    ) -> Result<Weighting, PipelineError> {
        let wrong =
            |problem| PopulationError { file: gate.file(&population.file), row: None, problem };
        let fields: Vec<String> =
            population.fields.iter().map(|(field, _)| gate.name(field).into_owned()).collect();
        let margins = population.fields.iter().zip(&fields).map(|((_, values), field)| {
            let known = || segments.join(", ");
            let unknown =
                || PopulationProblem::UnknownField { field: field.clone(), known: known() };
            let segment = segments.iter().position(|name| name == field);
            let segment = segment.ok_or_else(|| wrong(unknown()))?;
            let shown = values.iter().map(|(value, _)| comparable(&gate.value(value)));
            Ok(Margin { segment, groups: shown.zip(1..).collect() })
        });
        let margins = margins.collect::<Result<Vec<Margin>, PopulationError>>()?;
        let raking = Raking { margins, factors: HashMap::new() };
        let mut weighting = Weighting {
            raking: Arc::new(raking),
            summary: PopulationSummary::new(gate.file(&population.file), MOST_WEIGHT),
            fields,
        };
        let mut cells: BTreeMap<Vec<usize>, Rows> = BTreeMap::new();
        let mut strange: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut repeats = match options.drop_duplicates {
            true => Repeats::left_out(files)?,
            false => Repeats::told(),
        };
        for (index, export) in files.iter().enumerate() {
            let (size, chosen) = (BatchSize::of_rows(BATCH), options.chosen());
            let mut batches = Batches::new(export, index as u32, size, &mut repeats, gate, chosen)?;
            let places = weighting.places(&batches.segments()).ok_or_else(|| {
                let own = batches.segments();
                let missing = weighting.fields.iter().find(|field| !own.contains(field));
                let field = missing.cloned().unwrap_or_default();
                let known = format!("{}: {}", export.file(), own.join(", "));
                wrong(PopulationProblem::UnknownField { field, known })
            })?;
            for batch in batches.by_ref() {
                for row in batch.rows.iter().filter(|row| row.weight > 0.0) {
                    let value = |at: usize| value_of(row, places[at]);
                    match weighting.raking.groups(value) {
                        Some(groups) => cells.entry(groups).or_default().add(row.weight),
                        None => {
                            for (at, margin) in weighting.raking.margins.iter().enumerate() {
                                if margin.group(value(at)).is_none() {
                                    let value = value(at).unwrap_or_default().trim().to_owned();
                                    strange.entry(at).or_default().insert(value);
                                }
                            }
                        }
                    }
                }
            }
            batches.noticed()?;
        }
        if let Some((at, values)) = strange.into_iter().next() {
            let field = weighting.fields[at].clone();
            let values = named(values.into_iter());
            return Err(wrong(PopulationProblem::UnknownValue { field, values }).into());
        }
        weighting.fit(population, &cells).map_err(wrong)?;
        Ok(weighting)
    }

    /// Where the fields stand among those of a file; `None` where one does not.
    pub(super) fn places(&self, own: &[String]) -> Option<Vec<usize>> {
        let place = |field: &String| own.iter().position(|name| name == field);
        self.fields.iter().map(place).collect()
    }

    /// Weights rows, which hold the fields in these places.
    pub(super) fn weigh(&self, rows: &mut [Feedback], places: &[usize]) {
        for row in rows {
            let groups = self.raking.groups(|at| value_of(row, *places.get(at)?));
            let factor = groups.and_then(|groups| self.raking.factors.get(&groups));
            row.weight *= factor.copied().unwrap_or(1.0);
        }
    }

    fn fit(
        &mut self,
        population: &Population,
        cells: &BTreeMap<Vec<usize>, Rows>,
    ) -> Result<(), PopulationProblem> {
        let all: f64 = cells.values().map(|rows| rows.weight).sum();
        let rows: u64 = cells.values().map(|rows| rows.n).sum();
        let mut margins = Vec::new();
        for (at, (_, values)) in population.fields.iter().enumerate() {
            let mut has = vec![Rows::default(); values.len() + 1];
            cells.iter().for_each(|(groups, rows)| has[groups[at]].merge(rows));
            let empty = values.iter().zip(&has[1..]).filter(|(_, rows)| rows.n == 0);
            let empty: Vec<String> = empty.map(|((value, _), _)| value.clone()).collect();
            let field = self.fields[at].clone();
            if !empty.is_empty() {
                let values = named(empty.into_iter());
                return Err(PopulationProblem::NoRows { field, values });
            }
            // Rows without a value keep their share.
            let without = has[0].weight / all;
            let shares = values.iter().map(|(_, share)| share * (1.0 - without));
            margins.push([without].into_iter().chain(shares).collect::<Vec<f64>>());
            let given = all - has[0].weight;
            let value = |((value, share), rows): (&(String, f64), &Rows)| PopulationValue {
                value: value.clone(),
                rows: rows.n,
                answered: rows.weight / given,
                share: *share,
                weighted: 0.0,
            };
            let values = values.iter().zip(&has[1..]).map(value).collect();
            self.summary.fields.push(PopulationField { field, values, without: has[0].n });
        }
        // A margin has a group without a value only where there are such rows.
        let lacks: Vec<usize> = margins.iter().map(|m| usize::from(m[0] == 0.0)).collect();
        let wanted: Vec<Vec<f64>> =
            margins.iter().zip(&lacks).map(|(shares, lacks)| shares[*lacks..].to_vec()).collect();
        let group = |(group, lacks): (&usize, &usize)| group - lacks;
        let fitted: Vec<Cell> = cells
            .iter()
            .map(|(groups, rows)| Cell {
                groups: groups.iter().zip(&lacks).map(group).collect(),
                weight: rows.weight,
            })
            .collect();
        let raked = rake(&fitted, &wanted, MOST_WEIGHT).ok_or(PopulationProblem::Empty)?;
        let of_cells = || cells.iter().zip(&raked.factors);
        let total: f64 = of_cells().map(|((_, rows), factor)| rows.weight * factor).sum();
        let squares: f64 = of_cells().map(|((_, rows), f)| rows.squares * f * f).sum();
        let mean = total / rows as f64;
        let ends = of_cells().filter_map(|((_, rows), factor)| {
            rows.ends.map(|ends| ends.map(|weight| weight * factor / mean))
        });
        let summary = &mut self.summary;
        summary.weights = ends.fold([f64::INFINITY, 0.0], |[low, high], [least, most]| {
            [low.min(least), high.max(most)]
        });
        summary.bounded = raked.bounded;
        summary.off = raked.off;
        summary.design_effect = rows as f64 * squares / (total * total);
        summary.rows = rows;
        for (at, field) in summary.fields.iter_mut().enumerate() {
            let mut has = vec![0.0; field.values.len() + 1];
            of_cells().for_each(|((groups, rows), f)| has[groups[at]] += rows.weight * f);
            let given: f64 = has[1..].iter().sum();
            field.values.iter_mut().zip(&has[1..]).for_each(|(to, has)| to.weighted = has / given);
        }
        let factors = cells.keys().cloned().zip(raked.factors.iter().copied()).collect();
        let margins = self.raking.margins.clone();
        self.raking = Arc::new(Raking { margins, factors });
        Ok(())
    }
}

impl Rows {
    fn add(&mut self, weight: f64) {
        let ends = Some([weight, weight]);
        self.merge(&Rows { n: 1, weight, squares: weight * weight, ends });
    }

    fn merge(&mut self, other: &Rows) {
        self.n += other.n;
        self.weight += other.weight;
        self.squares += other.squares;
        self.ends = match (self.ends, other.ends) {
            (Some([a, b]), Some([c, d])) => Some([a.min(c), b.max(d)]),
            (own, more) => own.or(more),
        };
    }
}

fn value_of(row: &Feedback, place: usize) -> Option<&str> {
    row.segments.get(place)?.as_deref()
}

/// Some of the values, and whether there are more.
fn named(values: impl ExactSizeIterator<Item = String>) -> String {
    let more = if values.len() > NAMED { ", …" } else { "" };
    let named: Vec<String> = values.take(NAMED).collect();
    named.join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Population, String> {
        let input = Input::spooled(&mut text.as_bytes(), "population.csv").unwrap();
        read_population(&input).map_err(|error| error.to_string())
    }

    #[test]
    fn margins_are_read_in_both_languages() {
        let found = read("field,value,share\nregion,north,0.4\nregion,south,60%\nage,old,1\n");
        let found = found.unwrap();
        assert_eq!(found.fields[0].1, [("north".to_owned(), 0.4), ("south".to_owned(), 0.6)]);
        assert_eq!(
            read("字段,取值,占比\n区域,华东,40％\n区域,华南,0.6\n").unwrap().fields.len(),
            1
        );
    }

    #[test]
    fn what_is_no_margin_is_told_with_its_place() {
        let of = |rows: &str| read(&format!("field,value,share\n{rows}")).unwrap_err();
        for (rows, said) in [
            ("a,x,0.4\na,y,0.5\n", "0.9"),
            ("a,x,0.4\na,X,0.6\n", "row 3"),
            ("a,x,40\na,y,60\n", "row 2"),
            ("a,x,many\n", "many"),
            ("a,,1\n", "row 2"),
            ("a,x,0\na,y,1\n", "row 2"),
        ] {
            let error = of(rows);
            assert!(error.contains(said) && error.contains("population.csv"), "{error}");
        }
        assert!(read("field,value\na,x\n").unwrap_err().contains("share"));
    }
}
