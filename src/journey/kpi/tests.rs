//! Figures of small tables, by hand.

use jiff::civil::{Date, date};

use super::*;
use crate::stats::interval::wilson;

fn settings() -> KpiSettings {
    let (from, to) = (Some(date(2025, 1, 1)), Some(date(2025, 12, 31)));
    KpiSettings { from, to, min_n: 1, ..KpiSettings::default() }
}

fn customer(id: u32, joined: Date, left: Option<Date>) -> CustomerRecord {
    CustomerRecord { id, joined: Some(joined), left, referred: None }
}

fn order(id: u32, date: Date, amount: f64) -> Order {
    Order { id: Some(id), date, amount, margin: None }
}

fn given(id: u32, date: Date, band: Band) -> Given {
    Given { id: Some(id), date: Some(date), band: Some(band) }
}

use crate::metrics::Band;

fn figure(found: &Kpis, kpi: Kpi) -> Figure {
    *found.figures.iter().find(|figure| figure.kpi == kpi).unwrap()
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found}, not {expected}");
}

/// Ten customers since 2024, of whom four leave in 2025; two join in 2025, of whom one leaves again.
fn contract() -> Books {
    let old = date(2024, 6, 1);
    let left = |month| Some(date(2025, month, 15));
    let mut customers: Vec<CustomerRecord> = (0..6).map(|id| customer(id, old, None)).collect();
    customers.extend((6..10).map(|id| customer(id, old, left(id as i8))));
    customers.push(customer(10, date(2025, 2, 1), None));
    customers.push(customer(11, date(2025, 3, 1), left(9)));
    let contract = Contract { joined: true, left: true, referred: false };
    Books { customers: Some(customers), contract, ..Books::default() }
}

#[test]
fn who_stays_is_who_was_there_and_still_is() {
    let found = kpis(&contract(), &settings()).unwrap();
    // S = 10, E = 6 + 1 = 7, gained 1: (7 − 1) / 10 = .6; lost 4 / 10.
    let counts = found.customers.unwrap();
    assert_eq!((counts.start, counts.end, counts.gained, counts.lost), (10, 7, 1, 4));
    assert_eq!((counts.new, counts.returned, counts.during), (2, 0, 12));
    let retention = figure(&found, Kpi::Retention);
    close(retention.value, 0.6);
    assert_eq!(retention.interval, wilson(6, 10));
    close(figure(&found, Kpi::Churn).value, 0.4);
    // A whole year, so that yearly churn is .4 and a customer stays 2.5 years.
    close(figure(&found, Kpi::Lifetime).value, 2.5);
    let half = KpiSettings { to: Some(date(2025, 6, 30)), ..settings() };
    let found = kpis(&contract(), &half).unwrap();
    // Until June one of ten has left: yearly churn 1 − .9² = .19.
    close(figure(&found, Kpi::Churn).value, 0.1);
    close(figure(&found, Kpi::Lifetime).value, 1.0 / 0.19);
}

#[test]
fn without_a_contract_who_does_not_buy_has_left() {
    let orders = vec![
        order(0, date(2024, 11, 1), 10.0),
        order(0, date(2025, 8, 1), 10.0),
        order(1, date(2024, 2, 1), 10.0),
        order(2, date(2023, 5, 1), 10.0),
        order(2, date(2025, 5, 1), 10.0),
        order(3, date(2025, 12, 31), 10.0),
        order(4, date(2024, 1, 2), 10.0),
    ];
    let books = Books { orders: Some(orders), ..Books::default() };
    let found = kpis(&books, &settings()).unwrap();
    assert_eq!(found.leaving_by, Some(LeavingBy::Inactivity(365)));
    // On 31 December 2024 customers 0, 1 and 4 have bought within 365 days (4 just so: 364 days
    // before); a year later 0, 2, who came back, and 3, who is new.
    let counts = found.customers.unwrap();
    assert_eq!((counts.start, counts.end, counts.gained, counts.returned), (3, 3, 2, 1));
    close(figure(&found, Kpi::Retention).value, 1.0 / 3.0);
    assert_eq!(counts.new, 1);
    let long = KpiSettings { inactive_days: 366 * 3, ..settings() };
    // Orders go back 611 days: that nobody was lost in three years is not theirs to tell.
    let found = kpis(&books, &long).unwrap();
    assert_eq!(figure(&found, Kpi::Retention).missing, Some(Missing::ShortHistory));
    assert!(found.hides_losses);
}

