// Sending an order for guests, once: it stays on this device until the server has answered.

import { yuan } from "./amounts.js";
import { totalOf } from "./basket_lines.js";
import { sendOnce, unanswered } from "./once.js";

// Resolves to null when the order is placed, else to what has to be said.
export async function placeOrder(slot, basket, { table_id, session_id, due_at }, unknownWord) {
  const place = { table_id: table_id || null, order_type: table_id ? "dine_in" : "pickup",
    ...(session_id ? { session_id } : {}), ...(due_at ? { due_at } : {}) };
  const shown_fen = totalOf(basket.lines);
  try {
    await sendOnce(slot, "/api/v1/staff/orders", { ...basket.body(shown_fen), ...place });
    return null;
  } catch (problem) {
    if (unanswered(slot)) return unknownWord;
    const { fields = {}, missing = [], total_fen } = problem.body;
    const names = missing.map((each) => each.name).concat(Object.values(fields));
    if (total_fen === undefined) return [problem.message, ...names].join(" ");
    basket.agree(shown_fen, total_fen);
    basket.keep();
    return `${problem.message} ¥${yuan(total_fen)}`;
  }
}
