// The cards on the board: put in at their time's place, replaced, taken off when finished.

import { callOf, isBefore, unseenVoids } from "./calls.js";
import { Fit } from "./fit.js";
import { IdList } from "./memory.js";
import { tell } from "./words.js";

const LEAVE_MS = 3000;
const PRESS_LIMIT_MS = 1000;
// What moved away under a finger must not be taken for the card that moved in.
const SETTLE_MS = 350;

export class Cards {
  constructor(board) {
    this.board = board;
    this.fit = new Fit(board);
    this.leaving = new Map();
    this.touched = new IdList("touched");
    this.unseenCancels = new IdList("cancelled");
    this.putAway = new IdList("putAway");
    this.seenVoids = new IdList("seenVoids");
    this.movedAt = 0;
    this.pressed = false;
    this.waiting = [];
    document.addEventListener("pointerdown", () => this.press(true), true);
    ["pointerup", "pointercancel"].forEach((name) => {
      document.addEventListener(name, () => this.press(false), true);
    });
    this.all().forEach((card) => {
      if (this.isAway(card)) {
        card.remove();
        return;
      }
      this.markVoids(card);
      this.settle(card);
    });
  }

  all() {
    return Array.from(this.board.querySelectorAll(".ticket"));
  }

  // All cards anew, as the server draws the whole board.
  async renew(fresh) {
    await this.released();
    Object.assign(this.board.dataset, fresh.dataset);
    this.leaving.forEach((timer) => clearTimeout(timer));
    this.leaving.clear();
    this.board.textContent = "";
    Array.from(fresh.children).forEach((card) => this.putOne(card));
    tell("drawn");
  }

  get view() {
    return this.board.dataset.view;
  }

  find(id) {
    return document.getElementById(`ticket-${id}`);
  }

  isMoving() {
    return performance.now() - this.movedAt < SETTLE_MS;
  }

  // Whether an event of this ticket changes anything on this board.
  concerns({ kind, ticket }) {
    const isCancel = kind === "ticket_cancelled" && !this.putAway.has(ticket.order_id);
    return isCancel || !ticket.closed_at || Boolean(this.find(ticket.order_id));
  }

  // Draws the cards in `html`; those of `ids` that are not in it leave the board.
  async put(ids, html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    await this.released();
    const fresh = Array.from(holder.content.querySelectorAll(".ticket"));
    const arrived = fresh.map((card) => this.putOne(card)).filter(Boolean);
    const found = new Set(fresh.map((card) => card.dataset.id));
    ids.filter((id) => !found.has(id)).forEach((id) => this.remove(id));
    tell("drawn");
    if (arrived.length) tell("arrived", { kinds: arrived });
  }

  // Puts one card; tells "new" or "cancelled" when a cook must be called to it.
  putOne(card) {
    const { id, state } = card.dataset;
    const old = this.find(id);
    const wasCancelled = old && old.dataset.state === "cancelled";
    this.markVoids(card);
    if (state === "done" && !old && !unseenVoids(card)) return null;
    if (this.isAway(card)) return null;
    if (old) this.replace(old, card);
    else this.insert(card);
    this.settle(card);
    if (state === "cancelled") return wasCancelled ? null : "cancelled";
    if (!old && state === "done") return "void";
    if (state === "done" && old.dataset.state !== "done") tell("finished", { card });
    if (old) return callOf(old, card);
    return "fresh" in card.dataset ? "new" : null;
  }

  // A cancelled order that a cook has put away here does not come back.
  isAway({ dataset: { id, state } }) {
    return state === "cancelled" && this.putAway.has(id);
  }

  // A dish that was taken back stays, struck through and loud, until a cook has touched it.
  markVoids(card) {
    card.querySelectorAll(".line[data-void]").forEach((line) => {
      const isSeen = this.seenVoids.has(line.dataset.line);
      line.toggleAttribute("data-unseen", !isSeen);
      line.hidden = isSeen;
    });
  }

  seeVoid(line) {
    this.seenVoids.add(line.dataset.line);
    tell("touched", { lines: [line.dataset.line] });
    const card = line.closest(".ticket");
    this.markVoids(card);
    this.settle(card);
    tell("drawn");
  }

  settle(card) {
    const { id, state } = card.dataset;
    this.fit.watch(card);
    clearTimeout(this.leaving.get(id));
    this.leaving.delete(id);
    if ("untouched" in card.dataset && !this.touched.has(id)) card.dataset.fresh = "";
    if (state === "cancelled") this.unseenCancels.add(id);
    if (state === "done" && !unseenVoids(card)) this.leaving.set(id, setTimeout(() => this.leave(id), LEAVE_MS));
  }

  async leave(id) {
    await this.released();
    if (!this.leaving.delete(id)) return;
    this.remove(id);
    tell("drawn");
  }

  replace(old, card) {
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    if ("chosen" in old.dataset) card.dataset.chosen = "";
    if ("rushed" in old.dataset === "rushed" in card.dataset) {
      old.replaceWith(card);
    } else {
      this.movedAt = performance.now();
      old.remove();
      this.insert(card);
    }
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
  }

  // Most come last, so the place is looked for from the end.
  insert(card) {
    let after = this.board.lastElementChild;
    while (after && !isBefore(after, card)) after = after.previousElementSibling;
    if (after) after.after(card);
    else this.board.prepend(card);
    if (card.nextElementSibling) this.movedAt = performance.now();
  }

  remove(id) {
    const card = this.find(id);
    if (!card || !this.board.contains(card)) return;
    if (card.nextElementSibling) this.movedAt = performance.now();
    card.remove();
  }

  // The cook has seen it: it stops ringing; a cancelled one goes.
  touch(card) {
    const { id, state } = card.dataset;
    if ("fresh" in card.dataset) {
      delete card.dataset.fresh;
      this.touched.add(id);
    }
    if (state === "cancelled") {
      this.putAway.add(id);
      tell("touched", { lines: linesOf(card) });
      this.unseenCancels.remove(id);
      this.remove(id);
    }
    tell("drawn");
  }

  press(isPressed) {
    this.pressed = isPressed;
    if (isPressed) return;
    this.waiting.forEach((go) => setTimeout(go, 0));
    this.waiting = [];
  }

  // Resolves when no finger is down: a card replaced under a finger would swallow the touch.
  released() {
    if (!this.pressed) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setTimeout(() => this.press(false), PRESS_LIMIT_MS);
    });
  }
}

const linesOf = (card) => Array.from(card.querySelectorAll(".line"), (line) => line.dataset.line);
