//! Columns that ask an item twice: what customers expect of it, and what they perceive.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::gate::Gate;
use crate::ingest::asked_twice::{EXPECTED, PERCEIVED, holds};
use crate::ingest::{Layout, Profile, RawRow, number};
use crate::journey::gaps::{GapItem, MOST_ITEMS};
use crate::lang::Name;
use crate::opinion::servqual::ServqualNames;

/// Scales that such items are asked on, the shortest first.
const SCALES: [(i64, i64); 6] = [(1, 5), (1, 7), (1, 9), (1, 10), (0, 10), (0, 100)];

/// Share of the numbers that a scale has to hold: the rest are codes.
const MOST: f64 = 0.95;

/// The items of a file.
#[derive(Debug, Clone)]
pub(super) struct GapColumns {
    /// What they are about.
    pub(super) items: Arc<[GapItem]>,
    /// Where what is expected and what is perceived stands.
    columns: Vec<[usize; 2]>,
    /// The ends of the scale, in hundredths.
    scale: (i64, i64),
}

/// A respondent's answers, an item each, in hundredths.
pub(super) type GapAnswers = Box<[Option<[i64; 2]>]>;

impl GapColumns {
    /// The items of a file; `None` where it has none.
    pub(super) fn of(layout: &Layout, profile: &Profile, gate: &Gate) -> Option<GapColumns> {
        let mut found: BTreeMap<String, [Option<usize>; 2]> = BTreeMap::new();
        let mut order: Vec<String> = Vec::new();
        for (at, header) in layout.headers.iter().enumerate() {
            let Some((side, item)) = item_of(header) else { continue };
            let places = found.entry(item.clone()).or_insert_with(|| {
                order.push(item);
                [None; 2]
            });
            places[side].get_or_insert(at);
        }
        let both = |item: &String| match found[item] {
            [Some(expected), Some(perceived)] => Some([expected, perceived]),
            _ => None,
        };
        let numbers = |at: usize| profile.columns.get(at).is_some_and(|c| 2 * c.numeric > c.filled);
        let pairs: Vec<(String, [usize; 2])> = order
            .iter()
            .filter_map(|item| Some((item.clone(), both(item)?)))
            .filter(|(_, places)| places.iter().all(|at| numbers(*at)))
            .take(MOST_ITEMS)
            .collect();
        let coded = pairs.iter().filter(|(item, _)| numbered(item).is_some()).count();
        // E1 and P1 alone may be anything.
        let pairs: Vec<_> = match coded {
            1..5 => pairs.into_iter().filter(|(item, _)| numbered(item).is_none()).collect(),
            _ => pairs,
        };
        if pairs.is_empty() {
            return None;
        }
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        for at in pairs.iter().flat_map(|(_, places)| places) {
            for (value, n) in &profile.columns[*at].numbers {
                *counts.entry(*value).or_default() += n;
            }
        }
        let all: u64 = counts.values().sum();
        let held = |(low, high): &(i64, i64)| {
            let within = counts.range(100 * low..=100 * high).map(|(_, n)| n).sum::<u64>();
            all > 0 && within as f64 >= MOST * all as f64
        };
        let (low, high) = SCALES.into_iter().find(held)?;
        let names = ServqualNames::new();
        let standard = coded == MOST_ITEMS;
        let item = |(item, places): &(String, [usize; 2])| {
            let number = numbered(item);
            let dimension = match number {
                Some(number) if standard => by_number(number),
                Some(_) => None,
                None => names.dimension(item),
            };
            let shown = match number {
                Some(number) => number.to_string(),
                None if item.is_empty() => layout.headers[places[1]].clone(),
                None => said(&layout.headers[places[1]]),
            };
            GapItem { name: gate.name(&shown).into_owned(), dimension }
        };
        Some(GapColumns {
            items: pairs.iter().map(item).collect(),
            columns: pairs.iter().map(|(_, places)| *places).collect(),
            scale: (100 * low, 100 * high),
        })
    }

