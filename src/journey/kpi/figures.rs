//! Every figure by its formula.

use std::collections::{BTreeMap, BTreeSet};

use super::books::Books;
use super::customers::{Customers, LeavingBy};
use super::figure::{Figure, Kpi, Missing};
use super::{KpiPeriod, KpiSettings};
use crate::metrics::Band;
use crate::stats::interval::{mean, wilson};

/// All figures, in the order of the report.
pub(super) fn figures(
    books: &Books,
    customers: &Customers,
    settings: &KpiSettings,
    period: KpiPeriod,
) -> Vec<Figure> {
    let made = Made { books, customers, settings, period, sales: Sales::of(books, period) };
    let all = Kpi::ALL.into_iter();
    all.map(|kpi| made.figure(kpi).unwrap_or_else(|why| Figure::missing(kpi, why))).collect()
}

/// What was sold in the period.
struct Sales {
    /// Orders of each buyer.
    buyers: BTreeMap<u32, u64>,
    orders: u64,
    amounts: Vec<f64>,
    /// Less what was given back.
    revenue: f64,
    /// Revenue of orders whose margin is told, and that margin.
    margin: [f64; 2],
}

impl Sales {
    fn of(books: &Books, period: KpiPeriod) -> Option<Sales> {
        let orders = books.orders.as_ref()?;
        let mut sales = Sales {
            buyers: BTreeMap::new(),
            orders: 0,
            amounts: Vec::new(),
            revenue: 0.0,
            margin: [0.0; 2],
        };
        for order in orders.iter().filter(|order| period.has(order.date)) {
            sales.revenue += order.amount;
            if let Some(margin) = order.margin {
                sales.margin[0] += order.amount;
                sales.margin[1] += margin;
            }
            if order.amount < 0.0 {
                continue;
            }
            sales.orders += 1;
            sales.amounts.push(order.amount);
            if let Some(id) = order.id {
                *sales.buyers.entry(id).or_default() += 1;
            }
        }
        Some(sales)
    }
}

struct Made<'a> {
    books: &'a Books,
    customers: &'a Customers,
    settings: &'a KpiSettings,
    period: KpiPeriod,
    sales: Option<Sales>,
}

