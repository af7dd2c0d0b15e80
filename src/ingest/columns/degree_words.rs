//! The words of scales: what labels are as a whole, what they end in and the side that each stands
//! on, and the words of how much.

use crate::ingest::columns::label_degree::{
    FAIR, PLAIN, SLIGHT, STRONG, ScaleFamily, UTMOST, VERY,
};

/// Signs for a face, and its degree.
pub(super) const SMILEYS: &[(&[&str], i8)] = &[
    (&[":d", ":-d", "=d", ":))"], 2),
    (&[":)", ":-)", "=)", "(:", ";)", ";-)"], 1),
    (&[":|", ":-|", "=|", ":/", ":-/"], 0),
    (&[":(", ":-(", "=(", "):"], -1),
    (&[":((", ":'("], -2),
];

/// Faces, and their degree.
pub(super) const FACES: &[(&[&str], i8)] = &[
    (&["😍", "😄", "😀", "😁", "🤩", "🥰"], 2),
    (&["🙂", "😊", "☺", "😃", "😌", "👍", "👌", "❤"], 1),
    (&["😐", "😶", "😑"], 0),
    (&["🙁", "☹", "😕", "😞", "😟", "😔", "😒", "👎"], -1),
    (&["😡", "😠", "😭", "🤬", "😢", "😤", "😩"], -2),
];

/// Labels of the middle of whatever scale.
pub(super) const NEUTRAL: &[&str] = &[
    "neutral",
    "neither",
    "teils/teils",
    "average",
    "moderate",
    "ok",
    "okay",
    "so so",
    "so-so",
    "undecided",
    "not sure",
    "一般",
    "一般般",
    "平平",
    "还行",
    "还可以",
    "马马虎虎",
    "凑合",
    "中立",
    "中性",
    "普通",
    "不确定",
    "尚可",
    "说不清",
    "不好说",
    "适中",
];

/// Labels of good and bad as a whole: the side and the stress. `great` is less than what nothing is
/// better than where both can be chosen; `satisfactory` is least of all praise.
pub(super) const WHOLE: &[(&[&str], i8, u8)] = &[
    (
        &[
            "perfect",
            "outstanding",
            "exceptional",
            "amazing",
            "awesome",
            "fantastic",
            "superb",
            "brilliant",
            "wonderful",
            "marvellous",
            "incredible",
            "best",
            "the best",
            "loved it",
            "love it",
            "优秀",
            "优",
            "力荐",
            "好评",
            "完美",
            "棒",
            "超赞",
            "超棒",
            "最好",
            "最佳",
            "物超所值",
            "sehr gut",
            "excelente",
            "muy bueno",
            "muy buena",
            "très bien",
        ],
        1,
        STRONG,
    ),
    (&["great"], 1, VERY),
    (
        &[
            "fine",
            "above average",
            "thumbs up",
            "liked it",
            "like it",
            "良好",
            "良",
            "不错",
            "还不错",
            "物有所值",
            "有帮助",
            "gut",
            "bueno",
            "buena",
            "bien",
        ],
        1,
        PLAIN,
    ),
    (&["satisfactory"], 1, SLIGHT),
    (
        &[
            "fair",
            "acceptable",
            "decent",
            "medium",
            "middling",
            "it was ok",
            "it was okay",
            "中",
            "中等",
            "中评",
            "合格",
            "及格",
            "befriedigend",
            "regular",
            "moyen",
        ],
        0,
        PLAIN,
    ),
    (
        &[
            "below average",
            "mediocre",
            "needs improvement",
            "requires improvement",
            "thumbs down",
            "disliked it",
            "didn't like it",
            "did not like it",
            "不及格",
            "不合格",
            "不佳",
            "不值",
            "没帮助",
            "没有帮助",
            "ausreichend",
            "schlecht",
            "malo",
            "mala",
            "mauvais",
        ],
        -1,
        PLAIN,
    ),
    (
        &[
            "terrible",
            "awful",
            "dire",
            "dreadful",
            "horrible",
            "horrendous",
            "appalling",
            "abysmal",
            "lousy",
            "worst",
            "unacceptable",
            "unsatisfactory",
            "inadequate",
            "hated it",
            "hate it",
            "very poor",
            "very bad",
            "差评",
            "糟糕",
            "很糟糕",
            "非常糟糕",
            "很糟",
            "the worst",
            "最差",
            "最坏",
            "mangelhaft",
            "ungenügend",
            "sehr schlecht",
            "muy malo",
            "muy mala",
            "très mauvais",
        ],
        -1,
        STRONG,
    ),
];

