// Sending an order so that it is placed exactly once. The key and the body are written down before
// the first try and stay until the server has said yes, or no for certain; everything else (no
// answer, a busy server, an answer that is not the server's own) is asked again with the same key.

import { ask, Problem } from "../core/api.js";
import { newKey } from "../core/keys.js";
import { takeOut } from "./cart.js";
import { chooseTime } from "./due_time.js";
import { rememberOrder } from "./reorder.js";
import { drop, nameFor, ownSession, read, write } from "./storage.js";

const WAITS_S = [1, 2, 3, 5, 8, 10];
const ASK_AGAIN = new Set([0, 408, 425, 429]);

let timer = null;
let isAsking = false;

export function pendingOrder() {
  return read(nameFor("sending"));
}

// Writes the order down unless one is already being sent: a second tap changes nothing. `lines` is
// the cart that the guest saw.
export function beginOrder(body, lines) {
  if (!pendingOrder()) write(nameFor("sending"), { key: newKey(), body, lines, since: Date.now() });
}

// Sends what is written down until it is decided. `told` has onWait(problem, since),
// onPlaced(order), onRefused(problem, sent), onElsewhere() when another tab decided it.
export async function sendOrder(told, tries = 0) {
  if (isAsking) return;
  clearTimeout(timer);
  const sent = pendingOrder();
  if (!sent) {
    told.onElsewhere();
    return;
  }
  isAsking = true;
  const { order, problem } = await askFor(sent);
  isAsking = false;
  if (order) {
    // The cart first: a crash in between sends the same key again, which is harmless.
    takeOut(sent.body, sent.lines || []);
    rememberOrder(sent.lines || []);
    drop(nameFor("sending"));
    chooseTime("");
    told.onPlaced(order);
  } else if (isCertain(problem)) {
    drop(nameFor("sending"));
    told.onRefused(problem, sent);
  } else {
    told.onWait(problem, sent.since);
    timer = setTimeout(() => sendOrder(told, tries + 1), waitMs(tries, problem));
  }
}

async function askFor({ key, body }) {
  try {
    const headers = { "Idempotency-Key": key, ...ownSession() };
    const order = await ask("POST", pathOf(body), { body, headers });
    // A guest network's login page also answers 200, with no order in it.
    return order && order.id ? { order } : { problem: new Problem(0, null) };
  } catch (problem) {
    return { problem };
  }
}

// An order written down by an earlier version of this page names its lines itself.
function pathOf(body) {
  return body.lines ? "/api/v1/orders" : "/api/v1/cart/orders";
}

// Whether the server itself said that this order does not exist. A page too old for its token
// is no such answer: the page is loaded anew and sends again.
function isCertain(problem) {
  if (problem.code === "network" || problem.code === "csrf" || problem.code === "in_flight") {
    return false;
  }
  if (problem.code === "paused") return true;
  return problem.status >= 400 && problem.status < 500 && !ASK_AGAIN.has(problem.status);
}

function waitMs(tries, problem) {
  const seconds = WAITS_S[Math.min(tries, WAITS_S.length - 1)];
  const least = problem.status === 429 ? 5 : 0;
  return Math.max(seconds, least) * 1000 * (0.75 + Math.random() / 2);
}
