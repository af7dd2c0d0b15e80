//! Rows that sum up the table: 合计, 平均分, `Total`. They are no customer's answers, and
//! their numbers stretch every scale.

use std::borrow::Cow;

use super::amount::is_amount;
use super::footers::note;
use super::number::plain_number;
use crate::simplified::simplified;

/// Cells at the start of a row that are looked at.
const FIRST: usize = 3;

/// Longest cell of such a row, in characters: it has no comment.
const LONGEST: usize = 30;

/// Words of sums and of means, in simplified characters.
const SUMS_ZH: &[&str] = &["合计", "总计", "总和", "小计", "汇总", "共计", "总数", "总分"];
const MEANS_ZH: &[&str] = &["平均", "平均分", "平均值", "平均数", "均值", "均分"];
/// The same in English; what is a mean may also be all that somebody thought of something.
const SUMS: &[&str] = &["total", "totals", "grand total", "subtotal", "sub-total", "sum"];
const MEANS: &[&str] = &["average", "averages", "mean", "avg", "avg."];

/// All of them.
fn words() -> impl Iterator<Item = &'static str> {
    [SUMS_ZH, MEANS_ZH, SUMS, MEANS].into_iter().flatten().copied()
}

/// A cell in small letters and simplified characters.
fn plain(cell: &str) -> String {
    simplified(&cell.to_lowercase()).into_owned()
}

/// What stands before a number of the whole besides: 共250条, `n = 250`.
const BEFORE: [&str; 3] = ["共", "人数", "n"];

/// What is counted or averaged, behind a number.
const UNITS: [&str; 13] =
    ["分", "条", "份", "行", "人次", "人", "户", "个", "次", "单", "件", "%", "％"];

/// The word by which a row says that it sums up the others, or the line that tells of the table.
pub(crate) fn totals<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Option<&'c str> {
    if let Some(line) = note(cells.clone()) {
        return Some(line);
    }
    let filled = cells.clone().map(str::trim).filter(|cell| !cell.is_empty());
    let Some(word) = filled.clone().take(FIRST).find(|cell| is_word(cell)) else {
        return part(cells);
    };
    if filled.clone().any(|cell| cell.chars().count() > LONGEST) {
        return None;
    }
    let first = filled.clone().next() == Some(word);
    let summed = if is_opinion(word) {
        // Beside a mark it is what somebody thought, and behind an id as well.
        let named = |cell: &str| names_number(&plain(cell));
        first && (filled.clone().any(named) || are_means(filled))
    } else {
        // Behind an id the word may be a comment: there a plain number alone tells.
        let sums = |cell: &str| plain_number(cell).is_some() || first && says_number(cell);
        filled.clone().any(sums)
    };
    (summed || stands_alone(cells)).then_some(word)
}

/// The cell by which a row says that it sums up some of the others: `Store subtotal`, 华东区合计,
/// `Total (n=20)`. Beside it stand numbers alone, which are no marks, and a third of the row is
/// blank.
fn part<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Option<&'c str> {
    let width = cells.clone().count();
    let mut filled = cells.enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let (at, name) = filled.next()?;
    let others = filled.map(|(_, cell)| cell.trim());
    let blank = width - 1 - others.clone().count();
    let summed = at <= 1
        && width >= 3
        && blank * 3 >= width
        && others.clone().all(|cell| plain_number(cell).is_some())
        && are_means(others)
        && names_part(name.trim());
    summed.then_some(name.trim())
}

/// What is averaged.
const AVERAGED: [&str; 7] = ["score", "scores", "rating", "ratings", "csat", "nps", "satisfaction"];

/// Whether a cell begins or ends with a word of sums or ends with one of means; the latter stand
/// before what is averaged as well: average service is what somebody got. In Chinese nothing stands
/// between words, and 门店总分 is a score.
fn names_part(cell: &str) -> bool {
    if cell.chars().count() > LONGEST {
        return false;
    }
    let cell = plain(cell.trim_end_matches([':', '：']).trim_end());
    let words: Vec<&str> =
        cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let [first, rest @ ..] = &words[..] else { return false };
    let last = rest.last().unwrap_or(first);
    let averaged = rest.first().is_some_and(|word| AVERAGED.contains(word));
    let mut parts = SUMS_ZH.iter().filter(|word| **word != "总分").chain(MEANS_ZH);
    parts.any(|word| cell.ends_with(word) || cell.starts_with(word))
        || SUMS.contains(last)
        || SUMS.contains(first)
        || MEANS.contains(last)
        || MEANS.contains(first) && averaged
}

fn is_opinion(word: &str) -> bool {
    MEANS.contains(&word.to_lowercase().as_str())
}

