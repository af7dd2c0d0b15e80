//! The ends of a scale that a header says in words, `(1 = strongly disagree, 5 = strongly agree)`,
//! （1=非常不满意，5=非常满意）, and the statement that it asks to agree to.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::columns::label_degree::{ScaleFamily, degree};
use crate::ingest::columns::matrix::without_code;
use crate::ingest::columns::role_words::ILL_SAID;
use crate::ingest::columns::words::{ColumnName, without_question_number};

/// Longest header that is looked through, in bytes.
const LONGEST: usize = 600;

/// What stands in brackets, and in none within them.
static BRACKETS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[(\[【][^()\[\]【】]*[)\]】]").ok());

/// A number and what it means: `1 = strongly disagree`, 5表示非常满意.
static NUMBER_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = r"分|颗星|星级|星|级|points?\b|pts\b|stars?\b";
    let sign = r"=|:|-|–|—|→|\(|is\b|means\b|being\b|代表|表示|为|是|即";
    let between = format!(r"\s*(?:{unit})?\s*(?:{sign})?\s*");
    Regex::new(&format!(r"(?i)(\d{{1,3}}){between}([^\d=,;:。.()\[\]【】/、|~…]{{1,40}})")).ok()
});

/// The same with the number last: `strongly disagree (1)`, 非常不满意=1.
static LABEL_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)([^\d=,;:。.()\[\]【】/、|~…]{2,40}?)\s*(?:=|:|\()\s*(\d{1,3})").ok()
});

/// The ends of a scale, and what they are the ends of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StatedEnds {
    pub(super) low: f64,
    pub(super) high: f64,
    family: ScaleFamily,
    /// The header without them, where they stand together.
    rest: Option<String>,
}

impl StatedEnds {
    /// Those that a header states; `None` where it states none.
    pub(super) fn of(header: &str) -> Option<StatedEnds> {
        let digits = header.chars().filter(|c| narrow(*c).is_ascii_digit()).count();
        if digits < 2 || header.len() > LONGEST {
            return None;
        }
        let folded: String = header.chars().map(narrow).collect();
        let brackets = BRACKETS.iter().flat_map(|pattern| pattern.find_iter(&folded));
        let within = |place: Range<usize>| Some((ends(&folded[place.clone()])?, place));
        let placed = brackets.map(|found| found.range()).find_map(within).or_else(|| {
            // The widest scale; of tails with the same the shortest.
            let tails = tails(&folded).filter_map(within);
            tails.min_by_key(|((low, high, _), _)| (*low, Reverse(*high)))
        });
        let ((low, high, family), rest) = match placed {
            Some((found, place)) => (found, Some(without(header, &folded, &place))),
            None => (ends(&folded)?, None),
        };
        Some(StatedEnds { low: f64::from(low), high: f64::from(high), family, rest })
    }

    /// Whether they judge: how much there was of something, or how likely it is, judges nothing.
    pub(super) fn judge(&self) -> bool {
        !matches!(self.family, ScaleFamily::Amount | ScaleFamily::Likely)
    }

    /// Whether they ask to agree to what may speak ill of something.
    pub(super) fn may_speak_ill(&self, header: &str) -> bool {
        let said = self.rest.as_deref().unwrap_or(header);
        self.family == ScaleFamily::Agree && ColumnName::new(said).find(ILL_SAID).is_some()
    }
}

/// The statement that a header asks to agree to, as it is written.
pub(super) fn statement(header: &str) -> Option<String> {
    // Of many columns each is looked at several times.
    let agree = ["agree", "Agree", "AGREE", "同意", "赞同", "贊同", "符合"];
    if !agree.iter().any(|word| header.contains(*word)) {
        return None;
    }
    let ends = StatedEnds::of(header).filter(|ends| ends.family == ScaleFamily::Agree)?;
    let rest = ends.rest?;
    let said = without_opinion(without_number_and_marks(&rest));
    said.contains(char::is_alphabetic).then(|| said.to_owned())
}

/// Words that say of a statement that it is one's own; the longer first.
const IN_MY_OPINION: [&str; 8] = [
    "我认为",
    "我觉得",
    "我感觉",
    "我感到",
    "I think that ",
    "I think ",
    "I feel that ",
    "I believe ",
];

