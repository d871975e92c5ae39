// The menu as the server last told it: prices and availability of every dish by its id.

import { ask } from "../core/api.js";
import { announce } from "./words.js";

const VARYING = new Set(["version", "price_fen", "member_price_fen", "available", "remaining"]);
let byId = new Map();
let shape = "";
let asking = null;

export function findDish(id) {
  return byId.get(id);
}

export function isKnown() {
  return byId.size > 0;
}

// Asks for the menu; the browser's own cache answers when its version is still the latest.
// Calls that come while one is under way share its answer.
export function refreshDishes() {
  asking =
    asking ||
    ask("GET", "/api/v1/menu")
      .then(take)
      .finally(() => {
        asking = null;
      });
  return asking;
}

export function optionsOf(dish, ids) {
  return dish.option_groups
    .reduce((all, group) => all.concat(group.options), [])
    .filter((option) => ids.includes(option.id));
}

// The price of one portion in fen, never below nothing: as the server counts.
export function unitPrice(dish, ids) {
  const extra = optionsOf(dish, ids).reduce((sum, option) => sum + option.price_fen, 0);
  return Math.max(dish.price_fen + extra, 0);
}

// How many portions can be had: 0 when sold out, at most 99 of one dish.
export function most(dish) {
  if (!dish.available) return 0;
  return dish.remaining === null ? 99 : Math.min(dish.remaining, 99);
}

function take(menu) {
  const next = new Map();
  menu.categories.forEach((category) =>
    category.dishes.forEach((dish) => next.set(dish.id, dish))
  );
  const nextShape = JSON.stringify(menu.categories, (key, value) =>
    VARYING.has(key) ? undefined : value
  );
  const isReshaped = shape !== "" && shape !== nextShape;
  byId = next;
  shape = nextShape;
  announce("catalog:changed", { isReshaped });
}
