//! What the ends of a scale mean, where the header or the labels of the answers say it:
//! `1 = very easy, 7 = very difficult`, （1=非常满意，5=非常不满意）, `5 - terrible`, 7分-非常轻松.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization;

use crate::feedback::{Direction, Scale};
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

/// A number and what it means in Chinese, with nothing or a dot between them: 1分最好, 1.很满意.
static NUMBER_GLUED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(\d{1,3})\s*(?:分|颗星|星级|星|级)?[.、]?\s*(\p{Han}{1,12})").ok()
});

/// Two numbers and what they mean, with arrows between: 1→5 满意→不满意.
static ARROWS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"([^\d,，;；:：()（）→>]{2,40}?)";
    let arrow = r"\s*(?:→|->|➔|⇒)\s*";
    let numbers = format!(r"(\d{{1,3}}){arrow}(\d{{1,3}})");
    Regex::new(&format!(r"{numbers}\s*分?\s*[:：,，]?\s*{words}{arrow}{words}\s*(?:$|[,，;；)）])"))
        .ok()
});

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

/// Which end is the good one of a scale, in a column whose greatest answer is `given`, as a text
/// above the header states it. The points that it gives a meaning have to be those of the scale,
/// and their words such as judge what is asked.
pub(super) fn direction_above(
    text: &str,
    scale: Scale,
    given: f64,
    amount: Direction,
    judges: fn(ScaleFamily) -> bool,
) -> Option<Direction> {
    const MARKS: [&str; 8] = ["分", "数字", "数值", "星", "score", "rating", "number", "mark"];
    let text = text.nfkc().collect::<String>().to_lowercase();
    let anchors = in_header(&text);
    if anchors.len() < 2 {
        // 投诉率越低越好 says nothing of marks.
        let of_marks = MARKS.iter().any(|word| text.contains(word));
        return if of_marks { by_saying(&text) } else { of_one_end(&text) };
    }
    let mut points = anchors.iter().map(|anchor| anchor.0);
    let within = points.clone().all(|point| scale.contains(point));
    let reached = points.any(|point| point >= given.min(scale.high));
    let judged = anchors.iter().all(|(_, family, degree)| *degree == 0 || judges(*family));
    if within && reached && judged { ends(anchors, amount) } else { None }
}

/// What a header says of one end alone and leaves no doubt by: `1 is best`, 5最差, 分数越低越满意.
fn by_saying(header: &str) -> Option<Direction> {
    const LOWER: [&str; 9] = [
        "lower is better",
        "lower the better",
        "smaller is better",
        "越低越好",
        "越低越满意",
        "越小越好",
        "越小越满意",
        "越小满意度越高",
        "越低满意度越高",
    ];
    const HIGHER: [&str; 5] =
        ["higher is better", "higher the better", "越高越好", "越高越满意", "越大越好"];
    let plain = header.to_lowercase();
    let says = |sayings: &[&str]| sayings.iter().any(|saying| plain.contains(saying));
    let end = of_one_end(&plain);
    match (says(&LOWER), says(&HIGHER)) {
        (false, false) => end,
        (true, false) if end != Some(Direction::Higher) => Some(Direction::Lower),
        (false, true) if end != Some(Direction::Lower) => Some(Direction::Higher),
        _ => None,
    }
}

/// The number of one end of a scale, and that it is the best or the worst.
static ONE_END: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"(\d{1,3})\s*(?:分|颗星|星级|星|级|points?|stars?)?\s*";
    let sign = r"(?:=|:|为|是|代表|表示|is the|is|means)\s*";
    let chinese = format!("(?:{sign})?(?:(最好|最满意|最优|最佳)|(最差|最不满意|最糟))");
    let english = format!(r"{sign}(?:(best)|(worst))\b");
    Regex::new(&format!("{number}(?:{chinese}|{english})")).ok()
});