/// What a statement says without them: 我认为就餐环境干净.
pub(super) fn without_opinion(said: &str) -> &str {
    let own = IN_MY_OPINION.iter().find_map(|opinion| said.strip_prefix(opinion));
    own.map(str::trim_start).filter(|rest| rest.chars().count() > 1).unwrap_or(said)
}

/// What a header says without the number of its question and the marks around it.
pub(super) fn without_number_and_marks(header: &str) -> &str {
    let asked = without_code(header.trim());
    let plain = without_question_number(&asked.to_ascii_lowercase()).len();
    let edge = |c: char| c.is_whitespace() || "\"'“”‘’「」『』:：-–—.。,，;；".contains(c);
    asked.get(asked.len() - plain..).unwrap_or(asked).trim_matches(edge)
}

/// Full-width signs, digits and letters in their usual width, one for one.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// A header without a place in its folded form, which has as many characters.
fn without(header: &str, folded: &str, place: &Range<usize>) -> String {
    let at = |byte: usize| folded[..byte].chars().count();
    let place = at(place.start)..at(place.end);
    let kept = header.chars().enumerate().filter(|(at, _)| !place.contains(at));
    kept.map(|(_, c)| c).collect()
}

/// From each number of a text to its end, the shortest first.
fn tails(text: &str) -> impl Iterator<Item = Range<usize>> {
    let (bytes, end) = (text.as_bytes(), text.len());
    let begins = move |at: &usize| {
        bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[*at - 1].is_ascii_digit())
    };
    (0..end).rev().filter(begins).map(move |at| at..end)
}

/// A point of a scale and what it means.
struct Anchor {
    point: u32,
    family: ScaleFamily,
    degree: i8,
}

/// The least and the greatest point of which a text says what they mean, where these are the ends
/// of a scale that surveys ask on.
fn ends(text: &str) -> Option<(u32, u32, ScaleFamily)> {
    let anchors = anchors(text);
    let mut families = anchors.iter().filter(|anchor| anchor.degree != 0).map(|a| a.family);
    families.find_map(|family| {
        let own = || anchors.iter().filter(move |a| a.family == family || a.degree == 0);
        let first = own().min_by_key(|anchor| anchor.point)?;
        let last = own().max_by_key(|anchor| anchor.point)?;
        let usual = matches!((first.point, last.point), (0 | 1, 3..=10 | 100));
        let differ = first.degree != last.degree;
        (usual && differ).then_some((first.point, last.point, family))
    })
}

fn anchors(text: &str) -> Vec<Anchor> {
    let anchor = |point: &str, label: &str| {
        let (family, degree) = said(label)?;
        Some(Anchor { point: point.parse().ok()?, family, degree })
    };
    let first = NUMBER_FIRST.iter().flat_map(|pattern| pattern.captures_iter(text));
    let first: Vec<Anchor> = first.filter_map(|found| anchor(&found[1], &found[2])).collect();
    if first.len() > 1 {
        return first;
    }
    let last = LABEL_FIRST.iter().flat_map(|pattern| pattern.captures_iter(text));
    last.filter_map(|found| anchor(&found[2], &found[1])).collect()
}

