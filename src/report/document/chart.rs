//! Charts as specifications: what is drawn and in which colours, not how. The
//! page draws them by its script, a workbook by the spreadsheet itself.

use super::Tint;
use super::text::{Text, Unit, word};
use crate::report::summary::Estimate;

/// A chart.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    /// Name by which the page finds its numbers.
    pub(crate) id: String,
    /// Title, where it has one of its own.
    pub(crate) title: Text,
    /// What it shows, for those who do not see it.
    pub(crate) alt: Text,
    /// What is drawn.
    pub(crate) plot: Plot,
}

impl Chart {
    /// A chart that the page finds by `id`; `alt` says what it shows.
    pub(crate) fn new(id: impl Into<String>, title: Text, alt: &'static str, plot: Plot) -> Chart {
        Chart { id: id.into(), title, alt: word(alt), plot }
    }

    /// The chart of its first estimates alone.
    pub(crate) fn first(mut self) -> Chart {
        if let Plot::Rows { panels, .. } | Plot::Trend { panels, .. } = &mut self.plot {
            panels.retain(|panel| matches!(panel.marks, Marks::Points(_)));
            panels.truncate(1);
        }
        self
    }
}

/// What is drawn.
#[derive(Debug, Clone)]
pub(crate) enum Plot {
    /// Rows from top to bottom, one panel per measure; with `total` the first row
    /// is all of them together.
    Rows { names: Vec<Text>, total: bool, panels: Vec<Panel> },
    /// Periods from left to right, one panel per measure.
    Trend { names: Vec<Text>, ticks: Vec<Text>, panels: Vec<Panel> },
    /// Columns that add up to 100 %; the first of them stands apart where `apart`.
    Stacks { names: Vec<Text>, ticks: Vec<Text>, series: Vec<Series>, apart: bool },
    /// Stations from left to right.
    Journey(Box<JourneyCurve>),
    /// Points in a plane.
    Plane(Box<Plane>),
}

/// One measure of all rows.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    /// Name of the measure.
    pub(crate) title: Text,
    /// Its numbers.
    pub(crate) marks: Marks,
}

/// The numbers of a panel, one a row.
#[derive(Debug, Clone)]
pub(crate) enum Marks {
    /// Estimates with their intervals.
    Points(Points),
    /// Shares that are stacked, negative ones to the left where `diverging`.
    Shares { series: Vec<Series>, diverging: bool },
    /// Counts, and what is counted.
    Columns { name: Text, values: Vec<u64> },
}

/// Estimates with their intervals.
#[derive(Debug, Clone)]
pub(crate) struct Points {
    /// Unit of the axis.
    pub(crate) unit: Unit,
    /// One a row.
    pub(crate) points: Vec<Option<Point>>,
    /// Whether the numbers stand beside them.
    pub(crate) labelled: bool,
    /// Whether bars lead to them.
    pub(crate) bars: bool,
    /// Their colour, where it carries a meaning.
    pub(crate) tint: Tint,
    /// The range of the axis, where it is fixed.
    pub(crate) range: Option<(f64, f64)>,
}

/// An estimate with what is said of it.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// The number and its interval.
    pub(crate) estimate: Estimate,
    /// More about it.
    pub(crate) note: Option<Text>,
    /// Whether it may be chance.
    pub(crate) hollow: bool,
    /// Its direction.
    pub(crate) sign: Option<&'static str>,
}

impl Point {
    /// An estimate; `None` leaves its place empty, as does what is no number.
    pub(crate) fn of(estimate: Option<Estimate>) -> Option<Point> {
        let finite = |e: &Estimate| [e.value, e.low, e.high].iter().all(|end| end.is_finite());
        let estimate = estimate.filter(finite)?;
        Some(Point { estimate, note: None, hollow: false, sign: None })
    }

    /// An estimate of which something is said, and which may be chance.
    pub(crate) fn noted(estimate: Estimate, note: Text, hollow: bool) -> Option<Point> {
        Some(Point { note: Some(note), hollow, ..Point::of(Some(estimate))? })
    }
}