#[test]
fn what_a_customer_is_worth() {
    let mut books = contract();
    // Four buyers, eight orders, 800 in all and 40 given back: 760 / 8 = 95 an order, 2 orders a
    // buyer and year, 190 a buyer and year; × 2.5 years = 475.
    let mut orders: Vec<Order> =
        (0..8).map(|at| order(at % 4, date(2025, 1 + at as i8, 3), 100.0)).collect();
    orders.push(order(0, date(2025, 9, 3), -40.0));
    orders.push(order(0, date(2024, 9, 3), 5000.0));
    books.orders = Some(orders.clone());
    let day = |month| date(2025, month, 1);
    let campaign = |month, cost| Campaign { date: day(month), cost, gained: None, response: None };
    books.campaigns = Some(vec![campaign(1, 60.0), campaign(2, 40.0)]);
    let plain = settings();
    let found = kpis(&books, &plain).unwrap();
    close(figure(&found, Kpi::AveragePurchase).value, 95.0);
    close(figure(&found, Kpi::Frequency).value, 2.0);
    close(figure(&found, Kpi::LifetimeValue).value, 475.0);
    // Each of the four bought twice; one of them had bought before.
    close(figure(&found, Kpi::Repurchase).value, 1.0);
    close(figure(&found, Kpi::Returning).value, 0.25);
    close(figure(&found, Kpi::Loyalty).value, 0.0);
    assert_eq!(figure(&found, Kpi::DiscountedValue).missing, Some(Missing::Margin));
    // 100 / 2 new customers; 475 / 50.
    close(figure(&found, Kpi::AcquisitionCost).value, 50.0);
    close(figure(&found, Kpi::ValueToCost).value, 9.5);
    // m = 190 × .3 = 57; r = .6; 57 × 1.1 / (1.1 − .6) = 125.4.
    let margin = KpiSettings { margin: Some(0.3), ..plain };
    close(figure(&kpis(&books, &margin).unwrap(), Kpi::DiscountedValue).value, 125.4);
    // Without discounting it is the lifetime value of margin: 475 × .3.
    let flat = KpiSettings { discount_rate: 0.0, ..margin };
    close(figure(&kpis(&books, &flat).unwrap(), Kpi::DiscountedValue).value, 142.5);
    // A margin that orders tell comes first: half of all but what was given back, 380 of 760.
    for order in &mut orders {
        order.margin = Some(order.amount / 2.0);
    }
    books.orders = Some(orders);
    // 95 × 1.1 / .5 = 209.
    close(figure(&kpis(&books, &margin).unwrap(), Kpi::DiscountedValue).value, 209.0);
}

