//! Key figures of customers from a business's own tables: who stays, buys again, complains, comes
//! by referral, what a customer is worth and costs, and whether those who are unhappy leave.
//!
//! [`Books`] hold the tables as they were understood; [`kpis`] makes the [`Kpis`] of a period.

mod books;
mod customers;
mod figure;
mod figures;
mod leaving;
mod pauses;
mod revenue;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::Serialize;

pub use books::{Books, Campaign, Contract, CustomerRecord, Given, Order, Ticket, Visit};
use customers::Customers;
pub use customers::{CustomerCounts, LeavingBy};
pub use figure::{Figure, Kpi, KpiUnit, Missing};
pub use leaving::{Leaving, LeavingBand, LeavingTest};
pub use revenue::BandRevenue;

/// What is stated about how figures are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KpiSettings {
    /// First day of the period.
    pub from: Option<Date>,
    /// Last day of the period.
    pub to: Option<Date>,
    /// Days without an order after which a customer has left, where no column says who left; where
    /// they are not stated, as the orders themselves tell.
    pub inactive_days: u32,
    /// Whether these are stated.
    pub inactive_stated: bool,
    /// Orders in the period from which a buyer is loyal.
    pub loyal_orders: u32,
    /// Share of revenue that is margin, where no column says so.
    pub margin: Option<f64>,
    /// What a year takes off the worth of money, as a share.
    pub discount_rate: f64,
    /// A share of fewer is not shown.
    pub min_n: u64,
}

impl Default for KpiSettings {
    fn default() -> KpiSettings {
        KpiSettings {
            from: None,
            to: None,
            inactive_days: 365,
            inactive_stated: false,
            loyal_orders: 3,
            margin: None,
            discount_rate: 0.1,
            min_n: 5,
        }
    }
}

/// The period that figures are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KpiPeriod {
    /// First day.
    #[serde(serialize_with = "day")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub from: Date,
    /// Last day.
    #[serde(serialize_with = "day")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub to: Date,
    /// Whether it was stated.
    pub stated: bool,
}

fn day<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

impl KpiPeriod {
    /// The day before it.
    pub(crate) fn eve(&self) -> Date {
        self.from.yesterday().unwrap_or(self.from)
    }

    /// Whether a day is in it.
    pub(crate) fn has(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// Its length in years; of whole months a twelfth each.
    pub fn years(&self) -> f64 {
        let months = self.to.tomorrow().ok().and_then(|end| {
            let span = self.from.until((jiff::Unit::Month, end)).ok()?;
            (span.get_days() == 0).then(|| f64::from(span.get_months()))
        });
        if let Some(months) = months.filter(|months| *months > 0.0) {
            return months / 12.0;
        }
        (days(self.from, self.to) + 1) as f64 / 365.25
    }
}

/// Days from one to another.
pub(crate) fn days(from: Date, to: Date) -> i64 {
    // Days between two civil dates always fit.
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Everything that is found of a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Kpis {
    /// The period.
    pub period: KpiPeriod,
    /// By what customers leave; `None` where nothing says so.
    pub leaving_by: Option<LeavingBy>,
    /// Customers at the start and the end, gained and lost.
    pub customers: Option<CustomerCounts>,
    /// Days of orders before the period: who left before the first of them is not seen.
    pub history_days: Option<i64>,
    /// Whether the orders tell after how many days without one a customer has left.
    #[serde(skip)]
    pub pauses_tell: bool,
    /// Whether hardly anybody was lost, and orders do not go back as far as it takes to be.
    #[serde(skip)]
    pub hides_losses: bool,
    /// The first and the last day of the orders, where none of them is in the period.
    #[serde(skip)]
    pub orders_outside: Option<[Date; 2]>,
    /// Every figure, in the order of the report.
    pub figures: Vec<Figure>,
    /// Who leaves, by what they said.
    pub leaving: Option<Leaving>,
    /// What revenue is with whom, by what they said last; empty without orders or feedback.
    pub revenue: Vec<BandRevenue>,
    /// Customers who gave feedback, and people who gave feedback and are no known customer.
    pub matched: Option<[u64; 2]>,
}

/// Why there are no figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KpiError {
    /// No table has a date.
    NoDates,
    /// The period that is stated ends before it begins.
    Backwards,
}

/// The figures of the period that is stated; else of the longest of 12, 6, 3 and 1 months up to
/// the last day of the data before which the data have at least as much again, or of all.
///
/// # Errors
/// A period that cannot be.
pub fn kpis(books: &Books, settings: &KpiSettings) -> Result<Kpis, KpiError> {
    let period = period(books, settings)?;
    let pauses = pauses::inactive_after(books).filter(|_| !settings.inactive_stated);
    let inactive_days = pauses.unwrap_or(settings.inactive_days);
    let settings = &KpiSettings { inactive_days, ..*settings };
    let customers = Customers::of(books, settings, period);
    let (leaving, revenue) = match &books.feedback {
        Some(given) => (
            leaving::leaving(books, given, &customers, settings, period),
            revenue::revenue(books, given, settings, period),
        ),
        None => (None, Vec::new()),
    };
    Ok(Kpis {
        period,
        leaving_by: customers.leaving_by,
        customers: customers.counts(),
        history_days: customers.first_order().map(|first| days(first, period.from).max(0)),
        pauses_tell: pauses.is_some(),
        hides_losses: customers.hides_losses(settings, period),
        orders_outside: books.orders_outside(period),
        figures: figures::figures(books, &customers, settings, period),
        leaving,
        revenue,
        matched: books.feedback.as_ref().map(|given| customers.matched(given)),
    })
}

fn period(books: &Books, settings: &KpiSettings) -> Result<KpiPeriod, KpiError> {
    let (first, last) = books.span().ok_or(KpiError::NoDates)?;
    let to = settings.to.unwrap_or(last);
    let stated = settings.from.is_some();
    let from = settings.from.unwrap_or_else(|| {
        let back = |months: i32| {
            let span = jiff::Span::new().months(months);
            to.tomorrow().ok()?.checked_sub(span).ok()
        };
        let long = |months: &i32| back(2 * months).is_some_and(|start| first <= start);
        [12, 6, 3, 1].into_iter().find(long).and_then(back).unwrap_or(first)
    });
    match from <= to {
        true => Ok(KpiPeriod { from, to, stated: stated || settings.to.is_some() }),
        false => Err(KpiError::Backwards),
    }
}
