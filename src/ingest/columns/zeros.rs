//! Whether a 0 beside the points 1 to 5 is the lowest of them or no answer at all.
//!
//! Sites that ask for stars write 0 where none was given, and some scales do begin at 0: the
//! column alone cannot tell. The other scores of the same rows can. Who gives the lowest point
//! to one thing is hardly content with the rest, so that answers of 0, were they lower still,
//! would go with no better scores beside them than answers of 1 do. Where they go with much
//! better ones, beyond chance, they are none.

use std::collections::BTreeSet;

use crate::feedback::{Direction, Scale, ScoreValue};
use crate::ingest::cells::number;
use crate::ingest::cells::totals::totals;
use crate::ingest::mapping::{ColumnMapping, Mapping};
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::IngestError;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Rows with 0, and with 1, from which a column counts.
const FEWEST: u64 = 3;

/// Rows with 0, and with 1, of all such columns together.
const ENOUGH: u64 = 10;

/// How far apart the other scores must be, of 100.
const APART: f64 = 10.0;

/// How many standard errors that must be.
const SURE: f64 = 3.0;

/// Reads the file once more where 0 stands beside a scale from 1 that nobody has stated, and
/// takes it for no answer where the other scores of its rows say so.
///
/// # Errors
/// When the file cannot be opened again.
pub fn settle_zeros(
    mut mapping: Mapping,
    user: &Mapping,
    file: &SourceFile,
) -> Result<Mapping, IngestError> {
    let stated = |name: &str| {
        let mut listed = user.columns.iter().filter(|column| column.name == name);
        listed.any(|column| column.scale.is_some() || !column.missing.is_empty())
    };
    let answers = mapping.columns.iter().filter(|column| column.role.score().is_some());
    let answers: BTreeSet<String> = answers.map(|column| column.name.clone()).collect();
    for warning in &mut mapping.warnings {
        if let Warning::ZeroBeside { columns, .. } = warning {
            columns.retain(|name| answers.contains(name) && !stated(name));
        }
    }
    mapping.warnings.retain(
        |warning| !matches!(warning, Warning::ZeroBeside { columns, .. } if columns.is_empty()),
    );
    let doubted: Vec<&Warning> =
        mapping.warnings.iter().filter(|w| matches!(w, Warning::ZeroBeside { .. })).collect();
    if doubted.is_empty() {
        return Ok(mapping);
    }
    let asked: Vec<Asked> =
        mapping.columns.iter().filter_map(|c| Asked::new(c, file, &doubted)).collect();
    let beside = beside(&asked, file)?;
    let settled = |warning: Warning| {
        let Warning::ZeroBeside { columns, scale, n } = warning else { return warning };
        let of = asked.iter().zip(&beside).filter(|(asked, _)| columns.contains(&asked.name));
        match apart(of.map(|(_, beside)| &beside.groups), scale.direction) {
            Some((zero, one)) => Warning::ZeroIsNone {
                columns,
                scale: Scale { low: 1.0, ..scale },
                n,
                zero: zero.round(),
                one: one.round(),
            },
            None => Warning::ZeroBeside { columns, scale, n },
        }
    };
    mapping.warnings = std::mem::take(&mut mapping.warnings).into_iter().map(settled).collect();
    for warning in &mapping.warnings {
        let Warning::ZeroIsNone { columns, scale, .. } = warning else { continue };
        for column in mapping.columns.iter_mut().filter(|c| columns.contains(&c.name)) {
            let its = asked.iter().zip(&beside).find(|(asked, _)| asked.name == column.name);
            if let Some((_, its)) = its {
                without_zeros(column, *scale, its);
            }
        }
    }
    Ok(mapping)
}

fn without_zeros(column: &mut ColumnMapping, without: Scale, its: &Beside) {
    column.scale = Some(without);
    column.missing.extend(its.written.iter().cloned());
    for evidence in &mut column.evidence {
        if let Evidence::Scale { scale, n, min, .. } = evidence {
            (*scale, *n, *min) = (without, n.saturating_sub(its.zeros), without.low);
        }
    }
}

/// A column of marks.
struct Asked {
    name: String,
    at: usize,
    scale: Scale,
    /// Whether its 0 is in doubt.
    doubted: bool,
}

impl Asked {
    fn new(column: &ColumnMapping, file: &SourceFile, doubted: &[&Warning]) -> Option<Asked> {
        let scale = column.scale.filter(|scale| scale.low < scale.high)?;
        if column.role.score().is_none() || !column.labels.is_empty() {
            return None;
        }
        let named = |warning: &Warning| matches!(warning, Warning::ZeroBeside { columns, .. } if columns.contains(&column.name));
        Some(Asked {
            name: column.name.clone(),
            at: file.layout().column(&column.name).ok()?,
            scale,
            doubted: doubted.iter().any(|warning| named(warning)),
        })
    }