/// Whether the numbers of a row are means and no marks: of those with decimals that no mark has
/// there are more than of whole and half ones up to 10. A price beside a mark is no mean.
fn are_means<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let (mut means, mut marks) = (0, 0);
    for (cell, value) in cells.filter_map(|cell| Some((cell, plain_number(cell)?))) {
        let decimals = cell.rsplit_once(['.', '．', ',']).map_or(0, |(_, d)| d.chars().count());
        let half = (value * 2.0).fract() == 0.0 && decimals < 2;
        let mark = half && (0.0..=10.0).contains(&value);
        marks += u32::from(mark);
        means += u32::from(!mark && decimals > 0);
    }
    means > marks
}

/// A word of such a row in small letters, where it is nothing more: `Grand Total` is nobody's name.
pub(crate) fn in_small_letters(cell: &str) -> Cow<'_, str> {
    match is_word(cell) {
        true => Cow::Owned(cell.to_lowercase()),
        false => Cow::Borrowed(cell),
    }
}

/// Whether a cell holds such a word and nothing more: `Total:`, 合 计.
fn is_word(cell: &str) -> bool {
    let bare = cell.trim_end_matches([':', '：']).trim_end();
    if bare.len() > 12 {
        return false;
    }
    let bare = plain(bare);
    let joined = || bare.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let spaced = bare.contains(char::is_whitespace);
    words().any(|word| word == bare) || spaced && words().any(|word| word == joined())
}

/// Whether a cell of such a row says a number of the whole: 平均：3.00, 共250条, `Avg. 4.2`.
fn says_number(cell: &str) -> bool {
    let said = plain(cell);
    let labelled = said.rsplit_once([':', '：', '=']).is_some_and(|(label, amount)| {
        !label.contains(char::is_numeric) && is_amount(amount, &UNITS)
    });
    // 4分 alone is a mark.
    labelled || names_number(&said) || is_amount(&said, &UNITS[1..])
}

/// Whether a text in lower case says what its number is of: 平均：3.00, `avg. 4.2`, `n = 250`.
fn names_number(said: &str) -> bool {
    words()
        .chain(BEFORE)
        .filter_map(|word| said.strip_prefix(word))
        .any(|amount| is_amount(amount.trim_start_matches([':', '：', '=']), &UNITS))
}

