// What is still to be cooked over all open tickets, counted by dish or by ingredient.

const OPEN = '.ticket[data-state="open"]:not([data-test])';
const TO_COOK = `${OPEN} .line[data-status="placed"], ${OPEN} .line[data-status="cooking"]`;

export function linesToCook() {
  return Array.from(document.querySelectorAll(TO_COOK));
}

// Rows {key, name, number, lines, kinds}; `kinds` are the wishes with their tables.
export function totalsByDish() {
  const rows = new Map();
  linesToCook().forEach((line) => {
    const { dish, name, quantity, kind } = line.dataset;
    const row = rows.get(dish) || { key: dish, name, number: 0, lines: [], kinds: new Map() };
    row.number += Number(quantity);
    row.lines.push(line);
    const places = row.kinds.get(kind) || [];
    row.kinds.set(kind, [...places, `${line.closest(".ticket").dataset.place} ×${quantity}`]);
    rows.set(dish, row);
  });
  return sorted(rows);
}

// Rows of what the dishes are made of, as far as somebody wrote recipes.
export function totalsByIngredient() {
  const isEnglish = document.documentElement.lang === "en";
  const rows = new Map();
  linesToCook().filter((line) => line.dataset.madeOf).forEach((line) => {
    JSON.parse(line.dataset.madeOf).forEach(([name, nameEn, amount, unit, larger]) => {
      const key = `${name} ${unit}`;
      const shown = isEnglish && nameEn ? nameEn : name;
      const row = rows.get(key) || { key, name: shown, sum: 0, unit, larger, lines: [], kinds: new Map() };
      row.sum += amount * line.dataset.quantity;
      row.lines.push(line);
      rows.set(key, row);
    });
  });
  return sorted(new Map(Array.from(rows, ([key, row]) => [key, { ...row, ...inWords(row) }])));
}

// 1 500 g are 1.5 kg to a cook.
function inWords({ sum, unit, larger }) {
  const isLarge = larger && sum >= 1000;
  const number = Math.round((isLarge ? sum / 1000 : sum) * 100) / 100;
  return { number, shown: `${number} ${isLarge ? larger : unit}`.trim() };
}

// Shows on the tickets which lines these rows speak of.
export function markLines(rows) {
  const lines = new Set([].concat(...rows.map((row) => row.lines)));
  document.querySelectorAll(".line[data-dish]").forEach((line) => {
    line.toggleAttribute("data-pointed", lines.has(line));
  });
}

function sorted(rows) {
  return Array.from(rows.values()).sort((one, other) => (other.sum || other.number) - (one.sum || one.number));
}
