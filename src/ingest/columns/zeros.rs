//! Whether a 0 beside the points 1 to 5 is the lowest of them or no answer at all.
//!
//! Sites that ask for stars write 0 where none was given, and some scales do begin at 0: the
//! column alone cannot tell. The other scores of the same rows can. Who gives the lowest point
//! to one thing is hardly content with the rest, so that answers of 0, were they lower still,
//! would go with no better scores beside them than answers of 1 do. Where they go with much
//! better ones, beyond chance, they are none. So do the comments, see `zero_texts`, as long as the
//! other scores do not speak against it.

use std::collections::BTreeSet;

use crate::feedback::{Direction, Scale, ScoreValue};
use crate::ingest::cells::filler::is_empty_comment;
use crate::ingest::cells::number;
use crate::ingest::cells::totals::totals;
use crate::ingest::columns::zero_texts::{Texts, silent};
use crate::ingest::mapping::{ColumnMapping, Mapping};
use crate::ingest::read::source::SourceFile;
use crate::ingest::role::Role;
use crate::ingest::told::error::IngestError;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Rows with 0, and with 1, from which a column counts.
const FEWEST: u64 = 3;

/// Rows with 0, and with 1, in any of such columns: one with 0 in four of them is one.
const ENOUGH: usize = 10;

/// How far apart the other scores must be, of 100.
const APART: f64 = 10.0;

/// How many standard errors that must be.
pub(super) const ERRORS_APART: f64 = 3.0;

/// Reads the file once more where 0 stands beside a scale from 1 that nobody has stated, and
/// takes it for no answer where the other scores of its rows say so, or their comments.
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
    // Columns whose zeros are no longer told of together with those of others.
    let mut left: BTreeSet<String> = BTreeSet::new();
    for warning in &mut mapping.warnings {
        if let Warning::ZeroBeside { columns, .. } = warning {
            let told = columns.len();
            columns.retain(|name| answers.contains(name) && !stated(name));
            if columns.len() < told {
                left.extend(columns.iter().cloned());
            }
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
    let comments = mapping.of_role(Role::Comment);
    let comments: Vec<(String, usize)> = comments
        .filter_map(|c| Some((c.name.clone(), file.layout().column(&c.name).ok()?)))
        .collect();
    let beside = beside(&asked, &comments, file)?;
    let settled = |warning: Warning| {
        let Warning::ZeroBeside { columns, scale, n, of } = warning else { return warning };
        let its = asked.iter().zip(&beside).filter(|(asked, _)| columns.contains(&asked.name));
        let its: Vec<&Beside> = its.map(|(_, beside)| beside).collect();
        let own: u64 = its.iter().map(|beside| beside.zeros).sum();
        let recount = own > 0 && columns.iter().any(|name| left.contains(name));
        let marks: u64 = its.iter().map(|beside| beside.marks).sum();
        let (n, of) = if recount { (own, marks) } else { (n, of) };
        let without = Scale { low: 1.0, ..scale };
        if let Some((zero, one)) = apart(its.iter().copied(), scale.direction) {
            let (zero, one) = (zero.round(), one.round());
            return Warning::ZeroIsNone { columns, scale: without, n, zero, one };
        }
        let open = !no_better(&its, scale.direction);
        let texts = |at: usize| silent(its.iter().map(move |beside| &beside.texts[at]));
        let mut told = comments.iter().enumerate().filter(|_| open);
        match told.find_map(|(at, (name, _))| Some((name.clone(), texts(at)?))) {
            Some((comment, (zero, one))) => {
                let (zero, one) = ((100.0 * zero).round(), (100.0 * one).round());
                Warning::ZeroIsSilent { columns, scale: without, n, comment, zero, one }
            }
            None => Warning::ZeroBeside { columns, scale, n, of },
        }
    };
    mapping.warnings = std::mem::take(&mut mapping.warnings).into_iter().map(settled).collect();
    for warning in &mapping.warnings {
        let (Warning::ZeroIsNone { columns, scale, .. }
        | Warning::ZeroIsSilent { columns, scale, .. }) = warning
        else {
            continue;
        };
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
    /// The first of these rows, as many as are asked for.
    rows: [Vec<usize>; 2],
    /// Of each column of comments, those of the rows with 0, and of those with 1.
    texts: Vec<[Texts; 2]>,
    /// How its zeros are written.
    written: BTreeSet<String>,
    /// How many there are.
    zeros: u64,
    /// How many marks there are.
    marks: u64,
}

/// What goes with the lowest marks of each column.
fn beside(
    asked: &[Asked],
    comments: &[(String, usize)],
    file: &SourceFile,
) -> Result<Vec<Beside>, IngestError> {
    let texts = vec![[Texts::default(); 2]; comments.len()];
    let mut beside = vec![Beside { texts, ..Beside::default() }; asked.len()];
    for (place, row) in file.rows()?.flatten().enumerate() {
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
            beside[at].marks += u64::from(marks[at].is_some());
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
            for (texts, (_, comment)) in beside[at].texts.iter_mut().zip(comments) {
                let cell = row.cells.get(*comment).unwrap_or_default();
                texts[group].add(!is_empty_comment(cell));
            }
            let own = goods[at];
            let (others, rest) = (n - u32::from(own.is_some()), sum - own.unwrap_or(0.0));
            if others > 0 {
                beside[at].groups[group].add(rest / f64::from(others));
                let rows = &mut beside[at].rows[group];
                if rows.len() < ENOUGH {
                    rows.push(place);
                }
            }
        }
    }
    Ok(beside)
}

/// Means of the other scores beside 0 and beside 1, where 0 cannot be the point below 1.
fn apart<'b>(beside: impl Iterator<Item = &'b Beside>, direction: Direction) -> Option<(f64, f64)> {
    let (mut columns, mut difference, mut error) = (0.0, 0.0, 0.0);
    let mut all = [Others::default(); 2];
    let mut rows: [BTreeSet<usize>; 2] = Default::default();
    for its in beside.filter(|its| its.groups.iter().all(|group| group.n >= FEWEST)) {
        let [zero, one] = &its.groups;
        columns += 1.0;
        difference += zero.mean() - one.mean();
        // The columns share rows, so that their errors may all go the same way.
        error += (zero.error() + one.error()).sqrt();
        for (sum, group) in all.iter_mut().zip(&its.groups) {
            sum.n += group.n;
            sum.sum += group.sum;
        }
        for (all, own) in rows.iter_mut().zip(&its.rows) {
            all.extend(own);
        }
    }
    let difference = better(direction) * difference;
    let sure = rows.iter().all(|rows| rows.len() >= ENOUGH)
        && difference >= APART * columns
        && difference >= ERRORS_APART * error;
    sure.then(|| (all[0].mean(), all[1].mean()))
}

