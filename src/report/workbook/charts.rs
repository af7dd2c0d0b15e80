//! Native charts and the sheet their numbers stand on.
//!
//! Error bars are drawn from lengths, not from the ends of intervals, and a
//! chart shows only so many rows. Both stand on a hidden sheet of their own,
//! where sorting the tables does not disturb them.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartLegendPosition,
    ChartLine, ChartMarker, ChartMarkerType, ChartRange, ChartSolidFill, ChartType, Worksheet,
    XlsxError,
};

use super::style::{axis_format, colour};
use crate::report::document::{self, Marks, Plot, Point, Points, Series, Text, Unit, Words};

/// Bars of a chart; more cannot be read.
const MOST_BARS: usize = 20;
/// Height of a bar with its space, in pixels.
const BAR_HEIGHT: u32 = 26;
/// Width of a chart, in pixels.
const WIDTH: u32 = 640;
/// Height of a row, in pixels.
const ROW_HEIGHT: u32 = 20;
/// Height of a chart over periods, in pixels.
const HEIGHT: u32 = 320;

/// A chart and the rows it covers.
pub(super) struct DrawnChart {
    pub(super) chart: Chart,
    pub(super) rows: u32,
}

/// The hidden sheet with the numbers of all charts.
pub(super) struct ChartData {
    sheet: Worksheet,
    name: String,
    row: u32,
    words: Words,
}

impl ChartData {
    pub(super) fn new(words: Words) -> Result<ChartData, XlsxError> {
        let name = words.word("workbook.sheet.charts");
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?.set_hidden(true);
        Ok(ChartData { sheet, name, row: 0, words })
    }

    pub(super) fn into_sheet(self) -> Worksheet {
        self.sheet
    }

    /// What a specification says, drawn by the spreadsheet: one chart a measure of
    /// rows or periods, shares over periods. What only a page can draw is left to
    /// it, and so is what has nothing to show.
    pub(super) fn draw(&mut self, chart: &document::Chart) -> Result<Vec<DrawnChart>, XlsxError> {
        let mut drawn = Vec::new();
        match &chart.plot {
            Plot::Rows { names, panels, .. } | Plot::Trend { names, panels, .. } => {
                for panel in panels {
                    let Marks::Points(points) = &panel.marks else { continue };
                    drawn.extend(match &chart.plot {
                        Plot::Rows { .. } => self.bars(&panel.title, names, points)?,
                        _ => self.line(&panel.title, names, points)?,
                    });
                }
            }
            Plot::Stacks { names, series, .. } => {
                drawn.extend(self.shares(&chart.title, names, series)?);
            }
            Plot::Journey(_) | Plot::Plane(_) => {}
        }
        Ok(drawn)
    }

    fn title(&mut self, title: &str) -> Result<(), XlsxError> {
        self.sheet.write_string(self.row, 0, title)?;
        self.row += 1;
        Ok(())
    }

    fn range(&self, first: u32, last: u32, column: u16) -> ChartRange {
        ChartRange::new_from_range(&self.name, first, column, last, column)
    }