/// What is said of one end: that 1 is the best or the worst, that 5, 7 or 10 is the worst. The
/// number of a question is none, nor one by which something else is told: 第1最满意的环节.
fn of_one_end(plain: &str) -> Option<Direction> {
    let end = |found: Captures<'_>| {
        let all = found.get(0)?;
        let before = plain[..all.start()].chars().next_back();
        let part = |c: char| c.is_ascii_alphanumeric() || c == '第' || c == '.';
        if before.is_some_and(part) || plain[all.end()..].starts_with(char::is_alphabetic) {
            return None;
        }
        let best = found.get(2).or(found.get(4)).is_some();
        match (&found[1], best) {
            ("1", true) | ("5" | "7" | "10" | "100", false) => Some(Direction::Lower),
            ("1", false) => Some(Direction::Higher),
            _ => None,
        }
    };
    let mut told = ONE_END.as_ref()?.captures_iter(plain).filter_map(end);
    let first = told.next()?;
    told.all(|other| other == first).then_some(first)
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
    let last: Vec<Anchor> = LABEL_FIRST.as_ref().map_or_else(Vec::new, |pattern| {
        pattern.captures_iter(header).filter_map(|found| anchor(&found[2], &found[1])).collect()
    });
    if last.len() > 1 {
        return last;
    }
    let arrows = ARROWS.as_ref().and_then(|pattern| pattern.captures(header)).map(|found| {
        [(1_usize, 3_usize), (2, 4)]
            .into_iter()
            .filter_map(|(n, l)| anchor(&found[n], &found[l]))
            .collect()
    });
    arrows.unwrap_or(last)
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
            "评分：1.很满意 2.满意 3.一般 4.不满意 5.很不满意",
            "您的评价（1、非常满意 2、满意 3、一般 4、不满意 5、非常不满意）",
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
            ("满意度(1-5，1为最满意)", Some(Direction::Lower)),
            ("满意度（1-5分，1分最满意）", Some(Direction::Lower)),
            ("满意度等级（1级最优）", Some(Direction::Lower)),
            ("评分（数字越小满意度越高）", Some(Direction::Lower)),
            ("评分（11分最满意）", None),
            ("评分(5最差)", Some(Direction::Lower)),
            ("评分（10分最差）", Some(Direction::Lower)),
            ("Rating (5 = worst)", Some(Direction::Lower)),
            ("评分(1最差)", Some(Direction::Higher)),
            ("Rating (1 is the worst)", Some(Direction::Higher)),
            ("评分（15最差）", None),
            ("评分（3最差）", None),
            ("第1最满意的环节", None),
            ("Q1最满意", None),
            ("1 最满意的服务", None),
            ("1.5最差", None),
            ("评分（1最好，5最差）", Some(Direction::Lower)),
            ("评分 1→5 满意→不满意", Some(Direction::Lower)),
            ("评分（1→5：不满意→满意）", Some(Direction::Higher)),
            ("Rating 1->5 very satisfied -> very dissatisfied", Some(Direction::Lower)),
            ("评分 1→5 北区→南区", None),
            ("评分 1→5", None),
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
    fn a_text_above_states_the_ends_of_the_scale_that_is_asked() {
        let judges: fn(ScaleFamily) -> bool = |family| family == ScaleFamily::Satisfied;
        let above = |text: &str, high: f64, given: f64| {
            direction_above(text, Scale::higher(1.0, high), given, Direction::Higher, judges)
        };
        let down = "请您对本次服务评价：1很满意 2满意 3一般 4不满意 5很不满意，直接回复数字即可";
        let (lower, higher) = (Some(Direction::Lower), Some(Direction::Higher));
        for (text, high, given, wanted) in [
            (down, 5.0, 5.0, lower),
            // Another scale, or points beyond those that are told of.
            (down, 10.0, 10.0, None),
            (down, 4.0, 4.0, None),
            (down, 10.0, 5.0, lower),
            ("1=很满意，2=满意，3=不满意", 5.0, 3.0, lower),
            ("1=很满意，2=满意，3=不满意", 5.0, 4.0, None),
            ("Scores: 1 = very satisfied, 5 = very dissatisfied", 5.0, 5.0, lower),
            ("Scores: 1 = very dissatisfied, 5 = very satisfied", 5.0, 5.0, higher),
            ("1 = very easy, 5 = very difficult", 5.0, 5.0, None),
            ("注：1为最满意，5为最不满意", 5.0, 5.0, lower),
            ("注：1为最满意", 5.0, 5.0, lower),
            ("分数越低越好", 5.0, 5.0, lower),
            ("投诉率越低越好", 5.0, 5.0, None),
            ("2026年5月满意度调查，共600份", 5.0, 5.0, None),
            ("The 5 worst stores of 2026", 5.0, 5.0, None),
        ] {
            assert_eq!(above(text, high, given), wanted, "{text} {high} {given}");
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
