// Amounts as people type them, and whole fen. The server reads the typed text again by itself.

// "38.5" -> 3850; null for what is no amount.
export function toFen(text) {
  const match = /^\s*(\d{1,8})?(?:\.(\d{0,2}))?\s*$/.exec(text);
  if (!match || (!match[1] && !match[2])) return null;
  return Number(match[1] || 0) * 100 + Number((match[2] || "").padEnd(2, "0"));
}

// 3850 -> "38.50"
export function yuan(fen) {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}

// How much is handed over above the amount (below: negative), and whether it can be taken.
export function reckon({ amount, tendered, due_fen, isCash }) {
  const amount_fen = toFen(amount);
  const tendered_fen = tendered.trim() ? toFen(tendered) : amount_fen;
  const over_fen = (tendered_fen || 0) - (amount_fen || 0);
  const isAmount = amount_fen > 0 && amount_fen <= due_fen;
  const isCovered = !isCash || (tendered_fen !== null && over_fen >= 0);
  return { over_fen, canTake: isAmount && isCovered };
}
