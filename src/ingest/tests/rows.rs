//! What one row becomes under a mapping: its answers, where they belong, and what was left out.

use std::sync::Arc;

use super::*;

/// The rows of a file under these columns, and what was left out of them.
fn rows(
    bytes: &[u8],
    suffix: &str,
    columns: Vec<ColumnMapping>,
) -> (LongForm, Vec<Feedback>, Vec<Rejection>) {
    let file = file_of(bytes, suffix);
    let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let mapping = Mapping { columns, ..Mapping::default() };
    let mut form = LongForm::new(source.layout(), &mapping, 0).unwrap();
    let (mut feedback, mut rejects) = (Vec::new(), Vec::new());
    for row in source.rows().unwrap() {
        match row {
            Ok(row) => feedback.extend(form.feedback(&row, &mut rejects)),
            Err(rejection) => rejects.push(rejection),
        }
    }
    (form, feedback, rejects)
}

fn comment() -> ColumnMapping {
    ColumnMapping::new("comment", Role::Comment)
}

fn satisfaction(name: &str, scale: Scale) -> ColumnMapping {
    ColumnMapping { scale: Some(scale), ..ColumnMapping::new(name, Role::CSAT) }
}

fn comments(feedback: &[Feedback]) -> Vec<&str> {
    feedback.iter().flat_map(|row| &row.entries).filter_map(|e| e.comment.as_deref()).collect()
}

#[test]
fn a_cell_of_a_score_is_an_answer_or_none_or_is_told() {
    let outside = Some(Reason::OutsideScale);
    for (low, high, cell, value, reason) in [
        (1.0, 5.0, "4", Some(4.0), None),
        (1.0, 5.0, "great", Some(5.0), None),
        (1.0, 5.0, "9", None, outside),
        (1.0, 5.0, "soon", None, Some(Reason::NotAScore)),
        (1.0, 5.0, "", None, None),
        (1.0, 5.0, "LATER", None, None),
        // Codes for no answer, where the scale does not reach them.
        (1.0, 5.0, "-2", None, None),
        (-1.0, 1.0, "-2", None, None),
        (-2.0, 2.0, "-2", Some(-2.0), None),
        (-2.0, 2.0, "-3", None, outside),
        (-3.0, 3.0, "-3", Some(-3.0), None),
    ] {
        let mut mark = satisfaction("mark", Scale::higher(low, high));
        mark.labels.insert("great".to_owned(), 5.0);
        mark.missing = vec!["later".to_owned()];
        let table = format!("comment,mark\nfine by me,{cell}\nall right,{cell}\n");
        let (_, feedback, rejects) = rows(table.as_bytes(), ".csv", vec![comment(), mark]);
        let score = |row: &Feedback| row.entries[0].scores.get(ScoreKind::Csat);
        let values: Vec<Option<f64>> =
            feedback.iter().map(|row| score(row).map(|score| score.value)).collect();
        assert_eq!(values, [value; 2], "{cell} on {low} to {high}");
        let reasons: Vec<Reason> = rejects.iter().map(|rejection| rejection.reason).collect();
        let wanted: Vec<Reason> = [reason; 2].into_iter().flatten().collect();
        assert_eq!(reasons, wanted, "{cell} on {low} to {high}");
    }
}

#[test]
fn a_column_of_the_same_question_answers_where_the_first_is_blank() {
    let mut why = ColumnMapping::new("first", Role::Comment);
    why.also = vec!["second".to_owned()];
    let table = "first,second\nit was late,\n,rude people\n(跳过),slow lift\ntorn box,no box\n,\n";
    let (_, feedback, rejects) = rows(table.as_bytes(), ".csv", vec![why]);
    assert_eq!(comments(&feedback), ["it was late", "rude people", "slow lift", "torn box"]);
    assert!(rejects.is_empty());
}

#[test]
fn damage_leaves_a_row_out_where_a_column_that_is_used_has_it() {
    let mut lines = b"{\"comment\":\"fine by me\",\"note\":\"bro\xFFken\"}\n\
        {\"comment\":\"all r\xFFight\",\"note\":\"x\"}\n"
        .to_vec();
    lines.extend("{\"comment\":\"odd \u{FFFD} sign\",\"note\":\"y\"}\n".as_bytes());
    // So many that the file is taken for what it is.
    let others =
        (0..30).map(|n| format!("{{\"comment\":\"{n} visits to the café\",\"note\":\"n\"}}\n"));
    lines.extend(others.collect::<String>().as_bytes());
    let note = ColumnMapping::new("note", Role::Ignore);
    let (_, feedback, rejects) = rows(&lines, ".jsonl", vec![comment(), note]);
    assert_eq!(
        comments(&feedback)[..3],
        ["fine by me", "odd \u{FFFD} sign", "0 visits to the café"]
    );
    let left: Vec<_> = rejects.iter().map(|r| (r.row, r.reason, r.column.as_deref())).collect();
    assert_eq!(left, [(2, Reason::Undecodable, Some("comment"))]);
}

