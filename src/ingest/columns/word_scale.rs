//! Scales whose answers are words: `Very easy` … `Very difficult`, 非常满意 …
//! 非常不满意, 优秀 … 很差, 五星 … 一星, 好评 / 中评 / 差评.

use std::collections::{BTreeMap, BTreeSet};

use crate::feedback::{Direction, Scale};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::label_degree::{
    LabelMeaning, SLIGHT, STRONG, ScaleFamily, UTMOST, points_behind, said, without_number,
};

/// Labels of a column with the points they stand for, and their scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WordScale {
    /// What the words speak of.
    pub(crate) family: ScaleFamily,
    /// Points per label.
    pub(crate) labels: BTreeMap<String, f64>,
    /// That of the points which the labels state; else 1–5, or 1–7 when three
    /// degrees occur on a side, higher is better.
    pub(crate) scale: Scale,
}

/// A label, what it says, and how often it was given.
type Found<'a> = (&'a str, LabelMeaning, u64);

/// Reads the values of a column as a word scale: at least two different
/// degrees of one family and four in five answers among them.
pub(crate) fn word_scale(profile: &ColumnProfile) -> Option<WordScale> {
    any_scale(profile).filter(|words| words.family != ScaleFamily::Amount)
}

/// The same, of amounts too: whether much is good is not theirs to say.
pub(crate) fn any_scale(profile: &ColumnProfile) -> Option<WordScale> {
    if profile.many_values {
        return None;
    }
    let values = profile.values.iter();
    let mut found: Vec<Found<'_>> =
        values.filter_map(|(label, n)| Some((label.as_str(), said(label)?, *n))).collect();
    let family = found.iter().find(|f| f.1.side != 0)?.1.family;
    found.retain(|f| f.1.family == family || f.1.side == 0);
    let answers: u64 = found.iter().map(|f| f.2).sum();
    let several =
        found.iter().any(|f| f.1.side != found[0].1.side || f.1.stress != found[0].1.stress);
    let few = answers * 5 < (profile.filled - profile.missing) * 4;
    if !several || few {
        return None;
    }
    if let Some(stated) = stated_points(&found) {
        return Some(stated);
    }
    if is_excellent_to_poor(&found) {
        let points = |label: &str| EXCELLENT_TO_POOR.iter().position(|word| *word == label);
        let point = |f: &Found<'_>| {
            let label = f.0.trim().to_lowercase();
            points(without_number(&label)).map(|at| (f.0.to_owned(), (at + 1) as f64))
        };
        let labels = found.iter().filter_map(point).collect();
        return Some(WordScale { family, labels, scale: Scale::higher(1.0, 5.0) });
    }
    let sides = [-1, 1].map(|side| Side::of(&found, side));
    let seven = sides.iter().any(Side::has_three);
    let middle = if seven { 4 } else { 3 };
    // Which of its words a side lacks is told by the other.
    let full = if sides[0].0.len() > sides[1].0.len() { &sides[0] } else { &sides[1] };
    let point = |said: LabelMeaning| match said.side {
        0 => middle,
        side => {
            let own = &sides[usize::from(side > 0)];
            middle
                + i32::from(side)
                    * if seven { full.of_three(said.stress) } else { own.of_two(said.stress) }
        }
    };
    let labels = found.iter().map(|f| (f.0.to_owned(), f64::from(point(f.1)))).collect();
    Some(WordScale { family, labels, scale: Scale::higher(1.0, if seven { 7.0 } else { 5.0 }) })
}

/// The stresses that occur on one side of the middle, ascending.
struct Side(Vec<u8>);

