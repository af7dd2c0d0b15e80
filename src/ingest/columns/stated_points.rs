//! Points that the labels of a scale state themselves: 满意(4分), `Very easy = 7 points`, 5级-很好.

use std::collections::BTreeMap;

use crate::feedback::{Direction, Scale};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::label_degree::{
    LabelMeaning, marks_before, points_before, points_behind,
};
use crate::ingest::columns::word_scale::{Found, WordScale, found};

/// The scale that labels state themselves, 满意(4分): each its own points, in the order of
/// what the words say or against it.
pub(super) fn stated_points(found: &[Found<'_>]) -> Option<WordScale> {
    let degree = |said: LabelMeaning| said.side * i8::try_from(said.stress).unwrap_or_default();
    let points: Option<Vec<(i8, f64)>> =
        found.iter().map(|f| Some((degree(f.1), points_of(f.0)?))).collect();
    let mut points = points?;
    points.sort_by_key(|(degree, _)| *degree);
    let ordered = |sign: f64| points.windows(2).all(|w| sign * (w[1].1 - w[0].1) >= 0.0);
    let direction = match (ordered(1.0), ordered(-1.0)) {
        (true, false) => Direction::Higher,
        (false, true) => Direction::Lower,
        _ => return None,
    };
    let (low, high) = ends(points.iter().map(|p| p.1))?;
    let labels = found.iter().filter_map(|f| Some((f.0.to_owned(), points_of(f.0)?))).collect();
    let family = found.iter().find(|f| f.1.side != 0)?.1.family;
    Some(WordScale::new(family, labels, Scale { low, high, direction }))
}

/// The points that a label states before its words or behind them.
pub(super) fn points_of(label: &str) -> Option<f64> {
    points_behind(label).or_else(|| points_before(label))
}

/// Points and no words: 4, 4分, 4级.
fn bare_points(cell: &str) -> Option<f64> {
    let level = || number::plain_number(cell.trim().strip_suffix('级')?.trim_end());
    number::number(cell).or_else(level)
}

/// A scale of points of which some, mostly its ends, are labelled in a way that is not read as a
/// number: 非常费力（1分）, 2分 … 6分, 非常轻松（7分）. Read as numbers alone it would lose those.
pub(super) fn part_labelled(profile: &ColumnProfile) -> Option<WordScale> {
    if profile.many_values {
        return None;
    }
    let worded = found(profile, |cell| points_of(cell).is_some())?;
    if worded.iter().all(|f| number::number(f.0).is_some()) {
        return None;
    }
    let WordScale { family, mut labels, scale, .. } = stated_points(&worded)?;
    let mut answers: u64 = worded.iter().map(|f| f.2).sum();
    let words = labels.len();
    for (cell, n) in &profile.values {
        if let Some(points) = bare_points(cell).filter(|_| !labels.contains_key(cell)) {
            labels.insert(cell.clone(), points);
            answers += n;
        }
    }
    let few = answers * 5 < (profile.filled - profile.missing) * 4;
    if labels.len() == words || few {
        return None;
    }
    let (low, high) = ends(labels.values().copied())?;
    Some(WordScale::new(family, labels, Scale { low, high, ..scale }))
}

/// A scale of marks before words of which not all are known: 5.0分 超棒, 4.0分 绝绝子. The known ones
/// say which end is good.
pub(super) fn marks_before_words(profile: &ColumnProfile) -> Option<WordScale> {
    let known = found(profile, |cell| marks_before(cell).is_some())?;
    let WordScale { family, scale, labels: said, .. } = stated_points(&known)?;
    let marks = |cell: &String| Some((cell.clone(), marks_before(cell)?));
    let labels: BTreeMap<String, f64> = profile.values.keys().filter_map(marks).collect();
    let marked = profile.values.iter().filter(|(cell, _)| labels.contains_key(*cell));
    let answers: u64 = marked.map(|(_, n)| n).sum();
    if labels.len() == said.len() || answers * 5 < (profile.filled - profile.missing) * 4 {
        return None;
    }
    let (low, high) = ends(labels.values().copied())?;
    Some(WordScale::new(family, labels, Scale { low, high, ..scale }))
}

/// The usual scale that holds these points.
fn ends(points: impl Iterator<Item = f64> + Clone) -> Option<(f64, f64)> {
    let most = points.clone().fold(0.0, f64::max);
    let least = points.fold(f64::INFINITY, f64::min);
    let high = [5.0, 7.0, 10.0, 100.0].into_iter().find(|high| most <= *high)?;
    let low = if least < 1.0 || high == 100.0 { 0.0 } else { 1.0 };
    (least >= 0.0).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::{cells, column};
    use crate::ingest::columns::score_role::score;
    use crate::ingest::columns::word_scale::word_scale;
    use crate::ingest::columns::words::ColumnName;
    use crate::ingest::role::Role;

    #[test]
    fn points_with_a_unit_are_those_of_their_label() {
        let of = |labels: &[&str]| {
            let found = word_scale(&cells(labels, 3)).unwrap();
            let points: Vec<f64> = labels.iter().map(|label| found.labels[*label]).collect();
            (points, found.scale.to_string())
        };
        for labels in [
            ["非常费劲（1分）", "2分", "3分", "6分", "非常省力（7分）"],
            ["非常费劲=1分", "2", "3分", "6", "非常省力=7分"],
            ["Very hard (1 point)", "2", "3", "6", "Very easy (7 points)"],
            ["1级-非常费劲", "2级", "3级", "6级", "7级-非常省力"],
            ["1级（非常费劲）", "2级", "3级", "6级", "7级（非常省力）"],
        ] {
            let wanted = (vec![1.0, 2.0, 3.0, 6.0, 7.0], "1–7".to_owned());
            assert_eq!(of(&labels), wanted, "{labels:?}");
        }
        let turned = ["非常好（1级）", "2级", "4级", "非常差（5级）"];
        assert_eq!(of(&turned), (vec![1.0, 2.0, 4.0, 5.0], "1–5 ↓".to_owned()));
        let likely = ["完全不可能（0分）", "5分", "8分", "完全可能（10分）"];
        assert_eq!(of(&likely), (vec![0.0, 5.0, 8.0, 10.0], "0–10".to_owned()));
        let all = ["5级（很好）", "4级（好）", "3级（一般）", "2级（差）", "1级（很差）"];
        assert_eq!(of(&all), (vec![5.0, 4.0, 3.0, 2.0, 1.0], "1–5".to_owned()));
        // Points alone are numbers, and so are those that a label follows.
        for labels in [
            &["1分", "2分", "7分"][..],
            &["1分-非常费劲", "2分", "7分-非常省力"],
            &["1-非常费劲", "2", "3", "4", "7-非常省力"],
            // Words and numbers disagree.
            &["1级-不满意", "2级-非常不满意", "3级-满意"],
        ] {
            assert!(word_scale(&cells(labels, 3)).is_none(), "{labels:?}");
        }
    }

    #[test]
    fn marks_before_words_are_the_points_whatever_the_words_are() {
        let of = |labels: &[&str]| {
            let found = word_scale(&cells(labels, 9))?;
            let points: Vec<f64> = labels.iter().map(|label| found.labels[*label]).collect();
            Some((points, found.scale.to_string()))
        };
        let five = || Some((vec![5.0, 4.0, 3.0, 2.0, 1.0], "1–5".to_owned()));
        for labels in [
            ["5.0分 超棒", "4.0分 很好", "3.0分 不错", "2.0分 一般", "1.0分 很差"],
            ["5分 绝绝子", "4分 很好", "3分 就那样", "2分 一般", "1分 很差"],
            ["5星 绝绝子", "4星 很好", "3星 就那样", "2星 一般", "1星 很差"],
            ["5 stars wow", "4 stars good", "3 stars meh", "2 stars bad", "1 stars very bad"],
        ] {
            assert_eq!(of(&labels), five(), "{labels:?}");
        }
        let halves = ["4.5星 很好", "4.0星 神了", "2.5星 一般", "1.0星 很差"];
        assert_eq!(of(&halves), Some((vec![4.5, 4.0, 2.5, 1.0], "1–5".to_owned())));
        // No known word says which end is good, and 级 is of more than marks.
        for labels in [
            ["5星 豪华", "4星 高档", "3星 舒适", "2星 经济"],
            ["5级 特急", "3级 加急", "2级 预约", "1级 普通"],
            ["5分 差", "4分 就那样", "3分 满意", "1分 很差"],
        ] {
            assert_eq!(of(&labels), None, "{labels:?}");
        }
    }

    #[test]
    fn answers_that_state_their_points_are_scores_in_the_direction_of_their_words() {
        let (ces, csat) = (Role::CES, Role::CSAT);
        for (header, values, role, scale) in [
            // Read as numbers.
            ("报修费不费劲", &[("1分-很费劲", 5), ("4分", 9), ("7分-很轻松", 20)][..], ces, "1–7"),
            (
                "报修费不费劲",
                &[("1分（很轻松）", 5), ("3分", 9), ("5分（很费劲）", 2)],
                ces,
                "1–5 ↓",
            ),
            // Most of them are numbers.
            (
                "报修费不费劲",
                &[("很费劲（1分）", 3), ("3分", 9), ("6分", 40), ("很轻松（7分）", 8)],
                ces,
                "1–7",
            ),
            (
                "满意度",
                &[("很不满意=1星", 2), ("2星", 9), ("4星", 20), ("很满意=5星", 9)],
                csat,
                "1–5",
            ),
            (
                "您愿意推荐我们吗",
                &[("完全不愿意（0分）", 5), ("6分", 9), ("9分", 20), ("完全愿意（10分）", 9)],
                Role::NPS,
                "0–10",
            ),
            // How much effort it was.
            (
                "您付出了多少努力",
                &[("很少（1分）", 9), ("3分", 9), ("很多（5分）", 9)],
                ces,
                "1–5 ↓",
            ),
            ("您付出了多少努力", &[("很少（5分）", 9), ("3分", 9), ("很多（1分）", 9)], ces, "1–5"),
        ] {
            let draft = score(header, &ColumnName::new(header), &column(values)).unwrap();
            let found = draft.scale.map(|scale| scale.to_string());
            assert_eq!((draft.role, found.as_deref()), (role, Some(scale)), "{values:?}");
            let read =
                |value: &str| draft.labels.contains_key(value) || number::number(value).is_some();
            assert!(values.iter().all(|(value, _)| read(value)), "{values:?}");
        }
    }

    #[test]
    fn the_scale_of_stated_points_is_the_usual_one_that_holds_them() {
        for (labels, wanted) in [
            (&["满意(5分)", "不满意(1分)"][..], "1–5"),
            (&["满意(5分)", "不满意(0分)"], "0–5"),
            (&["满意(8分)", "不满意(2分)"], "1–10"),
            (&["满意(100分)", "不满意(20分)"], "0–100"),
            // Of two that are as good one may be said to be better.
            (&["不满意(4分)", "比较满意(2分)", "满意(2分)"], "1–5 ↓"),
            (&["不满意(2分)", "比较满意(4分)", "满意(4分)"], "1–5"),
        ] {
            let scale = word_scale(&cells(labels, 3)).map(|found| found.scale.to_string());
            assert_eq!(scale.as_deref(), Some(wanted), "{labels:?}");
        }
    }
}
