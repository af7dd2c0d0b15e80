//! How figures are called, and how their numbers are written.

use crate::journey::kpi::{Figure, Kpi, KpiUnit, Missing};
use crate::metrics::Band;
use crate::report::document::{Cell, Text, Unit, word};

/// The unit of a figure.
pub(super) fn unit(figure: &Figure) -> Unit {
    match figure.unit {
        KpiUnit::Share => Unit::Percent,
        KpiUnit::Money | KpiUnit::Number => Unit::Mean,
    }
}

/// A number with its interval, where it has one; why there is none.
pub(super) fn cell(figure: &Figure) -> Cell {
    match (figure.interval, figure.value) {
        (Some(interval), _) => Cell::Estimate(interval, unit(figure)),
        (None, Some(value)) => Cell::Number(value, unit(figure)),
        (None, None) => figure.missing.map_or(Cell::Absent, |why| Cell::Text(missing(why))),
    }
}

/// What a figure is called.
pub(super) fn name(kpi: Kpi) -> Text {
    word(format!("kpi.{}.name", kpi.id()))
}

/// Why a figure is not there.
pub(super) fn missing(why: Missing) -> Text {
    let key = match why {
        Missing::Leaving => "leaving",
        Missing::Orders => "orders",
        Missing::Tickets => "tickets",
        Missing::Campaigns => "campaigns",
        Missing::Visits => "visits",
        Missing::Feedback => "feedback",
        Missing::New => "new",
        Missing::Referred => "referred",
        Missing::Response => "response",
        Missing::Gained => "gained",
        Missing::Margin => "margin",
        Missing::Nobody => "nobody",
        Missing::TooFew => "too_few",
        Missing::NobodyLost => "nobody_lost",
        Missing::FewLost => "few_lost",
        Missing::ShortHistory => "short_history",
    };
    word(format!("kpi.missing.{key}"))
}

/// What a band of scores is called.
pub(super) fn band(band: Option<Band>) -> Text {
    word(match band {
        Some(Band::Low) => "kpi.band.low",
        Some(Band::Middle) => "kpi.band.middle",
        Some(Band::High) => "kpi.band.high",
        None => "kpi.band.none",
    })
}

/// The same for scripts.
pub(super) fn band_id(band: Option<Band>) -> &'static str {
    match band {
        Some(Band::Low) => "low",
        Some(Band::Middle) => "middle",
        Some(Band::High) => "high",
        None => "none",
    }
}