    fn mark(&self, cell: &str) -> Option<f64> {
        number::number(cell).filter(|mark| self.scale.contains(*mark))
    }
}

/// What the other scores of some rows are, as goodness from 0 to 100.
#[derive(Debug, Clone, Copy, Default)]
struct Others {
    n: u64,
    sum: f64,
    squares: f64,
}

impl Others {
    fn add(&mut self, goodness: f64) {
        self.n += 1;
        self.sum += goodness;
        self.squares += goodness * goodness;
    }

    fn mean(&self) -> f64 {
        self.sum / self.n as f64
    }

    /// Variance of the mean; all the same says as little as one.
    fn error(&self) -> f64 {
        let n = self.n as f64;
        let variance = (self.squares - self.sum * self.sum / n) / (n - 1.0);
        variance.max(1.0) / n
    }
}

/// What goes with a column's lowest marks.
#[derive(Debug, Clone, Default)]
struct Beside {
    /// The other scores of the rows with 0, and of those with 1.
    groups: [Others; 2],
    /// How its zeros are written.
    written: BTreeSet<String>,
    /// How many there are.
    zeros: u64,
}

/// What goes with the lowest marks of each column.
fn beside(asked: &[Asked], file: &SourceFile) -> Result<Vec<Beside>, IngestError> {
    let mut beside = vec![Beside::default(); asked.len()];
    for row in file.rows()?.flatten() {
        if totals(row.cells.iter()).is_some() {
            continue;
        }
        let marks: Vec<Option<f64>> = asked
            .iter()
            .map(|column| column.mark(row.cells.get(column.at).unwrap_or_default()))
            .collect();
        let good = |at: usize| {
            let value = marks[at]?;
            let open = asked[at].doubted && value == 0.0;
            let scale = asked[at].scale;
            (!open).then(|| ScoreValue { value, scale }.goodness())
        };
        let goods: Vec<Option<f64>> = (0..asked.len()).map(good).collect();
        let (n, sum) = goods.iter().flatten().fold((0, 0.0), |(n, sum), good| (n + 1, sum + good));
        for at in (0..asked.len()).filter(|at| asked[*at].doubted) {
            let group = match marks[at] {
                Some(0.0) => 0,
                Some(1.0) => 1,
                _ => continue,
            };
            if group == 0 {
                let cell = row.cells.get(asked[at].at).unwrap_or_default();
                beside[at].written.insert(cell.trim().to_owned());
                beside[at].zeros += 1;
            }
            let own = goods[at];
            let (others, rest) = (n - u32::from(own.is_some()), sum - own.unwrap_or(0.0));
            if others > 0 {
                beside[at].groups[group].add(rest / f64::from(others));
            }
        }
    }
    Ok(beside)
}

