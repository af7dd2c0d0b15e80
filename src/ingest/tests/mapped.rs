//! A user's mapping over what is detected: what it states holds, what it leaves open is taken from
//! the file.

use super::*;

/// A mapping of `table` under what the user's `mapping` says.
fn laid(table: &str, mapping: &str) -> Result<Mapping, IngestError> {
    let file = file_of(table.as_bytes(), ".csv");
    let user = Mapping::from_toml(mapping, Path::new("m.toml"))?;
    let source = SourceFile::open(file.path(), &user.read_options())?;
    let facts = profile(&source)?;
    detect(source.layout(), &facts).overlay(&user, source.layout(), &facts)
}

/// An entry of a mapping.
fn entry(name: &str, role: &str, rest: &str) -> String {
    format!("[[column]]\nname = '{name}'\nrole = '{role}'\n{rest}\n")
}

/// A table of comments beside a column with these cells.
fn beside_comments(header: &str, cells: &[&str]) -> String {
    let rows = cells.iter().enumerate();
    let rows: String =
        rows.map(|(n, cell)| format!("visit number {n} was fine,{cell}\n")).collect();
    format!("comment,{header}\n{rows}")
}

fn of<'m>(mapping: &'m Mapping, name: &str) -> &'m ColumnMapping {
    mapping.columns.iter().find(|column| column.name == name).unwrap()
}

const VISITS: &str = "id,when,Ordered on,shop,fixed,comment\n\
    1,2026-03-05,2026-03-01,North,x,Quick and friendly people\n\
    2,2026-03-06,2026-03-02,South,x,The lift was slow again\n\
    3,2026-03-07,2026-03-03,North,x,Nobody answered the phone\n\
    4,2026-03-08,2026-03-04,South,x,Everything was clean and quiet\n\
    5,2026-03-09,2026-03-05,North,x,Waited for half an hour\n\
    6,2026-03-10,2026-03-06,South,x,A good place to come back to\n";

#[test]
fn columns_that_a_mapping_does_not_list_keep_their_role_unless_it_is_taken() {
    let (person, time, none, segment) = ("respondent", "time", "ignore", "segment");
    let optional = "optional = true";
    for (mapping, wanted) in [
        (String::new(), [person, time, none, segment, none, "comment"]),
        (entry("comment", "comment", ""), [person, time, none, segment, none, "comment"]),
        (entry("Ordered on", "time", ""), [person, none, time, segment, none, "comment"]),
        // A role that any number of columns can have is nobody's alone.
        (entry("fixed", "segment", ""), [person, time, none, segment, segment, "comment"]),
        // A file may lack what is optional; what is detected stays then.
        (entry("posted", "time", optional), [person, time, none, segment, none, "comment"]),
        (
            entry("Ordered on", "time", optional) + &entry("when", "time", optional),
            [person, none, time, segment, none, "comment"],
        ),
        (
            entry("fixed", "segment", optional) + &entry("Ordered on", "segment", optional),
            [person, time, segment, segment, segment, "comment"],
        ),
        (
            "others = 'ignore'\n".to_owned() + &entry("comment", "comment", ""),
            [none, none, none, none, none, "comment"],
        ),
    ] {
        let laid = laid(VISITS, &mapping).unwrap();
        let roles: Vec<&str> = laid.columns.iter().map(|column| column.role.as_str()).collect();
        assert_eq!(roles, wanted, "{mapping}");
    }
    let fits = |mapping: &str| {
        let laid = laid(VISITS, mapping).unwrap();
        !laid.warnings.contains(&Warning::NothingMapped)
    };
    let missing = entry("posted", "time", optional);
    assert!(!fits(&missing) && !fits(&(entry("written", "comment", optional) + &missing)));
    assert!(fits("") && fits(&(entry("comment", "comment", optional) + &missing)));
    let left = laid(VISITS, "others = 'ignore'\n").unwrap();
    assert!(left.columns.iter().all(|column| column.evidence == [Evidence::Overridden]));
    assert_eq!(left.others, Others::Ignore);
}

#[test]
fn a_mapping_that_names_what_is_not_there_is_an_error_unless_that_is_optional() {
    let twice = "Why?,Why?,mark\nIt was late,rude people,4\nThe box was torn,slow lift,3\n";
    for (mapping, wanted) in [
        (entry("Reason", "comment", ""), Some(ErrorKind::NoSuchColumn)),
        (entry("Reason", "comment", "optional = true"), None),
        (entry("Why?", "comment", ""), Some(ErrorKind::AmbiguousColumn)),
        (entry("Why?", "comment", "optional = true"), Some(ErrorKind::AmbiguousColumn)),
        (entry("Why?#1", "comment", ""), None),
    ] {
        assert_eq!(laid(twice, &mapping).err().map(|error| error.kind), wanted, "{mapping}");
    }
}