/// A named row of shares.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    /// What it is.
    pub(crate) name: Text,
    /// Its colour.
    pub(crate) tint: Tint,
    /// One a row or period.
    pub(crate) values: Vec<Option<f64>>,
}

/// The journey as a curve.
#[derive(Debug, Clone)]
pub(crate) struct JourneyCurve {
    /// The stations.
    pub(crate) names: Vec<Text>,
    /// Whether their order is known.
    pub(crate) ordered: bool,
    /// Stages: a name, and the first and last station of it.
    pub(crate) stages: Vec<(Text, usize, usize)>,
    /// Measures, the curve first.
    pub(crate) panels: Vec<Panel>,
    /// What is remarkable at each station.
    pub(crate) marks: Vec<Vec<Text>>,
    /// What hurts at each station.
    pub(crate) pains: Vec<Vec<Text>>,
    /// The largest fall: from, to, how much.
    pub(crate) drop: Option<(usize, usize, Text)>,
}

/// Points in a plane.
#[derive(Debug, Clone)]
pub(crate) struct Plane {
    /// Title and unit of the axes.
    pub(crate) x: (Text, Unit),
    /// See `x`.
    pub(crate) y: (Text, Unit),
    /// What lies in it.
    pub(crate) dots: Vec<Dot>,
    /// Where it is cut into fields.
    pub(crate) cut: Option<(f64, f64)>,
    /// Names of the fields from the upper left, clockwise.
    pub(crate) corners: Option<[Text; 4]>,
}

/// A point in a plane.
#[derive(Debug, Clone)]
pub(crate) struct Dot {
    /// Its name.
    pub(crate) name: Text,
    /// Where it lies.
    pub(crate) at: (f64, f64),
    /// How much it stands for; of one size where this is not known.
    pub(crate) size: Option<u64>,
    /// Its colour and shape.
    pub(crate) tint: Tint,
    /// Whether it may be chance.
    pub(crate) hollow: bool,
    /// What is said of it.
    pub(crate) lines: Vec<Text>,
}

/// A panel of estimates.
pub(crate) fn points(
    title: Text,
    unit: Unit,
    points: impl Iterator<Item = Option<Point>>,
) -> Panel {
    let points = points.collect();
    let (tint, range) = match unit {
        Unit::Coefficient => (Tint::Sentiment, Some((-1.0, 1.0))),
        Unit::Points => (Tint::Score, Some((-100.0, 100.0))),
        Unit::Percent => (Tint::Score, Some((0.0, 1.0))),
        _ => (Tint::Score, None),
    };
    let (labelled, bars) = (false, false);
    Panel { title, marks: Marks::Points(Points { unit, points, labelled, bars, tint, range }) }
}

/// A panel of estimates with the numbers beside them, or with bars to them too.
pub(crate) fn labelled(panel: Panel, bars: bool) -> Panel {
    match panel.marks {
        Marks::Points(points) => {
            Panel { marks: Marks::Points(Points { labelled: true, bars, ..points }), ..panel }
        }
        marks => Panel { marks, ..panel },
    }
}

/// A chart of bars with intervals, the first row on top.
pub(crate) fn bars(
    title: Text,
    rows: impl Iterator<Item = (Text, Option<Estimate>)>,
    unit: Unit,
    tint: Tint,
    range: (f64, f64),
) -> Chart {
    let (names, points): (Vec<Text>, Vec<Option<Point>>) =
        rows.map(|(name, estimate)| (name, Point::of(estimate))).unzip();
    let (labelled, bars, range) = (false, true, Some(range));
    let marks = Marks::Points(Points { unit, points, labelled, bars, tint, range });
    let panels = vec![Panel { title: title.clone(), marks }];
    let plot = Plot::Rows { names, total: false, panels };
    Chart { id: String::new(), alt: title.clone(), title, plot }
}
