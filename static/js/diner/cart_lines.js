// The lines of the cart: drawn, priced, and what is wrong with them by now.

import { countOf, keyOf } from "./cart.js";
import { findDish, isKnown, most, optionsOf, unitPrice } from "./dishes.js";
import { shownNote } from "./notes.js";
import { fill, named, part, piece, word, yuanShort } from "./words.js";

export function totalOf(lines) {
  return lines.reduce((sum, line) => sum + priceOf(line), 0);
}

// The order as it is sent, with the total that the guest saw.
export function bodyOf({ lines, note, covers }) {
  return {
    lines: lines.map(({ dish_id, quantity, option_ids, note: wish }) => ({
      dish_id,
      quantity,
      option_ids,
      note: wish,
    })),
    note,
    ...(covers ? { covers } : {}),
    expected_total_fen: totalOf(lines),
  };
}

export function drawLine(line) {
  const element = piece("cart-line");
  const name = named(line);
  element.dataset.key = keyOf(line);
  part(element, "name").textContent = name;
  part(element, "edit").value = line.note;
  element.querySelector("[data-do=minus]").setAttribute("aria-label", word("one_less", { name }));
  element.querySelector("[data-do=plus]").setAttribute("aria-label", word("one_more", { name }));
  part(element, "note").textContent = shownNote(line.note) || word("note");
  paintLine(element, line);
  return element;
}

// Brings figures up to date without drawing anew, so that nothing under a finger moves.
export function paintLine(element, line) {
  const dish = findDish(line.dish_id);
  const options = dish ? optionsOf(dish, line.option_ids) : [];
  fill(element, "options", options.map(named).join(" · "));
  fill(element, "problem", problemOf(line, dish, options));
  part(element, "total").textContent = yuanShort(priceOf(line));
  part(element, "quantity").textContent = line.quantity;
  const isMost = !dish || countOf(line.dish_id) >= most(dish);
  element.querySelector("[data-do=plus]").disabled = isMost;
}

function priceOf(line) {
  const dish = findDish(line.dish_id);
  return dish ? unitPrice(dish, line.option_ids) * line.quantity : 0;
}

function problemOf(line, dish, options) {
  if (!isKnown()) return "";
  if (!dish) return word("gone");
  if (!dish.available) return word("sold_out");
  const isWhole = options.length === line.option_ids.length;
  if (!isWhole || options.some((option) => !option.available)) return word("option_gone");
  return countOf(line.dish_id) > most(dish) ? word("left", { n: most(dish) }) : "";
}
