// Periods from left to right, one panel per measure.
(() => {
  const {
    colour, font, axisText, tooltip, estimateSeries, reference, range, axisStyle, panelTitle, flow, GAP,
  } = report;

  const trendChart = ({ rows, ticks, panels }, width) => {
    const HEAD = 24, PLOT = 132, FOOT = 24, SPACE = 18, LEFT = 38;
    const boxes = flow(panels, width, 0, () => (width > 600 ? Math.min(250, (width - 3 * GAP) / 4) : 250));
    const block = HEAD + PLOT + FOOT + SPACE;
    const option = { title: [], grid: [], xAxis: [], yAxis: [], series: [] };
    panels.forEach((panel, index) => {
      const box = boxes[index];
      const top = box.line * block;
      option.title.push(panelTitle(panel.title, box.x, top, box.width));
      option.grid.push({ left: box.x + LEFT, top: top + HEAD, width: box.width - LEFT, height: PLOT, containLabel: false });
      option.xAxis.push({
        type: "category", gridIndex: index, data: ticks, ...axisStyle(), splitLine: { show: false },
        axisLine: { show: true, onZero: false, lineStyle: { color: colour("rule") } },
        axisLabel: { ...axisStyle().axisLabel, hideOverlap: true },
      });
      const points = panel.kind === "points";
      option.yAxis.push({
        type: "value", gridIndex: index, ...axisStyle(), ...(points ? range(panel.unit, [panel]) : { min: 0, splitNumber: 3 }),
        axisLabel: { ...axisStyle().axisLabel, formatter: points ? axisText[panel.unit] : (v) => v.toLocaleString("en") },
      });
      if (!points) {
        option.series.push({
          type: "bar", xAxisIndex: index, yAxisIndex: index, data: panel.values, barMaxWidth: 26,
          itemStyle: { color: colour("positive") },
          label: { show: rows.length <= 12, position: "insideTop", color: colour("ink"), fontSize: 10.5, fontFamily: font(), formatter: ({ dataIndex }) => panel.texts[dataIndex] },
          tooltip: { formatter: ({ dataIndex }) => tooltip(rows[dataIndex], [panel.name + "  " + panel.texts[dataIndex]]) },
        });
        return;
      }
      if (panel.unit !== "percent") option.series.push(reference(index, true, 0, true));
      option.series.push({
        type: "line", xAxisIndex: index, yAxisIndex: index, symbol: "none", silent: true, z: 2,
        data: panel.points.map((point) => (point ? point.value : null)),
        lineStyle: { color: colour("very-positive"), width: 1.8 },
      });
      option.series.push(estimateSeries(panel, index, true, rows));
    });
    const lines = boxes[boxes.length - 1].line + 1;
    return { option, height: lines * block - SPACE };
  };

  report.kinds.trend = trendChart;
})();
