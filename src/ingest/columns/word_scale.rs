//! Scales whose answers are words: `Very easy` … `Very difficult`, 非常满意 …
//! 非常不满意, 优秀 … 很差, 五星 … 一星, 好评 / 中评 / 差评.

use std::collections::{BTreeMap, BTreeSet};

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::label_degree::{
    FAIR, LabelMeaning, PLAIN, STRONG, ScaleFamily, VERY, points_before, said, without_number,
    word_of, wording,
};
use crate::ingest::columns::stated_points::{marks_before_words, part_labelled, stated_points};
use crate::ingest::columns::steps::Side;
use crate::ingest::columns::unlisted_words::{UnlistedWords, with_unlisted};

/// Labels of a column with the points they stand for, and their scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WordScale {
    /// What the words speak of.
    pub(crate) family: ScaleFamily,
    /// Points per label.
    pub(crate) labels: BTreeMap<String, f64>,
    /// That of the points which the labels state; else 1–5, or 1–7 when three
    /// degrees occur on a side, or from 1 to the number of words where a hedged
    /// praise has the place of the middle, higher is better.
    pub(crate) scale: Scale,
    /// Its words that no list knows.
    pub(crate) unlisted: UnlistedWords,
}

impl WordScale {
    /// Of labels that stand for points.
    pub(super) fn new(family: ScaleFamily, labels: BTreeMap<String, f64>, scale: Scale) -> Self {
        WordScale { family, labels, scale, unlisted: UnlistedWords::default() }
    }

    /// Labels that differ and stand for the same point.
    pub(crate) fn sharing(&self) -> Vec<String> {
        let shares = |(label, points): &(&String, &f64)| {
            let Some(own) = wording(label) else { return false };
            let others = self.labels.iter().filter(|(_, other)| other == points);
            others.filter_map(|(other, _)| wording(other)).any(|other| other != own)
        };
        self.labels.iter().filter(shares).map(|(label, _)| label.clone()).collect()
    }
}

/// A label, what it says, and how often it was given.
pub(super) type Found<'a> = (&'a str, LabelMeaning, u64);

/// Answers from which it tells something that a word was never given.
const ENOUGH: u64 = 20;

/// Words of ease and effort that one scale is made of at most.
const MOST_WORDS: usize = 3;

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
    if let Some(labelled) = part_labelled(profile).or_else(|| marks_before_words(profile)) {
        return Some(labelled);
    }
    let found = found(profile, |_| true)?;
    let family = family_of(&found)?;
    let answers: u64 = found.iter().map(|f| f.2).sum();
    if answers * 5 < (profile.filled - profile.missing) * 4 {
        return None;
    }
    // 方便, 简单, 顺利 and 麻烦 are what people wrote, and of one scale no more than three.
    let words: BTreeSet<&str> = found.iter().filter_map(|f| word_of(f.0)).collect();
    if family == ScaleFamily::Easy && words.len() > MOST_WORDS {
        return None;
    }
    if let Some(stated) = stated_points(&found) {
        return Some(stated);
    }
    // Which of both to follow where numbers and words disagree is not known.
    if found.iter().all(|f| points_before(f.0).is_some()) {
        return None;
    }
    Some(with_unlisted(of_listed(&found, family, profile), profile))
}

