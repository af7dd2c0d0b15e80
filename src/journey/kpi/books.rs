//! A business's tables, as they were understood: customers by numbers, days, amounts.

use jiff::civil::Date;

use super::KpiPeriod;
use crate::metrics::Band;

/// The tables that there are. A customer has one number in all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Books {
    /// Customers, each once.
    pub customers: Option<Vec<CustomerRecord>>,
    /// What the table of customers tells.
    pub contract: Contract,
    /// Orders, each once.
    pub orders: Option<Vec<Order>>,
    /// Tickets.
    pub tickets: Option<Vec<Ticket>>,
    /// Campaigns.
    pub campaigns: Option<Vec<Campaign>>,
    /// Visits, clicks and the like.
    pub visits: Option<Vec<Visit>>,
    /// Feedback.
    pub feedback: Option<Vec<Given>>,
}

/// What the columns of the table of customers tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contract {
    /// Since when each is a customer.
    pub joined: bool,
    /// Who has left, and when.
    pub left: bool,
    /// Who came by referral.
    pub referred: bool,
}

/// A customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CustomerRecord {
    /// Number.
    pub id: u32,
    /// Since when.
    pub joined: Option<Date>,
    /// First day on which it was none any more.
    pub left: Option<Date>,
    /// Whether it came by referral, where that is told.
    pub referred: Option<bool>,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Customer, where it is told.
    pub id: Option<u32>,
    /// Day.
    pub date: Date,
    /// What was paid; below 0 where money was given back, which is no order of its own.
    pub amount: f64,
    /// What of it is margin, where that is told.
    pub margin: Option<f64>,
}

/// A ticket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ticket {
    /// Customer, where it is told.
    pub id: Option<u32>,
    /// Day.
    pub date: Date,
    /// Whether it is a complaint.
    pub complaint: bool,
}

/// A campaign, or what it was in a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Campaign {
    /// Day, of a month the first.
    pub date: Date,
    /// What it cost.
    pub cost: f64,
    /// Customers who came by it, where that is told.
    pub gained: Option<u64>,
    /// People it reached, and those of them who responded.
    pub response: Option<[u64; 2]>,
}

/// A visit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// Customer.
    pub id: Option<u32>,
    /// Day.
    pub date: Date,
}

/// Feedback with a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// Who gave it, where that is told.
    pub id: Option<u32>,
    /// Day, where that is told.
    pub date: Option<Date>,
    /// Where its score stands; `None` without one.
    pub band: Option<Band>,
}

impl Books {
    /// The first and the last day of all tables but of campaigns and feedback, which may be told
    /// by month; of those where there is nothing else. A day on which a customer is to leave says
    /// nothing of how far data reach.
    pub(super) fn span(&self) -> Option<(Date, Date)> {
        let customers = self.customers.iter().flatten();
        let days = customers.filter_map(|one| one.joined);
        let days = days.chain(self.orders.iter().flatten().map(|order| order.date));
        let days = days.chain(self.tickets.iter().flatten().map(|ticket| ticket.date));
        let days = days.chain(self.visits.iter().flatten().map(|visit| visit.date));
        let more = self.campaigns.iter().flatten().map(|campaign| campaign.date);
        let more = more.chain(self.feedback.iter().flatten().filter_map(|given| given.date));
        ends(days).or_else(|| ends(more))
    }

    /// The first and the last day of the orders, where there are some and none is in the period.
    pub(super) fn orders_outside(&self, period: KpiPeriod) -> Option<[Date; 2]> {
        let days = self.orders.iter().flatten().map(|order| order.date);
        let none = !days.clone().any(|day| period.has(day));
        ends(days).filter(|_| none).map(|(first, last)| [first, last])
    }
}

fn ends(days: impl Iterator<Item = Date>) -> Option<(Date, Date)> {
    days.fold(None, |ends: Option<(Date, Date)>, day| {
        let (first, last) = ends.unwrap_or((day, day));
        Some((first.min(day), last.max(day)))
    })
}