/// 1 where more is better, −1 where less is.
fn better(direction: Direction) -> f64 {
    match direction {
        Direction::Higher => 1.0,
        Direction::Lower => -1.0,
    }
}

/// Whether there are other scores, and those beside 0 are no better than those beside 1.
fn no_better(beside: &[&Beside], direction: Direction) -> bool {
    let counted = beside.iter().filter(|its| its.groups.iter().all(|group| group.n >= FEWEST));
    let apart = |its: &&Beside| its.groups[0].mean() - its.groups[1].mean();
    let apart: Vec<f64> = counted.map(apart).collect();
    !apart.is_empty() && better(direction) * apart.iter().sum::<f64>() <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::detect::detect;
    use crate::ingest::columns::profile::profile;
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
        settled_in(&table, user)
    }

    fn settled_in(table: &str, user: &Mapping) -> Mapping {
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

    /// A column with marks of 0 and 1 in some rows.
    fn column(groups: [Others; 2], rows: std::ops::Range<usize>) -> Beside {
        let rows = [rows.clone().collect(), rows.collect()];
        Beside { groups, rows, ..Beside::default() }
    }

    #[test]
    fn less_effort_than_the_least_is_judged_the_other_way_round() {
        let group = |mean: f64| {
            let mut group = Others::default();
            (0..20).for_each(|i| group.add(mean + f64::from(i % 5)));
            group
        };
        let judged = |groups: [Others; 2], direction: Direction| {
            apart([&column(groups, 0..20)].into_iter(), direction)
        };
        let content = [group(20.0), group(80.0)];
        assert!(judged(content, Direction::Lower).is_some());
        assert!(judged(content, Direction::Higher).is_none());
        let near = [group(75.0), group(80.0)];
        assert!(judged(near, Direction::Lower).is_none(), "hardly apart");
        let few = [group(20.0), Others { n: 2, ..group(80.0) }];
        assert!(judged(few, Direction::Lower).is_none(), "too few");
    }

    #[test]
    fn the_same_rows_in_several_columns_say_no_more_than_in_one() {
        let of = |values: &[f64]| {
            let mut group = Others::default();
            values.iter().for_each(|value| group.add(*value));
            group
        };
        let sure = |columns: &[Beside]| apart(columns.iter(), Direction::Higher).is_some();
        // Standard error of each difference: (2 · 900 · 20 / 19 / 20)^½ = 9.7.
        let wide = |mean: f64| of(&[mean - 30.0, mean + 30.0].repeat(10));
        let near = || column([wide(60.0), wide(40.0)], 0..10);
        assert!(!sure(&[near()]), "20 are 2.1 of them");
        assert!(!sure(&[near(), near(), near(), near()]));
        let far = || column([wide(80.0), wide(40.0)], 0..10);
        assert!(sure(&[far()]), "40 are 4.1 of them");
        assert!(sure(&[far(), far(), far(), far()]));
        let three = |from: usize| {
            column([of(&[80.0, 81.0, 82.0]), of(&[20.0, 21.0, 22.0])], from..from + 3)
        };
        assert!(!sure(&[three(0), three(0), three(0), three(0)]), "three who answered");
        assert!(sure(&[three(0), three(3), three(6), three(9)]), "twelve");
    }

    #[test]
    fn zeros_of_a_column_that_a_mapping_states_are_not_counted_with_others() {
        let mut table = "Overall rating,Seat rating,Food rating,Comment\n".to_owned();
        for (seat, whole, rows) in with(&[("0", 3, 12)]) {
            for row in 0..rows {
                let food = match (seat, row % 2) {
                    ("5", 0) => "0",
                    ("0", _) => "3",
                    _ => seat,
                };
                let whole = (whole + row % 2).min(5);
                table.push_str(&format!("{whole},{seat},{food},we sat in row {row}\n"));
            }
        }
        let told = |mapping: &Mapping| {
            mapping.warnings.iter().find_map(|warning| match warning {
                Warning::ZeroBeside { columns, n, .. } | Warning::ZeroIsNone { columns, n, .. } => {
                    Some((columns.join(", "), *n))
                }
                _ => None,
            })
        };
        let both = settled_in(&table, &Mapping::default());
        // 12 of the seat, and 15 of the food.
        assert_eq!(told(&both), Some(("Seat rating, Food rating".to_owned(), 27)));
        let scale = Some(Scale::higher(0.0, 5.0));
        let food = ColumnMapping { scale, ..ColumnMapping::new("Food rating", Role::CSAT) };
        let user = Mapping { columns: vec![food], ..Mapping::default() };
        let seat_alone = settled_in(&table, &user);
        assert_eq!(told(&seat_alone), Some(("Seat rating".to_owned(), 12)));
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
