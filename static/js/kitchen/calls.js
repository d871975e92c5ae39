// What a card that was drawn anew calls the cook for, beside being new.

// "void": a dish was taken back; "rush": somebody asks to hurry; "fired": a dish on hold was
// called; "ready": at the pass, the whole order can go out. Null when nothing of it is news.
export function callOf(old, card) {
  if (unseenVoids(card) > unseenVoids(old)) return "void";
  if ("rushed" in card.dataset && !("rushed" in old.dataset)) return "rush";
  if (held(card) < held(old) && card.dataset.state === "open") return "fired";
  return card.dataset.state === "ready" && old.dataset.state === "open" ? "ready" : null;
}

export function unseenVoids(card) {
  return card.querySelectorAll(".line[data-unseen]").length;
}

const held = (card) => card.querySelectorAll('.line[data-status="held"]').length;

// The order of a board: what was asked for in a hurry, then the oldest.
export function isBefore(one, other) {
  const [mine, theirs] = [one, other].map((card) => ("rushed" in card.dataset ? 0 : 1));
  if (mine !== theirs) return mine < theirs;
  if (one.dataset.opened !== other.dataset.opened) return one.dataset.opened < other.dataset.opened;
  return Number(one.dataset.seq) <= Number(other.dataset.seq);
}
