// The lines of the cart: drawn, priced, and what is wrong with them by now.

import { cart, countOf, isMine, queued, told } from "./cart.js";
import { chosenTime } from "./due_time.js";
import { findDish, isKnown, most, optionsOf, unitPrice } from "./dishes.js";
import { shownNote } from "./notes.js";
import { fill, named, part, piece, word, yuanShort } from "./words.js";

// What the cart costs with what is charged beside its dishes: as the server counts.
export function totalOf({ lines, ...party }) {
  const dishes = lines.reduce((sum, line) => sum + priceOf(line), 0);
  return feesOf({ lines, ...party }).reduce((sum, { fen }) => sum + fen, dishes);
}

// The sum as far as it is known: dishes by weight or at the day's price come with the bill.
// A figure has a small ¥ before it; words are smaller than figures.
export function paintSum(element) {
  const fen = totalOf(cart());
  const isOpen = cart().lines.some(({ dish_id: id }) => (findDish(id) || {}).price_kind);
  const words = fen ? word("price_partly", { fen: yuanShort(fen) }) : word("price_open");
  element.previousElementSibling.hidden = isOpen;
  element.textContent = isOpen ? words : yuanShort(fen);
  element.parentElement.classList.toggle("is-words", isOpen);
}

// Packing what is taken along, and the seats of those who are not charged for theirs yet.
export function feesOf({ lines, covers, cover_charge: seats }) {
  const isPickup = document.body.dataset.orderType === "pickup";
  const packing = isPickup ? lines.reduce((sum, line) => sum + packingOf(line), 0) : 0;
  const seated = seats && covers && lines.length ? seats.per_head_fen * covers - seats.charged_fen : 0;
  return [
    { name: word("packing_fee"), fen: packing },
    { name: seats ? seats.name : "", fen: seated },
  ].filter(({ fen }) => fen > 0);
}

function packingOf({ dish_id: id, quantity }) {
  return ((findDish(id) || {}).packing_fee_fen || 0) * quantity;
}

// The order as it is sent: the cart as this phone saw it, with the total that its guest saw.
export function bodyOf() {
  return {
    cart_version: told().version,
    operations: queued(),
    expected_total_fen: totalOf(cart()),
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
  const isOpen = Boolean(dish && dish.price_kind);
  part(element, "yuan").hidden = isOpen;
  part(element, "yuan").parentElement.classList.toggle("is-words", isOpen);
  part(element, "total").textContent = isOpen ? word("price_open") : yuanShort(priceOf(line));
  part(element, "quantity").textContent = line.quantity;
  const isMost = !dish || countOf(line.dish_id) >= most(dish);
  element.querySelector("[data-do=plus]").disabled = isMost;
}

// Who chose it, as soon as more than one phone has.
function paintWho(element, line) {
  const { people } = cart();
  if (line.is_required) {
    element.hidden = false;
    element.className = "tag info";
    element.textContent = word("required");
    return;
  }
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
