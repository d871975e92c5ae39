// What was chosen on this phone and not yet ordered. It outlives reloads; all tabs share it.

import { nameFor, onChangeElsewhere, read, write } from "./storage.js";
import { announce } from "./words.js";

const EMPTY = { lines: [], note: "", covers: null };
let state = { ...EMPTY };

export function openCart() {
  reloadCart();
  onChangeElsewhere(nameFor("cart"), () => {
    reloadCart();
    announce("cart:changed");
  });
}

export function reloadCart() {
  state = { ...EMPTY, ...(read(nameFor("cart")) || {}) };
}

export function cart() {
  return state;
}

export function countOf(dishId) {
  return state.lines.reduce((sum, line) => sum + (line.dish_id === dishId ? line.quantity : 0), 0);
}

export function countAll() {
  return state.lines.reduce((sum, line) => sum + line.quantity, 0);
}

// Two lines that differ in nothing but their number are one line.
export function keyOf(line) {
  return [line.dish_id, [...line.option_ids].sort().join("+"), line.note].join("|");
}

export function addLine(line) {
  keep({ ...state, lines: merged([...state.lines, line]) });
}

export function changeLine(key, change) {
  const lines = state.lines.map((line) => (keyOf(line) === key ? { ...line, ...change } : line));
  keep({ ...state, lines: merged(lines) });
}

export function changeCart(change) {
  keep({ ...state, ...change });
}

// Takes out what was ordered; the covers stay known for the next round.
export function takeOut(ordered) {
  const lines = state.lines.map((line) => {
    const sent = ordered.find((each) => keyOf(each) === keyOf(line));
    return sent ? { ...line, quantity: line.quantity - sent.quantity } : line;
  });
  keep({ ...state, lines: merged(lines), note: "" });
}

// Leaves at most `left` portions of a dish, taking from the lines chosen last.
export function reduceTo(dishId, left) {
  let room = left;
  const lines = state.lines.map((line) => {
    if (line.dish_id !== dishId) return line;
    const quantity = Math.min(line.quantity, room);
    room -= quantity;
    return { ...line, quantity };
  });
  keep({ ...state, lines: merged(lines) });
}

function merged(lines) {
  const byKey = new Map();
  lines.filter((line) => line.quantity > 0).forEach((line) => {
    const same = byKey.get(keyOf(line));
    const quantity = Math.min(line.quantity + (same ? same.quantity : 0), 99);
    byKey.set(keyOf(line), { ...line, quantity });
  });
  return [...byKey.values()];
}

function keep(next) {
  state = next;
  write(nameFor("cart"), state);
  announce("cart:changed");
}
