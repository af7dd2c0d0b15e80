//! After how many days without an order a customer has left, as the pauses between orders tell.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::books::Books;
use super::days;

/// Fewest pauses, and customers who made some, that tell how long they are.
const PAUSES: usize = 30;
const CUSTOMERS: usize = 10;

/// The share of pauses that a long one exceeds, and how many times as long nobody waits.
const USUAL: f64 = 0.9;
const TIMES: i64 = 3;

/// The fewest and the most days after which a customer is taken for lost.
const LEAST: i64 = 30;
const MOST: i64 = 1_095;

/// Three times as many days as nine in ten of the pauses between two orders last; `None` where
/// there are too few of these.
pub(super) fn inactive_after(books: &Books) -> Option<u32> {
    let mut bought: BTreeMap<u32, BTreeSet<Date>> = BTreeMap::new();
    for order in books.orders.iter().flatten().filter(|order| order.amount >= 0.0) {
        if let Some(id) = order.id {
            bought.entry(id).or_default().insert(order.date);
        }
    }
    let several = bought.values().filter(|days| days.len() > 1);
    if several.clone().count() < CUSTOMERS {
        return None;
    }
    let pauses = several.flat_map(|all| all.iter().zip(all.iter().skip(1)));
    let mut pauses: Vec<i64> = pauses.map(|(from, to)| days(*from, *to)).collect();
    pauses.sort_unstable();
    let long = *pauses.get((USUAL * pauses.len() as f64) as usize)?;
    let enough = pauses.len() >= PAUSES;
    enough.then(|| u32::try_from((TIMES * long).clamp(LEAST, MOST)).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::kpi::Order;

    /// Of so many customers, each of whom ordered four times with this many days between.
    fn books(customers: u32, pause: impl Fn(u32) -> i64) -> Books {
        let order = |id: u32, at: i64| Order {
            id: Some(id),
            date: Date::constant(2025, 1, 1)
                .checked_add(jiff::Span::new().days(at * pause(id)))
                .unwrap(),
            amount: 1.0,
            margin: None,
        };
        let orders = (0..customers).flat_map(|id| (0..4).map(move |at| (id, at)));
        let orders = orders.map(|(id, at)| order(id, at)).collect();
        Books { orders: Some(orders), ..Books::default() }
    }

    #[test]
    fn it_is_three_times_a_long_pause() {
        assert_eq!(inactive_after(&books(20, |_| 40)), Some(120));
        // Two of twenty who buy rarely are the tenth that is longer.
        assert_eq!(inactive_after(&books(20, |id| if id < 2 { 90 } else { 40 })), Some(270));
        assert_eq!(inactive_after(&books(20, |id| if id < 1 { 90 } else { 40 })), Some(120));
        assert_eq!(inactive_after(&books(20, |_| 2)), Some(30));
        assert_eq!(inactive_after(&books(10, |_| 40)), Some(120));
    }

    #[test]
    fn few_pauses_tell_nothing() {
        assert_eq!(inactive_after(&books(9, |_| 40)), None);
        assert_eq!(inactive_after(&Books::default()), None);
        assert_eq!(inactive_after(&books(20, |_| 0)), None, "all on one day");
    }
}