/// How much effort something was, where the label says that it is effort.
pub(super) const OF_EFFORT: &[(&[&str], i8, u8)] = &[
    (&["maximum", "extreme", "enormous", "huge", "a great deal of"], 1, STRONG),
    (&["considerable", "significant", "substantial", "great", "a lot of", "lots of"], 1, PLAIN),
    (&["some", "medium", "normal", "reasonable", "a fair amount of"], 0, PLAIN),
    (&["a little bit of", "a bit of", "little to no"], -1, PLAIN),
    (&["no", "hardly any", "almost no", "minimal", "minimum"], -1, STRONG),
];

/// Words of how much before what is said, and their stress.
pub(super) const STRESS: &[(&str, u8)] = &[
    ("extremely", UTMOST),
    ("completely", UTMOST),
    ("totally", UTMOST),
    ("absolutely", UTMOST),
    ("not at all", UTMOST),
    ("most", UTMOST),
    ("the most", UTMOST),
    ("极", UTMOST),
    ("极其", UTMOST),
    ("完全", UTMOST),
    ("极度", UTMOST),
    ("最", UTMOST),
    ("very", STRONG),
    ("strongly", STRONG),
    ("highly", STRONG),
    ("really", STRONG),
    ("sehr", STRONG),
    ("muy", STRONG),
    ("très", STRONG),
    ("非常", STRONG),
    ("十分", STRONG),
    ("特别", STRONG),
    ("相当", STRONG),
    ("挺", STRONG),
    ("强烈", STRONG),
    ("超", STRONG),
    ("超级", STRONG),
    ("蛮", STRONG),
    ("很", VERY),
    ("fairly", FAIR),
    ("quite", FAIR),
    ("mostly", FAIR),
    ("rather", FAIR),
    ("moderately", FAIR),
    ("pretty", FAIR),
    ("比较", FAIR),
    ("较", FAIR),
    ("较为", FAIR),
    ("基本", FAIR),
    ("大致", FAIR),
    ("somewhat", SLIGHT),
    ("slightly", SLIGHT),
    ("a little", SLIGHT),
    ("a bit", SLIGHT),
    ("not very", SLIGHT),
    ("not so", SLIGHT),
    ("有点", SLIGHT),
    ("有点儿", SLIGHT),
    ("有些", SLIGHT),
    ("稍微", SLIGHT),
    ("略", SLIGHT),
    ("略微", SLIGHT),
    ("有一点", SLIGHT),
];

/// What behind a word that turns round says less than that word alone: 不太满意, 不是很满意.
pub(super) const WEAKENING: &[&str] = &["太", "是很", "是特别", "够"];

