//! Cells that are just a date, and cells that are one no more.

use super::*;
use crate::ingest::cells::made::time_told;

fn at(cell: &str) -> String {
    time_told(parse_any(cell, None))
}

#[test]
fn styles_end_where_these_do() {
    let spaced = |blanks: usize| format!("2026-03-04{}10:20", " ".repeat(blanks));
    for (cell, time) in [
        (&*spaced(49), "2026-03-04T10:20:00"),
        (&*spaced(50), "none"),
        ("03/25/26", "2026-03-25T00:00:00"),
        ("2026年第36周", "2026-08-31T00:00:00"),
        ("2026年第6周", "2026-02-02T00:00:00"),
        ("2026年第006周", "none"),
        ("2026-W+6", "none"),
        ("29999", "none"),
        ("30000", "1982-02-18T00:00:00"),
        ("60000", "none"),
        ("1000000000", "2001-09-09T01:46:40"),
        ("4000000000", "none"),
        ("1700000000000", "2023-11-14T22:13:20"),
        ("4000000000000", "none"),
        ("20260315102233", "2026-03-15T10:22:33"),
        ("20260301240000", "none"),
        ("20260301106000", "none"),
        ("20260301101060", "none"),
        ("05-Feb-26", "2026-02-05T00:00:00"),
        ("05-Feb-45", "none"),
        ("05-Ma-2026", "none"),
        ("05-Xyz-2026", "none"),
        ("Sept 5, 2026", "2026-09-05T00:00:00"),
        ("Tue 3 Mar 2026", "2026-03-03T00:00:00"),
        ("Xyz 3 Mar 2026", "none"),
        ("2026-03-04 10", "none"),
        ("2026-03-04 :10", "none"),
        ("2026年3月4日 10时", "2026-03-04T10:00:00"),
        ("2026-03-04 10:20 am pm", "none"),
        ("2026-03-04 10:20.123", "none"),
        ("2026-03-04 10:20:30.45", "2026-03-04T10:20:30"),
        ("2026-03-04 10:20:30.123456789", "2026-03-04T10:20:30"),
        ("2026-03-04 10:20:30.1234567890", "none"),
        ("2026-03-04 23:59:60", "2026-03-04T23:59:59"),
        ("2026-03-04 23:59:61", "none"),
        ("2026-03-04 23:60", "none"),
        ("2026-03-04 24:00", "none"),
    ] {
        assert_eq!(at(cell), time, "{cell}");
    }
    assert!(parse("26/3/5", Some(DateOrder::Ymd)).is_some());
    assert!(parse("26/3/5", Some(DateOrder::Dmy)).is_none());
}

#[test]
fn dates_give_their_order_away_by_points_and_by_days_that_are_no_months() {
    for (cell, order) in [
        ("3.4.2026", Some(DateOrder::Dmy)),
        ("03.04.26", Some(DateOrder::Dmy)),
        ("13/03/2026", Some(DateOrder::Dmy)),
        ("03/13/2026", Some(DateOrder::Mdy)),
        ("03/04/2026", None),
        ("2026-03-04", None),
        ("1.2.26", None),
        ("1.2.x", None),
    ] {
        assert_eq!(order_of(cell), order, "{cell}");
    }
}