#[test]
fn answers_belong_to_the_touchpoint_of_their_column_before_that_of_their_row() {
    let mut place = ColumnMapping::new("touch", Role::Touchpoint);
    place.split = Some("┋".to_owned());
    let scale = Scale::higher(1.0, 5.0);
    let mut desk = satisfaction("desk", scale);
    desk.touchpoint = Some("desk".to_owned());
    let columns = vec![place, satisfaction("overall", scale), desk];
    let table = "touch,overall,desk\nweb┋shop,4,5\nN/A,3,2\n,5,5\n";
    let (_, feedback, _) = rows(table.as_bytes(), ".csv", columns);
    let places = |row: &Feedback| -> Vec<Vec<String>> {
        let of = |entry: &Entry| entry.touchpoints().map(|name| name.to_string()).collect();
        row.entries.iter().map(of).collect()
    };
    assert_eq!(places(&feedback[0]), [vec!["shop", "web"], vec!["desk"]]);
    for row in &feedback[1..] {
        assert_eq!(places(row), [vec![], vec!["desk"]]);
    }
}

#[test]
fn each_choice_is_a_field_that_only_those_who_were_asked_fill() {
    let mut perks = ColumnMapping::new("perks", Role::Segment);
    perks.split = Some("┋".to_owned());
    perks.choices = vec!["tea".to_owned(), "wifi".to_owned()];
    let shop = ColumnMapping::new("shop", Role::Segment);
    let table = "comment,perks,shop\nfine by me,tea┋wifi,North\nall right,,North\ngood,wifi,N/A\n";
    let (form, feedback, _) = rows(table.as_bytes(), ".csv", vec![comment(), perks, shop]);
    assert_eq!(form.segments(), ["perks: tea", "perks: wifi", "shop"]);
    let fields = |at: usize| -> Vec<Option<&str>> {
        feedback[at].segments.iter().map(|value| value.as_deref()).collect()
    };
    assert_eq!(fields(0), [Some("✓"), Some("✓"), Some("North")]);
    assert_eq!(fields(1), [None, None, Some("North")]);
    assert_eq!(fields(2), [Some("✗"), Some("✓"), None]);
    let shops = [0, 1].map(|at: usize| feedback[at].segments[2].as_ref().unwrap());
    assert!(Arc::ptr_eq(shops[0], shops[1]), "a name is kept once, however many rows have it");
}

#[test]
fn a_blank_time_is_none_and_another_that_is_no_date_is_told() {
    let columns = vec![comment(), ColumnMapping::new("when", Role::Time)];
    let table = "comment,when\nfine by me,2026-03-05\nall right,\ngood,soon\n";
    let (_, feedback, rejects) = rows(table.as_bytes(), ".csv", columns);
    let times: Vec<bool> = feedback.iter().map(|row| row.time.is_some()).collect();
    assert_eq!(times, [true, false, false]);
    let told: Vec<_> = rejects.iter().map(|r| (r.row, r.reason)).collect();
    assert_eq!(told, [(4, Reason::NotATime)]);
}

#[test]
fn scores_need_a_scale_with_two_ends_and_a_touchpoint_of_their_own() {
    let file = file_of(b"comment,room,desk\nfine by me,4,5\nall right,3,2\n", ".csv");
    let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let refused = |columns: Vec<ColumnMapping>| {
        let mapping = Mapping { columns, ..Mapping::default() };
        let error = LongForm::new(source.layout(), &mapping, 0).err()?;
        Some((error.kind, error.column.unwrap(), error.found))
    };
    let of = |name: &str, low: f64, high: f64| satisfaction(name, Scale::higher(low, high));
    let no_scale =
        Some((ErrorKind::MappingValue, "room".to_owned(), ErrorDetail::NoScale(Role::CSAT)));
    for (low, high) in [(5.0, 5.0), (5.0, 1.0), (f64::NAN, f64::NAN)] {
        assert_eq!(refused(vec![of("room", low, high)]), no_scale, "{low} to {high}");
    }
    assert_eq!(refused(vec![ColumnMapping::new("room", Role::CSAT)]), no_scale);
    // That of NPS is known.
    assert_eq!(refused(vec![ColumnMapping::new("room", Role::NPS)]), None);
    let both = [of("room", 1.0, 5.0), of("desk", 1.0, 5.0)];
    let two = (ErrorKind::MappingValue, "desk".to_owned(), ErrorDetail::TwoScores(Role::CSAT));
    assert_eq!(refused(both.to_vec()), Some(two));
    let mut apart = both;
    apart[1].touchpoint = Some("desk".to_owned());
    assert_eq!(refused(apart.to_vec()), None);
}