/// What the words beside a number say; of a running sentence, its last words.
fn said(label: &str) -> Option<(ScaleFamily, i8)> {
    let plain = label.trim_matches(|c: char| !c.is_alphanumeric());
    let links = [" to", " and", "到", "至", "而"];
    let plain = links.iter().find_map(|link| plain.strip_suffix(*link)).unwrap_or(plain);
    let mut rest = plain.trim_end();
    loop {
        if let Some(found) = degree(rest) {
            return Some(found);
        }
        rest = rest.split_once(' ')?.1.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_the_ends_of_their_scale() {
        for (header, low, high, judge) in [
            ("Lessons began on time (1 = strongly disagree, 5 = strongly agree)", 1.0, 5.0, true),
            ("Q3. Rooms were clean [1 = totally disagree, 7 = totally agree]", 1.0, 7.0, true),
            ("候车环境整洁（1=非常不同意，5=非常同意）", 1.0, 5.0, true),
            ("等候感受（１表示最好，６表示最差）", 1.0, 6.0, true),
            ("Food (1 - terrible, 3 - fair, 5 - excellent)", 1.0, 5.0, true),
            ("Food: from very satisfied (1) to very dissatisfied (5)", 1.0, 5.0, true),
            ("Food, on a scale of 1 (very poor) to 5 (very good)", 1.0, 5.0, true),
            ("Food 1 star = bad, 5 stars = excellent", 1.0, 5.0, true),
            ("Food: 0 = very bad, 1 = fair, 5 = good", 0.0, 5.0, true),
            ("食堂，非常不满意=1，非常满意=10", 1.0, 10.0, true),
            ("Visit 2: the food (0 = not at all satisfied, 10 = very satisfied)", 0.0, 10.0, true),
            ("Noise (1 = very little, 5 = very much)", 1.0, 5.0, false),
            ("Will you come again? (1 = very unlikely, 5 = very likely)", 1.0, 5.0, false),
        ] {
            let found = StatedEnds::of(header).map(|ends| (ends.low, ends.high, ends.judge()));
            assert_eq!(found, Some((low, high, judge)), "{header}");
        }
        for header in [
            "满意度（1-5分）",
            "NPS (0-10)",
            "Room quality (1-5, 0 = did not use it)",
            "1=北区，2=南区",
            "Price (1 = not important, 5 = very important)",
            "Open 24 hours, 7 days",
            "Desk (1 = bad, 24 = good)",
            "Desk (1 = good, 5 = good)",
            "Good 5",
            "",
        ] {
            assert_eq!(StatedEnds::of(header), None, "{header}");
        }
        let long = format!("{} (1 = bad, 5 = good)", "x".repeat(LONGEST));
        assert_eq!(StatedEnds::of(&long), None);
    }

    #[test]
    fn statements_are_told_without_their_scale_and_their_number() {
        for (header, said) in [
            (
                "Q1. The tour kept to its plan (1 = strongly disagree, 5 = strongly agree)",
                Some("The tour kept to its plan"),
            ),
            (
                "Q4_2 / “The signs were easy to follow” (1 = strongly disagree, 5 = strongly agree)",
                Some("The signs were easy to follow"),
            ),
            (
                "Guides (drivers, porters) helped us: 1 = strongly disagree, 7 = strongly agree",
                Some("Guides (drivers, porters) helped us"),
            ),
            ("3、候车区，整洁有序（1=非常不同意，5=非常同意）", Some("候车区，整洁有序")),
            ("2、我认为餐具干净（1=非常不同意，5=非常同意）", Some("餐具干净")),
            ("I feel safe (1 = strongly disagree, 5 = strongly agree)", Some("I feel safe")),
            ("(1 = strongly disagree, 5 = strongly agree)", None),
            ("Q7 (1 = strongly disagree, 5 = strongly agree)", Some("Q7")),
            ("Signs: strongly disagree (1) … strongly agree (5)", None),
            ("Signs (1 = very poor, 5 = very good)", None),
            ("Signs (1-5)", None),
        ] {
            assert_eq!(statement(header).as_deref(), said, "{header}");
        }
    }

    #[test]
    fn who_agrees_to_a_statement_may_not_be_content() {
        let agree = "(1 = strongly disagree, 5 = strongly agree)";
        for (said, ill) in [
            ("I had to wait too long", true),
            ("Nobody told us the way", true),
            ("The map was confusing", true),
            ("The guide didn't know the town", true),
            ("The guide knew the town", false),
            ("Our questions were answered", false),
        ] {
            let header = format!("{said} {agree}");
            let ends = StatedEnds::of(&header).unwrap();
            assert_eq!(ends.may_speak_ill(&header), ill, "{said}");
        }
        for (said, ill) in [("等候时间过长", true), ("指引看不懂", true), ("指引清晰", false)]
        {
            let header = format!("{said}（1=非常不同意，5=非常同意）");
            let ends = StatedEnds::of(&header).unwrap();
            assert_eq!(ends.may_speak_ill(&header), ill, "{said}");
        }
        let header = "Not too bad? (1 = very poor, 5 = very good)";
        assert!(!StatedEnds::of(header).unwrap().may_speak_ill(header), "the ends judge");
    }
}