/// Whether such words are all that stands in a row, at its start, of a table in which more
/// could: in one with a comment alone they are the comment.
fn stands_alone<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> bool {
    let width = cells.clone().count();
    let mut filled = cells.enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let Some((at, first)) = filled.next() else { return false };
    let latest = if is_opinion(first.trim()) { 0 } else { 1 };
    let words = is_word(first.trim()) && filled.all(|(_, cell)| is_word(cell.trim()));
    words && width >= 3 && at <= latest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_sums_is_nobodys_name() {
        for (cell, shown) in [
            ("Grand Total", "grand total"),
            ("Total:", "total:"),
            ("合计", "合计"),
            ("Total Sarah Nwosu", "Total Sarah Nwosu"),
        ] {
            assert_eq!(in_small_letters(cell), shown);
        }
    }

    #[test]
    fn rows_that_sum_up_are_told_from_answers() {
        let of = |cells: &[&'static str]| totals(cells.iter().copied());
        assert_eq!(of(&["合计", "", "4.2", "613"]), Some("合计"));
        assert_eq!(of(&["", "Average:", "4.2"]), Some("Average:"));
        for word in ["均分", "平均数", "平均數", "小計", "共計", "匯總", "总数"] {
            assert_eq!(
                of(&[word, "4.2", "4.5", "3.9", "4.1"]),
                Some(word),
                "a row without a blank"
            );
        }
        assert_eq!(of(&["2026-09-03", "门店", "总计", "88"]), Some("总计"));
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

    #[test]
    fn what_somebody_thought_beside_a_mark_is_no_row_of_means() {
        let of = |cells: &[&'static str]| totals(cells.iter().copied());
        for answer in [
            &["3", "Average"][..],
            &["Average", "3"],
            &["", "average", "3"],
            &["R17", "3", "average"],
            &["17", "3.5", "Mean"],
            &["Average", "3.0", "2026-03-05"],
            &["Average", "4.5", "1024"],
            &["Average", "3", "19.99"],
            &["Average", "3", "80%"],
            &["avg", "3", ""],
        ] {
            assert_eq!(of(answer), None, "{answer:?}");
        }
        for means in [
            &["Average", "4.27"][..],
            &["Average", "3.50", ""],
            &["", "Average", "4.2", "613"],
            &["Mean", "4", "3.85", "4.12"],
            &["Average", "", "平均：3.00"],
            // No opinion is written like this.
            &["Average:", "3"],
            &["平均", "3"],
        ] {
            let word = means.iter().copied().find(|cell| !cell.is_empty());
            assert_eq!(of(means), word, "{means:?}");
        }
    }

    #[test]
    fn a_row_may_sum_up_a_part() {
        let of = |cells: &[&'static str]| totals(cells.iter().copied());
        for name in [
            "Store subtotal",
            "Overall average",
            "Average score",
            "Total (n=20)",
            "Team average:",
            "门店小计",
            "门店 小计",
            "华东区合计",
            "整体平均",
            "总体均分",
            "华东总计",
            "华东總計",
            "华东总和",
            "整體平均數",
        ] {
            assert_eq!(of(&[name, "", "3.2", ""]), Some(name));
            assert_eq!(of(&["", name, "3.17", ""]), Some(name));
            assert_eq!(of(&[name, "", "3", ""]), None, "a mark");
            assert_eq!(of(&[name, "", "3.5", ""]), None, "half a mark");
            assert_eq!(of(&[name, "3.2"]), None, "a comment and its mark");
            assert_eq!(of(&[name, "2026-03-01", "3.2", ""]), None, "a day");
            assert_eq!(of(&[name, "", "3.2", "too slow"]), None, "a comment");
            assert_eq!(of(&["", "", name, "3.2", "", ""]), None, "far from the start");
        }
        for other in ["Average service", "Mean staff", "Totally fine", "Store", "All", "门店总分"]
        {
            assert_eq!(of(&[other, "", "3.2", ""]), None, "{other}");
        }
        assert_eq!(of(&["Store subtotal", "12", "3.2", "4"]), None, "nothing is blank");
    }

    #[test]
    fn a_comment_may_begin_like_a_line_below_a_table() {
        let of = |cells: &[&'static str]| totals(cells.iter().copied());
        for line in [
            "总计24条",
            "以上共24条",
            "共有 24 份",
            "Total: 24 responses",
            "Number of responses (valid): 1,250",
            "Report generated by Tool on March 4, 2026 10:45 AM",
            "Exported at:2026-03-04T10:15:00Z",
            "Generated 03/04/26 10:45",
            "统计时间：2026年1月1日至3月31日",
            "打印时间：3月5日 10:30",
        ] {
            assert_eq!(of(&[line, "", ""]), Some(line));
        }
        for comment in [
            "导出5000条就卡死",
            "导出99%",
            "报表加载要5分钟",
            "共投诉了5条",
            "总计: 3次才修好",
            "Downloaded 3 times and it crashed",
            "Downloaded in 2019, still buggy",
            "Exported at 10:30, nothing came",
            "Total: 5 stars",
        ] {
            assert_eq!(of(&[comment, "", ""]), None, "a comment");
        }
    }

    #[test]
    fn a_row_may_say_what_it_sums_up_in_words() {
        let of = |cells: &[&'static str]| totals(cells.iter().copied());
        assert_eq!(of(&["合计", "", "", "", "平均：3.00", "", "", ""]), Some("合计"));
        assert_eq!(of(&["", "", "合计", "", "平均：3.00"]), Some("合计"));
        for cell in
            ["平均分3.2分", "共250条", "250份", "n = 250", "满意度=4.1", "98%", "1,250", "Avg. 4.2"]
        {
            assert_eq!(of(&["总计", "电梯", cell]), Some("总计"), "{cell}");
        }
        for cell in ["4分", "3号楼", "12:30", "2026-09-03", "很好"] {
            assert_eq!(of(&["总计", "电梯", cell]), None, "{cell}");
            assert_eq!(of(&["电梯", "总计", cell]), None, "{cell}");
        }
        assert_eq!(of(&["电梯", "Average", "评分：4"]), None, "a mark beside a comment");
    }

    #[test]
    fn words_for_totals_alone_are_a_row_of_them_where_more_could_stand() {
        let of = |cells: &[&'static str]| totals(cells.iter().copied());
        for word in ["合计", "总计：", "小 计", "平均", "Total", "Average"] {
            assert_eq!(of(&[word, "", ""]), Some(word));
            assert_eq!(of(&[word]), None, "a comment a line");
            assert_eq!(of(&[word, ""]), None, "a comment without a mark");
            assert_eq!(of(&["", "", word, ""]), None, "a comment without more");
        }
        assert_eq!(of(&["", "合计", "", ""]), Some("合计"));
        assert_eq!(of(&["合计", "", "平均", ""]), Some("合计"));
        assert_eq!(of(&["", "Average", "", ""]), None, "what somebody thought");
        assert_eq!(of(&["合计", "电梯", ""]), None, "nothing is summed up");
        assert_eq!(of(&["电梯", "合计", ""]), None, "a comment behind an id");
    }
}
