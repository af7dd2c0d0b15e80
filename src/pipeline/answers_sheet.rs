//! Which sheet of a workbook holds the answers: the first one may be a summary of them.

use super::input::{Input, Opened};
use crate::ingest::{Format, IngestError, Role, Warning};

/// How many times the rows of a sheet with scores alone another one has to have to be read in its
/// place though it holds no comments either; and of one with texts alone one with scores or times.
const TIMES: u64 = 10;

/// Rows from which a sheet with answers is hardly what goes before them.
const MANY: u64 = 100;

/// What a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    comments: bool,
    scores: bool,
    /// It has a time of its rows.
    timed: bool,
    rows: u64,
}

impl Held {
    fn of(opened: &Opened) -> Held {
        Held {
            comments: opened.mapping.of_role(Role::Comment).next().is_some(),
            scores: opened.mapping.columns.iter().any(|column| column.role.score().is_some()),
            timed: opened.mapping.of_role(Role::Time).next().is_some(),
            rows: opened.data_rows(),
        }
    }

    /// Whether what it holds are answers beyond doubt. Texts with neither scores nor times may be
    /// instructions, or explain codes.
    fn is_sure(self) -> bool {
        self.comments && (self.scores || self.timed)
    }

    /// Whether another one holds answers too, and so many more.
    fn is_small_beside(self, other: Held) -> bool {
        (other.comments || other.scores) && other.rows >= TIMES * self.rows
    }

    /// Whether one further on is read in its place. The means of ten branches are scores too.
    fn gives_way_to(self, other: Held) -> bool {
        match (self.comments, self.scores) {
            (true, _) => {
                !self.is_sure()
                    && (other.scores || other.is_sure())
                    && other.rows >= TIMES * self.rows
            }
            (_, false) => other.comments || other.scores,
            _ if other.comments => other.rows > self.rows && (other.scores || other.timed),
            _ => other.scores && other.rows >= TIMES * self.rows,
        }
    }
}

/// The table of an input as `table` opens it; of a workbook whose sheet nobody has stated, that of
/// the first sheet with comments or scores. Where a sheet that is not read has many more, that is
/// told first.
pub(super) fn with_answers(
    input: &Input,
    stated: bool,
    table: impl Fn(&Input) -> Result<Opened, IngestError>,
) -> Result<Opened, IngestError> {
    let nothing = Held { comments: false, scores: false, timed: false, rows: 0 };
    let mut taken = table(input);
    let mut held = taken.as_ref().map_or(nothing, Held::of);
    let names = match stated || held.is_sure() && held.rows >= MANY {
        true => Vec::new(),
        false => input.sheet_names().unwrap_or_default(),
    };
    let read = taken.as_ref().ok().and_then(sheet_of).map(str::to_owned);
    let (mut chosen, mut others) = (None, Vec::new());
    for name in names.iter().filter(|name| read.as_ref() != Some(*name)) {
        let Ok(sheet) = table(&input.sheet(name, false, false)) else { continue };
        let other = Held::of(&sheet);
        others.push(other);
        if held.gives_way_to(other) {
            (taken, held, chosen) = (Ok(sheet), other, Some(name));
        }
        if held.is_sure() && held.rows >= MANY {
            break;
        }
    }
    let small = || others.iter().any(|other| held.is_small_beside(*other));
    if let Some(name) = names.iter().find(|name| read.as_ref() == Some(*name))
        && chosen.is_none()
        && taken.is_ok()
        && small()
        && let Ok(again) = table(&input.sheet(name, false, false))
    {
        (taken, chosen) = (Ok(again), Some(name));
    }
    if let (Ok(opened), Some(sheet)) = (&mut taken, chosen) {
        let others = names.iter().filter(|name| *name != sheet).cloned().collect();
        let warning = Warning::SheetTaken { sheet: sheet.clone(), others };
        opened.mapping.warnings.insert(0, warning);
    }
    taken
}

