"use strict";
// What all parts of the script share: the data block, colours, text and axes.
// All text comes from the data and is only ever set as text.
const report = (() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const font = () => getComputedStyle(document.body).fontFamily;
  const GAP = 26; // between panels

  // ---- numbers on axes ----------------------------------------------------
  const minus = (text) => text.replace("-", "−");
  const tidy = (value) => Number(value.toFixed(6));
  const signed = (value) => (value > 0 ? "+" : "") + minus(String(tidy(value)));
  const axisText = {
    coefficient: signed,
    points: signed,
    percent: (value) => Math.abs(Math.round(value * 100)) + "%",
    mean: (value) => String(tidy(value)),
    footing: (value) => String(Math.round(value)),
    share_difference: (value) => signed(100 * value),
  };

  // ---- text ---------------------------------------------------------------
  const ruler = document.createElement("canvas").getContext("2d");
  const textWidth = (text, size, weight) => {
    ruler.font = (weight || 400) + " " + size + "px " + font();
    return ruler.measureText(text).width;
  };
  // A tooltip made of text nodes: names in it cannot become markup.
  const tooltip = (title, lines) => {
    const box = document.createElement("div");
    const head = box.appendChild(document.createElement("div"));
    head.className = "tooltip-title";
    head.textContent = title;
    for (const line of lines) {
      box.appendChild(document.createElement("div")).textContent = line;
    }
    return box;
  };
  const tooltipStyle = () => ({
    confine: true, backgroundColor: colour("paper"), borderColor: colour("rule"),
    textStyle: { color: colour("ink"), fontSize: 12, fontFamily: font() },
  });

  // ---- an estimate: whiskers and a dot, hollow where it may be chance ------
  const estimateSeries = (panel, index, upright, names) => ({
    type: "custom", xAxisIndex: index, yAxisIndex: index, clip: true, z: 3,
    encode: upright ? { x: 0, y: [1, 2, 3] } : { y: 0, x: [1, 2, 3] },
    data: panel.points.flatMap((point, row) =>
      point ? [{ value: [row, point.value, point.low, point.high], point, row }] : []),
    tooltip: {
      formatter: ({ data: { point, row } }) => tooltip(names[row],
        [panel.title + "  " + point.text + "  " + point.interval].concat(point.note || [])),
    },
    renderItem: (params, api) => {
      const at = (value) => api.coord(upright ? [api.value(0), value] : [value, api.value(0)]);
      const [middle, low, high] = [at(api.value(1)), at(api.value(2)), at(api.value(3))];
      const point = panel.points[api.value(0)];
      const ink = colour(panel.bars && point.hollow ? "muted" : "dot");
      const cap = upright ? [3.5, 0] : [0, 3.5];
      const line = (from, to) => ({
        type: "line", style: { stroke: ink, lineWidth: 1.3 },
        shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
      });
      const tick = (end) => line([end[0] - cap[0], end[1] - cap[1]], [end[0] + cap[0], end[1] + cap[1]]);
      const zero = at(0);
      const bar = panel.bars ? [{
        type: "rect", shape: { x: zero[0], y: zero[1] - 7, width: middle[0] - zero[0], height: 14 },
        style: { fill: colour(point.hollow ? "neutral" : "positive") },
      }] : [];
      return {
        type: "group",
        children: [...bar, line(low, high), tick(low), tick(high), {
          type: "circle", shape: { cx: middle[0], cy: middle[1], r: 4.2 },
          style: { fill: point.hollow ? colour("paper") : ink, stroke: ink, lineWidth: 1.5 },
        }],
      };
    },
  });

  // A line without data that carries a reference value across its panel.
  const reference = (index, upright, value, dashed) => ({
    type: "line", xAxisIndex: index, yAxisIndex: index, data: [], silent: true, z: 1,
    markLine: {
      silent: true, z: 1, symbol: "none", label: { show: false }, animation: false,
      lineStyle: { color: colour(dashed ? "muted" : "rule"), width: 1, type: dashed ? [3, 3] : "solid" },
      data: [upright ? { yAxis: value } : { xAxis: value }],
    },
  });

  // Round numbers around a range, about so many steps apart.
  const steps = (low, high, parts) => {
    const rough = (high - low || 1) / parts;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough);
    return {
      min: tidy(Math.floor(low / step + 1e-9) * step), max: tidy(Math.ceil(high / step - 1e-9) * step),
      interval: tidy(step),
    };
  };
  // The range of an axis: round numbers around all intervals of `panels`.
  const range = (unit, panels) => {
    const ends = panels.flatMap((other) => other.points)
      .flatMap((point) => (point ? [point.low, point.high] : []));
    let low = Math.min(...ends), high = Math.max(...ends);
    if (!ends.length) [low, high] = [0, 1];
    if (unit === "coefficient" || unit === "points" || unit === "share_difference" || panels[0].bars) {
      low = Math.min(low, 0);
      high = Math.max(high, 0);
    }
    const around = steps(low, high, 4);
    if (unit !== "percent") return around;
    return { ...around, min: Math.max(around.min, 0), max: Math.min(around.max, 1) };
  };

  const axisStyle = () => ({
    axisLine: { show: false }, axisTick: { show: false },
    axisLabel: { color: colour("muted"), fontSize: 11, fontFamily: font() },
    splitLine: { lineStyle: { color: colour("hair") } },
  });
  const panelTitle = (text, x, y, width) => ({
    text, left: x, top: y, padding: 0, itemGap: 0,
    textStyle: { color: colour("ink"), fontSize: 12, fontWeight: 600, fontFamily: font(), width, overflow: "truncate" },
  });

  // ---- parts of a whole: their fills, and what the fills stand for ---------
  const LEGEND = 22; // height of a line
  const legendLines = (parts, width) => parts.reduce(({ lines, used }, part) => {
    const need = textWidth(part.name, 11) + 28;
    return used + need > width ? { lines: lines + 1, used: need } : { lines, used: used + need };
  }, { lines: parts.length ? 1 : 0, used: 0 }).lines;
  const legend = (parts, width, left) => ({
    left, top: 0, padding: 0, itemWidth: 10, itemHeight: 10, itemGap: 12, selectedMode: false,
    width, data: parts.map((part) => ({ name: part.name, icon: "rect" })),
    textStyle: { color: colour("muted"), fontSize: 11, fontFamily: font() },
  });
  const partStyle = (part) => ({
    color: colour(part.key), borderColor: colour("paper"), borderWidth: 0.5,
    decal: part.key === "mixed"
      ? { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4, color: colour("neutral") }
      : { symbol: "none" },
  });

  // Names inside axis labels must not be read as rich text markup.
  const plain = (name) => name.replace(/[{}|]/g, (c) => ({ "{": "｛", "}": "｝", "|": "｜" })[c]);

  return {
    data, root, colour, font, GAP, tidy, axisText, textWidth, tooltip, tooltipStyle, estimateSeries,
    reference, steps, range, axisStyle, panelTitle, plain, LEGEND, legendLines, legend, partStyle, kinds: {},
  };
})();
