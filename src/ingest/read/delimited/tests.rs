use super::*;

fn records(text: &str) -> Vec<(u64, Vec<String>)> {
    let input = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
    Records::new(input, (b',', true), true, false, "t.csv".into())
        .map(|r| r.unwrap())
        .map(|r| (r.row, r.cells.iter().map(str::to_owned).collect()))
        .collect()
}

#[test]
fn rows_count_blank_lines_but_not_lines_inside_quotes() {
    for end in ["\n", "\r\n"] {
        let text = ["a,b", "", "1,\"x", "y\"", "2,z", "", "", "3,w"].join(end);
        let rows: Vec<u64> = records(&text).into_iter().map(|r| r.0).collect();
        assert_eq!(rows, [1, 3, 4, 7], "{end:?}");
    }
}

#[test]
fn rows_count_once_where_the_ends_of_lines_change() {
    for (text, wanted) in [
        ("a,b\r\n1,x\r\n2,y\n3,z\n4,w\r\n5,v", &[1, 2, 3, 4, 5, 6][..]),
        ("a,b\r\n\r\n1,x\r\n\n2,y\n\r\n3,z\n", &[1, 3, 5, 7]),
        ("a,b\r\n1,\"x\ny\"\r\n2,\"x\ny\"\n3,z\n", &[1, 2, 3, 4]),
        ("a,b\r1,x\r2,y\r", &[1, 2, 3]),
    ] {
        let rows: Vec<u64> = records(text).into_iter().map(|r| r.0).collect();
        assert_eq!(rows, wanted, "{text:?}");
    }
}

#[test]
fn a_text_that_ends_within_a_line_is_known_by_its_last_record() {
    for (text, wanted) in [
        ("a,b\n1,x\n2", [false, false, true]),
        ("a,b\r\n1,x\r\n2,y", [false, false, true]),
        ("a,b\n1,x\n2,y\n", [false; 3]),
        ("a,b\r1,x\r2,y\r", [false; 3]),
    ] {
        let input = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let mut records = Records::new(input, (b',', true), true, false, "t.csv".into());
        let found = [(); 3].map(|()| records.next().is_some_and(|_| records.is_unended()));
        assert_eq!(found, wanted, "{text:?}");
    }
}

#[test]
fn delimiters() {
    assert_eq!(sniff_delimiter(b"a;b;c\n1;2,5;x\n2;3,5;y\n"), b';');
    assert_eq!(sniff_delimiter(b"a\tb\n1\tx, y\n2\tz\n"), b'\t');
    assert_eq!(sniff_delimiter(b"a|b\n1|x\n"), b'|');
    assert_eq!(sniff_delimiter(b"sep=;\na,b;c,d\n"), b';');
    let lone = "comment\ngood\nslow, but fine\nnice, cheap, good\nbad\n";
    assert_eq!(sniff_delimiter(lone.as_bytes()), b'\t');
}

#[test]
fn an_unclosed_quote_does_not_swallow_rows() {
    for end in ["\n", "\r\n"] {
        for last in ["", end] {
            let text = ["a,b", "1,x", "2,\"y", "3,z"].join(end) + last;
            let input = Box::new(io::Cursor::new(text.into_bytes()));
            let mut records = Records::new(input, (b',', true), true, false, "t.csv".into());
            assert!(records.by_ref().take(2).all(|record| record.is_ok()));
            let rejection = records.next().unwrap().unwrap_err();
            assert_eq!((rejection.reason, rejection.row), (Reason::UnclosedQuote, 3));
            assert_eq!(rejection.scope, crate::ingest::told::reject::Scope::Rest);
            assert_eq!(rejection.found, "2 | y");
            assert!(records.next().is_none());
        }
    }
    for whole in ["a\n\"x\"", "a\n\"x\"\n", "a\r\n\"x\"", "a\nx\r", "a\r\nx\r"] {
        assert_eq!(records(whole), [(1, vec!["a".into()]), (2, vec!["x".into()])], "{whole:?}");
    }
    assert_eq!(records(""), []);
}

#[test]
fn an_unclosed_quote_does_not_eat_memory() {
    let endless = io::repeat(b'x');
    let input: Box<dyn Read + Send> = Box::new(io::Cursor::new(b"a,b\n1,\"").chain(endless));
    let mut records = Records::new(input, (b',', true), true, false, "t.csv".into());
    assert!(records.next().unwrap().is_ok());
    let rejection = records.next().unwrap().unwrap_err();
    assert_eq!((rejection.reason, rejection.row), (Reason::TooLarge, 2));
    assert_eq!(rejection.scope, crate::ingest::told::reject::Scope::Rest);
    assert!(records.next().is_none());
}