/// A word, what it speaks of, and its degree. The negative words come first: they contain the
/// positive ones; and those that end others come after them.
pub(super) const WORDS: &[(&str, ScaleFamily, i8)] = &[
    ("disappointed", ScaleFamily::Satisfied, -1),
    ("displeased", ScaleFamily::Satisfied, -1),
    ("delighted", ScaleFamily::Satisfied, 2),
    ("pleased", ScaleFamily::Satisfied, 1),
    ("失望", ScaleFamily::Satisfied, -1),
    ("furious", ScaleFamily::Satisfied, -2),
    ("angry", ScaleFamily::Satisfied, -2),
    ("frustrated", ScaleFamily::Satisfied, -1),
    ("thrilled", ScaleFamily::Satisfied, 2),
    ("愤怒", ScaleFamily::Satisfied, -2),
    ("生气", ScaleFamily::Satisfied, -2),
    ("惊喜", ScaleFamily::Satisfied, 2),
    ("开心", ScaleFamily::Satisfied, 1),
    ("complicated", ScaleFamily::Easy, -1),
    ("complex", ScaleFamily::Easy, -1),
    ("simple", ScaleFamily::Easy, 1),
    ("smooth", ScaleFamily::Easy, 1),
    ("复杂", ScaleFamily::Easy, -1),
    ("繁琐", ScaleFamily::Easy, -1),
    ("麻烦", ScaleFamily::Easy, -1),
    ("吃力", ScaleFamily::Easy, -1),
    ("简单", ScaleFamily::Easy, 1),
    ("简便", ScaleFamily::Easy, 1),
    ("便捷", ScaleFamily::Easy, 1),
    ("便利", ScaleFamily::Easy, 1),
    ("顺利", ScaleFamily::Easy, 1),
    ("顺畅", ScaleFamily::Easy, 1),
    ("推荐", ScaleFamily::Likely, 1),
    ("unlikely", ScaleFamily::Likely, -1),
    ("likely", ScaleFamily::Likely, 1),
    ("可能", ScaleFamily::Likely, 1),
    ("愿意", ScaleFamily::Likely, 1),
    ("a little", ScaleFamily::Amount, -1),
    ("a lot", ScaleFamily::Amount, 1),
    ("little", ScaleFamily::Amount, -1),
    ("much", ScaleFamily::Amount, 1),
    ("低", ScaleFamily::Amount, -1),
    ("高", ScaleFamily::Amount, 1),
    ("unhappy", ScaleFamily::Satisfied, -1),
    ("happy", ScaleFamily::Satisfied, 1),
    ("dissatisfied", ScaleFamily::Satisfied, -1),
    ("unsatisfied", ScaleFamily::Satisfied, -1),
    ("satisfied", ScaleFamily::Satisfied, 1),
    ("unzufrieden", ScaleFamily::Satisfied, -1),
    ("zufrieden", ScaleFamily::Satisfied, 1),
    ("insatisfecho", ScaleFamily::Satisfied, -1),
    ("satisfecho", ScaleFamily::Satisfied, 1),
    ("insatisfait", ScaleFamily::Satisfied, -1),
    ("satisfait", ScaleFamily::Satisfied, 1),
    ("difficult", ScaleFamily::Easy, -1),
    ("hard", ScaleFamily::Easy, -1),
    ("easy", ScaleFamily::Easy, 1),
    ("disagree", ScaleFamily::Agree, -1),
    ("agree", ScaleFamily::Agree, 1),
    ("poor", ScaleFamily::Good, -1),
    ("bad", ScaleFamily::Good, -1),
    ("excellent", ScaleFamily::Good, 2),
    ("good", ScaleFamily::Good, 1),
    ("满意", ScaleFamily::Satisfied, 1),
    ("费力", ScaleFamily::Easy, -1),
    ("困难", ScaleFamily::Easy, -1),
    ("容易", ScaleFamily::Easy, 1),
    ("轻松", ScaleFamily::Easy, 1),
    ("省力", ScaleFamily::Easy, 1),
    ("费劲", ScaleFamily::Easy, -1),
    ("方便", ScaleFamily::Easy, 1),
    ("同意", ScaleFamily::Agree, 1),
    ("赞同", ScaleFamily::Agree, 1),
    ("符合", ScaleFamily::Agree, 1),
    ("low", ScaleFamily::Amount, -1),
    ("high", ScaleFamily::Amount, 1),
    ("少", ScaleFamily::Amount, -1),
    ("多", ScaleFamily::Amount, 1),
    ("差", ScaleFamily::Good, -1),
    ("好", ScaleFamily::Good, 1),
    // These end other words too.
    ("难", ScaleFamily::Easy, -1),
    ("易", ScaleFamily::Easy, 1),
];

#[cfg(test)]
mod tests {
    use crate::ingest::cells::made::cells;
    use crate::ingest::columns::score_role::score;
    use crate::ingest::columns::word_scale::word_scale;
    use crate::ingest::columns::words::ColumnName;
    use crate::ingest::role::Role;

