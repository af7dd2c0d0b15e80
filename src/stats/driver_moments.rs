//! Sums over rows from which the correlations of drivers with an outcome, and
//! bootstrap samples of them, can be made without the rows.
//!
//! A run reads millions of rows once. Each is put into one of at most
//! [`MOST_GROUPS`] groups, and of each group only sums are kept. Drawing groups
//! instead of rows gives bootstrap samples: with up to a thousand rows every row
//! is a group of its own and this is the ordinary bootstrap; with more it is the
//! bootstrap over random groups (Wolter, Introduction to Variance Estimation,
//! 1985, chapter 2; Efron and Tibshirani, An Introduction to the Bootstrap,
//! 1993, chapter 8). Which group a row is in follows from a key of its own, never
//! from batches, threads or its place, and the sums are exact: the same rows give
//! the same numbers in any order. Rows with the same key, those of one person, are
//! in the same group: the bootstrap is one over persons.

use std::collections::HashMap;

use super::driver_samples::GroupSums;
use super::exact::{Exact, steps, value};
use super::mix;

/// Largest number of groups.
pub const MOST_GROUPS: usize = 1_000;

/// Fewest groups, where there are so many predictors that memory counts.
const FEWEST_GROUPS: usize = 100;

/// Numbers kept at most, as long as there are more than the fewest groups.
const BUDGET: usize = 1 << 21;

/// What a row without a value for a predictor means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Not known: correlations are taken over the rows that have both values.
    Answers,
    /// 0: the row does not mention it.
    Mentions,
}

/// Sums over rows of some predictors and one outcome.
///
/// Values are expected to be of the size of answers: with a mean of a thousand
/// standard deviations, the digits of a sum of squares would be those of the
/// mean.
#[derive(Debug, Clone)]
pub struct DriverMoments {
    form: Form,
    /// Variables: the predictors and, last, the outcome.
    width: usize,
    groups: usize,
    /// Numbers per group: of answers, Σw, Σwx, Σwx² and Σwxy of every ordered
    /// pair of variables over the rows with gaps, then the compact sums of
    /// those without; of mentions the compact sums alone.
    stride: usize,
    /// As long as each row, or all rows of one person, is a group: whose it is, else the key, and
    /// the smallest key of the rows; in the order of groups.
    keys: Vec<(u64, u64)>,
    /// The groups by whose they are.
    group_of: HashMap<u64, usize>,
    /// Whether the rows have become too many for that.
    dealt: bool,
    /// The sums of every group, in steps of [`steps`]: nothing where it has no rows
    /// yet. Each on its own, as tens of megabytes at once may be too much to ask for.
    sums: Vec<Vec<i128>>,
    /// Rows of every group.
    sizes: Vec<u64>,
    rows: u64,
    /// Rows that have a value for every predictor.
    complete: u64,
    /// Rows that have both values of a pair, other than the complete ones.
    pairs: Vec<u64>,
    weight: Exact,
    weight_squares: Exact,
    unequal: bool,
    scratch: Vec<f64>,
}

impl DriverMoments {
    /// Of `predictors` answers per row, each of which may be missing.
    pub fn answers(predictors: usize) -> DriverMoments {
        let width = predictors + 1;
        DriverMoments::new(Form::Answers, width, 4 * width * width + compact(width))
    }

    /// Of `predictors` topics, few of which are mentioned in a row; what is not
    /// mentioned is 0.
    pub fn mentions(predictors: usize) -> DriverMoments {
        let width = predictors + 1;
        DriverMoments::new(Form::Mentions, width, compact(width))
    }

    fn new(form: Form, width: usize, stride: usize) -> DriverMoments {
        DriverMoments {
            form,
            width,
            groups: (BUDGET / stride).clamp(FEWEST_GROUPS, MOST_GROUPS),
            stride,
            keys: Vec::new(),
            group_of: HashMap::new(),
            dealt: false,
            sums: Vec::new(),
            sizes: Vec::new(),
            rows: 0,
            complete: 0,
            pairs: vec![0; width * width],
            weight: Exact::default(),
            weight_squares: Exact::default(),
            unequal: false,
            scratch: vec![0.0; 2 * width],
        }
    }

