//! Scores by file, where a run reads several: that one file has more of the answers of a year is
//! no change of any.
//!
//! Ratings of an airline and of its lounges in one run, or of two shops, are two populations. The
//! mean of a month follows how many of its answers are from which; so each period is told by what
//! its answers are above or below the mean of their files. Files that follow each other in time, as
//! monthly exports do, are one population, and are left as they are: they have hardly any period in
//! common.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::row::RowView;
use super::steps::StepSum;
use super::trend::Grain;
use crate::feedback::{PerScore, ScoreKind};
use crate::metrics::summary::headline_of;
use crate::stats::change_point::Moments;

/// Most days and files that are counted apart; beyond, files are not told apart.
const MOST_CELLS: usize = 40_000;

/// Part of the answers of a period that one file has at most where files go side by side.
const ALONE: f64 = 0.9;

/// Part of all answers that must be of such periods.
const TOGETHER: f64 = 0.5;

/// What is counted of each file by day.
#[derive(Debug, Clone)]
pub(super) struct FileCounter {
    /// `None` where there are too many.
    cells: Option<BTreeMap<(u32, Date), PerScore<StepSum>>>,
}

impl Default for FileCounter {
    fn default() -> FileCounter {
        FileCounter { cells: Some(BTreeMap::new()) }
    }
}

impl FileCounter {
    /// Takes a row.
    pub(super) fn add(&mut self, row: &RowView) {
        let (Some(cells), Some(weight)) = (&mut self.cells, row.weight) else { return };
        let Some(time) = row.row.time else { return };
        let cell = cells.entry((row.row.source.file, time.date())).or_default();
        for entry in row.entries() {
            for (kind, score) in row.counting(&entry).filter(|(_, score)| score.value.is_finite()) {
                cell[kind].add(headline_of(kind.measure(), score), weight);
            }
        }
        if cells.len() > MOST_CELLS {
            self.cells = None;
        }
    }

    /// A series of periods of this length that begin on these days, without what comes of files
    /// having more or fewer of their answers. As it is where there are no files side by side.
    pub(super) fn within(
        &self,
        kind: ScoreKind,
        series: Vec<Moments>,
        (grain, starts): (Grain, &[Date]),
    ) -> Vec<Moments> {
        let Some(expected) = self.expected(kind, grain) else { return series };
        let moved = |(period, start): (Moments, &Date)| {
            let shift = expected.get(start).copied().unwrap_or(0.0);
            Moments { mean: period.mean - shift, ..period }
        };
        series.into_iter().zip(starts).map(moved).collect()
    }

    /// By how much the mean of each period is above that of all answers because of the files that
    /// its answers are from; `None` where there are none side by side.
    fn expected(&self, kind: ScoreKind, grain: Grain) -> Option<BTreeMap<Date, f64>> {
        let mut files: BTreeMap<u32, StepSum> = BTreeMap::new();
        let mut periods: BTreeMap<Date, BTreeMap<u32, f64>> = BTreeMap::new();
        for ((file, day), cell) in self.cells.as_ref()? {
            let sum = cell[kind];
            if sum.n() > 0 {
                files.entry(*file).or_default().merge(sum);
                let period = periods.entry(grain.start(*day)).or_default();
                *period.entry(*file).or_default() += sum.total_weight();
            }
        }
        if files.len() < 2 {
            return None;
        }
        let means: BTreeMap<u32, f64> =
            files.iter().filter_map(|(file, sum)| Some((*file, sum.moments()?.0))).collect();
        let mut all = StepSum::default();
        files.values().for_each(|sum| all.merge(*sum));
        let (grand, total) = (all.moments()?.0, all.total_weight());
        let mut together = 0.0;
        let mut expected = BTreeMap::new();
        for (start, weights) in periods {
            let whole: f64 = weights.values().sum();
            let most = weights.values().copied().fold(0.0, f64::max);
            if most <= ALONE * whole {
                together += whole;
            }
            let of = |(file, weight): (&u32, &f64)| weight * means.get(file).unwrap_or(&grand);
            let mean = weights.iter().map(of).sum::<f64>() / whole;
            expected.insert(start, mean - grand);
        }
        (together >= TOGETHER * total).then_some(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    /// Of each file and month: those who score 10, and those who score 3.
    fn counted(answers: &[(u32, i8, [u64; 2])]) -> FileCounter {
        let (mut counter, mut resolver) = (FileCounter::default(), Resolver::default());
        for (file, month, groups) in answers {
            for (n, score) in groups.iter().zip([10.0, 3.0]) {
                for number in 0..*n {
                    let mut row = row(number, vec![entry(None, None, scores(Some(score), None))]);
                    row.source.file = *file;
                    row.time = Some(Date::constant(2026, *month, 9).at(9, 0, 0, 0));
                    counter.add(&resolver.view(&row, &[None]));
                }
            }
        }
        counter
    }

    fn within(counter: &FileCounter, means: [f64; 2]) -> Vec<f64> {
        let starts = [Date::constant(2026, 3, 1), Date::constant(2026, 4, 1)];
        let series = means.map(|mean| Moments { n: 40.0, mean, variance: 0.5 });
        let found =
            counter.within(ScoreKind::Nps, series.to_vec(), (Grain::Month, starts.as_slice()));
        found.into_iter().map(|period| period.mean).collect()
    }

    #[test]
    fn more_answers_of_one_file_are_no_change() {
        // +0.6 and −0.6, whatever the month: 30 and 10, then 10 and 30.
        let side_by_side =
            counted(&[(0, 3, [24, 6]), (1, 3, [2, 8]), (0, 4, [8, 2]), (1, 4, [6, 24])]);
        let found = within(&side_by_side, [0.3, -0.3]);
        assert!(found.iter().all(|mean| mean.abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn files_one_after_the_other_and_one_file_are_left_as_they_are() {
        let monthly = counted(&[(0, 3, [24, 6]), (1, 4, [6, 24])]);
        assert_eq!(within(&monthly, [0.6, -0.6]), [0.6, -0.6]);
        let one = counted(&[(0, 3, [24, 6]), (0, 4, [6, 24])]);
        assert_eq!(within(&one, [0.6, -0.6]), [0.6, -0.6]);
        assert_eq!(within(&FileCounter::default(), [0.6, -0.6]), [0.6, -0.6]);
    }
}
