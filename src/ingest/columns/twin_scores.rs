//! One answer in two columns: a mark and its label, `CSAT score` and `CSAT label`, or the same on
//! another scale, 满意度(5分制) and 满意度(百分制). It counts once.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::feedback::Direction;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number::hundredths;
use crate::ingest::columns::draft::Draft;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Last words of names that say how an answer is written.
const WRITTEN: [&str; 26] = [
    "score",
    "rating",
    "code",
    "codes",
    "coded",
    "numeric",
    "number",
    "num",
    "value",
    "values",
    "label",
    "labels",
    "text",
    "option",
    "raw",
    "normalised",
    "normalized",
    "percent",
    "分值",
    "得分",
    "分数",
    "选项",
    "等级",
    "文字",
    "标签",
    "百分制",
];

/// Points and answers from which two columns are hardly alike by chance.
const ENOUGH_POINTS: usize = 3;
const ENOUGH: u64 = 20;

/// Gives up the second of two such columns, or the one that holds words.
pub(super) fn twins(headers: &[String], facts: &[ColumnProfile], drafts: &mut [Draft]) {
    let mut alike: BTreeMap<(String, Vec<u64>), Vec<usize>> = BTreeMap::new();
    for at in 0..drafts.len() {
        let given = counts(&facts[at], &drafts[at]).filter(|_| drafts[at].role.score().is_some());
        let Some(given) = given else { continue };
        let earlier = alike.entry((stem(&headers[at]), given)).or_default();
        for &other in earlier.iter() {
            // One that has been given up is no score.
            if drafts[at].role.score().is_none() || drafts[at].role != drafts[other].role {
                continue;
            }
            let worded = |at: usize| !drafts[at].labels.is_empty();
            let (kept, left) = match worded(other) && !worded(at) {
                true => (at, other),
                false => (other, at),
            };
            let (column, other) = (headers[left].clone(), headers[kept].clone());
            drafts[left].drop_for(Evidence::SameAs(other.clone()));
            drafts[left].warnings.push(Warning::SameScore { column, other });
        }
        earlier.push(at);
    }
}

