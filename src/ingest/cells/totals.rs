//! Rows that sum up the table: 合计, 平均分, `Total`. They are no customer's answers, and
//! their numbers stretch every scale.

/// Cells at the start of a row that are looked at.
const FIRST: usize = 3;

/// Longest cell of such a row, in characters: it has no comment.
const LONGEST: usize = 30;

const WORDS: [&str; 25] = [
    "合计",
    "总计",
    "总和",
    "小计",
    "汇总",
    "共计",
    "平均",
    "平均分",
    "平均值",
    "均值",
    "总分",
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub-total",
    "sum",
    "average",
    "averages",
    "mean",
    "avg",
    "avg.",
    "總計",
    "合計",
    "平均數",
];

/// The word by which a row says that it sums up the others.
pub(crate) fn totals<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Option<&'c str> {
    let filled = cells.clone().map(str::trim).filter(|cell| !cell.is_empty());
    let word = filled.clone().take(FIRST).find(|cell| {
        let bare = cell.trim_end_matches([':', '：']).trim_end();
        bare.len() <= 12 && WORDS.contains(&bare.to_lowercase().as_str())
    })?;
    let numbers = filled
        .clone()
        .filter(|cell| crate::ingest::cells::number::plain_number(cell).is_some())
        .count();
    (numbers > 0 && filled.clone().all(|cell| cell.chars().count() <= LONGEST)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_sum_up_are_told_from_answers() {
        let of = |cells: &[&'static str]| totals(cells.iter().copied());
        assert_eq!(of(&["合计", "", "4.2", "613"]), Some("合计"));
        assert_eq!(of(&["", "Average:", "4.2"]), Some("Average:"));
        assert_eq!(of(&["2026-09-03", "门店", "总计", "88"]), Some("总计"));
        assert_eq!(of(&["合计", "", ""]), None, "nothing is summed up");
        assert_eq!(of(&["Total", "5", "The total was wrong on my bill, twice in a row"]), None);
        assert_eq!(of(&["1", "Total Fitness", "4"]), None);
        assert_eq!(of(&["a", "b", "c", "total", "4"]), None);
    }
}
