// Draws the charts, redraws them where width, colours or paper change, and
// folds the tables behind them.
(() => {
  const { data, root, font, tooltipStyle, kinds } = report;
  const PRINT_WIDTH = 690; // CSS pixels between the margins of an A4 page

  const places = [...document.querySelectorAll(".chart")].filter((place) => data[place.dataset.chart]);
  const drawn = new WeakSet();
  const inner = (box) => {
    const { paddingLeft, paddingRight } = getComputedStyle(box);
    return Math.floor(box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
  };
  const drawOne = (place, paper) => {
    const chart = data[place.dataset.chart];
    const beside = place.closest(".beside");
    const available = paper ? (beside ? Math.floor((paper - 20) / 2) : paper) : inner(place.parentElement);
    const { option, height, width = available } = kinds[chart.type](chart, available);
    const old = echarts.getInstanceByDom(place);
    if (old) old.dispose();
    place.style.height = height + (width > available ? 14 : 0) + "px";
    place.style.width = available + "px";
    // A chart wider than the page scrolls within its place.
    place.classList.toggle("wide-chart", width > available);
    if (width > available) place.tabIndex = 0; else place.removeAttribute("tabindex");
    const drawing = echarts.init(place, null, { renderer: "svg", width, height });
    drawing.setOption({ animation: false, textStyle: { fontFamily: font() }, tooltip: { trigger: "item", ...tooltipStyle() }, ...option });
    drawn.add(place);
  };
  // Charts below the window are drawn when they come near it.
  const watch = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (isIntersecting && !drawn.has(target)) drawOne(target);
    }
  }, { rootMargin: "600px" });
  const draw = (paper) => {
    for (const place of places) if (paper || drawn.has(place)) drawOne(place, paper);
  };

  // Regions that scroll can be reached by keyboard; those that fit need not.
  const scrollers = [...document.querySelectorAll(".scroll")];
  const reach = () => {
    for (const part of scrollers) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0; else part.removeAttribute("tabindex");
    }
  };

  root.classList.add("charts");
  // The tables behind the charts stay at hand, folded.
  const details = [...document.querySelectorAll("details")];
  for (const part of details) {
    part.open = false;
    part.addEventListener("toggle", reach);
  }
  // On a phone what follows the first page is folded: its titles are the contents.
  const small = matchMedia("(max-width: 720px)");
  const sections = [...document.querySelectorAll("main > section[id]")];
  const fold = (section, closed) => {
    section.classList.toggle("folded", closed);
    const toggle = section.querySelector(".unfold");
    // On a wide page titles are titles: nothing to press.
    toggle.disabled = !small.matches;
    if (small.matches) toggle.setAttribute("aria-expanded", String(!closed)); else toggle.removeAttribute("aria-expanded");
    if (!closed) reach();
  };
  for (const section of sections) {
    const title = section.querySelector("h2");
    const toggle = document.createElement("button");
    toggle.type = "button";
    toggle.className = "unfold";
    toggle.append(...title.childNodes);
    title.append(toggle);
    toggle.addEventListener("click", () => {
      fold(section, !section.classList.contains("folded"));
    });
    fold(section, small.matches);
  }
  small.addEventListener("change", () => sections.forEach((section) => fold(section, small.matches)));
  // A link into a folded section opens it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const section = target && target.closest("main > section[id]");
    if (!section || !section.classList.contains("folded")) return;
    fold(section, false);
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  unfold();
  for (const place of places) watch.observe(place);
  reach();

  // Light or dark: as the system says, until the reader says otherwise.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    draw();
  });

  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    draw();
    reach();
  });
  dark.addEventListener("change", () => draw());
  // On paper: light colours, the width of the page, and every table.
  let folded = [];
  let closed = [];
  let theme;
  window.addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    folded = details.filter((part) => !part.open);
    for (const part of folded) part.open = true;
    closed = sections.filter((section) => section.classList.contains("folded"));
    for (const section of closed) fold(section, false);
    draw(PRINT_WIDTH);
  });
  window.addEventListener("afterprint", () => {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    for (const part of folded) part.open = false;
    for (const section of closed) fold(section, true);
    draw();
  });
  root.dataset.charts = "ready";
})();
