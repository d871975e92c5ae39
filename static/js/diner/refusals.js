// The server said no for certain: tell why in plain words, and offer the one step that helps.

import { cart, operate, reduceTo } from "./cart.js";
import { bodyOf, totalOf } from "./cart_lines.js";
import { differences } from "./cart_steps.js";
import { pullCart } from "./cart_sync.js";
import { refreshDishes } from "./dishes.js";
import { chooseTime } from "./due_time.js";
import { question, toast } from "./question.js";
import { announce, named, word, yuan } from "./words.js";

// Resolves to the body to order next, or to null when the guest looks at the cart first.
export async function answerRefusal(problem, sent) {
  await refreshDishes().catch(() => {});
  const answer = ANSWERS[problem.code] || tell;
  return answer(problem, sent.body, sent.lines);
}

const ANSWERS = {
  session_over: leave,
  already_ordered: showOrder,
  cart_changed: askAnew,
  price_changed: askPrice,
  sold_out: offerRest,
  invalid: offerRemoval,
  slot_gone: askTime,
};

function leave() {
  window.location.reload();
  return null;
}

async function showOrder({ body: { by } }) {
  await pullCart().catch(() => {});
  const isGoing = await question({ title: word("ordered_by", { by }), text: word("ordered_text"),
    yes: word("see_orders"), no: word("look") });
  if (isGoing) announce("order:show");
  return null;
}

async function askAnew(_problem, _body, seen) {
  await pullCart().catch(() => {});
  const { lines } = cart();
  const isAgreed = await question({
    title: word("changed_title"),
    text: lines.length ? word("changed_text") : word("changed_empty"),
    items: differences(seen, lines).map((line) =>
      word(line.now.quantity ? "changed_line" : "changed_gone", { name: named(line), n: line.now.quantity })
    ),
    yes: lines.length ? word("price_yes", { new: yuan(totalOf(cart())) }) : "",
    no: word("look"),
  });
  return isAgreed ? bodyOf() : null;
}

async function askPrice(problem, body) {
  const totals = { old: yuan(body.expected_total_fen), new: yuan(problem.body.total_fen) };
  const isAgreed = await question({
    title: word("price_title"),
    text: word("price_text", totals),
    yes: word("price_yes", totals),
    no: word("look"),
  });
  return isAgreed ? { ...body, expected_total_fen: problem.body.total_fen } : null;
}

async function offerRest(problem) {
  const { missing } = problem.body;
  const isAgreed = await question({
    title: word("sold_title"),
    text: word("sold_text"),
    items: missing.map((row) =>
      word(row.remaining ? "sold_few" : "sold_none", {
        name: named(row),
        n: row.remaining,
        wanted: row.wanted,
      })
    ),
    others: likeThem(missing),
    yes: word("sold_yes"),
    no: word("look"),
  });
  if (!isAgreed) return null;
  missing.forEach((row) => reduceTo(row.dish_id, row.remaining));
  toast(word("adjusted"));
  return null;
}

// What the shop has that is like what it has not, each once; a touch opens it.
function likeThem(missing) {
  const gone = new Set(missing.map((row) => row.dish_id));
  const found = new Map();
  missing.forEach((row) =>
    (row.alike || []).forEach((dish) => {
      if (!gone.has(dish.dish_id)) found.set(dish.dish_id, dish);
    })
  );
  return Array.from(found.values()).slice(0, 3).map((dish) => ({
    label: named(dish),
    run: () => announce("dish:open", { id: dish.dish_id }),
  }));
}

async function offerRemoval(problem) {
  const fields = Object.entries(problem.body.fields || {});
  const wrong = new Map();
  fields.forEach(([path, message]) => {
    if (path.startsWith("lines.")) wrong.set(path.split(".")[1], message);
  });
  if (!wrong.size) return tell(problem);
  const isAgreed = await question({
    title: word("invalid_title"),
    text: word("invalid_text"),
    items: cart()
      .lines.filter(({ id }) => wrong.has(id))
      .map((line) => `${named(line)}: ${wrong.get(line.id)}`),
    yes: word("invalid_yes"),
    no: word("look"),
  });
  if (isAgreed) wrong.forEach((_message, line_id) => operate({ kind: "remove", line_id }));
  return null;
}

async function askTime(problem) {
  chooseTime("");
  await tell(problem);
  announce("cart:open");
  return null;
}

async function tell(problem) {
  await question({
    title: word("refused_title"),
    text: problem.message,
    items: Object.values(problem.body.fields || {}),
    no: word("close"),
  });
  return null;
}
