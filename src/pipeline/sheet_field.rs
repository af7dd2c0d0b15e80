//! The segment field that sheets make where several of a workbook are read: a sheet a shop.

use std::sync::Arc;

use crate::characters::is_han;
use crate::ingest::{Layout, Mapping, Role};

/// The field, called as the columns are, and the value of one sheet. There is none where a column
/// is called so, nor of a period where the answers have their time: that is told as time.
pub(super) fn of_sheet(
    layout: &Layout,
    mapping: &Mapping,
    sheet: &str,
) -> Option<(&'static str, Arc<str>)> {
    let chinese = layout.headers.iter().any(|header| header.chars().any(is_han));
    let field = if chinese { "工作表" } else { "Sheet" };
    let timed = mapping.of_role(Role::Time).next().is_some();
    let known = layout.headers.iter().any(|header| header == field);
    (!(known || timed && is_period(sheet))).then(|| (field, sheet.into()))
}

/// What a number stands before in the name of a period.
const UNITS: [char; 6] = ['年', '月', '季', '周', '旬', '日'];

const NUMERALS: &str = "一二三四五六七八九十";

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a name is that of a period: 3月, 七月上旬, `2026-03`, `Q1`, `March 2026`, `Week 12`.
fn is_period(name: &str) -> bool {
    let counts = |c: char| c.is_ascii_digit() || NUMERALS.contains(c);
    let mut before = None;
    // 三年级 is a class.
    for c in name.replace("年级", "").chars() {
        if UNITS.contains(&c) && before.is_some_and(counts) {
            return true;
        }
        before = Some(c);
    }
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(is_word_of_period)
}

/// Whether a word is a number as those of months and years are, or names a month, a quarter or a
/// week.
fn is_word_of_period(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() {
        return word.len() <= 2 || word.len() >= 4 && word.starts_with("20");
    }
    let short = letters.get(..3).unwrap_or(letters);
    let month = MONTHS.contains(&short) && is_month(letters);
    month || matches!(letters, "q" | "h" | "w" | "week" | "quarter")
}

/// Whether a word is the name of a month, in full or cut.
fn is_month(word: &str) -> bool {
    const LONG: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    LONG.iter().any(|month| month.starts_with(word))
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;
    use crate::gate::Gate;
    use crate::ingest::ReadOptions;
    use crate::lang::Lang;
    use crate::pipeline::{Export, Inputs, Sheets};
    use crate::privacy::Redact;

    #[test]
    fn periods_are_told_from_shops() {
        for name in ["3月", "七月上旬", "2026年二季度", "第3周", "2026-03", "202603"] {
            assert!(is_period(name), "{name}");
        }
        for name in ["Q1", "March 2026", "Sept", "may", "Week 12", "W12", "2026 H1"] {
            assert!(is_period(name), "{name}");
        }
        for name in ["广州", "月湖店", "一店", "周浦", "三年级", "101"] {
            assert!(!is_period(name), "{name}");
        }
        for name in ["Marina", "North", "Store 3", "March North"] {
            assert!(!is_period(name), "{name}");
        }
    }

    /// The fields that the sheets of a workbook make, each with a comment, a score and `last`.
    fn fields(names: &[&str], last: (&str, &str)) -> Vec<Option<(&'static str, String)>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let mut workbook = Workbook::new();
        for name in names {
            let sheet = workbook.add_worksheet();
            sheet.set_name(*name).unwrap();
            for (column, header) in ["Comment", "Rating (1-5)", last.0].into_iter().enumerate() {
                sheet.write(0, column as u16, header).unwrap();
            }
            for row in 1..=12_u32 {
                let comment = format!("The queue was {row} minutes long today");
                sheet.write(row, 0, comment).unwrap();
                sheet.write(row, 1, f64::from(1 + row % 5)).unwrap();
                sheet.write(row, 2, format!("{}{row:02}", last.1)).unwrap();
            }
        }
        workbook.save(&path).unwrap();
        let gate = Gate::new(Redact::On, Lang::En);
        let inputs = Inputs::new(&[path], &ReadOptions::default(), &Sheets::All).unwrap();
        let of = |export: Export| export.sheet().map(|(field, value)| (field, value.to_string()));
        inputs.files.iter().map(|input| of(Export::open(input, None, &gate).unwrap())).collect()
    }

    #[test]
    fn sheets_are_a_field_where_several_are_read() {
        let of =
            |field, names: [&str; 2]| names.map(|name| Some((field, name.to_owned()))).to_vec();
        let none = |n: usize| vec![None::<(&str, String)>; n];
        let shops = ["North", "South"];
        assert_eq!(fields(&shops, ("Note", "n")), of("Sheet", shops));
        assert_eq!(fields(&shops, ("编号", "n")), of("工作表", shops));
        assert_eq!(fields(&shops, ("Sheet", "n")), none(2));
        assert_eq!(fields(&["North"], ("Note", "n")), none(1));
        // Months are told as time, where there is one.
        let months = ["March", "April"];
        assert_eq!(fields(&months, ("Date", "2026-03-")), none(2));
        assert_eq!(fields(&months, ("Note", "n")), of("Sheet", months));
    }
}
