// One row of the all-day view, drawn from its template.

export function makeRow(templates, { name, number, shown, kinds }, isPointed) {
  const item = templates.row.content.firstElementChild.cloneNode(true);
  item.querySelector(".summary-row").setAttribute("aria-pressed", isPointed);
  item.querySelector(".summary-name").textContent = name;
  item.querySelector(".summary-number").textContent = shown || number;
  kinds.forEach((places, kind) => {
    const one = templates.kind.content.firstElementChild.cloneNode(true);
    one.querySelector(".summary-places").textContent = places.join("  ");
    one.querySelector(".summary-kind").textContent = kind.trim();
    item.querySelector(".summary-kinds").append(one);
  });
  // An ingredient is not cooked; its dishes are.
  item.querySelector(".summary-do").hidden = Boolean(shown);
  return item;
}