    /// Number of predictors.
    pub fn predictors(&self) -> usize {
        self.width - 1
    }

    /// Number of rows added.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds a row of nobody who is named; see [`DriverMoments::add_of`].
    pub fn add(&mut self, key: u64, predictors: &[Option<f64>], outcome: f64, weight: f64) -> bool {
        self.add_of((key, None), predictors, outcome, weight)
    }

    /// Adds a row: a key that no other row has, by which it is dealt to a group
    /// (an index, or a hash of what it holds), and a hash of whose it is, where
    /// others may be of the same person: these stay together; one value per
    /// predictor, the outcome and the weight, 1 where there is none.
    /// Returns `false`, and adds nothing, where the outcome or a value is not finite, no predictor has a value, the weight is not positive, the
    /// number of predictors is another, or these are sums of mentions.
    pub fn add_of(
        &mut self,
        key: (u64, Option<u64>),
        predictors: &[Option<f64>],
        outcome: f64,
        weight: f64,
    ) -> bool {
        let mut values = predictors.iter().flatten();
        let usable = self.form == Form::Answers
            && predictors.len() + 1 == self.width
            && values.clone().next().is_some()
            && values.all(|v| v.is_finite());
        if !usable {
            return false;
        }
        let Some(group) = self.start(key, outcome, weight) else { return false };
        let width = self.width;
        let (value, known) = self.scratch.split_at_mut(width);
        let row_of = predictors.iter().copied().chain([Some(outcome)]);
        for (i, of) in row_of.enumerate() {
            (value[i], known[i]) = of.map_or((0.0, 0.0), |v| (v, 1.0));
        }
        let group = &mut self.sums[group];
        if predictors.iter().all(Option::is_some) {
            self.complete += 1;
            let complete = &mut group[4 * width * width..];
            complete[0] += steps(weight);
            for (i, v) in value.iter().enumerate() {
                let first = weight * v;
                complete[1 + i] += steps(first);
                let line = &mut complete[1 + width + triangle(i, 0)..][..=i];
                line.iter_mut().zip(&*value).for_each(|(to, value)| *to += steps(first * value));
            }
            return true;
        }
        for i in (0..width).filter(|i| known[*i] > 0.0) {
            for (pair, known) in self.pairs[i * width..].iter_mut().zip(&*known) {
                *pair += u64::from(*known > 0.0);
            }
        }
        // Σw, Σwx, Σwx² and Σwxy over the rows that have both x and y.
        let (weights, rest) = group.split_at_mut(width * width);
        let (sums, rest) = rest.split_at_mut(width * width);
        let (squares, rest) = rest.split_at_mut(width * width);
        let products = &mut rest[..width * width];
        for i in (0..width).filter(|i| known[*i] > 0.0) {
            let (first, square) = (weight * value[i], weight * value[i] * value[i]);
            let line = i * width..(i + 1) * width;
            for (to, known) in weights[line.clone()].iter_mut().zip(&*known) {
                *to += steps(weight * known);
            }
            for (to, known) in sums[line.clone()].iter_mut().zip(&*known) {
                *to += steps(first * known);
            }
            for (to, known) in squares[line.clone()].iter_mut().zip(&*known) {
                *to += steps(square * known);
            }
            for (to, value) in products[line].iter_mut().zip(&*value) {
                *to += steps(first * value);
            }
        }
        true
    }