/// The sheet of a workbook that was read.
fn sheet_of(opened: &Opened) -> Option<&str> {
    match &opened.file.layout().format {
        Format::Workbook { sheet, .. } => Some(sheet),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rust_xlsxwriter::Workbook;

    use super::*;
    use crate::ingest::{ErrorKind, Mapping, ReadOptions};

    #[test]
    fn a_sheet_gives_way_to_one_with_answers() {
        let held =
            |comments: bool, scores: bool, rows: u64| Held { comments, scores, timed: false, rows };
        let timed = |rows: u64| Held { timed: true, ..held(true, false, rows) };
        for (first, other, wanted) in [
            (held(false, false, 900), held(true, false, 1), true),
            (held(false, false, 900), held(false, true, 1), true),
            (held(false, false, 1), held(false, false, 900), false),
            // Instructions, of which a few lines are texts.
            (held(true, false, 2), held(true, true, 20), true),
            (held(true, false, 2), held(false, true, 20), true),
            (held(true, false, 2), timed(20), true),
            (held(true, false, 2), held(true, true, 19), false),
            (held(true, false, 2), held(true, false, 900), false),
            (held(true, true, 2), held(true, true, 900), false),
            (timed(2), held(true, true, 900), false),
            // Scores of ten branches beside those of a hundred customers.
            (held(false, true, 10), timed(11), true),
            (held(false, true, 10), timed(10), false),
            (held(false, true, 10), held(true, true, 11), true),
            (held(false, true, 10), held(true, true, 10), false),
            // A glossary.
            (held(false, true, 10), held(true, false, 900), false),
            (held(false, true, 10), held(false, true, 100), true),
            (held(false, true, 10), held(false, true, 99), false),
            (held(false, true, 10), held(false, false, 900), false),
        ] {
            assert_eq!(first.gives_way_to(other), wanted, "{first:?} {other:?}");
        }
    }

    /// A workbook with these sheets.
    fn workbook(at: &Path, sheets: &[(&str, &[&[&str]])]) {
        let mut workbook = Workbook::new();
        for (name, rows) in sheets {
            let sheet = workbook.add_worksheet();
            sheet.set_name(*name).unwrap();
            for (row, cells) in rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    sheet.write(row as u32, column as u16, *cell).unwrap();
                }
            }
        }
        workbook.save(at).unwrap();
    }

    const SUMMARY: (&str, &[&[&str]]) =
        ("Summary", &[&["Branch", "Rows"], &["North", "2"], &["South", "1"]]);
    const ANSWERS: (&str, &[&[&str]]) = (
        "Responses",
        &[
            &["Ref", "Comment"],
            &["1", "The queue was far too long today"],
            &["2", "Staff were kind and quick to help"],
            &["3", "Nobody could tell me what the fee is for"],
        ],
    );

    #[test]
    fn the_sheet_with_the_answers_is_read_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        workbook(&path, &[SUMMARY, ANSWERS, ("Legend", &[&["Code", "Name"], &["1", "North"]])]);
        let input = Input::new(&path).unwrap();
        let opened = Opened::open(&input, None).unwrap();
        assert_eq!(sheet_of(&opened), Some("Responses"));
        let others = vec!["Summary".to_owned(), "Legend".to_owned()];
        let told = Warning::SheetTaken { sheet: "Responses".to_owned(), others };
        assert_eq!(opened.mapping.warnings.first(), Some(&told));
        // What is written of it reads the same sheet again.
        assert_eq!(opened.mapping.file.sheet.as_deref(), Some("Responses"));
        let text = opened.mapping.to_toml(crate::lang::Lang::En);
        assert!(text.lines().any(|line| line == "sheet = \"Responses\""), "{text}");
        let written = Mapping::from_toml(&text, Path::new("m.toml")).unwrap();
        let again = Opened::open(&input, Some(&written)).unwrap();
        assert_eq!((sheet_of(&again), again.data_rows()), (Some("Responses"), 3));
        // One that is stated is read, whatever it holds.
        let options = ReadOptions { sheet: Some("Summary".to_owned()), ..ReadOptions::default() };
        let stated = Input::new(&path).unwrap().with_options(&options);
        let opened = Opened::open(&stated, None).unwrap();
        assert_eq!(sheet_of(&opened), Some("Summary"));
        assert_eq!(opened.mapping.file.sheet.as_deref(), Some("Summary"));
        let names: Vec<String> =
            input.sheets().iter().map(|sheet| sheet.name().to_owned()).collect();
        let name = |sheet: &str| format!("{} [{sheet}]", path.display());
        assert_eq!(names, ["Summary", "Responses", "Legend"].map(name));
        assert!(stated.sheets().is_empty());
    }

    #[test]
    fn an_only_sheet_is_not_stated_and_a_workbook_without_answers_names_its_sheets() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        workbook(&path, &[ANSWERS]);
        let opened = Opened::open(&Input::new(&path).unwrap(), None).unwrap();
        let sheets = (&opened.mapping.file.sheet, opened.mapping.detected.sheet.as_deref());
        assert_eq!(sheets, (&None, Some("Responses")));
        // Nor is the first of several.
        workbook(&path, &[ANSWERS, SUMMARY]);
        let opened = Opened::open(&Input::new(&path).unwrap(), None).unwrap();
        let sheets = (&opened.mapping.file.sheet, opened.mapping.detected.sheet.as_deref());
        assert_eq!(sheets, (&None, Some("Responses")));
        workbook(&path, &[SUMMARY, ("Legend", &[&["Code", "Name"], &["1", "North"]])]);
        let opened = Opened::open(&Input::new(&path).unwrap(), None).unwrap();
        let error = opened.mapping.require_answers(opened.file.layout()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NoCommentInSheets);
        assert_eq!(error.found.words_in("en"), "Summary [Branch, Rows]; Legend");
        assert!(error.message_in("en").contains("--sheet"), "{error}");
    }
    #[test]
    fn a_sheet_of_instructions_gives_way_and_a_small_one_beside_a_large_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let notes: (&str, &[&[&str]]) = (
            "Notes",
            &[
                &["How this survey was made"],
                &["Every customer of March was asked by mail"],
                &["Answers without a word were left out of it"],
                &["The scale has five points, of which 5 is best"],
            ],
        );
        let rows: Vec<[String; 2]> = (0..40)
            .map(|n| [format!("The queue was {n} minutes long today"), (1 + n % 5).to_string()])
            .collect();
        let cells: Vec<[&str; 2]> = rows.iter().map(|[said, mark]| [&**said, &**mark]).collect();
        let answered = |n: usize| -> Vec<&[&str]> {
            let header: &[&str] = &["Comment", "Satisfaction (1-5)"];
            [header].into_iter().chain(cells[..n].iter().map(|row| row.as_slice())).collect()
        };
        let (many, few) = (answered(40), answered(4));
        workbook(&path, &[notes, ("Data", &many)]);
        let opened = Opened::open(&Input::new(&path).unwrap(), None).unwrap();
        assert_eq!((sheet_of(&opened), opened.data_rows()), (Some("Data"), 40));
        for (second, told) in [(&many, true), (&few, false)] {
            workbook(&path, &[("First", &few), ("Second", second)]);
            let opened = Opened::open(&Input::new(&path).unwrap(), None).unwrap();
            assert_eq!(sheet_of(&opened), Some("First"));
            let warning = Warning::SheetTaken {
                sheet: "First".to_owned(),
                others: vec!["Second".to_owned()],
            };
            assert_eq!(opened.mapping.warnings.contains(&warning), told);
        }
    }
}
