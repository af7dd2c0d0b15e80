//! Native charts and the sheet their numbers stand on.
//!
//! Error bars are drawn from lengths, not from the ends of intervals, and a
//! chart shows only so many rows. Both stand on a hidden sheet of their own,
//! where sorting the tables does not disturb them.

use rust_xlsxwriter::{
    Chart, ChartErrorBars, ChartErrorBarsType, ChartLegendPosition, ChartLine, ChartMarker,
    ChartMarkerType, ChartRange, ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};

use crate::report::summary::Estimate;

/// Bars of a chart; more cannot be read.
pub(super) const MOST_BARS: usize = 20;
/// Height of a bar with its space, in pixels.
const BAR_HEIGHT: u32 = 26;
/// Width of a chart, in pixels.
const WIDTH: u32 = 640;
/// Height of a row, in pixels.
const ROW_HEIGHT: u32 = 20;

/// Bars and lines of sentiment.
pub(super) const GOOD_BAR: Color = Color::RGB(0x2F_7F_A8);
/// Bars and lines of scores.
pub(super) const SCORE_BAR: Color = Color::RGB(0x5B_5F_97);
/// Bars of what hurts.
pub(super) const BAD_BAR: Color = Color::RGB(0xC4_5B_4A);

/// One bar: a name and its number, where it is shown.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) estimate: Option<Estimate>,
}

/// One line of a chart over periods.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) color: Color,
    pub(super) values: Vec<Option<f64>>,
}

/// How the numbers of a chart are written, and the range of its axis where it is
/// fixed.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    pub(super) number_format: &'static str,
    pub(super) range: Option<(f64, f64)>,
}

/// A chart and the rows it covers.
pub(super) struct Drawn {
    pub(super) chart: Chart,
    pub(super) rows: u32,
}

/// The hidden sheet with the numbers of all charts.
pub(super) struct ChartData {
    sheet: Worksheet,
    name: String,
    row: u32,
}

