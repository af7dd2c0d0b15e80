//! What the ends of a scale mean, where the header or the labels of the answers say it:
//! `1 = very easy, 7 = very difficult`, （1=非常满意，5=非常不满意）, `5 - terrible`, 7分-非常轻松.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::feedback::Direction;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::label_degree::{ScaleFamily, behind_unit, degree};

/// A number and what it means.
static NUMBER_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = "分|颗星|星级|星|级|points?|pts|stars?";
    let sign = r"=|＝|-|–|—|:|：|\(|（|→|is|means|being|代表|表示|为|是|即|\s";
    let between = format!(r"\s*(?:{unit})?\s*(?:{sign})\s*");
    Regex::new(&format!(r"(?i)(\d{{1,3}}){between}([^\d=＝,，;；。.()（）/、|~～…]{{1,40}})")).ok()
});

/// A number and what it means in Chinese, with nothing between them: 1分最好, 5最差.
static NUMBER_GLUED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d{1,3})\s*(?:分|颗星|星级|星|级)?(\p{Han}{1,12})").ok());

/// What a number means, and the number.
static LABEL_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)([^\d=＝,，;；。.()（）/、|~～…:：]{2,40}?)\s*(?:=|＝|\(|（)\s*(\d{1,3})").ok()
});

/// Which end is the good one, as header or answers state it. `amount` is the end that is
/// good where more of what is asked for stands there: effort is a burden, ease is none.
pub(crate) fn direction(
    header: &str,
    facts: &ColumnProfile,
    amount: Direction,
) -> Option<Direction> {
    let header: String = header.nfkc().collect();
    let of_header = || ends(in_header(&header), amount).or_else(|| by_saying(&header));
    of_header().or_else(|| ends(in_answers(facts), amount))
}

/// What a header says of one end alone and leaves no doubt by: `1 is best`, 分数越低越满意.
fn by_saying(header: &str) -> Option<Direction> {
    const LOWER: [&str; 14] = [
        "lower is better",
        "lower the better",
        "smaller is better",
        "越低越好",
        "越低越满意",
        "越小越好",
        "越小越满意",
        "1 is best",
        "1 is the best",
        "1 = best",
        "1=best",
        "1最好",
        "1分最好",
        "1=最好",
    ];
    const HIGHER: [&str; 5] =
        ["higher is better", "higher the better", "越高越好", "越高越满意", "越大越好"];
    let plain = header.to_lowercase();
    let says = |saying: &&str| {
        let of_number = |at: usize| plain[..at].ends_with(|c: char| c.is_ascii_digit());
        plain.match_indices(*saying).any(|(at, _)| !saying.starts_with('1') || !of_number(at))
    };
    match (LOWER.iter().any(says), HIGHER.iter().any(says)) {
        (true, false) => Some(Direction::Lower),
        (false, true) => Some(Direction::Higher),
        _ => None,
    }
}

type Anchor = (f64, ScaleFamily, i8);

/// The good end of a scale of which these points are known.
fn ends(anchors: Vec<Anchor>, amount: Direction) -> Option<Direction> {
    let family = anchors.iter().find(|(_, _, degree)| *degree != 0)?.1;
    let mut of_family: Vec<Anchor> =
        anchors.into_iter().filter(|a| a.1 == family || a.2 == 0).collect();
    of_family.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (first, last) = (*of_family.first()?, *of_family.last()?);
    let rising = match last.2 - first.2 {
        _ if first.0 >= last.0 => return None,
        1.. => true,
        0 => return None,
        _ => false,
    };
    let up = if family == ScaleFamily::Amount { amount } else { Direction::Higher };
    Some(match (rising, up) {
        (true, up) => up,
        (false, Direction::Higher) => Direction::Lower,
        (false, Direction::Lower) => Direction::Higher,
    })
}

fn in_header(header: &str) -> Vec<Anchor> {
    let anchor = |number: &str, label: &str| {
        let (family, degree) = said(label)?;
        Some((number.parse().ok()?, family, degree))
    };
    let first: Vec<Anchor> = NUMBER_FIRST.as_ref().map_or_else(Vec::new, |pattern| {
        pattern.captures_iter(header).filter_map(|found| anchor(&found[1], &found[2])).collect()
    });
    if first.len() > 1 {
        return first;
    }
    let glued: Vec<Anchor> = NUMBER_GLUED.as_ref().map_or_else(Vec::new, |pattern| {
        let label = |label: &str| label.trim_end_matches(['到', '至', '而']).to_owned();
        pattern.captures_iter(header).filter_map(|f| anchor(&f[1], &label(&f[2]))).collect()
    });
    if glued.len() > 1 {
        return glued;
    }
    LABEL_FIRST.as_ref().map_or_else(Vec::new, |pattern| {
        pattern.captures_iter(header).filter_map(|found| anchor(&found[2], &found[1])).collect()
    })
}

fn in_answers(facts: &ColumnProfile) -> Vec<Anchor> {
    let anchor = |cell: &String| {
        let number = number::number(cell)?;
        let label = cell.trim_start_matches(|c: char| !c.is_alphabetic());
        let label = behind_unit(label).unwrap_or(label);
        let label = label.trim().trim_start_matches(|c: char| !c.is_alphabetic());
        let label = label.trim_end_matches([')', '）', ']', '】', ' ']);
        let (family, degree) = degree(label)?;
        Some((number, family, degree))
    };
    facts.values.keys().filter_map(anchor).collect()
}

