// The table's shared cart as this phone sees it: what the server told last, and on top of it this
// phone's own operations that are not answered yet. Both outlive reloads; all tabs share them.

import { newKey } from "../core/keys.js";
import { alike, applied } from "./cart_steps.js";
import { drop, nameFor, onChangeElsewhere, read, write } from "./storage.js";
import { announce } from "./words.js";

const EMPTY = { version: 0, round: 1, me: null, note: "", covers: null, people: [], lines: [],
  cleared: null, ordered: null, expires_s: null };
// Writing goes on in the same operation until it is sent.
const GROWING = new Set(["edit", "party"]);
let view = EMPTY;

export function openCart() {
  takeOver();
  reloadCart();
  onChangeElsewhere(nameFor("shared"), reloadCart);
  onChangeElsewhere(nameFor("queue"), reloadCart);
}

export function reloadCart() {
  view = applied(told(), queued());
  announce("cart:changed");
}

export function cart() {
  return view;
}

export function told() {
  return { ...EMPTY, ...(read(nameFor("shared")) || {}) };
}

export function queued() {
  return read(nameFor("queue")) || [];
}

// What the server says now; `done` are the operations that it has answered.
export function takeTold(shared, done = []) {
  const ids = new Set(done.map((operation) => operation.id));
  if (done.length) write(nameFor("queue"), queued().filter(({ id }) => !ids.has(id)));
  if (shared && shared.version >= told().version) {
    write(nameFor("shared"), { ...shared, at: Date.now() });
  }
  reloadCart();
}

export function markTried(batch) {
  const ids = new Set(batch.map(({ id }) => id));
  write(nameFor("queue"), queued().map((each) => (ids.has(each.id) ? { ...each, tried: 1 } : each)));
}

export function operate(operation) {
  const queue = queued();
  const last = queue[queue.length - 1];
  const isSame = last && !last.tried && last.kind === operation.kind && last.line_id === operation.line_id;
  if (isSame && operation.kind === "change") {
    queue[queue.length - 1] = { ...last, delta: last.delta + operation.delta };
  } else if (isSame && GROWING.has(operation.kind)) {
    const { was_note = operation.was_note } = last;
    queue[queue.length - 1] = { ...last, ...operation, was_note };
  } else {
    queue.push({ id: newKey(), seen: told().version, ...operation });
  }
  write(nameFor("queue"), queue);
  reloadCart();
  announce("cart:operated");
  return queue[queue.length - 1];
}

export function addLine({ quantity, ...line }) {
  const same = view.lines.find((each) => isMine(each) && alike(each, line));
  if (same) operate({ kind: "change", line_id: same.id, delta: quantity });
  else operate({ kind: "add", line_id: newKey(), line: { ...line, quantity } });
}

export function changeLine({ id }, delta) {
  operate({ kind: "change", line_id: id, delta });
}

export function isMine(line) {
  return line.by === null || line.by === view.me;
}

export function countOf(dishId) {
  return view.lines.reduce((sum, line) => sum + (line.dish_id === dishId ? line.quantity : 0), 0);
}

export function countAll() {
  return view.lines.reduce((sum, line) => sum + line.quantity, 0);
}

// Takes out what was ordered, until the server tells the same.
export function takeOut({ operations = [] }, ordered) {
  const left = told().lines.map((line) => {
    const sent = ordered.find(({ id }) => id === line.id);
    return sent ? { ...line, quantity: line.quantity - sent.quantity } : line;
  });
  const lines = left.filter(({ quantity }) => quantity > 0);
  write(nameFor("shared"), { ...told(), lines, note: "" });
  takeTold(null, operations);
}

// Leaves at most `left` portions of a dish, taking from the lines chosen last.
export function reduceTo(dishId, left) {
  let room = left;
  view.lines.filter((line) => line.dish_id === dishId).forEach((line) => {
    const kept = Math.min(line.quantity, room);
    room -= kept;
    if (kept < line.quantity) changeLine(line, kept - line.quantity);
  });
}

// A cart that an earlier version of this page kept on the phone alone.
function takeOver() {
  const { lines = [], covers } = read(nameFor("cart")) || {};
  drop(nameFor("cart"));
  lines.forEach((line) => operate({ kind: "add", line_id: newKey(), line }));
  if (covers) operate({ kind: "party", covers });
}