impl ChartData {
    pub(super) fn new(name: String) -> Result<ChartData, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?.set_hidden(true);
        Ok(ChartData { sheet, name, row: 0 })
    }

    pub(super) fn into_sheet(self) -> Worksheet {
        self.sheet
    }

    fn title(&mut self, title: &str) -> Result<(), XlsxError> {
        self.sheet.write_string(self.row, 0, title)?;
        self.row += 1;
        Ok(())
    }

    fn range(&self, first: u32, last: u32, column: u16) -> ChartRange {
        ChartRange::new_from_range(&self.name, first, column, last, column)
    }

    /// Horizontal bars with the intervals as error bars, the first on top;
    /// `None` where there is nothing to show.
    pub(super) fn bars(
        &mut self,
        title: &str,
        bars: &[Bar],
        color: Color,
        axis: Axis,
    ) -> Result<Option<Drawn>, XlsxError> {
        let shown: Vec<(&str, Estimate)> = bars
            .iter()
            .filter_map(|bar| Some((bar.name.as_str(), bar.estimate?)))
            .filter(|(_, e)| e.value.is_finite())
            .take(MOST_BARS)
            .collect();
        if shown.is_empty() {
            return Ok(None);
        }
        self.title(title)?;
        let first = self.row;
        for (name, estimate) in &shown {
            self.sheet.write_string(self.row, 0, *name)?;
            let lengths = [estimate.high - estimate.value, estimate.value - estimate.low];
            self.sheet.write_number(self.row, 1, estimate.value)?;
            for (column, length) in (2u16..).zip(lengths) {
                let length = if length.is_finite() { length.max(0.0) } else { 0.0 };
                self.sheet.write_number(self.row, column, length)?;
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
            .set_format(ChartSolidFill::new().set_color(color))
            .set_gap(60)
            .set_x_error_bars(&whiskers);
        chart.title().set_name(title);
        chart.legend().set_hidden();
        // The first on top, and names beside the bars even where these are negative.
        chart
            .y_axis()
            .set_reverse()
            .set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
        let values = chart.x_axis();
        values.set_num_format(axis.number_format);
        if let Some((low, high)) = axis.range {
            values.set_min(low).set_max(high);
        }
        let height = 110 + BAR_HEIGHT * u32::try_from(shown.len()).unwrap_or(1);
        chart.set_width(WIDTH).set_height(height);
        chart.set_alt_text(title);
        Ok(Some(Drawn { chart, rows: height / ROW_HEIGHT + 2 }))
    }

    /// The numbers of a chart over periods; the rows of their names and of the
    /// first and the last period.
    fn table(
        &mut self,
        title: &str,
        periods: &[String],
        lines: &[&Line],
    ) -> Result<[u32; 3], XlsxError> {
        self.title(title)?;
        for (column, line) in (1u16..).zip(lines) {
            self.sheet.write_string(self.row, column, &line.name)?;
        }
        let head = self.row;
        self.row += 1;
        for (at, period) in periods.iter().enumerate() {
            self.sheet.write_string(self.row, 0, period)?;
            for (column, line) in (1u16..).zip(lines) {
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

    /// Columns of shares that add up to 100 %, the first part at the foot; a
    /// period without shares leaves a gap. `None` where there are fewer than two
    /// periods, or nothing to show.
    pub(super) fn shares(
        &mut self,
        title: &str,
        periods: &[String],
        parts: &[Line],
    ) -> Result<Option<Drawn>, XlsxError> {
        let shown = parts.iter().any(|part| part.values.iter().any(Option::is_some));
        if periods.len() < 2 || !shown {
            return Ok(None);
        }
        let parts: Vec<&Line> = parts.iter().collect();
        let [head, first, last] = self.table(title, periods, &parts)?;
        let mut chart = Chart::new(ChartType::ColumnStacked);
        for (column, part) in (1u16..).zip(&parts) {
            chart
                .add_series()
                .set_name((self.name.as_str(), head, column))
                .set_categories(&self.range(first, last, 0))
                .set_values(&self.range(first, last, column))
                .set_format(ChartSolidFill::new().set_color(part.color))
                .set_gap(50);
        }
        chart.title().set_name(title);
        chart.legend().set_position(ChartLegendPosition::Right);
        chart.y_axis().set_num_format("0%").set_min(0.0).set_max(1.0);
        chart.set_width(WIDTH).set_height(320).set_alt_text(title);
        Ok(Some(Drawn { chart, rows: 320 / ROW_HEIGHT + 2 }))
    }

    /// Lines over periods; a period without a number leaves a gap. `None` where
    /// there are fewer than two periods, or nothing to show.
    pub(super) fn lines(
        &mut self,
        title: &str,
        periods: &[String],
        lines: &[Line],
        axis: Axis,
    ) -> Result<Option<Drawn>, XlsxError> {
        let lines: Vec<&Line> =
            lines.iter().filter(|line| line.values.iter().any(Option::is_some)).collect();
        if periods.len() < 2 || lines.is_empty() {
            return Ok(None);
        }
        let [head, first, last] = self.table(title, periods, &lines)?;
        let mut chart = Chart::new(ChartType::Line);
        for (column, line) in (1u16..).zip(&lines) {
            let mut marker = ChartMarker::new();
            marker
                .set_type(ChartMarkerType::Circle)
                .set_size(6)
                .set_format(ChartSolidFill::new().set_color(line.color));
            chart
                .add_series()
                .set_name((self.name.as_str(), head, column))
                .set_categories(&self.range(first, last, 0))
                .set_values(&self.range(first, last, column))
                .set_marker(&marker)
                .set_format(ChartLine::new().set_color(line.color).set_width(2.25));
        }
        chart.title().set_name(title);
        if lines.len() > 1 {
            chart.legend().set_position(ChartLegendPosition::Bottom);
        } else {
            chart.legend().set_hidden();
        }
        chart.x_axis().set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
        let values = chart.y_axis();
        values.set_num_format(axis.number_format);
        if let Some((low, high)) = axis.range {
            values.set_min(low).set_max(high);
        }
        chart.set_width(WIDTH).set_height(320).set_alt_text(title);
        Ok(Some(Drawn { chart, rows: 320 / ROW_HEIGHT + 2 }))
    }
}
