// Bringing the phone's operations to the server, and the table's cart to the phone.

import { ask } from "../core/api.js";
import { markTried, queued, takeTold } from "./cart.js";
import { ownSession } from "./storage.js";
import { announce } from "./words.js";

const BATCH = 60;

let isSending = false;
let isFailing = false;
let isBehind = false;

// Whether the number of guests is on its way: dishes of the house may come back with it, and what
// they cost. Without a line nobody waits for that; ordering then asks when the price differs.
export function isSettling() {
  return !isFailing && queued().some(({ covers }) => covers !== undefined);
}

// The answer that is awaited may have been made before the news that are heard of now.
export function newsCame() {
  isBehind = isSending;
}

export async function pullCart() {
  takeTold(await ask("GET", "/api/v1/cart", { headers: ownSession() }));
}

// Sends what waits, in order. Sent twice it is applied once, so nothing is given up while there is
// no answer. Resolves to whether everything has been answered; rejects when there was none.
export async function sendQueue() {
  if (isSending) return false;
  isSending = true;
  try {
    while (queued().length) await sendBatch(queued().slice(0, BATCH));
    isFailing = false;
  } catch (problem) {
    isFailing = true;
    announce("cart:changed");
    throw problem;
  } finally {
    isSending = false;
  }
  if (isBehind) {
    isBehind = false;
    await pullCart();
  }
  return true;
}

async function sendBatch(batch) {
  markTried(batch);
  try {
    const sent = { body: { operations: batch }, headers: ownSession() };
    const { results, cart } = await ask("POST", "/api/v1/cart/operations", sent);
    takeTold(cart, batch);
    announce("cart:answered", { results, batch });
  } catch (problem) {
    const isRefused = problem.status === 400 || problem.status === 422;
    if (problem.code === "csrf" || !isRefused) throw problem;
    takeTold(null, batch);
    announce("cart:answered", { results: batch.map(() => ({ outcome: "refused" })), batch });
  }
}
