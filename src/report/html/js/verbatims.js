// The list of verbatims: searched, filtered, and shown in part until asked for.
(() => {
  const { filters, fits, say } = report;
  const FIRST = 12;
  const group = document.querySelector('[data-filters="verbatim-list"]');
  if (!group) return;
  const items = [...document.getElementById("verbatim-list").children];
  const more = document.getElementById("more-verbatims");
  const nothing = document.getElementById("no-verbatims");
  let all = false;
  let wanted = [];
  const show = () => {
    const found = items.filter((item) => fits(item, wanted));
    const filtered = wanted.some(([, value]) => value);
    const shown = new Set(all || filtered ? found : found.slice(0, FIRST));
    for (const item of items) item.hidden = !shown.has(item);
    more.hidden = shown.size === found.length;
    nothing.hidden = found.length > 0;
    say(group, shown.size, items.length);
  };
  more.addEventListener("click", () => {
    all = true;
    show();
    items[FIRST].tabIndex = -1;
    items[FIRST].focus();
  });
  filters(group, (choice) => {
    wanted = choice;
    show();
  });
})();
