//! A section as somebody adds it: all of it stands in this file, and it appears
//! in every output.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::report::document::{
    Block, Bullet, Cell, Chart, Columns, Document, Emphasis, Figure, Outputs, Section, Table, Text,
    Tint, Unit, bars, parts, plain,
};
use crate::report::summary::Estimate;
use crate::report::workbook::{self, WorkbookOptions};
use crate::report::{Lang, Summary, csv, html, markdown, sample, terminal};

const PETS: [(&str, u64, f64); 2] = [("Toy <dog>", 12, 0.25), ("=Toy cat", 8, 0.75)];

fn around(value: f64) -> Estimate {
    Estimate { value, low: value - 0.1, high: value + 0.1 }
}

/// Who lives with the customers.
fn section<'a>() -> Section<'a> {
    let columns = Columns::of(PETS)
        .text(("pet", plain("Toy pet")), |(name, ..)| Some(plain(*name)))
        .count(("homes", plain("Toy homes")), |(_, homes, _)| Some(*homes))
        .estimate(("share", plain("Toy share")), Unit::Percent, |(.., share)| Some(around(*share)));
    let table = columns.table(plain("Toy table")).sortable().main();
    let figure = Figure {
        title: plain("Toy homes in all"),
        subtitle: None,
        value: Cell::Estimate(around(0.4), Unit::Percent),
        base: plain("n=20"),
        note: None,
        change: None,
        parts: Vec::new(),
        bars: Vec::new(),
    };
    let rows = PETS.into_iter().map(|(name, _, share)| (plain(name), Some(around(share))));
    let chart = bars(plain("Toy chart"), rows, Unit::Percent, Tint::Score, (0.0, 1.0));
    let mut section = Section::new("toys", plain("Toy section"));
    section.push(Outputs::PEOPLE, Block::Paragraph(Emphasis::Note, plain("A toy & a note.")));
    section.push(Outputs::PEOPLE, Block::Figures(vec![figure]));
    let found: Text = parts([plain("Toys: "), Text::Number(-0.5, Unit::Coefficient)]);
    section.push(Outputs::PEOPLE, Block::List(Bullet::Point, vec![found]));
    section.push(Outputs::ALL, Block::Table(Table { file: Some("toys.csv"), ..table }));
    section.push(Outputs::PEOPLE, Block::Chart(Chart { id: "toys".into(), ..chart }));
    section
}

fn sheets(document: &Document<'_>, summary: &Summary) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let options = WorkbookOptions {
        lang: Lang::En,
        most_comments: 0,
        comments_file: "comments.csv",
        scratch: folder.path(),
    };
    let mut out = Vec::new();
    workbook::write(document, summary, None, options, &mut out).unwrap();
    out
}

#[test]
fn a_section_of_one_file_is_in_every_output() {
    let summary = sample::summary();
    let mut document = super::document(&summary);
    document.sections.insert(2, section());
    let told = |text: &str, wanted: &[&str]| {
        for words in wanted {
            assert!(text.contains(words), "{words} is not in:\n{text}");
        }
    };

    let tables = csv::tables(&document, Lang::En, false).unwrap();
    let (_, toys) = tables.iter().find(|(name, _)| *name == "toys.csv").unwrap();
    let expected = "pet,homes,share,share_low,share_high\n\
                    Toy <dog>,12,0.25,0.15,0.35\n'=Toy cat,8,0.75,0.65,0.85\n";
    assert_eq!(String::from_utf8_lossy(toys), expected);

    let screen = terminal::render(&document, Lang::En, 100);
    let screen = anstream::adapter::strip_str(&screen).to_string();
    told(&screen, &["\nToy section\nA toy & a note.\n", "- Toys: -0.50\n", "Toy <dog>         12"]);
    told(&screen, &["Toy homes in all 40% [30%, 50%] n=20"]);

    let page = html::render(&document, Lang::En);
    told(
        &page,
        &["<a href=\"#toys\">Toy section</a>", "<section id=\"toys\">", "A toy &amp; a note."],
    );
    told(&page, &["<th scope=\"row\">Toy &lt;dog&gt;</th>", "data-sort=\"12\"", "−0.50"]);
    told(&page, &["data-chart=\"toys\"", "\"toys\":{\"type\":\"rows\"", "Toy homes in all"]);

    let book = sheets(&document, &summary);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let sheet = book.worksheet_range("Toy section").unwrap();
    let cells: Vec<String> = sheet.rows().flatten().map(Data::to_string).collect();
    for wanted in ["A toy & a note.", "Toy homes", "Toy share, lower end", "=Toy cat", "0.75"] {
        assert!(cells.contains(&wanted.to_owned()), "{wanted} is not in {cells:?}");
    }
    let drawn = book.worksheet_range("Chart data").unwrap();
    assert!(drawn.rows().any(|row| matches!(&row[0], Data::String(name) if name == "Toy chart")));

    let text = markdown::render(&document, Lang::Zh);
    told(&text, &["## Toy section\n\nA toy & a note.\n", "- Toys: −0.50\n"]);
    told(&text, &["| Toy \\<dog> | 12 | 25% [15%, 35%] |"]);
}
