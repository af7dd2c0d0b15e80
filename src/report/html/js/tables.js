// Sorting of tables, and searching and choosing of rows and comments.
(() => {
  const { data } = report;

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


  // What the reader typed and chose in a group of filters.
  const chosen = (group) => [...group.querySelectorAll("[data-filter]")].map((field) =>
    [field.dataset.filter, field.value.trim().toLocaleLowerCase(data.locale)]);
  const lower = (text) => (text || "").toLocaleLowerCase(data.locale);
  // Whether `item` fits: `text` of it holds what was typed, its data is what was chosen.
  const fits = (item, text, wanted) => wanted.every(([key, value]) =>
    !value || (key === "text" ? lower(text(item)).includes(value) : lower(item.dataset[key]) === value));
  // A table shows all rows that fit, a list only the first until asked for more.
  const FIRST = 12;
  const filtered = (group) => {
    const target = document.getElementById(group.dataset.filters);
    const table = target.tBodies !== undefined;
    const items = [...(table ? target.tBodies[0].rows : target.children)];
    const text = (item) => (table ? item.cells[0] : item).textContent;
    const [more, nothing] = [".more", ".nothing"].map((part) => target.parentElement.querySelector(part));
    const output = group.querySelector("output");
    let all = table;
    const show = () => {
      const wanted = chosen(group);
      const found = items.filter((item) => fits(item, text, wanted));
      const shown = new Set(all || wanted.some(([, value]) => value) ? found : found.slice(0, FIRST));
      for (const item of items) item.hidden = !shown.has(item);
      if (more) more.hidden = shown.size === found.length;
      if (nothing) nothing.hidden = found.length > 0;
      output.textContent = output.dataset.shown.replace("%{shown}", shown.size).replace("%{total}", items.length);
    };
    more?.addEventListener("click", () => {
      all = true;
      show();
      items[FIRST].tabIndex = -1;
      items[FIRST].focus();
    });
    group.hidden = false;
    for (const event of ["input", "change"]) group.addEventListener(event, show);
    show();
  };

  document.querySelectorAll("table.sortable").forEach(sortable);
  document.querySelectorAll("[data-filters]").forEach(filtered);
  // From a pain point to all that is said of it.
  for (const link of document.querySelectorAll("a[data-aspect]")) {
    link.addEventListener("click", () => {
      for (const field of document.querySelectorAll("#verbatims select[data-filter]")) {
        const wanted = link.dataset[field.dataset.filter] ?? "";
        field.value = [...field.options].some((option) => option.value === wanted) ? wanted : "";
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
})();
