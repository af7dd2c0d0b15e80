//! That nothing panics, nothing goes missing and mappings read back, whatever the bytes: files that
//! nobody chose, apart from those that were written to show something.

use proptest::prelude::*;

use super::*;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,3}",
        "[a-z ,;\"]{0,20}",
        "[很好差,。快递\u{FFFD}]{0,12}",
        Just("2026/9/3 12:00".to_owned()),
        Just("(跳过)".to_owned()),
        "(nps|comment|rating|时间|评价)",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read_bytes(&bytes, ".csv");
    }

    #[test]
    fn random_text_never_panics(text in "[\\PC\n\r\t,;|\"\\[\\]{}:]{0,400}") {
        let _ = read_bytes(text.as_bytes(), ".csv");
        let _ = read_bytes(text.as_bytes(), ".jsonl");
        let _ = read_bytes(format!("[{text}").as_bytes(), ".json");
    }

    #[test]
    fn mappings_read_back_the_same(
        names in proptest::collection::btree_set("\\PC{1,12}", 1..6),
        touchpoint in proptest::option::of("[^\\s]{1,8}"),
        label in any::<String>(),
        (low, high) in (-9.0..9.0f64, 10.0..99.0f64),
        ignore in any::<bool>(),
    ) {
        let names: std::collections::BTreeSet<_> = names.iter().map(|n| n.trim()).collect();
        let roles = [Role::CSAT, Role::Comment, Role::Ignore, Role::Segment, Role::NPS];
        let columns = names.iter().enumerate().map(|(at, name)| {
            let mut column = ColumnMapping::new(*name, roles[at % roles.len()]);
            column.touchpoint = touchpoint.clone();
            if column.role == Role::CSAT {
                column.scale = Some(Scale { low, high, direction: Direction::Lower });
                column.labels.insert(label.clone(), high);
            }
            column
        });
        let others = if ignore { Others::Ignore } else { Others::Detect };
        let mapping = Mapping { columns: columns.collect(), others, ..Mapping::default() };
        let read = Mapping::from_toml(&mapping.to_toml(Lang::En), Path::new("m"));
        prop_assert_eq!(read.unwrap(), mapping);
    }

    #[test]
    fn random_mappings_never_panic(text in "\\PC{0,80}") {
        let _ = Mapping::from_toml(&text, Path::new("m"));
        let _ = Mapping::from_toml(&format!("[[column]]\n{text}"), Path::new("m"));
    }

    #[test]
    fn ragged_tables_are_accounted_for(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 1..7), 1..30),
        gb in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let bytes = if gb { encoding_rs::GB18030.encode(&text).0.into_owned() } else { bytes };
        let _ = read_bytes(&bytes, ".csv");
    }

    #[test]
    fn random_workbooks_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let zip = [&b"PK\x03\x04"[..], &bytes].concat();
        let cfb = [&[0xD0, 0xCF, 0x11, 0xE0][..], &bytes].concat();
        prop_assert!(read_bytes(&zip, ".xlsx").is_err());
        prop_assert!(read_bytes(&cfb, ".xls").is_err());
    }
}