#[test]
fn a_line_that_names_the_delimiter_decides() {
    for (line, wanted) in [
        ("sep=;", Some(b';')),
        ("SEP=|\r", Some(b'|')),
        ("sep=\t", Some(b'\t')),
        ("sep=x", None),
        ("sep=;;", None),
        ("id;sep=;", None),
    ] {
        assert_eq!(separator_line(format!("{line}\na,b\n").as_bytes()), wanted, "{line:?}");
    }
}

#[test]
fn of_delimiters_that_cut_alike_the_first_is_taken() {
    assert_eq!(sniff_delimiter(b"a,b;c\n1,x;2\n3,y;4\n"), b',');
    assert_eq!(sniff_delimiter(b"comment\ngood\nbad\n"), b',');
    // A title stands above a table; quotes say that commas belong to their cells.
    assert_eq!(sniff_delimiter(b"report\na;b\n1;2\n3;4\n5;6\n7;8\n9;10\n"), b';');
    assert_eq!(sniff_delimiter(b"comment\n\"good, fine\"\n\"bad\"\n\"slow\"\n"), b',');
}

#[test]
fn quotes_behind_backslashes_cut_no_cell() {
    let mut table = "id,comment\n".to_owned();
    for commas in 1..6 {
        table += &format!("{commas},\"so \\\"x\\\"{}; y\"\n", ", a".repeat(commas));
    }
    assert_eq!(sniff_delimiter(table.as_bytes()), b',');
    assert_eq!(sniff_delimiter(table.replace('\\', "").as_bytes()), b';');
}

#[test]
fn regular_is_what_most_rows_share_and_more_with_many_cells() {
    for (text, wanted) in [
        ("a,b", 0.5),
        ("a,b,c,d", 0.75),
        // The greater width on a tie; the last row may be cut and counts from the third on.
        ("a,b\n1", 0.25),
        ("a,b\n1,2\n3", 0.5),
        ("a,b\n1,2,3\n1,2,3,4\n5", 0.25),
        ("a\nb\nc", 0.0),
        // Where the header is one cell, four in five rows have to agree on more.
        ("a\n1,2\n1,2\n1,2\n1,2\nx", 0.4),
        ("a\n1,2\n1,2\n1,2\nb\nx", 0.0),
    ] {
        let found = regularity(text.as_bytes(), b',');
        assert!((found - wanted).abs() < 1e-9, "{found} for {text:?}");
    }
    // The first 299 rows are looked at.
    let rows = "1,2\n".repeat(299) + "1,2,3\n1,2\n";
    assert_eq!(regularity(rows.as_bytes(), b','), 0.5);
}

#[test]
fn the_row_is_the_last_cell_of_a_sheet() {
    let input = Box::new(io::Cursor::new(b"a,b,7\n1,2,9\n".to_vec()));
    let records = Records::new(input, (b',', true), true, true, "t.xlsx".into());
    let rows: Vec<(u64, Vec<String>)> = records
        .map(Result::unwrap)
        .map(|record| (record.row, record.cells.iter().map(str::to_owned).collect()))
        .collect();
    let cells = |one: &str, two: &str| vec![one.to_owned(), two.to_owned()];
    assert_eq!(rows, [(7, cells("a", "b")), (9, cells("1", "2"))]);
}

#[test]
fn a_row_of_more_cells_than_a_table_has_is_left_out() {
    let row = |cells: usize| "x,".repeat(cells - 1) + "x\n";
    let text = row(MAX_CELLS) + &row(MAX_CELLS + 1) + "1,2\n";
    let input = Box::new(io::Cursor::new(text.into_bytes()));
    let mut records = Records::new(input, (b',', true), true, false, "t.csv".into());
    assert_eq!(records.next().unwrap().unwrap().cells.len(), MAX_CELLS);
    let rejection = records.next().unwrap().unwrap_err();
    assert_eq!((rejection.reason, rejection.row), (Reason::TooLarge, 2));
    assert_eq!(rejection.found, (MAX_CELLS + 1).to_string());
    assert_eq!(records.next().unwrap().unwrap().row, 3);
}

#[test]
fn a_replacement_character_is_damage_where_decoding_put_it() {
    for (cell, unchecked, wanted) in [
        ("a\u{FFFD}".as_bytes(), true, false),
        ("a\u{FFFD}".as_bytes(), false, true),
        (b"a\xFF", true, true),
        (b"a", true, false),
        (b"a", false, false),
    ] {
        let input = Box::new(io::Cursor::new([cell, b",b\n"].concat()));
        let mut records = Records::new(input, (b',', true), unchecked, false, "t.csv".into());
        assert_eq!(records.next().unwrap().unwrap().damaged, wanted, "{cell:?}, {unchecked}");
    }
}