#[test]
fn touchpoints_that_are_ticked_are_several_columns_of_one_role() {
    let table = "comment,t web,t shop\nquick and easy,1,\nnobody was there,,1\nfine with me,1,1\n";
    let mapping = entry("t web", "touchpoint", "touchpoint = 'web'")
        + &entry("t shop", "touchpoint", "touchpoint = 'shop'");
    let laid = laid(table, &mapping).unwrap();
    let ticked = laid.of_role(Role::Touchpoint).map(|column| column.touchpoint.as_deref());
    assert_eq!(ticked.collect::<Vec<_>>(), [Some("web"), Some("shop")]);
}

#[test]
fn columns_of_one_question_stay_together_unless_one_is_given_a_role() {
    let table = "id,Why?,Why?,Why?,mark\n1,it was late,,,4\n2,,rude people,,3\n\
        3,,slow lift again,,2\n4,torn box,,,5\n5,,,nothing to add here,1\n6,good food,,,4\n\
        7,,,too loud at night,4\n8,,,warm rooms,5\n";
    for (mapping, wanted) in [
        (entry("id", "segment", ""), &["Why?#2", "Why?#3"][..]),
        (entry("Why?#1", "comment", ""), &["Why?#2", "Why?#3"]),
        (entry("Why?#1", "comment", "also = ['Why?#3']"), &["Why?#3"]),
        (entry("Why?#2", "segment", ""), &["Why?#3"]),
        (entry("Why?#2", "ignore", ""), &["Why?#2", "Why?#3"]),
    ] {
        assert_eq!(of(&laid(table, &mapping).unwrap(), "Why?#1").also, wanted, "{mapping}");
    }
    // The scale is that of all its answers.
    let marks = "id,Score,Score\n1,4,\n2,,7\n3,3,\n4,,6\n5,5,\n6,,2\n7,1,\n8,,7\n";
    let laid = laid(marks, &entry("Score#1", "csat", "")).unwrap();
    assert_eq!(of(&laid, "Score#1").scale, Some(Scale::higher(1.0, 7.0)));
}

#[test]
fn codes_beside_a_scale_are_no_answers_where_a_mapping_leaves_that_open() {
    let cells = ["1", "2", "3", "4", "5", "1", "2", "4", "5", "5", "99", "99"];
    let table = beside_comments("mark", &cells);
    let (five, hundred) = (Scale::higher(1.0, 5.0), Scale::higher(0.0, 100.0));
    for (stated, scale, missing, told) in [
        ("", five, "99", true),
        ("scale = [1, 5]", five, "", false),
        ("missing = ['98']", hundred, "98", false),
        // The line that is told.
        ("missing = ['99']", five, "99", false),
    ] {
        let laid = laid(&table, &entry("mark", "csat", stated)).unwrap();
        let mark = of(&laid, "mark");
        assert_eq!(
            (mark.scale, mark.missing.join(" ").as_str()),
            (Some(scale), missing),
            "{stated}"
        );
        let codes = |warning: &Warning| matches!(warning, Warning::MissingCodes { .. });
        assert_eq!(laid.warnings.iter().any(codes), told, "{stated}");
    }
}

