//! How comments are labelled, all of them and period by period: columns of
//! shares, and the table behind them.

use serde::Serialize;
use serde_json::{Value, json};

use super::display::{Display, LABELS, TableCell, Unit, judged, ratio};
use crate::report::Summary;
use crate::report::summary::LabelCounts;

/// Periods with labels that make a trend of them.
const FEWEST: usize = 2;

/// All comments, or those of a period.
#[derive(Debug, Serialize)]
pub(super) struct LabelRow {
    name: String,
    /// The period as it is sorted; empty for all comments.
    iso: String,
    comments: TableCell,
    /// Share of every label, in the order of [`LABELS`].
    labels: Vec<TableCell>,
}

/// The columns of the chart: name, period and counts, where they are shown.
fn columns<'a>(
    summary: &'a Summary,
    display: &Display,
) -> Vec<(String, &'a str, u64, Option<LabelCounts>)> {
    let periods = summary.trend.iter().filter(|point| point.labels.is_some()).count();
    if periods < FEWEST {
        return Vec::new();
    }
    let overall = &summary.overall;
    let labels = overall.sentiment.map(|_| overall.labels);
    let all = (overall.name.in_lang(display.lang).to_owned(), "", overall.comments, labels);
    let of_periods = summary.trend.iter().map(|point| {
        (display.period(&point.period), point.period.as_str(), point.comments, point.labels)
    });
    std::iter::once(all).chain(of_periods).collect()
}

/// The table: all comments first; empty where there is no trend of labels.
pub(super) fn rows(summary: &Summary, display: &Display) -> Vec<LabelRow> {
    let row = |(name, iso, comments, counts): (String, &str, u64, Option<LabelCounts>)| LabelRow {
        name,
        iso: iso.to_owned(),
        comments: display.count(comments),
        labels: LABELS
            .iter()
            .map(|label| {
                let share = counts.map(|counts| ratio((label.count)(&counts), judged(&counts)));
                display.value(share, Unit::Percent)
            })
            .collect(),
    };
    columns(summary, display).into_iter().map(row).collect()
}

/// Stacked columns, the worst label at the foot.
pub(super) fn chart(summary: &Summary, display: &Display) -> Value {
    let columns = columns(summary, display);
    if columns.is_empty() {
        return Value::Null;
    }
    let series = LABELS.map(|label| {
        let values: Vec<Option<f64>> = columns
            .iter()
            .map(|(.., counts)| counts.map(|c| ratio((label.count)(&c), judged(&c))))
            .collect();
        let texts: Vec<Option<String>> = values
            .iter()
            .map(|value| value.map(|value| display.write(value, Unit::Percent)))
            .collect();
        json!({ "key": label.key, "name": display.word(label.word), "values": values, "texts": texts })
    });
    let names: Vec<String> = columns.into_iter().map(|(name, ..)| name).collect();
    let mut ticks = display.ticks(summary.trend.iter().map(|point| point.period.as_str()));
    ticks.splice(..0, names.first().cloned());
    json!({ "type": "stacks", "rows": names, "ticks": ticks, "series": series })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Lang, sample};

    #[test]
    fn shares_add_up_and_small_periods_leave_a_gap() {
        let mut summary = sample::summary();
        summary.trend[2].labels = None;
        let display = Display::new(Lang::En);
        let chart = chart(&summary, &display);
        assert_eq!(chart["rows"].as_array().unwrap().len(), 7);
        assert_eq!(
            (&chart["rows"][0], &chart["rows"][1]),
            (&json!("All feedback"), &json!("Jan 2024"))
        );
        assert_eq!(
            (&chart["ticks"][0], &chart["ticks"][1]),
            (&json!("All feedback"), &json!("Jan"))
        );
        let series = chart["series"].as_array().unwrap();
        for column in [0, 1, 6] {
            let sum: f64 = series.iter().map(|s| s["values"][column].as_f64().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-9);
        }
        assert!(series.iter().all(|label| label["values"][3].is_null()));
        let rows = rows(&summary, &display);
        assert_eq!((rows[3].labels[0].value.as_str(), rows[3].iso.as_str()), ("–", "2024-03"));
        assert_eq!(rows[6].labels[0].value, series[0]["texts"][6].as_str().unwrap());
    }

    #[test]
    fn one_period_is_no_trend() {
        let mut summary = sample::summary();
        summary.trend.iter_mut().skip(1).for_each(|point| point.labels = None);
        assert!(chart(&summary, &Display::new(Lang::Zh)).is_null());
        assert!(rows(&summary, &Display::new(Lang::Zh)).is_empty());
    }
}
