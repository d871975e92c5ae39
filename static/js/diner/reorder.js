// Ordering once more what was ordered before, as far as the menu still has it.

import { addLine } from "./cart.js";
import { findDish, most, optionsOf, refreshDishes } from "./dishes.js";
import { question } from "./question.js";
import { read, write } from "./storage.js";
import { announce, named, word } from "./words.js";

// Not of any table session: only dishes, on the phone that chose them.
const LAST = "kfl.last";

export function lastOrder() {
  const lines = read(LAST) || [];
  return lines.length ? lines : null;
}

export function rememberOrder(lines) {
  write(LAST, lines.map(({ id, by, ...line }) => line));
}

// An order's lines as the cart takes them; the dishes of a set meal come with their set.
export function linesOf(order) {
  return order.lines
    .filter((line) => line.dish_id && line.status !== "cancelled" && !line.parent_id)
    .map(({ dish_id, name, name_en, note, quantity, options }) => ({
      dish_id, name, name_en, note, quantity, option_ids: options.map(({ id }) => id),
    }));
}

// Puts lines into the cart; what cannot be had is named. Resolves when everything is said.
export async function orderAgain(lines) {
  await refreshDishes().catch(() => {});
  const gone = lines.filter((line) => !isOrderable(line));
  lines.filter(isOrderable).forEach((line) => addLine(line));
  if (gone.length) {
    await question({ title: word("again_gone"), items: gone.map(named), no: word("close") });
  }
  announce("cart:open");
}

function isOrderable({ dish_id, option_ids, quantity }) {
  const dish = findDish(dish_id);
  if (!dish || most(dish) < quantity) return false;
  const options = optionsOf(dish, option_ids);
  return options.length === option_ids.length && options.every((option) => option.available);
}