    /// Adds a row of topics with their values: −1, 0 or 1 for a sentiment; see
    /// [`DriverMoments::add_of`]. A topic that comes twice counts with its first
    /// value. Takes time by the square of the mentions, not of the topics.
    pub fn add_sparse_of(
        &mut self,
        key: (u64, Option<u64>),
        mentions: &[(usize, f64)],
        outcome: f64,
        weight: f64,
    ) -> bool {
        let usable = self.form == Form::Mentions
            && mentions.iter().all(|(topic, v)| topic + 1 < self.width && v.is_finite());
        if !usable {
            return false;
        }
        let Some(group) = self.start(key, outcome, weight) else { return false };
        let (width, last) = (self.width, self.width - 1);
        let group = &mut self.sums[group];
        group[0] += steps(weight);
        group[1 + last] += steps(weight * outcome);
        group[1 + width + triangle(last, last)] += steps(weight * outcome * outcome);
        let first = |i: usize| mentions[..i].iter().all(|m| m.0 != mentions[i].0);
        for (i, &(topic, value)) in mentions.iter().enumerate().filter(|(i, _)| first(*i)) {
            self.pairs[topic * width + last] += 1;
            group[1 + topic] += steps(weight * value);
            group[1 + width + triangle(topic, last)] += steps(weight * value * outcome);
            group[1 + width + triangle(topic, topic)] += steps(weight * value * value);
            for (_, &(other, second)) in mentions[..i].iter().enumerate().filter(|(j, _)| first(*j))
            {
                group[1 + width + triangle(topic, other)] += steps(weight * value * second);
            }
        }
        true
    }

    /// Counts a row with its weight and gives its group; `None` where it cannot
    /// be used.
    fn start(&mut self, key: (u64, Option<u64>), outcome: f64, weight: f64) -> Option<usize> {
        if !(outcome.is_finite() && weight.is_finite() && weight > 0.0) {
            return None;
        }
        let group = self.group(key);
        self.sums[group].resize(self.stride, 0);
        self.sizes[group] += 1;
        self.rows += 1;
        self.weight.add(weight);
        self.weight_squares.add(weight * weight);
        self.unequal |= weight != 1.0;
        Some(group)
    }

    /// The group of a row: one of its own, or of the person it is of, or, where these are too
    /// many for that, the one that key or person deals it to.
    fn group(&mut self, (key, whose): (u64, Option<u64>)) -> usize {
        let of = whose.unwrap_or(key);
        if !self.dealt
            && let Some(&group) = self.group_of.get(&of)
        {
            let least = &mut self.keys[group].1;
            *least = key.min(*least);
            return group;
        }
        if !self.dealt && self.keys.len() < self.groups {
            self.group_of.insert(of, self.keys.len());
            self.keys.push((of, key));
            self.sizes.push(0);
            self.sums.push(Vec::new());
            return self.keys.len() - 1;
        }
        if !self.dealt {
            self.dealt = true;
            let sums = std::mem::replace(&mut self.sums, vec![Vec::new(); self.groups]);
            let sizes = std::mem::replace(&mut self.sizes, vec![0; self.groups]);
            let keys = std::mem::take(&mut self.keys);
            self.group_of = HashMap::new();
            for (((of, _), sums), size) in keys.iter().zip(sums).zip(sizes) {
                let group = self.dealt_to(*of);
                self.merge_group(group, &sums, size);
            }
        }
        self.dealt_to(of)
    }

    fn dealt_to(&self, key: u64) -> usize {
        (mix(key) % self.groups as u64) as usize
    }

    fn merge_group(&mut self, group: usize, sums: &[i128], size: u64) {
        let own = &mut self.sums[group];
        own.resize(self.stride, 0);
        own.iter_mut().zip(sums).for_each(|(to, from)| *to += from);
        self.sizes[group] += size;
    }

    /// Adds the rows of `other`; `false`, and nothing, where it has other
    /// predictors or is of the other kind.
    pub fn merge(&mut self, other: &DriverMoments) -> bool {
        if self.form != other.form || self.width != other.width {
            return false;
        }
        if other.dealt && !self.dealt {
            let mut dealt = other.clone();
            dealt.merge(self);
            *self = dealt;
            return true;
        }
        let groups = other.sums.iter().zip(&other.sizes);
        for (at, (sums, size)) in groups.enumerate() {
            let group = match other.keys.get(at) {
                Some(&(of, key)) if !other.dealt => self.group((key, Some(of))),
                _ => at,
            };
            self.merge_group(group, sums, *size);
        }
        self.pairs.iter_mut().zip(&other.pairs).for_each(|(a, b)| *a += b);
        self.rows += other.rows;
        self.complete += other.complete;
        self.weight.merge(other.weight);
        self.weight_squares.merge(other.weight_squares);
        self.unequal |= other.unequal;
        true
    }

