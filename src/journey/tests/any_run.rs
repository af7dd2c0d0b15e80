//! What holds for the journey of any run.

use proptest::prelude::*;
use rayon::prelude::*;

use super::*;
use crate::journey::findings::weakness::{Weakness, to_mend};
use crate::journey::pain_rank::ToMend;

/// An entry as the strategies draw it: touchpoint, comment, NPS, CSAT.
type DrawnEntry = (Option<usize>, Drawn, Option<u8>, Option<u8>);

/// A comment as the strategies draw it: sentiment and opinions.
type Drawn = Option<(f32, Vec<(usize, usize, f32)>)>;

fn any_comment() -> impl Strategy<Value = Drawn> {
    let opinions = prop::collection::vec((0..3_usize, 0..3_usize, -1.0_f32..1.0), 0..4);
    prop::option::weighted(0.8, (-1.0_f32..1.0, opinions))
}

fn any_row() -> impl Strategy<Value = Vec<DrawnEntry>> {
    let entry = (
        prop::option::of(0..3_usize),
        any_comment(),
        prop::option::of(0..=10_u8),
        prop::option::of(1..=5_u8),
    );
    prop::collection::vec(entry, 1..4)
}

fn rows(drawn: Vec<Vec<DrawnEntry>>) -> Vec<Row> {
    let row_of = |(number, drawn): (usize, Vec<DrawnEntry>)| {
        let mut comments = Vec::new();
        let mut entries = Vec::new();
        for (touchpoint, comment, nps, csat) in drawn {
            let touchpoint = touchpoint.map(|t| ["buy", "use", "help"][t]);
            let scores = scores(nps.map(f64::from), csat.map(f64::from));
            // What is said decides what is found in it.
            let text = comment.as_ref().map(|said| format!("{said:?} was said here"));
            entries.push(entry(touchpoint, text.as_deref(), scores));
            comments.push(comment.and_then(|(sentiment, opinions)| {
                let opinions = opinions.into_iter().map(|(t, a, s)| opinion(t, a, s)).collect();
                if sentiment > 0.9 { undetected() } else { facts(sentiment, opinions) }
            }));
        }
        (row(number as u64 + 2, entries), comments)
    };
    drawn.into_iter().enumerate().map(row_of).collect()
}

fn without_verbatims(mut journey: Journey) -> Journey {
    journey.pain_points.iter_mut().for_each(|p| p.verbatims.clear());
    journey
}

fn check_counts(summary: &TouchpointSummary) -> Result<(), TestCaseError> {
    let labels: u64 = Label::ALL.iter().map(|&label| summary.labels.get(label)).sum();
    prop_assert_eq!(labels, summary.comments + summary.labels.undetected);
    if let Some(nps) = summary.scores.nps() {
        prop_assert_eq!(nps.promoters + nps.passives + nps.detractors, nps.n);
        prop_assert!((-100.0..=100.0).contains(&nps.nps.value));
        prop_assert!(nps.nps.low >= -100.0 && nps.nps.high <= 100.0);
    }
    if let Some(csat) = summary.scores.csat() {
        prop_assert_eq!(csat.distribution.iter().map(|d| d.1).sum::<u64>(), csat.n);
        prop_assert!(csat.top2.value + csat.bottom2.value <= 1.0 + 1e-12);
    }
    if let Some(sentiment) = summary.sentiment {
        prop_assert!(-1.0 <= sentiment.low && sentiment.low <= sentiment.value);
        prop_assert!(sentiment.value <= sentiment.high && sentiment.high <= 1.0);
    }
    for c in &summary.correlations {
        prop_assert!(c.n >= association::MIN_PAIRS && c.q >= c.p && c.q <= 1.0);
        prop_assert!(c.tau_b.low <= c.tau_b.value && c.tau_b.value <= c.tau_b.high);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_changes_no_metric(
        drawn in prop::collection::vec(any_row(), 0..60).prop_map(rows).prop_flat_map(|rows| {
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
        aspects in any::<bool>(),
    ) {
        let source = if aspects { TouchpointSource::Aspects } else { TouchpointSource::Export };
        let (rows, shuffled) = drawn;
        let first = without_verbatims(journey(source, &rows));
        prop_assert_eq!(first, without_verbatims(journey(source, &shuffled)));
    }

    #[test]
    fn parts_take_their_rows_apart(
        drawn in prop::collection::vec(any_row(), 0..60),
        aspects in any::<bool>(),
    ) {
        let source = if aspects { TouchpointSource::Aspects } else { TouchpointSource::Export };
        let rows = rows(drawn);
        let mut collector = Collector::new(source);
        for batch in rows.chunks(7) {
            let mut batch: Vec<RowView> = batch.iter().map(|row| view(source, row)).collect();
            collector.resolve(&mut batch);
            collector.parts().into_par_iter().for_each(|mut part| batch.iter().for_each(&mut part));
        }
        let apart = finish(collector, Suppression::default());
        prop_assert_eq!(apart, journey(source, &rows));
    }

    #[test]
    fn counts_add_up(drawn in prop::collection::vec(any_row(), 0..60), aspects in any::<bool>()) {
        let source = if aspects { TouchpointSource::Aspects } else { TouchpointSource::Export };
        let rows = rows(drawn);
        let journey = journey(source, &rows);
        let comments = rows.iter().flat_map(|r| &r.1).flatten().count() as u64;
        prop_assert_eq!(journey.overall.responses, rows.len() as u64);
        prop_assert_eq!(journey.overall.comments + journey.overall.labels.undetected, comments);
        prop_assert_eq!(journey.trend.iter().map(|t| t.responses).sum::<u64>(), rows.len() as u64);
        let judged: u64 = journey.trend.iter().map(|t| t.comments).sum();
        prop_assert_eq!(judged, journey.overall.comments);
        check_counts(&journey.overall)?;
        for touchpoint in &journey.touchpoints {
            check_counts(touchpoint)?;
        }
        for (rank, point) in (1..).zip(&journey.pain_points) {
            prop_assert_eq!(point.rank, rank);
            prop_assert!(point.negative + point.positive <= point.mentions);
            prop_assert!(point.verbatims.len() <= verbatim::LISTED);
        }
        // What is to be mended first leads; among the others the priority decides.
        let told: Vec<Weakness> = journey
            .findings
            .iter()
            .filter_map(|finding| match finding {
                Finding::Weakness(weakness) => Some(weakness.clone()),
                _ => None,
            })
            .collect();
        let led = |point: &PainPoint| {
            to_mend(&told).iter().any(|mend| match mend {
                ToMend::Touchpoint(touchpoint) => **touchpoint == point.touchpoint,
                ToMend::Topic(touchpoint, aspect) => {
                    **touchpoint == point.touchpoint && **aspect == point.aspect
                }
            })
        };
        let others: Vec<&PainPoint> = journey.pain_points.iter().filter(|p| !led(p)).collect();
        prop_assert!(others.is_sorted_by(|a, b| a.priority >= b.priority));
    }
}