    /// What a respondent answered.
    pub(super) fn answers(&self, row: &RawRow) -> GapAnswers {
        let one = |at: usize| {
            let value = number(row.cells.get(at)?)?;
            let hundredths = (100.0 * value).round() as i64;
            (self.scale.0..=self.scale.1).contains(&hundredths).then_some(hundredths)
        };
        let both = |places: &[usize; 2]| Some([one(places[0])?, one(places[1])?]);
        self.columns.iter().map(both).collect()
    }
}

/// The names of the dimensions.
pub(super) fn dimensions() -> Vec<Name> {
    ServqualNames::new().names()
}

/// Which side of an item a column asks for (0 what is expected), and the item without that word
/// and without signs.
fn item_of(header: &str) -> Option<(usize, String)> {
    let plain = header.trim().to_lowercase();
    if let Some(number) = coded(&plain) {
        return Some(number);
    }
    let side = |words: &[&'static str]| words.iter().copied().find(|word| holds(&plain, word));
    let (side, word) = match (side(&EXPECTED), side(&PERCEIVED)) {
        (Some(word), None) => (0, word),
        (None, Some(word)) => (1, word),
        // 实际 stands in names of all kinds; both at once say nothing.
        _ => return None,
    };
    let rest = plain.replacen(word, " ", 1);
    let words = rest.split(|c: char| !c.is_alphanumeric());
    let kept: Vec<&str> = words
        .filter(|word| {
            !word.is_empty() && !["of", "the", "score", "level", "值", "的", "得分"].contains(word)
        })
        .collect();
    Some((side, kept.join(" ").trim_start_matches('的').trim_end_matches('的').to_owned()))
}

/// `E1` and `P1` of questionnaires with numbers.
fn coded(name: &str) -> Option<(usize, String)> {
    let side = match name.chars().next()? {
        'e' => 0,
        'p' => 1,
        _ => return None,
    };
    let number: usize = name.get(1..)?.parse().ok()?;
    (1..=MOST_ITEMS).contains(&number).then(|| (side, format!("#{number:02}")))
}

fn numbered(item: &str) -> Option<usize> {
    item.strip_prefix('#')?.parse().ok()
}

/// The dimension of an item of the questionnaire of 1988.
fn by_number(number: usize) -> Option<usize> {
    Some(match number {
        1..=4 => 0,
        5..=9 => 1,
        10..=13 => 2,
        14..=17 => 3,
        18..=22 => 4,
        _ => return None,
    })
}

/// The name of an item as people wrote it, without the word of its side.
fn said(header: &str) -> String {
    let lower = header.to_lowercase();
    let word = PERCEIVED.iter().find(|word| holds(&lower, word));
    // Lower case may be of another length in other scripts.
    let place = word.and_then(|word| lower.find(word).map(|at| (at, word.len())));
    let cut = place.and_then(|(at, length)| {
        Some(format!("{}{}", header.get(..at)?, header.get(at + length..)?))
    });
    let edge = |c: char| !c.is_alphanumeric();
    let cut = cut.unwrap_or_else(|| header.to_owned());
    let name = cut.trim_matches(edge).trim_matches('的').trim();
    if name.is_empty() { header.trim().to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_side_and_item() {
        for (header, side, item) in [
            ("有形性-期望", 0, "有形性"),
            ("有形性-感知", 1, "有形性"),
            ("期望：设施现代化", 0, "设施现代化"),
            ("感知：设施现代化", 1, "设施现代化"),
            ("Expectation: modern equipment", 0, "modern equipment"),
            ("Perception: modern equipment", 1, "modern equipment"),
            ("Expected reliability", 0, "reliability"),
            ("Perceived reliability", 1, "reliability"),
            ("reliability_expectation", 0, "reliability"),
            ("E7", 0, "#07"),
            ("p22", 1, "#22"),
        ] {
            assert_eq!(item_of(header), Some((side, item.to_owned())), "{header}");
        }
        for header in ["评论", "unexpectedly", "期望与感知", "E23", "Price", "p"] {
            assert_eq!(item_of(header), None, "{header}");
        }
        assert_eq!(said("Perception: Modern equipment"), "Modern equipment");
        assert_eq!(said("感知：设施现代化"), "设施现代化");
        assert_eq!((by_number(4), by_number(5), by_number(22)), (Some(0), Some(1), Some(4)));
    }
}
