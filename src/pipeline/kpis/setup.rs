//! What is stated about key figures, as a file: the period, what counts, the columns of tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use rust_i18n::t;
use serde::Deserialize;

use super::columns::{Columns, KpiField, KpiTableKind};
use crate::ingest::{DateOrder, SourceFile};
use crate::journey::kpi::KpiSettings;
use crate::journey::segmentation::{RfmCuts, SegmentSettings};
use crate::lang::Lang;

/// What is stated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KpiSetup {
    /// How figures are made.
    pub settings: KpiSettings,
    /// Which of 03/04/2026 is the month.
    pub date_order: Option<DateOrder>,
    /// How customers are divided by their orders.
    pub division: Division,
    /// Names of columns.
    columns: BTreeMap<KpiTableKind, BTreeMap<KpiField, String>>,
}

/// What is stated about how customers are divided by their orders; the rest is as usual.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Division {
    /// See [`SegmentSettings::bins`](crate::journey::segmentation::SegmentSettings::bins).
    pub parts: Option<u32>,
    /// Borders in place of parts.
    pub cuts: RfmCuts,
    /// Days within which a first order makes a new customer.
    pub new_days: Option<u32>,
    /// Days within which an order makes an active one.
    pub active_days: Option<u32>,
}

/// What is wrong with a setup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KpiSetupProblem {
    /// It is no such file; what the parser says.
    Toml(String),
    /// A key that a table does not have; those that it has.
    Field {
        /// The table.
        table: &'static str,
        /// The key.
        found: String,
        /// Those that there are.
        known: String,
    },
    /// A number that cannot be; what it may be.
    Value {
        /// The key.
        key: &'static str,
        /// What was found.
        found: String,
        /// What it may be.
        range: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    from: Option<toml::value::Datetime>,
    to: Option<toml::value::Datetime>,
    inactive_days: Option<u32>,
    loyal_orders: Option<u32>,
    margin: Option<f64>,
    discount_rate: Option<f64>,
    min_n: Option<u64>,
    date_order: Option<DateOrder>,
    rfm: Option<RfmFile>,
    lifecycle: Option<LifecycleFile>,
    #[serde(default)]
    customers: BTreeMap<String, String>,
    #[serde(default)]
    orders: BTreeMap<String, String>,
    #[serde(default)]
    tickets: BTreeMap<String, String>,
    #[serde(default)]
    campaigns: BTreeMap<String, String>,
    #[serde(default)]
    visits: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RfmFile {
    parts: Option<u32>,
    recency: Option<Vec<f64>>,
    frequency: Option<Vec<f64>>,
    monetary: Option<Vec<f64>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct LifecycleFile {
    new_days: Option<u32>,
    active_days: Option<u32>,
}

/// Most borders of a measure.
const MOST_CUTS: usize = 9;

fn division(
    rfm: Option<RfmFile>,
    lifecycle: Option<LifecycleFile>,
    inactive: u32,
) -> Result<Division, KpiSetupProblem> {
    let (rfm, lifecycle) = (rfm.unwrap_or_default(), lifecycle.unwrap_or_default());
    let wrong = |key, found: String, range| Err(KpiSetupProblem::Value { key, found, range });
    if let Some(parts) = rfm.parts.filter(|parts| !(2..=10).contains(parts)) {
        return wrong("parts", parts.to_string(), "2–10");
    }
    for (key, cuts) in
        [("recency", &rfm.recency), ("frequency", &rfm.frequency), ("monetary", &rfm.monetary)]
    {
        let Some(cuts) = cuts else { continue };
        let ascending = cuts.windows(2).all(|pair| pair[0] < pair[1]);
        let finite = cuts.iter().all(|cut| cut.is_finite());
        if !(ascending && finite && (1..=MOST_CUTS).contains(&cuts.len())) {
            return wrong(key, format!("{cuts:?}"), "[30, 90, 180]: 1–9, a < b < c");
        }
    }
    if let Some(days) = lifecycle.active_days.filter(|days| !(1..=inactive).contains(days)) {
        return wrong("active_days", days.to_string(), "1–inactive_days");
    }
    if let Some(days) = lifecycle.new_days.filter(|days| !(1..=inactive).contains(days)) {
        return wrong("new_days", days.to_string(), "1–inactive_days");
    }
    let RfmFile { parts, recency, frequency, monetary } = rfm;
    let cuts = RfmCuts { recency, frequency, monetary };
    let LifecycleFile { new_days, active_days } = lifecycle;
    Ok(Division { parts, cuts, new_days, active_days })
}

impl KpiSetup {
    /// Reads a setup.
    ///
    /// # Errors
    /// What is no setup: another format, a key that there is not, a number that cannot be.
    pub fn from_toml(text: &str) -> Result<KpiSetup, KpiSetupProblem> {
        let file: File =
            toml::from_str(text).map_err(|e| KpiSetupProblem::Toml(e.to_string().trim().into()))?;
        let day = |key, date: &Option<toml::value::Datetime>| match date {
            None => Ok(None),
            Some(date) => {
                let found = date.to_string();
                let day: Option<Date> = found.parse().ok().filter(|_| date.time.is_none());
                let wrong = || KpiSetupProblem::Value { key, found, range: "2026-01-31" };
                day.map(Some).ok_or_else(wrong)
            }
        };
        let within = |key, value: f64, range: &'static str, fits: bool| match fits {
            true => Ok(()),
            false => Err(KpiSetupProblem::Value { key, found: value.to_string(), range }),
        };
        let plain = KpiSettings::default();
        let settings = KpiSettings {
            from: day("from", &file.from)?,
            to: day("to", &file.to)?,
            inactive_days: file.inactive_days.unwrap_or(plain.inactive_days),
            inactive_stated: file.inactive_days.is_some(),
            loyal_orders: file.loyal_orders.unwrap_or(plain.loyal_orders),
            margin: file.margin,
            discount_rate: file.discount_rate.unwrap_or(plain.discount_rate),
            min_n: file.min_n.unwrap_or(plain.min_n),
        };
        let (inactive, loyal) = (settings.inactive_days, settings.loyal_orders);
        within("inactive_days", f64::from(inactive), "1–36500", (1..=36_500).contains(&inactive))?;
        within("loyal_orders", f64::from(loyal), "1…", loyal >= 1)?;
        let margin = settings.margin.unwrap_or(1.0);
        within("margin", margin, "0–1", margin > 0.0 && margin <= 1.0)?;
        let rate = settings.discount_rate;
        within("discount_rate", rate, "0–1", (0.0..1.0).contains(&rate))?;
        let division = division(file.rfm, file.lifecycle, inactive)?;
        let mut columns = BTreeMap::new();
        let stated = [&file.customers, &file.orders, &file.tickets, &file.campaigns, &file.visits];
        for (kind, stated) in KpiTableKind::ALL.into_iter().zip(stated) {
            let mut of_table = BTreeMap::new();
            for (key, column) in stated {
                let field = kind.fields().iter().find(|field| field.id() == key);
                let field = field.ok_or_else(|| KpiSetupProblem::Field {
                    table: kind.id(),
                    found: key.clone(),
                    known: kind.fields().iter().map(|f| f.id()).collect::<Vec<_>>().join(", "),
                })?;
                of_table.insert(*field, column.trim().to_owned());
            }
            columns.insert(kind, of_table);
        }
        Ok(KpiSetup { settings, date_order: file.date_order, division, columns })
    }

    /// The columns that are stated of a table; an empty name says that there is none.
    pub(super) fn stated(&self, kind: KpiTableKind) -> impl Iterator<Item = (KpiField, &str)> {
        let stated = self.columns.get(&kind).into_iter().flatten();
        stated.map(|(field, name)| (*field, name.as_str()))
    }

    /// States the columns of a table as they were taken.
    pub(super) fn take(&mut self, kind: KpiTableKind, columns: &Columns, file: &SourceFile) {
        let taken = columns.fields().map(|(field, at)| (field, file.layout().headers[at].clone()));
        let of_table = self.columns.entry(kind).or_default();
        of_table.extend(taken);
    }

    /// The setup as a file to edit, of a period.
    pub fn to_toml(&self, [from, to]: [Date; 2], lang: Lang) -> String {
        let say = |key: &str| t!(format!("kpi.setup.{key}"), locale = lang.code()).into_owned();
        let s = &self.settings;
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {}\n", say("head"));
        let _ = writeln!(text, "from = {from}   # {}\nto = {to}", say("period"));
        let _ = writeln!(text, "inactive_days = {}   # {}", s.inactive_days, say("inactive_days"));
        let _ = writeln!(text, "loyal_orders = {}   # {}", s.loyal_orders, say("loyal_orders"));
        let margin = match s.margin {
            Some(margin) => format!("margin = {margin}"),
            None => "# margin = 0.3".to_owned(),
        };
        let _ = writeln!(text, "{margin}   # {}", say("margin"));
        let _ = writeln!(text, "discount_rate = {}   # {}", s.discount_rate, say("discount_rate"));
        let _ = writeln!(text, "min_n = {}   # {}", s.min_n, say("min_n"));
        match self.date_order {
            Some(order) => {
                let _ =
                    writeln!(text, "date_order = \"{}\"   # {}", order.as_str(), say("date_order"));
            }
            None => {
                let _ = writeln!(text, "# date_order = \"dmy\"   # {}", say("date_order"));
            }
        }
        for (kind, fields) in self.columns.iter().filter(|(_, fields)| !fields.is_empty()) {
            let _ = writeln!(text, "\n[{}]", kind.id());
            for (field, column) in fields {
                let column = toml::Value::String(column.clone());
                let _ = writeln!(text, "{} = {column}", field.id());
            }
            let lacking = kind.fields().iter().filter(|field| !fields.contains_key(field));
            for field in lacking {
                let _ = writeln!(text, "# {} = \"\"   # {}", field.id(), field_words(*field, lang));
            }
        }
        if self.columns.get(&KpiTableKind::Orders).is_some_and(|fields| !fields.is_empty()) {
            text.push_str(&self.division_toml(&say));
        }
        text
    }

    /// How customers are divided, as it is stated or as it would be.
    fn division_toml(&self, say: &dyn Fn(&str) -> String) -> String {
        let Division { parts, cuts, new_days, active_days } = &self.division;
        let usual = SegmentSettings::days_of(self.settings.inactive_days);
        let mut text = format!("\n# {}\n[rfm]\n", say("division"));
        let bins = parts.unwrap_or(SegmentSettings::default().bins);
        let _ = writeln!(text, "parts = {bins}   # {}", say("parts"));
        let cut = |text: &mut String, key: &str, cuts: &Option<Vec<f64>>, example: &str| {
            let _ = match cuts {
                Some(cuts) => writeln!(text, "{key} = {cuts:?}   # {}", say(key)),
                None => writeln!(text, "# {key} = {example}   # {}", say(key)),
            };
        };
        cut(&mut text, "recency", &cuts.recency, "[30, 90, 180, 365]");
        cut(&mut text, "frequency", &cuts.frequency, "[2, 3, 5, 10]");
        cut(&mut text, "monetary", &cuts.monetary, "[100, 500, 1000, 5000]");
        let (new, active) = (new_days.unwrap_or(usual.new), active_days.unwrap_or(usual.active));
        let _ = writeln!(text, "\n[lifecycle]\nnew_days = {new}   # {}", say("new_days"));
        let _ = writeln!(text, "active_days = {active}   # {}", say("active_days"));
        text
    }
}

/// What a column holds, in words.
fn field_words(field: KpiField, lang: Lang) -> String {
    t!(format!("kpi.field.{}", field.id()), locale = lang.code()).into_owned()
}
