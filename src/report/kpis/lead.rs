//! The first page: the period, who stays, whether the unhappy leave, what is with them, and what
//! to heed.

use super::{BRIEF, KpiReport, PAGE, method};
use crate::journey::kpi::{Figure, Kpi, LeavingBand, LeavingBy};
use crate::metrics::Band;
use crate::report::cautions;
use crate::report::document::{
    Block, Bullet, Section, Text, Unit, chance, count, estimate, phrase, word,
};
use crate::stats::is_sure;

/// The section.
pub(super) fn section(report: &KpiReport) -> Section<'_> {
    let people = PAGE.and(BRIEF);
    let mut section = Section::untitled("lead");
    section.push(people, Block::Title(word("kpi.title")));
    let period = &report.kpis.period;
    let day = |date: jiff::civil::Date| Text::Day(date.to_string());
    let places = [("from", day(period.from)), ("to", day(period.to))];
    section.push(people, Block::Line(vec![phrase("report.period", places)]));
    let doubts = method::doubts(report);
    if !doubts.is_empty() {
        section.push(BRIEF, Block::List(Bullet::Warning, doubts));
    }
    let points = points(report);
    if !points.is_empty() {
        section.push(people, Block::List(Bullet::Point, points));
    }
    let first = cautions::first(&method::all_cautions(report));
    first.into_iter().for_each(|alert| section.push(PAGE, alert));
    section
}

fn figure(report: &KpiReport, kpi: Kpi) -> Option<&Figure> {
    report.kpis.figures.iter().find(|figure| figure.kpi == kpi)
}

/// What is found, in sentences.
fn points(report: &KpiReport) -> Vec<Text> {
    let few = few_lost(report);
    let stays = || {
        if few.is_some() {
            return None;
        }
        let (retention, counts) = (figure(report, Kpi::Retention)?, report.kpis.customers?);
        let places = [
            ("start", count(counts.start)),
            ("share", estimate(&retention.interval?, Unit::Percent)),
            ("gained", count(counts.gained)),
            ("end", count(counts.end)),
        ];
        Some(phrase("kpi.lead.stays", places))
    };
    let worth = || {
        let value = figure(report, Kpi::LifetimeValue)?.value?;
        let money = |value| Text::Number(value, Unit::Mean);
        Some(match figure(report, Kpi::ValueToCost).and_then(|ratio| ratio.value) {
            Some(ratio) => {
                let cost = figure(report, Kpi::AcquisitionCost)?.value?;
                let places =
                    [("value", money(value)), ("cost", money(cost)), ("ratio", money(ratio))];
                phrase("kpi.lead.worth_and_cost", places)
            }
            None => phrase("kpi.lead.worth", [("value", money(value))]),
        })
    };
    let (stays, worth) = (stays(), worth());
    let all = [few, leaves(report), unhappy_revenue(report), stays, worth];
    all.into_iter().flatten().collect()
}

/// That too few were lost to say how long customers stay, and what they are worth.
fn few_lost(report: &KpiReport) -> Option<Text> {
    let kpis = &report.kpis;
    let counts = kpis.customers.filter(|counts| counts.start > 0)?;
    if counts.lost >= report.settings.min_n {
        return None;
    }
    let mut places = vec![("lost", count(counts.lost)), ("start", count(counts.start))];
    let key = match kpis.leaving_by {
        Some(LeavingBy::Inactivity(days)) if kpis.hides_losses => {
            let history = kpis.history_days.unwrap_or(0).unsigned_abs();
            places.extend([("history", count(history)), ("days", count(u64::from(days)))]);
            "kpi.lead.short_history"
        }
        _ => "kpi.lead.few_lost",
    };
    Some(Text::Phrase(key.into(), places))
}

/// Whether those who are unhappy leave.
fn leaves(report: &KpiReport) -> Option<Text> {
    let leaving = report.kpis.leaving.as_ref()?;
    let left: u64 = leaving.bands.iter().map(|band| band.left).sum();
    // Where hardly anybody has left, that all groups leave alike says nothing.
    if left < report.settings.min_n || report.kpis.hides_losses {
        return None;
    }
    let of = |band: Band| leaving.bands.iter().find(|own| own.band == band);
    let (low, high) = (of(Band::Low)?, of(Band::High)?);
    let test = leaving.test?;
    let both = |day: u32| Some((low.at(f64::from(day))?, high.at(f64::from(day))?, day));
    let days = low.after.iter().rev().map(|(day, _)| *day);
    let (there, others, day) = days.filter_map(both).next()?;
    // More of them left than would if all left alike.
    let of_expected = |band: &LeavingBand| Some(band.left as f64 / band.expected?);
    let sooner = of_expected(low) > of_expected(high) && there.value < others.value;
    // It may be those between who leave: that these two differ takes their own test as well.
    let own = test.p.max(leaving.low_against_high.map_or(1.0, |test| test.p));
    let (key, p) = match (is_sure(own) && sooner, is_sure(test.p)) {
        (true, _) => ("kpi.lead.leave", own),
        (false, true) => ("kpi.lead.differ", test.p),
        (false, false) => ("kpi.lead.alike", own),
    };
    let places = [
        ("day", count(u64::from(day))),
        ("low", estimate(&there, Unit::Percent)),
        ("high", estimate(&others, Unit::Percent)),
        ("n_low", count(low.customers)),
        ("n_high", count(high.customers)),
        ("p", chance("p", p)),
    ];
    Some(phrase(key, places))
}

/// What revenue is with those who were unhappy last.
fn unhappy_revenue(report: &KpiReport) -> Option<Text> {
    let low = report.kpis.revenue.iter().find(|row| row.band == Some(Band::Low))?;
    let places = [
        ("revenue", Text::Number(low.revenue?, Unit::Mean)),
        ("share", Text::Number(low.share?, Unit::Percent)),
        ("buyers", count(low.buyers)),
    ];
    Some(phrase("kpi.lead.unhappy_revenue", places))
}
