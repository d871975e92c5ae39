// What operations do to a cart, shown at once; the server says afterwards what they came to.

const MOST = 99;

const STEPS = {
  add(cart, { line_id, line }) {
    const held = find(cart, line_id);
    if (held) held.quantity = Math.min(MOST, held.quantity + line.quantity);
    else cart.lines.push({ ...line, id: line_id, by: cart.me });
  },
  change(cart, { line_id, delta }) {
    const line = find(cart, line_id);
    if (line) line.quantity = Math.max(0, Math.min(MOST, line.quantity + delta));
  },
  remove(cart, { line_id }) {
    cart.lines = cart.lines.filter((line) => line.id !== line_id);
  },
  edit(cart, { line_id, note }) {
    const line = find(cart, line_id);
    if (line) line.note = note;
  },
  clear(cart, { id }) {
    cart.before = { id, lines: cart.lines, note: cart.note };
    cart.lines = [];
    cart.note = "";
  },
  restore(cart, { clear_id }) {
    if (cart.before && cart.before.id === clear_id) Object.assign(cart, cart.before);
    cart.cleared = null;
  },
  party(cart, { note = cart.note, covers = cart.covers }) {
    Object.assign(cart, { note, covers });
  },
  rename() {},
  stay(cart) {
    cart.expires_s = null;
  },
};

export function applied(told, queue) {
  const cart = { ...told, lines: told.lines.map((line) => ({ ...line })) };
  queue.forEach((operation) => STEPS[operation.kind](cart, operation));
  cart.lines = cart.lines.filter((line) => line.quantity > 0);
  return cart;
}

// Whether two lines differ in nothing but their number and who chose them.
export function alike(one, other) {
  return contentOf(one) === contentOf(other);
}

// How the cart that was seen differs from the one that is, by what was seen.
export function differences(seen, now) {
  return seen
    .map((line) => ({ ...line, now: now.find(({ id }) => id === line.id) || { quantity: 0 } }))
    .filter((line) => line.now.quantity < line.quantity || line.now.note !== line.note);
}

function contentOf({ id, by, quantity, name, name_en, option_ids, ...rest }) {
  return JSON.stringify([[...option_ids].sort(), Object.entries(rest).sort()]);
}

function find(cart, id) {
  return cart.lines.find((line) => line.id === id);
}
