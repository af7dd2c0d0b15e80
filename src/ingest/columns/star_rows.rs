//! Rows of stars in cells, ★★★★☆: a rating under any name but that of a class of hotels or of
//! customers.

use crate::feedback::{Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;

/// Whose stars are no rating of an answer.
const CLASSED: &[&str] = &[
    "hotel",
    "member*",
    "vip",
    "class",
    "tier",
    "customer level",
    "酒店",
    "会员",
    "客户等级",
    "客户级别",
    "用户等级",
];

/// Stars of a cell that holds nothing else, full ones and all.
fn stars(cell: &str) -> Option<(usize, usize)> {
    let glyphs = || cell.chars().filter(|c| matches!(c, '★' | '⭐' | '☆'));
    let full = glyphs().filter(|c| *c != '☆').count();
    (full > 0 && number::number(cell) == Some(full as f64)).then(|| (full, glyphs().count()))
}

/// The rating that rows of stars make, where nineteen in twenty cells hold one and they differ.
pub(super) fn star_rows(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let rows = || facts.values.iter().filter_map(|(cell, n)| Some((stars(cell)?, *n)));
    let held: u64 = rows().map(|(_, n)| n).sum();
    let known = !facts.many_values && rows().count() > 1 && held * 20 >= facts.answers() * 19;
    if !known || name.find(CLASSED).is_some() {
        return None;
    }
    let guess = scale_guess::guess(ScoreKind::Csat, header, facts, None)?;
    // ★★★☆☆☆☆☆☆☆ says that there were ten.
    let most = rows().map(|((_, all), _)| all as f64).fold(guess.scale.high, f64::max);
    let scale = Scale { high: most, ..guess.scale };
    let (n, min, max) = (facts.numeric, facts.min, facts.max);
    let evidence = Evidence::Scale { scale, n, min, max };
    let mut draft = Draft::new(Role::CSAT, 1, Evidence::Stars).because(evidence);
    draft.scale = Some(scale);
    draft.warnings.extend(guess.warning);
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;

    #[test]
    fn rows_of_stars_are_a_rating_under_any_name() {
        let five = [("★★★★★", 9), ("★★★☆☆", 5), ("★☆☆☆☆", 4)];
        let ten = [("★★★★★☆☆☆☆☆", 9), ("★★★☆☆☆☆☆☆☆", 5)];
        for (header, cells, wanted) in [
            ("评价", &five[..], Some("1–5")),
            ("等级", &five, Some("1–5")),
            ("Mood", &[("⭐⭐⭐", 9), ("⭐", 3)], Some("1–5")),
            ("Mood", &ten, Some("1–10")),
            ("酒店等级", &five, None),
            ("Member level", &five, None),
            ("Mood", &[("★★★★★", 9)], None),
            ("Mood", &[("★★★★★", 10), ("★★", 9), ("good", 1)], Some("1–5")),
            ("Mood", &[("★★★★★", 10), ("★★", 8), ("good", 1)], None),
            ("Mood", &[("5", 9), ("3", 9)], None),
        ] {
            let found = star_rows(header, &ColumnName::new(header), &column(cells));
            let scale = found.and_then(|draft| draft.scale).map(|scale| scale.to_string());
            assert_eq!(scale.as_deref(), wanted, "{header}: {cells:?}");
        }
    }
}
