// The menu as the server last told it: prices and availability of every dish by its id.

import { ask } from "../core/api.js";
import { announce } from "./words.js";

const VARYING = new Set(["version", "price_fen", "available", "remaining", "is_off_hours",
  "sold_recently"]);
let byId = new Map();
let shape = "";
let asking = null;
let asNext = null;

export function findDish(id) {
  return byId.get(id);
}

export function isKnown() {
  return byId.size > 0;
}

// Asks for the menu; the browser's own cache answers when its version is still the latest.
// What is under way may have been answered before the change that a call is about, so calls that
// come meanwhile share one more question after it.
export function refreshDishes() {
  if (asking) {
    asNext =
      asNext ||
      asking.catch(() => {}).then(() => {
        asNext = null;
        return refreshDishes();
      });
    return asNext;
  }
  asking = ask("GET", "/api/v1/menu")
    .then(take)
    .finally(() => {
      asking = null;
    });
  return asking;
}

// The chosen options in the order of the menu; one that is chosen twice is there twice.
export function optionsOf(dish, ids) {
  return dish.option_groups
    .reduce((all, group) => all.concat(group.options), [])
    .reduce((all, option) => all.concat(ids.filter((id) => id === option.id).map(() => option)), []);
}

// The price of one portion in fen, never below nothing: as the server counts. What is weighed or
// priced later costs nothing yet; a size has the same price however the food leaves the house.
export function unitPrice(dish, ids) {
  if (dish.price_kind) return 0;
  const options = optionsOf(dish, ids);
  const isSized = options.some((option) => option.own_price_fen !== undefined);
  const base = isSized ? dish.price_fen : basePrice(dish);
  return Math.max(base + options.reduce((sum, option) => sum + option.price_fen, 0), 0);
}

export function basePrice(dish) {
  const isPickup = document.body.dataset.orderType === "pickup";
  return isPickup && dish.pickup_price_fen ? dish.pickup_price_fen : dish.price_fen;
}

// With how many portions an order of the dish begins, and how many come with each touch.
export function portionSteps(dish) {
  return { least: dish.min_quantity || 1, step: dish.quantity_step || 1 };
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
