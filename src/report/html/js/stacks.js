// Columns that add up to 100 %, from left to right; where the first is all of
// them, it stands apart.
(() => {
  const {
    colour, font, axisText, tooltip, axisStyle, legendLines, legend, partStyle, plain, LEGEND,
  } = report;

  const stackChart = ({ rows, ticks, series, apart: first }, available) => {
    const PLOT = 216, FOOT = 26, LEFT = 44, WIDEST = 112, READABLE = 34, SEEN = 0.07;
    // A gap after the first column.
    const apart = (values) => (first ? [values[0], null, ...values.slice(1)] : values);
    const slots = apart(rows).length;
    const width = Math.min(available, LEFT + slots * WIDEST);
    const slot = (width - LEFT) / slots;
    const column = Math.min(72, slot * 0.74);
    const top = legendLines(series, available) * LEGEND + 6;
    const names = apart(rows), under = apart(ticks.map(plain));
    return {
      height: top + PLOT + FOOT,
      option: {
        legend: legend(series, available, 0),
        grid: [{ left: LEFT, top, width: width - LEFT, height: PLOT, containLabel: false }],
        xAxis: [{
          type: "category", data: names.map((_, index) => index), ...axisStyle(), splitLine: { show: false },
          axisLine: { show: true, lineStyle: { color: colour("rule") } },
          axisLabel: {
            ...axisStyle().axisLabel, hideOverlap: true, color: colour("ink"),
            formatter: (index) => under[index] || "",
          },
        }],
        yAxis: [{
          type: "value", min: 0, max: 1, interval: 0.25, ...axisStyle(),
          axisLabel: { ...axisStyle().axisLabel, formatter: axisText.percent },
        }],
        series: series.map((part) => {
          const texts = apart(part.texts), values = apart(part.values);
          return {
            type: "bar", name: part.name, stack: "labels", barWidth: column, data: values, itemStyle: partStyle(part),
            label: {
              show: column >= READABLE, position: "inside", fontSize: 10.5, fontFamily: font(),
              color: colour(part.key.startsWith("very") ? "paper" : "ink"),
              // Set off from the hatching.
              ...(part.key === "mixed" ? { textBorderColor: colour("neutral"), textBorderWidth: 3 } : {}),
              formatter: ({ dataIndex }) => (values[dataIndex] >= SEEN ? texts[dataIndex] : ""),
            },
            tooltip: {
              formatter: ({ dataIndex }) => tooltip(names[dataIndex],
                series.map((other) => other.name + "  " + apart(other.texts)[dataIndex]).reverse()),
            },
          };
        }),
      },
    };
  };

  report.kinds.stacks = stackChart;
})();