#[test]
fn the_others_by_hand() {
    let mut books = contract();
    books.contract.referred = true;
    let customers = books.customers.as_mut().unwrap();
    (customers[10].referred, customers[11].referred) = (Some(true), Some(false));
    let ticket = |id, month, complaint| Ticket { id, date: date(2025, month, 2), complaint };
    books.tickets = Some(vec![
        ticket(Some(0), 3, true),
        ticket(Some(0), 4, true),
        ticket(Some(11), 5, true),
        ticket(Some(2), 5, false),
        ticket(Some(77), 5, true),
        ticket(None, 5, true),
        Ticket { id: Some(3), date: date(2024, 5, 2), complaint: true },
    ]);
    books.orders = Some((0..4).map(|id| order(id, date(2025, 7, 1), 10.0)).collect());
    books.feedback = Some(vec![
        given(0, date(2025, 3, 1), Band::Low),
        given(5, date(2025, 3, 1), Band::High),
        given(5, date(2025, 4, 1), Band::High),
        given(77, date(2025, 4, 1), Band::High),
        given(6, date(2024, 4, 1), Band::High),
    ]);
    let response = |month, reached, responded| Campaign {
        date: date(2025, month, 1),
        cost: 10.0,
        gained: Some(1),
        response: Some([reached, responded]),
    };
    books.campaigns = Some(vec![response(1, 100, 7), response(2, 300, 13)]);
    let found = kpis(&books, &settings()).unwrap();
    // Customers 0 and 11 of the twelve of the period complained.
    close(figure(&found, Kpi::Complaints).value, 2.0 / 12.0);
    assert_eq!(figure(&found, Kpi::Complaints).interval, wilson(2, 12));
    // Five complaints in the period of four orders.
    close(figure(&found, Kpi::ComplaintsPerOrders).value, 125.0);
    close(figure(&found, Kpi::FeedbackRate).value, 2.0 / 12.0);
    // Three of four scores of the period.
    close(figure(&found, Kpi::Promoters).value, 0.75);
    close(figure(&found, Kpi::Referral).value, 0.5);
    // 0–3 bought, 2 and 11 had a ticket, 5 gave feedback: 0, 1, 2, 3, 5, 11.
    close(figure(&found, Kpi::Engagement).value, 0.5);
    close(figure(&found, Kpi::Interaction).value, 20.0 / 400.0);
    close(figure(&found, Kpi::AttributedCost).value, 10.0);
    assert_eq!(found.matched, Some([3, 1]));
    // Visits say who is engaged by themselves.
    let visit = |id| Visit { id: Some(id), date: date(2025, 2, 2) };
    books.visits = Some(vec![visit(1), visit(1), visit(88)]);
    close(figure(&kpis(&books, &settings()).unwrap(), Kpi::Engagement).value, 1.0 / 12.0);
}