/// What the words of a scale are of.
fn family_of(found: &[Found<'_>]) -> Option<ScaleFamily> {
    let judging = |f: &&Found<'_>| f.1.side != 0;
    let content = found.iter().filter(judging).any(|f| f.1.family == ScaleFamily::Satisfied);
    let first = found.iter().find(judging)?.1.family;
    Some(if content && first == ScaleFamily::Good { ScaleFamily::Satisfied } else { first })
}

/// The scale of the words that are known.
fn of_listed(found: &[Found<'_>], family: ScaleFamily, profile: &ColumnProfile) -> WordScale {
    if let Some(labels) = poor_to_excellent(found) {
        return WordScale::new(family, labels, Scale::higher(1.0, 5.0));
    }
    let sides = [-1, 1].map(|side| Side::of(found, side));
    let all = found.len() == profile.values.len() && family != ScaleFamily::Amount;
    if let Some(counted) = counted(found, &sides).filter(|_| all) {
        return counted;
    }
    let seven = sides.iter().any(Side::has_three);
    let middle = if seven { 4 } else { 3 };
    // Which of its words a side lacks is told by the other.
    let full = if sides[0].0.len() > sides[1].0.len() { &sides[0] } else { &sides[1] };
    let point = |said: LabelMeaning| match said.side {
        0 => middle,
        side => {
            let own = &sides[usize::from(side > 0)];
            let steps =
                if seven { own.of_seven(full, said.stress) } else { own.of_two(said.stress) };
            middle + i32::from(side) * steps
        }
    };
    let labels = found.iter().map(|f| (f.0.to_owned(), f64::from(point(f.1)))).collect();
    WordScale::new(family, labels, Scale::higher(1.0, if seven { 7.0 } else { 5.0 }))
}

/// The labels of a scale among the values that are asked for: those of one family, in two degrees
/// or more. Who is content or not finds it good or bad: 超赞, 满意, 一般, 差.
pub(super) fn found(
    profile: &ColumnProfile,
    asked: impl Fn(&str) -> bool,
) -> Option<Vec<Found<'_>>> {
    let values = profile.values.iter().filter(|(label, _)| asked(label));
    let mut found: Vec<Found<'_>> =
        values.filter_map(|(label, n)| Some((label.as_str(), said(label)?, *n))).collect();
    // 力荐, 推荐, 还行, 较差, 很差: how good it was, and no likelihood.
    if found.iter().any(|f| wording(f.0).as_deref() == Some("力荐")) {
        for of in found.iter_mut().filter(|f| word_of(f.0) == Some("推荐")) {
            of.1.family = ScaleFamily::Good;
        }
    }
    let family = found.iter().find(|f| f.1.side != 0)?.1.family;
    let judged = [ScaleFamily::Satisfied, ScaleFamily::Good];
    let alike =
        |other: ScaleFamily| other == family || judged.contains(&family) && judged.contains(&other);
    found.retain(|f| f.1.side == 0 || alike(f.1.family));
    for side in [-1, 1] {
        let chosen = |stress: u8| found.iter().any(|f| f.1.side == side && f.1.stress == stress);
        if chosen(VERY) && chosen(STRONG) {
            continue;
        }
        for of in found.iter_mut().filter(|f| f.1.side == side && f.1.stress == VERY) {
            of.1.stress = STRONG;
        }
    }
    let first = found[0].1;
    let several = found.iter().any(|f| f.1.side != first.side || f.1.stress != first.stress);
    several.then_some(found)
}

/// A scale without a word for the middle in which a hedged praise stands there, as 基本满意 does
/// among 非常满意, 满意, 不满意 and 非常不满意: nothing is blamed in that way. Its words count up
/// from the worst.
fn counted(found: &[Found<'_>], sides: &[Side; 2]) -> Option<WordScale> {
    let [Side(blame), Side(praise)] = sides;
    let answers: u64 = found.iter().map(|f| f.2).sum();
    let words = blame.len() + praise.len();
    let hedged = praise.first().is_some_and(|hedge| *hedge <= FAIR && !blame.contains(hedge));
    let middle = found.iter().any(|f| f.1.side == 0);
    let sure = words >= 5 || answers >= ENOUGH;
    if !hedged || middle || !sure || praise.len() <= blame.len() || !blame.contains(&PLAIN) {
        return None;
    }
    // Of the usual five the worst is hardly ever given.
    let of_five =
        blame.len() == 1 && matches!(praise.as_slice(), [_, PLAIN, most] if *most > PLAIN);
    let below = usize::from(of_five) + blame.len();
    let point = |said: LabelMeaning| {
        let own = if said.side < 0 { blame } else { praise };
        let at = own.iter().position(|stress| *stress == said.stress).unwrap_or_default();
        if said.side < 0 { below - at } else { below + at + 1 }
    };
    let labels = found.iter().map(|f| (f.0.to_owned(), point(f.1) as f64)).collect();
    let high = (below + praise.len()) as f64;
    let family = family_of(found)?;
    Some(WordScale::new(family, labels, Scale::higher(1.0, high)))
}

/// The scale of the surveys in English that have no word for the middle, and what may stand in place
/// of each of its words, from the worst on.
const POOR_TO_EXCELLENT: [&[&str]; 5] = [
    &["poor", "bad", "terrible", "awful", "dire", "lousy"],
    &["fair", "average", "ok", "okay", "acceptable"],
    &["good"],
    &["very good", "great"],
    &[
        "excellent",
        "outstanding",
        "exceptional",
        "superb",
        "fantastic",
        "amazing",
        "awesome",
        "brilliant",
    ],
];

/// Words of it, of which the two best are given, that say it with one of another list.
const ENOUGH_OF_FIVE: usize = 4;

/// The points of that scale: of its own words however few they are with both of the best, and of
/// those in their place from four on.
fn poor_to_excellent(found: &[Found<'_>]) -> Option<BTreeMap<String, f64>> {
    let mut taken: BTreeMap<usize, String> = BTreeMap::new();
    let (mut labels, mut own) = (BTreeMap::new(), true);
    for (label, ..) in found {
        let plain = label.trim().to_lowercase();
        let word = without_number(&plain);
        let at = POOR_TO_EXCELLENT.iter().position(|words| words.contains(&word))?;
        own &= POOR_TO_EXCELLENT[at][0] == word;
        let before = taken.insert(at, word.to_owned());
        if before.is_some_and(|before| before != word) {
            return None;
        }
        labels.insert((*label).to_owned(), (at + 1) as f64);
    }
    let best = taken.contains_key(&3) && taken.contains_key(&4);
    let enough = own || taken.len() >= ENOUGH_OF_FIVE && taken.contains_key(&2);
    (best && enough).then_some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;
    use crate::ingest::columns::score_role::score;
    use crate::ingest::columns::words::ColumnName;
    use crate::ingest::told::warning::Warning;

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
    fn degrees_of_ease_are_a_scale_of_three_words_at_most() {
        let of = |labels: &[&str]| {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, 4)).collect();
            let points = word_scale(&column(&values))?.labels;
            Some(labels.iter().map(|label| points[*label]).collect::<Vec<_>>())
        };
        let five = Some(vec![1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(of(&["很难", "较难", "一般", "较容易", "很容易"]), five);
        assert_eq!(of(&["非常复杂", "复杂", "一般", "简单", "非常简单"]), five);
        assert_eq!(of(&["很不顺利", "不顺利", "一般", "顺利", "很顺利"]), five);
        assert!(of(&["困难", "麻烦", "一般", "方便"]).is_some());
        assert_eq!(of(&["困难", "麻烦", "一般", "方便", "简单"]), None, "what people wrote");
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
            ["力荐", "推荐", "还行", "较差", "很差"],
            ["超赞", "满意", "一般", "不佳", "很差"],
            ["非常满意😀", "满意🙂", "一般😐", "不满意🙁", "非常不满意😡"],
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

    #[test]
    fn words_without_a_middle_of_which_one_hedges_its_praise_count_up_from_the_worst() {
        // Labels from the best to the worst, each given so often, and their points.
        for (labels, times, points, scale) in [
            (
                &["非常满意", "满意", "基本满意", "不满意", "非常不满意"][..],
                1,
                &[5, 4, 3, 2, 1][..],
                "1–5",
            ),
            (&["很满意", "满意", "基本满意", "不满意", "非常不满意"], 1, &[5, 4, 3, 2, 1], "1–5"),
            (&["非常满意", "很满意", "满意", "基本满意", "不满意"], 1, &[5, 4, 3, 2, 1], "1–5"),
            (&["完全同意", "同意", "比较同意", "不同意", "完全不同意"], 1, &[5, 4, 3, 2, 1], "1–5"),
            (
                &["Very satisfied", "Satisfied", "Somewhat satisfied", "Dissatisfied"],
                5,
                &[5, 4, 3, 2],
                "1–5",
            ),
            (&["满意", "基本满意", "不满意"], 7, &[3, 2, 1], "1–3"),
            // Too few to know that no other word is there.
            (&["满意", "基本满意", "不满意"], 6, &[5, 4, 2], "1–5"),
            // The blame hedges too, there is a middle, or as much blame as praise.
            (
                &["非常满意", "满意", "比较满意", "比较不满意", "非常不满意"],
                5,
                &[7, 6, 5, 3, 1],
                "1–7",
            ),
            (&["非常满意", "满意", "比较满意", "一般", "不满意"], 5, &[7, 6, 5, 4, 2], "1–7"),
            (&["非常满意", "基本满意", "不满意", "非常不满意"], 5, &[5, 4, 2, 1], "1–5"),
        ] {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, times)).collect();
            let found = word_scale(&column(&values)).unwrap();
            let wanted: Vec<f64> = points.iter().map(|point| f64::from(*point)).collect();
            let points: Vec<f64> = labels.iter().map(|label| found.labels[*label]).collect();
            assert_eq!((points, &*found.scale.to_string()), (wanted, scale), "{labels:?}");
        }
        // Of a word that is not known nobody can say where it stands.
        let values = [("满意", 30), ("基本满意", 20), ("不满意", 9), ("看情况", 4)];
        assert_eq!(word_scale(&column(&values)).unwrap().scale.high, 5.0);
    }

    #[test]
    fn very_is_less_than_extremely_where_both_can_be_chosen_on_one_side() {
        let points = |labels: &[&str]| -> Vec<f64> {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, 3)).collect();
            let found = word_scale(&column(&values)).unwrap();
            labels.iter().map(|label| found.labels[*label]).collect()
        };
        let seven = ["非常满意", "很满意", "满意", "一般", "不满意", "很不满意", "非常不满意"];
        assert_eq!(points(&seven), [7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
        assert_eq!(points(&["非常满意", "很满意", "一般"]), [5.0, 4.0, 3.0]);
        // The same on either side, where each side has one of them.
        let five = ["很满意", "满意", "一般", "不满意", "非常不满意"];
        assert_eq!(points(&five), [5.0, 4.0, 3.0, 2.0, 1.0]);
    }

    #[test]
    fn labels_that_share_a_point_are_known() {
        let sharing = |labels: &[&str]| {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, 3)).collect();
            word_scale(&column(&values)).unwrap().sharing()
        };
        assert_eq!(sharing(&["特别满意", "非常满意", "一般", "不满意"]), ["特别满意", "非常满意"]);
        assert_eq!(sharing(&["Very good", "Excellent", "Bad"]), ["Excellent", "Very good"]);
        for labels in [
            &["非常满意", "很满意", "满意", "一般", "不满意"][..],
            &["Satisfied", "satisfied", "1. Satisfied", "Dissatisfied"],
            &["滿意", "满意", "不满意"],
            &["5星", "五星", "五颗星", "一星"],
            &["🙂", "😊", "😡"],
            &["非常满意（5分）", "5分", "4分", "非常不满意（1分）"],
        ] {
            assert!(sharing(labels).is_empty(), "{labels:?}");
        }
        let column = column(&[("特别满意", 3), ("非常满意", 3), ("不满意", 3)]);
        let draft = score("满意度", &ColumnName::new("满意度"), &column).unwrap();
        let told = Warning::SharedPoint {
            column: "满意度".to_owned(),
            labels: vec!["特别满意".to_owned(), "非常满意".to_owned()],
            scale: Scale::higher(1.0, 5.0),
        };
        assert_eq!(draft.warnings, [told]);
    }

    #[test]
    fn words_that_a_side_lacks_are_placed_by_the_side_that_has_more() {
        for (labels, wanted) in [
            (
                &["满意", "一般", "比较不满意", "不满意", "非常不满意"][..],
                &[6.0, 4.0, 3.0, 2.0, 1.0][..],
            ),
            (&["非常满意", "满意", "比较满意", "一般", "不满意"], &[7.0, 6.0, 5.0, 4.0, 2.0]),
            // A word that neither side counts among its three.
            (&["满意", "比较满意", "有点满意", "一般", "非常不满意"], &[7.0, 6.0, 5.0, 4.0, 1.0]),
            // Two that are both strong are the outer ones of seven.
            (&["极其满意", "非常满意"], &[7.0, 6.0]),
            // English words without a middle are a scale of their own only with “very good” in it.
            (&["Excellent", "Very good", "Good", "Poor"], &[5.0, 4.0, 3.0, 1.0]),
            (&["Excellent", "Good", "Poor"], &[5.0, 4.0, 2.0]),
            (&["Excellent", "Good", "Bad"], &[5.0, 4.0, 2.0]),
            (&["Excellent", "Very good", "Bad"], &[5.0, 5.0, 2.0]),
        ] {
            let values: Vec<(&str, u64)> = labels.iter().map(|label| (*label, 5)).collect();
            let found = word_scale(&column(&values)).unwrap();
            let points: Vec<f64> = labels.iter().map(|label| found.labels[*label]).collect();
            assert_eq!(points, wanted, "{labels:?}");
        }
    }
}