#[test]
fn points_of_words_are_those_of_the_mapping_or_of_the_usual_scale() {
    let words = ["满意", "不满意", "满意", "一般", "满意"];
    let codes = ["A1", "A2", "A5", "A3", "A1"];
    let others = ["ja", "nein", "ja", "nein", "ja"];
    let lower = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
    let five = Some(Scale::higher(1.0, 5.0));
    for (cells, stated, labels, scale) in [
        (words, "", &[("一般", 3.0), ("不满意", 2.0), ("满意", 4.0)][..], five),
        (
            words,
            "labels = { '满意' = 1.0, '不满意' = 0.0 }",
            &[("不满意", 0.0), ("满意", 1.0)],
            Some(Scale::higher(0.0, 1.0)),
        ),
        (codes, "", &[("A1", 1.0), ("A2", 2.0), ("A3", 3.0), ("A5", 5.0)], five),
        (
            codes,
            "labels = { A1 = 5.0, A2 = 4.0, A3 = 3.0, A5 = 1.0 }",
            &[("A1", 5.0), ("A2", 4.0), ("A3", 3.0), ("A5", 1.0)],
            five,
        ),
        (
            codes,
            "scale = [1, 7]",
            &[("A1", 1.0), ("A2", 2.0), ("A3", 3.0), ("A5", 5.0)],
            Some(Scale::higher(1.0, 7.0)),
        ),
        // Spread over another scale.
        (
            codes,
            "scale = [0, 10]",
            &[("A1", 0.0), ("A2", 2.5), ("A3", 5.0), ("A5", 10.0)],
            Some(Scale::higher(0.0, 10.0)),
        ),
        (
            words,
            "scale = [0, 10]",
            &[("一般", 5.0), ("不满意", 2.5), ("满意", 7.5)],
            Some(Scale::higher(0.0, 10.0)),
        ),
        (words, "scale = [1, 5]", &[("一般", 3.0), ("不满意", 2.0), ("满意", 4.0)], five),
        (others, "labels = { ja = 5.0, nein = 1.0 }", &[("ja", 5.0), ("nein", 1.0)], five),
        (
            others,
            "labels = { ja = 1.0, nein = 5.0 }\ndirection = 'lower'",
            &[("ja", 1.0), ("nein", 5.0)],
            Some(lower),
        ),
        // One point is no scale.
        (others, "labels = { ja = 5.0 }", &[("ja", 5.0)], None),
        (
            words,
            "direction = 'lower'",
            &[("一般", 3.0), ("不满意", 2.0), ("满意", 4.0)],
            Some(lower),
        ),
        (
            codes,
            "direction = 'lower'",
            &[("A1", 1.0), ("A2", 2.0), ("A3", 3.0), ("A5", 5.0)],
            Some(lower),
        ),
    ] {
        let laid = laid(&beside_comments("mark", &cells), &entry("mark", "csat", stated)).unwrap();
        let mark = of(&laid, "mark");
        let found: Vec<(&str, f64)> =
            mark.labels.iter().map(|(label, points)| (label.as_str(), *points)).collect();
        assert_eq!((found.as_slice(), mark.scale), (labels, scale), "{cells:?} {stated}");
        let spread = laid.warnings.iter().any(|told| matches!(told, Warning::Spread(..)));
        assert_eq!(spread, stated == "scale = [0, 10]", "{cells:?} {stated}");
    }
}

#[test]
fn answers_without_a_place_on_the_scale_are_told_unless_the_mapping_speaks_of_them() {
    let with = ["1", "2", "3", "4", "5", "1", "2", "4", "5", "5", "later"];
    for (cells, stated, told) in [
        (&with[..], "", true),
        (&with[..10], "", false),
        (&with[..], "missing = ['LATER']", false),
        (&with[..], "scale = [1, 5]", false),
        (&with[..], "labels = { later = 1.0 }", false),
        (&["满意", "不满意", "一般"], "", false),
    ] {
        let laid = laid(&beside_comments("mark", cells), &entry("mark", "csat", stated)).unwrap();
        let unplaced: Vec<&Warning> = laid
            .warnings
            .iter()
            .filter(|warning| matches!(warning, Warning::Unplaced { .. }))
            .collect();
        let wanted = Warning::Unplaced { column: "mark".into(), values: vec!["later (1)".into()] };
        assert_eq!(unplaced, if told { vec![&wanted] } else { Vec::new() }, "{cells:?} {stated}");
    }
}

#[test]
fn choices_are_those_of_the_mapping_or_all_that_the_cells_of_a_segment_hold() {
    let cells = ["wifi┋tea", "tea", "wifi", "wifi┋tea", "", "tea┋milk", "tea", "milk"];
    let table = beside_comments("perks", &cells);
    for (role, stated, choices, fields) in [
        ("segment", "", "milk tea wifi", "perks: milk|perks: tea|perks: wifi"),
        ("segment", "choices = ['tea']", "tea", "perks: tea"),
        ("segment", "split = ''", "", "perks"),
        ("touchpoint", "", "", "perks"),
        ("segment", "split = '┋'", "milk tea wifi", "perks: milk|perks: tea|perks: wifi"),
        ("segment", "split = '┋'\nchoices = ['tea']", "tea", "perks: tea"),
        ("touchpoint", "split = '┋'", "", "perks"),
    ] {
        let laid = laid(&table, &entry("perks", role, stated)).unwrap();
        let perks = of(&laid, "perks");
        assert_eq!(perks.choices.join(" "), choices, "{role} {stated}");
        assert_eq!(perks.fields().join("|"), fields, "{role} {stated}");
        let several = |warning: &Warning| matches!(warning, Warning::Choices { .. });
        let told = laid.warnings.iter().any(several);
        assert!(!stated.contains("split") || !told, "the mapping says so: {role} {stated}");
        let split = if stated == "split = ''" { "" } else { "┋" };
        assert_eq!(perks.split.as_deref(), Some(split), "{role} {stated}");
    }
    let detected = laid(&table, "").unwrap();
    assert!(detected.warnings.iter().any(|warning| matches!(warning, Warning::Choices { .. })));
}