impl Side {
    fn of(found: &[Found<'_>], side: i8) -> Side {
        let stresses = found.iter().filter(|f| f.1.side == side).map(|f| f.1.stress);
        Side(stresses.collect::<BTreeSet<u8>>().into_iter().collect())
    }

    /// Three words for one side, or two that are both strong, make a scale of seven points.
    fn has_three(&self) -> bool {
        self.0.len() > 2 || self.0.ends_with(&[STRONG, UTMOST])
    }

    /// How far from the middle a stress is, of one or two that the side has.
    fn of_two(&self, stress: u8) -> i32 {
        match self.0.as_slice() {
            [_] => 1 + i32::from(stress >= STRONG),
            [least, ..] => 1 + i32::from(stress > *least),
            [] => 1,
        }
    }

    /// The same where a side has three.
    fn of_three(&self, stress: u8) -> i32 {
        match (self.0.as_slice(), stress) {
            ([least, _, most], stress) if self.0.contains(&stress) => {
                2 + i32::from(stress == *most) - i32::from(stress == *least)
            }
            (_, UTMOST) => 3,
            (_, STRONG) => {
                if self.0.ends_with(&[STRONG, UTMOST]) {
                    2
                } else {
                    3
                }
            }
            (_, SLIGHT) => 1,
            _ => 2,
        }
    }
}

/// The scale of the surveys in English that have no word for the middle.
const EXCELLENT_TO_POOR: [&str; 5] = ["poor", "fair", "good", "very good", "excellent"];

fn is_excellent_to_poor(found: &[Found<'_>]) -> bool {
    let labels: Vec<String> =
        found.iter().map(|f| without_number(&f.0.trim().to_lowercase()).to_owned()).collect();
    labels.iter().all(|label| EXCELLENT_TO_POOR.contains(&label.as_str()))
        && labels.iter().any(|label| label == "very good")
        && labels.iter().any(|label| label == "excellent")
}

/// The scale that labels state themselves, 满意(4分): each its own points, in the order of
/// what the words say or against it.
fn stated_points(found: &[Found<'_>]) -> Option<WordScale> {
    let degree = |said: LabelMeaning| said.side * i8::try_from(said.stress).unwrap_or_default();
    let points: Option<Vec<(i8, f64)>> =
        found.iter().map(|f| Some((degree(f.1), points_behind(f.0)?))).collect();
    let mut points = points?;
    points.sort_by_key(|(degree, _)| *degree);
    let ordered = |sign: f64| points.windows(2).all(|w| sign * (w[1].1 - w[0].1) >= 0.0);
    let direction = match (ordered(1.0), ordered(-1.0)) {
        (true, false) => Direction::Higher,
        (false, true) => Direction::Lower,
        _ => return None,
    };
    let most = points.iter().map(|p| p.1).fold(0.0, f64::max);
    let high = [5.0, 7.0, 10.0, 100.0].into_iter().find(|high| most <= *high)?;
    let low = if points.iter().any(|p| p.1 < 1.0) || high == 100.0 { 0.0 } else { 1.0 };
    let labels = found.iter().filter_map(|f| Some((f.0.to_owned(), points_behind(f.0)?))).collect();
    Some(WordScale { family: found[0].1.family, labels, scale: Scale { low, high, direction } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[(&str, u64)]) -> ColumnProfile {
        let mut profile = ColumnProfile::default();
        for (value, n) in values {
            (0..*n).for_each(|_| profile.see(value));
        }
        profile
    }

    #[test]
    fn word_scales() {
        let scale = word_scale(&column(&[
            ("Very easy", 3),
            ("Fairly easy", 3),
            ("Neither easy nor difficult", 1),
            ("Fairly difficult", 2),
            ("Very difficult", 1),
        ]))
        .unwrap();
        assert_eq!(scale.labels.values().copied().collect::<Vec<_>>(), [2.0, 4.0, 3.0, 1.0, 5.0]);
        let scale = word_scale(&column(&[
            ("非常满意", 3),
            ("满意", 3),
            ("一般", 1),
            ("不满意", 2),
            ("非常不满意", 1),
        ]))
        .unwrap();
        assert_eq!(scale.labels["非常不满意"], 1.0);
        assert_eq!(scale.labels["非常满意"], 5.0);
        let scale = word_scale(&column(&[("非常滿意", 3), ("滿意", 3), ("不滿意", 2)])).unwrap();
        assert_eq!(scale.labels["不滿意"], 2.0);
        assert_eq!(scale.family, ScaleFamily::Satisfied);
        assert!(word_scale(&column(&[("男", 3), ("女", 3)])).is_none());
        let scale =
            word_scale(&column(&[("A.非常满意", 3), ("D.不满意", 1), ("C、一般", 1)])).unwrap();
        assert_eq!(scale.labels["A.非常满意"], 5.0);
        assert_eq!(scale.labels["C、一般"], 3.0);
        let scale = word_scale(&column(&[("😡", 3), ("😐", 1), ("🙂", 1), ("❤️", 2)])).unwrap();
        assert_eq!(scale.labels.values().copied().collect::<Vec<_>>(), [4.0, 3.0, 1.0, 4.0]);
        let faces = [("😃", 3), ("😐", 1), ("😠", 2), ("🙁", 2), ("🤩", 2)];
        let scale = word_scale(&column(&faces)).unwrap();
        assert_eq!(scale.labels.values().copied().collect::<Vec<_>>(), [4.0, 3.0, 1.0, 2.0, 5.0]);
        let scale = word_scale(&column(&[("sehr gut", 3), ("gut", 2), ("mangelhaft", 1)])).unwrap();
        assert_eq!(scale.labels["sehr gut"], 5.0);
    }

    #[test]
    fn four_in_five_answers_are_degrees_of_a_word_scale() {
        for (degrees, others, wanted) in [(8, 2, true), (7, 2, false), (4, 1, true), (3, 1, false)]
        {
            let values = [("满意", degrees - 1), ("不满意", 1), ("看情况", others)];
            assert_eq!(word_scale(&column(&values)).is_some(), wanted, "{degrees}, {others}");
        }
        assert!(word_scale(&column(&[("满意", 9)])).is_none(), "one degree is no scale");
        // The third degree alone does not make seven points.
        for (labels, high) in [
            (["极其满意", "满意"], 5.0),
            (["极其满意", "非常满意"], 7.0),
            (["非常满意", "不满意"], 5.0),
        ] {
            let scale = word_scale(&column(&labels.map(|label| (label, 2)))).unwrap();
            assert_eq!(scale.scale.high, high, "{labels:?}");
        }
    }

    #[test]
    fn points_of_labels_that_are_not_the_usual_ones() {
        let points = |labels: &[&str]| {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, 3)).collect();
            let found = word_scale(&column(&values)).unwrap();
            let points: Vec<f64> = labels.iter().map(|label| found.labels[*label]).collect();
            (points, found.scale.to_string())
        };
        let five = |points: [f64; 5]| (points.to_vec(), "1–5".to_owned());
        let down = [5.0, 4.0, 3.0, 2.0, 1.0];
        for labels in [
            ["非常满意(5分)", "满意（4分）", "一般(3分)", "不满意(2分)", "非常不满意(1分)"],
            ["优秀", "良好", "一般", "较差", "很差"],
            ["五星", "四星", "三星", "二星", "一星"],
            ["5颗星", "4颗星", "3颗星", "2颗星", "1颗星"],
            ["five stars", "four stars", "three stars", "two stars", "one star"],
            ["Excellent", "Very good", "Good", "Fair", "Poor"],
            ["非常符合", "符合", "一般", "不符合", "非常不符合"],
            ["非常同意", "同意", "中立", "不同意", "非常不同意"],
            ["满意", "比较满意", "一般", "不太满意", "不满意"],
            ["优秀", "良好", "一般", "较差", "差"],
            [
                "Very satisfied",
                "Somewhat satisfied",
                "Neutral",
                "Somewhat dissatisfied",
                "Very dissatisfied",
            ],
        ] {
            assert_eq!(points(&labels), five(down), "{labels:?}");
        }
        assert_eq!(points(&["好评", "中评", "差评"]).0, [5.0, 3.0, 1.0]);
        assert_eq!(points(&[":D", ":-)", ":|", ":("]).0, [5.0, 4.0, 3.0, 2.0]);
        assert_eq!(points(&["very happy", "happy", "unhappy"]).0, [5.0, 4.0, 2.0]);
        assert_eq!(points(&["完全同意", "不同意", "完全不同意"]).0, [5.0, 2.0, 1.0]);
        let seven = [7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
        for labels in [
            ["非常满意", "满意", "有点满意", "一般", "有点不满意", "不满意", "非常不满意"],
            ["很好", "好", "较好", "一般", "较差", "差", "很差"],
            [
                "Strongly agree",
                "Agree",
                "Somewhat agree",
                "Neutral",
                "Somewhat disagree",
                "Disagree",
                "Strongly disagree",
            ],
            [
                "Extremely satisfied",
                "Moderately satisfied",
                "Slightly satisfied",
                "Neutral",
                "Slightly dissatisfied",
                "Moderately dissatisfied",
                "Extremely dissatisfied",
            ],
        ] {
            assert_eq!(points(&labels), (seven.to_vec(), "1–7".to_owned()), "{labels:?}");
        }
        // Not all of the seven words have to be given.
        let few =
            ["Strongly agree", "Agree", "Somewhat agree", "Somewhat disagree", "Strongly disagree"];
        assert_eq!(points(&few).0, [7.0, 6.0, 5.0, 3.0, 1.0]);
        let reversed = ["非常满意(1分)", "满意(2分)", "不满意(4分)"];
        assert_eq!(points(&reversed), (vec![1.0, 2.0, 4.0], "1–5 ↓".to_owned()));
        assert!(word_scale(&column(&[("很多", 3), ("很少", 3)])).is_none());
    }
}