impl Made<'_> {
    fn figure(&self, kpi: Kpi) -> Result<Figure, Missing> {
        Ok(match kpi {
            Kpi::Retention => self.stays(kpi, true)?,
            Kpi::Churn => self.stays(kpi, false)?,
            Kpi::Repurchase => self.buyers(kpi, |_, n| n >= 2)?,
            Kpi::Returning => self.buyers(kpi, |id, _| self.bought_before(id))?,
            Kpi::Loyalty => {
                let many = u64::from(self.settings.loyal_orders);
                self.buyers(kpi, |_, n| n >= many)?
            }
            Kpi::Promoters => self.promoters()?,
            Kpi::AveragePurchase => self.average_purchase()?,
            Kpi::Frequency => self.frequency()?,
            Kpi::Lifetime => Figure::number(kpi, self.lifetime()?),
            Kpi::LifetimeValue => Figure::number(kpi, self.lifetime_value()?),
            Kpi::DiscountedValue => Figure::number(kpi, self.discounted_value()?),
            Kpi::AcquisitionCost => {
                Figure::ratio(kpi, self.cost()?, self.newcomers()?.len() as f64)
            }
            Kpi::AttributedCost => self.attributed()?,
            Kpi::ValueToCost => {
                let cost = Figure::ratio(
                    Kpi::AcquisitionCost,
                    self.cost()?,
                    self.newcomers()?.len() as f64,
                );
                let cost = cost.value.ok_or(Missing::Nobody)?;
                Figure::ratio(kpi, self.lifetime_value()?, cost)
            }
            Kpi::Complaints => {
                let tickets = self.books.tickets.as_ref().ok_or(Missing::Tickets)?;
                let in_period = tickets.iter().filter(|t| t.complaint && self.period.has(t.date));
                self.of_customers(kpi, in_period.filter_map(|ticket| ticket.id))?
            }
            Kpi::ComplaintsPerOrders => {
                let tickets = self.books.tickets.as_ref().ok_or(Missing::Tickets)?;
                let in_period = tickets.iter().filter(|t| t.complaint && self.period.has(t.date));
                let (n, orders) = (in_period.count() as f64, self.sales()?.orders as f64);
                let per = Figure::ratio(kpi, n, orders);
                Figure { value: per.value.map(|share| 100.0 * share), ..per }
            }
            Kpi::FeedbackRate => {
                let given = self.books.feedback.as_ref().ok_or(Missing::Feedback)?;
                let in_period =
                    given.iter().filter(|one| one.date.is_none_or(|day| self.period.has(day)));
                self.of_customers(kpi, in_period.filter_map(|given| given.id))?
            }
            Kpi::Referral => {
                if !self.books.contract.referred {
                    return Err(Missing::Referred);
                }
                let new = self.newcomers()?;
                let told = |id: &&u32| {
                    self.customers.records.get(id).is_some_and(|one| one.referred.is_some())
                };
                let came = |id: &&u32| {
                    self.customers.records.get(id).is_some_and(|one| one.referred == Some(true))
                };
                self.share(kpi, new.iter().filter(came).count(), new.iter().filter(told).count())?
            }
            Kpi::Engagement => self.engagement()?,
            Kpi::Interaction => self.interaction()?,
        })
    }

    /// A share with its interval, of enough.
    fn share(&self, kpi: Kpi, hits: usize, n: usize) -> Result<Figure, Missing> {
        let (hits, n) = (hits as u64, n as u64);
        let interval = wilson(hits, n).ok_or(Missing::Nobody)?;
        if n < self.settings.min_n {
            return Err(Missing::TooFew);
        }
        let figure = Figure::ratio(kpi, hits as f64, n as f64);
        Ok(Figure { interval: Some(interval), ..figure })
    }

    fn sales(&self) -> Result<&Sales, Missing> {
        self.sales.as_ref().ok_or(Missing::Orders)
    }

    fn newcomers(&self) -> Result<&BTreeSet<u32>, Missing> {
        let told = self.books.contract.joined || self.books.orders.is_some();
        told.then_some(&self.customers.new).ok_or(Missing::New)
    }

    /// (customers at the end − those gained) / customers at the start, or what is left of it.
    fn stays(&self, kpi: Kpi, stay: bool) -> Result<Figure, Missing> {
        self.customers.leaving_by.ok_or(Missing::Leaving)?;
        if self.customers.hides_losses(self.settings, self.period) {
            return Err(Missing::ShortHistory);
        }
        let (start, end) = (&self.customers.start, &self.customers.end);
        let stayed = start.intersection(end).count();
        self.share(kpi, if stay { stayed } else { start.len() - stayed }, start.len())
    }

    fn buyers(&self, kpi: Kpi, counts: impl Fn(u32, u64) -> bool) -> Result<Figure, Missing> {
        let buyers = &self.sales()?.buyers;
        let hits = buyers.iter().filter(|(id, n)| counts(**id, **n)).count();
        self.share(kpi, hits, buyers.len())
    }

    fn bought_before(&self, id: u32) -> bool {
        let first = self.customers.bought.get(&id).and_then(|days| days.first());
        first.is_some_and(|day| *day < self.period.from)
    }

    fn promoters(&self) -> Result<Figure, Missing> {
        let given = self.books.feedback.as_ref().ok_or(Missing::Feedback)?;
        let in_period = given.iter().filter(|one| one.date.is_none_or(|day| self.period.has(day)));
        let bands: Vec<Band> = in_period.filter_map(|one| one.band).collect();
        let best = bands.iter().filter(|band| **band == Band::High).count();
        self.share(Kpi::Promoters, best, bands.len())
    }

    fn average_purchase(&self) -> Result<Figure, Missing> {
        let sales = self.sales()?;
        let figure = Figure::ratio(Kpi::AveragePurchase, sales.revenue, sales.orders as f64);
        // What was given back belongs to no single order: the spread is that of what was paid.
        let spread = mean(&sales.amounts);
        let interval = spread.zip(figure.value).map(|(paid, value)| {
            let moved = value - paid.value;
            crate::stats::Estimate { value, low: paid.low + moved, high: paid.high + moved }
        });
        Ok(Figure { interval, ..figure })
    }

    fn frequency(&self) -> Result<Figure, Missing> {
        let sales = self.sales()?;
        // Orders of nobody in particular are no buyer's.
        let orders: u64 = sales.buyers.values().sum();
        let figure = Figure::ratio(Kpi::Frequency, orders as f64, sales.buyers.len() as f64);
        Ok(Figure { value: figure.value.map(|n| n / self.period.years()), ..figure })
    }

    /// The share of customers that is lost in a year, as that of the period says.
    fn yearly_churn(&self) -> Result<f64, Missing> {
        let churn = self.stays(Kpi::Churn, false)?;
        // One or two who left tell of no pace at which customers leave.
        if churn.of.is_some_and(|lost| lost > 0.0 && lost < self.settings.min_n as f64) {
            return Err(Missing::FewLost);
        }
        let churn = churn.value.ok_or(Missing::Nobody)?;
        Ok(1.0 - (1.0 - churn).powf(1.0 / self.period.years()))
    }

    fn lifetime(&self) -> Result<f64, Missing> {
        match self.yearly_churn()? {
            churn if churn > 0.0 => Ok(1.0 / churn),
            _ => Err(Missing::NobodyLost),
        }
    }

    /// Revenue of a buyer in a year.
    fn yearly_value(&self) -> Result<f64, Missing> {
        let average = self.average_purchase()?.value.ok_or(Missing::Nobody)?;
        Ok(average * self.frequency()?.value.ok_or(Missing::Nobody)?)
    }

    fn lifetime_value(&self) -> Result<f64, Missing> {
        Ok(self.yearly_value()? * self.lifetime()?)
    }

    /// m (1 + d) / (1 + d − r), with the margin m of a year, of which the first is sure.
    fn discounted_value(&self) -> Result<f64, Missing> {
        let sales = self.sales()?;
        let margin = match sales.margin {
            [revenue, margin] if revenue > 0.0 => margin / revenue,
            _ => self.settings.margin.ok_or(Missing::Margin)?,
        };
        let (discount, stays) = (self.settings.discount_rate, 1.0 - self.yearly_churn()?);
        if stays >= 1.0 {
            return Err(Missing::NobodyLost);
        }
        let lasting = 1.0 + discount - stays;
        Ok(self.yearly_value()? * margin * (1.0 + discount) / lasting)
    }

    fn cost(&self) -> Result<f64, Missing> {
        let campaigns = self.books.campaigns.as_ref().ok_or(Missing::Campaigns)?;
        let in_period = campaigns.iter().filter(|one| self.period.has(one.date));
        let costs: Vec<f64> = in_period.map(|one| one.cost).collect();
        if costs.is_empty() { Err(Missing::Nobody) } else { Ok(costs.iter().sum()) }
    }

    fn attributed(&self) -> Result<Figure, Missing> {
        let campaigns = self.books.campaigns.as_ref().ok_or(Missing::Campaigns)?;
        let in_period = campaigns.iter().filter(|one| self.period.has(one.date));
        let told: Vec<(f64, u64)> =
            in_period.filter_map(|one| Some((one.cost, one.gained?))).collect();
        if told.is_empty() {
            return Err(Missing::Gained);
        }
        let (cost, gained) =
            told.iter().fold((0.0, 0), |(cost, n), (own, gained)| (cost + own, n + gained));
        Ok(Figure::ratio(Kpi::AttributedCost, cost, gained as f64))
    }

    /// Of the customers of the period, those among these.
    fn of_customers(&self, kpi: Kpi, ids: impl Iterator<Item = u32>) -> Result<Figure, Missing> {
        let during = &self.customers.during;
        if self.customers.leaving_by.is_none() && !self.books.contract.joined {
            return Err(Missing::Leaving);
        }
        let hits: BTreeSet<u32> = ids.filter(|id| during.contains(id)).collect();
        self.share(kpi, hits.len(), during.len())
    }

    fn engagement(&self) -> Result<Figure, Missing> {
        let day = |date| self.period.has(date);
        if let Some(visits) = &self.books.visits {
            let in_period = visits.iter().filter(|visit| day(visit.date));
            return self.of_customers(Kpi::Engagement, in_period.filter_map(|visit| visit.id));
        }
        // Where orders alone say who is a customer, all of those who ordered would be engaged.
        let by_orders = self.customers.leaving_by != Some(LeavingBy::Contract);
        if by_orders && self.books.tickets.is_none() && self.books.feedback.is_none() {
            return Err(Missing::Visits);
        }
        let orders = self.books.orders.iter().flatten().filter(|one| day(one.date));
        let tickets = self.books.tickets.iter().flatten().filter(|one| day(one.date));
        let given = self.books.feedback.iter().flatten();
        let given = given.filter(|one| one.date.is_some_and(day));
        let ids = orders.filter_map(|one| one.id).chain(tickets.filter_map(|one| one.id));
        self.of_customers(Kpi::Engagement, ids.chain(given.filter_map(|one| one.id)))
    }

    fn interaction(&self) -> Result<Figure, Missing> {
        let campaigns = self.books.campaigns.as_ref().ok_or(Missing::Campaigns)?;
        let in_period = campaigns.iter().filter(|one| self.period.has(one.date));
        let told: Vec<[u64; 2]> = in_period.filter_map(|one| one.response).collect();
        if told.is_empty() {
            return Err(Missing::Response);
        }
        let sum = |at: usize| told.iter().map(|both| both[at]).sum::<u64>() as usize;
        self.share(Kpi::Interaction, sum(1), sum(0))
    }
}