#[test]
fn a_file_tells_where_its_reading_broke_off() {
    let facts = |text: &str| {
        let file = file_of(text.as_bytes(), ".csv");
        profile(&SourceFile::open(file.path(), &ReadOptions::default()).unwrap())
    };
    let ragged = facts("comment,mark\nfine by me,4\nall right\nquite good,5\n").unwrap();
    assert_eq!((ragged.rows, ragged.rejected, ragged.cut_short), (2, 1, None));
    let open = "comment,mark\n\"fine, by me\",4\nall right,3\n\"never closed,5\nquite good,5\n";
    let cut = facts(open).unwrap();
    let at = cut.cut_short.map(|rejection| (rejection.row, rejection.reason));
    assert_eq!((cut.rows, cut.rejected, at), (2, 1, Some((4, Reason::UnclosedQuote))));
    let none = file_of(b"comment,mark\n\"never closed,5\n", ".csv");
    let none = SourceFile::open(none.path(), &ReadOptions::default()).unwrap_err();
    assert_eq!((none.kind, none.row), (ErrorKind::NoRows, Some(2)));
}

#[test]
fn a_row_of_totals_says_nothing_of_a_scale() {
    let result = read(
        "小区,满意度,意见\n翠湖苑,3,等了十分钟电梯才来\n阳光里,2,车位总是被占\n\
         金桥花园,5,换了新电梯很满意\n翠湖苑,4,保安很负责\n合计,140,\n",
    );
    assert_eq!(result.column("满意度").scale, Some(Scale::higher(1.0, 5.0)));
}

#[test]
fn a_mapping_has_answers_where_it_has_comments_or_scores() {
    let file = file_of(b"comment,mark,shop\nfine by me,4,x\nall right,3,y\n", ".csv");
    let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let (mark, shop) =
        (satisfaction("mark", Scale::higher(1.0, 5.0)), ColumnMapping::new("shop", Role::Segment));
    for (columns, answers, comments) in [
        (vec![comment(), mark.clone()], true, true),
        (vec![comment(), shop.clone()], true, true),
        (vec![mark, shop.clone()], true, false),
        (vec![shop], false, false),
    ] {
        let mapping = Mapping { columns, ..Mapping::default() };
        let error = mapping.require_answers(source.layout()).err();
        assert_eq!(error.is_none(), answers);
        let error = mapping.require_comment(source.layout()).err();
        assert_eq!(error.is_none(), comments);
        if let Some(error) = error {
            assert_eq!(error.kind, ErrorKind::NoComment);
            assert_eq!(error.found.words_in("en"), "comment, mark, shop");
        }
    }
}

#[test]
fn comments_are_read_without_the_markup_around_them() {
    let table = "id,comment\n1,<p>Too late&nbsp;&amp; cold</p><br/>\n2,<br/>\n3,I <3 it_x000D_\n";
    let (_, feedback, _) = rows(table.as_bytes(), ".csv", vec![comment()]);
    assert_eq!(comments(&feedback), ["Too late & cold", "I <3 it"]);
}

#[test]
fn members_of_json_in_cells_are_answers() {
    let cell = |rating: u32, said: &str| {
        format!("\"{{\"\"rating\"\": {rating}, \"\"comment\"\": \"\"{said}\"\"}}\"\n")
    };
    let said = [(5, "Quick and kind, as ever"), (1, "It never came at all"), (3, "It was fine")];
    let lines = said
        .iter()
        .enumerate()
        .map(|(at, (rating, said))| format!("R{at},{}", cell(*rating, said)));
    let read = super::read(&format!("id,payload\n{}", lines.collect::<String>()));
    assert_eq!(read.layout.headers, ["id", "payload.rating", "payload.comment"]);
    assert_eq!(read.role("payload.rating"), Role::CSAT);
    assert_eq!(read.role("payload.comment"), Role::Comment);
    let told: Vec<&str> = said.iter().map(|(_, said)| *said).collect();
    assert_eq!(comments(&read.feedback), told);
    let rows: Vec<u64> = read.feedback.iter().map(|row| row.source.row).collect();
    assert_eq!(rows, [2, 3, 4]);
}
