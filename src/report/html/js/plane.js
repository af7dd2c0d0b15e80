// Points in a plane: sentiment against the score, importance against
// performance.
(() => {
  const { colour, font, steps, axisText, textWidth, tooltip, axisStyle, plain } = report;
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
    return steps(low, high, 6);
  };

  // Puts each name where it covers neither another name nor a point; a name
  // without such a place is left to the tooltip and the table.
  const placeNames = (points, spot, radius, frame, longest) => {
    const taken = points.map((point) => {
      const [x, y] = spot(point), r = radius(point);
      return { point, left: x - r, right: x + r, top: y - r, bottom: y + r };
    });
    const free = (box, point) => box.left >= frame.left - 2 && box.right <= frame.right + 2
      && box.top >= frame.top - 4 && box.bottom <= frame.bottom
      && !taken.some((other) => other.point !== point && box.left < other.right && box.right > other.left
        && box.top < other.bottom && box.bottom > other.top);
    const places = new Map();
    for (const point of [...points].sort((a, b) => (b.size || 0) - (a.size || 0))) {
      const [x, y] = spot(point), r = radius(point) + 4;
      const wide = Math.min(textWidth(point.name, 11.5), longest), half = 7.5;
      const boxes = {
        right: { left: x + r, right: x + r + wide, top: y - half, bottom: y + half },
        left: { left: x - r - wide, right: x - r, top: y - half, bottom: y + half },
        top: { left: x - wide / 2, right: x + wide / 2, top: y - r - 2 * half, bottom: y - r },
        bottom: { left: x - wide / 2, right: x + wide / 2, top: y + r, bottom: y + r + 2 * half },
      };
      const place = Object.keys(boxes).find((name) => free(boxes[name], point));
      if (!place) continue;
      places.set(point, place);
      taken.push({ point: null, ...boxes[place] });
    }
    return places;
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
    const frame = { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - FOOT };
    const along = (value, of, from, to) => from + ((value - of.min) / (of.max - of.min)) * (to - from);
    const spot = (point) => [
      along(point.x, option.xAxis, frame.left, frame.right), along(point.y, option.yAxis, frame.bottom, frame.top),
    ];
    const size = (point) => (point.size === null ? 12 : 8 + 26 * Math.sqrt(point.size / most));
    const names = placeNames(points, spot, (point) => size(point) / 2, frame, room);
    option.series.push({
      type: "scatter", z: 3,
      data: points.map((point) => {
        const [symbol, key] = shapes[point.key] || shapes.dot;
        const ink = colour(point.hollow ? "muted" : key);
        return {
          value: [point.x, point.y], point, symbol,
          symbolSize: size(point),
          itemStyle: {
            color: point.hollow ? colour("paper") : ink, borderColor: point.hollow ? ink : colour("paper"),
            borderWidth: point.hollow ? 1.8 : 1, opacity: point.size === null ? 1 : 0.78,
          },
          label: {
            show: names.has(point), opacity: 1, position: names.get(point), distance: 4, color: colour(point.hollow ? "muted" : "ink"),
            fontSize: 11.5, fontFamily: font(), width: room, overflow: "truncate", ellipsis: "…",
            formatter: () => plain(point.name),
          },
        };
      }),
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