/// A name without what says how its answers are written.
fn stem(header: &str) -> String {
    let folded = header.nfkc().collect::<String>().to_lowercase();
    let mut rest = folded.trim();
    loop {
        let edge = |c: char| !c.is_alphanumeric() && c != ')';
        rest = rest.trim_end_matches(edge);
        let bracket = rest.strip_suffix(')').and_then(|inside| inside.rsplit_once('('));
        let less = match bracket {
            Some((less, inside)) => Some(less).filter(|_| is_of_writing(inside.trim())),
            None => WRITTEN.iter().find_map(|word| {
                let less = rest.strip_suffix(word)?;
                let whole = !word.is_ascii() || !less.ends_with(|c: char| c.is_alphanumeric());
                (whole && !less.is_empty()).then_some(less)
            }),
        };
        match less.filter(|less| !less.trim().is_empty()) {
            Some(less) => rest = less,
            None => break,
        }
    }
    let words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether what stands in brackets says how answers are written, and not of what: `text`, `%`, 5分制,
/// `1-5`.
fn is_of_writing(inside: &str) -> bool {
    let range = inside.contains('-') && inside.chars().all(|c| c.is_ascii_digit() || c == '-');
    WRITTEN.contains(&inside) || inside == "%" || inside.ends_with("分制") || range
}

/// How often each point of a scale was given, from its bad end on; `None` where that tells nothing.
fn counts(facts: &ColumnProfile, draft: &Draft) -> Option<Vec<u64>> {
    let scale = draft.scale?;
    let mut points: BTreeMap<i64, u64> = BTreeMap::new();
    if draft.labels.is_empty() {
        let range = hundredths(scale.low)..=hundredths(scale.high);
        points.extend(facts.numbers.range(range).map(|(point, n)| (*point, *n)));
    } else {
        for (label, point) in &draft.labels {
            let n = facts.values.get(label).copied().unwrap_or_default();
            if n > 0 {
                *points.entry(hundredths(*point)).or_default() += n;
            }
        }
    }
    let mut counts: Vec<u64> = points.into_values().collect();
    if scale.direction == Direction::Lower {
        counts.reverse();
    }
    (counts.len() >= ENOUGH_POINTS && counts.iter().sum::<u64>() >= ENOUGH).then_some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;
    use crate::ingest::columns::score_role::score;
    use crate::ingest::columns::words::ColumnName;

    #[test]
    fn names_are_alike_without_what_says_how_it_is_written() {
        for (header, wanted) in [
            ("CSAT score", "csat"),
            ("CSAT_numeric", "csat"),
            ("CSAT normalised", "csat"),
            ("Q1 Satisfaction (code)", "q1 satisfaction"),
            ("满意度（百分制）", "满意度"),
            ("总体满意度_分值", "总体满意度"),
            ("Delivery rating (text)", "delivery"),
            ("Delivery rating", "delivery"),
            ("满意度（物流）", "满意度 物流"),
            ("满意度(1)", "满意度 1"),
            ("满意度(1-5)", "满意度"),
            ("Score", "score"),
            ("Underscore", "underscore"),
            ("(1-5)", "1 5"),
        ] {
            assert_eq!(stem(header), wanted, "{header}");
        }
    }

    #[test]
    fn a_mark_and_its_label_are_one_answer_where_each_point_comes_as_often() {
        let marks = [("1", 4), ("3", 6), ("5", 10)];
        let words = [("非常不满意", 4), ("一般", 6), ("非常满意", 10)];
        let hundred = [("0", 4), ("50", 6), ("100", 10)];
        let other = [("非常不满意", 5), ("一般", 5), ("非常满意", 10)];
        let few = [("非常不满意", 4), ("一般", 6), ("非常满意", 9)];
        let found = |columns: [(&str, &[(&str, u64); 3]); 2]| {
            let headers = columns.map(|(header, _)| header.to_owned());
            let facts = columns.map(|(_, values)| column(values));
            let mut drafts: Vec<Draft> = (0..2)
                .map(|at| {
                    let (header, facts) = (&headers[at], &facts[at]);
                    score(header, &ColumnName::new(header), facts).unwrap()
                })
                .collect();
            twins(&headers, &facts, &mut drafts);
            [0, 1].map(|at| drafts[at].role.score().is_some())
        };
        assert_eq!(found([("满意度分值", &marks), ("满意度选项", &words)]), [true, false]);
        assert_eq!(found([("满意度选项", &words), ("满意度分值", &marks)]), [false, true]);
        assert_eq!(found([("满意度(5分制)", &marks), ("满意度(百分制)", &hundred)]), [true, false]);
        assert_eq!(found([("满意度分值", &marks), ("满意度选项", &other)]), [true, true]);
        assert_eq!(found([("服务满意度", &marks), ("物流满意度", &words)]), [true, true]);
        let fewer = [("1", 4), ("3", 6), ("5", 9)];
        assert_eq!(found([("满意度分值", &fewer), ("满意度选项", &few)]), [true, true], "19");
    }

    #[test]
    fn of_several_columns_with_one_answer_one_is_kept() {
        let headers =
            ["满意度选项", "满意度分值", "物流满意度", "满意度(5分制)"].map(str::to_owned);
        let marks = || column(&[("1", 4), ("3", 6), ("5", 10)]);
        let words = column(&[("非常不满意", 4), ("一般", 6), ("非常满意", 10)]);
        let facts = [words, marks(), marks(), marks()];
        let drafted = headers.iter().zip(&facts);
        let mut drafts: Vec<Draft> = drafted
            .map(|(header, facts)| score(header, &ColumnName::new(header), facts).unwrap())
            .collect();
        twins(&headers, &facts, &mut drafts);
        let kept: Vec<bool> = drafts.iter().map(|draft| draft.role.score().is_some()).collect();
        assert_eq!(kept, [false, true, true, false]);
    }
}
