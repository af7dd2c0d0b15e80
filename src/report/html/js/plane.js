// Points in a plane: sentiment against the score, importance against
// performance.
(() => {
  const { colour, font, tidy, axisText, textWidth, tooltip, axisStyle, plain } = report;
  // Fields are told apart by shape as well as by colour.
  const shapes = {
    "fix-first": ["diamond", "very-negative"], "keep-up": ["circle", "very-positive"],
    watch: ["triangle", "warn"], "low-priority": ["rect", "muted"], dot: ["circle", "very-positive"],
  };

  const extent = (values, unit) => {
    let low = Math.min(...values), high = Math.max(...values);
    const room = (high - low || 0.2) * 0.16;
    low -= room;
    high += room;
    if (unit === "percent") [low, high] = [Math.max(0, low), Math.min(1, high)];
    if (unit === "footing") [low, high] = [Math.max(0, low), Math.min(100, high)];
    const rough = (high - low) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough);
    return {
      min: tidy(Math.floor(low / step + 1e-9) * step), max: tidy(Math.ceil(high / step - 1e-9) * step),
      interval: tidy(step),
    };
  };

  const planeChart = ({ x, y, points, cut, corners }, width) => {
    const LEFT = 46, TOP = 26, FOOT = 44, RIGHT = 12;
    const height = Math.max(300, Math.min(430, width * 0.62));
    const most = Math.max(1, ...points.map((point) => point.size || 0));
    const inside = (axis, of, at) => extent(points.map(of).concat(cut ? [cut[at]] : []), axis.unit);
    const axis = (of, title) => ({
      type: "value", ...axisStyle(), nameTextStyle: { color: colour("ink"), fontSize: 12, fontWeight: 600, fontFamily: font() },
      name: title.title, axisLabel: { ...axisStyle().axisLabel, formatter: axisText[title.unit], hideOverlap: true },
      axisLine: { show: true, onZero: false, lineStyle: { color: colour("rule") } }, ...of,
    });
    const option = {
      grid: { left: LEFT, right: RIGHT, top: TOP, bottom: FOOT, containLabel: false },
      xAxis: axis({ ...inside(x, (p) => p.x, 0), nameLocation: "middle", nameGap: 28 }, x),
      yAxis: axis({ ...inside(y, (p) => p.y, 1), nameLocation: "end", nameGap: 10 }, y),
      series: [], graphic: [],
    };
    option.yAxis.nameTextStyle.align = "left";
    option.yAxis.nameTextStyle.padding = [0, 0, 0, -LEFT];
    const room = Math.max(60, (width - LEFT - RIGHT) * 0.4);
    option.series.push({
      type: "scatter", z: 3,
      data: points.map((point) => {
        const [symbol, key] = shapes[point.key] || shapes.dot;
        const ink = colour(point.hollow ? "muted" : key);
        const late = point.x > (option.xAxis.min + option.xAxis.max) / 2 + (option.xAxis.max - option.xAxis.min) * 0.2;
        return {
          value: [point.x, point.y], point, symbol,
          symbolSize: point.size === null ? 12 : 8 + 26 * Math.sqrt(point.size / most),
          itemStyle: {
            color: point.hollow ? colour("paper") : ink, borderColor: point.hollow ? ink : colour("paper"),
            borderWidth: point.hollow ? 1.8 : 1, opacity: point.size === null ? 1 : 0.78,
          },
          label: {
            show: true, position: late ? "left" : "right", distance: 5, color: colour(point.hollow ? "muted" : "ink"),
            fontSize: 11.5, fontFamily: font(), width: room, overflow: "truncate", ellipsis: "…",
            formatter: () => plain(point.name),
          },
        };
      }),
      labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
      tooltip: { formatter: ({ data: { point } }) => tooltip(point.name, point.lines) },
      markLine: cut ? {
        silent: true, symbol: "none", label: { show: false }, animation: false,
        lineStyle: { color: colour("muted"), width: 1, type: [4, 4] },
        data: [{ xAxis: cut[0] }, { yAxis: cut[1] }],
      } : undefined,
    });
    if (corners) {
      const [left, right] = [LEFT + 6, width - RIGHT - 6], [top, foot] = [TOP + 5, height - FOOT - 5];
      [[left, top, "left", "top"], [right, top, "right", "top"], [right, foot, "right", "bottom"], [left, foot, "left", "bottom"]]
        .forEach(([cornerX, cornerY, align, verticalAlign], at) => option.graphic.push({
          type: "text", silent: true, x: cornerX, y: cornerY, z: 1,
          style: { text: corners[at], align, verticalAlign, fill: colour("muted"), fontSize: 12, fontWeight: 600, fontFamily: font() },
        }));
    }
    return { option, height };
  };

  report.kinds.plane = planeChart;
})();
