// The journey map: stages over the touchpoints, the curve of sentiment, the
// score, the volume, and pain points at the foot.
(() => {
  const {
    colour, font, axisText, textWidth, tooltip, estimateSeries, reference, range, axisStyle, panelTitle,
  } = report;
  const LEFT = 40, BAND = 26, HEAD = 22, SPACE = 16, NARROWEST = 48, LEVEL = 84;
  const heights = { curve: 176, score: 104, volume: 56, pains: 24 };

  const journeyChart = (chart, available) => {
    const { rows, stages, panels, marks, pains, drop, ordered } = chart;
    const width = Math.max(available, LEFT + rows.length * NARROWEST + 8);
    const slot = (width - LEFT - 8) / rows.length;
    const middle = (row) => LEFT + slot * (row + 0.5);
    const level = slot >= LEVEL;
    const lines = rows.some((name) => textWidth(name, 12) > slot - 6) ? 2 : 1;
    const labels = level ? 8 + 16 * lines : Math.min(110, Math.max(...rows.map((name) => textWidth(name, 12))) * 0.72 + 18);
    const option = { title: [], grid: [], xAxis: [], yAxis: [], series: [], graphic: [] };

    // Stages as bands with a rule under their names.
    let top = 0;
    if (stages.length) {
      for (const { name, from, to } of stages) {
        const x = LEFT + slot * from + 3, wide = slot * (to - from + 1) - 6;
        option.graphic.push(
          { type: "rect", silent: true, shape: { x, y: 0, width: wide, height: BAND - 4 }, style: { fill: colour("panel") } },
          { type: "line", silent: true, shape: { x1: x, y1: BAND - 4, x2: x + wide, y2: BAND - 4 }, style: { stroke: colour("ink"), lineWidth: 1.2 } },
          {
            type: "text", silent: true, x: x + wide / 2, y: (BAND - 4) / 2,
            style: {
              text: name, align: "center", verticalAlign: "middle", fill: colour("ink"), fontSize: 12, fontWeight: 600,
              fontFamily: font(), width: wide - 4, overflow: "truncate", ellipsis: "…",
            },
          });
      }
      top = BAND + 8;
    }

    const panel = (index, title, height, yAxis, last) => {
      option.title.push(panelTitle(title, 0, top, width));
      top += HEAD;
      option.grid.push({ left: LEFT, top, width: width - LEFT - 8, height, containLabel: false });
      option.xAxis.push({
        type: "category", gridIndex: index, data: rows.map((_, row) => row), ...axisStyle(),
        axisLine: { show: last, onZero: false, lineStyle: { color: colour("rule") } },
        splitLine: { show: false }, axisLabel: { show: false },
      });
      option.yAxis.push({ gridIndex: index, ...axisStyle(), ...yAxis });
      top += height + SPACE;
    };

    panels.forEach((one, index) => {
      if (one.kind === "columns") {
        panel(index, one.title, heights.volume, { type: "value", min: 0, splitNumber: 2, axisLabel: { show: false } }, true);
        option.series.push({
          type: "bar", xAxisIndex: index, yAxisIndex: index, data: one.values, barMaxWidth: 34,
          itemStyle: { color: colour("positive") },
          label: { show: true, position: "top", distance: 2, color: colour("ink"), fontSize: 11, fontFamily: font(), formatter: ({ dataIndex }) => one.texts[dataIndex] },
          tooltip: { formatter: ({ dataIndex }) => tooltip(rows[dataIndex], [one.name + "  " + one.texts[dataIndex]]) },
        });
        return;
      }
      const height = index === 0 ? heights.curve : heights.score;
      const extent = range(one.unit, [one]);
      panel(index, one.title, height, {
        type: "value", ...extent,
        axisLabel: { ...axisStyle().axisLabel, formatter: axisText[one.unit] },
      }, false);
      if (one.unit !== "percent") option.series.push(reference(index, true, 0, true));
      if (index === 0 && drop && ordered) {
        option.series.push({
          type: "line", xAxisIndex: 0, yAxisIndex: 0, data: [], silent: true,
          markArea: {
            silent: true, itemStyle: { color: colour("very-negative"), opacity: 0.13 },
            label: { show: true, position: "insideTop", color: colour("ink"), fontSize: 11, fontWeight: 600, fontFamily: font(), formatter: "▼ " + drop.label },
            data: [[{ xAxis: drop.from }, { xAxis: drop.to }]],
          },
        });
      }
      if (ordered) {
        option.series.push({
          type: "line", xAxisIndex: index, yAxisIndex: index, symbol: "none", silent: true, z: 2, connectNulls: true,
          smooth: index === 0 ? 0.25 : false, smoothMonotone: "x",
          data: one.points.map((point) => (point ? point.value : null)),
          lineStyle: { color: colour("very-positive"), width: index === 0 ? 2.4 : 1.6 },
        });
      }
      option.series.push(estimateSeries(one, index, true, rows));
      if (index > 0) return;
      // Peak, low and end beside their dots.
      option.series.push({
        type: "custom", xAxisIndex: 0, yAxisIndex: 0, silent: true, clip: false, z: 4,
        data: one.points.flatMap((point, row) => (point && marks[row].length ? [[row, point.high, point.low]] : [])),
        encode: { x: 0, y: [1, 2] },
        renderItem: (params, api) => {
          const row = api.value(0), point = one.points[row];
          const [x, high] = api.coord([row, api.value(1)]), [, low] = api.coord([row, api.value(2)]);
          // Away from the middle, unless there is no room between the whisker and the frame.
          const { y: roof, height: tall } = params.coordSys, room = 14 * marks[row].length + 5;
          const fitsAbove = high - room >= roof - 6, fitsBelow = low + room <= roof + tall + 2;
          const above = point.value >= 0 ? fitsAbove || !fitsBelow : !fitsBelow && fitsAbove;
          const y = above ? high : low;
          return {
            type: "text", x, y: above ? y - 5 : y + 5,
            style: {
              text: marks[row].join("\n"), align: "center", verticalAlign: above ? "bottom" : "top", fill: colour("ink"),
              fontSize: 11, fontWeight: 600, fontFamily: font(), stroke: colour("paper"), lineWidth: 3, lineHeight: 14,
            },
          };
        },
      });
    });

    // Names under the last panel, then pain points with their number.
    top -= SPACE - 6;
    rows.forEach((name, row) => option.graphic.push({
      type: "text", silent: true, x: middle(row) + (level ? 0 : 4), y: top, rotation: level ? 0 : Math.PI / 4,
      style: {
        text: name, align: level ? "center" : "right", verticalAlign: "top", fill: colour("ink"), fontSize: 12,
        fontFamily: font(), width: level ? slot - 6 : 130, overflow: level ? "break" : "truncate", lineHeight: 15,
        ellipsis: "…",
      },
    }));
    top += labels;
    if (pains.some((found) => found.length)) {
      pains.forEach((found, row) => {
        if (!found.length) return;
        option.graphic.push({
          type: "text", silent: true, x: middle(row), y: top + heights.pains / 2 - 4,
          style: {
            text: "▼ " + found.length, align: "center", verticalAlign: "middle", fill: colour("very-negative"),
            fontSize: 12, fontWeight: 600, fontFamily: font(),
          },
        });
      });
      top += heights.pains;
    }
    // Hovering the curve tells everything of a touchpoint.
    const hover = option.series.find((series) => series.type === "custom");
    hover.tooltip = {
      formatter: ({ data: { point, row } }) => tooltip(rows[row], [
        panels[0].title + "  " + point.text + "  " + point.interval,
        ...marks[row], ...pains[row].map((pain) => "▼ " + pain),
      ]),
    };
    return { option, height: Math.ceil(top), width };
  };

  report.kinds.journey = journeyChart;
})();
