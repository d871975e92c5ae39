// The lines of the cart: drawn, priced, and what is wrong with them by now.

import { cart, countOf, isMine, queued, told } from "./cart.js";
import { chosenTime } from "./due_time.js";
import { findDish, isKnown, most, optionsOf, unitPrice } from "./dishes.js";
import { shownNote } from "./notes.js";
import { fill, named, part, piece, word, yuanShort } from "./words.js";

export function totalOf(lines) {
  return lines.reduce((sum, line) => sum + priceOf(line), 0);
}

// The order as it is sent: the cart as this phone saw it, with the total that its guest saw.
export function bodyOf() {
  return {
    cart_version: told().version,
    operations: queued(),
    expected_total_fen: totalOf(cart().lines),
    ...(chosenTime() ? { due_at: chosenTime() } : {}),
  };
}

export function drawLine(line) {
  const element = piece("cart-line");
  const name = named(line);
  element.dataset.key = line.id;
  part(element, "name").textContent = name;
  element.querySelector("[data-do=minus]").setAttribute("aria-label", word("one_less", { name }));
  element.querySelector("[data-do=plus]").setAttribute("aria-label", word("one_more", { name }));
  paintLine(element, line);
  return element;
}

// Brings figures up to date without drawing anew, so that nothing under a finger moves.
export function paintLine(element, line) {
  const dish = findDish(line.dish_id);
  const options = dish ? optionsOf(dish, line.option_ids) : [];
  fill(element, "options", options.map(named).join(" · "));
  part(element, "note").textContent = shownNote(line.note) || word("note");
  const edit = part(element, "edit");
  if (edit !== document.activeElement) edit.value = line.note;
  paintWho(part(element, "who"), line);
  fill(element, "problem", problemOf(line, dish, options));
  part(element, "total").textContent = yuanShort(priceOf(line));
  part(element, "quantity").textContent = line.quantity;
  const isMost = !dish || countOf(line.dish_id) >= most(dish);
  element.querySelector("[data-do=plus]").disabled = isMost;
}

// Who chose it, as soon as more than one phone has.
function paintWho(element, line) {
  const { people } = cart();
  const person = people.find(({ id }) => id === line.by);
  element.hidden = people.length < 2;
  element.className = `guest-tag ${person ? `is-${person.colour}` : ""}`;
  element.textContent = isMine(line) ? word("you") : person ? person.name : "";
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
