//! Who comments and how, period by period: the comment rate and the labels of
//! the comments.
//!
//! Both are counted beside the [`Collector`](super::Collector), from the same
//! rows, and added to the trend that it made.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::touchpoint::comment_steps;
use super::{CommentFacts, Journey, LabelCounts, Suppression};
use crate::ingest::Feedback;
use crate::sentiment::Label;
use crate::stats::interval::wilson;

/// What is counted in a day, then in a period.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    rows: u64,
    /// Of these, rows with a comment.
    commented: u64,
    /// Comments with something to judge.
    judged: u64,
    labels: LabelCounts,
}

impl Counted {
    fn merge(&mut self, other: &Counted) {
        self.rows += other.rows;
        self.commented += other.commented;
        self.judged += other.judged;
        self.labels.merge(&other.labels);
    }
}

/// Rows, rows with a comment and labels by day. Rows without a date are in none.
#[derive(Debug, Clone, Default)]
pub struct CommentDays(BTreeMap<Date, Counted>);

impl CommentDays {
    /// Counts a row; `comments` are as [`Collector::add`](super::Collector::add)
    /// takes them.
    pub fn add(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
        let Some(time) = row.time else { return };
        let day = self.0.entry(time.date()).or_default();
        day.rows += 1;
        day.commented += u64::from(comments.iter().any(Option::is_some));
        for facts in comments.iter().flatten() {
            let judged = comment_steps(facts).is_some();
            day.judged += u64::from(judged);
            day.labels.add(if judged { facts.label } else { Label::Undetected });
        }
    }

    /// Adds comment rate and labels to the periods of a journey made of the
    /// same rows, as far as they are large enough to be shown.
    pub fn complete(&self, journey: &mut Journey, suppression: Suppression) {
        let least = suppression.metric.max(1);
        let mut periods: BTreeMap<String, Counted> = BTreeMap::new();
        for (day, counted) in &self.0 {
            let period = journey.grain.name(journey.grain.start(*day));
            periods.entry(period).or_default().merge(counted);
        }
        for point in &mut journey.trend {
            let Some(counted) = periods.get(&point.period) else { continue };
            let rate = wilson(counted.commented, counted.rows);
            point.comment_rate = rate.filter(|_| counted.rows >= least);
            point.labels = (counted.judged >= least).then_some(counted.labels);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::journey::tests::{entry, facts, row, scores, undetected};
    use crate::journey::{Collector, Names, TouchpointSource};

    use super::*;

    #[test]
    fn periods_tell_who_comments_and_how() {
        let mut collector = Collector::new(TouchpointSource::Aspects);
        let mut days = CommentDays::default();
        let mut add = |number: u64, comments: Vec<Option<CommentFacts>>| {
            let entries = comments.iter().map(|c| c.as_ref().map(|_| "…"));
            let entries = entries.map(|text| entry(None, text, scores(Some(7.0), None))).collect();
            let row = row(number, entries);
            collector.add(&row, &comments);
            days.add(&row, &comments);
        };
        // Months by the number: multiples of 3 in January, then February, March.
        for n in 0..6 {
            add(3 * n, vec![facts(if n < 4 { -0.6 } else { 0.7 }, Vec::new())]);
        }
        add(3, vec![undetected()]);
        add(3, vec![None, None]);
        (0..5).for_each(|_| add(4, vec![None]));
        (0..4).for_each(|_| add(5, vec![facts(0.5, Vec::new())]));
        let names = Names { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
        let suppression = Suppression::default();
        let mut journey = collector.finish(names, suppression);
        days.complete(&mut journey, suppression);
        let [january, february, march] = &journey.trend[..] else { panic!("three months") };
        let rate = january.comment_rate.unwrap();
        assert_eq!(rate, wilson(7, 8).unwrap());
        let labels = january.labels.unwrap();
        assert_eq!((labels.negative, labels.positive, labels.undetected), (4, 2, 1));
        assert_eq!(february.comment_rate.unwrap().value, 0.0);
        assert!(february.labels.is_none(), "nothing was written");
        assert!(march.comment_rate.is_none() && march.labels.is_none(), "four rows");
    }
}