/// What the words beside a number say; of a running sentence, its last words.
fn said(label: &str) -> Option<(ScaleFamily, i8)> {
    let label = label.trim().trim_matches(['"', '“', '”', '\'', '「', '」', '*']).trim();
    let tail = |words: &str| -> Option<(ScaleFamily, i8)> {
        let mut rest = words;
        loop {
            if let Some(found) = degree(rest) {
                return Some(found);
            }
            rest = rest.split_once(' ')?.1.trim_start();
        }
    };
    degree(label).or_else(|| tail(label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;

    fn of(header: &str) -> Option<Direction> {
        direction(header, &ColumnProfile::default(), Direction::Lower)
    }

    #[test]
    fn headers_say_which_end_is_good() {
        for header in [
            "服务满意度（1=非常满意，5=非常不满意）",
            "Satisfaction: 1 - excellent, 3 - fair, 5 - terrible",
            "How easy was it? (1 = very easy, 7 = very difficult)",
            "on a scale of 1 (very satisfied) to 5 (very dissatisfied)",
            "from very satisfied (1) to very dissatisfied (5)",
            "费力度（1=非常轻松，5=非常费力）",
            "满意程度，1代表非常满意、5代表非常不满意",
            "您付出了多少努力（1=非常少，5=非常多）",
            "满意程度（１表示非常满意，５表示非常不满意）",
            "Rate us (1 best, 6 worst)",
            "满意度（1为最满意，5为最不满意）",
            "Satisfaction (1 = completely satisfied, 5 = not at all satisfied)",
            "Bewertung (1 = sehr gut, 5 = mangelhaft)",
            "Satisfacción (1 = muy satisfecho, 5 = muy insatisfecho)",
            "服务满意度（1星=非常满意，5星=非常不满意）",
            "满意度（1级-非常满意，5级-非常不满意）",
            "Rate us (1 star = excellent, 5 stars = terrible)",
            "Rate us (1 point: excellent, 10 points: terrible)",
            "打分（1级最好，5级最差）",
        ] {
            assert_eq!(of(header), Some(Direction::Lower), "{header}");
        }
        for header in [
            "服务满意度（1=非常不满意，5=非常满意）",
            "1 - terrible … 5 - excellent",
            "(1 = very difficult, 7 = very easy)",
            "on a scale of 1 (very dissatisfied) to 5 (very satisfied)",
            "您付出了多少努力（1=非常多，5=非常少）",
        ] {
            assert_eq!(of(header), Some(Direction::Higher), "{header}");
        }
        for header in ["满意度（1-5分）", "Q1 satisfaction", "NPS (0-10)", "1=北区，2=南区", ""]
        {
            assert_eq!(of(header), None, "{header}");
        }
    }

    #[test]
    fn answers_say_which_end_is_good() {
        let column = |values: &[&str]| direction("score", &cells(values, 1), Direction::Lower);
        assert_eq!(column(&["5 - terrible", "1 - excellent", "3 - fair"]), Some(Direction::Lower));
        assert_eq!(column(&["1-非常满意", "2-满意", "5-非常不满意"]), Some(Direction::Lower));
        assert_eq!(column(&["5（非常满意）", "1（非常不满意）"]), Some(Direction::Higher));
        assert_eq!(column(&["1 (best)", "2", "5 (worst)"]), Some(Direction::Lower));
        assert_eq!(column(&["1=最差", "3", "5=最好"]), Some(Direction::Higher));
        assert_eq!(column(&["5", "1 - excellent"]), None);
        for (best, worst) in [
            ("7分-很轻松", "1分-很费劲"),
            ("7分（很轻松）", "1分（很费劲）"),
            ("7 分：很轻松", "1 分：很费劲"),
            ("5星-很满意", "1星-很不满意"),
            ("5颗星（很满意）", "1颗星（很不满意）"),
            ("5 stars - excellent", "1 star - terrible"),
            ("5 Stars: excellent", "1 Star: terrible"),
            ("10 points = very easy", "1 point = very hard"),
            ("10 pts (very easy)", "0 pts (very hard)"),
        ] {
            assert_eq!(column(&[best, "4分", worst]), Some(Direction::Higher), "{best}");
        }
        assert_eq!(column(&["1分-很轻松", "2分", "5分-很费劲"]), Some(Direction::Lower));
        assert_eq!(column(&["7分-北区", "1分-南区"]), None);
    }

    #[test]
    fn the_best_alone_says_where_the_good_end_is() {
        for (header, wanted) in [
            ("Rating (1 is best)", Some(Direction::Lower)),
            ("Rating (1 = best)", Some(Direction::Lower)),
            ("评分（1最好）", Some(Direction::Lower)),
            ("分数越低越满意", Some(Direction::Lower)),
            ("Score (lower is better)", Some(Direction::Lower)),
            ("评分（越高越好）", Some(Direction::Higher)),
            ("Rating (11 is best)", None),
            ("噪音评分（越高越吵）", None),
            ("Higher is better, lower is better", None),
            // Both ends come first.
            ("(1 = very bad, 5 = very good; 1 is best)", Some(Direction::Higher)),
        ] {
            assert_eq!(of(header), wanted, "{header}");
        }
    }

    #[test]
    fn one_number_or_other_words_say_nothing_of_the_ends() {
        for (header, wanted) in [
            // A number of the question before its words are no end.
            ("Q5 (very satisfied = 1, very dissatisfied = 5)", Some(Direction::Lower)),
            ("5分好评（非常满意=1，非常不满意=5）", Some(Direction::Lower)),
            ("(1 = very good, 1 = very bad)", None),
            ("(1 = very good)", None),
            // The middle is one of every scale, what is said of something else of none.
            ("(1 = very dissatisfied, 3 = neutral)", Some(Direction::Higher)),
            ("(1 = neutral, 5 = very dissatisfied)", Some(Direction::Lower)),
            ("(1 = very satisfied, 5 = very dissatisfied, 9 = very easy)", Some(Direction::Lower)),
        ] {
            assert_eq!(of(header), wanted, "{header}");
        }
    }
}
