"use strict";
// Draws the charts of the report from the data block and makes its tables
// sortable. All text comes from the data and is only ever set as text.
(() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const font = () => getComputedStyle(document.body).fontFamily;
  const PRINT_WIDTH = 690; // CSS pixels between the margins of an A4 page
  const GAP = 26;

  // ---- numbers on axes ----------------------------------------------------
  const minus = (text) => text.replace("-", "−");
  const tidy = (value) => Number(value.toFixed(6));
  const signed = (value) => (value > 0 ? "+" : "") + minus(String(tidy(value)));
  const axisText = {
    coefficient: signed,
    points: signed,
    percent: (value) => Math.abs(Math.round(value * 100)) + "%",
    mean: (value) => String(tidy(value)),
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
      const ink = colour("dot");
      const point = panel.points[api.value(0)];
      const cap = upright ? [3.5, 0] : [0, 3.5];
      const line = (from, to) => ({
        type: "line", style: { stroke: ink, lineWidth: 1.3 },
        shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
      });
      const tick = (end) => line([end[0] - cap[0], end[1] - cap[1]], [end[0] + cap[0], end[1] + cap[1]]);
      return {
        type: "group",
        children: [line(low, high), tick(low), tick(high), {
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
      silent: true, symbol: "none", label: { show: false }, animation: false,
      lineStyle: { color: colour(dashed ? "muted" : "rule"), width: 1, type: dashed ? [3, 3] : "solid" },
      data: [upright ? { yAxis: value } : { xAxis: value }],
    },
  });

  // The range of an axis: round numbers around all intervals of `panels`.
  const range = (unit, panels) => {
    const ends = panels.flatMap((other) => other.points)
      .flatMap((point) => (point ? [point.low, point.high] : []));
    let low = Math.min(...ends), high = Math.max(...ends);
    if (!ends.length) [low, high] = [0, 1];
    if (unit === "coefficient" || unit === "points") {
      low = Math.min(low, 0);
      high = Math.max(high, 0);
    }
    const rough = (high - low || 1) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough);
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
    if (unit === "percent") [low, high] = [Math.max(low, 0), Math.min(high, 1)];
    return { min: tidy(low), max: tidy(high), interval: tidy(step) };
  };

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

  const axisStyle = () => ({
    axisLine: { show: false }, axisTick: { show: false },
    axisLabel: { color: colour("muted"), fontSize: 11, fontFamily: font() },
    splitLine: { lineStyle: { color: colour("hair") } },
  });
  const panelTitle = (text, x, y, width) => ({
    text, left: x, top: y, padding: 0, itemGap: 0,
    textStyle: { color: colour("ink"), fontSize: 12, fontWeight: 600, fontFamily: font(), width, overflow: "truncate" },
  });

  // The labels of all share panels from worst to best.
  const legendParts = (panels) => {
    const order = ["very-negative", "negative", "neutral", "mixed", "positive", "very-positive"];
    const parts = panels.flatMap((panel) => panel.series || []);
    return parts.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  };

  // ---- rows: touchpoints from top to bottom, one panel per measure --------
  const rowChart = ({ rows, panels }, width) => {
    const ROW = 26, HEAD = 24, LEGEND = 22, FOOT = 26, SPACE = 18;
    const intervals = width >= 560;
    const LABEL = intervals ? 150 : 46;
    const names = rows;
    const longest = Math.max(...rows.map((name) => textWidth(name, 12, 600)));
    const left = Math.min(Math.ceil(longest) + 12, width * 0.36);
    const labelled = (panel) => (panel.labelled ? LABEL : 0);
    const minimum = (panel) =>
      ({ diverging: 230, stacked: 104, points: 136 })[panel.kind] + labelled(panel);
    const boxes = flow(panels, width, left, minimum);
    const parts = legendParts(panels);
    const legendLines = parts.reduce(({ lines, used }, part) => {
      const need = textWidth(part.name, 11) + 28;
      return used + need > width ? { lines: lines + 1, used: need } : { lines, used: used + need };
    }, { lines: parts.length ? 1 : 0, used: 0 }).lines;
    const legend = legendLines * LEGEND;
    const block = HEAD + rows.length * ROW + FOOT + SPACE;
    const option = { title: [], grid: [], xAxis: [], yAxis: [], series: [] };
    panels.forEach((panel, index) => {
      const box = boxes[index];
      const top = legend + box.line * block;
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
          formatter: (row) => (Number(row) === 0 ? "{total|" + plain(names[row]) + "}" : plain(names[row])),
          rich: { total: { fontWeight: 600, color: colour("ink"), fontSize: 12, fontFamily: font() } },
        },
      });
      if (points) {
        option.series.push(reference(index, false, 0, false));
        if (!panel.labelled && panel.points[0]) {
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
          itemStyle: {
            color: colour(part.key), borderColor: colour("paper"), borderWidth: 0.5,
            decal: part.key === "mixed"
              ? { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4, color: colour("neutral") }
              : { symbol: "none" },
          },
          tooltip: {
            formatter: ({ dataIndex }) => tooltip(names[dataIndex], [part.name + "  " + part.texts[dataIndex]]),
          },
        });
      }
    });
    if (legend) {
      option.legend = {
        left: legendLines > 1 ? 0 : left, top: 0, padding: 0, itemWidth: 10, itemHeight: 10, itemGap: 12, selectedMode: false,
        width, data: parts.map((part) => ({ name: part.name, icon: "rect" })),
        textStyle: { color: colour("muted"), fontSize: 11, fontFamily: font() },
      };
    }
    const lines = boxes[boxes.length - 1].line + 1;
    return { option, height: legend + lines * block - SPACE };
  };

  // Names inside axis labels must not be read as rich text markup.
  const plain = (name) => name.replace(/[{}|]/g, (c) => ({ "{": "｛", "}": "｝", "|": "｜" })[c]);

  // The numbers of a forest plot, beside it.
  const valueLabels = (panel, index, x, intervals) => ({
    type: "custom", xAxisIndex: index, yAxisIndex: index, silent: true, encode: { y: 0, x: [1] }, clip: false,
    data: panel.points.flatMap((point, row) => (point ? [[row, point.value]] : [])),
    renderItem: (params, api) => {
      const point = panel.points[api.value(0)];
      return {
        type: "text", x, y: api.coord([api.value(1), api.value(0)])[1],
        style: {
          text: point.text + (intervals ? "  " + point.interval : ""), fill: colour(point.hollow ? "muted" : "ink"),
          fontSize: 11.5, fontFamily: font(), verticalAlign: "middle",
        },
      };
    },
  });

  // ---- months from left to right, one panel per measure -------------------
  const trendChart = ({ rows, panels }, width) => {
    const HEAD = 24, PLOT = 132, FOOT = 24, SPACE = 18, LEFT = 38;
    const boxes = flow(panels, width, 0, () => 250);
    const block = HEAD + PLOT + FOOT + SPACE;
    const option = { title: [], grid: [], xAxis: [], yAxis: [], series: [] };
    panels.forEach((panel, index) => {
      const box = boxes[index];
      const top = box.line * block;
      option.title.push(panelTitle(panel.title, box.x, top, box.width));
      option.grid.push({ left: box.x + LEFT, top: top + HEAD, width: box.width - LEFT, height: PLOT, containLabel: false });
      option.xAxis.push({
        type: "category", gridIndex: index, data: rows, ...axisStyle(), splitLine: { show: false },
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

  // ---- drawing --------------------------------------------------------------
  const kinds = { touchpoints: rowChart, correlations: rowChart, trend: trendChart };
  const places = [...document.querySelectorAll(".chart")].filter((place) => data[place.dataset.chart]);
  const draw = (fixedWidth) => {
    for (const place of places) {
      const kind = place.dataset.chart;
      const width = fixedWidth || place.parentElement.clientWidth;
      const { option, height } = kinds[kind](data[kind], width);
      const old = echarts.getInstanceByDom(place);
      if (old) old.dispose();
      place.style.height = height + "px";
      place.style.width = width + "px";
      const chart = echarts.init(place, null, { renderer: "svg", width, height });
      chart.setOption({ animation: false, textStyle: { fontFamily: font() }, tooltip: { trigger: "item", ...tooltipStyle() }, ...option });
    }
  };

  // ---- sorting --------------------------------------------------------------
  const sortKey = (cell) => {
    const key = cell.dataset.sort;
    if (cell.classList.contains("number")) return key === undefined ? null : Number(key);
    return key === undefined ? cell.textContent : key;
  };
  const compare = (a, b) =>
    typeof a === "string" ? a.localeCompare(b, data.locale) : a - b;
  const sortable = (table) => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      const first = body.rows[0] || table.tFoot?.rows[0];
      const numeric = first?.cells[column].classList.contains("number") ?? false;
      if (!numeric) head.classList.add("text");
      button.addEventListener("click", () => {
        const order = head.getAttribute("aria-sort");
        const down = order ? order === "ascending" : numeric;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[column]) }));
        rows.sort((a, b) => {
          if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
          return (down ? -1 : 1) * compare(a.key, b.key);
        });
        body.append(...rows.map(({ row }) => row));
      });
    });
  };

  document.querySelectorAll("table.sortable").forEach(sortable);
  root.classList.add("charts");
  draw();
  // The tables behind the charts stay at hand, folded.
  const details = [...document.querySelectorAll("details")];
  for (const part of details) part.open = false;

  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
  // On paper: light colours, the width of the page, and every table.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
    folded = details.filter((part) => !part.open);
    for (const part of folded) part.open = true;
    draw(PRINT_WIDTH);
  });
  window.addEventListener("afterprint", () => {
    delete root.dataset.theme;
    for (const part of folded) part.open = false;
    draw();
  });
  root.dataset.charts = "ready";
})();