/// Means of the other scores beside 0 and beside 1, where 0 cannot be the point below 1.
fn apart<'g>(
    groups: impl Iterator<Item = &'g [Others; 2]>,
    direction: Direction,
) -> Option<(f64, f64)> {
    let (mut columns, mut difference, mut error) = (0.0, 0.0, 0.0);
    let mut all = [Others::default(); 2];
    for [zero, one] in groups.filter(|both| both.iter().all(|group| group.n >= FEWEST)) {
        columns += 1.0;
        difference += zero.mean() - one.mean();
        error += zero.error() + one.error();
        for (sum, group) in all.iter_mut().zip([zero, one]) {
            sum.n += group.n;
            sum.sum += group.sum;
        }
    }
    let sign = match direction {
        Direction::Higher => 1.0,
        Direction::Lower => -1.0,
    };
    let difference = sign * difference;
    let sure = all.iter().all(|group| group.n >= ENOUGH)
        && difference >= APART * columns
        && difference >= SURE * error.sqrt();
    sure.then(|| (all[0].mean(), all[1].mean()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::profile::profile;
    use crate::ingest::columns::roles::detect;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::role::Role;
    use crate::ingest::tests::file_of;

    /// Ratings of the seat beside those of the whole, the mean of which is `of_whole` by the
    /// seat's mark, and a comment.
    fn settled(of_whole: &[(&str, u32, u32)], user: &Mapping) -> Mapping {
        let mut table = "Overall rating,Seat rating,Comment\n".to_owned();
        for (seat, whole, rows) in of_whole {
            for row in 0..*rows {
                // Not all of them alike.
                let whole = (whole + row % 2).min(5);
                table.push_str(&format!("{whole},{seat},we sat in row {row}\n"));
            }
        }
        let file = file_of(table.as_bytes(), ".csv");
        let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
        let facts = profile(&source).unwrap();
        let mut mapping = detect(source.layout(), &facts);
        if !user.columns.is_empty() {
            mapping = mapping.overlay(user, source.layout(), &facts).unwrap();
        }
        settle_zeros(mapping, user, &source).unwrap()
    }

    fn seat(mapping: &Mapping) -> &ColumnMapping {
        mapping.columns.iter().find(|column| column.name == "Seat rating").unwrap()
    }

    const SCALE: [(&str, u32, u32); 5] =
        [("1", 1, 12), ("2", 2, 20), ("3", 3, 20), ("4", 4, 30), ("5", 5, 30)];

    fn with(zeros: &[(&'static str, u32, u32)]) -> Vec<(&'static str, u32, u32)> {
        [&SCALE[..], zeros].concat()
    }

    #[test]
    fn a_zero_of_people_who_are_content_otherwise_is_no_answer() {
        let mapping = settled(&with(&[("0", 3, 8), ("0.0", 4, 4)]), &Mapping::default());
        assert_eq!(seat(&mapping).scale, Some(Scale::higher(1.0, 5.0)));
        assert_eq!(seat(&mapping).missing, ["0", "0.0"]);
        let told = Warning::ZeroIsNone {
            columns: vec!["Seat rating".to_owned()],
            scale: Scale::higher(1.0, 5.0),
            n: 12,
            // (8 of 3.5 and 4 of 4.5; 12 of 1.5) − 1, of 4.
            zero: 71.0,
            one: 13.0,
        };
        assert!(mapping.warnings.contains(&told), "{:?}", mapping.warnings);
    }

    #[test]
    fn a_zero_below_one_stays_the_lowest_point_and_so_does_one_that_may_be() {
        for zeros in [("0", 1, 12), ("0", 3, 9), ("0", 1, 40)] {
            let mapping = settled(&with(&[zeros]), &Mapping::default());
            assert_eq!(seat(&mapping).scale, Some(Scale::higher(0.0, 5.0)), "{zeros:?}");
            assert!(seat(&mapping).missing.is_empty());
            let doubt = |w: &Warning| matches!(w, Warning::ZeroBeside { .. });
            assert!(mapping.warnings.iter().any(doubt), "{:?}", mapping.warnings);
        }
    }

    #[test]
    fn less_effort_than_the_least_is_judged_the_other_way_round() {
        let group = |mean: f64| {
            let mut group = Others::default();
            (0..20).for_each(|i| group.add(mean + f64::from(i % 5)));
            group
        };
        let content = [group(20.0), group(80.0)];
        assert!(apart([&content].into_iter(), Direction::Lower).is_some());
        assert!(apart([&content].into_iter(), Direction::Higher).is_none());
        let near = [group(75.0), group(80.0)];
        assert!(apart([&near].into_iter(), Direction::Lower).is_none(), "hardly apart");
        let few = [group(20.0), Others { n: 2, ..group(80.0) }];
        assert!(apart([&few].into_iter(), Direction::Lower).is_none(), "too few");
    }

    #[test]
    fn what_a_mapping_states_is_not_asked_again() {
        let zeros = with(&[("0", 4, 12)]);
        let listed =
            |column: ColumnMapping| Mapping { columns: vec![column], ..Mapping::default() };
        let csat = || ColumnMapping::new("Seat rating", Role::CSAT);
        let scale = Some(Scale::higher(0.0, 5.0));
        let kept = settled(&zeros, &listed(ColumnMapping { scale, ..csat() }));
        assert_eq!((seat(&kept).scale, seat(&kept).missing.len()), (scale, 0));
        let missing = vec!["0".to_owned()];
        let none = settled(&zeros, &listed(ColumnMapping { missing: missing.clone(), ..csat() }));
        assert_eq!(seat(&none).missing, missing);
        for mapping in [kept, none] {
            let of_zeros =
                |w: &Warning| matches!(w, Warning::ZeroBeside { .. } | Warning::ZeroIsNone { .. });
            assert!(!mapping.warnings.iter().any(of_zeros), "{:?}", mapping.warnings);
        }
        let open = settled(&zeros, &listed(csat()));
        assert_eq!(seat(&open).missing, ["0"]);
        let unused = ColumnMapping::new("Seat rating", Role::Ignore);
        let unused = settled(&zeros, &listed(unused));
        let seat = seat(&unused);
        assert_eq!((seat.scale, seat.missing.len(), unused.warnings.len()), (None, 0, 0));
    }
}
