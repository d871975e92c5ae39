// A table on the drawing: where the server keeps it, and where it is seen meanwhile.

// What the server knows: the body that puts the table back.
export function kept(table) {
  const { x, y, shape, turned } = table.dataset;
  return { x: Number(x), y: Number(y), shape, is_turned: Boolean(turned) };
}

// Where the table is seen, in pixels.
export function seen(table) {
  const { e, f } = table.transform.baseVal.consolidate().matrix;
  return { x: e, y: f };
}

export function show(table, x, y) {
  table.setAttribute("transform", `translate(${x} ${y})`);
}

// The cell nearest to where the table is seen, inside a plan of `columns`.
export function nearest(table, cell, columns) {
  const { x, y } = seen(table);
  const inside = (n, most) => Math.min(Math.max(Math.round(n / cell), 0), most);
  return { ...kept(table), x: inside(x, columns - Number(table.dataset.wide)), y: inside(y, 99) };
}

export function isSame(one, other) {
  return Object.keys(one).every((key) => one[key] === other[key]);
}