#[test]
fn the_order_of_dates_is_that_of_the_mapping_or_of_the_cells_of_a_time() {
    let table = beside_comments("day", &["13/1/2024", "14/1/2024", "2/1/2024", "25/1/2024"]);
    for (role, stated, order) in [
        ("time", "", Some(DateOrder::Dmy)),
        ("time", "date_order = 'mdy'", Some(DateOrder::Mdy)),
        ("segment", "", None),
    ] {
        let laid = laid(&table, &entry("day", role, stated)).unwrap();
        assert_eq!(of(&laid, "day").date_order, order, "{role} {stated}");
    }
}

#[test]
fn a_time_that_is_missed_is_told_until_a_mapping_states_one() {
    let yearless = beside_comments("date", &["3月5日", "3月6日", "4月1日", "4月2日"]);
    let parts = beside_comments("year,month", &["2024,1", "2024,2", "2025,3", "2025,4"]);
    let unread = beside_comments("date", &["end of 3", "start of 4", "mid 5", "end of 6"]);
    let comment = entry("comment", "comment", "");
    for (table, mapping, told) in [
        (&yearless, comment.clone(), true),
        (&yearless, entry("date", "time", ""), true),
        (&yearless, entry("date", "time", "year = 2026"), false),
        (&parts, comment.clone(), true),
        (&parts, entry("month", "time", ""), false),
        (&unread, comment, true),
        (&unread, entry("date", "time", ""), false),
    ] {
        let laid = laid(table, &mapping).unwrap();
        let missed = |warning: &Warning| {
            matches!(
                warning,
                Warning::DatesWithoutYear(..)
                    | Warning::TimeInParts { .. }
                    | Warning::TimeNotUsed { .. }
            )
        };
        assert_eq!(laid.warnings.iter().any(missed), told, "{table} {mapping}");
    }
}

#[test]
fn days_are_read_in_the_year_that_stands_above_them() {
    let rows: String = (1..=12)
        .map(|n| format!("{n},6月{n}日,客服,等了{n}分钟才有人接电话,{}\n", 1 + n % 5))
        .collect();
    let (header, comment) =
        ("序号,结案日期,触点,评价内容,满意度(1-5)\n", entry("评价内容", "comment", ""));
    let titled = format!("2026年二季度回访记录表,,,,\n{header}{rows}");
    let exported = format!("导出时间：2026-06-12 09:30,,,,\n{header}{rows}");
    let early = format!("导出时间：2026-06-11 09:30,,,,\n{header}{rows}");
    let plain = format!("{header}{rows}");
    let told = |year: Option<i16>| Some(Warning::DatesWithoutYear("结案日期".to_owned(), year));
    for (table, mapping, year, wanted) in [
        (&titled, comment.clone(), Some(2026), told(Some(2026))),
        (&exported, comment.clone(), Some(2026), told(Some(2026))),
        (&early, comment.clone(), None, told(None)),
        (&plain, comment, None, told(None)),
        (&titled, entry("结案日期", "time", "year = 2025"), Some(2025), None),
        (&titled, entry("结案日期", "ignore", ""), None, None),
    ] {
        let laid = laid(table, &mapping).unwrap();
        let times: Vec<_> = laid.of_role(Role::Time).map(|column| column.year).collect();
        assert_eq!(times, Vec::from_iter(year.map(Some)), "{table} {mapping}");
        let mut warnings = laid.warnings.into_iter();
        let found = warnings.find(|warning| matches!(warning, Warning::DatesWithoutYear(..)));
        assert_eq!(found, wanted, "{table} {mapping}");
    }
}

#[test]
fn a_year_of_two_digits_stands_first_where_the_whole_column_reads_so() {
    let table = |day: fn(u32) -> String| -> String {
        let row = |n| format!("{n},{},客服,等了{n}分钟才有人接电话,{}\n", day(n), 1 + n % 5);
        let rows: String = (1..=28).map(row).collect();
        format!("序号,结案日期,触点,评价内容,满意度(1-5)\n{rows}")
    };
    let dotted: fn(u32) -> String = |n| format!("26.5.{n}");
    let written: fn(u32) -> String = |n| format!("26年5月{n}日");
    let dashed: fn(u32) -> String = |n| format!("26-01-{n:02}");
    let day_first: fn(u32) -> String = |n| format!("{n:02}-05-26");
    for (day, order) in [(dotted, true), (written, true), (dashed, true), (day_first, false)] {
        let laid = laid(&table(day), &entry("评价内容", "comment", "")).unwrap();
        let orders: Vec<_> = laid.of_role(Role::Time).map(|column| column.date_order).collect();
        let wanted = if order { vec![Some(DateOrder::Ymd)] } else { Vec::new() };
        assert_eq!(orders, wanted, "{}", day(5));
    }
}
