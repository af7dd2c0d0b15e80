// Rows from top to bottom, one panel per measure: touchpoints, correlations,
// drivers, segments.
(() => {
  const {
    colour, font, GAP, tidy, axisText, textWidth, tooltip, estimateSeries, reference, range, axisStyle,
    panelTitle, plain, LEGEND, legendLines, legend, partStyle,
  } = report;

  // ---- layout: panels side by side as far as the width goes ---------------
  const flow = (panels, width, left, minimum) => {
    const fill = (most) => {
      const lines = [];
      let room = 0;
      panels.forEach((panel, index) => {
        const need = minimum(panel) + GAP;
        if (!lines.length || room < need || lines[lines.length - 1].length === most) {
          lines.push([]);
          room = width - left + GAP;
        }
        lines[lines.length - 1].push(index);
        room -= need;
      });
      return lines;
    };
    // As few lines as the width allows, and about as many panels on each.
    const lines = fill(Math.ceil(panels.length / fill(Infinity).length));
    const scales = lines.map((line) =>
      (width - left - GAP * (line.length - 1)) / line.reduce((sum, index) => sum + minimum(panels[index]), 0));
    return lines.flatMap((line, at) => {
      // Panels that share their range are equally wide on every line.
      const scale = panels[0].labelled ? Math.min(...scales) : scales[at];
      let x = left;
      return line.map((index, place) => {
        const share = scale * minimum(panels[index]);
        const box = { line: at, first: place === 0, x, width: share };
        x += share + GAP;
        return box;
      });
    });
  };

  // The labels of all share panels from worst to best.
  const legendParts = (panels) => {
    const order = ["very-negative", "negative", "neutral", "mixed", "positive", "very-positive"];
    const parts = panels.flatMap((panel) => panel.series || []);
    return parts.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  };

  // ---- rows: touchpoints from top to bottom, one panel per measure --------
  const rowChart = ({ rows, panels, total }, width) => {
    const ROW = 26, HEAD = 24, FOOT = 26, SPACE = 18;
    const intervals = width >= 560;
    const LABEL = intervals ? 138 : 46;
    const names = rows;
    const longest = Math.max(...rows.map((name) => textWidth(name, 12, 600)));
    const left = Math.min(Math.ceil(longest) + 12, width * 0.36);
    const labelled = (panel) => (panel.labelled ? LABEL : 0);
    const minimum = (panel) =>
      ({ diverging: 230, stacked: 104, points: 124 })[panel.kind] + labelled(panel);
    const boxes = flow(panels, width, left, minimum);
    const parts = legendParts(panels);
    const legendRows = legendLines(parts, width);
    const legendHeight = legendRows * LEGEND;
    const block = HEAD + rows.length * ROW + FOOT + SPACE;
    const option = { title: [], grid: [], xAxis: [], yAxis: [], series: [] };
    panels.forEach((panel, index) => {
      const box = boxes[index];
      const top = legendHeight + box.line * block;
      const plot = box.width - labelled(panel);
      option.title.push(panelTitle(panel.title, box.x, top, box.width));
      option.grid.push({ left: box.x, top: top + HEAD, width: plot, height: rows.length * ROW, containLabel: false });
      const points = panel.kind === "points";
      const peak = points ? 0 : Math.max(0.1, ...rows.map((_, row) => {
        const side = (keep) => panel.series.filter((s) => keep(s.key)).reduce((sum, s) => sum + (s.values[row] || 0), 0);
        return panel.kind === "diverging"
          ? Math.max(side((key) => key.includes("negative")), side((key) => key.includes("positive")))
          : side(() => true);
      }));
      const end = tidy(Math.min(1, Math.ceil(peak * 10 - 1e-9) / 10));
      const extent = points ? range(panel.unit, panel.labelled ? panels : [panel])
        : { min: panel.kind === "diverging" ? -end : 0, max: end, interval: panel.kind === "diverging" ? end : end / 2 };
      option.xAxis.push({
        type: "value", gridIndex: index, ...extent, ...axisStyle(),
        axisLabel: { ...axisStyle().axisLabel, formatter: axisText[panel.unit], hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" },
      });
      option.yAxis.push({
        type: "category", gridIndex: index, inverse: true, data: rows.map((_, row) => row), ...axisStyle(),
        splitLine: { show: true, interval: 0, lineStyle: { color: colour("hair") } },
        axisLabel: {
          show: box.first, color: colour("ink"), fontSize: 12, fontFamily: font(), width: left - 10,
          overflow: "truncate", interval: 0, margin: left - 1, align: "left",
          formatter: (row) => (total && Number(row) === 0 ? "{total|" + plain(names[row]) + "}" : plain(names[row])),
          rich: { total: { fontWeight: 600, color: colour("ink"), fontSize: 12, fontFamily: font() } },
        },
      });
      if (points) {
        option.series.push(reference(index, false, 0, false));
        if (total && !panel.labelled && panel.points[0]) {
          option.series.push(reference(index, false, panel.points[0].value, true));
        }
        option.series.push(estimateSeries(panel, index, false, names));
        if (panel.labelled) option.series.push(valueLabels(panel, index, box.x + plot + 10, intervals));
        return;
      }
      option.series.push(reference(index, false, 0, panel.kind === "diverging"));
      for (const part of panel.series) {
        const sign = panel.kind === "diverging" && part.key.includes("negative") ? -1 : 1;
        option.series.push({
          type: "bar", name: part.name, xAxisIndex: index, yAxisIndex: index, barWidth: 14,
          stack: "panel" + index, stackStrategy: "samesign", z: 2,
          data: part.values.map((value) => (value === null ? null : sign * value)),
          itemStyle: partStyle(part),
          tooltip: {
            formatter: ({ dataIndex }) => tooltip(names[dataIndex], [part.name + "  " + part.texts[dataIndex]]),
          },
        });
      }
    });
    if (legendRows) option.legend = legend(parts, width, legendRows > 1 ? 0 : left);
    const lines = boxes[boxes.length - 1].line + 1;
    return { option, height: legendHeight + lines * block - SPACE };
  };

  // The numbers of a forest plot, beside it.
  const valueLabels = (panel, index, x, intervals) => ({
    type: "custom", xAxisIndex: index, yAxisIndex: index, silent: true, encode: { y: 0, x: [1] }, clip: false,
    data: panel.points.flatMap((point, row) => (point ? [[row, point.value]] : [])),
    renderItem: (params, api) => {
      const point = panel.points[api.value(0)];
      return {
        type: "text", x, y: api.coord([api.value(1), api.value(0)])[1],
        style: {
          text: (point.sign ? point.sign + "  " : "") + point.text + (intervals ? "  " + point.interval : ""), fill: colour(point.hollow ? "muted" : "ink"),
          fontSize: 11.5, fontFamily: font(), verticalAlign: "middle",
        },
      };
    },
  });

  report.flow = flow;
  report.kinds.rows = rowChart;
})();