    /// The points of labels that are given as often.
    fn points(labels: &[&str]) -> Vec<f64> {
        let found = word_scale(&cells(labels, 10)).unwrap();
        assert!(found.sharing().is_empty(), "{labels:?}");
        labels.iter().map(|label| found.labels[*label]).collect()
    }

    #[test]
    fn the_words_of_tools_and_trades_stand_in_their_order() {
        for labels in [
            ["Terrible", "Bad", "OK", "Great", "Amazing"],
            ["1 - Terrible", "2 - Bad", "3 - OK", "4 - Great", "5 - Amazing"],
            ["Lousy", "Mediocre", "Decent", "Great", "Awesome"],
            ["Furious", "Unhappy", "Neutral", "Happy", "Very happy"],
            ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Delighted"],
            ["Dire", "Poor", "Average", "Good", "Excellent"],
            ["Awful", "Poor", "Okay", "Good", "Fantastic"],
            ["Poor", "Fair", "Good", "Very good", "Outstanding"],
            ["Bad", "OK", "Good", "Great", "Excellent"],
            ["Unsatisfactory", "Needs improvement", "Satisfactory", "Good", "Exceptional"],
            ["Hated it", "Disliked it", "It was OK", "Liked it", "Loved it"],
            ["极差", "差", "一般", "满意", "超赞"],
            ["愤怒", "失望", "平平", "满意", "惊喜"],
            ["很生气", "不开心", "一般", "开心", "很开心"],
        ] {
            assert_eq!(points(&labels), [1.0, 2.0, 3.0, 4.0, 5.0], "{labels:?}");
        }
        let inspected = ["Inadequate", "Requires improvement", "Good", "Outstanding"];
        assert_eq!(points(&inspected), [1.0, 2.0, 4.0, 5.0]);
        assert_eq!(points(&["不值", "一般", "物有所值", "物超所值"]), [2.0, 3.0, 4.0, 5.0]);
        let reasons = ["不满意：态度差", "不满意（等太久）", "基本满意", "满意"];
        assert_eq!(points(&reasons), [1.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn grades_of_how_content_somebody_was_are_scores() {
        let marked = ["5.0分 超棒", "4.0分 很好", "3.0分 不错", "2.0分 一般", "1.0分 很差"];
        let faces = ["非常满意😀", "满意🙂", "一般😐", "不满意🙁", "非常不满意😡"];
        let urged = ["力荐", "推荐", "还行", "较差", "很差"];
        for header in ["满意度等级", "评价等级", "点评等级", "总体评价"] {
            for labels in [marked, faces, urged] {
                let draft = score(header, &ColumnName::new(header), &cells(&labels, 10)).unwrap();
                let points: Vec<f64> = labels.iter().map(|label| draft.labels[*label]).collect();
                let told = (draft.role, points, draft.scale.unwrap().to_string());
                let wanted = (Role::CSAT, vec![5.0, 4.0, 3.0, 2.0, 1.0], "1–5".to_owned());
                assert_eq!(told, wanted, "{header}: {labels:?}");
            }
        }
        let would = ["推荐", "不推荐", "还行"];
        let name = ColumnName::new("点评等级");
        assert!(score("点评等级", &name, &cells(&would, 10)).is_none(), "who would recommend");
        assert!(score("点评等级", &name, &cells(&["A", "B", "C"], 10)).is_none());
    }

    #[test]
    fn effort_in_words_has_a_middle() {
        for (header, labels) in [
            ("Effort", ["Very low effort", "Low effort", "Moderate effort", "High effort"]),
            ("Effort", ["Very low", "Low", "Medium", "High"]),
            (
                "How much effort did it take?",
                ["No effort", "A little effort", "Some effort", "A lot of effort"],
            ),
        ] {
            let draft = score(header, &ColumnName::new(header), &cells(&labels, 10)).unwrap();
            let points: Vec<f64> = labels.iter().map(|label| draft.labels[*label]).collect();
            assert_eq!((draft.role, points), (Role::CES, vec![1.0, 2.0, 3.0, 4.0]), "{labels:?}");
            assert_eq!(draft.scale.unwrap().to_string(), "1–5 ↓");
        }
    }
}
