//! The scale on which a question about recommending says to be asked, where it is none of NPS:
//! `NPS (1-5)`, 推荐意愿（满分7分）, `(1 = not at all, 7 = extremely)`.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::scale_guess::stated_most;
use crate::ingest::columns::stated_ends::StatedEnds;

/// Two ends with a sign between them.
static RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let sign = r"-|–|—|~|至|到|to|through";
    Regex::new(&format!(r"(?:^|[^\da-z第.])([01])\s*分?\s*(?:{sign})\s*(\d{{1,3}})")).ok()
});

/// A number and a sign behind which stands what it means.
static POINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = "分|星|points?|pts?|stars?";
    let sign = r"=|:|→|\s-\s|\s–\s|is\b|means\b|being\b|表示|代表|为|是|即";
    Regex::new(&format!(r"(?:^|[^\da-z第.])(\d{{1,3}})\s*(?:{unit})?\s*(?:{sign})")).ok()
});

/// The least and the greatest mark that a header states, where the greatest is none of NPS and the
/// answers stay between them.
pub(super) fn other_scale(header: &str, facts: &ColumnProfile) -> Option<(f64, f64)> {
    let folded = header.nfkc().collect::<String>().to_lowercase();
    let (low, high) = range(&folded).or_else(|| most(&folded, facts)).or_else(|| {
        let ends = StatedEnds::of(header).map(|ends| (ends.low, ends.high));
        ends.or_else(|| points(&folded))
    })?;
    let other = low < high && (3.0..10.0).contains(&high);
    (other && facts.min >= low && facts.max <= high).then_some((low, high))
}

fn range(header: &str) -> Option<(f64, f64)> {
    let found = RANGE.as_ref()?.captures(header)?;
    Some((found[1].parse().ok()?, found[2].parse().ok()?))
}

/// “Out of five” says where the scale ends, and the answers where it begins.
fn most(header: &str, facts: &ColumnProfile) -> Option<(f64, f64)> {
    stated_most(header).map(|high| (if facts.min < 1.0 { 0.0 } else { 1.0 }, high))
}

/// The least and the greatest number of which it is said what it means.
fn points(header: &str) -> Option<(f64, f64)> {
    let points = POINT.as_ref()?.captures_iter(header).filter_map(|found| found[1].parse().ok());
    let points: Vec<f64> = points.collect();
    let least = points.iter().copied().fold(f64::INFINITY, f64::min);
    let most = points.iter().copied().fold(0.0, f64::max);
    (points.len() > 1 && least <= 1.0).then_some((least, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;

    #[test]
    fn headers_say_on_which_scale_they_ask() {
        let of = |header: &str, cells_of: &[&str]| other_scale(header, &cells(cells_of, 1));
        let five = ["1", "3", "5"];
        for (header, wanted) in [
            ("NPS (1-5)", Some((1.0, 5.0))),
            ("Recommend us? 0-5", Some((0.0, 5.0))),
            ("NPS (0-6)", Some((0.0, 6.0))),
            ("Likelihood to recommend (1-9)", Some((1.0, 9.0))),
            ("推荐意愿（1-7分）", Some((1.0, 7.0))),
            ("推荐意愿（满分5分）", Some((1.0, 5.0))),
            ("推荐意愿（5分制）", Some((1.0, 5.0))),
            ("推荐意愿（1分表示不愿意，7分表示愿意）", Some((1.0, 7.0))),
            (
                "How likely are you to recommend us? (1 = not at all, 7 = extremely)",
                Some((1.0, 7.0)),
            ),
            ("How likely are you to recommend us? (1-10)", None),
            ("How likely are you to recommend us? (0-10)", None),
            ("Recommend (0 = not at all, 5 = neutral, 10 = extremely)", None),
            ("推荐意愿（0-10分）", None),
            ("推荐意愿（满分10分）", None),
            ("Q1: How likely are you to recommend us?", None),
            ("Q1-7 How likely are you to recommend us?", None),
            ("NPS (0-100)", None),
            ("NPS", None),
        ] {
            assert_eq!(of(header, &five), wanted, "{header}");
        }
        assert_eq!(of("NPS (1-5)", &["1", "6"]), None, "beyond it");
        assert_eq!(of("NPS (1-5)", &["0", "5"]), None, "below it");
        assert_eq!(of("Recommend us, out of 5", &["0", "5"]), Some((0.0, 5.0)));
    }
}