    /// Horizontal bars with the intervals as error bars, the first on top.
    fn bars(
        &mut self,
        title: &Text,
        names: &[Text],
        points: &Points,
    ) -> Result<Option<DrawnChart>, XlsxError> {
        let title = &self.words.say(title);
        let shown = names.iter().zip(&points.points);
        let shown: Vec<(&Text, &Point)> = shown
            .filter_map(|(name, point)| Some((name, point.as_ref()?)))
            .take(MOST_BARS)
            .collect();
        if shown.is_empty() {
            return Ok(None);
        }
        self.title(title)?;
        let first = self.row;
        for (name, Point { estimate, .. }) in &shown {
            self.sheet.write_string(self.row, 0, self.words.say(name))?;
            let lengths = [estimate.high - estimate.value, estimate.value - estimate.low];
            self.sheet.write_number(self.row, 1, estimate.value)?;
            for (column, length) in (2u16..).zip(lengths) {
                self.sheet.write_number(self.row, column, length.max(0.0))?;
            }
            self.row += 1;
        }
        let last = self.row - 1;
        self.row += 1;

        let mut chart = Chart::new(ChartType::Bar);
        let mut whiskers = ChartErrorBars::new();
        whiskers.set_type(ChartErrorBarsType::Custom(
            self.range(first, last, 2),
            self.range(first, last, 3),
        ));
        chart
            .add_series()
            .set_categories(&self.range(first, last, 0))
            .set_values(&self.range(first, last, 1))
            .set_format(ChartSolidFill::new().set_color(colour(points.tint)))
            .set_gap(60)
            .set_x_error_bars(&whiskers);
        chart.title().set_name(title);
        chart.legend().set_hidden();
        // The first on top, and names beside the bars even where these are negative.
        chart.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low);
        let values = chart.x_axis();
        values.set_num_format(axis_format(points.unit));
        if let Some((low, high)) = points.range {
            values.set_min(low).set_max(high);
        }
        let height = 110 + BAR_HEIGHT * u32::try_from(shown.len()).unwrap_or(1);
        Ok(Some(sized(chart, title, height)))
    }

    /// The numbers of a chart over periods; the rows of their names and of the
    /// first and the last period.
    fn table(
        &mut self,
        title: &str,
        periods: &[Text],
        series: &[Series],
    ) -> Result<[u32; 3], XlsxError> {
        self.title(title)?;
        for (column, line) in (1u16..).zip(series) {
            self.sheet.write_string(self.row, column, self.words.say(&line.name))?;
        }
        let head = self.row;
        self.row += 1;
        for (at, period) in periods.iter().enumerate() {
            self.sheet.write_string(self.row, 0, self.period(period))?;
            for (column, line) in (1u16..).zip(series) {
                let value = line.values.get(at).copied().flatten().filter(|v| v.is_finite());
                if let Some(value) = value {
                    self.sheet.write_number(self.row, column, value)?;
                }
            }
            self.row += 1;
        }
        let last = self.row - 1;
        self.row += 1;
        Ok([head, head + 1, last])
    }

    /// Weeks under an axis are short.
    fn period(&self, period: &Text) -> String {
        match period {
            Text::Period(period) if period.contains(['W', 'Q']) => period.clone(),
            period => self.words.say(period),
        }
    }

    /// Columns of shares that add up to 100 %, the first part at the foot; a
    /// period without shares leaves a gap. `None` where there are fewer than two
    /// periods, or nothing to show.
    fn shares(
        &mut self,
        title: &Text,
        periods: &[Text],
        parts: &[Series],
    ) -> Result<Option<DrawnChart>, XlsxError> {
        let shown = parts.iter().any(|part| part.values.iter().any(Option::is_some));
        if periods.len() < 2 || !shown {
            return Ok(None);
        }
        let title = &self.words.say(title);
        let [head, first, last] = self.table(title, periods, parts)?;
        let mut chart = Chart::new(ChartType::ColumnStacked);
        for (column, part) in (1u16..).zip(parts) {
            chart
                .add_series()
                .set_name((self.name.as_str(), head, column))
                .set_categories(&self.range(first, last, 0))
                .set_values(&self.range(first, last, column))
                .set_format(ChartSolidFill::new().set_color(colour(part.tint)))
                .set_gap(50);
        }
        chart.title().set_name(title);
        chart.legend().set_position(ChartLegendPosition::Right);
        chart.y_axis().set_num_format("0%").set_min(0.0).set_max(1.0);
        Ok(Some(sized(chart, title, HEIGHT)))
    }

    /// A line over periods; a period without a number leaves a gap. `None` where
    /// there are fewer than two periods, or nothing to show.
    fn line(
        &mut self,
        title: &Text,
        periods: &[Text],
        points: &Points,
    ) -> Result<Option<DrawnChart>, XlsxError> {
        let values = points.points.iter().map(|point| point.as_ref().map(|p| p.estimate.value));
        let values: Vec<Option<f64>> = values.collect();
        if periods.len() < 2 || values.iter().all(Option::is_none) {
            return Ok(None);
        }
        let series = Series { name: title.clone(), tint: points.tint, values };
        let title = &self.words.say(title);
        let [head, first, last] = self.table(title, periods, &[series])?;
        let color = colour(points.tint);
        let mut marker = ChartMarker::new();
        marker
            .set_type(ChartMarkerType::Circle)
            .set_size(6)
            .set_format(ChartSolidFill::new().set_color(color));
        let mut chart = Chart::new(ChartType::Line);
        chart
            .add_series()
            .set_name((self.name.as_str(), head, 1))
            .set_categories(&self.range(first, last, 0))
            .set_values(&self.range(first, last, 1))
            .set_marker(&marker)
            .set_format(ChartLine::new().set_color(color).set_width(2.25));
        chart.title().set_name(title);
        chart.legend().set_hidden();
        chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
        let values = chart.y_axis();
        values.set_num_format(axis_format(points.unit));
        if points.unit == Unit::Percent {
            values.set_min(0.0).set_max(1.0);
        }
        Ok(Some(sized(chart, title, HEIGHT)))
    }
}

fn sized(mut chart: Chart, title: &str, height: u32) -> DrawnChart {
    chart.set_width(WIDTH).set_height(height).set_alt_text(title);
    DrawnChart { chart, rows: height / ROW_HEIGHT + 2 }
}
