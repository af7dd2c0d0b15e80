// Sorting and filtering of tables.
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
  // Whether `item` fits: its text holds what was typed, its data is what was chosen.
  const fits = (item, wanted) => wanted.every(([key, value]) => !value || (key === "text"
    ? item.textContent.toLocaleLowerCase(data.locale).includes(value)
    : (item.dataset[key] || "").toLocaleLowerCase(data.locale) === value));
  const say = (group, shown, total) => {
    const output = group.querySelector("output");
    output.textContent = output.dataset.shown.replace("%{shown}", shown).replace("%{total}", total);
  };
  // Calls `apply` with the choice, now and at every change.
  const filters = (group, apply) => {
    group.hidden = false;
    for (const event of ["input", "change"]) {
      group.addEventListener(event, () => apply(chosen(group)));
    }
    apply(chosen(group));
  };

  document.querySelectorAll("table.sortable").forEach(sortable);
  const group = document.querySelector('[data-filters="touchpoint-table"]');
  if (group) {
    const rows = [...document.getElementById("touchpoint-table").tBodies[0].rows];
    filters(group, (wanted) => {
      const [, typed] = wanted.find(([key]) => key === "text");
      const others = wanted.filter(([key]) => key !== "text");
      for (const row of rows) {
        const named = row.cells[0].textContent.toLocaleLowerCase(data.locale).includes(typed);
        row.hidden = !(named && fits(row, others));
      }
      say(group, rows.filter((row) => !row.hidden).length, rows.length);
    });
  }
  Object.assign(report, { filters, fits, say });
})();
