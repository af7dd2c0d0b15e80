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

/// How a line below a table begins that tells of the table: `Total responses: 24`,
/// 导出时间：2026-03-05.
const NOTES: [&str; 27] = [
    "total responses",
    "total respondents",
    "total records",
    "total rows",
    "total answers",
    "total count",
    "total:",
    "number of responses",
    "number of respondents",
    "generated",
    "exported",
    "export date",
    "report generated",
    "report date",
    "downloaded",
    "printed",
    "合计",
    "总计",
    "共计",
    "总数",
    "导出",
    "生成时间",
    "制表",
    "统计时间",
    "打印时间",
    "报表",
    "以上共",
];

/// Longest such line, in characters.
const LONGEST_NOTE: usize = 80;

/// The line, where nothing else stands in a row of a table of at least three columns.
fn note<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Option<&'c str> {
    let width = cells.clone().count();
    let mut filled = cells.enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let (at, line) = filled.next()?;
    if at > 1 || width < 3 || filled.next().is_some() {
        return None;
    }
    let line = line.trim();
    let said = line.to_lowercase();
    let numbered = said.starts_with('共') && said.ends_with(['条', '行', '份']);
    let counted = line.bytes().any(|b| b.is_ascii_digit());
    let begins = numbered || NOTES.iter().any(|word| said.starts_with(word));
    (begins && counted && line.chars().count() <= LONGEST_NOTE).then_some(line)
}

/// The word by which a row says that it sums up the others, or the line that tells of the table.
pub(crate) fn totals<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Option<&'c str> {
    if let Some(line) = note(cells.clone()) {
        return Some(line);
    }
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
        for line in [
            "Total responses: 24",
            "导出时间：2026-03-05",
            "共 24 条",
            "Generated on 2026-03-04 by Tool",
        ] {
            assert_eq!(of(&[line, "", ""]), Some(line));
            assert_eq!(of(&["", line, ""]), Some(line));
            assert_eq!(of(&[line, "", "5"]), None, "an answer stands beside it");
            assert_eq!(of(&[line]), None, "a comment a line");
        }
        for comment in ["Total rip-off: never again", "Average, nothing special", "报表导不出来"]
        {
            assert_eq!(of(&[comment, "", ""]), None, "a comment");
        }
        assert_eq!(of(&["Total", "5", "The total was wrong on my bill, twice in a row"]), None);
        assert_eq!(of(&["1", "Total Fitness", "4"]), None);
        assert_eq!(of(&["a", "b", "c", "total", "4"]), None);
    }
}
