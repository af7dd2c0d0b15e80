//! How often something was mentioned, and how often negatively, day by day: of all comments, and of
//! those of people who gave each score.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::trend::{Grain, MentionPoint};
use crate::feedback::{PerScore, ScoreKind, Scores};

/// How often something was mentioned, and how often negatively, by day.
#[derive(Debug, Clone, Default)]
pub(super) struct DailyMentions {
    all: BTreeMap<Date, [u32; 2]>,
    /// Negative mentions of those who gave each score.
    beside: BTreeMap<Date, PerScore<u32>>,
}

impl DailyMentions {
    /// Counts a mention of those who gave these scores.
    pub(super) fn add(&mut self, day: Date, negative: bool, scores: &Scores) {
        let [mentions, bad] = self.all.entry(day).or_default();
        *mentions = mentions.saturating_add(1);
        *bad = bad.saturating_add(u32::from(negative));
        for (kind, _) in scores.given().filter(|_| negative) {
            let bad = &mut self.beside.entry(day).or_default()[kind];
            *bad = bad.saturating_add(1);
        }
    }

    /// Negative mentions by day; of all, or of those who gave one score.
    pub(super) fn complaints(&self, of: Option<ScoreKind>) -> BTreeMap<Date, u64> {
        let Some(kind) = of else {
            let all = self.all.iter();
            return all.map(|(day, [_, negative])| (*day, u64::from(*negative))).collect();
        };
        self.beside.iter().map(|(day, negative)| (*day, u64::from(negative[kind]))).collect()
    }

    pub(super) fn summary(&self, grain: Grain) -> Vec<MentionPoint> {
        let mut periods: BTreeMap<Date, [u64; 2]> = BTreeMap::new();
        for (day, [mentions, negative]) in &self.all {
            let period = periods.entry(grain.start(*day)).or_default();
            period[0] += u64::from(*mentions);
            period[1] += u64::from(*negative);
        }
        let point = |(start, [mentions, negative]): (Date, [u64; 2])| MentionPoint {
            period: grain.name(start),
            mentions,
            negative,
        };
        periods.into_iter().map(point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::tests::scores;

    #[test]
    fn mentions_are_counted_by_period() {
        let mut mentions = DailyMentions::default();
        mentions.add(Date::constant(2026, 3, 2), true, &scores(Some(2.0), None));
        mentions.add(Date::constant(2026, 3, 8), false, &scores(Some(9.0), None));
        mentions.add(Date::constant(2026, 4, 1), true, &scores(None, Some(1.0)));
        let shown = mentions.summary(Grain::Month);
        let counts: Vec<_> =
            shown.iter().map(|p| (p.period.as_str(), p.mentions, p.negative)).collect();
        assert_eq!(counts, [("2026-03", 2, 1), ("2026-04", 1, 1)]);
        assert!(mentions.complaints(None).into_values().eq([1, 0, 1]));
        let of = |kind| mentions.complaints(Some(kind)).into_values().collect::<Vec<_>>();
        assert_eq!((of(ScoreKind::Nps), of(ScoreKind::Csat)), (vec![1, 0], vec![0, 1]));
        assert_eq!(mentions.summary(Grain::Week).len(), 2);
    }
}
