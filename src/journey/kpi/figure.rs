//! One key figure: what it is, its number and what it rests on.

use serde::Serialize;

use crate::stats::Estimate;

/// The figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kpi {
    /// Of the customers at the start, those who are still there at the end.
    Retention,
    /// Of the customers at the start, those who are not.
    Churn,
    /// Of the buyers of the period, those who bought more than once in it.
    Repurchase,
    /// Of the buyers of the period, those who had bought before it.
    Returning,
    /// Of the buyers of the period, those with many orders in it.
    Loyalty,
    /// Of those who gave a score, those in the best band.
    Promoters,
    /// Revenue an order.
    AveragePurchase,
    /// Orders a buyer and year.
    Frequency,
    /// Years that a customer stays.
    Lifetime,
    /// Average purchase × frequency × lifetime.
    LifetimeValue,
    /// The same of margin, discounted.
    DiscountedValue,
    /// Cost of campaigns a new customer.
    AcquisitionCost,
    /// Cost of campaigns a customer who came by them.
    AttributedCost,
    /// Lifetime value over the cost of a new customer.
    ValueToCost,
    /// Of the customers of the period, those who complained.
    Complaints,
    /// Complaints in a hundred orders.
    ComplaintsPerOrders,
    /// Of the customers of the period, those who gave feedback.
    FeedbackRate,
    /// Of the new customers, those who came by referral.
    Referral,
    /// Of the customers of the period, those who did anything.
    Engagement,
    /// Of those whom campaigns reached, those who responded.
    Interaction,
}

impl Kpi {
    /// All of them, in the order of the report.
    pub const ALL: [Kpi; 20] = [
        Kpi::Retention,
        Kpi::Churn,
        Kpi::Repurchase,
        Kpi::Returning,
        Kpi::Loyalty,
        Kpi::Promoters,
        Kpi::AveragePurchase,
        Kpi::Frequency,
        Kpi::Lifetime,
        Kpi::LifetimeValue,
        Kpi::DiscountedValue,
        Kpi::AcquisitionCost,
        Kpi::AttributedCost,
        Kpi::ValueToCost,
        Kpi::Complaints,
        Kpi::ComplaintsPerOrders,
        Kpi::FeedbackRate,
        Kpi::Referral,
        Kpi::Engagement,
        Kpi::Interaction,
    ];

    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            Kpi::Retention => "retention",
            Kpi::Churn => "churn",
            Kpi::Repurchase => "repurchase",
            Kpi::Returning => "returning",
            Kpi::Loyalty => "loyalty",
            Kpi::Promoters => "promoters",
            Kpi::AveragePurchase => "average_purchase",
            Kpi::Frequency => "frequency",
            Kpi::Lifetime => "lifetime",
            Kpi::LifetimeValue => "lifetime_value",
            Kpi::DiscountedValue => "discounted_value",
            Kpi::AcquisitionCost => "acquisition_cost",
            Kpi::AttributedCost => "attributed_cost",
            Kpi::ValueToCost => "value_to_cost",
            Kpi::Complaints => "complaints",
            Kpi::ComplaintsPerOrders => "complaints_per_orders",
            Kpi::FeedbackRate => "feedback_rate",
            Kpi::Referral => "referral",
            Kpi::Engagement => "engagement",
            Kpi::Interaction => "interaction",
        }
    }

    /// What it is counted in.
    pub fn unit(self) -> KpiUnit {
        match self {
            Kpi::AveragePurchase
            | Kpi::LifetimeValue
            | Kpi::DiscountedValue
            | Kpi::AcquisitionCost
            | Kpi::AttributedCost => KpiUnit::Money,
            Kpi::Frequency | Kpi::Lifetime | Kpi::ValueToCost | Kpi::ComplaintsPerOrders => {
                KpiUnit::Number
            }
            _ => KpiUnit::Share,
        }
    }
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KpiUnit {
    /// In [0, 1].
    Share,
    /// As the orders and campaigns have it.
    Money,
    /// Years, times, a ratio.
    Number,
}

/// Why a figure is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Missing {
    /// There is no table of orders, nor a column that says who left.
    Leaving,
    /// There is no table of orders.
    Orders,
    /// There is no table of tickets.
    Tickets,
    /// There is no table of campaigns.
    Campaigns,
    /// There is no table of visits, nor anything else that says what customers did.
    Visits,
    /// There is no feedback.
    Feedback,
    /// Nothing says since when somebody is a customer.
    New,
    /// No column says who came by referral.
    Referred,
    /// No column says whom campaigns reached and who responded.
    Response,
    /// No column says who came by a campaign.
    Gained,
    /// Nothing says what is margin.
    Margin,
    /// There is nobody, or nothing, of which it would be.
    Nobody,
    /// It would be of too few.
    TooFew,
    /// Nobody was lost, so that it is not told how long customers stay.
    NobodyLost,
    /// Too few were lost to tell how long customers stay.
    FewLost,
    /// Orders do not go back far enough to tell who was lost.
    ShortHistory,
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Figure {
    /// Which.
    pub kpi: Kpi,
    /// What it is counted in.
    pub unit: KpiUnit,
    /// The number.
    pub value: Option<f64>,
    /// Of a share its Wilson interval, of a mean its t interval; the others have none.
    pub interval: Option<Estimate>,
    /// What is counted, or the sum, above the line.
    pub of: Option<f64>,
    /// What it is divided by: customers, buyers, orders…
    pub base: Option<f64>,
    /// Why it is not there.
    pub missing: Option<Missing>,
}

impl Figure {
    pub(super) fn missing(kpi: Kpi, why: Missing) -> Figure {
        let (value, interval, of, base) = (None, None, None, None);
        Figure { kpi, unit: kpi.unit(), value, interval, of, base, missing: Some(why) }
    }

    /// A number that is one divided by another.
    pub(super) fn ratio(kpi: Kpi, of: f64, base: f64) -> Figure {
        if base <= 0.0 {
            return Figure::missing(kpi, Missing::Nobody);
        }
        let known = Figure { missing: None, ..Figure::missing(kpi, Missing::Nobody) };
        Figure { value: Some(of / base), of: Some(of), base: Some(base), ..known }
    }

    /// A number by itself.
    pub(super) fn number(kpi: Kpi, value: f64) -> Figure {
        let none = Figure::missing(kpi, Missing::Nobody);
        Figure { value: Some(value), missing: None, ..none }
    }
}