#[test]
fn the_unhappy_leave_where_they_do() {
    let old = date(2024, 1, 1);
    let mut customers = Vec::new();
    let mut all = Vec::new();
    for id in 0..40 {
        let low = id < 20;
        // The unhappy leave from the tenth day on, one each ten days; of the others two in all.
        let days = if low { 10 * (i64::from(id) + 1) } else { 100 };
        let left = (low || id < 22)
            .then(|| date(2025, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap());
        customers.push(customer(id, old, left));
        all.push(given(id, date(2025, 1, 1), if low { Band::Low } else { Band::High }));
    }
    // Whoever had left before, came later, or is nobody's customer is not followed.
    customers.push(customer(40, old, Some(date(2024, 12, 1))));
    customers.push(customer(41, date(2025, 6, 1), None));
    all.extend([40, 41, 99].map(|id| given(id, date(2025, 1, 1), Band::Low)));
    // A later score changes nothing.
    all.push(given(0, date(2025, 1, 5), Band::High));
    let contract = Contract { joined: true, left: true, referred: false };
    let books =
        Books { customers: Some(customers), contract, feedback: Some(all), ..Books::default() };
    let found = kpis(&books, &settings()).unwrap();
    let leaving = found.leaving.unwrap();
    assert_eq!(leaving.not_followed, 2);
    let [low, high] = &leaving.bands[..] else { panic!("{leaving:?}") };
    assert_eq!((low.band, low.customers, low.left), (Band::Low, 20, 20));
    assert_eq!((high.band, high.customers, high.left), (Band::High, 20, 2));
    // After 90 days nine of twenty have left.
    close(low.at(90.0).map(|there| there.value), 11.0 / 20.0);
    close(high.at(100.0).map(|there| there.value), 0.9);
    assert_eq!(low.median_days, Some(100.0));
    assert!(leaving.test.unwrap().p < 1e-6);
    assert_eq!(leaving.low_against_high, leaving.test, "there are no others");
    assert!(low.expected.unwrap() < 12.0);
}

#[test]
fn revenue_goes_by_the_last_score_and_small_groups_stay_hidden() {
    let day = date(2025, 2, 2);
    let orders = (0..20).map(|id| order(id, day, 10.0)).collect();
    let mut all: Vec<Given> = (0..8).map(|id| given(id, day, Band::Low)).collect();
    all.extend((0..2).map(|id| given(id, date(2025, 3, 1), Band::High)));
    all.push(given(3, date(2026, 3, 1), Band::High));
    let books = Books { orders: Some(orders), feedback: Some(all), ..Books::default() };
    let rows = |min_n| kpis(&books, &KpiSettings { min_n, ..settings() }).unwrap().revenue;
    // Two of the eight were content later; what is said after the period does not count.
    let found: Vec<_> = rows(1).iter().map(|row| (row.band, row.buyers, row.revenue)).collect();
    let expected = [
        (Some(Band::Low), 6, Some(60.0)),
        (Some(Band::High), 2, Some(20.0)),
        (None, 12, Some(120.0)),
    ];
    assert_eq!(found, expected);
    close(rows(1)[0].share, 0.3);
    // One hidden group would follow from the others.
    let hidden: Vec<_> = rows(5).iter().map(|row| row.revenue).collect();
    assert_eq!(hidden, [None, None, Some(120.0)]);
}

#[test]
fn orders_of_which_none_is_in_the_period_tell_their_days() {
    let outside = |days: &[Date]| {
        let orders = days.iter().map(|day| order(1, *day, 10.0)).collect();
        let books = Books { orders: Some(orders), ..contract() };
        kpis(&books, &settings()).unwrap().orders_outside
    };
    let (eve, after) = (date(2024, 12, 31), date(2026, 1, 1));
    assert_eq!(outside(&[after, eve]), Some([eve, after]));
    assert_eq!(outside(&[date(2025, 12, 31), after]), None);
    assert_eq!(outside(&[date(2025, 1, 1), eve]), None);
    assert_eq!(outside(&[]), None);
}

#[test]
fn what_is_missing_says_why_and_a_period_is_found() {
    let empty = kpis(&Books::default(), &settings());
    assert_eq!(empty.unwrap_err(), KpiError::NoDates);
    let backwards = KpiSettings { to: Some(date(2024, 1, 1)), ..settings() };
    assert_eq!(kpis(&contract(), &backwards).unwrap_err(), KpiError::Backwards);
    let found = kpis(&contract(), &settings()).unwrap();
    for (kpi, why) in [
        (Kpi::Repurchase, Missing::Orders),
        (Kpi::AcquisitionCost, Missing::Campaigns),
        (Kpi::Complaints, Missing::Tickets),
        (Kpi::FeedbackRate, Missing::Feedback),
        (Kpi::Referral, Missing::Referred),
        (Kpi::LifetimeValue, Missing::Orders),
        (Kpi::Interaction, Missing::Campaigns),
    ] {
        assert_eq!(figure(&found, kpi).missing, Some(why), "{kpi:?}");
    }
    let few = KpiSettings { min_n: 11, ..settings() };
    assert_eq!(
        figure(&kpis(&contract(), &few).unwrap(), Kpi::Churn).missing,
        Some(Missing::TooFew)
    );
    // Two years of orders, so that the last of them is the period.
    let orders = vec![order(0, date(2024, 1, 1), 1.0), order(0, date(2025, 12, 31), 1.0)];
    let books = Books { orders: Some(orders), ..Books::default() };
    let found = kpis(&books, &KpiSettings::default()).unwrap();
    assert_eq!((found.period.from, found.period.to), (date(2025, 1, 1), date(2025, 12, 31)));
    assert!(!found.period.stated);
    let short = vec![order(0, date(2025, 12, 1), 1.0), order(0, date(2025, 12, 31), 1.0)];
    let books = Books { orders: Some(short), ..Books::default() };
    let found = kpis(&books, &KpiSettings::default()).unwrap();
    assert_eq!(found.period.from, date(2025, 12, 1));
    // Of four who were lost it is not told where five are the fewest.
    let found = kpis(&contract(), &KpiSettings { min_n: 5, ..settings() }).unwrap();
    close(figure(&found, Kpi::Churn).value, 0.4);
    assert_eq!(figure(&found, Kpi::Lifetime).missing, Some(Missing::FewLost));
    // Nobody lost: how long customers stay is not known.
    let lasting = KpiSettings { to: Some(date(2025, 5, 31)), ..settings() };
    let found = kpis(&contract(), &lasting).unwrap();
    let missing = figure(&found, Kpi::Lifetime).missing;
    assert_eq!(missing, Some(Missing::NobodyLost));
}
