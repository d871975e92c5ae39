// The server said no for certain: tell why in plain words, and offer the one step that helps.

import { cart, changeCart, keyOf, reduceTo } from "./cart.js";
import { refreshDishes } from "./dishes.js";
import { question, toast } from "./question.js";
import { named, word, yuan } from "./words.js";

// Resolves to the body to order next, or to null when the guest looks at the cart first.
export async function answerRefusal(problem, body) {
  await refreshDishes().catch(() => {});
  const answer = ANSWERS[problem.code] || tell;
  return answer(problem, body);
}

const ANSWERS = {
  session_over: leave,
  price_changed: askPrice,
  sold_out: offerRest,
  invalid: offerRemoval,
};

function leave() {
  window.location.reload();
  return null;
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
    yes: word("sold_yes"),
    no: word("look"),
  });
  if (!isAgreed) return null;
  missing.forEach((row) => reduceTo(row.dish_id, row.remaining));
  toast(word("adjusted"));
  return null;
}

async function offerRemoval(problem, body) {
  const fields = Object.entries(problem.body.fields || {});
  const wrong = new Map();
  fields.forEach(([path, message]) => {
    const line = body.lines[Number(path.split(".")[1])];
    if (path.startsWith("lines.") && line) wrong.set(keyOf(line), message);
  });
  if (!wrong.size) return tell(problem);
  const isAgreed = await question({
    title: word("invalid_title"),
    text: word("invalid_text"),
    items: cart()
      .lines.filter((line) => wrong.has(keyOf(line)))
      .map((line) => `${named(line)}: ${wrong.get(keyOf(line))}`),
    yes: word("invalid_yes"),
    no: word("look"),
  });
  if (isAgreed) changeCart({ lines: cart().lines.filter((line) => !wrong.has(keyOf(line))) });
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
