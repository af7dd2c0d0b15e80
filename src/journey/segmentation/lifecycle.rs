//! Where customers are in their life with a business, by the days of their orders.

use serde::Serialize;

use super::purchases::Purchases;

/// Days that part the stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StageDays {
    /// A first order within so many days makes a new customer.
    pub new: u32,
    /// An order within so many days makes an active one.
    pub active: u32,
    /// So many days without an order, and a customer has lapsed.
    pub inactive: u32,
}

/// Stages of a customer's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LifeStage {
    /// Came lately.
    New,
    /// Came back lately, having lapsed.
    Returned,
    /// Bought lately.
    Active,
    /// Has not bought for a while, and not long enough to have lapsed.
    AtRisk,
    /// Has not bought for long.
    Lapsed,
}

impl LifeStage {
    /// All of them, in the order of the report.
    pub const ALL: [LifeStage; 5] = [
        LifeStage::New,
        LifeStage::Returned,
        LifeStage::Active,
        LifeStage::AtRisk,
        LifeStage::Lapsed,
    ];

    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            LifeStage::New => "new",
            LifeStage::Returned => "returned",
            LifeStage::Active => "active",
            LifeStage::AtRisk => "at_risk",
            LifeStage::Lapsed => "lapsed",
        }
    }

    /// The stage of a customer; the first that fits, lapsed first.
    pub(super) fn of(one: &Purchases, days: StageDays) -> LifeStage {
        let [new, active, inactive] = [days.new, days.active, days.inactive].map(i64::from);
        match one {
            one if one.recency >= inactive => LifeStage::Lapsed,
            one if one.recency >= active => LifeStage::AtRisk,
            one if one.since < new => LifeStage::New,
            one if one.returned(inactive, active) => LifeStage::Returned,
            _ => LifeStage::Active,
        }
    }
}
