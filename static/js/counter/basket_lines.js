// Drawing the lines of a basket from the page's own template.

import { yuan } from "./amounts.js";
import { priced } from "./basket.js";

export function drawLines(list, template, lines, goneWord) {
  list.textContent = "";
  list.append(...lines.map((line, index) => drawLine(template, line, index, goneWord)));
}

function drawLine(template, line, index, goneWord) {
  const row = template.content.cloneNode(true).firstElementChild;
  const found = priced(line);
  const isAble = found && found.dish.available;
  const say = (slot, text) => (row.querySelector(`[data-slot=${slot}]`).textContent = text);
  row.dataset.index = index;
  row.classList.toggle("is-gone", !isAble);
  say("name", found ? found.dish.name : "…");
  say("options", isAble ? found.options.map((option) => option.name).join(" · ") : goneWord);
  say("note", line.note);
  say("sum", found ? yuan(found.sum_fen) : "");
  say("quantity", line.quantity);
  const hold = row.querySelector("[data-slot=hold]");
  hold.hidden = Boolean(line.name);
  hold.setAttribute("aria-pressed", String(Boolean(line.is_held)));
  return row;
}

export function totalOf(lines) {
  return lines.map(priced).reduce((sum, found) => sum + (found ? found.sum_fen : 0), 0);
}