    /// Kish's effective number of rows as a share of their number: 1 where all
    /// weights are the same.
    pub(super) fn efficiency(&self) -> f64 {
        let weight = self.weight.value();
        let share = weight * weight / (self.weight_squares.value() * self.rows as f64);
        if share.is_finite() { share.min(1.0) } else { 1.0 }
    }

    /// Whether a weight was other than 1.
    pub(super) fn weighted(&self) -> bool {
        self.unequal
    }

    /// Rows in which both of two variables have a value; the outcome is the
    /// last one.
    pub(super) fn pairs(&self, i: usize, j: usize) -> u64 {
        match self.form {
            Form::Answers => self.complete + self.pairs[i * self.width + j],
            Form::Mentions => self.rows,
        }
    }

    /// Rows that have a value for a predictor, or mention it.
    pub(super) fn n(&self, predictor: usize) -> u64 {
        match self.form {
            Form::Answers => self.pairs(predictor, self.width - 1),
            Form::Mentions => self.pairs[predictor * self.width + self.width - 1],
        }
    }

    /// Only some of the predictors, and only the groups that have rows.
    pub(super) fn of(&self, chosen: &[usize]) -> GroupSums {
        let last = self.width - 1;
        let variables: Vec<usize> = chosen.iter().copied().chain([last]).collect();
        let width = variables.len();
        let mut sums = GroupSums {
            form: self.form,
            width,
            groups: 0,
            stride: match self.form {
                Form::Answers => 4 * width * width,
                Form::Mentions => compact(width),
            },
            values: Vec::new(),
        };
        // Rows that are groups come in the order of their keys.
        let mut order: Vec<usize> = (0..self.sizes.len()).filter(|g| self.sizes[*g] > 0).collect();
        if !self.dealt {
            order.sort_by_key(|group| self.keys[*group].1);
        }
        sums.values.reserve_exact(order.len() * sums.stride);
        for at in order {
            let group = &self.sums[at];
            sums.groups += 1;
            match self.form {
                Form::Answers => {
                    let square = self.width * self.width;
                    let (pairwise, complete) = group.split_at(4 * square);
                    let products = &complete[1 + self.width..];
                    for (part, pairwise) in pairwise.chunks_exact(square).enumerate() {
                        for &i in &variables {
                            let complete = |j: usize| match part {
                                0 => complete[0],
                                1 => complete[1 + i],
                                2 => products[triangle(i, i)],
                                _ => products[triangle(i, j)],
                            };
                            let line =
                                |&j: &usize| value(pairwise[i * self.width + j] + complete(j));
                            sums.values.extend(variables.iter().map(line));
                        }
                    }
                }
                Form::Mentions => {
                    sums.values.push(value(group[0]));
                    sums.values.extend(variables.iter().map(|i| value(group[1 + i])));
                    let products = &group[1 + self.width..];
                    for (at, i) in variables.iter().enumerate() {
                        let line = variables[..=at].iter().map(|j| products[triangle(*i, *j)]);
                        sums.values.extend(line.map(value));
                    }
                }
            }
        }
        sums
    }
}

/// Numbers that say all of rows without gaps: Σw, Σwx of every variable, and
/// Σwxy of every two as a triangle.
fn compact(width: usize) -> usize {
    1 + width + width * (width + 1) / 2
}

/// Where the product of two variables is in a triangle.
pub(super) fn triangle(i: usize, j: usize) -> usize {
    let (low, high) = (i.min(j), i.max(j));
    high * (high + 1) / 2 + low
}

#[cfg(test)]
mod tests;
