// The steps on the lines of this page: drawn on their elements, sent to the server.

import { Commands } from "./commands.js";
import * as server from "./server.js";
import { say, tell, toast } from "./words.js";

const UNDO_MS = 10000;
// The steps that end something for this screen, and the status that they lead to.
const ENDS = { done: "done", serve: "served" };
const REASONS = { retrying: "retrying", refused: "refused" };

class LineCommands {
  constructor() {
    this.orderOf = new Map();
    this.lastDone = [];
    this.commands = new Commands({
      send: (lineId, step) => server.sendStep(lineId, step),
      look: (lineId) => server.lineStatus(this.orderOf.get(lineId), lineId),
      show: draw,
      failed: (reason) => toast(say(REASONS[reason] || "failed"), { kind: "danger" }),
    });
  }

  get unsent() {
    return this.commands.unsent;
  }

  linesOf(card, statuses) {
    const lines = Array.from(card.querySelectorAll(".line"));
    return lines.filter((line) => statuses.includes(line.dataset.status));
  }

  // Takes these elements' lines one step; the board is asked to look when the server has them.
  step(lines, step) {
    if (!lines.length) return Promise.resolve();
    const orderId = lines[0].closest(".ticket").dataset.id;
    const ids = lines.map((line) => line.dataset.line);
    if (step in ENDS) this.lastDone.push({ orderId, ids, status: ENDS[step], at: Date.now() });
    return this.carryOut(orderId, lines.map((line) => [line.dataset.line, line.dataset.status]), step);
  }

  // The same for lines of several tickets: one step for each ticket.
  stepAll(lines, step) {
    const cards = new Map();
    lines.forEach((line) => {
      const card = line.closest(".ticket");
      cards.set(card, [...(cards.get(card) || []), line]);
    });
    return Promise.all(Array.from(cards.values(), (some) => this.step(some, step)));
  }

  // Brings lines back from `status`, also those whose ticket has left the board.
  bringBack(orderId, ids, status = "done") {
    this.lastDone = this.lastDone.filter((each) => each.orderId !== orderId);
    return this.carryOut(orderId, ids.map((id) => [id, status]), "recall");
  }

  async carryOut(orderId, lines, step) {
    lines.forEach(([id]) => this.orderOf.set(id, orderId));
    const went = await Promise.all(lines.map(([id, status]) => this.commands.run(id, step, status)));
    tell("poke");
    return went.every(Boolean);
  }

  drawAgain() {
    this.commands.wanted.forEach((_, lineId) => this.commands.draw(lineId));
  }

  // What this device's last touch on the order finished, if that was a moment ago.
  doneLately(orderId) {
    const mine = this.lastDone.filter((each) => each.orderId === orderId);
    const last = mine[mine.length - 1];
    return last && Date.now() - last.at < UNDO_MS ? last : null;
  }

  // Takes back what this device finished last, whenever that was; false when there is nothing.
  bringLastBack() {
    const last = this.lastDone[this.lastDone.length - 1];
    if (!last) return Promise.resolve(false);
    return this.bringBack(last.orderId, last.ids, last.status);
  }
}

function draw(lineId, status, isUnsent) {
  const line = document.getElementById(`line-${lineId}`);
  if (!line) return;
  if (status) line.dataset.status = status;
  line.toggleAttribute("data-unsent", isUnsent);
}

export const lineCommands = new LineCommands();
