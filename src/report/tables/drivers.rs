//! `drivers.csv`: what drives each score, one row a driver, then one for each
//! predictor that was left out.

use crate::report::csv_columns::CsvColumns;
use crate::report::summary::{DriverRow, DriverTable, LeftOutRow, Predictors, Quadrant};
use crate::report::{Lang, Summary};
use crate::stats::drivers::LeftOutReason;

/// The tables of drivers under each other, each with the heaviest first. See
/// [`touchpoints_csv`](super::touchpoints_csv) for `bom`.
///
/// # Errors
/// None in practice: the table is written to memory.
pub fn drivers_csv(summary: &Summary, lang: Lang, bom: bool) -> csv::Result<Vec<u8>> {
    let rows = summary.drivers.iter().flat_map(|table| {
        let line = move |found| Row { lang, table: Of::from(table), found };
        let drivers = (1..).zip(&table.drivers).map(|(rank, row)| Found::Driver(rank, row.clone()));
        let left_out = table.left_out.iter().map(|row| Found::LeftOut(row.clone()));
        drivers.chain(left_out).map(line).collect::<Vec<_>>()
    });
    columns().write(rows, bom)
}

/// What every row of a table repeats.
struct Of {
    outcome: &'static str,
    predictors: &'static str,
    table: DriverTable,
}

impl From<&DriverTable> for Of {
    fn from(table: &DriverTable) -> Of {
        Of {
            outcome: table.outcome.id(),
            predictors: match table.predictors {
                Predictors::Ratings => "ratings",
                Predictors::Topics => "topics",
            },
            table: DriverTable { drivers: Vec::new(), left_out: Vec::new(), ..table.clone() },
        }
    }
}

enum Found {
    Driver(u64, DriverRow),
    LeftOut(LeftOutRow),
}

struct Row {
    lang: Lang,
    table: Of,
    found: Found,
}

impl Row {
    fn driver(&self) -> Option<&DriverRow> {
        match &self.found {
            Found::Driver(_, row) => Some(row),
            Found::LeftOut(_) => None,
        }
    }

    fn names(&self) -> (&str, Option<&str>) {
        let (touchpoint, aspect) = match &self.found {
            Found::Driver(_, row) => (&row.touchpoint, &row.aspect),
            Found::LeftOut(row) => (&row.touchpoint, &row.aspect),
        };
        (touchpoint.in_lang(self.lang), aspect.as_ref().map(|aspect| aspect.in_lang(self.lang)))
    }
}

fn columns() -> CsvColumns<Row> {
    let truth = |truth: bool| u64::from(truth);
    CsvColumns::<Row>::new()
        .text("outcome", |row| Some(row.table.outcome.to_owned()))
        .text("predictors", |row| Some(row.table.predictors.to_owned()))
        .count("respondents", |row| Some(row.table.table.n))
        .estimate("r_squared", |row| Some(row.table.table.r_squared))
        .number("adjusted_r_squared", |row| row.table.table.adjusted_r_squared)
        .count("collinear", move |row| Some(truth(row.table.table.collinear)))
        .count("low_base", move |row| Some(truth(row.table.table.low_base)))
        .count("rank", |row| match row.found {
            Found::Driver(rank, _) => Some(rank),
            Found::LeftOut(_) => None,
        })
        .text("touchpoint", |row| Some(row.names().0.to_owned()))
        .text("aspect", |row| row.names().1.map(str::to_owned))
        .count("n", |row| match &row.found {
            Found::Driver(_, row) => Some(row.n),
            Found::LeftOut(row) => Some(row.n),
        })
        .estimate("share", |row| row.driver().map(|driver| driver.share))
        .estimate("weight", |row| row.driver().map(|driver| driver.weight))
        .number("lmg", |row| row.driver().and_then(|driver| driver.lmg))
        .number("beta", |row| row.driver().map(|driver| driver.beta))
        .number("slope", |row| row.driver().map(|driver| driver.slope))
        .number("correlation", |row| row.driver().map(|driver| driver.correlation))
        .number("vif", |row| row.driver().map(|driver| driver.vif))
        .number("p", |row| row.driver().and_then(|driver| driver.p))
        .count("significant", move |row| row.driver().map(|driver| truth(driver.significant)))
        .number("performance", |row| row.driver().map(|driver| driver.performance))
        .text("quadrant", |row| {
            row.driver().map(|driver| {
                let quadrant = match driver.quadrant {
                    Quadrant::FixFirst => "fix_first",
                    Quadrant::KeepUp => "keep_up",
                    Quadrant::Watch => "watch",
                    Quadrant::LowPriority => "low_priority",
                };
                quadrant.to_owned()
            })
        })
        .text("left_out", |row| match &row.found {
            Found::Driver(..) => None,
            Found::LeftOut(row) => Some(
                match row.reason {
                    LeftOutReason::TooFew => "too_few",
                    LeftOutReason::NoVariance => "no_variance",
                    LeftOutReason::TooMany => "too_many",
                }
                .to_owned(),
            ),
        })
}

#[cfg(test)]
mod tests {
    use super::super::tests::cell;
    use super::*;
    use crate::report::sample;

    #[test]
    fn drivers_come_before_what_was_left_out() {
        let mut summary = sample::summary();
        summary.drivers[0].drivers[1].aspect = Some(crate::lang::Name::same("+1"));
        let csv = drivers_csv(&summary, Lang::En, false).unwrap();
        let table = &summary.drivers[0];
        let rows = csv::Reader::from_reader(&csv[..]).records().count();
        assert_eq!(rows, table.drivers.len() + table.left_out.len());
        assert_eq!(cell(&csv, 0, "outcome"), "nps");
        assert_eq!(cell(&csv, 0, "predictors"), "ratings");
        assert_eq!(cell(&csv, 0, "touchpoint"), "Phone support");
        assert_eq!(cell(&csv, 0, "quadrant"), "fix_first");
        assert_eq!(cell(&csv, 0, "r_squared"), "0.46");
        assert_eq!(cell(&csv, 1, "aspect"), "'+1");
        let share: f64 = cell(&csv, 0, "share_low").parse().unwrap();
        assert!((share - table.drivers[0].share.low).abs() < 1e-6);
        assert_eq!(cell(&csv, 4, "significant"), "0");
        let last = rows - 1;
        assert_eq!(cell(&csv, last, "left_out"), "too_few");
        assert_eq!([cell(&csv, last, "share"), cell(&csv, last, "rank")], ["", ""]);
    }

    #[test]
    fn without_drivers_there_is_a_header() {
        let csv = drivers_csv(&sample::bare(), Lang::Zh, true).unwrap();
        assert!(csv.starts_with(b"\xEF\xBB\xBFoutcome,predictors,respondents,"));
        assert_eq!(csv::Reader::from_reader(&csv[..]).records().count(), 0);
    }
}
