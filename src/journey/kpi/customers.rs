//! Who is a customer when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::books::{Books, CustomerRecord, Given};
use super::{KpiPeriod, KpiSettings, days};

/// By what it is known that a customer has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeavingBy {
    /// A column says so.
    Contract,
    /// No order for so many days.
    Inactivity(u32),
}

/// Customers of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CustomerCounts {
    /// On the day before it.
    pub start: u64,
    /// On its last day.
    pub end: u64,
    /// Of those at the end, those who were none at the start.
    pub gained: u64,
    /// Of these, those who had been customers before: they came back.
    pub returned: u64,
    /// Of those at the start, those who are none at the end.
    pub lost: u64,
    /// New in the period, whether or not they are still there.
    pub new: u64,
    /// At any time of the period.
    pub during: u64,
    /// Customers of whom it is not told since when; they are in no figure of who stays.
    pub undated: u64,
}

/// Who is a customer when, and who was one in the period.
#[derive(Debug, Default)]
pub(super) struct Customers {
    pub(super) leaving_by: Option<LeavingBy>,
    /// Those of whom anything is known by the tables, feedback aside.
    known: BTreeSet<u32>,
    pub(super) records: BTreeMap<u32, CustomerRecord>,
    /// Days of orders, ascending.
    pub(super) bought: BTreeMap<u32, Vec<Date>>,
    pub(super) start: BTreeSet<u32>,
    pub(super) end: BTreeSet<u32>,
    pub(super) new: BTreeSet<u32>,
    pub(super) during: BTreeSet<u32>,
    undated: u64,
}

impl Customers {
    pub(super) fn of(books: &Books, settings: &KpiSettings, period: KpiPeriod) -> Customers {
        let records: BTreeMap<u32, CustomerRecord> =
            books.customers.iter().flatten().map(|one| (one.id, *one)).collect();
        let mut bought: BTreeMap<u32, Vec<Date>> = BTreeMap::new();
        for order in books.orders.iter().flatten().filter(|order| order.amount >= 0.0) {
            if let Some(id) = order.id {
                bought.entry(id).or_default().push(order.date);
            }
        }
        bought.values_mut().for_each(|days| days.sort());
        let leaving_by = match (books.contract, &books.orders) {
            (contract, _) if contract.joined && contract.left => Some(LeavingBy::Contract),
            (_, Some(_)) => Some(LeavingBy::Inactivity(settings.inactive_days)),
            _ => None,
        };
        let known = records.keys().chain(bought.keys()).copied().collect();
        let mut all = Customers { leaving_by, known, records, bought, ..Customers::default() };
        if books.contract.joined {
            let undated = all.records.values().filter(|one| one.joined.is_none());
            all.undated = undated.count() as u64;
        }
        let ids: Vec<u32> = all.known.iter().copied().collect();
        for id in ids {
            let since = all.since(id, books.contract.joined);
            if since.is_some_and(|day| period.has(day)) {
                all.new.insert(id);
            }
            let [was, is] = [period.eve(), period.to].map(|day| all.is_customer(id, day));
            if was {
                all.start.insert(id);
            }
            if is {
                all.end.insert(id);
            }
            let came = match leaving_by {
                Some(LeavingBy::Inactivity(_)) => {
                    all.bought.get(&id).is_some_and(|all| all.iter().any(|day| period.has(*day)))
                }
                _ => since.is_some_and(|day| period.has(day)),
            };
            if was || came {
                all.during.insert(id);
            }
        }
        all
    }

    /// The first day on which somebody was a customer.
    fn since(&self, id: u32, told: bool) -> Option<Date> {
        match told {
            true => self.records.get(&id)?.joined,
            false => self.bought.get(&id)?.first().copied(),
        }
    }

    /// Whether somebody is a customer at the end of a day.
    fn is_customer(&self, id: u32, day: Date) -> bool {
        match self.leaving_by {
            Some(LeavingBy::Contract) => self.records.get(&id).is_some_and(|one| {
                one.joined.is_some_and(|joined| joined <= day)
                    && one.left.is_none_or(|left| left > day)
            }),
            Some(LeavingBy::Inactivity(inactive)) => {
                let before =
                    self.bought.get(&id).and_then(|all| all.iter().rfind(|at| **at <= day));
                before.is_some_and(|last| days(*last, day) < i64::from(inactive))
            }
            None => false,
        }
    }

    /// Whether hardly anybody was lost, and orders do not go back as far as it takes to be.
    pub(super) fn hides_losses(&self, settings: &KpiSettings, period: KpiPeriod) -> bool {
        let Some(LeavingBy::Inactivity(inactive)) = self.leaving_by else { return false };
        let lost = self.start.difference(&self.end).count() as u64;
        let history = self.first_order().map_or(0, |first| days(first, period.from));
        lost < settings.min_n && history < i64::from(inactive)
    }

    /// The first day of an order of anybody.
    pub(super) fn first_order(&self) -> Option<Date> {
        self.bought.values().filter_map(|days| days.first()).min().copied()
    }

    /// Whether the tables know somebody.
    pub(super) fn knows(&self, id: u32) -> bool {
        self.known.contains(&id)
    }

    /// Customers who gave feedback, and others who did and can be told apart.
    pub(super) fn matched(&self, given: &[Given]) -> [u64; 2] {
        let ids: BTreeSet<u32> = given.iter().filter_map(|given| given.id).collect();
        let known = ids.iter().filter(|id| self.knows(**id)).count() as u64;
        [known, ids.len() as u64 - known]
    }

    pub(super) fn counts(&self) -> Option<CustomerCounts> {
        self.leaving_by?;
        let count = |n: usize| n as u64;
        let gained = self.end.difference(&self.start);
        let returned = gained.clone().filter(|id| !self.new.contains(id)).count();
        Some(CustomerCounts {
            start: count(self.start.len()),
            end: count(self.end.len()),
            gained: count(gained.count()),
            returned: count(returned),
            lost: count(self.start.difference(&self.end).count()),
            new: count(self.new.len()),
            during: count(self.during.len()),
            undated: self.undated,
        })
    }
}
